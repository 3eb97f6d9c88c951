//! Place names: found, then resolved together so that a report's places explain one another.

mod home;
pub mod rank;
pub mod relative;
pub mod teams;
mod unknown;
pub mod wide;

use crate::{rules::pattern::MentionKind, story::Story, whereabouts};
use dateline_core::{
    ActorClass, PlaceMention, ResolvedPlace, Span,
    claim::{Feature, Tier},
    gazetteer::{PlaceId, normalise},
    reading::{NameClass, Relation, Tag},
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// A place tells where a phrase is from at most so many words away.
const FARTHEST: usize = 6;

/// So many namesakes are kept, the resolution included.
const SHOWN: usize = 6;

/// A place name in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceName {
    /// Its tokens, type words included (`Homs province`).
    pub range: Range<usize>,
    /// What it was resolved to.
    pub resolved: Option<ResolvedPlace>,
    /// The runners-up.
    pub candidates: Vec<ResolvedPlace>,
    /// How much speaks for each, resolution and runners-up in one row.
    pub weights: Vec<f64>,
    /// What speaks for and against each.
    pub facts: Vec<rank::Facts>,
}

struct Found {
    range: Range<usize>,
    /// The name in normal form.
    name: String,
    tier: Tier,
    ids: Vec<PlaceId>,
    /// A division, area or facility word that stands with the name.
    type_word: Option<String>,
    /// Whether the type word stands behind the name.
    type_word_follows: bool,
}

/// Finds and resolves the place names of a story, and indexes them.
pub fn find(story: &mut Story<'_>) {
    let found = recognise(story);
    let mut places = resolve(story, found);
    unknown::add(story, &mut places);
    put(story, places);
    drop_teams(story);
    for place in story.places.iter().filter_map(|p| p.resolved.as_ref()) {
        *story.times_named.entry(place.key()).or_default() += 1;
    }
    story.country = most_named_country(&story.places);
    story.relatives = relative::find(story);
}

/// Lays the places into the story, where patterns find them.
fn put(story: &mut Story<'_>, places: Vec<PlaceName>) {
    story.index_mentions(MentionKind::Place, places.iter().map(|p| p.range.clone()));
    story.places = places;
}

/// Takes out the names that mean teams.
fn drop_teams(story: &mut Story<'_>) {
    story.teams = teams::find(story);
    if story.teams.is_empty() {
        return;
    }
    let mut places = std::mem::take(&mut story.places);
    let names = || story.teams.iter().flat_map(|t| &t.names);
    places.retain(|p| !names().any(|n| n.start < p.range.end && p.range.start < n.end));
    put(story, places);
}

fn recognise(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in &story.reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let mut at = range.start;
        while at < range.end {
            match name_at(story, at, range.end) {
                Some(hit) => {
                    at = hit.range.end;
                    found.push(hit);
                }
                None => at += 1,
            }
        }
    }
    share_type_words(story, &mut found);
    drop_halves(story, &mut found);
    // `Juan "El Norte" Perez`: what somebody is called between his names is no place, there or elsewhere.
    let nicknames: Vec<&Range<usize>> = found.iter().map(|f| &f.range).filter(|r| is_nickname(story, r)).collect();
    let around = |f: &&Found| {
        nicknames.iter().any(|n| **n == f.range || f.range.end + 1 == n.start || n.end + 1 == f.range.start)
    };
    let called: HashSet<&str> = found.iter().filter(around).map(|f| story.text(f.range.clone())).collect();
    found.retain(|f| !called.contains(story.text(f.range.clone())));
    found
}

/// Whether a name stands in quotation marks between two other names.
fn is_nickname(story: &Story<'_>, range: &Range<usize>) -> bool {
    let sentence = story.sentence(range.start);
    let is_mark = |i: usize| sentence.contains(&i) && story.token(i).form == "\"";
    let name = |i: usize| sentence.contains(&i) && story.token(i).tag == Tag::Propn;
    range.start >= sentence.start + 2
        && is_mark(range.start - 1)
        && name(range.start - 2)
        && is_mark(range.end)
        && name(range.end + 1)
}

/// The parts of `Krasne, Ukraine` and `Krasne,`.
fn between_commas(story: &Story<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for i in range.clone().chain([range.end]) {
        if i == range.end || story.token(i).form == "," {
            parts.push(start..i);
            start = i + 1;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Drops the known names that are the halves of one that is unknown: `Tasha Duba` is neither of two places.
fn drop_halves(story: &Story<'_>, found: &mut Vec<Found>) {
    let within = |range: &Range<usize>| class_at(story, range.start).filter(|(n, _)| n.end >= range.end);
    let town = |f: &Found| f.type_word.is_none() && !f.ids.iter().any(|id| is_large(story, *id));
    let halves = |pair: &[Found]| match pair {
        [a, b] => {
            let whole = within(&a.range).filter(|(n, class)| {
                *n == (a.range.start..b.range.end) && matches!(class, NameClass::Location | NameClass::Facility)
            });
            a.range.end == b.range.start && town(a) && town(b) && whole.is_some()
        }
        _ => false,
    };
    let starts: HashSet<usize> =
        found.windows(2).filter(|pair| halves(pair)).flat_map(|p| p.iter().map(|f| f.range.start)).collect();
    found.retain(|f| !starts.contains(&f.range.start));
}

/// Whether a place is a country or a first-level division.
fn is_large(story: &Story<'_>, id: PlaceId) -> bool {
    matches!(story.world.gazetteer.place(id).feature, Feature::Country | Feature::Admin1)
}

/// `the provinces of Homs and Hama`, `Homs and Hama provinces`: the type word goes for all.
fn share_type_words(story: &Story<'_>, found: &mut [Found]) {
    let joined = |a: &Found, b: &Found| {
        a.range.end < b.range.start
            && b.range.start - a.range.end <= 2
            && (a.range.end..b.range.start).all(|i| story.token(i).tag == Tag::Cconj || story.token(i).form == ",")
    };
    for i in 1..found.len() {
        let (before, after) = found.split_at_mut(i);
        let (Some(a), Some(b)) = (before.last_mut(), after.first_mut()) else { continue };
        if b.type_word.is_none() && joined(a, b) && !a.type_word_follows {
            b.type_word = a.type_word.clone();
        }
    }
    for i in (1..found.len()).rev() {
        let (before, after) = found.split_at_mut(i);
        let (Some(a), Some(b)) = (before.last_mut(), after.first()) else { continue };
        let plural = b.type_word_follows && story.token(b.range.end - 1).xpos == "NNS";
        if a.type_word.is_none() && joined(a, b) && plural {
            a.type_word = b.type_word.clone();
        }
    }
}

/// Resolves the places at given spans, whatever the recogniser would have made of them.
pub fn find_at(story: &mut Story<'_>, spans: &[Span]) -> Vec<PlaceMention> {
    let resolved = resolve(story, asked(story, spans));
    resolved
        .into_iter()
        .zip(spans)
        .map(|(place, span)| PlaceMention {
            text: span.of(&story.report.text).unwrap_or_default().to_owned(),
            span: *span,
            resolved: place.resolved,
            candidates: place.candidates,
            inherited: false,
            relative: None,
        })
        .collect()
}

/// What the names at given spans may mean.
pub fn choices_at<'a>(story: &Story<'a>, spans: &[Span]) -> rank::Choices<'a> {
    rank::Choices::new(story, &asked(story, spans))
}

fn asked(story: &Story<'_>, spans: &[Span]) -> Vec<Found> {
    let found = |span: &Span| {
        let tokens = &story.reading.tokens;
        let start = tokens.partition_point(|t| t.span.end <= span.start);
        let end = tokens.partition_point(|t| t.span.start < span.end).max(start);
        let Known { name, tier, ids } = known(story, span.of(&story.report.text).unwrap_or_default());
        let (_, type_word) = type_word(story, start..end);
        Found { range: start..end, name, tier, ids, type_word, type_word_follows: false }
    };
    spans.iter().map(found).collect()
}

/// The places that some words may mean.
struct Known {
    name: String,
    tier: Tier,
    ids: Vec<PlaceId>,
}

/// Looks words up as a short form, a name, a name with a short first word, a word for people and things of a place, and
/// a name in another spelling, in this order.
fn known(story: &Story<'_>, text: &str) -> Known {
    let gazetteer = &story.world.gazetteer;
    let exact = |name: &str, ids: Vec<PlaceId>| Known { name: normalise(name), tier: Tier::Exact, ids };
    if let Some((name, ids)) = abbreviated(story, text) {
        return exact(name, ids);
    }
    let mut ids = gazetteer.lookup_at(text, Tier::Exact);
    let key = normalise(text);
    let long = key.split_once(' ').and_then(|(first, rest)| {
        let first = story.rules.table("place-abbreviations.words", first)?;
        Some(format!("{first} {rest}"))
    });
    if let Some(long) = long {
        ids.extend(gazetteer.lookup_at(&long, Tier::Exact));
        if !ids.is_empty() {
            return exact(&long, ids);
        }
    }
    if ids.is_empty()
        && let Some(place) = story.rules.table("region-demonyms.of", &key)
    {
        return exact(place, gazetteer.lookup_at(place, Tier::Exact));
    }
    if let Some(country) = gazetteer.demonym(text).and_then(|iso| gazetteer.country(iso)) {
        return exact(gazetteer.place(country).name, vec![country]);
    }
    if !ids.is_empty() {
        return exact(text, ids);
    }
    match gazetteer.lookup_named(text) {
        Some(found) => Known { name: key, tier: found.tier, ids: found.places },
        None => Known { name: key, tier: Tier::Skeleton, ids: Vec::new() },
    }
}

/// The division that a short form (`Ky.`, `KY`) stands for, with its name.
fn abbreviated<'s>(story: &Story<'s>, text: &str) -> Option<(&'s str, Vec<PlaceId>)> {
    let short = text.contains('.') || !text.chars().any(char::is_lowercase);
    let written = story.rules.table("place-abbreviations.divisions", &text.to_lowercase()).filter(|_| short)?;
    let (country, name) = written.split_once(' ')?;
    let gazetteer = &story.world.gazetteer;
    let mut ids = gazetteer.lookup_at(name, Tier::Exact);
    ids.retain(|id| {
        let place = gazetteer.place(*id);
        place.feature == Feature::Admin1 && place.country == Some(country)
    });
    Some((name, ids))
}

/// The word beside a name that says what sort of place it is, with the range of name and word where it stands behind.
fn type_word(story: &Story<'_>, range: Range<usize>) -> (Range<usize>, Option<String>) {
    // `the Kharkiv region town of Izium`: the town has a name of its own.
    let of_other = |i: usize| {
        story.sentence(i).contains(&(i + 2))
            && story.token(i + 1).form == "of"
            && story.word(i + 2).starts_with(char::is_uppercase)
    };
    let is_type = |i: usize| story.rules.in_list("place-types", story.token(i)) && !of_other(i);
    let word = |i: usize| Some(story.token(i).lemma.clone());
    if range.end < story.sentence(range.start).end && is_type(range.end) {
        (range.start..range.end + 1, word(range.end))
    } else if range.start >= 2
        && story.token(range.start - 1).form == "of"
        && story.rules.in_list("place-types", story.token(range.start - 2))
    {
        (range.clone(), word(range.start - 2))
    } else if range.start >= 1 && is_type(range.start - 1) {
        (range.clone(), word(range.start - 1))
    } else {
        (range, None)
    }
}

/// The longest place name that starts at a token.
fn name_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Found> {
    let name = story.mention_index(MentionKind::Name, at).and_then(|i| story.names.get(i));
    let word = story.word(at);
    if !word.chars().any(char::is_uppercase) || story.mention_index(MentionKind::Time, at).is_some() {
        return None;
    }
    let sentence_start = story.sentence(at).start == at;
    let seen = class_at(story, at);
    let located = seen.as_ref().is_some_and(|(range, class)| range.start == at && *class == NameClass::Location);
    if name.is_none() && !located && !matches!(story.token(at).tag, Tag::Propn | Tag::Noun | Tag::X) {
        return None;
    }
    let gazetteer = &story.world.gazetteer;
    // At the start of a sentence every word has a capital: only a well-known place is believed.
    if name.is_none() && sentence_start && !located {
        let known = gazetteer
            .lookup_at(word, Tier::Exact)
            .first()
            .map(|id| gazetteer.place(*id))
            .is_some_and(|p| p.population >= 50_000 || p.is_overlay);
        if !known {
            return None;
        }
    }
    let longest = limit.min(at + 6);
    for end in (at + 1..=longest).rev() {
        // A name ends in a capitalised word, a number, or a word for a sort of place.
        let last = story.word(end - 1);
        let proper = last.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
        if end - at > 1 && !proper && !story.rules.in_list("place-types", story.token(end - 1)) {
            continue;
        }
        let text = story.text(at..end);
        if text.contains('\n') || text.len() > 60 {
            continue;
        }
        let Some(lookup) = gazetteer.lookup_named(text) else { continue };
        // One common word is a place only as a name; a fold match needs a name of some length.
        if lookup.tier == Tier::Fold && text.len() < 4 {
            continue;
        }
        if let Some(hit) = accept(story, at..end, lookup.tier, lookup.places) {
            return Some(hit);
        }
    }
    None
}

/// Checks that a match is not a part of a longer name of something else, and takes in its type word.
fn accept(story: &Story<'_>, range: Range<usize>, tier: Tier, ids: Vec<PlaceId>) -> Option<Found> {
    let rules = story.rules;
    // `the Command`, `the Front`, `the Taliban`, `Hamas`: a body, whatever village bears that name.
    let first = story.token(range.start);
    let body = rules.in_list("organisation-nouns", first) || rules.in_list("armed", first);
    let village = ids.iter().all(|id| story.world.gazetteer.place(*id).population < 50_000);
    let force =
        || story.world.actors.by_name(story.word(range.start)).is_some_and(|a| a.class == ActorClass::Belligerent);
    if range.len() == 1
        && (body || village && force() || is_part(story, range.start) || is_initials(story, &range, &ids))
    {
        return None;
    }
    // `Arab tribes`: an adjective names a place of some size at most.
    if range.len() == 1 && village && first.tag == Tag::Adj {
        return None;
    }
    // `Shi'ite`: what the model takes for something else is no place by a spelling alone.
    let something_else = |class| matches!(class, NameClass::People | NameClass::Product | NameClass::Misc);
    if tier == Tier::Fold && class_at(story, range.start).is_some_and(|(_, class)| something_else(class)) {
        return None;
    }
    // `the Hospital`, `Tunnel No. 8`: a word for a sort of place names none.
    if range.len() == 1 && ["site-nouns", "place-nouns", "land-nouns"].iter().any(|l| rules.in_list(l, first)) {
        return None;
    }
    // `the Red Cross`: the body, not the village.
    if range.len() > 1 && village && story.world.actors.by_name(story.text(range.clone())).is_some() {
        return None;
    }
    // `Jebel Moya`: neither the word for a hill nor what it is called is a place by itself.
    let opens = |i: usize| story.rules.in_list("place-openers", story.token(i));
    let parted =
        story.mention_index(MentionKind::Name, range.start).and_then(|i| story.names.get(i)).is_some_and(|n| {
            range.len() == 1 && opens(range.start) && range.end < n.range.end
                || range.start > n.range.start && opens(range.start - 1)
        });
    if parted {
        return None;
    }
    let (whole, type_word) = type_word(story, range.clone());
    if let Some(name) = story.mention_index(MentionKind::Name, range.start).and_then(|i| story.names.get(i)) {
        let rest_before = name.range.start..range.start.max(name.range.start);
        let rest_after = range.end.min(name.range.end)..name.range.end;
        let other = |i: usize| {
            let t = story.token(i);
            !rules.in_list("place-types", t)
                && !rules.in_list("place-joiners", t)
                && story.world.gazetteer.lookup_at(story.word(i), Tier::Exact).is_empty()
        };
        if rest_before.clone().any(other) || rest_after.clone().any(other) {
            return None;
        }
        let organisation = name.range.clone().any(|i| rules.in_list("organisation-nouns", story.token(i)));
        let known = story.world.actors.by_name(story.text(name.range.clone())).is_some();
        if name.range.len() > range.len() && (organisation || known) {
            return None;
        }
    }
    // `the frigate Richmond`, `the Moskva`: a ship.
    if is_ship(story, range.start) || range.len() == 1 && type_word.is_none() && is_thing(story, range.start, &ids) {
        return None;
    }
    // `Mr Hama`, `Gen. Aleppo`: a title makes it a person.
    if range.start > 0 && range.len() == 1 && rules.in_list("personal-titles", story.token(range.start - 1)) {
        return None;
    }
    let type_word_follows = whole.end > range.end;
    let name = normalise(story.text(range));
    Some(Found { range: whole, name, tier, ids, type_word, type_word_follows })
}

/// Whether the word before a name says that a ship bears it.
fn is_ship(story: &Story<'_>, i: usize) -> bool {
    i > story.sentence(i).start && story.rules.in_list("vessels", story.token(i - 1))
}

/// Whether a name stands alone behind `the`, as those of towns and provinces do not.
fn is_thing(story: &Story<'_>, i: usize, ids: &[PlaceId]) -> bool {
    let gazetteer = &story.world.gazetteer;
    let alone = !matches!(story.token(i).relation, Relation::Compound | Relation::Amod | Relation::Nmod)
        && i > story.sentence(i).start
        && story.token(i - 1).form == "the";
    let plain = |id: &PlaceId| matches!(gazetteer.place(*id).feature, Feature::City | Feature::Admin1);
    let article = || format!("the {}", story.word(i));
    alone && ids.iter().all(plain) && gazetteer.lookup_at(&article(), Tier::Exact).is_empty()
}

/// The name that the language model sees at a word, with its class.
fn class_at(story: &Story<'_>, i: usize) -> Option<(Range<usize>, NameClass)> {
    let names = &story.reading.names;
    let name = names.get(names.partition_point(|n| n.tokens.end as usize <= i))?;
    let range = name.tokens.start as usize..name.tokens.end as usize;
    range.contains(&i).then_some((range, name.class))
}

/// Whether the language model takes a name for a person's, and neither a preposition of place before it nor what it lies
/// in behind it (`Lincoln, Nebraska`) says otherwise.
fn is_person(story: &Story<'_>, range: &Range<usize>) -> bool {
    let Some((name, NameClass::Person)) = class_at(story, range.start) else { return false };
    let sentence = story.sentence(range.start);
    let at =
        range.start > sentence.start && story.rules.in_list("whereabouts-prepositions", story.token(range.start - 1));
    let within = range.end + 1 < sentence.end
        && story.token(range.end).form == ","
        && division_at(story, range.end + 1, sentence.end).is_some();
    !((at && name == *range) || within)
}

/// The end of a division's or country's name, in full or short, that starts at a word.
fn division_at(story: &Story<'_>, at: usize, limit: usize) -> Option<usize> {
    let large = |id: &PlaceId| is_large(story, *id);
    (at + 1..=limit.min(at + 3)).rev().find(|end| {
        let text = story.text(at..*end);
        let known = || story.world.gazetteer.lookup_at(text, Tier::Exact).iter().any(large);
        text.starts_with(char::is_uppercase) && (abbreviated(story, text).is_some() || known())
    })
}

/// Whether a word is a part of a name with a hyphen (`In-Afarak`), the other parts of which name no place.
fn is_part(story: &Story<'_>, i: usize) -> bool {
    let sentence = story.sentence(i);
    let name = |at: usize| {
        story.word(at).starts_with(char::is_uppercase)
            && story.world.gazetteer.lookup_at(story.word(at), Tier::Exact).is_empty()
    };
    let tied = |at: usize| sentence.contains(&at) && !story.token(at).space_before;
    let hyphen = |at: usize| tied(at) && story.token(at).form == "-";
    let behind = hyphen(i + 1) && tied(i + 2) && name(i + 2);
    let before = i >= sentence.start + 2 && hyphen(i - 1) && tied(i) && name(i - 2);
    behind || before
}

/// `UN`, `AFP`: a few capitals are a country, a state or nothing.
fn is_initials(story: &Story<'_>, range: &Range<usize>, ids: &[PlaceId]) -> bool {
    let word = story.word(range.start);
    let around = story.sentence(range.start).filter(|i| *i != range.start);
    let shouted = around.clone().all(|i| !story.word(i).chars().any(char::is_lowercase));
    let large = |id: &PlaceId| is_large(story, *id);
    word.len() <= 4 && !shouted && !word.chars().any(char::is_lowercase) && !ids.iter().any(large)
}

/// `the city of Daraa`: the bare name means the town in the rest of the report too.
fn carry_type_words(story: &Story<'_>, found: &mut [Found]) {
    let town = |hit: &Found| {
        let word = hit.type_word.as_ref().filter(|w| story.rules.table("place-sorts.of", w) == Some("settlement"))?;
        Some((hit.name.clone(), word.clone()))
    };
    let towns: HashMap<String, String> = found.iter().filter_map(town).collect();
    for hit in found.iter_mut().filter(|hit| hit.type_word.is_none()) {
        hit.type_word = towns.get(&hit.name).cloned();
    }
}

fn resolve(story: &Story<'_>, mut found: Vec<Found>) -> Vec<PlaceName> {
    carry_type_words(story, &mut found);
    let (choices, weights) = rank::choose(story, &found);
    let named = |(i, hit): (usize, Found)| {
        let ranked = choices.ranked(i, &weights);
        let mut entries = ranked.iter().take(SHOWN).map(|(id, ..)| entry(story, *id, hit.tier)).collect::<Vec<_>>();
        // A loose match outside the report's countries is no resolution.
        let loose = matches!(hit.tier, Tier::Fold | Tier::Stripped)
            && ranked.first().is_some_and(|(id, ..)| !choices.is_at_home(i, *id));
        let stray = ranked.first().is_some_and(|(id, ..)| choices.is_stray(i, *id));
        let resolved = if loose || stray || entries.is_empty() { None } else { Some(entries.remove(0)) };
        entries.truncate(SHOWN - 1);
        PlaceName {
            range: hit.range,
            resolved: resolved.map(|r| widen(r, hit.type_word.as_deref(), story)),
            candidates: entries,
            weights: ranked.iter().take(SHOWN).map(|(_, weight, _)| f64::from(*weight)).collect(),
            facts: ranked.iter().take(SHOWN).map(|(_, _, facts)| *facts).collect(),
        }
    };
    found.into_iter().enumerate().map(named).collect()
}

fn entry(story: &Story<'_>, id: PlaceId, tier: Tier) -> ResolvedPlace {
    let place = story.world.gazetteer.place(id);
    // Provinces bear their capital's name: the sort of place keeps them apart for readers.
    let suffix = story.rules.table("place-names.suffix", place.feature.name()).filter(|s| !place.name.contains(*s));
    ResolvedPlace {
        name: suffix.map_or_else(|| place.name.to_owned(), |s| format!("{} {s}", place.name)),
        feature: place.feature,
        country: place.country.map(str::to_owned),
        admin1: place.admin1.map(str::to_owned),
        point: place.point,
        geonames_id: place.geonames_id,
        precision: place.precision,
        tier,
    }
}

/// `the Homs area` is not the town itself: its precision falls to "near".
fn widen(mut place: ResolvedPlace, type_word: Option<&str>, story: &Story<'_>) -> ResolvedPlace {
    if place.feature == Feature::City && type_word.is_some_and(|w| story.rules.list_has("division-words", w)) {
        place.precision = place.precision.max(3);
        place.feature = Feature::Region;
    }
    place
}

/// The place that a phrase names or, for `the city`, `the capital`, `the country`, stands for.
pub fn mention_of(story: &Story<'_>, head: usize) -> Option<PlaceMention> {
    if let Some(place) = story.mention_index(MentionKind::Place, head).and_then(|i| story.places.get(i)) {
        return Some(named(story, place));
    }
    let token = story.token(head);
    if is_pronoun(story, head) {
        // `Rebels took it`: the settlement named last, in the words that name it.
        // In this sentence, or as the topic of the one before.
        let here = story.sentence(head).start;
        let from = story.sentence(here.saturating_sub(1)).start;
        let before = story
            .places_in(&(from..head))
            .iter()
            .rev()
            .filter(|p| p.range.end <= head && (p.range.start >= here || is_topic(story, p.range.start)));
        return before
            .filter(|p| p.resolved.as_ref().is_some_and(|r| r.feature == Feature::City))
            .map(|p| named(story, p))
            .next();
    }
    story.rules.in_list("place-nouns", token).then(|| described(story, head))
}

/// A phrase taken for a place, whatever its noun: with the name that stands in it or beside it, else by its words.
pub(crate) fn described(story: &Story<'_>, head: usize) -> PlaceMention {
    let token = story.token(head);
    let phrase = story.phrase(head);
    // `the city of Daraa`, `the capital, Damascus`, `Raqqa city`: the name within or right after the phrase.
    let sentence = story.sentence(head);
    let first = story.places.partition_point(|p| p.range.end < head);
    // The name of the thing itself (`the Hama town of Souran`, `the Karelian capital Petrozavodsk`) before those around it.
    let own = story.places[first..].iter().take_while(|p| p.range.start <= head + 2).find(|p| {
        let of = p.range.start == head + 2 && story.token(head + 1).form == "of";
        sentence.contains(&p.range.start) && (p.range.start == head + 1 || of)
    });
    let inside = own.or_else(|| {
        story.places[first..].iter().take_while(|p| p.range.start <= head + 4).find(|p| {
            let after = p.range.start > head
                && p.range.start <= head + 4
                && sentence.contains(&p.range.start)
                && (head + 1..p.range.start).all(|i| {
                    let t = story.token(i);
                    matches!(t.form.as_str(), "," | "of" | "the") || story.rules.in_list("place-types", t)
                });
            after || p.range.end == head || p.range.contains(&head)
        })
    });
    if let Some(place) = inside {
        return named(story, place);
    }
    let resolved =
        story.rules.table("place-anaphors.stands_for", &token.lemma).and_then(|what| stands_for(story, head, what));
    let end = beside(story, head).last().map_or(phrase.range.end, |p| p.range.end.max(phrase.range.end));
    let range = phrase.range.start..end;
    PlaceMention {
        text: story.text(range.clone()).to_owned(),
        span: story.span(range),
        resolved,
        candidates: Vec::new(),
        inherited: false,
        relative: relative::of_phrase(story, head),
    }
}

/// The places that tell where a phrase is: those that hang from it with nothing but small words in between, and those
/// joined on (`the road from Anefis to Kidal`).
fn beside<'s>(story: &'s Story<'_>, head: usize) -> Vec<&'s PlaceName> {
    let sentence = story.sentence(head);
    let first = story.places.partition_point(|p| p.range.start <= head);
    let mut found: Vec<&PlaceName> = Vec::new();
    for place in story.places[first..].iter().take_while(|p| p.range.end <= sentence.end) {
        let from = found.last().map_or(head + 1, |p| p.range.end);
        let small = |i: usize| {
            let joins = !found.is_empty() && story.token(i).tag == Tag::Cconj;
            joins
                || matches!(story.token(i).tag, Tag::Adp | Tag::Det)
                || found.is_empty()
                    && (matches!(story.token(i).tag, Tag::Adj | Tag::Adv)
                        || story.rules.in_list("edge-words", story.token(i))
                        || story.rules.in_list("place-nouns", story.token(i)))
        };
        let below = story.is_below(place.range.start, head);
        if place.range.start > from + FARTHEST || !below || !(from..place.range.start).all(small) {
            break;
        }
        found.push(place);
    }
    found
}

/// Whether a word stands in the subject of its sentence's main verb.
fn is_topic(story: &Story<'_>, i: usize) -> bool {
    let sentence = story.sentence(i);
    let root = sentence.clone().find(|t| story.head(*t).is_none());
    root.is_some_and(|r| story.subjects(r).any(|s| story.is_below(i, s)))
}

/// Whether a word is a pronoun for a thing (`it`) that something is done to.
pub fn is_pronoun(story: &Story<'_>, i: usize) -> bool {
    story.token(i).tag == Tag::Pron
        && story.token(i).relation == Relation::Obj
        && story.rules.table("pronouns.antecedent", &story.token(i).form) == Some("thing")
}

/// Words and resolution of a place name.
pub fn named(story: &Story<'_>, place: &PlaceName) -> PlaceMention {
    PlaceMention {
        text: story.text(place.range.clone()).to_owned(),
        span: story.span(place.range.clone()),
        resolved: place.resolved.clone(),
        candidates: place.candidates.clone(),
        inherited: false,
        relative: relative::of_name(story, &place.range),
    }
}

/// Whether a capital stands for its government: it does something itself (`Damascus denied the report`).
pub(crate) fn is_government(story: &Story<'_>, place: &PlaceName) -> bool {
    // By its own name too, where the gazetteer has another (`New Delhi`).
    let named = |r: &ResolvedPlace| {
        let capital = r.country.as_ref().and_then(|c| story.rules.table("capitals.of", &c.to_lowercase()));
        capital.is_some_and(|name| name == story.text(place.range.clone()))
    };
    let capital = place.resolved.as_ref().is_some_and(|r| is_capital(story, r) || named(r));
    let acts = |i: usize| {
        let verb = story.head(i).filter(|h| !place.range.contains(h));
        story.token(i).relation == Relation::Nsubj && verb.is_some_and(|v| story.token(v).tag == Tag::Verb)
    };
    capital && place.range.clone().any(acts)
}

/// Whether a place is the capital of its country.
fn is_capital(story: &Story<'_>, place: &ResolvedPlace) -> bool {
    let capital = place.country.as_ref().and_then(|c| story.rules.table("capitals.of", &c.to_lowercase()));
    place.feature == Feature::City && capital.is_some_and(|name| name == place.name)
}

/// The country of most resolved places.
fn most_named_country(places: &[PlaceName]) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for place in places {
        if let Some(country) = place.resolved.as_ref().and_then(|r| r.country.as_deref()) {
            *counts.entry(country).or_default() += 1;
        }
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(c, _)| c.to_owned())
}

/// Whether a place is where somebody spoke: `the minister said in Moscow`.
pub(crate) fn is_where_said(story: &Story<'_>, place: &PlaceName) -> bool {
    let top = place.range.clone().find(|i| story.head(*i).is_none_or(|h| !place.range.contains(&h)));
    top.and_then(|i| story.head(i).filter(|_| story.token(i).relation == Relation::Obl)).is_some_and(|verb| {
        ["speech-verbs", "statement-making"].iter().any(|list| story.rules.in_list(list, story.token(verb)))
            && story.is_verb(verb)
    })
}

/// Whether the words beside a name call it a settlement: `the town of X`, `X, a town in`.
fn is_called_town(story: &Story<'_>, name: &Range<usize>) -> bool {
    let settlement = |i: usize| {
        story.rules.table("place-anaphors.stands_for", &story.token(i).lemma).is_some_and(|s| s == "settlement")
    };
    let (_, type_word) = type_word(story, name.clone());
    let called = type_word.is_some_and(|w| story.rules.table("place-anaphors.stands_for", &w) == Some("settlement"));
    let sentence = story.sentence(name.start);
    let beside = |i: usize| (i + 1..sentence.end.min(i + 6)).take_while(|i| story.token(*i).tag != Tag::Punct);
    called
        || sentence.contains(&name.end)
            && story.token(name.end).form == ","
            && beside(name.end).find(|i| story.token(*i).tag == Tag::Noun).is_some_and(settlement)
}

fn stands_for(story: &Story<'_>, head: usize, what: &str) -> Option<ResolvedPlace> {
    // Bare `the city`, `the whole city`: with more words (`the last village`) it is another place than those named before.
    let phrase = story.phrase(head).range;
    let more = (phrase.start + 1..head).all(|i| story.rules.in_list("entire-words", story.token(i)));
    let definite = phrase.end == head + 1 && more && story.token(phrase.start).form == "the";
    if !definite {
        return None;
    }
    let gazetteer = &story.world.gazetteer;
    match what {
        "country" => {
            let id = gazetteer.country(story.country.as_ref()?)?;
            Some(entry(story, id, Tier::Exact))
        }
        "capital" => {
            let country = story.country.as_ref()?;
            let name = story.rules.table("capitals.of", &country.to_lowercase())?;
            let lookup = gazetteer.lookup(name);
            let city = lookup.places.into_iter().find(|id| {
                let place = gazetteer.place(*id);
                place.country == Some(country.as_str()) && place.feature == Feature::City
            })?;
            Some(entry(story, city, Tier::Exact))
        }
        // The nearest settlement named before, in this or the two sentences before.
        _ => {
            let first = story.sentence_of[head].saturating_sub(3);
            let before = || {
                story.places[..story.places.partition_point(|p| p.range.end <= head)]
                    .iter()
                    .rev()
                    .take_while(|p| story.sentence_of[p.range.start] >= first)
                    .filter(|p| !is_government(story, p) && !whereabouts::is_dateline(story, p.range.start))
                    .filter(|p| !is_where_said(story, p))
                    // A town that is called one and that the gazetteer does not know is meant no less.
                    .take_while(|p| p.resolved.is_some() || !is_called_town(story, &p.range))
                    .filter_map(|p| p.resolved.as_ref())
                    .filter(|r| r.feature == Feature::City)
            };
            // What the report is about most, then what was named last; quarters stand in the overlay without an id and
            // are seldom meant.
            let mentions = |r: &ResolvedPlace| story.times_named.get(&r.key()).copied();
            let rank = |r: &&ResolvedPlace| (r.geonames_id.is_some(), mentions(r));
            before().enumerate().max_by_key(|(i, r)| (rank(r), std::cmp::Reverse(*i))).map(|(_, r)| r.clone())
        }
    }
}
