//! The outlines of the map: Natural Earth as TopoJSON, in two files, so that a map can be drawn before all divisions of
//! the world are there.

use super::{
    disputed,
    geopackage::{Feature, Vertex, layer},
    topology::{Arcs, Point, Topology, simplify},
};
use serde_json::{Value, json};
use std::{collections::HashSet, path::Path};

/// Grid units per degree.
const GRID: f64 = 1e4;
/// How far outlines are simplified, in degrees; Natural Earth's 1:10m has hardly more.
const TOLERANCE: f64 = 0.002;

/// The bytes of the two files.
pub struct Built {
    /// Countries, disputed borders and areas.
    pub basemap: Vec<u8>,
    /// First-level divisions, and the arcs that only they have.
    pub divisions: Vec<u8>,
}

/// Builds them from the GeoPackage.
pub fn build(root: &Path, natural_earth: &Path) -> Result<Built, String> {
    let countries = layer(natural_earth, "countries", &["NAME", "iso_a2"])?;
    let admin1 = layer(natural_earth, "states_provinces", &["name", "iso_a2", "gu_a3"])?;
    let disputed = layer(natural_earth, "disputed_borders", &["name", "adm0_left"])?;
    let areas = disputed::areas(root, &countries, &admin1, &disputed)?;

    let mut topology = Topology::default();
    let countries = place_parts(&countries, &mut topology, country_properties);
    let admin1 = place_parts(&admin1, &mut topology, |c| json!({ "name": c[0], "iso2": iso2(&c[1]) }));
    let disputed = place_parts(&disputed, &mut topology, |c| json!({ "name": c[0], "country": c[1] }));
    let areas = place_parts(&areas, &mut topology, |c| json!({ "name": c[0] }));
    let cut = topology.cut();

    let outer = [&countries, &disputed, &areas].into_iter().flatten().flat_map(|(_, parts)| parts).flatten();
    let outer: HashSet<usize> = outer.flat_map(|&line| &cut.lines[line]).map(|&i| number_of(i)).collect();
    // The arcs of the first file come first.
    let order: Vec<usize> = {
        let (first, rest): (Vec<usize>, Vec<usize>) = (0..cut.arcs.len()).partition(|i| outer.contains(i));
        first.into_iter().chain(rest).collect()
    };
    let mut place = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new as i32;
    }
    let renumbered = |i: i32| if i < 0 { !place[number_of(i)] } else { place[number_of(i)] };
    let geometries = |layer: Layer, polygons: bool| -> Value {
        let list = layer.into_iter().map(|(properties, parts)| {
            let parts: Vec<Value> = parts
                .into_iter()
                .map(|rings| {
                    let ring = |&line: &usize| cut.lines[line].iter().map(|&i| renumbered(i)).collect();
                    let rings: Vec<Vec<i32>> = rings.iter().map(ring).collect();
                    if polygons { json!(rings) } else { json!(rings.first()) }
                })
                .collect();
            let kind = if polygons { "MultiPolygon" } else { "MultiLineString" };
            json!({ "type": kind, "properties": properties, "arcs": parts })
        });
        json!({ "type": "GeometryCollection", "geometries": list.collect::<Vec<_>>() })
    };
    let arcs = simplified(&cut);
    let arcs: Vec<Value> = order.iter().map(|&i| json!(deltas(&arcs[i]))).collect();
    let (first, rest) = arcs.split_at(outer.len());
    let file = |objects: Value, arcs: &[Value]| -> Result<Vec<u8>, String> {
        let transform = json!({ "scale": [1.0 / GRID, 1.0 / GRID], "translate": [0, 0] });
        let map = json!({ "type": "Topology", "transform": transform, "objects": objects, "arcs": arcs });
        let mut bytes = serde_json::to_vec(&map).map_err(|e| e.to_string())?;
        bytes.push(b'\n');
        Ok(bytes)
    };
    let objects = json!({
        "countries": geometries(countries, true),
        "disputed": geometries(disputed, false),
        "disputed_areas": geometries(areas, true),
    });
    Ok(Built { basemap: file(objects, first)?, divisions: file(json!({ "admin1": geometries(admin1, true) }), rest)? })
}

fn number_of(arc: i32) -> usize {
    (if arc < 0 { !arc } else { arc }) as usize
}

/// Features as their properties and, for each polygon, the numbers of its rings in the topology.
type Layer = Vec<(Value, Vec<Vec<usize>>)>;

fn place_parts(features: &[Feature], topology: &mut Topology, properties: impl Fn(&[String]) -> Value) -> Layer {
    let mut number = |rings: &Vec<Vec<Vertex>>| -> Vec<usize> {
        rings.iter().map(|r| topology.add(r.iter().map(on_grid).collect())).collect()
    };
    features.iter().map(|f| (properties(&f.columns), f.parts.iter().map(&mut number).collect())).collect()
}

fn country_properties(columns: &[String]) -> Value {
    let name = if columns[0].is_empty() { Value::Null } else { json!(columns[0]) };
    json!({ "name": name, "iso2": iso2(&columns[1]) })
}

/// Natural Earth writes -1 or -99 for none.
fn iso2(code: &str) -> Value {
    if code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()) { json!(code) } else { Value::Null }
}

fn on_grid(v: &Vertex) -> Point {
    ((v.0 * GRID).round() as i32, (v.1 * GRID).round() as i32)
}

/// The arcs simplified, but for those of rings that would collapse to a line.
fn simplified(cut: &Arcs) -> Vec<Vec<Point>> {
    let mut out: Vec<Vec<Point>> = cut.arcs.iter().map(|arc| simplify(arc, TOLERANCE * GRID, GRID)).collect();
    for line in &cut.lines {
        let numbers = || line.iter().map(|&i| number_of(i));
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
