//! Signing in and out.

use super::{
    Shared, apart,
    door::{Caller, note, sign_in_first, too_many},
    problem, refusal, sent, typed,
};
use crate::{
    error::Result,
    shapes::{Deed, FirstWish, PasswordWish, SignInWish},
    users::{Role, password},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;
use std::sync::Arc;

/// `GET /api/v1/session`
pub async fn told(State(shared): State<Arc<Shared>>, Extension(caller): Extension<Caller>) -> Response {
    answer(shared, caller, None).await
}

/// `POST /api/v1/session`: signs in by name and password.
pub async fn sign_in(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Response> {
    let accounts = shared.door.required().map_err(refusal)?;
    let wish: SignInWish = sent::json(&shared.door, request, "a sign-in").await?;
    let begun = accounts.attempts.begin(Some(&wish.name), caller.from, (shared.now)());
    begun.map_err(too_many)?;
    let (known, good) = checked(&shared, wish.name.clone(), wish.password).await?;
    let Some(name) = known.clone().filter(|_| good) else {
        // Whoever mistakes one field for the other must not find their password in the log.
        note(shared, &caller, Deed::SignInFailed, json!({ "account": known })).await?;
        return Err(sign_in_first("the name or the password is wrong"));
    };
    accounts.attempts.succeeded(Some(&wish.name), caller.from);
    entered(shared, caller, name, "password").await
}

/// `POST /api/v1/session/first`: makes the first account, by the token that the server said when it started.
pub async fn first(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Response> {
    let accounts = shared.door.required().map_err(refusal)?;
    let wish: FirstWish = sent::json(&shared.door, request, "a first account").await?;
    accounts.attempts.begin(None, caller.from, (shared.now)()).map_err(too_many)?;
    if !accounts.is_first_token(&wish.token) {
        note(shared, &caller, Deed::TokenRefused, serde_json::Value::Null).await?;
        return Err(sign_in_first("this is not the token that the server said when it started last"));
    }
    accounts.attempts.succeeded(None, caller.from);
    let (making, now) = (Arc::clone(&shared), (shared.now)());
    let name = wish.name.trim().to_owned();
    let new = name.clone();
    let made = apart(move || making.door.required()?.users.add_first(&new, &password::hash(&wish.password)?, now));
    if !made.await? {
        return Err(problem(StatusCode::CONFLICT, "somebody has an account by now; sign in"));
    }
    let admin = Caller { name: Some(name.clone()), role: Some(Role::Admin), ..caller };
    note(Arc::clone(&shared), &admin, Deed::FirstAccount, json!({ "name": name })).await?;
    entered(shared, admin, name, "token of the first start").await
}

/// `DELETE /api/v1/session`
pub async fn sign_out(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    if let Some(foreign) = sent::foreign(&shared.door, &headers) {
        return Err(foreign);
    }
    let cookie = shared.door.required().map_err(refusal)?.cookie(None);
    if let Some(session) = caller.session {
        let ending = Arc::clone(&shared);
        apart(move || ending.door.required()?.users.end_session(&session)).await?;
        note(Arc::clone(&shared), &caller, Deed::SignOut, serde_json::Value::Null).await?;
    }
    let nobody = Caller { name: None, role: None, session: None, ..caller };
    Ok(answer(shared, nobody, cookie).await)
}

/// `PUT /api/v1/session/password`: changes one's own password, which ends all other sessions.
pub async fn change_password(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Response> {
    let accounts = shared.door.required().map_err(refusal)?;
    let Some(name) = caller.name.clone() else { return Err(sign_in_first("sign in first")) };
    let wish: PasswordWish = sent::json(&shared.door, request, "a change of password").await?;
    accounts.attempts.begin(Some(&name), caller.from, (shared.now)()).map_err(too_many)?;
    if !checked(&shared, name.clone(), wish.old).await?.1 {
        note(shared, &caller, Deed::SignInFailed, json!({ "account": name })).await?;
        return Err(problem(StatusCode::FORBIDDEN, "the old password is wrong"));
    }
    accounts.attempts.succeeded(Some(&name), caller.from);
    let (changing, owner) = (Arc::clone(&shared), name.clone());
    apart(move || changing.door.required()?.users.set_password(&owner, &password::hash(&wish.new)?)).await?;
    note(Arc::clone(&shared), &caller, Deed::PasswordChanged, json!({ "name": name })).await?;
    entered(shared, caller, name, "password").await
}

/// The name of the account as it is written, and whether this is its password.
async fn checked(shared: &Arc<Shared>, name: String, given: String) -> Result<(Option<String>, bool), Response> {
    let _place = shared.door.required().map_err(refusal)?.checking.acquire().await;
    let checking = Arc::clone(shared);
    apart(move || {
        let found = checking.door.required()?.users.password(&name)?;
        let good = password::verify(&given, found.as_ref().map(|(_, hash)| hash.as_str()));
        Ok((found.map(|(name, _)| name), good))
    })
    .await
}

/// Starts a session for whoever has shown who they are, and says so.
pub async fn entered(shared: Arc<Shared>, caller: Caller, name: String, by: &str) -> Result<Response, Response> {
    let (starting, now) = (Arc::clone(&shared), (shared.now)());
    let (words, account) = apart(move || {
        let accounts = starting.door.required()?;
        if let Some(old) = caller.session {
            accounts.users.end_session(&old)?;
        }
        let account = accounts.users.account(&name, now)?;
        Ok((accounts.users.start_session(&account.name, now)?, account))
    })
    .await?;
    let caller = Caller { name: Some(account.name), role: Some(account.role), session: None, from: caller.from };
    note(Arc::clone(&shared), &caller, Deed::SignIn, json!({ "by": by })).await?;
    let cookie = shared.door.required().map_err(refusal)?.cookie(Some(&words));
    Ok(answer(shared, caller, cookie).await)
}

async fn answer(shared: Arc<Shared>, caller: Caller, cookie: Option<HeaderValue>) -> Response {
    let body = apart(move || Ok(serde_json::to_vec(&shared.door.session(&caller)?)?)).await;
    let mut response = match body {
        Ok(body) => typed("application/json", body),
        Err(response) => return response,
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
