//! Events of several texts that are one: gold mentions in, chains out, compared within each topic.

use super::{
    Figure, annotated,
    conll::{Groups, Sums},
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// Annotates a gold file and scores the chains; beside them what taking every main word for one event gives.
pub fn figures(gold: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let output = annotated("coreference", gold, false, work)?;
    let (gold, system) = (rows(gold)?, rows(&output)?);
    let key = |field: &'static str| move |row: &Value, event: &Value| (row["topic"].clone(), event[field].clone());
    let chains = groups(&gold, key("chain"));
    let found = compared(&chains, &groups(&system, key("chain")));
    let by_word = compared(&chains, &groups(&system, key("word")));
    println!("MUC {:.4}, B-cubed {:.4}, CEAF-e {:.4}", found.muc, found.b_cubed, found.ceaf);
    println!("one event for each main word of a topic: CoNLL F {:.4}", by_word.conll());
    Ok(vec![Figure { name: "CoNLL F", value: found.conll(), more_is_better: true }])
}

fn rows(file: &Path) -> Result<Vec<Value>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    text.lines().map(|l| serde_json::from_str(l).map_err(|e| format!("{}: {e}", file.display()))).collect()
}

/// The groups of each topic; mentions are numbered through all documents in their order.
fn groups(rows: &[Value], key: impl Fn(&Value, &Value) -> (Value, Value)) -> BTreeMap<String, Groups> {
    let events = rows.iter().flat_map(|row| row["events"].as_array().into_iter().flatten().map(move |e| (row, e)));
    let mut by_chain: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (number, (row, event)) in events.enumerate() {
        let (topic, chain) = key(row, event);
        by_chain.entry((topic.to_string(), chain.to_string())).or_default().push(number);
    }
    let mut out: BTreeMap<String, Groups> = BTreeMap::new();
    for ((topic, _), members) in by_chain {
        out.entry(topic).or_default().push(members);
    }
    out
}

fn compared(gold: &BTreeMap<String, Groups>, system: &BTreeMap<String, Groups>) -> super::conll::Figures {
    let mut sums = Sums::default();
    for (topic, groups) in gold {
        sums.add(groups, system.get(topic).unwrap_or(&Groups::new()));
    }
    sums.figures()
}
