// What the signs and colours of the map mean.

import type { ActorRef, HeldPlace, Status } from '../api.ts';
import { NOBODY, colorOf } from '../colors.ts';
import { h, s } from '../dom.ts';
import * as strings from '../strings.ts';
import { drawMarker, isArea } from './marker.ts';
import { waySample } from './moves.ts';
import { type Sort, SORTS, drawSort } from './shapes.ts';

const STATUSES: Status[] = ['held_by', 'claimed_by', 'contested', 'unknown'];

/** Who holds or claims the places, those with most places first. Who only speaks of a place (a monitor) is no party. */
export function partiesOf(places: HeldPlace[]): ActorRef[] {
  const actors = new Map<string, { actor: ActorRef; places: number }>();
  for (const place of places) {
    if (place.status === 'unknown') continue;
    for (const actor of [place.actor, ...place.disputed_by]) {
      if (actor && colorOf(actor) !== NOBODY) actors.set(actor.id, { actor, places: (actors.get(actor.id)?.places ?? 0) + 1 });
    }
  }
  return [...actors.values()].sort((a, b) => b.places - a.places || a.actor.name.localeCompare(b.actor.name)).map((a) => a.actor);
}

/** What is shown besides who holds what. */
export interface Layers { events: boolean; strikes: boolean; movements: boolean }

/** What of the places the legend explains. */
interface Explained { parties: ActorRef[]; contested: Pick<HeldPlace, 'status' | 'actor' | 'disputed_by'> | null; areas: boolean }

/** The samples wear colours that stand on the map. */
export function legendOf(places: HeldPlace[]): Explained {
  const contested = places.find((p) => p.status === 'contested');
  return {
    parties: partiesOf(places),
    contested: contested ? { status: contested.status, actor: contested.actor, disputed_by: contested.disputed_by } : null,
    areas: places.some((p) => isArea(p.feature)),
  };
}

/** `seenBy` draws the disputed borders, if anybody does. */
export function drawLegend({ parties, contested, areas }: Explained, anyChanged: boolean, layers: Layers, seenBy: string): (Node | string)[] {
  const actor = parties[0] ?? null;
  const rival = [...parties].sort((a, b) => distance(colorOf(b), colorOf(actor)) - distance(colorOf(a), colorOf(actor)))[0];
  const sample = (status: Status, feature = 'city') =>
    drawSample(status === 'contested' && contested ? { ...contested, feature } : { status, feature, actor, disputed_by: rival ? [rival] : [] });
  return [
    h('ul', { class: 'signs' },
      ...STATUSES.map((status) => h('li', { 'data-legend': status }, sample(status), strings.map.statuses[status])),
      areas && h('li', {}, sample('held_by', 'admin1'), strings.map.area),
      h('li', { class: 'fade' }, ...[1, 0.7, 0.4].map((opacity) => {
        const faded = sample('held_by');
        faded.style.opacity = String(opacity);
        return faded;
      }), strings.map.faded),
      h('li', {}, s('svg', { viewBox: '-13 -13 26 26', width: 20, height: 20, 'aria-hidden': 'true' }, s('circle', { class: 'event-area circle', r: 9 })), strings.map.exactness),
      anyChanged && h('li', {}, s('svg', { viewBox: '-13 -13 26 26', width: 20, height: 20, 'aria-hidden': 'true' }, s('circle', { class: 'changed-ring', r: 9 })), strings.map.changed),
      h('li', {}, s('svg', { viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true' }, s('path', { class: 'disputed', d: 'M1,10H19' })), strings.map.disputedBorder),
      h('li', {}, s('svg', { viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true' }, s('rect', { class: 'disputed-area', x: 2, y: 4, width: 16, height: 12 })), strings.map.disputedArea),
      ...SORTS.filter((sort) => layers.events || (sort === 'strike' && layers.strikes) || (sort === 'moves' && layers.movements)).map((sort) => h('li', { 'data-legend': sort }, eventSample(sort), strings.map.signs[sort])),
      ...(layers.movements ? [false, true] : []).map((people) => h('li', { 'data-legend': people ? 'way-people' : 'way-forces' }, waySample(people, colorOf(actor)), strings.map.way[people ? 'people' : 'forces']))),
    seenBy ? h('p', { class: 'seen-by', 'data-testid': 'seen-by' }, strings.map.seenAs(seenBy)) : '',
    h('h2', { class: 'for-ear' }, strings.map.actors),
    h('ul', { class: 'actors', 'data-testid': 'legend-actors' },
      ...parties.map((actor) => h('li', { 'data-actor': actor.id },
        s('svg', { viewBox: '-8 -8 16 16', width: 14, height: 14, 'aria-hidden': 'true' }, s('rect', { x: -6, y: -6, width: 12, height: 12, rx: 2, fill: colorOf(actor) })), h('span', { dir: 'auto' }, actor.name)))),
  ];
}

function eventSample(sort: Sort): SVGSVGElement {
  return s('svg', { viewBox: '-13 -13 26 26', width: 20, height: 20, 'aria-hidden': 'true' }, s('g', { class: 'event-sign' }, drawSort(sort)));
}

/** How far two `#rrggbb` colours are apart. */
function distance(a: string, b: string): number {
  const channels = (color: string) => [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
  const other = channels(b);
  return channels(a).reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0);
}

/** A sign on its own, for the legend and for lists. */
export function drawSample(place: Pick<HeldPlace, 'status' | 'actor' | 'disputed_by' | 'feature'>): SVGSVGElement {
  const defs = s('defs');
  return s('svg', { class: 'sample', viewBox: '-13 -13 26 26', width: 20, height: 20, 'aria-hidden': 'true' }, defs, drawMarker(place, defs));
}
