//! Claims as annotations of their reports (W3C Web Annotation Data Model, JSON-LD): the words they rest on as selectors that
//! other tools find again.

use super::claim::ClaimRow;
use dateline_core::{Claim, Report};
use serde::Serialize;

/// Characters before and after the quote, by which it is told from the same words elsewhere.
const CONTEXT: usize = 32;

/// A claim as an annotation.
#[derive(Debug, Serialize)]
pub struct AnnotationRow<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    sort: &'static str,
    motivation: &'static str,
    body: [BodyShape; 2],
    target: TargetShape<'a>,
}

/// What an annotation says.
#[derive(Debug, Serialize)]
struct BodyShape {
    #[serde(rename = "type")]
    sort: &'static str,
    purpose: &'static str,
    format: &'static str,
    value: String,
}

/// The words of a report.
#[derive(Debug, Serialize)]
struct TargetShape<'a> {
    source: String,
    selector: (QuoteSelector<'a>, PositionSelector),
}

/// By the words.
#[derive(Debug, Serialize)]
struct QuoteSelector<'a> {
    #[serde(rename = "type")]
    sort: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

/// By their position in the report's text, in code points, as the recommendation has it.
#[derive(Debug, Serialize)]
struct PositionSelector {
    #[serde(rename = "type")]
    sort: &'static str,
    start: usize,
    end: usize,
}

impl<'a> AnnotationRow<'a> {
    /// The annotation of a claim over the whole report; `record` is the claim as it is exported. `None` if the report's
    /// text does not have the claim's words where it says.
    pub fn new(claim: &'a Claim, report: &'a Report, record: &ClaimRow<'_>) -> Option<Self> {
        let (start, end) = (claim.span.start as usize, claim.span.end as usize);
        let (before, exact, after) = (report.text.get(..start)?, report.text.get(start..end)?, report.text.get(end..)?);
        let prefix = before.char_indices().rev().nth(CONTEXT - 1).map_or(before, |(at, _)| &before[at..]);
        let suffix = after.char_indices().nth(CONTEXT).map_or(after, |(at, _)| &after[..at]);
        let first = before.chars().count();
        let body = |purpose, format, value| BodyShape { sort: "TextualBody", purpose, format, value };
        Some(Self {
            context: "http://www.w3.org/ns/anno.jsonld",
            id: format!("urn:dateline:claim:{}", claim.id),
            sort: "Annotation",
            motivation: "describing",
            body: [
                body("classifying", "text/plain", claim.kind.name().to_owned()),
                body("describing", "application/json", serde_json::to_string(record).ok()?),
            ],
            target: TargetShape {
                source: report.url.clone().unwrap_or_else(|| format!("urn:dateline:report:{}", report.id)),
                selector: (
                    QuoteSelector { sort: "TextQuoteSelector", exact, prefix, suffix },
                    PositionSelector { sort: "TextPositionSelector", start: first, end: first + exact.chars().count() },
                ),
            },
        })
    }
}
