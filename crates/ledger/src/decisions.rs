//! Writing and reading decisions, and the form in which they are stored: the kind in a column, the rest as JSON.

use crate::{
    Ledger, LedgerError,
    remember::instant,
    replay::parsed,
    stored::{Name, StoredDates, StoredPlace},
};
use dateline_core::{
    ActorClass, Choice, DateRange, Decision, Kind, Modality, ResolvedPlace, Span, Stance,
    decision::{Correction, Credibility, NamedActor, NamedClaim, NamedPlace, Number, PlacePart, Reliability, Subject},
};
use jiff::Timestamp;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

impl Ledger {
    /// Records a choice of `who`, made at `at`, with the reason in their words; returns its number.
    pub fn decide(
        &mut self,
        choice: &Choice,
        who: &str,
        at: Timestamp,
        note: Option<&str>,
    ) -> Result<i64, LedgerError> {
        let (kind, what) = stored(choice);
        let payload = Payload { what, note: note.map(str::to_owned) };
        let payload =
            serde_json::to_string(&payload).map_err(|e| self.damaged("a decision".to_owned(), e.to_string()))?;
        self.run(|db| {
            db.execute(
                "INSERT INTO decisions (kind, payload, who, at) VALUES (?1, ?2, ?3, ?4)",
                params![kind, payload, who, instant(at)],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// All decisions in the order of recording, those that were taken back among them.
    pub fn decisions(&self) -> Result<Vec<Decision>, LedgerError> {
        let rows: Vec<(i64, String, String, String, String)> = self.run(|db| {
            let mut statement =
                db.prepare_cached("SELECT number, kind, payload, who, at FROM decisions ORDER BY number")?;
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
            statement.query_map([], read)?.collect()
        })?;
        let decision = |(number, kind, payload, who, at): (i64, String, String, String, String)| {
            let fault = |reason| self.damaged(format!("decision {number}"), reason);
            let payload: Payload = serde_json::from_str(&payload).map_err(|e| fault(e.to_string()))?;
            let choice = chosen(&kind, payload.what).ok_or_else(|| fault(format!("`{kind}` says something else")))?;
            Ok(Decision { number, choice, who, at: parsed(&at).map_err(fault)?, note: payload.note })
        };
        rows.into_iter().map(decision).collect()
    }
}

/// The JSON of a decision.
#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    what: What,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum What {
    Actors {
        into: StoredActor,
        from: StoredActor,
    },
    Name {
        actor: String,
        name: String,
    },
    /// Two things that are one: claims of events, or reports.
    Two {
        one: String,
        other: String,
    },
    Claims {
        from: String,
        claims: Vec<String>,
    },
    Reports {
        from: String,
        reports: Vec<String>,
    },
    Places {
        kept: StoredNamedPlace,
        gone: StoredNamedPlace,
    },
    PartOfPlace {
        place: StoredNamedPlace,
        part: StoredPart,
        to: Option<StoredPlace>,
    },
    Number {
        number: i64,
    },
    Correction {
        claim: StoredClaim,
        #[serde(flatten)]
        to: StoredCorrection,
    },
    Source {
        source: String,
        name: String,
        grade: Name<Reliability>,
    },
    Graded {
        claim: StoredClaim,
        grade: Name<Credibility>,
    },
    NoteOnTwo {
        one: StoredClaim,
        other: StoredClaim,
        text: String,
    },
    NoteOnPlace {
        key: String,
        name: String,
        text: String,
    },
    NoteOnClaim {
        claim: StoredClaim,
        text: String,
    },
    /// Last: the others with a claim have more beside it.
    Claim {
        claim: StoredClaim,
    },
}

#[derive(Serialize, Deserialize)]
struct StoredActor {
    id: String,
    name: String,
    class: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredNamedPlace {
    Known(StoredPlace),
    Unknown { name: String, country: Option<String> },
}

impl From<&NamedPlace> for StoredNamedPlace {
    fn from(place: &NamedPlace) -> Self {
        match place {
            NamedPlace::Known(place) => Self::Known(place.into()),
            NamedPlace::Unknown { name, country } => Self::Unknown { name: name.clone(), country: country.clone() },
        }
    }
}

impl From<StoredNamedPlace> for NamedPlace {
    fn from(place: StoredNamedPlace) -> Self {
        match place {
            StoredNamedPlace::Known(place) => Self::Known(place.into()),
            StoredNamedPlace::Unknown { name, country } => Self::Unknown { name, country },
        }
    }
}

/// Which claims leave a place: these, or those that meet all that is given.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredPart {
    Claims(Vec<StoredClaim>),
    Where {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        report: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outlet: Option<String>,
    },
}

impl From<&PlacePart> for StoredPart {
    fn from(part: &PlacePart) -> Self {
        match part.clone() {
            PlacePart::Claims(claims) => Self::Claims(claims.iter().map(StoredClaim::from).collect()),
            PlacePart::Where { name, report, outlet } => Self::Where { name, report, outlet },
        }
    }
}

impl From<StoredPart> for PlacePart {
    fn from(part: StoredPart) -> Self {
        match part {
            StoredPart::Claims(claims) => Self::Claims(claims.into_iter().map(NamedClaim::from).collect()),
            StoredPart::Where { name, report, outlet } => Self::Where { name, report, outlet },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredClaim {
    id: String,
    report: String,
    revision: String,
    start: u32,
    end: u32,
    quote: String,
    kind: Name<Kind>,
    stance: Name<Stance>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claimants: Option<String>,
}

impl From<&NamedClaim> for StoredClaim {
    fn from(c: &NamedClaim) -> Self {
        let c = c.clone();
        Self {
            id: c.id,
            report: c.report,
            revision: c.revision,
            start: c.span.start,
            end: c.span.end,
            quote: c.quote,
            kind: Name(c.kind),
            stance: Name(c.stance),
            actor: c.actor,
            target: c.target,
            place: c.place,
            claimants: c.claimants,
        }
    }
}

impl From<StoredClaim> for NamedClaim {
    fn from(c: StoredClaim) -> Self {
        Self {
            id: c.id,
            report: c.report,
            revision: c.revision,
            span: Span { start: c.start, end: c.end },
            quote: c.quote,
            kind: c.kind.0,
            stance: c.stance.0,
            actor: c.actor,
            target: c.target,
            place: c.place,
            claimants: c.claimants,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredNumber {
    low: Name<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Name<f64>>,
    approx: bool,
    unit: String,
}

#[derive(Serialize, Deserialize)]
struct StoredSource {
    name: String,
    class: Name<ActorClass>,
}

/// The value that a field should have; null where it is not known.
#[derive(Serialize, Deserialize)]
#[serde(tag = "field", content = "to", rename_all = "snake_case")]
enum StoredCorrection {
    Kind(Name<Kind>),
    Stance(Name<Stance>),
    Modality(Name<Modality>),
    Actor(Option<String>),
    Target(Option<String>),
    Place(Option<StoredPlace>),
    EventDate(Option<StoredDates>),
    Quantity(Option<StoredNumber>),
    Claimants(Option<StoredSource>),
}

impl From<&Correction> for StoredCorrection {
    fn from(to: &Correction) -> Self {
        match to {
            Correction::Kind(kind) => Self::Kind(Name(*kind)),
            Correction::Stance(stance) => Self::Stance(Name(*stance)),
            Correction::Modality(modality) => Self::Modality(Name(*modality)),
            Correction::Actor(name) => Self::Actor(name.clone()),
            Correction::Target(name) => Self::Target(name.clone()),
            Correction::Place(place) => Self::Place(place.as_ref().map(StoredPlace::from)),
            Correction::EventDate(date) => Self::EventDate(date.as_ref().map(StoredDates::from)),
            Correction::Quantity(number) => Self::Quantity(number.as_ref().map(|n| StoredNumber {
                low: Name(n.low),
                high: n.high.map(Name),
                approx: n.approx,
                unit: n.unit.clone(),
            })),
            Correction::Claimant(who) => {
                let source =
                    |(name, class): &(String, ActorClass)| StoredSource { name: name.clone(), class: Name(*class) };
                Self::Claimants(who.as_ref().map(source))
            }
        }
    }
}

impl From<StoredCorrection> for Correction {
    fn from(to: StoredCorrection) -> Self {
        match to {
            StoredCorrection::Kind(kind) => Self::Kind(kind.0),
            StoredCorrection::Stance(stance) => Self::Stance(stance.0),
            StoredCorrection::Modality(modality) => Self::Modality(modality.0),
            StoredCorrection::Actor(name) => Self::Actor(name),
            StoredCorrection::Target(name) => Self::Target(name),
            StoredCorrection::Place(place) => Self::Place(place.map(ResolvedPlace::from)),
            StoredCorrection::EventDate(date) => Self::EventDate(date.map(DateRange::from)),
            StoredCorrection::Quantity(number) => Self::Quantity(number.map(|n| Number {
                low: n.low.0,
                high: n.high.map(|h| h.0),
                approx: n.approx,
                unit: n.unit,
            })),
            StoredCorrection::Claimants(who) => Self::Claimant(who.map(|w| (w.name, w.class.0))),
        }
    }
}

fn stored(choice: &Choice) -> (&'static str, What) {
    let actor = |a: &NamedActor| StoredActor { id: a.id.clone(), name: a.name.clone(), class: a.class.to_string() };
    match choice {
        Choice::MergeActors { into, from } => ("merge actors", What::Actors { into: actor(into), from: actor(from) }),
        Choice::SplitActor { actor, name } => ("split actor", What::Name { actor: actor.clone(), name: name.clone() }),
        Choice::MergeEvents { one, other } => ("merge events", What::Two { one: one.clone(), other: other.clone() }),
        Choice::SplitEvent { from, claims } => {
            ("split event", What::Claims { from: from.clone(), claims: claims.clone() })
        }
        Choice::MergePlaces { into, from } => ("merge places", What::Places { kept: into.into(), gone: from.into() }),
        Choice::SplitPlace { place, part, to } => {
            let to = to.as_ref().map(StoredPlace::from);
            ("split place", What::PartOfPlace { place: place.into(), part: part.into(), to })
        }
        Choice::MergeCopies { one, other } => ("merge copies", What::Two { one: one.clone(), other: other.clone() }),
        Choice::SplitCopies { from, reports } => {
            ("split copies", What::Reports { from: from.clone(), reports: reports.clone() })
        }
        Choice::CorrectClaim { claim, to } => {
            ("correct claim", What::Correction { claim: claim.into(), to: to.into() })
        }
        Choice::RejectClaim { claim } => ("reject claim", What::Claim { claim: claim.into() }),
        Choice::ConfirmClaim { claim } => ("confirm claim", What::Claim { claim: claim.into() }),
        Choice::GradeSource { source, name, reliability } => {
            ("grade source", What::Source { source: source.clone(), name: name.clone(), grade: Name(*reliability) })
        }
        Choice::GradeClaim { claim, credibility } => {
            ("grade claim", What::Graded { claim: claim.into(), grade: Name(*credibility) })
        }
        Choice::Annotate { about, text } => {
            let text = text.clone();
            match about {
                Subject::Claim(claim) => ("note on claim", What::NoteOnClaim { claim: claim.into(), text }),
                Subject::Event(claim) => ("note on event", What::NoteOnClaim { claim: claim.into(), text }),
                Subject::Place { key, name } => {
                    ("note on place", What::NoteOnPlace { key: key.clone(), name: name.clone(), text })
                }
                Subject::Dispute(one, other) => (
                    "note on dispute",
                    What::NoteOnTwo { one: one.as_ref().into(), other: other.as_ref().into(), text },
                ),
            }
        }
        Choice::Undo { number } => ("undo", What::Number { number: *number }),
    }
}

fn chosen(kind: &str, what: What) -> Option<Choice> {
    let actor = |a: StoredActor| Some(NamedActor { class: a.class.parse().ok()?, id: a.id, name: a.name });
    Some(match (kind, what) {
        ("merge actors", What::Actors { into, from }) => Choice::MergeActors { into: actor(into)?, from: actor(from)? },
        ("split actor", What::Name { actor, name }) => Choice::SplitActor { actor, name },
        ("merge events", What::Two { one, other }) => Choice::MergeEvents { one, other },
        ("split event", What::Claims { from, claims }) => Choice::SplitEvent { from, claims },
        ("merge places", What::Places { kept, gone }) => Choice::MergePlaces { into: kept.into(), from: gone.into() },
        ("split place", What::PartOfPlace { place, part, to }) => {
            Choice::SplitPlace { place: place.into(), part: part.into(), to: to.map(ResolvedPlace::from) }
        }
        ("merge copies", What::Two { one, other }) => Choice::MergeCopies { one, other },
        ("split copies", What::Reports { from, reports }) => Choice::SplitCopies { from, reports },
        ("correct claim", What::Correction { claim, to }) => {
            Choice::CorrectClaim { claim: claim.into(), to: to.into() }
        }
        ("reject claim", What::Claim { claim }) => Choice::RejectClaim { claim: claim.into() },
        ("confirm claim", What::Claim { claim }) => Choice::ConfirmClaim { claim: claim.into() },
        ("grade source", What::Source { source, name, grade }) => {
            Choice::GradeSource { source, name, reliability: grade.0 }
        }
        ("grade claim", What::Graded { claim, grade }) => {
            Choice::GradeClaim { claim: claim.into(), credibility: grade.0 }
        }
        ("note on claim", What::NoteOnClaim { claim, text }) => {
            Choice::Annotate { about: Subject::Claim(claim.into()), text }
        }
        ("note on event", What::NoteOnClaim { claim, text }) => {
            Choice::Annotate { about: Subject::Event(claim.into()), text }
        }
        ("note on place", What::NoteOnPlace { key, name, text }) => {
            Choice::Annotate { about: Subject::Place { key, name }, text }
        }
        ("note on dispute", What::NoteOnTwo { one, other, text }) => {
            Choice::Annotate { about: Subject::Dispute(Box::new(one.into()), Box::new(other.into())), text }
        }
        ("undo", What::Number { number }) => Choice::Undo { number },
        _ => return None,
    })
}
