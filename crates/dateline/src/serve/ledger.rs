//! `/api/ledger`: the claims, page by page, by their properties and words.

use super::{
    answers::{Params, Room},
    replies::Reply,
    table::{Conditions, FACETS, place_key},
};
use crate::{
    desk::{Desk, ledger_error},
    error::{Error, Result},
    shapes::{DateShape, FacetShape, LedgerAnswer, LedgerRow, published},
};
use dateline_core::Claim;
use std::sync::Arc;

/// Rows of a page where the request does not say.
const PAGE: usize = 100;
/// Most rows of a page.
const MOST: usize = 500;

/// The parameters beside those of the properties.
pub const PARAMETERS: [&str; 12] =
    ["q", "since", "until", "at", "known_at", "captured_by", "order", "limit", "from", "after", "facets", "format"];

/// The claims that a request asks for, in its order.
pub fn find<'a>(room: &Room<'a>, params: &Params, count: bool) -> Result<Vec<&'a Arc<Claim>>> {
    let table = room.kept.table(room.desk, params.at, params.known);
    let found = table.find(&conditions(room, params)?, count).0;
    let claims = ordered(found, params)?.into_iter();
    Ok(claims.filter_map(|number| room.desk.claims.get(number as usize)).collect())
}

/// A page of them.
pub fn page(room: &Room<'_>, params: &Params) -> Result<Reply> {
    let table = room.kept.table(room.desk, params.at, params.known);
    let conditions = conditions(room, params)?;
    let (found, facets): (Vec<u32>, Option<Vec<FacetShape<'_>>>) =
        table.find(&conditions, params.get("facets") == Some("true"));
    let found = ordered(found, params)?;
    let claim = |number: &u32| room.desk.claims.get(*number as usize);
    let from = match params.get("after") {
        Some(id) => found.iter().position(|n| claim(n).is_some_and(|c| c.id == id)).map_or(found.len(), |at| at + 1),
        None => number(params, "from")?.unwrap_or(0).min(found.len()),
    };
    let limit = number(params, "limit")?.unwrap_or(PAGE).clamp(1, MOST);
    let shown = found.iter().skip(from).take(limit);
    let rows: Result<Vec<LedgerRow<'_>>> = shown
        .filter_map(|number| Some((*number, claim(number)?)))
        .map(|(number, claim)| {
            let marks = match params.get("q") {
                Some(words) => room.kept.words(room.desk)?.marks(words, number).map_err(ledger_error)?,
                None => Vec::new(),
            };
            row(room.desk, claim, marks, table.stands(number))
        })
        .collect();
    let rows = rows?;
    let next = rows.last().map(|r| r.id).filter(|_| from + rows.len() < found.len());
    Reply::json(&LedgerAnswer { total: found.len(), from, next, claims: rows, facets })
}

fn conditions<'p>(room: &Room<'_>, params: &Params<'p>) -> Result<Conditions<'p>> {
    let words = match params.get("q") {
        Some(words) => Some(room.kept.words(room.desk)?.find(words).map_err(ledger_error)?),
        None => None,
    };
    Ok(Conditions {
        chosen: FACETS.map(|name| params.all(name).collect()),
        since: params.day("since")?,
        until: params.day("until")?,
        words,
    })
}

fn ordered(mut found: Vec<u32>, params: &Params) -> Result<Vec<u32>> {
    match params.get("order").unwrap_or("newest") {
        "newest" => found.reverse(),
        "oldest" => {}
        other => return Err(Error::usage(format_args!("`{other}` is no order; one of: newest, oldest"))),
    }
    Ok(found)
}

fn number(params: &Params, name: &str) -> Result<Option<usize>> {
    let parsed = params.get(name).map(str::parse).transpose();
    parsed.map_err(|_| Error::usage(format_args!("`{name}` is a number")))
}

fn row<'a>(
    desk: &'a Desk,
    claim: &'a Claim,
    marks: Vec<(usize, usize)>,
    (standing, verification): (&'a str, &'a str),
) -> Result<LedgerRow<'a>> {
    let report = desk.report_of(claim)?;
    let place = claim.place.as_ref();
    Ok(LedgerRow {
        id: &claim.id,
        report: &claim.report,
        outlet: report.outlet.as_deref(),
        published: report.published.as_ref().map(published),
        quote: &claim.quote,
        marks,
        kind: claim.sub_kind.as_deref().unwrap_or(claim.kind.name()),
        stance: claim.stance.name(),
        modality: claim.modality.name(),
        actor: claim.actor.as_ref().map(|m| m.name()),
        target: claim.target.as_ref().map(|m| m.name()),
        place: place.map(|p| p.resolved.as_ref().map_or(p.text.as_str(), |r| r.name.as_str())),
        place_key: place_key(claim),
        event_date: claim.event_date.as_ref().map(DateShape::new),
        claimants: claim.claimants.iter().map(|c| c.mention.name()).collect(),
        origin: &claim.origin,
        confidence: (f64::from(claim.confidence) * 1000.0).round() / 1000.0,
        standing,
        verification,
        review: desk.state(claim).name(),
    })
}
