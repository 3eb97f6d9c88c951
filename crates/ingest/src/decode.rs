//! Bytes to text, in whatever encoding they are.

use crate::{failure::Fault, page::Page};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and what was noticed while it was decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

/// How many bytes of a page are searched for a declared encoding. The HTML standard looks at 1,024; real pages often
/// place it later.
const DECLARATION_WINDOW: usize = 4096;
/// How many bytes the detector looks at.
const DETECTION_WINDOW: usize = 1 << 20;
/// Of a thousand characters, how many may be control characters before the text is taken for a binary file.
const CONTROLS_PER_MILLE: usize = 20;

/// Decodes text (`is_page` false) or a page, which may declare its encoding itself. A byte order mark comes first, then
/// UTF-8 wherever the bytes are valid UTF-8 (no other encoding looks like it by accident), then the declaration, then
/// detection.
pub(crate) fn decode(bytes: &[u8], is_page: bool) -> Result<Decoded, Fault> {
    if let Some(what) = known_binary(bytes) {
        return Err(Fault::Binary(what));
    }
    let mut notes = Vec::new();
    let text = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        decode_as(encoding, &bytes[mark..], &mut notes)
    } else if let Some(encoding) = utf_16_without_mark(bytes) {
        notes.push(format!("no encoding is declared; read as {}", encoding.name()));
        decode_as(encoding, bytes, &mut notes)
    } else {
        let declared = if is_page { declared(bytes) } else { None };
        match (std::str::from_utf8(bytes), declared) {
            (Ok(text), declared) => {
                if let Some(other) = declared.filter(|&e| e != UTF_8 && !text.is_ascii()) {
                    notes.push(format!("declared as {}, but it is UTF-8", other.name()));
                }
                text.to_owned()
            }
            (Err(_), Some(encoding)) => decode_as(encoding, bytes, &mut notes),
            (Err(error), None) => {
                let encoding = detect(bytes, error.valid_up_to());
                notes.push(format!("no encoding is declared; read as {}", encoding.name()));
                decode_as(encoding, bytes, &mut notes)
            }
        }
    };
    let controls = text.chars().filter(|&c| is_control(c)).count();
    if controls * 1000 > text.chars().count() * CONTROLS_PER_MILLE {
        return Err(Fault::Binary("a binary file"));
    }
    if controls > 0 {
        notes.push(format!("it holds {controls} control characters"));
    }
    Ok(Decoded { text, notes })
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], notes: &mut Vec<String>) -> String {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if faulty {
        notes.push(format!("some bytes are not valid {}; they were replaced by U+FFFD", encoding.name()));
    }
    text.into_owned()
}

/// Text that claims to be UTF-8 but has a few broken bytes stays UTF-8: the detector would read the rest wrongly.
fn detect(bytes: &[u8], first_fault: usize) -> &'static Encoding {
    let window = &bytes[..bytes.len().min(DETECTION_WINDOW)];
    let lossy = String::from_utf8_lossy(window);
    let broken = lossy.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    let good = lossy.chars().filter(|&c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER).count();
    if good > 4 * broken {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new();
    // The detector reads from a bit before the first byte that matters, so that it sees it among its neighbours.
    let from = first_fault.saturating_sub(DETECTION_WINDOW / 2).min(bytes.len());
    let to = bytes.len().min(from.saturating_add(DETECTION_WINDOW));
    detector.feed(&bytes[from..to], true);
    detector.guess(None, false)
}

/// The encoding that a page's `meta` elements or XML declaration name.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let (head, _) = WINDOWS_1252.decode_without_bom_handling(head);
    let label = xml_encoding(&head).or_else(|| Page::scan(&head).charset)?;
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    // The declaration itself was legible as ASCII, so the page cannot be UTF-16, as the HTML standard notes.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

fn xml_encoding(head: &str) -> Option<String> {
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// UTF-16 text in a Western script has a zero in every other byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(4096)];
    let half = window.len() / 2;
    if half < 8 {
        return None;
    }
    let zeros = |parity: usize| window.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > half * 4 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 4 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' | '\u{1b}')
}

/// Files that people put among reports by mistake, told by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 10] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a zip archive or office document"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"\x7fELF", "a program"),
        (b"\xfd7zXZ\0", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    ];
    known.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes, false).unwrap().text
    }

    #[test]
    fn byte_order_marks_are_obeyed_and_taken_off() {
        assert_eq!(text(b"\xef\xbb\xbfHama"), "Hama");
        assert_eq!(text(b"\xff\xfeH\0o\0m\0s\0"), "Homs");
        assert_eq!(text(b"\xfe\xff\0H\0o\0m\0s"), "Homs");
        let unmarked: Vec<u8> = "Rebels took Hama.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&unmarked), "Rebels took Hama.");
    }

    #[test]
    fn a_declared_encoding_is_obeyed() {
        for head in [
            r#"<meta charset="windows-1256">"#,
            r#"<META HTTP-EQUIV='content-type' CONTENT='text/html; charset=windows-1256'>"#,
            r#"<?xml version="1.0" encoding="windows-1256"?>"#,
        ] {
            let mut page = head.as_bytes().to_vec();
            page.extend(b"<p>\xcd\xe3\xd5</p>");
            assert!(decode(&page, true).unwrap().text.ends_with("<p>حمص</p>"), "{head}");
        }
    }

    #[test]
    fn a_wrong_declaration_does_not_spoil_utf_8() {
        let page = "<meta charset=iso-8859-1><p>Zoé in Idlib</p>".as_bytes();
        let decoded = decode(page, true).unwrap();
        assert!(decoded.text.contains("Zoé"));
        assert_eq!(decoded.notes, ["declared as windows-1252, but it is UTF-8"]);
    }

    #[test]
    fn an_undeclared_encoding_is_detected() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Войска покинули город, сообщил наблюдатель в субботу.");
        let decoded = decode(&bytes, false).unwrap();
        assert_eq!(decoded.text, "Войска покинули город, сообщил наблюдатель в субботу.");
        assert_eq!(decoded.notes, ["no encoding is declared; read as windows-1251"]);
        assert_eq!(text(b"Zo\xe9 Lambert and the caf\xe9 in Amman"), "Zoé Lambert and the café in Amman");
    }

    #[test]
    fn one_broken_byte_does_not_spoil_the_others() {
        let mut bytes = "“The city is ours” – said Zoé in Qaraḥ".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes, false).unwrap();
        assert_eq!(decoded.text, "“The city is ours” – said Zoé in Qaraḥ\u{fffd}");
        assert!(decoded.notes.iter().any(|n| n.contains("not valid UTF-8")), "{:?}", decoded.notes);
    }

    #[test]
    fn binary_files_are_named_for_what_they_are() {
        assert_eq!(decode(b"%PDF-1.7\n...", false), Err(Fault::Binary("a PDF document")));
        let noise: Vec<u8> = (0..2000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise, false), Err(Fault::Binary("a binary file")));
        assert_eq!(decode(&[0; 64], false), Err(Fault::Binary("a binary file")));
    }

    #[test]
    fn a_stray_zero_byte_stays_where_it_is() {
        let mut bytes = b"Rebels entered Hama on Thursday after heavy street fighting in the north of it.".to_vec();
        bytes[6] = 0;
        let decoded = decode(&bytes, false).unwrap();
        assert_eq!(decoded.text.as_bytes(), &bytes[..]);
        assert_eq!(decoded.notes, ["it holds 1 control characters"]);
    }
}
