// Pictures of the views, over servers of its own that hold the demo corpus (`cargo xtask demo --no-serve` reads it):
//
//   node web/tests/shots.mjs                            one of each view, for docs/views.md
//   node web/tests/shots.mjs --all DIR [--only NAME]    each in both themes and on a phone, to be looked at by eye
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, missing } from './chromium.mjs';
import { serve } from './server.mjs';

const argument = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const all = process.argv.includes('--all');
const dir = all ? argument('--all') : fileURLToPath(new URL('../../docs/views', import.meta.url));
if (!dir || dir.startsWith('--')) missing('say where the pictures go: node web/tests/shots.mjs --all DIR');
const only = argument('--only');
const SIZES = { light: [1360, 850], dark: [1360, 850], phone: [360, 780] };
const DAY = '2024-12-06';
const NAME = 'Ann';
const PASSWORD = 'a dozen letters or more';

const [open, closed] = await Promise.all([serve('127.0.0.1'), serve('0.0.0.0')]);
await fetch(`${open.origin}/api/v1/alerts`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: 'Who takes Hama', query: { about: 'claims', place: 'Hama', kind: ['captures'] }, all: true }),
});
for (const [name, role] of [[NAME, 'admin'], ['Ben', 'analyst'], ['دانة', 'reader']]) closed.run(['users', 'add', name, '--role', role], `${PASSWORD}\n`);
closed.run(['users', 'token', 'Ben', '--label', 'export at night', '--expires', '2099-01-01']);
const { disputes } = await (await fetch(`${open.origin}/api/v1/disputes?at=${DAY}`)).json();
const homs = disputes.find((d) => d.place?.name === 'Homs') ?? disputes[0];
const [said, denied] = homs.sides.map((side) => side.claims[0]);

async function signIn(page) {
  await page.getByTestId('sign-in-name').fill(NAME);
  await page.getByTestId('sign-in-password').fill(PASSWORD);
  await page.getByTestId('sign-in-send').click();
  await shown(page);
}

/** Name, address, the looks that stand in the docs if any do, and what is done before the picture is taken. */
const VIEWS = [
  ['overview', '', 'light phone'],
  ['disputes', 'tab=disputes', 'light'],
  ['dispute', `dispute=${homs.id}`, 'dark'],
  ['evidence', `dispute=${homs.id}&claim=${denied}`, 'light'],
  ['evidence-both', `dispute=${homs.id}&claim=${said},${denied}`],
  ['places', 'tab=place'],
  ['place', `tab=place&place=${encodeURIComponent(homs.place.key)}`, 'light'],
  ['events', 'tab=events&f.events=on'],
  ['strikes', 'at=2024-12-08&range=2024-12-01..2024-12-07&tab=events&f.events-part=strikes&f.strikes=on'],
  ['movements', 'at=2024-12-09&range=2024-12-04..2024-12-09&tab=events&f.events-part=movements&f.movements=on', 'light', (page) => page.locator('.entry summary').first().click()],
  ['access', 'tab=access', 'light'],
  ['access-history', 'at=2024-12-12&tab=access&f.access-part=history'],
  ['figures', 'at=2024-12-08&tab=figures', 'light'],
  ['actors', 'tab=actors', 'light'],
  ['relations', 'at=2024-12-12&tab=actors&f.actors-part=relations', 'light', (page) => page.locator('.relations summary').first().click()],
  ['ledger', 'tab=ledger&f.q=homs', 'light'],
  ['brief', 'tab=brief', 'light'],
  ['review', 'tab=review', 'light'],
  ['alerts', 'at=2024-12-08&tab=alerts', 'light'],
  ['beside', 'at=2024-12-09&since=2024-12-05&f.beside=on', 'light'],
  ['palette', '', null, async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('ho');
  }],
  ['share', 'tab=disputes', null, (page) => page.keyboard.press('s')],
  ['coloring', '', null, async (page) => {
    await page.getByTestId('legend').evaluate((legend) => legend.setAttribute('open', ''));
    await page.getByTestId('open-coloring').click();
  }],
  ['original', `claim=${said}`, null, async (page) => {
    await page.locator('.captured summary').first().click();
    await page.getByTestId('show-original').first().click();
  }],
  ['embed', 'range=2024-12-04..2024-12-08&f.movements=on'],
  ['keys', '', null, (page) => page.keyboard.press('?')],
  ['sign-in', '', 'light', (page) => page.getByTestId('sign-in-name').waitFor()],
  ['accounts', '', 'light', async (page) => {
    await signIn(page);
    await page.getByTestId('open-accounts').click();
    await page.getByTestId('accounts-list').waitFor();
  }],
  ['account', '', null, async (page) => {
    await signIn(page);
    await page.getByTestId('open-accounts').click();
    await page.locator('[data-account="Ben"]').getByRole('button').click();
    await page.getByTestId('tokens').waitFor();
  }],
];
/** Those that a server with accounts shows. */
const CLOSED = ['sign-in', 'accounts', 'account'];

const shown = (page) => page.waitForFunction(() => document.getElementById('panel')?.dataset.shown === location.hash);

/** The picture as WebP, a third of the size of a PNG. */
async function asWebp(picture) {
  const data = await converter.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8);
  }, `data:image/png;base64,${picture.toString('base64')}`);
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

await mkdir(dir, { recursive: true });
const browser = await launch();
const converter = await browser.newPage();
for (const [name, hash, docs, act] of VIEWS.filter(([name, , docs]) => (all ? !only || name === only : docs))) {
  for (const look of all ? Object.keys(SIZES) : docs.split(' ')) {
    const [width, height] = SIZES[look];
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    const { origin } = CLOSED.includes(name) ? closed : open;
    await page.goto(`${origin}/${name === 'embed' ? 'embed' : ''}#${hash.startsWith('at=') ? '' : `at=${DAY}&`}${hash}`);
    if (!CLOSED.includes(name) && name !== 'embed') await shown(page);
    await page.locator('svg.map .land[d]').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(400);
    await act?.(page);
    // What alerts told is said in the corner for some seconds.
    await page.getByTestId('toast').evaluate((toast) => { toast.hidden = true; });
    await page.waitForTimeout(600);
    await writeFile(join(dir, `${name}-${look}.webp`), await asWebp(await page.screenshot()));
    await page.close();
  }
}
await browser.close();
open.stop();
closed.stop();
