// The form that says that two actors are one: all that means the one means the other from then on.

import { type ActorRow, type Decided, decide } from '../api.ts';
import { h } from '../dom.ts';
import { DECIDED } from '../evidence/decide.ts';
import { readState } from '../state.ts';
import * as strings from '../strings.ts';

/** Asks which actor this one is, in a dialog of its own. */
export function askSameAs(actor: ActorRow, all: ActorRow[]): void {
  const names = h('datalist', { id: 'merge-names' }, ...all.filter((a) => a.id !== actor.id).map((a) => h('option', { value: a.name })));
  const other = h('input', { type: 'text', list: 'merge-names', required: true, autocomplete: 'off', 'data-testid': 'merge-with' });
  const note = h('input', { type: 'text', autocomplete: 'off' });
  const problem = h('p', { class: 'notice', role: 'alert', hidden: true });
  const dialog: HTMLDialogElement = h('dialog', { class: 'help', 'aria-labelledby': 'merge-title', 'data-testid': 'merge', close: () => dialog.remove() },
    h('form', { class: 'decide-form', submit: (event) => {
      event.preventDefault();
      void save();
    } },
      h('h2', { id: 'merge-title', dir: 'auto' }, strings.actors.sameAs(actor.name)),
      h('label', { class: 'labelled' }, strings.actors.remains, other), names,
      h('label', { class: 'labelled' }, strings.decide.why, note),
      problem,
      h('p', { class: 'row' }, h('button', { type: 'submit', class: 'main', 'data-testid': 'merge-save' }, strings.decide.save, ' ', h('kbd', {}, '↵')), h('button', { type: 'button', click: () => dialog.close() }, strings.decide.cancel, ' ', h('kbd', {}, 'Esc')))));
  document.getElementById('app')?.append(dialog);
  dialog.showModal();
  other.focus();

  async function save(): Promise<void> {
    const kept = all.find((a) => a.name === other.value.trim())?.id ?? other.value.trim();
    try {
      const answer = await decide({ decide: 'merge_actors', actor: kept, other: actor.id, note: note.value.trim() || null }, readState().at);
      dialog.close();
      window.dispatchEvent(new CustomEvent<Decided>(DECIDED, { detail: answer }));
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
  }
}
