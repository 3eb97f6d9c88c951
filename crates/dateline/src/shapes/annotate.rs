//! Input and output of `annotate`: one document a line.

use super::claim::Number;
use serde::{Deserialize, Serialize};

/// A line of the input: one document, or several on one incident.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum InputLine {
    /// Documents under a common heading, each with an id of its own.
    Several {
        /// The documents.
        docs: Vec<InputRow>,
    },
    /// One document.
    One(InputRow),
}

/// One document of the input. Fields that no layer needs are passed over.
#[derive(Debug, Deserialize)]
pub struct InputRow {
    /// The document's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its date, as TimeML calls it.
    #[serde(default)]
    pub dct: Option<String>,
    /// Its date.
    #[serde(default)]
    pub date: Option<String>,
    /// Its date, as `read` takes it.
    #[serde(default)]
    pub published: Option<String>,
    /// Its outlet.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Place names that are marked already, with offsets in code points.
    #[serde(default)]
    pub toponyms: Vec<GivenSpan>,
}

/// A marked span, in code points.
#[derive(Debug, Deserialize)]
pub struct GivenSpan {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
}

/// Place names of a document.
#[derive(Debug, Serialize)]
pub struct PlacesRow<'a> {
    /// The document.
    pub id: &'a str,
    /// In the order of the text.
    pub toponyms: Vec<ToponymShape>,
}

/// One place name; offsets in bytes.
#[derive(Debug, Serialize)]
pub struct ToponymShape {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// Usual English name.
    pub name: Option<String>,
}

/// Attributions of a document.
#[derive(Debug, Serialize)]
pub struct AttributionsRow<'a> {
    /// The document.
    pub id: &'a str,
    /// In the order of the text.
    pub attributions: Vec<AttributionShape>,
}

/// Who said what with which cue; each a list of pieces.
#[derive(Debug, Serialize)]
pub struct AttributionShape {
    /// Who.
    pub source: Vec<SpanShape>,
    /// The word that attributes it.
    pub cue: Vec<SpanShape>,
    /// What.
    pub content: Vec<SpanShape>,
}

/// A span, in bytes.
#[derive(Debug, Serialize)]
pub struct SpanShape {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl From<dateline_core::Span> for SpanShape {
    fn from(s: dateline_core::Span) -> Self {
        Self { start: s.start, end: s.end }
    }
}

/// Time expressions of a document.
#[derive(Debug, Serialize)]
pub struct TimesRow<'a> {
    /// The document.
    pub id: &'a str,
    /// In the order of the text.
    pub timexes: Vec<TimexShape>,
}

/// One time expression with its TIMEX3 type and value.
#[derive(Debug, Serialize)]
pub struct TimexShape {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// `DATE`, `TIME`, `DURATION`, `SET`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The value; null where the expression could not be resolved.
    pub value: Option<String>,
}

/// Names of a document.
#[derive(Debug, Serialize)]
pub struct NamesRow<'a> {
    /// The document.
    pub id: &'a str,
    /// In the order of the text.
    pub names: Vec<NameShape>,
}

/// One name.
#[derive(Debug, Serialize)]
pub struct NameShape {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// `PER`, `LOC` or `ORG`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// Highest figures of a document; null where it gives none.
#[derive(Debug, Serialize)]
pub struct CountsRow<'a> {
    /// The document.
    pub id: &'a str,
    /// People killed.
    pub killed: Option<Number>,
    /// People injured.
    pub injured: Option<Number>,
}
