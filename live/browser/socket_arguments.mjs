// What a WebSocket makes of its arguments, by the rules of Web IDL and of the WebSockets standard.
// Each function gives the value, or throws what the standard names.

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LONGEST_REASON = 123; // bytes: a control frame holds 125, and the code takes two
const encoder = new TextEncoder();

/**
 * @param {any} value
 * @param {string | undefined} base
 */
export function urlOf(value, base) {
  const text = `${value}`;
  if (!URL.canParse(text, base)) throw new DOMException(`The URL '${text}' is invalid.`, "SyntaxError");
  const url = new URL(text, base);
  if (url.protocol === "http:") url.protocol = "ws:";
  if (url.protocol === "https:") url.protocol = "wss:";
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new DOMException(`The URL's scheme must be ws, wss, http or https; '${url.protocol}' is none of them.`, "SyntaxError");
  }
  if (url.href.includes("#")) {
    throw new DOMException(`The URL contains a fragment ('${url.hash}'); a WebSocket URL has none.`, "SyntaxError");
  }
  return url;
}

/** @param {any} value A string, or anything that can be iterated over. */
export function protocolsOf(value) {
  const many = value !== null && ["object", "function"].includes(typeof value) && (value[Symbol.iterator] ?? null) !== null;
  const names = Array.from(many ? value : [value], (name) => `${name}`);
  const bad = names.find((name, index) => !TOKEN.test(name) || names.indexOf(name) !== index);
  if (bad !== undefined) throw new DOMException(`The subprotocol '${bad}' is invalid or named twice.`, "SyntaxError");
  return names;
}

/**
 * @param {any} value
 * @returns {BinaryType | undefined} Nothing for a value that is to be ignored.
 */
export function binaryTypeOf(value) {
  const text = `${value}`;
  return text === "blob" || text === "arraybuffer" ? text : undefined;
}

/**
 * A message as it was when `send` was called.
 * @param {any} data
 * @returns {string | ArrayBuffer | Blob}
 */
export function messageOf(data) {
  const kind = Object.prototype.toString.call(data);
  if (kind === "[object SharedArrayBuffer]") throw new TypeError("A shared buffer can't be sent: copy it first.");
  if (ArrayBuffer.isView(data)) return copy(data.buffer, data.byteOffset, data.byteLength);
  if (is(data, ArrayBuffer, "byteLength")) return copy(data, 0, data.byteLength);
  if (is(data, Blob, "size")) return data;
  return `${data}`.toWellFormed();
}

/**
 * Whether a value is of a class, of this window or of another one's.
 * @param {any} value
 * @param {Function} type
 * @param {string} attribute One that the class has.
 */
function is(value, type, attribute) {
  try {
    Reflect.get(type.prototype, attribute, value);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {ArrayBufferLike} buffer
 * @param {number} start
 * @param {number} length
 */
function copy(buffer, start, length) {
  if (!is(buffer, ArrayBuffer, "byteLength")) throw new TypeError("A view of a shared buffer can't be sent: copy it first.");
  if (/** @type {any} */ (buffer).resizable) throw new TypeError("A resizable buffer can't be sent: copy it first.");
  // A buffer that was handed to another thread has no bytes left, and nothing can view it.
  return length ? new Uint8Array(buffer, start, length).slice().buffer : new ArrayBuffer(0);
}

/** @param {string | ArrayBuffer | Blob} message */
export function byteLength(message) {
  if (typeof message === "string") return encoder.encode(message).length;
  return message instanceof ArrayBuffer ? message.byteLength : message.size;
}

/** @param {any} value */
export function codeOf(value) {
  if (value === undefined) return undefined;
  const code = clamp(+value);
  if (code !== 1000 && (code < 3000 || code > 4999)) {
    throw new DOMException(`The close code must be 1000, or from 3000 to 4999; ${code} is neither.`, "InvalidAccessError");
  }
  return code;
}

/** @param {any} value */
export function reasonOf(value) {
  const reason = value === undefined ? "" : `${value}`.toWellFormed();
  if (encoder.encode(reason).length > LONGEST_REASON) {
    throw new DOMException(`The reason must not be longer than ${LONGEST_REASON} bytes of UTF-8.`, "SyntaxError");
  }
  return reason;
}

/**
 * Web IDL's `[Clamp] unsigned short`: the nearest of 0 to 65535, and the even one of two.
 * @param {number} number
 */
function clamp(number) {
  const near = Math.min(65535, Math.max(0, number || 0));
  const floor = Math.floor(near);
  const rest = near - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}
