//! Gives each word its part of speech: an averaged perceptron, left to right.

use crate::hash;
use crate::model::{Bytes, ModelError};
use crate::weights::Weights;
use dateline_core::reading::Tag;

/// The Penn Treebank tags of the English Web Treebank.
pub(crate) const PENN: &[&str] = &[
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "``",
];

/// A pair of universal and Penn tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tags {
    pub(crate) tag: Tag,
    /// Index into [`PENN`].
    pub(crate) penn: u8,
}

impl Tags {
    /// The Penn tag.
    pub(crate) fn xpos(self) -> &'static str {
        PENN.get(usize::from(self.penn)).copied().unwrap_or("XX")
    }
}

/// The tagger: its classes are pairs of tags.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tagger {
    pub(crate) classes: Vec<Tags>,
    /// Guesses tags by the words alone.
    guesser: Weights,
    weights: Weights,
}

impl Tagger {
    #[cfg(feature = "train")]
    pub(crate) fn new(classes: Vec<Tags>, guesser: Weights, weights: Weights) -> Tagger {
        Tagger { classes, guesser, weights }
    }

    /// The tags of a sentence, given its words as written.
    pub(crate) fn tag(&self, words: &[&str]) -> Vec<Tags> {
        let mut view = View::of(words);
        view.guess(&self.guesser);
        let name = self.class_of(Tag::Propn, "NNP");
        let mut tags: Vec<usize> = Vec::with_capacity(words.len());
        let mut scores = vec![0; self.weights.classes()];
        let mut keys = Vec::with_capacity(40);
        for (i, word) in words.iter().enumerate() {
            if let Some(quote) = quotation_mark(word).and_then(|xpos| self.class_of(Tag::Punct, xpos)) {
                tags.push(quote);
                continue;
            }
            view.features(i, &tags, &mut keys);
            scores.fill(0);
            keys.iter().for_each(|key| self.weights.add(*key, &mut scores));
            let class = best(&scores);
            let unknown = || !self.guesser.knows(view.word_key(i));
            let common =
                matches!(self.classes.get(class), Some(Tags { tag: Tag::Noun | Tag::Adj | Tag::Verb | Tag::X, .. }));
            // An unknown word in capitals amid small letters is the abbreviated name of something (SOHR).
            let acronym = common && view.casing == Casing::Normal as u32 && is_acronym(word) && unknown();
            tags.push(name.filter(|_| acronym).unwrap_or(class));
        }
        tags.into_iter().filter_map(|class| self.classes.get(class).copied()).collect()
    }

    fn class_of(&self, tag: Tag, xpos: &str) -> Option<usize> {
        self.classes.iter().position(|c| c.tag == tag && c.xpos() == xpos)
    }

    pub(crate) fn read(bytes: &mut Bytes<'_>) -> Result<Tagger, ModelError> {
        let count = bytes.u32()? as usize;
        let mut classes = Vec::new();
        for pair in bytes.take(count.saturating_mul(2))?.chunks_exact(2) {
            let tag = *Tag::ALL.get(usize::from(pair[0])).ok_or(ModelError::damaged("a tag"))?;
            classes.push(Tags { tag, penn: pair[1] });
        }
        let (guesser, weights) = (Weights::read(bytes)?, Weights::read(bytes)?);
        if [&guesser, &weights].iter().any(|w| w.classes() != classes.len()) || classes.is_empty() {
            return Err(ModelError::damaged("the number of tags"));
        }
        Ok(Tagger { classes, guesser, weights })
    }
}

/// The Penn tag of quotation marks that tell by their form whether they open or close.
fn quotation_mark(word: &str) -> Option<&'static str> {
    match word {
        "“" | "„" | "«" => Some("``"),
        "”" | "»" => Some("''"),
        _ => None,
    }
}

/// Two to six capitals.
pub(crate) fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// The class with the highest score, the first of equals.
pub(crate) fn best(scores: &[i32]) -> usize {
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = class;
        }
    }
    best
}

/// How a sentence is cased: in headlines and shouted lines capitals tell nothing of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Casing {
    Normal,
    Title,
    Capitals,
    Lower,
}

/// Whether capitals in a sentence mean what they usually mean.
#[cfg(feature = "train")]
pub(crate) fn is_usual(words: &[&str]) -> bool {
    casing(words) == Casing::Normal
}

fn casing(words: &[&str]) -> Casing {
    let (mut lower, mut title, mut capitals) = (0, 0, 0);
    for word in words {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters.next() else { continue };
        let Some(second) = letters.next() else { continue };
        match (first.is_uppercase(), second.is_uppercase()) {
            (true, true) => capitals += 1,
            (true, false) => title += 1,
            // Short words stay small in headlines, so they count for little.
            _ if word.chars().count() > 3 => lower += 1,
            _ => {}
        }
    }
    match () {
        () if capitals >= 3 && capitals > 4 * (lower + title) => Casing::Capitals,
        () if title >= 3 && title + capitals > 4 * lower => Casing::Title,
        () if lower >= 4 && title + capitals == 0 => Casing::Lower,
        () => Casing::Normal,
    }
}

/// What the features of a sentence are made of, computed once for each word.
pub(crate) struct View {
    casing: u32,
    words: Vec<WordView>,
}

#[derive(Clone, Copy)]
struct WordView {
    lower: u32,
    exact: u32,
    shape: u32,
    suffixes: [u32; 5],
    prefixes: [u32; 3],
    /// The class that the word alone suggests.
    guess: u32,
}

/// Stands for the words before and after the sentence.
const OUTSIDE: WordView = WordView { lower: 1, exact: 1, shape: 1, suffixes: [1; 5], prefixes: [1; 3], guess: 998 };

impl View {
    pub(crate) fn of(words: &[&str]) -> View {
        View { casing: casing(words) as u32, words: words.iter().map(|w| WordView::of(w)).collect() }
    }

    fn word(&self, i: usize, by: isize) -> &WordView {
        i.checked_add_signed(by).and_then(|j| self.words.get(j)).unwrap_or(&OUTSIDE)
    }

    /// Takes note of what each word alone suggests.
    pub(crate) fn guess(&mut self, guesser: &Weights) {
        let mut scores = vec![0; guesser.classes()];
        let mut keys = Vec::with_capacity(16);
        for i in 0..self.words.len() {
            self.own_features(i, &mut keys);
            scores.fill(0);
            keys.iter().for_each(|key| guesser.add(*key, &mut scores));
            self.words[i].guess = best(&scores) as u32;
        }
    }

    /// The feature that stands for the word itself: known if the word was seen in training.
    fn word_key(&self, i: usize) -> u32 {
        hash::key(2, &[self.word(i, 0).lower])
    }

    /// The features of word `i` by itself.
    pub(crate) fn own_features(&self, i: usize, keys: &mut Vec<u32>) {
        let w = self.word(i, 0);
        let first = u32::from(i == 0);
        let shape = hash::key(90, &[w.shape, first, self.casing]);
        // In headlines the capitals are left out of sight.
        let exact = if self.casing == Casing::Normal as u32 { w.exact } else { 0 };
        keys.clear();
        let mut add = |template: u32, values: &[u32]| keys.push(hash::key(template, values));
        add(1, &[]);
        add(2, &[w.lower]);
        add(3, &[exact, first]);
        for (k, s) in w.suffixes.iter().enumerate() {
            add(4 + k as u32, &[*s]);
        }
        for (k, p) in w.prefixes.iter().enumerate() {
            add(10 + k as u32, &[*p]);
        }
        add(14, &[shape]);
        add(15, &[shape, w.suffixes[2]]);
    }

    /// The features of word `i`, given the classes of the words before it.
    pub(crate) fn features(&self, i: usize, before: &[usize], keys: &mut Vec<u32>) {
        let [p2, p1, w, n1, n2] = [-2, -1, 0, 1, 2].map(|by| self.word(i, by));
        let tag = |back: usize| i.checked_sub(back).and_then(|j| before.get(j)).map_or(999, |t| *t as u32);
        let (t1, t2) = (tag(1), tag(2));
        let shape = hash::key(90, &[w.shape, u32::from(i == 0), self.casing]);
        self.own_features(i, keys);
        let mut add = |template: u32, values: &[u32]| keys.push(hash::key(template, values));
        add(16, &[t1]);
        add(17, &[t1, t2]);
        add(18, &[t1, w.lower]);
        add(19, &[t1, w.suffixes[2]]);
        add(20, &[t1, t2, w.lower]);
        add(21, &[p1.lower]);
        add(22, &[p2.lower]);
        add(23, &[n1.lower]);
        add(24, &[n2.lower]);
        add(25, &[p1.lower, w.lower]);
        add(26, &[w.lower, n1.lower]);
        add(27, &[p1.lower, n1.lower]);
        add(28, &[n1.suffixes[2]]);
        add(32, &[n1.shape, self.casing, w.shape]);
        add(33, &[p1.shape, self.casing, w.shape]);
        add(34, &[t1, shape]);
        add(37, &[p1.suffixes[2], t1, w.suffixes[2]]);
        // What the words to the right suggest.
        add(40, &[n1.guess]);
        add(41, &[n1.guess, n2.guess]);
        add(42, &[t1, n1.guess]);
        add(43, &[t1, w.guess, n1.guess]);
        add(44, &[w.lower, n1.guess]);
        add(45, &[w.suffixes[2], n1.guess]);
        add(46, &[t2, t1, w.guess]);
        add(47, &[w.guess, n1.guess, n2.guess]);
        add(48, &[shape, t1, n1.guess]);
        add(49, &[w.lower, t1, n1.guess]);
    }
}

impl WordView {
    fn of(word: &str) -> WordView {
        let lower = crate::lexicon::plain(word);
        let mut suffixes = [0; 5];
        let mut starts = lower.char_indices().rev().map(|(i, _)| i);
        for suffix in &mut suffixes {
            *suffix = starts.next().map_or(0, |i| hash::of_word(&lower[i..]));
        }
        let mut prefixes = [0; 3];
        let mut ends = lower.char_indices().skip(1).map(|(i, _)| i);
        for prefix in &mut prefixes {
            *prefix = ends.next().map_or(0, |i| hash::of_word(&lower[..i]));
        }
        let exact = if word.contains(char::is_alphanumeric) { word } else { &lower };
        WordView {
            lower: hash::of_word(&lower),
            exact: hash::of_word(exact),
            shape: shape(word),
            suffixes,
            prefixes,
            guess: 0,
        }
    }
}

/// The outline of a word: `Xx`, `X`, `x`, `0`, with runs made short.
fn shape(word: &str) -> u32 {
    let mut last = [' '; 2];
    let mut hash = 7_u32;
    for c in word.chars() {
        let class = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => '0',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            c => c,
        };
        // Two of a kind are told from one, three are not told from two.
        if last != [class; 2] {
            hash = hash::key(hash, &[class as u32]);
        }
        last = [last[1], class];
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn penn_tags_are_sorted_for_search() {
        assert!(PENN.is_sorted());
    }

    #[test]
    fn casing_is_seen_by_the_words_that_tell() {
        let check = |s: &str, expect| assert_eq!(casing(&s.split(' ').collect::<Vec<_>>()), expect, "{s}");
        check("Rebels Take Control of Hama in Syria", Casing::Title);
        check("ARMY LEAVES HAMA IN HASTE", Casing::Capitals);
        check("The army left Hama on Thursday night", Casing::Normal);
        check("the army left hama thursday night", Casing::Lower);
        check("", Casing::Normal);
    }
}
