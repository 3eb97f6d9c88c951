//! The flags of what writes records for other programs.

use super::{KnownArgs, parse_date, parse_instant};
use clap::{Args, Subcommand, ValueEnum};
use jiff::{Timestamp, civil::Date};
use std::path::PathBuf;

/// How to write a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// A table for reading.
    #[default]
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A GeoJSON feature collection.
    Geojson,
    /// KML, for Google Earth and QGIS.
    Kml,
    /// GeoParquet: a binary table with types and geometries.
    Geoparquet,
}

impl Format {
    /// Whether it is of records that have a place.
    pub fn is_spatial(self) -> bool {
        matches!(self, Self::Geojson | Self::Kml | Self::Geoparquet)
    }
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// What to export
    #[arg(value_enum)]
    pub what: Layer,
    /// At the end of these days, separated by commas [default: the last day of the ledger]; for layers other than control
    /// and access one day, the same as --known-at
    #[arg(long, value_name = "DATE,...", value_delimiter = ',', value_parser = parse_date)]
    pub at: Vec<Date>,
    /// What was known then.
    #[command(flatten)]
    pub known: KnownArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Jsonl, value_name = "FORMAT")]
    pub format: Format,
    /// In CSV, a second row of HXL hashtags; docs/data-dictionary.md lists them
    #[arg(long)]
    pub hxl: bool,
    /// Where to [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layer {
    /// Claims, as the claim record.
    Claims,
    /// Claims as annotations of their reports (W3C Web Annotation, JSON-LD).
    Annotations,
    /// What was checked, by whom and with which outcome (schema.org ClaimReview, JSON-LD).
    Claimreview,
    /// Disputes with the claims on either side.
    Disputes,
    /// Tensions with the claims on either side.
    Tensions,
    /// Who holds each place, with the claims for and against.
    Control,
    /// Groups of reports that are copies or rewrites of one text.
    Copies,
    /// Claims of one proposition and whether their origins are independent.
    Corroborations,
    /// Events.
    Events,
    /// Events in the columns of ACLED; docs/data-dictionary.md describes them.
    Acled,
    /// Events with deaths in the columns of UCDP's georeferenced event dataset; docs/data-dictionary.md describes them.
    Ged,
    /// Claims that have a code of PLOVER or CAMEO, in the fields of PLOVER; docs/data-dictionary.md describes them.
    Plover,
    /// Figures.
    Figures,
    /// What the figures of one scope come to: low, best and high, and totals against the sums of their parts.
    Estimates,
    /// Crossings, roads and airports.
    Access,
    /// People and forces that move.
    Movements,
    /// What governments tell their people abroad.
    Advisories,
    /// What actors are to each other.
    Relations,
    /// Reports with their text.
    Reports,
    /// Actors with their spellings.
    Actors,
    /// What people decided.
    Decisions,
}

impl Layer {
    /// Its name on the command line and in the names of files.
    pub fn name(self) -> String {
        self.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether its records have a place.
    pub fn has_place(self) -> bool {
        !matches!(
            self,
            Self::Annotations
                | Self::Claimreview
                | Self::Copies
                | Self::Corroborations
                | Self::Reports
                | Self::Actors
                | Self::Relations
                | Self::Decisions
        )
    }

    /// Whether its records are JSON-LD, which has no columns.
    pub fn is_linked_data(self) -> bool {
        matches!(self, Self::Annotations | Self::Claimreview)
    }
}

/// What to do about releases.
#[derive(Debug, Subcommand)]
pub enum ReleaseCommand {
    /// Write a release into a new folder
    ///
    /// Every layer as JSON Lines, CSV and, where it has places, GeoJSON and GeoParquet; manifest.json with the state of the
    /// ledger and the SHA-256 of each file; CHANGELOG.md and tombstones.jsonl against the release before it, so that no id
    /// that was once released is silently gone. Claims that people rejected or whose report was changed or withdrawn are
    /// left out. The same ledger, version and instant give the same bytes.
    Make(ReleaseArgs),
    /// Check that the files of a release are as they were written. Exit code 1 if not
    Verify {
        /// The folder
        dir: PathBuf,
    },
}

/// Arguments of `release make`.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    /// The folder; it must not exist
    pub dir: PathBuf,
    /// The version that it is known by, such as 2024.12 or 1.3.0
    #[arg(long, value_name = "V")]
    pub version: String,
    /// The release before it [default: of those beside it the one made last]
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Only these layers, separated by commas [default: all but reports, whose texts are others', and JSON-LD]
    #[arg(long, value_enum, value_name = "LAYER,...", value_delimiter = ',')]
    pub layers: Vec<Layer>,
    /// The instant it says it was made [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = parse_instant)]
    pub made_at: Option<Timestamp>,
    /// The licence it is under, a line
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// What was known then.
    #[command(flatten)]
    pub known: KnownArgs,
}
