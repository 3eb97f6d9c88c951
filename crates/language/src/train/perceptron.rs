//! The averaged perceptron (Collins 2002) over hashed features.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Weights in training.
pub(crate) struct Perceptron {
    classes: usize,
    index: HashMap<u32, u32, BuildHasherDefault<Identity>>,
    rows: Vec<Row>,
    /// Decisions made so far.
    step: i64,
}

#[derive(Default)]
struct Row {
    entries: Vec<Entry>,
    corrections: u32,
}

struct Entry {
    class: u8,
    weight: i32,
    /// Sum of the weight over the steps up to `stamp`.
    total: i64,
    stamp: i64,
}

/// The keys are hashes already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| h << 8 | u64::from(*b));
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Perceptron {
    pub(crate) fn new(classes: usize) -> Perceptron {
        Perceptron { classes, index: HashMap::default(), rows: Vec::new(), step: 0 }
    }

    /// The scores of all classes for a decision with these features.
    pub(crate) fn score(&mut self, keys: &[u32], scores: &mut Vec<i32>) {
        self.step += 1;
        scores.clear();
        scores.resize(self.classes, 0);
        for key in keys {
            if let Some(row) = self.index.get(key) {
                for entry in &self.rows[*row as usize].entries {
                    scores[entry.class as usize] += entry.weight;
                }
            }
        }
    }

    /// Moves the weights towards `right` and away from `wrong`.
    pub(crate) fn correct(&mut self, keys: &[u32], right: usize, wrong: usize) {
        for key in keys {
            let row = *self.index.entry(*key).or_insert_with(|| {
                self.rows.push(Row::default());
                self.rows.len() as u32 - 1
            });
            let row = &mut self.rows[row as usize];
            row.corrections += 1;
            row.change(right, 1, self.step);
            row.change(wrong, -1, self.step);
        }
    }

    /// The averaged weights in eight bits, sorted by key, without features that were seldom corrected.
    pub(crate) fn finish(&self, fewest_corrections: u32) -> Vec<(u32, Vec<(u8, i8)>)> {
        let kept = |row: &u32| self.rows[*row as usize].corrections >= fewest_corrections;
        let mut keys: Vec<_> = self.index.iter().filter(|(_, row)| kept(row)).map(|(k, r)| (*k, *r)).collect();
        keys.sort_unstable();
        let average = |e: &Entry| (e.total + i64::from(e.weight) * (self.step - e.stamp)) as f64 / self.step as f64;
        let mut sizes: Vec<f64> =
            keys.iter().flat_map(|(_, r)| self.rows[*r as usize].entries.iter().map(|e| average(e).abs())).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let large = sizes
            .len()
            .checked_sub(sizes.len() / 100000 + 1)
            .and_then(|i| sizes.get(i))
            .copied()
            .unwrap_or(1.0)
            .max(1e-9);
        let small = |e: &Entry| (average(e) * 127.0 / large).round().clamp(-127.0, 127.0) as i8;
        keys.into_iter()
            .map(|(key, row)| {
                let mut entries: Vec<_> =
                    self.rows[row as usize].entries.iter().map(|e| (e.class, small(e))).filter(|e| e.1 != 0).collect();
                entries.sort_unstable();
                (key, entries)
            })
            .filter(|(_, entries)| !entries.is_empty() && entries.len() < 256)
            .collect()
    }
}

impl Row {
    fn change(&mut self, class: usize, by: i32, step: i64) {
        match self.entries.iter_mut().find(|e| e.class as usize == class) {
            Some(entry) => {
                entry.total += i64::from(entry.weight) * (step - entry.stamp);
                entry.stamp = step;
                entry.weight += by;
            }
            None => self.entries.push(Entry { class: class as u8, weight: by, total: 0, stamp: step }),
        }
    }
}
