// Elements in one expression, and buttons that keep the focus while they have nothing to do.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{[attribute: string]: string | boolean | ((event: any) => void) | undefined}} [attributes]
 *   A function is a listener: `{onclick: press}`.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (typeof value === "string") element.setAttribute(name, value);
    else if (value) element.setAttribute(name, "");
  }
  element.append(...children);
  return element;
}

/**
 * A button that does nothing while it is off; see `enable`.
 * @param {string} name
 * @param {() => void} press
 * @param {{[attribute: string]: string}} [attributes]
 */
export function button(name, press, attributes = {}) {
  const onclick = () => element.getAttribute("aria-disabled") !== "true" && press();
  const element = make("button", { type: "button", ...attributes, onclick }, name);
  return element;
}

/**
 * Turn a button on or off. A `disabled` one would lose the focus of who has just pressed it.
 * @param {HTMLElement} element
 * @param {boolean} on
 */
export function enable(element, on) {
  if (on) element.removeAttribute("aria-disabled");
  else element.setAttribute("aria-disabled", "true");
}

/**
 * A field with its label around it.
 * @param {string} name
 * @param {HTMLElement} control
 * @param {string} [kind] A class.
 */
export function field(name, control, kind = "") {
  return make("label", { class: `live-field ${kind}` }, make("span", {}, name), control);
}

/**
 * Whether the end of what scrolls is in sight.
 * @param {HTMLElement} element
 */
export function isAtEnd({ scrollTop, scrollHeight, clientHeight }) {
  return scrollHeight - scrollTop - clientHeight < 60;
}
