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
  [hidden] { display: none !important; }
</style>
</head>
<body>
<h1><span id="title"></span><small id="organisation"></small></h1>
<div id="code" hidden>
  <div id="qr"></div>
  <div id="digits" data-testid="digits"></div>
</div>
<div id="bar" hidden><div id="left"></div></div>
<div id="say" data-testid="say"></div>
<p id="how" hidden>__HOW__</p>
<p id="counts" data-testid="counts"></p>
<script nonce="__NONCE__">
"use strict";
const byId = (id) => document.getElementById(id);
const address = location.pathname.replace(/\\/$/, "") + "/now";
const LOOK = 5000, AGAIN = 2000;
let endsAt = 0, length = 0;

function show(found) {
  const open = found.digits !== "";
  byId("title").textContent = found.title;
  byId("organisation").textContent = found.organisation;
  byId("counts").textContent = found.counts;
  byId("say").textContent = found.say;
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
  for (const id of ["code", "bar", "how"]) byId(id).hidden = true;
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
    wait = Math.min(LOOK, Math.max(100, found.seconds * 1000 + 50));
  } catch (error) {
    if (performance.now() > endsAt) lost();
    wait = AGAIN;
  }
  setTimeout(look, wait);
}

function tick() {
  const left = Math.max(0, endsAt - performance.now());
  byId("left").style.transform = `scaleX(${length ? left / length : 0})`;
  requestAnimationFrame(tick);
}

look();
tick();
addEventListener("dblclick", () => document.documentElement.requestFullscreen?.());
</script>
</body>
</html>
"""
