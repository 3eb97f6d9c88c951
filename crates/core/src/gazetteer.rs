//! Place names and the places they may mean.
//!
//! The gazetteer is made from one packed file (see [`pack`]) and answers in memory. Names are compared by tiers: as
//! they stand ([`normalise`]), without articles and type words, by a romanisation fold ([`fold`]), and by consonants
//! ([`skeleton`]). It ranks by nothing but size: which of the places is meant, the story decides.

mod index;
pub mod names;
pub mod pack;

pub use names::{fold, normalise, skeleton};

use crate::claim::{Feature, Tier};
use index::Index;
use names::{Strip, TypeWords};
use std::collections::HashMap;

/// One place of one gazetteer; good only for the gazetteer that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(u32);

/// What a gazetteer knows of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// Usual English name.
    pub name: &'a str,
    /// Sort of place.
    pub feature: Feature,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<&'a str>,
    /// Name of the first-level division it lies in.
    pub admin1: Option<&'a str>,
    /// Degrees north and east; for areas a point within.
    pub point: Option<(f64, f64)>,
    /// Inhabitants; 0 if unknown.
    pub population: u32,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// UCDP `where_prec`, see [`crate::ResolvedPlace::precision`].
    pub precision: u8,
    /// Whether it stands in the project's own overlay only.
    pub is_overlay: bool,
}

/// The places that a name may mean, at the best tier that has any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// How they were found; [`Tier::Skeleton`] if there are none.
    pub tier: Tier,
    /// Countries first, then by population; a place counts ten times as much under its usual name as under another.
    pub places: Vec<PlaceId>,
}

/// A fault in a packed gazetteer.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The bytes are no zstd stream.
    #[error("the gazetteer cannot be unpacked")]
    Compression(#[source] std::io::Error),
    /// The bytes are not a gazetteer.
    #[error("this is no packed gazetteer")]
    NotAGazetteer,
    /// The file was made for another version of the program.
    #[error("the gazetteer has format version {found}; this program reads version {expected}")]
    Version {
        /// Version in the file.
        found: u32,
        /// Version this program reads.
        expected: u32,
    },
    /// Some part does not hold what it should.
    #[error("the gazetteer is damaged: {0}")]
    Damaged(&'static str),
}

/// All places and names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    text: String,
    records: Vec<Record>,
    /// Places that are first-level divisions; records point into this list.
    admin1: Vec<u32>,
    /// Sorted by code.
    countries: Vec<Country>,
    demonyms: HashMap<String, u8>,
    type_words: TypeWords,
    names: Index,
    folds: Index,
    skeletons: Index,
}

#[derive(Debug, Clone, Copy)]
struct Record {
    name: (u32, u8),
    country: u8,
    admin1: u16,
    feature: Feature,
    precision: u8,
    is_overlay: bool,
    point: Option<(u32, u32)>,
    population: u32,
    geonames_id: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Country {
    iso2: String,
    name: String,
    place: u32,
    /// Whether its language writes an article before names (`al-`), so that names may be compared without it.
    article: bool,
}

/// Most places given for one skeleton; beyond that the consonants say nothing.
const SKELETON_LIMIT: usize = 40;

impl Gazetteer {
    /// Unpacks a gazetteer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Gazetteer, GazetteerError> {
        pack::unpack(bytes)
    }

    /// The places that bear this name, at the best tier that has any: exact, stripped, fold, skeleton.
    ///
    /// Hits at the tiers fold and skeleton are guesses, to be believed only where the country or neighbours agree.
    pub fn lookup(&self, name: &str) -> Lookup {
        for tier in [Tier::Exact, Tier::Stripped, Tier::Fold] {
            let places = self.lookup_at(name, tier);
            if !places.is_empty() {
                return Lookup { tier, places };
            }
        }
        Lookup { tier: Tier::Skeleton, places: self.lookup_at(name, Tier::Skeleton) }
    }

    /// The places that bear this name at one tier, those of better tiers included only where they match there too.
    pub fn lookup_at(&self, name: &str, tier: Tier) -> Vec<PlaceId> {
        let key = normalise(name);
        if key.is_empty() {
            return Vec::new();
        }
        let mut out = match tier {
            Tier::Exact => self.names.get(key.as_bytes()).filter(|p| !p.derived).map(|p| p.place).collect(),
            Tier::Stripped => self.stripped(&key),
            Tier::Fold => self.folded(&key),
            Tier::Skeleton => self.by_skeleton(&key),
            Tier::Overlay => self.names.get(key.as_bytes()).map(|p| p.place).filter(|&p| self.is_overlay(p)).collect(),
        };
        self.sort(&mut out, &key);
        out.into_iter().map(PlaceId).collect()
    }

    /// Whether some name starts with these whole words, or is made of them, type words around it not counting: to find
    /// the longest match.
    pub fn is_prefix(&self, name: &str) -> bool {
        let key = normalise(name);
        let known = |key: &str| self.names.has_prefix(key.as_bytes(), true) || self.prefix_of_fold(key);
        !key.is_empty() && (known(&key) || self.type_words.strip(&key).iter().any(|s| known(s.rest)))
    }

    /// What is known of a place. An id of another gazetteer gives an unnamed place.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let Some(record) = self.records.get(id.0 as usize) else {
            return Place {
                name: "",
                feature: Feature::Site,
                country: None,
                admin1: None,
                point: None,
                population: 0,
                geonames_id: None,
                precision: 7,
                is_overlay: false,
            };
        };
        Place {
            name: self.name_of(record),
            feature: record.feature,
            country: self.countries.get(usize::from(record.country)).map(|c| c.iso2.as_str()),
            admin1: self.admin1_of(id).and_then(|a| self.records.get(a.0 as usize)).map(|r| self.name_of(r)),
            point: record.point.map(|(lat, lon)| ((f64::from(lat) - 90e3) / 1e3, (f64::from(lon) - 180e3) / 1e3)),
            population: record.population,
            geonames_id: (record.geonames_id != 0).then_some(record.geonames_id),
            precision: record.precision,
            is_overlay: record.is_overlay,
        }
    }

    /// The country with this ISO 3166-1 alpha-2 code.
    pub fn country(&self, iso2: &str) -> Option<PlaceId> {
        self.country_entry(iso2).map(|c| PlaceId(c.place))
    }

    /// The usual English name of the country with this code.
    pub fn country_name(&self, iso2: &str) -> Option<&str> {
        self.country_entry(iso2).map(|c| c.name.as_str())
    }

    /// The code of the country whose people or things are called so (`Syrian`, `Syrians`).
    pub fn demonym(&self, word: &str) -> Option<&str> {
        let country = *self.demonyms.get(&normalise(word))?;
        self.countries.get(usize::from(country)).map(|c| c.iso2.as_str())
    }

    /// The first-level division a place lies in; `None` for divisions and countries themselves.
    pub fn admin1_of(&self, place: PlaceId) -> Option<PlaceId> {
        let record = self.records.get(place.0 as usize)?;
        self.admin1.get(usize::from(record.admin1)).map(|&p| PlaceId(p))
    }

    /// Everything that matches at any tier, best tier first, each place once.
    pub fn search(&self, text: &str) -> Vec<(Tier, PlaceId)> {
        let mut seen = std::collections::HashSet::new();
        let mut out = Vec::new();
        for tier in [Tier::Exact, Tier::Stripped, Tier::Fold, Tier::Skeleton] {
            out.extend(self.lookup_at(text, tier).into_iter().filter(|p| seen.insert(*p)).map(|p| (tier, p)));
        }
        out
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it holds no place.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Names without their article; else the asked-for name without article and type words, as little taken away as
    /// leads to a place. A type word that says what sort of place is meant (`province`) leaves only that sort.
    fn stripped(&self, key: &str) -> Vec<u32> {
        let whole = self.names.get(key.as_bytes()).map(|p| p.place).collect();
        let rests = self.type_words.strip(key).into_iter();
        let shorter = rests.map(|s| self.bare(&s).filter(|&p| self.is_of_sort(p, &s.features)).collect());
        std::iter::once(whole).chain(shorter).find(|found: &Vec<u32>| !found.is_empty()).unwrap_or_default()
    }

    /// Folds of names, under the same rule; failing that, what bears the bare name, whatever sort it is
    /// (`Douma district`, where only the town is known).
    fn folded(&self, key: &str) -> Vec<u32> {
        let get = |text: &str| self.folds.get(fold(text).as_bytes()).map(|p| p.place);
        let strips = self.type_words.strip(key);
        let shorter = strips.iter().map(|s| get(s.rest).filter(|&p| self.is_of_sort(p, &s.features)).collect());
        let loose = strips.iter().map(|s| self.bare(s).collect());
        let all = std::iter::once(get(key).collect()).chain(shorter).chain(loose);
        all.into_iter().find(|found: &Vec<u32>| !found.is_empty()).unwrap_or_default()
    }

    fn bare(&self, strip: &Strip<'_>) -> impl Iterator<Item = u32> {
        let article = strip.article;
        self.names.get(strip.rest.as_bytes()).map(|p| p.place).filter(move |&p| !article || self.has_article(p))
    }

    fn by_skeleton(&self, key: &str) -> Vec<u32> {
        let mut out: Vec<u32> = self.skeletons.get(skeleton(key).as_bytes()).map(|p| p.place).collect();
        self.sort(&mut out, key);
        out.truncate(SKELETON_LIMIT);
        out
    }

    fn prefix_of_fold(&self, key: &str) -> bool {
        let folded = fold(key);
        folded.len() >= names::SHORTEST_FOLD && self.folds.has_prefix(folded.as_bytes(), false)
    }

    fn is_of_sort(&self, place: u32, features: &[Feature]) -> bool {
        features.is_empty() || self.records.get(place as usize).is_some_and(|r| features.contains(&r.feature))
    }

    fn has_article(&self, place: u32) -> bool {
        self.records
            .get(place as usize)
            .and_then(|r| self.countries.get(usize::from(r.country)))
            .is_some_and(|c| c.article)
    }

    fn is_overlay(&self, place: u32) -> bool {
        self.records.get(place as usize).is_some_and(|r| r.is_overlay)
    }

    fn sort(&self, places: &mut Vec<u32>, key: &str) {
        places.retain(|&p| (p as usize) < self.records.len());
        places.sort_unstable();
        places.dedup();
        places.sort_by_cached_key(|&p| {
            let r = &self.records[p as usize];
            let times = if normalise(self.name_of(r)) == key { 10 } else { 1 };
            (r.feature != Feature::Country, std::cmp::Reverse(u64::from(r.population) * times), p)
        });
    }

    fn name_of(&self, record: &Record) -> &str {
        let start = record.name.0 as usize;
        self.text.get(start..start + usize::from(record.name.1)).unwrap_or("")
    }

    fn country_entry(&self, iso2: &str) -> Option<&Country> {
        let i = self.countries.binary_search_by(|c| c.iso2.as_str().cmp(iso2)).ok()?;
        self.countries.get(i)
    }
}
