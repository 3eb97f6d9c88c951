//! Speed as ratios to a baseline measured in the same run: `cargo xtask bench`.
//!
//! The baseline is cutting the same texts into words by Unicode's rules, the least that any reader of text must do.

use dateline::{
    core::Report,
    data::{Data, Reader},
    ingest, intake, language,
};
use std::{hint::black_box, path::PathBuf, time::Instant};
use unicode_segmentation::UnicodeSegmentation;

/// How often the texts are read; the fastest round counts, since others only measure what else the machine did.
const ROUNDS: usize = 5;

fn main() {
    let now = "2024-12-13T00:00:00Z".parse().expect("a constant instant");
    let reader = Data::default().reader(now).expect("the built-in data is whole");
    let corpus = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/demo"));
    let (inputs, _) = ingest::find(&[corpus]);
    let read = inputs.iter().flat_map(|input| ingest::read(input, &ingest::Options::default(), now));
    let reports: Vec<_> = read.filter_map(Result::ok).map(|ingested| ingested.report).collect();
    let tokens: usize = reports.iter().map(|r| language::read_tokens(&r.text).tokens.len()).sum();

    // Windows of a text are read in parallel where there are threads to spare; here one thread does it all.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be started");
    pool.install(|| compare(&reports, tokens, &reader));
}

fn compare(reports: &[Report], tokens: usize, reader: &Reader) {
    let words = fastest(|| reports.iter().map(|r| r.text.unicode_words().count()).sum());
    let cut = fastest(|| reports.iter().map(|r| language::read_tokens(&r.text).tokens.len()).sum());
    let parsed = fastest(|| reports.iter().map(|r| language::read(&r.text, &reader.model).tokens.len()).sum());
    let claimed = fastest(|| reports.iter().map(|r| intake::claims(r, reader).len()).sum());

    println!(
        "{} reports, {tokens} words and marks, one thread; times as multiples of Unicode word cutting",
        reports.len()
    );
    println!("sentences and words        {:8.1}", cut / words);
    println!("with tags and trees        {:8.1}", parsed / words);
    println!("with claims                {:8.1}", claimed / words);
    println!("share of rules and places  {:8.1} %", 100.0 * (claimed - parsed) / claimed);
}

/// Seconds of the fastest round.
#[allow(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
fn fastest(work: impl Fn() -> usize) -> f64 {
    let round = || {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}
