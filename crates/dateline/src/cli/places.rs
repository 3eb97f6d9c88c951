//! The arguments of `places`.

use super::{DeciderArgs, ListArgs};
use clap::{Args, Subcommand};

/// Arguments of `places`.
#[derive(Debug, Args)]
pub struct PlacesArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<PlacesCommand>,
    /// Which places to list: those that claims tell of which meet the conditions.
    #[command(flatten)]
    pub list: ListArgs,
}

/// What to decide about places.
#[derive(Debug, Subcommand)]
pub enum PlacesCommand {
    /// Decide that two places are one: all that is told of OTHER counts at PLACE from now on, in reports to come as well
    ///
    /// Name, position and country are those of PLACE. OTHER is a place that claims tell of, among them names that the
    /// gazetteer does not know. The decision is recorded in the ledger with who made it and when; what was read stays
    /// beside it. `dateline decisions undo` takes it back.
    Merge {
        /// The place that remains: a key, a GeoNames id, or a name that reports or the gazetteer give it
        place: String,
        /// The one that is the same
        other: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that some of what was read as a place is told of another one
    ///
    /// Which claims is said by their ids, or by what all of them have: the name as it is written, the report, the outlet;
    /// of several conditions all must be met, and reports to come that meet them follow.
    Split(SplitPlaceArgs),
}

/// Arguments of `places split`.
#[derive(Debug, Clone, Args)]
#[group(id = "part", required = true, multiple = true, args = ["claims", "name", "report", "outlet"])]
pub struct SplitPlaceArgs {
    /// The place as it was read: a key, a GeoNames id, or a name
    pub place: String,
    /// These claims, separated by commas
    #[arg(
        long = "claim",
        value_name = "CLAIM,...",
        value_delimiter = ',',
        conflicts_with_all = ["name", "report", "outlet"]
    )]
    pub claims: Vec<String>,
    /// Where it is written so
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// In the report with this id, in all its revisions
    #[arg(long, value_name = "REPORT")]
    pub report: Option<String>,
    /// In reports of this outlet
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Option<String>,
    /// The place that is meant: a key, a GeoNames id, or a name, with the division or country behind a comma; `unknown` for
    /// a place of its own, of which no more is known than the name
    #[arg(long, value_name = "PLACE")]
    pub to: String,
    /// Who decides, and why.
    #[command(flatten)]
    pub by: DeciderArgs,
}
