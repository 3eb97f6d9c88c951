//! Trains the language model: `cargo run --release -p dateline-language --features train --example train -- DIR [OUT]`.
//!
//! DIR holds the treebank UD English EWT (`en_ewt-train.conllu.xz` and so on; the `xz` command unpacks it); the model is
//! written to OUT, by default `data/model.bin`. Used are EWT (CC BY-SA 4.0) and, of UD English GUM, the genres whose
//! texts are under attribution licences or in the public domain, as GUM's own licence file lists them; the
//! non-commercial genres are left out. The other parts found in DIR serve for the figures printed at the end.

#![allow(
    clippy::disallowed_methods,
    reason = "how long training takes and how fast the model is, is for a person to see"
)]

use dateline_language::Model;
use dateline_language::train::{Sentence, Settings, read_conllu, score, train};
use std::{env, error::Error, fs, path::Path, process::Command, time::Instant};

/// The genres of GUM that are free for any use with attribution.
const FREE_GENRES: [&str; 7] = ["news", "interview", "bio", "voyage", "textbook", "vlog", "speech"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let dir = args.next().ok_or("usage: train DIR [OUT]")?;
    let out = args.next().unwrap_or_else(|| "data/model.bin".to_owned());
    let start = Instant::now();
    let mut gold = treebank(Path::new(&dir), "en_ewt-train")?;
    let free = |s: &Sentence| FREE_GENRES.iter().any(|g| s.document.contains(&format!("_{g}_")));
    gold.extend(treebank(Path::new(&dir), "en_gum-train")?.into_iter().filter(free));
    let bytes =
        train(&gold, &Settings::default(), &mut |line| eprintln!("{:6.1} s  {line}", start.elapsed().as_secs_f32()))?;
    fs::write(&out, &bytes)?;
    println!("{out}: {} bytes, blake3 {}", bytes.len(), blake3::hash(&bytes));
    let loading = Instant::now();
    let model = Model::from_bytes(&bytes)?;
    println!("loads in {:.0} ms", loading.elapsed().as_secs_f32() * 1e3);
    for name in ["en_ewt-dev", "en_ewt-test", "en_gum-dev", "en_gum-test"] {
        let Ok(gold) = treebank(Path::new(&dir), name) else { continue };
        report(name, &gold, &model);
        let news: Vec<_> = gold.into_iter().filter(|s| s.document.contains("_news_")).collect();
        if !news.is_empty() {
            report(&format!("{name} news"), &news, &model);
        }
    }
    Ok(())
}

fn treebank(dir: &Path, name: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let path = dir.join(format!("{name}.conllu.xz"));
    let unpacked = Command::new("xz").arg("-dc").arg(&path).output()?;
    if !unpacked.status.success() {
        return Err(format!("xz cannot unpack {}", path.display()).into());
    }
    Ok(read_conllu(&String::from_utf8(unpacked.stdout)?))
}

fn report(name: &str, gold: &[Sentence], model: &Model) {
    let start = Instant::now();
    let s = score(gold, model);
    println!(
        "{name:17} UPOS {:.2}  XPOS {:.2}  lemma {:.2}  UAS {:.2}  LAS {:.2}  ({} words, {:.0} a second)",
        s.upos,
        s.xpos,
        s.lemma,
        s.uas,
        s.las,
        s.words,
        s.words as f32 / start.elapsed().as_secs_f32()
    );
}
