//! Recorded human choices: which names are one actor, which claims are about one event, which reports go
//! back to one text, what a claim should say, whether it holds, what its source is worth.
//!
//! The ledger keeps them as entries and the picture follows them whenever it is derived, so that they hold for reports
//! that come later, and taking one back restores what was before.

use crate::{
    Claim, Claimant, DateRange, Kind, Mention, Modality, PlaceMention, Quantity, ResolvedPlace, Span, Stance,
    actors::{ActorClass, name_key},
    claim::{is_name, unresolved_key},
    kind::named_enum,
};
use jiff::Timestamp;
use std::collections::HashMap;

named_enum! {
    /// A field of a claim that can be corrected.
    Field {
        Kind = "kind", Stance = "stance", Modality = "modality", Actor = "actor", Target = "target", Place = "place",
        EventDate = "event_date", Quantity = "quantity", Claimants = "claimants",
    }
}

named_enum! {
    /// How far a source can be relied on, by the Admiralty code: completely, usually, fairly, not usually, not at all;
    /// `F` is not known, and what every source is until somebody grades it.
    Reliability { A = "A", B = "B", C = "C", D = "D", E = "E", F = "F" }
}

named_enum! {
    /// How credible one piece of information is, by the Admiralty code: confirmed by other sources, probably true,
    /// possibly true, doubtful, improbable; `6` is not known, and what every claim is until somebody grades it.
    Credibility { One = "1", Two = "2", Three = "3", Four = "4", Five = "5", Six = "6" }
}

/// An actor as a choice names it: enough to know it again where no file lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedActor {
    /// Id in the actor file, or `name:<key>`.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Sort of actor.
    pub class: ActorClass,
}

/// A claim as a choice names it: enough to know it again when its report is read by another reader or has a new revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedClaim {
    /// Its id when the choice was made.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// The report's revision.
    pub revision: String,
    /// Where its words stand in that revision.
    pub span: Span,
    /// Its words.
    pub quote: String,
    /// What it was read to say happened.
    pub kind: Kind,
    /// Whether it was read to be asserted.
    pub stance: Stance,
    /// The words for who did it.
    pub actor: Option<String>,
    /// The words for whom it was done to.
    pub target: Option<String>,
    /// The words for where.
    pub place: Option<String>,
    /// The words for who says so, nearest to the fact first; `None` in the outlet's own voice.
    pub claimants: Option<String>,
}

impl From<&Claim> for NamedClaim {
    /// Takes the claim as it was read, not as it was corrected.
    fn from(c: &Claim) -> Self {
        let claimants: Vec<&str> = c.claimants.iter().map(|c| c.mention.text.as_str()).collect();
        Self {
            id: c.id.clone(),
            report: c.report.clone(),
            revision: c.revision.clone(),
            span: c.span,
            quote: c.quote.clone(),
            kind: c.kind,
            stance: c.stance,
            actor: c.actor.as_ref().map(|m| m.text.clone()),
            target: c.target.as_ref().map(|m| m.text.clone()),
            place: c.place.as_ref().map(|p| p.text.clone()),
            claimants: (!claimants.is_empty()).then(|| claimants.join(" < ")),
        }
    }
}

/// A place as a choice names it: enough to know it again in reports to come.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedPlace {
    /// One that the gazetteer knows.
    Known(ResolvedPlace),
    /// A name that the gazetteer does not know.
    Unknown {
        /// The name.
        name: String,
        /// The country that the reports are about, as they were read.
        country: Option<String>,
    },
}

impl NamedPlace {
    /// The place that is given, else one of which no more is known than the name as it is written.
    pub(crate) fn written(known: Option<&ResolvedPlace>, text: &str, country: Option<&str>) -> Self {
        match known {
            Some(place) => Self::Known(place.clone()),
            None => Self::Unknown { name: text.to_owned(), country: country.map(str::to_owned) },
        }
    }

    /// The key that its mentions have.
    pub fn key(&self) -> String {
        match self {
            Self::Known(place) => place.key(),
            Self::Unknown { name, country } => unresolved_key(name, country.as_deref()),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(place) => &place.name,
            Self::Unknown { name, .. } => name,
        }
    }
}

/// Which claims of a place a choice says to be about another one.
#[derive(Debug, Clone, PartialEq)]
pub enum PlacePart {
    /// These.
    Claims(Vec<NamedClaim>),
    /// All that meet what is given, in reports to come as well.
    Where {
        /// The name as reports write it.
        name: Option<String>,
        /// Id of the report.
        report: Option<String>,
        /// The outlet.
        outlet: Option<String>,
    },
}

impl PlacePart {
    /// Whether a place that is written so in this report, by this outlet, is among those that meet what is given. Words that
    /// are no name (`the city`) mean another place in each report, so that they are met in one report only.
    pub fn meets(&self, text: &str, in_report: &str, by_outlet: Option<&str>) -> bool {
        let Self::Where { name, report, outlet } = self else { return false };
        let same = |a: &str, b: &str| a == b || name_key(a) == name_key(b);
        report.as_ref().is_none_or(|id| id == in_report)
            && outlet.as_ref().is_none_or(|outlet| by_outlet.is_some_and(|by| same(outlet, by)))
            && name.as_ref().is_none_or(|name| same(name, text) && (report.is_some() || is_name(text)))
    }
}

/// A number as a correction gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Lower bound, or the number itself.
    pub low: f64,
    /// Upper bound; `None` if open.
    pub high: Option<f64>,
    /// Whether it is approximate.
    pub approx: bool,
    /// What is counted: `killed`, `displaced`, ...
    pub unit: String,
}

/// What a field of a claim should be; `None` is that it is not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Correction {
    /// What happened.
    Kind(Kind),
    /// Whether it is said to be so.
    Stance(Stance),
    /// How real it is presented.
    Modality(Modality),
    /// Who did it, by a name that the actor file or reports know, or another.
    Actor(Option<String>),
    /// Whom it was done to.
    Target(Option<String>),
    /// Where.
    Place(Option<ResolvedPlace>),
    /// When.
    EventDate(Option<DateRange>),
    /// How many.
    Quantity(Option<Number>),
    /// Who says so; `None` is the outlet itself.
    Claimant(Option<(String, ActorClass)>),
}

impl Correction {
    /// Which field.
    pub fn field(&self) -> Field {
        match self {
            Self::Kind(_) => Field::Kind,
            Self::Stance(_) => Field::Stance,
            Self::Modality(_) => Field::Modality,
            Self::Actor(_) => Field::Actor,
            Self::Target(_) => Field::Target,
            Self::Place(_) => Field::Place,
            Self::EventDate(_) => Field::EventDate,
            Self::Quantity(_) => Field::Quantity,
            Self::Claimant(_) => Field::Claimants,
        }
    }

    /// Changes the field of a claim, which keeps its id. What the words of the report do not hold has no words: its mention
    /// has the name that was given, and stands where the machine read its own, else empty where the quote begins.
    /// `outlet` is who published the report.
    pub fn apply(&self, claim: &mut Claim, outlet: Option<&str>) {
        let nowhere = Span { start: claim.span.start, end: claim.span.start };
        let named = |name: &String, span: Option<Span>| Mention {
            text: name.clone(),
            span: span.unwrap_or(nowhere),
            entity: None,
        };
        match self {
            Self::Kind(kind) => {
                claim.kind = *kind;
                claim.sub_kind = None;
            }
            Self::Stance(stance) => claim.stance = *stance,
            Self::Modality(modality) => claim.modality = *modality,
            Self::Actor(name) => {
                claim.actor = name.as_ref().map(|name| named(name, claim.actor.as_ref().map(|m| m.span)));
            }
            Self::Target(name) => {
                claim.target = name.as_ref().map(|name| named(name, claim.target.as_ref().map(|m| m.span)));
            }
            Self::Place(place) => {
                let read = claim.place.take();
                claim.place = place.as_ref().map(|place| PlaceMention {
                    text: read.as_ref().map_or_else(|| place.name.clone(), |p| p.text.clone()),
                    span: read.as_ref().map_or(nowhere, |p| p.span),
                    resolved: Some(place.clone()),
                    candidates: read.map(|p| p.candidates).unwrap_or_default(),
                    // Whoever names the place says that it is told of there.
                    inherited: false,
                    relative: None,
                });
            }
            Self::EventDate(date) => claim.event_date = date.clone(),
            Self::Quantity(number) => {
                let read = claim.quantity.take();
                claim.quantity = number.as_ref().map(|n| Quantity {
                    low: n.low,
                    high: n.high,
                    approx: n.approx,
                    unit: n.unit.clone(),
                    of: read.as_ref().and_then(|q| q.of.clone()),
                    mention: read.as_ref().map_or_else(|| named(&String::new(), None), |q| q.mention.clone()),
                    cumulative: read.as_ref().is_some_and(|q| q.cumulative),
                    since: read.as_ref().and_then(|q| q.since),
                });
            }
            Self::Claimant(who) => {
                let span = claim.claimants.first().map(|c| c.mention.span);
                claim.claimants =
                    who.iter().map(|(name, class)| Claimant { mention: named(name, span), class: *class }).collect();
                if who.is_none() {
                    claim.cue = None;
                }
                let itself = || outlet.map_or_else(|| claim.report.clone(), str::to_owned);
                claim.origin = who.as_ref().map_or_else(itself, |(name, _)| name.clone());
            }
        }
    }
}

/// What a note is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A claim.
    Claim(NamedClaim),
    /// The event that a claim is about.
    Event(NamedClaim),
    /// A place.
    Place {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
    },
    /// What stands against each other in two claims.
    Dispute(Box<NamedClaim>, Box<NamedClaim>),
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// All that means `from` means `into`.
    MergeActors {
        /// The actor that remains.
        into: NamedActor,
        /// The one that is the same.
        from: NamedActor,
    },
    /// A name that means an actor is somebody else's.
    SplitActor {
        /// Id of the actor that no longer bears the name.
        actor: String,
        /// The name as reports write it.
        name: String,
    },
    /// The events of two claims are one.
    MergeEvents {
        /// Id of a claim of the one.
        one: String,
        /// Id of a claim of the other.
        other: String,
    },
    /// Some claims of an event are about another one.
    SplitEvent {
        /// Id of a claim that stays.
        from: String,
        /// Ids of those that leave, together.
        claims: Vec<String>,
    },
    /// Two places are one.
    MergePlaces {
        /// The place that remains.
        into: NamedPlace,
        /// The one that is the same.
        from: NamedPlace,
    },
    /// What was read as a place is another one in some claims.
    SplitPlace {
        /// The place that they no longer tell of.
        place: NamedPlace,
        /// Which claims.
        part: PlacePart,
        /// The place that they tell of; `None` is one of which no more is known than the name as it is written.
        to: Option<ResolvedPlace>,
    },
    /// The groups of copies of two reports are one.
    MergeCopies {
        /// Id of a report of the one.
        one: String,
        /// Id of a report of the other.
        other: String,
    },
    /// Some reports of a group of copies do not go back to the same text.
    SplitCopies {
        /// Id of a report that stays.
        from: String,
        /// Ids of those that leave, together.
        reports: Vec<String>,
    },
    /// A field of a claim should be something else.
    CorrectClaim {
        /// Which claim.
        claim: NamedClaim,
        /// What it should say.
        to: Correction,
    },
    /// A claim is not what the words say: it supports nothing.
    RejectClaim {
        /// Which claim.
        claim: NamedClaim,
    },
    /// A claim is what the words say.
    ConfirmClaim {
        /// Which claim.
        claim: NamedClaim,
    },
    /// How far a source can be relied on.
    GradeSource {
        /// Id in the actor file, or `name:<key>`, as for [`NamedActor`]; outlets are named so too.
        source: String,
        /// Its name.
        name: String,
        /// The grade.
        reliability: Reliability,
    },
    /// How credible a claim is.
    GradeClaim {
        /// Which claim.
        claim: NamedClaim,
        /// The grade.
        credibility: Credibility,
    },
    /// A note.
    Annotate {
        /// On what.
        about: Subject,
        /// What it says.
        text: String,
    },
    /// An earlier decision does not hold.
    Undo {
        /// Its number.
        number: i64,
    },
}

impl Choice {
    /// The claims that the choice is about, if it is one on claims, a note, or parts a place by its claims.
    pub fn claims(&self) -> Vec<&NamedClaim> {
        match self {
            Self::CorrectClaim { claim, .. }
            | Self::RejectClaim { claim }
            | Self::ConfirmClaim { claim }
            | Self::GradeClaim { claim, .. }
            | Self::Annotate { about: Subject::Claim(claim) | Subject::Event(claim), .. } => vec![claim],
            Self::Annotate { about: Subject::Dispute(one, other), .. } => vec![one, other],
            Self::SplitPlace { part: PlacePart::Claims(claims), .. } => claims.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// A recorded choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its number, from 1, in the order of recording.
    pub number: i64,
    /// What was chosen.
    pub choice: Choice,
    /// Who chose.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the words of whoever chose.
    pub note: Option<String>,
}

/// The numbers of the decisions that do not hold, with that of the undoing. Undoing an undo restores what it took back.
pub fn undone(decisions: &[Decision]) -> HashMap<i64, i64> {
    let mut undone = HashMap::new();
    for decision in decisions.iter().rev() {
        if let Choice::Undo { number } = decision.choice
            && number < decision.number
            && !undone.contains_key(&decision.number)
        {
            undone.insert(number, decision.number);
        }
    }
    undone
}

/// The decisions that hold, oldest first, without the undoings.
pub fn in_force(decisions: &[Decision]) -> Vec<&Decision> {
    let undone = undone(decisions);
    let holds = |d: &&Decision| !undone.contains_key(&d.number) && !matches!(d.choice, Choice::Undo { .. });
    decisions.iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions(choices: Vec<Choice>) -> Vec<Decision> {
        let at = Timestamp::UNIX_EPOCH;
        let recorded = |(number, choice)| Decision { number, choice, who: "me".to_owned(), at, note: None };
        (1..).zip(choices).map(recorded).collect()
    }

    fn split() -> Choice {
        Choice::SplitActor { actor: "hts".to_owned(), name: "Nusra".to_owned() }
    }

    fn holding(choices: Vec<Choice>) -> Vec<i64> {
        in_force(&decisions(choices)).iter().map(|d| d.number).collect()
    }

    #[test]
    fn an_undone_decision_does_not_hold_until_its_undoing_is_undone() {
        let undo = |number| Choice::Undo { number };
        assert_eq!(holding(vec![split(), split()]), [1, 2]);
        assert_eq!(holding(vec![split(), split(), undo(1)]), [2]);
        assert_eq!(holding(vec![split(), split(), undo(1), undo(3)]), [1, 2]);
        assert_eq!(holding(vec![split(), undo(1), undo(1), undo(2)]), [] as [i64; 0]);
        assert_eq!(undone(&decisions(vec![split(), undo(1)])).get(&1), Some(&2));
        assert_eq!(holding(vec![undo(2), split()]), [2], "nothing is undone before it is decided");
    }
}
