//! What would be otherwise without a claim: for a queue of claims that somebody should look at.
//!
//! A claim goes together with what its origin says to the same effect, so that a reprint does not stand in for what it
//! reprints.

use crate::{control, facts::Facts, propositions::ByPlace};
use dateline_core::picture::{Control, Dispute, Estimate, Figure};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A figure of so many people and more is a large one.
const LARGE: f64 = 10.0;

/// Of a place that more claims speak for or against no single one is tried: the work grows with their square.
const TRIED: usize = 60;

/// What would be otherwise without a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum Consequence {
    /// Who is known to hold a place, as of the last day.
    Verdict {
        /// The place's key.
        key: String,
        /// Its name.
        place: String,
    },
    /// A dispute would lack a side.
    Dispute {
        /// Its id.
        id: String,
        /// What it is about.
        about: String,
    },
    /// A bound of a large estimate rests on it alone.
    Figure {
        /// The estimate's id.
        id: String,
        /// What is counted.
        indicator: String,
        /// Where.
        place: String,
    },
}

impl Consequence {
    /// How much it matters: a verdict more than a dispute, a dispute more than a figure.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Verdict { .. } => 3,
            Self::Dispute { .. } => 2,
            Self::Figure { .. } => 1,
        }
    }
}

/// The claims that something hangs on, with what; the gravest first.
pub fn consequences(
    facts: &Facts,
    by_place: &ByPlace,
    at: Option<Date>,
    disputes: &[Dispute],
    estimates: &[Estimate],
    figures: &[Figure],
) -> BTreeMap<String, Vec<Consequence>> {
    let numbers: HashMap<&str, usize> = facts.all.iter().enumerate().map(|(n, f)| (&*f.id, n)).collect();
    // The same origin to the same effect.
    let effect = |id: &String| {
        let fact = numbers.get(id.as_str()).and_then(|n| facts.all.get(*n))?;
        Some((&fact.origin, fact.kind, fact.stance))
    };
    let mut out: BTreeMap<String, Vec<Consequence>> = BTreeMap::new();
    for (place, said) in at.into_iter().flat_map(|_| by_place) {
        let Some(at) = at else { break };
        let Some(now) = control::of_place(facts, *place, said, at) else { continue };
        let ids: Vec<&String> = now.supporting.iter().chain(&now.opposing).collect();
        if ids.len() > TRIED {
            continue;
        }
        for id in ids {
            let of = effect(id);
            let without: Vec<_> = said
                .iter()
                .filter(|p| facts.all.get(p.fact).map(|f| (&f.origin, f.kind, f.stance)) != of)
                .cloned()
                .collect();
            if control::of_place(facts, *place, &without, at).is_none_or(|then| verdict(&then) != verdict(&now)) {
                let (key, place) = (now.place.key.clone(), now.place.name.clone());
                out.entry(id.clone()).or_default().push(Consequence::Verdict { key, place });
            }
        }
    }
    for dispute in disputes {
        for side in &dispute.sides {
            let effects: HashSet<_> = side.claims.iter().map(effect).collect();
            for id in side.claims.iter().filter(|_| effects.len() == 1) {
                let (id_of, about) = (dispute.id.clone(), dispute.about.clone());
                out.entry(id.clone()).or_default().push(Consequence::Dispute { id: id_of, about });
            }
        }
    }
    let bounds: HashMap<&str, (f64, Option<f64>)> =
        figures.iter().map(|f| (f.claim.as_str(), (f.low, f.high))).collect();
    for e in estimates.iter().filter(|e| e.high.unwrap_or(e.low) >= LARGE) {
        let gives = |id: &String| bounds.get(id.as_str());
        let ends = [
            alone(e.claims.iter().filter(|id| gives(id).is_some_and(|b| b.0 == e.low))),
            alone(e.claims.iter().filter(|id| gives(id).is_some_and(|b| b.1 == e.high))),
        ];
        let ends: HashSet<&String> = ends.into_iter().flatten().collect();
        for id in ends {
            let (id_of, indicator, place) = (e.id.clone(), e.indicator.clone(), e.place.name.clone());
            out.entry(id.clone()).or_default().push(Consequence::Figure { id: id_of, indicator, place });
        }
    }
    out.values_mut().for_each(|all| all.sort_by_key(|c| std::cmp::Reverse(c.rank())));
    out
}

/// The only one of them, if there is one only.
fn alone<'a>(mut of: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    of.next().filter(|_| of.next().is_none())
}

/// Who holds a place, and against whom.
fn verdict(c: &Control) -> (dateline_core::picture::ControlStatus, Option<&str>, Vec<&str>) {
    let mut others: Vec<&str> = c.disputed_by.iter().map(|a| a.id.as_str()).collect();
    others.sort_unstable();
    (c.status, c.actor.as_ref().map(|a| a.id.as_str()), others)
}
