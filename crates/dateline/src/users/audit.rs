//! The audit log: who signed in or failed to, what was changed, decided and taken away, one JSON object a line. It is only
//! ever added to; no password, session or token stands in it.

use crate::{
    error::{Error, ErrorKind, Result},
    shapes::{AuditLine, Deed},
};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The file that the log is written to. It is opened for each line, so that it may be moved away at any time.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    one_at_a_time: Mutex<()>,
}

impl Audit {
    /// A log in this file; an error if it cannot be written.
    pub fn open(path: &Path) -> Result<Self> {
        let audit = Self { path: path.to_owned(), one_at_a_time: Mutex::default() };
        audit.file()?;
        Ok(audit)
    }

    /// Adds a line, and waits until it is on the disk.
    pub fn write(&self, line: &AuditLine<'_>) -> Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let _one = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = self.file()?;
        file.write_all(&text).and_then(|()| file.sync_data()).map_err(|e| self.fault(&e))
    }

    /// Adds what somebody did on this machine, by the command line.
    pub fn here(&self, at: Timestamp, did: Deed, about: Value) -> Result<()> {
        let who = crate::decide::user();
        self.write(&AuditLine { at, who: Some(&who), from: "the command line", did, about })
    }

    fn file(&self) -> Result<File> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path).map_err(|e| self.fault(&e))
    }

    fn fault(&self, e: &std::io::Error) -> Error {
        Error::new(ErrorKind::Users, format_args!("{}: cannot write the audit log: {e}", self.path.display()))
            .hint("--audit FILE names another place")
    }
}

/// The lines of a log; those that are none are an error with their number.
pub fn lines(path: &Path) -> Result<impl Iterator<Item = Result<Value>>> {
    let fault = |what: &dyn std::fmt::Display| Error::new(ErrorKind::Users, format_args!("{}: {what}", path.display()));
    let file = File::open(path).map_err(|e| fault(&e))?;
    let lines = BufReader::new(file).lines().enumerate();
    Ok(lines.map(move |(i, line)| {
        let line = line.map_err(|e| fault(&e))?;
        serde_json::from_str(&line).map_err(|e| fault(&format_args!("line {}: {e}", i + 1)))
    }))
}
