//! What `dateline why` and `/api/v1/why` write: what something rests on, and for a claim the grounds of each field.

use super::ClaimRow;
use dateline_core::Mention;
use dateline_read::explain::{Explanation, Grounds, Other};
use serde::Serialize;
use utoipa::ToSchema;

/// A dispute, an event or a place's control with the claims that it rests on.
#[derive(Debug, Serialize)]
pub struct WhyRow<'a, R> {
    /// The record of what was asked for.
    #[serde(flatten)]
    pub record: R,
    /// The claims that it names.
    pub claims: Vec<ClaimRow<'a>>,
}

/// A claim with the grounds of its fields, as the report is read anew.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimWhy<'a> {
    /// The claim as the ledger has it.
    pub claim: ClaimRow<'a>,
    /// `same`, `differs`, or `gone` where the report gives no such claim any more.
    pub read_anew: &'static str,
    /// The fields that differ.
    pub differs: Vec<DifferenceShape<'a>>,
    /// The grounds of each field.
    pub fields: Vec<GroundsShape<'a>>,
    /// The terms of the logistic that gives the confidence.
    pub confidence: Vec<TermShape>,
    /// The disputed area that its place lies in, with who administers and who claims it.
    pub disputed_area: Option<&'a str>,
    /// Ids of the disputes that it is a side of.
    pub disputes: Vec<&'a str>,
    /// Ids of the events that it speaks for or against.
    pub events: Vec<&'a str>,
}

/// A field that is read otherwise today.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceShape<'a> {
    /// The field.
    pub field: &'a str,
    /// As the ledger has it, in words.
    pub stored: &'a str,
    /// As it is read today, in words.
    pub now: &'a str,
}

/// Why one field is as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroundsShape<'a> {
    field: &'static str,
    value: Option<&'a str>,
    words: Vec<WordsShape<'a>>,
    by: &'a [String],
    others: Vec<OtherShape<'a>>,
}

/// What else was considered, and why it lost.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherShape<'a> {
    value: &'a str,
    words: Option<WordsShape<'a>>,
    lost: &'a str,
}

/// Some words of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordsShape<'a> {
    text: &'a str,
    start: u32,
    end: u32,
}

/// Something that is known of a claim, and what it adds to the logarithm of the odds.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermShape {
    term: &'static str,
    weight: f64,
}

impl<'a> GroundsShape<'a> {
    /// The grounds of all fields.
    pub fn all(explanation: &'a Explanation) -> Vec<Self> {
        explanation.fields.iter().map(Self::new).collect()
    }

    fn new(g: &'a Grounds) -> Self {
        let other =
            |o: &'a Other| OtherShape { value: &o.value, words: o.words.as_ref().map(WordsShape::new), lost: &o.lost };
        Self {
            field: g.field,
            value: g.value.as_deref(),
            words: g.words.iter().map(WordsShape::new).collect(),
            by: &g.by,
            others: g.others.iter().map(other).collect(),
        }
    }
}

impl<'a> WordsShape<'a> {
    fn new(m: &'a Mention) -> Self {
        Self { text: &m.text, start: m.span.start, end: m.span.end }
    }
}

impl TermShape {
    /// The terms of a claim's confidence.
    pub fn all(explanation: &Explanation) -> Vec<Self> {
        let rounded = |weight: f32| (f64::from(weight) * 1000.0).round() / 1000.0;
        explanation.confidence.iter().map(|(term, weight)| Self { term, weight: rounded(*weight) }).collect()
    }
}
