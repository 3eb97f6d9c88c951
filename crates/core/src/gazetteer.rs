//! Place names and the places they may mean.
//!
//! The gazetteer is made from one packed file (see [`pack`]) and answers in memory. Names are compared by tiers: as
//! they stand ([`normalise`]), without articles and type words, by a romanisation fold ([`fold`]), and by consonants
//! ([`skeleton`]). It ranks by nothing but size: which of the places is meant, the story decides.
//!
//! A user's own import (see [`imported`]) may lie over it; every lookup then answers from both.

pub mod folds;
pub mod imported;
mod index;
mod layer;
pub mod names;
pub mod pack;

pub use folds::skeleton;
pub use names::{fold, normalise};

use crate::claim::{Feature, Tier};
use folds::{Script, loose_fold, skeleton_of_fold};
use imported::Imported;
use index::Index;
use layer::Layer;
use names::{Strip, TypeWords};
use std::{cell::OnceCell, collections::HashMap};

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
    /// The import was made by a program that compares names differently.
    #[error("the import was made by another version of the program, which compares names differently")]
    Folds,
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
    layer: Option<Layer>,
}

/// One place that bears a key, in the pack or the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hit {
    place: u32,
    /// Whether the key is the name without its article.
    derived: bool,
    /// Whether the key is that of the usual name; `None` where it has yet to be compared.
    main: Option<bool>,
}

/// Some of them.
#[derive(Debug, Default)]
struct Hits {
    list: Vec<Hit>,
    /// Whether each stands there once, the best first.
    in_order: bool,
}

impl Hits {
    fn filtered(mut self, keeps: impl Fn(&Hit) -> bool) -> Hits {
        self.list.retain(keeps);
        self
    }
}

/// A name that is looked up, with its forms.
struct Asked {
    key: String,
    fold: OnceCell<String>,
}

impl Asked {
    fn new(name: &str) -> Asked {
        Asked { key: normalise(name), fold: OnceCell::new() }
    }

    fn fold(&self) -> &str {
        self.fold.get_or_init(|| names::fold_key(&self.key))
    }

    /// Its keys among the skeletons, the surest first: loose folds and skeletons by the rules of each script.
    fn loose_keys(&self) -> [String; 4] {
        let [arabic, cyrillic] = Script::ALL.map(|script| loose_fold(&self.key, script));
        let bones = [skeleton_of_fold(&arabic, Script::Arabic), skeleton_of_fold(&cyrillic, Script::Cyrillic)];
        let [a, b] = bones;
        [arabic, cyrillic, a, b]
    }
}

/// The three indices.
#[derive(Debug, Clone, Copy)]
enum By {
    Name,
    Fold,
    Skeleton,
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

    /// Lays an import over what is there; an earlier one is let go.
    pub fn with_import(mut self, index: Imported) -> Gazetteer {
        self.layer = None;
        self.layer = Some(Layer::new(index, &self));
        self
    }

    /// The import, if there is one.
    pub fn import(&self) -> Option<&Imported> {
        self.layer.as_ref().map(|l| &l.index)
    }

    /// The places that bear this name, at the best tier that has any: exact, stripped, fold, skeleton.
    ///
    /// Hits at the tiers fold and skeleton are guesses, to be believed only where the country or neighbours agree.
    pub fn lookup(&self, name: &str) -> Lookup {
        let asked = Asked::new(name);
        self.named(&asked)
            .unwrap_or_else(|| Lookup { tier: Tier::Skeleton, places: self.find(&asked, Tier::Skeleton, false) })
    }

    /// The places that bear this name at the best tier that has any, without the candidates of the skeleton.
    pub fn lookup_named(&self, name: &str) -> Option<Lookup> {
        self.named(&Asked::new(name))
    }

    fn named(&self, asked: &Asked) -> Option<Lookup> {
        let tiers = [Tier::Exact, Tier::Stripped, Tier::Fold].into_iter();
        tiers.map(|tier| Lookup { tier, places: self.find(asked, tier, false) }).find(|found| !found.places.is_empty())
    }

    /// The places that bear this name at one tier, those of better tiers included only where they match there too.
    pub fn lookup_at(&self, name: &str, tier: Tier) -> Vec<PlaceId> {
        self.find(&Asked::new(name), tier, false)
    }

    fn find(&self, asked: &Asked, tier: Tier, all: bool) -> Vec<PlaceId> {
        let key = asked.key.as_str();
        if key.is_empty() {
            return Vec::new();
        }
        let mut found = match tier {
            Tier::Exact => self.hits(By::Name, key, all).filtered(|h| !h.derived),
            Tier::Stripped => self.stripped(key, all),
            Tier::Fold => self.folded(asked, all),
            Tier::Skeleton => return self.candidates(asked, all),
            Tier::Overlay => self.hits(By::Name, key, all).filtered(|h| self.is_overlay(h.place)),
        };
        if !found.in_order {
            self.sort(&mut found.list, key);
        }
        found.list.into_iter().map(|h| PlaceId(h.place)).collect()
    }

    /// What the consonants lead to; places whose vowels fit too come first.
    fn candidates(&self, asked: &Asked, all: bool) -> Vec<PlaceId> {
        let mut out: Vec<PlaceId> = Vec::new();
        for key in asked.loose_keys() {
            let mut found = self.hits(By::Skeleton, &key, all).list;
            self.sort(&mut found, &asked.key);
            let new: Vec<PlaceId> =
                found.into_iter().map(|h| PlaceId(h.place)).filter(|id| !out.contains(id)).collect();
            out.extend(new.into_iter().take(SKELETON_LIMIT));
        }
        out.truncate(SKELETON_LIMIT);
        out
    }

    /// The places under a key, those of the import with `all` even where reports are read without them.
    fn hits(&self, by: By, key: &str, all: bool) -> Hits {
        let packed = match by {
            By::Name => &self.names,
            By::Fold => &self.folds,
            By::Skeleton => &self.skeletons,
        };
        let known = |p: &index::Posting| (p.place as usize) < self.records.len();
        let packed = packed.get(key.as_bytes()).filter(known);
        let mut list: Vec<Hit> = packed.map(|p| Hit { place: p.place, derived: p.derived, main: None }).collect();
        let Some(layer) = &self.layer else { return Hits { list, in_order: false } };
        let imported = match by {
            By::Name => layer.index.named(key, all),
            By::Fold => layer.index.folded(key, all),
            By::Skeleton => layer.index.by_skeleton(key, all),
        };
        // The import's places come ranked, so that only what the pack adds has to be put among them.
        let before = list.len();
        let mut in_order = before == 0;
        for posting in &imported {
            let (place, is_twin) = layer.number(posting);
            in_order &= !is_twin;
            let twin = if is_twin { list[..before].iter_mut().find(|h| h.place == place) } else { None };
            match twin {
                Some(twin) => twin.derived &= posting.derived,
                None => list.push(Hit { place, derived: posting.derived, main: Some(posting.main) }),
            }
        }
        Hits { list, in_order }
    }

    /// Whether some name starts with these whole words, or is made of them, type words around it not counting: to find
    /// the longest match.
    pub fn is_prefix(&self, name: &str) -> bool {
        let key = normalise(name);
        let imported = |key: &str| self.import().is_some_and(|i| i.has_prefix(key));
        let known =
            |key: &str| self.names.has_prefix(key.as_bytes(), true) || imported(key) || self.prefix_of_fold(key);
        !key.is_empty() && (known(&key) || self.type_words.strip(&key).iter().any(|s| known(s.rest)))
    }

    /// What is known of a place. An id of another gazetteer gives an unnamed place.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let packed = self.packed(id);
        let place = match &self.layer {
            Some(layer) => layer.place(id.0, packed),
            None => packed,
        };
        place.unwrap_or(Place {
            name: "",
            feature: Feature::Site,
            country: None,
            admin1: None,
            point: None,
            population: 0,
            geonames_id: None,
            precision: 7,
            is_overlay: false,
        })
    }

    /// What the import has of a place.
    pub fn record(&self, id: PlaceId) -> Option<&imported::Record> {
        self.layer.as_ref()?.record(id.0)
    }

    fn packed(&self, id: PlaceId) -> Option<Place<'_>> {
        let record = self.records.get(id.0 as usize)?;
        Some(Place {
            name: self.name_of(record),
            feature: record.feature,
            country: self.countries.get(usize::from(record.country)).map(|c| c.iso2.as_str()),
            admin1: self.packed_admin1(id).and_then(|a| self.records.get(a.0 as usize)).map(|r| self.name_of(r)),
            point: record.point.map(|(lat, lon)| ((f64::from(lat) - 90e3) / 1e3, (f64::from(lon) - 180e3) / 1e3)),
            population: record.population,
            geonames_id: (record.geonames_id != 0).then_some(record.geonames_id),
            precision: record.precision,
            is_overlay: record.is_overlay,
        })
    }

    /// All places of the pack; those that only the import knows are in [`Imported::records`].
    pub fn places(&self) -> impl Iterator<Item = (PlaceId, Place<'_>)> {
        let ids = (0u32..).take(self.records.len()).map(PlaceId);
        ids.filter_map(|id| Some((id, self.packed(id)?)))
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
        if self.records.get(place.0 as usize).is_some() {
            return self.packed_admin1(place);
        }
        let layer = self.layer.as_ref()?;
        layer.division(layer.record(place.0)?)
    }

    fn packed_admin1(&self, place: PlaceId) -> Option<PlaceId> {
        let record = self.records.get(place.0 as usize)?;
        self.admin1.get(usize::from(record.admin1)).map(|&p| PlaceId(p))
    }

    /// The packed first-level division with this country and usual name.
    fn division(&self, country: &str, name: &str) -> Option<u32> {
        self.names.get(normalise(name).as_bytes()).map(|p| p.place).find(|&p| {
            let place = self.packed(PlaceId(p));
            place.is_some_and(|p| p.feature == Feature::Admin1 && p.country == Some(country) && p.name == name)
        })
    }

    /// Everything that matches at any tier, best tier first, each place once, also what reports are read without.
    pub fn search(&self, text: &str) -> Vec<(Tier, PlaceId)> {
        let mut seen = std::collections::HashSet::new();
        let mut out = Vec::new();
        let asked = Asked::new(text);
        for tier in [Tier::Exact, Tier::Stripped, Tier::Fold, Tier::Skeleton] {
            out.extend(self.find(&asked, tier, true).into_iter().filter(|p| seen.insert(*p)).map(|p| (tier, p)));
        }
        out
    }

    /// Number of places, without those that only an import knows.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it holds no place.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Names without their article; else the asked-for name without article and type words, as little taken away as
    /// leads to a place. A type word that says what sort of place is meant (`province`) leaves only that sort.
    fn stripped(&self, key: &str, all: bool) -> Hits {
        let whole = self.hits(By::Name, key, all);
        if !whole.list.is_empty() {
            return whole;
        }
        let shorter = self.type_words.strip(key).into_iter().map(|s| {
            let sorts = |h: &Hit| self.is_of_sort(h.place, &s.features);
            self.bare(&s, all).filtered(sorts)
        });
        shorter.into_iter().find(|found| !found.list.is_empty()).unwrap_or_default()
    }

    /// Folds of names, under the same rule; failing that, what bears the bare name, whatever sort it is
    /// (`Douma district`, where only the town is known).
    fn folded(&self, asked: &Asked, all: bool) -> Hits {
        let whole = self.hits(By::Fold, asked.fold(), all);
        if !whole.list.is_empty() {
            return whole;
        }
        let strips = self.type_words.strip(&asked.key);
        let shorter = strips.iter().map(|s| {
            let sorts = |h: &Hit| self.is_of_sort(h.place, &s.features);
            self.hits(By::Fold, &names::fold_key(s.rest), all).filtered(sorts)
        });
        let loose = strips.iter().map(|s| self.bare(s, all));
        shorter.chain(loose).find(|found| !found.list.is_empty()).unwrap_or_default()
    }

    fn bare(&self, strip: &Strip<'_>, all: bool) -> Hits {
        self.hits(By::Name, strip.rest, all).filtered(|h| !strip.article || self.has_article(h.place))
    }

    fn prefix_of_fold(&self, key: &str) -> bool {
        let folded = fold(key);
        folded.len() >= names::SHORTEST_FOLD
            && (self.folds.has_prefix(folded.as_bytes(), false)
                || self.import().is_some_and(|i| i.has_fold_prefix(&folded)))
    }

    fn is_of_sort(&self, place: u32, features: &[Feature]) -> bool {
        features.is_empty() || features.contains(&self.place(PlaceId(place)).feature)
    }

    fn has_article(&self, place: u32) -> bool {
        let country = self.place(PlaceId(place)).country;
        country.and_then(|iso2| self.country_entry(iso2)).is_some_and(|c| c.article)
    }

    fn is_overlay(&self, place: u32) -> bool {
        self.place(PlaceId(place)).is_overlay
    }

    fn sort(&self, places: &mut Vec<Hit>, key: &str) {
        places.sort_unstable_by_key(|h| (h.place, h.main != Some(true)));
        places.dedup_by_key(|h| h.place);
        places.sort_by_cached_key(|h| {
            let (feature, population) = self.size(h.place);
            let is_main = || names::is_normal_form(key, self.place(PlaceId(h.place)).name);
            let times = if h.main.unwrap_or_else(is_main) { 10 } else { 1 };
            (feature != Feature::Country, std::cmp::Reverse(u64::from(population) * times), h.place)
        });
    }

    /// Sort and inhabitants of a place, all that ranking needs.
    fn size(&self, place: u32) -> (Feature, u32) {
        let packed = self.records.get(place as usize);
        if let Some(packed) = packed.filter(|p| matches!(p.feature, Feature::Country | Feature::Admin1)) {
            return (packed.feature, packed.population);
        }
        match self.layer.as_ref().and_then(|l| l.record(place)) {
            Some(record) => (record.feature(), record.population.get()),
            None => packed.map_or((Feature::Site, 0), |p| (p.feature, p.population)),
        }
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
