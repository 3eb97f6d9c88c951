//! Notices as an Atom feed (RFC 4287).

use crate::{
    error::{Error, ErrorKind, Result},
    shapes::{NoticeClaim, NoticeRow},
};
use dateline_ledger::Notice;
use jiff::Timestamp;
use quick_xml::{Writer, events::BytesText};
use std::io;

/// The feed of what was told, the latest first; `own` is the address that it is served at. Its ids are tag URIs: they stay
/// the same wherever it is served.
pub fn feed(told: &[Notice], alert: Option<&str>, own: Option<&str>, now: Timestamp) -> Result<String> {
    let rows: Vec<NoticeRow> = told.iter().rev().map(NoticeRow::new).collect::<Result<_>>()?;
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let updated = told.last().map_or(now, |n| n.at);
    let title = alert.map_or_else(|| "Dateline: alerts".to_owned(), |name| format!("Dateline: {name}"));
    let fault = |e: io::Error| Error::new(ErrorKind::Output, format_args!("cannot write the feed: {e}"));
    write(&mut xml, &rows, &title, own, updated).map_err(fault)?;
    String::from_utf8(xml.into_inner()).map_err(|e| Error::new(ErrorKind::Output, e))
}

fn write(
    xml: &mut Writer<Vec<u8>>,
    rows: &[NoticeRow],
    title: &str,
    own: Option<&str>,
    updated: Timestamp,
) -> io::Result<()> {
    let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|xml| {
        text(xml, "id", &format!("tag:dateline.invalid,2024:{}", encoded(title)))?;
        text(xml, "title", title)?;
        text(xml, "updated", &updated.to_string())?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", "Dateline"))?;
        if let Some(own) = own {
            xml.create_element("link").with_attributes([("rel", "self"), ("href", own)]).write_empty()?;
        }
        rows.iter().try_for_each(|row| entry(xml, row))
    })?;
    Ok(())
}

fn entry(xml: &mut Writer<Vec<u8>>, row: &NoticeRow) -> io::Result<()> {
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "id", &format!("tag:dateline.invalid,2024:{}/{}", encoded(&row.alert), row.number))?;
        text(xml, "title", &format!("{}: {}", row.alert, row.body.says))?;
        text(xml, "updated", &row.at)?;
        xml.create_element("category").with_attribute(("term", row.body.about.name())).write_empty()?;
        for url in row.body.claims.iter().filter(|c| c.new).filter_map(|c| c.url.as_deref()) {
            xml.create_element("link").with_attributes([("rel", "via"), ("href", url)]).write_empty()?;
        }
        let quotes: Vec<String> = row.body.claims.iter().map(quote).collect();
        text(xml, "content", &quotes.join("\n\n"))
    })?;
    Ok(())
}

/// A quote with its source, in plain text: a feed reader must not take words of a report for markup.
fn quote(claim: &NoticeClaim) -> String {
    let new = if claim.new { "" } else { " (known before)" };
    format!("“{}” – {}{new}", claim.quote, [claim.origin.as_str(), &claim.whence()].join(", "))
}

fn text(xml: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    // What XML 1.0 has no way to write is left out.
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text)).map(drop)
}

/// Letters and digits as they are, all else as bytes in hexadecimal digits, as a URI wants it.
fn encoded(text: &str) -> String {
    let byte = |b: u8| match b.is_ascii_alphanumeric() {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}
