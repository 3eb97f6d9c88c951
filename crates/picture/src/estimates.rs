//! What the figures of one scope come to: the lowest, the best and the highest, and totals against the sums of their
//! parts. Figures of another scope (whom, where, when, by whom) are never taken together.

use crate::{
    facts::{Fact, Facts, Voice},
    figures::{self, Counted, ROUNDING, Whom},
    nesting::Nesting,
    wording::stable_id,
};
use dateline_core::{
    DateRange,
    picture::{Estimate, Figure, Sum},
};
use jiff::civil::Date;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// How far a source's figure goes into the best estimate; the most trusted sort that there is decides alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Hearsay,
    Party,
    Unnamed,
    WithoutStake,
}

impl Sort {
    fn of(fact: &Fact) -> Self {
        match fact.voice {
            Voice::Own | Voice::Neutral => Self::WithoutStake,
            Voice::Anonymous => Self::Unnamed,
            Voice::Party(_) => Self::Party,
            Voice::Hearsay => Self::Hearsay,
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::WithoutStake => "sources without a stake",
            Self::Unnamed => "unnamed sources",
            Self::Party => "parties to the conflict",
            Self::Hearsay => "reports that name no source",
        }
    }
}

/// What is counted, the period, and who did it.
type Scope<'a> = (Counted<'a>, (Date, Date), Option<usize>);
/// A figure with its fact.
type Given<'a> = (&'a Fact, &'a Figure);

/// Estimates by indicator, date and place: one for each scope of which place and period are told.
pub fn estimates(facts: &Facts, figures: &[Figure]) -> Vec<Estimate> {
    let by_id = figures::by_claim(facts);
    let given: Vec<Given<'_>> = figures.iter().filter_map(|f| Some((*by_id.get(f.claim.as_str())?, f))).collect();
    let mut whom = Whom::default();
    let sums = Sums::new(facts, &given, &mut whom);
    let mut scopes: BTreeMap<Scope<'_>, Vec<Given<'_>>> = BTreeMap::new();
    for (fact, figure) in given.iter().filter(|(_, f)| f.subset_of.is_none() && f.superseded_by.is_none()) {
        if let (Some(_), Some(period)) = (fact.place, days(figure)) {
            let scope = (whom.counted(fact, figure), period, fact.actor);
            scopes.entry(scope).or_default().push((fact, figure));
        }
    }
    let mut out: Vec<Estimate> =
        scopes.iter().filter_map(|((counted, ..), given)| estimate(facts, *counted, given, &sums)).collect();
    out.sort_by(|a, b| (&a.indicator, day(a), &a.id).cmp(&(&b.indicator, day(b), &b.id)));
    out
}

fn day(estimate: &Estimate) -> Date {
    estimate.period.end
}

fn days(figure: &Figure) -> Option<(Date, Date)> {
    figure.period.as_ref().map(|p| (p.start, p.end))
}

fn estimate(facts: &Facts, counted: Counted<'_>, given: &[Given<'_>], sums: &Sums<'_>) -> Option<Estimate> {
    // One source has one voice: of several figures the latest stated, of these the last in its report.
    let mut latest: BTreeMap<&str, Given<'_>> = BTreeMap::new();
    for (fact, figure) in given {
        let known = latest.entry(&fact.origin).or_insert((fact, figure));
        if (figure.stated, fact.start, &fact.id) >= (known.1.stated, known.0.start, &known.0.id) {
            *known = (fact, figure);
        }
    }
    let voices: Vec<Given<'_>> = latest.into_values().collect();
    let (first, figure) = *given.first()?;
    let top = |f: &Figure| f.high.unwrap_or(f.low);
    let low = voices.iter().map(|(_, f)| f.low).min_by(f64::total_cmp)?;
    let highest = voices.iter().map(|(_, f)| top(f)).max_by(f64::total_cmp)?;
    // `At least n` says nothing of the top.
    let open = voices.iter().any(|(_, f)| f.high.is_none() && f.low >= highest);
    let sort = voices.iter().map(|(fact, _)| Sort::of(fact)).max()?;
    let mut trusted: Vec<f64> = voices.iter().filter(|(f, _)| Sort::of(f) == sort).map(|(_, f)| f.low).collect();
    trusted.sort_by(f64::total_cmp);
    let best = trusted.get((trusted.len() - 1) / 2).copied().filter(|_| sort != Sort::Hearsay);
    let (of, count) = (sort.told(), trusted.len());
    let rule = match (best, count) {
        (None, _) => "no best figure: only reports that name no source".to_owned(),
        (_, 1) => format!("best: the one figure by {of}"),
        _ => format!("best: the median of {count} figures by {of}, the lower of two"),
    };
    let mut claims: Vec<String> = given.iter().map(|(f, _)| f.id.to_string()).collect();
    claims.sort();
    let origins: BTreeSet<&str> = voices.iter().map(|(f, _)| &*f.origin_name).collect();
    Some(Estimate {
        id: stable_id("es", &first.id),
        indicator: figure.indicator.clone(),
        of: figure.of.clone(),
        place: figure.place.clone()?,
        period: figure.period.clone().map(|p| DateRange { text: None, ..p })?,
        by: first.actor.and_then(|n| facts.parties.get(n)).map(|p| p.actor.clone()),
        low,
        best,
        high: Some(highest).filter(|_| !open),
        rule,
        origins: origins.into_iter().map(str::to_owned).collect(),
        sums: given.iter().filter_map(|(fact, figure)| sums.of(counted, fact, figure)).collect(),
        claims,
    })
}

/// What may be a part of a total.
struct Sums<'a> {
    nesting: Nesting,
    /// By the claim whose total they are a part of.
    told: HashMap<&'a str, Vec<Given<'a>>>,
    /// By origin and what is counted in each place around, the place itself left out.
    within: HashMap<(&'a str, Counted<'a>), Vec<Given<'a>>>,
}

impl<'a> Sums<'a> {
    fn new(facts: &Facts, given: &[Given<'a>], numbers: &mut Whom<'a>) -> Self {
        let nesting = Nesting::new(&facts.places);
        let mut told: HashMap<&str, Vec<Given<'a>>> = HashMap::new();
        let mut within: HashMap<(&str, Counted<'_>), Vec<Given<'a>>> = HashMap::new();
        for &(fact, figure) in given.iter().filter(|(_, f)| f.superseded_by.is_none()) {
            if let Some(total) = &figure.subset_of {
                told.entry(total).or_default().push((fact, figure));
                continue;
            }
            let (indicator, whom, _) = numbers.counted(fact, figure);
            for &around in fact.place.map(|p| nesting.around(p)).unwrap_or_default() {
                if Some(around) != fact.place {
                    let counted = (indicator, whom, Some(around));
                    within.entry((&fact.origin, counted)).or_default().push((fact, figure));
                }
            }
        }
        Self { nesting, told, within }
    }

    /// The parts of a total, as the same report tells them, else as the same source tells of places in it on days of the
    /// total's period.
    fn of(&self, what: Counted<'_>, fact: &Fact, figure: &Figure) -> Option<Sum> {
        if let Some(parts) = self.told.get(&*fact.id) {
            return Some(sum(figure, parts, "for parts that its report names", true));
        }
        let (start, end) = days(figure)?;
        let mut parts: Vec<Given<'_>> = Vec::new();
        let mut counted: BTreeSet<(usize, (Date, Date), Option<usize>)> = BTreeSet::new();
        for (part, of) in self.within.get(&(&*fact.origin, what))?.iter() {
            let Some((place, days)) = part.place.zip(days(of)) else { continue };
            // Two that overlap would count the dead twice: in one place on the same days, or in a district and its town.
            let overlap = counted.iter().any(|(p, other, actor)| {
                let inside = self.nesting.around(place).contains(p) || self.nesting.around(*p).contains(&place);
                let same_days = days.0 <= other.1 && other.0 <= days.1;
                if *p == place { same_days && (*actor == part.actor || *other != days) } else { inside }
            });
            if start <= days.0 && days.1 <= end && !overlap {
                counted.insert((place, days, part.actor));
                parts.push((part, of));
            }
        }
        (!parts.is_empty()).then(|| sum(figure, &parts, "for places in it on days of its period", false))
    }
}

/// Parts that may overlap must each stay within the total, others together.
fn sum(total: &Figure, parts: &[Given<'_>], which: &str, overlap: bool) -> Sum {
    let sum: f64 = parts.iter().map(|(_, f)| f.low).sum();
    let largest = parts.iter().map(|(_, f)| f.low).max_by(f64::total_cmp).unwrap_or_default();
    let slack = if total.approx { 1.0 + ROUNDING } else { 1.0 };
    let exceeds = total.high.is_some_and(|high| if overlap { largest } else { sum } > high * slack);
    let (origin, low) = (&total.origin, total.low);
    let compared = match sum.total_cmp(&low) {
        Ordering::Less => format!("less than the total of {low}"),
        Ordering::Equal => format!("the total of {low}"),
        Ordering::Greater if exceeds => format!("more than the total of {low}"),
        Ordering::Greater if overlap => format!("more than the total of {low}, so that they overlap"),
        Ordering::Greater => format!("more than {low}, which is rounded or leaves the top open"),
    };
    let mut claims: Vec<String> = parts.iter().map(|(f, _)| f.id.to_string()).collect();
    claims.sort();
    let why = format!("figures by {origin} {which} come to {sum}, {compared}");
    Sum { total: total.claim.clone(), parts: claims, sum, exceeds, why }
}
