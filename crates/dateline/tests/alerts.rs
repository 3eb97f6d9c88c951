//! Alerts: told once for each new source, delivered, listed, fed.
mod common;

use common::{Place, Server, text};
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpListener,
};

/// A report that another source tells of the fall of Hama, which `WIRE` tells by the Observatory.
const RESIDENTS: &str = r#"{"id":"hama-2","outlet":"Northgate Courier","url":"https://northgate.example/hama","published":"2024-12-05","title":"Hama falls","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, Hayat Tahrir al-Sham said."}"#;
/// The first report of `WIRE`, reprinted elsewhere.
const REPRINT: &str = r#"{"id":"hama-3","outlet":"Harbour Gazette","published":"2024-12-05","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, the Syrian Observatory for Human Rights said. At least 12 people were killed."}"#;

fn read(place: &Place, name: &str, line: &str) {
    place.file(name, line);
    place.out(&["read", name]);
}

fn check(place: &Place) -> Vec<Value> {
    place.rows(&["alerts", "check", "--format", "jsonl"])
}

#[test]
fn a_new_source_is_told_once_and_a_reprint_never() {
    let place = Place::with_wire();
    place.out(&["alerts", "add", "Hama", "--place", "Hama", "--kind", "captures"]);
    assert_eq!(check(&place), Vec::<Value>::new(), "what the ledger held is known");
    read(&place, "reprint.jsonl", REPRINT);
    assert_eq!(check(&place), Vec::<Value>::new(), "the Observatory has said so already");
    read(&place, "other.jsonl", RESIDENTS);
    let told = check(&place);
    assert_eq!(told.len(), 1, "{told:#?}");
    let notice = &told[0];
    assert_eq!((&notice["alert"], &notice["about"], &notice["number"]), (&"Hama".into(), &"claims".into(), &1.into()));
    let claims = notice["claims"].as_array().unwrap();
    let new: Vec<&Value> = claims.iter().filter(|c| c["new"] == true).collect();
    assert!(new.len() == 1 && claims.len() > 1, "the sources known before stand beside it: {claims:#?}");
    assert!(new[0]["quote"].as_str().unwrap().contains("captured the city of Hama"));
    assert_eq!(new[0]["url"], "https://northgate.example/hama");
    assert_eq!(notice["origins"].as_array().unwrap().len(), 1);
    assert_eq!(check(&place), Vec::<Value>::new(), "it is told once");
    let listed = place.rows(&["alerts", "notices", "--format", "jsonl"]);
    assert_eq!(listed, told);
    assert!(place.out(&["alerts", "notices"]).contains("Northgate Courier"));
}

#[test]
fn an_earlier_revision_said_so_already() {
    let place = Place::with_wire();
    place.out(&["alerts", "add", "Hama", "--place", "Hama"]);
    let first = common::WIRE.lines().next().unwrap();
    read(&place, "later.jsonl", &first.replace("At least 12", "Hospitals said at least 12"));
    let told = check(&place);
    assert!(told.iter().all(|n| !n["says"].as_str().unwrap().starts_with("captures")), "{told:#?}");
}

#[test]
fn disputes_and_verdicts_are_watched() {
    let place = Place::with_wire();
    place.out(&["alerts", "add", "who holds Hama", "--about", "control", "--place", "Hama"]);
    place.out(&["alerts", "add", "disputes", "--about", "disputes"]);
    assert_eq!(check(&place), Vec::<Value>::new());
    let denial = r#"{"id":"hama-9","outlet":"Northgate Courier","published":"2024-12-06","text":"DAMASCUS, Dec 6 - The Syrian army denied that rebels had captured the city of Hama on Thursday."}"#;
    read(&place, "denial.jsonl", denial);
    let told = check(&place);
    let of = |alert: &str| told.iter().filter(|n| n["alert"] == alert).collect::<Vec<_>>();
    let disputes = of("disputes");
    assert_eq!(disputes.len(), 1, "{told:#?}");
    assert!(disputes[0]["claims"].as_array().unwrap().len() >= 2, "both sides stand in it");
    let verdicts = of("who holds Hama");
    assert_eq!(verdicts.len(), 1, "{told:#?}");
    assert!(verdicts[0]["says"].as_str().unwrap().contains("(before: "), "{}", verdicts[0]["says"]);
    assert_eq!(check(&place), Vec::<Value>::new());
}

#[test]
fn all_tells_what_the_ledger_holds_and_words_and_conditions_narrow_it() {
    let place = Place::with_wire();
    let said = place.out(&["alerts", "add", "all of it", "--all"]);
    assert_eq!(said, "watching claims: all\n");
    place.out(&["alerts", "add", "crossings", "--all", "--words", "Jaber CLOSED"]);
    place.out(&["alerts", "add", "nothing", "--all", "--words", "Jaber opened"]);
    let of = |name: &str| place.rows(&["alerts", "notices", "--alert", name, "--format", "jsonl"]);
    assert!(of("all of it").len() > 3);
    assert_eq!((of("crossings").len(), of("nothing").len()), (1, 0));
    let list = place.rows(&["alerts", "--format", "jsonl"]);
    let names: Vec<&str> = list.iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["all of it", "crossings", "nothing"]);
    assert_eq!(list[1]["query"]["words"], "Jaber CLOSED");
    place.out(&["alerts", "remove", "crossings"]);
    assert_eq!(place.run(&["alerts", "notices", "--alert", "crossings"]).status.code(), Some(1));
}

#[test]
fn the_feed_holds_the_quotes_and_markup_of_a_report_stays_text() {
    let place = Place::new();
    let hostile = r#"{"id":"x","outlet":"A <b>& B","url":"https://a.example/?a=1&b=2","published":"2024-12-05","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, the <script>alert(1)</script> & Syrian Observatory for Human Rights said."}"#;
    read(&place, "x.jsonl", hostile);
    place.out(&["alerts", "add", "a & <b>", "--all"]);
    let feed = place.out(&["alerts", "feed"]);
    let mut reader = quick_xml::Reader::from_str(&feed);
    let (mut depth, mut names) = (0, Vec::new());
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(e) => {
                depth += 1;
                names.push(e.name().as_ref().to_string());
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(names.iter().any(|n| n == "entry") && !names.iter().any(|n| n == "script" || n == "b"), "{feed}");
    assert!(feed.contains(r#"href="https://a.example/?a=1&amp;b=2""#), "{feed}");
}

#[test]
fn a_webhook_gets_the_notice_signed_and_one_that_refuses_is_tried_again() {
    let place = Place::with_wire();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    place.file("secret", "Jefe\n");
    place.out(&[
        "alerts",
        "add",
        "Hama",
        "--place",
        "Hama",
        "--kind",
        "captures",
        "--webhook",
        &url,
        "--secret",
        "secret",
    ]);
    read(&place, "other.jsonl", RESIDENTS);
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let n = stream.read(&mut buffer).unwrap();
            got.extend_from_slice(&buffer[..n]);
            let text = String::from_utf8_lossy(&got).to_lowercase();
            let Some(end) = text.find("\r\n\r\n") else { continue };
            let length = text.split("content-length: ").nth(1).and_then(|l| l.split("\r\n").next()).unwrap();
            if got.len() >= end + 4 + length.parse::<usize>().unwrap() {
                break;
            }
        }
        stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        String::from_utf8(got).unwrap()
    });
    let output = place.run(&["alerts", "check", "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("answers 503"), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 1, "it is listed all the same");
    let got = server.join().unwrap();
    assert!(got.starts_with("POST /hook HTTP/1.1") && got.contains("sha256="), "{got}");
    let body: Value = serde_json::from_str(got.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["alert"], "Hama");
    let list = place.rows(&["alerts", "--format", "jsonl"]);
    assert!(list[0]["fault"].as_str().unwrap().contains("answers 503"));
    assert!(!place.out(&["alerts", "--format", "jsonl"]).contains("Jefe"), "secrets are not shown");
}

#[cfg(unix)]
#[test]
fn a_command_gets_the_notice_without_a_shell() {
    let place = Place::with_wire();
    let told = place.dir.path().join("told; touch oops");
    let to = told.to_str().unwrap();
    place.out(&["alerts", "add", "Hama", "--place", "Hama", "--kind", "captures", "--", "tee", to]);
    read(&place, "other.jsonl", RESIDENTS);
    assert_eq!(check(&place).len(), 1);
    let got: Value = serde_json::from_slice(&std::fs::read(&told).unwrap()).unwrap();
    assert_eq!(got["alert"], "Hama");
    assert!(!place.dir.path().join("oops").exists());
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let place = Place::with_wire();
    let refused = |args: &[&str], code: i32, says: &str| {
        let output = place.run(args);
        let error = text(&output.stderr);
        assert!(output.status.code() == Some(code) && error.contains(says), "{args:?}: {error}");
    };
    refused(&["alerts", "add", "x", "--kind", "eats"], 2, "eats");
    refused(&["alerts", "add", "x", "--webhook", "nowhere"], 2, "no web address");
    refused(&["alerts", "add", " "], 2, "1 to 80 characters");
    refused(&["alerts", "remove", "x"], 1, "no alert named `x`");
    place.out(&["alerts", "add", "x"]);
    refused(&["alerts", "add", "x"], 2, "there is an alert named `x`");
    assert_eq!(place.out(&["alerts", "notices"]), "nothing found\n");
}

/// What a server answers, once `ready` says so; it looks every few seconds.
fn awaited(server: &Server, path: &str, ready: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let answer = server.json(path);
        if ready(&answer) {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{path} stays {}", server.json(path));
}

#[test]
fn the_server_watches_while_it_runs_and_tells_who_follows() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    assert_eq!(server.json("/api/v1/alerts")["alerts"], serde_json::json!([]));
    let json = [("Content-Type", "application/json")];
    let wish = r#"{"name": "Häma/1", "query": {"about": "claims", "place": "Hama", "kind": ["captures"]}}"#;
    let (status, answer) = server.send("POST", "/api/v1/alerts", &json, wish);
    assert!(status.contains("201"), "{status}: {answer}");
    assert_eq!((&answer["may_watch"], &answer["alerts"][0]["name"]), (&true.into(), &"Häma/1".into()));
    let (status, answer) = server.send("POST", "/api/v1/alerts", &json, wish);
    assert!(status.contains("400") && answer["detail"].as_str().unwrap().contains("there is an alert"), "{answer}");
    for channel in [r#""command": ["touch", "x"]"#, r#""webhook": "http://127.0.0.1/""#] {
        let (status, _) = server.send("POST", "/api/v1/alerts", &json, &format!(r#"{{"name": "x", {channel}}}"#));
        assert!(status.contains("400"), "a page must not name whom the server calls: {status}");
    }
    let (status, _) = server.send("POST", "/api/v1/alerts", &[json[0], ("Origin", "http://other.example")], wish);
    assert!(status.contains("403"), "{status}");

    let mut followed = std::net::TcpStream::connect(&server.address).unwrap();
    write!(followed, "GET /api/v1/news HTTP/1.1\r\nHost: {}\r\nLast-Event-ID: 0\r\n\r\n", server.address).unwrap();
    read(&place, "other.jsonl", RESIDENTS);
    let told = awaited(&server, "/api/v1/notices", |a| a["notices"] != serde_json::json!([]));
    assert_eq!((&told["notices"][0]["alert"], told["notices"].as_array().unwrap().len()), (&"Häma/1".into(), 1));
    let mut got = String::new();
    let mut buffer = [0; 4096];
    while !got.contains("\n\n") || !got.contains("event: notice") {
        let n = followed.read(&mut buffer).unwrap();
        assert!(n > 0, "the stream ended: {got}");
        got.push_str(&String::from_utf8_lossy(&buffer[..n]));
    }
    assert!(got.to_lowercase().contains("content-type: text/event-stream") && got.contains("id: 1"), "{got}");
    let (head, feed) = server.get("/api/v1/notices?format=atom", &server.address);
    assert!(
        head.contains("content-type: application/atom+xml") && feed.contains("captured the city of Hama"),
        "{feed}"
    );
    let (status, answer) = server.send("DELETE", "/api/v1/alerts/H%C3%A4ma%2F1", &[], "");
    assert!(status.contains("201") && answer["alerts"] == serde_json::json!([]), "{status}: {answer}");
    let (status, _) = server.send("DELETE", "/api/v1/alerts/H%C3%A4ma%2F1", &[], "");
    assert!(status.contains("404"), "{status}");
}
