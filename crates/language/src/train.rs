//! Learns the lists of dictionary forms from treebanks, and shows what the encoder sees. Behind the feature `train`; the
//! program only reads models.

mod lemmas;
mod treebank;

use crate::model::Model;
use crate::windows::{self, Pieces, Text};
use std::ops::Range;

pub use lemmas::LemmaLists;
pub use treebank::{Sentence, Word, read_conllu};

/// The windows of a text, each with its words and what the encoder sees of it: id, word (0 is the root), shape and gap of
/// each piece.
pub fn pieces(text: &str, model: &Model) -> Vec<(Range<usize>, Vec<[u32; 4]>)> {
    let (reading, cut) = crate::cut(text);
    let pieces = Pieces::new(&reading.tokens, &crate::with_stand_ins(text, &reading.tokens), model);
    let known = Text { text, cut: &cut, tokens: &reading.tokens, pieces: &pieces };
    let seen = |window: Range<usize>| {
        let pieces = windows::pieces(window.clone(), &known, model);
        (window, pieces.iter().map(|p| [p.id, p.word, u32::from(p.shape), u32::from(p.gap)]).collect())
    };
    windows::windows(&cut, &pieces).into_iter().map(seen).collect()
}
