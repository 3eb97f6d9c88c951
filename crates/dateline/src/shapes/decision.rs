//! The record of a decision.

use crate::decide;
use dateline_core::{Choice, Decision};
use serde::Serialize;

/// One recorded choice; what a sort of choice does not have is null.
#[derive(Debug, Serialize)]
pub struct DecisionRow<'a> {
    number: i64,
    kind: &'static str,
    at: String,
    who: &'a str,
    note: Option<&'a str>,
    says: String,
    /// For actors: the one that remains or loses a name, and the one that goes or the name.
    actor: Option<&'a str>,
    other: Option<&'a str>,
    /// For events: the claims by which they are known.
    claims: Vec<&'a str>,
    /// For copies: the reports by which their groups are known.
    reports: Vec<&'a str>,
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
            kind: "undo",
            at: d.at.to_string(),
            who: &d.who,
            note: d.note.as_deref(),
            says: decide::words(&d.choice),
            actor: None,
            other: None,
            claims: Vec::new(),
            reports: Vec::new(),
            undoes: None,
            undone_by,
            effective,
        };
        match &d.choice {
            Choice::MergeActors { into, from } => {
                out.kind = "merge_actors";
                out.actor = Some(&into.id);
                out.other = Some(&from.id);
            }
            Choice::SplitActor { actor, name } => {
                out.kind = "split_actor";
                out.actor = Some(actor);
                out.other = Some(name);
            }
            Choice::MergeEvents { one, other } => {
                out.kind = "merge_events";
                out.claims = vec![one, other];
            }
            Choice::SplitEvent { from, claims } => {
                out.kind = "split_event";
                out.claims = std::iter::once(from).chain(claims).map(String::as_str).collect();
            }
            Choice::MergeCopies { one, other } => {
                out.kind = "merge_copies";
                out.reports = vec![one, other];
            }
            Choice::SplitCopies { from, reports } => {
                out.kind = "split_copies";
                out.reports = std::iter::once(from).chain(reports).map(String::as_str).collect();
            }
            Choice::Undo { number } => {
                out.undoes = Some(*number);
                out.effective = undone_by.is_none();
            }
        }
        out
    }
}
