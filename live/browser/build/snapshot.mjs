// Write the memory of an interpreter that has imported responder, uvicorn and websockets and has
// already held a conversation: node snapshot.mjs <folder of the packages> <file to write>
import nodeCrypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { loadPyodide } from "pyodide";

// The same packages give the same bytes: time and chance are the same in each build. (What is drawn
// by chance later, in the page, comes from the page.)
let now = 0;
performance.now = () => (now += 0.01);
const epoch = 1.7e12;
globalThis.Date = /** @type {any} */ (
  class extends Date {
    /** @param {any[]} when */
    constructor(...when) {
      // @ts-ignore
      super(...(when.length ? when : [epoch]));
    }
    static now() {
      return epoch + performance.now();
    }
  }
);
Math.random = () => 0.5;
const sameEachTime = (/** @type {any} */ array) => array.fill(1);
crypto.getRandomValues = sameEachTime;
nodeCrypto.randomFillSync = sameEachTime;

const [, , packages, file] = process.argv;
process.argv = ["node", "python"]; // where this machine keeps its files is nobody's business
const python = /** @type {any} */ (await loadPyodide({ _makeSnapshot: true, env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } }));

/** @param {string} from @param {string} to */
function copy(from, to) {
  for (const entry of fs.readdirSync(from, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [source, target] = [path.join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) {
      python.FS.mkdirTree(target);
      copy(source, target);
    } else if (!entry.name.endsWith(".so")) python.FS.writeFile(target, fs.readFileSync(source));
  }
}
copy(packages, python._api.sitePackages);
python.FS.mkdirTree(`${python._api.sitePackages}/tutorial_code/ch00`); // for the step that it runs
try {
  python.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path_importer_cache.clear()
import live.in_page.warm_up
`);
} catch (error) {
  console.error(String(error)); // and not Node's own words, which hold all of Pyodide
  process.exit(1);
}
fs.writeFileSync(file, python.makeMemorySnapshot());
process.exit();
