// The page: the bar on top, two phones, the log; one long poll feeds them all.

import { ClockBar } from "./clockbar.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { follow } from "./events.js";
import { readHash, writeHash } from "./hash.js";
import { speak, t } from "./i18n.js";
import { LogDrawer } from "./log.js";
import { Phone } from "./phone.js";
import { world } from "./world.js";

const THEMES = ["auto", "light", "dark"];
const SIGNS = { auto: "auto", light: "sun", dark: "moon" };
const app = document.getElementById("app");
const narrow = matchMedia("(max-width: 860px)");

const page = { theme: "auto", lang: "zh-CN", tab: 0, online: true, phones: [], clock: null, log: null, logOpen: false };

function start() {
  const hash = readHash();
  page.theme = THEMES.includes(hash.theme) ? hash.theme : "auto";
  page.lang = hash.lang === "en" ? "en" : "zh-CN";
  page.logOpen = hash.log === "1";
  paint();
  build();
  world.onChange(worldChanged);
  narrow.addEventListener("change", showTab);
  window.addEventListener("hashchange", () => location.reload());
  setInterval(tick, 1000);
  follow({
    fresh: (state) => {
      world.take(state);
      for (const phone of page.phones) if (phone.person !== null) phone.resync();
      page.log.restart();
    },
    happened: (events) => {
      world.hear(events);
      for (const phone of page.phones) phone.hear(events);
      page.log.hear(events);
    },
    connected: (online) => {
      page.online = online;
      page.offline.hidden = online;
    },
  });
}

/** Everything from nothing: at the start and when the language changes. */
function build() {
  speak(page.lang);
  page.clock = new ClockBar((text) => page.phones[page.tab].layer.toast(text));
  page.log = new LogDrawer(() => openLog(false));
  page.phones = ["A", "B"].map((side) => new Phone(side, remember));
  page.offline = h("p", { class: "offline", role: "status", testid: "offline", hidden: page.online }, h("span", { class: "spinner" }), t("offline"));
  page.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": t("title") });
  page.themeButton = iconButton("auto", "", { testid: "theme", on: { click: nextTheme } });
  page.logButton = iconButton("list", t("log"), { testid: "log-toggle", "aria-expanded": "false", on: { click: () => openLog(!page.logOpen) } });
  page.stage = h("main", { class: "stage" }, page.phones.map((phone) => phone.element));
  page.nobody = h("p", { class: "nobody", hidden: true, text: t("nobody") });
  page.drawn = false;
  fill(app,
    h("header", { class: "bar" },
      h("div", { class: "brand" }, h("img", { src: "static/icon.svg", alt: "", width: 30, height: 30 }), h("b", { text: t("brand") }), h("span", { text: t("title") })),
      page.clock.element,
      h("div", { class: "bar-buttons" },
        page.logButton,
        h("button", { type: "button", class: "icon-button language", testid: "lang", "aria-label": t("language"), title: t("language"), on: { click: otherLanguage } }, icon("language"), h("span", { text: t("language") })),
        page.themeButton)),
    page.offline, page.tabs,
    h("div", { class: "rooms" }, page.stage, page.nobody, page.log.element));
  paint();
  openLog(page.logOpen);
  showTab();
  if (world.ready) worldChanged();
}

function worldChanged() {
  const people = [...world.people.keys()];
  page.nobody.hidden = people.length > 0;
  page.stage.hidden = people.length === 0;
  if (people.length && !page.drawn) {
    page.drawn = true;
    const hash = readHash();
    page.phones.forEach((phone, index) => {
      const key = "ab"[index];
      const wanted = world.people.has(hash[key]) ? hash[key] : people[Math.min(index, people.length - 1)];
      phone.use(wanted, chatFrom(hash[`${key}c`]));
    });
    remember();
  } else {
    const order = [...people];
    for (const phone of page.phones) {
      if (phone.person !== null && !world.people.has(phone.person) && order.length) phone.use(order[0]);
      else phone.worldChanged();
    }
    fillSecondPhone(people);
  }
  tick();
}

/** With one person both phones were his; the second person takes the second phone when he appears. */
function fillSecondPhone(people) {
  const [one, two] = page.phones;
  if (people.length < 2 || one.person !== two.person || readHash().b === two.person) return;
  two.use(people.find((id) => id !== one.person));
  remember();
}

const chatFrom = (text) => (text === undefined ? undefined : text === "list" ? null : Number(text) || null);

/** Write who is where into the address, and the badges onto the tabs. */
function remember() {
  if (!page.drawn) return;
  const changes = {};
  page.phones.forEach((phone, index) => {
    const key = "ab"[index];
    changes[`${key}c`] = phone.chat ?? "list";
    if (world.people.size > 1 || index === 0) changes[key] = phone.person;
  });
  writeHash(changes);
  drawTabs();
}

function drawTabs() {
  const sign = JSON.stringify([page.lang, page.tab, page.phones.map((phone) => [phone.person, phone.unread, world.people.has(phone.person)])]);
  if (page.tabs.dataset.sign === sign) return;
  page.tabs.dataset.sign = sign;
  fill(page.tabs, page.phones.map((phone, index) => {
    const name = world.people.get(phone.person);
    return h("button", {
      type: "button", role: "tab", class: "tab", testid: `tab-${phone.side.toLowerCase()}`, "aria-selected": String(page.tab === index), tabindex: page.tab === index ? 0 : -1,
      on: { click: () => { page.tab = index; showTab(); }, keydown: (event) => tabKey(event, index) },
    }, h("bdi", { text: name ? [name.first_name, name.last_name].filter(Boolean).join(" ") : t("phoneTab", phone.side) }),
    phone.unread ? h("span", { class: "badge", "aria-label": t("unread", phone.unread), text: phone.unread }) : null);
  }));
}

function tabKey(event, index) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  page.tab = 1 - index;
  showTab();
  page.tabs.children[page.tab].focus();
}

function showTab() {
  page.phones.forEach((phone, index) => {
    const shown = !narrow.matches || index === page.tab;
    phone.element.classList.toggle("away", !shown);
    phone.show(shown);
  });
  drawTabs();
}

function openLog(open) {
  const had = page.log.element.contains(document.activeElement);
  page.logOpen = open;
  page.log.show(open);
  page.logButton.setAttribute("aria-expanded", String(open));
  writeHash({ log: open ? "1" : null });
  if (!open && had) page.logButton.focus();
}

function paint() {
  if (page.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = page.theme;
  if (!page.themeButton) return;
  for (const name of ["aria-label", "title"]) page.themeButton.setAttribute(name, t(`theme.${page.theme}`));
  fill(page.themeButton, icon(SIGNS[page.theme]));
}

function nextTheme() {
  page.theme = THEMES[(THEMES.indexOf(page.theme) + 1) % THEMES.length];
  writeHash({ theme: page.theme === "auto" ? null : page.theme });
  paint();
}

function otherLanguage() {
  page.lang = page.lang === "en" ? "zh-CN" : "en";
  writeHash({ lang: page.lang === "en" ? "en" : null });
  build();
}

function tick() {
  page.clock.tick();
  for (const phone of page.phones) phone.tick();
}

start();
