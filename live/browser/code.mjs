// The code of a panel: the listing that the build wrote, and in its place, once the reader touches
// it, an editor. Edits are kept in the reader's browser, one for each step.

import { make } from "./dom.mjs";
import { gettext } from "./gettext.mjs";
import { keep, recall } from "./store.mjs";

/** @typedef {import("./editor.mjs").Editor} Editor */

export class Code {
  /** @type {Promise<Editor> | undefined} */
  #loading;
  /** @type {Editor | undefined} */
  #editor;
  #text;

  /**
   * @param {string} step
   * @param {HTMLElement} element The listing.
   * @param {string | undefined} source The whole file, where the listing shows a part of it.
   * @param {(changed: boolean) => void} onChange
   */
  constructor(step, element, source, onChange) {
    this.key = `live:${step}`;
    this.listing = /** @type {HTMLElement} */ (element.querySelector("div.highlight"));
    this.original = source ?? element.querySelector("pre")?.textContent ?? "";
    this.label = gettext("The code of {file}", { file: `${step}.py` });
    this.onChange = onChange;
    this.#text = recall(this.key) ?? this.original;
    this.listing.addEventListener("click", ({ target }) => {
      const onButton = /** @type {Element} */ (target).closest("button"); // Copy stands in the listing
      if (!onButton && getSelection()?.isCollapsed) this.edit();
    });
    if (this.changed) this.load();
    onChange(this.changed);
  }

  /** What stands in the panel now. */
  get text() {
    return this.#editor?.text() ?? this.#text;
  }

  get changed() {
    return this.text !== this.original;
  }

  /** Make the listing an editor, and go there. */
  async edit() {
    (await this.load()).focus();
  }

  /** @returns {Promise<Editor>} */
  load() {
    this.#loading ??= this.#replace();
    return this.#loading;
  }

  /** Bring the file back. */
  async reset() {
    const editor = await this.load();
    editor.set(this.original);
    editor.mark(null);
  }

  /**
   * @param {number | null} line To be marked as the place of an error.
   * @param {boolean} [go] Whether to go there too.
   */
  async mark(line, go = false) {
    if (line === null && !this.#editor) return;
    const editor = await this.load();
    editor.mark(line);
    if (go) editor.focus(line ?? undefined);
  }

  async #replace() {
    const { createEditor } = await import("./editor.mjs");
    const host = make("div", { class: "live-editor" });
    this.#editor = createEditor(host, { text: this.#text, label: this.label, onChange: () => this.#keep() });
    this.listing.replaceWith(host);
    return this.#editor;
  }

  #keep() {
    keep(this.key, this.changed ? this.text : null);
    this.onChange(this.changed);
  }
}
