// Crossings, roads and airports: open, closed or contested.

import { type Access, asOf, getAccess } from '../api.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { quotesOnDemand } from './quotes.ts';

export async function accessTab(context: Context): Promise<Node[]> {
  const rows = await getAccess(context.when);
  if (!rows.length) return [h('p', { class: 'quiet' }, strings.access.none)];
  return [h('ul', { class: 'plain', 'data-testid': 'access' }, ...rows.map(item)), downloads(['access'], asOf(context.when))];
}

function item(access: Access): HTMLElement {
  const quotes = access.supporting.length + access.opposing.length;
  return h('li', { class: 'entry', 'data-place': access.key, 'data-status': access.status },
    h('p', { class: 'line' }, h('b', {}, access.place), h('span', { class: `chip ${/^[a-z]+$/.test(access.status) ? access.status : ''}` }, strings.access.status(access))),
    h('p', { class: 'meta' }, h('span', {}, strings.access.since(access.since)), access.by && h('span', {}, strings.access.by(access.by))),
    quotes > 0 && quotesOnDemand(strings.disputes.quotes(quotes), [
      { title: strings.place.supporting(access.supporting.length), ids: access.supporting },
      { title: strings.place.opposing(access.opposing.length), ids: access.opposing },
    ]));
}
