//! How many: victims with their numbers, parts of totals, figures that add up over time.

use super::{Frame, joined_mention};
use crate::{
    names::actor_mention,
    quantities::{self, Number},
    rules::{KindRule, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    Claim, Granularity, Kind, Mention, Quantity,
    kind::Family,
    reading::{Relation, Tag},
};
use std::ops::Range;

/// Whom or what it is done to, with its number. Victims with numbers of their own (`two soldiers and three civilians`)
/// stand apart; one unnamed person is one.
pub(super) fn victims(
    story: &Story<'_>,
    frame: &Frame<'_>,
    rules: &mut Vec<String>,
) -> Vec<(Option<Mention>, Option<Quantity>)> {
    let rule = &frame.rule.body;
    let mut made = |index: usize, counts: Option<usize>| {
        let n = story.numbers.get(index)?;
        for rule in &n.rules {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        let of = counts.map(|h| story.text(bare(story, h)).to_owned()).filter(|s| !s.is_empty());
        let mut q = quantities::quantity(story, n, rule.unit.as_deref().unwrap_or("count"), of);
        cumulative(story, frame.found.head, &mut q);
        Some(q)
    };
    let number_of = |h: usize| {
        let number = quantities::of_phrase(story, h)?;
        story.mention_index(MentionKind::Number, number.range.start)
    };
    let first = frame.targets.first().copied();
    let whole = || first.map(|t| joined_mention(story, t, frame));
    let counts_people = rule.roles.iter().any(|r| r.name == "quantity");
    if counts_people && matches!(rule.kind.family(), Family::Harm | Family::Movement | Family::Settlement) {
        let heads: Vec<(usize, Option<usize>)> =
            first.map(|t| story.conjuncts(t)).unwrap_or_default().into_iter().map(|t| (t, number_of(t))).collect();
        let apart = heads.len() > 1
            && heads.iter().all(|(t, n)| n.is_some() || is_one(story, *t))
            && heads.iter().any(|(_, n)| n.is_some());
        if apart {
            return heads
                .into_iter()
                .map(|(t, n)| {
                    let quantity = match n {
                        Some(n) => made(n, Some(t)),
                        None => Some(one(story, t, rule)),
                    };
                    (Some(actor_mention(story, t)), quantity)
                })
                .collect();
        }
        if frame.quantity.is_none()
            && let Some(t) = first.filter(|t| heads.len() == 1 && is_one(story, *t))
        {
            return vec![(whole(), Some(one(story, t, rule)))];
        }
    }
    let number = frame.quantity.or_else(|| if counts_people { None } else { counted(story, frame) });
    let quantity = number.and_then(|index| {
        let number = story.numbers.get(index);
        let heads = || frame.targets.iter().chain(&frame.actors);
        made(index, heads().find(|h| quantities::of_phrase(story, **h) == number).copied())
    });
    let length = || distance(story, frame).filter(|_| number.is_none());
    vec![(whole(), quantity.or_else(length))]
}

/// What is counted where the rule counts nothing itself: how many strikes it took, how many were hit or taken, how often,
/// in how many places, how many did it.
fn counted(story: &Story<'_>, frame: &Frame<'_>) -> Option<usize> {
    let number_of = |h: usize| {
        let number = quantities::of_phrase(story, h)?;
        let index = story.mention_index(MentionKind::Number, number.range.start)?;
        // `the 153rd Battalion`, `8.5 Mortar fire`: a name or the number of a paragraph counts nothing.
        let named = story.mention_index(MentionKind::Name, number.anchor).is_some();
        (!named && number.low.fract() == 0.0).then_some(index)
    };
    let event = |h: &&usize| story.rules.in_list("counted-events", story.token(**h));
    let struck: Vec<usize> = frame.targets.iter().flat_map(|t| story.conjuncts(*t)).filter_map(number_of).collect();
    if let Some(number) = frame.actors.iter().filter(event).find_map(|a| number_of(*a)) {
        return Some(number);
    }
    match struck[..] {
        [one] => return Some(one),
        // `two tanks and four vehicles`: no one number.
        [_, _, ..] => return None,
        [] => {}
    }
    let head = frame.found.head;
    (if story.is_verb(head) { None } else { number_of(head) })
        .or_else(|| frame.places.iter().find_map(|(p, _)| number_of(*p)))
        .or_else(|| frame.actors.iter().find_map(|a| number_of(*a)))
}

/// How far an advance has come, or how near: `ten kilometres from Mora`.
fn distance(story: &Story<'_>, frame: &Frame<'_>) -> Option<Quantity> {
    if frame.rule.body.kind != Kind::Advances {
        return None;
    }
    let clause = story.clause(frame.found.head);
    let first = story.numbers.partition_point(|n| n.range.start < clause.start.min(frame.found.start));
    let within = story.numbers[first..].iter().take_while(|n| n.range.end < clause.end.max(frame.found.end));
    within.filter(|n| n.range.end < story.reading.tokens.len()).find_map(|n| {
        let unit = story.rules.table("lengths.unit", &story.token(n.range.end).lemma)?;
        Some(quantities::quantity(story, n, unit, None))
    })
}

/// Whether a phrase means one person without a name: `a farmer`, `another soldier`, `the gunman`.
pub(super) fn is_one(story: &Story<'_>, head: usize) -> bool {
    story.token(head).xpos == "NN"
        && ["people", "person-titles"].iter().any(|list| story.rules.in_list(list, story.token(head)))
        && !story.rules.in_list("group-nouns", story.token(head))
        && story.mention_index(MentionKind::Name, head).is_none()
        && quantities::of_phrase(story, head).is_none()
        && story.dependents(head, &[Relation::Det]).any(|d| story.rules.in_list("one-words", story.token(d)))
}

pub(super) fn one(story: &Story<'_>, head: usize, rule: &KindRule) -> Quantity {
    Quantity {
        low: 1.0,
        high: Some(1.0),
        approx: false,
        unit: rule.unit.clone().unwrap_or_else(|| "count".to_owned()),
        of: Some(story.text(bare(story, head)).to_owned()),
        mention: story.mention(story.phrase(head).range),
        cumulative: false,
        since: None,
    }
}

/// The counted noun without number and article: `civilians`, `rebel fighters`.
pub(super) fn bare(story: &Story<'_>, head: usize) -> Range<usize> {
    let head = if story.mention_index(MentionKind::Number, head).is_some() {
        story.prepositional(head, "of").next().unwrap_or(head)
    } else {
        head
    };
    if story.mention_index(MentionKind::Number, head).is_some() {
        return head..head;
    }
    let mut start = head;
    while start > 0
        && story.head(start - 1) == Some(head)
        && matches!(story.token(start - 1).relation, Relation::Amod | Relation::Compound)
        && story.mention_index(MentionKind::Number, start - 1).is_none()
    {
        start -= 1;
    }
    start..head + 1
}

/// A part of a total: its words, its number (none for one person), its noun.
struct Part<'s> {
    range: Range<usize>,
    number: Option<&'s Number>,
    noun: usize,
}

/// How many words after a total its parts may stand.
const REACH: usize = 30;

/// `including 111 civilians`, `among them a nurse`, `eight of them children`, `two women among them`: each makes a claim of
/// its own beside the total.
pub(super) fn subsets(story: &Story<'_>, frame: &Frame<'_>, total: &Quantity, out: &mut Vec<Claim>) {
    let sentence = story.sentence(frame.found.head);
    let Some(whole) = out.last().cloned() else { return };
    let at = story.numbers.partition_point(|n| story.span(n.range.clone()).start < total.mention.span.start);
    let total_number = story.numbers.get(at).filter(|n| story.span(n.range.clone()) == total.mention.span);
    let Some(total_number) = total_number else { return };
    let end = sentence.end.min(total_number.range.end + REACH);
    // `killed 14 and | injured 37, including five children`: the children are of those injured.
    let end = (total_number.range.end..end)
        .find(|i| {
            story.is_verb(*i)
                && story.rules.in_list("harm-verbs", story.token(*i))
                && story.token(*i).relation == Relation::Conj
        })
        .unwrap_or(end);
    for part in parts(story, total_number.range.end..end) {
        let (noun, unit) = (part.noun, &total.unit);
        let mut claim = whole.clone();
        let of = story.text(bare(story, noun)).to_owned();
        let mut quantity = match part.number {
            Some(number) => quantities::quantity(story, number, unit, Some(of)),
            None => Quantity { unit: unit.clone(), ..one(story, noun, &frame.rule.body) },
        };
        quantity.cumulative = total.cumulative;
        quantity.since = total.since;
        claim.target = Some(story.mention(story.phrase(noun).range));
        claim.subset_of = Some(total.mention.span.start.to_string());
        claim.quote = story.text(part.range.clone()).to_owned();
        claim.span = story.span(part.range);
        claim.quantity = Some(quantity);
        claim.rules.extend(part.number.into_iter().flat_map(|n| n.rules.iter().cloned()));
        out.push(claim);
    }
}

/// The parts told of in some words, up to a second total.
fn parts<'s>(story: &'s Story<'_>, words: Range<usize>) -> Vec<Part<'s>> {
    let list = |name: &str, at: usize| story.rules.list_at(name, &story.reading.tokens, at).first().copied();
    let mut found: Vec<Part<'s>> = Vec::new();
    let mut at = words.start;
    while at < words.end {
        // `including 111 civilians, 12 of them children, and a nurse`
        let opener = list("among-them", at).or_else(|| list("including-words", at));
        if let Some(n) = opener {
            let mut next = at + n;
            let mut start = at;
            while let Some(item) = item(story, next..words.end) {
                next = item.noun + 1;
                found.push(Part { range: start..next, ..item });
                while next < words.end && (story.token(next).tag == Tag::Cconj || story.token(next).form == ",") {
                    next += 1;
                }
                start = next;
            }
            at = next.max(at + n);
            continue;
        }
        // `eight of them children`, `one of whom was a nurse`
        let number = number_at(story, at).filter(|n| n.range.start == at);
        if let Some(number) = number
            && number.range.end + 1 < words.end
            && story.token(number.range.end).form == "of"
            && let Some(n) = list("those-counted", number.range.end + 1)
            && let Some(noun) = people_after(story, number.range.end + 1 + n..words.end)
        {
            found.push(Part { range: at..noun + 1, number: Some(number), noun });
            at = noun + 1;
            continue;
        }
        // `a brigadier among them`
        if let Some(item) = item(story, at..words.end)
            && let Some(n) = list("among-them", item.noun + 1)
        {
            at = item.noun + 1 + n;
            found.push(Part { range: item.range.start..at, ..item });
            continue;
        }
        at += 1;
    }
    found
}

fn number_at<'s>(story: &'s Story<'_>, at: usize) -> Option<&'s Number> {
    story.mention_index(MentionKind::Number, at).and_then(|i| story.numbers.get(i))
}

/// Some people at the start of some words: `111 civilians`, `a nurse`.
fn item<'s>(story: &'s Story<'_>, words: Range<usize>) -> Option<Part<'s>> {
    let start = words.start;
    if start >= words.end {
        return None;
    }
    let number = number_at(story, start);
    let after = number.map_or(start, |n| n.range.end);
    let noun = people_after(story, after..words.end)?;
    (number.is_some() || is_one(story, noun)).then_some(Part { range: start..noun + 1, number, noun })
}

/// The noun for people within a few words, before a comma or a verb other than `be`.
fn people_after(story: &Story<'_>, words: Range<usize>) -> Option<usize> {
    words
        .take(4)
        .take_while(|i| match story.token(*i).tag {
            Tag::Punct | Tag::Verb | Tag::Cconj | Tag::Adp => false,
            Tag::Aux => story.token(*i).lemma == "be",
            _ => true,
        })
        .filter(|i| story.token(*i).tag == Tag::Noun)
        .last()
        .filter(|n| {
            story.rules.in_list("people", story.token(*n)) || story.rules.in_list("person-titles", story.token(*n))
        })
}

pub(super) fn cumulative(story: &Story<'_>, head: usize, q: &mut Quantity) {
    let sentence = story.sentence(head);
    let since = sentence.clone().find(|i| story.rules.in_list("since-words", story.token(*i)));
    let Some(since) = since else {
        let period = (story.times_in(&sentence).iter())
            .find(|t| t.date.as_ref().is_some_and(|d| d.granularity == Granularity::Range));
        q.cumulative = period.is_some();
        return;
    };
    q.cumulative = true;
    q.since = story.times_in(&(since + 1..since + 9)).first().and_then(|t| t.date.as_ref()).map(|d| d.start);
}
