//! What is known of the reports that claims stand in.

use crate::copies::Copies;
use dateline_core::{
    ActorFile, Decision, Published, Report,
    actors::{ActorClass, name_key},
    picture::CopyGroup,
    report::Credits,
};
use jiff::{Timestamp, civil::Date};
use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// What the picture needs to know of one revision of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportInfo {
    /// The report's id.
    pub id: String,
    /// Which revision.
    pub revision: String,
    /// When this revision was read: of two revisions of a report, the one read later counts.
    pub captured: Timestamp,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline of a report of no known outlet, which is called by it.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Sampled hashes of the text's word 5-grams, sorted.
    pub sketch: Arc<[u32]>,
    /// The text's telling words as numbers ([`dateline_core::trace`]).
    pub trace: Arc<[u32]>,
    /// What it says of where its text comes from; `None` if nothing.
    pub credits: Option<Arc<Credits>>,
}

impl ReportInfo {
    /// The day of publication.
    pub fn date(&self) -> Option<Date> {
        self.published.as_ref().map(|p| p.date)
    }

    /// The agency or outlet that it credits with its text; of several the first.
    pub fn credited(&self) -> Option<&str> {
        self.credits.as_ref()?.agencies.first().map(String::as_str)
    }
}

impl From<&Report> for ReportInfo {
    fn from(r: &Report) -> Self {
        Self {
            id: r.id.clone(),
            revision: r.revision.clone(),
            captured: r.captured,
            outlet: r.outlet.clone(),
            title: r.title.clone().filter(|_| r.outlet.is_none()),
            published: r.published.clone(),
            sketch: r.sketch.as_slice().into(),
            trace: r.trace.as_slice().into(),
            credits: (!r.credits.is_empty()).then(|| Arc::new(r.credits.clone())),
        }
    }
}

/// What was known at an earlier time: reports of later ones are left out. The days of events are not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Nothing published after this day; reports without a date stay.
    pub published: Option<Date>,
    /// Nothing read after this instant, as the ledger stood then.
    pub captured: Option<Timestamp>,
}

impl Known {
    /// All that had been published by the end of a day.
    pub fn published(day: Date) -> Self {
        Self { published: Some(day), captured: None }
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a revision of a report was known.
    pub fn holds(&self, published: Option<Date>, captured: Timestamp) -> bool {
        self.published.is_none_or(|day| published.is_none_or(|d| d <= day))
            && self.captured.is_none_or(|instant| captured <= instant)
    }
}

/// The reports by id, the latest revision of each marked, copies grouped. Reports have numbers in the order in which they
/// came; nothing that is told of them depends on it.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    all: Vec<ReportInfo>,
    /// Numbers in order of publication.
    order: Vec<usize>,
    by_id: HashMap<String, Revisions>,
    copies: Copies,
    actors: Arc<ActorFile>,
}

/// The revisions of one report, by number.
#[derive(Debug, Clone)]
struct Revisions {
    all: Vec<usize>,
    latest: usize,
}

impl Reports {
    /// No reports yet; agencies and outlets that reports credit are known by the actor file.
    pub fn new(actors: Arc<ActorFile>) -> Self {
        Self { actors, ..Self::default() }
    }

    /// Takes in more reports, or newer revisions of known ones; revisions that are known already are passed over. Returns
    /// the ids of those that are new, and of all reports in groups of copies that are no longer what they were.
    pub fn add(&mut self, reports: &[ReportInfo], decisions: &[Decision]) -> BTreeSet<String> {
        let mut more: Vec<&ReportInfo> = reports.iter().filter(|r| !self.holds(&r.id, &r.revision)).collect();
        more.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        more.retain(|r| seen.insert((&r.id, &r.revision)));
        let first = self.all.len();
        let (mut newest, mut outdated) = (BTreeSet::new(), BTreeSet::new());
        for report in &more {
            let number = self.all.len();
            self.all.push((*report).clone());
            let known = self.by_id.entry(report.id.clone());
            let known = known.or_insert_with(|| Revisions { all: Vec::new(), latest: number });
            known.all.push(number);
            let later = self.all.get(known.latest).map(|l| (l.captured, &l.revision))
                < Some((report.captured, &report.revision));
            if later {
                if !newest.remove(&known.latest) {
                    outdated.insert(known.latest);
                }
                known.latest = number;
            }
            if known.latest == number {
                newest.insert(number);
            }
        }
        self.sort_in(first);
        let mut copies = std::mem::take(&mut self.copies);
        let mut changed = copies.update(self, &outdated, &newest, decisions);
        self.copies = copies;
        changed.extend(more.iter().map(|r| r.id.clone()));
        changed
    }

    /// Only the reports published by the end of a day, and those without one. Also the ids of those of which a revision is
    /// missing, or whose group of copies is another one then.
    pub fn published_by(&self, day: Date, decisions: &[Decision]) -> (Self, BTreeSet<String>) {
        let mut out = Self::new(Arc::clone(&self.actors));
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(self.all.len());
        for report in &self.all {
            let is_kept = report.date().is_none_or(|d| d <= day);
            numbers.push(is_kept.then_some(out.all.len()));
            out.all.extend(is_kept.then(|| report.clone()));
        }
        let number = |n: &usize| numbers.get(*n).copied().flatten();
        out.order = self.order.iter().filter_map(number).collect();
        let (mut changed, mut newest) = (BTreeSet::new(), BTreeSet::new());
        for (id, revisions) in &self.by_id {
            let all: Vec<usize> = revisions.all.iter().filter_map(number).collect();
            let of = |n: &usize| out.all.get(*n).map(|r| (r.captured, &r.revision));
            let Some(latest) = all.iter().copied().max_by(|a, b| of(a).cmp(&of(b))) else { continue };
            if all.len() < revisions.all.len() {
                changed.insert(id.clone());
                newest.extend(number(&revisions.latest).is_none().then_some(latest));
            }
            out.by_id.insert(id.clone(), Revisions { all, latest });
        }
        let (copies, regrouped) = self.copies.among(&out, &numbers, &newest, decisions);
        out.copies = copies;
        changed.extend(regrouped);
        (out, changed)
    }

    /// Puts the reports from this number on in their places.
    fn sort_in(&mut self, first: usize) {
        let key = |n: &usize| self.all.get(*n).map(order);
        let mut more: Vec<usize> = (first..self.all.len()).collect();
        more.sort_by(|a, b| key(a).cmp(&key(b)));
        let Some(start) = more.first().map(|n| self.order.partition_point(|m| key(m) < key(n))) else { return };
        let mut later = self.order.split_off(start).into_iter().peekable();
        for number in more {
            while let Some(before) = later.next_if(|m| key(m) < key(&number)) {
                self.order.push(before);
            }
            self.order.push(number);
        }
        self.order.extend(later);
    }

    /// Takes in pairs of reports that are free rewrites of each other, with what speaks for it. Returns the ids of all
    /// reports in groups of copies that are no longer what they were.
    pub fn add_rewrites(&mut self, pairs: Vec<(String, String, String)>, decisions: &[Decision]) -> BTreeSet<String> {
        let mut copies = std::mem::take(&mut self.copies);
        let changed = copies.add_rewrites(self, pairs, decisions);
        self.copies = copies;
        changed
    }

    /// Groups of copies and rewrites, by their first reports in order of publication.
    pub fn copies(&self) -> Vec<CopyGroup> {
        self.copies.groups().cloned().collect()
    }

    /// Which of two reports comes first in the order of publication.
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        self.all.get(a).map(order).cmp(&self.all.get(b).map(order))
    }

    /// The revision with this number.
    pub fn numbered(&self, number: usize) -> Option<&ReportInfo> {
        self.all.get(number)
    }

    /// The number of the latest revision of a report.
    pub fn number_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|r| r.latest)
    }

    /// Numbers of the latest revisions that were published from one day to another, in order of publication; those without
    /// a day come before all others.
    pub fn between(&self, from: Option<Date>, to: Option<Date>) -> impl Iterator<Item = usize> + '_ {
        let day = |n: &usize| self.all.get(*n).and_then(ReportInfo::date);
        let first = self.order.partition_point(|n| day(n) < from);
        let numbers = self.order.iter().skip(first).take_while(move |n| day(n) <= to).copied();
        numbers.filter(|n| self.all.get(*n).is_some_and(|r| self.number_of(&r.id) == Some(*n)))
    }

    /// Revisions published on a day or later, in order of publication; all of them without a day.
    pub fn since(&self, day: Option<Date>) -> impl Iterator<Item = &ReportInfo> {
        let from = self.order.partition_point(|n| self.all.get(*n).and_then(ReportInfo::date) < day);
        self.order.iter().skip(from).filter_map(|n| self.all.get(*n))
    }

    /// All revisions of a report.
    pub fn revisions(&self, id: &str) -> impl Iterator<Item = &ReportInfo> {
        self.by_id.get(id).into_iter().flat_map(|r| &r.all).filter_map(|i| self.all.get(*i))
    }

    /// One revision; if the ledger lists none of that name, the latest of the report.
    pub fn get(&self, id: &str, revision: &str) -> Option<&ReportInfo> {
        self.revisions(id).find(|r| r.revision == revision).or_else(|| self.newest(id))
    }

    fn newest(&self, id: &str) -> Option<&ReportInfo> {
        self.number_of(id).and_then(|n| self.all.get(n))
    }

    /// The latest revisions, in order of publication.
    pub fn latest(&self) -> impl Iterator<Item = &ReportInfo> {
        self.between(None, Some(Date::MAX)).filter_map(|n| self.all.get(n))
    }

    /// Whether no later revision of the report is known.
    pub fn is_latest(&self, id: &str, revision: &str) -> bool {
        self.newest(id).is_none_or(|r| r.revision == revision || !self.holds(id, revision))
    }

    /// Whether this revision is listed.
    pub fn holds(&self, id: &str, revision: &str) -> bool {
        self.revisions(id).any(|r| r.revision == revision)
    }

    /// Who published a report.
    pub fn outlet(&self, id: &str) -> Option<&str> {
        self.newest(id).and_then(|r| r.outlet.as_deref())
    }

    /// What a report is called by: its outlet, else its headline, else its id.
    pub fn name(&self, id: &str) -> String {
        let headline = || self.newest(id).and_then(|r| r.title.as_deref()).map(|title| format!("“{title}”"));
        self.outlet(id).map(str::to_owned).or_else(headline).unwrap_or_else(|| format!("report {id}"))
    }

    /// The earliest copy of a report, the report itself if it has none.
    pub fn first_copy<'a>(&'a self, id: &'a str) -> &'a str {
        self.number_of(id).and_then(|n| self.copies.first_of(n)).unwrap_or(id)
    }

    /// When the words of a report were first published: a reprint says nothing new.
    pub fn first_stated(&self, id: &str) -> Option<Date> {
        self.newest(self.first_copy(id)).and_then(ReportInfo::date)
    }

    /// The agency or outlet that a report, or if it does not tell a copy of it, credits with the text.
    pub fn credited(&self, id: &str) -> Option<&str> {
        let number = self.number_of(id)?;
        self.copies.credited(number).or_else(|| self.all.get(number)?.credited())
    }

    /// The outlet whose own words a report's are: the one that is credited with them, else that of the earliest copy.
    pub fn desk_outlet(&self, id: &str) -> Option<&str> {
        self.credited(id).or_else(|| self.outlet(self.first_copy(id)))
    }

    /// By what agency or outlet a name means: the id of the actor that the actor file knows by it, else a key of the name.
    /// `SANA (Telegram)` is SANA.
    pub fn source_key(&self, name: &str) -> String {
        let name = name.split('(').next().unwrap_or(name);
        self.actors.by_name(name).map_or_else(|| name_key(name), |actor| actor.id.clone())
    }

    /// Whether an outlet is an agency by the actor file.
    pub fn is_agency(&self, outlet: &str) -> bool {
        self.actors.by_name(outlet).is_some_and(|actor| actor.class == ActorClass::Agency)
    }

    /// Only what was known at an earlier time.
    pub fn known(&self, known: Known) -> Vec<ReportInfo> {
        self.since(None).filter(|r| known.holds(r.date(), r.captured)).cloned().collect()
    }
}

type Order<'a> = (Option<Date>, Option<Timestamp>, &'a str, Timestamp, &'a str);

fn order(r: &ReportInfo) -> Order<'_> {
    (r.date(), r.published.as_ref().and_then(|p| p.at), &r.id, r.captured, &r.revision)
}
