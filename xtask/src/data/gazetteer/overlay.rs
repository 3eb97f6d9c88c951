//! The project's own places and spellings, laid over GeoNames and Natural Earth.

use super::{Draft, divisions::Divisions, rows};
use dateline_core::{
    claim::Feature,
    gazetteer::{normalise, pack::Entry},
    geo::distance_km,
};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

/// A city of the overlay is one of GeoNames if they share a name and lie this near (km).
const SAME_CITY: f64 = 20.0;
/// A point further than this (degrees) from the outline of its division or country is reported.
const OFF: f64 = 0.1;

/// Whether places of this sort lie in one division; regions, roads and waters may not.
fn is_a_spot(feature: Feature) -> bool {
    matches!(feature, Feature::City | Feature::Crossing | Feature::Base | Feature::Site)
}

struct Row {
    line: usize,
    name: String,
    names: Vec<String>,
    feature: Feature,
    country: Option<String>,
    admin1: Option<String>,
    point: Option<(f64, f64)>,
    precision: u8,
}

/// Applies the file: a row that names a known country, division or city gives it its name and more names; any other
/// row is a new place.
pub fn apply(file: &Path, drafts: &mut Vec<Draft>, divisions: &Divisions, first_division: usize) -> Result<(), String> {
    let rows = parse(file)?;
    // Divisions first, so that other rows can name them by their new names.
    let (areas, others): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|r| matches!(r.feature, Feature::Country | Feature::Admin1));
    let mut by_name = index(drafts);
    for row in areas.into_iter().chain(others) {
        let admin1 = match &row.admin1 {
            Some(name) => Some(division(drafts, &by_name, &row, name).ok_or_else(|| {
                format!("{}:{}: no division `{name}` in {:?}", file.display(), row.line, row.country)
            })?),
            None if is_a_spot(row.feature) => {
                let at = row.point.zip(row.country.as_deref());
                at.and_then(|(p, c)| divisions.at(c, p)).map(|d| first_division + d)
            }
            None => None,
        };
        check(file, &row, admin1, drafts, divisions);
        let target = match known(drafts, &by_name, &row) {
            Some(target) => {
                take_over(&mut drafts[target].entry, &row);
                target
            }
            None => {
                drafts.push(Draft { entry: entry(&row, admin1), division: None, bounds: None });
                drafts.len() - 1
            }
        };
        for name in &row.names {
            by_name.entry(normalise(name)).or_default().push(target);
        }
    }
    Ok(())
}

fn parse(file: &Path) -> Result<Vec<Row>, String> {
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    for (line, f) in rows(file, 9)? {
        let fault = |what: String| format!("{}:{line}: {what}", file.display());
        let optional = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        let number = |s: &str| s.parse::<f64>().map_err(|e| fault(format!("`{s}`: {e}")));
        let point = if f[5].is_empty() { None } else { Some((number(&f[5])?, number(&f[6])?)) };
        let mut names = vec![f[0].clone()];
        names.extend(f[1].split('|').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned));
        if !seen.insert((f[0].clone(), f[2].clone(), f[3].clone())) {
            return Err(fault(format!("`{}` stands here twice", f[0])));
        }
        out.push(Row {
            line,
            name: f[0].clone(),
            names,
            feature: f[2].parse().map_err(|e: dateline_core::kind::UnknownName| fault(e.to_string()))?,
            country: optional(&f[3]),
            admin1: optional(&f[4]),
            point,
            precision: f[7].parse().map_err(|e| fault(format!("precision `{}`: {e}", f[7])))?,
        });
    }
    Ok(out)
}

/// Places by each of their names in normal form.
fn index(drafts: &[Draft]) -> HashMap<String, Vec<usize>> {
    let mut out: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, draft) in drafts.iter().enumerate() {
        for name in draft.entry.names.iter().chain([&draft.entry.name]) {
            let list = out.entry(normalise(name)).or_default();
            if list.last() != Some(&i) {
                list.push(i);
            }
        }
    }
    out
}

fn division(drafts: &[Draft], by_name: &HashMap<String, Vec<usize>>, row: &Row, name: &str) -> Option<usize> {
    let list = by_name.get(&normalise(name))?;
    list.iter().copied().find(|&i| drafts[i].entry.feature == Feature::Admin1 && drafts[i].entry.country == row.country)
}

/// The place that a row speaks of, if it is known already: a country by its code, a division by name and country, a
/// city by name, country and nearness.
fn known(drafts: &[Draft], by_name: &HashMap<String, Vec<usize>>, row: &Row) -> Option<usize> {
    let same = |&i: &usize| {
        let e = &drafts[i].entry;
        e.country == row.country && e.feature == row.feature && e.feature != Feature::Country
    };
    if row.feature == Feature::Country {
        return drafts.iter().position(|d| d.entry.feature == Feature::Country && d.entry.country == row.country);
    }
    // In the order of the row's names: its first name is the surest.
    for name in &row.names {
        let candidates = by_name.get(&normalise(name)).into_iter().flatten().copied().filter(same);
        let found = match row.feature {
            Feature::Admin1 => candidates.into_iter().next(),
            Feature::City => candidates
                .filter_map(|i| Some((distance_km(drafts[i].entry.point?, row.point?), i)))
                .filter(|&(d, _)| d <= SAME_CITY)
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, i)| i),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn take_over(entry: &mut Entry, row: &Row) {
    entry.name.clone_from(&row.name);
    for name in &row.names {
        let key = normalise(name);
        if !entry.names.iter().any(|n| normalise(n) == key) {
            entry.names.push(name.clone());
        }
    }
    if row.feature != Feature::City {
        entry.point = row.point.or(entry.point);
    }
}

fn entry(row: &Row, admin1: Option<usize>) -> Entry {
    Entry {
        name: row.name.clone(),
        names: row.names.clone(),
        feature: row.feature,
        country: row.country.clone(),
        admin1: admin1.filter(|_| row.feature != Feature::Admin1),
        point: row.point,
        population: 0,
        geonames_id: None,
        precision: row.precision,
        is_overlay: true,
    }
}

/// Reports a point that lies off the outline of its division or country.
fn check(file: &Path, row: &Row, admin1: Option<usize>, drafts: &[Draft], divisions: &Divisions) {
    let Some((point, country)) = row.point.zip(row.country.as_deref()) else { return };
    let off = match admin1.and_then(|a| drafts[a].division).filter(|_| row.admin1.is_some()) {
        Some(number) => divisions.distance(number, point) > OFF,
        None => divisions.at(country, point).is_none_or(|n| divisions.distance(n, point) > OFF),
    };
    if off {
        let lies_in = divisions.at(country, point).map(|n| divisions.get(n).names[0].as_str()).unwrap_or("no division");
        let stated = row.admin1.as_deref().unwrap_or("no stated division");
        eprintln!("{}:{}: {} lies in {lies_in}, off {stated} of {country}", file.display(), row.line, row.name);
    }
}
