//! When it happened.

use super::{Grounds, Made, Other, Scene};
use crate::{
    dates::{self, Source},
    kinds,
    times::Time,
};
use dateline_core::{DateRange, Mention};

/// The time expression, the claim before or the day of publication that dates it, and those that do not.
pub(super) fn event_date(scene: &Scene<'_>, made: &Made<'_>) -> Option<Grounds> {
    let story = scene.story;
    let claim = made.claim;
    let head = made.frame.found.head;
    let date = claim.event_date.as_ref();
    let near = kinds::dated_by(story, head, &made.layers);
    let own = near.filter(|_| kinds::is_real(claim.modality));
    let mut grounds =
        Grounds { field: "event_date", value: date.map(days), words: Vec::new(), by: Vec::new(), others: Vec::new() };
    let sentence = story.sentence(head);
    // The expression with these words nearest to the event, wherever the date was taken from.
    let expression = |d: &DateRange| {
        let text = d.text.as_deref()?;
        let after = story.times.partition_point(|t| t.range.start < sentence.end);
        let (before, after) = story.times.split_at(after);
        before.iter().rev().chain(after).find(|t| story.text(t.range.clone()) == text)
    };
    let counted = dates::counted::counted(story, head).is_some();
    let taken = if counted {
        grounds.by.push("so long before or after what the clause above it tells of".to_owned());
        date.and_then(expression)
    } else if let Some(time) = own {
        grounds.by.push(time.rule.clone());
        Some(time)
    } else {
        let options = kinds::possible_days(story, made.frame, &made.layers, claim.modality, claim.stance, made.before);
        let (best, others) = options.split_first()?;
        let time = best.date.as_ref().and_then(expression);
        let rule = time.map_or_else(String::new, |t| format!(" ({})", t.rule));
        grounds.by.push(format!("its clause settles no day: {}{rule}, {:+.1}", described(best.source), best.score));
        for option in others.iter().filter(|o| o.date != best.date) {
            let value = option.date.as_ref().map_or("none".to_owned(), days);
            let words = option.date.as_ref().and_then(expression).map(|t| story.mention(t.range.clone()));
            grounds.others.push(Other::new(
                value,
                words,
                format!("{}, {:+.1}", described(option.source), option.score),
            ));
        }
        time
    };
    grounds.words.extend(taken.map(|t| story.mention(t.range.clone())));
    for time in story.times_in(&sentence).iter().filter(|t| taken.is_none_or(|taken| taken.range != t.range)) {
        if own.is_some() || time.date.is_none() {
            grounds.others.push(other(scene, made, time, near));
        }
    }
    (date.is_some() || !grounds.others.is_empty()).then_some(grounds)
}

/// The words that tell when its source said so.
pub(super) fn stated(scene: &Scene<'_>, made: &Made<'_>) -> Option<Grounds> {
    let stated = made.claim.stated.as_ref()?;
    let time = scene.story.times.iter().find(|t| scene.story.span(t.range.clone()) == stated.span);
    let layer = made.layers.iter().find(|a| a.stated.is_some_and(|t| scene.story.times.get(t) == time));
    let by = time.map(|t| t.rule.clone()).into_iter().chain(layer.map(|a| a.rule.clone())).collect();
    let value = stated.date.as_ref().map_or_else(|| stated.value.clone(), days);
    let words = vec![Mention { text: stated.text.clone(), span: stated.span, entity: None }];
    Some(Grounds { field: "stated", value: Some(value), words, by, others: Vec::new() })
}

fn described(source: Source) -> &'static str {
    match source {
        Source::Clause => "the day in its clause",
        Source::Since => "since a day that its clause counts from",
        Source::Sentence => "the day in another clause of the sentence",
        Source::Statement => "the day of the statement",
        Source::Told => "that of the claim before",
        Source::Lead => "that of the first dated claim",
        Source::Ahead => "the first day named after it",
        Source::Published => "the day of publication",
        Source::Open => "none",
    }
}

fn other(scene: &Scene<'_>, made: &Made<'_>, time: &Time, near: Option<&Time>) -> Other {
    let story = scene.story;
    let words: Mention = story.mention(time.range.clone());
    let value = time.date.as_ref().map_or_else(|| words.text.clone(), days);
    let statement = made
        .layers
        .iter()
        .any(|a| time.range.clone().any(|i| story.head(i) == Some(a.cue)) || time.range.start.abs_diff(a.cue) <= 2);
    let lost = if time.date.is_none() {
        "means no certain days"
    } else if statement {
        "dates the statement"
    } else if near.is_some() {
        "belongs to another clause or stands farther off"
    } else {
        "belongs to another clause"
    };
    Other::new(value, Some(words), lost)
}

fn days(d: &DateRange) -> String {
    if d.start == d.end { d.start.to_string() } else { format!("{} .. {}", d.start, d.end) }
}
