// The date control: a slider over the days with previous, next and play, a mark for each day on which a place changed
// hands, and below it the range of days that lists are narrowed to.

import { createBrush } from './brush.ts';
import { longDate, shortDate } from './dates.ts';
import { h } from './dom.ts';
import type { Range } from './state.ts';
import * as strings from './strings.ts';

export interface Timeline {
  element: HTMLElement;
  setDays(days: string[]): void;
  show(day: string, range: Range | null): void;
  /** Goes so many days on. */
  step(by: number): void;
  /** The number of places that changed on each day. */
  setChanges(changes: Map<string, number>): void;
}

const STEP_MS = 1400;
/** More days than this cannot each have a mark. */
const MAX_MARKS = 130;

export function createTimeline(onDay: (day: string) => void, onRange: (range: Range | null) => void): Timeline {
  let days: string[] = [];
  let changes = new Map<string, number>();
  let timer: ReturnType<typeof setInterval> | undefined;

  const slider = h('input', {
    type: 'range', min: 0, step: 1, 'aria-label': strings.timeline.label, 'data-testid': 'date-slider',
    input: () => {
      stop();
      choose(Number(slider.value));
    },
  });
  const previous = button('‹', strings.timeline.previous, 'previous-day', () => step(-1));
  const next = button('›', strings.timeline.next, 'next-day', () => step(1));
  const play = button('▶', strings.timeline.play, 'play', () => (timer === undefined ? start() : stop()));
  const marks = h('div', { class: 'marks', 'aria-hidden': 'true' });
  const brush = createBrush(onRange);
  const ends = h('div', { class: 'ends', 'aria-hidden': 'true' });
  const current = h('output', { class: 'current', 'data-testid': 'current-date', 'aria-live': 'polite' });
  const element = h('div', { class: 'timeline', role: 'group', 'aria-label': strings.timeline.label },
    h('div', { class: 'steps' }, previous, play, next), h('div', { class: 'track' }, marks, slider, ends, brush.element), current, brush.chip);

  return {
    element,
    step,
    setDays(newDays) {
      days = newDays;
      slider.max = String(Math.max(0, days.length - 1));
      ends.replaceChildren(h('span', {}, shortDate(days[0] ?? '')), h('span', {}, shortDate(days[days.length - 1] ?? '')));
      drawMarks();
    },
    show(day, range) {
      brush.show(days, range);
      const index = Math.max(0, days.indexOf(day));
      slider.value = String(index);
      slider.setAttribute('aria-valuetext', longDate(day));
      current.textContent = strings.timeline.asOf(day);
      previous.disabled = index === 0;
      next.disabled = index === days.length - 1;
      for (const [i, mark] of [...marks.children].entries()) mark.classList.toggle('now', i === index);
    },
    setChanges(newChanges) {
      changes = newChanges;
      drawMarks();
    },
  };

  function choose(index: number): void {
    const day = days[Math.min(Math.max(index, 0), days.length - 1)];
    if (day) onDay(day);
  }

  function step(by: number): void {
    stop();
    choose(Number(slider.value) + by);
  }

  function start(): void {
    if (Number(slider.value) >= days.length - 1) choose(0);
    timer = setInterval(() => {
      const index = Number(slider.value) + 1;
      choose(index);
      if (index >= days.length - 1) stop();
    }, STEP_MS);
    label(play, '❚❚', strings.timeline.pause);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    label(play, '▶', strings.timeline.play);
  }

  function drawMarks(): void {
    if (days.length > MAX_MARKS) {
      marks.replaceChildren();
      return;
    }
    const most = Math.max(1, ...changes.values());
    marks.replaceChildren(...days.map((day, i) => {
      const n = changes.get(day) ?? 0;
      const mark = h('span', { class: i === Number(slider.value) ? 'now' : null, 'data-day': day });
      mark.style.left = `${days.length > 1 ? (100 * i) / (days.length - 1) : 50}%`;
      mark.style.height = `${n ? 5 + (11 * n) / most : 2}px`;
      return mark;
    }));
  }

  function button(sign: string, name: string, id: string, click: () => void): HTMLButtonElement {
    const element = h('button', { type: 'button', 'data-testid': id, click });
    label(element, sign, name);
    return element;
  }

  function label(element: HTMLButtonElement, sign: string, name: string): void {
    element.textContent = sign;
    element.setAttribute('aria-label', name);
    element.title = name;
  }
}
