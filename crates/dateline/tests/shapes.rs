//! The help texts and the fields of every record: what other programs and people rely on. `cargo xtask bless` accepts a
//! change; CHANGELOG.md tells of it.

use clap::{Command, CommandFactory};
use dateline::cli::Cli;
use serde_json::Value;

#[test]
fn help_of_every_command() {
    fn write(command: &mut Command, out: &mut String) {
        let help = command.render_long_help();
        out.push_str(&format!("### {}\n{help}\n", command.get_bin_name().unwrap_or_default()));
        for sub in command.get_subcommands_mut().filter(|s| s.get_name() != "help") {
            write(sub, out);
        }
    }
    let mut cli = Cli::command().term_width(100);
    cli.build();
    let mut out = String::new();
    write(&mut cli, &mut out);
    // Blanks at the end of a line are no part of what a reader sees.
    let out: String = out.lines().map(|l| format!("{}\n", l.trim_end())).collect();
    insta::assert_snapshot!("help", out);
}

#[test]
fn fields_of_every_record() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/demo");
    let run = |args: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .current_dir(dir.path())
            .env_remove("DATELINE_LEDGER")
            .env_remove("DATELINE_RULES")
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["read", corpus]);
    let mut out = String::new();
    for layer in [
        "reports",
        "claims",
        "events",
        "control",
        "figures",
        "access",
        "movements",
        "advisories",
        "relations",
        "disputes",
        "copies",
        "corroborations",
        "estimates",
        "actors",
        "plover",
        "claimreview",
    ] {
        let rows: Vec<Value> = run(&["export", layer]).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let mut fields = Vec::new();
        for row in &rows {
            paths("", row, &mut fields);
        }
        // What is null in one record and filled in in another is listed by its own fields.
        let all = fields.clone();
        let filled = |f: &str| all.iter().any(|g| g.strip_prefix(f).is_some_and(|rest| rest.starts_with(['.', '['])));
        fields.retain(|f| !filled(f));
        fields.sort();
        out.push_str(&format!("{layer}\n  {}\n", fields.join("\n  ")));
    }
    insta::assert_snapshot!("fields", out);
}

/// The paths of all fields that some record fills in, each once.
fn paths(path: &str, value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                paths(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, into);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().for_each(|item| paths(&format!("{path}[]"), item, into));
        }
        _ if into.iter().any(|known| known == path) => {}
        _ => into.push(path.to_owned()),
    }
}
