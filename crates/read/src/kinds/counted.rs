//! How many: victims with their numbers, parts of totals, figures that add up over time.

use super::{Frame, joined_mention};
use crate::{
    names::actor_mention,
    quantities,
    rules::{KindRule, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    Claim, Granularity, Mention, Quantity, Span,
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
    // How many did it, where the rule counts nothing else.
    let number =
        frame.quantity.or_else(|| if counts_people { None } else { frame.actors.iter().find_map(|a| number_of(*a)) });
    let quantity = number.and_then(|index| {
        let number = story.numbers.get(index);
        let heads = || frame.targets.iter().chain(&frame.actors);
        made(index, heads().find(|h| quantities::of_phrase(story, **h) == number).copied())
    });
    vec![(whole(), quantity)]
}

/// Whether a phrase means one person without a name: `a farmer`, `another soldier`, `the gunman`.
pub(super) fn is_one(story: &Story<'_>, head: usize) -> bool {
    story.token(head).xpos == "NN"
        && story.rules.in_list("people", story.token(head))
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

/// `including 111 civilians` makes a claim of its own beside the total.
pub(super) fn subsets(story: &Story<'_>, frame: &Frame<'_>, total: &Quantity, out: &mut Vec<Claim>) {
    let sentence = story.sentence(frame.found.head);
    let Some(whole) = out.last().cloned() else { return };
    let at = story.numbers.partition_point(|n| story.span(n.range.clone()).start < total.mention.span.start);
    let total_number = story.numbers.get(at).filter(|n| story.span(n.range.clone()) == total.mention.span);
    let Some(total_number) = total_number else { return };
    for opener in total_number.range.end..sentence.end {
        if !story.rules.in_list("including-words", story.token(opener)) {
            continue;
        }
        if opener > total_number.range.end + 8 {
            break;
        }
        let mut at = opener + 1;
        while at < sentence.end {
            let Some(number) = story.mention_index(MentionKind::Number, at).and_then(|i| story.numbers.get(i)) else {
                break;
            };
            let noun = (number.range.end..sentence.end.min(number.range.end + 4))
                .take_while(|i| !matches!(story.token(*i).tag, Tag::Punct | Tag::Verb | Tag::Aux))
                .filter(|i| story.token(*i).tag == Tag::Noun)
                .last();
            let Some(noun) = noun.filter(|n| story.rules.in_list("people", story.token(*n))) else { break };
            let mut part = whole.clone();
            let of = story.text(bare(story, noun)).to_owned();
            part.quantity = Some(quantities::quantity(story, number, &total.unit, Some(of)));
            if let (Some(q), Some(t)) = (part.quantity.as_mut(), whole.quantity.as_ref()) {
                q.cumulative = t.cumulative;
                q.since = t.since;
            }
            part.target = Some(story.mention(story.phrase(noun).range));
            part.subset_of = Some(total.mention.span.start.to_string());
            let clause_end = story.span(opener..sentence.end).end;
            let end = whole.span.end.max(story.token(noun).span.end).min(clause_end);
            let span = Span { start: story.token(opener).span.start, end };
            part.quote = span.of(&story.report.text).unwrap_or_default().to_owned();
            part.span = span;
            part.rules.extend(number.rules.iter().cloned());
            out.push(part);
            // `, 12 of them children and 8 women`
            at = noun + 1;
            while at < sentence.end && (story.token(at).tag == Tag::Cconj || story.token(at).form == ",") {
                at += 1;
            }
        }
        break;
    }
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
