//! Trains the tagger.

use super::perceptron::Perceptron;
use super::{Random, Sentence, Settings};
use crate::tagger::{Tagger, Tags, View, best};
use crate::weights::{Weights, write_rows};

/// A tagger ready to be written.
pub(crate) struct Trained {
    classes: Vec<Tags>,
    guesser: Rows,
    rows: Rows,
}

type Rows = Vec<(u32, Vec<(u8, i8)>)>;

/// Trains on all sentences, in random order, for so many passes.
pub(crate) fn train<'a>(gold: impl IntoIterator<Item = &'a Sentence>, passes: usize, fewest: u32) -> Trained {
    let gold: Vec<&Sentence> = gold.into_iter().collect();
    let mut classes: Vec<Tags> = gold.iter().flat_map(|s| s.words.iter().map(|w| w.tags)).collect();
    classes.sort_unstable();
    let mut counted: Vec<(usize, Tags)> = classes.chunk_by(|a, b| a == b).map(|c| (c.len(), c[0])).collect();
    // A class is a byte; the rarest pairs of tags give way.
    counted.sort_unstable_by(|a, b| b.cmp(a));
    classes = counted.into_iter().filter(|(n, _)| *n > 1).take(255).map(|(_, tags)| tags).collect();
    let examples: Vec<Example> = gold.iter().map(|s| Example::new(s, &classes)).collect();
    let all: Vec<&Example> = examples.iter().collect();
    let guesser = train_guesser(&all, classes.len(), fewest);
    let examples = with_guesses(examples, classes.len(), fewest);

    let mut perceptron = Perceptron::new(classes.len());
    let mut random = Random::new(1);
    let mut order: Vec<&Example> = examples.iter().collect();
    let (mut keys, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..passes {
        random.shuffle(&mut order);
        for example in &order {
            let mut before = Vec::with_capacity(example.right.len());
            for (k, right) in example.right.iter().enumerate() {
                example.view.features(k, &before, &mut keys);
                perceptron.score(&keys, &mut scores);
                let guess = best(&scores);
                if let Some(right) = right.filter(|right| *right != guess) {
                    perceptron.correct(&keys, right, guess);
                }
                before.push(guess);
            }
        }
    }
    Trained { rows: perceptron.finish(fewest), guesser, classes }
}

/// What is to be learnt of one sentence.
struct Example {
    view: View,
    /// The class of each word, if it has one.
    right: Vec<Option<usize>>,
}

impl Example {
    fn new(sentence: &Sentence, classes: &[Tags]) -> Example {
        let forms: Vec<&str> = sentence.words.iter().map(|w| w.form.as_str()).collect();
        let class_of = |tags: Tags| classes.iter().position(|c| *c == tags);
        Example { view: View::of(&forms), right: sentence.words.iter().map(|w| class_of(w.tags)).collect() }
    }
}

/// Trains the classifier that sees single words.
fn train_guesser(examples: &[&Example], classes: usize, fewest: u32) -> Rows {
    let mut perceptron = Perceptron::new(classes);
    let mut random = Random::new(3);
    let mut order = examples.to_vec();
    let (mut keys, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        random.shuffle(&mut order);
        for example in &order {
            for (k, right) in example.right.iter().enumerate() {
                example.view.own_features(k, &mut keys);
                perceptron.score(&keys, &mut scores);
                let guess = best(&scores);
                if let Some(right) = right.filter(|right| *right != guess) {
                    perceptron.correct(&keys, right, guess);
                }
            }
        }
    }
    perceptron.finish(fewest)
}

/// Enters guesses made by classifiers that have not seen the sentence.
fn with_guesses(mut examples: Vec<Example>, classes: usize, fewest: u32) -> Vec<Example> {
    const PARTS: usize = 4;
    let held = |i: usize, part: usize| (i / 200) % PARTS == part;
    for part in 0..PARTS {
        let others: Vec<&Example> =
            examples.iter().enumerate().filter(|(i, _)| !held(*i, part)).map(|(_, e)| e).collect();
        let guesser = Weights::from_rows(classes, &train_guesser(&others, classes, fewest));
        for (_, example) in examples.iter_mut().enumerate().filter(|(i, _)| held(*i, part)) {
            example.view.guess(&guesser);
        }
    }
    examples
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
        let count = self.classes.len();
        let (guesser, rows) = (Weights::from_rows(count, &self.guesser), Weights::from_rows(count, &self.rows));
        Tagger::new(self.classes, guesser, rows)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.classes.len() as u32).to_le_bytes());
        out.extend(self.classes.iter().flat_map(|c| [c.tag as u8, c.penn]));
        write_rows(self.classes.len(), &self.guesser, out);
        write_rows(self.classes.len(), &self.rows, out);
    }
}
