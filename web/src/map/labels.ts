// Placing labels so that none covers another: the most important first, each at the first free position around its
// point, or not at all.

export interface Box { x0: number; y0: number; x1: number; y1: number }
export interface Wanted { id: string; text: string; x: number; y: number; gap: number; font: string; height: number; fixed?: boolean }
export interface Placed { id: string; text: string; x: number; y: number; anchor: 'start' | 'middle' | 'end' }

const context = document.createElement('canvas').getContext('2d');
const widths = new Map<string, number>();

export function textWidth(text: string, font: string): number {
  const key = `${font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (context) context.font = font;
    width = context?.measureText(text).width ?? text.length * 7;
    widths.set(key, width);
  }
  return width;
}

/** Boxes by the squares of a grid that they reach into, so that only near ones are compared. */
class Grid {
  private readonly squares = new Map<number, Box[]>();

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const square = this.squares.get(key);
      if (square) square.push(box);
      else this.squares.set(key, [box]);
    }
  }

  isFree(box: Box): boolean {
    return !this.keys(box).some((key) => this.squares.get(key)?.some((other) => overlap(box, other)));
  }

  private keys(box: Box): number[] {
    const keys: number[] = [];
    for (let x = Math.floor(box.x0 / SQUARE); x <= Math.floor(box.x1 / SQUARE); x++) {
      for (let y = Math.floor(box.y0 / SQUARE); y <= Math.floor(box.y1 / SQUARE); y++) keys.push(x * 100_003 + y);
    }
    return keys;
  }
}

const SQUARE = 64;

/** Labels that fit, in the order of `wanted`; `taken` holds the boxes that must stay free and gets those of the labels. */
export function placeLabels(wanted: Wanted[], taken: Box[], view: Box): Placed[] {
  const placed: Placed[] = [];
  const grid = new Grid();
  for (const box of taken) if (overlap(box, view)) grid.add(box);
  for (const label of wanted) {
    const width = textWidth(label.text, label.font);
    for (const [dx, dy, anchor] of label.fixed ? CENTRE : AROUND) {
      const x = label.x + dx * label.gap;
      const y = label.y + dy * (label.gap + label.height / 2);
      const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
      const box = { x0: left - 2, y0: y - label.height / 2, x1: left + width + 2, y1: y + label.height / 2 };
      if (!inside(box, view) || !grid.isFree(box)) continue;
      taken.push(box);
      grid.add(box);
      placed.push({ id: label.id, text: label.text, x, y, anchor });
      break;
    }
  }
  return placed;
}

type Position = [dx: number, dy: number, anchor: Placed['anchor']];
const CENTRE: Position[] = [[0, 0, 'middle']];
const AROUND: Position[] = [
  [1, 0, 'start'], [-1, 0, 'end'], [0, -1, 'middle'], [0, 1, 'middle'], [0.8, -0.7, 'start'], [0.8, 0.7, 'start'], [-0.8, -0.7, 'end'], [-0.8, 0.7, 'end'],
];

const overlap = (a: Box, b: Box) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const inside = (a: Box, b: Box) => a.x0 >= b.x0 && a.x1 <= b.x1 && a.y0 >= b.y0 && a.y1 <= b.y1;
