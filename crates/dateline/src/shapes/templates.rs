//! Output of `annotate --task muc4`: incident templates in the slots and notation of MUC-4.

use dateline_read::incidents::{Incident, slots};
use serde::Serialize;
use std::collections::BTreeMap;

/// The incident templates of a document.
#[derive(Debug, Serialize)]
pub struct TemplatesRow<'a> {
    /// The document.
    pub id: &'a str,
    /// For each incident its slots with their fills, each fill in the notation of the keys.
    pub templates: Vec<BTreeMap<&'static str, Vec<String>>>,
}

impl<'a> TemplatesRow<'a> {
    /// The templates of a document.
    pub fn new(id: &'a str, incidents: &[Incident]) -> Self {
        Self { id, templates: incidents.iter().map(slots).collect() }
    }
}
