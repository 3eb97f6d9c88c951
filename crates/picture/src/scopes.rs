//! Figures by scope, as a reader compares them. Two scopes are never added up.

use dateline_core::picture::{Estimate, Figure};
use std::collections::HashMap;

/// The figures of one scope, with what they come to.
#[derive(Debug)]
pub struct Scope<'p> {
    /// What they come to; `None` where they are too loose for it: without a place or a day.
    pub estimate: Option<&'p Estimate>,
    /// One at least; those that were replaced are among them.
    pub figures: Vec<&'p Figure>,
}

impl Scope<'_> {
    /// Stable id: that of the estimate, else of the first claim.
    pub fn id(&self) -> &str {
        let first = || self.figures.first().map_or("", |f| &f.claim);
        self.estimate.map_or_else(first, |e| &e.id)
    }
}

/// The scopes of a picture, indicator by indicator in the order of the figures: first those that were estimated, then the
/// figures of no estimate by place and whom they count. A figure that was replaced is with the one that stands for it.
pub fn scopes<'p>(figures: &'p [Figure], estimates: &'p [Estimate]) -> Vec<Scope<'p>> {
    let by_claim: HashMap<&str, &Figure> = figures.iter().map(|f| (f.claim.as_str(), f)).collect();
    let mut of_claim: HashMap<&str, Vec<&Figure>> = HashMap::new();
    for figure in figures {
        of_claim.entry(&standing(figure, &by_claim).claim).or_default().push(figure);
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for figure in figures {
        let next = numbers.len();
        numbers.entry(&figure.indicator).or_insert(next);
    }
    let mut by_indicator: Vec<Vec<Scope<'p>>> = (0..numbers.len()).map(|_| Vec::new()).collect();
    let mut add = |indicator: &str, scope: Scope<'p>| {
        if let Some(scopes) = numbers.get(indicator).and_then(|&n| by_indicator.get_mut(n)) {
            scopes.push(scope);
        }
    };
    for estimate in estimates {
        let figures: Vec<&Figure> =
            estimate.claims.iter().filter_map(|id| of_claim.remove(id.as_str())).flatten().collect();
        if !figures.is_empty() {
            add(&estimate.indicator, Scope { estimate: Some(estimate), figures });
        }
    }
    let mut others: Vec<Scope<'p>> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for figure in figures.iter().filter(|f| of_claim.contains_key(standing(f, &by_claim).claim.as_str())) {
        let place = figure.place.as_ref().map(|p| p.key.as_str());
        let at = *known.entry((&figure.indicator, place, &figure.of)).or_insert(others.len());
        match others.get_mut(at) {
            Some(scope) => scope.figures.push(figure),
            None => others.push(Scope { estimate: None, figures: vec![figure] }),
        }
    }
    for scope in others {
        let indicator = scope.figures.first().map_or("", |f| &f.indicator);
        add(indicator, scope);
    }
    by_indicator.into_iter().flatten().collect()
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
