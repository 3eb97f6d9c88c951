//! `dateline serve`: the map and its interface over HTTP, on this machine unless asked otherwise.
//!
//! The picture is kept in memory; when the ledger's file has changed, what is new is added to it (`snapshot.rs`).

mod answers;
mod decisions;
mod downloads;
mod kept;
mod ledger;
mod replies;
mod snapshot;
mod table;

use crate::{
    brief::{Brief, Request as BriefRequest},
    cli::{Global, ServeArgs, parse_date},
    data::{self, Data},
    desk::Desk,
    error::{Error, ErrorKind, Result},
    shapes::Problem,
};
use answers::{Params, Room};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use jiff::{Timestamp, ToSpan};
use replies::{Reply, has, not_modified};
use snapshot::{Shared, Snapshot};
use std::{net::SocketAddr, sync::Arc};
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    set_header::SetResponseHeaderLayer,
};

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

/// Serves until the program is told to stop. `now` is the caller's clock.
pub fn run(args: &ServeArgs, global: &Global, data: Data, now: fn() -> Timestamp) -> Result<()> {
    if !args.addr.ip().is_loopback() && !args.allow_remote {
        return Err(Error::usage(format_args!(
            "{} can be reached from other machines, and there is no sign-in",
            args.addr
        ))
        .hint("serve on 127.0.0.1, or add --allow-remote if everyone who reaches it may read the ledger"));
    }
    let hosts = (!args.allow_remote).then_some(["localhost", "127.0.0.1", "[::1]"]);
    let shared = Arc::new(Shared::open(&global.ledger, data, now, hosts)?);
    let fault = |e: std::io::Error| Error::new(ErrorKind::Serve, format_args!("cannot serve on {}: {e}", args.addr));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(fault)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.addr)
            .await
            .map_err(|e| fault(e).hint("is another `dateline serve` running? --addr 127.0.0.1:0 takes a free port"))?;
        let address: SocketAddr = listener.local_addr().map_err(fault)?;
        println!("listening on http://{address}/");
        let first = shared.clone();
        tokio::task::spawn_blocking(move || {
            let Ok((snapshot, _)) = first.current() else { return };
            warm(&first, &snapshot);
            let room = snapshot.room();
            // A fault is told to whoever searches.
            drop(room.kept.words(room.desk));
        });
        let service = router(shared).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stopped()).await.map_err(fault)
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
        .merge(decisions::routes())
        .route("/data/basemap.json", get(|| outlines("basemap.json")))
        .route("/data/divisions.json", get(|| outlines("divisions.json")))
        .fallback(get(page))
        .layer(middleware::from_fn_with_state(shared.clone(), only_known_hosts))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn(plain_to_this_machine))
        .with_state(shared)
}

/// Within one machine compressing takes longer than sending.
async fn plain_to_this_machine(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    if peer.ip().is_loopback() {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
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
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    asked(shared, uri, headers, move |shared, room| reply(shared, room, &what, &params)).await
}

async fn report(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(params): Query<Vec<(String, String)>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    asked(shared, uri, headers, move |_, room| {
        let params = Params::new(&params, &["revision"])?;
        answers::report(room.desk, &id, params.get("revision"))
    })
    .await
}

/// The answer to one question.
fn reply(shared: &Shared, room: &Room<'_>, what: &str, params: &[(String, String)]) -> Result<Reply> {
    let params = |names: &[&str]| Params::new(params, names);
    let as_of = || params(&AS_OF);
    let of_ledger: Vec<&str> = ledger::PARAMETERS.into_iter().chain(table::FACETS).collect();
    let of_changes = ["from", "to", "place", "known_at", "captured_by", "format"];
    let filed = match what {
        "changes" => Some(params(&of_changes)?),
        "ledger" => Some(params(&of_ledger)?),
        "control" | "disputes" | "tensions" | "figures" | "estimates" | "access" | "events" | "actors"
        | "movements" | "advisories" | "relations" => Some(as_of()?),
        _ => None,
    };
    if let Some((params, format)) = filed.as_ref().and_then(|p| Some((p, p.get("format").filter(|f| *f != "json")?))) {
        return downloads::file(room, what, params, format);
    }
    let desk = room.desk;
    match what {
        "meta" => params(&[]).and_then(|_| answers::meta(room)),
        "control" => answers::control(room, &as_of()?),
        "changes" => answers::changes(room, &params(&of_changes)?),
        "disputes" => answers::disputes(room, &as_of()?),
        "tensions" => answers::tensions(room, &as_of()?),
        "claims" => answers::claims(desk, &params(&["ids", "place", "kind", "actor", "since", "until"])?),
        "ledger" => ledger::page(room, &params(&of_ledger)?),
        "figures" => answers::figures(room, &as_of()?),
        "estimates" => answers::estimates(room, &as_of()?),
        "movements" => answers::movements(room, &as_of()?),
        "advisories" => answers::advisories(room, &as_of()?),
        "relations" => answers::relations(room, &as_of()?),
        "access" => answers::access(room, &as_of()?),
        "events" => answers::events(room, &as_of()?),
        "actors" => answers::actors(room, &as_of()?),
        "why" => answers::why(desk, shared.reader()?, &params(&["id"])?),
        "decisions" => params(&[]).and_then(|_| decisions::list(shared, desk)),
        "review" => decisions::review(desk, &params(&["place", "actor", "kind", "limit"])?),
        "places" => decisions::places(shared, desk, &params(&["name", "claim"])?),
        "brief" => brief(desk, &shared.data, &params(&["at", "since", "place", "length", "format"])?),
        other => Err(Error::new(ErrorKind::NotFound, format_args!("there is no /api/{other}"))),
    }
}

fn brief(desk: &Desk, data: &Data, params: &Params) -> Result<Reply> {
    let length = params.get("length").map(str::parse).transpose().map_err(Error::usage)?.unwrap_or_default();
    let since = params.get("since").map(parse_date).transpose().map_err(Error::usage)?;
    let request = BriefRequest { at: params.at, since, place: params.get("place").map(str::to_owned), length };
    let brief = Brief::new(desk, data, &request)?;
    match params.get("format").unwrap_or("markdown") {
        "markdown" => Ok(Reply::new("text/markdown; charset=utf-8", brief.markdown())),
        "html" => {
            Ok(Reply::new("text/html; charset=utf-8", brief.html())
                .header(header::CONTENT_SECURITY_POLICY, BRIEF_POLICY))
        }
        "json" => Reply::json(&brief.answer()),
        other => Err(Error::usage(format_args!("`{other}` is no format of a brief; one of: markdown, html, json"))),
    }
}

async fn outlines(file: &'static str) -> Response {
    match data::built(file) {
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

/// Answers a question, away from the threads that serve connections. The same question is not answered twice as long as
/// the ledger is as it is.
async fn asked(
    shared: Arc<Shared>,
    uri: Uri,
    headers: HeaderMap,
    make: impl FnOnce(&Shared, &Room<'_>) -> Result<Reply> + Send + 'static,
) -> Response {
    let answered = tokio::task::spawn_blocking(move || {
        let (snapshot, new) = shared.current()?;
        if has(&headers, &snapshot.tag) {
            return Ok(not_modified(&snapshot.tag));
        }
        let reply = snapshot.replies.get(uri.to_string(), || make(&shared, &snapshot.room()))?;
        let response = reply.response(&snapshot.tag);
        if new {
            tokio::task::spawn_blocking(move || warm(&shared, &snapshot));
        }
        Ok(response)
    });
    match answered.await {
        Ok(Ok(response)) => response,
        Ok(Err(e)) => failure(&e),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the request failed; the server's output says more"),
    }
}

/// Makes the answers that the page asks for first while nobody waits for them.
fn warm(shared: &Shared, snapshot: &Snapshot) {
    let room = snapshot.room();
    let ask = |what: &str, query: &[(&str, String)]| {
        let given: Vec<(String, String)> = query.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let uri = format!("/api/{what}{}{}", if pairs.is_empty() { "" } else { "?" }, pairs.join("&"));
        // A fault is told to whoever asks.
        let _ = snapshot.replies.get(uri, || reply(shared, &room, what, &given));
    };
    ask("meta", &[]);
    let Some((_, last)) = room.desk.span() else { return };
    let Ok(before) = last.checked_sub(1.day()) else { return };
    ask("control", &[("at", last.to_string())]);
    ask("changes", &[("from", before.to_string()), ("to", last.to_string())]);
    ask("disputes", &[("at", last.to_string())]);
    room.kept.table(room.desk, None, dateline_picture::Known::default());
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
