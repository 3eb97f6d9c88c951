//! HXL hashtags of columns, from `rules/exports/hxl.toml`.

use crate::error::{Error, ErrorKind, Result};
use toml::Table;

const FILE: &str = include_str!("../../../../rules/exports/hxl.toml");

/// The hashtags of a layer's columns.
pub(super) struct Tags {
    /// The layer's own, then those of every layer.
    tables: Vec<Table>,
}

impl Tags {
    /// The hashtag of a column; empty where it has none.
    pub fn of(&self, column: &str) -> &str {
        self.tables.iter().find_map(|t| t.get(column)?.as_str()).unwrap_or_default()
    }
}

/// The hashtags for a layer.
pub(super) fn tags(layer: &str) -> Result<Tags> {
    let fault = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Data, format_args!("rules/exports/hxl.toml: {e}"));
    let file: Table = toml::from_str(FILE).map_err(|e| fault(&e))?;
    let table = |name: &str| file.get(name).and_then(toml::Value::as_table).cloned();
    let layers: Vec<&str> = file.keys().map(String::as_str).filter(|name| *name != "all").collect();
    let own = table(layer).ok_or_else(|| {
        Error::usage(format_args!("`{layer}` has no HXL hashtags"))
            .hint(format_args!("these have: {}", layers.join(", ")))
    })?;
    Ok(Tags { tables: [Some(own), table("all")].into_iter().flatten().collect() })
}
