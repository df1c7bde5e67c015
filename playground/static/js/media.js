// Photos, videos, albums, files, voice and contacts inside bubbles, and the viewer that enlarges a photo.

import { avatar } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { length, size } from "./time.js";
import { nameOf } from "./world.js";

/** The nodes of a message's media (an empty list when it has none). */
export function mediaOf(message) {
  if (message.photo) return [photo(message)];
  if (message.document) return [file(message.document, message.file_url)];
  if (message.voice ?? message.audio) return [voice(message.voice ?? message.audio, message.file_url)];
  if (message.video) return [video(message)];
  if (message.contact) return [contact(message.contact)];
  for (const kind of ["animation", "sticker", "location", "venue", "video_note"]) {
    if (message[kind]) return [h("div", { class: "unsupported" }, `[${t(kind === "venue" ? "location" : kind === "sticker" || kind === "location" ? kind : "video")}]`)];
  }
  return [];
}

/** A photo that keeps its place while it loads. */
export function photo(message, { tile = false } = {}) {
  const sizes = Array.isArray(message.photo) ? message.photo : [];
  const big = sizes.at(-1) ?? {};
  const width = big.width || 320;
  const height = big.height || 240;
  const image = h("img", { src: localPath(message.file_url), alt: message.caption || t("photo"), loading: "lazy", decoding: "async", draggable: "false" });
  const ratio = Math.min(Math.max(width / height, 0.6), 2.4);
  const button = h("button", {
    type: "button", class: `photo${tile ? " tile" : ""}`, testid: "photo", "aria-label": t("viewPhoto"),
    style: tile ? {} : { "aspect-ratio": String(ratio), width: `${Math.max(120, Math.min(width, ratio < 1 ? 220 : 300))}px` },
    on: { click: () => enlarge(message) },
  }, image);
  image.addEventListener("error", () => button.classList.add("broken"));
  if (message.has_media_spoiler) button.classList.add("veiled");
  return button;
}

/** A video that plays where it stands. */
function video(message) {
  const { width = 640, height = 360 } = message.video;
  return h("video", {
    class: "video", testid: "video", src: localPath(message.file_url), controls: true, playsinline: true, preload: "metadata",
    "aria-label": message.caption || t("video"), style: { "aspect-ratio": String(Math.min(Math.max(width / height, 0.6), 2.4)) },
  });
}

/** The photos of an album in one grid. */
export function album(messages) {
  return h("div", { class: `album album-${Math.min(messages.length, 4)}`, testid: "album" }, messages.map((message) => photo(message, { tile: true })));
}

function enlarge(message) {
  const image = h("img", { src: localPath(message.file_url), alt: message.caption || t("photo") });
  const dialog = h("dialog", { class: "viewer", testid: "viewer", "aria-label": t("photo") },
    iconButton("close", t("close"), { class: "viewer-close", testid: "viewer-close", on: { click: () => dialog.close() } }),
    image,
    message.caption ? h("p", { dir: "auto", text: message.caption }) : null,
  );
  dialog.addEventListener("click", (event) => event.target.closest("img, p") || dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function file(document, address) {
  const name = document.file_name || t("file");
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? "";
  return h("a", { class: "file", href: localPath(address), download: name, testid: "document", "aria-label": t("download", name) },
    h("span", { class: "file-sign", "aria-hidden": "true" }, icon("file", 26), h("small", { text: ending.toUpperCase() })),
    h("span", { class: "file-text" }, h("bdi", { class: "file-name", text: name }), h("small", { text: size(document.file_size) })),
  );
}

function voice(sound, address) {
  const total = sound.duration || 0;
  const bar = h("span", { class: "voice-done" });
  const clock = h("small", { text: length(total) });
  const button = iconButton("play", t("playVoice"), { class: "voice-play", testid: "voice-play" });
  let audio = null;
  const show = (playing) => {
    button.replaceChildren(icon(playing ? "pause" : "play"));
    button.setAttribute("aria-label", t(playing ? "pauseVoice" : "playVoice"));
  };
  button.addEventListener("click", () => {
    if (!audio) {
      audio = new Audio(localPath(address));
      audio.addEventListener("timeupdate", () => {
        bar.style.setProperty("width", `${(100 * audio.currentTime) / (audio.duration || total || 1)}%`);
        clock.textContent = length(audio.currentTime);
      });
      for (const type of ["pause", "ended", "error"]) audio.addEventListener(type, () => show(false));
    }
    if (audio.paused) audio.play().then(() => show(true), () => show(false));
    else audio.pause();
  });
  return h("div", { class: "voice", testid: "voice" }, button, h("span", { class: "voice-bar" }, bar), clock);
}

function contact(card) {
  const name = nameOf(card);
  return h("div", { class: "contact", testid: "contact" },
    avatar(card.user_id ?? 0, name),
    h("span", { class: "contact-text" }, h("bdi", { class: "contact-name", text: name }), h("bdi", { class: "contact-phone", text: card.phone_number })),
  );
}

/** Files are fetched from this server only, whatever a message says. */
function localPath(address) {
  if (!address) return "data:,";
  const url = new URL(address, location.href);
  return url.origin === location.origin ? url.href : "data:,";
}
