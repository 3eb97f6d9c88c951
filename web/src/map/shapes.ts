// What lies on the map below the signs of places: areas whose control is told, and the events of the day with how exactly
// their place is known. Nothing is moved for its looks: an area is an area, and a circle says how far off it may be.

import { geoCircle, type GeoPath } from 'd3-geo';
import type { Geometry } from 'geojson';
import type { HeldPlace, DateRange, EventRow } from '../api.ts';
import { NOBODY, colorOf, stripesOf } from '../colors.ts';
import { s } from '../dom.ts';
import * as strings from '../strings.ts';
import { hatching } from './marker.ts';

/** Kilometres in a degree of a great circle. */
const KM_PER_DEGREE = 111.2;

/** Areas and lines of places that are no towns, in the colours of who holds them. */
export function controlAreas(places: HeldPlace[], path: GeoPath, defs: SVGDefsElement): SVGElement[] {
  return places.flatMap((place) => {
    const d = place.geometry && place.status !== 'unknown' ? pathOf(place.geometry, place.radius_km, path) : null;
    if (!d) return [];
    const fill = place.geometry?.type === 'MultiLineString' ? 'none' : place.status === 'contested' ? `url(#${hatching(stripesOf(place), defs)})` : place.status === 'held_by' ? colorOf(place.actor) : 'none';
    return [s('path', { class: `control-area${place.bounds_of ? ' bounds' : ''}`, d, fill, stroke: place.actor ? colorOf(place.actor) : NOBODY, 'data-area': place.key }, s('title', {}, strings.placeStatus(place)))];
  });
}

/** Where the events of the day happened, as exactly as it is told. */
export function eventAreas(events: EventRow[], path: GeoPath): SVGElement[] {
  return events.flatMap((event) => {
    const d = event.geometry ? pathOf(event.geometry, event.radius_km, path) : null;
    return d ? [s('path', { class: `event-area${event.radius_km ? ' circle' : ''}${event.bounds_of ? ' bounds' : ''}${event.geometry?.type === 'MultiLineString' ? ' line' : ''}`, d, 'data-event': event.id }, s('title', {}, strings.events.sentence(event)))] : [];
  });
}

/** The outline; of a point, the circle in which it lies. */
function pathOf(geometry: Geometry, radius: number | undefined, path: GeoPath): string | null {
  if (geometry.type !== 'Point') return path(wound(geometry));
  const [lon = 0, lat = 0] = geometry.coordinates;
  return path(geoCircle().center([lon, lat]).radius((radius ?? 1) / KM_PER_DEGREE)());
}

/** d3 takes the inside of a ring to be on its right; RFC 7946 has it on the left. */
function wound(geometry: Geometry): Geometry {
  return geometry.type === 'MultiPolygon' ? { ...geometry, coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => [...ring].reverse())) } : geometry;
}

export interface EventSign { key: string; lat: number; lon: number; events: EventRow[] }

/** The events at each point: one sign for all, with their number. */
export function eventSigns(events: EventRow[]): EventSign[] {
  const signs = new Map<string, EventSign>();
  for (const event of events) {
    if (event.lat === null || event.lon === null || (event.geometry && event.geometry.type !== 'Point')) continue;
    const key = `${event.place_key ?? ''} ${event.lat} ${event.lon}`;
    const sign = signs.get(key) ?? { key, lat: event.lat, lon: event.lon, events: [] };
    sign.events.push(event);
    signs.set(key, sign);
  }
  return [...signs.values()];
}

const MOVES = new Set(['advances', 'enters', 'withdraws', 'deploys', 'displaces', 'evacuates']);

export type Sort = 'strike' | 'violence' | 'moves' | 'other';
const OUTLINES: Record<Sort, string> = {
  strike: 'M0,-8L1.5,-3L5.7,-5.7L3,-1.5L8,0L3,1.5L5.7,5.7L1.5,3L0,8L-1.5,3L-5.7,5.7L-3,1.5L-8,0L-3,-1.5L-5.7,-5.7L-1.5,-3Z',
  violence: 'M0,-6L1.6,-1.8L6,0L1.6,1.8L0,6L-1.6,1.8L-6,0L-1.6,-1.8Z',
  moves: 'M-5,-2H1V-5L6,0L1,5V2H-5Z',
  other: 'M-3.5,-3.5H3.5V3.5H-3.5Z',
};
export const SORTS = Object.keys(OUTLINES) as Sort[];

/** A spark for strikes, a star for other violence, an arrow for movement, else a small square. */
export const drawSort = (sort: Sort) => s('path', { d: OUTLINES[sort] });

/** The sign of the events at a place, with their number where there are several. */
export function drawEventSign(sign: EventSign): SVGGElement {
  const sort = sign.events.some((e) => e.kind === STRIKES) ? 'strike' : sign.events.some((e) => VIOLENCE.has(e.kind)) ? 'violence' : sign.events.every((e) => MOVES.has(e.kind)) ? 'moves' : 'other';
  return s('g', { class: 'event-sign', 'data-sort': sort }, drawSort(sort), sign.events.length > 1 && s('text', { x: 8, dy: '0.35em' }, String(sign.events.length)));
}

export const STRIKES = 'strikes';
const VIOLENCE = new Set(['attacks', 'clashes', 'kills', 'injures', 'besieges', 'repels']);

/** What happened on one of the days; what is not told more exactly than by a week belongs to none. */
export function ofDays<T extends { date: DateRange | null }>(events: T[], first: string, last: string): T[] {
  return events.filter((e) => e.date && e.date.start <= last && first <= e.date.end && Date.parse(e.date.end) - Date.parse(e.date.start) <= 7 * 86_400_000);
}
