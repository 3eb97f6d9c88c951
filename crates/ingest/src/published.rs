//! When a report was published: dates as given, and inference from the text where none is given.

use crate::{
    calendar::{Item, Sort, WORDS, Written, WrittenWeekday, dates_and_weekdays, items, single_date, years},
    credits::dateline,
};
use dateline_core::report::{Published, PublishedBasis};
use jiff::{
    Timestamp, ToSpan,
    civil::Date,
    fmt::{rfc2822, temporal::Pieces},
    tz::{Offset, TimeZone},
};

/// Reads a date or an instant as a user or a record gives it: `2024-12-06`, `2024-12-06T08:00:00+03:00`,
/// `Fri, 06 Dec 2024 08:00:00 GMT`, `6 December 2024`, or seconds or milliseconds since 1970. The date is the calendar
/// day at the given offset. `None` for anything else: forms such as `06/12/2024` mean different days to different
/// readers.
pub fn parse_published(given: &str) -> Option<Published> {
    let given = given.trim();
    let (date, at) = epoch(given)
        .or_else(|| iso(given))
        .or_else(|| {
            let zoned = rfc2822::parse(given).ok()?;
            Some((zoned.date(), Some(zoned.timestamp())))
        })
        .or_else(|| Some((single_date(given)?, None)))?;
    Some(Published { date, at, basis: PublishedBasis::Given })
}

/// Whether a publication date can be taken seriously.
pub(crate) fn is_plausible(date: Date, now: Timestamp) -> bool {
    let today = today(now);
    date.year() >= 1900 && date.year() <= today.year().saturating_add(2)
}

fn epoch(given: &str) -> Option<(Date, Option<Timestamp>)> {
    if !matches!(given.len(), 9..=10 | 12..=13) || !given.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = given.parse().ok()?;
    let at =
        if given.len() <= 10 { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) }.ok()?;
    Some((today(at), Some(at)))
}

fn iso(given: &str) -> Option<(Date, Option<Timestamp>)> {
    let pieces = Pieces::parse(given).ok()?;
    let at = pieces
        .time()
        .zip(pieces.to_numeric_offset())
        .and_then(|(time, offset)| TimeZone::fixed(offset).to_timestamp(pieces.date().to_datetime(time)).ok());
    Some((pieces.date(), at))
}

fn today(now: Timestamp) -> Date {
    Offset::UTC.to_datetime(now).date()
}

/// The last day that is not in the future: east of Greenwich it may be tomorrow already.
fn last_day(now: Timestamp) -> Date {
    today(now).checked_add(1.day()).unwrap_or(today(now))
}

/// How much of a text is searched for dates.
const SEARCHED: usize = 256 * 1024;
/// In how many lines from the top a dateline or stamp is looked for.
const TOP_LINES: usize = 8;
/// In how many lines from the end a stamp is looked for.
const END_LINES: usize = 3;
/// How far back a year is looked for in which a day falls on the right weekday.
const YEARS_BACK: i16 = 12;

/// The day that an address holds, as in `https://paper.example/2024/12/06/town-falls`.
pub(crate) fn from_address(url: &str, now: Timestamp) -> Option<Published> {
    let date = single_date(url).filter(|&date| is_plausible(date, now) && date <= last_day(now))?;
    Some(Published { date, at: None, basis: PublishedBasis::Inferred("the day in the address".to_owned()) })
}

/// The publication with the day at the outlet, where a dateline or stamp shows it: `2024-12-05T22:30:00Z` is the 6th in
/// Beirut, and `today` in a report from there means that.
pub(crate) fn at_dateline(published: Published, text: &str, now: Timestamp) -> Published {
    let Some(at) = published.at else { return published };
    let stamp = Story::read(searched(text), now).by_stamp();
    let zones = [-12, 14].map(|hours| Offset::constant(hours).to_datetime(at).date());
    match stamp {
        Some((date, reason)) if date != published.date && zones[0] <= date && date <= zones[1] => {
            let reason = format!("{reason}; the given instant is {at}");
            Published { date, basis: PublishedBasis::Inferred(reason), ..published }
        }
        _ => published,
    }
}

/// The part of a text that is searched for dates.
fn searched(text: &str) -> &str {
    let end = (0..=SEARCHED.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    &text[..end]
}

/// Infers the day of publication from the text. A dateline or stamp of the outlet gives it. Otherwise the newest full
/// date in the running text is the anchor, and the weekday on which statements are made may lie some days after it. A
/// date without its year gets the latest year in which it falls on the weekday of the story. Without any date: `None`.
/// The clock serves only to shut out the future.
pub fn infer(text: &str, now: Timestamp) -> Option<Published> {
    let story = Story::read(searched(text), now);
    let (date, reason) = story.by_stamp().or_else(|| story.by_running_text())?;
    Some(Published { date, at: None, basis: PublishedBasis::Inferred(reason) })
}

/// What a text says of days.
struct Story<'a> {
    text: &'a str,
    items: Vec<Item<'a>>,
    lines: Vec<(usize, usize)>,
    dates: Vec<Written>,
    weekdays: Vec<WrittenWeekday>,
    /// The latest year that the text names and that has begun.
    newest_year: Option<i16>,
    /// The first weekday on which the text places its news.
    lead: Option<WrittenWeekday>,
    last_day: Date,
}

/// Where a date stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// In a dateline, or in a line by which an outlet stamps its report.
    Stamp,
    /// In a line of the top or end of the text, or beside a weekday, as current news is dated.
    Current,
    /// Elsewhere: often background.
    Background,
}

impl<'a> Story<'a> {
    fn read(text: &'a str, now: Timestamp) -> Self {
        let items = items(text);
        let (dates, weekdays) = dates_and_weekdays(&items);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                lines.push((start, start + line.len()));
            }
            start += line.len();
        }
        let last_day = last_day(now);
        let newest_year = years(&items).into_iter().filter(|&y| y <= last_day.year()).max();
        let mut story = Self { text, items, lines, dates, weekdays, newest_year, lead: None, last_day };
        let lead = story.statement_days().next().cloned();
        story.lead = lead;
        story
    }

    fn by_stamp(&self) -> Option<(Date, String)> {
        let stamps = self.dates.iter().filter(|d| self.standing(d) == Standing::Stamp);
        stamps.filter_map(|d| self.resolve(d, None).or_else(|| self.latest_possible(d))).max_by(|a, b| a.0.cmp(&b.0))
    }

    fn by_running_text(&self) -> Option<(Date, String)> {
        let current: Vec<&Written> = self.dates.iter().filter(|d| self.standing(d) == Standing::Current).collect();
        let full = current.iter().filter_map(|d| d.in_year(d.year?)).filter(|&d| d <= self.last_day).max();
        let (anchor, reason) = current.iter().filter_map(|d| self.resolve(d, full)).max_by(|a, b| a.0.cmp(&b.0))?;
        // A later year in the text shows that the date belongs to the background.
        if self.newest_year.is_some_and(|year| year > anchor.year()) {
            return None;
        }
        let Some(lead) = &self.lead else { return Some((anchor, reason)) };
        let ahead = i64::from(anchor.weekday().until(lead.weekday));
        let named = self.statement_days().any(|w| w.weekday == anchor.weekday());
        // The day before the anchor, or one shortly before it that is told beside the anchor's own day, is the past.
        if ahead == 0 || ahead == 6 || (ahead >= 4 && named) {
            return Some((anchor, reason));
        }
        let date = anchor.checked_add(ahead.days()).ok().filter(|&d| d <= self.last_day)?;
        Some((date, format!("{reason}; the next `{}` after it", self.words(lead.item.saturating_sub(1), lead.item))))
    }

    /// The date with its year and the reasons. `near` is a full date of the same text.
    fn resolve(&self, date: &Written, near: Option<Date>) -> Option<(Date, String)> {
        let words = self.words(date.first, date.last);
        if let Some(year) = date.year {
            let date = date.in_year(year).filter(|&d| d <= self.last_day)?;
            return Some((date, format!("`{words}`")));
        }
        if date.weekday.is_none() {
            let near = near.and_then(|n| {
                let around = [n.year() - 1, n.year(), n.year() + 1].into_iter().filter_map(|y| date.in_year(y));
                around.min_by_key(|d| (*d - n).get_days().abs()).filter(|&d| d <= self.last_day)
            });
            if let Some(near) = near {
                return Some((near, format!("`{words}` in the year of the other dates")));
            }
        }
        let past = |year: i16| date.in_year(year).filter(|&d| d <= self.last_day);
        let recent = || self.recent(date);
        let lead = self.lead.as_ref();
        let weekday = date.weekday.or(lead.map(|l| l.weekday))?;
        let told = match (date.weekday, lead) {
            (None, Some(lead)) => format!(" (`{}`)", self.words(lead.item.saturating_sub(1), lead.item)),
            _ => String::new(),
        };
        if let Some(day) = self.newest_year.and_then(past).filter(|d| d.weekday() == weekday) {
            return Some((
                day,
                format!("`{words}` in {}, a year that the text names and when it was a {weekday:?}{told}", day.year()),
            ));
        }
        // In running text a date beside which no weekday stands may be any day, not that of the statements.
        if date.weekday.is_none() && self.standing(date) != Standing::Stamp {
            return None;
        }
        if let Some(day) = recent().find(|d| d.weekday() == weekday) {
            return Some((
                day,
                format!("`{words}`; {} is the latest year in which it was a {weekday:?}{told}", day.year()),
            ));
        }
        // Told a day later: the story of a Thursday's dateline about what was said on Wednesday.
        if let Some(day) = recent().find(|d| d.weekday().previous() == weekday) {
            return Some((
                day,
                format!("`{words}`; {} is the latest year in which it followed a {weekday:?}{told}", day.year()),
            ));
        }
        None
    }

    /// The day of a dateline in the latest year in which it is not in the future, where nothing else tells the year.
    fn latest_possible(&self, date: &Written) -> Option<(Date, String)> {
        let words = self.words(date.first, date.last);
        let day = self.recent(date).next().filter(|_| date.year.is_none())?;
        Some((day, format!("`{words}`; the year is the latest possible")))
    }

    /// The day in the years of late, the latest first.
    fn recent(&self, date: &Written) -> impl Iterator<Item = Date> {
        let years = (0..=YEARS_BACK).map(|back| self.last_day.year() - back);
        years.filter_map(|year| date.in_year(year)).filter(|&day| day <= self.last_day)
    }

    fn standing(&self, date: &Written) -> Standing {
        let (Some(first), Some(last)) = (self.items.get(date.first), self.items.get(date.last)) else {
            return Standing::Background;
        };
        let from = self.items[..date.first].iter().rposition(|i| i.sort == Sort::Mark).unwrap_or(0);
        if self.word_before(date.first, 6.min(date.first - from)).any(|w| WORDS.other_day.contains(&w)) {
            return Standing::Background;
        }
        let number = self.lines.partition_point(|&(_, end)| end <= first.start);
        let Some(&(start, end)) = self.lines.get(number) else { return Standing::Background };
        let at_top = number < TOP_LINES;
        let at_end = number + END_LINES >= self.lines.len();
        let before = self.text.get(start..first.start).unwrap_or_default().trim();
        let after = self.text.get(last.end..end).unwrap_or_default().trim();
        let line = self.text.get(start..end).unwrap_or_default().trim_start();
        let in_dateline = || dateline(line).is_some_and(|d| last.end <= end - line.len() + d.end);
        if at_top && in_dateline() || (at_top || at_end) && is_stamp(before, after) {
            return Standing::Stamp;
        }
        if at_top || at_end || date.weekday.is_some() { Standing::Current } else { Standing::Background }
    }

    fn statement_days(&self) -> impl Iterator<Item = &WrittenWeekday> {
        self.weekdays.iter().filter(|w| {
            let other = self.word_before(w.item, 1).any(|word| WORDS.other_day.contains(&word));
            let day = self.word_before(w.item, 1).any(|word| WORDS.day.contains(&word));
            let said = self.word_before(w.item, 4).any(|word| WORDS.statement.contains(&word));
            !other && (day || said)
        })
    }

    /// The words before an item, in lower case, as far as they stand among the `reach` items before it.
    fn word_before(&self, item: usize, reach: usize) -> impl Iterator<Item = String> {
        let from = item.saturating_sub(reach);
        self.items
            .get(from..item)
            .unwrap_or_default()
            .iter()
            .filter(|i| i.sort == Sort::Word)
            .map(|i| i.text.to_lowercase())
    }

    fn words(&self, first: usize, last: usize) -> &'a str {
        match (self.items.get(first), self.items.get(last)) {
            (Some(first), Some(last)) => self.text.get(first.start..last.end).unwrap_or_default().trim(),
            _ => "",
        }
    }
}

/// A line that is a date with little else, or with the time of day, or that begins with a word such as `Published`.
fn is_stamp(before: &str, after: &str) -> bool {
    if before.len() + after.len() > 100 || after.ends_with('.') && after.len() > 1 {
        return false;
    }
    let count = |text: &str| text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    let stamped =
        before.split(|c: char| !c.is_alphabetic()).take(3).any(|word| WORDS.stamp.contains(&word.to_lowercase()));
    stamped || count(before) + count(after) <= 1 || holds_clock_time(after) || holds_clock_time(before)
}

fn holds_clock_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|w| matches!(w, [a, b':', c, d] if [a, c, d].iter().all(|x| x.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-24T12:00:00Z";

    fn check(text: &str, expect: &str) {
        let published = infer(text, NOW.parse().unwrap());
        let date = published.as_ref().map_or("none".to_owned(), |p| p.date.to_string());
        assert_eq!(date, expect, "{published:?}\n{text}");
    }

    #[test]
    fn given_dates_are_read_in_their_usual_forms() {
        for (given, date, at) in [
            ("2024-12-06", "2024-12-06", None),
            ("2024-12-06T23:30:00+03:00", "2024-12-06", Some("2024-12-06T20:30:00Z")),
            ("2024-12-06T18:05:00.000Z", "2024-12-06", Some("2024-12-06T18:05:00Z")),
            ("2024-12-06 18:05:00", "2024-12-06", None),
            ("Fri, 06 Dec 2024 08:00:00 GMT", "2024-12-06", Some("2024-12-06T08:00:00Z")),
            (" 6 December 2024 ", "2024-12-06", None),
            ("Dec. 6, 2024, 4:05 p.m.", "2024-12-06", None),
            ("2024/12/06", "2024-12-06", None),
            ("1733472000", "2024-12-06", Some("2024-12-06T08:00:00Z")),
            ("1733472000000", "2024-12-06", Some("2024-12-06T08:00:00Z")),
        ] {
            let read = parse_published(given).unwrap_or_else(|| panic!("{given}"));
            assert_eq!(read.date.to_string(), date, "{given}");
            assert_eq!(read.at.map(|a| a.to_string()).as_deref(), at, "{given}");
        }
        for given in ["", "yesterday", "06/12/2024", "December 2024", "2024", "99999999999999999999", "2024-13-01"] {
            assert_eq!(parse_published(given), None, "{given}");
        }
    }

    #[test]
    fn a_caption_is_followed_by_the_weekday_of_the_statements() {
        check(
            "HAMA, SYRIA – DECEMBER 5: Fighters ride through the town on December 5, 2024.\nPhoto Agency\n\
             Rebels said Friday they had taken a village, the third since Thursday.\nThe army fled on Thursday.",
            "2024-12-06",
        );
        check("Fighters in the town on December 6, 2024.\nThe monitor said on Friday that it fell.", "2024-12-06");
        check("The minister spoke on December 6, 2024. He said on Thursday evening, too, that it held.", "2024-12-06");
    }

    #[test]
    fn a_dateline_gives_the_day_and_its_weekday_the_year() {
        check("A town falls\n\nBEIRUT, Dec. 5 - The town was lost on Thursday.\nIn 1982 it was crushed.", "2024-12-05");
        check("GAZIANTEP, Turkey, Nov. 30 (Some Post) - Rebels held it on Saturday.", "2024-11-30");
        check("AMMAN, Dec 6, 2024 (The Paper) - The border closed, it said on Thursday.", "2024-12-06");
        check("BEIRUT, Dec. 5 - The town was lost, a monitor said.", "2025-12-05");
        check("QUITO, 4 MAY 88 (ANDINA) -- [TEXT] IT FELL ON MONDAY.", "1988-05-04");
        check("CLANDESTINE, 4 MAY 08 -- [TEXT] IT FELL ON MONDAY.", "2008-05-04");
        check("A war that began on March 15, 2011\nBEIRUT, Dec. 5 - It fell on Thursday.", "2024-12-05");
    }

    #[test]
    fn a_weekday_beside_a_date_gives_the_year() {
        check("Raids killed eleven on Monday, December 2, a monitor said. On Sunday it was quiet.", "2024-12-02");
        check("Photo of December 1, 2024.\nRaids killed eleven on Monday, December 2, it said.", "2024-12-02");
    }

    #[test]
    fn a_stamp_of_the_outlet_gives_the_day() {
        check("They leave\n\nThe Review, 8 December 2024, 11:45 GMT\n\nThey left on Saturday, it said.", "2024-12-08");
        check("Command (Telegram), 8 December 2024, 06:20\n\nThe city is free.", "2024-12-08");
        check("They leave\nThey left, a source said on Sunday.\nPublished: Dec 9, 2024", "2024-12-09");
    }

    #[test]
    fn without_a_date_the_day_stays_open() {
        check("Rebels said on Saturday that they took the town. On Friday they had not.", "none");
        check("The war began in 2011. In December 2016 the town fell.", "none");
        check("Raids killed eleven on December 2, a monitor said.", "none");
        check("Raids killed eleven on December 2, a monitor said on Tuesday.", "none");
        check("", "none");
    }

    #[test]
    fn background_and_future_dates_are_not_the_day() {
        check("It is the worst day since the attack of October 7, 2023, he said on Tuesday.", "none");
        check("Talks are set for March 3, 2031, it said on Monday.", "none");
        let far = format!("One.\n{}On March 15, 2011 it began.\n{}", "More.\n".repeat(20), "More.\n".repeat(20));
        check(&far, "none");
        check("It began on March 15, 2011.\nThe plan for 2024 is new, he said on Tuesday.", "none");
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let day = |url: &str| from_address(url, NOW.parse().unwrap()).map(|p| p.date.to_string());
        assert_eq!(day("https://paper.example/2024/12/06/town-falls").as_deref(), Some("2024-12-06"));
        assert_eq!(day("https://paper.example/news/town-2024-12-06").as_deref(), Some("2024-12-06"));
        for url in
            ["https://paper.example/2024/12/", "https://paper.example/2099/12/06/a", "https://paper.example/?p=1"]
        {
            assert_eq!(day(url), None, "{url}");
        }
    }

    #[test]
    fn very_many_dates_are_no_trouble() {
        check(&"Monday 1 May\nit said on\n".repeat(20_000), "2023-05-01");
        check(&"1 May 2024 on Friday ".repeat(20_000), "2024-05-03");
    }

    #[test]
    fn the_reason_names_the_words_it_rests_on() {
        let read = infer("BEIRUT, Dec. 5 - The town was lost on Thursday.", NOW.parse().unwrap()).unwrap();
        let expected = "`Dec. 5`; 2024 is the latest year in which it was a Thursday (`on Thursday`)";
        assert_eq!(read.basis, PublishedBasis::Inferred(expected.to_owned()));
    }
}
