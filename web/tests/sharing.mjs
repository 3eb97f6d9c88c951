// Links and saved views.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { open, settled } from './page.mjs';

test('a view is shared as a link', async () => {
  const page = await open('#at=2024-12-06&range=2024-12-01..2024-12-06&tab=access', { permissions: ['clipboard-read', 'clipboard-write'] });
  await settled(page, '2024-12-06');
  await page.keyboard.press('s');
  assert.equal(await page.getByTestId('share-link').inputValue(), page.url());
  await page.getByTestId('copy-link').click();
  await page.getByTestId('share-told').filter({ hasText: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  assert.match(await page.getByTestId('share-embed').inputValue(), /^<iframe src="http[^"]+\/embed#at=2024-12-06&amp;[^"]+"/);
});

test('views are saved under a name on this machine, opened, found, deleted, taken out and in', async () => {
  const page = await open('#at=2024-12-06&tab=access');
  await settled(page, '2024-12-06');
  await page.getByTestId('open-share').click();
  const name = 'Crossings <b>now</b>';
  await page.getByTestId('view-name').fill(name);
  await page.keyboard.press('Enter');
  const list = page.getByTestId('saved-views');
  await list.getByRole('link', { name }).waitFor();
  assert.match(await page.getByTestId('share').textContent(), /on this machine only/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('views-out').click()]);
  const file = await readFile(await download.path());
  assert.deepEqual(JSON.parse(file.toString()), [{ name, hash: '#at=2024-12-06&tab=access' }]);
  await page.keyboard.press('Escape');
  // From another view back to it, by the list and by Ctrl-K.
  await page.keyboard.press('2');
  await page.locator('[data-testid="panel"][data-tab="disputes"]').waitFor();
  await page.getByTestId('open-share').click();
  await list.getByRole('link', { name }).click();
  await page.locator('[data-testid="panel"][data-tab="access"]').waitFor();
  assert.equal(await page.getByTestId('share').isVisible(), false);
  await page.keyboard.press('[');
  await settled(page, '2024-12-05');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('crossings');
  await page.getByTestId('palette').getByRole('option').filter({ hasText: 'saved view' }).waitFor();
  await page.keyboard.press('Enter');
  await settled(page, '2024-12-06');
  await page.keyboard.press('s');
  await list.getByRole('button', { name: `Delete ${name}` }).click();
  await list.getByRole('link').waitFor({ state: 'detached' });
  await page.getByTestId('views-in').setInputFiles({ name: 'views.json', mimeType: 'application/json', buffer: file });
  await list.getByRole('link', { name }).waitFor();
  // A file from elsewhere can name views of this page only.
  await page.getByTestId('views-in').setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('[{"name":"bad","hash":"javascript:window.ran=1"}]') });
  assert.equal(await list.getByRole('link', { name: 'bad' }).getAttribute('href'), '#');
  await page.getByTestId('views-in').setInputFiles({ name: 'worse.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.getByTestId('share-told').filter({ hasText: 'worse.json' }).waitFor();
});
