// Crossings, roads and airports: open, closed or contested; and what governments advise their people abroad.

import { type Access, type Advisory, asOf, getAccess, getAdvisories } from '../api.ts';
import { range } from '../dates.ts';
import { h } from '../dom.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { quotesFor } from './quotes.ts';

export async function accessTab({ when }: Context): Promise<Node[]> {
  const [rows, advisories] = await Promise.all([getAccess(when), getAdvisories(when)]);
  const quiet = (text: string) => h('p', { class: 'quiet' }, text);
  return [
    h('h2', {}, strings.access.title),
    rows.length ? h('ul', { class: 'plain', 'data-testid': 'access' }, ...rows.map(item)) : quiet(strings.access.none),
    h('h2', {}, strings.advisories.title),
    advisories.length ? h('ul', { class: 'plain', 'data-testid': 'advisories' }, ...advisories.map(advisory)) : quiet(strings.advisories.none),
    downloads([...(rows.length ? ['access'] : []), ...(advisories.length ? ['advisories'] : [])], asOf(when)),
  ];
}

function item(access: Access): HTMLElement {
  return h('li', { class: 'entry', 'data-place': access.key, 'data-status': access.status },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, access.place), h('span', { class: `chip ${/^[a-z]+$/.test(access.status) ? access.status : ''}` }, strings.access.status(access))),
    h('p', { class: 'meta' }, h('span', {}, strings.access.since(access.since)), access.by && h('span', { dir: 'auto' }, strings.access.by(access.by))),
    quotesFor(access));
}

function advisory(row: Advisory): HTMLElement {
  const { first_day: first, last_day: last } = row;
  return h('li', { class: 'entry', 'data-advisory': row.id },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, strings.capital(strings.advisories.sentence(row))), h('span', { class: 'chip' }, strings.advisories.advice(row.advice))),
    row.opposing.length > 0 && h('p', { class: 'meta' }, h('span', { class: 'tag stance' }, row.supporting.length ? strings.events.against(row.opposing.length) : strings.words('denied'))),
    h('p', { class: 'meta' }, first && last && h('time', {}, range(first, last)), row.origins.length > 0 && h('span', { dir: 'auto' }, strings.overview.onWord(row.origins)),
      row.place && h('a', { href: linkTo({ tab: 'ledger', dispute: null, claims: [], filters: [['place', row.place.key]] }), dir: 'auto' }, row.place.name)),
    quotesFor(row));
}
