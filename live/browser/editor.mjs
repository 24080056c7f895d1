// A code editor for Python: CodeMirror, with no more than a step needs. Bundled into one file when
// the runtime is built, and loaded when a reader first touches the code.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { gettext } from "./gettext.mjs";

/**
 * @typedef {object} Editor
 * @property {() => string} text What stands in it.
 * @property {(text: string) => void} set Can be undone.
 * @property {(line: number | null) => void} mark Mark a line, counted from 1, or none.
 * @property {(line?: number) => void} focus Go there, or to a line.
 * @property {() => void} destroy
 */

/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const setMark = StateEffect.define();
const marked = Decoration.line({ class: "cm-error-line", attributes: { "aria-invalid": "true" } });

const mark = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) {
        const { value } = effect;
        if (value === null || value > transaction.state.doc.lines) return Decoration.none;
        return Decoration.set([marked.range(transaction.state.doc.line(value).from)]);
      }
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * @param {HTMLElement} parent
 * @param {{text: string, label: string, onChange: () => void}} options
 * @returns {Editor}
 */
export function createEditor(parent, { text, label, onChange }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        // Tab is left to the browser, so that the keyboard is not caught; Ctrl-] indents.
        keymap.of([{ key: "Escape", run: leave }, ...defaultKeymap, ...historyKeymap]),
        history(), lineNumbers(), highlightActiveLine(), bracketMatching(), indentOnInput(), indentUnit.of("    "),
        python(), syntaxHighlighting(classHighlighter), mark,
        EditorView.contentAttributes.of({ "aria-label": gettext("{label}. Escape leaves.", { label }), spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });

  return {
    text: () => view.state.doc.toString(),
    set: (now) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: now } }),
    mark: (line) => view.dispatch({ effects: setMark.of(line) }),
    focus: (line) => {
      view.focus();
      if (!line || line > view.state.doc.lines) return;
      const { from } = view.state.doc.line(line);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    destroy: () => view.destroy(),
  };
}

/**
 * Escape goes to the panel's Check or Run, the next thing that a reader wants after an edit.
 * @param {EditorView} view
 */
function leave(view) {
  view.contentDOM.blur();
  const panel = view.dom.closest("section.live");
  /** @type {HTMLElement | null | undefined} */ (panel?.querySelector(".live-check") ?? panel?.querySelector(".live-run"))?.focus();
  return true;
}
