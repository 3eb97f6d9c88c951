//! Reads treebanks in CoNLL-U.

use super::Random;
use crate::tagger::{PENN, Tags, is_usual};
use dateline_core::reading::{Relation, Tag};
use std::str::FromStr;

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// The document it comes from.
    pub document: String,
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
    /// Index of the head in the sentence; none for the root.
    pub head: Option<usize>,
    /// Relation to the head.
    pub relation: Relation,
}

/// The sentences of a file in CoNLL-U; lines that are not understood are passed over, and so are empty nodes.
pub fn read_conllu(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let (mut sentence, mut document) = (Sentence::default(), String::new());
    for line in text.lines().chain([""]) {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            document = id.to_owned();
        } else if line.is_empty() && !sentence.words.is_empty() {
            sentence.document.clone_from(&document);
            out.push(std::mem::take(&mut sentence));
        } else if let Some(word) = word(line) {
            sentence.words.push(word);
        }
    }
    out
}

fn word(line: &str) -> Option<Word> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, tag, xpos, _, head, relation, ..] = columns[..] else { return None };
    id.parse::<u32>().ok()?;
    let tag = Tag::from_str(tag).ok()?;
    let penn = PENN.binary_search(&xpos).or_else(|_| PENN.binary_search(&"XX")).ok()? as u8;
    let head: usize = head.parse().ok()?;
    let base = relation.split(':').next()?;
    Some(Word {
        form: form.to_owned(),
        lemma: crate::lexicon::plain(lemma),
        tags: Tags { tag, penn },
        head: head.checked_sub(1),
        relation: Relation::from_str(relation).or_else(|_| Relation::from_str(base)).unwrap_or(Relation::Dep),
    })
}

/// The sentences, and copies of some of them written as headlines, in capitals or in small letters.
pub(crate) fn with_other_casings(gold: &[Sentence]) -> Vec<Sentence> {
    let mut random = Random::new(7);
    let mut out = gold.to_vec();
    for sentence in gold.iter().filter(|s| s.words.len() > 3) {
        let change: fn(&Word) -> String = match random.below(100) {
            0..7 => headline,
            7..13 => |w| w.form.to_uppercase(),
            13..16 => |w| w.form.to_lowercase(),
            _ => continue,
        };
        let words: Vec<Word> = sentence.words.iter().map(|w| Word { form: change(w), ..w.clone() }).collect();
        // Too short a sentence would not be seen to be cased otherwise, and teach that names are none.
        if !is_usual(&words.iter().map(|w| w.form.as_str()).collect::<Vec<_>>()) {
            out.push(Sentence { document: sentence.document.clone(), words });
        }
    }
    out
}

fn headline(word: &Word) -> String {
    let small = matches!(word.tags.tag, Tag::Adp | Tag::Det | Tag::Cconj | Tag::Part) && word.form.chars().count() < 4;
    let mut chars = word.form.chars();
    match chars.next() {
        Some(first) if !small => first.to_uppercase().chain(chars).collect(),
        _ => word.form.clone(),
    }
}
