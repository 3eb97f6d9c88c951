//! The documents know every command, route and kind of claim that the program has.

use clap::CommandFactory;
use dateline::{cli::Cli, core::Kind};
use std::{fs, path::Path};

/// README, GLOSSARY and the files of `docs/`.
fn documents() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = fs::read_dir(root.join("docs")).into_iter().flatten().flatten().map(|e| e.path());
    let docs = docs.filter(|p| p.extension().is_some_and(|x| x == "md"));
    let all = ["README.md", "GLOSSARY.md"].iter().map(|f| root.join(f)).chain(docs);
    all.map(|path| fs::read_to_string(path).unwrap_or_default()).collect()
}

#[test]
fn every_command_is_documented() {
    let docs = documents();
    let cli = Cli::command();
    let missing: Vec<&str> = cli
        .get_subcommands()
        .map(|c| c.get_name())
        .filter(|name| *name != "help" && !docs.contains(&format!("dateline {name}")))
        .collect();
    assert!(missing.is_empty(), "neither README.md nor docs/ mention `dateline` with: {}", missing.join(", "));
}

#[test]
fn every_kind_of_claim_is_in_the_glossary() {
    let docs = documents();
    let missing: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).filter(|k| !docs.contains(&format!("`{k}`"))).collect();
    assert!(missing.is_empty(), "GLOSSARY.md lacks: {}", missing.join(", "));
}

#[test]
fn every_flag_has_a_help_text() {
    let cli = Cli::command();
    for command in cli.get_subcommands() {
        assert!(command.get_about().is_some(), "{} has no help", command.get_name());
        for arg in command.get_arguments() {
            assert!(arg.get_help().is_some(), "{} {} has no help", command.get_name(), arg.get_id());
        }
    }
}
