// A name, and the places that bear it to choose from.

import { type PlaceChoice, findPlaces } from '../api.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';

const WAIT_MS = 250;

type Choice = Pick<PlaceChoice, 'key' | 'name' | 'says'>;

export interface Asked {
  /** What the field above the choices is called. */
  label: string;
  /** The name that is looked for at first. */
  name: string;
  /** The claim whose place it is; places near it come first. */
  claim?: string;
  /** Places that come before those of the gazetteer, by what is written. */
  first?: (words: string) => Choice[];
  /** Whether a choice is chosen by itself rather than another. */
  likely: (choice: Choice) => boolean;
  /** Whether a place is offered. */
  offered?: (choice: Choice) => boolean;
  /** What it says that the place is not known, if that can be chosen. */
  unknown?: string;
}

let pickers = 0;

export function placePicker(asked: Asked): { element: HTMLElement; get(): string } {
  const group = `place-${++pickers}`;
  const input = h('input', { type: 'search', autocomplete: 'off', value: asked.name, 'data-testid': 'correct-to', input: () => {
    clearTimeout(timer);
    // What was found for other words is not what is asked for.
    list.replaceChildren();
    timer = setTimeout(() => void look(), WAIT_MS);
  } });
  const list = h('div', { class: 'choices' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = '';
  const get = () => list.querySelector<HTMLInputElement>('input:checked')?.value ?? input.value.trim();
  void look();
  return { element: h('div', {}, h('label', { class: 'labelled' }, asked.label, input), h('fieldset', { 'aria-live': 'polite' }, h('legend', {}, strings.decide.which), list)), get };

  async function look(): Promise<void> {
    const name = input.value.trim();
    looking = name;
    let problem = '';
    const found = name ? await findPlaces(name, asked.claim).catch((error) => {
      problem = strings.states.failed(error instanceof Error ? error.message : String(error));
      return [];
    }) : [];
    if (looking !== name || input.value.trim() !== name) return;
    const first: Choice[] = asked.first?.(name) ?? [];
    const all = [...first, ...found.filter((p) => first.every((f) => f.key !== p.key))].filter(asked.offered ?? (() => true));
    const likely = Math.max(all.findIndex(asked.likely), 0);
    list.replaceChildren(...all.map((p, i) => choice(p, !problem && i === likely)), asked.unknown ? choice({ key: 'unknown', name: '', says: asked.unknown }, all.length === 0 && !problem) : '', problem);
  }

  function choice(place: Choice, checked: boolean): HTMLElement {
    return h('label', { class: 'facet' }, h('input', { type: 'radio', name: group, value: place.key, checked }), h('span', { dir: 'auto' }, place.says));
  }
}
