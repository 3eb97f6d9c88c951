//! Numbers with their scope: what they count, where, for which period, on whose word.

use crate::{
    disputes,
    facts::{Fact, Facts, Voice},
};
use dateline_core::{
    DateRange, Granularity, Kind, Stance,
    actors::name_key,
    claim::Feature,
    picture::{Dispute, Ending, Figure, Outcome},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Running totals whose periods begin within so many days of each other count from the same beginning.
const BEGINNING_SLACK: i32 = 7;
/// Figures this much apart may be one figure, rounded.
pub const ROUNDING: f64 = 0.2;

/// Figures by indicator and date.
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let mut found: Vec<(&Fact, Figure)> = facts.all.iter().filter_map(|f| Some((f, figure(facts, f)?))).collect();
    supersede(&mut found);
    let mut out: Vec<Figure> = found.into_iter().map(|(_, figure)| figure).collect();
    let day = |f: &Figure| f.period.as_ref().map(|p| p.end).or(f.stated);
    out.sort_by(|a, b| (&a.indicator, day(a), &a.claim).cmp(&(&b.indicator, day(b), &b.claim)));
    out
}

fn figure(facts: &Facts, fact: &Fact) -> Option<Figure> {
    let q = fact.quantity.as_ref().filter(|_| fact.counts() && fact.stance == Stance::Asserts)?;
    let indicator = indicator(fact.kind, &q.unit)?;
    let place = fact.place.and_then(|p| facts.places.get(p)).cloned();
    let since = q.since.filter(|_| q.cumulative).zip(fact.stated);
    let period = match since {
        Some((start, end)) if start <= end => {
            Some(DateRange { start, end, granularity: Granularity::Range, text: None })
        }
        _ => fact.event_date.as_deref().cloned(),
    };
    Some(Figure {
        indicator,
        of: q.of.as_deref().map(str::to_owned),
        place,
        period,
        low: q.low,
        high: q.high,
        approx: q.approx,
        origin: fact.origin_name.to_string(),
        said_by: fact.claimants.iter().map(|c| c.name.name().to_owned()).collect(),
        stated: fact.stated,
        claim: fact.id.to_string(),
        subset_of: fact.subset_of.as_deref().map(str::to_owned),
        superseded_by: None,
    })
}

/// What a quantity counts, as the export names it; `None` for distances, shares and the like.
fn indicator(kind: Kind, unit: &str) -> Option<String> {
    let unit = name_key(unit);
    if unit.is_empty() || NO_COUNT.contains(&unit.as_str()) {
        return None;
    }
    match kind {
        Kind::Kills => Some("killed".to_owned()),
        Kind::Injures => Some("injured".to_owned()),
        Kind::Displaces => Some("displaced".to_owned()),
        Kind::Evacuates => Some("evacuated".to_owned()),
        Kind::CapturesPeople => Some("captured".to_owned()),
        Kind::Releases => Some("released".to_owned()),
        Kind::Deploys | Kind::Strikes | Kind::Attacks => Some(unit),
        _ => None,
    }
}

/// Units of the claim record that measure and do not count.
const NO_COUNT: [&str; 4] = ["km", "percent", "days", "hours"];

/// Marks figures that a later statement of the same origin and scope replaces: a total by a later one from the same
/// beginning, a count of an occurrence by a later count of it.
fn supersede(found: &mut [(&Fact, Figure)]) {
    let mut whom = Whom::default();
    // Origin, what is counted, and the day, which a total has none of.
    type Scope<'a> = (&'a str, Counted<'a>, Option<Date>);
    let mut scopes: BTreeMap<Scope<'_>, Vec<usize>> = BTreeMap::new();
    for (i, (fact, figure)) in found.iter().enumerate() {
        let total = is_total(fact, figure);
        let day = figure.period.as_ref().map(|p| p.start).filter(|_| !total);
        // Nobody knows which occurrence a count without a day is of.
        if total || day.is_some() {
            scopes.entry((&fact.origin, whom.counted(fact, figure), day)).or_default().push(i);
        }
    }
    let mut later_of: Vec<(usize, String)> = Vec::new();
    for ((_, _, day), mut order) in scopes.into_iter().filter(|(_, members)| members.len() > 1) {
        let position = |i: &usize| found.get(*i).map(|(f, figure)| (figure.stated, f.start, &*f.id));
        order.sort_by(|a, b| position(a).cmp(&position(b)));
        for (at, &i) in order.iter().enumerate() {
            let Some((_, figure)) = found.get(i) else { continue };
            let replaces = |later: &Figure| later.stated > figure.stated && (day.is_some() || grew(figure, later));
            let mut later = order.iter().skip(at + 1).filter_map(|j| found.get(*j)).map(|(_, later)| later);
            if let Some(later) = later.find(|later| replaces(later)) {
                later_of.push((i, later.claim.clone()));
            }
        }
    }
    for (i, claim) in later_of {
        if let Some((_, figure)) = found.get_mut(i) {
            figure.superseded_by = Some(claim);
        }
    }
}

/// Indicator, whom and where, the last two by number.
pub type Counted<'a> = (&'a str, usize, Option<usize>);
/// One occurrence with dead or injured: what is counted, when, and who did it.
type Occurrence<'a> = (Counted<'a>, Date, Option<usize>);

/// Numbers of whom figures count: `civilians` and `the civilians` are the same.
#[derive(Default)]
pub struct Whom<'a> {
    /// As they are written.
    written: HashMap<&'a str, usize>,
    keys: HashMap<String, usize>,
}

impl<'a> Whom<'a> {
    /// What a figure counts.
    pub fn counted(&mut self, fact: &Fact, figure: &'a Figure) -> Counted<'a> {
        let of = figure.of.as_deref().unwrap_or_default();
        let keys = &mut self.keys;
        let number = *self.written.entry(of).or_insert_with(|| {
            let next = keys.len();
            *keys.entry(name_key(of)).or_insert(next)
        });
        (&figure.indicator, number, fact.place)
    }
}

/// The facts with figures, by claim.
pub fn by_claim(facts: &Facts) -> HashMap<&str, &Fact> {
    facts.all.iter().filter(|f| f.quantity.is_some()).map(|f| (&*f.id, f)).collect()
}

fn is_total(fact: &Fact, figure: &Figure) -> bool {
    fact.quantity.as_ref().is_some_and(|q| q.cumulative) || figure.period.as_ref().is_some_and(|p| p.start < p.end)
}

/// Whether a later total from the same beginning is no smaller.
fn grew(earlier: &Figure, later: &Figure) -> bool {
    let apart = earlier.period.as_ref().zip(later.period.as_ref()).map(|(a, b)| (b.start - a.start).get_days().abs());
    apart.is_none_or(|days| days <= BEGINNING_SLACK) && later.low >= earlier.low
}

/// Figures of different origins for one occurrence that do not meet. Only counts of one day in one town with the same
/// actor are compared, each origin by its latest. Where a source has replaced its figure and no two are apart any more, the
/// dispute has ended.
pub fn disputes(facts: &Facts, figures: &[Figure]) -> Vec<Dispute> {
    let by_id = by_claim(facts);
    let mut whom = Whom::default();
    let mut scopes: BTreeMap<Occurrence<'_>, Vec<Given<'_>>> = BTreeMap::new();
    for figure in figures.iter().filter(|f| f.subset_of.is_none()) {
        let Some(fact) = by_id.get(figure.claim.as_str()) else { continue };
        let Some(day) = figure.period.as_ref().filter(|p| p.start == p.end).map(|p| p.start) else { continue };
        let town = figure.place.as_ref().and_then(|p| p.feature);
        let local = matches!(town, Some(Feature::City | Feature::Site | Feature::Base | Feature::Crossing));
        let counted = matches!(fact.kind, Kind::Kills | Kind::Injures | Kind::CapturesPeople);
        if local && counted && fact.voice != Voice::Hearsay {
            let by = figure.superseded_by.as_deref().and_then(|id| by_id.get(id)).copied();
            scopes.entry((whom.counted(fact, figure), day, fact.actor)).or_default().push(Given { fact, figure, by });
        }
    }
    scopes.values().flat_map(|given| of_occurrence(facts, given)).collect()
}

/// A figure, and what replaced it.
#[derive(Clone, Copy)]
struct Given<'a> {
    fact: &'a Fact,
    figure: &'a Figure,
    by: Option<&'a Fact>,
}

/// The disputes over one occurrence, as the figures of one day after another stand; the last may be open.
fn of_occurrence(facts: &Facts, given: &[Given<'_>]) -> Vec<Dispute> {
    let Some(first) = given.first() else { return Vec::new() };
    if given.iter().all(|g| g.fact.origin == first.fact.origin) {
        return Vec::new();
    }
    let replaced = given.iter().filter_map(|g| g.by).map(|by| by.stated);
    let days: BTreeSet<Option<Date>> = given.iter().map(|g| g.figure.stated).chain(replaced).collect();
    let mut out: Vec<Dispute> = Vec::new();
    let mut open: Option<Dispute> = None;
    for day in days {
        let stands = |g: &&Given<'_>| g.figure.stated <= day && g.by.is_none_or(|by| by.stated > day);
        let standing: Vec<Given<'_>> = given.iter().filter(stands).copied().collect();
        let now = apart(facts, &standing);
        if now.is_none()
            && let (Some(dispute), Some(on)) = (open.take(), day)
        {
            let by: Vec<&Fact> = given.iter().filter_map(|g| g.by).filter(|by| by.stated == day).collect();
            if !by.is_empty() {
                out.push(Dispute { ended: Some(replaced_on(on, &by)), ..dispute });
            }
        }
        open = now;
    }
    out.extend(open);
    out
}

fn replaced_on(on: Date, by: &[&Fact]) -> Outcome {
    let names: BTreeSet<&str> = by.iter().map(|f| &*f.origin_name).collect();
    let claims: BTreeSet<&str> = by.iter().map(|f| &*f.id).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(" and ");
    let why = format!("{names} gave another figure, and the figures no longer contradict each other");
    Outcome { how: Ending::Superseded, on, claims: claims.into_iter().map(str::to_owned).collect(), why }
}

/// The dispute between figures that stand side by side, if any two of different origins do not meet.
fn apart(facts: &Facts, given: &[Given<'_>]) -> Option<Dispute> {
    let Given { fact: first, figure: base, .. } = given.first()?;
    let others = given.iter().filter(|g| g.fact.origin != first.origin && !meet(base, g.figure));
    let apart: Vec<&Fact> = others.map(|g| g.fact).collect();
    let with: Vec<&Fact> = given.iter().filter(|g| meet(base, g.figure)).map(|g| g.fact).collect();
    let numbers: BTreeSet<String> = given.iter().map(|g| shown(g.figure)).collect();
    let why =
        format!("{} cannot all be right for one occurrence", numbers.into_iter().collect::<Vec<_>>().join(" and "));
    disputes::dispute(facts, first.kind, &[with, apart], why)
}

fn shown(figure: &Figure) -> String {
    match figure.high {
        Some(high) if high > figure.low => format!("{} to {high}", figure.low),
        Some(_) => format!("{}", figure.low),
        None => format!("at least {}", figure.low),
    }
}

/// Whether two figures can both be right: `at least 7` and `17` can.
fn meet(a: &Figure, b: &Figure) -> bool {
    let span = |f: &Figure| {
        let slack = if f.approx { ROUNDING } else { 0.0 };
        (f.low * (1.0 - slack), f.high.map_or(f64::INFINITY, |h| h * (1.0 + slack)))
    };
    let (a, b) = (span(a), span(b));
    a.0 <= b.1 && b.0 <= a.1
}
