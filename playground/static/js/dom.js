// Building the page from nodes only: texts and names come from strangers, so nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `props`: `class`, `text`, `data` (dataset), `on` (listeners), `style` (custom properties and
 * styles by name), anything else is a property when the element has one (`disabled`, `value`), else an attribute.
 * Children may be nodes, strings, numbers, nested lists; `null` and `false` are left out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === "style") for (const [key, item] of Object.entries(value)) node.style.setProperty(key, item);
    else if (name === "testid") node.dataset.testid = value;
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, String(value));
  }
  add(node, children);
  return node;
}

export function add(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(node, child);
    else node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replace everything in `node`. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** A line icon of 24 by 24; hidden from screen readers, the button around it carries the label. */
export function icon(name, size = 22) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", class: "icon",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const line of ICONS[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

/** A round button that shows an icon only. */
export function iconButton(name, label, props = {}) {
  const { class: extra = "", ...rest } = props;
  return h("button", { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, ...rest }, icon(name));
}

/** Arrow keys, Home and End move the focus among the items that `selector` finds in `container`. */
export function arrowKeys(container, selector) {
  container.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const items = [...container.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    let next = null;
    if (event.key in steps && at >= 0) next = items[(at + steps[event.key] + items.length) % items.length];
    else if (event.key === "Home" && at >= 0) next = items[0];
    else if (event.key === "End" && at >= 0) next = items.at(-1);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** Run `action` once, `wait` milliseconds after the first of a burst of calls. */
export function gather(action, wait = 30) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      action();
    }, wait);
  };
}

const ICONS = {
  back: ["M15 5l-7 7 7 7"],
  more: ["M12 5.5v.01", "M12 12v.01", "M12 18.5v.01"],
  send: ["M4 12l16-8-5 17-3.5-7z", "M11.500 14L20 4"],
  clip: ["M20 11.500l-8.200 8.200a5.200 5.200 0 0 1-7.400-7.400l8.600-8.500a3.500 3.500 0 0 1 5 4.900l-8.500 8.500a1.700 1.700 0 0 1-2.500-2.400l7.700-7.700"],
  menu: ["M5 7h14", "M5 12h14", "M5 17h14"],
  slash: ["M15 5L9 19"],
  keyboard: ["M3 7.500A1.500 1.500 0 0 1 4.500 6h15A1.500 1.500 0 0 1 21 7.500v9a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 16.500z", "M7 10h.01M11 10h.01M15 10h.01M8 14h8"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.500 20a7.500 7.500 0 0 1 15 0"],
  people: ["M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z", "M2.500 19a6.500 6.500 0 0 1 13 0", "M16 4.300a3.500 3.500 0 0 1 0 6.400", "M18 13.500a6.500 6.500 0 0 1 3.500 5.500"],
  photo: ["M4 6.500A1.500 1.500 0 0 1 5.500 5h13A1.500 1.500 0 0 1 20 6.500v11a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500z", "M4.500 16.500l4.500-4.500 4 4 2.500-2.500 4 4", "M15 9.200v.01"],
  file: ["M7 3.500h7l4 4V19a1.500 1.500 0 0 1-1.500 1.500h-9.500A1.500 1.500 0 0 1 5.500 19V5A1.500 1.500 0 0 1 7 3.500z", "M14 3.500V8h4"],
  scan: ["M4 8V5.500A1.500 1.500 0 0 1 5.500 4H8", "M16 4h2.500A1.500 1.500 0 0 1 20 5.500V8", "M20 16v2.500a1.500 1.500 0 0 1-1.500 1.500H16", "M8 20H5.500A1.500 1.500 0 0 1 4 18.500V16", "M4 12h16"],
  share: ["M12 15V4", "M8 7.500L12 4l4 3.500", "M5 13v5.500A1.500 1.500 0 0 0 6.500 20h11a1.500 1.500 0 0 0 1.500-1.500V13"],
  block: ["M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z", "M6 6l12 12"],
  pin: ["M9 4h6l-.7 6 3.200 3.500h-11L9.700 10z", "M12 13.500V20"],
  down: ["M6 9.500l6 6 6-6"],
  mute: ["M6.500 16V11a5.500 5.500 0 0 1 9-4.300", "M17.500 11v5l1.500 1.500H8", "M10.500 20.500h3", "M4 4l16 16"],
  reply: ["M10 7L5 12l5 5", "M5 12h8a6 6 0 0 1 6 6"],
  copy: ["M9 9h9.500v10.500H9z", "M15 9V4.500H5.500V15H9"],
  play: ["M8 5.500v13l11-6.500z"],
  pause: ["M8.500 6v12", "M15.500 6v12"],
  sun: ["M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 2.500V4M12 20v1.500M2.500 12H4M20 12h1.500M5.300 5.300l1 1M17.700 17.700l1 1M18.700 5.300l-1 1M6.300 17.700l-1 1"],
  moon: ["M19.500 14A8 8 0 0 1 10 4.500a8 8 0 1 0 9.500 9.500z"],
  auto: ["M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z", "M12 3.500v17", "M15 5v14", "M18 7.500v9"],
  language: ["M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z", "M3.500 12h17", "M12 3.500c5 5 5 12 0 17", "M12 3.500c-5 5-5 12 0 17"],
  list: ["M9 6.500h11M9 12h11M9 17.500h11", "M4.500 6.500v.01M4.500 12v.01M4.500 17.500v.01"],
  calendar: ["M5.500 6h13A1.500 1.500 0 0 1 20 7.500v11a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18.500v-11A1.500 1.500 0 0 1 5.500 6z", "M4 10.500h16", "M8.500 3.500V7M15.500 3.500V7"],
  search: ["M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13z", "M16 16l4.500 4.500"],
  check: ["M5 12.500l4.500 4.500L19 7.500"],
  link: ["M9 15l6-6", "M11 6.500l1.500-1.500a4.200 4.200 0 0 1 6 6L17 12.500", "M13 17.500L11.500 19a4.200 4.200 0 0 1-6-6L7 11.500"],
  robot: ["M6.500 9h11A1.500 1.500 0 0 1 19 10.500v7a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 5 17.500v-7A1.500 1.500 0 0 1 6.500 9z", "M12 9V5.500", "M9.500 13.500v.01M14.500 13.500v.01"],
  channel: ["M4 10v4h3l8 4.500v-13L7 10z", "M18.500 9.500a3.500 3.500 0 0 1 0 5"],
};
