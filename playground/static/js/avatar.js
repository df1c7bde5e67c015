// Round avatars with a letter; the colour follows the id, so a person looks the same on every phone.

import { h, icon } from "./dom.js";

const HUES = 7;
const segments = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;

export const hue = (id) => Math.abs(Number(id) || 0) % HUES;

/** The first letter of a name that people can read: a whole character, no marks of direction. */
function initial(name) {
  const clean = name.replaceAll(/[\p{Cf}\p{Cc}\s]/gu, "");
  if (!clean) return "·";
  const first = segments ? segments.segment(clean)[Symbol.iterator]().next().value.segment : [...clean][0];
  return first.length > 12 ? "·" : first.toUpperCase();
}

export function avatar(id, name, { kind = "person", size = "m" } = {}) {
  const sign = kind === "bot" ? icon("robot", size === "s" ? 16 : 24) : initial(name);
  return h("span", { class: `avatar avatar-${size} hue-${kind === "bot" ? "bot" : hue(id)}`, "aria-hidden": "true" }, sign);
}
