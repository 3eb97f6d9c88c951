//! Dateline reads conflict reporting and keeps a ledger of who said that what happened, where and when.
//!
//! This crate is the program and the public face of the library. The stages are plain functions:
//!
//! ```
//! use dateline::{core::Kind, data::Data, ingest, intake};
//!
//! let now = "2024-12-09T12:00:00Z".parse().unwrap();
//! let reader = Data::default().reader(now).unwrap();
//! let text = b"BEIRUT, Dec 5, 2024 - Rebels captured the city of Hama on Thursday, residents said.";
//! let read = ingest::read_bytes("hama.txt", None, text, &ingest::Options::default(), now);
//! let report = &read[0].as_ref().unwrap().report;
//! let claims = intake::claims(report, &reader);
//! assert!(claims.iter().any(|c| c.kind == Kind::Captures && c.quote.contains("Hama")));
//! ```
//!
//! It does not fetch anything from a network, and it makes no claim about what is true: only about who says what.

pub mod alerts;
pub mod annotate;
pub mod brief;
pub mod cli;
pub mod data;
pub mod decide;
pub mod desk;
pub mod doctor;
pub mod error;
pub mod export;
pub mod filter;
pub mod gazetteer;
pub mod intake;
pub mod listing;
pub mod lists;
pub mod parse;
pub mod queue;
pub mod release;
pub mod serve;
pub mod shapes;
pub mod users;
pub mod why;
pub mod words;

pub use dateline_core as core;
pub use dateline_gazetteer as places;
pub use dateline_ingest as ingest;
pub use dateline_language as language;
pub use dateline_ledger as ledger;
pub use dateline_picture as picture;
pub use dateline_read as read;
