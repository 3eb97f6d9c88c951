//! `dateline export`: records for other programs.

use crate::{
    cli::{ExportArgs, Format, Layer, ListArgs},
    desk::{Desk, ledger_error},
    error::{Error, Result},
    listing::Listing,
    lists,
    shapes::{
        AccessRow, AcledRow, AnnotationRow, ClaimRow, ControlRow, CorroborationRow, EstimateRow, GedRow, ReportRow,
        Told,
    },
};
use dateline_core::{Claim, picture::Estimate};
use jiff::civil::Date;
use std::{collections::HashMap, io::Write, sync::Arc};

/// Writes one layer.
pub fn run(args: &ExportArgs, desk: &Desk, out: &mut impl Write) -> Result<()> {
    match args.format {
        Format::Table => {
            return Err(
                Error::usage("`export` writes records, no tables").hint("`dateline claims` and its like show tables")
            );
        }
        Format::Csv | Format::Geojson if args.what == Layer::Annotations => {
            return Err(Error::usage("annotations are JSON-LD").hint("use --format jsonl"));
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
        Layer::Annotations => annotations(desk, one),
        Layer::Disputes => lists::disputes(desk, &list),
        Layer::Tensions => lists::tensions(desk, &list),
        Layer::Events => lists::events(desk, &list),
        Layer::Acled | Layer::Ged => conflict_events(args.what, desk, one),
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

/// Claims as annotations of the texts that they stand in.
fn annotations(desk: &Desk, at: Option<Date>) -> Result<Listing> {
    let mut rows = Listing::new(&[]);
    let known = |c: &&Arc<Claim>| at.is_none_or(|at| desk.day_of(c).is_none_or(|day| day <= at));
    let claims: Vec<&Arc<Claim>> = desk.claims.iter().filter(known).collect();
    // The text of a report is fetched once.
    for of_report in claims.chunk_by(|a, b| (&a.report, &a.revision) == (&b.report, &b.revision)) {
        let Some(first) = of_report.first() else { continue };
        let report = desk.ledger().report(&first.report, Some(&first.revision)).map_err(ledger_error)?;
        for (claim, report) in of_report.iter().filter_map(|c| Some((c, report.as_ref()?))) {
            let record = ClaimRow::new(claim, report, &desk.outlines);
            if let Some(row) = AnnotationRow::new(claim, report, &record) {
                rows.push(&row, Vec::new())?;
            }
        }
    }
    Ok(rows)
}

/// Events in the columns of another collection.
fn conflict_events(what: Layer, desk: &Desk, at: Option<Date>) -> Result<Listing> {
    let picture = desk.picture(at);
    let mut deaths: HashMap<&str, &Estimate> = HashMap::new();
    for estimate in picture.estimates.iter().filter(|e| e.indicator == "killed") {
        deaths.extend(estimate.claims.iter().map(|id| (id.as_str(), estimate)));
    }
    let mut rows = Listing::new(&[]);
    for e in &picture.events {
        let claims = e.supporting.iter().filter_map(|id| desk.claim(id));
        let told: Vec<Told<'_>> = claims
            .map(|claim| {
                let report = desk.report_of(claim)?;
                Ok(Told {
                    claim,
                    outlet: report.outlet.as_deref(),
                    title: report.title.as_deref(),
                    published: report.published.as_ref().map(|p| p.date),
                })
            })
            .collect::<Result<_>>()?;
        let killed = e.supporting.iter().find_map(|id| deaths.get(id.as_str()).copied());
        match (what, killed) {
            (Layer::Acled, killed) => {
                if let Some(row) = AcledRow::new(e, &told, killed) {
                    rows.push(&row, Vec::new())?;
                }
            }
            (_, Some(killed)) => rows.push(&GedRow::new(e, &told, killed), Vec::new())?,
            _ => {}
        }
    }
    Ok(rows)
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
