//! Imports files into an index.

use crate::{
    build::{self, PlaceRow},
    error::{Fault, ImportError},
    geonames::{self, Dump, Parsed},
    names::{COMMON_WORDS, Filter},
    open,
    outlines::Outlines,
    resume::{Job, State, Within},
    sort::Sorter,
    table, text,
};
use dateline_core::{
    Gazetteer,
    claim::Feature,
    gazetteer::{
        Place,
        folds::Script,
        imported::{Header, Imported, OWN_IDS, Record, Section},
    },
};
use rayon::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Faults that are kept with their lines; the others are counted.
const LISTED: usize = 20;

/// So many bytes of a dump, unpacked, are read at most without a note of how far it has come.
const STEP: u64 = 256 << 20;

/// Most sources of one index: their number has seven bits.
const MOST_SOURCES: usize = 127;

/// The project's list of countries with many romanisations.
const ROMANISED: &str = include_str!("../../../lexicons/places/romanised.tsv");

/// What an import goes by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The packed gazetteer: its names for places are the ones shown, and its divisions those that places lie in.
    pub packed: Option<&'a Gazetteer>,
    /// Outlines that tell country and division where a file does not.
    pub outlines: Option<&'a Outlines>,
    /// Start anew instead of adding to what was imported before.
    pub replace: bool,
}

/// How far an import has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, such as the file that is read.
    pub what: String,
    /// How much of it is done.
    pub done: u64,
    /// How much there is; 0 if that is not known.
    pub total: u64,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Places in the index now.
    pub places: u64,
    /// Distinct names in the index now.
    pub names: u64,
    /// Bytes of the index.
    pub bytes: u64,
    /// Each file with the number of lines, and of places or names taken from them.
    pub files: Vec<(String, u64, u64)>,
    /// Names left out because no place with their id is known.
    pub orphans: u64,
    /// Lines left out or doubtful, in all.
    pub faulty: u64,
    /// The first of them.
    pub faults: Vec<Fault>,
    /// Whether it went on with an import that was cut off.
    pub resumed: bool,
}

/// What the parsers know.
pub(crate) struct Context<'a> {
    pub(crate) options: Options<'a>,
    /// Usual names of the packed places by GeoNames id.
    usual: &'a HashMap<u32, &'a str>,
    plain: &'a HashSet<&'static str>,
    /// Number of the file in this import, from 1; what was imported before is 0.
    pub(crate) order: u16,
    /// For [`Record::source`].
    pub(crate) source: u8,
}

impl Context<'_> {
    /// The name that the pack shows for a place.
    pub(crate) fn usual_name(&self, id: u32) -> Option<&str> {
        self.usual.get(&id).copied()
    }

    /// Whether names of a country are shown without the marks of scholarly romanisation.
    pub(crate) fn is_shown_plain(&self, country: &str) -> bool {
        self.plain.contains(country)
    }
}

/// Imports dumps of GeoNames (`.zip`, `.txt`) and tables of the user's own (`.csv`, `.toml`) into an index, which is made
/// or, unless the options say otherwise, extended. Later files hold over earlier ones, and tables over dumps; a file of
/// the same name as one that was imported before takes its place.
///
/// Lines that cannot be read are left out and reported. If anything else goes wrong the index stays as it was. If the
/// program is killed, the next import of the same files goes on where this one stood.
pub fn import(
    files: &[PathBuf],
    index: &Path,
    options: &Options<'_>,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<Report, ImportError> {
    import_in_steps(files, index, options, progress, STEP)
}

fn import_in_steps(
    files: &[PathBuf],
    index: &Path,
    options: &Options<'_>,
    progress: &(dyn Fn(&Progress) + Sync),
    step: u64,
) -> Result<Report, ImportError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ImportError::Io { path, source }
    };
    let before = if options.replace || !index.exists() { None } else { Some(open(index)?) };
    let workplace = Workplace::new(index)?;
    let folder = &workplace.folder;
    let packed_places: HashMap<u32, Place<'_>> = packed_places(options.packed);
    let hash = before.as_ref().map(|_| header_hash(index)).transpose().map_err(io(index))?;
    let job = Job::new(files, options.replace, packed_places.len(), hash)?;
    let resumed = Intake::resume(folder, &job, step);
    let mut intake = match resumed {
        Some(intake) => intake,
        None => {
            workplace.clear()?;
            let mut intake = Intake::new(folder, job, step, Sources::new(before.as_ref()));
            if let Some(before) = &before {
                intake.next = before.records().last().map_or(0, |r| r.id.get().saturating_sub(OWN_IDS - 1));
            }
            intake
        }
    };
    let numbers = files.iter().map(|file| intake.sources.number(file)).collect::<Result<Vec<u8>, _>>()?;
    if let Some(before) = before.as_ref().filter(|_| !intake.report.resumed) {
        keep(before, &numbers, &mut intake.places).map_err(io(folder))?;
    }

    let usual = packed_places.iter().map(|(&id, p)| (id, p.name)).collect();
    let plain = romanised().filter(|r| r.1).map(|r| r.0).collect();
    let left = intake.report.files.len();
    for ((file, &source), order) in files.iter().zip(&numbers).zip(1..).skip(left) {
        let context = Context { options: *options, usual: &usual, plain: &plain, order, source };
        let (lines, taken) = if is_table(file) {
            let label = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            progress(&Progress { what: format!("reading {label}"), done: 0, total: 0 });
            let parsed = table::parse(file, &context, &mut intake.next)?;
            let counts = (parsed.lines, parsed.taken);
            intake.take(parsed, &label, 1, source)?;
            counts
        } else {
            intake.dump(file, &context, progress)?
        };
        intake.sources.note(source, file, lines, taken);
        intake.report.files.push((file.display().to_string(), lines, taken));
        intake.within = Within::default();
        intake.note()?;
    }
    let sources = intake.sources.lines();
    let Intake { mut places, names, mut report, lent, .. } = intake;
    let is_known = |id| {
        let record = before.as_ref().and_then(|b| b.records().get(b.find(id)? as usize));
        record.is_some_and(|r| !numbers.contains(&r.source))
    };
    lend(&lent, &packed_places, is_known, &mut places).map_err(io(folder))?;
    let built = build::build(build::Input {
        folder,
        places,
        names,
        before: before.as_ref(),
        dropped: &numbers,
        packed: options.packed,
        packed_places: &packed_places,
        filter: &Filter::read(COMMON_WORDS),
        romanised: &romanised().map(|(country, _, romanised)| (country, romanised)).collect(),
        sources: &sources,
        progress,
    })?;
    report.places = built.places;
    report.names = built.names;
    report.orphans = built.orphans;
    report.bytes = built.bytes;
    drop(before);
    fs::rename(&built.path, index).map_err(io(index))?;
    if let Some(parent) = index.parent().filter(|p| !p.as_os_str().is_empty()) {
        // The name, too, should outlast a power cut; where folders cannot be synced it has to do without.
        let _ = File::open(parent).and_then(|f| f.sync_all());
    }
    Ok(report)
}

/// What tells an index from all others: the hash of its header, which holds that of the rest.
fn header_hash(index: &Path) -> io::Result<String> {
    let mut header = [0; size_of::<Header>()];
    io::Read::read_exact(&mut File::open(index)?, &mut header)?;
    Ok(blake3::hash(&header).to_string())
}

/// The packed places by GeoNames id, without divisions: those go by their names.
fn packed_places(packed: Option<&Gazetteer>) -> HashMap<u32, Place<'_>> {
    let all = packed.into_iter().flat_map(Gazetteer::places);
    let all = all.filter(|(_, p)| !matches!(p.feature, Feature::Admin1));
    all.filter_map(|(_, p)| Some((p.geonames_id?, p))).collect()
}

/// Feeds packed places that only names were imported for.
fn lend(
    lent: &HashMap<u32, u8>,
    packed: &HashMap<u32, Place<'_>>,
    is_known: impl Fn(u32) -> bool,
    places: &mut Sorter,
) -> io::Result<()> {
    let mut entries = build::Entries::default();
    for (&id, &source) in lent.iter().filter(|(id, _)| !is_known(**id)) {
        let Some(place) = packed.get(&id) else { continue };
        let division = place.admin1.map(|a| format!("={a}"));
        let country = place.country.and_then(|c| c.as_bytes().try_into().ok()).unwrap_or_default();
        let row = PlaceRow {
            point: place.point,
            population: place.population,
            feature: place.feature,
            read: true,
            precision: place.precision,
            source: source & !Record::OWN,
            country,
            division: division.as_deref().unwrap_or_default(),
            name: place.name,
        };
        row.write(id, 0, &mut entries);
    }
    entries.iter().try_for_each(|entry| places.push(&[entry]))
}

/// How the names of a country reach reports.
pub(crate) struct Romanised {
    pub(crate) script: Script,
    /// Whether they carry the Arabic article.
    pub(crate) article: bool,
}

/// Countries with many romanisations, and whether their names are shown in plain letters.
fn romanised() -> impl Iterator<Item = (&'static str, bool, Romanised)> {
    ROMANISED.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let (country, how, script) = (fields.next()?, fields.next()?, fields.next()?.parse().ok()?);
        Some((country, how != "-", Romanised { script, article: how == "article" }))
    })
}

fn is_table(file: &Path) -> bool {
    file.extension().is_some_and(|x| x.eq_ignore_ascii_case("csv") || x.eq_ignore_ascii_case("toml"))
}

/// What has been taken from the files so far.
struct Intake<'a> {
    folder: &'a Path,
    job: Job,
    step: u64,
    places: Sorter,
    names: Sorter,
    report: Report,
    /// Packed places that were given names, with the source.
    lent: HashMap<u32, u8>,
    /// Places without a GeoNames id so far.
    next: u32,
    sources: Sources,
    /// Where it is in a dump.
    within: Within,
}

impl<'a> Intake<'a> {
    fn new(folder: &'a Path, job: Job, step: u64, sources: Sources) -> Intake<'a> {
        Intake {
            folder,
            job,
            step,
            places: Sorter::kept(folder, "places", &[]).unwrap_or_else(|| Sorter::new(folder, "places")),
            names: Sorter::kept(folder, "names", &[]).unwrap_or_else(|| Sorter::new(folder, "names")),
            report: Report::default(),
            lent: HashMap::new(),
            next: 0,
            sources,
            within: Within::default(),
        }
    }

    /// Goes on from where an import of the same files was cut off, if one was and all that it left is there.
    fn resume(folder: &'a Path, job: &Job, step: u64) -> Option<Intake<'a>> {
        let state = State::read(folder, job)?;
        let faults = state.faults();
        Some(Intake {
            places: Sorter::kept(folder, "places", &state.places)?,
            names: Sorter::kept(folder, "names", &state.names)?,
            report: Report { files: state.files, faulty: state.faulty, faults, resumed: true, ..Report::default() },
            lent: state.lent.into_iter().collect(),
            next: state.next,
            within: state.within,
            ..Intake::new(folder, state.job, step, Sources { lines: state.sources })
        })
    }

    /// Notes how far it has come.
    fn note(&mut self) -> Result<(), ImportError> {
        let io = |source| ImportError::Io { path: self.folder.to_owned(), source };
        let faults = self.report.faults.iter().map(|f| (f.file.clone(), f.line, f.why.clone()));
        let state = State {
            job: self.job.clone(),
            places: self.places.set_down().map_err(io)?,
            names: self.names.set_down().map_err(io)?,
            files: self.report.files.clone(),
            within: self.within,
            next: self.next,
            lent: self.lent.iter().map(|(id, source)| (*id, *source)).collect(),
            faulty: self.report.faulty,
            faults: faults.collect(),
            sources: self.sources.lines.clone(),
        };
        state.write(self.folder).map_err(io)
    }

    /// Reads one dump on as many threads as there are; gives the number of its lines and of those taken.
    fn dump(
        &mut self,
        file: &Path,
        context: &Context<'_>,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> Result<(u64, u64), ImportError> {
        let (from, mut done, mut noted) = (self.within.bytes, 0, self.within.bytes);
        text::each(file, |block| {
            let start = done;
            done += block.bytes.len() as u64;
            let seen = from.saturating_sub(start).min(block.bytes.len() as u64) as usize;
            let what = if seen == 0 { "reading" } else { "going on with" };
            progress(&Progress { what: format!("{what} {}", block.label), done, total: block.total });
            let bytes = &block.bytes[seen..];
            if bytes.is_empty() {
                return Ok(());
            }
            let dump = match self.within.dump {
                Some(dump) => dump,
                None => *self.within.dump.insert(Dump::of(bytes).ok_or_else(|| ImportError::Input {
                    path: file.to_owned(),
                    why: "is no dump of GeoNames: its lines have neither 19 columns (places) nor 10 (names)".to_owned(),
                })?),
            };
            let pieces = pieces(bytes, 4 * rayon::current_num_threads());
            let parsed: Vec<(Parsed, u64)> = pieces.par_iter().map(|p| geonames::parse(dump, p, context)).collect();
            for (parsed, count) in parsed {
                self.within.lines += parsed.lines;
                self.within.taken += parsed.taken;
                self.within.refused += parsed.faults.len() as u64;
                self.take(parsed, block.label, 1 + self.within.numbers, context.source)?;
                self.within.numbers += count;
            }
            self.within.bytes = done;
            if done - noted >= self.step {
                self.note()?;
                noted = done;
            }
            Ok(())
        })?;
        let Within { lines, taken, refused, .. } = self.within;
        if refused * 2 > lines || lines == 0 {
            let first = self.report.faults.last().map(|f| format!(", such as {f}")).unwrap_or_default();
            let why = format!("{refused} of its {lines} lines cannot be read{first}");
            return Err(ImportError::Input { path: file.to_owned(), why });
        }
        Ok((lines, taken))
    }

    /// Hands what was parsed to the sorters; `first` is the number of the first line.
    fn take(&mut self, parsed: Parsed, label: &str, first: u64, source: u8) -> Result<(), ImportError> {
        let io = |source| ImportError::Io { path: self.folder.to_owned(), source };
        for entry in parsed.places.iter() {
            self.places.push(&[entry]).map_err(io)?;
        }
        for entry in parsed.names.iter() {
            self.names.push(&[entry]).map_err(io)?;
        }
        self.lent.extend(parsed.named.iter().map(|&id| (id, source)));
        self.report.faulty += parsed.faults.len() as u64;
        let room = LISTED.saturating_sub(self.report.faults.len());
        let faults = parsed.faults.into_iter().take(room);
        let faults = faults.map(|(line, why)| Fault { file: label.to_owned(), line: first + line, why });
        self.report.faults.extend(faults);
        Ok(())
    }
}

/// Cuts whole lines into pieces of whole lines.
fn pieces(bytes: &[u8], count: usize) -> Vec<&[u8]> {
    let mut out = Vec::new();
    let mut rest = bytes;
    let size = bytes.len() / count + 1;
    while !rest.is_empty() {
        let from = size.min(rest.len());
        let end = rest[from..].iter().position(|&b| b == b'\n').map_or(rest.len(), |i| from + i + 1);
        let (piece, after) = rest.split_at(end);
        out.push(piece);
        rest = after;
    }
    out
}

/// Feeds the places that were imported before, but for those of files that are imported again.
fn keep(before: &Imported, dropped: &[u8], places: &mut Sorter) -> io::Result<()> {
    let mut entries = build::Entries::default();
    for record in before.records().iter().filter(|r| !dropped.contains(&r.source)) {
        let division = before.divisions().get(usize::from(record.division.get()));
        let division = division.filter(|d| !d.name.is_empty()).map(|d| format!("={}", d.name));
        let row = PlaceRow {
            point: record.point(),
            population: record.population.get(),
            feature: record.feature(),
            read: record.is_read(),
            precision: record.precision,
            source: record.source,
            country: record.country,
            division: division.as_deref().unwrap_or_default(),
            name: before.name(record),
        };
        row.write(record.id.get(), 0, &mut entries);
        for entry in entries.iter() {
            places.push(&[entry])?;
        }
        entries.clear();
    }
    Ok(())
}

/// The names that were imported before, as entries for the sorter.
pub(crate) fn keep_names(before: &Imported, keeps: impl Fn(&Record) -> bool, names: &mut Sorter) -> io::Result<()> {
    let records = before.records();
    let mut failed = Ok(());
    before.each(Section::ByName, |key, postings| {
        for posting in postings {
            let Some(record) = records.get(posting.record as usize).filter(|r| keeps(r)) else { continue };
            let flags = u8::from(posting.derived) | u8::from(posting.main) << 1;
            if failed.is_ok() {
                failed = names.push(&[key, &[0], &record.id.get().to_be_bytes(), &[flags]]);
            }
        }
    });
    failed
}

/// The files an index is made of, by number.
struct Sources {
    lines: Vec<String>,
}

impl Sources {
    fn new(before: Option<&Imported>) -> Sources {
        Sources { lines: before.map(|b| b.sources().lines().map(str::to_owned).collect()).unwrap_or_default() }
    }

    /// The number of a file, that of an earlier one of its name if there is one.
    fn number(&mut self, file: &Path) -> Result<u8, ImportError> {
        let name = Self::name(file);
        let known = self.lines.iter().position(|l| l.split('\t').next() == Some(&name));
        let number = known.unwrap_or_else(|| {
            self.lines.push(name);
            self.lines.len() - 1
        });
        if number >= MOST_SOURCES {
            return Err(ImportError::TooMuch("files; start anew with --replace"));
        }
        Ok(number as u8 | if is_table(file) { Record::OWN } else { 0 })
    }

    fn name(file: &Path) -> String {
        file.file_name().unwrap_or_default().to_string_lossy().replace(['\t', '\n', '\r'], " ")
    }

    fn note(&mut self, number: u8, file: &Path, lines: u64, taken: u64) {
        let line = self.lines.get_mut(usize::from(number & !Record::OWN));
        if let Some(line) = line {
            *line = format!("{}\t{lines}\t{taken}", Self::name(file));
        }
    }

    fn lines(&self) -> String {
        self.lines.iter().map(|l| format!("{l}\n")).collect()
    }
}

/// The file that says that an import is under way.
const LOCK: &str = "lock";

/// The folder beside the index in which it is made; goes when the import is over, whatever came of it.
struct Workplace {
    folder: PathBuf,
    _lock: File,
}

impl Workplace {
    fn new(index: &Path) -> Result<Workplace, ImportError> {
        let mut name = index.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let folder = index.with_file_name(name);
        let io = |source| ImportError::Io { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(io)?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(io)?;
        match lock.try_lock() {
            // Where files cannot be locked there is no way to know of another import.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(ImportError::Busy { path }),
        }
        Ok(Workplace { folder, _lock: lock })
    }

    /// Takes away what an import left that was cut off and is not gone on with.
    fn clear(&self) -> Result<(), ImportError> {
        let io = |source| ImportError::Io { path: self.folder.clone(), source };
        for entry in fs::read_dir(&self.folder).map_err(io)? {
            let left = entry.map_err(io)?.path();
            if !left.ends_with(LOCK) {
                fs::remove_file(&left).map_err(io)?;
            }
        }
        Ok(())
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // An import that starts again clears what cannot be removed now.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{panic, sync::Mutex};

    fn dump(folder: &Path, name: &str, from: u32) -> PathBuf {
        let line = |id: u32| {
            format!(
                "{id}\tTall Urnak {id}\tTall Urnak {id}\tOrnek {id}\t35.25\t36.75\tP\tPPL\tSY\t\t11\t\t\t\t300\t\t1\t\t2024-01-01\n"
            )
        };
        let path = folder.join(name);
        let faulty = "cut off\n".to_owned();
        fs::write(&path, (from..from + 120_000).map(line).chain([faulty]).collect::<String>()).unwrap();
        path
    }

    /// Imports, and is killed at the nth step if one is said; what progress it told.
    fn run(files: &[PathBuf], index: &Path, killed_at: Option<usize>) -> (Option<Report>, Vec<Progress>) {
        let told: Mutex<Vec<Progress>> = Mutex::new(Vec::new());
        let tell = |p: &Progress| {
            let mut told = told.lock().unwrap_or_else(|e| e.into_inner());
            told.push(p.clone());
            assert!(Some(told.len()) != killed_at, "killed");
        };
        let import = || import_in_steps(files, index, &Options::default(), &tell, 1 << 20).unwrap();
        let report = panic::catch_unwind(panic::AssertUnwindSafe(import)).ok();
        (report, told.into_inner().unwrap_or_else(|e| e.into_inner()))
    }

    #[test]
    fn an_import_that_was_killed_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let files = [dump(folder.path(), "one.txt", 1000), dump(folder.path(), "two.txt", 500_000)];
        let whole = folder.path().join("whole.places");
        let (report, steps) = run(&files, &whole, None);
        let report = report.unwrap();
        assert!(!report.resumed && steps.len() > 6 && report.faulty == 2, "{}", steps.len());
        // In the first file, within the second, while all is put in order.
        for killed_at in [2, 4, steps.len() - 1] {
            let index = folder.path().join("cut.places");
            assert!(run(&files, &index, Some(killed_at)).0.is_none() && !index.exists());
            let (again, told) = run(&files, &index, None);
            assert_eq!(again.unwrap(), Report { resumed: true, ..report.clone() }, "killed at step {killed_at}");
            let read = told.iter().filter(|p| p.what.starts_with("reading")).count();
            assert!(read < steps.iter().filter(|p| p.what.starts_with("reading")).count());
            assert!(fs::read(&index).unwrap() == fs::read(&whole).unwrap(), "killed at step {killed_at}");
            assert!(!folder.path().join("cut.places.partial").exists());
            fs::remove_file(index).unwrap();
        }
    }

    #[test]
    fn other_files_and_damaged_runs_start_anew() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("cut.places");
        let files = [dump(folder.path(), "one.txt", 1000)];
        let left = folder.path().join("cut.places.partial");
        run(&files, &index, Some(3));
        assert!(left.join("state.json").exists());
        let other = [dump(folder.path(), "two.txt", 7000)];
        assert!(!run(&other, &index, None).0.unwrap().resumed);
        fs::remove_file(&index).unwrap();
        run(&files, &index, Some(3));
        fs::write(left.join("places-0"), "shorter").unwrap();
        assert!(!run(&files, &index, None).0.unwrap().resumed);
    }
}
