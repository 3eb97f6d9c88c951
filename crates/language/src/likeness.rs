//! What words are like where they stand: numbers by which events of several texts are compared.

use crate::model::{Model, ModelError};
use crate::network::encoder::{Layer, Space};
use crate::network::file::File;
use crate::network::kernels::WIDTH;
use crate::network::linear::{Linear, Rows};
use crate::windows::{self, Pieces, Text};
use rayon::prelude::*;

const FORMAT: &str = "dateline event layer 1";
/// How many numbers a word has.
const NUMBERS: usize = 128;

/// A layer that takes the place of the encoder's last, trained so that words telling of one event have like numbers.
#[derive(Debug, Clone)]
pub struct EventLayer {
    layer: Layer,
    numbers: Linear,
}

impl EventLayer {
    /// Loads the layer that goes with `model`.
    ///
    /// # Errors
    /// When the bytes are no such file, or do not go with this model.
    pub fn from_bytes(bytes: &[u8], model: &Model) -> Result<EventLayer, ModelError> {
        let file = File::open(bytes, FORMAT)?;
        if file.text("id")? != model.id {
            return Err(ModelError::other_model());
        }
        let numbers = file.linear("numbers", 2 * WIDTH, NUMBERS)?;
        Ok(EventLayer { layer: Layer::read(&file, "layer")?, numbers })
    }

    /// For each word of `text`, as [`read`](crate::read) cuts it, its numbers, of length 1 together: the cosine of two
    /// words tells how likely they are to be of one event.
    pub fn numbers(&self, text: &str, model: &Model) -> Vec<Vec<f32>> {
        let text = crate::within_span_range(text);
        let (reading, cut) = crate::cut(text);
        let pieces = Pieces::new(&reading.tokens, &crate::with_stand_ins(text, &reading.tokens), model);
        let known = Text { text, cut: &cut, tokens: &reading.tokens, pieces: &pieces };
        let windows = windows::windows(&cut, &pieces);
        let read = |space: &mut Space, window: &std::ops::Range<usize>| {
            let pieces = windows::pieces(window.clone(), &known, model);
            let states = model.encoder.with_last(model.isa, &self.layer, &pieces, window.len() + 1, space);
            // The root comes first.
            let rows = Rows::of(model.isa, &states[2 * WIDTH..], 2 * WIDTH);
            self.numbers.of(model.isa, &rows).chunks_exact(NUMBERS).map(of_length_one).collect::<Vec<_>>()
        };
        windows.par_iter().map_init(Space::default, read).flatten().collect()
    }
}

fn of_length_one(row: &[f32]) -> Vec<f32> {
    let length = row.iter().map(|v| v * v).sum::<f32>().sqrt();
    row.iter().map(|v| if length > 0.0 { v / length } else { 0.0 }).collect()
}
