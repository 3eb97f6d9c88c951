//! Learns the weights of incident templates from filled ones, or measures by fifths how well that generalises.
//!
//! `incidents DEV.jsonl WEIGHTS.tsv` writes the weights; `incidents DEV.jsonl --fifths SYSTEM.jsonl` fills each fifth of
//! the reports with what the other four teach; `incidents REPORTS.jsonl --fill WEIGHTS.tsv SYSTEM.jsonl` fills with
//! given weights. Readings are kept beside the reports' names in the folder `$READINGS` if it is set.
//! The layout of DEV.jsonl is that of the MUC-4 keys: `id`, `text`, `templates` (slot to raw fill).

#[path = "incidents/gold.rs"]
mod gold;
#[path = "incidents/kept.rs"]
mod kept;
#[path = "incidents/learn.rs"]
mod learn;
mod world;

use dateline_core::*;
use dateline_read::incidents::{self, Incident, Model, Prepared};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A report with its filled templates.
pub struct Document {
    /// Its id.
    pub id: String,
    /// What it is filled from.
    pub prepared: Prepared,
    /// Its templates as they should be.
    pub templates: Vec<gold::Template>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        [data, "--fifths", out] => {
            let documents = documents(data);
            let documents = &documents;
            let one = move |fifth: usize| -> Vec<String> {
                let part = |inside: bool| {
                    let all = documents.iter().enumerate();
                    all.filter(move |(i, _)| (i % 5 == fifth) == inside).map(|(_, d)| d).collect::<Vec<_>>()
                };
                let mut model = fifth_model(fifth, &part(false));
                let tried = numbers().into_iter().map(|numbers| {
                    numbers.iter().for_each(|(name, value)| model.set(name, *value));
                    part(true)
                        .into_iter()
                        .map(|d| line(&d.id, &incidents::fill(&d.prepared, &model)))
                        .collect::<String>()
                });
                tried.collect::<Vec<String>>()
            };
            let fifths: Vec<Vec<String>> = std::thread::scope(|scope| {
                let fifths: Vec<_> = (0..5).map(|fifth| scope.spawn(move || one(fifth))).collect();
                fifths.into_iter().map(|f| f.join().unwrap()).collect()
            });
            for i in 0..numbers().len() {
                let name = if i == 0 { out.to_owned() } else { format!("{out}.{i}") };
                fs::write(name, fifths.iter().map(|f| f[i].as_str()).collect::<String>()).unwrap();
            }
        }
        [data, "--fill", weights, out] => {
            let model = Model::parse(&fs::read_to_string(weights).unwrap());
            let lines: String =
                documents(data).iter().map(|d| line(&d.id, &incidents::fill(&d.prepared, &model))).collect();
            fs::write(out, lines).unwrap();
        }
        [data, weights] => {
            let documents = documents(data);
            let text = learn::learn_lines(&documents.iter().collect::<Vec<_>>());
            fs::write(weights, text).unwrap();
        }
        _ => println!("incidents DEV.jsonl WEIGHTS.tsv | DEV.jsonl --fifths OUT | REPORTS.jsonl --fill WEIGHTS OUT"),
    }
}

/// The weights that four fifths teach, kept in `$MODELS` if that is set.
fn fifth_model(fifth: usize, rest: &[&Document]) -> Model {
    let Some(dir) = std::env::var_os("MODELS") else { return learn::learn(rest) };
    let file = Path::new(&dir).join(format!("{fifth}.tsv"));
    if let Ok(text) = fs::read_to_string(&file) {
        return Model::parse(&text);
    }
    let text = learn::learn_lines(rest);
    fs::write(&file, &text).unwrap();
    Model::parse(&text)
}

/// Thresholds to try, each on top of those before: `$NUMBERS` as `person=0.3,report=0.5;person=0.4`.
fn numbers() -> Vec<Vec<(String, f32)>> {
    let given = std::env::var("NUMBERS").unwrap_or_default();
    let one = |g: &str| {
        g.split(',')
            .filter_map(|n| n.split_once('='))
            .filter_map(|(n, v)| Some((n.to_owned(), v.parse().ok()?)))
            .collect()
    };
    given.split(';').map(one).collect()
}

fn documents(data: &str) -> Vec<Document> {
    let root = world::root();
    let world = world::load(&root);
    let rules = dateline_read::Rules::compile(&world).unwrap_or_else(|e| panic!("{e:?}"));
    let text = fs::read_to_string(data).unwrap();
    let rows: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let readings = kept::readings(data, &rows, &root);
    let half = rows.len().div_ceil(2).max(1);
    let work = |rows: &[Value], readings: &[Reading]| -> Vec<Document> {
        rows.iter().zip(readings).map(|(row, reading)| document(row, reading, &rules, &world)).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            rows.chunks(half).zip(readings.chunks(half)).map(|(a, b)| scope.spawn(move || work(a, b))).collect();
        parts.into_iter().flat_map(|p| p.join().unwrap()).collect()
    })
}

fn document(row: &Value, reading: &Reading, rules: &dateline_read::Rules, world: &World) -> Document {
    let text = row["text"].as_str().unwrap().to_owned();
    let published = published(&text);
    let report = world::report(row["id"].as_str().unwrap(), text, published);
    Document {
        prepared: incidents::prepare(&report, reading, rules, world),
        templates: row["templates"].as_array().into_iter().flatten().filter_map(gold::Template::read).collect(),
        id: report.id,
    }
}

/// The day of the dateline.
fn published(text: &str) -> Option<Published> {
    dateline_ingest::infer_published(text, "2026-01-01T00:00:00Z".parse().unwrap())
}

/// One line of the scorer's layout.
fn line(id: &str, found: &[Incident]) -> String {
    let templates: Vec<Value> = found.iter().map(|i| json!(incidents::slots(i))).collect();
    format!("{}\n", json!({ "id": id, "templates": templates }))
}
