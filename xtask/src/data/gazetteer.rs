//! The packed gazetteer: GeoNames' cities500, countries and districts, Natural Earth's first-level divisions, and the
//! project's own lexicons.

mod areas;
mod districts;
mod divisions;
mod overlay;

use areas::Areas;
use dateline_core::{
    claim::Feature,
    gazetteer::{
        names::{Position, TypeWord},
        pack::{Contents, CountryEntry, Entry, pack},
    },
    geo::distance_km,
};
use dateline_gazetteer::{
    BoundsOf,
    names::{self, COMMON_WORDS, Filter},
    rectangles,
};
use divisions::{Divisions, Outline};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

/// The public files that it is built from; `super::sources` fetches them.
pub struct Sources {
    /// The folder with GeoNames' `cities500.json` and `countries.json`.
    pub geonames: PathBuf,
    /// GeoNames' towns with the districts they lie in.
    pub towns: PathBuf,
    /// GeoNames' countries and larger divisions.
    pub areas: PathBuf,
    /// Natural Earth's GeoPackage.
    pub natural_earth: PathBuf,
}

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct CountryRow {
    geonameid: u32,
    name: String,
    iso: String,
    fips: String,
    population: u32,
    areakm2: f64,
}

/// GeoNames' point of a country is taken if it lies this near (km) to the round one of works of reference: half of what
/// is commonly taken for the same place. Farther off are a few that lie in a corner (Canada's in Alberta).
const AGREED: f64 = 80.0;

/// A place on its way into the pack; the overlay may still change it.
struct Draft {
    entry: Entry,
    /// The division's number in [`Divisions`], for first-level divisions themselves.
    division: Option<usize>,
    /// The rectangle around it: south, west, north, east.
    bounds: Option<([f64; 4], BoundsOf)>,
}

/// The files that are built together.
pub struct Built {
    /// `data/gazetteer.bin`.
    pub gazetteer: Vec<u8>,
    /// `data/bounds.tsv`.
    pub bounds: Vec<u8>,
}

/// Builds the bytes of both files.
pub fn build(root: &Path, sources: &Sources) -> Result<Built, String> {
    let Sources { geonames, towns, areas, natural_earth } = sources;
    let lexicons = root.join("lexicons/places");
    let filter = Filter::read(COMMON_WORDS);
    let countries: BTreeMap<String, CountryRow> = json(&geonames.join("countries.json"))?;
    let countries: Vec<&CountryRow> = countries.values().filter(|c| c.areakm2 > 0.0 || c.population > 0).collect();
    let cities: BTreeMap<u32, City> = json(&geonames.join("cities500.json"))?;
    let fips: HashMap<&str, &str> = countries.iter().map(|c| (c.fips.as_str(), c.iso.as_str())).collect();
    let divisions = Divisions::read(natural_earth, &fips)?;

    let romanised = rows(&lexicons.join("romanised.tsv"), 3)?;
    let plain: HashSet<&str> = romanised.iter().filter(|(_, r)| r[1] != "-").map(|(_, r)| r[0].as_str()).collect();
    let shown = |country: &str, name: &str| if plain.contains(country) { names::plain(name) } else { name.to_owned() };
    let type_words = type_words(&lexicons.join("type_words.tsv"))?;
    let division_words: Vec<&str> = type_words
        .iter()
        .filter(|w| w.position == Position::After && w.features.contains(&Feature::Admin1))
        .map(|w| w.word.as_str())
        .collect();
    let mut drafts: Vec<Draft> = Vec::new();
    let outlines = divisions::outlines(natural_earth)?;
    let words = district_words(&lexicons.join("district_words.tsv"))?;
    let mut areas = Areas::read(areas, &words)?;
    let middles = middles(&lexicons.join("country_points.tsv"))?;
    for row in &countries {
        drafts.push(country(row, &outlines, &middles, &areas));
    }
    let first_division = drafts.len();
    for (number, division) in divisions.iter() {
        let inside = |point| divisions.at(&division.country, point) == Some(number);
        // What Natural Earth has as the first level may be GeoNames' second (the counties of England).
        let mut record = |sort| areas.take(&division.country, sort, &division.names, &words, inside);
        let area = record(Feature::Admin1).or_else(|| record(Feature::Admin2));
        drafts.push(Draft {
            entry: Entry {
                name: shown(&division.country, &division.names[0]),
                names: filter.keep_division(&division.names, &division_words),
                feature: Feature::Admin1,
                country: Some(division.country.clone()),
                admin1: None,
                point: Some(area.map_or(division.centre, |a| a.point)),
                population: 0,
                geonames_id: area.map(|a| a.id),
                precision: 4,
                is_overlay: false,
            },
            division: Some(number),
            bounds: division.bounds().map(|sides| (sides, BoundsOf::Outline)),
        });
    }
    let by_code = divisions
        .by_code(cities.values().map(|c| ((c.countrycode.as_str(), c.admin1code.as_str()), (c.latitude, c.longitude))));
    for city in cities.values() {
        let point = (city.latitude, city.longitude);
        let code = (city.countrycode.as_str(), city.admin1code.as_str());
        let division = by_code.get(&code).copied().or_else(|| divisions.at(&city.countrycode, point));
        drafts.push(Draft {
            entry: Entry {
                name: shown(&city.countrycode, &city.name),
                names: filter.keep(&city.name, &city.alternatenames, city.population),
                feature: Feature::City,
                country: Some(city.countrycode.clone()),
                admin1: division.map(|d| first_division + d),
                point: Some(point),
                population: city.population,
                geonames_id: Some(city.geonameid),
                precision: 1,
                is_overlay: false,
            },
            division: None,
            bounds: None,
        });
        if let Some(division) = division {
            let inhabitants = &mut drafts[first_division + division].entry.population;
            *inhabitants = inhabitants.saturating_add(city.population);
        }
    }
    for district in districts::read(towns, &words, &cities, &divisions)? {
        let feature = if district.is_first_level { Feature::Admin1 } else { Feature::Admin2 };
        let area = areas.take_near(&district.country, feature, &district.names, &words, district.centre);
        drafts.push(Draft {
            entry: Entry {
                name: shown(&district.country, &district.names[0]),
                names: filter.keep_division(&district.names, &division_words),
                feature,
                country: Some(district.country),
                admin1: district.division.map(|d| first_division + d),
                point: Some(area.map_or(district.centre, |a| a.point)),
                population: district.population,
                geonames_id: area.map(|a| a.id),
                precision: if district.is_first_level { 4 } else { 3 },
                is_overlay: false,
            },
            division: None,
            bounds: Some((district.bounds, BoundsOf::Towns)),
        });
    }
    overlay::apply(&lexicons.join("overlay.tsv"), &mut drafts, &divisions, first_division)?;

    let bounds = bounds(&drafts);
    let contents = Contents {
        countries: country_entries(&drafts, &romanised),
        places: drafts.into_iter().map(|d| d.entry).collect(),
        demonyms: demonyms(&lexicons.join("demonyms.tsv"))?,
        type_words,
        common_words: filter.common_words,
    };
    let points = contents.places.iter().filter(|p| p.geonames_id.is_some() && p.feature != Feature::City).count();
    println!("{points} countries and divisions with GeoNames' point");
    let names: usize = contents.places.iter().map(|p| p.names.len()).sum();
    println!("{} places, {names} names", contents.places.len());
    Ok(Built { gazetteer: pack(&contents).map_err(|e| e.to_string())?, bounds })
}

/// The rows of `data/bounds.tsv`: rectangles around divisions, widened to hundredths of a degree and so that they hold
/// the division's point. None crosses the antimeridian.
fn bounds(drafts: &[Draft]) -> Vec<u8> {
    let row = |draft: &Draft| {
        let ([south, west, north, east], of) = draft.bounds?;
        let entry = &draft.entry;
        let point = rounded(entry.point?);
        let low = |side: f64, point: f64| (side.min(point) * 100.0).floor() / 100.0;
        let high = |side: f64, point: f64| (side.max(point) * 100.0).ceil() / 100.0;
        let (south, west) = (low(south, point.0), low(west, point.1));
        let (north, east) = (high(north, point.0), high(east, point.1));
        // Natural Earth writes -1 for no country.
        let country = entry.country.as_deref().filter(|c| *c != "-1");
        let key = rectangles::key(entry.geonames_id, country, entry.feature, point);
        (east - west < 180.0).then(|| format!("{key}\t{south}\t{west}\t{north}\t{east}\t{}\n", of.name()))
    };
    let rows: BTreeSet<String> = drafts.iter().filter_map(row).collect();
    let head = "# Rectangles around divisions: GeoNames id, or country/sort/point; degrees of the southern, western, northern and\n\
                # eastern side; whether they go around the outline or around the towns known in it. Made by `cargo xtask data`.\n";
    head.to_owned().into_bytes().into_iter().chain(rows.into_iter().flat_map(String::into_bytes)).collect()
}

/// A point as the pack keeps it.
fn rounded((lat, lon): (f64, f64)) -> (f64, f64) {
    let round = |degrees: f64, from: f64| (((degrees + from) * 1e3).round() - from * 1e3) / 1e3;
    (round(lat, 90.0), round(lon, 180.0))
}

fn country(
    row: &CountryRow,
    outlines: &HashMap<String, Outline>,
    middles: &HashMap<String, (f64, f64)>,
    areas: &Areas,
) -> Draft {
    let outline = outlines.get(&row.iso);
    let middle = middles.get(&row.iso).copied();
    let own = areas.by_id(row.geonameid).map(|a| a.point);
    let agreed = own.filter(|own| middle.is_none_or(|m| distance_km(*own, m) < AGREED));
    let mut names = vec![row.name.trim().to_owned()];
    names.extend(outline.map(|o| o.name.clone()).filter(|n| !n.contains('.') && *n != names[0]));
    Draft {
        entry: Entry {
            name: names[0].clone(),
            names,
            feature: Feature::Country,
            country: Some(row.iso.clone()),
            admin1: None,
            point: agreed.or(middle).or(outline.map(|o| o.centre)),
            population: row.population,
            geonames_id: Some(row.geonameid),
            precision: 6,
            is_overlay: false,
        },
        division: None,
        bounds: None,
    }
}

/// Points in the middle of countries, by code.
fn middles(file: &Path) -> Result<HashMap<String, (f64, f64)>, String> {
    let mut out = HashMap::new();
    for (line, row) in rows(file, 3)? {
        let degrees = |s: &str| s.parse().map_err(|e| format!("{}:{line}: `{s}`: {e}", file.display()));
        out.insert(row[0].clone(), (degrees(&row[1])?, degrees(&row[2])?));
    }
    Ok(out)
}

/// Words in names of districts, each with whether it stands before the name.
fn district_words(file: &Path) -> Result<Vec<(String, bool)>, String> {
    let word = |(_, row): (usize, Vec<String>)| match row[1].as_str() {
        "before" => (format!("{} ", row[0]), true),
        _ => (format!(" {}", row[0]), false),
    };
    Ok(rows(file, 2)?.into_iter().map(word).collect())
}

fn country_entries(drafts: &[Draft], romanised: &[(usize, Vec<String>)]) -> Vec<CountryEntry> {
    let rows: HashMap<&str, &Vec<String>> = romanised.iter().map(|(_, r)| (r[0].as_str(), r)).collect();
    let country = |(place, draft): (usize, &Draft)| {
        let iso2 = draft.entry.country.clone().filter(|_| draft.entry.feature == Feature::Country)?;
        let row = rows.get(iso2.as_str());
        let (script, article) = (row.and_then(|r| r[2].parse().ok()), row.is_some_and(|r| r[1] == "article"));
        Some(CountryEntry { script, article, iso2, place })
    };
    drafts.iter().enumerate().filter_map(country).collect()
}

fn demonyms(file: &Path) -> Result<Vec<(String, String)>, String> {
    let mut out = Vec::new();
    for (_, row) in rows(file, 2)? {
        out.extend(row[1].split('|').map(|word| (word.to_owned(), row[0].clone())));
    }
    Ok(out)
}

fn type_words(file: &Path) -> Result<Vec<TypeWord>, String> {
    let mut out = Vec::new();
    for (line, row) in rows(file, 3)? {
        let fault = |e: String| format!("{}:{line}: {e}", file.display());
        let position = match row[1].as_str() {
            "before" => Position::Before,
            "after" => Position::After,
            other => return Err(fault(format!("`{other}` is neither `before` nor `after`"))),
        };
        let features = row[2].split(',').filter(|f| !f.is_empty()).map(str::parse::<Feature>);
        let features = features.collect::<Result<_, _>>().map_err(|e| fault(e.to_string()))?;
        out.push(TypeWord { word: row[0].clone(), position, features });
    }
    out.sort_by_key(|w| std::cmp::Reverse(w.word.len()));
    Ok(out)
}

/// The rows of a tab-separated file with their line numbers, without comments; all have `columns` columns.
fn rows(file: &Path, columns: usize) -> Result<Vec<(usize, Vec<String>)>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut out = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let row: Vec<String> = line.split('\t').map(|f| f.trim().to_owned()).collect();
        if row.len() != columns {
            return Err(format!("{}:{number}: {} columns instead of {columns}", file.display(), row.len()));
        }
        out.push((number, row));
    }
    Ok(out)
}

fn json<T: for<'a> Deserialize<'a>>(file: &Path) -> Result<T, String> {
    let bytes = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    serde_json::from_slice(&bytes).map_err(|e| format!("{}: {e}", file.display()))
}
