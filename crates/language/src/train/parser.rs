//! Trains the parser by a dynamic oracle (Goldberg and Nivre 2013): it makes its own mistakes and learns the best way
//! on from them.

use super::perceptron::Perceptron;
use super::{Random, Sentence, Settings};
use crate::lemmas::Lemmas;
use crate::node;
use crate::parser::{NONE, Node, State, Step, best_of, step_of};
use crate::tagger::Tags;
use crate::weights::write_rows;
use dateline_core::reading::Relation;

/// A parser ready to be written.
pub(crate) struct Trained {
    relations: Vec<Relation>,
    rows: Vec<(u32, Vec<(u8, i8)>)>,
}

/// What is to be learnt of one sentence.
struct Example {
    nodes: Vec<Node>,
    heads: Vec<usize>,
    labels: Vec<usize>,
    children: Vec<Vec<usize>>,
}

pub(crate) fn train(
    gold: &[Sentence],
    tags: &[Vec<Tags>],
    lemmas: &Lemmas,
    settings: &Settings,
    note: &mut dyn FnMut(&str),
) -> Trained {
    let used = |r: &&Relation| **r != Relation::Root && gold.iter().any(|s| s.words.iter().any(|w| w.relation == **r));
    let relations: Vec<Relation> = Relation::ALL.iter().filter(used).copied().collect();
    let examples: Vec<Example> = gold.iter().zip(tags).map(|(s, t)| Example::new(s, t, lemmas, &relations)).collect();
    let mut perceptron = Perceptron::new(2 * relations.len() + 1);
    let mut random = Random::new(2);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut keys, mut scores) = (Vec::new(), Vec::new());
    for pass in 0..settings.parser_passes {
        random.shuffle(&mut order);
        let (mut right, mut all) = (0_u64, 0_u64);
        for i in &order {
            let example = &examples[*i];
            let mut state = State::new(example.nodes.len());
            while !state.is_done() {
                let steps = state.steps();
                if steps == [Step::Shift] {
                    state.apply(0, relations.len());
                    continue;
                }
                state.features(&example.nodes, &mut keys);
                perceptron.score(&keys, &mut scores);
                let guess = best_of(&scores, &steps, relations.len());
                let best = example.best_right(&state, &steps, &scores, relations.len());
                all += 1;
                if example.is_right(&state, &steps, guess, relations.len()) {
                    right += 1;
                    state.apply(guess, relations.len());
                    continue;
                }
                perceptron.correct(&keys, best, guess);
                let explore = pass > 0 && random.below(10) > 0;
                state.apply(if explore { guess } else { best }, relations.len());
            }
        }
        note(&format!("parser, pass {}: {:.2} % of steps right", pass + 1, right as f64 * 100.0 / all.max(1) as f64));
    }
    Trained { rows: perceptron.finish(settings.fewest_corrections[1]), relations }
}

impl Trained {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.relations.len() as u32).to_le_bytes());
        out.extend(self.relations.iter().map(|r| *r as u8));
        write_rows(2 * self.relations.len() + 1, &self.rows, out);
    }
}

impl Example {
    fn new(sentence: &Sentence, tags: &[Tags], lemmas: &Lemmas, relations: &[Relation]) -> Example {
        let words = &sentence.words;
        let nodes = words.iter().zip(tags).map(|(w, t)| {
            let form = crate::lexicon::plain(&w.form);
            node(&form, &lemmas.lemma(&form, *t), *t)
        });
        let heads = projective(words.iter().map(|w| w.head.unwrap_or(NONE)).collect());
        let mut children = vec![Vec::new(); words.len()];
        for (i, head) in heads.iter().enumerate().filter(|(_, h)| **h != NONE) {
            children[*head].push(i);
        }
        let label = |r: Relation| relations.iter().position(|k| *k == r).unwrap_or(0);
        Example { nodes: nodes.collect(), heads, labels: words.iter().map(|w| label(w.relation)).collect(), children }
    }

    /// The number of gold arcs that a step puts out of reach.
    fn cost(&self, state: &State, step: Step) -> usize {
        let Some((&top, below)) = state.stack.split_last() else { return 0 };
        let next = state.next;
        let ahead = |i: usize| i != NONE && i >= next;
        match step {
            Step::Shift => {
                let head = self.heads[next];
                let head_lost = head != NONE && below.contains(&head);
                usize::from(head_lost) + self.children[next].iter().filter(|c| state.stack.contains(c)).count()
            }
            Step::Left | Step::Right => {
                let head = self.heads[top];
                let head_lost = match step {
                    Step::Left => head == NONE || (ahead(head) && head != next) || below.last() == Some(&head),
                    _ => head == NONE || ahead(head),
                };
                usize::from(head_lost) + self.children[top].iter().filter(|c| ahead(**c)).count()
            }
        }
    }

    /// Whether the arc that a step makes is the gold one.
    fn makes_gold(&self, state: &State, step: Step) -> bool {
        let Some((top, below)) = state.stack.split_last() else { return false };
        match step {
            Step::Shift => false,
            Step::Left => self.heads[*top] == state.next,
            Step::Right => below.last() == Some(&self.heads[*top]),
        }
    }

    fn is_right(&self, state: &State, steps: &[Step], class: usize, relations: usize) -> bool {
        let least = steps.iter().map(|s| self.cost(state, *s)).min().unwrap_or(0);
        let (step, label) = step_of(class, relations);
        let top = state.stack.last().copied().unwrap_or(0);
        self.cost(state, step) == least && (!self.makes_gold(state, step) || label == self.labels[top])
    }

    /// The highest-scoring class that is right.
    fn best_right(&self, state: &State, steps: &[Step], scores: &[i32], relations: usize) -> usize {
        let least = steps.iter().map(|s| self.cost(state, *s)).min().unwrap_or(0);
        let right: Vec<Step> = steps.iter().copied().filter(|s| self.cost(state, *s) == least).collect();
        let mut masked = scores.to_vec();
        let gold = state.stack.last().map_or(0, |top| self.labels[*top]);
        for (class, score) in masked.iter_mut().enumerate() {
            let (step, label) = step_of(class, relations);
            if self.makes_gold(state, step) && label != gold {
                *score = i32::MIN;
            }
        }
        best_of(&masked, &right, relations)
    }
}

/// Lifts words to the head of their head until no arcs cross (Nivre and Nilsson 2005).
fn projective(mut heads: Vec<usize>) -> Vec<usize> {
    for _ in 0..heads.len() * 4 {
        let above = |i: usize, h: usize| {
            let mut at = i;
            for _ in 0..=heads.len() {
                if at == h {
                    return true;
                }
                match heads.get(at) {
                    Some(up) => at = *up,
                    None => return false,
                }
            }
            false
        };
        let crossing = (0..heads.len()).filter(|&i| {
            let h = heads[i];
            h != NONE && (i.min(h) + 1..i.max(h)).any(|k| !above(k, h))
        });
        let Some(i) = crossing.min_by_key(|&i| i.abs_diff(heads[i])) else { break };
        let up = heads[heads[i]];
        if up == NONE {
            break;
        }
        heads[i] = up;
    }
    heads
}
