//! Where an event happened whose clause names no place: a choice among the places named around it, or none of them.
//!
//! Each place that the text has named is weighed by plain facts (`in the sentence before`, `place of the claim before`,
//! `in a source`), and so is the answer that the text leaves it open. The weights stand in
//! `lexicons/en/whereabouts.toml`.

mod facts;

use crate::{attribution::Cover, places, story::Story};
use dateline_core::{
    Claim, DateRange, Kind, Mention, Modality, PlaceMention, ResolvedPlace, Span, Stance, reading::Tag,
};
use facts::{Around, LastNamed, Manner};
use std::{collections::HashMap, ops::Range};

/// So many claims or names back a text may still be at the same place.
const LOOK_BACK: usize = 40;
/// The table of weights.
const WEIGHTS: &str = "whereabouts.weights";

/// What is known of an event when its place is looked for.
pub struct Event<'e> {
    /// Its word.
    pub head: usize,
    /// Its kind.
    pub kind: Kind,
    /// Heads of who does it.
    pub actors: &'e [usize],
    /// Heads of whom it is done to.
    pub targets: &'e [usize],
    /// Places of its clause that have no name (`residential areas`).
    pub own: &'e [(usize, PlaceMention)],
    /// Whether it is counted.
    pub counted: bool,
    /// Whether the count is a running total.
    pub total: bool,
    /// What is said of it.
    pub stance: Stance,
    /// How real it is.
    pub modality: Modality,
    /// When it was.
    pub date: Option<&'e DateRange>,
    /// Who says so.
    pub origin: &'e str,
}

/// One answer to where it happened, with what speaks for and against it.
pub struct Answer {
    /// The place with its head; `None` leaves it open.
    pub place: Option<(usize, PlaceMention)>,
    /// Facts with their weights.
    pub terms: Vec<(String, f32)>,
}

impl Answer {
    fn new(story: &Story<'_>, place: Option<(usize, PlaceMention)>, facts: Vec<String>) -> Answer {
        let weight = |fact: &str| story.rules.table(WEIGHTS, fact).and_then(|w| w.parse().ok());
        let terms = facts.into_iter().filter_map(|f| weight(&f).map(|w| (f, w))).collect();
        Answer { place, terms }
    }

    /// The sum of the weights.
    pub fn score(&self) -> f32 {
        self.terms.iter().map(|(_, w)| w).sum()
    }
}

/// The likeliest place of an event, with its head.
pub fn choose(
    story: &Story<'_>,
    event: &Event<'_>,
    cover: &Cover<'_>,
    before: &[Claim],
) -> Option<(usize, PlaceMention)> {
    weighed(answers(story, event, cover, before)).into_iter().next()?.0.place
}

/// One answer for each place, the best first: where a place is named several times all of that speaks for it, and the
/// mention that weighs most is kept.
pub fn weighed(answers: Vec<Answer>) -> Vec<(Answer, f32)> {
    let mut each: Vec<(Answer, f32)> = Vec::new();
    let mut at: HashMap<Option<String>, usize> = HashMap::new();
    for answer in answers {
        let key = answer.place.as_ref().map(|(_, p)| key(p.resolved.as_ref(), &p.text));
        let score = answer.score();
        match at.get(&key).and_then(|i| each.get_mut(*i)) {
            Some((kept, sum)) => {
                *sum = sum.max(score) + (-(*sum - score).abs()).exp().ln_1p();
                // Of two that weigh the same, the one named later.
                if score >= kept.score() {
                    *kept = answer;
                }
            }
            None => {
                at.insert(key, each.len());
                each.push((answer, score));
            }
        }
    }
    each.sort_by(|a, b| b.1.total_cmp(&a.1));
    each
}

/// Whether a place is only the other end of a movement, where its people go to (`withdrew to B`, `fled to B`) or come from
/// (`sent from B`): the event has its place where they are missed or wanted.
pub fn is_other_end(story: &Story<'_>, kind: Kind, head: usize) -> bool {
    let Some(prepositions) = story.rules.table("whereabouts.other_end", kind.name()) else { return false };
    let (_, case) = facts::governed(story, head);
    case.is_some_and(|c| prepositions.split_whitespace().any(|p| p == story.token(c).form))
}

/// All answers: that the text leaves it open, then the places that it has named, in their order.
pub fn answers(story: &Story<'_>, event: &Event<'_>, cover: &Cover<'_>, before: &[Claim]) -> Vec<Answer> {
    let candidates = candidates(story, event, before);
    let around = Around::new(story, event, cover, before, &candidates);
    let last = LastNamed::of(story, event.head, &candidates);
    let mut out = vec![Answer::new(story, None, around.open())];
    for candidate in &candidates {
        let facts = around.facts(candidate, &last);
        let mention = PlaceMention { inherited: !candidate.own, ..candidate.mention.clone() };
        out.push(Answer::new(story, Some((candidate.top, mention)), facts));
    }
    out
}

/// A place that may be meant.
struct Candidate {
    /// Its first token.
    at: usize,
    /// Its head.
    top: usize,
    mention: PlaceMention,
    /// Whether it is the event's own by grammar.
    own: bool,
    /// Equal for two mentions of one place.
    key: String,
}

impl Candidate {
    fn new(at: usize, top: usize, mention: PlaceMention, own: bool) -> Candidate {
        let key = key(mention.resolved.as_ref(), &mention.text);
        Candidate { at, top, mention, own, key }
    }
}

/// The places that may be meant, in the order of the text.
fn candidates(story: &Story<'_>, event: &Event<'_>, before: &[Claim]) -> Vec<Candidate> {
    let sentence = story.sentence(event.head);
    let end = story.places.partition_point(|p| p.range.start < sentence.end);
    let far = end.saturating_sub(LOOK_BACK);
    // What the headline and the first sentence are about may come back at any time.
    let opening = story.reading.sentences.iter().take(2).next_back().map_or(0, |s| s.tokens.end as usize);
    let first = story.places.partition_point(|p| p.range.start < opening).min(far);
    let mut out: Vec<Candidate> = (0..first)
        .chain(far..end)
        .map(|i| &story.places[i])
        // Where a report was written is seldom where the thing happened, and is named again if it was.
        .filter(|p| !is_dateline(story, p.range.start) && !places::is_government(story, p))
        .filter(|p| !places::is_where_said(story, p))
        .filter(|p| !p.range.clone().any(|i| is_party(story, event, i)))
        .map(|p| Candidate::new(p.range.start, top(story, p.range.clone()), places::named(story, p), false))
        .collect();
    let known = |out: &[Candidate], span: Span| out.iter().any(|c| c.mention.span.overlaps(span));
    for claim in before.iter().rev().take(LOOK_BACK) {
        if let Some(place) = claim.place.as_ref().filter(|p| !p.inherited && !known(&out, p.span)) {
            let tokens = &story.reading.tokens;
            let start = tokens.partition_point(|t| t.span.end <= place.span.start);
            let end = tokens.partition_point(|t| t.span.start < place.span.end);
            out.push(Candidate::new(start, top(story, start..end), place.clone(), false));
        }
    }
    for (head, place) in event.own {
        if !known(&out, place.span) {
            out.push(Candidate::new(*head, *head, place.clone(), true));
        }
    }
    for (head, place) in sites(story, event.head) {
        if !known(&out, place.span) {
            out.push(Candidate::new(head, head, place, false));
        }
    }
    out.sort_by_key(|c| c.at);
    out
}

/// Whether a word names a party by its country: `Iran-backed`, `is backed by | Rwanda`.
fn is_party(story: &Story<'_>, event: &Event<'_>, word: usize) -> bool {
    let relation = event.kind == Kind::Other && (event.actors.contains(&word) || event.targets.contains(&word));
    relation || story.sponsors.binary_search(&word).is_ok()
}

/// Known or named sites (`at the hospital`, `outside Unity stadium`) and places known from before (`west of the town`) in
/// the clause.
fn sites<'s>(story: &'s Story<'_>, head: usize) -> impl Iterator<Item = (usize, PlaceMention)> + 's {
    let is_site = move |i: &usize| {
        let token = story.token(*i);
        let site = || story.rules.in_list("site-nouns", token) || story.rules.in_list("place-nouns", token);
        *i != head && token.tag == Tag::Noun && site() && Manner::of(story, *i) == Manner::Place
    };
    story.clause(head).filter(is_site).filter_map(move |i| {
        let range = story.phrase(i).range;
        let capital = |i: usize| story.word(i).starts_with(char::is_uppercase) && i != story.sentence(i).start;
        if story.token(range.start).form != "the" && !range.clone().any(capital) {
            return None;
        }
        let known = places::mention_of(story, i).map(|p| PlaceMention { inherited: true, ..p });
        Some((i, known.unwrap_or_else(|| unresolved(story.mention(range)))))
    })
}

fn unresolved(mention: Mention) -> PlaceMention {
    let Mention { text, span, .. } = mention;
    PlaceMention { text, span, resolved: None, candidates: Vec::new(), inherited: true, relative: None }
}

/// The word of a range that the others hang from.
fn top(story: &Story<'_>, range: Range<usize>) -> usize {
    range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h))).unwrap_or(range.start)
}

/// A name that is equal for two mentions of one place.
fn key(resolved: Option<&ResolvedPlace>, text: &str) -> String {
    resolved.map_or_else(|| text.trim_start_matches("the ").to_lowercase(), ResolvedPlace::key)
}

/// Whether a place opens a paragraph as the place of writing: `GOMA (Kestrel) -`, `Kyiv, 5 May -`.
pub(crate) fn is_dateline(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    sentence.start == at
        && sentence.take(10).any(|i| {
            let token = story.token(i);
            matches!(token.form.as_str(), "-" | "--" | "(") && token.space_before
        })
}
