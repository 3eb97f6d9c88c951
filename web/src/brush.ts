// The range of days that lists are narrowed to: drawn with the pointer below the slider, or set with two handles that are
// sliders for the keyboard. All days is no range.

import { longDate } from './dates.ts';
import { h } from './dom.ts';
import type { Range } from './state.ts';
import * as strings from './strings.ts';

export interface Brush {
  element: HTMLElement;
  /** Shows the range as it is, and takes it away. */
  chip: HTMLElement;
  show(days: string[], range: Range | null): void;
}

/** A shorter pull is a click, which takes the range away. */
const PULL_PX = 4;
const WEEK = 7;

export function createBrush(onRange: (range: Range | null) => void): Brush {
  let days: string[] = [];
  /** The numbers of the first and the last day. */
  let ends: [number, number] = [0, 0];
  const handle = (which: 0 | 1) => h('div', { class: 'handle', role: 'slider', tabindex: 0, 'aria-label': strings.range.handles[which], 'data-testid': which ? 'range-last' : 'range-first', keydown: (event) => key(which, event) });
  const handles = [handle(0), handle(1)] as const;
  const bar = h('div', { class: 'range-bar' });
  const element = h('div', { class: 'brush', title: strings.range.hint, 'data-testid': 'brush', pointerdown: pull }, bar, ...handles);
  const chip = h('button', { type: 'button', class: 'range-chip', hidden: true, 'data-testid': 'range-clear', click: () => onRange(null) });
  return { element, chip, show };

  function show(newDays: string[], range: Range | null): void {
    days = newDays;
    const at = (day: string, otherwise: number) => (days.includes(day) ? days.indexOf(day) : otherwise);
    draw(range ? [at(range[0], 0), at(range[1], days.length - 1)] : [0, days.length - 1]);
    chip.hidden = range === null;
    if (!range) return;
    chip.textContent = strings.range.chip(...range);
    chip.setAttribute('aria-label', strings.range.clear(...range));
  }

  function draw(to: [number, number]): void {
    ends = to;
    const share = (n: number) => (days.length > 1 ? (100 * n) / (days.length - 1) : 0);
    const all = isAll(to);
    element.classList.toggle('all', all);
    bar.style.left = `${share(to[0])}%`;
    bar.style.right = `${100 - share(to[1])}%`;
    for (const which of [0, 1] as const) {
      const node = handles[which];
      node.style.left = `${share(to[which])}%`;
      node.setAttribute('aria-valuemin', String(which ? to[0] : 0));
      node.setAttribute('aria-valuemax', String(which ? Math.max(0, days.length - 1) : to[1]));
      node.setAttribute('aria-valuenow', String(to[which]));
      node.setAttribute('aria-valuetext', longDate(days[to[which]] ?? ''));
    }
  }

  function isAll([first, last]: [number, number]): boolean {
    return first === 0 && last === days.length - 1;
  }

  function choose(to: [number, number]): void {
    draw(to);
    const [first, last] = [days[to[0]], days[to[1]]];
    onRange(isAll(to) || !first || !last ? null : [first, last]);
  }

  function key(which: 0 | 1, event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = days.length;
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: WEEK, PageDown: -WEEK, Home: -all, End: all }[event.key];
    if (event.key === 'Escape') onRange(null);
    else if (step) choose(which ? [ends[0], clamp(ends[1] + step, ends[0], all - 1)] : [clamp(ends[0] + step, 0, ends[1]), ends[1]]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Draws a new range, moves a handle, or the range as a whole. */
  function pull(event: Event): void {
    if (!(event instanceof PointerEvent) || event.button !== 0 || days.length < 2) return;
    const box = bar.parentElement?.getBoundingClientRect();
    if (!box) return;
    const day = (x: number) => clamp(Math.round(((x - box.left) / box.width) * (days.length - 1)), 0, days.length - 1);
    const start = event.clientX;
    const before = ends;
    const grabbed = handles.findIndex((node) => node === event.target);
    const whole = grabbed < 0 && event.target === bar && !isAll(before);
    let moved = false;
    element.setPointerCapture(event.pointerId);
    const move = (e: PointerEvent) => {
      moved ||= Math.abs(e.clientX - start) >= PULL_PX;
      if (!moved) return;
      if (grabbed === 0) draw([Math.min(day(e.clientX), before[1]), before[1]]);
      else if (grabbed === 1) draw([before[0], Math.max(day(e.clientX), before[0])]);
      else if (whole) {
        const by = clamp(day(e.clientX) - day(start), -before[0], days.length - 1 - before[1]);
        draw([before[0] + by, before[1] + by]);
      } else draw([Math.min(day(start), day(e.clientX)), Math.max(day(start), day(e.clientX))]);
    };
    const over = new AbortController();
    const end = () => {
      over.abort();
      if (moved) choose(ends);
      else if (grabbed < 0) onRange(null);
    };
    element.addEventListener('pointermove', move, over);
    element.addEventListener('pointerup', end, over);
    element.addEventListener('pointercancel', end, over);
  }
}

const clamp = (n: number, low: number, high: number) => Math.min(Math.max(n, low), high);
