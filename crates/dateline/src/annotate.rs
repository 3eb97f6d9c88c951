//! `dateline annotate`: one layer of the reading at a time, for measuring and for researchers.

pub mod coreference;

use crate::{
    cli::AnnotateArgs,
    data::{Data, Reader},
    error::{Error, ErrorKind, Result},
    shapes::{
        AttributionShape, AttributionsRow, CountsRow, DisplacementRow, FactualityRow, InputLine, InputRow, Located,
        NameShape, NamesRow, Number, PlacesRow, RelativeShape, TemplatesRow, TimesRow, TimexShape, ToponymShape,
        TypeRow,
    },
};
use dateline_core::{PlaceMention, Reading, Report, Span, report::Credits};
use dateline_gazetteer::Outlines;
use dateline_picture::ReportInfo;
use dateline_read::{annotate, displacement, incidents, toll::Toll};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;
use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
};

/// Documents that are read at a time.
const BATCH: usize = 256;

/// One document on its way through the stages.
struct Document<'a> {
    row: &'a InputRow,
    report: &'a Report,
    reading: &'a Reading,
    reader: &'a Reader,
    incidents: Option<&'a incidents::Model>,
    gold_spans: bool,
    outlines: &'a Outlines,
}

/// How documents become lines of output.
#[derive(Clone, Copy)]
enum Task {
    /// Each by itself.
    Each(fn(&Document) -> Result<String>),
    /// Tolls, and which documents tell of the same incident, which is known when all are read.
    Counts,
    /// Which events of several documents are one: all documents are compared.
    Chains,
}

/// The layers there are.
const TASKS: [(&str, Task); 11] = [
    ("conllu", Task::Each(conllu)),
    ("names", Task::Each(names)),
    ("places", Task::Each(places)),
    ("time", Task::Each(time)),
    ("attribution", Task::Each(attribution)),
    ("factuality", Task::Each(factuality)),
    ("counts", Task::Counts),
    ("displacement", Task::Each(displacement)),
    ("event-types", Task::Each(event_types)),
    ("muc4", Task::Each(templates)),
    ("coreference", Task::Chains),
];

/// What incident templates are filled by.
const TEMPLATE_WEIGHTS: &str = "lexicons/muc4/weights.tsv";

/// Runs the command.
pub fn run(args: &AnnotateArgs, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let task = TASKS.iter().find(|(name, _)| *name == args.task).map(|(_, task)| *task).ok_or_else(|| {
        let known = TASKS.map(|(name, _)| name).join(", ");
        Error::usage(format_args!("there is no layer `{}`", args.task)).hint(format_args!("layers: {known}"))
    })?;
    if args.gold_spans && args.task != "places" {
        return Err(Error::usage("--gold-spans goes with --task places only"));
    }
    let reader = data.reader(now)?;
    if ["names", "attribution", "factuality"].contains(&args.task.as_str()) && !reader.model.has_news_heads() {
        return Err(Error::new(ErrorKind::Data, format_args!("this build cannot tell {}", args.task))
            .hint("it was made without data/language-news.safetensors"));
    }
    let weights = if args.task == "muc4" { Some(data.file(TEMPLATE_WEIGHTS)?) } else { None };
    let incidents = weights.map(|text| incidents::Model::parse(&text));
    let outlines = if args.task == "places" { data.outlines()? } else { Outlines::default() };
    let gold_spans = args.gold_spans;
    let layers = Layers { reader: &reader, incidents: incidents.as_ref(), outlines: &outlines, gold_spans };
    let name = args.file.display().to_string();
    let fault = |e: std::io::Error| Error::new(ErrorKind::Input, format_args!("{name}: {e}"));
    let input: Box<dyn BufRead> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(&args.file).map_err(fault)?))
    };
    let mut rows = Vec::with_capacity(BATCH);
    let mut counted = Vec::new();
    let mut compared = Vec::new();
    let mut take = |rows: &mut Vec<InputRow>, counted: &mut Vec<_>| match task {
        Task::Each(task) => write(each(rows, &layers, task), out),
        Task::Counts => {
            for found in each(rows, &layers, |d| Ok((toll(d), ReportInfo::from(d.report)))) {
                counted.push(found?);
            }
            Ok(())
        }
        Task::Chains => {
            compared.append(rows);
            Ok(())
        }
    };
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(fault)?;
        if line.trim().is_empty() {
            continue;
        }
        let parsed: InputLine = serde_json::from_str(&line).map_err(|e| {
            Error::new(ErrorKind::Input, format_args!("{name}:{}: {e}", number + 1))
                .hint("each line is an object with `id` and `text`")
        })?;
        match parsed {
            InputLine::One(row) => rows.push(*row),
            InputLine::Several { docs } => rows.extend(docs),
        }
        if rows.len() >= BATCH {
            take(&mut rows, &mut counted)?;
        }
    }
    take(&mut rows, &mut counted)?;
    coreference::write(&compared, data, &reader, out)?;
    write(counts(counted), out)
}

/// What the documents go through.
struct Layers<'a> {
    reader: &'a Reader,
    incidents: Option<&'a incidents::Model>,
    outlines: &'a Outlines,
    gold_spans: bool,
}

/// What a task makes of each row, in order; the rows are used up.
fn each<T: Send>(
    rows: &mut Vec<InputRow>,
    layers: &Layers<'_>,
    task: impl Fn(&Document) -> Result<T> + Sync,
) -> Vec<Result<T>> {
    let Layers { reader, incidents, outlines, gold_spans } = *layers;
    let one = |row: InputRow| {
        let report = report(&row, reader);
        let reading = dateline_language::read(&report.text, &reader.model);
        task(&Document { row: &row, report: &report, reading: &reading, reader, incidents, gold_spans, outlines })
    };
    std::mem::take(rows).into_par_iter().map(one).collect()
}

fn write(lines: impl IntoIterator<Item = Result<String>>, out: &mut impl Write) -> Result<()> {
    for line in lines {
        out.write_all(line?.as_bytes())?;
    }
    Ok(())
}

/// A document as the report that the stages take.
fn report(row: &InputRow, reader: &Reader) -> Report {
    let published =
        [&row.published, &row.dct, &row.date].into_iter().flatten().find_map(|d| dateline_ingest::parse_published(d));
    Report {
        id: row.id.clone(),
        revision: String::new(),
        source_hash: String::new(),
        read_from: String::new(),
        url: row.url.clone(),
        outlet: row.outlet.clone(),
        title: row.title.clone(),
        published,
        captured: reader.world.now,
        language: None,
        text: row.text.clone(),
        sketch: Vec::new(),
        trace: dateline_ingest::trace(&row.text),
        credits: Credits::default(),
        notes: Vec::new(),
    }
}

/// Sentences, words, tags and trees as CoNLL-U.
fn conllu(d: &Document) -> Result<String> {
    Ok(format!("# newdoc id = {}\n{}", d.row.id, dateline_language::to_conllu(&d.report.text, d.reading)))
}

/// Names and what they name.
fn names(d: &Document) -> Result<String> {
    line(&NamesRow { id: &d.row.id, names: NameShape::all(d.reading) })
}

/// Place names with their coordinates.
fn places(d: &Document) -> Result<String> {
    let (rules, world) = (&d.reader.rules, &d.reader.world);
    let found = if d.gold_spans {
        annotate::places_at(d.report, d.reading, rules, world, &given_spans(d.row))
    } else {
        annotate::places(d.report, d.reading, rules, world)
    };
    let toponyms = found.iter().map(|p: &PlaceMention| {
        let (place, told) = (p.resolved.as_ref(), p.relative.as_deref());
        let point = place.and_then(|r| r.point);
        ToponymShape {
            start: p.span.start,
            end: p.span.end,
            lat: point.map(|p| p.0),
            lon: point.map(|p| p.1),
            geonames_id: place.and_then(|r| r.geonames_id),
            name: place.map(|r| r.name.clone()),
            precision: p.precision(),
            tier: place.map(|r| r.tier.name()),
            relative: told.map(RelativeShape::new),
            located: told.map_or(Located::POINT, |_| Located::new(p, d.outlines)),
        }
    });
    line(&PlacesRow { id: &d.row.id, toponyms: toponyms.collect() })
}

/// The spans that the input marks, in bytes; one that lies outside the text is left out.
fn given_spans(row: &InputRow) -> Vec<Span> {
    let bytes: Vec<usize> = row.text.char_indices().map(|(i, _)| i).chain([row.text.len()]).collect();
    let at = |i: usize| bytes.get(i).copied();
    row.toponyms.iter().filter_map(|t| Some(Span::new(at(t.start)?, at(t.end)?))).collect()
}

/// A span of code points in bytes; `None` if it lies outside the text.
fn byte_span(text: &str, start: usize, end: usize) -> Option<Span> {
    let byte = |n: usize| text.char_indices().map(|(i, _)| i).chain([text.len()]).nth(n);
    byte(start).zip(byte(end)).map(|(start, end)| Span::new(start, end))
}

/// Time expressions with their values.
fn time(d: &Document) -> Result<String> {
    let found = annotate::times(d.report, d.reading, &d.reader.rules, &d.reader.world);
    let timexes = found.into_iter().map(|t| TimexShape {
        start: t.span.start,
        end: t.span.end,
        kind: t.timex_type,
        value: t.value,
    });
    line(&TimesRow { id: &d.row.id, timexes: timexes.collect() })
}

/// Who said what, with which cue.
fn attribution(d: &Document) -> Result<String> {
    line(&AttributionsRow { id: &d.row.id, attributions: AttributionShape::all(d.reading) })
}

/// Whether what the given words tell of happened.
fn factuality(d: &Document) -> Result<String> {
    let given = d.row.start.zip(d.row.end);
    let (start, end) = given.ok_or_else(|| {
        Error::new(ErrorKind::Input, format_args!("`{}` does not say which words are meant", d.row.id))
            .hint("give `start` and `end` of the event's words, in code points")
    })?;
    let span = byte_span(&d.row.text, start, end);
    let token = d.reading.tokens.iter().position(|t| span.is_some_and(|s| t.span.overlaps(s)));
    let value = token.and_then(|t| d.reading.factuality.get(t));
    line(&FactualityRow { id: &d.row.id, start, end, label: value.map(|v| f32::from(*v) / 100.0) })
}

/// How many were killed and injured, by headline and text.
fn toll(d: &Document) -> Toll {
    let headline = d.report.title.as_ref().map(|title| Report { text: title.clone(), ..d.report.clone() });
    let headline = headline.map(|h| (dateline_language::read(&h.text, &d.reader.model), h));
    let texts: Vec<(&Report, &Reading)> =
        headline.iter().map(|(reading, h)| (h, reading)).chain([(d.report, d.reading)]).collect();
    annotate::toll(&texts, &d.reader.rules, &d.reader.world)
}

/// The tolls of all documents, with the incident that each tells of.
fn counts(counted: Vec<(Toll, ReportInfo)>) -> Vec<Result<String>> {
    let (tolls, reports): (Vec<Toll>, Vec<ReportInfo>) = counted.into_iter().unzip();
    let clusters = dateline_picture::incidents(&reports);
    let row = |((report, toll), cluster): ((&ReportInfo, &Toll), usize)| {
        let (killed, injured) = (toll.killed.map(Number::from), toll.injured.map(Number::from));
        line(&CountsRow { id: &report.id, killed, injured, cluster })
    };
    reports.iter().zip(&tolls).zip(clusters).map(row).collect()
}

/// The main figure of people driven from their homes, or of houses destroyed.
fn displacement(d: &Document) -> Result<String> {
    let found = displacement::main_figure(d.report, d.reading, &d.reader.rules, &d.reader.world);
    let figure = found.as_ref();
    line(&DisplacementRow {
        id: &d.row.id,
        quantity: figure.map(|f| f.quantity.into()),
        unit: figure.map(|f| f.unit.as_str()),
        term: figure.map(|f| f.term.as_str()),
    })
}

/// The type of what a text tells of.
fn event_types(d: &Document) -> Result<String> {
    let label = annotate::event_type(d.report, d.reading, &d.reader.rules, &d.reader.world);
    line(&TypeRow { id: &d.row.id, label })
}

/// The incidents that a text tells of, as templates; a text without a date is dated by its dateline.
fn templates(d: &Document) -> Result<String> {
    let (rules, world) = (&d.reader.rules, &d.reader.world);
    let published = d.report.published.clone();
    let published = published.or_else(|| dateline_ingest::infer_published(&d.report.text, world.now));
    let report = Report { published, ..d.report.clone() };
    let prepared = incidents::prepare(&report, d.reading, rules, world);
    let found = d.incidents.map(|model| incidents::fill(&prepared, model)).unwrap_or_default();
    line(&TemplatesRow::new(&d.row.id, &found))
}

fn line(row: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(row)? + "\n")
}
