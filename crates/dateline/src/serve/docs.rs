//! The documentation of the interface, made from the table of routes: a page without scripts, and the same in Markdown,
//! which is `docs/api.md`.

use super::{
    ONE_FILE,
    answers::Asked,
    replies::Reply,
    routes::{ROUTES, Route},
};
use crate::{brief::html_escaped, error::Result};
use axum::http::header::CONTENT_SECURITY_POLICY;
use std::fmt::Write;

/// What holds for all routes.
const RULES: [&str; 10] = [
    "`dateline serve` answers under `/api/v1`. The web page uses nothing else. `/api/v1/openapi.json` describes the \
     interface as OpenAPI 3.1, with the shape of every answer, and `/api/docs` shows this page.",
    "Answers are UTF-8 JSON where nothing else is asked for. Days are `YYYY-MM-DD`, instants RFC 3339, countries ISO \
     3166-1 alpha-2; where a day is asked for, an instant will do. A value that is not known is `null`.",
    "`at` is the day at whose end the picture stands. `known_at` and `captured_by` ask what was known at an earlier time: \
     by what had been published, and by what had been read.",
    "Long lists come in pages: `limit` says how many records, and what an answer has as `next` is `after` of the request \
     for the next page; after the last page `next` is `null`. A page goes on after a record, so nothing is missed or seen \
     twice when reports are added meanwhile. Where that record is gone from the list, the answer is 404.",
    "Lists with a `format` come as files too: `csv`, `jsonl` (one JSON object a line), `geojson` (RFC 7946), `kml`, `geoparquet`. A file has \
     all records, not a page.",
    "A parameter that a route does not know, one given twice and a value that says nothing to it are errors.",
    "Errors are `application/problem+json` (RFC 9457) with `title`, `status` and `detail`: 400 for a request that says \
     something that cannot be, 401 where people sign in first, 403 for one that is not allowed, 404 for what is not there, 405 for a method that a path \
     has not (`Allow` names those it has), 413 and 415 for bodies that are too long or no JSON, 429 for too many, 500 where the server fails.",
    "An address beyond this machine may make as many requests a minute as `dateline serve --rate-limit` says, 600 if it \
     says nothing, and 0 sets no limit; who was still for a minute may make them all at once. Beyond that the answer is \
     429 with `Retry-After`. Behind a proxy the address is the one that the proxy tells, where it is believed.",
    "`/ogc` serves places, events and claims by OGC API - Features, part 1 (core, GeoJSON, OpenAPI 3.0), so that QGIS \
     and other programs for maps can read them: Layer, Add Layer, Add WFS / OGC API - Features Layer, with the address of \
     `/ogc`.",
    "Answers to `GET` that follow from the ledger have an `ETag` that changes with it, and a request with \
     `If-None-Match` gets 304 while it is the same. Those on alerts and accounts are made anew each time.",
];

/// `/api/docs`
pub fn answer(ask: &Asked) -> Result<Reply> {
    let format = ask.params.format;
    let text = if format.name == "markdown" { markdown() } else { html() };
    Ok(Reply::new(format.media_type, text).header(CONTENT_SECURITY_POLICY, ONE_FILE))
}

/// The documentation in Markdown.
fn markdown() -> String {
    let mut out = "# The HTTP interface\n\nMade from the table of routes in `crates/dateline/src/serve/routes.rs`.\n\n"
        .to_owned();
    for rule in RULES {
        let _ = writeln!(out, "- {rule}");
    }
    for route in ROUTES {
        let _ = write!(out, "\n## `{} {}`\n\n{} {}\n", route.method(), route.path, route.summary, terms(route));
        let mut rows = String::new();
        for p in route.params() {
            let needed = if p.needed { " (needed)" } else { "" };
            let _ = writeln!(rows, "| `{}`{needed} | {} | {} |", p.name, p.takes.words(), p.doc);
        }
        if !rows.is_empty() {
            let _ = write!(out, "\n| parameter | takes | means |\n|---|---|---|\n{rows}");
        }
    }
    out
}

/// The documentation as a page.
fn html() -> String {
    let mut body = "<h1>The HTTP interface</h1>\n<ul>\n".to_owned();
    for rule in RULES {
        let _ = writeln!(body, "<li>{}</li>", inline(rule));
    }
    body.push_str("</ul>\n<h2>Routes</h2>\n<ul class=\"routes\">\n");
    for route in ROUTES {
        let (id, method) = (html_escaped(&route.id()), route.method());
        let _ = writeln!(body, "<li><a href=\"#{id}\"><code>{method} {}</code></a></li>", html_escaped(route.path));
    }
    body.push_str("</ul>\n");
    for route in ROUTES {
        let (id, method, path) = (html_escaped(&route.id()), route.method(), html_escaped(route.path));
        let _ = writeln!(body, "<h3 id=\"{id}\"><code>{method} {path}</code></h3>");
        let _ = writeln!(body, "<p>{} {}</p>", inline(route.summary), inline(&terms(route)));
        if route.params().next().is_none() {
            continue;
        }
        body.push_str("<table>\n<tr><th>parameter</th><th>takes</th><th>means</th></tr>\n");
        for p in route.params() {
            let needed = if p.needed { " (needed)" } else { "" };
            let (takes, doc) = (inline(&p.takes.words()), inline(p.doc));
            let _ = writeln!(body, "<tr><td><code>{}</code>{needed}</td><td>{takes}</td><td>{doc}</td></tr>", p.name);
        }
        body.push_str("</table>\n");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Dateline: the HTTP interface</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}\
code{font-size:.9em;background:#f3f3f0;padding:0 .2em}a{color:#1f4e79}table{border-collapse:collapse}\
th,td{border-bottom:1px solid #ccc;padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top}\
.routes{columns:2;list-style:none;padding:0}h3{margin:2rem 0 .3rem}";

/// What a route needs, what it sends and gives, in words.
fn terms(route: &Route) -> String {
    let mut out = String::new();
    if route.body().is_some() {
        out.push_str("The body is JSON. ");
    }
    let formats: Vec<&str> = route.formats().iter().map(|f| f.name).collect();
    if let [first, others @ ..] = formats.as_slice()
        && !others.is_empty()
    {
        let _ = write!(out, "As {first}, or as {}. ", others.join(", "));
    }
    let statuses: Vec<String> = route.statuses().iter().map(|(status, _)| status.to_string()).collect();
    let _ = write!(out, "For those who may: {}. Statuses: {}.", route.needs.name(), statuses.join(", "));
    out
}

/// Text with code between backticks.
fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let shown = |(i, part): (usize, &str)| match i % 2 {
        0 => html_escaped(part),
        _ => format!("<code>{}</code>", html_escaped(part)),
    };
    parts.map(shown).collect()
}
