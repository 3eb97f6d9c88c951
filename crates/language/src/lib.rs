//! English text in, sentences and words out.

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

/// Reads `text`: sentences, words, tags, dictionary forms and trees.
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
