// What people decide about events. Decisions on claims and actors are tested in browser.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, open, settled, undoAll } from './page.mjs';

const AT = '2024-12-08';
const sizes = async () => new Map((await api(`/api/v1/events?at=${AT}`)).events.map((e) => [e.id, e.supporting.length + e.opposing.length]));

test('two events are joined and one is parted from the list of events, and each is taken back', async () => {
  await undoAll();
  const before = await sizes();
  const page = await open(`#at=${AT}&tab=events`);
  try {
    await settled(page, AT);
    const entry = page.locator('[data-testid="events"] .entry').first();
    const joined = await entry.getAttribute('data-event');
    await entry.locator('summary').focus();
    await page.keyboard.press('m');
    const dialog = page.getByTestId('merge-event');
    const first = dialog.getByRole('radio').first();
    assert.ok(await first.isChecked(), 'the likeliest is chosen');
    const kept = await first.inputValue();
    await page.keyboard.press('Enter');
    await page.locator(`[data-event="${joined}"]`).waitFor({ state: 'detached', timeout: 20_000 });
    const after = await sizes();
    assert.equal(after.size, before.size - 1);
    assert.equal([...after.values()].reduce((a, b) => a + b), [...before.values()].reduce((a, b) => a + b), 'no claim is lost');
    await page.getByTestId('panel').focus();
    await page.keyboard.press('u');
    await page.locator(`[data-event="${joined}"]`).waitFor({ timeout: 20_000 });
    assert.deepEqual(await sizes(), before);
    assert.ok(before.has(kept));
    // Part an event of several claims.
    const parted = page.locator('[data-testid="events"] .entry', { has: page.getByTestId('part-event') }).first();
    const claims = before.get(await parted.getAttribute('data-event'));
    await parted.getByTestId('part-event').click();
    const form = page.getByTestId('split-event');
    // Its claims are fetched.
    await form.getByRole('checkbox').first().waitFor();
    assert.equal(await form.getByRole('checkbox').count(), claims);
    await form.getByRole('checkbox').first().check();
    await form.getByTestId('merge-save').click();
    await form.waitFor({ state: 'detached' });
    await page.getByTestId('toast').filter({ hasText: 'Decision' }).waitFor();
    assert.equal((await sizes()).size, before.size + 1);
  } finally {
    await undoAll();
  }
});
