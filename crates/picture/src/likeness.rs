//! How much two reports have in common, beyond what two desks share that tell of the same event.

use crate::report::ReportInfo;
use dateline_core::{
    report::containment,
    trace::{self, Sort},
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The share of the shorter text's runs of five words that makes it a copy whatever else it holds. Reprints are cut and
/// get a new headline, so that similarity of the whole texts would miss most.
pub const COPIED: f64 = 0.5;
/// With fewer runs in common nothing can be said.
pub const LEAST_RUNS: usize = 6;
/// With fewer pairs of words in common nothing can be said.
pub const LEAST_PAIRS: usize = 8;
/// Two reports that agree in less of their names and figures tell of different things in one formula.
const AGREED: f64 = 0.4;
/// A passage of which this share is common may be stock of the desks, and so counts for nothing by itself.
const VERBATIM: f64 = 0.75;
/// Most sentences of such a passage.
const PASSAGE: usize = 2;

/// What of a report is compared. Words in quotation marks are left out, since an official tells every desk the same.
#[derive(Debug, Default)]
pub struct Print {
    /// The pairs of neighbouring words of each sentence.
    sentences: Vec<Vec<u32>>,
    /// All of them.
    pub pairs: BTreeSet<u32>,
    /// Names and figures.
    facts: HashSet<u32>,
    /// Sentences in quotation marks.
    quotes: HashSet<u64>,
}

/// Words of a quotation that make it one.
const QUOTATION: usize = 3;

impl Print {
    /// Of a report; empty if the ledger has no trace of it.
    pub fn of(report: &ReportInfo) -> Self {
        let mut out = Self::default();
        for sentence in trace::sentences(&report.trace) {
            let is = |sort: Sort| move |&&w: &&u32| trace::sort(w) == sort;
            let quoted: Vec<u32> = sentence.iter().filter(is(Sort::Quoted)).copied().collect();
            if quoted.len() >= QUOTATION {
                out.quotes.insert(quoted.iter().fold(0, |h: u64, &w| mixed(h, w)));
            }
            let facts = sentence.iter().filter(|&&w| matches!(trace::sort(w), Sort::Name | Sort::Figure));
            out.facts.extend(facts);
            let words: Vec<u32> = sentence.iter().filter(|&&w| trace::sort(w) != Sort::Quoted).copied().collect();
            let near = |gap: usize| words.iter().copied().zip(words.iter().copied().skip(gap));
            let pairs: BTreeSet<u32> = near(1).chain(near(2)).filter_map(|(a, b)| pair(a, b)).collect();
            out.pairs.extend(&pairs);
            if !pairs.is_empty() {
                out.sentences.push(pairs.into_iter().collect());
            }
        }
        out
    }
}

/// Two words in either order. Two names or figures are no matter of wording: whoever tells of them has both.
fn pair(a: u32, b: u32) -> Option<u32> {
    let plain = [a, b].iter().any(|&w| trace::sort(w) == Sort::Plain);
    let (a, b) = (trace::stem(a), trace::stem(b));
    (plain && a != b).then(|| (mixed(u64::from(a.min(b)), a.max(b)) >> 32) as u32)
}

/// In how many reports each pair of words stands: what many say weighs less.
#[derive(Debug, Default)]
pub struct Rarity {
    reports: usize,
    having: HashMap<u32, u32>,
}

/// As if so many more reports were known, so that few reports tell little of what is rare.
const UNSEEN: usize = 200;

impl Rarity {
    /// Among these reports.
    pub fn among(prints: &[Print]) -> Self {
        let mut having: HashMap<u32, u32> = HashMap::new();
        for pair in prints.iter().flat_map(|p| &p.pairs) {
            *having.entry(*pair).or_default() += 1;
        }
        Self { reports: prints.len() + UNSEEN, having }
    }

    fn weight(&self, pair: u32) -> f64 {
        let having = self.having.get(&pair).copied().unwrap_or(1);
        (self.reports as f64 / f64::from(having)).ln()
    }
}

fn mixed(hash: u64, word: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What two reports have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The share of the shorter one's runs of five words.
    pub runs: f64,
    /// The share of the shorter one's pairs of neighbouring words outside quotes and the longest common passage, rare
    /// pairs weighing more.
    pub pairs: f64,
    /// How many names and figures both have.
    pub facts: usize,
    /// How many the one with fewer of them has.
    pub of_facts: usize,
    /// How many quotations both have.
    pub quotes: usize,
}

impl Likeness {
    /// Compares two reports.
    pub fn of(a: (&ReportInfo, &Print), b: (&ReportInfo, &Print), rarity: &Rarity) -> Self {
        let ((x, p), (y, q)) = (a, b);
        let (short, long) = if p.pairs.len() <= q.pairs.len() { (p, q) } else { (q, p) };
        Self {
            runs: containment(&x.sketch, &y.sketch).max(containment(&y.sketch, &x.sketch)),
            pairs: beyond_stock(short, long, rarity),
            facts: p.facts.intersection(&q.facts).count(),
            of_facts: p.facts.len().min(q.facts.len()),
            quotes: p.quotes.intersection(&q.quotes).count(),
        }
    }

    /// How much it speaks for one text, 0 to 1.
    pub fn strength(&self) -> f64 {
        if (self.facts as f64) < AGREED * self.of_facts as f64 {
            return 0.0;
        }
        if self.runs >= COPIED { self.runs.max(self.pairs) } else { self.pairs }
    }
}

/// The share of the short one's pairs that the long one has too, without the longest passage that is nearly the same.
fn beyond_stock(short: &Print, long: &Print, rarity: &Rarity) -> f64 {
    let shared = |sentence: &Vec<u32>| {
        sentence.iter().fold(Common::default(), |sum, pair| {
            let (weight, has) = (rarity.weight(*pair), long.pairs.contains(pair));
            sum + if has {
                Common { pairs: 1, shared: weight, whole: weight }
            } else {
                Common { whole: weight, ..Common::default() }
            }
        })
    };
    let sentences: Vec<Common> = short.sentences.iter().map(shared).collect();
    let sum = |of: &[Common]| of.iter().fold(Common::default(), |sum, c| sum + *c);
    let passages = (1..=PASSAGE).flat_map(|length| sentences.windows(length)).map(sum);
    let stock = passages.filter(|c| c.shared >= VERBATIM * c.whole).max_by(|a, b| a.shared.total_cmp(&b.shared));
    let (all, stock) = (sum(&sentences), stock.unwrap_or_default());
    if all.pairs - stock.pairs < LEAST_PAIRS { 0.0 } else { (all.shared - stock.shared) / (all.whole - stock.whole) }
}

/// How much of a passage another report has.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    pairs: usize,
    shared: f64,
    whole: f64,
}

impl std::ops::Add for Common {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (pairs, shared) = (self.pairs + other.pairs, self.shared + other.shared);
        Self { pairs, shared, whole: self.whole + other.whole }
    }
}

/// Earlier reports by what they hold: of those that hold one thing, the first ones and the latest ones.
#[derive(Debug, Default)]
pub struct Earlier(HashMap<u32, Vec<usize>>);

/// Of the earlier reports that have something, so many are kept.
const KEPT: usize = 8;

impl Earlier {
    /// How many of these things each earlier report holds; then the report itself is noted as holding them.
    pub fn sharing<'a>(&mut self, report: usize, things: impl Iterator<Item = &'a u32>) -> HashMap<usize, usize> {
        let mut shared = HashMap::new();
        for thing in things {
            let earlier = self.0.entry(*thing).or_default();
            for &j in earlier.iter() {
                *shared.entry(j).or_default() += 1;
            }
            if earlier.len() >= KEPT {
                earlier.remove(KEPT / 2);
            }
            earlier.push(report);
        }
        shared
    }
}
