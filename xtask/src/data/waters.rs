//! Lakes and rivers of Natural Earth as one TopoJSON file, which a map can draw once its borders are there.

use super::{
    basemap,
    faces::contains,
    geopackage::{Feature, Vertex},
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashMap, fs, path::Path};

/// The sort of a shape that is a polygon.
const POLYGON: u32 = 5;

/// Builds it from a shapefile of lakes and a TopoJSON map with rivers.
pub fn build(lakes: &Path, rivers: &Path) -> Result<Vec<u8>, String> {
    let read = |path: &Path| fs::read(path).map_err(|e| format!("{}: {e}", path.display()));
    let lakes = polygons(&read(lakes)?).ok_or_else(|| format!("{}: no shapefile of polygons", lakes.display()))?;
    let map: Map = serde_json::from_slice(&read(rivers)?).map_err(|e| format!("{}: {e}", rivers.display()))?;
    basemap::alone(("lakes", &lakes), ("rivers", &map.lines("rivers")?))
}

/// The polygons of a shapefile: outer rings run with the clock, the islands in them against it.
fn polygons(file: &[u8]) -> Option<Vec<Feature>> {
    let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let degrees = |at: usize| Some(f64::from_le_bytes(file.get(at..at + 8)?.try_into().ok()?));
    let mut out = Vec::new();
    let mut at = 100;
    while at < file.len() {
        let words = u32::from_be_bytes(file.get(at + 4..at + 8)?.try_into().ok()?);
        let start = at + 8;
        at = start + 2 * words as usize;
        if number(start)? != POLYGON {
            return None;
        }
        let (rings, points) = (number(start + 36)? as usize, number(start + 40)? as usize);
        let vertices = start + 44 + 4 * rings;
        let mut parts: Vec<Vec<Vec<Vertex>>> = Vec::new();
        let mut islands = Vec::new();
        for i in 0..rings {
            let first = number(start + 44 + 4 * i)? as usize;
            let end = if i + 1 < rings { number(start + 48 + 4 * i)? as usize } else { points };
            let vertex = |n: usize| Some((degrees(vertices + 16 * n)?, degrees(vertices + 16 * n + 8)?));
            let ring: Vec<Vertex> = (first..end).map(vertex).collect::<Option<_>>()?;
            if turn(&ring) < 0.0 { parts.push(vec![ring]) } else { islands.push(ring) }
        }
        for island in islands {
            let around = parts.iter_mut().find(|lake| island.first().is_some_and(|v| contains(&lake[0], *v)));
            around?.push(island);
        }
        out.push(Feature { columns: Vec::new(), parts });
    }
    Some(out)
}

/// Twice the area of a ring, positive where it runs against the clock.
fn turn(ring: &[Vertex]) -> f64 {
    ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum()
}

#[derive(Deserialize)]
struct Map {
    transform: Transform,
    objects: HashMap<String, Value>,
    arcs: Vec<Vec<[i32; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Geometry {
    LineString(Vec<i32>),
    MultiLineString(Vec<Vec<i32>>),
}

impl Map {
    /// The lines of an object.
    fn lines(&self, object: &str) -> Result<Vec<Feature>, String> {
        let found = self.objects.get(object).ok_or_else(|| format!("the map has no {object}"))?;
        let collection = Collection::deserialize(found).map_err(|e| format!("{object}: {e}"))?;
        let mut out = Vec::new();
        for geometry in &collection.geometries {
            let lines = match geometry {
                Geometry::LineString(arcs) => vec![self.line(arcs)],
                Geometry::MultiLineString(lines) => lines.iter().map(|arcs| self.line(arcs)).collect(),
            };
            out.push(Feature { columns: Vec::new(), parts: lines.into_iter().map(|line| vec![line]).collect() });
        }
        Ok(out)
    }

    fn line(&self, arcs: &[i32]) -> Vec<Vertex> {
        let mut line: Vec<Vertex> = Vec::new();
        for &i in arcs {
            let mut arc = self.arc(if i < 0 { !i } else { i } as usize);
            if i < 0 {
                arc.reverse();
            }
            line.extend(arc);
        }
        line.dedup();
        line
    }

    fn arc(&self, number: usize) -> Vec<Vertex> {
        let (mut x, mut y) = (0, 0);
        let Transform { scale, translate } = &self.transform;
        let moves = self.arcs.get(number).into_iter().flatten();
        moves
            .map(|[dx, dy]| {
                (x, y) = (x + dx, y + dy);
                (f64::from(x) * scale[0] + translate[0], f64::from(y) * scale[1] + translate[1])
            })
            .collect()
    }
}
