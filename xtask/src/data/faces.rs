//! Which piece of an outline a point lies in, when lines cut it: disputed areas out of countries and the lines of claims.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::geopackage::Vertex;

/// A line that ends this near (degrees) to another is meant to end on it.
const REACH: f64 = 0.01;
/// How far a line that is led on to another goes beyond it, so that they surely meet.
const BEYOND: f64 = 1e-5;
/// Vertices nearer than this are one.
const GRID: f64 = 1e6;

/// A vertex on the grid.
type Node = (i64, i64);

/// The ring around the piece that a point lies in, of an outline cut by lines; `None` if they cut off no such piece.
pub fn around(point: Vertex, outline: &[Vertex], lines: &[&[Vertex]]) -> Option<Vec<Vertex>> {
    let mut all: Vec<Vec<Vertex>> = vec![outline.to_vec()];
    all.extend(lines.iter().map(|l| l.to_vec()));
    for i in 1..all.len() {
        let (first, last) = (end_on_others(&all, i, 0), end_on_others(&all, i, all[i].len() - 1));
        first.into_iter().for_each(|v| all[i].insert(0, v));
        last.into_iter().for_each(|v| all[i].push(v));
    }
    let mut edges: BTreeSet<(Node, Node)> = BTreeSet::new();
    for (i, line) in all.iter().enumerate() {
        for segment in line.windows(2) {
            let mut stops: Vec<(f64, Node)> = vec![(0.0, node(segment[0])), (1.0, node(segment[1]))];
            for (_, other) in all.iter().enumerate().filter(|(j, _)| *j != i) {
                for crossing in other.windows(2) {
                    stops.extend(meetings(segment, crossing));
                }
            }
            stops.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in stops.windows(2).filter(|p| p[0].1 != p[1].1) {
                edges.insert((pair[0].1, pair[1].1));
                edges.insert((pair[1].1, pair[0].1));
            }
        }
    }
    prune(&mut edges);
    let faces = trace(&edges);
    let inside = faces.into_iter().filter(|f| area(f) > 0.0 && contains(f, point));
    let smallest = inside.min_by(|a, b| area(a).total_cmp(&area(b)))?;
    (area(&smallest) < 0.999 * area(outline).abs()).then_some(smallest)
}

fn node(v: Vertex) -> Node {
    ((v.0 * GRID).round() as i64, (v.1 * GRID).round() as i64)
}

fn vertex(n: Node) -> Vertex {
    (n.0 as f64 / GRID, n.1 as f64 / GRID)
}

/// A vertex that leads the end of a line on to the nearest of the others and just beyond, if that is near.
fn end_on_others(all: &[Vec<Vertex>], line: usize, end: usize) -> Option<Vertex> {
    let from = all[line][end];
    let others = all.iter().enumerate().filter(|(j, _)| *j != line).flat_map(|(_, l)| l.windows(2));
    let nearest =
        others.map(|s| nearest_on(s, from)).min_by(|a, b| distance(*a, from).total_cmp(&distance(*b, from)))?;
    let off = distance(nearest, from);
    let on = 1.0 + BEYOND / off;
    (off > 1.0 / GRID && off < REACH)
        .then_some((from.0 + (nearest.0 - from.0) * on, from.1 + (nearest.1 - from.1) * on))
}

fn nearest_on(s: &[Vertex], p: Vertex) -> Vertex {
    let (dx, dy) = (s[1].0 - s[0].0, s[1].1 - s[0].1);
    let long = dx * dx + dy * dy;
    let t = if long == 0.0 { 0.0 } else { (((p.0 - s[0].0) * dx + (p.1 - s[0].1) * dy) / long).clamp(0.0, 1.0) };
    (s[0].0 + t * dx, s[0].1 + t * dy)
}

fn distance(a: Vertex, b: Vertex) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Where another segment meets this one, as shares of its length: where they cross, and ends of the other on it.
fn meetings(s: &[Vertex], other: &[Vertex]) -> Vec<(f64, Node)> {
    let apart = |a: f64, b: f64, c: f64, d: f64| a.max(b) + 2.0 / GRID < c.min(d) || c.max(d) + 2.0 / GRID < a.min(b);
    if apart(s[0].0, s[1].0, other[0].0, other[1].0) || apart(s[0].1, s[1].1, other[0].1, other[1].1) {
        return Vec::new();
    }
    let (dx, dy) = (s[1].0 - s[0].0, s[1].1 - s[0].1);
    let long = dx * dx + dy * dy;
    let mut out = Vec::new();
    for &end in other {
        if long > 0.0 && distance(nearest_on(s, end), end) < 2.0 / GRID {
            out.push((((end.0 - s[0].0) * dx + (end.1 - s[0].1) * dy) / long, node(end)));
        }
    }
    let (ex, ey) = (other[1].0 - other[0].0, other[1].1 - other[0].1);
    let across = dx * ey - dy * ex;
    if out.is_empty() && across != 0.0 {
        let (fx, fy) = (other[0].0 - s[0].0, other[0].1 - s[0].1);
        let (t, u) = ((fx * ey - fy * ex) / across, (fx * dy - fy * dx) / across);
        if (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u) {
            out.push((t, node((s[0].0 + t * dx, s[0].1 + t * dy))));
        }
    }
    out.retain(|(t, _)| (0.0..=1.0).contains(t));
    out
}

/// Takes away what ends in nothing.
fn prune(edges: &mut BTreeSet<(Node, Node)>) {
    loop {
        let mut degree: HashMap<Node, usize> = HashMap::new();
        edges.iter().for_each(|(a, _)| *degree.entry(*a).or_default() += 1);
        let before = edges.len();
        edges.retain(|(a, b)| degree[a] > 1 && degree[b] > 1);
        if edges.len() == before {
            return;
        }
    }
}

/// All faces as closed rings, those within on their left.
fn trace(edges: &BTreeSet<(Node, Node)>) -> Vec<Vec<Vertex>> {
    let mut around: HashMap<Node, Vec<Node>> = HashMap::new();
    edges.iter().for_each(|(a, b)| around.entry(*a).or_default().push(*b));
    for (a, list) in &mut around {
        let angle = |b: &Node| ((b.1 - a.1) as f64).atan2((b.0 - a.0) as f64);
        list.sort_by(|x, y| angle(x).total_cmp(&angle(y)));
    }
    let mut seen: HashSet<(Node, Node)> = HashSet::new();
    let mut faces = Vec::new();
    for &start in edges {
        let mut face = Vec::new();
        let mut edge = start;
        while seen.insert(edge) {
            face.push(vertex(edge.0));
            let list = &around[&edge.1];
            let back = list.iter().position(|n| *n == edge.0).unwrap_or(0);
            edge = (edge.1, list[(back + list.len() - 1) % list.len()]);
        }
        if face.len() > 2 {
            face.push(face[0]);
            faces.push(face);
        }
    }
    faces
}

/// In square degrees, positive where the ring goes against the clock.
fn area(ring: &[Vertex]) -> f64 {
    ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum::<f64>() / 2.0
}

/// Whether a point lies within a ring.
pub fn contains(ring: &[Vertex], (x, y): Vertex) -> bool {
    let crosses = |w: &&[Vertex]| {
        (w[0].1 > y) != (w[1].1 > y) && x < (w[1].0 - w[0].0) * (y - w[0].1) / (w[1].1 - w[0].1) + w[0].0
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Vertex; 5] = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)];

    #[test]
    fn a_line_cuts_an_outline_in_two() {
        // It ends a little before the outline on one side, and goes beyond it on the other.
        let line = [(1.0, 0.005), (1.0, 2.0), (-0.5, 3.0)];
        let piece = around((0.5, 0.5), &SQUARE, &[&line]).unwrap();
        assert!((area(&piece) - 2.3333).abs() < 0.01, "{piece:?}");
        let rest = around((3.0, 3.0), &SQUARE, &[&line]).unwrap();
        assert!((area(&piece) + area(&rest) - 16.0).abs() < 1e-3);
    }

    #[test]
    fn a_line_that_ends_within_cuts_nothing_off() {
        assert_eq!(around((0.5, 0.5), &SQUARE, &[&[(1.0, 0.0), (1.0, 2.0)]]), None);
        assert_eq!(around((9.0, 9.0), &SQUARE, &[&[(1.0, 0.0), (1.0, 4.0)]]), None);
    }
}
