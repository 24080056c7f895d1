// A conversation as it happens: the picture, the text log beside it, Copy, Clear and Pause.

import { button, isAtEnd, make } from "./dom.mjs";
import { gettext, ngettext } from "./gettext.mjs";
import { entry, said, saidLine } from "./log.mjs";
import { Picture } from "./picture.mjs";
import { line } from "./words.mjs";

/**
 * @typedef {import("./words.mjs").WireEvent} WireEvent
 * @typedef {import("./log.mjs").Said} Said
 */

const KEPT = 1000; // entries in the list

export class RecordView {
  /** @type {(WireEvent | Said)[]} All, in order. */
  all = [];
  /** @type {(() => void)[]} What came while the view was paused. */
  #held = [];
  /** @type {Map<string, {event: WireEvent, item: Element}>} The last event of a lane, if it says how much waits. */
  #waiting = new Map();
  #line = "";
  #atEnd = true;
  #scroll = 0;

  /**
   * @param {HTMLElement} talk The element with the picture and the log that the build wrote.
   * @param {{events: WireEvent[], prints: string[]}} recorded
   * @param {(line: number) => void} showLine Called with a line of the code that was pressed.
   */
  constructor(talk, recorded, showLine) {
    this.picture = new Picture(/** @type {HTMLElement} */ (talk.querySelector(".live-picture")), recorded.events);
    this.talk = talk;
    this.log = /** @type {HTMLElement} */ (talk.querySelector(".live-log"));
    this.list = /** @type {HTMLElement} */ (this.log.querySelector("ol"));
    this.title = make("span", { class: "live-title" }, recorded.events.length ? gettext("A recorded conversation") : gettext("What crosses the wire"));
    this.pause = button(gettext("Pause"), () => this.setPaused(this.pause.getAttribute("aria-pressed") === "false"), { "aria-pressed": "false" });
    this.note = make("span", { class: "live-note", role: "status" });
    talk.prepend(
      make("div", { class: "live-bar" }, this.title, this.note, button(gettext("Copy"), () => this.copy()), button(gettext("Clear"), () => this.clear()), this.pause),
    );
    this.log.addEventListener("scroll", () => { this.#atEnd = isAtEnd(this.log); }, { passive: true });
    this.log.addEventListener("click", ({ target }) => {
      const { line: number } = /** @type {HTMLElement} */ (target).dataset;
      if (number) showLine(Number(number));
    });
    this.all = [...recorded.events, ...recorded.prints.map((text) => ({ type: /** @type {const} */ ("print"), text }))];
  }

  /** Begin a record of what happens now. */
  begin() {
    this.talk.style.minHeight = `${this.talk.offsetHeight}px`; // what stands below stays where it is
    this.clear();
    this.setPaused(false);
    this.picture.begin();
    this.began = performance.now();
    this.title.textContent = gettext("What crosses the wire");
  }

  /** @param {WireEvent} event */
  add(event) {
    event.time = performance.now() - (this.began ?? 0);
    this.#show(() => {
      const before = this.#waiting.get(event.lane);
      this.#waiting.delete(event.lane);
      if (before && event.kind === "waiting") {
        before.event.size = event.size; // it grows where it stands
        const item = make("ol");
        item.innerHTML = entry(before.event);
        before.item.replaceChildren(...(item.firstElementChild?.childNodes ?? []));
        this.#waiting.set(event.lane, before);
      } else {
        this.picture.add(event);
        const item = this.#enter(event, entry(event));
        if (event.kind === "waiting") this.#waiting.set(event.lane, { event, item });
      }
      this.picture.drawSoon();
    });
  }

  /** @param {Said} message What the server prints, in pieces, or logs. */
  say(message) {
    if (message.type === "log") return this.#show(() => this.#enter(message, said(message)));
    const lines = (this.#line + message.text).split("\n");
    this.#line = lines.pop() ?? "";
    for (const text of lines) {
      this.#show(() => this.#enter({ type: "print", text }, said({ type: "print", text })));
    }
  }

  /** Forget all that was shown. */
  clear() {
    this.picture.clear();
    this.all = [];
    this.#held = [];
    this.#waiting.clear();
    this.#line = "";
    this.list.replaceChildren();
    this.#countHeld();
  }

  /** Put it all on the clipboard, as text. */
  async copy() {
    const text = this.all.map((item) => ("lane" in item ? line(item) : saidLine(item))).join("\n");
    try {
      await navigator.clipboard.writeText(`${text}\n`);
      this.note.textContent = gettext("Copied.");
    } catch {
      this.note.textContent = gettext("The browser did not let the page copy; select the text instead.");
    }
  }

  /** @param {boolean} paused Hold back what comes, or show it and go on. */
  setPaused(paused) {
    this.pause.setAttribute("aria-pressed", String(paused));
    if (!paused) for (const show of this.#held.splice(0)) show();
    this.#countHeld();
  }

  /** @param {() => void} show */
  #show(show) {
    if (this.pause.getAttribute("aria-pressed") === "false") return show();
    this.#held.push(show);
    this.#countHeld();
  }

  #countHeld() {
    this.note.textContent = this.#held.length ? ngettext("{count} more", "{count} more", this.#held.length) : "";
  }

  /**
   * @param {WireEvent | Said} item
   * @param {string} html
   * @returns {Element}
   */
  #enter(item, html) {
    this.all.push(item);
    this.list.insertAdjacentHTML("beforeend", html);
    if (this.list.children.length > KEPT) this.list.firstElementChild?.remove();
    if (this.#atEnd) this.#scroll ||= requestAnimationFrame(() => this.#toEnd());
    return /** @type {Element} */ (this.list.lastElementChild);
  }

  /** Once a frame: to ask where the log stands at each entry would lay out the whole page each time. */
  #toEnd() {
    this.#scroll = 0;
    this.log.scrollTop = this.log.scrollHeight;
  }
}
