//! What a text says around the words that tell of an event: all that is known when events of several texts are compared.

use std::collections::{BTreeMap, BTreeSet};

/// Words that tell of an event, with what stands around them. All words are dictionary forms in small letters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Occurrence {
    /// The word that tells of it: the head of the phrase.
    pub word: String,
    /// The words of the phrase that mean something.
    pub words: BTreeSet<String>,
    /// Whether it is a noun.
    pub is_noun: bool,
    /// The word that it hangs from.
    pub governor: Option<String>,
    /// Nouns, names and numbers of who does it,
    pub subject: BTreeSet<String>,
    /// to whom or what,
    pub object: BTreeSet<String>,
    /// and of the phrases beside it.
    pub beside: BTreeSet<String>,
    /// Words of the names in its sentence.
    pub names: BTreeSet<String>,
    /// Words of the times in its sentence.
    pub times: BTreeSet<String>,
    /// Numbers in its sentence, as they stand.
    pub numbers: BTreeSet<String>,
    /// Words that mean something, at most five words away.
    pub near: BTreeSet<String>,
    /// Words of its sentence that mean something, without its own, with how often they stand there.
    pub around: BTreeMap<String, u32>,
    /// Number of its sentence.
    pub sentence: u32,
    /// What the word is like where it stands: numbers of length 1 together, or none if that isn't known.
    pub likeness: Vec<f32>,
}

/// The events of one text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The text's words that mean something, with how often they stand there.
    pub words: BTreeMap<String, u32>,
    /// Its events.
    pub occurrences: Vec<Occurrence>,
}
