//! When it happened.

use super::{Grounds, Made, Other, Scene};
use crate::{context, kinds, times::Time};
use dateline_core::{DateRange, Mention, Modality};

/// The time expression, the claim before or the day of publication that dates it, and those that do not.
pub(super) fn event_date(scene: &Scene<'_>, made: &Made<'_>) -> Option<Grounds> {
    let story = scene.story;
    let head = made.frame.found.head;
    let date = made.claim.event_date.as_ref();
    let near = kinds::dated_by(story, head, &made.layers);
    let mut grounds =
        Grounds { field: "event_date", value: date.map(days), words: Vec::new(), by: Vec::new(), others: Vec::new() };
    let sentence = story.sentence(head);
    let in_sentence = || story.times_in(&sentence).iter();
    let published = story.report.published.as_ref().map(|p| p.date);
    let around = context::date(story, made.claim.kind, made.before);
    let by_context = made.claim.rules.iter().any(|r| r == context::RULE);
    // The expression with these words nearest before the event, wherever the date was taken from.
    let expression = |d: &DateRange| {
        let text = d.text.as_deref()?;
        let before = story.times.iter().rev().filter(|t| t.range.start <= head || sentence.contains(&t.range.start));
        before.into_iter().find(|t| story.text(t.range.clone()) == text)
    };
    let taken = match (date, near) {
        (Some(_), Some(time)) => {
            grounds.by.push(time.rule.clone());
            Some(time)
        }
        (Some(d), None) if by_context => {
            let time = expression(d);
            grounds.by.push(match time {
                Some(t) => format!("its clause has none: that of the claim before ({})", t.rule),
                None => "its clause has none: that of the claim before".to_owned(),
            });
            time
        }
        (Some(d), None) => {
            let time = expression(d);
            grounds.by.push(if time.is_some() {
                "what holds or goes on when it is said: the day of the statement".to_owned()
            } else {
                "what holds or goes on when it is said: the day of publication".to_owned()
            });
            time
        }
        (None, _) => None,
    };
    grounds.words.extend(taken.map(|t| story.mention(t.range.clone())));
    for time in in_sentence().filter(|t| taken.is_none_or(|taken| taken.range != t.range)) {
        grounds.others.push(other(scene, made, time, near));
    }
    if let Some(d) = around.as_ref().filter(|d| !by_context && Some(*d) != date) {
        let words = expression(d).map(|t| story.mention(t.range.clone()));
        grounds.others.push(Other::new(days(d), words, inherited(made, near.is_some())));
    }
    if let Some(day) = published.filter(|day| date.is_none_or(|d| (d.start, d.end) != (*day, *day))) {
        let lost = "the day of publication dates only what holds or goes on when it is said";
        grounds.others.push(Other::new(day.to_string(), None, lost));
    }
    if date.is_none() {
        let reason = if is_real(made) { "nothing dates it" } else { "what is not said to have happened has no day" };
        grounds.by.push(reason.to_owned());
    }
    (date.is_some() || !grounds.others.is_empty()).then_some(grounds)
}

fn inherited(made: &Made<'_>, dated: bool) -> &'static str {
    if !is_real(made) {
        "the day of the claim before; what is not said to have happened has none"
    } else if dated {
        "the day of the claim before; the words have their own"
    } else {
        "the day of the claim before; this one looks back or tells of what is"
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

/// Whether it is said to have happened or to go on.
fn is_real(made: &Made<'_>) -> bool {
    matches!(made.claim.modality, Modality::Actual | Modality::Ongoing)
}
