//! Gives a text in capitals the case that it would have in print, as far as a first reading tells.
//!
//! Letters change and nothing else, so every offset stays what it was. A word keeps its first capital where the first
//! reading takes it for a name or where a sentence begins, and all its capitals where it is a short form: what stands
//! alone in brackets, here or elsewhere in the text, and names that cannot be spoken as words.

use dateline_core::{Reading, Token, reading::Tag};
use std::collections::HashSet;

/// Texts with fewer letters than this are headlines and the like: they are read as they stand.
const FEWEST_LETTERS: usize = 150;
/// In a text in capitals at most one letter among so many is small.
const SMALL_AMONG: usize = 40;
/// Short forms have at most so many letters.
const LONGEST_SHORT_FORM: usize = 8;
/// Names without a vowel are short forms up to this length, longer ones are foreign.
const LONGEST_UNSPOKEN: usize = 5;

/// Whether a text as a whole is written in capitals.
pub(crate) fn is_in_capitals(text: &str) -> bool {
    let (mut capitals, mut small) = (0, 0);
    for c in text.chars() {
        capitals += usize::from(c.is_uppercase());
        small += usize::from(c.is_lowercase());
    }
    capitals + small >= FEWEST_LETTERS && small * SMALL_AMONG <= capitals
}

/// The text in ordinary case, byte for byte as long; `reading` is what was read off the text as it stands.
pub(crate) fn in_ordinary_case(text: &str, reading: &Reading) -> String {
    let mut named = vec![false; reading.tokens.len()];
    for name in &reading.names {
        named
            .get_mut(name.tokens.start as usize..name.tokens.end as usize)
            .into_iter()
            .flatten()
            .for_each(|n| *n = true);
    }
    let short = short_forms(text, &reading.tokens);
    let mut out = text.as_bytes().to_vec();
    for sentence in &reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let tokens = reading.tokens.get(range.clone()).unwrap_or_default();
        if is_dateline(tokens) {
            continue;
        }
        let first = tokens.iter().position(|t| t.form.chars().any(char::is_alphabetic));
        for (i, token) in tokens.iter().enumerate() {
            let Some(word) = token.span.of(text) else { continue };
            let name = token.tag == Tag::Propn || named.get(range.start + i).copied().unwrap_or(false);
            if word.contains('.') && word.len() > 1 || short.contains(word) && name || name && is_unspoken(word) {
                continue;
            }
            let keeps = usize::from(name || Some(i) == first || token.form == "i");
            let Some(bytes) = out.get_mut(token.span.start as usize..token.span.end as usize) else { continue };
            let letters = bytes.iter().position(u8::is_ascii_alphabetic).unwrap_or(0);
            bytes.iter_mut().skip(letters + keeps).for_each(|b| b.make_ascii_lowercase());
        }
    }
    // Only ASCII letters were changed.
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The words that stand alone in brackets somewhere (`the National Liberation Army [ELN]`).
fn short_forms<'t>(text: &'t str, tokens: &[Token]) -> HashSet<&'t str> {
    let bracketed = tokens.windows(3).filter(|w| {
        matches!(w[0].form.as_str(), "[" | "(" | "-lsb-" | "-lrb-")
            && matches!(w[2].form.as_str(), "]" | ")" | "-rsb-" | "-rrb-")
    });
    let words = bracketed.filter_map(|w| w[1].span.of(text));
    words.filter(|w| (2..=LONGEST_SHORT_FORM).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase())).collect()
}

fn is_unspoken(word: &str) -> bool {
    (2..=LONGEST_UNSPOKEN).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase() && !matches!(b, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y'))
}

/// A dateline is in capitals in any case.
fn is_dateline(tokens: &[Token]) -> bool {
    let dash = tokens.last().is_some_and(|t| !t.form.is_empty() && t.form.bytes().all(|b| b == b'-'));
    dash && tokens.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> crate::Model {
        let model = crate::Model::from_bytes(include_bytes!("../../../data/language.safetensors")).unwrap();
        model.with_news_heads(include_bytes!("../../../data/language-news.safetensors")).unwrap()
    }

    const WIRE: &str = "QUITO, 4 MAY 88 (ANDINA) -- [TEXT] THE MAYOR OF LATACUNGA, JULIO PAREDES, SAID TODAY THAT \
        FOUR ARMED MEN OF THE PEOPLE'S LIBERATION COLUMN [CLP] KIDNAPPED TWO TEACHERS NEAR THE TOWN.  \"WE SAW THEM\", \
        HE SAID.  THE CLP HAS DENIED IT IN A COMMUNIQUE TO THE U.S. EMBASSY.\n";

    #[test]
    fn a_text_in_capitals_is_read_as_if_in_ordinary_case() {
        let reading = crate::read(WIRE, &model());
        let cased = reading.cased.as_deref().unwrap();
        assert_eq!(cased.len(), WIRE.len());
        assert_eq!(cased.to_uppercase(), WIRE);
        for words in [
            "QUITO, 4 MAY 88",
            "Julio Paredes, said today that four armed men",
            "kidnapped two teachers",
            "[CLP]",
            "The CLP has denied it",
            "U.S.",
        ] {
            assert!(cased.contains(words), "{words} in {cased}");
        }
    }

    #[test]
    fn other_texts_are_read_as_they_stand() {
        assert!(!is_in_capitals("REBELS TAKE HAMA"));
        assert!(!is_in_capitals(&WIRE.to_lowercase()));
        let mixed = format!("REBELS TAKE HAMA\n\n{}", WIRE.to_lowercase());
        assert!(crate::read(&mixed, &model()).cased.is_none());
    }

    #[test]
    fn letters_beyond_ascii_keep_their_bytes() {
        let text = "LA POLICÍA DE BOGOTÁ SAID. ".repeat(12);
        let reading = crate::read(&text, &model());
        assert_eq!(reading.cased.as_ref().unwrap().len(), text.len());
        assert!(reading.tokens.iter().all(|t| t.span.of(&text).is_some()));
    }
}
