// The control API (docs/playground.md). Every call is a promise; a refusal is an ApiError with the server's words.

export class ApiError extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

async function call(method, path, { body, query, signal } = {}) {
  const url = new URL(`/control/${path}`, location.href);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(key, value);
  }
  const init = { method, signal, cache: "no-store" };
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(url, init);
  let data;
  try {
    data = await answer.json();
  } catch {
    throw new ApiError("not_json", `HTTP ${answer.status}`, answer.status);
  }
  if (!answer.ok) throw new ApiError(data?.error?.code ?? "error", data?.error?.message ?? `HTTP ${answer.status}`, answer.status);
  return data;
}

const get = (path, query, signal) => call("GET", path, { query, signal });
const act = (person, verb, body) => call("POST", `people/${person}/${verb}`, { body });

export const api = {
  state: () => get("state"),
  events: (since, timeout, signal) => get("events", { since, timeout }, signal),
  messages: (chat, person, limit) => get(`chats/${chat}/messages`, { as: person, limit }),
  keyboard: (chat, person) => get(`chats/${chat}/keyboard`, { as: person }),
  record: (since, limit) => get("record", { since, limit }),
  callback: (id) => get(`callbacks/${encodeURIComponent(id)}`, { timeout: 0 }),

  send: (person, body) => act(person, "send", body),
  start: (person, bot, payload) => act(person, "start", payload ? { bot, payload } : { bot }),
  press: (person, chat, message_id, data) => act(person, "press", { chat, message_id, data }),
  contact: (person, chat, of) => act(person, "contact", of ? { chat, of } : { chat }),
  vote: (person, chat, message_id, options) => act(person, "vote", { chat, message_id, options }),
  block: (person, bot) => act(person, "block", { bot }),
  unblock: (person, bot) => act(person, "unblock", { bot }),
  deactivate: (person) => act(person, "deactivate", {}),
  read: (person, chat) => act(person, "read", { chat }),
  file: (person, chat, kind, file, caption) => {
    const form = new FormData();
    form.set("chat", chat);
    form.set("kind", kind);
    if (caption) form.set("caption", caption);
    form.set("file", file, file.name);
    return act(person, "file", form);
  },
  clock: (body) => call("POST", "clock", { body }),
};
