// Events, the latest day first: all, the strikes, or who moved from where to where.

import { type EventRow, type Movement, asOf, eventsQuery, getEventPage, getEvents, getMovements, getSession } from '../api.ts';
import { h } from '../dom.ts';
import { STRIKES } from '../map/shapes.ts';
import { filterOf, isIn, linkTo, withFilter } from '../state.ts';
import * as strings from '../strings.ts';
import { AT_ONCE, byDays, inPages } from './by-days.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { askSameEvent, askSplit } from './merge.ts';
import { partLinks, partOf } from './parts.ts';
import { quotesFor } from './quotes.ts';

/** The setting that names the movements of an arrow on the map. */
export const MOVEMENTS = 'movement';

export async function eventsTab(context: Context): Promise<Node[]> {
  const { state, when } = context;
  const links = partLinks(state, strings.events.parts, strings.tabs.events);
  const part = partOf(state, strings.events.parts);
  if (part === 'movements') return [links, ...(await movements(context))];
  const asked = { when, range: state.range, kind: part === 'strikes' ? STRIKES : null };
  const [first, session] = await Promise.all([getEventPage(asked, AT_ONCE, null), getSession()]);
  const only = state.range ? [h('p', { class: 'quiet' }, strings.range.only(...state.range))] : [];
  if (!first.events.length) return [links, ...only, h('p', { class: 'quiet' }, strings.events.none)];
  const rows = [...first.events];
  const next = async () => {
    rows.push(...(await getEventPage(asked, AT_ONCE, rows.at(-1)?.id ?? null)).events);
  };
  const others = session.may_decide ? () => getEvents(when, state.range) : null;
  return [links, ...only, inPages(rows, first.total, 'events', (e) => item(e, others), next), downloads(['events'], eventsQuery(asked))];
}

/** An event; where somebody may decide, with buttons that join it to one of the others or part it. */
function item(event: EventRow, others: (() => Promise<EventRow[]>) | null): HTMLElement {
  const name = strings.events.sentence(event);
  return h('li', { class: 'entry', 'data-event': event.id, 'data-standing': event.standing },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, strings.capital(strings.events.sentence(event)))),
    h('p', { class: 'meta' }, h('span', {}, strings.standing(event.standing)), event.origins > 1 && h('span', {}, strings.disputes.origins(event.origins)),
      event.opposing.length > 0 && h('span', { class: 'tag stance' }, strings.events.against(event.opposing.length))),
    h('div', { class: 'beneath' }, quotesFor(event), others && h('p', { class: 'entry-tools' },
      h('button', { type: 'button', class: 'link', 'data-key': 'm', 'aria-label': strings.events.on(strings.events.same, name), 'data-testid': 'same-event', click: async () => askSameEvent(event, await others()) }, strings.events.same),
      event.supporting.length + event.opposing.length > 1 && h('button', { type: 'button', class: 'link', 'aria-label': strings.events.on(strings.events.split, name), 'data-testid': 'part-event', click: () => void askSplit(event) }, strings.events.split))));
}

async function movements({ state, when }: Context): Promise<Node[]> {
  const asked = filterOf(state, MOVEMENTS).split(',').filter(Boolean);
  const all = (await getMovements(when)).filter((m) => isIn(state.range, m.date));
  const shown = asked.length ? all.filter((m) => asked.includes(m.id)) : all;
  return [
    state.range && h('p', { class: 'quiet' }, strings.range.only(...state.range)),
    asked.length > 0 && h('a', { class: 'back', href: linkTo({ filters: withFilter(state, MOVEMENTS, '') }) }, `‹ ${strings.movements.all}`),
    shown.length > 0 ? byDays(shown, 'movements', movement) : h('p', { class: 'quiet' }, strings.movements.none),
    all.length > 0 && downloads(['movements'], asOf(when)),
  ].filter((node) => node instanceof Node);
}

function movement(row: Movement): HTMLElement {
  const number = strings.movements.number(row);
  return h('li', { class: 'entry', 'data-movement': row.id, 'data-standing': row.standing },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, strings.capital(strings.movements.sentence(row)))),
    h('p', { class: 'meta' }, number && h('span', { dir: 'auto' }, number), row.actor && row.who && h('span', { dir: 'auto' }, strings.movements.by(row.actor)), h('span', {}, strings.standing(row.standing)),
      row.opposing.length > 0 && h('span', { class: 'tag stance' }, strings.events.against(row.opposing.length))),
    row.origins.length > 0 && h('p', { class: 'word', dir: 'auto' }, strings.overview.onWord(row.origins)),
    quotesFor(row));
}
