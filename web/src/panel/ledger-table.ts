// The rows of the ledger. Only those in view are elements; pages are asked for when they come into view.

import { type LedgerPage, type LedgerRow, getLedger } from '../api.ts';
import { ByteText } from '../bytes.ts';
import { published, range } from '../dates.ts';
import { h } from '../dom.ts';
import { go, linkTo } from '../state.ts';
import * as strings from '../strings.ts';

export interface LedgerTable {
  element: HTMLElement;
  /** Shows what meets the conditions, beginning with its first page; `anew` goes back to the top. */
  show(query: URLSearchParams, first: LedgerPage, anew: boolean): void;
}

const PAGE = 100;
/** Rows drawn beyond the view, so that a short scroll meets rows. */
const SPARE = 8;
/** Pages asked for within so short a time are being scrolled past. */
const SCROLL_MS = 50;
/** Pages kept; the rest is asked for again. */
const MOST_PAGES = 60;

export function createTable(): LedgerTable {
  let query = new URLSearchParams();
  let total = 0;
  let active = 0;
  let drawnHeight = 0;
  /** When rows were last drawn, and when those whose page was asked for. */
  let [drawn, asked] = [0, 0];
  const pages = new Map<number, LedgerRow[] | 'asked'>();
  const nodes = new Map<number, HTMLElement>();
  const columns = Object.entries(strings.ledger.columns);
  const head = h('div', { role: 'row', class: 'l-head', 'aria-rowindex': 1 }, ...columns.map(([name, label]) => h('span', { role: 'columnheader', class: `l-${name}` }, label)));
  const space = h('div', { class: 'l-space', role: 'rowgroup' });
  const scroller = h('div', { class: 'l-scroll', role: 'grid', tabindex: 0, 'aria-label': strings.ledger.table, 'data-testid': 'ledger-rows', scroll: () => requestAnimationFrame(draw), keydown: key },
    h('div', { role: 'rowgroup', class: 'l-header' }, head), space);
  new ResizeObserver(() => draw()).observe(scroller);

  return { element: scroller, show };

  function show(newQuery: URLSearchParams, first: LedgerPage, anew: boolean): void {
    query = newQuery;
    total = first.total;
    pages.clear();
    pages.set(0, first.claims);
    scroller.setAttribute('aria-rowcount', String(total + 1));
    if (anew) {
      active = 0;
      scroller.scrollTop = 0;
    }
    for (const node of nodes.values()) node.remove();
    nodes.clear();
    draw();
  }

  function draw(): void {
    drawn = performance.now();
    const height = rowHeight();
    if (height !== drawnHeight) {
      // The rows are as high as the style has them, which it can tell once they are on the page.
      for (const node of nodes.values()) node.remove();
      nodes.clear();
      drawnHeight = height;
    }
    space.style.height = `${Math.max(total, 1) * height}px`;
    const top = Math.max(0, scroller.scrollTop - space.offsetTop);
    const from = Math.max(0, Math.floor(top / height) - SPARE);
    const to = Math.min(total, Math.ceil((top + scroller.clientHeight) / height) + SPARE);
    for (const [i, node] of nodes) {
      if (i >= from && i < to) continue;
      node.remove();
      nodes.delete(i);
    }
    for (let i = from; i < to; i++) {
      const row = rowAt(i);
      const there = nodes.get(i);
      if (there && (there.dataset.claim || !row)) continue;
      const node = row ? rowNode(row, i) : h('div', { role: 'row', class: 'l-row waiting', 'aria-rowindex': i + 2 }, h('span', { role: 'gridcell' }, strings.app.loading));
      node.style.transform = `translateY(${i * height}px)`;
      if (there) there.replaceWith(node);
      else space.append(node);
      nodes.set(i, node);
    }
    if (total === 0 && !space.firstChild) space.append(h('div', { role: 'row', class: 'l-row' }, h('span', { role: 'gridcell' }, strings.ledger.nothing)));
    else if (total > 0) space.querySelector(':scope > .l-row:not([aria-rowindex])')?.remove();
    mark();
  }

  /** The row, if its page is there; else the page is asked for. */
  function rowAt(i: number): LedgerRow | undefined {
    const number = Math.floor(i / PAGE);
    const page = pages.get(number);
    if (page === undefined) void fetchPage(number);
    return Array.isArray(page) ? page[i - number * PAGE] : undefined;
  }

  async function fetchPage(number: number): Promise<void> {
    const mine = query;
    pages.set(number, 'asked');
    // The pages of a jump are asked for at once; pages that are only scrolled past are not asked for.
    const scrolling = drawn !== asked && drawn - asked < SCROLL_MS;
    asked = drawn;
    if (scrolling) await new Promise((done) => setTimeout(done, SCROLL_MS));
    if (mine !== query) return;
    if (!inView(number)) {
      pages.delete(number);
      return;
    }
    try {
      const page = await getLedger(mine, { limit: String(PAGE), from: String(number * PAGE) });
      if (mine !== query) return;
      pages.set(number, page.claims);
      if (pages.size > MOST_PAGES) for (const key of pages.keys()) if (!inView(key)) { pages.delete(key); break; }
    } catch {
      if (mine === query) pages.delete(number);
      return;
    }
    draw();
  }

  function inView(page: number): boolean {
    const height = rowHeight();
    const top = scroller.scrollTop / height;
    return (page + 1) * PAGE >= top - SPARE && page * PAGE <= top + scroller.clientHeight / height + SPARE;
  }

  function rowHeight(): number {
    return Number.parseInt(getComputedStyle(scroller).getPropertyValue('--row'), 10) || 56;
  }

  function mark(): void {
    for (const [i, node] of nodes) node.classList.toggle('active', i === active);
    const id = nodes.get(active)?.id;
    if (id) scroller.setAttribute('aria-activedescendant', id);
    else scroller.removeAttribute('aria-activedescendant');
  }

  function key(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight()) - 1);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -total, End: total }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      active = Math.min(Math.max(active + step, 0), Math.max(0, total - 1));
      // The space for the rows must be as high as they are before it is scrolled.
      draw();
      const height = rowHeight();
      const top = space.offsetTop + active * height;
      if (top < scroller.scrollTop + space.offsetTop) scroller.scrollTop = active * height;
      else if (top + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + height - scroller.clientHeight;
      draw();
    } else if (event.key === 'Enter' || event.key === 'e') {
      const row = rowAt(active);
      if (!row || event.target !== scroller) return;
      event.preventDefault();
      event.stopPropagation();
      go({ claims: [row.id] });
    }
  }
}

function rowNode(row: LedgerRow, i: number): HTMLElement {
  const cell = (name: string, ...children: (Node | string | null | false)[]) => h('span', { role: 'gridcell', class: `l-${name}` }, ...children);
  const who = [...row.claimants, row.outlet ?? strings.quote.unnamedOutlet].join(strings.quote.arrow);
  const parties = [row.actor, row.target && `→ ${row.target}`].filter(Boolean).join(' ');
  return h('div', { role: 'row', class: 'l-row', id: `row-${i}`, 'aria-rowindex': i + 2, 'data-claim': row.id, 'data-testid': 'ledger-row' },
    cell('published', h('time', {}, row.published ? published(row.published) : strings.quote.undated)),
    cell('quote', h('a', { href: linkTo({ claims: [row.id] }), dir: 'auto', tabindex: -1 }, ...marked(row))),
    cell('what', h('b', {}, strings.words(row.kind)), ' ',
      row.stance !== 'asserts' && h('span', { class: 'tag stance' }, strings.words(row.stance)), row.modality !== 'actual' && h('span', { class: 'tag' }, strings.words(row.modality))),
    cell('actor', h('span', { dir: 'auto' }, parties)),
    cell('place', h('span', { dir: 'auto' }, row.place ?? ''), row.event_date && h('small', {}, range(row.event_date.start, row.event_date.end))),
    cell('who', h('span', { dir: 'auto', title: who }, who)),
    cell('standing', row.standing ? strings.standing(row.standing) : '', row.verification && h('small', {}, strings.words(row.verification)),
      row.review !== 'open' && h('span', { class: `tag review ${row.review}` }, strings.decide.states[row.review])));
}

/** The quote with the words that were searched for marked. */
function marked(row: LedgerRow): (Node | string)[] {
  if (!row.marks.length) return [row.quote];
  return new ByteText(row.quote).pieces(row.marks.map(([start, end]) => ({ start, end, id: '' }))).map((p) => (p.ids.length ? h('mark', {}, p.text) : p.text));
}
