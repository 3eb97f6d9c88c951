//! `actors merge|split`, `events merge|split`, `copies merge|split`, `decisions undo`: choices of people, recorded in the ledger.

use crate::{
    cli::{ActorsCommand, CopiesCommand, DeciderArgs, DecisionsCommand, EventsCommand, Global},
    data::Data,
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    why,
};
use dateline_core::{
    Choice,
    actors::name_key,
    decision::{NamedActor, undone},
    picture::{Event, Picture},
};
use dateline_ledger::Ledger;
use jiff::Timestamp;
use std::{collections::BTreeMap, io::Write};

/// Runs `actors merge` or `actors split`.
pub fn actors(
    command: &ActorsCommand,
    global: &Global,
    data: &Data,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<()> {
    let desk = Desk::open(&global.ledger, data)?;
    let picture = desk.picture(None);
    let (choice, by) = match command {
        ActorsCommand::Merge { actor, other, by } => {
            let (into, from) = (find(actor, &desk, &picture)?, find(other, &desk, &picture)?);
            if into.id == from.id {
                return Err(Error::usage(format_args!("`{actor}` and `{other}` are one actor already, {}", into.id)));
            }
            if desk.actors.by_id(&into.id).is_none() && desk.actors.by_id(&from.id).is_some() {
                return Err(Error::usage(format_args!("the actor file tells more of {} than of {}", from.id, into.id))
                    .hint(format_args!(
                        "merge {} into it: `dateline actors merge {} '{}'`",
                        into.id, from.id, into.id
                    )));
            }
            (Choice::MergeActors { into, from }, by)
        }
        ActorsCommand::Split { actor, name, by } => {
            let whole = find(actor, &desk, &picture)?;
            let choice = Choice::SplitActor { actor: whole.id.clone(), name: name.trim().to_owned() };
            if !desk.actors.clone().follow(&choice) || !bears(&whole, name, &desk, &picture) {
                let spelled = picture.actors.iter().find(|a| a.actor.id == whole.id).map(|a| &a.spellings);
                let names: Vec<String> = spelled.into_iter().flatten().map(|s| format!("`{}`", s.0)).collect();
                let hint = if names.is_empty() {
                    "no report names it".to_owned()
                } else {
                    format!("reports call it {}", names.join(", "))
                };
                let fault = format_args!("`{name}` is no name of {} that could be somebody else's", whole.id);
                return Err(Error::new(ErrorKind::NotFound, fault).hint(hint));
            }
            (choice, by)
        }
    };
    record(&choice, by, global, now, out)
}

/// Runs `events merge` or `events split`.
pub fn events(
    command: &EventsCommand,
    global: &Global,
    data: &Data,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<()> {
    let desk = Desk::open(&global.ledger, data)?;
    let events = desk.weighed().events();
    let (choice, by) = match command {
        EventsCommand::Merge { event, other, by } => {
            let (one, two) = (event_named(event, &events)?, event_named(other, &events)?);
            if one.id == two.id {
                return Err(Error::usage(format_args!("`{event}` and `{other}` are one event already")));
            }
            (Choice::MergeEvents { one: anchor(one)?, other: anchor(two)? }, by)
        }
        EventsCommand::Split { event, claims, by } => {
            let whole = event_named(event, &events)?;
            let members: Vec<&String> = members(whole).collect();
            let member = |id: &String| {
                let fault =
                    || Error::new(ErrorKind::NotFound, format_args!("`{id}` is no claim of event {}", whole.id));
                let hinted = || fault().hint(format_args!("`dateline why {}` lists its claims", whole.id));
                why::one(&members, |m| *m, id)?.map(|m| (*m).clone()).ok_or_else(hinted)
            };
            let leaving: Vec<String> = claims.iter().map(member).collect::<Result<_>>()?;
            let stays = members.into_iter().find(|m| !leaving.contains(m)).ok_or_else(|| {
                Error::usage(format_args!("these are all claims of {}: nothing would stay behind", whole.id))
            })?;
            (Choice::SplitEvent { from: stays.clone(), claims: leaving }, by)
        }
    };
    record(&choice, by, global, now, out)
}

/// Runs `copies merge` or `copies split`.
pub fn copies(
    command: &CopiesCommand,
    global: &Global,
    data: &Data,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<()> {
    let desk = Desk::open(&global.ledger, data)?;
    let groups = desk.picture(None).copies;
    let listed = |id: &String| {
        let fault = || Error::new(ErrorKind::NotFound, format_args!("there is no report `{id}`"));
        let hinted = || fault().hint("`dateline export reports` lists them with their ids");
        desk.reports.iter().find(|r| r.id == *id).map(|r| r.id.clone()).ok_or_else(hinted)
    };
    let home = |id: &String| groups.iter().find(|g| g.reports.contains(id));
    let (choice, by) = match command {
        CopiesCommand::Merge { report, other, by } => {
            let (one, other) = (listed(report)?, listed(other)?);
            if one == other || home(&one).is_some_and(|g| g.reports.contains(&other)) {
                return Err(Error::usage(format_args!("`{one}` and `{other}` go back to one text already")));
            }
            (Choice::MergeCopies { one, other }, by)
        }
        CopiesCommand::Split { reports, by } => {
            let leaving: Vec<String> = reports.iter().map(listed).collect::<Result<_>>()?;
            let whole = leaving.first().and_then(home).filter(|g| leaving.iter().all(|r| g.reports.contains(r)));
            let whole = whole.ok_or_else(|| {
                Error::usage("these reports are not in one group of copies").hint("`dateline copies` lists the groups")
            })?;
            let stays = whole
                .reports
                .iter()
                .find(|r| !leaving.contains(r))
                .ok_or_else(|| Error::usage("these are all reports of their group: nothing would stay behind"))?;
            (Choice::SplitCopies { from: stays.clone(), reports: leaving }, by)
        }
    };
    record(&choice, by, global, now, out)
}

/// Runs `decisions undo`.
pub fn decisions(
    command: &DecisionsCommand,
    global: &Global,
    data: &Data,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<()> {
    let DecisionsCommand::Undo { number, by } = command;
    let desk = Desk::open(&global.ledger, data)?;
    let Some(decision) = desk.decisions.iter().find(|d| d.number == *number) else {
        let fault = format_args!("there is no decision {number}");
        return Err(Error::new(ErrorKind::NotFound, fault).hint("`dateline decisions` lists them"));
    };
    if let Some(undoing) = undone(&desk.decisions).get(&decision.number) {
        return Err(Error::usage(format_args!("decision {number} was undone by decision {undoing} already"))
            .hint(format_args!("`dateline decisions undo {undoing}` makes it hold again")));
    }
    record(&Choice::Undo { number: *number }, by, global, now, out)
}

/// What was decided, in a few words.
pub fn words(choice: &Choice) -> String {
    match choice {
        Choice::MergeActors { into, from } => format!("{} ({}) is {} ({})", from.name, from.id, into.name, into.id),
        Choice::SplitActor { actor, name } => format!("`{name}` is not {actor}"),
        Choice::MergeEvents { one, other } => format!("claims {one} and {other} are about one event"),
        Choice::SplitEvent { from, claims } => format!("not about the event of claim {from}: {}", claims.join(", ")),
        Choice::MergeCopies { one, other } => format!("reports {one} and {other} go back to one text"),
        Choice::SplitCopies { from, reports } => format!("not copies of report {from}: {}", reports.join(", ")),
        Choice::Undo { number } => format!("decision {number} does not hold"),
    }
}

/// The actor with an id or a name: one that reports name so, or one of the actor file.
fn find(asked: &str, desk: &Desk, picture: &Picture) -> Result<NamedActor> {
    let listed = |a: &dateline_core::Actor| NamedActor { id: a.id.clone(), name: a.name.clone(), class: a.class };
    let met = picture.actors.iter().map(|a| {
        let actor = NamedActor { id: a.actor.id.clone(), name: a.actor.name.clone(), class: a.class };
        (actor, a)
    });
    if let Some((actor, _)) = met.clone().find(|(actor, _)| actor.id == asked) {
        return Ok(actor);
    }
    if let Some(actor) = desk.actors.by_id(asked).or_else(|| desk.actors.by_name(asked)) {
        return Ok(listed(actor));
    }
    let key = name_key(asked);
    let named = met.filter(|(actor, a)| {
        name_key(&actor.name) == key || a.spellings.iter().any(|(spelling, _)| name_key(spelling) == key)
    });
    let found: BTreeMap<String, NamedActor> = named.map(|(actor, _)| (actor.id.clone(), actor)).collect();
    if found.len() > 1 {
        let ids: Vec<&str> = found.keys().map(String::as_str).collect();
        return Err(Error::usage(format_args!("several actors are called `{asked}`"))
            .hint(format_args!("name one by its id: {}", ids.join(", "))));
    }
    found.into_values().next().ok_or_else(|| {
        Error::new(ErrorKind::NotFound, format_args!("no actor is called `{asked}`"))
            .hint("`dateline actors` lists them with their ids and names")
    })
}

/// Whether reports or the actor file give an actor this name, and not as the only one.
fn bears(whole: &NamedActor, name: &str, desk: &Desk, picture: &Picture) -> bool {
    let key = name_key(name);
    let met = picture.actors.iter().find(|a| a.actor.id == whole.id);
    let spellings = met.into_iter().flat_map(|a| a.spellings.iter().map(|s| s.0.as_str()));
    let listed = desk.actors.by_id(&whole.id);
    let listed = listed.into_iter().flat_map(|a| a.names.iter().chain(&a.nominals)).map(String::as_str);
    let names: Vec<String> = spellings.chain(listed).map(name_key).collect();
    names.contains(&key) && names.iter().any(|n| *n != key)
}

fn event_named<'a>(id: &str, events: &'a [Event]) -> Result<&'a Event> {
    why::one(events, |e| &e.id, id)?.ok_or_else(|| {
        Error::new(ErrorKind::NotFound, format_args!("there is no event `{id}`"))
            .hint("`dateline events` lists them with their ids")
    })
}

fn members(event: &Event) -> impl Iterator<Item = &String> {
    event.supporting.iter().chain(&event.opposing)
}

/// A claim by which an event is known again.
fn anchor(event: &Event) -> Result<String> {
    let fault = || Error::new(ErrorKind::Ledger, format_args!("event {} has no claims", event.id));
    members(event).next().cloned().ok_or_else(fault)
}

fn record(choice: &Choice, by: &DeciderArgs, global: &Global, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let who = by.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned());
    let mut ledger = Ledger::open(&global.ledger).map_err(ledger_error)?;
    let number = ledger.decide(choice, &who, now, by.note.as_deref()).map_err(ledger_error)?;
    if !global.quiet {
        writeln!(out, "decision {number}: {}", words(choice))?;
    }
    Ok(())
}

/// The name of the user of this machine.
fn user() -> Option<String> {
    ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty())
}
