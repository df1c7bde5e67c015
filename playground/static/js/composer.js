// The foot of a chat: input, attachments, commands, reply keyboard – or the one button that makes sense instead.

import { attachMenu, captionSheet, shareContact } from "./attach.js";
import { CommandList, commandsIn } from "./commands.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { replyKeyboard } from "./keyboard.js";
import { brief } from "./summary.js";
import { senderOf, world } from "./world.js";

export class Composer {
  /** @param {object} phone acts; @param {Thread} thread the open chat; @param {function()} resized after a change of height */
  constructor(phone, thread, resized) {
    this.phone = phone;
    this.thread = thread;
    this.resized = resized;
    this.mode = null;
    this.wanted = false;
    this.drawn = "";
    this.element = h("footer", { class: "composer-area" });
    this.update();
  }

  /** What the foot shows: an input, or why there is none. */
  wantedMode() {
    const { thread } = this;
    const person = world.people.get(thread.person);
    if (person?.deactivated) return "deactivated";
    if (thread.entry.kind === "private") {
      if (person?.blocked?.includes(thread.id)) return "blocked";
      if (!thread.loaded) return "waiting";
      if (!thread.messages.length) return "start";
    }
    if (thread.entry.kind === "channel" && !["creator", "administrator"].includes(this.membership()?.status)) return "channel";
    return "write";
  }

  membership() {
    const { chat } = this.thread.entry;
    return chat ? world.memberOf(chat, this.thread.person) : null;
  }

  update() {
    const mode = this.wantedMode();
    if (mode !== this.mode) {
      const had = this.wanted || this.element.contains(document.activeElement);
      this.mode = mode;
      this.drawn = "";
      this.draw();
      if (had) this.focus();
      this.resized();
    }
    if (mode === "write") this.refresh();
  }

  draw() {
    const { phone, thread } = this;
    const big = (testid, text, run) => h("button", { type: "button", class: "foot-button", testid, text, on: { click: run } });
    if (this.mode === "deactivated") fill(this.element, h("p", { class: "foot-hint", text: t("deactivatedHint") }));
    else if (this.mode === "channel") fill(this.element, h("p", { class: "foot-hint", text: t("channelReadOnly") }));
    else if (this.mode === "waiting") fill(this.element, h("p", { class: "foot-hint" }));
    else if (this.mode === "blocked") fill(this.element, big("unblock", t("unblockBot"), () => phone.try((api) => api.unblock(phone.person, thread.id))));
    else if (this.mode === "start") fill(this.element, big("start", t("start"), () => phone.try((api) => api.start(phone.person, thread.id))));
    else this.drawInput();
  }

  drawInput() {
    const { phone, thread } = this;
    this.replyBar = h("div", { class: "reply-bar", hidden: true });
    this.input = h("textarea", { class: "input", rows: 1, testid: "composer", dir: "auto", "aria-label": t("compose"), placeholder: t("compose"), enterkeyhint: "send" });
    this.input.value = thread.draft;
    this.commands = new CommandList((text) => this.command(text), () => this.focus());
    this.commandButton = iconButton("slash", t("commands"), { class: "command-button", testid: "commands", on: { click: () => this.toggleCommands() } });
    this.keyboardButton = iconButton("keyboard", t("hideKeyboard"), { testid: "keyboard-toggle", on: { click: () => this.toggleKeyboard() } });
    this.sendButton = h("button", { type: "button", class: "send", testid: "send", "aria-label": t("send"), title: t("send"), on: { click: () => this.submit() } }, icon("send"));
    this.keyboardSlot = h("div", { class: "keyboard-slot" });
    this.note = h("p", { class: "composer-note", hidden: true });
    fill(this.element, this.commands.element, this.replyBar, this.note,
      h("div", { class: "composer-row" },
        this.commandButton,
        iconButton("clip", t("attach"), { testid: "attach", on: { click: () => attachMenu(phone, thread) } }),
        h("div", { class: "input-box" }, this.input, this.keyboardButton),
        this.sendButton),
      this.keyboardSlot);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
    this.grow();
  }

  /** Bring what surrounds the input up to date, touching only what changed. */
  refresh() {
    const { thread } = this;
    const { keyboard, replyTo } = thread;
    const rows = keyboard.keyboard?.length ? keyboard : null;
    const anonymous = Boolean(this.membership()?.anonymous);
    const hasCommands = commandsIn(thread).length > 0;
    const drawn = JSON.stringify([keyboard, thread.keyboardHidden, replyTo, anonymous, hasCommands]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.commandButton.hidden = !hasCommands;
    this.keyboardButton.hidden = !rows;
    const shown = rows && !thread.keyboardHidden;
    const label = t(shown ? "hideKeyboard" : "showKeyboard");
    for (const name of ["aria-label", "title"]) this.keyboardButton.setAttribute(name, label);
    this.keyboardButton.replaceChildren(icon(shown ? "down" : "keyboard"));
    this.input.placeholder = keyboard.input_field_placeholder || t("compose");
    this.note.hidden = !anonymous;
    this.note.textContent = t("anonymousOn");
    fill(this.keyboardSlot, shown ? replyKeyboard(rows, {
      say: (text) => this.pressed(text),
      contact: () => shareContact(this.phone, thread),
      unsupported: () => this.phone.layer.toast(t("unsupported")),
    }) : null);
    this.replyBar.hidden = !replyTo;
    fill(this.replyBar, replyTo ? [icon("reply", 18),
      h("span", { class: "reply-text" }, h("b", { dir: "auto", text: t("replyTo", senderOf(replyTo).name) }), h("span", { dir: "auto", text: brief(replyTo) })),
      iconButton("close", t("cancelReply"), { testid: "cancel-reply", on: { click: () => this.reply(null) } })] : null);
    this.resized();
  }

  reply(message) {
    this.thread.replyTo = message;
    this.refresh();
    this.focus();
  }

  /** Put the cursor here, at once or as soon as the chat is loaded. */
  focus() {
    this.wanted = this.mode === "waiting";
    (this.input ?? this.element.querySelector("button"))?.focus({ preventScroll: true });
  }

  typed() {
    this.thread.draft = this.input.value;
    this.grow();
    const text = this.input.value;
    if (/^\/\S*$/.test(text)) this.commands.show(this.thread, text, false);
    else this.commands.hide();
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
    else this.input.style.removeProperty("height");
    this.sendButton.classList.toggle("ready", this.input.value.trim() !== "");
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      if (this.commands.open) this.commands.hide();
      else if (this.thread.replyTo) this.reply(null);
    } else if (event.key === "ArrowUp" && this.commands.open) {
      event.preventDefault();
      this.commands.focusFirst();
    }
  }

  pasted(event) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    captionSheet(this.phone, this.thread, file.type.startsWith("image/") ? "photo" : "document", file);
  }

  toggleCommands() {
    if (this.commands.open) this.commands.hide();
    else {
      this.commands.show(this.thread);
      this.commands.focusFirst();
    }
  }

  toggleKeyboard() {
    this.thread.keyboardHidden = !this.thread.keyboardHidden;
    this.refresh();
  }

  /** A reply button says its text; one-time keyboards then go away, as in Telegram. */
  pressed(text) {
    if (this.thread.keyboard.one_time_keyboard) {
      this.thread.keyboardHidden = true;
      this.focus();
    }
    this.say(text);
  }

  /** A command chosen from the list replaces the slash that was typed to find it. */
  command(text) {
    if (this.input.value.startsWith("/")) this.clear();
    this.focus();
    this.say(text);
  }

  clear() {
    this.input.value = "";
    this.thread.draft = "";
    this.grow();
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.clear();
    this.commands.hide();
    this.say(text);
  }

  async say(text) {
    const replyTo = this.thread.replyTo?.message_id;
    this.thread.replyTo = null;
    if (this.mode === "write") this.refresh();
    const sent = await this.phone.say(this.thread, text, { replyTo, anonymous: Boolean(this.membership()?.anonymous) });
    if (!sent && this.mode === "write" && !this.input.value) {
      this.input.value = this.thread.draft = text;
      this.grow();
    }
  }
}
