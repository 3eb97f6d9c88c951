//! The trained weights of a linear classifier, keyed by the hashes of features.

use crate::model::{Bytes, ModelError};
use std::ops::Range;

/// For each known feature the classes it speaks for or against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    /// Number of classes.
    classes: usize,
    /// Open addressing: the key; where its row begins in `entries` (24 bits) and how long it is (8 bits), 0 where free.
    slots: Vec<(u32, u32)>,
    /// Class and weight.
    entries: Vec<(u8, i8)>,
}

impl Weights {
    /// Builds the table from rows sorted by key.
    #[cfg(any(test, feature = "train"))]
    pub(crate) fn from_rows(classes: usize, rows: &[(u32, Vec<(u8, i8)>)]) -> Weights {
        let mut weights = Weights { classes, ..Weights::default() };
        weights.slots = vec![(0, 0); (rows.len() * 2).next_power_of_two().max(2)];
        for (key, row) in rows {
            weights.entries.extend_from_slice(row);
            weights.insert(*key, row.len());
        }
        weights
    }

    /// Enters the key of the row whose entries were just added.
    fn insert(&mut self, key: u32, length: usize) {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (key, ((self.entries.len() - length) as u32) << 8 | length as u32);
    }

    /// Number of classes.
    pub(crate) fn classes(&self) -> usize {
        self.classes
    }

    /// Whether the feature `key` has any weight.
    pub(crate) fn knows(&self, key: u32) -> bool {
        self.row(key).is_some()
    }

    /// Where the row of a key stands in `entries`.
    fn row(&self, key: u32) -> Option<Range<usize>> {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            match self.slots[at] {
                (_, 0) => return None,
                (k, row) if k == key => {
                    let (start, length) = ((row >> 8) as usize, (row & 255) as usize);
                    return Some(start..start + length);
                }
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds the weights of the feature `key` to `scores`, one for each class.
    pub(crate) fn add(&self, key: u32, scores: &mut [i32]) {
        let Some(row) = self.row(key) else { return };
        for (class, weight) in &self.entries[row] {
            // A sum of a hundred bytes or so cannot overflow.
            let score = &mut scores[usize::from(*class)];
            *score = score.wrapping_add(i32::from(*weight));
        }
    }

    /// Reads what [`write_rows`] wrote.
    pub(crate) fn read(bytes: &mut Bytes<'_>) -> Result<Weights, ModelError> {
        let classes = bytes.u32()? as usize;
        let rows = bytes.u32()? as usize;
        // Each row takes at least three bytes, which bounds what a damaged file can make us reserve.
        if classes > 256 || rows > bytes.left() / 3 {
            return Err(ModelError::damaged("the size of a weight table"));
        }
        let mut lengths = bytes.take(rows)?.iter();
        let mut gaps = Vec::with_capacity(rows);
        for _ in 0..rows {
            gaps.push(bytes.varint()?);
        }
        let total: usize = lengths.clone().map(|n| usize::from(*n)).sum();
        let (names, values) = (bytes.take(total)?, bytes.take(total)?);
        if total >= 1 << 24 || names.iter().any(|c| usize::from(*c) >= classes) {
            return Err(ModelError::damaged("a class number"));
        }
        let mut weights = Weights { classes, ..Weights::default() };
        weights.slots = vec![(0, 0); (rows * 2).next_power_of_two().max(2)];
        weights.entries.reserve(total);
        let mut pairs = names.iter().zip(values);
        let mut key = 0_u32;
        for gap in gaps {
            key = key.wrapping_add(gap);
            let length = lengths.next().map_or(0, |n| usize::from(*n));
            weights.entries.extend(pairs.by_ref().take(length).map(|(c, v)| (*c, *v as i8)));
            weights.insert(key, length);
        }
        Ok(weights)
    }
}

/// Writes rows sorted by key: counts, the length of each row, the gaps between keys, classes, weights. What is alike
/// stands together, so that the file compresses well.
#[cfg(feature = "train")]
pub(crate) fn write_rows(classes: usize, rows: &[(u32, Vec<(u8, i8)>)], out: &mut Vec<u8>) {
    out.extend((classes as u32).to_le_bytes());
    out.extend((rows.len() as u32).to_le_bytes());
    out.extend(rows.iter().map(|(_, row)| row.len() as u8));
    let mut last = 0;
    for (key, _) in rows {
        crate::model::put_varint(key.wrapping_sub(last), out);
        last = *key;
    }
    out.extend(rows.iter().flat_map(|(_, row)| row.iter().map(|(c, _)| *c)));
    out.extend(rows.iter().flat_map(|(_, row)| row.iter().map(|(_, w)| *w as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_features_add_up_and_unknown_ones_do_nothing() {
        let rows = vec![(3, vec![(0, 5), (2, -1)]), (7, vec![(1, 4)]), (0xffff_fff7, vec![(2, 100)])];
        let weights = Weights::from_rows(3, &rows);
        let mut scores = [0; 3];
        for key in [3, 7, 7, 0xffff_fff7, 8, 0] {
            weights.add(key, &mut scores);
        }
        assert_eq!(scores, [5, 8, 99]);
    }
}
