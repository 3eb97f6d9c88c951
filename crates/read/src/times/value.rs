//! The TIMEX3 value of a time expression, composed of what its words are, and the days that it means.

use super::written::{Written, clock, zone};
use crate::rules::Rules;
use dateline_core::{DateRange, Granularity, reading::TimeClass};
use jiff::{
    Span, Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::Offset,
};

/// What is so at the time of the publication.
pub(super) const PRESENT: &str = "PRESENT_REF";

/// What an expression is resolved against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Anchor {
    /// The day of publication.
    pub published: Option<Date>,
    /// The instant of it.
    pub at: Option<Timestamp>,
    /// The day that another expression of its clause names.
    pub beside: Option<Date>,
    /// Whether other dates in figures (`25/12/2024`) put the day before the month; `None` if there are none.
    pub day_first: Option<bool>,
    /// First day of the time that the text named last.
    pub told: Option<Date>,
    /// The single day that the text named last.
    pub day: Option<Date>,
    /// The year that the text around gives a date which names none.
    pub year: Option<i16>,
    /// Year and number of the quarter that the text named last.
    pub quarter: Option<(i16, i8)>,
    /// Whether the text tells of a time of its own (a history), so that bare dates follow those before them.
    pub narrative: bool,
    /// Whether the clause is in the future.
    pub future: bool,
    /// Whether its verb is in the past.
    pub past: bool,
    /// The head's class, where there is one.
    pub class: Option<TimeClass>,
}

/// A value and the days that it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timex {
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    pub class: TimeClass,
    /// `2024-12-06`, `2024-W49`, `P3D`, `PRESENT_REF`.
    pub value: String,
    /// The days; `None` for periods that are not placed, and what recurs.
    pub date: Option<DateRange>,
}

/// What the words of an expression are, each the last of its sort but for the first number.
#[derive(Debug, Default)]
struct Parts {
    weekday: Option<Weekday>,
    month: Option<i8>,
    day: Option<i8>,
    year: Option<i16>,
    clock: Option<String>,
    zone: Option<Offset>,
    number: Option<f64>,
    digits: Option<f64>,
    vague: bool,
    unit: Option<(String, bool)>,
    shift: Option<i32>,
    direction: Option<i32>,
    relative: Option<i32>,
    night_before: bool,
    part: Option<String>,
    season: Option<String>,
    ordinal: Option<i32>,
    decade: Option<String>,
    half: bool,
    weekend: bool,
    every: bool,
    article: bool,
    single: bool,
    reference: Option<String>,
    repeated: Option<String>,
    feast: Option<(i8, i8)>,
    whole: Option<Written>,
}

/// Whether an expression names a year outright, and which.
pub(super) fn explicit_year(rules: &Rules, text: &str) -> Option<i16> {
    let parts = Parts::of(rules, text);
    parts.year.or(parts.whole.map(Written::year))
}

/// The year that a date expression names, and its month or that of its season; `None` for other expressions.
pub(super) fn named(rules: &Rules, text: &str) -> Option<(Option<i16>, Option<i8>)> {
    let p = Parts::of(rules, text);
    if let Some(day) = p.whole {
        return Some((Some(day.year()), day.month()));
    }
    // A winter goes by the year in which it ends.
    let first = |season: &String| season_days(season, 2000).map(|d| if season == "WI" { 1 } else { d.start.month() });
    let month = p.month.or_else(|| p.season.as_ref().and_then(first)).filter(|_| p.shift.is_none() && !p.every);
    (p.year.is_some() || month.is_some()).then_some((p.year, month))
}

/// Two dates that are joined, each with the month and the year that the other names for both; `None` if they are no dates
/// (`two or three days`).
pub(super) fn complete(rules: &Rules, left: &str, right: &str) -> Option<(String, String)> {
    let (a, b) = (Parts::of(rules, left), Parts::of(rules, right));
    let plain = |p: &Parts| {
        let apart = p.unit.is_none() && p.clock.is_none() && p.decade.is_none() && p.whole.is_none();
        apart && p.relative.is_none() && p.reference.is_none() && p.direction.is_none() && p.shift.is_none()
    };
    if !plain(&a) || !plain(&b) || Written::parse(&format!("{left}-{right}")).is_some() {
        return None;
    }
    if a.season.is_some() && b.season.is_some() {
        let year = |p: &Parts, other: &Parts, text: &str| match (p.year, other.year) {
            (None, Some(year)) => format!("{text} {year}"),
            _ => text.to_owned(),
        };
        return Some((year(&a, &b, left), year(&b, &a, right)));
    }
    let month_word = |text: &str| words(text).into_iter().find(|w| rules.table("calendar.months", w).is_some());
    let number = |p: &Parts| p.number.filter(|n| (1.0..=31.0).contains(n) && n.fract() == 0.0);
    let (mut left, mut right) = (left.to_owned(), right.to_owned());
    match (a.month, b.month) {
        (Some(_), Some(_)) => {}
        // `6-7 February`, `January 25-29`
        (None, Some(_)) if number(&a).is_some() && b.day.is_some() => left = format!("{left} {}", month_word(&right)?),
        (Some(_), None) if number(&b).is_some() && a.day.is_some() && a.year.is_none() => {
            right = format!("{} {right}", month_word(&left)?)
        }
        // `1914-1918`, `1916-17`
        (None, None) => {
            let first = a.year?;
            let last = b.year.or_else(|| {
                let short = b.number.filter(|n| (0.0..100.0).contains(n) && right.trim().len() == 2)? as i16;
                Some(first / 100 * 100 + short)
            })?;
            return (first < last).then(|| (left, last.to_string()));
        }
        _ => return None,
    }
    let (m, n) = (Parts::of(rules, &left).month?, Parts::of(rules, &right).month?);
    match (a.year, b.year) {
        (None, Some(year)) => left = format!("{left} {}", year - i16::from(m > n)),
        (Some(year), None) => right = format!("{right} {}", year + i16::from(n < m)),
        _ => {}
    }
    Some((left, right))
}

/// Whether an expression names a time of the clock, and no day.
pub(crate) fn is_bare_clock(rules: &Rules, text: &str) -> bool {
    let p = Parts::of(rules, text);
    p.clock.is_some()
        && p.whole.is_none()
        && p.weekday.is_none()
        && p.month.is_none()
        && p.relative.is_none()
        && p.unit.is_none()
}

/// Whether an expression shows that dates in figures put the day before the month, or the month before the day.
pub(super) fn shows_day_first(rules: &Rules, text: &str) -> Option<bool> {
    let written = Parts::of(rules, text).whole?;
    text.split_whitespace().filter(|w| Written::parse(w).is_some()).find_map(|w| written.shows_day_first(w))
}

/// Whether an expression counts from the day of publication: a bare weekday, `yesterday`.
pub(super) fn is_deictic(rules: &Rules, text: &str) -> bool {
    let parts = Parts::of(rules, text);
    parts.relative.is_some() || parts.weekday.is_some() && parts.month.is_none()
}

/// The value of an expression; `None` if it cannot be told.
pub(super) fn resolve(rules: &Rules, text: &str, anchor: Anchor) -> Option<Timex> {
    Parts::of(rules, text).resolve(anchor)
}

/// Words of an expression, with hyphens and slashes as blanks, in lower case and without full stops.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ',' | '(' | ')' | '"' | '“' | '”'))
        .map(|w| w.trim_end_matches("'s").trim_end_matches("’s").replace('.', "").to_lowercase())
        .map(|w| w.trim_matches(|c: char| matches!(c, '\'' | '’' | '‘')).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

impl Parts {
    fn of(rules: &Rules, text: &str) -> Self {
        let mut p = Self::default();
        let mut rest = String::new();
        for word in text.split_whitespace() {
            // `2024-12-01T21:00`
            let (date, time) = word.split_once('T').unwrap_or((word, ""));
            match Written::parse(date) {
                Some(written) if p.whole.is_none() => {
                    p.whole = Some(written);
                    rest.push_str(time.trim_end_matches('Z'));
                }
                _ => rest.push_str(word),
            }
            rest.push(' ');
        }
        let words = words(&rest);
        p.zone = words.iter().find_map(|w| zone(rules, w));
        p.single = words.iter().filter(|w| !rules.list_has("whereabouts-prepositions", w)).count() == 1;
        let table = |name: &str, word: &str| rules.table(name, word).map(str::to_owned);
        let int = |name: &str, word: &str| rules.table(name, word).and_then(|v| v.parse::<i32>().ok());
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_str();
            let next = words.get(at + 1).map(String::as_str);
            at += 1;
            if let Some(n) =
                int("calendar.weekdays", word).or_else(|| int("calendar.weekdays", word.strip_suffix('s')?))
            {
                p.weekday = Weekday::from_monday_one_offset(n as i8).ok();
            } else if let Some(n) = int("calendar.months", word) {
                p.month = Some(n as i8);
            } else if let Some(offset) = int("timex.days", word) {
                p.relative = Some(offset);
                p.night_before |= rules.table("timex.nights", word).is_some();
                p.part = p.part.take().or(table("timex.parts", word));
            } else if let Some(v) = table("timex.parts", word).or_else(|| table("timex.parts", word.strip_suffix('s')?))
            {
                if v.contains(':') {
                    p.clock = Some(v)
                } else {
                    p.part = Some(v)
                }
                if rules.table("timex.units", word).is_some() {
                    p.unit = p.unit.take().or(Some(("D".into(), word.ends_with('s'))));
                }
            } else if let Some(v) = table("timex.seasons", word) {
                p.season = Some(v);
            } else if let Some(v) = table("timex.repeated", word) {
                p.repeated = Some(v);
            } else if rules.table("timex.weekend", word.trim_end_matches('s')).is_some() {
                p.weekend = true;
            } else if let Some((unit, plural)) =
                unit(rules, word).filter(|_| next.is_none() || rules.table("timex.ordinals", word).is_none())
            {
                p.unit = Some((unit, plural));
            } else if let Some(n) = int("timex.ordinals", word).or_else(|| ordinal(word)) {
                // `the twenty-first`: tens before it.
                let tens = p.number.take().filter(|t| (20.0..100.0).contains(t)).unwrap_or(0.0) as i32;
                p.ordinal = Some(tens + n);
                p.reference = p.reference.take().or(table("timex.references", word));
            } else if let Some(decade) = decade(rules, word) {
                p.decade = Some(decade);
            } else if let Some(time) = clock(rules, word, next) {
                let (time, used) = time;
                p.clock = Some(time);
                at += used;
            } else if matches!(word, "1/2" | "½") {
                p.number = Some(p.number.or(p.digits.take()).unwrap_or(0.0) + 0.5);
            } else if let Some(n) = word.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0) {
                let whole = n.fract() == 0.0;
                if whole && (1000.0..=2100.0).contains(&n) && word.len() == 4 {
                    p.year = p.year.or(Some(n as i16));
                } else if whole && (1.0..=31.0).contains(&n) && p.digits.is_none() && word.len() <= 2 {
                    p.digits = Some(n);
                } else {
                    p.number = p.number.or(Some(n));
                }
            } else if let Some(n) = crate::quantities::numerals::parse(rules, word) {
                p.number = Some(match p.number {
                    // `nineteen ninety`, `two thousand`: years in words
                    Some(before)
                        if (10.0..=20.0).contains(&before) && (20.0..100.0).contains(&n) && n % 10.0 == 0.0 =>
                    {
                        before * 100.0 + n
                    }
                    // `twenty four`, `two hundred`
                    Some(before) if n >= 100.0 => before * n,
                    Some(before) if before >= 20.0 && before % 10.0 == 0.0 && n < 10.0 => before + n,
                    _ => n,
                });
            } else if let Some(n) = rules.table("timex.numbers", word).and_then(|n| n.parse::<f64>().ok()) {
                if rules.table("timex.halves", word).is_some() {
                    p.half = true;
                    let joined = words.iter().any(|w| rules.list_has("number-joiners", w));
                    if let Some(number) = p.number.filter(|_| p.unit.is_none() || words.len() > at || joined) {
                        p.number = Some(number + n);
                    }
                } else {
                    p.article |= n == 1.0;
                    p.number = Some(p.number.filter(|_| n == 1.0).unwrap_or(n));
                }
            } else if rules.table("timex.every", word).is_some() {
                p.every = true;
            } else if rules.table("timex.vague", word).is_some() {
                p.vague = true;
                p.reference = p.reference.take().or(table("timex.references", word));
            } else if let Some(n) = int("timex.shifts", word) {
                p.shift = Some(n);
                p.reference = p.reference.take().or(table("timex.references", word));
            } else if let Some(n) = int("timex.directions", word) {
                p.direction = Some(n);
                p.reference = p.reference.take().or(table("timex.references", word));
            } else if let Some(v) = table("timex.feasts", word) {
                p.feast = v.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
            } else if let Some(v) = table("timex.references", word) {
                p.reference = Some(v);
            } else if let Some((n, rest)) = glued(word) {
                // `26nov`, `16days`, `7hrs`, `10pm`
                if let Some(month) = int("calendar.months", rest) {
                    p.digits = Some(n);
                    p.month = Some(month as i8);
                } else if let Some((u, plural)) = unit(rules, rest) {
                    p.number = Some(n);
                    p.unit = Some((u, plural));
                } else if let Some((month, year)) = month_year(rules, word) {
                    p.month = Some(month);
                    p.year = Some(year);
                }
            }
        }
        if p.unit.as_ref().is_none_or(|(u, plural)| u == "Y" && !plural)
            && let Some(n) = p.number.filter(|n| (1000.0..=2100.0).contains(n) && n.fract() == 0.0)
        {
            p.year = p.year.or(Some(n as i16));
            p.number = None;
        }
        if p.month.is_some() {
            p.day = p
                .digits
                .take()
                .map(|d| d as i8)
                .or_else(|| p.ordinal.filter(|o| (1..=31).contains(o)).map(|o| o as i8));
            // `the last week of August` names no day, `the night of August 10` does.
            if p.unit.is_some() && p.part.is_none() {
                p.day = None;
            }
        } else if p.number.is_none() {
            p.number = p.digits;
        }
        p
    }

    fn resolve(self, a: Anchor) -> Option<Timex> {
        let now = a.published;
        // What a history calls the present is the time that it tells of.
        let here = if a.narrative { a.told.or(now) } else { now };
        if let Some(v) = &self.repeated {
            return Some(timex(TimeClass::Set, v.clone(), None));
        }
        if self.every {
            if let Some(day) = self.weekday {
                return Some(timex(TimeClass::Set, format!("XXXX-WXX-{}", day.to_monday_one_offset()), None));
            }
            if let Some(month) = self.month {
                return Some(timex(TimeClass::Set, format!("XXXX-{month:02}"), None));
            }
            if let Some((unit, _)) = &self.unit {
                return Some(timex(TimeClass::Set, period(Some(self.number.unwrap_or(1.0)), unit)?, None));
            }
        }
        let day = self.named_day(a);
        if let Some(day) = day {
            return Some(self.at(day));
        }
        if let Some(written) = self.whole {
            let (start, end) = written.bounds();
            let date = Some(range(start, end, Granularity::Range));
            return Some(timex(TimeClass::Date, format!("{:04}", written.year()), date));
        }
        if let Some(month) = self.month {
            return self.in_month(month, a);
        }
        if let Some(decade) = &self.decade {
            return decade_value(decade, now);
        }
        if let Some(season) = &self.season {
            let year = match self.year {
                Some(year) => year,
                None if a.year.is_some() && self.shift.is_none() => a.year?,
                None => self.year_of_season(season, here?, a.future),
            };
            return Some(timex(TimeClass::Date, format!("{year:04}-{season}"), season_days(season, year)));
        }
        if let Some(year) = self.year {
            return Some(self.in_year(year));
        }
        self.relative_to(a, here)
    }

    /// The day that the expression names outright.
    fn named_day(&self, a: Anchor) -> Option<Date> {
        if let Some(date) = self.whole {
            return date.day(a.day_first, a.published, a.future);
        }
        let (published, here) = (a.published, if a.narrative { a.told.or(a.published) } else { a.published });
        if let (Some(month), Some(day)) = (self.month, self.day) {
            let year = match self.year {
                Some(year) => year,
                None if a.year.is_some() => a.year?,
                None => return nearest(month, day, published?, a.future),
            };
            return Date::new(year, month, day).ok();
        }
        if let Some((month, day)) = self.feast {
            return match self.year {
                Some(year) => Date::new(year, month, day).ok(),
                None => nearest(month, day, here?, a.future),
            };
        }
        if let Some(offset) = self.relative {
            return published?.checked_add(i64::from(offset).days()).ok();
        }
        if let Some(weekday) = self.weekday
            && self.month.is_none()
            && (self.unit.is_none() || self.part.is_some())
        {
            let from = if published.is_none() { a.day? } else { here? };
            let back = i64::from(from.weekday().since(weekday));
            let ahead = (7 - back) % 7;
            let days = match self.shift {
                // `last Wednesday` is the week before's when this week's has just passed.
                Some(-1) => {
                    let this_week = back < i64::from(from.weekday().to_monday_one_offset());
                    -(back + if this_week || back == 0 { 7 } else { 0 })
                }
                Some(1) => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
                Some(_) if a.future => ahead,
                None if a.future => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
                _ => -back,
            };
            return from.checked_add(days.days()).ok();
        }
        None
    }

    /// A day with the hour or the part of the day.
    fn at(&self, day: Date) -> Timex {
        let date = Some(match day.yesterday().ok().filter(|_| self.night_before) {
            Some(eve) => range(eve, day, Granularity::Range),
            None => range(day, day, Granularity::Day),
        });
        match (&self.clock, &self.part) {
            (Some(clock), _) => timex(TimeClass::Time, format!("{day}T{clock}"), date),
            (None, Some(part)) => {
                // The night before this morning began yesterday.
                let day = if part == "NI" && self.shift == Some(-1) { day.yesterday().unwrap_or(day) } else { day };
                timex(TimeClass::Time, format!("{day}T{part}"), date)
            }
            _ => timex(TimeClass::Date, day.to_string(), date),
        }
    }

    fn in_month(&self, month: i8, a: Anchor) -> Option<Timex> {
        let here = if a.narrative { a.told.or(a.published) } else { a.published };
        let year = match (self.year, self.shift) {
            (Some(year), _) => year,
            // `June last year`
            (None, Some(shift)) if self.unit.as_ref().is_some_and(|(u, _)| u == "Y") => here?.year() + shift as i16,
            (None, Some(1)) => here.map(|d| d.year() + i16::from(month <= d.month()))?,
            (None, Some(-1)) => here.map(|d| d.year() - i16::from(month >= d.month()))?,
            // `April of the same year`, `this August`
            (None, Some(_)) => here?.year(),
            (None, None) if a.year.is_some() => a.year?,
            (None, None) => {
                let d = here?;
                // A month that comes soon is that, unless the clause tells of the past.
                let soon = !a.past && (month - d.month()).rem_euclid(12) <= SOON;
                if a.future || soon {
                    d.year() + i16::from(month < d.month())
                } else {
                    d.year() - i16::from(month > d.month())
                }
            }
        };
        let first = Date::new(year, month, 1).ok()?;
        Some(timex(
            TimeClass::Date,
            first.strftime("%Y-%m").to_string(),
            Some(range(first, first.last_of_month(), Granularity::Month)),
        ))
    }

    fn in_year(&self, year: i16) -> Timex {
        let (mut value, mut months) = (format!("{year:04}"), (1, 12));
        if let (Some((unit, _)), Some(n)) = (&self.unit, self.ordinal.filter(|n| (1..=4).contains(n)))
            && unit == "Q"
        {
            value = format!("{year:04}-Q{n}");
            months = (n as i8 * 3 - 2, n as i8 * 3);
        } else if self.half
            && let Some(n) = self.ordinal.or(self.shift.filter(|s| *s == -1).map(|_| 2)).filter(|n| (1..=2).contains(n))
        {
            value = format!("{year:04}-H{n}");
            months = (n as i8 * 6 - 5, n as i8 * 6);
        }
        let date = Date::new(year, months.0, 1).ok().zip(Date::new(year, months.1, 1).ok());
        timex(TimeClass::Date, value, date.map(|(a, b)| range(a, b.last_of_month(), Granularity::Year)))
    }

    /// The year of a season that is named without one: the last that began, or the next in the future.
    fn year_of_season(&self, season: &str, here: Date, future: bool) -> i16 {
        let first = season_days(season, here.year()).map(|d| d.start);
        match self.shift {
            Some(-1) => {
                if first.is_some_and(|f| f < here) && season != "WI" {
                    here.year() - i16::from(here.month() < 9 && season == "FA")
                } else {
                    here.year() - 1
                }
            }
            Some(1) => here.year() + i16::from(first.is_some_and(|f| f <= here)),
            _ if future => {
                here.year()
                    + i16::from(
                        first.is_some_and(|f| f < here)
                            && season_days(season, here.year()).is_some_and(|d| d.end < here),
                    )
            }
            Some(_) => here.year(),
            None => here.year() - i16::from(first.is_some_and(|f| f > here)),
        }
    }

    /// Periods, and points in time so and so far from another.
    fn relative_to(&self, a: Anchor, here: Option<Date>) -> Option<Timex> {
        // `at night` in a history is no certain one.
        if let Some(part) = self.part.as_ref().filter(|_| a.narrative && self.single) {
            return Some(timex(TimeClass::Time, format!("XXXX-XX-XXT{part}"), None));
        }
        let Some((unit, plural)) = self.unit.as_ref().map(|(u, p)| (u.as_str(), *p)) else {
            return self.without_unit(a, here);
        };
        if let Some(told) = a.quarter.or(here.filter(|_| unit == "Q").map(quarter_before))
            && let Some(found) = self.by_quarter(told, unit, plural)
        {
            return Some(found);
        }
        let count = self.number.or(if self.half { Some(0.5) } else { None });
        if unit == "100Y" && self.ordinal.is_some() {
            let n = self.ordinal? - 1;
            let days = Date::new((n * 100 + 1) as i16, 1, 1).ok().zip(Date::new((n * 100 + 100) as i16, 12, 31).ok());
            return Some(timex(TimeClass::Date, format!("{n:02}"), days.map(|(s, e)| range(s, e, Granularity::Range))));
        }
        // `two days ago`, `three years earlier`, `four days later`
        if let Some(direction) = self.direction
            && self.shift.is_none()
        {
            // `ago` counts from the publication, `earlier` and `later` from what was told before.
            let told = a.day.filter(|_| unit == "D").or(a.told);
            let from = if a.narrative || (direction > 0 && told.is_some()) { told.or(here)? } else { here? };
            if count.is_none() || self.vague {
                let value = if direction > 0 { "FUTURE_REF" } else { "PAST_REF" };
                return Some(timex(TimeClass::Date, value.into(), None));
            }
            return away(from, count?, unit, direction);
        }
        match (self.shift, count, a.class) {
            // `the last three months`, `the next two weeks`, `the past few days`
            (Some(shift), n, _) if n.is_some() && self.number != Some(1.0) || plural && shift != 0 => {
                let value = period(n.filter(|_| !self.vague), unit)?;
                let date = here.zip(n.or(Some(1.0))).and_then(|(here, n)| {
                    let there = step(here, unit, n * f64::from(shift))?;
                    Some(range(here.min(there), here.max(there), Granularity::Range))
                });
                Some(timex(TimeClass::Duration, value, date.filter(|_| n.is_some() && !self.vague)))
            }
            // `last week`, `this year`, `next month`
            (Some(shift), None | Some(1.0), _) if !plural => {
                if unit != "Q" && shift < 0 && self.reference.as_deref() == Some("PAST_REF") {
                    let from = here?;
                    let there = step(from, unit, -1.0)?;
                    return Some(timex(
                        TimeClass::Duration,
                        period(Some(1.0), unit)?,
                        Some(range(there, from, Granularity::Range)),
                    ));
                }
                if let (Some(part), true) = (&self.part, unit == "D") {
                    let day = here?.checked_add(i64::from(shift).days()).ok()?;
                    return Some(timex(
                        TimeClass::Time,
                        format!("{day}T{part}"),
                        Some(range(day, day, Granularity::Day)),
                    ));
                }
                // `the next day` follows what was told; `next year` follows the publication.
                let from = if unit == "D" { a.day.or(a.told).or(here)? } else { here? };
                around(from, unit, shift)
            }
            (None, None, class) if !plural && self.ordinal.is_some() && unit == "Q" => {
                let from = here?;
                let n = self.ordinal?;
                let year = from.year() - i16::from(!a.future && i32::from(from.month() + 2) / 3 < n);
                Some(timex(class.unwrap_or(TimeClass::Date), format!("{year:04}-Q{n}"), None))
            }
            // `the week`, `the year`: the one that is told of.
            (None, None, Some(TimeClass::Date | TimeClass::Time)) if !plural && unit != "TH" && unit != "TM" => {
                if let Some(part) = &self.part {
                    let day = a.told.or(here)?;
                    return Some(timex(
                        TimeClass::Time,
                        format!("{day}T{part}"),
                        Some(range(day, day, Granularity::Day)),
                    ));
                }
                around(here?, unit, 0)
            }
            (_, n, _) => {
                let n = if self.vague { None } else { n.or(if plural { None } else { Some(1.0) }) };
                Some(timex(TimeClass::Duration, period(n, unit)?, None))
            }
        }
    }

    /// `the quarter`, `a year earlier`, `the year-ago quarter` where quarters are told of.
    fn by_quarter(&self, (year, quarter): (i16, i8), unit: &str, plural: bool) -> Option<Timex> {
        let back = self.direction == Some(-1) && unit != "M" && unit != "D" && unit != "W";
        if plural || self.vague || self.ordinal.is_some() || self.number.is_some_and(|n| n != 1.0) {
            return None;
        }
        let year = match (unit, back, self.shift) {
            ("Y", true, None) => year - 1,
            ("Q", true, _) => year - 1,
            ("Q", false, None | Some(0)) if !self.article => year,
            _ => return None,
        };
        let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
        coarse(first, "Q")
    }

    /// The day on which it was last so late in the named zone when the report was published.
    fn last_passed(&self, clock: &str, a: Anchor) -> Option<Date> {
        let now = self.zone.filter(|_| !a.future)?.to_datetime(a.at?);
        let today = format!("{:02}:{:02}", now.hour(), now.minute()).as_str() >= clock;
        if today { Some(now.date()) } else { now.date().yesterday().ok() }
    }

    fn without_unit(&self, a: Anchor, here: Option<Date>) -> Option<Timex> {
        let day = a.told.filter(|_| a.narrative).or(here);
        if let Some(clock) = &self.clock {
            let day = a.beside.or_else(|| self.last_passed(clock, a)).or(day)?;
            return Some(timex(TimeClass::Time, format!("{day}T{clock}"), Some(range(day, day, Granularity::Day))));
        }
        if let Some(part) = &self.part {
            // `the next morning` follows the day that was told of.
            let day = a.day.filter(|_| self.shift == Some(1)).or(day)?;
            let day = day.checked_add(i64::from(self.shift.unwrap_or(0)).days()).ok()?;
            return Some(timex(TimeClass::Time, format!("{day}T{part}"), Some(range(day, day, Granularity::Day))));
        }
        if self.weekend {
            // `over the weekend` tells of the last one before Saturday comes.
            let over = !a.future && here.is_some_and(|d| d.weekday().to_monday_zero_offset() < 5);
            let weeks = self.shift.filter(|s| *s != 0).unwrap_or(-i32::from(over));
            let from = here?.checked_add(i64::from(weeks * 7).days()).ok()?;
            let monday = from.checked_sub(i64::from(from.weekday().to_monday_zero_offset()).days()).ok()?;
            let iso = from.iso_week_date();
            let days = monday.checked_add(5.days()).ok().zip(monday.checked_add(6.days()).ok());
            let value = format!("{:04}-W{:02}-WE", iso.year(), iso.week());
            return Some(timex(TimeClass::Date, value, days.map(|(s, e)| range(s, e, Granularity::Range))));
        }
        let value = self.reference.clone()?;
        let date = a.published.filter(|_| value == PRESENT && !a.narrative).map(|p| range(p, p, Granularity::Day));
        Some(timex(TimeClass::Date, value, date))
    }
}

/// Year and number of the quarter before that of a day, which news tells of as a rule.
fn quarter_before(day: Date) -> (i16, i8) {
    match (day.month() + 2) / 3 {
        1 => (day.year() - 1, 4),
        q => (day.year(), q - 1),
    }
}

/// Year and number of the quarter that a value names.
pub(super) fn quarter_of(value: &str) -> Option<(i16, i8)> {
    let (year, q) = value.split_once("-Q")?;
    Some((year.parse().ok()?, q.parse().ok().filter(|q| (1..=4).contains(q))?))
}

fn timex(class: TimeClass, value: String, date: Option<DateRange>) -> Timex {
    Timex { class, value, date }
}

fn range(start: Date, end: Date, granularity: Granularity) -> DateRange {
    DateRange { start, end, granularity, text: None }
}

fn unit(rules: &Rules, word: &str) -> Option<(String, bool)> {
    let known =
        |w: &str| rules.table("timex.units", w).or_else(|| rules.table("timex.multiples", w)).map(str::to_owned);
    if let Some(u) = known(word) {
        return Some((u, false));
    }
    let singular =
        word.strip_suffix("ies").map(|w| format!("{w}y")).or_else(|| word.strip_suffix('s').map(str::to_owned))?;
    known(&singular).map(|u| (u, true))
}

/// `21st`, `3rd`
fn ordinal(word: &str) -> Option<i32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    (ending.len() == 2 && !digits.is_empty() && matches!(ending, "st" | "nd" | "rd" | "th"))
        .then(|| digits.parse().ok())?
}

/// `1980s`, `'80s`, `nineties`: the digits of a TIMEX3 decade; one digit if the century is left open.
fn decade(rules: &Rules, word: &str) -> Option<String> {
    if let Some(n) = rules.table("timex.decades", word) {
        return Some(n.to_owned());
    }
    let digits = word.strip_suffix('s')?.trim_end_matches(['\'', '’']);
    let right = digits.ends_with('0') && digits.chars().all(|c| c.is_ascii_digit());
    (right && matches!(digits.len(), 2 | 4)).then(|| digits[..digits.len() - 1].to_owned())
}

fn decade_value(digits: &str, now: Option<Date>) -> Option<Timex> {
    let digits = if digits.len() == 1 {
        let this = now?.year() / 10;
        let one: i16 = digits.parse().ok()?;
        // The last decade of that name that had begun.
        let century = if this % 10 >= one { this / 10 } else { this / 10 - 1 };
        format!("{:03}", century * 10 + one)
    } else {
        digits.to_owned()
    };
    let first: i16 = digits.parse::<i16>().ok()? * 10;
    let days = Date::new(first, 1, 1).ok().zip(Date::new(first + 9, 12, 31).ok());
    Some(timex(TimeClass::Date, digits, days.map(|(s, e)| range(s, e, Granularity::Range))))
}

/// `16days`: a number and what follows it.
fn glued(word: &str) -> Option<(f64, &str)> {
    let at = word.find(|c: char| !c.is_ascii_digit())?;
    (at > 0).then(|| Some((word[..at].parse().ok()?, &word[at..])))?
}

fn month_year(rules: &Rules, word: &str) -> Option<(i8, i16)> {
    let at = word.find(|c: char| c.is_ascii_digit())?;
    let month = rules.table("calendar.months", &word[..at])?.parse().ok()?;
    Some((month, word[at..].parse().ok().filter(|y| (1000..=2100).contains(y))?))
}

/// A month that is named without a year may lie so many months ahead.
const SOON: i8 = 4;

/// The day of that name nearest to another, not more than two months ahead of it unless the clause is in the future.
fn nearest(month: i8, day: i8, from: Date, future: bool) -> Option<Date> {
    let ahead = if future { 330 } else { 60 };
    [from.year(), from.year() - 1, from.year() + 1]
        .iter()
        .filter_map(|y| Date::new(*y, month, day).ok())
        .filter(|d| (*d - from).get_days() <= ahead)
        .min_by_key(|d| {
            let days = (*d - from).get_days();
            if future && days < 0 { -days + 400 } else { days.abs() }
        })
}

/// `P3D`, `PT2H`, `PXM`; a vague number is `None`.
fn period(number: Option<f64>, unit: &str) -> Option<String> {
    let scale: String = unit.chars().take_while(char::is_ascii_digit).collect();
    let letter = &unit[scale.len()..];
    let (clock, letter) = letter.strip_prefix('T').map_or(("", letter), |l| ("T", l));
    let shown = match number {
        None => "X".to_owned(),
        Some(n) => {
            let n = n * scale.parse::<f64>().unwrap_or(1.0);
            // `two and a half years`
            let smaller = [("Y", "6M"), ("TH", "30M"), ("TM", "30S")];
            let half = smaller.iter().find(|(u, _)| *u == format!("{clock}{letter}")).filter(|_| n.fract() == 0.5);
            if let Some((_, rest)) = half.filter(|_| n > 1.0 && n < 1e6) {
                return Some(format!("P{clock}{}{letter}{rest}", n.trunc()));
            }
            (n.is_finite() && n < 1e6).then(|| n.to_string())?
        }
    };
    Some(format!("P{clock}{shown}{letter}"))
}

/// The day that lies a TIMEX3 period before another.
pub(super) fn before(day: Date, period: &str) -> Option<Date> {
    let (clock, rest) =
        period.strip_prefix('P')?.strip_prefix('T').map_or(("", period.strip_prefix('P')?), |r| ("T", r));
    let number = rest.trim_end_matches(|c: char| c.is_ascii_uppercase());
    step(day, &format!("{clock}{}", &rest[number.len()..]), -number.parse::<f64>().ok()?)
}

/// So many units from a day.
fn step(from: Date, unit: &str, count: f64) -> Option<Date> {
    let scale: String = unit.chars().take_while(char::is_ascii_digit).collect();
    let n = count * scale.parse::<f64>().unwrap_or(1.0);
    if !n.is_finite() || n.abs() > 100_000.0 {
        return None;
    }
    let whole = n.round() as i64;
    let span: Span = match &unit[scale.len()..] {
        "D" => Span::new().try_days(whole).ok()?,
        "W" => Span::new().try_days((n * 7.0).round() as i64).ok()?,
        "M" => Span::new().try_days(((n - n.trunc()) * 30.0).round() as i64).ok()?.try_months(n.trunc() as i64).ok()?,
        "Q" => Span::new().try_months((n * 3.0).round() as i64).ok()?,
        "Y" => Span::new().try_months((n * 12.0).round() as i64).ok()?,
        "TH" => Span::new().try_days((n / 24.0).round() as i64).ok()?,
        _ => Span::new(),
    };
    from.checked_add(span).ok()
}

/// The unit of time so far from the one that a day lies in: `last week`, `this year`.
fn around(from: Date, unit: &str, shift: i32) -> Option<Timex> {
    let there = step(from, unit, f64::from(shift))?;
    coarse(there, unit)
}

/// The unit of time that a day lies in.
fn coarse(day: Date, unit: &str) -> Option<Timex> {
    let year = day.year();
    let made = |value: String, start: Option<Date>, end: Option<Date>, g| {
        Some(timex(TimeClass::Date, value, start.zip(end).map(|(s, e)| range(s, e, g))))
    };
    match unit {
        "D" | "TH" | "TM" | "TS" => made(day.to_string(), Some(day), Some(day), Granularity::Day),
        "W" | "2W" => {
            let iso = day.iso_week_date();
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok();
            let sunday = monday.and_then(|m| m.checked_add(6.days()).ok());
            made(format!("{:04}-W{:02}", iso.year(), iso.week()), monday, sunday, Granularity::Range)
        }
        "M" => made(
            day.strftime("%Y-%m").to_string(),
            Some(day.first_of_month()),
            Some(day.last_of_month()),
            Granularity::Month,
        ),
        "Q" => {
            let q = (day.month() + 2) / 3;
            let (a, b) = (Date::new(year, q * 3 - 2, 1).ok(), Date::new(year, q * 3, 1).ok().map(Date::last_of_month));
            made(format!("{year:04}-Q{q}"), a, b, Granularity::Range)
        }
        "Y" => made(format!("{year:04}"), Date::new(year, 1, 1).ok(), Date::new(year, 12, 31).ok(), Granularity::Year),
        "10Y" => decade_value(&format!("{:03}", year / 10), None),
        _ => made(
            format!("{:02}", year / 100),
            Date::new(year / 100 * 100, 1, 1).ok(),
            Date::new(year / 100 * 100 + 99, 12, 31).ok(),
            Granularity::Range,
        ),
    }
}

/// A point in time so far from another, as fine as the unit.
fn away(from: Date, count: f64, unit: &str, direction: i32) -> Option<Timex> {
    let there = step(from, unit, count * f64::from(direction))?;
    let scale: String = unit.chars().take_while(char::is_ascii_digit).collect();
    // `two decades ago` names a year no finer than the decade; a century likewise.
    coarse(
        there,
        if scale.is_empty() {
            unit
        } else if unit.ends_with('W') {
            "W"
        } else {
            unit
        },
    )
}

fn season_days(season: &str, year: i16) -> Option<DateRange> {
    let (first, last) = match season {
        "SP" => ((year, 3), (year, 5)),
        "SU" => ((year, 6), (year, 8)),
        "FA" => ((year, 9), (year, 11)),
        _ => ((year, 12), (year.checked_add(1)?, 2)),
    };
    let (a, b) = (Date::new(first.0, first.1, 1).ok()?, Date::new(last.0, last.1, 1).ok()?);
    Some(range(a, b.last_of_month(), Granularity::Range))
}
