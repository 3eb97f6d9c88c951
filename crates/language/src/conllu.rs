//! Writes a reading in CoNLL-U, the format of Universal Dependencies.

use crate::lexicon::Lexicon;
use dateline_core::reading::Tag;
use dateline_core::{Reading, Sentence, Token};
use std::fmt::Write;

/// The reading of `text` in CoNLL-U: ten columns a word, an empty line after each sentence.
///
/// Features are left open (`_`), as are enhanced dependencies. Clitics are shown as parts of multi-word tokens
/// (`can't` is `ca` and `n't`), names have their dictionary form with capitals, and `SpaceAfter=No` marks words that
/// the next one follows directly.
pub fn to_conllu(text: &str, reading: &Reading) -> String {
    let mut out = String::with_capacity(text.len() * 8);
    let mut paragraph = None;
    for (number, sentence) in reading.sentences.iter().enumerate() {
        if paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
            let _ = writeln!(out, "# newpar id = p{}", sentence.paragraph + 1);
        }
        let plain: Vec<&str> = sentence.span.of(text).unwrap_or("").split_whitespace().collect();
        let _ = writeln!(out, "# sent_id = s{}\n# text = {}", number + 1, plain.join(" "));
        write_words(text, reading, sentence, &mut out);
        out.push('\n');
    }
    out
}

fn write_words(text: &str, reading: &Reading, sentence: &Sentence, out: &mut String) {
    let tokens = reading.tokens_of(sentence);
    let mut inside_until = 0;
    for (i, token) in tokens.iter().enumerate() {
        let last = last_part(tokens, i);
        if i >= inside_until && last > i {
            let whole = token.span.join(tokens[last].span);
            let space = space_after(reading, sentence, last);
            let form = whole.of(text).unwrap_or("_");
            let _ = writeln!(out, "{}-{}\t{form}{}\t{space}", i + 1, last + 1, "\t_".repeat(7));
            inside_until = last + 1;
        }
        let form = token.span.of(text).unwrap_or("_");
        let head = token.head.and_then(|h| h.checked_sub(sentence.tokens.start)).map_or(0, |h| h + 1);
        let space = if i < inside_until { "_" } else { space_after(reading, sentence, i) };
        let (tag, xpos, relation) = (token.tag, token.xpos, token.relation);
        let lemma = lemma(token, form, i);
        let _ = writeln!(out, "{}\t{form}\t{lemma}\t{tag}\t{xpos}\t_\t{head}\t{relation}\t_\t{space}", i + 1);
    }
}

/// The last word of the multi-word token that begins with word `i`; `i` itself if it stands alone.
fn last_part(tokens: &[Token], i: usize) -> usize {
    let mut last = i;
    while tokens.get(last + 1).is_some_and(|next| !next.space_before && leans(&tokens[last], next)) {
        last += 1;
    }
    last
}

/// Whether `token` is written as one with the word before it.
fn leans(before: &Token, token: &Token) -> bool {
    let lexicon = Lexicon::get();
    let word = before.form.chars().next_back().is_some_and(char::is_alphanumeric);
    let possessive = token.form == "'" && token.tag == Tag::Part;
    let both = format!("{}{}", before.form, token.form);
    word && (lexicon.is_clitic(&token.form) || possessive || lexicon.contraction(&both) == Some(before.form.len()))
}

fn space_after(reading: &Reading, sentence: &Sentence, i: usize) -> &'static str {
    let next = reading.tokens.get(sentence.tokens.start as usize + i + 1);
    if next.is_some_and(|t| !t.space_before) { "SpaceAfter=No" } else { "_" }
}

/// The dictionary form, with the capitals that names, and words made from names, have in the treebanks.
fn lemma<'a>(token: &'a Token, form: &'a str, i: usize) -> &'a str {
    let cased = token.tag == Tag::Propn || (token.tag == Tag::Adj && i > 0) || form == "I";
    if cased && token.lemma == token.form { form } else { &token.lemma }
}
