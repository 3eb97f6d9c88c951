//! Hangs each word under its head: a greedy transition parser (arc-hybrid), one pass from left to right.
//!
//! The parser holds a stack of words still without a head. At each step it shifts the next word onto the stack, or
//! hangs the top of the stack under the next word (left) or under the word below it (right). The word that remains at
//! the end is the root, so every sentence gets one tree. Transitions: Kuhlmann, Gómez-Rodríguez and Satta 2011;
//! features after Zhang and Nivre 2011.

use crate::hash::key;
use crate::model::{Bytes, ModelError};
use crate::weights::Weights;
use dateline_core::reading::Relation;

/// No word.
pub(crate) const NONE: usize = usize::MAX;

/// The parser: class 0 shifts, then come the left and then the right arcs, one for each relation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parser {
    pub(crate) relations: Vec<Relation>,
    weights: Weights,
}

/// What the parser sees of a word, as hashes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// The word.
    pub(crate) word: u32,
    /// Its dictionary form.
    pub(crate) lemma: u32,
    /// Penn and universal tag together.
    pub(crate) tag: u32,
    /// Universal tag.
    pub(crate) coarse: u32,
}

const NOTHING: Node = Node { word: 2, lemma: 2, tag: 2, coarse: 2 };

/// One step of the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Moves the next word onto the stack.
    Shift,
    /// Hangs the top of the stack under the next word.
    Left,
    /// Hangs the top of the stack under the word below it.
    Right,
}

impl Parser {
    /// Head (as an index into the sentence) and relation of each word; the root has no head.
    pub(crate) fn parse(&self, nodes: &[Node]) -> Vec<(Option<usize>, Relation)> {
        let mut state = State::new(nodes.len());
        let mut scores = vec![0; self.weights.classes()];
        let mut keys = Vec::with_capacity(128);
        while !state.is_done() {
            let steps = state.steps();
            let class = match steps[..] {
                [Step::Shift] => 0,
                _ => {
                    state.features(nodes, &mut keys);
                    scores.fill(0);
                    keys.iter().for_each(|key| self.weights.add(*key, &mut scores));
                    best_of(&scores, &steps, self.relations.len())
                }
            };
            state.apply(class, self.relations.len());
        }
        let relation = |i: usize| self.relations.get(state.labels[i]).copied().unwrap_or(Relation::Dep);
        let arcs = state.heads.iter().enumerate();
        arcs.map(|(i, h)| if *h == NONE { (None, Relation::Root) } else { (Some(*h), relation(i)) }).collect()
    }

    pub(crate) fn read(bytes: &mut Bytes<'_>) -> Result<Parser, ModelError> {
        let count = bytes.u32()? as usize;
        let numbers = bytes.take(count)?;
        let relations: Option<Vec<_>> = numbers.iter().map(|n| Relation::ALL.get(usize::from(*n)).copied()).collect();
        let relations = relations.ok_or(ModelError::damaged("a relation"))?;
        let weights = Weights::read(bytes)?;
        if weights.classes() != 2 * relations.len() + 1 || relations.is_empty() {
            return Err(ModelError::damaged("the number of relations"));
        }
        Ok(Parser { relations, weights })
    }
}

/// The kind of step and the relation of a class.
pub(crate) fn step_of(class: usize, relations: usize) -> (Step, usize) {
    match class {
        0 => (Step::Shift, 0),
        c if c <= relations => (Step::Left, c - 1),
        c => (Step::Right, c - 1 - relations),
    }
}

/// The best class among those whose step is allowed.
pub(crate) fn best_of(scores: &[i32], steps: &[Step], relations: usize) -> usize {
    let mut best = (i32::MIN, 0);
    for step in steps {
        let range = match step {
            Step::Shift => 0..1,
            Step::Left => 1..relations + 1,
            Step::Right => relations + 1..2 * relations + 1,
        };
        for class in range {
            if scores[class] > best.0 {
                best = (scores[class], class);
            }
        }
    }
    best.1
}

/// A half-built tree.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) stack: Vec<usize>,
    /// The next word that is not on the stack.
    pub(crate) next: usize,
    pub(crate) heads: Vec<usize>,
    pub(crate) labels: Vec<usize>,
    children: Vec<Children>,
}

/// The children of a word found so far.
#[derive(Debug, Clone, Copy)]
struct Children {
    left: [usize; 2],
    right: [usize; 2],
    left_count: u32,
    right_count: u32,
    left_labels: u64,
    right_labels: u64,
}

const CHILDLESS: Children =
    Children { left: [NONE; 2], right: [NONE; 2], left_count: 0, right_count: 0, left_labels: 0, right_labels: 0 };

impl State {
    pub(crate) fn new(length: usize) -> State {
        State {
            stack: Vec::with_capacity(length),
            next: 0,
            heads: vec![NONE; length],
            labels: vec![NONE; length],
            children: vec![CHILDLESS; length],
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.next >= self.heads.len() && self.stack.len() <= 1
    }

    /// The steps that are possible now.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let more = self.next < self.heads.len();
        let mut steps = Vec::with_capacity(3);
        if more {
            steps.push(Step::Shift);
        }
        if more && !self.stack.is_empty() {
            steps.push(Step::Left);
        }
        if self.stack.len() > 1 {
            steps.push(Step::Right);
        }
        steps
    }

    /// Takes the step of a class; one that is not possible falls back to one that is.
    pub(crate) fn apply(&mut self, class: usize, relations: usize) {
        let (step, label) = step_of(class, relations);
        match step {
            Step::Left if self.next < self.heads.len() => {
                if let Some(top) = self.stack.pop() {
                    self.attach(top, self.next, label);
                }
            }
            Step::Right if self.stack.len() > 1 => {
                if let (Some(top), Some(below)) = (self.stack.pop(), self.stack.last().copied()) {
                    self.attach(top, below, label);
                }
            }
            _ => {
                if self.next < self.heads.len() {
                    self.stack.push(self.next);
                }
                self.next += 1;
            }
        }
    }

    fn attach(&mut self, word: usize, head: usize, label: usize) {
        self.heads[word] = head;
        self.labels[word] = label;
        let children = &mut self.children[head];
        let bit = 1_u64 << (label % 64);
        if word < head {
            children.left = [word, children.left[0]];
            children.left_count += 1;
            children.left_labels |= bit;
        } else {
            children.right = [word, children.right[0]];
            children.right_count += 1;
            children.right_labels |= bit;
        }
    }

    fn children(&self, i: usize) -> &Children {
        self.children.get(i).unwrap_or(&CHILDLESS)
    }

    /// The features of the next step.
    pub(crate) fn features(&self, nodes: &[Node], keys: &mut Vec<u32>) {
        let node = |i: usize| nodes.get(i).unwrap_or(&NOTHING);
        let label = |i: usize| self.labels.get(i).map_or(98, |l| if *l == NONE { 99 } else { *l as u32 });
        let stacked = |k: usize| self.stack.len().checked_sub(k + 1).map_or(NONE, |i| self.stack[i]);
        let [i0, i1, i2] = [stacked(0), stacked(1), stacked(2)];
        let ahead = |k: usize| if self.next + k < nodes.len() { self.next + k } else { NONE };
        let [j0, j1, j2, j3] = [ahead(0), ahead(1), ahead(2), ahead(3)];
        let [s0, s1, s2, b0, b1, b2, b3] = [i0, i1, i2, j0, j1, j2, j3].map(node);
        let [c0, c1, cb] = [i0, i1, j0].map(|i| self.children(i));
        let [s0l, s0r, s1l, s1r, b0l] = [c0.left[0], c0.right[0], c1.left[0], c1.right[0], cb.left[0]];
        let gap = |a: usize, b: usize| if a == NONE || b == NONE { 0 } else { b.abs_diff(a).min(10) as u32 };
        let (near, far) = (gap(i0, j0), gap(i1, i0));
        keys.clear();
        let mut add = |template: u32, values: &[u32]| keys.push(key(template, values));

        // Single words.
        for (k, n) in [s0, s1, b0, b1].into_iter().enumerate() {
            let k = 100 + 5 * k as u32;
            add(k, &[n.word, n.tag]);
            add(k + 1, &[n.word]);
            add(k + 2, &[n.tag]);
            add(k + 3, &[n.lemma, n.coarse]);
        }
        add(120, &[s2.word, s2.tag]);
        add(121, &[s2.tag]);
        add(122, &[b2.word, b2.tag]);
        add(123, &[b2.tag]);

        // Pairs: the top of the stack with the next word, and with the word below.
        for (k, (a, b)) in [(s0, b0), (s1, s0)].into_iter().enumerate() {
            let k = 130 + 10 * k as u32;
            add(k, &[a.word, a.tag, b.word, b.tag]);
            add(k + 1, &[a.lemma, a.tag, b.lemma]);
            add(k + 2, &[a.lemma, b.lemma, b.tag]);
            add(k + 3, &[a.lemma, a.tag, b.tag]);
            add(k + 4, &[a.tag, b.lemma, b.tag]);
            add(k + 5, &[a.lemma, b.lemma]);
            add(k + 6, &[a.tag, b.tag]);
        }
        add(150, &[b0.tag, b1.tag]);
        add(151, &[s1.tag, b0.tag]);
        add(152, &[s1.lemma, b0.lemma]);
        add(153, &[s0.lemma, b1.lemma]);
        add(154, &[s0.tag, b0.tag, b1.lemma]);
        add(155, &[s1.lemma, s0.tag, b0.tag]);
        add(156, &[s1.tag, s0.lemma, b0.tag]);
        add(157, &[s1.tag, s0.tag, b0.lemma]);

        // Triples of tags.
        add(160, &[b0.tag, b1.tag, b2.tag]);
        add(161, &[s0.tag, b0.tag, b1.tag]);
        add(162, &[s1.tag, s0.tag, b0.tag]);
        add(163, &[s2.tag, s1.tag, s0.tag]);
        add(164, &[s1.tag, s0.tag, b0.tag, b1.tag]);
        add(166, &[s0.tag, b0.tag, b1.tag, b2.tag]);
        add(167, &[b0.lemma, b1.lemma]);
        add(168, &[b0.tag, b1.lemma]);
        add(169, &[s0.coarse, b0.coarse, b1.coarse, b2.coarse, b3.coarse]);
        add(165, &[s2.coarse, s1.tag, s0.tag, b0.tag]);
        for (k, child) in [s0l, s0r, b0l, c0.left[1], c0.right[1], cb.left[1]].into_iter().enumerate() {
            add(170 + k as u32, &[s0.tag, node(child).tag, b0.tag]);
        }
        for (k, child) in [s0l, s0r, s1l, s1r, c1.left[1], c1.right[1]].into_iter().enumerate() {
            add(180 + k as u32, &[s1.tag, node(child).tag, s0.tag]);
        }

        // Distance and number of children.
        add(190, &[s0.lemma, near]);
        add(191, &[s0.tag, near]);
        add(192, &[b0.lemma, near]);
        add(193, &[b0.tag, near]);
        add(194, &[s0.tag, b0.tag, near]);
        add(195, &[s1.tag, s0.tag, far]);
        add(196, &[s1.lemma, s0.tag, far]);
        for (k, (n, count)) in
            [(s0, c0.right_count), (s0, c0.left_count), (b0, cb.left_count), (s1, c1.right_count), (s1, c1.left_count)]
                .into_iter()
                .enumerate()
        {
            let k = 200 + 2 * k as u32;
            add(k, &[n.lemma, count.min(5)]);
            add(k + 1, &[n.tag, count.min(5)]);
        }

        // Children and their relations.
        for (k, child) in [s0l, s0r, b0l, s1l, s1r].into_iter().enumerate() {
            let k = 220 + 4 * k as u32;
            add(k, &[node(child).lemma]);
            add(k + 1, &[node(child).tag]);
            add(k + 2, &[label(child)]);
        }
        for (k, child) in [c0.left[1], c0.right[1], cb.left[1], c1.right[1]].into_iter().enumerate() {
            let k = 245 + 3 * k as u32;
            add(k, &[node(child).tag]);
            add(k + 1, &[label(child)]);
        }
        for (k, (n, labels)) in [
            (s0, c0.right_labels),
            (s0, c0.left_labels),
            (b0, cb.left_labels),
            (s1, c1.right_labels),
            (s1, c1.left_labels),
        ]
        .into_iter()
        .enumerate()
        {
            let k = 260 + 2 * k as u32;
            add(k, &[n.lemma, labels as u32, (labels >> 32) as u32]);
            add(k + 1, &[n.tag, labels as u32, (labels >> 32) as u32]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_sequence_of_classes_makes_one_tree() {
        for seed in 0..200_u32 {
            let length = 1 + (seed % 9) as usize;
            let mut state = State::new(length);
            let mut n = 0;
            while !state.is_done() {
                n += 1;
                let scores: Vec<_> = (0..7).map(|c| key(seed, &[n, c]) as i32 >> 2).collect();
                let class = best_of(&scores, &state.steps(), 3);
                state.apply(class, 3);
                assert!(n <= 2 * length as u32, "the parser does not come to an end");
            }
            assert_eq!(state.heads.iter().filter(|h| **h == NONE).count(), 1);
            for mut i in 0..length {
                let mut steps = 0;
                while state.heads[i] != NONE {
                    i = state.heads[i];
                    steps += 1;
                    assert!(steps < length, "a cycle");
                }
            }
        }
    }
}
