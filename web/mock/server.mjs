// A stand-in for `dateline serve` while the page is developed: `node mock/server.mjs [PORT]`, with `--empty` for a
// ledger without reports, or `--behind URL` to show the page as built over the data of a real server. It answers from fixtures.mjs with the server's shapes and its Content-Security-Policy.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fixtures from './fixtures.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '..', 'dist');
const empty = process.argv.includes('--empty');
const behind = process.argv.includes('--behind') ? process.argv[process.argv.indexOf('--behind') + 1] : null;
const port = Number(process.argv.find((a) => /^\d+$/.test(a)) ?? 4180);
const CSP = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

const actorById = new Map(fixtures.actors.map((a) => [a.id, a]));
const actor = (id) => (id ? (({ side, ...rest }) => rest)(actorById.get(id)) : null);
const bytes = (text) => Buffer.byteLength(text, 'utf8');

const claims = new Map();
for (const report of fixtures.reports) {
  for (const c of report.claims) {
    const at = report.text.indexOf(c.quote);
    if (at < 0) throw new Error(`${report.id}: quote not in text: ${c.quote}`);
    const start = bytes(report.text.slice(0, at));
    const place = c.place ? fixtures.places[c.place] : null;
    claims.set(c.id, {
      id: c.id, report: report.id, revision: 'r1', url: report.url, outlet: report.outlet, published: report.published,
      quote: c.quote, start, end: start + bytes(c.quote), kind: c.kind, sub_kind: c.sub_kind ?? null,
      stance: c.stance ?? 'asserts', modality: 'actual', extent: c.extent ?? 'whole',
      actor: c.actor ? { text: actorById.get(c.actor).name, start, end: start, entity: actorById.get(c.actor).name } : null,
      target: null,
      place: place ? { text: place.name, start, end: start, ...place, geonames_id: null, precision: 1, tier: 'exact', candidates: [] } : null,
      claimants: c.by.map(([text, entity, cls]) => ({ text, start: 0, end: 0, entity, class: cls })),
      cue: c.cue ? { text: c.cue, start: 0, end: 0 } : null, channel: c.channel ?? null,
      quantity: c.quantity ? { ...c.quantity, start, end: start, cumulative: true, since: '2024-11-27' } : null,
      event_date: c.date ? { start: c.date, end: c.date, granularity: 'day', text: null } : null,
      admiralty: 'F6', origin: c.origin ?? c.by[0]?.[1] ?? c.by[0]?.[0] ?? report.outlet, subset_of: null, confidence: 0.83,
      rules: ['en/kinds/' + c.kind, 'en/attribution/says'],
    });
  }
}

const said = (id, at) => claims.has(id) && claims.get(id).published.slice(0, 10) <= at;
const until = (ids, at) => ids.filter((id) => said(id, at));

/** Who holds what at the end of a day, as told by the end of another. */
function control(at, known) {
  const rows = new Map();
  const day = known < at ? known : at;
  for (const row of fixtures.control) if (row[1] <= day) rows.set(row[0], row);
  return [...rows.values()].map(([place, since, status, holder, others, extent, standing, why, supporting, opposing]) => ({
    ...fixtures.places[place], status, actor: actor(holder), disputed_by: others.map(actor), extent, standing, last_word: since, age_days: daysBetween(since, at),
    since: status === 'unknown' ? null : since, why, supporting: until(supporting, day), opposing: until(opposing, day),
  }));
}

const daysBetween = (a, b) => Math.max(0, Math.round((Date.parse(b) - Date.parse(a)) / 86400000));

/** The record of a change between two days. */
function changes(from, to, known) {
  const holder = (p) => ({ status: p.status, actor: p.actor?.name ?? null, actor_id: p.actor?.id ?? null, disputed_by: p.disputed_by.map((a) => a.name), extent: p.extent, standing: p.standing, since: p.since });
  const nothing = { status: 'unknown', actor: null, disputed_by: [], extent: 'whole', standing: 'single', since: null };
  const before = new Map(control(from, known).map((p) => [p.key, p]));
  return control(to, known).flatMap((p) => {
    const was = before.get(p.key) ?? nothing;
    if (was.status === p.status && was.actor?.id === p.actor?.id) return [];
    const fresh = [...p.supporting, ...p.opposing];
    return [{ place: p.name, key: p.key, feature: p.feature, from, to, before: holder(was), after: holder(p), claims: fresh, origins: [...new Set(fresh.map((id) => claims.get(id).origin))], why: p.why }];
  });
}

const PROPERTIES = {
  kind: (c) => c.kind, stance: (c) => c.stance, modality: (c) => c.modality, place: (c) => c.place?.key ?? '', actor: (c) => c.actor?.entity ?? '', origin: (c) => c.origin,
  outlet: (c) => c.outlet, standing: (c) => fixtures.events.find((e) => [...e.supporting, ...e.opposing].includes(c.id))?.standing ?? '', verification: () => '',
};

/** A page of claims with counts, as the server has them; words are found as they stand. */
function ledger(query, at) {
  const words = (query.get('q') ?? '').toLowerCase().replaceAll('"', '').split(/\s+/).filter(Boolean);
  const passes = (c, name) => !query.getAll(name).length || query.getAll(name).includes(PROPERTIES[name](c));
  const all = [...claims.values()].filter((c) => said(c.id, at)).filter((c) => words.every((w) => `${c.quote} ${c.actor?.entity} ${c.origin}`.toLowerCase().includes(w)));
  const found = all.filter((c) => Object.keys(PROPERTIES).every((name) => passes(c, name))).sort((a, b) => b.published.localeCompare(a.published));
  const from = Number(query.get('from') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  const facets = Object.keys(PROPERTIES).map((name) => {
    const counts = new Map();
    for (const c of all) if (Object.keys(PROPERTIES).every((other) => other === name || passes(c, other))) counts.set(PROPERTIES[name](c), [...(counts.get(PROPERTIES[name](c)) ?? []), c]);
    const values = [...counts].map(([value, of]) => ({ value, label: name === 'place' ? (of[0].place?.name ?? '') : value, count: of.length, chosen: query.getAll(name).includes(value) }));
    return { name, values: values.sort((a, b) => b.count - a.count), of: values.length };
  });
  const marks = (text) => words.flatMap((w) => {
    const i = text.toLowerCase().indexOf(w);
    return i < 0 ? [] : [[bytes(text.slice(0, i)), bytes(text.slice(0, i + w.length))]];
  });
  const row = (c) => ({ ...c, marks: marks(c.quote), actor: c.actor?.entity ?? null, target: null, place: c.place?.name ?? null, place_key: c.place?.key ?? null,
    claimants: c.claimants.map((x) => x.entity ?? x.text), standing: PROPERTIES.standing(c), verification: '', review: 'open' });
  return { total: found.length, from, next: null, claims: found.slice(from, from + limit).map(row), ...(query.get('facets') ? { facets } : {}) };
}

function answer(path, query) {
  const known = query.get('known_at') ?? '9999-12-31';
  const asked = query.get('at') ?? '9999-12-31';
  const at = asked < known ? asked : known;
  if (path === '/api/v1/meta') {
    return { version: '0.1.0-mock', reports: empty ? 0 : fixtures.reports.length, claims: empty ? 0 : claims.size, decisions: 0,
      first_date: empty ? null : '2024-11-27', last_date: empty ? null : '2024-12-11', actors: empty ? [] : fixtures.actors, embed_from: [] };
  }
  if (path === '/api/v1/control') {
    return { at: asked, places: empty ? [] : control(asked, known) };
  }
  if (path === '/api/v1/locations') return { places: empty ? [] : control('9999-12-31', known) };
  if (path === '/api/v1/holders') {
    const places = empty ? [] : control(asked, known);
    const actors = places.flatMap((p) => [p.actor, ...p.disputed_by]).filter(Boolean);
    return { at: asked, actors, places: places.map(({ key, status, actor: by, disputed_by: others, extent, age_days }) => ({ key, status, actor: by?.id, disputed_by: others.map((a) => a.id), extent, age_days })) };
  }
  if (path === '/api/v1/changes') return { changes: changes(query.get('from'), query.get('to'), known) };
  if (path === '/api/v1/disputes') {
    return { disputes: fixtures.disputes.filter((d) => d.date.start <= at).map((d) => {
      const { key, name, lat, lon } = fixtures.places[d.place];
      return { ended: null, settled_by: [], ...d, place: { key, name, lat, lon } };
    }) };
  }
  if (path === '/api/v1/claims') {
    const ids = query.get('ids')?.split(',');
    const all = ids ? ids.map((id) => claims.get(id)).filter(Boolean) : [...claims.values()];
    return { claims: all.filter((c) => !query.get('place') || c.place?.key === query.get('place')) };
  }
  if (path === '/api/v1/ledger') return ledger(query, at);
  if (path === '/api/v1/tensions') return { tensions: [] };
  if (path === '/api/v1/scopes') {
    const { figures } = answer('/api/v1/figures', query);
    const scopes = figures.filter((f) => !f.superseded_by && !f.subset_of).map((f) => ({ id: `es-${f.claim}`, indicator: f.indicator, figures: [f, ...figures.filter((g) => g.superseded_by === f.claim)], totals: [],
      estimate: { id: `es-${f.claim}`, indicator: f.indicator, of: f.of, place: f.place, place_key: f.place_key, period: f.period, by: null, low: f.low, best: f.low, high: f.high, rule: 'best: the latest figure', origins: [f.origin], claims: [f.claim], sums: [] } }));
    return { total: scopes.length, superseded: figures.filter((f) => f.superseded_by).length, next: null, scopes };
  }
  if (path === '/api/v1/actors') {
    const of = (a) => [...claims.values()].filter((c) => c.actor?.entity === a.name && said(c.id, at));
    return { actors: fixtures.actors.map((a) => ({ id: a.id, name: a.name, class: 'belligerent', side: a.side, spellings: [{ text: a.name, count: of(a).length }], acts: of(a).length, is_target: 0, speaks: 0, claims: of(a).map((c) => c.id) })) };
  }
  if (path === '/api/v1/brief') {
    const of = fixtures.disputes.filter((d) => d.date.start <= at).flatMap((d) => d.sides.map((side) => side.claims[0]));
    return { title: `Brief for ${at}`, scope: `From reports published by the end of ${at}.`, nothing: 'Nothing.', quotes_title: 'The quotes',
      quotes: of.map((id) => ({ quote: claims.get(id).quote, source: claims.get(id).outlet, claim: id })),
      sections: [{ title: 'What is disputed', paragraphs: [{ heading: null, sentences: of.map((id, i) => ({ text: `${claims.get(id).quote}, it is said.`, cites: [i + 1] })) }] }, { title: 'What changed', paragraphs: [] }] };
  }
  if (path === '/api/v1/why') {
    const claim = claims.get(query.get('id'));
    if (!claim) return null;
    const words = [{ text: claim.quote, start: claim.start, end: claim.end }];
    const others = [{ value: claim.outlet, words: null, lost: 'speaks in its own voice only where no attribution covers the words' }];
    return { claim, read_anew: 'same', differs: [], disputes: [], events: [], confidence: [{ term: 'bias', weight: 0.85 }],
      fields: [{ field: 'kind', value: claim.kind, words, by: claim.rules, others: [] }, { field: 'claimants', value: claim.origin, words: [], by: claim.rules, others }] };
  }
  if (path.startsWith('/api/v1/reports/')) {
    const report = fixtures.reports.find((r) => r.id === decodeURIComponent(path.slice('/api/v1/reports/'.length)));
    if (!report) return null;
    const { id, title, outlet, url, published, basis, text } = report;
    return { id, revision: 'r1', title, outlet, url, published, published_basis: basis, language: 'en', captured: published, read_from: `${id}.html`, original: { media_type: 'text/html', bytes: bytes(text) }, notes: [], revisions: [{ revision: 'r1', captured: published, source_hash: 'none' }], text, claims: report.claims.map((c) => c.id) };
  }
  const spot = (name) => (name ? (({ key, name, country, lat, lon }) => ({ key, name, country, lat, lon }))(fixtures.places[name]) : null);
  const origins = (ids) => [...new Set(ids.map((id) => claims.get(id).origin))];
  if (path === '/api/v1/movements') {
    return { movements: fixtures.movements.filter((m) => m.date <= at).map((m) => ({ ...m, date: { start: m.date, end: m.date }, actor: actor(m.actor)?.name ?? null, actor_id: m.actor, number: null, number_high: null, unit: null,
      place: spot(m.place), from: spot(m.from), to: spot(m.to), standing: m.opposing.length ? 'contested' : 'single', origins: origins(m.supporting) })) };
  }
  if (path === '/api/v1/relations') {
    return { relations: fixtures.relations.filter((r) => r.said[0] <= at).map(({ said, actor: one, target: other, ...r }) => ({ ...r, actor: actor(one).name, actor_id: one, target: actor(other).name, target_id: other,
      standing: r.opposing.length ? 'contested' : 'single', first_word: said[0], last_word: said[1], origins: origins(r.supporting), denied_by: origins(r.opposing) })) };
  }
  if (path === '/api/v1/advisories') {
    return { advisories: fixtures.advisories.filter((a) => a.days[0] <= at).map(({ days, place, ...a }) => ({ ...a, by_id: null, place: spot(place), first_day: days[0], last_day: days[1], origins: origins(a.supporting) })) };
  }
  if (path === '/api/v1/session') return { accounts: false, name: 'mock', role: 'admin', may_decide: false, first: false, oidc: false };
  if (path === '/api/v1/decisions') return { decisions: [], values: { kind: [], stance: [], modality: [], class: [] } };
  if (path === '/api/v1/review') return { rule: '', total: claims.size, claims: [...claims.values()].map((c) => ({ ...c, consequences: [] })) };
  if (path === '/api/v1/figures') {
    return { figures: fixtures.figures.filter(([id]) => said(id, at)).map(([id, indicator, start, subset_of, superseded_by]) => {
      const c = claims.get(id);
      return { indicator, of: c.quantity.of, place: c.place.name, place_key: c.place.key, period: { start, end: c.event_date.end }, low: c.quantity.low, high: c.quantity.high,
        approx: c.quantity.approx, origin: c.origin, said_by: c.claimants.map((x) => x.text), stated: c.published.slice(0, 10), claim: id, subset_of,
        superseded_by: superseded_by && said(superseded_by, at) ? superseded_by : null };
    }) };
  }
  if (path === '/api/v1/access') {
    return { access: fixtures.access.filter((a) => a.since <= at).map((a) => ({ ...a, place: fixtures.places[a.place].name, key: fixtures.places[a.place].key, by: a.by?.name ?? null, as_of: query.get('history') ? a.since : asked, origins: [], denied_by: [] })) };
  }
  if (path === '/api/v1/events') {
    const events = fixtures.events.filter((e) => e.date <= at && e.date >= (query.get('since') ?? '') && e.date <= (query.get('until') ?? at));
    return { total: events.length, next: null, events: events.map((e) => ({ ...e, date: { start: e.date, end: e.date }, place: fixtures.places[e.place].name, place_key: fixtures.places[e.place].key, actor: actor(e.actor)?.name ?? null, actor_id: e.actor, lat: fixtures.places[e.place].lat, lon: fixtures.places[e.place].lon })) };
  }
  return null;
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const headers = { 'content-security-policy': CSP, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
  const send = (status, type, body) => response.writeHead(status, { ...headers, 'content-type': type }).end(body);
  try {
    if (behind && /^\/(api|data)\//.test(url.pathname)) {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = parts.length ? Buffer.concat(parts) : undefined;
      const real = await fetch(behind + request.url, { method: request.method, body, headers: { 'content-type': request.headers['content-type'] ?? '' } });
      return send(real.status, real.headers.get('content-type'), Buffer.from(await real.arrayBuffer()));
    }
    const original = /^\/api\/v1\/reports\/([^/]+)\/original$/.exec(url.pathname);
    if (original) return send(200, 'application/octet-stream', fixtures.reports.find((r) => r.id === decodeURIComponent(original[1]))?.text ?? '');
    if (url.pathname.startsWith('/api/v1/')) {
      const body = answer(url.pathname, url.searchParams);
      return body ? send(200, TYPES['.json'], JSON.stringify(body)) : send(404, TYPES['.json'], JSON.stringify({ error: 'not found' }));
    }
    if (url.pathname.startsWith('/data/')) {
      return send(200, TYPES['.json'], await readFile(join(here, '..', '..', 'data', basename(url.pathname))));
    }
    const file = normalize(['/', '/embed'].includes(url.pathname) ? '/index.html' : url.pathname);
    return send(200, TYPES[extname(file)] ?? 'application/octet-stream', await readFile(join(dist, file)));
  } catch (error) {
    return send(error.code === 'ENOENT' ? 404 : 500, 'text/plain', String(error.code ?? error));
  }
}).listen(port, '127.0.0.1', () => console.log(`mock: http://127.0.0.1:${port}/${empty ? ' (no reports)' : ''}`));
