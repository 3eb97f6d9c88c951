//! Signing in with an identity provider, by OpenID Connect: authorization code with PKCE. Who may do what is told by a
//! claim of the ID token, anew at each sign-in.

use super::{
    Shared, apart,
    door::{Caller, SESSION, note, too_many},
    refusal, session,
};
use crate::{
    cli::OidcArgs,
    error::{Error, ErrorKind, Result},
    shapes::Deed,
    users::{Hash, NewAccount, Role, Secret, Users},
};
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
    ureq,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fmt::Display,
    fs,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long what the provider tells of itself, its keys among it, is taken for true.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// How long somebody may take to sign in there.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Sign-ins that may be under way.
const MOST: usize = 1000;
/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The cookie that ties a sign-in to the browser that began it.
const COOKIE: &str = "dateline_oidc";

/// An identity provider.
pub struct Oidc {
    issuer: IssuerUrl,
    id: ClientId,
    secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    claim: String,
    roles: Vec<(String, Role)>,
    http: ureq::Agent,
    client: Mutex<Option<(Timestamp, Arc<Client>)>>,
    under_way: Mutex<HashMap<Hash, UnderWay>>,
}

/// What is needed to end a sign-in that has begun.
struct UnderWay {
    client: Arc<Client>,
    verifier: PkceCodeVerifier,
    nonce: Nonce,
    began: Timestamp,
}

/// Whom the provider vouches for.
struct Person {
    /// Issuer, a blank, subject.
    subject: String,
    name: String,
    role: Option<Role>,
}

/// All claims that the library does not know itself.
#[derive(Debug, Serialize, Deserialize)]
struct Others(HashMap<String, Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Oidc {
    /// The provider that the command line names, for a server at this origin. It is asked nothing yet.
    pub fn new(issuer: &str, args: &OidcArgs, origin: &str) -> Result<Self> {
        let wrong = |what: &str, e: &dyn Display| Error::usage(format_args!("`{issuer}`: {what}: {e}"));
        let secret = match &args.oidc_secret_file {
            Some(path) => Some(fs::read_to_string(path).map_err(|e| {
                Error::new(ErrorKind::Users, format_args!("{}: cannot read the client's secret: {e}", path.display()))
            })?),
            None => std::env::var("DATELINE_OIDC_SECRET").ok(),
        };
        let redirect = format!("{origin}{SESSION}/oidc/callback");
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(|e| wrong("this is no address", &e))?,
            id: ClientId::new(args.oidc_client_id.clone().unwrap_or_default()),
            secret: secret.map(|words| ClientSecret::new(words.trim().to_owned())),
            redirect: RedirectUrl::new(redirect).map_err(|e| wrong("--public-url is no address", &e))?,
            claim: args.oidc_claim.clone(),
            roles: args.oidc_role.clone(),
            http: ureq::AgentBuilder::new().redirects(0).timeout(TIMEOUT).build(),
            client: Mutex::default(),
            under_way: Mutex::default(),
        })
    }

    /// Where to send the browser, and what it must bring back.
    fn begin(&self, now: Timestamp) -> Result<(String, String)> {
        let client = self.client(now)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = Secret::new()?;
        let words = state.words.clone();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, move || CsrfToken::new(words), Nonce::new_random);
        let asked = asked.add_scope(Scope::new("profile".to_owned())).add_scope(Scope::new("email".to_owned()));
        let (url, _, nonce) = asked.set_pkce_challenge(challenge).url();
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|_, one| now.duration_since(one.began) < PATIENCE);
        if under_way.len() >= MOST {
            return Err(fault("too many sign-ins are under way", &MOST));
        }
        under_way.insert(state.hash, UnderWay { client, verifier, nonce, began: now });
        Ok((url.to_string(), state.words))
    }

    /// Whom the provider vouches for by this code; nobody if no such sign-in is under way.
    fn end(&self, state: &str, code: String, now: Timestamp) -> Result<Option<Person>> {
        let begun = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&Secret::hash(state));
        let Some(begun) = begun.filter(|one| now.duration_since(one.began) < PATIENCE) else { return Ok(None) };
        let asked = begun.client.exchange_code(AuthorizationCode::new(code));
        let asked = asked.map_err(|e| fault("it names no address for tokens", &e))?;
        let answer = asked.set_pkce_verifier(begun.verifier).request(&self.http);
        let answer = answer.map_err(|e| fault("it gives no tokens", &chain(&e)))?;
        let token = answer.id_token().ok_or_else(|| fault("it gives no ID token", &"none"))?;
        let clock = move || chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default();
        let verifier = begun.client.id_token_verifier().set_time_fn(clock);
        let claims =
            token.claims(&verifier, &begun.nonce).map_err(|e| fault("its ID token is not good", &chain(&e)))?;
        let (subject, issuer) = (claims.subject().as_str(), self.issuer.as_str());
        let name = claims.preferred_username().map(|name| name.as_str());
        let name = name.or_else(|| claims.email().map(|email| email.as_str())).unwrap_or(subject);
        let told = claims.additional_claims().0.get(&self.claim);
        Ok(Some(Person { subject: format!("{issuer} {subject}"), name: name.to_owned(), role: self.role(told) }))
    }

    /// The highest role that one of the values of the claim stands for.
    fn role(&self, told: Option<&Value>) -> Option<Role> {
        let values: Vec<&str> = match told? {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        self.roles.iter().filter(|(value, _)| values.contains(&value.as_str())).map(|(_, role)| *role).max()
    }

    /// What the provider tells of itself, asked for anew now and then, since its keys change.
    fn client(&self, now: Timestamp) -> Result<Arc<Client>> {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, client)) = held.as_ref()
            && now.duration_since(*asked) < FRESH
        {
            return Ok(Arc::clone(client));
        }
        let told = CoreProviderMetadata::discover(&self.issuer, &self.http);
        let told = told.map_err(|e| fault("it does not tell how to sign in", &chain(&e)))?;
        let client = Client::from_provider_metadata(told, self.id.clone(), self.secret.clone());
        let client = Arc::new(client.set_redirect_uri(self.redirect.clone()));
        *held = Some((now, Arc::clone(&client)));
        Ok(client)
    }
}

/// `GET /api/v1/session/oidc`: sends the browser to the provider.
pub async fn begin(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Response> {
    let accounts = shared.door.required().map_err(refusal)?;
    let now = (shared.now)();
    accounts.attempts.begin(None, caller.from, now).map_err(too_many)?;
    let private = if accounts.is_private() { "; Secure" } else { "" };
    let (to, state) = apart(move || shared.door.provider()?.begin(now)).await?;
    let age = PATIENCE.as_secs();
    let cookie = format!("{COOKIE}={state}; Path={SESSION}/oidc; HttpOnly; SameSite=Lax; Max-Age={age}{private}");
    Ok(elsewhere(&to, HeaderValue::from_str(&cookie).ok()))
}

/// What the provider sends the browser back with.
#[derive(Deserialize)]
pub struct Back {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// `GET /api/v1/session/oidc/callback`: whoever comes back with a good code is signed in.
pub async fn end(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    back: Result<Query<Back>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let Query(back) = back.map_err(|e| refusal(Error::usage(e)))?;
    let accounts = shared.door.required().map_err(refusal)?;
    let begun_here = back.state.as_deref().is_some_and(|state| super::door::cookie(&headers, COOKIE) == Some(state));
    let (Some(state), Some(code), true) = (back.state, back.code, begun_here) else {
        let why = back.error.unwrap_or_else(|| "this browser did not begin it".to_owned());
        return failed(shared, &caller, None, &format!("the identity provider did not sign you in: {why}")).await;
    };
    let (asking, now) = (Arc::clone(&shared), (shared.now)());
    let Some(person) = apart(move || asking.door.provider()?.end(&state, code, now)).await? else {
        return failed(shared, &caller, None, "this sign-in took too long; begin anew").await;
    };
    let Some(role) = person.role else {
        let why = "your organisation knows you, but nothing says that you may use this server; ask its admin";
        return failed(shared, &caller, Some(person.name), why).await;
    };
    accounts.attempts.succeeded(None, caller.from);
    let admitting = Arc::clone(&shared);
    let admitted = apart(move || admit(&admitting.door.required()?.users, &person, role, now)).await;
    let (name, deed) = admitted?;
    if let Some(did) = deed {
        let about = json!({ "name": name, "role": role, "by": "oidc" });
        note(Arc::clone(&shared), &caller, did, about).await?;
    }
    let mut entered = session::entered(shared, caller, name, "oidc").await?;
    *entered.status_mut() = StatusCode::SEE_OTHER;
    entered.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    Ok(entered)
}

/// The account of a person, made or given another role where need be, and which of the two it was.
fn admit(users: &Users, person: &Person, role: Role, now: Timestamp) -> Result<(String, Option<Deed>)> {
    match users.by_subject(&person.subject, now)? {
        Some(account) if account.role == role => Ok((account.name, None)),
        Some(account) => {
            users.set_role(&account.name, role)?;
            Ok((account.name, Some(Deed::RoleChanged)))
        }
        None => {
            users.add(&NewAccount { name: &person.name, role, password: None, subject: Some(&person.subject) }, now)?;
            Ok((person.name.trim().to_owned(), Some(Deed::AccountAdded)))
        }
    }
}

/// Somebody could not be signed in, and reads why.
async fn failed(shared: Arc<Shared>, caller: &Caller, name: Option<String>, why: &str) -> Result<Response, Response> {
    note(shared, caller, Deed::SignInFailed, json!({ "account": name, "by": "oidc" })).await?;
    Err(super::with_status(StatusCode::FORBIDDEN, super::typed("text/plain; charset=utf-8", why.to_owned())))
}

fn elsewhere(to: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = super::with_status(StatusCode::SEE_OTHER, Response::default());
    response.headers_mut().extend(HeaderValue::from_str(to).map(|to| (header::LOCATION, to)));
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn fault(what: &str, why: &dyn Display) -> Error {
    Error::new(ErrorKind::Users, format_args!("the identity provider: {what}: {why}"))
}

/// An error with what caused it.
fn chain(e: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(e.source(), |e| e.source());
    causes.fold(e.to_string(), |told, cause| format!("{told}: {cause}"))
}
