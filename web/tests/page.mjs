// A browser and a running server for the tests of the page: how a page is opened, and what every test asserts of it.
import assert from 'node:assert/strict';
import { missing } from './chromium.mjs';
import { watched } from './watched.mjs';

export const url = (process.env.DATELINE_URL ?? '').replace(/\/$/, '');
if (!url) missing('set $DATELINE_URL to the address of a running server, e.g. http://127.0.0.1:8417');
export const origin = new URL(url).origin;
export const screenshot = process.argv.includes('--screenshot') ? process.argv[process.argv.indexOf('--screenshot') + 1] : null;

export const api = async (path) => {
  const response = await fetch(origin + path);
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
};
await fetch(`${origin}/api/v1/meta`).catch((error) => missing(`nothing answers at ${origin}: ${error.cause?.message ?? error}`));

/** A fresh page at a hash; `tolerant` for tests that break the connection on purpose. */
export const open = (hash = '', { tolerant = false, expected = tolerant ? /./ : undefined, ...options } = {}) => watched(`${origin}/${hash}`, { expected, ...options });

/** Waits until the page shows what its address asks for: the picture of a day, `2024-12-06`, or of any. */
export async function settled(page, day) {
  await page.waitForFunction(() => document.getElementById('panel')?.dataset.shown === location.hash);
  await page.locator(day ? `[data-testid="panel"][data-at="${day}"]` : '[data-testid="panel"][data-at]').waitFor();
}

export const homs = (page) => page.locator('g.place[data-name="Homs"][data-feature="city"]');
export const sign = async (page) => {
  const place = homs(page);
  if (!(await place.count())) return null;
  return { status: await place.getAttribute('data-status'), actor: await place.getAttribute('data-actor'), fill: await place.locator('.body').getAttribute('fill') };
};
export const homsDispute = async () => {
  const { disputes } = await api('/api/v1/disputes?at=2024-12-06');
  const found = disputes.find((d) => d.place?.name === 'Homs');
  assert.ok(found, 'there is a dispute about Homs on 6 December');
  return found;
};

/** All decisions that hold are taken back, so that the other tests meet the picture as it was read. */
export async function undoAll() {
  const { decisions } = await api('/api/v1/decisions');
  for (const d of decisions.filter((x) => x.kind !== 'undo' && x.undone_by === null)) await fetch(`${origin}/api/v1/decisions/${d.number}`, { method: 'DELETE' });
}
