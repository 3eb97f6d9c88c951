//! Records of relations, movements and advisories.

use super::{DateShape, Number};
use dateline_core::picture::{Advisory, Bond, Movement, PlaceRef};
use serde::Serialize;
use utoipa::ToSchema;

/// `/api/v1/movements`
#[derive(Debug, Serialize, ToSchema)]
pub struct MovementsAnswer<'a> {
    /// People and forces that move.
    pub movements: Vec<MovementRow<'a>>,
}

/// `/api/v1/advisories`
#[derive(Debug, Serialize, ToSchema)]
pub struct AdvisoriesAnswer<'a> {
    /// What governments tell their people abroad, the latest first.
    pub advisories: Vec<AdvisoryRow<'a>>,
}

/// `/api/v1/relations`
#[derive(Debug, Serialize, ToSchema)]
pub struct RelationsAnswer<'a> {
    /// What actors are to each other, the most said first.
    pub relations: Vec<BondRow<'a>>,
}

/// What two actors are to each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct BondRow<'a> {
    id: &'a str,
    relation: &'a str,
    actor: &'a str,
    actor_id: &'a str,
    target: &'a str,
    target_id: &'a str,
    standing: &'static str,
    since: Option<String>,
    first_word: Option<String>,
    last_word: Option<String>,
    origins: &'a [String],
    denied_by: &'a [String],
    supporting: &'a [String],
    opposing: &'a [String],
}

impl<'a> BondRow<'a> {
    /// The record of a relation.
    pub fn new(b: &'a Bond) -> Self {
        Self {
            id: &b.id,
            relation: &b.sort,
            actor: &b.one.name,
            actor_id: &b.one.id,
            target: &b.other.name,
            target_id: &b.other.id,
            standing: b.standing.name(),
            since: b.since.map(|d| d.to_string()),
            first_word: b.said.map(|d| d.0.to_string()),
            last_word: b.said.map(|d| d.1.to_string()),
            origins: &b.origins,
            denied_by: &b.denied_by,
            supporting: &b.supporting,
            opposing: &b.opposing,
        }
    }
}

/// A place with its point.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointShape<'a> {
    name: &'a str,
    key: &'a str,
    country: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl<'a> PointShape<'a> {
    fn new(p: &'a PlaceRef) -> Self {
        let (lat, lon) = (p.point.map(|p| p.0), p.point.map(|p| p.1));
        Self { name: &p.name, key: &p.key, country: p.country.as_deref(), lat, lon }
    }
}

/// People or forces that move.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovementRow<'a> {
    id: &'a str,
    kind: &'static str,
    date: Option<DateShape<'a>>,
    actor: Option<&'a str>,
    actor_id: Option<&'a str>,
    who: Option<&'a str>,
    number: Option<Number>,
    number_high: Option<Number>,
    unit: Option<&'a str>,
    place: Option<PointShape<'a>>,
    from: Option<PointShape<'a>>,
    to: Option<PointShape<'a>>,
    standing: &'static str,
    origins: &'a [String],
    supporting: &'a [String],
    opposing: &'a [String],
}

impl<'a> MovementRow<'a> {
    /// The record of a movement.
    pub fn new(m: &'a Movement) -> Self {
        let e = &m.event;
        Self {
            id: &e.id,
            kind: e.kind.name(),
            date: e.date.as_ref().map(DateShape::new),
            actor: e.actor.as_ref().map(|a| a.name.as_str()),
            actor_id: e.actor.as_ref().map(|a| a.id.as_str()),
            who: m.who.as_deref(),
            number: m.number.map(|n| n.0.into()),
            number_high: m.number.and_then(|n| n.1).map(Number::from),
            unit: m.unit.as_deref(),
            place: e.place.as_deref().map(PointShape::new),
            from: m.from.as_deref().map(PointShape::new),
            to: m.to.as_deref().map(PointShape::new),
            standing: e.standing.name(),
            origins: &m.origins,
            supporting: &e.supporting,
            opposing: &e.opposing,
        }
    }
}

/// What a government advises its people abroad.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdvisoryRow<'a> {
    id: &'a str,
    by: Option<&'a str>,
    by_id: Option<&'a str>,
    advice: &'a str,
    whom: Option<&'a str>,
    place: Option<PointShape<'a>>,
    first_day: Option<String>,
    last_day: Option<String>,
    origins: &'a [String],
    supporting: &'a [String],
    opposing: &'a [String],
}

impl<'a> AdvisoryRow<'a> {
    /// The record of an advisory.
    pub fn new(a: &'a Advisory) -> Self {
        Self {
            id: &a.id,
            by: a.by.as_ref().map(|b| b.name.as_str()),
            by_id: a.by.as_ref().map(|b| b.id.as_str()),
            advice: &a.sort,
            whom: a.whom.as_deref(),
            place: a.place.as_deref().map(PointShape::new),
            first_day: a.days.map(|d| d.0.to_string()),
            last_day: a.days.map(|d| d.1.to_string()),
            origins: &a.origins,
            supporting: &a.claims,
            opposing: &a.opposing,
        }
    }
}
