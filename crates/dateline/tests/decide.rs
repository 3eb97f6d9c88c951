//! What people decide on claims: recorded, replayed, shown beside the machine's reading, taken back.
mod common;

use common::{Place, WIRE, text};
use serde_json::Value;

/// The claims of a kind, `withdraws` with its stance.
fn claims(place: &Place, kind: &str) -> Vec<Value> {
    place.rows(&["claims", "--kind", kind, "--format", "jsonl"])
}

fn id(claim: &Value) -> String {
    claim["id"].as_str().unwrap().to_owned()
}

fn status(place: &Place, name: &str) -> String {
    let rows = place.rows(&["control", "--place", name, "--format", "jsonl"]);
    let row = rows.iter().find(|r| r["place"]["name"] == name || r["place"] == name);
    row.map_or("nothing".to_owned(), |r| r["status"].as_str().unwrap().to_owned())
}

#[test]
fn a_correction_moves_the_claim_keeps_what_was_read_and_can_be_undone() {
    let place = Place::with_wire();
    let capture = claims(&place, "captures").remove(0);
    let (id, held) = (id(&capture), status(&place, "Hama"));
    assert_ne!(held, "nothing");
    let said = place.out(&["claims", "correct", &id[..9], "--field", "place", "--to", "Idlib", "--by", "A. Analyst"]);
    assert!(said.starts_with("decision 1: place of claim ") && said.contains("Idlib"), "{said}");
    assert_eq!((status(&place, "Hama"), status(&place, "Idlib")), ("nothing".to_owned(), held.clone()));
    let row = claims(&place, "captures").remove(0);
    assert_eq!(row["place"]["name"], "Hama", "what was read stays");
    let decided = &row["decided"];
    assert_eq!((&decided["state"], &decided["corrected"]["place"]["name"]), (&"corrected".into(), &"Idlib".into()));
    assert_eq!((&decided["by"][0]["who"], &decided["by"][0]["number"]), (&"A. Analyst".into(), &1.into()));
    assert_eq!(
        place.rows(&["claims", "--place", "Idlib", "--format", "jsonl"]).len(),
        1,
        "lists go by what was decided"
    );
    let why = place.out(&["why", &id]);
    assert!(why.contains("Idlib") && why.contains("by decision 1") && why.contains("A. Analyst on "), "{why}");
    // The same report read again changes nothing, and a new revision with the same words is corrected too.
    place.out(&["read", "wire.jsonl"]);
    place.file("later.jsonl", WIRE.lines().next().unwrap().replace("At least 12", "HAMA hospitals said at least 12"));
    place.out(&["read", "later.jsonl"]);
    let revised = claims(&place, "captures");
    assert!(revised.iter().all(|c| c["decided"]["state"] == "corrected"), "{revised:#?}");
    place.out(&["decisions", "undo", "1"]);
    assert_eq!((status(&place, "Hama"), status(&place, "Idlib")), (held, "nothing".to_owned()));
    assert_eq!(claims(&place, "captures")[0].get("decided"), None);
}

#[test]
fn every_field_can_be_corrected_or_emptied() {
    let place = Place::with_wire();
    let first = id(&claims(&place, "captures")[0]);
    let figure = id(&claims(&place, "kills")[0]);
    let correct = |claim: &str, field: &str, to: &str| {
        place.out(&["claims", "correct", claim, "--field", field, "--to", to, "--by", "A"]);
        place.rows(&["claims", "--format", "jsonl"]).into_iter().find(|c| id(c) == claim).unwrap()["decided"]["corrected"].clone()
    };
    assert_eq!(correct(&first, "kind", "enters")["kind"], "enters");
    assert_eq!(correct(&first, "stance", "denies")["stance"], "denies");
    assert_eq!(correct(&first, "modality", "planned")["modality"], "planned");
    assert_eq!(correct(&first, "actor", "hts")["actor"], "Hayat Tahrir al-Sham");
    assert_eq!(correct(&first, "target", "the 25th Division")["target"], "the 25th Division");
    assert_eq!(correct(&first, "target", "unknown")["target"], Value::Null);
    assert_eq!(correct(&first, "place", "g169577")["place"]["name"], "Homs");
    assert_eq!(correct(&first, "place", "unknown")["place"], Value::Null);
    assert_eq!(correct(&first, "date", "2024-12-03..2024-12-04")["event_date"]["start"], "2024-12-03");
    assert_eq!(correct(&first, "claimant", "Hama hospital (witness)")["claimants"][0]["class"], "witness");
    assert_eq!(correct(&first, "claimants", "none")["claimants"], Value::Array(Vec::new()));
    let seven = correct(&figure, "quantity", "7-9");
    assert_eq!((&seven["quantity"]["low"], &seven["quantity"]["high"]), (&7.into(), &9.into()));
    for (args, said) in [
        (&["--field", "kind", "--to", "conquers"][..], "one of: captures"),
        (&["--field", "colour", "--to", "red"], "one of: kind"),
        (&["--field", "kind", "--to", "enters"], "says so already"),
        (&["--field", "place", "--to", "Nowhereatall"], "no place is called"),
        (&["--field", "date", "--to", "soon"], "is no date"),
        (&["--field", "quantity", "--to", "many"], "is no number"),
    ] {
        let output = place.run(&[&["claims", "correct", &first][..], args].concat());
        assert!(!output.status.success(), "{args:?}");
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_rejected_claim_supports_nothing_and_stays_listed() {
    let place = Place::with_wire();
    let disputes = |place: &Place| place.rows(&["disputes", "--format", "jsonl"]).len();
    let denied = claims(&place, "withdraws").into_iter().find(|c| c["stance"] == "denies").expect("a denial");
    assert_eq!(disputes(&place), 1);
    let queue = place.rows(&["claims", "review", "--format", "jsonl"]);
    assert_eq!(queue[0]["consequences"][0]["what"], "verdict", "{:#?}", queue[0]);
    assert!(queue.iter().any(|q| id(q) == id(&denied)));
    place.out(&["claims", "reject", &id(&denied), "--note", "of another town", "--by", "A. Analyst"]);
    assert_eq!(disputes(&place), 0);
    let of = |state: &str| place.rows(&["claims", "--review", state, "--format", "jsonl"]);
    assert_eq!(of("rejected").iter().map(id).collect::<Vec<_>>(), [id(&denied)]);
    assert!(of("open").iter().all(|c| id(c) != id(&denied)));
    assert!(place.rows(&["claims", "review", "--format", "jsonl"]).iter().all(|q| id(q) != id(&denied)));
    assert!(place.out(&["claims", "--review", "rejected"]).contains("rejected"));
    let again = place.run(&["claims", "reject", &id(&denied)]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("is rejected already"), "{}", text(&again.stderr));
    place.out(&["claims", "confirm", &id(&denied), "--by", "B"]);
    assert_eq!((disputes(&place), of("rejected").len(), of("confirmed").len()), (1, 0, 1));
    let why = place.out(&["why", &id(&denied)]);
    assert!(why.contains("confirmed") && why.contains("(of another town)"), "{why}");
}

#[test]
fn grades_stand_beside_the_status_and_notes_where_they_belong() {
    let place = Place::with_wire();
    let capture = claims(&place, "captures").remove(0);
    assert_eq!(capture["admiralty"], "F6", "until somebody grades");
    let before = place.out(&["export", "control"]);
    let said = place.out(&["claims", "grade", &id(&capture), "b2", "--by", "A"]);
    assert_eq!(said.lines().count(), 2, "{said}");
    let grades = |place: &Place| -> Vec<String> {
        let rows = place.rows(&["claims", "--format", "jsonl"]);
        rows.iter().map(|c| format!("{} {}", c["origin"].as_str().unwrap(), c["admiralty"].as_str().unwrap())).collect()
    };
    assert!(grades(&place).iter().any(|g| g.ends_with("B2")), "{:?}", grades(&place));
    assert!(grades(&place).iter().any(|g| g.ends_with("B6")), "the source's other claims: {:?}", grades(&place));
    place.out(&["actors", "grade", "Northgate Courier", "D", "--by", "A"]);
    assert_eq!(place.out(&["export", "control"]), before, "grades have no part in any status");
    assert_eq!(place.run(&["claims", "grade", &id(&capture), "G7"]).status.code(), Some(2));

    let dispute = id(&place.rows(&["disputes", "--format", "jsonl"])[0]);
    for about in [dispute.as_str(), "Homs", &id(&capture)] {
        place.out(&["claims", "annotate", about, "ask the monitor again", "--by", "A. Analyst"]);
    }
    for about in [dispute.as_str(), "Homs", &id(&capture)] {
        let why = place.out(&["why", about]);
        assert!(why.contains("ask the monitor again") && why.contains("A. Analyst"), "{about}: {why}");
    }
    assert_eq!(place.run(&["claims", "annotate", "nothing-here", "x"]).status.code(), Some(1));
    let listed = place.rows(&["decisions", "--format", "jsonl"]);
    assert!(listed.iter().all(|d| d["effective"] == true), "{listed:#?}");
}

#[test]
fn a_decision_whose_words_are_gone_is_listed_as_no_longer_applying() {
    let place = Place::with_wire();
    let capture = id(&claims(&place, "captures")[0]);
    place.out(&["claims", "reject", &capture, "--by", "A"]);
    let bare = place.dir.path().join("rules");
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    copy(&rules, &bare);
    copy(&rules.join("../lexicons"), &place.dir.path().join("lexicons"));
    // A reader that knows no captures.
    let kinds = bare.join("en/kinds");
    for file in std::fs::read_dir(&kinds).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.starts_with("captures") || name.starts_with("seen") {
            std::fs::remove_file(file.path()).unwrap();
        }
    }
    place.out(&["--rules", "rules", "read", "wire.jsonl"]);
    assert!(claims(&place, "captures").is_empty());
    assert!(place.out(&["decisions"]).contains("no longer applies"));
    // With the first reader again the decision holds.
    place.out(&["read", "wire.jsonl"]);
    assert!(!place.out(&["decisions"]).contains("no longer applies"));
    assert_eq!(claims(&place, "captures")[0]["decided"]["state"], "rejected");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
