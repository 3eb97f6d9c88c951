//! `dateline why`: what a claim, event, dispute or place rests on, down to the words.

use crate::{
    cli::{ListArgs, WhyArgs},
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    filter::Filter,
    shapes::{published, published_basis},
    words,
};
use dateline_core::{
    Claim, Mention, Span,
    actors::name_key,
    claim::{PlaceMention, ResolvedPlace},
    picture::{Control, Dispute, Event},
};
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

/// Runs the command.
pub fn run(args: &WhyArgs, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let id = args.id.trim();
    if id.is_empty() {
        return Err(Error::usage("an empty id"));
    }
    let picture = desk.picture(None);
    if let Some(d) = one(&picture.disputes, |d| &d.id, id)? {
        return dispute(d, desk, style, out);
    }
    if let Some(e) = one(&picture.events, |e| &e.id, id)? {
        return event(e, desk, style, out);
    }
    if let Some(c) = desk.ledger.claim(id).map_err(ledger_error)? {
        return claim(&c, desk, style, out);
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
            return places.iter().try_for_each(|c| control(c, desk, style, out));
        }
    }
    Err(Error::new(ErrorKind::NotFound, format_args!("`{id}` is no claim, event, dispute or place of this ledger"))
        .hint("ids stand in the lists: `dateline claims`, `dateline disputes`, ..."))
}

/// The item with this id, or the only one whose id begins so.
fn one<'a, T>(items: &'a [T], id_of: impl Fn(&T) -> &String, id: &str) -> Result<Option<&'a T>> {
    if let Some(exact) = items.iter().find(|i| id_of(i) == id) {
        return Ok(Some(exact));
    }
    let mut begin = items.iter().filter(|i| id_of(i).starts_with(id));
    match (begin.next(), begin.next()) {
        (Some(_), Some(_)) => Err(Error::usage(format_args!("several ids begin with `{id}`")).hint("give more of it")),
        (first, _) => Ok(first),
    }
}

fn claim(c: &Claim, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let report = desk.report_of(c)?;
    writeln!(out, "claim {}", c.id)?;
    quote(c, desk, style, "  ", out)?;
    writeln!(out)?;
    let mut field = |name: &str, value: String| writeln!(out, "  {name:<11} {value}");
    field("kind", words::kind(c))?;
    field("stance", c.stance.to_string())?;
    field("modality", c.modality.to_string())?;
    for (name, mention) in [("who", &c.actor), ("whom", &c.target)] {
        if let Some(m) = mention {
            field(name, mentioned(m))?;
        }
    }
    if let Some(p) = &c.place {
        for (i, line) in place(p).into_iter().enumerate() {
            field(if i == 0 { "where" } else { "" }, line)?;
        }
    }
    if let Some(d) = &c.event_date {
        let basis = d
            .text
            .as_ref()
            .map_or("from the tense and the date of publication".to_owned(), |t| format!("from \"{t}\""));
        field("when", format!("{}  {basis}", words::days(d)))?;
    }
    if let Some(q) = &c.quantity {
        field("number", format!("{}  from {}", words::quantity(q), at(&q.mention.text, q.mention.span)))?;
    }
    for (i, who) in c.claimants.iter().enumerate() {
        field(if i == 0 { "said by" } else { "  told to" }, format!("{}  {}", mentioned(&who.mention), who.class))?;
    }
    if c.claimants.is_empty() {
        field("said by", format!("{}, in its own voice", report.outlet.as_deref().unwrap_or("the report")))?;
    }
    if let Some(cue) = &c.cue {
        field("cue", at(&cue.text, cue.span))?;
    }
    if let Some(channel) = &c.channel {
        field("channel", channel.clone())?;
    }
    field("origin", c.origin.clone())?;
    if let Some(whole) = &c.subset_of {
        field("part of", whole.clone())?;
    }
    field("confidence", format!("{:.2} that this is what the words say; not that it is true", c.confidence))?;
    field("rules", c.rules.join(", "))?;
    let picture = desk.picture(None);
    for d in picture.disputes.iter().filter(|d| d.sides.iter().any(|s| s.claims.contains(&c.id))) {
        field("disputed", format!("{}  {}", d.id, d.about))?;
    }
    for e in picture.events.iter().filter(|e| e.supporting.contains(&c.id) || e.opposing.contains(&c.id)) {
        field("event", format!("{}  {}", e.id, e.standing))?;
    }
    Ok(())
}

fn mentioned(m: &Mention) -> String {
    match &m.entity {
        Some(entity) if *entity != m.text => format!("{entity}  from {}", at(&m.text, m.span)),
        _ => at(&m.text, m.span),
    }
}

fn at(text: &str, span: Span) -> String {
    format!("\"{text}\" at {}..{}", span.start, span.end)
}

fn place(p: &PlaceMention) -> Vec<String> {
    let mut lines = match &p.resolved {
        Some(r) => {
            vec![format!("{}  matched {}, precision {}, from {}", located(r), r.tier, r.precision, at(&p.text, p.span))]
        }
        None => vec![format!("unresolved: {}", at(&p.text, p.span))],
    };
    if p.inherited {
        lines.push("taken from the words around: the clause names no place".to_owned());
    }
    lines.extend(p.candidates.iter().map(|r| format!("or {}", located(r))));
    lines
}

fn located(r: &ResolvedPlace) -> String {
    let mut parts = vec![r.name.clone()];
    parts.extend([&r.admin1, &r.country].into_iter().flatten().cloned());
    let point = r.point.map(|(lat, lon)| format!(" {lat:.3} {lon:.3}")).unwrap_or_default();
    let id = r.geonames_id.map(|id| format!(", GeoNames {id}")).unwrap_or_default();
    format!("{} ({}){point}{id}", parts.join(", "), r.feature)
}

fn dispute(d: &Dispute, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    writeln!(out, "dispute {}: {}", d.id, d.about)?;
    writeln!(out, "{}", d.why)?;
    for (i, side) in d.sides.iter().enumerate() {
        writeln!(out, "\n{}. {} - {}", i + 1, side.says, side.origins.join(", "))?;
        quotes(&side.claims, desk, style, out)?;
    }
    Ok(())
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
    Ok(())
}

fn control(c: &Control, desk: &Desk, style: Style, out: &mut impl Write) -> Result<()> {
    let who = c.actor.as_ref().map(|a| format!(" {}", a.name)).unwrap_or_default();
    let since = c.since.map(|d| format!(", since {d}")).unwrap_or_default();
    writeln!(out, "place {} ({}) on {}: {}{who}, {}{since}", c.place.name, c.place.key, c.at, c.status, c.extent)?;
    writeln!(out, "{} ({})", c.why, c.standing)?;
    for (what, claims) in [("for", &c.supporting), ("against", &c.opposing)] {
        if !claims.is_empty() {
            writeln!(out, "\n{what}")?;
            quotes(claims, desk, style, out)?;
        }
    }
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
    let report = desk.ledger.report(&c.report, Some(&c.revision)).map_err(ledger_error)?;
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
