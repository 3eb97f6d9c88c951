//! A trained model: loaded once from bytes that the caller provides.

use crate::lemmas::Lemmas;
use crate::network::encoder::Encoder;
use crate::network::file::File;
use crate::network::heads::{NumberHead, PairHead, TreeHead};
use crate::network::kernels::{Isa, WIDTH};
use crate::network::linear::Linear;
use crate::pieces::Vocabulary;
use crate::tags::Tags;
use dateline_core::Kind;
use dateline_core::reading::{NameClass, Relation, Tag, TimeClass};
use std::str::FromStr;
use std::sync::Arc;

/// What the metadata of the two files give as their format; the number is its version.
const FORMAT: &str = "dateline language 1";
const NEWS_FORMAT: &str = "dateline news heads 1";

/// A trained model: encoder, tags, trees, dictionary forms and links, and perhaps the heads for news.
#[derive(Debug, Clone)]
pub struct Model {
    /// What both files of one training have in common.
    pub(crate) id: String,
    pub(crate) isa: Isa,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) encoder: Encoder,
    /// Whether a word begins a sentence: no, yes.
    pub(crate) starts: Linear,
    pub(crate) upos: Linear,
    pub(crate) xpos: Linear,
    /// The pairs of tags that occur, with their numbers among the universal and the Penn tags.
    pub(crate) tags: Vec<(usize, usize, Tags)>,
    pub(crate) features: (Linear, Vec<Arc<str>>),
    pub(crate) tree: TreeHead,
    pub(crate) relations: Vec<Relation>,
    pub(crate) links: PairHead,
    pub(crate) kinds: Kinds,
    pub(crate) lemmas: Lemmas,
    pub(crate) news: Option<News>,
}

/// Heads for the events that words tell of.
#[derive(Debug, Clone)]
pub(crate) struct Kinds {
    /// Which kind of claim a word carries; the first label is none.
    pub(crate) kind: (Linear, Vec<Option<Kind>>),
    /// Whether it is told, or denied.
    pub(crate) denied: Linear,
}

/// Heads that are trained on sets without a stated licence, in a file of their own.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub(crate) names: (Linear, Vec<Mark<NameClass>>),
    pub(crate) times: (Linear, Vec<Mark<TimeClass>>),
    /// Not in a cue, at the beginning of one, inside one.
    pub(crate) cues: Linear,
    /// To a cue a word is nothing, its source, or content.
    pub(crate) roles: PairHead,
    pub(crate) factuality: NumberHead,
}

/// How a word stands to a span of some class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark<C> {
    /// In none that is asked for.
    Outside,
    /// The first word of one.
    First(C),
    /// Inside one.
    Inside(C),
}

/// Labels of roles: nothing, source, content.
pub(crate) const ROLES: usize = 3;

/// Why a model could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ModelError(#[from] Problem);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("not a file of tensors: {0}")]
    Unreadable(String),
    #[error("the file's format is `{found}`, this program reads `{wanted}`")]
    Format { wanted: String, found: String },
    #[error("the file has no `{0}`")]
    Missing(String),
    #[error("the heads were trained with another model")]
    OtherModel,
    #[error("the file is damaged: {0} is wrong")]
    Damaged(String),
}

impl ModelError {
    pub(crate) fn unreadable(why: String) -> ModelError {
        ModelError(Problem::Unreadable(why))
    }

    pub(crate) fn format(wanted: &str, found: &str) -> ModelError {
        ModelError(Problem::Format { wanted: wanted.to_owned(), found: found.to_owned() })
    }

    pub(crate) fn missing(what: &str) -> ModelError {
        ModelError(Problem::Missing(what.to_owned()))
    }

    pub(crate) fn other_model() -> ModelError {
        ModelError(Problem::OtherModel)
    }

    pub(crate) fn damaged(what: &str) -> ModelError {
        ModelError(Problem::Damaged(what.to_owned()))
    }
}

impl Model {
    /// Loads a model from the bytes of its file.
    ///
    /// # Errors
    /// When the bytes are no model of this format or contradict themselves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelError> {
        let file = File::open(bytes, FORMAT)?;
        let pieces = file.lines("vocabulary")?;
        let vocabulary = Vocabulary::new(&pieces).ok_or(ModelError::damaged("vocabulary"))?;
        let (upos, xpos) = (file.lines("upos")?, file.lines("xpos")?);
        let relations = labels(&file, "rels", relation)?;
        Ok(Model {
            id: file.text("id")?.to_owned(),
            isa: Isa::available().first().copied().unwrap_or(Isa::Portable),
            encoder: Encoder::read(&file, pieces.len())?,
            vocabulary,
            starts: file.linear("starts", WIDTH, 2)?,
            upos: file.linear("upos", WIDTH, upos.len())?,
            xpos: file.linear("xpos", WIDTH, xpos.len())?,
            tags: labels(&file, "pairs", |pair| {
                let (tag, penn) = pair.split_once(' ')?;
                let at = |all: &[&str], name: &str| all.iter().position(|known| *known == name);
                Some((at(&upos, tag)?, at(&xpos, penn)?, Tags::new(Tag::from_str(tag).ok()?, penn)))
            })?,
            features: labelled(&file, "feats", |name| Some(Arc::from(name)))?,
            tree: TreeHead::read(&file, relations.len())?,
            relations,
            links: PairHead::read(&file, "links", 1)?,
            kinds: Kinds {
                kind: labelled(&file, "kinds", |name| match name {
                    "O" => Some(None),
                    name => Kind::from_str(name).ok().map(Some),
                })?,
                denied: file.linear("denied", WIDTH, 2)?,
            },
            lemmas: Lemmas::read(file.text("lemmas.exceptions")?, file.text("lemmas.rules")?)?,
            news: None,
        })
    }

    /// Adds the heads for names, times, attributions and factuality from the bytes of their file.
    ///
    /// # Errors
    /// When the bytes are no such file, or do not go with this model.
    pub fn with_news_heads(mut self, bytes: &[u8]) -> Result<Model, ModelError> {
        let file = File::open(bytes, NEWS_FORMAT)?;
        if file.text("id")? != self.id {
            return Err(ModelError::other_model());
        }
        self.news = Some(News {
            names: labelled(&file, "names", |name| Some(mark(name)))?,
            times: labelled(&file, "times", |name| Some(mark(name)))?,
            cues: file.linear("cues", WIDTH, 3)?,
            roles: PairHead::read(&file, "roles", ROLES)?,
            factuality: NumberHead::read(&file, "fact")?,
        });
        Ok(self)
    }

    /// Whether the heads for names, times, attributions and factuality are there.
    pub fn has_news_heads(&self) -> bool {
        self.news.is_some()
    }

    /// The same model, computed with another set of processor features; `None` if this processor lacks them.
    pub fn with_isa(mut self, isa: Isa) -> Option<Model> {
        self.isa = isa;
        Isa::available().contains(&isa).then_some(self)
    }
}

/// A head over the words with the labels that the file lists for it.
fn labelled<T>(file: &File<'_>, name: &str, label: impl Fn(&str) -> Option<T>) -> Result<(Linear, Vec<T>), ModelError> {
    let labels = labels(file, name, label)?;
    Ok((file.linear(name, WIDTH, labels.len())?, labels))
}

fn labels<T>(file: &File<'_>, name: &str, label: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, ModelError> {
    let read = |line: &&str| label(line).ok_or_else(|| ModelError::damaged(name));
    file.lines(name)?.iter().map(read).collect()
}

/// A relation by its name; a sub-type that the rules do not need is its type.
fn relation(name: &str) -> Option<Relation> {
    let base = name.split(':').next()?;
    Some(Relation::from_str(name).or_else(|_| Relation::from_str(base)).unwrap_or(Relation::Dep))
}

/// `B-PER`, `I-PER`; what is no class we ask for is outside.
fn mark<C: FromStr>(name: &str) -> Mark<C> {
    let class = |text: &str| C::from_str(text).ok();
    match name.split_once('-') {
        Some(("B", text)) => class(text).map_or(Mark::Outside, Mark::First),
        Some(("I", text)) => class(text).map_or(Mark::Outside, Mark::Inside),
        _ => Mark::Outside,
    }
}
