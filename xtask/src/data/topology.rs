//! Outlines as shared arcs, so that simplified neighbours still meet.
//!
//! The method is that of TopoJSON: cut every ring where the lines of different features part, keep each piece (arc)
//! once, and simplify arcs instead of rings.

use std::collections::{HashMap, HashSet};

/// A vertex on the integer grid.
pub type Point = (i32, i32);

/// Collects lines, hands out arcs.
#[derive(Default)]
pub struct Topology {
    lines: Vec<Vec<Point>>,
}

/// Arcs, and for every line that was added the arcs it consists of: `i` forwards, `!i` backwards.
pub struct Arcs {
    /// The distinct pieces.
    pub arcs: Vec<Vec<Point>>,
    /// One list for each added line.
    pub lines: Vec<Vec<i32>>,
}

impl Topology {
    /// Adds a line (a ring if its ends meet) and returns its number.
    pub fn add(&mut self, mut line: Vec<Point>) -> usize {
        line.dedup();
        self.lines.push(line);
        self.lines.len() - 1
    }

    /// Cuts the lines into shared arcs.
    pub fn cut(self) -> Arcs {
        let junctions = junctions(&self.lines);
        let mut known: HashMap<Vec<Point>, i32> = HashMap::new();
        let mut out = Arcs { arcs: Vec::new(), lines: Vec::new() };
        for line in &self.lines {
            let mut parts = Vec::new();
            for piece in pieces(line, &junctions) {
                let mut reversed = piece.clone();
                reversed.reverse();
                let arc = if let Some(&i) = known.get(&piece) {
                    i
                } else if let Some(&i) = known.get(&reversed) {
                    !i
                } else {
                    let i = out.arcs.len() as i32;
                    known.insert(piece.clone(), i);
                    out.arcs.push(piece);
                    i
                };
                parts.push(arc);
            }
            out.lines.push(parts);
        }
        out
    }
}

/// The vertices where lines part: those with different neighbours in different lines, and the ends of open lines.
fn junctions(lines: &[Vec<Point>]) -> HashSet<Point> {
    let mut neighbours: HashMap<Point, (Point, Point)> = HashMap::new();
    let mut junctions = HashSet::new();
    for line in lines.iter().filter(|l| l.len() >= 2) {
        let last = line.len() - 1;
        let ring = line[0] == line[last];
        if !ring {
            junctions.extend([line[0], line[last]]);
        }
        for i in usize::from(!ring)..last {
            let before = if i == 0 { line[last - 1] } else { line[i - 1] };
            let pair = (before.min(line[i + 1]), before.max(line[i + 1]));
            if *neighbours.entry(line[i]).or_insert(pair) != pair {
                junctions.insert(line[i]);
            }
        }
    }
    junctions
}

/// The pieces of a line between junctions. A ring without junctions starts at its smallest vertex and runs towards
/// the smaller neighbour, so that the same ring in two features gives the same piece.
fn pieces(line: &[Point], junctions: &HashSet<Point>) -> Vec<Vec<Point>> {
    let mut line = line.to_vec();
    if line.len() > 2 && line[0] == line[line.len() - 1] {
        line.pop();
        let start = line
            .iter()
            .position(|p| junctions.contains(p))
            .unwrap_or_else(|| (0..line.len()).min_by_key(|&i| line[i]).unwrap_or(0));
        line.rotate_left(start);
        line.push(line[0]);
    }
    let mut out = Vec::new();
    let mut from = 0;
    for i in 1..line.len() {
        if i + 1 == line.len() || junctions.contains(&line[i]) {
            out.push(line[from..=i].to_vec());
            from = i;
        }
    }
    out
}

/// Douglas and Peucker's simplification: keeps the ends and every vertex further than `tolerance` grid units from the
/// simplified line. Longitudes count by the cosine of the latitude, so that the tolerance is a distance on the ground.
pub fn simplify(arc: &[Point], tolerance: f64, units_per_degree: f64) -> Vec<Point> {
    if arc.len() < 3 {
        return arc.to_vec();
    }
    let middle = arc.iter().map(|p| f64::from(p.1)).sum::<f64>() / arc.len() as f64;
    let cosine = (middle / units_per_degree).to_radians().cos().max(0.05);
    let mut keep = vec![false; arc.len()];
    keep[0] = true;
    keep[arc.len() - 1] = true;
    let mut open = vec![(0, arc.len() - 1)];
    while let Some((a, b)) = open.pop() {
        let far = (a + 1..b).map(|i| (distance(arc[i], arc[a], arc[b], cosine), i)).max_by(|x, y| x.0.total_cmp(&y.0));
        if let Some((d, i)) = far
            && d > tolerance
        {
            keep[i] = true;
            open.extend([(a, i), (i, b)]);
        }
    }
    arc.iter().zip(keep).filter_map(|(&p, k)| k.then_some(p)).collect()
}

fn distance(p: Point, a: Point, b: Point, cosine: f64) -> f64 {
    let flat = |q: Point| (f64::from(q.0 - a.0) * cosine, f64::from(q.1 - a.1));
    let ((px, py), (bx, by)) = (flat(p), flat(b));
    let length = bx * bx + by * by;
    let t = if length == 0.0 { 0.0 } else { ((px * bx + py * by) / length).clamp(0.0, 1.0) };
    (px - t * bx).hypot(py - t * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_squares_share_their_common_side() {
        let mut t = Topology::default();
        t.add(vec![(0, 0), (0, 2), (2, 2), (2, 0), (0, 0)]);
        t.add(vec![(2, 0), (2, 2), (4, 2), (4, 0), (2, 0)]);
        let cut = t.cut();
        assert_eq!(cut.arcs.len(), 3);
        let shared: Vec<i32> = cut.lines[1]
            .iter()
            .filter(|&&i| cut.lines[0].contains(&i) || cut.lines[0].contains(&!i))
            .copied()
            .collect();
        assert_eq!(shared.len(), 1, "{:?}", cut.lines);
    }

    #[test]
    fn the_same_ring_twice_is_one_arc() {
        let mut t = Topology::default();
        t.add(vec![(0, 0), (0, 2), (2, 2), (0, 0)]);
        t.add(vec![(2, 2), (0, 2), (0, 0), (2, 2)]);
        let cut = t.cut();
        assert_eq!(cut.arcs.len(), 1);
        assert_eq!(cut.lines, [[0], [!0]]);
    }

    #[test]
    fn simplifying_keeps_corners_and_drops_wobbles() {
        let arc = [(0, 0), (10, 1), (20, 0), (20, 30)];
        assert_eq!(simplify(&arc, 5.0, 1000.0), [(0, 0), (20, 0), (20, 30)]);
    }
}
