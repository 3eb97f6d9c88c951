//! The answers of the interface, each a function from an open ledger and the request's parameters.

use super::{Shared, kept::Kept, params::Params, replies::Reply, routes::Format};
use crate::{
    cli::ListArgs,
    data,
    desk::{Desk, Parts, ledger_error},
    error::{Error, ErrorKind, Result},
    filter::Filter,
    shapes::{
        AccessAnswer, AccessRow, ActorRow, ActorShape, ActorsAnswer, AdvisoriesAnswer, AdvisoryRow, BondRow, ChangeRow,
        ChangesAnswer, ClaimRow, ClaimsAnswer, ControlAnswer, ControlPlace, DisputeShape, DisputesAnswer, EstimateRow,
        EstimatesAnswer, EventRow, EventsAnswer, FigureRow, FiguresAnswer, HeldShape, HoldersAnswer, Located,
        LocationsAnswer, MetaActor, MetaAnswer, MovementRow, MovementsAnswer, OriginalShape, PlaceEntry,
        RelationsAnswer, ReportAnswer, RevisionShape, ScopeShape, ScopesAnswer, TensionsAnswer, published,
        published_basis,
    },
    why::ReadAnew,
};
use axum::http::header::CONTENT_DISPOSITION;
use dateline_core::{
    Claim,
    claim::Feature,
    picture::{Access, Change, Control, Event},
};
use dateline_ledger::Original;
use dateline_picture::{Held, Known, Scope};
use jiff::civil::Date;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

/// Records of a page of a long list where the request does not say.
pub const LONG: u32 = 1000;
/// Most records of such a page.
const MOST: usize = 5000;

/// What an answer is made from.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    /// The open ledger.
    pub desk: &'a Desk,
    /// What was derived from it for earlier requests.
    pub kept: &'a Kept,
}

/// A question: the ledger as it is, and the parameters.
pub struct Asked<'a> {
    /// What all requests share.
    pub shared: &'a Shared,
    /// The ledger with what was derived from it.
    pub room: Room<'a>,
    /// The parameters.
    pub params: &'a Params,
    /// The address that the server was asked by, without a path: `http://localhost:4750`.
    pub base: &'a str,
}

impl<'a> Asked<'a> {
    /// The open ledger.
    pub fn desk(&self) -> &'a Desk {
        self.room.desk
    }

    /// What was known by the day asked for, or earlier.
    pub fn known(&self) -> Known {
        let published = [self.params.at, self.params.known.published].into_iter().flatten().min();
        Known { published, ..self.params.known }
    }

    /// The picture as of the day asked for, and as it was known then.
    pub fn picture(&self) -> Arc<Parts> {
        self.room.kept.picture(self.room.desk, self.params.at, self.params.known)
    }

    /// The picture as it was known, whatever the day asked for.
    pub fn picture_known(&self) -> Arc<Parts> {
        self.room.kept.picture(self.room.desk, None, self.params.known)
    }

    /// Who holds which place at the end of a day, as it was known.
    pub fn held(&self, at: Date) -> Arc<Vec<Held>> {
        self.room.kept.held(self.room.desk, at, self.params.known)
    }

    /// The day asked for, else the ledger's last as it was known; a ledger without reports has none.
    pub fn day(&self) -> Option<Date> {
        self.params.at.or_else(|| self.room.desk.days_known(self.params.known).map(|(_, last)| last))
    }
}

/// `/api/v1/meta`
pub fn meta(ask: &Asked) -> Result<Reply> {
    let desk = ask.desk();
    let days = desk.span();
    let picture = ask.picture();
    let parties = picture.actors().iter().filter(|a| a.counts.0 > 0 || a.counts.1 > 0);
    let reports: std::collections::HashSet<&str> = desk.reports.iter().map(|r| r.id.as_str()).collect();
    Reply::json(&MetaAnswer {
        version: env!("CARGO_PKG_VERSION"),
        reports: reports.len(),
        claims: desk.claims.len(),
        decisions: desk.decisions.len(),
        first_date: days.map(|(first, _)| first.to_string()),
        last_date: days.map(|(_, last)| last.to_string()),
        actors: parties.map(|a| MetaActor::new(&a.actor, &desk.actors)).collect(),
        embed_from: &ask.shared.embed_from,
        basemap: ask.shared.basemap.as_ref().map(|archive| archive.tiles.name()),
    })
}

/// `/api/v1/control`
pub fn control(ask: &Asked) -> Result<Reply> {
    let (desk, at, one) = (ask.desk(), ask.day(), ask.params.get("place"));
    let held = at.map(|at| ask.held(at)).unwrap_or_default();
    let asked_for = spoken_of(&held).filter(|held| one.is_none_or(|key| held.verdict().place.key == key));
    Reply::json(&ControlAnswer {
        at: at.map(|d| d.to_string()),
        places: asked_for.map(|held| ControlPlace::new(held, outline(desk, held.verdict()), &desk.actors)).collect(),
    })
}

/// `/api/v1/holders`
pub fn holders(ask: &Asked) -> Result<Reply> {
    let (desk, at) = (ask.desk(), ask.day());
    let held = at.map(|at| ask.held(at)).unwrap_or_default();
    let named = spoken_of(&held).flat_map(|h| h.verdict().actor.iter().chain(&h.verdict().disputed_by));
    let actors: BTreeMap<&str, _> = named.map(|a| (a.id.as_str(), a)).collect();
    Reply::json(&HoldersAnswer {
        at: at.map(|d| d.to_string()),
        actors: actors.into_values().map(|a| ActorShape::new(a, &desk.actors)).collect(),
        places: spoken_of(&held).map(|held| HeldShape::new(held, outline(desk, held.verdict()))).collect(),
    })
}

/// `/api/v1/locations`
pub fn locations(ask: &Asked) -> Result<Reply> {
    let held = ask.day().map(|at| ask.held(at)).unwrap_or_default();
    Reply::json(&LocationsAnswer {
        places: spoken_of(&held).map(|held| PlaceEntry::new(&held.verdict().place)).collect(),
    })
}

/// Those of which there is something to show.
fn spoken_of(held: &[Held]) -> impl Iterator<Item = &Held> {
    held.iter().filter(|held| Desk::is_spoken_of(held.verdict()))
}

/// Where a place lies that is no town: those have their point.
pub fn outline(desk: &Desk, c: &Control) -> Located {
    match c.place.feature {
        Some(Feature::City) => Located::POINT,
        _ if c.supporting.is_empty() => desk.located_by(&c.opposing),
        _ => desk.located_by(&c.supporting),
    }
}

/// `/api/v1/changes`
pub fn changes(ask: &Asked) -> Result<Reply> {
    Reply::json(&ChangesAnswer { changes: changed(ask)?.iter().map(ChangeRow::new).collect() })
}

/// The changes that a request asks for: between two days, or all of one place between them.
pub fn changed(ask: &Asked) -> Result<Vec<Change>> {
    let (from, place) = (ask.params.day("from")?, ask.params.get("place"));
    let Some(to) = ask.params.day("to")?.or(ask.day()) else { return Ok(Vec::new()) };
    if let Some(from) = from.filter(|from| *from > to) {
        return Err(Error::usage(format_args!("`from` ({from}) lies after `to` ({to})")));
    }
    if place.is_some() {
        let all = ask.picture_known().weighed().history(place, to);
        return Ok(all.into_iter().filter(|c| from.is_none_or(|from| c.after.at > from)).collect());
    }
    let from = from.or_else(|| to.yesterday().ok()).unwrap_or(to);
    Ok(ask.picture_known().weighed().changed(&ask.held(from), &ask.held(to)))
}

/// `/api/v1/disputes`
pub fn disputes(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&DisputesAnswer { disputes: picture.disputes().iter().map(DisputeShape::new).collect() })
}

/// `/api/v1/tensions`
pub fn tensions(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&TensionsAnswer { tensions: picture.tensions().iter().map(DisputeShape::new).collect() })
}

/// `/api/v1/actors`
pub fn actors(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&ActorsAnswer { actors: picture.actors().iter().map(ActorRow::new).collect() })
}

/// `/api/v1/estimates`
pub fn estimates(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&EstimatesAnswer { estimates: picture.estimates().iter().map(EstimateRow::new).collect() })
}

/// `/api/v1/scopes`
pub fn scopes(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    let (figures, estimates) = (picture.figures(), picture.estimates());
    let found: Vec<(&str, &Scope)> = picture.scopes().iter().map(|s| (s.id(figures, estimates), s)).collect();
    let (page, next) = page(&found, |(id, _)| id, ask.params, LONG, MOST)?;
    Reply::json(&ScopesAnswer {
        total: found.len(),
        superseded: figures.iter().filter(|f| f.superseded_by.is_some()).count(),
        next,
        scopes: page.iter().map(|(id, scope)| ScopeShape::new(id, scope, figures, estimates)).collect(),
    })
}

/// `/api/v1/claims`: those whose ids are listed, in that order, or those that meet the conditions.
pub fn claims(ask: &Asked) -> Result<Reply> {
    let (desk, params) = (ask.desk(), ask.params);
    let filter = Filter::new(&conditions(params)?, desk)?;
    let found: Vec<&Claim> = match params.list("ids") {
        Some(ids) => {
            let mut seen = HashSet::new();
            ids.filter(|id| seen.insert(*id)).filter_map(|id| desk.claim(id)).filter(|c| filter.claim(c)).collect()
        }
        None => desk.claims.iter().map(AsRef::as_ref).filter(|c| filter.claim(c)).collect(),
    };
    let (page, next) = page(&found, |c| &c.id, params, LONG, MOST)?;
    let claims: Result<Vec<ClaimRow>> = page.iter().map(|c| desk.record(c)).collect();
    Reply::json(&ClaimsAnswer { total: found.len(), next, claims: claims? })
}

/// The conditions on claims.
pub fn conditions(params: &Params) -> Result<ListArgs> {
    Ok(ListArgs {
        place: params.get("place").map(str::to_owned),
        actor: params.get("actor").map(str::to_owned),
        kind: params.list("kind").map(|kinds| kinds.map(str::to_owned).collect()).unwrap_or_default(),
        since: params.day("since")?,
        until: params.day("until")?,
        ..ListArgs::default()
    })
}

/// The page that a request asks for: so many of what was found, after the one whose id it names; and the id that the next
/// page goes on from, none after the last.
pub fn page<'f, T>(
    found: &'f [T],
    id: impl Fn(&T) -> &str,
    params: &Params,
    usual: u32,
    most: usize,
) -> Result<(&'f [T], Option<&'f str>)> {
    let from = match params.get("after") {
        Some(last) => found.iter().position(|one| id(one) == last).map(|at| at + 1).ok_or_else(|| lost(last))?,
        None => 0,
    };
    let to = found.len().min(from + params.number("limit", usual).min(most));
    let page = found.get(from..to).unwrap_or_default();
    Ok((page, page.last().map(id).filter(|_| to < found.len())))
}

/// What `after` names is not in the list, or not any more.
pub fn lost(last: &str) -> Error {
    Error::new(ErrorKind::NotFound, format_args!("`{last}` is not in this list, so nothing comes after it; begin anew"))
}

/// `/api/v1/why`: the grounds of each field of a claim.
pub fn why(ask: &Asked) -> Result<Reply> {
    let (desk, id) = (ask.desk(), ask.params.needed("id"));
    let claim = desk
        .claim(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format_args!("the ledger holds no claim `{id}`")))?;
    Reply::json(&ReadAnew::new(desk.as_read(claim), desk, ask.shared.reader()?)?.row()?)
}

/// `/api/v1/figures`
pub fn figures(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&FiguresAnswer { figures: picture.figures().iter().map(FigureRow::new).collect() })
}

/// `/api/v1/movements`
pub fn movements(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&MovementsAnswer { movements: picture.movements().iter().map(MovementRow::new).collect() })
}

/// `/api/v1/advisories`
pub fn advisories(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&AdvisoriesAnswer { advisories: picture.advisories().iter().map(AdvisoryRow::new).collect() })
}

/// `/api/v1/relations`
pub fn relations(ask: &Asked) -> Result<Reply> {
    let picture = ask.picture();
    Reply::json(&RelationsAnswer { relations: picture.relations().iter().map(BondRow::new).collect() })
}

/// `/api/v1/access`
pub fn access(ask: &Asked) -> Result<Reply> {
    let rows = accessed(ask);
    let rows = rows.iter().map(|(day, a)| AccessRow::new(a, *day)).collect();
    Reply::json(&AccessAnswer { at: ask.day().map(|d| d.to_string()), access: rows })
}

/// The state of each place at the end of the day, or every change of it up to then, each as of its day.
pub fn accessed(ask: &Asked) -> Vec<(Date, Access)> {
    let Some(at) = ask.day() else { return Vec::new() };
    match ask.params.get("history") {
        Some("true") => ask.picture_known().weighed().access_history(at),
        _ => ask.picture_known().weighed().access(at).into_iter().map(|a| (at, a)).collect(),
    }
}

/// `/api/v1/events`
pub fn events(ask: &Asked) -> Result<Reply> {
    let (picture, desk) = (ask.picture(), ask.desk());
    let found = found(&picture, ask.params)?;
    let (page, next) = page(&found, |e| &e.id, ask.params, LONG, MOST)?;
    Reply::json(&EventsAnswer {
        total: found.len(),
        next,
        events: page.iter().map(|e| EventRow::new(e, desk.located(e))).collect(),
    })
}

/// The events of the days and kinds asked for, in the order asked for: by their last day, those without one at the end.
pub fn found<'p>(picture: &'p Parts, params: &Params) -> Result<Vec<&'p Event>> {
    let (since, until) = (params.day("since")?, params.day("until")?);
    let within = |e: &&Event| match &e.date {
        Some(d) => since.is_none_or(|s| d.end >= s) && until.is_none_or(|u| d.start <= u),
        None => since.is_none() && until.is_none(),
    };
    let kinds: Option<Vec<&str>> = params.list("kind").map(Iterator::collect);
    let of_kind = |e: &&Event| kinds.as_ref().is_none_or(|kinds| kinds.contains(&e.kind.name()));
    let mut found: Vec<&Event> = picture.events().iter().filter(within).filter(of_kind).collect();
    let day = |e: &Event| e.date.as_ref().map(|d| d.end);
    match params.get("order") {
        Some("oldest") => found.sort_by_key(|e| (day(e).is_none(), day(e))),
        _ => found.sort_by_key(|e| Reverse(day(e))),
    }
    Ok(found)
}

/// `/api/v1/reports/{id}`
pub fn report(ask: &Asked) -> Result<Reply> {
    let (desk, id, revision) = (ask.desk(), ask.params.needed("id"), ask.params.get("revision"));
    let report = desk.ledger().report(id, revision).map_err(ledger_error)?.ok_or_else(|| no_report(ask))?;
    let Original { bytes, media_type } = original_of(ask)?;
    let mut claims: Vec<&Claim> = desk
        .claims
        .iter()
        .map(AsRef::as_ref)
        .filter(|c: &&Claim| c.report == report.id && c.revision == report.revision)
        .collect();
    claims.sort_by_key(|c| (c.span.start, c.span.end));
    let revisions = desk.ledger().revisions(id).map_err(ledger_error)?;
    Reply::json(&ReportAnswer {
        id: &report.id,
        revision: &report.revision,
        title: report.title.as_deref(),
        outlet: report.outlet.as_deref(),
        url: report.url.as_deref(),
        published: report.published.as_ref().map(published),
        published_basis: report.published.as_ref().map(|p| published_basis(&p.basis)),
        language: report.language.as_deref(),
        captured: report.captured.to_string(),
        read_from: report.read_from.rsplit(['/', '\\']).next().unwrap_or(&report.read_from),
        original: OriginalShape { media_type, bytes: bytes.len() },
        notes: &report.notes,
        revisions: revisions
            .into_iter()
            .map(|r| RevisionShape {
                revision: r.revision,
                captured: r.captured.to_string(),
                source_hash: r.source_hash,
            })
            .collect(),
        text: &report.text,
        claims: claims.iter().map(|c| c.id.as_str()).collect(),
    })
}

/// `/data/basemap.json`
pub fn basemap(_: &Asked) -> Result<Reply> {
    built("basemap.json")
}

/// `/data/divisions.json`
pub fn divisions(_: &Asked) -> Result<Reply> {
    built("divisions.json")
}

/// `/data/waters.json`
pub fn waters(_: &Asked) -> Result<Reply> {
    built("waters.json")
}

fn built(file: &str) -> Result<Reply> {
    let bytes = data::built(file).ok_or_else(|| Error::new(ErrorKind::NotFound, "no basemap is built in"))?;
    Ok(Reply::new(Format::JSON.media_type, bytes.into_owned()))
}

/// `/api/v1/reports/{id}/original`: to be stored and not shown, since a page of somebody else may stand in it.
pub fn original(ask: &Asked) -> Result<Reply> {
    let Original { bytes, media_type } = original_of(ask)?;
    let ending = match media_type.as_str() {
        "text/html" => "html",
        "application/json" => "json",
        _ => "txt",
    };
    let name = format!("attachment; filename=\"original.{ending}\"");
    Ok(Reply::new(ask.params.format.media_type, bytes).header(CONTENT_DISPOSITION, &name))
}

/// The bytes that the revision asked for was made from.
fn original_of(ask: &Asked) -> Result<Original> {
    let found = ask.desk().ledger().original(ask.params.needed("id"), ask.params.get("revision"));
    found.map_err(ledger_error)?.ok_or_else(|| no_report(ask))
}

fn no_report(ask: &Asked) -> Error {
    let which = ask.params.get("revision").map(|r| format!(" in revision {r}")).unwrap_or_default();
    Error::new(ErrorKind::NotFound, format_args!("the ledger holds no report `{}`{which}", ask.params.needed("id")))
}
