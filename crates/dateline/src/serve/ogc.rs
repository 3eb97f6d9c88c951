//! OGC API - Features, part 1, over places, events and claims, so that programs for maps can read them.

use super::{
    answers::{Asked, outline, page},
    openapi,
    params::Params,
    replies::Reply,
    routes::Format,
};
use crate::{
    desk::Desk,
    error::{Error, ErrorKind, Result},
    listing,
    shapes::{
        Bounds, CollectionShape, CollectionsAnswer, ConformanceAnswer, ControlRow, EventRow, FeatureShape,
        FeaturesAnswer, GeometryShape, LandingAnswer, LinkTo, Located,
    },
};
use dateline_core::{
    Claim,
    picture::{Control, Event},
};
use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Features of a page where the request does not say.
pub const PAGE: u32 = 100;
/// Most features of a page; who asks for more gets so many.
const MOST: usize = 1000;

/// The collections: name, title, and what is in them.
const COLLECTIONS: [(&str, &str, &str); 3] = [
    (
        "places",
        "Places",
        "Who holds which place at the end of a day; `datetime` asks for those held so on one of its days.",
    ),
    ("events", "Events", "What happened, by how many accounts; `datetime` asks for the days on which it did."),
    (
        "claims",
        "Claims",
        "Who said that what happened, in which words; `datetime` asks for the days that they are about.",
    ),
];

const CRS: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// The media type of the description, in the version that the standard asks for.
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The names of the collections.
pub fn names() -> Vec<&'static str> {
    COLLECTIONS.iter().map(|c| c.0).collect()
}

/// `/ogc`
pub fn landing(ask: &Asked) -> Result<Reply> {
    Reply::json(&LandingAnswer {
        title: "Dateline",
        description: "Who said that what happened, where and when, and the picture that follows from it.",
        links: vec![
            link(ask, "/ogc", "self", JSON, "This page"),
            link(ask, "/ogc/api", "service-desc", OPENAPI, "The description of this interface"),
            link(ask, "/api/docs", "service-doc", "text/html", "The documentation"),
            link(ask, "/ogc/conformance", "conformance", JSON, "What it conforms to"),
            link(ask, "/ogc/collections", "data", JSON, "The collections"),
        ],
    })
}

/// `/ogc/conformance`
pub fn conformance(_: &Asked) -> Result<Reply> {
    Reply::json(&ConformanceAnswer {
        conforms_to: vec![
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        ],
    })
}

/// `/ogc/api`
pub fn description(_: &Asked) -> Result<Reply> {
    Ok(Reply::new(OPENAPI, serde_json::to_vec(&openapi::older())?))
}

/// `/ogc/collections`
pub fn collections(ask: &Asked) -> Result<Reply> {
    Reply::json(&CollectionsAnswer {
        links: vec![link(ask, "/ogc/collections", "self", JSON, "The collections")],
        collections: names().into_iter().filter_map(|name| collection_of(ask, name)).collect(),
    })
}

/// `/ogc/collections/{collection}`
pub fn collection(ask: &Asked) -> Result<Reply> {
    let name = ask.params.needed("collection");
    Reply::json(&collection_of(ask, name).ok_or_else(|| missing("collection", name))?)
}

fn collection_of(ask: &Asked, name: &str) -> Option<CollectionShape> {
    let (id, title, description) = COLLECTIONS.into_iter().find(|c| c.0 == name)?;
    let at = format!("/ogc/collections/{id}");
    let links = vec![link(ask, &at, "self", JSON, title), link(ask, &format!("{at}/items"), "items", GEOJSON, title)];
    Some(CollectionShape { id, title, description, links, item_type: "feature", crs: vec![CRS] })
}

/// `/ogc/collections/{collection}/items`
pub fn items(ask: &Asked) -> Result<Reply> {
    let (desk, params) = (ask.desk(), ask.params);
    let bounds = params.get("bbox").map(bounds).transpose().map_err(Error::usage)?;
    let days = params.get("datetime").map(days).transpose().map_err(Error::usage)?;
    with_records(ask, |records| {
        let wanted = |r: &&Record| {
            days.is_none_or(|(since, until)| {
                let of = r.days();
                of.is_some_and(|(start, end)| since.is_none_or(|s| end >= s) && until.is_none_or(|u| start <= u))
            }) && bounds.as_ref().is_none_or(|b| r.geometry(desk).is_some_and(|g| g.meets(b)))
        };
        let found: Vec<&Record> = records.iter().filter(wanted).collect();
        let (page, next) = page(&found, |r| r.id(), params, PAGE, MOST)?;
        let here = format!("/ogc/collections/{}/items", params.needed("collection"));
        let mut links =
            vec![link(ask, &format!("{here}{}", query(params, params.get("after"))), "self", GEOJSON, "This page")];
        if let Some(next) = next {
            links.push(link(ask, &format!("{here}{}", query(params, Some(next))), "next", GEOJSON, "The next page"));
        }
        let features: Result<Vec<FeatureShape>> = page.iter().map(|r| r.feature(desk)).collect();
        let features = features?;
        geojson(&FeaturesAnswer {
            sort: "FeatureCollection",
            links,
            matched: found.len(),
            returned: features.len(),
            features,
        })
    })
}

/// `/ogc/collections/{collection}/items/{feature}`
pub fn item(ask: &Asked) -> Result<Reply> {
    let (name, id) = (ask.params.needed("collection"), ask.params.needed("feature"));
    with_records(ask, |records| {
        let record = records.iter().find(|r| r.id() == id).ok_or_else(|| missing("feature", id))?;
        let mut feature = record.feature(ask.desk())?;
        let at = format!("/ogc/collections/{name}");
        feature.links = vec![
            link(ask, &format!("{at}/items/{}", encoded(id)), "self", GEOJSON, "This feature"),
            link(ask, &at, "collection", JSON, "Its collection"),
        ];
        geojson(&feature)
    })
}

const JSON: &str = Format::JSON.media_type;
const GEOJSON: &str = Format::GEOJSON.media_type;

fn geojson(answer: &impl serde::Serialize) -> Result<Reply> {
    Ok(Reply::new(GEOJSON, serde_json::to_vec(answer)?))
}

fn missing(what: &str, id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format_args!("there is no {what} `{id}`"))
}

/// A link with a whole address, as programs for maps expect it.
fn link(ask: &Asked, path: &str, rel: &'static str, media_type: &'static str, title: &str) -> LinkTo {
    LinkTo { href: format!("{}{path}", ask.base), rel, media_type, title: title.to_owned() }
}

/// The query of a request, to go on after a feature.
fn query(params: &Params, after: Option<&str>) -> String {
    let kept = params.given().filter(|(name, _)| !["collection", "after"].contains(name));
    let pairs: Vec<String> =
        kept.chain(after.map(|id| ("after", id))).map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What a feature is made of.
enum Record<'a> {
    Place(&'a Control),
    Event(&'a Event),
    Claim(&'a Claim),
}

/// Asks the records of the collection that a request names, in the order of their list.
fn with_records<T>(ask: &Asked, of: impl FnOnce(&[Record]) -> Result<T>) -> Result<T> {
    match ask.params.needed("collection") {
        "places" => {
            let control = ask.day().map(|at| ask.picture_known().weighed().control(at)).unwrap_or_default();
            let spoken_of = control.iter().filter(|c| Desk::is_spoken_of(c));
            of(&spoken_of.map(Record::Place).collect::<Vec<_>>())
        }
        "events" => of(&ask.picture().events().iter().map(Record::Event).collect::<Vec<_>>()),
        "claims" => {
            let known = |c: &&Claim| {
                let report = ask.desk().report_of(c).ok();
                report.is_none_or(|r| ask.known().holds(r.published.as_ref().map(|p| p.date), r.captured))
            };
            let claims = ask.desk().claims.iter().map(AsRef::as_ref).filter(known);
            of(&claims.map(Record::Claim).collect::<Vec<_>>())
        }
        other => Err(missing("collection", other)),
    }
}

impl Record<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Place(c) => &c.place.key,
            Self::Event(e) => &e.id,
            Self::Claim(c) => &c.id,
        }
    }

    /// First and last day that it is about.
    fn days(&self) -> Option<(Date, Date)> {
        match self {
            Self::Place(c) => c.since.map(|since| (since, c.at)),
            Self::Event(e) => e.date.as_ref().map(|d| (d.start, d.end)),
            Self::Claim(c) => c.event_date.as_ref().map(|d| (d.start, d.end)),
        }
    }

    fn geometry(&self, desk: &Desk) -> Option<GeometryShape> {
        let (located, point) = match self {
            Self::Place(c) => (outline(desk, c), c.place.point),
            Self::Event(e) => (desk.located(e), e.place.as_ref().and_then(|p| p.point)),
            Self::Claim(c) => {
                let place = c.place.as_ref()?;
                (Located::new(place, &desk.outlines), place.resolved.as_ref().and_then(|r| r.point))
            }
        };
        located.geometry.or(point.map(GeometryShape::point))
    }

    fn feature(&self, desk: &Desk) -> Result<FeatureShape> {
        let record = match self {
            Self::Place(c) => serde_json::to_value(ControlRow::new(c)),
            Self::Event(e) => serde_json::to_value(EventRow::new(e, Located::POINT)),
            Self::Claim(c) => serde_json::to_value(desk.record(c)?),
        };
        let object = |value: Value| match value {
            Value::Object(fields) => Some(fields),
            _ => None,
        };
        Ok(FeatureShape {
            sort: "Feature",
            id: self.id().to_owned(),
            geometry: self.geometry(desk).map(serde_json::to_value).transpose()?.and_then(object),
            properties: object(listing::properties(&record?)).unwrap_or_else(Map::new),
            links: Vec::new(),
        })
    }
}

/// Reads a box: west, south, east, north in degrees, with heights between them that are passed over.
pub fn bounds(text: &str) -> Result<Bounds, String> {
    let fault = || format!("`{text}` is no box; write west,south,east,north in degrees, such as 35.6,32.3,42.4,37.4");
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse()).collect();
    let (west, south, east, north) = match *numbers.map_err(|_| fault())?.as_slice() {
        [west, south, east, north] | [west, south, _, east, north, _] => (west, south, east, north),
        _ => return Err(fault()),
    };
    let degrees = [west, east].iter().all(|x| x.abs() <= 180.0) && [south, north].iter().all(|y| y.abs() <= 90.0);
    if degrees && south <= north { Ok(Bounds { west, south, east, north }) } else { Err(fault()) }
}

/// Reads an instant or an interval, `..` or nothing for an open end, as the days that it touches.
pub fn days(text: &str) -> Result<(Option<Date>, Option<Date>), String> {
    let day = |part: &str| match part {
        "" | ".." => Ok(None),
        day => crate::cli::parse_date(day).map(Some),
    };
    let (start, end) = text.split_once('/').unwrap_or((text, text));
    match (day(start)?, day(end)?) {
        (None, None) if !text.contains('/') => Err(format!("`{text}` is no day and no interval")),
        (Some(start), Some(end)) if start > end => Err(format!("`{text}` ends before it begins")),
        both => Ok(both),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_intervals_are_read_or_refused() {
        assert_eq!(bounds("35,32,42,37"), Ok(Bounds { west: 35.0, south: 32.0, east: 42.0, north: 37.0 }));
        assert_eq!(bounds("35,32,0,42,37,9"), bounds("35,32,42,37"));
        for fault in ["", "35,32,42", "a,b,c,d", "35,32,0,42,37", "0,0,181,1", "0,9,1,8", "0,0,NaN,1"] {
            assert!(bounds(fault).is_err(), "{fault}");
        }
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        for (text, expect) in [
            ("2024-12-06", (day("2024-12-06"), day("2024-12-06"))),
            ("2024-12-06T18:00:00Z/..", (day("2024-12-06"), None)),
            ("/2024-12-06", (None, day("2024-12-06"))),
            ("../..", (None, None)),
        ] {
            assert_eq!(days(text), Ok(expect), "{text}");
        }
        for fault in ["", "..", "soon", "2024-12-06/2024-12-05", "2024-12-06/2024-12-07/2024-12-08"] {
            assert!(days(fault).is_err(), "{fault}");
        }
    }
}
