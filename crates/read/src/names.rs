//! Capitalised names, the abbreviations that brackets introduce, and what pronouns stand for.

use crate::{
    attribution::answers::is_nobody,
    rules::pattern::MentionKind,
    story::{Phrase, Story},
};
use dateline_core::{
    ActorClass, Claimant, Mention,
    actors::Actor,
    claim::{Feature, Tier},
    reading::{NameClass, Relation, Tag},
};
use std::{collections::HashMap, ops::Range};

/// A run of capitalised words that name one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub range: Range<usize>,
}

/// Finds names and abbreviations, and indexes them.
pub fn find(story: &mut Story<'_>) {
    let mut names = Vec::new();
    for sentence in &story.reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let shouted = is_shouted(story, range.clone());
        let mut at = range.start;
        while at < range.end {
            if !is_name_word(story, at, shouted) {
                at += 1;
                continue;
            }
            let start = at;
            at += 1;
            while at < range.end {
                let joiner = story.rules.in_list("name-joiners", story.token(at));
                // `Michel-Ange`, where the tree has one name; `Homs-Latakia` are two.
                let hyphen = story.token(at).form == "-"
                    && !story.token(at).space_before
                    && at + 1 < range.end
                    && !story.token(at + 1).space_before
                    && story.token(at + 1).relation == Relation::Flat
                    && is_name_word(story, at + 1, shouted)
                    || is_linker(story, at, range.end);
                if is_name_word(story, at, shouted) {
                    at += 1;
                } else if hyphen
                    || joiner
                        && at + 1 < range.end
                        && is_name_word(story, at + 1, shouted)
                        && joins(story, start..at, at)
                {
                    at += 2;
                } else {
                    break;
                }
            }
            names.push(Name { range: start..at });
        }
    }
    story.index_mentions(MentionKind::Name, names.iter().map(|n| n.range.clone()));
    for (i, name) in names.iter().enumerate().filter(|(_, name)| name.range.len() >= 2) {
        for word in name.range.clone() {
            story.first_named.entry(story.word(word)).or_insert(i);
        }
    }
    story.names = names;
    story.abbreviations = find_abbreviations(story);
}

/// Whether a hyphen opens a small linking word within a name: `Jaish | -e-Mohammad`, `Tehreek | -i-Taliban`.
fn is_linker(story: &Story<'_>, hyphen: usize, end: usize) -> bool {
    let glued = |i: usize| i < end && !story.token(i).space_before;
    if !glued(hyphen) || !glued(hyphen + 1) || story.word(hyphen) != "-" {
        return false;
    }
    let mut parts = story.word(hyphen + 1).split('-');
    parts.next().is_some_and(|p| story.rules.list_has("name-linkers", p))
        && parts.next().is_some_and(|p| p.starts_with(char::is_uppercase))
}

/// `of` and `for` join the words of an organisation (`Observatory for Human Rights`), not those of a place.
fn joins(story: &Story<'_>, before: Range<usize>, joiner: usize) -> bool {
    story.word(joiner).chars().next().is_some_and(char::is_uppercase)
        || before.clone().any(|i| story.rules.in_list("organisation-nouns", story.token(i)))
        || story.rules.in_list("name_particles", story.token(joiner))
}

fn is_shouted(story: &Story<'_>, range: Range<usize>) -> bool {
    let mut words = 0;
    let mut capitalised = 0;
    for i in range {
        let word = story.word(i);
        if word.chars().any(char::is_alphabetic) {
            words += 1;
            capitalised += usize::from(word.chars().all(|c| !c.is_lowercase()));
        }
    }
    words > 3 && capitalised * 10 > words * 8
}

fn is_name_word(story: &Story<'_>, i: usize, shouted: bool) -> bool {
    let token = story.token(i);
    let word = story.word(i);
    let Some(first) = word.chars().next() else { return false };
    let capital = first.is_uppercase()
        || (story.rules.list_has("name_particles", word.split(['-', '\'', '’']).next().unwrap_or_default())
            && word.contains('-')
            && word.chars().any(char::is_uppercase));
    if !capital || story.rules.table("calendar.weekdays", &token.form).is_some() {
        return false;
    }
    if story.rules.table("calendar.months", token.form.trim_end_matches('.')).is_some() && token.form != "may" {
        return false;
    }
    match token.tag {
        Tag::Propn => !shouted || word.len() > 1,
        Tag::X if token.xpos.is_empty() => i != story.sentence(i).start,
        Tag::Noun | Tag::Adj | Tag::Num => {
            // Title Case within a name: `Southern Operations Room`, `8th Brigade`.
            !shouted
                && i != story.sentence(i).start
                && (token.tag != Tag::Adj || story.world.gazetteer.demonym(word).is_none())
        }
        // Taggers stumble over foreign names; the gazetteer does not.
        _ => {
            !shouted && i != story.sentence(i).start && {
                let lookup = story.world.gazetteer.lookup(word);
                lookup.tier == Tier::Exact && !lookup.places.is_empty() && story.world.gazetteer.demonym(word).is_none()
            }
        }
    }
}

fn find_abbreviations(story: &Story<'_>) -> HashMap<String, String> {
    let mut out = HashMap::new();
    for i in 1..story.reading.tokens.len().saturating_sub(2) {
        if !matches!((story.word(i), story.word(i + 2)), ("(", ")") | ("[", "]")) {
            continue;
        }
        let short = story.word(i + 1);
        if short.len() < 2 || short.len() > 10 || short.chars().filter(|c| c.is_uppercase()).count() < 2 {
            continue;
        }
        if let Some(name) = story.mention_index(MentionKind::Name, i - 1).and_then(|n| story.names.get(n)) {
            let mut start = name.range.start;
            // `Syrian Observatory`: a nationality at the start belongs to the name when its initial does.
            let initial = short.chars().next();
            if start > story.sentence(i).start
                && story.word(start).chars().next() != initial
                && story.word(start - 1).chars().next() == initial
                && story.word(start - 1).chars().all(char::is_alphabetic)
            {
                start -= 1;
            }
            let full = story.text(start..name.range.end);
            if full.len() > short.len() {
                out.insert(short.to_owned(), full.to_owned());
            }
        }
    }
    out
}

/// The phrase to show for an actor or source: a person by name alone, everything else as the phrase stands.
pub fn actor_phrase(story: &Story<'_>, head: usize) -> Phrase {
    let phrase = story.phrase(head);
    let Some(name) = story.mention_index(MentionKind::Name, head).and_then(|i| story.names.get(i)) else {
        return phrase;
    };
    let before = phrase.range.start..name.range.start;
    let titled = before.clone().any(|i| {
        let t = story.token(i);
        t.tag == Tag::Noun && t.relation != Relation::NmodPoss && story.rules.in_list("person-titles", t)
    });
    let rest = phrase.range.end > name.range.end;
    if titled && name.range.len() >= 2 && !rest {
        return Phrase { range: without_titles(story, name.range.clone()), head };
    }
    let inner = without_titles(story, name.range.clone());
    if before.is_empty() && !rest && inner.start > name.range.start {
        return Phrase { range: inner, head };
    }
    phrase
}

fn without_titles(story: &Story<'_>, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while start + 2 < range.end && story.rules.in_list("person-titles", story.token(start)) {
        start += 1;
    }
    start..range.end
}

/// A mention of an actor with the name it has within the report.
pub fn actor_mention(story: &Story<'_>, head: usize) -> Mention {
    let token = story.token(head);
    if let Some(kind) = story.rules.table("pronouns.antecedent", &token.form)
        && token.tag != Tag::Det
        && let Some(antecedent) = antecedent(story, head, kind)
    {
        // The words are the antecedent's: a pronoun names nobody. A name behind the pronoun would lead back to it.
        let named = by_name(story, antecedent);
        let mut mention = actor_mention(story, if named < head { named } else { antecedent });
        mention.entity.get_or_insert_with(|| mention.text.clone());
        return mention;
    }
    let phrase = actor_phrase(story, head);
    let mut mention = story.mention(phrase.range.clone());
    mention.entity = full_name(story, &phrase);
    mention
}

/// The spelled-out form of an abbreviation, or the longer name that `the Command` is short for, where the report gives
/// one.
fn full_name(story: &Story<'_>, phrase: &Phrase) -> Option<String> {
    if phrase.range.len() > 3 {
        return None;
    }
    let abbreviated = phrase.range.clone().find_map(|i| story.abbreviations.get(story.word(i)));
    if abbreviated.is_some() {
        return abbreviated.cloned();
    }
    let [article, noun] = [phrase.range.start, phrase.range.end.saturating_sub(1)];
    let short = phrase.range.len() == 2
        && story.token(article).form == "the"
        && story.word(noun).starts_with(char::is_uppercase);
    if !short || story.mention_index(MentionKind::Place, noun).is_some() {
        return None;
    }
    let first = story.first_named.get(story.word(noun)).and_then(|i| story.names.get(*i))?;
    (first.range.end <= article).then(|| story.text(first.range.clone()).to_owned())
}

/// The best of the earlier subjects and sources that a pronoun of this kind can stand for, the nearest first.
pub(crate) fn antecedent(story: &Story<'_>, pronoun: usize, kind: &str) -> Option<usize> {
    antecedents(story, pronoun, kind).into_iter().rev().max_by_key(|(score, _)| *score).map(|(_, i)| i)
}

/// What speaks for a speaker as what a pronoun in his own words stands for: more than for anybody else.
const OWN_WORDS: i32 = 14;

/// Who says the clause whose subject a pronoun is: `Hamas said on Monday | it had accepted`.
fn speaker_of(story: &Story<'_>, pronoun: usize) -> Option<usize> {
    let verb = story.head(pronoun).filter(|_| story.token(pronoun).relation == Relation::Nsubj)?;
    let first = match story.token(verb).relation {
        Relation::Conj => story.head(verb)?,
        _ => verb,
    };
    let speech = story.head(first).filter(|_| story.token(first).relation == Relation::Ccomp)?;
    let says = story.rules.in_list("speech-verbs", story.token(speech)) && story.quote_of(pronoun).is_none();
    story.dependents(speech, &[Relation::Nsubj]).find(|s| says && *s < pronoun)
}

/// Whom a speaker means by `it` or `they`: the body that speaks, or the one that a spokesman speaks for.
fn speakers_body(story: &Story<'_>, speaker: usize, kind: &str) -> Option<usize> {
    let name = story.mention_index(MentionKind::Name, speaker).and_then(|n| story.names.get(n));
    let titles = std::iter::once(speaker)
        .chain(story.dependents(speaker, &[Relation::Appos, Relation::Nmod, Relation::Compound]))
        .filter(|t| story.rules.in_list("spokespeople", story.token(*t)));
    let body = |t: usize| {
        let of = ["for", "of"].into_iter().flat_map(move |p| story.prepositional(t, p));
        of.chain(story.dependents(t, &[Relation::Compound, Relation::NmodPoss]))
            .find(|b| !story.rules.in_list("person-titles", story.token(*b)) && !is_person(story, *b))
    };
    if let Some(body) = titles.into_iter().find_map(body) {
        return matches!(kind, "thing" | "group").then_some(body);
    }
    let known = name.and_then(|n| story.world.actors.by_name(story.text(n.range.clone())));
    let plural = name.is_none() && matches!(story.token(speaker).xpos, "NNS" | "NNPS");
    let body = known.is_some_and(|a| !matches!(a.class, ActorClass::Official | ActorClass::Expert))
        || (name.is_some() || story.rules.in_list("group-nouns", story.token(speaker))) && !is_person(story, speaker);
    (kind == "thing" && body && !plural).then_some(speaker)
}

/// What a pronoun of this kind can stand for, the nearest first, each with how much speaks for it.
pub(crate) fn antecedents(story: &Story<'_>, pronoun: usize, kind: &str) -> Vec<(i32, usize)> {
    let first_sentence = story.sentence_of.get(pronoun).map_or(0, |s| s.saturating_sub(3));
    let quote = story.quote_of(pronoun);
    let mut found = Vec::new();
    let own = speaker_of(story, pronoun).and_then(|s| speakers_body(story, s, kind));
    let author = author_above(story, pronoun).filter(|_| kind != "person");
    found.extend(own.or(author).map(|body| (OWN_WORDS, body)));
    // Who does what is told before the pronoun speaks.
    let verb = story.head(pronoun).filter(|v| story.rules.in_list("speech-verbs", story.token(*v)));
    let told = verb
        .and_then(|v| {
            let before = |c: &usize| *c < pronoun && story.quote_of(*c).is_none();
            story.dependents(v, &[Relation::Ccomp, Relation::Parataxis]).find(before)
        })
        .and_then(|c| story.dependents(c, &[Relation::Nsubj]).next());
    for i in (0..pronoun).rev() {
        if story.sentence_of[i] < first_sentence {
            break;
        }
        let token = story.token(i);
        if !matches!(token.tag, Tag::Noun | Tag::Propn) || (story.quote_of(i) != quote && story.quote_of(i).is_some()) {
            continue;
        }
        let subject = matches!(token.relation, Relation::Nsubj | Relation::NsubjPass | Relation::OblAgent)
            || story.head(i).is_some_and(|h| story.token(h).form == "according");
        let channel = story.rules.table("channels.names", &token.form).is_some();
        if !subject || channel || is_nobody(story, i) || story.mention_index(MentionKind::Time, i).is_some() {
            continue;
        }
        let person = is_person(story, i);
        let plural = matches!(token.xpos, "NNS" | "NNPS");
        // `they` of a monitor's report, or of what unnamed sources tell, are those it is about.
        let class = story.rules.table("sources.class", &token.lemma);
        let group = story.rules.in_list("group-nouns", token)
            || story.mention_index(MentionKind::Name, i).is_some()
            || matches!(class, Some("outlet" | "agency" | "monitor" | "un" | "ngo" | "government" | "belligerent"));
        let onlooker = matches!(class, Some("anonymous"))
            || !plural && matches!(class, Some("monitor" | "agency" | "outlet" | "un" | "expert"));
        if kind == "group" && onlooker {
            continue;
        }
        let fits = match kind {
            "person" => person && !plural,
            "group" => plural || (group && !person),
            "thing" => !person && !plural && group,
            _ => false,
        };
        if !fits {
            continue;
        }
        let same = story.sentence_of[i] == story.sentence_of[pronoun];
        // `The army retook | it`: nobody does a thing to itself by a plain pronoun.
        let itself = story.head(i) == story.head(pronoun)
            && matches!(story.token(pronoun).relation, Relation::Obj | Relation::Obl | Relation::Iobj);
        if own == Some(i) || itself {
            continue;
        }
        let speaks = story.head(i).is_some_and(|h| story.rules.in_list("speech-verbs", story.token(h)));
        let distance = (story.sentence_of[pronoun] - story.sentence_of[i]) as i32;
        // `They` are several: `troops` before the country that speaks of them.
        let owned = || story.dependents(i, &[Relation::NmodPoss]).any(|o| story.token(o).tag == Tag::Pron);
        let several = kind == "group" && plural && !owned();
        // `Hamas fired rockets at Sderot, it said`: who did what is told says so.
        let told = told == Some(i);
        let score = 10 - 3 * distance + [speaks, several, told].iter().filter(|b| **b).count() as i32 * 2;
        found.push((score + i32::from(same) + i32::from(told) * 2, i));
    }
    found
}

/// Who made the report whose clause a pronoun stands in: `claims by | the rebels | that they had taken the town`.
fn author_above(story: &Story<'_>, pronoun: usize) -> Option<usize> {
    let above = std::iter::successors(story.head(pronoun), |i| story.head(*i)).take(DEEPEST);
    let report = above
        .take_while(|i| *i < pronoun || story.is_verb(*i))
        .find(|i| *i < pronoun && !story.is_verb(*i) && story.rules.in_list("report-nouns", story.token(*i)))?;
    let clause = story.dependents(report, &[Relation::Acl, Relation::Ccomp]).any(|c| story.is_below(pronoun, c));
    story
        .dependents(report, &[Relation::NmodPoss])
        .chain(story.prepositional(report, "by"))
        .find(|a| clause && story.token(*a).tag != Tag::Pron)
}

/// So many words up from a pronoun its clause may begin.
const DEEPEST: usize = 4;

/// Whether a phrase's head is one that can act or suffer: people, armed units, bodies, countries, names that are no
/// places, pronouns, and numbers that stand alone for people.
pub fn can_act(story: &Story<'_>, i: usize) -> bool {
    let token = story.token(i);
    if let Some(place) = story.mention_index(MentionKind::Place, i).and_then(|p| story.places.get(p)) {
        // A capital speaks for its government: `Kyiv denied losing the town`.
        let speaks = || {
            token.relation == Relation::Nsubj
                && story.head(i).is_some_and(|v| {
                    ["speech-verbs", "denial-verbs"].iter().any(|l| story.rules.in_list(l, story.token(v)))
                })
        };
        return place.resolved.as_ref().is_none_or(|r| r.feature == Feature::Country) || speaks();
    }
    if matches!(token.tag, Tag::Pron | Tag::Propn) || story.mention_index(MentionKind::Name, i).is_some() {
        return true;
    }
    let listed = ["people", "armed", "group-nouns", "person-titles", "organisation-nouns"];
    listed.iter().any(|list| story.rules.in_list(list, token))
        || story.world.gazetteer.demonym(story.word(i)).is_some()
        || story.mention_index(MentionKind::Number, i).is_some()
        || story.world.actors.by_name(story.word(i)).is_some()
}

/// Whether a noun is a person: a personal name, or a noun for one.
pub fn is_person(story: &Story<'_>, i: usize) -> bool {
    let token = story.token(i);
    if story.rules.in_list("person-titles", token) {
        return true;
    }
    let Some(name) = story.mention_index(MentionKind::Name, i).and_then(|n| story.names.get(n)) else { return false };
    let at = story.reading.names.partition_point(|n| n.tokens.end as usize <= i);
    let seen = story.reading.names.get(at).filter(|n| n.tokens.contains(&(i as u32)));
    if seen.is_some_and(|n| n.class == NameClass::Person) {
        return true;
    }
    if story.mention_index(MentionKind::Place, i).is_some() {
        return false;
    }
    if name.range.clone().any(|i| story.rules.in_list("organisation-nouns", story.token(i))) {
        return false;
    }
    let text = story.text(name.range.clone());
    if let Some(actor) = story.world.actors.by_name(text) {
        return matches!(actor.class, ActorClass::Official | ActorClass::Expert)
            || story.rules.in_list("person-titles", story.token(name.range.start.saturating_sub(1)));
    }
    name.range.len() >= 2 && name.range.clone().any(|i| story.word(i).contains(char::is_lowercase))
}

/// The known actor that a phrase names: the whole phrase, then what its abbreviation stands for, then the name in it.
pub fn known_actor<'s>(story: &'s Story<'_>, mention: &Mention) -> Option<&'s Actor> {
    let actors = &story.world.actors;
    actors.by_name(&mention.text).or_else(|| mention.entity.as_deref().and_then(|e| actors.by_name(e)))
}

/// A source with its class: that of the known actor, else what its nouns say (`official`, `sources`, `residents`).
pub fn claimant(story: &Story<'_>, head: usize, fallback: Option<ActorClass>) -> Claimant {
    let head = by_name(story, head);
    let mention = actor_mention(story, head);
    let class = match known_actor(story, &mention) {
        Some(actor) => actor.class,
        None => class_of(story, head).or(fallback).unwrap_or(if is_person(story, head) {
            ActorClass::Official
        } else {
            ActorClass::Other
        }),
    };
    Claimant { mention, class }
}

/// The person whose name stands beside a description between commas: `the spokesman, Ali Hassan, said`, `the director,
/// army public relations, Colonel Ali Hassan, said`; else the word itself.
pub fn by_name(story: &Story<'_>, head: usize) -> usize {
    let titled = story.rules.in_list("person-titles", story.token(head));
    if (story.mention_index(MentionKind::Name, head).is_some() && !titled) || story.token(head).tag == Tag::Pron {
        return head;
    }
    let beside = |i: usize| story.dependents(i, &[Relation::Appos]).collect::<Vec<_>>();
    let near = beside(head);
    let further: Vec<usize> = near.iter().flat_map(|i| beside(*i)).collect();
    near.into_iter()
        .chain(further)
        .find(|i| *i > head && story.mention_index(MentionKind::Name, *i).is_some() && is_person(story, *i))
        .or_else(|| {
            // By the words, where the tree has them apart.
            let comma = story.phrase(head).range.end;
            let sentence = story.sentence(head);
            let is = |i: usize, form: &str| sentence.contains(&i) && story.token(i).form == form;
            let name = story.mention_index(MentionKind::Name, comma + 1).and_then(|n| story.names.get(n))?;
            let last = name.range.end.checked_sub(1)?;
            let ends = sentence.contains(&name.range.end) && (is(name.range.end, ",") || story.is_verb(name.range.end));
            let between = is(comma, ",") && ends && titled;
            (between && is_person(story, last)).then_some(last)
        })
        .unwrap_or(head)
}

fn class_of(story: &Story<'_>, head: usize) -> Option<ActorClass> {
    let range = story.phrase(head).range;
    std::iter::once(head)
        .chain(range)
        .find_map(|i| story.rules.table("sources.class", &story.token(i).lemma))
        .and_then(|class| class.parse().ok())
}
