//! Mends attributions by the trees, and finds out who a speaker is.
//!
//! The network sees where somebody says something, and mostly who and what. Where it leaves the source or the content
//! open, the tree of the sentence has it: the subject of the verb, its clause or object.

use crate::lexicon::Lexicon;
use dateline_core::reading::{Attribution, Relation, Tag};
use dateline_core::{Reading, Token};
use std::ops::Range;

/// From a pronoun to what it means are at most so many links, from a verb to its subject so many heads.
const LONGEST_CHAIN: usize = 20;
const LONGEST_CLIMB: usize = 3;
/// A speaker is carried over so many sentences.
const CARRIED: usize = 2;

/// Fills in the sources and contents that the network left open.
pub(crate) fn complete(reading: &mut Reading) {
    let mut attributions = std::mem::take(&mut reading.attributions);
    for attribution in &mut attributions {
        let Some(tree) = Tree::around(reading, attribution.cue.start) else { continue };
        let Some(cue) = tree.cue_head(&attribution.cue) else { continue };
        // `He was accused of`, `he seems to know`: who says so is not told.
        if tree.is_passive_subject(cue, attribution) || tree.is_raised(cue) {
            attribution.source.clear();
        } else if attribution.source.is_empty() {
            attribution.source = tree.source(cue, &attribution.cue);
        }
        // What the network sees may be a part of what the tree shows.
        let whole = tree.content(cue, attribution);
        let within = |piece: &Range<u32>| whole.iter().any(|w| w.start <= piece.start && piece.end <= w.end);
        if attribution.content.iter().all(within) {
            attribution.content = whole;
        }
    }
    reading.attributions = attributions;
}

/// The tree of one sentence.
struct Tree<'a> {
    reading: &'a Reading,
    sentence: Range<u32>,
}

impl Tree<'_> {
    fn around(reading: &Reading, token: u32) -> Option<Tree<'_>> {
        let at = reading.sentences.partition_point(|s| s.tokens.end <= token);
        let sentence = reading.sentences.get(at)?.tokens.clone();
        Some(Tree { reading, sentence })
    }

    fn token(&self, i: u32) -> Option<&Token> {
        self.reading.tokens.get(i as usize)
    }

    /// The verb or noun of the cue that the other words of the cue hang from.
    fn cue_head(&self, cue: &Range<u32>) -> Option<u32> {
        let top = |i: &u32| self.token(*i).is_some_and(|t| t.head.is_none_or(|h| !cue.contains(&h)));
        let says = |i: &u32| self.token(*i).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Noun | Tag::Adj));
        let mut tops: Vec<u32> = cue.clone().filter(top).collect();
        tops.sort_by_key(|i| !says(i));
        let top = *tops.first()?;
        // Of a verb the network may have seen a small word only: `had`, `on`.
        match self.token(top)? {
            Token { tag: Tag::Verb | Tag::Noun | Tag::Adj | Tag::Propn, .. } => Some(top),
            Token { relation: Relation::Case, head: Some(head), .. } => self.token(*head)?.head,
            Token { relation: Relation::Aux | Relation::AuxPass | Relation::Advmod, head, .. } => *head,
            _ => Some(top),
        }
    }

    fn dependents(&self, head: u32) -> impl Iterator<Item = (u32, &Token)> {
        let tokens = self.sentence.clone().filter_map(|i| Some((i, self.token(i)?)));
        tokens.filter(move |(_, t)| t.head == Some(head))
    }

    /// Whether what the network took for the source is the subject of a passive cue that names no agent. Of a cue with a
    /// second verb (`was quoted as saying`) the subject does speak.
    fn is_passive_subject(&self, cue: u32, attribution: &Attribution) -> bool {
        let verbs = attribution.cue.clone().filter(|i| self.token(*i).is_some_and(|t| t.tag == Tag::Verb)).count();
        let passive = |t: &Token| matches!(t.relation, Relation::NsubjPass | Relation::AuxPass);
        // `the governor, expected to visit the town`
        let clipped = self.token(cue).is_some_and(|t| t.relation == Relation::Acl && t.xpos == "VBN")
            && self.dependents(cue).any(|(_, t)| t.relation == Relation::Xcomp);
        verbs < 2
            && attribution.source.iter().all(|s| s.end <= cue)
            && !attribution.source.is_empty()
            && (clipped || self.dependents(cue).any(|(_, t)| passive(t)))
            && !self.dependents(cue).any(|(_, t)| t.relation == Relation::OblAgent)
    }

    /// Whether the cue is a verb like `seem` before the verb whose subject it has.
    fn is_raised(&self, cue: u32) -> bool {
        self.token(cue).is_some_and(|t| t.tag == Tag::Verb && Lexicon::get().is_raising(&t.lemma))
            && self.dependents(cue).any(|(_, t)| t.relation == Relation::Xcomp)
    }

    fn source(&self, cue: u32, words: &Range<u32>) -> Vec<Range<u32>> {
        // According to X: the cue is a case of its source.
        if let Some(Token { head: Some(head), relation: Relation::Case | Relation::Mark, .. }) = self.token(cue) {
            return self.below(*head, words);
        }
        let mut verb = cue;
        for _ in 0..LONGEST_CLIMB {
            let subject =
                self.dependents(verb).find(|(_, t)| matches!(t.relation, Relation::Nsubj | Relation::OblAgent));
            if let Some((subject, _)) = subject {
                return self.below(subject, words);
            }
            let passive =
                self.dependents(verb).any(|(_, t)| matches!(t.relation, Relation::NsubjPass | Relation::AuxPass));
            match self.token(verb) {
                Some(Token { head: Some(head), relation, .. })
                    if !passive
                        && matches!(relation, Relation::Conj | Relation::Xcomp | Relation::Advcl | Relation::Aux) =>
                {
                    verb = *head;
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    fn content(&self, cue: u32, attribution: &Attribution) -> Vec<Range<u32>> {
        let taken = |i: u32| attribution.cue.contains(&i) || attribution.source.iter().any(|s| s.contains(&i));
        let rank = |relation: Relation| match relation {
            Relation::Ccomp | Relation::Csubj => Some(0),
            Relation::Xcomp => Some(1),
            Relation::Parataxis => Some(2),
            Relation::Obj | Relation::NsubjPass => Some(3),
            Relation::Advcl | Relation::Acl => Some(4),
            Relation::Obl | Relation::Nmod => Some(5),
            _ => None,
        };
        let ranked = self.dependents(cue).filter(|(i, _)| !taken(*i)).filter_map(|(i, t)| Some((rank(t.relation)?, i)));
        if let Some((_, head)) = ranked.min() {
            return self.below(head, &attribution.cue);
        }
        let rest = |whole: u32, part: u32| {
            let inside = |i: &u32| self.is_below(*i, whole) && !self.is_below(*i, part);
            self.trimmed(self.sentence.clone().filter(inside))
        };
        match self.token(cue) {
            // "...", he said: the saying hangs from what is said.
            Some(Token { head: Some(said), relation: Relation::Parataxis, .. }) => rest(*said, cue),
            // According to X, ...: so does X.
            Some(Token { head: Some(source), relation: Relation::Case | Relation::Mark, .. }) => {
                self.token(*source).and_then(|t| t.head).map_or_else(Vec::new, |said| rest(said, *source))
            }
            _ => Vec::new(),
        }
    }

    /// The words below a head and itself, without those of the cue.
    fn below(&self, head: u32, cue: &Range<u32>) -> Vec<Range<u32>> {
        self.trimmed(self.sentence.clone().filter(|i| self.is_below(*i, head) && !cue.contains(i)))
    }

    fn is_below(&self, token: u32, head: u32) -> bool {
        let mut at = token;
        // A tree has no cycles, so this ends.
        loop {
            if at == head {
                return true;
            }
            match self.token(at).and_then(|t| t.head) {
                Some(next) => at = next,
                None => return false,
            }
        }
    }

    /// Words in order as stretches, without marks at the ends of each.
    fn trimmed(&self, words: impl Iterator<Item = u32>) -> Vec<Range<u32>> {
        let mut out: Vec<Range<u32>> = Vec::new();
        for i in words {
            match out.last_mut() {
                Some(last) if last.end == i => last.end = i + 1,
                _ => out.push(i..i + 1),
            }
        }
        let mark = |i: u32| self.token(i).is_none_or(|t| matches!(t.form.as_str(), "," | "." | ";" | ":" | "-"));
        for range in &mut out {
            while range.start < range.end && mark(range.start) {
                range.start += 1;
            }
            while range.start < range.end && mark(range.end - 1) {
                range.end -= 1;
            }
        }
        out.retain(|range| !range.is_empty());
        out
    }
}

fn token(reading: &Reading, i: u32) -> Option<&Token> {
    reading.tokens.get(i as usize)
}

/// Gives each attribution its speaker. One without a source goes on with the speaker before, if that is near.
pub(crate) fn speakers(reading: &mut Reading) {
    let mut before: Option<(usize, u32)> = None;
    let mut speakers = Vec::with_capacity(reading.attributions.len());
    for attribution in &reading.attributions {
        let sentence = reading.sentences.partition_point(|s| s.tokens.end <= attribution.cue.start);
        let own = attribution.source.first().and_then(|source| head_of(reading, source));
        let carried =
            || before.filter(|(last, _)| sentence.saturating_sub(*last) <= CARRIED).map(|(_, speaker)| speaker);
        let speaker = own.map(|head| meaning(reading, head)).or_else(carried);
        before = own.and(speaker).map(|speaker| (sentence, speaker)).or(before);
        speakers.push(speaker);
    }
    for (attribution, speaker) in reading.attributions.iter_mut().zip(speakers) {
        attribution.speaker = speaker;
    }
}

/// The word of a stretch that hangs from outside of it.
fn head_of(reading: &Reading, tokens: &Range<u32>) -> Option<u32> {
    let outside = |i: &u32| token(reading, *i).is_some_and(|t| t.head.is_none_or(|h| !tokens.contains(&h)));
    tokens.clone().find(outside)
}

/// What a word goes back to: a pronoun to the nearest noun that it takes up, if there is one.
fn meaning(reading: &Reading, word: u32) -> u32 {
    let mut at = word;
    for _ in 0..LONGEST_CHAIN {
        match token(reading, at) {
            Some(t) if t.tag == Tag::Pron => match reading.antecedent(at) {
                Some(antecedent) => at = antecedent,
                None => return word,
            },
            _ => return at,
        }
    }
    word
}
