//! `dateline doctor`: is everything in order, and if not, what to do.

use crate::{
    cli::Global,
    data::{self, BRIEF_FILE, Data},
    error::{Error, ErrorKind, Result},
    words,
};
use dateline_ledger::Ledger;
use jiff::Timestamp;
use std::io::Write;

/// Faults of one kind that are listed; the others are counted.
const LISTED: usize = 100;

/// What one look found: all well with a remark, or faults and a remedy.
enum Finding {
    Well(String),
    Bad { faults: Vec<String>, remedy: String },
}

/// Runs every check; an error if one fails.
pub fn run(global: &Global, data: &Data, now: Timestamp, out: &mut impl Write) -> Result<()> {
    writeln!(out, "dateline {}", env!("CARGO_PKG_VERSION"))?;
    let mut failed = 0;
    let mut tell = |out: &mut dyn Write, what: &str, finding: Finding| -> Result<()> {
        match finding {
            Finding::Well(remark) => writeln!(out, "ok    {what}: {remark}")?,
            Finding::Bad { faults, remedy } => {
                failed += 1;
                writeln!(out, "FAIL  {what}")?;
                for fault in faults.iter().take(LISTED) {
                    writeln!(out, "      {}", fault.trim_end().replace('\n', "\n      "))?;
                }
                if faults.len() > LISTED {
                    writeln!(out, "      and {} more", faults.len() - LISTED)?;
                }
                writeln!(out, "      to do: {remedy}")?;
            }
        }
        Ok(())
    };
    for (what, finding) in built_data() {
        tell(out, &what, finding)?;
    }
    tell(out, "imported gazetteer", imported(global))?;
    for (what, finding) in rules(data, now) {
        tell(out, what, finding)?;
    }
    tell(out, "brief", brief(data))?;
    tell(out, "web page", web_page())?;
    for (what, finding) in ledger(global) {
        tell(out, &what, finding)?;
    }
    if failed == 0 {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Data, format_args!("{failed} of the checks failed")))
}

/// The hash of each file that the manifest lists.
fn built_data() -> Vec<(String, Finding)> {
    let bad = |fault: String, remedy: &str| Finding::Bad { faults: vec![fault], remedy: remedy.to_owned() };
    let manifest = data::built("manifest.toml").map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let table = manifest.as_deref().unwrap_or_default().parse::<toml::Table>();
    let entries = table.as_ref().ok().and_then(|t| t.get("data")).and_then(toml::Value::as_array);
    let Some(entries) = entries else {
        return vec![(
            "data".to_owned(),
            bad("data/manifest.toml cannot be read".to_owned(), "build the program again"),
        )];
    };
    let check = |entry: &toml::Value| {
        let field = |key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let (file, hash) = (field("file"), field("blake3"));
        let remedy = format!("`{}`, then build the program again", field("made_by"));
        let finding = match data::built(file.strip_prefix("data/").unwrap_or(file)) {
            None if entry.get("optional").and_then(toml::Value::as_bool) == Some(true) => {
                Finding::Well("left out of this build; some layers are missing".to_owned())
            }
            None => bad(format!("{file} is not built in"), &remedy),
            Some(bytes) if blake3::hash(&bytes).to_hex().as_str() == hash => {
                Finding::Well(format!("as the manifest has it, {} KiB", bytes.len().div_ceil(1024)))
            }
            Some(_) => bad(format!("{file} is not the file that the manifest describes"), &remedy),
        };
        (file.to_owned(), finding)
    };
    entries.iter().map(check).collect()
}

fn imported(global: &Global) -> Finding {
    let path = global.gazetteer_path();
    let shown = path.display();
    if global.gazetteer.is_none() && !path.exists() {
        let remark = format!("none; `dateline gazetteer import` makes {shown} of GeoNames dumps and your own tables");
        return Finding::Well(remark);
    }
    match dateline_gazetteer::open(&path) {
        Ok(import) => {
            let files: Vec<&str> = import.sources().lines().filter_map(|l| l.split('\t').next()).collect();
            let places = words::grouped(import.records().len() as f64);
            Finding::Well(format!("{shown}, {places} places from {}; its checksum is right", files.join(", ")))
        }
        Err(e) => {
            let remedy = e.hint().unwrap_or("see that --gazetteer or $DATELINE_GAZETTEER names the right file");
            Finding::Bad { faults: vec![e.to_string()], remedy: remedy.to_owned() }
        }
    }
}

fn rules(data: &Data, now: Timestamp) -> Vec<(&'static str, Finding)> {
    let reader = match data.reader(now) {
        Ok(reader) => reader,
        Err(e) => {
            let remedy = e.hint.unwrap_or_else(|| "mend what is named above".to_owned());
            return vec![("rules", Finding::Bad { faults: vec![e.message], remedy })];
        }
    };
    let read = |text: &str| dateline_language::read(text, &reader.model);
    let failures = dateline_read::check_examples(&reader.rules, &reader.world, &read);
    let examples = if failures.is_empty() {
        Finding::Well(format!("{} hold", reader.rules.examples().len()))
    } else {
        let remedy = "mend the rule or the example; CONTRIBUTING.md, \"Add a rule\"".to_owned();
        Finding::Bad { faults: failures.iter().map(ToString::to_string).collect(), remedy }
    };
    vec![
        ("rules", Finding::Well(format!("{} compile, reader {}", reader.rules.len(), reader.version))),
        ("rules' examples", examples),
    ]
}

fn brief(data: &Data) -> Finding {
    match data.file(BRIEF_FILE).and_then(|text| crate::brief::check_wording(&text)) {
        Ok(()) => Finding::Well("its wording is complete".to_owned()),
        Err(e) => Finding::Bad { faults: vec![e.message], remedy: format!("mend {BRIEF_FILE}") },
    }
}

fn web_page() -> Finding {
    match data::web("index.html") {
        Some(_) => Finding::Well("built in".to_owned()),
        None => Finding::Well("not built in; `cargo xtask web` makes it, `serve` works without".to_owned()),
    }
}

fn ledger(global: &Global) -> Vec<(String, Finding)> {
    let path = global.ledger.display();
    if !global.ledger.exists() {
        return vec![("ledger".to_owned(), Finding::Well(format!("{path} does not exist; `dateline read` makes it")))];
    }
    let bad = |e: dateline_ledger::LedgerError| {
        let remedy = e.hint().unwrap_or_else(|| "restore the file from a copy, or read the reports again".to_owned());
        vec![(format!("ledger {path}"), Finding::Bad { faults: vec![e.to_string()], remedy })]
    };
    let checked = Ledger::open_read_only(&global.ledger).and_then(|ledger| Ok((ledger.stats()?, ledger.check()?)));
    let (stats, checks) = match checked {
        Ok(checked) => checked,
        Err(e) => return bad(e),
    };
    let holds = format!("{} reports, {} revisions, {} claims", stats.reports, stats.revisions, stats.claims);
    let mut findings = vec![(format!("ledger {path}"), Finding::Well(holds))];
    for check in checks {
        let finding = if check.faults.is_empty() {
            Finding::Well("in order".to_owned())
        } else {
            Finding::Bad {
                faults: check.faults,
                remedy: "restore the file from a copy, or read the reports again".to_owned(),
            }
        };
        findings.push((format!("ledger, {}", check.what), finding));
    }
    findings
}
