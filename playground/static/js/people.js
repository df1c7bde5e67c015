// Choosing a person: for whose phone this is, or whose contact is sent.

import { avatar } from "./avatar.js";
import { arrowKeys, fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { sheetHead } from "./sheets.js";
import { nameOf, world } from "./world.js";

const SHOWN = 80;

const fold = (text) => String(text ?? "").normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

/** Open the list of people in a phone's layer; resolves to a person's id, or null when it was closed. */
export function pickPerson(layer, title, current = null) {
  return new Promise((answer) => {
    let picked = null;
    const list = h("div", { class: "people", role: "listbox", "aria-label": title });
    const search = h("input", { type: "search", class: "search", testid: "person-search", placeholder: t("searchPeople"), "aria-label": t("searchPeople"), "data-first": true, autocomplete: "off" });
    const choose = (id) => {
      picked = id;
      close();
    };
    const draw = () => {
      const wanted = fold(search.value);
      const all = [...world.people.values()].filter((person) =>
        [nameOf(person), person.username, person.label, person.phone].some((text) => fold(text).includes(wanted)));
      fill(list,
        all.slice(0, SHOWN).map((person) => personRow(person, person.id === current, () => choose(person.id))),
        all.length ? null : h("p", { class: "hint", text: t("noMatch") }),
        all.length > SHOWN ? h("p", { class: "hint", text: t("moreMatches", all.length - SHOWN) }) : null);
    };
    search.addEventListener("input", draw);
    search.addEventListener("keydown", (event) => {
      const first = list.querySelector("[role=option]");
      if (event.key === "ArrowDown" && first) {
        event.preventDefault();
        first.focus();
      } else if (event.key === "Enter") first?.click();
    });
    arrowKeys(list, "[role=option]");
    draw();
    const close = layer.open(h("div", { class: "sheet-tall" }, sheetHead(title, () => close()), h("label", { class: "search-line" }, icon("search", 18), search), list),
      { label: title, testid: "person-sheet", closed: () => answer(picked) });
  });
}

function personRow(person, selected, choose) {
  return h("button", { type: "button", role: "option", class: "person-row", testid: "person-option", "aria-selected": String(selected), data: { person: person.id }, on: { click: choose } },
    avatar(person.id, nameOf(person)),
    h("span", { class: "person-text" },
      h("bdi", { class: "person-name", text: nameOf(person) }),
      h("small", { dir: "auto", text: [person.label, person.username && `@${person.username}`, person.deactivated && t("deactivated")].filter(Boolean).join(" · ") })),
    selected ? icon("check") : null);
}
