//! One layer of a report's reading at a time: for measuring against annotated texts, and for researchers.

use crate::{names, places, rules::Rules, story::Story, times, toll::Toll};
pub use crate::{occurrences::told, places::rank};
use dateline_core::reading::TimeClass;
use dateline_core::{PlaceMention, Reading, Report, Span, World};
use std::collections::{BTreeMap, BTreeSet};

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

/// The place names of a report, resolved, words for people and things of a place and names inside those of bodies among
/// them.
pub fn places(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<PlaceMention> {
    let story = crate::layers(report, reading, rules, world);
    places::wide::find(&story).iter().map(|p| places::named(&story, p)).collect()
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

/// What the places at given spans may mean, with what the text tells of each; for fitting the weights of
/// `lexicons/en/namesakes.toml`.
pub fn place_choices<'a>(
    report: &'a Report,
    reading: &'a Reading,
    rules: &'a Rules,
    world: &'a World,
    spans: &[Span],
) -> rank::Choices<'a> {
    let mut story = Story::new(report, reading, rules, world);
    names::find(&mut story);
    places::choices_at(&story, spans)
}

/// The time expressions of a report with their values.
pub fn times(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<TimeSpan> {
    let mut story = Story::new(report, reading, rules, world);
    times::find(&mut story);
    let spans = story.times.iter().map(|t| TimeSpan {
        span: story.span(t.range.clone()),
        timex_type: t.class.or(t.timex.as_ref().map(|x| x.class)).unwrap_or(TimeClass::Date).name(),
        value: t.timex.as_ref().map(|x| x.value.clone()),
    });
    spans.collect()
}

/// The event type of a text, by the labels of `rules/en/types/`: what its words and the kinds of its claims speak for most,
/// the first sentence twice. `None` if nothing speaks for any.
pub fn event_type(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Option<String> {
    let story = crate::layers(report, reading, rules, world);
    let events = crate::kinds::events(&story);
    let mut votes: BTreeMap<&str, f32> = BTreeMap::new();
    let sentences = reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    for (i, sentence) in sentences.enumerate() {
        let weight = if i == 0 { 2.0 } else { 1.0 };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for at in sentence.clone() {
            for rule in rules.types.starting_with(story.token(at)) {
                if rule.pattern.match_at(&story, at, sentence.end).is_some() && seen.insert(&rule.id) {
                    *votes.entry(&rule.body.label).or_default() += weight * rule.body.weight;
                }
            }
        }
        for (kind, _) in events.iter().filter(|(_, head)| sentence.contains(head)) {
            if let Some(label) = rules.table("event-types.kinds", kind.name()) {
                *votes.entry(label).or_default() += weight;
            }
        }
    }
    let best = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
    best.map(|(label, _)| (*label).to_owned())
}

/// How many a report tells of as killed and injured; `texts` are its headline, if any, and its text.
pub fn toll(texts: &[(&Report, &Reading)], rules: &Rules, world: &World) -> Toll {
    let stories: Vec<Story<'_>> =
        texts.iter().map(|(report, reading)| crate::layers(report, reading, rules, world)).collect();
    crate::toll::toll(&stories.iter().collect::<Vec<_>>())
}
