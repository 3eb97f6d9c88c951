//! Days that are told by others: so long before or after another event, or an hour of the day told of before.

use crate::{
    rules::pattern::MentionKind,
    story::Story,
    times::{Time, value},
};
use dateline_core::{
    Claim, DateRange, Granularity,
    reading::{Relation, Tag},
};
use jiff::ToSpan;

/// An event that another is dated by.
pub(crate) struct Counted {
    /// The verb of the other event.
    pub(crate) main: usize,
    /// So many days later than it the event was; negative if earlier.
    pub(crate) days: i64,
}

/// What the clause of a word is set apart from: `two days after | the army left |, rebels entered the town`.
pub(crate) fn counted(story: &Story<'_>, head: usize) -> Option<Counted> {
    let verb = story.clause_verb(head);
    let main = story.head(verb).filter(|_| story.token(verb).relation == Relation::Advcl)?;
    let opener = story.dependents(verb, &[Relation::Mark]).next()?;
    // A day of its own is better: `two weeks before rebels took the town | on Tuesday`.
    let clause = story.subtree(verb);
    if story.times_in(&(opener + 1..clause.end.max(opener + 1))).iter().any(|t| t.date.is_some()) {
        return None;
    }
    let direction: i64 = story.rules.table("timex.directions", &story.token(opener).form)?.parse().ok()?;
    let unit = opener.checked_sub(1).filter(|u| story.sentence(head).contains(u))?;
    let length: f64 = story.rules.table("calendar-units.days", &story.token(unit).lemma)?.parse().ok()?;
    // `two days` is an expression of time with a length, `P2D`.
    let time = story.mention_index(MentionKind::Time, unit).and_then(|i| story.times.get(i));
    let digits =
        time.and_then(|t| t.timex.as_ref()).map(|t| t.value.chars().filter(char::is_ascii_digit).collect::<String>());
    let alone = || unit > 0 && story.token(unit - 1).tag == Tag::Det;
    let count = match digits.and_then(|d| d.parse::<f64>().ok()) {
        Some(count) if time.is_some_and(|t| t.date.is_none()) => count,
        _ => alone().then_some(1.0)?,
    };
    let days = length * count;
    // Months and years are no certain number of days.
    ((1.0..=14.0).contains(&length) && days <= 60.0).then_some(Counted { main, days: -direction * days as i64 })
}

/// A day moved by so many.
pub(crate) fn moved(date: &DateRange, days: i64) -> Option<DateRange> {
    let day = |d: jiff::civil::Date| d.checked_add(days.days()).ok();
    (date.granularity == Granularity::Day && date.start == date.end).then_some(())?;
    Some(DateRange { start: day(date.start)?, end: day(date.end)?, ..date.clone() })
}

/// The day that an hour of the clock belongs to, where none is named beside it: that of the last dated event before it.
pub(crate) fn of_clock(story: &Story<'_>, time: &Time, before: &[Claim]) -> Option<DateRange> {
    let published = story.report.published.as_ref()?.date;
    let bare = value::is_bare_clock(story.rules, story.text(time.range.clone()))
        && time.date.as_ref().is_some_and(|d| d.start == published && d.end == published);
    let told = before.iter().rev().take(SAME_DAY).find_map(|c| c.event_date.as_ref().filter(|d| d.text.is_some()));
    let told =
        told.filter(|d| bare && d.granularity == Granularity::Day && d.start == d.end && d.start <= published)?;
    Some(DateRange { text: time.date.as_ref()?.text.clone(), ..told.clone() })
}

/// So many claims back a text may still be on the same day.
const SAME_DAY: usize = 8;
