// Lists longer than anybody reads at once: some entries, and a button that shows as many more.

import { h } from '../dom.ts';
import * as strings from '../strings.ts';

export interface Steps {
  count: number;
  /** Entries shown at once. */
  step: number;
  /** The elements of the entries from one number to another. */
  entries: (from: number, to: number) => Node[];
  /** What the button says where so many are left. */
  label?: (left: number) => string;
  /** Puts the button into what may stand in the box. */
  around?: (button: HTMLElement) => HTMLElement;
  /** Asks for what the next entries are made of; the first are there. */
  ready?: () => Promise<void>;
}

export function inSteps(box: Element, { count, step, entries, label = strings.showMore, around = (button) => button, ready }: Steps): void {
  show(0);

  function show(from: number): void {
    const to = Math.min(from + step, count);
    box.append(...entries(from, to));
    if (to === count) return;
    const button = h('button', { type: 'button', click: async () => {
      button.disabled = true;
      try {
        await ready?.();
      } catch {
        // It stays, to try again.
        button.disabled = false;
        return;
      }
      more.remove();
      show(to);
    } }, label(count - to));
    const more = around(button);
    box.append(more);
  }
}
