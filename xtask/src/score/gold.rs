//! The picture derived from hand-annotated claims: how good the derivation is, apart from the reading.

use super::{Figure, number_after, python};
use crate::step::{built, capture, cargo, command, quietly};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// Feeds the claims of a gold folder to the picture and scores what comes out: disputes and tensions found, those that are
/// none, control, and sets of claims of one origin that are counted as independent.
pub fn figures(
    gold: &Path,
    texts: Option<&Path>,
    days: &BTreeSet<String>,
    eval: &Path,
    work: &Path,
) -> Result<Vec<Figure>, String> {
    let mut build = cargo();
    build.args(["build", "--release", "--package", "dateline-picture", "--example", "gold"]);
    quietly("Building the derivation from gold claims", &mut build)?;
    let out = work.join("gold");
    let told = capture(command(built("examples/gold")).arg(gold).arg(&out).args(days))?;
    let mut scorer = python(eval, "score_picture.py");
    scorer.arg(gold).arg("--claims").arg(out.join("claims.jsonl")).arg("--disputes").arg(out.join("disputes.jsonl"));
    if !days.is_empty() {
        scorer.arg("--control").arg(out.join("control.jsonl"));
    }
    if let Some(texts) = texts {
        scorer.arg("--texts").arg(texts);
    }
    let scored = capture(&mut scorer)?;
    print!("from the gold claims:\n{told}{scored}");
    let (found, all, no_dispute) = disputes(gold, &out)?;
    println!("direct and partial disputes found {found}/{all}; {no_dispute} told that are none");
    let figure = |name, value: Option<f64>, more_is_better| Some(Figure { name, value: value?, more_is_better });
    let figures = [
        figure("gold: direct found", number_after(&scored, "disputes found "), true),
        figure("gold: disputes found", (all > 0).then(|| f64::from(found) / f64::from(all)), true),
        figure("gold: false alarms", Some(f64::from(no_dispute)), false),
        figure("gold: control status", number_after(&scored, "control status "), true),
        figure("gold: overclaimed", number_after(&scored, "overclaimed held_by "), false),
        figure("gold: one origin as two", number_after(&told, "sets marked no: "), false),
    ];
    Ok(figures.into_iter().flatten().collect())
}

type Sides = Vec<BTreeSet<String>>;

/// How many of the gold's disputes, direct or partial, are among disputes and tensions; how many there are; and how many
/// of the disputes and tensions are in none of them.
fn disputes(gold: &Path, out: &Path) -> Result<(u32, u32, u32), String> {
    let wanted = sides(&gold.join("disputes.jsonl"))?;
    let mut told = sides(&out.join("disputes.jsonl"))?;
    told.extend(sides(&out.join("tensions.jsonl"))?);
    let meet = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.intersection(b).next().is_some();
    let hits = |told: &Sides, wanted: &Sides| {
        let pairs = |n: usize| (0..n).flat_map(move |i| (0..n).filter(move |j| *j != i).map(move |j| (i, j)));
        pairs(told.len()).any(|(i, j)| {
            let (one, other) = (&told[i], &told[j]);
            pairs(wanted.len()).any(|(k, l)| k < l && meet(one, &wanted[k]) && meet(other, &wanted[l]))
        })
    };
    let found = wanted.iter().filter(|w| told.iter().any(|t| hits(t, w))).count();
    let none = told.iter().filter(|t| !wanted.iter().any(|w| hits(t, w))).count();
    Ok((found as u32, wanted.len() as u32, none as u32))
}

fn sides(file: &Path) -> Result<Vec<Sides>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let side = |side: &Value| {
        let ids = side.as_array().into_iter().flatten();
        ids.filter_map(|id| id.as_str().map(str::to_owned)).collect()
    };
    text.lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).map_err(|e| format!("{}: {e}", file.display()))?;
            Ok(row["sides"].as_array().into_iter().flatten().map(side).collect())
        })
        .collect()
}
