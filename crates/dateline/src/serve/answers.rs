//! The answers of the interface, each a function from an open ledger and the request's parameters.

use super::{kept::Kept, replies::Reply};
use crate::{
    cli::{ListArgs, parse_date, parse_instant},
    data::Reader,
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    filter::Filter,
    shapes::{
        AccessAnswer, AccessRow, ActorRow, ActorsAnswer, AdvisoriesAnswer, AdvisoryRow, BondRow, ChangeRow,
        ChangesAnswer, ClaimRow, ClaimsAnswer, ControlAnswer, ControlPlace, DisputeShape, DisputesAnswer, EstimateRow,
        EstimatesAnswer, EventRow, EventsAnswer, FigureRow, FiguresAnswer, Located, MetaActor, MetaAnswer, MovementRow,
        MovementsAnswer, RelationsAnswer, ReportAnswer, RevisionShape, TensionsAnswer, published, published_basis,
    },
    why::ReadAnew,
};
use dateline_core::{
    Claim,
    claim::Feature,
    picture::{Change, Control},
};
use dateline_picture::Known;
use jiff::civil::Date;

/// What an answer is made from.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    /// The open ledger.
    pub desk: &'a Desk,
    /// What was derived from it for earlier requests.
    pub kept: &'a Kept,
}

/// The parameters of a request.
pub struct Params<'a> {
    given: &'a [(String, String)],
    /// The day asked for.
    pub at: Option<Date>,
    /// What was known at an earlier time, if asked for.
    pub known: Known,
}

impl<'a> Params<'a> {
    /// Reads the parameters; one that the route does not know is an error, since it would be without effect.
    pub fn new(given: &'a [(String, String)], known: &[&str]) -> Result<Self> {
        if let Some((name, _)) = given.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Error::usage(format_args!("`{name}` is no parameter here; known: {known}")));
        }
        let params = Self { given, at: None, known: Known::default() };
        let captured = params.get("captured_by").map(|value| parse_instant(value).map_err(Error::usage)).transpose()?;
        let known = Known { published: params.day("known_at")?, captured };
        Ok(Self { at: params.day("at")?, known, ..params })
    }

    /// The value of a parameter, if it is given and not empty.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.given.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that may be given several times, empty ones too.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.given.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The day that a parameter names, if it is given.
    pub fn day(&self, name: &str) -> Result<Option<Date>> {
        self.get(name).map(|value| parse_date(value).map_err(Error::usage)).transpose()
    }
}

/// `/api/meta`
pub fn meta(room: &Room) -> Result<Reply> {
    let desk = room.desk;
    let days = desk.span();
    let picture = room.kept.picture(desk, None, Known::default());
    let parties = picture.actors.iter().filter(|a| a.counts.0 > 0 || a.counts.1 > 0);
    let reports: std::collections::HashSet<&str> = desk.reports.iter().map(|r| r.id.as_str()).collect();
    Reply::json(&MetaAnswer {
        version: env!("CARGO_PKG_VERSION"),
        reports: reports.len(),
        claims: desk.claims.len(),
        decisions: desk.decisions.len(),
        first_date: days.map(|(first, _)| first.to_string()),
        last_date: days.map(|(_, last)| last.to_string()),
        actors: parties.map(|a| MetaActor::new(&a.actor, &desk.actors)).collect(),
    })
}

/// `/api/control`
pub fn control(room: &Room, params: &Params) -> Result<Reply> {
    let at = day(room.desk, params)?;
    let control = at.map(|at| room.kept.weighed(room.desk, params.known, |w| w.control(at))).unwrap_or_default();
    let spoken_of = control.iter().filter(|c| Desk::is_spoken_of(c));
    Reply::json(&ControlAnswer {
        at: at.map(|d| d.to_string()),
        places: spoken_of.map(|c| ControlPlace::new(c, outline(room.desk, c), &room.desk.actors)).collect(),
    })
}

/// Where a place lies that is no town: those have their point.
fn outline(desk: &Desk, c: &Control) -> Located {
    match c.place.feature {
        Some(Feature::City) => Located::POINT,
        _ if c.supporting.is_empty() => desk.located_by(&c.opposing),
        _ => desk.located_by(&c.supporting),
    }
}

/// `/api/changes`: between two days, or all of one place up to a day.
pub fn changes(room: &Room, params: &Params) -> Result<Reply> {
    Reply::json(&ChangesAnswer { changes: changed(room, params)?.iter().map(ChangeRow::new).collect() })
}

/// The changes that a request asks for.
pub fn changed(room: &Room, params: &Params) -> Result<Vec<Change>> {
    let last = day(room.desk, params)?;
    let days = (params.day("from")?, params.day("to")?, params.get("place"));
    room.kept.weighed(room.desk, params.known, |weighed| match days {
        (Some(from), Some(to), None) if from <= to => Ok(weighed.changes(from, to)),
        (None, to, Some(key)) => Ok(to.or(last).map(|until| weighed.history(Some(key), until)).unwrap_or_default()),
        _ => Err(Error::usage("give `from` and a later `to`, or `place` with the key of a place")),
    })
}

/// `/api/disputes`
pub fn disputes(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&DisputesAnswer { disputes: picture.disputes.iter().map(DisputeShape::new).collect() })
}

/// `/api/tensions`
pub fn tensions(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&TensionsAnswer { tensions: picture.tensions.iter().map(DisputeShape::new).collect() })
}

/// `/api/actors`
pub fn actors(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&ActorsAnswer { actors: picture.actors.iter().map(ActorRow::new).collect() })
}

/// `/api/estimates`
pub fn estimates(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&EstimatesAnswer { estimates: picture.estimates.iter().map(EstimateRow::new).collect() })
}

/// `/api/claims`: those whose ids are listed, in that order, or those that meet the conditions.
pub fn claims(desk: &Desk, params: &Params) -> Result<Reply> {
    let list = ListArgs {
        place: params.get("place").map(str::to_owned),
        actor: params.get("actor").map(str::to_owned),
        kind: params.get("kind").map(|k| k.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        since: params.day("since")?,
        until: params.day("until")?,
        ..ListArgs::default()
    };
    let filter = Filter::new(&list, desk)?;
    let found: Vec<&Claim> = match params.get("ids") {
        Some(ids) => ids.split(',').filter_map(|id| desk.claim(id)).filter(|c| filter.claim(c)).collect(),
        None => desk.claims.iter().map(AsRef::as_ref).filter(|c| filter.claim(c)).collect(),
    };
    let claims: Result<Vec<ClaimRow>> = found.into_iter().map(|c| desk.record(c)).collect();
    Reply::json(&ClaimsAnswer { claims: claims? })
}

/// `/api/why`: the grounds of each field of a claim.
pub fn why(desk: &Desk, reader: &Reader, params: &Params) -> Result<Reply> {
    let id = params.get("id").ok_or_else(|| Error::usage("`id` says which claim"))?;
    let claim = desk
        .claim(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format_args!("the ledger holds no claim `{id}`")))?;
    Reply::json(&ReadAnew::new(desk.as_read(claim), desk, reader)?.row()?)
}

/// `/api/figures`
pub fn figures(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&FiguresAnswer { figures: picture.figures.iter().map(FigureRow::new).collect() })
}

/// `/api/movements`
pub fn movements(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&MovementsAnswer { movements: picture.movements.iter().map(MovementRow::new).collect() })
}

/// `/api/advisories`
pub fn advisories(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&AdvisoriesAnswer { advisories: picture.advisories.iter().map(AdvisoryRow::new).collect() })
}

/// `/api/relations`
pub fn relations(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&RelationsAnswer { relations: picture.relations.iter().map(BondRow::new).collect() })
}

/// `/api/access`
pub fn access(room: &Room, params: &Params) -> Result<Reply> {
    let at = day(room.desk, params)?;
    let access = at.map(|at| room.kept.weighed(room.desk, params.known, |w| w.access(at))).unwrap_or_default();
    let rows = access.iter().zip(at.iter().cycle()).map(|(a, at)| AccessRow::new(a, *at)).collect();
    Reply::json(&AccessAnswer { at: at.map(|d| d.to_string()), access: rows })
}

/// `/api/events`
pub fn events(room: &Room, params: &Params) -> Result<Reply> {
    let picture = room.kept.picture(room.desk, params.at, params.known);
    Reply::json(&EventsAnswer {
        events: picture.events.iter().map(|e| EventRow::new(e, room.desk.located(e))).collect(),
    })
}

/// `/api/reports/{id}`
pub fn report(desk: &Desk, id: &str, revision: Option<&str>) -> Result<Reply> {
    let report = desk.ledger().report(id, revision).map_err(ledger_error)?.ok_or_else(|| {
        let which = revision.map(|r| format!(" in revision {r}")).unwrap_or_default();
        Error::new(ErrorKind::NotFound, format_args!("the ledger holds no report `{id}`{which}"))
    })?;
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

/// The day asked for, else the ledger's last as it was known; a ledger without reports has none.
pub fn day(desk: &Desk, params: &Params) -> Result<Option<Date>> {
    Ok(params.at.or_else(|| desk.days_known(params.known).map(|(_, last)| last)))
}
