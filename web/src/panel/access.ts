// Crossings, roads and airports: open, closed or contested, now or over time; and what governments advise their people
// abroad.

import { type Access, type Advisory, asOf, getAccess, getAccessHistory, getAdvisories } from '../api.ts';
import { longDate, range } from '../dates.ts';
import { h } from '../dom.ts';
import { isIn, linkTo, only } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { inSteps } from './in-steps.ts';
import { partLinks, partOf } from './parts.ts';
import { quotesFor } from './quotes.ts';

/** Entries shown at once; an archive has thousands. */
const AT_ONCE = 80;

export async function accessTab(context: Context): Promise<Node[]> {
  const { state } = context;
  const links = partLinks(state, strings.access.parts, strings.tabs.access);
  return [links, ...(partOf(state, strings.access.parts) === 'history' ? await history(context) : await now(context))];
}

async function now({ when }: Context): Promise<Node[]> {
  const [rows, advisories] = await Promise.all([getAccess(when), getAdvisories(when)]);
  const quiet = (text: string) => h('p', { class: 'quiet' }, text);
  return [
    h('h2', {}, strings.access.title),
    rows.length ? list('access', rows, item) : quiet(strings.access.none),
    h('h2', {}, strings.advisories.title),
    advisories.length ? list('advisories', advisories, advisory) : quiet(strings.advisories.none),
    downloads([...(rows.length ? ['access'] : []), ...(advisories.length ? ['advisories'] : [])], asOf(when)),
  ];
}

function list<T>(testid: string, rows: T[], draw: (row: T) => HTMLElement): HTMLElement {
  const box = h('ul', { class: 'plain', 'data-testid': testid });
  inSteps(box, { count: rows.length, step: AT_ONCE, around: (button) => h('li', {}, button), entries: (from, to) => rows.slice(from, to).map(draw) });
  return box;
}

/** Each place with the days on which it was closed or opened; narrowed to the range, if there is one. */
async function history({ state, when }: Context): Promise<Node[]> {
  const all = (await getAccessHistory(when)).filter((a) => isIn(state.range, { start: a.as_of, end: a.as_of }));
  const places = [...new Set(all.map((a) => a.key))];
  if (!places.length) return [h('p', { class: 'quiet' }, strings.access.noChange)];
  return [
    ...(state.range ? [h('p', { class: 'quiet' }, strings.range.only(...state.range))] : []),
    h('div', { 'data-testid': 'access-history' }, ...places.map((key) => {
      const changes = all.filter((a) => a.key === key);
      return h('section', { 'data-place': key }, h('h2', { dir: 'auto' }, changes[0]?.place ?? key), h('ol', { class: 'plain' }, ...changes.map(change)));
    })),
    downloads(['access'], `${asOf(when)}&history=true`),
  ];
}

function change(access: Access): HTMLElement {
  return h('li', { class: 'entry', 'data-status': access.status },
    h('p', { class: 'line' }, h('time', { datetime: access.as_of }, longDate(access.as_of)), status(access)),
    h('p', { class: 'meta' }, access.by && h('span', { dir: 'auto' }, strings.access.by(access.by)), access.origins.length > 0 && h('span', { dir: 'auto' }, strings.overview.onWord(access.origins))),
    quotesFor(access));
}

const status = (access: Access) => h('span', { class: `chip ${/^[a-z]+$/.test(access.status) ? access.status : ''}` }, strings.access.status(access));

function item(access: Access): HTMLElement {
  return h('li', { class: 'entry', 'data-place': access.key, 'data-status': access.status },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, access.place), status(access)),
    h('p', { class: 'meta' }, h('span', {}, strings.access.since(access.since)), access.by && h('span', { dir: 'auto' }, strings.access.by(access.by))),
    quotesFor(access));
}

function advisory(row: Advisory): HTMLElement {
  const { first_day: first, last_day: last } = row;
  return h('li', { class: 'entry', 'data-advisory': row.id },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, strings.capital(strings.advisories.sentence(row))), h('span', { class: 'chip' }, strings.advisories.advice(row.advice))),
    row.opposing.length > 0 && h('p', { class: 'meta' }, h('span', { class: 'tag stance' }, row.supporting.length ? strings.events.against(row.opposing.length) : strings.words('denied'))),
    h('p', { class: 'meta' }, first && last && h('time', {}, range(first, last)), row.origins.length > 0 && h('span', { dir: 'auto' }, strings.overview.onWord(row.origins)),
      row.place && h('a', { href: linkTo({ tab: 'ledger', dispute: null, claims: [], filters: only([['place', row.place.key]]) }), dir: 'auto' }, row.place.name)),
    quotesFor(row));
}
