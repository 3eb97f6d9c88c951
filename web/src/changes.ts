// What became different for a place from one day to the next.

import type { ControlPlace } from './api.ts';

export interface Change { before: ControlPlace | null; after: ControlPlace }

export function changesBetween(before: ControlPlace[], after: ControlPlace[]): Change[] {
  const old = new Map(before.map((p) => [p.key, p]));
  return after.flatMap((place) => {
    const was = old.get(place.key) ?? null;
    return fingerprint(was) === fingerprint(place) ? [] : [{ before: was, after: place }];
  });
}

/** A place of which nothing is known is the same as one that nobody has spoken of. */
function fingerprint(place: ControlPlace | null): string {
  if (!place || place.status === 'unknown') return 'unknown';
  const others = place.status === 'contested' ? place.disputed_by.map((a) => a.id).sort() : [];
  return [place.status, place.actor?.id ?? '', ...others].join(' ');
}
