//! More strings of bytes than memory holds, in order: runs that fit are sorted and set aside, then merged.

use rayon::prelude::*;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// Bytes of strings that are held before a run is set aside; their positions take about as much again.
const HELD: usize = 48 << 20;

/// Longest string.
const LONGEST: usize = u16::MAX as usize;

/// Takes strings in any order.
pub struct Sorter {
    folder: PathBuf,
    name: &'static str,
    held: usize,
    bytes: Vec<u8>,
    items: Vec<Item>,
    runs: Vec<PathBuf>,
    /// Whether the runs stay on the disk when they have been merged.
    keep: bool,
}

/// Where a string stands, with its first bytes, which decide most comparisons.
#[derive(Clone, Copy)]
struct Item {
    head: u64,
    at: u32,
    len: u16,
}

impl Item {
    fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.at as usize..][..usize::from(self.len)]
    }
}

impl Sorter {
    /// A sorter that sets runs aside in a folder, under a name of its own.
    pub fn new(folder: &Path, name: &'static str) -> Sorter {
        Sorter {
            folder: folder.to_owned(),
            name,
            held: HELD,
            bytes: Vec::new(),
            items: Vec::new(),
            runs: Vec::new(),
            keep: false,
        }
    }

    /// A sorter whose runs stay on the disk, beginning with those that an earlier one left behind, given by their bytes;
    /// none if they are not as they were.
    pub fn kept(folder: &Path, name: &'static str, runs: &[u64]) -> Option<Sorter> {
        let mut sorter = Sorter { keep: true, ..Sorter::new(folder, name) };
        for bytes in runs {
            let path = sorter.next_run();
            if !std::fs::metadata(&path).is_ok_and(|m| m.is_file() && m.len() == *bytes) {
                return None;
            }
            sorter.runs.push(path);
        }
        Some(sorter)
    }

    fn next_run(&self) -> PathBuf {
        self.folder.join(format!("{}-{}", self.name, self.runs.len()))
    }

    /// Sets aside all that is held, and gives the bytes of each run.
    pub fn set_down(&mut self) -> io::Result<Vec<u64>> {
        if !self.items.is_empty() {
            self.set_aside()?;
        }
        self.runs.iter().map(|path| Ok(std::fs::metadata(path)?.len())).collect()
    }

    /// Takes one string, given in parts. One that is too long is left out; no name is.
    pub fn push(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let at = self.bytes.len();
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        let len = self.bytes.len() - at;
        if len > LONGEST {
            self.bytes.truncate(at);
            return Ok(());
        }
        let mut head = [0; 8];
        let start = &self.bytes[at..at + len.min(8)];
        head[..start.len()].copy_from_slice(start);
        self.items.push(Item { head: u64::from_be_bytes(head), at: at as u32, len: len as u16 });
        if self.bytes.len() >= self.held { self.set_aside() } else { Ok(()) }
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        self.items.par_sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| a.of(bytes).cmp(b.of(bytes))));
        self.items.dedup_by(|a, b| a.of(bytes) == b.of(bytes));
    }

    fn set_aside(&mut self) -> io::Result<()> {
        self.sort();
        let path = self.next_run();
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        for item in &self.items {
            out.write_all(&item.len.to_le_bytes())?;
            out.write_all(item.of(&self.bytes))?;
        }
        out.flush()?;
        self.runs.push(path);
        self.bytes.clear();
        self.items.clear();
        Ok(())
    }

    /// All strings in order, each once.
    pub fn finish(mut self) -> io::Result<Sorted> {
        self.sort();
        let mut runs = Vec::new();
        for path in &self.runs {
            runs.push(Run::File(BufReader::with_capacity(1 << 18, File::open(path)?)));
        }
        runs.push(Run::Held { bytes: self.bytes, items: self.items, next: 0 });
        let mut heap = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            let mut first = Vec::new();
            if run.next(&mut first)? {
                heap.push(Reverse((first, number)));
            }
        }
        Ok(Sorted { runs, heap, last: Vec::new(), any: false, paths: if self.keep { Vec::new() } else { self.runs } })
    }
}

enum Run {
    File(BufReader<File>),
    Held { bytes: Vec<u8>, items: Vec<Item>, next: usize },
}

impl Run {
    fn next(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        into.clear();
        match self {
            Run::File(file) => {
                let mut len = [0; 2];
                match file.read_exact(&mut len) {
                    Ok(()) => {}
                    Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                    Err(e) => return Err(e),
                }
                into.resize(usize::from(u16::from_le_bytes(len)), 0);
                file.read_exact(into)?;
                Ok(true)
            }
            Run::Held { bytes, items, next } => {
                let Some(item) = items.get(*next) else { return Ok(false) };
                into.extend_from_slice(item.of(bytes));
                *next += 1;
                Ok(true)
            }
        }
    }
}

/// The strings in order.
pub struct Sorted {
    runs: Vec<Run>,
    heap: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    last: Vec<u8>,
    any: bool,
    paths: Vec<PathBuf>,
}

impl Sorted {
    /// The next string.
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        loop {
            let Some(Reverse((mut string, number))) = self.heap.pop() else { return Ok(None) };
            let repeated = self.any && string == self.last;
            std::mem::swap(&mut self.last, &mut string);
            self.any = true;
            if self.runs[number].next(&mut string)? {
                self.heap.push(Reverse((string, number)));
            }
            if !repeated {
                return Ok(Some(&self.last));
            }
        }
    }
}

impl Drop for Sorted {
    fn drop(&mut self) {
        for path in &self.paths {
            // What stays behind goes with the folder.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_merge_in_order_and_repeats_go() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter { held: 200, ..Sorter::new(folder.path(), "test") };
        let mut expected = std::collections::BTreeSet::new();
        for i in 0..5000u32 {
            let string = format!("{:x}{}", i.wrapping_mul(2_654_435_761) % 3000, "x".repeat(i as usize % 9));
            sorter.push(&[&string.as_bytes()[..1], &string.as_bytes()[1..]]).unwrap();
            expected.insert(string.into_bytes());
        }
        let mut sorted = sorter.finish().unwrap();
        for string in expected {
            assert_eq!(sorted.next().unwrap(), Some(&string[..]));
        }
        assert_eq!(sorted.next().unwrap(), None);
        drop(sorted);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
