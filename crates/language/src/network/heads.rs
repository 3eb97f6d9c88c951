//! The heads: what a model says of words, of pairs of words, and of spans.

use super::file::File;
use super::kernels::{self, Isa, WIDTH};
use super::linear::{Linear, Rows, relu};
use crate::model::ModelError;

/// Width of what arcs, relations and pairs are computed from.
const ARC: usize = 256;
const RELATION: usize = 96;
const PAIR: usize = 128;
/// Distances are told apart up to this many steps of a logarithmic scale on each side.
const STEPS: usize = 12;

/// Scores for heads and relations.
#[derive(Debug, Clone)]
pub(crate) struct TreeHead {
    arc_word: Linear,
    arc_head: Linear,
    arc_table: Linear,
    rel_word: Linear,
    rel_head: Linear,
    rel_table: Linear,
    relations: usize,
}

/// What a tree head makes of the words of a window.
#[derive(Debug)]
pub(crate) struct TreeScores {
    word: Vec<f32>,
    head: Vec<f32>,
    rel_word: Vec<f32>,
    rel_head: Vec<f32>,
}

impl TreeHead {
    pub(crate) fn read(file: &File<'_>, relations: usize) -> Result<TreeHead, ModelError> {
        Ok(TreeHead {
            arc_word: file.linear("arc.word", WIDTH, ARC)?,
            arc_head: file.linear("arc.head", WIDTH, ARC)?,
            arc_table: file.linear("arc.table", ARC, ARC)?,
            rel_word: file.linear("rel.word", WIDTH, RELATION)?,
            rel_head: file.linear("rel.head", WIDTH, RELATION)?,
            rel_table: file.linear("rel.table", RELATION + 1, relations * (RELATION + 1))?,
            relations,
        })
    }

    /// Prepares the words of a window, the root first.
    pub(crate) fn prepare(&self, isa: Isa, words: &Rows) -> TreeScores {
        let apply = |layer: &Linear| {
            let mut out = layer.of(isa, words);
            relu(&mut out);
            out
        };
        TreeScores {
            word: self.arc_table.of(isa, &Rows::of(isa, &apply(&self.arc_word), ARC)),
            head: apply(&self.arc_head),
            rel_word: apply(&self.rel_word),
            rel_head: apply(&self.rel_head),
        }
    }

    /// The scores of the root and of the words of `sentence` as heads of each of its words.
    pub(crate) fn arcs(&self, isa: Isa, scores: &TreeScores, sentence: std::ops::Range<usize>) -> Vec<f32> {
        let words = sentence.len();
        let mut heads = scores.head[..ARC].to_vec();
        heads.extend_from_slice(&scores.head[sentence.start * ARC..sentence.end * ARC]);
        let mut out = vec![0.0; words * (words + 1)];
        for (word, out) in sentence.zip(out.chunks_exact_mut(words + 1)) {
            kernels::dots(isa, &scores.word[word * ARC..][..ARC], &heads, out);
        }
        out
    }

    /// Scores of the relations of each pair of word and head.
    pub(crate) fn relations(&self, isa: Isa, scores: &TreeScores, pairs: &[(usize, usize)]) -> Vec<f32> {
        let with_one = |values: &[f32], word: usize| {
            let mut out = values[word * RELATION..][..RELATION].to_vec();
            out.push(1.0);
            out
        };
        let words: Vec<f32> = pairs.iter().flat_map(|(word, _)| with_one(&scores.rel_word, *word)).collect();
        let tables = self.rel_table.of(isa, &Rows::of(isa, &words, RELATION + 1));
        let mut out = vec![0.0; pairs.len() * self.relations];
        let rows = out.chunks_exact_mut(self.relations).zip(tables.chunks_exact(self.relations * (RELATION + 1)));
        for ((out, table), (_, head)) in rows.zip(pairs) {
            kernels::dots(isa, &with_one(&scores.rel_head, *head), table, out);
        }
        out
    }
}

/// A head that gives each pair of a word (or the mean of some) and another word a score for each label.
#[derive(Debug, Clone)]
pub(crate) struct PairHead {
    one: Linear,
    other: Linear,
    table: Linear,
    of_other: Linear,
    /// For each step of distance the score of each label.
    far: Vec<f32>,
    labels: usize,
}

impl PairHead {
    pub(crate) fn read(file: &File<'_>, name: &str, labels: usize) -> Result<PairHead, ModelError> {
        let part = |part: &str| format!("{name}.{part}");
        Ok(PairHead {
            one: file.linear(&part("one"), WIDTH, PAIR)?,
            other: file.linear(&part("other"), WIDTH, PAIR)?,
            table: file.linear(&part("table"), PAIR, labels * PAIR)?,
            of_other: file.linear(&part("of_other"), PAIR, labels)?,
            far: file.floats(&part("far"), (2 * STEPS + 1) * labels)?,
            labels,
        })
    }

    /// What pairs need of the words that come second: vectors, and scores of their own.
    pub(crate) fn others(&self, isa: Isa, words: &Rows) -> Others {
        let mut vectors = self.other.of(isa, words);
        relu(&mut vectors);
        let scores = self.of_other.of(isa, &Rows::of(isa, &vectors, PAIR));
        Others { vectors, scores }
    }

    /// What pairs need of the words that come first: a table for each, of a row for each label.
    pub(crate) fn ones(&self, isa: Isa, words: &Rows) -> Vec<f32> {
        let mut vectors = self.one.of(isa, words);
        relu(&mut vectors);
        self.table.of(isa, &Rows::of(isa, &vectors, PAIR))
    }

    /// How many numbers of [`PairHead::ones`] belong to one word.
    pub(crate) fn one_width(&self) -> usize {
        self.labels * PAIR
    }

    /// The scores of one pair; `distance` in words, negative if the other word comes before.
    pub(crate) fn score(&self, isa: Isa, one: &[f32], other: Other<'_>, distance: i64, out: &mut [f32]) {
        kernels::dots(isa, other.vector, one, out);
        let far = &self.far[step(distance) * self.labels..][..self.labels];
        for ((out, own), far) in out.iter_mut().zip(other.scores).zip(far) {
            *out += own + far;
        }
    }
}

/// The words that come second in pairs.
#[derive(Debug, Default)]
pub(crate) struct Others {
    vectors: Vec<f32>,
    scores: Vec<f32>,
}

/// A word that comes second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Other<'a> {
    vector: &'a [f32],
    scores: &'a [f32],
}

impl Others {
    /// Word `i`, where there are `labels` labels.
    pub(crate) fn get(&self, i: usize, labels: usize) -> Other<'_> {
        Other { vector: &self.vectors[i * PAIR..][..PAIR], scores: &self.scores[i * labels..][..labels] }
    }
}

/// The step of the scale on which a distance lies: 0 for none, then 1, 2, 3-4, 5-8 ... on either side.
fn step(distance: i64) -> usize {
    let size = distance.unsigned_abs();
    if size == 0 {
        return 0;
    }
    let step = (64 - (size - 1).leading_zeros() as usize + 1).min(STEPS);
    if distance < 0 { STEPS + step } else { step }
}

/// The number of the highest score, the first of equals.
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best
}

/// A head of two layers that gives one number.
#[derive(Debug, Clone)]
pub(crate) struct NumberHead {
    hidden: Linear,
    out: Linear,
}

impl NumberHead {
    pub(crate) fn read(file: &File<'_>, name: &str) -> Result<NumberHead, ModelError> {
        Ok(NumberHead {
            hidden: file.linear(&format!("{name}.hidden"), WIDTH, PAIR)?,
            out: file.linear(&format!("{name}.out"), PAIR, 1)?,
        })
    }

    /// A number for each word.
    pub(crate) fn apply(&self, isa: Isa, words: &Rows) -> Vec<f32> {
        let mut hidden = self.hidden.of(isa, words);
        relu(&mut hidden);
        self.out.of(isa, &Rows::of(isa, &hidden, PAIR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fall_on_a_logarithmic_scale() {
        assert_eq!([0, 1, 2, 3, 4, 5, 8, 9, 1 << 40].map(step), [0, 1, 2, 3, 3, 4, 4, 5, 12]);
        assert_eq!([-1, -2, -4, i64::MIN].map(step), [13, 14, 15, 24]);
    }
}
