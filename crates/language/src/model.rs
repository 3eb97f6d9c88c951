//! The trained model: loaded once from bytes that the caller provides.

use crate::{lemmas::Lemmas, parser::Parser, tagger::Tagger};
use std::io::Read;

/// The first bytes of a model file; the number is the format version.
const HEADER: &[u8] = b"dateline language model 1\n";
/// No model unpacks to more bytes than this.
const LARGEST: u64 = 1 << 27;

/// A trained model: tagger, lemmas and parser.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) tagger: Tagger,
    pub(crate) lemmas: Lemmas,
    pub(crate) parser: Parser,
}

/// Why a model could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ModelError(#[from] Problem);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("not a language model of the format this program reads (it begins otherwise)")]
    Header,
    #[error("the language model cannot be unpacked: {0}")]
    Packing(String),
    #[error("the language model is damaged: {0} is wrong")]
    Damaged(&'static str),
}

impl ModelError {
    pub(crate) fn damaged(what: &'static str) -> ModelError {
        ModelError(Problem::Damaged(what))
    }
}

impl Model {
    /// Loads a model from the bytes of its file.
    ///
    /// # Errors
    /// When the bytes are no model of this format, cannot be unpacked, or contradict themselves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelError> {
        let packed = bytes.strip_prefix(HEADER).ok_or(Problem::Header)?;
        let mut unpacked = Vec::new();
        zstd::Decoder::with_buffer(packed)
            .and_then(|decoder| decoder.take(LARGEST).read_to_end(&mut unpacked))
            .map_err(|e| Problem::Packing(e.to_string()))?;
        let mut bytes = Bytes(&unpacked);
        Ok(Model {
            tagger: Tagger::read(&mut bytes)?,
            lemmas: Lemmas::read(&mut bytes)?,
            parser: Parser::read(&mut bytes)?,
        })
    }
}

/// Packs the sections of a model into the bytes of its file.
#[cfg(feature = "train")]
pub(crate) fn pack(sections: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = HEADER.to_vec();
    out.extend(zstd::encode_all(sections, 19)?);
    Ok(out)
}

/// A reader over bytes that reports what is missing instead of panicking.
pub(crate) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    #[cfg(feature = "train")]
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Bytes(bytes)
    }

    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(ModelError::damaged("its length"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
    }

    pub(crate) fn varint(&mut self) -> Result<u32, ModelError> {
        let mut n = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?[0];
            n |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return u32::try_from(n).map_err(|_| ModelError::damaged("a number"));
            }
        }
        Err(ModelError::damaged("a number"))
    }

    /// A text with its length before it.
    pub(crate) fn text(&mut self) -> Result<&'a str, ModelError> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| ModelError::damaged("a text"))
    }
}

#[cfg(feature = "train")]
pub(crate) fn put_varint(mut n: u32, out: &mut Vec<u8>) {
    while n >= 128 {
        out.push(n as u8 | 128);
        n >>= 7;
    }
    out.push(n as u8);
}

#[cfg(feature = "train")]
pub(crate) fn put_text(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}
