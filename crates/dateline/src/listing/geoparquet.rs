//! GeoParquet 1.1: the fields of the records as typed columns, and their geometry as WKB in longitude and latitude
//! (OGC:CRS84, which is what GeoParquet means where no other system is named).

use super::{Fields, Listing, columns, flatten, geometry, properties, text};
use crate::error::{Error, ErrorKind, Result};
use jiff::civil::{Date, date};
use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::{PrimitiveTypeBuilder, Type, TypePtr},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, io::Write, sync::Arc};

/// Rows that are packed together.
const GROUP: usize = 50_000;

/// Fields that measure: they are floating-point numbers in every file, whether or not one has a fraction.
const MEASURES: [&str; 16] = [
    "lat",
    "lon",
    "latitude",
    "longitude",
    "low",
    "best",
    "high",
    "number",
    "number_high",
    "fatalities",
    "deaths_civilians",
    "deaths_unknown",
    "confidence",
    "weight",
    "radius_km",
    "bearing",
];

/// Fields that are days where they are told in words; `start` and `end` of a quote are numbers.
const DAYS: [&str; 14] = [
    "start",
    "end",
    "as_of",
    "since",
    "last_word",
    "first_word",
    "stated",
    "on",
    "first_day",
    "last_day",
    "event_date",
    "date_start",
    "date_end",
    "date",
];

/// The name of the column of geometries.
const GEOMETRY: &str = "geometry";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Flag,
    Whole,
    Number,
    Day,
    Text,
    Texts,
}

/// Writes a list.
pub(super) fn write(list: &Listing, out: &mut impl Write) -> Result<()> {
    let fault = |e: ParquetError| Error::new(ErrorKind::Output, format_args!("cannot write GeoParquet: {e}"));
    // The writer wants to own what it writes to.
    let mut bytes = Vec::new();
    pack(list, &mut bytes).map_err(fault)?;
    out.write_all(&bytes)?;
    Ok(())
}

fn pack(list: &Listing, out: &mut Vec<u8>) -> Result<(), ParquetError> {
    let shapes: Vec<Value> = list.records().map(geometry).collect();
    let records: Vec<Value> = list.records().map(properties).collect();
    let rows: Vec<Fields<'_>> = records.iter().map(flatten).collect();
    let columns: Vec<(String, Sort)> = columns(&rows)
        .into_iter()
        .map(|name| {
            let sort = sort(&name, rows.iter().filter_map(|row| field(row, &name)));
            (name, sort)
        })
        .collect();
    let mut types = columns.iter().map(|(name, sort)| column_type(name, *sort)).collect::<Result<Vec<_>, _>>()?;
    types.push(Arc::new(Type::primitive_type_builder(GEOMETRY, Physical::BYTE_ARRAY).build()?));
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(types).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo(&shapes).to_string())]))
        .build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for (rows, shapes) in rows.chunks(GROUP).zip(shapes.chunks(GROUP)) {
        let mut group = file.next_row_group()?;
        for (name, sort) in &columns {
            let values: Vec<Option<&Value>> = rows.iter().map(|row| field(row, name)).collect();
            let Some(mut column) = group.next_column()? else { break };
            fill(&mut column, *sort, &values)?;
            column.close()?;
        }
        if let Some(mut column) = group.next_column()? {
            let shapes: Vec<Option<ByteArray>> = shapes.iter().map(|s| wkb(s).map(ByteArray::from)).collect();
            let levels: Vec<i16> = shapes.iter().map(|s| i16::from(s.is_some())).collect();
            let shapes: Vec<ByteArray> = shapes.into_iter().flatten().collect();
            column.typed::<ByteArrayType>().write_batch(&shapes, Some(&levels), None)?;
            column.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

/// The value of a field; `None` where it is null or not there.
fn field<'a>(row: &Fields<'a>, name: &str) -> Option<&'a Value> {
    row.iter().find(|(known, _)| known == name).map(|(_, value)| *value).filter(|value| !value.is_null())
}

/// What a column of these values holds; text where there is none.
fn sort<'a>(name: &str, values: impl Iterator<Item = &'a Value> + Clone) -> Sort {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut known = values.clone().peekable();
    let all = |test: fn(&Value) -> bool| values.clone().all(test);
    if known.peek().is_none() {
        return if MEASURES.contains(&last) { Sort::Number } else { Sort::Text };
    }
    let texts = |v: &Value| v.as_array().is_some_and(|items| items.iter().all(Value::is_string));
    match () {
        () if all(Value::is_boolean) => Sort::Flag,
        () if all(Value::is_number) && !MEASURES.contains(&last) && all(Value::is_i64) => Sort::Whole,
        () if all(Value::is_number) => Sort::Number,
        () if DAYS.contains(&last) && all(|v| day(v).is_some()) => Sort::Day,
        () if all(texts) => Sort::Texts,
        () => Sort::Text,
    }
}

/// Days since 1970.
fn day(value: &Value) -> Option<i32> {
    let day: Date = value.as_str().filter(|s| s.len() == 10)?.parse().ok()?;
    Some((day - date(1970, 1, 1)).get_days())
}

fn column_type(name: &str, sort: Sort) -> Result<TypePtr, ParquetError> {
    fn text(name: &str) -> PrimitiveTypeBuilder<'_> {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String))
    }
    let plain = |physical| Type::primitive_type_builder(name, physical);
    let built = match sort {
        Sort::Flag => plain(Physical::BOOLEAN).build()?,
        Sort::Whole => plain(Physical::INT64).build()?,
        Sort::Number => plain(Physical::DOUBLE).build()?,
        Sort::Day => plain(Physical::INT32).with_logical_type(Some(LogicalType::Date)).build()?,
        Sort::Text => text(name).build()?,
        Sort::Texts => {
            let element = text("element").with_repetition(Repetition::REQUIRED).build()?;
            let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
            let list = list.with_fields(vec![Arc::new(element)]).build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(built))
}

fn fill(column: &mut SerializedColumnWriter<'_>, sort: Sort, values: &[Option<&Value>]) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
    let told = values.iter().copied().flatten();
    match sort {
        Sort::Flag => {
            let told: Vec<bool> = told.filter_map(Value::as_bool).collect();
            column.typed::<BoolType>().write_batch(&told, Some(&levels), None)?;
        }
        Sort::Whole => {
            let told: Vec<i64> = told.filter_map(Value::as_i64).collect();
            column.typed::<Int64Type>().write_batch(&told, Some(&levels), None)?;
        }
        Sort::Number => {
            let told: Vec<f64> = told.filter_map(Value::as_f64).collect();
            column.typed::<DoubleType>().write_batch(&told, Some(&levels), None)?;
        }
        Sort::Day => {
            let told: Vec<i32> = told.filter_map(day).collect();
            column.typed::<Int32Type>().write_batch(&told, Some(&levels), None)?;
        }
        Sort::Text => {
            let told: Vec<ByteArray> = told.map(|v| ByteArray::from(text(v).as_str())).collect();
            column.typed::<ByteArrayType>().write_batch(&told, Some(&levels), None)?;
        }
        Sort::Texts => {
            // Level 0 is a list that is not there, 1 an empty one, 2 an element; repetition tells the first from the rest.
            let (mut told, mut levels, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
            for value in values {
                let items = value.and_then(Value::as_array);
                if items.is_none_or(Vec::is_empty) {
                    levels.push(i16::from(items.is_some()));
                    repeats.push(0);
                }
                for (i, item) in items.into_iter().flatten().filter_map(Value::as_str).enumerate() {
                    told.push(ByteArray::from(item));
                    levels.push(2);
                    repeats.push(i16::from(i > 0));
                }
            }
            column.typed::<ByteArrayType>().write_batch(&told, Some(&levels), Some(&repeats))?;
        }
    }
    Ok(())
}

/// What GeoParquet asks for beside the schema.
fn geo(shapes: &[Value]) -> Value {
    let types: BTreeSet<&str> = shapes.iter().filter_map(|s| s.get("type")?.as_str()).collect();
    let mut positions = Vec::new();
    shapes.iter().filter_map(|s| s.get("coordinates")).for_each(|c| collect(c, &mut positions));
    let mut column = json!({ "encoding": "WKB", "geometry_types": types, "orientation": "counterclockwise" });
    let bound = |of: fn(&[f64; 2]) -> f64, pick: fn(f64, f64) -> f64| positions.iter().map(of).reduce(pick);
    let bounds =
        [bound(|p| p[0], f64::min), bound(|p| p[1], f64::min), bound(|p| p[0], f64::max), bound(|p| p[1], f64::max)];
    if let [Some(west), Some(south), Some(east), Some(north)] = bounds {
        column["bbox"] = json!([west, south, east, north]);
    }
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } })
}

/// The positions in the coordinates of a geometry.
fn collect(coordinates: &Value, into: &mut Vec<[f64; 2]>) {
    match coordinates.as_array().map(Vec::as_slice) {
        Some([lon, lat]) if lon.is_number() => into.extend(lon.as_f64().zip(lat.as_f64()).map(|(lon, lat)| [lon, lat])),
        Some(parts) => parts.iter().for_each(|part| collect(part, into)),
        None => {}
    }
}

/// A GeoJSON geometry as well-known binary, little-endian; `None` for a record without one.
fn wkb(geometry: &Value) -> Option<Vec<u8>> {
    let coordinates = geometry.get("coordinates")?;
    let mut out = Vec::new();
    match geometry.get("type")?.as_str()? {
        "Point" => {
            head(1, &mut out);
            points(coordinates, &mut out);
        }
        "MultiLineString" => {
            head(5, &mut out);
            let lines = items(coordinates, &mut out);
            for line in lines {
                head(2, &mut out);
                items(line, &mut out);
                points(line, &mut out);
            }
        }
        "MultiPolygon" => {
            head(6, &mut out);
            for rings in items(coordinates, &mut out) {
                head(3, &mut out);
                for ring in items(rings, &mut out) {
                    items(ring, &mut out);
                    points(ring, &mut out);
                }
            }
        }
        _ => return None,
    }
    Some(out)
}

fn head(sort: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend(sort.to_le_bytes());
}

/// The parts of a geometry, after their number.
fn items<'a>(of: &'a Value, out: &mut Vec<u8>) -> &'a [Value] {
    let parts = of.as_array().map(Vec::as_slice).unwrap_or_default();
    out.extend(u32::try_from(parts.len()).unwrap_or(u32::MAX).to_le_bytes());
    parts
}

fn points(of: &Value, out: &mut Vec<u8>) {
    let mut positions = Vec::new();
    collect(of, &mut positions);
    out.extend(positions.into_iter().flatten().flat_map(f64::to_le_bytes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Format;
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };

    fn written(records: &[Value]) -> SerializedFileReader<bytes::Bytes> {
        let mut list = Listing::new(&[]);
        for record in records {
            list.push(record, Vec::new()).unwrap();
        }
        let mut out = Vec::new();
        list.write(Format::Geoparquet, &mut out).unwrap();
        SerializedFileReader::new(bytes::Bytes::from(out)).unwrap()
    }

    fn fields(file: &SerializedFileReader<bytes::Bytes>, row: usize) -> Vec<(String, Field)> {
        let row = file.get_row_iter(None).unwrap().nth(row).unwrap().unwrap();
        row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect()
    }

    fn of<'a>(fields: &'a [(String, Field)], name: &str) -> &'a Field {
        fields.iter().find(|(n, _)| n == name).map(|(_, field)| field).unwrap()
    }

    #[test]
    fn columns_have_types_and_come_back_as_they_were() {
        let day = json!({ "start": "2024-12-05", "end": "2024-12-07" });
        let file = written(&[
            json!({ "id": "a", "low": 5, "start": 3, "approx": true, "supporting": ["c-1", "c-2"], "date": day,
                "lat": 35, "lon": 36.5, "none": null }),
            json!({ "id": "b", "low": 5.5, "start": null, "approx": false, "supporting": [], "date": null, "lat": null,
                "lon": null, "none": null }),
        ]);
        let (first, second) = (fields(&file, 0), fields(&file, 1));
        assert_eq!(of(&first, "id"), &Field::Str("a".to_owned()));
        assert_eq!((of(&first, "low"), of(&second, "low")), (&Field::Double(5.0), &Field::Double(5.5)));
        assert_eq!((of(&first, "start"), of(&second, "start")), (&Field::Long(3), &Field::Null));
        assert_eq!(of(&first, "approx"), &Field::Bool(true));
        assert_eq!(of(&first, "date.start"), &Field::Date(20_062));
        assert_eq!((of(&second, "date.end"), of(&second, "none")), (&Field::Null, &Field::Null));
        let list = |field: &Field| match field {
            Field::ListInternal(list) => list.elements().to_vec(),
            other => panic!("{other:?} is no list"),
        };
        let words = |w: &str| Field::Str(w.to_owned());
        assert_eq!(list(of(&first, "supporting")), [words("c-1"), words("c-2")]);
        assert_eq!(list(of(&second, "supporting")), []);
    }

    #[test]
    fn geometries_are_well_known_binary_with_their_bounds() {
        let area =
            json!({ "type": "MultiPolygon", "coordinates": [[[[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 0.0]]]] });
        let file = written(&[json!({ "lat": -1.5, "lon": 30.0 }), json!({ "geometry": area }), json!({ "lat": null })]);
        let bytes = |row: usize| match of(&fields(&file, row), GEOMETRY) {
            Field::Bytes(bytes) => bytes.data().to_vec(),
            other => panic!("{other:?}"),
        };
        let mut point = vec![1, 1, 0, 0, 0];
        point.extend(30.0f64.to_le_bytes().into_iter().chain((-1.5f64).to_le_bytes()));
        assert_eq!(bytes(0), point);
        assert_eq!(bytes(1).len(), 5 + 4 + 5 + 4 + 4 + 4 * 16);
        assert_eq!(of(&fields(&file, 2), GEOMETRY), &Field::Null);
        let kept = file.metadata().file_metadata().key_value_metadata().unwrap();
        let geo: Value = serde_json::from_str(kept[0].value.as_ref().unwrap()).unwrap();
        assert_eq!((kept[0].key.as_str(), &geo["version"]), ("geo", &json!("1.1.0")));
        let column = &geo["columns"]["geometry"];
        assert_eq!(column["geometry_types"], json!(["MultiPolygon", "Point"]));
        assert_eq!(column["bbox"], json!([0.0, -1.5, 30.0, 3.0]));
    }

    #[test]
    fn a_list_without_rows_is_a_file_too() {
        let file = written(&[]);
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    }
}
