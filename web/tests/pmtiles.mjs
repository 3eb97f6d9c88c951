// Writes a small archive of tiles (PMTiles, version 3) for tests: a header, one root directory, metadata, and tiles.
// What is on them is made up.
//
//   node web/tests/pmtiles.mjs FILE     an archive for looking at by hand

import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';

const varint = (n) => {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
};
const bytesOf = (field, bytes) => [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
const numberOf = (field, n) => [...varint(field * 8), ...varint(n)];
const text = (t) => [...new TextEncoder().encode(t)];
const zigzag = (n) => (n < 0 ? -2 * n - 1 : 2 * n);

/**
 * A feature: a polygon if its first point comes again at the end, else a line; points run from 0 to 4096. `more` commands
 * follow.
 */
function feature({ points, more = [] }, tags) {
  const closed = points.length > 2 && String(points[0]) === String(points.at(-1));
  const moves = closed ? points.slice(0, -1) : points;
  let [x, y] = [0, 0];
  const commands = [9];
  for (const [i, [px, py]] of moves.entries()) {
    if (i === 1) commands.push((moves.length - 1) * 8 + 2);
    commands.push(zigzag(px - x), zigzag(py - y));
    [x, y] = [px, py];
  }
  if (closed) commands.push(15);
  commands.push(...more);
  return [...bytesOf(2, tags.flatMap(varint)), ...numberOf(3, closed ? 3 : 2), ...bytesOf(4, commands.flatMap(varint))];
}

/** A vector tile: layers with their features as points and kind, which stands under `key`. */
export function vectorTile(layers, key = 'kind') {
  return layers.flatMap(({ name, features }) => {
    const kinds = [...new Set(features.map((f) => f.kind))];
    return bytesOf(3, [
      ...numberOf(15, 2), ...bytesOf(1, text(name)),
      ...features.flatMap((f) => bytesOf(2, feature(f, [0, kinds.indexOf(f.kind)]))),
      ...bytesOf(3, text(key)), ...kinds.flatMap((kind) => bytesOf(4, bytesOf(1, text(kind)))), ...numberOf(5, 4096),
    ]);
  });
}

/** The number of a tile along Hilbert's curve, as the specification's algorithm for it goes. */
export function tileId(z, x, y) {
  let id = 0;
  for (let i = 0; i < z; i++) id += 4 ** i;
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const [rx, ry] = [(x & s) > 0 ? 1 : 0, (y & s) > 0 ? 1 : 0];
    id += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) [x, y] = [s - 1 - (x & (s - 1)), s - 1 - (y & (s - 1))];
      [x, y] = [y, x];
    }
    [x, y] = [x & (s - 1), y & (s - 1)];
  }
  return id;
}

/** A directory of entries `{id, run, length, offset}`. */
const directory = (entries) => [entries.length, ...entries.map((e, i) => e.id - (entries[i - 1]?.id ?? 0)), ...entries.map((e) => e.run), ...entries.map((e) => e.length), ...entries.map((e) => e.offset + 1)].flatMap(varint);

/**
 * The archive; `tiles` are `{z, x, y, bytes}`, `sort` 1 for vector tiles, 2 for PNG. With `leaves` the root directory leads
 * to further ones of so many tiles each; with `zipped` directories, metadata and tiles are packed.
 */
export function pmtiles(tiles, { sort = 1, zooms, bounds, metadata = {}, leaves = 0, zipped = false }) {
  const pack = (bytes) => (zipped ? [...gzipSync(Buffer.from(bytes))] : [...bytes]);
  const sorted = [...tiles].sort((a, b) => tileId(a.z, a.x, a.y) - tileId(b.z, b.x, b.y));
  const content = [];
  const entries = sorted.map(({ z, x, y, bytes }) => {
    const packed = pack(bytes);
    const entry = { id: tileId(z, x, y), run: 1, length: packed.length, offset: content.length };
    content.push(...packed);
    return entry;
  });
  const further = [];
  const first = [];
  for (let i = 0; leaves && i < entries.length; i += leaves) {
    const leaf = pack(directory(entries.slice(i, i + leaves)));
    first.push({ id: entries[i].id, run: 0, length: leaf.length, offset: further.length });
    further.push(...leaf);
  }
  const root = pack(directory(leaves ? first : entries));
  const json = pack(text(JSON.stringify(metadata)));
  const header = Buffer.alloc(127);
  header.write('PMTiles\x03', 0, 'latin1');
  const [metadataAt, leavesAt] = [127 + root.length, 127 + root.length + json.length];
  const parts = [127, root.length, metadataAt, json.length, leavesAt, further.length, leavesAt + further.length, content.length, tiles.length, tiles.length, tiles.length];
  for (const [i, n] of parts.entries()) header.writeBigUInt64LE(BigInt(n), 8 + 8 * i);
  header.set([1, zipped ? 2 : 1, zipped ? 2 : 1, sort, ...zooms], 96);
  for (const [i, degrees] of bounds.entries()) header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * i);
  return Buffer.concat([header, Buffer.from(root), Buffer.from(json), Buffer.from(further), Buffer.from(content)]);
}

const box = (x0, y0, x1, y1) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];

/** Invented land around Homs: a lake in the west of each tile, a wood, houses, motorways and a street. */
export function invented(zooms, bounds, metadata) {
  const tile = vectorTile([
    { name: 'earth', features: [{ kind: 'earth', points: box(-64, -64, 4160, 4160) }] },
    { name: 'water', features: [{ kind: 'lake', points: box(-64, -64, 1024, 4160) }] },
    { name: 'landcover', features: [{ kind: 'forest', points: box(1536, -64, 2048, 4160) }] },
    { name: 'roads', features: [...Array.from({ length: 8 }, (_, i) => ({ kind: 'highway', points: [[256 + 512 * i, -64], [256 + 512 * i, 4160]] })), { kind: 'minor_road', points: [[2048, 2048], [4160, 2048]] }] },
    { name: 'buildings', features: [{ kind: 'building', points: box(3400, 512, 3900, 1536) }] },
    { name: 'places', features: [{ kind: 'locality', points: [[10, 10], [20, 20]] }] },
    { name: 'boundaries', features: [{ kind: 'country', points: [[2600, -64], [2600, 4160]] }] },
  ]);
  return pmtiles(covering(zooms, bounds).map((t) => ({ ...t, bytes: tile })), { zooms, bounds, metadata });
}

/** All tiles of these zooms that a box has a part in. */
export function covering([least, most], [west, south, east, north]) {
  const tiles = [];
  for (let z = least; z <= most; z++) {
    const column = (lon) => Math.floor(((lon + 180) / 360) * 2 ** z);
    const row = (lat) => Math.floor(((1 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) / 2) * 2 ** z);
    for (let x = column(west); x <= column(east); x++) for (let y = row(north); y <= row(south); y++) tiles.push({ z, x, y });
  }
  return tiles;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(process.argv[2], invented([4, 9], [34, 31, 43, 38], { attribution: '<a href="https://example.org">Invented land</a>' }));
}
