//! What describes a release: its manifest and its tombstones.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `manifest.json`
#[derive(Debug, Serialize, Deserialize)]
pub struct ReleaseShape {
    /// Version of this form.
    pub format: u32,
    /// The version of the release.
    pub version: String,
    /// The instant it was made, RFC 3339.
    pub made_at: String,
    /// Name and version of the program that made it.
    pub program: String,
    /// Versions of program, rules and data that read the claims.
    pub readers: Vec<String>,
    /// As known at the end of this day, if so.
    pub known_at: Option<String>,
    /// As the ledger stood at this instant, if so.
    pub captured_by: Option<String>,
    /// The state of the ledger.
    pub ledger: LedgerShape,
    /// Version of the release before.
    pub since: Option<String>,
    /// The licence it is under, if one was named.
    pub licence: Option<String>,
    /// Whose the parts are.
    pub rights: String,
    /// The layers by name.
    pub layers: BTreeMap<String, LayerShape>,
    /// How many ids of earlier releases are gone.
    pub tombstones: usize,
    /// All files but the manifest, by name.
    pub files: Vec<FileShape>,
}

/// How much a ledger holds, and which.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerShape {
    /// Reports.
    pub reports: usize,
    /// Their revisions.
    pub revisions: usize,
    /// Claims.
    pub claims: usize,
    /// Decisions of people.
    pub decisions: usize,
    /// First day of publication.
    pub first_day: Option<String>,
    /// Last day of publication.
    pub last_day: Option<String>,
    /// Hash of the revisions, claims and decisions: two ledgers with the same hold the same.
    pub sha256: String,
}

/// A layer.
#[derive(Debug, Serialize, Deserialize)]
pub struct LayerShape {
    /// How many records.
    pub records: usize,
}

/// A file.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileShape {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: usize,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl FileShape {
    /// The record of a file.
    pub fn new(name: &str, bytes: usize, sha256: String) -> Self {
        Self { name: name.to_owned(), bytes, sha256 }
    }
}

/// An id that an earlier release has, and this one has not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TombstoneShape {
    /// The id.
    pub id: String,
    /// Of which layer.
    pub layer: String,
    /// The last release that has it.
    pub last_version: String,
    /// `rejected` by a decision; `retracted`: the report no longer says it; `superseded_revision`: it says it again in a
    /// later revision; `read_anew` by another version of the program; `merged` into another record; `no_longer_follows`.
    pub why: String,
    /// The same in a sentence.
    pub says: String,
    /// The id of what stands for it now, if anything does.
    pub into: Option<String>,
}
