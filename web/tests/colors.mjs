// Whether the colours of actors can be told apart, also by colour-blind eyes, and chosen by the reader.
//
// Colour-blind eyes are simulated by the matrices of Machado, Oliveira and Fernandes (2009) for the full lack of one sort
// of cone; distances are CIEDE2000 (Sharma, Wu and Dalal 2005). Two colours side by side differ to the eye from 2 on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { open, settled } from './page.mjs';

const EYES = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const LEAST = 10;

test('the palette can be told apart by colour-blind eyes', async () => {
  const source = await readFile(new URL('../src/colors.ts', import.meta.url), 'utf8');
  const colors = source.match(/#[0-9a-f]{6}/g).slice(0, 8);
  assert.equal(colors.length, 8, 'seven colours and the grey of nobody');
  for (const [eye, matrix] of Object.entries(EYES)) {
    const seen = colors.map((color) => lab(times(matrix, linear(color))));
    const pairs = colors.flatMap((a, i) => colors.slice(i + 1).map((b, j) => ({ a, b, far: ciede2000(seen[i], seen[i + 1 + j]) })));
    const nearest = pairs.sort((x, y) => x.far - y.far)[0];
    console.log(`${eye}: the nearest two are ${nearest.a} and ${nearest.b}, ${nearest.far.toFixed(1)} apart`);
    assert.ok(nearest.far >= LEAST, `${eye}: ${JSON.stringify(nearest)}`);
  }
});

test('CIEDE2000 gives the published values', () => {
  // From the test data of Sharma, Wu and Dalal.
  for (const [a, b, far] of [[[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425], [[50, 2.5, 0], [73, 25, -18], 27.1492], [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644], [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082]]) {
    assert.ok(Math.abs(ciede2000(a, b) - far) < 0.0001, `${a} and ${b}: ${ciede2000(a, b)}`);
  }
});

test('the reader gives an actor another colour, which the address keeps', async () => {
  const page = await open('#at=2024-12-06&f.movements=on');
  await settled(page, '2024-12-06');
  const swatch = page.locator('[data-testid="legend-actors"] li').first();
  const id = await swatch.getAttribute('data-actor');
  const fill = () => swatch.locator('rect').getAttribute('fill');
  const before = await fill();
  await page.getByTestId('open-coloring').click();
  await page.getByTestId('coloring').locator(`select[data-actor="${id}"]`).selectOption('6');
  await page.waitForURL((address) => address.hash.includes('f.color='));
  await page.keyboard.press('Escape');
  await page.waitForFunction((was) => document.querySelector('[data-testid="legend-actors"] rect').getAttribute('fill') !== was, before);
  assert.equal(await fill(), '#f0e442');
  const held = page.locator(`g.place[data-status="held_by"][data-actor="${id}"] .body`);
  if (await held.count()) assert.equal(await held.first().getAttribute('fill'), '#f0e442');
  const other = await open(page.url().slice(page.url().indexOf('#')));
  await settled(other, '2024-12-06');
  assert.equal(await other.locator('[data-testid="legend-actors"] rect').first().getAttribute('fill'), '#f0e442');
});

const linear = (color) => [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const times = (matrix, v) => matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, x, i) => sum + x * v[i], 0))));

/** CIELAB of linear sRGB under D65. */
function lab([r, g, b]) {
  const [x, y, z] = [0.4124564 * r + 0.3575761 * g + 0.1804375 * b, 0.2126729 * r + 0.7151522 * g + 0.072175 * b, 0.0193339 * r + 0.119192 * g + 0.9503041 * b];
  const f = (t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function ciede2000([l1, a1, b1], [l2, a2, b2]) {
  const rad = Math.PI / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (a, b) => (Math.atan2(b, a) / rad + 360) % 360;
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const [dl, dc, dh] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin((turn * rad) / 2)];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const far = Math.abs(h1 - h2) > 180;
  const h = grey ? h1 + h2 : far ? (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2 : (h1 + h2) / 2;
  const t = 1 - 0.17 * Math.cos((h - 30) * rad) + 0.24 * Math.cos(2 * h * rad) + 0.32 * Math.cos((3 * h + 6) * rad) - 0.2 * Math.cos((4 * h - 63) * rad);
  const [sl, sc, sh] = [1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2), 1 + 0.045 * c, 1 + 0.015 * c * t];
  const rt = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(60 * rad * Math.exp(-(((h - 275) / 25) ** 2)));
  return Math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh));
}
