// Why a claim reads as it does: for each field the words, what gave it, and what else was considered. Fetched when it is
// opened, since the report is read anew for it.

import { type Claim, type Grounds, getWhy } from '../api.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';

/** A `<details>` with the grounds of each field of a claim. */
export function groundsOnDemand(claim: Claim): HTMLElement {
  const body = h('div', {});
  let asked = false;
  const details = h('details', {
    class: 'on-demand grounds', 'data-testid': 'grounds',
    toggle: async () => {
      if (!details.open || asked) return;
      asked = true;
      body.replaceChildren(h('p', { class: 'quiet' }, strings.grounds.loading));
      try {
        const why = await getWhy(claim.id);
        const notice = strings.grounds.notice(why.read_anew, why.differs.map((d) => d.field));
        const terms = why.confidence.map((t) => strings.grounds.term(t.term, t.weight)).join(', ');
        body.replaceChildren(
          h('div', {}, notice && h('p', { class: 'notice' }, notice),
            h('dl', { class: 'fields' },
              ...why.fields.flatMap((field) => [h('dt', {}, strings.grounds.names[field.field] ?? field.field), grounds(field)]),
              ...(terms ? [h('dt', {}, strings.evidence.names.confidence), h('dd', {}, terms)] : []))));
      } catch (error) {
        asked = false;
        body.replaceChildren(h('p', { class: 'quiet' }, strings.states.failed(String(error))));
      }
    },
  }, h('summary', {}, strings.grounds.title), body);
  return details;
}

function grounds(field: Grounds): HTMLElement {
  const from = field.words.map(strings.grounds.words).join(', ');
  return h('dd', {},
    h('p', {}, strings.words(field.value ?? strings.grounds.nothing)),
    from && h('p', {}, strings.grounds.from(from)),
    field.by.length > 0 && h('p', { class: 'quiet' }, strings.grounds.by(field.by.join('; '))),
    field.others.length > 0 && h('ul', {}, ...field.others.map((o) => h('li', { class: 'quiet' }, strings.grounds.other(o)))));
}
