//! Where an import stood when it was cut off, so that the next one of the same files goes on from there.
//!
//! Every so often what was read is set aside as sorted runs, and a note of them and of the place in the files is put
//! beside. The next import goes on only if it is the same one: the same files with the same size and time, the same index
//! to extend, the same program and folds; and only if the runs are as long as they were.

use crate::{
    error::{Fault, ImportError},
    geonames::Dump,
};
use dateline_core::gazetteer::folds::folds_version;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// The note's file.
const NOTE: &str = "state.json";

/// What an import is of; another has nothing to do with this one's runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    program: String,
    folds: u32,
    packed: usize,
    replace: bool,
    files: Vec<(PathBuf, u64, u64)>,
    before: Option<String>,
}

impl Job {
    /// Of some files, to extend an index with this hash, with so many packed places.
    pub fn new(files: &[PathBuf], replace: bool, packed: usize, before: Option<String>) -> Result<Job, ImportError> {
        let mark = |file: &PathBuf| {
            let io = |source| ImportError::Io { path: file.clone(), source };
            let data = fs::metadata(file).map_err(io)?;
            let time = data.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
            let time = time.map_or(0, |t| u64::try_from(t.as_nanos()).unwrap_or(0));
            Ok((file.canonicalize().map_err(io)?, data.len(), time))
        };
        let files = files.iter().map(mark).collect::<Result<_, ImportError>>()?;
        Ok(Job {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            folds: folds_version(),
            packed,
            replace,
            files,
            before,
        })
    }
}

/// How far the files were read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// Of which import.
    pub job: Job,
    /// Bytes of each run of places.
    pub places: Vec<u64>,
    /// Bytes of each run of names.
    pub names: Vec<u64>,
    /// Files that were read to the end, with their lines and what was taken.
    pub files: Vec<(String, u64, u64)>,
    /// Within the file after those.
    pub within: Within,
    /// As in the intake.
    pub next: u32,
    /// As in the intake.
    pub lent: Vec<(u32, u8)>,
    /// As in the report.
    pub faulty: u64,
    /// As in the report.
    pub faults: Vec<(String, u64, String)>,
    /// The index's list of its files.
    pub sources: Vec<String>,
}

/// A place in a dump.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Within {
    /// Bytes before it, unpacked.
    pub bytes: u64,
    /// The sort of dump, once it is known.
    pub dump: Option<Dump>,
    /// Lines before it, empty ones included.
    pub numbers: u64,
    /// Lines that hold something.
    pub lines: u64,
    /// What was taken from them.
    pub taken: u64,
    /// Lines that were refused.
    pub refused: u64,
}

impl State {
    /// The note in a folder, if there is one of this import.
    pub fn read(folder: &Path, job: &Job) -> Option<State> {
        let text = fs::read_to_string(folder.join(NOTE)).ok()?;
        let state: State = serde_json::from_str(&text).ok()?;
        (state.job == *job).then_some(state)
    }

    /// Puts the note into a folder, in one step.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let new = folder.join("state.new");
        fs::write(&new, serde_json::to_vec(self).map_err(io::Error::other)?)?;
        fs::rename(new, folder.join(NOTE))
    }

    /// The faults that were listed.
    pub fn faults(&self) -> Vec<Fault> {
        let fault =
            |(file, line, why): &(String, u64, String)| Fault { file: file.clone(), line: *line, why: why.clone() };
        self.faults.iter().map(fault).collect()
    }
}
