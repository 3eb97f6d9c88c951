//! What stands around words that tell of an event, for comparing events of several texts.

use dateline_core::{
    Reading, Span, Token,
    occurrence::{Occurrence, Told},
    reading::{Relation, Tag},
};
use std::{collections::BTreeSet, ops::Range};

/// Words at most so far away are near.
const NEAR: usize = 5;

/// The events of a text: each by the spans of its words, in bytes. One whose spans meet no word is empty. `likeness` has
/// for each word the numbers that tell what it is like, or nothing.
pub fn told(reading: &Reading, events: &[Vec<Span>], likeness: &[Vec<f32>]) -> Told {
    let mut out = Told::default();
    for token in reading.tokens.iter().filter(|t| means_something(t)) {
        *out.words.entry(key(&token.lemma)).or_default() += 1;
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); reading.tokens.len()];
    for (i, token) in reading.tokens.iter().enumerate() {
        if let Some(of_head) = token.head.and_then(|h| children.get_mut(h as usize)) {
            of_head.push(i);
        }
    }
    out.occurrences = events.iter().map(|spans| occurrence(reading, &children, spans, likeness)).collect();
    out
}

fn occurrence(reading: &Reading, children: &[Vec<usize>], spans: &[Span], likeness: &[Vec<f32>]) -> Occurrence {
    let tokens = &reading.tokens;
    let inside: Vec<usize> = (0..tokens.len()).filter(|i| spans.iter().any(|s| tokens[*i].span.overlaps(*s))).collect();
    let hangs_out = |i: &&usize| tokens[**i].head.is_none_or(|h| !inside.contains(&(h as usize)));
    let Some(&head) = inside.iter().find(hangs_out).or(inside.first()) else { return Occurrence::default() };
    let number = reading.sentences.partition_point(|s| s.tokens.end as usize <= head);
    let sentence = reading.sentences.get(number).map_or(0..tokens.len(), |s| range(&s.tokens));
    let own = |i: &usize| inside.contains(i);
    let meaning = |range: Range<usize>| range.filter(|i| !own(i) && means_something(&tokens[*i]));
    let within = |r: &Range<u32>| sentence.start <= r.start as usize && r.end as usize <= sentence.end;
    let mut out = Occurrence {
        word: key(&tokens[head].lemma),
        words: inside.iter().map(|i| &tokens[*i]).filter(|t| !is_function_word(t)).map(|t| key(&t.lemma)).collect(),
        is_noun: matches!(tokens[head].tag, Tag::Noun | Tag::Propn),
        governor: tokens[head].head.and_then(|h| tokens.get(h as usize)).map(|t| key(&t.lemma)),
        near: meaning(head.saturating_sub(NEAR).max(sentence.start)..(head + NEAR + 1).min(sentence.end))
            .map(|i| key(&tokens[i].lemma))
            .collect(),
        numbers: sentence.clone().map(|i| &tokens[i]).filter(|t| t.tag == Tag::Num).map(|t| t.form.clone()).collect(),
        sentence: u32::try_from(number).unwrap_or(u32::MAX),
        likeness: likeness.get(head).cloned().unwrap_or_default(),
        ..Occurrence::default()
    };
    for i in meaning(sentence.clone()) {
        *out.around.entry(key(&tokens[i].lemma)).or_default() += 1;
    }
    let of = |r: &Range<u32>| tokens.get(range(r)).unwrap_or_default();
    for name in reading.names.iter().filter(|n| within(&n.tokens)) {
        out.names.extend(of(&name.tokens).iter().filter(|t| t.tag == Tag::Propn).map(|t| key(&t.lemma)));
    }
    let dates = |t: &&Token| matches!(t.tag, Tag::Propn | Tag::Num | Tag::Noun | Tag::Adv);
    for time in reading.times.iter().filter(|t| within(&t.tokens)) {
        out.times.extend(of(&time.tokens).iter().filter(dates).map(|t| key(&t.form)));
    }
    for child in children.get(head).into_iter().flatten() {
        let words = phrase(reading, children, *child);
        match tokens[*child].relation {
            Relation::Nsubj => out.subject.extend(words),
            Relation::Obj | Relation::NsubjPass => out.object.extend(words),
            Relation::Iobj
            | Relation::Obl
            | Relation::OblAgent
            | Relation::OblUnmarked
            | Relation::Nmod
            | Relation::NmodPoss
            | Relation::NmodUnmarked
            | Relation::Compound
            | Relation::Amod
            | Relation::Nummod => out.beside.extend(words),
            _ => {}
        }
    }
    out
}

/// Nouns, names and numbers of a phrase.
fn phrase(reading: &Reading, children: &[Vec<usize>], head: usize) -> BTreeSet<String> {
    let belongs = |i: &&usize| {
        matches!(
            reading.tokens[**i].relation,
            Relation::Compound
                | Relation::Flat
                | Relation::Amod
                | Relation::Nmod
                | Relation::NmodPoss
                | Relation::NmodUnmarked
                | Relation::Conj
                | Relation::Nummod
                | Relation::Appos
        )
    };
    let more = children.get(head).into_iter().flatten().filter(belongs);
    let words = std::iter::once(&head).chain(more).map(|i| &reading.tokens[*i]);
    words.filter(|t| matches!(t.tag, Tag::Noun | Tag::Propn | Tag::Num)).map(|t| key(&t.lemma)).collect()
}

fn range(tokens: &Range<u32>) -> Range<usize> {
    tokens.start as usize..tokens.end as usize
}

fn means_something(token: &Token) -> bool {
    matches!(token.tag, Tag::Noun | Tag::Propn | Tag::Verb | Tag::Adj | Tag::Num)
}

fn is_function_word(token: &Token) -> bool {
    matches!(token.tag, Tag::Det | Tag::Adp | Tag::Part | Tag::Punct | Tag::Aux)
}

fn key(word: &str) -> String {
    word.to_lowercase()
}
