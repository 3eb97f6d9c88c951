//! Places and names of the user's own: a table in CSV, or TOML.

use crate::{
    build::PlaceRow,
    error::ImportError,
    features,
    geonames::{Parsed, add_name, geonames_id, inhabitants, iso2, point, shorten},
    import::Context,
};
use dateline_core::{claim::Feature, gazetteer::imported::OWN_IDS, gazetteer::normalise};
use serde::Deserialize;
use std::{fs, path::Path};

/// Columns of a table, with other names for them.
const COLUMNS: [(&str, &[&str]); 10] = [
    ("name", &[]),
    ("names", &["alternatenames", "aliases"]),
    ("feature", &["sort", "type"]),
    ("country", &["countrycode", "iso2"]),
    ("admin1", &["division", "province"]),
    ("lat", &["latitude"]),
    ("lon", &["longitude", "lng"]),
    ("population", &["inhabitants"]),
    ("precision", &[]),
    ("geonames_id", &["geonameid", "geonamesid"]),
];

/// One place as a table has it; all columns but the name may be empty.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    name: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    feature: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    admin1: String,
    lat: Option<toml::Value>,
    lon: Option<toml::Value>,
    population: Option<toml::Value>,
    precision: Option<toml::Value>,
    geonames_id: Option<toml::Value>,
}

#[derive(Deserialize)]
struct TomlFile {
    #[serde(default)]
    place: Vec<toml::Spanned<Row>>,
}

/// Reads a table; `next` is the next free number of the import's own.
pub fn parse(path: &Path, context: &Context<'_>, next: &mut u32) -> Result<Parsed, ImportError> {
    let input = |why: String| ImportError::Input { path: path.to_owned(), why };
    let bytes = fs::read(path).map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
    let mut out = Parsed::default();
    if path.extension().is_some_and(|x| x.eq_ignore_ascii_case("toml")) {
        let text = String::from_utf8(bytes).map_err(|_| input("is not UTF-8".to_owned()))?;
        let file: TomlFile = toml::from_str(&text).map_err(|e| input(e.to_string().trim_end().to_owned()))?;
        for row in file.place {
            let line = text[..row.span().start].matches('\n').count() as u64;
            take(&row.into_inner(), line, context, next, &mut out);
        }
        return Ok(out);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(&bytes[..]);
    let header = reader.headers().map_err(|e| input(format!("the header cannot be read: {e}")))?.clone();
    let columns: Vec<Option<usize>> = header.iter().map(|h| column(h.trim_start_matches('\u{feff}'))).collect();
    if !columns.contains(&Some(0)) && !columns.contains(&Some(9)) {
        let known: Vec<&str> = COLUMNS.iter().map(|c| c.0).collect();
        return Err(input(format!("the header names no column `name`; columns are {}", known.join(", "))));
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line).saturating_sub(1);
                take(&row(&record, &columns), line, context, next, &mut out);
            }
            Err(e) => {
                let line = e.position().map_or(0, csv::Position::line).saturating_sub(1);
                out.lines += 1;
                out.faults.push((
                    line,
                    if matches!(e.kind(), csv::ErrorKind::Utf8 { .. }) {
                        "is not UTF-8".to_owned()
                    } else {
                        e.to_string()
                    },
                ));
            }
        }
    }
    Ok(out)
}

fn column(header: &str) -> Option<usize> {
    let header = header.to_ascii_lowercase().replace([' ', '-'], "_");
    COLUMNS.iter().position(|(name, others)| *name == header || others.contains(&header.replace('_', "").as_str()))
}

fn row(record: &csv::StringRecord, columns: &[Option<usize>]) -> Row {
    let mut row = Row::default();
    for (text, column) in record.iter().zip(columns) {
        let value = || (!text.is_empty()).then(|| toml::Value::String(text.to_owned()));
        match column {
            Some(0) => row.name = text.to_owned(),
            Some(1) => row.names = text.split('|').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect(),
            Some(2) => row.feature = text.to_owned(),
            Some(3) => row.country = text.to_owned(),
            Some(4) => row.admin1 = text.to_owned(),
            Some(5) => row.lat = value(),
            Some(6) => row.lon = value(),
            Some(7) => row.population = value(),
            Some(8) => row.precision = value(),
            Some(9) => row.geonames_id = value(),
            _ => {}
        }
    }
    row
}

fn take(row: &Row, line: u64, context: &Context<'_>, next: &mut u32, out: &mut Parsed) {
    out.lines += 1;
    match place(row, context, next, out) {
        Ok(None) => out.taken += 1,
        Ok(Some(doubt)) => {
            out.taken += 1;
            out.faults.push((line, doubt));
        }
        Err(why) => out.faults.push((line, why)),
    }
}

/// Takes one place; gives what is doubtful about it.
fn place(row: &Row, context: &Context<'_>, next: &mut u32, out: &mut Parsed) -> Result<Option<String>, String> {
    let text = |value: &Option<toml::Value>| match value {
        None => String::new(),
        Some(toml::Value::String(s)) => s.clone(),
        Some(other) => other.to_string(),
    };
    let given = match text(&row.geonames_id) {
        id if id.is_empty() => None,
        id => Some(geonames_id(&id)?),
    };
    let keys: Vec<String> =
        std::iter::once(&row.name).chain(&row.names).map(|n| normalise(n)).filter(|k| !k.is_empty()).collect();
    let (lat, lon) = (text(&row.lat), text(&row.lon));
    let point = if lat.is_empty() && lon.is_empty() { None } else { Some(point(&lat, &lon)?) };
    if let (Some(id), None) = (given, point) {
        // Names for a place that is known.
        out.named.extend(context.usual_name(id).map(|_| id));
        for key in &keys {
            add_name(id, key, false, &mut out.names);
        }
        if !row.name.is_empty() {
            PlaceRow::write_name(id, context.order, shorten(&row.name), &mut out.places);
        }
        return if keys.is_empty() { Err("no name".to_owned()) } else { Ok(None) };
    }
    if normalise(&row.name).is_empty() {
        return Err("no name".to_owned());
    }
    let feature = match row.feature.as_str() {
        "" => Feature::City,
        name => name.parse().map_err(|_| {
            let known: Vec<&str> = Feature::ALL.iter().map(|f| f.name()).collect();
            format!("`{name}` is no sort of place; they are {}", known.join(", "))
        })?,
    };
    let precision = match text(&row.precision) {
        p if p.is_empty() => features::precision(feature),
        p => p
            .parse()
            .ok()
            .filter(|p| (1..=7).contains(p))
            .ok_or_else(|| format!("`{p}` is no precision from 1 to 7"))?,
    };
    let mut country = iso2(&row.country)?;
    let mut division = if row.admin1.is_empty() { String::new() } else { format!("={}", row.admin1) };
    let mut doubt = None;
    if let Some((point, outlines)) = point.zip(context.options.outlines) {
        let within = outlines.at(point);
        match within.country {
            Some(found) if country == [0; 2] => country = iso2(found)?,
            Some(found) if country != found.as_bytes() => {
                doubt = Some(format!("its point lies in {found}, and {} is given; taken as given", row.country));
            }
            None if country == [0; 2] && matches!(feature, Feature::City | Feature::Admin1 | Feature::Admin2) => {
                doubt = Some("its point lies in no country, and none is given; taken as given".to_owned());
            }
            _ => {}
        }
        if let Some(name) = within.admin1.filter(|_| division.is_empty() && doubt.is_none()) {
            division = format!("={name}");
        }
    }
    let id = match given {
        Some(id) => id,
        None if *next >= OWN_IDS => return Err("too many places".to_owned()),
        None => {
            *next += 1;
            OWN_IDS + (*next - 1)
        }
    };
    let row = PlaceRow {
        point,
        population: inhabitants(&text(&row.population))?,
        feature,
        read: true,
        precision,
        source: context.source,
        country,
        division: &division,
        name: shorten(&row.name),
    };
    row.write(id, context.order, &mut out.places);
    for (i, key) in keys.iter().enumerate() {
        add_name(id, key, i == 0, &mut out.names);
    }
    Ok(doubt)
}
