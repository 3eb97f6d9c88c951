// The brief, every sentence with citations that open the words in their report.

import { type Brief, briefQuery, getBrief } from '../api.ts';
import { h } from '../dom.ts';
import { filterOf, go, linkTo, readState, withFilter } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';

const LENGTHS = ['short', 'medium', 'full'];

export async function briefTab({ state, when }: Context): Promise<Node[]> {
  const asked = filterOf(state, 'length');
  const length = LENGTHS.includes(asked) ? asked : 'medium';
  const brief = await getBrief(when, state.since, length);
  const select = h('select', { 'aria-label': strings.brief.length, 'data-testid': 'brief-length', change: () => go({ filters: withFilter(readState(), 'length', select.value) }) },
    ...LENGTHS.map((name) => h('option', { value: name, selected: name === length }, strings.brief.lengths[name] ?? name)));
  return [
    h('div', { class: 'toolbar' }, h('label', {}, `${strings.brief.length} `, select), downloads(['brief'], briefQuery(when, state.since, length), ['markdown', 'html'])),
    h('article', { class: 'brief', 'data-testid': 'brief' },
      h('h2', {}, brief.title), h('p', { class: 'quiet' }, brief.scope),
      ...brief.sections.flatMap((section) => [
        h('h3', {}, section.title),
        ...(section.paragraphs.length ? [] : [h('p', { class: 'quiet' }, brief.nothing)]),
        ...section.paragraphs.flatMap((p) => [p.heading ? h('h4', { dir: 'auto' }, p.heading) : '', h('p', {}, ...p.sentences.map((x) => sentence(x, brief)))]),
      ]),
      h('h3', {}, brief.quotes_title),
      h('ol', { class: 'brief-quotes' }, ...brief.quotes.map((q) => h('li', {},
        h('a', { href: linkTo({ claims: [q.claim] }), dir: 'auto' }, h('q', {}, q.quote)), ' ', h('span', { class: 'meta-text', dir: 'auto' }, q.source))))),
  ];
}

function sentence({ text, cites }: { text: string; cites: number[] }, brief: Brief): HTMLElement {
  return h('span', {}, h('span', { dir: 'auto' }, text), ' ', ...cites.map((n) => {
    const quote = brief.quotes[n - 1];
    return h('a', { class: 'cite', href: quote ? linkTo({ claims: [quote.claim] }) : '#', title: quote?.quote ?? '', 'aria-label': strings.brief.cite(n) }, String(n));
  }), ' ');
}
