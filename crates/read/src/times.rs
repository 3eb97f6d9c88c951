//! Time expressions, resolved against the publication date.

use crate::{rules::pattern::MentionKind, story::Story};
use dateline_core::{DateRange, Granularity, reading::Tag};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use std::ops::Range;

/// The calculations that a rule's `value` can name. Captures they use: `day` (weekday), `month`, `date` (number of the
/// day), `year`, `year2`, `n` (number), `unit` (`day`, `week`, `month`, `year`, `hour`).
pub const VALUES: &[&str] = &[
    "weekday",      // the latest such day up to publication
    "weekday_last", // the one of the week before
    "weekday_next", // the first after publication
    "date",         // month, date, maybe year
    "month",        // month, maybe year
    "year",         // year
    "years",        // year to year2
    "today",
    "yesterday",
    "tomorrow",
    "overnight",  // yesterday to today
    "ago",        // n units before publication
    "past",       // the n (or one) units up to publication
    "days_later", // n units after the time named before it
];

/// A time expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its tokens.
    pub range: Range<usize>,
    /// When it is; `None` if that needs a publication date that is not known.
    pub date: Option<DateRange>,
    /// The rule.
    pub rule: String,
}

/// Finds the time expressions of a story, and indexes them.
pub fn find(story: &mut Story<'_>) {
    let published = story.report.published.as_ref().map(|p| p.date);
    let mut times: Vec<Time> = Vec::new();
    for sentence in &story.reading.sentences {
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            let mut options: Vec<_> = story
                .rules
                .times
                .starting_with(story.token(at))
                .into_iter()
                .filter_map(|rule| rule.pattern.match_at(story, at, limit).map(|m| (m, rule)))
                .collect();
            // Longest first; of equally long ones the first rule's.
            options.sort_by_key(|(m, _)| std::cmp::Reverse(m.end));
            let before = times.last().and_then(|t| t.date.as_ref());
            let hit = options.into_iter().find_map(|(m, rule)| {
                // `may` and `march` are months only with a capital.
                let month = m.captures.get("month").map(|(a, _)| story.word(*a));
                if month.is_some_and(|w| !w.starts_with(char::is_uppercase)) {
                    return None;
                }
                let capture = |name: &str| m.captures.get(name).map(|(a, b)| story.text(*a..*b).to_lowercase());
                let resolved = value(story, &rule.body.value, &capture, published, before);
                (resolved != Some(None)).then(|| (m.clone(), rule, resolved.flatten()))
            });
            let Some((m, rule, resolved)) = hit else {
                at += 1;
                continue;
            };
            let text = Some(story.text(m.start..m.end).to_owned());
            let mut date = resolved.map(|(start, end, granularity)| DateRange { start, end, granularity, text });
            // `since Thursday` reaches to the publication.
            let opener = m.start.checked_sub(1).filter(|i| *i >= sentence.tokens.start as usize);
            if let Some(open) = opener
                && story.rules.in_list("since-words", story.token(open))
                && let (Some(d), Some(p)) = (date.as_mut(), published)
                && d.start <= p
            {
                d.end = p;
                d.granularity = Granularity::Range;
            }
            at = m.end.max(at + 1);
            times.push(Time { range: m.start..m.end, date, rule: rule.id.clone() });
        }
    }
    story.index_mentions(MentionKind::Time, times.iter().map(|t| t.range.clone()));
    story.times = times;
}

type Resolved = Option<(Date, Date, Granularity)>;

/// Outer `None`: it cannot be resolved for want of a publication date. `Some(None)`: it is no time after all.
fn value(
    story: &Story<'_>,
    name: &str,
    capture: &dyn Fn(&str) -> Option<String>,
    published: Option<Date>,
    before: Option<&DateRange>,
) -> Option<Resolved> {
    let day = |d: Date| Some(Some((d, d, Granularity::Day)));
    let number = |text: &str| -> Option<i64> {
        crate::quantities::parse_number(story.rules, text).map(|n| n as i64).filter(|n| (0..=100_000).contains(n))
    };
    let year_of = |text: &str| text.parse::<i16>().ok().filter(|y| (1800..=2100).contains(y));
    let month_of =
        |text: &str| -> Option<i8> { story.rules.table("calendar.months", text.trim_end_matches('.'))?.parse().ok() };
    match name {
        "weekday" | "weekday_last" | "weekday_next" => {
            let wanted: i8 =
                story.rules.table("calendar.weekdays", capture("day")?.trim_end_matches('.'))?.parse().ok()?;
            let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
            let p = published?;
            let back = i64::from(p.weekday().since(wanted));
            match name {
                "weekday" => day(p.checked_sub(back.days()).ok()?),
                "weekday_next" => day(p.checked_add((7 - back).days()).ok()?),
                _ => {
                    // Speakers say "last Wednesday" for the week before when this week's has just passed.
                    let this_week = back < i64::from(p.weekday().to_monday_one_offset());
                    day(p.checked_sub((back + if this_week { 7 } else { 0 }).days()).ok()?)
                }
            }
        }
        "date" => {
            let Some(month) = capture("month").and_then(|m| month_of(&m)) else { return Some(None) };
            let digits: String = capture("date")?.chars().take_while(char::is_ascii_digit).collect();
            let Ok(date) = digits.parse::<i8>() else { return Some(None) };
            let year = capture("year").map(|y| year_of(&y));
            match year {
                Some(None) => Some(None),
                Some(Some(year)) => match Date::new(year, month, date) {
                    Ok(d) => day(d),
                    Err(_) => Some(None),
                },
                None => {
                    let p = published?;
                    // The year that brings it nearest to the publication, not far ahead of it.
                    let options = [p.year(), p.year() - 1, p.year() + 1];
                    let best = options
                        .iter()
                        .filter_map(|y| Date::new(*y, month, date).ok())
                        .filter(|d| (*d - p).get_days() <= 60)
                        .min_by_key(|d| (*d - p).get_days().abs())?;
                    day(best)
                }
            }
        }
        "month" => {
            let Some(month) = capture("month").and_then(|m| month_of(&m)) else { return Some(None) };
            let year = match capture("year").map(|y| year_of(&y)) {
                Some(None) => return Some(None),
                Some(Some(y)) => y,
                None => {
                    let p = published?;
                    if month > p.month() { p.year() - 1 } else { p.year() }
                }
            };
            let first = Date::new(year, month, 1).ok()?;
            Some(Some((first, first.last_of_month(), Granularity::Month)))
        }
        "year" => {
            let Some(year) = capture("year").and_then(|y| year_of(&y)) else { return Some(None) };
            Some(Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?, Granularity::Year)))
        }
        "years" => {
            let (Some(a), Some(b)) =
                (capture("year").and_then(|y| year_of(&y)), capture("year2").and_then(|y| year_of(&y)))
            else {
                return Some(None);
            };
            Some(Some((Date::new(a.min(b), 1, 1).ok()?, Date::new(a.max(b), 12, 31).ok()?, Granularity::Range)))
        }
        "today" => day(published?),
        "yesterday" => day(published?.yesterday().ok()?),
        "tomorrow" => day(published?.tomorrow().ok()?),
        "overnight" => {
            let p = published?;
            Some(Some((p.yesterday().ok()?, p, Granularity::Range)))
        }
        "ago" | "past" | "days_later" => {
            let n = match capture("n") {
                Some(text) => match number(&text) {
                    Some(n) => n,
                    None => return Some(None),
                },
                None => 1,
            };
            let unit = capture("unit")?;
            let unit = story.rules.table("calendar-units.days", unit.trim_end_matches('s'))?;
            let days: i64 = (unit.parse::<f64>().ok()? * n as f64).round() as i64;
            if name == "days_later" {
                let start = before?.start;
                return day(start.checked_add(days.days()).ok()?);
            }
            let p = published?;
            let start = p.checked_sub(days.days()).ok()?;
            if name == "ago" {
                if days >= 300 {
                    let year = start.year();
                    return Some(Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?, Granularity::Year)));
                }
                day(start)
            } else {
                Some(Some((start, p, Granularity::Range)))
            }
        }
        _ => Some(None),
    }
}

/// Whether a time belongs to the clause of a word: it hangs from the same verb, or opens the sentence before it.
fn same_clause(story: &Story<'_>, time: &Time, head: usize) -> bool {
    let verb = story.clause_verb(head);
    let anchor = time
        .range
        .clone()
        .find(|i| story.head(*i).is_none_or(|h| !time.range.contains(&h)))
        .unwrap_or(time.range.start);
    let of = story.clause_verb(anchor);
    of == verb
        || of == head
        || (time.range.start < head
            && (time.range.end..head).all(|i| !story.is_verb(i) || i == verb || story.token(i).tag == Tag::Aux))
        || (time.range.start > head
            && (head + 1..time.range.start).all(|i| !story.is_verb(i) && story.token(i).form != ","))
}

/// The time expression that dates a word: in its clause and not that of the verb of speech, nearest first.
pub fn of_clause<'s>(story: &'s Story<'_>, head: usize, within: Range<usize>, avoid: &[usize]) -> Option<&'s Time> {
    story
        .times
        .iter()
        .filter(|t| within.start <= t.range.start && t.range.end <= within.end)
        .filter(|t| same_clause(story, t, head))
        .filter(|t| {
            // A time that hangs from the cue dates the statement.
            !avoid.iter().any(|cue| {
                t.range.clone().any(|i| story.head(i) == Some(*cue))
                    || (t.range.start > *cue && t.range.start <= cue + 2)
                    || (*cue > 0 && t.range.end == *cue)
            })
        })
        .min_by_key(|t| {
            let below = t.range.clone().any(|i| story.head(i) == Some(head));
            let distance = t.range.start.abs_diff(head);
            (!below, distance)
        })
}
