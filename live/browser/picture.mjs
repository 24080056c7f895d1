// The picture of a conversation as it happens, drawn anew for all that a frame of time brings.

import { isAtEnd } from "./dom.mjs";
import { draw } from "./wire.mjs";

/** @typedef {import("./words.mjs").WireEvent} WireEvent */

const DRAWN = 120; // events in the picture; all are in the text that Copy gives

export class Picture {
  #drawn = 0;
  #live = false;
  #due = 0;

  /**
   * @param {HTMLElement} element What the build drew.
   * @param {WireEvent[]} events
   */
  constructor(element, events) {
    this.element = element;
    this.events = events;
    this.#drawn = events.length;
    new ResizeObserver(() => this.#draw()).observe(element);
  }

  /** What comes now happens now: with times, and each new arrow is seen to come. */
  begin() {
    this.#live = true;
  }

  /** @param {WireEvent} event Shown by the next `drawSoon`. */
  add(event) {
    this.events.push(event);
  }

  clear() {
    this.events = [];
    this.#drawn = 0;
    this.#draw();
  }

  /** Draw once for all that happens before the next frame. */
  drawSoon() {
    this.#due ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    const width = Math.floor(this.element.clientWidth - 2 * parseFloat(getComputedStyle(this.element).paddingLeft));
    if (width < 100) return; // not on the page
    const atEnd = this.#live && isAtEnd(this.element);
    this.element.innerHTML = this.events.length || this.#live ? draw(this.events, { width, times: this.#live, last: DRAWN }) : "";
    const arrows = this.element.querySelectorAll(".arrow");
    const fresh = this.events.length - this.#drawn;
    if (fresh > 0 && this.#live) [...arrows].slice(-fresh).forEach((arrow) => arrow.classList.add("fresh"));
    this.#drawn = this.events.length;
    if (atEnd) this.element.scrollTop = this.element.scrollHeight;
  }
}
