// The inline keyboard under a bubble.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { safeUrl } from "./links.js";

/** Names a press so that its spinner survives a redraw of the message. */
export const pressKey = (chat, messageId, data) => `${chat}/${messageId}/${data}`;

/**
 * Rows of inline buttons, or null.
 * @param {object} act `{press(message, data), link(url), waiting(key), copy(text), chat}`
 */
export function inlineKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard", testid: "inline-keyboard" },
    rows.map((row) => h("div", { class: "inline-row" }, row.map((button) => inlineButton(message, button, act)))));
}

function inlineButton(message, button, act) {
  const label = h("span", { class: "inline-text", dir: "auto", text: button.text });
  const style = ["danger", "success", "primary"].includes(button.style) ? ` ${button.style}` : "";
  const props = { class: `inline-button${style}`, testid: "inline-button", title: button.text.length > 12 ? button.text : null };
  const url = button.url ? safeUrl(button.url) : null;
  if (url) {
    return h("a", { ...props, href: url.href, target: "_blank", rel: "noopener noreferrer", on: { click: (event) => act.link(url, event) } },
      label, h("span", { class: "inline-corner" }, icon("link", 12)));
  }
  if (button.copy_text) {
    return h("button", { ...props, type: "button", on: { click: () => act.copy(button.copy_text.text) } }, label, h("span", { class: "inline-corner" }, icon("copy", 12)));
  }
  if (button.callback_data === undefined) {
    return h("button", { ...props, type: "button", disabled: true, title: t("unsupported") }, label);
  }
  const key = pressKey(act.chat, message.message_id, button.callback_data);
  const waiting = act.waiting(key);
  return h("button", {
    ...props, type: "button", "aria-busy": waiting ? "true" : null, data: { key },
    on: { click: () => act.press(message, button.callback_data) },
  }, label, waiting ? h("span", { class: "spinner", testid: "spinner", "aria-hidden": "true" }) : null);
}
