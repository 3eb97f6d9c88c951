// Colours of actors. The server gives them, and the reader may choose others, which stand in the address; an actor without
// one gets one of a palette that colour-blind readers can tell apart (Okabe and Ito, 2008), chosen by its id so that it
// stays the same. How far they are apart is measured in tests/colors.mjs.

import type { ActorRef, HeldPlace } from './api.ts';
import type { Filter } from './state.ts';

export const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'];
/** For a side that no actor stands for, such as a denial by somebody who claims nothing; as the server has it. */
export const NOBODY = '#70767b';

/** The setting that gives an actor a colour of the palette: `ID:2`. */
const COLOR = 'color';
let chosen = new Map<string, string>();

/** Takes over the colours that these settings give; tells them as a key of what is drawn with them. */
export function useColors(filters: Filter[]): string {
  const given = filters.filter(([name]) => name === COLOR).map(([, value]) => value);
  chosen = new Map(given.flatMap((value) => {
    const color = PALETTE[Number(value.slice(value.lastIndexOf(':') + 1))];
    return color ? [[value.slice(0, value.lastIndexOf(':')), color] as const] : [];
  }));
  return given.join(' ');
}

/** The number in the palette of the colour that the reader chose for an actor. */
export const chosenFor = (id: string) => PALETTE.indexOf(chosen.get(id) ?? '');

/** The settings with a colour of the palette for an actor, or with the one that the server gives. */
export function withColor(filters: Filter[], id: string, number: number): Filter[] {
  const others = filters.filter(([name, value]) => name !== COLOR || !value.startsWith(`${id}:`));
  return number < 0 ? others : [...others, [COLOR, `${id}:${number}`]];
}

export function colorOf(actor: Pick<ActorRef, 'id' | 'color'> | null): string {
  if (!actor) return NOBODY;
  const own = chosen.get(actor.id);
  if (own) return own;
  if (actor.color && /^#[0-9a-f]{6}$/i.test(actor.color)) return actor.color.toLowerCase();
  let hash = 7;
  for (const char of actor.id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return PALETTE[hash % PALETTE.length] ?? NOBODY;
}

/** The colours of the stripes of a contested place: at least two, all different. */
export function stripesOf(place: HeldPlace): string[] {
  const colors = [...new Set([place.actor, ...place.disputed_by].filter((a) => a !== null).map(colorOf))];
  while (colors.length < 2) colors.push(colors.length === 0 ? NOBODY : colors[0] === NOBODY ? '#d5d8da' : NOBODY);
  return colors.slice(0, 4);
}
