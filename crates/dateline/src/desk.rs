//! An open ledger with everything derived from it: what lists, exports, brief, `why` and the server work on.

mod places;
mod reviewed;

pub use places::{PlaceOf, Stories, counted};
pub use reviewed::source_named;

use crate::{
    data::Data,
    error::{Error, ErrorKind, Result},
    listing::Listing,
    shapes::{Located, actor_color},
};
use dateline_core::{
    ActorFile, Choice, Claim, Decision, Report,
    decision::{Reliability, in_force},
    picture::{Access, Control, ControlStatus, Event, Picture},
    review::Reviews,
};
use dateline_gazetteer::Outlines;
use dateline_ledger::{Ledger, LedgerError, Mark};
use dateline_picture::{Known, ReportInfo, Weighed, weigh};
use jiff::{Timestamp, civil::Date};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The picture of some claims, in parts.
pub type Parts = dateline_picture::Parts<Arc<Weighed>>;

/// An open ledger and its picture.
pub struct Desk {
    /// The ledger itself, for texts and revisions; SQLite's connection serves one thread at a time.
    ledger: Mutex<Ledger>,
    /// Every revision of every report, without its text.
    pub reports: Vec<Report>,
    /// All claims, by publication date, report and position, as people corrected them; those that were rejected are among
    /// them.
    pub claims: Vec<Arc<Claim>>,
    /// The relations told in passing, by id.
    passing: HashMap<String, Arc<Claim>>,
    /// The known actors, as the decisions in force have them.
    pub actors: ActorFile,
    /// All decisions, oldest first.
    pub decisions: Vec<Decision>,
    effective: HashSet<i64>,
    reviews: Reviews,
    /// Grades of sources by their ids.
    grades: HashMap<String, Reliability>,
    /// How far the ledger had grown when it was read.
    mark: Mark,
    /// The outlines that areas and borders are drawn by.
    pub outlines: Arc<Outlines>,
    weighed: Arc<Weighed>,
    by_report: HashMap<(String, String), usize>,
    by_id: HashMap<String, usize>,
}

impl Desk {
    /// Opens the ledger at `path` and weighs its claims.
    pub fn open(path: &Path, data: &Data) -> Result<Self> {
        Self::open_known(path, data, Known::default())
    }

    /// Opens the ledger as if it held only what was known at an earlier time.
    pub fn open_known(path: &Path, data: &Data, known: Known) -> Result<Self> {
        Self::over(Ledger::open_read_only(path).map_err(ledger_error)?, data, known)
    }

    /// Weighs the claims of an open ledger as they were known at an earlier time.
    pub fn over(ledger: Ledger, data: &Data, known: Known) -> Result<Self> {
        let mark = ledger.mark().map_err(ledger_error)?;
        let mut reports = ledger.reports().map_err(ledger_error)?;
        let claims = ledger.claims().map_err(ledger_error)?;
        let mut claims: Vec<Arc<Claim>> = claims.into_iter().map(Arc::new).collect();
        let mut decisions = ledger.decisions().map_err(ledger_error)?;
        if !known.is_all() {
            reports.retain(|r| known.holds(r.published.as_ref().map(|p| p.date), r.captured));
            let kept: HashSet<(&str, &str)> = reports.iter().map(|r| (r.id.as_str(), r.revision.as_str())).collect();
            claims.retain(|c| kept.contains(&(c.report.as_str(), c.revision.as_str())));
            decisions.retain(|d| known.captured.is_none_or(|instant| d.at <= instant));
        }
        let outlines = Arc::new(data.outlines()?);
        Ok(Self::derived((ledger, mark), reports, claims, decisions, data.actors()?, outlines))
    }

    /// Follows the decisions and weighs the claims, which are given as they were read.
    fn derived(
        (ledger, mark): (Ledger, Mark),
        reports: Vec<Report>,
        mut claims: Vec<Arc<Claim>>,
        decisions: Vec<Decision>,
        mut actors: ActorFile,
        outlines: Arc<Outlines>,
    ) -> Self {
        let in_force: Vec<Decision> = in_force(&decisions).into_iter().cloned().collect();
        let infos: Vec<ReportInfo> = reports.iter().map(ReportInfo::from).collect();
        let of_actors: HashSet<i64> = in_force.iter().filter(|d| actors.follow(&d.choice)).map(|d| d.number).collect();
        let by_report: HashMap<(String, String), usize> =
            reports.iter().enumerate().map(|(i, r)| ((r.id.clone(), r.revision.clone()), i)).collect();
        let outlet = |c: &Claim| {
            let report = by_report.get(&(c.report.clone(), c.revision.clone())).and_then(|i| reports.get(*i));
            report.and_then(|r| r.outlet.as_deref())
        };
        let reviews = Reviews::follow(&mut claims, &in_force, outlet);
        let weighed = Arc::new(weigh(&infos, reviews.counted(&claims), &actors, &in_force));
        let (passing, claims): (Vec<Arc<Claim>>, Vec<Arc<Claim>>) = claims.into_iter().partition(|c| c.passing);
        let passing = passing.into_iter().map(|c| (c.id.clone(), c)).collect();
        let by_id: HashMap<String, usize> = claims.iter().enumerate().map(|(i, c)| (c.id.clone(), i)).collect();
        let listed: HashSet<&String> = reports.iter().map(|r| &r.id).collect();
        let found = in_force.iter().filter(|d| match &d.choice {
            Choice::MergeEvents { one, other } => by_id.contains_key(one) && by_id.contains_key(other),
            Choice::SplitEvent { from, claims } => {
                by_id.contains_key(from) && claims.iter().any(|c| by_id.contains_key(c))
            }
            Choice::MergeCopies { one, other } => listed.contains(one) && listed.contains(other),
            Choice::SplitCopies { from, reports } => {
                listed.contains(from) && reports.iter().any(|r| listed.contains(r))
            }
            _ => reviews.is_effective(d.number),
        });
        let noted = reviewed::found(&in_force, &claims, &reports, &actors, reviews.places());
        let effective = found.map(|d| d.number).chain(of_actors).chain(noted).collect();
        let grades = reviewed::grades(&actors, &in_force);
        Self {
            ledger: Mutex::new(ledger),
            reports,
            claims,
            passing,
            actors,
            outlines,
            decisions,
            effective,
            reviews,
            grades,
            mark,
            weighed,
            by_report,
            by_id,
        }
    }

    /// The desk with what has come into the ledger since it was read, from a new connection to it: decisions, or a few
    /// reports that no decision is about. `None` where there is more: then it is opened anew.
    pub fn caught_up(&self, ledger: Ledger, data: &Data) -> Result<Option<Self>> {
        let mark = ledger.mark().map_err(ledger_error)?;
        if mark.only_decisions_since(self.mark) {
            let as_read = |c: &Arc<Claim>| self.reviews.of(&c.id).and_then(|r| r.read.as_ref()).unwrap_or(c).clone();
            let claims = self.claims.iter().chain(self.passing.values()).map(as_read).collect();
            let reports = self.reports.clone();
            let decisions = ledger.decisions().map_err(ledger_error)?;
            let outlines = Arc::clone(&self.outlines);
            return Ok(Some(Self::derived((ledger, mark), reports, claims, decisions, data.actors()?, outlines)));
        }
        let Some((new, new_claims)) = ledger.since(self.mark).map_err(ledger_error)? else { return Ok(None) };
        let key = |r: &Report| (r.id.clone(), r.revision.clone());
        // What was being stored while the ledger was read may be half known.
        let known = new.iter().any(|r| self.by_report.contains_key(&key(r)))
            || new_claims.iter().any(|c| self.claim(&c.id).is_some());
        let decided = {
            let reports: HashSet<&str> = new.iter().map(|r| r.id.as_str()).collect();
            let claims: HashSet<&str> = new_claims.iter().map(|c| c.id.as_str()).collect();
            self.decisions.iter().any(|d| reviewed::concerns(&d.choice, &reports, &claims))
        };
        // A new revision may tell that a report is about another country, and with it its older claims.
        let revised = || {
            let ids: HashSet<&str> = new.iter().map(|r| r.id.as_str()).collect();
            self.reports.iter().any(|r| ids.contains(r.id.as_str()))
        };
        if known || decided || new.len() > FEW_REPORTS || self.reviews.places().ask_stories() && revised() {
            return Ok(None);
        }
        let mut new_claims: Vec<Arc<Claim>> = new_claims.into_iter().map(Arc::new).collect();
        let mut reviews = self.reviews.clone();
        reviews.add(&mut new_claims, |c| {
            new.iter().find(|r| r.id == c.report && r.revision == c.revision).and_then(|r| r.outlet.as_deref())
        });
        let mut weighed = Weighed::clone(&self.weighed);
        let infos: Vec<ReportInfo> = new.iter().map(ReportInfo::from).collect();
        weighed.add(&infos, new_claims.iter().map(Arc::as_ref));
        let (new_passing, new_claims): (Vec<Arc<Claim>>, Vec<Arc<Claim>>) =
            new_claims.into_iter().partition(|c| c.passing);
        let mut passing = self.passing.clone();
        passing.extend(new_passing.into_iter().map(|c| (c.id.clone(), c)));
        // A grade, a note or a decision on a place may have waited for its source or its place.
        let in_force: Vec<Decision> = in_force(&self.decisions).into_iter().cloned().collect();
        let found = reviewed::found(&in_force, &new_claims, &new, &self.actors, reviews.places());
        let of_places = in_force.iter().map(|d| d.number).filter(|n| reviews.is_effective(*n));
        let effective = self.effective.iter().copied().chain(found).chain(of_places).collect();
        let mut reports = self.reports.clone();
        reports.extend(new);
        reports.sort_by(|a, b| publication(a).cmp(&publication(b)));
        let by_report: HashMap<_, _> = reports.iter().enumerate().map(|(i, r)| (key(r), i)).collect();
        let place = |c: &Arc<Claim>| by_report.get(&(c.report.clone(), c.revision.clone()));
        let mut claims = self.claims.clone();
        for of_revision in new_claims.chunk_by(|a, b| (&a.report, &a.revision) == (&b.report, &b.revision)) {
            let Some(here) = of_revision.first().map(place) else { continue };
            let at = claims.partition_point(|c| place(c) < here);
            claims.splice(at..at, of_revision.iter().cloned());
        }
        let by_id = claims.iter().enumerate().map(|(i, c)| (c.id.clone(), i)).collect();
        Ok(Some(Self {
            ledger: Mutex::new(ledger),
            reports,
            claims,
            passing,
            actors: self.actors.clone(),
            decisions: self.decisions.clone(),
            effective,
            reviews,
            grades: self.grades.clone(),
            mark,
            outlines: Arc::clone(&self.outlines),
            weighed: Arc::new(weighed),
            by_report,
            by_id,
        }))
    }

    /// Whether more is in the ledger than when it was read.
    pub fn is_outdated(&self) -> Result<bool> {
        Ok(self.ledger().mark().map_err(ledger_error)? != self.mark)
    }

    /// The ledger itself, for texts and revisions.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // A panic elsewhere leaves the connection as it was: it only reads.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The claim, or the relation told in passing, with this id, as people corrected it.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        let claim = self.by_id.get(id).and_then(|&i| self.claims.get(i));
        claim.or_else(|| self.passing.get(id)).map(Arc::as_ref)
    }

    /// The place of the claim with this id among [`Desk::claims`].
    pub fn number_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Whether a decision is in force and finds what it speaks of.
    pub fn is_effective(&self, decision: &Decision) -> bool {
        self.effective.contains(&decision.number)
    }

    /// The report that a claim stands in, in the claim's revision.
    pub fn report_of(&self, claim: &Claim) -> Result<&Report> {
        let key = (claim.report.clone(), claim.revision.clone());
        self.by_report.get(&key).and_then(|&i| self.reports.get(i)).ok_or_else(|| {
            Error::new(
                ErrorKind::Ledger,
                format_args!("claim {} stands in report {}, which is not in the ledger", claim.id, claim.report),
            )
            .hint("`dateline doctor` checks the ledger")
        })
    }

    /// Where an event lies, if all that assert it have it in one shape.
    pub fn located(&self, event: &Event) -> Located {
        self.located_by(&event.supporting)
    }

    /// Where the place of these claims lies, if all have it in one shape.
    pub fn located_by(&self, claims: &[String]) -> Located {
        let claims = claims.iter().filter_map(|id| self.claim(id));
        let mut shapes = claims.filter_map(|c| c.place.as_ref()).map(|p| Located::new(p, &self.outlines));
        let first = shapes.next().unwrap_or(Located::POINT);
        if shapes.all(|other| other == first) { first } else { Located::POINT }
    }

    /// Gives each row the colour that its actor has on the map.
    pub fn paint(&self, list: &mut Listing) {
        list.paint(|id| actor_color(id, &self.actors));
    }

    /// The day a report was published.
    pub fn day_of(&self, claim: &Claim) -> Option<Date> {
        self.report_of(claim).ok()?.published.as_ref().map(|p| p.date)
    }

    /// First and last day on which a report of the ledger was published.
    pub fn days(&self) -> Option<(Date, Date)> {
        self.days_known(Known::default())
    }

    /// The same of the reports that were known at an earlier time.
    pub fn days_known(&self, known: Known) -> Option<(Date, Date)> {
        let dated = self.reports.iter().filter_map(|r| Some((r.published.as_ref()?.date, r.captured)));
        let days = dated.filter(|(day, captured)| known.holds(Some(*day), *captured)).map(|(day, _)| day);
        days.fold(None, |span, d| Some(span.map_or((d, d), |(a, b): (Date, Date)| (a.min(d), b.max(d)))))
    }

    /// The day asked for, else the last day of the ledger.
    pub fn day(&self, at: Option<Date>) -> Result<Date> {
        at.or_else(|| self.days().map(|(_, last)| last)).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "the ledger holds no dated report, so there is no last day")
                .hint("name a day with --at, or read reports with `dateline read`")
        })
    }

    /// First and last day that the map's slider should reach.
    pub fn span(&self) -> Option<(Date, Date)> {
        let (first, last) = self.days()?;
        // Reports tell of days before they were published.
        Some(self.weighed.dates().map_or((first, last), |(start, end)| (start.min(first), end.max(last))))
    }

    /// The claims as weighed.
    pub fn weighed(&self) -> &Weighed {
        &self.weighed
    }

    /// The picture as it was known at an earlier time, each part of it made when it is asked for.
    pub fn parts(&self, known: Known) -> Parts {
        let all = || Arc::clone(&self.weighed);
        Parts::new(if known.is_all() { all() } else { Arc::new(self.weighed.known(known)) })
    }

    /// Everything derived from the reports that were published by the end of a day, or from all.
    pub fn picture(&self, known_at: Option<Date>) -> Picture {
        self.weighed.picture(known_at)
    }

    /// Who holds which place at the end of a day, as all reports have it.
    pub fn control(&self, at: Date) -> Vec<Control> {
        self.weighed.control(at)
    }

    /// Whether any claim speaks of a place yet; of others there is nothing to show.
    pub fn is_spoken_of(control: &Control) -> bool {
        control.status != ControlStatus::Unknown || !control.supporting.is_empty() || !control.opposing.is_empty()
    }

    /// What is closed or open at the end of a day, as all reports have it.
    pub fn access(&self, at: Date) -> Vec<Access> {
        self.weighed.access(at)
    }
}

/// So many new reports are added to what is known; of more all is weighed anew.
const FEW_REPORTS: usize = 500;

/// The order of the ledger's reports: by publication, those without a date last.
fn publication(r: &Report) -> (bool, Option<Date>, &str, Option<Timestamp>, &str) {
    let (date, at) = (r.published.as_ref().map(|p| p.date), r.published.as_ref().and_then(|p| p.at));
    (date.is_none(), date, &r.id, at, &r.revision)
}

/// A ledger's fault as an error of the program.
pub fn ledger_error(e: LedgerError) -> Error {
    let hint = e.hint();
    let error = Error::new(ErrorKind::Ledger, e);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
