//! Places told by others: `10 km north of Homs`, `northwest Syria`, `between A and B`, `the border with Jordan`.
//!
//! The rules of `rules/en/places/` find the words; what is kept are the named places with bearing and distance, from which
//! a shape can be drawn. A place that is not resolved tells of none.

use super::{entry, is_capital};
use crate::{
    rules::{
        Rule,
        pattern::Match,
        pattern::MentionKind,
        places::{PlaceRule, PlaceSort},
    },
    story::Story,
};
use dateline_core::{
    Relative, RelativeSort, ResolvedPlace,
    claim::{Feature, Tier},
    reading::Tag,
};
use std::ops::Range;

/// How wide the winds are, in degrees, where there are eight of them.
const WIND: f64 = 45.0;

/// Words for lines between countries, which are told by their peoples as well as by names.
const BORDERS: &str = "border-nouns";

/// Words that tell where a phrase is start at most so many words behind its head.
const BEHIND: usize = 3;

/// Words that tell of a place by others.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Their tokens.
    pub range: Range<usize>,
    /// The tokens of the place names among them.
    names: Vec<Range<usize>>,
    /// What they tell.
    pub relative: Relative,
}

/// Finds such words; the places of the story must have been found.
pub fn find(story: &Story<'_>) -> Vec<Told> {
    let mut found = Vec::new();
    for sentence in &story.reading.sentences {
        let words = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let line = || words.clone().any(|i| story.rules.in_list(BORDERS, story.token(i)));
        if story.places_in(&words).is_empty() && !line() {
            continue;
        }
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            match told_at(story, at, limit) {
                Some(told) => {
                    at = told.range.end;
                    found.push(told);
                }
                None => at += 1,
            }
        }
    }
    found
}

/// What the words around a name say.
pub fn of_name(story: &Story<'_>, name: &Range<usize>) -> Option<Box<Relative>> {
    let meets = |n: &Range<usize>| n.start < name.end && name.start < n.end;
    at(story, name).filter(|t| t.names.iter().any(meets)).map(|t| Box::new(t.relative.clone()))
}

/// What a phrase says with the names in it or right behind it: `the road between A and B`, `a village in northern Mali`.
pub fn of_phrase(story: &Story<'_>, head: usize) -> Option<Box<Relative>> {
    let next = story.relatives.partition_point(|t| t.range.end <= head);
    let told = story.relatives.get(next).filter(|t| t.range.start < story.sentence(head).end)?;
    let small = |i: usize| matches!(story.token(i).tag, Tag::Adp | Tag::Adv | Tag::Det);
    let behind = told.range.start <= head + BEHIND && (head + 1..told.range.start).all(small);
    (told.range.contains(&head) || behind).then(|| Box::new(told.relative.clone()))
}

fn at<'s>(story: &'s Story<'_>, range: &Range<usize>) -> Option<&'s Told> {
    let first = story.relatives.partition_point(|t| t.range.end <= range.start);
    story.relatives.get(first).filter(|t| t.range.start < range.end)
}

/// The longest words that start at a token; of equally long ones the first rule's.
fn told_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Told> {
    let rules = story.rules.places.starting_with(story.token(at)).into_iter().rev();
    let told = rules.filter_map(|rule| told(story, rule, &rule.pattern.match_at(story, at, limit)?));
    told.max_by_key(|t| t.range.end)
}

fn told(story: &Story<'_>, rule: &Rule<PlaceRule>, found: &Match) -> Option<Told> {
    let body = &rule.body;
    let PlaceSort::Relative(sort) = body.sort else { return None };
    let has = |list: &String| (found.start..found.end).any(|i| story.rules.in_list(list, story.token(i)));
    if body.holds.as_ref().is_some_and(|list| !has(list)) {
        return None;
    }
    let captured = |name: &str| found.captures.get(name).map(|&(start, end)| start..end);
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut anchors: Vec<(usize, ResolvedPlace)> = Vec::new();
    for range in ["place", "other"].into_iter().filter_map(captured) {
        let place = story.mention_index(MentionKind::Place, range.start).and_then(|i| story.places.get(i))?;
        let resolved = place.resolved.as_ref()?;
        names.push(place.range.clone());
        match halves(story, &place.range).filter(|_| is_line(sort)) {
            Some(halves) => anchors.extend(half_names(story, halves, resolved)?),
            None => anchors.push((place.range.start, resolved.clone())),
        }
    }
    for range in ["people", "others"].into_iter().filter_map(captured) {
        anchors.push((range.start, country_of(story, &range)?));
    }
    anchors.sort_by_key(|(at, _)| *at);
    let mut anchors: Vec<ResolvedPlace> = anchors.into_iter().map(|(_, place)| place).collect();
    if matches!(sort, RelativeSort::Between | RelativeSort::Road) && anchors.len() != 2 {
        return None;
    }
    if !body.areas && !anchors.iter().all(is_spot) || sort == RelativeSort::Between && are_capitals(story, &anchors) {
        return None;
    }
    if sort == RelativeSort::Border {
        anchors = neighbours(story, anchors)?;
    }
    let bearing = match captured("bearing") {
        Some(range) => Some(bearing(story, range)?),
        None => None,
    };
    let distance_km = match (captured("distance"), captured("unit")) {
        (Some(number), Some(unit)) => Some(distance(story, &number, &unit)?),
        _ => None,
    };
    let range = found.start..found.end;
    Some(Told {
        relative: Relative {
            sort,
            text: story.text(range.clone()).to_owned(),
            span: story.span(range.clone()),
            anchors,
            bearing: bearing.map(|b| b.0),
            wind: bearing.map_or(WIND, |b| b.1),
            distance_km,
            rule: rule.id.clone(),
        },
        range,
        names,
    })
}

fn is_line(sort: RelativeSort) -> bool {
    matches!(sort, RelativeSort::Road | RelativeSort::Border)
}

/// The two names in the name of a line (`the Homs-Latakia highway`).
fn halves(story: &Story<'_>, name: &Range<usize>) -> Option<[Range<usize>; 2]> {
    let dash = name.clone().find(|i| story.token(*i).tag == Tag::Punct)?;
    let end = (dash + 1..name.end).rev().find(|i| story.word(*i).starts_with(char::is_uppercase))? + 1;
    (name.start < dash).then_some([name.start..dash, dash + 1..end])
}

/// What the two names mean: of their namesakes the first in the country of the line, or countries.
fn half_names(
    story: &Story<'_>,
    halves: [Range<usize>; 2],
    line: &ResolvedPlace,
) -> Option<Vec<(usize, ResolvedPlace)>> {
    let gazetteer = &story.world.gazetteer;
    let meaning = |half: Range<usize>| {
        let known = gazetteer.lookup_at(story.text(half.clone()), Tier::Exact);
        let mut known = known.into_iter().map(|id| entry(story, id, Tier::Exact));
        known
            .find(|p| p.feature == Feature::Country || is_spot(p) && p.country == line.country)
            .map(|p| (half.start, p))
    };
    halves.into_iter().map(meaning).collect()
}

/// Whether a place has a point that distances are told from.
fn is_spot(place: &ResolvedPlace) -> bool {
    let area = matches!(
        place.feature,
        Feature::Country | Feature::Admin1 | Feature::Admin2 | Feature::Region | Feature::Continent | Feature::Water
    );
    !area && place.point.is_some()
}

/// Two capitals between which something goes on are two governments.
fn are_capitals(story: &Story<'_>, anchors: &[ResolvedPlace]) -> bool {
    anchors.len() == 2 && anchors.iter().all(|a| is_capital(story, a))
}

/// The country that a word for its people or things stands for (`Iraqi`).
fn country_of(story: &Story<'_>, words: &Range<usize>) -> Option<ResolvedPlace> {
    let gazetteer = &story.world.gazetteer;
    let word = (words.start..words.end).map(|i| story.word(i)).next()?;
    let country = gazetteer.country(gazetteer.demonym(word)?)?;
    Some(entry(story, country, Tier::Exact))
}

/// The two countries of a border; where one is told, the other is that of the report, if it is another.
fn neighbours(story: &Story<'_>, mut anchors: Vec<ResolvedPlace>) -> Option<Vec<ResolvedPlace>> {
    if !anchors.iter().all(|a| a.feature == Feature::Country) {
        return None;
    }
    if let [one] = anchors.as_slice()
        && one.country != story.country
    {
        let here = story.country.as_ref().and_then(|c| story.world.gazetteer.country(c))?;
        anchors.push(entry(story, here, Tier::Exact));
    }
    let different = anchors.windows(2).all(|pair| matches!(pair, [a, b] if a.country != b.country));
    different.then_some(anchors)
}

/// Degrees clockwise from north, and how wide the wind is: `north`, `north-western`, `north-northwest`.
fn bearing(story: &Story<'_>, range: Range<usize>) -> Option<(f64, f64)> {
    let degrees = |word: &str| story.rules.table("bearings.degrees", word)?.parse::<f64>().ok();
    let forms = range.map(|i| story.token(i).form.as_str());
    let words: Vec<&str> = forms.filter(|w| w.chars().any(char::is_alphabetic)).collect();
    if let Some(known) = degrees(&words.concat()) {
        return Some((known, WIND));
    }
    let [first, second] = words.as_slice() else { return None };
    let (first, second) = (degrees(first)?, degrees(second)?);
    let turn = (second - first + 540.0).rem_euclid(360.0) - 180.0;
    Some(((first + turn / 2.0).rem_euclid(360.0), WIND / 2.0))
}

/// Kilometres, from and to.
fn distance(story: &Story<'_>, number: &Range<usize>, unit: &Range<usize>) -> Option<(f64, Option<f64>)> {
    let number = story.mention_index(MentionKind::Number, number.start).and_then(|i| story.numbers.get(i))?;
    let unit = story.token(unit.start);
    let known = |word: &str| story.rules.table("lengths.km", word)?.parse::<f64>().ok();
    let km = known(&unit.form).or_else(|| known(&unit.lemma))?;
    Some((number.low * km, number.high.map(|high| high * km)))
}
