//! When and where: the times and places that sentences name, and the choice among them.

use super::{
    Day, Place, Prepared,
    model::{Feature, Model},
    nation, one_line,
};
use crate::{places::PlaceName, rules::pattern::MentionKind, story::Story};
use dateline_core::{
    Granularity,
    claim::Feature as Sort,
    reading::{NameClass, Relation},
};
use jiff::civil::Date;
use std::{collections::BTreeMap, ops::Range};

/// The times of some tokens that mean certain days.
pub fn days(story: &Story<'_>, range: Range<usize>) -> Vec<Day> {
    let times = story.times.iter().filter(|t| range.contains(&t.range.start));
    let published = story.report.published.as_ref().map(|p| p.date);
    let day = |t: &crate::times::Time| {
        let date = t.date.as_ref()?;
        let words: Vec<&str> = t.range.clone().map(|i| story.token(i).form.as_str()).collect();
        let plain: String = words.join(" ").chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        let single = date.granularity == Granularity::Day;
        let mut features = hanging(story, &t.range);
        features.push(format!("form={plain}"));
        features.push(format!("single={single}"));
        let age = published.map(|p| (p - date.start).get_days());
        features.push(format!(
            "age={}",
            age.map_or(-2, |a| match a {
                ..0 => -1,
                0..=3 => a,
                4..=7 => 4,
                8..=31 => 5,
                32..=62 => 6,
                _ => 7,
            })
        ));
        Some(Day { start: date.start, single, features: valued(features) })
    };
    times.filter_map(day).collect()
}

/// What the words of a range hang by.
fn hanging(story: &Story<'_>, range: &Range<usize>) -> Vec<String> {
    let mut out = vec!["bias".to_owned()];
    let outer = range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h)));
    let Some(top) = outer else { return out };
    let case = story.dependents(top, &[Relation::Case]).next().map_or("-", |c| story.token(c).lemma.as_str());
    let relation = story.token(top).relation;
    out.push(format!("rel={relation}:{case}"));
    if let Some(g) = story.head(top) {
        out.push(format!("g={}", story.token(g).lemma));
        out.push(format!("g={relation}:{case}:{}", story.token(g).lemma));
        let cue = story.reading.attributions.iter().any(|a| a.cue.contains(&(g as u32)));
        out.push(format!("cue={cue}"));
        let lists = story.rules.lists_with(&[&story.token(g).lemma]);
        out.extend(lists.iter().map(|l| format!("g.in={l}")));
    }
    if let Some(before) = range.start.checked_sub(1) {
        out.push(format!("w-1={}", story.token(before).lemma));
    }
    if range.end < story.reading.tokens.len() {
        out.push(format!("w+1={}", story.token(range.end).lemma));
    }
    out
}

fn valued(features: Vec<String>) -> Vec<Feature> {
    features.into_iter().map(|f| (f, 1.0)).collect()
}

/// The places of some tokens; people's names are none.
pub fn places(story: &Story<'_>, range: Range<usize>) -> Vec<Place> {
    let classes = |p: &PlaceName| {
        let over = |n: &&dateline_core::reading::Name| {
            (n.tokens.start as usize) < p.range.end && p.range.start < n.tokens.end as usize
        };
        story.reading.names.iter().find(over).map(|n| n.class)
    };
    let place = |p: &PlaceName| {
        let class = classes(p);
        if class == Some(NameClass::Person) {
            return None;
        }
        let is_sort = |i: &usize| ["place-types", "site-nouns"].iter().any(|l| story.rules.in_list(l, story.token(*i)));
        let words = p.range.clone().filter(|i| p.range.len() == 1 || !is_sort(i));
        let name: Vec<&str> = words.map(|i| story.text(i..i + 1)).filter(|w| *w != ",").collect();
        // The word for the sort stands in the name's range, or right behind it.
        let sort = p.range.clone().chain(p.range.end..(p.range.end + 1).min(story.reading.tokens.len())).find(is_sort);
        let feature = p.resolved.as_ref().map(|r| r.feature);
        let word = sort.map(|i| story.token(i).lemma.to_uppercase());
        let mut features = hanging(story, &p.range);
        features.push(format!("class={}", class.map_or("-", NameClass::name)));
        features.push(format!("feature={}", feature.map_or("-", Sort::name)));
        features.push(format!("sort={}", word.as_deref().unwrap_or("-")));
        let number = story.mention_index(MentionKind::Number, p.range.start).is_some();
        features.push(format!("number={number}"));
        let sorts = |f: Sort| story.rules.table("incidents.sorts", f.name()).map(str::to_owned);
        Some(Place {
            name: one_line(&name.join(" ")).to_uppercase(),
            country: p.resolved.as_ref().and_then(|r| r.country.as_deref()).map(|c| nation(story, c)),
            is_country: feature == Some(Sort::Country),
            sort: word.or_else(|| sorts(feature?)),
            features: valued(features),
        })
    };
    story.places.iter().filter(|p| range.contains(&p.range.start)).filter_map(place).collect()
}

/// The past days that sentences name, with what is known of each, in order.
pub fn day_features(prepared: &Prepared, told: &[usize]) -> Vec<(Date, Vec<Feature>)> {
    let mut out: Vec<(Date, Vec<Feature>)> = Vec::new();
    for (order, s) in told.iter().enumerate() {
        let past = |d: &&Day| prepared.published.is_none_or(|p| d.start <= p);
        for day in prepared.passages.get(*s).into_iter().flat_map(|p| &p.dates).filter(|d| d.single).filter(past) {
            let mut features = day.features.clone();
            features.push((format!("order={}:{}", order.min(3), out.len().min(3)), 1.0));
            out.push((day.start, features));
        }
    }
    out
}

/// The places within countries that sentences name, with what is known of each, in order.
pub fn place_features<'p>(prepared: &'p Prepared, told: &[usize]) -> Vec<(&'p Place, Vec<Feature>)> {
    let mut out: Vec<(&Place, Vec<Feature>)> = Vec::new();
    let everywhere = || prepared.passages.iter().flat_map(|p| &p.places);
    for (order, s) in told.iter().enumerate() {
        let Some(passage) = prepared.passages.get(*s) else { continue };
        for place in passage.places.iter().filter(|p| !p.is_country) {
            let mut features = place.features.clone();
            let mut add = |f: String| features.push((f, 1.0));
            add(format!("order={}:{}", order.min(3), out.len().min(3)));
            add(format!("times={}", everywhere().filter(|p| p.name == place.name).count().min(4)));
            add(format!("dateline={}", prepared.dateline.iter().any(|p| p.name == place.name)));
            add(format!("in={}", place.country.as_deref().unwrap_or("-")));
            out.push((place, features));
        }
    }
    out
}

/// When it was: the likeliest of the days, else some day up to the publication.
pub fn date(prepared: &Prepared, told: &[usize], model: &Model) -> Option<(Option<Date>, Date)> {
    let weighed = day_features(prepared, told);
    let weighed = weighed.iter().map(|(day, f)| (*day, model.probability("date", "yes", f)));
    let best = weighed.reduce(|a, b| if b.1 > a.1 { b } else { a }).filter(|(_, p)| *p > model.number("date"));
    match best {
        Some((day, _)) => Some((Some(day), day)),
        None => prepared.published.map(|p| (None, p)),
    }
}

/// Where it was, as templates write it, and the country.
pub fn location(prepared: &Prepared, told: &[usize], model: &Model) -> (Option<String>, Option<String>) {
    let Some(country) = country(prepared, told) else { return (None, None) };
    let weighed = place_features(prepared, told);
    let mut weighed: Vec<(&Place, f32)> =
        weighed.iter().map(|(place, f)| (*place, model.probability("place", "yes", f))).collect();
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
    // A place of another country is a namesake, or not where it was.
    let written = |p: &Place| {
        let sort = p.sort.as_ref().filter(|_| p.country.as_ref().is_none_or(|c| *c == country))?;
        Some(format!("{country}: {} ({sort})", p.name))
    };
    let likely = weighed.iter().filter(|(_, p)| *p > model.number("place"));
    let narrow = likely.map(|(place, _)| *place).find_map(written);
    (Some(narrow.unwrap_or_else(|| country.clone())), Some(country))
}

/// The country that most speaks for: places and nationalities of the sentences, then the dateline, then all the rest.
fn country(prepared: &Prepared, told: &[usize]) -> Option<String> {
    let mut votes: BTreeMap<&str, f32> = BTreeMap::new();
    let of = |p: &Place| p.country.clone();
    let mut voices: Vec<(String, f32)> = Vec::new();
    for (s, passage) in prepared.passages.iter().enumerate() {
        let weight = if told.contains(&s) { 1.0 } else { 0.1 };
        voices.extend(passage.places.iter().filter_map(of).map(|c| (c, weight)));
    }
    voices.extend(prepared.dateline.iter().filter_map(of).map(|c| (c, 1.5)));
    for c in &prepared.candidates {
        let weight = if told.contains(&c.sentence) { 0.5 } else { 0.1 };
        voices.extend(c.nations.iter().map(|n| (n.clone(), weight)));
    }
    for (country, weight) in &voices {
        *votes.entry(country).or_default() += weight;
    }
    votes.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(c, _)| c.to_owned())
}
