//! How a brief names sources and actors: in the reports' words, fit for the inside of a sentence.

use super::phrases::Phrases;
use crate::{desk::Desk, error::Result};
use dateline_core::{Claim, Mention, actors::name_key};
use std::collections::HashSet;

/// Most sources named in one sentence; the others are cited.
const SOURCES: usize = 3;

/// Names people and bodies.
pub struct Names<'a> {
    desk: &'a Desk,
    phrases: &'a Phrases,
    /// Words that some quote has in small letters: a capital in front of them is only that of a sentence.
    common: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Looks at all quotes of the ledger for what is no name.
    pub fn new(desk: &'a Desk, phrases: &'a Phrases) -> Self {
        let words = desk.claims.iter().flat_map(|c| c.quote.split(|x: char| !x.is_alphanumeric()));
        let common = words.filter(|w| w.chars().next().is_some_and(char::is_lowercase)).collect();
        Self { desk, phrases, common }
    }

    /// Who says a claim: the one nearest to the fact, else the outlet.
    pub fn source(&self, claim: &Claim) -> Result<String> {
        match claim.claimants.first() {
            Some(c) => self.mention(&c.mention, claim),
            None => match &self.desk.report_of(claim)?.outlet {
                Some(outlet) => self.phrases.name(outlet),
                None => self.phrases.text("no_outlet").map(str::to_owned),
            },
        }
    }

    /// Who says these claims, each origin and each actor once.
    pub fn sources(&self, claims: &[&Claim]) -> Result<String> {
        self.listed(self.each(claims)?)
    }

    /// Who says these claims beside the one who says the first.
    pub fn others(&self, claims: &[&Claim]) -> Result<Option<String>> {
        let others: Vec<String> = self.each(claims)?.into_iter().skip(1).collect();
        if others.is_empty() { Ok(None) } else { self.listed(others).map(Some) }
    }

    fn each(&self, claims: &[&Claim]) -> Result<Vec<String>> {
        let (mut origins, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for claim in claims {
            let name = self.source(claim)?;
            let speaker = claim.claimants.first().and_then(|c| self.known(&c.mention, claim));
            let origin = speaker.map_or_else(|| claim.origin.clone(), |a| a.to_owned());
            if !origins.contains(&origin) && !names.contains(&name) {
                origins.push(origin);
                names.push(name);
            }
        }
        Ok(names)
    }

    fn listed(&self, mut names: Vec<String>) -> Result<String> {
        if names.len() > SOURCES {
            names.truncate(SOURCES);
            names.push(self.phrases.text("others")?.to_owned());
        }
        self.phrases.names(&names)
    }

    /// Who does what a claim tells of: the usual name of a known actor, else the words of the report.
    pub fn actor(&self, claim: &Claim) -> Result<Option<String>> {
        let Some(mention) = &claim.actor else { return Ok(None) };
        match self.known(mention, claim) {
            Some(id) => self.desk.actors.by_id(id).map(|a| self.phrases.name(&a.name)).transpose(),
            None => self.mention(mention, claim).map(Some),
        }
    }

    /// Id of the known actor that some words of a claim mean.
    fn known(&self, mention: &Mention, claim: &Claim) -> Option<&'a str> {
        let country = claim.place.as_ref().and_then(|p| p.resolved.as_ref()).and_then(|p| p.country.as_deref());
        let day = claim.event_date.as_ref().map(|d| d.start).or_else(|| self.desk.day_of(claim));
        let find = |words| dateline_picture::known_actor(&self.desk.actors, words, country, day);
        find(mention.name()).or_else(|| find(&mention.text)).map(|a| a.id.as_str())
    }

    fn mention(&self, mention: &Mention, claim: &Claim) -> Result<String> {
        let words = mention.name();
        let first = words.split(' ').next().unwrap_or_default();
        // `its interior ministry` means nothing away from its sentence.
        if self.phrases.is_possessive(first)? {
            if let Some(actor) = self.known(mention, claim).and_then(|id| self.desk.actors.by_id(id)) {
                return self.phrases.name(&actor.name);
            }
            let rest = words[first.len()..].trim_start();
            return if rest.is_empty() { Ok(words.to_owned()) } else { self.phrases.with_article(rest) };
        }
        self.plain(words)
    }

    /// A name as it stands inside a sentence, without the capital that it had at the beginning of one.
    pub fn plain(&self, words: &str) -> Result<String> {
        let first = words.split(' ').next().unwrap_or_default();
        let rest_is_plain = !words.chars().skip(1).any(char::is_uppercase);
        let listed =
            self.desk.actors.by_name(first).is_some() || self.desk.actors.country_of(&name_key(first)).is_some();
        let lower = first.to_lowercase();
        if rest_is_plain && first == words && self.phrases.takes_article(&lower)? && !listed {
            return self.phrases.with_article(&lower);
        }
        if rest_is_plain && !listed && self.common.contains(lower.as_str()) {
            return Ok(format!("{lower}{}", &words[first.len()..]));
        }
        self.phrases.name(words)
    }
}
