//! What claims say of who holds a place: the propositions that the lattice in `control` weighs.

use crate::{
    facts::{Fact, Facts, Voice, shift},
    resolve::Party,
};
use dateline_core::{Extent, Family, Kind, Modality, Stance};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a camp and a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It has taken the place.
    Takes,
    /// It holds the place.
    Holds,
    /// It holds a part of the place.
    HoldsPart,
    /// It is in the place, or has begun to take it.
    Enters,
    /// It no longer holds the place.
    Gone,
    /// It is leaving, or has left a part.
    Leaving,
    /// There is fighting in the place, or somebody unnamed takes it.
    Fights,
}

/// How far a statement can be believed, seen from the interest of who makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nobody in particular says so.
    Hearsay,
    /// The speaker or its ally gains by it.
    Interested,
    /// Unnamed sources and witnesses.
    Anonymous,
    /// A third party or the outlet itself.
    Disinterested,
    /// The speaker or its ally loses by it.
    Admission,
}

/// One proposition on one place.
#[derive(Debug, Clone)]
pub struct Proposition {
    /// Number of the fact.
    pub fact: usize,
    /// What is said.
    pub says: Says,
    /// Of whom: number of the actor.
    pub party: usize,
    /// How far to believe it.
    pub weight: Weight,
    /// A denial of somebody else's statement.
    pub denial: bool,
    /// The earliest day on which it may have come about.
    pub start: Date,
    /// The last day for which it is affirmed.
    pub end: Date,
    /// The day from whose evening it counts.
    pub from: Date,
    /// The last day on which it counts, where it is known to have ended.
    pub until: Option<Date>,
}

/// Propositions by number of the place, each list in order of the facts; an empty list for a place of which claims tell
/// fighting or movement but nothing on who holds it.
pub fn by_place(facts: &Facts) -> BTreeMap<usize, Vec<Proposition>> {
    let mut out: BTreeMap<usize, Vec<Proposition>> = BTreeMap::new();
    for (number, fact) in facts.all.iter().enumerate() {
        let told =
            matches!(fact.kind.family(), Family::Control | Family::Violence | Family::Movement) && !fact.retracted;
        if let (Some(place), true) = (fact.place.filter(|p| facts.is_named(*p)), told) {
            let propositions = out.entry(place).or_default();
            // Nearness never changes hands.
            if fact.counts() && fact.extent != Extent::Outskirts {
                propositions.extend(read(facts, number, fact));
            }
        }
    }
    for propositions in out.values_mut() {
        weigh_interest(facts, propositions);
    }
    out
}

fn read(facts: &Facts, number: usize, fact: &Fact) -> Vec<Proposition> {
    let Some((start, end)) = fact.days else { return Vec::new() };
    let denied = fact.stance == Stance::Denies;
    let part = fact.extent == Extent::Part;
    let under_way = fact.modality == Modality::Ongoing;
    let speaker = match fact.voice {
        Voice::Party(p) => Some(p),
        _ => None,
    };
    let opposes = |a: usize, b: usize| match (facts.parties.get(a), facts.parties.get(b)) {
        (Some(a), Some(b)) => a.opposes(b),
        _ => false,
    };
    let mut said: Vec<(Says, usize)> = Vec::new();
    match (fact.kind, denied) {
        (Kind::Captures, false) => match fact.actor {
            Some(actor) if under_way => said.push((Says::Enters, actor)),
            Some(actor) => said.push((if part { Says::HoldsPart } else { Says::Takes }, actor)),
            None => said.extend(fact.target.map(|t| (if part || under_way { Says::Leaving } else { Says::Gone }, t))),
        },
        // An army that denies a capture says that it is still there.
        (Kind::Captures | Kind::Enters, true) => match (fact.actor, speaker) {
            (Some(actor), Some(speaker)) if opposes(actor, speaker) => said.push((Says::Holds, speaker)),
            (Some(actor), _) if fact.kind == Kind::Captures => said.push((Says::Gone, actor)),
            _ => {}
        },
        (Kind::Holds | Kind::Repels, false) => {
            said.extend(fact.actor.map(|a| (if part { Says::HoldsPart } else { Says::Holds }, a)));
        }
        (Kind::Holds, true) => said.extend(fact.actor.map(|a| (Says::Gone, a))),
        (Kind::Withdraws | Kind::Loses, false) => {
            said.extend(fact.actor.map(|a| (if part || under_way { Says::Leaving } else { Says::Gone }, a)));
        }
        (Kind::Withdraws | Kind::Loses | Kind::Surrenders, true) => {
            said.extend(fact.actor.map(|a| (Says::Holds, a)));
        }
        // Soldiers that give up do not hand over a town by that alone.
        (Kind::Surrenders, false) => {
            said.extend(fact.actor.map(|a| (Says::Leaving, a)));
            said.extend(fact.target.map(|t| (Says::Enters, t)));
        }
        (Kind::Enters, false) => said.extend(fact.actor.map(|a| (Says::Enters, a))),
        (Kind::Clashes, false) => said.extend(fact.actor.or(fact.target).map(|a| (Says::Fights, a))),
        _ => {}
    }
    let can_hold = |n: usize| facts.parties.get(n).is_some_and(|p| p.can_hold);
    said.retain(|(says, n)| can_hold(*n) || *says == Says::Fights);
    // Clashes between nobody in particular are clashes all the same, and so is an attack by somebody unnamed that has
    // a day of its own; without one it may be any earlier capture, told again.
    let dated = fact.date.is_some() && start == end;
    let attack = matches!(fact.kind, Kind::Captures | Kind::Enters) && dated;
    if (fact.kind == Kind::Clashes || attack) && !denied && said.is_empty() {
        said.push((Says::Fights, usize::MAX));
    }
    said.into_iter()
        .map(|(says, party)| {
            let state = fact.kind == Kind::Holds || says == Says::Fights;
            let past = fact.stated.is_some_and(|s| end < shift(s, -1)) && start < end;
            Proposition {
                fact: number,
                says,
                party,
                weight: plain_weight(fact),
                denial: denied,
                start,
                end,
                from: if state { start } else { end },
                until: (fact.kind == Kind::Holds && past).then_some(end),
            }
        })
        .collect()
}

fn plain_weight(fact: &Fact) -> Weight {
    match fact.voice {
        Voice::Own | Voice::Neutral => Weight::Disinterested,
        Voice::Party(_) => Weight::Disinterested,
        Voice::Anonymous => Weight::Anonymous,
        Voice::Hearsay => Weight::Hearsay,
    }
}

/// Weighs what parties say by their interest. A party without a stake in the place is a third party.
fn weigh_interest(facts: &Facts, propositions: &mut [Proposition]) {
    let party = |n: usize| facts.parties.get(n);
    let stakes: BTreeSet<usize> = propositions.iter().map(|p| p.party).collect();
    let stakes: Vec<&Party> = stakes.into_iter().filter_map(party).collect();
    for p in propositions.iter_mut() {
        let Some(fact) = facts.all.get(p.fact) else { continue };
        if let (Voice::Party(speaker), Some(of)) = (fact.voice, party(p.party))
            && let Some(speaker) = party(speaker)
        {
            let gains = !matches!(p.says, Says::Gone | Says::Leaving);
            let own = speaker.camp == of.camp || allied(speaker, of);
            let staked = stakes.iter().any(|s| s.camp == speaker.camp || allied(s, speaker));
            p.weight = match (own, gains) {
                (true, true) => Weight::Interested,
                (true, false) => Weight::Admission,
                (false, _) if !speaker.opposes(of) => Weight::Disinterested,
                (false, false) => Weight::Interested,
                (false, true) if staked => Weight::Admission,
                (false, true) => Weight::Disinterested,
            };
        }
    }
}

fn allied(a: &Party, b: &Party) -> bool {
    let names = |x: &Party, y: &Party| y.actor.side.as_ref().is_some_and(|s| x.allies.contains(s));
    a.camp != b.camp && (names(a, b) || names(b, a))
}
