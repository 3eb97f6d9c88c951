//! The answers of the HTTP interface.

use super::claim::{ClaimRow, DateShape};
use super::geometry::Located;
use super::picture::{AccessRow, ActorRow, ChangeRow, EstimateRow, EventRow, FigureRow, OutcomeShape};
use dateline_core::{
    ActorFile, Extent,
    actors::members,
    picture::{ActorRef, Dispute, Estimate, Figure, PlaceRef},
};
use dateline_picture::{Held, Scope};
use serde::Serialize;
use utoipa::ToSchema;

/// `/api/v1/meta`
#[derive(Debug, Serialize, ToSchema)]
pub struct MetaAnswer<'a> {
    /// The program's version.
    pub version: &'static str,
    /// Number of reports in the ledger.
    pub reports: usize,
    /// Number of claims.
    pub claims: usize,
    /// Number of decisions that people took.
    pub decisions: usize,
    /// First day of publication.
    pub first_date: Option<String>,
    /// Last day of publication.
    pub last_date: Option<String>,
    /// The actors, those with most claims first.
    pub actors: Vec<MetaActor<'a>>,
    /// Origins whose pages may frame the map.
    pub embed_from: &'a [String],
    /// What the archive of tiles under the map holds, `vector` or `raster`; `null` where the server has none.
    pub basemap: Option<&'static str>,
}

/// An actor for the legend.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetaActor<'a> {
    id: &'a str,
    name: &'a str,
    side: Option<&'a str>,
    color: Option<&'a str>,
}

impl<'a> MetaActor<'a> {
    /// An actor with its colour.
    pub fn new(a: &'a ActorRef, known: &'a ActorFile) -> Self {
        Self { id: &a.id, name: &a.name, side: a.side.as_deref(), color: actor_color(&a.id, known) }
    }
}

/// Grey, for those who speak of a place without a stake in it: monitors, agencies.
const NO_PARTY: &str = "#70767b";

/// The colour of an actor: its own, else that of the larger actor it belongs to; grey for known actors of no side.
pub fn actor_color<'a>(id: &str, known: &'a ActorFile) -> Option<&'a str> {
    let mut next = members(id).next().and_then(|id| known.by_id(id));
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
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorShape<'a> {
    id: &'a str,
    name: &'a str,
    color: Option<&'a str>,
}

impl<'a> ActorShape<'a> {
    /// An actor with its colour.
    pub fn new(a: &'a ActorRef, known: &'a ActorFile) -> Self {
        Self { id: &a.id, name: &a.name, color: actor_color(&a.id, known) }
    }
}

/// `/api/v1/control`
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlAnswer<'a> {
    /// The day, at its end.
    pub at: Option<String>,
    /// The places that any claim speaks of.
    pub places: Vec<ControlPlace<'a>>,
}

/// `/api/v1/holders`
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldersAnswer<'a> {
    /// The day, at its end.
    pub at: Option<String>,
    /// The actors that `places` name by their ids.
    pub actors: Vec<ActorShape<'a>>,
    /// The places that any claim speaks of.
    pub places: Vec<HeldShape<'a>>,
}

/// Who holds a place, in few words; what is left out is so in most places.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldShape<'a> {
    /// The place's key.
    key: &'a str,
    #[serde(flatten)]
    located: Located,
    status: &'static str,
    /// An actor's id; nobody is named where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'a str>,
    /// Actors' ids; nobody disputes it where it is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disputed_by: Vec<&'a str>,
    /// Left out where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    extent: Option<&'static str>,
    age_days: Option<i32>,
}

impl<'a> HeldShape<'a> {
    /// The control of a place that lies there.
    pub fn new(held: &'a Held, located: Located) -> Self {
        let c = held.verdict();
        Self {
            key: &c.place.key,
            located,
            status: c.status.name(),
            actor: c.actor.as_ref().map(|a| a.id.as_str()),
            disputed_by: c.disputed_by.iter().map(|a| a.id.as_str()).collect(),
            extent: (c.extent != Extent::Whole).then(|| c.extent.name()),
            age_days: held.age_days(),
        }
    }
}

/// `/api/v1/locations`
#[derive(Debug, Serialize, ToSchema)]
pub struct LocationsAnswer<'a> {
    /// The places that any claim speaks of.
    pub places: Vec<PlaceEntry<'a>>,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceEntry<'a> {
    key: &'a str,
    name: &'a str,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl<'a> PlaceEntry<'a> {
    /// The record of a place.
    pub fn new(place: &'a PlaceRef) -> Self {
        Self {
            key: &place.key,
            name: &place.name,
            feature: place.feature.map(|f| f.name()),
            country: place.country.as_deref(),
            admin1: place.admin1.as_deref(),
            lat: place.point.map(|p| p.0),
            lon: place.point.map(|p| p.1),
        }
    }
}

/// Who holds a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlPlace<'a> {
    #[serde(flatten)]
    place: PlaceEntry<'a>,
    #[serde(flatten)]
    located: Located,
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
    /// The control of a place that lies there, with the actors' colours.
    pub fn new(held: &'a Held, located: Located, known: &'a ActorFile) -> Self {
        let c = held.verdict();
        Self {
            place: PlaceEntry::new(&c.place),
            located,
            status: c.status.name(),
            actor: c.actor.as_ref().map(|a| ActorShape::new(a, known)),
            disputed_by: c.disputed_by.iter().map(|a| ActorShape::new(a, known)).collect(),
            extent: c.extent.name(),
            standing: c.standing.name(),
            since: c.since.map(|d| d.to_string()),
            last_word: held.last_word.map(|d| d.to_string()),
            age_days: held.age_days(),
            why: &c.why,
            supporting: &c.supporting,
            opposing: &c.opposing,
        }
    }
}

/// `/api/v1/changes`
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesAnswer<'a> {
    /// Change records.
    pub changes: Vec<ChangeRow<'a>>,
}

/// `/api/v1/disputes`
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputesAnswer<'a> {
    /// The disputes, the weightiest first.
    pub disputes: Vec<DisputeShape<'a>>,
}

/// One dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeShape<'a> {
    id: &'a str,
    about: &'a str,
    place: Option<PlacePin<'a>>,
    date: Option<DateShape<'a>>,
    why: &'a str,
    weight: f64,
    sides: Vec<SideShape<'a>>,
    ended: Option<OutcomeShape<'a>>,
    settled_by: &'a [String],
}

/// One side of a dispute.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideShape<'a> {
    says: &'a str,
    origins: &'a [String],
    claims: &'a [String],
}

/// A place as a pin on the map.
#[derive(Debug, Serialize, ToSchema)]
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
            ended: d.ended.as_ref().map(OutcomeShape::new),
            settled_by: &d.settled_by,
        }
    }
}

/// `/api/v1/claims`
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimsAnswer<'a> {
    /// Number of claims that meet the conditions.
    pub total: usize,
    /// What `after` must be to get the next page; none after the last.
    pub next: Option<&'a str>,
    /// The page.
    pub claims: Vec<ClaimRow<'a>>,
}

/// `/api/v1/events`
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsAnswer<'a> {
    /// Number of events that meet the conditions.
    pub total: usize,
    /// What `after` must be to get the next page; none after the last.
    pub next: Option<&'a str>,
    /// The page.
    pub events: Vec<EventRow<'a>>,
}

/// `/api/v1/figures`
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresAnswer<'a> {
    /// Figure records.
    pub figures: Vec<FigureRow<'a>>,
}

/// `/api/v1/access`
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessAnswer<'a> {
    /// The day, at its end.
    pub at: Option<String>,
    /// Access records.
    pub access: Vec<AccessRow<'a>>,
}

/// `/api/v1/reports/{id}`
#[derive(Debug, Serialize, ToSchema)]
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
    /// BCP 47 tag.
    pub language: Option<&'a str>,
    /// When this revision was read first.
    pub captured: String,
    /// The file that it was read from, with the line where a file holds several; where the file lay is not told.
    pub read_from: &'a str,
    /// The bytes that it was made from.
    pub original: OriginalShape,
    /// What had to be assumed or repaired.
    pub notes: &'a [String],
    /// All revisions, the oldest first.
    pub revisions: Vec<RevisionShape>,
    /// The whole text.
    pub text: &'a str,
    /// The claims that stand in it, in the order of the text.
    pub claims: Vec<&'a str>,
}

/// The bytes that a revision was made from; `/api/v1/reports/{id}/original` has them.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalShape {
    /// `text/html`, ...
    pub media_type: String,
    /// How many there are.
    pub bytes: usize,
}

/// One state of a report that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionShape {
    /// Its name.
    pub revision: String,
    /// When it was read first.
    pub captured: String,
    /// Hash of the bytes that it was made from.
    pub source_hash: String,
}

/// `/api/v1/tensions`
#[derive(Debug, Serialize, ToSchema)]
pub struct TensionsAnswer<'a> {
    /// Claims that do not fit together although both may hold, the weightiest first.
    pub tensions: Vec<DisputeShape<'a>>,
}

/// `/api/v1/estimates`
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimatesAnswer<'a> {
    /// What the figures of one scope come to.
    pub estimates: Vec<EstimateRow<'a>>,
}

/// `/api/v1/scopes`
#[derive(Debug, Serialize, ToSchema)]
pub struct ScopesAnswer<'a> {
    /// Number of all scopes of the picture.
    pub total: usize,
    /// Number of all figures that were replaced by later ones.
    pub superseded: usize,
    /// What `after` of the next page is; `null` after the last.
    pub next: Option<&'a str>,
    /// The page.
    pub scopes: Vec<ScopeShape<'a>>,
}

/// The figures of one scope, with what they come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScopeShape<'a> {
    id: &'a str,
    indicator: &'a str,
    /// `null` where they are too loose for it: without a place or a day.
    estimate: Option<EstimateRow<'a>>,
    figures: Vec<FigureRow<'a>>,
    /// Figures of other scopes that some of these are a part of.
    totals: Vec<FigureRow<'a>>,
}

impl<'a> ScopeShape<'a> {
    /// The record of a scope of a picture with these figures and estimates.
    pub fn new(id: &'a str, scope: &Scope, figures: &'a [Figure], estimates: &'a [Estimate]) -> Self {
        let own: Vec<&Figure> = scope.figures.iter().filter_map(|&at| figures.get(at)).collect();
        let mut totals: Vec<&str> = own.iter().filter_map(|f| f.subset_of.as_deref()).collect();
        totals.sort_unstable();
        totals.dedup();
        totals.retain(|claim| own.iter().all(|f| f.claim != *claim));
        let all = |claim| figures.iter().find(|f| f.claim == claim);
        Self {
            id,
            indicator: own.first().map_or("", |f| &f.indicator),
            estimate: scope.estimate.and_then(|at| estimates.get(at)).map(EstimateRow::new),
            totals: totals.into_iter().filter_map(all).map(FigureRow::new).collect(),
            figures: own.into_iter().map(FigureRow::new).collect(),
        }
    }
}

/// `/api/v1/actors`
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorsAnswer<'a> {
    /// Actors with their spellings, those with most claims first.
    pub actors: Vec<ActorRow<'a>>,
}

/// `/api/v1/ledger`: a page of the claims that meet the conditions.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerAnswer<'a> {
    /// Number of claims that meet the conditions.
    pub total: usize,
    /// Number of the first one of this page, from 0.
    pub from: usize,
    /// What `after` must be to get the next page; none after the last.
    pub next: Option<&'a str>,
    /// The page.
    pub claims: Vec<LedgerRow<'a>>,
    /// How many claims have which value, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Vec<FacetShape<'a>>>,
}

/// A claim as a row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerRow<'a> {
    /// The claim's id.
    pub id: &'a str,
    /// The report's id.
    pub report: &'a str,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Day or instant of publication.
    pub published: Option<String>,
    /// The exact words.
    pub quote: &'a str,
    /// First byte and byte after each word of the quote that was searched for.
    pub marks: Vec<(usize, usize)>,
    /// What happened; the sub-kind where it has one.
    pub kind: &'a str,
    /// `asserts`, `denies`, `questions`.
    pub stance: &'static str,
    /// `actual`, `planned`, ...
    pub modality: &'static str,
    /// Who does it.
    pub actor: Option<&'a str>,
    /// To whom.
    pub target: Option<&'a str>,
    /// Where.
    pub place: Option<&'a str>,
    /// The place's key.
    pub place_key: Option<String>,
    /// When.
    pub event_date: Option<DateShape<'a>>,
    /// Who says so, nearest to the fact first.
    pub claimants: Vec<&'a str>,
    /// The deepest identifiable node of the chain.
    pub origin: &'a str,
    /// How sure the extraction is.
    pub confidence: f64,
    /// How the event stands that it is about.
    pub standing: &'a str,
    /// Whether somebody verified it.
    pub verification: &'a str,
    /// What people decided on it: `open`, `confirmed`, `corrected`, `rejected`.
    pub review: &'static str,
}

/// One property by which claims are counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetShape<'a> {
    /// The parameter that chooses a value.
    pub name: &'static str,
    /// The values with most claims first.
    pub values: Vec<FacetValue<'a>>,
    /// How many values there are.
    pub of: usize,
}

/// How many claims have one value.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue<'a> {
    /// What the parameter must be; empty where claims have none.
    pub value: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// So many claims meet all conditions on other properties.
    pub count: u32,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// `/api/v1/brief?format=json`
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefAnswer<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it covers.
    pub scope: &'a str,
    /// What stands under a heading without sentences.
    pub nothing: &'a str,
    /// Its parts.
    pub sections: Vec<BriefSection<'a>>,
    /// The title above the quotes.
    pub quotes_title: &'a str,
    /// The quotes, in the order of their numbers.
    pub quotes: Vec<BriefQuote<'a>>,
}

/// A part of a brief.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefSection<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Its paragraphs.
    pub paragraphs: Vec<BriefParagraph>,
}

/// Sentences on one area or question.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefParagraph {
    /// Its heading.
    pub heading: Option<String>,
    /// Its sentences.
    pub sentences: Vec<BriefSentence>,
}

/// A sentence with its citations.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefSentence {
    /// The words.
    pub text: String,
    /// Numbers of quotes.
    pub cites: Vec<usize>,
}

/// A quote that a brief cites.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefQuote<'a> {
    /// The exact words, in one line.
    pub quote: &'a str,
    /// Where they stand, and whose they are.
    pub source: &'a str,
    /// The claim's id.
    pub claim: &'a str,
}

/// An error, as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem<'a> {
    /// The HTTP status in words.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong.
    pub detail: &'a str,
}
