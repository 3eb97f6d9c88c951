//! The archive of tiles under the map: which files are taken, and how its bytes are handed out.
mod common;

use common::{Place, Server, text};
use std::fs;

/// A header of an archive with nothing in it but a root directory, metadata and some bytes in place of tiles.
fn archive() -> Vec<u8> {
    let mut bytes = vec![0; 127];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    for (at, number) in [(8, 127u64), (16, 5), (24, 132), (32, 2), (40, 134), (48, 0), (56, 134), (64, 1000)] {
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
    }
    bytes[96..102].copy_from_slice(&[1, 1, 1, 1, 0, 6]);
    for (at, degrees) in [(102, 35i32), (106, 32), (110, 42), (114, 37)] {
        bytes[at..at + 4].copy_from_slice(&(degrees * 10_000_000).to_le_bytes());
    }
    bytes.extend([1, 0, 1, 100, 1]);
    bytes.extend(b"{}");
    bytes.extend((0..1000u32).map(|i| (i % 100) as u8));
    bytes
}

fn with(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut out = archive();
    out[at..at + bytes.len()].copy_from_slice(bytes);
    out
}

#[test]
fn what_is_no_archive_that_can_be_drawn_is_refused_by_name_with_the_reason() {
    let place = Place::with_wire();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "not an archive in the PMTiles format"),
        (b"<!doctype html>".to_vec(), "not an archive in the PMTiles format"),
        (with(7, &[2]), "another version"),
        (b"PM\x01\x00".to_vec(), "another version"),
        (archive()[..100].to_vec(), "cut off within its header"),
        (archive()[..1000].to_vec(), "its tiles end beyond the end of the file at 1000 bytes"),
        (with(16, &u64::MAX.to_le_bytes()), "its root directory end beyond"),
        (with(16, &0u64.to_le_bytes()), "its root directory is not within"),
        (with(8, &20u64.to_le_bytes()), "its root directory is not within"),
        (with(97, &[3]), "compressed in a way"),
        (with(98, &[4]), "compressed in a way"),
        (with(99, &[0]), "neither vector tiles"),
        (with(100, &[9]), "its zooms, 9 to 6"),
        (with(101, &[30]), "its zooms, 0 to 30"),
        (with(110, &350_000_000i32.to_le_bytes()), "its bounds"),
        (with(114, &910_000_000i32.to_le_bytes()), "its bounds"),
    ];
    for (bytes, why) in cases {
        place.file("bad.pmtiles", &bytes);
        let output = place.run(&["serve", "--addr", "127.0.0.1:0", "--basemap", "bad.pmtiles"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{why}: {said}");
        assert!(
            said.contains("--basemap bad.pmtiles: ") && said.contains(why) && said.contains("hint: "),
            "{why}: {said}"
        );
    }
    let output = place.run(&["serve", "--addr", "127.0.0.1:0", "--basemap", "missing.pmtiles"]);
    assert!(text(&output.stderr).contains("missing.pmtiles"), "{output:?}");
}

#[test]
fn an_archive_is_handed_out_in_ranges_with_a_tag() {
    let place = Place::with_wire();
    let bytes = archive();
    let path = place.file("tiles.pmtiles", &bytes);
    let server = Server::start_with(&place, &["--basemap", "tiles.pmtiles"]);
    assert_eq!(server.json("/api/v1/meta")["basemap"], "vector");
    let ask = |headers: &str| server.ask("/api/v1/basemap", &format!("Host: {}{headers}", server.address));
    let (head, body) = ask("\r\nRange: bytes=0-6");
    assert!(head.starts_with("http/1.1 206"), "{head}");
    assert!(head.contains(&format!("content-range: bytes 0-6/{}", bytes.len())), "{head}");
    assert!(head.contains("content-length: 7") && head.contains("content-type: application/vnd.pmtiles"), "{head}");
    assert_eq!(body, "PMTiles");
    let (head, body) = ask("\r\nRange: bytes=-2");
    assert!(head.starts_with("http/1.1 206") && body.len() == 2, "{head}");
    let (head, _) = ask("\r\nRange: bytes=5000-6000");
    assert!(
        head.starts_with("http/1.1 416") && head.contains(&format!("content-range: bytes */{}", bytes.len())),
        "{head}"
    );
    // To this machine nothing is compressed anyway; `identity` keeps the server from it for those elsewhere, so that the
    // tag stands for the very bytes.
    let (head, _) = ask("\r\nAccept-Encoding: gzip");
    assert!(head.starts_with("http/1.1 200") && head.contains(&format!("content-length: {}", bytes.len())), "{head}");
    assert!(head.contains("content-encoding: identity"), "{head}");
    let tag = head.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap().to_owned();
    assert!(ask(&format!("\r\nIf-None-Match: {tag}")).0.starts_with("http/1.1 304"));
    assert!(ask(&format!("\r\nIf-Range: {tag}\r\nRange: bytes=0-6")).0.starts_with("http/1.1 206"));
    assert!(ask("\r\nIf-Range: \"other\"\r\nRange: bytes=0-6").0.starts_with("http/1.1 200"));
    // What was looked at when the server started is what is served.
    fs::write(&path, &bytes[..900]).unwrap();
    let (head, body) = ask("\r\nRange: bytes=0-6");
    assert!(head.starts_with("http/1.1 500") && body.contains("start it again"), "{head} {body}");
}

#[test]
fn without_an_archive_there_is_none() {
    let place = Place::with_wire();
    let server = Server::start(&place);
    assert!(server.json("/api/v1/meta")["basemap"].is_null());
    assert!(server.get("/api/v1/basemap", &server.address).0.starts_with("http/1.1 404"));
}
