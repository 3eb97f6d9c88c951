//! The figures of the language stage, each on documents that the shipped model was not trained on.

use super::{Figure, annotated, find, from_json, scored, unpacked, write};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Of the newswire with names every twelfth article is kept from training, of TimeBank every fifth.
const NAMES_EVERY: usize = 12;
const TIMES_EVERY: usize = 5;

/// Measures every layer.
pub fn figures(data: &Path, eval: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let mut out = Vec::new();
    println!("-- EWT, test, from raw text");
    let json = scored("conllu", &find(data, "treebank", "en_ewt-test")?, false, eval, work)?;
    let wanted = [
        ("EWT words F", "/words/f"),
        ("EWT sentences F", "/sentences/f"),
        ("EWT UPOS", "/upos/f"),
        ("EWT LAS", "/las/f"),
        ("EWT lemmas F", "/lemma/f"),
    ];
    out.extend(from_json(&json, &wanted)?);
    println!("-- GUM, test, from raw text");
    let json = scored("conllu", &find(data, "treebank", "en_gum-test")?, false, eval, work)?;
    out.extend(from_json(&json, &[("GUM LAS", "/las/f")])?);
    println!("-- attributions, development part");
    let json = scored("attribution", &find(data, "attribution", "dev")?, false, eval, work)?;
    out.extend(from_json(&json, &[("attribution cue F", "/attribution/f"), ("attribution joint F", "/joint/f")])?);
    println!("-- times, the fifth of TimeBank kept from training");
    let times = work.join("timebank.jsonl");
    write(&times, &every(&unpacked(&find(data, "time", "timebank")?)?, TIMES_EVERY))?;
    let json = scored("time", &times, false, eval, work)?;
    out.extend(from_json(&json, &[("TimeBank relaxed F", "/relaxed/f"), ("TimeBank strict F", "/strict/f")])?);
    out.extend(names(&unpacked(&find(data, "ner", "en_worldwide_newswire")?)?, work)?);
    out.extend(factuality(&unpacked(&find(data, "factuality", "uw_dev")?)?, work)?);
    Ok(out)
}

/// The first of each `n` lines.
fn every(lines: &str, n: usize) -> String {
    lines.lines().step_by(n).map(|line| format!("{line}\n")).collect()
}

fn parsed(line: &str) -> Result<Value, String> {
    serde_json::from_str(line).map_err(|e| e.to_string())
}

type Spans = BTreeSet<(usize, usize, String)>;

/// Names: exact spans of the right class, on texts whose words are parted by blanks.
fn names(rows: &str, work: &Path) -> Result<Vec<Figure>, String> {
    let mut gold: BTreeMap<String, Spans> = BTreeMap::new();
    let mut input = String::new();
    for line in every(rows, NAMES_EVERY).lines() {
        let row = parsed(line)?;
        let (text, spans) = text_with_names(&row);
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        input += &format!("{}\n", json!({ "id": id, "text": text }));
        gold.insert(id, spans);
    }
    let file = work.join("names.jsonl");
    write(&file, &input)?;
    let system = unpacked(&annotated("names", &file, false, work)?)?;
    let mut counts: BTreeMap<&str, [f64; 3]> = ["PER", "LOC", "ORG"].map(|class| (class, [0.0; 3])).into();
    for line in system.lines() {
        let row = parsed(line)?;
        let Some(gold) = row["id"].as_str().and_then(|id| gold.get(id)) else { continue };
        let found = row["names"].as_array().into_iter().flatten().map(|n| {
            let at = |key: &str| n[key].as_u64().unwrap_or(0) as usize;
            (at("start"), at("end"), n["type"].as_str().unwrap_or_default().to_owned())
        });
        let found: Spans = found.collect();
        for (class, [hits, wanted, given]) in &mut counts {
            let of = |spans: &Spans| spans.iter().filter(|s| s.2 == **class).count() as f64;
            *hits += gold.intersection(&found).filter(|s| s.2 == **class).count() as f64;
            *wanted += of(gold);
            *given += of(&found);
        }
    }
    println!("-- names, the articles kept from training");
    let figure = |(class, [hits, wanted, given]): (&str, [f64; 3])| {
        println!("{class}: P {:.3} R {:.3}, {wanted} names", hits / given, hits / wanted);
        let name = match class {
            "PER" => "names PER F",
            "LOC" => "names LOC F",
            _ => "names ORG F",
        };
        Figure { name, value: 2.0 * hits / (wanted + given), more_is_better: true }
    };
    Ok(counts.into_iter().map(figure).collect())
}

/// An article as text, with its names as byte offsets.
fn text_with_names(row: &Value) -> (String, Spans) {
    let mut text = String::new();
    let mut spans = Spans::new();
    for sentence in row["sentences"].as_array().into_iter().flatten() {
        let mut open: Option<(usize, usize, String)> = None;
        let words = sentence["tokens"].as_array().into_iter().flatten();
        for (word, tag) in words.zip(sentence["tags"].as_array().into_iter().flatten()) {
            let (word, tag) = (word.as_str().unwrap_or_default(), tag.as_str().unwrap_or_default());
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(word);
            match (tag.split_once('-'), &mut open) {
                (Some(("I", _)), Some(span)) => span.1 = text.len(),
                (named, open) => {
                    spans.extend(open.take());
                    let class = named.and_then(|(_, class)| match class {
                        "Person" => Some("PER"),
                        "Location" => Some("LOC"),
                        "Organization" => Some("ORG"),
                        _ => None,
                    });
                    *open = class.map(|class| (start, text.len(), class.to_owned()));
                }
            }
        }
        spans.extend(open);
        text.push('\n');
    }
    (text, spans)
}

/// How far the judgements of factuality lie from the annotators' on average.
fn factuality(rows: &str, work: &Path) -> Result<Vec<Figure>, String> {
    let file = work.join("factuality.jsonl");
    write(&file, rows)?;
    let system = unpacked(&annotated("factuality", &file, false, work)?)?;
    if rows.lines().count() != system.lines().count() {
        return Err("the program does not answer for every event".to_owned());
    }
    let (mut wrong, mut count) = (0.0, 0.0);
    for (gold, found) in rows.lines().zip(system.lines()) {
        let (gold, found) = (parsed(gold)?, parsed(found)?);
        let label = gold["label"].as_f64().ok_or("a row without a label")?;
        wrong += (found["label"].as_f64().ok_or("the program does not judge an event")? - label).abs();
        count += 1.0;
    }
    println!("-- factuality, development part: {count} events");
    Ok(vec![Figure { name: "factuality mean absolute error", value: wrong / count, more_is_better: false }])
}
