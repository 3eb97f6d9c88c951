//! Cuts texts into words: JSON Lines with `id` and `text` on standard input, JSON Lines with `words` (pairs of offsets
//! in characters), `gaps` (0 none, 1 white space, 2 a new paragraph before the word) and `starts` (the first word of
//! each sentence) on standard output. The trainer reads it.

use dateline_language::read_tokens;
use serde_json::{Value, json};
use std::io::{BufRead, BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().ok_or("a row without a text")?;
        let reading = read_tokens(text);
        let mut characters = vec![0_u32; text.len() + 1];
        for (i, (at, _)) in text.char_indices().enumerate() {
            characters[at] = i as u32;
        }
        characters[text.len()] = text.chars().count() as u32;
        let words: Vec<[u32; 2]> =
            reading.tokens.iter().map(|t| [t.span.start, t.span.end].map(|at| characters[at as usize])).collect();
        let mut gaps: Vec<u8> = reading.tokens.iter().map(|t| u8::from(t.space_before)).collect();
        let mut paragraph = None;
        for sentence in &reading.sentences {
            if paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
                gaps[sentence.tokens.start as usize] = 2;
            }
        }
        let starts: Vec<u32> = reading.sentences.iter().map(|s| s.tokens.start).collect();
        writeln!(out, "{}", json!({ "id": row["id"], "words": words, "gaps": gaps, "starts": starts }))?;
    }
    Ok(())
}
