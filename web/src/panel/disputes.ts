// The disputes as of the day, and one of them with its sides next to each other.

import { type Claim, type Dispute, asOf, getClaims, getDisputes, getTensions } from '../api.ts';
import { range } from '../dates.ts';
import { h } from '../dom.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { inSteps } from './in-steps.ts';
import { byTime, grouped, quoteItem, quotesOnDemand } from './quotes.ts';

/** Cards shown at once; an archive has thousands. */
const AT_ONCE = 40;

export async function disputesTab(context: Context): Promise<Node[]> {
  const [all, tensions] = await Promise.all([getDisputes(context.when), getTensions(context.when)]);
  if (context.state.dispute) {
    const dispute = [...all, ...tensions].find((d) => d.id === context.state.dispute) ?? sameAsBefore(all);
    if (!dispute) return [back(), h('p', { class: 'notice' }, strings.disputes.unknown(context.state.dispute))];
    before = new Set(dispute.sides.flatMap((s) => s.claims));
    return [await openDispute(dispute)];
  }
  const contested = new Set(context.places.filter((p) => p.status === 'contested').map((p) => p.key));
  const current = all.filter((d) => isCurrent(d, context.when.at, contested));
  const shown = new Set(current);
  const earlier = all.filter((d) => !shown.has(d));
  return [
    h('h2', {}, strings.disputes.current(context.when.at)),
    current.length ? disputeList(current) : h('p', { class: 'quiet' }, strings.disputes.none),
    ...(earlier.length ? [h('h2', {}, strings.disputes.earlier), disputeList(earlier)] : []),
    ...(tensions.length ? [h('h2', {}, strings.disputes.tensions), disputeList(tensions)] : []),
    downloads(['disputes', 'tensions'], asOf(context.when)),
  ];
}

/** The claims of the dispute that was open last: its id is another when it has grown, so days are stepped through by them. */
let before = new Set<string>();

function sameAsBefore(all: Dispute[]): Dispute | undefined {
  return all.find((d) => d.sides.some((s) => s.claims.some((id) => before.has(id))));
}

export function disputeList(disputes: Dispute[]): HTMLElement {
  const list = h('ol', { class: 'cards', 'data-testid': 'disputes' });
  inSteps(list, { count: disputes.length, step: AT_ONCE, around: (button) => h('li', {}, button), entries: (from, to) => disputes.slice(from, to).map((d) => disputeCard(d)) });
  return list;
}

/** A dispute in a few lines: what it is about, and what each side says on whose word. */
export function disputeCard(d: Dispute, rank: number | null = null, grown: 'new' | number = 0): HTMLElement {
  return h('li', {},
    h('a', { class: 'card', href: linkTo({ tab: 'disputes', dispute: d.id, place: d.place?.key ?? null, claims: [] }), 'data-testid': 'dispute', 'data-dispute': d.id, 'data-place': d.place?.key },
      h('span', { class: 'about' }, rank !== null && h('span', { class: 'rank', 'aria-hidden': 'true' }, String(rank)), h('span', { dir: 'auto' }, strings.capital(d.about)),
        grown !== 0 && h('span', { class: grown === 'new' ? 'tag stance' : 'tag' }, grown === 'new' ? strings.disputes.isNew : strings.disputes.grown(grown)),
        d.ended && h('span', { class: 'tag', 'data-testid': 'ended' }, strings.disputes.ended[d.ended.how])),
      h('span', { class: 'meta' },
        d.place && h('span', {}, d.place.name),
        d.date && h('time', {}, range(d.date.start, d.date.end)),
        h('span', {}, strings.disputes.sides(d))),
      ...d.sides.map((side, i) => h('span', { class: 'side-line' }, h('span', { class: 'letter' }, String.fromCharCode(65 + i)), ' ',
        h('span', { dir: 'auto' }, strings.disputes.sideLine(side.says, side.origins))))));
}

/** A dispute belongs to the day if the day is in its dates, or if its place is still contested. */
function isCurrent(dispute: Dispute, at: string, contested: Set<string>): boolean {
  if (dispute.place && contested.has(dispute.place.key)) return true;
  return dispute.date === null || (dispute.date.start <= at && at <= dispute.date.end);
}

function back(): HTMLElement {
  return h('a', { class: 'back', href: linkTo({ dispute: null, place: null, claims: [] }) }, `‹ ${strings.disputes.back}`);
}

async function openDispute(dispute: Dispute): Promise<HTMLElement> {
  const claims = await Promise.all(dispute.sides.map((side) => getClaims(side.claims)));
  const pair = pickPair(claims);
  return h('article', { class: 'dispute', 'data-testid': 'dispute-view', 'data-dispute': dispute.id },
    back(),
    h('h2', { dir: 'auto' }, strings.capital(dispute.about)),
    h('p', { class: 'meta' },
      dispute.place && h('a', { href: linkTo({ tab: 'place', place: dispute.place.key, claims: [] }) }, dispute.place.name),
      dispute.date && h('time', {}, range(dispute.date.start, dispute.date.end))),
    h('p', { class: 'why' }, strings.capital(dispute.why)),
    outcome(dispute),
    pair.length > 0 && h('p', {}, h('a', { class: 'button', href: linkTo({ claims: pair.map((c) => c.id) }), 'data-testid': 'show-both' }, strings.disputes.both)),
    exchange(dispute, claims));
}

/** How it ended, else what would settle it. */
function outcome({ ended, settled_by }: Dispute): HTMLElement | null {
  if (ended) {
    return h('section', { class: 'outcome', 'data-testid': 'outcome' }, h('p', {}, strings.disputes.endedOn(ended.on, ended.why)),
      quotesOnDemand(strings.disputes.quotes(ended.claims.length), [{ title: strings.disputes.endedBy, ids: ended.claims }]));
  }
  if (!settled_by.length) return null;
  return h('section', { class: 'outcome', 'data-testid': 'outcome' }, h('p', {}, strings.disputes.openUntil), h('ul', {}, ...settled_by.map((by) => h('li', { dir: 'auto' }, by))));
}

/** A column for each side, and its quotes in the order in which they were published: what answers what is seen. */
function exchange(dispute: Dispute, claims: Claim[][]): HTMLElement {
  const columns = Math.min(dispute.sides.length, 2);
  const heads = dispute.sides.map((side, i) => h('section', { class: 'side', 'data-column': (i % columns) + 1, 'data-side': i, 'data-testid': 'side', 'aria-label': strings.disputes.side(i + 1) },
    h('h3', { dir: 'auto' }, h('span', { class: 'letter' }, letter(i)), strings.capital(side.says)),
    h('p', { class: 'origins', dir: 'auto' }, h('b', {}, strings.disputes.origins(side.origins.length)), `: ${strings.list(side.origins)}`)));
  const turns = claims.flatMap((of, side) => grouped(of).map((group) => ({ side, group })))
    .sort((a, b) => byTime(a.group[0] as Claim, b.group[0] as Claim));
  let row = Math.ceil(dispute.sides.length / columns);
  let taken: { day: string; columns: Set<number> } | null = null;
  const quotes = turns.map(({ side, group }) => {
    const day = group[0]?.published?.slice(0, 10) ?? '';
    const column = (side % columns) + 1;
    // Quotes of one day may stand beside each other.
    if (!taken || taken.day !== day || [...taken.columns].some((c) => c >= column)) {
      row++;
      taken = { day, columns: new Set() };
    }
    taken.columns.add(column);
    const item = quoteItem(group, letter(side));
    item.dataset.side = String(side);
    item.dataset.column = String(column);
    item.style.gridRow = String(row);
    return item;
  });
  return h('div', { class: columns > 1 ? 'exchange two' : 'exchange' }, ...heads, h('ol', { class: 'quotes' }, ...quotes),
    turns.length === 0 && h('p', { class: 'quiet' }, strings.disputes.noQuotes));
}

const letter = (side: number) => String.fromCharCode(65 + side);

/** One quote of each side: those nearest to the fact, and of different reports where there are. */
function pickPair(sides: Claim[][]): Claim[] {
  const used = new Set<string>();
  return sides.flatMap((claims) => {
    const ranked = [...claims].sort((a, b) => Number(used.has(a.report)) - Number(used.has(b.report)) || a.claimants.length - b.claimants.length || byTime(a, b));
    const best = ranked[0];
    if (!best) return [];
    used.add(best.report);
    return [best];
  });
}
