//! Trains a model on treebanks. Behind the feature `train`; the program itself only ever reads models.
//!
//! Everything is deterministic: one thread, a fixed seed, the order of the files.

mod lemmas;
mod parser;
mod perceptron;
mod tagger;
mod treebank;

pub use treebank::{Sentence, Word, read_conllu};

use crate::analyse;
use crate::model::{Model, ModelError, pack};

/// What can go wrong when a model is made.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The model could not be packed.
    #[error("the model cannot be packed")]
    Packing(#[from] std::io::Error),
    /// The model just made could not be read back.
    #[error("the model just made cannot be read")]
    Unreadable(#[from] ModelError),
}

/// How long and how to train.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Passes over the sentences for the tagger.
    pub tagger_passes: usize,
    /// Passes over the sentences for the parser.
    pub parser_passes: usize,
    /// Parts that the sentences are divided in, to tag each by a tagger that has not seen it.
    pub folds: usize,
    /// Features that were corrected fewer times are left out of the tagger and of the parser.
    pub fewest_corrections: [u32; 2],
}

impl Default for Settings {
    fn default() -> Self {
        Settings { tagger_passes: 8, parser_passes: 8, folds: 5, fewest_corrections: [2, 3] }
    }
}

/// Trains a model and returns the bytes of its file. `note` is told of each step.
///
/// # Errors
/// When the model cannot be packed or read back.
pub fn train(gold: &[Sentence], settings: &Settings, note: &mut dyn FnMut(&str)) -> Result<Vec<u8>, TrainError> {
    let augmented = treebank::with_other_casings(gold);
    note(&format!("{} sentences, {} with other casings", gold.len(), augmented.len()));
    let lemmas = lemmas::Trained::new(gold);
    let mut sections = Vec::new();
    let tagger = tagger::train(&augmented, settings.tagger_passes, settings.fewest_corrections[0]);
    note(&format!("tagger: {} features", tagger.features()));
    tagger.write(&mut sections);
    lemmas.write(&mut sections);
    let tagged = tagger::jackknife(&augmented, settings, note);
    let parser = parser::train(&augmented, &tagged, &lemmas.lemmas()?, settings, note);
    parser.write(&mut sections);
    let bytes = pack(&sections)?;
    Model::from_bytes(&bytes)?;
    Ok(bytes)
}

/// How well a model does on sentences whose words are given: accuracies in per cent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// Number of words.
    pub words: usize,
    /// Universal tags.
    pub upos: f64,
    /// Penn tags.
    pub xpos: f64,
    /// Dictionary forms, case ignored.
    pub lemma: f64,
    /// Heads.
    pub uas: f64,
    /// Heads with relations, sub-types ignored.
    pub las: f64,
}

/// Scores a model on sentences with given words.
pub fn score(gold: &[Sentence], model: &Model) -> Score {
    let mut score = Score::default();
    for sentence in gold {
        let forms: Vec<&str> = sentence.words.iter().map(|w| w.form.as_str()).collect();
        for (word, found) in sentence.words.iter().zip(analyse(&forms, model)) {
            score.words += 1;
            score.upos += f64::from(u8::from(word.tags.tag == found.tags.tag));
            score.xpos += f64::from(u8::from(word.tags.penn == found.tags.penn));
            score.lemma += f64::from(u8::from(word.lemma == found.lemma || word.lemma == "_"));
            let base = |r: dateline_core::reading::Relation| r.name().split(':').next();
            score.uas += f64::from(u8::from(word.head == found.head));
            score.las += f64::from(u8::from(word.head == found.head && base(word.relation) == base(found.relation)));
        }
    }
    for figure in [&mut score.upos, &mut score.xpos, &mut score.lemma, &mut score.uas, &mut score.las] {
        *figure *= 100.0 / score.words.max(1) as f64;
    }
    score
}

/// A small generator of random numbers (SplitMix64), so that training is the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    /// Puts the items in random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
