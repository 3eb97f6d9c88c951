//! English text in, sentences and words out.

mod lexicon;
mod paragraphs;
mod sentences;
mod words;

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
