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
//! ```

use crate::kind::named_enum;
use serde::Deserialize;
use std::collections::HashMap;

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
    /// The larger actor it belongs to.
    pub part_of: Option<String>,
    /// Colour on the map, `#rrggbb`.
    pub color: Option<String>,
}

/// The known actors and an index of their names.
#[derive(Debug, Clone, Default)]
pub struct ActorFile {
    actors: Vec<Actor>,
    by_name: HashMap<String, usize>,
    by_id: HashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShape {
    #[serde(default)]
    actor: Vec<ActorShape>,
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
    part_of: Option<String>,
    color: Option<String>,
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
        for (path, text) in files {
            let shape: FileShape = toml::from_str(text)
                .map_err(|e| ActorFileError::Shape { path: path.to_owned(), source: Box::new(e) })?;
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
                out.by_id.insert(a.id.clone(), index);
                out.actors.push(Actor {
                    id: a.id,
                    name: a.name,
                    names,
                    class,
                    side: a.side,
                    part_of: a.part_of,
                    color: a.color,
                });
            }
        }
        Ok(out)
    }

    /// All actors, in the order of the files.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The actor that bears this name (letter case, diacritics, articles and possessive endings do not count).
    pub fn by_name(&self, name: &str) -> Option<&Actor> {
        self.by_name.get(&name_key(name)).map(|&i| &self.actors[i])
    }

    /// The actor with this id.
    pub fn by_id(&self, id: &str) -> Option<&Actor> {
        self.by_id.get(id).map(|&i| &self.actors[i])
    }
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
