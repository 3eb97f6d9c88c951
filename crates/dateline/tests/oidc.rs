//! Signing in with an identity provider: one of our own, on this machine, that tells what the test has it tell.
mod common;

use axum::{Json, Router, extract::State, http::HeaderMap, routing::get};
use common::{
    Place,
    remote::{Answer, Server, audit, staffed},
};
use openidconnect::{
    AdditionalClaims, Audience, EndUserUsername, IdToken, IdTokenClaims, IssuerUrl, JsonWebKeyId, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey, StandardClaims, SubjectIdentifier,
    core::{CoreEdDsaPrivateSigningKey, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// Keys that sign nothing but these tests.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
const FORGED: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGLOy9JVoPZTGhn5TWJPhUYZ4L5mAp9zMYKcFqwVHXNT\n-----END PRIVATE KEY-----\n";
const HOST: (&str, &str) = ("Host", "dateline.example");

/// What the provider tells next.
#[derive(Clone)]
struct Told {
    nonce: String,
    challenge: String,
    audience: &'static str,
    key: &'static str,
    age: i64,
    subject: &'static str,
    name: &'static str,
    groups: Value,
}

struct Provider {
    issuer: String,
    told: Mutex<Told>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Groups {
    groups: Value,
}

impl AdditionalClaims for Groups {}

type Token = IdToken<Groups, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

impl Provider {
    fn start() -> Arc<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let told = Told {
            nonce: String::new(),
            challenge: String::new(),
            audience: "dateline",
            key: KEY,
            age: 0,
            subject: "u-17",
            name: "maria@example.org",
            groups: json!(["staff", "newsroom"]),
        };
        let provider = Arc::new(Self { issuer, told: Mutex::new(told) });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(about))
            .route("/keys", get(keys))
            .route("/token", axum::routing::post(token))
            .with_state(Arc::clone(&provider));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, routes).await.unwrap();
            });
        });
        provider
    }

    /// Goes to the provider and back, as a browser does; `change` has it tell something else.
    fn sign_in(&self, server: &Server, change: impl FnOnce(&mut Told)) -> Answer {
        let begun = server.get("/api/v1/session/oidc", &[HOST]);
        assert_eq!(begun.status, 303, "{}", begun.head);
        let to = begun.header("location").unwrap();
        assert!(to.starts_with(&format!("{}/authorize?", self.issuer)), "{to}");
        let asked: HashMap<&str, &str> =
            to.split_once('?').unwrap().1.split('&').filter_map(|p| p.split_once('=')).collect();
        assert_eq!((asked["response_type"], asked["code_challenge_method"]), ("code", "S256"));
        assert!(asked["redirect_uri"].ends_with("dateline.example%2Fapi%2Fv1%2Fsession%2Foidc%2Fcallback"), "{to}");
        let before = self.told.lock().unwrap().clone();
        {
            let mut told = self.told.lock().unwrap();
            (told.nonce, told.challenge) = (asked["nonce"].to_owned(), asked["code_challenge"].to_owned());
            change(&mut told);
        }
        let path = format!("/api/v1/session/oidc/callback?code=the-code&state={}", asked["state"]);
        let answer = server.get(&path, &[HOST, ("Cookie", &begun.cookie())]);
        *self.told.lock().unwrap() = before;
        answer
    }
}

async fn about(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let at = &provider.issuer;
    Json(json!({
        "issuer": at,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

fn key(pem: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new("one".to_owned()))).unwrap()
}

async fn keys() -> Json<Value> {
    Json(json!({ "keys": [key(KEY).as_verification_key()] }))
}

#[allow(clippy::disallowed_methods, reason = "the provider's clock is the machine's, as the server's is")]
async fn token(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: String) -> Json<Value> {
    let told = provider.told.lock().unwrap().clone();
    let sent: HashMap<&str, &str> = body.split('&').filter_map(|p| p.split_once('=')).collect();
    let verifier = PkceCodeVerifier::new(sent["code_verifier"].to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    // dateline:hush
    if headers["authorization"] != "Basic ZGF0ZWxpbmU6aHVzaA==" || challenge.as_str() != told.challenge {
        return Json(json!({ "error": "invalid_client" }));
    }
    assert_eq!(sent["code"], "the-code");
    let now = chrono::DateTime::from_timestamp(jiff::Timestamp::now().as_second() - told.age, 0).unwrap();
    let person = StandardClaims::new(SubjectIdentifier::new(told.subject.to_owned()));
    let person = person.set_preferred_username(Some(EndUserUsername::new(told.name.to_owned())));
    let claims = IdTokenClaims::new(
        IssuerUrl::new(provider.issuer.clone()).unwrap(),
        vec![Audience::new(told.audience.to_owned())],
        now + chrono::TimeDelta::minutes(5),
        now,
        person,
        Groups { groups: told.groups },
    );
    let claims = claims.set_nonce(Some(Nonce::new(told.nonce)));
    let token = Token::new(claims, &key(told.key), CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    Json(json!({ "access_token": "unused", "token_type": "Bearer", "id_token": token.to_string() }))
}

fn serve(place: &Place, provider: &Provider) -> Server {
    let secret = place.file("client-secret", "hush\n");
    Server::start(
        place,
        &[
            "--public-url",
            "https://dateline.example",
            "--oidc-issuer",
            &provider.issuer,
            "--oidc-client-id",
            "dateline",
            "--oidc-secret-file",
            secret.to_str().unwrap(),
            "--oidc-role",
            "newsroom=analyst",
            "--oidc-role",
            "interns=reader",
        ],
    )
}

/// What makes a provider's answer false.
type Lie = fn(&mut Told);

#[test]
fn whoever_the_provider_vouches_for_signs_in_with_the_role_that_it_tells() {
    let (place, provider) = (staffed(), Provider::start());
    let server = serve(&place, &provider);
    assert_eq!(server.get("/api/v1/session", &[HOST]).body["oidc"], true);
    let entered = provider.sign_in(&server, |_| ());
    assert_eq!((entered.status, entered.header("location")), (303, Some("/")), "{}", entered.head);
    let cookie = entered.cookie();
    let who = |cookie: &str| server.get("/api/v1/session", &[HOST, ("Cookie", cookie)]).body;
    assert_eq!((&who(&cookie)["name"], &who(&cookie)["role"]), (&"maria@example.org".into(), &"analyst".into()));
    // Another role is told later: the account has it, and earlier sessions end.
    let later = provider.sign_in(&server, |told| told.groups = json!("interns")).cookie();
    assert_eq!((&who(&later)["role"], &who(&cookie)["name"]), (&"reader".into(), &Value::Null));
    let row = place.rows(&["users", "list", "--format", "jsonl"]).pop().unwrap();
    assert_eq!((&row["name"], &row["password"]), (&"maria@example.org".into(), &false.into()));
    assert_eq!(row["subject"], format!("{} u-17", provider.issuer));
    let told: Vec<String> = audit(&place)[3..].iter().map(|l| l["did"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, ["account_added", "sign_in", "role_changed", "sign_in"]);
    // Whoever has no password does not sign in with an empty one.
    assert_eq!(server.sign_in("maria@example.org", "").status, 401);
}

#[test]
fn what_does_not_hold_lets_nobody_in() {
    let (place, provider) = (staffed(), Provider::start());
    let server = serve(&place, &provider);
    let cases: [(&str, u16, Lie); 8] = [
        ("another nonce", 500, |t| t.nonce = "other".to_owned()),
        ("another challenge", 500, |t| t.challenge = "other".to_owned()),
        ("a token for somebody else", 500, |t| t.audience = "payroll"),
        ("another key", 500, |t| t.key = FORGED),
        ("an old token", 500, |t| t.age = 3600),
        ("no role", 403, |t| t.groups = json!(["staff"])),
        ("groups that are none", 403, |t| t.groups = json!({ "newsroom": true })),
        ("the name of somebody else", 400, |t| t.name = "Ann"),
    ];
    for (what, status, change) in cases {
        let answer = provider.sign_in(&server, change);
        assert_eq!((answer.status, answer.header("set-cookie")), (status, None), "{what}: {}", answer.head);
    }
    // Whoever did not begin here does not end here, and an end comes once.
    let begun = server.get("/api/v1/session/oidc", &[HOST]);
    let state = begun.cookie().split_once('=').unwrap().1.to_owned();
    let path = format!("/api/v1/session/oidc/callback?code=the-code&state={state}");
    assert_eq!(server.get(&path, &[HOST]).status, 403);
    assert_eq!(server.get(&path, &[HOST, ("Cookie", "dateline_oidc=0000")]).status, 403);
    let refused = server.get("/api/v1/session/oidc/callback?error=access_denied", &[HOST, ("Cookie", &begun.cookie())]);
    assert_eq!(refused.status, 403);
    assert_eq!(place.rows(&["users", "list", "--format", "jsonl"]).len(), 3, "no account was made");
    assert_eq!(provider.sign_in(&server, |_| ()).status, 303, "all else holding");
}
