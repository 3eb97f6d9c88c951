//! What the interface takes for a decision and answers about decisions.

use super::{DecisionRow, QueueRow};
use crate::words;
use dateline_core::{ActorClass, Kind, Modality, ResolvedPlace, Stance};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The sorts of decision, by the names that [`DecisionRow`] has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WishSort {
    /// With `claim`, `field` and `to`.
    CorrectClaim,
    /// With `claim`.
    RejectClaim,
    /// With `claim`.
    ConfirmClaim,
    /// With `claim` and `grade`: a digit for the claim, a letter for its source, or both.
    GradeClaim,
    /// With `source` and `grade`.
    GradeSource,
    /// With `about` (the id of a claim, event or dispute, or a place) and `text`.
    Annotate,
    /// With `actor`, which remains, and `other`.
    MergeActors,
    /// With `actor` and `name`.
    SplitActor,
    /// With `place`, which remains, and `other`.
    MergePlaces,
    /// With `place`, `to`, and either `claims` or what all claims that leave have: `name`, `report`, `outlet`.
    SplitPlace,
    /// With `event` and `other`.
    MergeEvents,
    /// With `event` and `claims`.
    SplitEvent,
    /// With `report` and `other`.
    MergeCopies,
    /// With `reports`.
    SplitCopies,
    /// With `number`.
    Undo,
}

/// What somebody asks to be decided. Which fields are needed depends on the sort.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The sort.
    pub decide: WishSort,
    /// Id of a claim.
    #[serde(default)]
    pub claim: Option<String>,
    /// Field of a claim.
    #[serde(default)]
    pub field: Option<String>,
    /// What the field should say, or the place that is meant, as on the command line.
    #[serde(default)]
    pub to: Option<String>,
    /// A grade by the Admiralty code.
    #[serde(default)]
    pub grade: Option<String>,
    /// What a note is on.
    #[serde(default)]
    pub about: Option<String>,
    /// A note.
    #[serde(default)]
    pub text: Option<String>,
    /// Id or name of a source.
    #[serde(default)]
    pub source: Option<String>,
    /// Id or name of an actor.
    #[serde(default)]
    pub actor: Option<String>,
    /// Id, key or name of a place.
    #[serde(default)]
    pub place: Option<String>,
    /// The other actor, place, event or report.
    #[serde(default)]
    pub other: Option<String>,
    /// A name that is somebody else's, or another place's.
    #[serde(default)]
    pub name: Option<String>,
    /// Id of an event.
    #[serde(default)]
    pub event: Option<String>,
    /// Claims that leave an event or a place.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Id of a report.
    #[serde(default)]
    pub report: Option<String>,
    /// An outlet.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Reports that leave a group of copies.
    #[serde(default)]
    pub reports: Vec<String>,
    /// Number of a decision.
    #[serde(default)]
    pub number: Option<i64>,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
    /// Who decides; the user of this machine if nobody is named.
    #[serde(default)]
    pub by: Option<String>,
    /// The day at whose end it is told what the decision changed; the last of the ledger if none is named.
    #[serde(default)]
    pub at: Option<String>,
}

impl Wish {
    /// The wish to take a decision back.
    pub fn undo(number: i64, at: Option<String>) -> Self {
        Self {
            decide: WishSort::Undo,
            claim: None,
            field: None,
            to: None,
            grade: None,
            about: None,
            text: None,
            source: None,
            actor: None,
            place: None,
            other: None,
            name: None,
            event: None,
            claims: Vec::new(),
            report: None,
            outlet: None,
            reports: Vec::new(),
            number: Some(number),
            note: None,
            by: None,
            at,
        }
    }
}

/// `GET /api/v1/decisions`
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionsAnswer<'a> {
    /// What a field that has names only can say.
    pub values: ValuesShape,
    /// All decisions, oldest first.
    pub decisions: Vec<DecisionRow<'a>>,
}

/// The names of kinds, stances and modalities, and of the classes of sources.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValuesShape {
    kind: Vec<&'static str>,
    stance: Vec<&'static str>,
    modality: Vec<&'static str>,
    class: Vec<&'static str>,
}

impl ValuesShape {
    /// All of them.
    pub fn all() -> Self {
        Self {
            kind: Kind::ALL.iter().map(|k| k.name()).collect(),
            stance: Stance::ALL.iter().map(|s| s.name()).collect(),
            modality: Modality::ALL.iter().map(|m| m.name()).collect(),
            class: ActorClass::ALL.iter().map(|c| c.name()).collect(),
        }
    }
}

/// `POST /api/v1/decisions`, `DELETE /api/v1/decisions/{number}`
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedAnswer<'a> {
    /// What was recorded.
    pub decisions: Vec<DecisionRow<'a>>,
    /// What the picture shows otherwise than before.
    pub changed: SeenChange,
}

/// What a decision changed in the picture, as of the day that was named.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct SeenChange {
    /// Places of which something else is known.
    places: Vec<PlaceSeen>,
    /// Disputes that are there no longer.
    pub disputes_gone: Vec<DisputeSeen>,
    /// Disputes that were not there before.
    pub disputes_new: Vec<DisputeSeen>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PlaceSeen {
    key: String,
    name: String,
    before: Option<HolderSeen>,
    after: Option<HolderSeen>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HolderSeen {
    status: String,
    actor: Option<String>,
}

/// A dispute by its id.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeSeen {
    id: String,
    about: String,
}

impl From<(&String, &String)> for DisputeSeen {
    fn from((id, about): (&String, &String)) -> Self {
        Self { id: id.clone(), about: about.clone() }
    }
}

impl SeenChange {
    /// Adds a place with status and holder before and after; nothing where no claim spoke of it.
    pub fn place(
        &mut self,
        key: String,
        name: String,
        before: Option<(String, Option<String>)>,
        after: Option<(String, Option<String>)>,
    ) {
        let holder = |h: Option<(String, Option<String>)>| h.map(|(status, actor)| HolderSeen { status, actor });
        self.places.push(PlaceSeen { key, name, before: holder(before), after: holder(after) });
    }
}

/// `GET /api/v1/review`
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueAnswer<'a> {
    /// How the claims are ordered.
    pub rule: &'static str,
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub claims: Vec<QueueRow<'a>>,
}

/// `GET /api/v1/places`
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacesAnswer<'a> {
    /// The places that a name may mean, the likeliest first.
    pub places: Vec<PlaceChoice<'a>>,
}

/// A place that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceChoice<'a> {
    key: String,
    name: &'a str,
    /// Name, division, country and sort.
    says: String,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl<'a> PlaceChoice<'a> {
    /// A place that can be chosen.
    pub fn new(p: &'a ResolvedPlace) -> Self {
        let (lat, lon) = p.point.unzip();
        Self { key: p.key(), name: &p.name, says: words::place(p), lat, lon }
    }
}
