//! Whether the ledger is in order.

use crate::{Ledger, LedgerError, entries::Check, ledger::VERSION, stored};
use dateline_core::Span;
use rusqlite::Row;

/// How many faults of a sort are listed.
const LISTED: usize = 20;
/// The tables that only grow.
const TABLES: [&str; 6] = ["revisions", "contents", "readings", "claims", "decisions", "failures"];

impl Ledger {
    /// Checks the file, the schema, and that every claim's quote stands in its report's text where it says. An error
    /// means that the ledger could not even be asked.
    pub fn check(&self) -> Result<Vec<Check>, LedgerError> {
        Ok(vec![
            Check { what: "the file is intact".to_owned(), faults: self.file()? },
            Check { what: format!("the schema has version {VERSION}"), faults: self.schema()? },
            Check { what: "nothing can be changed or deleted".to_owned(), faults: self.triggers()? },
            Check { what: "entries that name each other are there".to_owned(), faults: self.references()? },
            Check { what: "every report, claim and decision is legible".to_owned(), faults: self.legible()? },
            Check { what: "every quote stands in its report".to_owned(), faults: self.quotes()? },
            Check { what: "the original bytes are as they were read".to_owned(), faults: self.originals()? },
        ])
    }

    fn file(&self) -> Result<Vec<String>, LedgerError> {
        let found = self.lines("PRAGMA integrity_check", |row| row.get(0))?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    fn schema(&self) -> Result<Vec<String>, LedgerError> {
        let found: i64 = self.run(|db| db.pragma_query_value(None, "user_version", |row| row.get(0)))?;
        Ok(if found == VERSION { Vec::new() } else { vec![format!("it has version {found}")] })
    }

    fn triggers(&self) -> Result<Vec<String>, LedgerError> {
        let there = self.lines("SELECT name FROM sqlite_schema WHERE type = 'trigger'", |row| row.get(0))?;
        let needed = TABLES.iter().flat_map(|table| ["update", "delete"].map(|change| format!("{table}_no_{change}")));
        Ok(needed.filter(|name| !there.contains(name)).map(|name| format!("the trigger {name} is gone")).collect())
    }

    fn references(&self) -> Result<Vec<String>, LedgerError> {
        let mut faults = self.lines("PRAGMA foreign_key_check", |row| {
            Ok(format!("row {} of {} names what is not there", row.get::<_, i64>(1)?, row.get::<_, String>(0)?))
        })?;
        faults.extend(self.lines(
            "SELECT report, revision FROM revisions WHERE number NOT IN (SELECT revision FROM contents) \
             OR number NOT IN (SELECT revision FROM readings)",
            |row| {
                let (report, revision): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(format!("report {report}, revision {revision}, lacks its content or its reading"))
            },
        )?);
        Ok(faults)
    }

    fn legible(&self) -> Result<Vec<String>, LedgerError> {
        let mut faults = Vec::new();
        for fault in [self.reports().err(), self.claims().err(), self.decisions().err()].into_iter().flatten() {
            match fault {
                LedgerError::Damaged { what, reason, .. } => faults.push(format!("{what}: {reason}")),
                other => return Err(other),
            }
        }
        Ok(faults)
    }

    /// Superseded readings are checked too.
    fn quotes(&self) -> Result<Vec<String>, LedgerError> {
        let mut current: Option<(i64, String)> = None;
        let texts = "SELECT text FROM contents WHERE revision = ?1";
        let claims = "SELECT l.revision, r.report, c.id, c.span_start, c.span_end, c.body FROM claims c \
             JOIN readings l ON l.number = c.reading JOIN revisions r ON r.number = l.revision \
             ORDER BY l.revision, c.reading, c.span_start, c.id, c.position";
        self.lines_some(claims, |row| {
            let revision: i64 = row.get(0)?;
            if current.as_ref().is_none_or(|(number, _)| *number != revision) {
                current = Some((revision, self.db.prepare_cached(texts)?.query_row([revision], |row| row.get(0))?));
            }
            let text = current.as_ref().map_or("", |(_, text)| text);
            let span = Span { start: row.get(3)?, end: row.get(4)? };
            if stored::quote_of(row.get_ref(5)?.as_str()?).as_deref() == span.of(text) {
                return Ok(None);
            }
            let (report, claim): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(Some(format!("claim {claim} of report {report} quotes what does not stand there")))
        })
    }

    fn originals(&self) -> Result<Vec<String>, LedgerError> {
        let faults = self.lines_some(
            "SELECT r.report, r.revision, r.source_hash, t.original FROM revisions r \
             JOIN contents t ON t.revision = r.number ORDER BY r.report, r.revision",
            |row| {
                let (report, revision, hash): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let what = format!("report {report}, revision {revision}");
                Ok(match zstd::decode_all(row.get_ref(3)?.as_blob()?) {
                    Err(error) => Some(format!("{what}: {error}")),
                    Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() != hash => {
                        Some(format!("{what}: the bytes do not have the hash that was recorded"))
                    }
                    Ok(_) => None,
                })
            },
        )?;
        Ok(faults)
    }

    fn lines(
        &self,
        sql: &str,
        line: impl Fn(&Row<'_>) -> rusqlite::Result<String>,
    ) -> Result<Vec<String>, LedgerError> {
        self.lines_some(sql, |row| line(row).map(Some))
    }

    /// A line for each row that gives one; of many faults only the first are listed, and the number of the rest.
    fn lines_some(
        &self,
        sql: &str,
        mut line: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<String>>,
    ) -> Result<Vec<String>, LedgerError> {
        self.run(|db| {
            let mut statement = db.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut lines = Vec::new();
            let mut more = 0usize;
            while let Some(row) = rows.next()? {
                match line(row)? {
                    Some(line) if lines.len() < LISTED => lines.push(line),
                    Some(_) => more += 1,
                    None => {}
                }
            }
            if more > 0 {
                lines.push(format!("and {more} more"));
            }
            Ok(lines)
        })
    }
}
