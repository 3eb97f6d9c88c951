//! Checks of claims as schema.org ClaimReview (JSON-LD). Everything in them was said in a report: the rating is the words of
//! the check, and what nobody said is left out.

use super::claim::published;
use dateline_core::{ActorClass, Claim, Mention, Report, kind::Family};
use serde::Serialize;

/// Words by which whoever writes means himself: of them the outlet is the name.
const SELF: &str = include_str!("../../../../lexicons/en/speaker-words.txt");

/// A check: who looked at which claim, and what came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimReviewRow<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    sort: &'static str,
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    author: Named<'a>,
    claim_reviewed: &'a str,
    item_reviewed: ClaimShape<'a>,
    review_rating: RatingShape<'a>,
}

/// The claim that was checked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimShape<'a> {
    #[serde(rename = "@type")]
    sort: &'static str,
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    appearance: WorkShape<'a>,
}

/// The report that a claim stands in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkShape<'a> {
    #[serde(rename = "@type")]
    sort: &'static str,
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
}

/// What came of it, in the words of the report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RatingShape<'a> {
    #[serde(rename = "@type")]
    sort: &'static str,
    alternate_name: &'a str,
}

/// A person or an organisation.
#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: &'a str,
}

impl<'a> Named<'a> {
    fn outlet(name: &'a str) -> Self {
        Self { sort: "Organization", name }
    }

    /// Whoever says a claim: the nearest to the fact, else the outlet.
    fn speaker(claim: &'a Claim, report: &'a Report) -> Option<Self> {
        let Some(claimant) = claim.claimants.first() else { return report.outlet.as_deref().map(Self::outlet) };
        use ActorClass::{Anonymous, Expert, Official, Witness};
        let person = matches!(claimant.class, Anonymous | Expert | Official | Witness);
        Some(Self { sort: if person { "Person" } else { "Organization" }, name: claimant.mention.name() })
    }
}

impl<'a> ClaimReviewRow<'a> {
    /// The record of a check of a claim, each with its report. `None` where nobody tells who checked.
    pub fn new(check: &'a Claim, in_report: &'a Report, claim: &'a Claim, of_report: &'a Report) -> Option<Self> {
        let day = |report: &Report| report.published.as_ref().map(published);
        // Of a verification the actor is the checker; of a denial whoever denies.
        let named = |m: &&Mention| SELF.lines().all(|word| word != m.name().to_lowercase());
        let checker = check.actor.as_ref().filter(|_| check.kind.family() == Family::Verification).filter(named);
        let author = match checker {
            Some(checker) => Named::outlet(checker.name()),
            None => Named::speaker(check, in_report)?,
        };
        Some(Self {
            context: "https://schema.org",
            sort: "ClaimReview",
            id: format!("urn:dateline:review:{}:{}", check.id, claim.id),
            url: in_report.url.as_deref(),
            date_published: day(in_report),
            author,
            claim_reviewed: &claim.quote,
            item_reviewed: ClaimShape {
                sort: "Claim",
                id: format!("urn:dateline:claim:{}", claim.id),
                author: Named::speaker(claim, of_report),
                date_published: day(of_report),
                appearance: WorkShape {
                    sort: "CreativeWork",
                    id: format!("urn:dateline:report:{}", of_report.id),
                    url: of_report.url.as_deref(),
                    headline: of_report.title.as_deref(),
                    publisher: of_report.outlet.as_deref().map(Named::outlet),
                    date_published: day(of_report),
                },
            },
            review_rating: RatingShape { sort: "Rating", alternate_name: &check.quote },
        })
    }
}
