//! The packed file: a zstd stream of columns and indices.
//!
//! After the magic bytes `DLGZ` and the format version (u32, little-endian, as all numbers) come the sections, each as
//! its length (u32) and its bytes, in this order: names of places in one text; lengths of those names (u8); the
//! columns of the places, one byte plane after another (latitude and longitude as 3 bytes each, thousandths of a
//! degree from the south pole and the date line, all ones for none; country u8; first-level division u16; feature and
//! overlay flag u8; precision u8; population u32; GeoNames id u32); the places that are first-level divisions (u32
//! each); countries, demonyms and type words as tab-separated lines; and three indices of two streams each: names,
//! folds, and loose folds with skeletons.
//!
//! Places are numbered in the order of their names in normal form, which keeps names and indices small.

use super::{
    Country, Gazetteer, GazetteerError, Record,
    folds::{SHORTEST_LOOSE_FOLD, SHORTEST_SKELETON, Script, loose_fold, skeleton_of_fold},
    index::{self, Index, Posting},
    names::{Position, SHORTEST_FOLD, TypeWord, TypeWords, fold_key, is_article},
    normalise,
};
use crate::claim::Feature;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Version of the format that this program reads and writes.
pub const FORMAT_VERSION: u32 = 1;

const MAGIC: &[u8; 4] = b"DLGZ";
const NO_COUNTRY: u8 = u8::MAX;
const NO_ADMIN1: u16 = u16::MAX;
const NO_POINT: u32 = 0xff_ffff;

/// Everything that goes into a pack.
#[derive(Debug, Default)]
pub struct Contents {
    /// The places; other fields refer to them by position.
    pub places: Vec<Entry>,
    /// The countries; at most 255.
    pub countries: Vec<CountryEntry>,
    /// Words for people and things of a country, with its code.
    pub demonyms: Vec<(String, String)>,
    /// Words that are no part of a name.
    pub type_words: Vec<TypeWord>,
    /// Ordinary words in normal form, which no name is shortened to.
    pub common_words: HashSet<String>,
}

/// One place.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Usual English name, at most 255 bytes.
    pub name: String,
    /// All names it is to be found under (the usual one only if it is among them).
    pub names: Vec<String>,
    /// Sort of place.
    pub feature: Feature,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Position of its first-level division.
    pub admin1: Option<usize>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// Inhabitants, 0 if unknown.
    pub population: u32,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// UCDP `where_prec`.
    pub precision: u8,
    /// Whether only the overlay knows it.
    pub is_overlay: bool,
}

/// One country.
#[derive(Debug, Clone)]
pub struct CountryEntry {
    /// ISO 3166-1 alpha-2 code.
    pub iso2: String,
    /// Position of the country among the places.
    pub place: usize,
    /// The script whose names are romanised in many ways, so that fold and skeleton are worth it.
    pub script: Option<Script>,
    /// Whether names carry the Arabic article.
    pub article: bool,
}

/// Packs a gazetteer. The same contents give the same bytes.
pub fn pack(contents: &Contents) -> Result<Vec<u8>, GazetteerError> {
    let mut countries: Vec<&CountryEntry> = contents.countries.iter().collect();
    countries.sort_by(|a, b| a.iso2.cmp(&b.iso2));
    if countries.len() > usize::from(NO_COUNTRY) {
        return Err(GazetteerError::Damaged("more than 255 countries"));
    }
    let number_of: HashMap<&str, u8> = countries.iter().zip(0u8..).map(|(c, i)| (c.iso2.as_str(), i)).collect();
    let keys: Vec<String> = contents.places.iter().map(|p| normalise(&p.name)).collect();
    let mut order: Vec<usize> = (0..contents.places.len()).collect();
    order.sort_by(|&a, &b| keys[a].cmp(&keys[b]).then(a.cmp(&b)));
    let mut place_of = vec![0u32; order.len()];
    for (new, &old) in (0u32..).zip(&order) {
        place_of[old] = new;
    }
    let places: Vec<&Entry> = order.iter().map(|&i| &contents.places[i]).collect();
    let mut admin1: Vec<u32> =
        places.iter().filter_map(|p| p.admin1).filter_map(|i| place_of.get(i)).copied().collect();
    admin1.sort_unstable();
    admin1.dedup();

    let mut out = Sections { bytes: [&MAGIC[..], &FORMAT_VERSION.to_le_bytes()].concat() };
    let cut = |p: &&Entry| p.name.get(..p.name.len().min(255)).unwrap_or("").to_owned();
    out.add(places.iter().map(cut).collect::<String>().as_bytes());
    out.add(places.iter().map(|p| cut(p).len() as u8).collect::<Vec<_>>());
    out.add(columns(&places, &number_of, &admin1, &place_of));
    out.add(admin1.iter().flat_map(|a| a.to_le_bytes()).collect::<Vec<_>>());
    out.add(lines(countries.iter().map(|c| {
        let name = contents.places.get(c.place).map_or("", |p| p.name.as_str());
        let place = place_of.get(c.place).copied().unwrap_or(0);
        format!("{}\t{name}\t{place}\t{}", c.iso2, u8::from(c.article))
    })));
    out.add(lines(contents.demonyms.iter().map(|(word, iso2)| format!("{}\t{iso2}", normalise(word)))));
    out.add(lines(contents.type_words.iter().map(|w| {
        let position = if w.position == Position::Before { "before" } else { "after" };
        let features: Vec<&str> = w.features.iter().map(|f| f.name()).collect();
        format!("{}\t{position}\t{}", normalise(&w.word), features.join(","))
    })));
    for keys in indices(&places, &countries, &contents.common_words) {
        let (keys, postings) = index::write(&keys);
        out.add(keys);
        out.add(postings);
    }
    zstd::bulk::compress(&out.bytes, 19).map_err(GazetteerError::Compression)
}

struct Sections {
    bytes: Vec<u8>,
}

impl Sections {
    fn add(&mut self, section: impl AsRef<[u8]>) {
        let section = section.as_ref();
        self.bytes.extend_from_slice(&(section.len() as u32).to_le_bytes());
        self.bytes.extend_from_slice(section);
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|l| l + "\n").collect()
}

fn columns(places: &[&Entry], number_of: &HashMap<&str, u8>, admin1: &[u32], place_of: &[u32]) -> Vec<u8> {
    let country = |p: &Entry| p.country.as_deref().and_then(|c| number_of.get(c)).copied().unwrap_or(NO_COUNTRY);
    let division = |p: &Entry| {
        let place = p.admin1.and_then(|a| place_of.get(a));
        place.and_then(|a| admin1.binary_search(a).ok()).map_or(NO_ADMIN1, |i| i as u16)
    };
    let coordinate = |degrees: Option<f64>, from: f64| {
        degrees.filter(|d| d.abs() <= from).map_or(NO_POINT, |d| ((d + from) * 1e3).round() as u32)
    };
    let feature = |p: &Entry| {
        let number = Feature::ALL.iter().position(|&f| f == p.feature).unwrap_or(0) as u8;
        number | u8::from(p.is_overlay) << 7
    };
    let mut out = Vec::new();
    let mut plane = |bytes: usize, value: &dyn Fn(&Entry) -> u32| {
        for byte in 0..bytes {
            out.extend(places.iter().map(|p| (value(p) >> (8 * byte)) as u8));
        }
    };
    plane(3, &|p| coordinate(p.point.map(|p| p.0), 90.0));
    plane(3, &|p| coordinate(p.point.map(|p| p.1), 180.0));
    plane(1, &|p| u32::from(country(p)));
    plane(2, &|p| u32::from(division(p)));
    plane(1, &|p| u32::from(feature(p)));
    plane(1, &|p| u32::from(p.precision));
    plane(4, &|p| p.population);
    plane(4, &|p| p.geonames_id.unwrap_or(0));
    out
}

type Keys = Vec<(Vec<u8>, Vec<Posting>)>;

fn indices(places: &[&Entry], countries: &[&CountryEntry], common_words: &HashSet<String>) -> [Keys; 3] {
    let known: HashMap<&str, &&CountryEntry> = countries.iter().map(|c| (c.iso2.as_str(), c)).collect();
    let [mut names, mut folds, mut skeletons] = [const { BTreeMap::new() }; 3];
    for (number, place) in (0u32..).zip(places) {
        let country = place.country.as_deref().and_then(|c| known.get(c));
        for name in &place.names {
            let key = normalise(name);
            if key.is_empty() {
                continue;
            }
            if country.is_some_and(|c| c.article)
                && let Some((first, rest)) = key.split_once(' ')
                && is_article(first)
                && !common_words.contains(rest)
            {
                note(&mut names, rest, number, true);
            }
            if let Some(script) = country.and_then(|c| c.script).filter(|_| key.is_ascii()) {
                let folded = fold_key(&key);
                if folded.len() >= SHORTEST_FOLD {
                    note(&mut folds, &folded, number, false);
                }
                let loose = loose_fold(&key, script);
                if loose.len() > SHORTEST_LOOSE_FOLD {
                    note(&mut skeletons, &loose, number, false);
                }
                let bones = skeleton_of_fold(&loose, script);
                if bones.len() >= SHORTEST_SKELETON {
                    note(&mut skeletons, &bones, number, false);
                }
            }
            note(&mut names, &key, number, false);
        }
    }
    [names, folds, skeletons].map(|map| map.into_iter().collect())
}

fn note(map: &mut BTreeMap<Vec<u8>, Vec<Posting>>, key: &str, place: u32, derived: bool) {
    let list = map.entry(key.as_bytes().to_vec()).or_default();
    match list.iter_mut().find(|p| p.place == place) {
        Some(posting) => posting.derived &= derived,
        None => list.push(Posting { place, derived }),
    }
}

/// Unpacks what [`pack`] made.
pub(super) fn unpack(bytes: &[u8]) -> Result<Gazetteer, GazetteerError> {
    let bytes = zstd::stream::decode_all(bytes).map_err(GazetteerError::Compression)?;
    let rest = bytes.strip_prefix(MAGIC).ok_or(GazetteerError::NotAGazetteer)?;
    let (version, rest) = rest.split_first_chunk::<4>().ok_or(GazetteerError::NotAGazetteer)?;
    let found = u32::from_le_bytes(*version);
    if found != FORMAT_VERSION {
        return Err(GazetteerError::Version { found, expected: FORMAT_VERSION });
    }
    let mut rest = Rest { bytes: rest };
    let text = rest.text("names of places")?.to_owned();
    let lengths = rest.section("lengths of names")?;
    let records = records(lengths, rest.section("columns")?)?;
    let admin1 =
        rest.section("divisions")?.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
    let countries = countries(rest.text("countries")?)?;
    let demonyms = demonyms(rest.text("demonyms")?, &countries);
    let type_words = TypeWords { words: type_words(rest.text("type words")?)? };
    let mut index = |what| -> Result<Index, GazetteerError> {
        Index::read(rest.section(what)?, rest.section(what)?).ok_or(GazetteerError::Damaged(what))
    };
    let (names, folds, skeletons) = (index("names")?, index("folds")?, index("skeletons")?);
    Ok(Gazetteer { text, records, admin1, countries, demonyms, type_words, names, folds, skeletons, layer: None })
}

struct Rest<'a> {
    bytes: &'a [u8],
}

impl<'a> Rest<'a> {
    fn section(&mut self, what: &'static str) -> Result<&'a [u8], GazetteerError> {
        let (length, rest) = self.bytes.split_first_chunk::<4>().ok_or(GazetteerError::Damaged(what))?;
        let (section, rest) =
            rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(GazetteerError::Damaged(what))?;
        self.bytes = rest;
        Ok(section)
    }

    fn text(&mut self, what: &'static str) -> Result<&'a str, GazetteerError> {
        std::str::from_utf8(self.section(what)?).map_err(|_| GazetteerError::Damaged(what))
    }
}

/// Bytes that one place takes in the columns.
const WIDTH: usize = 3 + 3 + 1 + 2 + 1 + 1 + 4 + 4;

fn records(lengths: &[u8], columns: &[u8]) -> Result<Vec<Record>, GazetteerError> {
    let count = lengths.len();
    if columns.len() != count * WIDTH {
        return Err(GazetteerError::Damaged("columns"));
    }
    let mut planes = columns.chunks_exact(count.max(1));
    let mut next = |bytes: usize| -> Vec<&[u8]> { planes.by_ref().take(bytes).collect() };
    let at = |column: &[&[u8]], i: usize| {
        column.iter().rev().fold(0u32, |v, plane| v << 8 | plane.get(i).map_or(0, |&b| u32::from(b)))
    };
    let (lat, lon, country, admin1) = (next(3), next(3), next(1), next(2));
    let (feature, precision, population, geonames_id) = (next(1), next(1), next(4), next(4));
    let mut start = 0;
    let mut out = Vec::with_capacity(count);
    for (i, &length) in lengths.iter().enumerate() {
        let (north, east, kind) = (at(&lat, i), at(&lon, i), at(&feature, i));
        out.push(Record {
            name: (start, length),
            country: at(&country, i) as u8,
            admin1: at(&admin1, i) as u16,
            feature: *Feature::ALL.get((kind & 0x7f) as usize).ok_or(GazetteerError::Damaged("features"))?,
            precision: at(&precision, i) as u8,
            is_overlay: kind & 0x80 != 0,
            point: (north != NO_POINT && east != NO_POINT).then_some((north, east)),
            population: at(&population, i),
            geonames_id: at(&geonames_id, i),
        });
        start = u32::saturating_add(start, u32::from(length));
    }
    Ok(out)
}

fn countries(text: &str) -> Result<Vec<Country>, GazetteerError> {
    let parse = |line: &str| {
        let mut fields = line.split('\t');
        let (iso2, name) = (fields.next()?.to_owned(), fields.next()?.to_owned());
        Some(Country { iso2, name, place: fields.next()?.parse().ok()?, article: fields.next()? == "1" })
    };
    text.lines().map(|l| parse(l).ok_or(GazetteerError::Damaged("countries"))).collect()
}

fn demonyms(text: &str, countries: &[Country]) -> HashMap<String, u8> {
    let parse = |line: &str| {
        let (word, iso2) = line.split_once('\t')?;
        let country = countries.iter().position(|c| c.iso2 == iso2)?;
        Some((word.to_owned(), u8::try_from(country).ok()?))
    };
    text.lines().filter_map(parse).collect()
}

fn type_words(text: &str) -> Result<Vec<TypeWord>, GazetteerError> {
    let parse = |line: &str| {
        let mut fields = line.split('\t');
        let word = fields.next()?.to_owned();
        let position = if fields.next()? == "before" { Position::Before } else { Position::After };
        let features = fields.next()?.split(',').filter(|f| !f.is_empty()).map(str::parse).collect::<Result<_, _>>();
        Some(TypeWord { word, position, features: features.ok()? })
    };
    text.lines().map(|l| parse(l).ok_or(GazetteerError::Damaged("type words"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Tier;

    fn place(name: &str, names: &[&str], feature: Feature, admin1: Option<usize>) -> Entry {
        Entry {
            name: name.to_owned(),
            names: names.iter().map(|&n| n.to_owned()).collect(),
            feature,
            country: Some("SY".to_owned()),
            admin1,
            point: Some((34.7261, 36.7232)),
            population: 1000,
            geonames_id: Some(169_577),
            precision: 1,
            is_overlay: false,
        }
    }

    fn small() -> Contents {
        Contents {
            places: vec![
                place("Syria", &["Syria", "سوريا"], Feature::Country, None),
                place("Homs", &["Homs", "Hims"], Feature::Admin1, None),
                place("Homs", &["Homs", "حمص"], Feature::City, Some(1)),
                place("Ar Rastan", &["Ar Rastan"], Feature::City, Some(1)),
            ],
            countries: vec![CountryEntry {
                iso2: "SY".to_owned(),
                place: 0,
                script: Some(Script::Arabic),
                article: true,
            }],
            demonyms: vec![("Syrian".to_owned(), "SY".to_owned())],
            type_words: vec![TypeWord {
                word: "province".to_owned(),
                position: Position::After,
                features: vec![Feature::Admin1],
            }],
            common_words: HashSet::new(),
        }
    }

    #[test]
    fn what_is_packed_comes_out() {
        let gazetteer = unpack(&pack(&small()).unwrap()).unwrap();
        let homs = gazetteer.lookup("حمص").places;
        let found = gazetteer.place(homs[0]);
        assert_eq!((found.name, found.country, found.admin1), ("Homs", Some("SY"), Some("Homs")));
        assert_eq!(found.point, Some((34.726, 36.723)));
        assert_eq!((found.population, found.geonames_id, found.precision), (1000, Some(169_577), 1));
        let rastan = gazetteer.lookup("Rastan");
        assert_eq!((rastan.tier, gazetteer.place(rastan.places[0]).name), (Tier::Stripped, "Ar Rastan"));
        let province = gazetteer.lookup("Hims Province").places;
        assert_eq!(gazetteer.place(province[0]).feature, Feature::Admin1);
        assert_eq!((gazetteer.demonym("syrian"), gazetteer.country_name("SY")), (Some("SY"), Some("Syria")));
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let bytes = zstd::stream::decode_all(&pack(&small()).unwrap()[..]).unwrap();
        for i in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[i] ^= 1 << bit;
                let Ok(gazetteer) = unpack(&zstd::bulk::compress(&damaged, 1).unwrap()) else { continue };
                for name in ["Homs", "حمص", "Homs province", "Hms", "al-Rastan", "Syria"] {
                    for (_, place) in gazetteer.search(name) {
                        gazetteer.place(place);
                    }
                    gazetteer.is_prefix(name);
                }
            }
        }
    }
}
