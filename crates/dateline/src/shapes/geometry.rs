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
}
