//! Pinned releases: what they hold, and that no id is silently gone.

mod common;

use common::{Place, WIRE, text};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

const MADE: [&str; 2] = ["--made-at", "2024-12-09T12:00:00Z"];

/// Two takings on two days, which a decision can make one event.
const RAIDS: &str = r#"{"id":"raid-1","outlet":"Meridian Wire","published":"2024-12-02","text":"Rebels seized the town of Rastan on Monday, residents said."}
{"id":"raid-2","outlet":"Northgate Courier","published":"2024-12-20","text":"Rebels seized the town of Rastan on Thursday, officials said."}
"#;

fn make(place: &Place, dir: &str, version: &str) -> String {
    place.out(&[&["release", "make", dir, "--version", version][..], &MADE].concat())
}

fn files(place: &Place, dir: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(place.dir.path().join(dir)).unwrap().flatten();
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

fn lines(place: &Place, path: &str) -> Vec<Value> {
    let text = fs::read_to_string(place.dir.path().join(path)).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn manifest(place: &Place, dir: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(place.dir.path().join(dir).join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_release_is_the_same_bytes_again_and_is_checked_and_never_written_over() {
    let place = Place::with_wire();
    make(&place, "a/v1", "1");
    make(&place, "b/v1", "1");
    let (one, two) = (files(&place, "a/v1"), files(&place, "b/v1"));
    assert_eq!(one, two);
    let wanted = [
        "claims.jsonl",
        "claims.csv",
        "claims.geojson",
        "claims.parquet",
        "actors.csv",
        "CHANGELOG.md",
        "tombstones.jsonl",
    ];
    assert!(wanted.iter().all(|name| one.contains_key(*name)), "{:?}", one.keys());
    assert!(!one.contains_key("reports.jsonl") && !one.contains_key("actors.geojson"), "{:?}", one.keys());
    let m = manifest(&place, "a/v1");
    assert_eq!((m["version"].as_str(), m["made_at"].as_str()), (Some("1"), Some("2024-12-09T12:00:00Z")));
    assert_eq!(m["layers"]["claims"]["records"], place.rows(&["export", "claims"]).len());
    assert_eq!(m["ledger"]["reports"], 3);
    assert_eq!(m["readers"].as_array().unwrap().len(), 1);
    assert!(place.out(&["release", "verify", "a/v1"]).contains("as they were written"));

    let again = place.run(&["release", "make", "a/v1", "--version", "2"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("hint:"));
    assert_eq!(files(&place, "a/v1"), one);

    place.file("a/v1/claims.csv", "id\n");
    place.file("a/v1/more.csv", "");
    let verified = place.run(&["release", "verify", "a/v1"]);
    assert_eq!(verified.status.code(), Some(1));
    let said = text(&verified.stderr);
    assert!(said.contains("claims.csv: has another hash") && said.contains("more.csv: not in"), "{said}");
    let next = place.run(&["release", "make", "a/v2", "--version", "2"]);
    assert_eq!(next.status.code(), Some(1), "nothing is built on a damaged release");
    assert!(!place.dir.path().join("a/v2").exists());
    assert_eq!(place.run(&["release", "verify", "a"]).status.code(), Some(1));
}

#[test]
fn what_is_gone_has_a_tombstone_that_says_why() {
    let place = Place::with_wire();
    place.file("raids.jsonl", RAIDS);
    place.out(&["read", "raids.jsonl"]);
    make(&place, "r/v1", "1");
    let claims = lines(&place, "r/v1/claims.jsonl");
    let claim = |report: &str, kind: &str, stance: &str| -> String {
        let found = claims.iter().find(|c| c["report"] == report && c["kind"] == kind && c["stance"] == stance);
        found.unwrap_or_else(|| panic!("{report} {kind}"))["id"].as_str().unwrap().to_owned()
    };
    let (taken, denied) = (claim("hama-1", "captures", "asserts"), claim("homs-1", "withdraws", "denies"));
    let left = claim("homs-1", "withdraws", "asserts");
    let event = |claim: &str| -> String {
        let events = lines(&place, "r/v1/events.jsonl");
        let found = events.iter().find(|e| e["supporting"].as_array().unwrap().iter().any(|c| c == claim));
        found.expect("an event")["id"].as_str().unwrap().to_owned()
    };
    let raids = [event(&claim("raid-1", "captures", "asserts")), event(&claim("raid-2", "captures", "asserts"))];
    assert_ne!(raids[0], raids[1]);

    place.out(&["claims", "reject", &taken, "--by", "A. Analyst"]);
    place.out(&["events", "merge", &raids[0], &raids[1]]);
    // The report comes out again without the denial.
    let later = WIRE.lines().nth(1).unwrap();
    let later = later.replace(" The Syrian army denied that its forces had withdrawn from Homs.", "");
    place.file("later.jsonl", later + "\n");
    place.out(&["read", "later.jsonl"]);
    let said = make(&place, "r/v2", "2");
    assert!(said.contains("since 1"), "{said}");

    let tombstones = lines(&place, "r/v2/tombstones.jsonl");
    let of = |layer: &str, id: &str| -> &Value {
        let found = tombstones.iter().find(|t| t["layer"] == layer && t["id"] == id);
        found.unwrap_or_else(|| panic!("no tombstone for {layer} {id}: {tombstones:#?}"))
    };
    let rejected = of("claims", &taken);
    assert_eq!(
        (rejected["why"].as_str(), rejected["says"].as_str()),
        (Some("rejected"), Some("rejected by decision 1"))
    );
    assert_eq!(rejected["last_version"], "1");
    assert_eq!(of("events", &event(&taken))["why"], "rejected", "what only it asserted is gone with it");
    assert_eq!(of("claims", &denied)["why"], "retracted");
    assert_eq!(of("claims", &left)["why"], "superseded_revision");
    let again = of("claims", &left)["into"].as_str().unwrap();
    assert!(lines(&place, "r/v2/claims.jsonl").iter().any(|c| c["id"] == again));
    let raid = |id: &Value| raids.iter().any(|r| id == r.as_str());
    let gone = tombstones.iter().find(|t| t["layer"] == "events" && raid(&t["id"])).expect("one of the two");
    assert!(gone["why"] == "merged" && raid(&gone["into"]), "{gone}");
    let withdrawal = of("events", &event(&left));
    assert_eq!(withdrawal["why"], "merged", "the event goes on with the words of the later revision: {withdrawal}");

    // Every id of the first release is in the second, or has a tombstone.
    for layer in manifest(&place, "r/v1")["layers"].as_object().unwrap().keys() {
        let ids = |dir: &str| -> Vec<String> {
            let rows = lines(&place, &format!("{dir}/{layer}.jsonl"));
            let id = |r: &Value| ["id", "event_id_cnty", "key"].iter().find_map(|k| r[*k].as_str().map(str::to_owned));
            rows.iter().filter_map(id).collect()
        };
        let now = ids("r/v2");
        for id in ids("r/v1").iter().filter(|id| !now.contains(id)) {
            of(layer, id);
        }
    }
    let changelog = fs::read_to_string(place.dir.path().join("r/v2/CHANGELOG.md")).unwrap();
    assert!(changelog.contains("The release before it is 1."), "{changelog}");
    assert!(changelog.contains(&format!("- {taken}: rejected by decision 1 (rejected)")), "{changelog}");
    assert_eq!(manifest(&place, "r/v2")["tombstones"], tombstones.len());

    // A decision that is taken back brings the claim back, and the others keep their tombstones.
    place.out(&["decisions", "undo", "1"]);
    place.out(&["release", "make", "r/v3", "--version", "3", "--since", "r/v2", "--made-at", "2024-12-10T12:00:00Z"]);
    let kept = lines(&place, "r/v3/tombstones.jsonl");
    assert!(!kept.iter().any(|t| t["id"] == taken.as_str()));
    assert!(kept.iter().any(|t| t["id"] == denied.as_str() && t["last_version"] == "1"));
    let changelog = fs::read_to_string(place.dir.path().join("r/v3/CHANGELOG.md")).unwrap();
    assert!(changelog.contains(&format!("Returned:\n\n- {taken}")), "{changelog}");
}

#[test]
fn a_layer_cannot_be_left_out_once_it_was_released() {
    let place = Place::with_wire();
    place.out(&["release", "make", "r/v1", "--version", "1", "--layers", "claims,reports"]);
    let output = place.run(&["release", "make", "r/v2", "--version", "2", "--layers", "claims"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("reports") && text(&output.stderr).contains("hint:"));
    place.out(&["release", "make", "r/v2", "--version", "2", "--layers", "claims,reports,control"]);
    assert!(Path::new(&place.dir.path().join("r/v2/control.parquet")).is_file());
    assert!(!place.dir.path().join("r/.v2.part").exists());
}
