//! `cargo xtask check`: the house rules, as code. Each rule is a function from the tracked files to its findings.

use crate::step::{capture, command, root};
use std::{fs, path::Path};

/// No file of code is longer than this: one that is has more than one purpose.
const LONGEST_FILE: usize = 900;

/// Who may import whom among the project's crates; a crate that is not listed may import all.
const MAY_IMPORT: [(&str, &[&str]); 7] = [
    ("core", &[]),
    ("ingest", &["core"]),
    ("language", &["core"]),
    ("picture", &["core"]),
    ("ledger", &["core"]),
    ("gazetteer", &["core"]),
    ("read", &["core", "language"]),
];

/// Crates that take any input without a panic.
const NEVER_PANIC: [&str; 4] =
    ["crates/ingest/src/", "crates/language/src/", "crates/read/src/", "crates/picture/src/"];

/// A tracked text file.
struct TextFile {
    path: String,
    text: String,
}

/// A house rule: the findings among the tracked files, none if it is kept.
type Rule = fn(&[TextFile]) -> Vec<String>;

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    if let Some(arg) = args.first() {
        return Err(format!("`check` takes no `{arg}`"));
    }
    let files = tracked()?;
    let rules: [(&str, Rule); 8] = [
        ("crates import only what the design allows", imports),
        ("no file of code is longer than 900 lines", lengths),
        ("no path of a machine and no registry's host", machine_traces),
        ("every rule has examples", examples),
        ("data/manifest.toml has the hashes of data/", hashes),
        ("CHANGELOG.md has an entry for this version", changelog),
        ("no unwrap in crates that must not panic", unwraps),
        ("nothing is left unfinished", unfinished),
    ];
    let mut failed = 0;
    for (what, rule) in rules {
        let findings = rule(&files);
        println!("{} {what}", if findings.is_empty() { "ok  " } else { "FAIL" });
        for finding in &findings {
            println!("     {finding}");
        }
        failed += usize::from(!findings.is_empty());
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of the house rules are broken")) }
}

/// The text files that git tracks or would track.
fn tracked() -> Result<Vec<TextFile>, String> {
    let listed = capture(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|p| !p.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // What is not UTF-8 is data, and what is listed but gone is being deleted.
    let read =
        |path: &&str| Some(TextFile { path: (*path).to_owned(), text: fs::read_to_string(root().join(path)).ok()? });
    Ok(paths.iter().filter_map(read).collect())
}

fn imports(files: &[TextFile]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, allowed) in MAY_IMPORT {
        let path = format!("crates/{name}/Cargo.toml");
        let Some(file) = files.iter().find(|f| f.path == path) else { continue };
        let manifest: toml::Table = match toml::from_str(&file.text) {
            Ok(manifest) => manifest,
            Err(e) => {
                found.push(format!("{path}: {e}"));
                continue;
            }
        };
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        for ours in dependencies.into_iter().flatten().filter_map(|(key, _)| key.strip_prefix("dateline-")) {
            if !allowed.contains(&ours) {
                found.push(format!("{path}: `{name}` may not import `{ours}`"));
            }
        }
    }
    found
}

fn lengths(files: &[TextFile]) -> Vec<String> {
    let code = files.iter().filter(|f| f.path.ends_with(".rs"));
    code.map(|f| (&f.path, f.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect()
}

fn machine_traces(files: &[TextFile]) -> Vec<String> {
    // Put together here, so that this file does not name them.
    let homes: Vec<String> = ["home", "Users", "root", "work"].iter().map(|d| format!("/{d}/")).collect();
    let mut found = Vec::new();
    for file in files.iter().filter(|f| !f.path.starts_with("corpus/") && !f.path.starts_with("data/")) {
        for (number, line) in file.text.lines().enumerate() {
            let at_word = |home: &String| {
                line.match_indices(home.as_str()).any(|(i, _)| {
                    line[..i].chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`=(:".contains(c))
                })
            };
            if homes.iter().any(at_word) {
                found.push(format!("{}:{}: a path of one machine", file.path, number + 1));
            }
            if is_package_list(&file.path) && registry_hosts(line).any(|host| !PUBLIC_HOSTS.contains(&host)) {
                found.push(format!("{}:{}: the host of a registry that is not the public one", file.path, number + 1));
            }
        }
    }
    found
}

/// Hosts that lists of packages may name.
const PUBLIC_HOSTS: [&str; 6] =
    ["github.com", "opencollective.com", "tidelift.com", "www.patreon.com", "feross.org", "paulmillr.com"];

fn is_package_list(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["package-lock.json", "Cargo.lock", ".npmrc", "config.toml", "pip.conf", "requirements.txt"].contains(&name)
}

fn registry_hosts(line: &str) -> impl Iterator<Item = &str> {
    line.split("://").skip(1).map(|rest| rest.split(['/', '"', ':', '?', '#', ' ']).next().unwrap_or(rest))
}

fn examples(files: &[TextFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|f| f.path.starts_with("rules/en/") && f.path.ends_with(".toml")) {
        let table: toml::Table = match toml::from_str(&file.text) {
            Ok(table) => table,
            Err(e) => {
                found.push(format!("{}: {}", file.path, e.message()));
                continue;
            }
        };
        for rule in table.get("rule").and_then(toml::Value::as_array).into_iter().flatten() {
            let has = |of: &toml::Value, key: &str| {
                of.get(key).and_then(toml::Value::as_array).is_some_and(|a| !a.is_empty())
            };
            let id = rule.get("id").and_then(toml::Value::as_str).unwrap_or("a rule without an id");
            // A rule that has senses has its examples there, unless it matches by itself as well.
            let senses = rule.get("sense").and_then(toml::Value::as_array).into_iter().flatten();
            let own = rule.get("match").is_some().then_some(rule);
            for what in own.into_iter().chain(senses) {
                for key in ["yes", "no"].iter().filter(|key| !has(what, key)) {
                    let words = what.get("match").and_then(toml::Value::as_str).unwrap_or_default();
                    found.push(format!("{}: {id} ({words}) has no `{key}` example", file.path));
                }
            }
        }
    }
    found
}

fn hashes(files: &[TextFile]) -> Vec<String> {
    let Some(manifest) = files.iter().find(|f| f.path == "data/manifest.toml") else {
        return vec!["data/manifest.toml is missing".to_owned()];
    };
    let table: toml::Table = match toml::from_str(&manifest.text) {
        Ok(table) => table,
        Err(e) => return vec![format!("data/manifest.toml: {}", e.message())],
    };
    let mut found = Vec::new();
    let mut listed = vec!["data/manifest.toml".to_owned(), "data/README.md".to_owned()];
    for entry in table.get("data").and_then(toml::Value::as_array).into_iter().flatten() {
        let text = |key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let path = text("file");
        listed.push(path.to_owned());
        match fs::read(root().join(path)) {
            Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() == text("blake3") => {}
            Ok(_) => {
                found.push(format!("{path}: not the file that the manifest describes; made by `{}`", text("made_by")))
            }
            Err(_) if entry.get("optional").and_then(toml::Value::as_bool) == Some(true) => {}
            Err(e) => found.push(format!("{path}: {e}")),
        }
    }
    for path in in_folder(&root().join("data")) {
        let path = format!("data/{path}");
        if !listed.contains(&path) {
            found.push(format!("{path}: not in the manifest"));
        }
    }
    found
}

fn in_folder(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = names.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn changelog(files: &[TextFile]) -> Vec<String> {
    let version = env!("CARGO_PKG_VERSION");
    match files.iter().find(|f| f.path == "CHANGELOG.md") {
        None => vec!["CHANGELOG.md is missing".to_owned()],
        Some(file) if file.text.contains(version) => Vec::new(),
        Some(_) => vec![format!("CHANGELOG.md does not mention {version}")],
    }
}

/// The lines of code of a file with their numbers: without comments, and without the tests at its end.
fn code(file: &TextFile) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.text.lines().enumerate().map(|(i, line)| (i + 1, line));
    lines.take_while(|(_, line)| *line != "#[cfg(test)]").filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn unwraps(files: &[TextFile]) -> Vec<String> {
    let strict = files.iter().filter(|f| f.path.ends_with(".rs") && !f.path.ends_with("tests.rs"));
    let strict = strict.filter(|f| NEVER_PANIC.iter().any(|folder| f.path.starts_with(folder)));
    let panics = [".unwrap()", ".expect(", "panic!(", "unreachable!("];
    let mut found = Vec::new();
    for file in strict {
        for (number, line) in code(file).filter(|(_, line)| panics.iter().any(|p| line.contains(p))) {
            found.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    found
}

fn unfinished(files: &[TextFile]) -> Vec<String> {
    // Put together here, so that this file does not contain them.
    let marks = ["todo", "unimplemented", "dbg"].map(|m| format!("{m}!("));
    let ignored = format!("#[{}", "ignore");
    let mut found = Vec::new();
    for file in files.iter().filter(|f| f.path.ends_with(".rs")) {
        for (number, line) in file.text.lines().enumerate() {
            if marks.iter().any(|m| line.contains(m.as_str())) || line.trim_start().starts_with(&ignored) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    found
}
