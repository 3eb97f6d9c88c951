// The ledger: every claim, found by its words and properties. The conditions stand in the address; what is shown of a
// hundred thousand rows is a window of them.

import { type Facet, type LedgerPage, asOf, getLedger } from '../api.ts';
import { h } from '../dom.ts';
import { type Filter, filterOf, go, readState, toggled, withFilter } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { createTable } from './ledger-table.ts';

/** Conditions that the server knows. */
const CONDITIONS = new Set(['q', 'since', 'until', 'order', 'kind', 'stance', 'modality', 'place', 'actor', 'origin', 'outlet', 'review', 'standing', 'verification']);
/** Where nothing else is chosen, the values that a list of counts begins with. */
const VALUES_AT_ONCE = 7;
const WAIT_MS = 200;
export const PAGE = 100;

const table = createTable();
const facetList = h('div', { class: 'facets', 'data-testid': 'facets' });
const count = h('output', { class: 'ledger-count', 'data-testid': 'ledger-count', 'aria-live': 'polite' });
const chosen = h('ul', { class: 'chosen', 'data-testid': 'chosen' });
const files = h('div', {});
const search = h('input', { type: 'search', class: 'search', placeholder: strings.ledger.search, 'aria-label': strings.ledger.search, title: strings.ledger.searchHint, 'data-testid': 'ledger-search', input: searchSoon });
const since = h('input', { type: 'date', 'aria-label': strings.ledger.since, change: () => set('since', since.value) });
const until = h('input', { type: 'date', 'aria-label': strings.ledger.until, change: () => set('until', until.value) });
const order = h('select', { 'aria-label': strings.ledger.order, change: () => set('order', order.value === 'oldest' ? 'oldest' : '') },
  h('option', { value: 'newest' }, strings.ledger.newest), h('option', { value: 'oldest' }, strings.ledger.oldest));
const facetBox = h('details', { class: 'facet-box', open: !matchMedia('(max-width: 860px)').matches }, h('summary', {}, strings.ledger.narrow), facetList);
const element = h('div', { class: 'ledger', 'data-testid': 'ledger' },
  h('div', { class: 'toolbar' }, search, h('span', { class: 'between' }, since, ' – ', until), order, count, files),
  chosen, facetBox, table.element);
/** Lists of counts that the reader opened in full. */
const unfolded = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let shown = '';

export async function ledgerTab({ state, when }: Context): Promise<Node[]> {
  const query = new URLSearchParams([...state.filters.filter(([name]) => CONDITIONS.has(name)), ...new URLSearchParams(asOf(when))]);
  // The narrower of the two.
  if (state.range) query.set('since', [state.range[0], filterOf(state, 'since')].sort()[1] ?? '');
  if (state.range) query.set('until', [state.range[1], filterOf(state, 'until') || state.range[1]].sort()[0] ?? '');
  if (document.activeElement !== search) search.value = filterOf(state, 'q');
  since.value = query.get('since') ?? '';
  until.value = query.get('until') ?? '';
  order.value = filterOf(state, 'order') || 'newest';
  const first = await getLedger(query, { limit: String(PAGE), facets: 'true' });
  const key = query.toString();
  table.show(query, first, key !== shown);
  shown = key;
  drawFacets(first, state.filters);
  count.textContent = strings.ledger.count(first.total);
  files.replaceChildren(downloads(['ledger'], key));
  return [element];
}

function searchSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => go({ filters: withFilter(readState(), 'q', search.value.trim()) }, true), WAIT_MS);
}

function set(name: string, value: string): void {
  go({ filters: withFilter(readState(), name, value) });
}

function drawFacets(page: LedgerPage, filters: Filter[]): void {
  const facets = page.facets ?? [];
  const labels = new Map(facets.flatMap((f) => f.values.map((v) => [`${f.name} ${v.value}`, valueName(f.name, v.label)] as const)));
  const focused = document.activeElement instanceof HTMLElement && facetList.contains(document.activeElement) ? document.activeElement.id : null;
  chosen.replaceChildren(...filters.filter(([name]) => facets.some((f) => f.name === name)).map(([name, value]) => {
    const what = `${strings.ledger.facets[name] ?? name}: ${labels.get(`${name} ${value}`) ?? value}`;
    return h('li', {}, h('button', { type: 'button', 'aria-label': strings.ledger.remove(what), click: () => go({ filters: toggled(readState(), name, value) }) }, what, ' ✕'));
  }));
  facetList.replaceChildren(...facets.map(drawFacet));
  if (focused) document.getElementById(focused)?.focus();
}

function drawFacet(facet: Facet): HTMLElement {
  const all = unfolded.has(facet.name);
  const values = facet.values.slice(0, all ? undefined : VALUES_AT_ONCE);
  const rest = facet.values.length - values.length;
  return h('fieldset', { 'data-facet': facet.name }, h('legend', {}, strings.ledger.facets[facet.name] ?? facet.name),
    ...values.map((v, i) => h('label', { class: 'facet' },
      h('input', { type: 'checkbox', id: `facet-${facet.name}-${i}`, checked: v.chosen, 'data-value': v.value, change: () => go({ filters: toggled(readState(), facet.name, v.value) }) }),
      h('span', { dir: 'auto' }, valueName(facet.name, v.label)), h('span', { class: 'n' }, strings.number(v.count)))),
    rest > 0 && h('button', { type: 'button', class: 'link', click: () => {
      unfolded.add(facet.name);
      void ledgerAgain();
    } }, strings.ledger.moreValues(rest)));
}

/** Draws the counts anew when a list of them was opened. */
async function ledgerAgain(): Promise<void> {
  drawFacets(await getLedger(new URLSearchParams(shown), { limit: String(PAGE), facets: 'true' }), readState().filters);
}

function valueName(facet: string, label: string): string {
  if (!label) return strings.ledger.none;
  if (facet === 'standing') return strings.standing(label);
  return ['kind', 'stance', 'modality', 'review', 'verification'].includes(facet) ? strings.words(label) : label;
}
