// The basemap: countries, first-level divisions, disputed borders and disputed areas of Natural Earth, in two TopoJSON
// files (data/README.md). It has every bend of every border of the world, far more than a screen shows, so an outline is
// made when it is drawn, of the points that can be told apart at the zoom.

import type { Geometry, Position } from 'geojson';
import { project } from './projection.ts';

/** Left, top, right, bottom on the unzoomed map. */
export type Extent = [number, number, number, number];
export type Kind = 'country' | 'country-part' | 'division' | 'border' | 'disputed' | 'disputed-area' | 'lake' | 'river';
export interface Area {
  name: string;
  kind: Kind;
  box: Extent;
  /** The rings of each polygon, or a line each, by the numbers of their arcs: `n` forwards, `~n` backwards. */
  parts: number[][][];
  /** The code of a country, or its name where it has none; of a disputed area, who administers it and who claims it. */
  parties: string[];
}
export interface Basemap {
  areas: Area[];
  /** What lies around arcs. */
  around(arcs: number[]): Extent;
  /** The points of arcs, one after the other, as exactly as they are known. */
  points(arcs: number[]): Position[];
  /** An area's outline on the unzoomed map, of the points that can be told apart at a zoom. */
  outline(area: Area, zoom: number): Geometry;
}

interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  objects: Record<string, { geometries: { type: string; properties: Properties; arcs: number[][] | number[][][] }[] }>;
  arcs: [number, number][][];
}

interface Properties { name?: string | null; iso2?: string | null; administered_by?: string; claimed_by?: string[] }

const KINDS: Record<string, Kind> = { countries: 'country', admin1: 'division', disputed: 'disputed', disputed_areas: 'disputed-area', lakes: 'lake', rivers: 'river' };
/** What is drawn as lines. */
const LINES: ReadonlySet<Kind> = new Set<Kind>(['border', 'disputed', 'river']);
/** Mercator's map ends here; the poles would lie infinitely far away. */
const POLAR = 85;
/** Points nearer to each other than so many pixels are drawn as one. */
const PIXELS = 1;

/** The outlines of the first file alone, or with those of the second, whose arcs are numbered on from the first's. */
export function readBasemap(first: unknown, second?: unknown): Basemap {
  const files = (second ? [first, second] : [first]) as Topology[];
  const arcs = files.flatMap((file) => file.arcs);
  const { scale, translate } = (first as Topology).transform;
  const onMap = (x: number, y: number) => project(x * scale[0] + translate[0], Math.max(-POLAR, Math.min(POLAR, y * scale[1] + translate[1])));
  const boxes = arcs.map((arc): Extent => {
    let [x, y, west, south, east, north] = [0, 0, Infinity, Infinity, -Infinity, -Infinity];
    for (const [dx, dy] of arc) {
      x += dx;
      y += dy;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
    return [...onMap(west, north), ...onMap(east, south)];
  });
  const areas = files.flatMap((file) => Object.entries(file.objects)).flatMap(([object, { geometries }]) => geometries.map((geometry): Area => {
    const kind = KINDS[object] ?? 'disputed';
    const parts = geometry.type === 'MultiPolygon' ? geometry.arcs as number[][][] : (geometry.arcs as number[][]).map((line) => [line]);
    // Names as they stand on a map: `Homs (Hims)` is just `Homs`.
    const { name, iso2, administered_by: by, claimed_by: claimants = [] } = geometry.properties;
    const parties = kind === 'country' ? [iso2 ?? name ?? ''] : by ? [by, ...claimants] : [];
    return { name: (name ?? '').replace(/\s*\(.*\)$/, ''), kind, parts, parties, box: around(parts.flat(2)) };
  }));
  /** Arcs as points of the map, and thinned out for the zoom that was drawn last. */
  const points = new Map<number, Position[]>();
  let thinned = new Map<number, Position[]>();
  let tolerance = 0;
  return { areas, outline, around, points: (numbers) => joined(numbers, placed) };

  function around(numbers: number[]): Extent {
    const out: Extent = [Infinity, Infinity, -Infinity, -Infinity];
    for (const number of numbers) {
      const box = boxes[number < 0 ? ~number : number];
      if (box) for (const i of [0, 1, 2, 3] as const) out[i] = i < 2 ? Math.min(out[i], box[i]) : Math.max(out[i], box[i]);
    }
    return out;
  }

  function outline(area: Area, zoom: number): Geometry {
    // A step for each doubling, so that moving the map a little draws nothing anew.
    const wanted = PIXELS / 2 ** Math.round(Math.log2(zoom));
    if (wanted !== tolerance) thinned = new Map();
    tolerance = wanted;
    const seen = area.parts.filter((rings) => area.parts.length === 1 || isSeen(rings[0] ?? []));
    const coordinates = seen.map((rings) => rings.map((ring) => joined(ring, thin)));
    return LINES.has(area.kind) ? { type: 'MultiLineString', coordinates: coordinates.flat() } : { type: 'MultiPolygon', coordinates };
  }

  /** Islets are no larger than a point from afar. */
  function isSeen(numbers: number[]): boolean {
    const [left, top, right, bottom] = around(numbers);
    return Math.max(right - left, bottom - top) > 2 * tolerance;
  }

  function joined(numbers: number[], arc: (number: number) => Position[]): Position[] {
    return numbers.flatMap((number) => (number < 0 ? [...arc(~number)].reverse() : arc(number)));
  }

  /** Both ends and, between them, points some way from the one before: borders that two areas share stay shared. */
  function thin(number: number): Position[] {
    const known = thinned.get(number);
    if (known) return known;
    const all = placed(number);
    const out = all.slice(0, 1);
    let [x = 0, y = 0] = all[0] ?? [];
    for (const point of all.slice(1, -1)) {
      const [px = 0, py = 0] = point;
      if (Math.abs(px - x) < tolerance && Math.abs(py - y) < tolerance) continue;
      out.push(point);
      [x, y] = [px, py];
    }
    out.push(...all.slice(-1));
    thinned.set(number, out);
    return out;
  }

  function placed(number: number): Position[] {
    let found = points.get(number);
    if (!found) {
      let [x, y] = [0, 0];
      found = (arcs[number] ?? []).map(([dx, dy]) => onMap(x += dx, y += dy));
      points.set(number, found);
    }
    return found;
  }
}
