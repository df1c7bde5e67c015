// What the page knows about the world: people, bots, chats and the clock. Messages belong to the phones.

import { api } from "./api.js";
import { gather } from "./dom.js";
import { t } from "./i18n.js";

// These change what a bot looks like and have no event of their own.
const LOOK_METHODS = /^(set|delete)my(commands|name|description|shortdescription)$|^setchatmenubutton$/i;

export const world = {
  people: new Map(),
  bots: new Map(),
  chats: new Map(),
  clock: { offset_seconds: 0, version: 0 },
  eventId: 0,
  ready: false,
  _now: Date.now(),
  _at: performance.now(),
  _listeners: new Set(),

  /** The world's time at this instant. */
  now() {
    return new Date(this._now + (performance.now() - this._at));
  },

  /** `listener` is called whenever people, bots, chats or the clock changed. */
  onChange(listener) {
    this._listeners.add(listener);
  },

  take(state) {
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.bots = new Map(state.bots.map((bot) => [bot.id, bot]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    this.clock = state.clock;
    this.eventId = state.event_id;
    this._now = new Date(state.now).getTime();
    this._at = performance.now();
    this.ready = true;
    for (const listener of this._listeners) listener();
  },

  refresh: gather(async () => {
    try {
      world.take(await api.state());
    } catch {
      // the long poll notices a lost server and asks again
    }
  }, 40),

  /** Ask for a new state when an event says that ours is old. */
  hear(events) {
    const old = events.some((event) =>
      ["person", "chat", "clock", "commands"].includes(event.type)
      || (event.type === "request" && (this.bots.size === 0 || LOOK_METHODS.test(event.method ?? "")))
      || (event.chat !== undefined && typeof event.chat === "number" && event.people && !this.bots.has(event.chat) && !this.chats.has(event.chat)));
    if (old) this.refresh();
  },

  /** The chats of a person, private chats with bots first: `{id, kind, title, bot?, chat?}`. */
  chatsOf(personId) {
    const found = [...this.bots.values()].map((bot) => ({ id: bot.id, kind: "private", title: bot.first_name || bot.username, bot }));
    for (const chat of this.chats.values()) {
      if (chat.type === "private" || chat.migrated_to) continue;
      if (!this.memberOf(chat, personId)) continue;
      found.push({ id: chat.id, kind: chat.type, title: chat.title, chat });
    }
    return found;
  },

  /** The membership of a person who is in the chat, or undefined. */
  memberOf(chat, personId) {
    return chat.members?.find((member) => member.user_id === personId && !["left", "kicked"].includes(member.status));
  },

  botNamed(username) {
    return [...this.bots.values()].find((bot) => (bot.username ?? "").toLowerCase() === username.toLowerCase());
  },
};

/** The name of a User, Chat or Person. */
export function nameOf(who) {
  if (!who) return "";
  return who.title || [who.first_name, who.last_name].filter(Boolean).join(" ") || who.username || String(who.id ?? "");
}

/** Who speaks in a message, as shown above the bubble. */
export function senderOf(message) {
  if (message.sender_chat) {
    const group = message.sender_chat.type !== "channel";
    return { id: message.sender_chat.id, name: nameOf(message.sender_chat), note: group ? t("anonymousAdmin") : message.author_signature };
  }
  return { id: message.from?.id ?? 0, name: nameOf(message.from), note: message.author_signature ?? null };
}

/** The commands that a bot shows to this person in this chat; scoped lists are resolved as Telegram does. */
export function commandsFor(bot, entry, person) {
  const all = bot?.commands ?? [];
  if (!all.length || all[0].command) return all;
  const kind = entry.kind === "private" ? "all_private_chats" : "all_group_chats";
  const chatIds = entry.kind === "private" ? [person.id, entry.id] : [entry.id];
  const status = entry.chat && world.memberOf(entry.chat, person.id)?.status;
  const admin = ["creator", "administrator"].includes(status);
  const fits = [
    (scope) => scope.type === "chat_member" && chatIds.includes(Number(scope.chat_id)) && scope.user_id === person.id,
    (scope) => admin && scope.type === "chat_administrators" && chatIds.includes(Number(scope.chat_id)),
    (scope) => scope.type === "chat" && chatIds.includes(Number(scope.chat_id)),
    (scope) => admin && scope.type === "all_chat_administrators",
    (scope) => scope.type === kind,
    (scope) => !scope.type || scope.type === "default",
  ];
  for (const fit of fits) {
    // Commands are set for two-letter languages; a phone that speaks zh-hans takes those for zh.
    const own = person.language_code ?? "";
    for (const language of [own, own.split("-")[0], ""]) {
      const list = all.find((item) => fit(item.scope ?? {}) && (item.language_code ?? "") === language && item.commands?.length);
      if (list) return list.commands;
    }
  }
  return [];
}
