// Links and codes: which addresses may be followed, and what a scanned code means.

/** Is this an address that a link may carry? Scripts and data never are. */
export function safeUrl(text) {
  let address = String(text ?? "").trim();
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) address = `https://${address}`;
  try {
    const url = new URL(address);
    return ["http:", "https:", "tg:", "mailto:", "tel:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * What a scanned text asks for: `{kind: "start", bot, payload}`, `{kind: "group", bot}`, `{kind: "url", url}` or
 * `{kind: "code", text}`.
 */
export function readCode(text) {
  const trimmed = text.trim();
  const link = deepLink(trimmed);
  if (link) return link;
  if (/^https?:\/\//i.test(trimmed)) {
    const url = safeUrl(trimmed);
    if (url) return { kind: "url", url };
  }
  return { kind: "code", text: trimmed };
}

/** The deep link in an address of t.me, telegram.me or tg:, or null. */
export function deepLink(text) {
  if (!/^(tg:|https?:)?\/*(resolve|t\.me\/|telegram\.me\/)/i.test(text)) return null;
  const url = safeUrl(text);
  if (!url) return null;
  let name;
  if (url.protocol === "tg:") name = url.searchParams.get("domain");
  else if (["t.me", "telegram.me"].includes(url.hostname)) name = url.pathname.split("/")[1];
  if (!name || !/^[A-Za-z0-9_]{3,64}$/.test(name)) return null;
  if (url.searchParams.has("startgroup")) return { kind: "group", bot: name };
  return { kind: "start", bot: name, payload: url.searchParams.get("start") ?? "" };
}
