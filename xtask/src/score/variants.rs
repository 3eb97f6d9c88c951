//! Whether spellings of one name are known as such by the forms of the gazetteer's tiers.

use super::{Figure, unpacked};
use dateline_core::gazetteer::{
    fold,
    folds::{Script, loose_fold, skeleton_of_fold},
    normalise,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The tiers' names, the surest first; what a tier finds the later ones find too.
const TIERS: [&str; 4] = ["exact", "fold", "loose fold", "skeleton"];

/// The share of pairs of spellings of one native name whose forms agree, tier by tier, and how many spellings of other
/// names the forms of a spelling agree with too. Rows hold `native` and the spellings `latin`.
pub fn figures(file: &Path) -> Result<Vec<Figure>, String> {
    let mut names: Vec<BTreeSet<String>> = Vec::new();
    let mut script = Script::Arabic;
    for line in unpacked(file)?.lines() {
        let row: Value = serde_json::from_str(line).map_err(|e| format!("{}: {e}", file.display()))?;
        let native = row["native"].as_str().unwrap_or_default();
        if native.chars().any(|c| ('\u{400}'..'\u{530}').contains(&c)) {
            script = Script::Cyrillic;
        }
        names.push(row["latin"].as_array().into_iter().flatten().filter_map(Value::as_str).map(normalise).collect());
    }
    // A spelling of two names is right for either.
    let mut of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, name) in names.iter().enumerate() {
        for spelling in name {
            of.entry(spelling).or_default().insert(number);
        }
    }
    let forms: BTreeMap<&str, [String; TIERS.len()]> = of.keys().map(|&s| (s, forms(s, script))).collect();
    let mut found = [0usize; TIERS.len()];
    let mut pairs = 0;
    for name in &names {
        let spellings: Vec<&String> = name.iter().collect();
        for (i, a) in spellings.iter().enumerate() {
            for b in &spellings[i + 1..] {
                pairs += 1;
                let agree =
                    |tier: usize| forms[a.as_str()][..=tier].iter().zip(&forms[b.as_str()]).any(|(a, b)| a == b);
                (0..TIERS.len()).filter(|t| agree(*t)).for_each(|t| found[t] += 1);
            }
        }
    }
    let mut wrong = [0usize; TIERS.len()];
    for tier in 0..TIERS.len() {
        let mut by_form: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        forms.iter().for_each(|(spelling, forms)| by_form.entry(&forms[tier]).or_default().push(spelling));
        for alike in by_form.values() {
            let strangers = |a: &&str| alike.iter().filter(|b| of[a].is_disjoint(&of[*b])).count();
            wrong[tier] += alike.iter().map(strangers).sum::<usize>();
        }
    }
    println!("{} names, {} spellings, {pairs} pairs", names.len(), forms.len());
    for tier in 0..TIERS.len() {
        let others = wrong[tier] as f64 / forms.len().max(1) as f64;
        println!(
            "{:10} {:.4} of the pairs; {others:.3} spellings of other names for each",
            TIERS[tier],
            share(found[tier], pairs)
        );
    }
    let figure = |name, value| Figure { name, value, more_is_better: true };
    let others = wrong[TIERS.len() - 1] as f64 / forms.len().max(1) as f64;
    Ok(vec![
        figure("fold", share(found[1], pairs)),
        figure("loose fold", share(found[2], pairs)),
        figure("skeleton", share(found[3], pairs)),
        Figure { name: "others by skeleton", value: others, more_is_better: false },
    ])
}

fn forms(key: &str, script: Script) -> [String; TIERS.len()] {
    let loose = loose_fold(key, script);
    let skeleton = skeleton_of_fold(&loose, script);
    [key.to_owned(), fold(key), loose, skeleton]
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}
