//! Cuts a text into paragraphs, each one or more lines.

use std::ops::Range;

/// Narrower than this in characters, the longest line of a hard-wrapped text.
const WIDEST_WRAP: usize = 100;
/// Fewer broken lines than this do not show that a text is hard-wrapped.
const FEWEST_WRAPS: usize = 6;

/// The paragraphs of `text` as ranges of bytes, none of them blank.
///
/// A line break ends a paragraph, as in text taken from web pages. Only where a text is evidently wrapped to a width
/// (nearly every line is as long as its words allow) do lines join until a blank line or a short one.
pub(crate) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let Some(width) = wrap_width(text, &lines) else {
        return lines.into_iter().filter(|r| !text[r.clone()].trim().is_empty()).collect();
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (i, line) in lines.iter().enumerate() {
        if text[line.clone()].trim().is_empty() {
            open = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if open => last.end = line.end,
            _ => out.push(line.clone()),
        }
        open = lines.get(i + 1).is_some_and(|next| is_wrapped(text, line, next, width));
    }
    out
}

/// The lines of a text without their breaks, blank ones included.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in text.char_indices() {
        if matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            // The second half of a carriage return and line feed makes no blank line of its own.
            if !(c == '\n' && i == start && i > 0 && text.as_bytes()[i - 1] == b'\r') {
                out.push(start..i);
            }
            start = i + c.len_utf8();
        }
    }
    out.push(start..text.len());
    out
}

/// The width a text is wrapped to, if it is.
fn wrap_width(text: &str, lines: &[Range<usize>]) -> Option<usize> {
    let widest = lines.iter().map(|r| r.len()).max()?;
    if widest > WIDEST_WRAP * 4 {
        return None;
    }
    let width = lines.iter().map(|r| text[r.clone()].trim_end().chars().count()).max()?;
    if width > WIDEST_WRAP {
        return None;
    }
    let (mut full, mut all) = (0, 0);
    for pair in lines.windows(2) {
        if pair.iter().any(|r| text[r.clone()].trim().is_empty()) {
            continue;
        }
        all += 1;
        full += usize::from(is_wrapped(text, &pair[0], &pair[1], width));
    }
    (full >= FEWEST_WRAPS && full * 10 >= all * 8).then_some(width)
}

/// Whether the first word of `next` had no room left on `line`, give or take a few characters of uneven wrapping.
fn is_wrapped(text: &str, line: &Range<usize>, next: &Range<usize>, width: usize) -> bool {
    let Some(word) = text[next.clone()].split_whitespace().next() else { return false };
    let room = text[line.clone()].trim_end().chars().count() + 1 + word.chars().count();
    room + 4 > width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<_> = paragraphs(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_line_break_ends_a_paragraph() {
        check(
            "Rebels take Hama\nThe army said\r\nit left.\n\n  \nEnd",
            &["Rebels take Hama", "The army said", "it left.", "End"],
        );
        check("", &[]);
        check("\n \r\n", &[]);
    }

    #[test]
    fn hard_wrapped_lines_join() {
        let text = "the army said on monday that\nits troops had left the town\nin the night and that roads\nwere open again. it gave the\nnumber of wounded as twelve.\nresidents of two districts,\nhowever, said that shelling\nwent on.\n\na second part.";
        let found = paragraphs(text);
        assert_eq!(found.len(), 2);
        assert!(text[found[0].clone()].ends_with("went on."));
    }
}
