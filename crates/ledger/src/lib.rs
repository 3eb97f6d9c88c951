//! Remember and replay: an append-only SQLite file of reports, their original bytes, and the claims read off them.
//!
//! ```
//! use dateline_core::report::Report;
//! use dateline_ledger::{Entry, Ledger};
//! # let report = Report { id: "a".into(), revision: "1".into(), source_hash: String::new(), read_from: "a.txt".into(),
//! #     url: None, outlet: None, title: None, published: None, captured: jiff::Timestamp::UNIX_EPOCH, language: None,
//! #     text: "Rebels took Hama.".into(), sketch: vec![], trace: vec![], credits: Default::default(), notes: vec![] };
//! let mut ledger = Ledger::in_memory()?;
//! let original = report.text.clone().into_bytes();
//! let entry = Entry { report, original, media_type: "text/plain".into(), claims: vec![], reader: "1".into() };
//! assert_eq!(ledger.put(&[entry.clone()])?.new, 1);
//! assert_eq!(ledger.put(&[entry])?.unchanged, 1);
//! assert_eq!(ledger.report("a", None)?.unwrap().text, "Rebels took Hama.");
//! # Ok::<(), dateline_ledger::LedgerError>(())
//! ```
//!
//! Nothing is overwritten: a changed page is a new revision of its report, and reading a revision again with other
//! rules is a new reading that supersedes the older one. Triggers in the file itself refuse changes, whoever makes them.
//! This crate knows nothing of files to read, rules or the picture. The forms in which things are stored are known here
//! only.

mod alerts;
mod check;
mod decisions;
mod entries;
mod error;
mod ledger;
mod remember;
mod replay;
mod stored;
mod words;

pub use alerts::{Alert, Alerts, Draft, Due, Looked, Notice};
pub use entries::{Check, Entry, LoggedFailure, Mark, NewFailure, Original, Refused, Revision, Stats, Stored};
pub use error::LedgerError;
pub use ledger::Ledger;
pub use words::{Indexed, WordIndex};
