//! Alerts over HTTP, and the watch that asks them again when the ledger has grown.
//!
//! Whoever may decide may watch, but web addresses and programs that get the notices are named on the command line only:
//! a page must not make the server call or run anything.

use super::{Shared, replies::Reply, routes::Sent};
use crate::{
    alerts::{self, Channels, New},
    decide,
    desk::ledger_error,
    error::{Error, Result},
    shapes::{AlertWish, AlertsAnswer, Deed, NoticeRow, NoticesAnswer},
    users::Role,
};
use axum::{
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use dateline_core::Kind;
use dateline_ledger::{Alerts, Notice};
use dateline_picture::Known;
use futures_util::stream;
use serde_json::json;
use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::broadcast::{self, error::RecvError};

/// Where what alerts told is listed, and fed to programs that ask again and again.
pub const NOTICES: &str = "/api/v1/notices";

/// How often it is looked whether the ledger has grown.
const PAUSE: Duration = Duration::from_secs(3);
/// Notices that wait for a slow reader of the stream; of more it misses the oldest and finds them in the list.
const WAITING: usize = 256;
/// Notices of an answer where the request does not say.
pub const LATEST: u32 = 100;

/// What those who follow the stream are told; `None` is that the server stops.
pub type News = broadcast::Sender<Option<Arc<Notice>>>;

/// A stream that nobody follows yet.
pub fn news() -> News {
    broadcast::Sender::new(WAITING)
}

/// `GET /api/v1/alerts`
pub fn list(sent: &Sent) -> Result<Reply> {
    answer(sent)
}

/// `POST /api/v1/alerts`
pub fn add(sent: &Sent) -> Result<Reply> {
    let wish: AlertWish =
        serde_json::from_slice(sent.body).map_err(|e| Error::usage(format_args!("this is no alert: {e}")))?;
    let shared = sent.shared;
    let (snapshot, _) = shared.current()?;
    let room = snapshot.room();
    let who = sent.caller.name.clone().unwrap_or_else(decide::user);
    let new = New { name: &wish.name, query: &wish.query, channels: &Channels::default(), who: &who, all: wish.all };
    let mut alerts = Alerts::open(&alerts::path(&shared.ledger)).map_err(ledger_error)?;
    let picture = room.kept.picture(room.desk, None, Known::default());
    let now = (shared.now)();
    alerts::add(&mut alerts, &new, room.desk, &picture, now)?;
    shared.door.record(now, sent.caller, Deed::AlertMade, json!({ "name": wish.name }))?;
    answer(sent)
}

/// `DELETE /api/v1/alerts/{name}`
pub fn remove(sent: &Sent) -> Result<Reply> {
    let (shared, name) = (sent.shared, sent.params.needed("name"));
    alerts::remove(&shared.ledger, name)?;
    shared.door.record((shared.now)(), sent.caller, Deed::AlertRemoved, json!({ "name": name }))?;
    answer(sent)
}

fn answer(sent: &Sent) -> Result<Reply> {
    let rows = alerts::open(&sent.shared.ledger)?.as_ref().map(alerts::rows).transpose()?;
    Reply::json(&AlertsAnswer {
        may_watch: sent.caller.may(Role::Analyst),
        kinds: Kind::ALL.iter().map(|k| k.name()).collect(),
        alerts: rows.unwrap_or_default(),
    })
}

/// `GET /api/v1/notices`
pub fn notices(sent: &Sent) -> Result<Reply> {
    let told = told(sent)?;
    match sent.params.format.name {
        "atom" => {
            let feed = alerts::feed(&told, sent.params.get("alert"), None, (sent.shared.now)())?;
            Ok(Reply::new(sent.params.format.media_type, feed))
        }
        _ => Reply::json(&NoticesAnswer { notices: told.iter().map(NoticeRow::new).collect::<Result<_>>()? }),
    }
}

fn told(sent: &Sent) -> Result<Vec<Notice>> {
    let (params, ledger) = (sent.params, &sent.shared.ledger);
    let after = i64::try_from(params.number("after", 0)).unwrap_or(i64::MAX);
    alerts::told(ledger, params.get("alert"), after, params.number("limit", LATEST))
}

/// `GET /api/v1/news`: notices as they come, as server-sent events. A reader that comes back gets those it missed.
pub fn stream(shared: &Arc<Shared>, headers: &HeaderMap) -> Response {
    // Whoever is told something between these two lines is told it twice, and never not at all.
    let live = shared.news.subscribe();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<i64>().ok());
    let missed = last.map(|last| alerts::told(&shared.ledger, None, last, WAITING).unwrap_or_default());
    let missed: VecDeque<Arc<Notice>> = missed.unwrap_or_default().into_iter().map(Arc::new).collect();
    let next = async |(mut missed, mut live, mut last): (VecDeque<Arc<Notice>>, broadcast::Receiver<_>, i64)| {
        loop {
            let notice = match missed.pop_front() {
                Some(notice) => notice,
                None => match live.recv().await {
                    Ok(Some(notice)) => notice,
                    Err(RecvError::Lagged(_)) => continue,
                    Ok(None) | Err(RecvError::Closed) => return None,
                },
            };
            if let Some(event) = Some(&notice).filter(|n| n.number > last).and_then(|n| event(n)) {
                last = notice.number;
                return Some((Ok::<_, Infallible>(event), (missed, live, last)));
            }
        }
    };
    Sse::new(stream::unfold((missed, live, last.unwrap_or(0)), next)).keep_alive(KeepAlive::default()).into_response()
}

fn event(notice: &Notice) -> Option<Event> {
    let row = NoticeRow::new(notice).ok()?;
    Event::default().id(notice.number.to_string()).event("notice").json_data(row).ok()
}

/// Asks the alerts again whenever the ledger has grown, delivers what they tell, and tells those who follow the stream,
/// as long as the server runs.
pub async fn watch(shared: Arc<Shared>) {
    let mut seen = Seen::default();
    loop {
        let (looked, of) = (shared.clone(), seen);
        let asked = tokio::task::spawn_blocking(move || look(&looked, of)).await;
        seen = match asked {
            Ok(seen) => seen,
            Err(_) => return,
        };
        tokio::time::sleep(PAUSE).await;
    }
}

/// How far the watch is.
#[derive(Default)]
struct Seen {
    /// The state of the ledger that was looked at.
    tag: String,
    /// The last notice that those who follow were told of; `None` before the first look.
    last: Option<i64>,
    /// The last fault, which is not told twice.
    fault: Option<Error>,
}

fn look(shared: &Shared, mut seen: Seen) -> Seen {
    match looked(shared, &mut seen) {
        Ok(()) => seen.fault = None,
        Err(e) if seen.fault.as_ref() == Some(&e) => {}
        Err(e) => {
            // Nobody asked, so that the server's own output is where it can be told.
            super::say(&format!("alerts: {e}"));
            seen.fault = Some(e);
        }
    }
    seen
}

fn looked(shared: &Shared, seen: &mut Seen) -> Result<()> {
    let Some(mut alerts) = alerts::open(&shared.ledger)? else {
        seen.last.get_or_insert(0);
        return Ok(());
    };
    let last = match seen.last {
        Some(last) => last,
        None => alerts.notices(None, 0, 1).map_err(ledger_error)?.last().map_or(0, |n| n.number),
    };
    seen.last = Some(last);
    let now = (shared.now)();
    if !alerts.list().map_err(ledger_error)?.is_empty() {
        let (snapshot, _) = shared.current()?;
        if snapshot.tag != seen.tag {
            let room = snapshot.room();
            alerts::check(&mut alerts, room.desk, &room.kept.picture(room.desk, None, Known::default()), now)?;
            seen.tag.clone_from(&snapshot.tag);
        }
    }
    for notice in alerts.notices(None, last, WAITING).map_err(ledger_error)? {
        seen.last = Some(notice.number);
        // Nobody may be following.
        let _ = shared.news.send(Some(Arc::new(notice)));
    }
    alerts::deliver(&mut alerts, now)
}
