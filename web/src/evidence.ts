// Quotes in their reports: one, or one of each side of a dispute next to each other.

import { type Claim, NotFound, type Report, getClaims, getReport } from './api.ts';
import { ByteText } from './bytes.ts';
import { published, range } from './dates.ts';
import { h, webAddress } from './dom.ts';
import { groundsOnDemand } from './panel/grounds.ts';
import { chain } from './panel/quotes.ts';
import { go, linkTo } from './state.ts';
import * as strings from './strings.ts';

export interface Evidence {
  element: HTMLDialogElement;
  /** Shows these claims, or closes the view if there are none. */
  show(ids: string[]): Promise<void>;
}

export function createEvidence(): Evidence {
  const title = h('h2', { id: 'evidence-title' });
  const body = h('div', { class: 'reports', tabindex: -1, autofocus: true });
  const close = () => go({ claims: [] });
  const element = h('dialog', {
    class: 'evidence', 'aria-labelledby': 'evidence-title', 'data-testid': 'evidence',
    close,
    click: (event) => {
      if (event.target === element) element.close();
    },
  },
    h('header', {}, title, h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, title: strings.evidence.close, 'data-testid': 'close-evidence', click: () => element.close() }, '✕')),
    body);
  let shown = '';

  async function show(ids: string[]): Promise<void> {
    const wanted = ids.join(',');
    if (wanted === shown && element.open === ids.length > 0) return;
    shown = wanted;
    if (!ids.length) {
      if (element.open) element.close();
      return;
    }
    const sheets = await Promise.all(byReport(ids, await getClaims(ids)).map(sheet));
    if (shown !== wanted) return;
    title.textContent = ids.length > 1 ? strings.evidence.titleBoth : strings.evidence.title;
    body.replaceChildren(...sheets);
    body.classList.toggle('both', sheets.length > 1);
    if (!element.open) element.showModal();
    for (const text of body.querySelectorAll('.text')) scrollToMark(text);
  }

  return { element, show };
}

interface Wanted { id: string; claims: Claim[] }

/** One sheet for each report; two claims of one report share it. */
function byReport(ids: string[], claims: Claim[]): Wanted[] {
  const sheets = new Map<string, Wanted>();
  for (const id of ids) {
    const claim = claims.find((c) => c.id === id);
    const key = claim ? `${claim.report} ${claim.revision}` : id;
    const sheet = sheets.get(key) ?? { id, claims: [] };
    if (claim) sheet.claims.push(claim);
    sheets.set(key, sheet);
  }
  return [...sheets.values()];
}

async function sheet({ id, claims }: Wanted): Promise<HTMLElement> {
  const [claim] = claims;
  if (!claim) return h('article', { class: 'report' }, h('p', { class: 'notice', 'data-testid': 'unknown-claim' }, strings.evidence.unknown(id)));
  let report: Report;
  try {
    report = await getReport(claim.report, claim.revision);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return h('article', { class: 'report' }, h('p', { class: 'notice' }, strings.evidence.unknownReport));
  }
  const others = await getClaims(report.claims);
  const address = webAddress(report.url);
  return h('article', { class: 'report', 'data-testid': 'report', 'data-report': report.id },
    h('div', { class: 'head' },
      h('h3', {}, report.title ?? strings.evidence.noTitle),
      h('p', { class: 'meta' },
        h('b', {}, report.outlet ?? strings.quote.unnamedOutlet),
        h('time', {}, report.published ? published(report.published) : strings.evidence.undated),
        h('span', {}, strings.evidence.basis(report.published_basis)),
        address && h('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, strings.evidence.open))),
    textWithMarks(report, claims, others),
    others.length > claims.length && h('p', { class: 'quiet small' }, strings.evidence.others),
    ...claims.map((c) => fields(c, report)));
}

/** The report's text with these claims' words marked and those of others underlined; a click on the latter opens them. */
function textWithMarks(report: Report, claims: Claim[], others: Claim[]): HTMLElement {
  const text = new ByteText(report.text);
  const opened = new Set(claims.map((c) => c.id));
  const all = new Map([...others, ...claims].filter((c) => c.revision === report.revision || opened.has(c.id)).map((c) => [c.id, c]));
  const nodes = text.pieces([...all.values()]).map(({ text: words, ids }) => {
    if (!ids.length) return words;
    const mine = ids.find((i) => opened.has(i));
    if (mine) return h('mark', { 'data-claim': mine }, words);
    // The shortest claim is the one that can be reached nowhere else.
    const shortest = ids.map((i) => all.get(i)).sort((a, b) => length(a) - length(b))[0];
    return h('a', { class: 'other', href: linkTo({ claims: [shortest?.id ?? ''] }), 'data-claim': shortest?.id }, words);
  });
  const torn = claims.some((c) => text.slice(c.start, c.end) !== c.quote);
  return h('div', { class: 'text', 'data-testid': 'report-text', tabindex: 0, role: 'region', 'aria-label': report.title ?? strings.evidence.noTitle },
    torn && h('p', { class: 'notice' }, strings.evidence.mismatch), ...nodes);
}

const length = (claim: Claim | undefined) => (claim ? claim.end - claim.start : 0);

function scrollToMark(text: Element): void {
  const mark = text.querySelector('mark');
  if (!mark) return;
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
}

function fields(claim: Claim, report: Report): HTMLElement {
  const names = strings.evidence.names;
  const resolved = (words: Claim['actor']) => (words ? strings.evidence.resolved(words.text, words.entity) : null);
  const place = claim.place;
  const rows: [string, string | null][] = [
    [names.kind, [strings.words(claim.kind), claim.sub_kind && strings.words(claim.sub_kind), claim.stance, claim.modality].filter(Boolean).join(' · ')],
    [names.actor, resolved(claim.actor)],
    [names.target, resolved(claim.target)],
    [names.place, place ? `${place.text}${place.name ? ` = ${[place.name, place.admin1, place.country].filter((part, i, all) => part && all.indexOf(part) === i).join(', ')}` : ` (${strings.evidence.unresolved})`}` : null],
    [names.extent, claim.extent && claim.extent !== 'whole' ? (strings.place.extents[claim.extent] ?? claim.extent) : null],
    [names.date, claim.event_date ? [range(claim.event_date.start, claim.event_date.end), claim.event_date.text && strings.quote.cue(claim.event_date.text)].filter(Boolean).join(' ') : null],
    [names.stated, claim.stated ? [claim.stated.start && claim.stated.end ? range(claim.stated.start, claim.stated.end) : null, strings.quote.cue(claim.stated.text)].filter(Boolean).join(' ') : null],
    [names.quantity, claim.quantity ? [strings.figureNumber(claim.quantity), claim.quantity.of, strings.words(claim.quantity.unit), strings.quote.cue(claim.quantity.text)].filter(Boolean).join(' ') : null],
    [names.claimants, claim.claimants.length ? chain(claim) : strings.evidence.ownVoice],
    [names.cue, claim.cue && strings.quote.cue(claim.cue.text)],
    [names.channel, claim.channel],
    [names.origin, claim.origin],
    [names.confidence, strings.evidence.confidence(claim.confidence)],
    [names.rules, claim.rules.join(', ')],
    [names.id, claim.id],
    [names.report, report.id],
  ];
  return h('details', { class: 'claim-fields', open: true, 'data-testid': 'claim-fields' },
    h('summary', {}, strings.evidence.fields),
    h('dl', { class: 'fields' }, ...rows.flatMap(([name, value]) => (value ? [h('dt', {}, name), h('dd', {}, value)] : []))),
    groundsOnDemand(claim));
}
