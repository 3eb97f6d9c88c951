// The choice how disputed borders are drawn, beside the other settings of the map.

import { h } from '../dom.ts';
import { filterOf, go, readState, withFilter } from '../state.ts';
import * as strings from '../strings.ts';

/** The setting in the address: a party to a disputed area, by code or name. */
const BORDERS = 'borders';

export interface Borders {
  element: HTMLElement;
  /** Offers the parties to choose from. */
  offer(parties: string[]): void;
  /** Who is chosen, of those that are offered; nobody is the empty word. */
  chosen(): string;
}

export function createBorders(): Borders {
  const select = h('select', { 'data-testid': 'borders', change: () => go({ filters: withFilter(readState(), BORDERS, select.value) }) }, h('option', { value: '' }, strings.map.bordersDisputed));
  let offered: string[] = [];
  return { element: h('label', { class: 'toggle' }, strings.map.borders, select), offer, chosen };

  function offer(parties: string[]): void {
    offered = [...parties].sort((a, b) => strings.country(a).localeCompare(strings.country(b)));
    select.append(...offered.map((who) => h('option', { value: who }, strings.map.bordersOf(who))));
    select.value = chosen();
  }

  function chosen(): string {
    const asked = filterOf(readState(), BORDERS);
    const who = offered.includes(asked) ? asked : '';
    select.value = who;
    return who;
  }
}
