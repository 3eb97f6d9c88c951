//! What a request that changes something must be: JSON, and of our own page if of any. A browser sends JSON to another
//! site only after that site has agreed, and says which page it is for.

use super::{door::Door, problem};
use axum::{
    body::{Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::de::DeserializeOwned;

/// Longest body of a request, in bytes.
const LONGEST: usize = 64 * 1024;

/// What was sent, `what` names it; else the answer that says what is wrong.
pub async fn json<T: DeserializeOwned>(door: &Door, request: Request, what: &str) -> Result<T, Response> {
    let body = body(door, request, true).await?;
    serde_json::from_slice(&body)
        .map_err(|e| problem(StatusCode::BAD_REQUEST, &format!("this does not read as {what}: {e}")))
}

/// The body of a request, JSON if there is to be one; else the answer that says what is wrong.
pub async fn body(door: &Door, request: Request, has_one: bool) -> Result<Bytes, Response> {
    let headers = request.headers();
    if let Some(refusal) = foreign(door, headers) {
        return Err(refusal);
    }
    let sort = headers.get(header::CONTENT_TYPE).map(|t| t.to_str().unwrap_or("?"));
    if has_one && sort.is_none_or(|t| t.split(';').next().unwrap_or(t).trim() != "application/json") {
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is sent as application/json"));
    }
    let body = to_bytes(request.into_body(), LONGEST).await;
    body.map_err(|_| problem(StatusCode::PAYLOAD_TOO_LARGE, "the body is at most 64 KiB long"))
}

/// The refusal of what a page of another site sends.
pub fn foreign(door: &Door, headers: &HeaderMap) -> Option<Response> {
    let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let (origin, host) = (text(header::ORIGIN)?, text(header::HOST).unwrap_or_default());
    let why = "a page of another site may not ask for this";
    (!door.is_ours(origin, host)).then(|| problem(StatusCode::FORBIDDEN, why))
}
