//! What GeoNames' feature codes are here.

use dateline_core::claim::Feature;
use std::{collections::HashMap, sync::LazyLock};

/// The project's table.
const TABLE: &str = include_str!("../../../lexicons/places/features.tsv");

static FEATURES: LazyLock<HashMap<&str, Sort>> = LazyLock::new(|| TABLE.lines().filter_map(row).collect());

/// What a feature code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Sort of place.
    pub feature: Feature,
    /// UCDP `where_prec`.
    pub precision: u8,
    /// Whether reports are read with it.
    pub read: bool,
}

fn row(line: &'static str) -> Option<(&'static str, Sort)> {
    let mut fields = line.split('\t');
    let code = fields.next().filter(|c| !c.starts_with('#'))?;
    let (feature, precision) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((code, Sort { feature, precision, read: fields.next()? == "read" }))
}

/// The meaning of a class and code such as `P` and `PPLC`; a class that is unknown is a site.
pub fn sort(class: &str, code: &str) -> Sort {
    let whole = format!("{class}.{code}");
    (0..=whole.len())
        .rev()
        .filter_map(|end| whole.get(..end))
        .find_map(|start| FEATURES.get(start).copied())
        .unwrap_or(Sort { feature: Feature::Site, precision: 1, read: false })
}

/// The precision of a sort of place where nothing else is known.
pub fn precision(feature: Feature) -> u8 {
    match feature {
        Feature::City | Feature::Crossing | Feature::Base | Feature::Site => 1,
        Feature::Admin2 => 3,
        Feature::Admin1 => 4,
        Feature::Region | Feature::Road => 5,
        Feature::Country | Feature::Continent => 6,
        Feature::Water => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read_and_the_longest_code_holds() {
        let lines = TABLE.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(FEATURES.len(), lines);
        assert_eq!(sort("P", "PPLC").feature, Feature::City);
        assert!(sort("P", "PPL").read && !sort("P", "PPLQ").read && !sort("S", "HTL").read);
        assert_eq!(sort("A", "PCLI").feature, Feature::Country);
        assert_eq!(sort("S", "AIRB").feature, Feature::Base);
        assert_eq!(sort("?", "").feature, Feature::Site);
    }
}
