// Times as people in Shanghai read them. The zone has had no summer time since 1991: a fixed +8 hours.

import { t, words } from "./i18n.js";

export const ZONE = "Asia/Shanghai";
const SHIFT = 8 * 3600 * 1000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const formats = new Map();

/** Format a Date in Shanghai, in the page's language. */
export function format(date, options) {
  const key = words.lang + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(words.lang === "en" ? "en-GB" : "zh-CN", { timeZone: ZONE, hourCycle: "h23", ...options }));
  }
  return formats.get(key).format(date);
}

export const clockTime = (date) => format(date, { hour: "2-digit", minute: "2-digit" });
export const longDay = (date) => format(date, { year: "numeric", month: "long", day: "numeric", weekday: "short" });
export const shortDay = (date) => format(date, { month: "short", day: "numeric" });

/** The date of a message, whichever of Unix seconds and ISO text the server wrote. */
export const messageDate = (message) => new Date(typeof message.date === "number" ? message.date * 1000 : message.date);

/** The number of the Shanghai day since 1970. */
export const dayNumber = (date) => Math.floor((date.getTime() + SHIFT) / DAY);

/** "Today", "yesterday" or the day itself, seen from `now`. */
export function dayName(date, now) {
  const apart = dayNumber(now) - dayNumber(date);
  if (apart === 0) return t("today");
  if (apart === 1) return t("yesterday");
  const sameYear = wall(date).year === wall(now).year;
  return format(date, { ...(sameYear ? {} : { year: "numeric" }), month: "long", day: "numeric", weekday: "short" });
}

/** The parts of the wall clock in Shanghai. */
export function wall(date) {
  const shifted = new Date(date.getTime() + SHIFT);
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth(), day: shifted.getUTCDate() };
}

/** The instant of a wall time in Shanghai; months and days may overflow. */
export function instant(year, month, day, hour, minute) {
  return new Date(Date.UTC(year, month, day, hour, minute) - SHIFT);
}

/** The first 08:00 after `now`. */
export function nextMorning(now) {
  const { year, month, day } = wall(now);
  const today = instant(year, month, day, 8, 0);
  return today > now ? today : instant(year, month, day + 1, 8, 0);
}

/** 08:30 on the 1st of the next month. */
export function nextMonth(now) {
  const { year, month } = wall(now);
  return instant(year, month + 1, 1, 8, 30);
}

/** A Date as `datetime-local` wants it, in Shanghai, and back. */
export const toLocalInput = (date) => new Date(date.getTime() + SHIFT).toISOString().slice(0, 16);
export const fromLocalInput = (text) => new Date(new Date(`${text}Z`).getTime() - SHIFT);

/** "3 days 2 hours" of a number of seconds. */
export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [];
  if (days) parts.push(t("days", days));
  if (hours) parts.push(t("hours", hours));
  if (!days && (minutes % 60 || !hours)) parts.push(t("minutes", minutes % 60));
  return parts.join(" ");
}

/** mm:ss of a length in seconds. */
export const length = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A size in bytes as people read it. */
export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
