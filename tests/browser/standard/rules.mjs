// The rules of the standard, as functions that take a world: a WebSocket class and the address of a
// server that obeys commands (tests/browser/commands.py, or fake_server.mjs). Under `node --test`
// each rule is a test of the page's class; in a browser `check` tries them on any class.

import { socketClass } from "../../../live/browser/page_socket.mjs";
import { serve } from "./fake_server.mjs";

/**
 * @typedef {{WebSocket: any, base: string, origin: string}} World `base` is ws://HOST.
 * @typedef {(world: World) => unknown} Rule
 * @typedef {{chromium?: string, page?: string, node?: string}} Except Why a rule does not hold in
 *   Chromium's class, in the page's, or in the page's under Node.
 */

const inNode = typeof process !== "undefined";
const test = inNode ? (await import("node:test")).test : null;

/** @type {{title: string, sentence: string, rule: Rule, except: Except}[]} */
export const rules = [];

/**
 * A section of the standard.
 * @param {string} title
 * @param {Record<string, Rule>} sentences
 * @param {Record<string, Except>} [exceptions]
 */
export function section(title, sentences, exceptions = {}) {
  for (const [sentence, rule] of Object.entries(sentences)) {
    const except = exceptions[sentence] ?? {};
    rules.push({ title, sentence, rule, except });
    test?.(`${title}: ${sentence}`, { skip: except.node ?? except.page ?? false }, async () => void (await rule(pageWorld("http://page.example"))));
  }
}

/** @param {string} origin @returns {World} */
export function pageWorld(origin) {
  return { WebSocket: socketClass(serve, { base: `${origin}/folder/` }), base: origin.replace("http", "ws"), origin };
}

/**
 * Try every rule on a class; what did not hold, by its sentence.
 * @param {World} world
 */
export async function check(world) {
  const broken = /** @type {Record<string, string>} */ ({});
  for (const { title, sentence, rule } of rules) {
    try {
      await rule(world);
    } catch (error) {
      broken[`${title}: ${sentence}`] = String(error);
    }
  }
  return broken;
}

/** @param {unknown} got @param {unknown} wanted */
export function equal(got, wanted) {
  const [a, b] = [got, wanted].map((value) => JSON.stringify(value) ?? String(value));
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

/**
 * @param {string} name Of the error, such as "SyntaxError".
 * @param {() => unknown} act
 */
export function throws(name, act) {
  let thrown = "nothing";
  try {
    act();
  } catch (error) {
    const { name, constructor } = /** @type {Error} */ (error);
    thrown = constructor.name === name ? name : `${constructor.name} ${name}`;
  }
  equal(thrown, name.endsWith("TypeError") ? name : `DOMException ${name}`);
}

/** @param {EventTarget} target @param {string} type @returns {Promise<any>} */
export const next = (target, type) => new Promise((known) => target.addEventListener(type, known, { once: true }));

/** @param {World} world @param {string} [path] @param {string | string[]} [protocols] */
export async function open({ WebSocket, base }, path = "/talk", protocols = []) {
  const ws = new WebSocket(base + path, protocols);
  await Promise.race([next(ws, "open"), next(ws, "close").then(() => { throw new Error(`${path} did not open`); })]);
  return ws;
}

/** @param {any} ws @param {any} message @returns {Promise<any>} The answer's data. */
export async function ask(ws, message) {
  ws.send(message);
  return (await next(ws, "message")).data;
}

/**
 * Every event of a socket with its state, until it is closed.
 * @param {any} ws
 * @returns {Promise<any[]>}
 */
export function events(ws) {
  const log = /** @type {any[]} */ ([]);
  for (const type of ["open", "message", "error", "close"]) {
    ws.addEventListener(type, (/** @type {any} */ event) => {
      log.push([type, ws.readyState, ...(type === "message" ? [event.data] : [])]);
    });
  }
  return next(ws, "close").then(({ code, reason, wasClean }) => [...log, [code, reason, wasClean]]);
}
