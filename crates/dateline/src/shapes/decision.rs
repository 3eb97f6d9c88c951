//! The record of a decision.

use crate::decide;
use dateline_core::{
    Choice, Decision,
    decision::{PlacePart, Subject},
};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// One recorded choice; what a sort of choice does not have is null.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionRow<'a> {
    number: i64,
    kind: &'static str,
    at: String,
    who: &'a str,
    note: Option<&'a str>,
    says: String,
    /// For actors: the one that remains or loses a name, and the one that goes or the name. For grades of sources the id
    /// and the name, for notes on places the key and the name. For places: the key of the one that remains or loses claims,
    /// and the key of the one that goes or gets them.
    actor: Option<Cow<'a, str>>,
    other: Option<Cow<'a, str>>,
    /// The claims that it is about, or by which its events or disputes are known.
    claims: Vec<&'a str>,
    /// For copies: the reports by which their groups are known. For splits of places: the report in which they hold.
    reports: Vec<&'a str>,
    /// For splits of places: the name as reports write it, and the outlet whose reports do.
    name: Option<&'a str>,
    outlet: Option<&'a str>,
    /// For corrections: the field, and what it should say in a few words.
    field: Option<&'static str>,
    to: Option<String>,
    /// For grades: A to F of a source, 1 to 6 of a claim.
    grade: Option<&'static str>,
    /// For notes: the words.
    text: Option<&'a str>,
    undoes: Option<i64>,
    undone_by: Option<i64>,
    /// Whether it holds and finds what it speaks of.
    effective: bool,
}

impl<'a> DecisionRow<'a> {
    /// The record of a decision.
    pub fn new(d: &'a Decision, undone_by: Option<i64>, effective: bool) -> Self {
        let mut out = Self {
            number: d.number,
            kind: kind(&d.choice),
            at: d.at.to_string(),
            who: &d.who,
            note: d.note.as_deref(),
            says: decide::words(&d.choice),
            actor: None,
            other: None,
            claims: Vec::new(),
            reports: Vec::new(),
            name: None,
            outlet: None,
            field: None,
            to: None,
            grade: None,
            text: None,
            undoes: None,
            undone_by,
            effective,
        };
        match &d.choice {
            Choice::MergeActors { into, from } => {
                out.actor = Some(into.id.as_str().into());
                out.other = Some(from.id.as_str().into());
            }
            Choice::SplitActor { actor, name } => {
                out.actor = Some(actor.into());
                out.other = Some(name.into());
            }
            Choice::MergePlaces { into, from } => {
                out.actor = Some(into.key().into());
                out.other = Some(from.key().into());
            }
            Choice::SplitPlace { place, part, to } => {
                out.actor = Some(place.key().into());
                out.other = to.as_ref().map(|to| to.key().into());
                if let PlacePart::Where { name, report, outlet } = part {
                    out.reports = report.iter().map(String::as_str).collect();
                    out.name = name.as_deref();
                    out.outlet = outlet.as_deref();
                }
            }
            Choice::MergeEvents { one, other } => {
                out.claims = vec![one, other];
            }
            Choice::SplitEvent { from, claims } => {
                out.claims = std::iter::once(from).chain(claims).map(String::as_str).collect();
            }
            Choice::MergeCopies { one, other } => {
                out.reports = vec![one, other];
            }
            Choice::SplitCopies { from, reports } => {
                out.reports = std::iter::once(from).chain(reports).map(String::as_str).collect();
            }
            Choice::GradeSource { source, name, reliability } => {
                out.actor = Some(source.into());
                out.other = Some(name.into());
                out.grade = Some(reliability.name());
            }
            Choice::Annotate { about: Subject::Place { key, name }, .. } => {
                out.actor = Some(key.into());
                out.other = Some(name.into());
            }
            Choice::CorrectClaim { to, .. } => {
                out.field = Some(to.field().name());
                out.to = Some(decide::value(to));
            }
            Choice::GradeClaim { credibility, .. } => out.grade = Some(credibility.name()),
            Choice::RejectClaim { .. } | Choice::ConfirmClaim { .. } | Choice::Annotate { .. } => {}
            Choice::Undo { number } => {
                out.undoes = Some(*number);
                out.effective = undone_by.is_none();
            }
        }
        if let Choice::Annotate { text, .. } = &d.choice {
            out.text = Some(text);
        }
        out.claims.extend(d.choice.claims().iter().map(|c| c.id.as_str()));
        out
    }
}

/// The sort of choice.
pub fn kind(choice: &Choice) -> &'static str {
    match choice {
        Choice::MergeActors { .. } => "merge_actors",
        Choice::SplitActor { .. } => "split_actor",
        Choice::MergePlaces { .. } => "merge_places",
        Choice::SplitPlace { .. } => "split_place",
        Choice::MergeEvents { .. } => "merge_events",
        Choice::SplitEvent { .. } => "split_event",
        Choice::MergeCopies { .. } => "merge_copies",
        Choice::SplitCopies { .. } => "split_copies",
        Choice::CorrectClaim { .. } => "correct_claim",
        Choice::RejectClaim { .. } => "reject_claim",
        Choice::ConfirmClaim { .. } => "confirm_claim",
        Choice::GradeSource { .. } => "grade_source",
        Choice::GradeClaim { .. } => "grade_claim",
        Choice::Annotate { .. } => "annotate",
        Choice::Undo { .. } => "undo",
    }
}
