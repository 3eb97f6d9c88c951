// One report with its claims: the text with their words underlined, and beside it what was read from them.

import { type Claim, NotFound, type Report, getClaims, getOriginal, getReport, originalOf } from '../api.ts';
import { ByteText } from '../bytes.ts';
import { published, range } from '../dates.ts';
import { differences } from '../diff.ts';
import { h, webAddress } from '../dom.ts';
import { groundsOnDemand } from '../panel/grounds.ts';
import { linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import { drawChain } from './chain.ts';
import { correctedValue, decisions } from './decide.ts';
import { pointer, rolesOf } from './roles.ts';

/** Characters of an original that are shown. */
const MOST_SHOWN = 200_000;

/** The sheet of a report with these of its claims open; `id` is what was asked for. */
export async function sheet(id: string, claims: Claim[]): Promise<HTMLElement> {
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
  return h('article', { class: 'report', 'data-testid': 'report', 'data-report': report.id },
    head(report),
    h('div', { class: 'split' },
      h('div', {}, textWithMarks(report, claims, others), others.length > claims.length && h('p', { class: 'quiet small' }, strings.evidence.others), captured(report)),
      h('div', { class: 'beside' }, ...claims.map((c) => fields(c, report)), claimList(others, claims))));
}

function head(report: Report): HTMLElement {
  const address = webAddress(report.url);
  return h('div', { class: 'head' },
    h('h3', { dir: 'auto' }, report.title ?? strings.evidence.noTitle),
    h('p', { class: 'meta' },
      h('b', { dir: 'auto' }, report.outlet ?? strings.quote.unnamedOutlet),
      h('time', {}, report.published ? published(report.published) : strings.evidence.undated),
      h('span', {}, strings.evidence.basis(report.published_basis)),
      address && h('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, strings.evidence.open)));
}

/** The report's text with these claims' words marked and those of others underlined; a click on the latter opens them. */
function textWithMarks(report: Report, claims: Claim[], others: Claim[]): HTMLElement {
  const text = new ByteText(report.text);
  const opened = new Set(claims.map((c) => c.id));
  const all = new Map([...others, ...claims].filter((c) => c.revision === report.revision || opened.has(c.id)).map((c) => [c.id, c]));
  const roles = claims.flatMap(rolesOf);
  const names = new Set(roles.map((r) => r.id));
  const nodes = text.pieces([...all.values(), ...roles]).map(({ text: words, ids }) => {
    const role = ids.filter((id) => names.has(id)).join(' ') || null;
    const of = ids.filter((id) => all.has(id));
    const mine = of.find((i) => opened.has(i));
    if (mine) return h('mark', { 'data-claim': mine, 'data-role': role }, words);
    if (of.length) {
      // The shortest claim is the one that can be reached nowhere else.
      const shortest = of.map((i) => all.get(i)).sort((a, b) => length(a) - length(b))[0];
      return h('a', { class: 'other', href: linkTo({ claims: [shortest?.id ?? ''] }), 'data-claim': shortest?.id, 'data-role': role }, words);
    }
    return role ? h('span', { 'data-role': role }, words) : words;
  });
  const torn = claims.some((c) => text.slice(c.start, c.end) !== c.quote);
  return h('div', { class: 'text', dir: 'auto', 'data-testid': 'report-text', tabindex: 0, role: 'region', 'aria-label': report.title ?? strings.evidence.noTitle },
    torn && h('p', { class: 'notice' }, strings.evidence.mismatch), ...nodes);
}

const length = (claim: Claim | undefined) => (claim ? claim.end - claim.start : 0);

/** When the report was read, what had to be assumed, and what earlier revisions said. */
function captured(report: Report): HTMLElement {
  const others = report.revisions.filter((r) => r.revision !== report.revision);
  return h('details', { class: 'on-demand captured' }, h('summary', {}, strings.evidence.captured(report.revisions.length)),
    h('dl', { class: 'fields' },
      h('dt', {}, strings.evidence.names.captured), h('dd', {}, published(report.captured)),
      ...(report.language ? [h('dt', {}, strings.evidence.names.language), h('dd', {}, report.language)] : []),
      h('dt', {}, strings.evidence.names.revision), h('dd', {}, report.revision),
      ...(report.read_from ? [h('dt', {}, strings.evidence.names.readFrom), h('dd', { dir: 'auto' }, report.read_from)] : []),
      ...(report.original ? [h('dt', {}, strings.evidence.names.original), h('dd', {}, strings.evidence.bytes(report.original.media_type, report.original.bytes))] : []),
      h('dt', {}, strings.evidence.names.hash), h('dd', {}, strings.evidence.hash(report.revisions.find((r) => r.revision === report.revision)?.source_hash ?? '')),
      ...report.notes.flatMap((note) => [h('dt', {}, strings.evidence.names.note), h('dd', { dir: 'auto' }, note)])),
    report.original ? original(report) : '',
    ...others.map((other) => {
      const body = h('div', { class: 'diff', dir: 'auto' });
      const compare = h('button', { type: 'button', 'data-testid': 'compare', click: async () => {
        const earlier = await getReport(report.id, other.revision).catch(() => null);
        if (!earlier) return;
        const forward = other.captured <= report.captured;
        const parts = forward ? differences(earlier.text, report.text) : differences(report.text, earlier.text);
        body.replaceChildren(...parts.map((p) => (p.kind === 'same' ? h('span', {}, shortened(p.text)) : h(p.kind === 'added' ? 'ins' : 'del', {}, p.text))));
      } }, strings.evidence.compare(published(other.captured)));
      return h('div', {}, compare, body);
    }));
}

/** The bytes as they came: to be stored, or seen here as text, which runs nothing. */
function original(report: Report): HTMLElement {
  const shown = h('pre', { class: 'original', dir: 'auto', tabindex: 0, role: 'region', 'aria-label': strings.evidence.names.original, hidden: true, 'data-testid': 'original' });
  return h('div', {},
    h('p', { class: 'tools-row' },
      h('a', { href: originalOf(report), download: '', 'data-testid': 'store-original' }, strings.evidence.storeOriginal),
      h('button', { type: 'button', 'data-testid': 'show-original', click: async () => {
        const text = await getOriginal(report).catch((error: unknown) => strings.states.failed(String(error)));
        shown.textContent = text.slice(0, MOST_SHOWN) + (text.length > MOST_SHOWN ? strings.evidence.cutOff(text.length - MOST_SHOWN) : '');
        shown.hidden = false;
      } }, strings.evidence.showOriginal)),
    shown);
}

/** Long parts that did not change are left out but for their ends. */
function shortened(text: string): string {
  return text.length > 320 ? `${text.slice(0, 140)} … ${text.slice(-140)}` : text;
}

/** All claims of the report in the order of the text, those that are open marked. */
function claimList(all: Claim[], opened: Claim[]): HTMLElement {
  const ids = new Set(opened.map((c) => c.id));
  return h('details', { class: 'claims-of', open: true }, h('summary', {}, strings.evidence.claims(all.length)),
    h('ol', {}, ...all.map((c) => h('li', {}, h('a', { href: linkTo({ claims: [c.id] }), 'aria-current': ids.has(c.id) ? 'true' : null, dir: 'auto' }, strings.evidence.summary(c))))));
}

function fields(claim: Claim, report: Report): HTMLElement {
  const names = strings.evidence.names;
  const place = claim.place;
  const where = place ? `${place.text}${place.name ? ` = ${[place.name, place.admin1, place.country].filter((part, i, all) => part && all.indexOf(part) === i).join(', ')}` : ` (${strings.evidence.unresolved})`}` : null;
  const number = claim.quantity ? [strings.figureNumber(claim.quantity), claim.quantity.of, strings.words(claim.quantity.unit), strings.quote.cue(claim.quantity.text)].filter(Boolean).join(' ') : null;
  const resolved = (words: Claim['actor']) => (words ? strings.evidence.resolved(words.text, words.entity) : null);
  /** What was read, struck through, and what people say it should be. */
  const is = (field: Parameters<typeof correctedValue>[1]) => correctedValue(claim, field);
  const asKind = [['kind', claim.kind], ['stance', claim.stance], ['modality', claim.modality]] as const;
  const kindIs = asKind.some(([field]) => is(field)) ? asKind.map(([field, read]) => is(field) ?? strings.words(read)).join(' · ') : null;
  const rows: [name: string, value: string | null, role?: string | null, corrected?: string | null][] = [
    [names.kind, [strings.words(claim.kind), claim.sub_kind && strings.words(claim.sub_kind), claim.stance, claim.modality].filter(Boolean).join(' · '), null, kindIs],
    [names.actor, resolved(claim.actor), 'actor', is('actor')],
    [names.target, resolved(claim.target), 'target', is('target')],
    [names.place, where, 'place', is('place')],
    [names.precision, place?.precision ? strings.evidence.precision(place.precision) : null],
    [names.extent, claim.extent && claim.extent !== 'whole' ? (strings.place.extents[claim.extent] ?? claim.extent) : null],
    [names.date, claim.event_date ? [range(claim.event_date.start, claim.event_date.end), claim.event_date.text && strings.quote.cue(claim.event_date.text)].filter(Boolean).join(' ') : null, null, is('event_date')],
    [names.stated, claim.stated ? [claim.stated.start && claim.stated.end ? range(claim.stated.start, claim.stated.end) : null, strings.quote.cue(claim.stated.text)].filter(Boolean).join(' ') : null],
    [names.quantity, number, 'quantity', is('quantity')],
    [names.claimants, null, null, is('claimants')],
    [names.channel, claim.channel],
    [names.origin, claim.origin === report.id ? (report.outlet ?? report.title ?? claim.origin) : claim.origin],
    [names.confidence, strings.evidence.confidence(claim.confidence)],
    [names.rules, claim.rules.join(', ')],
    [names.id, claim.id],
    [names.report, report.id],
  ];
  const read = (text: string, role?: string | null) => (role ? pointer(role, text) : text);
  const value = (text: string | null, role?: string | null, corrected?: string | null) => h('dd', { dir: 'auto' },
    ...(corrected ? [h('b', { class: 'corrected', 'data-testid': 'corrected' }, corrected), text && h('small', {}, `${strings.decide.read}: `, h('s', {}, read(text, role)))] : [read(text ?? '', role)]));
  return h('section', { class: 'claim-fields', tabindex: -1, 'data-testid': 'claim-fields', 'data-claim': claim.id },
    h('h4', {}, strings.evidence.fields),
    decisions(claim),
    drawChain(claim),
    h('dl', { class: 'fields' }, ...rows.flatMap(([name, text, role, corrected]) => (text || corrected ? [h('dt', {}, name), value(text, role, corrected)] : []))),
    groundsOnDemand(claim));
}
