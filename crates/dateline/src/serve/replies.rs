//! Answers as they are sent, kept as long as the ledger is as it is.

use crate::error::Result;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes of answers that are kept.
const BUDGET: usize = 96 << 20;
/// Answers that are kept.
const MOST: usize = 512;

/// An answer that can be sent again.
#[derive(Debug, Clone)]
pub struct Reply {
    media_type: &'static str,
    headers: Vec<(header::HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Reply {
    /// An answer of some media type.
    pub fn new(media_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { media_type, headers: Vec::new(), body: body.into() }
    }

    /// An answer as JSON.
    pub fn json(answer: &impl serde::Serialize) -> Result<Self> {
        Ok(Self::new("application/json", serde_json::to_vec(answer)?))
    }

    /// The same with a header; one that can't be sent is left out.
    pub fn header(mut self, name: header::HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).map(|value| (name, value)));
        self
    }

    /// The response with the tag of the ledger's state.
    pub fn response(&self, tag: &str) -> Response {
        let mut response = self.untagged();
        tagged(response.headers_mut(), tag);
        response
    }

    /// The response to what is not asked again.
    pub fn untagged(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.extend(self.headers.iter().cloned());
        response
    }
}

/// What is answered to a client that has the answer already.
pub fn not_modified(tag: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response.headers_mut(), tag);
    response
}

/// Whether a request's `If-None-Match` names this tag.
pub fn has(headers: &HeaderMap, tag: &str) -> bool {
    let listed = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|h| h.to_str().ok());
    listed.flat_map(|list| list.split(',')).any(|one| one.trim() == tag)
}

fn tagged(headers: &mut HeaderMap, tag: &str) {
    headers.extend(HeaderValue::from_str(tag).map(|value| (header::ETAG, value)));
}

/// Answers by what was asked, those asked for last in front.
#[derive(Default)]
pub struct Replies {
    held: Mutex<Vec<(String, Slot)>>,
}

/// An answer, or what is being made one.
type Slot = Arc<OnceLock<Result<Arc<Reply>>>>;

impl Replies {
    /// The answer to a question: made if it is not kept, and waited for if it is being made.
    pub fn get(&self, asked: String, make: impl FnOnce() -> Result<Reply>) -> Result<Arc<Reply>> {
        let slot = {
            let mut held = self.held();
            let entry = match held.iter().position(|(key, _)| *key == asked) {
                Some(at) => held.remove(at),
                None => (asked, Slot::default()),
            };
            let slot = Arc::clone(&entry.1);
            held.insert(0, entry);
            slot
        };
        let mut new = false;
        let reply = slot.get_or_init(|| {
            new = true;
            make().map(Arc::new)
        });
        if new {
            self.trim();
        }
        reply.clone()
    }

    /// Lets go of what was asked for longest ago.
    fn trim(&self) {
        let mut room = BUDGET;
        let mut held = self.held();
        held.truncate(MOST);
        held.retain(|(_, slot)| match slot.get() {
            Some(Ok(reply)) => {
                let fits = reply.body.len() <= room;
                room = room.saturating_sub(reply.body.len());
                fits
            }
            Some(Err(_)) => false,
            None => true,
        });
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<(String, Slot)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn an_answer_is_made_once_and_faults_are_not_kept() {
        let replies = Replies::default();
        let mut made = 0;
        let mut ask = |replies: &Replies| {
            replies.get("a".to_owned(), || {
                made += 1;
                Ok(Reply::new("text/plain", "one"))
            })
        };
        assert_eq!(ask(&replies).unwrap().body, ask(&replies).unwrap().body);
        assert_eq!(made, 1);
        assert!(replies.get("b".to_owned(), || Err(Error::usage("no"))).is_err());
        assert!(replies.get("b".to_owned(), || Ok(Reply::new("text/plain", "yes"))).is_ok());
    }

    #[test]
    fn what_does_not_fit_is_let_go() {
        let replies = Replies::default();
        for name in ["a", "b", "c"] {
            let large = vec![0; BUDGET / 2];
            replies.get(name.to_owned(), || Ok(Reply::new("text/plain", large))).unwrap();
        }
        let kept: Vec<String> = replies.held().iter().map(|(key, _)| key.clone()).collect();
        assert_eq!(kept, ["c", "b"]);
    }

    #[test]
    fn a_tag_is_found_in_a_list() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", W/\"y\""));
        assert!(has(&headers, "W/\"y\"") && !has(&headers, "W/\"z\""));
    }
}
