//! `dateline read`: reports in, claims into the ledger. Many threads read, one writes.

use crate::{
    cli::{Global, ReadArgs},
    data::{Data, Reader},
    desk::ledger_error,
    error::{Error, ErrorKind, Result},
};
use dateline_core::{Claim, Report, report::PublishedBasis};
use dateline_ingest::{Failure, Ingested, Options};
use dateline_ledger::{Entry, Ledger, NewFailure, Stored};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use rayon::prelude::*;
use std::io::Write;

/// Reports that are read at a time and stored in one transaction.
const BATCH: usize = 256;

/// What a run of `read` did.
#[derive(Debug, Default)]
pub struct Summary {
    reports: usize,
    claims: usize,
    undated: usize,
    inferred: usize,
    stored: Stored,
    failures: Vec<Failure>,
}

/// Runs the command. An error means that nothing more could be read; inputs that failed are part of the summary.
pub fn run(args: &ReadArgs, global: &Global, data: &Data, now: Timestamp) -> Result<Summary> {
    let reader = data.reader(now)?;
    let mut ledger = Ledger::open(&global.ledger).map_err(ledger_error)?;
    let options = Options {
        published: args.published.map(|date| dateline_core::Published { date, at: None, basis: PublishedBasis::Given }),
        outlet: args.outlet.clone(),
        ..Options::default()
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(global.threads.map_or(0, usize::from))
        .build()
        .map_err(|e| Error::new(ErrorKind::Input, format_args!("cannot start threads: {e}")))?;
    let (inputs, failures) = dateline_ingest::find(&args.paths);
    let progress = progress(global.quiet);
    let mut summary = Summary { failures, ..Summary::default() };
    let mut batch = Vec::with_capacity(BATCH);
    for input in &inputs {
        progress.set_message(input.name());
        for item in dateline_ingest::stream(input, &options, now) {
            match item {
                Ok(ingested) => batch.push(ingested),
                Err(failure) => summary.failures.push(failure),
            }
            if batch.len() == BATCH {
                store(&mut batch, &pool, &reader, &mut ledger, &mut summary)?;
                progress.set_position(summary.reports as u64);
            }
        }
    }
    store(&mut batch, &pool, &reader, &mut ledger, &mut summary)?;
    progress.finish_and_clear();
    let failed: Vec<NewFailure> = summary
        .failures
        .iter()
        .map(|f| NewFailure { input: f.input.clone(), reason: f.reason.clone(), at: now })
        .collect();
    ledger.log_failures(&failed).map_err(ledger_error)?;
    Ok(summary)
}

/// The claims of one report, and the relations that it tells in passing: the pure half of the program.
pub fn claims(report: &Report, reader: &Reader) -> Vec<Claim> {
    let reading = dateline_language::read(&report.text, &reader.model);
    dateline_read::told(report, &reading, &reader.rules, &reader.world)
}

fn store(
    batch: &mut Vec<Ingested>,
    pool: &rayon::ThreadPool,
    reader: &Reader,
    ledger: &mut Ledger,
    summary: &mut Summary,
) -> Result<()> {
    let entries: Vec<Entry> = pool.install(|| {
        let read = |Ingested { report, original, media_type }: Ingested| {
            let claims = claims(&report, reader);
            Entry { report, original, media_type, claims, reader: reader.version.clone() }
        };
        std::mem::take(batch).into_par_iter().map(read).collect()
    });
    for entry in &entries {
        summary.reports += 1;
        summary.claims += entry.claims.iter().filter(|c| !c.passing).count();
        match entry.report.published.as_ref().map(|p| &p.basis) {
            None => summary.undated += 1,
            Some(PublishedBasis::Inferred(_)) => summary.inferred += 1,
            Some(_) => {}
        }
    }
    let stored = ledger.put(&entries).map_err(ledger_error)?;
    summary.stored.new += stored.new;
    summary.stored.new_revisions += stored.new_revisions;
    summary.stored.reread += stored.reread;
    summary.stored.unchanged += stored.unchanged;
    Ok(())
}

/// Progress on standard error, shown only on a terminal.
fn progress(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} reports read, {per_sec}  {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

impl Summary {
    /// Whether every input was read.
    pub fn all_read(&self) -> bool {
        self.failures.is_empty()
    }

    /// Writes how many reports and claims there were.
    pub fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let s = &self.stored;
        writeln!(
            out,
            "{} read: {} new, {} changed, {} read anew with other rules, {} unchanged; {}",
            counted(self.reports, "report"),
            s.new,
            s.new_revisions,
            s.reread,
            s.unchanged,
            counted(self.claims, "claim")
        )?;
        if self.inferred > 0 {
            writeln!(out, "{} dated by what the text says", counted(self.inferred, "report"))?;
        }
        if self.undated > 0 {
            writeln!(out, "{} without a date; --published gives one", counted(self.undated, "report"))?;
        }
        Ok(())
    }

    /// Writes what could not be read, and why.
    pub fn write_failures(&self, out: &mut impl Write) -> std::io::Result<()> {
        for f in &self.failures {
            writeln!(out, "error: {}: {}", f.input, f.reason)?;
            if let Some(hint) = &f.hint {
                writeln!(out, "hint: {hint}")?;
            }
        }
        if !self.failures.is_empty() {
            writeln!(out, "{} could not be read", counted(self.failures.len(), "input"))?;
        }
        Ok(())
    }
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
