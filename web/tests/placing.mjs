// What people decide about places: that two are one, and that some claims mean another.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { api, open, settled, undoAll } from './page.mjs';

const AT = '2024-12-08';
const places = async () => (await api(`/api/v1/control?at=${AT}`)).places;
const of = (key) => api(`/api/v1/place?key=${encodeURIComponent(key)}`);
const view = (key) => `#at=${AT}&tab=place&place=${encodeURIComponent(key)}`;

/** What axe finds in the dialog that is open, in what the page looks like now. */
async function axe(page) {
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
}

/** Two towns of one country, of which claims tell by name. */
async function twoTowns() {
  const towns = (await places()).filter((p) => p.feature === 'city' && p.country === 'SY' && p.supporting.length);
  assert.ok(towns.length > 1, 'the demo tells of several towns');
  return [towns.find((p) => p.name === 'Homs') ?? towns[0], towns.find((p) => p.name !== 'Homs')];
}

test('a place is said to be another one with the keyboard, its old address leads there, and it is taken back', async () => {
  await undoAll();
  const [kept, gone] = await twoTowns();
  const before = [(await of(kept.key)).claims.length, (await of(gone.key)).claims.length];
  const page = await open(view(gone.key));
  try {
    await settled(page, AT);
    await page.getByTestId('panel').focus();
    await page.keyboard.press('m');
    const dialog = page.getByTestId('merge-place');
    const field = dialog.getByTestId('correct-to');
    assert.ok(await field.evaluate((input) => input === document.activeElement), 'the name is written at once');
    await field.fill(kept.name);
    const choice = dialog.getByRole('radio').and(dialog.locator(`[value="${kept.key}"]`));
    await choice.check();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    // The old address leads to the place that remains.
    await page.locator(`[data-testid="place-view"][data-place="${kept.key}"]`).waitFor({ timeout: 20_000 });
    assert.equal(await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('place')), kept.key);
    const beside = page.getByTestId('place-decisions');
    await beside.getByTestId('read-as').filter({ hasText: gone.name }).waitFor();
    assert.match(await beside.locator('.decided-by').innerText(), new RegExp(`${gone.name} .* is ${kept.name}`));
    assert.equal((await of(gone.key)).claims.length, before[0] + before[1], 'no claim is lost');
    assert.ok((await places()).every((p) => p.key !== gone.key), 'the map has one sign for both');
    // A claim shows what was read beside what is meant.
    const moved = (await of(kept.key)).claims;
    const claims = (await api(`/api/v1/claims?ids=${moved.join(',')}`)).claims;
    const claim = claims.find((c) => c.decided);
    await page.goto(`${page.url().split('#')[0]}#at=${AT}&claim=${claim.id}`);
    await page.getByTestId('corrected').filter({ hasText: kept.name }).waitFor();
    await page.getByTestId('claim-fields').filter({ hasText: gone.name }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${page.url().split('#')[0]}${view(kept.key)}`);
    await settled(page, AT);
    await page.getByTestId('place-decisions').getByRole('button', { name: /Undo decision/ }).click();
    await page.getByTestId('read-as').waitFor({ state: 'detached', timeout: 20_000 });
    assert.deepEqual([(await of(kept.key)).claims.length, (await of(gone.key)).claims.length], before);
  } finally {
    await undoAll();
  }
});

test('who saves before the places of a new name are found does not save one of the old name', async () => {
  await undoAll();
  const [town] = await twoTowns();
  const page = await open(view(town.key), { expected: /status of 4\d\d/ });
  try {
    await settled(page, AT);
    await page.getByTestId('panel').focus();
    await page.keyboard.press('m');
    const dialog = page.getByTestId('merge-place');
    await dialog.getByRole('radio').first().waitFor();
    await dialog.getByTestId('correct-to').fill('Nowhere in Particular');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    assert.deepEqual((await api('/api/v1/decisions')).decisions.filter((d) => d.kind !== 'undo' && d.undone_by === null), []);
  } finally {
    await undoAll();
  }
});

test('what an outlet means by a name, and single claims, are parted from a place, on a narrow page as well', async () => {
  await undoAll();
  const [whole] = await twoTowns();
  const { outlets, claims } = await of(whole.key);
  for (const [options, theme] of [[{ viewport: { width: 360, height: 740 } }, 'light'], [{ colorScheme: 'dark' }, 'dark']]) {
    const page = await open(view(whole.key), options);
    try {
      await settled(page, AT);
      await page.getByTestId('part-place').click();
      const form = page.getByTestId('part-form');
      await form.getByTestId('part-outlet').selectOption(outlets[0].text);
      // What belongs to nothing that is known is a place of its own.
      await form.getByRole('radio', { name: /of its own/ }).check();
      assert.deepEqual(await axe(page), [], theme);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing stands beside the page');
      await form.getByTestId('merge-save').click();
      await form.waitFor({ state: 'detached' });
      await page.getByTestId('toast').filter({ hasText: 'a place of its own' }).waitFor();
      if (outlets.length > 1) assert.equal((await of(whole.key)).claims.length, claims.length - outlets[0].count);
      await undoAll();
    } finally {
      await undoAll();
    }
  }
  const page = await open(view(whole.key));
  try {
    await settled(page, AT);
    await page.getByTestId('part-place').click();
    const form = page.getByTestId('part-form');
    // Without a condition there is nothing to part.
    await form.getByRole('radio', { name: /of its own/ }).check();
    await form.getByTestId('merge-save').click();
    await form.getByRole('alert').filter({ hasText: 'Say which claims' }).waitFor();
    await form.getByRole('checkbox').first().check();
    await form.getByTestId('merge-save').click();
    await form.waitFor({ state: 'detached' });
    await page.getByTestId('toast').filter({ hasText: 'the place of claim' }).waitFor();
    assert.equal((await of(whole.key)).claims.length, claims.length - 1);
    assert.ok(!(await of(whole.key)).claims.includes(claims[0]));
  } finally {
    await undoAll();
  }
});
