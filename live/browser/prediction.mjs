// A prediction: the reader commits to an answer, and then the program runs and shows what happens.

import { button, make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";

/**
 * @param {HTMLElement} section
 * @param {(section: HTMLElement) => import("./panel.mjs").Panel} enliven
 */
export function predict(section, enliven) {
  const answer = section.dataset.answer ?? "";
  const question = /** @type {HTMLElement} */ (section.querySelector(".live-question"));
  const folded = /** @type {HTMLElement} */ (section.querySelector("details.live-answer"));
  const list = /** @type {HTMLElement} */ (question.querySelector("ul"));
  const verdict = make("p", { class: "live-verdict", role: "status" });
  folded.hidden = true;

  const choices = [...list.children].map((item) => {
    const radio = make("input", { type: "radio", name: `answer to ${section.dataset.step}`, value: item.textContent?.trim() ?? "" });
    return make("label", {}, radio, make("span", {}, ...(item.querySelector("p") ?? item).childNodes));
  });
  const commit = button(gettext("Commit, and run it"), async () => {
    const chosen = /** @type {HTMLInputElement | null} */ (fields.querySelector("input:checked"))?.value;
    if (chosen === undefined) return verdict.replaceChildren(gettext("Choose an answer first."));
    fields.disabled = true;
    commit.remove();
    verdict.replaceChildren(gettext("It runs: see below."));
    verdict.tabIndex = -1;
    verdict.focus(); // the button that had it is gone
    folded.replaceWith(/** @type {Element} */ (folded.querySelector(".live-talk")));
    const panel = enliven(section);
    await panel.start(panel.hold);
    const right = chosen === answer;
    verdict.dataset.passed = String(right);
    verdict.replaceChildren(make("b", {}, right ? gettext("You were right:") : gettext("You did not expect this:")), " ", make("code", {}, answer));
  }, { class: "live-commit" });
  const fields = make("fieldset", {}, make("legend", {}, ...question.querySelectorAll(":scope > p")), ...choices);
  question.replaceChildren(fields, commit, verdict);
}
