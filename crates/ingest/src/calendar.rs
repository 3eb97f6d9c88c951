//! Dates and weekdays as they are written in a text.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

const CALENDAR: &str = include_str!("../../../lexicons/en/calendar.toml");
const PUBLISHED: &str = include_str!("../../../lexicons/en/published.toml");

/// The words that dates are made of, and those that tell what a date stands for.
pub(crate) struct Words {
    months: HashMap<String, i8>,
    weekdays: HashMap<String, Weekday>,
    pub(crate) statement: HashSet<String>,
    pub(crate) day: HashSet<String>,
    pub(crate) other_day: HashSet<String>,
    pub(crate) stamp: HashSet<String>,
    ordinal_endings: HashSet<String>,
}

/// The file has tables for other stages too.
#[derive(Deserialize)]
struct CalendarFile {
    months: HashMap<String, i8>,
    weekdays: HashMap<String, i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublishedFile {
    statement: HashSet<String>,
    day: HashSet<String>,
    other_day: HashSet<String>,
    stamp: HashSet<String>,
    ordinal_endings: HashSet<String>,
}

/// The words of English. The files are part of the program; a test notices one that cannot be read.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let calendar: Option<CalendarFile> = toml::from_str(CALENDAR).ok();
    let published: Option<PublishedFile> = toml::from_str(PUBLISHED).ok();
    let (months, weekdays) = calendar.map(|c| (c.months, c.weekdays)).unwrap_or_default();
    let (statement, day, other_day, stamp, ordinal_endings) =
        published.map(|p| (p.statement, p.day, p.other_day, p.stamp, p.ordinal_endings)).unwrap_or_default();
    let weekdays =
        weekdays.into_iter().filter_map(|(w, n)| Some((w, Weekday::from_monday_one_offset(n).ok()?))).collect();
    Words { months, weekdays, statement, day, other_day, stamp, ordinal_endings }
});

impl Words {
    /// Names are written with a capital, unlike the verbs `may` and `march`.
    fn month(&self, word: &str) -> Option<i8> {
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        self.months.get(&word.to_lowercase()).copied()
    }

    /// Whether a word is part of a date.
    pub(crate) fn is_month_or_weekday(&self, word: &str) -> bool {
        self.month(word).is_some() || self.weekday(word).is_some()
    }

    fn weekday(&self, word: &str) -> Option<Weekday> {
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        self.weekdays.get(&word.to_lowercase()).copied()
    }
}

/// A year of two digits from this one on is one of the last century.
const FIRST_OF_THE_LAST_CENTURY: i16 = 50;

/// A word, number or mark of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Word,
    Number,
    Mark,
}

/// A date as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) month: i8,
    pub(crate) day: i8,
    pub(crate) year: Option<i16>,
    /// The weekday written beside it.
    pub(crate) weekday: Option<Weekday>,
    /// The items it covers.
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// A weekday that is not part of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenWeekday {
    pub(crate) weekday: Weekday,
    pub(crate) item: usize,
}

impl Written {
    /// The date in `year`, if there is such a day.
    pub(crate) fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

/// Splits a text; line feeds are marks, other white space is dropped.
pub(crate) fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let sort = if c.is_alphabetic() {
            while let Some((i, c)) = rest.next_if(|(_, c)| c.is_alphabetic()) {
                end = i + c.len_utf8();
            }
            Sort::Word
        } else if c.is_ascii_digit() {
            loop {
                while let Some((i, _)) = rest.next_if(|(_, c)| c.is_ascii_digit()) {
                    end = i + 1;
                }
                // `2,000` is one number, unlike `6, 2024`.
                let group = text[end..].strip_prefix(',').and_then(|t| t.as_bytes().get(..3));
                if group.is_some_and(|g| g.iter().all(u8::is_ascii_digit)) {
                    rest.next();
                } else {
                    break;
                }
            }
            Sort::Number
        } else if c.is_whitespace() && c != '\n' {
            continue;
        } else {
            Sort::Mark
        };
        items.push(Item { text: &text[start..end], start, end, sort });
    }
    items
}

/// All dates of a text, in its order, and the weekdays outside of them.
pub(crate) fn dates_and_weekdays(items: &[Item<'_>]) -> (Vec<Written>, Vec<WrittenWeekday>) {
    let mut dates: Vec<Written> = Vec::new();
    let mut weekdays: Vec<WrittenWeekday> = Vec::new();
    let mut at = 0;
    while at < items.len() {
        if let Some(mut date) = date_at(items, at) {
            at = date.last + 1;
            // The weekday before a date belongs to it: `Monday, December 2`.
            let before = match date.first.checked_sub(1) {
                Some(i) if matches!(items[i].text, "," | "(") => i.checked_sub(1),
                other => other,
            };
            if let Some(weekday) = weekdays.pop_if(|w| Some(w.item) == before) {
                date.weekday = Some(weekday.weekday);
                date.first = weekday.item;
            }
            dates.push(date);
            continue;
        }
        if let Some(weekday) = items.get(at).filter(|i| i.sort == Sort::Word).and_then(|i| WORDS.weekday(i.text)) {
            weekdays.push(WrittenWeekday { weekday, item: at });
        }
        at += 1;
    }
    // A short form such as `Sun` may be another word; it counts only beside a date.
    weekdays.retain(|w| items[w.item].text.len() >= "Friday".len());
    (dates, weekdays)
}

/// The one full date that a short text such as a field's value holds.
pub(crate) fn single_date(text: &str) -> Option<Date> {
    let items = items(text);
    let (dates, _) = dates_and_weekdays(&items);
    match &dates[..] {
        [one] => one.in_year(one.year?),
        _ => None,
    }
}

fn date_at(items: &[Item<'_>], at: usize) -> Option<Written> {
    iso(items, at).or_else(|| month_first(items, at)).or_else(|| day_first(items, at))
}

/// `2024-12-06`, `2024/12/06`.
fn iso(items: &[Item<'_>], at: usize) -> Option<Written> {
    let [year, mark_a, month, mark_b, day] = items.get(at..at + 5)? else { return None };
    let joined =
        year.end == mark_a.start && mark_a.end == month.start && month.end == mark_b.start && mark_b.end == day.start;
    if !joined
        || mark_a.text != mark_b.text
        || !matches!(mark_a.text, "-" | "/")
        || month.text.len() > 2
        || day.text.len() > 2
    {
        return None;
    }
    let written = Written {
        month: month.text.parse().ok()?,
        day: day.text.parse().ok()?,
        year: Some(full_year(year)?),
        weekday: None,
        first: at,
        last: at + 4,
    };
    written.in_year(2024).map(|_| written)
}

/// `December 6, 2024`, `Dec. 6`, `December 6th`; of a range of days (`December 6-7`) the last.
fn month_first(items: &[Item<'_>], at: usize) -> Option<Written> {
    let month = WORDS.month(items.get(at).filter(|i| i.sort == Sort::Word)?.text)?;
    let mut next = at + 1;
    if text_at(items, next) == Some(".") {
        next += 1;
    }
    let (day, next) = day_at(items, next)?;
    let (day, next) = end_of_range(items, next).unwrap_or((day, next));
    Some(with_year(items, Written { month, day, year: None, weekday: None, first: at, last: next - 1 }))
        .filter(|w| w.in_year(2024).is_some())
}

/// The second day of `6-7` and the item after it, where `dash` is the item of the dash.
fn end_of_range(items: &[Item<'_>], dash: usize) -> Option<(i8, usize)> {
    let [first, mark, second] = items.get(dash.checked_sub(1)?..dash + 2)? else { return None };
    let joined = matches!(mark.text, "-" | "–") && mark.start == first.end && mark.end == second.start;
    if joined { day_at(items, dash + 1) } else { None }
}

/// `6 December 2024`, `6th of December`.
fn day_first(items: &[Item<'_>], at: usize) -> Option<Written> {
    let (day, mut next) = day_at(items, at)?;
    // The end of `06:20` or `10.5` is no day.
    let before = at.checked_sub(1).and_then(|i| items.get(i));
    if before.is_some_and(|b| matches!(b.text, ":" | ".") && b.end == items[at].start) {
        return None;
    }
    let mut month = items.get(next)?;
    if month.sort == Sort::Word && month.text.len() == 2 {
        // The `of` of `6th of December`.
        next += 1;
        month = items.get(next)?;
    }
    let month = WORDS.month(Some(month).filter(|i| i.sort == Sort::Word)?.text)?;
    if text_at(items, next + 1) == Some(".") && items.get(next + 2).is_some_and(|i| full_year(i).is_some()) {
        next += 1;
    }
    if let Some(year) = short_year(items, next + 1) {
        return Some(Written { month, day, year: Some(year), weekday: None, first: at, last: next + 1 })
            .filter(|w| w.in_year(2024).is_some());
    }
    Some(with_year(items, Written { month, day, year: None, weekday: None, first: at, last: next }))
        .filter(|w| w.in_year(2024).is_some())
}

/// Takes in the year that follows, with or without a comma.
fn with_year(items: &[Item<'_>], mut date: Written) -> Written {
    let after_comma = date.last + 1 + usize::from(text_at(items, date.last + 1) == Some(","));
    if let Some(year) = items.get(after_comma).and_then(full_year) {
        date.year = Some(year);
        date.last = after_comma;
    }
    date
}

/// The year of a dateline that gives two digits of it: `3 JAN 90 -`, `3 JAN 90 (AP)`.
fn short_year(items: &[Item<'_>], at: usize) -> Option<i16> {
    let item = items.get(at).filter(|i| i.sort == Sort::Number && i.text.len() == 2)?;
    let ends = matches!(text_at(items, at + 1)?, "-" | "–" | "—" | "(");
    let year: i16 = item.text.parse().ok().filter(|_| ends)?;
    Some(if year < FIRST_OF_THE_LAST_CENTURY { 2000 + year } else { 1900 + year })
}

/// A day of the month and the item after it.
fn day_at(items: &[Item<'_>], at: usize) -> Option<(i8, usize)> {
    let item = items.get(at).filter(|i| i.sort == Sort::Number && i.text.len() <= 2)?;
    let day = item.text.parse().ok().filter(|d| (1..=31).contains(d))?;
    let ending = items.get(at + 1).filter(|e| e.start == item.end);
    match ending {
        Some(e) if WORDS.ordinal_endings.contains(&e.text.to_lowercase()) => Some((day, at + 2)),
        // `6km`, `6.5`, `06:20`.
        Some(e) if e.sort == Sort::Word || (matches!(e.text, "." | ":") && number_follows(items, at + 1)) => None,
        _ => Some((day, at + 1)),
    }
}

fn number_follows(items: &[Item<'_>], mark: usize) -> bool {
    items.get(mark + 1).is_some_and(|n| n.sort == Sort::Number && n.start == items[mark].end)
}

fn full_year(item: &Item<'_>) -> Option<i16> {
    if item.sort != Sort::Number || item.text.len() != 4 {
        return None;
    }
    item.text.parse().ok().filter(|y| (1900..=2199).contains(y))
}

/// The years that stand in a text by themselves or in dates.
pub(crate) fn years(items: &[Item<'_>]) -> Vec<i16> {
    items.iter().filter_map(full_year).collect()
}

fn text_at<'a>(items: &[Item<'a>], at: usize) -> Option<&'a str> {
    items.get(at).map(|i| i.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_lists_are_legible_and_complete() {
        for month in 1..=12 {
            assert!(WORDS.months.values().any(|&m| m == month), "{month}");
        }
        for weekday in 1..=7 {
            assert!(WORDS.weekdays.values().any(|w| w.to_monday_one_offset() == weekday), "{weekday}");
        }
        for list in [&WORDS.statement, &WORDS.day, &WORDS.other_day, &WORDS.stamp, &WORDS.ordinal_endings] {
            assert!(!list.is_empty());
        }
    }

    fn check(text: &str, expect: &str) {
        let items = items(text);
        let (dates, weekdays) = dates_and_weekdays(&items);
        let dates = dates.iter().map(|d| {
            let weekday = d.weekday.map(|w| format!("{w:?} ")).unwrap_or_default();
            format!("{weekday}{}-{}-{}", d.year.map_or("?".to_owned(), |y| y.to_string()), d.month, d.day)
        });
        let weekdays = weekdays.iter().map(|w| items[w.item].text.to_owned());
        assert_eq!(dates.chain(weekdays).collect::<Vec<_>>().join(" | "), expect, "{text}");
    }

    #[test]
    fn dates_are_found_as_they_are_written() {
        check("on December 6, 2024.", "2024-12-6");
        check("BEIRUT, Dec. 5 - The city", "?-12-5");
        check("6 December 2024, 11:45 GMT", "2024-12-6");
        check("the 6th of December", "?-12-6");
        check("Monday, December 2, a monitor said on Tuesday", "Monday ?-12-2 | Tuesday");
        check("captured 2024-12-06T08:00 and 2024/12/07", "2024-12-6 | 2024-12-7");
        check("HOMS, SYRIA – DECEMBER 6: Rebels", "?-12-6");
        check("between December 6-7, 2024", "2024-12-7");
        check("Sun Dec 8 2024", "Sunday 2024-12-8");
        check("Dec. 6, 2,000 fighters crossed", "?-12-6");
    }

    #[test]
    fn what_only_looks_like_a_date_is_none() {
        for text in [
            "it may 5 times",
            "they march 12 km",
            "February 30, 2024",
            "at 06:20 December came",
            "May said 7 were killed",
            "The Sun said",
            "flight 2024-13-45",
            "December 2016",
            "10.5 May",
        ] {
            check(text, "");
        }
    }
}
