//! Learns weights: logistic regression by FTRL-proximal, which leaves most weights at nothing.

use crate::{Document, gold};
use dateline_read::incidents::{self, Assessed, Feature, Model};
use std::collections::{BTreeMap, HashMap};

const NONE: &str = "-";

/// What is learned, as lines of a weights file and as a model.
#[derive(Default)]
pub struct Learned {
    pub weights: BTreeMap<(String, String, String), f32>,
    pub numbers: BTreeMap<String, f32>,
}

impl Learned {
    pub fn model(&self) -> Model {
        let mut model = Model::default();
        for ((choice, label, feature), w) in &self.weights {
            model.add(choice, label, feature, *w);
        }
        for (name, value) in &self.numbers {
            model.set(name, *value);
        }
        model
    }
}

pub fn learn(documents: &[&Document]) -> Model {
    teach(documents).model()
}

pub fn learn_lines(documents: &[&Document]) -> String {
    let learned = teach(documents);
    let mut out = String::from(
        "# Weights of incident templates. Format: `weight CHOICE FEATURE LABEL NUMBER LABEL NUMBER ...`,\n# `number NAME NUMBER`, parted by tabs. Source: learned by crates/read/examples/incidents.rs.\n",
    );
    for (name, value) in &learned.numbers {
        out += &format!("number\t{name}\t{value}\n");
    }
    let mut lines: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for ((choice, label, feature), w) in &learned.weights {
        *lines.entry((choice, feature)).or_default() += &format!("\t{label}\t{w}");
    }
    for ((choice, feature), pairs) in lines {
        out += &format!("weight\t{choice}\t{feature}{pairs}\n");
    }
    out
}

/// One case to learn from.
struct Case {
    label: String,
    features: Vec<Feature>,
}

/// How strongly weights are held to nothing.
#[derive(Clone, Copy)]
struct Settings {
    l1: f32,
    l2: f32,
    rounds: usize,
}

const USUAL: Settings = Settings { l1: 1.5, l2: 1.0, rounds: 5 };

/// Features of fewer cases are passed over.
const FEWEST: usize = 4;

/// Smaller weights are left out.
const SMALLEST: f32 = 0.06;

/// Weights for a choice from cases.
fn regress(choice: &str, cases: &[Case], settings: Settings) -> BTreeMap<(String, String, String), f32> {
    let mut labels: Vec<&str> = cases.iter().map(|c| c.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let k = labels.len();
    // What occurs hardly ever teaches nothing.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    cases.iter().flat_map(|c| &c.features).for_each(|(f, _)| *counts.entry(f.as_str()).or_default() += 1);
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let rows: Vec<(usize, Vec<(usize, f32)>)> = cases
        .iter()
        .map(|c| {
            let known = c.features.iter().filter(|(f, _)| counts[f.as_str()] >= FEWEST);
            let features = known.map(|(f, v)| {
                let next = ids.len();
                (*ids.entry(f.as_str()).or_insert(next), *v)
            });
            let features = features.collect();
            (labels.binary_search(&c.label.as_str()).unwrap(), features)
        })
        .collect();
    let (alpha, beta) = (0.1_f32, 1.0_f32);
    let (mut z, mut n) = (vec![0.0_f32; ids.len() * k], vec![0.0_f32; ids.len() * k]);
    let weight = |z: f32, n: f32| {
        if z.abs() <= settings.l1 {
            0.0
        } else {
            -(z - z.signum() * settings.l1) / ((beta + n.sqrt()) / alpha + settings.l2)
        }
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = 12345_u64;
    for _ in 0..settings.rounds {
        for i in (1..order.len()).rev() {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            order.swap(i, (random >> 33) as usize % (i + 1));
        }
        for &row in &order {
            let (label, features) = &rows[row];
            let mut sums = vec![0.0_f32; k];
            for (f, v) in features {
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum += weight(z[f * k + j], n[f * k + j]) * v;
                }
            }
            let high = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            sums.iter_mut().for_each(|s| *s = (*s - high).exp());
            let whole: f32 = sums.iter().sum();
            for (f, v) in features {
                for (j, sum) in sums.iter().enumerate() {
                    let g = (sum / whole - f32::from(j == *label)) * v;
                    let at = f * k + j;
                    let sigma = ((n[at] + g * g).sqrt() - n[at].sqrt()) / alpha;
                    let w = weight(z[at], n[at]);
                    z[at] += g - sigma * w;
                    n[at] += g * g;
                }
            }
        }
    }
    let mut out = BTreeMap::new();
    for (f, id) in ids {
        for (j, label) in labels.iter().enumerate() {
            let w = (weight(z[id * k + j], n[id * k + j]) * 100.0).round() / 100.0;
            if w.abs() >= SMALLEST {
                out.insert((choice.to_owned(), (*label).to_owned(), f.to_owned()), w);
            }
        }
    }
    out
}

fn model_of(weights: &BTreeMap<(String, String, String), f32>) -> Model {
    let mut model = Model::default();
    for ((choice, label, feature), w) in weights {
        model.add(choice, label, feature, *w);
    }
    model
}

/// The role that a candidate fills in some template, and in which; `None` where the key leaves it open.
fn role(d: &Document, i: usize, t: &gold::Template) -> Option<&'static str> {
    let c = &d.prepared.candidates[i];
    let name = c.name.is_some();
    let text = c.name.as_deref().filter(|_| name).unwrap_or(&c.text);
    let any = |slot: &str, name: bool| {
        t.slot(slot).iter().any(|f| gold::matches(f, if name { text } else { &c.text }, &c.head_word, name))
    };
    if any("HUM TGT: NAME", true) && c.name.is_some() || any("HUM TGT: DESCRIPTION", false) {
        Some("person")
    } else if any("PHYS TGT: ID", false) {
        Some("thing")
    } else if name && any("PERP: ORGANIZATION ID", true) || any("PERP: ORGANIZATION ID", false) {
        Some("organisation")
    } else if any("PERP: INDIVIDUAL ID", false) || name && any("PERP: INDIVIDUAL ID", true) {
        Some("perpetrator")
    } else if any("INCIDENT: INSTRUMENT ID", false) {
        Some("instrument")
    } else {
        None
    }
}

/// For each candidate the roles it has in the templates.
fn roles(d: &Document) -> Vec<Vec<(usize, &'static str)>> {
    (0..d.prepared.candidates.len())
        .map(|i| d.templates.iter().enumerate().filter_map(|(n, t)| Some((n, role(d, i, t)?))).collect())
        .collect()
}

/// For each sentence the template that it tells of most.
fn told(d: &Document, roles: &[Vec<(usize, &'static str)>]) -> Vec<Option<usize>> {
    let mut points: Vec<BTreeMap<usize, f32>> = vec![BTreeMap::new(); d.prepared.passages.len()];
    for (c, roles) in d.prepared.candidates.iter().zip(roles) {
        for (t, role) in roles {
            *points[c.sentence].entry(*t).or_default() += if matches!(*role, "person" | "thing") { 1.0 } else { 0.5 };
        }
    }
    points
        .iter()
        .map(|p| {
            p.iter().filter(|(_, v)| **v >= 1.0).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(t, _)| *t)
        })
        .collect()
}

fn sort(t: &gold::Template) -> &str {
    t.first("INCIDENT: TYPE").unwrap_or(NONE)
}

fn sentence_cases(documents: &[&Document]) -> Vec<Case> {
    let mut out = Vec::new();
    for d in documents {
        let told = told(d, &roles(d));
        for (passage, t) in d.prepared.passages.iter().zip(told).filter(|(p, _)| !p.features.is_empty()) {
            let label = t.map_or(NONE, |t| sort(&d.templates[t]));
            out.push(Case { label: label.to_owned(), features: passage.features.clone() });
        }
    }
    out
}

fn role_cases(documents: &[&Document], assessed: &[Assessed]) -> Vec<Case> {
    let mut out = Vec::new();
    for (d, a) in documents.iter().zip(assessed) {
        for (i, roles) in roles(d).iter().enumerate() {
            let label = roles.first().map_or(NONE, |(_, r)| r);
            out.push(Case { label: label.to_owned(), features: incidents::role_features(&d.prepared, i, &a.sorts) });
        }
    }
    out
}

/// What each document is assessed at by weights learned without it.
fn assess_unseen(
    documents: &[&Document],
    parts: usize,
    weigh: &dyn Fn(&[&Document], &[usize]) -> Model,
) -> Vec<Assessed> {
    let mut out: Vec<Option<Assessed>> = vec![None; documents.len()];
    for part in 0..parts {
        let rest: Vec<usize> = (0..documents.len()).filter(|i| i / 7 % parts != part).collect();
        let model = weigh(&rest.iter().map(|i| documents[*i]).collect::<Vec<_>>(), &rest);
        for i in (0..documents.len()).filter(|i| i / 7 % parts == part) {
            out[i] = Some(incidents::assess(&documents[i].prepared, &model));
        }
    }
    out.into_iter().map(|a| a.unwrap_or_else(|| Assessed { sorts: Vec::new(), roles: Vec::new() })).collect()
}

fn teach(documents: &[&Document]) -> Learned {
    let mut learned = Learned::default();
    // Each stage learns from what the stage before says of reports that it has not seen.
    let by_sentence = assess_unseen(documents, 4, &|d, _| model_of(&regress("sentence", &sentence_cases(d), USUAL)));
    let sentence = regress("sentence", &sentence_cases(documents), USUAL);
    let role = regress("role", &role_cases(documents, &by_sentence), USUAL);
    let by_role = assess_unseen(documents, 2, &|d, which| {
        let assessed: Vec<Assessed> = which.iter().map(|i| by_sentence[*i].clone()).collect();
        let mut weights = regress("role", &role_cases(d, &assessed), USUAL);
        weights.extend(regress("sentence", &sentence_cases(d), USUAL));
        model_of(&weights)
    });
    learned.weights.extend(sentence);
    learned.weights.extend(role);
    report_choices(documents, &by_role, &mut learned);
    learned.weights.extend(regress("same", &pair_cases(documents, &by_role), Settings { l1: 1.0, ..USUAL }));
    details(documents, &mut learned);
    for (name, value) in [
        ("report", 0.35),
        ("person", 0.45),
        ("thing", 0.45),
        ("perpetrator", 0.35),
        ("organisation", 0.3),
        ("instrument", 0.35),
        ("told", 0.35),
        ("same", 0.65),
        ("date", 0.4),
        ("place", 0.3),
    ] {
        learned.numbers.insert(name.to_owned(), value);
    }
    learned
}

/// Sentences that do and do not go on with the incident that others told of before.
fn pair_cases(documents: &[&Document], assessed: &[Assessed]) -> Vec<Case> {
    let mut out = Vec::new();
    for (d, a) in documents.iter().zip(assessed) {
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (s, t) in told(d, &roles(d)).into_iter().enumerate().filter_map(|(s, t)| Some((s, t?))) {
            for (other, before) in
                groups.iter().filter(|(other, _)| sort(&d.templates[*other]) == sort(&d.templates[t]))
            {
                let label = if *other == t { "yes" } else { "no" }.to_owned();
                out.push(Case { label, features: incidents::pair_features(&d.prepared, a, before, s) });
            }
            match groups.iter_mut().find(|(other, _)| *other == t) {
                Some((_, before)) => before.push(s),
                None => groups.push((t, vec![s])),
            }
        }
    }
    out
}

/// Whether a report tells of incidents of a sort at all.
fn report_choices(documents: &[&Document], assessed: &[Assessed], learned: &mut Learned) {
    let mut sorts: Vec<&str> = documents.iter().flat_map(|d| &d.templates).map(sort).collect();
    sorts.sort_unstable();
    sorts.dedup();
    for s in sorts.into_iter().filter(|s| *s != NONE) {
        let cases: Vec<Case> = documents
            .iter()
            .zip(assessed)
            .filter(|(d, _)| !d.templates.iter().any(|t| t.optional && sort(t) == s))
            .map(|(d, a)| {
                let yes = d.templates.iter().any(|t| sort(t) == s);
                Case {
                    label: if yes { "yes" } else { "no" }.to_owned(),
                    features: incidents::report_features(&d.prepared, a, s),
                }
            })
            .collect();
        learned.weights.extend(regress(&format!("report {s}"), &cases, Settings { l1: 1.0, ..USUAL }));
    }
}

/// Sorts, effects and the like, from the entities that fill the templates.
fn details(documents: &[&Document], learned: &mut Learned) {
    let mut cases: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for d in documents {
        let roles = roles(d);
        let told = told(d, &roles);
        for (n, t) in d.templates.iter().enumerate() {
            let sort = sort(t);
            let mentions = |fill: &gold::Fill, role: &str| -> Vec<usize> {
                let fits = |i: &usize| {
                    let c = &d.prepared.candidates[*i];
                    roles[*i].contains(&(n, role_name(role)))
                        && (gold::matches(fill, &c.text, &c.head_word, false)
                            || c.name.as_deref().is_some_and(|x| gold::matches(fill, x, &c.head_word, true)))
                };
                (0..roles.len()).filter(fits).collect()
            };
            let mut tied = |choice: &'static str, ids: &[&str], slot: &str, role: &str| {
                for id in ids.iter().flat_map(|s| t.slot(s)).filter(|f| f.of.is_empty()) {
                    let mentions = mentions(id, role);
                    if mentions.is_empty() {
                        continue;
                    }
                    let value = t.slot(slot).iter().find(|f| f.of.iter().any(|o| id.values.contains(o)));
                    let Some(label) = value.map_or(Some(NONE), |f| f.values.first().map(String::as_str)) else {
                        continue;
                    };
                    let features = incidents::entity_features(&d.prepared, &mentions, sort);
                    cases.entry(choice).or_default().push(Case { label: label.to_owned(), features });
                }
            };
            let people = ["HUM TGT: NAME", "HUM TGT: DESCRIPTION"];
            tied("person.sort", &people, "HUM TGT: TYPE", "person");
            tied("person.effect", &people, "HUM TGT: EFFECT OF INCIDENT", "person");
            tied("thing.sort", &["PHYS TGT: ID"], "PHYS TGT: TYPE", "thing");
            tied("thing.effect", &["PHYS TGT: ID"], "PHYS TGT: EFFECT OF INCIDENT", "thing");
            tied("instrument.sort", &["INCIDENT: INSTRUMENT ID"], "INCIDENT: INSTRUMENT TYPE", "instrument");
            tied("confidence", &["PERP: ORGANIZATION ID"], "PERP: ORGANIZATION CONFIDENCE", "organisation");
            let here: Vec<usize> = (0..told.len()).filter(|s| told[*s] == Some(n)).collect();
            if here.is_empty() {
                continue;
            }
            let by: Vec<usize> = (0..roles.len())
                .filter(|i| roles[*i].contains(&(n, "perpetrator")) || roles[*i].contains(&(n, "organisation")))
                .take(2)
                .collect();
            let features = incidents::incident_features(&d.prepared, &here, sort, &by);
            let candidates = |list: &mut Vec<Case>, features: Vec<(bool, Vec<Feature>)>| {
                // Only where one of them is right do they teach which.
                if features.iter().any(|(yes, _)| *yes) {
                    list.extend(
                        features
                            .into_iter()
                            .map(|(yes, features)| Case { label: if yes { "yes" } else { "no" }.to_owned(), features }),
                    );
                }
            };
            let days: Vec<String> = t.slot("INCIDENT: DATE").iter().flat_map(|f| &f.values).cloned().collect();
            let default = days.iter().any(|d| d.starts_with('-'));
            let dated = incidents::day_features(&d.prepared, &here);
            let dated: Vec<_> = dated
                .into_iter()
                .map(|(day, f)| (days.contains(&day.strftime("%d %b %y").to_string().to_uppercase()), f))
                .collect();
            if default {
                cases
                    .entry("date")
                    .or_default()
                    .extend(dated.into_iter().map(|(_, features)| Case { label: "no".to_owned(), features }));
            } else {
                candidates(cases.entry("date").or_default(), dated);
            }
            let chains: Vec<&String> = t.raw("INCIDENT: LOCATION").iter().collect();
            let placed = incidents::place_features(&d.prepared, &here);
            let is_it = |name: &str| {
                chains.iter().any(|c| c.rsplit(": ").next().is_some_and(|last| last.split(" (").next() == Some(name)))
            };
            if chains.iter().all(|c| !c.contains(':')) {
                cases
                    .entry("place")
                    .or_default()
                    .extend(placed.into_iter().map(|(_, features)| Case { label: "no".to_owned(), features }));
            } else {
                candidates(
                    cases.entry("place").or_default(),
                    placed.into_iter().map(|(p, f)| (is_it(&p.name), f)).collect(),
                );
            }
            let mut whole = |choice: &'static str, label: &str| {
                cases.entry(choice).or_default().push(Case { label: label.to_owned(), features: features.clone() });
            };
            whole("stage", t.first("INCIDENT: STAGE OF EXECUTION").unwrap_or(NONE));
            whole("category", t.first("PERP: INCIDENT CATEGORY").unwrap_or(NONE));
            if t.slot("INCIDENT: INSTRUMENT ID").is_empty() {
                whole("instrument", t.first("INCIDENT: INSTRUMENT TYPE").unwrap_or(NONE));
            }
        }
    }
    for (choice, cases) in cases {
        learned.weights.extend(regress(choice, &cases, Settings { l1: 1.0, rounds: 8, ..USUAL }));
    }
}

fn role_name(role: &str) -> &'static str {
    ["person", "thing", "organisation", "perpetrator", "instrument"].into_iter().find(|r| *r == role).unwrap_or(NONE)
}
