// The map for another page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, open, origin } from './page.mjs';

test('the map for another page shows map, legend, date and source, and leads to the whole', async () => {
  const page = await open('embed#at=2024-12-06&claim=c-1', { viewport: { width: 640, height: 480 } });
  await page.locator('g.place').first().waitFor();
  const line = page.getByTestId('embed-line');
  await line.filter({ hasText: 'end of 6 December 2024' }).waitFor();
  const { reports } = await api('/api/v1/meta');
  assert.ok((await line.textContent()).includes(`${reports} report`));
  await page.getByTestId('legend').waitFor();
  for (const gone of ['panel', 'date-slider', 'open-share', 'evidence', 'events-layer']) assert.equal(await page.getByTestId(gone).isVisible(), false, gone);
  const [whole] = await Promise.all([page.waitForEvent('popup'), line.getByRole('link').click()]);
  assert.ok(whole.url().startsWith(`${origin}/#at=2024-12-06`), whole.url());
  await whole.close();
});
