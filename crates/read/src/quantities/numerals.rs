//! Numerals in digits and words, and their values.

use crate::{rules::Rules, story::Story};
use dateline_core::reading::Tag;

/// A numeral in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numeral {
    /// The token after its last.
    pub end: usize,
    /// The token that the tree hangs it by.
    pub anchor: usize,
    /// What it is worth.
    pub value: f64,
    /// The scale word that it ends in (`million`), or 1.
    pub scale: f64,
}

/// The numeral that starts at a token: digits (`1,200`, `4 500`, `1.2 million`, `20k`), words (`seventy-one`, `a dozen`), or
/// parts of a scale (`half a million`, `a quarter of a million`, `one and a half million`).
pub fn at(story: &Story<'_>, at: usize, limit: usize) -> Option<Numeral> {
    fraction(story, at, limit)
        .or_else(|| if digits_of(story, at).is_some() { digits(story, at, limit) } else { words(story, at, limit) })
}

/// Reads digits (`1,200`, `7.5`) or number words (`two hundred`).
pub fn parse(rules: &Rules, text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    if digits.chars().next().is_some_and(|c| c.is_ascii_digit()) {
        return digits.parse::<f64>().ok().filter(|n| n.is_finite());
    }
    let mut total = 0.0;
    let mut part = 0.0;
    let mut any = false;
    for word in text.split([' ', '-', '\u{a0}']).filter(|w| !w.is_empty()) {
        if let Some(n) = value_in(rules, "numbers.units", word) {
            part += n;
        } else if let Some(n) = value_in(rules, "numbers.scales", word) {
            part = if part == 0.0 { 1.0 } else { part } * n;
            if n >= 1000.0 {
                total += part;
                part = 0.0;
            }
        } else if !(any && rules.list_has("number-joiners", word)) {
            return None;
        }
        any = true;
    }
    any.then_some(total + part)
}

fn value_in(rules: &Rules, table: &str, word: &str) -> Option<f64> {
    rules.table(table, word)?.parse().ok()
}

fn scale_at(story: &Story<'_>, at: usize) -> Option<f64> {
    value_in(story.rules, "numbers.scales", &story.reading.tokens.get(at)?.form)
}

/// The digits of a token; in texts that lost their blanks they may hang on the word before (`least140,000`).
fn digits_of<'s>(story: &'s Story<'_>, at: usize) -> Option<&'s str> {
    let word = story.word(at);
    let start = word.find(|c: char| c.is_ascii_digit())?;
    let (before, digits) = word.split_at(start);
    let whole = before.is_empty() || story.rules.list_has("glued-words", &before.to_lowercase());
    (whole && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}'))).then_some(digits)
}

fn digits(story: &Story<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let mut text = digits_of(story, at)?.to_owned();
    let mut end = at + 1;
    // `4 500`, `1 200 000`: groups of three behind one to three digits.
    let group = |i: usize| Some(story.word(i)).filter(|w| w.len() == 3 && w.bytes().all(|b| b.is_ascii_digit()));
    if text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0') {
        while let Some(more) = (end < limit).then(|| group(end)).flatten() {
            text.push_str(more);
            end += 1;
        }
        // More digits after that are a row of figures.
        if end > at + 1 && end < limit && story.word(end).starts_with(|c: char| c.is_ascii_digit()) {
            text = digits_of(story, at)?.to_owned();
            end = at + 1;
        }
    }
    let counts_people = |i: usize| i < limit && story.rules.in_list("people", story.token(i));
    if grouped_by_points(&text) && (text.matches('.').count() > 1 || counts_people(end)) {
        text.retain(|c| c != '.');
    }
    let mut value = parse(story.rules, &text)?;
    let mut scale = 1.0;
    let glued = |i: usize| {
        let token = story.reading.tokens.get(i).filter(|t| i < limit && !t.space_before)?;
        value_in(story.rules, "numbers.glued", &token.form).filter(|_| counts_people(i + 1))
    };
    while let Some(s) = (end < limit).then(|| scale_at(story, end).or_else(|| glued(end))).flatten() {
        value *= s;
        scale *= s;
        end += 1;
    }
    Some(Numeral { end, anchor: end - 1, value, scale })
}

/// Whether points part the thousands (`12.500`).
fn grouped_by_points(text: &str) -> bool {
    let mut groups = text.split('.');
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && g != "0");
    text.contains('.') && first && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
}

fn words(story: &Story<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let unit = |i: usize| {
        let first = story.reading.tokens.get(i).map_or("", |t| t.form.split('-').next().unwrap_or_default());
        i < limit && story.rules.table("numbers.units", first).is_some()
    };
    let first = story.token(at);
    // `a dozen`, `a hundred`
    let article = !unit(at) && story.rules.in_list("one-words", first) && at + 1 < limit;
    let bare = scale_at(story, at).is_some();
    if !(unit(at) && matches!(first.tag, Tag::Num | Tag::X) || article && scale_at(story, at + 1).is_some() || bare) {
        return None;
    }
    let start = if article { at + 1 } else { at };
    let mut end = if bare { at } else { at + 1 };
    while end < limit {
        let scale = scale_at(story, end).is_some();
        // `seventy-one`, `three hundred and six`
        let joins = unit(end + 1)
            && (story.token(end).form == "-" && !story.token(end).space_before
                || story.rules.in_list("number-joiners", story.token(end)) && scale_at(story, end - 1).is_some());
        if scale || unit(end) {
            end += 1;
        } else if joins {
            end += 2;
        } else {
            break;
        }
    }
    let value = parse(story.rules, story.text(start..end))?;
    Some(Numeral { end, anchor: end - 1, value, scale: scale_at(story, end - 1).unwrap_or(1.0) })
}

/// Parts of a scale: `half a million`, `a quarter of a million`, `three quarters of a million`, `two and a half million`.
fn fraction(story: &Story<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let rules = story.rules;
    let article = |i: usize| i < limit && rules.in_list("one-words", story.token(i));
    let part = |i: usize| if i < limit { value_in(rules, "numbers.fractions", &story.token(i).form) } else { None };
    let number = |i: usize| {
        let word = story.reading.tokens.get(i).filter(|_| i < limit)?;
        digits_of(story, i).and_then(|d| parse(rules, d)).or_else(|| value_in(rules, "numbers.units", &word.form))
    };
    let joined = |i: usize| i < limit && rules.in_list("number-joiners", story.token(i));
    let (factor, mut end) = if let Some(f) = part(at) {
        (f, at + 1)
    } else if let (true, Some(f)) = (article(at), part(at + 1)) {
        (f, at + 2)
    } else if let (Some(n), Some(f)) = (number(at), part(at + 1)) {
        (n * f, at + 2)
    } else {
        let n = number(at)?;
        let f = part(at + 3).filter(|_| joined(at + 1) && article(at + 2))?;
        (n + f, at + 4)
    };
    if end < limit && story.token(end).form == "of" {
        end += 1;
    }
    if article(end) {
        end += 1;
    }
    let scale = (end < limit).then(|| scale_at(story, end)).flatten()?;
    Some(Numeral { end: end + 1, anchor: end, value: factor * scale, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_part_thousands_only_in_groups_of_three() {
        assert!(grouped_by_points("12.500"));
        assert!(grouped_by_points("1.250.000"));
        assert!(!grouped_by_points("7.5") && !grouped_by_points("0.125") && !grouped_by_points("1250"));
    }
}
