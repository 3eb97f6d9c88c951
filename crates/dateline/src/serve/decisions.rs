//! Decisions over HTTP: who decided what, what somebody should look at, and new decisions, which are recorded in the ledger
//! as those of the command line are.
//!
//! A page elsewhere must not decide through the browser: what decides is JSON, which a browser sends to another site only
//! after that site has agreed, and a request that names an origin must name ours. Served beyond this machine, where there
//! is no sign-in, nobody decides.

use super::{
    Shared,
    answers::{Params, Room},
    asked, failure, problem,
    replies::Reply,
    typed, with_status,
};
use crate::{
    cli::{
        ActorsCommand, ClaimsCommand, CopiesCommand, DeciderArgs, DecisionsCommand, EventsCommand, ListArgs, parse_date,
    },
    decide::{self, Command},
    desk::Desk,
    error::{Error, Result},
    filter::Filter,
    queue,
    shapes::{
        DecidedAnswer, DecisionRow, DecisionsAnswer, PlaceChoice, PlacesAnswer, QueueAnswer, QueueRow, SeenChange,
        ValuesShape, Wish, WishSort as Sort,
    },
};
use axum::{
    Router,
    body::to_bytes,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::Response,
    routing::{delete, get},
};
use dateline_core::{
    decision::undone,
    picture::{Control, Picture},
};
use dateline_picture::Known;
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Longest body of a request, in bytes.
const LONGEST: usize = 64 * 1024;
/// Claims of the queue where the request does not say.
const QUEUE: usize = 50;
/// Most claims of the queue.
const MOST: usize = 500;
/// Places that are offered for a name.
const OFFERED: usize = 25;

/// The routes of decisions that answer to more than `GET`.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/api/decisions", get(listed).post(decide)).route("/api/decisions/{number}", delete(undo))
}

async fn listed(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Vec<(String, String)>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    asked(shared, uri, headers, move |shared, room| super::reply(shared, room, "decisions", &params)).await
}

/// `GET /api/decisions`
pub fn list(shared: &Shared, desk: &Desk) -> Result<Reply> {
    let undone = undone(&desk.decisions);
    let row = |d| DecisionRow::new(d, undone.get(&d.number).copied(), desk.is_effective(d));
    Reply::json(&DecisionsAnswer {
        may_decide: shared.hosts.is_some(),
        who: decide::user(),
        values: ValuesShape::all(),
        decisions: desk.decisions.iter().map(row).collect(),
    })
}

/// `GET /api/review`
pub fn review(desk: &Desk, params: &Params) -> Result<Reply> {
    let list = ListArgs {
        place: params.get("place").map(str::to_owned),
        actor: params.get("actor").map(str::to_owned),
        kind: params.get("kind").map(|k| k.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        ..ListArgs::default()
    };
    let limit = params.get("limit").map(str::parse).transpose();
    let limit = limit.map_err(|_| Error::usage("`limit` is a number"))?.unwrap_or(QUEUE).clamp(1, MOST);
    let queued = queue::queue(desk, &Filter::new(&list, desk)?);
    let rows: Result<Vec<QueueRow<'_>>> =
        queued.iter().take(limit).map(|q| Ok(QueueRow::new(q, desk.record(q.claim)?))).collect();
    Reply::json(&QueueAnswer { rule: queue::RULE, total: queued.len(), claims: rows? })
}

/// `GET /api/places`
pub fn places(shared: &Shared, desk: &Desk, params: &Params) -> Result<Reply> {
    let name = params.get("name").ok_or_else(|| Error::usage("`name` says which places"))?;
    let claim = params.get("claim").and_then(|id| desk.claim(id));
    let found = decide::places(name, claim, desk, &shared.data)?;
    Reply::json(&PlacesAnswer { places: found.iter().take(OFFERED).map(PlaceChoice::new).collect() })
}

/// `POST /api/decisions`
async fn decide(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if let Some(refusal) = refused(&shared, request.headers(), true) {
        return refusal;
    }
    let Ok(body) = to_bytes(request.into_body(), LONGEST).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "a decision is at most 64 KiB long");
    };
    let wish: Wish = match serde_json::from_slice(&body) {
        Ok(wish) => wish,
        Err(e) => return problem(StatusCode::BAD_REQUEST, &format!("this is no decision: {e}")),
    };
    record(shared, wish).await
}

/// `DELETE /api/decisions/{number}`: takes a decision back; taking back the taking back makes it hold again.
async fn undo(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<i64>,
    Query(params): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refused(&shared, &headers, false) {
        return refusal;
    }
    match Params::new(&params, &["at"]) {
        Ok(params) => record(shared, Wish::undo(number, params.get("at").map(str::to_owned))).await,
        Err(e) => failure(&e),
    }
}

/// Why a request may not decide.
fn refused(shared: &Shared, headers: &HeaderMap, body: bool) -> Option<Response> {
    let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    if shared.hosts.is_none() {
        let why = "there is no sign-in, so that nobody decides while other machines can reach this server";
        return Some(problem(StatusCode::FORBIDDEN, why));
    }
    let host = text(header::HOST).unwrap_or_default();
    let ours = |origin: &str| origin.strip_prefix("http://").is_some_and(|o| o == host);
    if text(header::ORIGIN).is_some_and(|origin| !ours(origin)) {
        return Some(problem(StatusCode::FORBIDDEN, "a page of another site may not decide"));
    }
    let json =
        text(header::CONTENT_TYPE).is_some_and(|t| t.split(';').next().unwrap_or(t).trim() == "application/json");
    if body && !json {
        return Some(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a decision is sent as application/json"));
    }
    None
}

/// Records what is asked for and answers with the decisions and what they changed in the picture.
async fn record(shared: Arc<Shared>, wish: Wish) -> Response {
    match tokio::task::spawn_blocking(move || recorded(&shared, &wish)).await {
        Ok(Ok(body)) => with_status(StatusCode::CREATED, typed("application/json", body)),
        Ok(Err(e)) => failure(&e),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the request failed; the server's output says more"),
    }
}

fn recorded(shared: &Shared, wish: &Wish) -> Result<Vec<u8>> {
    let at = wish.at.as_deref().map(parse_date).transpose().map_err(Error::usage)?;
    let (snapshot, _) = shared.current()?;
    let before = Seen::of(&snapshot.room(), at);
    let choices = with_command(wish, |command| command.choices(snapshot.room().desk, &shared.data))?;
    let named = wish.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
    let who = named.map_or_else(decide::user, str::to_owned);
    let note = wish.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let numbers = decide::record(&choices, &who, note, &shared.ledger, (shared.now)())?;
    // The file has changed, so that this is another snapshot, with the decision in it.
    let (snapshot, _) = shared.current()?;
    let desk = snapshot.room().desk;
    let undone = undone(&desk.decisions);
    let new = desk.decisions.iter().filter(|d| numbers.contains(&d.number));
    let row = |d| DecisionRow::new(d, undone.get(&d.number).copied(), desk.is_effective(d));
    let changed = before.changes(&Seen::of(&snapshot.room(), before.at));
    Ok(serde_json::to_vec(&DecidedAnswer { decisions: new.map(row).collect(), changed })?)
}

/// Asks something of the command that a request comes to.
fn with_command<T>(wish: &Wish, ask: impl FnOnce(Command<'_>) -> Result<T>) -> Result<T> {
    let need = |value: &Option<String>, name: &str| {
        value.clone().ok_or_else(|| Error::usage(format_args!("a decision of this sort has `{name}`")))
    };
    let by = DeciderArgs { note: None, by: None };
    let w = wish;
    match w.decide {
        Sort::CorrectClaim => {
            let (claim, field, to) = (need(&w.claim, "claim")?, need(&w.field, "field")?, need(&w.to, "to")?);
            ask(Command::Claims(&ClaimsCommand::Correct { claim, field, to, by }))
        }
        Sort::RejectClaim => ask(Command::Claims(&ClaimsCommand::Reject { claim: need(&w.claim, "claim")?, by })),
        Sort::ConfirmClaim => ask(Command::Claims(&ClaimsCommand::Confirm { claim: need(&w.claim, "claim")?, by })),
        Sort::GradeClaim => {
            let (claim, grade) = (need(&w.claim, "claim")?, need(&w.grade, "grade")?);
            ask(Command::Claims(&ClaimsCommand::Grade { claim, grade, by }))
        }
        Sort::Annotate => {
            let (about, text) = (need(&w.about, "about")?, need(&w.text, "text")?);
            ask(Command::Claims(&ClaimsCommand::Annotate { about, text, by }))
        }
        Sort::GradeSource => {
            let (source, grade) = (need(&w.source, "source")?, need(&w.grade, "grade")?);
            ask(Command::Actors(&ActorsCommand::Grade { source, grade, by }))
        }
        Sort::MergeActors => {
            let (actor, other) = (need(&w.actor, "actor")?, need(&w.other, "other")?);
            ask(Command::Actors(&ActorsCommand::Merge { actor, other, by }))
        }
        Sort::SplitActor => {
            let (actor, name) = (need(&w.actor, "actor")?, need(&w.name, "name")?);
            ask(Command::Actors(&ActorsCommand::Split { actor, name, by }))
        }
        Sort::MergeEvents => {
            let (event, other) = (need(&w.event, "event")?, need(&w.other, "other")?);
            ask(Command::Events(&EventsCommand::Merge { event, other, by }))
        }
        Sort::SplitEvent => {
            let (event, claims) = (need(&w.event, "event")?, w.claims.clone());
            ask(Command::Events(&EventsCommand::Split { event, claims, by }))
        }
        Sort::MergeCopies => {
            let (report, other) = (need(&w.report, "report")?, need(&w.other, "other")?);
            ask(Command::Copies(&CopiesCommand::Merge { report, other, by }))
        }
        Sort::SplitCopies => ask(Command::Copies(&CopiesCommand::Split { reports: w.reports.clone(), by })),
        Sort::Undo => {
            let number = w.number.ok_or_else(|| Error::usage("`number` says which decision does not hold"))?;
            ask(Command::Decisions(&DecisionsCommand::Undo { number, by }))
        }
    }
}

/// What a decision may change: who holds what at the end of a day, and the disputes.
struct Seen {
    at: Option<Date>,
    control: Vec<Control>,
    picture: Arc<Picture>,
}

impl Seen {
    fn of(room: &Room<'_>, at: Option<Date>) -> Self {
        let at = at.or_else(|| room.desk.days().map(|(_, last)| last));
        let control = at.map(|at| room.desk.control(at)).unwrap_or_default();
        Self { at, control, picture: room.kept.picture(room.desk, None, Known::default()) }
    }

    fn changes(&self, after: &Self) -> SeenChange {
        let by_key = |seen: &Self| -> BTreeMap<String, (String, String, Option<String>)> {
            let told = seen.control.iter().map(|c| {
                let holder = c.actor.as_ref().map(|a| a.name.clone());
                (c.place.key.clone(), (c.place.name.clone(), c.status.to_string(), holder))
            });
            told.collect()
        };
        let (then, now) = (by_key(self), by_key(after));
        let keys: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let mut out = SeenChange::default();
        for key in keys {
            let (before, after) = (then.get(key), now.get(key));
            if before.map(|b| (&b.1, &b.2)) != after.map(|a| (&a.1, &a.2)) {
                let name = before.or(after).map(|p| p.0.clone()).unwrap_or_default();
                let holder = |p: Option<&(String, String, Option<String>)>| p.map(|p| (p.1.clone(), p.2.clone()));
                out.place(key.clone(), name, holder(before), holder(after));
            }
        }
        let about = |seen: &Self| -> BTreeMap<String, String> {
            seen.picture.disputes.iter().map(|d| (d.id.clone(), d.about.clone())).collect()
        };
        let (then, now) = (about(self), about(after));
        out.disputes_gone.extend(then.iter().filter(|(id, _)| !now.contains_key(*id)).map(|d| d.into()));
        out.disputes_new.extend(now.iter().filter(|(id, _)| !then.contains_key(*id)).map(|d| d.into()));
        out
    }
}
