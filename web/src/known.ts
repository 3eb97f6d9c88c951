// By the end of which day it was known: all that the ledger holds, what was known on the day shown, or by a chosen day.

import { addDays, mediumDate } from './dates.ts';
import { h } from './dom.ts';
import * as strings from './strings.ts';

export interface KnownControl {
  element: HTMLElement;
  /** Shows the setting (as in the address) for the day of the picture, within the days of the ledger. */
  show(known: string | null, at: string, days: string[]): void;
}

export function createKnown(onChange: (known: string | null) => void): KnownControl {
  let shown = { at: '', last: '' };
  const option = (value: string, text: string) => h('option', { value }, text);
  const select = h('select', { 'aria-label': strings.known.label, 'data-testid': 'known', change: () => {
    const choice = select.value;
    onChange(choice === 'by' ? shown.at : choice === 'same' ? 'same' : null);
  } }, option('all', strings.known.all), option('same', strings.known.same), option('by', strings.known.by));
  const day = h('input', { type: 'date', 'aria-label': strings.known.day, 'data-testid': 'known-day', change: () => day.value && onChange(day.value) });
  const step = (sign: string, name: string, by: number) =>
    h('button', { type: 'button', 'aria-label': name, title: name, click: () => day.value && onChange(clamp(addDays(day.value, by))) }, sign);
  const chosen = h('span', { class: 'known-day', hidden: true }, step('‹', strings.known.earlier, -1), day, step('›', strings.known.later, 1));
  const element = h('div', { class: 'known', role: 'group', 'aria-label': strings.known.label }, h('span', { 'aria-hidden': 'true' }, strings.known.short), select, chosen);
  const clamp = (value: string) => (value > day.max ? day.max : value < day.min ? day.min : value);

  return {
    element,
    show(known, at, days) {
      shown = { at, last: days[days.length - 1] ?? at };
      select.value = known === null ? 'all' : known === 'same' ? 'same' : 'by';
      chosen.hidden = select.value !== 'by';
      day.min = days[0] ?? '';
      day.max = shown.last;
      if (select.value === 'by') day.value = known ?? at;
      element.classList.toggle('set', known !== null);
      element.title = known === null ? strings.known.hint : strings.known.is(mediumDate(known === 'same' ? at : known));
    },
  };
}
