// A phone: whose it is, which chat is open, and everything its owner does.

import { api } from "./api.js";
import { attachMenu } from "./attach.js";
import { avatar } from "./avatar.js";
import { ChatList } from "./chatlist.js";
import { ChatView } from "./chatview.js";
import { fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { pickPerson } from "./people.js";
import { Presses } from "./presses.js";
import { Layer } from "./sheets.js";
import { Thread } from "./thread.js";
import { clockTime } from "./time.js";
import { nameOf, world } from "./world.js";

const MAX_TEXT = 4096;
const TYPING_MS = 5500;

export class Phone {
  /** @param {string} side `A` or `B`; @param {function()} moved is told when the person, the chat or a badge changed */
  constructor(side, moved) {
    this.side = side;
    this.moved = moved;
    this.person = null;
    this.chat = null;
    this.threads = new Map();
    this.presses = new Presses(this);
    this.shown = true;
    this.view = null;
    this.owner = h("button", { type: "button", class: "owner", testid: "person-switch", on: { click: () => this.switchPerson() } });
    this.time = h("span", { class: "status-time" });
    this.stage = h("div", { class: "phone-stage" });
    this.layer = new Layer(this.stage);
    this.element = h("section", { class: "phone", testid: `phone-${side.toLowerCase()}`, data: { side } },
      this.owner,
      h("div", { class: "device" }, h("div", { class: "screen" },
        h("div", { class: "status", "aria-hidden": "true" }, this.time, h("span", { class: "status-signs" }, h("i"), h("i"), h("i"), h("b"))),
        this.stage, this.layer.host, this.layer.toasts)));
  }

  // --- who and where ---

  /** Give the phone to a person; `chat` is the chat to open (undefined: the only bot's, null: the list). */
  use(personId, chat) {
    this.person = personId;
    this.threads = new Map();
    this.presses.clear();
    this.layer.closeAll();
    this.match();
    this.automatic = chat === undefined;
    this.openChat(chat === undefined ? onlyBot() : chat);
    this.drawOwner();
    this.resync();
  }

  async switchPerson() {
    const id = await pickPerson(this.layer, t("switchPerson"), this.person);
    if (id === null || id === this.person) return;
    this.use(id);
    this.moved();
  }

  drawOwner() {
    const person = world.people.get(this.person);
    const name = nameOf(person);
    this.element.setAttribute("aria-label", t("phoneName", this.side, name));
    this.owner.setAttribute("aria-label", `${t("switchPerson")}: ${name}`);
    fill(this.owner, avatar(person?.id, name, { size: "s" }),
      h("span", { class: "owner-text" }, h("bdi", { class: "owner-name", text: name }),
        h("small", { dir: "auto", text: [person?.label, person?.deactivated && t("deactivated")].filter(Boolean).join(" · ") || (name ? "" : t("switchPerson")) })),
      icon("down", 16));
  }

  /** Make the threads fit the chats that exist now. */
  match() {
    const entries = world.chatsOf(this.person);
    const ids = new Set(entries.map((entry) => entry.id));
    for (const id of this.threads.keys()) if (!ids.has(id)) this.threads.delete(id);
    const fresh = [];
    for (const entry of entries) {
      const thread = this.threads.get(entry.id);
      if (thread) thread.entry = entry;
      else {
        const made = new Thread(this.person, entry, (changed) => this.threadChanged(changed));
        this.threads.set(entry.id, made);
        fresh.push(made);
      }
    }
    return fresh;
  }

  /** The world's people, chats or clock changed. */
  worldChanged() {
    if (this.person === null) return;
    const fresh = this.match();
    for (const thread of fresh) thread.load({ brief: thread.id !== this.chat });
    if (this.chat !== null && !this.threads.has(this.chat)) this.openChat(null);
    if (this.chat === null && this.automatic && onlyBot() !== null) this.openChat(onlyBot());
    this.drawOwner();
    this.view?.update();
  }

  openChat(id, { byHand = false } = {}) {
    const thread = id === null ? null : this.threads.get(id) ?? null;
    this.chat = thread?.id ?? null;
    this.view?.remove?.();
    this.view = thread ? new ChatView(this, thread) : new ChatList(this);
    fill(this.stage, this.view.element);
    if (thread) {
      this.view.scrollToEnd();
      thread.load();
    }
    if (thread || byHand) this.automatic = false;
    if (byHand) {
      if (thread) this.view.composer.focus();
      else this.view.list.querySelector("button")?.focus();
      this.moved();
    }
  }

  resync() {
    for (const thread of this.threads.values()) thread.load({ brief: thread.id !== this.chat });
  }

  threadChanged(thread) {
    if (this.threads.get(thread.id) !== thread) return;
    if (thread.unread && thread.id === this.chat && this.shown) this.seen(thread);
    if (this.view instanceof ChatList) this.view.update();
    else if (this.chat === thread.id) this.view.update();
    this.moved();
  }

  // --- what happened ---

  hear(events) {
    if (this.person === null) return;
    const stale = new Set();
    for (const event of events) {
      if (event.people && !event.people.includes(this.person)) continue;
      if (event.type === "callback_answer") this.presses.collect();
      const thread = this.threads.get(event.chat);
      if (!thread) continue;
      if (["message", "edit", "delete", "pin", "keyboard", "poll"].includes(event.type)) stale.add(thread);
      if (event.type === "action") this.typing(thread);
      if (event.type === "message") thread.typingUntil = 0;
    }
    for (const thread of stale) thread.load({ brief: thread.id !== this.chat });
  }

  /** The owner looks at this chat: nothing in it is unread any more. */
  seen(thread) {
    thread.unread = 0;
    api.read(this.person, thread.id).catch(() => {});
  }

  typing(thread) {
    thread.typingUntil = performance.now() + TYPING_MS;
    this.threadChanged(thread);
    setTimeout(() => this.threadChanged(thread), TYPING_MS + 50);
  }

  get unread() {
    return [...this.threads.values()].reduce((sum, thread) => sum + thread.unread, 0);
  }

  /** On a small screen only one phone is looked at. */
  show(shown) {
    this.shown = shown;
    const thread = this.threads.get(this.chat);
    if (shown && thread?.unread) this.seen(thread);
  }

  tick() {
    this.time.textContent = clockTime(world.now());
  }

  // --- what the owner does ---

  /** Do something through the control API; a refusal becomes a toast. Resolves to the answer, or null. */
  async try(action) {
    try {
      return (await action(api)) ?? true;
    } catch (error) {
      this.layer.toast(t("failed", error.message));
      return null;
    }
  }

  /** Send a text; what is too long goes in pieces, as Telegram's apps do it. */
  async say(thread, text, { replyTo, anonymous } = {}) {
    if (this.view instanceof ChatView) this.view.atEnd = true;
    for (const piece of pieces(text)) {
      const body = { chat: thread.id, text: piece };
      if (replyTo) body.reply_to = replyTo;
      if (thread.topic) body.thread = thread.topic;
      if (anonymous) body.anonymous = true;
      if (!(await this.try((control) => control.send(thread.person, body)))) return false;
    }
    return true;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.layer.toast(t("copied"));
    } catch (error) {
      this.layer.toast(t("failed", error.message));
    }
  }

  chatMenu(thread) {
    const person = world.people.get(this.person);
    const bot = thread.entry.kind === "private" ? thread.id : null;
    const blocked = person?.blocked?.includes(bot);
    const alive = !person?.deactivated;
    this.layer.menu(t("chatMenu"), [
      bot && alive && !blocked && { icon: "send", text: t("sendStart"), testid: "menu-start", run: () => this.try((control) => control.start(this.person, bot)) },
      alive && !blocked && { icon: "clip", text: t("attach"), testid: "menu-attach", run: () => attachMenu(this, thread) },
      bot && alive && (blocked
        ? { icon: "check", text: t("unblockBot"), testid: "menu-unblock", run: () => this.try((control) => control.unblock(this.person, bot)) }
        : { icon: "block", text: t("blockBot"), testid: "block", danger: true, run: () => this.block(bot) }),
      alive && { icon: "person", text: t("deactivate"), testid: "deactivate", danger: true, run: () => this.deactivate(person) },
    ], "top");
  }

  async block(bot) {
    if (await this.try((control) => control.block(this.person, bot))) this.layer.toast(t("blockedHint"));
  }

  async deactivate(person) {
    const sure = await this.layer.confirm(t("deactivateAsk", nameOf(person)), t("deactivate"), { danger: true });
    if (sure) await this.try((control) => control.deactivate(person.id));
  }
}

/** The id of the only bot there is, or null. */
function onlyBot() {
  const bots = [...world.bots.keys()];
  return bots.length === 1 ? bots[0] : null;
}

function* pieces(text) {
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const cut = /[\uD800-\uDBFF]/.test(rest[MAX_TEXT - 1]) ? MAX_TEXT - 1 : MAX_TEXT;
    yield rest.slice(0, cut);
    rest = rest.slice(cut);
  }
  yield rest;
}
