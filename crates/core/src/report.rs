//! Reports: documents as published.

use jiff::{Timestamp, civil::Date};

/// When a report was published, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The calendar day at the outlet.
    pub date: Date,
    /// The instant, where one was given.
    pub at: Option<Timestamp>,
    /// How the date is known.
    pub basis: PublishedBasis,
}

/// How a publication date is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishedBasis {
    /// Given by the user or in the record (`--published`, the `published` field).
    Given,
    /// Read from the page's own metadata; holds the name of the field.
    Metadata(String),
    /// Inferred from the text; holds the words it rests on and the reasoning.
    Inferred(String),
}

/// One revision of one document as published. Immutable: a changed page is a new revision of the same report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The given id, or one made from the URL, or from the content.
    pub id: String,
    /// Hash of the extracted text and metadata (hex): names this revision.
    pub revision: String,
    /// Hash of the original bytes (hex).
    pub source_hash: String,
    /// Where it was read from: a path, `-`, or a path with a line number (`wire.jsonl:3`).
    pub read_from: String,
    /// Address of the page.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline, where it is known apart from the text.
    pub title: Option<String>,
    /// When it was published; `None` if neither given nor inferable.
    pub published: Option<Published>,
    /// When it was read by us, as the caller's clock has it.
    pub captured: Timestamp,
    /// BCP 47 language tag, where given.
    pub language: Option<String>,
    /// The extracted text; all spans are offsets into it.
    pub text: String,
    /// Sampled hashes of the text's word 5-grams, sorted; for finding copies without the text.
    pub sketch: Vec<u32>,
    /// The telling words as numbers, in order ([`crate::trace`]); for finding rewrites without the text.
    pub trace: Vec<u32>,
    /// What it says of where its text comes from.
    pub credits: Credits,
    /// What had to be assumed or repaired while reading it in.
    pub notes: Vec<String>,
}

/// What a report says of where its text comes from, in its own words and order: by credits, bylines and dateline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credits {
    /// Agencies and outlets whose text it is: `AFP` of `GOMA, Jan 12 (AFP) -`, `- AFP`, `Source: AFP`.
    pub agencies: Vec<String>,
    /// Agencies and outlets that helped with it: `with inputs from AFP`.
    pub helpers: Vec<String>,
    /// The persons who wrote it.
    pub authors: Vec<String>,
    /// The town of the dateline: `GOMA`.
    pub town: Option<String>,
}

impl Credits {
    /// Whether the report says nothing of the sort.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The share of the first sketch's runs of words that the second one has too, 0 to 1. Sketches of long texts hold a
/// sample only (the hashes divisible by four); where one of the two is such a sample, the other is sampled alike.
pub fn containment(part: &[u32], whole: &[u32]) -> f64 {
    let sampled = is_sample(part) || is_sample(whole);
    let kept = |h: &&u32| !sampled || h.is_multiple_of(4);
    let (mut total, mut shared) = (0u32, 0u32);
    for hash in part.iter().filter(kept) {
        total += 1;
        shared += u32::from(whole.binary_search(hash).is_ok());
    }
    if total == 0 { 0.0 } else { f64::from(shared) / f64::from(total) }
}

/// Whether a sketch was sampled: by chance all of eight hashes are divisible by four once in 65,536 times.
fn is_sample(sketch: &[u32]) -> bool {
    sketch.len() >= 8 && sketch.iter().all(|h| h.is_multiple_of(4))
}
