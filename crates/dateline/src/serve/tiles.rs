//! The archive of tiles that is drawn under the map (`serve --basemap`): a file in the PMTiles format, version 3, handed
//! out in ranges of bytes and never read as a whole.
//!
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md> describes the format: a header of 127 bytes, a root
//! directory within the first 16 KiB, metadata, further directories, and the tiles.

use super::{
    problem,
    replies::{has, not_modified},
    snapshot::Shared,
    with_status,
};
use crate::error::{Error, ErrorKind, Result};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::stream;
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// The media type of archives.
pub const MEDIA_TYPE: &str = "application/vnd.pmtiles";

/// Length of the header.
const HEADER: usize = 127;
/// Header and root directory lie within so many bytes.
const FIRST: u64 = 16 * 1024;
/// Longest metadata, in bytes; a page reads them as a whole.
const METADATA: u64 = 4 << 20;
/// Tiles of nearer zooms than this have numbers that a page cannot count with.
const NEAREST: u8 = 24;
/// Bytes that are read at once.
const CHUNK: u64 = 256 * 1024;

/// An archive whose header was read and found good.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    length: u64,
    modified: SystemTime,
    tag: String,
    /// What its tiles are.
    pub tiles: Tiles,
}

/// What tiles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tiles {
    /// Shapes with properties.
    Vector,
    /// Pictures.
    Raster,
}

impl Tiles {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vector => "vector",
            Self::Raster => "raster",
        }
    }
}

impl Archive {
    /// Looks at a file; the error says why it is no archive that can be drawn.
    pub fn open(path: &Path) -> Result<Self> {
        let fault = |why: &str| Error::new(ErrorKind::Serve, format_args!("--basemap {}: {why}", path.display()));
        let mut file = File::open(path).map_err(|e| fault(&e.to_string()))?;
        let about = file.metadata().map_err(|e| fault(&e.to_string()))?;
        if !about.is_file() {
            return Err(fault("not a file").hint("--basemap takes one archive in the PMTiles format"));
        }
        let mut bytes = Vec::new();
        file.by_ref().take(HEADER as u64).read_to_end(&mut bytes).map_err(|e| fault(&e.to_string()))?;
        let tiles = checked(&bytes, about.len()).map_err(|(why, hint)| fault(&why).hint(hint))?;
        let modified = about.modified().unwrap_or(UNIX_EPOCH);
        let age = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let tag = format!("\"{:x}-{:x}\"", about.len(), age.as_nanos());
        Ok(Self { path: path.to_owned(), length: about.len(), modified, tag, tiles })
    }

    /// Whether the file is as it was when it was looked at.
    fn is_same(&self) -> bool {
        fs::metadata(&self.path)
            .is_ok_and(|now| now.len() == self.length && now.modified().unwrap_or(UNIX_EPOCH) == self.modified)
    }

    fn response(&self, headers: &HeaderMap) -> Response {
        if !self.is_same() {
            let why = "the archive of the basemap is another file than when the server started; start it again";
            return problem(StatusCode::INTERNAL_SERVER_ERROR, why);
        }
        if has(headers, &self.tag) {
            return not_modified(&self.tag);
        }
        let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
        // Who has the beginning of another file gets all of this one.
        let same = text(header::IF_RANGE).is_none_or(|tag| tag == self.tag);
        let wanted = text(header::RANGE).filter(|_| same).and_then(|asked| range(asked, self.length));
        let (status, bytes, told) = match wanted {
            None => (StatusCode::OK, 0..self.length, None),
            Some(bytes) if bytes.is_empty() => {
                let mut response = problem(StatusCode::RANGE_NOT_SATISFIABLE, "the archive has no such bytes");
                let told = HeaderValue::from_str(&format!("bytes */{}", self.length));
                response.headers_mut().extend(told.map(|value| (header::CONTENT_RANGE, value)));
                return response;
            }
            Some(bytes) => {
                let told = format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, self.length);
                (StatusCode::PARTIAL_CONTENT, bytes, Some(told))
            }
        };
        let length = bytes.end - bytes.start;
        let mut response = with_status(status, Response::new(Body::from_stream(pieces(self.path.clone(), bytes))));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        // Tiles are compressed already, and a tag is for these very bytes.
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
        let told = told.map(|told| (header::CONTENT_RANGE, told));
        for (name, value) in told.into_iter().chain([(header::ETAG, self.tag.clone())]) {
            headers.extend(HeaderValue::from_str(&value).map(|value| (name, value)));
        }
        response
    }
}

/// `/api/v1/basemap`
pub fn answer(shared: &Arc<Shared>, headers: &HeaderMap) -> Response {
    match &shared.basemap {
        Some(archive) => archive.response(headers),
        None => problem(StatusCode::NOT_FOUND, "the server was started without --basemap"),
    }
}

/// The bytes of a file, read a piece at a time as they are sent.
fn pieces(path: PathBuf, bytes: Range<u64>) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((path, bytes), async |(path, bytes)| {
        if bytes.is_empty() {
            return Ok(None);
        }
        let next = bytes.start.saturating_add(CHUNK).min(bytes.end);
        let read = move || {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(bytes.start))?;
            let mut piece = vec![0; (next - bytes.start) as usize];
            file.read_exact(&mut piece)?;
            Ok(Some((Bytes::from(piece), (path, next..bytes.end))))
        };
        tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?
    })
}

/// The bytes that a `Range` header asks for, none of them if they lie beyond the end; `None` where it asks for several
/// ranges or for nothing that can be understood, which is answered with everything.
fn range(asked: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = asked.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok())?;
    let range = match (first.trim(), last.trim()) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(if range.start < range.end { range } else { length..length })
}

/// Why a file cannot be drawn, and what to do about it.
type Fault = (String, &'static str);

/// What the tiles of an archive are, by its header.
fn checked(header: &[u8], length: u64) -> std::result::Result<Tiles, Fault> {
    const MAKE: &str = "`pmtiles convert` and `pmtiles extract` of github.com/protomaps/go-pmtiles make archives";
    const WHOLE: &str = "copy or download it again; `pmtiles verify` says whether it is whole";
    let fault = |why: &str, hint| Err((why.to_owned(), hint));
    if !header.starts_with(b"PM") {
        return fault("not an archive in the PMTiles format", MAKE);
    }
    if header.get(2..7) != Some(b"Tiles") || header.get(7) != Some(&3) {
        return fault("an archive of another version of the PMTiles format than 3", MAKE);
    }
    let Ok(header) = <&[u8; HEADER]>::try_from(header) else { return fault("cut off within its header", WHOLE) };
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| header[at + i]));
    let degrees = |at: usize| f64::from(i32::from_le_bytes(std::array::from_fn(|i| header[at + i]))) / 1e7;
    let parts = [("root directory", 8), ("metadata", 24), ("directories", 40), ("tiles", 56)];
    for (what, at) in parts {
        if number(at).checked_add(number(at + 8)).is_none_or(|end| end > length) {
            let why = format!("cut off: its {what} end beyond the end of the file at {length} bytes");
            return Err((why, WHOLE));
        }
    }
    if number(16) == 0 || number(8) < HEADER as u64 || number(8) + number(16) > FIRST {
        return fault("its root directory is not within its first 16 KiB", WHOLE);
    }
    if number(32) > METADATA {
        return fault("its metadata are longer than 4 MiB", "take out what they say of single layers");
    }
    let (within, of_tiles, sort) = (header[97], header[98], header[99]);
    let tiles = match sort {
        1 => Tiles::Vector,
        2..=4 => Tiles::Raster,
        _ => return fault("its tiles are neither vector tiles (MVT) nor PNG, JPEG or WebP pictures", MAKE),
    };
    if !matches!(within, 1 | 2) || !(matches!(of_tiles, 1 | 2) || (of_tiles == 0 && tiles == Tiles::Raster)) {
        return fault(
            "compressed in a way that browsers do not open; gzip or nothing is what they take",
            "unpack its tiles into an MBTiles file and convert that with gzip",
        );
    }
    let (least, most) = (header[100], header[101]);
    if least > most || most > NEAREST {
        return Err((format!("its zooms, {least} to {most}, cannot be"), WHOLE));
    }
    let [west, south, east, north] = [102, 106, 110, 114].map(degrees);
    if !(-180.0 <= west && west < east && east <= 180.0 && -90.0 <= south && south < north && north <= 90.0) {
        return Err((format!("its bounds, {west},{south} to {east},{north}, are none on earth"), WHOLE));
    }
    Ok(tiles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_rfc_9110_has_it() {
        for (asked, expected) in [
            ("bytes=0-9", Some(0..10)),
            ("bytes=90-", Some(90..100)),
            ("bytes=-10", Some(90..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=99-5000", Some(99..100)),
            ("bytes=100-", Some(100..100)),
            ("bytes=100-200", Some(100..100)),
            ("bytes=-0", Some(100..100)),
            ("bytes=9-0", None),
            ("bytes=0-9,20-29", None),
            ("bytes=+0-9", None),
            ("bytes=0-99999999999999999999", None),
            ("lines=0-9", None),
            ("bytes=-", None),
            ("", None),
        ] {
            assert_eq!(range(asked, 100), expected, "{asked}");
        }
    }
}
