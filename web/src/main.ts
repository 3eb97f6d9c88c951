// The page: a header with the date, the map, and the panel with the tabs. The address holds what is shown; this file
// turns it into what is on the screen, and watches whether the server has news.

import { type ControlPlace, type Meta, ServerGone, forget, getBasemap, getControl, getMeta } from './api.ts';
import { changesBetween } from './changes.ts';
import { daysBetween } from './dates.ts';
import { h } from './dom.ts';
import { createEvidence } from './evidence.ts';
import { readBasemap } from './map/basemap.ts';
import { drawLegend } from './map/legend.ts';
import { createMap } from './map/view.ts';
import { accessTab } from './panel/access.ts';
import type { Context } from './panel/context.ts';
import { disputesTab } from './panel/disputes.ts';
import { eventsTab } from './panel/events.ts';
import { figuresTab } from './panel/figures.ts';
import { placeTab } from './panel/place.ts';
import { TABS, type Tab, go, linkTo, readState } from './state.ts';
import * as strings from './strings.ts';
import { createTimeline } from './timeline.ts';

const PANELS: Record<Tab, (context: Context) => Promise<Node[]>> = { disputes: disputesTab, place: placeTab, figures: figuresTab, access: accessTab, events: eventsTab };
/** How often the page asks whether the ledger has grown. */
const POLL_MS = 5000;
/** A longer period is not fetched in advance. */
const MAX_PREFETCH_DAYS = 45;

const timeline = createTimeline((at) => go({ at }, true));
const map = createMap((key) => go({ tab: 'place', place: key, dispute: null }));
const evidence = createEvidence();
const history = new Map<string, ControlPlace[]>();
let meta: Meta | null = null;
let days: string[] = [];
let drawn = { control: '', panel: '' };
/** Counts the passes of `render`, so that a slow answer never overwrites a newer view. */
let pass = 0;
let checking = false;

const banner = h('div', { class: 'banner', role: 'alert', hidden: true, 'data-testid': 'banner' });
const toast = h('div', { class: 'toast', role: 'status', 'data-testid': 'toast' });
const empty = h('section', { class: 'empty', hidden: true, 'data-testid': 'empty' },
  h('h2', {}, strings.states.empty), h('p', {}, strings.states.emptyHint), h('p', {}, h('code', {}, strings.states.emptyCommand)));
const legendBody = h('div', {});
const legend = h('details', { class: 'legend', open: !matchMedia('(max-width: 860px)').matches, 'data-testid': 'legend' },
  h('summary', {}, strings.map.legend), legendBody);
const mapNotice = h('span', { class: 'map-notice' });
const tabs = new Map(TABS.map((tab) => [tab, h('a', { role: 'tab', id: `tab-${tab}`, 'aria-controls': 'panel', 'data-testid': `tab-${tab}`, href: '#' }, strings.tabs[tab])]));
const panel = h('div', { id: 'panel', role: 'tabpanel', tabindex: -1, 'data-testid': 'panel' }, h('p', { class: 'quiet' }, strings.app.loading));

document.getElementById('app')?.append(
  h('a', { class: 'skip', href: '#panel', click: (event) => {
    event.preventDefault();
    panel.focus();
  } }, strings.app.skip),
  h('header', { class: 'top' }, h('h1', { title: strings.app.tagline }, strings.app.name), timeline.element),
  banner,
  h('main', {},
    h('div', { class: 'map-pane' },
      h('div', { class: 'map-area' }, map.element, h('p', { class: 'credit' }, mapNotice, h('span', {}, strings.map.credit))), legend, empty),
    h('aside', { class: 'side-pane', 'aria-label': strings.app.panelLabel },
      h('div', { class: 'tabs', role: 'tablist', keydown: moveBetweenTabs }, ...tabs.values()), panel)),
  toast, evidence.element);

window.addEventListener('hashchange', () => void render());
setInterval(() => {
  if (!document.hidden) void checkForNews();
}, POLL_MS);
void getBasemap().then((data) => map.setBasemap(readBasemap(data))).catch(() => mapNotice.append(strings.states.mapFailed));
void checkForNews();

/** Asks what the ledger holds, one question at a time; draws everything anew if it has changed since. */
async function checkForNews(): Promise<void> {
  if (checking) return;
  checking = true;
  await takeNews();
  checking = false;
}

async function takeNews(): Promise<void> {
  let fresh: Meta;
  try {
    fresh = await getMeta();
  } catch (error) {
    report(error);
    return;
  }
  banner.hidden = true;
  const before = meta;
  if (before && JSON.stringify(before) === JSON.stringify(fresh)) {
    // Draws what an earlier failure left out; does nothing otherwise.
    await render();
    return;
  }
  meta = fresh;
  forget();
  history.clear();
  drawn = { control: '', panel: '' };
  empty.hidden = fresh.reports > 0;
  document.body.classList.toggle('is-empty', fresh.reports === 0);
  days = fresh.first_date && fresh.last_date ? daysBetween(fresh.first_date, fresh.last_date) : [];
  timeline.setDays(days);
  if (before) say(strings.states.updated(fresh.reports - before.reports));
  if (!days.length) {
    panel.replaceChildren();
    return;
  }
  await render();
  void prefetch();
}

async function render(): Promise<void> {
  const mine = ++pass;
  const state = readState();
  const last = days[days.length - 1];
  if (!last) return;
  const at = state.at && days.includes(state.at) ? state.at : last;
  timeline.show(at);
  document.title = strings.app.titleAt(at);
  showTabs(state.tab);
  try {
    const opened = evidence.show(state.claims);
    const yesterday = days[days.indexOf(at) - 1];
    const [places, before] = await Promise.all([getControl(at), yesterday ? getControl(yesterday) : null]);
    history.set(at, places);
    if (yesterday && before) history.set(yesterday, before);
    if (mine !== pass) return;
    const control = JSON.stringify([at, state.place]);
    if (drawn.control !== control) {
      const first = drawn.control === '';
      drawn.control = control;
      const changed = new Set(before ? changesBetween(before, places).map((c) => c.after.key) : []);
      map.show(places, changed, state.place);
      legendBody.replaceChildren(...drawLegend(places, changed.size > 0));
      const offMap = places.filter((p) => p.lat === null).length;
      mapNotice.textContent = offMap ? strings.map.offMap(offMap) : '';
      if (first) map.fit([...places, ...(await getControl(last))]);
      if (state.place) map.reveal(state.place);
    }
    const view = JSON.stringify([at, state.tab, state.dispute, state.place]);
    if (drawn.panel !== view && mine === pass) {
      const content = await PANELS[state.tab]({ state, at, days, places, before, history });
      if (mine !== pass) return;
      const sameKind = drawn.panel !== '' && JSON.stringify(JSON.parse(drawn.panel).slice(1)) === JSON.stringify([state.tab, state.dispute, state.place]);
      drawn.panel = view;
      panel.replaceChildren(...content);
      panel.dataset.at = at;
      if (!sameKind) panel.scrollTop = 0;
    }
    await opened;
  } catch (error) {
    if (mine === pass) report(error);
  }
}

/** Fetches the other days, so that the slider answers at once and the marks for changes can be drawn. */
async function prefetch(): Promise<void> {
  if (days.length > MAX_PREFETCH_DAYS) return;
  const ledger = meta;
  const changes = new Map<string, number>();
  let before: ControlPlace[] | null = null;
  try {
    for (const day of days) {
      const places = await getControl(day);
      if (ledger !== meta) return;
      history.set(day, places);
      if (before) changes.set(day, changesBetween(before, places).length);
      before = places;
    }
  } catch {
    return;
  }
  timeline.setChanges(changes);
  if (readState().tab === 'place') {
    drawn.panel = '';
    await render();
  }
}

function report(error: unknown): void {
  const gone = error instanceof ServerGone;
  banner.replaceChildren(
    h('b', {}, gone ? strings.states.gone : strings.states.failed(error instanceof Error ? error.message : String(error))), ' ',
    ...(gone ? [h('span', {}, `${strings.states.goneHint} `, h('code', {}, strings.states.goneCommand)), ' '] : []),
    h('button', { type: 'button', click: () => void checkForNews() }, strings.states.retry));
  banner.hidden = false;
}

function say(message: string): void {
  toast.textContent = message;
  setTimeout(() => {
    if (toast.textContent === message) toast.textContent = '';
  }, 6000);
}

function showTabs(current: Tab): void {
  for (const [tab, element] of tabs) {
    element.setAttribute('aria-selected', String(tab === current));
    element.tabIndex = tab === current ? 0 : -1;
    element.href = linkTo({ tab, claims: [] });
  }
  panel.setAttribute('aria-labelledby', `tab-${current}`);
}

function moveBetweenTabs(event: Event): void {
  if (!(event instanceof KeyboardEvent)) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = TABS.indexOf(readState().tab);
  const next = TABS[(at + step + TABS.length) % TABS.length] ?? 'disputes';
  go({ tab: next });
  tabs.get(next)?.focus();
}
