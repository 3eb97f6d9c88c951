// The first view: what changed between two days, and what is disputed, the weightiest first.

import { type ControlChange, type ControlPlace, type Dispute, getDisputes } from '../api.ts';
import { addDays, isDay } from '../dates.ts';
import { h } from '../dom.ts';
import { drawSample } from '../map/legend.ts';
import { go, linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { disputeCard } from './disputes.ts';
import { quotesOnDemand } from './quotes.ts';

const CHANGES_AT_ONCE = 12;
const DISPUTES_AT_ONCE = 10;

export async function overviewTab(context: Context): Promise<Node[]> {
  const { when, since } = context;
  const now = await getDisputes(when);
  const disputed = h('section', { 'data-testid': 'disputed' }, ...drawDisputes(now, null));
  // What is disputed is shown at once; what of it is new takes a second picture, of the earlier day.
  void getDisputes({ ...when, at: since, known: context.state.known === 'same' ? since : when.known })
    .then((then) => disputed.replaceChildren(...drawDisputes(now, then)))
    .catch(() => undefined);
  return [
    disputed,
    h('section', { 'data-testid': 'changed' }, changesHead(context), changeList(context),
      downloads(['changes'], `from=${since}&to=${when.at}${when.known ? `&known_at=${when.known}` : ''}`)),
  ];
}

function drawDisputes(now: Dispute[], then: Dispute[] | null): Node[] {
  const grown = new Map(now.map((d) => [d.id, then ? growth(d, then) : 0]));
  const settled = (then ?? []).filter((d) => !now.some((other) => shared(d, other)));
  return [
    h('h2', {}, strings.overview.disputed(now.length, now.filter((d) => grown.get(d.id) === 'new').length)),
    ...(now.length ? [] : [h('p', { class: 'quiet' }, strings.disputes.none)]),
    h('ol', { class: 'cards ranked', 'data-testid': 'disputes' },
      ...now.slice(0, DISPUTES_AT_ONCE).map((d, i) => disputeCard(d, i + 1, grown.get(d.id) ?? 0))),
    ...(now.length > DISPUTES_AT_ONCE ? [h('p', {}, h('a', { href: linkTo({ tab: 'disputes', dispute: null, claims: [] }) }, strings.overview.allDisputes(now.length)))] : []),
    ...(settled.length ? [h('p', { class: 'quiet' }, strings.overview.settled(settled.length, settled.map((d) => d.about)))] : []),
  ];
}

/** How a dispute differs from what it was: new, or so many claims more. */
function growth(dispute: Dispute, then: Dispute[]): 'new' | number {
  const before = then.filter((d) => shared(d, dispute));
  if (!before.length) return 'new';
  const known = new Set(before.flatMap(claimsOf));
  return claimsOf(dispute).filter((id) => !known.has(id)).length;
}

const claimsOf = (d: Dispute) => d.sides.flatMap((s) => s.claims);

function shared(a: Dispute, b: Dispute): boolean {
  const of = new Set(claimsOf(a));
  return a.id === b.id || claimsOf(b).some((id) => of.has(id));
}

/** `Changed since [date]`, with the usual steps back beside it. */
function changesHead({ when, since, days }: Context): HTMLElement {
  const first = days[0] ?? since;
  const input = h('input', {
    type: 'date', value: since, min: addDays(first, -1), max: addDays(when.at, -1), 'aria-label': strings.overview.since, 'data-testid': 'since',
    change: () => isDay(input.value) && go({ since: input.value }),
  });
  const steps = strings.overview.steps.map(([name, back]) => {
    const day = back === null ? addDays(first, -1) : addDays(when.at, -back);
    return h('a', { class: 'step', href: linkTo({ since: back === 1 ? null : day }), 'aria-current': day === since ? 'true' : null }, name);
  });
  return h('div', { class: 'since' }, h('h2', {}, strings.overview.changedSince), input, h('span', { class: 'steps-back' }, ...steps));
}

function changeList({ changes, places }: Context): HTMLElement {
  if (!changes.length) return h('p', { class: 'quiet' }, strings.overview.noChange);
  const ranked = [...changes].sort((a, b) => importance(b) - importance(a));
  const list = h('ul', { class: 'plain changes', 'data-testid': 'changes' });
  const show = (from: number) => {
    list.append(...ranked.slice(from, from + CHANGES_AT_ONCE).map((change) => changeItem(change, places.find((p) => p.key === change.key))));
    const left = ranked.length - from - CHANGES_AT_ONCE;
    if (left <= 0) return;
    const more = h('li', {}, h('button', { type: 'button', click: () => {
      more.remove();
      show(from + CHANGES_AT_ONCE);
    } }, strings.overview.more(left)));
    list.append(more);
  };
  show(0);
  return list;
}

/** Disputed changes first, then those that many speak of. */
function importance(change: ControlChange): number {
  return (change.after.status === 'contested' ? 3 : 0) + Math.min(change.origins.length, 3) + (change.before.status === 'unknown' ? 0 : 1);
}

function changeItem(change: ControlChange, place: ControlPlace | undefined): HTMLElement {
  const phrase = (holder: ControlChange['after']) => strings.statusPhrase({
    ...holder, actor: holder.actor ? { id: holder.actor_id ?? holder.actor, name: holder.actor } : null,
    disputed_by: holder.disputed_by.filter((name) => name !== holder.actor).map((name) => ({ id: name, name })),
  });
  return h('li', { class: 'entry', 'data-place': change.key },
    h('a', { class: 'row', href: linkTo({ tab: 'place', place: change.key, dispute: null, claims: [] }) },
      drawSample(place ?? { status: 'unknown', feature: change.feature, actor: null, disputed_by: [] }),
      h('span', {}, h('b', { dir: 'auto' }, change.place), ' ',
        h('span', { class: 'meta-text' }, strings.changes.fromTo(change.before.status === 'unknown' ? strings.changes.first : phrase(change.before), phrase(change.after))),
        h('small', { class: 'word' }, change.origins.length ? strings.overview.onWord(change.origins) : strings.overview.noWord))),
    change.claims.length > 0 && quotesOnDemand(strings.disputes.quotes(change.claims.length), [{ title: strings.overview.becauseOf, ids: change.claims }]));
}
