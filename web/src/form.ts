// A form that is sent to the server and says what the server has against it.

import { type Child, h } from './dom.ts';
import * as strings from './strings.ts';

export interface Field {
  label: string; name: string; type: 'text' | 'password' | 'date'; autocomplete: string; hint?: string; optional?: boolean; min?: string;
  /** Values and what they are called; `value` is the one that is chosen. */
  choices?: [string, string][]; value?: string;
}

export interface Form {
  element: HTMLFormElement;
  /** Goes to the first field. */
  focus(): void;
}

/** `send` is given the values in the order of the fields; `above` stands over them, `beside` next to the button. */
export function createForm(id: string, fields: Field[], label: string, send: (values: string[]) => Promise<void>, above: Child[] = [], ...beside: Child[]): Form {
  const problem = h('p', { class: 'notice', role: 'alert', hidden: true, 'data-testid': `${id}-problem` });
  const inputs = fields.map((field) => input(id, field));
  const button = h('button', { type: 'submit', class: 'main', 'data-testid': `${id}-send` }, label);
  const element = h('form', { class: 'decide-form', submit: (event) => {
    event.preventDefault();
    void sent();
  } },
    ...above,
    ...fields.map((field, i) => h('label', { class: 'labelled' }, field.label, inputs[i], field.hint && h('small', { class: 'quiet', id: hintOf(id, field) }, field.hint))),
    problem,
    h('p', { class: 'row' }, button, ...beside));
  return { element, focus: () => inputs[0]?.focus() };

  async function sent(): Promise<void> {
    button.disabled = true;
    problem.hidden = true;
    try {
      await send(inputs.map((field) => field.value));
    } catch (error) {
      problem.textContent = strings.capital(error instanceof Error ? error.message : String(error));
      problem.hidden = false;
      inputs.at(-1)?.focus();
    } finally {
      button.disabled = false;
    }
  }
}

function input(id: string, field: Field): HTMLInputElement | HTMLSelectElement {
  const props = { name: field.name, 'data-testid': `${id}-${field.name}`, 'aria-describedby': field.hint ? hintOf(id, field) : null };
  if (field.choices) return h('select', props, ...field.choices.map(([value, label]) => h('option', { value, selected: value === field.value }, label)));
  return h('input', {
    ...props, type: field.type, autocomplete: field.autocomplete, required: !field.optional, min: field.min, autocapitalize: 'none', spellcheck: 'false', dir: field.type === 'text' ? 'auto' : null,
  });
}

const hintOf = (id: string, field: Field) => `${id}-hint-${field.name}`;
