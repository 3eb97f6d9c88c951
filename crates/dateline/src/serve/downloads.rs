//! The records of a view in the formats of `dateline export`.

use super::{
    answers::{self, Asked},
    ledger,
    replies::Reply,
};
use crate::{
    cli::Format,
    desk::Desk,
    error::{Error, ErrorKind, Result},
    listing::Listing,
    shapes::{
        AccessRow, ActorRow, AdvisoryRow, BondRow, ChangeRow, ControlRow, DisputeRow, EstimateRow, EventRow, FigureRow,
        MovementRow,
    },
};
use axum::http::header::CONTENT_DISPOSITION;
use dateline_core::picture::Control;

/// What a route answers, as a file.
pub fn file(ask: &Asked, what: &str, format: Format) -> Result<Reply> {
    let mut bytes = Vec::new();
    listing(ask, what)?.write(format, &mut bytes)?;
    let at = ask.day().map(|day| format!("-{day}")).unwrap_or_default();
    let ending = ask.params.format.name;
    let name = format!("attachment; filename=\"dateline-{what}{at}.{ending}\"");
    Ok(Reply::new(ask.params.format.media_type, bytes).header(CONTENT_DISPOSITION, &name))
}

fn listing(ask: &Asked, what: &str) -> Result<Listing> {
    let desk = ask.desk();
    let mut rows = Listing::new(&[]);
    let none = Vec::new;
    match what {
        "control" => {
            if let Some(at) = ask.day() {
                let one = ask.params.get("place");
                let asked_for = |c: &&Control| Desk::is_spoken_of(c) && one.is_none_or(|key| c.place.key == key);
                for c in ask.picture_known().weighed().control(at).iter().filter(asked_for) {
                    rows.push(&ControlRow::new(c), none())?;
                }
                desk.paint(&mut rows);
            }
        }
        "access" => {
            for (day, a) in &answers::accessed(ask) {
                rows.push(&AccessRow::new(a, *day), none())?;
            }
        }
        "changes" => {
            for c in &answers::changed(ask)? {
                rows.push(&ChangeRow::new(c), none())?;
            }
        }
        "ledger" => {
            for claim in ledger::find(ask)? {
                rows.push(&desk.record(claim)?, none())?;
            }
        }
        _ => {
            let picture = ask.picture();
            match what {
                "events" => {
                    for e in answers::found(&picture, ask.params)? {
                        rows.push(&EventRow::new(e, desk.located(e)), none())?;
                    }
                }
                "figures" => picture.figures().iter().try_for_each(|f| rows.push(&FigureRow::new(f), none()))?,
                "estimates" => picture.estimates().iter().try_for_each(|e| rows.push(&EstimateRow::new(e), none()))?,
                "movements" => picture.movements().iter().try_for_each(|m| rows.push(&MovementRow::new(m), none()))?,
                "advisories" => {
                    picture.advisories().iter().try_for_each(|a| rows.push(&AdvisoryRow::new(a), none()))?
                }
                "relations" => picture.relations().iter().try_for_each(|b| rows.push(&BondRow::new(b), none()))?,
                "disputes" => picture.disputes().iter().try_for_each(|d| rows.push(&DisputeRow::new(d), none()))?,
                "tensions" => picture.tensions().iter().try_for_each(|d| rows.push(&DisputeRow::new(d), none()))?,
                "actors" => picture.actors().iter().try_for_each(|a| rows.push(&ActorRow::new(a), none()))?,
                other => return Err(Error::new(ErrorKind::NotFound, format_args!("there is no file of {other}"))),
            }
        }
    }
    Ok(rows)
}
