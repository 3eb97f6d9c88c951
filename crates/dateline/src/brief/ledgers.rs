//! Estimates, advisories and relations, as points of a brief.

use super::{
    Sentence,
    points::{Part, Point},
    sections::{Day, one_line},
};
use crate::{error::Result, words};
use dateline_core::{
    Claim, Stance,
    picture::{Advisory, Bond, Estimate},
};

impl<'a> Day<'a> {
    /// What the figures of several sources come to, and totals that fit their parts badly.
    pub(super) fn estimates(&self, estimates: &[Estimate]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        let first = self.phrases.list("figures_first")?;
        for e in estimates.iter().filter(|e| self.scope.holds(Some(&e.place))) {
            let claims = self.claims(e.claims.iter());
            let exceeding: Vec<_> = e.sums.iter().filter(|s| s.exceeds).collect();
            let differ = e.origins.len() > 1 && (e.best != Some(e.low) || e.high != Some(e.low));
            if !differ && exceeding.is_empty() || !self.is_new(&claims) {
                continue;
            }
            let mut sentences = Vec::new();
            if differ {
                sentences.push(Sentence::new(self.estimate(e)?, claims)?);
            }
            for sum in exceeding {
                let cited = self.claims(std::iter::once(&sum.total).chain(&sum.parts));
                let Some(total) = cited.first() else { continue };
                let values = [("source", self.names.source(total)?), ("sum", words::grouped(sum.sum))];
                let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
                sentences.push(Sentence::new(self.phrases.fill("estimate.exceeds", &values)?, cited)?);
            }
            let heading = self.phrases.fill("figure.heading", &[("indicator", &e.indicator)])?;
            let rank = first.iter().position(|i| *i == e.indicator).unwrap_or(first.len());
            // Before the figures that it is made of.
            let (heading, weight) = (Some((format!("{rank:02} {}", e.indicator), heading)), e.origins.len() as f64);
            if !sentences.is_empty() {
                out.push(Point { part: Part::Figures, heading, sentences, weight, runs_on: true });
            }
        }
        Ok(out)
    }

    fn estimate(&self, e: &Estimate) -> Result<String> {
        let p = self.phrases;
        let of = match &e.of {
            Some(of) => of.as_str(),
            None => p.text("figure.people")?,
        };
        let known = format!("estimate.of_{}", e.indicator);
        let what = if p.has(&known) { p.part(&known, &[("of", of)])? } else { format!("{of} {}", e.indicator) };
        let path = match (e.best, e.high) {
            (None, _) => "estimate.no_best",
            (_, None) => "estimate.open",
            _ => "estimate.range",
        };
        let values = [
            ("what", what),
            ("where", self.whereabouts(Some(&e.place))?),
            ("period", self.period(Some(&e.period))?),
            ("low", words::grouped(e.low)),
            ("best", e.best.map(words::grouped).unwrap_or_default()),
            ("high", e.high.map(words::grouped).unwrap_or_default()),
            ("rule", e.rule.split_once(": ").map_or(e.rule.as_str(), |(_, rule)| rule).to_owned()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        p.fill(path, &values)
    }

    /// What governments tell their people abroad, the latest first.
    pub(super) fn advisories(&self, advisories: &[Advisory]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        let in_scope = |a: &&Advisory| match &a.place {
            Some(place) => self.scope.holds(Some(place)),
            None => self.scope.is_all(),
        };
        for (i, a) in advisories.iter().filter(in_scope).enumerate() {
            let claims = self.claims(a.claims.iter());
            let Some(first) = claims.first().copied().filter(|_| self.is_new(&claims)) else { continue };
            let who = match &a.by {
                Some(by) => self.names.plain(&by.name)?,
                None => self.names.source(first)?,
            };
            let whom = match &a.whom {
                Some(whom) => self.names.plain(whom)?,
                None => self.phrases.text("advisory.people")?.to_owned(),
            };
            let place = a.place.as_ref().map(|p| p.name.as_str()).unwrap_or_default();
            let path = format!("advisory.{}{}", a.sort, if place.is_empty() { "" } else { "_where" });
            let quote = one_line(&first.quote);
            let source = self.names.sources(&claims)?;
            // A government's own word needs no other.
            let said = match source == who {
                true => String::new(),
                false => self.phrases.part("advisory.said", &[("source", &source)])?,
            };
            let values = [("who", who.as_str()), ("whom", &whom), ("where", place), ("quote", &quote), ("said", &said)];
            let sentence = Sentence::new(self.phrases.fill(&path, &values)?, claims)?;
            let weight = -(i as f64);
            out.push(Point { part: Part::Advisories, heading: None, sentences: vec![sentence], weight, runs_on: true });
        }
        Ok(out)
    }

    /// Who backs, accuses, sanctions whom, where somebody says so in so many words or denies it; with the denial.
    pub(super) fn relations(&self, bonds: &[Bond]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for b in bonds {
            let known = format!("relation.{}", b.sort);
            let (supporting, opposing) = (self.claims(b.supporting.iter()), self.claims(b.opposing.iter()));
            let all: Vec<&Claim> = supporting.iter().chain(&opposing).copied().collect();
            let here = || all.iter().any(|c| self.is_here(c));
            let said = all.iter().any(|c| !c.passing);
            if !said || !self.phrases.has(&known) || !self.is_new(&all) || !(self.scope.is_all() || here()) {
                continue;
            }
            let told = |c: &&&'a Claim| !c.passing;
            let mut sentences = Vec::new();
            let (who, whom) = (self.names.plain(&b.one.name)?, self.names.plain(&b.other.name)?);
            if let Some(first) = supporting.iter().find(told).or(supporting.first()).copied() {
                let quote = one_line(&first.quote);
                let mut cited = supporting.clone();
                cited.sort_by_key(|c| c.id != first.id);
                let source = self.names.sources(&cited)?;
                let values = [("who", who.as_str()), ("whom", &whom), ("source", &source), ("quote", &quote)];
                sentences.push(Sentence::new(self.phrases.fill(&known, &values)?, cited)?);
            }
            if let Some(first) = opposing.first() {
                let path = if sentences.is_empty() { "relation.denied" } else { "dispute.denies" };
                let (source, quote) = (self.names.sources(&opposing)?, one_line(&first.quote));
                let values = [("source", source.as_str()), ("also", ""), ("quote", &quote)];
                sentences.push(Sentence::new(self.phrases.fill(path, &values)?, opposing.clone())?);
            }
            let denied = all.iter().any(|c| c.stance == Stance::Denies);
            let weight = b.origins.len() as f64 + if denied { 10.0 } else { 0.0 };
            out.push(Point { part: Part::Relations, heading: None, sentences, weight, runs_on: true });
        }
        Ok(out)
    }
}
