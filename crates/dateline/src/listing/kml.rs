//! KML 2.2: a placemark a record, with its time, the colour of whoever holds the place, and all its fields.

use super::{Listing, flatten, geometry, properties, text};
use crate::error::{Error, ErrorKind, Result};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use serde_json::Value;
use std::io::{self, Write};

/// Colours that colour-blind readers can tell apart (Okabe and Ito, 2008), for actors without one of their own. The page
/// (`web/src/colors.ts`) chooses in the same way.
const PALETTE: [&str; 7] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];

/// Style of what nobody holds.
const NOBODY: &str = "#8b9196";

/// The colour of an actor whom no file gives one.
pub(super) fn color_of(id: &str) -> String {
    let hash = id.chars().fold(7u32, |hash, c| hash.wrapping_mul(31).wrapping_add(u32::from(c)));
    let at = hash as usize % PALETTE.len();
    PALETTE.get(at).copied().unwrap_or(NOBODY).to_owned()
}

/// Writes a list.
pub(super) fn write(list: &Listing, out: &mut impl Write) -> Result<()> {
    let fault = |e: io::Error| Error::new(ErrorKind::Output, format_args!("cannot write KML: {e}"));
    document(list, &mut Xml(Writer::new_with_indent(&mut *out, b' ', 1))).map_err(fault)?;
    out.write_all(b"\n").map_err(fault)
}

fn document(list: &Listing, xml: &mut Xml<&mut impl Write>) -> io::Result<()> {
    xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.inside("kml", &[("xmlns", "http://www.opengis.net/kml/2.2")], |xml| {
        xml.inside("Document", &[], |xml| {
            xml.leaf("name", "Dateline")?;
            let colors: Vec<(&str, &str)> =
                list.colors.iter().map(|(id, color)| (id.as_str(), color.as_str())).collect();
            style(xml, 0, NOBODY)?;
            for (number, (_, color)) in (1..).zip(&colors) {
                style(xml, number, color)?;
            }
            for record in list.records() {
                let holder = record.get("actor_id").and_then(Value::as_str);
                let number =
                    holder.and_then(|id| colors.iter().position(|(known, _)| *known == id)).map_or(0, |i| i + 1);
                placemark(xml, record, number)?;
            }
            Ok(())
        })
    })
}

/// One style: KML has its colours as alpha, blue, green, red.
fn style(xml: &mut Xml<&mut impl Write>, number: usize, color: &str) -> io::Result<()> {
    let part = |at: usize| color.get(at..at + 2).unwrap_or("80");
    let turned = format!("{}{}{}", part(5), part(3), part(1));
    let (full, half) = (format!("ff{turned}"), format!("66{turned}"));
    xml.inside("Style", &[("id", &format!("holder-{number}"))], |xml| {
        xml.inside("IconStyle", &[], |xml| xml.leaf("color", &full))?;
        xml.inside("LineStyle", &[], |xml| {
            xml.leaf("color", &full)?;
            xml.leaf("width", "2")
        })?;
        xml.inside("PolyStyle", &[], |xml| xml.leaf("color", &half))
    })
}

/// One record. The elements of a placemark have a fixed order.
fn placemark(xml: &mut Xml<&mut impl Write>, record: &Value, style: usize) -> io::Result<()> {
    xml.inside("Placemark", &[], |xml| {
        xml.leaf("name", &title(record))?;
        match time(record) {
            (Some(first), Some(last)) if first == last => {
                xml.inside("TimeStamp", &[], |xml| xml.leaf("when", first))?;
            }
            (None, None) => {}
            (first, last) => xml.inside("TimeSpan", &[], |xml| {
                first.iter().try_for_each(|day| xml.leaf("begin", day))?;
                last.iter().try_for_each(|day| xml.leaf("end", day))
            })?,
        }
        xml.leaf("styleUrl", &format!("#holder-{style}"))?;
        xml.inside("ExtendedData", &[], |xml| {
            let fields = properties(record);
            for (name, value) in flatten(&fields).into_iter().filter(|(_, value)| !value.is_null()) {
                xml.inside("Data", &[("name", &name)], |xml| xml.leaf("value", &text(value)))?;
            }
            Ok(())
        })?;
        shape(xml, &geometry(record))
    })
}

/// What a record is about and where, in a few words.
fn title(record: &Value) -> String {
    let of = |names: &[&str]| {
        names.iter().find_map(|name| record.get(*name)?.as_str()).map(str::to_owned).filter(|s| !s.is_empty())
    };
    let place = record.get("place");
    let place = of(&["place", "location", "where_coordinates"])
        .or_else(|| ["name", "text"].iter().find_map(|field| Some(place?.get(*field)?.as_str()?.to_owned())));
    let about = of(&["about", "kind", "indicator", "status", "advice", "event_type", "event", "side_a"]);
    [about, place].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

/// The first and the last day of what a record tells; the last is open where it goes on.
fn time(record: &Value) -> (Option<&str>, Option<&str>) {
    let range = ["event_date", "date", "period"].iter().filter_map(|name| record.get(*name)).find(|d| d.is_object());
    if let Some(range) = range {
        let of = |name: &str| range.get(name).and_then(Value::as_str);
        return (of("start"), of("end"));
    }
    let of = |name: &str| record.get(name).and_then(Value::as_str);
    let spans = [("date_start", "date_end"), ("first_day", "last_day"), ("event_date", "event_date"), ("since", "")];
    spans.iter().map(|(first, last)| (of(first), of(last))).find(|(first, _)| first.is_some()).unwrap_or_default()
}

/// A GeoJSON geometry as KML; nothing for a record without one.
fn shape(xml: &mut Xml<&mut impl Write>, geometry: &Value) -> io::Result<()> {
    let parts = geometry.get("coordinates").and_then(Value::as_array);
    let Some(parts) = parts else { return Ok(()) };
    let line = |points: &Value| -> String {
        points.as_array().into_iter().flatten().map(position).collect::<Vec<_>>().join(" ")
    };
    match geometry.get("type").and_then(Value::as_str) {
        Some("Point") => {
            xml.inside("Point", &[], |xml| xml.leaf("coordinates", &position(&Value::Array(parts.clone()))))
        }
        Some("MultiLineString") => xml.inside("MultiGeometry", &[], |xml| {
            for points in parts {
                xml.inside("LineString", &[], |xml| xml.leaf("coordinates", &line(points)))?;
            }
            Ok(())
        }),
        Some("MultiPolygon") => xml.inside("MultiGeometry", &[], |xml| {
            for rings in parts {
                xml.inside("Polygon", &[], |xml| {
                    for (number, ring) in rings.as_array().into_iter().flatten().enumerate() {
                        let side = if number == 0 { "outerBoundaryIs" } else { "innerBoundaryIs" };
                        xml.inside(side, &[], |xml| {
                            xml.inside("LinearRing", &[], |xml| xml.leaf("coordinates", &line(ring)))
                        })?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        }),
        _ => Ok(()),
    }
}

/// Degrees east and north: `36.75,35.13`.
fn position(point: &Value) -> String {
    let degrees = point.as_array().into_iter().flatten().filter_map(Value::as_f64);
    degrees.map(|d| d.to_string()).collect::<Vec<_>>().join(",")
}

/// Elements with text, escaped.
struct Xml<W: Write>(Writer<W>);

impl<W: Write> Xml<W> {
    fn inside(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            start.push_attribute((*key, writable(value).as_str()));
        }
        self.0.write_event(Event::Start(start))?;
        content(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        self.0.write_event(Event::Text(BytesText::new(&writable(text))))?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }
}

/// Without the characters that XML 1.0 has no way to write.
fn writable(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Format;
    use quick_xml::{Reader, XmlVersion, events::Event};
    use serde_json::json;

    /// Paths of elements with the text in them.
    fn read(kml: &[u8]) -> Vec<(String, String)> {
        let mut reader = Reader::from_reader(kml);
        let (mut path, mut out, mut words): (Vec<String>, Vec<_>, String) = Default::default();
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(e) => {
                    let mut name = e.name().as_ref().to_owned();
                    for a in e.attributes() {
                        let a = a.unwrap();
                        let value = a.normalized_value(XmlVersion::Implicit1_0).unwrap();
                        name.push_str(&format!("[{value}]"));
                    }
                    path.push(name);
                    words.clear();
                }
                Event::Text(t) => words.push_str(&t),
                Event::GeneralRef(r) => words.push_str(&match r.resolve_char_ref().unwrap() {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&r).unwrap().to_owned(),
                }),
                Event::End(_) => {
                    out.push((path.join("/"), std::mem::take(&mut words)));
                    path.pop();
                }
                Event::Eof => return out,
                _ => {}
            }
        }
    }

    fn written(records: &[Value]) -> Vec<(String, String)> {
        let mut list = Listing::new(&[]);
        for record in records {
            list.push(record, Vec::new()).unwrap();
        }
        list.paint(|id| (id == "army").then_some("#112233"));
        let mut out = Vec::new();
        list.write(Format::Kml, &mut out).unwrap();
        read(&out)
    }

    fn text_of<'a>(read: &'a [(String, String)], end: &str) -> Vec<&'a str> {
        read.iter().filter(|(path, _)| path.ends_with(end)).map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn a_placemark_has_name_time_colour_fields_and_point() {
        let read = written(&[json!({ "place": "Homs", "status": "held_by", "since": "2024-12-07", "actor_id": "army",
            "lat": 34.73, "lon": 36.72, "supporting": ["c-1", "c-2"], "by": null })]);
        assert_eq!(text_of(&read, "Placemark/name"), ["held_by: Homs"]);
        assert_eq!(text_of(&read, "TimeSpan/begin"), ["2024-12-07"]);
        assert_eq!(text_of(&read, "TimeSpan/end"), [] as [&str; 0]);
        assert_eq!(text_of(&read, "Point/coordinates"), ["36.72,34.73"]);
        assert_eq!(text_of(&read, "styleUrl"), ["#holder-1"]);
        assert_eq!(text_of(&read, "Style[holder-1]/IconStyle/color"), ["ff332211"]);
        assert_eq!(text_of(&read, "Data[supporting]/value"), ["c-1; c-2"]);
        assert!(text_of(&read, "Data[by]/value").is_empty());
    }

    #[test]
    fn hostile_words_stay_words() {
        let words = "]]> & <script>alert(\"1\")</script> '\u{0}\u{1b}\u{ffff}\u{202e}😀&amp;";
        let read = written(&[json!({ "quote": words, "kind": words, "\"><x y=\"": "1" })]);
        let kept = words.replace(['\u{0}', '\u{1b}', '\u{ffff}'], "");
        assert_eq!(text_of(&read, "Data[quote]/value"), [kept.as_str()]);
        assert_eq!(text_of(&read, "Placemark/name"), [kept.as_str()]);
        assert_eq!(text_of(&read, "Data[\"><x y=\"]/value"), ["1"]);
        assert!(read.iter().all(|(path, _)| !path.contains("script")), "{read:?}");
    }

    #[test]
    fn areas_have_holes_and_a_day_is_a_time_stamp() {
        let ring = json!([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]);
        let hole = json!([[1.0, 0.5], [2.0, 1.0], [2.0, 0.5], [1.0, 0.5]]);
        let area = json!({ "type": "MultiPolygon", "coordinates": [[ring, hole]] });
        let road = json!({ "type": "MultiLineString", "coordinates": [[[0.0, 0.0], [4.0, 1.5]]] });
        let day = json!({ "start": "2024-12-05", "end": "2024-12-05" });
        let read = written(&[
            json!({ "place": { "text": "north", "geometry": area }, "event_date": day }),
            json!({ "geometry": road, "place": null }),
        ]);
        assert_eq!(text_of(&read, "outerBoundaryIs/LinearRing/coordinates"), ["0,0 4,0 4,4 0,0"]);
        assert_eq!(text_of(&read, "innerBoundaryIs/LinearRing/coordinates"), ["1,0.5 2,1 2,0.5 1,0.5"]);
        assert_eq!(text_of(&read, "LineString/coordinates"), ["0,0 4,1.5"]);
        assert_eq!(text_of(&read, "TimeStamp/when"), ["2024-12-05"]);
        assert_eq!(read.iter().filter(|(path, _)| path.ends_with("Placemark")).count(), 2);
    }

    #[test]
    fn the_order_of_elements_is_that_of_the_schema() {
        let read = written(&[json!({ "place": "x", "since": "2024-12-07", "lat": 1.0, "lon": 2.0 })]);
        let of: Vec<&str> = read
            .iter()
            .filter_map(|(p, _)| p.strip_prefix("kml[http://www.opengis.net/kml/2.2]/Document/Placemark/"))
            .filter(|p| !p.contains('/'))
            .collect();
        assert_eq!(of, ["name", "TimeSpan", "styleUrl", "ExtendedData", "Point"]);
    }

    #[test]
    fn actors_without_a_colour_have_that_of_the_page() {
        // As `colorOf` in web/src/colors.ts gives them.
        assert_eq!(color_of("m23"), PALETTE[(((7 * 31 + 109) * 31 + 50) * 31 + 51) % 7]);
    }
}
