// A page with all that it loads, fetched from a server that runs in the page.

/**
 * A file of the page; `imports` are the modules that it names, as [as it is written, address].
 * @typedef {{url: string, type: string, body: Uint8Array, imports: [string, string][]}} File
 *
 * @typedef {{base: string, html: string, files: File[], imports: [string, string][]}} Gathered
 *   `files` are in an order in which each comes after those that it imports; `imports` are those of
 *   the scripts that stand in the page itself.
 */

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{0,2}\/[^"']+)\1/g;
const REDIRECTS = 5;

/**
 * @param {{fetch: import("./runtime.mjs").Runtime["fetch"]}} server
 * @param {URL} address
 * @returns {Promise<Gathered>}
 */
export async function gather(server, address) {
  const page = await get(server, address);
  const html = new TextDecoder().decode(page.body);
  const document = new DOMParser().parseFromString(html, "text/html");
  const own = [...document.querySelectorAll("script[src], link[rel=stylesheet][href], img[src]")].map(
    (element) => new URL(element.getAttribute("src") ?? element.getAttribute("href") ?? "", page.url).href,
  );
  const imports = [...document.querySelectorAll("script:not([src])")].flatMap((script) => importsOf(script.textContent ?? "", page.url));
  const wanted = [...own, ...imports.map(([, url]) => url)].filter((url) => new URL(url).origin === address.origin);
  return { base: page.url, html, imports, files: await gatherFiles((url) => get(server, url), wanted) };
}

/**
 * Files with all the modules that they import, each after those.
 * @param {(url: URL) => Promise<{type: string, body: Uint8Array}>} fetchFile
 * @param {string[]} urls
 * @returns {Promise<File[]>}
 */
export async function gatherFiles(fetchFile, urls) {
  /** @type {Map<string, File>} */
  const files = new Map();
  const load = async (/** @type {string} */ url) => {
    if (files.has(url)) return;
    const { type, body } = await fetchFile(new URL(url));
    const imports = /javascript/.test(type) ? importsOf(new TextDecoder().decode(body), url) : [];
    for (const [, module] of imports) await load(module);
    files.set(url, { url, type, body, imports });
  };
  for (const url of urls) await load(url);
  return [...files.values()];
}

/**
 * The modules that a script names by a path.
 * @param {string} code
 * @param {string} base
 * @returns {[string, string][]}
 */
function importsOf(code, base) {
  return [...code.matchAll(IMPORT)].map(([, , path]) => [path, new URL(path, base).href]);
}

/**
 * @param {{fetch: import("./runtime.mjs").Runtime["fetch"]}} server
 * @param {URL} address
 */
async function get(server, address) {
  for (let count = 0; count < REDIRECTS; count++) {
    const { status, type, location, body } = await server.fetch(address.pathname + address.search);
    if (status >= 300 && status < 400 && location) address = new URL(location, address);
    else if (status >= 400) throw new Error(`${address.pathname} answers ${status}`);
    else return { url: address.href, type, body };
  }
  throw new Error(`${address.pathname} redirects more than ${REDIRECTS} times`);
}
