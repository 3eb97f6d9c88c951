//! Learns the lists of dictionary forms from treebanks. Behind the feature `train`; the program only reads models.

mod lemmas;
mod treebank;

pub use lemmas::LemmaLists;
pub use treebank::{Sentence, Word, read_conllu};
