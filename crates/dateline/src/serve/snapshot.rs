//! The ledger as it was read at one time. Requests share it without waiting for one another; when the ledger's file has
//! changed, another one takes its place, and whoever still works with the old one finishes with it.

use super::{
    ahead::Traffic,
    alerts::{self, News},
    answers::Room,
    door::Door,
    kept::Kept,
    replies::Replies,
    tiles::Archive,
};
use crate::{
    data::{Data, Reader},
    desk::{Desk, ledger_error},
    error::Result,
};
use dateline_ledger::Ledger;
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
    time::SystemTime,
};

/// What all requests share.
pub struct Shared {
    /// Where the ledger is.
    pub ledger: PathBuf,
    /// Rules, gazetteer and what else the program goes by.
    pub data: Data,
    /// For `why`; made when it is asked for first.
    reader: OnceLock<Result<Reader>>,
    /// The caller's clock.
    pub now: fn() -> Timestamp,
    started: Timestamp,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held by whoever reads the ledger anew.
    renewal: Mutex<()>,
    /// Where those who follow what alerts tell are told it.
    pub news: News,
    /// Who is asking.
    pub traffic: Traffic,
    /// Who is let in.
    pub door: Door,
    /// Origins whose pages may frame the map.
    pub embed_from: Vec<String>,
    /// The tiles under the map.
    pub basemap: Option<Archive>,
}

/// The ledger, and what was derived from it.
pub struct Snapshot {
    desk: Desk,
    kept: Kept,
    /// Answers given.
    pub replies: Replies,
    /// Names the state of the ledger, as an `ETag` does.
    pub tag: String,
    seen: Stamp,
    number: u64,
}

/// Time and length of the ledger's file and of its journal.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Shared {
    /// Reads the ledger; `now` is the caller's clock.
    pub fn open(ledger: &Path, data: Data, now: fn() -> Timestamp, door: Door) -> Result<Self> {
        // The stamp comes first: what is written while the ledger is read is seen at the next request.
        let (seen, started) = (stamp(ledger), now());
        let snapshot = Snapshot::new(Desk::open(ledger, &data)?, seen, 0, started);
        Ok(Self {
            ledger: ledger.to_owned(),
            data,
            reader: OnceLock::new(),
            now,
            started,
            snapshot: RwLock::new(Arc::new(snapshot)),
            renewal: Mutex::new(()),
            news: alerts::news(),
            traffic: Traffic::default(),
            door,
            embed_from: Vec::new(),
            basemap: None,
        })
    }

    /// What reads reports anew.
    pub fn reader(&self) -> Result<&Reader> {
        let made = self.reader.get_or_init(|| self.data.reader(self.started));
        made.as_ref().map_err(Clone::clone)
    }

    /// The ledger as its file is now, and whether it was read for this.
    pub fn current(&self) -> Result<(Arc<Snapshot>, bool)> {
        let held = self.held();
        if held.is_of(stamp(&self.ledger))? {
            return Ok((held, false));
        }
        let _one_at_a_time = self.renewal.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, now) = (self.held(), stamp(&self.ledger));
        if held.is_of(now)? {
            return Ok((held, false));
        }
        let grown = Ledger::open_read_only(&self.ledger).map_err(ledger_error)?;
        let desk = match held.desk.caught_up(grown, &self.data)? {
            Some(desk) => desk,
            None => Desk::open(&self.ledger, &self.data)?,
        };
        let new = Arc::new(Snapshot::new(desk, now, held.number + 1, self.started));
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&new);
        Ok((new, true))
    }

    /// The ledger as it was read last.
    pub fn held(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it has not been read anew since.
    pub fn still_holds(&self, snapshot: &Arc<Snapshot>) -> bool {
        Arc::ptr_eq(&self.held(), snapshot)
    }
}

impl Snapshot {
    fn new(desk: Desk, seen: Stamp, number: u64, started: Timestamp) -> Self {
        // Another run of the program may read the same ledger by other rules.
        let tag = format!("W/\"{:x}-{number:x}\"", started.as_millisecond());
        Self { desk, kept: Kept::default(), replies: Replies::default(), tag, seen, number }
    }

    /// Whether it is of the ledger as its file looks now. What a file looks like changes before what was written can be
    /// read: SQLite appends to its journal, waits for the disk, and only then shows it. So the ledger is asked as well.
    fn is_of(&self, now: Stamp) -> Result<bool> {
        Ok(now == self.seen && !self.desk.is_outdated()?)
    }

    /// What answers are made from.
    pub fn room(&self) -> Room<'_> {
        Room { desk: &self.desk, kept: &self.kept }
    }
}

fn stamp(ledger: &Path) -> Stamp {
    let mut journal = ledger.as_os_str().to_owned();
    journal.push("-wal");
    [ledger.to_owned(), PathBuf::from(journal)].map(|path| {
        let meta = path.metadata().ok().filter(|m| m.len() > 0)?;
        Some((meta.modified().ok()?, meta.len()))
    })
}
