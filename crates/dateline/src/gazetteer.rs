//! `dateline gazetteer`: what the program knows of a place name, and how it comes to know more.

use crate::{
    cli::{AtArgs, Global, ImportArgs, SearchArgs, SearchFormat},
    data::{Data, import_error},
    error::{Error, ErrorKind, Result},
    listing::{plain_table, write_table},
    shapes::{NearRow, PlaceRow, PointRow},
    words,
};
use dateline_core::{
    Gazetteer,
    claim::{Feature, Tier},
    gazetteer::{
        PlaceId, fold,
        folds::{Script, loose_fold},
        imported::Record,
        normalise, skeleton,
    },
    geo::distance_km,
};
use dateline_gazetteer::{Options, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{collections::HashSet, io::Write, process::ExitCode, sync::Mutex};

/// Shows the places that bear a name, best first.
pub fn search(args: &SearchArgs, data: &Data, out: &mut impl Write) -> Result<()> {
    let (gazetteer, outlines) = (data.gazetteer()?, data.outlines()?);
    let country = args.country.as_ref().map(|c| c.to_ascii_uppercase());
    let mut read = HashSet::new();
    let mut rows = Vec::new();
    for (tier, id) in gazetteer.search(&args.name) {
        let place = gazetteer.place(id);
        if country.as_deref().is_some_and(|c| place.country != Some(c)) {
            continue;
        }
        if read.is_empty() || rows.last().is_some_and(|r: &PlaceRow<'_>| r.tier != tier.name()) {
            read.extend(gazetteer.lookup_at(&args.name, tier).into_iter().map(|id| (tier, id)));
        }
        let mut row = PlaceRow::new(tier, place);
        row.read = read.contains(&(tier, id));
        row.distance_km = args.near.zip(place.point).map(|(a, b)| (distance_km(a, b) * 10.0).round() / 10.0);
        let area = outlines.disputed(place.country, place.admin1, place.point);
        row.disputed = area.map(|area| area.told(|code| gazetteer.country_name(code).unwrap_or(code)));
        row.source = source(&gazetteer, id);
        row.why = why(&args.name, tier, &gazetteer, id);
        rows.push(row);
    }
    if rows.is_empty() {
        let within = country.map(|c| format!(" in {c}")).unwrap_or_default();
        return Err(Error::new(ErrorKind::NotFound, format_args!("no place bears the name `{}`{within}", args.name))
            .hint("`dateline gazetteer import` adds GeoNames dumps and places of your own"));
    }
    if args.near.is_some() {
        // Within a tier the nearest come first; a better match further off is still the better match.
        let far = |r: &PlaceRow<'_>| r.distance_km.unwrap_or(f64::INFINITY);
        let tier = |r: &PlaceRow<'_>| r.tier.parse::<Tier>().ok();
        rows.sort_by(|a, b| tier(a).cmp(&tier(b)).then(far(a).total_cmp(&far(b))));
    }
    let more = rows.len().saturating_sub(args.limit);
    rows.truncate(args.limit);
    match args.format {
        SearchFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)?;
        }
        SearchFormat::Ndjson => {
            for row in &rows {
                serde_json::to_writer(&mut *out, row)?;
                writeln!(out)?;
            }
        }
        SearchFormat::Text => {
            table(&rows, out)?;
            if more > 0 {
                writeln!(out, "and {more} more; --limit shows them")?;
            }
        }
    }
    Ok(())
}

/// Shows where a point lies, and the towns around it.
pub fn at(args: &AtArgs, data: &Data, out: &mut impl Write) -> Result<()> {
    let (gazetteer, outlines) = (data.gazetteer()?, data.outlines()?);
    let within = outlines.at(args.point);
    let country_name = within.country.and_then(|code| gazetteer.country_name(code));
    let disputed = within.disputed.map(|area| area.told(|code| gazetteer.country_name(code).unwrap_or(code)));
    let towns = gazetteer.places().filter(|(_, p)| p.feature == Feature::City);
    let mut nearest: Vec<NearRow<'_>> = towns
        .filter_map(|(_, place)| {
            Some(NearRow {
                distance_km: (distance_km(args.point, place.point?) * 10.0).round() / 10.0,
                name: place.name,
                country: place.country,
                admin1: place.admin1,
                population: (place.population > 0).then_some(place.population),
                geonames_id: place.geonames_id,
            })
        })
        .collect();
    nearest.sort_by(|a, b| a.distance_km.total_cmp(&b.distance_km).then_with(|| a.name.cmp(b.name)));
    nearest.truncate(args.limit);
    // Outlines are called as Natural Earth calls them, `Nord-Kivu`.
    let division = |name| {
        let known = gazetteer.lookup_at(name, Tier::Exact).into_iter().map(|id| gazetteer.place(id));
        known.filter(|p| p.feature == Feature::Admin1 && p.country == within.country).map(|p| p.name).next()
    };
    let admin1 = within.admin1.map(|name| division(name).unwrap_or(name));
    let (lat, lon) = args.point;
    let row = PointRow { lat, lon, country: within.country, country_name, admin1, disputed, nearest };
    match args.format {
        SearchFormat::Json => serde_json::to_writer_pretty(&mut *out, &row)?,
        SearchFormat::Ndjson => serde_json::to_writer(&mut *out, &row)?,
        SearchFormat::Text => return told(&row, out),
    }
    Ok(writeln!(out)?)
}

fn told(row: &PointRow<'_>, out: &mut impl Write) -> Result<()> {
    let areas: Vec<&str> = row.admin1.into_iter().chain(row.country_name.or(row.country)).collect();
    let areas = if areas.is_empty() { "in no country".to_owned() } else { areas.join(", ") };
    writeln!(out, "{},{}: {areas}", row.lat, row.lon)?;
    if let Some(area) = &row.disputed {
        writeln!(out, "disputed: {area}")?;
    }
    let mut table = plain_table();
    table.set_header(["km", "town", "division", "country", "inhabitants", "GeoNames"]);
    for near in &row.nearest {
        table.add_row([
            format!("{:.1}", near.distance_km),
            near.name.to_owned(),
            near.admin1.unwrap_or_default().to_owned(),
            near.country.unwrap_or_default().to_owned(),
            near.population.map(|n| words::grouped(f64::from(n))).unwrap_or_default(),
            near.geonames_id.map(|id| id.to_string()).unwrap_or_default(),
        ]);
    }
    write_table(&mut table, out)
}

fn table(rows: &[PlaceRow<'_>], out: &mut impl Write) -> Result<()> {
    let degrees = |x: Option<f64>| x.map(|x| format!("{x:.4}")).unwrap_or_default();
    let mut table = plain_table();
    let near = rows.iter().any(|r| r.distance_km.is_some());
    let mut header =
        vec!["match", "name", "sort", "division", "country", "lat", "lon", "inhabitants", "GeoNames", "why"];
    if near {
        header.insert(7, "km");
    }
    table.set_header(header);
    for row in rows {
        let country = row.country.unwrap_or_default();
        let mut notes = row.why.clone();
        if row.source != "built in" {
            notes += &format!("; from {}", row.source);
        }
        if !row.read {
            notes += "; reports are read without it";
        }
        if let Some(area) = &row.disputed {
            notes += &format!("; disputed: {area}");
        }
        let mut cells = vec![
            row.tier.to_owned(),
            row.name.to_owned(),
            row.feature.to_owned(),
            row.admin1.unwrap_or_default().to_owned(),
            if row.disputed.is_some() { format!("{country}?") } else { country.to_owned() },
            degrees(row.lat),
            degrees(row.lon),
            row.population.map(|n| words::grouped(f64::from(n))).unwrap_or_default(),
            row.geonames_id.map(|id| id.to_string()).unwrap_or_default(),
            notes,
        ];
        if near {
            cells.insert(7, row.distance_km.map(|d| format!("{d:.0}")).unwrap_or_default());
        }
        table.add_row(cells);
    }
    write_table(&mut table, out)
}

/// The file a place was imported from.
fn source(gazetteer: &Gazetteer, id: PlaceId) -> &str {
    let number = gazetteer.record(id).map(|r| usize::from(r.source & !Record::OWN));
    let line = number.zip(gazetteer.import()).and_then(|(n, import)| import.sources().lines().nth(n));
    line.and_then(|l| l.split('\t').next()).unwrap_or("built in")
}

/// How a name leads to a place at a tier.
fn why(name: &str, tier: Tier, gazetteer: &Gazetteer, id: PlaceId) -> String {
    let key = normalise(name);
    let usual = gazetteer.place(id).name;
    match tier {
        Tier::Exact | Tier::Overlay if normalise(usual) == key => "its usual name".to_owned(),
        Tier::Exact | Tier::Overlay => "one of its names".to_owned(),
        Tier::Stripped => "its name but for articles and words for sorts of place".to_owned(),
        Tier::Fold if fold(name) == fold(usual) => format!("both fold to `{}`", fold(name)),
        Tier::Fold => format!("folds to `{}` like one of its names", fold(name)),
        Tier::Skeleton if Script::ALL.iter().any(|&s| loose_fold(&key, s) == loose_fold(&normalise(usual), s)) => {
            "its usual name but for vowels and ways to romanise".to_owned()
        }
        Tier::Skeleton => format!("consonants like `{}`", skeleton(name)),
    }
}

/// Imports dumps and tables.
pub fn import(args: &ImportArgs, global: &Global, data: &Data) -> Result<ExitCode> {
    let (packed, outlines) = (data.packed_gazetteer()?, data.outlines()?);
    let index = global.gazetteer_path();
    let options = Options { packed: Some(&packed), outlines: Some(&outlines), replace: args.replace };
    let bar = bar(global.quiet);
    let last = Mutex::new(String::new());
    let tell = |progress: &Progress| {
        let Ok(mut last) = last.lock() else { return };
        if *last != progress.what {
            bar.reset();
            bar.set_message(progress.what.clone());
            last.clone_from(&progress.what);
        }
        bar.set_length(progress.total.max(progress.done));
        bar.set_position(progress.done);
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(global.threads.map_or(0, usize::from))
        .build()
        .map_err(|e| Error::new(ErrorKind::Input, format_args!("cannot start threads: {e}")))?;
    let report = pool.install(|| dateline_gazetteer::import(&args.files, &index, &options, &tell));
    bar.finish_and_clear();
    let report = report.map_err(import_error)?;
    let count = |n: u64| words::grouped(n as f64);
    if !global.quiet {
        if report.resumed {
            eprintln!("went on with an import of these files that was cut off");
        }
        for (file, lines, taken) in &report.files {
            eprintln!("{file}: {} of {} lines", count(*taken), count(*lines));
        }
        if report.orphans > 0 {
            eprintln!("{} names belong to no place that is known and are left out", count(report.orphans));
        }
        println!(
            "{}: {} places, {} names, {} KiB",
            index.display(),
            count(report.places),
            count(report.names),
            count(report.bytes.div_ceil(1 << 10))
        );
    }
    for fault in &report.faults {
        eprintln!("{fault}");
    }
    let listed = report.faults.len() as u64;
    if report.faulty > listed {
        eprintln!("and {} more lines like these", count(report.faulty - listed));
    }
    Ok(if report.faulty == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn bar(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(4) };
    let bar = ProgressBar::with_draw_target(None, target);
    let style = ProgressStyle::with_template("{spinner} {msg} {bar:30} {percent}% {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
