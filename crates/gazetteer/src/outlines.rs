//! In which country and division a point lies, by the outlines of the basemap.

use crate::rectangles::{Bounds, BoundsOf, Rectangles};
use dateline_core::{ResolvedPlace, claim::Feature};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Degrees north and east.
pub type Point = (f64, f64);
/// Areas: of each the outer ring first, then the holes.
pub type Polygons = Vec<Vec<Vec<Point>>>;

/// A point so many degrees off an outline is taken to lie within: coasts are simplified, harbours built out.
const NEAR: f64 = 0.1;

/// The outlines of countries and divisions.
#[derive(Debug, Default)]
pub struct Outlines {
    countries: Layer,
    divisions: Layer,
    disputed: Vec<Disputed>,
    disputed_areas: Layer,
    arcs: Vec<Vec<Point>>,
    rectangles: Rectangles,
}

/// Where a point lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Within<'a> {
    /// ISO 3166-1 alpha-2 code of whoever administers it.
    pub country: Option<&'a str>,
    /// Name of the first-level division.
    pub admin1: Option<&'a str>,
    /// The disputed area it lies in.
    pub disputed: Option<&'a Disputed>,
}

/// An area that more than one country claims.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disputed {
    /// Usual English name.
    pub name: String,
    /// The code of whoever administers it, or a name where there is no code.
    pub administered_by: String,
    /// Who else claims it, by code or name.
    pub claimed_by: Vec<String>,
    /// Divisions that are it, as `CC/name`.
    #[serde(default)]
    divisions: Vec<String>,
    /// Countries whose outlines are it.
    #[serde(default)]
    countries: Vec<String>,
    /// A rough ring of degrees north and east, for what has no polygon in the basemap.
    #[serde(default)]
    outline: Vec<[f64; 2]>,
    /// The country in whose outline the ring holds.
    within: Option<String>,
    /// What the polygon of the basemap is made of, for its builder.
    #[serde(default, rename = "outlines")]
    _outlines: Vec<String>,
    #[serde(default, rename = "points")]
    _points: Vec<[f64; 2]>,
}

impl Eq for Disputed {}

impl Disputed {
    /// Whose it is said to be: `Golan Heights, administered by Israel, claimed by Syria`, countries as a function of
    /// their codes names them.
    pub fn told<'a>(&'a self, name: impl Fn(&'a str) -> &'a str) -> String {
        let claimed: Vec<&str> = self.claimed_by.iter().map(|c| name(c)).collect();
        format!("{}, administered by {}, claimed by {}", self.name, name(&self.administered_by), claimed.join(" and "))
    }
}

#[derive(Debug, Default)]
struct Layer {
    areas: Vec<Area>,
    /// The areas whose bounds touch a cell of one degree.
    cells: HashMap<(i16, i16), Vec<u16>>,
}

#[derive(Debug)]
struct Area {
    name: Option<String>,
    country: Option<String>,
    rings: Vec<Ring>,
    /// The numbers of the arcs that the rings are made of.
    arcs: HashSet<usize>,
}

/// A closed line with its bounds: south, west, north, east.
#[derive(Debug)]
struct Ring {
    bounds: [f64; 4],
    points: Vec<Point>,
    /// Whether it is a hole in the one before.
    is_hole: bool,
}

#[derive(Deserialize)]
struct Topology<T> {
    transform: Transform,
    objects: T,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Basemap {
    countries: Collection,
    #[serde(default)]
    disputed_areas: Collection,
}

#[derive(Deserialize)]
struct Divisions {
    admin1: Collection,
}

#[derive(Default, Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    properties: Properties,
    arcs: Vec<Vec<Vec<i64>>>,
}

#[derive(Deserialize)]
struct Properties {
    name: Option<String>,
    iso2: Option<String>,
}

#[derive(Deserialize)]
struct DisputedFile {
    area: Vec<Disputed>,
}

impl Outlines {
    /// Reads the two files of the basemap (TopoJSON, see data/README.md) and the list of disputed areas (TOML).
    pub fn read(basemap: &[u8], divisions: &[u8], disputed: &str) -> Result<Outlines, String> {
        let map: Topology<Basemap> = serde_json::from_slice(basemap).map_err(|e| format!("the basemap: {e}"))?;
        let divisions: Topology<Divisions> =
            serde_json::from_slice(divisions).map_err(|e| format!("the divisions: {e}"))?;
        let disputed: DisputedFile = toml::from_str(disputed).map_err(|e| format!("the disputed areas: {e}"))?;
        // The numbers of the second file's arcs go on where the first one's end.
        let arcs = map.arcs.iter().map(|arc| decode(arc, &map.transform));
        let arcs: Vec<Vec<Point>> =
            arcs.chain(divisions.arcs.iter().map(|arc| decode(arc, &divisions.transform))).collect();
        Ok(Outlines {
            countries: Layer::new(&map.objects.countries, &arcs),
            divisions: Layer::new(&divisions.objects.admin1, &arcs),
            disputed: disputed.area,
            disputed_areas: Layer::new(&map.objects.disputed_areas, &arcs),
            arcs,
            rectangles: Rectangles::default(),
        })
    }

    /// Adds rectangles for divisions without an outline.
    pub fn with_rectangles(mut self, rectangles: Rectangles) -> Outlines {
        self.rectangles = rectangles;
        self
    }

    /// Reads the basemap with the project's list of disputed areas.
    pub fn with_basemap(basemap: &[u8], divisions: &[u8]) -> Result<Outlines, String> {
        Outlines::read(basemap, divisions, include_str!("../../../lexicons/places/disputed.toml"))
    }

    /// Where a point lies.
    pub fn at(&self, point: Point) -> Within<'_> {
        let division = self.divisions.at(point);
        let name = division.and_then(|d| d.name.as_deref());
        let country = self.countries.at(point).or(division).and_then(|a| a.country.as_deref());
        Within { country, admin1: name, disputed: self.disputed(country, name, Some(point)) }
    }

    /// The disputed area that a country, one of its divisions or a point is in.
    pub fn disputed(&self, country: Option<&str>, division: Option<&str>, point: Option<Point>) -> Option<&Disputed> {
        let division = division.map(|name| format!("{}/{name}", country.unwrap_or_default()));
        let outline = point.and_then(|p| self.countries.at(p)).and_then(|a| a.country.as_deref());
        let polygon = point.and_then(|p| self.disputed_areas.around(p)).and_then(|a| a.name.as_deref());
        self.disputed.iter().find(|area| {
            polygon == Some(&area.name)
                || country.is_some_and(|c| area.countries.iter().any(|other| other == c))
                || division.as_ref().is_some_and(|d| area.divisions.contains(d))
                || (area.within.is_none() || area.within.as_deref() == outline)
                    && point.is_some_and(|p| ring(area.outline.iter().map(|p| (p[0], p[1])).collect(), false).has(p))
        })
    }
}

/// Bounds, parts and borders of what has an outline.
impl Outlines {
    /// The rectangle around a country or division, without what lies beyond the antimeridian: that of its outline in the
    /// basemap, else the one known without it.
    pub fn bounds(&self, place: &ResolvedPlace) -> Option<Bounds> {
        if place.feature == Feature::City {
            return None;
        }
        let outline = self.area_of(place).and_then(Area::bounds);
        let of_outline =
            |[south, west, north, east]: [f64; 4]| Bounds { south, west, north, east, of: BoundsOf::Outline };
        outline.map(of_outline).or_else(|| self.rectangles.of(place))
    }

    /// What lies in the half or quarter of a country or division on that side (degrees clockwise from north), or in its
    /// middle, as polygons. Sides are those of the rectangle around its largest piece; of the division of a town they are
    /// seen from the town. Without an outline it is that part of the rectangle, and said what that goes around.
    pub fn part(&self, place: &ResolvedPlace, bearing: Option<f64>) -> Option<(Polygons, Option<BoundsOf>)> {
        let Some(area) = self.area_of(place) else {
            let Bounds { south, west, north, east, of } = self.rectangles.of(place)?;
            let frame = frame([south, west, north, east], ((south + north) / 2.0, (west + east) / 2.0), bearing);
            return Some((vec![vec![corners(frame)]], Some(of)));
        };
        let [south, west, north, east] = area.largest()?.bounds;
        let middle = ((south + north) / 2.0, (west + east) / 2.0);
        let from = if place.feature == Feature::City { place.point? } else { middle };
        let frame = frame([south, west, north, east], from, bearing);
        let mut out = Polygons::new();
        for ring in area.rings.iter().filter(|r| meets(r.bounds, frame)) {
            let clipped = clip(&ring.points, frame);
            match out.last_mut().filter(|_| ring.is_hole) {
                _ if clipped.len() < 4 => {}
                Some(polygon) => polygon.push(clipped),
                None => out.push(vec![clipped]),
            }
        }
        (!out.is_empty()).then_some((out, None))
    }

    /// The border of two countries by their codes, or of one with all its neighbours, as lines.
    pub fn border(&self, country: &str, other: Option<&str>) -> Vec<Vec<Point>> {
        let areas = |code: &str| self.countries.areas.iter().filter(|a| a.country.as_deref() == Some(code)).collect();
        let here: Vec<&Area> = areas(country);
        let there: Vec<&Area> = match other.map(areas) {
            Some(there) => there,
            None => self.countries.areas.iter().filter(|a| a.country.as_deref() != Some(country)).collect(),
        };
        let shared = |arc: &usize| there.iter().any(|a| a.arcs.contains(arc));
        let mut numbers: Vec<usize> = here.iter().flat_map(|a| &a.arcs).copied().filter(shared).collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|n| self.arcs.get(n).cloned()).collect()
    }

    fn area_of(&self, place: &ResolvedPlace) -> Option<&Area> {
        let is_its = |a: &&Area| a.country == place.country && place.country.is_some();
        match place.feature {
            Feature::Country => self.countries.areas.iter().find(is_its),
            Feature::Admin1 | Feature::City => self.divisions.at(place.point?).filter(is_its),
            _ => None,
        }
    }
}

/// A bearing leans to an axis if the cosine of the angle between them is larger: that of the three winds around it.
const SLANT: f64 = 0.4;
/// Pieces whose rectangle is smaller than so large a part of the largest one's do not count for the bounds.
const SMALL: f64 = 0.01;

impl Area {
    fn largest(&self) -> Option<&Ring> {
        self.rings.iter().max_by(|a, b| size(a.bounds).total_cmp(&size(b.bounds)))
    }

    fn bounds(&self) -> Option<[f64; 4]> {
        let main = self.largest()?.bounds;
        let middle = |b: [f64; 4]| (b[1] + b[3]) / 2.0;
        let counts = |b: &[f64; 4]| size(*b) >= SMALL * size(main) && (middle(*b) - middle(main)).abs() < 180.0;
        let all = self.rings.iter().map(|r| r.bounds).filter(counts);
        Some(all.fold(main, |a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]))
    }
}

/// The half, quarter or middle of a rectangle (south, west, north, east) on that side of a point in it.
fn frame([south, west, north, east]: [f64; 4], (lat, lon): Point, bearing: Option<f64>) -> [f64; 4] {
    let Some(bearing) = bearing.map(f64::to_radians) else {
        return [(south + lat) / 2.0, (west + lon) / 2.0, (lat + north) / 2.0, (lon + east) / 2.0];
    };
    // North of north-west is more north than west: along an axis that a bearing hardly leans to, all is meant.
    let side = |lean: f64, low: f64, middle: f64, high: f64| match lean {
        l if l > SLANT => (middle, high),
        l if l < -SLANT => (low, middle),
        _ => (low, high),
    };
    let (south, north) = side(bearing.cos(), south, lat, north);
    let (west, east) = side(bearing.sin(), west, lon, east);
    [south, west, north, east]
}

/// A rectangle as a closed ring.
pub(crate) fn corners([south, west, north, east]: [f64; 4]) -> Vec<Point> {
    vec![(south, west), (south, east), (north, east), (north, west), (south, west)]
}

fn size([south, west, north, east]: [f64; 4]) -> f64 {
    (north - south) * (east - west)
}

fn meets(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// What of a ring lies in a rectangle, as a closed ring (Sutherland and Hodgman 1974); pieces of a concave ring stay
/// joined along the rectangle's sides.
fn clip(ring: &[Point], [south, west, north, east]: [f64; 4]) -> Vec<Point> {
    type Side = (fn(Point) -> f64, f64, bool);
    let sides: [Side; 4] =
        [(|p| p.0, south, true), (|p| p.1, west, true), (|p| p.0, north, false), (|p| p.1, east, false)];
    let mut points = ring.to_vec();
    if points.first() == points.last() {
        points.pop();
    }
    for (axis, limit, above) in sides {
        let within = |p: Point| if above { axis(p) >= limit } else { axis(p) <= limit };
        let mut kept = Vec::with_capacity(points.len());
        let before = points.last().copied().into_iter().chain(points.iter().copied());
        for (a, b) in before.zip(points.iter().copied()) {
            if within(a) != within(b) {
                let t = (limit - axis(a)) / (axis(b) - axis(a));
                kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
            if within(b) {
                kept.push(b);
            }
        }
        points = kept;
    }
    points.extend(points.first().copied());
    points
}

fn decode(arc: &[[i64; 2]], transform: &Transform) -> Vec<Point> {
    let (mut x, mut y) = (0i64, 0i64);
    let mut step = |d: &[i64; 2]| {
        (x, y) = (x.saturating_add(d[0]), y.saturating_add(d[1]));
        let degrees = |v: i64, axis: usize| v as f64 * transform.scale[axis] + transform.translate[axis];
        (degrees(y, 1), degrees(x, 0))
    };
    arc.iter().map(&mut step).collect()
}

fn ring(points: Vec<Point>, is_hole: bool) -> Ring {
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for &(lat, lon) in &points {
        bounds = [bounds[0].min(lat), bounds[1].min(lon), bounds[2].max(lat), bounds[3].max(lon)];
    }
    Ring { bounds, points, is_hole }
}

impl Ring {
    fn has(&self, (lat, lon): Point) -> bool {
        let [south, west, north, east] = self.bounds;
        if lat < south || lat > north || lon < west || lon > east {
            return false;
        }
        let ends = self.points.iter().skip(1).chain(self.points.first());
        self.points.iter().zip(ends).filter(|&(&a, &b)| crosses(a, b, (lat, lon))).count() % 2 == 1
    }

    /// Degrees to the line, if they are few.
    fn distance(&self, (lat, lon): Point) -> f64 {
        let [south, west, north, east] = self.bounds;
        // Degrees of longitude shrink towards the poles.
        if lat < south - NEAR || lat > north + NEAR || lon < west - 1.0 || lon > east + 1.0 {
            return f64::INFINITY;
        }
        self.points.windows(2).map(|e| to_edge(e[0], e[1], (lat, lon))).fold(f64::INFINITY, f64::min)
    }
}

/// Degrees from a point to an edge, degrees of longitude counted as they are at that latitude.
fn to_edge(a: Point, b: Point, p: Point) -> f64 {
    let cosine = p.0.to_radians().cos();
    let flat = |q: Point| (q.0 - a.0, (q.1 - a.1) * cosine);
    let ((py, px), (by, bx)) = (flat(p), flat(b));
    let length = bx * bx + by * by;
    let t = if length == 0.0 { 0.0 } else { ((px * bx + py * by) / length).clamp(0.0, 1.0) };
    (px - t * bx).hypot(py - t * by)
}

/// Whether the line eastwards from a point crosses an edge.
fn crosses(a: Point, b: Point, p: Point) -> bool {
    (a.0 > p.0) != (b.0 > p.0) && p.1 < (b.1 - a.1) * (p.0 - a.0) / (b.0 - a.0) + a.1
}

fn cell((lat, lon): Point) -> (i16, i16) {
    (lat.floor() as i16, lon.floor() as i16)
}

impl Layer {
    fn new(collection: &Collection, arcs: &[Vec<Point>]) -> Layer {
        let mut out = Layer::default();
        for geometry in &collection.geometries {
            let rings = geometry
                .arcs
                .iter()
                .flat_map(|polygon| polygon.iter().enumerate().map(|(i, line)| ring(join(line, arcs), i > 0)));
            let Properties { name, iso2 } = &geometry.properties;
            let area = Area {
                name: name.clone(),
                country: iso2.clone(),
                rings: rings.collect(),
                arcs: geometry.arcs.iter().flatten().flatten().map(|n| number_of(*n)).collect(),
            };
            let number = out.areas.len() as u16;
            for [south, west, north, east] in area.rings.iter().map(|r| r.bounds) {
                let ((s, w), (n, e)) = (cell((south, west)), cell((north, east)));
                for touched in (s..=n).flat_map(|lat| (w..=e).map(move |lon| (lat, lon))) {
                    let list = out.cells.entry(touched).or_default();
                    if list.last() != Some(&number) {
                        list.push(number);
                    }
                }
            }
            out.areas.push(area);
        }
        out
    }

    fn listed(&self, cell: (i16, i16)) -> impl Iterator<Item = &Area> {
        self.cells.get(&cell).into_iter().flatten().filter_map(|&n| self.areas.get(usize::from(n)))
    }

    /// The area around a point.
    fn around(&self, point: Point) -> Option<&Area> {
        // Holes and parts are rings alike: within an odd number of them is within.
        self.listed(cell(point)).find(|area| area.rings.iter().filter(|r| r.has(point)).count() % 2 == 1)
    }

    /// The area around a point, else the nearest, since coasts are simplified.
    fn at(&self, point: Point) -> Option<&Area> {
        self.around(point).or_else(|| {
            let near = [(-NEAR, 0.0), (NEAR, 0.0), (0.0, -NEAR), (0.0, NEAR), (0.0, 0.0)];
            let near = near.iter().flat_map(|d| self.listed(cell((point.0 + d.0, point.1 + d.1))));
            let distances = near.map(|area| (area.rings.iter().map(|r| r.distance(point)).fold(NEAR, f64::min), area));
            distances.filter(|(d, _)| *d < NEAR).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, area)| area)
        })
    }
}

/// The points of a line of arcs: `i` forwards, `!i` backwards.
fn join(line: &[i64], arcs: &[Vec<Point>]) -> Vec<Point> {
    let mut out = Vec::new();
    for &number in line {
        let Some(arc) = arcs.get(number_of(number)) else { continue };
        if number < 0 { out.extend(arc.iter().rev()) } else { out.extend(arc) }
    }
    out
}

fn number_of(arc: i64) -> usize {
    usize::try_from(if arc < 0 { !arc } else { arc }).unwrap_or(usize::MAX)
}
