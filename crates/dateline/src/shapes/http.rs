//! The answers of the HTTP interface.

use super::claim::{ClaimRow, DateShape};
use super::picture::{AccessRow, ChangeRow, EventRow, FigureRow};
use dateline_core::{
    ActorFile,
    picture::{ActorRef, Control, Dispute, PlaceRef},
};
use serde::Serialize;

/// `/api/meta`
#[derive(Debug, Serialize)]
pub struct MetaAnswer<'a> {
    /// The program's version.
    pub version: &'static str,
    /// Number of reports in the ledger.
    pub reports: usize,
    /// Number of claims.
    pub claims: usize,
    /// First day of publication.
    pub first_date: Option<String>,
    /// Last day of publication.
    pub last_date: Option<String>,
    /// The actors, those with most claims first.
    pub actors: Vec<MetaActor<'a>>,
}

/// An actor for the legend.
#[derive(Debug, Serialize)]
pub struct MetaActor<'a> {
    id: &'a str,
    name: &'a str,
    side: Option<&'a str>,
    color: Option<&'a str>,
}

impl<'a> MetaActor<'a> {
    /// An actor with its colour.
    pub fn new(a: &'a ActorRef, known: &'a ActorFile) -> Self {
        Self { id: &a.id, name: &a.name, side: a.side.as_deref(), color: color(a, known) }
    }
}

/// Grey, for those who speak of a place without a stake in it: monitors, agencies.
const NO_PARTY: &str = "#8b9196";

/// The colour of an actor: its own, else that of the larger actor it belongs to; grey for known actors of no side.
fn color<'a>(a: &ActorRef, known: &'a ActorFile) -> Option<&'a str> {
    let mut next = known.by_id(&a.id);
    if next.is_some_and(|actor| actor.side.is_none() && actor.color.is_none() && actor.part_of.is_none()) {
        return Some(NO_PARTY);
    }
    // A chain of parents longer than this is a loop in the actor file.
    for _ in 0..8 {
        let actor = next?;
        if let Some(color) = &actor.color {
            return Some(color);
        }
        next = actor.part_of.as_deref().and_then(|id| known.by_id(id));
    }
    None
}

/// An actor on the map.
#[derive(Debug, Serialize)]
pub struct ActorShape<'a> {
    id: &'a str,
    name: &'a str,
    color: Option<&'a str>,
}

impl<'a> ActorShape<'a> {
    fn new(a: &'a ActorRef, known: &'a ActorFile) -> Self {
        Self { id: &a.id, name: &a.name, color: color(a, known) }
    }
}

/// `/api/control`
#[derive(Debug, Serialize)]
pub struct ControlAnswer<'a> {
    /// The day, at its end.
    pub at: Option<String>,
    /// The places that any claim speaks of.
    pub places: Vec<ControlPlace<'a>>,
}

/// Who holds a place.
#[derive(Debug, Serialize)]
pub struct ControlPlace<'a> {
    key: &'a str,
    name: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    status: &'static str,
    actor: Option<ActorShape<'a>>,
    disputed_by: Vec<ActorShape<'a>>,
    extent: &'static str,
    standing: &'static str,
    since: Option<String>,
    last_word: Option<String>,
    age_days: Option<i32>,
    why: &'a str,
    supporting: &'a [String],
    opposing: &'a [String],
}

impl<'a> ControlPlace<'a> {
    /// A place's control with the actors' colours.
    pub fn new(c: &'a Control, known: &'a ActorFile) -> Self {
        Self {
            key: &c.place.key,
            name: &c.place.name,
            feature: c.place.feature.map(|f| f.name()),
            country: c.place.country.as_deref(),
            admin1: c.place.admin1.as_deref(),
            lat: c.place.point.map(|p| p.0),
            lon: c.place.point.map(|p| p.1),
            status: c.status.name(),
            actor: c.actor.as_ref().map(|a| ActorShape::new(a, known)),
            disputed_by: c.disputed_by.iter().map(|a| ActorShape::new(a, known)).collect(),
            extent: c.extent.name(),
            standing: c.standing.name(),
            since: c.since.map(|d| d.to_string()),
            last_word: c.last_word.map(|d| d.to_string()),
            age_days: c.age_days(),
            why: &c.why,
            supporting: &c.supporting,
            opposing: &c.opposing,
        }
    }
}

/// `/api/changes`
#[derive(Debug, Serialize)]
pub struct ChangesAnswer<'a> {
    /// Change records.
    pub changes: Vec<ChangeRow<'a>>,
}

/// `/api/disputes`
#[derive(Debug, Serialize)]
pub struct DisputesAnswer<'a> {
    /// The disputes, the weightiest first.
    pub disputes: Vec<DisputeShape<'a>>,
}

/// One dispute.
#[derive(Debug, Serialize)]
pub struct DisputeShape<'a> {
    id: &'a str,
    about: &'a str,
    place: Option<PlacePin<'a>>,
    date: Option<DateShape<'a>>,
    why: &'a str,
    weight: f64,
    sides: Vec<SideShape<'a>>,
}

/// One side of a dispute.
#[derive(Debug, Serialize)]
pub struct SideShape<'a> {
    says: &'a str,
    origins: &'a [String],
    claims: &'a [String],
}

/// A place as a pin on the map.
#[derive(Debug, Serialize)]
pub struct PlacePin<'a> {
    key: &'a str,
    name: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl<'a> PlacePin<'a> {
    fn new(p: &'a PlaceRef) -> Self {
        Self { key: &p.key, name: &p.name, lat: p.point.map(|p| p.0), lon: p.point.map(|p| p.1) }
    }
}

impl<'a> DisputeShape<'a> {
    /// A dispute with its sides.
    pub fn new(d: &'a Dispute) -> Self {
        Self {
            id: &d.id,
            about: &d.about,
            place: d.place.as_ref().map(PlacePin::new),
            date: d.date.as_ref().map(DateShape::new),
            why: &d.why,
            weight: d.weight,
            sides: d
                .sides
                .iter()
                .map(|s| SideShape { says: &s.says, origins: &s.origins, claims: &s.claims })
                .collect(),
        }
    }
}

/// `/api/claims`
#[derive(Debug, Serialize)]
pub struct ClaimsAnswer<'a> {
    /// Claim records.
    pub claims: Vec<ClaimRow<'a>>,
}

/// `/api/events`
#[derive(Debug, Serialize)]
pub struct EventsAnswer<'a> {
    /// Event records.
    pub events: Vec<EventRow<'a>>,
}

/// `/api/figures`
#[derive(Debug, Serialize)]
pub struct FiguresAnswer<'a> {
    /// Figure records.
    pub figures: Vec<FigureRow<'a>>,
}

/// `/api/access`
#[derive(Debug, Serialize)]
pub struct AccessAnswer<'a> {
    /// The day, at its end.
    pub at: Option<String>,
    /// Access records.
    pub access: Vec<AccessRow<'a>>,
}

/// `/api/reports/{id}`
#[derive(Debug, Serialize)]
pub struct ReportAnswer<'a> {
    /// The report's id.
    pub id: &'a str,
    /// Which revision this is.
    pub revision: &'a str,
    /// The headline.
    pub title: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Address.
    pub url: Option<&'a str>,
    /// Day or instant of publication.
    pub published: Option<String>,
    /// How the date is known.
    pub published_basis: Option<String>,
    /// The whole text.
    pub text: &'a str,
    /// The claims that stand in it, in the order of the text.
    pub claims: Vec<&'a str>,
}

/// An error, as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize)]
pub struct Problem<'a> {
    /// The HTTP status in words.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong.
    pub detail: &'a str,
}
