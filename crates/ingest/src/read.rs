//! One input to its reports.

use crate::{
    Failure, Input,
    article::article_text,
    credits::credits,
    decode::decode,
    failure::Fault,
    identity::{made_id, revision, source_hash},
    lines::{Line, next_line},
    metadata::metadata,
    page::{Page, has_monstrous_tag},
    published::{at_dateline, from_address, infer, is_plausible, parse_published},
    record::{Body, parse_record},
    sketch::sketch,
    trace::trace,
};
use dateline_core::report::{Published, PublishedBasis, Report};
use jiff::Timestamp;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
};

/// How an input is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one report.
    Text,
    /// A web page, one report.
    Html,
    /// JSON Lines, a report a line.
    JsonLines,
}

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one report: of a file of text or HTML, or of a line of JSON Lines.
    pub report_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { report_bytes: 20_000_000 }
    }
}

/// What the user says about all inputs.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// When they were published; wins over what they say themselves. See [`parse_published`].
    pub published: Option<Published>,
    /// Who published them; wins over what they say themselves.
    pub outlet: Option<String>,
    /// How much is read at most.
    pub limits: Limits,
}

/// One report with the bytes it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// The report.
    pub report: Report,
    /// The bytes as they came: the file, or the line of JSON Lines.
    pub original: Vec<u8>,
    /// `text/plain`, `text/html` or `application/json`.
    pub media_type: String,
}

/// The reports of one input, one after the other, so that a large file need not fit into memory.
pub struct Reports {
    name: String,
    options: Options,
    now: Timestamp,
    state: State,
}

enum State {
    Failed(Failure),
    Refused(Fault),
    Document(Format, Box<dyn BufRead + Send>),
    Lines(u64, Box<dyn BufRead + Send>),
    Done,
}

/// How many bytes are looked at to tell the format.
const SNIFFED: usize = 64 * 1024;

/// Reads one input; a file of JSON Lines holds many reports.
pub fn read(input: &Input, options: &Options, now: Timestamp) -> Vec<Result<Ingested, Failure>> {
    stream(input, options, now).collect()
}

/// Reads one input, a report at a time. `now` is when they are captured.
pub fn stream(input: &Input, options: &Options, now: Timestamp) -> Reports {
    let name = input.name();
    let opened: io::Result<(Option<Format>, Box<dyn BufRead + Send>)> = match input {
        Input::File(path) => File::open(path).map(|file| (by_ending(path), boxed(file))),
        Input::Stdin => Ok((None, boxed(io::stdin()))),
    };
    let state = opened.and_then(|(format, source)| open(format, source, options.limits));
    let state = state.unwrap_or_else(|error| State::Failed(Failure::of_io(name.clone(), &error)));
    Reports { name, options: options.clone(), now, state }
}

/// Reads bytes as if they were the input `name`; without a format it is told from the bytes.
pub fn read_bytes(
    name: &str,
    format: Option<Format>,
    bytes: &[u8],
    options: &Options,
    now: Timestamp,
) -> Vec<Result<Ingested, Failure>> {
    let state = open(format, Box::new(Cursor::new(bytes.to_vec())), options.limits)
        .unwrap_or_else(|error| State::Failed(Failure::of_io(name.to_owned(), &error)));
    Reports { name: name.to_owned(), options: options.clone(), now, state }.collect()
}

impl Iterator for Reports {
    type Item = Result<Ingested, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => None,
            State::Failed(failure) => Some(Err(failure)),
            State::Refused(fault) => Some(Err(fault.at(self.name.clone()))),
            State::Document(format, source) => Some(self.document(format, source)),
            State::Lines(read, source) => self.line(read, source),
        }
    }
}

impl Reports {
    fn document(&self, format: Format, source: Box<dyn BufRead + Send>) -> Result<Ingested, Failure> {
        let limit = self.options.limits.report_bytes;
        let mut bytes = Vec::new();
        source
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::of_io(self.name.clone(), &error))?;
        let ingested =
            if bytes.len() as u64 > limit { Err(Fault::TooLarge { limit }) } else { self.one_document(format, bytes) };
        ingested.map_err(|fault| fault.at(self.name.clone()))
    }

    fn one_document(&self, format: Format, bytes: Vec<u8>) -> Result<Ingested, Fault> {
        let decoded = decode(&bytes, format == Format::Html)?;
        let mut draft = Draft { notes: decoded.notes, ..Draft::default() };
        let media_type = match format {
            Format::Html => {
                draft.take_page(&decoded.text, None, self.now)?;
                "text/html"
            }
            _ => {
                draft.text = decoded.text;
                "text/plain"
            }
        };
        let report = draft.finish(&self.options, self.name.clone(), source_hash(&bytes), self.now)?;
        Ok(Ingested { report, original: bytes, media_type: media_type.to_owned() })
    }

    fn line(&mut self, mut read: u64, mut source: Box<dyn BufRead + Send>) -> Option<Result<Ingested, Failure>> {
        loop {
            let limit = self.options.limits.report_bytes;
            let line = match next_line(&mut source, limit) {
                Ok(line) => line?,
                Err(error) => return Some(Err(Failure::of_io(self.name.clone(), &error))),
            };
            read += 1;
            let result = match line {
                Line::TooLong => Err(Fault::TooLarge { limit }),
                Line::Whole(bytes) if is_blank(&bytes) => continue,
                Line::Whole(bytes) => self.one_record(read, bytes),
            };
            self.state = State::Lines(read, source);
            return Some(result.map_err(|fault| fault.at(self.place(read))));
        }
    }

    fn one_record(&self, line: u64, bytes: Vec<u8>) -> Result<Ingested, Fault> {
        let decoded = decode(&bytes, false)?;
        let record = parse_record(&decoded.text)?;
        let mut draft = Draft { notes: decoded.notes, ..Draft::default() };
        match record.body {
            Body::Text(text) => draft.text = text,
            Body::Html(html) => draft.take_page(&html, record.title.as_deref(), self.now)?,
        }
        draft.notes.extend(record.notes);
        // What the record says wins over what its page says.
        draft.id = record.id;
        draft.title = record.title.or(draft.title);
        draft.url = record.url.or(draft.url);
        draft.outlet = record.outlet.or(draft.outlet);
        draft.language = record.language.or(draft.language);
        if let Some(given) = record.published {
            draft.take_date(&given, PublishedBasis::Given, self.now);
        }
        let report = draft.finish(&self.options, self.place(line), source_hash(&bytes), self.now)?;
        Ok(Ingested { report, original: bytes, media_type: "application/json".to_owned() })
    }

    fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.name)
    }
}

/// A report in the making.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    text: String,
    title: Option<String>,
    url: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
    published: Option<Published>,
    authors: Vec<String>,
    notes: Vec<String>,
}

impl Draft {
    /// Takes text and metadata of a page. A title that is known from elsewhere becomes its first line.
    fn take_page(&mut self, html: &str, title: Option<&str>, now: Timestamp) -> Result<(), Fault> {
        if has_monstrous_tag(html) {
            return Err(Fault::Monstrous);
        }
        let page = Page::scan(html);
        let found = metadata(&page);
        self.text = article_text(html, &page, title.or(found.title.as_deref()), &mut self.notes);
        self.title = found.title;
        self.url = found.url;
        self.outlet = found.outlet;
        self.language = found.language;
        self.authors = found.authors;
        for (field, value) in found.published {
            if self.take_date(&value, PublishedBasis::Metadata(field), now) {
                break;
            }
        }
        Ok(())
    }

    fn take_date(&mut self, given: &str, basis: PublishedBasis, now: Timestamp) -> bool {
        let field = match &basis {
            PublishedBasis::Metadata(field) => field.clone(),
            _ => "published".to_owned(),
        };
        match parse_published(given) {
            Some(read) if is_plausible(read.date, now) => {
                self.published = Some(Published { basis, ..read });
                true
            }
            Some(read) => {
                self.notes.push(format!("`{field}` is {}, which cannot be; it was left out", read.date));
                false
            }
            None => {
                let shown: String = given.chars().take(40).collect();
                self.notes.push(format!("`{field}` holds no date that can be read (`{shown}`); it was left out"));
                false
            }
        }
    }

    fn finish(
        mut self,
        options: &Options,
        read_from: String,
        source_hash: String,
        now: Timestamp,
    ) -> Result<Report, Fault> {
        if self.text.trim().is_empty() {
            return Err(Fault::Empty);
        }
        let published = options
            .published
            .clone()
            .or(self.published.take().map(|p| at_dateline(p, &self.text, now)))
            .or_else(|| from_address(self.url.as_deref()?, now))
            .or_else(|| infer(&self.text, now));
        let outlet = options.outlet.clone().or(self.outlet);
        let (title, url) = (self.title.as_deref(), self.url.as_deref());
        Ok(Report {
            revision: revision(&self.text, title, outlet.as_deref(), url, published.as_ref()),
            id: self.id.unwrap_or_else(|| made_id(url, &self.text)),
            source_hash,
            read_from,
            sketch: sketch(&self.text),
            trace: trace(&self.text),
            credits: credits(&self.text, &self.authors),
            url: self.url,
            outlet,
            title: self.title,
            published,
            captured: now,
            language: self.language,
            text: self.text,
            notes: self.notes,
        })
    }
}

fn boxed(source: impl Read + Send + 'static) -> Box<dyn BufRead + Send> {
    Box::new(BufReader::with_capacity(SNIFFED, source))
}

fn by_ending(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "txt" | "text" => Some(Format::Text),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

fn open(format: Option<Format>, mut source: Box<dyn BufRead + Send>, limits: Limits) -> io::Result<State> {
    let mut start = Vec::new();
    source.by_ref().take(SNIFFED as u64).read_to_end(&mut start)?;
    let format = match format.map_or_else(|| sniff(&start), Ok) {
        Ok(format) => format,
        Err(fault) => return Ok(State::Refused(fault)),
    };
    let is_utf_16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    if format == Format::JsonLines && start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    let source = Cursor::new(start).chain(source);
    match format {
        Format::JsonLines if is_utf_16 => Ok(State::Lines(0, utf_16_lines(source, limits)?)),
        Format::JsonLines => Ok(State::Lines(0, Box::new(source))),
        other => Ok(State::Document(other, Box::new(source))),
    }
}

/// JSON Lines in UTF-16, as some systems' redirection writes them, cannot be split at line feeds before they are
/// decoded, so the file is read as a whole; it may be as large as ten reports.
fn utf_16_lines(source: impl Read, limits: Limits) -> io::Result<Box<dyn BufRead + Send>> {
    let limit = limits.report_bytes.saturating_mul(10);
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("JSON Lines in UTF-16 of more than {limit} bytes; turn it into UTF-8")));
    }
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    Ok(Box::new(Cursor::new(text.into_owned().into_bytes())))
}

/// Tells the format from the first bytes.
fn sniff(start: &[u8]) -> Result<Format, Fault> {
    // The decoder resolves a byte order mark.
    let (text, _, _) = encoding_rs::UTF_8.decode(start);
    let text = text.trim_start();
    let after = |open: char| text.strip_prefix(open).map(str::trim_start);
    if after('{').is_some_and(|t| t.starts_with(['"', '}'])) {
        // An object that is spread over lines has a bracket or one field on its first line.
        let first_line = text.lines().next().unwrap_or_default().trim_end();
        let goes_on = text.lines().nth(1).is_some_and(|line| !line.trim().is_empty() && !line.starts_with('{'));
        return if !first_line.ends_with('}') && goes_on { Err(Fault::JsonDocument) } else { Ok(Format::JsonLines) };
    }
    if after('[').is_some_and(|t| t.starts_with('{')) {
        return Err(Fault::JsonDocument);
    }
    let lower = text.get(..1024).unwrap_or(text).to_ascii_lowercase();
    let begins = ["<!doctype", "<html", "<?xml", "<head", "<body", "<!--"].iter().any(|tag| lower.starts_with(tag));
    let holds = ["<html", "<body", "<title", "<p>", "<div"].iter().any(|tag| lower.contains(tag));
    Ok(if begins || (lower.starts_with('<') && holds) { Format::Html } else { Format::Text })
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}
