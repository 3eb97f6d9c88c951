//! Alerts and what they told, in a file of their own: what is watched is nobody's evidence, and the ledger changes only
//! when something is read or decided.

use crate::{LedgerError, remember::instant, replay::parsed};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time::Duration,
};

/// How long another program may hold the file before we give up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Marks the file in its header ("DTLA").
const APPLICATION: i64 = 0x4454_4c41;
/// The version that this program writes.
const VERSION: i64 = 1;
const SCHEMA: &str = include_str!("migrations/alerts.sql");

/// A file of alerts.
#[derive(Debug)]
pub struct Alerts {
    db: Connection,
    path: PathBuf,
}

/// A question that is asked again whenever the ledger has grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What people call it.
    pub name: String,
    /// What it asks, as JSON.
    pub query: String,
    /// Whom it tells beside the list of notices, as JSON.
    pub channels: String,
    /// Who made it.
    pub who: String,
    /// When it was made.
    pub made: Timestamp,
}

/// What an alert told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number; later ones are larger.
    pub number: i64,
    /// The alert.
    pub alert: String,
    /// When it was told.
    pub at: Timestamp,
    /// What was told, as JSON.
    pub body: String,
}

/// What an alert is about to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The alert.
    pub alert: String,
    /// What is told, as JSON.
    pub body: String,
    /// Whom to tell it beside the list of notices.
    pub channels: Vec<String>,
}

/// How far the alerts have looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// The revisions of reports that were looked at, each as the id of the report and its revision.
    pub reports: HashSet<(String, String)>,
    /// What each alert last saw of a state, by alert and by what the state is of.
    pub states: HashMap<(String, String), String>,
}

/// A notice that somebody has not got yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The notice.
    pub notice: Notice,
    /// Whom to tell.
    pub channel: String,
    /// How often it was tried.
    pub tries: u32,
}

impl Alerts {
    /// Opens the file at `path`; makes it if there is none. Only its owner may read it: it may hold secrets of channels.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let fault = |e| LedgerError::of_sqlite(path, e);
        #[cfg(unix)]
        let new = !path.exists();
        let db = Connection::open(path).map_err(fault)?;
        #[cfg(unix)]
        if new {
            use std::os::unix::fs::PermissionsExt;
            // Where the system has no such rights the folder's hold.
            let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
        }
        let mut alerts = Self { db, path: path.to_owned() };
        alerts.prepare().map_err(fault)?;
        let (application, version): (i64, i64) = alerts
            .db
            .query_row("SELECT * FROM pragma_application_id, pragma_user_version", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .map_err(fault)?;
        match (application, version) {
            (APPLICATION, VERSION) => Ok(alerts),
            (APPLICATION, found) => Err(LedgerError::Newer { path: alerts.path, found, known: VERSION }),
            _ => Err(LedgerError::NotALedger { path: alerts.path, what: "a file of another sort" }),
        }
    }

    fn prepare(&mut self) -> rusqlite::Result<()> {
        self.db.busy_timeout(PATIENCE)?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
        if tables == 0 {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()
    }

    /// All alerts, by name.
    pub fn list(&self) -> Result<Vec<Alert>, LedgerError> {
        let rows: Vec<(String, String, String, String, String)> = self.run(|db| {
            let mut statement = db.prepare("SELECT name, query, channels, who, made FROM alerts ORDER BY name")?;
            let read = |r: &Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?));
            statement.query_map([], read)?.collect()
        })?;
        let alert = |(name, query, channels, who, made): (String, String, String, String, String)| {
            let made = parsed(&made).map_err(|reason| self.damaged(format!("alert {name}"), reason))?;
            Ok(Alert { name, query, channels, who, made })
        };
        rows.into_iter().map(alert).collect()
    }

    /// Adds an alert; `false` where there is one of that name.
    pub fn add(&mut self, alert: &Alert) -> Result<bool, LedgerError> {
        let Alert { name, query, channels, who, made } = alert;
        self.run(|db| {
            let values = params![name, query, channels, who, instant(*made)];
            db.execute("INSERT OR IGNORE INTO alerts (name, query, channels, who, made) VALUES (?, ?, ?, ?, ?)", values)
        })
        .map(|added| added > 0)
    }

    /// Removes an alert with all that it told; `false` where there is none of that name.
    pub fn remove(&mut self, name: &str) -> Result<bool, LedgerError> {
        self.run(|db| db.execute("DELETE FROM alerts WHERE name = ?", [name])).map(|removed| removed > 0)
    }

    /// How far the alerts have looked.
    pub fn looked(&self) -> Result<Looked, LedgerError> {
        self.run(|db| {
            let mut reports = db.prepare("SELECT report, revision FROM looked")?;
            let mut states = db.prepare("SELECT alert, what, state FROM states")?;
            Ok(Looked {
                reports: reports.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?,
                states: states
                    .query_map([], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?
                    .collect::<rusqlite::Result<_>>()?,
            })
        })
    }

    /// Records that the alerts have looked further, with what they tell, all or nothing. `None` where somebody else
    /// looked further in the meantime, so that what was found must be found anew.
    pub fn tell(
        &mut self,
        before: &Looked,
        after: &Looked,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Result<Option<Vec<Notice>>, LedgerError> {
        let tell = |transaction: Transaction<'_>| {
            let known: i64 = transaction.query_row("SELECT count(*) FROM looked", [], |r| r.get(0))?;
            if usize::try_from(known) != Ok(before.reports.len()) {
                return Ok(None);
            }
            for ((alert, what), state) in &after.states {
                let key = (alert.clone(), what.clone());
                let held: Option<String> = transaction
                    .prepare_cached("SELECT state FROM states WHERE alert = ? AND what = ?")?
                    .query_row([alert, what], |r| r.get(0))
                    .optional()?;
                if held != before.states.get(&key).cloned() {
                    return Ok(None);
                }
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO states (alert, what, state) VALUES (?, ?, ?)")?
                    .execute([alert, what, state])?;
            }
            for (report, revision) in after.reports.difference(&before.reports) {
                transaction
                    .prepare_cached("INSERT INTO looked (report, revision) VALUES (?, ?)")?
                    .execute([report, revision])?;
            }
            let mut notices = Vec::new();
            for draft in drafts {
                transaction.execute(
                    "INSERT INTO notices (alert, at, body) VALUES (?, ?, ?)",
                    params![draft.alert, instant(at), draft.body],
                )?;
                let number = transaction.last_insert_rowid();
                for channel in &draft.channels {
                    transaction.execute(
                        "INSERT INTO deliveries (notice, channel, tries, due) VALUES (?, ?, 0, ?)",
                        params![number, channel, instant(at)],
                    )?;
                }
                notices.push(Notice { number, alert: draft.alert.clone(), at, body: draft.body.clone() });
            }
            transaction.commit()?;
            Ok(Some(notices))
        };
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(tell)
            .map_err(|e| LedgerError::of_sqlite(&self.path, e))
    }

    /// What was told with numbers above `after`, the latest `most` of it, oldest first; of one alert or of all.
    pub fn notices(&self, alert: Option<&str>, after: i64, most: usize) -> Result<Vec<Notice>, LedgerError> {
        let rows = self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT number, alert, at, body FROM notices WHERE number > ?1 AND (?2 IS NULL OR alert = ?2)
                 ORDER BY number DESC LIMIT ?3",
            )?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            statement.query_map(params![after, alert, most], notice)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter().rev().map(|row| self.noticed(row)).collect()
    }

    /// What somebody should have got by now, oldest first.
    pub fn due(&self, now: Timestamp) -> Result<Vec<Due>, LedgerError> {
        let rows = self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT number, alert, at, body, channel, tries FROM deliveries JOIN notices ON number = notice
                 WHERE done IS NULL AND due <= ? ORDER BY number, channel",
            )?;
            let read = |r: &Row<'_>| Ok((notice(r)?, r.get(4)?, r.get(5)?));
            statement.query_map([instant(now)], read)?.collect::<rusqlite::Result<Vec<(Stored, String, u32)>>>()
        })?;
        rows.into_iter().map(|(row, channel, tries)| Ok(Due { notice: self.noticed(row)?, channel, tries })).collect()
    }

    /// Records that somebody got a notice.
    pub fn delivered(&mut self, due: &Due, at: Timestamp) -> Result<(), LedgerError> {
        self.run(|db| {
            db.execute(
                "UPDATE deliveries SET done = ?, fault = NULL, tries = tries + 1 WHERE notice = ? AND channel = ?",
                params![instant(at), due.notice.number, due.channel],
            )
        })
        .map(drop)
    }

    /// Records that a notice did not reach somebody, and when to try again; never, if that is `None`.
    pub fn failed(&mut self, due: &Due, fault: &str, again: Option<Timestamp>) -> Result<(), LedgerError> {
        self.run(|db| {
            db.execute(
                "UPDATE deliveries SET fault = ?, due = ?, tries = tries + 1 WHERE notice = ? AND channel = ?",
                params![fault, again.map(instant), due.notice.number, due.channel],
            )
        })
        .map(drop)
    }

    /// The last fault of each alert whose notices do not all arrive.
    pub fn faults(&self) -> Result<HashMap<String, String>, LedgerError> {
        self.run(|db| {
            let mut statement = db.prepare(
                "SELECT alert, fault FROM deliveries JOIN notices ON number = notice
                 WHERE done IS NULL AND fault IS NOT NULL ORDER BY number",
            )?;
            statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        })
    }

    fn noticed(&self, (number, alert, at, body): Stored) -> Result<Notice, LedgerError> {
        let at = parsed(&at).map_err(|reason| self.damaged(format!("notice {number}"), reason))?;
        Ok(Notice { number, alert, at, body })
    }

    fn run<T>(&self, request: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        request(&self.db).map_err(|e| LedgerError::of_sqlite(&self.path, e))
    }

    fn damaged(&self, what: String, reason: String) -> LedgerError {
        LedgerError::Damaged { path: self.path.clone(), what, reason }
    }
}

/// The columns of a notice.
type Stored = (i64, String, String, String);

fn notice(r: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn alert(name: &str) -> Alert {
        Alert { name: name.into(), query: "{}".into(), channels: "{}".into(), who: "a".into(), made: at(0) }
    }

    #[test]
    fn what_is_told_is_told_once_even_by_two_programs() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("alerts.db");
        let (mut one, mut other) = (Alerts::open(&path).unwrap(), Alerts::open(&path).unwrap());
        assert!(one.add(&alert("Homs")).unwrap() && !other.add(&alert("Homs")).unwrap());
        let before = one.looked().unwrap();
        let mut after = before.clone();
        after.reports.insert(("r-1".into(), "1".into()));
        let draft = Draft { alert: "Homs".into(), body: "{}".into(), channels: vec!["webhook".into()] };
        let told = one.tell(&before, &after, std::slice::from_ref(&draft), at(1)).unwrap().unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(other.tell(&before, &after, &[draft], at(1)).unwrap(), None);
        assert_eq!(other.notices(None, 0, 10).unwrap(), told);
        assert_eq!(other.notices(Some("Aleppo"), 0, 10).unwrap(), []);
        assert_eq!(other.notices(None, told[0].number, 10).unwrap(), []);
        assert_eq!(one.looked().unwrap(), after);
    }

    #[test]
    fn a_state_that_somebody_else_saw_change_is_looked_at_anew() {
        let dir = tempfile::tempdir().unwrap();
        let mut alerts = Alerts::open(&dir.path().join("a.db")).unwrap();
        alerts.add(&alert("Homs")).unwrap();
        let state = |s: &str| Looked {
            states: HashMap::from([(("Homs".to_owned(), "g1".to_owned()), s.to_owned())]),
            ..Looked::default()
        };
        assert!(alerts.tell(&Looked::default(), &state("held"), &[], at(1)).unwrap().is_some());
        assert!(alerts.tell(&Looked::default(), &state("contested"), &[], at(1)).unwrap().is_none());
        assert!(alerts.tell(&state("held"), &state("contested"), &[], at(1)).unwrap().is_some());
        assert!(alerts.remove("Homs").unwrap());
        assert_eq!(alerts.looked().unwrap(), Looked::default(), "its states go with it");
    }

    #[test]
    fn what_did_not_arrive_is_due_again_until_it_is_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let mut alerts = Alerts::open(&dir.path().join("a.db")).unwrap();
        alerts.add(&alert("Homs")).unwrap();
        let draft =
            Draft { alert: "Homs".into(), body: "{}".into(), channels: vec!["command".into(), "webhook".into()] };
        alerts.tell(&Looked::default(), &Looked::default(), &[draft], at(1)).unwrap();
        assert_eq!(alerts.due(at(0)).unwrap(), []);
        let due = alerts.due(at(1)).unwrap();
        assert_eq!(due.iter().map(|d| d.channel.as_str()).collect::<Vec<_>>(), ["command", "webhook"]);
        alerts.delivered(&due[0], at(2)).unwrap();
        alerts.failed(&due[1], "nothing answers", Some(at(60))).unwrap();
        assert_eq!(alerts.due(at(59)).unwrap(), []);
        assert_eq!(alerts.due(at(60)).unwrap()[0].tries, 1);
        assert_eq!(alerts.faults().unwrap()["Homs"], "nothing answers");
        alerts.failed(&due[1], "nothing answers", None).unwrap();
        assert_eq!(alerts.due(at(1_000_000)).unwrap(), []);
    }

    #[test]
    fn another_file_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.db");
        drop(crate::Ledger::open(&path).unwrap());
        assert!(matches!(Alerts::open(&path), Err(LedgerError::NotALedger { .. })));
        std::fs::write(&path, "no data base, but long enough to be looked at").unwrap();
        assert!(matches!(Alerts::open(&path), Err(LedgerError::NotALedger { .. })));
    }
}
