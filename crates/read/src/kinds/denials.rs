//! Denials: the words that a quote must keep, and reports that are denied in a sentence of their own.

use super::origin;
use crate::{attribution::Attribution, modality::Force, rules::CueForm, story::Story};
use dateline_core::{Claim, Claimant, Kind, Stance, actors::name_key, kind::Family, reading::Tag};
use std::ops::Range;

/// A quote widened to the words that deny: without them it would say the opposite.
pub(super) fn with_denial(
    story: &Story<'_>,
    quote: Range<usize>,
    force: &Force,
    layers: &[&Attribution],
) -> Range<usize> {
    let sentence = story.sentence(quote.start);
    let mut range = quote;
    let mut take = |r: Range<usize>| {
        if sentence.contains(&r.start) && r.end <= sentence.end {
            range = range.start.min(r.start)..range.end.max(r.end);
        }
    };
    for words in &force.denying {
        take(words.clone());
        // `There is no`, `the army did not`: from the start of the clause.
        take(story.subtree(story.clause_verb(words.start)).start.max(sentence.start)..words.end);
    }
    for layer in layers.iter().filter(|l| l.stance == Stance::Denies) {
        take(layer.cue_range.clone());
        for claimant in layer.sources.iter().flatten() {
            let tokens = sentence.clone().filter(|i| claimant.mention.span.contains(story.token(*i).span));
            if let (Some(first), Some(last)) = (tokens.clone().next(), tokens.clone().next_back()) {
                take(first..last + 1);
            }
        }
    }
    while range.start < range.end && matches!(story.token(range.start).tag, Tag::Punct | Tag::Sconj) {
        range.start += 1;
    }
    range
}

/// `The army denied the report`: what the sentence before has somebody say, denied.
pub(super) fn denied_reports(
    story: &Story<'_>,
    sentence: Range<usize>,
    attributions: &[Attribution],
    first: usize,
    claims: &mut Vec<Claim>,
) {
    for denial in attributions
        .iter()
        .filter(|a| a.form == CueForm::VerbNoun && a.stance == Stance::Denies && sentence.contains(&a.cue))
    {
        let objects = story.patients(denial.cue);
        let about_a_report = objects
            .iter()
            .any(|o| story.rules.in_list("report-nouns", story.token(*o)) || matches!(story.token(*o).tag, Tag::Pron));
        let has_own = claims[first..].iter().any(|c| {
            c.stance == Stance::Denies && denial.content.iter().any(|r| story.span(r.clone()).overlaps(c.span))
        });
        if !about_a_report || has_own {
            continue;
        }
        let here = story.sentence_of[denial.cue];
        let told = |c: &&Claim| {
            c.stance == Stance::Asserts && c.kind != Kind::Other && c.kind.family() != Family::Verification
        };
        let before = (here.saturating_sub(2)..here).rev().filter_map(|s| story.reading.sentences.get(s));
        let denied: Vec<Claim> = before
            .map(|s| {
                claims[..first].iter().filter(|c| s.span.contains(c.span)).filter(told).cloned().collect::<Vec<_>>()
            })
            .find(|told| !told.is_empty())
            .unwrap_or_default();
        let start = story.clause(denial.cue).start.max(sentence.start);
        let end = objects.iter().map(|o| story.phrase(*o).range.end).fold(denial.cue + 1, usize::max);
        let range = start..end.min(sentence.end);
        let origin_of = |c: &Claimant| name_key(c.mention.name());
        for (denied, chain) in denied.iter().flat_map(|d| denial.sources.iter().map(move |chain| (d, chain))) {
            if chain.iter().any(|c| denied.claimants.iter().any(|d| origin_of(d) == origin_of(c))) {
                continue;
            }
            claims.push(Claim {
                quote: story.text(range.clone()).to_owned(),
                span: story.span(range.clone()),
                stance: Stance::Denies,
                claimants: chain.clone(),
                cue: Some(story.mention(denial.cue_range.clone())),
                channel: denial.channel.clone(),
                origin: origin(story, chain),
                rules: vec![denial.rule.clone(), denied.rules.first().cloned().unwrap_or_default()],
                ..denied.clone()
            });
        }
    }
}
