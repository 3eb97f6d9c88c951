// Pages that are watched while a test is at them: none may fail, break its policy or ask anybody but its server.
import assert from 'node:assert/strict';
import { after, afterEach } from 'node:test';
import { launch } from './chromium.mjs';

const browser = await launch();
after(() => browser.close());

let problems = [];
const pages = [];
afterEach(async () => {
  const found = problems;
  problems = [];
  for (const page of pages.splice(0)) {
    // A stream that a route still waits for would else fail after its test, and with it the whole run.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.close();
  }
  assert.deepEqual(found, [], 'the page must run without errors and ask nobody else');
});

/**
 * A fresh page at an address. `expected` are messages of its console that are no fault, `prepare` is called before the
 * page is loaded, `patience` says how long (milliseconds) to wait for what a test expects; the rest is for the browser.
 */
export async function watched(address, { expected = /^$/, prepare, patience = 8000, ...options } = {}) {
  const { origin } = new URL(address);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  pages.push(page);
  page.setDefaultTimeout(patience);
  page.on('console', (message) => message.type() === 'error' && !expected.test(message.text()) && problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin !== origin && problems.push(`request to ${request.url()}`));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)));
  await prepare?.(page);
  await page.goto(address);
  return page;
}
