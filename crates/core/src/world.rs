//! What the stages are given from outside.

use crate::{ActorFile, Gazetteer};
use jiff::Timestamp;

/// One file of rules or words: its path below `rules/` or `lexicons/`'s parent, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// E.g. `rules/en/kinds/control.toml`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Clock, gazetteer, actors, rules and model: everything a stage may know beyond its input.
#[derive(Debug)]
pub struct World {
    /// The current instant, read once by the caller.
    pub now: Timestamp,
    /// Places and their names.
    pub gazetteer: Gazetteer,
    /// Known actors, their names and sides.
    pub actors: ActorFile,
    /// Rule and lexicon files, in order of their paths.
    pub files: Vec<DataFile>,
}
