//! Who holds the places on one day and on another, where many days are asked for.
//!
//! Most places are silent for most of the time. The verdict on a place becomes another only on few days
//! ([`control::turns`]), so that one that was found holds for all days until the next of these.

use crate::{
    control::{self, Course, last_word, place_order},
    facts::Facts,
    propositions::ByPlace,
};
use dateline_core::picture::{Control, PlaceRef};
use jiff::civil::Date;
use std::sync::{Arc, Mutex, PoisonError};

/// Verdicts kept for each place.
const KEPT: usize = 4;

/// Who holds a place at the end of a day, by a verdict that other days share.
#[derive(Debug, Clone)]
pub struct Held {
    /// As it was found for one of the days with this verdict.
    verdict: Arc<Control>,
    /// The day.
    pub at: Date,
    /// The last day up to it that any claim speaks of.
    pub last_word: Option<Date>,
}

impl Held {
    /// Who holds it, and why: all but the day and that of the last word is as on this one.
    pub fn verdict(&self) -> &Control {
        &self.verdict
    }

    /// The whole of it.
    pub fn control(&self) -> Control {
        Control { at: self.at, last_word: self.last_word, ..Control::clone(&self.verdict) }
    }

    /// How many days before the day the last word lies.
    pub fn age_days(&self) -> Option<i32> {
        self.last_word.map(|day| (self.at - day).get_days())
    }

    /// Whether the two are one verdict, found once.
    pub fn is_of(&self, other: &Held) -> bool {
        Arc::ptr_eq(&self.verdict, &other.verdict)
    }
}

impl From<Control> for Held {
    fn from(control: Control) -> Self {
        Self { at: control.at, last_word: control.last_word, verdict: Arc::new(control) }
    }
}

/// The verdicts on all places of which something is said, by name of the place.
#[derive(Debug)]
pub struct Verdicts {
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    number: usize,
    /// The days on which its verdict may become another.
    turns: Box<[Date]>,
    /// Those found last, with how many of these days came before them.
    found: Mutex<Vec<(usize, Found)>>,
}

/// A verdict with the days that its claims speak of.
#[derive(Debug, Clone)]
struct Found {
    verdict: Arc<Control>,
    words: Arc<[(Date, Date)]>,
}

impl Verdicts {
    /// None found yet.
    pub fn new(facts: &Facts, said: &ByPlace) -> Self {
        let mut named: Vec<(&PlaceRef, Place)> = said
            .iter()
            .filter_map(|(&number, said)| {
                let turns = control::turns(said).into_iter().collect();
                Some((&**facts.places.get(number)?, Place { number, turns, found: Mutex::default() }))
            })
            .collect();
        named.sort_by(|(a, _), (b, _)| place_order(a, b));
        Self { places: named.into_iter().map(|(_, place)| place).collect() }
    }

    /// Who holds each place at the end of a day: what [`control::control`] tells.
    pub fn at(&self, facts: &Facts, said: &ByPlace, at: Date) -> Vec<Held> {
        let held = |place: &Place| {
            let Found { verdict, words } = place.found(facts, said, at)?;
            Some(Held { verdict, at, last_word: last_word(&words, at) })
        };
        self.places.iter().filter_map(held).collect()
    }
}

impl Place {
    fn found(&self, facts: &Facts, said: &ByPlace, at: Date) -> Option<Found> {
        let since = self.turns.partition_point(|turn| *turn <= at);
        let held = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = held().iter().find(|(turn, _)| *turn == since) {
            return Some(found.clone());
        }
        let (verdict, words) = Course::until(facts, self.number, said.get(&self.number)?, at).with_words(at)?;
        let found = Found { verdict: Arc::new(verdict), words: words.into() };
        let mut held = held();
        held.insert(0, (since, found.clone()));
        held.truncate(KEPT);
        Some(found)
    }
}
