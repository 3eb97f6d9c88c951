//! Which reports tell of the same incident.

use crate::{gather::Groups, report::ReportInfo};
use dateline_core::trace::{self, Sort};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How alike the reports of an incident are on average: cosine of their weighted words, less the farther apart they
/// appeared.
const ALIKE: f64 = 0.14;
/// How fast likeness fades: by this share for each doubling and more of the weeks between, as `1 + FADING * ln(1 + weeks)`.
const FADING: f64 = 0.5;
/// A sentence printed on days that lie further apart belongs to the page, not to the news.
const STOCK_DAYS: i32 = 30;
/// Names tell incidents apart better than other words, and so do figures.
const NAME: f64 = 2.0;
const FIGURE: f64 = 1.5;
/// As if so many more reports were known, so that few reports tell little of what is rare.
const UNSEEN: usize = 200;
/// Words of more reports than these find no candidates.
const COMMON: usize = 64;
/// So many of the reports that have most in common are looked at.
const CANDIDATES: usize = 40;

/// Groups reports that tell of the same incident, by their words: the number of the group of each report, in the order
/// of `reports`. Rare words weigh more than common ones, so that a larger collection is told apart better; names weigh
/// most. Reports that appeared far apart must have more in common.
pub fn incidents(reports: &[ReportInfo]) -> Vec<usize> {
    let mut order: Vec<(usize, &ReportInfo)> = reports.iter().enumerate().collect();
    order.sort_by_key(|(_, r)| (r.date(), &r.id));
    let sorted: Vec<&ReportInfo> = order.iter().map(|(_, r)| *r).collect();
    let weighted = Weighted::new(&sorted);
    let like = |a: usize, b: usize| weighted.cosine(a, b) / faded(&sorted, a, b);
    let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut groups = Groups::default();
    for (i, words) in weighted.words.iter().enumerate() {
        let mut near: BTreeMap<usize, f64> = BTreeMap::new();
        for (word, weight) in words {
            if weighted.reports_with(*word) > COMMON {
                continue;
            }
            let earlier = having.entry(*word).or_default();
            for &j in earlier.iter() {
                *near.entry(j).or_default() += weight * weight;
            }
            earlier.push(i);
        }
        let mut near: Vec<(usize, f64)> = near.into_iter().collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        groups.add(near.into_iter().take(CANDIDATES).map(|(j, _)| j), like, ALIKE);
    }
    let mut out = vec![0; reports.len()];
    for (number, members) in groups.groups().into_iter().enumerate() {
        for (given, _) in members.iter().filter_map(|&m| order.get(m)) {
            if let Some(place) = out.get_mut(*given) {
                *place = number;
            }
        }
    }
    out
}

fn faded(reports: &[&ReportInfo], a: usize, b: usize) -> f64 {
    let date = |i: usize| reports.get(i).and_then(|r| r.date());
    let Some((a, b)) = date(a).zip(date(b)) else { return 1.0 };
    let weeks = f64::from((b - a).get_days().abs()) / 7.0;
    1.0 + FADING * weeks.ln_1p()
}

/// The words of each report with their weights; each report's squares add up to one.
struct Weighted {
    words: Vec<BTreeMap<u32, f64>>,
    reports_with: HashMap<u32, usize>,
}

impl Weighted {
    fn new(reports: &[&ReportInfo]) -> Self {
        let stock = stock(reports);
        let news = |r: &ReportInfo| -> Vec<u32> {
            let kept = trace::sentences(&r.trace).filter(|s| !stock.contains(*s));
            kept.flatten().copied().collect()
        };
        let mut named: HashMap<u32, (u32, u32)> = HashMap::new();
        let mut reports_with: HashMap<u32, usize> = HashMap::new();
        let mut counts: Vec<BTreeMap<u32, f64>> = Vec::new();
        let mut figures: HashSet<u32> = HashSet::new();
        for report in reports {
            let mut count: BTreeMap<u32, f64> = BTreeMap::new();
            for word in news(report) {
                let stem = trace::stem(word);
                *count.entry(stem).or_default() += 1.0;
                let (names, all) = named.entry(stem).or_default();
                *names += u32::from(trace::sort(word) == Sort::Name);
                *all += 1;
                if trace::sort(word) == Sort::Figure {
                    figures.insert(stem);
                }
            }
            for stem in count.keys() {
                *reports_with.entry(*stem).or_default() += 1;
            }
            counts.push(count);
        }
        let sort_weight = |stem: &u32| match named.get(stem) {
            _ if figures.contains(stem) => FIGURE,
            Some((names, all)) if names * 2 > *all => NAME,
            _ => 1.0,
        };
        let all = (reports.len() + UNSEEN) as f64;
        for count in &mut counts {
            for (stem, n) in count.iter_mut() {
                let rarity = (all / reports_with.get(stem).copied().unwrap_or(1) as f64).ln();
                *n = (1.0 + n.ln()) * rarity * sort_weight(stem);
            }
            let length = count.values().map(|w| w * w).sum::<f64>().sqrt();
            count.values_mut().for_each(|w| *w /= length.max(f64::MIN_POSITIVE));
        }
        Self { words: counts, reports_with }
    }

    fn reports_with(&self, word: u32) -> usize {
        self.reports_with.get(&word).copied().unwrap_or_default()
    }

    fn cosine(&self, a: usize, b: usize) -> f64 {
        let (Some(a), Some(b)) = (self.words.get(a), self.words.get(b)) else { return 0.0 };
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short.iter().filter_map(|(word, weight)| Some(weight * long.get(word)?)).sum()
    }
}

/// The sentences that were printed on days far apart.
fn stock<'a>(reports: &[&'a ReportInfo]) -> HashSet<&'a [u32]> {
    let mut first: HashMap<&[u32], jiff::civil::Date> = HashMap::new();
    let mut stock = HashSet::new();
    for report in reports {
        let Some(date) = report.date() else { continue };
        for sentence in trace::sentences(&report.trace) {
            let since = *first.entry(sentence).or_insert(date);
            if (date - since).get_days() > STOCK_DAYS {
                stock.insert(sentence);
            }
        }
    }
    stock
}
