//! What the trees say of names: abbreviations, appositions, roles.

use crate::lexicon::Lexicon;
use dateline_core::reading::{EntityFact, FactClass, Relation, Tag};
use dateline_core::{Reading, Token};
use std::ops::Range;

/// Abbreviations have at most so many letters.
const LONGEST_ABBREVIATION: usize = 8;
/// Words are looked for at most so many links up a tree.
const LONGEST_CHAIN: usize = 20;

/// What is said in passing of names, in the order of the text.
pub(crate) fn facts(text: &str, reading: &Reading) -> Vec<EntityFact> {
    let mut out = Vec::new();
    for sentence in &reading.sentences {
        for i in sentence.tokens.clone() {
            out.extend(abbreviation(text, reading, sentence.tokens.clone(), i));
            out.extend(apposition(reading, i));
            out.extend(role(reading, sentence.tokens.clone(), i));
        }
    }
    out
}

fn token(reading: &Reading, i: u32) -> Option<&Token> {
    reading.tokens.get(i as usize)
}

/// `Hayat Tahrir al-Sham (HTS)`: capitals in brackets that are the first letters of the words before.
fn abbreviation(text: &str, reading: &Reading, sentence: Range<u32>, i: u32) -> Option<EntityFact> {
    let short = token(reading, i)?;
    let letters: Vec<char> = short.form.chars().collect();
    let capitals = short.span.of(text)?.chars().filter(|c| c.is_uppercase()).count();
    let fits = (2..=LONGEST_ABBREVIATION).contains(&letters.len()) && capitals * 2 > letters.len();
    let open = i.checked_sub(1).filter(|o| sentence.contains(o))?;
    if !fits || token(reading, open)?.form != "(" || token(reading, i + 1)?.form != ")" {
        return None;
    }
    let mut left = letters.len();
    let mut first = open;
    while left > 0 && first > sentence.start {
        first -= 1;
        let word = token(reading, first)?;
        let lexicon = Lexicon::get();
        // A particle of a name may give a letter or none: al-Sham is S or AS.
        let parts: Vec<&str> = match word.form.split_once('-') {
            Some((particle, rest)) if lexicon.is_particle(particle) => vec![rest, particle],
            _ => word.form.split('-').rev().collect(),
        };
        let before = left;
        for part in parts {
            if left > 0 && part.starts_with(letters[left - 1]) {
                left -= 1;
            }
        }
        let small = matches!(word.tag, Tag::Adp | Tag::Det | Tag::Cconj | Tag::Part | Tag::Punct);
        if before == left && !small {
            return None;
        }
    }
    let named = token(reading, first)?.tag != Tag::Det;
    (left == 0 && named).then(|| EntityFact { name: first..open, class: FactClass::Abbreviation, words: i..i + 1 })
}

/// `X, a war monitor`, or `the group's leader, X`.
fn apposition(reading: &Reading, i: u32) -> Option<EntityFact> {
    let later = token(reading, i)?;
    let head = later.head.filter(|_| later.relation == Relation::Appos)?;
    // A name in brackets is an abbreviation, or an agency in a dateline.
    if later.tag == Tag::Propn && i.checked_sub(1).and_then(|b| token(reading, b)).is_some_and(|t| t.form == "(") {
        return None;
    }
    let (name, words) = match (token(reading, head)?.tag, later.tag) {
        (Tag::Propn, _) => (head, i),
        (_, Tag::Propn) => (i, head),
        _ => return None,
    };
    let (name, words) = (phrase(reading, name), phrase(reading, words));
    let apart = name.end <= words.start || words.end <= name.start;
    apart.then_some(EntityFact { name, class: FactClass::Apposition, words })
}

/// `army spokesman Ali Hassan`: a common noun directly before the name that it stands to.
fn role(reading: &Reading, sentence: Range<u32>, i: u32) -> Option<EntityFact> {
    let noun = token(reading, i)?;
    let next = token(reading, i + 1).filter(|_| i + 1 < sentence.end)?;
    if noun.tag != Tag::Noun || next.tag != Tag::Propn {
        return None;
    }
    let is_name = |i: &u32| token(reading, *i).is_some_and(|t| t.tag == Tag::Propn);
    let name = i + 1..(i + 1..sentence.end).find(|i| !is_name(i)).unwrap_or(sentence.end);
    let attribute = matches!(noun.relation, Relation::Compound | Relation::Nmod);
    let below = attribute && noun.head.is_some_and(|h| name.contains(&h));
    let above = next.relation == Relation::Flat && next.head == Some(i);
    let own = phrase(reading, i);
    (below || above).then(|| EntityFact { name, class: FactClass::Role, words: own.start..i + 1 })
}

/// The words around the head `i` that belong to it by themselves, without clauses, appositions and coordinations.
fn phrase(reading: &Reading, i: u32) -> Range<u32> {
    let belongs = |at: u32| {
        let mut at = at;
        for _ in 0..LONGEST_CHAIN {
            if at == i {
                return true;
            }
            let Some(Token { head: Some(head), relation, .. }) = token(reading, at) else { return false };
            let outside = matches!(
                relation,
                Relation::Appos
                    | Relation::AclRelcl
                    | Relation::Acl
                    | Relation::Conj
                    | Relation::Cc
                    | Relation::Parataxis
                    | Relation::List
                    | Relation::Case
            );
            if outside && *head == i {
                return false;
            }
            at = *head;
        }
        false
    };
    let mark = |at: u32| token(reading, at).is_some_and(|t| t.tag == Tag::Punct);
    let (mut start, mut end) = (i, i + 1);
    while start > 0 && belongs(start - 1) {
        start -= 1;
    }
    while belongs(end) {
        end += 1;
    }
    while start < i && mark(start) {
        start += 1;
    }
    while end > i + 1 && mark(end - 1) {
        end -= 1;
    }
    start..end
}
