//! One layer of a report's reading at a time: for measuring against annotated texts, and for researchers.

use crate::{names, places, rules::Rules, story::Story, times};
use dateline_core::reading::TimeClass;
use dateline_core::{Claim, Granularity, Kind, PlaceMention, Reading, Report, Span, Stance, World};

/// A time expression with its TIMEX3 type and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSpan {
    /// Where it stands.
    pub span: Span,
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    pub timex_type: &'static str,
    /// `2024-12-06`, `2024-12`, `2024`; `None` if unresolved.
    pub value: Option<String>,
}

/// Highest figures that a report gives for an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// People killed.
    pub killed: Option<f64>,
    /// People injured.
    pub injured: Option<f64>,
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

/// The time expressions of a report: those that the language model sees, with the values that the rules give; all that
/// the rules find where the model has no head for times.
pub fn times(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<TimeSpan> {
    let mut story = Story::new(report, reading, rules, world);
    times::find(&mut story);
    let by_rule = story.times.iter().map(|t| TimeSpan {
        span: story.span(t.range.clone()),
        timex_type: TimeClass::Date.name(),
        value: t.date.as_ref().map(|d| match d.granularity {
            Granularity::Day | Granularity::Range => d.start.to_string(),
            Granularity::Month => d.start.strftime("%Y-%m").to_string(),
            Granularity::Year => d.start.strftime("%Y").to_string(),
        }),
    });
    let mut by_rule: Vec<TimeSpan> = by_rule.collect();
    by_rule.sort_by_key(|t| t.span);
    if reading.factuality.is_empty() {
        return by_rule;
    }
    let mut rest = by_rule.into_iter().peekable();
    let seen = reading.times.iter().filter_map(|t| {
        let span = reading.span_of(&t.tokens)?;
        while rest.next_if(|r| r.span.end <= span.start).is_some() {}
        let value = rest.peek().filter(|r| r.span.overlaps(span)).and_then(|r| r.value.clone());
        Some(TimeSpan { span, timex_type: t.class.name(), value })
    });
    seen.collect()
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
