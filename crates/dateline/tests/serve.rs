//! What the server answers.
mod common;

use common::{Place, Server, WIRE};
use serde_json::Value;

#[test]
fn the_server_answers_with_the_picture_and_strict_headers() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let meta = server.json("/api/v1/meta");
    assert_eq!((meta["reports"].as_u64(), &meta["last_date"]), (Some(3), &"2024-12-06".into()));
    let control = server.json("/api/v1/control?at=2024-12-06");
    assert!(control["places"].as_array().unwrap().iter().any(|p| p["name"] == "Homs"), "{control:#}");
    let dispute = server.json("/api/v1/disputes?at=2024-12-06")["disputes"][0].clone();
    let id = dispute["sides"][0]["claims"][0].as_str().expect("a dispute has claims").to_owned();
    let claim = server.json(&format!("/api/v1/claims?ids={id}"))["claims"][0].clone();
    let report = server.json(&format!("/api/v1/reports/{}", claim["report"].as_str().unwrap()));
    let why = server.json(&format!("/api/v1/why?id={id}"));
    assert_eq!((&why["read_anew"], &why["claim"]), (&"same".into(), &claim));
    assert!(why["fields"].as_array().unwrap().iter().any(|f| f["field"] == "claimants"), "{why}");
    assert!(report["text"].as_str().unwrap().contains(claim["quote"].as_str().unwrap()));
    assert!(report["claims"].as_array().unwrap().contains(&id.into()));
    let lists =
        ["figures", "access", "events", "tensions", "estimates", "actors", "movements", "advisories", "relations"];
    for list in lists {
        assert!(server.json(&format!("/api/v1/{list}?at=2024-12-06"))[list].is_array(), "{list}");
    }
    let (head, _) = server.get("/", &server.address);
    for header in ["content-security-policy: default-src 'self'", "x-content-type-options: nosniff"] {
        assert!(head.contains(header), "{head}");
    }
}

#[test]
fn who_holds_what_is_told_in_full_in_few_words_and_of_one_place() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    for known in ["", "&known_at=2024-12-05"] {
        let full = server.json(&format!("/api/v1/control?at=2024-12-06{known}"))["places"].clone();
        let full = full.as_array().unwrap();
        let short = server.json(&format!("/api/v1/holders?at=2024-12-06{known}"));
        let places = server.json(&format!("/api/v1/locations?at=2024-12-06{known}"))["places"].clone();
        assert!(!full.is_empty());
        assert_eq!(
            (full.len(), full.len()),
            (short["places"].as_array().unwrap().len(), places.as_array().unwrap().len())
        );
        for ((full, short_row), place) in
            full.iter().zip(short["places"].as_array().unwrap()).zip(places.as_array().unwrap())
        {
            for same in ["key", "name", "feature", "country", "admin1", "lat", "lon"] {
                assert_eq!(full[same], place[same], "{same}");
            }
            for same in ["key", "status", "age_days", "geometry", "radius_km"] {
                assert_eq!(full[same], short_row[same], "{same}");
            }
            assert_eq!(full["extent"], *short_row.get("extent").unwrap_or(&"whole".into()));
            let named = |id: &Value| short["actors"].as_array().unwrap().iter().find(|a| a["id"] == *id).cloned();
            assert_eq!(full["actor"], short_row.get("actor").map_or(Value::Null, |id| named(id).unwrap()));
            let rivals = short_row.get("disputed_by").and_then(Value::as_array).cloned().unwrap_or_default();
            assert_eq!(full["disputed_by"], rivals.iter().map(|id| named(id).unwrap()).collect::<Value>());
        }
        let key = full[0]["key"].as_str().unwrap().replace(':', "%3A");
        assert_eq!(
            server.json(&format!("/api/v1/control?at=2024-12-06{known}&place={key}"))["places"],
            Value::from(vec![full[0].clone()])
        );
    }
    assert_eq!(server.json("/api/v1/control?at=2024-12-06&place=nowhere")["places"], Value::Array(Vec::new()));
}

#[test]
fn figures_come_by_scope_page_by_page() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let claims = |list: &Value| list.as_array().unwrap().iter().map(|f| f["claim"].clone()).collect::<Vec<_>>();
    let mut figures = claims(&server.json("/api/v1/figures")["figures"]);
    let (mut paged, mut scopes, mut after) = (Vec::new(), 0, String::new());
    loop {
        let page = server.json(&format!("/api/v1/scopes?limit=1{after}"));
        for scope in page["scopes"].as_array().unwrap() {
            scopes += 1;
            paged.extend(claims(&scope["figures"]));
            let estimated = scope["estimate"]["claims"].as_array().cloned().unwrap_or_default();
            assert!(estimated.iter().all(|id| claims(&scope["figures"]).contains(id)), "{scope:#}");
        }
        let Some(next) = page["next"].as_str() else {
            assert_eq!(page["total"], scopes);
            break;
        };
        after = format!("&after={next}");
    }
    let order = |claims: &mut Vec<Value>| claims.sort_by_key(Value::to_string);
    order(&mut figures);
    order(&mut paged);
    assert!(!figures.is_empty());
    assert_eq!(paged, figures);
}

#[test]
fn the_server_pages_through_the_ledger_counts_it_and_hands_out_files() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let all = server.json("/api/v1/ledger?facets=true&limit=500");
    let total = all["total"].as_u64().unwrap() as usize;
    let id = |claim: &Value| claim["id"].as_str().unwrap().to_owned();
    let ids = |answer: &Value| answer["claims"].as_array().unwrap().iter().map(id).collect::<Vec<_>>();
    assert!(total > 3 && ids(&all).len() == total && all["next"].is_null(), "{all:#}");
    let mut page = server.json("/api/v1/ledger?limit=2");
    let mut paged = ids(&page);
    while let Some(next) = page["next"].as_str() {
        page = server.json(&format!("/api/v1/ledger?limit=2&after={next}"));
        paged.extend(ids(&page));
    }
    assert_eq!(paged, ids(&all));
    assert_eq!(ids(&server.json("/api/v1/ledger?limit=2&from=2")), paged[2..4]);
    assert_eq!(ids(&server.json("/api/v1/ledger?order=oldest"))[0], paged[total - 1]);
    for facet in all["facets"].as_array().unwrap() {
        let counts = facet["values"].as_array().unwrap().iter().map(|v| v["count"].as_u64().unwrap() as usize);
        assert_eq!(counts.sum::<usize>(), total, "{facet}");
        let (name, value) = (facet["name"].as_str().unwrap(), facet["values"][0].clone());
        let chosen = value["value"].as_str().unwrap().replace(' ', "%20").replace(':', "%3A");
        assert_eq!(server.json(&format!("/api/v1/ledger?{name}={chosen}"))["total"], value["count"], "{name}={chosen}");
    }
    let found = server.json("/api/v1/ledger?q=captur");
    let (quote, mark) = (found["claims"][0]["quote"].as_str().unwrap(), &found["claims"][0]["marks"][0]);
    let marked = &quote[mark[0].as_u64().unwrap() as usize..mark[1].as_u64().unwrap() as usize];
    assert!(marked.to_lowercase().starts_with("captur"), "{found:#}");
    assert_eq!(server.json("/api/v1/ledger?known_at=2000-01-01")["total"], 0);
    for list in ["ledger", "events", "control", "disputes", "tensions", "figures", "estimates", "access"] {
        for (format, media_type) in [("csv", "text/csv"), ("jsonl", "ndjson"), ("geojson", "geo+json")] {
            let head = server.get(&format!("/api/v1/{list}?at=2024-12-06&format={format}"), &server.address).0;
            assert!(head.contains(media_type) && head.contains("attachment"), "{list}: {head}");
        }
        assert!(server.json(&format!("/api/v1/{list}?at=2024-12-06&format=geojson"))["features"].is_array(), "{list}");
    }
    let brief = server.json("/api/v1/brief?format=json&at=2024-12-06");
    assert!(brief["quotes"][0]["claim"].as_str().unwrap().starts_with("c-"), "{brief:#}");
}

#[test]
fn the_server_refuses_what_it_does_not_know() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    for (path, status) in [
        ("/api/v1/nothing", "404"),
        ("/api/v1/reports/nothing", "404"),
        ("/api/v1/why?id=nothing", "404"),
        ("/api/v1/why", "400"),
        ("/api/v1/control?at=soon", "400"),
        ("/api/v1/control?day=2024-12-06", "400"),
        ("/api/v1/claims?kind=explodes", "400"),
        ("/api/v1/ledger?limit=many", "400"),
        ("/api/v1/events?format=pdf", "400"),
    ] {
        let (head, body) = server.get(path, &server.address);
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{path}: {head}");
        assert!(head.contains("application/problem+json"), "{path}: {head}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["status"].to_string(), status);
    }
    // A name elsewhere that was made to point at this machine must not open the ledger to a page from there.
    assert!(server.get("/api/v1/meta", "evil.example").0.starts_with("http/1.1 403"));
    assert!(server.get("/../../etc/passwd", &server.address).0.starts_with("http/1.1 404"));
}

#[test]
fn the_server_shows_what_was_read_after_it_started() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    assert_eq!(server.json("/api/v1/meta")["reports"], 3);
    place.file("new.txt", "DARAA, Dec 7, 2024 - Rebels captured Daraa on Saturday, residents said.");
    place.out(&["read", "new.txt"]);
    assert_eq!(server.json("/api/v1/meta")["reports"], 4);
    // What was added to the picture is what a picture derived anew has.
    let anew = Server::start(&place);
    for path in ["/api/v1/control?at=2024-12-07", "/api/v1/events", "/api/v1/claims?place=Daraa", "/api/v1/disputes"] {
        assert_eq!(server.json(path), anew.json(path), "{path}");
    }
    // So it is where something was decided that is not about the new report.
    let capture = server.json("/api/v1/claims?kind=captures")["claims"][0]["id"].clone();
    let correct =
        serde_json::json!({ "decide": "correct_claim", "claim": capture, "field": "place", "to": "Idlib", "by": "me" });
    let (status, answer) =
        server.send("POST", "/api/v1/decisions", &[("Content-Type", "application/json")], &correct.to_string());
    assert!(status.contains("201"), "{status} {answer:#}");
    place.file("newer.txt", "HOMS, Dec 8, 2024 - Rebels captured Rastan on Sunday, the Enab Baladi newspaper said.");
    place.out(&["read", "newer.txt"]);
    let anew = Server::start(&place);
    assert_eq!(server.json("/api/v1/meta")["reports"], 5);
    for path in
        ["/api/v1/control?at=2024-12-08", "/api/v1/events", "/api/v1/ledger?review=corrected", "/api/v1/decisions"]
    {
        assert_eq!(server.json(path), anew.json(path), "{path}");
    }
}

#[test]
fn what_was_known_then_is_another_question_than_what_was_so_then() {
    let place = Place::new();
    let late = r#"{"id":"late","outlet":"Northgate Courier","published":"2024-12-09","text":"AMMAN, Dec 9 - Rebels captured Nawa on December 5, the Syrian Observatory for Human Rights said."}"#;
    place.file("wire.jsonl", format!("{WIRE}{late}\n"));
    place.out(&["read", "wire.jsonl"]);
    let places = |args: &[&str]| -> Vec<String> {
        let args = [&["control", "--at", "2024-12-06", "--format", "jsonl"], args].concat();
        place.rows(&args).iter().map(|r| r["place"].as_str().unwrap().to_owned()).collect()
    };
    assert!(places(&[]).contains(&"Nawa".to_owned()), "it was so on the day");
    assert!(!places(&["--known-at", "2024-12-08"]).contains(&"Nawa".to_owned()), "nobody knew it yet");
    assert!(places(&["--captured-by", "2000-01-01"]).is_empty());
    assert_eq!(places(&["--captured-by", "9999-01-01"]), places(&[]));
    for list in ["events", "disputes", "claims"] {
        let known = place.out(&[list, "--known-at", "2024-12-06", "--format", "jsonl"]);
        assert_eq!(known, place.out(&[list, "--at", "2024-12-06", "--format", "jsonl"]), "{list}");
    }
    let export = place.rows(&["export", "control", "--known-at", "2024-12-05", "--at", "2024-12-06"]);
    assert!(export.iter().any(|r| r["place"] == "Hama") && !export.iter().any(|r| r["place"] == "Homs"), "{export:#?}");
    assert_eq!(place.rows(&["export", "reports", "--known-at", "2024-12-05"]).len(), 1);
    let server = Server::start(&place);
    let count = |path: &str, list: &str| server.json(path)[list].as_array().unwrap().len();
    assert!(
        count("/api/v1/control?at=2024-12-06&known_at=2024-12-05", "places")
            < count("/api/v1/control?at=2024-12-06", "places")
    );
    assert_eq!(count("/api/v1/events?captured_by=2000-01-01", "events"), 0);
    let changes = server.json("/api/v1/changes?from=2024-12-04&to=2024-12-05")["changes"].clone();
    assert_eq!((&changes[0]["place"], &changes[0]["after"]["status"]), (&"Hama".into(), &"held_by".into()));
    let history = server.json(&format!("/api/v1/changes?place={}", changes[0]["key"].as_str().unwrap()));
    assert_eq!(history["changes"][0]["to"], "2024-12-05");
    assert!(server.get("/api/v1/changes?from=2024-12-05&to=2024-12-04", &server.address).0.starts_with("http/1.1 400"));
}

#[test]
fn what_a_client_has_already_is_not_sent_again_until_the_ledger_changes() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let (head, _) = server.get("/api/v1/control", &server.address);
    let tag = head.lines().find_map(|l| l.strip_prefix("etag: ")).expect("answers have tags").to_owned();
    let again = |tag: &str| server.ask("/api/v1/control", &format!("Host: {}\r\nIf-None-Match: {tag}", server.address));
    // Tags are compared by their letters, and `get` shows headers in small ones.
    let tag = tag.replace("w/", "W/");
    let (head, body) = again(&tag);
    assert!(head.starts_with("http/1.1 304") && body.is_empty(), "{head}");
    place.file("new.txt", "DARAA, Dec 7, 2024 - Rebels captured Daraa on Saturday, residents said.");
    place.out(&["read", "new.txt"]);
    assert!(again(&tag).0.starts_with("http/1.1 200"));
}

#[test]
fn many_questions_at_once_get_the_same_answers_as_one_by_one() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let paths = [
        "/api/v1/events",
        "/api/v1/disputes?at=2024-12-05",
        "/api/v1/ledger?q=rebels",
        "/api/v1/control",
        "/api/v1/meta",
    ];
    let alone: Vec<Value> = paths.iter().map(|p| server.json(p)).collect();
    let fresh = &Server::start(&place);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            for (path, answer) in paths.iter().zip(&alone) {
                scope.spawn(move || assert_eq!(&fresh.json(path), answer, "{path}"));
            }
        }
    });
}

#[test]
fn decisions_are_taken_over_http_seen_at_once_and_taken_back() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    const JSON: (&str, &str) = ("Content-Type", "application/json");
    let queue = server.json("/api/v1/review?limit=5");
    assert!(queue["rule"].as_str().unwrap().contains("verdict"), "{queue:#}");
    let capture = server.json("/api/v1/claims?kind=captures")["claims"][0].clone();
    let id = capture["id"].as_str().unwrap();
    let correct = |to: &str| {
        serde_json::json!({ "decide": "correct_claim", "claim": id, "field": "place", "to": to, "by": "A. Analyst", "note": "see map" })
            .to_string()
    };
    let (status, answer) = server.send("POST", "/api/v1/decisions", &[JSON], &correct("Idlib"));
    assert!(status.contains("201"), "{status} {answer:#}");
    let changed = answer["changed"]["places"].as_array().unwrap();
    assert!(changed.iter().any(|p| p["name"] == "Hama" && p["after"].is_null()), "{answer:#}");
    assert_eq!((&answer["decisions"][0]["number"], &answer["decisions"][0]["who"]), (&1.into(), &"A. Analyst".into()));
    let row = server.json(&format!("/api/v1/claims?ids={id}"))["claims"][0].clone();
    assert_eq!(
        (&row["place"]["name"], &row["decided"]["corrected"]["place"]["name"]),
        (&"Hama".into(), &"Idlib".into())
    );
    let ledger = server.json("/api/v1/ledger?review=corrected&facets=true");
    assert_eq!((ledger["total"].as_u64(), &ledger["claims"][0]["place"]), (Some(1), &"Idlib".into()));
    assert!(server.json("/api/v1/session")["may_decide"].as_bool().unwrap());
    let offered = server.json(&format!("/api/v1/places?name=Homs&claim={id}"));
    assert!(offered["places"].as_array().unwrap().iter().any(|p| p["key"] == "g169577"), "{offered:#}");
    let (status, answer) = server.send("DELETE", "/api/v1/decisions/1", &[], "");
    assert!(status.contains("201"), "{status} {answer:#}");
    assert_eq!(server.json(&format!("/api/v1/claims?ids={id}"))["claims"][0], capture, "as it was");

    let origin = format!("http://{}", server.address);
    let (status, _) = server.send("POST", "/api/v1/decisions", &[JSON, ("Origin", &origin)], &correct("Idlib"));
    assert!(status.contains("201"), "our own page: {status}");
    let long = correct(&"x".repeat(70_000));
    for (headers, body, code) in [
        (&[JSON, ("Origin", "http://evil.example")][..], correct("Homs"), "403"),
        (&[JSON, ("Origin", "null")], correct("Homs"), "403"),
        (&[("Content-Type", "text/plain")], correct("Homs"), "415"),
        (&[JSON], "{".to_owned(), "400"),
        (&[JSON], r#"{"decide":"reject_claim"}"#.to_owned(), "400"),
        (&[JSON], r#"{"decide":"reject_claim","claim":"zzz"}"#.to_owned(), "404"),
        (&[JSON], r#"{"decide":"reject_claim","claim":"a","colour":"red"}"#.to_owned(), "400"),
        (&[JSON], long, "413"),
    ] {
        let (status, answer) = server.send("POST", "/api/v1/decisions", headers, &body);
        assert!(status.contains(code), "{headers:?}: {status} {answer}");
        assert!(answer["detail"].is_string(), "{answer}");
    }
    let (status, _) = server.send("DELETE", "/api/v1/decisions/1", &[("Origin", "http://evil.example")], "");
    assert!(status.contains("403"), "{status}");
    let (status, _) = server.send("DELETE", "/api/v1/decisions/99", &[], "");
    assert!(status.contains("404"), "{status}");
    assert_eq!(server.json("/api/v1/decisions")["decisions"].as_array().unwrap().len(), 3);
}

#[test]
fn what_is_decided_while_others_ask_is_seen_by_the_next_question() {
    let place = Place::with_wire();
    let server = &Server::start(&place);
    let done = &std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(move || {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    server.json("/api/v1/meta");
                }
            });
        }
        let note = r#"{"decide":"annotate","about":"Homs","text":"seen"}"#;
        let seen: Vec<Option<u64>> = (0..12)
            .map(|_| {
                server.send("POST", "/api/v1/decisions", &[("Content-Type", "application/json")], note);
                server.json("/api/v1/meta")["decisions"].as_u64()
            })
            .collect();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(seen.iter().copied().eq((1..=12).map(Some)), "{seen:?}");
    });
}

#[test]
fn the_map_may_be_framed_by_pages_of_the_origins_that_the_server_was_told() {
    let place = Place::with_wire();
    let policy = |server: &Server, path: &str| {
        let (head, _) = server.get(path, &server.address);
        assert!(head.starts_with("http/1.1 200"), "{head}");
        head.lines().find_map(|l| l.strip_prefix("content-security-policy: ").map(str::to_owned)).unwrap()
    };
    let closed = Server::start(&place);
    assert!(policy(&closed, "/embed").contains("frame-ancestors 'none'"));
    assert_eq!(closed.json("/api/v1/meta")["embed_from"], serde_json::json!([]));
    let origins = ["https://news.example", "http://localhost:8000"];
    let open = Server::start_with(&place, &["--embed-from", origins[0], "--embed-from", "http://localhost:8000/"]);
    assert!(policy(&open, "/embed").contains("frame-ancestors https://news.example http://localhost:8000;"));
    assert!(policy(&open, "/").contains("frame-ancestors 'none'"), "nothing else of the server may be framed");
    assert_eq!(open.json("/api/v1/meta")["embed_from"], serde_json::json!(origins));
    for bad in ["*", "news.example", "https://news.example/page", "https://a b", "https://x;script-src *"] {
        let out = place.run(&["serve", "--embed-from", bad]);
        assert_eq!(out.status.code(), Some(2), "{bad}");
    }
}

#[test]
fn the_original_bytes_of_a_report_are_handed_out_to_be_stored() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let report = server.json("/api/v1/reports/homs-1");
    assert_eq!(report["read_from"], "wire.jsonl:2");
    let (head, body) = server.get("/api/v1/reports/homs-1/original", &server.address);
    assert!(head.contains("content-type: application/octet-stream"), "{head}");
    assert!(head.contains("content-disposition: attachment"), "{head}");
    assert_eq!(body.trim_end(), common::WIRE.lines().nth(1).unwrap());
    assert_eq!(report["original"]["bytes"], body.len());
    let (head, _) = server.get("/api/v1/reports/none/original", &server.address);
    assert!(head.starts_with("http/1.1 404"), "{head}");
}

#[test]
fn access_is_told_over_time() {
    let place = Place::new();
    place.file(
        "wire.jsonl",
        r#"{"id":"a","outlet":"Northgate Courier","published":"2024-12-05","text":"AMMAN, Dec 5 - Jordan closed the Jaber crossing on Thursday, its interior ministry said."}
{"id":"b","outlet":"Northgate Courier","published":"2024-12-09","text":"AMMAN, Dec 9 - Jordan reopened the Jaber crossing on Monday, its interior ministry said."}
"#,
    );
    place.out(&["read", "wire.jsonl"]);
    let server = Server::start(&place);
    let told = |query: &str| -> Vec<String> {
        let answer = server.json(&format!("/api/v1/access?{query}"));
        let rows = answer["access"].as_array().unwrap().iter();
        rows.map(|a| format!("{} {}", a["as_of"].as_str().unwrap(), a["status"].as_str().unwrap())).collect()
    };
    assert_eq!(told("at=2024-12-10"), ["2024-12-10 open"]);
    assert_eq!(told("at=2024-12-10&history=true"), ["2024-12-05 closed", "2024-12-09 open"]);
    assert_eq!(told("at=2024-12-06&history=true"), ["2024-12-05 closed"]);
}
