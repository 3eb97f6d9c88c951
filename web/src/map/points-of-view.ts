// Disputed borders as one of the parties draws them: every disputed area that it administers or claims is its own, parted
// from others by a plain border and from its own land by none. Areas that it has no part in stay disputed. This is a way
// of drawing: who administers and who claims is what the basemap's list says (lexicons/places/disputed.toml).
//
// Neighbours share arcs, so an arc is a border where the land on its two sides has two owners.

import type { Area, Basemap } from './basemap.ts';

/** What lies on the left and on the right of an arc. */
type Sides<T> = [left: T | undefined, right: T | undefined];

/** Who administers or claims one of the disputed areas: codes of countries (ISO 3166-1), or names where there is no code. */
export function partiesTo(basemap: Basemap): string[] {
  return [...new Set(basemap.areas.filter((a) => a.kind === 'disputed-area').flatMap((a) => a.parties))];
}

/** What was made last of each basemap, since several maps draw the same. */
const made = new WeakMap<Basemap, { who: string; areas: Area[] }>();

/** The areas as one of the parties draws them, with their borders as lines. */
export function asSeenBy(basemap: Basemap, who: string): Area[] {
  const known = made.get(basemap);
  if (known?.who === who) return known.areas;
  const areas = drawnBy(basemap, who);
  made.set(basemap, { who, areas });
  return areas;
}

function drawnBy(basemap: Basemap, who: string): Area[] {
  const { areas } = basemap;
  const own = areas.filter((a) => a.kind === 'disputed-area' && a.parties.includes(who));
  const countries = areas.filter((a) => a.kind === 'country');
  const country = new Map<number, Sides<string>>();
  for (const area of countries) for (const part of area.parts) for (const [arc, side] of insides(basemap, part)) sidesOf(country, arc)[side] = area.parties[0];
  const isOwn = new Map<number, Sides<boolean>>();
  /** The country around the part of an own area that an arc cuts off. */
  const home = new Map<number, string | undefined>();
  for (const part of own.flatMap((area) => area.parts)) {
    const arcs = insides(basemap, part);
    const around = arcs.map(([arc, side]) => country.get(arc)?.[side]).find(Boolean);
    for (const [arc, side] of arcs) {
      sidesOf(isOwn, arc)[side] = true;
      home.set(arc, around);
    }
  }
  const owner = (arc: number, side: 0 | 1) => (isOwn.get(arc)?.[side] ? who : country.has(arc) ? country.get(arc)?.[side] : home.get(arc));
  const parts = (arc: number) => !isOwn.has(arc) || owner(arc, 0) !== owner(arc, 1);
  const lines = (area: Area, kind: Area['kind'], keeps: (arc: number) => boolean): Area => {
    const runs = area.parts.flat().flatMap((ring) => runsOf(ring, keeps));
    return { ...area, kind, parts: runs.map((run) => [run]), box: basemap.around(runs.flat()) };
  };
  return areas.flatMap((area): Area[] => {
    switch (area.kind) {
      case 'country': return [isWithin(area) ? { ...area, kind: 'country-part' } : area, lines(area, 'border', parts)];
      case 'disputed-area': return own.includes(area) ? [lines(area, 'border', (arc) => !country.has(arc) && parts(arc))] : [area];
      case 'disputed': return [lines(area, 'disputed', (arc) => !isOwn.has(arc) && !own.some((a) => holds(basemap, a, arc)))];
      default: return [area];
    }
  });

  /** Whether the whole of a country is an area that somebody else has for its own. */
  function isWithin({ parts: polygons, parties }: Area): boolean {
    return parties[0] !== who && polygons.every((part) => insides(basemap, part).every(([arc, side]) => isOwn.get(arc)?.[side]));
  }
}

/** The arcs around a polygon, each with the side on which the polygon lies. */
function insides(basemap: Basemap, rings: number[][]): [arc: number, side: 0 | 1][] {
  return rings.flatMap((ring, i) => {
    const leftInside = turn(basemap.points(ring)) > 0 === (i === 0);
    return ring.map((n): [number, 0 | 1] => (n < 0 ? [~n, leftInside ? 1 : 0] : [n, leftInside ? 0 : 1]));
  });
}

/** Twice the area of a ring; its sign tells which way the ring goes. */
function turn(ring: number[][]): number {
  let sum = 0;
  let [x, y] = ring[ring.length - 1] ?? [];
  for (const [nextX = 0, nextY = 0] of ring) {
    sum += (x ?? 0) * nextY - nextX * (y ?? 0);
    [x, y] = [nextX, nextY];
  }
  return sum;
}

function sidesOf<T>(of: Map<number, Sides<T>>, arc: number): Sides<T> {
  const known = of.get(arc);
  if (known) return known;
  const sides: Sides<T> = [undefined, undefined];
  of.set(arc, sides);
  return sides;
}

/** The stretches of a line or ring whose arcs are kept. */
function runsOf(line: number[], keeps: (arc: number) => boolean): number[][] {
  const runs: number[][] = [];
  let run: number[] | null = null;
  for (const n of line) {
    if (!keeps(n < 0 ? ~n : n)) run = null;
    else if (run) run.push(n);
    else runs.push(run = [n]);
  }
  return runs;
}

/** Whether the middle of an arc lies in an area. */
function holds(basemap: Basemap, area: Area, arc: number): boolean {
  const points = basemap.points([arc]);
  const half = Math.floor((points.length - 1) / 2);
  const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = [points[half], points[half + 1]];
  const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
  const [left, top, right, bottom] = area.box;
  if (x < left || x > right || y < top || y > bottom) return false;
  let within = false;
  for (const ring of area.parts.flat()) {
    const outline = basemap.points(ring);
    let [px = 0, py = 0] = outline[outline.length - 1] ?? [];
    for (const [qx = 0, qy = 0] of outline) {
      if ((py > y) !== (qy > y) && x < ((qx - px) * (y - py)) / (qy - py) + px) within = !within;
      [px, py] = [qx, qy];
    }
  }
  return within;
}
