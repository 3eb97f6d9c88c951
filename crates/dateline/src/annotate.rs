//! `dateline annotate`: one layer of the reading at a time, for measuring and for researchers.

use crate::{
    cli::AnnotateArgs,
    data::{Data, Reader},
    error::{Error, ErrorKind, Result},
    shapes::InputRow,
};
use dateline_core::{Reading, Report};
use jiff::Timestamp;
use rayon::prelude::*;
use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
};

/// Documents that are read at a time.
const BATCH: usize = 256;

/// How one document becomes its lines of output.
type Task = fn(&InputRow, &Report, &Reading, &Reader, &AnnotateArgs) -> Result<String>;

/// The layers there are.
const TASKS: [(&str, Task); 1] = [("conllu", conllu)];

/// Runs the command.
pub fn run(args: &AnnotateArgs, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let task = TASKS.iter().find(|(name, _)| *name == args.task).map(|(_, task)| task).ok_or_else(|| {
        let known = TASKS.map(|(name, _)| name).join(", ");
        Error::usage(format_args!("there is no layer `{}`", args.task)).hint(format_args!("layers: {known}"))
    })?;
    if args.gold_spans && args.task != "places" {
        return Err(Error::usage("--gold-spans goes with --task places only"));
    }
    let reader = data.reader(now)?;
    let name = args.file.display().to_string();
    let fault = |e: std::io::Error| Error::new(ErrorKind::Input, format_args!("{name}: {e}"));
    let input: Box<dyn BufRead> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(&args.file).map_err(fault)?))
    };
    let mut rows = Vec::with_capacity(BATCH);
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(fault)?;
        if line.trim().is_empty() {
            continue;
        }
        let row: InputRow = serde_json::from_str(&line).map_err(|e| {
            Error::new(ErrorKind::Input, format_args!("{name}:{}: {e}", number + 1))
                .hint("each line is an object with `id` and `text`")
        })?;
        rows.push(row);
        if rows.len() == BATCH {
            write(&mut rows, *task, &reader, args, out)?;
        }
    }
    write(&mut rows, *task, &reader, args, out)
}

fn write(
    rows: &mut Vec<InputRow>,
    task: Task,
    reader: &Reader,
    args: &AnnotateArgs,
    out: &mut impl Write,
) -> Result<()> {
    let lines: Vec<Result<String>> = std::mem::take(rows)
        .into_par_iter()
        .map(|row| {
            let report = report(&row, reader);
            let reading = dateline_language::read(&report.text, &reader.model);
            task(&row, &report, &reading, reader, args)
        })
        .collect();
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
        url: None,
        outlet: row.outlet.clone(),
        title: None,
        published,
        captured: reader.world.now,
        language: None,
        text: row.text.clone(),
        sketch: Vec::new(),
        notes: Vec::new(),
    }
}

/// Sentences, words, tags and trees as CoNLL-U.
fn conllu(row: &InputRow, report: &Report, reading: &Reading, _: &Reader, _: &AnnotateArgs) -> Result<String> {
    Ok(format!("# newdoc id = {}\n{}", row.id, dateline_language::to_conllu(&report.text, reading)))
}
