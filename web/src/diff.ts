// What differs between two texts, word by word.

export interface Part { text: string; kind: 'same' | 'removed' | 'added' }

/** Texts with more words than this between their common beginning and end are shown as replaced as a whole. */
const MOST_WORDS = 3000;

/** The parts of both texts in order: those that are the same, and those that only the first or the second has. */
export function differences(before: string, after: string): Part[] {
  const [a, b] = [words(before), words(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const parts: Part[] = [];
  const add = (kind: Part['kind'], text: string) => {
    const last = parts[parts.length - 1];
    if (last?.kind === kind) last.text += text;
    else if (text) parts.push({ kind, text });
  };
  add('same', a.slice(0, start).join(''));
  between(a.slice(start, a.length - end), b.slice(start, b.length - end), add);
  add('same', a.slice(a.length - end).join(''));
  return parts;
}

const words = (text: string) => text.match(/\s+|[^\s]+/g) ?? [];

/** By the longest common sequence of words. */
function between(a: string[], b: string[], add: (kind: Part['kind'], text: string) => void): void {
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) {
    add('removed', a.join(''));
    add('added', b.join(''));
    return;
  }
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i] ?? '');
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) add('removed', a[i++] ?? '');
    else add('added', b[j++] ?? '');
  }
}
