// Which words of the text a claim's fields rest on, so that the reader is led from the one to the other.

import type { Claim } from '../api.ts';
import type { Marked } from '../bytes.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';

const FLASH_MS = 1600;

/** The words of each field, named by the field. */
export function rolesOf(claim: Claim): Marked[] {
  const words: [string, { start: number; end: number } | null][] = [
    ['actor', claim.actor], ['target', claim.target], ['place', claim.place], ['quantity', claim.quantity && 'start' in claim.quantity ? claim.quantity : null], ['cue', claim.cue],
    ...claim.claimants.map((c, i): [string, Claim['cue']] => [`claimant-${i}`, c]),
  ];
  return words.flatMap(([id, at]) => (at && at.end > at.start ? [{ id, start: at.start, end: at.end }] : []));
}

/** A field's value as a button that shows its words in the text. */
export function pointer(role: string, value: string): HTMLElement {
  return h('button', { type: 'button', class: 'pointer', dir: 'auto', 'data-points': role, title: strings.evidence.showWords, click: (event) => {
    const sheet = (event.currentTarget as Element).closest('.report');
    const found = [...(sheet?.querySelectorAll<HTMLElement>(`.text [data-role~="${CSS.escape(role)}"]`) ?? [])];
    found[0]?.scrollIntoView({ block: 'center' });
    for (const words of found) words.classList.add('flash');
    setTimeout(() => found.forEach((words) => words.classList.remove('flash')), FLASH_MS);
  } }, value);
}
