//! What people decided on a claim.

use super::{
    claim::{ClaimRow, DateShape, PlaceShape, QuantityShape},
    decision::kind,
};
use crate::{
    decide,
    queue::{self, Queued},
};
use dateline_core::{Claim, Decision, decision::Field, review::Review};
use dateline_gazetteer::Outlines;
use dateline_picture::Consequence;
use serde::Serialize;
use utoipa::ToSchema;

/// What people decided on a claim, beside what was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedShape<'a> {
    /// `confirmed`, `corrected` or `rejected`; `open` where there is no more than a note, a grade, or a decision on places.
    state: &'static str,
    /// What the corrected fields should say; null is that it is not known. Fields that nobody corrected are left out. `place`
    /// is there as well where a decision on places says that another one is meant.
    corrected: CorrectedShape<'a>,
    /// The decisions, oldest first.
    by: Vec<DecidedBy<'a>>,
}

/// The corrected fields of a claim.
#[derive(Debug, Default, Serialize, ToSchema)]
struct CorrectedShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modality: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Option<PlaceShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_date: Option<Option<DateShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Option<QuantityShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimants: Option<Vec<SourceShape<'a>>>,
}

/// Somebody who says so, as decided.
#[derive(Debug, Serialize, ToSchema)]
struct SourceShape<'a> {
    name: &'a str,
    class: &'static str,
}

/// Who decided what, and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedBy<'a> {
    number: i64,
    kind: &'static str,
    at: String,
    who: &'a str,
    says: String,
    note: Option<&'a str>,
}

impl<'a> DecidedBy<'a> {
    /// Its number.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// One decision.
    pub fn new(d: &'a Decision) -> Self {
        Self {
            number: d.number,
            kind: kind(&d.choice),
            at: d.at.to_string(),
            who: &d.who,
            says: decide::words(&d.choice),
            note: d.note.as_deref(),
        }
    }
}

impl<'a> DecidedShape<'a> {
    /// What was decided on a claim, which is given as corrected.
    pub fn new(
        claim: &'a Claim,
        review: &'a Review,
        by: impl Iterator<Item = &'a Decision>,
        outlines: &Outlines,
    ) -> Self {
        let mut corrected = CorrectedShape::default();
        for field in review.corrected.keys() {
            match field {
                Field::Kind => corrected.kind = Some(claim.kind.name()),
                Field::Stance => corrected.stance = Some(claim.stance.name()),
                Field::Modality => corrected.modality = Some(claim.modality.name()),
                Field::Actor => corrected.actor = Some(claim.actor.as_ref().map(|m| m.name())),
                Field::Target => corrected.target = Some(claim.target.as_ref().map(|m| m.name())),
                Field::Place => corrected.place = Some(claim.place.as_ref().map(|p| PlaceShape::new(p, outlines))),
                Field::EventDate => corrected.event_date = Some(claim.event_date.as_ref().map(DateShape::new)),
                Field::Quantity => corrected.quantity = Some(claim.quantity.as_ref().map(QuantityShape::new)),
                Field::Claimants => {
                    let source =
                        |c: &'a dateline_core::Claimant| SourceShape { name: c.mention.name(), class: c.class.name() };
                    corrected.claimants = Some(claim.claimants.iter().map(source).collect());
                }
            }
        }
        Self { state: review.state.name(), corrected, by: by.map(DecidedBy::new).collect() }
    }
}

/// A claim that somebody should look at.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueRow<'a> {
    /// What would be otherwise without it, the gravest first.
    consequences: Vec<ConsequenceShape<'a>>,
    #[serde(flatten)]
    claim: ClaimRow<'a>,
}

/// What would be otherwise without a claim.
#[derive(Debug, Serialize, ToSchema)]
struct ConsequenceShape<'a> {
    /// `verdict`, `dispute` or `figure`.
    what: &'static str,
    /// The key of the place, the id of the dispute or of the estimate.
    id: &'a str,
    says: String,
}

impl<'a> QueueRow<'a> {
    /// The record of a claim that somebody should look at.
    pub fn new(queued: &'a Queued<'_>, claim: ClaimRow<'a>) -> Self {
        let consequence = |c: &'a Consequence| {
            let (what, id) = match c {
                Consequence::Verdict { key, .. } => ("verdict", key),
                Consequence::Dispute { id, .. } => ("dispute", id),
                Consequence::Figure { id, .. } => ("figure", id),
            };
            ConsequenceShape { what, id, says: queue::words(c) }
        };
        Self { consequences: queued.consequences.iter().map(consequence).collect(), claim }
    }
}
