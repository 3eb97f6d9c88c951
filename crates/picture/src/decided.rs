//! Events and groups of copies joined and parted by recorded decisions.

use crate::{copies, events::Cluster, facts::Facts};
use dateline_core::{Choice, Decision, picture::CopyGroup};
use std::collections::{HashMap, HashSet};

/// Follows the decisions on events, in their order. One whose claims are not there does nothing: a report may have been
/// read anew or published later than the day that is asked about.
pub fn follow(clusters: &mut Vec<Cluster>, facts: &Facts, decisions: &[Decision]) {
    let on_events = |d: &&Decision| matches!(d.choice, Choice::MergeEvents { .. } | Choice::SplitEvent { .. });
    let mut decisions = decisions.iter().filter(on_events).peekable();
    if decisions.peek().is_none() {
        return;
    }
    let numbers: HashMap<&str, usize> = facts.all.iter().enumerate().map(|(n, f)| (&*f.id, n)).collect();
    let number = |id: &String| numbers.get(id.as_str()).copied();
    for decision in decisions {
        match &decision.choice {
            Choice::MergeEvents { one, other } => {
                let home = |id| number(id).and_then(|n| clusters.iter().position(|c| c.all().any(|m| m == n)));
                if let (Some(one), Some(other)) = (home(one), home(other))
                    && one != other
                {
                    let gone = clusters.remove(one.max(other));
                    if let Some(kept) = clusters.get_mut(one.min(other)) {
                        kept.absorb(gone);
                        kept.decided.push(told("joined", decision));
                    }
                }
            }
            Choice::SplitEvent { from, claims } => {
                let leaving: HashSet<usize> = claims.iter().filter_map(number).collect();
                let Some(stays) = number(from).filter(|n| !leaving.contains(n)) else { continue };
                let Some(whole) = clusters.iter_mut().find(|c| c.all().any(|m| m == stays)) else { continue };
                if let Some(mut part) = whole.part(facts, &leaving) {
                    part.decided.push(told("parted", decision));
                    whole.decided.push(told("parted", decision));
                    clusters.push(part);
                }
            }
            _ => {}
        }
    }
    clusters.sort_by_key(|c| c.all().min());
}

/// Follows the decisions on copies, in their order; `rank` gives the place of a report in the order of publication, if it
/// is there.
pub fn follow_copies(
    mut groups: Vec<CopyGroup>,
    decisions: &[Decision],
    rank: impl Fn(&String) -> Option<usize>,
) -> Vec<CopyGroup> {
    for decision in decisions {
        match &decision.choice {
            Choice::MergeCopies { one, other } if rank(one).is_some() && rank(other).is_some() => {
                let evidence = vec![format!("{one} and {other} {}", told("joined", decision))];
                groups.push(CopyGroup { reports: vec![one.clone(), other.clone()], evidence });
                groups = copies::join(groups, &rank);
            }
            Choice::SplitCopies { from, reports } => {
                let Some(whole) = groups.iter_mut().find(|g| g.reports.contains(from)) else { continue };
                let leaves = |r: &String| r != from && reports.contains(r);
                let (leaving, staying): (Vec<_>, Vec<_>) = whole.reports.drain(..).partition(leaves);
                whole.reports = staying;
                whole.evidence.push(format!("{} {}", leaving.join(", "), told("parted", decision)));
                let part = CopyGroup { reports: leaving, evidence: whole.evidence.clone() };
                groups.push(part);
                groups.retain(|g| g.reports.len() > 1);
                groups.sort_by_key(|g| g.reports.first().map(&rank));
            }
            _ => {}
        }
    }
    groups
}

/// `joined by decision 3 (A. Analyst, 2024-12-08: the same raid)`.
fn told(what: &str, decision: &Decision) -> String {
    let day = decision.at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let note = decision.note.as_ref().map(|n| format!(": {n}")).unwrap_or_default();
    format!("{what} by decision {} ({}, {day}{note})", decision.number, decision.who)
}
