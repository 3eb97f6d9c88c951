//! The web map's basemap: Natural Earth as TopoJSON.

use super::{
    disputed,
    geopackage::{Feature, Vertex, layer},
    topology::{Arcs, Point, Topology, simplify},
};
use serde_json::{Value, json};
use std::path::Path;

/// Grid units per degree.
const GRID: f64 = 1e4;
/// Tolerance outside the detailed box, in degrees; about that of Natural Earth's 1:50m scale.
const COARSE: f64 = 0.05;
/// Tolerance within the detailed box.
const FINE: f64 = 0.002;
/// The detailed box: west, south, east, north.
const BOX: [f64; 4] = [24.0, 10.0, 64.0, 45.0];
/// Islands smaller than this (square degrees) are left out outside the box unless they are all a country has.
const ISLAND: f64 = 0.02;

/// Builds the file's bytes from the GeoPackage.
pub fn build(root: &Path, natural_earth: &Path) -> Result<Vec<u8>, String> {
    let countries = layer(natural_earth, "countries", &["NAME", "iso_a2"])?;
    let admin1 = layer(natural_earth, "states_provinces", &["name", "iso_a2", "gu_a3"])?;
    let disputed = layer(natural_earth, "disputed_borders", &["name", "adm0_left"])?;
    let areas = disputed::areas(root, &countries, &admin1, &disputed)?;
    let admin1: Vec<Feature> = admin1.into_iter().filter(touches_box).collect();

    let mut topology = Topology::default();
    let countries = place_parts(&countries, &mut topology, true, country_properties);
    let admin1 = place_parts(&admin1, &mut topology, false, |c| json!({ "name": c[0], "iso2": iso2(&c[1]) }));
    let disputed = place_parts(&disputed, &mut topology, false, |c| json!({ "name": c[0], "country": c[1] }));
    let areas = place_parts(&areas, &mut topology, false, |c| json!({ "name": c[0] }));
    let cut = topology.cut();

    let arcs: Vec<Value> = simplified(&cut).iter().map(|arc| json!(deltas(arc))).collect();
    let geometries = |layer: Layer, polygons: bool| -> Value {
        let list = layer.into_iter().map(|(properties, parts)| {
            let parts: Vec<Value> = parts
                .into_iter()
                .map(|rings| {
                    let rings: Vec<&Vec<i32>> = rings.iter().map(|&i| &cut.lines[i]).collect();
                    if polygons { json!(rings) } else { json!(rings.first()) }
                })
                .collect();
            let kind = if polygons { "MultiPolygon" } else { "MultiLineString" };
            json!({ "type": kind, "properties": properties, "arcs": parts })
        });
        json!({ "type": "GeometryCollection", "geometries": list.collect::<Vec<_>>() })
    };
    let map = json!({
        "type": "Topology",
        "transform": { "scale": [1.0 / GRID, 1.0 / GRID], "translate": [0, 0] },
        "objects": {
            "countries": geometries(countries, true),
            "admin1": geometries(admin1, true),
            "disputed": geometries(disputed, false),
            "disputed_areas": geometries(areas, true),
        },
        "arcs": arcs,
    });
    let mut bytes = serde_json::to_vec(&map).map_err(|e| e.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Features as their properties and, for each polygon, the numbers of its rings in the topology.
type Layer = Vec<(Value, Vec<Vec<usize>>)>;

fn place_parts(
    features: &[Feature],
    topology: &mut Topology,
    drop_islands: bool,
    properties: impl Fn(&[String]) -> Value,
) -> Layer {
    let mut out = Vec::new();
    for feature in features {
        let largest = feature.parts.iter().map(|p| size(p)).fold(0.0, f64::max);
        let parts = feature
            .parts
            .iter()
            .filter(|p| !drop_islands || size(p) >= ISLAND.min(largest) || in_box(&p[0]))
            .map(|rings| rings.iter().map(|r| topology.add(r.iter().map(on_grid).collect())).collect())
            .collect();
        out.push((properties(&feature.columns), parts));
    }
    out
}

fn country_properties(columns: &[String]) -> Value {
    let name = if columns[0].is_empty() { Value::Null } else { json!(columns[0]) };
    json!({ "name": name, "iso2": iso2(&columns[1]) })
}

/// Natural Earth writes -1 or -99 for none.
fn iso2(code: &str) -> Value {
    if code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()) { json!(code) } else { Value::Null }
}

/// The extent of a polygon's outer ring in square degrees (its bounding box; enough to tell islets).
fn size(rings: &[Vec<Vertex>]) -> f64 {
    let Some(ring) = rings.first() else { return 0.0 };
    let (mut w, mut s, mut e, mut n) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for &(x, y) in ring {
        (w, s, e, n) = (w.min(x), s.min(y), e.max(x), n.max(y));
    }
    (e - w) * (n - s)
}

fn touches_box(feature: &Feature) -> bool {
    feature.parts.iter().flatten().any(|ring| in_box(ring))
}

fn in_box(ring: &[Vertex]) -> bool {
    ring.iter().any(|&(x, y)| (BOX[0]..=BOX[2]).contains(&x) && (BOX[1]..=BOX[3]).contains(&y))
}

fn on_grid(v: &Vertex) -> Point {
    ((v.0 * GRID).round() as i32, (v.1 * GRID).round() as i32)
}

/// The arcs simplified, but for those of rings that would collapse to a line.
fn simplified(cut: &Arcs) -> Vec<Vec<Point>> {
    let mut out: Vec<Vec<Point>> = cut.arcs.iter().map(|arc| simplify(arc, tolerance(arc) * GRID, GRID)).collect();
    for line in &cut.lines {
        let numbers = || line.iter().map(|&i| if i < 0 { !i } else { i } as usize);
        let edges: usize = numbers().map(|i| out[i].len() - 1).sum();
        let full: usize = numbers().map(|i| cut.arcs[i].len() - 1).sum();
        if edges < 3 && full >= 3 {
            for i in numbers() {
                out[i].clone_from(&cut.arcs[i]);
            }
        }
    }
    out
}

fn tolerance(arc: &[Point]) -> f64 {
    if arc.iter().any(|&(x, y)| in_box(&[(f64::from(x) / GRID, f64::from(y) / GRID)])) { FINE } else { COARSE }
}

fn deltas(arc: &[Point]) -> Vec<[i32; 2]> {
    let mut last = (0, 0);
    arc.iter()
        .map(|&p| {
            let d = [p.0 - last.0, p.1 - last.1];
            last = p;
            d
        })
        .collect()
}
