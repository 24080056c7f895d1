/**
 * What node's `ws` sees: `node foreign_client.mjs '{"echo": "ws://..."}'` prints it as JSON.
 *
 * It is read from standard input by node, in the folder whose packages it imports.
 */
import WebSocket from "ws";

/** @type {Record<string, string>} */
const urls = JSON.parse(process.argv[2]);

/**
 * The first message that comes after something was said, and its kind.
 * @param {string} url
 * @param {string | Buffer} said
 * @returns {Promise<[Buffer, boolean]>}
 */
const hear = (url, said) =>
    new Promise((resolve, reject) => {
        const ws = new WebSocket(url);
        ws.on("error", reject);
        ws.on("open", () => ws.send(said));
        ws.on("message", (/** @type {Buffer} */ data, /** @type {boolean} */ isBinary) => {
            ws.close();
            resolve([data, isBinary]);
        });
    });

/**
 * How a connection ends by itself.
 * @param {string} url
 * @returns {Promise<string>}
 */
const end = (url) =>
    new Promise((resolve) => {
        const ws = new WebSocket(url);
        ws.on("unexpected-response", (_, response) => resolve(`HTTP ${response.statusCode}`));
        ws.on("error", (/** @type {Error} */ error) => resolve(error.message));
        ws.on("close", (/** @type {number} */ code, /** @type {Buffer} */ reason) =>
            resolve([code, String(reason)].filter(Boolean).join(", ")),
        );
    });

const [text] = await hear(urls.text, "hello");
const [data, isBinary] = await hear(urls.binary, Buffer.from([0, 255]));
const ends = await Promise.all([urls.closed, urls.refused, urls.returned].map(end));
const [closed, refused, returned] = ends;
const binary = isBinary ? data.toString("hex") : "as text";
console.log(JSON.stringify({ text: String(text), binary, closed, refused, returned }));
