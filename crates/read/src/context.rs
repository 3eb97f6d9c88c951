//! What a clause leaves to the words around it: where the text is.

use crate::{places, story::Story};
use dateline_core::{Claim, Kind, PlaceMention, kind::Family, reading::Relation};
use std::ops::Range;

/// So many claims or names back a text may still be at the same place.
pub(crate) const LOOK_BACK: usize = 40;

/// The place of an event whose clause names none: one in its sentence that stands behind a preposition of place, else
/// that of the claims just before, else what the text named last.
pub fn place(story: &Story<'_>, head: usize, kind: Kind, before: &[Claim]) -> Option<(usize, PlaceMention)> {
    // A truce, and what is said of other claims, has no place of its own.
    if matches!(kind.family(), Family::Verification | Family::Settlement) || kind == Kind::Other {
        return None;
    }
    let here = *story.sentence_of.get(head)?;
    let quote = story.quote_of(head);
    let sentence = story.sentence(head);
    let first = story.places.partition_point(|p| p.range.start < sentence.start);
    let in_sentence = story.places[first..]
        .iter()
        .take_while(|p| p.range.start < sentence.end)
        .filter(|p| story.quote_of(p.range.start) == quote)
        .filter_map(|p| Some((located(story, &p.range)?, p)))
        .min_by_key(|(top, _)| top.abs_diff(head));
    let site = site(story, head);
    if let Some((top, place)) =
        in_sentence.filter(|(top, _)| site.as_ref().is_none_or(|(s, _)| top.abs_diff(head) < s.abs_diff(head)))
    {
        return Some((top, inherited(places::named(story, place))));
    }
    if site.is_some() {
        return site;
    }
    let sentence_at = |start: u32| story.reading.sentences.partition_point(|s| s.span.end <= start);
    let paragraph_of = |sentence: usize| story.reading.sentences.get(sentence).map(|s| s.paragraph);
    // `areas`, `other towns` are nobody's whereabouts but their own clause's.
    let whereabouts = |c: &&Claim| {
        c.place.as_ref().is_some_and(|p| !p.inherited && (p.resolved.is_some() || p.text.contains(char::is_uppercase)))
    };
    let own = || before.iter().rev().take(LOOK_BACK).filter(whereabouts);
    let in_paragraph = own().find(|c| paragraph_of(sentence_at(c.span.start)) == paragraph_of(here));
    // What the text has told most of, of that what it told last.
    let most = || {
        let count = |c: &Claim| own().filter(|o| same_place(o, c)).count();
        own().enumerate().max_by_key(|(i, c)| (count(c), std::cmp::Reverse(*i))).map(|(_, c)| c)
    };
    let told = in_paragraph.or_else(most).and_then(|c| c.place.clone()).map(|p| (head, inherited(p)));
    told.or_else(|| {
        let named = &story.places[..story.places.partition_point(|p| p.range.end <= head)];
        let place = named
            .iter()
            .rev()
            .take(LOOK_BACK)
            .find(|p| !is_dateline(story, p.range.start) && located(story, &p.range).is_some())?;
        Some((head, inherited(places::named(story, place))))
    })
}

/// Whether two claims are about one place.
fn same_place(a: &Claim, b: &Claim) -> bool {
    let key = |c: &Claim| c.place.as_ref().map(|p| p.resolved.as_ref().map_or(p.text.clone(), |r| r.key()));
    key(a) == key(b)
}

/// The head of a place name that stands behind a preposition of place.
fn located(story: &Story<'_>, range: &Range<usize>) -> Option<usize> {
    let top = range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h)))?;
    let mut cases = story.dependents(top, &[Relation::Case]);
    cases.any(|c| story.rules.in_list("whereabouts-prepositions", story.token(c))).then_some(top)
}

/// A known or named site (`at the hospital`, `outside Unity stadium`) in the clause.
fn site(story: &Story<'_>, head: usize) -> Option<(usize, PlaceMention)> {
    let clause = story.clause(head);
    let top = clause.clone().filter(|i| {
        *i != head
            && story.rules.in_list("site-nouns", story.token(*i))
            && story
                .dependents(*i, &[Relation::Case])
                .any(|c| story.rules.in_list("whereabouts-prepositions", story.token(c)))
    });
    let (top, range) = top
        .map(|i| (i, story.phrase(i).range))
        .filter(|(_, r)| {
            let named =
                r.clone().any(|i| story.word(i).starts_with(char::is_uppercase) && i != story.sentence(i).start);
            named || story.token(r.start).form == "the"
        })
        .min_by_key(|(i, _)| i.abs_diff(head))?;
    let mention = story.mention(range);
    let place = PlaceMention {
        text: mention.text,
        span: mention.span,
        resolved: None,
        candidates: Vec::new(),
        inherited: true,
    };
    Some((top, place))
}

/// Whether a place opens a paragraph as the place of writing: `GOMA (Kestrel) -`, `Kyiv, 5 May -`.
fn is_dateline(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    let opens = sentence.start == at;
    opens
        && sentence
            .clone()
            .take(10)
            .any(|i| matches!(story.token(i).form.as_str(), "-" | "--" | "(") && story.token(i).space_before)
}

fn inherited(mut place: PlaceMention) -> PlaceMention {
    place.inherited = true;
    place
}
