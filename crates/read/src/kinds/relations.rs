//! Relations of two parties that words tell in passing: `US-backed fighters`, `a coalition led by Saudi Arabia`, `forces
//! loyal to Haftar`, `pro-Iranian militias`.
//!
//! Rules below `rules/en/relations/` find them: the actor backs, leads, is allied with or is loyal to the target. No claim
//! rests on such words, and what is told of the parties is told as if they were not there.

use super::{Frame, follow, make};
use crate::{
    attribution::{Attribution, Cover},
    modality::Operator,
    names::actor_mention,
    rules::{
        KindRule, Rule,
        pattern::{Match, MentionKind},
    },
    story::Story,
};
use dateline_core::{
    Claim, Mention, Modality, Stance,
    reading::{Relation, Tag},
};
use std::{collections::HashSet, ops::Range};

/// The beginnings of words that say what somebody is for: `pro-`.
const PREFIXES: &str = "prefixed-sides";

/// All relations of a story, in the order of the text; `made` is told what each frame made.
pub(crate) fn find_with(
    story: &Story<'_>,
    attributions: &[Attribution],
    operators: &[Operator],
    mut made: impl FnMut(Option<&Frame<'_>>, &[Claim], usize),
) -> Vec<Claim> {
    let cover = Cover::new(story, attributions);
    let mut out = Vec::new();
    for sentence in &story.reading.sentences {
        for frame in frames(story, sentence.tokens.start as usize..sentence.tokens.end as usize) {
            let before = out.len();
            make(story, &frame, &[], &cover, operators, &mut out);
            out.iter_mut().skip(before).for_each(|claim| passing(story, &frame, claim));
            made(Some(&frame), &out, before);
        }
    }
    let mut seen = HashSet::new();
    out.retain(|c: &Claim| {
        let named = |m: &Option<Mention>| m.as_ref().map(|m| m.span);
        let sources = c.claimants.iter().map(|x| x.mention.span).collect::<Vec<_>>();
        !c.quote.is_empty() && seen.insert((named(&c.actor), named(&c.target), c.sub_kind.clone(), sources))
    });
    for claim in &mut out {
        claim.id = super::id(story, claim);
        claim.confidence = super::confidence(story, claim);
    }
    out
}

/// Heads of the words that name a party as somebody's backer, leader, ally or lord: they tell of no place.
pub fn sponsors(story: &Story<'_>) -> Vec<usize> {
    let sentences = story.reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    let heads = sentences.flat_map(|range| frames(story, range)).flat_map(|frame| {
        // The other end is who acts or suffers in the sentence.
        let (own, other) = (frame.actors, frame.targets);
        let hangs =
            |i: &usize| story.is_below(*i, frame.found.head) || frame.found.captures.values().any(|c| c.1 - 1 == *i);
        own.into_iter().chain(other).filter(hangs).collect::<Vec<_>>()
    });
    let mut heads: Vec<usize> = heads.collect();
    heads.sort_unstable();
    heads.dedup();
    heads
}

/// The matches with both parties found; of several on one head the longest.
fn frames<'s>(story: &'s Story<'_>, sentence: Range<usize>) -> Vec<Frame<'s>> {
    let mut found: Vec<(&Rule<KindRule>, Match)> = Vec::new();
    for at in sentence.clone() {
        for rule in story.rules.relations.starting_with(story.token(at)) {
            found.extend(rule.pattern.match_at(story, at, sentence.end).map(|m| (rule, m)));
        }
    }
    found.sort_by_key(|(_, m)| (m.head, std::cmp::Reverse(m.end - m.start)));
    let mut out: Vec<Frame<'s>> = Vec::new();
    for (rule, found) in found {
        if out.last().is_some_and(|f| f.found.head == found.head) {
            continue;
        }
        let role = |name: &str| -> Vec<usize> {
            let paths = rule.body.roles.iter().filter(|r| r.name == name).flat_map(|r| &r.paths);
            let mut heads = paths.map(|path| follow(story, &found, path)).find(|heads| !heads.is_empty());
            heads.as_mut().into_iter().for_each(|heads| heads.retain(|h| names_party(story, *h)));
            heads.unwrap_or_default().into_iter().map(|h| by_name(story, h)).collect()
        };
        let (actors, targets) = (role("actor"), role("target"));
        // A match of one word is one with a prefix.
        let told = found.end > found.start + 1 || side(story, found.head).is_some();
        if told && !actors.is_empty() && !targets.is_empty() && actors != targets {
            out.push(Frame { rule, found, actors, targets, places: Vec::new(), quantity: None });
        }
    }
    out
}

/// `the Iran-backed group | Hezbollah`, `Hezbollah, an Iran-backed group`: the name beside a common noun.
fn by_name(story: &Story<'_>, head: usize) -> usize {
    let token = story.token(head);
    if token.tag != Tag::Noun || story.mention_index(MentionKind::Name, head).is_some() {
        return head;
    }
    let name = |i: &usize| story.token(*i).tag == Tag::Propn || story.mention_index(MentionKind::Name, *i).is_some();
    let beside = story.dependents(head, &[Relation::Appos, Relation::Flat]).find(name);
    let above = || story.head(head).filter(|_| token.relation == Relation::Appos).filter(|i| name(i));
    beside.or_else(above).unwrap_or(head)
}

/// Whether a word names a party: no number, and a pronoun only where it is known whom it stands for.
fn names_party(story: &Story<'_>, head: usize) -> bool {
    let token = story.token(head);
    let prefixed = || side(story, head).is_some();
    match token.tag {
        Tag::Noun | Tag::Propn => story.mention_index(MentionKind::Number, head).is_none(),
        Tag::Pron => actor_mention(story, head).entity.is_some(),
        Tag::Adj => story.world.gazetteer.demonym(story.word(head)).is_some() || prefixed(),
        _ => story.mention_index(MentionKind::Name, head).is_some(),
    }
}

/// What `pro-Iranian` is for: the word behind the hyphen, where it stands for a party.
fn side(story: &Story<'_>, word: usize) -> Option<Mention> {
    let whole = story.mention(word..word + 1);
    let (prefix, rest) = whole.text.split_once('-')?;
    if !story.rules.list_has(PREFIXES, &prefix.to_lowercase()) || rest.is_empty() {
        return None;
    }
    let known = story.world.gazetteer.demonym(rest).is_some()
        || story.world.actors.by_name(rest).is_some()
        || story.country.as_ref().is_some_and(|c| story.world.actors.by_nominal(rest, c, None).is_some());
    let mut span = whole.span;
    span.start = span.end - rest.len() as u32;
    known.then(|| Mention { text: rest.to_owned(), span, entity: None })
}

/// Turns what was made like a claim into a relation: without place, number and an unsaid day. Whoever writes `Iran-backed`
/// says so, even when telling what others say; a whole clause (`is loyal to`) is said by whom it is attributed to.
fn passing(story: &Story<'_>, frame: &Frame<'_>, claim: &mut Claim) {
    let head = frame.found.head;
    claim.passing = true;
    (claim.place, claim.quantity) = (None, None);
    claim.event_date = claim.event_date.take().filter(|d| d.text.is_some());
    let within =
        matches!(story.token(head).relation, Relation::Amod | Relation::Acl | Relation::Appos | Relation::Compound);
    if within && story.quote_of(head).is_none() {
        claim.claimants = Vec::new();
        (claim.cue, claim.channel, claim.stated) = (None, None, None);
        (claim.stance, claim.modality) = (Stance::Asserts, Modality::Actual);
        claim.origin = super::voices::origin(story, &[]);
        claim.event_date = None;
    }
    for (mention, heads) in [(&mut claim.actor, &frame.actors), (&mut claim.target, &frame.targets)] {
        let (Some(mention), [one]) = (mention.as_mut(), heads.as_slice()) else { continue };
        // `the HTS-led rebels | from the north`: nothing behind the noun.
        let phrase = story.phrase(*one).range;
        if story.token(*one).tag == Tag::Noun && phrase.end > one + 1 {
            *mention = Mention { entity: mention.entity.take(), ..story.mention(phrase.start..one + 1) };
        }
        // `US` of `US-backed`.
        let apart = story.reading.tokens.get(one + 1).is_some_and(|t| t.form == "-" && !t.space_before);
        if let Some(side) = side(story, *one) {
            *mention = side;
        } else if apart && frame.found.captures.values().any(|c| c.1 == one + 1) {
            let place = story.mention_index(MentionKind::Place, *one).and_then(|p| story.places.get(p));
            let start = place.map_or(*one, |p| p.range.start.min(*one));
            *mention = Mention { entity: mention.entity.take(), ..story.mention(start..one + 1) };
        }
        // `Turkish-backed`: backed by the country.
        let country = story.world.gazetteer.demonym(&mention.text).and_then(|c| story.world.gazetteer.country_name(c));
        if let Some(country) = country {
            mention.entity = Some(country.to_owned());
        }
    }
}
