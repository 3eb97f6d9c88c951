//! Rules below `places/`: what words say of a place beside the names in them.

use super::{RuleError, RuleShape, fault, parsed};
use dateline_core::{RelativeSort, world::DataFile};
use toml::Spanned;

/// What words say of the names in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceSort {
    /// How a place lies to them.
    Relative(RelativeSort),
    /// That they are teams.
    Team,
}

/// A rule below `places/`. Its captures are `place` and `other` (the anchors), `distance`, `unit`, and `bearing`; `people`
/// and `others` are words for the people of countries, which stand for these.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRule {
    /// What the words say of the names.
    pub sort: PlaceSort,
    /// A list one of whose words must stand within the match: the last word of a name (`the Homs-Palmyra road`).
    pub holds: Option<String>,
    /// Whether the anchors may be countries and divisions.
    pub areas: bool,
}

impl PlaceRule {
    pub(super) fn of(
        file: &DataFile,
        shape: &RuleShape,
        sort: &Spanned<String>,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<PlaceRule, RuleError> {
        if let Some(list) = shape.holds.as_ref().filter(|list| !known(list.get_ref())) {
            return Err(fault(file, list.span(), &format!("there is no list lexicons/en/{}.txt", list.get_ref())));
        }
        let holds = shape.holds.as_ref().map(|list| list.get_ref().clone());
        let sort = match sort.get_ref().as_str() {
            "team" => PlaceSort::Team,
            _ => PlaceSort::Relative(parsed(file, sort)?),
        };
        Ok(PlaceRule { sort, holds, areas: shape.areas })
    }
}
