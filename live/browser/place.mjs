// Where a panel's clients connect: to the server in this page, or to the reader's own machine.

import { notedSocketClass } from "./machine.mjs";

/**
 * @typedef {object} Place
 * @property {(lane: string) => any} socketClass The class to connect with.
 * @property {(path: string) => string} address The address of a path.
 * @property {boolean} canFreeze Whether a client can stop reading, and vanish.
 * @property {(lane: string, frozen: boolean) => void} freeze
 * @property {(lane: string) => void} drop
 *
 * @typedef {{add(event: import("./words.mjs").WireEvent): void}} Notes
 */

const ALONE = "http://127.0.0.1:5042/"; // where a step stands when it runs by itself

/**
 * @param {import("./runtime.mjs").Runtime} server
 * @param {Notes} notes
 * @returns {Place}
 */
export function inPage(server, notes) {
  return {
    socketClass: (lane) => server.socketClass(lane, { base: ALONE }),
    address: (path) => path,
    canFreeze: true,
    freeze(lane, frozen) {
      notes.add({ lane, way: "down", kind: frozen ? "frozen" : "thawed", data: "" });
      server.freeze(lane, frozen);
    },
    drop: (lane) => server.drop(lane),
  };
}

/**
 * @param {string} address Of the step, without a path.
 * @param {Notes} notes
 * @param {() => void} onRefused Called when a connection did not open.
 * @returns {Place}
 */
export function onMachine(address, notes, onRefused) {
  return {
    socketClass: (lane) => notedSocketClass(lane, (event) => notes.add(event), onRefused),
    address: (path) => address + path,
    canFreeze: false,
    freeze() {},
    drop() {},
  };
}
