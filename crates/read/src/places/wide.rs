//! A wider view of a report's place names, for `annotate`: also those that claims have no use for, as they name no place
//! where something happens. Words for people and things of a place (`Egyptian`), names inside those of bodies
//! (`the Gainesville police department`), and short forms of divisions (`Lumpkin, Ga.`).

use super::{Found, Known, PlaceName, abbreviated, class_at, division_at, is_person, known, recognise, resolve};
use crate::story::Story;
use dateline_core::{
    claim::{Feature, Tier},
    gazetteer::normalise,
    reading::{NameClass, Tag},
};
use std::ops::Range;

/// Most words of a place name inside a longer name.
const LONGEST: usize = 4;

/// All place names of a story, resolved together; those found before and unknown to the gazetteer are among them.
pub fn find(story: &Story<'_>) -> Vec<PlaceName> {
    let mut found = recognise(story);
    found.retain(|hit| !is_person(story, &hit.range));
    let mut taken = vec![false; story.reading.tokens.len()];
    found.iter().for_each(|hit| taken[hit.range.clone()].fill(true));
    for sentence in &story.reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let mut at = range.start;
        while at < range.end {
            match more_at(story, at, range.end).filter(|hit| !taken[hit.range.clone()].contains(&true)) {
                Some(hit) => {
                    at = hit.range.end;
                    found.push(hit);
                }
                None => at += 1,
            }
        }
    }
    found.sort_by_key(|hit| hit.range.start);
    let mut places = resolve(story, found);
    let free = |p: &&PlaceName| places.iter().all(|o| o.range.end <= p.range.start || o.range.start >= p.range.end);
    let unknown: Vec<PlaceName> = story
        .places
        .iter()
        .filter(|p| p.resolved.is_none() && !is_person(story, &p.range))
        .filter(free)
        .cloned()
        .collect();
    places.extend(unknown);
    places.sort_by_key(|p| p.range.start);
    places
}

fn more_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Found> {
    if !story.word(at).starts_with(char::is_uppercase) {
        return None;
    }
    short_form(story, at, limit).or_else(|| people(story, at, limit)).or_else(|| inside(story, at))
}

/// `Lumpkin, Ga.`: a short form behind a name and a comma.
fn short_form(story: &Story<'_>, at: usize, limit: usize) -> Option<Found> {
    let behind = at >= 2 && story.token(at - 1).form == "," && story.word(at - 2).starts_with(char::is_uppercase);
    let end = division_at(story, at, limit).filter(|_| behind)?;
    abbreviated(story, story.text(at..end)).map(|_| hit(story, at..end))
}

/// `Sri Lankan`, `Egyptians`.
fn people(story: &Story<'_>, at: usize, limit: usize) -> Option<Found> {
    let person = class_at(story, at).is_some_and(|(_, class)| class == NameClass::Person);
    (at + 1..=limit.min(at + 2)).rev().find_map(|end| {
        let text = story.text(at..end);
        let fits = matches!(story.token(end - 1).tag, Tag::Adj | Tag::Propn | Tag::Noun);
        let known = story.world.gazetteer.demonym(text).is_some()
            || story.rules.table("region-demonyms.of", &normalise(text)).is_some();
        (known && fits && !person).then(|| hit(story, at..end))
    })
}

/// A known name inside that of a body, a site or the like.
fn inside(story: &Story<'_>, at: usize) -> Option<Found> {
    let (name, class) = class_at(story, at)?;
    if class == NameClass::Person || name.len() < 2 {
        return None;
    }
    let head = at == name.start || matches!(story.token(at - 1).form.as_str(), "of" | "the" | "in" | "-" | "and");
    // `Jebel` of `Jebel Aulia` is a word for a hill.
    let opens = story.rules.in_list("place-openers", story.token(at));
    let mut ends = (at + 1..=name.end.min(at + LONGEST)).rev().filter(|end| head && !(opens && *end == at + 1));
    ends.find_map(|end| {
        let known = known(story, story.text(at..end));
        let gazetteer = &story.world.gazetteer;
        let size = known
            .ids
            .iter()
            .map(|id| gazetteer.place(*id))
            .filter(|p| p.population >= 1000 || !matches!(p.feature, Feature::City) || p.is_overlay);
        (known.tier == Tier::Exact && size.count() > 0).then(|| hit(story, at..end))
    })
}

fn hit(story: &Story<'_>, range: Range<usize>) -> Found {
    let Known { name, tier, ids } = known(story, story.text(range.clone()));
    Found { range, name, tier, ids, type_word: None, type_word_follows: false }
}
