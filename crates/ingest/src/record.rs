//! One line of JSON Lines: a record with a text or a page.

use crate::failure::Fault;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What a record holds; unknown fields are passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Option<String>,
    pub(crate) body: Body,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) notes: Vec<String>,
}

/// The content of a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Text(String),
    Html(String),
}

impl Default for Body {
    fn default() -> Self {
        Body::Text(String::new())
    }
}

/// Reads a record. Fields of the wrong type are left out with a note; only a record without content is a fault.
pub(crate) fn parse_record(line: &str) -> Result<Record, Fault> {
    let mut notes = Vec::new();
    let value = match serde_json::from_str(line) {
        Ok(value) => value,
        // Python writes halves of surrogate pairs, which JSON cannot mean.
        Err(error) => match without_lone_surrogates(line) {
            Cow::Owned(repaired) => {
                notes.push("halves of surrogate pairs were replaced by U+FFFD".to_owned());
                serde_json::from_str(&repaired).map_err(|e| Fault::Json(e.to_string()))?
            }
            Cow::Borrowed(_) => return Err(Fault::Json(error.to_string())),
        },
    };
    let mut fields = match value {
        Value::Object(fields) => fields,
        Value::Array(_) => return Err(Fault::NoObject("an array")),
        Value::String(_) => return Err(Fault::NoObject("a string")),
        Value::Number(_) => return Err(Fault::NoObject("a number")),
        Value::Bool(_) | Value::Null => return Err(Fault::NoObject("a bare word")),
    };
    let body = match (content(&mut fields, "text")?, content(&mut fields, "html")?) {
        (Some(text), Some(_)) if !text.trim().is_empty() => Body::Text(text),
        (_, Some(html)) => Body::Html(html),
        (Some(text), None) => Body::Text(text),
        (None, None) => return Err(Fault::NoText),
    };
    let mut field = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(s)) if s.trim().is_empty() => None,
        Some(Value::String(s)) => Some(s),
        Some(Value::Number(n)) => Some(n.to_string()),
        Some(_) => {
            notes.push(format!("the field `{name}` is not a string; it was left out"));
            None
        }
    };
    let (id, title, url) = (field("id"), field("title"), field("url"));
    let (outlet, published, language) = (field("outlet"), field("published"), field("language"));
    Ok(Record { id, body, title, url, outlet, published, language, notes })
}

fn content(fields: &mut Map<String, Value>, field: &'static str) -> Result<Option<String>, Fault> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => Ok(Some(s)),
        Some(_) => Err(Fault::NoString { field }),
    }
}

/// Replaces `\ud83d` and the like by `\ufffd` where they stand alone.
fn without_lone_surrogates(line: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = line.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        match (surrogate(line, start), surrogate(line, start + 6)) {
            (Some(Half::High), Some(Half::Low)) => at = start + 12,
            (Some(_), _) => {
                repaired.push_str(line.get(copied..start).unwrap_or_default());
                repaired.push_str("\\ufffd");
                copied = start + 6;
                at = copied;
            }
            // The character after a backslash is escaped; if it is longer than a byte, the slice starts after it.
            (None, _) => {
                at = start + 1 + line.get(start + 1..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8)
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    repaired.push_str(line.get(copied..).unwrap_or_default());
    Cow::Owned(repaired)
}

enum Half {
    High,
    Low,
}

fn surrogate(line: &str, at: usize) -> Option<Half> {
    let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Half::High),
        0xdc00..=0xdfff => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_and_unknown_ones_passed_over() {
        let record = parse_record(
            r#"{"id": 7, "text": "a\r\nb", "title": null, "outlet": "Kestrel", "url": "", "published": 1733472000,
                "language": ["en"], "more": {"a": [1]}}"#,
        )
        .unwrap();
        assert_eq!(record.id.as_deref(), Some("7"));
        assert_eq!(record.body, Body::Text("a\r\nb".to_owned()));
        assert_eq!((record.title, record.url), (None, None));
        assert_eq!(record.outlet.as_deref(), Some("Kestrel"));
        assert_eq!(record.published.as_deref(), Some("1733472000"));
        assert_eq!(record.notes, ["the field `language` is not a string; it was left out"]);
    }

    #[test]
    fn text_is_preferred_to_html_unless_it_is_empty() {
        let body = |line| parse_record(line).unwrap().body;
        assert_eq!(body(r#"{"text": "a", "html": "<p>b"}"#), Body::Text("a".to_owned()));
        assert_eq!(body(r#"{"text": "\n", "html": "<p>b"}"#), Body::Html("<p>b".to_owned()));
    }

    #[test]
    fn faults_say_what_is_wrong() {
        let fault = |line: &str| parse_record(line).unwrap_err().to_string();
        assert_eq!(fault("[{}]"), "the record is not a JSON object but an array");
        assert_eq!(fault(r#"{"id": "a"}"#), "the record has neither `text` nor `html`");
        assert_eq!(fault(r#"{"text": 5}"#), "the field `text` is not a string");
        assert!(fault(r#"{"text": "cut o"#).starts_with("not a JSON record: EOF"));
        assert!(fault(&"[".repeat(100_000)).starts_with("not a JSON record: recursion limit"));
    }

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_kept() {
        let record = parse_record(r#"{"text": "a\ud83dé\ude00 \ud83d\ude00 \\ud83d"}"#).unwrap();
        assert_eq!(record.body, Body::Text("a\u{fffd}é\u{fffd} 😀 \\ud83d".to_owned()));
        assert_eq!(record.notes.len(), 1);
    }
}
