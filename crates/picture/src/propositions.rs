//! What claims say of who holds a place: the propositions that the lattice in `control` weighs.

use crate::{
    facts::{Fact, Facts, Voice, shift},
    relations::Alliances,
    resolve::Party,
};
use dateline_core::{Extent, Family, Kind, Modality, Stance};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
pub type ByPlace = BTreeMap<usize, Vec<Proposition>>;

/// What is said of places.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// By number of the place.
    pub by_place: ByPlace,
    /// For each of these places the first fact that tells of control, fighting or movement there.
    first: HashMap<usize, usize>,
    /// For each of these places who has a stake in it.
    stakes: HashMap<usize, Stakes>,
}

/// The actors that something is said of.
#[derive(Debug, Clone, Default)]
struct Stakes {
    /// How often.
    counts: BTreeMap<usize, u32>,
    /// Those with whom all was weighed last.
    weighed: Option<BTreeSet<usize>>,
}

impl Stakes {
    fn take_back(&mut self, party: usize) {
        if let Some(count) = self.counts.get_mut(&party) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&party);
            }
        }
    }
}

/// Takes back what facts from this number on say of these places; actors from the number `actors` on are no longer known.
pub fn rewind(said: &mut Said, from: usize, places: &BTreeSet<usize>, actors: usize) {
    for place in places {
        if said.first.get(place).is_some_and(|first| *first >= from) {
            said.first.remove(place);
            said.by_place.remove(place);
            said.stakes.remove(place);
        } else if let Some(propositions) = said.by_place.get_mut(place) {
            let keep = propositions.partition_point(|p| p.fact < from);
            let stakes = said.stakes.entry(*place).or_default();
            propositions.drain(keep..).for_each(|p| stakes.take_back(p.party));
            // Numbers of actors that are no longer known go to others.
            stakes.weighed = stakes.weighed.take().filter(|w| w.iter().all(|n| *n < actors || *n == usize::MAX));
        }
    }
}

/// Makes everything weigh anew; returns all places.
pub fn forget_weights(said: &mut Said) -> BTreeSet<usize> {
    said.stakes.values_mut().for_each(|stakes| stakes.weighed = None);
    said.by_place.keys().copied().collect()
}

/// Adds what facts from this number on say, and weighs anew what is said of their places and of those given.
pub fn extend(said: &mut Said, facts: &Facts, alliances: &Alliances, from: usize, mut places: BTreeSet<usize>) {
    let out = &mut said.by_place;
    for (number, fact) in facts.all.iter().enumerate().skip(from) {
        let told =
            matches!(fact.kind.family(), Family::Control | Family::Violence | Family::Movement) && !fact.retracted;
        if let (Some(place), true) = (fact.place.filter(|p| facts.is_named(*p)), told) {
            let propositions = out.entry(place).or_default();
            said.first.entry(place).or_insert(number);
            places.insert(place);
            // Nearness never changes hands.
            if fact.counts() && fact.extent != Extent::Outskirts {
                let more = read(facts, number, fact);
                let stakes = said.stakes.entry(place).or_default();
                more.iter().for_each(|p| *stakes.counts.entry(p.party).or_default() += 1);
                propositions.extend(more);
            }
        }
    }
    for place in places {
        let Some(propositions) = out.get_mut(&place) else { continue };
        let stakes = said.stakes.entry(place).or_default();
        let now: BTreeSet<usize> = stakes.counts.keys().copied().collect();
        // With the same actors about, what was weighed before stays so.
        let same = stakes.weighed.as_ref() == Some(&now);
        let first = if same { propositions.partition_point(|p| p.fact < from) } else { 0 };
        if let Some(some) = propositions.get_mut(first..) {
            weigh_interest(facts, alliances, &now, some);
        }
        stakes.weighed = Some(now);
    }
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
    let dated = fact.event_date.is_some() && start == end;
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

/// Weighs what parties say by their interest. A party without a stake in the place is a third party. Whom the actor file
/// gives no side is no third party where several origins say that it is allied with the one who gains; that only ever
/// takes weight from a statement.
fn weigh_interest(facts: &Facts, alliances: &Alliances, stakes: &BTreeSet<usize>, propositions: &mut [Proposition]) {
    let party = |n: usize| facts.parties.get(n);
    let stakes: Vec<&Party> = stakes.iter().filter_map(|n| party(*n)).collect();
    for p in propositions.iter_mut() {
        let Some(fact) = facts.all.get(p.fact) else { continue };
        p.weight = plain_weight(fact);
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
        let gains = !matches!(p.says, Says::Gone | Says::Leaving | Says::Fights);
        let sideless = |n: &usize| party(*n).filter(|s| s.actor.side.is_none());
        if let (true, Some(speaker), Some(of)) = (gains, fact.speakers.first().and_then(sideless), party(p.party))
            && !alliances.is_empty()
            && alliances.contains(&(speaker.camp.as_str().into(), of.camp.as_str().into()))
        {
            p.weight = p.weight.min(Weight::Interested);
        }
    }
}

fn allied(a: &Party, b: &Party) -> bool {
    let names = |x: &Party, y: &Party| y.actor.side.as_ref().is_some_and(|s| x.allies.contains(s));
    a.camp != b.camp && (names(a, b) || names(b, a))
}
