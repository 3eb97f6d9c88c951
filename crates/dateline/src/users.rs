//! Who may use a server that other machines reach: accounts with roles, passwords, sessions and tokens for scripts, in a
//! file of their own beside the ledger, which may be copied around without them.

pub mod attempts;
pub mod audit;
pub mod command;
mod keys;
pub mod password;
mod secret;

use crate::{
    cli::UsersFiles,
    error::{Error, ErrorKind, Result},
};
use clap::ValueEnum;
use jiff::Timestamp;
pub use keys::Token;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, TransactionBehavior, params};
pub use secret::{Hash, Secret};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What somebody may do; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Reader,
    /// Reads, decides and grades.
    Analyst,
    /// Does all that, and says who has an account.
    Admin,
}

impl Role {
    /// The name of the role.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }
}

/// Somebody who has an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name that they sign in and decide with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they can sign in with a password.
    pub has_password: bool,
    /// Who they are to an identity provider.
    pub subject: Option<String>,
    /// When the account was made.
    pub created: Timestamp,
    /// How many tokens they have that are good.
    pub tokens: u32,
}

/// The file of accounts.
#[derive(Debug)]
pub struct Users {
    db: Mutex<Connection>,
    path: PathBuf,
}

/// The version of the schema.
const VERSION: i64 = 1;
/// Marks the file in its header ("DTLU").
const APPLICATION: i64 = 0x4454_4c55;
/// How long another program may hold the file.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most characters of a name.
const LONGEST_NAME: usize = 64;

impl Users {
    /// Opens the file at `path`, which only its owner may read from now on; makes it if there is none.
    pub fn open(path: &Path) -> Result<Self> {
        make_private(path).map_err(|e| {
            Error::new(ErrorKind::Users, format_args!("{}: cannot keep accounts here: {e}", path.display()))
                .hint("--users FILE names another place")
        })?;
        let fault = |e| of_sqlite(path, e);
        let db = Connection::open(path).map_err(fault)?;
        let users = Self { db: Mutex::new(db), path: path.to_owned() };
        let found = users.run(|db| {
            db.busy_timeout(PATIENCE)?;
            db.pragma_update(None, "foreign_keys", true)?;
            let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((number("application_id")?, number("user_version")?, tables))
        })?;
        let wrong = |what: &str| Err(Error::new(ErrorKind::Users, format_args!("{}: {what}", path.display())));
        match found {
            (APPLICATION, VERSION, _) => Ok(users),
            (APPLICATION, ..) => wrong("accounts of a newer version of this program"),
            (0, 0, 0) => {
                users.run(|db| {
                    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
                    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                    // Another program may have been quicker.
                    let made: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
                    if made == 0 {
                        transaction.execute_batch(include_str!("users/schema.sql"))?;
                        transaction.pragma_update(None, "user_version", VERSION)?;
                        transaction.pragma_update(None, "application_id", APPLICATION)?;
                    }
                    transaction.commit()
                })?;
                Ok(users)
            }
            _ => wrong("this is no file of accounts"),
        }
    }

    /// Everybody, by name.
    pub fn accounts(&self, now: Timestamp) -> Result<Vec<Account>> {
        self.run(|db| {
            let sql = format!("{SELECT} ORDER BY name");
            db.prepare_cached(&sql)?.query_map([now.as_second()], account)?.collect()
        })
    }

    /// Whether nobody has an account yet.
    pub fn is_empty(&self) -> Result<bool> {
        self.run(|db| db.query_row("SELECT NOT EXISTS (SELECT 1 FROM accounts)", [], |row| row.get(0)))
    }

    /// The account of this name.
    pub fn account(&self, name: &str, now: Timestamp) -> Result<Account> {
        self.find("name = ?2", name, now)?.ok_or_else(|| self.unknown(name))
    }

    /// Whoever an identity provider knows as this subject.
    pub fn by_subject(&self, subject: &str, now: Timestamp) -> Result<Option<Account>> {
        self.find("subject = ?2", subject, now)
    }

    fn find(&self, by: &str, value: &str, now: Timestamp) -> Result<Option<Account>> {
        let sql = format!("{SELECT} WHERE {by}");
        self.run(|db| db.prepare_cached(&sql)?.query_row(params![now.as_second(), value], account).optional())
    }

    /// The name as it is written, and the hash of the password, of an account that has one.
    pub fn password(&self, name: &str) -> Result<Option<(String, String)>> {
        self.run(|db| {
            let mut query =
                db.prepare_cached("SELECT name, password FROM accounts WHERE name = ? AND password IS NOT NULL")?;
            query.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
    }

    /// Makes an account; `password` is a hash.
    pub fn add(&self, new: &NewAccount<'_>, now: Timestamp) -> Result<()> {
        let name = proper_name(new.name)?;
        let values = params![name, new.role.name(), new.password, new.subject, now.as_second()];
        self.run(|db| db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values))
            .and_then(|made| match made {
                0 => Err(Error::usage(format_args!("there is an account `{name}` already"))),
                _ => Ok(()),
            })
    }

    /// Makes the first account, an admin's; `false` if there is an account by now.
    pub fn add_first(&self, name: &str, password: &str, now: Timestamp) -> Result<bool> {
        let name = proper_name(name)?;
        let sql = "INSERT INTO accounts SELECT ?, 'admin', ?, NULL, ? WHERE NOT EXISTS (SELECT 1 FROM accounts)";
        Ok(self.run(|db| db.execute(sql, params![name, password, now.as_second()]))? == 1)
    }

    /// Gives an account another role; its sessions end.
    pub fn set_role(&self, name: &str, role: Role) -> Result<()> {
        self.change(name, role < Role::Admin, |db| {
            db.execute("UPDATE accounts SET role = ? WHERE name = ?", params![role.name(), name])
        })
    }

    /// Gives an account another password, of which this is the hash; its sessions end.
    pub fn set_password(&self, name: &str, password: &str) -> Result<()> {
        self.change(name, false, |db| {
            db.execute("UPDATE accounts SET password = ? WHERE name = ?", params![password, name])
        })
    }

    /// Removes an account with its sessions and tokens.
    pub fn remove(&self, name: &str) -> Result<()> {
        self.change(name, true, |db| db.execute("DELETE FROM accounts WHERE name = ?", [name]))
    }

    /// Changes an account and ends its sessions, unless it is the only admin who would then be none.
    fn change(
        &self,
        name: &str,
        loses_admin: bool,
        change: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Result<()> {
        let changed = self.run(|db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let others = "SELECT EXISTS (SELECT 1 FROM accounts WHERE name = ?1 AND role = 'admin') \
                          AND NOT EXISTS (SELECT 1 FROM accounts WHERE name <> ?1 AND role = 'admin')";
            if loses_admin && transaction.query_row(others, [name], |row| row.get(0))? {
                return Ok(None);
            }
            let changed = change(&transaction)?;
            transaction.execute("DELETE FROM sessions WHERE name = ?", [name])?;
            transaction.commit()?;
            Ok(Some(changed))
        })?;
        match changed {
            None => Err(Error::usage(format_args!("`{name}` is the only admin")).hint("make somebody else one first")),
            Some(0) => Err(self.unknown(name)),
            Some(_) => Ok(()),
        }
    }

    fn unknown(&self, name: &str) -> Error {
        Error::new(ErrorKind::NotFound, format_args!("there is no account `{name}`"))
            .hint(format_args!("`dateline users list` shows those of {}", self.path.display()))
    }

    fn run<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T> {
        let mut db: MutexGuard<'_, Connection> = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut db).map_err(|e| of_sqlite(&self.path, e))
    }
}

/// An account that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// The name.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// The hash of the password, if they have one.
    pub password: Option<&'a str>,
    /// Who they are to an identity provider.
    pub subject: Option<&'a str>,
}

/// All accounts; the first parameter is the time.
const SELECT: &str = "SELECT name, role, password IS NOT NULL, subject, accounts.created, (SELECT count(*) FROM tokens \
                      WHERE tokens.name = accounts.name AND ifnull(expires > ?1, TRUE)) FROM accounts";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(1)?;
    Ok(Account {
        name: row.get(0)?,
        // The schema knows no other; who is not understood may do least.
        role: Role::from_str(&role, false).unwrap_or(Role::Reader),
        has_password: row.get(2)?,
        subject: row.get(3)?,
        created: time(row.get(4)?),
        tokens: row.get(5)?,
    })
}

/// A stored time.
fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or_default()
}

/// The name without blanks around it; an error if it is none.
fn proper_name(name: &str) -> Result<&str> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(Error::usage("an account has a name")),
        n if n > LONGEST_NAME => Err(Error::usage(format_args!("a name has at most {LONGEST_NAME} characters"))),
        _ if name.chars().any(|c| c.is_control() || c == '/') => {
            Err(Error::usage("a name has no slashes and no control characters"))
        }
        _ => Ok(name),
    }
}

/// Makes the file if there is none, and lets nobody but its owner read it. What SQLite puts beside it is as private.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    options.open(path)?;
    Ok(())
}

fn of_sqlite(path: &Path, e: rusqlite::Error) -> Error {
    let what = match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "this is no file of accounts".to_owned(),
        _ => e.to_string(),
    };
    Error::new(ErrorKind::Users, format_args!("{}: {what}", path.display()))
}

impl UsersFiles {
    /// Where the accounts are, or would be.
    pub fn users_path(&self, ledger: &Path) -> PathBuf {
        self.users.clone().unwrap_or_else(|| ledger.with_extension("users.db"))
    }

    /// Where the audit log is, or would be.
    pub fn audit_path(&self, ledger: &Path) -> PathBuf {
        self.audit.clone().unwrap_or_else(|| ledger.with_extension("audit.jsonl"))
    }
}

#[cfg(test)]
mod tests;
