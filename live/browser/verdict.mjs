// What a check found, as its reader needs it: first what is wrong and why, then how it came to that.

import { make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

/**
 * @param {import("./messages.mjs").Verdict} found
 * @param {HTMLElement | undefined} next Where the next exercise stands.
 * @returns {HTMLElement[]}
 */
export function lesson(found, next) {
  if (found.passed) return [passed(next)];
  const { story, expected, came, because, message } = found;
  const words = expected ? gettext("{expected}, but {came}.", found) : message;
  /** @type {HTMLElement[]} */
  const told = [make("p", {}, make("b", {}, gettext("Not yet.")), " ", ...marked(words))];
  if (because) told.push(make("p", {}, ...marked(because)));
  if (story.length) {
    const steps = story.map((step) => make("li", {}, `${step}.`));
    told.push(make("details", {}, make("summary", {}, gettext("What happened before")), make("ol", {}, ...steps)));
  }
  return told;
}

/** @param {string} text What stands in `backticks` in it is code. */
function marked(text) {
  return text.split(/`+([^`]+)`+/).map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

/** @param {HTMLElement | undefined} next */
function passed(next) {
  const told = make("p", {}, make("b", {}, gettext("Solved.")), " ");
  const title = next?.querySelector("h2, h3")?.firstChild?.textContent;
  if (next && title) told.append(gettext("Next:"), " ", make("a", { href: `#${next.id}` }, title.replace(/^[^:：]*[:：] */, "")));
  else told.append(gettext("That was the last exercise of this chapter."));
  return told;
}
