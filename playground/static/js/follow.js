// Where links and scanned codes lead: deep links stay inside the phone, the web opens in a new tab.

import { t } from "./i18n.js";
import { deepLink, readCode } from "./links.js";
import { world } from "./world.js";

/** A link in a message was tapped. */
export function followLink(phone, url, event) {
  if (!deepLink(url.href) && url.protocol !== "tg:") return;
  event.preventDefault();
  followCode(phone, url.href);
}

/** What a camera or a paste gave: a deep link, an address, or a code to be said to the bot. */
export async function followCode(phone, text) {
  const code = readCode(text);
  if (code.kind === "group") phone.layer.toast(t("scanGroup"));
  else if (code.kind === "url") window.open(code.url.href, "_blank", "noopener,noreferrer");
  else if (code.kind === "start") await openBot(phone, code);
  else await sayCode(phone, code.text);
}

async function openBot(phone, { bot: name, payload }) {
  const bot = world.botNamed(name);
  if (!bot) {
    phone.layer.toast(t("scanUnknownBot", name));
    return;
  }
  if (phone.chat !== bot.id) phone.openChat(bot.id, { byHand: true });
  if (payload) await phone.try((control) => control.start(phone.person, bot.id, payload));
}

/** A bare code is typed for the person: here, or to the first bot when no chat is open. */
async function sayCode(phone, text) {
  const thread = phone.threads.get(phone.chat) ?? phone.threads.values().next().value;
  if (!thread) return;
  if (phone.chat !== thread.id) phone.openChat(thread.id, { byHand: true });
  await phone.say(thread, text);
}
