// What is shown lives in the address after `#`, so that any view can be shared as a link and the back button works.

import { isDay } from './dates.ts';

export const TABS = ['overview', 'disputes', 'place', 'events', 'access', 'figures', 'actors', 'ledger', 'brief', 'review', 'alerts'] as const;
export type Tab = (typeof TABS)[number];

/** The views that take the whole width: no map stands beside them. */
export const WIDE: ReadonlySet<Tab> = new Set<Tab>(['figures', 'actors', 'ledger', 'brief']);

export interface State {
  /** The day at whose end the picture stands. */
  at: string | null;
  /** By the end of which day it was known: a day, `same` for that of the picture, or `null` for all that the ledger holds. */
  known: string | null;
  /** The days that lists are narrowed to, both included. */
  range: Range | null;
  /** The day since which changes are shown; `null` is the day before. */
  since: string | null;
  tab: Tab;
  dispute: string | null;
  place: string | null;
  /** Claims opened in their reports. */
  claims: string[];
  /** Conditions of the ledger and settings of other views, in the order in which they were made. */
  filters: Filter[];
}
export type Range = [first: string, last: string];
export type Filter = [name: string, value: string];
/** Filters stand in the address under their names with this before them. */
const FILTER = 'f.';

export function readState(hash: string = location.hash): State {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const at = params.get('at');
  const known = params.get('known');
  const since = params.get('since');
  const [first = '', last = ''] = (params.get('range') ?? '').split('..');
  const tab = params.get('tab');
  const dispute = params.get('dispute');
  return {
    at: isDay(at) ? at : null,
    known: known === 'same' || isDay(known) ? known : null,
    range: isDay(first) && isDay(last) && first <= last ? [first, last] : null,
    since: isDay(since) ? since : null,
    // A link to a dispute needs no tab.
    tab: TABS.find((t) => t === tab) ?? (dispute ? 'disputes' : 'overview'),
    dispute,
    place: params.get('place'),
    claims: (params.get('claim') ?? '').split(',').filter(Boolean),
    filters: [...params].filter(([name]) => name.startsWith(FILTER)).map(([name, value]) => [name.slice(FILTER.length), value]),
  };
}

/** The link to a view: the present one, or another, with changes. */
export function linkTo(change: Partial<State>, from = readState()): string {
  const state = { ...from, ...change };
  const params = new URLSearchParams();
  if (state.at) params.set('at', state.at);
  if (state.known) params.set('known', state.known);
  if (state.range) params.set('range', state.range.join('..'));
  if (state.since) params.set('since', state.since);
  if (state.tab !== (state.dispute ? 'disputes' : 'overview')) params.set('tab', state.tab);
  if (state.dispute) params.set('dispute', state.dispute);
  if (state.place) params.set('place', state.place);
  if (state.claims.length) params.set('claim', state.claims.join(','));
  for (const [name, value] of state.filters) params.append(FILTER + name, value);
  return `#${params.toString().replaceAll('%2C', ',')}`;
}

/** Whether what is told of these days belongs to a range; what is told of no day belongs to none. */
export function isIn(range: Range | null, date: { start: string; end: string } | null): boolean {
  return range === null || (date !== null && date.start <= range[1] && range[0] <= date.end);
}

/** Goes to a view. Dragging the slider replaces the entry in the history instead of filling it. */
export function go(change: Partial<State>, replace = false): void {
  const link = linkTo(change);
  if (link === location.hash) return;
  if (!replace) {
    location.hash = link;
    return;
  }
  history.replaceState(null, '', link);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The value of a filter that is set once. */
export function filterOf(state: State, name: string): string {
  return state.filters.find(([n]) => n === name)?.[1] ?? '';
}

/** The filters with one set, or taken out if the value is empty. */
export function withFilter(state: State, name: string, value: string): Filter[] {
  const others = state.filters.filter(([n]) => n !== name);
  return value ? [...others, [name, value]] : others;
}

/** The filters with one value of a name added, or taken out if it was there. */
export function toggled(state: State, name: string, value: string): Filter[] {
  const others = state.filters.filter(([n, v]) => n !== name || v !== value);
  return others.length < state.filters.length ? others : [...others, [name, value]];
}

/** Settings of the map, which stay when another view is asked for with conditions of its own. */
const OF_MAP = new Set(['events', 'strikes', 'movements', 'beside', 'color', 'borders']);

/** These conditions in place of all others. */
export function only(conditions: Filter[]): Filter[] {
  return [...readState().filters.filter(([name]) => OF_MAP.has(name)), ...conditions];
}
