//! English text in, a [`Reading`] out: paragraphs, sentences, words, tags, dictionary forms and dependency trees.
//!
//! ```
//! use dateline_core::reading::{Relation, Tag};
//! use dateline_language::{Model, read};
//!
//! let model = Model::from_bytes(include_bytes!("../../../data/language.safetensors"))?;
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
//! [`read`] is pure: same text and model, same reading, whatever was read before, on however many threads and on any
//! processor. It never fails, takes time in proportion to the text, and covers everything but white space: the words in
//! order give back the text. [`read_tokens`] stops after the words, [`to_conllu`] and [`draw`] write a reading for
//! other programs and for people.
//!
//! # How it reads
//!
//! 1. *Paragraphs.* A line break ends a paragraph, except in texts that are evidently wrapped to a width.
//! 2. *Words*, after the conventions of the English Web Treebank: clitics and hyphenated compounds are split, prefixes
//!    and the particles of romanised names (`al-Sham`, `ez-Zor`) are not. Abbreviations and the like stand in
//!    `lexicons/en`.
//! 3. *Windows* of whole sentences, as far as the words tell where sentences end. Each goes through the network once; all
//!    that follows is read off its states.
//! 4. *Sentences* begin where the model sees it; datelines and paragraphs are sentences of their own in any case.
//! 5. *Tags*, universal and Penn, features, and *dictionary forms* by exceptions and by rules of tag and ending.
//! 6. *Trees*: for each word a score for each head; the best tree with one root.
//! 7. *Names, times, attributions, factuality*, if the heads for news are there.
//! 8. *Links*: each noun and pronoun to the earlier one that it takes up, if any; from them the speakers of
//!    attributions, and from the trees what is said in passing of names.
//!
//! ```
//! # use dateline_language::{Model, read};
//! # let model = Model::from_bytes(include_bytes!("../../../data/language.safetensors"))?
//! #     .with_news_heads(include_bytes!("../../../data/language-news.safetensors"))?;
//! let text = "The army left Hama, a monitor said.";
//! let reading = read(text, &model);
//! let said = &reading.attributions[0];
//! let words = |tokens| reading.span_of(tokens).and_then(|span| span.of(text));
//! assert_eq!((words(&said.source[0]), words(&said.cue)), (Some("a monitor"), Some("said")));
//! # Ok::<(), dateline_language::ModelError>(())
//! ```
//!
//! `MODEL_CARD.md` says what the model was trained on; its weights are under CC BY-SA 4.0.
//!
//! # What it does not do
//!
//! It resolves no place and no date, groups no mentions into entities, corrects no spelling and knows no language but
//! English. It does no I/O: the model's bytes are the caller's, the word lists are built in.

#[cfg(feature = "bench")]
pub mod bench;
mod capitals;
mod conllu;
mod drawing;
mod entities;
mod lemmas;
mod lexicon;
mod likeness;
mod model;
mod network;
mod paragraphs;
mod pieces;
mod sentences;
mod speech;
mod tags;
#[cfg(feature = "train")]
pub mod train;
mod tree;
mod windows;
mod words;

pub use conllu::to_conllu;
pub use drawing::draw;
pub use likeness::EventLayer;
pub use model::{Model, ModelError};
pub use network::kernels::Isa;

use dateline_core::reading::{Link, Relation, Tag};
use dateline_core::{Reading, Sentence, Span, Token};
use lexicon::Lexicon;
use network::encoder::Space;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, LazyLock};
use windows::{Nominals, Pieces, Text};

/// Windows that are read before their nouns are linked.
const WINDOWS_AT_A_TIME: usize = 64;
/// Nouns further back than this many are not taken up again.
const REACH: usize = 160;

/// Reads `text`: sentences, words, tags, dictionary forms, trees, links, and what the news heads find if they are there.
///
/// Every sentence has one root. Text beyond 4 GiB is not read, since spans are 32 bits wide; sentences are cut at 400
/// words and words at 200 characters.
///
/// A text wholly in capitals is read twice: what the first reading takes for names keeps its capitals, the rest is read
/// in small letters ([`Reading::cased`]).
pub fn read(text: &str, model: &Model) -> Reading {
    let text = within_span_range(text);
    if !capitals::is_in_capitals(text) {
        return read_as_written(text, model);
    }
    let cased = capitals::in_ordinary_case(text, &read_as_written(text, model));
    let reading = read_as_written(&cased, model);
    Reading { cased: Some(cased), ..reading }
}

fn read_as_written(text: &str, model: &Model) -> Reading {
    let (mut reading, cut) = cut(text);
    let pieces = Pieces::new(&reading.tokens, &with_stand_ins(text, &reading.tokens), model);
    let known = Text { text, cut: &cut, tokens: &reading.tokens, pieces: &pieces };
    let windows = windows::windows(&cut, &pieces);
    let mut paragraphs = Paragraphs::of(&reading);
    let mut out = Reading::default();
    let mut memory = Memory::default();
    let mut words = Vec::with_capacity(reading.tokens.len());
    // So many at a time bound what must be kept until it is linked.
    for some in windows.chunks(WINDOWS_AT_A_TIME) {
        let read: Vec<windows::Read> = some
            .par_iter()
            .map_init(Space::default, |space, window| windows::read(window.clone(), &known, model, space))
            .collect();
        for window in read {
            for tokens in window.sentences {
                let (Some(first), Some(last)) = (known.tokens.get(tokens.start), known.tokens.get(tokens.end - 1))
                else {
                    continue;
                };
                let span = first.span.join(last.span);
                let tokens = tokens.start as u32..tokens.end as u32;
                let paragraph = paragraphs.number(tokens.start);
                out.sentences.push(Sentence { span, tokens, paragraph });
            }
            words.extend(window.words);
            out.names.extend(window.names);
            out.times.extend(window.times);
            out.attributions.extend(window.attributions);
            out.factuality.extend(window.factuality);
            out.event_words.extend(window.event_words);
            memory.link(window.nominals, model, &mut out.links);
        }
    }
    for (token, word) in reading.tokens.iter_mut().zip(words) {
        token.lemma = word.lemma;
        token.tag = word.tags.tag;
        token.xpos = word.tags.xpos();
        token.features = word.features;
        token.head = word.head.map(|h| h as u32);
        token.relation = word.relation;
    }
    let mut reading = Reading { tokens: reading.tokens, ..out };
    reading.facts = entities::facts(text, &reading);
    speech::complete(&mut reading);
    speech::speakers(&mut reading);
    reading
}

/// The text as the model sees it: a name that looks like another word (`IS`) is replaced by one that does not, byte for
/// byte as long, where small letters stand beside it.
fn with_stand_ins<'t>(text: &'t str, tokens: &[Token]) -> Cow<'t, str> {
    let mut out = Cow::Borrowed(text);
    let word = |i: usize| tokens.get(i).and_then(|t| t.span.of(text)).unwrap_or_default();
    for (i, token) in tokens.iter().enumerate() {
        let stand_in = Lexicon::get().stand_ins().iter().find(|(name, _)| *name == word(i));
        let small = |i: usize| word(i).chars().any(char::is_lowercase);
        let before = |k: usize| {
            let between = tokens[k].span.end as usize..token.span.start as usize;
            small(k) || !word(k).chars().any(char::is_alphabetic) || text.get(between).is_some_and(|b| b.contains('\n'))
        };
        let spoken = small(i + 1) && i.checked_sub(1).is_none_or(before);
        if let (Some((_, other)), true) = (stand_in, spoken) {
            out.to_mut().replace_range(token.span.start as usize..token.span.end as usize, other);
        }
    }
    out
}

/// Cuts `text` into paragraphs, sentences and words, without tags (all [`Tag::X`]) or heads, and without a model:
/// sentences end where the words alone tell so.
///
/// ```
/// let reading = dateline_language::read_tokens("The army denied it.“They’re lying,” he said.");
/// let forms: Vec<_> = reading.tokens.iter().map(|t| t.form.as_str()).collect();
/// assert_eq!(forms, ["the", "army", "denied", "it", ".", "\"", "they", "'re", "lying", ",", "\"", "he", "said", "."]);
/// assert_eq!(reading.sentences.len(), 2);
/// ```
pub fn read_tokens(text: &str) -> Reading {
    cut(within_span_range(text)).0
}

/// How a text is cut before a model sees it.
struct Cut {
    /// Sentences as far as the words tell, as ranges of tokens.
    sentences: Vec<Range<usize>>,
    /// For each token whether a sentence must begin with it.
    firm: Vec<bool>,
    /// For each token whether a paragraph begins with it.
    paragraphs: Vec<bool>,
}

fn cut(text: &str) -> (Reading, Cut) {
    let lexicon = Lexicon::get();
    let mut reading = Reading::default();
    let mut cut = Cut { sentences: Vec::new(), firm: Vec::new(), paragraphs: Vec::new() };
    let mut paragraph = 0;
    for range in paragraphs::paragraphs(text) {
        let pieces = words::words(text, range, lexicon);
        let dateline = sentences::dateline(text, &pieces, lexicon);
        let before = reading.tokens.len();
        let mut firm = vec![false; pieces.len()];
        for sentence in sentences::sentences(text, &pieces, lexicon) {
            let start = sentence.start;
            firm[start] = start == 0 || start == dateline || sentences::is_certain(text, &pieces, lexicon, start);
            let Some(span) = span_of(&pieces[sentence.clone()]) else { continue };
            let first = reading.tokens.len();
            reading.tokens.extend(pieces[sentence].iter().map(|piece| token(text, piece)));
            let tokens = first as u32..reading.tokens.len() as u32;
            cut.sentences.push(first..reading.tokens.len());
            reading.sentences.push(Sentence { span, tokens, paragraph });
        }
        cut.paragraphs.extend((0..reading.tokens.len() - before).map(|i| i == 0));
        firm.truncate(reading.tokens.len() - before);
        cut.firm.extend(firm);
        paragraph += 1;
    }
    (reading, cut)
}

/// The paragraphs that tokens stand in.
struct Paragraphs(VecDeque<(u32, u32)>);

impl Paragraphs {
    fn of(reading: &Reading) -> Paragraphs {
        Paragraphs(reading.sentences.iter().map(|s| (s.tokens.end, s.paragraph)).collect())
    }

    /// The number of the paragraph of a token; tokens are asked for in order.
    fn number(&mut self, token: u32) -> u32 {
        while self.0.len() > 1 && self.0.front().is_some_and(|(end, _)| *end <= token) {
            self.0.pop_front();
        }
        self.0.front().map_or(0, |(_, paragraph)| *paragraph)
    }
}

/// The nouns seen last, which later ones may take up.
#[derive(Default)]
struct Memory {
    /// Earlier windows, and for each noun its window, its place there and its token.
    windows: VecDeque<(usize, Nominals)>,
    seen: VecDeque<(usize, usize, usize)>,
    count: usize,
}

impl Memory {
    /// Links the nouns of the next window to those before.
    fn link(&mut self, nominals: Nominals, model: &Model, out: &mut Vec<Link>) {
        let isa = model.isa;
        let number = self.count;
        self.count += 1;
        let width = model.links.one_width();
        let words = nominals.tokens.clone();
        self.windows.push_back((number, nominals));
        let oldest = self.windows.front().map_or(0, |(n, _)| *n);
        for (i, token) in words.into_iter().enumerate() {
            let Some((_, own)) = self.windows.back() else { continue };
            let one = &own.ones[i * width..][..width];
            let mut score = [0.0];
            // Against the root: nothing is taken up.
            model.links.score(isa, one, own.others.get(0, 1), 0, &mut score);
            let (mut best, mut antecedent) = (score[0], None);
            for (window, at, earlier) in &self.seen {
                let Some((_, nominals)) = self.windows.get(window - oldest) else { continue };
                let distance = *earlier as i64 - token as i64;
                model.links.score(isa, one, nominals.others.get(at + 1, 1), distance, &mut score);
                if score[0] > best {
                    (best, antecedent) = (score[0], Some(*earlier));
                }
            }
            if let Some(antecedent) = antecedent {
                out.push(Link { token: token as u32, antecedent: antecedent as u32 });
            }
            self.seen.push_back((number, i, token));
            while self.seen.len() > REACH {
                self.seen.pop_front();
            }
        }
        let needed = self.seen.front().map_or(number, |(window, ..)| *window);
        while self.windows.front().is_some_and(|(window, _)| *window < needed) {
            self.windows.pop_front();
        }
    }
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
    static NONE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from("_"));
    let form = lexicon::plain(&text[piece.range.clone()]);
    Token {
        span: Span::new(piece.range.start, piece.range.end),
        lemma: form.clone(),
        form,
        tag: Tag::X,
        xpos: "XX",
        features: NONE.clone(),
        head: None,
        relation: Relation::Dep,
        space_before: piece.space,
    }
}
