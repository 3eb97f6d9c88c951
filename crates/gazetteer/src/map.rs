//! A file as memory.

use dateline_core::gazetteer::imported::Bytes;
use std::{fs::File, io, path::Path, sync::Arc};

/// Maps a whole file for reading.
pub fn map(path: &Path) -> io::Result<Bytes> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(Arc::new(Vec::new()));
    }
    // SAFETY: the map is sound as long as nobody changes or shortens the file under it. An import never does: it writes
    // another file and puts that in this one's place, so that a map goes on showing the old one. What others may do to
    // the file of a running program, no program can prevent; the alternative is to hold more than a gigabyte in memory.
    #[allow(unsafe_code)]
    let map = unsafe { memmap2::Mmap::map(&file)? };
    Ok(Arc::new(map))
}
