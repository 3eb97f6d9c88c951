//! The bundled reports, read by the program: the readings in `corpus/demo/expected.md` that any version must reach.

use serde_json::Value;
use std::{path::PathBuf, process::Command, sync::LazyLock};
use tempfile::TempDir;

/// The ledger of the corpus, read once for all tests.
static LEDGER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("corpus.db");
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/demo");
    let read = Command::new(env!("CARGO_BIN_EXE_dateline")).arg("--ledger").arg(&path).args(["read", corpus]).output();
    let read = read.unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    (dir, path)
});

fn rows(args: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_dateline")).arg("--ledger").arg(&LEDGER.1).args(args).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect()
}

/// Status and holder of a place at the end of a day; `unknown` if no claim speaks of it.
fn control(place: &str, day: &str) -> (String, String) {
    let rows = rows(&["export", "control", "--at", day]);
    let row = rows.iter().find(|r| r["place"] == place && r["feature"] == "city");
    let field = |name: &str| row.and_then(|r| r[name].as_str()).unwrap_or_default().to_owned();
    (row.map_or("unknown".to_owned(), |_| field("status")), field("actor"))
}

#[test]
fn every_report_is_read_and_one_has_two_versions() {
    let reports = rows(&["export", "reports"]);
    let ids: std::collections::BTreeSet<&str> = reports.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!((ids.len(), reports.len()), (30, 31));
    assert!(reports.iter().all(|r| r["published"].is_string()), "each report has a date, given, stated or inferred");
    let inferred = reports.iter().filter(|r| r["published_basis"].as_str().unwrap().starts_with("inferred"));
    assert!(inferred.count() >= 4, "plain texts carry their date in their words");
}

#[test]
fn nobody_is_said_to_hold_homs_while_the_sources_disagree() {
    for day in ["2024-12-06", "2024-12-07"] {
        assert_eq!(control("Homs", day).0, "contested", "{day}");
    }
}

#[test]
fn deir_ez_zor_passes_to_the_sdf() {
    let (status, actor) = control("Deir ez-Zor", "2024-12-07");
    assert_eq!((status.as_str(), actor.as_str()), ("held_by", "Syrian Democratic Forces"));
}

#[test]
fn the_homs_withdrawal_is_disputed_between_monitor_and_army() {
    let disputes = rows(&["export", "disputes"]);
    let homs = disputes.iter().find(|d| d["place"] == "Homs").expect("Homs is disputed");
    let origins: Vec<String> = homs["origins"].as_array().unwrap().iter().map(Value::to_string).collect();
    assert!(origins.iter().any(|side| side.contains("Syrian Observatory for Human Rights")), "{origins:?}");
    assert!(origins.iter().any(|side| side.contains("Syrian army")), "{origins:?}");
    let claims = rows(&["export", "claims"]);
    for side in homs["sides"].as_array().unwrap() {
        let id = &side[0];
        let claim = claims.iter().find(|c| c["id"] == *id).expect("each side leads to a claim");
        assert!(!claim["quote"].as_str().unwrap().is_empty());
    }
}

#[test]
fn reprints_are_known_as_copies_of_the_wire_story() {
    let copies = rows(&["export", "copies"]);
    let group = copies.iter().map(|g| g["reports"].as_array().unwrap()).find(|g| g.contains(&"wire-homs".into()));
    let group = group.expect("the wire story has copies");
    for reprint in ["reprint-homs-harbour", "reprint-homs-kestrel"] {
        assert!(group.contains(&reprint.into()), "{reprint}: {group:?}");
    }
}

#[test]
fn figures_keep_their_scope() {
    let figures = rows(&["export", "figures"]);
    let has = |indicator: &str, low: f64| {
        figures.iter().any(|f| f["indicator"] == indicator && f["low"].as_f64() == Some(low))
    };
    for (indicator, low) in [("killed", 826.0), ("killed", 305_000.0), ("displaced", 280_000.0)] {
        assert!(has(indicator, low), "{indicator} {low}");
    }
    let civilians = figures.iter().find(|f| f["indicator"] == "killed" && f["low"].as_f64() == Some(111.0));
    let civilians = civilians.expect("111 civilians");
    assert!(
        civilians["of"].as_str().unwrap().contains("civilian") && civilians["subset_of"].is_string(),
        "{civilians}"
    );
}

#[test]
fn jordan_closes_the_jaber_crossing() {
    let access = rows(&["export", "access", "--at", "2024-12-07"]);
    let jaber = access.iter().find(|a| a["place"].as_str().unwrap().contains("Jaber")).expect("Jaber is known");
    assert_eq!((&jaber["status"], &jaber["since"]), (&"closed".into(), &"2024-12-06".into()));
}

#[test]
fn all_spellings_of_a_town_find_it() {
    let found = |name: &str| rows(&["claims", "--format", "jsonl", "--place", name]).len();
    let all = found("Deir ez-Zor");
    assert!(all >= 4);
    for spelling in ["Deir Ezzor", "Dayr al-Zawr", "Deir al-Zour"] {
        assert!(found(spelling) > 0, "{spelling}");
    }
}

#[test]
fn every_annotated_claim_stands_in_its_report() {
    for half in ["tuning", "untouched"] {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/annotated")).join(half);
        let rows = |file: &str| -> Vec<Value> {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let docs = rows("docs.jsonl");
        let claims = rows("claims.jsonl");
        assert!(docs.len() >= 60 && claims.len() >= 1000, "{half}");
        for claim in &claims {
            let doc = docs.iter().find(|d| d["id"] == claim["doc"]).expect("a report of that id");
            let (text, id) = (doc["text"].as_str().unwrap(), &claim["id"]);
            assert_eq!(text.matches(claim["quote"].as_str().unwrap()).count(), 1, "{id}: the quote");
            let claimants = claim["claimants"].as_array().unwrap().iter();
            let words = ["actor", "target", "place", "cue"].map(|field| &claim[field]);
            for words in words.into_iter().chain(claimants).filter_map(Value::as_str) {
                assert!(text.contains(words), "{id}: {words}");
            }
            let kind = claim["kind"].as_str().unwrap().parse::<dateline_core::Kind>();
            assert!(kind.is_ok(), "{id}: {}", claim["kind"]);
        }
    }
}

#[test]
fn a_denial_is_explained_field_by_field() {
    let claims = rows(&["export", "claims"]);
    let denial =
        claims.iter().find(|c| c["quote"] == "The army command denies that its troops have withdrawn from Homs");
    let id = denial.expect("the denial is read")["id"].as_str().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dateline")).arg("--ledger").arg(&LEDGER.1).args(["why", id]).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    // What it takes part in is the picture's business.
    let reading = text.split("\n  disputed").next().unwrap();
    insta::assert_snapshot!("why", reading);
}
