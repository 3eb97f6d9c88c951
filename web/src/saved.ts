// Views that the reader gave a name. All of a view stands in its address, so that is what is kept, in this browser's own
// store: nobody else sees it, and it is not in the ledger.

import { linkTo, readState } from './state.ts';

export interface Saved { name: string; hash: string }

const STORE = 'dateline-views';
const LONGEST = 80;

/** In the order of their names. */
export function savedViews(): Saved[] {
  try {
    return parsed(localStorage.getItem(STORE) ?? '[]');
  } catch {
    return [];
  }
}

/** Keeps a view, in place of one of the same name. False if the browser keeps nothing. */
export function keep(...views: Saved[]): boolean {
  const named = new Map([...savedViews(), ...views].map((v) => [v.name, v]));
  return store([...named.values()]);
}

export function drop(name: string): boolean {
  return store(savedViews().filter((v) => v.name !== name));
}

/** All saved views as a file that another browser can take in. */
export const asFile = () => new Blob([JSON.stringify(savedViews(), null, 2)], { type: 'application/json' });

/** The views of such a file; throws if it is none. Only what an address of this page can say is taken over. */
export function parsed(text: string): Saved[] {
  const all: unknown = JSON.parse(text);
  if (!Array.isArray(all)) throw new TypeError('not a list');
  const views = all.flatMap((v: Partial<Saved> | null) => (typeof v?.name === 'string' && v.name.trim() && typeof v.hash === 'string' ? [{ name: v.name.trim().slice(0, LONGEST), hash: linkTo({}, readState(v.hash)) }] : []));
  return views.sort((a, b) => a.name.localeCompare(b.name));
}

function store(views: Saved[]): boolean {
  try {
    localStorage.setItem(STORE, JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}
