//! Rules, lexicons, actors and gazetteer from the folders of a working copy, for the examples.
use dateline_core::{ActorFile, Gazetteer, Published, Report, World, report::Credits, world::DataFile};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// This working copy, or the folder in `DATELINE_ROOT` with other `rules`, `lexicons` and `data`.
pub fn root() -> PathBuf {
    std::env::var_os("DATELINE_ROOT").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), Into::into)
}

/// What is to be known of the world to read.
pub fn load(root: &Path) -> World {
    let mut files = Vec::new();
    for folder in ["rules", "lexicons"] {
        walk(&root.join(folder), folder, &mut files);
    }
    let actors = files.iter().find(|f| f.path == "rules/names/actors.toml").map(|f| f.text.clone()).unwrap_or_default();
    World {
        now: jiff::Timestamp::UNIX_EPOCH,
        gazetteer: Gazetteer::from_bytes(&fs::read(root.join("data/gazetteer.bin")).unwrap()).unwrap(),
        actors: ActorFile::parse([("actors.toml", actors.as_str())]).unwrap(),
        files,
    }
}

fn walk(dir: &Path, prefix: &str, out: &mut Vec<DataFile>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            walk(&path, &name, out);
        } else {
            out.push(DataFile { path: name, text: fs::read_to_string(&path).unwrap_or_default() });
        }
    }
}

/// A report that is nothing but its text and day.
pub fn report(id: &str, text: String, published: Option<Published>) -> Report {
    Report {
        id: id.to_owned(),
        revision: String::new(),
        source_hash: String::new(),
        read_from: String::new(),
        url: None,
        outlet: None,
        title: None,
        published,
        captured: jiff::Timestamp::UNIX_EPOCH,
        language: None,
        text,
        sketch: Vec::new(),
        trace: Vec::new(),
        credits: Credits::default(),
        notes: Vec::new(),
    }
}
