//! Dates in figures, and times of the clock.

use crate::rules::Rules;
use jiff::{civil::Date, tz::Offset};

/// A date in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `1989-11-02`, `25/12/2024`, `1.12.2024`, `19980306`.
    Day(Date),
    /// `5/12/2024`, which is in May or in December.
    Either {
        /// As America writes it.
        month_first: Date,
        /// As most of the world writes it.
        day_first: Date,
    },
}

/// How near to the publication a date must lie that has two readings, for the nearer one to be meant, in days.
const NEAR: i32 = 45;

impl Written {
    /// Reads a word; `None` if it is no date.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| matches!(c, ',' | '.' | '(' | ')'));
        let numbers: Vec<&str> = text.split(['/', '-', '.']).collect();
        let date = |y: i16, m: i16, d: i16| Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok();
        let [a, b, c] = numbers[..] else {
            let compact = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
            let day = || date(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
            return compact.then(day).flatten().map(Written::Day);
        };
        let number = |t: &str| t.parse::<i16>().ok().filter(|_| t.len() <= 4 && !t.is_empty());
        let (a, b, c, year_first) = (number(a)?, number(b)?, number(c)?, a.len() == 4);
        if year_first {
            return date(a, b, c).map(Written::Day);
        }
        let year = match c {
            100.. => c,
            ..50 => 2000 + c,
            _ => 1900 + c,
        };
        match (date(year, a, b), date(year, b, a)) {
            // Points stand in dates that put the day first.
            (_, Some(day)) if text.contains('.') => Some(Written::Day(day)),
            (Some(month_first), Some(day_first)) if month_first != day_first => {
                Some(Written::Either { month_first, day_first })
            }
            (one, other) => one.or(other).map(Written::Day),
        }
    }

    /// The year, which both readings share.
    pub(super) fn year(self) -> i16 {
        match self {
            Written::Day(day) | Written::Either { day_first: day, .. } => day.year(),
        }
    }

    /// The month, where it is certain.
    pub(super) fn month(self) -> Option<i8> {
        match self {
            Written::Day(day) => Some(day.month()),
            Written::Either { .. } => None,
        }
    }

    /// Whether the word shows that the day stands before the month, or the month before the day.
    pub(super) fn shows_day_first(self, text: &str) -> Option<bool> {
        let first: i8 = text.split(['/', '-']).next()?.parse().ok()?;
        match self {
            Written::Day(day) if day.day() != day.month() => Some(first == day.day()),
            _ => None,
        }
    }

    /// The day that is meant: in the order of the report's other dates, else the reading that lies shortly before the
    /// publication (or around it, where the clause is in the future). `None` if both may be meant.
    pub(super) fn day(self, order: Option<bool>, published: Option<Date>, future: bool) -> Option<Date> {
        let (month_first, day_first) = match self {
            Written::Day(day) => return Some(day),
            Written::Either { month_first, day_first } => (month_first, day_first),
        };
        if let Some(day) = order {
            return Some(if day { day_first } else { month_first });
        }
        let ago = |day: Date| (published.unwrap_or(day) - day).get_days();
        let near = |day: &Date| published.is_some() && ago(*day).abs() <= NEAR && (future || ago(*day) >= -1);
        match (near(&month_first), near(&day_first)) {
            (true, true) => Some(if ago(month_first).abs() < ago(day_first).abs() { month_first } else { day_first }),
            (true, false) => Some(month_first),
            (false, true) => Some(day_first),
            (false, false) => None,
        }
    }

    /// First and last of the days that may be meant.
    pub(super) fn bounds(self) -> (Date, Date) {
        match self {
            Written::Day(day) => (day, day),
            Written::Either { month_first, day_first } => (month_first.min(day_first), month_first.max(day_first)),
        }
    }
}

/// The offset from UTC of a time zone's abbreviation: `gmt`, `est`, `utc+3`.
pub(super) fn zone(rules: &Rules, word: &str) -> Option<Offset> {
    let name = word.split('+').next()?;
    let hours: f64 = rules.table("timex.zones", name)?.parse().ok()?;
    let more: f64 = match word.get(name.len() + 1..) {
        Some(more) => more.parse().ok()?,
        None => 0.0,
    };
    Offset::from_seconds(((hours + more) * 3600.0) as i32).ok()
}

/// `19:15`, `7:15 pm`, `10 am`, `1900 GMT`; and how many words beyond the first it took.
pub(super) fn clock(rules: &Rules, word: &str, next: Option<&str>) -> Option<(String, usize)> {
    let (digits, glued) = word.split_at(word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len()));
    let mark = if glued.is_empty() { next.unwrap_or_default() } else { glued };
    let later = rules.table("timex.clock", mark).and_then(|n| n.parse::<u32>().ok());
    let used = usize::from(glued.is_empty() && later.is_some());
    let (hour, minute) = match digits.split_once(':') {
        Some((h, m)) => (h.parse::<u32>().ok()?, m.get(..2)?.parse::<u32>().ok()?),
        None if digits.len() == 4 && later.is_some() => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        None if later.is_some()
            && digits.len() <= 2
            && rules.table("timex.units", mark).is_none()
            && rules.table("timex.units", mark.trim_end_matches('s')).is_none() =>
        {
            (digits.parse().ok()?, 0)
        }
        None => return None,
    };
    let hour = match later {
        Some(12) if hour < 12 => hour + 12,
        Some(0) if hour == 12 && mark.starts_with('a') => 0,
        _ => hour,
    };
    (hour <= 24 && minute < 60).then(|| (format!("{hour:02}:{minute:02}"), used))
}
