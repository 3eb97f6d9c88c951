//! The disputed areas of `lexicons/places/disputed.toml` as polygons: divisions, countries, and what the lines of claims
//! cut off a country.

use super::{
    faces,
    geopackage::{Feature, Vertex},
};
use serde::Deserialize;
use std::{collections::HashMap, fs, path::Path};

/// Lines farther off (degrees) than this do not cut a country.
const NEAR: f64 = 0.1;

#[derive(Deserialize)]
struct File {
    area: Vec<Area>,
}

#[derive(Deserialize)]
struct Area {
    name: String,
    administered_by: String,
    claimed_by: Vec<String>,
    #[serde(default)]
    outlines: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    /// Degrees north and east of points in it.
    #[serde(default)]
    points: Vec<Vertex>,
}

/// The areas, and by their names who is a party to them.
pub struct Areas {
    /// Named; those without an outline are left out.
    pub areas: Vec<Feature>,
    /// Who administers, and who claims them: codes, or names where there is no code.
    pub parties: HashMap<String, (String, Vec<String>)>,
}

/// The areas with their names; those that have neither divisions nor countries nor points have no polygon.
pub fn areas(root: &Path, countries: &[Feature], admin1: &[Feature], lines: &[Feature]) -> Result<Areas, String> {
    let path = root.join("lexicons/places/disputed.toml");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let file: File = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let (mut out, mut parties) = (Vec::new(), HashMap::new());
    for area in file.area {
        let is_part = |f: &&Feature| area.outlines.contains(&format!("{}/{}", f.columns[1], f.columns[0]));
        let is_country = |f: &&Feature| area.countries.contains(&f.columns[1]);
        let whole = admin1.iter().filter(is_part).chain(countries.iter().filter(is_country));
        let mut parts: Vec<Vec<Vec<Vertex>>> = whole.flat_map(|f| f.parts.clone()).collect();
        let found = parts.len();
        for &(lat, lon) in &area.points {
            parts
                .push(vec![cut_off((lon, lat), countries, lines).ok_or_else(|| {
                    format!("{}: no lines cut off {} around {lat}, {lon}", path.display(), area.name)
                })?]);
        }
        if found == 0 && !(area.outlines.is_empty() && area.countries.is_empty()) && area.points.is_empty() {
            return Err(format!("{}: {} has none of its outlines", path.display(), area.name));
        }
        if !parts.is_empty() {
            parties.insert(area.name.clone(), (area.administered_by, area.claimed_by));
            out.push(Feature { columns: vec![area.name], parts });
        }
    }
    Ok(Areas { areas: out, parties })
}

/// The piece around a point that lines cut off the country it lies in.
fn cut_off(point: Vertex, countries: &[Feature], lines: &[Feature]) -> Option<Vec<Vertex>> {
    let rings = countries.iter().flat_map(|c| &c.parts).filter_map(|p| p.first());
    let outline = rings.into_iter().find(|ring| faces::contains(ring, point))?;
    let bounds = |ring: &[Vertex]| {
        ring.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, v| {
            [b[0].min(v.0), b[1].min(v.1), b[2].max(v.0), b[3].max(v.1)]
        })
    };
    let [w, s, e, n] = bounds(outline);
    let near: Vec<&[Vertex]> = lines
        .iter()
        .flat_map(|l| &l.parts)
        .flatten()
        .map(Vec::as_slice)
        .filter(|line| {
            let [lw, ls, le, ln] = bounds(line);
            lw < e + NEAR && le > w - NEAR && ls < n + NEAR && ln > s - NEAR
        })
        .collect();
    faces::around(point, outline, &near)
}
