//! Exports for other programs: KML, GeoParquet, HXL, PLOVER and CAMEO, ClaimReview.

mod common;

use common::{Place, text};
use parquet::file::reader::{FileReader, SerializedFileReader};
use quick_xml::{Reader, events::Event};
use serde_json::Value;
use std::fs;

/// Layers that have places.
const SPATIAL: [&str; 13] = [
    "claims",
    "events",
    "control",
    "figures",
    "estimates",
    "access",
    "movements",
    "advisories",
    "disputes",
    "tensions",
    "acled",
    "ged",
    "plover",
];

fn with_demo() -> Place {
    let place = Place::new();
    place.out(&["read", concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/demo")]);
    place
}

#[test]
fn every_layer_with_places_is_kml_and_geoparquet_of_all_its_records() {
    let place = with_demo();
    for layer in SPATIAL {
        let rows = place.rows(&["export", layer]);
        let points = rows.iter().filter(|r| r["lat"].is_number()).count();
        let kml = place.out(&["export", layer, "--format", "kml"]);
        let mut reader = Reader::from_str(&kml);
        let (mut placemarks, mut shapes) = (0, 0);
        loop {
            match reader.read_event().unwrap_or_else(|e| panic!("{layer}: {e}")) {
                Event::Start(e) if e.name().as_ref() == "Placemark" => placemarks += 1,
                Event::Start(e) if ["Point", "MultiGeometry"].contains(&e.name().as_ref()) => shapes += 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(placemarks, rows.len(), "{layer}");
        assert!(shapes >= points, "{layer}: {shapes} shapes of {points} points");

        place.out(&["export", layer, "--format", "geoparquet", "--output", "out.parquet"]);
        let file = SerializedFileReader::new(fs::File::open(place.dir.path().join("out.parquet")).unwrap()).unwrap();
        assert_eq!(file.metadata().file_metadata().num_rows(), rows.len() as i64, "{layer}");
        let geo = file.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(geo.iter().any(|kv| kv.key == "geo"), "{layer}");
        assert_eq!(file.get_row_iter(None).unwrap().map(Result::unwrap).count(), rows.len(), "{layer}");
    }
}

#[test]
fn what_has_no_place_no_columns_or_no_hashtags_is_refused() {
    let place = Place::with_wire();
    for args in [
        &["export", "actors", "--format", "kml"][..],
        &["export", "relations", "--format", "geoparquet"],
        &["export", "claimreview", "--format", "csv"],
        &["export", "events", "--hxl"],
        &["export", "actors", "--format", "csv", "--hxl"],
    ] {
        let output = place.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains("hint:"), "{args:?}");
    }
}

#[test]
fn every_column_has_a_hashtag_or_is_said_to_have_none() {
    let hxl = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/exports/hxl.toml")).unwrap();
    let hxl: toml::Table = toml::from_str(&hxl).unwrap();
    let none = |layer: &str| {
        let list = hxl[layer].get("none").and_then(toml::Value::as_array);
        list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let place = with_demo();
    for layer in hxl.keys().filter(|name| *name != "all") {
        let csv = place.out(&["export", layer, "--format", "csv", "--hxl"]);
        let mut rows = csv.lines().map(|l| l.split(','));
        let (columns, tags) = (rows.next().expect("columns"), rows.next().expect("tags"));
        for (column, tag) in columns.zip(tags) {
            let untagged = none(layer).iter().chain(&none("all")).any(|n| n == column);
            assert_ne!(untagged, !tag.is_empty(), "{layer}: {column} {tag}");
            // `#tag+attribute`, in small letters, as the standard has it.
            let parts = tag.strip_prefix('#').map(|t| {
                t.split('+').all(|p| {
                    p.starts_with(|c: char| c.is_ascii_lowercase())
                        && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
                })
            });
            assert!(tag.is_empty() || parts == Some(true), "{layer}: {column} {tag}");
        }
        let plain = place.out(&["export", layer, "--format", "csv"]);
        assert_eq!(csv.lines().count(), plain.lines().count() + 1, "{layer}");
    }
}

#[test]
fn claims_have_codes_where_an_honest_one_is_known() {
    let place = Place::new();
    place.file(
        "one.jsonl",
        r#"{"id":"n-1","outlet":"Meridian Wire","published":"2024-12-05","text":"HAMA, Dec 5 - Rebels captured the city of Hama on Thursday, residents said. Government forces withdrew from Homs on Thursday, residents said. The Syrian army denied that its forces had withdrawn from Homs. The rebels violated the ceasefire in Idlib on Thursday, residents said. The United Nations demanded that the army withdraw from Aleppo. Twelve people were killed in Rastan on Thursday. Residents fled Rastan on Thursday."}
"#,
    );
    place.out(&["read", "one.jsonl"]);
    let rows = place.rows(&["export", "plover"]);
    let claims = place.rows(&["export", "claims"]);
    let of = |event: &str| -> Vec<&Value> { rows.iter().filter(|r| r["event"][0] == event).collect() };
    assert_eq!(
        (of("COERCE")[0]["cameo"].as_str(), of("COERCE")[0]["mode"].as_str()),
        (Some("192"), Some("confiscate"))
    );
    assert_eq!(of("COERCE")[0]["event_loc"]["name"], "Hama");
    assert_eq!(
        (of("RETREAT").len(), of("RETREAT")[0]["cameo"].as_str()),
        (1, Some("0874")),
        "a denial is no withdrawal"
    );
    assert_eq!((of("DEMAND")[0]["cameo"].as_str(), of("DEMAND")[0]["quad_code"].as_i64()), (Some("1056"), Some(3)));
    assert_eq!(of("DEMAND")[0]["source"][0]["actor_text"], "The United Nations", "who demands is the source");
    assert_eq!(of("DEMAND")[0]["recipient"][0]["actor_text"], "the army");
    assert!(rows.iter().any(|r| r["cameo"] == "196"), "a broken truce is no truce: {rows:#?}");
    for row in &rows {
        let claim = claims.iter().find(|c| c["id"] == row["id"]).expect("every row is a claim");
        assert_ne!(claim["kind"], "displaces", "whether people flee or are driven out is open");
        assert!(claim["stance"] == "asserts" || row["event"][0] == "REJECT");
    }
}

#[test]
fn a_review_says_what_was_said_and_nothing_else() {
    let place = Place::with_wire();
    let (rows, claims) = (place.rows(&["export", "claimreview"]), place.rows(&["export", "claims"]));
    let reports = place.rows(&["export", "reports"]);
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!(
            (row["@context"].as_str(), row["@type"].as_str()),
            (Some("https://schema.org"), Some("ClaimReview"))
        );
        assert_eq!(row["author"]["name"], "Meridian Wire");
        let id = row["itemReviewed"]["@id"].as_str().unwrap().trim_start_matches("urn:dateline:claim:");
        let claim = claims.iter().find(|c| c["id"] == id).expect("the claim is in the ledger");
        assert_eq!(claim["quote"], row["claimReviewed"]);
        let rating = row["reviewRating"]["alternateName"].as_str().unwrap();
        assert!(reports.iter().any(|r| r["text"].as_str().unwrap().contains(rating)), "{rating}");
        assert!(row["reviewRating"].get("ratingValue").is_none());
        assert!(row.get("url").is_none(), "no address is known");
        assert_eq!(row["itemReviewed"]["appearance"]["publisher"]["name"], "Meridian Wire");
    }
    let denials = |r: &&Value| r["reviewRating"]["alternateName"].as_str().unwrap().contains("denied");
    assert_eq!(rows.iter().filter(denials).count(), 0, "what the army denies is no review");
    let of_demo = with_demo().rows(&["export", "claimreview"]);
    let by = |name: &str| of_demo.iter().filter(|r| r["author"]["name"] == name).count();
    assert!(by("Lantern Broadcasting") > 0 && by("We") == 0, "who says `we` is the outlet");
    let check = claims.iter().find(|c| c["kind"] == "cannot_verify").unwrap()["id"].as_str().unwrap();
    place.out(&["claims", "reject", check]);
    assert!(place.rows(&["export", "claimreview"]).is_empty(), "a rejected check is none");
}

#[test]
fn reports_have_their_credits() {
    let place = Place::new();
    place.file(
        "one.jsonl",
        r#"{"id":"n-1","outlet":"Northgate Courier","published":"2024-01-12","text":"GOMA, Jan 12 (AFP) - Rebels captured the town of Sake on Friday, residents said. (Reporting by Ann Low)"}
"#,
    );
    place.out(&["read", "one.jsonl"]);
    let report = &place.rows(&["export", "reports"])[0];
    assert_eq!(report["credits"]["agencies"], serde_json::json!(["AFP"]));
    assert_eq!(report["credits"]["town"], "GOMA");
}
