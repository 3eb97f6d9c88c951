// What people decided of a place, how reports write it and what else was read for it; and the forms that say that it is
// another place, or that some of its claims are about another one.

import { type Claim, type Decided, type HeldPlace, NotFound, type PlaceOf, type Wish, getClaims, getPlace, getSession, undo } from '../api.ts';
import { published } from '../dates.ts';
import { h } from '../dom.ts';
import { DECIDED } from '../evidence/decide.ts';
import { placePicker } from '../evidence/place-picker.ts';
import { readState } from '../state.ts';
import * as strings from '../strings.ts';
import { ask } from './merge.ts';
import { chain } from './quotes.ts';

/** Claims and places that are offered at once. */
const OFFERED = 100;
const NEARBY = 12;

/** What is known of a place beside who holds it; nothing where no claim tells of it. */
export const placeOf = (key: string): Promise<PlaceOf | null> => getPlace(key).catch((error: unknown) => {
  if (error instanceof NotFound) return null;
  throw error;
});

/** How reports write the place, what was decided of it, and the buttons that decide. */
export async function decisionsOn(place: HeldPlace, of: PlaceOf, all: HeldPlace[]): Promise<HTMLElement> {
  const session = await getSession();
  const problem = h('p', { class: 'notice', role: 'alert', hidden: true });
  const counts = (names: { text: string; count: number }[]) => names.map((n) => strings.actors.spelling(n.text, n.count)).join(', ');
  return h('section', { class: 'place-decisions', 'data-testid': 'place-decisions' },
    h('h3', {}, strings.place.names),
    h('dl', { class: 'fields' },
      h('dt', {}, strings.place.written), h('dd', { dir: 'auto' }, counts(of.names)),
      ...(of.read_as.length ? [h('dt', {}, strings.place.readAs), h('dd', { dir: 'auto', 'data-testid': 'read-as' }, counts(of.read_as.map((r) => ({ text: r.name, count: r.count }))))] : [])),
    of.decisions.length > 0 && h('ol', { class: 'decided-by' }, ...of.decisions.map((d) => h('li', {},
      h('span', { dir: 'auto' }, strings.decide.decided(d.kind, d.says)),
      h('small', { dir: 'auto' }, ` ${strings.decide.who(d.who, published(d.at))}${d.note ? `: ${d.note}` : ''} `),
      session.may_decide && h('button', { type: 'button', class: 'link', 'aria-label': strings.decide.undoOf(d.number), click: () => void takeBack(d.number) }, strings.decide.undo)))),
    session.may_decide && h('p', { class: 'decide-tools' },
      h('button', { type: 'button', 'data-key': 'm', 'aria-keyshortcuts': 'm', title: strings.place.sameAs(place.name), 'data-testid': 'same-place', click: () => askSamePlace(place, all) }, strings.actors.merge, ' ', h('kbd', { 'aria-hidden': 'true' }, 'm')),
      h('button', { type: 'button', 'aria-label': strings.events.on(strings.events.split, place.name), 'data-testid': 'part-place', click: () => void askPart(place, of) }, strings.events.split)),
    problem);

  async function takeBack(number: number): Promise<void> {
    problem.hidden = true;
    try {
      window.dispatchEvent(new CustomEvent<Decided>(DECIDED, { detail: await undo(number, readState().at) }));
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
  }
}

const says = (p: HeldPlace) => [p.name, [p.admin1, p.country].filter(Boolean).join(', ')].filter(Boolean).join(', ');

/** Asks which place this one is: one of those that reports tell of, or of the gazetteer. */
function askSamePlace(place: HeldPlace, all: HeldPlace[]): void {
  const first = (words: string) => all
    .filter((p) => p.name.toLowerCase().includes(words.toLowerCase()))
    .slice(0, NEARBY)
    .map((p) => ({ key: p.key, name: p.name, says: says(p) }));
  const picker = placePicker({ label: strings.place.remains, name: place.name, first, likely: () => true, offered: (p) => p.key !== place.key });
  ask(strings.place.sameAs(place.name), 'merge-place', [picker.element], () => ({ decide: 'merge_places', place: picker.get(), other: place.key }));
}

/** Asks which of the claims are about another place, and about which. */
async function askPart(place: HeldPlace, of: PlaceOf): Promise<void> {
  const claims = await getClaims(of.claims.slice(0, OFFERED));
  const all = h('option', { value: '' }, strings.place.every);
  const select = (testid: string, names: { text: string; count: number }[]) => h('select', { 'data-testid': testid },
    all.cloneNode(true), ...names.map((n) => h('option', { value: n.text }, strings.actors.spelling(n.text, n.count))));
  // `the city` is no name: it means another place in each report.
  const [name, outlet] = [select('part-name', of.names.filter((n) => /\p{Lu}/u.test(n.text))), select('part-outlet', of.outlets)];
  const list = h('fieldset', {}, h('legend', {}, strings.place.these), h('div', { class: 'choices' }, ...claims.map(choice)));
  const picker = placePicker({ label: strings.place.isReally, name: place.name, likely: () => true, offered: (p) => p.key !== place.key, unknown: strings.place.ofItsOwn });
  ask(strings.place.partOf(place.name), 'part-form', [
    h('div', { class: 'side-by-side' },
      h('label', { class: 'labelled' }, strings.place.byName, name),
      h('label', { class: 'labelled' }, strings.place.byOutlet, outlet)),
    list, picker.element,
  ], () => {
    const chosen = [...list.querySelectorAll<HTMLInputElement>('input:checked')].map((box) => box.value);
    if (!chosen.length && !name.value && !outlet.value) throw new Error(strings.place.sayWhich);
    const which: Omit<Wish, 'decide'> = chosen.length ? { claims: chosen } : { name: name.value || null, outlet: outlet.value || null };
    return { decide: 'split_place', place: place.key, ...which, to: picker.get() };
  });

  function choice(claim: Claim): HTMLElement {
    const source = [chain(claim), claim.outlet].filter((part, i, parts) => part && parts.indexOf(part) === i).join(', ');
    return h('label', { class: 'facet' }, h('input', { type: 'checkbox', value: claim.id }), h('span', {}, h('q', { dir: 'auto' }, claim.quote), h('small', { dir: 'auto' }, ` ${source}`)));
  }
}
