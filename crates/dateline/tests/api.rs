//! The interface is what its OpenAPI document says of it.

mod common;

use common::{
    Place, Server,
    remote::{self, JSON, PASSWORD, staffed},
};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{collections::BTreeSet, env, fs, path::Path};

/// The served document.
fn document(server: &Server) -> Value {
    server.json("/api/v1/openapi.json")
}

/// What a part of the document says that JSON must be.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    jsonschema::draft202012::new(&whole).unwrap()
}

fn check(validator: &Validator, body: &Value, what: &str) {
    let faults: Vec<String> =
        validator.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect();
    assert!(faults.is_empty(), "{what}: {}\n{body:#}", faults.join("\n"));
}

/// A request's path with all parameters that a route needs.
fn filled(server: &Server, path: &str, operation: &Value) -> String {
    let claim = || server.json("/api/v1/claims?limit=1")["claims"][0].clone();
    let value = |name: &str| match (path, name) {
        ("/api/v1/why", "id") => claim()["id"].as_str().unwrap().to_owned(),
        ("/api/v1/reports/{id}" | "/api/v1/reports/{id}/original", "id") => {
            claim()["report"].as_str().unwrap().to_owned()
        }
        (_, "collection") => "claims".to_owned(),
        (_, "feature") => claim()["id"].as_str().unwrap().to_owned(),
        ("/api/v1/places", "name") => "Homs".to_owned(),
        ("/api/v1/place", "key") => "g169577".to_owned(),
        ("/api/v1/decisions/{number}", "number") => "1".to_owned(),
        ("/api/v1/alerts/{name}", "name") => "Homs".to_owned(),
        _ => panic!("the test knows no `{name}` for {path}"),
    };
    let (mut filled, mut query) = (path.to_owned(), Vec::new());
    for p in operation["parameters"].as_array().unwrap().iter().filter(|p| p["required"] == true) {
        let name = p["name"].as_str().unwrap();
        match p["in"].as_str().unwrap() {
            "path" => filled = filled.replace(&format!("{{{name}}}"), &value(name)),
            _ => query.push(format!("{name}={}", value(name))),
        }
    }
    format!("{filled}?{}", query.join("&"))
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, op)| (path.as_str(), method.as_str(), op))
    })
}

/// Routes that do not answer at once or not always; `alerts.rs` and `tiles.rs` ask them.
const ELSEWHERE: [&str; 2] = ["/api/v1/news", "/api/v1/basemap"];

/// Those that do not let people in or say who may enter, with the outlines, which everybody gets.
fn of_the_ledger(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let by_right = |op: &Value| op["x-needs"] == "reads" || op["x-needs"] == "decides";
    operations(document).filter(move |(path, _, op)| by_right(op) || path.starts_with("/data/"))
}

#[test]
fn whoever_signs_in_and_admits_others_is_answered_with_what_is_described() {
    let place = staffed();
    let server = remote::Server::start(&place, &[]);
    let admin = server.cookie("Ann");
    let document = server.get("/api/v1/openapi.json", &[("Cookie", &admin)]).body;
    let eve = json!({ "name": "Eve", "role": "reader" });
    let sign_in = json!({ "name": "Ann", "password": PASSWORD });
    let asks = [
        ("GET", "/api/v1/session", "", Value::Null, 200),
        ("POST", "/api/v1/session", "", sign_in, 200),
        ("POST", "/api/v1/users", "", eve, 201),
        ("GET", "/api/v1/users", "", Value::Null, 200),
        ("PATCH", "/api/v1/users/{name}", "/api/v1/users/Eve", json!({ "role": "analyst" }), 200),
        ("POST", "/api/v1/users/{name}/tokens", "/api/v1/users/Eve/tokens", json!({ "label": "cron" }), 201),
        ("DELETE", "/api/v1/users/{name}/tokens/{number}", "/api/v1/users/Eve/tokens/1", Value::Null, 200),
        ("DELETE", "/api/v1/users/{name}", "/api/v1/users/Eve", Value::Null, 200),
        ("DELETE", "/api/v1/users/{name}/tokens/{number}", "/api/v1/users/Ann/tokens/none", Value::Null, 400),
        ("GET", "/api/v1/session/oidc", "", Value::Null, 404),
        ("DELETE", "/api/v1/session", "", Value::Null, 200),
    ];
    for (method, path, filled, body, status) in asks {
        let operation = &document["paths"][path][method.to_lowercase()];
        if !body.is_null() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            check(&validator(&document, schema), &body, path);
        }
        let sent = if body.is_null() { String::new() } else { body.to_string() };
        let to = if filled.is_empty() { path } else { filled };
        // To sign in anew would end the session.
        let by = [JSON, ("Cookie", admin.as_str())];
        let by = if (method, path) == ("POST", "/api/v1/session") { &by[..1] } else { &by[..] };
        let answer = server.ask(method, to, by, &sent);
        assert_eq!(answer.status, status, "{method} {to}: {}", answer.body);
        let content = operation["responses"][status.to_string()]["content"].as_object();
        let (_, described) = content.and_then(|c| c.iter().next()).unwrap_or_else(|| panic!("{method} {path}"));
        check(&validator(&document, &described["schema"]), &answer.body, to);
    }
}

#[test]
fn every_route_answers_in_every_format_with_what_is_described() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let document = document(&server);
    let mut asked = 0;
    for (path, _, operation) in
        of_the_ledger(&document).filter(|(path, method, _)| *method == "get" && !ELSEWHERE.contains(path))
    {
        let content = operation["responses"]["200"]["content"].as_object().unwrap();
        let parameters = operation["parameters"].as_array().unwrap();
        let format = parameters.iter().find(|p| p["name"] == "format").map(|p| p["schema"]["enum"].clone());
        let formats = format.unwrap_or_else(|| json!([null]));
        for (format, (media_type, described)) in formats.as_array().unwrap().iter().zip(content) {
            let asks = filled(&server, path, operation);
            let asks = format.as_str().map_or(asks.clone(), |f| format!("{asks}&format={f}"));
            let (head, body) = server.get(&asks, &server.address);
            let tagged = operation["responses"]["304"].is_object();
            assert!(head.starts_with("http/1.1 200") && head.contains("\netag: ") == tagged, "{asks}: {head}\n{body}");
            assert!(head.contains(&format!("content-type: {media_type}")), "{asks}: {head}");
            if media_type.contains("json") && !media_type.contains("ndjson") {
                let body = serde_json::from_str(&body).unwrap();
                check(&validator(&document, &described["schema"]), &body, &asks);
            }
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked} routes and formats");
}

#[test]
fn what_changes_the_ledger_answers_with_what_is_described() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let document = document(&server);
    let sent = |path: &str| match path {
        "/api/v1/decisions" => json!({ "decide": "annotate", "about": "Homs", "text": "seen" }),
        "/api/v1/alerts" => json!({ "name": "Homs", "query": { "about": "control", "place": "Homs" } }),
        _ => panic!("the test knows nothing to send to {path}"),
    };
    for (path, method, operation) in of_the_ledger(&document).filter(|(_, method, _)| *method != "get") {
        let described = &operation["responses"]["201"]["content"]["application/json"]["schema"];
        let (headers, body) = match operation.get("requestBody") {
            Some(body) => {
                let sent = sent(path);
                check(&validator(&document, &body["content"]["application/json"]["schema"]), &sent, path);
                (&[("Content-Type", "application/json")][..], sent.to_string())
            }
            None => (&[][..], String::new()),
        };
        let (status, answer) = server.send(&method.to_uppercase(), &filled(&server, path, operation), headers, &body);
        assert!(status.contains("201"), "{method} {path}: {status} {answer}");
        check(&validator(&document, described), &answer, path);
        assert!(answer["decisions"][0]["number"].is_number() || answer["alerts"].is_array(), "{answer}");
    }
}

#[test]
fn errors_of_every_sort_are_problems() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let document = document(&server);
    let problem = validator(&document, &json!({ "$ref": "#/components/schemas/Problem" }));
    let refused = |what: &str, (head, body): (String, String), status: u16| {
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{what}: {head}");
        assert!(head.contains("content-type: application/problem+json"), "{what}: {head}");
        let body: Value = serde_json::from_str(&body).unwrap();
        check(&problem, &body, what);
        assert_eq!(body["status"], status, "{what}");
        (head, body["detail"].as_str().unwrap().to_owned())
    };
    let ask = |path: &str| server.get(path, &server.address);
    for (path, _, operation) in of_the_ledger(&document).filter(|(_, method, _)| *method == "get") {
        let asks = format!("{}&colour=red", filled(&server, path, operation));
        let (_, detail) = refused(&asks, ask(&asks), 400);
        for p in operation["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "query") {
            assert!(detail.contains(p["name"].as_str().unwrap()), "{asks}: {detail}");
        }
    }
    refused("a value", ask("/api/v1/control?at=soon"), 400);
    refused("twice", ask("/api/v1/control?at=2024-12-06&at=2024-12-05"), 400);
    refused("no utf-8", ask("/api/v1/reports/%ff"), 400);
    refused("no number", ask("/api/v1/ledger?limit=0"), 400);
    refused("another host", server.get("/api/v1/meta", "evil.example"), 403);
    refused("no route", ask("/api/v1/nothing"), 404);
    refused("no file", ask("/nothing.js"), 404);
    refused("no claim", ask("/api/v1/why?id=nothing"), 404);
    refused("no page", ask("/api/v1/events?after=nothing"), 404);
    refused("no page", ask("/api/v1/ledger?after=nothing"), 404);
    let allowed: BTreeSet<&str> = refused("a method", server.raw("PUT", "/api/v1/decisions", &[], ""), 405)
        .0
        .lines()
        .find_map(|l| l.strip_prefix("allow: "))
        .expect("405 names the methods")
        .split(',')
        .map(str::trim)
        .map(|m| {
            if m == "get" {
                "get"
            } else if m == "head" {
                "head"
            } else {
                "post"
            }
        })
        .collect();
    assert_eq!(allowed, BTreeSet::from(["get", "head", "post"]));
    let json = ("Content-Type", "application/json");
    refused("long", server.raw("POST", "/api/v1/decisions", &[json], &" ".repeat(70_000)), 413);
    refused("no json", server.raw("POST", "/api/v1/decisions", &[("Content-Type", "text/plain")], "{}"), 415);
}

#[test]
fn every_status_is_described_as_what_it_is() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let document = document(&server);
    let mut seen = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let problem = response["content"].get("application/problem+json").is_some();
            assert_eq!(problem, status.starts_with(['4', '5']), "{method} {path}: {status}");
            seen.insert(status.as_str());
        }
    }
    let may_be =
        |path: &str, method: &str, status: &str| document["paths"][path][method]["responses"].get(status).is_some();
    assert!(may_be("/api/v1/session", "post", "404") && !may_be("/api/v1/session", "get", "404"));
    assert!(may_be("/api/v1/session/first", "post", "409") && !may_be("/api/v1/users", "post", "409"));
    assert!(["200", "201", "206", "303", "304"].iter().all(|status| seen.contains(status)), "{seen:?}");
    let range = &document["paths"]["/api/v1/basemap"]["get"]["responses"]["206"]["content"];
    assert!(range["application/vnd.pmtiles"].is_object(), "{range}");
}

#[test]
fn pages_visit_every_record_once() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    for list in ["events", "claims", "ledger"] {
        let key = if list == "events" { "events" } else { "claims" };
        let ids = |page: &Value| -> Vec<String> {
            page[key].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
        };
        let all = server.json(&format!("/api/v1/{list}"));
        let mut page = server.json(&format!("/api/v1/{list}?limit=1"));
        let mut paged = ids(&page);
        while let Some(next) = page["next"].as_str() {
            page = server.json(&format!("/api/v1/{list}?limit=1&after={next}"));
            paged.extend(ids(&page));
        }
        assert!(paged.len() > 2 && paged == ids(&all), "{list}: {paged:?}");
        assert_eq!((all["total"].as_u64(), &all["next"]), (Some(paged.len() as u64), &Value::Null));
    }
    let days = server.json("/api/v1/events?since=2024-12-06&until=2024-12-06");
    let days = days["events"].as_array().unwrap();
    assert!(!days.is_empty() && days.iter().all(|e| e["date"]["start"] == "2024-12-06"), "{days:#?}");
    let ends = |order: &str| -> Vec<String> {
        let events = server.json(&format!("/api/v1/events?order={order}"))["events"].clone();
        let end = |e: &Value| e["date"]["end"].as_str().unwrap_or_default().to_owned();
        events.as_array().unwrap().iter().map(end).filter(|d| !d.is_empty()).collect()
    };
    assert!(ends("newest").is_sorted_by(|a, b| a >= b) && ends("oldest").is_sorted());
    let of = |asked: &str| {
        let answer = server.json(&format!("/api/v1/events{asked}"));
        answer["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = of("");
    let (one, other) = (&all[0], all.iter().find(|kind| **kind != all[0]).unwrap());
    let wanted: Vec<String> = all.iter().filter(|kind| *kind == other).cloned().collect();
    assert_eq!(of(&format!("?kind={other}")), wanted);
    assert_eq!(of(&format!("?kind={one},{other}")).len(), all.iter().filter(|k| *k == one || *k == other).count());
}

#[test]
fn programs_for_maps_walk_through_the_collections() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let base = format!("http://{}", server.address);
    let follow = |answer: &Value, rel: &str| {
        let links = answer["links"].as_array().unwrap().iter();
        let href = links.clone().find(|l| l["rel"] == rel).map(|l| l["href"].as_str().unwrap().to_owned());
        href.map(|h| server.json(h.strip_prefix(&base).expect("a whole address")))
    };
    let ids = |page: &Value| -> Vec<String> {
        page["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
    };
    let landing = server.json("/ogc");
    assert_eq!(follow(&landing, "service-desc").unwrap()["openapi"], "3.0.3");
    assert_eq!(follow(&landing, "conformance").unwrap()["conformsTo"].as_array().unwrap().len(), 3);
    let collections = follow(&landing, "data").unwrap()["collections"].clone();
    assert_eq!(collections.as_array().unwrap().len(), 3);
    for collection in collections.as_array().unwrap() {
        let (all, at) = (follow(collection, "items").unwrap(), collection["id"].as_str().unwrap());
        let mut page = server.json(&format!("/ogc/collections/{at}/items?limit=1&bbox=-180,-90,180,90"));
        let matched = page["numberMatched"].as_u64().unwrap();
        let mut paged = ids(&page);
        while let Some(next) = follow(&page, "next") {
            assert_eq!((next["numberMatched"].as_u64(), next["numberReturned"].as_u64()), (Some(matched), Some(1)));
            paged.extend(ids(&next));
            page = next;
        }
        assert!(matched > 0 && paged.len() as u64 == matched, "{at}: {paged:?}");
        let located = all["features"].as_array().unwrap().iter().filter(|f| f["geometry"].is_object());
        assert!(located.map(|f| f["id"].as_str().unwrap()).eq(paged.iter().map(String::as_str)), "{at}: {all:#}");
        let first = server.json(&format!("/ogc/collections/{at}/items/{}", paged[0]));
        assert_eq!(
            (&first["id"], &follow(&first, "collection").unwrap()["id"]),
            (&paged[0].as_str().into(), &at.into())
        );
    }
    let count = |query: &str| server.json(&format!("/ogc/collections/events/items?{query}"))["numberMatched"].as_u64();
    let all = count("");
    assert!(count("datetime=2024-12-06") < all && count("datetime=2024-12-06") > Some(0));
    assert_eq!(count("datetime=2024-12-01T00:00:00Z/.."), count("datetime=../2024-12-31"));
    // Hama, Homs and the crossing at Jaber lie in the box, and none of them in the other half of the world.
    assert!(count("bbox=35,32,38,36") > Some(0) && count("bbox=-120,0,-10,60") == Some(0));
    assert_eq!(count("limit=10001"), all, "more than a page may have is as many as it may");
    for fault in ["bbox=1,2,3", "datetime=soon", "limit=0", "crs=none"] {
        assert!(server.get(&format!("/ogc/collections/events/items?{fault}"), &server.address).0.contains(" 400 "));
    }
    for missing in ["/ogc/collections/roads", "/ogc/collections/roads/items", "/ogc/collections/events/items/none"] {
        assert!(server.get(missing, &server.address).0.contains(" 404 "), "{missing}");
    }
}

/// `DATELINE_BLESS=1` writes the file.
#[test]
fn the_documents_are_made_of_what_is_served() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    let (head, page) = server.get("/api/docs", &server.address);
    assert!(head.contains("content-security-policy: default-src 'none'") && !page.contains("<script"), "{head}");
    let (_, markdown) = server.get("/api/docs?format=markdown", &server.address);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    if env::var_os("DATELINE_BLESS").is_some() {
        fs::write(&path, &markdown).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == markdown, "docs/api.md is not what the routes are; DATELINE_BLESS=1 writes it anew");
    for (path, method, operation) in operations(&document(&server)) {
        let heading = format!("{} {path}", method.to_uppercase());
        assert!(page.contains(&format!("<code>{heading}</code></h3>")), "{heading}");
        let section = written.split(&format!("## `{heading}`\n")).nth(1).expect("a section for every route");
        let section = section.split("\n## ").next().unwrap();
        for p in operation["parameters"].as_array().unwrap() {
            let (name, says) = (p["name"].as_str().unwrap(), p["description"].as_str().unwrap());
            assert!(says.len() > 3 && section.contains(&format!("| `{name}`")), "{heading}: {name}");
        }
    }
    assert!(server.get("/api", &server.address).0.contains("location: /api/docs"));
}
