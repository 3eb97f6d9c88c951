//! Events in the columns of other collections of conflict events, with their exact names, for tools that read those. Only
//! columns that the ledger can fill are filled: codes that need another collection's own numbering stay empty, and so does
//! a type that a claim's kind does not settle. `docs/data-dictionary.md` describes every column.

use dateline_core::{
    Claim, Kind,
    claim::Granularity,
    picture::{Estimate, Event},
};
use jiff::civil::Date;
use serde::Serialize;

/// An event in the columns of ACLED.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "docs/data-dictionary.md describes every column")]
pub struct AcledRow<'a> {
    pub event_id_cnty: &'a str,
    pub event_date: Option<String>,
    pub year: Option<i16>,
    pub time_precision: Option<u8>,
    pub disorder_type: &'static str,
    pub event_type: &'static str,
    pub sub_event_type: &'static str,
    pub actor1: Option<&'a str>,
    pub assoc_actor_1: Option<&'a str>,
    pub inter1: Option<u8>,
    pub actor2: Option<&'a str>,
    pub assoc_actor_2: Option<&'a str>,
    pub inter2: Option<u8>,
    pub interaction: Option<u8>,
    pub civilian_targeting: Option<&'a str>,
    pub iso: Option<u16>,
    pub region: Option<&'a str>,
    pub country: Option<&'a str>,
    pub admin1: Option<&'a str>,
    pub admin2: Option<&'a str>,
    pub admin3: Option<&'a str>,
    pub location: Option<&'a str>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub geo_precision: Option<u8>,
    pub source: String,
    pub source_scale: Option<&'a str>,
    pub notes: String,
    pub fatalities: Option<f64>,
    pub tags: String,
    pub timestamp: Option<i64>,
}

/// An event with deaths in the columns of UCDP's georeferenced event dataset.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "docs/data-dictionary.md describes every column")]
pub struct GedRow<'a> {
    pub id: &'a str,
    pub relid: &'a str,
    pub year: Option<i16>,
    pub active_year: Option<u8>,
    pub code_status: &'static str,
    pub type_of_violence: Option<u8>,
    pub conflict_new_id: Option<u32>,
    pub conflict_name: Option<&'a str>,
    pub dyad_new_id: Option<u32>,
    pub dyad_name: Option<String>,
    pub side_a_new_id: Option<u32>,
    pub side_a: Option<&'a str>,
    pub side_b_new_id: Option<u32>,
    pub side_b: Option<&'a str>,
    pub number_of_sources: usize,
    pub source_article: String,
    pub source_office: String,
    pub source_date: String,
    pub source_headline: String,
    pub source_original: String,
    pub where_prec: Option<u8>,
    pub where_coordinates: Option<&'a str>,
    pub where_description: String,
    pub adm_1: Option<&'a str>,
    pub adm_2: Option<&'a str>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub geom_wkt: Option<String>,
    pub priogrid_gid: Option<u32>,
    pub country: Option<&'a str>,
    pub country_id: Option<u16>,
    pub region: Option<&'a str>,
    pub event_clarity: Option<u8>,
    pub date_prec: Option<u8>,
    pub date_start: Option<String>,
    pub date_end: Option<String>,
    pub deaths_a: Option<f64>,
    pub deaths_b: Option<f64>,
    pub deaths_civilians: Option<f64>,
    pub deaths_unknown: Option<f64>,
    pub best: Option<f64>,
    pub high: Option<f64>,
    pub low: f64,
    pub gwnoa: Option<u16>,
    pub gwnob: Option<u16>,
}

/// A claim of an event with what its report is known by.
pub struct Told<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The day of publication.
    pub published: Option<Date>,
}

/// ACLED's type and sub-type of a kind; empty where the kind leaves it open, `None` for what is no event there.
pub const fn acled_type(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        Kind::Clashes | Kind::Repels | Kind::Attacks => Some(("Battles", "Armed clash")),
        Kind::Captures => Some(("Battles", "")),
        Kind::Strikes => Some(("Explosions/Remote violence", "")),
        Kind::Enters | Kind::Withdraws | Kind::Loses | Kind::Surrenders => {
            Some(("Strategic developments", "Non-violent transfer of territory"))
        }
        Kind::Ceasefire => Some(("Strategic developments", "Agreement")),
        Kind::Deploys | Kind::Evacuates | Kind::Displaces | Kind::Releases | Kind::Closes | Kind::Opens => {
            Some(("Strategic developments", "Other"))
        }
        Kind::Kills | Kind::Injures | Kind::CapturesPeople | Kind::Besieges | Kind::Advances => Some(("", "")),
        Kind::Holds | Kind::Verifies | Kind::CannotVerify | Kind::Other => None,
    }
}

impl<'a> AcledRow<'a> {
    /// The record of an event; `None` for a kind that is no event there. `deaths` is what the figures that its claims give
    /// come to.
    pub fn new(e: &'a Event, told: &[Told<'a>], deaths: Option<&Estimate>) -> Option<Self> {
        let (event_type, sub_event_type) = acled_type(e.kind)?;
        let place = e.place.as_deref();
        let target = told.iter().find_map(|t| t.claim.target.as_ref()).map(|m| m.name());
        Some(Self {
            event_id_cnty: &e.id,
            event_date: e.date.as_ref().map(|d| d.start.to_string()),
            year: e.date.as_ref().map(|d| d.start.year()),
            time_precision: e.date.as_ref().map(|d| match (d.granularity, (d.end - d.start).get_days()) {
                (_, 0) => 1,
                (_, days) if days <= 7 => 2,
                _ => 3,
            }),
            disorder_type: match event_type {
                "" => "",
                "Strategic developments" => "Strategic developments",
                _ => "Political violence",
            },
            event_type,
            sub_event_type,
            actor1: e.actor.as_ref().map(|a| a.name.as_str()),
            assoc_actor_1: None,
            inter1: None,
            actor2: target,
            assoc_actor_2: None,
            inter2: None,
            interaction: None,
            civilian_targeting: None,
            iso: None,
            region: None,
            country: place.and_then(|p| p.country.as_deref()),
            admin1: place.and_then(|p| p.admin1.as_deref()),
            admin2: None,
            admin3: None,
            location: place.map(|p| p.name.as_str()),
            latitude: place.and_then(|p| p.point).map(|p| p.0),
            longitude: place.and_then(|p| p.point).map(|p| p.1),
            geo_precision: precision(told).map(|p| match p {
                1 => 1,
                2 | 3 => 2,
                _ => 3,
            }),
            source: joined(told.iter().filter_map(|t| t.outlet)),
            source_scale: None,
            notes: joined(told.iter().map(|t| t.claim.quote.as_str())),
            fatalities: deaths.and_then(|d| d.best),
            tags: format!("dateline standing={}", e.standing),
            timestamp: None,
        })
    }
}

impl<'a> GedRow<'a> {
    /// The record of an event whose claims give deaths.
    pub fn new(e: &'a Event, told: &[Told<'a>], deaths: &Estimate) -> Self {
        let place = e.place.as_deref();
        let side_a = e.actor.as_ref().map(|a| a.name.as_str());
        let side_b = told.iter().find_map(|t| t.claim.target.as_ref()).map(|m| m.name());
        let civilians = deaths.of.as_deref().is_some_and(|of| of.contains("civilian"));
        let outlets: Vec<&str> = told.iter().filter_map(|t| t.outlet).collect();
        let sources: std::collections::BTreeSet<&str> = outlets.iter().copied().collect();
        let days = told.iter().filter_map(|t| t.published).map(|d| d.to_string()).collect::<Vec<_>>();
        Self {
            id: &e.id,
            relid: &e.id,
            year: e.date.as_ref().map(|d| d.start.year()),
            active_year: None,
            code_status: "Not coded by UCDP",
            type_of_violence: None,
            conflict_new_id: None,
            conflict_name: None,
            dyad_new_id: None,
            dyad_name: side_a.zip(side_b).map(|(a, b)| format!("{a} - {b}")),
            side_a_new_id: None,
            side_a,
            side_b_new_id: None,
            side_b,
            number_of_sources: sources.len(),
            source_article: joined(told.iter().map(|t| t.claim.report.as_str())),
            source_office: joined(outlets.iter().copied()),
            source_date: joined(days.iter().map(String::as_str)),
            source_headline: joined(told.iter().filter_map(|t| t.title)),
            source_original: joined(told.iter().map(|t| t.claim.origin.as_str())),
            where_prec: precision(told),
            where_coordinates: place.map(|p| p.name.as_str()),
            where_description: joined(told.iter().filter_map(|t| t.claim.place.as_ref()).map(|p| p.text.as_str())),
            adm_1: place.and_then(|p| p.admin1.as_deref()),
            adm_2: None,
            latitude: place.and_then(|p| p.point).map(|p| p.0),
            longitude: place.and_then(|p| p.point).map(|p| p.1),
            geom_wkt: place.and_then(|p| p.point).map(|(lat, lon)| format!("POINT ({lon} {lat})")),
            priogrid_gid: None,
            country: place.and_then(|p| p.country.as_deref()),
            country_id: None,
            region: None,
            event_clarity: None,
            date_prec: e.date.as_ref().map(|d| match (d.granularity, (d.end - d.start).get_days()) {
                (Granularity::Day, _) | (_, 0) => 1,
                (_, days) if days <= 6 => 2,
                (Granularity::Month, _) => 4,
                (Granularity::Year, _) => 5,
                (_, days) if days <= 31 => 4,
                _ => 5,
            }),
            date_start: e.date.as_ref().map(|d| d.start.to_string()),
            date_end: e.date.as_ref().map(|d| d.end.to_string()),
            deaths_a: None,
            deaths_b: None,
            deaths_civilians: deaths.best.filter(|_| civilians),
            deaths_unknown: deaths.best.filter(|_| !civilians),
            best: deaths.best,
            high: deaths.high,
            low: deaths.low,
            gwnoa: None,
            gwnob: None,
        }
    }
}

/// UCDP's precision of the place, the finest that a claim has.
fn precision(told: &[Told<'_>]) -> Option<u8> {
    told.iter().filter_map(|t| t.claim.place.as_ref()?.precision()).min()
}

/// Each once, in order.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    for part in parts {
        if !part.is_empty() && !out.contains(&part) {
            out.push(part);
        }
    }
    out.join("; ")
}
