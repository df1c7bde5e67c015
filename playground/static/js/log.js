// The drawer with the live log: what the bot asked of the API, newest on top.

import { api } from "./api.js";
import { fill, gather, h, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { format } from "./time.js";
import { nameOf, world } from "./world.js";

const KEPT = 500;
const DRAWN = 200;

export class LogDrawer {
  /** @param {function()} closed is told when the drawer's own button closes it */
  constructor(closed) {
    this.rows = [];
    this.since = 0;
    this.floor = 0;
    this.opened = new Set();
    this.filter = h("input", { type: "search", class: "search", testid: "log-filter", placeholder: t("logFilter"), "aria-label": t("logFilter"), autocomplete: "off" });
    this.errors = h("input", { type: "checkbox", testid: "log-errors" });
    this.polls = h("input", { type: "checkbox", testid: "log-polls" });
    this.count = h("span", { class: "log-count", "aria-live": "off" });
    this.list = h("ol", { class: "log-list", testid: "log-list", "aria-label": t("log"), tabindex: 0 });
    this.element = h("aside", { class: "log", "aria-label": t("log"), testid: "log", hidden: true },
      h("div", { class: "log-head" }, h("h2", { text: t("log") }), this.count,
        h("button", { type: "button", class: "plain small", testid: "log-clear", text: t("logClear"), on: { click: () => this.clear() } }),
        iconButton("close", t("close"), { testid: "log-close", on: { click: closed } })),
      h("div", { class: "log-tools" }, this.filter,
        h("label", { class: "tick" }, this.errors, h("span", { text: t("logErrors") })),
        h("label", { class: "tick" }, this.polls, h("span", { text: t("logPolls") }))),
      this.list);
    for (const input of [this.filter, this.errors, this.polls]) input.addEventListener("input", () => this.draw());
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && closed());
    this.fetch = gather(() => this.load(), 150);
  }

  show(open) {
    this.element.hidden = !open;
    if (open) this.fetch();
  }

  hear(events) {
    if (!this.element.hidden && events.some((event) => event.type === "request")) this.fetch();
  }

  /** Another connection: numbers may have begun again. */
  restart() {
    this.since = 0;
    this.floor = 0;
    this.rows = [];
    if (!this.element.hidden) this.fetch();
  }

  async load() {
    try {
      const answer = await api.record(this.since, KEPT);
      const finished = new Map(answer.requests.map((row) => [row.n, row]));
      this.rows = [...this.rows.filter((row) => !finished.has(row.n)), ...answer.requests].filter((row) => row.n > this.floor).slice(-KEPT);
      // Requests that are still open are asked for again until they have ended.
      const open = this.rows.find((row) => row.ok === null || row.ok === undefined);
      this.since = open ? open.n - 1 : Math.max(this.rows.at(-1)?.n ?? this.since, this.floor);
      this.draw();
    } catch {
      // the page's long poll reports a lost server
    }
  }

  clear() {
    this.floor = this.rows.at(-1)?.n ?? this.floor;
    this.rows = [];
    this.draw();
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = this.rows.filter((row) =>
      (this.polls.checked || row.method?.toLowerCase() !== "getupdates") && (!this.errors.checked || row.ok === false)
      && (!wanted || [row.method, row.chat_id, chatName(row.chat_id), row.error_code, row.description].some((text) => String(text ?? "").toLowerCase().includes(wanted))));
    this.count.textContent = t("logCount", found.length, this.rows.length);
    fill(this.list, found.slice(-DRAWN).reverse().map((row) => this.row(row)), found.length ? null : h("li", { class: "hint", text: t("logEmpty") }));
  }

  row(row) {
    const bad = row.ok === false;
    const open = row.ok === null || row.ok === undefined;
    const ms = duration(row);
    const details = h("details", { class: `log-row${bad ? " bad" : ""}`, testid: "log-row", data: { method: row.method }, open: this.opened.has(row.n) },
      h("summary", {},
        h("span", { class: "log-at", text: format(new Date(row.at), { hour: "2-digit", minute: "2-digit", second: "2-digit" }) }),
        h("span", { class: "log-method", text: row.method }),
        h("bdi", { class: "log-chat", title: row.chat_id ?? null, text: chatName(row.chat_id) }),
        h("span", { class: "log-result", text: open ? "…" : bad ? String(row.error_code ?? "✕") : "ok" }),
        h("span", { class: "log-ms", text: ms === null ? "" : `${ms} ms` })));
    const fillIn = () => {
      if (details.childElementCount > 1) return;
      const told = { ...(row.description ? { description: row.description } : {}), ...(row.retry_after ? { retry_after: row.retry_after } : {}), ...row.params };
      details.append(h("pre", { class: "log-params", tabindex: 0, text: JSON.stringify(told, null, 2).slice(0, 20_000) }));
    };
    if (details.open) fillIn();
    details.addEventListener("toggle", () => {
      if (details.open) {
        fillIn();
        this.opened.add(row.n);
      } else this.opened.delete(row.n);
    });
    return h("li", {}, details);
  }
}

/** Who or what a chat id is, in words where they are known. */
function chatName(id) {
  const known = world.people.get(id) ?? world.chats.get(id);
  return known ? nameOf(known) : String(id ?? "");
}

function duration(row) {
  if (typeof row.ms === "number") return Math.round(row.ms);
  if (typeof row.responded === "number" && typeof row.monotonic === "number") return Math.round((row.responded - row.monotonic) * 1000);
  return null;
}
