//! The places that claims tell of.

use super::review::DecidedBy;
use crate::desk::{Desk, PlaceOf, Stories, counted};
use dateline_core::{Claim, Decision};
use serde::Serialize;
use utoipa::ToSchema;

/// A place that claims tell of, as people joined and parted places, with what was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceOfRow<'a> {
    key: &'a str,
    name: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
    /// How claims write it, most first.
    pub names: Vec<NameCount>,
    /// The other places that some of its claims were read as, most first.
    pub read_as: Vec<PlaceCount>,
    /// The outlets whose reports tell of it, most first.
    outlets: Vec<NameCount>,
    /// The decisions that hold and by which others are it, or it is another one.
    pub decisions: Vec<DecidedBy<'a>>,
    /// Ids of its claims.
    claims: Vec<&'a str>,
}

/// A name with the number of claims that have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameCount {
    /// The name.
    pub text: String,
    /// How many claims.
    pub count: usize,
}

/// A place with the number of claims that were read as it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCount {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many claims.
    pub count: usize,
}

impl<'a> PlaceOfRow<'a> {
    /// The record of a place, with the decisions on it; `stories` are as they were read.
    pub fn new(place: &'a PlaceOf<'_>, decisions: &[&'a Decision], desk: &'a Desk, stories: &Stories<'_>) -> Self {
        let other = |c: &&Claim| {
            let read = desk.as_read(c);
            let place_read = read.place.as_ref()?;
            let key = place_read.key(stories.of(c))?;
            let name = place_read.resolved.as_ref().map_or(&place_read.text, |r| &r.name);
            (!std::ptr::eq(read, *c) && key != place.key).then(|| (key, name.clone()))
        };
        let names = |(text, count)| NameCount { text, count };
        let outlets = place.claims.iter().filter_map(|c| desk.report_of(c).ok()?.outlet.clone());
        let resolved = place.resolved;
        let (lat, lon) = resolved.and_then(|r| r.point).unzip();
        Self {
            key: &place.key,
            name: place.name,
            feature: resolved.map(|r| r.feature.name()),
            country: resolved.and_then(|r| r.country.as_deref()),
            admin1: resolved.and_then(|r| r.admin1.as_deref()),
            lat,
            lon,
            geonames_id: resolved.and_then(|r| r.geonames_id),
            names: place.names(desk).into_iter().map(names).collect(),
            read_as: counted(place.claims.iter().filter_map(other))
                .into_iter()
                .map(|((key, name), count)| PlaceCount { key, name, count })
                .collect(),
            outlets: counted(outlets).into_iter().map(names).collect(),
            decisions: decisions.iter().copied().map(DecidedBy::new).collect(),
            claims: place.claims.iter().map(|c| c.id.as_str()).collect(),
        }
    }
}
