//! Many claims to one picture: origins, actors, events, control, figures, access, disputes, copies.
//!
//! [`weigh`] looks at claims and at what the ledger knows of their reports, never at text; it does no I/O, reads no
//! clock and never fails. The order in which reports and claims are given does not matter.
//!
//! ```
//! # use dateline_core::{ActorFile, Claim};
//! # let (reports, claims, actors) = (Vec::new(), Vec::<Claim>::new(), ActorFile::default());
//! let weighed = dateline_picture::weigh(&reports, claims, &actors, &[]);
//! for dispute in weighed.disputes() {
//!     println!("{}: {}", dispute.about, dispute.why);
//! }
//! if let Some((_, last)) = weighed.dates() {
//!     for place in weighed.control(last) {
//!         println!("{}: {} ({})", place.place.name, place.status, place.why);
//!     }
//! }
//! ```
//!
//! What it does not do: read text, resolve place names, judge who is right. A place inside another inherits nothing;
//! figures of different scope are never compared; unnamed sources of two outlets are never one.

mod access;
mod changes;
mod consequence;
mod control;
mod copies;
pub mod coreference;
mod decided;
mod disputes;
mod entries;
mod estimates;
mod events;
mod facts;
mod figures;
mod gather;
mod incidents;
mod likeness;
mod movements;
mod nesting;
mod origins;
mod outcomes;
mod parts;
mod propositions;
mod relations;
mod report;
mod resolve;
mod scopes;
mod statement;
mod tensions;
mod verdicts;
mod weigh;
mod wording;

pub use consequence::Consequence;
pub use incidents::incidents;
pub use parts::Parts;
pub use report::{Known, ReportInfo};
pub use resolve::known_actor;
pub use scopes::Scope;
pub use verdicts::Held;
pub use weigh::{Weighed, weigh};

/// Does two things at a time.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}
