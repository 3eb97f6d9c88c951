//! From weighed candidates to filled templates.

use super::{
    Prepared,
    entities::same_name,
    groups::{Group, groups},
    model::{Feature, Model},
    times_and_places,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A thing that was attacked, or that was attacked with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thing {
    /// The words for it; empty where only its sort is known.
    pub text: String,
    /// Its sort.
    pub sort: String,
    /// How many; `None` if more than one.
    pub number: Option<String>,
    /// Code of the country it belongs to, if that is not the incident's.
    pub nation: Option<String>,
    /// What became of it.
    pub effect: Option<String>,
}

/// People who were attacked or came to harm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// A person's name.
    pub name: Option<String>,
    /// Title or role, or what people without a name are called.
    pub description: Option<String>,
    /// Their sort.
    pub sort: String,
    /// How many; `None` if more than one.
    pub number: Option<String>,
    /// Code of their country, if that is not the incident's.
    pub nation: Option<String>,
    /// What became of them.
    pub effect: Option<String>,
}

/// Who is behind an incident.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// How sure the report is of it.
    pub confidence: String,
}

/// What a report tells of one incident. The words for sorts, stages and the like are the labels of the weights.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incident {
    /// Its sort.
    pub sort: String,
    /// First and last day; no first day if it is only known to lie before the last.
    pub date: Option<(Option<Date>, Date)>,
    /// Where: the country, then narrower places with their sorts.
    pub location: Option<String>,
    /// How far it went.
    pub stage: Option<String>,
    /// What it was done with.
    pub instruments: Vec<Thing>,
    /// What sort of perpetrators.
    pub category: Option<String>,
    /// The words for those who did it.
    pub perpetrators: Vec<String>,
    /// The organisations behind it.
    pub organisations: Vec<Organisation>,
    /// Things attacked.
    pub things: Vec<Thing>,
    /// People attacked or harmed.
    pub people: Vec<Person>,
}

/// What the weights say of a report, before anything is chosen.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// For each sentence the probability of each sort of incident, the likeliest first; the empty label is none.
    pub sorts: Vec<Vec<(String, f32)>>,
    /// For each candidate the probability of each role.
    pub roles: Vec<Vec<(String, f32)>>,
}

/// The label for nothing.
pub(super) const NONE: &str = "-";

/// Weighs sentences and candidates.
pub fn assess(prepared: &Prepared, model: &Model) -> Assessed {
    let owned = |all: Vec<(&str, f32)>| all.into_iter().map(|(l, p)| (l.to_owned(), p)).collect::<Vec<_>>();
    let sorts: Vec<Vec<(String, f32)>> = prepared
        .passages
        .iter()
        .map(|p| if p.features.is_empty() { Vec::new() } else { owned(model.weigh("sentence", &p.features)) })
        .collect();
    let roles = roles(prepared, &sorts, model);
    Assessed { sorts, roles }
}

fn roles(prepared: &Prepared, sorts: &[Vec<(String, f32)>], model: &Model) -> Vec<Vec<(String, f32)>> {
    let owned = |all: Vec<(&str, f32)>| all.into_iter().map(|(l, p)| (l.to_owned(), p)).collect::<Vec<_>>();
    (0..prepared.candidates.len()).map(|i| owned(model.weigh("role", &role_features(prepared, i, sorts)))).collect()
}

/// What is known of a candidate, with what its sentence and those around it seem to tell of.
pub fn role_features(prepared: &Prepared, i: usize, sorts: &[Vec<(String, f32)>]) -> Vec<Feature> {
    let Some(c) = prepared.candidates.get(i) else { return Vec::new() };
    let mut out = c.features.clone();
    let told = |s: Option<usize>| s.and_then(|s| sorts.get(s)).filter(|all| !all.is_empty());
    if let Some(all) = told(Some(c.sentence)) {
        let none = probability(all, NONE);
        out.push((format!("told={}", bucket(1.0 - none)), 1.0));
        out.extend(all.iter().filter(|(l, _)| l != NONE).map(|(l, p)| (format!("sort={l}"), *p)));
        let sort =
            out.iter().find(|(f, _)| f.starts_with("sort=NOUN") || f.starts_with("sort=PROPN")).map(|(f, _)| f.clone());
        out.push((format!("told&{}", sort.unwrap_or_default()), 1.0 - none));
    }
    // What its other mentions do and suffer.
    let mates = prepared.entities.get(c.entity).map_or(&[][..], |e| e.mentions.as_slice());
    let mut shared: BTreeSet<&str> = BTreeSet::new();
    for mate in mates.iter().filter(|m| **m != i).filter_map(|m| prepared.candidates.get(*m)) {
        let telling =
            |f: &str| ["patient", "agent", "claim=", "h="].iter().any(|p| f.starts_with(p)) && !f.contains('+');
        shared.extend(mate.features.iter().map(|(f, _)| f.as_str()).filter(|f| telling(f)));
    }
    out.extend(shared.into_iter().take(40).map(|f| (format!("c:{f}"), 1.0)));
    let around = [told(c.sentence.checked_sub(1)), told(Some(c.sentence + 1))];
    let most = around.into_iter().flatten().map(|all| 1.0 - probability(all, NONE)).fold(0.0, f32::max);
    out.push(("around".to_owned(), most));
    let report = sorts.iter().filter(|a| !a.is_empty()).map(|a| 1.0 - probability(a, NONE)).fold(0.0, f32::max);
    out.push((format!("report={}", bucket(report)), 1.0));
    out
}

fn bucket(p: f32) -> u8 {
    (p * 5.0).clamp(0.0, 4.0) as u8
}

pub(super) fn probability(all: &[(String, f32)], label: &str) -> f32 {
    all.iter().find(|(l, _)| l == label).map_or(0.0, |(_, p)| *p)
}

/// What is known of an entity: all that is known of its mentions, and the sort of incident.
pub fn entity_features(prepared: &Prepared, mentions: &[usize], sort: &str) -> Vec<Feature> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for c in mentions.iter().filter_map(|i| prepared.candidates.get(*i)) {
        seen.extend(c.features.iter().map(|(f, _)| f.as_str()));
        if c.name.is_some() && c.person {
            seen.insert("named");
        }
    }
    let mut out: Vec<Feature> = seen.into_iter().map(|f| (f.to_owned(), 1.0)).collect();
    out.push((format!("incident={sort}"), 1.0));
    out
}

/// What is known of the sentences that tell of an incident.
pub fn incident_features(prepared: &Prepared, sentences: &[usize], sort: &str, perpetrators: &[usize]) -> Vec<Feature> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for passage in sentences.iter().filter_map(|s| prepared.passages.get(*s)) {
        seen.extend(passage.features.iter().map(|(f, _)| f.clone()));
    }
    for c in perpetrators.iter().filter_map(|i| prepared.candidates.get(*i)) {
        seen.extend(c.features.iter().filter(|(f, _)| is_own(f)).map(|(f, _)| format!("by:{f}")));
    }
    let mut out: Vec<Feature> = seen.into_iter().map(|f| (f, 1.0)).collect();
    out.push((format!("incident={sort}"), 1.0));
    out
}

/// Whether a feature is of the words themselves and not of what stands around them.
fn is_own(feature: &str) -> bool {
    ["h=", "words=", "in=", "m=", "actor="].iter().any(|p| feature.starts_with(p))
}

/// What a report as a whole speaks for a sort of incident in it.
pub fn report_features(prepared: &Prepared, assessed: &Assessed, sort: &str) -> Vec<Feature> {
    let mut of_sort: Vec<f32> = assessed.sorts.iter().map(|all| probability(all, sort)).collect();
    of_sort.sort_by(|a, b| b.total_cmp(a));
    let any = assessed.sorts.iter().filter(|a| !a.is_empty()).map(|a| 1.0 - probability(a, NONE)).fold(0.0, f32::max);
    let mut out: Vec<Feature> = vec![("bias".to_owned(), 1.0)];
    let odds = |p: f32| (p.clamp(0.01, 0.99) / (1.0 - p.clamp(0.01, 0.99))).ln();
    for (i, p) in of_sort.iter().take(3).enumerate() {
        out.push((format!("most{i}"), odds(*p)));
    }
    out.push(("sum".to_owned(), of_sort.iter().sum::<f32>().min(5.0)));
    out.push(("any".to_owned(), odds(any)));
    for role in assessed.roles.first().into_iter().flatten().map(|(l, _)| l).filter(|l| *l != NONE) {
        let told = |(i, all): (usize, &Vec<(String, f32)>)| {
            let sentence = prepared.candidates.get(i)?.sentence;
            let is_sort = assessed
                .sorts
                .get(sentence)
                .map_or(0.0, |s| probability(s, sort) / (1.0 - probability(s, NONE)).max(0.01));
            Some(probability(all, role) * is_sort.min(1.0))
        };
        let best = assessed.roles.iter().enumerate().filter_map(told).fold(0.0, f32::max);
        out.push((format!("role={role}"), best));
    }
    let words: BTreeSet<&str> = prepared
        .passages
        .iter()
        .flat_map(|p| &p.features)
        .map(|(f, _)| f.as_str())
        .filter(|f| ["head=", "in=", "claim=", "time="].iter().any(|p| f.starts_with(p)))
        .collect();
    out.extend(words.into_iter().map(|w| (w.to_owned(), 1.0)));
    out
}

/// The templates of a report.
pub fn fill(prepared: &Prepared, model: &Model) -> Vec<Incident> {
    let assessed = assess(prepared, model);
    fill_assessed(prepared, &assessed, model)
}

/// The templates of a report that has been weighed.
pub fn fill_assessed(prepared: &Prepared, assessed: &Assessed, model: &Model) -> Vec<Incident> {
    let mut out = Vec::new();
    for group in groups(prepared, assessed, model) {
        if let Some(incident) = incident(prepared, assessed, &group, model) {
            out.push(incident);
        }
    }
    out
}

fn incident(prepared: &Prepared, assessed: &Assessed, group: &Group, model: &Model) -> Option<Incident> {
    let sort = group.sort.as_str();
    let within = |i: &usize| prepared.candidates.get(*i).is_some_and(|c| group.sentences.contains(&c.sentence));
    // For each entity its mentions here, the likeliest first.
    let ranked = |role: &str, threshold: f32| -> Vec<(f32, Vec<usize>)> {
        let mut found: Vec<(f32, Vec<usize>)> = Vec::new();
        for entity in &prepared.entities {
            let mut mentions: Vec<(f32, usize)> = entity
                .mentions
                .iter()
                .filter(|i| within(i))
                .map(|i| (assessed.roles.get(*i).map_or(0.0, |r| probability(r, role)), *i))
                .collect();
            mentions.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            if let Some((p, _)) = mentions.first().filter(|(p, _)| *p > threshold) {
                found.push((*p, mentions.iter().map(|(_, i)| *i).collect()));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found
    };
    let words = |i: &usize| prepared.candidates.get(*i).map(|c| c.text.clone());
    let perpetrators = ranked("perpetrator", model.number("perpetrator"));
    let organisations = ranked("organisation", model.number("organisation"));
    let people = ranked("person", model.number("person"));
    let things = ranked("thing", model.number("thing"));
    let instruments = ranked("instrument", model.number("instrument"));
    if people.is_empty() && things.is_empty() && perpetrators.is_empty() && organisations.is_empty() {
        return None;
    }
    let by: Vec<usize> =
        perpetrators.iter().chain(&organisations).take(2).filter_map(|(_, m)| m.first().copied()).collect();
    let told = group.told.as_slice();
    let known = incident_features(prepared, told, sort, &by);
    let (location, country) = times_and_places::location(prepared, told, model);
    let mut out = Incident {
        sort: sort.to_owned(),
        date: times_and_places::date(prepared, told, model),
        location,
        stage: label(model.best("stage", &known)),
        category: label(model.best("category", &known)),
        ..Incident::default()
    };
    let foreign = |m: &[usize]| {
        let nations = m.iter().filter_map(|i| prepared.candidates.get(*i)).flat_map(|c| &c.nations);
        nations.into_iter().find(|n| Some(*n) != country.as_ref()).cloned()
    };
    let number = |i: &usize| {
        let c = prepared.candidates.get(*i)?;
        c.number.clone().or_else(|| (!c.plural).then(|| "1".to_owned()))
    };
    let mut seen: Vec<String> = Vec::new();
    for (_, mentions) in &perpetrators {
        let Some(text) = mentions.first().and_then(words) else { continue };
        if out.perpetrators.is_empty() {
            out.perpetrators.push(text);
        }
    }
    for (_, mentions) in &organisations {
        let Some(c) = mentions.first().and_then(|i| prepared.candidates.get(*i)) else { continue };
        let name = c.name.clone().unwrap_or_else(|| c.text.clone());
        let known = entity_features(prepared, mentions, sort);
        let confidence = model.best("confidence", &known).unwrap_or_default().to_owned();
        if out.organisations.is_empty() && !out.organisations.iter().any(|o| same_name(prepared, &o.name, &name)) {
            out.organisations.push(Organisation { name, confidence });
        }
    }
    for (_, mentions) in &people {
        let known = entity_features(prepared, mentions, sort);
        let here: Vec<_> = mentions.iter().filter_map(|i| prepared.candidates.get(*i)).collect();
        let name = here.iter().filter(|c| c.person).filter_map(|c| c.name.clone()).max_by_key(String::len);
        let title = here.iter().filter_map(|c| c.title.clone()).next();
        let common = here.iter().find(|c| c.name.is_none()).map(|c| c.text.clone());
        let description = match &name {
            Some(_) => title.or(common),
            None => here.first().map(|c| c.text.clone()),
        };
        let key = name.clone().or(description.clone()).unwrap_or_default().to_uppercase();
        // `The judge` is the judge with a name.
        let anaphor = name.is_none()
            && here.first().is_some_and(|c| {
                let is_it = |d: &str| d.to_uppercase().split(' ').any(|w| w == c.head_word.to_uppercase());
                c.definite
                    && !c.plural
                    && c.number.is_none()
                    && out.people.iter().any(|p| p.name.is_some() && p.description.as_deref().is_some_and(is_it))
            });
        let again = |n: &String| out.people.iter().any(|p| p.name.as_ref().is_some_and(|o| same_name(prepared, o, n)));
        if anaphor || seen.contains(&key) || name.as_ref().is_some_and(again) {
            continue;
        }
        seen.push(key);
        out.people.push(Person {
            number: if name.is_some() { Some("1".to_owned()) } else { mentions.first().and_then(number) },
            name,
            description,
            sort: model.best("person.sort", &known).unwrap_or_default().to_owned(),
            nation: foreign(mentions),
            effect: label(model.best("person.effect", &known)),
        });
    }
    seen.clear();
    for (_, mentions) in &things {
        let known = entity_features(prepared, mentions, sort);
        let Some(text) = mentions.first().and_then(words) else { continue };
        if seen.contains(&text) {
            continue;
        }
        seen.push(text.clone());
        out.things.push(Thing {
            text,
            sort: model.best("thing.sort", &known).unwrap_or_default().to_owned(),
            number: mentions.first().and_then(number),
            nation: foreign(mentions),
            effect: label(model.best("thing.effect", &known)),
        });
    }
    if let Some((_, mentions)) = instruments.first() {
        let known = entity_features(prepared, mentions, sort);
        let sort = model.best("instrument.sort", &known).unwrap_or_default().to_owned();
        out.instruments.push(Thing {
            text: mentions.first().and_then(words).unwrap_or_default(),
            sort,
            ..Thing::default()
        });
    } else if let Some(sort) = label(model.best("instrument", &known)) {
        out.instruments.push(Thing { sort, ..Thing::default() });
    }
    Some(out)
}

fn label(best: Option<&str>) -> Option<String> {
    best.filter(|l| *l != NONE).map(str::to_owned)
}
