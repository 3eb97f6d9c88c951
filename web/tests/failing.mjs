// Answers that fail once: what was asked for comes when it is asked again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, homsDispute, open, settled } from './page.mjs';

const REFUSED = /status of 500|Failed to load resource/;

/** The first request that matches fails. */
async function failOnce(page, pattern) {
  let left = 1;
  await page.route(pattern, (route) => (left-- > 0 ? route.fulfill({ status: 500, json: { detail: 'out of order' } }) : route.continue()));
}

test('borders that could not be fetched are fetched again, and the map says what it lacks meanwhile', async () => {
  const page = await open('#at=2024-12-06', { expected: REFUSED, prepare: (p) => failOnce(p, '**/data/basemap.json') });
  await page.locator('.map-notice', { hasText: 'without borders' }).waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="map"] .borders')?.getAttribute('d'), null, { timeout: 20_000 });
  await page.locator('.map-notice', { hasText: 'without borders' }).waitFor({ state: 'detached' });
});

test('events of a day that failed are drawn when it is tried again, not those of the day before', async () => {
  const { events } = await api('/api/v1/events?at=2024-12-07&since=2024-12-07&until=2024-12-07');
  assert.ok(events.some((e) => e.lat !== null), 'the demo tells of events of the day');
  const page = await open('#at=2024-12-06&f.events=on', { expected: REFUSED });
  await settled(page, '2024-12-06');
  const ids = () => page.locator('g.event').evaluateAll((all) => all.map((g) => g.getAttribute('aria-label')).sort().join('\n'));
  const before = await ids();
  await failOnce(page, '**/api/v1/events?*');
  await page.evaluate(() => { location.hash = '#at=2024-12-07&f.events=on'; });
  const banner = page.getByTestId('banner');
  await banner.filter({ hasText: 'out of order' }).waitFor();
  await banner.getByRole('button').click();
  await banner.waitFor({ state: 'hidden' });
  await page.waitForFunction((was) => [...document.querySelectorAll('g.event')].map((g) => g.getAttribute('aria-label')).sort().join('\n') !== was, before);
});

test('another quote whose report could not be had takes the place of the first when it is tried again', async () => {
  const [first, second] = (await homsDispute()).sides.map((side) => side.claims[0]);
  const page = await open(`#at=2024-12-06&claim=${first}`, { expected: REFUSED });
  const shown = (id) => page.locator(`[data-testid="evidence"][open] .claim-fields[data-claim="${id}"]`);
  await shown(first).waitFor();
  await failOnce(page, '**/api/v1/reports/**');
  await page.evaluate((id) => { location.hash = `#at=2024-12-06&claim=${id}`; }, second);
  const retry = page.getByTestId('banner').filter({ hasText: 'out of order' }).getByRole('button');
  await retry.waitFor();
  // The open report covers the page.
  await retry.evaluate((button) => button.click());
  await shown(second).waitFor();
});
