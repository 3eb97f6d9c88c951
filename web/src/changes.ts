// What became different for a place from one day to the next.

import type { HeldPlace } from './api.ts';

export interface Change { before: HeldPlace | null; after: HeldPlace }

export function changesBetween(before: HeldPlace[], after: HeldPlace[]): Change[] {
  const old = new Map(before.map((p) => [p.key, p]));
  return after.flatMap((place) => {
    const was = old.get(place.key) ?? null;
    return fingerprint(was) === fingerprint(place) ? [] : [{ before: was, after: place }];
  });
}

/** A place of which nothing is known is the same as one that nobody has spoken of. */
function fingerprint(place: HeldPlace | null): string {
  if (!place || place.status === 'unknown') return 'unknown';
  const others = place.status === 'contested' ? place.disputed_by.map((a) => a.id).sort() : [];
  return [place.status, place.actor?.id ?? '', ...others].join(' ');
}
