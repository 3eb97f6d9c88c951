//! A place of the gazetteer.

use dateline_core::{claim::Tier, gazetteer::Place};
use serde::Serialize;

/// One place that a name may mean.
#[derive(Debug, Serialize)]
pub struct PlaceRow<'a> {
    /// How the name was matched.
    pub tier: &'static str,
    /// Usual name.
    pub name: &'a str,
    /// Sort of place.
    pub feature: &'static str,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<&'a str>,
    /// First-level division.
    pub admin1: Option<&'a str>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Inhabitants, null if unknown.
    pub population: Option<u32>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// UCDP `where_prec`.
    pub precision: u8,
    /// Kilometres from the point that was asked for.
    pub distance_km: Option<f64>,
    /// The disputed area it lies in, with who administers and who claims it.
    pub disputed: Option<String>,
    /// Whether reports are read with it under this name.
    pub read: bool,
    /// Where it comes from: `built in`, or the file it was imported from.
    pub source: &'a str,
    /// How the name leads to it.
    pub why: String,
}

impl<'a> PlaceRow<'a> {
    /// A row without what needs more than the place itself.
    pub fn new(tier: Tier, place: Place<'a>) -> Self {
        // Whole metres are more than a gazetteer knows.
        let degrees = |d: f64| (d * 1e5).round() / 1e5;
        Self {
            tier: tier.name(),
            name: place.name,
            feature: place.feature.name(),
            country: place.country,
            admin1: place.admin1,
            lat: place.point.map(|p| degrees(p.0)),
            lon: place.point.map(|p| degrees(p.1)),
            population: (place.population > 0).then_some(place.population),
            geonames_id: place.geonames_id,
            precision: place.precision,
            distance_km: None,
            disputed: None,
            read: true,
            source: "built in",
            why: String::new(),
        }
    }
}

/// What lies at a point.
#[derive(Debug, Serialize)]
pub struct PointRow<'a> {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166-1 alpha-2 code of whoever administers it; null on the high seas.
    pub country: Option<&'a str>,
    /// The country's name.
    pub country_name: Option<&'a str>,
    /// First-level division.
    pub admin1: Option<&'a str>,
    /// The disputed area it lies in, with who administers and who claims it.
    pub disputed: Option<String>,
    /// The nearest towns.
    pub nearest: Vec<NearRow<'a>>,
}

/// A town near a point.
#[derive(Debug, Serialize)]
pub struct NearRow<'a> {
    /// Kilometres to it.
    pub distance_km: f64,
    /// Usual name.
    pub name: &'a str,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<&'a str>,
    /// First-level division.
    pub admin1: Option<&'a str>,
    /// Inhabitants, null if unknown.
    pub population: Option<u32>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
}
