//! The trace of a text: its telling words as numbers, in order. Copies, rewrites and reports of one incident are found by
//! it without the text.
//!
//! A trace is a list of 32-bit numbers. Each word is the hash of its first letters with its [`Sort`] in the two lowest
//! bits; [`BREAK`] parts sentences. Small words are left out.

/// Parts the sentences of a trace.
pub const BREAK: u32 = 0;

const SORT_BITS: u32 = 3;

/// What a word of a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Any other word.
    Plain,
    /// With a capital inside a sentence: a name, as a rule.
    Name,
    /// With digits.
    Figure,
    /// Inside quotation marks.
    Quoted,
}

/// The number that stands for a word.
pub fn word(hash: u32, sort: Sort) -> u32 {
    ((hash | (SORT_BITS + 1)) & !SORT_BITS) | sort as u32
}

/// What sort of word a number stands for.
pub fn sort(word: u32) -> Sort {
    match word & SORT_BITS {
        0 => Sort::Plain,
        1 => Sort::Name,
        2 => Sort::Figure,
        _ => Sort::Quoted,
    }
}

/// The word whatever its sort.
pub fn stem(word: u32) -> u32 {
    word & !SORT_BITS
}

/// The sentences of a trace.
pub fn sentences(trace: &[u32]) -> impl Iterator<Item = &[u32]> {
    trace.split(|&word| word == BREAK).filter(|sentence| !sentence.is_empty())
}
