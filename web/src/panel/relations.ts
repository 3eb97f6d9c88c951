// What actors are to each other: who says so and who denies it, and on which days it was said.

import { type Claim, type Relation, getClaims } from '../api.ts';
import { longDate, range } from '../dates.ts';
import { h, s } from '../dom.ts';
import { filterOf, go, linkTo, readState, withFilter } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { inSteps } from './in-steps.ts';
import { quotesFor } from './quotes.ts';

const AT_ONCE = 60;
/** The setting that keeps one sort of relation. */
const SORT = 'relation';
/** Width of the line of days. */
const WIDTH = 200;

/** Whether a relation is one of somebody whose name holds these words. */
export const isOf = (words: string) => (r: Relation) => [r.actor, r.target].some((name) => name.toLowerCase().includes(words));

/** The relations in a table, the most said first. */
export function relationsTable(relations: Relation[], { state, when, days }: Context, dot: (actor: string) => Node | null): HTMLElement {
  const asked = filterOf(state, SORT);
  const sorts = [...new Set(relations.map((r) => r.relation))].sort();
  const shown = relations.filter((r) => !sorts.includes(asked) || r.relation === asked);
  const select = h('select', { 'data-testid': 'relation-sort', change: () => go({ filters: withFilter(readState(), SORT, select.value) }) },
    h('option', { value: '' }, strings.relations.every), ...sorts.map((sort) => h('option', { value: sort, selected: sort === asked }, strings.relations.verb(sort))));
  const span: [string, string] = [days[0] ?? when.at, when.at];
  const body = h('tbody', {});
  inSteps(body, {
    count: shown.length, step: AT_ONCE,
    around: (button) => h('tr', {}, h('td', { colspan: Object.keys(strings.relations.columns).length }, button)),
    entries: (from, to) => {
      const rows = shown.slice(from, to).map((relation) => ({ relation, line: h('div', { class: 'said-on' }) }));
      void drawDays(rows, span).catch(() => undefined);
      return rows.map(({ relation, line }) => row(relation, line, dot));
    },
  });
  return h('div', {},
    h('p', { class: 'quiet' }, h('label', {}, `${strings.relations.sort} `, select)),
    relations.length ? h('div', { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': strings.relations.title },
      h('table', { class: 'relations', 'data-testid': 'relations' },
        h('thead', {}, h('tr', {}, ...Object.values(strings.relations.columns).map((name) => h('th', { scope: 'col' }, name)))), body)) : h('p', { class: 'quiet' }, strings.relations.none));
}

function row(r: Relation, line: HTMLElement, dot: (actor: string) => Node | null): HTMLElement {
  const name = (id: string, text: string) => [dot(id), ' ', h('a', { href: linkTo({ filters: withFilter(readState(), 'name', text) }), dir: 'auto' }, text)];
  return h('tr', { 'data-relation': r.id, 'data-standing': r.standing },
    h('th', { scope: 'row' }, ...name(r.actor_id, r.actor)),
    h('td', {}, strings.relations.verb(r.relation)),
    h('td', {}, ...name(r.target_id, r.target)),
    h('td', {}, h('span', { class: ['denied', 'contested'].includes(r.standing) ? 'tag stance' : null }, strings.standing(r.standing)), r.since && h('small', {}, strings.relations.since(longDate(r.since)))),
    h('td', {}, line, r.first_word && r.last_word && h('small', {}, range(r.first_word, r.last_word))),
    h('td', { class: 'sources' }, r.origins.length > 0 && h('span', { dir: 'auto' }, strings.some(r.origins)), r.denied_by.length > 0 && h('small', { dir: 'auto' }, strings.relations.deniedBy(r.denied_by)), quotesFor(r)));
}

/** Draws on which days each relation was said and denied, once the claims are there. */
async function drawDays(rows: { relation: Relation; line: HTMLElement }[], span: [string, string]): Promise<void> {
  const claims = new Map((await getClaims(rows.flatMap(({ relation: r }) => [...r.supporting, ...r.opposing]))).map((c) => [c.id, c]));
  for (const { relation, line } of rows) line.replaceChildren(daysOf(relation, claims, span));
}

/** A filled dot for each day on which it was said, a ring below the line for each on which it was denied. */
function daysOf({ supporting, opposing, since }: Relation, claims: Map<string, Claim>, [first, last]: [string, string]): SVGSVGElement {
  const on = (ids: string[]) => [...new Set(ids.flatMap((id) => claims.get(id)?.published?.slice(0, 10) ?? []))].sort();
  const [said, denied] = [on(supporting), on(opposing)];
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const x = (day: string) => 5 + (WIDTH - 10) * (to > from ? Math.min(1, Math.max(0, (Date.parse(day) - from) / (to - from))) : 0.5);
  return s('svg', { class: 'days-of', viewBox: `0 0 ${WIDTH} 22`, width: WIDTH, height: 22, role: 'img', 'aria-label': strings.relations.days(said, denied) },
    s('line', { class: 'axis', x1: 5, x2: WIDTH - 5, y1: 11, y2: 11 }),
    since !== null && since >= first && s('path', { class: 'since-mark', d: `M${x(since).toFixed(1)},3V19` }),
    ...said.map((day) => s('circle', { class: 'said', cx: x(day).toFixed(1), cy: 8, r: 3.5 })),
    ...denied.map((day) => s('circle', { class: 'denied', cx: x(day).toFixed(1), cy: 15, r: 3.5 })));
}
