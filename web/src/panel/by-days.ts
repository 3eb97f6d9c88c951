// A long list under the days of its entries, the latest first. An archive has more entries than a page can hold; the rest
// is shown on demand.

import type { DateRange } from '../api.ts';
import { longDate } from '../dates.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';
import { inSteps } from './in-steps.ts';

/** Entries shown at once. */
export const AT_ONCE = 80;

type Dated = { date: DateRange | null };

/** A list of which all is there. */
export function byDays<T extends Dated>(rows: T[], testid: string, item: (row: T) => HTMLElement): HTMLElement {
  return inPages([...rows].sort((a, b) => (b.date?.end ?? '').localeCompare(a.date?.end ?? '')), rows.length, testid, item);
}

/** A list of `count` entries in the order of their days, of which the first are there; `next` adds as many more. */
export function inPages<T extends Dated>(rows: T[], count: number, testid: string, item: (row: T) => HTMLElement, next?: () => Promise<void>): HTMLElement {
  const box = h('div', { 'data-testid': testid });
  let last: { day: string; list: HTMLElement } | null = null;
  inSteps(box, { count, step: AT_ONCE, label: strings.events.more, ready: next, entries: (from, to) => rows.slice(from, to).flatMap((row) => {
    const day = row.date?.end ?? '';
    if (last?.day === day) {
      last.list.append(item(row));
      return [];
    }
    const list = h('ul', { class: 'plain' }, item(row));
    last = { day, list };
    return [h('h2', {}, day ? longDate(day) : strings.events.undated), list];
  }) });
  return box;
}
