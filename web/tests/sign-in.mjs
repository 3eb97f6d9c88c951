// Signing in, in a real browser: a server that other machines could reach, over a copy of the demo's ledger.
//
//   DATELINE=target/release/dateline DATELINE_LEDGER=target/demo/dateline.db node web/tests/sign-in.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, missing } from './chromium.mjs';

const { DATELINE: program, DATELINE_LEDGER: demo } = process.env;
if (!program || !demo) missing('set $DATELINE to the program and $DATELINE_LEDGER to a ledger of the demo corpus');
const PASSWORD = 'a dozen letters or more';

const folder = mkdtempSync(join(tmpdir(), 'dateline-'));
const ledger = join(folder, 'dateline.db');
cpSync(demo, ledger);
const env = { ...process.env, DATELINE_LEDGER: ledger };
const server = spawn(program, ['serve', '--addr', '0.0.0.0:0'], { env });
const line = (stream, pattern) => new Promise((resolve) => createInterface({ input: stream }).on('line', (text) => pattern.test(text) && resolve(text.match(pattern)[1])));
const [port, token] = await Promise.all([line(server.stdout, /:(\d+)\/$/), line(server.stderr, /^([0-9a-f]{64})$/)]);
const origin = `http://127.0.0.1:${port}`;
const browser = await launch();
after(async () => {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true });
});

let problems = [];
const pages = [];
afterEach(async () => {
  const found = problems;
  problems = [];
  for (const page of pages.splice(0)) await page.close();
  assert.deepEqual(found, [], 'the page must run without errors and ask nobody else');
});

/** A fresh browser. That the server wants a sign-in stands in its console, and is no fault. */
async function open(hash = '', options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  pages.push(page);
  page.setDefaultTimeout(20000);
  page.on('console', (message) => message.type() === 'error' && !/status of 40[013]/.test(message.text()) && problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin !== origin && problems.push(`request to ${request.url()}`));
  await page.goto(`${origin}/${hash}`);
  return page;
}

async function signIn(page, name, password = PASSWORD) {
  await page.getByTestId('sign-in').waitFor();
  await page.getByTestId('sign-in-name').fill(name);
  await page.getByTestId('sign-in-password').fill(password);
  await page.keyboard.press('Enter');
}

const settled = (page) => page.locator('[data-testid="panel"][data-at]').waitFor();
const signedIn = (page) => page.getByTestId('signed-in').textContent();

async function accessible(page, what, found) {
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const v of violations) found.push(`${what}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) found.push(`${what}: ${wide} px too wide`);
}

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
    const added = spawnSync(program, ['users', 'add', name, '--role', role], { env, input: `${PASSWORD}\n` });
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
  assert.equal(spawnSync(program, ['users', 'remove', 'Cy'], { env }).status, 0);
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
