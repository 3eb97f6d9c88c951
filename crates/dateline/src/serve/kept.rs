//! What answers are made of, kept until the ledger changes: pictures of some days, and what claims are found by.

use super::table::Table;
use crate::{
    desk::{Desk, ledger_error},
    error::Result,
};
use dateline_core::picture::Picture;
use dateline_ledger::{Indexed, WordIndex};
use dateline_picture::{Known, Weighed};
use jiff::civil::Date;
use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
};

/// Pictures kept at a time; each is as large as the ledger's claims.
const PICTURES: usize = 6;

/// Derived things by what was known, those asked for last in front.
#[derive(Default)]
pub struct Kept {
    weighed: RefCell<Vec<(Known, Arc<Weighed>)>>,
    pictures: RefCell<Vec<(Known, Arc<Picture>)>>,
    tables: RefCell<Vec<(Known, Arc<Table>)>>,
    words: OnceCell<WordIndex>,
}

impl Kept {
    /// Asks the claims weighed as they were known at an earlier time.
    pub fn weighed<T>(&self, desk: &Desk, known: Known, ask: impl FnOnce(&Weighed) -> T) -> T {
        let known = effective(desk, None, known);
        if known.is_all() {
            return ask(desk.weighed());
        }
        ask(&recent(&self.weighed, known, PICTURES / 2, || desk.weighed_known(known).into_owned()))
    }

    /// The picture as known by the end of a day, or earlier.
    pub fn picture(&self, desk: &Desk, at: Option<Date>, known: Known) -> Arc<Picture> {
        let known = effective(desk, at, known);
        recent(&self.pictures, known, PICTURES, || self.weighed(desk, known, |weighed| weighed.picture(None)))
    }

    /// The claims by their properties, with how their events stand in that picture.
    pub fn table(&self, desk: &Desk, at: Option<Date>, known: Known) -> Arc<Table> {
        let known = effective(desk, at, known);
        recent(&self.tables, known, 2, || Table::new(desk, &self.picture(desk, None, known), known))
    }

    /// The index of the claims' words.
    pub fn words(&self, desk: &Desk) -> Result<&WordIndex> {
        if let Some(index) = self.words.get() {
            return Ok(index);
        }
        let texts: Vec<(String, &str)> =
            desk.claims
                .iter()
                .map(|c| {
                    let report = desk.report_of(c).ok();
                    let mentions = c.actor.iter().chain(&c.target).chain(c.claimants.iter().map(|c| &c.mention));
                    let mut names: Vec<&str> = mentions.flat_map(|m| [m.text.as_str(), m.name()]).collect();
                    names.extend(c.place.iter().flat_map(|p| {
                        std::iter::once(p.text.as_str()).chain(p.resolved.iter().map(|r| r.name.as_str()))
                    }));
                    names.push(&c.origin);
                    names.extend(report.and_then(|r| r.outlet.as_deref()));
                    (names.join(" · "), report.and_then(|r| r.title.as_deref()).unwrap_or_default())
                })
                .collect();
        let indexed = desk.claims.iter().zip(&texts);
        let index = WordIndex::new(indexed.map(|(c, (names, headline))| Indexed { text: &c.quote, names, headline }));
        let index = index.map_err(ledger_error)?;
        Ok(self.words.get_or_init(|| index))
    }
}

/// What was known by the end of both days; all, where nothing was published later.
fn effective(desk: &Desk, at: Option<Date>, known: Known) -> Known {
    let published = [at, known.published].into_iter().flatten().min();
    let all = |day: &Date| desk.days().is_none_or(|(_, last)| *day >= last);
    Known { published: published.filter(|day| !all(day)), ..known }
}

/// The value for what was known, made if it is not kept.
fn recent<T>(kept: &RefCell<Vec<(Known, Arc<T>)>>, known: Known, most: usize, make: impl FnOnce() -> T) -> Arc<T> {
    let found = kept.borrow().iter().position(|(k, _)| *k == known);
    let entry = match found {
        Some(at) => kept.borrow_mut().remove(at),
        None => (known, Arc::new(make())),
    };
    let value = Arc::clone(&entry.1);
    let mut kept = kept.borrow_mut();
    kept.insert(0, entry);
    kept.truncate(most);
    value
}
