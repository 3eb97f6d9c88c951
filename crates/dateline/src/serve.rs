//! `dateline serve`: the map and its interface over HTTP, on this machine unless asked otherwise.
//!
//! The picture is kept in memory; when the ledger's file has changed, what is new is added to it (`snapshot.rs`).

mod accounts;
mod ahead;
mod alerts;
mod answers;
mod decisions;
mod docs;
mod door;
mod downloads;
mod kept;
mod ledger;
mod limit;
mod ogc;
mod oidc;
mod openapi;
mod params;
mod replies;
mod routes;
mod sent;
mod session;
mod snapshot;
mod table;
mod tiles;

use crate::{
    brief::{Brief, Request as BriefRequest},
    cli::{Global, ServeArgs},
    data::{self, Data},
    error::{Error, ErrorKind, Result},
    shapes::Problem,
    words,
};
use answers::Asked;
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Query, RawPathParams, Request, State, rejection::RawPathParamsRejection},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{Redirect, Response},
    routing::{MethodFilter, get, on},
};
use door::{Accounts, Caller, Door};
use jiff::Timestamp;
use limit::Limit;
use params::Params;
use replies::{Reply, has, not_modified};
use routes::{Does, ROUTES, Route, Sent};
use snapshot::Shared;
use std::{io::Write, net::SocketAddr, sync::Arc};
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    set_header::SetResponseHeaderLayer,
};

/// Nothing but the server's own files: no inline script or style, no frame, no other host.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// A page that is one file: its style stands in it.
const ONE_FILE: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Answers from the ledger as it is.
type Tells = fn(&Asked) -> Result<Reply>;

const NO_PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Dateline</title>\
<h1>The web page is not built in</h1><p>Run <code>cargo xtask web</code>, then build the program again. \
The data is served all the same: see <a href=\"/api/docs\">/api/docs</a>.</p></html>";

/// Serves until the program is told to stop. `now` is the caller's clock.
pub fn run(args: &ServeArgs, global: &Global, data: Data, now: fn() -> Timestamp) -> Result<()> {
    let door = Door::new(args, global)?;
    let first = door.accounts().map_or(Ok(None), Accounts::first_token)?;
    if door.accounts().is_some_and(|accounts| !accounts.is_private()) {
        say("warning: what people send, passwords too, can be read on the way; a reverse proxy with TLS prevents it");
        say("hint: listen on 127.0.0.1 behind one, and say --public-url https://...");
    }
    let mut shared = Shared::open(&global.ledger, data, now, door)?;
    shared.embed_from.clone_from(&args.embed_from);
    shared.basemap = args.basemap.as_deref().map(tiles::Archive::open).transpose()?;
    let shared = Arc::new(shared);
    let fault = |e: std::io::Error| Error::new(ErrorKind::Serve, format_args!("cannot serve on {}: {e}", args.addr));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(fault)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.addr)
            .await
            .map_err(|e| fault(e).hint("is another `dateline serve` running? --addr 127.0.0.1:0 takes a free port"))?;
        let address: SocketAddr = listener.local_addr().map_err(fault)?;
        println!("listening on http://{address}/");
        if let Some(token) = first {
            say("nobody has an account yet. Open the page and make the first one, an admin's, with this token:");
            say(&token);
            say("it is good until then or until the next start; `dateline users add NAME --role admin` does without");
        }
        let warmed = shared.clone();
        tokio::task::spawn_blocking(move || {
            let Ok((snapshot, _)) = warmed.current() else { return };
            ahead::first_screen(&warmed, &snapshot);
            if !warmed.traffic.stops() {
                let room = snapshot.room();
                // A fault is told to whoever searches.
                drop(room.kept.words(room.desk));
            }
            ahead::lists(&warmed);
        });
        let stopping = shared.clone();
        tokio::spawn(alerts::watch(shared.clone()));
        let stopped = async move {
            stopped().await;
            // What is made ahead, and those who follow the news, would otherwise keep the server.
            stopping.traffic.stop();
            let _ = stopping.news.send(None);
        };
        let service = router(shared, Limit::new(args.rate_limit)).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stopped).await.map_err(fault)
    })
}

/// Tells whoever runs the server; it goes on where nobody listens.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
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

fn router(shared: Arc<Shared>, limit: Option<Arc<Limit>>) -> Router {
    let fixed = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let routes = ROUTES.iter().fold(Router::new(), |router, route| {
        let method = MethodFilter::try_from(route.method()).unwrap_or(MethodFilter::GET);
        if let Does::Admits(admits) = &route.does {
            return router.route(route.path, (admits.handler)(method));
        }
        let answer = move |State(shared), path, request| answer(route, shared, path, request);
        router.route(route.path, on(method, answer))
    });
    routes
        .route_layer(middleware::from_fn_with_state(shared.clone(), door::enter))
        // What follows holds nothing of the ledger, and is everybody's.
        .route("/api", get(async || Redirect::to("/api/docs")))
        .route("/embed", get(embedded))
        .fallback(get(page))
        .method_not_allowed_fallback(async || {
            problem(StatusCode::METHOD_NOT_ALLOWED, "this path answers to the methods that `Allow` names")
        })
        .layer(middleware::from_fn_with_state(shared.clone(), door::only_known_hosts))
        .layer(middleware::from_fn_with_state((limit, shared.clone()), limit::limited))
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

/// Answers one request to a route.
async fn answer(
    route: &'static Route,
    shared: Arc<Shared>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    let params = match path {
        Ok(path) => parameters(route, &path, request.uri()),
        Err(e) => Err(Error::usage(e)),
    };
    let params = match params {
        Ok(params) => params,
        Err(e) => return refusal(e),
    };
    match &route.does {
        Does::Tells(tells) => told(route, *tells, shared, params, request).await,
        Does::TellsAnew(tells) => told_anew(*tells, shared, params, request).await,
        Does::Streams(streams) | Does::Ranges(streams) => streams(&shared, request.headers()),
        // Its own handler answers it.
        Does::Admits(_) => problem(StatusCode::NOT_FOUND, "this is answered elsewhere"),
        Does::Changes(_, body, does) => changed(body.is_some(), *does, shared, params, request).await,
    }
}

/// What a request gives to a route, in its path and its query.
fn parameters(route: &Route, path: &RawPathParams, uri: &Uri) -> Result<Params> {
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(Error::usage)?;
    let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let known: Vec<_> = route.params().collect();
    Params::read(path.chain(query).collect(), &known, route.formats())
}

/// Answers a question, away from the threads that serve connections. The same question is not answered twice as long as
/// the ledger is as it is.
async fn told(route: &'static Route, tells: Tells, shared: Arc<Shared>, params: Params, request: Request) -> Response {
    let made = move || {
        let passing = shared.traffic.enter();
        let (snapshot, new) = shared.current()?;
        if has(request.headers(), &snapshot.tag) {
            return Ok(not_modified(&snapshot.tag));
        }
        let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
        let base = shared.door.origin(host);
        let ask = Asked { shared: &shared, room: snapshot.room(), params: &params, base: &base };
        // Answers of the OGC API have whole addresses in them.
        let asked = if route.path.starts_with("/ogc") { &base } else { "" };
        let reply = snapshot.replies.get(format!("{asked}{}", request.uri()), || reply(route, tells, &ask))?;
        let response = reply.response(&snapshot.tag);
        drop(passing);
        tokio::task::spawn_blocking(move || {
            if new {
                ahead::first_screen(&shared, &snapshot);
            }
            ahead::lists(&shared);
        });
        Ok(response)
    };
    apart(made).await.unwrap_or_else(|response| response)
}

/// Answers from what stands beside the ledger.
async fn told_anew(
    tells: fn(&Sent) -> Result<Reply>,
    shared: Arc<Shared>,
    params: Params,
    mut request: Request,
) -> Response {
    let caller = request.extensions_mut().remove::<Caller>().unwrap_or_else(Caller::nobody);
    let made = move || Ok(tells(&Sent { shared: &shared, caller: &caller, params: &params, body: &[] })?.untagged());
    apart(made).await.unwrap_or_else(|response| response)
}

/// The answer of a route in the format asked for.
fn reply(route: &Route, tells: Tells, ask: &Asked) -> Result<Reply> {
    match ask.params.format.file {
        Some(format) => downloads::file(ask, route.name(), format),
        None => tells(ask),
    }
}

/// Does what a request asks for.
async fn changed(
    has_body: bool,
    does: fn(&Sent) -> Result<Reply>,
    shared: Arc<Shared>,
    params: Params,
    mut request: Request,
) -> Response {
    let caller = request.extensions_mut().remove::<Caller>().unwrap_or_else(Caller::nobody);
    let body = match sent::body(&shared.door, request, has_body).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let made = move || {
        let sent = Sent { shared: &shared, caller: &caller, params: &params, body: &body };
        Ok(with_status(StatusCode::CREATED, does(&sent)?.untagged()))
    };
    apart(made).await.unwrap_or_else(|response| response)
}

/// Does something away from the threads that serve connections; where it fails, the answer that says so.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T, Response> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(refusal),
        Err(_) => Err(problem(StatusCode::INTERNAL_SERVER_ERROR, "the request failed; the server's output says more")),
    }
}

/// `/api/v1/brief`
fn brief(ask: &Asked) -> Result<Reply> {
    let params = ask.params;
    let length = params.get("length").map(str::parse).transpose().map_err(Error::usage)?.unwrap_or_default();
    let place = params.get("place").map(str::to_owned);
    let request = BriefRequest { at: params.at, since: params.day("since")?, place, length };
    let brief = Brief::new(ask.desk(), &ask.shared.data, &request)?;
    let format = params.format;
    match format.name {
        "markdown" => Ok(Reply::new(format.media_type, brief.markdown())),
        "html" => Ok(Reply::new(format.media_type, brief.html()).header(header::CONTENT_SECURITY_POLICY, ONE_FILE)),
        _ => Reply::json(&brief.answer()),
    }
}

/// The map alone. Pages of the origins that the server was started with may frame it, and nothing else of this server.
async fn embedded(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let mut response = page(Uri::from_static("/"), headers).await;
    let frames = format!("frame-ancestors {}", shared.embed_from.join(" "));
    let policy = HeaderValue::from_str(&POLICY.replace("frame-ancestors 'none'", &frames));
    if let (false, Ok(policy)) = (shared.embed_from.is_empty(), policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
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
    let tag = format!("\"{}\"", words::hex(&file.metadata.sha256_hash()[..16]));
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

fn typed(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

/// The answer to what fails.
fn refusal(e: Error) -> Response {
    let status = match e.kind {
        ErrorKind::Usage => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Users => {
            // Where accounts are kept is nobody's business who asks from elsewhere.
            say(&format!("error: {}", e.message));
            let why = "accounts or the audit log cannot be used; the server's output says why";
            return problem(StatusCode::INTERNAL_SERVER_ERROR, why);
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    problem(status, &e.message)
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let body = serde_json::to_vec(&Problem { title, status: status.as_u16(), detail }).unwrap_or_default();
    with_status(status, typed("application/problem+json", body))
}
