// A long list under the days of its entries, the latest first. An archive has more entries than a page can hold; the rest
// is shown on demand.

import type { DateRange } from '../api.ts';
import { longDate } from '../dates.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';

const AT_ONCE = 80;

export function byDays<T extends { date: DateRange | null }>(rows: T[], testid: string, item: (row: T) => HTMLElement): HTMLElement {
  const sorted = [...rows].sort((a, b) => (b.date?.end ?? '').localeCompare(a.date?.end ?? ''));
  const box = h('div', { 'data-testid': testid });
  show(0);
  return box;

  function show(from: number): void {
    const days = new Map<string, T[]>();
    for (const row of sorted.slice(from, from + AT_ONCE)) {
      const day = row.date?.end ?? '';
      days.set(day, [...(days.get(day) ?? []), row]);
    }
    for (const [day, list] of days) box.append(h('h2', {}, day ? longDate(day) : strings.events.undated), h('ul', { class: 'plain' }, ...list.map(item)));
    const left = sorted.length - from - AT_ONCE;
    if (left <= 0) return;
    const more = h('button', { type: 'button', click: () => {
      more.remove();
      show(from + AT_ONCE);
    } }, strings.events.more(left));
    box.append(more);
  }
}
