// Alerts on the page: made with what the ledger is narrowed to, told as they come, removed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, open, origin, settled } from './page.mjs';

const NAME = 'Hama <b>falls</b>';

async function forgetAlerts() {
  const { alerts } = await api('/api/v1/alerts');
  for (const { name } of alerts) await fetch(`${origin}/api/v1/alerts/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

test('an alert is made from the conditions of the ledger, shows what it told, and is removed, by keyboard alone', async () => {
  await forgetAlerts();
  try {
    // The browser tells of refusals in its console.
    const page = await open('#at=2024-12-08&tab=alerts&f.kind=captures&f.q=Hama', { expected: /status of 4\d\d/ });
    await settled(page, '2024-12-08');
    const form = page.getByTestId('watch');
    assert.equal(await form.getByLabel('Kind').inputValue(), 'captures');
    assert.equal(await form.getByLabel('Words').inputValue(), 'Hama');
    await form.getByLabel('Name', { exact: true }).focus();
    await page.keyboard.type(NAME);
    await page.keyboard.press('Enter');
    const alert = page.getByTestId('alerts').locator('[data-alert]');
    await alert.filter({ hasText: NAME }).waitFor();
    assert.match(await alert.textContent(), /Hama/);
    assert.equal(await page.getByTestId('notices').count(), 0, 'what the ledger holds is known');
    // The same name again is refused, and the form says why.
    await form.getByLabel('Name', { exact: true }).fill(NAME);
    await form.getByRole('button').click();
    await form.getByRole('alert').filter({ hasText: 'there is an alert named' }).waitFor();
    await page.getByRole('button', { name: `Stop watching: ${NAME}` }).focus();
    await page.keyboard.press('Enter');
    await alert.waitFor({ state: 'detached' });
  } finally {
    await forgetAlerts();
  }
});

test('what an alert tells comes to the open page, with quotes that open their reports', async () => {
  await forgetAlerts();
  try {
    const page = await open('#at=2024-12-08&tab=alerts');
    await settled(page, '2024-12-08');
    const wish = { name: 'all of Hama', query: { about: 'claims', place: 'Hama', kind: ['captures'] }, all: true };
    const made = await fetch(`${origin}/api/v1/alerts`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) });
    assert.equal(made.status, 201);
    const notices = page.getByTestId('notices').locator('[data-notice]');
    await notices.first().waitFor({ timeout: 30_000 });
    await notices.first().getByRole('link').first().focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('evidence').waitFor();
    const feed = await fetch(`${origin}/api/v1/notices?format=atom&alert=${encodeURIComponent(wish.name)}`);
    assert.match(feed.headers.get('content-type'), /^application\/atom\+xml/);
    assert.match(await feed.text(), /<entry>/);
  } finally {
    await forgetAlerts();
  }
});
