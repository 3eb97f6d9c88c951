// Figures of one scope over the days on which they were stated: a line for each origin, since no two are ever added up or
// averaged. The table below it says the same in words.

import type { Figure } from '../api.ts';
import { shortDate } from '../dates.ts';
import { s } from '../dom.ts';
import * as strings from '../strings.ts';

const WIDTH = 560;
/** Height of the scale, if there are few names beside it. */
const SCALE = 120;
/** Room for the numbers of the scale, the days, and the names of the origins. */
const [LEFT, BOTTOM, RIGHT, TOP] = [44, 20, 190, 8];
/** Height of a name. */
const NAME = 13;
/** Most letters of a name. */
const LETTERS = 28;
/** Origins are told apart by these signs and by their names, not by colour. */
const SIGNS = ['M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z', 'M-3.5,-3.5H3.5V3.5H-3.5Z', 'M0,-4.5L4.5,3.5H-4.5Z', 'M0,-4.8L4.8,0L0,4.8L-4.8,0Z'];

interface Line { origin: string; figures: (Figure & { stated: string })[] }

/** Nothing if all were stated on one day; `top` is the end of the scale. */
export function series(figures: Figure[], top: number): SVGSVGElement | null {
  const dated = figures.flatMap((f) => (f.stated ? [{ ...f, stated: f.stated }] : [])).sort((a, b) => a.stated.localeCompare(b.stated));
  const [first, last] = [dated[0]?.stated.slice(0, 10), dated.at(-1)?.stated.slice(0, 10)];
  if (!first || !last || first === last) return null;
  const stands = standing(figures);
  const byOrigin = new Map<string, Line>();
  for (const figure of dated) {
    // An origin is not spelled the same in every report.
    const { origin } = stands(figure);
    const line = byOrigin.get(origin) ?? { origin, figures: [] };
    line.figures.push(figure);
    byOrigin.set(origin, line);
  }
  const lines = [...byOrigin.values()];
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const x = (f: Line['figures'][number]) => LEFT + ((Date.parse(f.stated.slice(0, 10)) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const ground = TOP + Math.max(SCALE, NAME * lines.length);
  const y = (n: number) => ground - (Math.min(n, top) / top) * (ground - TOP);
  /** What stands for a figure of which both bounds are told: their middle; else the bound that is. */
  const middle = (f: Figure) => (f.high === null ? f.low : (f.low + f.high) / 2);
  const names = apart(lines.map((line) => y(middle(line.figures.at(-1) as Figure))), ground);
  return s('svg', { class: 'series', viewBox: `0 0 ${WIDTH} ${ground + BOTTOM}`, role: 'img', 'aria-label': strings.figures.series(lines.length, shortDate(first), shortDate(last)), 'data-testid': 'series' },
    ...[0, top / 2, top].map((n) => s('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(n), y2: y(n) })),
    ...[0, top].map((n) => s('text', { x: LEFT - 6, y: y(n), dy: '0.32em', 'text-anchor': 'end' }, strings.number(n))),
    s('text', { x: LEFT, y: ground + BOTTOM - 4 }, shortDate(first)),
    s('text', { x: WIDTH - RIGHT, y: ground + BOTTOM - 4, 'text-anchor': 'end' }, shortDate(last)),
    ...lines.flatMap((line, i) => [
      s('path', { class: 'run', d: line.figures.map((f, j) => `${j ? 'L' : 'M'}${x(f).toFixed(1)},${y(middle(f)).toFixed(1)}`).join('') }),
      ...line.figures.flatMap((f) => [
        f.high !== f.low && s('line', { class: f.high === null ? 'range open' : 'range', x1: x(f), x2: x(f), y1: y(f.low), y2: y(f.high ?? top) }),
        s('path', { class: 'sign', d: SIGNS[i % SIGNS.length] ?? '', transform: `translate(${x(f).toFixed(1)},${y(middle(f)).toFixed(1)})` }, s('title', {}, `${strings.figureNumber(f)} · ${f.origin} · ${shortDate(f.stated)}`)),
      ]),
      s('path', { class: 'sign', d: SIGNS[i % SIGNS.length] ?? '', transform: `translate(${WIDTH - RIGHT + 14},${names[i] ?? 0})` }),
      s('text', { x: WIDTH - RIGHT + 24, y: names[i] ?? 0, dy: '0.32em' }, line.origin.length > LETTERS ? `${line.origin.slice(0, LETTERS - 1)}…` : line.origin),
    ]));
}

/** Tells the figure that stands in place of one, through all that replaced it. */
function standing(figures: Figure[]): (figure: Figure) => Figure {
  const byClaim = new Map(figures.map((f) => [f.claim, f]));
  const last = (figure: Figure, left: number): Figure => {
    const next = figure.superseded_by && left ? byClaim.get(figure.superseded_by) : undefined;
    return next ? last(next, left - 1) : figure;
  };
  return (figure) => last(figure, figures.length);
}

/** Heights for names that wish to stand at these, none on top of another, as near to them as that goes. */
function apart(wished: number[], ground: number): number[] {
  const out = [...wished];
  const order = [...wished.keys()].sort((a, b) => (wished[b] ?? 0) - (wished[a] ?? 0));
  let next = ground;
  for (const i of order) {
    out[i] = Math.min(out[i] ?? 0, next);
    next = (out[i] ?? 0) - NAME;
  }
  // What was pushed beyond the upper end comes down again, and what is below it with it.
  next = TOP;
  for (const i of order.reverse()) {
    out[i] = Math.max(out[i] ?? 0, next);
    next = (out[i] ?? 0) + NAME;
  }
  return out;
}
