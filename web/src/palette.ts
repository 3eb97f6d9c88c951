// Ctrl-K: to any view, place, dispute or actor by a few letters of its name, or to the ledger with them.

import { type When, getActors, getControl, getDisputes } from './api.ts';
import { h } from './dom.ts';
import { savedViews } from './saved.ts';
import { type State, TABS, go, only, readState } from './state.ts';
import * as strings from './strings.ts';

export interface Palette {
  dialog: HTMLDialogElement;
  /** Opens it over what there is at that day. */
  open(when: When | null): Promise<void>;
}

interface Entry { name: string; sort: string; to: Partial<State> }

const SHOWN = 12;

export function createPalette(): Palette {
  let entries: Entry[] = [];
  let found: Entry[] = [];
  let active = 0;
  const input = h('input', {
    type: 'text', class: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-autocomplete': 'list', 'aria-label': strings.palette.label, placeholder: strings.palette.label,
    autocomplete: 'off', input: () => draw(0), keydown: key,
  });
  const list = h('ul', { id: 'palette-list', role: 'listbox', 'aria-label': strings.palette.label });
  const dialog = h('dialog', { class: 'palette', 'aria-label': strings.palette.title, 'data-testid': 'palette', click: (event) => event.target === dialog && dialog.close() }, input, list);

  return { dialog, open };

  async function open(when: When | null): Promise<void> {
    if (document.querySelector('dialog[open]') || !when) return;
    entries = [
      ...TABS.map((tab): Entry => ({ name: strings.tabs[tab], sort: strings.palette.view, to: { tab, dispute: null } })),
      ...savedViews().map((view): Entry => ({ name: view.name, sort: strings.palette.saved, to: readState(view.hash) })),
    ];
    input.value = '';
    draw(0);
    dialog.showModal();
    const [places, disputes, actors] = await Promise.all([getControl(when), getDisputes(when), getActors(when)]);
    entries.push(
      ...disputes.map((d) => ({ name: strings.capital(d.about), sort: strings.palette.dispute, to: { tab: 'disputes' as const, dispute: d.id, place: d.place?.key ?? null } })),
      ...places.map((p) => ({ name: p.name, sort: strings.palette.place, to: { tab: 'place' as const, place: p.key, dispute: null } })),
      ...actors.map((a) => ({ name: a.name, sort: strings.palette.actor, to: { tab: 'actors' as const, filters: only([['name', a.name]]) } })));
    draw(active);
  }

  function draw(newActive: number): void {
    const words = input.value.trim().toLowerCase();
    const rank = (e: Entry) => (e.name.toLowerCase().startsWith(words) ? 0 : e.name.toLowerCase().includes(` ${words}`) ? 1 : e.name.toLowerCase().includes(words) ? 2 : 3);
    found = entries.filter((e) => rank(e) < 3).sort((a, b) => (words ? rank(a) - rank(b) : 0)).slice(0, SHOWN);
    if (words) found.push({ name: strings.palette.search(input.value.trim()), sort: strings.tabs.ledger, to: { tab: 'ledger', dispute: null, filters: only([['q', input.value.trim()]]) } });
    active = Math.min(newActive, found.length - 1);
    list.replaceChildren(...found.map((e, i) => h('li', { role: 'option', id: `palette-${i}`, 'aria-selected': String(i === active), click: () => choose(e) },
      h('span', { dir: 'auto' }, e.name), h('span', { class: 'meta-text' }, e.sort))));
    input.setAttribute('aria-activedescendant', `palette-${active}`);
  }

  function key(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[active];
    if (step) draw((active + step + found.length) % found.length);
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else return;
    event.preventDefault();
  }

  function choose(entry: Entry): void {
    dialog.close();
    go({ claims: [], ...entry.to });
  }
}
