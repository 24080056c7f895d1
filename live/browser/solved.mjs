// Which exercises the reader has solved, kept in the reader's browser. `make learn` keeps the same in
// a file, so that what one exports the other takes.

import { keep, recall } from "./store.mjs";

/** @typedef {{solved: string[], last: string}} Progress Exercises as "chapter/name"; the last that was tried. */

const KEY = "live:progress";

/** @returns {Progress} */
export function progress() {
  return read(recall(KEY) ?? "") ?? { solved: [], last: "" };
}

/** @param {Progress | null} now */
export function remember(now) {
  keep(KEY, now && JSON.stringify(now));
}

/**
 * Take note that an exercise was tried.
 * @param {string} name
 * @param {boolean} passed
 */
export function note(name, passed) {
  const { solved } = progress();
  remember({ solved: passed ? [...new Set([...solved, name])] : solved, last: name });
}

/**
 * Progress from a text, or null if it is none.
 * @param {string} text
 * @returns {Progress | null}
 */
export function read(text) {
  try {
    const { solved, last = "" } = JSON.parse(text);
    const right = Array.isArray(solved) && [...solved, last].every((name) => typeof name === "string");
    return right ? { solved, last } : null;
  } catch {
    return null;
  }
}
