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

    /// Waits until nobody asks for anything; `false` if `goes_on` says first that there is nothing to wait for.
    fn is_calm(&self, goes_on: impl Fn() -> bool) -> bool {
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
const VIEWS: [fn(&Parts); 7] = [
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
        p.advisories();
    },
    |p| {
        p.estimates();
    },
    |p| {
        p.actors();
    },
    |p| {
        p.relations();
    },
];

/// Makes what the views of the day asked for last show: a part at a time, each when nobody is asking.
pub fn lists(shared: &Shared, snapshot: &Snapshot) {
    let (traffic, room) = (&shared.traffic, snapshot.room());
    if traffic.ahead.swap(true, Ordering::Relaxed) {
        return;
    }
    while let Some((known, picture)) = room.kept.latest().filter(|(known, _)| !room.kept.has_table(*known)) {
        let is_latest = || room.kept.latest().is_some_and(|(latest, _)| latest == known);
        let parts = VIEWS.iter().take_while(|_| traffic.is_calm(is_latest));
        parts.for_each(|make| make(&picture));
        if traffic.is_calm(is_latest) {
            room.kept.table(room.desk, None, known);
        }
    }
    traffic.ahead.store(false, Ordering::Relaxed);
}

/// Makes the answers that the page asks for first.
pub fn first_screen(shared: &Shared, snapshot: &Snapshot) {
    let room = snapshot.room();
    let ask = |name: &str, query: &[(&str, String)]| {
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
    ask("control", &[("at", last.to_string())]);
    ask("changes", &[("from", before.to_string()), ("to", last.to_string())]);
    ask("disputes", &[("at", last.to_string())]);
    room.kept.table(room.desk, None, Known::default());
}
