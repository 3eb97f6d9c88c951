// Movements on the map: an arrow from where to where, where both are told. Several on one way are one arrow.

import type { Movement, Spot } from '../api.ts';
import { NOBODY } from '../colors.ts';
import { s } from '../dom.ts';

/** All that goes from one place to another. */
export interface Way { key: string; from: Located; to: Located; movements: Movement[] }
interface Located { key: string; lat: number; lon: number }

/** Kinds in which people flee or are brought out, not forces that march. */
const PEOPLE = new Set(['displaces', 'evacuates']);
/** How far from the point of a place an arrow begins and ends, so that its sign stays free. */
const GAP = 12;
const HEAD = 9;
/** How far the arrow bends aside, as a part of its length: there and back are two arrows. */
const BEND = 0.14;

/** Where it comes from and goes to, if both are told and have a point. Who goes somewhere from where it happens comes from there. */
export function ends({ from, to, place }: Movement): [Located, Located] | null {
  const [a, b] = [located(from ?? place), located(to)];
  return a && b && a.key !== b.key ? [a, b] : null;
}

function located(spot: Spot | null): Located | null {
  return spot && spot.lat !== null && spot.lon !== null ? { key: spot.key, lat: spot.lat, lon: spot.lon } : null;
}

export function ways(movements: Movement[]): Way[] {
  const out = new Map<string, Way>();
  for (const movement of movements) {
    const found = ends(movement);
    if (!found) continue;
    const [from, to] = found;
    const key = `${from.key} ${to.key} ${isOfPeople(movement)}`;
    const way = out.get(key) ?? { key, from, to, movements: [] };
    way.movements.push(movement);
    out.set(key, way);
  }
  return [...out.values()];
}

const isOfPeople = (movement: Movement) => PEOPLE.has(movement.kind);

/** An arrow's parts, to be laid out by `layWay`. */
export function drawWay(way: Way, color: string | null): SVGElement[] {
  const people = way.movements.every(isOfPeople);
  const stroke = people ? NOBODY : (color ?? NOBODY);
  return [s('path', { class: 'hit' }), s('path', { class: 'case' }), s('path', { class: people ? 'line people' : 'line', stroke }), s('path', { class: 'head', fill: stroke })];
}

/** Puts an arrow between two points of the screen. */
export function layWay(node: Element, [x0, y0]: [number, number], [x1, y1]: [number, number]): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ux, uy] = length ? [(x1 - x0) / length, (y1 - y0) / length] : [1, 0];
  const gap = Math.min(GAP, length / 4);
  const [ax, ay, bx, by] = [x0 + ux * gap, y0 + uy * gap, x1 - ux * gap, y1 - uy * gap];
  const [cx, cy] = [(ax + bx) / 2 - uy * length * BEND, (ay + by) / 2 + ux * length * BEND];
  // The head points the way that the bow arrives.
  const far = Math.hypot(bx - cx, by - cy) || 1;
  const [hx, hy] = [(bx - cx) / far, (by - cy) / far];
  const [ex, ey] = [bx - hx * HEAD, by - hy * HEAD];
  const at = (x: number, y: number) => `${x.toFixed(1)},${y.toFixed(1)}`;
  const bow = `M${at(ax, ay)}Q${at(cx, cy)} ${at(ex, ey)}`;
  const head = `M${at(bx, by)}L${at(ex - hy * HEAD * 0.5, ey + hx * HEAD * 0.5)}L${at(ex + hy * HEAD * 0.5, ey - hx * HEAD * 0.5)}Z`;
  for (const part of node.querySelectorAll('path')) part.setAttribute('d', part.classList.contains('head') ? head : bow);
}

/** A sample for the legend. */
export function waySample(people: boolean, color: string | null): SVGSVGElement {
  const parts = [s('path', { class: people ? 'line people' : 'line', stroke: people ? NOBODY : (color ?? NOBODY) }), s('path', { class: 'head', fill: people ? NOBODY : (color ?? NOBODY) })];
  const svg = s('svg', { class: 'way-sample', viewBox: '-13 -13 26 26', width: 20, height: 20, 'aria-hidden': 'true' }, ...parts);
  layWay(svg, [-22, 3], [22, 3]);
  return svg;
}
