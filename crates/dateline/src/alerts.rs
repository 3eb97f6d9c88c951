//! Alerts: questions that are asked again whenever the ledger has grown, and told about once for each new source.
//!
//! What is new is what stands in revisions of reports that no alert has looked at. A claim of them is news where its event
//! has no earlier claim of the same source that the alert asks for: reprints share the source of what they repeat, so that
//! they tell nothing. A dispute is news when a new source takes part in it, control when the verdict on a place is another.

mod deliver;
mod feed;

pub use deliver::deliver;
pub use feed::feed;

use crate::{
    cli::{AddArgs, AlertsArgs, AlertsCommand, Global, ListArgs},
    data::Data,
    decide,
    desk::{Desk, Parts, ledger_error},
    error::{Error, ErrorKind, Result},
    filter::{Filter, place_key},
    listing::Listing,
    shapes::{AlertRow, NoticeBody, NoticeClaim, NoticeRow},
    words,
};
use clap::ValueEnum;
use dateline_core::{
    Claim, Kind,
    actors::name_key,
    picture::{Control, Dispute, Event},
    review::State,
};
use dateline_ledger::{Alert, Alerts, Draft, Looked, Notice};
use dateline_picture::Known;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::Write,
    path::{Path, PathBuf},
};
use utoipa::ToSchema;

/// Longest name of an alert, in characters.
const LONGEST_NAME: usize = 80;
/// Longest quote in a table, in characters.
const QUOTE: usize = 160;
/// So often what was found is found anew when another program looked at the same time.
const ATTEMPTS: usize = 5;

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// Claims: somebody new says so.
    #[default]
    Claims,
    /// Disputes: somebody new takes a side.
    Disputes,
    /// Control: another verdict on who holds a place.
    Control,
}

impl About {
    /// Its name on the command line and in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Disputes => "disputes",
            Self::Control => "control",
        }
    }
}

/// What an alert asks for; a condition that is not given is met by all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    /// What is watched.
    pub about: About,
    /// A place: a name or a part of it, or a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// An actor: a name or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Kinds of claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Words that all stand in the quote or the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The least confidence, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_confidence: Option<f32>,
}

impl Query {
    fn list(&self) -> ListArgs {
        ListArgs {
            place: self.place.clone(),
            actor: self.actor.clone(),
            kind: self.kind.clone(),
            min_confidence: self.min_confidence,
            ..ListArgs::default()
        }
    }

    /// The conditions in a few words.
    pub fn words(&self) -> String {
        let kinds = (!self.kind.is_empty()).then(|| self.kind.join(", "));
        let parts = [kinds, self.actor.clone(), self.place.clone(), self.words.as_ref().map(|w| format!("“{w}”"))];
        let least = self.min_confidence.map(|p| format!("confidence of {p} and more"));
        let told: Vec<String> = parts.into_iter().chain([least]).flatten().collect();
        if told.is_empty() { "all".to_owned() } else { told.join(" · ") }
    }
}

/// Whom an alert tells beside the list of notices, the page and the feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Channels {
    /// A web address that gets each notice as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// What signs that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// A program that gets each notice as JSON on its standard input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
}

impl Channels {
    fn names(&self) -> Vec<String> {
        let webhook = self.webhook.as_ref().map(|_| deliver::WEBHOOK.to_owned());
        webhook.into_iter().chain((!self.command.is_empty()).then(|| deliver::COMMAND.to_owned())).collect()
    }
}

/// Where the alerts of a ledger are: beside it, with the ending `.alerts`.
pub fn path(ledger: &Path) -> PathBuf {
    ledger.with_extension("alerts")
}

/// Opens the alerts of a ledger, if there are any.
pub fn open(ledger: &Path) -> Result<Option<Alerts>> {
    let path = path(ledger);
    path.exists().then(|| Alerts::open(&path).map_err(ledger_error)).transpose()
}

/// Runs `alerts`.
pub fn run(args: &AlertsArgs, global: &Global, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
    match &args.command {
        None => list(open(&global.ledger)?.as_ref())?.write(args.format, out),
        Some(AlertsCommand::Add(args)) => {
            let secret = args.secret.as_deref().map(secret).transpose()?;
            let channels = Channels { webhook: args.webhook.clone(), secret, command: args.command.clone() };
            let desk = Desk::open(&global.ledger, data)?;
            let who = args.by.clone().unwrap_or_else(decide::user);
            let mut alerts = Alerts::open(&path(&global.ledger)).map_err(ledger_error)?;
            let new = New { name: &args.name, query: &query(args), channels: &channels, who: &who, all: args.all };
            add(&mut alerts, &new, &desk, &desk.parts(Known::default()), now)?;
            if !global.quiet {
                writeln!(out, "watching {}: {}", args.about.name(), query(args).words())?;
            }
            Ok(())
        }
        Some(AlertsCommand::Remove { name }) => remove(&global.ledger, name),
        Some(AlertsCommand::Check { format }) => {
            let Some(mut alerts) = open(&global.ledger)? else { return Listing::new(HEADERS).write(*format, out) };
            let desk = Desk::open(&global.ledger, data)?;
            let told = check(&mut alerts, &desk, &desk.parts(Known::default()), now)?;
            listed(&told)?.write(*format, out)?;
            out.flush()?;
            deliver(&mut alerts, now)?;
            faults(&alerts)
        }
        Some(AlertsCommand::Notices { alert, limit, format }) => {
            listed(&told(&global.ledger, alert.as_deref(), 0, *limit)?)?.write(*format, out)
        }
        Some(AlertsCommand::Feed { alert, limit }) => {
            let told = told(&global.ledger, alert.as_deref(), 0, *limit)?;
            Ok(out.write_all(feed(&told, alert.as_deref(), None, now)?.as_bytes())?)
        }
    }
}

fn query(args: &AddArgs) -> Query {
    let kind = args.kind.iter().map(|k| k.trim().to_owned()).collect();
    let (place, actor, words) = (args.place.clone(), args.actor.clone(), args.words.clone());
    Query { about: args.about, place, actor, kind, words, min_confidence: args.min_confidence }
}

fn secret(path: &Path) -> Result<String> {
    let fault = |why: String| Error::new(ErrorKind::Input, format_args!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))?;
    match text.trim() {
        "" => Err(fault("holds no secret".to_owned())),
        secret => Ok(secret.to_owned()),
    }
}

/// An alert to be made.
pub struct New<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it asks for.
    pub query: &'a Query,
    /// Whom it tells.
    pub channels: &'a Channels,
    /// Who makes it.
    pub who: &'a str,
    /// Whether it tells what the ledger holds already as well.
    pub all: bool,
}

/// Makes an alert. What the ledger holds is known to it from then on; the other alerts tell first what of it is news.
pub fn add(alerts: &mut Alerts, new: &New<'_>, desk: &Desk, picture: &Parts, now: Timestamp) -> Result<Vec<Notice>> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::usage(format_args!("an alert's name has 1 to {LONGEST_NAME} characters on one line")));
    }
    // What the conditions cannot mean is an error now and not at night.
    Filter::new(&new.query.list(), desk)?;
    deliver::possible(new.channels)?;
    let alert = Alert {
        name: name.to_owned(),
        query: serde_json::to_string(new.query)?,
        channels: serde_json::to_string(new.channels)?,
        who: new.who.to_owned(),
        made: now,
    };
    let mut told = check(alerts, desk, picture, now)?;
    if !alerts.add(&alert).map_err(ledger_error)? {
        return Err(Error::usage(format_args!("there is an alert named `{name}`"))
            .hint("give this one another name, or remove that one: dateline alerts remove NAME"));
    }
    let before = alerts.looked().map_err(ledger_error)?;
    let nothing = Looked { states: before.states.clone(), ..Looked::default() };
    let seen = if new.all { &nothing } else { &before };
    let found = Watch::new(desk, picture, seen)?.of(&alert)?;
    let mut after = before.clone();
    after.states.extend(found.states);
    let drafts = if new.all { found.drafts } else { Vec::new() };
    told.extend(alerts.tell(&before, &after, &drafts, now).map_err(ledger_error)?.unwrap_or_default());
    Ok(told)
}

/// Removes an alert.
pub fn remove(ledger: &Path, name: &str) -> Result<()> {
    let removed = open(ledger)?.map(|mut alerts| alerts.remove(name)).transpose().map_err(ledger_error)?;
    if removed == Some(true) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::NotFound, format_args!("there is no alert named `{name}`"))
        .hint("`dateline alerts` lists them"))
}

/// Looks at what the alerts have not looked at yet and tells what of it is news.
pub fn check(alerts: &mut Alerts, desk: &Desk, picture: &Parts, now: Timestamp) -> Result<Vec<Notice>> {
    for _ in 0..ATTEMPTS {
        let before = alerts.looked().map_err(ledger_error)?;
        let all = alerts.list().map_err(ledger_error)?;
        let watch = Watch::new(desk, picture, &before)?;
        let mut after = before.clone();
        after.reports.extend(desk.reports.iter().map(|r| (r.id.clone(), r.revision.clone())));
        let mut drafts = Vec::new();
        for alert in &all {
            let found = watch.of(alert)?;
            drafts.extend(found.drafts);
            after.states.extend(found.states);
        }
        if after == before {
            return Ok(Vec::new());
        }
        if let Some(told) = alerts.tell(&before, &after, &drafts, now).map_err(ledger_error)? {
            return Ok(told);
        }
    }
    Err(Error::new(ErrorKind::Ledger, "other programs look at the same alerts all the time")
        .hint("one `dateline serve` or `dateline alerts check` at a time is enough"))
}

/// What alerts told with numbers above `after`.
pub fn told(ledger: &Path, alert: Option<&str>, after: i64, most: usize) -> Result<Vec<Notice>> {
    let Some(alerts) = open(ledger)? else { return Ok(Vec::new()) };
    if let Some(name) = alert
        && !alerts.list().map_err(ledger_error)?.iter().any(|a| a.name == name)
    {
        return Err(Error::new(ErrorKind::NotFound, format_args!("there is no alert named `{name}`"))
            .hint("`dateline alerts` lists them"));
    }
    alerts.notices(alert, after, most).map_err(ledger_error)
}

/// The records of all alerts.
pub fn rows(alerts: &Alerts) -> Result<Vec<AlertRow>> {
    let faults = alerts.faults().map_err(ledger_error)?;
    let row = |a: Alert| {
        let (query, channels) = (asked(&a)?, channels(&a)?.names());
        let fault = faults.get(&a.name).cloned();
        Ok(AlertRow { name: a.name, query, channels, by: a.who, made: a.made.to_string(), fault })
    };
    alerts.list().map_err(ledger_error)?.into_iter().map(row).collect()
}

fn list(alerts: Option<&Alerts>) -> Result<Listing> {
    let mut list = Listing::new(&["alert", "watches", "asks for", "tells", "by", "since", "not delivered"]);
    for row in alerts.map(rows).transpose()?.unwrap_or_default() {
        let cells = vec![
            row.name.clone(),
            row.query.about.name().to_owned(),
            row.query.words(),
            row.channels.join(", "),
            row.by.clone(),
            row.made.get(..10).unwrap_or_default().to_owned(),
            row.fault.clone().unwrap_or_default(),
        ];
        list.push(&row, cells)?;
    }
    Ok(list)
}

const HEADERS: &[&str] = &["no.", "alert", "what", "on whose word", "quote", "where"];

fn listed(told: &[Notice]) -> Result<Listing> {
    let mut list = Listing::new(HEADERS);
    for notice in told {
        let row = NoticeRow::new(notice)?;
        let first = row.body.claims.iter().find(|c| c.new).or(row.body.claims.first());
        let cells = vec![
            row.number.to_string(),
            row.alert.clone(),
            row.body.says.clone(),
            row.body.origins.join(", "),
            first.map(|c| words::short(&c.quote, QUOTE)).unwrap_or_default(),
            first.map(NoticeClaim::whence).unwrap_or_default(),
        ];
        list.push(&row, cells)?;
    }
    Ok(list)
}

/// An error where something could not be delivered.
fn faults(alerts: &Alerts) -> Result<()> {
    let faults = alerts.faults().map_err(ledger_error)?;
    let mut names: Vec<&String> = faults.keys().collect();
    names.sort();
    match names.first().and_then(|name| Some((name, faults.get(*name)?))) {
        Some((name, why)) => {
            Err(Error::new(ErrorKind::Output, format_args!("alert `{name}` could not be delivered: {why}")).hint(
                "it is tried again at the next check, later each time; `dateline alerts` shows what is not delivered",
            ))
        }
        None => Ok(()),
    }
}

fn asked(alert: &Alert) -> Result<Query> {
    stored(alert, &alert.query)
}

fn channels(alert: &Alert) -> Result<Channels> {
    stored(alert, &alert.channels)
}

fn stored<T: serde::de::DeserializeOwned>(alert: &Alert, json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| {
        Error::new(ErrorKind::Ledger, format_args!("alert `{}` is damaged: {e}", alert.name))
            .hint("remove it and make it anew: dateline alerts remove NAME")
    })
}

/// The ledger as alerts look at it.
struct Watch<'a> {
    desk: &'a Desk,
    picture: &'a Parts,
    seen: &'a Looked,
    /// Key and name of the source that each claim rests on.
    origins: HashMap<&'a str, (&'a str, &'a str)>,
    events: HashMap<&'a str, &'a Event>,
    verdicts: Vec<Control>,
}

/// What alerts saw, by alert and by what the state is of.
type States = HashMap<(String, String), String>;

/// What an alert finds.
#[derive(Default)]
struct Found {
    drafts: Vec<Draft>,
    states: States,
}

impl<'a> Watch<'a> {
    fn new(desk: &'a Desk, picture: &'a Parts, seen: &'a Looked) -> Result<Self> {
        let origins = desk.weighed().origins().map(|(claim, key, name)| (claim, (key, name))).collect();
        let of_event = |e: &'a Event| {
            let all = [&e.supporting, &e.opposing, &e.verified_by, &e.could_not_verify];
            all.into_iter().flatten().map(move |id| (id.as_str(), e))
        };
        let events = picture.events().iter().flat_map(of_event).collect();
        let verdicts = desk.days().map(|(_, last)| desk.control(last)).unwrap_or_default();
        Ok(Self { desk, picture, seen, origins, events, verdicts })
    }

    fn of(&self, alert: &Alert) -> Result<Found> {
        let query = asked(alert)?;
        let tells = channels(alert)?.names();
        let asks = Asks::new(&query, self.desk)?;
        let (bodies, states) = match query.about {
            About::Claims => (self.claims(&asks)?, HashMap::new()),
            About::Disputes => (self.disputes(&asks)?, HashMap::new()),
            About::Control => self.control(alert, &asks)?,
        };
        let draft = |body: NoticeBody| {
            let body = serde_json::to_string(&body)?;
            Ok(Draft { alert: alert.name.clone(), body, channels: tells.clone() })
        };
        Ok(Found { drafts: bodies.into_iter().map(draft).collect::<Result<_>>()?, states })
    }

    /// Whether no alert has looked at the words yet.
    fn is_new(&self, claim: &Claim) -> bool {
        !self.seen.reports.contains(&(claim.report.clone(), claim.revision.clone()))
    }

    /// Key and name of the source that a claim rests on; a claim that nothing is derived from stands for itself.
    fn origin(&self, claim: &'a Claim) -> (&'a str, &'a str) {
        self.origins.get(claim.id.as_str()).copied().unwrap_or((&claim.id, &claim.origin))
    }

    /// The new claims among some, those only whose source is not that of one of the others.
    fn news(&self, claims: &[&'a Claim]) -> Vec<&'a Claim> {
        let known: HashSet<&str> = claims.iter().filter(|c| !self.is_new(c)).map(|c| self.origin(c).0).collect();
        claims.iter().filter(|c| self.is_new(c) && !known.contains(self.origin(c).0)).copied().collect()
    }

    fn claims(&self, asks: &Asks<'_>) -> Result<Vec<NoticeBody>> {
        // By the event, in the order of the ledger; a claim of no event is by itself.
        let mut about: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
        // What an earlier revision of a report said already, whatever event that is of now.
        let mut said: HashSet<(&str, Kind, Option<String>)> = HashSet::new();
        let mut number_of: HashMap<&str, usize> = HashMap::new();
        let all = self.desk.claims.iter().map(AsRef::as_ref);
        for (number, claim) in all.enumerate().filter(|(_, c)| asks.claim(c)) {
            let item = self.events.get(claim.id.as_str()).map_or(claim.id.as_str(), |e| e.id.as_str());
            about.entry(*number_of.entry(item).or_insert(number)).or_default().push(claim);
            if !self.is_new(claim) {
                said.insert(saying(claim));
            }
        }
        let mut out = Vec::new();
        for claims in about.into_values() {
            let mut news = self.news(&claims);
            news.retain(|c| !said.contains(&saying(c)));
            if let Some(first) = news.first() {
                let event = self.events.get(first.id.as_str()).map(|e| e.id.clone());
                out.push(self.body(About::Claims, words::claim(first), event, &claims, &news)?);
            }
        }
        Ok(out)
    }

    fn disputes(&self, asks: &Asks<'_>) -> Result<Vec<NoticeBody>> {
        let mut out = Vec::new();
        for dispute in self.picture.disputes().iter().filter(|d| asks.dispute(d)) {
            let ids = dispute.sides.iter().flat_map(|s| &s.claims);
            let claims: Vec<&Claim> = ids.filter_map(|id| self.desk.claim(id)).collect();
            let news = self.news(&claims);
            if !news.is_empty() {
                let says = format!("{}: {}", dispute.about, dispute.why);
                out.push(self.body(About::Disputes, says, Some(dispute.id.clone()), &claims, &news)?);
            }
        }
        Ok(out)
    }

    fn control(&self, alert: &Alert, asks: &Asks<'_>) -> Result<(Vec<NoticeBody>, States)> {
        let (mut out, mut states) = (Vec::new(), HashMap::new());
        for verdict in self.verdicts.iter().filter(|v| Desk::is_spoken_of(v) && asks.control(v)) {
            let key = (alert.name.clone(), verdict.place.key.clone());
            let (says, before) = (said(verdict), self.seen.states.get(&key));
            if before == Some(&says) {
                continue;
            }
            let ids = verdict.supporting.iter().chain(&verdict.opposing);
            let claims: Vec<&Claim> = ids.filter_map(|id| self.desk.claim(id)).collect();
            let news: Vec<&Claim> = claims.iter().filter(|c| self.is_new(c)).copied().collect();
            let told = match before {
                Some(before) => format!("{}: {says} (before: {before})", verdict.place.name),
                None => format!("{}: {says}", verdict.place.name),
            };
            out.push(self.body(About::Control, told, Some(verdict.place.key.clone()), &claims, &news)?);
            states.insert(key, says);
        }
        Ok((out, states))
    }

    fn body(
        &self,
        about: About,
        says: String,
        of: Option<String>,
        claims: &[&'a Claim],
        news: &[&'a Claim],
    ) -> Result<NoticeBody> {
        let mut origins: Vec<String> = Vec::new();
        for claim in if news.is_empty() { claims } else { news } {
            let name = self.origin(claim).1;
            if !origins.iter().any(|known| known == name) {
                origins.push(name.to_owned());
            }
        }
        let row = |claim: &&Claim| {
            let report = self.desk.report_of(claim)?;
            let new = news.iter().any(|n| n.id == claim.id);
            Ok(NoticeClaim::new(claim, report, self.origin(claim).1, new))
        };
        Ok(NoticeBody { about, says, of, origins, claims: claims.iter().map(row).collect::<Result<_>>()? })
    }
}

/// What a report says in whichever of its revisions.
fn saying(claim: &Claim) -> (&str, Kind, Option<String>) {
    (&claim.report, claim.kind, place_key(claim))
}

/// The verdict on a place in a few words.
fn said(verdict: &Control) -> String {
    let who = verdict.actor.as_ref().map(|a| format!(" {}", a.name)).unwrap_or_default();
    let against: Vec<&str> = verdict.disputed_by.iter().map(|a| a.name.as_str()).collect();
    let against = if against.is_empty() { String::new() } else { format!(", against {}", against.join(", ")) };
    format!("{}{who}{against}", verdict.status)
}

/// The conditions of a query, ready to be asked.
struct Asks<'a> {
    filter: Filter<'a>,
    desk: &'a Desk,
    words: Vec<String>,
}

impl<'a> Asks<'a> {
    fn new(query: &Query, desk: &'a Desk) -> Result<Self> {
        let words = query.words.as_deref().unwrap_or_default().split_whitespace().map(name_key);
        Ok(Self { filter: Filter::new(&query.list(), desk)?, desk, words: words.filter(|w| !w.is_empty()).collect() })
    }

    fn claim(&self, claim: &Claim) -> bool {
        self.desk.state(claim) != State::Rejected && self.filter.claim(claim) && self.worded(claim)
    }

    fn worded(&self, claim: &Claim) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let title = self.desk.report_of(claim).ok().and_then(|r| r.title.as_deref()).unwrap_or_default();
        let text = format!(" {} {} ", name_key(&claim.quote), name_key(title));
        self.words.iter().all(|w| text.contains(&format!(" {w} ")))
    }

    fn any<'b>(&self, mut ids: impl Iterator<Item = &'b String>) -> bool {
        self.words.is_empty() || ids.any(|id| self.desk.claim(id).is_some_and(|c| self.worded(c)))
    }

    fn dispute(&self, d: &Dispute) -> bool {
        let claims = || d.sides.iter().flat_map(|s| &s.claims);
        self.filter.place(d.place.as_ref())
            && self.filter.kind_in_claims(claims())
            && self.filter.actor_in_claims(claims())
            && self.any(claims())
    }

    fn control(&self, c: &Control) -> bool {
        let claims = || c.supporting.iter().chain(&c.opposing);
        self.filter.place(Some(&c.place))
            && self.filter.actors(c.actor.iter().chain(&c.disputed_by))
            && self.filter.kind_in_claims(claims())
            && self.any(claims())
    }
}
