//! The program as its user meets it: commands, output and exit codes.
mod common;

use common::{Place, WIRE, text};
use serde_json::Value;
use std::{fs, io::Write, path::PathBuf, process::Stdio};

const LAYERS: [&str; 10] =
    ["claims", "disputes", "control", "copies", "corroborations", "events", "figures", "access", "reports", "actors"];

#[test]
fn a_quote_is_the_text_at_its_offsets_and_the_given_id_is_kept() {
    let place = Place::with_wire();
    let claims = place.rows(&["export", "claims"]);
    let reports = place.rows(&["export", "reports"]);
    assert!(claims.len() >= 4, "{claims:#?}");
    for claim in &claims {
        let report = reports.iter().find(|r| r["id"] == claim["report"]).expect("the claim's report is exported");
        let (start, end) = (claim["start"].as_u64().unwrap() as usize, claim["end"].as_u64().unwrap() as usize);
        assert_eq!(&report["text"].as_str().unwrap()[start..end], claim["quote"].as_str().unwrap());
    }
    let homs = claims.iter().find(|c| c["report"] == "homs-1").expect("homs-1 has claims");
    assert_eq!(homs["published"], "2024-12-06T18:00:00Z");
    assert_eq!(homs["outlet"], "Meridian Wire");
}

#[test]
fn reading_twice_changes_nothing() {
    let place = Place::with_wire();
    let before: Vec<String> = LAYERS.iter().map(|layer| place.out(&["export", layer])).collect();
    let again = place.out(&["read", "wire.jsonl"]);
    assert!(again.contains("0 new") && again.contains("3 unchanged"), "{again}");
    let after: Vec<String> = LAYERS.iter().map(|layer| place.out(&["export", layer])).collect();
    assert_eq!(before, after);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let exports = |threads: &str| {
        let place = Place::new();
        place.file("wire.jsonl", WIRE);
        place.file("more/a.txt", "IDLIB, Dec 2, 2024 - An air strike hit Idlib on Monday, residents said.");
        place.file(
            "more/b.html",
            "<html><title>Hama</title><p>Rebels entered Hama on Thursday, Dec. 5, 2024.</p></html>",
        );
        place.out(&["--threads", threads, "read", "wire.jsonl", "more"]);
        LAYERS.map(|layer| place.out(&["export", layer]))
    };
    assert_eq!(exports("1"), exports("2"));
}

#[test]
fn a_bad_file_is_listed_with_its_reason_and_the_others_are_read() {
    let place = Place::new();
    place.file("good.txt", "HAMA, Dec 5, 2024 - Rebels captured Hama on Thursday.");
    place.file("bad.jsonl", "{\"id\": \"x\", \"text\": \"Rebels left Homs.\"}\n{not json\n");
    place.file("empty.txt", "");
    let read = place.run(&["read", "good.txt", "bad.jsonl", "empty.txt", "nowhere.txt"]);
    assert_eq!(read.status.code(), Some(1));
    let said = text(&read.stderr);
    for input in ["bad.jsonl:2", "nowhere.txt"] {
        assert!(said.contains(&format!("error: {input}")), "{said}");
    }
    let reports: Vec<String> =
        place.rows(&["export", "reports"]).iter().map(|r| r["read_from"].as_str().unwrap().to_owned()).collect();
    assert!(reports.contains(&"good.txt".to_owned()) && reports.contains(&"bad.jsonl:1".to_owned()), "{reports:?}");
}

#[test]
fn standard_input_is_read_with_the_given_date_and_outlet() {
    let place = Place::new();
    let mut child = place
        .command(&["read", "-", "--published", "2024-12-05", "--outlet", "Lantern Post"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"Rebels captured Hama on Thursday, residents said.").unwrap();
    assert!(child.wait().unwrap().success());
    let report = &place.rows(&["export", "reports"])[0];
    assert_eq!((&report["published"], &report["outlet"]), (&"2024-12-05".into(), &"Lantern Post".into()));
    assert_eq!(report["published_basis"], "given");
}

#[test]
fn lists_come_in_every_format() {
    let place = Place::with_wire();
    let lists = ["claims", "events", "control", "figures", "access", "movements", "advisories", "disputes", "actors"];
    for list in lists {
        let table = place.out(&[list]);
        assert!(!table.contains('\x1b'), "{list}: a table that is piped has no colour");
        assert!(table.lines().all(|l| l.chars().count() <= 120), "{list}: {table}");
        let rows = place.rows(&[list, "--format", "jsonl"]);
        let csv = place.out(&[list, "--format", "csv"]);
        assert!(rows.is_empty() || csv.lines().count() > rows.len(), "{list}: {csv}");
        let geo: Value = serde_json::from_str(&place.out(&[list, "--format", "geojson"])).unwrap();
        assert_eq!(geo["type"], "FeatureCollection");
        assert_eq!(geo["features"].as_array().unwrap().len(), rows.len(), "{list}");
    }
    let hama = place.rows(&["claims", "--format", "jsonl", "--place", "Hama", "--kind", "captures"]);
    assert!(!hama.is_empty() && hama.iter().all(|c| c["kind"] == "captures" && c["report"] == "hama-1"), "{hama:#?}");
}

#[test]
fn filters_keep_what_was_asked_for() {
    let place = Place::with_wire();
    let ids = |args: &[&str]| {
        let args = [&["claims", "--format", "jsonl"], args].concat();
        place.rows(&args).iter().map(|c| c["report"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(!ids(&["--until", "2024-12-05"]).is_empty());
    assert!(ids(&["--until", "2024-12-05"]).iter().all(|r| r == "hama-1"));
    assert!(ids(&["--since", "2024-12-06"]).iter().all(|r| r != "hama-1"));
    assert!(ids(&["--at", "2024-12-05"]).iter().all(|r| r == "hama-1"));
    assert!(ids(&["--place", "Atlantis"]).is_empty());
}

#[test]
fn what_is_wrong_with_the_command_line_is_said_with_exit_code_2() {
    let place = Place::with_wire();
    for (args, said) in [
        (&["claims", "--kind", "explodes"][..], "captures"),
        (&["claims", "--since", "2024-12-07", "--until", "2024-12-06"], "--until"),
        (&["control", "--at", "yesterday"], "YYYY-MM-DD"),
        (&["export", "claims", "--format", "table"], "hint:"),
        (&["export", "copies", "--format", "geojson"], "hint:"),
        (&["annotate", "--task", "tea-leaves", "wire.jsonl"], "conllu"),
        (&["serve", "--public-url", "dateline.example"], "https://"),
        (&["no-such-command"], "Usage"),
    ] {
        let output = place.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_ledger_that_is_not_there_is_named_with_a_hint() {
    let place = Place::new();
    let output = place.run(&["claims"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("dateline.db") && said.contains("hint:"), "{said}");
    assert!(!place.dir.path().join("dateline.db").exists(), "looking for a ledger makes none");
}

#[test]
fn every_sentence_of_the_brief_cites_quotes_that_are_listed() {
    let place = Place::with_wire();
    let brief = place.out(&["brief", "--at", "2024-12-06"]);
    let (body, quotes) = brief.split_once("\n## Quotes\n").expect("the brief ends with its quotes");
    let mut sentences = 0;
    for line in body.lines().filter(|l| !l.is_empty() && !l.starts_with('#') && !l.starts_with('_')) {
        let cites: Vec<&str> = line.rsplit_once(' ').unwrap().1.split_inclusive(']').collect();
        assert!(cites.iter().all(|c| c.starts_with('[') && c.ends_with(']')), "no citation: {line}");
        for cite in cites {
            assert!(quotes.contains(&format!("\n{cite} “")), "{cite} is not listed: {line}");
        }
        sentences += 1;
    }
    assert!(sentences >= 3, "{brief}");
    assert!(quotes.contains("report homs-1"), "{quotes}");
    let html = place.out(&["brief", "--at", "2024-12-06", "--format", "html"]);
    assert!(html.contains("href=\"#q1\"") && html.contains("id=\"q1\""), "{html}");
    assert!(!html.contains("src=") && !html.contains("http-equiv"), "the page loads nothing");
}

#[test]
fn a_brief_tells_what_is_new_of_a_place_and_keeps_to_its_length() {
    let place = Place::with_wire();
    let body = |args: &[&str]| {
        let brief = place.out(&[&["brief", "--at", "2024-12-06"], args].concat());
        brief.split_once("\n## Quotes\n").unwrap().0.to_owned()
    };
    let sentences = |body: &str| body.lines().filter(|l| l.ends_with(']')).count();
    assert!(body(&["--since", "2024-12-04"]).contains("What changed since 4 December 2024"));
    let new = body(&["--since", "2024-12-05", "--length", "full"]);
    assert!(new.contains("Jaber") && !new.contains("Hama"), "{new}");
    let homs = body(&["--place", "Homs"]);
    assert!(homs.contains("whether the Syrian army withdrew from Homs") && !homs.contains("Jaber"), "{homs}");
    assert!(body(&["--place", "Hama", "--since", "2024-12-01"]).contains("Hama came under the control"));
    for length in 1..12 {
        let told = sentences(&body(&["--length", &length.to_string()]));
        assert!(told <= length && (told > 0 || length < 2), "{length} asked for, {told} told");
    }
    assert_eq!(body(&["--length", "full"]), body(&["--length", "full"]));
    let html = place.out(&["brief", "--format", "html"]);
    assert!(html.contains("@media print") && html.contains("@page"), "{html}");
    for args in [&["brief", "--length", "long"][..], &["brief", "--at", "2024-12-05", "--since", "2024-12-05"]] {
        assert_eq!(place.run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_brief_knows_nothing_of_later_reports() {
    let place = Place::with_wire();
    let brief = place.out(&["brief", "--at", "2024-12-05"]);
    assert!(brief.contains("Hama") && !brief.contains("Homs"), "{brief}");
}

#[test]
fn why_shows_the_words_in_their_sentence_with_chain_and_rules() {
    let place = Place::with_wire();
    let claims = place.rows(&["export", "claims"]);
    let denial =
        claims.iter().find(|c| c["report"] == "homs-1" && c["stance"] == "denies").expect("the denial is read");
    let id = denial["id"].as_str().unwrap();
    let why = place.out(&["why", id]);
    for part in [">>", "<<", "army", "report homs-1", denial["rules"][0].as_str().unwrap(), "Homs"] {
        assert!(why.contains(part), "`{part}` is missing:\n{why}");
    }
    assert!(place.out(&["--color", "always", "why", id]).contains("\x1b["));
    assert_eq!(place.run(&["why", "no-such-thing"]).status.code(), Some(1));
    let dispute = &place.rows(&["export", "disputes"])[0];
    let both = place.out(&["why", dispute["id"].as_str().unwrap()]);
    for side in dispute["sides"].as_array().unwrap() {
        assert!(both.contains(side[0].as_str().unwrap()), "{both}");
    }
}

#[test]
fn why_gives_the_grounds_of_each_field_as_text_and_as_json() {
    let place = Place::with_wire();
    let claims = place.rows(&["export", "claims"]);
    let report = &place.rows(&["export", "reports"]).into_iter().find(|r| r["id"] == "homs-1").unwrap();
    let denial = claims.iter().find(|c| c["report"] == "homs-1" && c["stance"] == "denies").unwrap();
    let id = denial["id"].as_str().unwrap();
    let why = place.out(&["why", id]);
    assert!(why.lines().skip_while(|l| !l.is_empty()).all(|l| l.chars().count() <= 120), "{why}");
    let row = &place.rows(&["why", id, "--format", "json"])[0];
    assert_eq!((&row["read_anew"], &row["claim"]["id"]), (&"same".into(), &denial["id"]));
    let text = report["text"].as_str().unwrap();
    let fields = row["fields"].as_array().unwrap();
    for field in fields {
        let others = field["others"].as_array().unwrap().iter();
        let lost = others.clone().map(|o| &o["words"]).filter(|w| !w.is_null());
        for words in field["words"].as_array().unwrap().iter().chain(lost) {
            let (start, end) = (words["start"].as_u64().unwrap() as usize, words["end"].as_u64().unwrap() as usize);
            assert_eq!(words["text"], text[start..end], "{field}");
        }
    }
    let stance = fields.iter().find(|f| f["field"] == "stance").unwrap();
    assert_eq!(stance["value"], "denies");
    assert!(stance["words"][0]["text"].as_str().unwrap().contains("denied"), "{stance}");
    assert!(row["confidence"].as_array().unwrap().iter().any(|t| t["term"] == "bias"));
    let dispute = &place.rows(&["export", "disputes"])[0];
    let row = &place.rows(&["why", dispute["id"].as_str().unwrap(), "--format", "json"])[0];
    assert_eq!(row["id"], dispute["id"]);
    assert!(row["claims"].as_array().unwrap().iter().any(|c| c["id"] == *id));
}

#[test]
fn why_says_so_when_other_rules_read_the_words_otherwise() {
    let place = Place::with_wire();
    let claims = place.rows(&["export", "claims"]);
    let id = claims.iter().find(|c| c["report"] == "hama-1" && c["kind"] == "captures").unwrap()["id"].clone();
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    copy(&root.join("rules"), &place.dir.path().join("rules"));
    copy(&root.join("lexicons"), &place.dir.path().join("lexicons"));
    let weights = place.dir.path().join("lexicons/en/confidence.toml");
    let changed: String = fs::read_to_string(&weights)
        .unwrap()
        .lines()
        .map(|l| if l.starts_with("\"bias\"") { "\"bias\" = 0.1\n".to_owned() } else { format!("{l}\n") })
        .collect();
    fs::write(&weights, changed).unwrap();
    let why = place.out(&["--rules", "rules", "why", id.as_str().unwrap()]);
    assert!(why.contains("Read anew with today's rules it differs in confidence"), "{why}");
    for file in ["captures.toml", "seen.toml"] {
        fs::remove_file(place.dir.path().join("rules/en/kinds").join(file)).unwrap();
    }
    let why = place.out(&["--rules", "rules", "why", id.as_str().unwrap()]);
    assert!(why.contains("these words give no such claim"), "{why}");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn control_is_given_for_each_day_asked_for() {
    let place = Place::with_wire();
    let rows = place.rows(&["export", "control", "--at", "2024-12-05,2024-12-06"]);
    let days: std::collections::BTreeSet<&str> = rows.iter().map(|r| r["as_of"].as_str().unwrap()).collect();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), ["2024-12-05", "2024-12-06"]);
    for row in &rows {
        for field in ["place", "lat", "lon", "status", "actor", "supporting", "opposing"] {
            assert!(row.get(field).is_some(), "{field}: {row}");
        }
        let held_against_someone = row["status"] == "held_by" && !row["opposing"].as_array().unwrap().is_empty();
        assert!(!held_against_someone, "held, although claims in force speak against it: {row}");
    }
}

#[test]
fn a_diff_shows_only_what_changed_and_the_claims_that_changed_it() {
    let place = Place::with_wire();
    let diff = ["control", "--diff", "2024-12-04", "2024-12-06"];
    let rows = place.rows(&[&diff[..], &["--format", "jsonl"]].concat());
    let hama = rows.iter().find(|r| r["place"] == "Hama").expect("Hama changed hands");
    assert_eq!((&hama["from"], &hama["to"]), (&"2024-12-04".into(), &"2024-12-06".into()));
    assert_eq!((&hama["before"]["status"], &hama["after"]["status"]), (&"unknown".into(), &"held_by".into()));
    assert_eq!((&hama["after"]["last_word"], &hama["after"]["age_days"]), (&"2024-12-05".into(), &1.into()));
    assert_eq!(hama["origins"][0], "Syrian Observatory for Human Rights");
    let claim = hama["claims"][0].as_str().unwrap();
    assert!(place.out(&["why", claim]).contains("captured"));
    let table = place.out(&diff);
    assert!(table.contains("on whose word") && table.contains(claim), "{table}");
    assert!(place.out(&[&diff[..], &["--format", "csv"]].concat()).starts_with("place,key,"));
    let geo: Value = serde_json::from_str(&place.out(&[&diff[..], &["--format", "geojson"]].concat())).unwrap();
    assert_eq!(geo["features"].as_array().unwrap().len(), rows.len());
    let later = place.out(&["control", "--diff", "2024-12-05", "2024-12-06", "--place", "Hama"]);
    assert_eq!(later, "nothing found\n");
    let history = place.rows(&["control", "--history", "--place", "Homs", "--format", "jsonl"]);
    let last = history.last().expect("Homs has a history");
    assert_eq!((&last["to"], &last["after"]["status"]), (&"2024-12-06".into(), &"contested".into()));
    for wrong in
        [&["2024-12-06", "2024-12-04"][..], &["2024-12-06"], &["2024-12-04", "2024-12-06", "--at", "2024-12-05"]]
    {
        assert_eq!(place.run(&[&["control", "--diff"], wrong].concat()).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_broken_rule_is_shown_with_its_line() {
    let place = Place::new();
    place.file(
        "rules/en/kinds/mine.toml",
        "[[rule]]\nid = \"mine\"\nmatch = \"(((\"\nkind = \"captures\"\nyes = [\"x\"]\n",
    );
    place.file("hama.txt", "Rebels captured Hama.");
    let output = place.run(&["--rules", "rules", "read", "hama.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("rules/en/kinds/mine.toml:3"), "{said}");
    assert_eq!(place.run(&["--rules", "nowhere", "read", "hama.txt"]).status.code(), Some(1));
}

#[test]
fn conllu_has_ten_columns_and_all_the_words() {
    let place = Place::new();
    place.file("in.jsonl", "{\"id\":\"a\",\"text\":\"Rebels seized Hama. The army left.\"}\n");
    let out = place.out(&["annotate", "--task", "conllu", "in.jsonl"]);
    let words: Vec<Vec<&str>> =
        out.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert!(words.iter().all(|w| w.len() == 10), "{out}");
    let forms: Vec<&str> = words.iter().map(|w| w[1]).collect();
    assert_eq!(forms, ["Rebels", "seized", "Hama", ".", "The", "army", "left", "."]);
}

#[test]
fn annotated_spans_are_byte_offsets_also_after_letters_of_several_bytes() {
    let place = Place::new();
    let text = "“Yes” – Rebels captured Hama on 5 December 2024, the Observatory said.";
    let start = text.find("Hama").unwrap();
    let points = text[..start].chars().count();
    let row = serde_json::json!({"id": "a", "text": text, "toponyms": [{"start": points, "end": points + 4}]});
    place.file("in.jsonl", format!("{row}\n"));
    let toponym = |args: &[&str]| {
        let rows = place.rows(&[&["annotate", "--task", "places", "in.jsonl"], args].concat());
        rows[0]["toponyms"].as_array().unwrap().iter().find(|t| t["start"] == start).cloned()
    };
    for args in [&[][..], &["--gold-spans"]] {
        let hama = toponym(args).unwrap_or_else(|| panic!("{args:?}: Hama is not found"));
        assert_eq!(hama["end"], start + 4);
        assert!((hama["lat"].as_f64().unwrap() - 35.13).abs() < 0.1, "{hama}");
    }
    for (task, list) in [("time", "timexes"), ("attribution", "attributions"), ("names", "names")] {
        let rows = place.rows(&["annotate", "--task", task, "in.jsonl"]);
        assert!(!rows[0][list].as_array().unwrap().is_empty(), "{task}: {rows:?}");
    }
    let docs = serde_json::json!({"id": "i", "docs": [{"id": "d1", "text": "Police said 3 people were killed."}]});
    place.file("docs.jsonl", format!("{docs}\n"));
    assert_eq!(place.rows(&["annotate", "--task", "counts", "docs.jsonl"])[0]["id"], "d1");
    let doc = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text, "date": "2024-12-05"}));
    let shooting = "Police in Sarmin said Omar Haddad was shot outside a bakery on Cedar Street.";
    let again = "Omar Haddad, shot on Cedar Street outside a Sarmin bakery, has died, doctors said.";
    let other = "Villagers of Kutum buried seven fishermen whose boat had capsized in the lagoon.";
    place.file("docs.jsonl", doc("a", shooting) + &doc("b", other) + &doc("c", again));
    let clusters: Vec<u64> = place
        .rows(&["annotate", "--task", "counts", "docs.jsonl"])
        .iter()
        .map(|row| row["cluster"].as_u64().unwrap())
        .collect();
    assert_eq!(clusters, [0, 1, 0]);
}

#[test]
fn a_displacement_figure_has_its_unit_and_term() {
    let place = Place::new();
    let text = "About 320 families (some 1,700 people) were evacuated from two islands after 45 houses collapsed.";
    place.file("in.jsonl", format!("{}\n", serde_json::json!({"id": "a", "text": text})));
    let rows = place.rows(&["annotate", "--task", "displacement", "in.jsonl"]);
    let expected = serde_json::json!({"id": "a", "quantity": 320, "unit": "Households", "term": "Evacuated"});
    assert_eq!(rows[0], expected);
}

#[test]
fn a_wire_in_capitals_gives_incident_templates() {
    let place = Place::new();
    let text = "   QUITO, 4 MAY 88 (ANDINA) -- [TEXT] TWO PEASANTS WERE KILLED AND A TEACHER WAS WOUNDED YESTERDAY WHEN \
        GUERRILLAS OF THE RED DAWN MOVEMENT [RDM] ATTACKED THE VILLAGE OF LAS PALMAS, THE POLICE REPORTED TODAY.  THE \
        GUERRILLAS ALSO DYNAMITED A BRIDGE NEAR THE VILLAGE.\n";
    place.file("in.jsonl", format!("{}\n", serde_json::json!({"id": "a", "text": text})));
    let rows = place.rows(&["annotate", "--task", "muc4", "in.jsonl"]);
    let templates = rows[0]["templates"].as_array().unwrap();
    assert!(!templates.is_empty(), "{rows:?}");
    let all = serde_json::to_string(templates).unwrap();
    assert!(all.contains("03 MAY 88") && all.contains("PEASANTS") && all.contains("GUERRILLAS"), "{all}");
    // A text without incidents gives none.
    let calm = "   QUITO, 4 MAY 88 (ANDINA) -- [TEXT] THE MINISTER OF AGRICULTURE SAID TODAY THAT THE COFFEE HARVEST WAS \
        BETTER THAN EVER.  THE PRICE OF MAIZE WILL NOT RISE THIS YEAR, HE TOLD A MEETING OF FARMERS IN THE CAPITAL, AND \
        NEW ROADS WILL BE BUILT IN THE SOUTH.\n";
    place.file("calm.jsonl", format!("{}\n", serde_json::json!({"id": "b", "text": calm})));
    let rows = place.rows(&["annotate", "--task", "muc4", "calm.jsonl"]);
    assert!(rows[0]["templates"].as_array().unwrap().is_empty(), "{rows:?}");
}

#[test]
fn a_bad_line_of_an_annotate_file_is_named() {
    let place = Place::new();
    place.file("in.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\"}\n");
    let output = place.run(&["annotate", "--task", "conllu", "in.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("in.jsonl:2"), "{}", text(&output.stderr));
}

#[test]
fn the_gazetteer_finds_a_place_by_any_of_its_names() {
    let place = Place::new();
    for name in ["Deir ez-Zor", "Dayr az Zawr"] {
        let found = place.out(&["gazetteer", "search", name]);
        assert!(found.contains("SY"), "{name}: {found}");
    }
    assert_eq!(place.run(&["gazetteer", "search", "Xyzzyqqq"]).status.code(), Some(1));
    // A point has a country and division anywhere in the world, and tells of disputed ground.
    let at =
        |point| -> Value { serde_json::from_str(&place.out(&["gazetteer", "at", point, "--format", "json"])).unwrap() };
    let goma = at("-1.67,29.22");
    assert_eq!([&goma["country"], &goma["admin1"], &goma["nearest"][0]["name"]], ["CD", "North Kivu", "Goma"]);
    assert!(at("45.2,33.9")["disputed"].as_str().unwrap().contains("claimed by Ukraine"));
    assert_eq!(at("10,-30")["country"], Value::Null, "the Atlantic");
}

/// A line of a made-up GeoNames dump of Syria.
const DUMP: &str = "900001\tTall Urnak\tTall Urnak\tTal Ornek\t35.25\t36.75\tP\tPPL\tSY\t\t11\t\t\t\t300\t\t1\tAsia/Damascus\t2024-01-01\n";

#[test]
fn an_imported_gazetteer_is_searched_read_with_and_checked() {
    let place = Place::new();
    place.file("SY.txt", DUMP);
    place.file("mine.csv", "name,names,lat,lon\nTell Mine,Tal Mayn,33.05,35.8\nOff Earth,,95,0\n");
    let output = place.run(&["gazetteer", "import", "SY.txt", "mine.csv"]);
    assert_eq!(output.status.code(), Some(1), "a line was left out");
    assert!(text(&output.stderr).contains("mine.csv:3: `95` is no latitude"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("2 places"), "{}", text(&output.stdout));
    assert!(place.dir.path().join("dateline.places").exists(), "it lies beside the ledger");

    let rows = place.rows(&["gazetteer", "search", "Tal Ornek", "--format", "ndjson"]);
    let first = &rows[0];
    assert_eq!(
        (&first["tier"], &first["name"], &first["geonames_id"]),
        (&"exact".into(), &"Tall Urnak".into(), &900_001.into())
    );
    assert_eq!((&first["source"], &first["read"], &first["country"]), (&"SY.txt".into(), &true.into(), &"SY".into()));
    let found: Value =
        serde_json::from_str(&place.out(&["gazetteer", "search", "Tal Mayn", "--format", "json"])).unwrap();
    assert_eq!(
        (&found[0]["disputed"], &found[0]["country"]),
        (&"Golan Heights, administered by Israel, claimed by Syria".into(), &"IL".into())
    );
    let near = place.rows(&["gazetteer", "search", "Tripoli", "--near", "34.4,35.8", "--format", "ndjson"]);
    assert_eq!(near[0]["country"], "LB");
    let there = place.rows(&["gazetteer", "search", "Tripoli", "--country", "ly", "--format", "ndjson"]);
    assert!(!there.is_empty() && there.iter().all(|row| row["country"] == "LY"));

    place.file("r.txt", "HOMS, Dec 5, 2024 - Rebels captured Tal Ornek on Thursday, residents said.");
    place.out(&["read", "r.txt"]);
    let claims = place.rows(&["export", "claims"]);
    assert!(claims.iter().any(|c| c["place"]["geonames_id"] == 900_001), "{claims:#?}");
    assert!(place.out(&["doctor"]).contains("2 places from SY.txt, mine.csv"));

    // A damaged index is refused, with what to do; and one that is named has to be there.
    let index = place.dir.path().join("dateline.places");
    let mut bytes = fs::read(&index).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&index, bytes).unwrap();
    for args in [&["gazetteer", "search", "Homs"][..], &["read", "r.txt"], &["gazetteer", "import", "SY.txt"]] {
        let output = place.run(args);
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains("its checksum is wrong") && said.contains("import --replace"), "{said}");
    }
    assert!(text(&place.run(&["doctor"]).stdout).contains("FAIL  imported gazetteer"));
    place.out(&["gazetteer", "import", "--replace", "SY.txt"]);
    place.out(&["gazetteer", "search", "Homs"]);
    assert_eq!(place.run(&["--gazetteer", "none.places", "gazetteer", "search", "Homs"]).status.code(), Some(1));
}

#[test]
fn doctor_says_ok_or_fail_for_each_part() {
    let place = Place::with_wire();
    let output = place.run(&["doctor"]);
    let said = text(&output.stdout);
    for part in ["data/gazetteer.bin", "data/language.safetensors", "rules", "ledger"] {
        assert!(said.lines().any(|l| l.starts_with("ok") && l.contains(part)), "{part}: {said}");
    }
    assert_eq!(output.status.success(), !said.lines().any(|l| l.starts_with("FAIL")), "{said}");
}

#[test]
fn completions_and_manual_pages_are_generated() {
    let place = Place::new();
    assert!(place.out(&["completions", "bash"]).contains("dateline"));
    place.out(&["man", "pages"]);
    for page in ["dateline.1", "dateline-read.1", "dateline-why.1"] {
        assert!(place.dir.path().join("pages").join(page).exists(), "{page}");
    }
}

/// Names of one group that no file lists, and two days of fighting that are one raid.
const LIONS: &str = r#"{"id":"l1","outlet":"Meridian Wire","published":"2024-12-05","text":"HAMA, Dec 5 - The Northern Lions captured Taftanaz on Thursday, residents said."}
{"id":"l2","outlet":"Northgate Courier","published":"2024-12-08","text":"HAMA, Dec 8 - The Lions of the North captured Taftanaz on Sunday, residents said."}
"#;

/// Two actors that act together.
const WARPLANES: &str = r#"{"id":"w1","outlet":"Meridian Wire","published":"2024-12-05","text":"Russian and Syrian warplanes struck Saraqib on Thursday, residents said."}
"#;

#[test]
fn decisions_on_actors_are_recorded_hold_for_later_reports_and_can_be_undone() {
    let place = Place::new();
    place.file("lions.jsonl", LIONS.lines().next().unwrap());
    place.file("later.jsonl", LIONS.lines().nth(1).unwrap());
    place.out(&["read", "lions.jsonl"]);
    let ids = |place: &Place| {
        let rows = place.rows(&["actors", "--format", "jsonl"]);
        let lions = rows.iter().filter(|a| a["acts"].as_u64() > Some(0)).map(|a| a["id"].as_str().unwrap().to_owned());
        let mut ids: Vec<String> = lions.collect();
        ids.sort();
        ids
    };
    let before = ids(&place);
    assert_eq!(before, ["name:northern lions"]);
    let said = place.out(&["actors", "merge", "hts", "the Northern Lions", "--by", "A. Analyst", "--note", "its unit"]);
    assert!(said.starts_with("decision 1: "), "{said}");
    assert_eq!(ids(&place), ["hts"]);
    // The second name comes with a later report, and is found by what it was merged into.
    place.out(&["read", "later.jsonl"]);
    assert_eq!(ids(&place), ["hts", "name:lions of the north"]);
    place.out(&["actors", "merge", "Northern Lions", "Lions of the North", "--by", "B"]);
    assert_eq!(ids(&place), ["hts"]);
    assert_eq!(place.rows(&["claims", "--actor", "HTS", "--format", "jsonl"]).len(), 2);
    // A name can leave again.
    place.out(&["actors", "split", "hts", "The Lions of the North", "--by", "B"]);
    assert_eq!(ids(&place), ["hts", "name:lions of the north"]);
    for number in ["3", "2", "1"] {
        place.out(&["decisions", "undo", number, "--by", "A. Analyst"]);
    }
    assert_eq!(ids(&place), ["name:lions of the north", "name:northern lions"]);
    let listed = place.rows(&["decisions", "--format", "jsonl"]);
    assert_eq!(listed.len(), 6);
    let first = &listed[0];
    assert_eq!(
        (&first["kind"], &first["who"], &first["note"]),
        (&"merge_actors".into(), &"A. Analyst".into(), &"its unit".into())
    );
    assert_eq!((&first["undone_by"], &first["effective"]), (&6.into(), &false.into()));
    assert!(place.out(&["decisions"]).contains("undone by 6"));
    let doctor = place.out(&["doctor"]);
    assert!(doctor.contains("decision"), "{doctor}");
}

#[test]
fn decisions_on_events_join_and_part_them() {
    let place = Place::new();
    place.file("lions.jsonl", LIONS);
    place.out(&["read", "lions.jsonl"]);
    let events = |place: &Place| place.rows(&["events", "--kind", "captures", "--format", "jsonl"]);
    let ids = |events: &[Value]| events.iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let apart = events(&place);
    assert_eq!(apart.len(), 2, "{apart:#?}");
    let [one, other] = &ids(&apart)[..] else { panic!() };
    place.out(&["events", "merge", one, other, "--note", "one raid", "--by", "A. Analyst"]);
    let joined = events(&place);
    assert_eq!(joined.len(), 1, "{joined:#?}");
    assert_eq!(joined[0]["supporting"].as_array().unwrap().len(), 2);
    let why = place.out(&["why", joined[0]["id"].as_str().unwrap()]);
    assert!(why.contains("joined by decision 1 (A. Analyst, ") && why.contains(": one raid)"), "{why}");
    let leaving = joined[0]["supporting"][1].as_str().unwrap();
    place.out(&["events", "split", joined[0]["id"].as_str().unwrap(), leaving, "--by", "B"]);
    assert_eq!(ids(&events(&place)), ids(&apart));
    place.out(&["decisions", "undo", "2"]);
    assert_eq!(events(&place).len(), 1);
}

#[test]
fn decisions_on_copies_join_and_part_them() {
    let place = Place::new();
    let text = "Rebels seized the town of Hama on Thursday after two days of fighting around its northern gate, residents said.";
    let line = |id: &str| format!("{}\n", serde_json::json!({"id": id, "text": text, "published": "2024-12-05"}));
    place.file("wire.jsonl", line("wire") + &line("reprint"));
    place.out(&["read", "wire.jsonl"]);
    let copies = |place: &Place| place.rows(&["copies", "--format", "jsonl"]);
    assert_eq!(copies(&place).len(), 1);
    assert!(place.out(&["copies"]).contains("runs of five words"));
    place.out(&["copies", "split", "reprint", "--by", "A. Analyst", "--note", "two desks"]);
    assert!(copies(&place).is_empty());
    place.out(&["copies", "merge", "wire", "reprint"]);
    assert_eq!(copies(&place).len(), 1);
    place.out(&["decisions", "undo", "2"]);
    assert!(copies(&place).is_empty());
    assert_eq!(place.run(&["copies", "split", "wire"]).status.code(), Some(2));
    assert_eq!(place.run(&["copies", "merge", "wire", "nobody"]).status.code(), Some(1));
}

#[test]
fn a_decision_that_makes_no_sense_is_refused_and_not_recorded() {
    let place = Place::new();
    place.file("lions.jsonl", LIONS.to_owned() + WARPLANES);
    place.out(&["read", "lions.jsonl"]);
    let joint = "joint:syria-army+russia-forces";
    for (args, code, said) in [
        (&["actors", "merge", "hts", "Hayat Tahrir al-Sham"][..], 2, "one actor already"),
        (&["actors", "merge", "Northern Lions", "hts"], 2, "dateline actors merge hts"),
        (&["actors", "merge", "hts", joint], 2, "each of them can be merged: syria-army, russia-forces"),
        (&["actors", "merge", "Russian and Syrian warplanes", "hts"], 2, "each of them can be merged"),
        (&["actors", "merge", "hts", "Southern Lions"], 1, "no actor is called"),
        (&["actors", "split", "Northern Lions", "Northern Lions"], 1, "Northern Lions"),
        (&["actors", "split", "hts", "the Lions of the North"], 1, "is no name of hts"),
        (&["events", "merge", "ev-", "ev-000"], 2, "give more of it"),
        (&["events", "merge", "ev-zzz", "ev-000"], 1, "dateline events"),
        (&["decisions", "undo", "1"], 1, "there is no decision 1"),
    ] {
        let output = place.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
    }
    assert!(place.rows(&["decisions", "--format", "jsonl"]).is_empty());
}

#[test]
fn events_of_several_texts_are_chained_within_their_topic() {
    let place = Place::new();
    let row = |id: &str, topic: &str, text: &str, word: &str| {
        let start = text.chars().collect::<String>().find(word).unwrap();
        let events = serde_json::json!([{ "spans": [{ "start": start, "end": start + word.len() }] }]);
        serde_json::json!({ "id": id, "topic": topic, "text": text, "events": events }).to_string()
    };
    let lines = [
        row("a", "1", "Gunmen attacked the dam at Tishrin on Monday.", "attacked"),
        row("b", "1", "The attack on the Tishrin dam killed two guards.", "attack"),
        row("c", "1", "A ferry sank off the port of Tartus in a storm.", "sank"),
        row("d", "2", "Gunmen attacked the dam at Tishrin on Monday.", "attacked"),
    ];
    place.file("events.jsonl", lines.join("\n"));
    let rows = place.rows(&["annotate", "--task", "coreference", "events.jsonl"]);
    let chain = |i: usize| rows[i]["events"][0]["chain"].as_str().unwrap().to_owned();
    assert_eq!((rows.len(), chain(0).as_str(), rows[0]["events"][0]["word"].as_str()), (4, "a.1", Some("attack")));
    assert_eq!(chain(1), "a.1");
    assert_eq!((chain(2), chain(3)), ("c.1".to_owned(), "d.1".to_owned()));
}

#[test]
fn annotations_select_the_words_of_the_report_by_code_points() {
    let place = Place::new();
    let text = "ALEPPO, Dec 5 – “Quiet,” said a café owner – but rebels captured the city of Hama on Thursday, residents said.";
    let record = serde_json::json!({ "id": "n-1", "published": "2024-12-05", "text": text });
    place.file("one.jsonl", format!("{record}\n"));
    place.out(&["read", "one.jsonl"]);
    let rows = place.rows(&["export", "annotations"]);
    assert!(!rows.is_empty());
    for row in &rows {
        let (quote, position) = (&row["target"]["selector"][0], &row["target"]["selector"][1]);
        let number = |name: &str| position[name].as_u64().unwrap() as usize;
        let (start, end) = (number("start"), number("end"));
        let selected: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(selected, quote["exact"].as_str().unwrap());
        let around = format!("{}{selected}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
        assert!(text.contains(&around), "{around}");
        let claim: serde_json::Value = serde_json::from_str(row["body"][1]["value"].as_str().unwrap()).unwrap();
        assert_eq!(row["id"], format!("urn:dateline:claim:{}", claim["id"].as_str().unwrap()));
    }
    assert!(!place.run(&["export", "annotations", "--format", "csv"]).status.success());
}
