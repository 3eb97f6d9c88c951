//! The outlines of the map: Natural Earth as TopoJSON, in two files, so that a map can be drawn before all divisions of
//! the world are there.

use super::{
    disputed,
    geopackage::{Feature, Vertex, layer},
    topology::{Arcs, Point, Topology, simplify},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

/// Grid units per degree.
const GRID: f64 = 1e4;
/// How far outlines are simplified, in degrees; Natural Earth's 1:10m has hardly more.
const TOLERANCE: f64 = 0.002;
/// A vertex nearer (degrees) to an edge than this lies on it.
const NEAR: f64 = 1e-5;

/// The bytes of the two files.
pub struct Built {
    /// Countries, disputed borders and areas.
    pub basemap: Vec<u8>,
    /// First-level divisions, and the arcs that only they have.
    pub divisions: Vec<u8>,
}

/// Builds them from the GeoPackage.
pub fn build(root: &Path, natural_earth: &Path) -> Result<Built, String> {
    let mut countries = layer(natural_earth, "countries", &["NAME", "iso_a2"])?;
    let mut admin1 = layer(natural_earth, "states_provinces", &["name", "iso_a2", "gu_a3"])?;
    let mut lines = layer(natural_earth, "disputed_borders", &["name", "adm0_left"])?;
    let disputed::Areas { mut areas, parties } = disputed::areas(root, &countries, &admin1, &lines)?;
    let corners: Vec<Vertex> = areas.iter().flat_map(|a| a.parts.iter().flatten().flatten()).copied().collect();
    for features in [&mut countries, &mut admin1, &mut lines, &mut areas] {
        meet(features, &corners);
    }

    let mut topology = Topology::default();
    let countries = place_parts(&countries, &mut topology, country_properties);
    let admin1 = place_parts(&admin1, &mut topology, |c| json!({ "name": c[0], "iso2": iso2(&c[1]) }));
    let disputed = place_parts(&lines, &mut topology, |c| json!({ "name": c[0], "country": c[1] }));
    let areas = place_parts(&areas, &mut topology, |c| {
        let (by, claimants) = &parties[&c[0]];
        json!({ "name": c[0], "administered_by": by, "claimed_by": claimants })
    });
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
    let lines: Vec<Vec<i32>> = cut.lines.iter().map(|line| line.iter().map(|&i| renumbered(i)).collect()).collect();
    let arcs = simplified(&cut);
    let arcs: Vec<Value> = order.iter().map(|&i| json!(deltas(&arcs[i]))).collect();
    let (first, rest) = arcs.split_at(outer.len());
    let objects = json!({
        "countries": geometries(countries, &lines, true),
        "disputed": geometries(disputed, &lines, false),
        "disputed_areas": geometries(areas, &lines, true),
    });
    let divisions = json!({ "admin1": geometries(admin1, &lines, true) });
    Ok(Built { basemap: file(objects, first)?, divisions: file(divisions, rest)? })
}

/// A map of its own, of polygons and of lines, each under its name.
pub fn alone(polygons: (&str, &[Feature]), lines: (&str, &[Feature])) -> Result<Vec<u8>, String> {
    let mut topology = Topology::default();
    let areas = place_parts(polygons.1, &mut topology, |_| json!({}));
    let open = place_parts(lines.1, &mut topology, |_| json!({}));
    let cut = topology.cut();
    let arcs: Vec<Value> = simplified(&cut).iter().map(|arc| json!(deltas(arc))).collect();
    let objects = json!({
        polygons.0: geometries(areas, &cut.lines, true),
        lines.0: geometries(open, &cut.lines, false),
    });
    file(objects, &arcs)
}

/// Features by the arcs of their lines.
fn geometries(layer: Layer, lines: &[Vec<i32>], polygons: bool) -> Value {
    let list = layer.into_iter().map(|(properties, parts)| {
        let parts: Vec<Value> = parts
            .into_iter()
            .map(|rings| {
                let rings: Vec<&Vec<i32>> = rings.iter().map(|&line| &lines[line]).collect();
                if polygons { json!(rings) } else { json!(rings.first()) }
            })
            .collect();
        let kind = if polygons { "MultiPolygon" } else { "MultiLineString" };
        json!({ "type": kind, "properties": properties, "arcs": parts })
    });
    json!({ "type": "GeometryCollection", "geometries": list.collect::<Vec<_>>() })
}

fn file(objects: Value, arcs: &[Value]) -> Result<Vec<u8>, String> {
    let transform = json!({ "scale": [1.0 / GRID, 1.0 / GRID], "translate": [0, 0] });
    let map = json!({ "type": "Topology", "transform": transform, "objects": objects, "arcs": arcs });
    let mut bytes = serde_json::to_vec(&map).map_err(|e| e.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Puts those corners of disputed areas that lie on an edge of a line into the line, so that both have the same arcs
/// there.
fn meet(features: &mut [Feature], corners: &[Vertex]) {
    let mut columns: BTreeMap<i32, Vec<Vertex>> = BTreeMap::new();
    for v in corners {
        columns.entry(v.0.floor() as i32).or_default().push(*v);
    }
    for line in features.iter_mut().flat_map(|f| f.parts.iter_mut().flatten()) {
        let mut out: Vec<Vertex> = Vec::with_capacity(line.len());
        for edge in line.windows(2) {
            let (west, east) = (edge[0].0.min(edge[1].0) - NEAR, edge[0].0.max(edge[1].0) + NEAR);
            let near = columns.range(west.floor() as i32..=east.floor() as i32).flat_map(|(_, list)| list);
            let mut on: Vec<(f64, Vertex)> =
                near.filter_map(|v| share(edge[0], edge[1], *v).map(|t| (t, *v))).collect();
            on.sort_by(|a, b| a.0.total_cmp(&b.0));
            out.push(edge[0]);
            out.extend(on.into_iter().map(|(_, v)| v));
        }
        out.extend(line.last());
        *line = out;
    }
}

/// How far along an edge a vertex lies that is on it and none of its ends.
fn share(a: Vertex, b: Vertex, v: Vertex) -> Option<f64> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = ((v.0 - a.0) * dx + (v.1 - a.1) * dy) / (dx * dx + dy * dy);
    let off = (a.0 + t * dx - v.0).hypot(a.1 + t * dy - v.1);
    let is_end = on_grid(&v) == on_grid(&a) || on_grid(&v) == on_grid(&b);
    (0.0 < t && t < 1.0 && off < NEAR && !is_end).then_some(t)
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
