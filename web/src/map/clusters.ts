// Too many places to draw each: those that lie close together at the present zoom share the sign of the weightiest.

import type { HeldPlace } from '../api.ts';

/** A sign on the map, and the other places that it stands for. */
export interface Group { head: HeldPlace; others: HeldPlace[] }

/** So many places are drawn each by itself, wherever they lie. */
const FEW = 400;
/** Pixels across which places share a sign. */
const CELL = 46;
/** More than there are cells one above the other at any zoom. */
const ROWS = 2 ** 24;
/** Pixels beyond the view in which signs are drawn, so that a short move meets signs. */
const SPARE = 60;

/**
 * The signs to draw. `places` are sorted by weight, the weightiest last; `at` tells where each lies, unzoomed; `view` is
 * left, top, right and bottom there, `zoom` by how much it is scaled. `single` keeps its sign for itself.
 */
export function grouped(places: HeldPlace[], at: (place: HeldPlace) => [number, number], view: [number, number, number, number], zoom: number, single: string | null): Group[] {
  if (places.length <= FEW) return places.map((head) => ({ head, others: [] }));
  // Steps of the zoom keep signs together while the map is moved or zoomed a little.
  const cell = CELL / 2 ** Math.round(Math.log2(zoom));
  const spare = SPARE / zoom;
  const groups = new Map<number, Group>();
  for (let i = places.length - 1; i >= 0; i--) {
    const place = places[i];
    if (!place) continue;
    const [x, y] = at(place);
    if (x < view[0] - spare || y < view[1] - spare || x > view[2] + spare || y > view[3] + spare) continue;
    const key = place.key === single ? Number.NaN : Math.floor(x / cell) * ROWS + Math.floor(y / cell);
    const group = groups.get(key);
    if (group) group.others.push(place);
    else groups.set(key, { head: place, others: [] });
  }
  return [...groups.values()].reverse();
}
