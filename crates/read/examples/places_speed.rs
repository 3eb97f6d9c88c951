//! How fast place names are matched and ranked, the language stage left out: words a second on one thread over a JSON Lines
//! file of texts. `places_speed FILE [ROUNDS]`; with a factor as third argument each text is taken so many times over in a
//! row, to see whether the cost of a word grows with the report.
mod world;

use dateline_core::Report;
use dateline_read::{Rules, names, places, quantities, story::Story, times};
use std::time::{Duration, Instant};

#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("a JSON Lines file");
    let rounds: u32 = args.next().map_or(5, |n| n.parse().unwrap());
    let factor: usize = args.next().map_or(1, |n| n.parse().unwrap());
    let root = world::root();
    let world = world::load(&root);
    let rules = Rules::compile(&world).unwrap_or_else(|_| panic!("the rules do not compile"));
    let model = std::fs::read(root.join("data/language.safetensors")).unwrap();
    let heads = std::fs::read(root.join("data/language-news.safetensors")).unwrap();
    let model = dateline_language::Model::from_bytes(&model).unwrap().with_news_heads(&heads).unwrap();
    let texts = std::fs::read_to_string(file).unwrap();
    let reports: Vec<Report> = texts.lines().map(|l| report(l, factor)).collect();
    let readings: Vec<_> = reports.iter().map(|r| dateline_language::read(&r.text, &model)).collect();
    let words: usize = readings.iter().map(|r| r.tokens.len()).sum();
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        let mut spent = Duration::ZERO;
        for (report, reading) in reports.iter().zip(&readings) {
            let mut story = Story::new(report, reading, &rules, &world);
            names::find(&mut story);
            times::find(&mut story);
            quantities::find(&mut story);
            let start = Instant::now();
            places::find(&mut story);
            spent += start.elapsed();
            std::hint::black_box(&story.places);
        }
        best = best.min(spent);
    }
    println!("{words} words, {:.0} words/s", words as f64 / best.as_secs_f64());
}

fn report(line: &str, factor: usize) -> Report {
    let row: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = row["text"].as_str().unwrap_or_default();
    world::report(&row["id"].to_string(), vec![text; factor].join("\n\n"), None)
}
