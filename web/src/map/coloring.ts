// The dialog in which the reader gives the actors on the map other colours.

import type { ActorRef } from '../api.ts';
import { PALETTE, chosenFor, colorOf, withColor } from '../colors.ts';
import { h, s } from '../dom.ts';
import { go, readState } from '../state.ts';
import * as strings from '../strings.ts';

export interface Coloring {
  dialog: HTMLDialogElement;
  open(actors: ActorRef[]): void;
}

export function createColoring(): Coloring {
  const list = h('ul', { class: 'coloring', 'data-testid': 'coloring-actors' });
  const dialog: HTMLDialogElement = h('dialog', { class: 'help', 'aria-labelledby': 'coloring-title', 'data-testid': 'coloring', click: (event) => event.target === dialog && dialog.close() },
    h('header', {}, h('h2', { id: 'coloring-title' }, strings.coloring.title), h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, click: () => dialog.close() }, '✕')),
    h('p', { class: 'quiet small' }, strings.coloring.hint), list);
  return { dialog, open };

  function open(actors: ActorRef[]): void {
    if (document.querySelector('dialog[open]')) return;
    list.replaceChildren(...actors.map(row));
    dialog.showModal();
  }

  function row(actor: ActorRef): HTMLElement {
    const swatch = s('rect', { x: -6, y: -6, width: 12, height: 12, rx: 2, fill: colorOf(actor) });
    const select = h('select', { 'data-actor': actor.id, change: () => {
      const number = Number(select.value);
      go({ filters: withColor(readState().filters, actor.id, number) });
      swatch.setAttribute('fill', PALETTE[number] ?? actor.color ?? colorOf(actor));
    } }, h('option', { value: -1 }, strings.coloring.given), ...PALETTE.map((_, i) => h('option', { value: i, selected: i === chosenFor(actor.id) }, strings.coloring.names[i] ?? String(i))));
    return h('li', {}, s('svg', { viewBox: '-8 -8 16 16', width: 14, height: 14, 'aria-hidden': 'true' }, swatch), h('label', {}, h('span', { dir: 'auto' }, actor.name), select));
  }
}
