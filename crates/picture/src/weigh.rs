use dateline_core::{
    ActorFile, Claim, Published, Report,
    picture::{Access, Control, Dispute, Event, Figure, Picture},
};
use jiff::{Timestamp, civil::Date};

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
        }
    }
}

/// The claims of a ledger, with origins and actors resolved, indexed for questions.
#[derive(Debug, Clone, Default)]
pub struct Weighed {}

/// Weighs all claims: finds copies, resolves origins and actors, and indexes the claims by place and kind.
pub fn weigh(reports: &[ReportInfo], claims: &[Claim], actors: &ActorFile) -> Weighed {
    let _ = (reports, claims, actors);
    Weighed {}
}

impl Weighed {
    /// The same as if nothing published after that day were in the ledger.
    pub fn known_at(&self, day: Date) -> Weighed {
        let _ = day;
        self.clone()
    }

    /// Everything but control and access, which are asked for a date. With `known_at`, as if nothing published after
    /// that day were in the ledger.
    pub fn picture(&self, known_at: Option<Date>) -> Picture {
        let _ = known_at;
        Picture::default()
    }

    /// Who holds each place at the end of a day, by place name; only places that claims speak of.
    pub fn control(&self, at: Date) -> Vec<Control> {
        let _ = at;
        Vec::new()
    }

    /// Which crossings, roads, airports and borders are closed or open at the end of a day.
    pub fn access(&self, at: Date) -> Vec<Access> {
        let _ = at;
        Vec::new()
    }

    /// Events by date, place and kind.
    pub fn events(&self) -> Vec<Event> {
        Vec::new()
    }

    /// Disputes, the weightiest first.
    pub fn disputes(&self) -> Vec<Dispute> {
        Vec::new()
    }

    /// Figures by indicator and date.
    pub fn figures(&self) -> Vec<Figure> {
        Vec::new()
    }

    /// The first and last day on which anything changed hands, was closed, fought over or harmed, historical
    /// background left out.
    pub fn dates(&self) -> Option<(Date, Date)> {
        None
    }
}
