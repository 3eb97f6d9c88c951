//! Writing: reports with their claims, failures. Rows are only ever added.

use crate::{Ledger, LedgerError, entries::*, stored};
use dateline_core::report::{PublishedBasis, Report};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

/// How hard originals are compressed: 3 is fast, and higher levels gain little on pages of this size.
const COMPRESSION: i32 = 3;

impl Ledger {
    /// Stores a batch, all or nothing. A revision that is known and was read with the same reader changes nothing; with
    /// another reader its claims are added as a new reading that supersedes the older one. Entries whose claims do not
    /// fit their report are refused, the others stored.
    pub fn put(&mut self, entries: &[Entry]) -> Result<Stored, LedgerError> {
        let mut stored = Stored::default();
        let path = self.path.clone();
        let put = |stored: &mut Stored, transaction: Transaction<'_>| {
            for entry in entries {
                match fault_of(entry) {
                    Some(reason) => stored.refused.push(Refused {
                        report: entry.report.id.clone(),
                        read_from: entry.report.read_from.clone(),
                        reason,
                    }),
                    None => put_one(&transaction, entry, stored)?,
                }
            }
            transaction.commit()
        };
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| put(&mut stored, transaction))
            .map_err(|e| LedgerError::of_sqlite(&path, e))?;
        Ok(stored)
    }

    /// Logs inputs that failed.
    pub fn log_failures(&mut self, failures: &[NewFailure]) -> Result<(), LedgerError> {
        if failures.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        let log = |transaction: Transaction<'_>| {
            for f in failures {
                transaction
                    .prepare_cached("INSERT INTO failures (input, reason, at) VALUES (?1, ?2, ?3)")?
                    .execute(params![f.input, f.reason, instant(f.at)])?;
            }
            transaction.commit()
        };
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(log)
            .map_err(|e| LedgerError::of_sqlite(&path, e))
    }
}

/// Why an entry cannot be stored.
fn fault_of(entry: &Entry) -> Option<String> {
    let report = &entry.report;
    entry.claims.iter().find_map(|claim| {
        if claim.report != report.id || claim.revision != report.revision {
            return Some(format!("claim {} names another report or revision", claim.id));
        }
        if claim.span.of(&report.text) != Some(claim.quote.as_str()) {
            let (start, end) = (claim.span.start, claim.span.end);
            return Some(format!("the quote of claim {} is not what stands at {start}-{end}", claim.id));
        }
        None
    })
}

fn put_one(db: &Transaction<'_>, entry: &Entry, stored: &mut Stored) -> rusqlite::Result<()> {
    let report = &entry.report;
    let known: Option<i64> = db
        .prepare_cached("SELECT number FROM revisions WHERE report = ?1 AND revision = ?2")?
        .query_row([&report.id, &report.revision], |row| row.get(0))
        .optional()?;
    let number = match known {
        Some(number) => {
            let reader: Option<String> = db
                .prepare_cached("SELECT reader FROM readings WHERE revision = ?1 ORDER BY number DESC LIMIT 1")?
                .query_row([number], |row| row.get(0))
                .optional()?;
            if reader.as_ref() == Some(&entry.reader) {
                stored.unchanged += 1;
                return Ok(());
            }
            stored.reread += 1;
            number
        }
        None => {
            let is_new = !db.prepare_cached("SELECT 1 FROM revisions WHERE report = ?1")?.exists([&report.id])?;
            if is_new {
                stored.new += 1;
            } else {
                stored.new_revisions += 1;
            }
            put_revision(db, entry)?
        }
    };
    put_reading(db, number, entry)
}

fn put_revision(db: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<i64> {
    let report = &entry.report;
    let published = report.published.as_ref();
    let (basis, why) = match published.map(|p| &p.basis) {
        None => (None, None),
        Some(PublishedBasis::Given) => (Some("given"), None),
        Some(PublishedBasis::Metadata(field)) => (Some("metadata"), Some(field.as_str())),
        Some(PublishedBasis::Inferred(reason)) => (Some("inferred"), Some(reason.as_str())),
    };
    db.prepare_cached(
        "INSERT INTO revisions (report, revision, source_hash, read_from, url, outlet, title, language, published_date, \
         published_at, published_basis, published_why, captured, notes, sketch, trace, credits) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        report.id,
        report.revision,
        report.source_hash,
        report.read_from,
        report.url,
        report.outlet,
        report.title,
        report.language,
        day(report),
        published.and_then(|p| p.at).map(instant),
        basis,
        why,
        instant(report.captured),
        serde_json::Value::from(report.notes.clone()).to_string(),
        bytes(&report.sketch),
        bytes(&report.trace),
        stored::credits(&report.credits).map_err(not_sql)?,
    ])?;
    let number = db.last_insert_rowid();
    let original = zstd::encode_all(entry.original.as_slice(), COMPRESSION).map_err(not_sql)?;
    db.prepare_cached("INSERT INTO contents (revision, text, media_type, original) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![number, report.text, entry.media_type, original])?;
    Ok(number)
}

fn put_reading(db: &Transaction<'_>, revision: i64, entry: &Entry) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO readings (revision, reader) VALUES (?1, ?2)")?
        .execute(params![revision, entry.reader])?;
    let reading = db.last_insert_rowid();
    let mut insert = db.prepare_cached(
        "INSERT INTO claims (reading, position, id, kind, stance, modality, place, origin, published, span_start, \
         span_end, shape, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let published = day(&entry.report);
    for (position, claim) in (0i64..).zip(&entry.claims) {
        let place = claim.place.as_ref().and_then(|p| p.resolved.as_ref()).map(|p| p.key());
        let body = stored::body_of(claim).map_err(not_sql)?;
        insert.execute(params![
            reading,
            position,
            claim.id,
            claim.kind.name(),
            claim.stance.name(),
            claim.modality.name(),
            place,
            claim.origin,
            published,
            claim.span.start,
            claim.span.end,
            stored::SHAPE,
            body
        ])?;
    }
    Ok(())
}

fn bytes(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn day(report: &Report) -> Option<String> {
    report.published.as_ref().map(|p| p.date.to_string())
}

/// With all digits, so that instants sort as text.
pub(crate) fn instant(at: Timestamp) -> String {
    format!("{at:.9}")
}

fn not_sql(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}
