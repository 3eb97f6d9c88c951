//! Files, pages and records as they come: what a user of the crate sees.

use dateline_core::report::{Published, PublishedBasis, Report};
use dateline_ingest::{
    Failure, Format, Ingested, Input, Limits, Options, find, parse_published, read, read_bytes, stream,
};
use jiff::Timestamp;
use proptest::prelude::*;
use std::fs;

fn now() -> Timestamp {
    "2024-12-09T12:00:00Z".parse().unwrap()
}

fn read_as(name: &str, format: Option<Format>, bytes: &[u8]) -> Vec<Result<Ingested, Failure>> {
    read_bytes(name, format, bytes, &Options::default(), now())
}

fn report(format: Option<Format>, bytes: &[u8]) -> Report {
    let mut all = read_as("x", format, bytes);
    assert_eq!(all.len(), 1);
    all.remove(0).unwrap().report
}

fn published(report: &Report) -> String {
    report.published.as_ref().map_or("none".to_owned(), |p| p.date.to_string())
}

#[test]
fn plain_text_is_kept_byte_for_byte() {
    let text = "A town falls\r\n\r\n  “It is ours,” they said.\t \n\u{a0}\n";
    let read = read_as("a.txt", Some(Format::Text), text.as_bytes()).remove(0).unwrap();
    assert_eq!(read.report.text, text);
    assert_eq!(read.original, text.as_bytes());
    assert_eq!(read.media_type, "text/plain");
    assert_eq!(read.report.notes, [""; 0]);
    assert_eq!(read.report.captured, now());
}

#[test]
fn the_text_of_a_record_is_kept_byte_for_byte() {
    let line = r#"{"id": "wire-1", "text": "a\r\n b\u0000 rebels took the town on Friday and held it overnight ", "title": "T", "url": "https://a.example/1",
        "outlet": "Kestrel", "published": "2024-12-06T23:00:00+03:00", "language": "en", "wire": {"x": 1}}"#
        .replace('\n', "");
    let read = read_as("wire.jsonl", Some(Format::JsonLines), line.as_bytes()).remove(0).unwrap();
    let report = read.report;
    assert_eq!(report.text, "a\r\n b\0 rebels took the town on Friday and held it overnight ");
    assert_eq!((report.id.as_str(), report.read_from.as_str()), ("wire-1", "wire.jsonl:1"));
    assert_eq!(report.title.as_deref(), Some("T"));
    assert_eq!(report.outlet.as_deref(), Some("Kestrel"));
    assert_eq!(report.language.as_deref(), Some("en"));
    let published = report.published.unwrap();
    assert_eq!(published.date.to_string(), "2024-12-06");
    assert_eq!(published.at.unwrap().to_string(), "2024-12-06T20:00:00Z");
    assert_eq!(published.basis, PublishedBasis::Given);
    assert_eq!(read.original, line.as_bytes());
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><meta charset="iso-8859-1">
<title>Army gives up the town - Harbour Post</title><meta property="og:site_name" content="Harbour Post">
<meta property="og:url" content="https://harbour.example/town"><meta property="article:published_time" content="2024-12-07T13:45:00Z">
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Army gives up the town</h1>
<p>The army has left the southern town, where it had been for thirteen years, two officers told the paper.</p>
<p>Zo# Lambert saw the last column drive north in the morning, along the old road, with its lights on.</p>
<p>The monitor said that nobody had been hurt, and that the shops were open by noon on Saturday.</p></article>
<footer><p>Harbour Post 2024</p></footer></body></html>"#;

fn page() -> Vec<u8> {
    PAGE.bytes().map(|b| if b == b'#' { 0xe9 } else { b }).collect()
}

#[test]
fn a_page_gives_its_text_and_metadata() {
    let read = read_as("town.html", Some(Format::Html), &page()).remove(0).unwrap();
    let report = &read.report;
    let lines: Vec<&str> = report.text.lines().collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0], "Army gives up the town");
    assert!(lines[2].starts_with("Zoé Lambert saw"), "{}", lines[2]);
    assert_eq!(report.title.as_deref(), Some("Army gives up the town"));
    assert_eq!(report.outlet.as_deref(), Some("Harbour Post"));
    assert_eq!(report.url.as_deref(), Some("https://harbour.example/town"));
    let basis = &report.published.as_ref().unwrap().basis;
    assert_eq!(*basis, PublishedBasis::Metadata("article:published_time".to_owned()));
    assert_eq!(read.original, page());
    assert_eq!(read, read_as("town.html", Some(Format::Html), &page()).remove(0).unwrap());
}

#[test]
fn a_record_may_hold_a_page_and_what_it_says_itself_wins() {
    let html = PAGE.replace('#', "é").replace('\n', " ").replace('"', "'");
    let line = format!(r#"{{"id": "p", "html": "{html}", "outlet": "Reprinter", "published": "2024-12-08"}}"#);
    let report = report(Some(Format::JsonLines), line.as_bytes());
    assert_eq!(report.outlet.as_deref(), Some("Reprinter"));
    assert_eq!(published(&report), "2024-12-08");
    assert_eq!(report.title.as_deref(), Some("Army gives up the town"));
    assert_eq!(report.text.lines().count(), 4);
}

#[test]
fn what_the_user_says_wins() {
    let options = Options {
        published: parse_published("2024-12-01"),
        outlet: Some("Mine".to_owned()),
        limits: Limits::default(),
    };
    let report = read_bytes("t", Some(Format::Html), &page(), &options, now()).remove(0).unwrap().report;
    assert_eq!(published(&report), "2024-12-01");
    assert_eq!(report.outlet.as_deref(), Some("Mine"));
}

#[test]
fn a_missing_date_is_inferred_and_marked() {
    let report = report(None, b"BEIRUT, Dec. 5 - The town was lost on Thursday, a monitor said.");
    let Some(Published { date, basis: PublishedBasis::Inferred(why), .. }) = report.published else { panic!() };
    assert_eq!(date.to_string(), "2024-12-05");
    assert!(why.contains("Dec. 5"), "{why}");
}

#[test]
fn the_dateline_tells_the_day_at_the_outlet() {
    for (given, text, date) in [
        ("2024-12-05T22:30:00Z", "BEIRUT, Dec. 6 (Kestrel) - Rebels took the town today.", "2024-12-06"),
        ("2024-12-06T03:10:00Z", "NEW YORK, December 5 - Rebels took the town today.", "2024-12-05"),
        ("2024-12-05T22:30:00Z", "BEIRUT - Rebels took the town today.", "2024-12-05"),
        // Another day on the whole earth: the story is older, the instant counts.
        ("2024-12-05T22:30:00Z", "BEIRUT, Dec. 2 (Kestrel) - Rebels took the town today.", "2024-12-05"),
        ("2024-12-05", "BEIRUT, Dec. 6 (Kestrel) - Rebels took the town today.", "2024-12-05"),
    ] {
        let line = format!(r#"{{"text": "{text}", "published": "{given}"}}"#);
        let report = report(Some(Format::JsonLines), line.as_bytes());
        assert_eq!(published(&report), date, "{given} {text}");
    }
}

#[test]
fn absurd_dates_are_left_out_with_a_note() {
    for (given, note) in [("1850-01-01", "which cannot be"), ("2031-01-01", "which cannot be"), ("soon", "no date")] {
        let line = format!(r#"{{"text": "Rebels took the town.", "published": "{given}"}}"#);
        let report = report(Some(Format::JsonLines), line.as_bytes());
        assert_eq!(published(&report), "none", "{given}");
        assert!(report.notes[0].contains(note), "{:?}", report.notes);
    }
}

#[test]
fn a_bad_line_is_named_and_the_rest_goes_on() {
    let lines = "\u{feff}{\"id\": \"a\", \"text\": \"One.\"}\n\n{\"id\": \"b\", \"text\": \"Tw\n[1]\n{\"id\": \"c\"}\n\
                 {\"id\": \"d\", \"text\": \" \"}\n{\"id\": \"e\", \"text\": \"Five.\"}";
    let all = read_as("w.jsonl", Some(Format::JsonLines), lines.as_bytes());
    let ids: Vec<&str> = all.iter().flatten().map(|i| i.report.id.as_str()).collect();
    assert_eq!(ids, ["a", "e"]);
    let failed: Vec<String> = all.iter().filter_map(|r| r.as_ref().err()).map(|f| f.input.clone()).collect();
    assert_eq!(failed, ["w.jsonl:3", "w.jsonl:4", "w.jsonl:5", "w.jsonl:6"]);
    let reasons: Vec<&str> = all.iter().filter_map(|r| r.as_ref().err()).map(|f| f.reason.as_str()).collect();
    assert!(reasons[0].starts_with("not a JSON record: EOF while parsing a string"), "{reasons:?}");
    assert_eq!(reasons[3], "there is no text in it");
}

#[test]
fn what_is_larger_than_the_limit_is_refused_by_name() {
    let options = Options { limits: Limits { report_bytes: 100 }, ..Options::default() };
    let long = "Rebels took the town. ".repeat(10);
    let text = read_bytes("big.txt", Some(Format::Text), long.as_bytes(), &options, now()).remove(0).unwrap_err();
    assert_eq!(text.to_string(), "big.txt: larger than the limit of 100 bytes a report");
    assert!(text.hint.is_some());
    let lines = format!("{{\"text\": \"{long}\"}}\n{{\"text\": \"Short.\"}}\n");
    let all = read_bytes("w.jsonl", Some(Format::JsonLines), lines.as_bytes(), &options, now());
    assert_eq!(all[0].as_ref().unwrap_err().input, "w.jsonl:1");
    assert_eq!(all[1].as_ref().unwrap().report.text, "Short.");
}

#[test]
fn empty_and_binary_inputs_are_refused() {
    let reason = |bytes: &[u8], format| read_as("x", format, bytes).remove(0).unwrap_err().reason;
    assert_eq!(reason(b"", None), "there is no text in it");
    assert_eq!(reason(b" \r\n\t", None), "there is no text in it");
    assert_eq!(reason(b"<html><body><script>x</script></body></html>", None), "there is no text in it");
    assert_eq!(reason(b"%PDF-1.4 ...", None), "not a text but a PDF document");
    assert_eq!(reason(&[0; 4096], Some(Format::Text)), "not a text but a binary file");
    assert_eq!(read_as("x", Some(Format::JsonLines), b"\n\n").len(), 0);
}

#[test]
fn the_format_is_told_from_the_bytes() {
    let media = |bytes: &[u8]| read_as("-", None, bytes).remove(0).unwrap().media_type;
    assert_eq!(media(b"{\"id\": \"a\", \"text\": \"One.\"}\n"), "application/json");
    assert_eq!(media(b"\xef\xbb\xbf {\"text\": \"One.\"}"), "application/json");
    assert_eq!(media(b"\n<!DOCTYPE html><p>One."), "text/html");
    assert_eq!(media(b"<p>One. <b>Two.</b>"), "text/html");
    assert_eq!(media(b"{Editor's note} Rebels took the town."), "text/plain");
    assert_eq!(media(b"Rebels took <the> town."), "text/plain");
    for document in ["[{\"text\": \"One.\"}]", "{\n  \"text\": \"One.\"\n}", "{\"id\": \"a\",\n\"text\": \"One.\"}"] {
        let failure = read_as("a.json", None, document.as_bytes()).remove(0).unwrap_err();
        assert_eq!(failure.to_string(), "a.json: a JSON document, not JSON Lines");
    }
}

#[test]
fn json_lines_in_utf_16_are_read() {
    let mut bytes = b"\xff\xfe".to_vec();
    bytes.extend("{\"text\": \"Ḥamāh fell.\"}\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(report(Some(Format::JsonLines), &bytes).text, "Ḥamāh fell.");
}

#[test]
fn deep_and_large_pages_are_read_in_time() {
    let deep = format!("<html><body>{}<p>Rebels took the town.", "<div><span>".repeat(100_000));
    assert_eq!(report(None, deep.as_bytes()).text, "Rebels took the town.");
    let attributes: String = (0..300_000).map(|i| format!(" a{i}")).collect();
    let monstrous = read_as("m.html", None, format!("<html><p{attributes}>Hama fell.").as_bytes()).remove(0);
    assert_eq!(monstrous.unwrap_err().reason, "a tag of this page has more attributes than can be read");
    let wide = format!("<html><body>{}", "<p>Rebels took the <b>town</b> again, a monitor said.".repeat(100_000));
    assert_eq!(report(None, wide.as_bytes()).text.lines().count(), 100_000);
}

#[test]
fn files_are_read_by_their_endings_and_ids_come_from_their_content() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("a.txt"), "Rebels took the town.").unwrap();
    fs::write(path("b.html"), page()).unwrap();
    fs::write(path("c.ndjson"), "{\"id\": \"c1\", \"text\": \"One.\"}\n{\"text\": \"Rebels took the town.\"}\n")
        .unwrap();
    fs::write(path("d.pdf"), "%PDF-1.7").unwrap();
    let (inputs, failures) = find(&[dir.path().to_path_buf()]);
    assert!(failures.is_empty());
    let all: Vec<_> = inputs.iter().flat_map(|i| stream(i, &Options::default(), now())).collect();
    let reports: Vec<&Report> = all.iter().flatten().map(|i| &i.report).collect();
    assert_eq!(reports.len(), 4);
    assert_eq!(reports[0].id, reports[3].id, "the same text without an address is the same report");
    assert_eq!(reports[2].id, "c1");
    assert!(all[4].as_ref().unwrap_err().input.ends_with("d.pdf"));
    let gone = read(&Input::File(path("gone.txt")), &Options::default(), now());
    assert_eq!(gone[0].as_ref().unwrap_err().reason, "there is no such file or directory");
}

/// Pieces that make trouble in pages, records and dates.
fn troublesome() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "<div>",
        "</p>",
        "<p>",
        "<title>",
        "<script type=application/ld+json>",
        "{\"datePublished\": \"2024\"",
        "</script>",
        "<meta charset=utf-16>",
        "<meta charset=\"",
        "<?xml encoding=é",
        "{\"text\": \"",
        "\\ud83d",
        "\\",
        "\"}",
        "\n",
        "\u{feff}",
        "December ",
        "6, 2024 ",
        "Dec. 31",
        " - ",
        "(",
        ":",
        "Friday",
        "said ",
        "\u{0}",
        "é",
        "—",
        "<!--",
        "&amp",
        "&#0;",
        "9999-12-31",
        "<table>",
        "<select>",
        "<svg>",
        "<a href=x>",
        "<time datetime=\"0000\">",
        "<h1>",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces.to_vec()).prop_map(|p| p.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for format in [None, Some(Format::Text), Some(Format::Html), Some(Format::JsonLines)] {
            for read in read_as("x", format, &bytes).into_iter().flatten() {
                prop_assert!(!read.report.text.trim().is_empty());
            }
        }
    }

    #[test]
    fn no_mixture_of_markup_and_dates_makes_it_panic(bytes in troublesome()) {
        for format in [None, Some(Format::Text), Some(Format::Html), Some(Format::JsonLines)] {
            let first = read_as("x", format, &bytes);
            prop_assert_eq!(&first, &read_as("x", format, &bytes));
        }
    }

    #[test]
    fn valid_text_is_never_changed(text in "[\\PC\r\n]{1,200}") {
        prop_assume!(!text.trim().is_empty() && !text.starts_with('\u{feff}'));
        for read in read_as("x", Some(Format::Text), text.as_bytes()).into_iter().flatten() {
            prop_assert_eq!(&read.report.text, &text);
        }
    }
}
