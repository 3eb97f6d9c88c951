//! The records of the picture.

use super::{
    claim::{DateShape, Number},
    geometry::Located,
};
use dateline_core::picture::{
    Access, ActorEntry, Change, Control, CopyGroup, Corroboration, Dispute, Estimate, Event, Figure, Outcome, PlaceRef,
    Sum,
};
use serde::Serialize;
use utoipa::ToSchema;

fn lat(p: Option<&PlaceRef>) -> Option<f64> {
    p.and_then(|p| p.point).map(|p| p.0)
}

fn lon(p: Option<&PlaceRef>) -> Option<f64> {
    p.and_then(|p| p.point).map(|p| p.1)
}

/// One event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventRow<'a> {
    id: &'a str,
    kind: &'static str,
    place: Option<&'a str>,
    place_key: Option<&'a str>,
    country: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    #[serde(flatten)]
    located: Located,
    actor: Option<&'a str>,
    actor_id: Option<&'a str>,
    date: Option<DateShape<'a>>,
    standing: &'static str,
    origins: u32,
    supporting: &'a [String],
    opposing: &'a [String],
    verified_by: &'a [String],
    could_not_verify: &'a [String],
    reasons: &'a [String],
}

impl<'a> EventRow<'a> {
    /// The record of an event that lies there.
    pub fn new(e: &'a Event, located: Located) -> Self {
        let place = e.place.as_deref();
        Self {
            id: &e.id,
            kind: e.kind.name(),
            place: place.map(|p| p.name.as_str()),
            place_key: place.map(|p| p.key.as_str()),
            country: place.and_then(|p| p.country.as_deref()),
            lat: lat(place),
            lon: lon(place),
            located,
            actor: e.actor.as_ref().map(|a| a.name.as_str()),
            actor_id: e.actor.as_ref().map(|a| a.id.as_str()),
            date: e.date.as_ref().map(DateShape::new),
            standing: e.standing.name(),
            origins: e.origins,
            supporting: &e.supporting,
            opposing: &e.opposing,
            verified_by: &e.verified_by,
            could_not_verify: &e.could_not_verify,
            reasons: &e.reasons,
        }
    }
}

/// Who holds a place at the end of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlRow<'a> {
    place: &'a str,
    key: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    as_of: String,
    status: &'static str,
    actor: Option<&'a str>,
    actor_id: Option<&'a str>,
    disputed_by: Vec<&'a str>,
    extent: &'static str,
    standing: &'static str,
    since: Option<String>,
    last_word: Option<String>,
    age_days: Option<i32>,
    supporting: &'a [String],
    opposing: &'a [String],
    why: &'a str,
}

impl<'a> ControlRow<'a> {
    /// The record of a place's control.
    pub fn new(c: &'a Control) -> Self {
        Self {
            place: &c.place.name,
            key: &c.place.key,
            feature: c.place.feature.map(|f| f.name()),
            country: c.place.country.as_deref(),
            admin1: c.place.admin1.as_deref(),
            lat: lat(Some(&c.place)),
            lon: lon(Some(&c.place)),
            as_of: c.at.to_string(),
            status: c.status.name(),
            actor: c.actor.as_ref().map(|a| a.name.as_str()),
            actor_id: c.actor.as_ref().map(|a| a.id.as_str()),
            disputed_by: c.disputed_by.iter().map(|a| a.name.as_str()).collect(),
            extent: c.extent.name(),
            standing: c.standing.name(),
            since: c.since.map(|d| d.to_string()),
            last_word: c.last_word.map(|d| d.to_string()),
            age_days: c.age_days(),
            supporting: &c.supporting,
            opposing: &c.opposing,
            why: &c.why,
        }
    }
}

/// Who held a place and who holds it, the claims that changed it, and whose they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeRow<'a> {
    place: &'a str,
    key: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    from: String,
    to: String,
    before: HolderShape<'a>,
    after: HolderShape<'a>,
    claims: &'a [String],
    origins: &'a [String],
    why: &'a str,
}

/// Who holds a place at the end of one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderShape<'a> {
    status: &'static str,
    actor: Option<&'a str>,
    actor_id: Option<&'a str>,
    disputed_by: Vec<&'a str>,
    extent: &'static str,
    standing: &'static str,
    since: Option<String>,
    last_word: Option<String>,
    age_days: Option<i32>,
}

impl<'a> HolderShape<'a> {
    fn new(c: &'a Control) -> Self {
        Self {
            status: c.status.name(),
            actor: c.actor.as_ref().map(|a| a.name.as_str()),
            actor_id: c.actor.as_ref().map(|a| a.id.as_str()),
            disputed_by: c.disputed_by.iter().map(|a| a.name.as_str()).collect(),
            extent: c.extent.name(),
            standing: c.standing.name(),
            since: c.since.map(|d| d.to_string()),
            last_word: c.last_word.map(|d| d.to_string()),
            age_days: c.age_days(),
        }
    }
}

impl<'a> ChangeRow<'a> {
    /// The record of a change.
    pub fn new(c: &'a Change) -> Self {
        let place = &c.after.place;
        Self {
            place: &place.name,
            key: &place.key,
            feature: place.feature.map(|f| f.name()),
            country: place.country.as_deref(),
            admin1: place.admin1.as_deref(),
            lat: lat(Some(place)),
            lon: lon(Some(place)),
            from: c.before.at.to_string(),
            to: c.after.at.to_string(),
            before: HolderShape::new(&c.before),
            after: HolderShape::new(&c.after),
            claims: &c.claims,
            origins: &c.origins,
            why: &c.after.why,
        }
    }
}

/// A number with scope and source.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureRow<'a> {
    indicator: &'a str,
    low: Number,
    high: Option<Number>,
    approx: bool,
    of: Option<&'a str>,
    place: Option<&'a str>,
    place_key: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    period: Option<DateShape<'a>>,
    origin: &'a str,
    said_by: &'a [String],
    stated: Option<String>,
    claim: &'a str,
    subset_of: Option<&'a str>,
    superseded_by: Option<&'a str>,
}

impl<'a> FigureRow<'a> {
    /// The record of a figure.
    pub fn new(f: &'a Figure) -> Self {
        let place = f.place.as_deref();
        Self {
            indicator: &f.indicator,
            low: f.low.into(),
            high: f.high.map(Number::from),
            approx: f.approx,
            of: f.of.as_deref(),
            place: place.map(|p| p.name.as_str()),
            place_key: place.map(|p| p.key.as_str()),
            lat: lat(place),
            lon: lon(place),
            period: f.period.as_ref().map(DateShape::new),
            origin: &f.origin,
            said_by: &f.said_by,
            stated: f.stated.map(|d| d.to_string()),
            claim: &f.claim,
            subset_of: f.subset_of.as_deref(),
            superseded_by: f.superseded_by.as_deref(),
        }
    }
}

/// What the figures of one scope come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateRow<'a> {
    id: &'a str,
    indicator: &'a str,
    of: Option<&'a str>,
    place: &'a str,
    place_key: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
    period: DateShape<'a>,
    by: Option<&'a str>,
    low: Number,
    best: Option<Number>,
    high: Option<Number>,
    rule: &'a str,
    origins: &'a [String],
    claims: &'a [String],
    sums: Vec<SumShape<'a>>,
}

/// A total against the sum of its parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct SumShape<'a> {
    total: &'a str,
    parts: &'a [String],
    sum: Number,
    exceeds: bool,
    why: &'a str,
}

impl<'a> EstimateRow<'a> {
    /// The record of an estimate.
    pub fn new(e: &'a Estimate) -> Self {
        let sum = |s: &'a Sum| SumShape {
            total: &s.total,
            parts: &s.parts,
            sum: s.sum.into(),
            exceeds: s.exceeds,
            why: &s.why,
        };
        Self {
            id: &e.id,
            indicator: &e.indicator,
            of: e.of.as_deref(),
            place: &e.place.name,
            place_key: &e.place.key,
            lat: lat(Some(&e.place)),
            lon: lon(Some(&e.place)),
            period: DateShape::new(&e.period),
            by: e.by.as_ref().map(|a| a.name.as_str()),
            low: e.low.into(),
            best: e.best.map(Number::from),
            high: e.high.map(Number::from),
            rule: &e.rule,
            origins: &e.origins,
            claims: &e.claims,
            sums: e.sums.iter().map(sum).collect(),
        }
    }
}

/// Whether a crossing, road or airport is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRow<'a> {
    place: &'a str,
    key: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    as_of: String,
    status: &'a str,
    since: Option<String>,
    by: Option<&'a str>,
    last_word: Option<String>,
    origins: &'a [String],
    denied_by: &'a [String],
    supporting: &'a [String],
    opposing: &'a [String],
}

impl<'a> AccessRow<'a> {
    /// The record of a crossing, road or airport at the end of a day.
    pub fn new(a: &'a Access, at: jiff::civil::Date) -> Self {
        Self {
            place: &a.place.name,
            key: &a.place.key,
            feature: a.place.feature.map(|f| f.name()),
            country: a.place.country.as_deref(),
            lat: lat(Some(&a.place)),
            lon: lon(Some(&a.place)),
            as_of: at.to_string(),
            status: &a.status,
            since: a.since.map(|d| d.to_string()),
            by: a.by.as_ref().map(|a| a.name.as_str()),
            last_word: a.last_word.map(|d| d.to_string()),
            origins: &a.origins,
            denied_by: &a.denied_by,
            supporting: &a.supporting,
            opposing: &a.opposing,
        }
    }
}

/// Claims that cannot both hold. `sides` holds the claims' ids, `says` and `origins` the words and sources of the side
/// at the same position.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeRow<'a> {
    id: &'a str,
    sides: Vec<&'a [String]>,
    about: &'a str,
    why: &'a str,
    says: Vec<&'a str>,
    origins: Vec<&'a [String]>,
    place: Option<&'a str>,
    place_key: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    date: Option<DateShape<'a>>,
    weight: f64,
    /// How it ended, null while it is open.
    ended: Option<OutcomeShape<'a>>,
    /// What would settle it.
    settled_by: &'a [String],
}

/// The end of a dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeShape<'a> {
    /// `admitted`, `verified` or `superseded`.
    how: &'static str,
    /// The day.
    on: String,
    /// Ids of the claims that ended it.
    claims: &'a [String],
    why: &'a str,
}

impl<'a> OutcomeShape<'a> {
    /// The record of an end.
    pub fn new(o: &'a Outcome) -> Self {
        Self { how: o.how.name(), on: o.on.to_string(), claims: &o.claims, why: &o.why }
    }
}

impl<'a> DisputeRow<'a> {
    /// The record of a dispute.
    pub fn new(d: &'a Dispute) -> Self {
        let place = d.place.as_ref();
        Self {
            id: &d.id,
            sides: d.sides.iter().map(|s| s.claims.as_slice()).collect(),
            about: &d.about,
            why: &d.why,
            says: d.sides.iter().map(|s| s.says.as_str()).collect(),
            origins: d.sides.iter().map(|s| s.origins.as_slice()).collect(),
            place: place.map(|p| p.name.as_str()),
            place_key: place.map(|p| p.key.as_str()),
            lat: lat(place),
            lon: lon(place),
            date: d.date.as_ref().map(DateShape::new),
            weight: d.weight,
            ended: d.ended.as_ref().map(OutcomeShape::new),
            settled_by: &d.settled_by,
        }
    }
}

/// Reports that are copies or rewrites of one text, the earliest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CopiesRow<'a> {
    reports: &'a [String],
    evidence: &'a [String],
}

impl<'a> CopiesRow<'a> {
    /// The record of a group of copies.
    pub fn new(g: &'a CopyGroup) -> Self {
        Self { reports: &g.reports, evidence: &g.evidence }
    }
}

/// Claims of one proposition and whether their origins are independent.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorroborationRow<'a> {
    id: &'a str,
    claims: &'a [String],
    independent: &'a str,
    origins: &'a [String],
    why: &'a str,
}

impl<'a> CorroborationRow<'a> {
    /// The record of a corroboration.
    pub fn new(c: &'a Corroboration) -> Self {
        Self { id: &c.id, claims: &c.claims, independent: &c.independent, origins: &c.origins, why: &c.why }
    }
}

/// An actor with the spellings met in reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorRow<'a> {
    id: &'a str,
    name: &'a str,
    class: &'static str,
    side: Option<&'a str>,
    spellings: Vec<SpellingShape<'a>>,
    acts: u32,
    is_target: u32,
    speaks: u32,
    claims: &'a [String],
}

/// A spelling and how often it was met.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpellingShape<'a> {
    text: &'a str,
    count: u32,
}

impl<'a> ActorRow<'a> {
    /// The record of an actor.
    pub fn new(a: &'a ActorEntry) -> Self {
        Self {
            id: &a.actor.id,
            name: &a.actor.name,
            class: a.class.name(),
            side: a.actor.side.as_deref(),
            spellings: a.spellings.iter().map(|(text, count)| SpellingShape { text, count: *count }).collect(),
            acts: a.counts.0,
            is_target: a.counts.1,
            speaks: a.counts.2,
            claims: &a.claims,
        }
    }
}
