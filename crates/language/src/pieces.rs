//! Cuts words into the pieces that the encoder knows, and tells how they are written.
//!
//! Pieces are in lower case and without accents; what that loses, `shape` tells. `train/pieces.py` does the same for
//! training, and a test compares the two on the lines of `tests/pieces.tsv`.

use crate::lexicon::plain;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words have at most so many pieces.
pub(crate) const LONGEST_WORD: usize = 100;
/// How many shapes there are.
pub(crate) const SHAPES: usize = 7;
/// How many kinds of gap there are: none, white space, a new paragraph.
pub(crate) const GAPS: usize = 3;
/// The gap inside words.
pub(crate) const NO_GAP: u8 = 0;

/// A piece of a word of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) id: u32,
    /// The word's number in its window; 0 is the root.
    pub(crate) word: u32,
    pub(crate) shape: u8,
    pub(crate) gap: u8,
}

/// The pieces that the encoder knows.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    ids: HashMap<Box<str>, u32>,
    unknown: u32,
    /// The piece that stands for the root.
    pub(crate) root: u32,
}

impl Vocabulary {
    /// From the pieces in the order of their numbers; none without the two special ones.
    pub(crate) fn new(pieces: &[&str]) -> Option<Vocabulary> {
        let ids: HashMap<Box<str>, u32> = pieces.iter().zip(0..).map(|(p, i)| (Box::from(*p), i)).collect();
        Some(Vocabulary { unknown: *ids.get("[UNK]")?, root: *ids.get("[CLS]")?, ids })
    }

    /// Appends the pieces of `word` to `out`, at least one.
    pub(crate) fn cut(&self, word: &str, out: &mut Vec<u32>) {
        let first = out.len();
        let mut run = String::new();
        let folded = plain(word).replace('`', "'");
        for c in folded.nfd().filter(|c| !is_combining_mark(*c)).chain([' ']) {
            let mark = is_mark(c);
            if !c.is_whitespace() && !mark {
                run.push(c);
                continue;
            }
            self.cut_run(&run, out);
            run.clear();
            if mark {
                out.push(self.ids.get(c.encode_utf8(&mut [0; 4]) as &str).copied().unwrap_or(self.unknown));
            }
        }
        out.truncate(first + LONGEST_WORD);
        if out.len() == first {
            out.push(self.unknown);
        }
    }

    /// The longest known pieces from the left, or the unknown piece if they do not cover the run.
    fn cut_run(&self, run: &str, out: &mut Vec<u32>) {
        if run.is_empty() {
            return;
        }
        let first = out.len();
        let mut key = String::new();
        let mut start = 0;
        let short = run.chars().count() <= LONGEST_WORD;
        while short && start < run.len() {
            let ends = run[start..].char_indices().map(|(i, c)| start + i + c.len_utf8()).rev();
            let mut found = ends.filter_map(|end| {
                key.clear();
                key.push_str(if start > 0 { "##" } else { "" });
                key.push_str(&run[start..end]);
                Some((end, *self.ids.get(key.as_str())?))
            });
            let Some((end, id)) = found.next() else { break };
            out.push(id);
            start = end;
        }
        if !short || start < run.len() {
            out.truncate(first);
            out.push(self.unknown);
        }
    }
}

/// Marks stand as pieces by themselves: all ASCII ones and what Unicode calls punctuation.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && is_punctuation(c))
}

/// Whether a character beyond ASCII is punctuation; those that occur in English news.
fn is_punctuation(c: char) -> bool {
    matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}'
        | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}' | '،' | '؛' | '؟' | '۔' | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{3011}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// How a word is written: 0 without letters, 1 in lower case, 2 with a first capital, 3 in capitals, 4 one capital,
/// 5 mixed, 6 digits.
pub(crate) fn shape(word: &str) -> u8 {
    let (mut letters, mut capitals, mut first, mut digits) = (0, 0, false, false);
    for c in word.chars() {
        // Fractions and Roman numerals are no digits.
        digits |= c.is_numeric() && !matches!(c, '¼'..='¾' | '\u{2150}'..='\u{2189}');
        if c.is_alphabetic() {
            first |= letters == 0 && c.is_uppercase();
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
    }
    match (letters, capitals) {
        (0, _) if digits => 6,
        (0, _) => 0,
        (_, 0) => 1,
        (1, _) => 4,
        (n, m) if n == m => 3,
        (_, 1) if first => 2,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_into_the_longest_known_pieces() {
        let vocabulary = Vocabulary::new(&["[UNK]", "[CLS]", "al", "##ep", "##po", "-", "bab", "'"]).unwrap();
        let check = |word: &str, expect: &[u32]| {
            let mut out = Vec::new();
            vocabulary.cut(word, &mut out);
            assert_eq!(out, expect, "{word}");
        };
        check("Aleppo", &[2, 3, 4]);
        check("Al-Báb", &[2, 5, 6]);
        check("al–bab’", &[2, 5, 6, 7]);
        check("Hama", &[0]);
        check("", &[0]);
        check("\u{200b}", &[0]);
    }

    #[test]
    fn words_are_cut_as_in_training() {
        let model = crate::Model::from_bytes(include_bytes!("../../../data/language.safetensors")).unwrap();
        for line in include_str!("../tests/pieces.tsv").lines().filter(|l| !l.starts_with("# ")) {
            let mut fields = line.split('\t');
            let (word, ids, expect) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
            let mut out = Vec::new();
            model.vocabulary.cut(word, &mut out);
            let found: Vec<String> = out.iter().map(u32::to_string).collect();
            assert_eq!((found.join(" ").as_str(), shape(word).to_string().as_str()), (ids, expect), "{word}");
        }
    }

    #[test]
    fn shapes_tell_what_lower_case_loses() {
        let words = ["...", "town", "Hama", "HTS", "A", "McCain", "2024", "al-Bab", "Deir"];
        assert_eq!(words.map(shape), [0, 1, 2, 3, 4, 5, 6, 5, 2]);
    }
}
