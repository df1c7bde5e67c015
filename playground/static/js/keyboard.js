// The reply keyboard below the input.

import { arrowKeys, h } from "./dom.js";
import { t } from "./i18n.js";

/**
 * Draw a reply keyboard.
 * @param {object} markup `{keyboard, resize_keyboard, one_time_keyboard}`
 * @param {object} act `{say(text), contact(), unsupported()}`
 */
export function replyKeyboard(markup, act) {
  const rows = markup.keyboard ?? [];
  const panel = h("div", { class: `reply-keyboard${markup.resize_keyboard ? "" : " tall"}`, role: "group", "aria-label": t("replyKeyboard"), testid: "reply-keyboard" },
    rows.map((row) => h("div", { class: "reply-row" }, row.map((button) => replyButton(typeof button === "string" ? { text: button } : button, act)))));
  arrowKeys(panel, ".reply-button");
  return panel;
}

function replyButton(button, act) {
  const special = Object.keys(button).find((key) => key.startsWith("request_") || key === "web_app");
  const run = () => {
    if (!special) act.say(button.text);
    else if (special === "request_contact") act.contact();
    else act.unsupported();
  };
  const style = ["danger", "success", "primary"].includes(button.style) ? ` ${button.style}` : "";
  return h("button", { type: "button", class: `reply-button${style}`, testid: "reply-button", title: button.text.length > 14 ? button.text : null, on: { click: run } },
    h("span", { dir: "auto", text: button.text }));
}
