//! Places that the gazetteer does not know: places all the same, unresolved.

use super::{PlaceName, between_commas, is_ship};
use crate::story::Story;
use dateline_core::reading::{NameClass, Relation};
use std::{collections::HashSet, ops::Range};

/// Adds the unknown names that the language model takes for places, or that stand where only a place can.
pub(super) fn add(story: &Story<'_>, places: &mut Vec<PlaceName>) {
    let known: Vec<Range<usize>> = places.iter().map(|p| p.range.clone()).collect();
    let free = |range: &Range<usize>| {
        known.get(known.partition_point(|k| k.end <= range.start)).is_none_or(|k| k.start >= range.end)
    };
    let class = |n: &dateline_core::reading::Name| (n.tokens.start as usize..n.tokens.end as usize, n.class);
    let seen = |class: NameClass| matches!(class, NameClass::Location | NameClass::Facility);
    let names: Vec<(Range<usize>, NameClass)> = story.reading.names.iter().map(class).collect();
    // `gave themselves up at Jana Abdalla`, `the post of Inates`: and wherever else the name stands.
    let meant = |(range, class): &&(Range<usize>, NameClass)| {
        !seen(*class) && (*class == NameClass::Person && is_entered(story, range) || is_named_place(story, range))
    };
    let elsewhere: HashSet<&str> = names.iter().filter(meant).map(|(r, _)| story.text(r.clone())).collect();
    for (range, class) in &names {
        if !seen(*class) && !elsewhere.contains(story.text(range.clone())) {
            continue;
        }
        for range in between_commas(story, range.clone()) {
            let actor = story.world.actors.by_name(story.text(range.clone())).is_some();
            let people = range.len() == 1 && story.world.gazetteer.demonym(story.word(range.start)).is_some();
            let outlet =
                story.report.outlet.as_deref().is_some_and(|o| o.eq_ignore_ascii_case(story.text(range.clone())));
            if free(&range) && !actor && !outlet && !people && !is_ship(story, range.start) {
                places.push(unresolved(range));
            }
        }
    }
    // `Jebel Moya`: the word for a hill says that it is one.
    let opens = |i: usize| story.rules.in_list("place-openers", story.token(i));
    let opened = story.names.iter().map(|n| n.range.clone()).filter(|r| r.len() > 1 && opens(r.start));
    for range in opened.collect::<Vec<_>>() {
        if places.iter().all(|p| p.range.end <= range.start || range.end <= p.range.start) {
            places.push(unresolved(range));
        }
    }
    places.sort_by_key(|p| p.range.start);
}

fn unresolved(range: Range<usize>) -> PlaceName {
    PlaceName { range, resolved: None, candidates: Vec::new(), weights: Vec::new(), facts: Vec::new() }
}

/// Whether a name stands behind a preposition of place and hangs from a verb that aims at nobody (`fired at Ali Hassan`).
fn is_entered(story: &Story<'_>, name: &Range<usize>) -> bool {
    let is = |i: usize, list: &str| story.rules.in_list(list, story.token(i));
    let top = name.clone().find(|i| story.head(*i).is_none_or(|h| !name.contains(&h)));
    let verb = top.filter(|t| story.token(*t).relation == Relation::Obl).and_then(|t| story.head(t));
    let title = || name.clone().any(|i| is(i, "personal-titles") || is(i, "person-titles"));
    let sentence = story.sentence(name.start);
    name.start > sentence.start
        && is(name.start - 1, "whereabouts-prepositions")
        && verb.is_some_and(|v| story.is_verb(v) && !is(v, "aiming-verbs"))
        && !title()
        && story.token(name.end.min(sentence.end - 1)).xpos != "POS"
}

/// Whether a noun for a place and `of` stand before a name: `the town of | Inates`.
fn is_named_place(story: &Story<'_>, name: &Range<usize>) -> bool {
    let noun = name.start.checked_sub(2).filter(|n| story.sentence(name.start).contains(n));
    let place =
        |n: usize| ["settlement-nouns", "military-posts"].iter().any(|l| story.rules.in_list(l, story.token(n)));
    noun.is_some_and(|n| place(n) && story.token(name.start - 1).lemma == "of")
}
