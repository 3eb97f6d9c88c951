//! Claims: what one source says, tied to the exact words.

use crate::{
    Kind, Span,
    actors::{ActorClass, name_key},
    kind::named_enum,
};
use jiff::civil::Date;
use std::collections::HashMap;

named_enum! {
    /// Whether the claimants hold that what kind, actor and place describe is so.
    Stance { Asserts = "asserts", Denies = "denies", Questions = "questions" }
}

named_enum! {
    /// How real the claimant presents it.
    Modality {
        Actual = "actual", Ongoing = "ongoing", Planned = "planned", Possible = "possible", Demanded = "demanded",
        Hypothetical = "hypothetical",
    }
}

named_enum! {
    /// How much of the place is meant: as a whole, or all of it where the words say so (`all areas of`).
    Extent { Whole = "whole", Part = "part", Outskirts = "outskirts", Entire = "entire" }
}

named_enum! {
    /// How fine a date is known.
    Granularity { Day = "day", Month = "month", Year = "year", Range = "range" }
}

named_enum! {
    /// How a place name was matched in the gazetteer.
    Tier { Exact = "exact", Stripped = "stripped", Fold = "fold", Skeleton = "skeleton", Overlay = "overlay" }
}

named_enum! {
    /// What sort of place it is.
    Feature {
        Country = "country", Admin1 = "admin1", Admin2 = "admin2", City = "city", Region = "region", Crossing = "crossing",
        Base = "base", Road = "road", Site = "site", Water = "water", Continent = "continent",
    }
}

named_enum! {
    /// How words place something beside the names in them.
    RelativeSort {
        Offset = "offset", Around = "around", Within = "within", Direction = "direction", Near = "near",
        Outskirts = "outskirts", Part = "part", Between = "between", Road = "road", Border = "border",
    }
}

/// Some words of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The words as they stand.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The entity's name within this report: abbreviation spelled out, pronoun replaced by its antecedent.
    /// `None` where the words themselves are the best name.
    pub entity: Option<String>,
}

impl Mention {
    /// The entity's name where there is one, else the words.
    pub fn name(&self) -> &str {
        self.entity.as_deref().unwrap_or(&self.text)
    }
}

/// One node of the chain of attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimant {
    /// Who.
    pub mention: Mention,
    /// What sort of source.
    pub class: ActorClass,
}

/// A place as named in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceMention {
    /// The words as they stand.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// What it was resolved to; `None` stays visible as unresolved.
    pub resolved: Option<ResolvedPlace>,
    /// The runners-up, best first, at most five.
    pub candidates: Vec<ResolvedPlace>,
    /// Whether the words stand outside the clause: the place that the text was telling of. It dates and places events on
    /// the map, but is no ground for saying who holds what.
    pub inherited: bool,
    /// What the words around it say of the place beside the name: `10 km north of`, `the outskirts of`. The resolution is
    /// that of the name alone.
    pub relative: Option<Box<Relative>>,
}

impl PlaceMention {
    /// The key of the place that is meant; an unresolved one is told by its name and the country of the story. `None` for
    /// words that are no name.
    pub fn key(&self, story: Option<&str>) -> Option<String> {
        match &self.resolved {
            Some(resolved) => Some(resolved.key()),
            None => is_name(&self.text).then(|| unresolved_key(&self.text, story)),
        }
    }

    /// UCDP `where_prec` of the place: what the words tell, else that of its name.
    pub fn precision(&self) -> Option<u8> {
        self.relative.as_deref().map(Relative::precision).or(self.resolved.as_ref().map(|r| r.precision))
    }
}

/// A place told by others: `10 km north of Homs`, `northwest Syria`, `between A and B`. Whatever shape is drawn of it
/// follows from these values alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// How it lies to its anchors.
    pub sort: RelativeSort,
    /// The words as they stand, the anchors' names included.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The named places that it is told by, in the order of the text. A border's second country may be that of the report.
    pub anchors: Vec<ResolvedPlace>,
    /// Degrees clockwise from north; for a part, `None` is its middle.
    pub bearing: Option<f64>,
    /// How wide the wind is that the bearing names: 45 degrees of the eight, 22.5 of the sixteen.
    pub wind: f64,
    /// Kilometres from the anchor, from and to; no end where it is open (`more than 10 km`).
    pub distance_km: Option<(f64, Option<f64>)>,
    /// Id of the rule that read the words.
    pub rule: String,
}

impl Relative {
    /// UCDP `where_prec` of the place so told.
    pub fn precision(&self) -> u8 {
        let anchor = self.anchors.first().map_or(7, |a| a.precision);
        match self.sort {
            RelativeSort::Between | RelativeSort::Road | RelativeSort::Border => 5,
            RelativeSort::Part if anchor == 6 => 5,
            RelativeSort::Part if self.anchors.first().is_some_and(ResolvedPlace::names_its_division) => 4,
            RelativeSort::Part => anchor,
            _ if self.distance_km.is_some_and(|(from, to)| to.unwrap_or(from) > NEAR_KM) => 5,
            _ => anchor.max(2),
        }
    }
}

/// What UCDP takes for near a place (`where_prec` 2), in kilometres.
pub const NEAR_KM: f64 = 25.0;

/// One entry of the gazetteer as the resolution of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPlace {
    /// Usual English name.
    pub name: String,
    /// Sort of place.
    pub feature: Feature,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Name of the first-level division.
    pub admin1: Option<String>,
    /// Degrees north and east; `None` for areas without a sensible point.
    pub point: Option<(f64, f64)>,
    /// GeoNames id, where the entry has one.
    pub geonames_id: Option<u32>,
    /// UCDP `where_prec`: 1 exact, 2 within about 25 km, 3 admin2, 4 admin1, 5 line or region, 6 country, 7 water.
    pub precision: u8,
    /// How the name was matched.
    pub tier: Tier,
}

impl ResolvedPlace {
    /// Whether it is a town whose division bears its name: `southern Idlib` may be a part of either.
    pub fn names_its_division(&self) -> bool {
        self.feature == Feature::City && self.admin1.as_ref() == Some(&self.name)
    }

    /// A key that is equal for two mentions of the same place: the GeoNames id, or name, country and feature.
    pub fn key(&self) -> String {
        match self.geonames_id {
            Some(id) => format!("g{id}"),
            None => format!("{}/{}/{}", self.country.as_deref().unwrap_or("-"), self.feature, self.name),
        }
    }
}

/// The key of a name that the gazetteer does not know: two villages of one name in two wars are two places.
pub fn unresolved_key(name: &str, story: Option<&str>) -> String {
    format!("text:{}/{}", story.unwrap_or("-"), name_key(name))
}

/// Whether words for a place are a name: `two villages` are none.
pub fn is_name(words: &str) -> bool {
    words.chars().any(char::is_uppercase)
}

/// The country that each report is about, from pairs of report and country, one for each claim whose place is resolved: the
/// one that most claims tell of; of several, the first by code.
pub fn story_countries<'a>(told: impl Iterator<Item = (&'a str, &'a str)>) -> HashMap<&'a str, String> {
    let mut counts: HashMap<&str, HashMap<&str, u32>> = HashMap::new();
    for (report, country) in told {
        *counts.entry(report).or_default().entry(country).or_default() += 1;
    }
    counts
        .into_iter()
        .filter_map(|(report, by)| {
            let most = by.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
            Some((report, most.0.to_owned()))
        })
        .collect()
}

/// A number with its unit and bounds. `at least 7`: low 7, no high; `dozens`: 24 and up, approximate.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Lower bound, or the number itself.
    pub low: f64,
    /// Upper bound; `None` if open.
    pub high: Option<f64>,
    /// Whether the words make it approximate.
    pub approx: bool,
    /// `killed`, `injured`, `displaced`, `fighters`, `km`, `percent`, ...
    pub unit: String,
    /// Whom or what is counted: `civilians`, `rebels`.
    pub of: Option<String>,
    /// Words and position of the number.
    pub mention: Mention,
    /// Whether it is a running total.
    pub cumulative: bool,
    /// Start of the running total, where it is said.
    pub since: Option<Date>,
}

/// When something happened, resolved against the publication date. Both ends belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// How fine.
    pub granularity: Granularity,
    /// The words it rests on; `None` if it follows from the tense and the publication date alone.
    pub text: Option<String>,
}

/// When a source said what a claim tells, by the report's own words: `the army said on Friday that ...`. It is neither when
/// that happened nor when the report was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// TIMEX3 value, as fine as the words are: `2024-12-05TNI` for `late on Thursday`.
    pub value: String,
    /// Its days; `None` where the words cannot be tied to any.
    pub date: Option<DateRange>,
}

/// One thing that one source says. Fields come from one clause or one attribution chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Stable id: a hash of report, revision, quote, kind, place and claimants.
    pub id: String,
    /// The report's id.
    pub report: String,
    /// The report's revision.
    pub revision: String,
    /// The exact words.
    pub quote: String,
    /// Where they stand; `quote == text[span]`.
    pub span: Span,
    /// What happened.
    pub kind: Kind,
    /// For `other`: accuses, warns, supports, ...
    pub sub_kind: Option<String>,
    /// A relation of two parties that the words only tell in passing (`US-backed fighters`): it stands beside the claims and
    /// is not one of them.
    pub passing: bool,
    /// Whether the claimants say it is so.
    pub stance: Stance,
    /// How real it is presented.
    pub modality: Modality,
    /// Who does it.
    pub actor: Option<Mention>,
    /// Whom or what it is done to.
    pub target: Option<Mention>,
    /// Where.
    pub place: Option<PlaceMention>,
    /// Of a movement: where it leads from, where the words tell.
    pub from: Option<PlaceMention>,
    /// Of a movement: where it leads to, where the words tell.
    pub to: Option<PlaceMention>,
    /// How much of the place.
    pub extent: Extent,
    /// Who says so, nearest to the fact first; empty when the outlet says it in its own voice.
    pub claimants: Vec<Claimant>,
    /// The word that attributes it.
    pub cue: Option<Mention>,
    /// The channel of the statement: Telegram, X, state television.
    pub channel: Option<String>,
    /// How many.
    pub quantity: Option<Quantity>,
    /// When it happened.
    pub event_date: Option<DateRange>,
    /// When its source said so; `None` where the report does not tell.
    pub stated: Option<Stated>,
    /// The deepest identifiable node of the chain of attribution, else the outlet, else the report.
    pub origin: String,
    /// Id of the claim whose total this one is a part of ("including 111 civilians").
    pub subset_of: Option<String>,
    /// Of a check (`verifies`, `cannot_verify`): ids of the claims of the same report that were checked. Empty where the
    /// words do not tell which.
    pub about: Vec<String>,
    /// How sure the extraction is, 0 to 1; not credibility.
    pub confidence: f32,
    /// Ids of the rules that made it.
    pub rules: Vec<String>,
}
