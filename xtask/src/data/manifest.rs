//! Keeps the hashes in `data/manifest.toml` in step with the files.

use std::{fs, path::Path};

/// Writes the BLAKE3 hash of `bytes` into the entry whose `file` is `file`; all other lines stay as they are.
pub fn set_hash(manifest: &Path, file: &str, bytes: &[u8]) -> Result<(), String> {
    let text = fs::read_to_string(manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
    let hash = blake3::hash(bytes).to_hex();
    let mut in_entry = false;
    let mut done = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if line.trim() == "[[data]]" {
            in_entry = false;
        } else if line.trim() == format!("file = \"{file}\"") {
            in_entry = true;
        }
        if in_entry && line.starts_with("blake3 = ") {
            out.push_str(&format!("blake3 = \"{hash}\"\n"));
            done = true;
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    if !done {
        return Err(format!("{} has no entry with a blake3 line for {file}", manifest.display()));
    }
    fs::write(manifest, out).map_err(|e| format!("{}: {e}", manifest.display()))
}
