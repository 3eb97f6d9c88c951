//! The command line: every command and flag with its help, in one place. Help, man pages and completions follow from it.

mod alerts;
mod export;
mod places;
mod users;

pub use alerts::{AddArgs, AlertsArgs, AlertsCommand};
pub use export::{ExportArgs, Format, Layer, ReleaseArgs, ReleaseCommand};
pub use places::{PlacesArgs, PlacesCommand, SplitPlaceArgs};

use crate::brief::Length;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dateline_core::review::State;
use dateline_picture::Known;
use jiff::{Timestamp, civil::Date};
use std::path::PathBuf;
pub use users::{OidcArgs, UsersArgs, UsersCommand, UsersFiles};

/// Reads conflict reporting and keeps a ledger of who said that what happened, where and when, in the exact words.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The ledger
    #[arg(
        long,
        global = true,
        env = "DATELINE_LEDGER",
        hide_env_values = true,
        default_value = "./dateline.db",
        value_name = "FILE"
    )]
    pub ledger: PathBuf,
    /// Number of threads [default: one for each core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress and no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN")]
    pub color: ColorWhen,
    /// Take the rules from this directory instead of those built in
    #[arg(long, global = true, env = "DATELINE_RULES", hide_env_values = true, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// The imported gazetteer [default: beside the ledger, with the ending .places]
    #[arg(long, global = true, env = "DATELINE_GAZETTEER", hide_env_values = true, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

impl Global {
    /// Where the imported gazetteer is, or would be.
    pub fn gazetteer_path(&self) -> PathBuf {
        self.gazetteer.clone().unwrap_or_else(|| self.ledger.with_extension("places"))
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read reports into the ledger
    ///
    /// Takes .txt, .html and .jsonl files, directories of them, or `-` for standard input. Reading the same report
    /// twice changes nothing; a changed one becomes a new revision. Exit code 1 if some input could not be read.
    Read(ReadArgs),
    /// List claims: who said what, in the exact words; correct, reject, confirm, grade them
    #[command(args_conflicts_with_subcommands = true)]
    Claims(ClaimsArgs),
    /// List events: what several claims are about; join and part them
    #[command(args_conflicts_with_subcommands = true)]
    Events(EventsArgs),
    /// Show who holds which place, and on whose word
    Control(ControlArgs),
    /// List figures with their scope and source
    Figures(ListArgs),
    /// Show which crossings, roads and airports are closed or open, and on whose word
    Access(AccessArgs),
    /// List movements: who flees, is brought out, is sent or leaves, from where and where to
    Movements(ListArgs),
    /// List advisories: what governments tell their people abroad
    Advisories(ListArgs),
    /// List relations: who backs, leads, is allied with, accuses whom, and who denies it
    Relations(ListArgs),
    /// List disputes: claims of different origins that cannot both hold
    Disputes(ListArgs),
    /// List tensions: claims of different origins that do not fit together although both may hold
    Tensions(ListArgs),
    /// List actors with the names that reports give them; merge and split them
    #[command(args_conflicts_with_subcommands = true)]
    Actors(ActorsArgs),
    /// List the places that claims tell of with the names that reports give them; merge and split them
    #[command(args_conflicts_with_subcommands = true)]
    Places(PlacesArgs),
    /// List groups of reports that go back to one text, and why; join and part them
    #[command(args_conflicts_with_subcommands = true)]
    Copies(CopiesArgs),
    /// List what people decided about claims, sources, actors, places, events and copies; take a decision back
    #[command(args_conflicts_with_subcommands = true)]
    Decisions(DecisionsArgs),
    /// Write records for other programs
    Export(ExportArgs),
    /// Pin a release: layers in a folder that stay as they are, with what changed since the last one; check one
    #[command(subcommand)]
    Release(ReleaseCommand),
    /// Show how a text is read: words, trees, names, times, who says what
    Parse(ParseArgs),
    /// Run one layer of the reading over a JSON Lines file and write it to standard output
    Annotate(AnnotateArgs),
    /// Write a brief in which every sentence cites its quotes
    Brief(BriefArgs),
    /// Show what a claim, event, dispute or place rests on
    Why(WhyArgs),
    /// List what is watched; watch for something, look for news, list and feed what was told
    #[command(args_conflicts_with_subcommands = true)]
    Alerts(AlertsArgs),
    /// Serve the map
    Serve(ServeArgs),
    /// Say who may use a server that other machines reach
    Users(UsersArgs),
    /// Look up places
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
    /// Check the program, its data and the ledger
    Doctor,
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// Where to [default: the main page, to standard output]
        dir: Option<PathBuf>,
    },
}

/// Arguments of `read`.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Files, directories, or `-`
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,
    /// Publication date of reports that state none
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub published: Option<Date>,
    /// Outlet of reports that state none
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
}

/// Arguments of the commands that list.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArgs {
    /// Only at this place (a name or a part of it, or a key)
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    /// Only of this actor (a name or an id)
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,
    /// Only of these kinds, separated by commas
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// At the end of this day [default: the last day of the ledger]. What is so on a day (control, access) is told by all
    /// that is known of it, later reports included; of the other lists only what had been published by then is kept
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub at: Option<Date>,
    /// What was known then.
    #[command(flatten)]
    pub known: KnownArgs,
    /// Only from this day on
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,
    /// Only up to this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,
    /// Only claims that are read with at least this confidence, 0 to 1
    #[arg(long, value_name = "P", value_parser = parse_share)]
    pub min_confidence: Option<f32>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    pub format: Format,
}

/// What was known at an earlier time: every command that takes these answers as if the ledger held nothing later.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct KnownArgs {
    /// As known at the end of this day: without what was published later
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub known_at: Option<Date>,
    /// As the ledger stood at this instant, or at the end of this day (UTC): without what was read later
    #[arg(long, value_name = "DATE|INSTANT", value_parser = parse_instant)]
    pub captured_by: Option<Timestamp>,
}

impl KnownArgs {
    /// The cut that they make.
    pub fn cut(&self) -> Known {
        Known { published: self.known_at, captured: self.captured_by }
    }
}

/// Arguments of `claims`.
#[derive(Debug, Args)]
pub struct ClaimsArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<ClaimsCommand>,
    /// Only claims that stand so: open, confirmed, corrected, rejected
    #[arg(long, value_name = "STATE", value_parser = parse_state)]
    pub review: Option<State>,
    /// Which claims to list.
    #[command(flatten)]
    pub list: ListArgs,
}

/// What to decide about claims.
#[derive(Debug, Subcommand)]
pub enum ClaimsCommand {
    /// Decide what a field of a claim should say
    ///
    /// The machine's reading is kept and shown beside it. The decision holds for the same words when they are read anew or
    /// stand in another revision of the report. `dateline decisions undo` takes it back.
    Correct {
        /// Id of the claim, or its beginning
        claim: String,
        /// kind, stance, modality, actor, target, place, event_date, quantity or claimants
        #[arg(long, value_name = "FIELD")]
        field: String,
        /// The value: a name, a GeoNames id such as g204671, 2024-12-05 or 2024-12-05..2024-12-07, `7+ killed`; `unknown`
        /// where nobody can tell
        #[arg(long, value_name = "VALUE")]
        to: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that a claim is not what the words say: it supports nothing from now on
    Reject {
        /// Id of the claim, or its beginning
        claim: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that a claim is what the words say
    Confirm {
        /// Id of the claim, or its beginning
        claim: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Grade a claim and its source by the Admiralty code: B2, or only B or 2
    ///
    /// The letter says how far the source can be relied on (A completely, B usually, C fairly, D not usually, E not at all),
    /// the digit how credible the claim is (1 confirmed by others, 2 probably true, 3 possibly true, 4 doubtful,
    /// 5 improbable). F and 6 are not known, as is all that nobody has graded. Grades have no part in any status.
    Grade {
        /// Id of the claim, or its beginning
        claim: String,
        /// A to F for the source, 1 to 6 for the claim, or both
        grade: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Put a note on a claim, an event, a dispute or a place
    Annotate {
        /// Id of a claim, event or dispute, or the name of a place
        about: String,
        /// The note
        text: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// List the claims that somebody should look at: those on which most hangs first, the least confident before others
    Review(ReviewArgs),
}

/// Arguments of `claims review`.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Most claims that are listed
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub limit: usize,
    /// Which claims.
    #[command(flatten)]
    pub list: ListArgs,
}

/// Arguments of `control`.
#[derive(Debug, Clone, Default, Args)]
pub struct ControlArgs {
    /// Those of every list.
    #[command(flatten)]
    pub list: ListArgs,
    /// Only what changed between the ends of two days: who held what then and now, which claims changed it, on whose word
    #[arg(long, num_args = 2, value_names = ["DATE1", "DATE2"], value_parser = parse_date,
        conflicts_with_all = ["at", "since", "until", "history"])]
    pub diff: Vec<Date>,
    /// Every change up to the day of --at, with the claims that made it; --place and --since keep it short
    #[arg(long)]
    pub history: bool,
}

/// Arguments of `access`.
#[derive(Debug, Clone, Default, Args)]
pub struct AccessArgs {
    /// Those of every list.
    #[command(flatten)]
    pub list: ListArgs,
    /// Every change up to the day of --at
    #[arg(long)]
    pub history: bool,
}

/// Arguments of `actors`.
#[derive(Debug, Args)]
pub struct ActorsArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<ActorsCommand>,
    /// Which actors to list.
    #[command(flatten)]
    pub list: ListArgs,
}

/// What to decide about actors.
#[derive(Debug, Subcommand)]
pub enum ActorsCommand {
    /// Decide that two actors are one: all that means OTHER means ACTOR from now on, in reports to come as well
    ///
    /// The decision is recorded in the ledger with who made it and when; claims stay as they are. `dateline decisions
    /// undo` takes it back.
    Merge {
        /// The actor that remains: an id, or a name that reports or the actor file give it
        actor: String,
        /// The one that is the same
        other: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that a name that is taken for an actor is somebody else's, in reports to come as well
    Split {
        /// The actor: an id, or a name
        actor: String,
        /// The name as reports write it
        name: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Grade how far a source can be relied on, by the Admiralty code
    ///
    /// A completely, B usually, C fairly, D not usually, E not at all; F is not known, as is every source that nobody has
    /// graded. The grade is shown beside the source's claims and has no part in any status.
    Grade {
        /// The source: an id or a name, outlets among them
        source: String,
        /// A to F
        grade: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
}

/// Arguments of `events`.
#[derive(Debug, Args)]
pub struct EventsArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<EventsCommand>,
    /// Which events to list.
    #[command(flatten)]
    pub list: ListArgs,
}

/// What to decide about events.
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Decide that two events are one
    Merge {
        /// Id of the one
        event: String,
        /// Id of the other
        other: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that some claims of an event are about another one
    Split {
        /// Id of the event
        event: String,
        /// Ids of the claims that leave it, together
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
}

/// Arguments of `copies`.
#[derive(Debug, Args)]
pub struct CopiesArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<CopiesCommand>,
    /// As known at an earlier time.
    #[command(flatten)]
    pub known: KnownArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    pub format: Format,
}

/// What to decide about copies.
#[derive(Debug, Subcommand)]
pub enum CopiesCommand {
    /// Decide that two reports go back to one text, with their groups
    Merge {
        /// Id of the one
        report: String,
        /// Id of the other
        other: String,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
    /// Decide that some reports do not go back to the text of the others in their group
    Split {
        /// Ids of the reports that leave it, together
        #[arg(required = true, value_name = "REPORT")]
        reports: Vec<String>,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
}

/// Who decides, and why.
#[derive(Debug, Clone, Args)]
pub struct DeciderArgs {
    /// Why, for those who read it later
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who decides [default: the name of the user of this machine]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `decisions`.
#[derive(Debug, Args)]
pub struct DecisionsArgs {
    /// What to decide; the list if nothing.
    #[command(subcommand)]
    pub decide: Option<DecisionsCommand>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    pub format: Format,
}

/// What to decide about decisions.
#[derive(Debug, Subcommand)]
pub enum DecisionsCommand {
    /// Take a decision back; undoing an undo makes it hold again
    Undo {
        /// Its number
        #[arg(value_name = "N")]
        number: i64,
        /// Who decides, and why.
        #[command(flatten)]
        by: DeciderArgs,
    },
}

/// Arguments of `parse`.
#[derive(Debug, Args)]
pub struct ParseArgs {
    /// Files, directories, or `-`
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = ParseFormat::Conllu, value_name = "FORMAT")]
    pub format: ParseFormat,
}

/// How to write what was read off a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    /// CoNLL-U: words, tags, features and trees.
    Conllu,
    /// One JSON object a line with every layer.
    Json,
    /// Trees drawn with lines.
    Tree,
}

/// Arguments of `annotate`.
#[derive(Debug, Args)]
pub struct AnnotateArgs {
    /// Which layer: conllu, names, places, time, attribution, factuality, counts, displacement, event-types, muc4,
    /// coreference
    #[arg(long, value_name = "TASK")]
    pub task: String,
    /// For places: resolve the names that the input marks instead of finding them
    #[arg(long)]
    pub gold_spans: bool,
    /// JSON Lines with `id` and `text`, or `-`
    #[arg(value_name = "FILE.jsonl")]
    pub file: PathBuf,
}

/// Arguments of `brief`.
#[derive(Debug, Args)]
pub struct BriefArgs {
    /// As known at the end of this day [default: the last day of the ledger]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub at: Option<Date>,
    /// Only what is new since the end of this day [default: the changes of the last day, and how all else stands]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,
    /// Only this place, and places in the division or country of this name
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    /// How long: short (12 sentences), medium (40), full, or a number of sentences
    #[arg(long, default_value = "medium", value_name = "LENGTH")]
    pub length: Length,
    /// How to write it
    #[arg(long, value_enum, default_value_t = BriefFormat::Markdown, value_name = "FORMAT")]
    pub format: BriefFormat,
}

/// How to write a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// Markdown.
    Markdown,
    /// One HTML page that loads nothing and prints well.
    Html,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// Id of a claim, event or dispute, or the key of a place; the first characters are enough if they are unique
    #[arg(value_name = "ID")]
    pub id: String,
    /// For a place: who holds it at the end of this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub at: Option<Date>,
    /// What was known then.
    #[command(flatten)]
    pub known: KnownArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = WhyFormat::Text, value_name = "FORMAT")]
    pub format: WhyFormat,
}

/// How to write what something rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhyFormat {
    /// Lines for reading.
    Text,
    /// One JSON object a line.
    Json,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:4750", value_name = "ADDR:PORT")]
    pub addr: std::net::SocketAddr,
    /// The address by which a reverse proxy shows the server to others, such as https://dateline.example.org
    ///
    /// With it, or with an address to listen on that is not this machine's own, people sign in. The first start without
    /// any account prints a token that makes the first one; `dateline users` makes others.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// A reverse proxy whose X-Forwarded-For header is to be believed; one on this machine is, where --public-url is given
    #[arg(long, value_name = "IP")]
    pub proxy: Vec<std::net::IpAddr>,
    /// Whoever reaches the server reads without signing in; to decide, people sign in
    #[arg(long)]
    pub anyone_reads: bool,
    /// Requests a minute that an address beyond this machine may make; 0 for any number
    #[arg(long, default_value_t = 600, value_name = "N")]
    pub rate_limit: u32,
    /// Let pages of this origin, such as https://example.org, show the map in a frame (/embed); may be given several times
    #[arg(long, value_name = "ORIGIN", value_parser = parse_origin)]
    pub embed_from: Vec<String>,
    /// Draw the tiles of this archive (PMTiles, version 3) under the map
    ///
    /// Vector tiles with the layers of Protomaps or OpenMapTiles, or PNG, JPEG or WebP pictures. Nothing is fetched from
    /// elsewhere: whoever may read gets the parts of the file that the map shows.
    #[arg(long, value_name = "FILE")]
    pub basemap: Option<PathBuf>,
    /// Where accounts and the audit log are.
    #[command(flatten)]
    pub files: UsersFiles,
    /// An identity provider.
    #[command(flatten)]
    pub oidc: OidcArgs,
}

/// Reads the origin of a web page: scheme and host, with a port where it is not the usual one.
fn parse_origin(text: &str) -> Result<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host.map(|h| h.trim_end_matches('/')).filter(|h| !h.is_empty() && h.chars().all(is_name)) {
        Some(_) => Ok(text.trim_end_matches('/').to_ascii_lowercase()),
        None => Err(format!("`{text}` is no origin of a page; one looks like https://example.org")),
    }
}

/// What to do with the gazetteer.
#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// Show the places that bear a name, best first, and how each was found
    ///
    /// Names are compared as they stand, without articles and type words, by a fold in which romanisations of one name
    /// are the same, and by their consonants. What only an import knows and reports are read without (hills, shops,
    /// ordinary words) is shown too, and marked.
    Search(SearchArgs),
    /// Show in which country, division and disputed area a point lies, and the towns around it
    At(AtArgs),
    /// Add GeoNames dumps and places of your own to what is built in
    ///
    /// Takes dumps of GeoNames as they are (allCountries.zip, SY.zip, alternateNamesV2.zip; .txt too) and tables of your
    /// own: .csv with a header, columns name, names (parted by |), feature, country, admin1, lat, lon, population,
    /// precision, geonames_id, all but the name optional; or .toml with [[place]] tables of the same fields. A row with
    /// a geonames_id and no point adds names to that place. Where country or division are missing they are taken from
    /// the basemap's outlines.
    ///
    /// The files are added to what was imported before. Places go by their GeoNames id: later files hold over earlier
    /// ones, tables over dumps, and a file of the same name takes the place of the earlier one. Until all is done the
    /// index stays as it was. If the import is cut off, the same command goes on where it stood. Exit code 1 if lines
    /// were left out.
    Import(ImportArgs),
}

/// Arguments of `gazetteer search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The name
    pub name: String,
    /// Nearest first to this point, degrees north and east
    #[arg(long, value_name = "LAT,LON", value_parser = parse_point, allow_hyphen_values = true)]
    pub near: Option<(f64, f64)>,
    /// Only in this country, an ISO 3166-1 alpha-2 code
    #[arg(long, value_name = "CC")]
    pub country: Option<String>,
    /// Most places that are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// How to write it
    #[arg(long, value_enum, default_value_t = SearchFormat::Text, value_name = "FORMAT")]
    pub format: SearchFormat,
}

/// Arguments of `gazetteer at`.
#[derive(Debug, Args)]
pub struct AtArgs {
    /// Degrees north and east
    #[arg(value_name = "LAT,LON", value_parser = parse_point, allow_hyphen_values = true)]
    pub point: (f64, f64),
    /// Most towns that are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub limit: usize,
    /// How to write it
    #[arg(long, value_enum, default_value_t = SearchFormat::Text, value_name = "FORMAT")]
    pub format: SearchFormat,
}

/// How to write places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// A table for reading.
    Text,
    /// One JSON value.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Arguments of `gazetteer import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// GeoNames dumps and tables of your own
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Start anew: let go of what was imported before
    #[arg(long)]
    pub replace: bool,
}

fn parse_point(text: &str) -> Result<(f64, f64), String> {
    let fault = || format!("`{text}` is no point; write degrees north and east, such as 34.73,36.72");
    let (lat, lon) = text.split_once(',').ok_or_else(fault)?;
    let degrees = |text: &str, most: f64| text.trim().parse::<f64>().ok().filter(|d| d.abs() <= most);
    degrees(lat, 90.0).zip(degrees(lon, 180.0)).ok_or_else(fault)
}

fn parse_share(text: &str) -> Result<f32, String> {
    let share: f32 = text.parse().map_err(|e| format!("{e}"))?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a number from 0 to 1 is asked for".to_owned()) }
}

fn parse_state(text: &str) -> Result<State, String> {
    text.parse().map_err(|e: dateline_core::kind::UnknownName| e.to_string())
}

/// Reads a day: `2024-12-07`, or an instant (RFC 3339) whose day is taken as written.
pub fn parse_date(s: &str) -> Result<Date, String> {
    let fault = || format!("`{s}` is no date; write YYYY-MM-DD, such as 2024-12-07, or an instant in RFC 3339");
    let day: Date = s.get(..10).ok_or_else(fault)?.parse().map_err(|_| fault())?;
    if s.len() > 10 {
        s.parse::<jiff::Timestamp>().map_err(|_| fault())?;
    }
    Ok(day)
}

/// Reads an instant (RFC 3339), or a day, whose end in UTC is meant.
pub fn parse_instant(s: &str) -> Result<Timestamp, String> {
    if s.len() > 10 {
        return s.parse().map_err(|e| format!("`{s}` is no instant in RFC 3339: {e}"));
    }
    let end = parse_date(s)?.at(23, 59, 59, 999_999_999);
    Ok(end.to_zoned(jiff::tz::TimeZone::UTC).map_err(|e| e.to_string())?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_date_is_a_day_or_an_instant() {
        assert_eq!(parse_date("2024-12-07"), Ok(Date::constant(2024, 12, 7)));
        assert_eq!(parse_date("2024-12-07T23:30:00-05:00"), Ok(Date::constant(2024, 12, 7)));
        assert!(parse_date("7 December").is_err());
        assert!(parse_date("2024-13-01").is_err());
        assert!(parse_date("2024-12-07x").is_err());
        assert_eq!(parse_instant("2024-12-07").unwrap().to_string(), "2024-12-07T23:59:59.999999999Z");
        assert_eq!(parse_instant("2024-12-07T23:30:00-05:00").unwrap().to_string(), "2024-12-08T04:30:00Z");
        assert!(parse_instant("noon").is_err());
    }
}
