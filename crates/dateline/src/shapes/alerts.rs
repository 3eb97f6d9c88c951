//! The records of alerts and of what they told.

use super::claim::published;
use crate::{
    alerts::{About, Query},
    error::{Error, ErrorKind, Result},
};
use dateline_core::{Claim, Report};
use dateline_ledger::Notice;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertRow {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub query: Query,
    /// Whom it tells beside the list of notices: `webhook`, `command`.
    pub channels: Vec<String>,
    /// Who made it.
    pub by: String,
    /// When (RFC 3339).
    pub made: String,
    /// Why something was not delivered yet.
    pub fault: Option<String>,
}

/// What an alert told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeRow {
    /// Its number; later ones are larger.
    pub number: i64,
    /// The alert.
    pub alert: String,
    /// When it was told (RFC 3339).
    pub at: String,
    /// What was told.
    #[serde(flatten)]
    pub body: NoticeBody,
}

impl NoticeRow {
    /// The record of a stored notice.
    pub fn new(notice: &Notice) -> Result<Self> {
        let body = serde_json::from_str(&notice.body).map_err(|e| {
            Error::new(ErrorKind::Ledger, format_args!("notice {} is damaged: {e}", notice.number))
                .hint("remove the alert and make it anew: dateline alerts remove NAME")
        })?;
        Ok(Self { number: notice.number, alert: notice.alert.clone(), at: notice.at.to_string(), body })
    }
}

/// What was told, as it stood then.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NoticeBody {
    /// What was watched.
    pub about: About,
    /// What it is, in a few words.
    pub says: String,
    /// Id of the event or dispute, or the key of the place; null for a claim of no event.
    pub of: Option<String>,
    /// The sources that are new.
    pub origins: Vec<String>,
    /// The claims that it rests on, those that were known before among them.
    pub claims: Vec<NoticeClaim>,
}

/// A claim with its source.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NoticeClaim {
    /// Id of the claim.
    pub id: String,
    /// Whether it is news.
    pub new: bool,
    /// The exact words.
    pub quote: String,
    /// The source that it rests on.
    pub origin: String,
    /// Id of the report.
    pub report: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// The report's headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
}

impl NoticeClaim {
    /// A claim of a report, with the name of its source.
    pub fn new(claim: &Claim, report: &Report, origin: &str, new: bool) -> Self {
        Self {
            id: claim.id.clone(),
            new,
            quote: claim.quote.clone(),
            origin: origin.to_owned(),
            report: report.id.clone(),
            outlet: report.outlet.clone(),
            title: report.title.clone(),
            url: report.url.clone(),
            published: report.published.as_ref().map(published),
        }
    }

    /// Where it stands: outlet, day, address or id of the report.
    pub fn whence(&self) -> String {
        let day = self.published.as_deref().and_then(|p| p.get(..10));
        let where_ = self.url.as_deref().unwrap_or(&self.report);
        let parts = [self.outlet.as_deref(), day, Some(where_)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// `GET /api/v1/alerts`
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertsAnswer {
    /// Whether this server takes alerts from whoever asks.
    pub may_watch: bool,
    /// The kinds of claims that can be watched.
    pub kinds: Vec<&'static str>,
    /// The alerts, by name.
    pub alerts: Vec<AlertRow>,
}

/// `GET /api/v1/notices`
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesAnswer {
    /// What was told, oldest first.
    pub notices: Vec<NoticeRow>,
}

/// `POST /api/v1/alerts`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertWish {
    /// The alert's name, of its own.
    pub name: String,
    /// What it asks for.
    #[serde(default)]
    pub query: Query,
    /// Whether it tells what the ledger holds already as well.
    #[serde(default)]
    pub all: bool,
}
