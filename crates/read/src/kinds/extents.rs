//! How much of a place a claim means.

use super::Frame;
use crate::{names::can_act, rules::pattern::MentionKind, story::Story};
use dateline_core::{
    Extent, Kind,
    kind::Family,
    reading::{Relation, Tag},
};

/// Only the edge of a place is meant after `near`, `the outskirts of`, `the gates of`; only a part after `half of`, and
/// where something in it is taken or held: `a police station in Homs`, `the airport of Hama`. `All areas of` says that none
/// of it is left out.
pub(super) fn extent(story: &Story<'_>, frame: &Frame<'_>, place: Option<usize>) -> Extent {
    // `90 % of the province, including its capital`: what is named of it is meant as a whole.
    let opens = |i: usize| {
        let mut openers = story.dependents(i, &[Relation::Case, Relation::Mark]);
        openers.any(|c| story.rules.in_list("including-words", story.token(c)))
    };
    let joined = |i: &usize| story.head(*i).filter(|_| story.token(*i).relation == Relation::Conj);
    let included = |i: usize| std::iter::successors(Some(i), joined).take(20).any(opens);
    if let Some(extent) = frame.rule.body.extent.filter(|_| !place.is_some_and(included)) {
        return extent;
    }
    let Some(head) = place else { return Extent::Whole };
    let start = story.phrase(head).range.start;
    let from = story.sentence(head).start.max(start.saturating_sub(6));
    let mut at = start;
    while at > from {
        at -= 1;
        let token = story.token(at);
        if story.rules.in_list("edge-words", token) {
            return Extent::Outskirts;
        }
        if story.rules.in_list("part-words", token) {
            return if is_every(story, at) { Extent::Entire } else { Extent::Part };
        }
        if matches!(token.tag, Tag::Verb | Tag::Punct | Tag::Aux) {
            break;
        }
    }
    match locates_a_thing(story, frame, head) {
        true => Extent::Part,
        false if leaves_nothing_out(story, head) => Extent::Entire,
        false => Extent::Whole,
    }
}

/// `the whole province`, `every district of Homs`, `all areas of the province`.
fn leaves_nothing_out(story: &Story<'_>, place: usize) -> bool {
    let of = story.dependents(place, &[Relation::Case]).any(|c| story.token(c).form == "of");
    let above = story.head(place).filter(|_| of);
    story.phrase(place).range.clone().chain(above).any(|i| is_every(story, i))
}

/// `every district`, `all areas`.
fn is_every(story: &Story<'_>, noun: usize) -> bool {
    story
        .dependents(noun, &[Relation::Det, Relation::Amod])
        .any(|d| story.rules.in_list("entire-words", story.token(d)))
}

/// Whether a place only says where the thing is that is taken, held or left.
fn locates_a_thing(story: &Story<'_>, frame: &Frame<'_>, place: usize) -> bool {
    let kind = frame.rule.body.kind;
    if kind.family() != Family::Control {
        return false;
    }
    let (matched, head) = (frame.found.start..frame.found.end, frame.found.head);
    let is = |list: &str, i: usize| story.rules.in_list(list, story.token(i));
    // Who leaves `its position in Homs` leaves Homs; who leaves `a base in Homs` may not.
    let all_theirs = |i: usize| {
        let several = matches!(story.token(i).xpos, "NNS" | "NNPS");
        several || story.dependents(i, &[Relation::NmodPoss]).next().is_some()
    };
    let thing = |i: usize| {
        story.token(i).tag == Tag::Noun
            && i != place
            && !matched.contains(&i)
            && story.mention_index(MentionKind::Place, i).is_none()
            && !is_every(story, i)
            && !(kind == Kind::Withdraws && all_theirs(i))
            && !frame.actors.contains(&i)
            && !can_act(story, i)
    };
    let located = |i: usize| {
        let mut cases = story.dependents(i, &[Relation::Case]);
        let of = |c: usize| story.token(c).form == "of" || is("place-prepositions", c);
        cases.any(of).then(|| story.head(i)).flatten()
    };
    // `the airport of Hama`, by the name of the town.
    if is("access-nouns", place) && story.mention_index(MentionKind::Place, place).is_none() {
        return !story.places_in(&(place..story.phrase(place).range.end)).is_empty();
    }
    let mut place = place;
    let Some(mut above) = located(place) else { return false };
    // `the town of | Bara`: the words name one place.
    if is("settlement-words", above) || is("division-words", above) {
        place = above;
        match located(place) {
            Some(higher) => above = higher,
            None => return false,
        }
    }
    if matched.contains(&above) || story.is_verb(above) {
        // `captured a police station | in Homs`: the parser may give the place to the verb.
        return story.token(place).relation == Relation::Obl && story.patients(head).into_iter().any(thing);
    }
    thing(above) && story.is_below(above, head)
}
