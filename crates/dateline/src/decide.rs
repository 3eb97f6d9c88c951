//! `claims correct|reject|confirm|grade|annotate`, `actors merge|split|grade`, `places merge|split`, `events merge|split`,
//! `copies merge|split`, `decisions undo`: choices of people, recorded in the ledger.
//!
//! For each command a function tells which choices it comes to, given the ledger as it stands; the command line and the
//! server record them.

mod claims;
mod places;
mod values;

pub use values::places as places_called;

use crate::{
    cli::{
        ActorsCommand, ClaimsCommand, CopiesCommand, DeciderArgs, DecisionsCommand, EventsCommand, Global,
        PlacesCommand, SplitPlaceArgs,
    },
    data::Data,
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    why, words as short,
};
use dateline_core::{
    Choice,
    actors::{is_joint, members as joint_members, name_key},
    decision::{Correction, NamedActor, NamedClaim, Subject, undone},
    picture::{Event, Picture},
};
use dateline_ledger::Ledger;
use jiff::Timestamp;
use std::{collections::BTreeMap, io::Write};

/// A command that decides something.
#[derive(Debug, Clone, Copy)]
pub enum Command<'a> {
    /// `claims ...`
    Claims(&'a ClaimsCommand),
    /// `actors ...`
    Actors(&'a ActorsCommand),
    /// `places ...`
    Places(&'a PlacesCommand),
    /// `events ...`
    Events(&'a EventsCommand),
    /// `copies ...`
    Copies(&'a CopiesCommand),
    /// `decisions ...`
    Decisions(&'a DecisionsCommand),
}

impl Command<'_> {
    fn by(&self) -> Option<&DeciderArgs> {
        match self {
            Self::Claims(
                ClaimsCommand::Correct { by, .. }
                | ClaimsCommand::Reject { by, .. }
                | ClaimsCommand::Confirm { by, .. }
                | ClaimsCommand::Grade { by, .. }
                | ClaimsCommand::Annotate { by, .. },
            )
            | Self::Actors(
                ActorsCommand::Merge { by, .. } | ActorsCommand::Split { by, .. } | ActorsCommand::Grade { by, .. },
            )
            | Self::Places(PlacesCommand::Merge { by, .. } | PlacesCommand::Split(SplitPlaceArgs { by, .. }))
            | Self::Events(EventsCommand::Merge { by, .. } | EventsCommand::Split { by, .. })
            | Self::Copies(CopiesCommand::Merge { by, .. } | CopiesCommand::Split { by, .. })
            | Self::Decisions(DecisionsCommand::Undo { by, .. }) => Some(by),
            Self::Claims(ClaimsCommand::Review(_)) => None,
        }
    }

    /// What the command comes to, as the ledger stands; an error where it does not fit.
    pub fn choices(&self, desk: &Desk, data: &Data) -> Result<Vec<Choice>> {
        let one = |choice| vec![choice];
        match self {
            Self::Claims(command) => claims::choices(command, desk, data),
            Self::Actors(command) => actors(command, desk).map(one),
            Self::Places(command) => places::choice(command, desk, data).map(one),
            Self::Events(command) => events(command, desk).map(one),
            Self::Copies(command) => copies(command, desk).map(one),
            Self::Decisions(command) => decisions(command, desk).map(one),
        }
    }

    /// Runs the command: records what it comes to.
    pub fn run(&self, global: &Global, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
        let desk = Desk::open(&global.ledger, data)?;
        let choices = self.choices(&desk, data)?;
        let who = self.by().and_then(|by| by.by.clone()).unwrap_or_else(user);
        let note = self.by().and_then(|by| by.note.as_deref());
        for (number, choice) in record(&choices, &who, note, &global.ledger, now)?.iter().zip(&choices) {
            if !global.quiet {
                writeln!(out, "decision {number}: {}", words(choice))?;
            }
        }
        Ok(())
    }
}

/// Records choices in the ledger; returns their numbers.
pub fn record(
    choices: &[Choice],
    who: &str,
    note: Option<&str>,
    ledger: &std::path::Path,
    now: Timestamp,
) -> Result<Vec<i64>> {
    let mut ledger = Ledger::open(ledger).map_err(ledger_error)?;
    choices.iter().map(|choice| ledger.decide(choice, who, now, note).map_err(ledger_error)).collect()
}

/// The name of the user of this machine.
pub fn user() -> String {
    let named = ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

fn actors(command: &ActorsCommand, desk: &Desk) -> Result<Choice> {
    let picture = desk.picture(None);
    Ok(match command {
        ActorsCommand::Merge { actor, other, .. } => {
            let (into, from) = (find(actor, desk, &picture)?, find(other, desk, &picture)?);
            if into.id == from.id {
                return Err(Error::usage(format_args!("`{actor}` and `{other}` are one actor already, {}", into.id)));
            }
            if let Some(joint) = [&into, &from].into_iter().find(|a| is_joint(&a.id)) {
                let each: Vec<&str> = joint_members(&joint.id).collect();
                let fault = format_args!("{} ({}) are two actors that act together", joint.name, joint.id);
                return Err(Error::usage(fault).hint(format_args!("each of them can be merged: {}", each.join(", "))));
            }
            if desk.actors.by_id(&into.id).is_none() && desk.actors.by_id(&from.id).is_some() {
                return Err(Error::usage(format_args!("the actor file tells more of {} than of {}", from.id, into.id))
                    .hint(format_args!(
                        "merge {} into it: `dateline actors merge {} '{}'`",
                        into.id, from.id, into.id
                    )));
            }
            Choice::MergeActors { into, from }
        }
        ActorsCommand::Grade { source, grade, .. } => claims::source(source, grade, desk)?,
        ActorsCommand::Split { actor, name, .. } => {
            let whole = find(actor, desk, &picture)?;
            let choice = Choice::SplitActor { actor: whole.id.clone(), name: name.trim().to_owned() };
            if !desk.actors.clone().follow(&choice) || !bears(&whole, name, desk, &picture) {
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
            choice
        }
    })
}

fn events(command: &EventsCommand, desk: &Desk) -> Result<Choice> {
    let events = desk.weighed().events();
    Ok(match command {
        EventsCommand::Merge { event, other, .. } => {
            let (one, two) = (event_named(event, &events)?, event_named(other, &events)?);
            if one.id == two.id {
                return Err(Error::usage(format_args!("`{event}` and `{other}` are one event already")));
            }
            Choice::MergeEvents { one: anchor(one)?, other: anchor(two)? }
        }
        EventsCommand::Split { event, claims, .. } => {
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
            Choice::SplitEvent { from: stays.clone(), claims: leaving }
        }
    })
}

fn copies(command: &CopiesCommand, desk: &Desk) -> Result<Choice> {
    let groups = desk.picture(None).copies;
    let listed = |id: &String| {
        let fault = || Error::new(ErrorKind::NotFound, format_args!("there is no report `{id}`"));
        let hinted = || fault().hint("`dateline export reports` lists them with their ids");
        desk.reports.iter().find(|r| r.id == *id).map(|r| r.id.clone()).ok_or_else(hinted)
    };
    let home = |id: &String| groups.iter().find(|g| g.reports.contains(id));
    Ok(match command {
        CopiesCommand::Merge { report, other, .. } => {
            let (one, other) = (listed(report)?, listed(other)?);
            if one == other || home(&one).is_some_and(|g| g.reports.contains(&other)) {
                return Err(Error::usage(format_args!("`{one}` and `{other}` go back to one text already")));
            }
            Choice::MergeCopies { one, other }
        }
        CopiesCommand::Split { reports, .. } => {
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
            Choice::SplitCopies { from: stays.clone(), reports: leaving }
        }
    })
}

fn decisions(command: &DecisionsCommand, desk: &Desk) -> Result<Choice> {
    let DecisionsCommand::Undo { number, .. } = command;
    let Some(decision) = desk.decisions.iter().find(|d| d.number == *number) else {
        let fault = format_args!("there is no decision {number}");
        return Err(Error::new(ErrorKind::NotFound, fault).hint("`dateline decisions` lists them"));
    };
    if let Some(undoing) = undone(&desk.decisions).get(&decision.number) {
        return Err(Error::usage(format_args!("decision {number} was undone by decision {undoing} already"))
            .hint(format_args!("`dateline decisions undo {undoing}` makes it hold again")));
    }
    Ok(Choice::Undo { number: *number })
}

/// What was decided, in a few words.
pub fn words(choice: &Choice) -> String {
    match choice {
        Choice::MergeActors { into, from } => format!("{} ({}) is {} ({})", from.name, from.id, into.name, into.id),
        Choice::SplitActor { actor, name } => format!("`{name}` is not {actor}"),
        Choice::MergePlaces { into, from } => places::merged(into, from),
        Choice::SplitPlace { place, part, to } => places::parted(place, part, to.as_ref()),
        Choice::MergeEvents { one, other } => format!("claims {one} and {other} are about one event"),
        Choice::SplitEvent { from, claims } => format!("not about the event of claim {from}: {}", claims.join(", ")),
        Choice::MergeCopies { one, other } => format!("reports {one} and {other} go back to one text"),
        Choice::SplitCopies { from, reports } => format!("not copies of report {from}: {}", reports.join(", ")),
        Choice::CorrectClaim { claim, to } => format!("{} of claim {} is {}", to.field(), claim.id, value(to)),
        Choice::RejectClaim { claim } => format!("claim {} is not what the words say", claim.id),
        Choice::ConfirmClaim { claim } => format!("claim {} is what the words say", claim.id),
        Choice::GradeSource { source, name, reliability } => {
            format!("source {name} ({source}) is graded {reliability}")
        }
        Choice::GradeClaim { claim, credibility } => format!("claim {} is graded {credibility}", claim.id),
        Choice::Annotate { about, text } => format!("on {}: {text}", subject(about)),
        Choice::Undo { number } => format!("decision {number} does not hold"),
    }
}

fn subject(about: &Subject) -> String {
    let id = |claim: &NamedClaim| claim.id.clone();
    match about {
        Subject::Claim(claim) => format!("claim {}", id(claim)),
        Subject::Event(claim) => format!("the event of claim {}", id(claim)),
        Subject::Place { name, .. } => name.clone(),
        Subject::Dispute(one, other) => format!("the dispute of claims {} and {}", id(one), id(other)),
    }
}

/// What a field should say.
pub fn value(to: &Correction) -> String {
    let value = match to {
        Correction::Kind(kind) => Some(kind.to_string()),
        Correction::Stance(stance) => Some(stance.to_string()),
        Correction::Modality(modality) => Some(modality.to_string()),
        Correction::Actor(name) | Correction::Target(name) => name.clone(),
        Correction::Place(place) => place.as_ref().map(short::place),
        Correction::EventDate(date) => date.as_ref().map(short::days),
        Correction::Quantity(n) => {
            n.as_ref().map(|n| format!("{} {}", short::amount(n.low, n.high, n.approx), n.unit).trim().to_owned())
        }
        Correction::Claimant(who) => {
            Some(who.as_ref().map_or("the outlet itself".to_owned(), |(name, class)| format!("{name} ({class})")))
        }
    };
    value.unwrap_or_else(|| "unknown".to_owned())
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
