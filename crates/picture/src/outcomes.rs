//! How disputes ended, and what would settle those that did not.
//!
//! A dispute ends when a side says itself what it denied (*admitted*), when somebody has checked what one side says and
//! not what the other says (*verified*), or when later reports leave no doubt who holds the place, or whether it is open,
//! or a source replaces its figure (*superseded*; of figures, `figures` tells). Silence ends nothing.

use crate::{
    control::Course,
    events::Checks,
    facts::{Fact, Facts, Voice, shift},
    propositions::{ByPlace, Proposition, Says, Weight},
};
use dateline_core::{
    Family, Kind, Stance,
    picture::{Control, ControlStatus, Dispute, Ending, Outcome, Standing},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is said of a place so many days after the last word of a dispute is no longer taken for its end.
const LATER_DAYS: i64 = 60;
/// What is said of a dispute's days counts from so many days around them.
const NEAR_DAYS: i64 = 4;

/// So many of the next days on which something weighty is said of the place are looked at: the work for each grows with
/// all that is said of it.
const TRIED: usize = 2;

/// Adds to each dispute how it ended and what would settle it.
pub fn add(facts: &Facts, said: &ByPlace, disputes: &mut [Dispute]) {
    if disputes.is_empty() {
        return;
    }
    let mut known = Known::new(facts, said, disputes);
    let mut days: BTreeMap<usize, BTreeSet<Date>> = BTreeMap::new();
    for quarrel in disputes.iter().map(|dispute| Quarrel::new(&known, dispute)) {
        if let Some(place) = quarrel.place {
            days.entry(place).or_default().extend(quarrel.may_be_overtaken());
        }
    }
    known.look(days);
    for dispute in disputes {
        let quarrel = Quarrel::new(&known, dispute);
        let (ended, settled_by) = (quarrel.ended(), quarrel.settled_by());
        (dispute.ended, dispute.settled_by) = (ended, settled_by);
    }
}

fn place_of(facts: &Facts, dispute: &Dispute) -> Option<usize> {
    facts.place_of(&dispute.place.as_ref()?.key)
}

/// What all disputes are looked up in.
struct Known<'a> {
    facts: &'a Facts,
    said: &'a ByPlace,
    /// What is said of the places of disputes, by the day from which it counts.
    by_day: HashMap<usize, Vec<&'a Proposition>>,
    /// What disputes are over, and what checks it.
    by_id: HashMap<&'a str, &'a Fact>,
    checks: Checks<'a>,
    /// What is said to be closed or open, by number of the place.
    access: HashMap<usize, Vec<&'a Fact>>,
    /// Who holds a place at the end of a day on which a dispute of it may have ended, where nobody doubts it.
    held: HashMap<(usize, Date), Control>,
}

impl<'a> Known<'a> {
    fn new(facts: &'a Facts, said: &'a ByPlace, disputes: &[Dispute]) -> Self {
        let mut access: HashMap<usize, Vec<&Fact>> = HashMap::new();
        let tells = |f: &&Fact| f.kind.family() == Family::Access && f.stance == Stance::Asserts && f.counts();
        for fact in facts.all.iter().filter(tells) {
            if let Some(place) = fact.place {
                access.entry(place).or_default().push(fact);
            }
        }
        let sides = disputes.iter().flat_map(|d| &d.sides);
        let told: HashSet<&str> = sides.flat_map(|s| &s.claims).map(String::as_str).collect();
        let asked = |f: &&Fact| matches!(f.kind, Kind::Verifies | Kind::CannotVerify) || told.contains(&*f.id);
        let by_id = facts.all.iter().filter(asked).map(|f| (&*f.id, f)).collect();
        let places: BTreeSet<usize> = disputes.iter().filter_map(|d| place_of(facts, d)).collect();
        let in_order = |place: usize| {
            let mut list: Vec<&Proposition> = said.get(&place)?.iter().collect();
            list.sort_by_key(|p| p.from);
            Some((place, list))
        };
        let by_day = places.into_iter().filter_map(in_order).collect();
        Self { facts, said, by_day, by_id, checks: Checks::new(facts), access, held: HashMap::new() }
    }

    /// Looks who holds these places on these days.
    fn look(&mut self, days: BTreeMap<usize, BTreeSet<Date>>) {
        for (place, days) in days {
            let Some(said) = self.said.get(&place) else { continue };
            let mut course = Course::new(self.facts, place, said);
            let held = days.into_iter().filter_map(|day| Some(((place, day), course.at(day)?)));
            self.held.extend(held.filter(|(_, control)| control.status == ControlStatus::HeldBy));
        }
    }

    /// What is said of a place that counts from these days on.
    fn between(&self, place: usize, first: Date, last: Date) -> &[&'a Proposition] {
        let all = self.by_day.get(&place).map_or(&[][..], Vec::as_slice);
        let start = all.partition_point(|p| p.from < first);
        let end = all.partition_point(|p| p.from <= last);
        all.get(start..end).unwrap_or_default()
    }

    fn facts_of(&self, ids: &[String]) -> Vec<&'a Fact> {
        ids.iter().filter_map(|id| self.by_id.get(id.as_str()).copied()).collect()
    }
}

/// A dispute with what is known around it.
struct Quarrel<'a, 'd> {
    known: &'d Known<'a>,
    place: Option<usize>,
    sides: Vec<Vec<&'a Fact>>,
    dispute: &'d Dispute,
}

impl<'a, 'd> Quarrel<'a, 'd> {
    fn new(known: &'d Known<'a>, dispute: &'d Dispute) -> Self {
        let sides = dispute.sides.iter().map(|side| known.facts_of(&side.claims)).collect();
        Self { known, place: place_of(known.facts, dispute), sides, dispute }
    }

    fn ended(&self) -> Option<Outcome> {
        let replaced = self.dispute.ended.clone();
        let found = [replaced, self.taken_back(), self.admitted(), self.verified(), self.overtaken(), self.opened()];
        // The first of the days; where there are several ways on it, in this order.
        found.into_iter().flatten().min_by_key(|o| o.on)
    }

    fn all(&self) -> impl Iterator<Item = &'a Fact> {
        self.sides.iter().flatten().copied()
    }

    /// Who denied it says so later. To deny what one said before admits nothing.
    fn taken_back(&self) -> Option<Outcome> {
        let mut found: Option<(Date, &Fact)> = None;
        for (i, side) in self.sides.iter().enumerate() {
            let others = || self.sides.iter().enumerate().filter(|(j, _)| *j != i).flat_map(|(_, s)| s.iter().copied());
            for fact in side.iter().filter(|f| f.stance == Stance::Denies && matches!(f.voice, Voice::Party(_))) {
                for other in others().filter(|o| o.origin == fact.origin && o.stated > fact.stated) {
                    // Who goes back and forth has admitted nothing.
                    let again = side.iter().any(|f| f.origin == other.origin && f.stated >= other.stated);
                    let Some(day) = other.stated.filter(|_| !again) else { continue };
                    if found.is_none_or(|(d, _)| day < d) {
                        found = Some((day, other));
                    }
                }
            }
        }
        let (on, fact) = found?;
        Some(self.outcome(Ending::Admitted, on, &[fact], format!("{} said so itself", fact.origin_name)))
    }

    /// Who was said to be there says that it is gone.
    fn admitted(&self) -> Option<Outcome> {
        let facts = self.known.facts;
        let (first, last) = self.days()?;
        // A denial counts from a little before or after the days of what it denies.
        let said = self.known.between(self.place?, shift(first, -NEAR_DAYS), shift(last, LATER_DAYS));
        let ids: BTreeSet<&str> = self.all().map(|f| &*f.id).collect();
        let is_ours = |p: &&Proposition| facts.all.get(p.fact).is_some_and(|f| ids.contains(&*f.id));
        let there = said.iter().copied().filter(|p| p.says == Says::Holds).filter(is_ours);
        let camp = |p: &Proposition| facts.parties.get(p.party).map(|c| c.camp.as_str());
        let stated = |p: &Proposition| facts.all.get(p.fact).and_then(|f| f.stated);
        let camps: BTreeSet<&str> = there.clone().filter_map(camp).collect();
        let insisted = there.filter_map(stated).max()?;
        let leaves = said.iter().copied().filter(|p| {
            let admits = p.weight == Weight::Admission && matches!(p.says, Says::Gone | Says::Leaving) && !p.denial;
            let of_camp = camp(p).is_some_and(|c| camps.contains(c));
            admits && of_camp && first <= p.end && p.start <= shift(last, LATER_DAYS)
        });
        let told = leaves.filter_map(|p| Some((stated(p)?, facts.all.get(p.fact)?)));
        let (on, fact) = told.filter(|(day, _)| *day >= insisted).min_by_key(|(day, f)| (*day, f.id.clone()))?;
        Some(self.outcome(Ending::Admitted, on, &[fact], format!("{} admitted it", fact.origin_name)))
    }

    /// Somebody checked what one side says, and nobody what the other says.
    fn verified(&self) -> Option<Outcome> {
        let verified = self.sides.iter().map(|s| self.known.checks.of(self.known.facts, s).0);
        let verified: Vec<(usize, Vec<String>)> = verified.enumerate().filter(|(_, ids)| !ids.is_empty()).collect();
        let [(side, ids)] = verified.as_slice() else { return None };
        let by = self.known.facts_of(ids);
        let first = by.iter().min_by_key(|f| (f.stated, f.id.clone()))?;
        let says = self.dispute.sides.get(*side).map(|s| s.says.as_str()).unwrap_or_default();
        let why = format!("{} verified what one side says: {says}", first.origin_name);
        Some(self.outcome(Ending::Verified, first.stated?, &[first], why))
    }

    /// The days on which later reports may leave no doubt who holds the place.
    fn may_be_overtaken(&self) -> Vec<Date> {
        // From the day after which one side fell silent.
        let ends = |side: &Vec<&Fact>| side.iter().filter_map(|f| f.days).map(|d| d.1).max();
        let last = self.sides.iter().filter_map(ends).min();
        let of_control = self.all().any(|f| f.kind.family() == Family::Control);
        let Some((place, last)) = self.place.zip(last).filter(|_| of_control) else { return Vec::new() };
        let later = self.known.between(place, shift(last, 1), shift(last, LATER_DAYS));
        let weighty = later.iter().filter(|p| p.weight >= Weight::Disinterested);
        let mut days: Vec<Date> = Vec::new();
        for day in weighty.map(|p| p.from) {
            if days.last() != Some(&day) {
                if days.len() == TRIED {
                    break;
                }
                days.push(day);
            }
        }
        days
    }

    /// Later reports leave no doubt who holds the place.
    fn overtaken(&self) -> Option<Outcome> {
        let place = self.place?;
        let control = self.may_be_overtaken().into_iter().find_map(|day| self.known.held.get(&(place, day)))?;
        let how = match control.standing {
            Standing::Admitted | Standing::CrossAdversary => Ending::Admitted,
            _ => Ending::Superseded,
        };
        let told = |id: &String| self.dispute.sides.iter().any(|s| s.claims.contains(id));
        let (known, new): (Vec<String>, Vec<String>) = control.supporting.iter().cloned().partition(told);
        let claims = if new.is_empty() { known } else { new };
        Some(Outcome { how, on: control.at, claims, why: control.why.clone() })
    }

    /// Of a later day all say the same of a crossing, a road, an airport.
    fn opened(&self) -> Option<Outcome> {
        let place = self.all().find(|f| f.kind.family() == Family::Access)?.place?;
        let (_, last) = self.days()?;
        let after = |f: &&&Fact| f.days.is_some_and(|(start, _)| last < start && start <= shift(last, LATER_DAYS));
        let later: Vec<&Fact> = self.known.access.get(&place)?.iter().filter(after).copied().collect();
        let on = later.iter().filter_map(|f| f.days).map(|d| d.0).min()?;
        let then: Vec<&Fact> = later.into_iter().filter(|f| f.days.is_some_and(|d| d.0 == on)).collect();
        let first = then.first()?;
        let state = if first.kind == Kind::Closes { "closed" } else { "open" };
        let one = then.iter().all(|f| f.kind == first.kind);
        one.then(|| self.outcome(Ending::Superseded, on, &then, format!("said to be {state} later, and nothing else")))
    }

    fn days(&self) -> Option<(Date, Date)> {
        self.dispute.date.as_ref().map(|d| (d.start, d.end))
    }

    fn outcome(&self, how: Ending, on: Date, by: &[&Fact], why: String) -> Outcome {
        Outcome { how, on, claims: by.iter().map(|f| f.id.to_string()).collect(), why }
    }

    /// What would end it: a side that says otherwise, one more source without a stake, a check.
    fn settled_by(&self) -> Vec<String> {
        let mut parties: Vec<&str> = Vec::new();
        for fact in self.all().filter(|f| matches!(f.voice, Voice::Party(_))) {
            if !parties.contains(&&*fact.origin_name) {
                parties.push(&fact.origin_name);
            }
        }
        let mut out: Vec<String> = parties.iter().map(|p| format!("{p} saying otherwise than before")).collect();
        out.push(match self.all().find(|f| f.voice == Voice::Neutral) {
            Some(known) => format!("a named source without a stake other than {}", known.origin_name),
            None => "a named source without a stake".to_owned(),
        });
        out.push("somebody who has checked it".to_owned());
        out
    }
}
