//! Answers and lists that a reader will ask for next, made while nobody asks for anything.

use super::{
    answers::Asked,
    params::Params,
    routes::{Does, ROUTES},
    snapshot::{Shared, Snapshot},
};
use crate::desk::Parts;
use dateline_picture::Known;
use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

/// Where nobody has asked for so long, nobody is asking.
const CALM: Duration = Duration::from_millis(40);

/// Who is asking.
#[derive(Default)]
pub struct Traffic {
    under_way: AtomicUsize,
    come: AtomicUsize,
    /// Whether somebody makes lists ahead; one at a time does.
    ahead: AtomicBool,
    /// Whether the server stops.
    stops: AtomicBool,
}

/// A request, as long as it is answered.
pub struct Passing<'a>(&'a Traffic);

impl Traffic {
    /// Counts a request until what is returned goes.
    pub fn enter(&self) -> Passing<'_> {
        self.come.fetch_add(1, Ordering::Relaxed);
        self.under_way.fetch_add(1, Ordering::Relaxed);
        Passing(self)
    }

    /// Says that the server stops. What is made ahead would keep it.
    pub fn stop(&self) {
        self.stops.store(true, Ordering::Relaxed);
    }

    /// Whether the server stops.
    pub fn stops(&self) -> bool {
        self.stops.load(Ordering::Relaxed)
    }

    /// Waits until nobody asks for anything; `false` if `goes_on` says first that there is nothing to wait for, or the
    /// server stops.
    fn is_calm(&self, goes_on: impl Fn() -> bool) -> bool {
        let goes_on = || !self.stops() && goes_on();
        while goes_on() {
            let come = self.come.load(Ordering::Relaxed);
            thread::sleep(CALM);
            if self.under_way.load(Ordering::Relaxed) == 0 && self.come.load(Ordering::Relaxed) == come {
                return goes_on();
            }
        }
        false
    }
}

impl Drop for Passing<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The parts that the page's views show, in the order of the views.
const VIEWS: [fn(&Parts); 8] = [
    |p| {
        p.disputes();
    },
    |p| {
        p.tensions();
    },
    |p| {
        p.events();
    },
    |p| {
        p.movements();
    },
    |p| {
        p.advisories();
    },
    |p| {
        p.scopes();
    },
    |p| {
        p.actors();
    },
    |p| {
        p.relations();
    },
];

/// Makes what the views of the day asked for last show: a part at a time, each when nobody is asking. Where the ledger is
/// read anew meanwhile, it goes on with what was asked of the new one.
pub fn lists(shared: &Shared) {
    let traffic = &shared.traffic;
    while !traffic.stops() {
        let snapshot = shared.held();
        let room = snapshot.room();
        let unmade = room.kept.latest().filter(|(known, _)| !room.kept.has_table(*known));
        let Some((known, picture)) = unmade else { return };
        if traffic.ahead.swap(true, Ordering::AcqRel) {
            return;
        }
        let is_latest =
            || shared.still_holds(&snapshot) && room.kept.latest().is_some_and(|(latest, _)| latest == known);
        let parts = VIEWS.iter().take_while(|_| traffic.is_calm(is_latest));
        parts.for_each(|make| make(&picture));
        if traffic.is_calm(is_latest) {
            room.kept.table(room.desk, None, known);
        }
        // Whoever came meanwhile and found somebody at work has gone: what they came for is looked for after this.
        traffic.ahead.swap(false, Ordering::AcqRel);
    }
}

/// Makes the answers that the page asks for first.
pub fn first_screen(shared: &Shared, snapshot: &Snapshot) {
    let (room, stops) = (snapshot.room(), || shared.traffic.stops());
    let ask = |name: &str, query: &[(&str, String)]| {
        if stops() {
            return;
        }
        let route = ROUTES.iter().find(|r| r.name() == name);
        let Some((route, Does::Tells(tells))) = route.map(|r| (r, &r.does)) else { return };
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let uri = format!("{}{}{}", route.path, if pairs.is_empty() { "" } else { "?" }, pairs.join("&"));
        let given = query.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        let Ok(params) = Params::read(given, &route.params().collect::<Vec<_>>(), route.formats()) else { return };
        // A fault is told to whoever asks.
        let _ = snapshot.replies.get(uri, || tells(&Asked { shared, room, params: &params, base: "" }));
    };
    ask("meta", &[]);
    let Some((_, last)) = room.desk.span() else { return };
    let Ok(before) = last.yesterday() else { return };
    ask("locations", &[]);
    ask("holders", &[("at", last.to_string())]);
    ask("changes", &[("from", before.to_string()), ("to", last.to_string())]);
    ask("disputes", &[("at", last.to_string())]);
    if !stops() {
        room.kept.table(room.desk, None, Known::default());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::door::Door, *};
    use crate::{data::Data, decide};
    use dateline_core::Choice;
    use dateline_ledger::Ledger;
    use jiff::Timestamp;

    #[test]
    fn nothing_is_made_ahead_once_the_server_stops() {
        let traffic = Traffic::default();
        assert!(traffic.is_calm(|| true));
        traffic.stop();
        assert!(!traffic.is_calm(|| true));
    }

    #[test]
    fn where_the_ledger_is_read_anew_meanwhile_the_new_lists_are_made_and_not_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.db");
        drop(Ledger::open(&path).unwrap());
        let now = || Timestamp::UNIX_EPOCH;
        let shared = Shared::open(&path, Data::default(), now, Door::ThisMachine).unwrap();
        let asked = || {
            let (snapshot, _) = shared.current().unwrap();
            let room = snapshot.room();
            room.kept.picture(room.desk, None, Known::default());
            snapshot
        };
        let old = asked();
        let new = thread::scope(|scope| {
            // As long as somebody asks, nothing is made.
            let _asking = shared.traffic.enter();
            scope.spawn(|| lists(&shared));
            while !shared.traffic.ahead.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
            }
            let choice = Choice::SplitActor { actor: "hts".to_owned(), name: "HTS".to_owned() };
            decide::record(&[choice], "A. Analyst", None, &path, now()).unwrap();
            asked()
        });
        let has_lists = |snapshot: &Snapshot| snapshot.room().kept.has_table(Known::default());
        assert!(old.tag != new.tag && has_lists(&new) && !has_lists(&old));
    }
}
