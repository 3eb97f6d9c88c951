// What somebody should look at: the open claims on which most hangs, and what was decided so far, each decision with a
// button that takes it back.

import { type Decided, type QueuedClaim, getDecisions, getReview, getSession, undo } from '../api.ts';
import { published } from '../dates.ts';
import { h } from '../dom.ts';
import { DECIDED } from '../evidence/decide.ts';
import { linkTo, readState } from '../state.ts';
import * as strings from '../strings.ts';
import type { Context } from './context.ts';
import { chain } from './quotes.ts';

/** Decisions that are listed at once, the latest. */
const DECISIONS = 50;

export async function reviewTab(_: Context): Promise<Node[]> {
  const [queue, settings, session] = await Promise.all([getReview(), getDecisions(), getSession()]);
  const latest = settings.decisions.slice(-DECISIONS).reverse();
  return [
    h('h2', {}, strings.review.title(queue.total)),
    h('p', { class: 'quiet small' }, strings.review.rule),
    queue.claims.length ? h('ol', { class: 'cards', 'data-testid': 'queue' }, ...queue.claims.map(card)) : h('p', { class: 'quiet' }, strings.review.none),
    h('h2', {}, strings.review.decisions(settings.decisions.length)),
    h('ol', { class: 'decided-by', 'data-testid': 'decisions' }, ...latest.map((d) => h('li', { class: d.effective ? null : 'superseded' },
      h('span', { dir: 'auto' }, `${d.number}. ${d.says}`),
      h('small', { dir: 'auto' }, ` ${strings.decide.who(d.who, published(d.at))}${d.note ? `: ${d.note}` : ''} `),
      ...d.claims.slice(0, 1).map((id) => h('a', { href: linkTo({ claims: [id] }) }, strings.review.words)), ' ',
      d.undone_by !== null && h('small', {}, strings.review.undone(d.undone_by)),
      d.undone_by === null && !d.effective && h('small', {}, strings.review.idle),
      d.undone_by === null && session.may_decide && h('button', { type: 'button', class: 'link', 'aria-label': strings.decide.undoOf(d.number), click: () => void takeBack(d.number) }, strings.decide.undo)))),
  ];
}

async function takeBack(number: number): Promise<void> {
  const answer = await undo(number, readState().at);
  window.dispatchEvent(new CustomEvent<Decided>(DECIDED, { detail: answer }));
}

function card(claim: QueuedClaim): HTMLElement {
  return h('li', {},
    h('a', { class: 'card', href: linkTo({ claims: [claim.id] }), 'data-claim': claim.id, 'data-testid': 'queued' },
      h('span', { class: 'about' }, h('q', { dir: 'auto' }, claim.quote)),
      h('span', { class: 'meta' }, h('span', {}, strings.evidence.summary(claim)), h('span', { dir: 'auto' }, chain(claim)), h('span', {}, strings.evidence.confidence(claim.confidence))),
      ...claim.consequences.map((c) => h('span', { class: 'side-line' }, h('span', { class: 'tag stance' }, strings.review.hangs[c.what] ?? c.what), ' ', h('span', { dir: 'auto' }, c.says)))));
}
