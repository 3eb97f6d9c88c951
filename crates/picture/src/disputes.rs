//! Claims of different origins that cannot both hold.

use crate::{
    both,
    events::Cluster,
    facts::{Fact, Facts, shift},
    figures,
    nesting::Nesting,
    propositions::{Proposition, Says, Weight},
    tensions::{self, BATTLE_DAYS, Days as ByDay, between, sorted},
    wording::{heading, says, stable_id},
};
use dateline_core::{
    ActorClass, DateRange, Family, Granularity, Kind, Modality, Stance,
    picture::{Dispute, DisputeSide, Figure, PlaceRef},
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

/// A statement that a camp still holds a place contradicts one that it is gone if that was so many days before.
const MEMORY_DAYS: i64 = 3;

/// First and last day.
type Days = (Date, Date);
/// Those who say one thing and those who say the other.
type Sides<'a> = (Vec<&'a Fact>, Vec<&'a Fact>);

/// All disputes, the weightiest first.
pub fn disputes(
    facts: &Facts,
    clusters: &[Cluster],
    said: &BTreeMap<usize, Vec<Proposition>>,
    figures: &[Figure],
) -> Vec<Dispute> {
    let of_places = || {
        let mut out: Vec<Dispute> = Vec::new();
        for (place, propositions) in said {
            if facts.unheld.get(*place) == Some(&false) {
                out.extend(there_or_gone(facts, propositions));
                out.extend(two_takers(facts, propositions));
            }
        }
        out.extend(clusters.iter().filter_map(|c| denied(facts, c)));
        out
    };
    let of_the_rest = || {
        let mut out = denied_around(facts);
        out.extend(denied_nearby(facts));
        out.extend(denied_altogether(facts));
        out.extend(tensions::contradictions(facts, said));
        out.extend(open_and_closed(facts));
        out.extend(figures::disputes(facts, figures));
        out
    };
    let (mut out, rest) = both(of_places, of_the_rest);
    out.extend(rest);
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
    out.dedup_by(|a, b| a.id == b.id);
    out
}

/// Is a camp still there, or is it gone? One dispute for each run of days on which both are said.
fn there_or_gone(facts: &Facts, said: &[Proposition]) -> Vec<Dispute> {
    let camp_of = |p: &Proposition| facts.parties.get(p.party);
    let mut camps: BTreeMap<&str, Vec<&Proposition>> = BTreeMap::new();
    // A denied entry is told with the entry, by `denied`.
    let entry = |p: &Proposition| facts.all.get(p.fact).is_some_and(|f| f.kind == Kind::Enters);
    for p in said.iter().filter(|p| p.says == Says::Holds && !entry(p)) {
        if let Some(party) = camp_of(p) {
            camps.entry(&party.camp).or_default().push(p);
        }
    }
    let mut out = Vec::new();
    for (camp, there) in camps {
        let Some(holder) = there.first().and_then(|p| camp_of(p)) else { continue };
        let of_camp = |p: &Proposition| camp_of(p).is_some_and(|c| c.camp == camp);
        let mut gone: Vec<&Proposition> = said
            .iter()
            .filter(|p| match p.says {
                Says::Gone | Says::Leaving => of_camp(p),
                Says::Takes | Says::HoldsPart => camp_of(p).is_some_and(|c| c.opposes(holder)),
                _ => false,
            })
            .collect();
        gone.sort_by_key(|p| (p.end, p.fact));
        let takes = said.iter().filter(|p| p.says == Says::Takes && of_camp(p));
        let retaken: BTreeSet<Date> = takes.map(|p| p.start).collect();
        let mut windows: Vec<(Days, &Proposition)> = Vec::new();
        for p in there {
            let window = reach(p);
            let after = gone.partition_point(|g| g.end < window.0);
            let contradicted = gone.iter().skip(after).take_while(|g| g.end <= window.1).any(|g| {
                let back = || {
                    g.end < p.end && retaken.range((Bound::Excluded(g.end), Bound::Included(p.end))).next().is_some()
                };
                origin(facts, g) != origin(facts, p) && is_answer(facts, p, g) && !back()
            });
            if contradicted {
                windows.push((window, p));
            }
        }
        windows.sort_by_key(|w| (w.0, w.1.fact));
        for (window, there) in runs(windows) {
            let after = gone.partition_point(|g| g.end < window.0);
            let against: Vec<&Proposition> = gone
                .iter()
                .skip(after)
                .take_while(|g| g.end <= window.1)
                .filter(|g| there.iter().any(|t| origin(facts, t) != origin(facts, g)))
                .copied()
                .collect();
            out.extend(control_dispute(facts, &against, &there));
        }
    }
    out
}

/// The last days of statements that this one contradicts. A denial answers reports of the same days, perhaps of the
/// day after in another calendar; to hold a place speaks against having lost it before.
pub fn reach(p: &Proposition) -> Days {
    (shift(p.start, -MEMORY_DAYS), if p.denial { shift(p.end, 1) } else { p.end })
}

/// Whether the one who says that the camp holds the place can have known of the other statement: else it is only older.
pub fn is_answer(facts: &Facts, there: &Proposition, gone: &Proposition) -> bool {
    let stated = |p: &Proposition| facts.all.get(p.fact).and_then(|f| f.stated);
    let insists = there.denial || there.weight == Weight::Interested;
    insists || gone.end < there.start || stated(there) > stated(gone)
}

fn runs(windows: Vec<(Days, &Proposition)>) -> Vec<(Days, Vec<&Proposition>)> {
    let mut out: Vec<(Days, Vec<&Proposition>)> = Vec::new();
    for (window, p) in windows {
        match out.last_mut() {
            // Windows reach back in time; statements of neighbouring days carry one dispute on.
            Some((whole, list)) if window.0 <= whole.1 => {
                whole.1 = whole.1.max(window.1);
                list.push(p);
            }
            _ => out.push((window, vec![p])),
        }
    }
    out
}

fn origin<'a>(facts: &'a Facts, p: &Proposition) -> Option<&'a str> {
    facts.all.get(p.fact).map(|f| &*f.origin)
}

fn control_dispute(facts: &Facts, gone: &[&Proposition], there: &[&Proposition]) -> Option<Dispute> {
    let get = |p: &&Proposition| facts.all.get(p.fact);
    let one: Vec<&Fact> = gone.iter().filter_map(get).collect();
    let other: Vec<&Fact> = there.iter().filter_map(get).collect();
    // Named by what is said to have happened: the withdrawal rather than the capture that followed.
    let topic = one.iter().min_by_key(|f| (f.kind != Kind::Withdraws, f.kind != Kind::Captures, f.start))?;
    let actor = topic.actor.and_then(|n| facts.parties.get(n)).map(|p| p.actor.name.clone()).unwrap_or_default();
    let part = gone.iter().all(|p| p.says == Says::HoldsPart);
    let why = match topic.kind {
        _ if part => format!("{actor} cannot have a part of it while its adversary holds all of it"),
        Kind::Captures => format!("{actor} cannot have taken it while its adversary still holds it"),
        _ => format!("{actor} cannot both have left and still be there"),
    };
    dispute(facts, topic.kind, &[one, other], why)
}

/// Two adversaries are each said to have taken the place on one day.
fn two_takers(facts: &Facts, said: &[Proposition]) -> Vec<Dispute> {
    let mut by_day: BTreeMap<Date, Vec<&Proposition>> = BTreeMap::new();
    let takes = |p: &&Proposition| p.says == Says::Takes && p.start == p.end && p.weight > Weight::Hearsay;
    for p in said.iter().filter(takes) {
        by_day.entry(p.end).or_default().push(p);
    }
    let mut out = Vec::new();
    for takers in by_day.into_values() {
        let Some(first) = takers.first().and_then(|p| facts.parties.get(p.party)) else { continue };
        let is_first = |p: &&Proposition| facts.parties.get(p.party).is_some_and(|c| c.camp == first.camp);
        let opposes = |p: &&Proposition| facts.parties.get(p.party).is_some_and(|c| c.opposes(first));
        let of = |which: &dyn Fn(&&Proposition) -> bool| -> Vec<&Fact> {
            takers.iter().filter(|p| which(p)).filter_map(|p| facts.all.get(p.fact)).collect()
        };
        let (one, other) = (of(&is_first), of(&opposes));
        if one.iter().any(|a| other.iter().any(|b| a.origin != b.origin)) {
            let why = "both cannot have taken it on one day".to_owned();
            out.extend(dispute(facts, Kind::Captures, &[one, other], why));
        }
    }
    out
}

/// What some say and others deny. Whether a place is held is looked at elsewhere.
fn denied(facts: &Facts, cluster: &Cluster) -> Option<Dispute> {
    let get = |list: &[usize]| -> Vec<&Fact> { list.iter().filter_map(|n| facts.all.get(*n)).collect() };
    let (one, other) = (get(&cluster.supporting), get(&cluster.opposing));
    let first = one.first()?;
    let told_elsewhere =
        matches!(first.kind, Kind::Captures | Kind::Loses | Kind::Withdraws | Kind::Holds | Kind::Surrenders);
    if told_elsewhere || first.place.is_none() || !one.iter().any(|a| other.iter().any(|b| a.origin != b.origin)) {
        return None;
    }
    dispute(facts, first.kind, &[one, other], "some say it happened, others deny it".to_owned())
}

/// Somebody denies of a whole region what others say happened at a place in it. Whether a place is held is looked at
/// elsewhere.
fn denied_around(facts: &Facts) -> Vec<Dispute> {
    let nesting = Nesting::new(&facts.places);
    let told_elsewhere = |f: &Fact| f.kind.family() == Family::Control || f.retracted;
    let camp = |f: &Fact| f.actor.and_then(|n| facts.parties.get(n)).map(|p| p.camp.as_str());
    let mut told: BTreeMap<(usize, Kind, &str), ByDay<&Fact>> = BTreeMap::new();
    for fact in facts.all.iter().filter(|f| f.counts() && f.stance == Stance::Asserts && !told_elsewhere(f)) {
        if let (Some(place), Some((_, end)), Some(camp)) = (fact.place, fact.days, camp(fact)) {
            for outer in nesting.around(place).iter().filter(|o| **o != place) {
                told.entry((*outer, fact.kind, camp)).or_default().push((end, fact));
            }
        }
    }
    let told = sorted(told);
    // By region, kind and camp: those who tell of it and those who deny it.
    let mut sides: BTreeMap<(usize, Kind, &str), Sides<'_>> = BTreeMap::new();
    for fact in facts.all.iter().filter(|f| f.stance == Stance::Denies && !told_elsewhere(f)) {
        // `unable to strike` speaks against strikes as well.
        let real = fact.is_real() || fact.modality == Modality::Possible;
        let (true, Some(place), Some((start, end)), Some(camp)) = (real, fact.place, fact.days, camp(fact)) else {
            continue;
        };
        let within = between(told.get(&(place, fact.kind, camp)), shift(start, -BATTLE_DAYS), end);
        let within: Vec<&Fact> = within.copied().filter(|f| f.origin != fact.origin).collect();
        if !within.is_empty() {
            let (one, other) = sides.entry((place, fact.kind, camp)).or_default();
            one.extend(within);
            other.push(fact);
        }
    }
    let told = sides.into_iter().filter_map(|((place, kind, _), (one, other))| {
        let whole = facts.places.get(place).map_or("it", |p| p.name.as_str());
        let why = format!("it cannot have happened in a part of {whole} and nowhere in it");
        dispute(facts, kind, &[one, other], why)
    });
    told.collect()
}

/// Somebody denies of no place by name (`denied any withdrawal`, `from areas near the city`) what others say of the same
/// surroundings: in the same report, where the denial only takes its place from the words around.
fn denied_nearby(facts: &Facts) -> Vec<Dispute> {
    let camp = |f: &Fact| f.actor.and_then(|n| facts.parties.get(n)).map(|p| p.camp.as_str());
    let named = |f: &Fact| f.place.is_some() && f.claim.place.as_ref().is_some_and(|p| p.anchor.is_none());
    // Whoever has flown out has not given up a place.
    let fights = |f: &Fact| {
        let party = f.actor.and_then(|n| facts.parties.get(n));
        party.is_some_and(|p| matches!(p.class, ActorClass::Belligerent | ActorClass::Government))
    };
    let control = |f: &&Fact| f.kind.family() == Family::Control && f.counts() && fights(f);
    let mut told: BTreeMap<(&str, Kind, &str), ByDay<&Fact>> = BTreeMap::new();
    let own_place = |f: &&Fact| f.stance == Stance::Asserts && f.place.is_some();
    for fact in facts.all.iter().filter(control).filter(own_place) {
        if let (Some(near), Some(camp), Some((_, end))) = (vicinity(fact), camp(fact), fact.days) {
            told.entry((near, fact.kind, camp)).or_default().push((end, fact));
        }
    }
    let told = sorted(told);
    let mut sides: BTreeMap<(&str, Kind, &str), Sides<'_>> = BTreeMap::new();
    for fact in facts.all.iter().filter(control).filter(|f| f.stance == Stance::Denies && !named(f)) {
        let (Some(near), Some(camp), Some((start, end))) = (vicinity(fact), camp(fact), fact.days) else { continue };
        let inherited = fact.claim.place.as_ref().is_some_and(|p| p.inherited);
        let said = between(told.get(&(near, fact.kind, camp)), shift(start, -BATTLE_DAYS), end).copied();
        let here = |f: &&Fact| f.origin != fact.origin && (!inherited || f.report == fact.report);
        let said: Vec<&Fact> = said.filter(here).collect();
        if !said.is_empty() {
            let (one, other) = sides.entry((near, fact.kind, camp)).or_default();
            one.extend(said);
            other.push(fact);
        }
    }
    let told = sides.into_iter().filter_map(|((_, kind, _), (one, other))| {
        let why = "some say it happened there, others deny it of the same surroundings".to_owned();
        dispute(facts, kind, &[one, other], why)
    });
    told.collect()
}

/// Somebody is said to be unable to do, and nobody says where, what others tell of at places of the country.
fn denied_altogether(facts: &Facts) -> Vec<Dispute> {
    let camp = |f: &Fact| f.actor.and_then(|n| facts.parties.get(n)).map(|p| p.camp.as_str());
    let told_elsewhere = |f: &&Fact| f.kind.family() != Family::Control && !f.retracted;
    let mut told: BTreeMap<(Kind, &str), ByDay<&Fact>> = BTreeMap::new();
    let real = facts.all.iter().filter(told_elsewhere).filter(|f| f.is_real() && f.stance == Stance::Asserts);
    for fact in real {
        if let (Some(camp), Some((_, end))) = (camp(fact), fact.days) {
            told.entry((fact.kind, camp)).or_default().push((end, fact));
        }
    }
    let told = sorted(told);
    let mut sides: BTreeMap<(&str, Kind, &str), Sides<'_>> = BTreeMap::new();
    let unable = facts.all.iter().filter(told_elsewhere).filter(|f| {
        let nowhere = f.claim.place.as_ref().is_some_and(|p| p.inherited);
        f.stance == Stance::Denies && f.modality == Modality::Possible && nowhere
    });
    for fact in unable {
        let (Some(here), Some(camp), Some((start, end))) = (country(fact), camp(fact), fact.days) else { continue };
        let said = between(told.get(&(fact.kind, camp)), shift(start, -BATTLE_DAYS), end).copied();
        let in_it = |f: &&Fact| f.origin != fact.origin && country(f).is_none_or(|c| c == here);
        let said: Vec<&Fact> = said.filter(in_it).collect();
        if !said.is_empty() {
            let (one, other) = sides.entry((here, fact.kind, camp)).or_default();
            one.extend(said);
            other.push(fact);
        }
    }
    let told = sides.into_iter().filter_map(|((_, kind, _), (one, other))| {
        let why = "some say that it happened, others that it cannot be done".to_owned();
        dispute(facts, kind, &[one, other], why)
    });
    told.collect()
}

/// The country that a fact is told of.
fn country(fact: &Fact) -> Option<&str> {
    fact.claim.place.as_ref()?.resolved.as_ref()?.country.as_deref()
}

/// The key of the place that a fact is told of, or of the one by which it is told.
fn vicinity(fact: &Fact) -> Option<&str> {
    fact.claim.place.as_ref().and_then(|p| p.vicinity())
}

/// A crossing is said to be closed and open on one day.
fn open_and_closed(facts: &Facts) -> Vec<Dispute> {
    let mut by_day: BTreeMap<(usize, Date), Sides<'_>> = BTreeMap::new();
    for fact in facts.all.iter().filter(|f| f.kind.family() == Family::Access && f.counts()) {
        if let (Some(place), Some((_, day)), Stance::Asserts) = (fact.place, fact.days, fact.stance) {
            let (closed, open) = by_day.entry((place, day)).or_default();
            if fact.kind == Kind::Closes { closed.push(fact) } else { open.push(fact) }
        }
    }
    let mut out = Vec::new();
    for (closed, open) in by_day.into_values() {
        if closed.iter().any(|a| open.iter().any(|b| a.origin != b.origin)) {
            let why = "it cannot be closed and open at once".to_owned();
            out.extend(dispute(facts, Kind::Closes, &[closed, open], why));
        }
    }
    out
}

/// Puts a dispute together; `None` if a side is empty.
pub fn dispute(facts: &Facts, kind: Kind, sides: &[Vec<&Fact>], why: String) -> Option<Dispute> {
    if sides.len() < 2 || sides.iter().any(Vec::is_empty) {
        return None;
    }
    let all: Vec<&Fact> = sides.iter().flatten().copied().collect();
    let topic = all.iter().find(|f| f.kind == kind).or(all.first())?;
    let place = topic.place.and_then(|p| facts.places.get(p)).map(|p| PlaceRef::clone(p));
    let actor = topic.actor.and_then(|n| facts.parties.get(n)).map(|p| &p.actor);
    let about = heading(kind, actor.map(Arc::as_ref), place.as_ref().map_or("an unnamed place", |p| p.name.as_str()));
    let days: Vec<(Date, Date)> = all.iter().filter_map(|f| f.days).collect();
    let first = days.iter().map(|d| d.0).min();
    let date = first.zip(days.iter().map(|d| d.1).max()).map(|(start, end)| DateRange {
        start,
        end,
        granularity: if start == end { Granularity::Day } else { Granularity::Range },
        text: None,
    });
    let origins: BTreeSet<&str> = all.iter().map(|f| &*f.origin).collect();
    let reports: BTreeSet<&str> = all.iter().map(|f| &*f.report).collect();
    let ids: BTreeSet<&str> = all.iter().map(|f| &*f.id).collect();
    Some(Dispute {
        id: stable_id("di", &ids.into_iter().collect::<Vec<_>>().join(" ")),
        about,
        place,
        date,
        sides: sides.iter().map(|s| side(facts, s)).collect(),
        why,
        weight: consequence(kind) * (origins.len() as f64 + (reports.len() as f64).ln_1p()),
        ended: None,
        settled_by: Vec::new(),
    })
}

fn side(facts: &Facts, members: &[&Fact]) -> DisputeSide {
    let mut members = members.to_vec();
    members.sort_by_key(|f| (f.days.map(|d| d.0), f.stated, f.report.clone(), f.start, f.id.clone()));
    members.dedup_by(|a, b| a.id == b.id);
    let mut origins: Vec<String> = Vec::new();
    for fact in &members {
        if !origins.iter().any(|o| **o == *fact.origin_name) {
            origins.push(fact.origin_name.to_string());
        }
    }
    DisputeSide {
        says: members.first().map(|f| says(facts, f)).unwrap_or_default(),
        origins,
        claims: members.iter().map(|f| f.id.to_string()).collect(),
    }
}

/// How much hangs on a kind of claim.
fn consequence(kind: Kind) -> f64 {
    match kind.family() {
        Family::Control => 3.0,
        Family::Harm | Family::Violence => 2.0,
        Family::Access | Family::Settlement | Family::Movement => 1.5,
        Family::Verification | Family::Other => 1.0,
    }
}
