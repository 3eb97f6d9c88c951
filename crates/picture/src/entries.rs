//! The actors of the picture with all that the ledger calls them.

use crate::facts::Facts;
use dateline_core::picture::{ActorEntry, ActorRef};
use std::collections::BTreeMap;

/// So many claims are listed for an actor.
const LISTED: usize = 20;

#[derive(Default)]
struct Count {
    acts: u32,
    acted_on: u32,
    speaks: u32,
    spellings: BTreeMap<String, u32>,
    claims: Vec<String>,
}

/// All actors, those with most claims first.
pub fn actors(facts: &Facts) -> Vec<ActorEntry> {
    let mut counts: BTreeMap<usize, Count> = BTreeMap::new();
    for fact in facts.all.iter().filter(|f| !f.retracted && !f.passing) {
        if let Some(actor) = fact.actor {
            counts.entry(actor).or_default().acts += 1;
        }
        if let Some(target) = fact.target {
            counts.entry(target).or_default().acted_on += 1;
        }
        for speaker in &fact.speakers {
            counts.entry(*speaker).or_default().speaks += 1;
        }
        for (number, spelling) in fact.spellings() {
            let count = counts.entry(number).or_default();
            *count.spellings.entry(spelling.to_owned()).or_default() += 1;
            if count.claims.len() < LISTED && count.claims.last().is_none_or(|id| **id != *fact.id) {
                count.claims.push(fact.id.to_string());
            }
        }
    }
    let mut out: Vec<ActorEntry> = counts
        .into_iter()
        .filter_map(|(number, count)| {
            let party = facts.parties.get(number)?;
            let mut spellings: Vec<(String, u32)> = count.spellings.into_iter().collect();
            spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Some(ActorEntry {
                actor: ActorRef::clone(&party.actor),
                class: party.class,
                spellings,
                counts: (count.acts, count.acted_on, count.speaks),
                claims: count.claims,
            })
        })
        .collect();
    let total = |e: &ActorEntry| u64::from(e.counts.0) + u64::from(e.counts.1) + u64::from(e.counts.2);
    out.sort_by(|a, b| total(b).cmp(&total(a)).then_with(|| a.actor.id.cmp(&b.actor.id)));
    out
}
