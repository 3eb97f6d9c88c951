// Every word that the page itself says. What reports say comes from the ledger.

import type { Access, Account, Advisory, AlertQuery, Claim, Decided, Dispute, Estimate, EventRow, Figure, HeldPlace, Movement, Other, Role, Spot, Status, Why, Words } from './api.ts';
import { longDate, mediumDate, published, shortDate, range as span } from './dates.ts';

export const app = {
  name: 'Dateline',
  tagline: 'Who holds what, who says so, who denies it',
  mapLabel: 'Map of who holds which place. Tab moves between places.',
  loading: 'Loading…',
  skip: 'Skip to the details',
  viewsLabel: 'Views',
  titleAt: (view: string, day: string) => `${view}, ${longDate(day)} – Dateline`,
};

export const timeline = {
  label: 'Date',
  asOf: (day: string) => `as of end of ${longDate(day)}`,
  previous: 'Previous day',
  next: 'Next day',
  play: 'Play the days',
  pause: 'Pause',
};

export const range = {
  hint: 'Draw here to narrow ledger, changes and events to some days',
  handles: ['First day of the range', 'Last day of the range'],
  chip: (first: string, last: string) => `${span(first, last)} ✕`,
  clear: (first: string, last: string) => `Only ${span(first, last)}: show all days again`,
  only: (first: string, last: string) => `Only ${span(first, last)}`,
};

export const known = {
  short: 'known',
  label: 'Known by when',
  all: 'from all reports',
  same: 'by that day',
  by: 'by …',
  day: 'Known by the end of',
  earlier: 'Known a day earlier',
  later: 'Known a day later',
  hint: 'With all reports that the ledger holds, also later ones',
  is: (day: string) => `Without what was published after ${day}`,
};

export const keys = {
  title: 'Keyboard shortcuts',
  view: (n: number) => `Key ${n}`,
  list: [
    [['?'], 'These shortcuts'], [['Ctrl K'], 'Go to a view, place, dispute or actor'], [['/'], 'Search the ledger'], [['s'], 'Share and save the view'], [['j', 'k'], 'Next, previous entry; in a report its next, previous claim'],
    [['e'], 'The words in their report; there: correct the claim'], [['c', 'x', 'g', 'n'], 'In a report: confirm, reject, grade the claim, put a note on it'], [['u'], 'Take the last decision back'], [['m'], 'Among actors and events, and beside a place: say that two are one'], [['[', ']'], 'A day back, a day on'], [['1', '…', '9', '0'], 'The views in their order'], [['Esc'], 'Close'],
    [['Tab'], 'From one control to the next, also on the map'],
  ] as [string[], string][],
};

export const coloring = {
  button: 'Colours',
  title: 'Colours of the actors on the map',
  hint: 'They stand in the address: a link or a saved view keeps them. All of them can be told apart by colour-blind readers.',
  given: 'as given',
  names: ['blue', 'orange', 'green', 'pink', 'light blue', 'red', 'yellow'],
};

export const share = {
  button: 'Share',
  title: 'Share and save this view (s)',
  link: 'Link to what is shown now',
  copy: 'Copy',
  copied: 'Copied.',
  byHand: 'The browser does not let this page copy; the words are selected to be copied by hand.',
  views: 'Saved views',
  name: 'Name for the present view',
  save: 'Save',
  none: 'None yet.',
  where: 'Kept in this browser on this machine only: not in the ledger, and not sent anywhere. Export them to take them along.',
  keepsNothing: 'This browser keeps nothing for this page, so the view was not saved.',
  kept: (name: string) => `“${name}” is saved.`,
  dropped: (name: string) => `“${name}” is deleted.`,
  copyLink: 'copy link',
  copyOf: (name: string) => `Copy link to ${name}`,
  delete: 'delete',
  deleteOf: (name: string) => `Delete ${name}`,
  out: 'Export as JSON',
  in: 'Import from JSON',
  tookIn: (n: number) => `${plural(n, 'view', 'views')} taken in.`,
  noViews: (file: string) => `${file} holds no saved views: choose a file that was exported here.`,
  embed: 'The map on another page',
  code: 'HTML for that page',
  frame: 'Map of who holds what, by Dateline',
  allowed: (origins: string[]) => `It shows map, legend and date only. ${origins.length ? `Pages of ${list(origins)} may show it.` : 'No page may show it yet: start the server with --embed-from and the origin of the page, such as https://example.org.'}`,
  full: 'All of it, with every source',
  source: (reports: number) => `From ${plural(reports, 'report', 'reports')}, by Dateline.`,
};

export const palette = {
  button: 'Go to',
  title: 'Go to a view, place, dispute or actor (Ctrl K)',
  label: 'View, place, dispute, actor or words',
  view: 'view',
  saved: 'saved view',
  place: 'place',
  dispute: 'dispute',
  actor: 'actor',
  search: (words: string) => `Search the ledger for “${words}”`,
};

/** The button below a list of which so many entries are not shown. */
export const showMore = (n: number) => `Show ${number(n)} more`;
export const tabs = { overview: 'Overview', disputes: 'Disputes', place: 'Places', events: 'Events', access: 'Access', figures: 'Figures', actors: 'Actors', ledger: 'Ledger', brief: 'Brief', review: 'Review', alerts: 'Alerts' };
export const session = {
  title: 'Sign in',
  first: 'Make the first account',
  firstHint: 'Nobody has an account here yet. The server wrote a token when it started; whoever has it becomes the admin.',
  token: 'Token',
  name: 'Name',
  password: 'Password',
  passwordHint: 'At least 12 characters',
  make: 'Make the account',
  signIn: 'Sign in',
  provider: 'Sign in with your organisation',
  signOut: 'Sign out',
  as: (name: string, role: string) => `${name} (${role})`,
  change: 'Change password',
  old: 'Old password',
  fresh: 'New password',
};

export const accounts = {
  title: 'Accounts',
  caption: (n: number) => plural(n, 'account', 'accounts'),
  columns: ['Name', 'Role', 'Signs in with', 'Tokens', 'Made'],
  manage: (name: string) => `${isolated(name)}: change role, password and tokens, or remove`,
  you: 'you',
  all: 'All accounts',
  roles: { reader: 'Reader', analyst: 'Analyst', admin: 'Admin' } satisfies Record<Role, string>,
  may: { reader: 'Reader: reads everything', analyst: 'Analyst: reads and decides', admin: 'Admin: that, and manages accounts' } satisfies Record<Role, string>,
  /** How somebody signs in here. */
  ways: ({ password, subject }: Pick<Account, 'password' | 'subject'>) => list([...(password ? ['password'] : []), ...(subject === null ? [] : ['organisation'])]) || 'tokens only',
  about: (account: Account) => `${accounts.roles[account.role]}; signs in with ${accounts.ways(account)}; made ${published(account.created)}`,
  subject: (subject: string) => `Known to the organisation as ${isolated(subject)}`,
  add: 'Add an account',
  name: 'Name',
  role: 'Role',
  password: 'Password',
  passwordHint: 'At least 12 characters. Leave it empty for scripts that have tokens only.',
  added: (name: string) => `${isolated(name)} has an account now.`,
  changeRole: 'Change role',
  roleHint: 'Whoever is signed in with this account must sign in again.',
  changed: (name: string, role: Role) => `${isolated(name)} is ${accounts.roles[role].toLowerCase()} now.`,
  setPassword: 'Set password',
  freshPassword: 'New password',
  freshPasswordHint: 'At least 12 characters. Whoever is signed in with this account must sign in again.',
  passwordSet: (name: string) => `${isolated(name)} has another password now.`,
  tokens: 'Tokens for scripts',
  tokensCaption: (n: number) => plural(n, 'token', 'tokens'),
  noTokens: 'None. A script that sends a token may do what this account may.',
  tokenColumns: ['For', 'Ends', 'Made', 'Revoke'],
  noLabel: (number: number) => `token ${number}`,
  never: 'when revoked',
  label: 'What it is for',
  expires: 'Last day',
  expiresHint: 'It ends with this day, in UTC. Leave it empty for one that is good until it is revoked.',
  makeToken: 'Make a token',
  fresh: 'The new token',
  freshHint: (day: string) => `It is shown only now: store it where the script finds it. ${day ? `It ends with ${longDate(day)}, in UTC.` : 'It is good until it is revoked.'}`,
  tokenMade: 'The token is made. Copy it now.',
  revoke: 'Revoke',
  revokeOf: (label: string) => `Revoke ${isolated(label)}`,
  revokeAsk: (label: string) => `Scripts with ${isolated(label)} are let in no more.`,
  revoked: (label: string) => `${isolated(label)} is revoked.`,
  remove: 'Remove the account',
  removeAsk: (name: string) => `${isolated(name)} is signed out, and all tokens of the account are good no more. Decisions keep the name.`,
  removeYes: (name: string) => `Remove ${isolated(name)}`,
  removed: (name: string) => `${isolated(name)} has no account any more.`,
  keep: 'Keep',
};


export const map = {
  group: (first: string, others: number) => (others ? `${first}; and ${plural(others, 'other place', 'other places')} near it, which a closer view shows` : first),
  others: (n: number) => `+${n}`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all places',
  changed: 'Dashed ring: changed since the earlier day',
  legend: 'Legend',
  statuses: {
    held_by: 'Held: admitted, or sources agree',
    claimed_by: 'Claimed: one side or source says so',
    contested: 'Contested: sources contradict',
    unknown: 'Unknown: no report settles it',
  } satisfies Record<Status, string>,
  area: 'Square: province or region; its area where known',
  faded: 'Fainter: last word longer ago, up to a month',
  exactness: 'Thin circle or area: as exactly as it is told where an event was',
  events: 'Events',
  strikes: 'Strikes',
  movements: 'Movements',
  signs: { strike: 'Spark: a strike', violence: 'Star: other violence', moves: 'Small arrow: a movement of which one end is told', other: 'Small square: another event' },
  way: { forces: 'Arrow: forces move, in the colour of whose they are', people: 'Dashed arrow: people flee or are brought out' },
  sideBySide: 'Beside the earlier day',
  earlier: 'Map of the earlier day',
  eventsHere: (list: EventRow[]) => (list.length > 1 ? `${list.length}: ` : '') + list.slice(0, 6).map((e) => events.sentence(e)).join('; ') + (list.length > 6 ? ` and ${list.length - 6} more` : ''),
  storeSvg: 'Map as SVG',
  storePng: 'Map as PNG',
  pictureTitle: (day: string, by: string | null) => `Who holds what at the end of ${longDate(day)}${by ? `, as known by ${longDate(by)}` : ''}`,
  actors: 'Actors on the map',
  credit: 'Basemap: Natural Earth',
  tilesOf: (attribution: string) => (attribution ? `Tiles: ${attribution}` : 'Tiles: an archive that names no source'),
  tilesFailed: (why: string) => `The tiles cannot be drawn: ${why}`,
  borders: 'Borders',
  bordersDisputed: 'disputed, as administered',
  bordersOf: (who: string) => `as ${country(who)} sees them`,
  bordersBy: (who: string) => `Borders as ${country(who)} sees them`,
  seenAs: (who: string) => `Borders are drawn as ${country(who)} sees them: a way of drawing and no statement of Dateline; it changes no claim.`,
  disputedBorder: 'Dashed line: a disputed border',
  disputedArea: 'Tinted: a disputed area',
  offMap: (n: number) => `${plural(n, 'place', 'places')} without coordinates: see the list under “Places”`,
};

interface Named { id: string; name: string }

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' });

/** The name of a country by its code; what has no code is called by its name. */
export function country(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? COUNTRIES.of(code) ?? code : code;
}

/** `Homs: contested: whether A holds it, disputed by B`; also what a screen reader hears. */
export function placeStatus(place: HeldPlace): string {
  return `${place.name}: ${statusPhrase(place)}`;
}

export function statusPhrase(place: Pick<HeldPlace, 'status' | 'extent'> & { actor: Named | null; disputed_by: Named[] }): string {
  const actor = place.actor?.name ?? 'an unnamed actor';
  const others = place.disputed_by.filter((a) => a.id !== place.actor?.id).map((a) => a.name);
  const part = place.extent === 'part' ? ' in part' : place.extent === 'outskirts' ? ' at its edge' : '';
  switch (place.status) {
    case 'held_by':
      return `held by ${actor}${part}`;
    case 'claimed_by':
      return `claimed by ${actor}${part}${others.length ? `, disputed by ${list(others)}` : ''}`;
    case 'contested':
      return `contested: whether ${actor} holds it${others.length ? `, disputed by ${list(others)}` : ''}`;
    case 'unknown':
      return 'unknown who holds it';
  }
}

export const statusNames: Record<Status, string> = {
  held_by: 'Held',
  claimed_by: 'Claimed',
  contested: 'Contested',
  unknown: 'Unknown',
};

const standings: Record<string, string> = {
  single: 'one origin',
  corroborated: 'corroborated by independent origins',
  admitted: 'admitted against own interest',
  cross_adversary: 'both sides say so',
  contested: 'contradicted by claims in force',
  denied: 'denied',
  superseded: 'superseded by a later claim',
  retracted: 'retracted',
};
export const standing = (name: string) => standings[name] ?? words(name);

export const changes = {
  fromTo: (before: string, after: string) => `${before} → ${after}`,
  first: 'nothing known',
};

export const overview = {
  disputed: (n: number, fresh: number) => (n === 0 ? 'Disputed' : `${plural(n, 'dispute', 'disputes')}${fresh ? `, ${fresh} new` : ''}`),
  allDisputes: (n: number) => `All ${n} disputes`,
  changedSince: 'Changed since the end of',
  changedIn: (first: string, last: string) => `Changed ${span(first, last)}`,
  allDays: 'All days',
  since: 'Changed since',
  steps: [['1 day', 1], ['1 week', 7], ['30 days', 30], ['start', null]] as [string, number | null][],
  noChange: 'No place changed hands between these days.',
  onWord: (origins: string[]) => `on the word of ${list(origins.slice(0, 3))}${origins.length > 3 ? ` and ${origins.length - 3} more` : ''}`,
  noWord: 'no new claim: earlier ones no longer hold',
  becauseOf: 'What changed it',
  more: (n: number) => `Show ${plural(n, 'more change', 'more changes')}`,
};

export const disputes = {
  current: (day: string) => `Disputed at the end of ${shortDate(day)}`,
  earlier: 'Earlier disputes',
  none: 'No claims contradict each other as of this day.',
  isNew: 'new',
  grown: (n: number) => `+${plural(n, 'claim', 'claims')}`,
  sideLine: (says: string, origins: string[]) => `${capital(says)} – ${list(origins.slice(0, 2))}${origins.length > 2 ? ` and ${origins.length - 2} more` : ''}`,
  sides: (d: Dispute) => d.sides.map((s) => plural(s.origins.length, 'origin', 'origins')).join(' against '),
  quotes: (n: number) => plural(n, 'quote', 'quotes'),
  origins: (n: number) => plural(n, 'origin', 'origins'),
  back: 'All disputes',
  both: 'Show both in their reports',
  side: (n: number) => `Side ${String.fromCharCode(64 + n)}`,
  tensions: 'Tensions: both may hold, but they do not fit together',
  unknown: (id: string) => `No dispute ${id} as of this day. It may exist on another date.`,
  noQuotes: 'No quotes.',
  ended: { admitted: 'ended: admitted', verified: 'ended: verified', superseded: 'ended: superseded' },
  endedOn: (day: string, why: string) => `Ended on ${longDate(day)}: ${why}.`,
  endedBy: 'What ended it',
  openUntil: 'Open. It would be settled by',
};

export const place = {
  choose: 'Choose a place on the map or in this list.',
  none: 'No report says who holds any place as of this day.',
  since: 'Since',
  sinceUnknown: 'not known',
  why: 'Why',
  standing: 'Standing',
  extent: 'Extent',
  extents: { whole: 'the whole place', part: 'part of it', outskirts: 'its outskirts', entire: 'all of it' } as Record<string, string>,
  where: 'Where',
  supporting: (n: number) => `For it (${n})`,
  opposing: (n: number) => `Against it (${n})`,
  noSupporting: 'No quote speaks for it.',
  noOpposing: 'No quote speaks against it.',
  disputesHere: 'Disputes here',
  history: 'Day by day',
  back: 'All places',
  notYet: (key: string) => `No report speaks of the place ${key} as of this day.`,
  names: 'Which place it is',
  written: 'In reports',
  readAs: 'Read as',
  sameAs: (name: string) => `${name} is the same place as …`,
  remains: 'The place that remains',
  partOf: (name: string) => `Not ${name}, but another place`,
  byName: 'Where it is written',
  byOutlet: 'In reports of',
  every: 'any',
  these: 'Or only these claims',
  sayWhich: 'Say which claims: by a name, an outlet, or one by one.',
  isReally: 'The place that is meant',
  ofItsOwn: 'a place of its own, of which only the name is known',
};

export const figures = {
  none: 'No figures as of this day.',
  caption: 'Numbers as the sources give them. Figures of different scope are not comparable.',
  columns: { number: 'Number', range: 'Range', of: 'Of whom', scope: 'Where, period', source: 'Source', stated: 'Stated' },
  showSuperseded: (n: number) => `Show ${n} replaced by a later count`,
  supersededBy: (number: string) => `replaced by ${number}`,
  partOf: (number: string) => `part of ${number}`,
  by: (who: string) => `by ${who}`,
  series: (origins: number, first: string, last: string) => `How the figures of ${plural(origins, 'origin', 'origins')} went from ${first} to ${last}; the table below has them all`,
  estimate: (e: Estimate) => (e.low === e.high ? number(e.low) : `${number(e.low)} – ${e.high === null ? 'open' : number(e.high)}${e.best === null ? '' : `, best ${number(e.best)}`}`),
  notSaid: 'not said',
  worded: (text: string) => `“${text}”`,
};

/** A number with its bounds, never more exact than the source: `at least 820`, `about 2,000`. */
export function figureNumber(f: Pick<Figure, 'low' | 'high' | 'approx'>): string {
  if (f.high === null) return f.approx ? `about ${number(f.low)} or more` : `at least ${number(f.low)}`;
  if (f.high !== f.low) return `${f.approx ? 'about ' : ''}${f.low > 0 ? `${number(f.low)}–${number(f.high)}` : `up to ${number(f.high)}`}`;
  return f.approx ? `about ${number(f.low)}` : number(f.low);
}

export const actors = {
  search: 'Find a name or spelling',
  count: (shown: number, all: number) => (shown < all ? `${number(shown)} of ${plural(all, 'actor', 'actors')}` : plural(all, 'actor', 'actors')),
  parts: { names: 'Names', relations: 'Relations' } as Record<string, string>,
  relationsOf: (name: string, n: number) => `${plural(n, 'relation', 'relations')} of ${name}`,
  columns: { name: 'Name', class: 'Sort', side: 'Side', acts: 'Acts', target: 'Acted on', speaks: 'Speaks', relations: 'Relations', spellings: 'Called in reports', decide: 'Decide' },
  merge: 'Same as…',
  sameAs: (name: string) => `${name} is the same as …`,
  remains: 'The actor that remains',
  spelling: (text: string, n: number) => `${text} (${number(n)})`,
  more: (n: number) => ` and ${number(n)} more`,
};

const verbs: Record<string, string> = { allied: 'is allied with', loyal: 'is loyal to' };

export const relations = {
  title: 'What actors are to each other, as it is said',
  none: 'No report says as of this day what actors are to each other.',
  count: (n: number) => plural(n, 'relation', 'relations'),
  sort: 'Which',
  every: 'all relations',
  verb: (name: string) => verbs[name] ?? words(name),
  columns: { actor: 'Who', verb: 'Relation', target: 'Whom', standing: 'Standing', said: 'Said on', sources: 'On whose word' },
  since: (day: string) => `since ${day}`,
  deniedBy: (names: string[]) => `denied by ${some(names)}`,
  days: (said: string[], denied: string[]) => [
    said.length > 0 && `Said on ${plural(said.length, 'day', 'days')}, from ${mediumDate(said[0] ?? '')} to ${mediumDate(said.at(-1) ?? '')}`,
    denied.length > 0 && `denied on ${plural(denied.length, 'day', 'days')}, last on ${mediumDate(denied.at(-1) ?? '')}`,
  ].filter(Boolean).join('; ') || 'No day is known',
};

export const brief = {
  length: 'Length',
  lengths: { short: 'short', medium: 'medium', full: 'all there is' } as Record<string, string>,
  cite: (n: number) => `Quote ${n}`,
};

export const downloads = {
  label: (what: string) => `${capital(what)}:`,
  link: (what: string, format: string) => `Download ${what} as ${format}`,
  formats: { csv: 'CSV', jsonl: 'JSONL', geojson: 'GeoJSON', kml: 'KML', geoparquet: 'GeoParquet', markdown: 'Markdown', html: 'HTML' } as Record<string, string>,
};

export const ledger = {
  search: 'Search the words of claims',
  searchHint: 'All words must be there. "In quotes": together. -word: not there. word*: begins so.',
  since: 'About days since',
  until: 'About days until',
  order: 'Order',
  newest: 'newest first',
  oldest: 'oldest first',
  narrow: 'Narrow down',
  none: 'none',
  nothing: 'No claim meets these conditions.',
  count: (n: number) => plural(n, 'claim', 'claims'),
  remove: (what: string) => `Remove the condition ${what}`,
  moreValues: (n: number) => `${number(n)} more`,
  table: 'Claims. Arrow keys move, Enter opens the words in their report.',
  facets: {
    kind: 'Kind', stance: 'Stance', modality: 'Modality', place: 'Place', actor: 'Actor', origin: 'Origin', outlet: 'Outlet', review: 'Decided', standing: 'Standing of the event',
    verification: 'Verification',
  } as Record<string, string>,
  columns: { published: 'Published', quote: 'Quote', what: 'What', actor: 'Who → whom', place: 'Where, when', who: 'Who says', standing: 'Standing' },
};

export const access = {
  parts: { now: 'Now', history: 'Over time' } as Record<string, string>,
  noChange: 'No report tells of anything that was closed or opened in these days.',
  title: 'Crossings, roads, airports',
  none: 'No crossing, road or airport is reported open or closed as of this day.',
  status: (a: Access) => words(a.status),
  since: (day: string | null) => (day ? `since ${longDate(day)}` : 'since when is not known'),
  by: (name: string) => `by ${name}`,
};

const ADVICE: Record<string, string> = { leave: 'leave', avoid: 'keep away', evacuated: 'brought out' };

export const advisories = {
  title: 'What governments advise their people',
  none: 'No government advises its people to leave or to keep away, as of this day.',
  advice: (sort: string) => ADVICE[sort] ?? words(sort),
  /** `Jordan: its citizens – Syria` */
  sentence: (a: Advisory) => [a.by ?? 'unnamed government', [a.whom, a.place?.name].filter(Boolean).join(' – ')].filter(Boolean).join(': '),
};

export const movements = {
  none: 'No movements as of this day.',
  all: 'All movements',
  by: (name: string) => `by ${name}`,
  /** Who moves, or whose movement it is, and the way. */
  sentence: (m: Movement) => `${m.who ?? [m.actor, words(m.kind)].filter(Boolean).join(' ')}: ${movements.way(m)}`,
  /** `Homs → Latakia`; the place where neither end is told. */
  way: (m: Movement) => {
    const name = (p: Spot | null) => p?.name ?? '';
    if (!m.from && !m.to) return name(m.place) || 'where is not told';
    const from = m.from ?? (m.place?.key === m.to?.key ? null : m.place);
    return m.to ? (from ? `${name(from)} → ${name(m.to)}` : `to ${name(m.to)}`) : `from ${name(from)}`;
  },
  number: (m: Movement) => (m.number === null ? '' : [figureNumber({ low: m.number, high: m.number_high, approx: false }), m.unit && words(m.unit)].filter(Boolean).join(' ')),
  /** What an arrow on the map says. */
  arrow: (list: Movement[]) => list.slice(0, 4).map((m) => [movements.sentence(m), movements.number(m)].filter(Boolean).join(', ')).join('; ') + (list.length > 4 ? ` and ${list.length - 4} more` : ''),
};

export const events = {
  parts: { all: 'All events', strikes: 'Strikes', movements: 'Movements' } as Record<string, string>,
  same: 'Same as…',
  /** What a button does, and to which event. */
  on: (does: string, what: string) => `${does} ${what}`,
  sameAs: (what: string) => `Same event as: ${what}`,
  split: 'Part…',
  splitOf: (what: string) => `Part the claims of: ${what}`,
  leaving: 'The claims that are about another event, together',
  find: 'Find an event by its words',
  remains: 'The event that remains',
  none: 'No events as of this day.',
  sentence: (e: EventRow) => [e.actor, words(e.kind), e.place].filter(Boolean).join(' '),
  undated: 'Undated',
  against: (n: number) => `${plural(n, 'claim', 'claims')} against`,
  more: (n: number) => `Show ${n} earlier`,
};

export const quote = {
  also: 'Also in',
  inContext: 'Show in its report',
  via: (channel: string) => `via ${channel}`,
  cue: (cue: string) => `“${cue}”`,
  unnamedOutlet: 'unnamed outlet',
  arrow: ' → ',
  undated: 'undated',
  about: (when: string) => `about ${when}`,
  loading: 'Loading quotes…',
  missing: (n: number) => `${plural(n, 'quote is', 'quotes are')} not in the ledger any more.`,
};

export const evidence = {
  title: 'The words in their report',
  titleBoth: 'Both sides in their reports',
  close: 'Close',
  fields: 'What was read from these words',
  chain: 'Who says it, nearest to the fact first',
  reports: 'reports it',
  showWords: 'Show these words in the text',
  claims: (n: number) => `${plural(n, 'claim', 'claims')} in this report`,
  summary: (c: Claim) => [words(c.kind), c.stance === 'asserts' ? null : c.stance, c.actor?.text, c.place?.text].filter(Boolean).join(' · '),
  captured: (n: number) => (n > 1 ? `How it was captured; ${n} revisions` : 'How it was captured'),
  bytes: (type: string, n: number) => `${type}, ${number(n)} bytes`,
  hash: (hash: string) => `BLAKE3 ${hash}`,
  storeOriginal: 'Store the original',
  showOriginal: 'Show it as text',
  cutOff: (n: number) => `… ${number(n)} more characters`,
  compare: (when: string) => `Compare with the revision of ${when}`,
  precision: (code: number) => `${code}: ${['', 'the place itself', 'near it', 'its district', 'its province', 'part of a country, or between places', 'its country', 'a wider region'][code] ?? ''}`,
  others: 'Other claims in this report are underlined.',
  open: 'Open the original page',
  noTitle: 'No headline',
  unknown: (id: string) => `There is no claim ${id} in this ledger. The link may come from another ledger.`,
  unknownReport: 'The report of this claim is not in the ledger.',
  mismatch: 'Warning: the stored text differs from the quote.',
  basis: (basis: string | null) => {
    if (!basis) return 'date not known';
    if (basis === 'given') return 'date given with the report';
    return basis.startsWith('inferred') ? `date ${basis}` : `date from ${basis}`;
  },
  undated: 'no date',
  names: {
    kind: 'Kind', stance: 'Stance', actor: 'Actor', target: 'Target', place: 'Place', date: 'When', claimants: 'Said by', stated: 'Said when', cue: 'Cue',
    channel: 'Channel', quantity: 'Number', origin: 'Origin', extent: 'Extent', confidence: 'Extraction', precision: 'Precision', captured: 'Read', readFrom: 'Read from', original: 'Original', hash: 'Hash', language: 'Language', revision: 'Revision', note: 'Note', rules: 'Rules', id: 'Claim', report: 'Report',
  },
  unresolved: 'not resolved',
  confidence: (c: number) => `${Math.round(c * 100)} % sure of the reading (not of the claim)`,
  ownVoice: 'the outlet in its own voice',
  resolved: (text: string, entity: string | null) => (entity && entity !== text ? `${text} = ${entity}` : text),
};

export const grounds = {
  title: 'How each of these was read',
  loading: 'Reading the report again…',
  names: {
    kind: 'Kind', stance: 'Stance', modality: 'Modality', actor: 'Actor', target: 'Target', place: 'Place', event_date: 'When', quantity: 'Number',
    claimants: 'Said by', stated: 'Said when',
  } as Record<string, string>,
  nothing: 'nothing',
  notice: (anew: Why['read_anew'], fields: string[]) => {
    if (anew === 'gone') return 'Read again with today’s rules, these words give no such claim.';
    return anew === 'differs' ? `Read again with today’s rules, it differs in ${list(fields.map(words))}; the grounds are today’s.` : null;
  },
  words: (w: Words) => `“${w.text}”`,
  from: (quoted: string) => `from ${quoted}`,
  by: (what: string) => `by ${what}`,
  other: (o: Other) => {
    const what = o.words ? (o.words.text === o.value ? `“${o.value}”` : `${o.value}, from “${o.words.text}”`) : o.value;
    return `not ${what}: ${o.lost}`;
  },
  term: (name: string, weight: number) => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)} ${name}`,
};

const reliability: [string, string][] = [
  ['A', 'completely reliable'], ['B', 'usually reliable'], ['C', 'fairly reliable'], ['D', 'not usually reliable'], ['E', 'unreliable'], ['F', 'not judged'],
];
const credibility: [string, string][] = [
  ['1', 'confirmed by others'], ['2', 'probably true'], ['3', 'possibly true'], ['4', 'doubtful'], ['5', 'improbable'], ['6', 'not judged'],
];

export const decide = {
  tools: 'Decide on this claim',
  confirm: 'Confirm',
  correct: 'Correct',
  reject: 'Reject',
  grade: 'Grade',
  note: 'Note',
  undo: 'Undo',
  undoOf: (number: number) => `Undo decision ${number}`,
  save: 'Save',
  cancel: 'Cancel',
  by: 'Decided by',
  why: 'Why (others will read it)',
  notYours: 'Only those who are signed in as analysts decide.',
  states: { open: 'nobody has checked this', confirmed: 'confirmed', corrected: 'corrected', rejected: 'rejected' } as Record<string, string>,
  admiralty: (code: string) => {
    const [letter, digit] = code;
    const source = reliability.find(([l]) => l === letter)?.[1] ?? '';
    const item = credibility.find(([d]) => d === digit)?.[1] ?? '';
    return `Admiralty code: source ${source}, claim ${item}`;
  },
  decided: (_: string, says: string) => capital(says),
  who: (who: string, when: string) => `${who}, ${when}`,
  field: 'Which field',
  read: 'read as',
  should: 'should be',
  which: 'Which place of this name',
  noPlace: 'the place is not known',
  unknown: 'unknown',
  fields: {
    kind: 'Kind', stance: 'Stance', modality: 'Modality', actor: 'Actor', target: 'Target', place: 'Place', event_date: 'When', quantity: 'Number', claimants: 'Said by',
  } as Record<string, string>,
  hints: {
    actor: 'A name, or “unknown”', target: 'A name, or “unknown”', event_date: '2024-12-05, 2024-12-05..2024-12-07, 2024-12 or “unknown”', quantity: '7 killed, 7+ killed, 3-9 injured, ~40 km or “unknown”',
    claimants: 'A name, with its class in brackets where the ledger does not know it; “none” is the outlet itself',
  } as Record<string, string>,
  rejecting: 'The claim is not what the words say. It will support nothing, and stays in the ledger.',
  ofSource: 'The source',
  ofClaim: 'The claim',
  reliability,
  credibility,
  gradesApart: 'Grades stand beside the claim and change no status.',
  noteText: 'The note',
  nothingToUndo: 'Nothing was decided on this page.',
  /** What a decision changed: `Decision 3: ... Homs: contested → held by the army. One dispute less.` */
  told: ({ decisions, changed }: Decided) => {
    const holder = (h: Decided['changed']['places'][number]['before']) => (h ? `${words(h.status)}${h.actor ? ` ${h.actor}` : ''}` : 'nothing known');
    const parts = decisions.map((d) => `Decision ${d.number}: ${d.says}.`);
    parts.push(...changed.places.slice(0, 4).map((p) => `${p.name}: ${holder(p.before)} → ${holder(p.after)}.`));
    if (changed.places.length > 4) parts.push(`${changed.places.length - 4} more places changed.`);
    if (changed.disputes_gone.length) parts.push(`${plural(changed.disputes_gone.length, 'dispute', 'disputes')} gone or changed.`);
    if (changed.disputes_new.length) parts.push(`${plural(changed.disputes_new.length, 'dispute', 'disputes')} new or changed.`);
    if (!changed.places.length && !changed.disputes_gone.length && !changed.disputes_new.length) parts.push('Nothing else on the map changed.');
    return parts.join(' ');
  },
};

export const alerts = {
  title: (n: number) => (n ? plural(n, 'alert', 'alerts') : 'Alerts'),
  notices: (n: number) => (n ? `What was told (${number(n)})` : 'What was told'),
  rule: 'An event is told once for each new source: a reprint, or the same source again, is no news.',
  none: 'Nothing is watched yet. An alert tells you when somebody new speaks of what you follow.',
  quiet: 'Nothing new yet.',
  news: (alert: string, says: string) => `${alert}: ${says}`,
  mayNot: 'Alerts are made where the server can be reached from this machine only, or with `dateline alerts add`.',
  about: { claims: 'somebody new says so', disputes: 'somebody new takes a side', control: 'who holds a place' } as Record<AlertQuery['about'], string>,
  asks: (query: AlertQuery) => [...(query.kind ?? []).map(words), query.actor, query.place, query.words && `“${query.words}”`].filter(Boolean).join(' · ') || 'everything',
  channels: (names: string[]) => `also tells: ${names.join(', ')}`,
  fault: (why: string) => `Not delivered yet: ${why}`,
  feed: 'All of it as an Atom feed', feedOf: 'Atom feed', source: 'source',
  add: 'Watch for something', addHint: 'The conditions of the ledger are filled in. Web addresses and programs that get the notices are named on the command line: dateline alerts add.',
  addButton: 'Watch', remove: 'Stop watching', removeOf: (name: string) => `Stop watching: ${name}`, anyKind: 'any',
  fields: { name: 'Name', about: 'Tell me when', kind: 'Kind', place: 'Place (name or key)', actor: 'Actor', words: 'Words' },
};

export const review = {
  title: (n: number) => `To look at: ${plural(n, 'open claim', 'open claims')}`,
  rule: 'First the claims without which the verdict on a place would be another, then those without which a dispute would lack a side, then those that alone give a bound of a figure of ten and more, then all others; within these those that the machine is least sure of. Enter opens a claim, j and k move.',
  none: 'Every claim was looked at.',
  hangs: { verdict: 'verdict', dispute: 'dispute', figure: 'figure' } as Record<string, string>,
  decisions: (n: number) => (n ? plural(n, 'decision', 'decisions') : 'No decisions yet'),
  words: 'its words',
  undone: (by: number) => `undone by ${by}`,
  idle: 'no longer applies',
};

export const tiles = {
  unlike: 'this is no archive in the PMTiles format',
  missing: 'a directory is missing',
  long: 'a part of the archive is too long',
  longUnpacked: 'a part of the archive is too long once it is unpacked',
  cut: 'the archive is cut off',
  cutDirectory: 'a directory of the archive is cut off',
  large: 'a number in the archive is too large',
  changed: 'the archive has changed; load the page again',
  refused: (status: number, why: string) => `the server answers ${status} ${why} to a request for a range`,
};

export const states = {
  empty: 'No reports read yet',
  emptyHint: 'Read some, and this page fills by itself:',
  emptyCommand: 'dateline read FILE…',
  gone: 'The server does not answer',
  goneHint: 'What you see is as of the last answer. Trying again every few seconds. If it was stopped, start it with:',
  goneCommand: 'dateline serve',
  retry: 'Try again now',
  failed: (what: string) => `This could not be loaded: ${what}`,
  mapFailed: 'The basemap could not be loaded; places are shown without borders.',
  updated: (n: number) => (n > 0 ? `${plural(n, 'new report', 'new reports')} read` : 'The ledger changed; the page is up to date'),
};

export function list(names: string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** The first two of some names, and how many more there are. */
export function some(names: string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : list(names);
}

export function plural(n: number, one: string, many: string): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

const NUMBERS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

export function number(n: number): string {
  return NUMBERS.format(n);
}

/** A name within a sentence: whichever way it is written, the words around it stay where they are. */
const isolated = (name: string) => `\u2068${name}\u2069`;

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `cross_adversary` → `cross adversary`. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

