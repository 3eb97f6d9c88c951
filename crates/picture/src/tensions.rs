//! Claims of different origins that do not fit together, although both may hold: one speaks of a region and the other of
//! a town in it, one of a capture and the other of troops sent there.

use crate::{
    disputes::{dispute, is_answer, reach},
    facts::{Fact, Facts, shift},
    nesting::Nesting,
    propositions::{Proposition, Says, Weight},
};
use dateline_core::{Extent, Kind, Stance, picture::Dispute};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Within so many days two movements are of one battle.
pub const BATTLE_DAYS: i64 = 3;

/// Propositions by number of the place.
type Said = BTreeMap<usize, Vec<Proposition>>;

/// All tensions, the weightiest first.
pub fn tensions(facts: &Facts, said: &Said) -> Vec<Dispute> {
    let scene = Scene::new(facts, said);
    let mut found = Found::new();
    scene.lost_within(&mut found);
    scene.sent_to_what_is_lost(&mut found);
    scene.taken_by_both(&mut found);
    scene.taken_by_one_or_another(&mut found);
    scene.inside_or_near(&mut found);
    scene.left_what_another_held(&mut found);
    scene.closed_to_some_or_to_all(&mut found);
    scene.told_by_an_adversary(&mut found);
    listed(facts, found, "te")
}

/// Those of a like form that cannot both hold: a camp says that it holds all of a region in which its adversary is said
/// to have taken a place.
pub fn contradictions(facts: &Facts, said: &Said) -> Vec<Dispute> {
    let mut found = Found::new();
    Scene::new(facts, said).taken_within_what_is_held(&mut found);
    listed(facts, found, "di")
}

/// What was found in the form of disputes, the weightiest first.
fn listed(facts: &Facts, found: Found, prefix: &str) -> Vec<Dispute> {
    let told = found.into_iter().filter_map(|((_, why), (one, others))| {
        let get = |numbers: BTreeSet<usize>| numbers.into_iter().filter_map(|n| facts.all.get(n)).collect::<Vec<_>>();
        let (one, others) = (get(one), get(others));
        let told = dispute(facts, one.first()?.kind, &[one, others], why)?;
        Some(Dispute { id: told.id.replacen("di", prefix, 1), ..told })
    });
    let mut out: Vec<Dispute> = told.collect();
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
    out
}

/// By place and reason the facts, by number, of one side and of the other.
type Found = BTreeMap<(usize, String), (BTreeSet<usize>, BTreeSet<usize>)>;

/// What ends on which day, in order.
pub type Days<T> = Vec<(Date, T)>;

/// Those that end within some days, both included.
pub fn between<T>(days: Option<&Days<T>>, from: Date, to: Date) -> impl Iterator<Item = &T> {
    let days = days.map_or(&[][..], Vec::as_slice);
    let first = days.partition_point(|d| d.0 < from);
    days[first..].iter().take_while(move |d| d.0 <= to).map(|d| &d.1)
}

/// Each list in the order of its days.
pub fn sorted<K: Ord, T>(mut by: BTreeMap<K, Days<T>>) -> BTreeMap<K, Days<T>> {
    by.values_mut().for_each(|days| days.sort_by_key(|d| d.0));
    by
}

struct Scene<'a> {
    facts: &'a Facts,
    said: &'a Said,
    /// For each place what is said of it.
    at: BTreeMap<usize, Days<&'a Proposition>>,
    /// For each place what is said of it and of the places in it, those with their numbers.
    inside: BTreeMap<usize, Days<(usize, &'a Proposition)>>,
}

impl<'a> Scene<'a> {
    fn new(facts: &'a Facts, said: &'a Said) -> Self {
        let nesting = Nesting::new(&facts.places);
        let mut inside: BTreeMap<usize, Days<_>> = BTreeMap::new();
        for (&place, propositions) in said {
            // Nobody takes or leaves a country.
            for &outer in nesting.around(place).iter().filter(|o| facts.unheld.get(**o) == Some(&false)) {
                inside.entry(outer).or_default().extend(propositions.iter().map(|p| (p.end, (place, p))));
            }
        }
        let at = said.iter().map(|(place, all)| (*place, all.iter().map(|p| (p.end, p)).collect())).collect();
        Self { facts, said, at: sorted(at), inside: sorted(inside) }
    }

    fn fact(&self, p: &Proposition) -> Option<&'a Fact> {
        self.facts.all.get(p.fact)
    }

    fn camp(&self, party: Option<usize>) -> Option<&'a str> {
        party.and_then(|n| self.facts.parties.get(n)).map(|p| p.camp.as_str())
    }

    fn oppose(&self, one: usize, other: usize) -> bool {
        match (self.facts.parties.get(one), self.facts.parties.get(other)) {
            (Some(one), Some(other)) => one.opposes(other),
            _ => false,
        }
    }

    /// What is said, for the end of some days, of a place and of the places in it.
    fn inside(&self, place: usize, from: Date, to: Date) -> impl Iterator<Item = &(usize, &'a Proposition)> {
        between(self.inside.get(&place), from, to)
    }

    /// Says that a camp is out of a place: it is gone, or its adversary has the place.
    fn is_out(&self, camp: usize, p: &Proposition) -> bool {
        match p.says {
            Says::Gone | Says::Leaving => self.camp(Some(p.party)) == self.camp(Some(camp)),
            Says::Takes | Says::Holds => !p.denial && self.oppose(camp, p.party),
            _ => false,
        }
    }

    /// Notes what one fact and others of other origins say of a place.
    fn note(&self, found: &mut Found, place: usize, one: usize, others: impl Iterator<Item = usize>, why: String) {
        let origin = |n: usize| self.facts.all.get(n).map(|f| &f.origin);
        let others: Vec<usize> = others.filter(|o| origin(*o) != origin(one)).collect();
        if !others.is_empty() {
            let sides = found.entry((place, why)).or_default();
            sides.0.insert(one);
            sides.1.extend(others);
        }
    }

    /// The same of one fact and others of other speakers: an army and its commander are one origin and may differ.
    fn note_of_speakers(
        &self,
        found: &mut Found,
        place: usize,
        one: usize,
        others: impl Iterator<Item = usize>,
        why: String,
    ) {
        let speaker = |n: usize| self.facts.all.get(n).map(|f| (&f.origin, f.speakers.first()));
        let others: Vec<usize> = others.filter(|o| speaker(*o) != speaker(one)).collect();
        if !others.is_empty() {
            let sides = found.entry((place, why)).or_default();
            sides.0.insert(one);
            sides.1.extend(others);
        }
    }

    /// The facts with their numbers.
    fn numbered(&self) -> impl Iterator<Item = (usize, &'a Fact)> {
        self.facts.all.iter().enumerate()
    }

    fn name(&self, party: usize) -> &'a str {
        self.facts.parties.get(party).map_or("somebody", |p| p.actor.name.as_str())
    }

    fn place(&self, place: usize) -> &'a str {
        self.facts.places.get(place).map_or("it", |p| p.name.as_str())
    }

    /// A camp insists that it is in a region, and others say that it has lost a place there.
    fn lost_within(&self, found: &mut Found) {
        for (&place, propositions) in self.said {
            let insists = |p: &&Proposition| p.says == Says::Holds && (p.denial || p.weight == Weight::Interested);
            for there in propositions.iter().filter(insists) {
                let (from, to) = reach(there);
                let lost = self.inside(place, from, to).filter(|(inner, p)| {
                    let out = self.is_out(there.party, p) && p.says != Says::Holds;
                    *inner != place && out && is_answer(self.facts, there, p) && !self.excludes(there, p)
                });
                let why = format!("one speaks of all {}, the others of a part", self.place(place));
                self.note(found, place, there.fact, lost.map(|(_, p)| p.fact), why);
            }
        }
    }

    /// Whether to hold a region as a whole excludes what is said of a place in it.
    fn excludes(&self, there: &Proposition, p: &Proposition) -> bool {
        let whole = self.fact(there).is_some_and(|f| f.kind == Kind::Holds && f.extent == Extent::Entire);
        whole && !there.denial && matches!(p.says, Says::Takes | Says::HoldsPart) && p.weight > Weight::Hearsay
    }

    /// A camp says that it holds all of a region, and another of its adversary that it has taken a place in it.
    fn taken_within_what_is_held(&self, found: &mut Found) {
        for (&place, propositions) in self.said {
            let insists = |p: &&Proposition| p.says == Says::Holds && p.weight == Weight::Interested;
            for there in propositions.iter().filter(insists) {
                let (from, to) = reach(there);
                let taken = self.inside(place, from, to).filter(|(inner, p)| {
                    let out = self.is_out(there.party, p) || self.oppose(there.party, p.party);
                    *inner != place && out && is_answer(self.facts, there, p) && self.excludes(there, p)
                });
                let (name, whole) = (self.name(there.party), self.place(place));
                let why = format!("{name} cannot hold all of {whole} while its adversary has taken a place in it");
                self.note(found, place, there.fact, taken.map(|(_, p)| p.fact), why);
            }
        }
    }

    /// A camp sends troops to a place, or is set up there, that others say it has lost.
    fn sent_to_what_is_lost(&self, found: &mut Found) {
        for (number, fact) in self.numbered() {
            let sent = fact.kind == Kind::Deploys && fact.counts() && fact.stance == Stance::Asserts;
            let (true, Some(place), Some(party), Some((start, end))) = (sent, fact.place, fact.actor, fact.days) else {
                continue;
            };
            let lost = between(self.at.get(&place), shift(start, -BATTLE_DAYS), end)
                .filter(|p| self.is_out(party, p) && p.says != Says::Leaving);
            let why = format!("{}: deployed where others say that it has lost the place", self.name(party));
            self.note(found, place, number, lost.map(|p| p.fact), why);
        }
    }

    /// A camp says that it is taking a region in which its adversary takes places at the time.
    fn taken_by_both(&self, found: &mut Found) {
        for (&place, propositions) in self.said {
            let taking = |p: &&Proposition| {
                let captures = self.fact(p).is_some_and(|f| f.kind == Kind::Captures);
                captures && p.says == Says::Enters && p.weight == Weight::Interested
            };
            for one in propositions.iter().filter(taking) {
                let (from, to) = (shift(one.start, -BATTLE_DAYS), shift(one.end, 1));
                let others = self.inside(place, from, to).filter(|(_, p)| {
                    matches!(p.says, Says::Takes | Says::Enters) && !p.denial && self.oppose(one.party, p.party)
                });
                let why = format!("both sides are said to be taking {}", self.place(place));
                self.note(found, place, one.fact, others.map(|(_, p)| p.fact), why);
            }
        }
    }

    /// Two of one camp, neither a part of the other, are each said to have taken a place.
    fn taken_by_one_or_another(&self, found: &mut Found) {
        let takes = |p: &&Proposition| p.says == Says::Takes && !p.denial && p.weight > Weight::Hearsay;
        for (&place, propositions) in self.said {
            for one in propositions.iter().filter(takes) {
                let (from, to) = (shift(one.start, -BATTLE_DAYS), shift(one.end, BATTLE_DAYS));
                let others = self.inside(place, from, to).map(|(_, p)| *p).filter(takes);
                let others = others.filter(|p| self.are_two_of_one_camp(one.party, p.party));
                let why = format!("it is open which of its allies took {}", self.place(place));
                self.note(found, place, one.fact, others.map(|p| p.fact), why);
            }
        }
    }

    fn are_two_of_one_camp(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.facts.parties.get(one), self.facts.parties.get(other)) else {
            return false;
        };
        one.camp == other.camp && !one.chain.contains(&other.actor.id) && !other.chain.contains(&one.actor.id)
    }

    /// A camp is said to have a place or to be in it, and later that it is only near, or fights for it.
    fn inside_or_near(&self, found: &mut Found) {
        let edge = |f: &Fact| {
            let outside =
                f.extent == Extent::Outskirts && matches!(f.kind, Kind::Captures | Kind::Enters | Kind::Holds);
            (f.kind == Kind::Advances || outside) && f.counts() && f.stance == Stance::Asserts && f.actor.is_some()
        };
        let mut near: BTreeMap<usize, Days<(usize, &Fact)>> = BTreeMap::new();
        for (number, fact) in self.numbered().filter(|(_, f)| edge(f)) {
            if let (Some(place), Some((_, end))) = (fact.place, fact.days) {
                near.entry(place).or_default().push((end, (number, fact)));
            }
        }
        let near = sorted(near);
        for (&place, propositions) in self.said {
            let inside = |p: &&Proposition| matches!(p.says, Says::Takes | Says::Holds | Says::Enters) && !p.denial;
            for p in propositions.iter().filter(inside) {
                let later = between(near.get(&place), shift(p.end, 1), shift(p.end, BATTLE_DAYS));
                let later = later.filter(|(_, f)| self.camp(f.actor) == self.camp(Some(p.party)));
                let why =
                    format!("{}: said to be in {}, and later only near it", self.name(p.party), self.place(place));
                self.note_of_speakers(found, place, p.fact, later.map(|(n, _)| *n), why);
            }
        }
    }

    /// A camp is said to leave a place of which the same report says that its adversary has long had it.
    fn left_what_another_held(&self, found: &mut Found) {
        for (&place, propositions) in self.said {
            let left = propositions.iter().enumerate().filter(|(_, p)| p.says == Says::Gone && !p.denial);
            for (at, left) in left {
                let Some(fact) = self.fact(left).filter(|f| f.kind == Kind::Withdraws) else { continue };
                // What one report says stands together.
                let of_report = |p: &&Proposition| self.fact(p).is_some_and(|f| f.report == fact.report);
                let before = propositions.get(..at).unwrap_or_default().iter().rev().take_while(of_report);
                let after = propositions.get(at..).unwrap_or_default().iter().take_while(of_report);
                let held = before.chain(after).filter(|p| {
                    matches!(p.says, Says::Takes | Says::Holds)
                        && !p.denial
                        && p.end < shift(left.start, -BATTLE_DAYS)
                        && self.oppose(left.party, p.party)
                });
                let why = format!("{}: said to leave what another had long held", self.name(left.party));
                self.note(found, place, left.fact, held.map(|p| p.fact), why);
            }
        }
    }

    /// A place is said to be closed to somebody or something, and to be closed as such.
    fn closed_to_some_or_to_all(&self, found: &mut Found) {
        let closed = |f: &Fact| f.kind == Kind::Closes && f.counts() && f.stance == Stance::Asserts;
        let mut closures: BTreeMap<usize, Days<(usize, &Fact)>> = BTreeMap::new();
        for (number, fact) in self.numbered().filter(|(_, f)| closed(f)) {
            if let (Some(place), Some((_, end))) = (fact.place, fact.days) {
                closures.entry(place).or_default().push((end, (number, fact)));
            }
        }
        let closures = sorted(closures);
        for (&place, of_place) in &closures {
            for (end, (number, fact)) in of_place {
                let Some(to) = fact.target else { continue };
                let days = (shift(*end, -BATTLE_DAYS), shift(*end, BATTLE_DAYS));
                let others = between(Some(of_place), days.0, days.1).filter(|(_, f)| f.target.is_none());
                let (place_name, to) = (self.place(place), self.name(to));
                let why = format!("one says that {place_name} is closed to {to}, the others that it is closed");
                self.note(found, place, *number, others.map(|(n, _)| *n), why);
            }
        }
    }

    /// A party tells what its adversary says and accuses it in the same report: it tells it to dispute it.
    fn told_by_an_adversary(&self, found: &mut Found) {
        for (number, fact) in self.numbered().filter(|(_, f)| f.counts() && f.stance == Stance::Asserts) {
            let ([inner, outer, ..], Some(place)) = (&*fact.speakers, fact.place) else { continue };
            if !self.oppose(*inner, *outer) {
                continue;
            }
            let accuses = |f: &Fact| {
                let by = f.speakers.first().is_some_and(|s| self.camp(Some(*s)) == self.camp(Some(*outer)));
                let whom = f.actor.or(f.target).is_some_and(|a| self.camp(Some(a)) == self.camp(Some(*inner)));
                f.kind == Kind::Other && f.place == Some(place) && f.counts() && by && whom
            };
            let of_report = |(_, f): &(usize, &Fact)| f.report == fact.report;
            let before =
                self.facts.all.get(..number).unwrap_or_default().iter().enumerate().rev().take_while(of_report);
            let after = self.numbered().skip(number).take_while(of_report);
            let accusing = before.chain(after).filter(|(_, f)| accuses(f)).map(|(n, _)| n);
            let why = format!("{} tells what {} says to dispute it", self.name(*outer), self.name(*inner));
            self.note(found, place, number, accusing, why);
        }
    }
}
