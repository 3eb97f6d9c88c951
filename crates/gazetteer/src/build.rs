//! Makes the index from places and names in order: each section in a file of its own, then all in one.

use crate::{
    error::ImportError,
    import::{Progress, Romanised, keep_names},
    names::Filter,
    sort::{Sorted, Sorter},
};

use dateline_core::{
    Gazetteer,
    claim::{Feature, Tier},
    gazetteer::{
        Place,
        folds::{SHORTEST_LOOSE_FOLD, SHORTEST_SKELETON, Script, folds_version, loose_fold, skeleton_of_fold},
        imported::{
            FORMAT_VERSION, Header, Imported, MAGIC, NO_DEGREES, NO_DIVISION, PARTS, Posting, Record, SECTIONS,
            Section, write_postings,
        },
        names::{SHORTEST_FOLD, fold_key},
    },
};
use std::{
    cmp::Reverse,
    collections::HashMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};
use zerocopy::IntoBytes;

/// Namesakes that reports are read with: so many of the largest, and so many of each country.
const LARGEST: usize = 32;
const OF_EACH_COUNTRY: usize = 4;

/// How often progress is told, in places or names.
const OFTEN: u64 = 1 << 18;

/// Strings of bytes, one behind the other.
#[derive(Debug, Default)]
pub struct Entries(Vec<u8>);

impl Entries {
    /// Adds one, given in parts; what is too long for any sorter is left out.
    pub fn add(&mut self, parts: &[&[u8]]) {
        let Ok(len) = u16::try_from(parts.iter().map(|p| p.len()).sum::<usize>()) else { return };
        self.0.extend_from_slice(&len.to_le_bytes());
        for part in parts {
            self.0.extend_from_slice(part);
        }
    }

    /// Goes through all.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (len, after) = rest.split_first_chunk::<2>()?;
            let (entry, after) = after.split_at_checked(usize::from(u16::from_le_bytes(*len)))?;
            rest = after;
            Some(entry)
        })
    }

    /// Lets go of all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// A place on its way into the index. Its entry starts with id, order of the file and kind, so that what belongs to one
/// place comes together, the latest last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceRow<'a> {
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// Inhabitants.
    pub population: u32,
    /// Sort of place.
    pub feature: Feature,
    /// Whether reports are read with it.
    pub read: bool,
    /// UCDP `where_prec`.
    pub precision: u8,
    /// As in [`Record::source`].
    pub source: u8,
    /// Code, or zeros.
    pub country: [u8; 2],
    /// GeoNames code of the division, or `=` and its name; empty if unknown.
    pub division: &'a str,
    /// The name to show.
    pub name: &'a str,
}

const PLACE: u8 = 0;
const NAME: u8 = 1;
/// Bytes of the entry before the division.
const FIXED: usize = 18;

impl<'a> PlaceRow<'a> {
    /// Adds the entry.
    pub fn write(&self, id: u32, order: u16, out: &mut Entries) {
        let degrees = |d: Option<f64>| d.map_or(NO_DEGREES, |d| (d * PARTS).round() as i32);
        let feature = Feature::ALL.iter().position(|&f| f == self.feature).unwrap_or(0) as u8;
        let division = &self.division.as_bytes()[..self.division.len().min(255)];
        out.add(&[
            &id.to_be_bytes(),
            &order.to_be_bytes(),
            &[PLACE],
            &degrees(self.point.map(|p| p.0)).to_le_bytes(),
            &degrees(self.point.map(|p| p.1)).to_le_bytes(),
            &self.population.to_le_bytes(),
            &[feature | if self.read { 0 } else { Record::SEARCHED }, self.precision, self.source],
            &self.country,
            &[division.len() as u8],
            division,
            self.name.as_bytes(),
        ]);
    }

    /// Adds an entry that gives a place another name to show.
    pub fn write_name(id: u32, order: u16, name: &str, out: &mut Entries) {
        out.add(&[&id.to_be_bytes(), &order.to_be_bytes(), &[NAME], name.as_bytes()]);
    }
}

/// A place entry as it stands.
struct Draft {
    order: u16,
    record: Record,
    division: Vec<u8>,
    name: Vec<u8>,
}

fn draft(order: u16, bytes: &[u8]) -> Option<Draft> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let &[feature, precision, source, c1, c2, len] = bytes.get(12..FIXED)? else { return None };
    let (division, name) = bytes[FIXED..].split_at_checked(usize::from(len))?;
    let record = Record {
        id: 0.into(),
        lat: (number(0)? as i32).into(),
        lon: (number(4)? as i32).into(),
        population: number(8)?.into(),
        name: 0.into(),
        division: NO_DIVISION.into(),
        country: [c1, c2],
        name_len: 0,
        feature,
        precision,
        source,
    };
    Some(Draft { order, record, division: division.to_vec(), name: name.to_vec() })
}

/// What the index is made from.
pub struct Input<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) places: Sorter,
    pub(crate) names: Sorter,
    pub(crate) before: Option<&'a Imported>,
    /// Sources of earlier imports that are imported again.
    pub(crate) dropped: &'a [u8],
    pub(crate) packed: Option<&'a Gazetteer>,
    pub(crate) packed_places: &'a HashMap<u32, Place<'a>>,
    pub(crate) filter: &'a Filter,
    /// Countries with many romanisations.
    pub(crate) romanised: &'a HashMap<&'static str, Romanised>,
    pub(crate) sources: &'a str,
    pub(crate) progress: &'a (dyn Fn(&Progress) + Sync),
}

/// A finished index that still has its preliminary name.
pub struct Built {
    pub(crate) path: PathBuf,
    pub(crate) places: u64,
    pub(crate) names: u64,
    pub(crate) orphans: u64,
    pub(crate) bytes: u64,
}

/// Makes the index.
pub fn build(mut input: Input<'_>) -> Result<Built, ImportError> {
    let folder = input.folder;
    let io = |source| ImportError::Io { path: folder.to_owned(), source };
    let part = |section: Section| folder.join(format!("section-{}", section as usize));
    let places = std::mem::replace(&mut input.places, Sorter::new(folder, "none"));
    let mut places = places.finish().map_err(io)?;
    let (known, divisions) = write_places(&mut places, &input, &part)?;
    drop(places);
    fs::write(part(Section::Divisions), divisions).map_err(io)?;
    fs::write(part(Section::Sources), input.sources).map_err(io)?;

    if let Some(before) = input.before {
        let keeps = |r: &Record| {
            let renewed = || known.number(r.id.get()).is_some_and(|n| known.is_renewed(n));
            !input.dropped.contains(&r.source) && !renewed()
        };
        keep_names(before, keeps, &mut input.names).map_err(io)?;
    }
    let names = std::mem::replace(&mut input.names, Sorter::new(folder, "none"));
    let (mut folds, mut skeletons) = (Sorter::new(folder, "folds"), Sorter::new(folder, "skeletons"));
    let mut writer = Writer::new(&known, &input, &part, Section::ByName)?;
    writer.write(names.finish().map_err(io)?, "ordering names", |key, postings| {
        fold_names(key, postings, &known, &input, &mut folds, &mut skeletons)
    })?;
    let (names, orphans) = writer.finish()?;
    for (section, sorter, what) in
        [(Section::ByFold, folds, "ordering folds"), (Section::BySkeleton, skeletons, "ordering skeletons")]
    {
        let mut writer = Writer::new(&known, &input, &part, section)?;
        writer.write(sorter.finish().map_err(io)?, what, |_, _| Ok(()))?;
        writer.finish()?;
    }
    let path = folder.join("index");
    let bytes = assemble(&path, &part, input.progress).map_err(io)?;
    Ok(Built { path, places: known.ids.len() as u64, names, orphans, bytes })
}

/// What is needed of every place while names are put in order.
#[derive(Default)]
struct Known {
    ids: Vec<u32>,
    population: Vec<u32>,
    country: Vec<[u8; 2]>,
    /// Feature and whether it is only searched, as in the record.
    feature: Vec<u8>,
    /// Whether a dump of this import has it, so that its earlier names no longer hold; and whether it is the user's own.
    state: Vec<u8>,
}

const RENEWED: u8 = 1;
const OWN: u8 = 2;

impl Known {
    fn number(&self, id: u32) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|n| n as u32)
    }

    fn is_renewed(&self, number: u32) -> bool {
        self.state.get(number as usize).is_some_and(|s| s & RENEWED != 0)
    }

    fn country(&self, number: u32) -> Option<&str> {
        std::str::from_utf8(self.country.get(number as usize)?).ok()
    }

    fn feature(&self, number: u32) -> Feature {
        let feature = self.feature.get(number as usize).map_or(0, |f| f & !Record::SEARCHED);
        Feature::ALL.get(usize::from(feature)).copied().unwrap_or(Feature::Site)
    }
}

/// Merges what belongs to one place and writes records and their names.
fn write_places(
    places: &mut Sorted,
    input: &Input<'_>,
    part: &dyn Fn(Section) -> PathBuf,
) -> Result<(Known, String), ImportError> {
    let io = |source| ImportError::Io { path: input.folder.to_owned(), source };
    let create = |section| File::create(part(section)).map(|f| BufWriter::with_capacity(1 << 20, f)).map_err(io);
    let (mut records, mut text) = (create(Section::Records)?, create(Section::Names)?);
    let mut known = Known::default();
    let mut divisions = Divisions::default();
    let mut written = 0u32;
    let mut finish = |id: u32, group: &mut Group| -> Result<(), ImportError> {
        let Some(mut draft) = group.place.take() else { return Ok(()) };
        let own = draft.record.source & Record::OWN != 0;
        if let Some(name) = group.name.take().filter(|_| !own) {
            draft.name = name;
        }
        draft.record.division = divisions.number(id, &draft, input.packed_places)?.into();
        let record = &mut draft.record;
        record.id = id.into();
        record.name = written.into();
        record.name_len = draft.name.len().min(255) as u8;
        written = u32::checked_add(written, u32::from(record.name_len))
            .ok_or(ImportError::TooMuch("names of places: more than 4 GiB"))?;
        records.write_all(record.as_bytes()).map_err(io)?;
        text.write_all(&draft.name[..usize::from(record.name_len)]).map_err(io)?;
        known.ids.push(id);
        known.population.push(record.population.get());
        known.country.push(record.country);
        known.feature.push(record.feature);
        let renewed = draft.order > 0 && !own;
        known.state.push(if renewed { RENEWED } else { 0 } | if own { OWN } else { 0 });
        if (known.ids.len() as u64).is_multiple_of(OFTEN) {
            let what = "ordering places".to_owned();
            (input.progress)(&Progress { what, done: known.ids.len() as u64, total: 0 });
        }
        Ok(())
    };
    let (mut current, mut group) = (None, Group::default());
    while let Some(entry) = places.next().map_err(io)? {
        let Some((&[a, b, c, d, e, f, kind], payload)) = entry.split_first_chunk::<7>() else { continue };
        let id = u32::from_be_bytes([a, b, c, d]);
        if current != Some(id) {
            if let Some(before) = current.replace(id) {
                finish(before, &mut group)?;
            }
            group = Group::default();
        }
        match kind {
            NAME => group.name = Some(payload.to_vec()),
            _ => group.add(draft(u16::from_be_bytes([e, f]), payload)),
        }
    }
    if let Some(last) = current {
        finish(last, &mut group)?;
    }
    records.flush().map_err(io)?;
    text.flush().map_err(io)?;
    Ok((known, divisions.lines(input.packed)))
}

/// What there is of one place.
#[derive(Default)]
struct Group {
    place: Option<Draft>,
    name: Option<Vec<u8>>,
}

impl Group {
    /// The latest holds, but a dump does not hold over the user's own.
    fn add(&mut self, draft: Option<Draft>) {
        let own = |d: &Draft| d.record.source & Record::OWN != 0;
        let Some(draft) = draft else { return };
        if self.place.as_ref().is_none_or(|before| own(&draft) || !own(before)) {
            self.place = Some(draft);
        }
    }
}

/// The first-level divisions, found out while places go by.
#[derive(Default)]
struct Divisions {
    numbers: HashMap<([u8; 2], Vec<u8>), u16>,
    list: Vec<DivisionDraft>,
}

#[derive(Default)]
struct DivisionDraft {
    country: String,
    code: String,
    /// Name and id of the division itself, if it went by.
    own: Option<(String, u32)>,
    /// In which packed divisions the packed places of this code lie.
    votes: HashMap<String, u32>,
}

impl Divisions {
    fn number(&mut self, id: u32, draft: &Draft, packed: &HashMap<u32, Place<'_>>) -> Result<u16, ImportError> {
        if draft.division.is_empty() || draft.record.country == [0; 2] {
            return Ok(NO_DIVISION);
        }
        let key = (draft.record.country, draft.division.clone());
        let number = match self.numbers.get(&key) {
            Some(&number) => number,
            None => {
                let number = u16::try_from(self.list.len()).ok().filter(|&n| n < NO_DIVISION);
                let number = number.ok_or(ImportError::TooMuch("first-level divisions: more than 65,534"))?;
                self.list.push(DivisionDraft {
                    country: String::from_utf8_lossy(&key.0).into_owned(),
                    code: String::from_utf8_lossy(&key.1).into_owned(),
                    ..DivisionDraft::default()
                });
                self.numbers.insert(key, number);
                number
            }
        };
        let division = &mut self.list[usize::from(number)];
        if draft.record.feature() == Feature::Admin1 {
            division.own = Some((String::from_utf8_lossy(&draft.name).into_owned(), id));
        } else if let Some(name) = packed.get(&id).and_then(|p| p.admin1) {
            *division.votes.entry(name.to_owned()).or_default() += 1;
        }
        Ok(number)
    }

    fn lines(&self, packed: Option<&Gazetteer>) -> String {
        let line = |d: &DivisionDraft| {
            let name = d.name(packed).replace(['\t', '\n', '\r'], " ");
            format!("{}\t{name}\t{}\n", d.country, d.own.as_ref().map_or(0, |o| o.1))
        };
        self.list.iter().map(line).collect()
    }
}

impl DivisionDraft {
    /// The pack's name where most of its places with this code lie in one division, or where it knows the name; else the
    /// name as the source has it.
    fn name(&self, packed: Option<&Gazetteer>) -> String {
        let all: u32 = self.votes.values().sum();
        let most = self.votes.iter().max_by_key(|(name, count)| (**count, Reverse((*name).clone())));
        if let Some((name, _)) = most.filter(|(_, count)| **count * 2 >= all) {
            return name.clone();
        }
        let given = self.code.strip_prefix('=').or(self.own.as_ref().map(|o| o.0.as_str())).unwrap_or_default();
        let packed_name = |name: &str| {
            let gazetteer = packed?;
            let of_name = [Tier::Exact, Tier::Stripped, Tier::Fold].map(|tier| gazetteer.lookup_at(name, tier));
            let mut places = of_name.into_iter().flatten().map(|p| gazetteer.place(p));
            places.find(|p| p.feature == Feature::Admin1 && p.country == Some(&self.country)).map(|p| p.name.to_owned())
        };
        // `Homs (Hims)` is two names.
        let short = given.split(['(', '|', '/']).next().unwrap_or_default().trim();
        packed_name(given).or_else(|| packed_name(short)).unwrap_or_else(|| given.to_owned())
    }
}

/// Notes fold and skeleton of a name for the places whose names reach reports in many romanisations.
fn fold_names(
    key: &str,
    postings: &[Posting],
    known: &Known,
    input: &Input<'_>,
    folds: &mut Sorter,
    skeletons: &mut Sorter,
) -> io::Result<()> {
    if !key.is_ascii() {
        return Ok(());
    }
    let script = |p: &Posting| known.country(p.record).and_then(|c| input.romanised.get(c)).map(|r| r.script);
    for script_of in Script::ALL {
        let mut wanted = postings.iter().filter(|p| !p.derived && script(p) == Some(script_of)).peekable();
        if wanted.peek().is_none() {
            continue;
        }
        let (folded, loose) = (fold_key(key), loose_fold(key, script_of));
        let bones = skeleton_of_fold(&loose, script_of);
        for posting in wanted {
            let id = known.ids[posting.record as usize].to_be_bytes();
            let flags = [u8::from(posting.main) << 1];
            if folded.len() >= SHORTEST_FOLD {
                folds.push(&[folded.as_bytes(), &[0], &id, &flags])?;
            }
            if loose.len() > SHORTEST_LOOSE_FOLD {
                skeletons.push(&[loose.as_bytes(), &[0], &id, &flags])?;
            }
            if bones.len() >= SHORTEST_SKELETON {
                skeletons.push(&[bones.as_bytes(), &[0], &id, &flags])?;
            }
        }
    }
    Ok(())
}

/// Writes one of the three indices.
struct Writer<'a> {
    known: &'a Known,
    input: &'a Input<'a>,
    keys: fst::MapBuilder<BufWriter<File>>,
    lists_file: BufWriter<File>,
    lists: Vec<u8>,
    written: u64,
    count: u64,
    orphans: u64,
}

impl<'a> Writer<'a> {
    fn new(
        known: &'a Known,
        input: &'a Input<'a>,
        part: &dyn Fn(Section) -> PathBuf,
        section: Section,
    ) -> Result<Writer<'a>, ImportError> {
        let lists = match section {
            Section::ByFold => Section::ByFoldLists,
            Section::BySkeleton => Section::BySkeletonLists,
            _ => Section::ByNameLists,
        };
        let create = |section| {
            let file = File::create(part(section)).map_err(|source| ImportError::Io { path: part(section), source })?;
            Ok::<_, ImportError>(BufWriter::with_capacity(1 << 20, file))
        };
        Ok(Writer {
            known,
            input,
            keys: fst::MapBuilder::new(create(section)?).map_err(|e| fst_error(e, input.folder))?,
            lists_file: create(lists)?,
            lists: Vec::new(),
            written: 0,
            count: 0,
            orphans: 0,
        })
    }

    fn write(
        &mut self,
        mut sorted: Sorted,
        what: &str,
        mut visit: impl FnMut(&str, &[Posting]) -> io::Result<()>,
    ) -> Result<(), ImportError> {
        let folder = self.input.folder;
        let io = |source| ImportError::Io { path: folder.to_owned(), source };
        let mut key: Vec<u8> = Vec::new();
        let mut postings: Vec<Posting> = Vec::new();
        let mut done = 0u64;
        loop {
            let entry = sorted.next().map_err(io)?;
            let parts = entry.map(|e| e.split_at_checked(e.len().saturating_sub(6)).unwrap_or_default());
            if parts.is_none_or(|(of, _)| of != key) && !postings.is_empty() {
                let text = std::str::from_utf8(&key).unwrap_or_default();
                self.rank(text, &mut postings);
                if !postings.is_empty() {
                    self.put(&key, &postings).map_err(|e| fst_error(e, folder))?;
                    visit(text, &postings).map_err(io)?;
                }
                postings.clear();
            }
            let Some((of, value)) = parts else { break };
            key.clear();
            key.extend_from_slice(of);
            if let &[_, a, b, c, d, flags] = value {
                let id = u32::from_be_bytes([a, b, c, d]);
                match self.known.number(id) {
                    Some(record) => {
                        postings.push(Posting { record, derived: flags & 1 != 0, main: flags & 2 != 0, quiet: false })
                    }
                    None => self.orphans += 1,
                }
            }
            done += 1;
            if done.is_multiple_of(OFTEN) {
                (self.input.progress)(&Progress { what: what.to_owned(), done, total: 0 });
            }
        }
        Ok(())
    }

    /// Puts the places of one name in order, each once: those that reports are read with, then the quiet ones.
    fn rank(&self, key: &str, postings: &mut Vec<Posting>) {
        let known = self.known;
        let article = |p: &Posting| {
            let carries = known.country(p.record).and_then(|c| self.input.romanised.get(c));
            carries.is_some_and(|r| r.article) && !self.input.filter.common_words.contains(key)
        };
        postings.retain(|p| !p.derived || article(p));
        postings.sort_unstable_by_key(|p| (p.record, p.derived, !p.main));
        postings.dedup_by(|later, first| {
            let same = later.record == first.record;
            first.main |= same && later.main;
            same
        });
        for posting in postings.iter_mut() {
            let number = posting.record as usize;
            let own = known.state[number] & OWN != 0;
            let read = known.feature[number] & Record::SEARCHED == 0
                && self.input.filter.is_read(key, posting.main, known.population[number]);
            posting.quiet = !own && !read;
        }
        if postings.len() == 1 {
            return;
        }
        let rank = |p: &Posting| {
            let size = u64::from(known.population[p.record as usize]) * if p.main { 10 } else { 1 };
            (p.quiet, known.feature(p.record) != Feature::Country, Reverse(size), p.record)
        };
        postings.sort_by_cached_key(rank);
        // A district named after its town is the town, unless the text says otherwise.
        let mut towns: Vec<[u8; 2]> = postings
            .iter()
            .filter(|p| !p.quiet && known.feature(p.record) == Feature::City)
            .map(|p| known.country[p.record as usize])
            .collect();
        towns.sort_unstable();
        let mut of_country: HashMap<[u8; 2], usize> = HashMap::new();
        for (i, posting) in postings.iter_mut().enumerate() {
            let country = known.country[posting.record as usize];
            let nth = of_country.entry(country).or_default();
            *nth += 1;
            let district = known.feature(posting.record) == Feature::Admin2 && towns.binary_search(&country).is_ok();
            let own = known.state[posting.record as usize] & OWN != 0;
            posting.quiet |= !own && (district || i >= LARGEST && *nth > OF_EACH_COUNTRY);
        }
        postings.sort_by_cached_key(rank);
    }

    fn put(&mut self, key: &[u8], postings: &[Posting]) -> Result<(), fst::Error> {
        let value = write_postings(postings, &mut self.lists, self.written);
        self.keys.insert(key, value)?;
        self.count += 1;
        if self.lists.len() >= 1 << 20 {
            self.lists_file.write_all(&self.lists)?;
            self.written += self.lists.len() as u64;
            self.lists.clear();
        }
        Ok(())
    }

    /// Number of keys, and of names whose place is unknown.
    fn finish(mut self) -> Result<(u64, u64), ImportError> {
        let folder = self.input.folder;
        let io = |source| ImportError::Io { path: folder.to_owned(), source };
        self.lists_file.write_all(&self.lists).map_err(io)?;
        self.lists_file.flush().map_err(io)?;
        self.keys.finish().map_err(|e| fst_error(e, folder))?;
        Ok((self.count, self.orphans))
    }
}

fn fst_error(error: fst::Error, folder: &Path) -> ImportError {
    let source = match error {
        fst::Error::Io(e) => e,
        fst::Error::Fst(e) => io::Error::other(e),
    };
    ImportError::Io { path: folder.to_owned(), source }
}

/// Puts the sections into one file behind their header, and makes sure that it is on the disk.
fn assemble(path: &Path, part: &dyn Fn(Section) -> PathBuf, progress: &(dyn Fn(&Progress) + Sync)) -> io::Result<u64> {
    use Section::*;
    let sections =
        [Sources, Divisions, Records, Names, ByName, ByNameLists, ByFold, ByFoldLists, BySkeleton, BySkeletonLists];
    let mut header = Header {
        magic: MAGIC,
        version: FORMAT_VERSION.into(),
        folds: folds_version().into(),
        hash: [0; 32],
        starts: [0.into(); SECTIONS + 1],
    };
    let mut at = size_of::<Header>() as u64;
    header.starts[0] = at.into();
    for (i, section) in sections.iter().enumerate() {
        at += fs::metadata(part(*section))?.len();
        header.starts[i + 1] = at.into();
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(&header.as_bytes()[Header::UNHASHED..]);
    let mut out = File::create(path)?;
    out.write_all(header.as_bytes())?;
    let mut block = vec![0; 1 << 20];
    let mut done = 0;
    for section in sections {
        let mut from = File::open(part(section))?;
        loop {
            let read = from.read(&mut block)?;
            if read == 0 {
                break;
            }
            hasher.update(&block[..read]);
            out.write_all(&block[..read])?;
            done += read as u64;
        }
        fs::remove_file(part(section))?;
        progress(&Progress { what: "writing the index".to_owned(), done, total: at });
    }
    header.hash = *hasher.finalize().as_bytes();
    use std::io::Seek;
    out.rewind()?;
    out.write_all(header.as_bytes())?;
    out.sync_all()?;
    Ok(at)
}
