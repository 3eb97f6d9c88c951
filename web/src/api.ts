// What the server answers, and how it is asked. Answers for a date are remembered until the ledger changes.

import type { Geometry } from 'geojson';

export type Status = 'held_by' | 'claimed_by' | 'contested' | 'unknown';
export interface ActorRef { id: string; name: string; color: string | null }
export interface Meta {
  version: string; reports: number; claims: number; decisions: number; first_date: string | null; last_date: string | null;
  actors: { id: string; name: string; side: string | null; color: string | null }[];
  /** Whose pages may frame the map. */
  embed_from?: string[];
  /** What the archive of tiles under the map holds, if there is one. */
  basemap?: 'vector' | 'raster' | null;
}
/** Where a place lies. */
export interface Location { key: string; name: string; feature: string | null; country: string | null; admin1: string | null; lat: number | null; lon: number | null }
/** How exactly it is known where something is. */
interface Located { geometry?: Geometry; radius_km?: number; bounds_of?: string }
/** Who holds a place, as the map shows it. */
export interface HeldPlace extends Location, Located { status: Status; actor: ActorRef | null; disputed_by: ActorRef[]; extent: string; age_days: number | null }
/** The same with the reasons. */
export interface ControlPlace extends HeldPlace { standing: string; since: string | null; why: string; supporting: string[]; opposing: string[]; last_word: string | null }
/** Who holds which place, in few words. */
interface Holders {
  actors: ActorRef[];
  places: ({ key: string; status: Status; actor?: string; disputed_by?: string[]; extent?: string; age_days: number | null } & Located)[];
}
/** Who holds a place at the end of one day. */
export interface Holder { status: Status; actor: string | null; actor_id: string | null; disputed_by: string[]; extent: string; standing: string; since: string | null }
/** What changed for a place between two days, and by which claims. */
export interface ControlChange {
  place: string; key: string; feature: string | null; from: string; to: string; before: Holder; after: Holder; claims: string[]; origins: string[]; why: string;
}
/** The day at whose end the picture stands, and by whose end it was known; `null` is with all that the ledger holds. */
export interface When { at: string; known: string | null }
export interface DateRange { start: string; end: string }
export interface Dispute {
  id: string; about: string; place: { key: string; name: string; lat: number | null; lon: number | null } | null; date: DateRange | null;
  why: string; weight: number; sides: { says: string; origins: string[]; claims: string[] }[];
  /** How it ended, `null` while it is open, and what would settle it. */
  ended: { how: 'admitted' | 'verified' | 'superseded'; on: string; claims: string[]; why: string } | null; settled_by: string[];
}
export interface Words { text: string; start: number; end: number }
export interface Claim {
  id: string; report: string; revision: string; url: string | null; outlet: string | null; published: string | null;
  quote: string; start: number; end: number; kind: string; sub_kind: string | null; stance: string; modality: string; extent: string | null;
  actor: (Words & { entity: string | null }) | null; target: (Words & { entity: string | null }) | null;
  place: (Words & { name: string | null; country: string | null; admin1: string | null; tier: string | null; precision: number | null }) | null;
  claimants: (Words & { entity: string | null; class: string })[]; cue: Words | null; channel: string | null;
  quantity: (Words & { low: number; high: number | null; approx: boolean; unit: string; of: string | null }) | null;
  event_date: (DateRange & { text: string | null }) | null;
  stated: { start: string | null; end: string | null; value: string; text: string } | null; origin: string; confidence: number; rules: string[];
  /** A letter for the source and a digit for the claim, as people graded them. */
  admiralty: string;
  /** What people decided; all else is as it was read. */
  decided?: {
    state: 'open' | 'confirmed' | 'corrected' | 'rejected'; by: DecidedBy[];
    corrected: {
      kind?: string; stance?: string; modality?: string; actor?: string | null; target?: string | null;
      place?: { name: string | null; admin1: string | null; country: string | null } | null; event_date?: DateRange | null;
      quantity?: { low: number; high: number | null; approx: boolean; unit: string } | null; claimants?: { name: string; class: string }[];
    };
  };
}
export interface DecidedBy { number: number; kind: string; at: string; who: string; says: string; note: string | null }
export interface DecisionRow extends DecidedBy { claims: string[]; undone_by: number | null; effective: boolean }
export type Role = 'reader' | 'analyst' | 'admin';
/** Who reads this page, and what they may do; without accounts whoever is on the server's machine may do everything. */
export interface Session {
  accounts: boolean; name: string | null; role: Role | null; may_decide: boolean;
  /** Whether nobody has an account yet. */
  first: boolean;
  /** Whether people may sign in with an identity provider. */
  oidc: boolean;
}
/** Somebody who has an account; `password` tells whether they can sign in with one, `subject` who they are to the identity provider. */
export interface Account { name: string; role: Role; password: boolean; subject: string | null; tokens: number; created: string }
/** A token without its words. */
export interface Token { number: number; name: string; label: string | null; created: string; expires: string | null }
/** What was decided so far, and what may be. */
export interface DecisionSettings {
  decisions: DecisionRow[]; values: { kind: string[]; stance: string[]; modality: string[]; class: string[] };
}
/** What is asked to be decided, by the names of the command line. */
export type Wish = { decide: string } & { [name: string]: string | string[] | number | null };
export interface Decided {
  decisions: DecisionRow[];
  changed: {
    places: { key: string; name: string; before: HolderSeen | null; after: HolderSeen | null }[];
    disputes_gone: { id: string; about: string }[]; disputes_new: { id: string; about: string }[];
  };
}
export interface HolderSeen { status: Status; actor: string | null }
export interface PlaceChoice { key: string; name: string; says: string; lat: number | null; lon: number | null }
/** What claims tell of a place: how they write it, what else was read for it, what people decided of it. */
export interface PlaceOf {
  key: string; name: string; names: { text: string; count: number }[]; read_as: { key: string; name: string; count: number }[];
  outlets: { text: string; count: number }[]; decisions: DecidedBy[]; claims: string[];
}
/** A claim that somebody should look at, with what would be otherwise without it. */
export interface QueuedClaim extends Claim { consequences: { what: 'verdict' | 'dispute' | 'figure'; id: string; says: string }[] }
/** What an alert asks for; what is left out is met by all. */
export interface AlertQuery { about: 'claims' | 'disputes' | 'control'; place?: string; actor?: string; kind?: string[]; words?: string; min_confidence?: number }
export interface Alert { name: string; query: AlertQuery; channels: string[]; by: string; made: string; fault: string | null }
export interface NoticeClaim { id: string; new: boolean; quote: string; origin: string; report: string; outlet: string | null; title: string | null; url: string | null; published: string | null }
/** What an alert told, as it stood then. */
export interface Notice { number: number; alert: string; at: string; about: AlertQuery['about']; says: string; of: string | null; origins: string[]; claims: NoticeClaim[] }
export interface Alerts { may_watch: boolean; kinds: string[]; alerts: Alert[] }
/** Why one field of a claim is as it is. */
export interface Grounds { field: string; value: string | null; words: Words[]; by: string[]; others: Other[] }
/** What else was considered, and why it lost. */
export interface Other { value: string; words: Words | null; lost: string }
export interface Why {
  read_anew: 'same' | 'differs' | 'gone'; differs: { field: string; stored: string; now: string }[]; fields: Grounds[];
  confidence: { term: string; weight: number }[];
}
export interface Report {
  id: string; revision: string; title: string | null; outlet: string | null; url: string | null; published: string | null;
  published_basis: string | null; language: string | null; captured: string; notes: string[];
  revisions: { revision: string; captured: string; source_hash: string }[]; text: string; claims: string[];
  /** The file's name, and the bytes that the text was taken from. */
  read_from?: string; original?: { media_type: string; bytes: number };
}
export interface Figure {
  indicator: string; of: string | null; place: string | null; place_key: string | null; period: DateRange | null; low: number; high: number | null;
  approx: boolean; origin: string; said_by: string[]; stated: string | null; claim: string; subset_of: string | null; superseded_by: string | null;
}
export interface Access {
  place: string; key: string; as_of: string; status: string; since: string | null; by: string | null; origins: string[]; denied_by: string[]; supporting: string[]; opposing: string[];
}
export interface EventRow extends Located {
  id: string; kind: string; place: string | null; place_key: string | null; lat: number | null; lon: number | null; actor: string | null; actor_id: string | null; date: DateRange | null;
  standing: string; origins: number; supporting: string[]; opposing: string[];
}

export interface EventPage { total: number; next: string | null; events: EventRow[] }
/** Which events: of a range of days, of a kind. */
export interface EventsAsked { when: When; range: readonly [string, string] | null; kind: string | null }

/** A place with its point. */
export interface Spot { name: string; key: string; country: string | null; lat: number | null; lon: number | null }
/** People or forces that go from place to place; `id` is that of the event. */
export interface Movement {
  id: string; kind: string; date: DateRange | null; actor: string | null; actor_id: string | null; who: string | null;
  number: number | null; number_high: number | null; unit: string | null; place: Spot | null; from: Spot | null; to: Spot | null;
  standing: string; origins: string[]; supporting: string[]; opposing: string[];
}
/** What a government advises its people abroad. */
export interface Advisory {
  id: string; by: string | null; by_id: string | null; advice: string; whom: string | null; place: Spot | null; first_day: string | null; last_day: string | null;
  origins: string[]; supporting: string[]; opposing: string[];
}
/** What two actors are to each other. */
export interface Relation {
  id: string; relation: string; actor: string; actor_id: string; target: string; target_id: string; standing: string; since: string | null;
  first_word: string | null; last_word: string | null; origins: string[]; denied_by: string[]; supporting: string[]; opposing: string[];
}

/** What the figures of one scope come to. */
export interface Estimate {
  id: string; indicator: string; of: string | null; place: string; place_key: string; period: DateRange; by: string | null;
  low: number; best: number | null; high: number | null; rule: string; origins: string[]; claims: string[];
  sums: { total: string; parts: string[]; sum: number; exceeds: boolean; why: string }[];
}
/** The figures of one scope; `totals` are those of others that some are a part of. */
export interface Scope { id: string; indicator: string; estimate: Estimate | null; figures: Figure[]; totals: Figure[] }
export interface ScopePage { total: number; superseded: number; next: string | null; scopes: Scope[] }
export interface ActorRow {
  id: string; name: string; class: string; side: string | null; spellings: { text: string; count: number }[];
  acts: number; is_target: number; speaks: number; claims: string[];
}
export interface LedgerRow {
  id: string; report: string; outlet: string | null; published: string | null; quote: string; marks: [number, number][]; kind: string; stance: string;
  modality: string; actor: string | null; target: string | null; place: string | null; place_key: string | null; event_date: DateRange | null;
  claimants: string[]; origin: string; confidence: number; standing: string; verification: string; review: string;
}
export interface Facet { name: string; values: { value: string; label: string; count: number; chosen: boolean }[]; of: number }
export interface LedgerPage { total: number; from: number; next: string | null; claims: LedgerRow[]; facets?: Facet[] }
export interface Brief {
  title: string; scope: string; nothing: string; quotes_title: string; quotes: { quote: string; source: string; claim: string }[];
  sections: { title: string; paragraphs: { heading: string | null; sentences: { text: string; cites: number[] }[] }[] }[];
}

/** The server did not answer at all, as opposed to answering with an error. */
export class ServerGone extends Error {}
/** The server says that there is no such thing. */
export class NotFound extends Error {}
/** The server answers only to those who sign in. */
export class SignInNeeded extends Error {}

/** Where the interface is served; `docs` beside it describes it. */
const API = '/api/v1';
const answers = new Map<string, Promise<unknown>>();
const claims = new Map<string, Claim>();
/** Longer lists of ids are asked for in several requests, to keep addresses short. */
const IDS_PER_REQUEST = 60;

/** Answers that are kept: a day's may be of a megabyte. */
const MOST_ANSWERS = 150;

/** Forgets what was answered, when the ledger has changed. */
export function forget(): void {
  answers.clear();
  claims.clear();
}

export const getMeta = () => ask<Meta>(`${API}/meta`);
const getLocations = (query = '') => kept(`locations ${query}`, async () => new Map((await ask<{ places: Location[] }>(`${API}/locations${query}`)).places.map((p) => [p.key, p])));
/** Who holds which place; where they lie is asked once. */
export const getControl = (when: When) => kept(`control ${asOf(when)}`, async () => {
  const query = `?${asOf(when)}`;
  let [locations, { actors, places }] = await Promise.all([getLocations(), ask<Holders>(`${API}/holders${query}`)]);
  // A picture of what was known earlier may have places that nobody speaks of any more.
  if (places.some((p) => !locations.has(p.key))) locations = new Map([...locations, ...(await getLocations(query))]);
  const byId = new Map(actors.map((a) => [a.id, a]));
  const nobody: ActorRef[] = [];
  const out: HeldPlace[] = [];
  for (const p of places) {
    const at = locations.get(p.key);
    if (!at) continue;
    // Written out, since there are thousands: spreading takes ten times as long.
    const place: HeldPlace = {
      key: at.key, name: at.name, feature: at.feature, country: at.country, admin1: at.admin1, lat: at.lat, lon: at.lon, status: p.status, actor: byId.get(p.actor ?? '') ?? null,
      disputed_by: p.disputed_by?.flatMap((id) => byId.get(id) ?? []) ?? nobody, extent: p.extent ?? 'whole', age_days: p.age_days,
    };
    if (p.geometry || p.radius_km) Object.assign(place, { geometry: p.geometry, radius_km: p.radius_km, bounds_of: p.bounds_of });
    out.push(place);
  }
  return out;
});
/** One place with the reasons; none if no claim speaks of it. */
export const getPlaceControl = (when: When, key: string) => once<{ places: ControlPlace[] }>(`${API}/control?${asOf(when)}&place=${encodeURIComponent(key)}`).then((a) => a.places[0]);
export const getChanges = (from: string, when: When) =>
  once<{ changes: ControlChange[] }>(`${API}/changes?from=${from}&to=${when.at}${knownAt(when)}`).then((a) => a.changes);
export const getDisputes = (when: When) => once<{ disputes: Dispute[] }>(`${API}/disputes?${asOf(when)}`).then((a) => a.disputes);
/** So many scopes of figures, from the one after `after` on. */
export const getScopes = (when: When, limit: number, after: string | null) => once<ScopePage>(`${API}/scopes?${asOf(when)}&limit=${limit}${afterOne(after)}`);
export const getAccess = (when: When) => once<{ access: Access[] }>(`${API}/access?${asOf(when)}`).then((a) => a.access);
/** Every change of what is open or closed, by place and day. */
export const getAccessHistory = (when: When) => once<{ access: Access[] }>(`${API}/access?${asOf(when)}&history=true`).then((a) => a.access);
export const eventsQuery = ({ when, range, kind }: EventsAsked) => `${asOf(when)}${range ? `&since=${range[0]}&until=${range[1]}` : ''}${kind ? `&kind=${kind}` : ''}`;
/** So many of the events, the latest day first, from the one after `after` on. */
export const getEventPage = (asked: EventsAsked, limit: number, after: string | null) =>
  once<EventPage>(`${API}/events?${eventsQuery(asked)}&limit=${limit}${afterOne(after)}`);
/** The events of a range of days, or all, the latest day first. */
export async function getEvents(when: When, range: readonly [string, string] | null): Promise<EventRow[]> {
  const events: EventRow[] = [];
  let after: string | null = null;
  do {
    const page: EventPage = await getEventPage({ when, range, kind: null }, 5000, after);
    events.push(...page.events);
    after = page.next;
  } while (after);
  return events;
}
export const getMovements = (when: When) => once<{ movements: Movement[] }>(`${API}/movements?${asOf(when)}`).then((a) => a.movements);
export const getAdvisories = (when: When) => once<{ advisories: Advisory[] }>(`${API}/advisories?${asOf(when)}`).then((a) => a.advisories);
export const getRelations = (when: When) => once<{ relations: Relation[] }>(`${API}/relations?${asOf(when)}`).then((a) => a.relations);
export const getTensions = (when: When) => once<{ tensions: Dispute[] }>(`${API}/tensions?${asOf(when)}`).then((a) => a.tensions);
export const getActors = (when: When) => once<{ actors: ActorRow[] }>(`${API}/actors?${asOf(when)}`).then((a) => a.actors);
/** A page of the ledger; `query` holds the conditions. */
export const getLedger = (query: URLSearchParams, page: Record<string, string>) => once<LedgerPage>(`${API}/ledger?${new URLSearchParams([...query, ...Object.entries(page)])}`);
/** A brief is of one day, as it was known then or earlier. */
export const getBrief = (when: When, since: string | null, length: string) => once<Brief>(`${API}/brief?${briefQuery(when, since, length)}&format=json`);
export const briefQuery = (when: When, since: string | null, length: string) => {
  const at = when.known && when.known < when.at ? when.known : when.at;
  return `at=${at}${since && since < at ? `&since=${since}` : ''}&length=${length}`;
};
/** The address of a view's records as a file. */
export const fileOf = (what: string, query: string, format: string) => `${API}/${what}?${query}${query ? '&' : ''}format=${format}`;
export const getWhy = (id: string) => once<Why>(`${API}/why?id=${encodeURIComponent(id)}`);
const SESSION = `${API}/session`;
export const getSession = () => once<Session>(SESSION);
export const signIn = (name: string, password: string) => send<Session>('POST', SESSION, { name, password });
/** Makes the first account, by the token that the server said when it started. */
export const makeFirst = (token: string, name: string, password: string) => send<Session>('POST', `${SESSION}/first`, { token, name, password });
/** Leads to the identity provider, and from there back to the page. */
export const PROVIDER = `${SESSION}/oidc`;
export const signOut = () => send<Session>('DELETE', SESSION);
export const changePassword = (old: string, fresh: string) => send<Session>('PUT', `${SESSION}/password`, { old, new: fresh });
const USERS = `${API}/users`;
const accountPath = (name: string) => `${USERS}/${encodeURIComponent(name)}`;
/** Everybody who has an account, and all tokens; for admins, as all of these. */
export const getAccounts = () => ask<{ users: Account[]; tokens: Token[] }>(USERS);
export const addAccount = (wish: { name: string; role: string; password?: string }) => send<Account>('POST', USERS, wish);
export const changeAccount = (name: string, change: { role?: string; password?: string }) => send<Account>('PATCH', accountPath(name), change);
export const removeAccount = (name: string) => send<unknown>('DELETE', accountPath(name));
/** The only answer that holds the words of a token. */
export const addToken = (name: string, wish: { label?: string; expires?: string }) => send<{ number: number; token: string }>('POST', `${accountPath(name)}/tokens`, wish);
export const revokeToken = (name: string, number: number) => send<unknown>('DELETE', `${accountPath(name)}/tokens/${number}`);
export const getDecisions = () => once<DecisionSettings>(`${API}/decisions`);
export const getReview = () => once<{ rule: string; total: number; claims: QueuedClaim[] }>(`${API}/review`);
export const findPlaces = (name: string, claim?: string) =>
  once<{ places: PlaceChoice[] }>(`${API}/places?name=${encodeURIComponent(name)}${claim ? `&claim=${encodeURIComponent(claim)}` : ''}`).then((a) => a.places);
/** A place by its key, or by that of one that is merged into it. */
export const getPlace = (key: string) => once<PlaceOf>(`${API}/place?key=${encodeURIComponent(key)}`);
/** Records a decision; the answer tells what it changed in the picture of a day. */
export const decide = (wish: Wish, at: string | null) => send<Decided>('POST', `${API}/decisions`, { ...wish, at });
/** Takes a decision back. */
export const undo = (number: number, at: string | null) => send<Decided>('DELETE', `${API}/decisions/${number}${at ? `?at=${at}` : ''}`);
/** What is watched; asked anew each time, since it has no part in the ledger. */
export const getAlerts = () => ask<Alerts>(`${API}/alerts`);
export const getNotices = () => ask<{ notices: Notice[] }>(`${API}/notices`).then((a) => a.notices);
export const watch = (wish: { name: string; query: AlertQuery }) => send<Alerts>('POST', `${API}/alerts`, wish);
export const unwatch = (name: string) => send<Alerts>('DELETE', `${API}/alerts/${encodeURIComponent(name)}`);
/** The address of a feed of what one alert told, or all. */
export const feedOf = (alert: string | null) => `${API}/notices?format=atom${alert ? `&alert=${encodeURIComponent(alert)}` : ''}`;
/** Calls back with each notice as it comes; the browser connects again by itself and asks for those it missed. */
export function followNews(tell: (notice: Notice) => void): EventSource {
  const news = new EventSource(`${API}/news`);
  news.addEventListener('notice', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Notice));
  return news;
}
export const getBasemap = () => once<unknown>('/data/basemap.json');
export const getDivisions = () => once<unknown>('/data/divisions.json');
export const getWaters = () => once<unknown>('/data/waters.json');
/** The archive of tiles, read in ranges. */
export const TILES = `${API}/basemap`;
export const getReport = (id: string, revision: string | null) =>
  once<Report>(`${API}/reports/${encodeURIComponent(id)}${revision ? `?revision=${encodeURIComponent(revision)}` : ''}`);

/** The address of the bytes that a revision was made from, and what they say as text. */
export const originalOf = (report: Report) => `${API}/reports/${encodeURIComponent(report.id)}/original?revision=${encodeURIComponent(report.revision)}`;
export const getOriginal = (report: Report) => fetch(originalOf(report)).then((r) => (r.ok ? r.text() : Promise.reject(new Error(r.statusText))));

const afterOne = (id: string | null) => (id ? `&after=${encodeURIComponent(id)}` : '');
const knownAt = (when: When) => (when.known ? `&known_at=${when.known}` : '');
export const asOf = (when: When) => `at=${when.at}${knownAt(when)}`;

/** Claims in the order of `ids`; those that the ledger does not have are left out. */
export async function getClaims(ids: string[]): Promise<Claim[]> {
  const missing = [...new Set(ids)].filter((id) => !claims.has(id));
  const requests: Promise<{ claims: Claim[] }>[] = [];
  for (let i = 0; i < missing.length; i += IDS_PER_REQUEST) {
    requests.push(ask(`${API}/claims?ids=${missing.slice(i, i + IDS_PER_REQUEST).map(encodeURIComponent).join(',')}`));
  }
  for (const answer of await Promise.all(requests)) for (const claim of answer.claims) claims.set(claim.id, claim);
  return ids.flatMap((id) => claims.get(id) ?? []);
}

const once = <T>(path: string) => kept(path, () => ask<T>(path));

/** What was made under a name before, or else is made now. */
function kept<T>(name: string, make: () => Promise<T>): Promise<T> {
  const known = answers.get(name);
  const made = (known as Promise<T> | undefined) ?? make();
  // Those asked for last stand last.
  answers.delete(name);
  answers.set(name, made);
  const [first] = answers.keys();
  if (first !== undefined && answers.size > MOST_ANSWERS) answers.delete(first);
  if (!known) made.catch(() => answers.get(name) === made && answers.delete(name));
  return made;
}

const ask = <T>(path: string) => asked<T>(path, { headers: { accept: 'application/json' } });

const send = <T>(method: string, path: string, body?: unknown) =>
  asked<T>(path, { method, headers: { accept: 'application/json', 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

async function asked<T>(path: string, request: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    throw new ServerGone(String(error));
  }
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => null)) as { detail?: string; title?: string } | null;
  const message = problem?.detail ?? problem?.title ?? `${response.status} ${response.statusText}`;
  if (response.status === 401) throw new SignInNeeded(message);
  throw response.status === 404 ? new NotFound(message) : new Error(message);
}
