//! Names that mean one actor until a day and another from a day on: offices, governments and armies that change hands.

use super::{ActorFile, ActorFileError, name_key};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Who names and nominals mean in turn, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermShape {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    nominals: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    means: Vec<HolderShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolderShape {
    actor: String,
    from: Option<String>,
    until: Option<String>,
}

/// An actor that is meant from a day until a day, both included.
#[derive(Debug, Clone, Copy)]
struct Holder {
    from: Date,
    until: Date,
    actor: usize,
}

/// All names and nominals with terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    names: HashMap<String, Vec<Holder>>,
    nominals: HashMap<(String, String), Vec<Holder>>,
    /// The days on which the meaning of any changes, in order.
    turns: Vec<Date>,
}

impl Terms {
    /// Who a name means on a day.
    pub fn of_name(&self, key: &str, day: Option<Date>) -> Option<usize> {
        on(self.names.get(key)?, day)
    }

    /// Who a name meant last.
    pub fn last_of_name(&self, key: &str) -> Option<usize> {
        self.names.get(key)?.last().map(|h| h.actor)
    }

    /// Who a nominal means in a country on a day.
    pub fn of_nominal(&self, key: &(String, String), day: Option<Date>) -> Option<usize> {
        on(self.nominals.get(key)?, day)
    }

    /// How many turns lie up to a day.
    pub fn era(&self, day: Option<Date>) -> usize {
        day.map_or(0, |day| 1 + self.turns.partition_point(|turn| *turn <= day))
    }

    /// All actors that are meant, to be changed.
    pub fn meant(&mut self) -> impl Iterator<Item = &mut usize> {
        self.names.values_mut().chain(self.nominals.values_mut()).flatten().map(|h| &mut h.actor)
    }
}

fn on(holders: &[Holder], day: Option<Date>) -> Option<usize> {
    let day = day?;
    holders.iter().find(|h| h.from <= day && day <= h.until).map(|h| h.actor)
}

impl ActorFile {
    pub(super) fn add_term(&mut self, path: &str, shape: TermShape) -> Result<(), ActorFileError> {
        let named = shape.names.iter().chain(&shape.nominals).next().cloned().unwrap_or_default();
        let fault =
            |reason: String| ActorFileError::Entry { path: path.to_owned(), id: format!("term of {named}"), reason };
        if shape.countries.is_empty() && !shape.nominals.is_empty() {
            return Err(fault("has nominals but no countries in which they mean anybody".to_owned()));
        }
        let mut holders = Vec::new();
        for holder in &shape.means {
            let day = |text: &Option<String>, open: Date| match text {
                None => Ok(open),
                Some(day) => day.parse::<Date>().map_err(|_| fault(format!("`{day}` is no day"))),
            };
            let actor = self.by_id.get(&holder.actor).copied();
            let actor = actor.ok_or_else(|| fault(format!("there is no actor `{}`", holder.actor)))?;
            holders.push(Holder { from: day(&holder.from, Date::MIN)?, until: day(&holder.until, Date::MAX)?, actor });
        }
        holders.sort_by_key(|h| h.from);
        if holders.iter().any(|h| h.from > h.until) || holders.windows(2).any(|pair| pair[1].from <= pair[0].until) {
            return Err(fault("means two actors on one day, or ends before it begins".to_owned()));
        }
        for name in &shape.names {
            if self.terms.names.insert(name_key(name), holders.clone()).is_some() {
                return Err(fault(format!("`{name}` has a term already")));
            }
        }
        for (country, nominal) in shape.countries.iter().flat_map(|c| shape.nominals.iter().map(move |n| (c, n))) {
            if self.terms.nominals.insert((country.clone(), name_key(nominal)), holders.clone()).is_some() {
                return Err(fault(format!("in {country}, `{nominal}` has a term already")));
            }
        }
        let ends = holders.iter().map(|h| h.until.tomorrow().unwrap_or(Date::MAX));
        let turns: BTreeSet<Date> =
            self.terms.turns.drain(..).chain(holders.iter().map(|h| h.from)).chain(ends).collect();
        self.terms.turns = turns.into_iter().collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FALL: &str = r#"
        [[actor]]
        id = "old"
        name = "Old government"
        names = ["National army"]
        class = "government"
        countries = ["SY"]
        nominals = ["army"]

        [[actor]]
        id = "new"
        name = "New government"
        class = "government"

        [[term]]
        names = ["National army", "National president"]
        nominals = ["army"]
        countries = ["SY"]
        means = [{ actor = "new", from = "2024-12-09" }]
    "#;

    fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_name_means_another_actor_from_a_day_on() {
        let file = ActorFile::parse([("actors.toml", FALL)]).unwrap();
        let named = |on| file.by_name_on("the National Army", on).map(|a| a.id.as_str());
        assert_eq!((named(day("2024-12-08")), named(day("2024-12-09"))), (Some("old"), Some("new")));
        assert_eq!(named(None), Some("old"), "without a day what holds at all times");
        let army = |on| file.by_nominal("army", "SY", on).map(|a| a.id.as_str());
        assert_eq!((army(day("2012-01-01")), army(day("2025-01-01"))), (Some("old"), Some("new")));
        assert_eq!(file.by_name("National president").map(|a| a.id.as_str()), Some("new"));
        assert_ne!(file.era(day("2024-12-08")), file.era(day("2024-12-09")));
        assert_eq!(file.era(day("2024-12-09")), file.era(day("2026-01-01")));
    }

    #[test]
    fn terms_do_not_overlap_and_name_known_actors() {
        let two = FALL.replace("[{ actor", "[{ actor = \"old\" }, { actor");
        assert!(
            ActorFile::parse([("a.toml", two.as_str())]).unwrap_err().to_string().contains("two actors on one day")
        );
        let nobody = FALL.replace("actor = \"new\", from", "actor = \"nobody\", from");
        assert!(ActorFile::parse([("a.toml", nobody.as_str())]).unwrap_err().to_string().contains("no actor `nobody`"));
    }
}
