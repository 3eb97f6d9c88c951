// Accounts on the page, by keyboard alone: `sign-in.mjs` runs these tests when it has made the first account, Ann's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, accessible, open, origin, run, settled, signIn, signedIn } from './door.mjs';

/** A name from right to left. */
const NAME = 'دانة';
const OTHER = 'another dozen letters';

/** Ann at the list of accounts. */
async function accounts(options) {
  const page = await open('#at=2024-12-06', options);
  await signIn(page, 'Ann');
  await settled(page);
  await page.getByTestId('open-accounts').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('accounts-list').waitFor();
  return page;
}

/** Goes to the control with Tab, as somebody without a mouse does, and stops there. */
async function tabTo(page, testid) {
  for (let i = 0; i < 60; i += 1) {
    if (await page.evaluate((id) => document.activeElement?.dataset.testid === id, testid)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${testid}`);
}

const told = (page, words) => page.getByTestId('accounts-told').filter({ hasText: words }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement?.textContent);
const session = async (token) => (await fetch(`${origin}/api/v1/session`, { headers: { Authorization: `Bearer ${token}` } })).json();

test('an admin makes an account, changes its role and password, makes and revokes a token, and removes it, by keyboard alone', async () => {
  const page = await accounts();
  await tabTo(page, 'account-name');
  await page.keyboard.type(NAME);
  await tabTo(page, 'account-password');
  await page.keyboard.type('too short');
  await page.keyboard.press('Enter');
  await page.getByTestId('account-problem').filter({ hasText: 'at least 12' }).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await told(page, 'has an account now');
  assert.equal(await focused(page), NAME, 'the new account is where the keyboard is');
  assert.match(await page.locator(`[data-account="${NAME}"]`).textContent(), /Reader.*password/);

  const other = await open('#at=2024-12-06');
  await signIn(other, NAME);
  await settled(other);
  assert.equal(await signedIn(other), `${NAME} (reader)`);
  assert.equal(await other.getByTestId('open-accounts').count(), 0, 'a reader does not manage accounts');

  await page.keyboard.press('Enter');
  await page.getByTestId('account-name').waitFor();
  assert.equal(await focused(page), NAME);
  await tabTo(page, 'role-role');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await told(page, 'is analyst now');
  await other.getByTestId('sign-in').waitFor();
  await tabTo(page, 'password-password');
  await page.keyboard.type(OTHER);
  await page.keyboard.press('Enter');
  await told(page, 'has another password now');
  await signIn(other, NAME, OTHER);
  await settled(other);
  assert.equal(await signedIn(other), `${NAME} (analyst)`);
  assert.equal(await other.getByTestId('open-accounts').count(), 0, 'nor does an analyst');

  await tabTo(page, 'token-label');
  await page.keyboard.type('<b>nightly</b>');
  await page.keyboard.press('Enter');
  await page.getByTestId('new-token').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), 'new-token');
  const token = await page.getByTestId('new-token').inputValue();
  assert.deepEqual({ name: (await session(token)).name, role: (await session(token)).role }, { name: NAME, role: 'analyst' });
  await tabTo(page, 'copy-token');
  await page.keyboard.press('Enter');
  await page.getByTestId('accounts-told').filter({ hasText: /Copied|copy it by hand|Ctrl/i }).waitFor();
  const row = page.getByTestId('tokens').locator('[data-token]');
  assert.match(await row.textContent(), /<b>nightly<\/b>when revoked/);
  const number = await row.getAttribute('data-token');
  await tabTo(page, `revoke-${number}`);
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'Keep', 'what cannot be taken back is not where Enter is pressed twice');
  assert.equal((await session(token)).role, 'analyst');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await told(page, 'is revoked');
  assert.equal((await fetch(`${origin}/api/v1/session`, { headers: { Authorization: `Bearer ${token}` } })).status, 401);
  assert.equal(await page.getByTestId('new-token').count(), 0);

  await tabTo(page, 'remove');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'Remove the account', 'kept');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await told(page, 'has no account any more');
  assert.equal(await page.locator(`[data-account="${NAME}"]`).count(), 0);
  await other.getByTestId('sign-in').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('accounts').waitFor({ state: 'hidden' });
});

test('what the server refuses stands beside what was asked, and the only admin stays', async () => {
  const page = await accounts();
  await page.locator('[data-account="Ann"]').getByRole('button').click();
  await page.getByTestId('role-role').selectOption('reader');
  await page.getByTestId('role-send').click();
  await page.getByTestId('role-problem').filter({ hasText: /only admin/ }).waitFor();
  await page.getByTestId('remove').click();
  await page.getByTestId('remove-yes').click();
  await page.getByTestId('remove-problem').filter({ hasText: /only admin/ }).waitFor();
  await page.getByTestId('all-accounts').click();
  await page.getByTestId('account-name').fill('ANN');
  await page.getByTestId('account-send').click();
  await page.getByTestId('account-problem').filter({ hasText: /There is an account/ }).waitFor();
});

test('whoever loses their own session in the dialog is asked to sign in', async () => {
  assert.equal(run(['users', 'add', 'Eve', '--role', 'admin'], `${PASSWORD}\n`).status, 0);
  const page = await open('#at=2024-12-06');
  await signIn(page, 'Eve');
  await settled(page);
  await page.getByTestId('open-accounts').click();
  await page.locator('[data-account="Eve"]').getByRole('button').click();
  await page.getByTestId('password-password').fill(OTHER);
  await page.getByTestId('password-send').click();
  await page.getByTestId('sign-in').waitFor();
  assert.ok(!(await page.getByTestId('accounts').isVisible()));
  await signIn(page, 'Eve', OTHER);
  await settled(page);
  assert.equal(run(['users', 'remove', 'Eve']).status, 0);
});

test('axe finds nothing in the accounts, in light and dark, wide and narrow', async () => {
  const found = [];
  assert.equal(run(['users', 'add', 'Dr. Maximiliane von Hohenstaufen-Wittelsbach', '--role', 'analyst'], `${PASSWORD}\n`).status, 0);
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
    const what = `${colorScheme}, ${width} px`;
    const page = await accounts({ colorScheme, viewport: { width, height: 800 } });
    await accessible(page, `accounts (${what})`, found);
    const hidden = await page.getByRole('tablist', { includeHidden: true }).evaluate((row) => row.scrollWidth - row.clientWidth);
    if (width > 1000 && hidden > 0) found.push(`accounts (${what}): views are out of sight beside whoever is signed in`);
    await page.locator('[data-account^="Dr."]').getByRole('button').click();
    await page.getByTestId('token-expires').fill('2099-01-01');
    await page.getByTestId('token-send').click();
    await page.getByTestId('new-token').waitFor();
    await page.getByTestId('remove').click();
    await accessible(page, `an account (${what})`, found);
    const over = await page.getByTestId('accounts').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    if (over > 0) found.push(`an account (${what}): the dialog is ${over} px too wide`);
  }
  assert.deepEqual(found, []);
});
