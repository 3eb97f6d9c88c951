//! The ledger's file: made, opened, brought up to date.

use crate::LedgerError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

/// The schema's versions: the first entry makes version 1 of an empty file, the next makes version 2 of it, and so on.
const MIGRATIONS: &[&str] =
    &[include_str!("migrations/001.sql"), include_str!("migrations/002.sql"), include_str!("migrations/003.sql")];
/// The version that this program writes.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;
/// Marks the file as a ledger in its header ("DTLN").
const APPLICATION: i64 = 0x4454_4c4e;
/// How long another program may hold the ledger before we give up.
const PATIENCE: Duration = Duration::from_secs(10);

impl Ledger {
    /// Opens the ledger at `path`; makes it if there is none, and brings an older one up to date.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let db = Connection::open(path).map_err(|e| LedgerError::of_sqlite(path, e))?;
        let mut ledger = Self { db, path: path.to_path_buf() };
        ledger.prepare()?;
        ledger.identify()?;
        // The log makes readers and the writer independent; every commit is on the disk before it is acknowledged.
        ledger.run(|db| {
            db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            db.pragma_update(None, "synchronous", "full")
        })?;
        ledger.migrate()?;
        Ok(ledger)
    }

    /// Opens an existing ledger for reading.
    pub fn open_read_only(path: &Path) -> Result<Self, LedgerError> {
        match fs::metadata(path) {
            Err(_) => return Err(LedgerError::Missing { path: path.to_path_buf() }),
            Ok(found) if found.is_dir() => {
                return Err(LedgerError::NotALedger { path: path.to_path_buf(), what: "a folder" });
            }
            Ok(_) => {}
        }
        let ledger = Self::read_only(path).or_else(|error| match error {
            // In a folder that may not be written to, SQLite cannot make the files beside the ledger by which readers
            // and writers find each other; where nobody can write, none are needed.
            LedgerError::CannotOpen { .. } | LedgerError::Sqlite { .. } => Self::unchanging(path).map_err(|_| error),
            other => Err(other),
        })?;
        match ledger.identify()? {
            VERSION => Ok(ledger),
            found => Err(LedgerError::Older { path: ledger.path, found, known: VERSION }),
        }
    }

    /// A ledger that lives as long as this value.
    pub fn in_memory() -> Result<Self, LedgerError> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory().map_err(|e| LedgerError::of_sqlite(&path, e))?;
        let mut ledger = Self { db, path };
        ledger.prepare()?;
        ledger.migrate()?;
        Ok(ledger)
    }

    fn read_only(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::with_flags(path, path, flags)
    }

    fn unchanging(path: &Path) -> Result<Self, LedgerError> {
        let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let address = PathBuf::from(format!("file:{escaped}?immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        Self::with_flags(path, &address, flags)
    }

    fn with_flags(path: &Path, address: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let db = Connection::open_with_flags(address, flags).map_err(|e| LedgerError::of_sqlite(path, e))?;
        let ledger = Self { db, path: path.to_path_buf() };
        ledger.prepare()?;
        // The file is touched only now.
        ledger.run(|db| db.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0)))?;
        Ok(ledger)
    }

    /// Settings of the connection.
    fn prepare(&self) -> Result<(), LedgerError> {
        self.run(|db| {
            db.busy_timeout(PATIENCE)?;
            db.pragma_update(None, "foreign_keys", true)?;
            // Without this, `INSERT OR REPLACE` deletes rows unseen by the triggers that forbid it.
            db.pragma_update(None, "recursive_triggers", true)
        })
    }

    /// The schema's version, 0 for a new file; an error if the file is something else or too new.
    fn identify(&self) -> Result<i64, LedgerError> {
        let path = self.path.clone();
        let (application, found, tables) = self.run(|db| {
            let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((number("application_id")?, number("user_version")?, tables))
        })?;
        if application != APPLICATION && (application != 0 || found != 0 || tables != 0) {
            return Err(LedgerError::NotALedger { path, what: "a database of another program" });
        }
        if found > VERSION {
            return Err(LedgerError::Newer { path, found, known: VERSION });
        }
        Ok(found)
    }

    /// Brings the schema up to date, in one transaction: two programs may do so at the same time.
    fn migrate(&mut self) -> Result<(), LedgerError> {
        let path = self.path.clone();
        let migrate = |db: &mut Connection| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
            for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
                transaction.execute_batch(step)?;
            }
            if found < VERSION {
                transaction.pragma_update(None, "user_version", VERSION)?;
                transaction.pragma_update(None, "application_id", APPLICATION)?;
            }
            transaction.commit()
        };
        migrate(&mut self.db).map_err(|e| LedgerError::of_sqlite(&path, e))
    }

    /// Runs a request and names the file in its error.
    pub(crate) fn run<T>(&self, request: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        request(&self.db).map_err(|e| LedgerError::of_sqlite(&self.path, e))
    }

    pub(crate) fn damaged(&self, what: String, reason: String) -> LedgerError {
        LedgerError::Damaged { path: self.path.clone(), what, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Choice;

    #[test]
    fn a_ledger_in_use_is_said_to_be_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l.db");
        let mut ledger = Ledger::open(&path).unwrap();
        ledger.db.busy_timeout(Duration::from_millis(5)).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = ledger.put(&[]).unwrap_err();
        assert!(matches!(error, LedgerError::Locked { .. }), "{error}");
        assert!(error.hint().is_some());
        other.execute_batch("ROLLBACK").unwrap();
        let undo = Choice::Undo { number: 1 };
        assert_eq!(ledger.decide(&undo, "me", jiff::Timestamp::UNIX_EPOCH, None).unwrap(), 1);
    }

    #[test]
    fn what_an_older_program_stored_stays_legible() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(MIGRATIONS[0]).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        db.pragma_update(None, "application_id", APPLICATION).unwrap();
        let row = "INSERT INTO revisions (report, revision, source_hash, read_from, captured, notes, sketch) \
            VALUES ('a', '1', '', 'a.txt', '2024-12-09T12:00:00Z', '[]', x'');\
            INSERT INTO contents VALUES (1, 'It fell. - AFP', 'text/plain', x'')";
        db.execute_batch(row).unwrap();
        drop(db);
        let report = Ledger::open(&path).unwrap().report("a", None).unwrap().unwrap();
        assert_eq!(report.text, "It fell. - AFP");
        assert!(report.trace.is_empty() && report.credits.is_empty());
    }

    #[test]
    fn the_schema_is_made_step_by_step_and_only_once() {
        let mut ledger = Ledger::in_memory().unwrap();
        assert_eq!(ledger.identify().unwrap(), VERSION);
        ledger.migrate().unwrap();
        assert_eq!(ledger.identify().unwrap(), VERSION);
    }
}
