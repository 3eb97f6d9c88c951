//! Many claims to one picture: origins, actors, events, control, figures, access, disputes, copies.
//!
//! [`weigh`] looks at claims and at what the ledger knows of their reports, never at text; it does no I/O, reads no
//! clock and never fails. The order in which reports and claims are given does not matter.

mod weigh;

pub use weigh::{ReportInfo, Weighed, weigh};
