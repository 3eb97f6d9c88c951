//! Groups the words of a paragraph into sentences.

use crate::lexicon::{Abbreviation, Lexicon};
use crate::words::Piece;
use std::ops::Range;

/// Longer sentences are cut, so that the work on one sentence is bounded.
const LONGEST_SENTENCE: usize = 400;
/// A dateline ends within so many words.
const LONGEST_DATELINE: usize = 18;

/// The sentences of a paragraph as ranges of `pieces`, which they cover without gaps.
///
/// A dateline (`BEIRUT, Dec 6 (Reuters) -`) is a sentence of its own. A closing quotation mark or bracket after the
/// full stop belongs to the sentence.
pub(crate) fn sentences(text: &str, pieces: &[Piece], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let line = Line { text, pieces, lexicon };
    let mut out = Vec::new();
    let mut start = line.dateline_end();
    if start > 0 {
        out.push(0..start);
    }
    let mut quotes = 0;
    let mut i = start;
    while i < pieces.len() {
        quotes += usize::from(line.word(i) == "\"");
        i += 1;
        let end = line.with_closers(i, &mut quotes);
        if end == pieces.len() || end - start >= LONGEST_SENTENCE || line.ends(start, i - 1, end) {
            // The limit holds although closing marks were added.
            let end = end.min(start + LONGEST_SENTENCE);
            out.push(start..end);
            start = end;
            i = i.max(end);
        }
    }
    out
}

struct Line<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    lexicon: &'a Lexicon,
}

impl Line<'_> {
    fn word(&self, i: usize) -> &str {
        self.pieces.get(i).map_or("", |p| &self.text[p.range.clone()])
    }

    fn starts(&self, i: usize, test: impl Fn(char) -> bool) -> bool {
        self.word(i).starts_with(test)
    }

    /// Moves past closing quotes and brackets that follow the end mark before `i`.
    fn with_closers(&self, mut i: usize, quotes: &mut usize) -> usize {
        if !is_end_mark(self.word(i - 1)) {
            return i;
        }
        while i < self.pieces.len() && !self.pieces[i].space {
            match self.word(i) {
                "”" | "’" | "»" | ")" | "]" | "''" | "’’" | "'" => {}
                "\"" if *quotes % 2 == 1 => *quotes += 1,
                _ => break,
            }
            i += 1;
        }
        i
    }

    /// Whether the sentence from `start` ends with the mark at `mark`, its closing marks reaching to `end`.
    fn ends(&self, start: usize, mark: usize, end: usize) -> bool {
        let word = self.word(mark);
        // The number of a list item is not a sentence.
        if mark - start <= 1 && self.word(start).chars().count() <= 2 && self.starts(start, char::is_alphanumeric) {
            return false;
        }
        // What stands after opening quotes and brackets tells whether a sentence begins.
        let mut next = end;
        while next < self.pieces.len() && next < end + 4 && self.is_opener(next) {
            next += 1;
        }
        let capital = self.starts(next, |c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
        let particle = self.word(next).split_once('-').is_some_and(|(p, _)| self.lexicon.is_particle(p));
        let figure = self.starts(next, |c| c.is_ascii_digit());
        let begins = capital || particle;
        let apart = self.pieces.get(end).is_some_and(|p| p.space);
        match word {
            "." => begins && (apart || capital) || (apart && (figure || self.is_bullet(next))),
            w if w.starts_with(['?', '!']) => begins || (apart && figure),
            w if is_dots(w) => begins,
            w if w.ends_with('.') => {
                let stem = &w[..w.len() - 1];
                let title = self.lexicon.abbreviation(stem) == Some(Abbreviation::Title);
                !title && capital && apart && (next > end || self.lexicon.is_starter(self.word(next)))
            }
            _ => false,
        }
    }

    fn is_opener(&self, i: usize) -> bool {
        match self.word(i) {
            "“" | "‘" | "«" | "(" | "[" | "``" | "„" | "\"" | "'" | "''" => true,
            "-" | "–" | "—" | "--" | "•" | "*" => self.pieces[i].space,
            _ => false,
        }
    }

    fn is_bullet(&self, i: usize) -> bool {
        self.starts(i, |c| "•*·▪●#@$£€".contains(c))
    }

    /// The number of words of the dateline or photo line that begins the paragraph, 0 if there is none.
    fn dateline_end(&self) -> usize {
        let limit = self.pieces.len().min(LONGEST_DATELINE);
        let capitals = self.word(0).chars().filter(|c| c.is_uppercase()).count();
        let place = capitals >= 3 && self.word(0).chars().all(|c| !c.is_lowercase());
        let mut agency = false;
        let mut dash = 0;
        for i in 0..limit {
            let word = self.word(i);
            agency |= word == ")";
            if word.starts_with(char::is_lowercase) && dash == 0 && !self.between_capitals(i) {
                return 0;
            }
            let apart = self.pieces[i].space && self.pieces.get(i + 1).is_some_and(|p| p.space);
            if dash == 0 && i > 0 && matches!(word, "-" | "–" | "—" | "--") && apart {
                dash = i + 1;
            }
            // A date may stand between the dash and the story: HOMS, SYRIA - DECEMBER 6: ...
            if dash > 0 && (word == ":" || word.starts_with(char::is_lowercase)) {
                let dated = (dash..i).any(|k| self.starts(k, |c| c.is_ascii_digit())) && i - dash <= 5;
                return if word == ":" && dated { i + 1 } else { self.accept(dash, place, agency) };
            }
        }
        self.accept(dash, place, agency)
    }

    /// A dateline must show a place in capitals or an agency in brackets, and something must follow it.
    fn accept(&self, dash: usize, place: bool, agency: bool) -> usize {
        if (place || agency) && dash < self.pieces.len() { dash } else { 0 }
    }

    /// Small words inside a place name (`Deir al-Balah`, `Port of Tartus`).
    fn between_capitals(&self, i: usize) -> bool {
        i > 0 && self.word(i).contains('-') && self.starts(i - 1, char::is_uppercase)
    }
}

fn is_dots(word: &str) -> bool {
    word.starts_with('…') || word.starts_with("..")
}

fn is_end_mark(word: &str) -> bool {
    word.ends_with(['.', '?', '!', '…'])
}
