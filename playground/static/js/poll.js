// Polls and quizzes: vote, then see the results.

import { h, icon } from "./dom.js";
import { rich } from "./entities.js";
import { t } from "./i18n.js";

// The server does not say how a person voted, so the page remembers what was tapped on it.
const votes = new Map();
const voteKey = (person, poll) => `${person}:${poll.id}`;

/** What this person chose: a list of option numbers, empty when not voted. */
function chosen(person, message) {
  const told = message.poll.chosen ?? message.chosen ?? message.voted;
  if (Array.isArray(told)) return told;
  return votes.get(voteKey(person, message.poll)) ?? [];
}

/**
 * The body of a poll.
 * @param {function(number[]): Promise<boolean>} vote sends the vote; an empty list takes it back.
 * @param {function()} redraw called when the vote is known.
 */
export function pollBody(person, message, vote, redraw) {
  const { poll } = message;
  const mine = chosen(person, message);
  const results = mine.length > 0 || poll.is_closed;
  const correct = poll.correct_option_ids ?? (poll.correct_option_id === undefined ? [] : [poll.correct_option_id]);
  const cast = async (options) => {
    if (!(await vote(options))) return;
    votes.set(voteKey(person, poll), options);
    redraw();
  };
  const kind = poll.is_closed ? "pollClosed" : `${poll.type === "quiz" ? "quiz" : "poll"}${poll.is_anonymous ? "Anonymous" : "Public"}`;
  const multiple = poll.allows_multiple_answers && !results;
  const picked = new Set();
  const submit = h("button", { type: "button", class: "poll-submit", testid: "poll-vote", disabled: true, text: t("pollVote"), on: { click: () => cast([...picked]) } });

  const option = (item, index) => {
    if (results) return result(poll, item, index, mine, correct);
    const button = h("button", { type: "button", class: "poll-option", testid: "poll-option", role: multiple ? "checkbox" : null, "aria-checked": multiple ? "false" : null },
      h("span", { class: `poll-mark${multiple ? " square" : ""}`, "aria-hidden": "true" }),
      h("span", { class: "poll-text", dir: "auto" }, rich(item.text, item.text_entities)),
    );
    button.addEventListener("click", () => {
      if (!multiple) return cast([index]);
      if (!picked.delete(index)) picked.add(index);
      button.setAttribute("aria-checked", String(picked.has(index)));
      submit.disabled = picked.size === 0;
      return null;
    });
    return button;
  };

  return h("div", { class: "poll", testid: "poll" },
    h("p", { class: "poll-question", dir: "auto" }, rich(poll.question, poll.question_entities)),
    poll.description ? h("p", { class: "poll-description", dir: "auto" }, rich(poll.description, poll.description_entities)) : null,
    h("p", { class: "poll-kind" }, t(kind), multiple ? ` · ${t("pollMultiple")}` : ""),
    h("div", { class: "poll-options", role: "group" }, poll.options.map(option)),
    results && poll.explanation && poll.type === "quiz" ? h("p", { class: "poll-explanation", dir: "auto" }, rich(poll.explanation, poll.explanation_entities)) : null,
    h("p", { class: "poll-foot" },
      multiple ? submit : h("span", { text: t("pollVotes", poll.total_voter_count ?? 0) }),
      mine.length && !poll.is_closed && (poll.allows_revoting ?? poll.type !== "quiz")
        ? h("button", { type: "button", class: "text-action", testid: "poll-retract", text: t("pollRetract"), on: { click: () => cast([]) } })
        : null,
    ),
  );
}

function result(poll, item, index, mine, correct) {
  const share = poll.total_voter_count ? Math.round((100 * item.voter_count) / poll.total_voter_count) : 0;
  const state = poll.type !== "quiz" || !correct.length ? "" : correct.includes(index) ? " right" : mine.includes(index) ? " wrong" : "";
  return h("div", { class: `poll-result${state}`, testid: "poll-result" },
    h("span", { class: "poll-share", text: `${share}%` }),
    h("span", { class: "poll-text", dir: "auto" }, rich(item.text, item.text_entities)),
    h("span", { class: "poll-mine" }, mine.includes(index) ? icon(state === " wrong" ? "close" : "check", 16) : null),
    h("span", { class: "poll-bar", "aria-hidden": "true" }, h("span", { style: { width: `${share}%` } })),
  );
}
