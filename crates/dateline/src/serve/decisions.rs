//! Decisions over HTTP: who decided what, what somebody should look at, and new decisions, which are recorded in the ledger
//! as those of the command line are. Where people sign in, a decision is signed with the name of the account.

use super::{
    Shared,
    answers::{Asked, Room, conditions},
    door::Caller,
    replies::Reply,
    routes::Sent,
};
use crate::{
    cli::{
        ActorsCommand, ClaimsCommand, CopiesCommand, DeciderArgs, DecisionsCommand, EventsCommand, PlacesCommand,
        SplitPlaceArgs, parse_date,
    },
    decide::{self, Command},
    desk::Parts,
    error::{Error, ErrorKind, Result},
    filter::Filter,
    queue,
    shapes::{
        DecidedAnswer, DecisionRow, DecisionsAnswer, Deed, PlaceChoice, PlaceOfRow, PlacesAnswer, QueueAnswer,
        QueueRow, SeenChange, ValuesShape, Wish, WishSort as Sort,
    },
};
use dateline_core::{decision::undone, picture::Control};
use dateline_picture::Known;
use jiff::civil::Date;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Claims of the queue where the request does not say.
const QUEUE: u32 = 50;
/// Places that are offered for a name.
const OFFERED: usize = 25;

/// `GET /api/v1/decisions`
pub fn list(ask: &Asked) -> Result<Reply> {
    let desk = ask.desk();
    let undone = undone(&desk.decisions);
    let row = |d| DecisionRow::new(d, undone.get(&d.number).copied(), desk.is_effective(d));
    Reply::json(&DecisionsAnswer { values: ValuesShape::all(), decisions: desk.decisions.iter().map(row).collect() })
}

/// `GET /api/v1/review`
pub fn review(ask: &Asked) -> Result<Reply> {
    let (desk, params) = (ask.desk(), ask.params);
    let queued = queue::queue(desk, &Filter::new(&conditions(params)?, desk)?);
    let rows: Result<Vec<QueueRow<'_>>> = queued
        .iter()
        .take(params.number("limit", QUEUE))
        .map(|q| Ok(QueueRow::new(q, desk.record(q.claim)?)))
        .collect();
    Reply::json(&QueueAnswer { rule: queue::RULE, total: queued.len(), claims: rows? })
}

/// `GET /api/v1/places`
pub fn places(ask: &Asked) -> Result<Reply> {
    let claim = ask.params.get("claim").and_then(|id| ask.desk().claim(id));
    let found = decide::places_called(ask.params.needed("name"), claim, ask.desk(), &ask.shared.data)?;
    Reply::json(&PlacesAnswer { places: found.iter().take(OFFERED).map(PlaceChoice::new).collect() })
}

/// `GET /api/v1/place`
pub fn place(ask: &Asked) -> Result<Reply> {
    let (desk, key) = (ask.desk(), ask.params.needed("key"));
    let key = desk.place_meant(key);
    let found = desk.places().into_iter().find(|p| p.key == key).ok_or_else(|| {
        Error::new(ErrorKind::NotFound, format_args!("no claim tells of a place `{key}`"))
            .hint("`/api/v1/control` lists places with their keys")
    })?;
    Reply::json(&PlaceOfRow::new(&found, &desk.decisions_on_place(&key), desk, &desk.stories_read()))
}

/// `POST /api/v1/decisions`
pub fn decide(sent: &Sent) -> Result<Reply> {
    let wish = serde_json::from_slice(sent.body);
    recorded(sent, &wish.map_err(|e| Error::usage(format_args!("this is no decision: {e}")))?)
}

/// `DELETE /api/v1/decisions/{number}`
pub fn undo(sent: &Sent) -> Result<Reply> {
    let number = i64::try_from(sent.params.number("number", 0)).unwrap_or_default();
    recorded(sent, &Wish::undo(number, sent.params.get("at").map(str::to_owned)))
}

/// Records what is asked for and answers with the decisions and what they changed in the picture.
fn recorded(sent: &Sent, wish: &Wish) -> Result<Reply> {
    let (shared, caller) = (sent.shared, sent.caller);
    let who = signature(shared, caller, wish)?;
    let at = wish.at.as_deref().map(parse_date).transpose().map_err(Error::usage)?;
    let (snapshot, _) = shared.current()?;
    let before = Seen::of(&snapshot.room(), at);
    let choices = with_command(wish, |command| command.choices(snapshot.room().desk, &shared.data))?;
    let note = wish.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let now = (shared.now)();
    let numbers = decide::record(&choices, &who, note, &shared.ledger, now)?;
    shared.door.record(now, caller, Deed::Decided, json!({ "decisions": numbers }))?;
    // The file has changed, so that this is another snapshot, with the decision in it.
    let (snapshot, _) = shared.current()?;
    let desk = snapshot.room().desk;
    let undone = undone(&desk.decisions);
    let new = desk.decisions.iter().filter(|d| numbers.contains(&d.number));
    let row = |d| DecisionRow::new(d, undone.get(&d.number).copied(), desk.is_effective(d));
    let changed = before.changes(&Seen::of(&snapshot.room(), before.at));
    Reply::json(&DecidedAnswer { decisions: new.map(row).collect(), changed })
}

/// Who signs: where people sign in, whoever did; on this machine whoever they say they are.
fn signature(shared: &Shared, caller: &Caller, wish: &Wish) -> Result<String> {
    let named = wish.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
    let own = caller.name.clone().unwrap_or_else(decide::user);
    match named {
        Some(by) if shared.door.accounts().is_none() => Ok(by.to_owned()),
        Some(by) if by != own => {
            Err(Error::usage(format_args!("you are signed in as `{own}` and cannot sign as `{by}`")))
        }
        _ => Ok(own),
    }
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
        Sort::MergePlaces => {
            let (place, other) = (need(&w.place, "place")?, need(&w.other, "other")?);
            ask(Command::Places(&PlacesCommand::Merge { place, other, by }))
        }
        Sort::SplitPlace => {
            let (place, to) = (need(&w.place, "place")?, need(&w.to, "to")?);
            let (claims, name) = (w.claims.clone(), w.name.clone());
            let (report, outlet) = (w.report.clone(), w.outlet.clone());
            if !claims.is_empty() && (name.is_some() || report.is_some() || outlet.is_some()) {
                return Err(Error::usage("`claims` say by themselves what leaves a place"));
            }
            ask(Command::Places(&PlacesCommand::Split(SplitPlaceArgs { place, claims, name, report, outlet, to, by })))
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
    picture: Arc<Parts>,
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
            seen.picture.disputes().iter().map(|d| (d.id.clone(), d.about.clone())).collect()
        };
        let (then, now) = (about(self), about(after));
        out.disputes_gone.extend(then.iter().filter(|(id, _)| !now.contains_key(*id)).map(|d| d.into()));
        out.disputes_new.extend(now.iter().filter(|(id, _)| !then.contains_key(*id)).map(|d| d.into()));
        out
    }
}
