//! The loops where the time goes: products of eight-bit matrices, attention, norms and activations.
//!
//! There are four versions, chosen when the model is loaded: AVX-512 with VNNI, AVX2 with VNNI, AVX2, and plain Rust.
//! All four give the same bits: products of integers are exact, and the floating-point loops are one source compiled
//! several times, with sums in sixteen fixed lanes and without fused operations.
//!
//! This is the only file of the crate with `unsafe` in it: for calling functions compiled for a processor's features,
//! after these were detected, and for loads and stores at offsets that are checked at the head of each function.

#![allow(unsafe_code, reason = "processor features and vector loads; see above")]

/// How many outputs stand together in a packed matrix.
pub(crate) const BLOCK: usize = 16;
/// Length of a state.
pub(crate) const WIDTH: usize = 384;
/// Attention heads of a layer.
pub(crate) const HEADS: usize = 12;
/// Length of one head's part of a state.
pub(crate) const HEAD: usize = WIDTH / HEADS;
const LANES: usize = 16;

/// A set of processor features the loops are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isa {
    /// AVX-512 with VNNI.
    Avx512Vnni,
    /// AVX2 with AVX-VNNI.
    AvxVnni,
    /// AVX2.
    Avx2,
    /// Any processor.
    Portable,
}

impl Isa {
    /// What this processor has, the fastest first; the last is always [`Isa::Portable`].
    pub fn available() -> Vec<Isa> {
        let mut out = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let has512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vnni")
                && is_x86_feature_detected!("fma");
            if has512 {
                out.push(Isa::Avx512Vnni);
            }
            let has2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if has2 && is_x86_feature_detected!("avxvnni") {
                out.push(Isa::AvxVnni);
            }
            if has2 {
                out.push(Isa::Avx2);
            }
        }
        out.push(Isa::Portable);
        out
    }
}

/// Makes `$name(isa, ...)`, which calls the version of `$body` that is compiled for the features of `isa`.
macro_rules! for_each_isa {
    ($(#[$doc:meta])* $name:ident => $body:ident($($arg:ident: $type:ty),* $(,)?)) => {
        $(#[$doc])*
        pub(crate) fn $name(isa: Isa, $($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma")]
                fn with_avx512($($arg: $type),*) {
                    $body($($arg),*);
                }
                #[target_feature(enable = "avx2,fma")]
                fn with_avx2($($arg: $type),*) {
                    $body($($arg),*);
                }
                // SAFETY: the features were detected, since only `Isa::available` decides what a model computes with
                // (`Model::with_isa`).
                match isa {
                    Isa::Avx512Vnni => return unsafe { with_avx512($($arg),*) },
                    Isa::AvxVnni | Isa::Avx2 => return unsafe { with_avx2($($arg),*) },
                    Isa::Portable => {}
                }
            }
            let _ = isa;
            $body($($arg),*);
        }
    };
}

for_each_isa! {
    /// `rows` times the packed matrix, scaled back to real numbers, with a bias: see [`Product`].
    product => dispatch_product(product: Product<'_>)
}

/// One product of quantised rows and a packed matrix.
///
/// Row `r` stands for `scales[r] * (bytes - 128)`, column `c` for `column_scales[c] * weights`.
pub(crate) struct Product<'a> {
    pub(crate) isa: Isa,
    /// `rows x inner` bytes.
    pub(crate) bytes: &'a [u8],
    pub(crate) row_scales: &'a [f32],
    /// A multiple of four.
    pub(crate) inner: usize,
    /// For each block of columns, for each four of `inner`, the four weights of each of the block's columns.
    pub(crate) panels: &'a [i8],
    pub(crate) column_scales: &'a [f32],
    /// 128 times the sum of each column's weights.
    pub(crate) corrections: &'a [i32],
    pub(crate) bias: &'a [f32],
    /// `rows x columns`; the columns are not padded.
    pub(crate) out: &'a mut [f32],
    pub(crate) columns: usize,
}

#[inline(always)]
fn dispatch_product(p: Product<'_>) {
    let rows = p.row_scales.len();
    let blocks = p.columns.div_ceil(BLOCK);
    assert!(p.inner.is_multiple_of(4) && p.bytes.len() == rows * p.inner && p.out.len() == rows * p.columns);
    assert!(p.panels.len() == blocks * p.inner * BLOCK);
    assert!([p.column_scales.len(), p.corrections.len(), p.bias.len()].iter().all(|n| *n == blocks * BLOCK));
    let mut sums = [[[0_i32; BLOCK]; 4]; 6];
    let mut block = 0;
    while block < blocks {
        let wide = match p.isa {
            Isa::Avx512Vnni => 4.min(blocks - block),
            _ => 1,
        };
        let panel = &p.panels[block * p.inner * BLOCK..(block + wide) * p.inner * BLOCK];
        let mut row = 0;
        while row < rows {
            let high = rows - row;
            let bytes = &p.bytes[row * p.inner..];
            let high = tile(p.isa, bytes, p.inner, panel, wide, high, &mut sums);
            for (r, of_row) in sums[..high].iter().enumerate() {
                let scale = p.row_scales[row + r];
                for (b, sums) in of_row[..wide].iter().enumerate() {
                    let column = (block + b) * BLOCK;
                    let mut values = [0.0; BLOCK];
                    let at = column..column + BLOCK;
                    let (scales, bias) = (&p.column_scales[at.clone()], &p.bias[at.clone()]);
                    let corrections = &p.corrections[at];
                    for i in 0..BLOCK {
                        values[i] = sums[i].wrapping_sub(corrections[i]) as f32 * (scale * scales[i]) + bias[i];
                    }
                    let n = BLOCK.min(p.columns - column);
                    let to = (row + r) * p.columns + column;
                    p.out[to..to + n].copy_from_slice(&values[..n]);
                }
            }
            row += high;
        }
        block += wide;
    }
}

/// The sums for up to `high` rows and `wide` blocks; how many rows were done.
#[inline(always)]
fn tile(
    isa: Isa,
    bytes: &[u8],
    inner: usize,
    panel: &[i8],
    wide: usize,
    high: usize,
    sums: &mut [[[i32; BLOCK]; 4]; 6],
) -> usize {
    assert!(panel.len() >= wide * inner * BLOCK && bytes.len() >= inner);
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the features were detected, since only `Isa::available` decides what a model computes with
        // (`Model::with_isa`). The tiles check that their slices hold what they read.
        unsafe {
            match (isa, high) {
                (Isa::Avx512Vnni, 6..) => {
                    match wide {
                        4 => x86::tile512::<6, 4>(bytes, inner, panel, sums),
                        3 => x86::tile512::<6, 3>(bytes, inner, panel, sums),
                        2 => x86::tile512::<6, 2>(bytes, inner, panel, sums),
                        _ => x86::tile512::<6, 1>(bytes, inner, panel, sums),
                    }
                    return 6;
                }
                (Isa::Avx512Vnni, _) => {
                    match wide {
                        4 => x86::tile512::<1, 4>(bytes, inner, panel, sums),
                        3 => x86::tile512::<1, 3>(bytes, inner, panel, sums),
                        2 => x86::tile512::<1, 2>(bytes, inner, panel, sums),
                        _ => x86::tile512::<1, 1>(bytes, inner, panel, sums),
                    }
                    return 1;
                }
                (Isa::AvxVnni, 4..) => {
                    x86::tile256::<4>(bytes, inner, panel, sums);
                    return 4;
                }
                (Isa::AvxVnni, _) => {
                    x86::tile256::<1>(bytes, inner, panel, sums);
                    return 1;
                }
                (Isa::Avx2, 2..) => {
                    x86::tile_avx2::<2>(bytes, inner, panel, sums);
                    return 2;
                }
                (Isa::Avx2, _) => {
                    x86::tile_avx2::<1>(bytes, inner, panel, sums);
                    return 1;
                }
                (Isa::Portable, _) => {}
            }
        }
    }
    let _ = (isa, high);
    sums[0][0] = [0; BLOCK];
    for (four, weights) in bytes[..inner].chunks_exact(4).zip(panel.chunks_exact(4 * BLOCK)) {
        let four = [0, 1, 2, 3].map(|i| i32::from(four[i]));
        for (sum, w) in sums[0][0].iter_mut().zip(weights.chunks_exact(4)) {
            for i in 0..4 {
                *sum = sum.wrapping_add(four[i].wrapping_mul(i32::from(w[i])));
            }
        }
    }
    1
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::BLOCK;
    use std::arch::x86_64::*;

    type Sums = [[[i32; BLOCK]; 4]; 6];

    fn check(bytes: &[u8], inner: usize, panel: &[i8], rows: usize, blocks: usize) {
        assert!(inner.is_multiple_of(4) && bytes.len() >= rows * inner && panel.len() >= blocks * inner * BLOCK);
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    pub(super) fn tile512<const R: usize, const B: usize>(bytes: &[u8], inner: usize, panel: &[i8], sums: &mut Sums) {
        check(bytes, inner, panel, R, B);
        let mut all = [[_mm512_setzero_si512(); B]; R];
        for k in (0..inner).step_by(4) {
            let mut weights = [_mm512_setzero_si512(); B];
            for (b, w) in weights.iter_mut().enumerate() {
                // SAFETY: block `b` has `inner * BLOCK` weights, this reads 64 from `k * BLOCK` (checked above).
                *w = unsafe { _mm512_loadu_si512(panel.as_ptr().add((b * inner + k) * BLOCK).cast()) };
            }
            for (r, of_row) in all.iter_mut().enumerate() {
                // SAFETY: row `r` has `inner` bytes, a multiple of four (checked above and by the caller).
                let four = unsafe { bytes.as_ptr().add(r * inner + k).cast::<i32>().read_unaligned() };
                let four = _mm512_set1_epi32(four);
                for (sum, w) in of_row.iter_mut().zip(weights) {
                    *sum = _mm512_dpbusd_epi32(*sum, four, w);
                }
            }
        }
        for (of_row, to) in all.iter().zip(sums) {
            for (sum, to) in of_row.iter().zip(to) {
                // SAFETY: `to` is 64 bytes.
                unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), *sum) };
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2,avxvnni")]
    pub(super) fn tile256<const R: usize>(bytes: &[u8], inner: usize, panel: &[i8], sums: &mut Sums) {
        check(bytes, inner, panel, R, 1);
        let mut all = [[_mm256_setzero_si256(); 2]; R];
        for k in (0..inner).step_by(4) {
            // SAFETY: the block has `inner * BLOCK` weights, this reads 64 from `k * BLOCK` (checked above).
            let weights = unsafe {
                let at = panel.as_ptr().add(k * BLOCK).cast::<__m256i>();
                [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))]
            };
            for (r, of_row) in all.iter_mut().enumerate() {
                // SAFETY: as above, row `r` has `inner` bytes.
                let four = unsafe { bytes.as_ptr().add(r * inner + k).cast::<i32>().read_unaligned() };
                let four = _mm256_set1_epi32(four);
                for (sum, w) in of_row.iter_mut().zip(weights) {
                    *sum = _mm256_dpbusd_avx_epi32(*sum, four, w);
                }
            }
        }
        for (of_row, to) in all.iter().zip(sums) {
            for (half, sum) in of_row.iter().enumerate() {
                // SAFETY: each half is 32 of the 64 bytes.
                unsafe { _mm256_storeu_si256(to[0].as_mut_ptr().cast::<__m256i>().add(half), *sum) };
            }
        }
    }

    /// Sixteen-bit products: those of eight bits would saturate.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn tile_avx2<const R: usize>(bytes: &[u8], inner: usize, panel: &[i8], sums: &mut Sums) {
        check(bytes, inner, panel, R, 1);
        // Each vector holds four columns, of each two sums that are added at the end.
        let mut all = [[_mm256_setzero_si256(); 4]; R];
        for k in (0..inner).step_by(4) {
            let mut weights = [_mm256_setzero_si256(); 4];
            for (quarter, w) in weights.iter_mut().enumerate() {
                // SAFETY: the block has `inner * BLOCK` weights, this reads 16 of the 64 from `k * BLOCK`.
                let eight = unsafe { _mm_loadu_si128(panel.as_ptr().add(k * BLOCK + quarter * 16).cast()) };
                *w = _mm256_cvtepi8_epi16(eight);
            }
            for (r, of_row) in all.iter_mut().enumerate() {
                // SAFETY: row `r` has `inner` bytes, a multiple of four.
                let four = unsafe { bytes.as_ptr().add(r * inner + k).cast::<i32>().read_unaligned() };
                let four = _mm256_cvtepu8_epi16(_mm_set1_epi32(four));
                for (sum, w) in of_row.iter_mut().zip(weights) {
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(four, w));
                }
            }
        }
        for (of_row, to) in all.iter().zip(sums) {
            for (quarter, sum) in of_row.iter().enumerate() {
                let mut halves = [0_i32; 8];
                // SAFETY: `halves` is 32 bytes.
                unsafe { _mm256_storeu_si256(halves.as_mut_ptr().cast(), *sum) };
                for c in 0..4 {
                    to[0][quarter * 4 + c] = halves[2 * c].wrapping_add(halves[2 * c + 1]);
                }
            }
        }
    }
}

for_each_isa! {
    /// Rows of `inner` numbers as bytes around 128, each row with its own scale.
    quantise => quantise_rows(rows: &[f32], width: usize, inner: usize, bytes: &mut [u8], scales: &mut [f32])
}

#[inline(always)]
fn quantise_rows(rows: &[f32], width: usize, inner: usize, bytes: &mut [u8], scales: &mut [f32]) {
    for ((row, bytes), scale) in rows.chunks_exact(width).zip(bytes.chunks_exact_mut(inner)).zip(scales) {
        let mut lanes = [0.0_f32; LANES];
        let chunks = row.chunks_exact(LANES);
        for (lane, x) in lanes.iter_mut().zip(chunks.remainder()) {
            *lane = x.abs();
        }
        for chunk in chunks {
            for i in 0..LANES {
                let x = chunk[i].abs();
                lanes[i] = if x > lanes[i] { x } else { lanes[i] };
            }
        }
        let largest = lanes.iter().fold(0.0_f32, |a, b| if *b > a { *b } else { a });
        *scale = largest / 127.0;
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        for (byte, x) in bytes.iter_mut().zip(row) {
            // Adding 1.5 * 2^23 rounds to the nearest whole number, which is then in the lowest bits.
            *byte = ((x * inverse + 12_582_912.0).to_bits() as u8).wrapping_add(128);
        }
        bytes[width..].fill(128);
    }
}

for_each_isa! {
    /// Adds `more` to `rows` and norms each: mean 0, variance 1, then scale and shift.
    add_and_norm => add_and_norm_rows(rows: &mut [f32], more: &[f32], gain: &[f32], shift: &[f32])
}

#[inline(always)]
fn add_and_norm_rows(rows: &mut [f32], more: &[f32], gain: &[f32], shift: &[f32]) {
    let (gain, shift) = (&gain[..WIDTH], &shift[..WIDTH]);
    for (row, more) in rows.chunks_exact_mut(WIDTH).zip(more.chunks_exact(WIDTH)) {
        let mut sums = [0.0; LANES];
        for (x, more) in row.chunks_exact_mut(LANES).zip(more.chunks_exact(LANES)) {
            for i in 0..LANES {
                x[i] += more[i];
                sums[i] += x[i];
            }
        }
        let mean = total(&sums) / WIDTH as f32;
        let mut squares = [0.0; LANES];
        for x in row.chunks_exact(LANES) {
            for i in 0..LANES {
                let off = x[i] - mean;
                squares[i] += off * off;
            }
        }
        let by = 1.0 / (total(&squares) / WIDTH as f32 + 1e-12).sqrt();
        let parts = row.chunks_exact_mut(LANES).zip(gain.chunks_exact(LANES)).zip(shift.chunks_exact(LANES));
        for ((x, gain), shift) in parts {
            for i in 0..LANES {
                x[i] = (x[i] - mean) * by * gain[i] + shift[i];
            }
        }
    }
}

#[inline(always)]
fn total(lanes: &[f32; LANES]) -> f32 {
    let mut half = [0.0; 8];
    for i in 0..8 {
        half[i] = lanes[i] + lanes[i + 8];
    }
    (half[0] + half[4]) + (half[1] + half[5]) + ((half[2] + half[6]) + (half[3] + half[7]))
}

for_each_isa! {
    /// The Gaussian error linear unit.
    gelu => gelu_all(values: &mut [f32])
}

#[inline(always)]
fn gelu_all(values: &mut [f32]) {
    for x in values {
        *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2));
    }
}

/// The error function to 1.5e-7: Abramowitz and Stegun 7.1.26.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let size = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let series = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    (1.0 - series * exp(-size * size)).copysign(x)
}

/// The exponential function for numbers up to 0, to a few units in the last place.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + 12_582_912.0;
    let whole = shifted - 12_582_912.0;
    let rest = (x - whole * 0.693_359_4) + whole * 2.121_944_4e-4;
    let series = (((((1.987_569_1e-4 * rest + 1.398_2e-3) * rest + 8.333_452e-3) * rest + 4.166_579_6e-2) * rest
        + 1.666_666_5e-1)
        * rest
        + 0.5)
        * (rest * rest)
        + rest
        + 1.0;
    let power = (shifted.to_bits() << 23).wrapping_add(0x3f80_0000);
    series * f32::from_bits(power)
}

for_each_isa! {
    /// Attention of the rows of one window to one another: `qkv` has queries, keys and values side by side.
    attend => attend_rows(qkv: &[f32], space: &mut Attention, out: &mut [f32])
}

/// Space for attention, kept from window to window.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    /// Keys of one head, a row for each dimension.
    keys: Vec<f32>,
    /// Values of one head, a row for each piece.
    values: Vec<f32>,
    /// Weights of a few queries.
    weights: Vec<f32>,
}

/// Queries that are answered together.
const TOGETHER: usize = 8;
/// Keys that are compared together.
const KEYS: usize = 32;

#[inline(always)]
fn attend_rows(qkv: &[f32], space: &mut Attention, out: &mut [f32]) {
    let rows = qkv.len() / (3 * WIDTH);
    let padded = rows.next_multiple_of(KEYS);
    space.keys.clear();
    space.keys.resize(HEAD * padded, 0.0);
    space.values.resize(rows * HEAD, 0.0);
    space.weights.resize(TOGETHER * padded, 0.0);
    for head in 0..HEADS {
        for (i, row) in qkv.chunks_exact(3 * WIDTH).enumerate() {
            let key = &row[WIDTH + head * HEAD..][..HEAD];
            for (d, x) in key.iter().enumerate() {
                space.keys[d * padded + i] = *x;
            }
            space.values[i * HEAD..][..HEAD].copy_from_slice(&row[2 * WIDTH + head * HEAD..][..HEAD]);
        }
        for first in (0..rows).step_by(TOGETHER) {
            let mut queries = [[0.0_f32; HEAD]; TOGETHER];
            for (q, query) in queries.iter_mut().enumerate() {
                // The last query stands in for those beyond the end.
                let at = (first + q).min(rows - 1) * 3 * WIDTH + head * HEAD;
                for (to, x) in query.iter_mut().zip(&qkv[at..at + HEAD]) {
                    *to = x * 0.176_776_7;
                }
            }
            compare(&queries, &space.keys, padded, &mut space.weights);
            let mut inverse = [0.0; TOGETHER];
            for (weights, inverse) in space.weights.chunks_exact_mut(padded).zip(&mut inverse) {
                *inverse = 1.0 / soft(&mut weights[..], rows);
            }
            let sums = gather(&space.weights, padded, &space.values);
            for q in 0..TOGETHER.min(rows - first) {
                let to = &mut out[(first + q) * WIDTH + head * HEAD..][..HEAD];
                for d in 0..HEAD {
                    to[d] = sums[q][d] * inverse[q];
                }
            }
        }
    }
}

#[inline(always)]
fn compare(queries: &[[f32; HEAD]; TOGETHER], keys: &[f32], padded: usize, weights: &mut [f32]) {
    for first in (0..padded).step_by(KEYS) {
        let mut sums = [[0.0_f32; KEYS]; TOGETHER];
        for d in 0..HEAD {
            let keys: &[f32; KEYS] = keys[d * padded + first..][..KEYS].try_into().unwrap_or(&[0.0; KEYS]);
            for q in 0..TOGETHER {
                for k in 0..KEYS {
                    sums[q][k] += queries[q][d] * keys[k];
                }
            }
        }
        for q in 0..TOGETHER {
            weights[q * padded + first..][..KEYS].copy_from_slice(&sums[q]);
        }
    }
}

/// Turns scores into weights; their sum.
#[inline(always)]
fn soft(scores: &mut [f32], rows: usize) -> f32 {
    scores[rows..].fill(f32::NEG_INFINITY);
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for x in scores.chunks_exact(LANES) {
        for i in 0..LANES {
            lanes[i] = if x[i] > lanes[i] { x[i] } else { lanes[i] };
        }
    }
    let largest = lanes.iter().fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
    let mut sums = [0.0; LANES];
    for x in scores.chunks_exact_mut(LANES) {
        for i in 0..LANES {
            let weight = exp(x[i] - largest);
            x[i] = weight;
            sums[i] += weight;
        }
    }
    total(&sums)
}

#[inline(always)]
fn gather(weights: &[f32], padded: usize, values: &[f32]) -> [[f32; HEAD]; TOGETHER] {
    let mut sums = [[0.0_f32; HEAD]; TOGETHER];
    for (k, value) in values.chunks_exact(HEAD).enumerate() {
        let value: &[f32; HEAD] = value.try_into().unwrap_or(&[0.0; HEAD]);
        for q in 0..TOGETHER {
            let weight = weights[q * padded + k];
            for d in 0..HEAD {
                sums[q][d] += weight * value[d];
            }
        }
    }
    sums
}

for_each_isa! {
    /// Adds `by` times `from` to `to`.
    add_scaled => add_scaled_all(to: &mut [f32], from: &[f32], by: f32)
}

#[inline(always)]
fn add_scaled_all(to: &mut [f32], from: &[f32], by: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from * by;
    }
}

for_each_isa! {
    /// The product of each row of `many` with `one`.
    dots => dots_all(one: &[f32], many: &[f32], out: &mut [f32])
}

#[inline(always)]
fn dots_all(one: &[f32], many: &[f32], out: &mut [f32]) {
    for (out, other) in out.iter_mut().zip(many.chunks_exact(one.len())) {
        let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
        let mut rest = 0.0;
        for (a, b) in ones.remainder().iter().zip(others.remainder()) {
            rest += a * b;
        }
        let mut sums = [0.0; LANES];
        for (a, b) in ones.zip(others) {
            for i in 0..LANES {
                sums[i] += a[i] * b[i];
            }
        }
        *out = total(&sums) + rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_and_error_functions_are_close() {
        for i in -8000..=0 {
            let x = i as f32 / 100.0;
            let (got, want) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((got - want).abs() <= want * 1e-6 + 1e-37, "exp {x}: {got} {want}");
        }
        // Values of the error function from Abramowitz and Stegun, table 7.1.
        for (x, want) in [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (2.0, 0.995_322_3), (-1.0, -0.842_700_8)]
        {
            assert!((erf(x) - want).abs() < 3e-7, "erf {x}: {}", erf(x));
        }
    }
}
