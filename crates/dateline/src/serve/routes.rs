//! The routes of the interface, in one table. The router, the check of parameters, the OpenAPI document and the
//! documentation are made from it, so that what is served and what is written of it cannot differ.

use super::{
    Shared, accounts, alerts,
    answers::{self, Asked},
    brief, decisions, docs, ledger, ogc, oidc, openapi,
    params::{Param, Takes},
    replies::Reply,
    session,
    table::FACETS,
    tiles,
};
use crate::{
    cli,
    error::Result,
    shapes::{
        AccessAnswer, AccountChange, AccountGone, AccountRow, AccountWish, AccountsAnswer, ActorsAnswer,
        AdvisoriesAnswer, AlertWish, AlertsAnswer, BriefAnswer, ChangesAnswer, ClaimWhy, ClaimsAnswer, CollectionShape,
        CollectionsAnswer, ConformanceAnswer, ControlAnswer, DecidedAnswer, DecisionsAnswer, DisputesAnswer,
        EstimatesAnswer, EventsAnswer, FeatureShape, FeaturesAnswer, FiguresAnswer, FirstWish, HoldersAnswer,
        LandingAnswer, LedgerAnswer, LocationsAnswer, MetaAnswer, MovementsAnswer, NewToken, NoticeRow, NoticesAnswer,
        PasswordWish, PlaceOfRow, PlacesAnswer, QueueAnswer, RelationsAnswer, ReportAnswer, Schemas, ScopesAnswer,
        SessionAnswer, Shape, SignInWish, TensionsAnswer, TokenGone, TokenWish, Wish, shape,
    },
};
use axum::{
    http::{HeaderMap, Method},
    response::Response,
    routing::{MethodFilter, MethodRouter, on},
};
use dateline_core::Kind;
use serde_json::{Value, json};
use std::sync::Arc;

/// One route with one method.
pub struct Route {
    /// The path; parts that vary are names between braces.
    pub path: &'static str,
    /// What it answers or does, a sentence.
    pub summary: &'static str,
    /// What somebody must be allowed to, to ask it.
    pub needs: Right,
    /// Its parameters, by groups that routes share.
    pub params: &'static [&'static [Param]],
    /// The shape of its answer as JSON.
    pub answer: Shape,
    /// In what the answer is given where the route takes no `format`.
    only: &'static [Format],
    /// What is done.
    pub does: Does,
}

/// What somebody may do with a ledger; each may what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Nothing: say who they are, and get what holds nothing of the ledger.
    Enters,
    /// Read it.
    Reads,
    /// Decide on claims, sources, events and places.
    Decides,
    /// Say who has an account.
    Administers,
}

/// What is said to those who ask too often.
pub const TOO_MANY: &str = "Too many requests; `Retry-After` says after how many seconds the next one is answered.";

/// What a route does.
pub enum Does {
    /// Answers from the ledger as it is, to `GET`.
    Tells(fn(&Asked) -> Result<Reply>),
    /// Answers from what stands beside the ledger, each time anew, to `GET`.
    TellsAnew(fn(&Sent) -> Result<Reply>),
    /// Tells of what happens as it happens, to `GET`.
    Streams(fn(&Arc<Shared>, &HeaderMap) -> Response),
    /// Hands out a file, whole or a range of its bytes, to `GET`.
    Ranges(fn(&Arc<Shared>, &HeaderMap) -> Response),
    /// Changes something, and answers with what came of it.
    Changes(Method, Option<Shape>, fn(&Sent) -> Result<Reply>),
    /// Lets people in or says who may enter, by a handler of its own.
    Admits(Admits),
}

/// A request that lets people in or says who may enter.
pub struct Admits {
    method: Method,
    /// What it sends, if anything.
    body: Option<Shape>,
    /// The status if it went well, and what that says.
    well: (u16, &'static str),
    /// Statuses that not every route has.
    besides: &'static [(u16, &'static str)],
    /// What answers it.
    pub handler: fn(MethodFilter) -> MethodRouter<Arc<Shared>>,
}

/// What is said where something is not there.
const NOT_THERE: (u16, &str) = (404, "What is asked for is not there.");
/// The same where people sign in or are admitted.
const NOBODY_SIGNS_IN: (u16, &str) = (404, "What is asked for is not there, or this server has no accounts.");

/// What a request sends.
pub struct Sent<'a> {
    /// What all requests share.
    pub shared: &'a Shared,
    /// Who sends it.
    pub caller: &'a super::Caller,
    /// The parameters.
    pub params: &'a super::params::Params,
    /// The body, JSON; empty where the route takes none.
    pub body: &'a [u8],
}

/// A format of answers.
pub struct Format {
    /// The value of the parameter `format`.
    pub name: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// For files of records, their format.
    pub file: Option<cli::Format>,
}

impl Format {
    /// JSON.
    pub const JSON: Self = Self { name: "json", media_type: "application/json", file: None };
    const CSV: Self = Self { name: "csv", media_type: "text/csv; charset=utf-8", file: Some(cli::Format::Csv) };
    const JSONL: Self = Self { name: "jsonl", media_type: "application/x-ndjson", file: Some(cli::Format::Jsonl) };
    /// GeoJSON (RFC 7946).
    pub const GEOJSON: Self =
        Self { name: "geojson", media_type: "application/geo+json", file: Some(cli::Format::Geojson) };
    const KML: Self =
        Self { name: "kml", media_type: "application/vnd.google-earth.kml+xml", file: Some(cli::Format::Kml) };
    const GEOPARQUET: Self =
        Self { name: "geoparquet", media_type: "application/vnd.apache.parquet", file: Some(cli::Format::Geoparquet) };
    /// Features as an answer of its own, not as a file of records.
    const FEATURES: Self = Self { file: None, ..Self::GEOJSON };
    const OPENAPI: Self = Self { name: "openapi", media_type: ogc::OPENAPI, file: None };
    const MARKDOWN: Self = Self { name: "markdown", media_type: "text/markdown; charset=utf-8", file: None };
    const ATOM: Self = Self { name: "atom", media_type: "application/atom+xml; charset=utf-8", file: None };
    const PMTILES: Self = Self { name: "pmtiles", media_type: tiles::MEDIA_TYPE, file: None };
    const EVENTS: Self = Self { name: "events", media_type: "text/event-stream", file: None };
    const BYTES: Self = Self { name: "bytes", media_type: "application/octet-stream", file: None };
    const HTML: Self = Self { name: "html", media_type: "text/html; charset=utf-8", file: None };
}

const fn format(formats: &'static [Format]) -> Param {
    Param::new("format", Takes::Format(formats), "In what the answer is given.")
}

/// Records that have no place.
const TABLE: &[Param] = &[format(&[Format::JSON, Format::CSV, Format::JSONL])];
/// Records that have one.
const MAP: &[Param] =
    &[format(&[Format::JSON, Format::CSV, Format::JSONL, Format::GEOJSON, Format::KML, Format::GEOPARQUET])];
const TEXT: &[Param] = &[format(&[Format::HTML, Format::MARKDOWN])];
const BRIEF: &[Param] = &[format(&[Format::MARKDOWN, Format::HTML, Format::JSON])];

const ORIGINAL: &[Param] = &[format(&[Format::BYTES])];

const REPORT: &[Param] = &[
    Param::in_path("id", Takes::Text, "The report's id."),
    Param::new("revision", Takes::Text, "One of its revisions; the last if not given."),
];
const AT: &[Param] =
    &[Param::new("at", Takes::Day, "The day at whose end the picture stands; the ledger's last if not given.")];
const KNOWN: &[Param] = &[
    Param::new("known_at", Takes::Day, "As if nothing published later were in the ledger."),
    Param::new("captured_by", Takes::Instant, "As if nothing read later were in the ledger."),
];
const DAYS: &[Param] = &[
    Param::new("since", Takes::Day, "Only what is about this day or a later one."),
    Param::new("until", Takes::Day, "Only what is about this day or an earlier one."),
];
const ORDER: &[Param] = &[Param::new("order", Takes::OneOf(|| vec!["newest", "oldest"]), "What comes first.")];
const AFTER: &[Param] =
    &[Param::new("after", Takes::Text, "Goes on after the record with this id: what `next` of the page before says.")];
const PLACE: &[Param] = &[Param::new("place", Takes::Text, "A place, by its key or a name of it.")];
const ACTOR: &[Param] = &[Param::new("actor", Takes::Text, "Somebody who acts, is acted on or speaks, by id or name.")];
const KINDS: &[Param] =
    &[Param::new("kind", Takes::SomeOf(|| Kind::ALL.iter().map(|k| k.name()).collect()), "Kinds of claims.")];
const EVENT_KINDS: &[Param] =
    &[Param::new("kind", Takes::SomeOf(|| Kind::ALL.iter().map(|k| k.name()).collect()), "Kinds of events.")];

const ACCOUNT: &[Param] = &[Param::in_path("name", Takes::Text, "The account.")];

const COLLECTION: &[Param] = &[Param::in_path("collection", Takes::OneOf(ogc::names), "The collection.")];

/// The properties of the ledger's claims; [`FACETS`] has their names.
const PROPERTIES: &[Param] = &[
    Param::new(FACETS[0], Takes::Texts, "Kinds."),
    Param::new(FACETS[1], Takes::Texts, "`asserts`, `denies` or `questions`."),
    Param::new(FACETS[2], Takes::Texts, "`actual`, `planned` and the like."),
    Param::new(
        FACETS[3],
        Takes::Texts,
        "Keys of places; the words of a report where it is not known which place they mean.",
    ),
    Param::new(FACETS[4], Takes::Texts, "Names of those who act."),
    Param::new(FACETS[5], Takes::Texts, "Whose word it is."),
    Param::new(FACETS[6], Takes::Texts, "Outlets."),
    Param::new(FACETS[7], Takes::Texts, "What people decided: `open`, `confirmed`, `corrected`, `rejected`."),
    Param::new(FACETS[8], Takes::Texts, "How the event stands that the claim is about."),
    Param::new(FACETS[9], Takes::Texts, "`verified` or `not_verified`, by somebody who says so."),
];

/// The routes, in the order of the documentation.
pub static ROUTES: &[Route] = &[
    Route::get("/api/docs", "What you read.", docs::answer).takes(&[TEXT]),
    Route::get("/api/v1/openapi.json", "This interface as OpenAPI 3.1 describes it.", openapi::answer),
    Route::get("/api/v1/meta", "What the ledger holds, from which days, and who has a part in it.", answers::meta)
        .gives(shape::<MetaAnswer>),
    Route::get("/api/v1/control", "Who holds which place at the end of a day.", answers::control)
        .takes(&[AT, KNOWN, &[Param::new("place", Takes::Text, "The key of the one place asked for.")], MAP])
        .gives(shape::<ControlAnswer>),
    Route::get(
        "/api/v1/holders",
        "The same in few words, without reasons and claims, by the keys of places and the ids of actors: for a map.",
        answers::holders,
    )
    .takes(&[AT, KNOWN])
    .gives(shape::<HoldersAnswer>),
    Route::get(
        "/api/v1/locations",
        "The places that claims speak of by the end of a day, and where they lie.",
        answers::locations,
    )
    .takes(&[AT, KNOWN])
    .gives(shape::<LocationsAnswer>),
    Route::get(
        "/api/v1/changes",
        "What changed between two days, or for one place up to a day; with neither, on the ledger's last day.",
        answers::changes,
    )
    .takes(&[
        &[
            Param::new("from", Takes::Day, "The first of the two days; goes with `to`."),
            Param::new("to", Takes::Day, "The second one; with `place`, the last day."),
            Param::new("place", Takes::Text, "The key of a place."),
        ],
        KNOWN,
        MAP,
    ])
    .gives(shape::<ChangesAnswer>),
    Route::get("/api/v1/disputes", "Claims that cannot both hold, the weightiest dispute first.", answers::disputes)
        .takes(&[AT, KNOWN, MAP])
        .gives(shape::<DisputesAnswer>),
    Route::get(
        "/api/v1/tensions",
        "Claims that do not fit together although both may hold, the weightiest first.",
        answers::tensions,
    )
    .takes(&[AT, KNOWN, MAP])
    .gives(shape::<TensionsAnswer>),
    Route::get(
        "/api/v1/claims",
        "Claims in full, page by page: those whose ids are listed, in that order, or those that meet the conditions.",
        answers::claims,
    )
    .takes(&[
        &[Param::new("ids", Takes::List, "Ids of claims; those that the ledger does not hold are left out.")],
        PLACE,
        ACTOR,
        KINDS,
        DAYS,
        &[Param::new("limit", Takes::Number(1, 5000, Some(1000)), "Most claims of a page.")],
        AFTER,
    ])
    .gives(shape::<ClaimsAnswer>),
    Route::get("/api/v1/ledger", "Claims by properties and words, page by page.", ledger::page)
        .takes(&[
            &[Param::new("q", Takes::Text, "Words that quote, names or headline have.")],
            PROPERTIES,
            DAYS,
            AT,
            KNOWN,
            ORDER,
            &[
                Param::new("limit", Takes::Number(1, 500, Some(100)), "Most claims of a page; a file has all."),
                Param::new("from", Takes::Number(0, u32::MAX, Some(0)), "The first row of the page, from 0."),
            ],
            AFTER,
            &[Param::new("facets", Takes::OneOf(|| vec!["false", "true"]), "Whether claims are counted by property.")],
            MAP,
        ])
        .gives(shape::<LedgerAnswer>),
    Route::get("/api/v1/figures", "Numbers with scope and source.", answers::figures)
        .takes(&[AT, KNOWN, MAP])
        .gives(shape::<FiguresAnswer>),
    Route::get("/api/v1/estimates", "What the figures of one scope come to.", answers::estimates)
        .takes(&[AT, KNOWN, MAP])
        .gives(shape::<EstimatesAnswer>),
    Route::get(
        "/api/v1/scopes",
        "Figures by scope with what those of each come to, by indicator, page by page.",
        answers::scopes,
    )
    .takes(&[AT, KNOWN, &[Param::new("limit", Takes::Number(1, 5000, Some(1000)), "Most scopes of a page.")], AFTER])
    .gives(shape::<ScopesAnswer>),
    Route::get("/api/v1/movements", "People and forces that move.", answers::movements)
        .takes(&[AT, KNOWN, MAP])
        .gives(shape::<MovementsAnswer>),
    Route::get("/api/v1/advisories", "What governments tell their people abroad.", answers::advisories)
        .takes(&[AT, KNOWN, MAP])
        .gives(shape::<AdvisoriesAnswer>),
    Route::get("/api/v1/relations", "What actors are to each other.", answers::relations)
        .takes(&[AT, KNOWN, TABLE])
        .gives(shape::<RelationsAnswer>),
    Route::get("/api/v1/access", "Which crossings, roads and airports are open at the end of a day.", answers::access)
        .takes(&[
            AT,
            KNOWN,
            &[Param::new(
                "history",
                Takes::OneOf(|| vec!["false", "true"]),
                "Whether every change up to the day is told, each as of its day.",
            )],
            MAP,
        ])
        .gives(shape::<AccessAnswer>),
    Route::get("/api/v1/events", "What happened by how many accounts, page by page.", answers::events)
        .takes(&[
            AT,
            KNOWN,
            DAYS,
            EVENT_KINDS,
            ORDER,
            &[Param::new("limit", Takes::Number(1, 5000, Some(1000)), "Most events of a page; a file has all.")],
            AFTER,
            MAP,
        ])
        .gives(shape::<EventsAnswer>),
    Route::get("/api/v1/actors", "Who acts and speaks, with the spellings met in reports.", answers::actors)
        .takes(&[AT, KNOWN, TABLE])
        .gives(shape::<ActorsAnswer>),
    Route::get("/api/v1/why", "Why each field of a claim is as it is, and what else was considered.", answers::why)
        .takes(&[&[Param::needed("id", Takes::Text, "The id of a claim.")]])
        .gives(shape::<ClaimWhy>),
    Route::get(
        "/api/v1/reports/{id}",
        "A report with its whole text and the claims that stand in it.",
        answers::report,
    )
    .takes(&[REPORT])
    .gives(shape::<ReportAnswer>),
    Route::get(
        "/api/v1/reports/{id}/original",
        "The bytes that a report was made from, as they came.",
        answers::original,
    )
    .takes(&[REPORT, ORIGINAL]),
    Route::get("/api/v1/brief", "A day in sentences, each with the quotes that it rests on.", brief)
        .takes(&[
            &[
                Param::new("at", Takes::Day, "The day; the ledger's last if not given."),
                Param::new("since", Takes::Day, "Only what is new since this day."),
                Param::new("place", Takes::Text, "Only a place, division or country, by name."),
                Param::new("length", Takes::Length, "How long it may be; `medium` if not given."),
            ],
            BRIEF,
        ])
        .gives(shape::<BriefAnswer>),
    Route::get(
        "/api/v1/review",
        "Claims that somebody should look at, those on which most hangs first.",
        decisions::review,
    )
    .takes(&[
        PLACE,
        ACTOR,
        KINDS,
        &[Param::new("limit", Takes::Number(1, 500, Some(50)), "Most claims of the answer.")],
    ])
    .gives(shape::<QueueAnswer>),
    Route::get("/api/v1/places", "The places that a name may mean, the likeliest first.", decisions::places)
        .takes(&[&[
            Param::needed("name", Takes::Text, "The name."),
            Param::new("claim", Takes::Text, "The id of the claim whose place it is; places near it come first."),
        ]])
        .gives(shape::<PlacesAnswer>),
    Route::get(
        "/api/v1/place",
        "What claims tell of a place: how they write it, what else was read for it, what people decided of it.",
        decisions::place,
    )
    .takes(&[&[Param::needed("key", Takes::Text, "The key of the place.")]])
    .gives(shape::<PlaceOfRow>),
    Route::get("/api/v1/decisions", "What people decided.", decisions::list).gives(shape::<DecisionsAnswer>),
    Route::post(
        "/api/v1/decisions",
        "Records a decision and tells what it changed in the picture.",
        shape::<Wish>,
        decisions::decide,
    )
    .needs(Right::Decides)
    .gives(shape::<DecidedAnswer>),
    Route::delete(
        "/api/v1/decisions/{number}",
        "Takes a decision back; taking back the taking back makes it hold again.",
        decisions::undo,
    )
    .takes(&[
        &[Param::in_path("number", Takes::Number(1, u32::MAX, None), "The decision's number.")],
        &[Param::new(
            "at",
            Takes::Day,
            "The day at whose end it is told what changed; the ledger's last if not given.",
        )],
    ])
    .needs(Right::Decides)
    .gives(shape::<DecidedAnswer>),
    Route::get("/data/basemap.json", "Outlines of coasts and countries, TopoJSON.", answers::basemap)
        .needs(Right::Enters),
    Route::get("/data/divisions.json", "Outlines of first-level divisions, TopoJSON.", answers::divisions)
        .needs(Right::Enters),
    Route::get("/data/waters.json", "Lakes and rivers, TopoJSON.", answers::waters).needs(Right::Enters),
    Route::new(
        "/api/v1/basemap",
        "The archive of tiles under the map, PMTiles version 3, or a `Range` of its bytes; `meta` says whether there is one.",
        Does::Ranges(tiles::answer),
    )
    .only(&[Format::PMTILES]),
    Route::anew("/api/v1/alerts", "What is watched.", alerts::list).gives(shape::<AlertsAnswer>),
    Route::post(
        "/api/v1/alerts",
        "Watches for something: it is told once for each new source.",
        shape::<AlertWish>,
        alerts::add,
    )
    .needs(Right::Decides)
    .gives(shape::<AlertsAnswer>),
    Route::delete("/api/v1/alerts/{name}", "Stops watching; what the alert told goes with it.", alerts::remove)
        .takes(&[&[Param::in_path("name", Takes::Text, "The alert's name.")]])
        .needs(Right::Decides)
        .gives(shape::<AlertsAnswer>),
    Route::anew(alerts::NOTICES, "What alerts told, the latest last; as a feed the latest first.", alerts::notices)
        .takes(&[
            &[
                Param::new("alert", Takes::Text, "Only what this alert told."),
                Param::new("after", Takes::Number(0, u32::MAX, Some(0)), "Only notices with larger numbers."),
                Param::new("limit", Takes::Number(1, 1000, Some(alerts::LATEST)), "Most notices, the latest ones."),
            ],
            &[format(&[Format::JSON, Format::ATOM])],
        ])
        .gives(shape::<NoticesAnswer>),
    Route::stream(
        "/api/v1/news",
        "Notices as they come, as server-sent events named `notice`; `Last-Event-ID` says which was the last one got.",
        alerts::stream,
    )
    .gives(shape::<NoticeRow>),
    Route::get("/ogc", "The entry to OGC API - Features, for programs that draw maps.", ogc::landing)
        .gives(shape::<LandingAnswer>),
    Route::get("/ogc/api", "The routes of the OGC API, as OpenAPI 3.0 describes them.", ogc::description)
        .only(&[Format::OPENAPI]),
    Route::get("/ogc/conformance", "Which classes of the standard are met.", ogc::conformance)
        .gives(shape::<ConformanceAnswer>),
    Route::get("/ogc/collections", "The collections of features.", ogc::collections).gives(shape::<CollectionsAnswer>),
    Route::get("/ogc/collections/{collection}", "One collection.", ogc::collection)
        .takes(&[COLLECTION])
        .gives(shape::<CollectionShape>),
    Route::get("/ogc/collections/{collection}/items", "The features of a collection, page by page.", ogc::items)
        .takes(&[
            COLLECTION,
            &[
                Param::new(
                    "bbox",
                    Takes::Box,
                    "Only what lies in this box, some of it at least; not what has no place.",
                ),
                Param::new("datetime", Takes::Interval, "Only what is about one of these days; not what has none."),
                Param::new(
                    "limit",
                    Takes::Number(1, u32::MAX, Some(ogc::PAGE)),
                    "Most features of a page, up to 1000.",
                ),
            ],
            AFTER,
            AT,
            KNOWN,
        ])
        .only(&[Format::FEATURES])
        .gives(shape::<FeaturesAnswer>),
    Route::get("/ogc/collections/{collection}/items/{feature}", "One feature.", ogc::item)
        .takes(&[COLLECTION, &[Param::in_path("feature", Takes::Text, "The feature's id.")], AT, KNOWN])
        .only(&[Format::FEATURES])
        .gives(shape::<FeatureShape>),
    Route::admits("/api/v1/session", "Who asks, and what they may do.", Method::GET, |method| on(method, session::told))
        .besides(&[])
        .gives(shape::<SessionAnswer>),
    Route::admits("/api/v1/session", "Signs in by name and password.", Method::POST, |method| on(method, session::sign_in))
        .sends(shape::<SignInWish>)
        .gives(shape::<SessionAnswer>),
    Route::admits("/api/v1/session", "Signs out.", Method::DELETE, |method| on(method, session::sign_out))
        .gives(shape::<SessionAnswer>),
    Route::admits(
        "/api/v1/session/first",
        "Makes the first account, by the token that the server said when it started.",
        Method::POST,
        |method| on(method, session::first),
    )
    .besides(&[NOBODY_SIGNS_IN, (409, "Somebody has an account by now.")])
    .sends(shape::<FirstWish>)
    .gives(shape::<SessionAnswer>),
    Route::admits(
        "/api/v1/session/password",
        "Changes one's own password, which ends all other sessions.",
        Method::PUT,
        |method| on(method, session::change_password),
    )
    .sends(shape::<PasswordWish>)
    .gives(shape::<SessionAnswer>),
    Route::admits("/api/v1/session/oidc", "Sends the browser to the identity provider.", Method::GET, |method| on(method, oidc::begin))
    .well(303, "The provider's address."),
    Route::admits(
        "/api/v1/session/oidc/callback",
        "Where the identity provider sends the browser back to, with a code or with what went wrong.",
        Method::GET,
        |method| on(method, oidc::end),
    )
    .takes(&[&[
        Param::new("code", Takes::Text, "What the server asks the provider with who it is."),
        Param::new("state", Takes::Text, "What the sign-in was begun with."),
        Param::new("error", Takes::Text, "Why the provider vouches for nobody."),
    ]])
    .well(303, "The page."),
    Route::admits("/api/v1/users", "Who has an account, and the tokens for scripts.", Method::GET, |method| on(method, accounts::list))
    .needs(Right::Administers)
    .gives(shape::<AccountsAnswer>),
    Route::admits("/api/v1/users", "Makes an account.", Method::POST, |method| on(method, accounts::add))
        .needs(Right::Administers)
        .sends(shape::<AccountWish>)
        .well(201, "It is made.")
        .gives(shape::<AccountRow>),
    Route::admits(
        "/api/v1/users/{name}",
        "Gives an account another role, another password, or both; its sessions end.",
        Method::PATCH,
        |method| on(method, accounts::change),
    )
    .takes(&[ACCOUNT])
    .needs(Right::Administers)
    .sends(shape::<AccountChange>)
    .gives(shape::<AccountRow>),
    Route::admits("/api/v1/users/{name}", "Removes an account.", Method::DELETE, |method| on(method, accounts::remove))
        .takes(&[ACCOUNT])
        .needs(Right::Administers)
        .gives(shape::<AccountGone>),
    Route::admits(
        "/api/v1/users/{name}/tokens",
        "Makes a token for scripts, whose words are told this once.",
        Method::POST,
        |method| on(method, accounts::add_token),
    )
    .takes(&[ACCOUNT])
    .needs(Right::Administers)
    .sends(shape::<TokenWish>)
    .well(201, "It is made.")
    .gives(shape::<NewToken>),
    Route::admits("/api/v1/users/{name}/tokens/{number}", "Revokes a token.", Method::DELETE, |method| on(method, accounts::revoke))
    .takes(&[ACCOUNT, &[Param::in_path("number", Takes::Number(0, u32::MAX, None), "The token's number.")]])
    .needs(Right::Administers)
    .gives(shape::<TokenGone>),
];

fn anything(_: &mut Schemas) -> Value {
    json!({ "type": "object" })
}

impl Route {
    const fn new(path: &'static str, summary: &'static str, does: Does) -> Self {
        Self { path, summary, needs: Right::Reads, params: &[], answer: anything, only: &[Format::JSON], does }
    }

    const fn get(path: &'static str, summary: &'static str, tells: fn(&Asked) -> Result<Reply>) -> Self {
        Self::new(path, summary, Does::Tells(tells))
    }

    const fn anew(path: &'static str, summary: &'static str, tells: fn(&Sent) -> Result<Reply>) -> Self {
        Self::new(path, summary, Does::TellsAnew(tells))
    }

    const fn stream(
        path: &'static str,
        summary: &'static str,
        streams: fn(&Arc<Shared>, &HeaderMap) -> Response,
    ) -> Self {
        Self::new(path, summary, Does::Streams(streams)).only(&[Format::EVENTS])
    }

    const fn post(path: &'static str, summary: &'static str, body: Shape, does: fn(&Sent) -> Result<Reply>) -> Self {
        Self::new(path, summary, Does::Changes(Method::POST, Some(body), does))
    }

    const fn delete(path: &'static str, summary: &'static str, does: fn(&Sent) -> Result<Reply>) -> Self {
        Self::new(path, summary, Does::Changes(Method::DELETE, None, does))
    }

    const fn admits(
        path: &'static str,
        summary: &'static str,
        method: Method,
        handler: fn(MethodFilter) -> MethodRouter<Arc<Shared>>,
    ) -> Self {
        let (well, besides) = ((200, "The answer."), &[NOBODY_SIGNS_IN]);
        Self::new(path, summary, Does::Admits(Admits { method, body: None, well, besides, handler }))
            .needs(Right::Enters)
    }

    const fn sends(mut self, shape: Shape) -> Self {
        if let Does::Admits(Admits { body, .. }) = &mut self.does {
            *body = Some(shape);
        }
        self
    }

    const fn well(mut self, status: u16, says: &'static str) -> Self {
        if let Does::Admits(Admits { well, .. }) = &mut self.does {
            *well = (status, says);
        }
        self
    }

    const fn besides(mut self, statuses: &'static [(u16, &'static str)]) -> Self {
        if let Does::Admits(Admits { besides, .. }) = &mut self.does {
            *besides = statuses;
        }
        self
    }

    const fn takes(mut self, params: &'static [&'static [Param]]) -> Self {
        self.params = params;
        self
    }

    const fn gives(mut self, answer: Shape) -> Self {
        self.answer = answer;
        self
    }

    const fn only(mut self, formats: &'static [Format]) -> Self {
        self.only = formats;
        self
    }

    const fn needs(mut self, right: Right) -> Self {
        self.needs = right;
        self
    }

    /// The method that it answers to.
    pub fn method(&self) -> Method {
        match &self.does {
            Does::Tells(_) | Does::TellsAnew(_) | Does::Streams(_) | Does::Ranges(_) => Method::GET,
            Does::Changes(method, ..) | Does::Admits(Admits { method, .. }) => method.clone(),
        }
    }

    /// What its body is to be, if it takes one.
    pub fn body(&self) -> Option<Shape> {
        match &self.does {
            Does::Changes(_, body, _) | Does::Admits(Admits { body, .. }) => *body,
            Does::Tells(_) | Does::TellsAnew(_) | Does::Streams(_) | Does::Ranges(_) => None,
        }
    }

    /// The last part of its path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// A name that no other route has.
    pub fn id(&self) -> String {
        let parts = self.path.split('/').filter(|p| !["", "api", "v1"].contains(p));
        let parts: Vec<&str> = parts.map(|p| p.trim_matches(['{', '}'])).collect();
        format!("{}-{}", self.method().as_str().to_lowercase(), parts.join("-"))
    }

    /// The statuses that it answers with, and what they say.
    pub fn statuses(&self) -> Vec<(u16, &'static str)> {
        let mut out = match &self.does {
            Does::Tells(_) => vec![(200, "The answer."), (304, "The client has the answer already.")],
            Does::TellsAnew(_) | Does::Streams(_) => vec![(200, "The answer.")],
            Does::Ranges(_) => vec![
                (200, "All of it."),
                (206, "The bytes asked for."),
                (304, "The client has the answer already."),
                (404, "There is none."),
                (416, "There are no such bytes."),
            ],
            Does::Changes(..) => vec![(201, "It is done.")],
            Does::Admits(admits) => vec![admits.well],
        };
        let body = self.body().is_some();
        if self.params().next().is_some() || body {
            out.push((400, "The request says something that cannot be."));
        }
        let unknown = match self.needs {
            Right::Enters => "The name, the password or the token is not good.",
            _ => "People sign in here first.",
        };
        out.extend([(401, unknown), (403, "Somebody who asks so may not.")]);
        match &self.does {
            Does::Admits(admits) => out.extend(admits.besides),
            _ if self.params().next().is_some() || body || self.path.starts_with("/data/") => out.push(NOT_THERE),
            _ => {}
        }
        if body {
            out.push((413, "The body is too long."));
            out.push((415, "The body is not JSON."));
        }
        out.extend([(429, TOO_MANY), (500, "The server failed.")]);
        out
    }

    /// All its parameters.
    pub fn params(&self) -> impl Iterator<Item = &'static Param> + use<> {
        self.params.iter().copied().flatten()
    }

    /// In what its answer can be had; the first one where a request does not say.
    pub fn formats(&self) -> &'static [Format] {
        let given = |p: &'static Param| match &p.takes {
            Takes::Format(formats) => Some(*formats),
            _ => None,
        };
        self.params().find_map(given).unwrap_or(self.only)
    }
}

impl Right {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enters => "everybody",
            Self::Reads => "reads",
            Self::Decides => "decides",
            Self::Administers => "administers",
        }
    }
}
