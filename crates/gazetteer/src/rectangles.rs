//! Rectangles around divisions for which the basemap has no outline.

use dateline_core::{ResolvedPlace, claim::Feature};
use std::collections::HashMap;

/// What a rectangle goes around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundsOf {
    /// The outline of the area.
    Outline,
    /// The towns that are known in it: the area may reach farther.
    Towns,
}

impl BoundsOf {
    /// The name used in exports and in the file.
    pub const fn name(self) -> &'static str {
        match self {
            BoundsOf::Outline => "outline",
            BoundsOf::Towns => "towns",
        }
    }
}

/// A rectangle around an area, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Degrees north of its southern side.
    pub south: f64,
    /// Degrees east of its western side.
    pub west: f64,
    /// Degrees north of its northern side.
    pub north: f64,
    /// Degrees east of its eastern side.
    pub east: f64,
    /// What it goes around.
    pub of: BoundsOf,
}

/// The rectangles of `data/bounds.tsv`.
#[derive(Debug, Default)]
pub struct Rectangles(HashMap<String, Bounds>);

impl Rectangles {
    /// Reads rows of key, south, west, north, east and what the rectangle goes around, parted by tabs; see [`key`].
    pub fn read(text: &str) -> Result<Rectangles, String> {
        let row = |line: &str| {
            let mut fields = line.split('\t');
            let key = fields.next()?.to_owned();
            let mut degrees = || fields.next()?.parse::<f64>().ok();
            let (south, west, north, east) = (degrees()?, degrees()?, degrees()?, degrees()?);
            let of = if fields.next()? == BoundsOf::Towns.name() { BoundsOf::Towns } else { BoundsOf::Outline };
            Some((key, Bounds { south, west, north, east, of }))
        };
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        rows.map(|line| row(line).ok_or_else(|| format!("`{line}` is no rectangle")))
            .collect::<Result<_, _>>()
            .map(Rectangles)
    }

    /// The rectangle around a place, if it is a country or division that has one.
    pub fn of(&self, place: &ResolvedPlace) -> Option<Bounds> {
        if !matches!(place.feature, Feature::Country | Feature::Admin1 | Feature::Admin2) {
            return None;
        }
        self.0.get(&key(place.geonames_id, place.country.as_deref(), place.feature, place.point?)).copied()
    }
}

/// By what a rectangle is found: the GeoNames id of its area, or country, sort and point (thousandths of a degree, as
/// the gazetteer has it).
pub fn key(geonames_id: Option<u32>, country: Option<&str>, feature: Feature, (lat, lon): (f64, f64)) -> String {
    match geonames_id {
        Some(id) => format!("g{id}"),
        None => format!("{}/{feature}/{lat:.3}/{lon:.3}", country.unwrap_or("-")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::claim::Tier;

    #[test]
    fn divisions_are_found_by_id_or_by_point() {
        let text = "# key, sides\ng42\t10.5\t20\t11.5\t21\toutline\nET/admin2/7.500/36.250\t7\t36\t8\t36.5\ttowns\n";
        let rectangles = Rectangles::read(text).unwrap();
        let place = |feature, geonames_id| ResolvedPlace {
            name: "Bonkofu".to_owned(),
            feature,
            country: Some("ET".to_owned()),
            admin1: None,
            point: Some((7.5, 36.25)),
            geonames_id,
            precision: 3,
            tier: Tier::Exact,
        };
        let by_id = rectangles.of(&place(Feature::Admin1, Some(42))).unwrap();
        assert_eq!((by_id.north, by_id.of), (11.5, BoundsOf::Outline));
        assert_eq!(rectangles.of(&place(Feature::Admin2, None)).unwrap().of, BoundsOf::Towns);
        assert_eq!(rectangles.of(&place(Feature::City, Some(42))), None);
        assert!(Rectangles::read("g1\t2\t3\n").is_err());
    }
}
