//! Whether a crossing, road or airport is open.

use crate::{
    facts::{Fact, Facts, Voice},
    relations::names,
};
use dateline_core::{
    Kind, Stance,
    picture::{Access, ActorRef, PlaceRef},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The state of every place that was said to close or open by the end of `at`, by place name.
pub fn access(facts: &Facts, at: Date) -> Vec<Access> {
    let mut by_place: BTreeMap<usize, Vec<&Fact>> = BTreeMap::new();
    for fact in &facts.all {
        let told = matches!(fact.kind, Kind::Closes | Kind::Opens) && fact.counts();
        if let (Some(place), Some((_, day)), true) = (fact.place, fact.days, told)
            && day <= at
        {
            by_place.entry(place).or_default().push(fact);
        }
    }
    let mut out: Vec<Access> = by_place.into_iter().filter_map(|(place, said)| of_place(facts, place, &said)).collect();
    out.sort_by(|a, b| (&a.place.name, &a.place.key).cmp(&(&b.place.name, &b.place.key)));
    out
}

/// Every change of state up to the end of `until`, by place name and day; each as of the day that brought it.
pub fn history(facts: &Facts, until: Date) -> Vec<(Date, Access)> {
    let told = facts.all.iter().filter(|f| matches!(f.kind, Kind::Closes | Kind::Opens) && f.counts());
    let days: BTreeSet<Date> = told.filter_map(|f| f.days).map(|d| d.1).filter(|day| *day <= until).collect();
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let mut out: Vec<(Date, Access)> = Vec::new();
    for day in days {
        for state in access(facts, day) {
            let before = last.insert(state.place.key.clone(), state.status.clone());
            if before.is_none_or(|b| b != state.status) {
                out.push((day, state));
            }
        }
    }
    out.sort_by(|(a_day, a), (b_day, b)| {
        (&a.place.name, &a.place.key, a_day).cmp(&(&b.place.name, &b.place.key, b_day))
    });
    out
}

fn of_place(facts: &Facts, place: usize, said: &[&Fact]) -> Option<Access> {
    let closes = |f: &Fact| (f.kind == Kind::Closes) == (f.stance == Stance::Asserts);
    let day = |f: &Fact| f.days.map(|d| d.1);
    let latest = |closed: bool| said.iter().filter(|f| closes(f) == closed).max_by_key(|f| day(f)).copied();
    let (closed, open) = (latest(true), latest(false));
    let (is_closed, contested) = match (closed, open) {
        (Some(c), Some(o)) if day(c) == day(o) => (true, c.origin != o.origin),
        (Some(c), Some(o)) => (day(c) > day(o), false),
        (c, _) => (c.is_some(), false),
    };
    // What was said before the last change is history.
    let changed = if is_closed { open } else { closed }.filter(|_| !contested).and_then(day);
    let current = |f: &&&Fact| changed.is_none_or(|c| day(f) > Some(c));
    let (supporting, opposing): (Vec<&Fact>, Vec<&Fact>) =
        said.iter().filter(current).copied().partition(|f| closes(f) == is_closed);
    let first = supporting.first()?;
    // The one who closes it, as told by whoever names it; hearsay last.
    let by = supporting.iter().filter(|f| f.actor.is_some()).min_by_key(|f| f.voice == Voice::Hearsay);
    let status = match (contested, is_closed) {
        (true, _) => "contested",
        (false, true) => "closed",
        (false, false) => "open",
    };
    Some(Access {
        place: PlaceRef::clone(facts.places.get(place)?),
        status: status.to_owned(),
        since: supporting.iter().filter_map(|f| day(f)).min().or(day(first)),
        by: by.and_then(|f| f.actor).and_then(|n| facts.parties.get(n)).map(|p| ActorRef::clone(&p.actor)),
        origins: names(&supporting),
        denied_by: names(&opposing),
        last_word: supporting.iter().chain(&opposing).filter_map(|f| day(f)).max(),
        supporting: supporting.iter().map(|f| f.id.to_string()).collect(),
        opposing: opposing.iter().map(|f| f.id.to_string()).collect(),
    })
}
