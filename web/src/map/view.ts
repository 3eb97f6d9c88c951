// The map: borders below, places above, labels where they fit.

import { geoIdentity, geoPath } from 'd3-geo';
import { select } from 'd3-selection';
import 'd3-transition';
import { type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { EventRow, HeldPlace } from '../api.ts';
import { colorOf } from '../colors.ts';
import { change, h, s, setChildren } from '../dom.ts';
import * as strings from '../strings.ts';
import type { Painter, Tiles } from '../tiles/layer.ts';
import type { Area, Basemap, Extent, Kind } from './basemap.ts';
import { type Group, grouped } from './clusters.ts';
import { type Box, type Wanted, placeLabels, textWidth } from './labels.ts';
import { asSeenBy, partiesTo } from './points-of-view.ts';
import { RADIUS, drawMarker, isArea } from './marker.ts';
import { type Way, drawWay, layWay } from './moves.ts';
import { SCALE, project, projection } from './projection.ts';
import { type EventSign, controlAreas, drawEventSign, eventAreas, eventSigns } from './shapes.ts';

export interface MapView {
  element: HTMLElement;
  setBasemap(basemap: Basemap): void;
  /** Draws these lakes and rivers too. */
  setWaters(waters: Basemap): void;
  /** Draws the tiles of an archive under all else, in place of the basemap's own land and waters. */
  setTiles(tiles: Tiles): void;
  /** Draws disputed borders as one of the parties to them does; with no party, as disputed. */
  seeAs(who: string): void;
  /** Shows the places of a day; those in `changed` are marked, `selected` is ringed. */
  show(places: HeldPlace[], changed: Set<string>, selected: string | null): void;
  /** Shows these events, or none. */
  showEvents(events: EventRow[]): void;
  /** Shows these movements as arrows, each in the colour of who moves. */
  showMoves(ways: Way[], colorOfWay: (way: Way) => string | null): void;
  /** The drawn map, to be stored as a picture. */
  svg: SVGSVGElement;
  /** Moves the map so that all these places are seen, unless the reader has moved it. */
  fit(places: HeldPlace[]): void;
  /** Pans to a place that is out of view. */
  reveal(key: string): void;
  /** Moves with another map from now on, and the other with it. */
  join(other: MapView): void;
  /** Calls with the zoom whenever the map moves, and once at the start. */
  onMove(listener: (zoom: ZoomTransform) => void): void;
  follow(zoom: ZoomTransform): void;
}

/** What its signs do, and what names it; a second map beside the first has no buttons and follows it. */
export interface MapParts {
  name: string;
  testid: string;
  leads: boolean;
  onSelect: (key: string) => void;
  onEvents: (sign: EventSign) => void;
  onMoves: (way: Way) => void;
}

const FONT = '"Helvetica Neue", "Liberation Sans", Arial, sans-serif';
const PLACE_FONT = `12px ${FONT}`;
const STRONG_FONT = `bold 12.5px ${FONT}`;
const COUNTRY_FONT = `bold 12px ${FONT}`;
const DIVISION_FONT = `10.5px ${FONT}`;
/** Height of the zoom buttons in the upper right corner, where no label goes. */
const BUTTONS = 124;
/** Height of the line at the bottom that names the source of the basemap. */
const CREDIT = 20;
/** Letter spacing of area labels, which canvas does not measure. */
const SPACED = 1.18;

/** Areas whose names stand on the map. A country that somebody has for a part of its own is named as divisions are. */
const NAMED: ReadonlySet<Kind> = new Set<Kind>(['country', 'country-part', 'division']);

/** Rivers are known so roughly that from this zoom on they would lie beside their beds. */
const RIVERS_UNTIL = 6;
/** From further away than this zoom divisions are a web that hides the map. */
const DIVISIONS_FROM = 0.3;

/** The name of an area with the place where it wants to stand. */
type AreaName = Wanted & { area: Area; centre: [number, number] };

export function createMap({ name, testid, leads, onSelect, onEvents, onMoves }: MapParts): MapView {
  const path = geoPath(projection);
  const defs = s('defs');
  const base = s('g', { class: 'base' });
  const held = s('g', { class: 'control-areas' });
  const told = s('g', { class: 'event-areas' });
  const arrows = s('g', { class: 'ways' });
  const eventMarks = s('g', { class: 'event-signs' });
  const areaLabels = s('g', { class: 'area-labels', 'aria-hidden': 'true' });
  const marks = s('g', { class: 'places' });
  const placeNames = s('g', { class: 'place-labels', 'aria-hidden': 'true' });
  const svg = s('svg', { class: 'map', role: 'group', 'aria-label': name, 'data-testid': testid, 'data-seen-by': '' }, defs, base, held, told, areaLabels, arrows, marks, eventMarks, placeNames);
  const element = h('div', { class: leads ? 'map-frame' : 'map-frame second' }, svg, leads && zoomButtons());

  const size = { width: 0, height: 0 };
  let basemap: Basemap | null = null;
  let waters: Basemap | null = null;
  let painter: Painter | null = null;
  /** The outline of the land as it is drawn. */
  let land = '';
  let seenBy = '';
  /** The basemap's areas, as whoever is chosen draws them. */
  let areas: Area[] = [];
  const listeners: ((zoom: ZoomTransform) => void)[] = [];
  /** What of the basemap is drawn. */
  let drawn: Extent | null = null;
  let shown: HeldPlace[] = [];
  let byKey = new Map<string, HeldPlace>();
  /** Where each place lies in the unzoomed projection. */
  const spots = new Map<string, [number, number]>();
  /** The signs on the map, as places or as groups of them. */
  let groups: Group[] = [];
  let fitted: HeldPlace[] = [];
  let ringed: string | null = null;
  let marked = new Set<string>();
  let moved = false;
  /** The names of areas for the view that they were looked for last. */
  let named: { seen: string; of: Area[]; areas: AreaName[] } = { seen: '', of: [], areas: [] };
  /** The names of places that stand on the map. */
  let names = new Map<string, SVGTextElement>();
  /** Which names of areas stand where. */
  let areaNames = '';
  /** What the signs and names of places cover. */
  let occupied: Box[] = [];
  let happened: { sign: EventSign; node: SVGGElement }[] = [];
  let moving: { way: Way; node: SVGGElement }[] = [];
  const signs = new Map<string, { node: SVGGElement; drawn: string }>();

  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.04, 60])
    .translateExtent([project(-180, 84), project(180, -78)])
    // One finger scrolls the page on narrow screens, where the map is only a part of it.
    .filter((event: MouseEvent & TouchEvent) => !event.button && !(event.type === 'touchstart' && event.touches.length === 1 && isNarrow()))
    .on('zoom', (event: { transform: ZoomTransform; sourceEvent: unknown }) => {
      if (event.sourceEvent) moved = true;
      for (const layer of [base, held, told]) layer.setAttribute('transform', event.transform.toString());
      drawBase();
      layOut();
      for (const listener of listeners) listener(event.transform);
    })
    .on('end', layOutAreas);
  const root = select<SVGSVGElement, unknown>(svg).call(behaviour).on('dblclick.zoom', null);
  new ResizeObserver(resized).observe(element);

  return { element, svg, setBasemap, setWaters, setTiles, seeAs, show, showEvents, showMoves, fit, reveal, onMove, follow, join };

  function setBasemap(outlines: Basemap): void {
    basemap = outlines;
    drawAnew();
  }

  function setWaters(outlines: Basemap): void {
    waters = outlines;
    drawAnew();
  }

  function setTiles(tiles: Tiles): void {
    const canvas = h('canvas', { 'aria-hidden': 'true', 'data-testid': `${testid}-tiles` });
    element.prepend(canvas);
    element.classList.add('tiled');
    painter = tiles.on(canvas);
    drawAnew();
  }

  function seeAs(who: string): void {
    if (who === seenBy) return;
    seenBy = who;
    svg.dataset.seenBy = who;
    svg.setAttribute('aria-label', who ? `${name} ${strings.map.seenAs(who)}` : name);
    drawAnew();
  }

  function drawAnew(): void {
    if (!basemap) return;
    areas = partiesTo(basemap).includes(seenBy) ? asSeenBy(basemap, seenBy) : basemap.areas;
    drawn = null;
    drawBase();
    layOutAreas();
  }

  /** Draws the borders of the view and of half a view to each side, since moving and painting the whole world is too slow. */
  function drawBase(): void {
    if (!size.width || !basemap) return;
    outlineView();
    painter?.draw(zoomTransform(svg), size.width, size.height, land);
  }

  function outlineView(): void {
    if (!basemap) return;
    const [x0, y0, x1, y1] = viewOnBase();
    if (drawn && x0 >= drawn[0] && y0 >= drawn[1] && x1 <= drawn[2] && y1 <= drawn[3] && x1 - x0 > (drawn[2] - drawn[0]) / 6) return;
    const [wide, high] = [(x1 - x0) / 2, (y1 - y0) / 2];
    drawn = [x0 - wide, y0 - high, x1 + wide, y1 + high];
    const near = areasIn(areas, drawn);
    const wet = areasIn(waters?.areas ?? [], drawn);
    const { k } = zoomTransform(svg);
    const clipped = clippedTo(drawn);
    const joined = (of: Basemap | null, list: Area[], kinds: Kind[]) => list.filter((area) => kinds.includes(area.kind)).map((area) => (of && clipped(of.outline(area, k))) ?? '').join('');
    const shapes = (...kinds: Kind[]) => joined(basemap, near, kinds);
    const countries = shapes('country', 'country-part');
    land = countries;
    base.replaceChildren(
      s('path', { class: 'land', d: countries }),
      s('path', { class: 'rivers', d: painter || k > RIVERS_UNTIL ? '' : joined(waters, wet, ['river']) }),
      s('path', { class: 'lakes', d: painter ? '' : joined(waters, wet, ['lake']) }),
      s('path', { class: 'disputed-area', d: shapes('disputed-area') }),
      s('path', { class: 'divisions', d: k < DIVISIONS_FROM ? '' : shapes('division') }),
      s('path', { class: 'borders', d: areas === basemap.areas ? countries : shapes('border') }),
      s('path', { class: 'disputed', d: shapes('disputed') }),
    );
  }

  function show(places: HeldPlace[], changed: Set<string>, selected: string | null): void {
    // Later ones are painted over earlier ones, so the disputed come last; they come in the order of their names.
    shown = byWeight(places.filter((p) => p.lat !== null && p.lon !== null));
    marked = changed;
    ringed = selected;
    byKey = new Map(shown.map((p) => [p.key, p]));
    for (const p of shown) if (!spots.has(p.key)) spots.set(p.key, project(p.lon ?? 0, p.lat ?? 0));
    held.replaceChildren(...controlAreas(places, path, defs));
    groups = [];
    layOut();
    layOutAreas();
  }

  /** Makes the signs those of the groups; what stands already stays. */
  function drawSigns(): void {
    const next = grouped(shown, spotOf, viewOnBase(), zoomTransform(svg).k, ringed);
    if (next.length === groups.length && next.every((g, i) => g.head === groups[i]?.head && g.others.length === groups[i]?.others.length)) return;
    groups = next;
    const focused = document.activeElement;
    const heads = new Set(groups.map((g) => g.head.key));
    for (const key of signs.keys()) if (!heads.has(key)) signs.delete(key);
    setChildren(marks, groups.map(updateSign));
    if (focused instanceof SVGElement && focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  function spotOf(place: HeldPlace): [number, number] {
    return spots.get(place.key) ?? [0, 0];
  }

  function showEvents(events: EventRow[]): void {
    if (!events.length && !happened.length && !told.firstChild) return;
    told.replaceChildren(...eventAreas(events, path));
    happened = eventSigns(events).map((sign) => {
      const node = s('g', { class: 'event', role: 'button', tabindex: 0, 'aria-label': strings.map.eventsHere(sign.events), 'data-events': sign.events.length, click: () => onEvents(sign), keydown: pressed(() => onEvents(sign)) }, s('title', {}, strings.map.eventsHere(sign.events)), s('circle', { class: 'target', r: 9 }), drawEventSign(sign));
      return { sign, node };
    });
    eventMarks.replaceChildren(...happened.map((e) => e.node));
    layOut();
  }

  function showMoves(ways: Way[], colorOfWay: (way: Way) => string | null): void {
    if (!ways.length && !moving.length) return;
    moving = ways.map((way) => {
      const said = strings.movements.arrow(way.movements);
      const node = s('g', { class: 'way', role: 'button', tabindex: 0, 'aria-label': said, 'data-way': way.key, click: () => onMoves(way), keydown: pressed(() => onMoves(way)) }, s('title', {}, said), ...drawWay(way, colorOfWay(way)));
      return { way, node };
    });
    arrows.replaceChildren(...moving.map((m) => m.node));
    layOut();
  }

  function updateSign({ head: place, others }: Group): SVGGElement {
    let sign = signs.get(place.key);
    if (!sign) {
      const choose = () => {
        const group = groups.find((g) => g.head.key === place.key);
        if (group?.others.length) open(group);
        else onSelect(place.key);
      };
      const node = s('g', {
        class: 'place', role: 'button', tabindex: 0, click: choose, keydown: pressed(choose),
        focus: () => reveal(place.key),
      });
      sign = { node, drawn: '' };
      signs.set(place.key, sign);
    }
    const { node } = sign;
    const said = strings.map.group(strings.placeStatus(place), others.length);
    const drawn = JSON.stringify([place.status, place.actor, place.disputed_by, [place.actor, ...place.disputed_by].map(colorOf), place.feature, place.extent, others.length]);
    if (sign.drawn !== drawn) {
      sign.drawn = drawn;
      const r = RADIUS[place.status];
      node.replaceChildren(
        s('title', {}, said),
        s('circle', { class: 'target', r: Math.max(12, r + 3) }),
        s('circle', { class: 'changed-ring', r: r + 4 }),
        s('circle', { class: 'selected-ring', r: r + 5.5 }),
        drawMarker(place, defs),
        ...(others.length ? [s('text', { class: 'others', x: r + 1, y: r + 3 }, strings.map.others(others.length))] : []),
      );
    }
    const classes = ['place', (marked.has(place.key) || others.some((p) => marked.has(p.key))) && 'changed', ringed === place.key && 'selected'];
    change(node, {
      'aria-label': said, 'data-others': others.length || null, 'data-place': place.key, 'data-name': place.name, 'data-feature': place.feature, 'data-status': place.status, 'data-actor': place.actor?.id,
      class: classes.filter(Boolean).join(' '), 'aria-current': ringed === place.key ? 'true' : null, opacity: fading(place.age_days),
    });
    return node;
  }

  /** Goes so near that the places of a group lie apart. */
  function open({ head, others }: Group): void {
    const points = [head, ...others].map(spotOf);
    const range = (axis: 0 | 1) => [Math.min(...points.map((p) => p[axis])), Math.max(...points.map((p) => p[axis]))] as const;
    const [[x0, x1], [y0, y1]] = [range(0), range(1)];
    const k = Math.min(Math.max(zoomTransform(svg).k * 2, Math.min(size.width / Math.max(x1 - x0, 1e-3), size.height / Math.max(y1 - y0, 1e-3)) / 2), 60);
    moved = true;
    moveTo(zoomIdentity.translate(size.width / 2 - (k * (x0 + x1)) / 2, size.height / 2 - (k * (y0 + y1)) / 2).scale(k), true);
  }

  /** Positions of signs and names for the present zoom. */
  function layOut(): void {
    if (!size.width) return;
    drawSigns();
    const transform = zoomTransform(svg);
    const view = viewBox();
    const heads = groups.map((g) => g.head);
    const points = positions(transform, heads);
    const taken: Box[] = [{ x0: size.width - 48, y0: 0, x1: size.width, y1: BUTTONS }];
    for (const place of heads) {
      const [x, y] = points.get(place.key) ?? [0, 0];
      const sign = signs.get(place.key);
      if (sign) change(sign.node, { transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
      const r = RADIUS[place.status] + 2;
      taken.push({ x0: x - r, y0: y - r, x1: x + r, y1: y + r });
    }
    const wanted: Wanted[] = [...heads].sort((a, b) => urgency(b) - urgency(a)).map((place) => {
      const [x, y] = points.get(place.key) ?? [0, 0];
      const strong = place.status === 'contested' || place.key === ringed;
      return { id: place.key, text: place.name, x, y, gap: RADIUS[place.status] + (marked.has(place.key) || place.key === ringed ? 9 : 5), font: strong ? STRONG_FONT : PLACE_FONT, height: 14 };
    });
    const stood = names;
    names = new Map(placeLabels(wanted, taken, view).map((label) => {
      const strong = byKey.get(label.id)?.status === 'contested' || label.id === ringed;
      const there = stood.get(label.id);
      const name = there?.textContent === label.text ? there : s('text', { dy: '0.35em' }, label.text);
      change(name, { class: strong ? 'strong' : null, x: label.x.toFixed(1), y: label.y.toFixed(1), 'text-anchor': label.anchor });
      return [label.id, name];
    }));
    setChildren(placeNames, [...names.values()]);
    for (const { sign, node } of happened) {
      const [x, y] = transform.apply(project(sign.lon, sign.lat));
      // Beside the sign of the place, which says who holds it.
      node.setAttribute('transform', `translate(${(x + 11).toFixed(1)},${(y - 11).toFixed(1)})`);
    }
    for (const { way, node } of moving) layWay(node, transform.apply(project(way.from.lon, way.from.lat)), transform.apply(project(way.to.lon, way.to.lat)));
    for (const label of areaLabels.children) {
      const [x, y] = transform.apply([Number(label.getAttribute('data-x')), Number(label.getAttribute('data-y'))]);
      label.setAttribute('transform', `translate(${x.toFixed(1)},${y.toFixed(1)})`);
    }
    occupied = taken;
  }

  /** Where each place is drawn; provinces step aside for a town at the same spot. */
  function positions(transform: ZoomTransform, heads: HeldPlace[]): Map<string, [number, number]> {
    const points = new Map(heads.map((p) => [p.key, transform.apply(spotOf(p))]));
    const towns = heads.filter((p) => !isArea(p.feature)).flatMap((p) => [points.get(p.key) ?? [0, 0]]);
    for (const place of heads) {
      const at = points.get(place.key);
      if (!at || !isArea(place.feature)) continue;
      if (towns.some(([x = 0, y = 0]) => Math.hypot(x - at[0], y - at[1]) < 16)) points.set(place.key, [at[0] + 18, at[1] - 14]);
    }
    return points;
  }

  /** Names of countries and divisions, in the middle of what is seen of them. Too slow to do on every move. */
  function layOutAreas(): void {
    if (!size.width || !basemap) return;
    const nameable = nameableAreas();
    const taken = new Set(nameable.length ? shown.map((p) => p.name.toLowerCase()) : []);
    const wanted = nameable.filter(({ area }) => area.kind === 'country' || !taken.has((area.name ?? '').toLowerCase()));
    const placed = placeLabels(wanted, [...occupied], viewBox());
    const told = JSON.stringify(placed);
    if (areaNames === told) return;
    areaNames = told;
    const byId = new Map(wanted.map((label) => [label.id, label]));
    areaLabels.replaceChildren(...placed.flatMap((label) => {
      const found = byId.get(label.id);
      if (!found) return [];
      return [s('text', { class: found.area.kind === 'country' ? 'country' : 'division', 'data-x': found.centre[0], 'data-y': found.centre[1], transform: `translate(${label.x.toFixed(1)},${label.y.toFixed(1)})`, 'text-anchor': 'middle', dy: '0.35em' }, label.text)];
    }));
  }

  /** The countries and divisions whose names fit into what is seen of them. It is the same on every day. */
  function nameableAreas(): AreaName[] {
    if (!size.width || !basemap) return [];
    const transform = zoomTransform(svg);
    const seen = `${transform.toString()} ${size.width} ${size.height}`;
    if (named.seen === seen && named.of === areas) return named.areas;
    const view = viewOnBase();
    const clipped = clippedTo(view);
    const wanted: AreaName[] = [];
    for (const area of areasIn(areas, view)) {
      if (!NAMED.has(area.kind) || !area.name) continue;
      const font = area.kind === 'country' ? COUNTRY_FONT : DIVISION_FONT;
      if (area.kind !== 'country' && (transform.k < DIVISIONS_FROM || (area.box[2] - area.box[0]) * transform.k < 80)) continue;
      const shape = basemap.outline(area, transform.k);
      const [[vx0], [vx1]] = clipped.bounds(shape);
      const text = area.kind === 'country' ? area.name.toUpperCase() : area.name;
      if ((vx1 - vx0) * transform.k < textWidth(text, font) * SPACED * 1.1) continue;
      const centre = clipped.centroid(shape);
      if (!centre.every(Number.isFinite)) continue;
      const [x, y] = transform.apply(centre);
      wanted.push({ id: String(wanted.length), text, x, y, gap: 0, font, height: area.kind === 'country' ? 18 : 14, fixed: true, area, centre });
    }
    named = { seen, of: areas, areas: wanted };
    return wanted;
  }

  function fit(places: HeldPlace[]): void {
    fitted = places;
    if (!moved) moveTo(frameOf(places), false);
  }

  function reveal(key: string): void {
    const place = byKey.get(key);
    if (!place || !size.width) return;
    const transform = zoomTransform(svg);
    const [x, y] = transform.apply(project(place.lon ?? 0, place.lat ?? 0));
    const margin = 24;
    if (x >= margin && y >= margin && x <= size.width - margin && y <= size.height - margin) return;
    const [px, py] = project(place.lon ?? 0, place.lat ?? 0);
    moveTo(zoomIdentity.translate(size.width / 2 - px * transform.k, size.height / 2 - py * transform.k).scale(transform.k), true);
  }

  function join(other: MapView): void {
    onMove(other.follow);
    other.onMove(follow);
  }

  function onMove(listener: (zoom: ZoomTransform) => void): void {
    listeners.push(listener);
    listener(zoomTransform(svg));
  }

  function follow(to: ZoomTransform): void {
    const now = zoomTransform(svg);
    if (now.k === to.k && now.x === to.x && now.y === to.y) return;
    moved = true;
    moveTo(to, false);
  }

  function moveTo(transform: ZoomTransform, smooth: boolean): void {
    if (smooth && !matchMedia('(prefers-reduced-motion: reduce)').matches) root.transition().duration(300).call(behaviour.transform, transform);
    else root.call(behaviour.transform, transform);
  }

  /** The zoom that shows all places with some air; places far away from the rest do not count. */
  function frameOf(places: HeldPlace[]): ZoomTransform {
    const points = places.filter((p) => p.lat !== null && p.lon !== null && p.feature !== 'continent').map((p) => project(p.lon ?? 0, p.lat ?? 0));
    if (!points.length || !size.width) return zoomIdentity.translate(size.width / 2, size.height / 2).scale(0.1);
    const spread = (axis: 0 | 1): [number, number] => {
      const values = points.map((p) => p[axis]).sort((a, b) => a - b);
      const middle = values[Math.floor(values.length / 2)] ?? 0;
      const far = SCALE * 0.16;
      const near = values.filter((v) => Math.abs(v - middle) < far);
      return [near[0] ?? middle, near[near.length - 1] ?? middle];
    };
    const [left, right] = spread(0);
    const [top, bottom] = spread(1);
    const air = { x: Math.min(110, size.width * 0.16), y: Math.min(60, size.height * 0.12) };
    const k = Math.min((size.width - 2 * air.x) / Math.max(right - left, 40), (size.height - 2 * air.y) / Math.max(bottom - top, 40), 12);
    return zoomIdentity.translate(size.width / 2 - (k * (left + right)) / 2, size.height / 2 - (k * (top + bottom)) / 2).scale(k);
  }

  function resized(entries: ResizeObserverEntry[]): void {
    const box = entries[entries.length - 1]?.contentRect;
    // Nor is there anything to do where the map was only out of sight.
    if (!box || !box.width || (box.width === size.width && box.height === size.height)) return;
    const before = zoomTransform(svg);
    const centre = before.invert([size.width / 2, size.height / 2]);
    const first = !size.width;
    size.width = box.width;
    size.height = box.height;
    behaviour.extent([[0, 0], [size.width, size.height]]);
    if (!leads) moveTo(before, false);
    else if (first || !moved) moveTo(frameOf(fitted), false);
    else moveTo(zoomIdentity.translate(size.width / 2 - centre[0] * before.k, size.height / 2 - centre[1] * before.k).scale(before.k), false);
  }

  function zoomButtons(): HTMLElement {
    const by = (factor: number) => () => {
      moved = true;
      root.call(behaviour.scaleBy, factor);
    };
    return h('div', { class: 'zoom' },
      h('button', { type: 'button', 'aria-label': strings.map.zoomIn, title: strings.map.zoomIn, click: by(1.5) }, '+'),
      h('button', { type: 'button', 'aria-label': strings.map.zoomOut, title: strings.map.zoomOut, click: by(1 / 1.5) }, '−'),
      h('button', { type: 'button', 'aria-label': strings.map.fit, title: strings.map.fit, 'data-testid': 'fit', click: () => {
        moved = false;
        moveTo(frameOf(fitted), true);
      } }, '⤢'));
  }

  /** The view in the unzoomed projection: left, top, right, bottom. */
  function viewOnBase(): Extent {
    const transform = zoomTransform(svg);
    return [...transform.invert([0, 0]), ...transform.invert([size.width, size.height])];
  }

  function viewBox(): Box {
    return { x0: 2, y0: 2, x1: size.width - 2, y1: size.height - CREDIT };
  }

  function urgency(place: HeldPlace): number {
    return (place.key === ringed ? 100 : 0) + weight(place) * 10 + (marked.has(place.key) ? 5 : 0) + (isArea(place.feature) ? 0 : 2);
  }
}

/** What the keys of a button do. */
function pressed(act: () => void): (event: Event) => void {
  return (event) => {
    if (!(event instanceof KeyboardEvent) || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    act();
  };
}

/** Draws what lies in an extent. */
function clippedTo([left, top, right, bottom]: Extent) {
  return geoPath(geoIdentity().clipExtent([[left, top], [right, bottom]]));
}

function areasIn(areas: Area[], [left, top, right, bottom]: Extent): Area[] {
  return areas.filter(({ box: [x0, y0, x1, y1] }) => x1 >= left && x0 <= right && y1 >= top && y0 <= bottom);
}

/** How strongly a place is drawn of which nothing was said for so many days: from a month on, at its faintest. */
function fading(age: number | null): number {
  return age === null ? 1 : Math.max(0.4, 1 - (0.6 * Math.max(0, age - 2)) / 28);
}

function isNarrow(): boolean {
  return matchMedia('(max-width: 860px)').matches;
}

/** The weightiest last, else in their order: there are thousands of places and few weights. */
function byWeight(places: HeldPlace[]): HeldPlace[] {
  const steps: HeldPlace[][] = [];
  for (const place of places) (steps[2 * weight(place) + 1] ??= []).push(place);
  return steps.flat();
}

const WEIGHTS = { unknown: 0, claimed_by: 1, held_by: 2, contested: 3 };

function weight(place: HeldPlace): number {
  return WEIGHTS[place.status] - (isArea(place.feature) ? 0.5 : 0);
}
