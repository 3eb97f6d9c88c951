//! The nouns of Dateline: reports, readings, claims and the picture, and the world that is injected into the stages.
//!
//! This crate does no I/O and reads no clock. It knows nothing of files, rules' patterns, SQL, JSON or HTTP:
//! stored shapes live in `dateline-ledger`, exported shapes in `dateline`.
//!
//! ```
//! use dateline_core::{Kind, Span};
//! let text = "Rebels seized Hama.";
//! assert_eq!(Span::new(14, 18).of(text), Some("Hama"));
//! assert_eq!("captures".parse::<Kind>().unwrap().family().name(), "control");
//! ```

pub mod actors;
pub mod claim;
pub mod decision;
pub mod gazetteer;
pub mod geo;
pub mod kind;
pub mod occurrence;
pub mod picture;
pub mod reading;
pub mod report;
pub mod review;
pub mod span;
pub mod trace;
pub mod world;

pub use actors::{Actor, ActorClass, ActorFile};
pub use claim::{
    Claim, Claimant, DateRange, Extent, Granularity, Mention, Modality, PlaceMention, Quantity, Relative, RelativeSort,
    ResolvedPlace, Stance, Stated,
};
pub use decision::{Choice, Decision};
pub use gazetteer::{Gazetteer, GazetteerError};
pub use kind::{Family, Kind};
pub use reading::{Reading, Sentence, Token};
pub use report::{Published, Report};
pub use span::Span;
pub use world::World;
