//! Shapes of places: GeoJSON geometries, and what they follow from.

use super::claim::Number;
use dateline_core::{PlaceMention, Relative};
use dateline_gazetteer::{
    BoundsOf, Outlines,
    shapes::{Geometry, Shape, shape},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A GeoJSON geometry (RFC 7946): longitude first, outer rings counter-clockwise and holes clockwise.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type", content = "coordinates")]
pub enum GeometryShape {
    /// One point.
    Point(Position),
    /// Lines.
    MultiLineString(Vec<Vec<Position>>),
    /// Areas.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// Degrees east and north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Position([f64; 2]);

/// The geometry of a place with the radius that it holds within.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Located {
    /// The geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geometry: Option<GeometryShape>,
    /// Within so many kilometres of the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_km: Option<f64>,
    /// For a rectangle around an area, or a part of one, what it goes around: the `outline`, or the `towns` known in it,
    /// so that the area may reach farther.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds_of: Option<&'static str>,
}

/// What words say of a place beside the name in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelativeShape<'a> {
    sort: &'static str,
    text: &'a str,
    start: u32,
    end: u32,
    anchors: Vec<AnchorShape<'a>>,
    bearing: Option<Number>,
    distance_km: Option<[Option<Number>; 2]>,
    rule: &'a str,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnchorShape<'a> {
    name: &'a str,
    country: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
}

impl Located {
    /// Where a place lies, if that is more than the point of its name.
    pub fn new(place: &PlaceMention, outlines: &Outlines) -> Located {
        match shape(place, outlines) {
            Some(Shape { geometry, radius_km, bounds_of }) => Located {
                geometry: Some(GeometryShape::from(&geometry)),
                radius_km: radius_km.map(|km| (km * 10.0).round() / 10.0),
                bounds_of: bounds_of.map(BoundsOf::name),
            },
            None => Located::POINT,
        }
    }

    /// Nothing but the point of a name.
    pub const POINT: Located = Located { geometry: None, radius_km: None, bounds_of: None };
}

/// A box on the map, in degrees; `west` may lie east of `east`, then it goes over the 180th meridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Its western side.
    pub west: f64,
    /// Its southern side.
    pub south: f64,
    /// Its eastern side.
    pub east: f64,
    /// Its northern side.
    pub north: f64,
}

impl Bounds {
    fn holds(&self, Position([x, y]): Position) -> bool {
        (self.west..=self.east).contains(&x) && (self.south..=self.north).contains(&y)
    }

    /// Whether a straight line between two positions touches the box: what is left of it after each side cut off what
    /// lies beyond (Liang and Barsky 1984).
    fn is_crossed(&self, Position([x, y]): Position, Position([to_x, to_y]): Position) -> bool {
        let (dx, dy) = (to_x - x, to_y - y);
        let sides = [(-dx, x - self.west), (dx, self.east - x), (-dy, y - self.south), (dy, self.north - y)];
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (step, room) in sides {
            if step == 0.0 && room < 0.0 {
                return false;
            }
            if step < 0.0 {
                from = from.max(room / step);
            } else if step > 0.0 {
                to = to.min(room / step);
            }
        }
        from <= to
    }
}

impl GeometryShape {
    /// The point of a place, given north and east.
    pub fn point((lat, lon): (f64, f64)) -> Self {
        Self::Point(Position([lon, lat]))
    }

    /// Whether some of it lies in a box.
    pub fn meets(&self, bounds: &Bounds) -> bool {
        if bounds.west > bounds.east {
            let (east, west) = (Bounds { east: 180.0, ..*bounds }, Bounds { west: -180.0, ..*bounds });
            return self.meets(&east) || self.meets(&west);
        }
        let crossed = |line: &Vec<Position>| {
            line.windows(2).filter_map(|e| Some((e.first()?, e.get(1)?))).any(|(a, b)| bounds.is_crossed(*a, *b))
        };
        match self {
            Self::Point(at) => bounds.holds(*at),
            Self::MultiLineString(lines) => lines.iter().any(crossed),
            Self::MultiPolygon(areas) => {
                let corner = Position([bounds.west, bounds.south]);
                areas.iter().any(|rings| rings.iter().any(crossed) || is_within(corner, rings))
            }
        }
    }
}

/// Whether a position lies in an area: a line from it to the east crosses the rings an odd number of times.
fn is_within(Position([x, y]): Position, rings: &[Vec<Position>]) -> bool {
    let edges = rings.iter().flat_map(|ring| ring.windows(2)).filter_map(|e| Some((e.first()?.0, e.get(1)?.0)));
    let crossings =
        edges.filter(|(a, b)| (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    crossings.count() % 2 == 1
}

impl From<&Geometry> for GeometryShape {
    fn from(geometry: &Geometry) -> Self {
        // A ten-thousandth of a degree is what the basemap knows.
        let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
        let position = |&(lat, lon): &(f64, f64)| Position([round(lon), round(lat)]);
        let line = |points: &Vec<(f64, f64)>| points.iter().map(position).collect::<Vec<_>>();
        match geometry {
            Geometry::Point(point) => GeometryShape::Point(position(point)),
            Geometry::Lines(lines) => GeometryShape::MultiLineString(lines.iter().map(line).collect()),
            Geometry::Areas(areas) => {
                let ring = |(i, points): (usize, &Vec<(f64, f64)>)| {
                    let mut ring = line(points);
                    if (turn(&ring) > 0.0) != (i == 0) {
                        ring.reverse();
                    }
                    ring
                };
                let polygon = |rings: &Vec<Vec<(f64, f64)>>| rings.iter().enumerate().map(ring).collect();
                GeometryShape::MultiPolygon(areas.iter().map(polygon).collect())
            }
        }
    }
}

/// Twice the area of a closed ring, positive if it runs counter-clockwise.
fn turn(ring: &[Position]) -> f64 {
    ring.windows(2).filter_map(|e| Some((e.first()?, e.get(1)?))).map(|(a, b)| a.0[0] * b.0[1] - b.0[0] * a.0[1]).sum()
}

impl<'a> RelativeShape<'a> {
    /// The record of what words say of a place.
    pub fn new(r: &'a Relative) -> Self {
        let anchor = |a: &'a dateline_core::ResolvedPlace| AnchorShape {
            name: &a.name,
            country: a.country.as_deref(),
            lat: a.point.map(|p| p.0),
            lon: a.point.map(|p| p.1),
            geonames_id: a.geonames_id,
        };
        let km = |km: f64| Number::from((km * 100.0).round() / 100.0);
        Self {
            sort: r.sort.name(),
            text: &r.text,
            start: r.span.start,
            end: r.span.end,
            anchors: r.anchors.iter().map(anchor).collect(),
            bearing: r.bearing.map(Number::from),
            distance_km: r.distance_km.map(|(from, to)| [Some(km(from)), to.map(km)]),
            rule: &r.rule,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_rings_run_counter_clockwise_and_positions_have_longitude_first() {
        let clockwise = vec![(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0), (0.0, 0.0)];
        let shape = GeometryShape::from(&Geometry::Areas(vec![vec![clockwise]]));
        let json = serde_json::to_string(&shape).unwrap();
        assert_eq!(
            json,
            r#"{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[2.0,0.0],[2.0,1.0],[0.0,1.0],[0.0,0.0]]]]}"#
        );
    }

    #[test]
    fn a_shape_meets_a_box_that_it_reaches_into_crosses_or_goes_around() {
        let square = |west: f64, east: f64| {
            let ring = [[west, 0.0], [east, 0.0], [east, 10.0], [west, 10.0], [west, 0.0]].map(Position);
            GeometryShape::MultiPolygon(vec![vec![ring.to_vec()]])
        };
        let around = |west, south, east, north| Bounds { west, south, east, north };
        let line = GeometryShape::MultiLineString(vec![vec![Position([-5.0, 5.0]), Position([15.0, 5.0])]]);
        for (shape, bounds, expect) in [
            (square(0.0, 10.0), around(4.0, 4.0, 6.0, 6.0), true),
            (square(0.0, 10.0), around(-9.0, -9.0, 19.0, 19.0), true),
            (square(0.0, 10.0), around(9.0, 9.0, 12.0, 12.0), true),
            (square(0.0, 10.0), around(11.0, 0.0, 12.0, 1.0), false),
            (square(176.0, 179.0), around(178.0, 2.0, -170.0, 3.0), true),
            (square(-176.0, -171.0), around(178.0, 2.0, -170.0, 3.0), true),
            (square(0.0, 10.0), around(178.0, 2.0, -170.0, 3.0), false),
            (line.clone(), around(0.0, 0.0, 10.0, 10.0), true),
            (line, around(0.0, 6.0, 10.0, 10.0), false),
            (GeometryShape::point((5.0, 20.0)), around(19.0, 4.0, 21.0, 6.0), true),
            (GeometryShape::point((20.0, 5.0)), around(19.0, 4.0, 21.0, 6.0), false),
        ] {
            assert_eq!(shape.meets(&bounds), expect, "{shape:?} {bounds:?}");
        }
    }
}
