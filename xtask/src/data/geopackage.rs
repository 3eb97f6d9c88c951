//! Natural Earth's layers out of the GeoPackage: attributes and outlines.

use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// A vertex as (longitude, latitude) in degrees.
pub type Vertex = (f64, f64);

/// One feature of a layer.
pub struct Feature {
    /// The requested text columns, in the order of the request; empty where the column is null.
    pub columns: Vec<String>,
    /// Polygons as lists of rings, or for line layers one "polygon" per line with one open "ring".
    pub parts: Vec<Vec<Vec<Vertex>>>,
}

/// Reads a layer with some text columns, in order of the feature ids.
pub fn layer(file: &Path, table: &str, columns: &[&str]) -> Result<Vec<Feature>, String> {
    let fault = |e: rusqlite::Error| format!("{}: {table}: {e}", file.display());
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fault)?;
    let sql = format!("SELECT geom, {} FROM {table} ORDER BY fid", columns.join(", "));
    let mut statement = db.prepare(&sql).map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        let blob: Vec<u8> = row.get(0).map_err(fault)?;
        let texts = (1..=columns.len())
            .map(|i| row.get::<_, Option<String>>(i).map(Option::unwrap_or_default))
            .collect::<Result<Vec<_>, _>>()
            .map_err(fault)?;
        let parts = parts(&blob).ok_or_else(|| format!("{}: {table}: a geometry is cut off", file.display()))?;
        out.push(Feature { columns: texts, parts });
    }
    Ok(out)
}

/// Decodes a GeoPackage blob: a header with an envelope of flagged size, then well-known binary.
fn parts(blob: &[u8]) -> Option<Vec<Vec<Vec<Vertex>>>> {
    let envelope = match (blob.get(3)? >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        _ => 64,
    };
    let mut reader = Reader { bytes: blob.get(8 + envelope..)? };
    let mut out = Vec::new();
    reader.geometry(&mut out)?;
    Some(out)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn geometry(&mut self, out: &mut Vec<Vec<Vec<Vertex>>>) -> Option<()> {
        let little = self.take::<1>()?[0] == 1;
        match self.u32(little)? % 1000 {
            2 => out.push(vec![self.points(little)?]),
            3 => {
                let rings = self.u32(little)?;
                out.push((0..rings).map(|_| self.points(little)).collect::<Option<_>>()?);
            }
            4..=7 => {
                for _ in 0..self.u32(little)? {
                    self.geometry(out)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn points(&mut self, little: bool) -> Option<Vec<Vertex>> {
        let count = self.u32(little)?;
        (0..count).map(|_| Some((self.f64(little)?, self.f64(little)?))).collect()
    }

    fn u32(&mut self, little: bool) -> Option<u32> {
        let b = self.take()?;
        Some(if little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    }

    fn f64(&mut self, little: bool) -> Option<f64> {
        let b = self.take()?;
        Some(if little { f64::from_le_bytes(b) } else { f64::from_be_bytes(b) })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = tail;
        Some(*head)
    }
}
