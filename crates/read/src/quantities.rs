//! Numbers with their bounds, and what they count.

use crate::{
    rules::{Bound, Rules, pattern::MentionKind},
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
    let mut numbers: Vec<Number> = Vec::new();
    for sentence in &story.reading.sentences {
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            if story.mention_index(MentionKind::Time, at).is_some() {
                at += 1;
                continue;
            }
            if let Some(number) = vague_at(story, at, limit).or_else(|| plain_at(story, at, limit)) {
                at = number.range.end;
                numbers.push(number);
            } else {
                at += 1;
            }
        }
    }
    // `15 to 20`, `15-20`: one number with two bounds.
    let mut merged: Vec<Number> = Vec::new();
    for number in numbers {
        if let Some(last) = merged.last_mut()
            && last.range.end + 1 == number.range.start
            && story.rules.in_list("range-words", story.token(last.range.end))
            && last.high == Some(last.low)
            && last.low < number.low
        {
            last.high = number.high;
            last.range.end = number.range.end;
            last.anchor = number.anchor;
            continue;
        }
        merged.push(number);
    }
    for number in &mut merged {
        bound(story, number);
    }
    story.index_mentions(MentionKind::Number, merged.iter().map(|n| n.range.clone()));
    story.numbers = merged;
}

/// Reads digits (`1,200`, `7.5`) or number words (`two hundred`).
pub fn parse_number(rules: &Rules, text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if digits.chars().next().is_some_and(|c| c.is_ascii_digit()) {
        return digits.parse::<f64>().ok().filter(|n| n.is_finite());
    }
    let mut total = 0.0;
    let mut part = 0.0;
    let mut any = false;
    for word in text.split([' ', '-', '\u{a0}']).filter(|w| !w.is_empty()) {
        if let Some(n) = rules.table("numbers.units", word).and_then(|n| n.parse::<f64>().ok()) {
            part += n;
        } else if let Some(n) = rules.table("numbers.scales", word).and_then(|n| n.parse::<f64>().ok()) {
            part = if part == 0.0 { 1.0 } else { part } * n;
            if n >= 1000.0 {
                total += part;
                part = 0.0;
            }
        } else if !(any && rules.list_has("number-joiners", word)) {
            return None;
        }
        any = true;
    }
    any.then_some(total + part)
}

fn plain_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Number> {
    let first = story.token(at);
    let starts_with_digit = story.word(at).starts_with(|c: char| c.is_ascii_digit());
    if !starts_with_digit
        && story.rules.table("numbers.units", first.form.split('-').next().unwrap_or_default()).is_none()
    {
        return None;
    }
    if !starts_with_digit && !matches!(first.tag, Tag::Num | Tag::X) {
        return None;
    }
    let mut end = at + 1;
    while end < limit {
        let word = &story.token(end).form;
        let scale = story.rules.table("numbers.scales", word).is_some();
        let is_unit = |i: usize| {
            let first = story.reading.tokens.get(i).map_or("", |t| t.form.split('-').next().unwrap_or_default());
            !starts_with_digit && i < limit && story.rules.table("numbers.units", first).is_some()
        };
        // `seventy-one`, `three hundred and six`
        let joins = !starts_with_digit
            && is_unit(end + 1)
            && (word == "-" && !story.token(end).space_before
                || story.rules.in_list("number-joiners", story.token(end))
                    && story.rules.table("numbers.scales", &story.token(end - 1).form).is_some());
        if scale || is_unit(end) {
            end += 1;
        } else if joins {
            end += 2;
        } else {
            break;
        }
    }
    let mut value = parse_number(story.rules, &story.text(at..at + 1).replace('\u{a0}', ""))?;
    if end > at + 1 {
        value = if starts_with_digit {
            (at + 1..end)
                .filter_map(|i| story.rules.table("numbers.scales", &story.token(i).form)?.parse::<f64>().ok())
                .fold(value, |v, s| v * s)
        } else {
            parse_number(story.rules, story.text(at..end))?
        };
    }
    Some(Number { range: at..end, anchor: end - 1, low: value, high: Some(value), approx: false, rules: Vec::new() })
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
    let from = sentence.start.max(number.range.start.saturating_sub(4));
    for at in from..number.range.start {
        for rule in story.rules.quantities.starting_with(story.token(at)) {
            if rule.body.bound == Bound::Vague {
                continue;
            }
            let Some(m) = rule.pattern.match_at(story, at, number.range.start) else { continue };
            if m.end != number.range.start {
                continue;
            }
            match rule.body.bound {
                Bound::Low => number.high = None,
                Bound::High => {
                    number.high = number.high.or(Some(number.low));
                    number.low = 0.0;
                }
                Bound::About | Bound::Vague => number.approx = true,
            }
            number.rules.push(rule.id.clone());
            number.range.start = at;
            return;
        }
    }
}

/// The number within a phrase: `more than 820 people`, `dozens of rebels`, `2,000`.
pub fn of_phrase<'s>(story: &'s Story<'_>, head: usize) -> Option<&'s Number> {
    let direct = story
        .dependents(
            head,
            &[Relation::Nummod, Relation::Nmod, Relation::Advmod, Relation::Amod, Relation::Det, Relation::Compound],
        )
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
