// The panel's words in the language of the page. The words in the code are English; in a site of
// another language the build puts a catalogue into the page, see live/pages/catalogues.py.

/**
 * @typedef {object} Catalogue
 * @property {Record<string, string | string[]>} messages Each text in English, and its translation:
 *   several, where a number decides.
 * @property {string} forms For each number from 0 to 199 a digit: which of several it takes.
 */

/** @type {Catalogue | null} */
let catalogue = JSON.parse(globalThis.document?.getElementById("live-catalogue")?.textContent ?? "null");

/** @param {Catalogue | null} other To be used from now on: at build time there is no page to look into. */
export function use(other) {
  catalogue = other;
}

/** Whether the page is in another language than English. */
export const isTranslated = () => catalogue !== null;

/**
 * @param {string} text In English. A `{name}` in it is a place for a value.
 * @param {object} [values]
 */
export function gettext(text, values = {}) {
  return fill([catalogue?.messages[text] ?? text].flat()[0], values);
}

/**
 * @param {string} one In English, for one.
 * @param {string} many For more, and for none.
 * @param {number} count
 * @param {object} [values] Beside `count`.
 */
export function ngettext(one, many, count, values = {}) {
  const forms = catalogue?.messages[one];
  const form = Number(catalogue?.forms[count < 200 ? count : 100 + (count % 100)]);
  return fill(Array.isArray(forms) ? forms[form] : count === 1 ? one : many, { count, ...values });
}

/**
 * @param {string} text
 * @param {{[name: string]: any}} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
}
