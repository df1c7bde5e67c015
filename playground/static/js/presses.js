// Inline buttons that were pressed and wait for the bot's answer.

import { api } from "./api.js";
import { pressKey } from "./buttons.js";
import { followCode } from "./follow.js";

const PATIENCE_MS = 30_000;

export class Presses {
  /** @param {object} phone gives `try`, `layer`, `threadChanged` */
  constructor(phone) {
    this.phone = phone;
    this.waiting = new Map();
  }

  has(key) {
    return this.waiting.has(key);
  }

  clear() {
    this.waiting.clear();
  }

  /** Press a button; the spinner turns until the bot answers. A second tap meanwhile does nothing, as in the apps. */
  async press(thread, message, data) {
    const { phone } = this;
    const key = pressKey(thread.id, message.message_id, data);
    if (this.has(key)) return;
    const press = { id: null, thread };
    this.waiting.set(key, press);
    phone.threadChanged(thread);
    setTimeout(() => this.end(key, press), PATIENCE_MS);
    const answer = await phone.try((control) => control.press(thread.person, thread.id, message.message_id, data));
    if (!answer) {
      this.end(key, press);
      return;
    }
    press.id = answer.callback_query_id;
    this.collect();
  }

  end(key, press) {
    if (this.waiting.get(key) !== press) return;
    this.waiting.delete(key);
    this.phone.threadChanged(press.thread);
  }

  /** Look which presses have been answered; the events say when it is worth looking. */
  async collect() {
    for (const [key, press] of [...this.waiting]) {
      if (press.id === null) continue;
      const answer = await api.callback(press.id).catch(() => null);
      if (!answer?.answered || this.waiting.get(key) !== press) continue;
      this.end(key, press);
      if (answer.text && answer.show_alert) this.phone.layer.alert(answer.text);
      else if (answer.text) this.phone.layer.toast(answer.text);
      if (answer.url) followCode(this.phone, answer.url);
    }
  }
}
