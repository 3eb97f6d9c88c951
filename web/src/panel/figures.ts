// Figures by indicator, each with its bounds, scope and source.

import { type Figure, getClaims, getFigures } from '../api.ts';
import { range, shortDate } from '../dates.ts';
import { h } from '../dom.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';

export async function figuresTab(context: Context): Promise<Node[]> {
  const figures = await getFigures(context.when);
  if (!figures.length) return [h('p', { class: 'quiet' }, strings.figures.none)];
  const byClaim = new Map(figures.map((f) => [f.claim, f]));
  // An approximate number is shown with the words that it was read from.
  const worded = new Map((await getClaims(figures.filter((f) => f.approx).map((f) => f.claim))).map((c) => [c.id, c.quantity?.text ?? '']));
  const indicators = [...new Set(figures.map((f) => f.indicator))];
  const replaced = figures.filter((f) => f.superseded_by).length;
  const box = h('div', { class: 'figures hide-superseded', 'data-testid': 'figures' });
  const toggle = h('input', { type: 'checkbox', change: () => box.classList.toggle('hide-superseded', !toggle.checked) });
  const columns = strings.figures.columns;
  box.append(...indicators.flatMap((indicator) => [
    h('h2', {}, strings.capital(strings.words(indicator))),
    h('table', {},
      h('thead', {}, h('tr', {}, ...Object.values(columns).map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, ...figures.filter((f) => f.indicator === indicator).map((f) => row(f, byClaim, worded.get(f.claim) ?? '')))),
  ]));
  return [
    h('p', { class: 'quiet' }, strings.figures.caption),
    replaced > 0 ? h('label', { class: 'toggle' }, toggle, strings.figures.showSuperseded(replaced)) : h('span'),
    box,
  ];
}

function row(figure: Figure, byClaim: Map<string, Figure>, wording: string): HTMLElement {
  const later = figure.superseded_by ? byClaim.get(figure.superseded_by) : undefined;
  const whole = figure.subset_of ? byClaim.get(figure.subset_of) : undefined;
  const source = figure.said_by.length ? [...figure.said_by] : [figure.origin];
  if (!source.includes(figure.origin)) source.unshift(figure.origin);
  return h('tr', { class: figure.superseded_by ? 'superseded' : null, 'data-claim': figure.claim },
    h('td', {},
      h('a', { class: 'number', href: linkTo({ claims: [figure.claim] }) }, strings.figureNumber(figure)),
      wording && !/\d/.test(wording) && h('small', {}, strings.figures.worded(wording)),
      figure.superseded_by && h('small', { class: 'mark' }, strings.figures.supersededBy(later ? strings.figureNumber(later) : '…')),
      figure.subset_of && h('small', { class: 'mark' }, strings.figures.partOf(whole ? strings.figureNumber(whole) : '…'))),
    h('td', {}, figure.of ?? strings.figures.anyone),
    h('td', {}, figure.place ?? strings.figures.everywhere, figure.period && h('small', {}, range(figure.period.start, figure.period.end))),
    h('td', {}, figure.origin),
    h('td', {}, figure.stated ? shortDate(figure.stated) : ''));
}
