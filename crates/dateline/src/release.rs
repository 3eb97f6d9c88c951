//! `dateline release`: layers pinned in a folder, with a manifest, what changed since the release before, and a tombstone
//! for every id that is gone, so that whoever cites one finds out what became of it.

mod changes;
mod fate;

use crate::{
    cli::{Format, Layer, ReleaseArgs},
    decide,
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    export,
    listing::Listing,
    shapes::{FileShape, LayerShape, LedgerShape, ReleaseShape},
    words::hex,
};
use changes::Changes;
use clap::ValueEnum;
use fate::Fates;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The file that describes a release.
const MANIFEST: &str = "manifest.json";

/// The ids that are gone.
const TOMBSTONES: &str = "tombstones.jsonl";

/// What changed since the release before.
const CHANGELOG: &str = "CHANGELOG.md";

/// What holds of every release, whatever licence it is under.
const RIGHTS: &str = "Places are from GeoNames (CC BY 4.0). Quotes and headlines are their publishers'.";

/// A release that was made earlier.
struct Earlier {
    dir: PathBuf,
    manifest: ReleaseShape,
}

/// Writes a release. `now` is the instant that the caller's clock shows.
pub fn make(args: &ReleaseArgs, desk: &Desk, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let dir = &args.dir;
    if dir.exists() {
        return Err(Error::usage(format_args!("{} is there already", dir.display()))
            .hint("a release is never written over; name a new folder"));
    }
    let before = match &args.since {
        Some(since) => Some(Earlier::open(since)?),
        None => Earlier::beside(dir)?,
    };
    let layers = layers(args, before.as_ref())?;
    let fates = Fates::new(desk)?;
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut changes = Changes::default();
    let mut counts = BTreeMap::new();
    for &layer in &layers {
        let mut rows = export::listing(layer, desk, None)?;
        rows.retain(|record| fates.stays(layer, record));
        counts.insert(layer.name(), LayerShape { records: rows.records().count() });
        changes.layer(layer, &rows, before.as_ref().map(|b| b.records(layer)).transpose()?, &fates);
        for (format, ending) in formats(layer) {
            parts.insert(format!("{}.{ending}", layer.name()), written(&rows, format)?);
        }
    }
    let earlier_version = before.as_ref().map(|b| b.manifest.version.as_str());
    let kept = before.as_ref().map(|b| b.lines(TOMBSTONES)).transpose()?.unwrap_or_default();
    let tombstones = changes.tombstones(kept, earlier_version.unwrap_or_default());
    let mut lines = Vec::new();
    for tombstone in &tombstones {
        serde_json::to_writer(&mut lines, tombstone)?;
        lines.push(b'\n');
    }
    parts.insert(TOMBSTONES.to_owned(), lines);
    let mut manifest = ReleaseShape {
        format: 1,
        version: args.version.clone(),
        made_at: args.made_at.unwrap_or(now).to_string(),
        program: concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
        readers: desk.ledger().readers().map_err(ledger_error)?,
        known_at: args.known.known_at.map(|d| d.to_string()),
        captured_by: args.known.captured_by.map(|i| i.to_string()),
        ledger: ledger(desk),
        since: earlier_version.map(str::to_owned),
        licence: args.licence.clone(),
        rights: RIGHTS.to_owned(),
        layers: counts,
        tombstones: tombstones.len(),
        files: Vec::new(),
    };
    parts.insert(CHANGELOG.to_owned(), changes.markdown(&manifest).into_bytes());
    manifest.files = parts.iter().map(|(name, bytes)| FileShape::new(name, bytes.len(), hash(bytes))).collect();
    let mut described = serde_json::to_vec_pretty(&manifest)?;
    described.push(b'\n');
    parts.insert(MANIFEST.to_owned(), described);
    put(dir, &parts)?;
    writeln!(out, "{}: {}", dir.display(), changes.summary(&manifest))?;
    Ok(())
}

/// Checks that the files of a release are as they were written; says which are not.
pub fn verify(dir: &Path, out: &mut impl Write) -> Result<()> {
    let release = Earlier::read(dir)?;
    let faults = release.faults()?;
    if faults.is_empty() {
        let ReleaseShape { version, made_at, files, .. } = &release.manifest;
        writeln!(
            out,
            "{}: release {version}, made at {made_at}: {} files are as they were written",
            dir.display(),
            files.len()
        )?;
        return Ok(());
    }
    Err(Error::new(ErrorKind::Data, format_args!("{} is not as it was written\n{}", dir.display(), faults.join("\n"))))
}

/// The layers that were asked for. What the release before has must be among them, or its ids would be gone unseen.
fn layers(args: &ReleaseArgs, before: Option<&Earlier>) -> Result<Vec<Layer>> {
    let usual = |layer: &Layer| *layer != Layer::Reports && !layer.is_linked_data();
    let all = Layer::value_variants().iter().copied();
    let chosen: Vec<Layer> = match args.layers.as_slice() {
        [] => all.filter(usual).collect(),
        asked => all.filter(|layer| asked.contains(layer)).collect(),
    };
    let had = before.into_iter().flat_map(|b| b.manifest.layers.keys());
    let missing: Vec<&str> =
        had.filter(|name| !chosen.iter().any(|layer| layer.name() == **name)).map(String::as_str).collect();
    if missing.is_empty() {
        return Ok(chosen);
    }
    Err(Error::usage(format_args!("the release before has {}, and this one would not", missing.join(", ")))
        .hint("add them to --layers, so that no id is silently gone"))
}

/// The formats of a layer with the endings of their files.
fn formats(layer: Layer) -> impl Iterator<Item = (Format, &'static str)> {
    let all =
        [(Format::Jsonl, "jsonl"), (Format::Csv, "csv"), (Format::Geojson, "geojson"), (Format::Geoparquet, "parquet")];
    let fits = move |format: Format| match format {
        Format::Csv => !layer.is_linked_data(),
        format => !format.is_spatial() || layer.has_place(),
    };
    all.into_iter().filter(move |(format, _)| fits(*format))
}

fn written(rows: &Listing, format: Format) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    rows.write(format, &mut bytes)?;
    Ok(bytes)
}

/// The state of the ledger: how much it holds, and a hash of which revisions, claims and decisions these are.
fn ledger(desk: &Desk) -> LedgerShape {
    let mut all = Sha256::new();
    desk.reports.iter().for_each(|r| all.update(format!("report {} {}\n", r.id, r.revision)));
    desk.claims.iter().for_each(|c| all.update(format!("claim {}\n", c.id)));
    desk.decisions
        .iter()
        .for_each(|d| all.update(format!("decision {} {} {} {}\n", d.number, d.at, d.who, decide::words(&d.choice))));
    let mut reports: Vec<&str> = desk.reports.iter().map(|r| r.id.as_str()).collect();
    reports.sort_unstable();
    reports.dedup();
    let days = desk.days();
    LedgerShape {
        reports: reports.len(),
        revisions: desk.reports.len(),
        claims: desk.claims.len(),
        decisions: desk.decisions.len(),
        first_day: days.map(|d| d.0.to_string()),
        last_day: days.map(|d| d.1.to_string()),
        sha256: hex(&all.finalize()),
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Writes all files, or none: the folder gets its name when it is whole.
fn put(dir: &Path, parts: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let fault = |path: &Path, e: std::io::Error| {
        Error::new(ErrorKind::Output, format_args!("cannot write {}: {e}", path.display()))
    };
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let partial = dir.with_file_name(format!(".{name}.part"));
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(|e| fault(parent, e))?;
    }
    fs::create_dir(&partial)
        .map_err(|e| fault(&partial, e).hint("remove it if it was left by a release that was cut off"))?;
    for (name, bytes) in parts {
        let path = partial.join(name);
        fs::write(&path, bytes).map_err(|e| fault(&path, e))?;
    }
    fs::rename(&partial, dir).map_err(|e| fault(dir, e))
}

impl Earlier {
    /// The release in a folder, which must be as it was written.
    fn open(dir: &Path) -> Result<Self> {
        let found = Self::read(dir)?;
        match found.faults()?.as_slice() {
            [] => Ok(found),
            faults => Err(Error::new(
                ErrorKind::Data,
                format_args!("{} is not as it was written\n{}", dir.display(), faults.join("\n")),
            )
            .hint("compare with a sound copy of it: --since DIR")),
        }
    }

    fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(MANIFEST);
        let fault = |e: &dyn std::fmt::Display| {
            Error::new(ErrorKind::Input, format_args!("{}: {e}", path.display()))
                .hint("a release is a folder that `dateline release make` wrote")
        };
        let text = fs::read_to_string(&path).map_err(|e| fault(&e))?;
        let manifest: ReleaseShape = serde_json::from_str(&text).map_err(|e| fault(&e))?;
        // A name that leads out of the folder was not written by us.
        match manifest.files.iter().find(|f| Path::new(&f.name).components().count() != 1 || f.name.starts_with("..")) {
            Some(file) => Err(fault(&format_args!("`{}` is no file of a release", file.name))),
            None => Ok(Self { dir: dir.to_owned(), manifest }),
        }
    }

    /// Of the releases beside a folder the one that was made last; `None` if there is none.
    fn beside(dir: &Path) -> Result<Option<Self>> {
        let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Ok(entries) = fs::read_dir(parent) else { return Ok(None) };
        let mut dirs: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        dirs.retain(|d| d.join(MANIFEST).is_file());
        dirs.sort();
        let found = dirs.iter().map(|d| Self::read(d)).collect::<Result<Vec<_>>>()?;
        let made = |release: &Self| release.manifest.made_at.parse::<Timestamp>().ok();
        found.into_iter().max_by_key(made).map(|last| Self::open(&last.dir)).transpose()
    }

    /// What is not as it was written, a line each.
    fn faults(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for file in &self.manifest.files {
            match fs::read(self.dir.join(&file.name)) {
                Err(e) => faults.push(format!("{}: {e}", file.name)),
                Ok(bytes) if hash(&bytes) != file.sha256 => faults.push(format!("{}: has another hash", file.name)),
                Ok(_) => {}
            }
        }
        let entries = fs::read_dir(&self.dir).map_err(|e| Error::new(ErrorKind::Input, e))?;
        let mut names: Vec<String> =
            entries.filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned())).collect();
        names.sort();
        names.retain(|name| name != MANIFEST && !self.manifest.files.iter().any(|f| f.name == *name));
        faults.extend(names.iter().map(|name| format!("{name}: not in {MANIFEST}")));
        Ok(faults)
    }

    /// The records of a layer; none if it did not have the layer.
    fn records(&self, layer: Layer) -> Result<Vec<Value>> {
        if self.manifest.layers.contains_key(&layer.name()) {
            self.lines(&format!("{}.jsonl", layer.name()))
        } else {
            Ok(Vec::new())
        }
    }

    fn lines(&self, name: &str) -> Result<Vec<Value>> {
        let path = self.dir.join(name);
        let fault = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Input, format_args!("{}: {e}", path.display()));
        let text = fs::read_to_string(&path).map_err(|e| fault(&e))?;
        text.lines().map(|line| serde_json::from_str(line).map_err(|e| fault(&e))).collect()
    }
}
