//! Lines of a stream, each of bounded length.

use std::io::{self, BufRead, Read};

/// One line without its line feed, or the length of one that is too long, which is passed over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// Reads the next line; memory is bounded by `limit`, however long the line is. `None` at the end.
pub(crate) fn next_line(input: &mut impl BufRead, limit: u64) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if read as u64 > limit {
        skip_line(input)?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(line)))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&b| b == b'\n');
        let used = end.map_or(buffer.len(), |e| e + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over_and_the_rest_is_read() {
        let mut input = io::BufReader::with_capacity(4, &b"abc\n\n0123456789\nde"[..]);
        let mut next = || next_line(&mut input, 5).unwrap();
        assert_eq!(next(), Some(Line::Whole(b"abc".to_vec())));
        assert_eq!(next(), Some(Line::Whole(Vec::new())));
        assert_eq!(next(), Some(Line::TooLong));
        assert_eq!(next(), Some(Line::Whole(b"de".to_vec())));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_line_of_just_the_limit_is_read() {
        assert_eq!(next_line(&mut &b"01234\n"[..], 5).unwrap(), Some(Line::Whole(b"01234".to_vec())));
        assert_eq!(next_line(&mut &b"01234"[..], 5).unwrap(), Some(Line::Whole(b"01234".to_vec())));
        assert_eq!(next_line(&mut &b"012345"[..], 5).unwrap(), Some(Line::TooLong));
    }
}
