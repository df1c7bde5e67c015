// The world's clock in the bar on top, and the buttons that move it forward.

import { api } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { clockTime, fromLocalInput, longDay, nextMonth, nextMorning, span, toLocalInput } from "./time.js";
import { world } from "./world.js";

const HOUR = 3600;
const NOTICEABLE_SECONDS = 30;

/** Build the bar. `complain(text)` shows a refusal. */
export class ClockBar {
  constructor(complain) {
    this.complain = complain;
    this.day = h("span", { class: "clock-day", testid: "clock-day" });
    this.time = h("span", { class: "clock-time", testid: "clock-time" });
    this.offset = h("span", { class: "clock-offset", testid: "clock-offset" });
    const button = (testid, key, run) => h("button", { type: "button", class: "clock-button", testid, text: t(key), on: { click: run } });
    this.now = button("clock-now", "clockNow", () => this.tellNow());
    this.now.title = t("clockNowTip");
    this.element = h("div", { class: "clock", role: "group", "aria-label": t("clock") },
      h("div", { class: "clock-face", role: "timer", "aria-live": "off" }, this.time, h("span", { class: "clock-lines" }, this.day, this.offset)),
      h("div", { class: "clock-buttons" },
        this.now,
        button("clock-plus-hour", "clockHour", () => this.move({ advance_seconds: HOUR })),
        button("clock-next-morning", "clockMorning", () => this.move({ to: nextMorning(world.now()) })),
        button("clock-next-month", "clockMonth", () => this.move({ to: nextMonth(world.now()) })),
        h("button", { type: "button", class: "clock-button", testid: "clock-pick", "aria-label": t("clockPick"), title: t("clockPick"), on: { click: () => this.pick() } }, icon("calendar", 18))));
    this.tick();
  }

  tick() {
    if (!world.ready) return;
    const now = world.now();
    const ahead = world.clock.offset_seconds ?? 0;
    const real = Math.abs(ahead) < NOTICEABLE_SECONDS;
    const texts = [clockTime(now), longDay(now), real ? t("clockReal") : t(ahead > 0 ? "clockAhead" : "clockBehind", span(Math.abs(ahead)))];
    [this.time, this.day, this.offset].forEach((node, index) => {
      if (node.textContent !== texts[index]) node.textContent = texts[index];
    });
    this.offset.classList.toggle("moved", !real);
    this.now.setAttribute("aria-pressed", String(real));
    this.now.disabled = !real;
  }

  tellNow() {
    this.complain(t("clockNowTip"));
  }

  async move(body) {
    const request = body.to ? { to: iso(body.to) } : body;
    try {
      await api.clock(request);
      world.refresh();
    } catch (error) {
      this.complain(t("failed", error.message));
    }
  }

  pick() {
    const now = world.now();
    const start = toLocalInput(new Date(now.getTime() + 60_000));
    const field = h("input", { type: "datetime-local", class: "field", testid: "clock-input", value: start, min: start, "aria-label": t("clockPick") });
    const dialog = h("dialog", { class: "page-dialog", "aria-label": t("clockPick") });
    const go = () => {
      if (!field.value) return;
      dialog.close();
      this.move({ to: fromLocalInput(field.value) });
    };
    field.addEventListener("keydown", (event) => event.key === "Enter" && go());
    fill(dialog, h("h2", { text: t("clockPick") }), h("p", { class: "hint", text: t("clockPickHint") }), field,
      h("div", { class: "sheet-actions" },
        h("button", { type: "button", class: "plain", text: t("cancel"), on: { click: () => dialog.close() } }),
        h("button", { type: "button", class: "primary", testid: "clock-go", text: t("clockGo"), on: { click: go } })));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  }
}

const iso = (date) => date.toISOString().replace(/\.\d+Z$/, "Z");
