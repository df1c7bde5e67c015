// One long poll for the whole page. It reports what happened and whether the server is there.

import { ApiError, api } from "./api.js";

const POLL_SECONDS = 25;
const GRACE_SECONDS = 15;
const MOST_REST_MS = 500;
const BACKOFF = [300, 700, 1500, 3000, 5000];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Follow the world for ever. `fresh(state)` is called with a whole state at the start and after every loss of the
 * connection; `happened(events)` gets each batch; `connected(bool)` is told about changes.
 */
export async function follow({ fresh, happened, connected }) {
  let failures = 0;
  for (;;) {
    const state = await attempt(() => api.state());
    if (state) {
      connected(true);
      failures = 0;
      fresh(state);
      await pollFrom(state.event_id, happened);
    }
    connected(false);
    await sleep(BACKOFF[Math.min(failures, BACKOFF.length - 1)]);
    failures += 1;
  }
}

/** Poll until the connection is lost or another world answers at this address. */
async function pollFrom(since, happened) {
  let at = since;
  for (;;) {
    const patience = AbortSignal.timeout((POLL_SECONDS + GRACE_SECONDS) * 1000);
    const answer = await attempt(() => api.events(at, POLL_SECONDS, patience));
    if (!answer || answer.event_id < at) return;
    at = answer.event_id;
    if (answer.events.length) {
      happened(answer.events);
      await sleep(Math.min(20 + answer.events.length, MOST_REST_MS)); // the more happens, the larger the next batch
    }
  }
}

/** The answer, or null when the server cannot be reached; a mistake of ours stays an error. */
async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ApiError || error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
