// Quotes in their reports: one, or one of each side of a dispute next to each other.

import { type Claim, getClaims } from './api.ts';
import { h } from './dom.ts';
import { sheet } from './evidence/sheet.ts';
import { go } from './state.ts';
import * as strings from './strings.ts';

export interface Evidence {
  element: HTMLDialogElement;
  /** Shows these claims, or closes the view if there are none. */
  show(ids: string[]): Promise<void>;
  /** Draws them anew the next time: what is known of them has changed. */
  outdated(): void;
  /** Says what a decision changed, where a report is open. */
  say(message: string): void;
}

export function createEvidence(): Evidence {
  const title = h('h2', { id: 'evidence-title' });
  const body = h('div', { class: 'reports', tabindex: -1, autofocus: true });
  const status = h('p', { class: 'evidence-status', role: 'status', 'data-testid': 'decided' });
  const close = () => go({ claims: [] });
  const element = h('dialog', {
    class: 'evidence', 'aria-labelledby': 'evidence-title', 'data-testid': 'evidence',
    close,
    click: (event) => {
      if (event.target === element) element.close();
    },
  },
    h('header', {}, title, h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, title: strings.evidence.close, 'data-testid': 'close-evidence', click: () => element.close() }, '✕')),
    status, body);
  let shown = '';
  let again = false;

  async function show(ids: string[]): Promise<void> {
    const wanted = ids.join(',');
    if (wanted === shown && element.open === ids.length > 0) return;
    shown = wanted;
    if (!ids.length) {
      if (element.open) element.close();
      return;
    }
    const sheets = await getClaims(ids).then((claims) => Promise.all(byReport(ids, claims).map(({ id, claims: own }) => sheet(id, own)))).catch((error) => {
      // It is asked for again when the page is drawn again.
      if (shown === wanted) shown = '';
      throw error;
    });
    if (shown !== wanted) return;
    if (!element.open) status.textContent = '';
    const beside = document.activeElement?.closest<HTMLElement>('.claim-fields')?.dataset.claim ?? '';
    const kept = [...body.querySelectorAll('.text')].map((text) => text.scrollTop);
    title.textContent = ids.length > 1 ? strings.evidence.titleBoth : strings.evidence.title;
    body.replaceChildren(...sheets);
    body.classList.toggle('both', sheets.length > 1);
    if (!element.open) element.showModal();
    for (const [i, text] of [...body.querySelectorAll('.text')].entries()) {
      if (again) text.scrollTop = kept[i] ?? 0;
      else scrollToMark(text);
    }
    // The elements are new ones; whoever works with the keys stays beside the claim.
    if (again) (body.querySelector<HTMLElement>(`.claim-fields[data-claim="${CSS.escape(beside)}"]`) ?? body).focus();
    again = false;
  }

  function outdated(): void {
    // What somebody is writing is not taken from them.
    if (body.querySelector('.decide-form form')) return;
    again = shown !== '';
    shown = '';
  }

  return { element, show, outdated, say: (message) => { status.textContent = message; } };
}

interface Wanted { id: string; claims: Claim[] }

/** One sheet for each report; two claims of one report share it. */
function byReport(ids: string[], claims: Claim[]): Wanted[] {
  const sheets = new Map<string, Wanted>();
  for (const id of ids) {
    const claim = claims.find((c) => c.id === id);
    const key = claim ? `${claim.report} ${claim.revision}` : id;
    const sheet = sheets.get(key) ?? { id, claims: [] };
    if (claim) sheet.claims.push(claim);
    sheets.set(key, sheet);
  }
  return [...sheets.values()];
}

function scrollToMark(text: Element): void {
  const mark = text.querySelector('mark');
  if (!mark) return;
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
}
