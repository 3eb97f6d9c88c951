//! `dateline why`: what a claim, event, dispute or place rests on, down to the words.

mod claim;

pub use claim::ReadAnew;
use claim::told;

use crate::{
    cli::{ListArgs, WhyArgs, WhyFormat},
    data::Data,
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    filter::Filter,
    shapes::{AdvisoryRow, BondRow, ControlRow, DisputeRow, EventRow, WhyRow, published, published_basis},
    words,
};
use dateline_core::{
    Claim, Decision, Span,
    actors::name_key,
    picture::{Advisory, Bond, Control, Dispute, Event},
};
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;

/// Characters of context on either side of a quote.
const CONTEXT: usize = 240;

/// Claims that are quoted in full on one side of a question; the others are listed by their ids.
const QUOTED: usize = 4;

/// How quotes are made to stand out.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    open: &'static str,
    close: &'static str,
    dim: &'static str,
    reset: &'static str,
}

impl Style {
    /// Colour, or plain markers that any program can show.
    pub fn new(color: bool) -> Self {
        if color {
            Self { open: "\x1b[1;30;43m", close: "\x1b[0m", dim: "\x1b[2m", reset: "\x1b[0m" }
        } else {
            Self { open: ">>", close: "<<", dim: "", reset: "" }
        }
    }
}

/// Runs the command. `now` is the instant that the caller's clock shows.
pub fn run(args: &WhyArgs, desk: &Desk, data: &Data, now: Timestamp, style: Style, out: &mut impl Write) -> Result<()> {
    let text = args.format == WhyFormat::Text;
    let id = args.id.trim();
    if id.is_empty() {
        return Err(Error::usage("an empty id"));
    }
    let picture = desk.picture(None);
    for (word, list) in [("dispute", &picture.disputes), ("tension", &picture.tensions)] {
        if let Some(d) = one(list, |d| &d.id, id)? {
            let claims = d.sides.iter().flat_map(|s| &s.claims);
            return if text { sides(word, d, desk, style, out) } else { row(DisputeRow::new(d), claims, desk, out) };
        }
    }
    if let Some(e) = one(&picture.events, |e| &e.id, id)? {
        let claims = [&e.supporting, &e.opposing, &e.verified_by, &e.could_not_verify].into_iter().flatten();
        return if text {
            event(e, desk, style, out)
        } else {
            row(EventRow::new(e, desk.located(e)), claims, desk, out)
        };
    }
    if let Some(b) = one(&picture.relations, |b| &b.id, id)? {
        let claims = b.supporting.iter().chain(&b.opposing);
        return if text { bond(b, desk, style, out) } else { row(BondRow::new(b), claims, desk, out) };
    }
    if let Some(a) = one(&picture.advisories, |a| &a.id, id)? {
        let claims = a.claims.iter().chain(&a.opposing);
        return if text { advisory(a, desk, style, out) } else { row(AdvisoryRow::new(a), claims, desk, out) };
    }
    let claim = desk.ledger().claim(id).map_err(ledger_error)?;
    if let Some(c) = claim {
        let anew = ReadAnew::new(&c, desk, &data.reader(now)?)?;
        return if text { anew.write(style, out) } else { write(&anew.row()?, out) };
    }
    if !desk.reports.is_empty() {
        let filter = Filter::new(&ListArgs { place: Some(id.to_owned()), ..ListArgs::default() }, desk)?;
        let mut places: Vec<Control> =
            desk.control(desk.day(args.at)?).into_iter().filter(|c| filter.place(Some(&c.place))).collect();
        // A place that bears the very name comes before those whose names only contain it.
        let exact = |c: &Control| c.place.key == id || name_key(&c.place.name) == name_key(id);
        if places.iter().any(exact) {
            places.retain(exact);
        }
        if !places.is_empty() {
            return places.iter().try_for_each(|c| match text {
                true => control(c, desk, style, out),
                false => row(ControlRow::new(c), c.supporting.iter().chain(&c.opposing), desk, out),
            });
        }
    }
    Err(Error::new(ErrorKind::NotFound, format_args!("`{id}` is no claim, event, dispute or place of this ledger"))
        .hint("ids stand in the lists: `dateline claims`, `dateline disputes`, ..."))
}

/// The item with this id, or the only one whose id begins so.
pub fn one<'a, T>(items: &'a [T], id_of: impl Fn(&T) -> &String, id: &str) -> Result<Option<&'a T>> {
    if let Some(exact) = items.iter().find(|i| id_of(i) == id) {
        return Ok(Some(exact));
    }
    let mut begin = items.iter().filter(|i| id_of(i).starts_with(id));
    match (begin.next(), begin.next()) {
        (Some(_), Some(_)) => Err(Error::usage(format_args!("several ids begin with `{id}`")).hint("give more of it")),
        (first, _) => Ok(first),
    }
}

/// A record with the claims it rests on, as a line of JSON.
fn row<'a>(
    record: impl Serialize,
    ids: impl Iterator<Item = &'a String>,
    desk: &Desk,
    out: &mut impl Write,
) -> Result<()> {
    let claims = ids.filter_map(|id| desk.claim(id)).map(|c| desk.record(c));
    write(&WhyRow { record, claims: claims.collect::<Result<_>>()? }, out)
}

fn write(record: &impl Serialize, out: &mut impl Write) -> Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    writeln!(out)?;
    Ok(())
}

fn sides(word: &str, d: &Dispute, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{word} {}: {}", d.id, d.about)?;
    writeln!(out, "{}", d.why)?;
    for (i, side) in d.sides.iter().enumerate() {
        writeln!(out, "\n{}. {} - {}", i + 1, side.says, side.origins.join(", "))?;
        quotes(&side.claims, desk, style, out)?;
    }
    if let Some(end) = &d.ended {
        writeln!(out, "\nended on {} ({}): {}", end.on, end.how, end.why)?;
        quotes(&end.claims, desk, style, out)?;
    } else if !d.settled_by.is_empty() {
        writeln!(out, "\nopen; it would be settled by")?;
        for by in &d.settled_by {
            writeln!(out, "  {by}")?;
        }
    }
    notes(desk.notes_on_dispute(d), out)
}

/// What people noted.
fn notes<'d>(mut notes: impl Iterator<Item = &'d Decision>, out: &mut impl Write) -> Result<()> {
    notes.try_for_each(|decision| Ok(writeln!(out, "\nnote {}", told(decision))?))
}

fn event(e: &Event, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let named = [e.actor.as_ref().map(|a| &a.name), e.place.as_ref().map(|p| &p.name)];
    let named: Vec<&str> = named.into_iter().flatten().map(String::as_str).collect();
    writeln!(out, "event {}: {} {}", e.id, e.kind, named.join(", "))?;
    let origins = if e.origins == 1 { "1 origin".to_owned() } else { format!("{} origins", e.origins) };
    writeln!(out, "{}, on the word of {origins}", e.standing)?;
    for reason in &e.reasons {
        writeln!(out, "  {reason}")?;
    }
    for (what, claims) in [
        ("said", &e.supporting),
        ("denied", &e.opposing),
        ("verified", &e.verified_by),
        ("could not be verified", &e.could_not_verify),
    ] {
        if !claims.is_empty() {
            writeln!(out, "\n{what}")?;
            quotes(claims, desk, style, out)?;
        }
    }
    let members: Vec<&String> = e.supporting.iter().chain(&e.opposing).collect();
    notes(desk.notes_on_event(&members), out)
}

fn bond(b: &Bond, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    writeln!(out, "relation {}: {} > {} > {}", b.id, b.one.name, b.sort, b.other.name)?;
    writeln!(out, "{}", b.standing)?;
    sorted_quotes([("said", &b.supporting), ("denied", &b.opposing)], desk, style, out)
}

fn advisory(a: &Advisory, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let named = [a.by.as_ref().map(|b| &b.name), a.place.as_ref().map(|p| &p.name)];
    let named: Vec<&str> = named.into_iter().flatten().map(String::as_str).collect();
    writeln!(out, "advisory {}: {} - {}", a.id, a.sort, named.join(", "))?;
    sorted_quotes([("said", &a.claims), ("denied", &a.opposing)], desk, style, out)
}

fn sorted_quotes(sides: [(&str, &Vec<String>); 2], desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    for (what, claims) in sides.into_iter().filter(|(_, claims)| !claims.is_empty()) {
        writeln!(out, "\n{what}")?;
        quotes(claims, desk, style, out)?;
    }
    Ok(())
}

fn control(c: &Control, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let who = c.actor.as_ref().map(|a| format!(" {}", a.name)).unwrap_or_default();
    let since = c.since.map(|d| format!(", since {d}")).unwrap_or_default();
    writeln!(out, "place {} ({}) on {}: {}{who}, {}{since}", c.place.name, c.place.key, c.at, c.status, c.extent)?;
    writeln!(out, "{} ({})", c.why, c.standing)?;
    sorted_quotes([("for", &c.supporting), ("against", &c.opposing)], desk, style, out)?;
    for decision in desk.decisions_on_place(&c.place.key) {
        writeln!(out, "\ndecision {}", told(decision))?;
    }
    notes(desk.notes_on_place(&c.place.key), out)?;
    writeln!(out)?;
    Ok(())
}

/// Quotes some claims. Words that several reports have alike are quoted once, from the first.
fn quotes(ids: &[String], desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let mut groups: Vec<(String, Vec<&Claim>)> = Vec::new();
    for claim in ids.iter().filter_map(|id| desk.claim(id)) {
        let words = claim.quote.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, group)) => group.push(claim),
            None => groups.push((words, vec![claim])),
        }
    }
    for (_, group) in groups.iter().take(QUOTED) {
        let Some((first, copies)) = group.split_first() else { continue };
        quote(first, desk, style, "   ", out)?;
        let also = if copies.is_empty() {
            String::new()
        } else {
            let of = |c: &&Claim| {
                let outlet = desk.report_of(c).ok().and_then(|r| r.outlet.clone());
                format!("{} ({})", outlet.unwrap_or_else(|| format!("report {}", c.report)), c.id)
            };
            format!("; the same words in {}", copies.iter().map(of).collect::<Vec<_>>().join(", "))
        };
        writeln!(out, "   {}claim {}{also}{}", style.dim, first.id, style.reset)?;
    }
    let more: Vec<&str> = groups.iter().skip(QUOTED).flat_map(|(_, group)| group).map(|c| c.id.as_str()).collect();
    if !more.is_empty() {
        writeln!(out, "   and {}", more.join(", "))?;
    }
    Ok(())
}

/// The quote in its paragraph, and where it stands.
fn quote(c: &Claim, desk: &Desk, style: Style, indent: &str, out: &mut impl Write) -> Result<()> {
    let report = desk.ledger().report(&c.report, Some(&c.revision)).map_err(ledger_error)?;
    let text = report.as_ref().map_or("", |r| r.text.as_str());
    let (before, quoted, after) = context(text, c.span).unwrap_or(("", &c.quote, ""));
    let cut = |s: &str, front: bool| {
        let most = s.chars().count().saturating_sub(CONTEXT);
        match (most, front) {
            (0, _) => s.to_owned(),
            (n, true) => format!("...{}", s.chars().skip(n).collect::<String>()),
            (_, false) => format!("{}...", s.chars().take(CONTEXT).collect::<String>()),
        }
    };
    let line = format!("{}{}{}{}{}", cut(before, true), style.open, quoted, style.close, cut(after, false));
    writeln!(out, "{indent}{}", line.split_whitespace().collect::<Vec<_>>().join(" "))?;
    let known = desk.report_of(c)?;
    let day = known
        .published
        .as_ref()
        .map_or("undated".to_owned(), |p| format!("{} ({})", published(p), published_basis(&p.basis)));
    let from =
        [Some(words::chain(&c.claimants, known.outlet.as_deref())), known.outlet.clone(), Some(day), known.url.clone()];
    let mut from: Vec<String> = from.into_iter().flatten().collect();
    from.dedup();
    writeln!(
        out,
        "{indent}{}- {}; report {}, bytes {}..{}{}",
        style.dim,
        from.join(", "),
        c.report,
        c.span.start,
        c.span.end,
        style.reset
    )?;
    Ok(())
}

/// The paragraph around a span, in three parts.
fn context(text: &str, span: Span) -> Option<(&str, &str, &str)> {
    let quoted = span.of(text)?;
    let before = text.get(..span.range().start)?;
    let after = text.get(span.range().end..)?;
    Some((before.rsplit('\n').next().unwrap_or(""), quoted, after.split('\n').next().unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_stays_in_the_paragraph() {
        let text = "Headline\nThe army left Hama, it said.\nNext";
        assert_eq!(context(text, Span::new(9, 27)), Some(("", "The army left Hama", ", it said.")));
        assert_eq!(context(text, Span::new(9, 900)), None);
    }
}
