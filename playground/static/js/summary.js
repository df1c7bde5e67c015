// Messages in a few words: the chat list, replies, the pinned bar, and the grey lines of service messages.

import { t } from "./i18n.js";
import { nameOf } from "./world.js";

const MEDIA = [
  ["photo", "photo"], ["document", "file"], ["voice", "voice"], ["audio", "voice"], ["contact", "contact"],
  ["video", "video"], ["animation", "video"], ["video_note", "video"], ["sticker", "sticker"], ["location", "location"], ["venue", "location"],
];

/** One line that tells what a message is. */
export function brief(message) {
  if (!message) return "";
  const service = serviceText(message);
  if (service) return service;
  if (message.text) return message.text.slice(0, 200);
  if (message.poll) return `[${t(message.poll.type === "quiz" ? "quiz" : "poll")}] ${message.poll.question}`;
  for (const [field, key] of MEDIA) {
    if (!message[field]) continue;
    const name = field === "document" ? message.document.file_name : field === "contact" ? nameOf(message.contact) : "";
    return [`[${t(key)}]`, message.caption || name].filter(Boolean).join(" ").slice(0, 200);
  }
  return t("unsupported");
}

/** The text of a service message, or null when the message is an ordinary one. */
export function serviceText(message) {
  const who = nameOf(message.sender_chat ?? message.from);
  if (message.new_chat_members) return t("service.joined", message.new_chat_members.map(nameOf).join(", "));
  if (message.left_chat_member) return t("service.left", nameOf(message.left_chat_member));
  if (message.group_chat_created || message.supergroup_chat_created) return t("service.created", who);
  if (message.channel_chat_created) return t("service.channel");
  if (message.new_chat_title) return t("service.title", who, message.new_chat_title);
  if (message.pinned_message) return t("service.pinned", who, brief(message.pinned_message).slice(0, 40));
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return t("service.migrated");
  if (message.new_chat_photo || message.delete_chat_photo) return t("service.photo");
  if (message.forum_topic_created) return t("service.topic", who, message.forum_topic_created.name);
  if (message.forum_topic_closed) return t("service.topicClosed");
  if (message.forum_topic_reopened) return t("service.topicReopened");
  if (message.forum_topic_edited) return t("service.topicEdited");
  return null;
}

/** Where a forwarded message came from, or null. */
export function forwardName(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  return nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat) || origin.sender_user_name || "";
}
