// An exercise: its panel has a Check beside Run, hints that open one at a time, and a solution after
// an honest try.

import { button, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { note, progress } from "./solved.mjs";
import { lesson } from "./verdict.mjs";

/** @param {import("./panel.mjs").Panel} panel */
export function exercise(panel) {
  return new Exercise(panel);
}

class Exercise {
  /** @param {import("./panel.mjs").Panel} panel */
  constructor(panel) {
    const { section, head } = panel;
    this.panel = panel;
    this.name = section.dataset.exercise ?? "";
    this.hints = /** @type {HTMLDetailsElement[]} */ ([...section.querySelectorAll("details.live-hint")]);
    this.solution = /** @type {HTMLDetailsElement} */ (section.querySelector("details.live-solution"));
    this.answer = this.solution.querySelector("pre")?.textContent ?? "";
    this.check = button(gettext("Check"), () => this.#check(), { class: "live-check" });
    this.solved = make("span", { class: "live-solved", hidden: true }, gettext("solved"));
    this.verdict = make("div", { class: "live-verdict", role: "status" });

    head.where.hidden = panel.play.hidden = true; // a starter has no talk; `make learn` is its machine
    head.run.addEventListener("click", () => this.verdict.replaceChildren()); // it was about what ran before
    head.starters.push(this.check);
    head.buttons.append(this.check);
    head.name.append(this.solved);
    head.element.after(this.verdict);
    for (const [number, hint] of this.hints.entries()) {
      hint.hidden = number > 0;
      hint.addEventListener("toggle", () => { if (hint.open && this.hints[number + 1]) this.hints[number + 1].hidden = false; });
    }
    this.solution.hidden = true;
    this.solution.addEventListener("toggle", () => this.solution.open && this.#compare());
    if (progress().solved.includes(this.name)) this.#tick();
  }

  async #check() {
    const { panel } = this;
    this.verdict.replaceChildren();
    const changed = panel.code.changed;
    await panel.start(async (runtime) => {
      panel.head.state.textContent = gettext("checking");
      const doubt = panel.head.wonder(gettext("checking"));
      const stopped = () => panel.server !== runtime;
      const found = await runtime.check(this.name).finally(() => clearTimeout(doubt));
      if (stopped()) return;
      note(this.name, found.passed);
      panel.head.state.textContent = gettext("running");
      this.verdict.dataset.passed = String(found.passed);
      this.verdict.replaceChildren(...lesson(found, this.#next()));
      if (found.passed) this.#tick();
      else if (changed) this.solution.hidden = false;
    });
  }

  #tick() {
    this.solved.hidden = false;
    this.solution.hidden = false;
  }

  /** The next exercise of this page. */
  #next() {
    const all = [...document.querySelectorAll("section.task")];
    return /** @type {HTMLElement | undefined} */ (all[all.findIndex((task) => task.contains(this.panel.section)) + 1]);
  }

  /** The solution beside what the reader has. */
  async #compare() {
    const { difference } = await import("./difference.mjs");
    const summary = /** @type {HTMLElement} */ (this.solution.querySelector("summary"));
    this.solution.replaceChildren(summary, ...difference(this.panel.code.text, this.answer));
  }
}
