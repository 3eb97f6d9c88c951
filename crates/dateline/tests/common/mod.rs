//! What the tests of the program share.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod remote;

use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
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

/// A running server that stops when this value goes.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(place: &Place) -> Self {
        Self::start_with(place, &[])
    }

    /// With more arguments.
    pub fn start_with(place: &Place, more: &[&str]) -> Self {
        let mut child =
            place.command(&["serve", "--addr", "127.0.0.1:0"]).args(more).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Status line and headers, and the body.
    pub fn get(&self, path: &str, host: &str) -> (String, String) {
        self.ask(path, &format!("Host: {host}"))
    }

    /// The same with these headers.
    pub fn ask(&self, path: &str, headers: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }

    /// The status line, and the body as JSON, of a request with headers and a body of its own.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (String, Value) {
        let (head, body) = self.raw(method, path, headers, body);
        (head.lines().next().unwrap().to_owned(), serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// Status line and headers, and the body, of such a request.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }

    pub fn json(&self, path: &str) -> Value {
        let (head, body) = self.get(path, &self.address);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}\n{body}");
        serde_json::from_str(&body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
