//! Which places lie in which.

use dateline_core::{claim::Feature, picture::PlaceRef};
use std::{collections::BTreeMap, sync::Arc};

/// The number of each place's wider places, itself first.
#[derive(Debug, Clone, Default)]
pub struct Nesting {
    wider: Vec<Vec<usize>>,
}

impl Nesting {
    /// Looks at the divisions and countries that places are said to lie in; nothing is guessed from distances.
    pub fn new(places: &[Arc<PlaceRef>]) -> Self {
        let mut areas: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, place) in places.iter().enumerate().filter(|(_, p)| is_area(p)) {
            areas.entry(place.country.as_deref().unwrap_or_default()).or_default().push(number);
        }
        let wider = places.iter().enumerate().map(|(inner, place)| {
            let country = place.country.as_deref().and_then(|c| areas.get(c));
            let others = country.into_iter().flatten().copied().filter(|outer| *outer != inner);
            std::iter::once(inner).chain(others.filter(|outer| lies_in(place, &places[*outer]))).collect()
        });
        Self { wider: wider.collect() }
    }

    /// The place itself and those around it.
    pub fn around(&self, place: usize) -> &[usize] {
        self.wider.get(place).map_or(&[], Vec::as_slice)
    }
}

fn is_area(place: &PlaceRef) -> bool {
    matches!(place.feature, Some(Feature::Country | Feature::Admin1))
}

fn lies_in(inner: &PlaceRef, outer: &PlaceRef) -> bool {
    if inner.country.is_none() || inner.country != outer.country || inner.feature == Some(Feature::Country) {
        return false;
    }
    // One of the names may have a type word: `Homs province`, `Homs`.
    let begins = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|r| r.is_empty() || r.starts_with(' '));
    match (outer.feature, &inner.admin1) {
        (Some(Feature::Country), _) => true,
        _ if inner.feature == Some(Feature::Admin1) => false,
        (_, Some(admin1)) => begins(&outer.name, admin1) || begins(admin1, &outer.name),
        // The town after which it is called.
        (_, None) => inner.feature == Some(Feature::City) && begins(&outer.name, &inner.name),
    }
}
