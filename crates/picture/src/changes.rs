//! What changed in who holds which place, when, and on whose word.

use crate::{
    control::{Course, place_order, turns},
    facts::{Fact, Facts, shift},
    propositions::{ByPlace, Proposition},
    verdicts::Held,
};
use dateline_core::picture::{Change, Control, ControlStatus};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The places whose control differs between the ends of two days, in the order of `before` and `after`: who holds each place
/// at the ends of the two.
pub fn between(facts: &Facts, said: &ByPlace, before: &[Held], after: &[Held]) -> Vec<Change> {
    let differing = before.iter().zip(after).filter(|(a, b)| !a.is_of(b) && differ(facts, a.verdict(), b.verdict()));
    let told = differing.filter_map(|(a, b)| Some((said.get(&facts.place_of(&b.verdict().place.key)?)?, a, b)));
    told.map(|(propositions, a, b)| change(facts, propositions, a.control(), b.control())).collect()
}

/// Every change up to the end of a day, by name of the place and day.
pub fn history(facts: &Facts, said: &ByPlace, key: Option<&str>, until: Date) -> Vec<Change> {
    let wanted = |place: &usize| key.is_none_or(|k| facts.places.get(*place).is_some_and(|p| p.key == k));
    let mut out: Vec<Change> =
        said.iter().filter(|(place, _)| wanted(place)).flat_map(|(p, said)| of(facts, *p, said, until)).collect();
    out.sort_by(|a, b| place_order(&a.after.place, &b.after.place).then(a.after.at.cmp(&b.after.at)));
    out
}

fn of(facts: &Facts, place: usize, said: &[Proposition], until: Date) -> Vec<Change> {
    let mut out = Vec::new();
    let mut course = Course::new(facts, place, said);
    let mut last: Option<Control> = None;
    for day in turns(said).into_iter().take_while(|day| *day <= until) {
        let eve = shift(day, -1);
        let before = last.take().filter(|c| c.at == eve).or_else(|| course.at(eve));
        last = course.at(day);
        if let Some((before, after)) = before.zip(last.clone()).filter(|(a, b)| differ(facts, a, b)) {
            out.push(change(facts, said, before, after));
        }
    }
    out
}

/// Whether two controls say different things of who holds the place. An actor and a part of it are one.
fn differ(facts: &Facts, a: &Control, b: &Control) -> bool {
    if a.status == ControlStatus::Unknown && b.status == ControlStatus::Unknown {
        return false;
    }
    let party =
        |c: &Control| c.actor.as_ref().and_then(|a| facts.parties.by_id(&a.id)).and_then(|n| facts.parties.get(n));
    let same = match (party(a), party(b)) {
        (Some(x), Some(y)) => x.chain.contains(&y.actor.id) || y.chain.contains(&x.actor.id),
        (None, None) => a.disputed_by == b.disputed_by,
        _ => false,
    };
    (a.status, a.extent) != (b.status, b.extent) || !same
}

fn change(facts: &Facts, said: &[Proposition], before: Control, after: Control) -> Change {
    let known: BTreeSet<&str> = before.supporting.iter().chain(&before.opposing).map(String::as_str).collect();
    let counted: BTreeSet<&str> =
        after.supporting.iter().chain(&after.opposing).map(String::as_str).filter(|id| !known.contains(id)).collect();
    let counts = |p: &Proposition| facts.all.get(p.fact).is_some_and(|f| counted.contains(&*f.id));
    let new = |p: &Proposition| before.at < p.from && p.from <= after.at;
    // What is said of these days and counts now; what is said of later days, where the state is implied by it; what is
    // said of these days and has ended something.
    let reasons: [&dyn Fn(&Proposition) -> bool; 3] =
        [&|p| counts(p) && new(p), &|p| counts(p) && p.from > after.at, &new];
    let facts_of = |which: &&dyn Fn(&Proposition) -> bool| -> Vec<&Fact> {
        let numbers: BTreeSet<usize> = said.iter().filter(|p| which(p)).map(|p| p.fact).collect();
        numbers.into_iter().filter_map(|n| facts.all.get(n)).collect()
    };
    let by = reasons.iter().map(facts_of).find(|by| !by.is_empty()).unwrap_or_default();
    let mut origins: Vec<String> = Vec::new();
    for fact in &by {
        if !origins.iter().any(|o| **o == *fact.origin_name) {
            origins.push(fact.origin_name.to_string());
        }
    }
    let claims = by.iter().map(|f| f.id.to_string()).collect();
    Change { before, after, claims, origins }
}
