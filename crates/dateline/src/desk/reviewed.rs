//! What people decided on claims, sources, places and disputes, beside what was read.

use super::Desk;
use crate::{
    error::Result,
    shapes::{ClaimRow, DecidedShape},
};
use dateline_core::{
    ActorClass, ActorFile, Choice, Claim, Decision, Report,
    actors::name_key,
    decision::{Credibility, Reliability, Subject},
    picture::Dispute,
    review::{PlaceRules, Review, State},
};
use dateline_picture::known_actor;
use std::collections::{HashMap, HashSet};

impl Desk {
    /// The claim as it was read, without what was corrected in it.
    pub fn as_read<'a>(&'a self, claim: &'a Claim) -> &'a Claim {
        self.reviews.of(&claim.id).and_then(|r| r.read.as_deref()).unwrap_or(claim)
    }

    /// What was decided on a claim, if anything was.
    pub fn review(&self, claim: &Claim) -> Option<&Review> {
        self.reviews.of(&claim.id)
    }

    /// How a claim stands.
    pub fn state(&self, claim: &Claim) -> State {
        self.reviews.state(&claim.id)
    }

    /// The record of a claim: what was read, and beside it what was decided.
    pub fn record<'a>(&'a self, claim: &'a Claim) -> Result<ClaimRow<'a>> {
        let decided = self.review(claim).map(|review| {
            let by = review.decisions.iter().filter_map(|n| self.decision(*n));
            DecidedShape::new(claim, review, by, &self.outlines)
        });
        let row = ClaimRow::new(self.as_read(claim), self.report_of(claim)?, &self.outlines);
        Ok(row.decided(self.admiralty(claim), decided))
    }

    /// The decision with this number.
    pub fn decision(&self, number: i64) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.number == number)
    }

    /// Reliability of the source and credibility of the claim: `F6` until somebody grades either.
    pub fn admiralty(&self, claim: &Claim) -> String {
        let reliability = match self.grades.is_empty() {
            true => Reliability::F,
            false => self.source_of(claim).and_then(|(id, _)| self.grades.get(&id).copied()).unwrap_or(Reliability::F),
        };
        let credibility = self.review(claim).and_then(|r| r.credibility).unwrap_or(Credibility::Six);
        format!("{reliability}{credibility}")
    }

    /// Id and name of the source of a claim: of those who say so the nearest to the fact that has a name, else the outlet.
    pub fn source_of(&self, claim: &Claim) -> Option<(String, String)> {
        let country = claim.place.as_ref().and_then(|p| p.resolved.as_ref()).and_then(|p| p.country.as_deref());
        let published = || Some(self.report_of(claim).ok()?.published.as_ref()?.date);
        let day = claim.stated.as_ref().and_then(|s| s.date.as_ref()).map(|d| d.end).or_else(published);
        let named =
            claim.claimants.iter().find_map(|c| match known_actor(&self.actors, c.mention.name(), country, day) {
                Some(actor) => Some((actor.id.clone(), actor.name.clone())),
                None if matches!(c.class, ActorClass::Anonymous | ActorClass::Witness | ActorClass::Other) => None,
                None => Some(source_named(&self.actors, c.mention.name())),
            });
        let outlet = || self.report_of(claim).ok()?.outlet.as_deref().map(|o| source_named(&self.actors, o));
        named.or_else(outlet)
    }

    /// The notes on an event with these claims.
    pub fn notes_on_event<'a>(&'a self, claims: &'a [&'a String]) -> impl Iterator<Item = &'a Decision> {
        self.notes().filter(|(_, on)| matches!(on, Subject::Event(_))).map(|(d, _)| d).filter(|d| self.names(d, claims))
    }

    /// The notes on a dispute: their two claims stand on different sides of it.
    pub fn notes_on_dispute<'a>(&'a self, dispute: &'a Dispute) -> impl Iterator<Item = &'a Decision> {
        let notes = self.notes().filter(|(_, on)| matches!(on, Subject::Dispute(..))).map(|(d, _)| d);
        notes.filter(|d| {
            let sides = dispute.sides.iter().map(|s| s.claims.iter().collect::<Vec<_>>());
            sides.filter(|claims| self.names(d, claims)).count() > 1
        })
    }

    /// The notes on the place with this key, and on places that are merged into it.
    pub fn notes_on_place<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Decision> {
        let is = move |of: &Subject| matches!(of, Subject::Place { key: k, .. } if self.place_meant(k) == key);
        self.notes().filter(move |(_, on)| is(on)).map(|(d, _)| d)
    }

    fn notes(&self) -> impl Iterator<Item = (&Decision, &Subject)> {
        self.decisions.iter().filter(|d| self.is_effective(d)).filter_map(|d| match &d.choice {
            Choice::Annotate { about, .. } => Some((d, about)),
            _ => None,
        })
    }

    /// Whether a decision names one of these claims, or what another reader made of it.
    fn names(&self, decision: &Decision, claims: &[&String]) -> bool {
        claims.iter().any(|id| self.reviews.of(id).is_some_and(|r| r.decisions.contains(&decision.number)))
    }
}

/// Id and name of a source, an outlet or a person.
pub fn source_named(actors: &ActorFile, name: &str) -> (String, String) {
    // `SANA (Telegram)` is SANA.
    match actors.by_id(name).or_else(|| actors.by_name(name.split('(').next().unwrap_or(name))) {
        Some(actor) => (actor.id.clone(), actor.name.clone()),
        None => (format!("name:{}", name_key(name)), name.trim().to_owned()),
    }
}

/// Whether a choice is about one of these reports or claims, given by their ids.
pub fn concerns(choice: &Choice, reports: &HashSet<&str>, claims: &HashSet<&str>) -> bool {
    let on_claims = || choice.claims().into_iter().any(|c| reports.contains(c.report.as_str()));
    match choice {
        Choice::MergeEvents { one, other } => [one, other].iter().any(|id| claims.contains(id.as_str())),
        Choice::SplitEvent { from, claims: of } => of.iter().chain([from]).any(|id| claims.contains(id.as_str())),
        Choice::MergeCopies { one, other } => [one, other].iter().any(|id| reports.contains(id.as_str())),
        Choice::SplitCopies { from, reports: of } => of.iter().chain([from]).any(|id| reports.contains(id.as_str())),
        _ => on_claims(),
    }
}

/// The grades of sources that hold, by the ids that their names have now.
pub fn grades(actors: &ActorFile, decisions: &[Decision]) -> HashMap<String, Reliability> {
    let graded = decisions.iter().filter_map(|d| match &d.choice {
        Choice::GradeSource { source, name, reliability } => {
            let id = actors.by_id(source).map_or_else(|| source_named(actors, name).0, |a| a.id.clone());
            Some((id, *reliability))
        }
        _ => None,
    });
    graded.collect()
}

/// The numbers of the grades and notes that find what they speak of.
pub fn found<'d>(
    decisions: &'d [Decision],
    claims: &'d [std::sync::Arc<Claim>],
    reports: &'d [Report],
    actors: &'d ActorFile,
    rules: &'d PlaceRules,
) -> impl Iterator<Item = i64> + 'd {
    let places = |key: &str| {
        let key = rules.key_meant(key);
        claims.iter().filter_map(|c| c.place.as_ref()?.resolved.as_ref()).any(|p| p.key() == key)
    };
    let named = |id: &str, name: &str| {
        let key = name_key(name);
        let called = |text: &str| name_key(text) == key || actors.by_name(text).is_some_and(|a| a.id == id);
        reports.iter().filter_map(|r| r.outlet.as_deref()).any(|o| source_named(actors, o).0 == id)
            || claims.iter().flat_map(|c| &c.claimants).any(|c| called(c.mention.name()) || called(&c.mention.text))
    };
    decisions
        .iter()
        .filter(move |d| match &d.choice {
            Choice::GradeSource { source, name, .. } => named(source, name),
            Choice::Annotate { about: Subject::Place { key, .. }, .. } => key.starts_with("text:") || places(key),
            _ => false,
        })
        .map(|d| d.number)
}
