// The keyboard: one key for each thing that is done often. Nothing is taken while somebody writes.

import { h } from './dom.ts';
import { isEmbedded } from './share.ts';
import { TABS, go, readState } from './state.ts';
import * as strings from './strings.ts';

export interface Keys {
  dialog: HTMLDialogElement;
  /** Shows all keys. */
  help(): void;
}

export interface Actions {
  search(): void;
  share(): void;
  palette(): void;
  step(days: number): void;
  /** Takes back what was decided last on this page. */
  undo(): void;
  panel: HTMLElement;
}

/** What `j` and `k` move between in a view. */
const ITEMS = '.card, .row, .quote .words, .number, .cite, .entry summary, .actors-table a';

export function createKeys(actions: Actions): Keys {
  const dialog: HTMLDialogElement = h('dialog', { class: 'help', 'aria-labelledby': 'keys-title', 'data-testid': 'keys', click: (event) => event.target === dialog && dialog.close() },
    h('header', {}, h('h2', { id: 'keys-title' }, strings.keys.title), h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, click: () => dialog.close() }, '✕')),
    h('dl', { class: 'fields' }, ...strings.keys.list.flatMap(([keys, what]) => [h('dt', {}, ...keys.map((key) => h('kbd', {}, key))), h('dd', {}, what)])));
  if (!isEmbedded()) document.addEventListener('keydown', pressed);
  return { dialog, help };

  function help(): void {
    if (!dialog.open) dialog.showModal();
  }

  function pressed(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      actions.palette();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const open = document.querySelector<HTMLDialogElement>('dialog[open]');
    const act = open ? (open.classList.contains('evidence') ? inReport(open, event.key) : undefined) : action(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function action(key: string): (() => void) | undefined {
    const tab = TABS[key === '0' ? 9 : Number(key) - 1];
    if (tab) return () => go({ tab, dispute: null, claims: [] });
    return { '?': help, s: actions.share, u: actions.undo, m: merge, '/': actions.search, j: () => move(1), k: () => move(-1), e: evidence, '[': () => actions.step(-1), ']': () => actions.step(1) }[key];
  }

  /** In a report the keys stand on the buttons beside its claims; of two claims they are those of the one in focus. */
  function inReport(open: HTMLElement, key: string): (() => void) | undefined {
    if (key === '?') return help;
    if (key === 'j' || key === 'k') return () => between(open, key === 'j' ? 1 : -1);
    const of = document.activeElement?.closest('.claim-fields') ?? document.activeElement?.closest('.report') ?? open;
    const button = [...of.querySelectorAll<HTMLButtonElement>('[data-key]')].find((b) => b.dataset.key === key && !b.disabled);
    return button && (() => button.click());
  }

  /** The form that says that the actor or event in focus is another. */
  function merge(): void {
    const row = document.activeElement?.closest('tr, .entry') ?? actions.panel;
    row.querySelector<HTMLButtonElement>('[data-key="m"]')?.click();
  }

  /** To the next or previous item of the view; the ledger moves its own. */
  function move(by: number): void {
    const table = actions.panel.querySelector<HTMLElement>('.l-scroll');
    if (table) {
      table.focus();
      table.dispatchEvent(new KeyboardEvent('keydown', { key: by > 0 ? 'j' : 'k', bubbles: true, cancelable: true }));
      return;
    }
    const items = [...actions.panel.querySelectorAll<HTMLElement>(ITEMS)].filter((item) => item.offsetParent !== null);
    const at = items.findIndex((item) => item === document.activeElement);
    const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  /** The words in their report: of the quote in focus, else the first of the view. */
  function evidence(): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-claim]');
    const claim = (focused ?? actions.panel.querySelector<HTMLElement>('.quote[data-claim], .card[data-claim], tr[data-claim], .l-row.active[data-claim]'))?.dataset.claim;
    if (claim) go({ claims: [claim] });
  }

  /** The next or previous claim of the report that is open. */
  function between(open: HTMLElement, by: number): void {
    const ids = [...new Set([...open.querySelectorAll<HTMLElement>('.text [data-claim]')].map((mark) => mark.dataset.claim ?? ''))];
    const next = ids[ids.indexOf(readState().claims[0] ?? '') + by];
    if (next) go({ claims: [next] }, true);
  }
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName) || (target instanceof HTMLInputElement && !['checkbox', 'range', 'button'].includes(target.type)));
}
