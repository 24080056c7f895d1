// The head of a panel: the file's name, how the server is, and what can be done with it.

import { button, enable, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

const LONG = 5000; // ms that something may take before the panel wonders aloud

/** @typedef {"idle" | "booting" | "starting" | "running"} State */

/**
 * @typedef {object} Presses What the buttons do.
 * @property {() => void} run
 * @property {() => void} stop
 * @property {() => void} edit
 * @property {() => void} reset
 * @property {() => void} move Called when the reader chose where the server runs.
 */

export class Head {
  /** @type {HTMLElement[]} What starts the server, and so can't be pressed while it starts. */
  starters = [];

  /**
   * @param {HTMLElement} section
   * @param {Presses} presses
   */
  constructor(section, presses) {
    this.section = section;
    this.state = make("span", { class: "live-state", role: "status" });
    this.progress = make("progress", { "aria-label": gettext("Loading"), hidden: true });
    this.changed = make("span", { class: "live-changed", hidden: true }, gettext("changed"));
    this.where = make("select", { "aria-label": gettext("Where the server runs"), onchange: presses.move },
      make("option", { value: "page" }, gettext("in this page")), make("option", { value: "machine" }, gettext("on my machine")));
    this.run = button(gettext("Run"), presses.run, { class: "live-run" });
    this.stop = button(gettext("Stop"), presses.stop);
    this.reset = button(gettext("Reset"), presses.reset);
    this.starters.push(this.run);
    this.name = make("div", { class: "live-name" }, this.changed);
    this.buttons = make("div", { class: "live-do" },
      this.where, button(gettext("Edit"), presses.edit), this.reset, this.stop, this.run);
    this.element = make("div", { class: "live-head" },
      make("div", { class: "live-about" }, this.name, make("div", { class: "live-how" }, this.state, this.progress)),
      this.buttons);
    const caption = /** @type {HTMLElement} */ (section.querySelector(".live-code .code-block-caption"));
    caption.replaceWith(this.element); // so that the code below it stays where it is
    this.name.prepend(caption);
  }

  get inPage() {
    return this.where.value === "page";
  }

  /** @param {boolean} changed Whether the code is not the file's. */
  showChanged(changed) {
    this.changed.hidden = !changed;
    enable(this.reset, changed);
  }

  /**
   * @param {State} state
   * @param {string} word
   */
  show(state, word) {
    this.section.dataset.state = state;
    this.state.textContent = word;
    this.progress.hidden = state !== "booting";
    if (state === "booting") this.progress.removeAttribute("value");
    for (const starter of this.starters) enable(starter, state === "idle" || state === "running");
    enable(this.stop, state !== "idle");
  }

  /** @param {string} doing What may take long; then the panel says how to end it. */
  wonder(doing) {
    return setTimeout(() => { this.state.textContent = gettext("still {doing}; if the file loops for ever, press Stop", { doing }); }, LONG);
  }

  /** @param {{what: string, done: number, total: number}} progress In bytes. */
  showProgress({ what, done, total }) {
    if (this.section.dataset.state !== "booting") return;
    this.progress.max = total || 1;
    this.progress.value = done;
    // The bar moves; the words are read aloud, so they change only with what is loading.
    if (this.state.dataset.what !== what) this.state.textContent = gettext("Loading {what}, {size} MB", { what, size: (total / 1e6).toFixed(1) });
    this.state.dataset.what = what;
  }
}
