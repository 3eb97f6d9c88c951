// What is watched, what was told of it, and a form that watches for more.

import { type Alert, type AlertQuery, type Alerts, type Notice, feedOf, getAlerts, getNotices, unwatch, watch } from '../api.ts';
import { published } from '../dates.ts';
import { h, webAddress } from '../dom.ts';
import { type State, filterOf, linkTo } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';

/** The window is told that there is another alert or one less, or that one told something. */
export const ALERTED = 'alerted';
/** Claims of a notice that stand under it. */
const QUOTES = 4;

export async function alertsTab({ state }: Context): Promise<Node[]> {
  const [answer, notices] = await Promise.all([getAlerts(), getNotices()]);
  const latest = notices.reverse();
  return [
    h('h2', {}, strings.alerts.notices(latest.length)),
    latest.length ? h('ol', { class: 'cards', 'data-testid': 'notices' }, ...latest.map(card)) : h('p', { class: 'quiet' }, answer.alerts.length ? strings.alerts.quiet : strings.alerts.none),
    h('h2', {}, strings.alerts.title(answer.alerts.length)),
    h('p', { class: 'quiet small' }, strings.alerts.rule),
    answer.alerts.length > 0 && h('ul', { class: 'plain', 'data-testid': 'alerts' }, ...answer.alerts.map((alert) => item(alert, answer.may_watch))),
    answer.alerts.length > 0 && h('p', {}, h('a', { href: feedOf(null), type: 'application/atom+xml' }, strings.alerts.feed)),
    answer.may_watch ? form(state, answer) : h('p', { class: 'quiet small' }, strings.alerts.mayNot),
  ].filter((node): node is HTMLElement => node !== false);
}

function card(notice: Notice): HTMLElement {
  const shown = [...notice.claims.filter((c) => c.new), ...notice.claims.filter((c) => !c.new)].slice(0, QUOTES);
  return h('li', { class: 'entry', 'data-notice': notice.number },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, notice.says), h('span', { class: 'chip', dir: 'auto' }, notice.alert)),
    h('p', { class: 'meta' }, h('time', { datetime: notice.at }, published(notice.at)), h('span', { dir: 'auto' }, strings.overview.onWord(notice.origins))),
    ...shown.map((claim) => h('p', { class: claim.new ? 'side-line' : 'side-line quiet' },
      h('a', { href: linkTo({ claims: [claim.id] }) }, h('q', { dir: 'auto' }, claim.quote)), ' ',
      h('small', { dir: 'auto' }, [claim.origin, claim.outlet].filter(Boolean).join(' · ')), ' ',
      webAddress(claim.url) && h('a', { href: webAddress(claim.url), rel: 'noopener noreferrer', target: '_blank' }, strings.alerts.source))));
}

function item(alert: Alert, may: boolean): HTMLElement {
  return h('li', { class: 'entry', 'data-alert': alert.name },
    h('p', { class: 'line' }, h('b', { dir: 'auto' }, alert.name), h('span', { class: 'chip' }, strings.alerts.about[alert.query.about]),
      may && h('button', { type: 'button', class: 'link', 'aria-label': strings.alerts.removeOf(alert.name), click: () => void removed(alert.name) }, strings.alerts.remove)),
    h('p', { class: 'meta' }, h('span', { dir: 'auto' }, strings.alerts.asks(alert.query)), h('span', { dir: 'auto' }, strings.decide.who(alert.by, published(alert.made))),
      alert.channels.length > 0 && h('span', {}, strings.alerts.channels(alert.channels)), h('a', { href: feedOf(alert.name), type: 'application/atom+xml' }, strings.alerts.feedOf)),
    alert.fault !== null && h('p', { class: 'meta warn', dir: 'auto' }, strings.alerts.fault(alert.fault)));
}

/** A form that holds what the ledger is narrowed to. */
function form(state: State, answer: Alerts): HTMLElement {
  const field = (name: keyof typeof strings.alerts.fields, value = '') => {
    const input = h('input', { type: 'text', name, value, autocomplete: 'off', required: name === 'name', maxlength: 200 });
    return { input, label: h('label', {}, strings.alerts.fields[name], ' ', input) };
  };
  const kinds = answer.kinds;
  const about = h('select', { name: 'about' }, ...Object.entries(strings.alerts.about).map(([value, label]) => h('option', { value }, label)));
  const chosen = new Set(state.filters.filter(([name]) => name === 'kind').map(([, value]) => value));
  const kind = h('select', { name: 'kind' }, h('option', { value: '' }, strings.alerts.anyKind), ...kinds.map((k) => h('option', { value: k, selected: chosen.has(k) }, strings.words(k))));
  const [name, place, actor, words] = [field('name'), field('place', filterOf(state, 'place')), field('actor', filterOf(state, 'actor')), field('words', filterOf(state, 'q'))];
  const said = h('p', { class: 'meta warn', role: 'alert' });
  return h('form', { class: 'watch', 'data-testid': 'watch', submit: (event) => {
    event.preventDefault();
    const query: AlertQuery = { about: about.value as AlertQuery['about'] };
    for (const [key, { input }] of Object.entries({ place, actor, words })) {
      if (input.value.trim()) query[key as 'place' | 'actor' | 'words'] = input.value.trim();
    }
    if (kind.value) query.kind = [kind.value];
    void watch({ name: name.input.value.trim(), query }).then(alerted, (error: unknown) => {
      said.textContent = error instanceof Error ? error.message : String(error);
    });
  } },
  h('h3', {}, strings.alerts.add), h('p', { class: 'quiet small' }, strings.alerts.addHint),
  name.label, h('label', {}, strings.alerts.fields.about, ' ', about), h('label', {}, strings.alerts.fields.kind, ' ', kind), place.label, actor.label, words.label,
  h('button', { type: 'submit' }, strings.alerts.addButton), said);
}

async function removed(name: string): Promise<void> {
  await unwatch(name);
  alerted();
}

function alerted(): void {
  window.dispatchEvent(new CustomEvent(ALERTED));
}
