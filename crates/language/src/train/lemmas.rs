//! Learns rules and exceptions for dictionary forms.

use super::Sentence;
use crate::lemmas::{Edit, Lemmas, endings};
use crate::tags::{PENN, Tags};
use dateline_core::reading::{Relation, Tag};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The texts of both lists, as they stand in the metadata of a model.
#[derive(Debug, Clone)]
pub struct LemmaLists {
    /// `word, tag, dictionary form` a line, parted by tabs.
    pub exceptions: String,
    /// `ending, number of a Penn tag, characters off, characters on` a line, parted by tabs.
    pub rules: String,
}

impl LemmaLists {
    /// Learns from the sentences of treebanks.
    pub fn new(gold: &[Sentence]) -> LemmaLists {
        let words = counted(gold);
        let mut rules = rules(&words);
        // A rule that its own shorter ending implies is left out.
        rules = rules
            .iter()
            .filter(|((penn, ending), edit)| implied(&rules, *penn, ending) != Some(edit))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        let mut known = Lemmas::default();
        let mut text = String::new();
        for ((penn, ending), edit) in &rules {
            let _ = writeln!(text, "{ending}\t{penn}\t{}\t{}", edit.strip, edit.add);
            known.rules.entry(ending.clone()).or_default().push((*penn, edit.clone()));
        }
        let mut exceptions = BTreeSet::new();
        for ((form, tags), lemma) in commonest(&words) {
            if tags.tag != Tag::Propn && known.lemma(form, tags) != lemma && !lemma.contains(['\t', '\n']) {
                exceptions.insert(format!("{form}\t{}\t{lemma}", tags.tag));
            }
        }
        LemmaLists { exceptions: exceptions.into_iter().collect::<Vec<_>>().join("\n"), rules: text }
    }
}

type Counted = BTreeMap<(String, Tags), BTreeMap<String, usize>>;

/// For each word and universal tag its commonest dictionary form, with the commonest Penn tag.
fn commonest(words: &Counted) -> BTreeMap<(&str, Tags), &str> {
    type Vote<'a> = (usize, Tags, &'a str);
    let mut votes: BTreeMap<(&str, Tag), Vec<Vote<'_>>> = BTreeMap::new();
    for ((form, tags), lemmas) in words {
        let all = votes.entry((form, tags.tag)).or_default();
        all.extend(lemmas.iter().map(|(lemma, count)| (*count, *tags, lemma.as_str())));
    }
    let best = votes
        .into_iter()
        .filter_map(|((form, _), all)| all.into_iter().max().map(|(_, tags, lemma)| ((form, tags), lemma)));
    best.collect()
}

/// How often each word has which dictionary form.
fn counted(gold: &[Sentence]) -> Counted {
    let mut out = Counted::new();
    for word in gold.iter().flat_map(|s| &s.words) {
        let form = crate::lexicon::plain(&word.form);
        let broken = PENN.get(usize::from(word.tags.penn)) == Some(&"GW") || word.relation == Relation::Goeswith;
        if word.lemma != "_" && !broken && !form.contains(['\t', '\n']) {
            *out.entry((form, word.tags)).or_default().entry(word.lemma.clone()).or_default() += 1;
        }
    }
    out
}

/// For each Penn tag and ending the commonest edit among at least two words; the empty ending always has one.
fn rules(words: &Counted) -> BTreeMap<(u8, String), Edit> {
    let mut votes: BTreeMap<(u8, String), BTreeMap<Edit, usize>> = BTreeMap::new();
    for ((form, tags), lemmas) in words {
        if tags.tag == Tag::Propn || form.chars().any(|c| !c.is_alphabetic()) {
            continue;
        }
        for lemma in lemmas.keys() {
            let Some(edit) = edit(form, lemma) else { continue };
            for ending in endings(form) {
                *votes.entry((tags.penn, ending.to_owned())).or_default().entry(edit.clone()).or_default() += 1;
            }
        }
    }
    let mut out = BTreeMap::new();
    for ((penn, ending), edits) in votes {
        let all: usize = edits.values().sum();
        let Some((edit, count)) = edits.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))) else { continue };
        // Long endings need two words that agree; one word is an exception, not a rule.
        if ending.is_empty() || (count >= 2 && count * 2 > all) {
            out.insert((penn, ending), edit);
        }
    }
    out
}

/// What the next shorter ending with a rule says.
fn implied<'a>(rules: &'a BTreeMap<(u8, String), Edit>, penn: u8, ending: &str) -> Option<&'a Edit> {
    let shorter = ending.char_indices().skip(1).map(|(i, _)| &ending[i..]).chain((!ending.is_empty()).then_some(""));
    shorter.into_iter().find_map(|e| rules.get(&(penn, e.to_owned())))
}

/// The change from a word to its dictionary form, if it is one of the ending.
fn edit(form: &str, lemma: &str) -> Option<Edit> {
    let common = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
    let strip = form.chars().count() - common;
    let short = strip <= 5 && (common > 0 || strip == 0);
    short.then(|| Edit { strip: strip as u8, add: lemma.chars().skip(common).collect() })
}
