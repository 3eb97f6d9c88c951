//! `/api/v1/ledger`: the claims, page by page, by their properties and words.

use super::{
    answers::{Asked, lost},
    params::Params,
    replies::Reply,
    table::{Conditions, FACETS, Table},
};
use crate::{
    desk::{Desk, ledger_error},
    error::Result,
    filter::place_key,
    shapes::{DateShape, FacetShape, LedgerAnswer, LedgerRow, published},
};
use dateline_core::Claim;
use std::sync::Arc;

/// Rows of a page where the request does not say.
const PAGE: u32 = 100;

/// The claims that a request asks for, in its order.
pub fn find<'a>(ask: &Asked<'a>) -> Result<Vec<&'a Arc<Claim>>> {
    let desk = ask.desk();
    let found = table(ask).find(&conditions(ask)?, false).0;
    Ok(ordered(found, ask.params).into_iter().filter_map(|number| desk.claims.get(number as usize)).collect())
}

/// A page of them.
pub fn page(ask: &Asked) -> Result<Reply> {
    let (desk, kept, params) = (ask.desk(), ask.room.kept, ask.params);
    let table = table(ask);
    let conditions = conditions(ask)?;
    let (found, facets): (Vec<u32>, Option<Vec<FacetShape<'_>>>) =
        table.find(&conditions, params.get("facets") == Some("true"));
    let found = ordered(found, params);
    let claim = |number: &u32| desk.claims.get(*number as usize);
    let from = match params.get("after") {
        Some(id) => {
            let at = found.iter().position(|n| claim(n).is_some_and(|c| c.id == id));
            at.map(|at| at + 1).ok_or_else(|| lost(id))?
        }
        None => params.number("from", 0).min(found.len()),
    };
    let shown = found.iter().skip(from).take(params.number("limit", PAGE));
    let rows: Result<Vec<LedgerRow<'_>>> = shown
        .filter_map(|number| Some((*number, claim(number)?)))
        .map(|(number, claim)| {
            let marks = match params.get("q") {
                Some(words) => kept.words(desk)?.marks(words, number).map_err(ledger_error)?,
                None => Vec::new(),
            };
            row(desk, claim, marks, table.stands(number))
        })
        .collect();
    let rows = rows?;
    let next = rows.last().map(|r| r.id).filter(|_| from + rows.len() < found.len());
    Reply::json(&LedgerAnswer { total: found.len(), from, next, claims: rows, facets })
}

fn table(ask: &Asked) -> Arc<Table> {
    ask.room.kept.table(ask.room.desk, ask.params.at, ask.params.known)
}

fn conditions<'p>(ask: &Asked<'p>) -> Result<Conditions<'p>> {
    let params = ask.params;
    let words = match params.get("q") {
        Some(words) => Some(ask.room.kept.words(ask.room.desk)?.find(words).map_err(ledger_error)?),
        None => None,
    };
    Ok(Conditions {
        chosen: FACETS.map(|name| params.all(name).collect()),
        since: params.day("since")?,
        until: params.day("until")?,
        words,
    })
}

fn ordered(mut found: Vec<u32>, params: &Params) -> Vec<u32> {
    if params.get("order") != Some("oldest") {
        found.reverse();
    }
    found
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
