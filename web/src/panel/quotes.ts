// Quotes with their source chain, date and cue. The same words of the same origin in several outlets are one quote.

import { type Claim, getClaims } from '../api.ts';
import { published, range } from '../dates.ts';
import { h } from '../dom.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';

/** The quotes of these claims in time order, or `nothing` if there are none. */
export async function quoteList(ids: string[], nothing: string): Promise<HTMLElement> {
  if (!ids.length) return h('p', { class: 'quiet' }, nothing);
  const claims = await getClaims(ids);
  const missing = new Set(ids).size - new Set(claims.map((c) => c.id)).size;
  return h('div', {},
    h('ol', { class: 'quotes' }, ...grouped(claims).map((group) => quoteItem(group))),
    missing > 0 && h('p', { class: 'quiet' }, strings.quote.missing(missing)));
}

/** A `<details>` whose quotes are fetched when it is opened. */
export function quotesOnDemand(label: string, groups: { title: string; ids: string[] }[]): HTMLElement {
  const body = h('div', {});
  let loaded = false;
  const details = h('details', {
    class: 'on-demand',
    toggle: async () => {
      if (!details.open || loaded) return;
      loaded = true;
      body.replaceChildren(h('p', { class: 'quiet' }, strings.quote.loading));
      try {
        const parts = groups.filter((g) => g.ids.length).map(async (g) => [h('h4', {}, g.title), await quoteList(g.ids, '')]);
        body.replaceChildren(...(await Promise.all(parts)).flat());
      } catch (error) {
        loaded = false;
        body.replaceChildren(h('p', { class: 'quiet' }, strings.states.failed(String(error))));
      }
    },
  }, h('summary', {}, label), body);
  return details;
}

/** The quotes for and against, fetched when they are asked for; nothing where there are none. */
export function quotesFor({ supporting, opposing }: { supporting: string[]; opposing: string[] }): HTMLElement | null {
  const all = supporting.length + opposing.length;
  return all === 0 ? null : quotesOnDemand(strings.disputes.quotes(all), [
    { title: strings.place.supporting(supporting.length), ids: supporting },
    { title: strings.place.opposing(opposing.length), ids: opposing },
  ]);
}

/** `Syrian Observatory for Human Rights → Meridian Wire`, nearest to the fact first. */
export function chain(claim: Claim): string {
  const nodes = claim.claimants.map((c) => c.entity ?? c.text);
  const outlet = claim.outlet ?? strings.quote.unnamedOutlet;
  if (nodes[nodes.length - 1]?.toLowerCase() !== outlet.toLowerCase()) nodes.push(outlet);
  return nodes.join(strings.quote.arrow);
}

export function byTime(a: Claim, b: Claim): number {
  return (a.published ?? '9999').localeCompare(b.published ?? '9999') || a.id.localeCompare(b.id);
}

/** When it is said to have happened, if that is not the day of publication. */
function saysWhen(claim: Claim): string | null {
  const date = claim.event_date;
  if (!date || (date.start === date.end && date.start === claim.published?.slice(0, 10))) return null;
  return strings.quote.about(range(date.start, date.end));
}

/** The quotes in time order, the same words of the same origin together. */
export function grouped(claims: Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of [...claims].sort(byTime)) {
    const key = `${claim.origin}\n${claim.quote.replace(/\W+/gu, ' ').trim().toLowerCase()}`;
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()];
}

/** One quote with all reports that have it; `side` is the letter of its side in a dispute. */
export function quoteItem(group: Claim[], side: string | null = null): HTMLElement {
  const [claim, ...copies] = group as [Claim, ...Claim[]];
  return h('li', { class: 'quote', 'data-testid': 'quote', 'data-claim': claim.id },
    h('a', { class: 'words', href: linkTo({ claims: [claim.id] }), title: strings.quote.inContext, 'data-testid': 'open-claim' }, side && h('span', { class: 'letter' }, side), h('q', { dir: 'auto' }, claim.quote)),
    h('p', { class: 'chain', dir: 'auto' }, chain(claim)),
    h('p', { class: 'meta' },
      claim.decided && claim.decided.state !== 'open' && h('span', { class: `tag review ${claim.decided.state}` }, strings.decide.states[claim.decided.state]),
      claim.stance !== 'asserts' && h('span', { class: 'tag stance' }, strings.words(claim.stance)),
      claim.modality !== 'actual' && h('span', { class: 'tag' }, strings.words(claim.modality)),
      h('time', {}, claim.published ? published(claim.published) : strings.quote.undated),
      claim.cue && h('span', {}, strings.quote.cue(claim.cue.text)),
      claim.channel && h('span', {}, strings.quote.via(claim.channel)),
      saysWhen(claim) && h('span', { class: 'event-date' }, saysWhen(claim))),
    copies.length > 0 && h('p', { class: 'meta also' }, `${strings.quote.also} `,
      ...copies.map((c) => h('a', { href: linkTo({ claims: [c.id] }) }, c.outlet ?? strings.quote.unnamedOutlet))));
}
