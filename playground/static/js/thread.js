// One chat as one person sees it, kept in step with the server.

import { api } from "./api.js";

const PAGE = 80;

export class Thread {
  /**
   * @param {number} person
   * @param {object} entry from `world.chatsOf`
   * @param {function(Thread)} changed called after every change
   */
  constructor(person, entry, changed) {
    this.person = person;
    this.entry = entry;
    this.id = entry.id;
    this.changed = changed;
    this.messages = [];
    this.last = null;
    this.unread = 0;
    this.keyboard = {};
    this.keyboardHidden = false;
    this.typingUntil = 0;
    this.draft = "";
    this.replyTo = null;
    this.topic = null;
    this.limit = PAGE;
    this.loaded = false;
    this.whole = false;
    this._busy = null;
    this._again = false;
  }

  /** Fetch the messages (only the last one when `brief`) and the keyboard; calls during a fetch cause one more. */
  async load({ brief = false } = {}) {
    if (this._busy) {
      this._again = true;
      this._brief = this._brief && brief;
      return this._busy;
    }
    this._brief = true;
    this._busy = (async () => {
      let once = brief;
      do {
        this._again = false;
        await this._fetch(once);
        once = this._brief;
        this._brief = true;
      } while (this._again);
    })();
    try {
      await this._busy;
    } catch {
      // a lost server is noticed by the long poll, which loads everything again
    } finally {
      this._busy = null;
    }
    return undefined;
  }

  async _fetch(brief) {
    if (brief) {
      const { messages, unread } = await api.messages(this.id, this.person, 1);
      this.unread = unread ?? this.unread;
      this.last = messages.at(-1) ?? null;
    } else {
      const [{ messages, unread }, keyboard] = await Promise.all([
        api.messages(this.id, this.person, this.limit),
        api.keyboard(this.id, this.person),
      ]);
      this.messages = messages;
      this.unread = unread ?? 0;
      this.last = messages.at(-1) ?? null;
      this.whole = messages.length < this.limit;
      this._takeKeyboard(keyboard ?? {});
      this.loaded = true;
    }
    this.changed(this);
  }

  _takeKeyboard(keyboard) {
    const same = JSON.stringify(keyboard) === JSON.stringify(this.keyboard);
    if (same) return;
    this.keyboard = keyboard;
    this.keyboardHidden = false;
    if (keyboard.force_reply) {
      const asked = this.messages.findLast((message) => (keyboard.message_id ? message.message_id === keyboard.message_id : !message.out));
      this.replyTo = asked ?? null;
    }
  }

  /** Show more of the past. */
  earlier() {
    if (this.whole) return Promise.resolve();
    this.limit += PAGE * 2;
    return this.load();
  }

  get pinned() {
    return this.messages.findLast((message) => message.pinned) ?? null;
  }

  get typing() {
    return this.typingUntil > performance.now();
  }
}
