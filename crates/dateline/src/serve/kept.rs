//! What answers are made of, kept as long as the ledger is as it is: pictures of some days, and what claims are found by.
//! Of a picture only those parts are made that somebody asks for.
//!
//! Requests come from many threads: what two ask for at the same time is made once, and the second waits for it.

use super::table::{Properties, Table};
use crate::{
    desk::{Desk, Parts, ledger_error},
    error::Result,
};
use dateline_ledger::{Indexed, WordIndex};
use dateline_picture::{Held, Known};
use jiff::civil::Date;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Pictures kept at a time; each is as large as the ledger's claims.
const PICTURES: usize = 6;

/// Tables kept at a time.
const TABLES: usize = 3;

/// Days kept at whose ends it is known who holds which place.
const DAYS: usize = 8;

/// Derived things by what was known.
pub struct Kept {
    pictures: Recent<Known, Arc<Parts>>,
    held: Recent<(Known, Date), Arc<Vec<Held>>>,
    properties: OnceLock<Arc<Properties>>,
    tables: Recent<Known, Arc<Table>>,
    /// SQLite's connection serves one thread at a time.
    words: OnceLock<Result<Mutex<WordIndex>>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            pictures: Recent::new(PICTURES),
            held: Recent::new(DAYS),
            properties: OnceLock::new(),
            tables: Recent::new(TABLES),
            words: OnceLock::new(),
        }
    }
}

impl Kept {
    /// The picture as known by the end of a day, or earlier.
    pub fn picture(&self, desk: &Desk, at: Option<Date>, known: Known) -> Arc<Parts> {
        let known = effective(desk, at, known);
        self.pictures.get(known, || Arc::new(desk.parts(known)))
    }

    /// The picture that was asked for last, with what was known of it.
    pub fn latest(&self) -> Option<(Known, Arc<Parts>)> {
        self.pictures.latest()
    }

    /// Who holds which place at the end of a day, as it was known.
    pub fn held(&self, desk: &Desk, at: Date, known: Known) -> Arc<Vec<Held>> {
        let known = effective(desk, None, known);
        self.held.get((known, at), || Arc::new(self.picture(desk, None, known).held(at)))
    }

    /// The claims by their properties, with how their events stand in that picture.
    pub fn table(&self, desk: &Desk, at: Option<Date>, known: Known) -> Arc<Table> {
        let known = effective(desk, at, known);
        self.tables.get(known, || {
            let same = self.properties.get_or_init(|| Arc::new(Properties::new(desk)));
            Arc::new(Table::new(desk, Arc::clone(same), self.picture(desk, None, known).events(), known))
        })
    }

    /// Whether the claims as they were known are there by their properties.
    pub fn has_table(&self, known: Known) -> bool {
        self.tables.has(known)
    }

    /// The index of the claims' words.
    pub fn words(&self, desk: &Desk) -> Result<MutexGuard<'_, WordIndex>> {
        match self.words.get_or_init(|| index(desk).map(Mutex::new)) {
            // A panic elsewhere leaves the index as it was: it is only read.
            Ok(index) => Ok(index.lock().unwrap_or_else(PoisonError::into_inner)),
            Err(e) => Err(e.clone()),
        }
    }
}

fn index(desk: &Desk) -> Result<WordIndex> {
    let texts: Vec<(String, &str)> = desk
        .claims
        .iter()
        .map(|c| {
            let report = desk.report_of(c).ok();
            let mentions = c.actor.iter().chain(&c.target).chain(c.claimants.iter().map(|c| &c.mention));
            let mut names: Vec<&str> = mentions.flat_map(|m| [m.text.as_str(), m.name()]).collect();
            names.extend(
                c.place
                    .iter()
                    .flat_map(|p| std::iter::once(p.text.as_str()).chain(p.resolved.iter().map(|r| r.name.as_str()))),
            );
            names.push(&c.origin);
            names.extend(report.and_then(|r| r.outlet.as_deref()));
            (names.join(" · "), report.and_then(|r| r.title.as_deref()).unwrap_or_default())
        })
        .collect();
    let indexed = desk.claims.iter().zip(&texts);
    WordIndex::new(indexed.map(|(c, (names, headline))| Indexed { text: &c.quote, names, headline }))
        .map_err(ledger_error)
}

/// What was known by the end of both days; all, where nothing was published later.
fn effective(desk: &Desk, at: Option<Date>, known: Known) -> Known {
    let published = [at, known.published].into_iter().flatten().min();
    let all = |day: &Date| desk.days().is_none_or(|(_, last)| *day >= last);
    Known { published: published.filter(|day| !all(day)), ..known }
}

/// Values by what they are made for, those asked for last in front.
pub struct Recent<K, V> {
    held: Mutex<Vec<(K, Arc<OnceLock<V>>)>>,
    most: usize,
}

impl<K: PartialEq + Copy, V: Clone> Recent<K, V> {
    /// Keeps so many.
    pub fn new(most: usize) -> Self {
        Self { held: Mutex::new(Vec::new()), most }
    }

    /// What was asked for last, once it is made.
    pub fn latest(&self) -> Option<(K, V)> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.first().and_then(|(key, cell)| Some((*key, cell.get()?.clone())))
    }

    /// Whether the value for a key is made and kept.
    pub fn has(&self, key: K) -> bool {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().any(|(k, cell)| *k == key && cell.get().is_some())
    }

    /// The value for a key; made if it is not kept, and waited for if it is being made.
    pub fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let cell = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let entry = match held.iter().position(|(k, _)| *k == key) {
                Some(at) => held.remove(at),
                None => (key, Arc::default()),
            };
            let cell = Arc::clone(&entry.1);
            held.insert(0, entry);
            held.truncate(self.most);
            cell
        };
        cell.get_or_init(make).clone()
    }
}
