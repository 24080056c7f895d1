// A reader's first minutes in Firefox: `node firefox.mjs firefox address`. Whatever the browser's
// console says, and whatever does not come, ends it with an error.

import puppeteer from "puppeteer-core";

const [executablePath, address] = process.argv.slice(2);
const PATIENCE = 60_000; // ms, on a busy machine
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));

  /** @param {string} selector @param {string} text */
  const shows = async (selector, text) => {
    const shown = (/** @type {string} */ name, /** @type {string} */ wanted) => document.querySelector(name)?.textContent?.includes(wanted);
    await page.waitForFunction(shown, {}, selector, text).catch(async () => {
      const instead = await page.$eval(selector, (element) => element.textContent).catch(() => "nothing");
      throw new Error(`${selector} should show ${text}, but shows ${instead}; the console: ${said.join("\n") || "silent"}`);
    });
    console.log(`Firefox shows ${text}`);
  };
  /** @param {string} selector */
  const press = (selector) => page.locator(selector).click();

  await page.goto(`${address}/index.html`);
  await press("section.live .live-run");
  await shows("section.live .live-log", "A ← text Echo: ");
  await page.goto(`${address}/ch02_echo.html`);
  const step = 'section.live[data-step="ch02_echo/step1_echo"]';
  await press(`${step} .live-run`);
  await shows(`${step} .live-client output`, "open");
  await page.locator(`${step} input[aria-label="Message from A"]`).fill("hello from Firefox");
  await press(`${step} .live-send`);
  await shows(`${step} .live-log`, "A ← text Echo: hello from Firefox");
  const task = 'section.live[data-exercise="ch02_echo/shout"]';
  await press(`${task} .live-check`);
  await shows(`${task} .live-verdict`, "Not yet.");
  if (said.length) throw new Error(`the console should be silent, but said:\n${said.join("\n")}`);
} finally {
  await browser.close();
}
