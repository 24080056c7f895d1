// Two programs, line by line: bundled with the library that compares them, and loaded when a reader
// opens a solution.

import { diffLines } from "diff";
import { make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

/**
 * @param {string} ours
 * @param {string} theirs
 * @returns {HTMLElement[]}
 */
export function difference(ours, theirs) {
  const listing = make("pre", { class: "live-difference", tabindex: "0", "aria-label": gettext("Your program and the solution, line by line") });
  for (const { value, added, removed } of diffLines(`${ours.trimEnd()}\n`, `${theirs.trimEnd()}\n`)) {
    const [tag, sign] = added ? /** @type {const} */ (["ins", "+"]) : removed ? /** @type {const} */ (["del", "-"]) : /** @type {const} */ (["span", " "]);
    listing.append(make(tag, {}, value.replace(/^/gm, `${sign} `).slice(0, value.endsWith("\n") ? -2 : undefined)));
  }
  return [make("p", {}, gettext("Lines with - are yours, lines with + are the solution's.")), listing];
}
