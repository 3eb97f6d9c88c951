//! Who has an account, for admins. `dateline users` does the same on the machine that serves.

use super::{
    Shared, apart,
    door::{Accounts, Caller, note},
    refusal, sent, typed, with_status,
};
use crate::{
    cli::parse_instant,
    error::{Error, Result},
    shapes::{
        AccountChange, AccountGone, AccountRow, AccountWish, AccountsAnswer, Deed, NewToken, TokenGone, TokenRow,
        TokenWish,
    },
    users::{NewAccount, password},
};
use axum::{
    Extension,
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    response::Response,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use std::sync::Arc;

/// What the path names; a problem where it names what cannot be.
pub struct Named<T>(T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(named)| Self(named)).map_err(|e| refusal(Error::usage(e)))
    }
}

/// `GET /api/v1/users`
pub async fn list(State(shared): State<Arc<Shared>>) -> Result<Response, Response> {
    let now = (shared.now)();
    let listed = with(&shared, move |accounts| {
        let users = accounts.users.accounts(now)?.into_iter().map(AccountRow::from).collect();
        Ok(AccountsAnswer { users, tokens: accounts.users.tokens(None)?.into_iter().map(TokenRow::from).collect() })
    });
    Ok(told(StatusCode::OK, &listed.await?))
}

/// `POST /api/v1/users`
pub async fn add(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Response> {
    let wish: AccountWish = sent::json(&shared.door, request, "an account").await?;
    let about = json!({ "name": wish.name.trim(), "role": wish.role });
    let now = (shared.now)();
    let made = with(&shared, move |accounts| {
        let password = wish.password.as_deref().map(password::hash).transpose()?;
        let new = NewAccount { name: &wish.name, role: wish.role, password: password.as_deref(), subject: None };
        accounts.users.add(&new, now)?;
        accounts.users.account(wish.name.trim(), now)
    });
    let row = AccountRow::from(made.await?);
    note(shared, &caller, Deed::AccountAdded, about).await?;
    Ok(told(StatusCode::CREATED, &row))
}

/// `PATCH /api/v1/users/{name}`: another role, another password, or both; the account's sessions end.
pub async fn change(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Named(name): Named<String>,
    request: Request,
) -> Result<Response, Response> {
    let wish: AccountChange = sent::json(&shared.door, request, "a change of an account").await?;
    let deeds = [
        wish.role.map(|role| (Deed::RoleChanged, json!({ "name": name, "role": role }))),
        wish.password.as_ref().map(|_| (Deed::PasswordChanged, json!({ "name": name }))),
    ];
    let now = (shared.now)();
    let changed = with(&shared, move |accounts| {
        let password = wish.password.as_deref().map(password::hash).transpose()?;
        if let Some(role) = wish.role {
            accounts.users.set_role(&name, role)?;
        }
        if let Some(password) = password {
            accounts.users.set_password(&name, &password)?;
        }
        accounts.users.account(&name, now)
    });
    let row = AccountRow::from(changed.await?);
    for (did, about) in deeds.into_iter().flatten() {
        note(Arc::clone(&shared), &caller, did, about).await?;
    }
    Ok(told(StatusCode::OK, &row))
}

/// `DELETE /api/v1/users/{name}`
pub async fn remove(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    if let Some(foreign) = sent::foreign(&shared.door, &headers) {
        return Err(foreign);
    }
    let gone = name.clone();
    with(&shared, move |accounts| accounts.users.remove(&gone)).await?;
    note(shared, &caller, Deed::AccountRemoved, json!({ "name": name })).await?;
    Ok(told(StatusCode::OK, &AccountGone { name }))
}

/// `POST /api/v1/users/{name}/tokens`
pub async fn add_token(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Named(name): Named<String>,
    request: Request,
) -> Result<Response, Response> {
    let wish: TokenWish = sent::json(&shared.door, request, "a token").await?;
    let (owner, label, now) = (name.clone(), wish.label.clone(), (shared.now)());
    let made = with(&shared, move |accounts| {
        let expires = wish.expires.as_deref().map(parse_instant).transpose().map_err(Error::usage)?;
        accounts.users.add_token(&owner, wish.label.as_deref(), expires, now)
    });
    let (token, number) = made.await?;
    note(shared, &caller, Deed::TokenMade, json!({ "name": name, "number": number, "label": label })).await?;
    Ok(told(StatusCode::CREATED, &NewToken { number, token }))
}

/// `DELETE /api/v1/users/{name}/tokens/{number}`
pub async fn revoke(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Named((name, number)): Named<(String, i64)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    if let Some(foreign) = sent::foreign(&shared.door, &headers) {
        return Err(foreign);
    }
    let owner = name.clone();
    with(&shared, move |accounts| accounts.users.revoke(number, Some(&owner))).await?;
    note(shared, &caller, Deed::TokenRevoked, json!({ "name": name, "number": number })).await?;
    Ok(told(StatusCode::OK, &TokenGone { name, number }))
}

/// Does something with the accounts, away from the threads that serve connections.
async fn with<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Accounts) -> Result<T> + Send + 'static,
) -> Result<T, Response> {
    let _place = shared.door.required().map_err(refusal)?.checking.acquire().await;
    let doing = Arc::clone(shared);
    apart(move || work(doing.door.required()?)).await
}

fn told(status: StatusCode, what: &impl Serialize) -> Response {
    with_status(status, typed("application/json", serde_json::to_vec(what).unwrap_or_default()))
}
