// One message, or one album, as a bubble.

import { avatar, hue } from "./avatar.js";
import { inlineKeyboard } from "./buttons.js";
import { h, icon, iconButton } from "./dom.js";
import { rich } from "./entities.js";
import { t } from "./i18n.js";
import { album, mediaOf } from "./media.js";
import { pollBody } from "./poll.js";
import { brief, forwardName, serviceText } from "./summary.js";
import { clockTime, longDay, messageDate } from "./time.js";
import { nameOf, senderOf } from "./world.js";

/**
 * Draw what stands at one place in the chat.
 * @param {object} place `{messages, first, last, showSender}`: more than one message is an album.
 * @param {object} act what taps do, see ChatView.
 */
export function drawPlace(place, act) {
  const [message] = place.messages;
  const service = serviceText(message);
  const data = { messageId: message.message_id };
  if (service) return h("div", { class: "service", testid: "service", data }, h("span", { dir: "auto", text: service }));

  const sender = senderOf(message);
  const out = Boolean(message.out);
  const classes = ["message", out ? "out" : "in", place.first && "first", place.last && "last"].filter(Boolean).join(" ");
  const node = h("div", { class: classes, testid: "message", data, role: "article", "aria-label": `${out ? t("you") : sender.name}, ${clockTime(messageDate(message))}` });
  if (place.showSender) node.append(h("span", { class: "message-avatar" }, place.last ? avatar(sender.id, sender.name, { kind: message.from?.is_bot && !message.sender_chat ? "bot" : "person", size: "s" }) : null));
  const stack = h("div", { class: "stack" });
  stack.append(bubble(place, message, sender, act));
  const keyboard = inlineKeyboard(message, act);
  if (keyboard) stack.append(keyboard);
  node.append(stack, tools(message, act));
  return node;
}

function bubble(place, message, sender, act) {
  const parts = [];
  const many = place.messages.length > 1;
  const visual = many || message.photo;
  if (place.showSender && place.first) {
    parts.push(h("div", { class: `sender ink-${hue(sender.id)}` }, h("bdi", { text: sender.name }), sender.note ? h("small", { dir: "auto", text: sender.note }) : null));
  }
  const forwarded = forwardName(message);
  if (forwarded !== null) parts.push(h("div", { class: "forwarded", dir: "auto", text: t("forwardedFrom", forwarded) }));
  if (message.reply_to_message && !message.reply_to_message.forum_topic_created) parts.push(quoteOf(message.reply_to_message, act));

  const captioned = many ? place.messages.find((item) => item.caption) : message;
  const text = captioned?.text ?? captioned?.caption;
  const body = text ? h("div", { class: "text", dir: "auto", testid: "text" }, rich(text, captioned.entities ?? captioned.caption_entities, act)) : null;
  const media = many ? [mediaGroup(place.messages)] : mediaOf(message);
  if (message.poll) media.push(pollBody(act.person, message, (options) => act.vote(message, options), () => act.redraw(message)));
  if (body && message.show_caption_above_media) parts.push(body, ...media);
  else parts.push(...media, body);
  if (!body && !media.length) parts.push(h("div", { class: "unsupported", text: t("unsupported") }));

  const bare = visual && !body && !forwarded && !message.reply_to_message && !(place.showSender && place.first);
  return h("div", { class: `bubble${visual ? " visual" : ""}${bare ? " bare" : ""}` }, parts, meta(place.messages.at(-1)));
}

function mediaGroup(messages) {
  if (messages.every((message) => message.photo)) return album(messages);
  return h("div", { class: "album-files", testid: "album" }, messages.flatMap((message) => mediaOf(message)));
}

function meta(message) {
  const date = messageDate(message);
  return h("span", { class: "meta" },
    message.pinned ? h("span", { title: t("pinned") }, icon("pin", 12)) : null,
    message.silent ? h("span", { class: "silent", testid: "silent", title: t("silent"), role: "img", "aria-label": t("silent") }, icon("mute", 12)) : null,
    message.edited || message.edit_date ? h("span", { testid: "edited", text: t("edited") }) : null,
    h("time", { datetime: date.toISOString(), title: `${longDay(date)} ${clockTime(date)}`, text: clockTime(date) }),
  );
}

function quoteOf(replied, act) {
  const name = nameOf(replied.sender_chat ?? replied.from);
  return h("button", { type: "button", class: `quoted ink-${hue(replied.from?.id)}`, on: { click: () => act.jump(replied.message_id) } },
    h("bdi", { class: "quoted-name", text: name }), h("span", { class: "quoted-text", dir: "auto", text: brief(replied) }));
}

function tools(message, act) {
  const text = message.text ?? message.caption;
  return h("span", { class: "tools" },
    act.mayWrite ? iconButton("reply", t("reply"), { testid: "reply", on: { click: () => act.reply(message) } }) : null,
    text ? iconButton("copy", t("copy"), { on: { click: () => act.copy(text) } }) : null,
  );
}
