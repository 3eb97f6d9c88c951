//! The places that claims tell of, as people joined and parted them, and how they were read.

use super::Desk;
use dateline_core::{
    Choice, Claim, Decision, ResolvedPlace,
    claim::story_countries,
    decision::{NamedPlace, PlacePart},
    review::State,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A place that claims tell of.
pub struct PlaceOf<'d> {
    /// Its key, as lists have it.
    pub key: String,
    /// Its name.
    pub name: &'d str,
    /// What the gazetteer knows of it.
    pub resolved: Option<&'d ResolvedPlace>,
    /// Its claims, in the order of the ledger.
    pub claims: Vec<&'d Claim>,
}

impl PlaceOf<'_> {
    /// How claims write it, with the number of them, most first.
    pub fn names(&self, desk: &Desk) -> Vec<(String, usize)> {
        counted(self.claims.iter().filter_map(|c| Some(desk.as_read(c).place.as_ref()?.text.clone())))
    }
}

/// Each value once with how often it is there, most first.
pub fn counted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts = BTreeMap::new();
    values.for_each(|v| *counts.entry(v).or_insert(0) += 1);
    let mut out: Vec<(T, usize)> = counts.into_iter().collect();
    out.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    out
}

/// The countries that reports are about.
pub struct Stories<'d>(HashMap<&'d str, String>);

impl Stories<'_> {
    /// The country that a claim's report is about.
    pub fn of(&self, claim: &Claim) -> Option<&str> {
        self.0.get(claim.report.as_str()).map(String::as_str)
    }

    /// The key of the place that a claim tells of, if it has a name.
    pub fn key(&self, claim: &Claim) -> Option<String> {
        claim.place.as_ref()?.key(self.of(claim))
    }
}

impl Desk {
    /// The places that claims tell of, by name and key; all but those of rejected claims alone.
    pub fn places(&self) -> Vec<PlaceOf<'_>> {
        let stories = self.stories();
        let mut out: BTreeMap<String, PlaceOf<'_>> = BTreeMap::new();
        for claim in self.claims.iter().map(AsRef::as_ref).filter(|c| self.state(c) != State::Rejected) {
            let (Some(key), Some(place)) = (stories.key(claim), &claim.place) else { continue };
            let of = out.entry(key).or_insert_with_key(|key| PlaceOf {
                key: key.clone(),
                name: place.resolved.as_ref().map_or(place.text.as_str(), |r| r.name.as_str()),
                resolved: place.resolved.as_ref(),
                claims: Vec::new(),
            });
            of.claims.push(claim);
        }
        let mut out: Vec<PlaceOf<'_>> = out.into_values().collect();
        out.sort_by(|a, b| (a.name, &a.key).cmp(&(b.name, &b.key)));
        out
    }

    /// The countries that reports are about, by what was decided.
    pub fn stories(&self) -> Stories<'_> {
        let counted = |c: &&Claim| self.state(c) != State::Rejected;
        self.stories_told(self.claims.iter().chain(self.passing.values()).map(AsRef::as_ref).filter(counted))
    }

    /// The countries that reports are about, as they were read: what decisions on places go by.
    pub fn stories_read(&self) -> Stories<'_> {
        self.stories_told(self.claims.iter().chain(self.passing.values()).map(|c| self.as_read(c)))
    }

    fn stories_told<'d>(&'d self, claims: impl Iterator<Item = &'d Claim>) -> Stories<'d> {
        let country = |c: &'d Claim| c.place.as_ref()?.resolved.as_ref()?.country.as_deref();
        Stories(story_countries(claims.filter_map(|c| Some((c.report.as_str(), country(c)?)))))
    }

    /// A place as decisions on it name it. Where reports on several countries have a name that the gazetteer does not know,
    /// these are several places.
    pub fn named_places(&self, place: &PlaceOf<'_>, stories_read: &Stories<'_>) -> Vec<NamedPlace> {
        if let Some(known) = place.resolved {
            return vec![NamedPlace::Known(known.clone())];
        }
        let countries: BTreeSet<Option<&str>> = place.claims.iter().map(|c| stories_read.of(c)).collect();
        let unknown = |country: Option<&str>| NamedPlace::Unknown {
            name: place.name.to_owned(),
            country: country.map(str::to_owned),
        };
        countries.into_iter().map(unknown).collect()
    }

    /// The claims of a place that meet all that is given: the name as it is written, the report, the outlet.
    pub fn part_of<'d>(&self, place: &PlaceOf<'d>, part: &PlacePart) -> Vec<&'d Claim> {
        let meets = |c: &&&Claim| {
            let outlet = self.report_of(c).ok().and_then(|r| r.outlet.as_deref());
            part.meets(self.as_read(c).place.as_ref().map_or("", |p| &p.text), &c.report, outlet)
        };
        place.claims.iter().filter(meets).copied().collect()
    }

    /// The decisions that hold and find something, by the keys of places: by them the place is another one, or others are it.
    pub fn decisions_on_places(&self) -> HashMap<String, Vec<&Decision>> {
        let rules = self.reviews.places();
        let mut out: HashMap<String, Vec<&Decision>> = HashMap::new();
        for decision in self.decisions.iter().filter(|d| self.is_effective(d)) {
            let places = match &decision.choice {
                Choice::MergePlaces { into, .. } => [Some(into.key()), None],
                Choice::SplitPlace { place, to, .. } => [Some(place.key()), to.as_ref().map(ResolvedPlace::key)],
                _ => continue,
            };
            let meant: BTreeSet<String> = places.iter().flatten().map(|key| rules.key_meant(key)).collect();
            meant.into_iter().for_each(|key| out.entry(key).or_default().push(decision));
        }
        out
    }

    /// Those on the place with a key.
    pub fn decisions_on_place(&self, key: &str) -> Vec<&Decision> {
        self.decisions_on_places().remove(key).unwrap_or_default()
    }

    /// The key of the place that the one with a key is, after what was decided.
    pub fn place_meant(&self, key: &str) -> String {
        self.reviews.places().key_meant(key)
    }
}
