//! What speaks for and against a place, and for leaving it open.

use super::{Candidate, Event, LOOK_BACK, key};
use crate::{attribution::Cover, dates, names::actor_mention, rules::pattern::MentionKind, story::Story};
use dateline_core::{
    Claim, DateRange, Modality, ResolvedPlace, Stance,
    claim::Feature,
    kind::Family,
    reading::{Relation, Tag},
};
use std::collections::HashMap;

/// So many names or claims back count when a text's places are counted.
const WINDOW: usize = 200;
/// So many links up a tree a preposition is looked for.
const LONGEST_CHAIN: usize = 6;
/// An event of more days than this was over a long period.
const LONG: i32 = 10;

/// Where the candidates named last before the event stand.
pub(super) struct LastNamed {
    any: Option<usize>,
    /// Of those behind a preposition of place.
    located: Option<usize>,
}

impl LastNamed {
    pub(super) fn of(story: &Story<'_>, head: usize, candidates: &[Candidate]) -> LastNamed {
        let before = || candidates.iter().rev().filter(|c| c.at < head);
        let located = before().find(|c| Manner::of(story, c.top) == Manner::Place);
        LastNamed { any: before().next().map(|c| c.at), located: located.map(|c| c.at) }
    }
}

/// How a phrase stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
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
    pub(super) fn of(story: &Story<'_>, top: usize) -> Manner {
        match governed(story, top) {
            (_, Some(c)) if story.rules.in_list("whereabouts-prepositions", story.token(c)) => Manner::Place,
            (_, Some(c)) => match story.token(c).form.as_str() {
                "from" => Manner::From,
                "of" => Manner::Of,
                _ if story.rules.in_list("place-prepositions", story.token(c)) => Manner::Direction,
                _ => Manner::OtherPreposition,
            },
            (at, None) => match story.token(at).relation {
                Relation::Nsubj | Relation::NsubjPass => Manner::Subject,
                Relation::Obj => Manner::Object,
                _ => Manner::Alone,
            },
        }
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

/// The noun that a place belongs to in its clause, and its preposition.
pub(super) fn governed(story: &Story<'_>, top: usize) -> (usize, Option<usize>) {
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
        let case = story.dependents(at, &[Relation::Case]).last();
        let climbs = match case {
            Some(c) => story.token(c).form == "of" && story.head(at).is_some_and(|h| !story.is_verb(h)),
            None => belongs.contains(&story.token(at).relation),
        };
        match story.head(at).filter(|_| climbs) {
            Some(h) => at = h,
            None => return (at, case),
        }
    }
    (at, None)
}

/// A claim told of before.
struct Told<'s> {
    claim: &'s Claim,
    sentence: usize,
    place: Option<String>,
    resolved: Option<&'s ResolvedPlace>,
    /// Whether it is on days of the event's; `None` where one of the two is undated.
    same_day: Option<bool>,
    /// Whether the event's actor is its actor.
    same_actor: bool,
}

/// An event with what stands around it.
pub(super) struct Around<'s, 'r> {
    story: &'s Story<'r>,
    event: &'s Event<'s>,
    cover: &'s Cover<'s>,
    sentence: usize,
    verb: usize,
    tense: &'static str,
    /// Whether the clause points at a place told of before (`there`).
    there: bool,
    /// Whether it is a noun for what has been told of before (`the attack`).
    known: bool,
    /// The claims before, the latest first.
    told: Vec<Told<'s>>,
    /// How often each place is named up to here.
    named: HashMap<String, usize>,
    /// The sentence in which each place is named last.
    last_named: HashMap<String, usize>,
    /// In how many claims it is the place.
    claimed: HashMap<String, usize>,
    /// The country of most claims.
    country: Option<&'s str>,
    /// How often the report names the place that it names most.
    most: usize,
    /// The places of the event's sentence.
    beside: Vec<&'s ResolvedPlace>,
}

impl<'s, 'r> Around<'s, 'r> {
    pub(super) fn new(
        story: &'s Story<'r>,
        event: &'s Event<'s>,
        cover: &'s Cover<'s>,
        before: &'s [Claim],
        candidates: &'s [Candidate],
    ) -> Self {
        let head = event.head;
        let end = story.places.partition_point(|p| p.range.start < story.sentence(head).end);
        let mut named = HashMap::new();
        for place in &story.places[end.saturating_sub(WINDOW)..end] {
            *named.entry(key(place.resolved.as_ref(), story.text(place.range.clone()))).or_default() += 1;
        }
        let mut claimed = HashMap::new();
        for place in before.iter().rev().take(WINDOW).filter_map(|c| c.place.as_ref()) {
            *claimed.entry(key(place.resolved.as_ref(), &place.text)).or_default() += 1;
        }
        let actors: Vec<String> = event.actors.iter().map(|a| actor_mention(story, *a).name().to_lowercase()).collect();
        let meet = |a: &DateRange, b: &DateRange| a.start <= b.end && b.start <= a.end;
        let told: Vec<Told<'s>> = before
            .iter()
            .rev()
            .take(LOOK_BACK)
            .map(|claim| Told {
                claim,
                sentence: story.reading.sentences.partition_point(|s| s.span.end <= claim.span.start),
                place: claim.place.as_ref().map(|p| key(p.resolved.as_ref(), &p.text)),
                resolved: claim.place.as_ref().and_then(|p| p.resolved.as_ref()),
                same_day: event.date.zip(claim.event_date.as_ref()).map(|(a, b)| meet(a, b)),
                same_actor: claim.actor.as_ref().is_some_and(|a| actors.contains(&a.name().to_lowercase())),
            })
            .collect();
        let mut countries: Vec<(&str, usize)> = Vec::new();
        for country in told.iter().filter_map(|t| t.resolved?.country.as_deref()) {
            match countries.iter_mut().find(|(c, _)| *c == country) {
                Some((_, n)) => *n += 1,
                None => countries.push((country, 1)),
            }
        }
        // Of two with as many claims, the one told of last.
        let country = countries.iter().rev().max_by_key(|(_, n)| *n).map(|(c, _)| *c);
        let sentence = story.sentence_of[head];
        let mut last_named: HashMap<String, usize> = HashMap::new();
        for candidate in candidates {
            let at = story.sentence_of[candidate.at];
            let last = last_named.entry(candidate.key.clone()).or_default();
            *last = at.max(*last);
        }
        let times = |c: &Candidate| story.times_named.get(&c.key).copied().unwrap_or(0);
        let here = |c: &&Candidate| story.sentence_of[c.at] == sentence;
        let verb = story.clause_verb(head);
        Around {
            story,
            event,
            cover,
            sentence,
            verb,
            tense: dates::tense(story, head),
            there: story.sentence(head).any(|i| {
                let token = story.token(i);
                token.tag == Tag::Adv && story.rules.in_list("there-words", token) && story.clause_verb(i) == verb
            }),
            known: !story.is_verb(head)
                && (story.dependents(head, &[Relation::Det, Relation::NmodPoss]))
                    .any(|d| story.rules.in_list("pointing-determiners", story.token(d))),
            told,
            named,
            last_named,
            claimed,
            country,
            most: candidates.iter().map(times).max().unwrap_or(0),
            beside: candidates.iter().filter(here).filter_map(|c| c.mention.resolved.as_ref()).collect(),
        }
    }

    /// What speaks for and against leaving the place open.
    pub(super) fn open(&self) -> Vec<String> {
        let Event { head, kind, actors, targets, counted, total, stance, modality, date, .. } = *self.event;
        let story = self.story;
        let named = !story.places_in(&story.sentence(head)).is_empty();
        let last = self.told.first();
        let last_here = last.filter(|t| t.sentence == self.sentence);
        let of_family = |t: &Told<'_>| t.claim.kind.family() == kind.family();
        let facts = [
            (true, kind.family().name()),
            (true, kind.name()),
            (true, self.tense),
            (total, "a total of the whole story"),
            (counted, "counted"),
            (stance == Stance::Denies, "denied"),
            (!matches!(modality, Modality::Actual | Modality::Ongoing), "not actual"),
            (!story.is_verb(head), "a noun"),
            (self.known, "a known event"),
            (self.there, "there"),
            (actors.is_empty() && targets.is_empty(), "nobody does it to nobody"),
            (self.claimed.is_empty(), "no place claimed yet"),
            (last.is_some_and(|t| t.place.is_none()), "the claim before has none"),
            (last.is_some_and(|t| t.place.is_none() && of_family(t)), "the claim before of the family has none"),
            (last_here.is_some_and(|t| t.place.is_none()), "the claim before in the sentence has none"),
            (last_here.is_some_and(|t| t.place.is_some()), "the claim before in the sentence has one"),
            (last.is_some_and(|t| t.same_day == Some(false)), "on another day than the claim before"),
            (date.is_none(), "undated"),
            (date.is_some() && !self.long(), "on a day"),
            (self.long(), "over a long period"),
            (self.sentence == 0, "the first sentence"),
            (story.quote_of(head).is_some(), "in a quotation"),
            (!named, "no place in the sentence"),
        ];
        let hold = facts.iter().filter(|(holds, _)| *holds).map(|(_, fact)| format!("none, {fact}"));
        std::iter::once("none".to_owned()).chain(hold).collect()
    }

    fn long(&self) -> bool {
        self.event.date.is_some_and(|d| (d.end - d.start).get_days() > LONG)
    }

    /// What speaks for and against a place.
    pub(super) fn facts(&self, candidate: &Candidate, last: &LastNamed) -> Vec<String> {
        let Event { head, kind, actors, targets, counted, total, .. } = *self.event;
        let story = self.story;
        let family = kind.family().name();
        let Candidate { at, top, ref mention, own, ref key } = *candidate;
        let sentence = story.sentence_of[at];
        let same = sentence == self.sentence;
        let paragraph = self.paragraph_of(sentence) == self.paragraph_of(self.sentence);
        let manner = Manner::of(story, top).name();
        let distance = self.distance(top, paragraph);
        let resolved = mention.resolved.as_ref();
        let sort = sort(resolved);
        let below = |heads: &[usize]| heads.iter().any(|h| *h != top && story.is_below(top, *h));
        let name = story.mention_index(MentionKind::Name, at).and_then(|i| story.names.get(i));
        let longer = name.is_some_and(|n| !mention.span.contains(story.span(n.range.clone())));
        let times = story.times_named.get(key).copied().unwrap_or(0);
        let elsewhere = self.country.is_some_and(|c| {
            resolved.and_then(|r| r.country.as_deref()).is_some_and(|own| !own.is_empty() && own != c)
        });
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
            (self.there && last.any == Some(at), "there, named last"),
            (self.there && last.located == Some(at), "there, last behind a preposition of place"),
            (true, sort),
            (!mention.text.contains(char::is_uppercase), "without a name"),
            (self.most >= 2 && times == self.most, "named most in the report"),
            (times <= 1, "named once in the report"),
            (elsewhere, "in another country than most claims"),
            (self.beside.iter().any(|b| resolved.is_some_and(|r| contains(b, r))), "within another of the sentence"),
            (self.beside.iter().any(|b| resolved.is_some_and(|r| contains(r, b))), "contains another of the sentence"),
        ];
        let mut out: Vec<String> = facts.iter().filter(|(holds, _)| *holds).map(|(_, f)| (*f).to_owned()).collect();
        out.push(format!("{sort}, {family}"));
        out.push(format!("{sort}, {}", kind.name()));
        out.push(format!("{sort}, {}", self.tense));
        out.extend(counted.then(|| format!("{sort}, counted")));
        out.extend(total.then(|| format!("{sort}, total")));
        out.extend(self.long().then(|| format!("{sort}, over a long period")));
        let another = self.told.first().is_some_and(|t| t.same_day == Some(false));
        out.extend(another.then(|| format!("{sort}, on another day than the claim before")));
        out.extend(own.then(|| format!("by its words alone, {family}")));
        let back = self.last_named.get(key).map_or(usize::MAX, |s| self.sentence.saturating_sub(*s));
        out.push(format!("named {} back", sentences(back)));
        if same {
            out.push(format!("{distance}, {manner}"));
            out.extend((top > head).then(|| format!("{distance}, after the event")));
            if matches!(kind.family(), Family::Movement | Family::Control | Family::Settlement) {
                out.push(format!("{manner}, {}", kind.name()));
            }
            let preposition = story.dependents(top, &[Relation::Case]).last();
            out.extend(preposition.map(|p| format!("behind `{}`", story.token(p).form.to_lowercase())));
        } else {
            out.push(format!("{manner} before"));
        }
        self.told(key, resolved, &mut out);
        out
    }

    /// What the text has told of a place.
    fn told(&self, key: &str, resolved: Option<&ResolvedPlace>, out: &mut Vec<String>) {
        let family = self.event.kind.family();
        let times = self.named.get(key).copied().unwrap_or(0);
        let most = |counts: &HashMap<String, usize>| counts.values().copied().max().unwrap_or(0);
        let claims = self.claimed.get(key).copied().unwrap_or(0);
        let is_place = |t: &&Told<'_>| t.place.as_deref() == Some(key);
        let recent = || self.told.iter().filter(is_place);
        let last = self.told.first().filter(is_place);
        let placed = self.told.iter().find(|t| t.place.is_some());
        let is_placed = placed.as_ref().is_some_and(is_place);
        let of_family = |t: &Told<'_>| t.claim.kind.family() == family;
        let days: Vec<Option<bool>> = recent().take(3).map(|t| t.same_day).collect();
        let mut theirs = self.told.iter().filter(|t| t.same_actor);
        let just_theirs = theirs.next().as_ref().is_some_and(is_place);
        let contained =
            |a: Option<&ResolvedPlace>, b: Option<&ResolvedPlace>| a.zip(b).is_some_and(|(a, b)| contains(a, b));
        let known = self.known && recent().next().is_some();
        let facts = [
            (times >= 2, "named twice"),
            (times >= 2 && times == most(&self.named), "named most"),
            (claims > 0, "place of a claim"),
            (claims > 0 && claims == most(&self.claimed), "place of most claims"),
            (recent().any(|t| t.sentence == self.sentence), "place of a claim in the sentence"),
            (
                recent().any(|t| self.paragraph_of(t.sentence) == self.paragraph_of(self.sentence)),
                "place of a claim in the paragraph",
            ),
            (last.is_some(), "place of the claim before"),
            (last.is_some_and(of_family), "place of the claim before, of the family"),
            (last.and_then(|t| t.claim.place.as_ref()).is_some_and(|p| !p.inherited), "own place of the claim before"),
            (last.is_some_and(|t| t.claim.origin == self.event.origin), "place of the claim before, same source"),
            (last.is_some_and(|t| t.claim.origin != self.event.origin), "place of the claim before, another source"),
            (just_theirs, "place of the actor's claim before"),
            (!just_theirs && theirs.any(|t| is_place(&t)), "place of a claim of the actor's"),
            (days.contains(&Some(true)), "place of a claim of the same day"),
            (!days.contains(&Some(true)) && days.contains(&Some(false)), "place of a claim of another day"),
            (recent().any(|t| t.claim.kind == self.event.kind), "place of a claim of the kind"),
            (recent().any(of_family), "place of a claim of the family"),
            (is_placed, "place claimed last"),
            (
                is_placed && placed.and_then(|t| t.claim.place.as_ref()).is_some_and(|p| !p.inherited),
                "own place claimed last",
            ),
            (contained(resolved, placed.and_then(|t| t.resolved)), "contains the place claimed last"),
            (contained(placed.and_then(|t| t.resolved), resolved), "within the place claimed last"),
            (self.there && is_placed, "there, place claimed last"),
            (known, "a known event, place of a claim"),
            (known && is_placed, "a known event, place claimed last"),
            (known && recent().any(of_family), "a known event, place of a claim of the family"),
        ];
        out.extend(facts.iter().filter(|(holds, _)| *holds).map(|(_, f)| (*f).to_owned()));
        if let Some(t) = last {
            out.push(format!("place of the claim before, {family} after {}", t.claim.kind.family()));
            if matches!(self.tense, "perfect" | "pluperfect") {
                out.push(format!("place of the claim before, {}", self.tense));
            }
        }
        if let Some((n, t)) = self.told.iter().enumerate().find(|(_, t)| is_place(t)) {
            let claims = match n {
                0 => "one claim",
                1..=2 => "two or three claims",
                3..=5 => "four to six claims",
                _ => "more claims",
            };
            out.push(format!("claimed {claims} back"));
            out.push(format!("claimed {} back", sentences(self.sentence.saturating_sub(t.sentence))));
        }
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

    fn paragraph_of(&self, sentence: usize) -> Option<u32> {
        self.story.reading.sentences.get(sentence).map(|s| s.paragraph)
    }
}

fn sort(place: Option<&ResolvedPlace>) -> &'static str {
    match place.map(|r| r.feature) {
        None => "unresolved",
        Some(Feature::Country) => "country",
        Some(Feature::Admin1 | Feature::Admin2 | Feature::Region) => "division",
        Some(Feature::City) => "settlement",
        Some(_) => "another sort of place",
    }
}

/// Whether a country or a division contains another place.
fn contains(a: &ResolvedPlace, b: &ResolvedPlace) -> bool {
    let country = a.country.is_some() && a.country == b.country && b.feature != Feature::Country;
    match sort(Some(a)) {
        "country" => country,
        "division" => country && a.admin1.is_some() && a.admin1 == b.admin1 && sort(Some(b)) != "division",
        _ => false,
    }
}

fn sentences(back: usize) -> &'static str {
    match back {
        0 => "no sentence",
        1 => "one sentence",
        2 => "two sentences",
        3..=5 => "three to five sentences",
        _ => "more sentences",
    }
}
