//! What the picture keeps of a claim: all that weighing needs, and neither its words nor how it was read. What recurs
//! from claim to claim is held once.

use dateline_core::{
    ActorClass, Claim, DateRange, Extent, Kind, Mention, Modality, PlaceMention, Stance, picture::PlaceRef,
};
use jiff::civil::Date;
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

/// A claim, without what the picture does not need.
#[derive(Debug)]
pub struct Statement {
    /// The claim's id.
    pub id: Arc<str>,
    /// The report's id.
    pub report: Arc<str>,
    /// The report's revision.
    pub revision: Arc<str>,
    /// Where in the report it stands.
    pub start: u32,
    /// What happened.
    pub kind: Kind,
    /// Its name within the kind.
    pub sub_kind: Option<Arc<str>>,
    /// Told in passing: a relation of actor and target.
    pub passing: bool,
    /// Whether the claimants say it is so.
    pub stance: Stance,
    /// How real it is presented.
    pub modality: Modality,
    /// How much of the place.
    pub extent: Extent,
    /// Who does it.
    pub actor: Option<Arc<Name>>,
    /// Whom or what it is done to.
    pub target: Option<Arc<Name>>,
    /// Where.
    pub place: Option<Arc<Placed>>,
    /// Of a movement: where it leads from.
    pub from: Option<Arc<Placed>>,
    /// Of a movement: where it leads to.
    pub to: Option<Arc<Placed>>,
    /// Who says so, nearest to the fact first.
    pub claimants: Arc<Vec<Speaker>>,
    /// The word that attributes it.
    pub cue: Option<Arc<str>>,
    /// How many.
    pub quantity: Option<Box<Amount>>,
    /// When.
    pub event_date: Option<Arc<DateRange>>,
    /// The last day on which it was said, where its report tells.
    pub said: Option<Date>,
    /// Id of the claim whose total this one is a part of.
    pub subset_of: Option<Arc<str>>,
    /// Of a check: ids of the claims that were checked.
    pub about: Box<[Arc<str>]>,
}

/// Words that name somebody.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// As they stand.
    pub text: Box<str>,
    /// The entity's name within the report, where the words are not the best.
    pub entity: Option<Box<str>>,
}

impl Name {
    /// The entity's name where there is one, else the words.
    pub fn name(&self) -> &str {
        self.entity.as_deref().unwrap_or(&self.text)
    }
}

/// One node of the chain of attribution.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// Who.
    pub name: Arc<Name>,
    /// What sort of source.
    pub class: ActorClass,
}

/// A place as named in a report.
#[derive(Debug, PartialEq)]
pub struct Placed {
    /// The words as they stand.
    pub text: Box<str>,
    /// Whether the words stand outside the clause.
    pub inherited: bool,
    /// What it was resolved to.
    pub resolved: Option<PlaceRef>,
    /// Key of the place by which the words tell it: `towns | 10 km from Damascus`.
    pub anchor: Option<Box<str>>,
}

impl Placed {
    /// Key of the place that it is, or lies near.
    pub fn vicinity(&self) -> Option<&str> {
        self.anchor.as_deref().or(self.resolved.as_ref().map(|r| r.key.as_str()))
    }
}

/// A number with its bounds.
#[derive(Debug)]
pub struct Amount {
    /// Lower bound, or the number itself.
    pub low: f64,
    /// Upper bound; `None` if open.
    pub high: Option<f64>,
    /// Whether the words make it approximate.
    pub approx: bool,
    /// What is counted: `killed`, `fighters`.
    pub unit: Arc<str>,
    /// Whom: `civilians`.
    pub of: Option<Arc<str>>,
    /// Whether it is a running total.
    pub cumulative: bool,
    /// Start of the running total.
    pub since: Option<Date>,
}

/// What recurs in claims, each once.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    texts: HashSet<Arc<str>>,
    names: HashSet<Arc<Name>>,
    speakers: HashSet<Arc<Vec<Speaker>>>,
    dates: HashMap<(Date, Date), Vec<Arc<DateRange>>>,
    places: HashMap<Box<str>, Vec<Arc<Placed>>>,
}

impl Shared {
    /// What is kept of a claim.
    pub fn statement(&mut self, claim: &Claim) -> Statement {
        Statement {
            id: claim.id.as_str().into(),
            report: self.text(&claim.report),
            revision: self.text(&claim.revision),
            start: claim.span.start,
            kind: claim.kind,
            sub_kind: claim.sub_kind.as_deref().map(|s| self.text(s)),
            passing: claim.passing,
            stance: claim.stance,
            modality: claim.modality,
            extent: claim.extent,
            actor: claim.actor.as_ref().map(|m| self.name(m)),
            target: claim.target.as_ref().map(|m| self.name(m)),
            place: claim.place.as_ref().map(|p| self.place(p)),
            from: claim.from.as_ref().map(|p| self.place(p)),
            to: claim.to.as_ref().map(|p| self.place(p)),
            claimants: {
                let of = claim.claimants.iter();
                let speakers = of.map(|c| Speaker { name: self.name(&c.mention), class: c.class }).collect();
                kept(&mut self.speakers, speakers)
            },
            cue: claim.cue.as_ref().map(|m| self.text(&m.text)),
            quantity: claim.quantity.as_ref().map(|q| {
                Box::new(Amount {
                    low: q.low,
                    high: q.high,
                    approx: q.approx,
                    unit: self.text(&q.unit),
                    of: q.of.as_ref().map(|of| self.text(of)),
                    cumulative: q.cumulative,
                    since: q.since,
                })
            }),
            event_date: claim.event_date.as_ref().map(|d| self.date(d)),
            said: claim.stated.as_ref().and_then(|s| s.date.as_ref()).map(|d| d.end),
            subset_of: claim.subset_of.as_deref().map(Arc::from),
            about: claim.about.iter().map(|id| Arc::from(id.as_str())).collect(),
        }
    }

    /// A text, held once.
    pub fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }

    fn name(&mut self, mention: &Mention) -> Arc<Name> {
        let entity = mention.entity.as_deref().map(Box::from);
        kept(&mut self.names, Name { text: mention.text.as_str().into(), entity })
    }

    fn date(&mut self, range: &DateRange) -> Arc<DateRange> {
        kept_in(self.dates.entry((range.start, range.end)).or_default(), range.clone())
    }

    fn place(&mut self, mention: &PlaceMention) -> Arc<Placed> {
        let resolved = mention.resolved.as_ref().map(|r| PlaceRef {
            key: r.key(),
            name: r.name.clone(),
            feature: Some(r.feature),
            country: r.country.clone(),
            admin1: r.admin1.clone(),
            point: r.point,
            geonames_id: r.geonames_id,
        });
        let text: Box<str> = mention.text.as_str().into();
        let anchor = mention.relative.as_ref().and_then(|r| r.anchors.first()).map(|a| a.key().into());
        let known = self.places.entry(text.clone()).or_default();
        kept_in(known, Placed { text, inherited: mention.inherited, resolved, anchor })
    }
}

fn kept<T: Eq + Hash>(known: &mut HashSet<Arc<T>>, value: T) -> Arc<T> {
    if let Some(same) = known.get(&value) {
        return Arc::clone(same);
    }
    let value = Arc::new(value);
    known.insert(Arc::clone(&value));
    value
}

fn kept_in<T: PartialEq>(known: &mut Vec<Arc<T>>, value: T) -> Arc<T> {
    if let Some(same) = known.iter().find(|k| ***k == value) {
        return Arc::clone(same);
    }
    let value = Arc::new(value);
    known.push(Arc::clone(&value));
    value
}
