use crate::{
    access, changes,
    consequence::{self, Consequence},
    control, copies, disputes, estimates, events,
    facts::{self, Fact, Facts},
    figures, movements, outcomes,
    parts::Parts,
    propositions::{self, Said},
    relations::{self, Alliances},
    report::{Known, ReportInfo, Reports},
    statement::{Shared, Statement},
    tensions,
    verdicts::Held,
};
use dateline_core::{
    ActorFile, Claim, Decision, Published,
    picture::{Access, Advisory, Bond, Change, Control, Dispute, Event, Figure, Picture},
    report::PublishedBasis,
};
use jiff::civil::Date;
use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// The claims of a ledger, with origins and actors resolved, ready for questions.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    shared: Shared,
    /// By report.
    claims: HashMap<Arc<str>, Vec<Arc<Statement>>>,
    actors: Arc<ActorFile>,
    pub(crate) decisions: Arc<Vec<Decision>>,
    pub(crate) reports: Reports,
    pub(crate) facts: Facts,
    pub(crate) said: Said,
    alliances: Alliances,
}

/// Weighs all claims: finds copies, resolves origins and actors, and marks what newer revisions no longer say. The
/// decisions are those in force; what they say of actors, the actor file must follow already
/// ([`ActorFile::follow`]). Claims may come one at a time: of each only a part is kept.
pub fn weigh(
    reports: &[ReportInfo],
    claims: impl IntoIterator<Item = impl Borrow<Claim>>,
    actors: &ActorFile,
    decisions: &[Decision],
) -> Weighed {
    let (actors, decisions) = (Arc::new(actors.clone()), Arc::new(decisions.to_vec()));
    let mut out = Weighed { actors, decisions, ..Weighed::default() };
    out.keep(claims);
    out.weigh_all(reports);
    out
}

/// Where a report stands: by day and id.
type Position = (Option<Date>, String);

impl Weighed {
    /// Adds reports, or newer revisions of known ones, with their claims: the same as weighing everything anew. Groups of
    /// copies are formed anew where a new report is linked with them. Of the claims only those are resolved again that were
    /// published on the day of a new report and later, or since the first copy of one whose origin is another now; and
    /// of the places only those that these are about. A report without a date, one that differs from what is known of
    /// the same revision, and claims of reports that are not listed are weighed with all the rest.
    pub fn add(&mut self, reports: &[ReportInfo], claims: impl IntoIterator<Item = impl Borrow<Claim>>) {
        let said_of = self.keep(claims);
        let listed = |id: &Arc<str>| reports.iter().any(|r| r.id == **id);
        let agrees =
            |r: &ReportInfo| self.reports.revisions(&r.id).all(|known| known.revision != r.revision || known == r);
        if !said_of.iter().all(listed) || !reports.iter().all(|r| r.date().is_some() && agrees(r)) {
            let all: Vec<ReportInfo> = self.reports.since(None).chain(reports).cloned().collect();
            self.weigh_all(&all);
            return;
        }
        let mut changed = self.reports.add(reports, &self.decisions);
        changed.extend(said_of.iter().map(|id| id.to_string()));
        self.replay(&changed);
        self.find_rewrites(Some(&changed));
    }

    /// Keeps what the picture needs of claims; returns the reports that they stand in.
    fn keep(&mut self, claims: impl IntoIterator<Item = impl Borrow<Claim>>) -> BTreeSet<Arc<str>> {
        let mut reports = BTreeSet::new();
        for claim in claims {
            let statement = Arc::new(self.shared.statement(claim.borrow()));
            if reports.last() != Some(&statement.report) {
                reports.insert(Arc::clone(&statement.report));
            }
            self.claims.entry(Arc::clone(&statement.report)).or_default().push(statement);
        }
        reports
    }

    /// Weighs all claims that are kept.
    fn weigh_all(&mut self, reports: &[ReportInfo]) {
        self.reports = Reports::new(Arc::clone(&self.actors));
        self.reports.add(reports, &self.decisions);
        self.facts = facts::resolve(&self.reports, self.claims.values().flatten(), &self.actors);
        self.said = Said::default();
        self.alliances = relations::alliances(&self.facts);
        propositions::extend(&mut self.said, &self.facts, &self.alliances, 0, BTreeSet::new());
        self.find_rewrites(None);
    }

    /// Some of the claims by themselves.
    fn alone(&self, reports: &[ReportInfo], of: impl Fn(&Statement) -> bool) -> Weighed {
        let mut claims: HashMap<Arc<str>, Vec<Arc<Statement>>> = HashMap::new();
        for (report, said) in &self.claims {
            let some: Vec<Arc<Statement>> = said.iter().filter(|s| of(s)).cloned().collect();
            if !some.is_empty() {
                claims.insert(Arc::clone(report), some);
            }
        }
        let (actors, decisions) = (Arc::clone(&self.actors), Arc::clone(&self.decisions));
        let mut out = Weighed { claims, actors, decisions, ..Weighed::default() };
        out.weigh_all(reports);
        out
    }

    /// Resolves anew these reports and all that comes after the first of them.
    fn replay(&mut self, changed: &BTreeSet<String>) {
        self.replay_with(changed, self.facts.all.len(), BTreeSet::new());
    }

    /// The same where facts from a number on have been taken back already, with what they said of these places.
    fn replay_with(&mut self, changed: &BTreeSet<String>, mut from: usize, mut places: BTreeSet<usize>) {
        let again = self.and_later(changed);
        if let Some((first, _)) = &again {
            let before = |f: &Fact| {
                let report = self.reports.get(&f.report, &f.revision).filter(|r| *r.id == *f.report);
                (report.and_then(ReportInfo::date), &*f.report) < (first.0, first.1.as_str())
            };
            from = self.facts.all.partition_point(before);
            let taken_back = facts::rewind(&mut self.facts, from);
            propositions::rewind(&mut self.said, from, &taken_back, self.facts.parties.len());
            places.extend(taken_back);
        }
        let again = again.map(|(_, again)| again).unwrap_or_default();
        let claims = again.iter().filter_map(|id| self.claims.get(id.as_str())).flatten();
        facts::extend(&mut self.facts, &self.reports, claims, &self.actors);
        let alliances = relations::alliances(&self.facts);
        // Other allies, other interests: everything that was said weighs anew.
        if alliances != self.alliances {
            self.alliances = alliances;
            places.extend(propositions::forget_weights(&mut self.said));
        }
        propositions::extend(&mut self.said, &self.facts, &self.alliances, from, places);
    }

    /// Where the first of these reports stands, and all that stand there or later.
    fn and_later(&self, changed: &BTreeSet<String>) -> Option<(Position, BTreeSet<String>)> {
        let key = |r: &ReportInfo| (r.date(), r.id.clone());
        let mut first = changed.iter().flat_map(|id| self.reports.revisions(id)).map(key).min()?;
        // The claims of a report are resolved together, whatever the days of its revisions.
        loop {
            let since = self.reports.since(first.0).filter(|r| key(r) >= first);
            let again: BTreeSet<String> = since.map(|r| r.id.clone()).collect();
            let earliest = again.iter().flat_map(|id| self.reports.revisions(id)).map(key).min();
            match earliest.filter(|e| *e < first) {
                Some(earlier) => first = earlier,
                None => return Some((first, again)),
            }
        }
    }

    /// Finds free rewrites among the facts, all or those of new reports, and joins them with what their words tell.
    fn find_rewrites(&mut self, new: Option<&BTreeSet<String>>) {
        let found = copies::rewrites(&self.reports, &self.facts, new);
        let changed = self.reports.add_rewrites(found, &self.decisions);
        if !changed.is_empty() {
            self.replay(&changed);
        }
    }

    /// The same as if the ledger held only what was known at an earlier time. Claims whose report is not listed stay.
    pub fn known(&self, known: Known) -> Weighed {
        let by_day = known.published.filter(|_| known.captured.is_none());
        if let Some(weighed) = by_day.and_then(|day| self.published_by(day)) {
            return weighed;
        }
        let reports = self.reports.known(known);
        let kept: HashSet<(&str, &str)> = reports.iter().map(|r| (r.id.as_str(), r.revision.as_str())).collect();
        self.alone(&reports, |s| {
            kept.contains(&(&*s.report, &*s.revision)) || !self.reports.holds(&s.report, &s.revision)
        })
    }

    /// The same as if the ledger ended with a day. Facts stand in order of publication, so that most is as it was: only what
    /// goes with reports that were revised later, or are copies of later ones, is resolved anew. `None` where claims stand in
    /// a revision that is not listed, for then nobody knows what stays.
    fn published_by(&self, day: Date) -> Option<Weighed> {
        let (reports, changed) = self.reports.published_by(day, &self.decisions);
        let mut claims: HashMap<Arc<str>, Vec<Arc<Statement>>> = HashMap::with_capacity(self.claims.len());
        for (report, said) in &self.claims {
            let all = self.reports.revisions(report).count();
            if all > 0 && !said.iter().all(|s| self.reports.holds(report, &s.revision)) {
                return None;
            }
            let kept: Vec<Arc<Statement>> = match reports.revisions(report).count() {
                left if left == all => said.clone(),
                0 => continue,
                _ => said.iter().filter(|s| reports.holds(report, &s.revision)).cloned().collect(),
            };
            claims.insert(Arc::clone(report), kept);
        }
        let later = |f: &Fact| self.reports.get(&f.report, &f.revision).and_then(ReportInfo::date) > Some(day);
        let from = self.facts.all.partition_point(|f| !later(f));
        let (facts, places) = facts::before(&self.facts, from);
        let mut said = self.said.clone();
        propositions::rewind(&mut said, from, &places, facts.parties.len());
        let mut out = Weighed {
            shared: Shared::default(),
            claims,
            actors: Arc::clone(&self.actors),
            decisions: Arc::clone(&self.decisions),
            reports,
            facts,
            said,
            alliances: self.alliances.clone(),
        };
        out.replay_with(&changed, from, places);
        out.find_rewrites(Some(&changed));
        Some(out)
    }

    /// Everything but control, which is asked for a date; access as of the last day. With `known_at`, as if nothing published after
    /// that day were in the ledger.
    pub fn picture(&self, known_at: Option<Date>) -> Picture {
        if let Some(day) = known_at {
            return self.known(Known::published(day)).picture(None);
        }
        Parts::new(self).whole()
    }

    /// Who holds each place at the end of a day, by place name: every named place where claims tell of control, fighting
    /// or movement, `unknown` where nothing is said of its holder.
    pub fn control(&self, at: Date) -> Vec<Control> {
        control::control(&self.facts, &self.said.by_place, at)
    }

    /// Who holds the place with this key at the end of a day; `None` if no claim speaks of it.
    pub fn control_of(&self, key: &str, at: Date) -> Option<Control> {
        let place = self.facts.place_of(key)?;
        control::of_place(&self.facts, place, self.said.by_place.get(&place)?, at)
    }

    /// The places of which something else is known at the end of `to` than at the end of `from`, by place name.
    pub fn changes(&self, from: Date, to: Date) -> Vec<Change> {
        let held = |day| self.control(day).into_iter().map(Held::from).collect::<Vec<_>>();
        self.changed(&held(from), &held(to))
    }

    /// The same of two days of which it is known who holds which place.
    pub fn changed(&self, before: &[Held], after: &[Held]) -> Vec<Change> {
        changes::between(&self.facts, &self.said.by_place, before, after)
    }

    /// Every change of who is known to hold a place up to the end of a day, by place name and day; for the place with
    /// this key or for all.
    pub fn history(&self, key: Option<&str>, until: Date) -> Vec<Change> {
        changes::history(&self.facts, &self.said.by_place, key, until)
    }

    /// Which crossings, roads, airports and borders are closed or open at the end of a day.
    pub fn access(&self, at: Date) -> Vec<Access> {
        access::access(&self.facts, at)
    }

    /// Every change of what is closed or open up to the end of a day, by place name and day.
    pub fn access_history(&self, until: Date) -> Vec<(Date, Access)> {
        access::history(&self.facts, until)
    }

    /// The source that each claim rests on: the claim's id, a key that is the same for all copies of one text, and the
    /// source's name.
    pub fn origins(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.facts.all.iter().map(|f| (&*f.id, &*f.origin, &*f.origin_name))
    }

    /// What actors are to each other, the bonds that most origins tell of first.
    pub fn relations(&self) -> Vec<Bond> {
        relations::relations(&self.facts)
    }

    /// What governments advise their people abroad, the latest first.
    pub fn advisories(&self) -> Vec<Advisory> {
        movements::advisories(&self.facts)
    }

    /// Events by date, place and kind.
    pub fn events(&self) -> Vec<Event> {
        events::events(&self.facts, &events::clusters(&self.facts, &self.decisions), &self.said.by_place)
    }

    /// Disputes, the weightiest first.
    pub fn disputes(&self) -> Vec<Dispute> {
        self.disputes_among(&events::clusters(&self.facts, &self.decisions), &self.figures())
    }

    /// Claims that do not fit together although both may hold, the weightiest first.
    pub fn tensions(&self) -> Vec<Dispute> {
        tensions::tensions(&self.facts, &self.said.by_place)
    }

    /// The same of events and figures that are there already.
    pub(crate) fn disputes_among(&self, clusters: &[events::Cluster], figures: &[Figure]) -> Vec<Dispute> {
        let mut out = disputes::disputes(&self.facts, clusters, &self.said.by_place, figures);
        out.extend(self.undated_disputes());
        outcomes::add(&self.facts, &self.said.by_place, &mut out);
        out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
        out
    }

    /// A report without a date tells of days that nobody knows, so it can't be set against other reports; the sources
    /// within it can still contradict one another.
    fn undated_disputes(&self) -> Vec<Dispute> {
        let undated: Vec<&ReportInfo> = self.reports.latest().filter(|r| r.date().is_none()).collect();
        if undated.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for report in undated {
            let published = Published { date: SOME_DAY, at: None, basis: PublishedBasis::Given };
            let dated = ReportInfo { published: Some(published), ..report.clone() };
            let alone = self.alone(&[dated], |s| *s.report == *report.id && *s.revision == *report.revision);
            out.extend(alone.disputes().into_iter().map(|d| Dispute { date: None, ..d }));
        }
        out
    }

    /// Figures by indicator and date.
    pub fn figures(&self) -> Vec<Figure> {
        figures::figures(&self.facts)
    }

    /// The claims without which something would be otherwise, with what: who is known to hold a place on the last day, a
    /// dispute, a large figure. The gravest stands first.
    pub fn consequences(&self) -> BTreeMap<String, Vec<Consequence>> {
        let clusters = events::clusters(&self.facts, &self.decisions);
        let figures = figures::figures(&self.facts);
        let disputes = self.disputes_among(&clusters, &figures);
        let estimates = estimates::estimates(&self.facts, &figures);
        let last = self.dates().map(|(_, last)| last);
        consequence::consequences(&self.facts, &self.said.by_place, last, &disputes, &estimates, &figures)
    }

    /// The first and last day of what the reports tell as news; historical background is left out.
    pub fn dates(&self) -> Option<(Date, Date)> {
        let published = self.reports.latest().filter_map(ReportInfo::date);
        let (first, last) = published
            .fold(None, |span: Option<(Date, Date)>, d| Some(span.map_or((d, d), |(a, b)| (a.min(d), b.max(d)))))?;
        let background = facts::shift(first, -NEWS_DAYS);
        let days = self.facts.all.iter().filter(|f| f.counts()).filter_map(|f| f.days);
        let earliest = days.map(|d| d.0).filter(|d| *d >= background && *d <= last).min();
        Some((earliest.map_or(first, |d| d.min(first)), last))
    }
}

/// Stands in for the unknown day of an undated report while it is weighed by itself; it is never shown.
const SOME_DAY: Date = jiff::civil::date(2000, 1, 1);

/// What happened so many days before the first report is still news.
const NEWS_DAYS: i64 = 14;
