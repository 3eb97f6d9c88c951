//! First-level divisions and country outlines from Natural Earth.

use super::super::geopackage::{Feature, Vertex, layer};
use dateline_core::gazetteer::normalise;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

/// One first-level division.
pub struct Division {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Its names, Natural Earth's own first.
    pub names: Vec<String>,
    /// Degrees north and east of the centre of its largest part.
    pub centre: (f64, f64),
    parts: Vec<Part>,
}

struct Part {
    bounds: [f64; 4],
    rings: Vec<Vec<Vertex>>,
}

impl Division {
    /// The rectangle around it (degrees of the southern, western, northern and eastern side), without islets and without
    /// what lies beyond the antimeridian.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let size = |[w, s, e, n]: [f64; 4]| (e - w) * (n - s);
        let middle = |[w, _, e, _]: [f64; 4]| (w + e) / 2.0;
        let all = || self.parts.iter().map(|p| p.bounds);
        let main = all().max_by(|a, b| size(*a).total_cmp(&size(*b)))?;
        let counts = |b: &[f64; 4]| size(*b) >= ISLET * size(main) && (middle(*b) - middle(main)).abs() < 180.0;
        let [w, s, e, n] =
            all().filter(counts).fold(main, |a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        Some([s, w, n, e])
    }
}

/// All divisions.
pub struct Divisions {
    list: Vec<Division>,
    by_country: HashMap<String, Vec<usize>>,
}

/// Parts whose rectangle is smaller than so large a share of the largest one's do not count for the bounds.
const ISLET: f64 = 0.01;
/// A GeoNames code stands for a division if at least this share of its places lie inside.
const MAJORITY: f64 = 0.6;
/// A place this near (degrees) to a division of its country lies in it, outlines being rough.
const NEAR: f64 = 0.25;

impl Divisions {
    /// Reads the layer. `fips` gives the ISO code for a FIPS code: where the two disagree in a row (Crimea), the code
    /// under which the division was first listed counts.
    pub fn read(natural_earth: &Path, fips: &HashMap<&str, &str>) -> Result<Divisions, String> {
        let columns = ["name", "woe_name", "woe_label", "gn_name", "iso_a2", "fips", "admin"];
        let mut out = Divisions { list: Vec::new(), by_country: HashMap::new() };
        for feature in layer(natural_earth, "states_provinces", &columns)? {
            let c = &feature.columns;
            let listed = c[5].get(..2).and_then(|f| fips.get(f)).copied();
            let country = if c[4] == "RU" && listed == Some("UA") { "UA" } else { c[4].as_str() };
            let names = names(&c[..4]);
            if names.is_empty() || country.len() != 2 || c[0] == "UNDOF" {
                continue;
            }
            let parts: Vec<Part> = feature.parts.into_iter().map(part).collect();
            out.by_country.entry(country.to_owned()).or_default().push(out.list.len());
            out.list.push(Division { country: country.to_owned(), names, centre: centre(&parts), parts });
        }
        out.drop_names_of_others();
        Ok(out)
    }

    /// Takes from a division the further names that are another's own (Rif Dimashq is also listed as `Damascus`).
    fn drop_names_of_others(&mut self) {
        let own: HashSet<(String, String)> =
            self.list.iter().map(|d| (d.country.clone(), normalise(&d.names[0]))).collect();
        for division in &mut self.list {
            let first = normalise(&division.names[0]);
            let country = &division.country;
            division.names.retain(|n| {
                let key = normalise(n);
                key == first || !own.contains(&(country.clone(), key))
            });
        }
    }

    /// All divisions with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Division)> {
        self.list.iter().enumerate()
    }

    /// The division with this number.
    pub fn get(&self, number: usize) -> &Division {
        &self.list[number]
    }

    /// The division of a country at a point, or the nearest if the point lies just outside all.
    pub fn at(&self, country: &str, point: (f64, f64)) -> Option<usize> {
        let numbers = self.by_country.get(country)?;
        let distance = |&n: &usize| self.distance(n, point);
        numbers
            .iter()
            .copied()
            .map(|n| (distance(&n), n))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|&(d, _)| d <= NEAR)
            .map(|(_, n)| n)
    }

    /// Degrees from a point to a division, 0 inside; infinite if it is far off.
    pub fn distance(&self, number: usize, (lat, lon): (f64, f64)) -> f64 {
        self.list[number].parts.iter().map(|p| p.distance((lon, lat))).fold(f64::INFINITY, f64::min)
    }

    /// Which division a GeoNames code stands for, where most of the places with the code lie in one.
    pub fn by_code<'a>(
        &self,
        places: impl Iterator<Item = ((&'a str, &'a str), (f64, f64))>,
    ) -> HashMap<(&'a str, &'a str), usize> {
        let mut votes: BTreeMap<(&str, &str), Votes> = BTreeMap::new();
        for (code, point) in places {
            let votes = votes.entry(code).or_default();
            votes.all += 1;
            if let Some(number) = self.at(code.0, point) {
                *votes.by_division.entry(number).or_default() += 1;
            }
        }
        votes.into_iter().filter_map(|(code, votes)| Some((code, votes.winner()?))).collect()
    }
}

/// In which divisions the places of one GeoNames code lie.
#[derive(Default)]
struct Votes {
    by_division: BTreeMap<usize, u32>,
    all: u32,
}

impl Votes {
    fn winner(self) -> Option<usize> {
        let (number, count) = self.by_division.into_iter().max_by_key(|&(_, count)| count)?;
        (f64::from(count) >= MAJORITY * f64::from(self.all)).then_some(number)
    }
}

/// A country as Natural Earth has it.
pub struct Outline {
    /// Degrees north and east of the centre of its largest part.
    pub centre: (f64, f64),
    /// Its name, often shortened.
    pub name: String,
}

/// The countries' outlines by ISO 3166-1 alpha-2 code.
pub fn outlines(natural_earth: &Path) -> Result<HashMap<String, Outline>, String> {
    let rows = layer(natural_earth, "countries", &["iso_a2", "NAME"])?;
    let outline = |f: Feature| {
        let parts: Vec<Part> = f.parts.into_iter().map(part).collect();
        (f.columns[0].clone(), Outline { centre: centre(&parts), name: f.columns[1].clone() })
    };
    Ok(rows.into_iter().map(outline).collect())
}

/// The distinct names in Natural Earth's name columns. `Homs (Hims)` is two names; of a label only the words before
/// the first comma count; lists by strokes are split.
fn names(columns: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for column in columns {
        let column = column.split(',').next().unwrap_or("");
        if column.contains("aggregation") || column.contains("-00") {
            continue;
        }
        for name in column.split(['(', ')', '|', '/']) {
            let name = name.trim();
            let known = out.iter().any(|n| normalise(n) == normalise(name));
            if normalise(name).chars().count() >= 2 && !known {
                out.push(name.to_owned());
            }
        }
    }
    out
}

fn part(rings: Vec<Vec<Vertex>>) -> Part {
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for &(x, y) in rings.iter().flatten() {
        bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
    }
    Part { bounds, rings }
}

/// Centre of mass of the largest outer ring, as (north, east).
fn centre(parts: &[Part]) -> (f64, f64) {
    let centres = parts.iter().filter_map(|p| p.rings.first()).map(|ring| {
        let (mut area, mut x, mut y) = (0.0f64, 0.0, 0.0);
        for pair in ring.windows(2) {
            let cross = pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1;
            area += cross;
            x += (pair[0].0 + pair[1].0) * cross;
            y += (pair[0].1 + pair[1].1) * cross;
        }
        (area.abs(), (y / (3.0 * area), x / (3.0 * area)))
    });
    centres.max_by(|a, b| a.0.total_cmp(&b.0)).map_or((0.0, 0.0), |(_, c)| c)
}

impl Part {
    fn distance(&self, p: Vertex) -> f64 {
        let [w, s, e, n] = self.bounds;
        if p.0 < w - NEAR || p.0 > e + NEAR || p.1 < s - NEAR || p.1 > n + NEAR {
            return f64::INFINITY;
        }
        let edges = || self.rings.iter().flat_map(|r| r.windows(2));
        let crossings = edges().filter(|e| crosses(e[0], e[1], p)).count();
        if crossings % 2 == 1 {
            return 0.0;
        }
        edges().map(|e| to_edge(e[0], e[1], p)).fold(f64::INFINITY, f64::min)
    }
}

/// Whether the ray from `p` eastwards crosses the edge.
fn crosses(a: Vertex, b: Vertex, p: Vertex) -> bool {
    (a.1 > p.1) != (b.1 > p.1) && p.0 < (b.0 - a.0) * (p.1 - a.1) / (b.1 - a.1) + a.0
}

fn to_edge(a: Vertex, b: Vertex, p: Vertex) -> f64 {
    let (bx, by, px, py) = (b.0 - a.0, b.1 - a.1, p.0 - a.0, p.1 - a.1);
    let length = bx * bx + by * by;
    let t = if length == 0.0 { 0.0 } else { ((px * bx + py * by) / length).clamp(0.0, 1.0) };
    (px - t * bx).hypot(py - t * by)
}
