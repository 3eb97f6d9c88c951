//! Two dates in one expression: `6-7 February`, `17 August - 2 September 1914`, `August and September 1956`.

use super::{Found, value};
use crate::story::Story;
use std::ops::Range;

/// Parts expressions that hold two dates; what one of two joined dates leaves out the other gives it.
pub(super) fn split(story: &Story<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        let joint = (one.range.start + 1..one.range.end.saturating_sub(1)).find_map(|j| {
            let dates = is_joint(story, j).then(|| apart(story, one.range.start..j, j + 1..one.range.end))?;
            dates.map(|(left, right)| (j, left, right))
        });
        let Some((joint, left, right)) = joint else {
            out.push(one);
            continue;
        };
        out.push(Found { range: one.range.start..joint, said: left, ..one.clone() });
        out.push(Found { range: joint + 1..one.range.end, said: right, ..one });
    }
    let mut out = beside(story, out);
    for i in 1..out.len() {
        let (left, right) = out.split_at_mut(i);
        let (Some(a), Some(b)) = (left.last_mut(), right.first_mut()) else { continue };
        if a.range.end + 1 == b.range.start
            && is_joint(story, a.range.end)
            && let Some((left, right)) = value::complete(story.rules, &a.said, &b.said)
        {
            (a.said, b.said) = (left, right);
        }
    }
    out
}

/// A dash, a slash, or a word such as `and`.
pub(super) fn is_joint(story: &Story<'_>, i: usize) -> bool {
    is_dash(story, i) || story.token(i).form == "/" || story.rules.in_list("range-words", story.token(i))
}

pub(super) fn is_dash(story: &Story<'_>, i: usize) -> bool {
    matches!(story.token(i).form.as_str(), "-" | "–" | "—" | "--")
}

/// The words of two dates, each with month and year; `None` if they are none.
fn apart(story: &Story<'_>, left: Range<usize>, right: Range<usize>) -> Option<(String, String)> {
    let (a, b) = (story.text(left), story.text(right));
    value::complete(story.rules, a, b)
}

/// Numbers that the finders left beside a date, joined to it: `from 6 | to 7 February`, `January 25-| 29`, `1916-| 17`.
fn beside(story: &Story<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    let mut free = 0;
    for (i, one) in found.iter().enumerate() {
        let sentence = story.sentence(one.range.start);
        let before = one.range.start.checked_sub(2).filter(|n| *n >= sentence.start.max(free));
        if let Some(n) = before.filter(|n| is_number(story, *n) && is_joint(story, n + 1))
            && let Some((left, _)) = value::complete(story.rules, story.word(n), &one.said)
        {
            out.push(Found { range: n..n + 1, said: left, ..one.clone() });
        }
        let after = one.range.end + 1;
        let limit = found.get(i + 1).map_or(sentence.end, |next| next.range.start.min(sentence.end));
        free = one.range.end;
        let number = (after < limit && is_dash(story, one.range.end) && is_number(story, after)).then_some(after);
        let completed = number.and_then(|n| value::complete(story.rules, &one.said, story.word(n)));
        out.push(one.clone());
        if let (Some(n), Some((_, right))) = (number, completed) {
            out.push(Found { range: n..n + 1, said: right, ..one.clone() });
            free = n + 1;
        }
    }
    out
}

fn is_number(story: &Story<'_>, i: usize) -> bool {
    let word = story.word(i);
    !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())
}
