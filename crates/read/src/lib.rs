//! One report's reading in, its claims out: who says that what happened, where and when, in which words.
//!
//! All that is known of English stands in rule and word files ([`rules`]); this crate holds the mechanisms. It sees
//! one report and nothing else, does no I/O and never fails.
//!
//! The stages write their layers in this order: names, times, numbers, places, then attribution and modality, then
//! claims. Not done here: comparing reports ([`dateline_picture`](https://docs.rs/dateline-picture)), judging sources.

pub mod annotate;
pub mod attribution;
mod dates;
pub mod displacement;
pub mod examples;
pub mod explain;
pub mod incidents;
mod kinds;
pub mod modality;
pub mod names;
mod occurrences;
pub mod places;
pub mod quantities;
pub mod rules;
pub mod story;
pub mod times;
pub mod toll;
mod whereabouts;

pub use examples::{ExampleFailure, check_examples};
pub use explain::{Explanation, explain};
pub use rules::{RuleError, Rules};

use dateline_core::{Claim, Reading, Report, World};
use story::Story;

/// The claims of one report.
pub fn claims(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<Claim> {
    let mut out = told(report, reading, rules, world);
    out.retain(|c| !c.passing);
    out
}

/// The claims of one report, and behind them the relations that it tells in passing ([`Claim::passing`]).
pub fn told(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Vec<Claim> {
    let story = layers(report, reading, rules, world);
    let attributions = attribution::find(&story);
    let operators = modality::find(&story, &attributions);
    let mut out = kinds::find(&story, &attributions, &operators);
    out.extend(kinds::relations::find_with(&story, &attributions, &operators, |_, _, _| {}));
    out
}

/// A report with names, times, numbers and places found.
pub fn layers<'a>(report: &'a Report, reading: &'a Reading, rules: &'a Rules, world: &'a World) -> Story<'a> {
    let mut story = Story::new(report, reading, rules, world);
    names::find(&mut story);
    times::find(&mut story);
    quantities::find(&mut story);
    places::find(&mut story);
    story.sponsors = kinds::relations::sponsors(&story);
    story
}
