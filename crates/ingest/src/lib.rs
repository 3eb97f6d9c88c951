//! Bytes in, reports out: files, directories and standard input become [`Report`](dateline_core::Report)s whose text all later spans refer to.
//!
//! ```
//! use dateline_ingest::{Format, Options, read_bytes};
//! let now = "2024-12-09T12:00:00Z".parse().unwrap();
//! let page = b"<html><title>Hama falls</title><p>Rebels entered Hama on Thursday, Dec. 5, 2024.</p></html>";
//! let read = read_bytes("page.html", Some(Format::Html), page, &Options::default(), now);
//! let report = &read[0].as_ref().unwrap().report;
//! assert_eq!(report.published.as_ref().unwrap().date.to_string(), "2024-12-05");
//! ```
//!
//! This crate knows nothing of claims, rules or the ledger. It reads no clock: the caller says what time it is. It does
//! not fetch anything from a network.

mod article;
mod calendar;
mod credits;
mod decode;
mod failure;
mod find;
mod identity;
mod lines;
mod metadata;
mod page;
mod published;
mod read;
mod record;
mod sketch;
mod trace;

pub use failure::Failure;
pub use find::{Input, find};
pub use published::{infer as infer_published, parse_published};
pub use read::{Format, Ingested, Limits, Options, Reports, read, read_bytes, stream};
pub use trace::trace;
