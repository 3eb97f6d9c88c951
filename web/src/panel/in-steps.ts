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

  function show(from: number): Node[] {
    const to = Math.min(from + step, count);
    const shown = entries(from, to);
    box.append(...shown);
    if (to === count) return shown;
    const problem = h('span', { role: 'status' });
    const button = h('button', { type: 'button', click: async () => {
      button.disabled = true;
      try {
        await ready?.();
      } catch (error) {
        // It stays, to try again.
        button.disabled = false;
        button.focus();
        problem.textContent = ` ${strings.states.failed(error instanceof Error ? error.message : String(error))}`;
        return;
      }
      more.remove();
      // Whoever works with the keys goes on where the new entries begin.
      [...show(to), box].flatMap((node) => (node instanceof Element ? [...node.querySelectorAll<HTMLElement>('a[href], button')] : []))[0]?.focus();
    } }, label(count - to));
    const more = around(h('span', {}, button, problem));
    box.append(more);
    return shown;
  }
}
