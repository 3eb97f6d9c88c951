//! The documents know every command, route and kind of claim that the program has.

mod common;

use clap::CommandFactory;
use common::{Place, WIRE};
use dateline::{cli::Cli, core::Kind, shapes::acled_type};
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

#[test]
fn the_data_dictionary_has_the_columns_of_the_conflict_tables_in_their_order() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/data-dictionary.md");
    let text = fs::read_to_string(path).unwrap();
    let place = Place::new();
    place.file("wire.jsonl", WIRE);
    place.out(&["read", "wire.jsonl"]);
    for layer in ["acled", "ged"] {
        let section = text.split("\n## ").find(|s| s.starts_with(&format!("`{layer}`"))).expect("a section for it");
        let table = section.split("\n\n").find(|part| part.starts_with("| column |")).expect("a table");
        let described: Vec<&str> = table.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next()).collect();
        let csv = place.out(&["export", layer, "--format", "csv"]);
        let written: Vec<&str> = csv.lines().next().expect("the wire has such an event").split(',').collect();
        assert_eq!(described, written, "{layer}");
    }
    let types: Vec<&str> = text.lines().filter(|l| l.starts_with("| `") && l.matches('|').count() == 4).collect();
    for kind in Kind::ALL {
        let row = types.iter().find(|l| l.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{kind}`"))));
        match acled_type(*kind) {
            Some((sort, sub)) => {
                let row = row.unwrap_or_else(|| panic!("{kind} is not in the table of types"));
                assert!(row.contains(sort) && row.contains(sub), "{kind}: {row}");
                assert_eq!(sub.is_empty(), row.trim_end_matches([' ', '|']).ends_with(')'), "{kind}: {row}");
            }
            None => assert!(row.is_none(), "{kind} has no type"),
        }
    }
}

#[test]
fn the_data_dictionary_has_the_fields_codes_and_hashtags_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let text = read("docs/data-dictionary.md");
    let section = |name: &str| text.split("\n## ").find(|s| s.starts_with(name)).expect("a section for it").to_owned();
    let table = |path: &str| -> toml::Table { toml::from_str(&read(path)).unwrap() };

    let place = Place::new();
    place.file("wire.jsonl", WIRE);
    place.out(&["read", "wire.jsonl"]);
    for layer in ["plover", "claimreview"] {
        let described = section(&format!("`{layer}`"));
        let rows = place.rows(&["export", layer]);
        for field in rows.first().expect("the wire has one").as_object().unwrap().keys() {
            let known = described.contains(&format!("`{field}`")) || ["@context", "@type"].contains(&field.as_str());
            assert!(known, "{layer}: {field}");
        }
    }

    let codes = table("rules/exports/codes.toml");
    let plover = section("`plover`");
    for code in codes["code"].as_array().unwrap() {
        let of = |key: &str| code.get(key).and_then(toml::Value::as_str);
        let cells = [of("event"), of("mode"), of("cameo")].map(|c| c.unwrap_or("(open)"));
        let end = format!("| {} | {} |", cells.join(" | "), of("meaning").unwrap());
        let row = plover.lines().find(|l| {
            l.starts_with(&format!("| `{}`", of("kind").unwrap()))
                && l.ends_with(&end)
                && [of("sub_kind"), of("modality"), of("stance"), of("rule")]
                    .iter()
                    .flatten()
                    .all(|w| l.contains(&format!("`{w}`")))
        });
        assert!(row.is_some(), "the table lacks {code}");
    }
    let rows = plover.lines().filter(|l| l.starts_with("| `") && l.matches('|').count() == 6).count();
    assert_eq!(rows, codes["code"].as_array().unwrap().len());

    let hashtags = section("HXL");
    for (layer, columns) in &table("rules/exports/hxl.toml") {
        for (column, tag) in columns.as_table().unwrap() {
            match tag {
                toml::Value::String(tag) => {
                    assert!(hashtags.contains(&format!("| `{column}` | `{tag}` |")), "{layer} {column}")
                }
                none => {
                    let mut none = none.as_array().unwrap().iter().filter_map(toml::Value::as_str);
                    assert!(none.all(|c| hashtags.contains(&format!("`{c}`"))), "{layer}");
                }
            }
        }
    }
}
