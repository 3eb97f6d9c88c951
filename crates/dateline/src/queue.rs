//! The claims that somebody should look at: those on which most hangs, and of these the least certain first.

use crate::{desk::Desk, filter::Filter};
use dateline_core::{Claim, review::State};
use dateline_picture::Consequence;

/// The rule, for those who read the queue.
pub const RULE: &str = "first the claims without which the verdict on a place would be another, then those without which \
    a dispute would lack a side, then those that alone give a bound of a figure of ten and more, then all others; within \
    these the least confident first";

/// A claim that nobody has confirmed, corrected or rejected.
pub struct Queued<'d> {
    /// The claim.
    pub claim: &'d Claim,
    /// What would be otherwise without it, the gravest first.
    pub consequences: Vec<Consequence>,
}

/// The claims to look at, by [`RULE`].
pub fn queue<'d>(desk: &'d Desk, filter: &Filter<'_>) -> Vec<Queued<'d>> {
    let mut consequences = desk.weighed().consequences();
    let open = desk.claims.iter().filter(|c| desk.state(c) == State::Open && filter.claim(c));
    let mut out: Vec<Queued<'d>> =
        open.map(|claim| Queued { claim, consequences: consequences.remove(&claim.id).unwrap_or_default() }).collect();
    let rank = |q: &Queued<'_>| q.consequences.first().map_or(0, Consequence::rank);
    out.sort_by(|a, b| {
        rank(b)
            .cmp(&rank(a))
            .then(a.claim.confidence.total_cmp(&b.claim.confidence))
            .then_with(|| a.claim.id.cmp(&b.claim.id))
    });
    out
}

/// What would be otherwise, in a few words.
pub fn words(consequence: &Consequence) -> String {
    match consequence {
        Consequence::Verdict { place, .. } => format!("who holds {place}"),
        Consequence::Dispute { about, .. } => format!("a dispute: {about}"),
        Consequence::Figure { indicator, place, .. } => format!("the figure of {indicator} in {place}"),
    }
}
