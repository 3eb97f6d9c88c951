// Copying words, and what to do where the browser does not let a page copy.

import * as strings from './strings.ts';

/** Copies, or selects the words in a field to be copied by hand; the answer says which. */
export async function copy(text: string, field: HTMLInputElement | HTMLTextAreaElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return strings.share.copied;
  } catch {
    field.value = text;
    field.focus();
    return strings.share.byHand;
  }
}
