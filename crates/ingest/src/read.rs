//! One input to its reports.

use crate::{Failure, Input};
use dateline_core::report::{Published, Report};
use jiff::Timestamp;

/// How an input is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one report.
    Text,
    /// A web page, one report.
    Html,
    /// JSON Lines, a report a line.
    JsonLines,
}

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one report: of a file of text or HTML, or of a line of JSON Lines.
    pub report_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { report_bytes: 20_000_000 }
    }
}

/// What the user says about all inputs.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// When they were published; wins over what they say themselves. See [`parse_published`].
    pub published: Option<Published>,
    /// Who published them; wins over what they say themselves.
    pub outlet: Option<String>,
    /// How much is read at most.
    pub limits: Limits,
}

/// One report with the bytes it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// The report.
    pub report: Report,
    /// The bytes as they came: the file, or the line of JSON Lines.
    pub original: Vec<u8>,
    /// `text/plain`, `text/html` or `application/json`.
    pub media_type: String,
}

/// The reports of one input, one after the other, so that a large file need not fit into memory.
pub struct Reports {
    inner: std::vec::IntoIter<Result<Ingested, Failure>>,
}

impl Iterator for Reports {
    type Item = Result<Ingested, Failure>;
    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next()
    }
}

/// Reads one input; a file of JSON Lines holds many reports.
pub fn read(input: &Input, options: &Options, now: Timestamp) -> Vec<Result<Ingested, Failure>> {
    stream(input, options, now).collect()
}

/// Reads one input, a report at a time.
pub fn stream(_input: &Input, _options: &Options, _now: Timestamp) -> Reports {
    Reports { inner: Vec::new().into_iter() }
}

/// Reads bytes as if they were the input `name`; without a format it is told from the bytes.
pub fn read_bytes(
    _name: &str,
    _format: Option<Format>,
    _bytes: &[u8],
    _options: &Options,
    _now: Timestamp,
) -> Vec<Result<Ingested, Failure>> {
    Vec::new()
}

/// Reads a date or an instant as a user or a record gives it: `2024-12-06`, `2024-12-06T08:00:00+03:00`,
/// `Fri, 06 Dec 2024 08:00:00 GMT`, `6 December 2024`.
pub fn parse_published(_given: &str) -> Option<Published> {
    None
}
