//! Lines of GeoNames' dumps.

use crate::{
    build::{Entries, PlaceRow},
    features,
    import::Context,
    names::{key_of, plain},
};
use dateline_core::gazetteer::{imported::OWN_IDS, names::is_article, normalise};

/// Languages of alternate names that are none: links, codes of airports and posts, and numbers.
const NO_LANGUAGES: [&str; 10] = ["link", "wkdt", "post", "iata", "icao", "faac", "unlc", "tcid", "phon", "piny"];

/// Longest name in bytes.
const LONGEST: usize = 255;

/// The dumps that are known, by their number of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Dump {
    /// `allCountries.zip`, `SY.zip`: places.
    Places,
    /// `alternateNamesV2.zip`: more names.
    Names,
}

impl Dump {
    /// Which dump most of some lines are from.
    pub fn of(lines: &[u8]) -> Option<Dump> {
        let mut votes = [0usize; 3];
        for line in lines.split(|&b| b == b'\n').filter(|l| !l.is_empty()).take(100) {
            let columns = line.iter().filter(|&&b| b == b'\t').count() + 1;
            votes[match columns {
                19 => 0,
                8 | 10 => 1,
                _ => 2,
            }] += 1;
        }
        match votes {
            [places, names, _] if places > names => Some(Dump::Places),
            [_, names, _] if names > 0 => Some(Dump::Names),
            _ => None,
        }
    }
}

/// What some lines gave.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Entries for the places.
    pub places: Entries,
    /// Entries for the names.
    pub names: Entries,
    /// Packed places that were given names only.
    pub named: Vec<u32>,
    /// Lines that hold something.
    pub lines: u64,
    /// Number of places, or of names.
    pub taken: u64,
    /// Lines that were left out or are doubtful, with their numbers from 0.
    pub faults: Vec<(u64, String)>,
}

/// Reads whole lines.
pub fn parse(dump: Dump, lines: &[u8], context: &Context<'_>) -> (Parsed, u64) {
    let mut out = Parsed::default();
    let mut number = 0;
    for line in lines.split_inclusive(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !line.is_empty() {
            out.lines += 1;
            let read = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned()).and_then(|line| match dump {
                Dump::Places => place(line, context, &mut out),
                Dump::Names => name(line, context, &mut out),
            });
            match read {
                Ok(()) => {}
                Err(why) => out.faults.push((number, why)),
            }
        }
        number += 1;
    }
    (out, number)
}

/// Columns: geonameid, name, asciiname, alternatenames, latitude, longitude, feature class, feature code, country code,
/// cc2, admin1 code, admin2 code, admin3 code, admin4 code, population, elevation, dem, timezone, modification date.
fn place(line: &str, context: &Context<'_>, out: &mut Parsed) -> Result<(), String> {
    let mut columns = [""; 19];
    let mut found = 0;
    for field in line.split('\t') {
        if let Some(column) = columns.get_mut(found) {
            *column = field;
        }
        found += 1;
    }
    if found != columns.len() {
        return Err(format!("{found} columns instead of {}", columns.len()));
    }
    let [id, name, ascii, alternates, lat, lon, class, code, country, _, admin1, _, _, _, population, ..] = columns;
    let id = geonames_id(id)?;
    let sort = features::sort(class, code);
    let usual = context.usual_name(id);
    let shown = match usual {
        Some(usual) => usual.to_owned(),
        None if context.is_shown_plain(country) => plain(name),
        None => name.to_owned(),
    };
    let row = PlaceRow {
        point: Some(point(lat, lon)?),
        population: inhabitants(population)?,
        feature: sort.feature,
        read: sort.read,
        precision: sort.precision,
        source: context.source,
        country: iso2(country)?,
        division: admin1,
        name: shorten(&shown),
    };
    if normalise(&shown).is_empty() {
        return Err("no name".to_owned());
    }
    row.write(id, context.order, &mut out.places);
    let main = normalise(&shown);
    add_name(id, &main, true, &mut out.names);
    let mut keys = vec![main];
    let more = alternates.split(',').filter_map(key_of);
    for key in [normalise(name), normalise(ascii)].into_iter().chain(more) {
        if !key.is_empty() && !keys.contains(&key) {
            add_name(id, &key, false, &mut out.names);
            keys.push(key);
        }
    }
    out.taken += 1;
    Ok(())
}

/// Columns: alternateNameId, geonameid, language, name, preferred, short, colloquial, historic, and in the second version
/// from and to.
fn name(line: &str, context: &Context<'_>, out: &mut Parsed) -> Result<(), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [_, id, language, name, preferred, _, colloquial, ..] = columns[..] else {
        return Err(format!("{} columns instead of 10", columns.len()));
    };
    let id = geonames_id(id)?;
    if NO_LANGUAGES.contains(&language) || colloquial == "1" {
        return Ok(());
    }
    let Some(key) = key_of(name) else { return Ok(()) };
    let packed = context.usual_name(id).is_some();
    let usual = language == "en" && preferred == "1" && !packed;
    if packed && out.named.last() != Some(&id) {
        out.named.push(id);
    }
    if usual {
        PlaceRow::write_name(id, context.order, shorten(name), &mut out.places);
    }
    add_name(id, &key, usual, &mut out.names);
    out.taken += 1;
    Ok(())
}

/// Notes a key for a place, and the key without an article: whether its country has one is seen later.
pub fn add_name(id: u32, key: &str, main: bool, names: &mut Entries) {
    let flags = u8::from(main) << 1;
    names.add(&[key.as_bytes(), &[0], &id.to_be_bytes(), &[flags]]);
    if let Some((first, rest)) = key.split_once(' ')
        && is_article(first)
    {
        names.add(&[rest.as_bytes(), &[0], &id.to_be_bytes(), &[1]]);
    }
}

/// Reads the id of a place.
pub fn geonames_id(text: &str) -> Result<u32, String> {
    let id = text.trim().parse().ok().filter(|id| (1..OWN_IDS).contains(id));
    id.ok_or_else(|| format!("`{}` is no GeoNames id", excerpt(text)))
}

/// Reads degrees north and east.
pub fn point(lat: &str, lon: &str) -> Result<(f64, f64), String> {
    let degrees = |text: &str, most: f64, what: &str| {
        let value = text.trim().parse::<f64>().ok().filter(|d| d.abs() <= most);
        value.ok_or_else(|| format!("`{}` is no {what}: degrees from -{most} to {most} are asked for", excerpt(text)))
    };
    Ok((degrees(lat, 90.0, "latitude")?, degrees(lon, 180.0, "longitude")?))
}

/// Reads a number of inhabitants; none is 0.
pub fn inhabitants(text: &str) -> Result<u32, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    let count = text.parse::<u64>().map_err(|_| format!("`{}` is no number of inhabitants", excerpt(text)))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Reads a country's code; none is zeros.
pub fn iso2(text: &str) -> Result<[u8; 2], String> {
    match text.trim().as_bytes() {
        [] => Ok([0; 2]),
        &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok([a, b]),
        _ => Err(format!("`{}` is no ISO 3166-1 code of a country", excerpt(text))),
    }
}

/// The beginning of a name that fits.
pub fn shorten(name: &str) -> &str {
    let mut end = name.len().min(LONGEST);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

fn excerpt(text: &str) -> String {
    text.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absurd_is_said_to_be() {
        assert!(point("34.7", "36.7").is_ok() && point("-90", "180").is_ok());
        for (lat, lon) in [("91", "0"), ("0", "180.5"), ("NaN", "0"), ("inf", "0"), ("", "0"), ("34,7", "36,7")] {
            assert!(point(lat, lon).is_err(), "{lat} {lon}");
        }
        assert!(geonames_id("0").is_err() && geonames_id("-1").is_err() && geonames_id("4294967295").is_err());
        assert_eq!(inhabitants("99999999999"), Ok(u32::MAX));
        assert!(iso2("Syria").is_err() && iso2("sy").is_err() && iso2("") == Ok([0; 2]));
    }

    #[test]
    fn a_dump_is_told_by_its_columns() {
        let line = |n: usize| ["x"; 19][..n].join("\t") + "\n";
        assert_eq!(Dump::of(line(19).as_bytes()), Some(Dump::Places));
        assert_eq!(Dump::of((line(3) + &line(10)).as_bytes()), Some(Dump::Names));
        assert_eq!(Dump::of(line(4).as_bytes()), None);
    }
}
