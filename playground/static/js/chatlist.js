// The list of a person's chats.

import { avatar } from "./avatar.js";
import { arrowKeys, fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { brief } from "./summary.js";
import { clockTime, dayNumber, messageDate, shortDay } from "./time.js";
import { nameOf, world } from "./world.js";

export class ChatList {
  /** @param {object} phone gives `threads` and `openChat(id)`. */
  constructor(phone) {
    this.phone = phone;
    this.list = h("ul", { class: "chat-list", testid: "chat-list", "aria-label": t("chats") });
    arrowKeys(this.list, ".chat-item");
    this.element = h("div", { class: "view" },
      h("header", { class: "view-head list-head" }, h("h2", { text: t("chats") })), this.list);
    this.update();
  }

  update() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    const threads = [...this.phone.threads.values()].sort((one, two) => stamp(two) - stamp(one));
    fill(this.list, threads.map((thread) => h("li", {}, this.row(thread))), threads.length ? null : h("li", { class: "hint", text: t("noChats") }));
    if (focused) this.list.querySelector(`[data-chat="${focused}"]`)?.focus();
  }

  row(thread) {
    const { entry, last } = thread;
    const kind = { private: "robot", channel: "channel" }[entry.kind] ?? "people";
    const author = last && entry.kind !== "private" && entry.kind !== "channel" ? (last.out ? t("you") : nameOf(last.sender_chat ?? last.from)) : "";
    return h("button", {
      type: "button", class: "chat-item", testid: "chat-item", data: { chat: entry.id },
      on: { click: () => this.phone.openChat(entry.id, { byHand: true }) },
    },
    avatar(entry.id, entry.title, { kind: entry.kind === "private" ? "bot" : "group" }),
    h("span", { class: "chat-lines" },
      h("span", { class: "chat-top" },
        h("span", { class: "chat-kind", "aria-hidden": "true" }, icon(kind, 15)),
        h("bdi", { class: "chat-title", text: entry.title }),
        last ? h("time", { text: when(last) }) : null),
      h("span", { class: "chat-bottom" },
        thread.typing ? h("span", { class: "chat-brief typing", text: t("typing") })
          : h("span", { class: "chat-brief", dir: "auto" }, author ? h("bdi", { class: "chat-author", text: `${author}：` }) : null, last ? brief(last).replaceAll(/\s+/g, " ") : ""),
        thread.unread ? h("span", { class: "badge", testid: "unread", "aria-label": t("unread", thread.unread), text: thread.unread > 99 ? "99+" : thread.unread }) : null)));
  }
}

const stamp = (thread) => (thread.last ? messageDate(thread.last).getTime() : 0);

function when(message) {
  const date = messageDate(message);
  return dayNumber(date) === dayNumber(world.now()) ? clockTime(date) : shortDay(date);
}
