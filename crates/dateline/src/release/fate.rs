//! What became of claims: which a release leaves out, and why an id of an earlier one is gone.

use crate::{cli::Layer, desk::Desk, error::Result};
use dateline_core::{Choice, Claim, Report, review::State};
use serde_json::Value;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

/// Why a record is no longer there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    /// `rejected`, `retracted`, `superseded_revision`, `read_anew`, `merged`, `no_longer_follows`.
    pub why: String,
    /// The same in a sentence.
    pub says: String,
    /// What stands for it now, if anything does.
    pub into: Option<String>,
}

/// A claim that counts: its id, words and span.
type Counted = (String, String, (u32, u32));

/// The claims of the ledger that a release leaves out, and all others.
pub(super) struct Fates {
    gone: HashMap<String, Fate>,
    here: HashSet<String>,
    /// The claims that count, by report and kind.
    by_report: HashMap<(String, String), Vec<Counted>>,
}

impl Fates {
    /// Looks at all claims of a ledger.
    pub fn new(desk: &Desk) -> Result<Self> {
        let mut latest: HashMap<&str, &Report> = HashMap::new();
        let order = |r: &Report| (r.captured, r.published.as_ref().map(|p| (p.date, p.at)), r.revision.clone());
        for report in &desk.reports {
            let known = latest.entry(&report.id).or_insert(report);
            if order(report) > order(known) {
                *known = report;
            }
        }
        let is_latest = |c: &Claim| latest.get(c.report.as_str()).is_some_and(|r| r.revision == c.revision);
        let mut out = Self { gone: HashMap::new(), here: HashSet::new(), by_report: HashMap::new() };
        for claim in &desk.claims {
            if desk.state(claim) == State::Rejected {
                out.gone.insert(claim.id.clone(), rejected(desk, claim));
            } else if is_latest(claim) {
                let place = (claim.report.clone(), claim.kind.name().to_owned());
                let span = (claim.span.start, claim.span.end);
                out.here.insert(claim.id.clone());
                out.by_report.entry(place).or_default().push((claim.id.clone(), claim.quote.clone(), span));
            }
        }
        let older: Vec<&Claim> = desk.claims.iter().map(AsRef::as_ref).filter(|c| !is_latest(c)).collect();
        for claim in older.into_iter().filter(|c| desk.state(c) != State::Rejected) {
            let same = out.alike(&claim.report, claim.kind.name(), |(_, quote, _)| *quote == claim.quote);
            let revision =
                latest.get(claim.report.as_str()).map_or("", |r| r.revision.get(..12).unwrap_or(&r.revision));
            let fate = match same {
                Some(same) => Fate {
                    why: "superseded_revision".to_owned(),
                    says: format!("report {} says it again in its later revision {revision}: {same}", claim.report),
                    into: Some(same),
                },
                None => Fate {
                    why: "retracted".to_owned(),
                    says: format!("report {} no longer says it in its later revision {revision}", claim.report),
                    into: None,
                },
            };
            out.gone.insert(claim.id.clone(), fate);
        }
        Ok(out)
    }

    /// The claim of this kind in the latest revision of a report that fits.
    fn alike(&self, report: &str, kind: &str, fits: impl Fn(&Counted) -> bool) -> Option<String> {
        let claims = self.by_report.get(&(report.to_owned(), kind.to_owned()))?;
        claims.iter().find(|claim| fits(claim)).map(|(id, _, _)| id.clone())
    }

    /// Whether a release has this record: none of a claim that was rejected or is no longer said, nor of what only such
    /// claims assert.
    pub fn stays(&self, layer: Layer, record: &Value) -> bool {
        let standing = record.get("standing").and_then(Value::as_str);
        match layer {
            Layer::Claims | Layer::Plover => !claims_of(layer, record).iter().any(|id| self.gone.contains_key(*id)),
            _ => standing != Some("retracted"),
        }
    }

    /// What became of a record of an earlier release that is in this one no more; `holders` has the records of today by
    /// the claims that they rest on.
    pub fn of(&self, layer: Layer, old: &Value, holders: &HashMap<&str, Vec<&str>>) -> Fate {
        let claims = claims_of(layer, old);
        if matches!(layer, Layer::Claims | Layer::Plover) {
            return claims.first().map_or_else(no_longer, |id| self.of_claim(id, old));
        }
        // What has most of its claims now stands for it; a place is no other place for that.
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        let today = |id: &&str| self.gone.get(*id).and_then(|f| f.into.clone()).unwrap_or_else(|| (*id).to_owned());
        for key in claims.iter().map(today).filter_map(|id| holders.get(id.as_str())).flatten().copied() {
            *shared.entry(key).or_default() += 1;
        }
        let next = shared.into_iter().max_by_key(|(key, count)| (*count, Reverse(*key)));
        if let Some((key, _)) = next.filter(|_| !matches!(layer, Layer::Control | Layer::Access)) {
            return Fate {
                why: "merged".to_owned(),
                says: format!("its claims are about {key} now"),
                into: Some(key.to_owned()),
            };
        }
        let gone = claims.iter().filter(|id| !self.here.contains(**id));
        let fates: Vec<Fate> = gone.map(|id| self.of_claim(id, old)).collect();
        let whys: BTreeSet<&str> = fates.iter().map(|f| f.why.as_str()).collect();
        match (whys.len(), fates.first()) {
            (1, Some(first)) if fates.len() == claims.len() => {
                let says: BTreeSet<&str> = fates.iter().map(|f| f.says.as_str()).collect();
                Fate { why: first.why.clone(), says: says.into_iter().collect::<Vec<_>>().join("; "), into: None }
            }
            _ => no_longer(),
        }
    }

    fn of_claim(&self, id: &str, old: &Value) -> Fate {
        if let Some(fate) = self.gone.get(id) {
            return fate.clone();
        }
        if self.here.contains(id) {
            return no_longer();
        }
        // The words may be read otherwise by a later version of the program.
        let of = |name: &str| old.get(name).and_then(Value::as_str).unwrap_or_default();
        let number =
            |name: &str| old.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let overlaps = |span: (u32, u32)| span.0 < number("end") && number("start") < span.1;
        let next = self.alike(of("report"), of("kind"), |(_, _, span)| overlaps(*span));
        let says = match &next {
            Some(next) => format!("another version of the program reads these words as {next}"),
            None => "another version of the program does not read it".to_owned(),
        };
        Fate { why: "read_anew".to_owned(), says, into: next }
    }
}

pub(super) fn no_longer() -> Fate {
    Fate { why: "no_longer_follows".to_owned(), says: "the ledger no longer comes to it".to_owned(), into: None }
}

fn rejected(desk: &Desk, claim: &Claim) -> Fate {
    let decisions = desk.review(claim).into_iter().flat_map(|r| &r.decisions).rev().filter_map(|n| desk.decision(*n));
    let by = decisions.filter(|d| matches!(d.choice, Choice::RejectClaim { .. })).map(|d| d.number).next();
    let by = by.map(|n| format!(" by decision {n}")).unwrap_or_default();
    Fate { why: "rejected".to_owned(), says: format!("rejected{by}"), into: None }
}

/// The ids of the claims that a record rests on.
pub(super) fn claims_of(layer: Layer, record: &Value) -> Vec<&str> {
    match layer {
        Layer::Claims | Layer::Plover => record.get("id").and_then(Value::as_str).into_iter().collect(),
        Layer::Figures => record.get("claim").and_then(Value::as_str).into_iter().collect(),
        _ => {
            let mut out = Vec::new();
            for field in ["supporting", "opposing", "claims", "sides"] {
                record.get(field).into_iter().for_each(|v| texts(v, &mut out));
            }
            out
        }
    }
}

fn texts<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        _ => {}
    }
}
