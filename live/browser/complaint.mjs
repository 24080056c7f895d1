// What went wrong, under the code: in words, with the line and the traceback.

import { button, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

/** @typedef {{message: string, line?: number | null, trace?: string, command?: string}} Problem */

export class Complaint {
  /** @param {(line: number, go?: boolean) => void} mark Marks a line of the code, and goes there. */
  constructor(mark) {
    this.mark = mark;
    this.element = make("div", { class: "live-alert", role: "alert" });
  }

  clear() {
    this.element.replaceChildren();
  }

  /** @param {Problem} problem */
  show({ message, line, trace, command }) {
    /** @type {(string | HTMLElement)[]} */
    const where = line ? [" ", button(gettext("line {line}", { line }), () => this.mark(line, true), { class: "live-link" })] : [];
    if (command) where.push(" ", make("code", {}, command));
    this.element.replaceChildren(make("p", {}, message, ...where));
    if (trace) this.element.append(make("details", {}, make("summary", {}, gettext("Traceback")), make("pre", { tabindex: "0" }, trace)));
    if (line) this.mark(line);
  }
}
