//! Who is let in where other machines reach the server, and what they may do there.
mod common;

use common::{
    Place,
    remote::{JSON, PASSWORD, Server, audit, staffed, with_password},
    text,
};
use serde_json::{Value, json};
use std::fs;

#[test]
fn each_role_may_what_it_may_and_nobody_may_nothing() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    assert!(server.first.is_none(), "there are accounts");
    let note = json!({ "decide": "annotate", "about": "Homs", "text": "seen" }).to_string();
    let new = json!({ "name": "Dee", "role": "reader" }).to_string();
    // Method, path, body, and what nobody, a reader, an analyst and an admin are answered.
    let routes: [(&str, &str, &str, [u16; 4]); 17] = [
        ("GET", "/", "", [200; 4]),
        ("GET", "/data/basemap.json", "", [200; 4]),
        ("GET", "/api/v1/session", "", [200; 4]),
        ("GET", "/api/v1/meta", "", [401, 200, 200, 200]),
        ("HEAD", "/api/v1/meta", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/control?format=csv", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/reports/hama-1", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/brief", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/decisions", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/basemap", "", [401, 404, 404, 404]),
        ("GET", "/api/v1/nothing", "", [404; 4]),
        ("GET", "/ogc/collections", "", [401, 200, 200, 200]),
        ("POST", "/api/v1/decisions", &note, [401, 403, 201, 201]),
        ("DELETE", "/api/v1/decisions/99", "", [401, 403, 404, 404]),
        ("GET", "/api/v1/users", "", [401, 403, 403, 200]),
        ("POST", "/api/v1/users", &new, [401, 403, 403, 201]),
        ("DELETE", "/api/v1/users/Dee", "", [401, 403, 403, 200]),
    ];
    let cookies = ["Cy", "Ben", "Ann"].map(|name| server.cookie(name));
    for (method, path, body, expected) in routes {
        let mut by = vec![vec![JSON]];
        by.extend(cookies.iter().map(|c| vec![JSON, ("Cookie", c.as_str())]));
        let got: Vec<u16> = by.iter().map(|by| server.ask(method, path, by, body).status).collect();
        assert_eq!(got, expected, "{method} {path}");
    }
    let refusal = server.get("/api/v1/meta", &[]);
    assert_eq!((refusal.header("www-authenticate"), &refusal.body["status"]), (Some("Bearer"), &401.into()));
    assert!(server.get("/api/v1/control", &[("Cookie", &cookies[0])]).head.contains("private, no-cache"));
    let told = |by: &[(&str, &str)]| server.get("/api/v1/session", by).body;
    let nobody =
        json!({ "accounts": true, "name": null, "role": null, "may_decide": false, "first": false, "oidc": false });
    assert_eq!(told(&[]), nobody);
    assert_eq!(told(&[("Cookie", "dateline=ffff")]), nobody);
    let ben = json!({ "accounts": true, "name": "Ben", "role": "analyst", "may_decide": true, "first": false, "oidc": false });
    assert_eq!(told(&[("Cookie", &cookies[1])]), ben);
}

#[test]
fn on_this_machine_nobody_signs_in() {
    let place = Place::with_wire();
    let server = Server::start(&place, &["--addr", "127.0.0.1:0"]);
    let session = server.get("/api/v1/session", &[]).body;
    assert_eq!((&session["accounts"], &session["may_decide"]), (&false.into(), &true.into()));
    assert_eq!(server.get("/api/v1/meta", &[]).status, 200);
    assert_eq!(server.get("/api/v1/users", &[]).status, 404);
    assert_eq!(server.sign_in("Ann", PASSWORD).status, 404);
    for file in ["dateline.users.db", "dateline.audit.jsonl"] {
        assert!(!place.dir.path().join(file).exists(), "{file}");
    }
}

#[test]
fn the_token_of_the_first_start_makes_one_admin_and_then_nothing() {
    let place = Place::with_wire();
    let server = Server::start(&place, &[]);
    let token = server.first.clone().expect("nobody has an account");
    assert_eq!(server.get("/api/v1/meta", &[]).status, 401);
    assert_eq!(server.get("/api/v1/session", &[]).body["first"], true);
    let make = |token: &str, password: &str| {
        server.post("/api/v1/session/first", &[], &json!({ "token": token, "name": "Ann", "password": password }))
    };
    assert_eq!(make("0000", PASSWORD).status, 401);
    assert_eq!(make(&token, "too short").status, 400);
    let made = make(&token, PASSWORD);
    assert_eq!((made.status, &made.body["role"]), (200, &"admin".into()));
    assert_eq!(server.get("/api/v1/users", &[("Cookie", &made.cookie())]).status, 200);
    assert_eq!(make(&token, PASSWORD).status, 409);
    assert_eq!(server.sign_in("ann", PASSWORD).body["name"], "Ann");
    drop(server);
    let again = Server::start(&place, &[]);
    assert_eq!((again.first.as_ref(), &again.get("/api/v1/session", &[]).body["first"]), (None, &false.into()));
}

#[test]
fn whoever_signs_in_has_a_session_until_they_sign_out() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    let entered = server.sign_in("Ben", PASSWORD);
    let set = entered.header("set-cookie").unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Secure") && entered.head.contains("no-store"), "{}", entered.head);
    let (cookie, other) = (entered.cookie(), server.cookie("Ben"));
    assert_ne!(cookie, other);
    let out = server.ask("DELETE", "/api/v1/session", &[("Cookie", &cookie)], "");
    assert!(out.status == 200 && out.header("set-cookie").unwrap().contains("Max-Age=0"), "{}", out.head);
    let reads = |cookie: &str| server.get("/api/v1/meta", &[("Cookie", cookie)]).status;
    assert_eq!((reads(&cookie), reads(&other)), (401, 200));
    let change = |old: &str, new: &str| {
        let body = json!({ "old": old, "new": new }).to_string();
        server.ask("PUT", "/api/v1/session/password", &[JSON, ("Cookie", &other)], &body)
    };
    assert_eq!(change("not this one, surely", PASSWORD).status, 403);
    let changed = change(PASSWORD, "another dozen of letters");
    assert_eq!((changed.status, reads(&changed.cookie()), reads(&other)), (200, 200, 401));
    assert_eq!(server.sign_in("Ben", PASSWORD).status, 401);
    // What an admin or the command line changes ends sessions as well.
    let (ben, ann) = (changed.cookie(), server.cookie("Ann"));
    let role = json!({ "role": "reader" }).to_string();
    assert_eq!(server.ask("PATCH", "/api/v1/users/ben", &[JSON, ("Cookie", &ann)], &role).body["role"], "reader");
    assert_eq!(reads(&ben), 401);
    let cy = server.cookie("Cy");
    place.out(&["users", "remove", "Cy"]);
    assert_eq!((reads(&cy), server.sign_in("Cy", PASSWORD).status), (401, 401));
}

#[test]
fn after_some_failures_each_attempt_costs_a_wait() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    for name in ["Ben", "Nobody"] {
        for _ in 0..5 {
            let failed = server.sign_in(name, "a wrong password, but long");
            assert_eq!(failed.status, 401);
            assert_eq!(failed.body["detail"], "the name or the password is wrong", "the same for all");
        }
        let refused = server.sign_in(name, PASSWORD);
        assert_eq!((refused.status, refused.header("retry-after").is_some()), (429, true), "{}", refused.head);
    }
    assert_eq!(server.sign_in("Cy", PASSWORD).status, 200, "others are let in");
    for _ in 0..10 {
        server.get("/api/v1/meta", &[("Authorization", "Bearer dateline_00")]);
    }
    assert_eq!(server.get("/api/v1/meta", &[("Authorization", "Bearer dateline_00")]).status, 429);
}

#[test]
fn a_token_lets_scripts_in_until_it_is_revoked() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    let token = place.out(&["users", "token", "ben", "--label", "nightly export"]);
    let bearer = format!("Bearer {}", token.trim());
    let reads = || server.get("/api/v1/meta", &[("Authorization", &bearer)]).status;
    assert_eq!(reads(), 200);
    let note = json!({ "decide": "annotate", "about": "Homs", "text": "seen" });
    let decided = server.post("/api/v1/decisions", &[("Authorization", &bearer)], &note);
    assert_eq!((decided.status, &decided.body["decisions"][0]["who"]), (201, &"Ben".into()));
    assert_eq!(server.get("/api/v1/users", &[("Authorization", &bearer)]).status, 403);
    let listed = place.rows(&["users", "tokens", "--format", "jsonl"]);
    assert_eq!((&listed[0]["name"], &listed[0]["label"]), (&"Ben".into(), &"nightly export".into()));
    place.out(&["users", "revoke", &listed[0]["number"].to_string()]);
    assert_eq!(reads(), 401);
    let past = place.out(&["users", "token", "Ben", "--expires", "2001-01-01"]);
    assert_eq!(server.get("/api/v1/meta", &[("Authorization", &format!("Bearer {}", past.trim()))]).status, 401);
    // The same over HTTP.
    let ann = server.cookie("Ann");
    let made = server.post("/api/v1/users/Cy/tokens", &[("Cookie", &ann)], &json!({ "label": "wall screen" }));
    let bearer = format!("Bearer {}", made.body["token"].as_str().unwrap());
    assert_eq!(server.get("/api/v1/meta", &[("Authorization", &bearer)]).status, 200);
    let path = |name: &str| format!("/api/v1/users/{name}/tokens/{}", made.body["number"]);
    assert_eq!(server.ask("DELETE", &path("Ben"), &[("Cookie", &ann)], "").status, 404);
    assert_eq!(server.ask("DELETE", &path("Cy"), &[("Cookie", &ann)], "").status, 200);
    assert_eq!(server.get("/api/v1/meta", &[("Authorization", &bearer)]).status, 401);
}

#[test]
fn pages_of_other_sites_may_not_ask_for_changes() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    let ann = server.cookie("Ann");
    let by = ("Cookie", ann.as_str());
    let own = format!("http://127.0.0.1:{}", server.port);
    let note = json!({ "decide": "annotate", "about": "Homs", "text": "seen" }).to_string();
    let sign_in = json!({ "name": "Ben", "password": PASSWORD }).to_string();
    let new = json!({ "name": "Dee", "role": "admin" }).to_string();
    for (method, path, body) in [
        ("POST", "/api/v1/session", &sign_in),
        ("POST", "/api/v1/decisions", &note),
        ("POST", "/api/v1/users", &new),
        ("PATCH", "/api/v1/users/Ben", &"{\"role\":\"admin\"}".to_owned()),
        ("POST", "/api/v1/users/Ben/tokens", &"{}".to_owned()),
        ("DELETE", "/api/v1/users/Cy", &String::new()),
        ("DELETE", "/api/v1/decisions/1", &String::new()),
        ("DELETE", "/api/v1/session", &String::new()),
    ] {
        for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
            let status = server.ask(method, path, &[JSON, by, ("Origin", origin)], body).status;
            assert_eq!(status, 403, "{method} {path} from {origin}");
        }
        if !body.is_empty() {
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            assert_eq!(server.ask(method, path, &[form, by], body).status, 415, "{method} {path}");
        }
    }
    assert_eq!(server.ask("POST", "/api/v1/decisions", &[JSON, by, ("Origin", &own)], &note).status, 201);
    assert_eq!(server.get("/api/v1/users", &[by]).body["users"].as_array().unwrap().len(), 3);
}

#[test]
fn decisions_are_signed_by_whoever_is_signed_in() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    let ben = server.cookie("Ben");
    let note = |by: Value| json!({ "decide": "annotate", "about": "Homs", "text": "seen", "by": by });
    let decide = |by: Value| server.post("/api/v1/decisions", &[("Cookie", &ben)], &note(by));
    assert_eq!(decide("Ann".into()).status, 400);
    for by in [Value::Null, "Ben".into(), "".into()] {
        assert_eq!(decide(by).body["decisions"][0]["who"], "Ben");
    }
    let undone = server.ask("DELETE", "/api/v1/decisions/1", &[("Cookie", &ben)], "");
    assert_eq!(undone.body["decisions"][0]["who"], "Ben");
    assert_eq!(place.rows(&["export", "decisions"]).iter().filter(|d| d["who"] == "Ben").count(), 4);
}

#[test]
fn the_audit_log_tells_who_did_what_and_no_secrets() {
    let place = staffed();
    let server = Server::start(&place, &[]);
    server.sign_in("Ben", "a wrong password, but long");
    server.sign_in("a password typed here by mistake", "x");
    let ben = server.cookie("Ben");
    let by = ("Cookie", ben.as_str());
    let note = json!({ "decide": "annotate", "about": "Homs", "text": "seen" });
    server.post("/api/v1/decisions", &[by], &note);
    server.get("/api/v1/control?at=2024-12-06&format=csv", &[by]);
    server.get("/api/v1/control?at=2024-12-06", &[by]);
    server.get("/api/v1/users", &[by]);
    server.get("/api/v1/meta", &[("Authorization", "Bearer dateline_00")]);
    let ann = server.cookie("Ann");
    server.ask("PATCH", "/api/v1/users/Cy", &[JSON, ("Cookie", &ann)], r#"{"role":"analyst"}"#);
    let token = place.out(&["users", "token", "Ben"]);
    server.ask("DELETE", "/api/v1/session", &[by], "");
    let lines = audit(&place);
    let told: Vec<(&str, Option<&str>, &Value)> =
        lines.iter().map(|l| (l["did"].as_str().unwrap(), l["who"].as_str(), &l["about"])).collect();
    let here = told[0].1;
    assert_eq!(
        told[3..],
        [
            ("sign_in_failed", None, &json!({ "account": "Ben" })),
            ("sign_in_failed", None, &json!({ "account": null })),
            ("sign_in", Some("Ben"), &json!({ "by": "password" })),
            ("decided", Some("Ben"), &json!({ "decisions": [1] })),
            ("downloaded", Some("Ben"), &json!({ "path": "/api/v1/control", "query": "at=2024-12-06&format=csv" })),
            ("refused", Some("Ben"), &json!({ "method": "GET", "path": "/api/v1/users" })),
            ("token_refused", None, &Value::Null),
            ("sign_in", Some("Ann"), &json!({ "by": "password" })),
            ("role_changed", Some("Ann"), &json!({ "name": "Cy", "role": "analyst" })),
            ("token_made", here, &json!({ "name": "Ben", "number": 1, "label": null })),
            ("sign_out", Some("Ben"), &Value::Null),
        ]
    );
    assert!(lines[3..12].iter().all(|l| l["from"] == "127.0.0.1"), "{lines:#?}");
    assert!(lines.iter().all(|l| l["at"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok()));
    let whole = fs::read_to_string(place.dir.path().join("dateline.audit.jsonl")).unwrap();
    for secret in [PASSWORD, "wrong password", "by mistake", token.trim(), ben.split('=').nth(1).unwrap()] {
        assert!(!whole.contains(secret), "{secret}");
    }
    assert_eq!(place.rows(&["users", "audit", "--format", "jsonl"]), lines);
    assert!(place.out(&["users", "audit"]).contains("sign_in_failed"));
    // What cannot be recorded is not done.
    fs::remove_file(place.dir.path().join("dateline.audit.jsonl")).unwrap();
    fs::create_dir(place.dir.path().join("dateline.audit.jsonl")).unwrap();
    assert_eq!(server.sign_in("Ben", PASSWORD).status, 500);
    assert_eq!(server.get("/api/v1/control?format=csv", &[("Cookie", &ann)]).status, 500);
}

#[test]
fn behind_a_proxy_the_public_address_counts() {
    let place = staffed();
    let args = ["--addr", "127.0.0.1:0", "--public-url", "https://dateline.example"];
    let server = Server::start(&place, &args);
    let host = ("Host", "dateline.example");
    assert_eq!(
        server.get("/api/v1/meta", &[host]).status,
        401,
        "people sign in although it listens on this machine only"
    );
    assert_eq!(server.get("/api/v1/meta", &[("Host", "evil.example")]).status, 403);
    let sign_in = |origin: &str| {
        let (by, from) = (("Origin", origin), ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"));
        server.post("/api/v1/session", &[host, by, from], &json!({ "name": "Ben", "password": PASSWORD }))
    };
    assert_eq!(sign_in("http://dateline.example").status, 403);
    let entered = sign_in("https://dateline.example");
    let set = entered.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-dateline=") && set.contains("; Secure"), "{set}");
    assert_eq!(server.get("/api/v1/meta", &[host, ("Cookie", &entered.cookie())]).status, 200);
    assert_eq!(audit(&place).last().unwrap()["from"], "203.0.113.9");
}

#[test]
fn where_anyone_reads_people_sign_in_to_decide() {
    let place = staffed();
    let server = Server::start(&place, &["--anyone-reads"]);
    assert_eq!(server.get("/api/v1/meta", &[]).status, 200);
    let session = server.get("/api/v1/session", &[]).body;
    assert_eq!((&session["role"], &session["may_decide"]), (&"reader".into(), &false.into()));
    let note = json!({ "decide": "annotate", "about": "Homs", "text": "seen" });
    assert_eq!(server.post("/api/v1/decisions", &[], &note).status, 401);
    assert_eq!(server.post("/api/v1/decisions", &[("Cookie", &server.cookie("Ben"))], &note).status, 201);
    // Nobody is believed who says where they come from.
    assert_eq!(server.get("/api/v1/control?format=csv", &[("X-Forwarded-For", "203.0.113.9")]).status, 200);
    let last = audit(&place).pop().unwrap();
    assert_eq!((&last["did"], &last["who"], &last["from"]), (&"downloaded".into(), &Value::Null, &"127.0.0.1".into()));
}

#[test]
fn accounts_are_kept_by_the_command_line() {
    let place = staffed();
    let list = || place.rows(&["users", "list", "--format", "jsonl"]);
    let roles = |rows: &[Value]| -> Vec<String> {
        rows.iter().map(|r| format!("{} {}", r["name"].as_str().unwrap(), r["role"].as_str().unwrap())).collect()
    };
    assert_eq!(roles(&list()), ["Ann admin", "Ben analyst", "Cy reader"]);
    place.out(&["users", "role", "cy", "analyst"]);
    place.out(&["users", "add", "nightly", "--role", "reader", "--no-password"]);
    assert_eq!(roles(&list()), ["Ann admin", "Ben analyst", "Cy analyst", "nightly reader"]);
    assert_eq!(list()[3]["password"], false);
    assert!(with_password(&place, &["users", "password", "Cy"], "a third dozen of letters").status.success());
    let table = place.out(&["users", "list"]);
    assert!(table.contains("a password") && !table.contains("argon2"), "{table}");
    for (args, password, says) in [
        (&["users", "add", "ANN", "--role", "reader"][..], PASSWORD, "already"),
        (&["users", "add", "Eve", "--role", "reader"], "short", "at least 12"),
        (&["users", "add", "Eve", "--role", "owner"], PASSWORD, "analyst"),
        (&["users", "password", "Eve"], PASSWORD, "no account `Eve`"),
        (&["users", "role", "Ann", "reader"], "", "only admin"),
        (&["users", "remove", "Ann"], "", "only admin"),
        (&["users", "revoke", "99"], "", "no such token"),
        (&["users", "list", "--users", "nowhere.db"], "", "nowhere.db"),
        (&["serve", "--oidc-issuer", "https://id.example"], "", "--public-url"),
    ] {
        let failed = with_password(&place, args, password);
        assert!(!failed.status.success() && text(&failed.stderr).contains(says), "{args:?}: {}", text(&failed.stderr));
    }
    place.out(&["users", "remove", "Ben"]);
    assert_eq!(list().len(), 3);
    let named = ["--users", "elsewhere.db", "--audit", "elsewhere.jsonl"];
    place.out(&[&["users", "add", "Zoe", "--role", "admin", "--no-password"], &named[..]].concat());
    assert!(place.dir.path().join("elsewhere.jsonl").exists());
    assert_eq!(list().len(), 3, "another file");
}
