//! One layer of a report's reading at a time: for measuring against annotated texts, and for researchers.

use crate::{attribution, names, places, quantities, rules::Rules, story::Story, times};
use dateline_core::{Claim, Granularity, Kind, PlaceMention, Reading, Report, Span, Stance, World};

/// Source, cue and content of one attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributionSpans {
    /// The source; empty for hearsay.
    pub source: Vec<Span>,
    /// The cue.
    pub cue: Vec<Span>,
    /// The content.
    pub content: Vec<Span>,
}

/// A time expression with its TIMEX3 type and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSpan {
    /// Where it stands.
    pub span: Span,
    /// `DATE`; times of day and durations are not told apart yet.
    pub timex_type: &'static str,
    /// `2024-12-06`, `2024-12`, `2024`; `None` if unresolved.
    pub value: Option<String>,
}

/// A name with what it names: `PER`, `LOC` or `ORG`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSpan {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub class: &'static str,
}

/// Highest figures that a report gives for an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// People killed.
    pub killed: Option<f64>,
    /// People injured.
    pub injured: Option<f64>,
}

/// The names of a report.
pub fn names(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<NameSpan> {
    let story = crate::layers(report, reading, rules, world);
    let mut out: Vec<NameSpan> =
        story.places.iter().map(|p| NameSpan { span: story.span(p.range.clone()), class: "LOC" }).collect();
    for name in &story.names {
        let span = story.span(name.range.clone());
        if out.iter().any(|n| n.span.overlaps(span)) {
            continue;
        }
        let person = names::is_person(&story, name.range.end - 1);
        out.push(NameSpan { span, class: if person { "PER" } else { "ORG" } });
    }
    out.sort_by_key(|n| n.span);
    out
}

/// The place names of a report, resolved.
pub fn places(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<PlaceMention> {
    let story = crate::layers(report, reading, rules, world);
    story.places.iter().map(|p| places::named(&story, p)).collect()
}

/// The places at given spans, resolved together; for measuring resolution apart from recognition.
pub fn places_at(
    report: &Report,
    reading: &Reading,
    rules: &Rules,
    world: &World,
    spans: &[Span],
) -> Vec<PlaceMention> {
    let mut story = Story::new(report, reading, rules, world);
    names::find(&mut story);
    places::find_at(&mut story, spans)
}

/// The time expressions of a report.
pub fn times(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<TimeSpan> {
    let mut story = Story::new(report, reading, rules, world);
    times::find(&mut story);
    story
        .times
        .iter()
        .map(|t| TimeSpan {
            span: story.span(t.range.clone()),
            timex_type: "DATE",
            value: t.date.as_ref().map(|d| match d.granularity {
                Granularity::Day | Granularity::Range => d.start.to_string(),
                Granularity::Month => d.start.strftime("%Y-%m").to_string(),
                Granularity::Year => d.start.strftime("%Y").to_string(),
            }),
        })
        .collect()
}

/// The attributions of a report.
pub fn attributions(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<AttributionSpans> {
    let story = crate::layers(report, reading, rules, world);
    attribution::find(&story)
        .iter()
        .map(|a| AttributionSpans {
            source: a.sources.iter().filter_map(|chain| chain.first()).map(|c| c.mention.span).collect(),
            cue: vec![story.span(a.cue_range.clone())],
            content: a
                .content
                .iter()
                .map(|r| story.span(quantities::trimmed(&story, r.clone())))
                .filter(|s| !s.is_empty())
                .collect(),
        })
        .collect()
}

/// The highest figures among the claims of a report.
pub fn counts(claims: &[Claim]) -> Counts {
    let highest = |kind: Kind| {
        claims
            .iter()
            .filter(|c| c.kind == kind && c.stance == Stance::Asserts && c.subset_of.is_none())
            .filter_map(|c| c.quantity.as_ref())
            .map(|q| q.low)
            .max_by(f64::total_cmp)
    };
    Counts { killed: highest(Kind::Kills), injured: highest(Kind::Injures) }
}
