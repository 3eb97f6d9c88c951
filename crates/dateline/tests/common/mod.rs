//! What the tests of the program share.
#![allow(dead_code, reason = "each test uses a part of it")]

use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// A folder with a ledger of its own.
pub struct Place {
    pub dir: TempDir,
}

/// Three short reports of our own: a capture, a withdrawal that a monitor reports and the army denies, and a closure.
pub const WIRE: &str = r#"{"id":"hama-1","outlet":"Meridian Wire","published":"2024-12-05","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, the Syrian Observatory for Human Rights said. At least 12 people were killed."}
{"id":"homs-1","outlet":"Meridian Wire","published":"2024-12-06T18:00:00Z","text":"BEIRUT, Dec 6 - Government forces withdrew from Homs on Friday, the Syrian Observatory for Human Rights said. The Syrian army denied that its forces had withdrawn from Homs. Meridian Wire could not independently verify the reports."}
{"id":"jaber-1","outlet":"Northgate Courier","published":"2024-12-06","text":"AMMAN, Dec 6 - Jordan closed the Jaber crossing on Friday, its interior ministry said."}
"#;

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn with_wire() -> Self {
        let place = Self::new();
        place.file("wire.jsonl", WIRE);
        let read = place.run(&["read", "wire.jsonl"]);
        assert!(read.status.success(), "{}", text(&read.stderr));
        place
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(self.dir.path()).args(args).stdin(Stdio::null());
        command.env_remove("DATELINE_LEDGER").env_remove("DATELINE_RULES").env_remove("DATELINE_GAZETTEER");
        command.env_remove("COLUMNS");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What a command that must succeed writes.
    pub fn out(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    pub fn rows(&self, args: &[&str]) -> Vec<Value> {
        self.out(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
