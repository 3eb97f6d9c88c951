// The first view: what changed between two days, and what is disputed, the weightiest first.

import { type ControlChange, type Dispute, type HeldPlace, getClaims, getDisputes } from '../api.ts';
import { addDays, isDay } from '../dates.ts';
import { h } from '../dom.ts';
import { drawSample } from '../map/legend.ts';
import { go, linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { disputeCard } from './disputes.ts';
import { inSteps } from './in-steps.ts';
import { quotesOnDemand } from './quotes.ts';

const CHANGES_AT_ONCE = 12;
const DISPUTES_AT_ONCE = 10;

export async function overviewTab(context: Context): Promise<Node[]> {
  const { when, since, until } = context;
  const disputes = await getDisputes(when);
  const shown = disputes.slice(0, DISPUTES_AT_ONCE);
  const disputed = h('section', { 'data-testid': 'disputed' }, ...drawDisputes(disputes, shown, new Map()));
  // What is disputed is shown at once; what of it is new takes the days of its quotes.
  void growthOf(shown, since)
    .then((grown) => [...grown.values()].some(Boolean) && disputed.replaceChildren(...drawDisputes(disputes, shown, grown)))
    .catch(() => undefined);
  return [
    disputed,
    h('section', { 'data-testid': 'changed' }, changesHead(context), changeList(context),
      downloads(['changes'], `from=${since}&to=${until}${when.known ? `&known_at=${when.known}` : ''}`)),
  ];
}

type Growth = 'new' | number;

function drawDisputes(all: Dispute[], shown: Dispute[], grown: Map<string, Growth>): Node[] {
  return [
    h('h2', {}, strings.overview.disputed(all.length, shown.filter((d) => grown.get(d.id) === 'new').length)),
    ...(all.length ? [] : [h('p', { class: 'quiet' }, strings.disputes.none)]),
    h('ol', { class: 'cards ranked', 'data-testid': 'disputes' }, ...shown.map((d, i) => disputeCard(d, i + 1, grown.get(d.id) ?? 0))),
    ...(all.length > shown.length ? [h('p', {}, h('a', { href: linkTo({ tab: 'disputes', dispute: null, claims: [] }) }, strings.overview.allDisputes(all.length)))] : []),
  ];
}

/** How each dispute differs from what it was: new, if one side alone had spoken by then, or so many claims more. */
async function growthOf(disputes: Dispute[], since: string): Promise<Map<string, Growth>> {
  const claims = await getClaims(disputes.flatMap((d) => d.sides.flatMap((s) => s.claims)));
  const later = new Set(claims.filter((c) => (c.published ?? '').slice(0, 10) > since).map((c) => c.id));
  return new Map(disputes.map((d) => {
    const told = d.sides.filter((side) => side.claims.some((id) => !later.has(id)));
    return [d.id, told.length < 2 ? 'new' : d.sides.flatMap((s) => s.claims).filter((id) => later.has(id)).length];
  }));
}

/** `Changed since [date]`, with the usual steps back beside it. */
function changesHead({ state, when, since, days }: Context): HTMLElement {
  if (state.range) return h('div', { class: 'since' }, h('h2', { 'data-testid': 'changed-in' }, strings.overview.changedIn(...state.range)), h('a', { class: 'step', href: linkTo({ range: null }) }, strings.overview.allDays));
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
  inSteps(list, {
    count: ranked.length, step: CHANGES_AT_ONCE, label: strings.overview.more, around: (button) => h('li', {}, button),
    entries: (from, to) => ranked.slice(from, to).map((change) => changeItem(change, places.find((p) => p.key === change.key))),
  });
  return list;
}

/** Disputed changes first, then those that many speak of. */
function importance(change: ControlChange): number {
  return (change.after.status === 'contested' ? 3 : 0) + Math.min(change.origins.length, 3) + (change.before.status === 'unknown' ? 0 : 1);
}

function changeItem(change: ControlChange, place: HeldPlace | undefined): HTMLElement {
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
