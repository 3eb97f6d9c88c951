// What every tab of the side panel is given.

import type { ControlPlace } from '../api.ts';
import type { State } from '../state.ts';

export interface Context {
  state: State;
  /** The day shown. */
  at: string;
  days: string[];
  /** Who holds what at that day, and on the day before. */
  places: ControlPlace[];
  before: ControlPlace[] | null;
  /** The days that were fetched already. */
  history: Map<string, ControlPlace[]>;
}
