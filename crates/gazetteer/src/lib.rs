//! Builds and opens a user's own gazetteer: an index over GeoNames dumps and tables of the user's, mapped from a file and
//! laid over the packed one.
//!
//! ```
//! use dateline_gazetteer::{Options, import, open};
//! # let folder = tempfile::tempdir().unwrap();
//! let table = folder.path().join("mine.csv");
//! std::fs::write(&table, "name,names,country,lat,lon\nTell Ornek,Tal Urnak,SY,35.1,36.7\n").unwrap();
//! let index = folder.path().join("mine.places");
//! let report = import(&[table], &index, &Options::default(), &|_| {}).unwrap();
//! assert_eq!(report.places, 1);
//! let gazetteer = dateline_core::Gazetteer::default().with_import(open(&index).unwrap());
//! assert_eq!(gazetteer.lookup("Tal Urnak").places.len(), 1);
//! ```
//!
//! The work is done in bounded memory, whatever the size of the files, beside the index in a folder of its own; the index
//! takes the place of the earlier one in one step at the very end. An import that was killed is gone on with by the next
//! one of the same files. Nothing is fetched from a network.

mod build;
pub mod error;
pub mod features;
mod geonames;
mod import;
mod map;
pub mod names;
pub mod outlines;
pub mod rectangles;
mod resume;
pub mod shapes;
mod sort;
mod table;
mod text;

pub use error::{Fault, ImportError};
pub use import::{Options, Progress, Report, import};
pub use outlines::{Disputed, Outlines, Within};
pub use rectangles::{Bounds, BoundsOf};

use dateline_core::{
    GazetteerError,
    gazetteer::imported::{Header, Imported},
};
use std::path::Path;

/// Maps an index, after its hash has been checked.
pub fn open(path: &Path) -> Result<Imported, ImportError> {
    let bytes = map::map(path).map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
    let fault = |source| ImportError::Index { path: path.to_owned(), source };
    let header = Header::read((*bytes).as_ref()).map_err(fault)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_rayon(&(*bytes).as_ref()[Header::UNHASHED..]);
    if *hasher.finalize().as_bytes() != header.hash {
        return Err(fault(GazetteerError::Damaged("its checksum is wrong")));
    }
    Imported::new(bytes).map_err(fault)
}
