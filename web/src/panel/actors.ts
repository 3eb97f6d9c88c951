// Who acts, is acted on and speaks, with the names that reports use; and what they are to each other.

import { type ActorRow, asOf, getActors, getControl, getRelations, getSession } from '../api.ts';
import { colorOf } from '../colors.ts';
import { h, s } from '../dom.ts';
import { filterOf, go, linkTo, only, readState, withFilter } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { askSameAs } from './merge.ts';
import { partLinks, partOf, withPart } from './parts.ts';
import { isOf, relationsTable } from './relations.ts';

/** Most reports name many who speak once; those are shown when they are searched for. */
const AT_ONCE = 150;
const SPELLINGS = 5;

const WAIT_MS = 200;

const search = h('input', { type: 'search', class: 'search', placeholder: strings.actors.search, 'aria-label': strings.actors.search, 'data-testid': 'actor-search', input: searchSoon });
const count = h('p', { class: 'quiet', role: 'status' });
const files = h('div', {});
const body = h('tbody', {});
const names = h('div', { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': strings.tabs.actors },
  h('table', { class: 'actors-table', 'data-testid': 'actors' },
    h('thead', {}, h('tr', {}, ...Object.values(strings.actors.columns).map((name) => h('th', { scope: 'col' }, name)))), body));
const parts = h('div', {});
const content = h('div', {}, names);
const element = h('div', {}, h('div', { class: 'toolbar' }, parts, search, count, files), content);
let timer: ReturnType<typeof setTimeout> | undefined;

export async function actorsTab(context: Context): Promise<Node[]> {
  const { state, when } = context;
  const [actors, places, relations, session] = await Promise.all([getActors(when), getControl(when), getRelations(when), getSession()]);
  const colors = new Map(places.flatMap((p) => [p.actor, ...p.disputed_by]).flatMap((a) => (a ? [[a.id, colorOf(a)] as const] : [])));
  const dot = (id: string) => {
    const color = colors.get(id);
    return color ? s('svg', { viewBox: '-8 -8 16 16', width: 12, height: 12, 'aria-hidden': 'true' }, s('circle', { r: 6, fill: color })) : null;
  };
  const asked = filterOf(state, 'name');
  if (document.activeElement !== search) search.value = asked;
  const words = asked.toLowerCase();
  const part = partOf(state, strings.actors.parts);
  parts.replaceChildren(partLinks(state, strings.actors.parts, strings.tabs.actors));
  if (part === 'relations') {
    const found = relations.filter(isOf(words));
    count.textContent = strings.relations.count(found.length);
    content.replaceChildren(relationsTable(found, context, dot));
  } else {
    const found = actors.filter((a) => !words || [a.name, ...a.spellings.map((x) => x.text)].some((name) => name.toLowerCase().includes(words)));
    const bonds = new Map<string, number>();
    for (const id of relations.flatMap((r) => [r.actor_id, r.target_id])) bonds.set(id, (bonds.get(id) ?? 0) + 1);
    body.replaceChildren(...found.slice(0, AT_ONCE).map((actor) => row(actor, dot(actor.id), bonds.get(actor.id) ?? 0, session.may_decide ? actors : null)));
    count.textContent = strings.actors.count(Math.min(found.length, AT_ONCE), found.length);
    content.replaceChildren(names);
  }
  files.replaceChildren(downloads([part === 'relations' ? 'relations' : 'actors'], asOf(when), ['csv', 'jsonl']));
  return [element];
}

function searchSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => go({ filters: withFilter(readState(), 'name', search.value.trim()) }, true), WAIT_MS);
}

/** With all actors it offers to say which of them this one is. */
function row(actor: ActorRow, dot: Node | null, bonds: number, all: ActorRow[] | null): HTMLElement {
  const relations = () => linkTo({ filters: withPart({ ...readState(), filters: withFilter(readState(), 'name', actor.name) }, 'actors', 'relations') });
  const spellings = actor.spellings.slice(0, SPELLINGS).map((x) => strings.actors.spelling(x.text, x.count)).join(', ');
  const more = actor.spellings.length - SPELLINGS;
  return h('tr', { 'data-actor': actor.id },
    h('th', { scope: 'row' },
      dot, ' ',
      h('a', { href: linkTo({ tab: 'ledger', filters: only([['q', `"${actor.name.replaceAll('"', '')}"`]]), claims: [] }), dir: 'auto' }, actor.name)),
    h('td', {}, strings.words(actor.class)),
    h('td', {}, actor.side ? strings.words(actor.side.replaceAll('-', ' ')) : ''),
    ...([['acts', actor.acts], ['target', actor.is_target], ['speaks', actor.speaks]] as const).map(([what, n]) => h('td', { class: 'count', 'data-label': strings.actors.columns[what] }, n ? strings.number(n) : '')),
    h('td', { class: 'count', 'data-label': strings.actors.columns.relations }, bonds > 0 && h('a', { href: relations(), 'aria-label': strings.actors.relationsOf(actor.name, bonds) }, strings.number(bonds))),
    h('td', { class: 'spellings', dir: 'auto' }, spellings + (more > 0 ? strings.actors.more(more) : '')),
    h('td', {}, all && h('button', { type: 'button', class: 'small', 'data-key': 'm', 'aria-keyshortcuts': 'm', title: strings.actors.sameAs(actor.name), click: () => askSameAs(actor, all) }, strings.actors.merge, ' ', h('kbd', { 'aria-hidden': 'true' }, 'm'))));
}
