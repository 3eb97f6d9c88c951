//! Copies and rewrites of one text: one set of words is one voice, however often it is printed.

use crate::{
    facts::{Fact, Facts},
    gather::Groups,
    likeness::{COPIED, Earlier, LEAST_PAIRS, LEAST_RUNS, Likeness, Print, Rarity},
    report::{ReportInfo, Reports},
};
use dateline_core::{picture::CopyGroup, report::containment};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How alike the reports of a group are on average: the share of words as [`Likeness::strength`] has it.
const ALIKE: f64 = 0.27;
/// Copies appear within this many days of each other.
const WINDOW_DAYS: i32 = 3;
/// Of the earlier reports that give a figure, so many are compared: the latest ones.
const COMPARED: usize = 8;
/// The share of runs that, with the same sources and figures, makes a text a rewrite.
const REWRITTEN: f64 = 0.08;

/// Groups reports by their words; `reports` in order of publication.
pub fn groups(reports: &[&ReportInfo]) -> Vec<CopyGroup> {
    let prints: Vec<Print> = reports.iter().map(|r| Print::of(r)).collect();
    let rarity = Rarity::among(&prints);
    let compared = |i: usize, j: usize| {
        let (a, b) = (reports.get(i).zip(prints.get(i))?, reports.get(j).zip(prints.get(j))?);
        near(a.0, b.0).then(|| Likeness::of((a.0, a.1), (b.0, b.1), &rarity))
    };
    let like = |i: usize, j: usize| compared(i, j).map_or(0.0, |l| l.strength());
    let (mut runs, mut pairs, mut found) = (Earlier::default(), Earlier::default(), Groups::default());
    for (i, (report, print)) in reports.iter().zip(&prints).enumerate() {
        let whole = |j: usize| reports.get(j).is_some_and(|other| other.sketch == report.sketch);
        let by_runs = runs.sharing(i, report.sketch.iter()).into_iter();
        let by_runs = by_runs.filter(|&(j, shared)| shared >= LEAST_RUNS || whole(j)).map(|(j, _)| j);
        let by_pairs = pairs.sharing(i, print.pairs.iter()).into_iter();
        let by_pairs = by_pairs.filter(|&(_, shared)| shared >= LEAST_PAIRS).map(|(j, _)| j);
        found.add(by_runs.chain(by_pairs), like, ALIKE);
    }
    let links = found.links.clone();
    let linked = links.iter().filter_map(|&(i, j)| {
        let (a, b) = (reports.get(i)?, reports.get(j)?);
        Some((i, evidence(a, b, &compared(i, j)?)))
    });
    let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (i, line) in linked {
        lines.entry(i).or_default().push(line);
    }
    let group = |members: Vec<usize>| {
        let evidence = members.iter().filter_map(|i| lines.get(i)).flatten().cloned().collect();
        let named = members.iter().filter_map(|&i| Some(reports.get(i)?.id.clone())).collect();
        CopyGroup { reports: named, evidence }
    };
    found.groups().into_iter().filter(|members| members.len() > 1).map(group).collect()
}

/// What speaks for a copy, in words.
fn evidence(a: &ReportInfo, b: &ReportInfo, like: &Likeness) -> String {
    let mut told = Vec::new();
    if like.runs >= COPIED {
        told.push(format!("share {:.0} % of the shorter one's runs of five words", like.runs * 100.0));
    } else {
        let share = like.pairs * 100.0;
        told.push(format!("share {share:.0} % of the shorter one's pairs of neighbouring words outside quotes"));
    }
    if like.of_facts > 0 {
        told.push(format!("{} of {} names and figures", like.facts, like.of_facts));
    }
    match like.quotes {
        0 => {}
        1 => told.push("a quotation".to_owned()),
        n => told.push(format!("{n} quotations")),
    }
    let last = told.pop().unwrap_or_default();
    let told = if told.is_empty() { last } else { format!("{} and {last}", told.join(", ")) };
    format!("{} and {} {told}{}", a.id, b.id, apart(a, b))
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
