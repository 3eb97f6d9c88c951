//! Trains the tagger.

use super::perceptron::Perceptron;
use super::{Random, Sentence, Settings};
use crate::tagger::{Tagger, Tags, View, best};
use crate::weights::{Weights, write_rows};

/// A tagger ready to be written.
pub(crate) struct Trained {
    classes: Vec<Tags>,
    rows: Vec<(u32, Vec<(u8, i8)>)>,
}

/// Trains on all sentences, in random order, for so many passes.
pub(crate) fn train<'a>(gold: impl IntoIterator<Item = &'a Sentence>, passes: usize, fewest: u32) -> Trained {
    let gold: Vec<&Sentence> = gold.into_iter().collect();
    let mut classes: Vec<Tags> = gold.iter().flat_map(|s| s.words.iter().map(|w| w.tags)).collect();
    classes.sort_unstable();
    let mut counted: Vec<(usize, Tags)> = classes.chunk_by(|a, b| a == b).map(|c| (c.len(), c[0])).collect();
    // A class is a byte; the rarest pairs of tags give way.
    counted.sort_unstable_by(|a, b| b.cmp(a));
    classes = counted.into_iter().filter(|(n, _)| *n > 1).take(255).map(|(_, tags)| tags).collect();
    let class_of = |tags: Tags| classes.iter().position(|c| *c == tags);

    let mut perceptron = Perceptron::new(classes.len());
    let mut random = Random::new(1);
    let mut order: Vec<usize> = (0..gold.len()).collect();
    let (mut keys, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..passes {
        random.shuffle(&mut order);
        for i in &order {
            let words = &gold[*i].words;
            let forms: Vec<&str> = words.iter().map(|w| w.form.as_str()).collect();
            let view = View::of(&forms);
            let mut before = Vec::with_capacity(words.len());
            for (k, word) in words.iter().enumerate() {
                view.features(k, &before, &mut keys);
                perceptron.score(&keys, &mut scores);
                let guess = best(&scores);
                if let Some(right) = class_of(word.tags).filter(|right| *right != guess) {
                    perceptron.correct(&keys, right, guess);
                }
                before.push(guess);
            }
        }
    }
    Trained { rows: perceptron.finish(fewest), classes }
}

/// Tags each part of the sentences by a tagger trained on the other parts.
pub(crate) fn jackknife(gold: &[Sentence], settings: &Settings, note: &mut dyn FnMut(&str)) -> Vec<Vec<Tags>> {
    let folds = settings.folds.max(2);
    let mut out = vec![Vec::new(); gold.len()];
    for fold in 0..folds {
        // Parts are stretches of documents, so that a document's own names are not seen.
        let held = |i: usize| (i / 200) % folds == fold;
        let others = gold.iter().enumerate().filter(|(i, _)| !held(*i)).map(|(_, s)| s);
        let tagger = train(others, settings.tagger_passes.min(6), settings.fewest_corrections[0]).tagger();
        for (i, sentence) in gold.iter().enumerate().filter(|(i, _)| held(*i)) {
            out[i] = tagger.tag(&sentence.words.iter().map(|w| w.form.as_str()).collect::<Vec<_>>());
        }
        note(&format!("tagged part {} of {folds}", fold + 1));
    }
    out
}

impl Trained {
    pub(crate) fn features(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn tagger(self) -> Tagger {
        let weights = Weights::from_rows(self.classes.len(), &self.rows);
        Tagger::new(self.classes, weights)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.classes.len() as u32).to_le_bytes());
        out.extend(self.classes.iter().flat_map(|c| [c.tag as u8, c.penn]));
        write_rows(self.classes.len(), &self.rows, out);
    }
}
