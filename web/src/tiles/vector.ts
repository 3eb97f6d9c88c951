// Vector tiles (Mapbox Vector Tile specification 2, https://github.com/mapbox/vector-tile-spec) as paths to be painted.
// The tiles are not trusted: every number is bounded by the bytes that there are.

import { type Paint, paintOf } from './paint.ts';

/** What is painted of a tile, on a square with sides of one. */
export type Painted = Map<Paint, Path2D>;

/** Points of one tile that are drawn at most; the rest is left out. */
const MOST_POINTS = 400_000;
/** Sorts of geometries. */
const [LINE, POLYGON] = [2, 3];

export function paintedOf(tile: Uint8Array): Painted {
  const out: Painted = new Map();
  let points = 0;
  for (const layer of fields(tile)) {
    if (layer.field === 3 && layer.bytes) drawLayer(layer.bytes);
  }
  return out;

  function drawLayer(bytes: Uint8Array): void {
    let [name, extent] = ['', 4096];
    const [keys, values, features]: [string[], string[], Uint8Array[]] = [[], [], []];
    for (const { field, value, bytes: content } of fields(bytes)) {
      if (field === 1 && content) name = text(content);
      else if (field === 2 && content) features.push(content);
      else if (field === 3 && content) keys.push(text(content));
      else if (field === 4 && content) values.push(valueOf(content));
      else if (field === 5 && value > 0) extent = value;
    }
    const kinds = KIND.map((key) => keys.indexOf(key)).filter((i) => i >= 0);
    for (const feature of features) {
      let [sort, kind] = [0, ''];
      let geometry: Uint8Array | undefined;
      for (const { field, value, bytes: content } of fields(feature)) {
        if (field === 2 && content) {
          const tags = numbers(content);
          for (let i = 0; i + 1 < tags.length; i += 2) if (kinds.includes(tags[i] ?? -1)) kind ||= values[tags[i + 1] ?? -1] ?? '';
        } else if (field === 3) sort = value;
        else if (field === 4) geometry = content;
      }
      const paint = sort === LINE || sort === POLYGON ? paintOf(name, kind, sort === POLYGON) : null;
      if (!paint || !geometry || points > MOST_POINTS) continue;
      let path = out.get(paint);
      if (!path) out.set(paint, path = new Path2D());
      drawGeometry(path, numbers(geometry), extent);
    }
  }

  function drawGeometry(path: Path2D, commands: number[], extent: number): void {
    let [x, y, at] = [0, 0, 0];
    while (at < commands.length && points <= MOST_POINTS) {
      const command = commands[at++] ?? 0;
      const [id, count] = [command & 7, command >>> 3];
      if (id === CLOSE) path.closePath();
      else if (id === MOVE || id === DRAW) {
        for (let i = 0; i < count && at + 1 < commands.length; i++) {
          x += zigzag(commands[at++] ?? 0);
          y += zigzag(commands[at++] ?? 0);
          points++;
          if (id === MOVE) path.moveTo(x / extent, y / extent);
          else path.lineTo(x / extent, y / extent);
        }
      } else throw new Error('a tile draws by a command that does not exist');
    }
  }
}

/** Under which name features say of what kind they are: Protomaps now and formerly, and OpenMapTiles. */
const KIND = ['kind', 'pmap:kind', 'class'];
const [MOVE, DRAW, CLOSE] = [1, 2, 7];

const zigzag = (n: number) => (n >>> 1) ^ -(n & 1);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A value of a property if it is a text; others name no kind. */
function valueOf(bytes: Uint8Array): string {
  for (const { field, bytes: content } of fields(bytes)) if (field === 1 && content) return text(content);
  return '';
}

/** The numbers that a packed field holds. */
function numbers(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const [value, next] = varint(bytes, at);
    out.push(value);
    at = next;
  }
  return out;
}

interface Field { field: number; value: number; bytes?: Uint8Array }

/** The fields of a message of protocol buffers. */
function* fields(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length;) {
    const [tag, start] = varint(bytes, at);
    const field = tag >>> 3;
    switch (tag & 7) {
      case 0: {
        const [value, next] = varint(bytes, start);
        yield { field, value };
        at = next;
        break;
      }
      case 1: at = start + 8; break;
      case 2: {
        const [length, from] = varint(bytes, start);
        if (from + length > bytes.length) throw new Error('a tile is cut off');
        yield { field, value: 0, bytes: bytes.subarray(from, from + length) };
        at = from + length;
        break;
      }
      case 5: at = start + 4; break;
      default: throw new Error('a tile has a field of a sort that does not exist');
    }
  }
}

/** A number of seven bits a byte, its lowest 32 bits, and where the next one begins. */
function varint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error('a tile is cut off');
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
  throw new Error('a number in a tile is too long');
}
