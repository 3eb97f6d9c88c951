// What people decide on a claim, beside what was read: how it stands, who decided what, and the buttons and forms that
// decide. Each button has its key.

import { type Claim, type Decided, type DecisionSettings, type Session, type Wish, decide, getDecisions, getSession, undo } from '../api.ts';
import { published, range } from '../dates.ts';
import { h } from '../dom.ts';
import { readState } from '../state.ts';
import * as strings from '../strings.ts';
import { placePicker } from './place-picker.ts';

/** The event that tells that something was decided, with what the server answered. */
export const DECIDED = 'dateline-decided';

/** The name that decisions are signed with is remembered for as long as the page is open in this tab. */
const NAME = 'dateline-decides';

const FIELDS = ['place', 'kind', 'stance', 'modality', 'actor', 'target', 'event_date', 'quantity', 'claimants'] as const;
type Field = (typeof FIELDS)[number];
type Sort = 'correct' | 'reject' | 'grade' | 'note';

/** How a claim stands, with the tools to decide on it. */
export function decisions(claim: Claim): HTMLElement {
  const form = h('div', { class: 'decide-form' });
  const problem = h('p', { class: 'notice', role: 'alert', hidden: true });
  const tools = h('div', { class: 'decide-tools', role: 'toolbar', 'aria-label': strings.decide.tools });
  const box = h('div', { class: 'decide', 'data-testid': 'decide', 'data-state': claim.decided?.state ?? 'open' }, standing(claim, act), tools, problem, form);
  void Promise.all([getDecisions(), getSession()]).then(([settings, session]) => tools.replaceChildren(...(session.may_decide ? buttons(settings, session) : [h('p', { class: 'quiet small' }, strings.decide.notYours)])), () => undefined);
  return box;

  function buttons(settings: DecisionSettings, session: Session): HTMLElement[] {
    const state = claim.decided?.state;
    // One on places reaches further than this claim: it is taken back from the list of decisions.
    const last = claim.decided?.by.filter((d) => !['merge_places', 'split_place'].includes(d.kind)).at(-1);
    const open = (sort: Sort) => () => show(sort, settings, session);
    return [
      button('c', strings.decide.confirm, () => act({ decide: 'confirm_claim', claim: claim.id, by: session.accounts ? null : signature() }), state === 'confirmed'),
      button('e', strings.decide.correct, open('correct')),
      button('x', strings.decide.reject, open('reject'), state === 'rejected'),
      button('g', strings.decide.grade, open('grade')),
      button('n', strings.decide.note, open('note')),
      ...(last ? [button('u', strings.decide.undo, () => act(last.number))] : []),
    ];
  }

  function show(sort: Sort, settings: DecisionSettings, session: Session): void {
    problem.hidden = true;
    const made = { correct: correctForm, reject: rejectForm, grade: gradeForm, note: noteForm }[sort](claim, settings);
    // Who has signed in decides with that name.
    const by = session.accounts ? null : h('input', { type: 'text', value: signature() ?? (session.name === 'unknown' ? '' : session.name), autocomplete: 'off', 'data-testid': 'decide-by' });
    const note = sort === 'note' ? null : h('input', { type: 'text', autocomplete: 'off', 'data-testid': 'decide-why' });
    const close = () => {
      form.replaceChildren();
      tools.querySelector<HTMLElement>(`[data-does="${sort}"]`)?.focus();
    };
    form.replaceChildren(h('form', {
      'aria-label': strings.decide[sort], 'data-testid': `form-${sort}`,
      submit: (event) => {
        event.preventDefault();
        if (by) sessionStorage.setItem(NAME, by.value.trim());
        void act({ ...made.wish(), by: by?.value.trim() || null, note: note?.value.trim() || null });
      },
      keydown: (event) => {
        if (!(event instanceof KeyboardEvent) || event.key !== 'Escape') return;
        // Escape leaves the form; the next one the report.
        event.preventDefault();
        event.stopPropagation();
        close();
      },
    }, ...made.parts,
      note && h('label', { class: 'labelled' }, strings.decide.why, note),
      by && h('label', { class: 'labelled' }, strings.decide.by, by),
      h('p', { class: 'row' }, h('button', { type: 'submit', class: 'main', 'data-testid': 'decide-save' }, strings.decide.save, ' ', h('kbd', {}, '↵')), h('button', { type: 'button', click: close }, strings.decide.cancel, ' ', h('kbd', {}, 'Esc')))));
    form.querySelector<HTMLElement>('select, input, textarea')?.focus();
    form.scrollIntoView({ block: 'nearest' });
  }

  async function act(wish: Wish | number): Promise<void> {
    problem.hidden = true;
    const { at } = readState();
    try {
      const answer = await (typeof wish === 'number' ? undo(wish, at) : decide(wish, at));
      form.replaceChildren();
      window.dispatchEvent(new CustomEvent<Decided>(DECIDED, { detail: answer }));
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
  }
}

/** The key that presses a button stands on it. */
function button(key: string, label: string, press: () => void, disabled = false): HTMLElement {
  const does = { e: 'correct', x: 'reject', g: 'grade', n: 'note', c: 'confirm', u: 'undo' }[key] ?? key;
  return h('button', { type: 'button', 'data-key': key, 'data-does': does, 'data-testid': `decide-${does}`, 'aria-keyshortcuts': key, disabled, click: press }, label, ' ', h('kbd', { 'aria-hidden': 'true' }, key));
}

const signature = () => sessionStorage.getItem(NAME);

/** How the claim stands, its grade, and who decided what, each decision with a button that takes it back. */
function standing(claim: Claim, act: (number: number) => Promise<void>): HTMLElement {
  const decided = claim.decided;
  return h('div', { class: 'standing' },
    h('p', {},
      h('span', { class: `tag review ${decided?.state ?? 'open'}`, 'data-testid': 'review-state' }, strings.decide.states[decided?.state ?? 'open'] ?? ''),
      h('abbr', { class: 'admiralty', title: strings.decide.admiralty(claim.admiralty), 'data-testid': 'admiralty' }, claim.admiralty),
      h('span', { class: 'quiet small' }, strings.decide.admiralty(claim.admiralty))),
    decided && h('ol', { class: 'decided-by', 'data-testid': 'decided-by' }, ...decided.by.map((d) => h('li', {},
      h('span', { dir: 'auto' }, strings.decide.decided(d.kind, d.says)),
      h('small', { dir: 'auto' }, ` ${strings.decide.who(d.who, published(d.at))}${d.note ? `: ${d.note}` : ''} `),
      h('button', { type: 'button', class: 'link', 'aria-label': strings.decide.undoOf(d.number), click: () => void act(d.number) }, strings.decide.undo)))));
}

/** What a corrected field should say, in words; nothing if it was not corrected. */
export function correctedValue(claim: Claim, field: Field): string | null {
  const corrected = claim.decided?.corrected;
  if (!corrected || !(field in corrected)) return null;
  const unknown = strings.decide.unknown;
  const { place, event_date: date, quantity, claimants } = corrected;
  if (field === 'place') return place ? [place.name, place.admin1, place.country].filter(Boolean).join(', ') : unknown;
  if (field === 'event_date') return date ? range(date.start, date.end) : unknown;
  if (field === 'quantity') return quantity ? `${strings.figureNumber(quantity)} ${strings.words(quantity.unit)}` : unknown;
  if (field === 'claimants') return claimants?.length ? claimants.map((c) => c.name).join(strings.quote.arrow) : strings.evidence.ownVoice;
  return strings.words(corrected[field] ?? unknown);
}

/** What the machine read, as the correction form shows it. */
function readValue(claim: Claim, field: Field): string {
  const nothing = strings.decide.unknown;
  switch (field) {
    case 'place': return claim.place ? [claim.place.name ?? claim.place.text, claim.place.admin1, claim.place.country].filter(Boolean).join(', ') : nothing;
    case 'event_date': return claim.event_date ? range(claim.event_date.start, claim.event_date.end) : nothing;
    case 'quantity': return claim.quantity ? `${strings.figureNumber(claim.quantity)} ${strings.words(claim.quantity.unit)}` : nothing;
    case 'claimants': return claim.claimants.map((c) => c.entity ?? c.text).join(strings.quote.arrow) || strings.evidence.ownVoice;
    case 'actor': case 'target': return claim[field]?.entity ?? claim[field]?.text ?? nothing;
    default: return strings.words(claim[field]);
  }
}

interface Made { parts: HTMLElement[]; wish(): Wish }

let forms = 0;

function correctForm(claim: Claim, settings: DecisionSettings): Made {
  const id = `correct-${++forms}`;
  const field = h('select', { id: `${id}-field`, 'data-testid': 'correct-field', change: () => draw() },
    ...FIELDS.map((name) => h('option', { value: name }, strings.decide.fields[name] ?? name)));
  const read = h('output', { 'data-testid': 'correct-read', dir: 'auto' });
  const value = h('div', { class: 'value' });
  let get: () => string = () => '';
  draw();
  return {
    parts: [h('div', { class: 'side-by-side' },
      h('label', { class: 'labelled' }, strings.decide.field, field),
      h('p', { class: 'labelled' }, h('span', {}, strings.decide.read), read)), value],
    wish: () => ({ decide: 'correct_claim', claim: claim.id, field: field.value, to: get() }),
  };

  function draw(): void {
    const name = (FIELDS.find((f) => f === field.value) ?? 'place') as Field;
    read.textContent = readValue(claim, name);
    if (name === 'kind' || name === 'stance' || name === 'modality') {
      const choice = h('select', { 'data-testid': 'correct-to' }, ...settings.values[name].map((v) => h('option', { value: v, selected: v === claim[name] }, strings.words(v))));
      get = () => choice.value;
      value.replaceChildren(h('label', { class: 'labelled' }, strings.decide.should, choice));
    } else if (name === 'place') {
      const now = claim.decided?.corrected.place?.name ?? claim.place?.name;
      const picker = placePicker({ label: strings.decide.should, name: claim.place?.text ?? '', claim: claim.id, likely: (p) => p.name !== now, unknown: strings.decide.noPlace });
      get = picker.get;
      value.replaceChildren(picker.element);
    } else {
      const hint = h('small', { class: 'quiet', id: `${id}-hint` }, strings.decide.hints[name] ?? '');
      const input = h('input', { type: 'text', autocomplete: 'off', required: true, 'aria-describedby': `${id}-hint`, 'data-testid': 'correct-to' });
      get = () => input.value.trim();
      value.replaceChildren(h('label', { class: 'labelled' }, strings.decide.should, input), hint);
    }
  }
}

function rejectForm(claim: Claim): Made {
  return { parts: [h('p', {}, strings.decide.rejecting)], wish: () => ({ decide: 'reject_claim', claim: claim.id }) };
}

function gradeForm(claim: Claim): Made {
  const [letter = 'F', digit = '6'] = claim.admiralty;
  const options = (grades: [string, string][], chosen: string) => grades.map(([grade, says]) => h('option', { value: grade, selected: grade === chosen }, `${grade} – ${says}`));
  const source = h('select', { 'data-testid': 'grade-source' }, ...options(strings.decide.reliability, letter));
  const item = h('select', { 'data-testid': 'grade-claim' }, ...options(strings.decide.credibility, digit));
  return {
    parts: [h('label', { class: 'labelled' }, strings.decide.ofSource, source), h('label', { class: 'labelled' }, strings.decide.ofClaim, item), h('p', { class: 'quiet small' }, strings.decide.gradesApart)],
    wish: () => ({ decide: 'grade_claim', claim: claim.id, grade: `${source.value === letter ? '' : source.value}${item.value === digit ? '' : item.value}` || `${source.value}${item.value}` }),
  };
}

function noteForm(claim: Claim): Made {
  const text = h('textarea', { rows: 3, required: true, 'data-testid': 'note-text' });
  return { parts: [h('label', { class: 'labelled' }, strings.decide.noteText, text)], wish: () => ({ decide: 'annotate', about: claim.id, text: text.value.trim() }) };
}
