// One place: who holds it, since when, why, and the quotes on either side; without a choice, the list of all places.

import { type HeldPlace, type Status, asOf, getDisputes, getPlaceControl } from '../api.ts';
import { longDate, shortDate } from '../dates.ts';
import { h } from '../dom.ts';
import { drawSample } from '../map/legend.ts';
import { go, linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { disputeList } from './disputes.ts';
import { downloads } from './downloads.ts';
import { decisionsOn, placeOf } from './place-decisions.ts';
import { inSteps } from './in-steps.ts';
import { quoteList } from './quotes.ts';

/** Places of one status shown at once; an archive has thousands. */
const AT_ONCE = 200;
const ORDER: Status[] = ['contested', 'held_by', 'claimed_by', 'unknown'];

export async function placeTab(context: Context): Promise<Node[]> {
  const { state, places } = context;
  if (!state.place) return [...listOfPlaces(places), downloads(['control'], asOf(context.when))];
  const of = await placeOf(state.place);
  const key = of?.key ?? state.place;
  // A place that was merged into another is that one.
  if (key !== state.place) go({ place: key }, true);
  const place = await getPlaceControl(context.when, key);
  const back = h('a', { class: 'back', href: linkTo({ place: null, claims: [] }) }, `‹ ${strings.place.back}`);
  if (!place) return [back, h('p', { class: 'notice' }, strings.place.notYet(state.place)), history(context, state.place)];
  const here = (await getDisputes(context.when)).filter((d) => d.place?.key === place.key);
  return [h('article', { 'data-testid': 'place-view', 'data-place': place.key, 'data-status': place.status },
    back,
    h('h2', {}, drawSample(place), place.name),
    h('p', { class: 'status', 'data-testid': 'place-status' }, sentence(place)),
    h('dl', { class: 'fields' },
      ...field(strings.place.since, place.since ? longDate(place.since) : strings.place.sinceUnknown),
      ...field(strings.place.why, strings.capital(place.why)),
      ...field(strings.place.standing, strings.capital(strings.standing(place.standing))),
      ...(place.extent === 'whole' ? [] : field(strings.place.extent, strings.place.extents[place.extent] ?? strings.words(place.extent))),
      ...field(strings.place.where, [place.feature && strings.words(place.feature), place.admin1, place.country].filter(Boolean).join(', '))),
    history(context, place.key),
    here.length > 0 && h('section', {}, h('h3', {}, strings.place.disputesHere), disputeList(here)),
    h('section', { 'data-testid': 'supporting' }, h('h3', {}, strings.place.supporting(place.supporting.length)), await quoteList(place.supporting, strings.place.noSupporting)),
    h('section', { 'data-testid': 'opposing' }, h('h3', {}, strings.place.opposing(place.opposing.length)), await quoteList(place.opposing, strings.place.noOpposing)),
    of && await decisionsOn(place, of, places))];
}

function sentence(place: HeldPlace): string {
  return `${strings.capital(strings.statusPhrase(place))}.`;
}

function field(name: string, value: string): Node[] {
  return value ? [h('dt', {}, name), h('dd', {}, value)] : [];
}

/** One cell for each day that was fetched, so that a change is seen at a glance. */
function history(context: Context, key: string): HTMLElement {
  const cells = context.days.filter((day) => context.history.has(day)).map((day) => {
    const place = context.history.get(day)?.find((p) => p.key === key);
    const what = `${shortDate(day)}: ${place ? strings.statusPhrase(place) : strings.statusPhrase(NOTHING)}`;
    return h('a', { href: linkTo({ at: day }), title: what, 'aria-label': what, 'aria-current': day === context.when.at ? 'date' : null },
      drawSample(place ?? { ...NOTHING, key }), h('span', { 'aria-hidden': 'true' }, String(Number(day.slice(8)))));
  });
  return cells.length > 1 ? h('section', {}, h('h3', {}, strings.place.history), h('div', { class: 'history', 'data-testid': 'history' }, ...cells)) : h('span');
}

const NOTHING: HeldPlace = {
  key: '', name: '', feature: 'city', country: null, admin1: null, lat: null, lon: null, status: 'unknown', actor: null, disputed_by: [], extent: 'whole', age_days: null,
};

function listOfPlaces(places: HeldPlace[]): Node[] {
  if (!places.length) return [h('p', { class: 'quiet' }, strings.place.none)];
  const groups = ORDER.map((status) => places.filter((p) => p.status === status).sort((a, b) => a.name.localeCompare(b.name)));
  return [
    h('p', { class: 'quiet' }, strings.place.choose),
    ...groups.filter((g) => g.length).flatMap((group) => [
      h('h2', {}, `${strings.statusNames[group[0]?.status ?? 'unknown']} (${group.length})`),
      rowsOf(group),
    ]),
  ];
}

function rowsOf(places: HeldPlace[]): HTMLElement {
  const list = h('ul', { class: 'rows' });
  const row = (place: HeldPlace) => h('li', {},
    h('a', { class: 'row', href: linkTo({ tab: 'place', place: place.key, dispute: null, claims: [] }) },
      drawSample(place), h('span', {}, h('b', {}, place.name), ' ', h('span', { class: 'meta-text' }, strings.statusPhrase(place)))));
  inSteps(list, { count: places.length, step: AT_ONCE, around: (button) => h('li', {}, button), entries: (from, to) => places.slice(from, to).map(row) });
  return list;
}
