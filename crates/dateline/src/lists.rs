//! The commands that list: claims, events, control, figures, access, disputes, actors, places, decisions.

mod movements;
mod places;

pub use movements::{access, advisories, movements, relations};
pub use places::places;

use crate::{
    cli::{ControlArgs, ListArgs, ReviewArgs},
    decide,
    desk::Desk,
    error::{Error, Result},
    filter::Filter,
    listing::Listing,
    queue::{self, queue},
    shapes::{ActorRow, ChangeRow, ControlRow, CopiesRow, DecisionRow, DisputeRow, EventRow, FigureRow, QueueRow},
    words,
};
use dateline_core::{
    Choice, Claim, Extent, Report,
    decision::undone,
    picture::{ActorRef, Change, Control, ControlStatus, Dispute, DisputeSide, PlaceRef},
    review::State,
};

/// Longest quote in a table, in characters.
const QUOTE: usize = 200;

/// Names in one cell.
const SHOWN: usize = 4;

/// Claims: who said what.
pub fn claims(desk: &Desk, args: &ListArgs, review: Option<State>) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["id", "published", "who says", "what", "quote", "review"]);
    let stands = |c: &Claim| review.is_none_or(|state| desk.state(c) == state);
    for claim in desk.claims.iter().filter(|c| stands(c) && filter.claim(c)) {
        let report = desk.report_of(claim)?;
        if args.at.is_some_and(|at| published(report).is_some_and(|day| day > at)) {
            continue;
        }
        let cells = vec![
            claim.id.clone(),
            published(report).map(|d| d.to_string()).unwrap_or_default(),
            words::chain(&claim.claimants, report.outlet.as_deref()),
            words::claim(claim),
            words::short(&claim.quote, QUOTE),
            Some(desk.state(claim)).filter(|s| *s != State::Open).map(|s| s.to_string()).unwrap_or_default(),
        ];
        list.push(&desk.record(claim)?, cells)?;
    }
    Ok(list)
}

/// Claims that somebody should look at, with what would be otherwise without them.
pub fn review(desk: &Desk, args: &ReviewArgs) -> Result<Listing> {
    let filter = Filter::new(&args.list, desk)?;
    let mut list = Listing::new(&["id", "without it otherwise", "confidence", "who says", "what", "quote"]);
    for queued in queue(desk, &filter).iter().take(args.limit) {
        let claim = queued.claim;
        let told: Vec<String> = queued.consequences.iter().map(queue::words).collect();
        let cells = vec![
            claim.id.clone(),
            some(&told),
            format!("{:.2}", claim.confidence),
            words::chain(&claim.claimants, desk.report_of(claim)?.outlet.as_deref()),
            words::claim(claim),
            words::short(&claim.quote, QUOTE),
        ];
        list.push(&QueueRow::new(queued, desk.record(claim)?), cells)?;
    }
    Ok(list)
}

/// Events: what several claims are about.
pub fn events(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["id", "when", "what", "standing", "origins", "for", "against", "unverified by"]);
    for e in &desk.picture(args.at).events {
        let keep = filter.kind(e.kind)
            && filter.range(e.date.as_ref())
            && filter.place(e.place.as_deref())
            && (filter.actors(e.actor.as_deref().into_iter())
                || filter.actor_in_claims(e.supporting.iter().chain(&e.opposing)));
        if !keep {
            continue;
        }
        let cells = vec![
            e.id.clone(),
            e.date.as_ref().map(words::days).unwrap_or_default(),
            [e.kind.to_string(), name(e.actor.as_deref()), place(e.place.as_deref())]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            e.standing.to_string(),
            e.origins.to_string(),
            e.supporting.len().to_string(),
            count(e.opposing.len()),
            count(e.could_not_verify.len()),
        ];
        list.push(&EventRow::new(e, desk.located(e)), cells)?;
    }
    Ok(list)
}

/// Control: who holds which place, or what changed in it.
pub fn control(desk: &Desk, args: &ControlArgs) -> Result<Listing> {
    match args.diff[..] {
        [from, to] if from > to => {
            Err(Error::usage(format_args!("--diff {from} {to}: the first day lies after the second")))
        }
        [from, to] => changes(desk, &args.list, desk.weighed().changes(from, to), false),
        _ if args.history => {
            let Some(at) = day_or_empty(desk, &args.list)? else { return Ok(Listing::new(&[])) };
            changes(desk, &args.list, desk.weighed().history(None, at), true)
        }
        _ => held(desk, &args.list),
    }
}

fn held(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["place", "status", "who", "since", "last word", "for", "against", "why"]);
    let Some(at) = day_or_empty(desk, args)? else { return Ok(list) };
    for c in desk.control(at) {
        let keep = filter.place(Some(&c.place))
            && filter.actors(c.actor.iter().chain(&c.disputed_by))
            && filter.kind_in_claims(c.supporting.iter().chain(&c.opposing))
            && Desk::is_spoken_of(&c)
            && (args.since.is_none() && args.until.is_none() || filter.day(c.since));
        if !keep {
            continue;
        }
        let cells = vec![
            place(Some(&c.place)),
            status(&c),
            who(&c),
            c.since.map(|d| d.to_string()).unwrap_or_default(),
            c.age_days().map(words::ago).unwrap_or_default(),
            count(c.supporting.len()),
            count(c.opposing.len()),
            format!("{} ({})", c.why, c.standing),
        ];
        list.push(&ControlRow::new(&c), cells)?;
    }
    desk.paint(&mut list);
    Ok(list)
}

/// What changed: `on` a day, or between two days.
fn changes(desk: &Desk, args: &ListArgs, changes: Vec<Change>, on: bool) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["place", "on", "before", "after", "on whose word", "claims", "why"]);
    for c in &changes {
        let actors = [&c.before, &c.after].into_iter().flat_map(|c| c.actor.iter().chain(&c.disputed_by));
        let keep = filter.place(Some(&c.after.place))
            && filter.actors(actors)
            && filter.kind_in_claims(c.claims.iter())
            && (!on || filter.day(Some(c.after.at)));
        if !keep {
            continue;
        }
        let said =
            |c: &Control| [status(c), who(c)].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(": ");
        let cells = vec![
            place(Some(&c.after.place)),
            if on { c.after.at.to_string() } else { String::new() },
            said(&c.before),
            said(&c.after),
            if c.origins.is_empty() { "no new claim".to_owned() } else { some(&c.origins) },
            some(&c.claims),
            format!("{} ({})", c.after.why, c.after.standing),
        ];
        list.push(&ChangeRow::new(c), cells)?;
    }
    Ok(list)
}

/// The status with the extent where it is not the whole place.
fn status(c: &Control) -> String {
    match c.extent {
        _ if c.status == ControlStatus::Unknown => c.status.to_string(),
        Extent::Whole | Extent::Entire => c.status.to_string(),
        extent => format!("{} ({extent})", c.status),
    }
}

/// The holder and those against it.
fn who(c: &Control) -> String {
    match (&c.actor, c.disputed_by.as_slice()) {
        (Some(actor), []) => actor.name.clone(),
        (Some(actor), others) => format!("{}, against {}", actor.name, names(others)),
        (None, others) => names(others),
    }
}

/// Figures with their scope and source.
pub fn figures(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["figure", "where", "period", "said by", "stated", "note", "claim"]);
    for f in &desk.picture(args.at).figures {
        let in_time = f.stated.map_or_else(|| filter.range(f.period.as_ref()), |day| filter.day(Some(day)));
        let keep = in_time
            && filter.place(f.place.as_deref())
            && filter.kind_in_claims(std::iter::once(&f.claim))
            && filter.actor_in_claims(std::iter::once(&f.claim));
        if !keep {
            continue;
        }
        let note = match (&f.superseded_by, &f.subset_of) {
            (Some(later), _) => format!("superseded by {later}"),
            (None, Some(whole)) => format!("part of {whole}"),
            (None, None) => String::new(),
        };
        let said_by = if f.said_by.is_empty() { f.origin.clone() } else { f.said_by.join(" < ") };
        let cells = vec![
            words::figure(f),
            place(f.place.as_deref()),
            f.period.as_ref().map(words::days).unwrap_or_default(),
            said_by,
            f.stated.map(|d| d.to_string()).unwrap_or_default(),
            note,
            f.claim.clone(),
        ];
        list.push(&FigureRow::new(f), cells)?;
    }
    Ok(list)
}

/// Disputes: claims that cannot both hold.
pub fn disputes(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    sides(&desk.picture(args.at).disputes, desk, args)
}

/// Tensions: claims that do not fit together although both may hold.
pub fn tensions(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    sides(&desk.picture(args.at).tensions, desk, args)
}

fn sides(disputes: &[Dispute], desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["id", "about", "where", "when", "one side", "the other side", "why"]);
    for d in disputes {
        let claims = || d.sides.iter().flat_map(|s| &s.claims);
        let keep = filter.range(d.date.as_ref())
            && filter.place(d.place.as_ref())
            && filter.kind_in_claims(claims())
            && filter.actor_in_claims(claims());
        if !keep {
            continue;
        }
        let side = |s: &DisputeSide| format!("{} ({})", s.says, some(&s.origins));
        let others: Vec<String> = d.sides.iter().skip(1).map(side).collect();
        let cells = vec![
            d.id.clone(),
            d.about.clone(),
            place(d.place.as_ref()),
            d.date.as_ref().map(words::days).unwrap_or_default(),
            d.sides.first().map(side).unwrap_or_default(),
            others.join("\n"),
            match &d.ended {
                Some(end) => format!("{}; ended on {} ({})", d.why, end.on, end.how),
                None => d.why.clone(),
            },
        ];
        list.push(&DisputeRow::new(d), cells)?;
    }
    Ok(list)
}

/// Actors with the names that reports give them.
pub fn actors(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["id", "name", "class", "side", "acts", "is acted on", "speaks", "spellings"]);
    for a in &desk.picture(args.at).actors {
        let at_place = args.place.is_none() || a.claims.iter().filter_map(|id| desk.claim(id)).any(|c| filter.claim(c));
        if !filter.actors(std::iter::once(&a.actor)) || !at_place || !filter.kind_in_claims(a.claims.iter()) {
            continue;
        }
        let spellings: Vec<String> = a.spellings.iter().map(|(text, n)| format!("{text} ({n})")).collect();
        let spellings = some(&spellings);
        let cells = vec![
            a.actor.id.clone(),
            a.actor.name.clone(),
            a.class.to_string(),
            a.actor.side.clone().unwrap_or_default(),
            count(a.counts.0 as usize),
            count(a.counts.1 as usize),
            count(a.counts.2 as usize),
            spellings,
        ];
        list.push(&ActorRow::new(a), cells)?;
    }
    Ok(list)
}

/// Groups of copies, with what speaks for each.
pub fn copies(desk: &Desk, at: Option<jiff::civil::Date>) -> Result<Listing> {
    let mut list = Listing::new(&["reports", "evidence"]);
    for group in &desk.picture(at).copies {
        let cells = vec![group.reports.join("\n"), group.evidence.join("\n")];
        list.push(&CopiesRow::new(group), cells)?;
    }
    Ok(list)
}

/// Decisions: what people recorded.
pub fn decisions(desk: &Desk) -> Result<Listing> {
    let undone = undone(&desk.decisions);
    let mut list = Listing::new(&["number", "when", "who", "decision", "note", "state"]);
    for d in &desk.decisions {
        let undoing = matches!(d.choice, Choice::Undo { .. });
        let effective = desk.is_effective(d);
        let state = match undone.get(&d.number) {
            Some(by) => format!("undone by {by}"),
            None if undoing || effective => "in force".to_owned(),
            None => "no longer applies".to_owned(),
        };
        let cells = vec![
            d.number.to_string(),
            d.at.strftime("%Y-%m-%d %H:%M").to_string(),
            d.who.clone(),
            decide::words(&d.choice),
            d.note.clone().unwrap_or_default(),
            state,
        ];
        list.push(&DecisionRow::new(d, undone.get(&d.number).copied(), effective), cells)?;
    }
    Ok(list)
}

/// The day asked for or the ledger's last one; `None` for a ledger without reports, whose lists are empty.
fn day_or_empty(desk: &Desk, args: &ListArgs) -> Result<Option<jiff::civil::Date>> {
    if desk.reports.is_empty() { Ok(None) } else { desk.day(args.at).map(Some) }
}

fn published(report: &Report) -> Option<jiff::civil::Date> {
    report.published.as_ref().map(|p| p.date)
}

fn names(actors: &[ActorRef]) -> String {
    actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The first of many names, and how many more there are.
fn some(names: &[String]) -> String {
    let mut out = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        out.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    out
}

fn name(actor: Option<&ActorRef>) -> String {
    actor.map(|a| a.name.clone()).unwrap_or_default()
}

fn place(place: Option<&PlaceRef>) -> String {
    place.map(|p| p.name.clone()).unwrap_or_default()
}

/// A number of things, left out where there are none.
fn count(n: usize) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}
