// Colours of actors. The server gives them; an actor without one gets one of a palette that colour-blind readers can
// tell apart (Okabe and Ito, 2008), chosen by its id so that it stays the same.

import type { ActorRef, ControlPlace } from './api.ts';

const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'];
/** For a side that no actor stands for, such as a denial by somebody who claims nothing. */
export const NOBODY = '#8b9196';

export function colorOf(actor: Pick<ActorRef, 'id' | 'color'> | null): string {
  if (!actor) return NOBODY;
  if (actor.color && /^#[0-9a-f]{6}$/i.test(actor.color)) return actor.color.toLowerCase();
  let hash = 7;
  for (const char of actor.id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return PALETTE[hash % PALETTE.length] ?? NOBODY;
}

/** The colours of the stripes of a contested place: at least two, all different. */
export function stripesOf(place: ControlPlace): string[] {
  const colors = [...new Set([place.actor, ...place.disputed_by].filter((a) => a !== null).map(colorOf))];
  while (colors.length < 2) colors.push(colors.length === 0 ? NOBODY : colors[0] === NOBODY ? '#d5d8da' : NOBODY);
  return colors.slice(0, 4);
}
