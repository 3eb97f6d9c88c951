//! People and forces that move, and what governments advise their people abroad.

use crate::{
    facts::{Fact, Facts, place_ref},
    relations::names,
    statement::Placed,
    wording::stable_id,
};
use dateline_core::{
    ActorClass, Family, Kind, Modality, Stance,
    picture::{Advisory, Event, Movement, PlaceRef},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The name within a kind of what a government tells its own people to do.
const ADVISORY: &str = "advisory";

/// The events of movement and withdrawal, with who moves, from where and where to.
pub fn movements(facts: &Facts, events: &[Event]) -> Vec<Movement> {
    let moves = |kind: Kind| kind.family() == Family::Movement || kind == Kind::Withdraws;
    let told: Vec<&Event> = events.iter().filter(|e| moves(e.kind)).collect();
    let mut by_id: HashMap<&str, &Fact> = HashMap::new();
    by_id.extend(facts.all.iter().filter(|f| moves(f.kind)).map(|f| (&*f.id, f)));
    let of =
        |e: &Event| -> Vec<&Fact> { e.supporting.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect() };
    let mut out: Vec<Movement> = told.into_iter().map(|e| movement(e, &of(e))).collect();
    out.sort_by_key(|m| m.event.date.is_none());
    out
}

fn movement(event: &Event, facts: &[&Fact]) -> Movement {
    // Who withdraws is the event's actor.
    let told = facts.iter().filter(|_| event.kind != Kind::Withdraws).filter_map(|f| f.target_words());
    let who = told.min_by_key(|w| w.len());
    let end = |of: fn(&Fact) -> Option<&Arc<Placed>>| {
        let places = facts.iter().filter_map(|f| of(f).map(|p| place_ref(p, None, &f.report)));
        most(places.collect())
    };
    let counted = || facts.iter().filter_map(|f| f.quantity.as_ref());
    let unit = counted().next().map(|q| Arc::clone(&q.unit));
    let alike = || counted().filter(|q| Some(&q.unit) == unit.as_ref());
    let low = alike().map(|q| q.low).min_by(f64::total_cmp);
    // The largest of the upper ends; none where one is open.
    let high = alike().map(|q| q.high).try_fold(0.0_f64, |most, high| high.map(|h| most.max(h)));
    Movement {
        event: event.clone(),
        who: who.map(str::to_owned),
        from: end(|f| f.from.as_ref()),
        to: end(|f| f.to.as_ref()),
        number: low.map(|low| (low, high)),
        unit: unit.map(|u| u.to_string()),
        origins: names(facts),
    }
}

/// The place that most name; of several the one that was named first.
fn most(places: Vec<PlaceRef>) -> Option<Arc<PlaceRef>> {
    let count = |p: &PlaceRef| places.iter().filter(|o| o.key == p.key).count();
    let best = places.iter().rev().max_by_key(|p| count(p))?;
    Some(Arc::new(best.clone()))
}

/// Whose, for which place, and what.
type Advice<'a> = (Option<usize>, Option<usize>, &'a str);

/// Advisories by government and place, the latest first.
pub fn advisories(facts: &Facts) -> Vec<Advisory> {
    let mut groups: BTreeMap<Advice<'_>, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.all.iter().filter(|f| f.sub_kind.as_deref() == Some(ADVISORY) && !f.retracted) {
        let by = fact.actor.or(fact.speakers.first().copied());
        let fights = by.and_then(|n| facts.parties.get(n)).is_some_and(|p| p.class == ActorClass::Belligerent);
        if fights || fact.stance == Stance::Questions {
            continue;
        }
        let sort = match (fact.kind, fact.modality) {
            (Kind::Evacuates, Modality::Demanded | Modality::Planned) => "leave",
            (Kind::Evacuates, Modality::Actual | Modality::Ongoing) => "evacuated",
            (Kind::Evacuates, _) => continue,
            _ => "avoid",
        };
        groups.entry((by, fact.place, sort)).or_default().push(fact);
    }
    let mut out: Vec<Advisory> =
        groups.into_iter().filter_map(|((by, place, sort), said)| advisory(facts, by, place, sort, &said)).collect();
    out.sort_by(|a, b| b.days.map(|d| d.1).cmp(&a.days.map(|d| d.1)).then_with(|| a.id.cmp(&b.id)));
    out
}

fn advisory(facts: &Facts, by: Option<usize>, place: Option<usize>, sort: &str, said: &[&Fact]) -> Option<Advisory> {
    let (denying, claims): (Vec<&Fact>, Vec<&Fact>) = said.iter().partition(|f| f.stance == Stance::Denies);
    let first = said.iter().min_by_key(|f| (f.stated, f.report.clone(), f.start, f.id.clone()))?;
    let days = || claims.iter().filter_map(|f| f.days);
    let ids = |facts: &[&Fact]| facts.iter().map(|f| f.id.to_string()).collect();
    Some(Advisory {
        id: stable_id("ad", &first.id),
        by: by.and_then(|n| facts.parties.get(n)).map(|p| Arc::clone(&p.actor)),
        whom: claims.iter().filter_map(|f| f.target_words()).next().map(str::to_owned),
        place: place.and_then(|p| facts.places.get(p)).cloned(),
        sort: sort.to_owned(),
        days: days().map(|d| d.0).min().zip(days().map(|d| d.1).max()),
        origins: names(&claims),
        claims: ids(&claims),
        opposing: ids(&denying),
    })
}

impl Fact {
    fn target_words(&self) -> Option<&str> {
        self.claim.target.as_ref().map(|n| n.name())
    }
}
