//! `dateline gazetteer`: what the program knows of a place name.

use crate::{
    data::Data,
    error::{Error, ErrorKind, Result},
    listing::{plain_table, write_table},
    words,
};
use std::io::Write;

/// Most places that are shown.
const SHOWN: usize = 20;

/// Shows the places that bear a name, best first.
pub fn search(name: &str, data: &Data, out: &mut impl Write) -> Result<()> {
    let gazetteer = data.gazetteer()?;
    let found = gazetteer.search(name);
    if found.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, format_args!("no place bears the name `{name}`"))
            .hint("villages and crossings that the gazetteer lacks go into lexicons/places/overlay.tsv"));
    }
    let mut table = plain_table();
    table.set_header(["match", "name", "sort", "division", "country", "lat", "lon", "inhabitants", "GeoNames"]);
    for (tier, id) in found.iter().take(SHOWN) {
        let p = gazetteer.place(*id);
        let degrees = |x: Option<f64>| x.map(|x| format!("{x:.4}")).unwrap_or_default();
        table.add_row([
            tier.to_string(),
            p.name.to_owned(),
            p.feature.to_string(),
            p.admin1.unwrap_or_default().to_owned(),
            p.country.unwrap_or_default().to_owned(),
            degrees(p.point.map(|p| p.0)),
            degrees(p.point.map(|p| p.1)),
            if p.population > 0 { words::grouped(f64::from(p.population)) } else { String::new() },
            p.geonames_id.map(|id| id.to_string()).unwrap_or_default(),
        ]);
    }
    write_table(&mut table, out)?;
    if found.len() > SHOWN {
        writeln!(out, "and {} more", found.len() - SHOWN)?;
    }
    Ok(())
}
