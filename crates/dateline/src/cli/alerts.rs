//! The arguments of `alerts`.

use super::{Format, parse_share};
use crate::alerts::About;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `alerts`.
#[derive(Debug, Args)]
pub struct AlertsArgs {
    /// What to do; the list if nothing.
    #[command(subcommand)]
    pub command: Option<AlertsCommand>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    pub format: Format,
}

/// What to do with alerts.
#[derive(Debug, Subcommand)]
pub enum AlertsCommand {
    /// Watch for something: say so whenever another source tells of it
    ///
    /// What the ledger holds already is known; new reports are looked at by `dateline serve` while it runs, and by
    /// `dateline alerts check`. A reprint, or the same source on the same event again, is no news. Who is to be told
    /// beside the list of notices, the page and the feed stands at the end: a web address, a command, or both.
    Add(AddArgs),
    /// Stop watching; what the alert told goes with it
    Remove {
        /// Name of the alert
        name: String,
    },
    /// Look at what has come into the ledger since the last time, tell it, and list it
    Check {
        /// How to write it
        #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
        format: Format,
    },
    /// List what was told, the latest last
    Notices {
        /// Only what this alert told
        #[arg(long, value_name = "NAME")]
        alert: Option<String>,
        /// Most notices
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
        /// How to write it
        #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
        format: Format,
    },
    /// Write what was told as an Atom feed
    Feed {
        /// Only what this alert told
        #[arg(long, value_name = "NAME")]
        alert: Option<String>,
        /// Most entries
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
}

/// Arguments of `alerts add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// A name of its own
    pub name: String,
    /// What to watch: claims (somebody new says so), disputes (somebody new contradicts), control (another verdict on who
    /// holds a place)
    #[arg(long, value_enum, default_value_t = About::Claims, value_name = "WHAT")]
    pub about: About,
    /// Only at this place (a name or a part of it, or a key)
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    /// Only of this actor (a name or an id)
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,
    /// Only of these kinds, separated by commas
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Only with all of these words in the quote or the headline
    #[arg(long, value_name = "WORDS")]
    pub words: Option<String>,
    /// Only claims that are read with at least this confidence, 0 to 1
    #[arg(long, value_name = "P", value_parser = parse_share)]
    pub min_confidence: Option<f32>,
    /// Send each notice to this address, as JSON (HTTP POST)
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    /// A file whose content signs what is sent there: HMAC-SHA256 of the body in the header `Dateline-Signature`
    #[arg(long, value_name = "FILE", requires = "webhook")]
    pub secret: Option<PathBuf>,
    /// Tell what the ledger holds already as well
    #[arg(long)]
    pub all: bool,
    /// Who watches [default: the name of the user of this machine]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Run this program for each notice, which it gets as JSON on standard input; no shell has a part in it
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}
