//! Actors: belligerents, governments, monitors, outlets; their names, classes and sides.
//!
//! Known actors come from a TOML file (`rules/names/actors.toml`):
//!
//! ```toml
//! [[actor]]
//! id = "hts"
//! name = "Hayat Tahrir al-Sham"
//! names = ["HTS", "Tahrir al-Sham"]
//! class = "belligerent"
//! side = "syria-opposition"
//! part_of = "syria-rebels"
//! color = "#2f7d4f"
//!
//! [[actor]]
//! id = "syria-rebels"
//! name = "Syrian rebels"
//! class = "belligerent"
//! side = "syria-opposition"
//! allies = ["turkey"]
//! countries = ["SY"]
//! nominals = ["rebels", "insurgents", "opposition factions"]
//!
//! [[term]]
//! names = ["Syrian president"]
//! nominals = ["president"]
//! countries = ["SY"]
//! means = [{ actor = "bashar-al-assad", until = "2024-12-08" }, { actor = "abu-mohammed-al-jolani", from = "2025-01-29" }]
//!
//! [[country]]
//! code = "SY"
//! words = ["Syria", "Syrian"]
//!
//! [phrases]
//! joining = ["and"]
//! own = ["our forces", "its forces"]
//! not_after = ["anti"]
//! not_before = ["backed", "held"]
//! ```
//!
//! `names` mean the actor wherever they stand; `nominals` mean it only in a report on one of its `countries`, or with
//! one of that country's words ("Syrian rebels"), so that "rebels" may be others in each conflict. `allies` are other
//! sides that it is no adversary of. A `term` says who a name or a nominal means from a day and until a day, both of
//! them included: offices and what changes hands with them. Within these days it goes before what holds at all times;
//! outside them the names of an actor without a term stay its own. Phrases: a word of `joining` between two actors makes
//! them act together; `own` are what a speaker calls its own forces; a name inside a longer phrase does not count right
//! after a word of `not_after` ("anti-Assad protesters") or right before one of `not_before` ("US-backed coalition").

mod decided;
mod terms;

use crate::kind::named_enum;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

named_enum! {
    /// What sort of source or party an actor is.
    ActorClass {
        Belligerent = "belligerent", Government = "government", Monitor = "monitor", Agency = "agency", Outlet = "outlet",
        Un = "un", Ngo = "ngo", Official = "official", Anonymous = "anonymous", Witness = "witness", Expert = "expert",
        Other = "other",
    }
}

/// One known actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Short stable id.
    pub id: String,
    /// Usual English name.
    pub name: String,
    /// All names, the usual one first.
    pub names: Vec<String>,
    /// Sort of actor.
    pub class: ActorClass,
    /// The side it is on in its conflict; actors of different sides are adversaries unless a side is neutral (`None`).
    pub side: Option<String>,
    /// Other sides that it is no adversary of.
    pub allies: Vec<String>,
    /// The larger actor it belongs to.
    pub part_of: Option<String>,
    /// Colour on the map, `#rrggbb`.
    pub color: Option<String>,
    /// ISO 3166-1 alpha-2 codes of the countries in which its nominals mean it.
    pub countries: Vec<String>,
    /// Common nouns that mean it in its countries: `rebels`, `the army`.
    pub nominals: Vec<String>,
}

/// The known actors and an index of their names.
#[derive(Debug, Clone, Default)]
pub struct ActorFile {
    actors: Vec<Actor>,
    by_name: HashMap<String, usize>,
    by_id: HashMap<String, usize>,
    by_nominal: HashMap<(String, String), usize>,
    country_words: HashMap<String, String>,
    phrases: Phrases,
    terms: terms::Terms,
}

/// What the file says of phrases that hold a name; all as [`name_key`]s.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    /// Words between two that act together.
    pub joining: HashSet<String>,
    /// What a speaker calls its own forces.
    pub own: HashSet<String>,
    /// A name right after one of these words does not name who acts.
    pub not_after: HashSet<String>,
    /// A name right before one of these words does not name who acts.
    pub not_before: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShape {
    #[serde(default)]
    actor: Vec<ActorShape>,
    #[serde(default)]
    term: Vec<terms::TermShape>,
    #[serde(default)]
    country: Vec<CountryShape>,
    #[serde(default)]
    phrases: PhrasesShape,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryShape {
    code: String,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct PhrasesShape {
    joining: Vec<String>,
    own: Vec<String>,
    not_after: Vec<String>,
    not_before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorShape {
    id: String,
    name: String,
    #[serde(default)]
    names: Vec<String>,
    class: String,
    side: Option<String>,
    #[serde(default)]
    allies: Vec<String>,
    part_of: Option<String>,
    color: Option<String>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    nominals: Vec<String>,
}

/// A fault in an actor file.
#[derive(Debug, thiserror::Error)]
pub enum ActorFileError {
    /// Not TOML, or not of the documented shape; the message holds line and caret.
    #[error("{path}: {source}")]
    Shape {
        /// The file.
        path: String,
        /// What is wrong.
        source: Box<toml::de::Error>,
    },
    /// An entry is wrong in itself.
    #[error("{path}: actor `{id}`: {reason}")]
    Entry {
        /// The file.
        path: String,
        /// The actor's id.
        id: String,
        /// What is wrong.
        reason: String,
    },
}

impl ActorFile {
    /// Parses actor files, given as (path, text); later files add to earlier ones.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ActorFileError> {
        let mut out = Self::default();
        let mut terms = Vec::new();
        for (path, text) in files {
            let shape: FileShape = toml::from_str(text)
                .map_err(|e| ActorFileError::Shape { path: path.to_owned(), source: Box::new(e) })?;
            for country in shape.country {
                out.country_words.extend(country.words.iter().map(|w| (name_key(w), country.code.clone())));
            }
            terms.extend(shape.term.into_iter().map(|t| (path, t)));
            out.phrases.joining.extend(shape.phrases.joining.iter().map(|w| name_key(w)));
            out.phrases.own.extend(shape.phrases.own.iter().map(|w| name_key(w)));
            out.phrases.not_after.extend(shape.phrases.not_after.iter().map(|w| name_key(w)));
            out.phrases.not_before.extend(shape.phrases.not_before.iter().map(|w| name_key(w)));
            for a in shape.actor {
                let fault = |reason: String| ActorFileError::Entry { path: path.to_owned(), id: a.id.clone(), reason };
                let class = a.class.parse().map_err(|e: crate::kind::UnknownName| fault(e.to_string()))?;
                if out.by_id.contains_key(&a.id) {
                    return Err(fault("this id is taken already".to_owned()));
                }
                let index = out.actors.len();
                let mut names = vec![a.name.clone()];
                names.extend(a.names.iter().cloned());
                for name in &names {
                    if let Some(&other) = out.by_name.get(&name_key(name)).filter(|&&o| o != index) {
                        return Err(fault(format!("the name `{name}` belongs to `{}` already", out.actors[other].id)));
                    }
                    out.by_name.insert(name_key(name), index);
                }
                if a.countries.is_empty() && !a.nominals.is_empty() {
                    return Err(fault("has nominals but no countries in which they mean it".to_owned()));
                }
                for (country, nominal) in a.countries.iter().flat_map(|c| a.nominals.iter().map(move |n| (c, n))) {
                    let key = (country.clone(), name_key(nominal));
                    if let Some(&other) = out.by_nominal.get(&key).filter(|&&o| o != index) {
                        let other = &out.actors[other].id;
                        return Err(fault(format!("in {country}, `{nominal}` means `{other}` already")));
                    }
                    out.by_nominal.insert(key, index);
                }
                out.by_id.insert(a.id.clone(), index);
                out.actors.push(Actor {
                    id: a.id,
                    name: a.name,
                    names,
                    class,
                    side: a.side,
                    allies: a.allies,
                    part_of: a.part_of,
                    color: a.color,
                    countries: a.countries,
                    nominals: a.nominals,
                });
            }
        }
        for (path, term) in terms {
            out.add_term(path, term)?;
        }
        out.check_relations()?;
        Ok(out)
    }

    /// A `part_of` must name an actor and must not lead back to where it started.
    fn check_relations(&self) -> Result<(), ActorFileError> {
        for actor in &self.actors {
            let mut at = actor;
            for _ in 0..=self.actors.len() {
                let Some(above) = &at.part_of else { break };
                let fault = |reason| ActorFileError::Entry { path: "part_of".to_owned(), id: actor.id.clone(), reason };
                at = self.by_id(above).ok_or_else(|| fault(format!("there is no actor `{above}`")))?;
                if at.id == actor.id {
                    return Err(fault("is a part of itself".to_owned()));
                }
            }
        }
        Ok(())
    }

    /// The country that this word stands for: `Syrian` is `SY`.
    pub fn country_of(&self, word: &str) -> Option<&str> {
        self.country_words.get(&name_key(word)).map(String::as_str)
    }

    /// What the files say of phrases.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// All actors, in the order of the files.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The actor that bears this name (letter case, diacritics, articles and possessive endings do not count); of a name
    /// that meant several in turn, the last.
    pub fn by_name(&self, name: &str) -> Option<&Actor> {
        self.by_name_on(name, None)
    }

    /// The actor that bears this name on a day; nobody, if it is a name of others on other days alone.
    pub fn by_name_on(&self, name: &str, day: Option<Date>) -> Option<&Actor> {
        let key = name_key(name);
        let always = || self.by_name.get(&key).copied();
        let of_no_day = || if day.is_none() { self.terms.last_of_name(&key) } else { None };
        let found = self.terms.of_name(&key, day).or_else(always).or_else(of_no_day);
        found.map(|i| &self.actors[i])
    }

    /// The actor that bears this name, or that this common noun means in the given country (ISO 3166-1 alpha-2).
    pub fn by_name_in(&self, name: &str, country: &str) -> Option<&Actor> {
        self.by_name(name).or_else(|| self.by_nominal(name, country, None))
    }

    /// The actor that this common noun means in the given country, on a day where one is given.
    pub fn by_nominal(&self, nominal: &str, country: &str, day: Option<Date>) -> Option<&Actor> {
        let key = (country.to_owned(), name_key(nominal));
        let found = self.terms.of_nominal(&key, day).or_else(|| self.by_nominal.get(&key).copied());
        found.map(|i| &self.actors[i])
    }

    /// A number that is equal for two days on which every name means the same.
    pub fn era(&self, day: Option<Date>) -> usize {
        self.terms.era(day)
    }

    /// The actor with this id.
    pub fn by_id(&self, id: &str) -> Option<&Actor> {
        self.by_id.get(id).map(|&i| &self.actors[i])
    }
}

/// How the id of two actors that act together begins.
const JOINT: &str = "joint:";

/// The id of two actors that act together.
pub fn joint_id(one: &str, other: &str) -> String {
    format!("{JOINT}{one}+{other}")
}

/// Whether an id is that of two actors that act together.
pub fn is_joint(id: &str) -> bool {
    id.starts_with(JOINT)
}

/// Whom an id means: one actor, or two that act together.
pub fn members(id: &str) -> impl Iterator<Item = &str> {
    let (one, other) = match id.strip_prefix(JOINT) {
        Some(both) => both.split_once('+').map_or((both, None), |(one, other)| (one, Some(other))),
        None => (id, None),
    };
    std::iter::once(one).chain(other)
}

/// The key under which a name is compared: ASCII, lower case, words parted by one blank, without a leading article or
/// a possessive ending.
pub fn name_key(name: &str) -> String {
    let ascii = any_ascii::any_ascii(name).to_lowercase();
    let mut words: Vec<&str> = ascii
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''))
        .map(|w| w.strip_suffix("'s").unwrap_or(w).trim_matches('\''))
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > 1 && matches!(words[0], "the" | "a" | "an") {
        words.remove(0);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_means_one_actor_or_two_that_act_together() {
        let of = |id| members(id).collect::<Vec<&str>>();
        assert_eq!(of("m23"), ["m23"]);
        assert_eq!(of("name:a+b"), ["name:a+b"]);
        let joint = joint_id("syria-army", "russia-forces");
        assert_eq!(of(&joint), ["syria-army", "russia-forces"]);
        assert!(is_joint(&joint) && !is_joint("m23") && !is_joint("name:a+b"));
    }

    const TWO_WARS: &str = r#"
        [[actor]]
        id = "syria-rebels"
        name = "Syrian rebels"
        class = "belligerent"
        countries = ["SY"]
        nominals = ["rebels"]

        [[actor]]
        id = "m23"
        name = "M23"
        class = "belligerent"
        countries = ["CD"]
        nominals = ["rebels"]
    "#;

    #[test]
    fn a_common_noun_means_another_actor_in_another_country() {
        let file = ActorFile::parse([("actors.toml", TWO_WARS)]).unwrap();
        assert_eq!(file.by_name_in("the rebels", "SY").unwrap().id, "syria-rebels");
        assert_eq!(file.by_name_in("The Rebels", "CD").unwrap().id, "m23");
        assert_eq!(file.by_name_in("M23", "SY").unwrap().id, "m23");
        assert!(file.by_name("rebels").is_none());
        assert!(file.by_name_in("rebels", "UA").is_none());
    }

    #[test]
    fn an_actor_cannot_be_a_part_of_itself_or_of_nobody() {
        let circle = r#"
            [[actor]]
            id = "a"
            name = "A"
            class = "other"
            part_of = "b"

            [[actor]]
            id = "b"
            name = "B"
            class = "other"
            part_of = "a"
        "#;
        assert!(ActorFile::parse([("actors.toml", circle)]).unwrap_err().to_string().contains("part of itself"));
        let missing = circle.replace("part_of = \"a\"", "part_of = \"c\"");
        let error = ActorFile::parse([("actors.toml", missing.as_str())]).unwrap_err();
        assert!(error.to_string().contains("no actor `c`"), "{error}");
    }

    #[test]
    fn one_noun_cannot_mean_two_actors_in_one_country() {
        let clash = TWO_WARS.replace("CD", "SY");
        let error = ActorFile::parse([("actors.toml", clash.as_str())]).unwrap_err();
        assert!(error.to_string().contains("`rebels` means `syria-rebels` already"), "{error}");
    }
}
