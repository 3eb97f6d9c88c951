//! The records of a view in the formats of `dateline export`.

use super::{
    answers::{Params, Room, day},
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

/// What a route answers, as a file.
pub fn file(room: &Room<'_>, what: &str, params: &Params, format: &str) -> Result<Reply> {
    let (format, media_type, ending) = match format {
        "csv" => (Format::Csv, "text/csv; charset=utf-8", "csv"),
        "jsonl" => (Format::Jsonl, "application/x-ndjson", "jsonl"),
        "geojson" if matches!(what, "actors" | "relations") => {
            return Err(Error::usage(format_args!("{what} have no place, so there is no GeoJSON of them")));
        }
        "geojson" => (Format::Geojson, "application/geo+json", "geojson"),
        other => return Err(Error::usage(format_args!("`{other}` is no format; one of: csv, jsonl, geojson"))),
    };
    let mut bytes = Vec::new();
    listing(room, what, params)?.write(format, &mut bytes)?;
    let at = day(room.desk, params)?.map(|day| format!("-{day}")).unwrap_or_default();
    let name = format!("attachment; filename=\"dateline-{what}{at}.{ending}\"");
    Ok(Reply::new(media_type, bytes).header(CONTENT_DISPOSITION, &name))
}

fn listing(room: &Room<'_>, what: &str, params: &Params) -> Result<Listing> {
    let (desk, known) = (room.desk, params.known);
    let mut rows = Listing::new(&[]);
    let none = Vec::new;
    match what {
        "control" => {
            if let Some(at) = day(desk, params)? {
                for c in room.kept.weighed(desk, known, |w| w.control(at)).iter().filter(|c| Desk::is_spoken_of(c)) {
                    rows.push(&ControlRow::new(c), none())?;
                }
            }
        }
        "access" => {
            if let Some(at) = day(desk, params)? {
                for a in &room.kept.weighed(desk, known, |w| w.access(at)) {
                    rows.push(&AccessRow::new(a, at), none())?;
                }
            }
        }
        "changes" => {
            for c in &super::answers::changed(room, params)? {
                rows.push(&ChangeRow::new(c), none())?;
            }
        }
        "ledger" => {
            for claim in ledger::find(room, params, false)? {
                rows.push(&desk.record(claim)?, none())?;
            }
        }
        _ => {
            let picture = room.kept.picture(desk, params.at, known);
            match what {
                "events" => {
                    for e in &picture.events {
                        rows.push(&EventRow::new(e, desk.located(e)), none())?;
                    }
                }
                "figures" => picture.figures.iter().try_for_each(|f| rows.push(&FigureRow::new(f), none()))?,
                "estimates" => picture.estimates.iter().try_for_each(|e| rows.push(&EstimateRow::new(e), none()))?,
                "movements" => picture.movements.iter().try_for_each(|m| rows.push(&MovementRow::new(m), none()))?,
                "advisories" => picture.advisories.iter().try_for_each(|a| rows.push(&AdvisoryRow::new(a), none()))?,
                "relations" => picture.relations.iter().try_for_each(|b| rows.push(&BondRow::new(b), none()))?,
                "disputes" => picture.disputes.iter().try_for_each(|d| rows.push(&DisputeRow::new(d), none()))?,
                "tensions" => picture.tensions.iter().try_for_each(|d| rows.push(&DisputeRow::new(d), none()))?,
                "actors" => picture.actors.iter().try_for_each(|a| rows.push(&ActorRow::new(a), none()))?,
                other => return Err(Error::new(ErrorKind::NotFound, format_args!("/api/{other} is no file"))),
            }
        }
    }
    Ok(rows)
}
