//! Fits the weights by which mentions of events are taken for one, and measures by fifths how well that generalises.
//!
//! `cargo run --release -p dateline --example coreference -- TRAIN.jsonl LIKENESS.jsonl > lexicons/en/coreference.toml`
//! takes documents with `id`, `text`, `topic` and `events`, each with `spans` in code points and `chain`; and for each
//! document (`id`) the `numbers` of its events' main words by a layer that has not seen its topic, as
//! `crates/language/train/events.py` writes them: those of the shipped layer, which has learned these texts, would be
//! trusted too much. The model is logistic regression over pairs of mentions of one topic, fitted by Newton's method; the same input gives the same weights.
//! What it measures goes to standard error.

#[path = "../../../xtask/src/score/conll.rs"]
mod conll;

use conll::{Groups, Sums};
use dateline::{annotate::coreference, data::Data, shapes::InputRow};
use dateline_core::occurrence::Told;
use dateline_picture::coreference::{Texts, VALUES, Weights};
use std::{collections::BTreeMap, error::Error, fs};

/// How much large weights cost, for each pair; values are measured in their standard deviations.
const COST: f64 = 2e-4;
const ROUNDS: usize = 12;
const FOLDS: usize = 5;
/// How likely pairs must be: what is tried.
const LIKELY: [f64; 7] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

type Values = [f64; VALUES];

/// What the main words of a document's events are like.
#[derive(serde::Deserialize)]
struct Likeness {
    id: String,
    numbers: Vec<Vec<f32>>,
}

/// The texts of one topic with the chain of each mention.
struct Topic {
    texts: Vec<Told>,
    chains: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: coreference TRAIN.jsonl LIKENESS.jsonl";
    let [Some(file), Some(likeness)] = [1, 2].map(|n| std::env::args().nth(n)) else { return Err(usage.into()) };
    let text = fs::read_to_string(file)?;
    let rows: Vec<InputRow> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let gold: Vec<serde_json::Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let data = Data::default();
    let reader = data.reader(jiff::Timestamp::UNIX_EPOCH)?;
    let mut told = coreference::told(&rows, &data, &reader)?;
    let likeness = fs::read_to_string(likeness)?;
    let likeness: Vec<Likeness> = likeness.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut likeness: BTreeMap<String, Vec<Vec<f32>>> = likeness.into_iter().map(|l| (l.id, l.numbers)).collect();
    for (row, told) in rows.iter().zip(&mut told) {
        let numbers = likeness.remove(&row.id).filter(|n| n.len() == told.occurrences.len());
        let numbers = numbers.ok_or_else(|| format!("{}: no numbers, or not for each event", row.id))?;
        told.occurrences.iter_mut().zip(numbers).for_each(|(o, n)| o.likeness = n);
    }
    let topics: Vec<Topic> = coreference::topics(&rows)
        .into_values()
        .map(|members| {
            let chains = members.iter().flat_map(|m| gold[*m]["events"].as_array().into_iter().flatten());
            Topic {
                texts: members.iter().map(|m| told[*m].clone()).collect(),
                chains: chains.map(|e| e["chain"].to_string()).collect(),
            }
        })
        .collect();
    let pairs: Vec<Vec<(Values, bool)>> = topics.iter().map(pairs).collect();
    let fold_of = |i: usize| i % FOLDS;
    let fitted: Vec<Values> = (0..FOLDS)
        .map(|fold| fit(pairs.iter().enumerate().filter(|(i, _)| fold_of(*i) != fold).flat_map(|(_, p)| p)))
        .collect();
    let mut best = (0.0, 0.0);
    for likely in LIKELY {
        let mut sums = Sums::default();
        for (i, topic) in topics.iter().enumerate() {
            let weights = Weights { likely, of_values: fitted[fold_of(i)] };
            sums.add(&gold_groups(topic), &Texts::new(&topic.texts).chains(&weights));
        }
        let f = sums.figures();
        eprintln!("likely {likely}: CoNLL F {:.4} ({:.4} {:.4} {:.4})", f.conll(), f.muc, f.b_cubed, f.ceaf);
        if f.conll() > best.0 {
            best = (f.conll(), likely);
        }
    }
    write(&fit(pairs.iter().flatten()), best.1);
    Ok(())
}

fn pairs(topic: &Topic) -> Vec<(Values, bool)> {
    let texts = Texts::new(&topic.texts);
    let all = (0..texts.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    all.map(|(i, j)| (texts.pair(i, j), topic.chains[i] == topic.chains[j])).collect()
}

fn gold_groups(topic: &Topic) -> Groups {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (mention, chain) in topic.chains.iter().enumerate() {
        groups.entry(chain).or_default().push(mention);
    }
    groups.into_values().collect()
}

/// The weights of greatest likelihood, less what large ones cost.
#[allow(clippy::needless_range_loop, reason = "rows and columns by number, as the textbooks have it")]
fn fit<'a>(pairs: impl Iterator<Item = &'a (Values, bool)>) -> Values {
    let pairs: Vec<&(Values, bool)> = pairs.collect();
    let n = pairs.len() as f64;
    let mut scale = [1.0; VALUES];
    for (v, slot) in scale.iter_mut().enumerate().skip(1) {
        let mean = pairs.iter().map(|p| p.0[v]).sum::<f64>() / n;
        let variance = pairs.iter().map(|p| (p.0[v] - mean).powi(2)).sum::<f64>() / n;
        *slot = variance.sqrt().max(1e-6);
    }
    let mut weights = [0.0; VALUES];
    for _ in 0..ROUNDS {
        let mut gradient = [0.0; VALUES];
        let mut curve = vec![[0.0; VALUES]; VALUES];
        for (values, is_one) in &pairs {
            let mut x = [0.0; VALUES];
            for v in 0..VALUES {
                x[v] = values[v] / scale[v];
            }
            let sum: f64 = weights.iter().zip(&x).map(|(w, v)| w * v).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let (miss, bend) = (p - f64::from(u8::from(*is_one)), p * (1.0 - p));
            for a in (0..VALUES).filter(|a| x[*a] != 0.0).collect::<Vec<_>>() {
                gradient[a] += miss * x[a];
                for b in 0..=a {
                    curve[a][b] += bend * x[a] * x[b];
                }
            }
        }
        for a in 0..VALUES {
            for b in 0..a {
                curve[b][a] = curve[a][b];
            }
            let cost = if a == 0 { 1e-9 } else { COST };
            gradient[a] += n * cost * weights[a];
            curve[a][a] += n * cost;
        }
        let step = solved(curve, gradient);
        weights.iter_mut().zip(step).for_each(|(w, s)| *w -= s);
    }
    weights.iter_mut().zip(scale).for_each(|(w, s)| *w /= s);
    weights
}

/// The solution of a system of equations whose matrix is positive definite.
#[allow(clippy::needless_range_loop, reason = "rows and columns by number, as the textbooks have it")]
fn solved(mut matrix: Vec<Values>, mut right: Values) -> Values {
    for i in 0..VALUES {
        for j in i + 1..VALUES {
            let factor = matrix[j][i] / matrix[i][i];
            for k in i..VALUES {
                matrix[j][k] -= factor * matrix[i][k];
            }
            right[j] -= factor * right[i];
        }
    }
    for i in (0..VALUES).rev() {
        let known: f64 = (i + 1..VALUES).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

fn write(weights: &Values, likely: f64) {
    println!(
        "# What speaks for two mentions of an event in several texts being of one event, as weights that are added up: `any`"
    );
    println!(
        "# always, `same_word` once more where their words are the same or of one stem. `likely` is how likely the pairs of"
    );
    println!("# two groups must be on average for the groups to be joined.");
    println!(
        "# Source: fitted by crates/dateline/examples/coreference.rs on the training half of ECB+ (CC BY 3.0); the facts are"
    );
    println!("# explained in crates/picture/src/coreference.rs.");
    println!("likely = {likely}");
    let mut before = "";
    for (value, weight) in weights.iter().enumerate() {
        let (table, fact) = Weights::name(value);
        if table != before {
            println!("\n[{table}]");
            before = table;
        }
        println!("\"{fact}\" = {weight:.3}");
    }
}
