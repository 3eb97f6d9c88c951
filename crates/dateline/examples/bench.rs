//! Speed as ratios to a baseline measured in the same run: `cargo xtask bench`.
//!
//! Three questions. What does each stage cost beside cutting the same texts into words by Unicode's rules, the least
//! that any reader of text must do? How many reports a second does the whole reading keep of what the language engine's
//! parse alone would do, on two threads? Does a report of ten times the length take ten times as long?

use dateline::{
    core::Report,
    data::{Data, Reader},
    ingest, intake, language,
};
use rayon::prelude::*;
use std::{hint::black_box, path::Path, time::Instant};
use unicode_segmentation::UnicodeSegmentation;

/// How often the texts are read.
const ROUNDS: usize = 5;

/// The least share of the parse's rate that the whole reading should keep.
const BAR: f64 = 0.8;

/// Bytes of the texts that are read to see how cost grows.
const LENGTHS: [usize; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    let now = "2024-12-13T00:00:00Z".parse().expect("a constant instant");
    let reader = Data::default().reader(now).expect("the built-in data is whole");
    let corpus = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name);
        let (inputs, _) = ingest::find(&[path]);
        let read = inputs.iter().flat_map(|input| ingest::read(input, &ingest::Options::default(), now));
        read.filter_map(Result::ok).map(|ingested| ingested.report).collect::<Vec<Report>>()
    };
    let annotated = corpus("annotated/tuning/docs.jsonl");
    // Windows of a text are read in parallel where there are threads to spare; here one thread does it all.
    threads(1).install(|| stages(&corpus("demo"), &reader));
    threads(2).install(|| beside_the_parse(&annotated, &reader));
    threads(1).install(|| growth(&annotated, &reader));
}

fn threads(n: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("threads can be started")
}

/// Each stage as a multiple of word cutting; of each the fastest round.
fn stages(reports: &[Report], reader: &Reader) {
    let fastest = |work: &dyn Fn() -> usize| (0..ROUNDS).map(|_| seconds(work)).fold(f64::INFINITY, f64::min);
    let tokens: usize = reports.iter().map(|r| language::read_tokens(&r.text).tokens.len()).sum();
    let words = fastest(&|| reports.iter().map(|r| r.text.unicode_words().count()).sum());
    let cut = fastest(&|| reports.iter().map(|r| language::read_tokens(&r.text).tokens.len()).sum());
    let parsed = fastest(&|| reports.iter().map(|r| language::read(&r.text, &reader.model).tokens.len()).sum());
    let claimed = fastest(&|| reports.iter().map(|r| intake::claims(r, reader).len()).sum());

    println!(
        "{} reports, {tokens} words and marks, one thread; times as multiples of Unicode word cutting",
        reports.len()
    );
    println!("sentences and words        {:8.1}", cut / words);
    println!("with tags and trees        {:8.1}", parsed / words);
    println!("with claims                {:8.1}", claimed / words);
    println!("share of rules and places  {:8.1} %", 100.0 * (claimed - parsed) / claimed);
}

/// The whole reading, report to claims, against the parse alone; they take turns, so that what else the machine does
/// strikes both, and the median of the rounds counts.
fn beside_the_parse(reports: &[Report], reader: &Reader) {
    let parse = || reports.par_iter().map(|r| language::read(&r.text, &reader.model).tokens.len()).sum();
    let whole = || reports.par_iter().map(|r| intake::claims(r, reader).len()).sum();
    seconds(&whole);
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (seconds(&parse), seconds(&whole))).collect();
    let rate = |of: fn(&(f64, f64)) -> f64| reports.len() as f64 / median(rounds.iter().map(of));
    let share = median(rounds.iter().map(|(parse, whole)| parse / whole));

    println!("\n{} reports, two threads, median of {ROUNDS} rounds", reports.len());
    println!("parse alone                {:8.1} reports/s", rate(|(parse, _)| *parse));
    println!("whole reading              {:8.1} reports/s", rate(|(_, whole)| *whole));
    let verdict = if share >= BAR { "reached" } else { "missed" };
    println!("share kept                 {:8.1} %, at least {:.0} % is {verdict}", 100.0 * share, 100.0 * BAR);
}

/// Texts joined from reports, each ten times the one before: parse and what comes after it, apart.
fn growth(reports: &[Report], reader: &Reader) {
    println!("\none report of N bytes, one thread; microseconds for each kilobyte");
    println!("         N      parse   rules and places");
    let Some(first) = reports.first() else { return };
    let mut text = String::new();
    let mut sources = reports.iter().cycle();
    for length in LENGTHS {
        while text.len() < length {
            text.extend(sources.next().into_iter().flat_map(|r| [r.text.as_str(), "\n\n"]));
        }
        let report = Report { text: text.clone(), ..first.clone() };
        let reading = language::read(&report.text, &reader.model);
        let parse = seconds(&|| language::read(&report.text, &reader.model).tokens.len());
        let rules = seconds(&|| dateline::read::claims(&report, &reading, &reader.rules, &reader.world).len());
        let each = |time: f64| 1e9 * time / report.text.len() as f64;
        println!("{:>10} {:>10.0} {:>18.0}", report.text.len(), each(parse), each(rules));
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How long some work takes.
#[allow(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
fn seconds(work: &dyn Fn() -> usize) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}
