//! What actors are to each other: who backs, leads, is allied with or loyal to whom, and what one does to the other.

use crate::{
    facts::{Fact, Facts, Voice},
    resolve::Party,
    wording::stable_id,
};
use dateline_core::{
    Stance,
    picture::{Bond, Standing},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

/// Names within a kind that make two actors allies.
const ALLIANCES: [&str; 4] = ["supports", "leads", "allied", "loyal"];
/// That of who leads: a part may lead its whole.
const LEADS: &str = "leads";
/// That which reads the same both ways.
const MUTUAL: &str = "allied";
/// Names that say nothing of the target as an actor.
const NO_BONDS: [&str; 4] = ["symbolic", "organises", "silent", "advisory"];

/// Camps that several independent origins say are allied; both ways.
pub type Alliances = BTreeSet<(Arc<str>, Arc<str>)>;

/// So many origins must say so.
const SEVERAL: usize = 2;

/// All bonds, those that most origins tell of first.
pub fn relations(facts: &Facts) -> Vec<Bond> {
    let mut groups: BTreeMap<(&str, usize, usize), Vec<&Fact>> = BTreeMap::new();
    for fact in facts.relations.iter().filter_map(|n| facts.all.get(*n)) {
        let Some(sort) = fact.sub_kind.as_deref().filter(|s| !NO_BONDS.contains(s)) else { continue };
        let (Some(one), Some(other), true) = (fact.actor, fact.target, fact.counts()) else { continue };
        let (one, other) = if sort == MUTUAL { (one.min(other), one.max(other)) } else { (one, other) };
        let apart = |a: &Party, b: &Party| a.actor.id != b.actor.id && !a.chain.contains(&b.actor.id);
        let Some((a, b)) = facts.parties.get(one).zip(facts.parties.get(other)) else { continue };
        // `the attack` is accused of nothing; whom words describe by a backer is somebody. A part is no ally of its whole.
        let parties = a.is_somebody() && b.is_somebody() || fact.passing && (a.is_somebody() || b.is_somebody());
        if parties && apart(a, b) && (apart(b, a) || sort == LEADS) {
            groups.entry((sort, one, other)).or_default().push(fact);
        }
    }
    let mut out: Vec<Bond> = groups.into_iter().filter_map(|(of, said)| bond(facts, of, &said)).collect();
    let weight = |b: &Bond| (b.origins.len() + b.denied_by.len(), b.supporting.len() + b.opposing.len());
    out.sort_by(|a, b| {
        let names = |b: &Bond| (b.sort.clone(), b.one.name.clone(), b.other.name.clone(), b.id.clone());
        weight(b).cmp(&weight(a)).then_with(|| names(a).cmp(&names(b)))
    });
    out
}

fn bond(facts: &Facts, (sort, one, other): (&str, usize, usize), said: &[&Fact]) -> Option<Bond> {
    let (denying, asserting): (Vec<&Fact>, Vec<&Fact>) = said.iter().partition(|f| f.stance == Stance::Denies);
    let (one, other) = (facts.parties.get(one)?, facts.parties.get(other)?);
    let own = |f: &&Fact| match f.voice {
        Voice::Party(p) => facts.parties.get(p).is_some_and(|p| p.root == one.root || p.root == other.root),
        _ => false,
    };
    let independent: BTreeSet<&str> = asserting.iter().map(|f| &*f.origin).collect();
    let standing = match (asserting.is_empty(), denying.is_empty()) {
        (true, _) => Standing::Denied,
        (false, false) => Standing::Contested,
        // Who says of itself that it backs somebody.
        (false, true) if asserting.iter().any(own) => Standing::Admitted,
        (false, true) if independent.len() >= SEVERAL => Standing::Corroborated,
        (false, true) => Standing::Single,
    };
    let days = said.iter().filter_map(|f| f.stated);
    let first = said.iter().min_by_key(|f| (f.stated, f.report.clone(), f.start, f.id.clone()))?;
    let told = asserting.iter().filter(|f| f.event_date.is_some()).filter_map(|f| f.days);
    Some(Bond {
        id: stable_id("re", &first.id),
        sort: sort.to_owned(),
        one: Arc::clone(&one.actor),
        other: Arc::clone(&other.actor),
        since: told.map(|d| d.0).min(),
        said: days.clone().min().zip(days.max()),
        standing,
        origins: names(&asserting),
        denied_by: names(&denying),
        supporting: asserting.iter().map(|f| f.id.to_string()).collect(),
        opposing: denying.iter().map(|f| f.id.to_string()).collect(),
    })
}

/// The names of the origins, each once, in order of the facts.
pub fn names(facts: &[&Fact]) -> Vec<String> {
    let mut seen = HashSet::new();
    let named = facts.iter().filter(|f| seen.insert(&*f.origin));
    named.map(|f| f.origin_name.to_string()).collect()
}

/// Which camps are allied by the word of several independent origins, the two themselves not counted.
pub fn alliances(facts: &Facts) -> Alliances {
    let mut said: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for fact in facts.relations.iter().filter_map(|n| facts.all.get(*n)) {
        let ally = fact.sub_kind.as_deref().is_some_and(|s| ALLIANCES.contains(&s));
        if !ally || !fact.counts() || fact.stance != Stance::Asserts {
            continue;
        }
        let party = |n: Option<usize>| n.and_then(|n| facts.parties.get(n));
        let (Some(one), Some(other)) = (party(fact.actor), party(fact.target)) else { continue };
        if one.camp != other.camp && fact.voice != Voice::Hearsay {
            let pair = if one.camp < other.camp { (&*one.camp, &*other.camp) } else { (&*other.camp, &*one.camp) };
            said.entry(pair).or_default().insert(&fact.origin);
        }
    }
    let told = said.into_iter().filter(|(_, origins)| origins.len() >= SEVERAL);
    told.flat_map(|((a, b), _)| [(a.into(), b.into()), (b.into(), a.into())]).collect()
}
