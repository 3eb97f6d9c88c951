//! Which sentences tell of one incident.

use super::{
    Prepared,
    filling::{Assessed, NONE, probability, report_features},
    model::{Feature, Model},
};
use std::collections::BTreeSet;

/// The sentences that tell of one incident, and its sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its sort.
    pub sort: String,
    /// The sentences that tell of it itself, in order.
    pub told: Vec<usize>,
    /// Those and the ones that stand with them.
    pub sentences: Vec<usize>,
}

/// The groups of a report: first the sorts of incidents in it, then for each sort the sentences in order, each of which
/// goes on with a group or begins another.
pub fn groups(prepared: &Prepared, assessed: &Assessed, model: &Model) -> Vec<Group> {
    let mut sorts: Vec<&str> =
        assessed.sorts.iter().flatten().map(|(l, _)| l.as_str()).filter(|l| *l != NONE).collect();
    sorts.sort_unstable();
    sorts.dedup();
    let mut chosen: Vec<(&str, f32)> = sorts
        .into_iter()
        .map(|s| (s, model.probability(&format!("report {s}"), "yes", &report_features(prepared, assessed, s))))
        .filter(|(_, p)| *p > model.number("report"))
        .collect();
    chosen.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Each sentence goes to the sort that it tells of most.
    let mut of_sort: Vec<Vec<usize>> = vec![Vec::new(); chosen.len()];
    for (i, told) in assessed.sorts.iter().enumerate().filter(|(_, told)| !told.is_empty()) {
        let p = |c: &usize| chosen.get(*c).map_or(0.0, |(sort, _)| probability(told, sort));
        let best = (0..chosen.len()).max_by(|a, b| p(a).total_cmp(&p(b)).then(b.cmp(a)));
        if let Some(sentences) = best.and_then(|b| of_sort.get_mut(b)) {
            sentences.push(i);
        }
    }
    let mut out = Vec::new();
    for ((sort, _), sentences) in chosen.iter().zip(of_sort) {
        out.extend(split(prepared, assessed, model, sort, &sentences));
    }
    out
}

/// The groups among the sentences of one sort.
fn split(prepared: &Prepared, assessed: &Assessed, model: &Model, sort: &str, sentences: &[usize]) -> Vec<Group> {
    let p = |s: &usize| assessed.sorts.get(*s).map_or(0.0, |all| 1.0 - probability(all, NONE));
    let mut told: Vec<usize> = sentences.iter().copied().filter(|s| p(s) > model.number("told")).collect();
    if told.is_empty() {
        told.extend(sentences.iter().copied().max_by(|a, b| p(a).total_cmp(&p(b))));
    }
    let mut out: Vec<Group> = Vec::new();
    for s in told {
        let with = |g: &Group| model.probability("same", "yes", &pair_features(prepared, assessed, &g.told, s));
        let best = out.iter().map(with).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        match best.filter(|(_, p)| *p > model.number("same")).and_then(|(i, _)| out.get_mut(i)) {
            Some(group) => group.told.push(s),
            None => out.push(Group { sort: sort.to_owned(), told: vec![s], sentences: vec![s] }),
        }
    }
    // What tells of nothing by itself stands with what was told before it, at the beginning with what comes first.
    for &s in sentences {
        let last = |g: &Group| g.told.iter().rev().find(|t| **t <= s).copied();
        let best = (0..out.len()).max_by_key(|i| out.get(*i).and_then(last).map_or(-1, |t| t as i64));
        let first = (0..out.len()).min_by_key(|i| out.get(*i).and_then(|g| g.told.first().copied()));
        let before = out.iter().any(|g| last(g).is_some());
        if let Some(group) = if before { best } else { first }.and_then(|i| out.get_mut(i)) {
            group.sentences.push(s);
        }
    }
    for group in &mut out {
        group.sentences.extend(&group.told);
        group.sentences.sort_unstable();
        group.sentences.dedup();
    }
    out
}

/// What speaks for and against a sentence telling of the same incident as some sentences before it.
pub fn pair_features(prepared: &Prepared, assessed: &Assessed, before: &[usize], s: usize) -> Vec<Feature> {
    let mut out: BTreeSet<String> = BTreeSet::from(["bias".to_owned()]);
    let Some(passage) = prepared.passages.get(s) else { return Vec::new() };
    let earlier = || before.iter().filter_map(|b| prepared.passages.get(*b));
    let verdict = |here: bool, there: bool, shared: bool| match (here, there, shared) {
        (true, true, true) => "shared",
        (true, true, false) => "other",
        (true, false, _) => "here",
        (false, true, _) => "there",
        _ => "none",
    };
    let narrow = |p: &super::Passage| -> BTreeSet<String> {
        p.places.iter().filter(|p| !p.is_country).map(|p| p.name.clone()).collect()
    };
    let (mine, theirs): (BTreeSet<String>, BTreeSet<String>) = (narrow(passage), earlier().flat_map(narrow).collect());
    let places = verdict(!mine.is_empty(), !theirs.is_empty(), mine.intersection(&theirs).next().is_some());
    out.insert(format!("places={places}"));
    let days = |p: &super::Passage| -> BTreeSet<_> { p.dates.iter().filter(|d| d.single).map(|d| d.start).collect() };
    let (mine, theirs): (BTreeSet<_>, BTreeSet<_>) = (days(passage), earlier().flat_map(days).collect());
    let dates = verdict(!mine.is_empty(), !theirs.is_empty(), mine.intersection(&theirs).next().is_some());
    out.insert(format!("dates={dates}"));
    out.insert(format!("both={places}:{dates}"));
    let last = before.last().copied().unwrap_or(s);
    out.insert(format!("distance={}", s.saturating_sub(last).min(6)));
    let paragraph = prepared.passages.get(last).is_some_and(|l| l.paragraph == passage.paragraph);
    out.insert(format!("paragraph={paragraph}"));
    out.insert(format!("told={}", before.len().min(4)));
    // What is shared: the same person, thing or body, by what it probably is.
    for role in assessed.roles.first().into_iter().flatten().map(|(l, _)| l).filter(|l| *l != NONE) {
        let likely = |i: &usize| assessed.roles.get(*i).is_some_and(|all| probability(all, role) > 0.3);
        let at = |i: &usize| prepared.candidates.get(*i).map(|c| c.sentence);
        let (mut here, mut there, mut shared) = (false, false, false);
        let mut words: (BTreeSet<String>, BTreeSet<String>) = Default::default();
        for entity in &prepared.entities {
            let mentions = || entity.mentions.iter().filter(|i| likely(i));
            let h = mentions().any(|i| at(i) == Some(s));
            let t = mentions().any(|i| at(i).is_some_and(|x| before.contains(&x)));
            here |= h;
            there |= t;
            shared |= h && t;
            let heads = |within: bool| {
                mentions()
                    .filter(move |i| if within { at(i) == Some(s) } else { at(i).is_some_and(|x| before.contains(&x)) })
                    .filter_map(|i| prepared.candidates.get(*i))
                    .map(|c| c.head_word.to_uppercase())
            };
            words.0.extend(heads(true));
            words.1.extend(heads(false));
        }
        shared |= words.0.intersection(&words.1).next().is_some();
        out.insert(format!("{role}={}", verdict(here, there, shared)));
    }
    let cues = |f: &&(String, f32)| ["w=", "claim=", "time=", "v="].iter().any(|p| f.0.starts_with(p));
    let there: BTreeSet<&str> = earlier().flat_map(|p| &p.features).map(|(f, _)| f.as_str()).collect();
    let mut common = 0;
    for (f, _) in passage.features.iter().filter(cues) {
        out.insert(f.clone());
        common += usize::from(f.starts_with("w=") && there.contains(f.as_str()));
    }
    out.insert(format!("common={}", common.min(6)));
    out.into_iter().map(|f| (f, 1.0)).collect()
}
