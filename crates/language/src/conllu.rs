//! Writes a reading in CoNLL-U, the format of Universal Dependencies.

use crate::lexicon::Lexicon;
use dateline_core::reading::{Relation, Tag};
use dateline_core::{Reading, Sentence, Token};
use std::fmt::Write;

/// The reading of `text` in CoNLL-U: ten columns a word, an empty line after each sentence.
///
/// Enhanced dependencies are left open (`_`). Clitics are shown as parts of multi-word tokens (`can't` is `ca` and
/// `n't`), names have their dictionary form with capitals, `SpaceAfter=No` marks words that the next one follows
/// directly, and a name with a particle, one word in a reading, is three as in the treebanks (`al`, `-`, `Sham`).
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
    let forms: Vec<&str> = tokens.iter().map(|t| t.span.of(text).unwrap_or("_")).collect();
    let particles: Vec<Option<usize>> = forms.iter().map(|form| particle(form)).collect();
    // The number of each token's first word.
    let mut numbers = Vec::with_capacity(tokens.len());
    let mut next = 1;
    for particle in &particles {
        numbers.push(next);
        next += if particle.is_some() { 3 } else { 1 };
    }
    let mut inside_until = 0;
    for (i, token) in tokens.iter().enumerate() {
        let last = last_part(tokens, i);
        if i >= inside_until && last > i {
            let whole = token.span.join(tokens[last].span).of(text).unwrap_or("_");
            let space = space_after(reading, sentence, last);
            let end = numbers[last] + if particles[last].is_some() { 2 } else { 0 };
            let _ = writeln!(out, "{}-{end}\t{whole}{}\t{space}", numbers[i], "\t_".repeat(7));
            inside_until = last + 1;
        }
        let inside = i < inside_until;
        let space = if inside { "_" } else { space_after(reading, sentence, i) };
        let head = token.head.and_then(|h| numbers.get(h.checked_sub(sentence.tokens.start)? as usize));
        let head = head.copied().unwrap_or(0);
        let (number, form, relation) = (numbers[i], forms[i], token.relation);
        let (tag, xpos, features) = (token.tag, token.xpos, &token.features);
        let Some(cut) = particles[i] else {
            let lemma = lemma(token, form, i);
            let _ =
                writeln!(out, "{number}\t{form}\t{lemma}\t{tag}\t{xpos}\t{features}\t{head}\t{relation}\t_\t{space}");
            continue;
        };
        let (first, mark, rest) = (&form[..cut], &form[cut..cut + 1], &form[cut + 1..]);
        let glued = if inside { "_" } else { "SpaceAfter=No" };
        let last = number + 2;
        // The parts of a flat name all hang from its first word.
        let inner = if relation == Relation::Flat { head } else { number };
        let _ = writeln!(out, "{number}\t{first}\t{first}\t{tag}\t{xpos}\t{features}\t{head}\t{relation}\t_\t{glued}");
        let _ = writeln!(out, "{}\t{mark}\t{mark}\tPUNCT\tHYPH\t_\t{last}\tpunct\t_\t{glued}", number + 1);
        let _ = writeln!(out, "{last}\t{rest}\t{rest}\t{tag}\t{xpos}\t{features}\t{inner}\tflat\t_\t{space}");
    }
}

/// Where the hyphen of a name with a particle stands (`al-Sham`).
fn particle(form: &str) -> Option<usize> {
    let (first, rest) = form.split_once('-')?;
    let name = rest.starts_with(char::is_uppercase) && Lexicon::get().is_particle(first);
    name.then_some(first.len())
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
