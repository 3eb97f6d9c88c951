// The parts of a view that has several, as links above it. Which part is shown stands in the address.

import { h } from '../dom.ts';
import { type State, filterOf, linkTo, withFilter } from '../state.ts';

const name = (state: State) => `${state.tab}-part`;

/** The part of the view that the address asks for; the first if it names none that there is. */
export function partOf(state: State, parts: Record<string, string>): string {
  const asked = filterOf(state, name(state));
  return asked in parts ? asked : (Object.keys(parts)[0] ?? '');
}

/** The conditions with which a link leads to a part of a view. */
export const withPart = (state: State, tab: State['tab'], part: string) => withFilter(state, `${tab}-part`, part);

/** Links to the parts by their names; the first is where the view begins. */
export function partLinks(state: State, parts: Record<string, string>, label: string): HTMLElement {
  const current = partOf(state, parts);
  return h('nav', { class: 'parts', 'aria-label': label }, ...Object.entries(parts).map(([part, text], i) =>
    h('a', { href: linkTo({ filters: withFilter(state, name(state), i ? part : ''), claims: [] }), 'data-part': part, 'aria-current': part === current ? 'page' : null }, text)));
}
