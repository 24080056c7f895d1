// What the benchmark measures, in the page. Each function answers in milliseconds.

const base = new URL("..", import.meta.url).href;
const pyodide = `${base}live/browser/node_modules/pyodide/`;
const step = "ch02_echo/step1_echo";
const shown = document.body.appendChild(document.createElement("p"));
/** @type {any} */
let runtime;
/** @type {any} */
export let socket;

/** @param {() => Promise<any>} work */
async function clock(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @param {WebSocket} ws @param {string} text */
const echo = (ws, text) =>
  new Promise((resolve) => {
    ws.onmessage = ({ data }) => resolve((shown.textContent = data));
    ws.send(text);
  });

/**
 * Wait for something to be on the page.
 * @param {() => any} found
 */
const seen = (found) =>
  new Promise((/** @type {(value?: any) => void} */ resolve) => {
    if (found()) return resolve();
    const observer = new MutationObserver(() => found() && resolve(observer.disconnect()));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });

/** Load Pyodide alone, in a worker. */
export const bare = () =>
  clock(
    () =>
      new Promise((resolve, reject) => {
        const program = `import { loadPyodide } from "${pyodide}pyodide.mjs";
          await loadPyodide({ indexURL: "${pyodide}" });
          postMessage("loaded");`;
        const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
        const worker = new Worker(url, { type: "module" });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = () => resolve(worker.terminate());
      }),
  );

/** How long it took, in the last `press`, until the server ran. */
export let ran = 0;

/** From the press of Run in a chapter's first panel, through a message of its client, to the echo in its log. */
export function press() {
  const panel = /** @type {HTMLElement} */ (document.querySelector("section.live"));
  const find = (/** @type {string} */ name) => /** @type {any} */ (panel.querySelector(name));
  return clock(async () => {
    const start = performance.now();
    find(".live-run").click();
    await seen(() => panel.dataset.state === "running");
    ran = performance.now() - start;
    await seen(() => find(".live-client[data-state=open]"));
    find(".live-client input[aria-label^=Message]").value = "hello";
    find(".live-send").click();
    await seen(() => find(".live-log").textContent.includes("A ← text Echo: hello"));
  });
}

/** Run the step and connect to it, without a panel. @param {string} source */
export async function start(source) {
  const { startRuntime } = await import(`${base}build/runtime/runtime.mjs`);
  runtime = startRuntime({});
  const ran = await runtime.run(step, source);
  if (!ran.ok) throw new Error(ran.message);
  socket = new (runtime.socketClass("A", { base: "http://127.0.0.1:5042/" }))("/ws");
  await new Promise((resolve) => (socket.onopen = resolve));
}

/**
 * An exercise's check, from the call to the verdict, with the program running.
 * @param {string} exercise @param {string} source
 */
export async function check(exercise, source) {
  const ran = await runtime.run(`${exercise}/exercise`, source);
  if (!ran.ok) throw new Error(ran.message);
  return clock(async () => {
    const { passed, message } = await runtime.check(exercise);
    if (!passed) throw new Error(message);
  });
}

/** One round trip of many, to the server in the page. @param {number} count */
export const trip = (count) => trips(socket, count);

/** One round trip of many, to a server elsewhere. @param {number} count @param {string} url */
export async function realTrip(count, url) {
  const ws = new WebSocket(url);
  await new Promise((resolve, reject) => Object.assign(ws, { onopen: resolve, onerror: reject }));
  return trips(ws, count);
}

/**
 * Twice, and the second counts: by then each engine has compiled what runs often.
 * @param {WebSocket} ws
 * @param {number} count
 */
async function trips(ws, count) {
  const all = async () => {
    for (let number = 0; number < count; number++) await echo(ws, `hello ${number}`);
  };
  await all();
  return (await clock(all)) / count;
}
