//! Numbers with their bounds, and what they count.

pub mod numerals;

use crate::{
    rules::{Bound, QuantityRule, Rule, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    Quantity,
    reading::{Relation, Tag},
};
use std::ops::Range;

/// A number in digits or words.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its tokens, with the words that bound it.
    pub range: Range<usize>,
    /// The token that the tree hangs it by.
    pub anchor: usize,
    /// Lower bound, or the number itself.
    pub low: f64,
    /// Upper bound; `None` if open.
    pub high: Option<f64>,
    /// Whether the words make it approximate.
    pub approx: bool,
    /// Rules that bounded it.
    pub rules: Vec<String>,
}

/// Finds the numbers of a story, and indexes them. Times must have been found: dates are no quantities.
pub fn find(story: &mut Story<'_>) {
    let mut numbers: Vec<(Number, f64)> = Vec::new();
    for sentence in &story.reading.sentences {
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            if story.mention_index(MentionKind::Time, at).is_some() {
                at += 1;
                continue;
            }
            if let Some(number) = vague_at(story, at, limit).map(|n| (n, 1.0)).or_else(|| plain_at(story, at, limit)) {
                at = number.0.range.end;
                numbers.push(number);
            } else {
                at += 1;
            }
        }
    }
    // `15 to 20`, `15-20`, `one to 1.5 million`: one number with two bounds.
    let mut merged: Vec<Number> = Vec::new();
    let mut scale_before = 1.0;
    for (number, scale) in numbers {
        if let Some(last) = merged.last_mut()
            && last.range.end + 1 == number.range.start
            && story.rules.in_list("range-words", story.token(last.range.end))
            && last.high == Some(last.low)
            && last.low < number.low
        {
            if scale_before == 1.0 && scale > 1.0 && last.low * scale < number.low && last.low < scale {
                last.low *= scale;
            }
            last.high = number.high;
            last.range.end = number.range.end;
            last.anchor = number.anchor;
            continue;
        }
        scale_before = scale;
        merged.push(number);
    }
    for number in &mut merged {
        bound(story, number);
    }
    story.index_mentions(MentionKind::Number, merged.iter().map(|n| n.range.clone()));
    story.numbers = merged;
}

fn plain_at(story: &Story<'_>, at: usize, limit: usize) -> Option<(Number, f64)> {
    let numeral = numerals::at(story, at, limit)?;
    let (low, end) = (numeral.value, numeral.end);
    let number =
        Number { range: at..end, anchor: numeral.anchor, low, high: Some(low), approx: false, rules: Vec::new() };
    Some((number, numeral.scale))
}

fn vague_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Number> {
    let rules = story.rules.quantities.starting_with(story.token(at));
    let (m, rule) = rules
        .into_iter()
        .filter(|r| r.body.bound == Bound::Vague)
        .filter_map(|r| r.pattern.match_at(story, at, limit).map(|m| (m, r)))
        .max_by_key(|(m, _)| m.end)?;
    Some(Number {
        range: m.start..m.end,
        anchor: m.head,
        low: rule.body.low.unwrap_or(0.0),
        high: rule.body.high,
        approx: true,
        rules: vec![rule.id.clone()],
    })
}

/// Applies `at least`, `more than`, `about` before the number and `or more` after it.
fn bound(story: &Story<'_>, number: &mut Number) {
    let sentence = story.sentence(number.range.start);
    let after = number.range.end;
    let found = (after < sentence.end).then(|| story.rules.quantities.starting_with(story.token(after)));
    let found = found.into_iter().flatten().filter(|r| r.body.after);
    if let Some((m, rule)) = found.filter_map(|r| Some((r.pattern.match_at(story, after, sentence.end)?, r))).next() {
        apply(rule, number);
        number.range.end = m.end;
    }
    let from = sentence.start.max(number.range.start.saturating_sub(4));
    for at in from..number.range.start {
        for rule in story.rules.quantities.starting_with(story.token(at)) {
            if rule.body.bound == Bound::Vague || rule.body.after {
                continue;
            }
            let Some(m) = rule.pattern.match_at(story, at, number.range.start) else { continue };
            if m.end != number.range.start {
                continue;
            }
            apply(rule, number);
            number.range.start = at;
            return;
        }
    }
}

fn apply(rule: &Rule<QuantityRule>, number: &mut Number) {
    match rule.body.bound {
        Bound::Low => number.high = None,
        Bound::High => {
            number.high = number.high.or(Some(number.low));
            number.low = 0.0;
        }
        Bound::About | Bound::Vague => number.approx = true,
    }
    number.rules.push(rule.id.clone());
}

/// The number within a phrase: `more than 820 people`, `dozens of rebels`, `2,000`.
pub fn of_phrase<'s>(story: &'s Story<'_>, head: usize) -> Option<&'s Number> {
    // `Ahmed Saleh, 41, was killed`: behind a comma it is an age.
    let beside = |i: usize| i < head || (head..i).all(|b| story.token(b).form != ",");
    let direct = story
        .dependents(
            head,
            &[Relation::Nummod, Relation::Nmod, Relation::Advmod, Relation::Amod, Relation::Det, Relation::Compound],
        )
        .filter(|i| beside(*i))
        .chain(std::iter::once(head))
        .find_map(|c| story.mention_index(MentionKind::Number, c));
    // `thousands of people` where the tree makes `people` the head of what follows.
    let measured = || {
        let above = story.head(head).filter(|h| *h < head && story.has_preposition(head, "of"))?;
        story.mention_index(MentionKind::Number, above)
    };
    let index = direct.or_else(measured).or_else(|| {
        let phrase = story.phrase(head).range;
        let start = phrase.start.saturating_sub(3).max(story.sentence(head).start);
        (start..head).rev().find_map(|i| story.mention_index(MentionKind::Number, i)).filter(|i| {
            story.numbers.get(*i).is_some_and(|n| {
                n.range.end >= phrase.start
                    && (n.range.end..head).all(|i| !matches!(story.token(i).tag, Tag::Punct | Tag::Verb | Tag::Cconj))
            })
        })
    })?;
    story.numbers.get(index)
}

/// A number as a quantity of a claim.
pub fn quantity(story: &Story<'_>, number: &Number, unit: &str, of: Option<String>) -> Quantity {
    Quantity {
        low: number.low,
        high: number.high,
        approx: number.approx,
        unit: unit.to_owned(),
        of,
        mention: story.mention(number.range.clone()),
        cumulative: false,
        since: None,
    }
}
