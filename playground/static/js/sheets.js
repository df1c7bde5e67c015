// What slides over a phone's screen: sheets, menus, alerts and toasts. The screen below is inert meanwhile.

import { add, arrowKeys, h, icon } from "./dom.js";
import { t } from "./i18n.js";

const TOAST_MS = 3500;

export class Layer {
  /** @param {HTMLElement} below what must not be reachable while something is open. */
  constructor(below) {
    this.below = below;
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.host = h("div", { class: "layer" });
    this.stack = [];
    this.host.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.stack.length) return;
      event.stopPropagation();
      this.stack.at(-1).close();
    });
  }

  /** Open a panel; returns a function that closes it. `kind`: `sheet` (from below), `menu`, `alert`. */
  open(panel, { label, kind = "sheet", role = "dialog", testid = kind, closed = null }) {
    const before = document.activeElement;
    panel.classList.add("panel", `panel-${kind}`);
    for (const [name, value] of Object.entries({ role, "aria-label": label, tabindex: "-1", "data-testid": testid })) panel.setAttribute(name, value);
    if (role !== "menu") panel.setAttribute("aria-modal", "true");
    const cover = h("div", { class: `cover cover-${kind}` }, panel);
    const close = () => {
      const at = this.stack.findIndex((item) => item.cover === cover);
      if (at < 0) return;
      this.stack.splice(at, 1);
      cover.remove();
      this.below.inert = this.stack.length > 0;
      if (before?.isConnected) before.focus({ preventScroll: true });
      closed?.();
    };
    cover.addEventListener("pointerdown", (event) => event.target === cover && kind !== "alert" && close());
    this.stack.push({ cover, close });
    this.host.append(cover);
    this.below.inert = true;
    (panel.querySelector("[data-first]") ?? panel.querySelector("input, textarea, button") ?? panel).focus({ preventScroll: true });
    return close;
  }

  closeAll() {
    for (const item of [...this.stack].reverse()) item.close();
  }

  toast(text) {
    const node = h("div", { class: "toast", testid: "toast", dir: "auto", text });
    this.toasts.append(node);
    while (this.toasts.childElementCount > 3) this.toasts.firstChild.remove();
    setTimeout(() => node.remove(), Math.max(TOAST_MS, text.length * 70));
  }

  alert(text) {
    const ok = h("button", { type: "button", class: "plain", testid: "alert-ok", "data-first": true, text: t("ok"), on: { click: () => close() } });
    const close = this.open(h("div", {}, h("p", { class: "alert-text", dir: "auto", text }), h("div", { class: "panel-actions" }, ok)),
      { label: t("alert"), kind: "alert", role: "alertdialog" });
  }

  /** Ask before something is done; resolves to true or false. */
  confirm(text, yes, { danger = false } = {}) {
    return new Promise((answer) => {
      let said = false;
      const say = (value) => () => {
        said = value;
        close();
      };
      const panel = h("div", {},
        h("p", { class: "alert-text", dir: "auto", text }),
        h("div", { class: "panel-actions" },
          h("button", { type: "button", class: "plain", testid: "confirm-cancel", text: t("cancel"), on: { click: say(false) } }),
          h("button", { type: "button", class: `plain strong${danger ? " danger" : ""}`, testid: "confirm-ok", "data-first": true, text: yes, on: { click: say(true) } })));
      const close = this.open(panel, { label: text, kind: "alert", testid: "confirm", role: "alertdialog", closed: () => answer(said) });
    });
  }

  /** A menu: `items` are `{icon, text, testid, danger, run}`; empty ones are left out. `place`: `top` or `bottom`. */
  menu(label, items, place) {
    const panel = h("div", { class: `menu menu-${place}` });
    const close = this.open(add(panel, items.filter(Boolean).map((item) =>
      h("button", {
        type: "button", role: "menuitem", class: `menu-item${item.danger ? " danger" : ""}`, testid: item.testid,
        on: { click: () => { close(); item.run(); } },
      }, icon(item.icon), h("span", { text: item.text })))), { label, kind: "menu", role: "menu" });
    arrowKeys(panel, ".menu-item");
  }
}

/** The head of a sheet: its title and a button that closes it. */
export function sheetHead(title, close) {
  return h("div", { class: "sheet-head" }, h("h2", { text: title }),
    h("button", { type: "button", class: "icon-button", "aria-label": t("close"), testid: "sheet-close", on: { click: () => close() } }, icon("close")));
}
