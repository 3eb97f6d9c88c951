// What every view is given.

import type { ControlChange, HeldPlace, When } from '../api.ts';
import type { State } from '../state.ts';

export interface Context {
  state: State;
  /** The day shown, and by when it was known. */
  when: When;
  /** What changed is told from the end of the one day to that of the other. */
  since: string;
  until: string;
  days: string[];
  /** Who holds what at that day. */
  places: HeldPlace[];
  /** What changed between the two days. */
  changes: ControlChange[];
  /** The days that were fetched already. */
  history: Map<string, HeldPlace[]>;
}
