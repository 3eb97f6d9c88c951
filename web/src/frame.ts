// The page's frame: header, bar of views, map and panel. It holds no data; main.ts fills it.

import { longDate } from './dates.ts';
import { h, setAttribute } from './dom.ts';
import { address, isEmbedded } from './share.ts';
import { TABS, type Tab, WIDE, go, linkTo, readState } from './state.ts';
import * as strings from './strings.ts';

export interface Frame {
  panel: HTMLElement;
  legend: HTMLElement;
  /** Beside the legend: what else the map shows, and the map as a picture. */
  mapTools: HTMLElement;
  banner: HTMLElement;
  mapNotice: HTMLElement;
  /** Why the map lacks its borders. */
  mapProblem: HTMLElement;
  /** Whose basemap it is, and how its borders are drawn. */
  credit: HTMLElement;
  /** Hides all but the hint for a ledger without reports. */
  setEmpty(empty: boolean): void;
  /** Says that the panel is being made, if that takes so long that one sees it. */
  busySoon(): void;
  notBusy(): void;
  /** Marks the tab as chosen, and gives the whole width to views that have no map. */
  showTab(tab: Tab): void;
  /** Shows the map of the earlier day beside that of the later, or not. */
  showBeside(days: [string, string] | null): void;
  /** Where the map stands alone: what it shows, with a link to all of it. */
  showEmbedded(says: string): void;
  /** Says something in the corner for a while. */
  say(message: string): void;
}

/** What takes no longer than this is not worth a sign. */
const BUSY_MS = 150;

export function createFrame(parts: { timeline: HTMLElement; known: HTMLElement; session: HTMLElement; map: HTMLElement; earlier: HTMLElement; palette: () => void; share: () => void; help: () => void; dialogs: HTMLElement[] }): Frame {
  const banner = h('div', { class: 'banner', role: 'alert', hidden: true, 'data-testid': 'banner' });
  const toast = h('div', { class: 'toast', role: 'status', 'data-testid': 'toast' });
  const empty = h('section', { class: 'empty', hidden: true, 'data-testid': 'empty' },
    h('h2', {}, strings.states.empty), h('p', {}, strings.states.emptyHint), h('p', {}, h('code', {}, strings.states.emptyCommand)));
  const legend = h('div', {});
  const mapTools = h('div', { class: 'map-tools' });
  const legendBox = h('details', { class: 'legend', open: isEmbedded() || !matchMedia('(max-width: 860px)').matches, 'data-testid': 'legend' },
    h('summary', {}, strings.map.legend), legend, mapTools);
  const mapNotice = h('span', { class: 'map-notice' });
  const mapProblem = h('span', { class: 'map-notice', role: 'status' });
  const credit = h('span', { 'data-testid': 'credit' }, strings.map.credit);
  const dayOf = [h('p', { class: 'map-day earlier' }), h('p', { class: 'map-day' })] as const;
  const mapArea = h('div', { class: 'map-area' }, parts.map, parts.earlier, ...dayOf, h('p', { class: 'credit' }, mapProblem, mapNotice, credit));
  const embedLine = h('p', { class: 'embed-line', 'data-testid': 'embed-line', hidden: !isEmbedded() });
  document.body.classList.toggle('embed', isEmbedded());
  const tabs = new Map(TABS.map((tab) => [tab, h('a', { role: 'tab', id: `tab-${tab}`, 'aria-controls': 'panel', 'data-testid': `tab-${tab}`, href: '#' }, strings.tabs[tab])]));
  let busy: ReturnType<typeof setTimeout> | undefined;
  const panel = h('section', { id: 'panel', role: 'tabpanel', tabindex: -1, 'data-testid': 'panel' }, h('p', { class: 'quiet' }, strings.app.loading));

  document.getElementById('app')?.append(
    h('a', { class: 'skip', href: '#panel', click: (event) => {
      event.preventDefault();
      panel.focus();
    } }, strings.app.skip),
    h('header', { class: 'top' }, h('h1', { title: strings.app.tagline }, strings.app.name), parts.timeline, parts.known),
    banner,
    h('nav', { class: 'bar', 'aria-label': strings.app.viewsLabel }, h('div', { class: 'tabs', role: 'tablist', keydown: moveBetweenTabs }, ...tabs.values()),
      h('button', { type: 'button', class: 'tool', 'data-testid': 'open-palette', title: strings.palette.title, click: parts.palette }, strings.palette.button, ' ', h('kbd', {}, 'Ctrl K')),
      h('button', { type: 'button', class: 'tool', 'data-testid': 'open-share', title: strings.share.title, click: parts.share }, strings.share.button, ' ', h('kbd', {}, 's')),
      h('button', { type: 'button', class: 'tool', 'data-testid': 'open-keys', title: strings.keys.title, 'aria-label': strings.keys.title, click: parts.help }, h('kbd', {}, '?')), parts.session),
    h('main', {},
      h('div', { class: 'map-pane' }, embedLine, mapArea, legendBox),
      h('div', { class: 'side-pane' }, panel),
      empty),
    toast, ...parts.dialogs);

  return { panel, legend, mapTools, banner, mapNotice, mapProblem, credit, setEmpty, busySoon, notBusy, showTab, showBeside, showEmbedded, say };

  function busySoon(): void {
    busy ??= setTimeout(() => {
      panel.ariaBusy = 'true';
    }, BUSY_MS);
  }

  function notBusy(): void {
    clearTimeout(busy);
    busy = undefined;
    panel.ariaBusy = null;
  }

  function setEmpty(isEmpty: boolean): void {
    empty.hidden = !isEmpty;
    document.body.classList.toggle('is-empty', isEmpty);
    if (isEmpty) panel.replaceChildren();
  }

  function showTab(current: Tab): void {
    for (const [tab, element] of tabs) {
      element.setAttribute('aria-selected', String(tab === current));
      element.tabIndex = tab === current ? 0 : -1;
      // There are ten keys with digits.
      const number = TABS.indexOf(tab) + 1;
      if (number <= 10) element.title = strings.keys.view(number % 10);
      element.href = linkTo({ tab, dispute: null, claims: [] });
    }
    panel.setAttribute('aria-labelledby', `tab-${current}`);
    document.body.classList.toggle('wide', WIDE.has(current));
    setAttribute(document.body, 'data-tab', current);
  }

  function showBeside(days: [string, string] | null): void {
    mapArea.classList.toggle('beside', days !== null);
    dayOf.forEach((label, i) => {
      label.textContent = days ? longDate(days[i] ?? '') : '';
    });
  }

  function showEmbedded(says: string): void {
    embedLine.replaceChildren(h('b', {}, says), ' ', h('a', { href: address(linkTo({})), target: '_blank', rel: 'noopener' }, strings.share.full));
  }

  function say(message: string): void {
    toast.textContent = message;
    setTimeout(() => {
      if (toast.textContent === message) toast.textContent = '';
    }, 6000);
  }

  function moveBetweenTabs(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = TABS.indexOf(readState().tab);
    const next = TABS[(at + step + TABS.length) % TABS.length] ?? 'overview';
    go({ tab: next, dispute: null });
    tabs.get(next)?.focus();
  }
}
