//! The index of a user's own import, searched where it lies: any bytes, usually a mapped file.
//!
//! A [`Header`] is followed by the [`Section`]s it points to: text about the sources; the first-level divisions; the
//! places as [`Record`]s in order of their ids; their names; and for names, folds and skeletons each a finite state
//! transducer (crate `fst`) from the key to its postings. A value of the transducer is one posting times two plus one,
//! or else twice the position of a list in the section of lists. A list is its number of postings and, for each, the
//! zigzag distance from the one before it, as varints.
//!
//! The writer is crate `dateline-gazetteer`, which also checks the hash before anything here is called. What does not
//! hold together in spite of a right hash gives fewer places, not a panic.

use super::{GazetteerError, folds::folds_version};
use crate::claim::Feature;
use std::{fmt, ops::Range, sync::Arc};
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{I32, U16, U32, U64},
};

/// First bytes of the file.
pub const MAGIC: [u8; 8] = *b"DLPLACES";
/// Version of the format that this program reads and writes.
pub const FORMAT_VERSION: u32 = 1;
/// Stands for a missing coordinate in a [`Record`].
pub const NO_DEGREES: i32 = i32::MIN;
/// Stands for a missing division in a [`Record`].
pub const NO_DIVISION: u16 = u16::MAX;
/// Ids from here on are the import's own and no ids of GeoNames.
pub const OWN_IDS: u32 = 1 << 31;
/// Degrees are stored as this many parts.
pub const PARTS: f64 = 1e5;

/// What the file holds behind its header, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Lines about each source: file, sort, places, names.
    Sources,
    /// Lines `CC TAB name TAB id`: the country, the usual name, and the GeoNames id of the division or 0.
    Divisions,
    /// [`Record`]s.
    Records,
    /// Names of places, end to end.
    Names,
    /// Transducer and lists of the names in normal form.
    ByName,
    /// Lists of the names.
    ByNameLists,
    /// Transducer of the folds.
    ByFold,
    /// Lists of the folds.
    ByFoldLists,
    /// Transducer of the skeletons.
    BySkeleton,
    /// Lists of the skeletons.
    BySkeletonLists,
}

/// Number of sections.
pub const SECTIONS: usize = Section::BySkeletonLists as usize + 1;

/// The beginning of the file.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Header {
    /// [`MAGIC`].
    pub magic: [u8; 8],
    /// [`FORMAT_VERSION`].
    pub version: U32,
    /// [`folds_version`] of the program that made it: keys of another would not be found.
    pub folds: U32,
    /// BLAKE3 of all that follows this field.
    pub hash: [u8; 32],
    /// Where each section starts, and where the last one ends, which is the length of the file.
    pub starts: [U64; SECTIONS + 1],
}

impl Header {
    /// Bytes before those that the hash covers.
    pub const UNHASHED: usize = std::mem::offset_of!(Header, starts);

    /// The header of an imported index, if it is one that this program can read.
    pub fn read(bytes: &[u8]) -> Result<Header, GazetteerError> {
        let (header, _) = Header::read_from_prefix(bytes).map_err(|_| GazetteerError::NotAGazetteer)?;
        let (version, folds) = (header.version.get(), header.folds.get());
        if header.magic != MAGIC {
            return Err(GazetteerError::NotAGazetteer);
        }
        if version != FORMAT_VERSION {
            return Err(GazetteerError::Version { found: version, expected: FORMAT_VERSION });
        }
        if folds != folds_version() {
            return Err(GazetteerError::Folds);
        }
        if header.starts[SECTIONS].get() != bytes.len() as u64 {
            return Err(GazetteerError::Damaged("its length"));
        }
        Ok(header)
    }
}

/// One place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Record {
    /// GeoNames id; from [`OWN_IDS`] on, a number of the import's own.
    pub id: U32,
    /// Hundred-thousandths of a degree north, [`NO_DEGREES`] if unknown.
    pub lat: I32,
    /// The same eastwards.
    pub lon: I32,
    /// Inhabitants, 0 if unknown.
    pub population: U32,
    /// Where its name starts among the names.
    pub name: U32,
    /// Number of the division, or [`NO_DIVISION`].
    pub division: U16,
    /// ISO 3166-1 alpha-2 code; zeros for none.
    pub country: [u8; 2],
    /// Bytes of its name.
    pub name_len: u8,
    /// Position in [`Feature::ALL`], with [`Record::SEARCHED`].
    pub feature: u8,
    /// UCDP `where_prec`.
    pub precision: u8,
    /// Number of its source; the highest bit marks a file of the user's own.
    pub source: u8,
}

impl Record {
    /// Marks a place of the user's own files in [`Record::source`].
    pub const OWN: u8 = 0x80;
    /// Marks a place in [`Record::feature`] that is only found when searched for: reports are read without it.
    pub const SEARCHED: u8 = 0x80;

    /// The country's code.
    pub fn country(&self) -> Option<&str> {
        std::str::from_utf8(&self.country).ok().filter(|c| c.bytes().all(|b| b.is_ascii_uppercase()))
    }

    /// The sort of place; unknown numbers are sites.
    pub fn feature(&self) -> Feature {
        Feature::ALL.get(usize::from(self.feature & !Self::SEARCHED)).copied().unwrap_or(Feature::Site)
    }

    /// Whether reports are read with it.
    pub fn is_read(&self) -> bool {
        self.feature & Self::SEARCHED == 0
    }

    /// Degrees north and east.
    pub fn point(&self) -> Option<(f64, f64)> {
        let (lat, lon) = (self.lat.get(), self.lon.get());
        (lat != NO_DEGREES && lon != NO_DEGREES).then(|| (f64::from(lat) / PARTS, f64::from(lon) / PARTS))
    }
}

/// One place that bears a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Number of its record.
    pub record: u32,
    /// Whether the key is not the name itself but the name without its article.
    pub derived: bool,
    /// Whether the key is that of the usual name.
    pub main: bool,
    /// Whether reports are to be read without it: a hill or a shop, an ordinary word, or one of too many namesakes.
    pub quiet: bool,
}

impl Posting {
    fn number(self) -> u64 {
        u64::from(self.record) << 3 | u64::from(self.derived) | u64::from(self.main) << 1 | u64::from(self.quiet) << 2
    }

    fn of(number: u64) -> Option<Posting> {
        let record = u32::try_from(number >> 3).ok()?;
        Some(Posting { record, derived: number & 1 != 0, main: number & 2 != 0, quiet: number & 4 != 0 })
    }
}

/// Appends a list of postings to the lists and gives the value for the transducer. Those that are not quiet come first.
pub fn write_postings(postings: &[Posting], lists: &mut Vec<u8>, written: u64) -> u64 {
    if let [only] = postings {
        return only.number() << 1 | 1;
    }
    let at = written + lists.len() as u64;
    put(lists, postings.len() as u64);
    let mut last = 0i64;
    for posting in postings {
        let value = posting.number() as i64;
        let distance = value - last;
        put(lists, (distance << 1 ^ distance >> 63) as u64);
        last = value;
    }
    at << 1
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a varint of at most 42 bits and moves `at` behind it.
fn get(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    for shift in [0, 7, 14, 21, 28, 35] {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The bytes of an index: a mapped file, or a vector in tests.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A part of the bytes.
#[derive(Clone)]
struct Slice {
    bytes: Bytes,
    range: Range<usize>,
}

impl AsRef<[u8]> for Slice {
    fn as_ref(&self) -> &[u8] {
        (*self.bytes).as_ref().get(self.range.clone()).unwrap_or_default()
    }
}

/// An index of names: the transducer and its lists.
struct Names {
    keys: fst::Map<Slice>,
    lists: Slice,
}

/// A division as the index has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Usual name.
    pub name: String,
    /// GeoNames id, if the import has a place for it.
    pub geonames_id: Option<u32>,
}

/// An imported index.
pub struct Imported {
    records: Slice,
    text: Slice,
    names: Names,
    folds: Names,
    skeletons: Names,
    divisions: Vec<Division>,
    sources: String,
    hash: [u8; 32],
}

impl fmt::Debug for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imported").field("places", &self.records().len()).finish_non_exhaustive()
    }
}

impl Imported {
    /// Takes over the bytes of an index whose hash was checked.
    pub fn new(bytes: Bytes) -> Result<Imported, GazetteerError> {
        let header = Header::read((*bytes).as_ref())?;
        let slice = |section: Section| -> Result<Slice, GazetteerError> {
            let at = |i: usize| usize::try_from(header.starts[i].get()).ok();
            let range = at(section as usize).zip(at(section as usize + 1)).map(|(start, end)| start..end);
            let range = range.filter(|r| (*bytes).as_ref().get(r.clone()).is_some());
            Ok(Slice { bytes: bytes.clone(), range: range.ok_or(GazetteerError::Damaged("its table of sections"))? })
        };
        let text = |section: Section, what| -> Result<String, GazetteerError> {
            let bytes = slice(section)?;
            Ok(std::str::from_utf8(bytes.as_ref()).map_err(|_| GazetteerError::Damaged(what))?.to_owned())
        };
        let names = |keys, lists, what| -> Result<Names, GazetteerError> {
            let keys = fst::Map::new(slice(keys)?).map_err(|_| GazetteerError::Damaged(what))?;
            Ok(Names { keys, lists: slice(lists)? })
        };
        let records = slice(Section::Records)?;
        <[Record]>::ref_from_bytes(records.as_ref()).map_err(|_| GazetteerError::Damaged("places"))?;
        let division = |line: &str| {
            let mut fields = line.split('\t');
            let (country, name, id) = (fields.next()?, fields.next()?, fields.next()?.parse::<u32>().ok()?);
            let geonames_id = (id != 0).then_some(id);
            Some(Division { country: country.to_owned(), name: name.to_owned(), geonames_id })
        };
        let divisions = text(Section::Divisions, "divisions")?;
        let divisions = divisions.lines().map(|l| division(l).ok_or(GazetteerError::Damaged("divisions")));
        Ok(Imported {
            records,
            text: slice(Section::Names)?,
            names: names(Section::ByName, Section::ByNameLists, "names")?,
            folds: names(Section::ByFold, Section::ByFoldLists, "folds")?,
            skeletons: names(Section::BySkeleton, Section::BySkeletonLists, "skeletons")?,
            divisions: divisions.collect::<Result<_, _>>()?,
            sources: text(Section::Sources, "sources")?,
            hash: header.hash,
        })
    }

    /// All places, in order of their ids.
    pub fn records(&self) -> &[Record] {
        <[Record]>::ref_from_bytes(self.records.as_ref()).unwrap_or_default()
    }

    /// The number of the place with an id.
    pub fn find(&self, id: u32) -> Option<u32> {
        let number = self.records().binary_search_by_key(&id, |r| r.id.get()).ok()?;
        u32::try_from(number).ok()
    }

    /// A place's usual name.
    pub fn name(&self, record: &Record) -> &str {
        let start = record.name.get() as usize;
        let bytes = self.text.as_ref().get(start..start + usize::from(record.name_len));
        bytes.and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// The divisions that records refer to.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// What was imported, a line for each source.
    pub fn sources(&self) -> &str {
        &self.sources
    }

    /// The hash that names this import.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The places with this name in normal form, best first; with `all`, those that reports are read without too.
    pub fn named(&self, key: &str, all: bool) -> Vec<Posting> {
        self.names.get(key, all)
    }

    /// The places with this fold.
    pub fn folded(&self, key: &str, all: bool) -> Vec<Posting> {
        self.folds.get(key, all)
    }

    /// The places with this skeleton.
    pub fn by_skeleton(&self, key: &str, all: bool) -> Vec<Posting> {
        self.skeletons.get(key, all)
    }

    /// Whether some name starts with these whole words.
    pub fn has_prefix(&self, prefix: &str) -> bool {
        self.names.has_prefix(prefix, true)
    }

    /// Whether some fold starts so.
    pub fn has_fold_prefix(&self, prefix: &str) -> bool {
        self.folds.has_prefix(prefix, false)
    }

    /// Goes through all names, folds or skeletons in order of their keys.
    pub fn each(&self, of: Section, mut visit: impl FnMut(&[u8], &[Posting])) {
        use fst::Streamer;
        let names = match of {
            Section::ByFold => &self.folds,
            Section::BySkeleton => &self.skeletons,
            _ => &self.names,
        };
        let mut stream = names.keys.stream();
        while let Some((key, value)) = stream.next() {
            visit(key, &names.postings(value, true));
        }
    }
}

impl Names {
    fn get(&self, key: &str, all: bool) -> Vec<Posting> {
        self.keys.get(key).map(|value| self.postings(value, all)).unwrap_or_default()
    }

    fn postings(&self, value: u64, all: bool) -> Vec<Posting> {
        let wanted = |p: &Posting| all || !p.quiet;
        if value & 1 == 1 {
            return Posting::of(value >> 1).into_iter().filter(wanted).collect();
        }
        let lists = self.lists.as_ref();
        let mut at = usize::try_from(value >> 1).unwrap_or(usize::MAX);
        let count = get(lists, &mut at).unwrap_or(0);
        let mut out = Vec::new();
        let mut last = 0i64;
        for _ in 0..count {
            let Some(zigzag) = get(lists, &mut at) else { break };
            last = last.wrapping_add((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64));
            match u64::try_from(last).ok().and_then(Posting::of) {
                Some(posting) if wanted(&posting) => out.push(posting),
                // Quiet ones stand last.
                _ => break,
            }
        }
        out
    }

    fn has_prefix(&self, prefix: &str, words: bool) -> bool {
        use fst::{IntoStreamer, Streamer};
        let mut stream = self.keys.range().ge(prefix).into_stream();
        let ends = |key: &[u8]| !words || key.get(prefix.len()).is_none_or(|&b| b == b' ');
        // A blank sorts before letters, so that the keys with a blank after the prefix come first among its keys.
        stream.next().is_some_and(|(key, _)| key.starts_with(prefix.as_bytes()) && ends(key))
    }
}
