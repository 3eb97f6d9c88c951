//! The encoder: pieces of words in, for each word four mixtures of the states of all layers out.

use super::file::File;
use super::kernels::{self, Attention, Isa, WIDTH};
use super::linear::{Linear, Rows};
use crate::model::ModelError;
use crate::pieces::{GAPS, Piece, SHAPES};

const LAYERS: usize = 6;
/// The layers that only the words of events have go on from the state after this one.
const FORK: usize = 4;
const INNER: usize = 1536;
/// Windows have at most this many pieces, the root's included.
pub(crate) const POSITIONS: usize = 512;

/// The weights of the encoder.
#[derive(Debug, Clone)]
pub(crate) struct Encoder {
    pieces: Vec<i8>,
    piece_scales: Vec<f32>,
    positions: Vec<f32>,
    shapes: Vec<f32>,
    gaps: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// In place of the layers after [`FORK`], for events.
    event_layers: Vec<Layer>,
    /// Of each mixture the weight of each layer, the embeddings first; that for events has one more, of its own last layer.
    mixtures: [Vec<f32>; MIXTURES],
}

/// How many mixtures there are: for tags, for trees, for spans, for events.
pub(crate) const MIXTURES: usize = 4;

/// One layer: attention and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    qkv: Linear,
    out: Linear,
    norm1: Norm,
    up: Linear,
    down: Linear,
    norm2: Norm,
}

#[derive(Debug, Clone)]
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Layer {
    pub(crate) fn read(file: &File<'_>, name: &str) -> Result<Layer, ModelError> {
        let name = |part: &str| format!("{name}.{part}");
        Ok(Layer {
            qkv: file.linear(&name("qkv"), WIDTH, 3 * WIDTH)?,
            out: file.linear(&name("out"), WIDTH, WIDTH)?,
            norm1: Norm::read(file, &name("norm1"))?,
            up: file.linear(&name("up"), WIDTH, INNER)?,
            down: file.linear(&name("down"), INNER, WIDTH)?,
            norm2: Norm::read(file, &name("norm2"))?,
        })
    }

    /// Makes the states of the layer before to those of this one.
    fn apply(&self, isa: Isa, space: &mut Space) {
        let Space { states, wide, narrow, rows, attention, .. } = space;
        rows.quantise(isa, states, WIDTH);
        self.qkv.apply(isa, rows, wide);
        narrow.resize(states.len(), 0.0);
        kernels::attend(isa, wide, attention, narrow);
        rows.quantise(isa, narrow, WIDTH);
        self.out.apply(isa, rows, narrow);
        self.norm1.add(isa, states, narrow);
        rows.quantise(isa, states, WIDTH);
        self.up.apply(isa, rows, wide);
        kernels::gelu(isa, wide);
        rows.quantise(isa, wide, INNER);
        self.down.apply(isa, rows, narrow);
        self.norm2.add(isa, states, narrow);
    }
}

impl Norm {
    fn read(file: &File<'_>, name: &str) -> Result<Norm, ModelError> {
        Ok(Norm {
            gain: file.floats(&format!("{name}.gain"), WIDTH)?,
            shift: file.floats(&format!("{name}.shift"), WIDTH)?,
        })
    }

    fn add(&self, isa: Isa, states: &mut [f32], more: &[f32]) {
        kernels::add_and_norm(isa, states, more, &self.gain, &self.shift);
    }
}

/// Space that is used again for each window.
#[derive(Debug, Default)]
pub(crate) struct Space {
    states: Vec<f32>,
    /// The states after [`FORK`].
    forked: Vec<f32>,
    wide: Vec<f32>,
    narrow: Vec<f32>,
    rows: Rows,
    attention: Attention,
}

impl Encoder {
    pub(crate) fn read(file: &File<'_>, vocabulary: usize) -> Result<Encoder, ModelError> {
        let layers = |of: &str, count: usize| {
            (0..count).map(|i| Layer::read(file, &format!("{of}.{i}"))).collect::<Result<Vec<_>, ModelError>>()
        };
        let mixture = |name| file.floats(name, LAYERS + 1);
        let for_events = file.floats("mix.events", LAYERS + 2)?;
        Ok(Encoder {
            pieces: file.bytes("pieces.weight", vocabulary * WIDTH)?,
            piece_scales: file.floats("pieces.scale", vocabulary)?,
            positions: file.floats("positions", POSITIONS * WIDTH)?,
            shapes: file.floats("shapes", SHAPES * WIDTH)?,
            gaps: file.floats("gaps", GAPS * WIDTH)?,
            norm: Norm::read(file, "norm")?,
            layers: layers("layers", LAYERS)?,
            event_layers: layers("event_layers", LAYERS - FORK)?,
            mixtures: [mixture("mix.tags")?, mixture("mix.tree")?, mixture("mix.spans")?, for_events],
        })
    }

    /// For each mixture a row for each of `words` words: the mean over its pieces. Every word has a piece, and there are
    /// at most [`POSITIONS`].
    pub(crate) fn encode(&self, isa: Isa, pieces: &[Piece], words: usize, space: &mut Space) -> [Vec<f32>; MIXTURES] {
        let shares = shares(pieces, words);
        let mut mixed: [Vec<f32>; MIXTURES] = std::array::from_fn(|_| vec![0.0; words * WIDTH]);
        self.embed(isa, pieces, space);
        self.mix(isa, 0, pieces, &shares, &space.states, &mut mixed);
        for (layer, number) in self.layers.iter().zip(1..) {
            layer.apply(isa, space);
            self.mix(isa, number, pieces, &shares, &space.states, &mut mixed);
            if number == FORK {
                space.forked.clone_from(&space.states);
            }
        }
        std::mem::swap(&mut space.states, &mut space.forked);
        self.event_layers.iter().for_each(|layer| layer.apply(isa, space));
        self.mix(isa, LAYERS + 1, pieces, &shares, &space.states, &mut mixed);
        mixed
    }

    /// For each of `words` words what `last` makes of it in place of the last layer, and beside it the word by itself:
    /// two rows, each the mean over its pieces.
    pub(crate) fn with_last(
        &self,
        isa: Isa,
        last: &Layer,
        pieces: &[Piece],
        words: usize,
        space: &mut Space,
    ) -> Vec<f32> {
        let shares = shares(pieces, words);
        let mut out = vec![0.0; words * 2 * WIDTH];
        let mut add = |states: &[f32], row: usize| {
            for (piece, state) in pieces.iter().zip(states.chunks_exact(WIDTH)) {
                let word = piece.word as usize;
                kernels::add_scaled(isa, &mut out[(2 * word + row) * WIDTH..][..WIDTH], state, shares[word]);
            }
        };
        self.embed(isa, pieces, space);
        add(&space.states, 1);
        self.layers.iter().take(LAYERS - 1).chain([last]).for_each(|layer| layer.apply(isa, space));
        add(&space.states, 0);
        out
    }

    fn embed(&self, isa: Isa, pieces: &[Piece], Space { states, narrow, .. }: &mut Space) {
        states.clear();
        narrow.clear();
        for (at, piece) in pieces.iter().enumerate() {
            let id = piece.id as usize;
            let scale = self.piece_scales[id];
            states.extend(self.pieces[id * WIDTH..][..WIDTH].iter().map(|w| f32::from(*w) * scale));
            narrow.extend_from_slice(&self.positions[at * WIDTH..][..WIDTH]);
            let to = &mut narrow[at * WIDTH..];
            kernels::add_scaled(isa, to, &self.shapes[usize::from(piece.shape) * WIDTH..][..WIDTH], 1.0);
            kernels::add_scaled(isa, to, &self.gaps[usize::from(piece.gap) * WIDTH..][..WIDTH], 1.0);
        }
        self.norm.add(isa, states, narrow);
    }

    fn mix(
        &self,
        isa: Isa,
        layer: usize,
        pieces: &[Piece],
        shares: &[f32],
        states: &[f32],
        mixed: &mut [Vec<f32>; MIXTURES],
    ) {
        for (mixed, weights) in mixed.iter_mut().zip(&self.mixtures) {
            let Some(weight) = weights.get(layer) else { continue };
            for (piece, state) in pieces.iter().zip(states.chunks_exact(WIDTH)) {
                let word = piece.word as usize;
                kernels::add_scaled(isa, &mut mixed[word * WIDTH..][..WIDTH], state, weight * shares[word]);
            }
        }
    }
}

/// For each word one by the number of its pieces.
fn shares(pieces: &[Piece], words: usize) -> Vec<f32> {
    let mut counts = vec![0_u32; words];
    pieces.iter().for_each(|p| counts[p.word as usize] += 1);
    counts.iter().map(|n| 1.0 / (*n).max(1) as f32).collect()
}
