// From a list of messages to what stands in the chat: day lines, runs of one sender, albums.

import { t } from "./i18n.js";
import { serviceText } from "./summary.js";
import { dayName, dayNumber, messageDate } from "./time.js";
import { senderOf } from "./world.js";

const RUN_SECONDS = 600;

/**
 * Arrange messages.
 * @returns {Array} `{key, day}` for a day line, else `{key, messages, first, last, showSender}`.
 */
export function arrange(messages, { group, topic, now }) {
  const places = [];
  let day = null;
  for (const message of messages) {
    if (topic !== null && topicOf(message) !== topic) continue;
    const date = messageDate(message);
    if (dayNumber(date) !== day) {
      day = dayNumber(date);
      places.push({ key: `day-${day}`, day: dayName(date, now) });
    }
    const before = places.at(-1);
    if (message.media_group_id && before?.messages?.[0].media_group_id === message.media_group_id) {
      before.messages.push(message);
      continue;
    }
    places.push({ key: `m-${message.message_id}`, messages: [message], first: true, last: true, showSender: group && !message.out });
  }
  for (let index = 1; index < places.length; index += 1) {
    const [one, two] = [places[index - 1], places[index]];
    if (!sameRun(one, two)) continue;
    one.last = false;
    two.first = false;
  }
  return places;
}

function sameRun(one, two) {
  if (!one.messages || !two.messages) return false;
  const [left, right] = [one.messages.at(-1), two.messages[0]];
  if (serviceText(left) || serviceText(right)) return false;
  return senderOf(left).id === senderOf(right).id && Boolean(left.out) === Boolean(right.out)
    && messageDate(right) - messageDate(left) < RUN_SECONDS * 1000;
}

/** The topic a message stands in; 0 is the general one. */
export const topicOf = (message) => (message.is_topic_message || message.forum_topic_created ? message.message_thread_id ?? 0 : 0);

/** The topics of a forum, with "all" and the general one first: `{id, name}`; empty when the chat is no forum. */
export function topicsOf(thread) {
  const chat = thread.entry.chat;
  if (!chat?.is_forum) return [];
  const found = new Map((chat.topics ?? []).map((topic) => [topic.message_thread_id, topic.name]));
  for (const message of thread.messages) {
    if (message.forum_topic_created && !found.has(message.message_thread_id)) found.set(message.message_thread_id, message.forum_topic_created.name);
  }
  return [{ id: null, name: t("allTopics") }, { id: 0, name: t("general") }, ...[...found].map(([id, name]) => ({ id, name }))];
}
