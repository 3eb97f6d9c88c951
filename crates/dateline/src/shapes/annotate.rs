//! Input and output of `annotate`: one document a line.

use super::{
    claim::Number,
    geometry::{Located, RelativeShape},
};
use dateline_core::Reading;
use dateline_core::reading::Attribution;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
    One(Box<InputRow>),
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
    /// Its headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Its outlet.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// The words that tell of an event, for its factuality: the first code point.
    #[serde(default)]
    pub start: Option<usize>,
    /// The code point after the last.
    #[serde(default)]
    pub end: Option<usize>,
    /// Place names that are marked already, with offsets in code points.
    #[serde(default)]
    pub toponyms: Vec<GivenSpan>,
    /// Events that are marked already.
    #[serde(default)]
    pub events: Vec<GivenEvent>,
    /// What the document is about: events are looked for within a topic.
    #[serde(default)]
    pub topic: Option<String>,
}

/// A marked event: the pieces of its words.
#[derive(Debug, Deserialize)]
pub struct GivenEvent {
    /// One at least.
    pub spans: Vec<GivenSpan>,
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
    pub toponyms: Vec<ToponymShape<'a>>,
}

/// One place name; offsets in bytes.
#[derive(Debug, Serialize)]
pub struct ToponymShape<'a> {
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
    /// UCDP `where_prec`.
    pub precision: Option<u8>,
    /// How the name was matched.
    pub tier: Option<&'static str>,
    /// What the words around it say of the place beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative: Option<RelativeShape<'a>>,
    /// The shape that follows from that.
    #[serde(flatten)]
    pub located: Located,
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

impl AttributionShape {
    /// The attributions of a reading.
    pub fn all(reading: &Reading) -> Vec<Self> {
        let spans = |pieces: &[Range<u32>]| {
            pieces.iter().filter_map(|p| reading.span_of(p)).map(SpanShape::from).collect::<Vec<_>>()
        };
        let shape = |a: &Attribution| Self {
            source: spans(&a.source),
            cue: spans(std::slice::from_ref(&a.cue)),
            content: spans(&a.content),
        };
        reading.attributions.iter().map(shape).collect()
    }
}

/// Whether an event happened.
#[derive(Debug, Serialize)]
pub struct FactualityRow<'a> {
    /// The document.
    pub id: &'a str,
    /// First code point of the event's words, as given.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// From -3 (it did not happen) to 3 (it happened); null where the model does not judge.
    pub label: Option<f32>,
}

/// The chains of a document's events, in the order in which they were given.
#[derive(Debug, Serialize)]
pub struct ChainsRow<'a> {
    /// The document.
    pub id: &'a str,
    /// Its topic, as given.
    pub topic: Option<&'a str>,
    /// The events.
    pub events: Vec<ChainShape>,
}

/// An event with what it is one with.
#[derive(Debug, Serialize)]
pub struct ChainShape {
    /// The pieces of its words in code points, as given.
    pub spans: Vec<PointsShape>,
    /// The dictionary form of its main word.
    pub word: String,
    /// Events with the same name here are one.
    pub chain: String,
}

/// A span, in code points.
#[derive(Debug, Serialize)]
pub struct PointsShape {
    start: usize,
    end: usize,
}

impl From<(usize, usize)> for PointsShape {
    fn from((start, end): (usize, usize)) -> Self {
        Self { start, end }
    }
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
    /// `PER`, `LOC`, `ORG`, `NORP`, `FAC`, `PRODUCT` or `MISC`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

impl NameShape {
    /// The names of a reading.
    pub fn all(reading: &Reading) -> Vec<Self> {
        let names = reading.names.iter().filter_map(|n| {
            let span = reading.span_of(&n.tokens)?;
            Some(Self { start: span.start, end: span.end, kind: n.class.name() })
        });
        names.collect()
    }
}

/// The event type of a text.
#[derive(Serialize)]
pub struct TypeRow<'a> {
    /// The document.
    pub id: &'a str,
    /// A label of the scheme in `rules/en/types/`, or none.
    pub label: Option<String>,
}

/// The toll of a document; null where it tells of none.
#[derive(Debug, Serialize)]
pub struct CountsRow<'a> {
    /// The document.
    pub id: &'a str,
    /// People killed.
    pub killed: Option<Number>,
    /// People injured.
    pub injured: Option<Number>,
    /// The number of the incident that it tells of, the same for all documents of the file that tell of it.
    pub cluster: usize,
}

/// The main displacement figure of a document; null where it gives none.
#[derive(Debug, Serialize)]
pub struct DisplacementRow<'a> {
    /// The document.
    pub id: &'a str,
    /// How many.
    pub quantity: Option<Number>,
    /// `People` or `Households`.
    pub unit: Option<&'a str>,
    /// `Displaced`, `Evacuated`, `Sheltered`, ...
    pub term: Option<&'a str>,
}
