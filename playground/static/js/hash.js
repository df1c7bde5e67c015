// The address remembers who is on which phone, which chat is open, the colours and the language:
// #a=ID&b=ID&ac=CHAT&bc=CHAT&theme=dark&lang=en – so a picture of the page can be taken again.

const KEYS = ["a", "b", "ac", "bc", "theme", "lang", "log"];

export function readHash() {
  const params = new URLSearchParams(location.hash.slice(1));
  const found = {};
  for (const key of KEYS) if (params.has(key)) found[key] = params.get(key);
  for (const key of ["a", "b"]) if (key in found) found[key] = Number(found[key]) || null;
  return found;
}

/** Change some keys (null removes one) without adding to the browser's history. */
export function writeHash(changes) {
  const params = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined) params.delete(key);
    else params.set(key, value);
  }
  const text = params.toString();
  if (text === location.hash.slice(1)) return;
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}
