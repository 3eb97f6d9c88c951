//! What people decide on places: which are one, and which claims mean another. Recorded, replayed on reports to come, shown
//! beside what was read, taken back.
mod common;

use common::{Place, Server, text};
use serde_json::{Value, json};

/// Hama and a hill that the gazetteer does not know; Tripoli in Lebanon and in Libya.
const NEWS: &str = r#"{"id":"hama-1","outlet":"Meridian Wire","published":"2024-12-05","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, the Syrian Observatory for Human Rights said. At least 12 people were killed in Hama."}
{"id":"hill-1","outlet":"Meridian Wire","published":"2024-12-07","text":"BEIRUT, Dec 7 - Syrian government troops recaptured Talat Umm Sanad on Saturday, the army said. Two soldiers were killed in Hama on Saturday."}
{"id":"lb-1","outlet":"Northgate Courier","published":"2024-12-07","text":"BEIRUT, Dec 7 - Clashes broke out in Tripoli on Saturday, a security source said. Gunmen attacked an army post in Tripoli, killing two soldiers. Lebanon closed its border with Syria."}
{"id":"ly-1","outlet":"Maghreb Gazette","published":"2024-12-07","text":"Clashes broke out in Tripoli on Saturday, Libyan officials said. Three fighters were killed in Tripoli. Fighting also broke out in Misrata."}
"#;

/// A report that comes later, and writes the hill otherwise ([`HILL_LATER`]).
const LATER: &str = r#"{"id":"hill-2","outlet":"Northgate Courier","published":"2024-12-08","text":"BEIRUT, Dec 8 - Syrian government troops recaptured Ṭalat Umm-Sanad on Sunday, the army said. Two soldiers were killed in Hama on Sunday."}
"#;

/// A report that calls Hama by a noun.
const CITY: &str = r#"{"id":"city-1","outlet":"Meridian Wire","published":"2024-12-08","text":"HAMA, Dec 8 - The army said it had regained Hama. Rebels captured the city again on Sunday, the Syrian Observatory for Human Rights said."}
"#;

/// A report on a whole country.
const LAND: &str = r#"{"id":"land-1","outlet":"Meridian Wire","published":"2024-12-08","text":"Israeli warplanes struck Lebanon on Sunday, a security source said."}
"#;

const HAMA: &str = "g170017";
const HOMS: &str = "g169577";
const HILL: &str = "text:SY/talat umm sanad";
const HILL_LATER: &str = "Ṭalat Umm-Sanad";
const LEBANON: &str = "g266826";
const LIBYA: &str = "g2210247";

fn news() -> Place {
    let place = Place::new();
    place.file("news.jsonl", NEWS);
    place.out(&["read", "news.jsonl"]);
    place
}

/// How many claims tell of the place with a key.
fn at(place: &Place, key: &str) -> usize {
    let rows = place.rows(&["places", "--format", "jsonl"]);
    rows.iter().find(|r| r["key"] == key).map_or(0, |r| r["claims"].as_array().unwrap().len())
}

fn claims_of(place: &Place, report: &str) -> Vec<Value> {
    let rows = place.rows(&["claims", "--format", "jsonl"]);
    rows.into_iter().filter(|c| c["report"] == report && c["place"].is_object()).collect()
}

fn everything(place: &Place) -> Vec<String> {
    let layers = ["control", "events", "figures", "disputes", "access", "movements", "claims", "actors"];
    layers.map(|layer| place.out(&["export", layer])).to_vec()
}

#[test]
fn a_name_that_the_gazetteer_does_not_know_is_merged_into_a_place_and_later_reports_follow() {
    let place = news();
    let before = everything(&place);
    let (hama, hill) = (at(&place, HAMA), at(&place, HILL));
    assert!(hama > 0 && hill > 0, "{}", place.out(&["places"]));
    let said = place.out(&["places", "merge", "Hama", "Talat Umm Sanad", "--by", "A. Analyst", "--note", "its hill"]);
    assert_eq!(said, format!("decision 1: Talat Umm Sanad ({HILL}) is Hama ({HAMA})\n"));
    assert_eq!((at(&place, HAMA), at(&place, HILL)), (hama + hill, 0));
    // Control, map, filters and exports go by it.
    let control = place.rows(&["control", "--format", "jsonl"]);
    let held = control.iter().find(|c| c["key"] == HAMA).expect("Hama");
    let hill_claim = &claims_of(&place, "hill-1")[0];
    assert!(
        held["supporting"]
            .as_array()
            .unwrap()
            .iter()
            .chain(held["opposing"].as_array().unwrap())
            .any(|id| *id == hill_claim["id"]),
        "{held:#}"
    );
    assert!(control.iter().all(|c| c["place"] != "Talat Umm Sanad"));
    let filtered = place.rows(&["claims", "--place", HAMA, "--format", "jsonl"]);
    assert!(filtered.iter().any(|c| c["id"] == hill_claim["id"]));
    // What was read stands beside it.
    assert_eq!((&hill_claim["place"]["text"], &hill_claim["place"]["name"]), (&"Talat Umm Sanad".into(), &Value::Null));
    let decided = &hill_claim["decided"];
    assert_eq!((&decided["state"], &decided["corrected"]["place"]["name"]), (&"open".into(), &"Hama".into()));
    assert_eq!((&decided["by"][0]["who"], &decided["by"][0]["note"]), (&"A. Analyst".into(), &"its hill".into()));
    let why = place.out(&["why", hill_claim["id"].as_str().unwrap()]);
    assert!(why.contains("Talat Umm Sanad") && why.contains("Hama") && why.contains("by decision 1"), "{why}");
    assert!(place.out(&["why", HAMA]).contains("decision 1, A. Analyst on "), "{}", place.out(&["why", HAMA]));
    let row = place.rows(&["places", "--place", HAMA, "--format", "jsonl"]).remove(0);
    assert_eq!((&row["read_as"][0]["key"], &row["read_as"][0]["name"]), (&HILL.into(), &"Talat Umm Sanad".into()));
    // A later report follows, and says the same as if it had come first.
    place.file("later.jsonl", LATER);
    place.out(&["read", "later.jsonl"]);
    let later = claims_of(&place, "hill-2");
    let moved = |c: &Value| c["place"]["text"] == HILL_LATER && c["decided"]["corrected"]["place"]["name"] == "Hama";
    assert!(later.iter().any(moved), "{later:#?}");
    let other = Place::new();
    other.file("later.jsonl", LATER);
    other.file("news.jsonl", NEWS);
    other.out(&["read", "later.jsonl"]);
    other.out(&["places", "merge", HAMA, HILL]);
    other.out(&["read", "news.jsonl"]);
    let picture = |p: &Place| ["control", "events", "figures", "disputes"].map(|layer| p.out(&["export", layer]));
    assert_eq!(picture(&place), picture(&other), "whatever came first");
    let undone = news();
    undone.out(&["places", "merge", HAMA, HILL]);
    undone.out(&["decisions", "undo", "1"]);
    assert_eq!(everything(&undone), before);
}

#[test]
fn claims_that_mean_another_place_are_parted_by_outlet_name_report_or_id() {
    let place = news();
    let (lebanon, libya) = (at(&place, LEBANON), at(&place, LIBYA));
    assert!(lebanon > 0 && libya > 1, "{}", place.out(&["places"]));
    let split = |more: &[&str]| place.out(&[&["places", "split", LIBYA, "--by", "A. Analyst"][..], more].concat());
    let undo = |number: &str| place.out(&["decisions", "undo", number]);
    let said = split(&["--outlet", "maghreb gazette", "--to", "Tripoli, Lebanon"]);
    assert_eq!(
        said,
        format!(
            "decision 1: what is read as Tripoli in maghreb gazette is Tripoli ({LEBANON}), not Tripoli ({LIBYA})\n"
        )
    );
    assert_eq!((at(&place, LEBANON), at(&place, LIBYA)), (lebanon + libya, 0));
    undo("1");
    split(&["--name", "Tripoli", "--report", "ly-1", "--to", LEBANON]);
    assert_eq!((at(&place, LEBANON), at(&place, LIBYA)), (lebanon + libya, 0));
    undo("3");
    let one = claims_of(&place, "ly-1").into_iter().find(|c| c["place"]["text"] == "Tripoli").unwrap();
    let id = one["id"].as_str().unwrap();
    split(&["--claim", &id[..10], "--to", "unknown", "--note", "a village"]);
    let own = "text:LY/tripoli";
    assert_eq!((at(&place, LEBANON), at(&place, LIBYA), at(&place, own)), (lebanon, libya - 1, 1));
    let why = place.out(&["why", id]);
    assert!(why.contains("Tripoli, unresolved, by decision 5"), "{why}");
    // A place of its own may turn out to be one that is known.
    place.out(&["places", "merge", "Misrata", own]);
    assert_eq!(at(&place, own), 0);
    assert_eq!(claims_of(&place, "ly-1")[0]["decided"]["corrected"]["place"]["name"], "Misrata");
    let states: Vec<bool> =
        place.rows(&["decisions", "--format", "jsonl"]).iter().map(|d| d["effective"] == true).collect();
    assert_eq!(states, [false, true, false, true, true, true]);
}

#[test]
fn a_decision_on_places_that_makes_no_sense_is_refused_and_not_recorded() {
    let place = news();
    place.file("land.jsonl", LAND);
    place.out(&["read", "land.jsonl"]);
    let merge = |a, b| vec!["places", "merge", a, b];
    let split = |a, more: &[&'static str]| [&["places", "split", a][..], more].concat();
    for (args, code, said) in [
        (merge(HAMA, "Hama"), 2, "are one place already"),
        (merge(HILL, HAMA), 2, "dateline places merge g170017"),
        (merge("Lebanon", LEBANON), 2, "is a country"),
        (merge("Europe", "Lebanon"), 2, "is a continent"),
        (merge(HAMA, "Nowhereatall"), 1, "dateline places"),
        (merge("Nowhereatall", HAMA), 1, "no place is called"),
        (merge(HAMA, "Tripoli"), 2, "several places are called"),
        (split(HAMA, &["--name", "Hama", "--to", "Hama"]), 2, "already"),
        (split(HAMA, &["--name", "Hamath", "--to", HOMS]), 1, "reports write it `Hama`"),
        (split(HAMA, &["--outlet", "Nobody's Daily", "--to", HOMS]), 1, "meets that"),
        (split(HAMA, &["--claim", "c-zzz", "--to", HOMS]), 1, "there is no claim"),
        (split(HAMA, &["--name", "Hama", "--to", HILL]), 2, "--to unknown"),
        (split(HILL, &["--report", "hill-1", "--to", "unknown"]), 2, "already"),
        (split(HAMA, &["--to", HOMS]), 2, "required"),
        (split(HAMA, &["--name", "Hama"]), 2, "--to"),
    ] {
        let output = place.run(&args);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
        assert!(stderr.contains(said), "{args:?}: {stderr}");
    }
    let foreign = claims_of(&place, "lb-1")[0]["id"].as_str().unwrap().to_owned();
    let output = place.run(&["places", "split", HAMA, "--claim", &foreign, "--to", HOMS]);
    assert!(text(&output.stderr).contains("does not tell of Hama"), "{}", text(&output.stderr));
    place.file("city.jsonl", CITY);
    place.out(&["read", "city.jsonl"]);
    let output = place.run(&["places", "split", HAMA, "--name", "the city", "--to", HOMS]);
    assert!(text(&output.stderr).contains("is no name"), "{}", text(&output.stderr));
    place.out(&["places", "merge", HAMA, HILL]);
    let round = place.run(&["places", "merge", HILL, HAMA]);
    assert!(text(&round.stderr).contains("are one place already"), "{}", text(&round.stderr));
    assert_eq!(place.rows(&["decisions", "--format", "jsonl"]).len(), 1);
}

#[test]
fn places_are_joined_over_http_seen_at_once_by_reports_that_come_and_taken_back() {
    let place = news();
    let server = Server::start(&place);
    let json_type = &[("Content-Type", "application/json")][..];
    let send = |wish: &Value| server.send("POST", "/api/v1/decisions", json_type, &wish.to_string());
    let of = |key: &str| server.json(&format!("/api/v1/place?key={}", key.replace(' ', "%20")));
    let count = |of: &Value| of["claims"].as_array().unwrap().len();
    let (hama, hill) = (count(&of(HAMA)), count(&of(HILL)));
    let (status, answer) = send(&json!({ "decide": "merge_places", "place": HAMA, "other": HILL, "by": "A. Analyst" }));
    assert!(status.contains("201"), "{answer}");
    let row = &answer["decisions"][0];
    assert_eq!(
        (&row["kind"], &row["actor"], &row["other"], &row["effective"]),
        (&"merge_places".into(), &HAMA.into(), &HILL.into(), &true.into())
    );
    assert!(
        answer["changed"]["places"].as_array().unwrap().iter().any(|p| p["key"] == HILL && p["after"].is_null()),
        "{answer}"
    );
    let merged = of(HILL);
    assert_eq!((&merged["key"], count(&merged)), (&HAMA.into(), hama + hill), "the key of what was merged leads there");
    assert_eq!(merged["decisions"][0]["number"], 1);
    // The server takes in a report as it comes.
    place.file("later.jsonl", LATER);
    place.out(&["read", "later.jsonl"]);
    let later = of(HAMA);
    assert!(count(&later) > hama + hill, "{later}");
    let fresh = place.rows(&["places", "--place", HAMA, "--format", "jsonl"]).remove(0);
    assert_eq!(later["claims"], fresh["claims"], "as if the ledger were read anew");
    assert_eq!(server.json(&format!("/api/v1/place?key={HAMA}"))["read_as"], fresh["read_as"]);
    let outlet = json!({ "decide": "split_place", "place": LIBYA, "outlet": "Maghreb Gazette", "to": LEBANON });
    let (status, answer) = send(&outlet);
    assert!(status.contains("201"), "{answer}");
    let row = &answer["decisions"][0];
    assert_eq!(
        (&row["actor"], &row["other"], &row["outlet"]),
        (&LIBYA.into(), &LEBANON.into(), &"Maghreb Gazette".into())
    );
    for (wish, said) in [
        (json!({ "decide": "merge_places", "place": HAMA }), "has `other`"),
        (json!({ "decide": "split_place", "place": HAMA, "to": HOMS }), "which claims"),
        (
            json!({ "decide": "split_place", "place": HAMA, "to": HOMS, "name": "Hama", "claims": ["c-1"] }),
            "by themselves",
        ),
        (json!({ "decide": "merge_places", "place": HAMA, "other": HAMA }), "one place already"),
    ] {
        let (status, answer) = send(&wish);
        assert!(status.contains("400") && answer["detail"].as_str().unwrap().contains(said), "{status} {answer}");
    }
    for number in ["1", "2"] {
        server.send("DELETE", &format!("/api/v1/decisions/{number}"), &[], "");
    }
    assert!(count(&of(HILL)) > hill && of(LIBYA)["key"] == LIBYA);
    let (head, _) = server.get("/api/v1/place?key=g1", "127.0.0.1");
    assert!(head.contains("404"), "{head}");
}
