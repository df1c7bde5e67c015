// Which words the page speaks.

import en from "./words/en.js";
import zh from "./words/zh.js";

const BOOKS = { "zh-CN": zh, en };

export const words = { current: zh, lang: "zh-CN" };

/** Choose the language: `zh-CN` (default) or `en`. */
export function speak(lang) {
  words.lang = lang in BOOKS ? lang : "zh-CN";
  words.current = BOOKS[words.lang];
  document.documentElement.lang = words.lang;
  document.title = `${words.current.brand} · ${words.current.title}`;
}

/** A word by its path (`"service.left"`), with arguments when it is a sentence. */
export function t(key, ...args) {
  const found = key.split(".").reduce((book, part) => book?.[part], words.current);
  return typeof found === "function" ? found(...args) : (found ?? key);
}
