//! The data built into the program: rules, lexicons, gazetteer, model, basemap and web page; and the world made of it.

use crate::error::{Error, ErrorKind, Result};
use dateline_core::{ActorFile, Gazetteer, World, gazetteer::imported::Imported, world::DataFile};
use dateline_gazetteer::{ImportError, Outlines, rectangles::Rectangles};
use dateline_language::{EventLayer, Model};
use dateline_read::Rules;
use jiff::Timestamp;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

#[derive(RustEmbed)]
#[folder = "../../rules"]
#[exclude = "*.md"]
#[exclude = "exports/*"]
struct RuleFiles;

#[derive(RustEmbed)]
#[folder = "../../lexicons"]
#[exclude = "*.md"]
#[exclude = "places/*"]
struct LexiconFiles;

#[derive(RustEmbed)]
#[folder = "../../data"]
#[exclude = "*.md"]
struct BuiltFiles;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct WebFiles;

/// Where the actors' names stand.
const ACTOR_FOLDER: &str = "rules/names/";

/// The sentences of the brief; no rules of reading.
pub const BRIEF_FILE: &str = "rules/en/brief.toml";

/// Where rules come from: those built in, or a directory; and which gazetteer was imported.
#[derive(Debug, Clone, Default)]
pub struct Data {
    rules: Option<PathBuf>,
    import: Option<PathBuf>,
}

/// The files of the language stage.
const MODEL: &str = "language.safetensors";
const NEWS_HEADS: &str = "language-news.safetensors";
const EVENT_LAYER: &str = "language-events.safetensors";

/// All that reading needs: the world, the compiled rules and the model.
pub struct Reader {
    /// Clock, gazetteer, actors, files.
    pub world: World,
    /// The rules.
    pub rules: Rules,
    /// The model of the language stage.
    pub model: Model,
    /// Names this reader: another version of program, rules or data gives another name.
    pub version: String,
}

impl Data {
    /// The built-in data, with the rules taken from a directory if one is given.
    pub fn new(rules: Option<PathBuf>) -> Result<Self> {
        if let Some(dir) = rules.as_deref().filter(|dir| !dir.is_dir()) {
            return Err(Error::new(ErrorKind::Data, format_args!("{}: no such directory", dir.display()))
                .hint("--rules and $DATELINE_RULES name a directory laid out like `rules/` of the project"));
        }
        Ok(Self { rules, import: None })
    }

    /// The same data with an imported gazetteer laid over the one built in.
    pub fn with_import(self, path: PathBuf) -> Self {
        Self { import: Some(path), ..self }
    }

    /// Rule and lexicon files, in order of their paths.
    pub fn files(&self) -> Result<Vec<DataFile>> {
        let mut files = Vec::new();
        match &self.rules {
            Some(dir) => walk(dir, "rules", &mut files)?,
            None => embedded::<RuleFiles>("rules", &mut files)?,
        }
        // Lexicons beside a given rule directory belong to it.
        match self.rules.as_ref().map(|dir| dir.join("../lexicons")).filter(|dir| dir.is_dir()) {
            Some(dir) => walk(&dir, "lexicons", &mut files)?,
            None => embedded::<LexiconFiles>("lexicons", &mut files)?,
        }
        // Neither is read by: the overlay is in the gazetteer, and the tables of exports are of what was read.
        files.retain(|f| !f.path.starts_with("lexicons/places/") && !f.path.starts_with("rules/exports/"));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The known actors.
    pub fn actors(&self) -> Result<ActorFile> {
        actors(&self.files()?)
    }

    /// The text of one rule file.
    pub fn file(&self, path: &str) -> Result<String> {
        self.files()?
            .into_iter()
            .find(|f| f.path == path)
            .map(|f| f.text)
            .ok_or_else(|| Error::new(ErrorKind::Data, format_args!("{path} is missing")))
    }

    /// The gazetteer, with what was imported.
    pub fn gazetteer(&self) -> Result<Gazetteer> {
        let packed = self.packed_gazetteer()?;
        match &self.import {
            Some(path) => Ok(packed.with_import(dateline_gazetteer::open(path).map_err(import_error)?)),
            None => Ok(packed),
        }
    }

    /// The gazetteer that is built in.
    pub fn packed_gazetteer(&self) -> Result<Gazetteer> {
        let bytes = built("gazetteer.bin").ok_or_else(|| {
            Error::new(ErrorKind::Data, "data/gazetteer.bin is not built into this program")
                .hint("run `cargo xtask data gazetteer`, then build again")
        })?;
        Gazetteer::from_bytes(&bytes).map_err(|e| Error::new(ErrorKind::Data, format_args!("data/gazetteer.bin: {e}")))
    }

    /// The basemap's outlines, with the disputed areas and the rectangles around other divisions.
    pub fn outlines(&self) -> Result<Outlines> {
        let fault = |e| Error::new(ErrorKind::Data, e);
        let bytes = |name| built(name).ok_or_else(|| fault(format!("data/{name} is not built in")));
        let rectangles = bytes("bounds.tsv")?;
        let rectangles = Rectangles::read(&String::from_utf8_lossy(&rectangles)).map_err(fault)?;
        let outlines = Outlines::with_basemap(&bytes("basemap.json")?, &bytes("divisions.json")?).map_err(fault)?;
        Ok(outlines.with_rectangles(rectangles))
    }

    /// The model of the language stage.
    pub fn model(&self) -> Result<Model> {
        let fault = |name, e| Error::new(ErrorKind::Data, format_args!("data/{name}: {e}"));
        let bytes = built(MODEL).ok_or_else(|| {
            Error::new(ErrorKind::Data, format_args!("data/{MODEL} is not built into this program"))
                .hint("run `cargo xtask train DATA`, then build again")
        })?;
        let model = Model::from_bytes(&bytes).map_err(|e| fault(MODEL, e))?;
        // These heads may be left out of a build: see crates/language/MODEL_CARD.md.
        match built(NEWS_HEADS) {
            Some(bytes) => model.with_news_heads(&bytes).map_err(|e| fault(NEWS_HEADS, e)),
            None => Ok(model),
        }
    }

    /// The layer by which events of several texts are compared; it goes with `model`.
    pub fn event_layer(&self, model: &Model) -> Result<EventLayer> {
        let fault = |e: String| Error::new(ErrorKind::Data, format_args!("data/{EVENT_LAYER}: {e}"));
        let bytes = built(EVENT_LAYER).ok_or_else(|| fault("not built into this program".to_owned()))?;
        EventLayer::from_bytes(&bytes, model).map_err(|e| fault(e.to_string()))
    }

    /// Everything needed for reading. `now` is the instant that the caller's clock shows.
    pub fn reader(&self, now: Timestamp) -> Result<Reader> {
        let files = self.files()?;
        let gazetteer = self.gazetteer()?;
        let version = reader_version(&files, gazetteer.import().map(Imported::hash));
        let files: Vec<DataFile> = files.into_iter().filter(|f| f.path != BRIEF_FILE).collect();
        let world = World { now, gazetteer, actors: actors(&files)?, files };
        let rules = Rules::compile(&world).map_err(|faults| rule_error(&faults))?;
        Ok(Reader { world, rules, model: self.model()?, version })
    }
}

/// Turns the faults of rule files into one error that shows each with its file, line and caret.
fn rule_error(faults: &[dateline_read::RuleError]) -> Error {
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::new(ErrorKind::Data, format_args!("the rules do not compile\n{}", shown.join("\n")))
        .hint("see CONTRIBUTING.md, \"Add a rule\"")
}

fn actors(files: &[DataFile]) -> Result<ActorFile> {
    let names = files.iter().filter(|f| f.path.starts_with(ACTOR_FOLDER) && f.path.ends_with("actors.toml"));
    ActorFile::parse(names.map(|f| (f.path.as_str(), f.text.as_str()))).map_err(|e| Error::new(ErrorKind::Data, e))
}

/// What failed about an imported gazetteer, and what to do.
pub fn import_error(error: ImportError) -> Error {
    let kind = match error {
        ImportError::Index { .. } => ErrorKind::Data,
        _ => ErrorKind::Input,
    };
    let out = Error::new(kind, &error);
    match error.hint() {
        Some(hint) => out.hint(hint),
        None => out,
    }
}

/// A name that differs whenever program, rules, built data or the imported gazetteer differ.
fn reader_version(files: &[DataFile], import: Option<&[u8; 32]>) -> String {
    let mut hash = blake3::Hasher::new();
    for file in files.iter().filter(|f| f.path != BRIEF_FILE) {
        hash.update(&(file.path.len() as u64).to_le_bytes());
        hash.update(file.path.as_bytes());
        hash.update(&(file.text.len() as u64).to_le_bytes());
        hash.update(file.text.as_bytes());
    }
    for name in ["gazetteer.bin", MODEL, NEWS_HEADS] {
        if let Some(bytes) = built(name) {
            hash.update(blake3::hash(&bytes).as_bytes());
        }
    }
    if let Some(import) = import {
        hash.update(import);
    }
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &hash.finalize().to_hex()[..12])
}

/// A file of `data/`.
pub fn built(name: &str) -> Option<Cow<'static, [u8]>> {
    BuiltFiles::get(name).map(|f| f.data)
}

/// A file of the web page.
pub fn web(path: &str) -> Option<EmbeddedFile> {
    WebFiles::get(path)
}

fn embedded<E: RustEmbed>(folder: &str, into: &mut Vec<DataFile>) -> Result<()> {
    for name in E::iter() {
        if let Some(file) = E::get(&name) {
            let path = format!("{folder}/{name}");
            let text = String::from_utf8(file.data.into_owned())
                .map_err(|_| Error::new(ErrorKind::Data, format_args!("{path} is not UTF-8")))?;
            into.push(DataFile { path, text });
        }
    }
    Ok(())
}

fn walk(dir: &Path, name: &str, into: &mut Vec<DataFile>) -> Result<()> {
    let fault = |path: &Path, e: std::io::Error| {
        Error::new(ErrorKind::Data, format_args!("cannot read {}: {e}", path.display()))
    };
    for entry in fs::read_dir(dir).map_err(|e| fault(dir, e))? {
        let entry = entry.map_err(|e| fault(dir, e))?;
        let path = entry.path();
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            walk(&path, &below, into)?;
        } else if path.extension().is_some_and(|x| x != "md") {
            let text = fs::read_to_string(&path).map_err(|e| fault(&path, e))?;
            into.push(DataFile { path: below, text });
        }
    }
    Ok(())
}
