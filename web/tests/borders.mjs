// Disputed borders as the parties to them draw them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open, settled } from './page.mjs';

/** Degrees east and north of points on lines that Natural Earth has. */
const PEREKOP = [34.5, 45.95];
const DONBAS = [39.67, 48.97];
const DNIPRO = [35.12, 48.13];
const GOLAN_EAST = [35.83, 33.19];
const GOLAN_WEST = [35.6, 32.9];
const BERM = [-12.4, 24.88];
const SAHARA_NORTH = [-11, 27.667];
const LINE_OF_CONTROL = [76.54, 34.73];
const LADAKH_SOUTH = [76.83, 33.13];
const AKSAI_WEST = [78.13, 35.06];
const AKSAI_EAST = [80.28, 35.35];
const KOSOVO_NORTH = [20.84, 43.21];

/** What each party draws: points on a plain border, on a disputed one, and on neither. */
const DRAWN = {
  '': { plain: [PEREKOP, DONBAS, GOLAN_EAST, BERM, LINE_OF_CONTROL, AKSAI_WEST, KOSOVO_NORTH], disputed: [GOLAN_WEST, SAHARA_NORTH, LADAKH_SOUTH, AKSAI_EAST], neither: [DNIPRO] },
  UA: { plain: [DONBAS, GOLAN_EAST, BERM, LINE_OF_CONTROL], disputed: [GOLAN_WEST, SAHARA_NORTH, AKSAI_EAST], neither: [PEREKOP, DNIPRO] },
  RU: { plain: [DNIPRO, GOLAN_EAST], disputed: [GOLAN_WEST], neither: [PEREKOP, DONBAS] },
  SY: { plain: [GOLAN_WEST, PEREKOP], disputed: [SAHARA_NORTH], neither: [GOLAN_EAST] },
  IL: { plain: [GOLAN_EAST, PEREKOP], disputed: [SAHARA_NORTH], neither: [GOLAN_WEST] },
  MA: { plain: [GOLAN_EAST], disputed: [GOLAN_WEST], neither: [BERM, SAHARA_NORTH] },
  EH: { plain: [SAHARA_NORTH], disputed: [GOLAN_WEST], neither: [BERM] },
  IN: { plain: [AKSAI_EAST], disputed: [GOLAN_WEST], neither: [LINE_OF_CONTROL, AKSAI_WEST, LADAKH_SOUTH] },
  PK: { plain: [LADAKH_SOUTH, AKSAI_WEST], disputed: [AKSAI_EAST], neither: [LINE_OF_CONTROL] },
  CN: { plain: [AKSAI_WEST, LINE_OF_CONTROL], disputed: [LADAKH_SOUTH], neither: [AKSAI_EAST] },
  RS: { plain: [PEREKOP], disputed: [GOLAN_WEST], neither: [KOSOVO_NORTH] },
};
/** Points in disputed areas, and whose they are or should be. */
const WITHIN = [[[34.2, 45.2], ['UA', 'RU']], [[35.8, 33], ['SY', 'IL']], [[-13, 24.5], ['MA', 'EH']], [[75, 34], ['IN', 'PK']], [[79.3, 35.2], ['IN', 'CN']]];

/** From so far away that all of them are drawn, how far off (degrees) the nearest line of a sort is from each point. */
async function farOff(page, selector, points) {
  return page.evaluate(([wanted, from]) => {
    const d = document.querySelector(`[data-testid="map"] ${wanted}`)?.getAttribute('d') ?? '';
    const unit = (3000 * Math.PI) / 180;
    const lines = d.split('M').slice(1).map((part) => {
      const line = part.replace('Z', '').split('L').map((p) => p.split(',').map(Number));
      return part.includes('Z') ? [...line, line[0]] : line;
    });
    return from.map(([lon, lat]) => {
      const [x, y] = [lon * unit, -3000 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];
      let nearest = Infinity;
      for (const line of lines) for (let i = 1; i < line.length; i++) {
        const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
        const long = (bx - ax) ** 2 + (by - ay) ** 2;
        const t = long ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long)) : 0;
        nearest = Math.min(nearest, Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y));
      }
      return nearest / unit;
    });
  }, [selector, points]);
}

async function zoomOut(page) {
  const scale = async () => Number(/scale\(([^)]+)\)/.exec(await page.locator('[data-testid="map"] .base').getAttribute('transform'))[1]);
  while (await scale() > 0.3) await page.getByRole('button', { name: 'Zoom out' }).click();
}

const tinted = (page, [lon, lat]) => page.evaluate(([x, y]) => {
  const path = document.querySelector('[data-testid="map"] .disputed-area');
  return path.isPointInFill(new DOMPoint((x * 3000 * Math.PI) / 180, -3000 * Math.log(Math.tan(Math.PI / 4 + (y * Math.PI) / 360))));
}, [lon, lat]);

test('each party to a disputed area is drawn with the borders that it sees, and without those that it does not', async () => {
  // Only what is in view, or just beside it, is sure to be drawn: the view has to hold all of the points.
  const page = await open('#at=2024-12-06', { viewport: { width: 2200, height: 700 } });
  await settled(page, '2024-12-06');
  await page.getByTestId('borders').locator('option[value="UA"]').waitFor({ state: 'attached' });
  await zoomOut(page);
  // The borders of the whole world are drawn when nothing else is waiting.
  const drawn = async () => (await farOff(page, '.borders', DRAWN[''].plain)).every((off) => off < 0.1);
  for (let tries = 0; tries < 80 && !(await drawn()); tries++) await page.waitForTimeout(100);
  for (const [who, { plain, disputed, neither }] of Object.entries(DRAWN)) {
    await page.getByTestId('borders').selectOption(who);
    await page.waitForFunction((w) => (new URLSearchParams(location.hash.slice(1)).get('f.borders') ?? '') === w, who);
    await page.waitForFunction((w) => document.querySelector('[data-testid="map"]').dataset.seenBy === w, who);
    for (const [sort, near] of [['.borders', plain], ['.disputed', disputed]]) {
      for (const [i, off] of (await farOff(page, sort, near)).entries()) assert.ok(off < 0.1, `${who || 'by default'}: ${near[i]} is ${off} off ${sort}`);
    }
    for (const sort of ['.borders', '.disputed']) {
      for (const [i, off] of (await farOff(page, sort, neither)).entries()) assert.ok(off > 0.15, `${who || 'by default'}: ${neither[i]} is ${off} off ${sort}`);
    }
    for (const [point, parties] of WITHIN) assert.equal(await tinted(page, point), !parties.includes(who), `${who || 'by default'}: ${point}`);
  }
});

test('how borders are drawn stands in the address, the legend, the name of the map and its picture, and changes no sign', async () => {
  const signs = (page) => page.locator('g.place').evaluateAll((all) => all.map((g) => [g.dataset.place, g.dataset.status, g.dataset.actor].join()).sort());
  const plain = await open('#at=2024-12-06');
  await settled(plain, '2024-12-06');
  const before = await signs(plain);
  assert.equal(await plain.getByTestId('seen-by').count(), 0);
  const page = await open('#at=2024-12-06&f.borders=UA', { acceptDownloads: true });
  await settled(page, '2024-12-06');
  const told = page.getByTestId('seen-by');
  await told.filter({ hasText: 'as Ukraine sees them' }).waitFor();
  assert.match(await told.textContent(), /no statement of Dateline; it changes no claim/);
  assert.match(await page.getByTestId('map').getAttribute('aria-label'), /^Map of who holds which place.*as Ukraine sees them/);
  assert.match(await page.getByTestId('credit').textContent(), /Natural Earth.*as Ukraine sees them/);
  assert.equal(await page.getByTestId('borders').inputValue(), 'UA');
  assert.deepEqual(await signs(page), before);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('map-svg').click()]);
  assert.match(await readFile(await download.path(), 'utf8'), /Natural Earth\. Borders as Ukraine sees them/);
  // Another view keeps it, and so does the map for another page.
  await page.getByTestId('tab-access').click();
  await page.waitForURL(/f\.borders=UA/);
  const alone = await open('embed#at=2024-12-06&f.borders=UA');
  await alone.getByTestId('seen-by').filter({ hasText: 'as Ukraine sees them' }).waitFor();
});

test('only parties to areas that are drawn can be chosen, and another is nobody', async () => {
  const page = await open('#at=2024-12-06&f.borders=FR');
  await settled(page, '2024-12-06');
  const list = page.getByTestId('borders');
  await list.locator('option[value="UA"]').waitFor({ state: 'attached' });
  const offered = await list.locator('option').evaluateAll((all) => all.map((o) => o.value));
  for (const party of ['', 'UA', 'RU', 'SY', 'IL', 'XK', 'EH', 'Somaliland']) assert.ok(offered.includes(party), party);
  for (const other of ['FR', 'EG', 'US']) assert.ok(!offered.includes(other), other);
  assert.equal(await list.inputValue(), '');
  assert.equal(await page.getByTestId('seen-by').count(), 0);
});

test('lakes and rivers are drawn once the borders are, rivers only from afar, and nothing is loaded for tiles', async () => {
  const asked = [];
  const page = await open('#at=2024-12-06', { prepare: (p) => p.on('request', (request) => asked.push(new URL(request.url()).pathname)) });
  await settled(page, '2024-12-06');
  // The Euphrates at Deir ez-Zor, and Lake Assad.
  await page.waitForFunction(() => document.querySelector('[data-testid="map"] .rivers')?.getAttribute('d'));
  const [off] = await farOff(page, '.rivers', [[40.14, 35.35]]);
  assert.ok(off < 0.1, `the Euphrates is ${off} off`);
  const [shore] = await farOff(page, '.lakes', [[38.1, 36.1]]);
  assert.ok(shore < 0.3, `Lake Assad is ${shore} off`);
  for (let i = 0; i < 8; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="map"] .rivers').getAttribute('d') === '');
  assert.ok(asked.includes('/data/waters.json'));
  assert.equal(await page.locator('canvas').count(), 0);
  assert.ok(!asked.some((path) => path === '/api/v1/basemap' || /\/assets\/layer-/.test(path)), asked.join(' '));
});
