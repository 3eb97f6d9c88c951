//! What lets somebody in who has signed in or has a token. Only hashes are kept.

use super::{Account, Hash, SELECT, Secret, Users, account, time};
use crate::error::{Error, ErrorKind, Result};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

/// A session ends after this long without a request.
const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after this long in any case.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How exactly the last request is kept, in seconds, so that not every request writes.
const EXACT: i64 = 60;

/// A token as it is listed: everything but its words, which nobody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number, by which it is revoked.
    pub number: i64,
    /// Whose it is.
    pub name: String,
    /// What it is for.
    pub label: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends, if it does.
    pub expires: Option<Timestamp>,
}

impl Users {
    /// Starts a session and returns its words.
    pub fn start_session(&self, name: &str, now: Timestamp) -> Result<String> {
        let secret = Secret::new()?;
        let second = now.as_second();
        self.run(|db| {
            let over = params![second - IDLE.as_secs(), second - LONGEST.as_secs()];
            db.execute("DELETE FROM sessions WHERE seen <= ? OR created <= ?", over)?;
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", params![secret.hash, name, second, second])
        })?;
        Ok(secret.words)
    }

    /// Whose session this is, if it is one that has not ended.
    pub fn of_session(&self, hash: &Hash, now: Timestamp) -> Result<Option<Account>> {
        let second = now.as_second();
        let sql = format!(
            "{SELECT} JOIN sessions USING (name) WHERE sessions.hash = ?2 AND seen > ?3 AND sessions.created > ?4"
        );
        self.run(|db| {
            let asked = params![second, hash, second - IDLE.as_secs(), second - LONGEST.as_secs()];
            let found = db.prepare_cached(&sql)?.query_row(asked, account).optional()?;
            if found.is_some() {
                let mut seen = db.prepare_cached("UPDATE sessions SET seen = ?1 WHERE hash = ?2 AND seen <= ?3")?;
                seen.execute(params![second, hash, second - EXACT])?;
            }
            Ok(found)
        })
    }

    /// Ends a session.
    pub fn end_session(&self, hash: &Hash) -> Result<()> {
        self.run(|db| db.execute("DELETE FROM sessions WHERE hash = ?", [hash])).map(drop)
    }

    /// Makes a token for scripts of an account; returns its words and its number.
    pub fn add_token(
        &self,
        name: &str,
        label: Option<&str>,
        expires: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(String, i64)> {
        let owner = self.account(name, now)?.name;
        let secret = Secret::token()?;
        let values = params![secret.hash, owner, label, now.as_second(), expires.map(|e| e.as_second())];
        let number = self.run(|db| {
            db.execute("INSERT INTO tokens (hash, name, label, created, expires) VALUES (?, ?, ?, ?, ?)", values)?;
            Ok(db.last_insert_rowid())
        })?;
        Ok((secret.words, number))
    }

    /// Whose token this is, if it is one that is good.
    pub fn of_token(&self, hash: &Hash, now: Timestamp) -> Result<Option<Account>> {
        let sql = format!("{SELECT} JOIN tokens USING (name) WHERE hash = ?2 AND ifnull(expires > ?1, TRUE)");
        self.run(|db| db.prepare_cached(&sql)?.query_row(params![now.as_second(), hash], account).optional())
    }

    /// The tokens of an account, or all.
    pub fn tokens(&self, name: Option<&str>) -> Result<Vec<Token>> {
        self.run(|db| {
            let sql = "SELECT number, name, label, created, expires FROM tokens \
                       WHERE ?1 IS NULL OR name = ?1 ORDER BY number";
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Token {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    label: row.get(2)?,
                    created: time(row.get(3)?),
                    expires: row.get::<_, Option<i64>>(4)?.map(time),
                })
            };
            db.prepare_cached(sql)?.query_map([name], row)?.collect()
        })
    }

    /// Makes a token worthless, if it is this account's where one is named; returns whose it was.
    pub fn revoke(&self, number: i64, name: Option<&str>) -> Result<String> {
        let gone = self.run(|db| {
            let sql = "DELETE FROM tokens WHERE number = ?1 AND (?2 IS NULL OR name = ?2) RETURNING name";
            db.query_row(sql, params![number, name], |row| row.get(0)).optional()
        })?;
        gone.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, format_args!("there is no such token {number}"))
                .hint("`dateline users tokens` lists them")
        })
    }
}
