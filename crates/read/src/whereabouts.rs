//! Where an event happened whose clause names no place: a choice among the places named around it, or none of them.
//!
//! Each place that the text has named is weighed by plain facts (`in the sentence before`, `place of the claim before`,
//! `in a source`), and so is the answer that the text leaves it open. The weights stand in
//! `lexicons/en/whereabouts.toml`.

use crate::{attribution::Cover, places, rules::pattern::MentionKind, story::Story};
use dateline_core::{
    Claim, Kind, Modality, PlaceMention, ResolvedPlace, Span, Stance, claim::Feature, reading::Relation,
};
use std::{collections::HashMap, ops::Range};

/// So many claims or names back a text may still be at the same place.
const LOOK_BACK: usize = 40;
/// So many names or claims back count when a text's places are counted.
const WINDOW: usize = 200;
/// So many links up a tree a preposition is looked for.
const LONGEST_CHAIN: usize = 6;
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
    // Of two that weigh the same, the one named later.
    answers(story, event, cover, before).into_iter().max_by(|a, b| a.score().total_cmp(&b.score()))?.place
}

/// All answers: that the text leaves it open, then the places that it has named, in their order.
pub fn answers(story: &Story<'_>, event: &Event<'_>, cover: &Cover<'_>, before: &[Claim]) -> Vec<Answer> {
    let around = Around::new(story, event, cover, before);
    let candidates = candidates(story, event, before);
    let last = LastNamed::of(story, event.head, &candidates);
    let mut out = vec![Answer::new(story, None, around.open())];
    for candidate in candidates {
        let facts = around.facts(&candidate, &last);
        let mention = PlaceMention { inherited: !candidate.own, ..candidate.mention };
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
        .filter(|p| !is_dateline(story, p.range.start))
        .map(|p| Candidate {
            at: p.range.start,
            top: top(story, p.range.clone()),
            mention: places::named(story, p),
            own: false,
        })
        .collect();
    let known = |out: &[Candidate], span: Span| out.iter().any(|c| c.mention.span.overlaps(span));
    for claim in before.iter().rev().take(LOOK_BACK) {
        if let Some(place) = claim.place.as_ref().filter(|p| !p.inherited && !known(&out, p.span)) {
            let tokens = &story.reading.tokens;
            let start = tokens.partition_point(|t| t.span.end <= place.span.start);
            let end = tokens.partition_point(|t| t.span.start < place.span.end);
            out.push(Candidate { at: start, top: top(story, start..end), mention: place.clone(), own: false });
        }
    }
    for (head, place) in event.own {
        if !known(&out, place.span) {
            out.push(Candidate { at: *head, top: *head, mention: place.clone(), own: true });
        }
    }
    if let Some((head, place)) = site(story, event.head).filter(|(_, p)| !known(&out, p.span)) {
        out.push(Candidate { at: head, top: head, mention: place, own: false });
    }
    out.sort_by_key(|c| c.at);
    out
}

/// A known or named site (`at the hospital`, `outside Unity stadium`) in the clause.
fn site(story: &Story<'_>, head: usize) -> Option<(usize, PlaceMention)> {
    let located = |i: usize| {
        let mut cases = story.dependents(i, &[Relation::Case]);
        cases.any(|c| story.rules.in_list("whereabouts-prepositions", story.token(c)))
    };
    let (top, range) = story
        .clause(head)
        .filter(|i| *i != head && story.rules.in_list("site-nouns", story.token(*i)) && located(*i))
        .map(|i| (i, story.phrase(i).range))
        .filter(|(_, r)| {
            let capital = |i: usize| story.word(i).starts_with(char::is_uppercase) && i != story.sentence(i).start;
            story.token(r.start).form == "the" || r.clone().any(capital)
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

/// The word of a range that the others hang from.
fn top(story: &Story<'_>, range: Range<usize>) -> usize {
    range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h))).unwrap_or(range.start)
}

/// A name that is equal for two mentions of one place.
fn key(resolved: Option<&ResolvedPlace>, text: &str) -> String {
    resolved.map_or_else(|| text.trim_start_matches("the ").to_lowercase(), ResolvedPlace::key)
}

/// Where the candidates named last before the event stand.
struct LastNamed {
    any: Option<usize>,
    /// Of those behind a preposition of place.
    located: Option<usize>,
}

impl LastNamed {
    fn of(story: &Story<'_>, head: usize, candidates: &[Candidate]) -> LastNamed {
        let before = || candidates.iter().rev().filter(|c| c.at < head);
        let located = before().find(|c| Manner::of(story, c.top) == Manner::Place);
        LastNamed { any: before().next().map(|c| c.at), located: located.map(|c| c.at) }
    }
}

/// How a phrase stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Place,
    Direction,
    From,
    Of,
    OtherPreposition,
    Subject,
    Object,
    Alone,
}

impl Manner {
    /// The manner of a place: that of the noun it belongs to (`on | the outskirts of Hama`, `at | the Hama depot`).
    fn of(story: &Story<'_>, top: usize) -> Manner {
        let belongs = [
            Relation::Compound,
            Relation::NmodPoss,
            Relation::Amod,
            Relation::Appos,
            Relation::Conj,
            Relation::Flat,
            Relation::Nmod,
            Relation::NmodUnmarked,
        ];
        let mut at = top;
        for _ in 0..LONGEST_CHAIN {
            let relation = story.token(at).relation;
            let case = story.dependents(at, &[Relation::Case]).last().map(|c| story.token(c));
            let climbs = match case {
                Some(c) if c.form == "of" => story.head(at).is_some_and(|h| !story.is_verb(h)),
                Some(c) if story.rules.in_list("whereabouts-prepositions", c) => return Manner::Place,
                Some(c) if c.form == "from" => return Manner::From,
                Some(c) if story.rules.in_list("place-prepositions", c) => return Manner::Direction,
                Some(_) => return Manner::OtherPreposition,
                None if matches!(relation, Relation::Nsubj | Relation::NsubjPass) => return Manner::Subject,
                None if relation == Relation::Obj => return Manner::Object,
                None => belongs.contains(&relation),
            };
            match story.head(at).filter(|_| climbs) {
                Some(h) => at = h,
                None if case.is_some() => return Manner::Of,
                None => return Manner::Alone,
            }
        }
        Manner::Alone
    }

    fn name(self) -> &'static str {
        match self {
            Manner::Place => "behind a preposition of place",
            Manner::Direction => "behind a preposition of direction",
            Manner::From => "behind from",
            Manner::Of => "behind of",
            Manner::OtherPreposition => "behind another preposition",
            Manner::Subject => "subject",
            Manner::Object => "object",
            Manner::Alone => "alone",
        }
    }
}

/// An event with what stands around it.
struct Around<'s, 'r> {
    story: &'s Story<'r>,
    event: &'s Event<'s>,
    cover: &'s Cover<'s>,
    before: &'s [Claim],
    sentence: usize,
    verb: usize,
    /// How often each place is named up to here.
    named: HashMap<String, usize>,
    /// In how many claims it is the place.
    claimed: HashMap<String, usize>,
}

impl<'s, 'r> Around<'s, 'r> {
    fn new(story: &'s Story<'r>, event: &'s Event<'s>, cover: &'s Cover<'s>, before: &'s [Claim]) -> Self {
        let end = story.places.partition_point(|p| p.range.start < story.sentence(event.head).end);
        let mut named = HashMap::new();
        for place in &story.places[end.saturating_sub(WINDOW)..end] {
            *named.entry(key(place.resolved.as_ref(), story.text(place.range.clone()))).or_default() += 1;
        }
        let mut claimed = HashMap::new();
        for place in before.iter().rev().take(WINDOW).filter_map(|c| c.place.as_ref()) {
            *claimed.entry(key(place.resolved.as_ref(), &place.text)).or_default() += 1;
        }
        let sentence = story.sentence_of[event.head];
        let verb = story.clause_verb(event.head);
        Around { story, event, cover, before, sentence, verb, named, claimed }
    }

    /// What speaks for and against leaving the place open.
    fn open(&self) -> Vec<String> {
        let Event { head, kind, actors, targets, counted, total, stance, modality, .. } = *self.event;
        let story = self.story;
        let named = !story.places_in(&story.sentence(head)).is_empty();
        let facts = [
            (true, kind.family().name()),
            (total, "a total of the whole story"),
            (counted, "counted"),
            (stance == Stance::Denies, "denied"),
            (!matches!(modality, Modality::Actual | Modality::Ongoing), "not actual"),
            (!story.is_verb(head), "a noun"),
            (actors.is_empty() && targets.is_empty(), "nobody does it to nobody"),
            (self.claimed.is_empty(), "no place claimed yet"),
            (self.before.last().is_some_and(|c| c.place.is_none()), "the claim before has none"),
            (self.sentence == 0, "the first sentence"),
            (story.quote_of(head).is_some(), "in a quotation"),
            (!named, "no place in the sentence"),
        ];
        let hold = facts.iter().filter(|(holds, _)| *holds).map(|(_, fact)| format!("none, {fact}"));
        std::iter::once("none".to_owned()).chain(hold).collect()
    }

    /// What speaks for and against a place.
    fn facts(&self, candidate: &Candidate, last: &LastNamed) -> Vec<String> {
        let Event { head, kind, actors, targets, counted, total, .. } = *self.event;
        let story = self.story;
        let family = kind.family().name();
        let Candidate { at, top, ref mention, own } = *candidate;
        let sentence = story.sentence_of[at];
        let same = sentence == self.sentence;
        let paragraph = self.paragraph_of(sentence) == self.paragraph_of(self.sentence);
        let manner = Manner::of(story, top).name();
        let distance = self.distance(top, paragraph);
        let sort = match mention.resolved.as_ref().map(|r| r.feature) {
            None => "unresolved",
            Some(Feature::Country) => "country",
            Some(Feature::Admin1 | Feature::Admin2 | Feature::Region) => "division",
            Some(Feature::City) => "settlement",
            Some(_) => "another sort of place",
        };
        let below = |heads: &[usize]| heads.iter().any(|h| *h != top && story.is_below(top, *h));
        let name = story.mention_index(MentionKind::Name, at).and_then(|i| story.names.get(i));
        let longer = name.is_some_and(|n| !mention.span.contains(story.span(n.range.clone())));
        let facts = [
            (true, distance),
            (own, "by its words alone"),
            (paragraph && !same, "in the paragraph"),
            (sentence == 0 && !same, "in the first sentence"),
            (sentence == 1 && !same, "in the second sentence"),
            (same && story.quote_of(at) != story.quote_of(head), "on the other side of a quotation mark"),
            (self.cover.in_source(mention.span), "in a source"),
            (below(actors), "in the actor"),
            (below(targets), "in the target"),
            (actors.contains(&top), "the actor"),
            (targets.contains(&top), "the target"),
            (longer, "in a longer name"),
            (last.any == Some(at), "named last"),
            (last.located == Some(at), "last behind a preposition of place"),
            (true, sort),
            (!mention.text.contains(char::is_uppercase), "without a name"),
        ];
        let mut out: Vec<String> = facts.iter().filter(|(holds, _)| *holds).map(|(_, f)| (*f).to_owned()).collect();
        out.push(format!("{sort}, {family}"));
        out.extend(counted.then(|| format!("{sort}, counted")));
        out.extend(total.then(|| format!("{sort}, total")));
        out.extend(own.then(|| format!("by its words alone, {family}")));
        if same {
            out.push(format!("{distance}, {manner}"));
            out.extend((top > head).then(|| format!("{distance}, after the event")));
        } else {
            out.push(format!("{manner} before"));
        }
        self.told(&key(mention.resolved.as_ref(), &mention.text), &mut out);
        out
    }

    /// What the text has told of a place.
    fn told(&self, key: &str, out: &mut Vec<String>) {
        let family = self.event.kind.family();
        let times = self.named.get(key).copied().unwrap_or(0);
        let most = |counts: &HashMap<String, usize>| counts.values().copied().max().unwrap_or(0);
        let claims = self.claimed.get(key).copied().unwrap_or(0);
        let is_place = |c: &&Claim| c.place.as_ref().is_some_and(|p| self::key(p.resolved.as_ref(), &p.text) == key);
        let recent = || self.before.iter().rev().take(LOOK_BACK).filter(is_place).map(|c| self.sentence_at(c.span));
        let last = self.before.last().filter(is_place);
        let facts = [
            (times >= 2, "named twice"),
            (times >= 2 && times == most(&self.named), "named most"),
            (claims > 0, "place of a claim"),
            (claims > 0 && claims == most(&self.claimed), "place of most claims"),
            (recent().any(|s| s == self.sentence), "place of a claim in the sentence"),
            (
                recent().any(|s| self.paragraph_of(s) == self.paragraph_of(self.sentence)),
                "place of a claim in the paragraph",
            ),
            (last.is_some(), "place of the claim before"),
            (last.is_some_and(|c| c.kind.family() == family), "place of the claim before, of the family"),
            (last.and_then(|c| c.place.as_ref()).is_some_and(|p| !p.inherited), "own place of the claim before"),
        ];
        out.extend(facts.iter().filter(|(holds, _)| *holds).map(|(_, f)| (*f).to_owned()));
        out.extend(last.map(|c| format!("place of the claim before, {family} after {}", c.kind.family())));
    }

    /// How far a place stands from the event.
    fn distance(&self, top: usize, paragraph: bool) -> &'static str {
        let story = self.story;
        let verb = story.clause_verb(top);
        match (self.sentence.saturating_sub(story.sentence_of[top]), paragraph) {
            (0, _) if verb == self.verb => "in the clause",
            (0, _) if story.is_below(self.verb, verb) => "in a clause above",
            (0, _) if story.is_below(verb, self.verb) => "in a clause below",
            (0, _) => "elsewhere in the sentence",
            (1, true) => "in the sentence before",
            (1, false) => "in the sentence before, across paragraphs",
            (2, true) => "two sentences before",
            (2, false) => "two sentences before, across paragraphs",
            (3..=5, _) => "three to five sentences before",
            _ => "further before",
        }
    }

    fn sentence_at(&self, span: Span) -> usize {
        self.story.reading.sentences.partition_point(|s| s.span.end <= span.start)
    }

    fn paragraph_of(&self, sentence: usize) -> Option<u32> {
        self.story.reading.sentences.get(sentence).map(|s| s.paragraph)
    }
}

/// Whether a place opens a paragraph as the place of writing: `GOMA (Kestrel) -`, `Kyiv, 5 May -`.
fn is_dateline(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    sentence.start == at
        && sentence.take(10).any(|i| {
            let token = story.token(i);
            matches!(token.form.as_str(), "-" | "--" | "(") && token.space_before
        })
}
