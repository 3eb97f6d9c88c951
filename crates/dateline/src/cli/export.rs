//! The flags of what writes records for other programs.

use super::{KnownArgs, parse_date};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
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
