//! The encoder alone, for measuring it beside other engines (`engines/`); the feature `bench` turns it on.

use crate::model::Model;
use crate::network::encoder::{MIXTURES, Space};
use crate::pieces::{GAPS, Piece, SHAPES};

/// Runs the encoder of a model, with space that is used again.
#[derive(Debug, Default)]
pub struct Bench {
    space: Space,
}

impl Bench {
    /// Encodes pieces by their numbers, each a word of its own. Returns the sum of what came out, so that nothing is
    /// left out.
    pub fn encode(&mut self, model: &Model, ids: &[u32]) -> f32 {
        let piece =
            |(i, id): (usize, &u32)| Piece { id: *id, word: i as u32, shape: (i % SHAPES) as _, gap: (1 % GAPS) as _ };
        let pieces: Vec<Piece> = ids.iter().enumerate().map(piece).collect();
        let states: [Vec<f32>; MIXTURES] = model.encoder.encode(model.isa, &pieces, ids.len(), &mut self.space);
        states.iter().flatten().sum()
    }
}
