//! How fast texts are read, and from how much memory: `speed MODEL NEWS_HEADS [--threads N] [--isa NAME] < TEXTS.jsonl`.
//!
//! Prints JSON: seconds to load, words and seconds for reading, peak resident kilobytes (Linux). `bench.py` in `train/`
//! runs it beside the same model in PyTorch.

#![allow(clippy::disallowed_methods, reason = "how fast it is, is for a person to see")]

use dateline_language::{Isa, Model, read, read_tokens};
use rayon::prelude::*;
use std::io::BufRead;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (model, news) = args.next().zip(args.next()).ok_or("usage: speed MODEL NEWS_HEADS [--threads N] < TEXTS")?;
    let (mut threads, mut isa) = (2, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--threads" => threads = args.next().ok_or("--threads needs a number")?.parse()?,
            "--isa" => isa = args.next(),
            other => return Err(format!("no flag {other}").into()),
        }
    }
    let texts: Vec<String> = std::io::stdin()
        .lock()
        .lines()
        .map(|line| Ok(serde_json::from_str::<serde_json::Value>(&line?)?["text"].as_str().unwrap_or("").to_owned()))
        .collect::<Result<_, Box<dyn std::error::Error>>>()?;
    let (model, news) = (std::fs::read(model)?, std::fs::read(news)?);
    let start = Instant::now();
    let mut model = Model::from_bytes(&model)?.with_news_heads(&news)?;
    let load = start.elapsed().as_secs_f64();
    if let Some(name) = isa {
        let wanted =
            Isa::available().into_iter().find(|i| format!("{i:?}") == name).ok_or("this processor lacks it")?;
        model = model.with_isa(wanted).ok_or("this processor lacks it")?;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let cutting = Instant::now();
    let words: usize = pool.install(|| texts.par_iter().map(|t| read_tokens(t).tokens.len()).sum());
    let cutting = cutting.elapsed().as_secs_f64();
    let start = Instant::now();
    let links: usize = pool.install(|| texts.par_iter().map(|t| read(t, &model).links.len()).sum());
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    println!(
        "{}",
        serde_json::json!({ "load": load, "words": words, "cutting": cutting, "seconds": seconds,
            "words_per_second": words as f64 / seconds, "threads": threads, "links": links, "peak_kb": peak })
    );
    Ok(())
}
