//! Access, movements, advisories and relations.

use super::{count, day_or_empty, name, place, some};
use crate::{
    cli::{AccessArgs, ListArgs},
    desk::Desk,
    error::Result,
    filter::Filter,
    listing::Listing,
    shapes::{AccessRow, AdvisoryRow, BondRow, MovementRow},
    words,
};
use dateline_core::{
    Kind,
    picture::{Access, Movement},
};
use jiff::civil::Date;

/// Longest words for who moves, in characters.
const WHO: usize = 60;

/// Access: what is closed or open, or every change of it.
pub fn access(desk: &Desk, args: &AccessArgs) -> Result<Listing> {
    let (filter, list) = (Filter::new(&args.list, desk)?, &args.list);
    let mut out = Listing::new(&[
        "place",
        "sort",
        "status",
        "on",
        "since",
        "last word",
        "by",
        "on whose word",
        "denied by",
        "claims",
    ]);
    let Some(at) = day_or_empty(desk, list)? else { return Ok(out) };
    let states: Vec<(Date, Access)> = match args.history {
        true => desk.weighed().access_history(at),
        false => desk.access(at).into_iter().map(|a| (at, a)).collect(),
    };
    for (day, a) in &states {
        let dated = if args.history { Some(*day) } else { a.since };
        let keep = filter.place(Some(&a.place))
            && filter.actors(a.by.iter())
            && filter.kind_in_claims(a.supporting.iter().chain(&a.opposing))
            && (list.since.is_none() && list.until.is_none() || filter.day(dated));
        if !keep {
            continue;
        }
        let cells = vec![
            place(Some(&a.place)),
            a.place.feature.map(|f| f.to_string()).unwrap_or_default(),
            a.status.clone(),
            if args.history { day.to_string() } else { String::new() },
            a.since.map(|d| d.to_string()).unwrap_or_default(),
            a.last_word.map(|word| words::ago((*day - word).get_days())).unwrap_or_default(),
            name(a.by.as_ref()),
            some(&a.origins),
            some(&a.denied_by),
            count(a.supporting.len() + a.opposing.len()),
        ];
        out.push(&AccessRow::new(a, *day), cells)?;
    }
    Ok(out)
}

/// Movements: who goes where, from where, how many, on whose word.
pub fn movements(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut out = Listing::new(&["id", "when", "what", "who", "where", "by", "said by", "standing"]);
    for m in &desk.picture(args.at).movements {
        let e = &m.event;
        let ends = [&e.place, &m.from, &m.to];
        let keep = filter.kind(e.kind)
            && filter.range(e.date.as_ref())
            && (args.place.is_none() || ends.iter().any(|p| p.is_some() && filter.place(p.as_deref())))
            && (filter.actors(e.actor.as_deref().into_iter())
                || filter.actor_in_claims(e.supporting.iter().chain(&e.opposing)));
        if !keep {
            continue;
        }
        let cells = vec![
            e.id.clone(),
            e.date.as_ref().map(words::days).unwrap_or_default(),
            e.kind.to_string(),
            moving(m),
            way(m),
            name(e.actor.as_deref()),
            some(&m.origins),
            e.standing.to_string(),
        ];
        out.push(&MovementRow::new(m), cells)?;
    }
    Ok(out)
}

/// Who moves and how many: `residents (2,000+ displaced)`.
fn moving(m: &Movement) -> String {
    let number = m.number.map(|(low, high)| words::amount(low, high, false));
    let number = number.map(|n| format!("{n} {}", m.unit.as_deref().unwrap_or_default()));
    match (&m.who, number) {
        (Some(who), Some(_)) if who.contains(|c: char| c.is_ascii_digit()) => words::short(who, WHO),
        (Some(who), Some(number)) => format!("{} ({number})", words::short(who, WHO)),
        (Some(who), None) => words::short(who, WHO),
        (None, number) => number.unwrap_or_default(),
    }
}

/// From where and where to: `Homs > Latakia`; the place where neither is told.
fn way(m: &Movement) -> String {
    let here = place(m.event.place.as_deref());
    match (place(m.from.as_deref()), place(m.to.as_deref())) {
        (from, to) if from.is_empty() && to.is_empty() => here,
        (from, to) if from.is_empty() && here != to => format!("{here} > {to}").trim().to_owned(),
        (from, to) => format!("{from} > {to}").trim().to_owned(),
    }
}

/// Advisories: what governments tell their people abroad.
pub fn advisories(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut out =
        Listing::new(&["id", "first", "last", "by", "advice", "to whom", "place", "said by", "denied", "claims"]);
    for a in &desk.picture(args.at).advisories {
        let ids = || a.claims.iter().chain(&a.opposing);
        let keep = filter.span(a.days)
            && filter.place(a.place.as_deref())
            && filter.kind_in_claims(ids())
            && (filter.actors(a.by.as_deref().into_iter()) || filter.actor_in_claims(ids()));
        if !keep {
            continue;
        }
        let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let cells = vec![
            a.id.clone(),
            day(a.days.map(|d| d.0)),
            day(a.days.filter(|d| d.0 != d.1).map(|d| d.1)),
            name(a.by.as_deref()),
            a.sort.clone(),
            a.whom.clone().unwrap_or_default(),
            place(a.place.as_deref()),
            some(&a.origins),
            count(a.opposing.len()),
            some(&a.claims),
        ];
        out.push(&AdvisoryRow::new(a), cells)?;
    }
    Ok(out)
}

/// Relations: what actors are to each other, by whose word.
pub fn relations(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut out =
        Listing::new(&["id", "who", "relation", "whom", "standing", "said by", "denied by", "since", "said", "claims"]);
    for b in &desk.picture(args.at).relations {
        let ids = || b.supporting.iter().chain(&b.opposing);
        let here = || ids().filter_map(|id| desk.claim(id)).any(|c| filter.claim(c));
        let keep = filter.kind(Kind::Other)
            && filter.span(b.said)
            && (args.place.is_none() || here())
            && filter.actors([&*b.one, &*b.other].into_iter());
        if !keep {
            continue;
        }
        let said = b.said.map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first} .. {last}"),
        });
        let cells = vec![
            b.id.clone(),
            b.one.name.clone(),
            b.sort.clone(),
            b.other.name.clone(),
            b.standing.to_string(),
            some(&b.origins),
            some(&b.denied_by),
            b.since.map(|d| d.to_string()).unwrap_or_default(),
            said.unwrap_or_default(),
            count(ids().count()),
        ];
        out.push(&BondRow::new(b), cells)?;
    }
    Ok(out)
}
