// Figures by indicator and scope: what those of one scope come to, and each with its bounds and source. Scopes are never
// added up.

import { type Figure, type Scope, asOf, getClaims, getScopes } from '../api.ts';
import { range, shortDate } from '../dates.ts';
import { h, s } from '../dom.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { downloads } from './downloads.ts';
import { inSteps } from './in-steps.ts';
import { series } from './series.ts';

/** Width of the drawn range of a figure. */
const BAR = 160;

/** Scopes drawn at once; an archive has thousands. */
const AT_ONCE = 24;

export async function figuresTab(context: Context): Promise<Node[]> {
  const { scopes: first, total, superseded } = await getScopes(context.when, AT_ONCE, null);
  if (!total) return [h('p', { class: 'quiet' }, strings.figures.none)];
  const scopes = [...first];
  const box = h('div', { class: 'figures hide-superseded', 'data-testid': 'figures' });
  const toggle = h('input', { type: 'checkbox', change: () => box.classList.toggle('hide-superseded', !toggle.checked) });
  const entries = (from: number, to: number) => {
    const made = scopes.slice(from, to).flatMap((scope, i) => [
      ...(scope.indicator === scopes[from + i - 1]?.indicator ? [] : [h('h2', {}, strings.capital(strings.words(scope.indicator)))]),
      section(scope),
    ]);
    void addWording(made).catch(() => undefined);
    return made;
  };
  const ready = async () => void scopes.push(...(await getScopes(context.when, AT_ONCE, scopes.at(-1)?.id ?? null)).scopes);
  inSteps(box, { count: total, step: AT_ONCE, entries, ready });
  return [
    h('div', { class: 'toolbar' },
      h('p', { class: 'quiet' }, strings.figures.caption),
      superseded > 0 && h('label', { class: 'toggle' }, toggle, strings.figures.showSuperseded(superseded)),
      downloads(['figures', 'estimates'], asOf(context.when))),
    box,
  ];
}

/** Adds to approximate numbers the words that they were read from. */
async function addWording(sections: HTMLElement[]): Promise<void> {
  const places = new Map(sections.flatMap((section) => [...section.querySelectorAll<HTMLElement>('[data-words-of]')]).map((place) => [place.dataset.wordsOf ?? '', place]));
  for (const claim of await getClaims([...places.keys()])) {
    const words = claim.quantity?.text ?? '';
    if (words && !/\d/.test(words)) places.get(claim.id)?.append(strings.figures.worded(words));
  }
}

function section({ estimate, figures, totals }: Scope): HTMLElement {
  const byClaim = new Map([...figures, ...totals].map((f) => [f.claim, f]));
  const [first] = figures;
  const top = Math.max(...figures.map((f) => f.high ?? f.low), estimate?.high ?? 0, 1);
  const where = estimate?.place ?? first?.place ?? strings.figures.notSaid;
  const of = estimate ? estimate.of : first?.of;
  const columns = strings.figures.columns;
  const ordered = [...figures].sort((a, b) => (a.stated ?? '').localeCompare(b.stated ?? ''));
  const current = figures.some((f) => !f.superseded_by);
  return h('section', { class: current ? 'scope' : 'scope superseded', 'data-testid': 'scope' },
    h('h3', { dir: 'auto' }, strings.capital([where, of].filter(Boolean).join(' · ')), estimate && h('small', {}, range(estimate.period.start, estimate.period.end), estimate.by && ` · ${strings.figures.by(estimate.by)}`)),
    estimate && h('p', { class: 'estimate', 'data-testid': 'estimate' }, bar(estimate.low, estimate.high, estimate.best, top), h('b', {}, strings.figures.estimate(estimate)), h('span', { class: 'meta-text' }, estimate.rule)),
    series(figures, top),
    ...(estimate?.sums ?? []).map((sum) => h('p', { class: sum.exceeds ? 'notice' : 'quiet' }, sum.why)),
    h('table', {},
      h('thead', {}, h('tr', {}, ...Object.values(columns).map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, ...ordered.map((f) => row(f, byClaim, top)))));
}

/** A range on a scale from nothing to `top`; open where no upper bound is told. */
function bar(low: number, high: number | null, best: number | null, top: number): SVGSVGElement {
  const x = (n: number) => Math.min(BAR, (n / top) * BAR);
  const [from, to] = [x(low), high === null ? BAR : x(high)];
  return s('svg', { class: 'bar-of', viewBox: `-3 0 ${BAR + 6} 14`, width: BAR + 6, height: 14, 'aria-hidden': 'true' },
    s('line', { class: 'axis', x1: 0, x2: BAR, y1: 12, y2: 12 }),
    s('line', { class: high === null ? 'span open' : 'span', x1: from, x2: Math.max(to, from + 1), y1: 6, y2: 6 }),
    best !== null && s('circle', { class: 'best', cx: x(best), cy: 6, r: 4 }));
}

function row(figure: Figure, byClaim: Map<string, Figure>, top: number): HTMLElement {
  const later = figure.superseded_by ? byClaim.get(figure.superseded_by) : undefined;
  const whole = figure.subset_of ? byClaim.get(figure.subset_of) : undefined;
  const exact = figure.high === figure.low ? figure.low : null;
  return h('tr', { class: figure.superseded_by ? 'superseded' : null, 'data-claim': figure.claim },
    h('td', {},
      h('a', { class: 'number', href: linkTo({ claims: [figure.claim] }) }, strings.figureNumber(figure)),
      figure.approx && h('small', { dir: 'auto', 'data-words-of': figure.claim }),
      figure.superseded_by && h('small', { class: 'mark' }, strings.figures.supersededBy(later ? strings.figureNumber(later) : '…')),
      figure.subset_of && h('small', { class: 'mark' }, strings.figures.partOf(whole ? strings.figureNumber(whole) : '…'))),
    h('td', {}, bar(figure.low, figure.high, exact, top)),
    h('td', { dir: 'auto' }, figure.of ?? strings.figures.notSaid),
    h('td', { dir: 'auto' }, figure.place ?? strings.figures.notSaid, figure.period && h('small', {}, range(figure.period.start, figure.period.end))),
    h('td', { dir: 'auto' }, figure.origin, figure.said_by.length > 0 && figure.said_by.join() !== figure.origin && h('small', {}, figure.said_by.join(strings.quote.arrow))),
    h('td', {}, figure.stated ? shortDate(figure.stated) : ''));
}
