// A server with accounts and a browser that signs in to it, for the tests of signing in and of accounts.
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from './server.mjs';
import { watched } from './watched.mjs';

export const PASSWORD = 'a dozen letters or more';
const server = await serve('0.0.0.0');
export const token = await server.token;
export const { origin, run } = server;
after(() => server.stop());

/** A fresh browser. That the server wants a sign-in stands in its console, and is no fault. */
export const open = (hash = '', options = {}) => watched(`${origin}/${hash}`, { expected: /status of 40[013]/, patience: 40000, ...options });

export async function signIn(page, name, password = PASSWORD) {
  await page.getByTestId('sign-in').waitFor();
  await page.getByTestId('sign-in-name').fill(name);
  await page.getByTestId('sign-in-password').fill(password);
  await page.keyboard.press('Enter');
}

export const settled = (page) => page.locator('[data-testid="panel"][data-at]').waitFor();
export const signedIn = (page) => page.getByTestId('signed-in').textContent();

/** Adds what axe finds, and what is too wide, to `found`. */
export async function accessible(page, what, found) {
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const v of violations) found.push(`${what}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) found.push(`${what}: ${wide} px too wide`);
}
