//! Who is let in, and as whom. Every request for something of the ledger passes here: on this machine whoever is on it may do
//! everything; beyond it people sign in, and what a route needs is compared with their role.

use super::{Shared, alerts::NOTICES, apart, problem};
use crate::{
    cli::{Global, ServeArgs},
    decide,
    error::{Error, ErrorKind, Result},
    shapes::{AuditLine, Deed, SessionAnswer},
    users::{Hash, Role, Secret, Users, attempts::Attempts, audit::Audit},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::Semaphore;

/// Where people sign in and out; everybody may ask.
pub const SESSION: &str = "/api/v1/session";
/// Who has an account; for admins.
pub const USERS: &str = "/api/v1/users";

/// The outlines of countries, which are no secret; the page draws them before anybody has signed in.
const OUTLINES: &str = "/data";

/// Names of this machine.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Passwords that are checked at a time, each with 19 MiB.
const AT_A_TIME: usize = 2;

/// Who is let in.
pub enum Door {
    /// Whoever is on this machine.
    ThisMachine,
    /// People who have an account.
    Accounts(Box<Accounts>),
}

/// What is needed to let in people who have an account.
pub struct Accounts {
    /// The accounts.
    pub users: Users,
    /// Who did what.
    pub audit: Audit,
    /// Who failed to sign in lately.
    pub attempts: Attempts,
    /// Whoever checks a password takes a place here.
    pub checking: Semaphore,
    public: Option<Public>,
    proxies: Vec<IpAddr>,
    anyone_reads: bool,
    /// What makes the first account.
    first: Mutex<Option<Hash>>,
    oidc: Option<super::oidc::Oidc>,
}

/// The address by which others reach a server behind a proxy.
struct Public {
    /// As browsers name it.
    origin: String,
    /// The host, with the port if it is not the usual one.
    host: String,
}

/// Whoever sent a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The name of the account, or of the user of this machine.
    pub name: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// Their address.
    pub from: IpAddr,
    /// The session that they are signed in by.
    pub session: Option<Hash>,
}

impl Door {
    /// The door for where the server listens and how it is shown to others.
    pub fn new(args: &ServeArgs, global: &Global) -> Result<Self> {
        let public = args.public_url.as_deref().map(Public::new).transpose()?;
        if args.addr.ip().is_loopback() && public.is_none() {
            return Ok(Self::ThisMachine);
        }
        let oidc = match (&args.oidc.oidc_issuer, &public) {
            (Some(issuer), Some(public)) => Some(super::oidc::Oidc::new(issuer, &args.oidc, &public.origin)?),
            _ => None,
        };
        Ok(Self::Accounts(Box::new(Accounts {
            users: Users::open(&args.files.users_path(&global.ledger))?,
            audit: Audit::open(&args.files.audit_path(&global.ledger))?,
            attempts: Attempts::default(),
            checking: Semaphore::new(AT_A_TIME),
            public,
            proxies: args.proxy.clone(),
            anyone_reads: args.anyone_reads,
            first: Mutex::default(),
            oidc,
        })))
    }

    /// The accounts, where there are any.
    pub fn accounts(&self) -> Option<&Accounts> {
        match self {
            Self::ThisMachine => None,
            Self::Accounts(accounts) => Some(accounts),
        }
    }

    /// The accounts; an error where there are none.
    pub fn required(&self) -> Result<&Accounts> {
        let why = "this server has no accounts: whoever is on its machine may do everything";
        self.accounts().ok_or_else(|| Error::new(ErrorKind::NotFound, why))
    }

    /// The identity provider; an error where there is none.
    pub fn provider(&self) -> Result<&super::oidc::Oidc> {
        let provider = self.required()?.oidc.as_ref();
        provider.ok_or_else(|| Error::new(ErrorKind::NotFound, "this server has no identity provider"))
    }

    fn has_provider(&self) -> bool {
        self.provider().is_ok()
    }

    /// Whether a request may name this host. A page elsewhere whose name was made to point here must not read the ledger;
    /// where people sign in it has no session, and only names that are known are told from others.
    fn knows(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        match self {
            Self::ThisMachine => HERE.contains(&name),
            Self::Accounts(accounts) => accounts.public.as_ref().is_none_or(|public| {
                let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
                public.host.eq_ignore_ascii_case(host) || HERE.contains(&name) || address.is_ok()
            }),
        }
    }

    /// Whether a page of this origin is our own; the request names this host.
    pub fn is_ours(&self, origin: &str, host: &str) -> bool {
        origin.eq_ignore_ascii_case(&self.origin(host))
    }

    /// By which address whoever names this host reaches the server.
    pub fn origin(&self, host: &str) -> String {
        let public = self.accounts().and_then(|accounts| accounts.public.as_ref());
        public.map_or_else(|| format!("http://{host}"), |public| public.origin.clone())
    }

    /// Where a request comes from: what a proxy that is believed says of it, else whoever is connected.
    pub fn address(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        let Some(accounts) = self.accounts() else { return peer };
        let believed =
            accounts.proxies.contains(&peer.to_canonical()) || accounts.public.is_some() && peer.is_loopback();
        let told = || headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?.rsplit(',').next();
        let told = believed.then(told).flatten().and_then(|address| address.trim().parse::<IpAddr>().ok());
        told.unwrap_or(peer).to_canonical()
    }

    /// Writes a line of the audit log; where it cannot be written, what is done fails. Without accounts there is none.
    pub fn record(&self, at: Timestamp, caller: &Caller, did: Deed, about: Value) -> Result<()> {
        let Some(accounts) = self.accounts() else { return Ok(()) };
        let (who, from) = (caller.name.as_deref(), caller.from.to_string());
        accounts.audit.write(&AuditLine { at, who, from: &from, did, about })
    }

    /// Who asks and what they may do, as the page is told.
    pub fn session(&self, caller: &Caller) -> Result<SessionAnswer> {
        let accounts = self.accounts();
        Ok(SessionAnswer {
            accounts: accounts.is_some(),
            name: caller.name.clone(),
            role: caller.role,
            may_decide: caller.may(Role::Analyst),
            first: accounts.map_or(Ok(false), |accounts| accounts.users.is_empty())?,
            oidc: self.has_provider(),
        })
    }

    fn caller(&self, headers: &HeaderMap, peer: SocketAddr, now: Timestamp) -> Result<Entering> {
        let accounts = match self {
            Self::ThisMachine => {
                let (name, role) = (Some(decide::user()), Some(Role::Admin));
                return Ok(Entering::Let(Caller { name, role, from: peer.ip(), session: None }));
            }
            Self::Accounts(accounts) => accounts,
        };
        let from = self.address(headers, peer.ip());
        let caller = |name, role, session| Entering::Let(Caller { name, role, from, session });
        if let Some(token) = bearer(headers) {
            return Ok(match accounts.users.of_token(&Secret::hash(token), now)? {
                Some(account) => caller(Some(account.name), Some(account.role), None),
                None => Entering::BadToken(from),
            });
        }
        if let Some(session) = accounts.session_of(headers)
            && let Some(account) = accounts.users.of_session(&session, now)?
        {
            return Ok(caller(Some(account.name), Some(account.role), Some(session)));
        }
        Ok(caller(None, accounts.anyone_reads.then_some(Role::Reader), None))
    }
}

enum Entering {
    Let(Caller),
    BadToken(IpAddr),
}

impl Caller {
    /// Somebody of whom nothing is known, who may nothing.
    pub fn nobody() -> Self {
        Self { name: None, role: None, from: IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), session: None }
    }

    /// Whether they may do what needs this role.
    pub fn may(&self, role: Role) -> bool {
        self.role.is_some_and(|own| own >= role)
    }
}

impl Accounts {
    /// What to hand to whoever makes the first account; nothing if there is an account.
    pub fn first_token(&self) -> Result<Option<String>> {
        if !self.users.is_empty()? {
            return Ok(None);
        }
        let secret = Secret::new()?;
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.hash);
        Ok(Some(secret.words))
    }

    /// Whether these are the words that make the first account.
    pub fn is_first_token(&self, words: &str) -> bool {
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) == Some(Secret::hash(words.trim()))
    }

    /// Whether what is sent goes over TLS as far as browsers can tell.
    pub fn is_private(&self) -> bool {
        self.public.as_ref().is_some_and(|public| public.origin.starts_with("https:"))
    }

    /// The header that makes a browser keep a session, or forget it.
    pub fn cookie(&self, session: Option<&str>) -> Option<HeaderValue> {
        let (words, age) = session.map_or(("", "; Max-Age=0"), |words| (words, "; Max-Age=604800"));
        let secure = if self.is_private() { "; Secure" } else { "" };
        let name = self.cookie_name();
        HeaderValue::from_str(&format!("{name}={words}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")).ok()
    }

    /// The prefix makes browsers refuse it from anybody but this host over TLS.
    fn cookie_name(&self) -> &'static str {
        if self.is_private() { "__Host-dateline" } else { "dateline" }
    }

    fn session_of(&self, headers: &HeaderMap) -> Option<Hash> {
        cookie(headers, self.cookie_name()).map(Secret::hash)
    }
}

impl Public {
    fn new(url: &str) -> Result<Self> {
        let origin = url.trim_end_matches('/').to_ascii_lowercase();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let host = host.filter(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']));
        let host = host.ok_or_else(|| {
            Error::usage(format_args!("`{url}` is no address of a server"))
                .hint("write the scheme and the host, such as https://dateline.example.org; a path is not supported")
        })?;
        Ok(Self { host: host.to_owned(), origin })
    }
}

/// Refuses requests that name another host.
pub async fn only_known_hosts(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    if shared.door.knows(host) {
        return next.run(request).await;
    }
    let names = match shared.door {
        Door::ThisMachine => "localhost, 127.0.0.1 and [::1]",
        Door::Accounts(_) => "its public address, this machine's names and plain addresses",
    };
    problem(StatusCode::FORBIDDEN, &format!("this server answers to {names} only"))
}

/// Lets a request for something of the ledger in, or says why not.
pub async fn enter(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let now = (shared.now)();
    let (asking, headers) = (Arc::clone(&shared), request.headers().clone());
    let caller = match apart(move || asking.door.caller(&headers, peer, now)).await {
        Ok(Entering::Let(caller)) => caller,
        Ok(Entering::BadToken(from)) => return bad_token(shared, from, now).await,
        Err(response) => return response,
    };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    if let Some(needed) = needed(&method, uri.path())
        && !caller.may(needed)
    {
        return refused(shared, &caller, &method, &uri, needed).await;
    }
    request.extensions_mut().insert(caller.clone());
    let mut response = next.run(request).await;
    if shared.door.accounts().is_some() {
        // What one may see another may not.
        let private = HeaderValue::from_static("private, no-cache");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(private);
        if response.status() == StatusCode::OK && method == Method::GET && is_download(&uri) {
            let about = json!({ "path": uri.path(), "query": uri.query() });
            if let Err(response) = note(shared, &caller, Deed::Downloaded, about).await {
                return response;
            }
        }
    }
    response
}

/// The role that a request needs; none where everybody may ask.
fn needed(method: &Method, path: &str) -> Option<Role> {
    let below = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below(SESSION) || below(OUTLINES) {
        None
    } else if below(USERS) {
        Some(Role::Admin)
    } else if [Method::GET, Method::HEAD].contains(method) {
        Some(Role::Reader)
    } else {
        Some(Role::Analyst)
    }
}

/// Whether the answer is meant to be kept: a list as a file, features for a map, or a brief other than for the page. A feed
/// of alerts is not: programs ask for it all day.
fn is_download(uri: &Uri) -> bool {
    if uri.path() == NOTICES {
        return false;
    }
    if uri.path().starts_with("/ogc/") {
        return uri.path().contains("/items");
    }
    let mut asked = uri.query().unwrap_or_default().split('&');
    match asked.find_map(|pair| pair.strip_prefix("format=")) {
        Some(format) => format != "json",
        None => uri.path().ends_with("/brief"),
    }
}

async fn refused(shared: Arc<Shared>, caller: &Caller, method: &Method, uri: &Uri, needed: Role) -> Response {
    if caller.name.is_none() {
        return sign_in_first("sign in first");
    }
    let about = json!({ "method": method.as_str(), "path": uri.path() });
    let told = note(shared, caller, Deed::Refused, about).await;
    let why = format!("this needs the role of {}", needed.name());
    told.map_or_else(|response| response, |()| problem(StatusCode::FORBIDDEN, &why))
}

async fn bad_token(shared: Arc<Shared>, from: IpAddr, now: Timestamp) -> Response {
    if let Some(Err(wait)) = shared.door.accounts().map(|accounts| accounts.attempts.begin(None, from, now)) {
        return too_many(wait);
    }
    let caller = Caller { name: None, role: None, from, session: None };
    let told = note(shared, &caller, Deed::TokenRefused, Value::Null).await;
    told.map_or_else(|response| response, |()| sign_in_first("this token is not good, or not any more"))
}

/// The answer to whoever must sign in.
pub fn sign_in_first(why: &str) -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, why);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The answer to whoever failed too often.
pub fn too_many(wait: SignedDuration) -> Response {
    let seconds = wait.as_secs() + 1;
    let why = format!("too many attempts failed; try again in {seconds} s");
    let mut response = problem(StatusCode::TOO_MANY_REQUESTS, &why);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Writes a line of the audit log, away from the threads that serve connections; where it cannot be written, the answer
/// says so.
pub async fn note(shared: Arc<Shared>, caller: &Caller, did: Deed, about: Value) -> Result<(), Response> {
    let (at, caller) = ((shared.now)(), caller.clone());
    apart(move || shared.door.record(at, &caller, did, about)).await
}

/// What a browser keeps for us under a name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|h| h.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, words)| words)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use super::super::routes::{ROUTES, Right};
    use super::*;

    #[test]
    fn what_is_fetched_to_be_kept_is_a_download() {
        for (uri, download) in [
            ("/api/control?format=csv", true),
            ("/api/control?at=2024-12-06&format=geojson", true),
            ("/api/control?at=2024-12-06", false),
            ("/api/brief?at=2024-12-06", true),
            ("/api/brief?at=2024-12-06&format=json", false),
            ("/ogc/collections/events/items?limit=10", true),
            ("/ogc/collections", false),
            ("/api/v1/notices?format=atom&alert=Homs", false),
        ] {
            assert_eq!(is_download(&uri.parse().unwrap()), download, "{uri}");
        }
    }

    #[test]
    fn every_route_needs_what_its_table_says() {
        for route in ROUTES {
            let role = match route.needs {
                Right::Enters => None,
                Right::Reads => Some(Role::Reader),
                Right::Decides => Some(Role::Analyst),
                Right::Administers => Some(Role::Admin),
            };
            assert_eq!(needed(&route.method(), route.path), role, "{}", route.path);
        }
        assert_eq!(needed(&Method::GET, SESSION), None);
        assert_eq!(needed(&Method::GET, "/api/v1/sessions"), Some(Role::Reader));
        assert_eq!(needed(&Method::GET, &format!("{USERS}/Ann/tokens/3")), Some(Role::Admin));
        assert_eq!(needed(&Method::PUT, "/whatever/is/new"), Some(Role::Analyst));
    }

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        let host = |url: &str| Public::new(url).map(|p| (p.origin, p.host)).ok();
        let pair = |origin: &str, host: &str| Some((origin.to_owned(), host.to_owned()));
        assert_eq!(host("https://Dateline.example/"), pair("https://dateline.example", "dateline.example"));
        assert_eq!(host("http://10.0.0.2:81"), pair("http://10.0.0.2:81", "10.0.0.2:81"));
        for url in ["dateline.example", "ftp://x", "https://", "https://x/y", "https://u@x"] {
            assert_eq!(host(url), None, "{url}");
        }
    }
}
