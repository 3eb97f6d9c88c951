// Signing in, in a real browser: a server that other machines could reach, over a copy of the demo's ledger.
//
//   DATELINE=target/release/dateline DATELINE_LEDGER=target/demo/dateline.db node web/tests/sign-in.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, accessible, open, run, settled, signIn, signedIn, token } from './door.mjs';

test('the token of the first start and the keyboard make the first account', async () => {
  const page = await open('#at=2024-12-06');
  await page.getByTestId('sign-in').waitFor();
  assert.match(await page.getByTestId('sign-in').textContent(), /Nobody has an account/);
  await page.keyboard.press('Escape');
  assert.ok(await page.getByTestId('sign-in').isVisible(), 'there is nothing behind it to go to');
  for (const text of [token, 'Ann', 'too short']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByTestId('sign-in-problem').waitFor();
  assert.match(await page.getByTestId('sign-in-problem').textContent(), /at least 12/);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'password');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await settled(page);
  assert.equal(await signedIn(page), 'Ann (admin)');
});

test('whoever signs in reads, and nobody does after they have signed out', async () => {
  const page = await open('#at=2024-12-06');
  await signIn(page, 'Ann', 'a wrong password, but long');
  await page.getByTestId('sign-in-problem').waitFor();
  assert.match(await page.getByTestId('sign-in-problem').textContent(), /The name or the password is wrong/);
  assert.equal(await page.locator('g.place').count(), 0, 'nothing is told before');
  await signIn(page, 'ann');
  await settled(page);
  await page.reload();
  await settled(page);
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-in').waitFor();
  assert.equal(await page.locator('g.place').count(), 0);
});

test('an analyst decides with their name, a reader does not decide, and a session may end at any time', async () => {
  for (const [name, role] of [['Ben', 'analyst'], ['Cy', 'reader']]) {
    const added = run(['users', 'add', name, '--role', role], `${PASSWORD}\n`);
    assert.equal(added.status, 0, String(added.stderr));
  }
  const page = await open('#at=2024-12-06&tab=review');
  await signIn(page, 'Ben');
  await page.getByTestId('queued').first().click();
  await page.getByTestId('decide-grade').first().click();
  assert.equal(await page.getByTestId('decide-by').count(), 0, 'nobody is asked for a name');
  await page.getByTestId('grade-claim').selectOption('2');
  await page.getByTestId('decide-save').click();
  await page.getByTestId('decided-by').first().waitFor();
  assert.match(await page.getByTestId('decided-by').first().textContent(), /Ben/);
  const reader = await open(new URL(page.url()).hash);
  await signIn(reader, 'Cy');
  await reader.getByTestId('decided-by').first().waitFor();
  await reader.locator('.decide-tools').getByText('Only those who are signed in as analysts').first().waitFor();
  assert.equal(await reader.getByTestId('decide-grade').count(), 0);
  assert.equal(run(['users', 'remove', 'Cy']).status, 0);
  await reader.getByTestId('sign-in').waitFor();
});

test('axe finds nothing in what signs in and out, in light and dark, wide and narrow', async () => {
  const found = [];
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
    const what = `${colorScheme}, ${width} px`;
    const page = await open('#at=2024-12-06', { colorScheme, viewport: { width, height: 800 } });
    await page.getByTestId('sign-in').waitFor();
    await accessible(page, `signing in (${what})`, found);
    await signIn(page, 'Ann');
    await settled(page);
    await accessible(page, `signed in (${what})`, found);
    await page.getByTestId('session').getByText('Change password').click();
    await page.getByTestId('sign-in-old').waitFor();
    await accessible(page, `another password (${what})`, found);
    await page.keyboard.press('Escape');
    await page.getByTestId('sign-in').waitFor({ state: 'hidden' });
  }
  assert.deepEqual(found, []);
});

// What follows needs the first account.
await import('./admin.mjs');
