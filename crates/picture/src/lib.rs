//! Many claims to one picture: origins, actors, events, control, figures, access, disputes, copies.
//!
//! [`weigh`] looks at claims and at what the ledger knows of their reports, never at text; it does no I/O, reads no
//! clock and never fails. The order in which reports and claims are given does not matter.

mod access;
mod control;
mod copies;
mod disputes;
mod entries;
mod events;
mod facts;
mod figures;
mod propositions;
mod report;
mod resolve;
mod weigh;
mod wording;

pub use report::ReportInfo;
pub use resolve::known_actor;
pub use weigh::{Weighed, weigh};
