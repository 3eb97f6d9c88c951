// The chain of attribution, drawn: from whoever is nearest to the fact to the report in which it stands.

import type { Claim } from '../api.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';
import { pointer } from './roles.ts';

export function drawChain(claim: Claim): HTMLElement {
  const outlet = claim.outlet ?? strings.quote.unnamedOutlet;
  const nodes = claim.claimants.map((c, i) => h('li', { class: 'node' },
    pointer(`claimant-${i}`, c.entity ?? c.text),
    h('small', { dir: 'auto' }, [strings.words(c.class), c.entity && c.entity !== c.text ? strings.quote.cue(c.text) : null].filter(Boolean).join(' · '))));
  const cue = claim.cue ? h('small', { class: 'cue' }, pointer('cue', strings.quote.cue(claim.cue.text))) : null;
  const isOrigin = claim.claimants.length === 0;
  return h('ol', { class: 'chain-drawing', 'data-testid': 'chain', 'aria-label': strings.evidence.chain },
    ...nodes.flatMap((node, i) => [node, h('li', { class: 'arrow' }, i === 0 ? cue : null, h('span', { 'aria-hidden': 'true' }, '→'))]),
    h('li', { class: 'node outlet' }, h('span', { dir: 'auto' }, outlet), h('small', {}, isOrigin ? strings.evidence.ownVoice : strings.evidence.reports)));
}
