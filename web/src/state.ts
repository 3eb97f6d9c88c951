// What is shown lives in the address after `#`, so that any view can be shared as a link and the back button works.

import { isDay } from './dates.ts';

export const TABS = ['overview', 'disputes', 'place', 'events', 'access', 'figures'] as const;
export type Tab = (typeof TABS)[number];

/** The views that take the whole width: no map stands beside them. */
export const WIDE: ReadonlySet<Tab> = new Set<Tab>([]);

export interface State {
  /** The day at whose end the picture stands. */
  at: string | null;
  /** By the end of which day it was known: a day, `same` for that of the picture, or `null` for all that the ledger holds. */
  known: string | null;
  /** The day since which changes are shown; `null` is the day before. */
  since: string | null;
  tab: Tab;
  dispute: string | null;
  place: string | null;
  /** Claims opened in their reports. */
  claims: string[];
}

export function readState(hash: string = location.hash): State {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const at = params.get('at');
  const known = params.get('known');
  const since = params.get('since');
  const tab = params.get('tab');
  const dispute = params.get('dispute');
  return {
    at: isDay(at) ? at : null,
    known: known === 'same' || isDay(known) ? known : null,
    since: isDay(since) ? since : null,
    // A link to a dispute needs no tab.
    tab: TABS.find((t) => t === tab) ?? (dispute ? 'disputes' : 'overview'),
    dispute,
    place: params.get('place'),
    claims: (params.get('claim') ?? '').split(',').filter(Boolean),
  };
}

/** The link to a view: the present one with changes. */
export function linkTo(change: Partial<State>): string {
  const state = { ...readState(), ...change };
  const params = new URLSearchParams();
  if (state.at) params.set('at', state.at);
  if (state.known) params.set('known', state.known);
  if (state.since) params.set('since', state.since);
  if (state.tab !== (state.dispute ? 'disputes' : 'overview')) params.set('tab', state.tab);
  if (state.dispute) params.set('dispute', state.dispute);
  if (state.place) params.set('place', state.place);
  if (state.claims.length) params.set('claim', state.claims.join(','));
  return `#${params.toString().replaceAll('%2C', ',')}`;
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
