use crate::{
    access, changes, control, copies, disputes, entries, events,
    facts::{self, Facts},
    figures,
    propositions::{self, Proposition},
    report::{Known, ReportInfo, Reports},
    tensions,
};
use dateline_core::{
    ActorFile, Claim, Decision, Published,
    picture::{Access, Change, Control, Dispute, Event, Figure, Picture},
    report::PublishedBasis,
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The claims of a ledger, with origins and actors resolved, ready for questions.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    claims: Arc<Vec<Claim>>,
    actors: Arc<ActorFile>,
    decisions: Arc<Vec<Decision>>,
    reports: Reports,
    facts: Facts,
    said: BTreeMap<usize, Vec<Proposition>>,
}

/// Weighs all claims: finds copies, resolves origins and actors, and marks what newer revisions no longer say. The
/// decisions are those in force; what they say of actors, the actor file must follow already
/// ([`ActorFile::follow`]).
pub fn weigh(reports: &[ReportInfo], claims: &[Claim], actors: &ActorFile, decisions: &[Decision]) -> Weighed {
    weigh_shared(reports, Arc::new(claims.to_vec()), Arc::new(actors.clone()), Arc::new(decisions.to_vec()))
}

fn weigh_shared(
    reports: &[ReportInfo],
    claims: Arc<Vec<Claim>>,
    actors: Arc<ActorFile>,
    decisions: Arc<Vec<Decision>>,
) -> Weighed {
    let mut reports = Reports::new(reports);
    let mut facts = facts::resolve(&reports, &claims, &actors);
    let rewrites = copies::rewrites(&reports, &facts);
    let found = reports.copies.clone();
    reports.add_groups(rewrites);
    reports.follow(&decisions);
    if reports.copies != found {
        facts = facts::resolve(&reports, &claims, &actors);
    }
    let said = propositions::by_place(&facts);
    Weighed { claims, actors, decisions, reports, facts, said }
}

impl Weighed {
    /// The same as if the ledger held only what was known at an earlier time. Claims whose report is not listed stay.
    pub fn known(&self, known: Known) -> Weighed {
        let reports = self.reports.known(known);
        let kept = Reports::new(&reports);
        let known = |c: &&Claim| kept.holds(&c.report, &c.revision) || !self.reports.holds(&c.report, &c.revision);
        let claims = self.claims.iter().filter(known).cloned().collect();
        weigh_shared(&reports, Arc::new(claims), Arc::clone(&self.actors), Arc::clone(&self.decisions))
    }

    /// Everything but control, which is asked for a date; access as of the last day. With `known_at`, as if nothing published after
    /// that day were in the ledger.
    pub fn picture(&self, known_at: Option<Date>) -> Picture {
        if let Some(day) = known_at {
            return self.known(Known::published(day)).picture(None);
        }
        let clusters = events::clusters(&self.facts, &self.decisions);
        let figures = figures::figures(&self.facts);
        Picture {
            actors: entries::actors(&self.facts),
            events: events::events(&self.facts, &clusters, &self.said),
            access: self.dates().map(|(_, last)| self.access(last)).unwrap_or_default(),
            disputes: self.disputes_among(&clusters, &figures),
            tensions: self.tensions(),
            copies: self.reports.copies.clone(),
            corroborations: events::corroborations(&self.facts, &clusters),
            figures,
        }
    }

    /// Who holds each place at the end of a day, by place name: every named place where claims tell of control, fighting
    /// or movement, `unknown` where nothing is said of its holder.
    pub fn control(&self, at: Date) -> Vec<Control> {
        control::control(&self.facts, &self.said, at)
    }

    /// The places of which something else is known at the end of `to` than at the end of `from`, by place name.
    pub fn changes(&self, from: Date, to: Date) -> Vec<Change> {
        changes::between(&self.facts, &self.said, from, to)
    }

    /// Every change of who is known to hold a place up to the end of a day, by place name and day; for the place with
    /// this key or for all.
    pub fn history(&self, key: Option<&str>, until: Date) -> Vec<Change> {
        changes::history(&self.facts, &self.said, key, until)
    }

    /// Which crossings, roads, airports and borders are closed or open at the end of a day.
    pub fn access(&self, at: Date) -> Vec<Access> {
        access::access(&self.facts, at)
    }

    /// Events by date, place and kind.
    pub fn events(&self) -> Vec<Event> {
        events::events(&self.facts, &events::clusters(&self.facts, &self.decisions), &self.said)
    }

    /// Disputes, the weightiest first.
    pub fn disputes(&self) -> Vec<Dispute> {
        self.disputes_among(&events::clusters(&self.facts, &self.decisions), &self.figures())
    }

    /// Claims that do not fit together although both may hold, the weightiest first.
    pub fn tensions(&self) -> Vec<Dispute> {
        tensions::tensions(&self.facts, &self.said)
    }

    fn disputes_among(&self, clusters: &[events::Cluster], figures: &[Figure]) -> Vec<Dispute> {
        let mut out = disputes::disputes(&self.facts, clusters, &self.said, figures);
        out.extend(self.undated_disputes());
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
        let mut of_report: HashMap<(&str, &str), Vec<Claim>> = HashMap::new();
        for claim in self.claims.iter() {
            of_report.entry((&claim.report, &claim.revision)).or_default().push(claim.clone());
        }
        let mut out = Vec::new();
        for report in undated {
            let claims = of_report.remove(&(report.id.as_str(), report.revision.as_str())).unwrap_or_default();
            let published = Published { date: SOME_DAY, at: None, basis: PublishedBasis::Given };
            let dated = ReportInfo { published: Some(published), ..report.clone() };
            let alone = weigh_shared(&[dated], Arc::new(claims), Arc::clone(&self.actors), Arc::clone(&self.decisions));
            out.extend(alone.disputes().into_iter().map(|d| Dispute { date: None, ..d }));
        }
        out
    }

    /// Figures by indicator and date.
    pub fn figures(&self) -> Vec<Figure> {
        figures::figures(&self.facts)
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
