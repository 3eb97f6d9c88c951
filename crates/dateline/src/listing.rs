//! Lists as tables, CSV, JSON Lines, GeoJSON, KML and GeoParquet.

mod geoparquet;
mod hxl;
mod kml;

use crate::{
    cli::Format,
    error::{Error, Result},
};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    io::{IsTerminal, Write},
};

/// Columns of a table that does not go to a terminal.
const PIPED_WIDTH: u16 = 120;

/// Columns up to this width (ids, dates, counts) are not broken.
const UNBROKEN: u16 = 16;

/// Rows of one kind in every form they can be written in.
#[derive(Debug, Default)]
pub struct Listing {
    headers: &'static [&'static str],
    rows: Vec<Row>,
    /// Colours (`#rrggbb`) of the actors that hold something, by their ids; for KML.
    colors: BTreeMap<String, String>,
}

/// One row: the full record, and its cells for the table.
#[derive(Debug)]
struct Row {
    record: Value,
    cells: Vec<String>,
}

impl Listing {
    /// An empty list whose table has these headers.
    pub fn new(headers: &'static [&'static str]) -> Self {
        Self { headers, ..Self::default() }
    }

    /// Gives each row the colour of its `actor_id`: `color` is asked once for each id.
    pub fn paint<'a>(&mut self, color: impl Fn(&str) -> Option<&'a str>) {
        for id in self.rows.iter().filter_map(|r| r.record.get("actor_id")?.as_str()) {
            if !self.colors.contains_key(id) {
                let color = color(id).map_or_else(|| kml::color_of(id), str::to_owned);
                self.colors.insert(id.to_owned(), color);
            }
        }
    }

    /// The records, in their order.
    pub fn records(&self) -> impl Iterator<Item = &Value> {
        self.rows.iter().map(|r| &r.record)
    }

    /// Keeps the rows whose record passes.
    pub fn retain(&mut self, keep: impl Fn(&Value) -> bool) {
        self.rows.retain(|r| keep(&r.record));
    }

    /// Adds a row. Its cells stand under the headers.
    pub fn push(&mut self, record: &impl Serialize, cells: Vec<String>) -> Result<()> {
        self.rows.push(Row { record: serde_json::to_value(record)?, cells });
        Ok(())
    }

    /// Writes the list to standard output, which must not be a terminal if the format is not for reading.
    pub fn print(&self, format: Format, out: &mut impl Write) -> Result<()> {
        if format == Format::Geoparquet && std::io::stdout().is_terminal() {
            return Err(Error::usage("GeoParquet is not for a terminal")
                .hint("write it into a file: `dateline export LAYER --format geoparquet --output FILE`"));
        }
        self.write(format, out)
    }

    /// Writes the list.
    pub fn write(&self, format: Format, out: &mut impl Write) -> Result<()> {
        match format {
            Format::Table => self.table(out),
            Format::Csv => self.csv(None, out),
            Format::Jsonl => self.jsonl(out),
            Format::Geojson => self.geojson(out),
            Format::Kml => kml::write(self, out),
            Format::Geoparquet => geoparquet::write(self, out),
        }
    }

    /// Writes CSV with a second row of HXL hashtags for the columns of this layer; an error if none is known for it.
    pub fn write_hxl(&self, layer: &str, out: &mut impl Write) -> Result<()> {
        self.csv(Some(&hxl::tags(layer)?), out)
    }

    fn table(&self, out: &mut impl Write) -> Result<()> {
        if self.rows.is_empty() {
            writeln!(out, "nothing found")?;
            return Ok(());
        }
        // A column in which no row has anything only takes width.
        let filled = |i: usize| self.rows.iter().any(|r| r.cells.get(i).is_some_and(|c| !c.is_empty()));
        let shown: Vec<usize> = (0..self.headers.len()).filter(|&i| filled(i)).collect();
        let mut table = plain_table();
        table.set_header(shown.iter().filter_map(|&i| self.headers.get(i)));
        for row in &self.rows {
            table.add_row(shown.iter().filter_map(|&i| row.cells.get(i)));
        }
        write_table(&mut table, out)
    }

    fn csv(&self, tags: Option<&hxl::Tags>, out: &mut impl Write) -> Result<()> {
        let flat: Vec<Fields<'_>> = self.rows.iter().map(|r| flatten(&r.record)).collect();
        let columns = columns(&flat);
        let mut writer = csv::Writer::from_writer(out);
        if !columns.is_empty() {
            writer.write_record(&columns)?;
            if let Some(tags) = tags {
                writer.write_record(columns.iter().map(|c| tags.of(c)))?;
            }
        }
        for row in &flat {
            let cell =
                |column: &String| row.iter().find(|(name, _)| name == column).map_or(String::new(), |f| text(f.1));
            writer.write_record(columns.iter().map(cell))?;
        }
        writer.flush()?;
        Ok(())
    }

    fn jsonl(&self, out: &mut impl Write) -> Result<()> {
        for row in &self.rows {
            serde_json::to_writer(&mut *out, &row.record)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn geojson(&self, out: &mut impl Write) -> Result<()> {
        let features: Vec<Value> = self
            .rows
            .iter()
            .map(|row| json!({ "type": "Feature", "geometry": geometry(&row.record), "properties": properties(&row.record) }))
            .collect();
        serde_json::to_writer(&mut *out, &json!({ "type": "FeatureCollection", "features": features }))?;
        out.write_all(b"\n")?;
        Ok(())
    }
}

/// The columns that some row has, in the order of the record: the fields of an object stand where a row without the
/// object has its null.
fn columns(rows: &[Fields<'_>]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for (name, _) in rows.iter().flatten() {
        if !known.insert(name.as_str()) {
            continue;
        }
        let object = name.rsplit_once('.').map(|(object, _)| object);
        let sibling = |c: &String| object.is_some_and(|o| c.rsplit_once('.').is_some_and(|(other, _)| other == o));
        let at = match object.and_then(|o| columns.iter().position(|c| c == o)) {
            Some(null) => null,
            None => columns.iter().rposition(sibling).map_or(columns.len(), |last| last + 1),
        };
        columns.insert(at, name.clone());
    }
    let objects: HashSet<&str> =
        known.iter().filter_map(|name| name.rsplit_once('.')).map(|(object, _)| object).collect();
    columns.retain(|c| !objects.contains(c.as_str()));
    columns
}

/// An empty table without frame.
pub fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    use TableComponent::*;
    for frame in [TopBorder, TopBorderIntersections, BottomBorder, BottomBorderIntersections] {
        table.remove_style(frame);
    }
    table
}

/// Columns of the terminal, else of what is piped.
pub fn width() -> usize {
    let terminal = Table::new().width().filter(|_| std::io::stdout().is_terminal());
    usize::from(terminal.unwrap_or(PIPED_WIDTH))
}

/// Writes a table as wide as the terminal. Short columns are not broken; rows are parted by lines where any is.
pub fn write_table(table: &mut Table, out: &mut impl Write) -> Result<()> {
    if !std::io::stdout().is_terminal() {
        table.set_width(PIPED_WIDTH);
    }
    let widths = table.column_max_content_widths();
    for (column, width) in table.column_iter_mut().zip(&widths).filter(|(_, width)| **width <= UNBROKEN) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + 2)));
    }
    if widths.iter().map(|w| w + 2).sum::<u16>() <= table.width().unwrap_or(PIPED_WIDTH) {
        table.remove_style(TableComponent::HorizontalLines).remove_style(TableComponent::MiddleIntersections);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The geometry of a record or of its `place`, else the point of the one that has `lat` and `lon` (or the same in full); else null, as RFC 7946
/// has it for the unlocated.
fn geometry(record: &Value) -> Value {
    let place = record.get("place").or_else(|| record.get("event_loc"));
    if let Some(told) = [Some(record), place].into_iter().flatten().find_map(|r| r.get("geometry")) {
        return told.clone();
    }
    let number = |v: &Value, names: [&str; 2]| names.iter().find_map(|name| v.get(name)?.as_f64());
    let at = |v: &Value| Some((number(v, ["lat", "latitude"])?, number(v, ["lon", "longitude"])?));
    match at(record).or_else(|| at(place?)) {
        Some((lat, lon)) => json!({ "type": "Point", "coordinates": [lon, lat] }),
        None => Value::Null,
    }
}

/// A record without the geometry that its feature has.
pub fn properties(record: &Value) -> Value {
    let mut out = record.clone();
    let without = |fields: Option<&mut Value>| {
        if let Some(Value::Object(fields)) = fields {
            fields.remove("geometry");
        }
    };
    without(out.get_mut("place"));
    without(Some(&mut out));
    out
}

/// The fields of a record by their paths (`place.lat`): plain values and lists.
type Fields<'a> = Vec<(String, &'a Value)>;

fn flatten(record: &Value) -> Fields<'_> {
    fn walk<'a>(path: &str, value: &'a Value, into: &mut Fields<'a>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    walk(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, into);
                }
            }
            other => into.push((path.to_owned(), other)),
        }
    }
    let mut fields = Vec::new();
    walk("", record, &mut fields);
    fields
}

/// A field in one cell: lists of plain values joined by `; `, lists of records as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().all(|v| !v.is_object() && !v.is_array()) => {
            items.iter().map(plain).collect::<Vec<_>>().join("; ")
        }
        other => plain(other),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format) -> String {
        let mut list = Listing::new(&["place", "nothing", "who"]);
        let cells = |a: &str, b: &str| vec![a.to_owned(), String::new(), b.to_owned()];
        let hama = json!({ "name": "Hama", "place": { "lat": 35.1, "lon": 36.7 }, "by": ["a", "b"] });
        list.push(&hama, cells("Hama", "the \"rebels\"")).unwrap();
        list.push(&json!({ "name": "x, y", "place": null, "by": [] }), cells("x, y", "nobody")).unwrap();
        let mut out = Vec::new();
        list.write(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_leaves_out_empty_columns() {
        let table = written(Format::Table);
        assert!(table.contains("Hama") && table.contains("the \"rebels\""), "{table}");
        assert!(!table.contains("nothing"), "{table}");
    }

    #[test]
    fn csv_has_a_column_for_each_path_and_quotes_commas() {
        assert_eq!(written(Format::Csv), "name,place.lat,place.lon,by\nHama,35.1,36.7,a; b\n\"x, y\",,,\n");
    }

    #[test]
    fn csv_columns_stand_in_the_order_of_the_record_whichever_row_comes_first() {
        let (filled, null) =
            (json!({ "a": 1, "place": { "lat": 2, "lon": 3 }, "z": 4 }), json!({ "a": 1, "place": null, "z": 4 }));
        let (filled, null) = (flatten(&filled), flatten(&null));
        let wanted = ["a", "place.lat", "place.lon", "z"];
        assert_eq!(columns(&[filled.clone(), null.clone()]), wanted);
        assert_eq!(columns(&[null.clone(), filled]), wanted);
        assert_eq!(columns(&[null]), ["a", "place", "z"]);
    }

    #[test]
    fn geojson_puts_longitude_first_and_null_where_there_is_no_point() {
        let json: Value = serde_json::from_str(&written(Format::Geojson)).unwrap();
        assert_eq!(json["features"][0]["geometry"]["coordinates"], json!([36.7, 35.1]));
        assert_eq!(json["features"][1]["geometry"], Value::Null);
        assert_eq!(json["features"][1]["properties"]["name"], "x, y");
    }
}
