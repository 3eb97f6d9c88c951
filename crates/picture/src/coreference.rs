//! Which mentions of several texts tell of one event, by what the texts say around them.
//!
//! Each pair of mentions is weighed by plain facts (the words themselves, who and what stands beside them, names, times
//! and numbers of their sentences, how alike the texts are); the weights are learned and stand in
//! `lexicons/en/coreference.toml`. Mentions are then joined, the likeliest first, as long as all pairs of two groups are
//! likely enough on average. It compares every mention with every other, so it is meant for texts on one topic.

use dateline_core::occurrence::{Occurrence, Told};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// The facts by which two mentions are weighed, in the order of their values; each is 0 to 1 unless it says otherwise.
pub const FACTS: [&str; 25] = [
    "the same word",
    "words of one stem",
    "in one text",
    "in two sentences of one text",
    "their sentences are alike",
    "the words near them are alike",
    "what belongs to them is alike",
    "who does it is alike",
    "whom it is done to is alike",
    "what stands beside them is alike",
    "who does it or whom it is done to differs",
    "names are alike",
    "names differ",
    "times are alike",
    "times differ",
    "numbers are alike",
    "numbers differ",
    "both nouns or neither",
    "both nouns",
    "one hangs from the other, or both from one word",
    "their texts are alike",
    "their texts are like the same texts, in standard deviations",
    "rare words, as logarithms",
    "their phrases are alike",
    "their main words are alike where they stand, as a cosine",
];

/// Facts that only say what the words themselves are; the others count anew where the words are the same.
const OF_WORDS: usize = 2;

/// How many values a pair of mentions has: one that is always 1, the facts, and those that count anew.
pub const VALUES: usize = 1 + FACTS.len() + FACTS.len() - OF_WORDS;

/// What speaks for two mentions being of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// How likely pairs must be on average for two groups to be joined.
    pub likely: f64,
    /// A weight for each value of a pair.
    pub of_values: [f64; VALUES],
}

impl Weights {
    /// The name of a value's table and of the value: `any` for what always counts, `same_word` for what counts where the
    /// words are the same or of one stem.
    pub fn name(value: usize) -> (&'static str, &'static str) {
        match value {
            0 => ("any", "always"),
            v if v <= FACTS.len() => ("any", FACTS[v - 1]),
            v => ("same_word", FACTS.get(v - 1 - FACTS.len() + OF_WORDS).copied().unwrap_or_default()),
        }
    }

    /// Weights by the names of their tables and facts; the name of the first that is missing as an error.
    pub fn named(likely: f64, weight: impl Fn(&str, &str) -> Option<f64>) -> Result<Self, &'static str> {
        let mut of_values = [0.0; VALUES];
        for (value, slot) in of_values.iter_mut().enumerate() {
            let (table, fact) = Self::name(value);
            *slot = weight(table, fact).ok_or(fact)?;
        }
        Ok(Self { likely, of_values })
    }

    /// How likely a pair is of one event.
    pub fn likelihood(&self, pair: &[f64; VALUES]) -> f64 {
        let sum: f64 = self.of_values.iter().zip(pair).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Texts with what they have in common, ready to be compared.
pub struct Texts<'a> {
    mentions: Vec<(usize, &'a Occurrence)>,
    around: Vec<Vector<'a>>,
    alike: Vec<Vec<f64>>,
    by_others: Vec<Vec<f64>>,
    rare: BTreeMap<&'a str, f64>,
}

/// Words with their weights, of length 1.
type Vector<'a> = BTreeMap<&'a str, f64>;

impl<'a> Texts<'a> {
    /// Looks at the texts of one topic.
    pub fn new(texts: &'a [Told]) -> Self {
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        for word in texts.iter().flat_map(|t| t.words.keys()) {
            *known.entry(word).or_default() += 1;
        }
        let all = texts.len() as f64 + 1.0;
        let rare: BTreeMap<&str, f64> = known.iter().map(|(w, n)| (*w, (all / (f64::from(*n) + 1.0)).ln())).collect();
        let words: Vec<Vector<'_>> = texts.iter().map(|t| vector(&t.words, &rare)).collect();
        let alike: Vec<Vec<f64>> = words.iter().map(|a| words.iter().map(|b| dot(a, b)).collect()).collect();
        let mentions: Vec<(usize, &Occurrence)> =
            texts.iter().enumerate().flat_map(|(i, t)| t.occurrences.iter().map(move |o| (i, o))).collect();
        let around = mentions.iter().map(|(_, o)| vector(&o.around, &rare)).collect();
        Self { by_others: by_others(&alike), mentions, around, alike, rare }
    }

    /// How many mentions there are, in the order of the texts.
    pub fn len(&self) -> usize {
        self.mentions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty()
    }

    /// The values of two mentions, by their numbers.
    pub fn pair(&self, i: usize, j: usize) -> [f64; VALUES] {
        let (Some((p, a)), Some((q, b))) = (self.mentions.get(i), self.mentions.get(j)) else { return [0.0; VALUES] };
        let one_text = p == q;
        let same = a.word == b.word;
        let kin = of_one_stem(&a.word, &b.word);
        let parts = |o: &'a Occurrence| -> BTreeSet<&'a str> {
            o.subject.iter().chain(&o.object).chain(&o.beside).map(String::as_str).collect()
        };
        let differ = differ(&a.subject, &b.subject) || differ(&a.object, &b.object);
        let hangs = a.governor.as_ref() == Some(&b.word)
            || b.governor.as_ref() == Some(&a.word)
            || (a.governor.is_some() && a.governor == b.governor);
        let of_texts = |table: &[Vec<f64>]| match one_text {
            true => 0.0,
            false => table.get(*p).and_then(|row| row.get(*q)).copied().unwrap_or_default(),
        };
        // A word that is in no text of the topic but this is as rare as can be.
        let rare =
            |o: &Occurrence| self.rare.get(o.word.as_str()).copied().unwrap_or((self.alike.len() as f64 + 1.0).ln());
        let is = |yes: bool| f64::from(u8::from(yes));
        let facts: [f64; FACTS.len()] = [
            is(same),
            is(kin),
            is(one_text),
            is(one_text && a.sentence != b.sentence),
            self.around.get(i).zip(self.around.get(j)).map_or(0.0, |(a, b)| dot(a, b)),
            shared(&a.near, &b.near),
            shared(&parts(a), &parts(b)),
            shared(&a.subject, &b.subject),
            shared(&a.object, &b.object),
            shared(&a.beside, &b.beside),
            is(differ),
            shared(&a.names, &b.names),
            is(self::differ(&a.names, &b.names)),
            shared(&a.times, &b.times),
            is(self::differ(&a.times, &b.times)),
            shared(&a.numbers, &b.numbers),
            is(self::differ(&a.numbers, &b.numbers)),
            is(a.is_noun == b.is_noun),
            is(a.is_noun && b.is_noun),
            is(hangs),
            of_texts(&self.alike),
            of_texts(&self.by_others),
            rare(a) + rare(b),
            shared(&a.words, &b.words),
            a.likeness.iter().zip(&b.likeness).map(|(x, y)| f64::from(x * y)).sum(),
        ];
        let mut out = [1.0; VALUES];
        let again = facts.iter().skip(OF_WORDS).map(|f| if same || kin { *f } else { 0.0 });
        for (slot, value) in out.iter_mut().skip(1).zip(facts.iter().copied().chain(again)) {
            *slot = value;
        }
        out
    }

    /// The mentions in groups of one event each, by their numbers; groups in the order of their first mentions.
    pub fn chains(&self, weights: &Weights) -> Vec<Vec<usize>> {
        let n = self.len();
        let pairs: Vec<Vec<f64>> =
            (0..n).map(|i| (0..i).map(|j| weights.likelihood(&self.pair(i, j))).collect()).collect();
        let of = |i: usize, j: usize| match i.cmp(&j) {
            Ordering::Greater => pairs[i][j],
            Ordering::Less => pairs[j][i],
            Ordering::Equal => 0.0,
        };
        let likely = (0..n).map(|i| (0..n).map(|j| of(i, j)).collect()).collect();
        join(likely, weights.likely)
    }
}

/// Joins what is likeliest on average until nothing is likely enough (average linkage). Of equals the first are joined.
fn join(mut likely: Vec<Vec<f64>>, least: f64) -> Vec<Vec<usize>> {
    let n = likely.len();
    let mut groups: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let best_of = |likely: &[Vec<f64>], groups: &[Vec<usize>], i: usize| {
        let others = (0..n).filter(|j| *j != i && !groups[*j].is_empty());
        others.fold(None, |best: Option<(usize, f64)>, j| match best {
            Some((_, p)) if p >= likely[i][j] => best,
            _ => Some((j, likely[i][j])),
        })
    };
    let mut best: Vec<Option<(usize, f64)>> = (0..n).map(|i| best_of(&likely, &groups, i)).collect();
    loop {
        let next = (0..n).filter_map(|i| best[i].map(|(j, p)| (i, j, p)));
        let next = next.fold(None, |best: Option<(usize, usize, f64)>, x| match best {
            Some(b) if b.2 >= x.2 => Some(b),
            _ => Some(x),
        });
        let Some((i, j, _)) = next.filter(|(_, _, p)| *p >= least) else { break };
        let (kept, gone) = (i.min(j), i.max(j));
        let (a, b) = (groups[kept].len() as f64, groups[gone].len() as f64);
        let means: Vec<f64> = likely[kept].iter().zip(&likely[gone]).map(|(x, y)| (x * a + y * b) / (a + b)).collect();
        likely.iter_mut().zip(&means).for_each(|(row, mean)| row[kept] = *mean);
        likely[kept] = means;
        let moved = std::mem::take(&mut groups[gone]);
        groups[kept].extend(moved);
        best[gone] = None;
        for k in (0..n).filter(|k| !groups[*k].is_empty()) {
            // Only those whose best has changed look anew.
            let stale = best[k].is_some_and(|(j, _)| j == kept || j == gone);
            if k == kept || stale {
                best[k] = best_of(&likely, &groups, k);
            } else if best[k].is_none_or(|(_, p)| likely[k][kept] > p) {
                best[k] = Some((kept, likely[k][kept]));
            }
        }
    }
    groups.retain(|g| !g.is_empty());
    groups.iter_mut().for_each(|g| g.sort_unstable());
    groups.sort();
    groups
}

/// How alike two texts are in what other texts they are like: of short texts this tells more than their own words. In
/// standard deviations from what is usual among them.
fn by_others(alike: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = alike.len();
    let off = |table: &[Vec<f64>]| -> Vec<f64> {
        (0..n).flat_map(|i| (0..n).filter(move |j| *j != i).map(move |j| (i, j))).map(|(i, j)| table[i][j]).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / (values.len() as f64).max(1.0);
    let usual = mean(&off(alike));
    let steps: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let row: Vec<f64> = (0..n).map(|j| if i == j { usual } else { alike[i][j] }).collect();
            let sum: f64 = row.iter().sum();
            row.iter().map(|v| if sum > 0.0 { v / sum } else { 0.0 }).collect()
        })
        .collect();
    let twice: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let mut row = vec![0.0; n];
            for (k, first) in steps[i].iter().enumerate() {
                row.iter_mut().zip(&steps[k]).for_each(|(slot, second)| *slot += first * second);
            }
            let length = row.iter().map(|v| v * v).sum::<f64>().sqrt();
            row.iter().map(|v| if length > 0.0 { v / length } else { 0.0 }).collect()
        })
        .collect();
    let mut out: Vec<Vec<f64>> =
        twice.iter().map(|a| twice.iter().map(|b| a.iter().zip(b).map(|(x, y)| x * y).sum()).collect()).collect();
    let values = off(&out);
    let middle = mean(&values);
    let spread = mean(&values.iter().map(|v| (v - middle).powi(2)).collect::<Vec<_>>()).sqrt();
    for value in out.iter_mut().flatten() {
        *value = if spread > 0.0 { (*value - middle) / spread } else { 0.0 };
    }
    out
}

fn vector<'a>(words: &'a BTreeMap<String, u32>, rare: &BTreeMap<&str, f64>) -> Vector<'a> {
    let weigh = |(word, n): (&'a String, &u32)| {
        (word.as_str(), (1.0 + f64::from(*n).ln()) * rare.get(word.as_str()).copied().unwrap_or_default())
    };
    let mut out: Vector<'a> = words.iter().map(weigh).collect();
    let length = out.values().map(|v| v * v).sum::<f64>().sqrt();
    if length > 0.0 {
        out.values_mut().for_each(|v| *v /= length);
    }
    out
}

fn dot(a: &Vector<'_>, b: &Vector<'_>) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().filter_map(|(word, v)| Some(v * long.get(word)?)).sum()
}

/// The share of the smaller set that the other has too; 0 if one is empty.
fn shared<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(b).count() as f64 / least as f64 }
}

/// Whether both say something and nothing in common.
fn differ(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}

/// Whether one word is the beginning of the other, but perhaps for its last letter: `announce`, `announcement`.
fn of_one_stem(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    common >= 4 && common + 1 >= a.chars().count().min(b.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_stem() {
        assert!(
            of_one_stem("announce", "announcement")
                && of_one_stem("kill", "killing")
                && of_one_stem("strike", "striking")
        );
        assert!(!of_one_stem("release", "relate") && !of_one_stem("war", "warn") && !of_one_stem("capture", "captain"));
    }

    #[test]
    fn groups_are_joined_while_their_pairs_are_likely_on_average() {
        let table = vec![
            vec![0.0, 0.9, 0.6, 0.0],
            vec![0.9, 0.0, 0.2, 0.0],
            vec![0.6, 0.2, 0.0, 0.1],
            vec![0.0, 0.0, 0.1, 0.0],
        ];
        assert_eq!(join(table.clone(), 0.5), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(join(table.clone(), 0.4), [vec![0, 1, 2], vec![3]]);
        assert_eq!(join(table, 0.0).len(), 1);
        assert!(join(Vec::new(), 0.5).is_empty());
    }

    #[test]
    fn every_value_has_a_name_of_its_own() {
        let names: BTreeSet<_> = (0..VALUES).map(Weights::name).collect();
        assert_eq!(names.len(), VALUES);
        assert!(Weights::named(0.3, |_, fact| (fact != "both nouns").then_some(1.0)).is_err());
    }

    #[test]
    fn words_that_are_alike_where_they_stand_are_of_one_event() {
        let told = |word: &str, likeness: [f32; 2]| Told {
            occurrences: vec![Occurrence {
                word: word.to_owned(),
                likeness: likeness.to_vec(),
                ..Occurrence::default()
            }],
            ..Told::default()
        };
        let texts = [told("buy", [0.6, 0.8]), told("takeover", [0.8, 0.6]), told("buy", [-0.8, 0.6]), Told::default()];
        let weights = Weights::named(0.5, |table, fact| {
            Some(match (table, fact) {
                ("any", "always") => -3.0,
                ("any", "their main words are alike where they stand, as a cosine") => 5.0,
                _ => 0.0,
            })
        });
        assert_eq!(Texts::new(&texts).chains(&weights.unwrap()), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn the_same_word_of_like_texts_is_one_event() {
        let words = |text: &str| text.split(' ').map(|w| (w.to_owned(), 1)).collect::<BTreeMap<_, _>>();
        let told = |word: &str, text: &str| Told {
            words: words(text),
            occurrences: vec![Occurrence { word: word.to_owned(), around: words(text), ..Occurrence::default() }],
        };
        let texts = [told("raid", "raid dam north"), told("raid", "raid dam gunmen"), told("raid", "raid port ship")];
        let weights = Weights::named(0.5, |table, fact| {
            Some(match (table, fact) {
                ("any", "always") => -3.0,
                ("same_word", "their texts are alike") => 40.0,
                _ => 0.0,
            })
        });
        assert_eq!(Texts::new(&texts).chains(&weights.unwrap()), [vec![0, 1], vec![2]]);
    }
}
