//! GeoNames' own points of countries and of divisions of more than 30,000 people: those that maps and other gazetteers
//! mostly use. Which record is which division is told by country and name.

use dateline_core::{claim::Feature, gazetteer::normalise, geo::distance_km};
use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

/// A district's record lies this near (km) to the middle of its towns.
const NEAR: f64 = 150.0;

/// One country or division.
#[derive(Clone, Copy)]
pub struct Area {
    /// GeoNames id.
    pub id: u32,
    /// Degrees north and east.
    pub point: (f64, f64),
}

/// All of them.
#[derive(Default)]
pub struct Areas {
    list: Vec<Area>,
    by_id: HashMap<u32, usize>,
    by_name: HashMap<(String, Feature, String), Vec<usize>>,
    taken: HashSet<u32>,
}

impl Areas {
    /// Reads the rows that `sources::areas` makes: id, country, sort, degrees north and east, names. Names are compared
    /// with and without the words that say what it is.
    pub fn read(file: &Path, words: &[(String, bool)]) -> Result<Areas, String> {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let mut out = Areas::default();
        for line in text.lines() {
            let fault = || format!("{}: `{line}`", file.display());
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, country, sort, lat, lon, names] = fields[..] else { return Err(fault()) };
            let sort = match sort {
                "country" => Feature::Country,
                "admin1" => Feature::Admin1,
                _ => Feature::Admin2,
            };
            let degrees = |s: &str| s.parse::<f64>().map_err(|_| fault());
            let area = Area { id: id.parse().map_err(|_| fault())?, point: (degrees(lat)?, degrees(lon)?) };
            let number = out.list.len();
            out.by_id.insert(area.id, number);
            out.list.push(area);
            for key in names.split('|').flat_map(|name| keys(name, words)) {
                let numbers = out.by_name.entry((country.to_owned(), sort, key)).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Ok(out)
    }

    /// The record with this id.
    pub fn by_id(&self, id: u32) -> Option<Area> {
        self.by_id.get(&id).map(|&number| self.list[number])
    }

    /// The division of this sort with one of these names, in the order of the names, of which the point `fits`; each
    /// record is given once.
    pub fn take(
        &mut self,
        country: &str,
        sort: Feature,
        names: &[String],
        words: &[(String, bool)],
        fits: impl Fn((f64, f64)) -> bool,
    ) -> Option<Area> {
        let known = |key: String| self.by_name.get(&(country.to_owned(), sort, key)).into_iter().flatten().copied();
        let free = |&number: &usize| !self.taken.contains(&self.list[number].id) && fits(self.list[number].point);
        let number = names.iter().flat_map(|name| keys(name, words)).flat_map(known).find(free)?;
        self.taken.insert(self.list[number].id);
        self.list.get(number).copied()
    }

    /// The district with one of these names near the middle of its towns.
    pub fn take_near(
        &mut self,
        country: &str,
        sort: Feature,
        names: &[String],
        words: &[(String, bool)],
        middle: (f64, f64),
    ) -> Option<Area> {
        self.take(country, sort, names, words, |point| distance_km(point, middle) < NEAR)
    }
}

/// A name in normal form, and without the word that says what it is.
fn keys(name: &str, words: &[(String, bool)]) -> Vec<String> {
    let cut = |(word, before): &(String, bool)| {
        let rest = if *before { name.strip_prefix(word.as_str()) } else { name.strip_suffix(word.as_str()) };
        rest.map(normalise).filter(|rest| !rest.is_empty())
    };
    let mut out = vec![normalise(name)];
    out.extend(words.iter().find_map(cut));
    out
}
