//! Which claims are about one occurrence, and how well it stands.

use crate::{
    decided,
    facts::{Fact, Facts, Voice, shift},
    propositions::{Proposition, Weight},
    resolve::Party,
    wording::stable_id,
};
use dateline_core::{
    DateRange, Decision, Family, Granularity, Kind, Stance,
    picture::{ActorRef, Corroboration, Event, Standing},
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Days that two dates of one change of control may lie apart: reports date it by the evening or by the morning after.
const CHANGE_SLACK: i64 = 2;

/// Claims about one occurrence, by number of the fact.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Say that it is so.
    pub supporting: Vec<usize>,
    /// Deny it.
    pub opposing: Vec<usize>,
    /// No longer said by the latest revisions.
    pub retracted: Vec<usize>,
    core: (Date, Date),
    actors: Vec<usize>,
    losers: Vec<usize>,
    undated: bool,
    /// Which decisions made it what it is.
    pub decided: Vec<String>,
}

/// Clusters in order of their first fact, as the decisions have them.
pub fn clusters(facts: &Facts, decisions: &[Decision]) -> Vec<Cluster> {
    let mut out = told_apart(facts);
    decided::follow(&mut out, facts, decisions);
    out
}

/// Clusters as the facts alone have them.
fn told_apart(facts: &Facts) -> Vec<Cluster> {
    let mut buckets: BTreeMap<(usize, &str, &str), Vec<usize>> = BTreeMap::new();
    for (number, fact) in facts.all.iter().enumerate() {
        if !fact.is_real() || fact.stance == Stance::Questions || fact.days.is_none() {
            continue;
        }
        let Some(sort) = sort(fact.kind) else { continue };
        // Without a place, only one report's own statements can be told to be about one thing.
        let report = if fact.place.is_none() { &*fact.report } else { "" };
        buckets.entry((fact.place.unwrap_or(usize::MAX), sort, report)).or_default().push(number);
    }
    let mut out: Vec<Cluster> = buckets.into_values().flat_map(|numbers| part(facts, numbers)).collect();
    out.sort_by_key(|c| c.all().min());
    out
}

/// Kinds that tell of the same occurrence share a sort; `None` for kinds that are no occurrence.
fn sort(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Captures | Kind::Loses => Some("captures"),
        Kind::Attacks | Kind::Strikes => Some("attacks"),
        Kind::Advances | Kind::Besieges => Some("advances"),
        Kind::Verifies | Kind::CannotVerify | Kind::Other => None,
        kind => Some(kind.name()),
    }
}

fn part(facts: &Facts, mut numbers: Vec<usize>) -> Vec<Cluster> {
    let days = |n: &usize| facts.all.get(*n).and_then(|f| f.days);
    numbers.sort_by_key(|n| (days(n), *n));
    let mut done = Vec::new();
    let mut open: Vec<Cluster> = Vec::new();
    for number in numbers {
        let (Some(fact), Some((start, end))) = (facts.all.get(number), days(&number)) else { continue };
        let still_open = |c: &Cluster| shift(c.core.1, CHANGE_SLACK + 1) >= start;
        done.extend(open.extract_if(.., |c| !still_open(c)));
        let home = open.iter().position(|c| belongs(facts, fact, (start, end), c));
        match home.and_then(|i| open.get_mut(i)) {
            Some(cluster) => cluster.add(fact, number, (start, end)),
            None => open.push(Cluster::new(fact, number, (start, end))),
        }
    }
    done.extend(open);
    done
}

fn belongs(facts: &Facts, fact: &Fact, days: (Date, Date), cluster: &Cluster) -> bool {
    let slack = match fact.kind.family() {
        Family::Control | Family::Access | Family::Settlement => CHANGE_SLACK,
        _ => i64::from(fact.event_date.is_none() || cluster.undated),
    };
    if shift(cluster.core.1, slack) < days.0 || shift(days.1, slack) < cluster.core.0 {
        return false;
    }
    let party = |n: &usize| facts.parties.get(*n);
    let (actor, loser) = roles(fact);
    let fits = |x: Option<usize>, others: &[usize]| {
        x.as_ref().and_then(party).is_none_or(|x| others.iter().filter_map(party).all(|o| x.compatible(o)))
    };
    let clash = |x: Option<usize>, others: &[usize]| {
        x.as_ref().and_then(party).is_some_and(|x| others.iter().filter_map(party).any(|o| x.camp == o.camp))
    };
    // Two-sided fighting has no one actor.
    let two_sided =
        matches!(fact.kind, Kind::Clashes | Kind::Ceasefire | Kind::Kills | Kind::Injures | Kind::Displaces);
    (two_sided || (fits(actor, &cluster.actors) && fits(loser, &cluster.losers)))
        && !clash(actor, &cluster.losers)
        && !clash(loser, &cluster.actors)
}

/// Who acts and who loses by it.
fn roles(fact: &Fact) -> (Option<usize>, Option<usize>) {
    match fact.kind {
        Kind::Loses => (None, fact.actor),
        Kind::Captures => (fact.actor, fact.target),
        _ => (fact.actor, None),
    }
}

impl Cluster {
    fn new(fact: &Fact, number: usize, days: (Date, Date)) -> Self {
        let mut out = Self {
            supporting: Vec::new(),
            opposing: Vec::new(),
            retracted: Vec::new(),
            core: days,
            actors: Vec::new(),
            losers: Vec::new(),
            undated: fact.event_date.is_none(),
            decided: Vec::new(),
        };
        out.add(fact, number, days);
        out
    }

    fn add(&mut self, fact: &Fact, number: usize, days: (Date, Date)) {
        let list = match (fact.retracted, fact.stance) {
            (true, _) => &mut self.retracted,
            (false, Stance::Denies) => &mut self.opposing,
            _ => &mut self.supporting,
        };
        list.push(number);
        let core = (self.core.0.max(days.0), self.core.1.min(days.1));
        if core.0 <= core.1 {
            self.core = core;
        }
        self.undated |= fact.event_date.is_none();
        let (actor, loser) = roles(fact);
        self.actors.extend(actor.filter(|a| !self.actors.contains(a)));
        self.losers.extend(loser.filter(|l| !self.losers.contains(l)));
    }

    /// Takes in all facts of another.
    pub fn absorb(&mut self, other: Cluster) {
        self.supporting.extend(other.supporting);
        self.opposing.extend(other.opposing);
        self.retracted.extend(other.retracted);
        self.decided.extend(other.decided);
    }

    /// Lets go of the facts with these numbers and returns them as a cluster of their own; `None` if it has none of them,
    /// or no others.
    pub fn part(&mut self, facts: &Facts, leaving: &HashSet<usize>) -> Option<Cluster> {
        let (gone, left): (Vec<usize>, Vec<usize>) = self.all().partition(|n| leaving.contains(n));
        let (part, mut rest) = (Self::of(facts, &gone)?, Self::of(facts, &left)?);
        rest.decided = std::mem::take(&mut self.decided);
        *self = rest;
        Some(part)
    }

    /// The cluster of these facts.
    fn of(facts: &Facts, numbers: &[usize]) -> Option<Cluster> {
        let mut members = numbers.iter().filter_map(|n| facts.all.get(*n).and_then(|f| Some((*n, f, f.days?))));
        let (number, fact, days) = members.next()?;
        let mut out = Self::new(fact, number, days);
        members.for_each(|(number, fact, days)| out.add(fact, number, days));
        Some(out)
    }

    /// All its facts.
    pub fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.supporting.iter().chain(&self.opposing).chain(&self.retracted).copied()
    }
}

/// Events by date, place and kind.
pub fn events(facts: &Facts, clusters: &[Cluster], said: &BTreeMap<usize, Vec<Proposition>>) -> Vec<Event> {
    let weights = Weights::new(facts, said);
    let checks = Checks::new(facts);
    let mut out: Vec<Event> = clusters.iter().filter_map(|c| event(facts, c, &weights, &checks)).collect();
    // No two are equal.
    out.sort_unstable_by(|a, b| {
        let days = |e: &Event| e.date.as_ref().map(|d| (d.start, d.end));
        let place = |a: &Event, b: &Event| match (&a.place, &b.place) {
            (Some(a), Some(b)) => (&a.name, &a.key).cmp(&(&b.name, &b.key)),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        days(a).cmp(&days(b)).then_with(|| place(a, b)).then_with(|| (a.kind, &a.id).cmp(&(b.kind, &b.id)))
    });
    out
}

fn event(facts: &Facts, cluster: &Cluster, weights: &Weights, checks: &Checks<'_>) -> Option<Event> {
    let mut numbers: Vec<usize> = cluster.all().collect();
    numbers.sort_unstable();
    let members: Vec<&Fact> = numbers.iter().filter_map(|n| facts.all.get(*n)).collect();
    let first = members.first()?;
    let in_list = |list: &[usize]| -> Vec<&Fact> { list.iter().filter_map(|n| facts.all.get(*n)).collect() };
    let supporting = in_list(&cluster.supporting);
    let kind = if members.iter().any(|f| f.kind == Kind::Captures) { Kind::Captures } else { first.kind };
    let actors = members.iter().filter(|f| f.kind == kind || kind != Kind::Captures).filter_map(|f| f.actor);
    let place = first.place.and_then(|p| facts.places.get(p)).cloned();
    let (standing, origins) = standing(facts, cluster, weights);
    let (verified_by, could_not_verify) = checks.of(facts, &supporting);
    let ids = |list: &[&Fact]| -> Vec<String> { list.iter().map(|f| f.id.to_string()).collect() };
    let mut reasons = reasons(&members, place.is_some());
    reasons.extend(cluster.decided.iter().cloned());
    let mut supporting_ids = ids(&supporting);
    if supporting_ids.is_empty() {
        supporting_ids = ids(&in_list(&cluster.retracted));
    }
    Some(Event {
        id: stable_id("ev", &first.id),
        kind,
        actor: most_named(facts, actors),
        date: span(&members),
        standing,
        origins,
        supporting: supporting_ids,
        opposing: ids(&in_list(&cluster.opposing)),
        verified_by,
        could_not_verify,
        reasons,
        place,
    })
}

/// Why the claims are taken for one event.
fn reasons(members: &[&Fact], placed: bool) -> Vec<String> {
    if members.len() < 2 {
        return Vec::new();
    }
    let kinds: BTreeSet<&str> = members.iter().map(|f| f.kind.name()).collect();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
    let mut out = vec![format!(
        "{} claims of kind {kinds}{}",
        members.len(),
        if placed { " at one place" } else { " in one report" }
    )];
    let days: Vec<(Date, Date)> = members.iter().filter_map(|f| f.days).collect();
    if let (Some(first), Some(last)) = (days.iter().map(|d| d.0).min(), days.iter().map(|d| d.1).max()) {
        out.push(if first == last {
            format!("all on {first}")
        } else {
            format!("dates from {first} to {last} that meet")
        });
    }
    let undated = members.iter().filter(|f| f.event_date.is_none()).count();
    if undated > 0 {
        out.push(format!("{undated} without a date of their own, taken as of the day of publication"));
    }
    out.push("no two name actors of different sides for the same part".to_owned());
    out
}

fn span(members: &[&Fact]) -> Option<DateRange> {
    let dated: Vec<&DateRange> = members.iter().filter_map(|f| f.event_date.as_deref()).collect();
    let start = dated.iter().map(|d| d.start).min()?;
    let end = dated.iter().map(|d| d.end).max()?;
    if let Some(whole) = dated.iter().find(|d| d.start == start && d.end == end) {
        return Some((*whole).clone());
    }
    let granularity = if start == end { Granularity::Day } else { Granularity::Range };
    Some(DateRange { start, end, granularity, text: None })
}

/// The actor named most often; of several, the most telling name.
fn most_named(facts: &Facts, actors: impl Iterator<Item = usize>) -> Option<Arc<ActorRef>> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for actor in actors {
        *counts.entry(actor).or_default() += 1;
    }
    let named = counts.into_iter().filter_map(|(n, count)| facts.parties.get(n).map(|p| (count, p)));
    let best =
        named.max_by(|a, b| (a.0, a.1.chain.len()).cmp(&(b.0, b.1.chain.len())).then(b.1.actor.id.cmp(&a.1.actor.id)));
    best.map(|(_, p)| p.actor.clone())
}

/// The standing of what a cluster's claims say, and the number of origins that say it.
fn standing(facts: &Facts, cluster: &Cluster, weights: &Weights) -> (Standing, u32) {
    let supporting: Vec<(usize, &Fact)> =
        cluster.supporting.iter().filter_map(|n| facts.all.get(*n).map(|f| (*n, f))).collect();
    let origins: BTreeSet<&str> = supporting.iter().map(|(_, f)| &*f.origin).collect();
    let count = u32::try_from(origins.len()).unwrap_or(u32::MAX);
    let hearsay = |f: &Fact| f.voice == Voice::Hearsay;
    let standing = if supporting.is_empty() {
        if cluster.opposing.is_empty() { Standing::Retracted } else { Standing::Denied }
    } else if !cluster.opposing.is_empty() {
        let denied = supporting.iter().all(|(_, f)| hearsay(f));
        if denied { Standing::Denied } else { Standing::Contested }
    } else {
        let weighs = |weight| supporting.iter().any(|(n, _)| weights.of(*n) == Some(weight));
        let admitted = weighs(Weight::Admission);
        // Both sides: of a change of control those who gain and who lose by it; of a strike those who fly and their foes.
        let speaks = |which: &dyn Fn(&Party, &Party) -> bool| {
            supporting.iter().filter(|(n, _)| weights.of(*n).is_none()).any(|(_, f)| {
                let actor = f.actor.and_then(|n| facts.parties.get(n));
                speaking_party(facts, f).zip(actor).is_some_and(|(speaker, actor)| which(speaker, actor))
            })
        };
        let opposed = (admitted && weighs(Weight::Interested))
            || (speaks(&|speaker, actor| speaker.camp == actor.camp)
                && speaks(&|speaker, actor| speaker.opposes(actor)));
        let independent: BTreeSet<&str> =
            supporting.iter().filter(|(_, f)| !hearsay(f)).map(|(_, f)| &*f.origin).collect();
        let third = supporting.iter().any(|(_, f)| matches!(f.voice, Voice::Own | Voice::Neutral | Voice::Anonymous));
        match (opposed, admitted, independent.len() >= 2 && third) {
            (true, _, _) => Standing::CrossAdversary,
            (_, true, _) => Standing::Admitted,
            (_, _, true) => Standing::Corroborated,
            _ => Standing::Single,
        }
    };
    (standing, count)
}

fn speaking_party<'a>(facts: &'a Facts, fact: &Fact) -> Option<&'a Party> {
    match fact.voice {
        Voice::Party(n) => facts.parties.get(n),
        _ => None,
    }
}

/// What the claims on control weigh, by number of the fact.
struct Weights(Vec<Option<Weight>>);

impl Weights {
    fn new(facts: &Facts, said: &BTreeMap<usize, Vec<Proposition>>) -> Self {
        let mut weights = vec![None; facts.all.len()];
        for proposition in said.values().flatten() {
            if let Some(weight) = weights.get_mut(proposition.fact) {
                *weight = Some(proposition.weight);
            }
        }
        Self(weights)
    }

    fn of(&self, fact: usize) -> Option<Weight> {
        self.0.get(fact).copied().flatten()
    }
}

/// Verification claims, by the claim that they check where the report tells which it is, else by report.
pub struct Checks<'a> {
    by_claim: HashMap<&'a str, Vec<&'a Fact>>,
    by_report: HashMap<&'a str, Vec<&'a Fact>>,
}

impl<'a> Checks<'a> {
    /// All of them.
    pub fn new(facts: &'a Facts) -> Self {
        let mut by_claim: HashMap<&str, Vec<&Fact>> = HashMap::new();
        let mut by_report: HashMap<&str, Vec<&Fact>> = HashMap::new();
        for fact in facts.all.iter().filter(|f| matches!(f.kind, Kind::Verifies | Kind::CannotVerify) && f.counts()) {
            for claim in &fact.about {
                by_claim.entry(claim).or_default().push(fact);
            }
            if fact.about.is_empty() {
                by_report.entry(&fact.report).or_default().push(fact);
            }
        }
        Self { by_claim, by_report }
    }

    /// Ids of the claims that verify, and of those that could not. Where a report does not tell what its check is about,
    /// that is its claims on the same place, or what the named party says in it.
    pub fn of(&self, facts: &Facts, supporting: &[&Fact]) -> (Vec<String>, Vec<String>) {
        let mut found: BTreeSet<(bool, &str)> = BTreeSet::new();
        for fact in supporting {
            let verifies = |c: &Fact| (c.kind == Kind::Verifies) == (c.stance == Stance::Asserts);
            let told = self.by_claim.get(&*fact.id).into_iter().flatten();
            found.extend(told.map(|check| (verifies(check), &*check.id)));
            for check in self.by_report.get(&*fact.report).into_iter().flatten() {
                let same_place = check.place.is_some() && check.place == fact.place;
                let speaker = speaking_party(facts, fact);
                let named = check.target.and_then(|t| facts.parties.get(t));
                let same_party = check.place.is_none() && speaker.zip(named).is_some_and(|(s, n)| s.camp == n.camp);
                if same_place || same_party {
                    found.insert((verifies(check), &check.id));
                }
            }
        }
        let ids = |wanted: bool| found.iter().filter(|f| f.0 == wanted).map(|f| f.1.to_owned()).collect();
        (ids(true), ids(false))
    }
}

/// Claims of one proposition and whether their origins are independent.
pub fn corroborations(facts: &Facts, clusters: &[Cluster]) -> Vec<Corroboration> {
    clusters.iter().filter_map(|c| corroboration(facts, c)).collect()
}

fn corroboration(facts: &Facts, cluster: &Cluster) -> Option<Corroboration> {
    let mut numbers = cluster.supporting.clone();
    numbers.sort_unstable();
    let members: Vec<&Fact> = numbers.iter().filter_map(|n| facts.all.get(*n)).collect();
    let first = members.first()?;
    let reports: BTreeSet<&str> = members.iter().map(|f| &*f.report).collect();
    let mut origins: BTreeMap<&str, &Fact> = BTreeMap::new();
    for fact in &members {
        origins.entry(&fact.origin).or_insert(fact);
    }
    if members.len() < 2 || (reports.len() < 2 && origins.len() < 2) {
        return None;
    }
    let named: Vec<&&Fact> = origins.values().filter(|f| matches!(f.voice, Voice::Neutral | Voice::Party(_))).collect();
    let allied = |a: &Fact, b: &Fact| match (speaking_party(facts, a), speaking_party(facts, b)) {
        (Some(a), Some(b)) => !a.opposes(b) && a.camp == b.camp,
        _ => false,
    };
    let apart = named.iter().enumerate().any(|(i, a)| named.iter().take(i).any(|b| !allied(a, b)));
    let names: Vec<String> = {
        let unique: BTreeSet<&str> = origins.values().map(|f| &*f.origin_name).collect();
        unique.into_iter().map(str::to_owned).collect()
    };
    let (independent, why) = if origins.len() == 1 {
        ("no", format!("all rest on {}", names.join(", ")))
    } else if apart {
        let who: Vec<&str> = named.iter().map(|f| &*f.origin_name).collect();
        ("yes", format!("{} are different sources", who.join(" and ")))
    } else {
        ("unclear", format!("{} may rest on one source", names.join(", ")))
    };
    Some(Corroboration {
        id: stable_id("co", &first.id),
        claims: members.iter().map(|f| f.id.to_string()).collect(),
        origins: names,
        independent: independent.to_owned(),
        why,
    })
}
