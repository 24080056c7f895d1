// What a reader typed, as what a socket sends; or what is wrong with it.

import { gettext } from "./gettext.mjs";

const HEX = /^(?:[0-9a-f]{2}[\s,:]*)*$/i;

/**
 * @param {string} kind "text", "JSON" or "binary".
 * @param {string} typed
 * @param {Blob} [file] Sent in place of what was typed as hex.
 * @returns {Promise<{data?: string | ArrayBuffer, problem?: string}>}
 */
export async function readMessage(kind, typed, file) {
  if (kind === "text") return { data: typed };
  if (kind === "JSON") {
    try {
      JSON.parse(typed);
      return { data: typed };
    } catch (error) {
      return { problem: gettext("Not sent: this is not JSON. {message}", /** @type {Error} */ (error)) };
    }
  }
  if (file) return { data: await file.arrayBuffer() };
  const hex = typed.trim();
  if (!HEX.test(hex)) return { problem: gettext('Not sent: expected bytes in hex, two digits each, as in "00 ff 10", or a file.') };
  return { data: Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (byte) => parseInt(byte, 16)).buffer };
}
