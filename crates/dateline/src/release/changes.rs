//! What is new, other and gone in a release against the one before.

use super::fate::{Fate, Fates, claims_of, no_longer};
use crate::{
    cli::Layer,
    listing::Listing,
    shapes::{ReleaseShape, TombstoneShape},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
};

/// Fields that say of which day a release is; that they go on is no change.
const OF_THE_DAY: [&str; 2] = ["as_of", "age_days"];

/// What changed, layer by layer.
#[derive(Debug, Default)]
pub(super) struct Changes {
    layers: Vec<LayerChanges>,
    /// Tombstones of earlier releases whose id is there again, by layer and id.
    returned: BTreeSet<(String, String)>,
}

#[derive(Debug)]
struct LayerChanges {
    name: String,
    /// All keys of today.
    now: BTreeSet<String>,
    /// `None` if there is no release before.
    since: Option<Since>,
}

#[derive(Debug, Default)]
struct Since {
    added: Vec<String>,
    /// With the fields that are other.
    changed: Vec<(String, Vec<String>)>,
    gone: Vec<TombstoneShape>,
}

impl Changes {
    /// Compares a layer with its records in the release before, if there is one.
    pub fn layer(&mut self, layer: Layer, rows: &Listing, before: Option<Vec<Value>>, fates: &Fates) {
        let now: BTreeMap<String, &Value> = rows.records().map(|r| (key(layer, r), r)).collect();
        let since = before.map(|before| {
            let before: BTreeMap<String, &Value> = before.iter().map(|r| (key(layer, r), r)).collect();
            let added = now.keys().filter(|k| !before.contains_key(*k)).cloned().collect();
            let changed = now.iter().filter_map(|(k, new)| Some((k, other(before.get(k)?, new))));
            let changed =
                changed.filter(|(_, fields)| !fields.is_empty()).map(|(k, fields)| (k.clone(), fields)).collect();
            let mut holders: HashMap<&str, Vec<&str>> = HashMap::new();
            for (key, record) in &now {
                claims_of(layer, record).into_iter().for_each(|id| holders.entry(id).or_default().push(key));
            }
            let gone = before.iter().filter(|(k, _)| !now.contains_key(*k)).map(|(k, old)| {
                let fate = match layer {
                    // Their ids are those of events, which come first.
                    Layer::Acled | Layer::Ged => self.fate_of_event(k),
                    _ => fates.of(layer, old, &holders),
                };
                TombstoneShape {
                    id: k.clone(),
                    layer: layer.name(),
                    last_version: String::new(),
                    why: fate.why,
                    says: fate.says,
                    into: fate.into,
                }
            });
            Since { added, changed, gone: gone.collect() }
        });
        self.layers.push(LayerChanges { name: layer.name(), now: now.into_keys().collect(), since });
    }

    fn fate_of_event(&self, id: &str) -> Fate {
        let events = self.layers.iter().find(|l| l.name == Layer::Events.name());
        let gone = events.and_then(|l| l.since.as_ref()?.gone.iter().find(|t| t.id == id));
        gone.map_or_else(no_longer, |t| Fate { why: t.why.clone(), says: t.says.clone(), into: t.into.clone() })
    }

    /// All tombstones: those of earlier releases whose ids have not come back, and those of what is gone since `version`.
    pub fn tombstones(&mut self, earlier: Vec<Value>, version: &str) -> Vec<TombstoneShape> {
        let mut out: BTreeMap<(String, String), TombstoneShape> = BTreeMap::new();
        for old in earlier.into_iter().filter_map(|v| serde_json::from_value::<TombstoneShape>(v).ok()) {
            let place = (old.layer.clone(), old.id.clone());
            if self.layers.iter().any(|l| l.name == old.layer && l.now.contains(&old.id)) {
                self.returned.insert(place);
            } else {
                out.insert(place, old);
            }
        }
        for gone in self.layers.iter_mut().flat_map(|l| &mut l.since).flat_map(|s| &mut s.gone) {
            gone.last_version = version.to_owned();
            out.insert((gone.layer.clone(), gone.id.clone()), gone.clone());
        }
        out.into_values().collect()
    }

    /// One line on the whole.
    pub fn summary(&self, manifest: &ReleaseShape) -> String {
        let records: usize = self.layers.iter().map(|l| l.now.len()).sum();
        let mut out = format!("release {}, {} layers, {records} records", manifest.version, self.layers.len());
        if let Some(since) = &manifest.since {
            let count = |of: fn(&Since) -> usize| self.layers.iter().flat_map(|l| &l.since).map(of).sum::<usize>();
            let (added, changed, gone) =
                (count(|s| s.added.len()), count(|s| s.changed.len()), count(|s| s.gone.len()));
            let _ = write!(out, "; since {since}: {added} added, {changed} changed, {gone} withdrawn");
        }
        out
    }

    /// The changelog of a release.
    pub fn markdown(&self, m: &ReleaseShape) -> String {
        let l = &m.ledger;
        let mut out = format!(
            "# {}\n\nMade at {} by {}, read by {}, of {} reports, {} claims and {} decisions.",
            m.version,
            m.made_at,
            m.program,
            m.readers.join(", "),
            l.reports,
            l.claims,
            l.decisions,
        );
        match &m.since {
            Some(since) => out.push_str(&format!(" The release before it is {since}.\n")),
            None => out.push_str(" It is the first release.\n"),
        }
        for layer in &self.layers {
            let _ = write!(out, "\n## {}\n\n{} records", layer.name, layer.now.len());
            let Some(since) = &layer.since else {
                out.push_str(".\n");
                continue;
            };
            let _ = writeln!(
                out,
                ": {} added, {} changed, {} withdrawn.",
                since.added.len(),
                since.changed.len(),
                since.gone.len()
            );
            let back = self.returned.iter().filter(|(name, _)| *name == layer.name).map(|(_, id)| format!("- {id}"));
            section(&mut out, "Added", since.added.iter().map(|id| format!("- {id}")));
            section(
                &mut out,
                "Changed",
                since.changed.iter().map(|(id, fields)| format!("- {id}: {}", fields.join(", "))),
            );
            section(&mut out, "Withdrawn", since.gone.iter().map(|t| format!("- {}: {} ({})", t.id, t.says, t.why)));
            section(&mut out, "Returned", back);
        }
        out
    }
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let _ = write!(out, "\n{title}:\n\n{}\n", lines.join("\n"));
    }
}

/// What a record is known by within its layer.
fn key(layer: Layer, record: &Value) -> String {
    let of = |name: &str| record.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    match layer {
        Layer::Copies => {
            let first = record.get("reports").and_then(|r| r.get(0)).and_then(Value::as_str);
            first.unwrap_or_default().to_owned()
        }
        Layer::Figures => of("claim").unwrap_or_default(),
        _ => ["id", "event_id_cnty", "key", "number"].iter().find_map(|name| of(name)).unwrap_or_default(),
    }
}

/// The fields in which two records differ.
fn other(old: &Value, new: &Value) -> Vec<String> {
    let fields = |v: &Value| v.as_object().into_iter().flat_map(|o| o.keys().cloned()).collect::<BTreeSet<_>>();
    let all: BTreeSet<String> = fields(old).into_iter().chain(fields(new)).collect();
    all.into_iter().filter(|f| !OF_THE_DAY.contains(&f.as_str()) && old.get(f) != new.get(f)).collect()
}
