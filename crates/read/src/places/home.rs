//! Where an outlet is at home: what its name (`Texarkana Gazette`, `Deir Ezzor 24`) and its address
//! (`texarkanagazette.com`, `.ua`) tell of it. Local news names the towns around without a word on where they lie.

use crate::story::Story;
use dateline_core::{
    claim::Tier,
    gazetteer::{Gazetteer, PlaceId, normalise},
};

/// Most words of a place name within an outlet's.
const WORDS: usize = 4;
/// Letters of the shortest place name that is seen within an address.
const SHORTEST: usize = 4;
/// Labels of an address longer than this are not looked into.
const LONGEST: usize = 40;
/// An outlet that is called like a place, with no word that says it is an outlet, is called after one of so many people.
const LARGE: u32 = 10_000;

/// What an outlet's name and address tell.
#[derive(Debug, Default)]
pub struct Home<'a> {
    /// Names of places, in normal form, with those that bear them.
    pub names: Vec<(String, Vec<PlaceId>)>,
    /// The country by the end of the address.
    pub country: Option<&'a str>,
}

/// Where the outlet of a report is at home.
pub fn of<'a>(story: &Story<'a>) -> Home<'a> {
    let mut home = Home::default();
    if let Some(outlet) = &story.report.outlet {
        home.by_name(story, outlet);
    }
    if let Some(host) = story.report.url.as_deref().and_then(host) {
        home.by_host(story, &host.to_ascii_lowercase());
    }
    home
}

impl<'a> Home<'a> {
    fn by_name(&mut self, story: &Story<'a>, outlet: &str) {
        let words: Vec<&str> = outlet.split_whitespace().collect();
        let of_outlets = |word: &&str| is_outlet_word(story, &normalise(word));
        let called = words.iter().any(of_outlets);
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let most = words[at..].iter().take(WORDS).take_while(|w| !of_outlets(w)).count();
            let found = word.starts_with(char::is_uppercase).then(|| {
                (1..=most).rev().find_map(|n| Some((n, bearers(story, &words[at..at + n].join(" "), called)?)))
            });
            match found.flatten() {
                Some((taken, name)) => {
                    self.add(name);
                    at += taken;
                }
                None => at += 1,
            }
        }
    }

    fn by_host(&mut self, story: &Story<'a>, host: &str) {
        let mut labels: Vec<&str> = host.split('.').collect();
        let Some(end) = labels.pop() else { return };
        self.country = match story.rules.table("web-domains.countries", end) {
            Some(country) => story.world.gazetteer.country(country),
            None if end.len() == 2 => story.world.gazetteer.country(&end.to_ascii_uppercase()),
            None => None,
        }
        .filter(|_| story.rules.table("web-domains.anywhere", end).is_none())
        .and_then(|id| story.world.gazetteer.place(id).country);
        for label in labels {
            if label.len() <= LONGEST
                && label.is_ascii()
                && story.rules.table("web-domains.sorts", label).is_none()
                && let Some(name) = within(story, &label.replace('-', ""))
            {
                self.add(name);
            }
        }
    }

    fn add(&mut self, name: (String, Vec<PlaceId>)) {
        if self.names.iter().all(|known| known.0 != name.0) {
            self.names.push(name);
        }
    }
}

/// The place that a label of an address is made of, words for outlets around it: `palestineherald`, `thestatenews`.
fn within(story: &Story<'_>, label: &str) -> Option<(String, Vec<PlaceId>)> {
    let length = label.len();
    let word = |from: usize, to: usize| is_outlet_word(story, &label[from..to]);
    let mut front = vec![false; length + 1];
    front[0] = true;
    for to in 1..=length {
        front[to] = (0..to).any(|from| front[from] && word(from, to));
    }
    if front[length] {
        return None;
    }
    let mut back = vec![false; length + 1];
    back[length] = true;
    for from in (0..length).rev() {
        back[from] = (from + 1..=length).any(|to| back[to] && word(from, to));
    }
    // The more words for outlets come off, the likelier is what is left a name.
    let mut parts: Vec<(usize, usize)> = (0..length)
        .filter(|from| front[*from])
        .flat_map(|from| (from + SHORTEST..=length).map(move |to| (from, to)))
        .filter(|(_, to)| back[*to])
        .collect();
    parts.sort_by_key(|(from, to)| to - from);
    parts.into_iter().find_map(|(from, to)| {
        let (part, called) = (&label[from..to], to - from < length);
        let parted =
            || (2..part.len() - 1).find_map(|at| bearers(story, &format!("{} {}", &part[..at], &part[at..]), called));
        bearers(story, part, called).or_else(parted)
    })
}

/// The places that bear a name; only large ones if nothing says that it is an outlet's.
fn bearers(story: &Story<'_>, name: &str, called: bool) -> Option<(String, Vec<PlaceId>)> {
    let gazetteer: &Gazetteer = &story.world.gazetteer;
    let mut ids = gazetteer.lookup_at(name, Tier::Exact);
    ids.retain(|id| called || gazetteer.place(*id).population >= LARGE);
    (!ids.is_empty()).then(|| (normalise(name), ids))
}

fn is_outlet_word(story: &Story<'_>, word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit()) || story.rules.list_has("outlet-words", word)
}

/// The host of an address, without its user, port and the like.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    (host.contains('.')).then_some(host)
}
