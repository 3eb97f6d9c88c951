//! The lines of a dump, plain or in a zip file, unpacked by a thread of their own.

use crate::error::ImportError;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

/// Bytes that are handed on at a time.
const BLOCK: usize = 8 << 20;

/// A line that is longer than this is no line of a dump.
const LONGEST_LINE: usize = 1 << 20;

/// Some whole lines of a dump.
pub struct Lines<'a> {
    /// The file, with the name within the zip file if it is one.
    pub label: &'a str,
    /// The lines.
    pub bytes: &'a [u8],
    /// Bytes of the dump, unpacked.
    pub total: u64,
}

enum Message {
    Start { label: String, total: u64 },
    Lines(Vec<u8>),
    Failed(ImportError),
}

/// Hands on the lines of a dump, block by block.
pub fn each(path: &Path, mut visit: impl FnMut(Lines<'_>) -> Result<(), ImportError>) -> Result<(), ImportError> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(2);
        scope.spawn(move || {
            if let Err(e) = read(path, &send) {
                // Nobody listens only if the other side has failed already.
                let _ = send.send(Message::Failed(e));
            }
        });
        let (mut label, mut total) = (String::new(), 0);
        for message in receive {
            match message {
                Message::Start { label: l, total: t } => (label, total) = (l, t),
                Message::Lines(bytes) => visit(Lines { label: &label, bytes: &bytes, total })?,
                Message::Failed(e) => return Err(e),
            }
        }
        Ok(())
    })
}

fn read(path: &Path, send: &SyncSender<Message>) -> Result<(), ImportError> {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let io = |source: io::Error| ImportError::Io { path: path.to_owned(), source };
    let zipped = |why: String| ImportError::Zip { path: path.to_owned(), why };
    let file = File::open(path).map_err(io)?;
    if !path.extension().is_some_and(|x| x.eq_ignore_ascii_case("zip")) {
        let total = file.metadata().map_err(io)?.len();
        return pass_on(file, file_name, total, path, send)?.map_err(io);
    }
    let mut archive = zip::ZipArchive::new(file).map_err(|e| zipped(e.to_string()))?;
    let name = dump_in(&mut archive, &file_name)
        .ok_or_else(|| ImportError::Input { path: path.to_owned(), why: "holds no dump, a .txt file".to_owned() })?;
    let entry = archive.by_name(&name).map_err(|e| zipped(e.to_string()))?;
    let (label, total) = (format!("{file_name}/{name}"), entry.size());
    pass_on(entry, label, total, path, send)?.map_err(|e| zipped(e.to_string()))
}

/// The file within a zip file that bears its name, else the largest text.
fn dump_in(archive: &mut zip::ZipArchive<File>, file_name: &str) -> Option<String> {
    let own = format!("{}.txt", file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem));
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|n| n.into_owned()).collect();
    if names.contains(&own) {
        return Some(own);
    }
    let texts = names.into_iter().filter(|n| n.ends_with(".txt") && !n.to_ascii_lowercase().contains("readme"));
    let sizes: Vec<(u64, String)> =
        texts.filter_map(|n| archive.by_name(&n).ok().map(|e| e.size()).map(|size| (size, n))).collect();
    sizes.into_iter().max().map(|(_, name)| name)
}

/// Reads to the end; the inner error is that of the reader.
fn pass_on(
    mut from: impl Read,
    label: String,
    total: u64,
    path: &Path,
    send: &SyncSender<Message>,
) -> Result<io::Result<()>, ImportError> {
    if send.send(Message::Start { label, total }).is_err() {
        return Ok(Ok(()));
    }
    let mut held: Vec<u8> = Vec::new();
    loop {
        let before = held.len();
        let mut block = from.by_ref().take((BLOCK - before.min(BLOCK / 2)) as u64);
        let read = match block.read_to_end(&mut held) {
            Ok(read) => read,
            Err(e) => return Ok(Err(e)),
        };
        let end = if read == 0 { held.len() } else { held.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1) };
        if held.len() - end > LONGEST_LINE {
            let why = format!("a line of more than {LONGEST_LINE} bytes: this is no dump of GeoNames");
            return Err(ImportError::Input { path: path.to_owned(), why });
        }
        let rest = held.split_off(end);
        if !held.is_empty() && send.send(Message::Lines(held)).is_err() || read == 0 {
            return Ok(Ok(()));
        }
        held = rest;
    }
}
