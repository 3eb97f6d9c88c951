//! `dateline export`: records for other programs.

use crate::{
    cli::{ExportArgs, Format, Layer, ListArgs},
    desk::{Desk, ledger_error},
    error::{Error, Result},
    listing::Listing,
    lists,
    shapes::{
        AccessRow, AcledRow, AnnotationRow, ClaimReviewRow, ClaimRow, Codes, ControlRow, CorroborationRow, EstimateRow,
        GedRow, PloverRow, ReportRow, Told,
    },
};
use dateline_core::{
    ActorClass, Claim, Stance,
    kind::Family,
    picture::{DisputeSide, Estimate},
    review::State,
};
use jiff::civil::Date;
use std::{collections::HashMap, io::Write, sync::Arc};

/// Writes one layer.
pub fn run(args: &ExportArgs, desk: &Desk, out: &mut impl Write) -> Result<()> {
    check(args)?;
    if args.what == Layer::Claims && args.format == Format::Jsonl && args.at.is_empty() {
        return claims(desk, out);
    }
    let rows = match args.what {
        Layer::Control | Layer::Access => at_days(args.what, desk, &days(args, desk)?)?,
        what => listing(what, desk, one_day(args)?)?,
    };
    match (args.hxl, &args.output) {
        (true, _) => rows.write_hxl(&args.what.name(), out),
        (false, Some(_)) => rows.write(args.format, out),
        (false, None) => rows.print(args.format, out),
    }
}

/// What there is no such file of.
fn check(args: &ExportArgs) -> Result<()> {
    let jsonl = "use --format jsonl";
    if args.format == Format::Table {
        return Err(
            Error::usage("`export` writes records, no tables").hint("`dateline claims` and its like show tables")
        );
    }
    if args.what.is_linked_data() && args.format != Format::Jsonl {
        return Err(Error::usage(format_args!("{} are JSON-LD", args.what.name())).hint(jsonl));
    }
    if args.format.is_spatial() && !args.what.has_place() {
        return Err(Error::usage("these records have no place, so there is no map of them").hint(jsonl));
    }
    if args.hxl && args.format != Format::Csv {
        return Err(Error::usage("HXL hashtags stand in CSV").hint("use --format csv --hxl"));
    }
    Ok(())
}

/// Claims a line at a time: a large ledger's records are not held in memory twice.
fn claims(desk: &Desk, out: &mut impl Write) -> Result<()> {
    for claim in &desk.claims {
        serde_json::to_writer(&mut *out, &desk.record(claim)?)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Control or access at the ends of some days.
fn at_days(what: Layer, desk: &Desk, days: &[Date]) -> Result<Listing> {
    let mut rows = Listing::new(&[]);
    for &at in days {
        match what {
            Layer::Control => desk.control(at).iter().try_for_each(|c| rows.push(&ControlRow::new(c), Vec::new()))?,
            _ => desk.access(at).iter().try_for_each(|a| rows.push(&AccessRow::new(a, at), Vec::new()))?,
        }
    }
    desk.paint(&mut rows);
    Ok(rows)
}

/// The records of a layer: what is so at the end of a day (control, access), or what was known then; the last day of the
/// ledger if none is named.
pub fn listing(what: Layer, desk: &Desk, one: Option<Date>) -> Result<Listing> {
    let list = ListArgs { at: one, ..ListArgs::default() };
    match what {
        Layer::Claims => lists::claims(desk, &list, None),
        Layer::Annotations => annotations(desk, one),
        Layer::Claimreview => reviews(desk, one),
        Layer::Disputes => lists::disputes(desk, &list),
        Layer::Tensions => lists::tensions(desk, &list),
        Layer::Events => lists::events(desk, &list),
        Layer::Acled | Layer::Ged => conflict_events(what, desk, one),
        Layer::Plover => plover(desk, one),
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
        Layer::Control | Layer::Access => {
            let day = if one.is_none() && desk.reports.is_empty() { None } else { Some(desk.day(one)?) };
            at_days(what, desk, day.as_slice())
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

/// The claims that had been published by the end of a day, without those that people rejected.
fn counted(desk: &Desk, at: Option<Date>) -> impl Iterator<Item = &Claim> {
    let known = move |c: &&Claim| at.is_none_or(|at| desk.day_of(c).is_none_or(|day| day <= at));
    desk.claims.iter().map(Arc::as_ref).filter(known).filter(|c| desk.state(c) != State::Rejected)
}

/// What was checked: by those who verified claims or could not, and by those without a stake who deny what others assert.
fn reviews(desk: &Desk, at: Option<Date>) -> Result<Listing> {
    let mut pairs: Vec<(&Claim, &Claim)> = Vec::new();
    let checks = |c: &&Claim| c.kind.family() == Family::Verification && c.stance == Stance::Asserts;
    for check in counted(desk, at).filter(checks) {
        let about = check.about.iter().filter_map(|id| desk.claim(id)).filter(|c| desk.state(c) != State::Rejected);
        pairs.extend(about.map(|claim| (check, claim)));
    }
    let picture = desk.picture(at);
    for dispute in &picture.disputes {
        let told = |side: &DisputeSide| side.claims.iter().filter_map(|id| desk.claim(id)).collect::<Vec<_>>();
        let sides: Vec<Vec<&Claim>> = dispute.sides.iter().map(told).collect();
        for (i, denial) in sides.iter().enumerate().flat_map(|(i, side)| side.iter().map(move |c| (i, *c))) {
            if denial.stance != Stance::Denies || !has_no_stake(denial) {
                continue;
            }
            let others = sides.iter().enumerate().filter(|(other, _)| *other != i).flat_map(|(_, side)| side);
            let before = |c: &&&Claim| {
                c.stance == Stance::Asserts
                    && c.kind == denial.kind
                    && c.origin != denial.origin
                    && desk.day_of(c).is_some_and(|day| desk.day_of(denial).is_some_and(|denied| day <= denied))
            };
            pairs.extend(others.filter(before).min_by_key(|c| (desk.day_of(c), &c.id)).map(|claim| (denial, *claim)));
        }
    }
    let mut rows = Listing::new(&[]);
    for (check, claim) in pairs {
        if let Some(row) = ClaimReviewRow::new(check, desk.report_of(check)?, claim, desk.report_of(claim)?) {
            rows.push(&row, Vec::new())?;
        }
    }
    Ok(rows)
}

/// Whether a claim is made by somebody who looks at a conflict from without: what a party denies is no review.
fn has_no_stake(claim: &Claim) -> bool {
    use ActorClass::{Agency, Expert, Monitor, Ngo, Outlet, Un};
    claim.claimants.first().is_none_or(|c| matches!(c.class, Agency | Expert | Monitor | Ngo | Outlet | Un))
}

/// Claims that have a code of PLOVER or CAMEO.
fn plover(desk: &Desk, at: Option<Date>) -> Result<Listing> {
    let (codes, picture) = (Codes::new()?, desk.picture(at));
    let supporting = picture.events.iter().flat_map(|e| e.supporting.iter().map(|id| (id.as_str(), e.id.as_str())));
    let events: HashMap<&str, &str> = supporting.collect();
    let mut rows = Listing::new(&[]);
    for claim in counted(desk, at) {
        let event = events.get(claim.id.as_str()).copied();
        if let Some(row) = PloverRow::new(&codes, claim, desk.report_of(claim)?, event) {
            rows.push(&row, Vec::new())?;
        }
    }
    Ok(rows)
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
    match args.at.as_slice() {
        [] => Ok(None),
        [day] => Ok(Some(*day)),
        _ => Err(Error::usage("several days go with `control` and `access` only")),
    }
}
