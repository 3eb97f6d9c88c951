//! Figures by scope, as a reader compares them. Two scopes are never added up.

use dateline_core::picture::{Estimate, Figure};
use std::collections::HashMap;

/// The figures of one scope, with what they come to, by their places in the lists of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The estimate; `None` where the figures are too loose for one: without a place or a day.
    pub estimate: Option<usize>,
    /// One at least; those that were replaced are among them.
    pub figures: Vec<usize>,
}

impl Scope {
    /// Stable id: that of the estimate, else of the first claim.
    pub fn id<'p>(&self, figures: &'p [Figure], estimates: &'p [Estimate]) -> &'p str {
        let first = || self.figures.first().and_then(|&at| figures.get(at)).map_or("", |f| &f.claim);
        self.estimate.and_then(|at| estimates.get(at)).map_or_else(first, |e| &e.id)
    }
}

/// The scopes of a picture, indicator by indicator in the order of the figures: first those that were estimated, then the
/// figures of no estimate by place and whom they count. A figure that was replaced is with the one that stands for it.
pub fn scopes(figures: &[Figure], estimates: &[Estimate]) -> Vec<Scope> {
    let by_claim: HashMap<&str, &Figure> = figures.iter().map(|f| (f.claim.as_str(), f)).collect();
    let mut of_claim: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for (at, figure) in figures.iter().enumerate() {
        of_claim.entry(&standing(figure, &by_claim).claim).or_default().push(at);
        let next = numbers.len();
        numbers.entry(&figure.indicator).or_insert(next);
    }
    let mut out: Vec<(usize, Scope)> = Vec::new();
    let number = |indicator: &str| numbers.get(indicator).copied().unwrap_or_default();
    for (at, estimate) in estimates.iter().enumerate() {
        let figures: Vec<usize> =
            estimate.claims.iter().filter_map(|id| of_claim.remove(id.as_str())).flatten().collect();
        if !figures.is_empty() {
            out.push((number(&estimate.indicator), Scope { estimate: Some(at), figures }));
        }
    }
    let mut known: HashMap<_, usize> = HashMap::new();
    for (at, figure) in figures.iter().enumerate() {
        if !of_claim.contains_key(standing(figure, &by_claim).claim.as_str()) {
            continue;
        }
        let place = figure.place.as_ref().map(|p| p.key.as_str());
        let there = *known.entry((&figure.indicator, place, &figure.of)).or_insert(out.len());
        match out.get_mut(there) {
            Some((_, scope)) => scope.figures.push(at),
            None => out.push((number(&figure.indicator), Scope { estimate: None, figures: vec![at] })),
        }
    }
    out.sort_by_key(|(indicator, _)| *indicator);
    out.into_iter().map(|(_, scope)| scope).collect()
}

/// The figure that stands for one: itself, or what it was replaced by in the end.
fn standing<'p>(figure: &'p Figure, by_claim: &HashMap<&str, &'p Figure>) -> &'p Figure {
    let mut stands = figure;
    // No chain is longer than there are figures.
    for _ in 0..by_claim.len() {
        match stands.superseded_by.as_deref().and_then(|id| by_claim.get(id)) {
            Some(next) => stands = next,
            None => break,
        }
    }
    stands
}
