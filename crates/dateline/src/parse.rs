//! `dateline parse`: what the language stage reads off a text, without claims or a ledger.

use crate::{
    cli::{ParseArgs, ParseFormat},
    data::Data,
    error::{Error, ErrorKind, Result},
    shapes::ParseRow,
};
use dateline_core::Report;
use dateline_ingest::Options;
use dateline_language as language;
use jiff::Timestamp;
use std::io::Write;

/// Runs the command. Inputs that cannot be read are named at the end; the others are written all the same.
pub fn run(args: &ParseArgs, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let model = data.model()?;
    let (inputs, mut failures) = dateline_ingest::find(&args.paths);
    for input in &inputs {
        for item in dateline_ingest::stream(input, &Options::default(), now) {
            match item {
                Ok(ingested) => write(&ingested.report, args.format, &model, out)?,
                Err(failure) => failures.push(failure),
            }
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = failures.iter().map(|f| format!("{}: {}", f.input, f.reason)).collect();
    Err(Error::new(ErrorKind::Input, all.join("\n")))
}

fn write(report: &Report, format: ParseFormat, model: &language::Model, out: &mut impl Write) -> Result<()> {
    let reading = language::read(&report.text, model);
    match format {
        ParseFormat::Conllu => {
            write!(out, "# newdoc id = {}\n{}", report.id, language::to_conllu(&report.text, &reading))?
        }
        ParseFormat::Json => {
            serde_json::to_writer(&mut *out, &ParseRow::new(&report.id, &report.text, &reading))?;
            writeln!(out)?;
        }
        ParseFormat::Tree => out.write_all(language::draw(&report.text, &reading).as_bytes())?,
    }
    Ok(())
}
