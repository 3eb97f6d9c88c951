// Tiles of an archive under the map, in a real browser: servers with archives of invented land over the demo's ledger.
//
//   DATELINE=target/release/dateline DATELINE_LEDGER=target/demo/dateline.db node web/tests/tiles.mjs
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { covering, invented, pmtiles, vectorTile } from './pmtiles.mjs';
import { serve } from './server.mjs';
import { watched } from './watched.mjs';

const folder = mkdtempSync(join(tmpdir(), 'dateline-'));
const servers = [];
afterEach(() => servers.splice(0).forEach((server) => server.stop()));
after(() => rmSync(folder, { recursive: true }));

/** A server with an archive, for one test. */
async function withTiles(archive, host = '127.0.0.1') {
  const file = join(folder, `tiles-${Math.random()}.pmtiles`);
  writeFileSync(file, archive);
  const server = await serve(host, '--basemap', file);
  servers.push(server);
  return server;
}

const open = (origin, path = '#at=2024-12-06', { refused = false, ...options } = {}) =>
  watched(`${origin}/${path}`, { expected: refused ? /status of 401/ : undefined, patience: 20000, ...options });

/** The share of the map's pixels, among those that tiles are under, with each colour that the page's style has by these names. */
async function shares(page, names, testid = 'map-tiles') {
  await page.waitForFunction((id) => {
    const { tiles, waiting } = document.querySelector(`[data-testid="${id}"]`)?.dataset ?? {};
    return Number(tiles) > 0 && waiting === '0';
  }, testid);
  return page.evaluate(([wanted, id]) => {
    const canvas = document.querySelector(`[data-testid="${id}"]`);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    const colors = wanted.map((name) => (name.startsWith('#') ? name : style.getPropertyValue(name)).match(/[0-9a-f]{2}/gi).map((c) => Number.parseInt(c, 16)));
    const counts = wanted.map(() => 0);
    for (let i = 0; i < data.length; i += 4) for (const [n, [r, g, b]] of colors.entries()) if (data[i + 3] === 255 && data[i] === r && data[i + 1] === g && data[i + 2] === b) counts[n]++;
    return counts.map((count) => (count * 4) / data.length);
  }, [names, testid]);
}

const BOUNDS = [34, 31, 43, 38];
const INVENTED = invented([4, 9], BOUNDS, { attribution: '<img src="https://elsewhere.example/x.png" onerror="alert(1)"><a href="https://elsewhere.example">Invented</a> &amp; <b>land</b>' });

test('vector tiles are painted under the map in the colours of both themes, and nothing is loaded but ranges of the archive', async () => {
  const { origin } = await withTiles(INVENTED);
  for (const colorScheme of ['light', 'dark']) {
    const asked = [];
    const page = await open(origin, undefined, { colorScheme });
    page.on('response', (response) => response.url().endsWith('/api/v1/basemap') && asked.push([response.status(), response.request().headers().range]));
    const [land, water, wood, building] = await shares(page, ['--land', '--sea', '--wood', '--building']);
    // Of each tile a quarter is water, an eighth a wood, a thirtieth houses.
    assert.ok(water > 0.1 && water < 0.3, `${colorScheme}: water ${water}`);
    assert.ok(wood > 0.05 && wood < 0.16, `${colorScheme}: wood ${wood}`);
    assert.ok(building > 0.01 && building < 0.05, `${colorScheme}: building ${building}`);
    assert.ok(land > 0.2 && land < 0.7, `${colorScheme}: land ${land}`);
    assert.ok(asked.length && asked.every(([status, range]) => status === 206 && /^bytes=\d+-\d+$/.test(range)), JSON.stringify(asked));
    // Nearer than the nearest tiles they are as sharp: roads have edges, no slopes.
    for (let i = 0; i < 10; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    const near = await shares(page, ['--sea', '--wood', '--land', '--road-major', '--building']);
    assert.ok(near.reduce((sum, share) => sum + share, 0) > 0.97, `${colorScheme}: ${near}`);
    assert.ok(near[3] > 0.002, `${colorScheme}: roads ${near}`);
  }
});

test('the attribution of an archive is shown as text, and its pictures and the map for another page have the tiles', async () => {
  const { origin } = await withTiles(INVENTED);
  const page = await open(origin, undefined, { acceptDownloads: true });
  await shares(page, ['--sea']);
  const credit = page.getByTestId('credit');
  await credit.filter({ hasText: 'Tiles: Invented & land' }).waitFor();
  assert.equal(await credit.locator('*').count(), 0);
  assert.equal(await page.locator('.lakes').getAttribute('d'), '');
  const [svg] = await Promise.all([page.waitForEvent('download'), page.getByTestId('map-svg').click()]);
  const written = await readFile(await svg.path(), 'utf8');
  assert.match(written, /<image [^>]*href="data:image\/png;base64,/);
  assert.match(written, /Tiles: Invented &amp; land/);
  const [png] = await Promise.all([page.waitForEvent('download'), page.getByTestId('map-png').click()]);
  const picture = `data:image/png;base64,${(await readFile(await png.path())).toString('base64')}`;
  // The page's own policy lets no picture in.
  const looker = await watched('about:blank');
  const wooded = await looker.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 0xe2 && data[i + 1] === 0xe8 && data[i + 2] === 0xd6) count++;
    return (count * 4) / data.length;
  }, picture);
  assert.ok(wooded > 0.04, `woods in the picture: ${wooded}`);
  const alone = await open(origin, 'embed#at=2024-12-06');
  const [water] = await shares(alone, ['--sea']);
  assert.ok(water > 0.1);
  // Side by side both maps have them.
  const both = await open(origin, '#at=2024-12-06&f.beside=on');
  const [earlier] = await shares(both, ['--wood'], 'map-earlier-tiles');
  assert.ok(earlier > 0.04, `woods on the earlier map: ${earlier}`);
});

test('layers named as in OpenMapTiles are painted too, from an archive that is packed and has directories in its directory', async () => {
  const box = (x0, x1) => [[x0, 0], [x1, 0], [x1, 4096], [x0, 4096], [x0, 0]];
  const bytes = vectorTile([
    { name: 'water', features: [{ kind: 'ocean', points: box(0, 1024) }] },
    { name: 'landcover', features: [{ kind: 'wood', points: box(2048, 3072) }] },
    { name: 'transportation', features: [{ kind: 'motorway', points: [[3500, 0], [3500, 4096]] }, { kind: 'ferry', points: [[500, 0], [500, 4096]] }] },
  ], 'class');
  const archive = pmtiles(covering([4, 8], BOUNDS).map((t) => ({ ...t, bytes })), { zooms: [4, 8], bounds: BOUNDS, leaves: 20, zipped: true });
  const page = await open((await withTiles(archive)).origin);
  const [water, wood] = await shares(page, ['--sea', '--wood']);
  assert.ok(water > 0.1 && water < 0.3 && wood > 0.1 && wood < 0.3, `${water} ${wood}`);
});

test('where people sign in, tiles are for those who did', async () => {
  const { origin, token } = await withTiles(INVENTED, '0.0.0.0');
  const password = 'a dozen letters or more';
  const made = await fetch(`${origin}/api/v1/session/first`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: await token, name: 'Ann', password }) });
  assert.ok(made.ok, `${made.status}`);
  const range = { headers: { Range: 'bytes=0-6' } };
  assert.equal((await fetch(`${origin}/api/v1/basemap`, range)).status, 401);
  const page = await open(origin, undefined, { refused: true });
  await page.getByTestId('sign-in-name').fill('Ann');
  await page.getByTestId('sign-in-password').fill(password);
  await page.keyboard.press('Enter');
  const [water] = await shares(page, ['--sea']);
  assert.ok(water > 0.1, `${water}`);
  assert.equal(await page.evaluate(async (asked) => (await fetch('/api/v1/basemap', asked)).status, range), 206);
});

/** A picture of one colour; `told` is the size that it says it has. */
function png(side, [r, g, b], told = side) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(told, 0);
  head.writeUInt32BE(told, 4);
  head.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: side }, () => [r, g, b]).flat()]);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))), chunk('IEND', Buffer.alloc(0))]);
}

test('tiles that are pictures are drawn', async () => {
  const bytes = png(256, [0x33, 0x99, 0x55]);
  const archive = pmtiles(covering([4, 8], BOUNDS).map((t) => ({ ...t, bytes })), { sort: 2, zooms: [4, 8], bounds: BOUNDS });
  const page = await open((await withTiles(archive)).origin);
  const [green] = await shares(page, ['#339955']);
  assert.ok(green > 0.4, `${green}`);
});

test('hostile archives neither hang the page nor take its memory', async () => {
  const all = (bytes, more = {}) => pmtiles(covering([4, 7], BOUNDS).map((t) => ({ ...t, bytes })), { zooms: [4, 7], bounds: BOUNDS, ...more });
  const lake = { kind: 'lake', points: [[0, 0], [4096, 0], [4096, 4096], [0, 0]] };
  const good = vectorTile([{ name: 'water', features: [lake] }]);
  // The root directory says that it has 2^49 entries.
  const entries = all(good);
  entries.set([255, 255, 255, 255, 255, 255, 127], 127);
  // A tile that closes its path 2^28 times, one that says it goes on for gigabytes, one of random bytes.
  const closing = vectorTile([{ name: 'water', features: [{ ...lake, more: [2 ** 31 + 7, 9, 2, 2] }] }]);
  const cut = [0x1a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0];
  const random = Array.from({ length: 3000 }, (_, i) => (i * 7919 + (i >> 3)) % 256);
  // A tile that unpacks to far more than there may be.
  const bomb = all(gzipSync(Buffer.alloc(64 << 20)));
  bomb[98] = 2;
  const cases = { entries, closing: all(closing), cut: all(cut), random: all(random), bomb, picture: all(png(8, [1, 2, 3], 60000), { sort: 2 }) };
  for (const [name, archive] of Object.entries(cases)) {
    const page = await open((await withTiles(archive)).origin);
    await page.getByTestId('credit').filter({ hasText: 'iles' }).waitFor();
    if (name === 'entries') assert.match(await page.getByTestId('credit').textContent(), /cannot be drawn: a directory of the archive/);
    else {
      // Of what no tile may be nothing is painted; a path is closed once, however often it is told to be.
      const map = page.getByTestId('map-tiles');
      await page.waitForFunction(() => document.querySelector('[data-testid="map-tiles"]').dataset.waiting === '0');
      assert.equal(await map.getAttribute('data-tiles') !== '0', name === 'closing', name);
    }
    // The page goes on: a place is chosen and shown.
    await page.locator('g.place[data-name="Homs"]').first().press('Enter');
    await page.waitForFunction(() => document.getElementById('panel')?.dataset.shown === location.hash && /tab=place/.test(location.hash));
  }
});
