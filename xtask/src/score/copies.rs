//! `cargo xtask score copies`: how well copies and rewrites are told from independent reports of the same event.
//!
//! The collection is made by chance from our own prose (`corpus/copies/`, `corpus/annotated/`): reports of several desks
//! on one event, which share an official's sentence or a stock paragraph, and copies of each, from identical to freely
//! rewritten. What goes back to what comes out with it, so that nothing has to be annotated. A seed of
//! [`HELD_BACK`] or more uses the events and the reports that are kept from development.

mod collection;
mod random;
mod rewrite;
mod words;

use super::{Figure, dateline, export, write};
use crate::step::{quietly, root};
use collection::Made;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::Path,
};

/// The first seed of those that are not developed on.
pub const HELD_BACK: u64 = 1000;

/// Makes the collection of a seed, reads it, and compares the groups.
pub fn figures(seed: u64, work: &Path) -> Result<Vec<Figure>, String> {
    let made = made(seed)?;
    let input = work.join("input.jsonl");
    write(&input, &made.iter().map(|m| format!("{}\n", record(m))).collect::<String>())?;
    let truth = made
        .iter()
        .map(|m| format!("{}\n", json!({ "id": m.id, "origin": m.origin, "how": m.how, "rivals": m.rivals })));
    write(&work.join("truth.jsonl"), &truth.collect::<String>())?;
    let ledger = super::fresh(work);
    quietly("Reading", dateline(&ledger).arg("read").arg(&input))?;
    let groups = export(&ledger, "copies", &[], work)?;
    let groups = fs::read_to_string(&groups).map_err(|e| format!("{}: {e}", groups.display()))?;
    compare(&made, &groups)
}

fn made(seed: u64) -> Result<Vec<Made>, String> {
    let held_back = seed >= HELD_BACK;
    let half = if held_back { "untouched" } else { "tuning" };
    let singles = root().join("corpus/annotated").join(half).join("docs.jsonl");
    let singles = fs::read_to_string(&singles).map_err(|e| format!("{}: {e}", singles.display()))?;
    collection::make(&table("events.toml")?, &table("rewriting.toml")?, &singles, held_back, seed)
}

fn table<T: DeserializeOwned>(name: &str) -> Result<T, String> {
    let path = root().join("corpus/copies").join(name);
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

fn record(m: &Made) -> Value {
    let (month, day) = (m.day / 28 + 3, m.day % 28 + 1);
    json!({ "id": m.id, "title": m.title, "outlet": m.outlet, "published": format!("2024-{month:02}-{day:02}"), "text": m.text })
}

/// Pairs, and originals that were put together with what they do not go back to.
fn compare(made: &[Made], groups: &str) -> Result<Vec<Figure>, String> {
    let mut of: HashMap<String, usize> = HashMap::new();
    for (number, line) in groups.lines().enumerate() {
        let row: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let reports = row["reports"].as_array().ok_or("a group without reports")?;
        of.extend(reports.iter().filter_map(|r| Some((r.as_str()?.to_owned(), number))));
    }
    let group = |m: &Made| of.get(&m.id).copied();
    let (mut hit, mut said, mut true_pairs) = (0u32, 0u32, 0u32);
    let mut misled: HashSet<&str> = HashSet::new();
    for (i, a) in made.iter().enumerate() {
        for b in &made[i + 1..] {
            let (same, together) = (a.origin == b.origin, group(a).is_some() && group(a) == group(b));
            hit += u32::from(same && together);
            said += u32::from(together);
            true_pairs += u32::from(same);
            if together && !same {
                misled.extend([a.id.as_str(), b.id.as_str()]);
            }
        }
    }
    by_change(made, &of);
    let share = |part: u32, whole: u32| if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) };
    let (precision, recall) = (share(hit, said), share(hit, true_pairs));
    let independent: Vec<&Made> = made.iter().filter(|m| m.how.is_empty() && m.rivals).collect();
    let wrong = independent.iter().filter(|m| misled.contains(m.id.as_str())).count();
    println!(
        "{} reports, {true_pairs} pairs of one origin, {said} grouped; P {precision:.4} R {recall:.4}",
        made.len()
    );
    println!(
        "{wrong} of {} independent reports of events with several are in a group that is not theirs",
        independent.len()
    );
    let figure = |name, value, more_is_better| Figure { name, value, more_is_better };
    Ok(vec![
        figure("pairs F", 2.0 * precision * recall / (precision + recall).max(1e-9), true),
        figure("independent grouped", share(wrong as u32, independent.len() as u32), false),
    ])
}

/// Of the copies made in each way, how many are in one group with another report of their origin.
fn by_change(made: &[Made], of: &HashMap<String, usize>) {
    let mut ways: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for copy in made.iter().filter(|m| !m.how.is_empty()) {
        let kin = |m: &&Made| m.origin == copy.origin && m.id != copy.id;
        let group = of.get(&copy.id);
        let found = group.is_some() && made.iter().filter(kin).any(|m| of.get(&m.id) == group);
        let (hit, all) = ways.entry(copy.how[0]).or_default();
        *hit += u32::from(found);
        *all += 1;
    }
    for (way, (hit, all)) in ways {
        println!("{way:24} {hit:4} of {all:4} found");
    }
}
