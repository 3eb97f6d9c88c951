//! How much two reports have in common, beyond what two desks share that tell of the same event.

use crate::report::ReportInfo;
use dateline_core::{
    report::containment,
    trace::{self, Sort},
};

/// The share of the shorter text's runs of five words that makes it a copy whatever else it holds. Reprints are cut and
/// get a new headline, so that similarity of the whole texts would miss most.
pub const COPIED: f64 = 0.5;
/// With fewer runs in common nothing can be said.
pub const LEAST_RUNS: usize = 6;
/// With fewer pairs of words in common nothing can be said.
const LEAST_PAIRS: usize = 8;
/// One pair in so many is looked at first, the same ones in every report.
const SAMPLED: u32 = 4;
/// With fewer of these in common two texts are not compared, nor with less than this share of what the one with fewer of
/// them has: of two that are alike all but very short ones have more.
const LEAST_SAMPLED: usize = 2;
const SAMPLED_SHARE: f64 = 0.1;
/// Two reports that agree in less of their names and figures tell of different things in one formula.
const AGREED: f64 = 0.4;
/// The same for two of one outlet, which tells by formulas of its own.
const AGREED_IN_ONE_OUTLET: f64 = 0.55;
/// Runs of words that make up less than this share of the shorter text may all stand in one stock passage; then they make
/// a copy only if beyond it so many pairs are common.
const WHOLE: f64 = 0.65;
const BEYOND: f64 = 0.15;
/// A passage of which this share is common may be stock of the desks, and so counts for nothing by itself.
const VERBATIM: f64 = 0.75;
/// Most sentences of such a passage.
const PASSAGE: usize = 2;

/// What of a report is compared. Words in quotation marks are left out, since an official tells every desk the same.
#[derive(Debug, Default)]
pub struct Print {
    /// The pairs of neighbouring words of each sentence, sorted, one sentence after another: many prints are made, and few
    /// pieces of memory are quicker than many.
    by_sentence: Vec<u32>,
    /// Where the sentences end among them.
    ends: Vec<usize>,
    /// All of them, sorted, each once.
    pub pairs: Vec<u32>,
    /// How many of them are looked at first.
    sampled: usize,
    /// Names and figures, sorted, each once.
    facts: Vec<u32>,
    /// Sentences in quotation marks, sorted, each once.
    quotes: Vec<u64>,
}

/// Words of a quotation that make it one.
const QUOTATION: usize = 3;

impl Print {
    /// Of a report; empty if the ledger has no trace of it.
    pub fn of(report: &ReportInfo) -> Self {
        let mut out = Self { by_sentence: Vec::with_capacity(2 * report.trace.len()), ..Self::default() };
        for sentence in trace::sentences(&report.trace) {
            let quoted = || sentence.iter().filter(|&&w| trace::sort(w) == Sort::Quoted);
            if quoted().count() >= QUOTATION {
                out.quotes.push(quoted().fold(0, |h: u64, &w| mixed(h, w)));
            }
            out.facts.extend(sentence.iter().filter(|&&w| matches!(trace::sort(w), Sort::Name | Sort::Figure)));
            let start = out.by_sentence.len();
            out.by_sentence.extend(pairs(sentence));
            let kept = sorted_once(out.by_sentence.get_mut(start..).unwrap_or_default());
            out.by_sentence.truncate(start + kept);
            if kept > 0 {
                out.ends.push(out.by_sentence.len());
            }
        }
        out.by_sentence.shrink_to_fit();
        out.pairs.clone_from(&out.by_sentence);
        let kept = sorted_once(&mut out.pairs);
        out.pairs.truncate(kept);
        let kept = sorted_once(&mut out.facts);
        out.facts.truncate(kept);
        let kept = sorted_once(&mut out.quotes);
        out.quotes.truncate(kept);
        out.sampled = out.sample().count();
        out
    }

    /// The pairs of each sentence.
    fn sentences(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.by_sentence.get(start..*end))
    }

    /// The pairs that are looked at first.
    pub fn sample(&self) -> impl Iterator<Item = &u32> {
        self.pairs.iter().filter(|pair| pair.is_multiple_of(SAMPLED))
    }

    /// How many of the pairs that are looked at first two reports must have in common to be compared.
    pub fn enough(&self, other: &Print) -> usize {
        LEAST_SAMPLED.max((self.sampled.min(other.sampled) as f64 * SAMPLED_SHARE) as usize)
    }

    /// Whether another report has enough pairs in common with this one to be compared.
    pub fn shares_enough(&self, other: &Print) -> bool {
        let enough = self.enough(other);
        let shared = self.sample().filter(|pair| other.pairs.binary_search(pair).is_ok());
        shared.take(enough).count() == enough
    }

    /// Whether a report may have enough pairs in common with this one: a quick look that passes none over.
    pub fn may_be_like(&self, other: &ReportInfo) -> bool {
        let sample = trace::sentences(&other.trace).flat_map(pairs).filter(|pair| pair.is_multiple_of(SAMPLED));
        let shared = sample.filter(|pair| self.pairs.binary_search(pair).is_ok());
        shared.take(LEAST_SAMPLED).count() == LEAST_SAMPLED
    }
}

/// Sorts values and puts each once in front; returns how many those are.
fn sorted_once<T: Copy + Ord>(values: &mut [T]) -> usize {
    values.sort_unstable();
    let mut kept = 0;
    for i in 0..values.len() {
        if kept == 0 || values[i] != values[kept - 1] {
            values[kept] = values[i];
            kept += 1;
        }
    }
    kept
}

/// How many values two sorted lists have in common.
fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    a.iter().filter(|x| b.binary_search(x).is_ok()).count()
}

/// The pairs of neighbouring words of a sentence, quotations left out.
fn pairs(sentence: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let words = || sentence.iter().copied().filter(|&w| trace::sort(w) != Sort::Quoted);
    let near = move |gap: usize| words().zip(words().skip(gap));
    near(1).chain(near(2)).filter_map(|(a, b)| pair(a, b))
}

/// Two words in either order. Two names or figures are no matter of wording: whoever tells of them has both.
fn pair(a: u32, b: u32) -> Option<u32> {
    let plain = [a, b].iter().any(|&w| trace::sort(w) == Sort::Plain);
    let (a, b) = (trace::stem(a), trace::stem(b));
    (plain && a != b).then(|| (mixed(u64::from(a.min(b)), a.max(b)) >> 32) as u32)
}

fn mixed(hash: u64, word: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What two reports have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The share of the shorter one's runs of five words.
    pub runs: f64,
    /// The share of the shorter one's pairs of neighbouring words outside quotes and the longest common passage.
    pub pairs: f64,
    /// How many names and figures both have.
    pub facts: usize,
    /// How many the one with fewer of them has.
    pub of_facts: usize,
    /// How many quotations both have.
    pub quotes: usize,
    /// Whether one outlet published both.
    pub one_outlet: bool,
    /// Whether the ledger has a trace of both.
    pub traced: bool,
}

impl Likeness {
    /// Compares two reports.
    pub fn of(a: (&ReportInfo, &Print), b: (&ReportInfo, &Print)) -> Self {
        let ((x, p), (y, q)) = (a, b);
        let (short, long) = if p.pairs.len() <= q.pairs.len() { (p, q) } else { (q, p) };
        Self {
            runs: containment(&x.sketch, &y.sketch).max(containment(&y.sketch, &x.sketch)),
            pairs: beyond_stock(short, long),
            facts: common(&p.facts, &q.facts),
            of_facts: p.facts.len().min(q.facts.len()),
            quotes: common(&p.quotes, &q.quotes),
            traced: !short.pairs.is_empty(),
            one_outlet: x.outlet.is_some() && x.outlet == y.outlet,
        }
    }

    /// How much it speaks for one text, 0 to 1.
    pub fn strength(&self) -> f64 {
        let agreed = if self.one_outlet { AGREED_IN_ONE_OUTLET } else { AGREED };
        if (self.facts as f64) < agreed * self.of_facts as f64 {
            return 0.0;
        }
        let beyond = !self.traced || self.pairs >= BEYOND || self.runs >= WHOLE;
        let copied = self.runs >= COPIED && beyond;
        if copied { self.runs.max(self.pairs) } else { self.pairs }
    }
}

/// The share of the short one's pairs that the long one has too, without the longest passage that is nearly the same.
fn beyond_stock(short: &Print, long: &Print) -> f64 {
    let shared = |sentence: &[u32]| (common(sentence, &long.pairs), sentence.len());
    let sentences: Vec<(usize, usize)> = short.sentences().map(shared).collect();
    let sum = |of: &[(usize, usize)]| of.iter().fold((0, 0), |sum, s| (sum.0 + s.0, sum.1 + s.1));
    let passages = (1..=PASSAGE).flat_map(|length| sentences.windows(length)).map(sum);
    let verbatim = |(common, whole): &(usize, usize)| *common as f64 >= VERBATIM * *whole as f64;
    let stock = passages.filter(verbatim).max_by_key(|(common, _)| *common).unwrap_or_default();
    let all = sum(&sentences);
    let common = all.0 - stock.0;
    if common < LEAST_PAIRS { 0.0 } else { common as f64 / (all.1 - stock.1) as f64 }
}
