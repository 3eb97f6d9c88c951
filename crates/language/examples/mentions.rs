//! Cuts texts with marked events for `train/events.py`: JSON Lines with `id`, `text`, `topic` and `events` (`spans` in
//! characters, `chain`) on standard input; on standard output the `windows` of each text (the pieces of each: id, word,
//! shape, gap; the root is word 0) and for each event its window, its main word there, and its chain.

use dateline_language::{Model, read, train::pieces};
use serde_json::{Value, json};
use std::io::{BufRead, BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::from_bytes(include_bytes!("../../../data/language.safetensors"))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().ok_or("a row without a text")?;
        let tokens = read(text, &model).tokens;
        let windows = pieces(text, &model);
        let at = |span: &Value, side: &str| span[side].as_u64().map_or(0, |n| n as usize);
        let characters = |end: u32| text[..end as usize].chars().count();
        let mut events = Vec::new();
        for event in row["events"].as_array().into_iter().flatten() {
            let spans = event["spans"].as_array().ok_or("an event without spans")?;
            let meets = |i: &usize| {
                let (start, end) = (characters(tokens[*i].span.start), characters(tokens[*i].span.end));
                spans.iter().any(|s| start < at(s, "end") && at(s, "start") < end)
            };
            let inside: Vec<usize> = (0..tokens.len()).filter(meets).collect();
            let hangs_out = |i: &&usize| tokens[**i].head.is_none_or(|h| !inside.contains(&(h as usize)));
            let main = inside.iter().find(hangs_out).copied().unwrap_or_default();
            let window = windows.iter().position(|(words, _)| words.contains(&main)).ok_or("a text without words")?;
            events.push(json!([window, main - windows[window].0.start + 1, event["chain"]]));
        }
        let windows: Vec<_> = windows.iter().map(|(_, pieces)| pieces).collect();
        writeln!(out, "{}", json!({ "id": row["id"], "topic": row["topic"], "windows": windows, "events": events }))?;
    }
    Ok(())
}
