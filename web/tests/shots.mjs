// A picture of every view in both themes, the main ones also on a phone, to be looked at by eye:
//
//   DATELINE_URL=http://127.0.0.1:PORT node web/tests/shots.mjs DIR [--only NAME] [--png]
//
// It wants a server that holds the demo corpus. `docs/views.md` shows a choice of them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, missing } from './chromium.mjs';

const url = (process.env.DATELINE_URL ?? '').replace(/\/$/, '');
if (!url) missing('set $DATELINE_URL to the address of a running server, e.g. http://127.0.0.1:8417');
const dir = process.argv[2];
if (!dir || dir.startsWith('--')) missing('say where the pictures go: node web/tests/shots.mjs DIR');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const png = process.argv.includes('--png');
const SIZE = { width: 1360, height: 850 };
const PHONE = { width: 360, height: 780 };
const DAY = '2024-12-06';

const api = async (path) => (await fetch(url + path)).json();
const { disputes } = await api(`/api/v1/disputes?at=${DAY}`);
const homs = disputes.find((d) => d.place?.name === 'Homs') ?? disputes[0];

/** Name, address, what is done before the picture is taken, and whether it is also taken on a phone. */
const VIEWS = [
  ['overview', '', null, true],
  ['disputes', 'tab=disputes'],
  ['dispute', `dispute=${homs.id}`, null, true],
  ['evidence', `dispute=${homs.id}&claim=${homs.sides[0].claims[0]}`, null, true],
  ['evidence-both', `dispute=${homs.id}&claim=${homs.sides.map((s) => s.claims[0]).join(',')}`],
  ['places', 'tab=place'],
  ['place', `tab=place&place=${encodeURIComponent(homs.place.key)}`, null, true],
  ['events', 'tab=events&f.events=on', null, true],
  ['strikes', 'at=2024-12-08&range=2024-12-01..2024-12-07&tab=events&f.events-part=strikes&f.strikes=on'],
  ['movements', 'at=2024-12-09&range=2024-12-04..2024-12-09&tab=events&f.events-part=movements&f.movements=on', (page) => page.locator('.entry summary').first().click(), true],
  ['access', 'tab=access', null, true],
  ['access-history', 'at=2024-12-12&tab=access&f.access-part=history'],
  ['figures', 'at=2024-12-08&tab=figures', null, true],
  ['actors', 'tab=actors', null, true],
  ['relations', 'at=2024-12-12&tab=actors&f.actors-part=relations', (page) => page.locator('.relations summary').first().click(), true],
  ['ledger', 'tab=ledger&f.q=homs', null, true],
  ['brief', 'tab=brief', null, true],
  ['review', 'tab=review'],
  ['alerts', 'tab=alerts', null, true],
  ['beside', 'at=2024-12-09&since=2024-12-05&f.beside=on'],
  ['palette', '', async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('ho');
  }],
  ['share', 'tab=disputes', (page) => page.keyboard.press('s'), true],
  ['coloring', '', (page) => page.getByTestId('open-coloring').click()],
  ['original', `claim=${homs.sides[0].claims[0]}`, async (page) => {
    await page.locator('.captured summary').first().click();
    await page.getByTestId('show-original').first().click();
  }],
  ['embed', 'range=2024-12-04..2024-12-08&f.movements=on'],
  ['keys', '', (page) => page.keyboard.press('?')],
];

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
for (const [name, hash, act, narrow] of VIEWS.filter(([name]) => !only || name === only)) {
  for (const [suffix, viewport, colorScheme] of [['light', SIZE, 'light'], ['dark', SIZE, 'dark'], ...(narrow ? [['phone', PHONE, 'light']] : [])]) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${url}/${name === 'embed' ? 'embed' : ''}#${hash.startsWith('at=') ? '' : `at=${DAY}&`}${hash}`);
    if (name !== 'embed') await page.waitForFunction(() => document.getElementById('panel')?.dataset.shown === location.hash);
    await page.locator('svg.map .land[d]').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(400);
    await act?.(page);
    await page.waitForTimeout(600);
    const picture = await page.screenshot();
    await writeFile(join(dir, `${name}-${suffix}.${png ? 'png' : 'webp'}`), png ? picture : await asWebp(picture));
    await page.close();
  }
}
await browser.close();
