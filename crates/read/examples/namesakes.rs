//! Fits the weights by which a place name's namesakes are weighed, and measures by fifths how well that generalises.
//!
//! `namesakes WEIGHTS.toml FILE.jsonl...` writes `lexicons/en/namesakes.toml`; `-` writes nothing. A file's rows hold
//! `id`, `text` and `toponyms` (`start` and `end` in code points, `lat`, `lon`, `fcode` where known), or a folder of
//! annotated reports has `docs.jsonl` and `claims.jsonl`. Readings are kept in the folder `$READINGS` if it is set.

#[path = "incidents/kept.rs"]
mod kept;

mod world;

use dateline_core::{claim::Feature, geo::distance_km, *};
use dateline_read::annotate::{
    place_choices,
    rank::{Choices, FACTS, Facts, Weights, softmax, sum},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A candidate this near (km) to the true point is right.
const RIGHT: f64 = 161.0;
/// How strongly weights are held near nothing.
const RIDGE: f64 = 0.6;
const STEPS: usize = 400;
/// Not fitted, as the sets count type words as parts of names: where the text says the sort, it means it.
const SET: [(&str, f32); 2] = [("of the sort that is said", 3.0), ("of another sort than is said", -3.0)];

/// One name in a report that is not to be left open.
struct Asked {
    point: (f64, f64),
    code: Option<String>,
}

struct Document {
    report: Report,
    reading: Reading,
    spans: Vec<Span>,
    /// `None` where the truth is not known.
    asked: Vec<Option<Asked>>,
    set: usize,
}

/// A choice as the fit sees it: facts of each candidate, and whether it is right.
type Case = Vec<(Facts, bool)>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, files @ ..] = args.as_slice() else {
        println!("namesakes WEIGHTS.toml FILE.jsonl...");
        return;
    };
    let root = world::root();
    let world = world::load(&root);
    let rules = dateline_read::Rules::compile(&world).unwrap_or_else(|e| panic!("{e:?}"));
    let documents: Vec<Document> =
        files.iter().enumerate().flat_map(|(set, file)| documents(file, set, &root)).collect();
    let fresh = || -> Vec<Choices<'_>> {
        documents.iter().map(|d| place_choices(&d.report, &d.reading, &rules, &world, &d.spans)).collect()
    };
    let mut tally = vec![[0usize; 4]; files.len()];
    for fifth in 0..5 {
        let mut choices = fresh();
        let [_, second] = fit(&documents, &mut choices, |i| i % 5 != fifth);
        for (i, (document, choices)) in documents.iter().zip(&choices).enumerate() {
            if i % 5 == fifth {
                measure(document, choices, &second, &mut tally[document.set]);
            }
        }
    }
    for (file, [all, known, right, given]) in files.iter().zip(&tally) {
        let share = |n: &usize| *n as f64 / (*all).max(1) as f64;
        println!(
            "{file}: {all} names, {:.3} known, {:.3} with candidates, {:.3} right",
            share(known),
            share(given),
            share(right)
        );
    }
    let mut choices = fresh();
    let looks = fit(&documents, &mut choices, |_| true);
    if out != "-" {
        let head = fs::read_to_string(out).unwrap_or_default();
        let head: String = head.lines().take_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
        let mut text = head;
        for (name, weights) in ["first", "second"].iter().zip(&looks) {
            text += &format!("{}[{name}]\n", if *name == "second" { "\n" } else { "" });
            let mut lines: Vec<(&&str, &f32)> = FACTS.iter().zip(weights).filter(|(_, w)| w.abs() >= 0.02).collect();
            lines.sort_by_key(|(fact, _)| **fact);
            lines.iter().for_each(|(fact, weight)| text += &format!("\"{fact}\" = {weight:.2}\n"));
        }
        fs::write(out, text).unwrap();
    }
}

/// Fits both looks on some documents; the choices are left as after the second.
fn fit(documents: &[Document], choices: &mut [Choices<'_>], taught: impl Fn(usize) -> bool) -> [Weights; 2] {
    let first = learn(&cases(documents, choices, &taught));
    choices.iter_mut().for_each(|c| {
        c.look(&first);
        c.look_around();
    });
    let second = learn(&cases(documents, choices, &taught));
    choices.iter_mut().for_each(|c| {
        c.look(&second);
        c.look_around();
    });
    let second = learn(&cases(documents, choices, &taught));
    choices.iter_mut().for_each(|c| {
        c.look(&first);
        c.look_around();
        c.look(&second);
        c.look_around();
    });
    [first, second]
}

fn cases(documents: &[Document], choices: &[Choices<'_>], taught: impl Fn(usize) -> bool) -> Vec<Case> {
    let mut out = Vec::new();
    for (_, (document, choices)) in documents.iter().zip(choices).enumerate().filter(|(i, _)| taught(*i)) {
        for (mention, asked) in document.asked.iter().enumerate().filter_map(|(i, a)| Some((i, a.as_ref()?))) {
            let near: Vec<(Facts, f64, Feature)> = choices
                .of(mention)
                .map(|(c, facts)| {
                    (facts, c.place.point.map_or(f64::INFINITY, |p| distance_km(p, asked.point)), c.place.feature)
                })
                .collect();
            let sort = asked.code.as_deref().and_then(sort);
            let fits = |f: Feature| sort.is_none_or(|s| s == f);
            let strict = near.iter().any(|(_, d, f)| *d <= RIGHT && fits(*f));
            let case: Case = near.iter().map(|(facts, d, f)| (*facts, *d <= RIGHT && (!strict || fits(*f)))).collect();
            if case.len() > 1 && case.iter().any(|(_, right)| *right) {
                out.push(case);
            }
        }
    }
    out
}

fn sort(code: &str) -> Option<Feature> {
    Some(match code {
        "PCLI" | "PCLS" | "PCL" => Feature::Country,
        "ADM1" => Feature::Admin1,
        "ADM2" => Feature::Admin2,
        code if code.starts_with("PPL") => Feature::City,
        _ => return None,
    })
}

fn learn(cases: &[Case]) -> Weights {
    let set: Vec<Option<f32>> = FACTS.iter().map(|f| SET.iter().find(|(name, _)| name == f).map(|(_, w)| *w)).collect();
    let mut weights = [0.0f32; FACTS.len()];
    weights.iter_mut().zip(&set).for_each(|(w, set)| *w = set.unwrap_or(0.0));
    let (mut mean, mut square) = ([0.0f64; FACTS.len()], [0.0f64; FACTS.len()]);
    for step in 1..=STEPS {
        let mut slope = [0.0f64; FACTS.len()];
        for case in cases {
            let scores: Vec<f32> = case.iter().map(|(facts, _)| sum(*facts, &weights)).collect();
            let shares = softmax(&scores);
            let right: f32 = shares.iter().zip(case).filter(|(_, (_, right))| *right).map(|(p, _)| p).sum();
            for (p, (facts, is_right)) in shares.iter().zip(case) {
                let wanted = if *is_right { p / right.max(1e-12) } else { 0.0 };
                facts.iter().for_each(|f| slope[f] += f64::from(p - wanted));
            }
        }
        for f in (0..FACTS.len()).filter(|f| set[*f].is_none()) {
            let g = slope[f] + RIDGE * f64::from(weights[f]);
            mean[f] = 0.9 * mean[f] + 0.1 * g;
            square[f] = 0.99 * square[f] + 0.01 * g * g;
            let (m, s) = (mean[f] / (1.0 - 0.9f64.powi(step as i32)), square[f] / (1.0 - 0.99f64.powi(step as i32)));
            weights[f] -= (0.1 * (1.0 - step as f64 / (STEPS + 1) as f64) * m / (s.sqrt() + 1e-9)) as f32;
        }
    }
    weights
}

fn measure(document: &Document, choices: &Choices<'_>, weights: &Weights, tally: &mut [usize; 4]) {
    for (mention, asked) in document.asked.iter().enumerate().filter_map(|(i, a)| Some((i, a.as_ref()?))) {
        let off = |p: &gazetteer::Place<'_>| p.point.map_or(f64::INFINITY, |x| distance_km(x, asked.point));
        let best = choices.of(mention).max_by(|a, b| sum(a.1, weights).total_cmp(&sum(b.1, weights)));
        let known = choices.of(mention).any(|(c, _)| off(&c.place) <= RIGHT);
        let right = best.as_ref().is_some_and(|(c, _)| off(&c.place) <= RIGHT);
        tally[0] += 1;
        tally[1] += usize::from(known);
        tally[2] += usize::from(right);
        tally[3] += usize::from(best.is_some());
        if !right && std::env::var_os("SHOW").is_some() {
            let text = document.spans[mention].of(&document.report.text).unwrap_or_default();
            let start = document.spans[mention].start as usize;
            let around = document.report.text.get(start.saturating_sub(60)..start + 60).unwrap_or_default();
            let kind = if known {
                "CHOICE"
            } else if best.is_some() {
                "OTHERS"
            } else {
                "NONE"
            };
            let what = best.as_ref().map(|(c, _)| {
                format!(
                    "{} {} {:?} {:?} {:.0} km",
                    c.place.name,
                    c.place.feature,
                    c.place.admin1,
                    c.place.country,
                    off(&c.place)
                )
            });
            println!(
                "{kind} {} {text:?} {:?} {:?} <- {what:?} | {around:?}",
                document.report.id, asked.point, asked.code
            );
            if std::env::var_os("FACTS").is_some() && known {
                for (c, facts) in choices.of(mention) {
                    if off(&c.place) <= RIGHT || best.as_ref().is_some_and(|b| b.0.id == c.id) {
                        let facts: Vec<String> =
                            facts.iter().map(|f| format!("{} {:.1}", FACTS[f], weights[f])).collect();
                        println!("    {} {}: {}", c.place.name, c.place.feature, facts.join("; "));
                    }
                }
            }
        }
    }
}

fn documents(file: &str, set: usize, root: &Path) -> Vec<Document> {
    let rows = if Path::new(file).is_dir() { annotated(file) } else { lines(file) };
    let name = file.trim_start_matches('/').replace('/', "-");
    let readings = kept::readings(&name, &rows, root);
    rows.iter().zip(readings).map(|(row, reading)| document(row, reading, set)).collect()
}

fn lines(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Our own annotated reports: the places of the claims that name them in their quotes.
fn annotated(folder: &str) -> Vec<Value> {
    let mut rows = lines(&format!("{folder}/docs.jsonl"));
    for claim in lines(&format!("{folder}/claims.jsonl")) {
        let s = |k: &str| claim[k].as_str().unwrap_or_default();
        let Some(row) = rows.iter_mut().find(|r| r["id"] == claim["doc"]) else { continue };
        let text = row["text"].as_str().unwrap_or_default().to_owned();
        let first = s("place_canonical").split([' ', ',']).next().unwrap_or_default();
        let place = s("place");
        if claim["lat"].is_null() || first.is_empty() || !place.contains(first) {
            continue;
        }
        // Only the name, not the words around it.
        let name = if place.contains(s("place_canonical")) { s("place_canonical") } else { continue };
        let quote = text.find(s("quote")).unwrap_or(0);
        let Some(at) = text[quote..].find(name).map(|i| i + quote).or_else(|| text.find(name)) else { continue };
        let start = text[..at].chars().count();
        let toponym =
            json!({"start": start, "end": start + name.chars().count(), "lat": claim["lat"], "lon": claim["lon"]});
        let known = row["toponyms"].as_array().is_some_and(|t| t.iter().any(|t| t["start"] == toponym["start"]));
        if row["toponyms"].is_null() {
            row["toponyms"] = json!([]);
        }
        if let Some(list) = row["toponyms"].as_array_mut().filter(|_| !known) {
            list.push(toponym);
        }
    }
    for row in &mut rows {
        if let Some(list) = row["toponyms"].as_array_mut() {
            list.sort_by_key(|t| t["start"].as_u64());
        }
    }
    rows
}

fn document(row: &Value, reading: Reading, set: usize) -> Document {
    let text = row["text"].as_str().unwrap().to_owned();
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let (mut spans, mut asked) = (Vec::new(), Vec::new());
    for t in row["toponyms"].as_array().into_iter().flatten() {
        let at = |k: &str| bytes[t[k].as_u64().unwrap() as usize];
        let point = t["lat"].as_f64().zip(t["lon"].as_f64());
        spans.push(Span::new(at("start"), at("end")));
        asked.push(point.map(|point| Asked { point, code: t["fcode"].as_str().map(str::to_owned) }));
    }
    let mut report = world::report(row["id"].as_str().unwrap(), text, None);
    report.url = row["url"].as_str().map(str::to_owned);
    report.outlet = row["outlet"].as_str().map(str::to_owned);
    Document { report, reading, spans, asked, set }
}
