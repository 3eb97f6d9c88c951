//! What is known of the reports that claims stand in.

use crate::{copies, decided};
use dateline_core::{Decision, Published, Report, picture::CopyGroup};
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeSet, HashMap};

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
    /// Address of the page.
    pub url: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Sampled hashes of the text's word 5-grams, sorted.
    pub sketch: Vec<u32>,
    /// The text's telling words as numbers ([`dateline_core::trace`]).
    pub trace: Vec<u32>,
}

impl ReportInfo {
    /// The day of publication.
    pub fn date(&self) -> Option<Date> {
        self.published.as_ref().map(|p| p.date)
    }
}

impl From<&Report> for ReportInfo {
    fn from(r: &Report) -> Self {
        Self {
            id: r.id.clone(),
            revision: r.revision.clone(),
            captured: r.captured,
            outlet: r.outlet.clone(),
            url: r.url.clone(),
            title: r.title.clone(),
            published: r.published.clone(),
            sketch: r.sketch.clone(),
            trace: r.trace.clone(),
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

/// The reports by id, the latest revision of each marked, copies grouped.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    all: Vec<ReportInfo>,
    by_revision: HashMap<(String, String), usize>,
    by_report: HashMap<String, Vec<usize>>,
    latest: HashMap<String, usize>,
    /// Groups of copies and rewrites.
    pub copies: Vec<CopyGroup>,
    first_of_group: HashMap<String, String>,
}

impl Reports {
    /// Indexes reports; their order does not matter.
    pub fn new(reports: &[ReportInfo]) -> Self {
        let mut all = reports.to_vec();
        all.sort_by(|a, b| order(a).cmp(&order(b)));
        all.dedup_by(|a, b| a.id == b.id && a.revision == b.revision);
        let mut out = Self::default();
        for (i, report) in all.iter().enumerate() {
            out.by_revision.insert((report.id.clone(), report.revision.clone()), i);
            out.by_report.entry(report.id.clone()).or_default().push(i);
            let newest = out.latest.entry(report.id.clone()).or_insert(i);
            if all.get(*newest).is_some_and(|n| (n.captured, &n.revision) < (report.captured, &report.revision)) {
                *newest = i;
            }
        }
        let mut latest: Vec<&ReportInfo> = out.latest.values().filter_map(|&i| all.get(i)).collect();
        latest.sort_by(|a, b| order(a).cmp(&order(b)));
        out.copies = copies::groups(&latest);
        out.all = all;
        out.remember_groups();
        out
    }

    /// Adds groups found by other means than the sketches, and joins those that share a report.
    pub fn add_groups(&mut self, groups: Vec<CopyGroup>) {
        if groups.is_empty() {
            return;
        }
        let rank = |id: &String| self.latest.get(id).copied();
        self.copies = copies::join(std::mem::take(&mut self.copies).into_iter().chain(groups).collect(), rank);
        self.remember_groups();
    }

    /// Joins and parts groups as people decided.
    pub fn follow(&mut self, decisions: &[Decision]) {
        let rank = |id: &String| self.latest.get(id).copied();
        self.copies = decided::follow_copies(std::mem::take(&mut self.copies), decisions, rank);
        self.remember_groups();
    }

    /// The same with more reports, as the sketches alone group them.
    pub fn with(&self, more: &[ReportInfo]) -> Self {
        Self::new(&self.all.iter().chain(more).cloned().collect::<Vec<_>>())
    }

    /// Ids of the reports whose first copy is another one here than there.
    pub fn grouped_otherwise(&self, other: &Self) -> Vec<String> {
        let ids = self.first_of_group.keys().chain(other.first_of_group.keys());
        let ids: BTreeSet<&String> = ids.filter(|id| self.first_copy(id) != other.first_copy(id)).collect();
        ids.into_iter().cloned().collect()
    }

    /// Revisions published on a day or later, in order of publication; all of them without a day.
    pub fn since(&self, day: Option<Date>) -> impl Iterator<Item = &ReportInfo> {
        let from = self.all.partition_point(|r| r.date() < day);
        self.all.iter().skip(from)
    }

    /// All revisions of a report.
    pub fn revisions(&self, id: &str) -> impl Iterator<Item = &ReportInfo> {
        self.by_report.get(id).into_iter().flatten().filter_map(|i| self.all.get(*i))
    }

    fn remember_groups(&mut self) {
        let members = self.copies.iter().flat_map(|g| g.reports.iter().map(move |r| (r, g.reports.first())));
        self.first_of_group = members.filter_map(|(r, first)| Some((r.clone(), first?.clone()))).collect();
    }

    /// One revision; if the ledger lists none of that name, the latest of the report.
    pub fn get(&self, id: &str, revision: &str) -> Option<&ReportInfo> {
        let exact = self.by_revision.get(&(id.to_owned(), revision.to_owned()));
        exact.or_else(|| self.latest.get(id)).and_then(|&i| self.all.get(i))
    }

    /// The latest revisions, in order of publication.
    pub fn latest(&self) -> impl Iterator<Item = &ReportInfo> {
        let newest = |(i, r): &(usize, &ReportInfo)| self.latest.get(&r.id) == Some(i);
        self.all.iter().enumerate().filter(newest).map(|(_, r)| r)
    }

    /// Whether no later revision of the report is known.
    pub fn is_latest(&self, id: &str, revision: &str) -> bool {
        let newest = self.latest.get(id).and_then(|&i| self.all.get(i));
        newest.is_none_or(|r| r.revision == revision || !self.holds(id, revision))
    }

    /// Whether this revision is listed.
    pub fn holds(&self, id: &str, revision: &str) -> bool {
        self.by_revision.contains_key(&(id.to_owned(), revision.to_owned()))
    }

    /// Who published a report.
    pub fn outlet(&self, id: &str) -> Option<&str> {
        self.latest.get(id).and_then(|&i| self.all.get(i)).and_then(|r| r.outlet.as_deref())
    }

    /// The earliest copy of a report, the report itself if it has none.
    pub fn first_copy<'a>(&'a self, id: &'a str) -> &'a str {
        self.first_of_group.get(id).map_or(id, String::as_str)
    }

    /// When the words of a report were first published: a reprint says nothing new.
    pub fn first_stated(&self, id: &str) -> Option<Date> {
        self.latest.get(self.first_copy(id)).and_then(|&i| self.all.get(i)).and_then(ReportInfo::date)
    }

    /// The outlet whose own words a report's are: that of the earliest copy.
    pub fn desk_outlet(&self, id: &str) -> Option<&str> {
        self.outlet(self.first_copy(id))
    }

    /// Only what was known at an earlier time.
    pub fn known(&self, known: Known) -> Vec<ReportInfo> {
        self.all.iter().filter(|r| known.holds(r.date(), r.captured)).cloned().collect()
    }
}

type Order<'a> = (Option<Date>, Option<Timestamp>, &'a str, Timestamp, &'a str);

fn order(r: &ReportInfo) -> Order<'_> {
    (r.date(), r.published.as_ref().and_then(|p| p.at), &r.id, r.captured, &r.revision)
}
