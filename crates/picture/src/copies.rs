//! Copies and rewrites of one text: one set of words is one voice, however often it is printed.

use crate::{
    facts::{Fact, Facts},
    report::{ReportInfo, Reports},
};
use dateline_core::{picture::CopyGroup, report::containment};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The share of the shorter text's runs of five words that makes it a copy. Reprints are cut and get a new headline,
/// so that similarity of the whole texts would miss most.
const COPIED: f64 = 0.5;
/// With fewer runs in common nothing can be said.
const LEAST_RUNS: usize = 6;
/// Copies appear within this many days of each other.
const WINDOW_DAYS: i32 = 3;
/// Of the earlier reports that have a run, so many are compared: the first ones and the latest ones.
const COMPARED: usize = 8;
/// The share of runs that, with the same sources and figures, makes a text a rewrite.
const REWRITTEN: f64 = 0.08;

/// Groups reports by their sketches; `reports` in order of publication.
pub fn groups(reports: &[&ReportInfo]) -> Vec<CopyGroup> {
    let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (i, report) in reports.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for &run in &report.sketch {
            let earlier = having.entry(run).or_default();
            for &j in earlier.iter() {
                *shared.entry(j).or_default() += 1;
            }
            if earlier.len() >= COMPARED {
                earlier.remove(COMPARED / 2);
            }
            earlier.push(i);
        }
        for (j, runs) in shared {
            let Some(other) = reports.get(j) else { continue };
            let all = runs == report.sketch.len() && runs == other.sketch.len();
            if !(runs >= LEAST_RUNS || all) || !near(report, other) {
                continue;
            }
            let share = containment(&report.sketch, &other.sketch).max(containment(&other.sketch, &report.sketch));
            if share >= COPIED {
                let line = format!(
                    "{} and {} share {:.0} % of the shorter one's runs of five words{}",
                    other.id,
                    report.id,
                    share * 100.0,
                    apart(other, report)
                );
                pairs.push(CopyGroup { reports: vec![other.id.clone(), report.id.clone()], evidence: vec![line] });
            }
        }
    }
    let rank: HashMap<&str, usize> = reports.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
    join(pairs, |id| rank.get(id.as_str()).copied())
}

/// Free rewrites: some runs of words in common, the same sources for the same statements, and the same figures.
pub fn rewrites(reports: &Reports, facts: &Facts) -> Vec<CopyGroup> {
    let mut says: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
    let mut figures: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
    let mut giving: HashMap<String, Vec<&str>> = HashMap::new();
    for fact in facts.all.iter().filter(|f| !f.retracted) {
        if let Some(attributed) = attributed(facts, fact) {
            says.entry(&fact.report).or_default().insert(attributed);
        }
        if let Some(q) = &fact.quantity {
            let figure = format!("{} {} {}", fact.kind, q.low, q.unit);
            if figures.entry(&fact.report).or_default().insert(figure.clone()) {
                giving.entry(figure).or_default().push(&fact.report);
            }
        }
    }
    let mut candidates: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for holders in giving.values() {
        let latest = holders.len().saturating_sub(COMPARED);
        for (i, a) in holders.iter().enumerate().skip(latest) {
            for b in holders.iter().skip(i + 1) {
                *candidates.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
    }
    let mut out = Vec::new();
    for ((a, b), same_figures) in candidates {
        let (Some(first), Some(second)) = (reports.get(a, ""), reports.get(b, "")) else { continue };
        if reports.first_copy(a) == reports.first_copy(b) {
            continue;
        }
        let share = containment(&first.sketch, &second.sketch).max(containment(&second.sketch, &first.sketch));
        let (Some(x), Some(y)) = (says.get(a), says.get(b)) else { continue };
        let same = x.intersection(y).count();
        let least = x.len().min(y.len());
        if same_figures >= 2 && share >= REWRITTEN && same >= 4 && same * 5 >= least * 3 && near(first, second) {
            let line = format!(
                "{a} and {b} give {same_figures} equal figures, attribute {same} of {least} statements to the same \
                 sources, and share {:.0} % of runs of five words{}",
                share * 100.0,
                apart(first, second)
            );
            out.push(CopyGroup { reports: vec![a.to_owned(), b.to_owned()], evidence: vec![line] });
        }
    }
    out
}

fn attributed(facts: &Facts, fact: &Fact) -> Option<String> {
    let place = facts.places.get(fact.place?)?;
    let said_by = fact.speakers.first().and_then(|n| facts.parties.get(*n))?;
    Some(format!("{}/{}/{}", fact.kind.family(), place.key, said_by.actor.id))
}

fn near(a: &ReportInfo, b: &ReportInfo) -> bool {
    match (a.date(), b.date()) {
        (Some(a), Some(b)) => (b - a).get_days().abs() <= WINDOW_DAYS,
        _ => true,
    }
}

fn apart(a: &ReportInfo, b: &ReportInfo) -> String {
    match (a.date(), b.date()) {
        (Some(a), Some(b)) if a == b => ", published the same day".to_owned(),
        (Some(a), Some(b)) => format!(", published {} and {}", a.min(b), a.max(b)),
        _ => String::new(),
    }
}

/// Joins groups that share a report; reports and groups in the order that `rank` gives.
pub fn join(groups: Vec<CopyGroup>, rank: impl Fn(&String) -> Option<usize>) -> Vec<CopyGroup> {
    let mut of: HashMap<String, usize> = HashMap::new();
    let mut joined: Vec<Option<CopyGroup>> = Vec::new();
    for group in groups {
        let mut homes: Vec<usize> = group.reports.iter().filter_map(|r| of.get(r).copied()).collect();
        homes.sort_unstable();
        homes.dedup();
        let mut whole = CopyGroup { reports: Vec::new(), evidence: Vec::new() };
        let parts = homes.iter().filter_map(|&h| joined.get_mut(h).and_then(Option::take)).collect::<Vec<_>>();
        for part in parts.into_iter().chain([group]) {
            whole.evidence.extend(part.evidence);
            for report in part.reports {
                if !whole.reports.contains(&report) {
                    whole.reports.push(report);
                }
            }
        }
        for report in &whole.reports {
            of.insert(report.clone(), joined.len());
        }
        joined.push(Some(whole));
    }
    let mut out: Vec<CopyGroup> = joined.into_iter().flatten().collect();
    for group in &mut out {
        group.reports.sort_by_key(|r| (rank(r), r.clone()));
        group.evidence.sort();
        group.evidence.dedup();
    }
    out.sort_by_key(|g| g.reports.first().map(|r| (rank(r), r.clone())));
    out
}
