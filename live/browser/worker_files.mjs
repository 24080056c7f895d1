// What the worker fetches: the interpreter's memory, the tutorial's files, and later the rest.

/** @typedef {(message: import("./messages.mjs").ToPage) => void} Tell */

/** @param {string} url */
export async function get(url) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url} should be there, but the answer is ${response.status}`);
  return response;
}

/**
 * Fetch and unpack into place.
 * @param {string} url
 * @param {Uint8Array} into
 * @param {(bytes: number) => void} count
 */
export async function unpack(url, into, count) {
  const counting = new TransformStream({ transform(chunk, out) { count(chunk.length); out.enqueue(chunk); } });
  const body = /** @type {ReadableStream} */ ((await get(url)).body);
  let end = 0;
  for await (const chunk of body.pipeThrough(counting).pipeThrough(new DecompressionStream("gzip"))) {
    into.set(chunk, end);
    end += chunk.length;
  }
}

/**
 * Tell the page how much of all that is fetched at the start is here.
 * @param {Record<string, number>} sizes
 * @param {Tell} tell
 */
export function counter(sizes, tell) {
  const total = sizes["snapshot.gz"] + sizes["pyodide.asm.mjs"] + sizes["pyodide.asm.wasm"];
  let done = 0;
  return (/** @type {string} */ what, /** @type {number} */ bytes) => {
    done += bytes;
    tell({ type: "progress", what, done, total });
  };
}

/**
 * @param {any} FS
 * @param {string} root
 * @param {Record<string, string>} files
 */
export function writeFiles(FS, root, files) {
  for (const [path, text] of Object.entries(files)) {
    FS.mkdirTree(`${root}/${path.slice(0, path.lastIndexOf("/"))}`);
    FS.writeFile(`${root}/${path}`, text);
  }
}

/**
 * Fetch, at once, what the snapshot left out.
 * @param {any} python
 * @param {string} folder
 * @param {Record<string, number>} sizes
 * @param {Tell} tell
 */
export function fetchRest(python, folder, sizes, tell) {
  const total = sizes["python_stdlib.zip"] + sizes["rest.zip"];
  let done = 0;
  const [library, rest] = ["python_stdlib.zip", "rest.zip"].map((name) => {
    tell({ type: "progress", what: name, done, total });
    const request = new XMLHttpRequest();
    request.open("GET", folder + name, false);
    request.responseType = "arraybuffer";
    request.send();
    done += sizes[name];
    tell({ type: "progress", what: name, done, total });
    return new Uint8Array(request.response);
  });
  python.FS.writeFile("/lib/python314.zip", library);
  python.unpackArchive(rest, "zip", { extractDir: python._api.sitePackages });
}
