//! Incident templates: what a report tells of each attack, bombing or kidnapping, in the slots of the fourth Message
//! Understanding Conference (MUC-4).
//!
//! Other than claims, a template sums up what a whole report says of one incident. [`prepare`] gathers the noun phrases
//! and sentences of a report with what is known of them (words, trees, word lists, claims); [`fill`] chooses among
//! them by the weights of a [`Model`], which `examples/incidents.rs` learns from filled templates. What the labels are
//! called stands in the weights; this module knows slots and no words.

mod entities;
mod filling;
mod groups;
pub mod mentions;
pub mod model;
mod notation;
mod sentences;
mod times_and_places;

pub use entities::Entity;
pub use filling::{
    Assessed, Incident, Organisation, Person, Thing, assess, entity_features, fill, incident_features, report_features,
    role_features,
};
pub use groups::pair_features;
pub use model::{Feature, Model};
pub use notation::slots;
pub use times_and_places::{day_features, place_features};

use crate::{quantities, rules::Rules, story::Story};
use dateline_core::{
    Reading, Report, World,
    reading::{NameClass, Relation, Tag},
};
use jiff::civil::Date;
use mentions::{Known, Lists};

/// What may fill a slot: a noun phrase with all that filling needs of it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its head, as an index of tokens.
    pub head: usize,
    /// Number of its sentence.
    pub sentence: usize,
    /// Its head as it is written.
    pub head_word: String,
    /// Its words, on one line.
    pub text: String,
    /// The name in it that its head belongs to.
    pub name: Option<String>,
    /// Whether the name is a person's.
    pub person: bool,
    /// Whether the name is an organisation's or a group's.
    pub body: bool,
    /// The words before a person's name.
    pub title: Option<String>,
    /// How many, where the words tell: `6`, `~20`, `5 - 7`.
    pub number: Option<String>,
    /// Whether it is more than one.
    pub plural: bool,
    /// Whether a definite article opens it.
    pub definite: bool,
    /// Countries whose people or things it names, as templates call them.
    pub nations: Vec<String>,
    /// The candidates' heads that it is one with: appositions and what it takes up.
    pub same: Vec<usize>,
    /// Its entity, as an index into [`Prepared::entities`].
    pub entity: usize,
    /// What is known of it.
    pub features: Vec<Feature>,
}

/// A place that a sentence names.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name in capitals, without words for sorts of place.
    pub name: String,
    /// The country it lies in, as templates call it, if known.
    pub country: Option<String>,
    /// Whether it is a country itself.
    pub is_country: bool,
    /// Its sort in capitals: the word that stands with the name, else what the gazetteer knows.
    pub sort: Option<String>,
    /// What is known of it.
    pub features: Vec<Feature>,
}

/// A time that a sentence names.
#[derive(Debug, Clone)]
pub struct Day {
    /// Its first day.
    pub start: Date,
    /// Whether it is one day.
    pub single: bool,
    /// What is known of it.
    pub features: Vec<Feature>,
}

/// A sentence of the body.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    /// What is known of it; empty outside the body.
    pub features: Vec<Feature>,
    /// The times that it names.
    pub dates: Vec<Day>,
    /// The places that it names.
    pub places: Vec<Place>,
    /// The number of its paragraph.
    pub paragraph: u32,
}

/// A report as the weights see it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The sentences, by their number in the reading.
    pub passages: Vec<Passage>,
    /// The noun phrases, in the order of the text.
    pub candidates: Vec<Candidate>,
    /// Day of publication.
    pub published: Option<Date>,
    /// The places before the body.
    pub dateline: Vec<Place>,
    /// Candidates that mean one thing.
    pub entities: Vec<Entity>,
    /// Short forms and what they stand for, in capitals.
    pub short_forms: Vec<(String, String)>,
}

/// Gathers what templates can be filled from.
pub fn prepare(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Prepared {
    let story = crate::layers(report, reading, rules, world);
    let attributions = crate::attribution::find(&story);
    let operators = crate::modality::find(&story, &attributions);
    let claims = crate::kinds::find(&story, &attributions, &operators);
    let (body, heading) = sentences::heading(&reading.tokens, &reading.sentences);
    let known = Known { story: &story, claims: &claims, body };
    let found = mentions::mentions(&known);
    let mut lists = Lists::default();
    let ranges = sentences::ranges(&known);
    let passages = ranges.iter().zip(&reading.sentences).map(|(range, sentence)| Passage {
        paragraph: sentence.paragraph,
        features: if range.is_empty() { Vec::new() } else { sentences::features(&known, range, &heading, &mut lists) },
        dates: times_and_places::days(&story, range.clone()),
        places: times_and_places::places(&story, range.clone()),
    });
    let passages = passages.collect();
    let candidates = found.iter().map(|m| candidate(&story, m)).collect();
    let capitals = |(a, b): (&String, &String)| (one_line(a).to_uppercase(), one_line(b).to_uppercase());
    let mut short_forms: Vec<(String, String)> = story.abbreviations.iter().map(capitals).collect();
    short_forms.sort_unstable();
    let mut prepared = Prepared {
        passages,
        candidates,
        published: report.published.as_ref().map(|p| p.date),
        dateline: times_and_places::places(&story, 0..body),
        entities: Vec::new(),
        short_forms,
    };
    prepared.entities = entities::entities(&prepared);
    for (number, entity) in prepared.entities.iter().enumerate() {
        for i in &entity.mentions {
            prepared.candidates.get_mut(*i).into_iter().for_each(|c| c.entity = number);
        }
    }
    prepared
}

/// What templates call a country, by its code.
fn nation(story: &Story<'_>, code: &str) -> String {
    let listed = story.rules.table("incidents.nations", &code.to_lowercase());
    listed.or_else(|| story.world.gazetteer.country_name(code)).unwrap_or(code).to_uppercase()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn candidate(story: &Story<'_>, m: &mentions::Mention) -> Candidate {
    let t = story.token(m.head);
    // Titles before a name and nouns at its end are no parts of it: `Colonel Ana Rey`, `U.S. citizen`.
    let is_noun =
        |i: usize| ["person-titles", "positions", "people"].iter().any(|l| story.rules.in_list(l, story.token(i)));
    let name = m.name.clone().map(|n| {
        let start = n.clone().find(|i| !is_noun(*i)).unwrap_or(n.start);
        start..n.end
    });
    let person = name.as_ref().is_some_and(|n| !is_noun(n.end - 1))
        && (m.class == Some(NameClass::Person) || m.class.is_none() && crate::names::is_person(story, m.head));
    let body = matches!(m.class, Some(NameClass::Organization | NameClass::People));
    let title = name.as_ref().filter(|_| person).and_then(|n| {
        let start = (m.range.start..n.start).find(|i| !matches!(story.token(*i).tag, Tag::Det | Tag::Punct))?;
        Some(one_line(story.text(start..n.start)).trim_matches([',', '"', ' ']).to_owned()).filter(|t| !t.is_empty())
    });
    let number = quantities::of_phrase(story, m.head).map(|n| {
        let low = n.low as u64;
        match n.high {
            Some(high) if high as u64 != low => format!("{low} - {}", high as u64),
            None => format!("{low} -"),
            _ if n.approx => format!("~{low}"),
            _ => low.to_string(),
        }
    });
    let nations = m.range.clone().filter_map(|i| story.world.gazetteer.demonym(story.word(i)));
    let mut same: Vec<usize> = story.reading.antecedent(m.head as u32).map(|a| a as usize).into_iter().collect();
    if t.relation == Relation::Appos {
        same.extend(story.head(m.head));
    }
    Candidate {
        head: m.head,
        head_word: story.text(m.head..m.head + 1).to_owned(),
        sentence: m.sentence,
        text: one_line(story.text(m.range.clone())),
        name: name.as_ref().map(|n| one_line(story.text(n.clone()))),
        person,
        body,
        title,
        number,
        plural: t.feature("Number") == Some("Plur") || matches!(t.xpos, "NNS" | "NNPS"),
        nations: nations.map(|code| nation(story, code)).collect(),
        same,
        definite: story.token(m.range.start).feature("Definite") == Some("Def"),
        entity: 0,
        features: m.features.clone(),
    }
}
