//! Reads treebanks in CoNLL-U.

use crate::tags::Tags;
use dateline_core::reading::{Relation, Tag};
use std::str::FromStr;

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// Its words; the parts of multi-word tokens one by one.
    pub words: Vec<Word>,
}

/// A word of a treebank.
#[derive(Debug, Clone)]
pub struct Word {
    /// As written.
    pub form: String,
    /// Dictionary form in lower case.
    pub lemma: String,
    pub(crate) tags: Tags,
    /// Relation to the head.
    pub relation: Relation,
}

/// The sentences of a file in CoNLL-U; lines that are not understood are passed over, and so are empty nodes.
pub fn read_conllu(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut sentence = Sentence::default();
    for line in text.lines().chain([""]) {
        if line.is_empty() && !sentence.words.is_empty() {
            out.push(std::mem::take(&mut sentence));
        } else if let Some(word) = word(line) {
            sentence.words.push(word);
        }
    }
    out
}

fn word(line: &str) -> Option<Word> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, tag, xpos, _, _, relation, ..] = columns[..] else { return None };
    id.parse::<u32>().ok()?;
    let tag = Tag::from_str(tag).ok()?;
    let base = relation.split(':').next()?;
    Some(Word {
        form: form.to_owned(),
        lemma: crate::lexicon::plain(lemma),
        tags: Tags::new(tag, xpos),
        relation: Relation::from_str(relation).or_else(|_| Relation::from_str(base)).unwrap_or(Relation::Dep),
    })
}
