//! A server that other machines could reach, and people who have accounts there.

use super::{Place, text};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Output, Stdio},
};

pub const JSON: (&str, &str) = ("Content-Type", "application/json");
pub const PASSWORD: &str = "a dozen letters or more";

/// A running server that stops when this value goes.
pub struct Server {
    child: Child,
    pub port: String,
    /// What makes the first account, where there is none yet.
    pub first: Option<String>,
}

/// What a server answers.
pub struct Answer {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: Value,
}

impl Server {
    /// Listens on all addresses of this machine.
    pub fn start(place: &Place, args: &[&str]) -> Self {
        let addr: &[&str] = if args.contains(&"--addr") { &[] } else { &["--addr", "0.0.0.0:0"] };
        let mut command = place.command(&[&["serve"], addr, args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
        let first = fs::metadata(place.dir.path().join("dateline.users.db")).is_ok() && !has_accounts(place);
        let first = first.then(|| {
            let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
            let mut words = lines.filter(|l| l.len() == 64 && l.bytes().all(|b| b.is_ascii_hexdigit()));
            words.next().expect("a token is told")
        });
        Self { child, port, first }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap();
        let host = format!("127.0.0.1:{}", self.port);
        let host = if headers.iter().any(|(n, _)| *n == "Host") { String::new() } else { format!("Host: {host}\r\n") };
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nConnection: close\r\n{host}{headers}Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap_or(Value::Null) }
    }

    pub fn get(&self, path: &str, by: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, by, "")
    }

    pub fn post(&self, path: &str, by: &[(&str, &str)], body: &Value) -> Answer {
        self.ask("POST", path, &[&[JSON], by].concat(), &body.to_string())
    }

    pub fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/api/v1/session", &[], &json!({ "name": name, "password": password }))
    }

    /// The cookie of somebody who signs in.
    pub fn cookie(&self, name: &str) -> String {
        self.sign_in(name, PASSWORD).cookie()
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|l| l.split_once(": "));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn cookie(&self) -> String {
        self.header("set-cookie").expect(&self.head).split(';').next().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn has_accounts(place: &Place) -> bool {
    !place.out(&["users", "list", "--format", "jsonl"]).is_empty()
}

/// Runs a command that reads a password.
pub fn with_password(place: &Place, args: &[&str], password: &str) -> Output {
    let mut command = place.command(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Where the command fails before it asks, nobody reads this.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    child.wait_with_output().unwrap()
}

/// A ledger, and Ann the admin, Ben the analyst and Cy the reader.
pub fn staffed() -> Place {
    let place = Place::with_wire();
    for (name, role) in [("Ann", "admin"), ("Ben", "analyst"), ("Cy", "reader")] {
        let added = with_password(&place, &["users", "add", name, "--role", role], PASSWORD);
        assert!(added.status.success(), "{}", text(&added.stderr));
    }
    place
}

pub fn audit(place: &Place) -> Vec<Value> {
    let lines = fs::read_to_string(place.dir.path().join("dateline.audit.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
