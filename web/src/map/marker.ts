// The sign of one place: its shape says what sort of place it is, its filling what is known of who holds it.

import type { HeldPlace, Status } from '../api.ts';
import { NOBODY, colorOf, stripesOf } from '../colors.ts';
import { s } from '../dom.ts';

export const RADIUS: Record<Status, number> = { held_by: 6.5, claimed_by: 6.5, contested: 10, unknown: 5 };
const AREAS = new Set(['country', 'admin1', 'admin2', 'region', 'continent', 'water']);

export const isArea = (feature: string | null) => feature !== null && AREAS.has(feature);

/** The drawn sign around (0, 0); hatchings that it needs are added to `defs`. */
export function drawMarker(place: Pick<HeldPlace, 'status' | 'actor' | 'disputed_by' | 'feature'>, defs: SVGDefsElement): SVGGElement {
  const r = RADIUS[place.status];
  const outline = isArea(place.feature) ? square : circle;
  const color = colorOf(place.actor);
  const casing = s('path', { class: 'casing', d: outline(r + 1.5) });
  switch (place.status) {
    case 'held_by':
      return s('g', { class: 'sign' }, casing, s('path', { class: 'body', d: outline(r), fill: color }));
    case 'contested':
      return s('g', { class: 'sign' }, casing, s('path', { class: 'body', d: outline(r), fill: `url(#${hatching(stripesOf(place as HeldPlace), defs)})` }));
    case 'claimed_by':
      return s('g', { class: 'sign' }, casing, s('path', { class: 'body hollow', d: outline(r - 1.5), stroke: color, 'stroke-width': 3 }));
    case 'unknown':
      return s('g', { class: 'sign' }, s('path', { class: 'body hollow', d: outline(r - 1), stroke: NOBODY, 'stroke-width': 2 }));
  }
}

const circle = (r: number) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
const square = (r: number) => {
  const a = r * 0.9;
  return `M${-a},${-a}H${a}V${a}H${-a}Z`;
};

/** The id of the pattern of diagonal stripes in these colours. */
export function hatching(colors: string[], defs: SVGDefsElement): string {
  const id = `hatch-${colors.map((c) => c.slice(1)).join('-')}`;
  if (!defs.querySelector(`#${id}`)) {
    const width = 4.5;
    // A thin light line on one side of each stripe shows the hatching to readers who do not tell the colours apart.
    const stripes = colors.flatMap((fill, i) => [s('rect', { x: i * width, y: 0, width, height: 8, fill }), s('rect', { x: i * width, y: 0, width: 0.7, height: 8, fill: '#fff' })]);
    defs.append(s('pattern', { id, patternUnits: 'userSpaceOnUse', width: width * colors.length, height: 8, patternTransform: 'rotate(45)' }, ...stripes));
  }
  return id;
}
