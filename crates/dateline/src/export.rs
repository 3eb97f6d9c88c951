//! `dateline export`: records for other programs.

use crate::{
    cli::{ExportArgs, Format, Layer, ListArgs},
    desk::{Desk, ledger_error},
    error::{Error, Result},
    listing::Listing,
    lists,
    shapes::{AccessRow, ControlRow, CorroborationRow, EstimateRow, ReportRow},
};
use jiff::civil::Date;
use std::io::Write;

/// Writes one layer.
pub fn run(args: &ExportArgs, desk: &Desk, out: &mut impl Write) -> Result<()> {
    match args.format {
        Format::Table => {
            return Err(
                Error::usage("`export` writes records, no tables").hint("`dateline claims` and its like show tables")
            );
        }
        Format::Geojson
            if matches!(
                args.what,
                Layer::Copies | Layer::Corroborations | Layer::Reports | Layer::Actors | Layer::Relations
            ) =>
        {
            return Err(
                Error::usage("these records have no place, so there is no GeoJSON of them").hint("use --format jsonl")
            );
        }
        _ => {}
    }
    if args.what == Layer::Claims && args.format == Format::Jsonl && args.at.is_empty() {
        return claims(desk, out);
    }
    listing(args, desk)?.write(args.format, out)
}

/// Claims a line at a time: a large ledger's records are not held in memory twice.
fn claims(desk: &Desk, out: &mut impl Write) -> Result<()> {
    for claim in &desk.claims {
        serde_json::to_writer(&mut *out, &desk.record(claim)?)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn listing(args: &ExportArgs, desk: &Desk) -> Result<Listing> {
    let one = one_day(args)?;
    let list = ListArgs { at: one, ..ListArgs::default() };
    match args.what {
        Layer::Claims => lists::claims(desk, &list, None),
        Layer::Disputes => lists::disputes(desk, &list),
        Layer::Tensions => lists::tensions(desk, &list),
        Layer::Events => lists::events(desk, &list),
        Layer::Figures => lists::figures(desk, &list),
        Layer::Estimates => {
            let mut rows = Listing::new(&[]);
            for e in &desk.picture(one).estimates {
                rows.push(&EstimateRow::new(e), Vec::new())?;
            }
            Ok(rows)
        }
        Layer::Actors => lists::actors(desk, &list),
        Layer::Decisions => lists::decisions(desk),
        Layer::Control => {
            let mut rows = Listing::new(&[]);
            for at in days(args, desk)? {
                for c in desk.control(at) {
                    rows.push(&ControlRow::new(&c), Vec::new())?;
                }
            }
            Ok(rows)
        }
        Layer::Access => {
            let mut rows = Listing::new(&[]);
            for at in days(args, desk)? {
                for a in desk.access(at) {
                    rows.push(&AccessRow::new(&a, at), Vec::new())?;
                }
            }
            Ok(rows)
        }
        Layer::Movements => lists::movements(desk, &list),
        Layer::Advisories => lists::advisories(desk, &list),
        Layer::Relations => lists::relations(desk, &list),
        Layer::Copies => lists::copies(desk, one),
        Layer::Corroborations => {
            let mut rows = Listing::new(&[]);
            for c in &desk.picture(one).corroborations {
                rows.push(&CorroborationRow::new(c), Vec::new())?;
            }
            Ok(rows)
        }
        Layer::Reports => {
            let mut rows = Listing::new(&[]);
            for known in &desk.reports {
                let report = desk.ledger().report(&known.id, Some(&known.revision)).map_err(ledger_error)?;
                rows.push(&ReportRow::new(report.as_ref().unwrap_or(known)), Vec::new())?;
            }
            Ok(rows)
        }
    }
}

/// The days asked for; the ledger's last one if none is. A ledger without reports has no days.
fn days(args: &ExportArgs, desk: &Desk) -> Result<Vec<Date>> {
    if !args.at.is_empty() {
        return Ok(args.at.clone());
    }
    if desk.reports.is_empty() { Ok(Vec::new()) } else { Ok(vec![desk.day(None)?]) }
}

/// Layers other than control and access are as known on one day.
fn one_day(args: &ExportArgs) -> Result<Option<Date>> {
    match (args.what, args.at.as_slice()) {
        (Layer::Control | Layer::Access, _) | (_, []) => Ok(None),
        (_, [day]) => Ok(Some(*day)),
        _ => Err(Error::usage("several days go with `control` and `access` only")),
    }
}
