// Calendar days are strings (`2024-12-06`) everywhere; only this file does arithmetic with them.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAY_MS = 86_400_000;

/** The days from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  const end = Date.parse(`${last}T00:00:00Z`);
  for (let t = Date.parse(`${first}T00:00:00Z`); t <= end && days.length < 20_000; t += DAY_MS) days.push(new Date(t).toISOString().slice(0, 10));
  return days;
}

/** So many days later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** `6 December 2024` */
export function longDate(day: string): string {
  const [year, month, date] = parts(day);
  return `${date} ${MONTHS[month - 1] ?? '?'} ${year}`;
}

/** `6 Dec` */
export function shortDate(day: string): string {
  const [, month, date] = parts(day);
  return `${date} ${(MONTHS[month - 1] ?? '?').slice(0, 3)}`;
}

/** `6 Dec 2024` */
export function mediumDate(day: string): string {
  return `${shortDate(day)} ${parts(day)[0]}`;
}

/** A publication time, which is a day or an instant: `6 Dec 2024, 18:20 UTC`. */
export function published(at: string): string {
  const day = at.slice(0, 10);
  if (!isDay(day)) return at;
  const instant = at.length > 10 ? new Date(at) : null;
  if (!instant || Number.isNaN(instant.getTime())) return mediumDate(day);
  const iso = instant.toISOString();
  return `${mediumDate(iso.slice(0, 10))}, ${iso.slice(11, 16)} UTC`;
}

/** `27 Nov – 6 Dec 2024`, or one day. */
export function range(start: string, end: string): string {
  if (start === end) return mediumDate(start);
  return start.slice(0, 4) === end.slice(0, 4) ? `${shortDate(start)} – ${mediumDate(end)}` : `${mediumDate(start)} – ${mediumDate(end)}`;
}

function parts(day: string): [number, number, number] {
  const [y, m, d] = day.split('-').map(Number);
  return [y ?? 0, m ?? 1, d ?? 1];
}
