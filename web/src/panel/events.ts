// Events, the latest day first.

import { type EventRow, asOf, getEvents } from '../api.ts';
import { longDate } from '../dates.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { quotesOnDemand } from './quotes.ts';

/** An archive has more events than a page can hold; the rest is shown on demand. */
const AT_ONCE = 80;

export async function eventsTab(context: Context): Promise<Node[]> {
  const events = (await getEvents(context.when)).sort((a, b) => (b.date?.end ?? '').localeCompare(a.date?.end ?? ''));
  if (!events.length) return [h('p', { class: 'quiet' }, strings.events.none)];
  const box = h('div', { 'data-testid': 'events' });
  const show = (from: number) => {
    const days = new Map<string, EventRow[]>();
    for (const event of events.slice(from, from + AT_ONCE)) {
      const day = event.date?.end ?? '';
      days.set(day, [...(days.get(day) ?? []), event]);
    }
    for (const [day, list] of days) {
      box.append(h('h2', {}, day ? longDate(day) : strings.events.undated), h('ul', { class: 'plain' }, ...list.map(item)));
    }
    const left = events.length - from - AT_ONCE;
    if (left > 0) {
      const more = h('button', { type: 'button', click: () => {
        more.remove();
        show(from + AT_ONCE);
      } }, strings.events.more(left));
      box.append(more);
    }
  };
  show(0);
  return [box, downloads(['events'], asOf(context.when))];
}

function item(event: EventRow): HTMLElement {
  return h('li', { class: 'entry', 'data-standing': event.standing },
    h('p', { class: 'line' }, h('b', {}, strings.capital(strings.events.sentence(event)))),
    h('p', { class: 'meta' }, h('span', {}, strings.standing(event.standing)), event.origins > 1 && h('span', {}, strings.disputes.origins(event.origins)),
      event.opposing.length > 0 && h('span', { class: 'tag stance' }, strings.events.against(event.opposing.length))),
    quotesOnDemand(strings.disputes.quotes(event.supporting.length + event.opposing.length), [
      { title: strings.place.supporting(event.supporting.length), ids: event.supporting },
      { title: strings.place.opposing(event.opposing.length), ids: event.opposing },
    ]));
}
