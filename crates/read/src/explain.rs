//! Why a claim reads as it does: for each field the words it was read from, what gave it, and what else was considered.
//!
//! Nothing of this is stored. The report is read anew and every choice made again with the functions that made it the
//! first time, this time looking at what was left.

mod roles;
mod said;
mod when;

use crate::{
    attribution::{self, Attribution, Cover},
    kinds::{self, Frame},
    modality::{self, Operator},
    rules::Rules,
    story::Story,
};
use dateline_core::{Claim, Mention, Reading, Report, World};
use std::ops::Range;

/// A claim with the grounds of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The claim as it is read now.
    pub claim: Claim,
    /// The grounds of its fields, in the order in which they are shown. A field that has neither a value nor anything that
    /// was considered is left out.
    pub fields: Vec<Grounds>,
    /// The terms of the logistic that gives the confidence: what is known of the claim, and its weight.
    pub confidence: Vec<(&'static str, f32)>,
}

/// Why one field is as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Grounds {
    /// `kind`, `stance`, `modality`, `actor`, `target`, `place`, `event_date`, `quantity`, `claimants` or
    /// `stated`.
    pub field: &'static str,
    /// What came out, in a few words; `None` if nothing did.
    pub value: Option<String>,
    /// The words it was read from, exactly as they stand.
    pub words: Vec<Mention>,
    /// What gave it: ids of rules, heads of the model (`head.attribution`), or what the program goes by without one.
    pub by: Vec<String>,
    /// The runners-up, the nearest first.
    pub others: Vec<Other>,
}

/// What else was considered.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// What would have come out.
    pub value: String,
    /// The words it would have been read from, if it has words.
    pub words: Option<Mention>,
    /// Why it did not.
    pub lost: String,
}

pub use crate::kinds::confidence_terms;

/// Explains a claim that was read from a report before: by its id, else, if the rules have changed since, the claim that
/// comes nearest to it. `None` if the report gives no such claim any more.
pub fn explain(
    report: &Report,
    reading: &Reading,
    rules: &Rules,
    world: &World,
    stored: &Claim,
) -> Option<Explanation> {
    let story = &crate::layers(report, reading, rules, world);
    let attributions = &attribution::find(story);
    let operators = &modality::find(story, attributions);
    let cover = &Cover::new(story, attributions);
    let scene = Scene { story, attributions, cover, operators };
    let mut claims = kinds::find(story, attributions, operators);
    claims.extend(kinds::relations::find_with(story, attributions, operators, |_, _, _| {}));
    scene.explain(nearest(&claims, stored)?)
}

/// The matches of rules that made no frame, in the order in which they were tried: the rule's id, the words it matched, and
/// why nothing came of it. For work on rules.
pub fn untold(story: &Story<'_>) -> Vec<(String, Mention, String)> {
    let sentences = story.reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    let unfit = sentences.flat_map(|sentence| kinds::options(story, sentence)).filter_map(|(rule, found)| {
        let words = story.mention(found.start..found.end);
        let why = kinds::roles(story, rule, found).err()?;
        Some((rule.id.clone(), words, why.to_string()))
    });
    unfit.collect()
}

/// The claim with the same id, else the one of the same kind on overlapping words that agrees in most fields.
fn nearest<'c>(claims: &'c [Claim], stored: &Claim) -> Option<&'c Claim> {
    if let Some(same) = claims.iter().find(|c| c.id == stored.id) {
        return Some(same);
    }
    let agreement = |c: &Claim| {
        let name = |m: &Option<Mention>| m.as_ref().map(|m| m.span);
        let sources = |c: &Claim| c.claimants.iter().map(|x| x.mention.span).collect::<Vec<_>>();
        let agrees = [
            c.span == stored.span,
            c.stance == stored.stance,
            name(&c.actor) == name(&stored.actor),
            name(&c.target) == name(&stored.target),
            c.place.as_ref().map(|p| p.span) == stored.place.as_ref().map(|p| p.span),
            c.quantity.as_ref().map(|q| q.mention.span) == stored.quantity.as_ref().map(|q| q.mention.span),
            sources(c) == sources(stored),
        ];
        agrees.into_iter().filter(|a| *a).count()
    };
    let alike = claims.iter().rev().filter(|c| c.kind == stored.kind && c.span.overlaps(stored.span));
    alike.max_by_key(|c| agreement(c))
}

/// A story with its cues and operators.
struct Scene<'a> {
    story: &'a Story<'a>,
    attributions: &'a [Attribution],
    cover: &'a Cover<'a>,
    operators: &'a [Operator],
}

/// A claim with what it was made from.
struct Made<'m> {
    claim: &'m Claim,
    frame: &'m Frame<'m>,
    /// The words of the rule's match.
    matched: Range<usize>,
    /// The claims that were there before.
    before: &'m [Claim],
    /// The attributions over the head, but for those whose cue is the match itself.
    layers: Vec<&'m Attribution>,
}

impl Scene<'_> {
    fn explain(&self, claim: &Claim) -> Option<Explanation> {
        let mut fields = None;
        let mut denied = None;
        let mut made = |frame: Option<&Frame<'_>>, claims: &[Claim], before: usize| {
            let (before, made) = claims.split_at(before);
            if fields.is_some() || denied.is_some() || !made.iter().any(|c| kinds::id(self.story, c) == claim.id) {
                return;
            }
            match frame {
                Some(frame) => fields = Some(self.fields(claim, frame, before)),
                None => denied = before.iter().rev().find(|c| is_denied(claim, c)).cloned(),
            }
        };
        if claim.passing {
            kinds::relations::find_with(self.story, self.attributions, self.operators, &mut made);
        } else {
            kinds::find_with(self.story, self.attributions, self.operators, &mut made);
        }
        if let Some(mut denied) = denied {
            denied.id = kinds::id(self.story, &denied);
            fields = self.explain(&denied).map(|e| said::denial(self, claim, &denied, e.fields));
        }
        let confidence = kinds::confidence_terms(self.story, claim).collect();
        Some(Explanation { claim: claim.clone(), fields: fields?, confidence })
    }

    fn fields(&self, claim: &Claim, frame: &Frame<'_>, before: &[Claim]) -> Vec<Grounds> {
        let matched = frame.found.start..frame.found.end;
        let over = self.cover.over(self.story, frame.found.head);
        let layers = over.into_iter().filter(|a| !matched.contains(&a.cue)).collect();
        let made = Made { claim, frame, matched, before, layers };
        let fields = [
            Some(roles::kind(self, &made)),
            Some(said::stance(self, &made)),
            Some(said::modality(self, &made)),
            roles::party(self, &made, "actor"),
            roles::party(self, &made, "target"),
            roles::place(self, &made),
            when::event_date(self, &made),
            roles::quantity(self, &made),
            Some(said::claimants(self, &made)),
            when::stated(self, &made),
        ];
        fields.into_iter().flatten().collect()
    }
}

/// Whether a claim denies a report that gave the other.
fn is_denied(denial: &Claim, told: &Claim) -> bool {
    told.kind == denial.kind
        && told.actor == denial.actor
        && told.target == denial.target
        && told.place == denial.place
        && told.quantity == denial.quantity
        && told.rules.first() == denial.rules.get(1)
}

impl Other {
    fn new(value: impl Into<String>, words: Option<Mention>, lost: impl Into<String>) -> Self {
        Self { value: value.into(), words, lost: lost.into() }
    }
}

/// `1 word`, `2 words`.
fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
