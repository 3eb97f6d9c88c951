// Reads an archive of tiles (PMTiles, version 3) in ranges of bytes. Whoever made the archive is not trusted: every length
// is bounded before anything is fetched, unpacked or counted by it.
//
// https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md describes the format.

import * as strings from '../strings.ts';

/** The server did not give what it was asked for; it may later. */
export class NotFetched extends Error {}

export interface Archive {
  vector: boolean;
  /** The zooms it has tiles for. */
  zooms: [least: number, most: number];
  /** West, south, east, north, in degrees. */
  bounds: [number, number, number, number];
  /** Whom its makers want named, as plain text. */
  attribution: string;
  /** The bytes of a tile, unpacked; null where it has none. */
  tile(z: number, x: number, y: number): Promise<Uint8Array | null>;
}

/** What lies where: sorted numbers of tiles, how many follow that are the same (0: a further directory), and where. */
interface Directory { ids: number[]; runs: number[]; lengths: number[]; offsets: number[] }

const HEADER = 127;
/** Header and root directory lie within so many bytes. */
const FIRST = 16 * 1024;
const MIB = 1024 * 1024;
/** Longest directory, metadata and tile, packed and unpacked. */
const MOST = { directory: [4 * MIB, 16 * MIB], metadata: [4 * MIB, 16 * MIB], tile: [4 * MIB, 16 * MIB] } as const;
/** Directories lie within one another no deeper than this. */
const DEEPEST = 4;
const DIRECTORIES = 64;
/** What the root directory is kept under; others are under where they begin. */
const ROOT = -1;
const GZIP = 2;
/** How often it is asked again after the server said that it was asked too often. */
const PATIENCE = 3;

export async function openArchive(address: string): Promise<Archive> {
  let tag: string | null = null;
  const first = await bytes(0, FIRST, true);
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  if (first.length < HEADER || new TextDecoder().decode(first.subarray(0, 7)) !== 'PMTiles' || first[7] !== 3) throw new Error(strings.tiles.unlike);
  const number = (at: number) => Number(view.getBigUint64(at, true));
  const degrees = (at: number) => view.getInt32(at, true) / 1e7;
  const [rootAt, rootLength, metadataAt, metadataLength, leavesAt, tilesAt] = [8, 16, 24, 32, 40, 56].map(number) as [number, number, number, number, number, number];
  const [packed, tilesPacked, sort, least, most] = [97, 98, 99, 100, 101].map((at) => first[at] ?? 0) as [number, number, number, number, number];
  const root = await unpacked(first.subarray(rootAt, rootAt + rootLength), packed, MOST.directory).then(directory);
  const directories = new Map([[ROOT, Promise.resolve(root)]]);
  const attribution = await unpacked(await part(metadataAt, metadataLength, MOST.metadata), packed, MOST.metadata).then(attributionOf).catch(() => '');
  return { vector: sort === 1, zooms: [least, most], bounds: [degrees(102), degrees(106), degrees(110), degrees(114)], attribution, tile };

  async function tile(z: number, x: number, y: number): Promise<Uint8Array | null> {
    const id = idOf(z, x, y);
    let key = ROOT;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const { ids, runs, lengths, offsets } = await known(key);
      const at = lastUpTo(ids, id);
      const [start = 0, run = 0, length = 0, offset = 0] = [ids[at], runs[at], lengths[at], offsets[at]];
      if (at < 0 || length === 0) return null;
      if (run > 0) return id < start + run ? unpacked(await part(tilesAt + offset, length, MOST.tile), tilesPacked, MOST.tile) : null;
      key = leavesAt + offset;
      if (!directories.has(key)) keep(key, part(key, length, MOST.directory).then((b) => unpacked(b, packed, MOST.directory)).then(directory));
    }
    return null;
  }

  function known(key: number): Promise<Directory> {
    return directories.get(key) ?? Promise.reject(new Error(strings.tiles.missing));
  }

  function keep(key: number, made: Promise<Directory>): void {
    // The root is the first and stays.
    const oldest = [...directories.keys()][1];
    if (directories.size >= DIRECTORIES && oldest !== undefined) directories.delete(oldest);
    directories.set(key, made);
    made.catch(() => directories.delete(key));
  }

  function part(from: number, length: number, [most]: readonly [number, number]): Promise<Uint8Array> {
    return length > most ? Promise.reject(new Error(strings.tiles.long)) : length === 0 ? Promise.resolve(new Uint8Array()) : bytes(from, length);
  }

  async function bytes(from: number, length: number, orLess = false): Promise<Uint8Array> {
    for (let tried = 1; ; tried++) {
      const response = await fetch(address, { headers: { range: `bytes=${from}-${from + length - 1}` } }).catch((error) => {
        throw new NotFetched(String(error));
      });
      if (response.status === 429 && tried <= PATIENCE) {
        await new Promise((done) => setTimeout(done, 1000 * Math.min(60, Number(response.headers.get('retry-after')) || 1)));
        continue;
      }
      const of = response.headers.get('etag');
      if (response.status !== 206 || (tag !== null && of !== tag)) {
        await response.body?.cancel();
        throw new NotFetched(response.status === 206 ? strings.tiles.changed : strings.tiles.refused(response.status, response.statusText));
      }
      tag = of;
      const found = new Uint8Array(await response.arrayBuffer());
      if (found.length !== length && !(orLess && found.length < length)) throw new Error(strings.tiles.cut);
      return found;
    }
  }
}

/** Bytes as they were before they were packed, of which there may be so many. */
async function unpacked(bytes: Uint8Array, how: number, [, most]: readonly [number, number]): Promise<Uint8Array> {
  if (how !== GZIP) return bytes;
  const reader = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
    pieces.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(strings.tiles.longUnpacked);
    }
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function directory(bytes: Uint8Array): Directory {
  const next = varints(bytes);
  const entries = next();
  // Each entry has four numbers of a byte at least.
  if (entries * 4 > bytes.length) throw new Error(strings.tiles.cutDirectory);
  const column = () => Array.from({ length: entries }, next);
  let id = 0;
  const ids = column().map((step) => id += step);
  const [runs, lengths] = [column(), column()];
  const offsets: number[] = [];
  for (let i = 0; i < entries; i++) {
    const told = next();
    offsets.push(told > 0 ? told - 1 : i > 0 ? (offsets[i - 1] ?? 0) + (lengths[i - 1] ?? 0) : 0);
  }
  return { ids, runs, lengths, offsets };
}

/** The next number at each call: seven bits a byte, the lowest first. */
function varints(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error(strings.tiles.cutDirectory);
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new Error(strings.tiles.large);
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
}

/** The place of the last number that is not larger than this; -1 if there is none. */
function lastUpTo(sorted: number[], wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The number of a tile: those of all further zooms come first, then the tiles along Hilbert's curve. */
export function idOf(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const [right, below] = [x >= side, y >= side];
    id += side * side * (right ? (below ? 2 : 3) : below ? 1 : 0);
    if (right) x -= side;
    if (below) y -= side;
    if (!below) {
      if (right) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
  }
  return id;
}

/** The attribution of the metadata without the markup in it. */
function attributionOf(metadata: Uint8Array): string {
  const { attribution } = JSON.parse(new TextDecoder().decode(metadata)) as { attribution?: unknown };
  if (typeof attribution !== 'string') return '';
  // A document that is never shown: nothing in it loads or runs.
  const text = new DOMParser().parseFromString(attribution.slice(0, 4000), 'text/html').body.textContent;
  return text.replace(/\s+/g, ' ').trim().slice(0, 160);
}
