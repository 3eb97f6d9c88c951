//! Linear layers in eight bits.
//!
//! Weights have one scale for each output, inputs one for each row, found when the row is seen: what a row gives does
//! not depend on the rows beside it.

use super::kernels::{self, BLOCK, Isa, Product};

/// A linear layer, its weights packed for the kernels.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    /// Numbers in, padded to a multiple of four.
    inner: usize,
    /// Numbers out.
    pub(crate) columns: usize,
    panels: Vec<i8>,
    scales: Vec<f32>,
    corrections: Vec<i32>,
    bias: Vec<f32>,
}

/// Rows of numbers in eight bits.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    scales: Vec<f32>,
    inner: usize,
}

impl Rows {
    /// Some rows, each of `width` numbers.
    pub(crate) fn of(isa: Isa, rows: &[f32], width: usize) -> Rows {
        let mut out = Rows::default();
        out.quantise(isa, rows, width);
        out
    }

    /// Takes over `rows`, each of `width` numbers.
    pub(crate) fn quantise(&mut self, isa: Isa, rows: &[f32], width: usize) {
        self.inner = width.next_multiple_of(4);
        let count = rows.len() / width;
        self.bytes.resize(count * self.inner, 0);
        self.scales.resize(count, 0.0);
        kernels::quantise(isa, rows, width, self.inner, &mut self.bytes, &mut self.scales);
    }
}

impl Linear {
    /// Packs `weights`, a row of `width` for each output.
    pub(crate) fn new(weights: &[i8], width: usize, scales: &[f32], bias: &[f32]) -> Linear {
        let columns = scales.len();
        let inner = width.next_multiple_of(4);
        let padded = columns.next_multiple_of(BLOCK);
        let mut panels = vec![0_i8; padded * inner];
        let mut corrections = vec![0_i32; padded];
        for (column, row) in weights.chunks_exact(width).enumerate() {
            let (block, lane) = (column / BLOCK, column % BLOCK);
            let panel = &mut panels[block * inner * BLOCK..][..inner * BLOCK];
            for (k, w) in row.iter().enumerate() {
                panel[(k / 4 * BLOCK + lane) * 4 + k % 4] = *w;
            }
            corrections[column] = 128 * row.iter().map(|w| i32::from(*w)).sum::<i32>();
        }
        let pad = |values: &[f32]| {
            let mut out = values.to_vec();
            out.resize(padded, 0.0);
            out
        };
        Linear { inner, columns, panels, scales: pad(scales), corrections, bias: pad(bias) }
    }

    /// What the layer makes of `rows`, a row of `columns` numbers for each.
    pub(crate) fn apply(&self, isa: Isa, rows: &Rows, out: &mut Vec<f32>) {
        assert_eq!(rows.inner, self.inner, "rows of another width");
        out.resize(rows.scales.len() * self.columns, 0.0);
        let product = Product {
            isa,
            bytes: &rows.bytes,
            row_scales: &rows.scales,
            inner: self.inner,
            panels: &self.panels,
            column_scales: &self.scales,
            corrections: &self.corrections,
            bias: &self.bias,
            out,
            columns: self.columns,
        };
        kernels::product(isa, product);
    }

    /// [`Linear::apply`] into a vector of its own.
    pub(crate) fn of(&self, isa: Isa, rows: &Rows) -> Vec<f32> {
        let mut out = Vec::new();
        self.apply(isa, rows, &mut out);
        out
    }
}

/// Everything below 0 becomes 0.
pub(crate) fn relu(values: &mut [f32]) {
    values.iter_mut().for_each(|x| *x = if *x > 0.0 { *x } else { 0.0 });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few numbers that look random.
    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect()
    }

    #[test]
    fn all_versions_give_the_same_bits_and_are_close_to_the_real_product() {
        for (rows, width, columns) in [(1, 4, 1), (7, 384, 50), (13, 97, 130), (6, 1536, 64), (2, 6, 17)] {
            let x = numbers(rows * width, 1);
            let weights: Vec<i8> = numbers(columns * width, 2).iter().map(|w| (w * 127.0) as i8).collect();
            let (scales, bias) = (numbers(columns, 3), numbers(columns, 4));
            let layer = Linear::new(&weights, width, &scales, &bias);
            let all: Vec<Vec<f32>> =
                Isa::available().into_iter().map(|isa| layer.of(isa, &Rows::of(isa, &x, width))).collect();
            for other in &all[1..] {
                assert!(all[0].iter().zip(other).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
            for (r, row) in x.chunks_exact(width).enumerate() {
                let largest = row.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
                for c in 0..columns {
                    let dot: f32 =
                        row.iter().zip(&weights[c * width..]).map(|(x, w)| x * f32::from(*w) * scales[c]).sum();
                    let slack = largest * scales[c].abs() * (width as f32).sqrt() + 1e-4;
                    assert!((all[0][r * columns + c] - dot - bias[c]).abs() <= slack);
                }
            }
        }
    }
}
