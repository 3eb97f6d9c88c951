//! Reads the text on standard input and prints it in CoNLL-U: `cargo run --example conllu -- data/language.safetensors < FILE`.

use dateline_language::{Model, read, to_conllu};
use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: conllu MODEL < TEXT")?;
    let model = Model::from_bytes(&std::fs::read(path)?)?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    std::io::stdout().write_all(to_conllu(&text, &read(&text, &model)).as_bytes())?;
    Ok(())
}
