// The list of the bot's commands, beside the input or while "/" is typed.

import { arrowKeys, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { commandsFor, world } from "./world.js";

/** Every command that works in this chat: `{command, description, text}` (text is what is sent). */
export function commandsIn(thread) {
  const person = world.people.get(thread.person);
  if (!person) return [];
  if (thread.entry.kind === "private") {
    return commandsFor(thread.entry.bot, thread.entry, person).map((item) => ({ ...item, text: `/${item.command}` }));
  }
  const bots = (thread.entry.chat.members ?? []).map((member) => world.bots.get(member.user_id)).filter(Boolean);
  return bots.flatMap((bot) => commandsFor(bot, thread.entry, person).map((item) => ({ ...item, text: `/${item.command}@${bot.username}` })));
}

export class CommandList {
  /** @param {function(string)} say sends a command; @param {function()} closed is told when the list closes. */
  constructor(say, closed) {
    this.say = say;
    this.closed = closed;
    this.element = h("div", { class: "command-list", role: "menu", "aria-label": t("commands"), testid: "command-list", hidden: true });
    arrowKeys(this.element, ".command");
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide();
      this.closed();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  /** Show the commands that begin with `prefix`; hides itself when there are none and the list was not asked for. */
  show(thread, prefix = "", asked = true) {
    const found = commandsIn(thread).filter((item) => item.text.toLowerCase().startsWith(prefix.toLowerCase()));
    if (!found.length && !asked) {
      this.hide();
      return;
    }
    fill(this.element,
      found.map((item) => h("button", { type: "button", role: "menuitem", class: "command", testid: "command", data: { command: item.command }, on: { click: () => { this.hide(); this.say(item.text); } } },
        h("b", { text: `/${item.command}` }), h("span", { dir: "auto", text: item.description }))),
      found.length ? null : h("p", { class: "hint", text: t("noCommands") }));
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }

  focusFirst() {
    this.element.querySelector(".command")?.focus();
  }
}
