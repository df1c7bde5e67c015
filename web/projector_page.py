"""The projector's page as text: nothing comes from elsewhere. ``web.projector`` fills in the ``__HOLES__``."""

PAGE = """<!doctype html>
<html lang="__LANGUAGE__">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>__TITLE__</title>
<style nonce="__NONCE__">
  * { box-sizing: border-box; }
  html, body { height: 100%; margin: 0; }
  body {
    display: flex; flex-direction: column; align-items: center; justify-content: space-evenly;
    padding: 2vmin; background: #fff; color: #111; text-align: center;
    font-family: "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif;
  }
  h1 { margin: 0; font-size: 5vmin; font-weight: 600; }
  h1 small { display: block; font-size: 3vmin; font-weight: 400; color: #555; }
  #qr { width: 52vmin; height: 52vmin; margin: 0 auto; }
  #qr svg { width: 100%; height: 100%; display: block; }
  #digits {
    font-size: 13vmin; line-height: 1; font-weight: 700; letter-spacing: .06em; font-variant-numeric: tabular-nums;
  }
  #say { font-size: 7vmin; }
  #how, #counts { margin: 0; font-size: 3vmin; color: #333; }
  #bar { width: 60vmin; height: 1vmin; background: #eee; border-radius: 1vmin; overflow: hidden; }
  #left { height: 100%; width: 100%; background: #c00; transform-origin: left; }
  #quiz { width: 92vw; text-align: left; }
  #head { font-size: 3vmin; color: #555; text-align: center; }
  #stem { font-size: 5.5vmin; font-weight: 600; margin: 1vmin 0 3vmin; }
  .option { position: relative; font-size: 4.5vmin; padding: 1vmin 2vmin; margin: 1vmin 0; background: #f4f4f4; }
  .share { position: absolute; inset: 0; width: 100%; background: #ddd; transform-origin: left; }
  .right .share { background: #bfe5bf; }
  .text, .count { position: relative; }
  .count { float: right; font-weight: 700; }
  .right .text::before { content: "✓ "; }
  #why { font-size: 3vmin; color: #333; }
  #seconds { font-size: 7vmin; font-weight: 700; line-height: 1; text-align: center; }
  [hidden] { display: none !important; }
</style>
</head>
<body>
<h1><span id="title"></span><small id="organisation"></small></h1>
<div id="code" hidden>
  <div id="qr"></div>
  <div id="digits" data-testid="digits"></div>
</div>
<div id="quiz" data-testid="quiz" hidden>
  <div id="head"></div>
  <div id="stem" data-testid="stem"></div>
  <div id="options"></div>
  <p id="why" data-testid="why"></p>
  <div id="seconds" data-testid="seconds"></div>
</div>
<div id="bar" hidden><div id="left"></div></div>
<div id="say" data-testid="say"></div>
<p id="how" hidden>__HOW__</p>
<p id="counts" data-testid="counts"></p>
<script nonce="__NONCE__">
"use strict";
const byId = (id) => document.getElementById(id);
const address = location.pathname.replace(/\\/$/, "") + "/now";
const LOOK = 5000, AGAIN = 2000, QUIZ = 1000;
let endsAt = 0, length = 0, counting = false;

function part(kind, text) {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = text;
  return made;
}

function quiz(found) {
  for (const id of ["code", "bar", "how"]) byId(id).hidden = true;
  byId("say").textContent = "";
  byId("digits").textContent = "";
  byId("head").textContent = found.head;
  byId("stem").textContent = found.stem;
  byId("why").textContent = found.why;
  byId("counts").textContent = found.counts;
  byId("options").replaceChildren(...found.options.map((one) => {
    const row = document.createElement("div"), share = part("share", "");
    row.className = one.right ? "option right" : "option";
    share.style.transform = `scaleX(${one.share})`;
    row.append(share, part("text", one.text), part("count", one.count));
    return row;
  }));
  counting = found.seconds > 0;
  byId("bar").hidden = !counting;
  endsAt = performance.now() + found.seconds * 1000;
  length = found.limit * 1000;
}

function show(found) {
  const open = found.digits !== "";
  byId("title").textContent = found.title;
  byId("organisation").textContent = found.organisation;
  byId("counts").textContent = found.counts;
  byId("say").textContent = found.say;
  byId("quiz").hidden = !found.quiz;
  if (found.quiz) return quiz(found.quiz);
  if (counting) length = 0;
  counting = false;
  for (const id of ["code", "bar", "how"]) byId(id).hidden = !open;
  if (open && byId("digits").textContent !== found.digits) {
    byId("digits").textContent = found.digits;
    byId("qr").innerHTML = found.qr;
  }
  endsAt = performance.now() + found.seconds * 1000;
  length = Math.max(length, found.seconds * 1000);
}

function lost() {
  // An old code would send people away: better none.
  for (const id of ["code", "bar", "how", "quiz"]) byId(id).hidden = true;
  byId("digits").textContent = "";
  byId("say").textContent = "__LOST__";
}

async function look() {
  let wait = LOOK;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    show(found);
    wait = found.quiz ? QUIZ : Math.min(LOOK, Math.max(100, found.seconds * 1000 + 50));
  } catch (error) {
    if (performance.now() > endsAt) lost();
    wait = AGAIN;
  }
  setTimeout(look, wait);
}

function tick() {
  const left = Math.max(0, endsAt - performance.now());
  byId("left").style.transform = `scaleX(${length ? Math.min(1, left / length) : 0})`;
  byId("seconds").textContent = counting ? String(Math.ceil(left / 1000)) : "";
  requestAnimationFrame(tick);
}

look();
tick();
addEventListener("dblclick", () => document.documentElement.requestFullscreen?.());
</script>
</body>
</html>
"""
