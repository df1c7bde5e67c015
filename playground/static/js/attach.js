// The attach menu: own contact, somebody's contact, a photo, a file, a scanned code.

import { h } from "./dom.js";
import { followCode } from "./follow.js";
import { t } from "./i18n.js";
import { pickPerson } from "./people.js";
import { sheetHead } from "./sheets.js";
import { size } from "./time.js";
import { world } from "./world.js";

const MAX_BYTES = 50_000_000;

/** Open the menu. `phone` acts; `thread` is the open chat. */
export function attachMenu(phone, thread) {
  phone.layer.menu(t("attach"), [
    { icon: "scan", text: t("scan"), testid: "attach-scan", run: () => scanSheet(phone) },
    { icon: "photo", text: t("sendPhoto"), testid: "attach-photo", run: () => chooseFile(phone, thread, "photo") },
    { icon: "file", text: t("sendFile"), testid: "attach-document", run: () => chooseFile(phone, thread, "document") },
    { icon: "share", text: t("shareMyContact"), testid: "attach-contact", run: () => shareContact(phone, thread) },
    { icon: "people", text: t("shareOther"), testid: "attach-other-contact", run: () => shareOther(phone, thread) },
  ], "bottom");
}

/** Ask, then share the person's own number. */
export async function shareContact(phone, thread) {
  const person = world.people.get(phone.person);
  const question = t("contactAsk", person?.phone || t("noPhone"), thread.entry.title);
  if (!(await phone.layer.confirm(question, t("contactShare")))) return false;
  return phone.try((api) => api.contact(phone.person, thread.id));
}

async function shareOther(phone, thread) {
  const other = await pickPerson(phone.layer, t("shareOther"));
  if (other !== null) await phone.try((api) => api.contact(phone.person, thread.id, other));
}

function chooseFile(phone, thread, kind) {
  const input = h("input", { type: "file", accept: kind === "photo" ? "image/*,video/*" : null, hidden: true, testid: "file-input" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.remove();
    if (!file) return;
    if (file.size > MAX_BYTES) phone.layer.toast(t("fileTooBig"));
    else captionSheet(phone, thread, kind === "photo" && file.type.startsWith("video/") ? "video" : kind, file);
  });
  input.addEventListener("cancel", () => input.remove());
  phone.element.append(input);
  input.click();
}

/** Show what is about to be sent and take a caption. */
export function captionSheet(phone, thread, kind, file) {
  const title = t(kind === "document" ? "sendFile" : "sendPhoto");
  const address = kind === "photo" ? URL.createObjectURL(file) : null;
  const caption = h("input", { type: "text", class: "field", testid: "caption", placeholder: t("caption"), "aria-label": t("caption"), maxlength: 1024, "data-first": true, autocomplete: "off" });
  const send = async () => {
    close();
    await phone.try((api) => api.file(phone.person, thread.id, kind, file, caption.value.trim()));
  };
  caption.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && send());
  const close = phone.layer.open(h("div", {},
    sheetHead(title, () => close()),
    address ? h("img", { class: "preview", src: address, alt: file.name }) : null,
    h("p", { class: "file-line" }, h("bdi", { text: file.name }), h("small", { text: size(file.size) })),
    caption,
    h("div", { class: "sheet-actions" }, h("button", { type: "button", class: "primary", testid: "send-file", text: t("send"), on: { click: send } }))),
  { label: title, testid: "caption-sheet", closed: () => address && URL.revokeObjectURL(address) });
}

/** Paste or type what a QR code says. */
export function scanSheet(phone) {
  const input = h("input", { type: "text", class: "field", testid: "scan-input", placeholder: t("scanPlaceholder"), "aria-label": t("scanTitle"), "data-first": true, autocomplete: "off", spellcheck: "false" });
  const open = () => {
    const text = input.value.trim();
    if (!text) return;
    close();
    followCode(phone, text);
  };
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && open());
  const close = phone.layer.open(h("div", {},
    sheetHead(t("scanTitle"), () => close()),
    h("div", { class: "scan-frame", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i")),
    h("p", { class: "hint", text: t("scanHint") }),
    input,
    h("div", { class: "sheet-actions" }, h("button", { type: "button", class: "primary", testid: "scan-open", text: t("scanOpen"), on: { click: open } }))),
  { label: t("scanTitle"), testid: "scan-sheet" });
}
