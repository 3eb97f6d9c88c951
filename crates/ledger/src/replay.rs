//! Reading: everything comes out in an order that does not depend on the order in which it was put in.

use crate::{Ledger, LedgerError, entries::*, stored};
use dateline_core::{
    Claim, Span,
    report::{Credits, Published, PublishedBasis, Report},
};
use rusqlite::{OptionalExtension, Row, params};
use std::str::FromStr;

/// Columns of a report, for [`report_of`].
const REPORT: &str = "r.report, r.revision, r.source_hash, r.read_from, r.url, r.outlet, r.title, r.language, \
    r.published_date, r.published_at, r.published_basis, r.published_why, r.captured, r.notes, r.sketch, r.trace, \
    r.credits";
/// Revisions by publication, those without a date last.
const BY_PUBLICATION: &str = "r.published_date IS NULL, r.published_date, r.report, r.published_at, r.revision";
/// The latest revision first: the one that was captured last, and of those captured together the one published last.
const LATEST_FIRST: &str = "r.captured DESC, r.published_date DESC, r.published_at DESC, r.revision DESC";
/// Columns of a claim, for [`claim_row`].
const CLAIM: &str = "r.report, r.revision, c.id, c.kind, c.stance, c.modality, c.origin, c.span_start, c.span_end, \
    c.shape, c.body";

/// Reports that are new, and the claims of these.
pub type Grown = (Vec<Report>, Vec<Claim>);

impl Ledger {
    /// Every revision of every report without its text (`text` is empty), by publication date, id, and instant of
    /// publication. Undated ones come last.
    pub fn reports(&self) -> Result<Vec<Report>, LedgerError> {
        self.collect(&format!("SELECT {REPORT} FROM revisions r ORDER BY {BY_PUBLICATION}"), [])
    }

    /// One revision of a report with its text; the latest revision if none is named.
    pub fn report(&self, id: &str, revision: Option<&str>) -> Result<Option<Report>, LedgerError> {
        let sql = format!(
            "SELECT {REPORT}, t.text FROM revisions r JOIN contents t ON t.revision = r.number \
             WHERE r.report = ?1 AND r.revision = ifnull(?2, r.revision) ORDER BY {LATEST_FIRST} LIMIT 1"
        );
        let found = self.run(|db| {
            let read = |row: &Row<'_>| Ok((report_of(row)?, row.get::<_, String>(17)?));
            db.prepare_cached(&sql)?.query_row(params![id, revision], read).optional()
        })?;
        let Some((report, text)) = found else { return Ok(None) };
        let report = report.map_err(|reason| self.damaged(format!("report {id}"), reason))?;
        Ok(Some(Report { text, ..report }))
    }

    /// The revisions of a report, the latest last.
    pub fn revisions(&self, id: &str) -> Result<Vec<Revision>, LedgerError> {
        let sql = format!(
            "SELECT r.number, r.revision, r.source_hash, r.captured FROM revisions r WHERE r.report = ?1 \
             ORDER BY {LATEST_FIRST}"
        );
        let mut rows = self.run(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut readers = db.prepare_cached("SELECT reader FROM readings WHERE revision = ?1 ORDER BY number")?;
            let rows = statement.query_map([id], |row| {
                let readers: rusqlite::Result<Vec<String>> =
                    readers.query_map([row.get::<_, i64>(0)?], |row| row.get(0))?.collect();
                Ok((row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, readers?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.reverse();
        let revision = |(revision, source_hash, captured, readers): (String, String, String, Vec<String>)| {
            let captured = parsed(&captured).map_err(|reason| self.damaged(format!("report {id}"), reason))?;
            Ok(Revision { revision, source_hash, captured, readers })
        };
        rows.into_iter().map(revision).collect()
    }

    /// The bytes a revision was made from; the latest revision if none is named.
    pub fn original(&self, id: &str, revision: Option<&str>) -> Result<Option<Original>, LedgerError> {
        let sql = format!(
            "SELECT t.media_type, t.original FROM revisions r JOIN contents t ON t.revision = r.number \
             WHERE r.report = ?1 AND r.revision = ifnull(?2, r.revision) ORDER BY {LATEST_FIRST} LIMIT 1"
        );
        let found: Option<(String, Vec<u8>)> = self.run(|db| {
            db.prepare_cached(&sql)?.query_row(params![id, revision], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })?;
        let Some((media_type, packed)) = found else { return Ok(None) };
        let unpacked = zstd::decode_all(packed.as_slice());
        let bytes = unpacked.map_err(|e| self.damaged(format!("the original of report {id}"), e.to_string()))?;
        Ok(Some(Original { bytes, media_type }))
    }

    /// The claims of the latest reading of every revision, by the report's publication date, report, revision, position
    /// and id. Claims of undated reports come last.
    pub fn claims(&self) -> Result<Vec<Claim>, LedgerError> {
        self.claims_where("1", [])
    }

    /// How far the ledger has grown.
    pub fn mark(&self) -> Result<Mark, LedgerError> {
        let last = |table: &str| format!("(SELECT ifnull(max(number), 0) FROM {table})");
        let sql = format!("SELECT {}, {}, {}", last("revisions"), last("readings"), last("decisions"));
        self.run(|db| {
            let read = |row: &Row<'_>| Ok(Mark { revision: row.get(0)?, reading: row.get(1)?, decision: row.get(2)? });
            db.prepare_cached(&sql)?.query_row([], read)
        })
    }

    /// The revisions that were stored since a mark, with their claims, in the orders of [`Ledger::reports`] and
    /// [`Ledger::claims`]; `None` if more has changed than that: a decision, or an older revision that was read anew.
    pub fn since(&self, mark: Mark) -> Result<Option<Grown>, LedgerError> {
        let read_anew = self.run(|db| {
            let sql = "SELECT 1 FROM readings WHERE number > ?1 AND revision <= ?2";
            db.prepare_cached(sql)?.exists([mark.reading, mark.revision])
        })?;
        if read_anew || self.mark()?.decision != mark.decision {
            return Ok(None);
        }
        let sql = format!("SELECT {REPORT} FROM revisions r WHERE r.number > ?1 ORDER BY {BY_PUBLICATION}");
        let reports = self.collect(&sql, [mark.revision])?;
        Ok(Some((reports, self.claims_where("r.number > ?1", [mark.revision])?)))
    }

    /// The claims of one report, all its revisions, in the order of [`Ledger::claims`].
    pub fn claims_of(&self, report: &str) -> Result<Vec<Claim>, LedgerError> {
        self.claims_where("r.report = ?1", [report])
    }

    /// The claim with this id, or the one whose id begins so; an error if several do. Claims of superseded readings are
    /// found too, since older exports name them.
    pub fn claim(&self, id: &str) -> Result<Option<Claim>, LedgerError> {
        if id.is_empty() {
            return Ok(None);
        }
        let ids: Vec<String> = self.run(|db| {
            let mut exact = db.prepare_cached("SELECT 1 FROM claims WHERE id = ?1")?;
            if exact.exists([id])? {
                return Ok(vec![id.to_owned()]);
            }
            let mut statement = db.prepare_cached(
                "SELECT DISTINCT id FROM claims WHERE id >= ?1 AND substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 5",
            )?;
            statement.query_map([id], |row| row.get(0))?.collect()
        })?;
        match &ids[..] {
            [] => Ok(None),
            [id] => self.claim_named(id),
            _ => Err(LedgerError::Ambiguous { prefix: id.to_owned(), ids }),
        }
    }

    /// Versions of the readers whose readings count, in alphabetical order.
    pub fn readers(&self) -> Result<Vec<String>, LedgerError> {
        self.run(|db| {
            let sql = "SELECT DISTINCT reader FROM readings WHERE number IN (SELECT number FROM current_readings) \
                       ORDER BY reader";
            db.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// How much there is.
    pub fn stats(&self) -> Result<Stats, LedgerError> {
        self.run(|db| {
            let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
            let all_claims = count("SELECT count(*) FROM claims")?;
            let claims = count("SELECT count(*) FROM claims WHERE reading IN (SELECT number FROM current_readings)")?;
            Ok(Stats {
                reports: count("SELECT count(DISTINCT report) FROM revisions")?,
                revisions: count("SELECT count(*) FROM revisions")?,
                claims,
                superseded_claims: all_claims.saturating_sub(claims),
                decisions: count("SELECT count(*) FROM decisions")?,
                failures: count("SELECT count(*) FROM failures")?,
            })
        })
    }

    /// All logged failures in the order of logging.
    pub fn failures(&self) -> Result<Vec<LoggedFailure>, LedgerError> {
        let rows: Vec<(i64, String, String, String)> = self.run(|db| {
            let mut statement = db.prepare_cached("SELECT number, input, reason, at FROM failures ORDER BY number")?;
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            statement.query_map([], read)?.collect()
        })?;
        let failure = |(number, input, reason, at): (i64, String, String, String)| {
            let at = parsed(&at).map_err(|reason| self.damaged(format!("failure {number}"), reason))?;
            Ok(LoggedFailure { number, failure: NewFailure { input, reason, at } })
        };
        rows.into_iter().map(failure).collect()
    }

    fn collect(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<Report>, LedgerError> {
        let rows = self.run(|db| {
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(parameters, |row| Ok((row.get::<_, String>(0)?, report_of(row)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let report = |(id, report): (String, Result<Report, String>)| {
            report.map_err(|reason| self.damaged(format!("report {id}"), reason))
        };
        rows.into_iter().map(report).collect()
    }

    fn claims_where(&self, condition: &str, parameters: impl rusqlite::Params) -> Result<Vec<Claim>, LedgerError> {
        // Sorting the few revisions first spares sorting the many claims, which an index gives in order.
        let revisions = format!(
            "SELECT r.report, r.revision, l.number FROM revisions r JOIN current_readings l ON l.revision = r.number \
             WHERE {condition} ORDER BY {BY_PUBLICATION}"
        );
        let claims = "SELECT id, kind, stance, modality, origin, span_start, span_end, shape, body FROM claims \
             WHERE reading = ?1 ORDER BY span_start, id, position";
        let mut found = Vec::new();
        let fault = self.run(|db| {
            let mut revisions = db.prepare_cached(&revisions)?;
            let mut claims = db.prepare_cached(claims)?;
            let mut revisions = revisions.query(parameters)?;
            while let Some(row) = revisions.next()? {
                let (report, revision): (String, String) = (row.get(0)?, row.get(1)?);
                let mut rows = claims.query([row.get::<_, i64>(2)?])?;
                while let Some(row) = rows.next()? {
                    match claim_row(row, 0, &report, &revision)? {
                        Ok(claim) => found.push(claim),
                        Err(fault) => return Ok(Some(fault)),
                    }
                }
            }
            Ok(None)
        })?;
        match fault {
            Some((what, reason)) => Err(self.damaged(what, reason)),
            None => Ok(found),
        }
    }

    fn claim_named(&self, id: &str) -> Result<Option<Claim>, LedgerError> {
        let sql = format!(
            "SELECT {CLAIM} FROM claims c JOIN readings l ON l.number = c.reading JOIN revisions r ON r.number = l.revision \
             WHERE c.id = ?1 ORDER BY c.reading DESC, c.position LIMIT 1"
        );
        let found = self.run(|db| {
            let read = |row: &Row<'_>| {
                let (report, revision): (String, String) = (row.get(0)?, row.get(1)?);
                claim_row(row, 2, &report, &revision)
            };
            db.prepare_cached(&sql)?.query_row([id], read).optional()
        })?;
        found.transpose().map_err(|(what, reason)| self.damaged(what, reason))
    }
}

/// A claim, or what is damaged and how.
type Read = Result<Claim, (String, String)>;

/// Reads the columns from `id` on, which stands at `first`.
fn claim_row(row: &Row<'_>, first: usize, report: &str, revision: &str) -> rusqlite::Result<Read> {
    let columns = stored::Columns {
        report: report.to_owned(),
        revision: revision.to_owned(),
        id: row.get(first)?,
        kind: row.get(first + 1)?,
        stance: row.get(first + 2)?,
        modality: row.get(first + 3)?,
        origin: row.get(first + 4)?,
        span: Span { start: row.get(first + 5)?, end: row.get(first + 6)? },
        shape: row.get(first + 7)?,
    };
    let what = format!("claim {}", columns.id);
    let body = row.get_ref(first + 8)?.as_str()?;
    Ok(stored::claim_of(columns, body).map_err(|reason| (what, reason)))
}

fn report_of(row: &Row<'_>) -> rusqlite::Result<Result<Report, String>> {
    let (date, at): (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
    let (basis, why): (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
    let (captured, notes): (String, String) = (row.get(12)?, row.get(13)?);
    let sketch = numbers(row.get_ref(14)?.as_blob()?);
    let trace = row.get_ref(15)?.as_blob_or_null()?.map(numbers).unwrap_or_default();
    let credits: Option<String> = row.get(16)?;
    let report = Report {
        id: row.get(0)?,
        revision: row.get(1)?,
        source_hash: row.get(2)?,
        read_from: row.get(3)?,
        url: row.get(4)?,
        outlet: row.get(5)?,
        title: row.get(6)?,
        language: row.get(7)?,
        published: None,
        captured: jiff::Timestamp::UNIX_EPOCH,
        text: String::new(),
        sketch,
        trace,
        credits: Credits::default(),
        notes: Vec::new(),
    };
    let complete = || {
        let published = match date {
            Some(date) => Some(Published {
                date: parsed(&date)?,
                at: at.map(|at| parsed(&at)).transpose()?,
                basis: basis_of(basis.as_deref(), why)?,
            }),
            None => None,
        };
        let notes = serde_json::from_str(&notes).map_err(|e| e.to_string())?;
        let credits = stored::credits_of(credits.as_deref())?;
        Ok(Report { published, captured: parsed(&captured)?, credits, notes, ..report })
    };
    Ok(complete())
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|&bytes| u32::from_le_bytes(bytes)).collect()
}

fn basis_of(basis: Option<&str>, why: Option<String>) -> Result<PublishedBasis, String> {
    match basis {
        Some("given") => Ok(PublishedBasis::Given),
        Some("metadata") => Ok(PublishedBasis::Metadata(why.unwrap_or_default())),
        Some("inferred") => Ok(PublishedBasis::Inferred(why.unwrap_or_default())),
        other => Err(format!("`{}` is no basis of a date", other.unwrap_or_default())),
    }
}

pub(crate) fn parsed<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|e: T::Err| e.to_string())
}
