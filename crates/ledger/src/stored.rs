//! The form in which a claim is stored: the fields that are queried stand in columns, the others in a JSON object.
//!
//! The form has a version; a changed form gets a new one, and the old one stays legible.

use dateline_core::{
    ActorClass, Claim, Claimant, DateRange, Extent, Granularity, Mention, PlaceMention, Quantity, Relative,
    RelativeSort, ResolvedPlace, Span, Stated,
    claim::{Feature, Tier},
    report::Credits,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt::Display, str::FromStr};

/// Version of the form below.
pub(crate) const SHAPE: i64 = 1;

/// What stands in columns.
pub(crate) struct Columns {
    pub(crate) report: String,
    pub(crate) revision: String,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) stance: String,
    pub(crate) modality: String,
    pub(crate) origin: String,
    pub(crate) span: Span,
    pub(crate) shape: i64,
}

/// The JSON object of a claim.
pub(crate) fn body_of(claim: &Claim) -> Result<String, String> {
    let body = Body {
        quote: claim.quote.clone(),
        sub_kind: claim.sub_kind.clone(),
        passing: claim.passing,
        actor: claim.actor.as_ref().map(StoredMention::from),
        target: claim.target.as_ref().map(StoredMention::from),
        place: claim.place.as_ref().map(StoredPlaceMention::from),
        from: claim.from.as_ref().map(StoredPlaceMention::from),
        to: claim.to.as_ref().map(StoredPlaceMention::from),
        extent: Name(claim.extent),
        claimants: claim.claimants.iter().map(StoredClaimant::from).collect(),
        cue: claim.cue.as_ref().map(StoredMention::from),
        channel: claim.channel.clone(),
        quantity: claim.quantity.as_ref().map(StoredQuantity::from),
        event_date: claim.event_date.as_ref().map(StoredDates::from),
        stated: claim.stated.as_ref().map(StoredStatement::from),
        subset_of: claim.subset_of.clone(),
        about: claim.about.clone(),
        confidence: Name(claim.confidence),
        rules: claim.rules.clone(),
    };
    serde_json::to_string(&body).map_err(|e| e.to_string())
}

/// The JSON object of a report's credits; none if it says nothing of where it comes from.
pub(crate) fn credits(credits: &Credits) -> Result<Option<String>, String> {
    let Credits { agencies, helpers, authors, town } = credits.clone();
    let stored = StoredCredits { agencies, helpers, authors, town };
    (!credits.is_empty()).then(|| serde_json::to_string(&stored).map_err(|e| e.to_string())).transpose()
}

/// The credits of a row.
pub(crate) fn credits_of(stored: Option<&str>) -> Result<Credits, String> {
    let Some(stored) = stored else { return Ok(Credits::default()) };
    let StoredCredits { agencies, helpers, authors, town } = serde_json::from_str(stored).map_err(|e| e.to_string())?;
    Ok(Credits { agencies, helpers, authors, town })
}

/// The claim of a row.
pub(crate) fn claim_of(columns: Columns, body: &str) -> Result<Claim, String> {
    if columns.shape != SHAPE {
        return Err(format!("its form has version {}, not {SHAPE}", columns.shape));
    }
    let body: Body = serde_json::from_str(body).map_err(|e| e.to_string())?;
    Ok(Claim {
        id: columns.id,
        report: columns.report,
        revision: columns.revision,
        quote: body.quote,
        span: columns.span,
        kind: parsed(&columns.kind)?,
        sub_kind: body.sub_kind,
        passing: body.passing,
        stance: parsed(&columns.stance)?,
        modality: parsed(&columns.modality)?,
        actor: body.actor.map(Mention::from),
        target: body.target.map(Mention::from),
        place: body.place.map(PlaceMention::from),
        from: body.from.map(PlaceMention::from),
        to: body.to.map(PlaceMention::from),
        extent: body.extent.0,
        claimants: body.claimants.into_iter().map(Claimant::from).collect(),
        cue: body.cue.map(Mention::from),
        channel: body.channel,
        quantity: body.quantity.map(Quantity::from),
        event_date: body.event_date.map(DateRange::from),
        stated: body.stated.map(Stated::from),
        origin: columns.origin,
        subset_of: body.subset_of,
        about: body.about,
        confidence: body.confidence.0,
        rules: body.rules,
    })
}

/// The quote of a stored body, if it is legible.
pub(crate) fn quote_of(body: &str) -> Option<String> {
    serde_json::from_str::<Body>(body).ok().map(|b| b.quote)
}

fn parsed<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|e: T::Err| e.to_string())
}

/// A value stored as the string that it prints as and is parsed from: names of enumerations, dates, and floating-point
/// numbers, which JSON would not give back bit for bit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<T>(pub(crate) T);

impl<T: Display> Serialize for Name<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Name<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<T: FromStr<Err: Display>> serde::de::Visitor<'_> for Visitor<T> {
            type Value = Name<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Name<T>, E> {
                text.parse().map(Name).map_err(|e: T::Err| E::custom(e))
            }
        }
        deserializer.deserialize_str(Visitor(std::marker::PhantomData))
    }
}

#[derive(Serialize, Deserialize)]
struct StoredCredits {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agencies: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    helpers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    town: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Body {
    quote: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub_kind: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    passing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<StoredMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<StoredMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<StoredPlaceMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<StoredPlaceMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<StoredPlaceMention>,
    extent: Name<Extent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claimants: Vec<StoredClaimant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue: Option<StoredMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity: Option<StoredQuantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_date: Option<StoredDates>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stated: Option<StoredStatement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subset_of: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    confidence: Name<f32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredMention {
    text: String,
    start: u32,
    end: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entity: Option<String>,
}

impl From<&Mention> for StoredMention {
    fn from(m: &Mention) -> Self {
        Self { text: m.text.clone(), start: m.span.start, end: m.span.end, entity: m.entity.clone() }
    }
}

impl From<StoredMention> for Mention {
    fn from(m: StoredMention) -> Self {
        Self { text: m.text, span: Span { start: m.start, end: m.end }, entity: m.entity }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredClaimant {
    text: String,
    start: u32,
    end: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entity: Option<String>,
    class: Name<ActorClass>,
}

impl From<&Claimant> for StoredClaimant {
    fn from(c: &Claimant) -> Self {
        let StoredMention { text, start, end, entity } = (&c.mention).into();
        Self { text, start, end, entity, class: Name(c.class) }
    }
}

impl From<StoredClaimant> for Claimant {
    fn from(c: StoredClaimant) -> Self {
        let span = Span { start: c.start, end: c.end };
        Self { mention: Mention { text: c.text, span, entity: c.entity }, class: c.class.0 }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredPlaceMention {
    text: String,
    start: u32,
    end: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resolved: Option<StoredPlace>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<StoredPlace>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inherited: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relative: Option<StoredRelative>,
}

impl From<&PlaceMention> for StoredPlaceMention {
    fn from(p: &PlaceMention) -> Self {
        Self {
            text: p.text.clone(),
            start: p.span.start,
            end: p.span.end,
            resolved: p.resolved.as_ref().map(StoredPlace::from),
            candidates: p.candidates.iter().map(StoredPlace::from).collect(),
            inherited: p.inherited,
            relative: p.relative.as_deref().map(StoredRelative::from),
        }
    }
}

impl From<StoredPlaceMention> for PlaceMention {
    fn from(p: StoredPlaceMention) -> Self {
        Self {
            text: p.text,
            span: Span { start: p.start, end: p.end },
            resolved: p.resolved.map(ResolvedPlace::from),
            candidates: p.candidates.into_iter().map(ResolvedPlace::from).collect(),
            inherited: p.inherited,
            relative: p.relative.map(|r| Box::new(r.into())),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredRelative {
    sort: Name<RelativeSort>,
    text: String,
    start: u32,
    end: u32,
    anchors: Vec<StoredPlace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bearing: Option<Name<f64>>,
    wind: Name<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distance_km: Option<(Name<f64>, Option<Name<f64>>)>,
    rule: String,
}

impl From<&Relative> for StoredRelative {
    fn from(r: &Relative) -> Self {
        Self {
            sort: Name(r.sort),
            text: r.text.clone(),
            start: r.span.start,
            end: r.span.end,
            anchors: r.anchors.iter().map(StoredPlace::from).collect(),
            bearing: r.bearing.map(Name),
            wind: Name(r.wind),
            distance_km: r.distance_km.map(|(from, to)| (Name(from), to.map(Name))),
            rule: r.rule.clone(),
        }
    }
}

impl From<StoredRelative> for Relative {
    fn from(r: StoredRelative) -> Self {
        Self {
            sort: r.sort.0,
            text: r.text,
            span: Span { start: r.start, end: r.end },
            anchors: r.anchors.into_iter().map(ResolvedPlace::from).collect(),
            bearing: r.bearing.map(|b| b.0),
            wind: r.wind.0,
            distance_km: r.distance_km.map(|(from, to)| (from.0, to.map(|to| to.0))),
            rule: r.rule,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredPlace {
    name: String,
    feature: Name<Feature>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    admin1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    point: Option<(Name<f64>, Name<f64>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    geonames_id: Option<u32>,
    precision: u8,
    tier: Name<Tier>,
}

impl From<&ResolvedPlace> for StoredPlace {
    fn from(p: &ResolvedPlace) -> Self {
        Self {
            name: p.name.clone(),
            feature: Name(p.feature),
            country: p.country.clone(),
            admin1: p.admin1.clone(),
            point: p.point.map(|(north, east)| (Name(north), Name(east))),
            geonames_id: p.geonames_id,
            precision: p.precision,
            tier: Name(p.tier),
        }
    }
}

impl From<StoredPlace> for ResolvedPlace {
    fn from(p: StoredPlace) -> Self {
        Self {
            name: p.name,
            feature: p.feature.0,
            country: p.country,
            admin1: p.admin1,
            point: p.point.map(|(north, east)| (north.0, east.0)),
            geonames_id: p.geonames_id,
            precision: p.precision,
            tier: p.tier.0,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredQuantity {
    low: Name<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Name<f64>>,
    approx: bool,
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    mention: StoredMention,
    cumulative: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Name<Date>>,
}

impl From<&Quantity> for StoredQuantity {
    fn from(q: &Quantity) -> Self {
        Self {
            low: Name(q.low),
            high: q.high.map(Name),
            approx: q.approx,
            unit: q.unit.clone(),
            of: q.of.clone(),
            mention: (&q.mention).into(),
            cumulative: q.cumulative,
            since: q.since.map(Name),
        }
    }
}

impl From<StoredQuantity> for Quantity {
    fn from(q: StoredQuantity) -> Self {
        Self {
            low: q.low.0,
            high: q.high.map(|h| h.0),
            approx: q.approx,
            unit: q.unit,
            of: q.of,
            mention: q.mention.into(),
            cumulative: q.cumulative,
            since: q.since.map(|s| s.0),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredDates {
    start: Name<Date>,
    end: Name<Date>,
    granularity: Name<Granularity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl From<&DateRange> for StoredDates {
    fn from(d: &DateRange) -> Self {
        Self { start: Name(d.start), end: Name(d.end), granularity: Name(d.granularity), text: d.text.clone() }
    }
}

impl From<StoredDates> for DateRange {
    fn from(d: StoredDates) -> Self {
        Self { start: d.start.0, end: d.end.0, granularity: d.granularity.0, text: d.text }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredStatement {
    text: String,
    start: u32,
    end: u32,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<StoredDates>,
}

impl From<&Stated> for StoredStatement {
    fn from(s: &Stated) -> Self {
        let date = s.date.as_ref().map(StoredDates::from);
        Self { text: s.text.clone(), start: s.span.start, end: s.span.end, value: s.value.clone(), date }
    }
}

impl From<StoredStatement> for Stated {
    fn from(s: StoredStatement) -> Self {
        let span = Span { start: s.start, end: s.end };
        Self { text: s.text, span, value: s.value, date: s.date.map(DateRange::from) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::{Kind, Modality, Stance};
    use proptest::{option, prelude::*, sample::select};

    fn mention() -> impl Strategy<Value = Mention> {
        (".{0,20}", any::<(u32, u32)>(), option::of(".{0,20}")).prop_map(|(text, (start, end), entity)| Mention {
            text,
            span: Span { start, end },
            entity,
        })
    }

    fn date() -> impl Strategy<Value = Date> {
        (1i16..9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
    }

    fn number() -> impl Strategy<Value = f64> {
        any::<f64>().prop_filter("NaN equals nothing", |x| !x.is_nan())
    }

    fn place() -> impl Strategy<Value = ResolvedPlace> {
        let names = (".{0,20}", option::of("[A-Z]{2}"), option::of(".{0,10}"));
        let kinds = (select(Feature::ALL), select(Tier::ALL), 1u8..8);
        (names, kinds, option::of((number(), number())), any::<Option<u32>>()).prop_map(
            |((name, country, admin1), (feature, tier, precision), point, geonames_id)| ResolvedPlace {
                name,
                feature,
                country,
                admin1,
                point,
                geonames_id,
                precision,
                tier,
            },
        )
    }

    fn relative() -> impl Strategy<Value = Relative> {
        let words = (select(RelativeSort::ALL), ".{0,20}", any::<(u32, u32)>(), ".{0,9}");
        let distance = option::of((number(), option::of(number())));
        let values = (option::of(number()), number(), distance);
        (words, proptest::collection::vec(place(), 0..3), values).prop_map(
            |((sort, text, (start, end), rule), anchors, (bearing, wind, distance_km))| Relative {
                sort,
                text,
                span: Span { start, end },
                anchors,
                bearing,
                wind,
                distance_km,
                rule,
            },
        )
    }

    fn claim() -> impl Strategy<Value = Claim> {
        let mentioned = || {
            let words = (".{0,20}", any::<(u32, u32)>(), option::of(place()), proptest::collection::vec(place(), 0..3));
            (words, any::<bool>(), option::of(relative())).prop_map(|(words, inherited, relative)| {
                let (text, (start, end), resolved, candidates) = words;
                let relative = relative.map(Box::new);
                PlaceMention { text, span: Span { start, end }, resolved, candidates, inherited, relative }
            })
        };
        let quantity =
            (number(), option::of(number()), any::<(bool, bool)>(), ".{0,9}", option::of(".{0,9}"), mention());
        let quantity =
            (quantity, option::of(date())).prop_map(|((low, high, (approx, cumulative), unit, of, mention), since)| {
                Quantity { low, high, approx, unit, of, mention, cumulative, since }
            });
        let dates = || {
            (date(), date(), select(Granularity::ALL), option::of(".{0,20}"))
                .prop_map(|(start, end, granularity, text)| DateRange { start, end, granularity, text })
        };
        let stated = (".{0,20}", any::<(u32, u32)>(), ".{0,12}", option::of(dates()))
            .prop_map(|(text, (start, end), value, date)| Stated { text, span: Span { start, end }, value, date });
        let claimant = (mention(), select(ActorClass::ALL)).prop_map(|(mention, class)| Claimant { mention, class });
        let strings = (".{0,20}", ".{0,20}", ".{0,20}", ".{0,80}", ".{0,20}", any::<(u32, u32)>());
        let names = (select(Kind::ALL), select(Stance::ALL), select(Modality::ALL), select(Extent::ALL));
        let people = (option::of(mention()), option::of(mention()), option::of(mention()));
        let passing = any::<bool>();
        let ways = (option::of(mentioned()), option::of(mentioned()), passing);
        let values =
            (option::of(mentioned()), option::of(quantity), option::of(dates()), any::<f32>(), option::of(stated));
        let words = (option::of(".{0,9}"), option::of(".{0,9}"), option::of(".{0,9}"));
        let texts = || proptest::collection::vec(".{0,9}", 0..3);
        let lists = (proptest::collection::vec(claimant, 0..3), texts(), texts());
        (strings, names, people, values, words, lists, ways)
            .prop_map(|(s, n, p, v, w, l, y)| Claim {
                id: s.0,
                report: s.1,
                revision: s.2,
                quote: s.3,
                origin: s.4,
                span: Span { start: s.5.0, end: s.5.1 },
                kind: n.0,
                stance: n.1,
                modality: n.2,
                extent: n.3,
                actor: p.0,
                target: p.1,
                cue: p.2,
                place: v.0,
                quantity: v.1,
                event_date: v.2,
                stated: v.4,
                confidence: v.3,
                sub_kind: w.0,
                from: y.0,
                to: y.1,
                passing: y.2,
                channel: w.1,
                subset_of: w.2,
                about: l.2,
                claimants: l.0,
                rules: l.1,
            })
            .prop_filter("NaN equals nothing", |c| !c.confidence.is_nan())
    }

    fn columns(claim: &Claim) -> Columns {
        Columns {
            report: claim.report.clone(),
            revision: claim.revision.clone(),
            id: claim.id.clone(),
            kind: claim.kind.to_string(),
            stance: claim.stance.to_string(),
            modality: claim.modality.to_string(),
            origin: claim.origin.clone(),
            span: claim.span,
            shape: SHAPE,
        }
    }

    proptest! {
        #[test]
        fn a_claim_comes_back_as_it_was_stored(claim in claim()) {
            let body = body_of(&claim).unwrap();
            prop_assert_eq!(claim_of(columns(&claim), &body), Ok(claim));
        }
    }

    #[test]
    fn a_form_that_is_not_known_is_refused() {
        let known = Columns {
            report: String::new(),
            revision: String::new(),
            id: String::new(),
            kind: "captures".to_owned(),
            stance: "asserts".to_owned(),
            modality: "actual".to_owned(),
            origin: String::new(),
            span: Span::default(),
            shape: SHAPE + 1,
        };
        let error = claim_of(known, "{}").unwrap_err();
        assert!(error.contains("version 2"), "{error}");
    }

    /// Claims of the first form must stay legible for ever.
    #[test]
    fn the_first_form_is_legible() {
        let body = r#"{"quote":"killed at least 7 civilians","actor":{"text":"it","start":1,"end":3,"entity":"army"},
            "place":{"text":"Homs","start":9,"end":13,"resolved":{"name":"Homs","feature":"city","country":"SY",
            "point":["34.72682","36.72339"],"geonames_id":169577,"precision":1,"tier":"exact"}},"extent":"whole",
            "claimants":[{"text":"monitor","start":4,"end":8,"class":"monitor"}],
            "quantity":{"low":"7","approx":false,"unit":"killed","mention":{"text":"at least 7","start":5,"end":7},
            "cumulative":true,"since":"2024-11-27"},"event_date":{"start":"2024-12-07","end":"2024-12-07",
            "granularity":"day","text":"Saturday"},"confidence":"0.8","rules":["kinds/kills"]}"#;
        let columns = Columns {
            report: "r".to_owned(),
            revision: "v".to_owned(),
            id: "c".to_owned(),
            kind: "kills".to_owned(),
            stance: "asserts".to_owned(),
            modality: "actual".to_owned(),
            origin: "monitor".to_owned(),
            span: Span { start: 1, end: 28 },
            shape: 1,
        };
        let claim = claim_of(columns, body).unwrap();
        assert_eq!(claim.actor.unwrap().name(), "army");
        assert_eq!(claim.place.unwrap().resolved.unwrap().point, Some((34.72682, 36.72339)));
        assert_eq!(claim.quantity.unwrap().since.unwrap().to_string(), "2024-11-27");
        assert_eq!(claim.claimants[0].class, ActorClass::Monitor);
        assert_eq!(claim.confidence, 0.8);
    }
}
