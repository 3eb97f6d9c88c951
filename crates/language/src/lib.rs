//! English text in, a [`Reading`] out: paragraphs, sentences, words, tags, dictionary forms and dependency trees.
//!
//! ```
//! use dateline_core::reading::{Relation, Tag};
//! use dateline_language::{Model, read};
//!
//! let model = Model::from_bytes(include_bytes!("../../../data/model.bin"))?;
//! let reading = read("BEIRUT, Dec 6 (Reuters) - The rebels seized the city of Hama on Thursday.", &model);
//!
//! assert_eq!(reading.sentences.len(), 2, "the dateline is a sentence of its own");
//! let story = reading.tokens_of(&reading.sentences[1]);
//! let [_, rebels, seized, _, city] = &story[..5] else { panic!() };
//! assert_eq!((seized.tag, seized.xpos, seized.lemma.as_str()), (Tag::Verb, "VBD", "seize"));
//! assert_eq!((rebels.relation, city.relation), (Relation::Nsubj, Relation::Obj));
//! # Ok::<(), dateline_language::ModelError>(())
//! ```
//!
//! [`read`] is pure: same text and model, same reading, whatever was read before. It never fails, takes time in
//! proportion to the text, and covers everything but white space: the words in order give back the text.
//! [`read_tokens`] stops after the words, [`to_conllu`] writes a reading for other tools.
//!
//! # How it reads
//!
//! 1. *Paragraphs.* A line break ends a paragraph, except in texts that are evidently wrapped to a width.
//! 2. *Words*, after the conventions of the English Web Treebank: clitics and hyphenated compounds are split, prefixes
//!    and the particles of romanised names (`al-Sham`, `ez-Zor`) are not. Abbreviations and the like stand in
//!    `lexicons/en`.
//! 3. *Sentences.* Headlines, list items and datelines are sentences of their own.
//! 4. *Tags*, universal and Penn, by an averaged perceptron that looks at the words around, how they are written, and
//!    what the words to the right suggest by themselves.
//! 5. *Dictionary forms*, by exceptions and by rules of tag and ending.
//! 6. *Trees*, by a greedy transition parser.
//!
//! The model is trained behind the feature `train` (`examples/train.rs`) on UD English EWT and on those genres of UD
//! English GUM whose texts may be used freely with attribution; its weights are under CC BY-SA 4.0. Words, tags and trees are those of Universal Dependencies 2.
//!
//! # What it does not do
//!
//! It finds no names or places, resolves no pronouns, corrects no spelling and knows no language but English. It does
//! no I/O: the model's bytes are the caller's, the word lists are built in.

mod conllu;
mod hash;
mod lemmas;
mod lexicon;
mod model;
mod paragraphs;
mod parser;
mod sentences;
mod tagger;
#[cfg(feature = "train")]
pub mod train;
mod weights;
mod words;

pub use conllu::to_conllu;
pub use model::{Model, ModelError};

use dateline_core::reading::{Relation, Tag};
use dateline_core::{Reading, Sentence, Span, Token};
use lexicon::Lexicon;

/// Reads `text`: sentences, words, tags, dictionary forms and trees.
///
/// Every sentence has one root. Text beyond 4 GiB is not read, since spans are 32 bits wide; sentences are cut at 400
/// words and words at 200 characters.
pub fn read(text: &str, model: &Model) -> Reading {
    let mut reading = read_tokens(text);
    let text = within_span_range(text);
    for sentence in &reading.sentences {
        let first = sentence.tokens.start;
        let tokens = &mut reading.tokens[first as usize..sentence.tokens.end as usize];
        let words: Vec<&str> = tokens.iter().map(|t| t.span.of(text).unwrap_or("")).collect();
        for (token, word) in tokens.iter_mut().zip(analyse(&words, model)) {
            token.lemma = word.lemma;
            token.tag = word.tags.tag;
            token.xpos = word.tags.xpos();
            token.head = word.head.map(|h| first + h as u32);
            token.relation = word.relation;
        }
    }
    reading
}

/// Cuts `text` into paragraphs, sentences and words, without tags (all [`Tag::X`]) or heads.
///
/// ```
/// let reading = dateline_language::read_tokens("The army denied it.“They’re lying,” he said.");
/// let forms: Vec<_> = reading.tokens.iter().map(|t| t.form.as_str()).collect();
/// assert_eq!(forms, ["the", "army", "denied", "it", ".", "\"", "they", "'re", "lying", ",", "\"", "he", "said", "."]);
/// assert_eq!(reading.sentences.len(), 2);
/// ```
pub fn read_tokens(text: &str) -> Reading {
    let text = within_span_range(text);
    let lexicon = Lexicon::get();
    let mut reading = Reading::default();
    let mut paragraph = 0;
    for range in paragraphs::paragraphs(text) {
        let pieces = words::words(text, range, lexicon);
        for sentence in sentences::sentences(text, &pieces, lexicon) {
            let Some(span) = span_of(&pieces[sentence.clone()]) else { continue };
            let first = reading.tokens.len() as u32;
            reading.tokens.extend(pieces[sentence].iter().map(|piece| token(text, piece)));
            reading.sentences.push(Sentence { span, tokens: first..reading.tokens.len() as u32, paragraph });
        }
        paragraph += 1;
    }
    reading
}

/// Spans are 32 bits wide: what lies beyond is not read.
fn within_span_range(text: &str) -> &str {
    let mut end = text.len().min(u32::MAX as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn span_of(pieces: &[words::Piece]) -> Option<Span> {
    Some(Span::new(pieces.first()?.range.start, pieces.last()?.range.end))
}

fn token(text: &str, piece: &words::Piece) -> Token {
    let form = lexicon::plain(&text[piece.range.clone()]);
    Token {
        span: Span::new(piece.range.start, piece.range.end),
        lemma: form.clone(),
        form,
        tag: Tag::X,
        xpos: "XX",
        head: None,
        relation: Relation::Dep,
        space_before: piece.space,
    }
}

/// What a model says of one word.
struct Analysis {
    lemma: String,
    tags: tagger::Tags,
    /// Index into the sentence.
    head: Option<usize>,
    relation: Relation,
}

/// Tags, lemmas and tree of one sentence, given its words as written.
fn analyse(words: &[&str], model: &Model) -> Vec<Analysis> {
    let tags = model.tagger.tag(words);
    let forms: Vec<String> = words.iter().map(|w| lexicon::plain(w)).collect();
    let lemmas: Vec<String> = forms.iter().zip(&tags).map(|(f, t)| model.lemmas.lemma(f, *t)).collect();
    let nodes: Vec<_> = forms.iter().zip(&lemmas).zip(&tags).map(|((f, l), t)| node(f, l, *t)).collect();
    let tree = model.parser.parse(&nodes);
    let analysis = |((lemma, tags), (head, relation))| Analysis { lemma, tags, head, relation };
    lemmas.into_iter().zip(tags).zip(tree).map(analysis).collect()
}

/// What the parser sees of a word.
fn node(form: &str, lemma: &str, tags: tagger::Tags) -> parser::Node {
    parser::Node {
        word: hash::of_word(form),
        lemma: hash::of_word(lemma),
        tag: 100 * (1 + tags.tag as u32) + u32::from(tags.penn),
        coarse: 1 + tags.tag as u32,
    }
}
