//! `dateline serve`: the map and its interface over HTTP, on this machine unless asked otherwise.
//!
//! The picture is kept in memory; when the ledger's file has changed, what is new is added to it.

mod answers;
mod downloads;
mod kept;
mod ledger;
mod table;

use crate::{
    brief::{Brief, Request as BriefRequest},
    cli::{Global, ServeArgs, parse_date},
    data::{self, Data, Reader},
    desk::{Desk, ledger_error},
    error::{Error, ErrorKind, Result},
    shapes::Problem,
};
use answers::{Params, Room};
use axum::{
    Router,
    body::Body,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use dateline_ledger::Ledger;
use dateline_picture::Known;
use jiff::Timestamp;
use kept::Kept;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::SystemTime,
};
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer};

/// Nothing but the server's own files: no inline script or style, no frame, no other host.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// A brief as a page is one file: its style stands in it.
const BRIEF_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Parameters of what is asked as of a day.
const AS_OF: [&str; 4] = ["at", "known_at", "captured_by", "format"];

const NO_PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Dateline</title>\
<h1>The web page is not built in</h1><p>Run <code>cargo xtask web</code>, then build the program again. \
The data is served all the same: see <a href=\"/api/meta\">/api/meta</a>.</p></html>";

/// What all requests share.
struct Shared {
    ledger: PathBuf,
    data: Data,
    /// For `/api/why`; made when it is asked for first.
    reader: OnceLock<Reader>,
    started: Timestamp,
    /// SQLite's connection serves one thread at a time.
    open: Mutex<Open>,
    /// Host names that a request may name; `None` allows any.
    hosts: Option<[&'static str; 3]>,
}

impl Shared {
    fn reader(&self) -> Result<&Reader> {
        if self.reader.get().is_none() {
            // Requests wait for one another, so that two never make it at the same time.
            let _ = self.reader.set(self.data.reader(self.started)?);
        }
        self.reader.get().ok_or_else(|| Error::new(ErrorKind::Serve, "the reader was not made"))
    }
}

/// The ledger as last read, and what its file looked like then.
struct Open {
    desk: Desk,
    kept: Kept,
    seen: Stamp,
}

/// Time and length of the ledger's file and of its journal.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// Serves until the program is told to stop. `now` is the instant that the caller's clock shows.
pub fn run(args: &ServeArgs, global: &Global, data: Data, now: Timestamp) -> Result<()> {
    if !args.addr.ip().is_loopback() && !args.allow_remote {
        return Err(Error::usage(format_args!(
            "{} can be reached from other machines, and there is no sign-in",
            args.addr
        ))
        .hint("serve on 127.0.0.1, or add --allow-remote if everyone who reaches it may read the ledger"));
    }
    // The stamp comes first: what is written while the ledger is read is seen at the next request.
    let seen = stamp(&global.ledger);
    let desk = Desk::open(&global.ledger, &data)?;
    let shared = Arc::new(Shared {
        ledger: global.ledger.clone(),
        data,
        reader: OnceLock::new(),
        started: now,
        open: Mutex::new(Open { desk, kept: Kept::default(), seen }),
        hosts: (!args.allow_remote).then_some(["localhost", "127.0.0.1", "[::1]"]),
    });
    let fault = |e: std::io::Error| Error::new(ErrorKind::Serve, format_args!("cannot serve on {}: {e}", args.addr));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(fault)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.addr)
            .await
            .map_err(|e| fault(e).hint("is another `dateline serve` running? --addr 127.0.0.1:0 takes a free port"))?;
        let address: SocketAddr = listener.local_addr().map_err(fault)?;
        println!("listening on http://{address}/");
        let first = shared.clone();
        // The picture that the page asks for first is made while nobody waits for it.
        tokio::task::spawn_blocking(move || {
            let open = first.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.kept.picture(&open.desk, None, Known::default());
        });
        axum::serve(listener, router(shared)).with_graceful_shutdown(stopped()).await.map_err(fault)
    })
}

/// Returns when the user or the system asks the program to stop.
async fn stopped() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupted => {}, () = terminated => {} }
    }
    #[cfg(not(unix))]
    interrupted.await;
}

fn router(shared: Arc<Shared>) -> Router {
    let fixed = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/api/reports/{id}", get(report))
        .route("/api/{what}", get(answer))
        .route("/data/basemap.json", get(basemap))
        .fallback(get(page))
        .layer(middleware::from_fn_with_state(shared.clone(), only_known_hosts))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(CompressionLayer::new())
        .with_state(shared)
}

/// Refuses requests that name another host: a page elsewhere whose name was made to point here must not read the ledger.
async fn only_known_hosts(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    match &shared.hosts {
        Some(hosts) if !hosts.contains(&name) => {
            problem(StatusCode::FORBIDDEN, "this server answers to localhost, 127.0.0.1 and [::1] only")
        }
        _ => next.run(request).await,
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(what): Path<String>,
    Query(params): Query<Vec<(String, String)>>,
) -> Response {
    with_room(shared.clone(), move |room, data| {
        let params = |names: &[&str]| Params::new(&params, names);
        let as_of = || params(&AS_OF);
        let of_ledger: Vec<&str> = ledger::PARAMETERS.into_iter().chain(table::FACETS).collect();
        let of_changes = ["from", "to", "place", "known_at", "captured_by", "format"];
        let filed = match what.as_str() {
            "changes" => Some(params(&of_changes)?),
            "ledger" => Some(params(&of_ledger)?),
            "control" | "disputes" | "tensions" | "figures" | "estimates" | "access" | "events" | "actors" => {
                Some(as_of()?)
            }
            _ => None,
        };
        if let Some((params, format)) =
            filed.as_ref().and_then(|p| Some((p, p.get("format").filter(|f| *f != "json")?)))
        {
            return Ok(attached(downloads::file(room, &what, params, format)?));
        }
        let desk = room.desk;
        let body = match what.as_str() {
            "meta" => params(&[]).and_then(|_| answers::meta(room)),
            "control" => answers::control(room, &as_of()?),
            "changes" => answers::changes(room, &params(&of_changes)?),
            "disputes" => answers::disputes(room, &as_of()?),
            "tensions" => answers::tensions(room, &as_of()?),
            "claims" => answers::claims(desk, &params(&["ids", "place", "kind", "actor", "since", "until"])?),
            "ledger" => ledger::page(room, &params(&of_ledger)?),
            "figures" => answers::figures(room, &as_of()?),
            "estimates" => answers::estimates(room, &as_of()?),
            "access" => answers::access(room, &as_of()?),
            "events" => answers::events(room, &as_of()?),
            "actors" => answers::actors(room, &as_of()?),
            "why" => answers::why(desk, shared.reader()?, &params(&["id"])?),
            "brief" => return brief(desk, data, &params(&["at", "since", "place", "length", "format"])?),
            other => Err(Error::new(ErrorKind::NotFound, format_args!("there is no /api/{other}"))),
        };
        body.map(json)
    })
    .await
}

async fn report(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(params): Query<Vec<(String, String)>>,
) -> Response {
    with_room(shared, move |room, _| {
        let params = Params::new(&params, &["revision"])?;
        answers::report(room.desk, &id, params.get("revision")).map(json)
    })
    .await
}

fn brief(desk: &Desk, data: &Data, params: &Params) -> Result<Response> {
    let length = params.get("length").map(str::parse).transpose().map_err(Error::usage)?.unwrap_or_default();
    let since = params.get("since").map(parse_date).transpose().map_err(Error::usage)?;
    let request = BriefRequest { at: params.at, since, place: params.get("place").map(str::to_owned), length };
    let brief = Brief::new(desk, data, &request)?;
    match params.get("format").unwrap_or("markdown") {
        "markdown" => Ok(typed("text/markdown; charset=utf-8", brief.markdown())),
        "html" => {
            let mut page = typed("text/html; charset=utf-8", brief.html());
            page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(BRIEF_POLICY));
            Ok(page)
        }
        "json" => answers::json(&brief.answer()).map(json),
        other => Err(Error::usage(format_args!("`{other}` is no format of a brief; one of: markdown, html, json"))),
    }
}

async fn basemap() -> Response {
    match data::built("basemap.json") {
        Some(bytes) => typed("application/json", bytes.into_owned()),
        None => problem(StatusCode::NOT_FOUND, "no basemap is built in"),
    }
}

/// The files of the web page.
async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let Some(file) = data::web(path) else {
        return match path {
            "index.html" => typed("text/html; charset=utf-8", NO_PAGE),
            _ => problem(StatusCode::NOT_FOUND, "there is no such page"),
        };
    };
    let tag =
        format!("\"{}\"", file.metadata.sha256_hash()[..16].iter().map(|b| format!("{b:02x}")).collect::<String>());
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|h| h.as_bytes() == tag.as_bytes()) {
        with_status(StatusCode::NOT_MODIFIED, Response::new(Body::empty()))
    } else {
        typed(media_type(path), file.data.into_owned())
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    if path.starts_with("assets/") {
        // The names of these files change with their content.
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Runs a question against the ledger, away from the threads that serve connections.
async fn with_room(
    shared: Arc<Shared>,
    ask: impl FnOnce(&Room<'_>, &Data) -> Result<Response> + Send + 'static,
) -> Response {
    let asked = tokio::task::spawn_blocking(move || {
        // A panic in another request leaves the picture as it was: it is only replaced as a whole.
        let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        refresh(&mut open, &shared)?;
        ask(&Room { desk: &open.desk, kept: &open.kept }, &shared.data)
    });
    match asked.await {
        Ok(Ok(response)) => response,
        Ok(Err(e)) => failure(&e),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the request failed; the server's output says more"),
    }
}

fn refresh(open: &mut Open, shared: &Shared) -> Result<()> {
    let now = stamp(&shared.ledger);
    if now != open.seen {
        let grown = Ledger::open_read_only(&shared.ledger).map_err(ledger_error)?;
        if !open.desk.catch_up(grown)? {
            open.desk = Desk::open(&shared.ledger, &shared.data)?;
        }
        open.kept = Kept::default();
        open.seen = now;
    }
    Ok(())
}

fn stamp(ledger: &std::path::Path) -> Stamp {
    let mut journal = ledger.as_os_str().to_owned();
    journal.push("-wal");
    [ledger.to_owned(), PathBuf::from(journal)].map(|path| {
        let meta = path.metadata().ok().filter(|m| m.len() > 0)?;
        Some((meta.modified().ok()?, meta.len()))
    })
}

fn json(body: Vec<u8>) -> Response {
    typed("application/json", body)
}

/// A file that the browser stores.
fn attached(file: downloads::File) -> Response {
    let mut response = typed(file.media_type, file.bytes);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn typed(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

fn failure(e: &Error) -> Response {
    let status = match e.kind {
        ErrorKind::Usage => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    problem(status, &e.message)
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let body = serde_json::to_vec(&Problem { title, status: status.as_u16(), detail }).unwrap_or_default();
    with_status(status, typed("application/problem+json", body))
}
