//! The claim record and the report record.

use super::{
    geometry::{Located, RelativeShape},
    review::DecidedShape,
};
use dateline_core::{
    Claim, DateRange, Kind, Mention, Published, Quantity, Report, ResolvedPlace, Stated,
    claim::PlaceMention,
    kind::Family,
    report::{Credits, PublishedBasis},
};
use dateline_gazetteer::Outlines;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// One claim, as exported: a JSON object a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimRow<'a> {
    /// The claim's id.
    pub id: &'a str,
    /// The report's id.
    pub report: &'a str,
    /// The report's revision.
    pub revision: &'a str,
    /// Address of the report.
    pub url: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Day or instant of publication.
    pub published: Option<String>,
    /// The exact words.
    pub quote: &'a str,
    /// First byte of the quote in the report's text.
    pub start: u32,
    /// Byte after the quote.
    pub end: u32,
    /// What happened.
    pub kind: &'static str,
    /// For `other`.
    pub sub_kind: Option<&'a str>,
    /// `asserts`, `denies`, `questions`.
    pub stance: &'static str,
    /// `actual`, `planned`, ...
    pub modality: &'static str,
    /// Who does it.
    pub actor: Option<MentionShape<'a>>,
    /// To whom.
    pub target: Option<MentionShape<'a>>,
    /// Where.
    pub place: Option<PlaceShape<'a>>,
    /// Who says so, nearest to the fact first.
    pub claimants: Vec<ClaimantShape<'a>>,
    /// The word that attributes it.
    pub cue: Option<CueShape<'a>>,
    /// The channel of the statement.
    pub channel: Option<&'a str>,
    /// How many.
    pub quantity: Option<QuantityShape<'a>>,
    /// When.
    pub event_date: Option<DateShape<'a>>,
    /// When its source said so.
    pub stated: Option<StatedShape<'a>>,
    /// The deepest identifiable node of the chain.
    pub origin: &'a str,
    /// How sure the extraction is.
    pub confidence: f64,
    /// The rules that made it.
    pub rules: &'a [String],
    /// How much of the place, for claims about control.
    pub extent: Option<&'static str>,
    /// The claim whose total this one is a part of.
    pub subset_of: Option<&'a str>,
    /// The claims that it checks.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub about: &'a [String],
    /// Reliability of the source and credibility of the claim by the Admiralty code, as people graded them: `F6` where
    /// nobody did. It has no part in any status.
    pub admiralty: String,
    /// What people decided on the claim. All other fields are as they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<DecidedShape<'a>>,
}

/// Some words of a report, with the entity they stand for.
#[derive(Debug, Serialize, ToSchema)]
pub struct MentionShape<'a> {
    text: &'a str,
    start: u32,
    end: u32,
    entity: Option<&'a str>,
}

/// Some words of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct CueShape<'a> {
    text: &'a str,
    start: u32,
    end: u32,
}

/// One node of the chain of attribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimantShape<'a> {
    text: &'a str,
    start: u32,
    end: u32,
    entity: Option<&'a str>,
    class: &'static str,
}

/// A place with its resolution; all fields of an unresolved one are null but for its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceShape<'a> {
    text: &'a str,
    start: u32,
    end: u32,
    name: Option<&'a str>,
    feature: Option<&'static str>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
    precision: Option<u8>,
    tier: Option<&'static str>,
    candidates: Vec<CandidateShape<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inherited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    relative: Option<RelativeShape<'a>>,
    #[serde(flatten)]
    located: Located,
}

/// A place that the name might have meant as well.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateShape<'a> {
    name: &'a str,
    feature: &'static str,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
}

/// A number with bounds and unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuantityShape<'a> {
    low: Number,
    high: Option<Number>,
    approx: bool,
    unit: &'a str,
    of: Option<&'a str>,
    text: &'a str,
    start: u32,
    end: u32,
    cumulative: bool,
    since: Option<String>,
}

/// A date or range, with the words it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct DateShape<'a> {
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// `day`, `month`, `year`, `range`.
    pub granularity: &'static str,
    /// The words it rests on.
    pub text: Option<&'a str>,
}

/// When a source said something: the days, as `event_date` has them, the value and the words.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatedShape<'a> {
    start: Option<String>,
    end: Option<String>,
    granularity: Option<&'static str>,
    value: &'a str,
    text: &'a str,
    text_start: u32,
    text_end: u32,
}

/// A number written without a fraction where it has none.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// Without a fraction.
    Whole(i64),
    /// With one.
    Fraction(f64),
}

impl PartialSchema for Number {
    fn schema() -> RefOr<Schema> {
        f64::schema()
    }
}

impl ToSchema for Number {}

impl From<f64> for Number {
    fn from(n: f64) -> Self {
        if n.fract() == 0.0 && n.abs() < 9e15 { Self::Whole(n as i64) } else { Self::Fraction(n) }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(n) => n.fmt(f),
            Self::Fraction(n) => n.fmt(f),
        }
    }
}

impl<'a> ClaimRow<'a> {
    /// The record of a claim and the report it stands in; the outlines give areas and borders their shapes.
    pub fn new(claim: &'a Claim, report: &'a Report, outlines: &Outlines) -> Self {
        Self {
            id: &claim.id,
            report: &claim.report,
            revision: &claim.revision,
            url: report.url.as_deref(),
            outlet: report.outlet.as_deref(),
            published: report.published.as_ref().map(published),
            quote: &claim.quote,
            start: claim.span.start,
            end: claim.span.end,
            kind: claim.kind.name(),
            sub_kind: claim.sub_kind.as_deref(),
            stance: claim.stance.name(),
            modality: claim.modality.name(),
            actor: claim.actor.as_ref().map(MentionShape::new),
            target: claim.target.as_ref().map(MentionShape::new),
            place: claim.place.as_ref().map(|p| PlaceShape::new(p, outlines)),
            claimants: claim
                .claimants
                .iter()
                .map(|c| ClaimantShape {
                    text: &c.mention.text,
                    start: c.mention.span.start,
                    end: c.mention.span.end,
                    entity: c.mention.entity.as_deref(),
                    class: c.class.name(),
                })
                .collect(),
            cue: claim.cue.as_ref().map(|m| CueShape { text: &m.text, start: m.span.start, end: m.span.end }),
            channel: claim.channel.as_deref(),
            quantity: claim.quantity.as_ref().map(QuantityShape::new),
            event_date: claim.event_date.as_ref().map(DateShape::new),
            stated: claim.stated.as_ref().map(StatedShape::new),
            origin: &claim.origin,
            confidence: rounded(f64::from(claim.confidence)),
            rules: &claim.rules,
            extent: has_extent(claim.kind).then_some(claim.extent.name()),
            subset_of: claim.subset_of.as_deref(),
            about: &claim.about,
            admiralty: "F6".to_owned(),
            decided: None,
        }
    }

    /// With what people decided.
    pub fn decided(self, admiralty: String, decided: Option<DecidedShape<'a>>) -> Self {
        Self { admiralty, decided, ..self }
    }
}

/// Extent means something only where a place is held, taken or left.
fn has_extent(kind: Kind) -> bool {
    kind.family() == Family::Control
}

/// Three decimals are more than a confidence is good for, and keep float noise out of the exports.
fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

/// Publication as a string: the instant where one was given, else the day.
pub fn published(p: &Published) -> String {
    match p.at {
        Some(at) => at.to_string(),
        None => p.date.to_string(),
    }
}

impl<'a> MentionShape<'a> {
    /// The words with their place in the text.
    pub fn new(m: &'a Mention) -> Self {
        Self { text: &m.text, start: m.span.start, end: m.span.end, entity: m.entity.as_deref() }
    }
}

impl<'a> PlaceShape<'a> {
    /// The mention with its resolution.
    pub fn new(p: &'a PlaceMention, outlines: &Outlines) -> Self {
        let r = p.resolved.as_ref();
        let told = p.relative.as_deref();
        Self {
            text: &p.text,
            start: p.span.start,
            end: p.span.end,
            name: r.map(|r| r.name.as_str()),
            feature: r.map(|r| r.feature.name()),
            country: r.and_then(|r| r.country.as_deref()),
            admin1: r.and_then(|r| r.admin1.as_deref()),
            lat: r.and_then(|r| r.point).map(|p| p.0),
            lon: r.and_then(|r| r.point).map(|p| p.1),
            geonames_id: r.and_then(|r| r.geonames_id),
            precision: p.precision(),
            tier: r.map(|r| r.tier.name()),
            candidates: p.candidates.iter().map(CandidateShape::new).collect(),
            inherited: p.inherited,
            relative: told.map(RelativeShape::new),
            located: Located::new(p, outlines),
        }
    }
}

impl<'a> CandidateShape<'a> {
    fn new(r: &'a ResolvedPlace) -> Self {
        Self {
            name: &r.name,
            feature: r.feature.name(),
            country: r.country.as_deref(),
            admin1: r.admin1.as_deref(),
            lat: r.point.map(|p| p.0),
            lon: r.point.map(|p| p.1),
            geonames_id: r.geonames_id,
        }
    }
}

impl<'a> QuantityShape<'a> {
    /// The number with its words.
    pub fn new(q: &'a Quantity) -> Self {
        Self {
            low: q.low.into(),
            high: q.high.map(Number::from),
            approx: q.approx,
            unit: &q.unit,
            of: q.of.as_deref(),
            text: &q.mention.text,
            start: q.mention.span.start,
            end: q.mention.span.end,
            cumulative: q.cumulative,
            since: q.since.map(|d| d.to_string()),
        }
    }
}

impl<'a> StatedShape<'a> {
    fn new(s: &'a Stated) -> Self {
        let date = s.date.as_ref();
        Self {
            start: date.map(|d| d.start.to_string()),
            end: date.map(|d| d.end.to_string()),
            granularity: date.map(|d| d.granularity.name()),
            value: &s.value,
            text: &s.text,
            text_start: s.span.start,
            text_end: s.span.end,
        }
    }
}

impl<'a> DateShape<'a> {
    /// The range with the words it rests on.
    pub fn new(d: &'a DateRange) -> Self {
        Self {
            start: d.start.to_string(),
            end: d.end.to_string(),
            granularity: d.granularity.name(),
            text: d.text.as_deref(),
        }
    }
}

/// One report, as exported.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportRow<'a> {
    /// The report's id.
    pub id: &'a str,
    /// Names this revision.
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
    /// Where it was read from.
    pub read_from: &'a str,
    /// What it says of where its text comes from.
    pub credits: CreditsShape<'a>,
    /// What had to be assumed or repaired.
    pub notes: &'a [String],
    /// The whole text; all offsets of claims point into it.
    pub text: &'a str,
}

/// Whose text it is, who helped with it, who wrote it, and the town of the dateline, as the report says.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreditsShape<'a> {
    agencies: &'a [String],
    helpers: &'a [String],
    authors: &'a [String],
    town: Option<&'a str>,
}

impl<'a> CreditsShape<'a> {
    fn new(c: &'a Credits) -> Self {
        Self { agencies: &c.agencies, helpers: &c.helpers, authors: &c.authors, town: c.town.as_deref() }
    }
}

impl<'a> ReportRow<'a> {
    /// The record of a report.
    pub fn new(r: &'a Report) -> Self {
        Self {
            id: &r.id,
            revision: &r.revision,
            title: r.title.as_deref(),
            outlet: r.outlet.as_deref(),
            url: r.url.as_deref(),
            published: r.published.as_ref().map(published),
            published_basis: r.published.as_ref().map(|p| published_basis(&p.basis)),
            language: r.language.as_deref(),
            read_from: &r.read_from,
            credits: CreditsShape::new(&r.credits),
            notes: &r.notes,
            text: &r.text,
        }
    }
}

/// How a publication date is known, in a few words.
pub fn published_basis(b: &PublishedBasis) -> String {
    match b {
        PublishedBasis::Given => "given".to_owned(),
        PublishedBasis::Metadata(field) => format!("page metadata: {field}"),
        PublishedBasis::Inferred(why) => format!("inferred: {why}"),
    }
}
