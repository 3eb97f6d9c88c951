//! The claims by their properties: which meet the conditions of a request, and how many have which value.

use crate::desk::Desk;
use crate::shapes::{FacetShape, FacetValue};
use dateline_core::picture::Event;
use dateline_picture::Known;
use jiff::{Timestamp, civil::Date};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Properties with a count for each value; the names are those of the parameters.
pub const FACETS: [&str; 10] =
    ["kind", "stance", "modality", "place", "actor", "origin", "outlet", "review", "standing", "verification"];

/// Values of one property that an answer lists.
const MOST_VALUES: usize = 60;

/// What a claim has that no event is about.
const NONE: &str = "";

/// How many of the properties are the same whatever is known; the others follow from the events.
const SAME: usize = FACETS.len() - 2;

/// The claims of a ledger in its order, as numbers, with the properties that are the same whatever is known.
pub struct Properties {
    columns: [Column; SAME],
    /// Days that a claim is about, else the day it was published.
    days: Vec<Option<(Date, Date)>>,
    /// When the report that a claim stands in was published and read, if it is in the ledger.
    reports: Vec<Option<(Option<Date>, Timestamp)>>,
}

/// The claims with all their properties, as it was known at a time.
pub struct Table {
    same: Arc<Properties>,
    /// Standing and verification.
    events: [Column; 2],
    /// Whether the claim was known.
    known: Vec<bool>,
}

#[derive(Default)]
struct Column {
    /// Value and label, by number.
    values: Vec<(String, String)>,
    numbers: HashMap<String, u32>,
    /// The number of each claim's value.
    of: Vec<u32>,
}

/// The conditions of a request.
#[derive(Default)]
pub struct Conditions<'a> {
    /// Values that are chosen, by property; none chosen means any.
    pub chosen: [Vec<&'a str>; FACETS.len()],
    /// First day that it may be about.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Those that have the words, in order; `None` if none are asked for.
    pub words: Option<Vec<u32>>,
}

impl Properties {
    /// Of all claims of a ledger.
    pub fn new(desk: &Desk) -> Self {
        let mut columns: [Column; SAME] = Default::default();
        let (mut days, mut reports) = (Vec::new(), Vec::new());
        let mut canonical: HashMap<&str, String> = HashMap::new();
        for c in desk.claims.iter().map(AsRef::as_ref) {
            let report = desk.report_of(c).ok();
            let actor = c.actor.as_ref().map_or(NONE, |m| {
                canonical.entry(m.name()).or_insert_with(|| {
                    desk.actors.by_name(m.name()).map_or_else(|| m.name().to_owned(), |a| a.name.clone())
                })
            });
            let place = c.place.as_ref();
            let resolved = place.and_then(|p| p.resolved.as_ref());
            let key = resolved.map(|r| r.key()).or_else(|| place.map(|p| p.text.clone())).unwrap_or_default();
            let label = resolved.map(|r| r.name.as_str()).or(place.map(|p| p.text.as_str())).unwrap_or_default();
            // An origin that is a report of no known outlet is called by its headline.
            let headline = report.filter(|r| r.id == c.origin).and_then(|r| r.title.as_deref());
            let origin = headline.unwrap_or(&c.origin);
            let values: [(&str, &str); SAME] = [
                (c.kind.name(), c.kind.name()),
                (c.stance.name(), c.stance.name()),
                (c.modality.name(), c.modality.name()),
                (&key, label),
                (actor, actor),
                (&c.origin, origin),
                plain(report.and_then(|r| r.outlet.as_deref())),
                plain(Some(desk.state(c).name())),
            ];
            for (column, (value, label)) in columns.iter_mut().zip(values) {
                column.push(value, label);
            }
            let day = report.and_then(|r| r.published.as_ref()).map(|p| p.date);
            days.push(c.event_date.as_ref().map(|d| (d.start, d.end)).or(day.map(|d| (d, d))));
            reports.push(report.map(|r| (day, r.captured)));
        }
        Self { columns, days, reports }
    }
}

impl Table {
    /// The claims that were known, with the standing of the events of a picture.
    pub fn new(desk: &Desk, same: Arc<Properties>, events: &[Event], known: Known) -> Self {
        let mut stands = vec![(NONE, NONE); same.days.len()];
        for event in events {
            let outcome = match (event.verified_by.is_empty(), event.could_not_verify.is_empty()) {
                (false, _) => "verified",
                (true, false) => "not_verified",
                (true, true) => NONE,
            };
            for claim in event.supporting.iter().chain(&event.opposing) {
                if let Some(of_claim) = desk.number_of(claim).and_then(|n| stands.get_mut(n)) {
                    *of_claim = (event.standing.name(), outcome);
                }
            }
        }
        let [mut standing, mut verification]: [Column; 2] = Default::default();
        for (stands, verified) in stands {
            standing.push(stands, stands);
            verification.push(verified, verified);
        }
        let held = same.reports.iter().map(|r| r.is_none_or(|(published, captured)| known.holds(published, captured)));
        let known = held.collect();
        Self { same, events: [standing, verification], known }
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.same.columns.iter().chain(&self.events)
    }

    /// The numbers of the claims that meet the conditions, in the ledger's order; and, if `count`, how many claims have
    /// each value that meet the conditions on all other properties.
    pub fn find(&self, conditions: &Conditions<'_>, count: bool) -> (Vec<u32>, Option<Vec<FacetShape<'_>>>) {
        let chosen: Vec<HashSet<u32>> = std::iter::zip(self.columns(), &conditions.chosen)
            .map(|(column, values)| {
                // A value that no claim has stays a condition, which none meets.
                values.iter().map(|v| column.numbers.get(*v).copied().unwrap_or(u32::MAX)).collect()
            })
            .collect();
        let mut counts: Vec<Vec<u32>> = self.columns().map(|c| vec![0; c.values.len()]).collect();
        let columns: Vec<&Column> = self.columns().collect();
        let mut found = Vec::new();
        let all = 0..self.same.days.len() as u32;
        let candidates: Box<dyn Iterator<Item = u32>> = match &conditions.words {
            Some(words) => Box::new(words.iter().copied()),
            None => Box::new(all),
        };
        for number in candidates {
            let i = number as usize;
            let (Some(days), Some(true)) = (self.same.days.get(i), self.known.get(i)) else { continue };
            if !conditions.between(*days) {
                continue;
            }
            let mut failed = None;
            let mut failures = 0;
            for (f, (column, wanted)) in std::iter::zip(&columns, &chosen).enumerate() {
                if !wanted.is_empty() && !column.of.get(i).is_some_and(|value| wanted.contains(value)) {
                    failed = Some(f);
                    failures += 1;
                }
            }
            if failures == 0 {
                found.push(number);
            }
            if count && failures < 2 {
                for (f, (column, counts)) in std::iter::zip(&columns, &mut counts).enumerate() {
                    let value = column.of.get(i).and_then(|value| counts.get_mut(*value as usize));
                    if let Some(n) = value.filter(|_| failures == 0 || failed == Some(f)) {
                        *n += 1;
                    }
                }
            }
        }
        let facets = count.then(|| {
            let columns = std::iter::zip(FACETS, self.columns());
            let of_columns = std::iter::zip(&chosen, &counts);
            columns
                .zip(of_columns)
                .map(|((name, column), (chosen, counts))| facet(name, column, chosen, counts))
                .collect()
        });
        (found, facets)
    }

    /// Standing and verification of a claim.
    pub fn stands(&self, number: u32) -> (&str, &str) {
        let [standing, verification] = &self.events;
        (standing.value(number), verification.value(number))
    }
}

fn plain(value: Option<&str>) -> (&str, &str) {
    (value.unwrap_or(NONE), value.unwrap_or(NONE))
}

fn facet<'a>(name: &'static str, column: &'a Column, chosen: &HashSet<u32>, counts: &[u32]) -> FacetShape<'a> {
    let mut values: Vec<FacetValue<'a>> = (0..)
        .zip(column.values.iter().zip(counts))
        .map(|(number, ((value, label), count))| FacetValue {
            value,
            label,
            count: *count,
            chosen: chosen.contains(&number),
        })
        .filter(|v| v.count > 0 || v.chosen)
        .collect();
    values.sort_by(|a, b| b.chosen.cmp(&a.chosen).then(b.count.cmp(&a.count)).then(a.label.cmp(b.label)));
    let of = values.len();
    values.truncate(MOST_VALUES);
    FacetShape { name, values, of }
}

impl Column {
    fn value(&self, claim: u32) -> &str {
        let value = self.of.get(claim as usize).and_then(|number| self.values.get(*number as usize));
        value.map_or(NONE, |(value, _)| value)
    }

    fn push(&mut self, value: &str, label: &str) {
        let number = match self.numbers.get(value) {
            Some(number) => *number,
            None => {
                let number = self.values.len() as u32;
                self.numbers.insert(value.to_owned(), number);
                self.values.push((value.to_owned(), label.to_owned()));
                number
            }
        };
        self.of.push(number);
    }
}

impl Conditions<'_> {
    fn between(&self, days: Option<(Date, Date)>) -> bool {
        match days {
            Some((start, end)) => self.since.is_none_or(|s| end >= s) && self.until.is_none_or(|u| start <= u),
            None => self.since.is_none() && self.until.is_none(),
        }
    }
}
