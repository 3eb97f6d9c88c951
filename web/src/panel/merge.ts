// The forms that say that two actors or two events are one, or that some claims of an event are about another one. All of
// it can be taken back.

import { type ActorRow, type Claim, type Decided, type EventRow, type Wish, decide, getClaims } from '../api.ts';
import { mediumDate, range } from '../dates.ts';
import { h } from '../dom.ts';
import { DECIDED } from '../evidence/decide.ts';
import { readState } from '../state.ts';
import * as strings from '../strings.ts';
import { chain } from './quotes.ts';

/** Events that are offered at once; more are found by words. */
const OFFERED = 30;

/** Asks which actor this one is. */
export function askSameAs(actor: ActorRow, all: ActorRow[]): void {
  const names = h('datalist', { id: 'merge-names' }, ...all.filter((a) => a.id !== actor.id).map((a) => h('option', { value: a.name })));
  const other = h('input', { type: 'text', list: 'merge-names', required: true, autocomplete: 'off', 'data-testid': 'merge-with' });
  ask(strings.actors.sameAs(actor.name), 'merge', [h('label', { class: 'labelled' }, strings.actors.remains, other), names], () => {
    const kept = all.find((a) => a.name === other.value.trim())?.id ?? other.value.trim();
    return { decide: 'merge_actors', actor: kept, other: actor.id };
  });
}

/** Asks which event this one is; those of the same place and about the same day come first. */
export function askSameEvent(event: EventRow, all: EventRow[]): void {
  const days = (e: EventRow) => Math.abs(Date.parse(e.date?.end ?? '') - Date.parse(event.date?.end ?? '')) / 86_400_000 || 0;
  const far = (e: EventRow) => (e.place_key === event.place_key ? 0 : 30) + (e.kind === event.kind ? 0 : 5) + (e.date ? days(e) : 60);
  const others = all.filter((e) => e.id !== event.id).sort((a, b) => far(a) - far(b));
  const list = h('div', { class: 'choices' });
  const words = h('input', { type: 'search', autocomplete: 'off', 'data-testid': 'merge-find', input: draw });
  draw();
  ask(strings.events.sameAs(sentence(event)), 'merge-event', [
    h('label', { class: 'labelled' }, strings.events.find, words),
    h('fieldset', {}, h('legend', {}, strings.events.remains), list),
  ], () => ({ decide: 'merge_events', event: list.querySelector<HTMLInputElement>('input:checked')?.value ?? '', other: event.id }));

  function draw(): void {
    const wanted = words.value.trim().toLowerCase();
    const found = others.filter((e) => sentence(e).toLowerCase().includes(wanted)).slice(0, OFFERED);
    list.replaceChildren(...(found.length ? found.map((e, i) => h('label', { class: 'facet' }, h('input', { type: 'radio', name: 'same-event', value: e.id, required: true, checked: i === 0 }), h('span', { dir: 'auto' }, sentence(e)))) : [h('p', { class: 'quiet' }, strings.events.none)]));
  }
}

/** Asks which claims of an event are about another one. */
export async function askSplit(event: EventRow): Promise<void> {
  const claims = await getClaims([...event.supporting, ...event.opposing]);
  const list = h('fieldset', {}, h('legend', {}, strings.events.leaving), ...claims.map((claim) => h('label', { class: 'facet' },
    h('input', { type: 'checkbox', value: claim.id }), h('span', {}, h('q', { dir: 'auto' }, claim.quote), h('small', { dir: 'auto' }, ` ${source(claim)}`)))));
  ask(strings.events.splitOf(sentence(event)), 'split-event', [list], () => ({ decide: 'split_event', event: event.id, claims: [...list.querySelectorAll<HTMLInputElement>('input:checked')].map((i) => i.value) }));
}

const sentence = (e: EventRow) => [strings.capital(strings.events.sentence(e)), e.date && range(e.date.start, e.date.end)].filter(Boolean).join(', ');
const source = (claim: Claim) => [chain(claim), claim.published && mediumDate(claim.published.slice(0, 10))].filter(Boolean).join(', ');

/** A dialog with a form whose answer is recorded. */
export function ask(title: string, testid: string, parts: HTMLElement[], wish: () => Wish): void {
  // What was asked for took a while, and something else was opened or it was asked for again.
  if (document.querySelector('dialog[open]')) return;
  const note = h('input', { type: 'text', autocomplete: 'off' });
  const problem = h('p', { class: 'notice', role: 'alert', hidden: true });
  const dialog: HTMLDialogElement = h('dialog', { class: 'help', 'aria-labelledby': 'merge-title', 'data-testid': testid, close: () => dialog.remove() },
    h('form', { class: 'decide-form', submit: (event) => {
      event.preventDefault();
      void save();
    } },
      h('h2', { id: 'merge-title', dir: 'auto' }, title),
      ...parts,
      h('label', { class: 'labelled' }, strings.decide.why, note),
      problem,
      h('p', { class: 'row' }, h('button', { type: 'submit', class: 'main', 'data-testid': 'merge-save' }, strings.decide.save, ' ', h('kbd', {}, '↵')), h('button', { type: 'button', click: () => dialog.close() }, strings.decide.cancel, ' ', h('kbd', {}, 'Esc')))));
  document.getElementById('app')?.append(dialog);
  dialog.showModal();
  parts[0]?.querySelector<HTMLElement>('input')?.focus();

  async function save(): Promise<void> {
    try {
      const answer = await decide({ ...wish(), note: note.value.trim() || null }, readState().at);
      dialog.close();
      window.dispatchEvent(new CustomEvent<Decided>(DECIDED, { detail: answer }));
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
  }
}
