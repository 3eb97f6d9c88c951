//! Distances and directions on the globe, a sphere of radius 6,371 km. Points are degrees north and degrees east.

const RADIUS_KM: f64 = 6371.0;

/// Great-circle distance in kilometres between two points; haversine formula.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let dlat = lat_b - lat_a;
    let dlon = (b.1 - a.1).to_radians();
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}

/// The point so many kilometres from another on the great circle that leaves it at a bearing (degrees clockwise from
/// north).
pub fn destination((lat, lon): (f64, f64), bearing: f64, km: f64) -> (f64, f64) {
    let (angle, bearing, lat) = (km / RADIUS_KM, bearing.to_radians(), lat.to_radians());
    let sine = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
    let east = (bearing.sin() * angle.sin() * lat.cos()).atan2(angle.cos() - lat.sin() * sine);
    (sine.clamp(-1.0, 1.0).asin().to_degrees(), (lon + east.to_degrees() + 540.0).rem_euclid(360.0) - 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_lies_so_far_off_in_its_direction() {
        let homs = (34.724, 36.726);
        for bearing in [0.0, 45.0, 90.0, 225.0, 337.5] {
            let there = destination(homs, bearing, 40.0);
            assert!((distance_km(homs, there) - 40.0).abs() < 1e-6, "{bearing}: {there:?}");
        }
        let (north, east) = (destination(homs, 0.0, 10.0), destination(homs, 90.0, 10.0));
        assert!(north.0 > homs.0 && (north.1 - homs.1).abs() < 1e-9, "{north:?}");
        assert!(east.1 > homs.1 && (east.0 - homs.0).abs() < 1e-3, "{east:?}");
    }

    #[test]
    fn east_of_the_antimeridian_is_west() {
        let there = destination((0.0, 179.9), 90.0, 100.0);
        assert!(there.1 < -179.0, "{there:?}");
    }
}
