//! The shapes of places: bounds of countries and divisions, parts of them, borders, and what is told by distance and
//! direction. All follow from outlines and named points by the rules below; nothing is placed at random.

use crate::{
    outlines::{Outlines, Point, corners},
    rectangles::{Bounds, BoundsOf},
};
use dateline_core::{
    PlaceMention, Relative, RelativeSort, ResolvedPlace,
    claim::{Feature, NEAR_KM},
    geo::{destination, distance_km},
};

/// How far from its point a town is taken to reach, in kilometres.
const TOWN_KM: f64 = 2.0;
/// The same with its outskirts.
const OUTSKIRTS_KM: f64 = 10.0;
/// A distance in kilometres or miles is told to so large a part of it.
const ROUNDING: f64 = 0.1;
/// Points on the arc of a sector.
const ARC: u8 = 8;

/// A shape on the map; points are degrees north and east.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// One point.
    Point(Point),
    /// Lines.
    Lines(Vec<Vec<Point>>),
    /// Polygons: the outer ring first, then the holes; the first point comes last again.
    Areas(Vec<Vec<Vec<Point>>>),
}

/// Where a place lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// A point, lines or areas.
    pub geometry: Geometry,
    /// Within so many kilometres of the point the place lies.
    pub radius_km: Option<f64>,
    /// For a rectangle around an area, or a part of one: what it goes around.
    pub bounds_of: Option<BoundsOf>,
}

/// The shape of a place, if it has another than the point of its name.
pub fn shape(place: &PlaceMention, outlines: &Outlines) -> Option<Shape> {
    match &place.relative {
        Some(relative) => relative_shape(relative, outlines),
        None => bounds(place.resolved.as_ref()?, outlines),
    }
}

/// The rectangle around a country or division.
fn bounds(place: &ResolvedPlace, outlines: &Outlines) -> Option<Shape> {
    let Bounds { south, west, north, east, of } = outlines.bounds(place)?;
    let ring = corners([south, west, north, east]);
    Some(Shape { geometry: Geometry::Areas(vec![vec![ring]]), radius_km: None, bounds_of: Some(of) })
}

fn relative_shape(relative: &Relative, outlines: &Outlines) -> Option<Shape> {
    let anchor = relative.anchors.first()?;
    let plain = |geometry, radius_km| Shape { geometry, radius_km, bounds_of: None };
    let around = |point: Point, km: f64| plain(Geometry::Point(point), Some(km));
    let sector = |point: Point, bearing: f64, km: f64| {
        plain(Geometry::Areas(vec![vec![sector(point, bearing, relative.wind, km)]]), None)
    };
    let part = || {
        let (rings, bounds_of) = outlines.part(anchor, relative.bearing)?;
        Some(Shape { bounds_of, ..plain(Geometry::Areas(rings), None) })
    };
    let far = relative.distance_km.map(|(from, to)| (from, to.unwrap_or(from)));
    match relative.sort {
        RelativeSort::Offset => {
            let ((from, to), bearing) = (far?, relative.bearing?);
            let middle = (from + to) / 2.0;
            let aside = middle * (relative.wind / 2.0).to_radians().sin();
            let along = (to - from) / 2.0 + middle * ROUNDING;
            Some(around(destination(anchor.point?, bearing, middle), aside.hypot(along) + TOWN_KM))
        }
        RelativeSort::Around | RelativeSort::Within => Some(around(anchor.point?, far?.1 * (1.0 + ROUNDING) + TOWN_KM)),
        RelativeSort::Near => Some(around(anchor.point?, NEAR_KM)),
        RelativeSort::Direction => Some(sector(anchor.point?, relative.bearing?, NEAR_KM)),
        RelativeSort::Outskirts => Some(match relative.bearing {
            Some(bearing) => sector(anchor.point?, bearing, OUTSKIRTS_KM),
            None => around(anchor.point?, OUTSKIRTS_KM),
        }),
        RelativeSort::Part => match anchor.feature {
            Feature::Country | Feature::Admin1 | Feature::Admin2 => part(),
            Feature::City if anchor.names_its_division() => part(),
            Feature::City => Some(match relative.bearing {
                Some(bearing) => sector(anchor.point?, bearing, OUTSKIRTS_KM),
                None => around(anchor.point?, TOWN_KM),
            }),
            _ => None,
        },
        RelativeSort::Between | RelativeSort::Road => {
            let line: Option<Vec<Point>> = relative.anchors.iter().map(|a| a.point).collect();
            let line = line.filter(|l| matches!(l.as_slice(), [a, b] if distance_km(*a, *b) > 0.0))?;
            Some(plain(Geometry::Lines(vec![line]), None))
        }
        RelativeSort::Border => {
            let other = relative.anchors.get(1).and_then(|a| a.country.as_deref());
            let lines = outlines.border(anchor.country.as_deref()?, other);
            (!lines.is_empty()).then(|| plain(Geometry::Lines(lines), None))
        }
    }
}

/// The sector of a circle around a point, a wind to either side of a bearing, as a closed ring.
fn sector(point: Point, bearing: f64, wind: f64, km: f64) -> Vec<Point> {
    let arc = (0..=ARC).map(|i| bearing + wind * (1.0 - 2.0 * f64::from(i) / f64::from(ARC)));
    let arc = arc.map(|at| destination(point, at, km));
    std::iter::once(point).chain(arc).chain([point]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rectangles::Rectangles;
    use dateline_core::{Span, claim::Tier};

    const HOMS: Point = (34.724, 36.726);

    fn outlines() -> Outlines {
        Outlines::with_basemap(
            include_bytes!("../../../data/basemap.json"),
            include_bytes!("../../../data/divisions.json"),
        )
        .unwrap()
    }

    fn place(name: &str, feature: Feature, point: Point) -> ResolvedPlace {
        ResolvedPlace {
            name: name.to_owned(),
            feature,
            country: Some(if name == "Jordan" { "JO" } else { "SY" }.to_owned()),
            admin1: None,
            point: Some(point),
            geonames_id: None,
            precision: if feature == Feature::Country { 6 } else { 1 },
            tier: Tier::Exact,
        }
    }

    fn told(sort: RelativeSort, anchors: Vec<ResolvedPlace>, bearing: Option<f64>, km: Option<f64>) -> Shape {
        let relative = Relative {
            sort,
            text: String::new(),
            span: Span::default(),
            anchors,
            bearing,
            wind: 45.0,
            distance_km: km.map(|km| (km, Some(km))),
            rule: String::new(),
        };
        relative_shape(&relative, &outlines()).unwrap()
    }

    /// The north of a place.
    fn part_of(place: ResolvedPlace) -> Relative {
        Relative {
            sort: RelativeSort::Part,
            text: String::new(),
            span: Span::default(),
            anchors: vec![place],
            bearing: Some(0.0),
            wind: 45.0,
            distance_km: None,
            rule: String::new(),
        }
    }

    fn has(rings: &[Vec<Vec<Point>>], (lat, lon): Point) -> bool {
        rings.iter().flatten().any(|ring| {
            let crosses = |e: &&[Point]| {
                let (a, b) = (e[0], e[1]);
                (a.0 > lat) != (b.0 > lat) && lon < (b.1 - a.1) * (lat - a.0) / (b.0 - a.0) + a.1
            };
            ring.windows(2).filter(crosses).count() % 2 == 1
        })
    }

    #[test]
    fn an_offset_is_a_point_with_a_radius() {
        let shape = told(RelativeSort::Offset, vec![place("Homs", Feature::City, HOMS)], Some(0.0), Some(10.0));
        let Geometry::Point(point) = shape.geometry else { panic!("{shape:?}") };
        assert!((distance_km(HOMS, point) - 10.0).abs() < 1e-6 && point.0 > HOMS.0, "{point:?}");
        assert!(shape.radius_km.is_some_and(|r| (5.0..7.0).contains(&r)), "{:?}", shape.radius_km);
    }

    #[test]
    fn a_part_of_a_country_lies_in_its_outline_on_that_side() {
        let syria = place("Syria", Feature::Country, (35.0, 38.3));
        let Geometry::Areas(rings) = told(RelativeSort::Part, vec![syria], Some(315.0), None).geometry else {
            panic!()
        };
        let (idlib, homs, daraa, antakya) = ((35.93, 36.63), HOMS, (32.62, 36.1), (36.2, 36.16));
        assert!(has(&rings, idlib) && !has(&rings, daraa) && !has(&rings, antakya), "{rings:?}");
        assert!(!has(&rings, homs) || homs.0 > 34.7, "{rings:?}");
    }

    #[test]
    fn a_part_of_a_division_without_outline_is_one_of_its_rectangle() {
        let rectangles = Rectangles::read("SY/admin2/10.000/20.000\t9\t19\t11\t21\ttowns\n").unwrap();
        let district = place("District", Feature::Admin2, (10.0, 20.0));
        let relative = part_of(district);
        let shape = relative_shape(&relative, &Outlines::default().with_rectangles(rectangles)).unwrap();
        assert_eq!(shape.bounds_of, Some(BoundsOf::Towns));
        let Geometry::Areas(rings) = shape.geometry else { panic!() };
        assert!(has(&rings, (10.5, 20.0)) && !has(&rings, (9.5, 20.0)), "{rings:?}");
    }

    #[test]
    fn a_border_is_what_both_outlines_share() {
        let pair =
            vec![place("Jordan", Feature::Country, (31.1, 36.4)), place("Syria", Feature::Country, (35.0, 38.3))];
        let Geometry::Lines(lines) = told(RelativeSort::Border, pair, None, None).geometry else { panic!() };
        let points: Vec<&Point> = lines.iter().flatten().collect();
        assert!(points.iter().all(|p| (32.2..33.5).contains(&p.0) && (35.5..39.5).contains(&p.1)), "{points:?}");
        assert!(points.len() > 5, "{points:?}");
    }

    #[test]
    fn a_country_has_bounds_and_a_town_has_none() {
        let mention = |resolved| PlaceMention {
            text: String::new(),
            span: Span::default(),
            resolved: Some(resolved),
            candidates: Vec::new(),
            inherited: false,
            relative: None,
        };
        let outlines = outlines();
        let syria = shape(&mention(place("Syria", Feature::Country, (35.0, 38.3))), &outlines).unwrap();
        let Geometry::Areas(rings) = syria.geometry else { panic!() };
        assert!(has(&rings, HOMS) && !has(&rings, (31.1, 36.4)), "{rings:?}");
        assert_eq!(shape(&mention(place("Homs", Feature::City, HOMS)), &outlines), None);
    }
}
