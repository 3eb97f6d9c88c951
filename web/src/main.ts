// The page: the address holds what is shown; this file turns it into what is on the screen, and watches whether the
// server has news.

import { type Decided, type EventRow, type HeldPlace, type Meta, ServerGone, SignInNeeded, type When, followNews, forget, getBasemap, getChanges, getControl, getDecisions, getDisputes, getDivisions, getEvents, getMeta, getMovements, getWaters, TILES, undo } from './api.ts';
import { changesBetween } from './changes.ts';
import { colorOf, useColors } from './colors.ts';
import { addDays, daysBetween } from './dates.ts';
import { h } from './dom.ts';
import { createEvidence } from './evidence.ts';
import { DECIDED } from './evidence/decide.ts';
import { createFrame } from './frame.ts';
import { createKeys } from './keys.ts';
import { createKnown } from './known.ts';
import { asPng, asSvg, store } from './map/export.ts';
import { readBasemap } from './map/basemap.ts';
import { createBorders } from './map/borders.ts';
import { createColoring } from './map/coloring.ts';
import { type Layers, drawLegend, legendOf, partiesOf } from './map/legend.ts';
import { type Way, ends, ways } from './map/moves.ts';
import { type EventSign, STRIKES, ofDays } from './map/shapes.ts';
import { partiesTo } from './map/points-of-view.ts';
import { createMap } from './map/view.ts';
import { actorsTab } from './panel/actors.ts';
import { ALERTED, alertsTab } from './panel/alerts.ts';
import { accessTab } from './panel/access.ts';
import { briefTab } from './panel/brief.ts';
import type { Context } from './panel/context.ts';
import { disputesTab } from './panel/disputes.ts';
import { MOVEMENTS, eventsTab } from './panel/events.ts';
import { figuresTab } from './panel/figures.ts';
import { ledgerTab } from './panel/ledger.ts';
import { overviewTab } from './panel/overview.ts';
import { withPart } from './panel/parts.ts';
import { placeTab } from './panel/place.ts';
import { reviewTab } from './panel/review.ts';
import { createPalette } from './palette.ts';
import { createSession } from './session.ts';
import { address, createShare, isEmbedded } from './share.ts';
import { type Filter, type Range, type State, type Tab, filterOf, go, linkTo, only, readState, withFilter } from './state.ts';
import * as strings from './strings.ts';
import { createTimeline } from './timeline.ts';

const PANELS: Record<Tab, (context: Context) => Promise<Node[]>> = {
  overview: overviewTab, disputes: disputesTab, place: placeTab, events: eventsTab, access: accessTab, figures: figuresTab,
  actors: actorsTab, ledger: ledgerTab, brief: briefTab, review: reviewTab, alerts: alertsTab,
};
/** What the map shows besides who holds what, each a setting of its own. */
const LAYERS = ['events', 'strikes', 'movements'] as const;
/** The filter that puts the map of the earlier day beside that of the day. */
const BESIDE = 'beside';
/** How often the page asks whether the ledger has grown. */
const POLL_MS = 5000;
/** What can wait is not put off longer. */
const LEISURE_MS = 1000;
/** A day that is left again within this time, before its lists are there, was passed: on the next one they wait until the reader rests. */
const PASSING_MS = 500;
const REST_MS = 250;
/** Notices that come within this time are shown together. */
const TOGETHER_MS = 300;
/** A longer period is not fetched in advance. */
const MAX_PREFETCH_DAYS = 45;

const timeline = createTimeline((at) => go({ at }, true), (range) => go({ range }));
const known = createKnown((choice) => go({ known: choice }));
/** To a view; from the map on another page, to the whole of this one. */
const lead = (change: Partial<State>) => (isEmbedded() ? void window.open(address(linkTo(change)), '_blank', 'noopener') : go(change));
const chosen = {
  onSelect: (key: string) => lead({ tab: 'place', place: key, dispute: null }),
  onEvents: ({ events }: EventSign) => lead({ tab: 'ledger', dispute: null, filters: only(eventFilters(events)) }),
  onMoves: ({ movements }: Way) => {
    const state = readState();
    lead({ tab: 'events', dispute: null, filters: withPart({ ...state, filters: withFilter(state, MOVEMENTS, movements.map((m) => m.id).join(',')) }, 'events', 'movements') });
  },
};
const map = createMap({ name: strings.app.mapLabel, testid: 'map', leads: true, ...chosen });
/** The picture of the earlier day, beside the first map. */
const earlier = createMap({ name: strings.map.earlier, testid: 'map-earlier', leads: false, ...chosen });
map.join(earlier);
const evidence = createEvidence();
const palette = createPalette();
const share = createShare();
const session = createSession(() => {
  // Somebody else may see and do other things.
  meta = null;
  forget();
  void checkForNews();
});
/** Whose the tiles under the map are, if there are any, or why they are not drawn. */
let tilesCredit = '';
/** Whether the borders are drawn, and what lies under them. */
let [bordered, grounded, drawingBase] = [false, false, false];
const coloring = createColoring();
/** Who draws the disputed borders. */
const borders = createBorders();
const frame = createFrame({
  timeline: timeline.element, known: known.element, session: session.element, map: map.element, earlier: earlier.element, palette: () => void openPalette(), share: openShare, help: () => keys.help(), dialogs: [evidence.element, palette.dialog, share.dialog, ...session.dialogs, coloring.dialog],
});
const keys = createKeys({ panel: frame.panel, palette: () => void openPalette(), search: searchLedger, share: openShare, step: (by) => timeline.step(by), undo: () => void undoLast() });
document.getElementById('app')?.append(keys.dialog);
/** Who held what on the days that were fetched, all as known by `historyKnown`. */
const history = new Map<string, HeldPlace[]>();
let historyKnown: string | null = null;
let meta: Meta | null = null;
let days: string[] = [];
const drawn = { control: '', view: '', subject: '', events: '', earlier: '', legend: '' };
/** Counts the passes of `render`, so that a slow answer never overwrites a newer view. */
let pass = 0;
let checking: Promise<void> | null = null;
/** Moves the map to where the places are, once; from then on it stays where the reader moves it. */
let fitting: Promise<void> | null = null;
/** The decisions that were taken on this page and hold, by number. */
const taken: number[] = [];
/** The stream of what alerts tell; only who may read can follow it. */
let news: EventSource | null = null;
/** When the list of what was told is made anew. */
let told: ReturnType<typeof setTimeout> | undefined;
/** Whether the reader wants to search the ledger, which is not there yet. */
let searching = false;
/** The day that the address asked for last, and since when. */
let shownDay = { at: '', since: -PASSING_MS };
/** What the panel is being made of. */
let listed: Promise<Node[] | undefined> = Promise.resolve(undefined);

const layerBoxes = LAYERS.map((layer) => {
  const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-testid': `${layer}-layer`, change: () => go({ filters: withFilter(readState(), layer, box.checked ? 'on' : '') }) });
  return [layer, box] as const;
});
const sideBySide = h('input', { type: 'checkbox', 'data-testid': 'side-by-side', change: () => go({ filters: withFilter(readState(), BESIDE, sideBySide.checked ? 'on' : '') }) });
frame.mapTools.append(
  ...layerBoxes.map(([layer, box]) => h('label', { class: 'toggle' }, box, strings.map[layer])),
  h('label', { class: 'toggle' }, sideBySide, strings.map.sideBySide),
  borders.element,
  h('button', { type: 'button', 'data-testid': 'open-coloring', click: () => coloring.open(partiesOf(history.get(asked(readState()).at) ?? [])) }, strings.coloring.button),
  h('button', { type: 'button', 'data-testid': 'map-svg', click: () => store(new Blob([asSvg(map.svg, pictureName(), credit())], { type: 'image/svg+xml' }), 'dateline-map.svg') }, strings.map.storeSvg),
  h('button', { type: 'button', 'data-testid': 'map-png', click: async () => {
    const picture = await asPng(map.svg, pictureName(), credit());
    if (picture) store(picture, 'dateline-map.png');
  } }, strings.map.storePng));

window.addEventListener('hashchange', () => void render());
window.addEventListener(ALERTED, () => void panelAnew());
window.addEventListener(DECIDED, (event) => void decided((event as CustomEvent<Decided>).detail));
setInterval(() => {
  if (!document.hidden && !session.asks()) void checkForNews();
}, POLL_MS);
// What nobody waits for in particular says what went wrong all the same.
window.addEventListener('unhandledrejection', (event) => report(event.reason));
// The borders are large: they are fetched at once, and drawn when the reader can see what the map is about.
let outlines: ReturnType<typeof askOutlines> | null = askOutlines();
void checkForNews();

function askOutlines(): readonly [Promise<unknown>, Promise<unknown>] {
  const both = [getBasemap(), getDivisions()] as const;
  // Told of where they are waited for.
  for (const one of both) one.catch(() => undefined);
  return both;
}

/** When what was drawn is on the screen and nothing else is waiting. */
function atLeisure(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: LEISURE_MS });
    else setTimeout(done);
  }));
}

/** Borders, and what lies under them; what failed is tried again when the page looks for news. */
async function drawBase(): Promise<void> {
  if (drawingBase) return;
  drawingBase = true;
  try {
    if (!bordered) await drawBorders();
    bordered = true;
    frame.mapProblem.textContent = '';
    // Who has to sign in first is told only then whether there are tiles.
    if (!grounded && meta) await drawGround(meta);
    grounded = meta !== null;
  } catch {
    if (!bordered) {
      outlines = null;
      frame.mapProblem.textContent = strings.states.mapFailed;
    }
  }
  drawingBase = false;
}

/** Countries first: the divisions of the whole world take longer. */
async function drawBorders(): Promise<void> {
  outlines ??= askOutlines();
  const base = await outlines[0];
  for (const rest of [undefined, outlines[1]]) {
    const more = await rest;
    // What the reader is waiting for is shown first.
    await atLeisure();
    const basemap = readBasemap(base, more);
    if (!rest) {
      borders.offer(partiesTo(basemap));
      // Who is asked for is known only now.
      if (borders.chosen()) await render();
    }
    map.setBasemap(basemap);
    earlier.setBasemap(basemap);
  }
}

/** Under the borders lies what the server has of an archive of tiles, else lakes and rivers. */
async function drawGround({ basemap }: Meta): Promise<void> {
  if (!basemap) {
    const fetched = await getWaters();
    await atLeisure();
    const waters = readBasemap(fetched);
    for (const shown of [map, earlier]) shown.setWaters(waters);
    return;
  }
  const { NotFetched, openTiles } = await import('./tiles/layer.ts');
  try {
    const tiles = await openTiles(TILES);
    for (const shown of [map, earlier]) shown.setTiles(tiles);
    tilesCredit = strings.map.tilesOf(tiles.attribution);
  } catch (error) {
    tilesCredit = strings.map.tilesFailed(error instanceof Error ? error.message : String(error));
    // One that cannot be read is not asked for again.
    if (error instanceof NotFetched) throw error;
  } finally {
    frame.credit.textContent = credit();
  }
}

/** Asks what the ledger holds, one question at a time; draws everything anew if it has changed since. */
async function checkForNews(): Promise<void> {
  checking ??= takeNews().finally(() => {
    checking = null;
  });
  await checking;
  if (!bordered || !grounded) void drawBase();
}

async function takeNews(): Promise<void> {
  let fresh: Meta;
  try {
    fresh = await getMeta();
  } catch (error) {
    report(error);
    return;
  }
  frame.banner.hidden = true;
  // A stream that was refused, for one while nobody was signed in, is not opened again by itself.
  if (!news || news.readyState === EventSource.CLOSED) {
    news = followNews((notice) => {
      frame.say(strings.alerts.news(notice.alert, notice.says));
      // Notices often come together.
      clearTimeout(told);
      told = setTimeout(() => void panelAnew(), TOGETHER_MS);
    });
  }
  const before = meta;
  if (before && JSON.stringify(before) === JSON.stringify(fresh)) {
    // Draws what an earlier failure left out; does nothing otherwise.
    await render();
    return;
  }
  meta = fresh;
  forget();
  evidence.outdated();
  history.clear();
  Object.assign(drawn, { control: '', view: '', subject: '', events: '', earlier: '', legend: '' });
  days = fresh.first_date && fresh.last_date ? daysBetween(fresh.first_date, fresh.last_date) : [];
  frame.setEmpty(fresh.reports === 0);
  timeline.setDays(days);
  if (before && before.reports !== fresh.reports) frame.say(strings.states.updated(fresh.reports - before.reports));
  if (!days.length) return;
  await render();
  void prefetch();
}

/** Shows what a decision changed, and draws everything as it is now. */
async function decided(answer: Decided): Promise<void> {
  for (const d of answer.decisions) {
    if (d.kind !== 'undo') taken.push(d.number);
  }
  const told = strings.decide.told(answer);
  frame.say(told);
  evidence.say(told);
  // A look that was under way may have come too early.
  await checking;
  await checkForNews();
}

/** Takes back what was decided last on this page. */
async function undoLast(): Promise<void> {
  try {
    const { decisions } = await getDecisions();
    // Some were taken back by a button of their own.
    const stand = new Set(decisions.filter((d) => d.undone_by === null).map((d) => d.number));
    let number = taken.pop();
    while (number !== undefined && !stand.has(number)) number = taken.pop();
    if (number === undefined) frame.say(strings.decide.nothingToUndo);
    else await decided(await undo(number, readState().at));
  } catch (error) {
    frame.say(error instanceof Error ? error.message : String(error));
  }
}

/** What the address asks for, with what it leaves open filled in. What changed is told of the range, if there is one. */
function asked(state: State): When & { since: string; until: string } {
  const last = days[days.length - 1] ?? '';
  const at = state.at && days.includes(state.at) ? state.at : last;
  const since = state.since && state.since < at ? state.since : addDays(at, -1);
  const [from, until] = state.range ? [addDays(state.range[0], -1), state.range[1]] : [since, at];
  return { at, known: state.known === 'same' ? at : state.known, since: from, until };
}

async function render(): Promise<void> {
  const mine = ++pass;
  const state = readState();
  if (!days.length) return;
  const { at, since, until, ...rest } = asked(state);
  const colors = useColors(state.filters);
  const when = { at, ...rest };
  const now = performance.now();
  const passing = shownDay.at !== at && now - shownDay.since < PASSING_MS && frame.panel.dataset.at !== shownDay.at;
  if (shownDay.at !== at) shownDay = { at, since: now };
  timeline.show(at, state.range);
  known.show(state.known, at, days);
  document.title = strings.app.titleAt(strings.tabs[state.tab], at);
  frame.showTab(state.tab);
  if (historyKnown !== state.known) {
    history.clear();
    historyKnown = state.known;
    if (drawn.view) void prefetch();
  }
  try {
    const opened = evidence.show(isEmbedded() ? [] : state.claims);
    // What the view will ask for need not wait for what the map does.
    if (!drawn.view && state.tab === 'overview') void getDisputes(when).catch(() => undefined);
    const [places, changes] = await Promise.all([getControl(when), getChanges(since, { ...when, at: until })]);
    remember(at, places);
    if (mine !== pass) return;
    const layers = layersOf(state);
    void drawEvents(when, layers, state.range, colors).catch((error) => again('events', error));
    const changed = new Set(changes.map((c) => c.key));
    const seenBy = borders.chosen();
    for (const shown of [map, earlier]) shown.seeAs(seenBy);
    frame.credit.textContent = credit();
    void drawEarlier(when, since, changed, state, colors).catch((error) => again('earlier', error));
    await drawControl(when, places, changed, state.place, layers, colors, seenBy);
    map.element.dataset.at = at;
    if (isEmbedded()) {
      frame.showEmbedded(`${pictureName()}. ${strings.share.source(meta?.reports ?? 0)}`);
      return;
    }
    const subject = JSON.stringify([state.tab, state.dispute, state.place]);
    const view = JSON.stringify([when, since, until, subject, state.filters]);
    if (drawn.view !== view && mine === pass) {
      frame.busySoon();
      // Of the days that a slider passes only those are asked for that there is time for, or on which it rests.
      await listed.catch(() => undefined);
      if (mine === pass && passing) await new Promise((done) => setTimeout(done, REST_MS));
      if (mine !== pass) return;
      const content = await (listed = PANELS[state.tab]({ state, when, since, until, days, places, changes, history }));
      if (mine !== pass) return;
      const sameSubject = drawn.subject === subject;
      Object.assign(drawn, { view, subject });
      // The ledger keeps its element, and with it where it was scrolled to.
      if (content.length !== 1 || frame.panel.firstChild !== content[0]) frame.panel.replaceChildren(...content);
      frame.notBusy();
      frame.panel.dataset.tab = state.tab;
      frame.panel.dataset.at = at;
      frame.panel.dataset.known = when.known ?? '';
      if (!sameSubject) frame.panel.scrollTop = 0;
      focusSearch();
    } else if (mine === pass) {
      // The reader came back to what is shown before anything else was.
      frame.notBusy();
    }
    await opened;
    if (mine !== pass) return;
    frame.panel.dataset.shown = location.hash;
    void prefetchNext(state).catch(() => undefined);
  } catch (error) {
    if (mine !== pass) return;
    frame.notBusy();
    report(error);
  }
}

/** Makes the list of alerts anew: they are no part of the ledger, so that its state does not tell that they changed. */
async function panelAnew(): Promise<void> {
  if (readState().tab !== 'alerts') return;
  drawn.view = '';
  await render();
}

/** What failed is drawn when the page is drawn again. */
function again(what: keyof typeof drawn, error: unknown): void {
  drawn[what] = '';
  report(error);
}

/** Which layers the address asks for. */
function layersOf(state: State): Layers {
  const [events, strikes, movements] = LAYERS.map((layer) => filterOf(state, layer) === 'on');
  return { events: events ?? false, strikes: strikes ?? false, movements: movements ?? false };
}

/** The events and movements of the day or the range on the map, if they are asked for. */
async function drawEvents(when: When, layers: Layers, range: Range | null, chosen: string): Promise<void> {
  for (const [layer, box] of layerBoxes) box.checked = layers[layer];
  const key = JSON.stringify([when, layers, range, chosen]);
  if (drawn.events === key) return;
  drawn.events = key;
  const any = layers.events || layers.strikes || layers.movements;
  const [first, last] = range ?? [when.at, when.at];
  const [events, moving] = await Promise.all([any ? getEvents(when, [first, last]) : [], layers.movements ? getMovements(when) : []]);
  if (drawn.events !== key) return;
  const moves = ofDays(moving, first, last);
  // A movement with one end is a sign at that place.
  const oneEnded = new Set(moves.filter((m) => !ends(m)).map((m) => m.id));
  map.showEvents(ofDays(events, first, last).filter((e) => layers.events || (layers.strikes && e.kind === STRIKES) || oneEnded.has(e.id)));
  const colors = new Map(meta?.actors.map((a) => [a.id, colorOf(a)]));
  map.showMoves(ways(moves), ({ movements }) => movements.map((m) => colors.get(m.actor_id ?? '')).find(Boolean) ?? null);
}

/** The picture of the earlier day beside that of the day, if it is asked for. */
async function drawEarlier(when: When, since: string, changed: Set<string>, state: State, chosen: string): Promise<void> {
  const wanted = filterOf(state, BESIDE) === 'on';
  sideBySide.checked = wanted;
  frame.showBeside(wanted ? [since, when.at] : null);
  const key = JSON.stringify([when, since, wanted, state.place, chosen]);
  if (!wanted || drawn.earlier === key) return;
  drawn.earlier = key;
  const places = await getControl({ ...when, at: since });
  if (drawn.earlier === key) earlier.show(places, changed, state.place);
}

/** The claims that tell of these events. */
function eventFilters(events: EventRow[]): Filter[] {
  const [first] = events;
  const days = events.flatMap((e) => (e.date ? [e.date] : []));
  const filters: Filter[] = [['since', days.map((d) => d.start).sort()[0] ?? ''], ['until', days.map((d) => d.end).sort().at(-1) ?? '']];
  if (first?.place_key) filters.push(['place', first.place_key]);
  return filters.filter(([, value]) => value);
}

function pictureName(): string {
  const { at, known: by } = asked(readState());
  return strings.map.pictureTitle(at, by);
}

/** Whose the basemap is, and how it draws disputed borders. */
function credit(): string {
  const seenBy = borders.chosen();
  return [strings.map.credit, tilesCredit, seenBy && strings.map.bordersBy(seenBy)].filter(Boolean).join('. ');
}

async function drawControl(when: When, places: HeldPlace[], changed: Set<string>, place: string | null, layers: Layers, chosen: string, seenBy: string): Promise<void> {
  const told = legendOf(places);
  const legend = JSON.stringify([told, changed.size > 0, layers, chosen, seenBy]);
  if (drawn.legend !== legend) frame.legend.replaceChildren(...drawLegend(told, changed.size > 0, layers, seenBy));
  drawn.legend = legend;
  const control = JSON.stringify([when, [...changed], place, chosen]);
  const stands = drawn.control === control;
  if (!stands) {
    drawn.control = control;
    map.show(places, changed, place);
    const offMap = places.filter((p) => p.lat === null).length;
    frame.mapNotice.textContent = offMap ? strings.map.offMap(offMap) : '';
  }
  // One pass moves the map; another that comes meanwhile waits for it.
  fitting ??= getControl({ ...when, at: days[days.length - 1] ?? when.at }).then((last) => map.fit([...places, ...last]));
  await fitting.catch((error) => {
    fitting = null;
    throw error;
  });
  if (place && !stands) map.reveal(place);
}

function openShare(): void {
  share.open(meta?.embed_from);
}

async function openPalette(): Promise<void> {
  const { at, known: by } = asked(readState());
  await palette.open(days.length ? { at, known: by } : null).catch(report);
}

/** To the words of the ledger, from wherever. */
function searchLedger(): void {
  searching = true;
  if (readState().tab !== 'ledger') go({ tab: 'ledger', dispute: null, claims: [] });
  else focusSearch();
}

/** Goes to the words of the ledger once they are there. */
function focusSearch(): void {
  const field = searching ? frame.panel.querySelector<HTMLElement>('.search') : null;
  if (!field) return;
  searching = false;
  field.focus();
}

/** Keeps what was fetched of a day, and of an archive only the days fetched last. */
function remember(day: string, places: HeldPlace[]): void {
  history.delete(day);
  history.set(day, places);
  const [first] = history.keys();
  if (first !== undefined && history.size > MAX_PREFETCH_DAYS) history.delete(first);
}

/** Fetches the days before and after the one that is shown, where there are too many to fetch all. */
async function prefetchNext(state: State): Promise<void> {
  const mine = pass;
  const here = days.indexOf(asked(state).at);
  for (const at of days.length > MAX_PREFETCH_DAYS ? [days[here + 1], days[here - 1]] : []) {
    await atLeisure();
    if (at === undefined || mine !== pass) continue;
    const { since, until, ...when } = asked({ ...state, at });
    await Promise.all([getControl(when), getChanges(since, { ...when, at: until })]);
  }
}

/** Fetches the other days, so that the slider answers at once and the marks for changes can be drawn. */
async function prefetch(): Promise<void> {
  if (days.length > MAX_PREFETCH_DAYS) return;
  const ledger = meta;
  const { known } = readState();
  const changes = new Map<string, number>();
  let before: HeldPlace[] | null = null;
  try {
    for (const day of days) {
      const places = await getControl({ at: day, known: known === 'same' ? day : known });
      if (ledger !== meta || historyKnown !== known) return;
      remember(day, places);
      if (before) changes.set(day, changesBetween(before, places).length);
      before = places;
    }
  } catch {
    return;
  }
  timeline.setChanges(changes);
  if (readState().tab === 'place') {
    drawn.view = '';
    await render();
  }
}

function report(error: unknown): void {
  if (error instanceof SignInNeeded) {
    void session.ask();
    return;
  }
  const gone = error instanceof ServerGone;
  frame.banner.replaceChildren(
    h('b', {}, gone ? strings.states.gone : strings.states.failed(error instanceof Error ? error.message : String(error))), ' ',
    ...(gone ? [h('span', {}, `${strings.states.goneHint} `, h('code', {}, strings.states.goneCommand)), ' '] : []),
    h('button', { type: 'button', click: () => void checkForNews() }, strings.states.retry));
  frame.banner.hidden = false;
}
