//! Districts: second-level divisions, and first-level ones that Natural Earth parts further (England, Brittany), as the
//! towns that lie in them tell.

use super::{City, divisions::Divisions};
use dateline_core::{gazetteer::normalise, geo::distance_km};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

/// A town of the list is the city of GeoNames with its name that lies this near (km).
const SAME_CITY: f64 = 10.0;
/// A town reaches about so far (degrees) from its point.
const TOWN: f64 = 0.02;
/// Inhabitants of a town that GeoNames no longer has; the list starts there.
const SMALLEST: u32 = 1000;
/// A district and a division of Natural Earth are the same if so much of either lies in the other.
const SAME: f64 = 0.6;

/// A district with what its towns tell of it.
pub struct District {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Its names, the usual one first.
    pub names: Vec<String>,
    /// Whether it is a first-level division.
    pub is_first_level: bool,
    /// The division of Natural Earth that most of its towns lie in.
    pub division: Option<usize>,
    /// Degrees north and east of the middle of its towns.
    pub centre: (f64, f64),
    /// The rectangle around its towns: degrees of the southern, western, northern and eastern side.
    pub bounds: [f64; 4],
    /// Inhabitants of its towns.
    pub population: u32,
}

#[derive(Default)]
struct Towns {
    names: Vec<String>,
    points: Vec<(f64, f64)>,
    population: u32,
    divisions: BTreeMap<usize, u32>,
}

/// Reads a list of towns (latitude, longitude, name, first-level division, district, country).
pub fn read(
    file: &Path,
    words: &[(String, bool)],
    cities: &BTreeMap<u32, City>,
    divisions: &Divisions,
) -> Result<Vec<District>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut by_name: HashMap<(&str, String), Vec<&City>> = HashMap::new();
    for city in cities.values() {
        by_name.entry((&city.countrycode, normalise(&city.name))).or_default().push(city);
    }
    let mut second: BTreeMap<(String, String, String), Towns> = BTreeMap::new();
    let mut first: BTreeMap<(String, String), Towns> = BTreeMap::new();
    let mut in_division: HashMap<usize, u32> = HashMap::new();
    for line in text.lines().skip(1) {
        let fields = fields(line);
        let [lat, lon, name, admin1, admin2, country] = fields.as_slice() else {
            return Err(format!("{}: `{line}` has not six columns", file.display()));
        };
        let degrees = |s: &str| s.parse::<f64>().map_err(|e| format!("{}: `{s}`: {e}", file.display()));
        let point = (degrees(lat)?, degrees(lon)?);
        let same = by_name.get(&(country.as_str(), normalise(name)));
        let city = same.into_iter().flatten().find(|c| distance_km((c.latitude, c.longitude), point) < SAME_CITY);
        let population = city.map_or(SMALLEST, |c| c.population);
        let division = divisions.at(country, point);
        if let Some(number) = division {
            *in_division.entry(number).or_default() += 1;
        }
        let add = |towns: &mut Towns| {
            towns.names.push(normalise(name));
            towns.points.push(point);
            towns.population = towns.population.saturating_add(population);
            if let Some(number) = division {
                *towns.divisions.entry(number).or_default() += 1;
            }
        };
        if !admin2.is_empty() {
            add(second.entry((country.clone(), admin1.clone(), admin2.clone())).or_default());
        }
        if !admin1.is_empty() {
            add(first.entry((country.clone(), admin1.clone())).or_default());
        }
    }
    let first = first.into_iter().map(|((country, name), towns)| (country, name, true, towns));
    let second = second.into_iter().map(|((country, _, name), towns)| (country, name, false, towns));
    let district = |(country, name, is_first_level, towns): (String, String, bool, Towns)| {
        let main = towns.divisions.iter().max_by_key(|(_, n)| **n).map(|(number, n)| (*number, *n));
        let same = main.is_some_and(|(number, n)| {
            let all = towns.points.len() as f64;
            f64::from(n) >= SAME * all && f64::from(n) >= SAME * f64::from(in_division[&number])
        });
        let names = names(&name, words, &towns.names)?;
        (!same).then(|| District {
            country,
            names,
            is_first_level,
            division: main.map(|(number, _)| number).filter(|_| !is_first_level),
            centre: middle(&towns.points),
            bounds: around(bounds(&towns.points)),
            population: towns.population,
        })
    };
    Ok(first.chain(second).filter_map(district).collect())
}

/// The names a district is found under: as it stands, and without the word that says what it is, unless a town in it
/// bears that name. `None` if it is called as one of its towns.
fn names(name: &str, words: &[(String, bool)], towns: &[String]) -> Option<Vec<String>> {
    let cut = |(word, before): &(String, bool)| {
        let rest = if *before { name.strip_prefix(word.as_str())? } else { name.strip_suffix(word.as_str())? };
        Some((rest.trim(), *before)).filter(|(rest, _)| !rest.is_empty())
    };
    let is_town = |name: &str| towns.contains(&normalise(name));
    let short = words.iter().find_map(cut);
    let known = is_town(name) || short.is_some_and(|(rest, before)| before && is_town(rest));
    let mut out = vec![name.to_owned()];
    out.extend(short.filter(|(rest, _)| !is_town(rest)).map(|(rest, _)| rest.to_owned()));
    (!known).then_some(out)
}

/// Half way between the mean of the towns and the middle of the box around them: of what towns tell, that lay nearest to
/// GeoNames' own points where those are known (4,630 districts of all countries).
fn middle(points: &[(f64, f64)]) -> (f64, f64) {
    let [south, west, north, east] = bounds(points);
    let n = points.len().max(1) as f64;
    let sum = points.iter().fold((0.0, 0.0), |(a, b), p| (a + p.0, b + p.1));
    ((sum.0 / n + (south + north) / 2.0) / 2.0, (sum.1 / n + (west + east) / 2.0) / 2.0)
}

/// A rectangle around the points of towns with the towns themselves.
fn around([south, west, north, east]: [f64; 4]) -> [f64; 4] {
    [south - TOWN, west - TOWN, north + TOWN, east + TOWN]
}

fn bounds(points: &[(f64, f64)]) -> [f64; 4] {
    let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    points.iter().fold(start, |b, p| [b[0].min(p.0), b[1].min(p.1), b[2].max(p.0), b[3].max(p.1)])
}

/// The fields of a line of comma-separated values.
fn fields(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => {
                if let Some(last) = out.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    out
}
