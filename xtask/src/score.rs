//! `cargo xtask score SET --data DIR --eval DIR`: measures the program against a benchmark and its committed baseline.
//!
//! DIR of `--data` holds `gold/`, `seeds/` and the folders of the public sets, or holds those in a folder `data`; DIR of
//! `--eval` holds the scorers. The baselines stand in `xtask/baselines.toml`.

mod confidence;
mod conll;
mod control;
mod copies;
mod coreference;
mod gold;
mod language;
mod places;
mod variants;

use crate::{
    demo,
    step::{built, capture, command, quietly, root},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const BASELINES: &str = "xtask/baselines.toml";

/// Less than this is rounding, no fall.
const TOLERANCE: f64 = 0.0005;

/// What a set is measured by: the figure's name, its value, and whether more of it is better.
struct Figure {
    name: &'static str,
    value: f64,
    more_is_better: bool,
}

/// A set of the benchmark.
enum Set {
    /// Claims against hand-annotated ones in `gold/<name>`.
    Claims(String),
    /// Whether claims are as often right as their confidence says; fitted anew first, or not.
    Confidence { fit: bool },
    /// Disputes and control against hand-made ones in `gold/<name>`.
    Picture(String),
    /// Who held which town, by a list's own narratives in `control/<name>.csv`.
    Control(String),
    /// Copies and rewrites in a collection made up from this seed; it needs no data and no scorers.
    Copies(u64),
    /// Where the places of the claims in `gold/<name>` lie.
    Places(String),
    /// Spellings of names that share a native one, in `gazetteer/variants-<name>.jsonl`; it needs no scorers.
    Variants(String),
    /// Every layer of the language stage, where the model was not trained.
    Language,
    /// Events of several texts that are one, in `clusters/<name>`.
    Coreference(String),
    /// One layer, by `annotate`: the task, the folder, the file's stem, whether the spans are given.
    Layer { task: &'static str, folder: &'static str, stem: String, gold_spans: bool },
}

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut set = None;
    let (mut data, mut eval, mut update) = (None, None, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().map(PathBuf::from).ok_or(format!("{arg} needs a folder"));
        match arg.as_str() {
            "--data" => data = Some(value()?),
            "--eval" => eval = Some(value()?),
            "--update" => update = true,
            flag if flag.starts_with('-') => return Err(format!("`score` takes no `{flag}`")),
            name if set.is_none() => set = Some(name),
            name => return Err(format!("one set at a time, not `{name}` as well")),
        }
    }
    let name = set.ok_or(
        "which set? language, copies[-SEED], confidence[-fit], claims-NAME, picture-NAME, coreference-NAME, control-NAME, places-NAME[-gold], variants-NAME, attribution-NAME, time-NAME, counts-NAME, displacement-NAME, types-NAME, muc4-NAME or conllu-NAME",
    )?;
    let set = parse(name)?;
    if !matches!(set, Set::Variants(_)) {
        demo::build()?;
    }
    let work = root().join("target/score").join(name);
    fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    let given = |folder: Option<PathBuf>, flag| match (&set, folder) {
        (Set::Copies(_), None) => Ok(work.clone()),
        (Set::Variants(_), None) if flag == "eval" => Ok(work.clone()),
        (_, folder) => absolute(&folder.ok_or(format!("--{flag} DIR is missing"))?),
    };
    let (data, eval) = (given(data, "data")?, given(eval, "eval")?);
    let figures = match set {
        Set::Copies(seed) => copies::figures(seed, &work)?,
        Set::Confidence { fit } => confidence::figures(fit, &data, &eval)?,
        Set::Claims(gold) => claims(&gold, &data, &eval, &work)?,
        Set::Language => language::figures(&data, &eval, &work)?,
        Set::Control(list) => control::figures(&list, &data, &work)?,
        Set::Coreference(stem) => coreference::figures(&find(&data, "clusters", &stem)?, &work)?,
        Set::Variants(stem) => variants::figures(&find(&data, "gazetteer", &stem)?)?,
        Set::Places(gold) => places::figures(&gold, &data, &eval, &work)?,
        Set::Picture(gold) => picture(&gold, &data, &eval, &work)?,
        Set::Layer { task, folder, stem, gold_spans } => {
            layer(task, &find(&data, folder, &stem)?, gold_spans, &eval, &work)?
        }
    };
    compare(name, &figures, update)
}

fn parse(name: &str) -> Result<Set, String> {
    match name {
        "language" => return Ok(Set::Language),
        "copies" => return Ok(Set::Copies(1)),
        "confidence" => return Ok(Set::Confidence { fit: false }),
        "confidence-fit" => return Ok(Set::Confidence { fit: true }),
        _ => {}
    }
    let unknown = || {
        format!(
            "`{name}` is no set; they are `language`, `copies`, `confidence`, `confidence-fit`, or begin with copies-, claims-, picture-, coreference-, control-, places-, variants-, attribution-, time-, counts-, displacement-, types-, muc4- or conllu-"
        )
    };
    let (family, rest) = name.split_once('-').ok_or_else(unknown)?;
    let layer = |task, folder, gold_spans, stem: &str| Set::Layer { task, folder, stem: stem.to_owned(), gold_spans };
    Ok(match family {
        "copies" => Set::Copies(rest.parse().map_err(|_| format!("`{rest}` is no seed"))?),
        "claims" => Set::Claims(rest.to_owned()),
        "picture" => Set::Picture(rest.to_owned()),
        "coreference" => Set::Coreference(rest.to_owned()),
        "variants" => Set::Variants(format!("variants-{rest}")),
        "control" => Set::Control(rest.to_owned()),
        "places" if rest == "seeds" => Set::Places(rest.to_owned()),
        "places" => match rest.strip_suffix("-gold") {
            Some(stem) => layer("places", "places", true, stem),
            None => layer("places", "places", false, rest),
        },
        "attribution" => layer("attribution", "attribution", false, rest),
        "time" => layer("time", "time", false, rest),
        "counts" => layer("counts", "counts", false, rest),
        "displacement" => layer("displacement", "counts", false, rest),
        "muc4" => layer("muc4", "muc4", false, rest),
        "types" => layer("event-types", "event_types", false, rest),
        "conllu" => layer("conllu", "treebank", false, rest),
        _ => return Err(unknown()),
    })
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|e| format!("{}: {e}", path.display()))
}

fn python(eval: &Path, scorer: &str) -> std::process::Command {
    let mut python = command("python3");
    python.arg(eval.join(scorer));
    python
}

fn dateline(ledger: &Path) -> std::process::Command {
    let mut dateline = command(built("dateline"));
    dateline.arg("--quiet").arg("--ledger").arg(ledger);
    dateline
}

/// Reads the documents of a gold folder into a fresh ledger and exports the claims. Returns the ledger and the claims.
fn read_gold(gold: &Path, texts: Option<&Path>, eval: &Path, work: &Path) -> Result<(PathBuf, PathBuf), String> {
    let mut make = python(eval, "gold_input.py");
    make.arg(gold);
    if let Some(texts) = texts {
        make.arg("--texts").arg(texts);
    }
    let input = work.join("input.jsonl");
    write(&input, &capture(&mut make)?)?;
    let ledger = fresh(work);
    quietly("Reading", dateline(&ledger).arg("read").arg(&input))?;
    let claims = export(&ledger, "claims", &[], work)?;
    Ok((ledger, claims))
}

/// Where a new ledger may be made; one that stands there is removed.
fn fresh(work: &Path) -> PathBuf {
    let ledger = work.join("ledger.db");
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(ledger.with_extension(ending));
    }
    ledger
}

fn export(ledger: &Path, what: &str, more: &[&str], work: &Path) -> Result<PathBuf, String> {
    let file = work.join(format!("{what}.jsonl"));
    write(&file, &capture(dateline(ledger).args(["export", what, "--format", "jsonl"]).args(more))?)?;
    Ok(file)
}

/// The gold folder of that name, and the folder of its texts where they lie apart; `tuning` and `untouched` are the halves of
/// our own annotated reports.
fn gold_folder(name: &str, data: &Path) -> (PathBuf, Option<PathBuf>) {
    let own = root().join("corpus/annotated").join(name);
    if own.is_dir() {
        return (own, None);
    }
    (data.join("gold").join(name), Some(data.join(name)).filter(|texts| texts.is_dir()))
}

fn claims(name: &str, data: &Path, eval: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let (gold, texts) = gold_folder(name, data);
    let (_, claims) = read_gold(&gold, texts.as_deref(), eval, work)?;
    let json = work.join("score.json");
    let mut scorer = python(eval, "score_claims.py");
    scorer.arg(&gold).arg(&claims).arg("--json").arg(&json);
    if let Some(texts) = &texts {
        scorer.arg("--texts").arg(texts);
    }
    print!("{}", capture(&mut scorer)?);
    from_json(&json, &[("claim F", "/claim/f"), ("strict F", "/strict/f"), ("stance", "/fields/stance")])
}

fn picture(name: &str, data: &Path, eval: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let (gold, texts) = gold_folder(name, data);
    let (ledger, claims) = read_gold(&gold, texts.as_deref(), eval, work)?;
    let mut scorer = python(eval, "score_picture.py");
    scorer.arg(&gold).arg("--claims").arg(&claims);
    scorer.arg("--disputes").arg(export(&ledger, "disputes", &[], work)?);
    scorer.arg("--copies").arg(export(&ledger, "copies", &[], work)?);
    let rows = ["control.jsonl", "picture.jsonl"].iter().find_map(|f| fs::read_to_string(gold.join(f)).ok());
    let day = |row: &str| Some(serde_json::from_str::<Value>(row).ok()?["as_of"].as_str()?.get(..10)?.to_owned());
    let days: BTreeSet<String> = rows.iter().flat_map(|rows| rows.lines()).filter_map(day).collect();
    if !days.is_empty() {
        let days = days.iter().cloned().collect::<Vec<_>>().join(",");
        scorer.arg("--control").arg(export(&ledger, "control", &["--at", &days], work)?);
    }
    if let Some(texts) = &texts {
        scorer.arg("--texts").arg(texts);
    }
    let said = capture(&mut scorer)?;
    print!("{said}");
    let figures = [
        ("disputes found", "disputes found ", true),
        ("control status", "control status ", true),
        ("control status and actor", "status and actor ", true),
        ("overclaimed held_by", "overclaimed held_by ", false),
    ];
    let own = figures.into_iter().filter_map(|(name, before, more_is_better)| {
        Some(Figure { name, value: number_after(&said, before)?, more_is_better })
    });
    Ok(own.chain(gold::figures(&gold, texts.as_deref(), &days, eval, work)?).collect())
}

/// The number that follows some words.
fn number_after(text: &str, before: &str) -> Option<f64> {
    let rest = text.split_once(before)?.1;
    rest.split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?.parse().ok()
}

/// The file of a public set; its treebanks are compressed.
fn find(data: &Path, folder: &str, stem: &str) -> Result<PathBuf, String> {
    let tried: Vec<PathBuf> = [data.join(folder), data.join("data").join(folder)]
        .iter()
        .flat_map(|dir| ["jsonl", "jsonl.xz", "conllu.xz", "conllu"].map(|ending| dir.join(format!("{stem}.{ending}"))))
        .collect();
    let found = tried.iter().find(|path| path.is_file()).cloned();
    found.ok_or_else(|| format!("no {folder}/{stem}.jsonl or .conllu.xz in {}", data.display()))
}

fn layer(task: &str, gold: &Path, gold_spans: bool, eval: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let json = scored(task, gold, gold_spans, eval, work)?;
    match task {
        "places" => places::of_layer(&json),
        "attribution" => from_json(&json, &[("attribution F", "/attribution/f"), ("joint F", "/joint/f")]),
        "time" => from_json(&json, &[("strict F", "/strict/f"), ("value F", "/value/f")]),
        "muc4" => from_json(&json, &[("all templates F", "/ALL TEMPLATES/f")]),
        "event-types" => from_json(&json, &[("weighted F", "/weighted/f")]),
        "counts" => {
            let figures = [
                ("exact killed", "/documents/killed"),
                ("exact injured", "/documents/injured"),
                ("incident B3 F", "/b_cubed/f"),
            ];
            from_json(&json, &figures)
        }
        "displacement" => {
            let figures = [
                ("exact figure", "/displacement/exact"),
                ("figure and unit", "/displacement/exact_and_unit"),
                ("term", "/displacement/term"),
            ];
            from_json(&json, &figures)
        }
        _ => from_json(&json, &[("words F", "/words/f"), ("UPOS", "/upos/f"), ("LAS", "/las/f")]),
    }
}

/// Annotates the texts of a gold file and scores the layer; where the scorer's figures are.
fn scored(task: &str, gold: &Path, gold_spans: bool, eval: &Path, work: &Path) -> Result<PathBuf, String> {
    let input = match task {
        "conllu" => {
            let input = work.join("input.jsonl");
            write(&input, &texts_of_treebank(gold)?)?;
            input
        }
        _ => gold.to_owned(),
    };
    let output = annotated(task, &input, gold_spans, work)?;
    let json = work.join("score.json");
    let measured = if task == "displacement" { "counts" } else { task };
    let mut scorer = python(eval, &format!("score_{}.py", measured.replace('-', "_")));
    if gold_spans {
        scorer.arg("--gold-spans");
    }
    print!("{}", capture(scorer.arg(gold).arg(&output).arg("--json").arg(&json))?);
    Ok(json)
}

/// What `annotate` writes for a file of texts.
fn annotated(task: &str, input: &Path, gold_spans: bool, work: &Path) -> Result<PathBuf, String> {
    let mut annotate = command(built("dateline"));
    annotate.args(["--quiet", "annotate", "--task", task]);
    if gold_spans {
        annotate.arg("--gold-spans");
    }
    let output = work.join("system");
    write(&output, &capture(annotate.arg(input))?)?;
    Ok(output)
}

/// The text of a file, unpacked if need be.
fn unpacked(file: &Path) -> Result<String, String> {
    if file.extension().is_some_and(|x| x == "xz") {
        return capture(command("xz").arg("-dc").arg(file));
    }
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}

/// The documents of a treebank as raw text, as input for `annotate`.
fn texts_of_treebank(file: &Path) -> Result<String, String> {
    let text = unpacked(file)?;
    let mut documents: Vec<String> = Vec::new();
    let mut paragraph = true;
    for line in text.lines() {
        if line.starts_with("# newdoc") {
            documents.push(String::new());
            paragraph = true;
        } else if line.starts_with("# newpar") {
            paragraph = true;
        } else if let Some(sentence) = line.strip_prefix("# text = ") {
            if documents.is_empty() {
                documents.push(String::new());
            }
            let Some(document) = documents.last_mut() else { continue };
            if !document.is_empty() {
                document.push_str(if paragraph { "\n\n" } else { " " });
            }
            document.push_str(sentence);
            paragraph = false;
        }
    }
    let rows = documents.iter().enumerate();
    Ok(rows.map(|(i, text)| format!("{}\n", serde_json::json!({ "id": i.to_string(), "text": text }))).collect())
}

fn from_json(file: &Path, wanted: &[(&'static str, &str)]) -> Result<Vec<Figure>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    wanted
        .iter()
        .map(|(name, pointer)| {
            let value = json.pointer(pointer).and_then(Value::as_f64);
            let value = value.ok_or_else(|| format!("the scorer gives no {pointer}"))?;
            Ok(Figure { name, value, more_is_better: true })
        })
        .collect()
}

fn compare(set: &str, figures: &[Figure], update: bool) -> Result<(), String> {
    let path = root().join(BASELINES);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut baselines: toml::Table = toml::from_str(&text).map_err(|e| format!("{BASELINES}: {e}"))?;
    let empty = toml::Table::new();
    let before = baselines.get(set).and_then(toml::Value::as_table).unwrap_or(&empty);
    let mut fallen = Vec::new();
    println!();
    for figure in figures {
        let known = before.get(figure.name).and_then(|v| v.as_float().or_else(|| v.as_integer().map(|n| n as f64)));
        let Some(known) = known else {
            println!("{:24} {:8.4}   no baseline", figure.name, figure.value);
            continue;
        };
        println!("{:24} {:8.4}   baseline {known:.4}", figure.name, figure.value);
        let gain = if figure.more_is_better { figure.value - known } else { known - figure.value };
        if gain < -TOLERANCE {
            fallen.push(figure.name);
        }
    }
    if update {
        let row = figures.iter().map(|f| (f.name.to_owned(), toml::Value::Float((f.value * 1e4).round() / 1e4)));
        baselines.insert(set.to_owned(), toml::Value::Table(row.collect()));
        let header =
            "# What the benchmarks gave when last accepted; `cargo xtask score SET ... --update` rewrites it.\n\n";
        return write(&path, &format!("{header}{baselines}"));
    }
    if fallen.is_empty() { Ok(()) } else { Err(format!("{set} is worse than its baseline in: {}", fallen.join(", "))) }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}
