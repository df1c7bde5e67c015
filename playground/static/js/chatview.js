// An open chat: head, pinned bar, messages, foot. Only what changed is drawn again, at its own place.

import { avatar } from "./avatar.js";
import { pressKey } from "./buttons.js";
import { Composer } from "./composer.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { followLink } from "./follow.js";
import { t, words } from "./i18n.js";
import { drawPlace } from "./message.js";
import { arrange, topicsOf } from "./places.js";
import { brief } from "./summary.js";
import { world } from "./world.js";

const NEAR_END = 90;

export class ChatView {
  /** @param {object} phone acts; @param {Thread} thread what is shown */
  constructor(phone, thread) {
    this.phone = phone;
    this.thread = thread;
    this.drawn = new Map();
    this.unseen = 0;
    this.act = this.actions();
    this.subtitle = h("small", { class: "view-subtitle", testid: "subtitle" });
    this.pinned = h("button", { type: "button", class: "pinned-bar", testid: "pinned", hidden: true, on: { click: () => this.jump(this.thread.pinned?.message_id) } });
    this.topics = h("div", { class: "topic-bar", role: "tablist", hidden: true });
    this.list = h("div", { class: "messages", role: "log", "aria-label": t("messages"), "aria-live": "polite", testid: "messages" });
    this.empty = h("p", { class: "empty", hidden: true });
    this.scroller = h("div", { class: "scroller", tabindex: 0, "aria-label": t("messages") }, this.empty, this.list);
    this.toEnd = h("button", { type: "button", class: "to-end", hidden: true, "aria-label": t("newMessages"), title: t("newMessages"), on: { click: () => this.scrollToEnd(true) } });
    this.composer = new Composer(phone, thread, () => this.keepEnd());
    this.element = h("div", { class: "view chat-view", data: { chat: thread.id } },
      this.head(), this.pinned, this.topics, h("div", { class: "message-area" }, this.scroller, this.toEnd), this.composer.element);
    this.atEnd = true;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.resize = new ResizeObserver(() => this.keepEnd());
    this.resize.observe(this.scroller);
    this.update();
  }

  head() {
    const { entry } = this.thread;
    return h("header", { class: "view-head" },
      iconButton("back", t("back"), { testid: "back", on: { click: () => this.phone.openChat(null, { byHand: true }) } }),
      avatar(entry.id, entry.title, { kind: entry.kind === "private" ? "bot" : "group" }),
      h("div", { class: "view-title" }, h("h2", { dir: "auto", text: entry.title, testid: "chat-title" }), this.subtitle),
      iconButton("more", t("chatMenu"), { testid: "chat-menu", on: { click: () => this.phone.chatMenu(this.thread) } }));
  }

  /** What taps inside messages do. */
  actions() {
    const { phone, thread } = this;
    return {
      chat: thread.id,
      person: thread.person,
      get mayWrite() { return thread.entry.kind !== "channel"; },
      command: (text) => phone.say(thread, text),
      link: (url, event) => followLink(phone, url, event),
      copy: (text) => phone.copy(text),
      reply: (message) => this.composer.mode === "write" && this.composer.reply(message),
      jump: (id) => this.jump(id),
      press: (message, data) => phone.presses.press(thread, message, data),
      waiting: (key) => phone.presses.has(key),
      vote: (message, options) => phone.try((api) => api.vote(phone.person, thread.id, message.message_id, options)),
      redraw: (message) => {
        const item = this.drawn.get(`m-${message.message_id}`);
        if (item) item.sign = null;
        this.update();
      },
    };
  }

  update() {
    this.showHead();
    this.showMessages();
    this.composer.update();
  }

  showHead() {
    const { entry, typing, pinned } = this.thread;
    const count = entry.chat?.members?.filter((member) => !["left", "kicked"].includes(member.status)).length ?? 0;
    const still = entry.kind === "private" ? t("botSubtitle") : t(entry.kind === "channel" ? "subscribers" : "members", count);
    this.subtitle.textContent = typing ? t("typing") : still;
    this.subtitle.classList.toggle("typing", typing);
    this.pinned.hidden = !pinned;
    if (pinned) {
      fill(this.pinned, icon("pin", 18), h("span", { class: "pinned-text" }, h("b", { text: t("pinned") }), h("span", { dir: "auto", text: brief(pinned) })));
    }
    const topics = topicsOf(this.thread);
    this.topics.hidden = !topics.length;
    if (topics.length) {
      fill(this.topics, topics.map((topic) => h("button", {
        type: "button", role: "tab", testid: "topic", "aria-selected": String(this.thread.topic === topic.id),
        on: { click: () => { this.thread.topic = topic.id; this.update(); this.scrollToEnd(); } },
      }, h("bdi", { text: topic.name }))));
    }
  }

  showMessages() {
    const { thread } = this;
    const places = arrange(thread.messages, { group: ["group", "supergroup"].includes(thread.entry.kind), topic: thread.topic, now: world.now() });
    const first = this.drawn.size === 0;
    const wanted = new Set();
    let cursor = this.list.firstChild;
    let added = 0;
    for (const place of places) {
      wanted.add(place.key);
      const sign = this.signature(place);
      let item = this.drawn.get(place.key);
      if (!item || item.sign !== sign) {
        const node = place.day ? h("div", { class: "day" }, h("span", { text: place.day })) : drawPlace(place, this.act);
        if (item) {
          if (cursor === item.node) cursor = node;
          replaceKeepingFocus(item.node, node);
        } else {
          added += 1;
          if (!first) node.classList.add("fresh");
        }
        item = { node, sign };
        this.drawn.set(place.key, item);
      }
      if (cursor === item.node) cursor = cursor.nextSibling;
      else this.list.insertBefore(item.node, cursor);
    }
    for (const [key, item] of this.drawn) {
      if (wanted.has(key)) continue;
      item.node.remove();
      this.drawn.delete(key);
    }
    this.empty.hidden = !thread.loaded || thread.messages.length > 0;
    this.empty.textContent = t(thread.entry.kind === "private" ? "emptyBot" : "emptyChat");
    if (this.atEnd) this.scrollToEnd();
    else if (added && !this.reading) this.announceUnseen(added);
  }

  /** Everything the drawing of a place depends on. */
  signature(place) {
    if (place.day) return `${words.lang} ${place.day}`;
    const [message] = place.messages;
    const waiting = (message.reply_markup?.inline_keyboard ?? []).flat()
      .filter((button) => this.phone.presses.has(pressKey(this.thread.id, message.message_id, button.callback_data)))
      .map((button) => button.callback_data);
    return JSON.stringify([words.lang, place.messages, place.first, place.last, place.showSender, waiting]);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.atEnd) this.unseen = 0;
    this.showToEnd();
    if (scrollTop < 60 && !this.reading && !this.thread.whole && this.thread.loaded && scrollHeight > clientHeight) this.readEarlier();
  }

  async readEarlier() {
    this.reading = true;
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    await this.thread.earlier();
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    this.reading = false;
  }

  announceUnseen(count) {
    this.unseen += count;
    this.showToEnd();
  }

  showToEnd() {
    this.toEnd.hidden = this.atEnd;
    fill(this.toEnd, icon("down"), this.unseen ? h("span", { class: "badge", text: this.unseen }) : null);
  }

  keepEnd() {
    if (this.atEnd) this.scrollToEnd();
  }

  scrollToEnd(smooth = false) {
    this.atEnd = true;
    this.unseen = 0;
    this.scroller?.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    if (this.toEnd) this.showToEnd();
  }

  jump(messageId) {
    const node = this.list.querySelector(`[data-message-id="${Number(messageId)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  remove() {
    this.resize.disconnect();
    this.element.remove();
  }
}

/** An edited message must not take the focus away from the button that was pressed in it. */
function replaceKeepingFocus(old, fresh) {
  const buttons = (node) => [...node.querySelectorAll("button, a")];
  const at = old.contains(document.activeElement) ? buttons(old).indexOf(document.activeElement) : -1;
  const text = at >= 0 ? document.activeElement.textContent : "";
  old.replaceWith(fresh);
  if (at < 0) return;
  const now = buttons(fresh);
  (now.find((button) => button.textContent === text) ?? now[Math.min(at, now.length - 1)])?.focus({ preventScroll: true });
}
