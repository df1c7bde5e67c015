// Text with entities, as nodes. Offsets are UTF-16 units, which is how JavaScript counts as well.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { safeUrl } from "./links.js";
import { format, span } from "./time.js";

/**
 * Render `text` with its entities.
 * @param {object} act what a tap does: `{command(text), link(url), mention(name)}`; without it nothing is tappable.
 */
export function rich(text, entities, act = null) {
  const sorted = [...(entities ?? [])]
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .sort((one, two) => one.offset - two.offset || two.length - one.length);
  return range(text, 0, text.length, sorted, act);
}

function range(text, from, to, entities, act) {
  const nodes = [];
  let at = from;
  let afterBlock = false;
  // A block stands on lines of its own: the line breaks around it in the text would show as empty lines.
  const plain = (end, beforeBlock) => {
    let piece = text.slice(at, end);
    if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
    if (beforeBlock && piece.endsWith("\n")) piece = piece.slice(0, -1);
    if (piece) nodes.push(piece);
  };
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= to) continue; // overlaps what has been drawn
    const end = Math.min(entity.offset + entity.length, to);
    const block = BLOCKS.has(entity.type);
    plain(entity.offset, block);
    const inner = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset < end);
    nodes.push(wrap(entity, text.slice(entity.offset, end), () => range(text, entity.offset, end, inner, act), act));
    at = end;
    afterBlock = block;
  }
  plain(to, false);
  return nodes;
}

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, text, inner, act) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return h(TAGS[entity.type], {}, inner());
    case "pre":
      return h("pre", { tabindex: 0 }, entity.language ? h("span", { class: "pre-language", text: entity.language }) : null, h("code", {}, inner()));
    case "blockquote":
      return h("blockquote", {}, inner());
    case "expandable_blockquote":
      return expandable(inner());
    case "spoiler":
      return spoiler(inner());
    case "text_link":
      return link(entity.url, inner(), act);
    case "url":
      return link(text, inner(), act);
    case "email":
      return link(`mailto:${text}`, inner(), act);
    case "phone_number":
      return link(`tel:${text.replaceAll(/[^+\d]/g, "")}`, inner(), act);
    case "bot_command":
      return act ? h("button", { type: "button", class: "text-action", testid: "command-link", on: { click: () => act.command(text) } }, inner()) : h("span", {}, inner());
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, inner());
    case "date_time":
      return h("time", { class: "date-time", datetime: isoOf(entity), title: dateTime(entity, "wDT") || text }, dateTime(entity, entity.date_time_format) || inner());
    default:
      return h("span", {}, inner());
  }
}

function link(address, children, act) {
  const url = safeUrl(address);
  if (!url || !act) return h("span", { class: "mention" }, children);
  return h("a", {
    href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href,
    on: { click: (event) => act.link(url, event) },
  }, children);
}

function spoiler(children) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": t("spoiler") }, h("span", { class: "spoiler-text" }, children));
  const open = (event) => {
    if (node.classList.contains("open") || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", open);
  node.addEventListener("keydown", open);
  return node;
}

function expandable(children) {
  const quote = h("blockquote", { class: "expandable" }, children);
  const button = h("button", { type: "button", class: "expand text-action", text: t("expand") });
  button.addEventListener("click", () => {
    quote.classList.add("open");
    button.remove();
  });
  quote.append(button);
  return quote;
}

const dateOf = (entity) => new Date((entity.unix_time ?? 0) * 1000);

function isoOf(entity) {
  const date = dateOf(entity);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Telegram's format letters: r relative; w weekday; d, D short and long date; t, T short and long time. */
function dateTime(entity, letters) {
  const date = dateOf(entity);
  if (!letters || Number.isNaN(date.getTime())) return "";
  if (letters === "r") return span(Math.abs(date.getTime() - Date.now()) / 1000);
  const options = {};
  if (letters.includes("w")) options.weekday = "long";
  if (/d/i.test(letters)) Object.assign(options, { year: "numeric", month: letters.includes("D") ? "long" : "2-digit", day: "numeric" });
  if (/t/i.test(letters)) Object.assign(options, { hour: "2-digit", minute: "2-digit" }, letters.includes("T") ? { second: "2-digit" } : {});
  return format(date, options);
}
