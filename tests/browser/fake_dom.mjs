// As much of a page as the record of events needs, for `node --test`: elements that hold children
// and HTML text, and frames of time that pass when a test says so.

class FakeElement extends EventTarget {
  children = [];
  dataset = {};
  style = {};
  attributes = new Map();
  textContent = "";
  html = "";
  arrows = [];
  offsetHeight = 300;
  clientHeight = 200;
  clientWidth = 420;
  scrollHeight = 200;
  scrollTop = 0;

  constructor(tag = "div") {
    super();
    this.tag = tag;
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  append(...children) {
    for (const child of children) typeof child === "string" ? (this.textContent += child) : this.adopt(child);
  }

  prepend(child) {
    this.adopt(child);
  }

  adopt(child) {
    child.parent = this;
    this.children.push(child);
  }

  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
  }

  replaceChildren(...nodes) {
    this.children = [];
    this.html = nodes.join("");
  }

  insertAdjacentHTML(_, html) {
    this.adopt(listed(html));
  }

  set innerHTML(html) {
    this.html = html;
    this.children = html.startsWith("<li") ? [listed(html)] : [];
    this.arrows = [...html.matchAll(/<g class="arrow/g)].map(() => ({ classes: new Set() }));
    for (const arrow of this.arrows) arrow.classList = { add: (name) => arrow.classes.add(name) };
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  get childNodes() {
    return [this.html];
  }

  querySelector(selector) {
    return this.children.find((child) => child.matches === selector) ?? null;
  }

  querySelectorAll() {
    return this.arrows;
  }
}

/** An entry of a list, from its HTML. */
function listed(html) {
  const item = new FakeElement("li");
  item.html = html.replace(/^<li[^>]*>|<\/li>$/g, "");
  return item;
}

function element(selector, ...children) {
  const made = new FakeElement();
  made.matches = selector;
  made.append(...children);
  return made;
}

let frames = new Map();
let number = 0;
const observers = [];
export const clipboard = { text: "", refuses: false };

Object.assign(globalThis, {
  document: { createElement: (tag) => new FakeElement(tag), getElementById: () => null },
  getComputedStyle: () => ({ paddingLeft: "10px" }),
  requestAnimationFrame: (act) => (frames.set(++number, act), number),
  cancelAnimationFrame: (which) => frames.delete(which),
  ResizeObserver: class {
    constructor(act) {
      observers.push(act);
    }
    observe() {}
  },
});
Object.defineProperty(globalThis, "navigator", {
  value: {
    clipboard: {
      writeText: async (text) => {
        if (clipboard.refuses) throw new Error("NotAllowedError");
        clipboard.text = text;
      },
    },
  },
});

/** Let a frame of time pass; how many drew or moved something. */
export function frame() {
  const due = frames;
  frames = new Map();
  for (const act of due.values()) act();
  return due.size;
}

/** Let the page have another width. */
export function resize(picture, width) {
  picture.clientWidth = width;
  for (const act of observers) act();
}

/** What the build writes for a conversation. */
export function talkElement() {
  const list = element("ol");
  const log = element(".live-log", list);
  const picture = element(".live-picture");
  return { talk: element(".live-talk", picture, log), picture, log, list };
}
