//! How names are compared.

use crate::claim::Feature;
use unicode_normalization::UnicodeNormalization;

/// A fold shorter than this says too little to be looked up.
pub const SHORTEST_FOLD: usize = 4;

/// The form under which a name is stored: lower case, words parted by one blank, apostrophes dropped, Latin letters
/// without diacritics, other scripts in NFKC without optional marks.
///
/// ```
/// use dateline_core::gazetteer::normalise;
/// assert_eq!(normalise("As-Suwaydā’"), "as suwayda");
/// assert_eq!(normalise("مدينة  حِمص"), normalise("مدينة حمص"));
/// ```
pub fn normalise(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.is_ascii() {
        normalise_ascii(name, &mut out);
        return out;
    }
    for c in name.nfkc() {
        if is_dropped(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_latin(c) {
            out.extend(
                any_ascii::any_ascii_char(c)
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|c| c.to_ascii_lowercase()),
            );
        } else {
            out.extend(c.to_lowercase().map(plain_letter));
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The same for plain letters, which is most names, and quicker.
fn normalise_ascii(name: &str, out: &mut String) {
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '`') && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// Whether `key` is the normal form of `name`; quicker than to make it where the name is plain letters.
pub(super) fn is_normal_form(key: &str, name: &str) -> bool {
    if !name.is_ascii() {
        return normalise(name) == key;
    }
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    if plain { name.eq_ignore_ascii_case(key) } else { normalise(name) == key }
}

/// Apostrophes, the signs for ayn and hamza, combining accents, Arabic vowel signs and the stretching sign.
fn is_dropped(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | '\u{02b0}'..='\u{036f}' | '\u{0591}'..='\u{05c7}'
        | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{200b}'..='\u{200f}')
}

fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{024f}' | '\u{0250}'..='\u{02af}' | '\u{1e00}'..='\u{1eff}')
}

/// Letters that writers of Arabic, Persian and Russian use for one another.
fn plain_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ё' => 'е',
        _ => c,
    }
}

/// A form in which most romanisations of one Arabic, Hebrew, Persian or Slavic name are the same. Articles, blanks and
/// the difference of doubled and single letters are gone; so are `ou`/`u`/`o`/`aw`, `ee`/`i`/`e`/`ay`, `q`/`k`,
/// `kh`/`h`, `dh`/`d`, and a final `h`.
///
/// ```
/// use dateline_core::gazetteer::fold;
/// assert_eq!(fold("Deir Ezzor"), fold("Dayr al-Zawr"));
/// assert_eq!(fold("As Suwayda"), fold("Sweida"));
/// ```
pub fn fold(name: &str) -> String {
    fold_key(&normalise(name))
}

/// The [`fold`] of a name in normal form.
pub fn fold_key(key: &str) -> String {
    let words: Vec<&str> = key.split(' ').collect();
    let mut out = String::with_capacity(key.len());
    for word in &words {
        if words.len() > 1 && is_article(word) {
            continue;
        }
        let word = without_fused_article(word);
        match generic(word) {
            Some(same) => out.push_str(same),
            None => fold_word(word, &mut out),
        }
    }
    out
}

/// The Arabic article in front of a word, with its assimilated forms, as romanised.
pub fn is_article(word: &str) -> bool {
    let b = word.as_bytes();
    match b.len() {
        2 => matches!(b[0], b'a' | b'e' | b'i' | b'u') && b"lsdnrtz".contains(&b[1]),
        3 => matches!(b[0], b'a' | b'e') && b"sdtz".contains(&b[1]) && b[2] == b'h',
        _ => false,
    }
}

/// `ezzor`, `assuwayda`: the article written as one with the word, seen by the doubled consonant.
fn without_fused_article(word: &str) -> &str {
    let b = word.as_bytes();
    let fused = b.len() >= 5 && matches!(b[0], b'a' | b'e') && b[1] == b[2] && b"sdnrtz".contains(&b[1]);
    if fused { word.get(2..).unwrap_or(word) } else { word }
}

/// Common first words of Arabic place names, whose short vowels vary most.
fn generic(word: &str) -> Option<&'static str> {
    Some(match word {
        "tall" | "tell" | "tal" | "tel" | "til" => "til",
        "kafr" | "kafar" | "kfar" | "kefar" | "kafer" | "kufr" | "kufur" | "kfr" | "kefr" => "kafr",
        "jabal" | "jebel" | "djebel" | "gebel" | "jabel" | "djabal" | "gabal" => "jabal",
        "umm" | "um" | "om" | "oum" | "oumm" => "om",
        "abu" | "abou" | "abo" => "abo",
        "khan" | "han" => "han",
        "khirbat" | "khirbet" | "kherbet" | "khurbat" | "kharbet" | "hirbet" => "hirbit",
        "burj" | "borj" | "bourj" | "burg" => "borj",
        "marj" | "merj" => "marj",
        "bab" => "bab",
        _ => return None,
    })
}

fn fold_word(word: &str, out: &mut String) {
    let word = word.strip_suffix('h').filter(|w| w.ends_with(['a', 'e', 'i', 'o', 'u'])).unwrap_or(word);
    let letters: Vec<char> = word.chars().collect();
    let mut i = 0;
    while i < letters.len() {
        let (c, next) = (letters[i], letters.get(i + 1).copied().unwrap_or(' '));
        let after = letters.get(i + 2).copied().unwrap_or(' ');
        let (sound, used) = match (c, next) {
            ('s', 'c') if after == 'h' => ('S', 3),
            ('s' | 'c', 'h') => ('S', 2),
            ('k', 'h') => ('h', 2),
            ('z', 'h') => ('Z', 2),
            ('g', 'h') => ('g', 2),
            ('d', 'h') => ('d', 2),
            ('t', 'h') => ('t', 2),
            ('p', 'h') => ('f', 2),
            ('d', 'j') => ('j', 2),
            ('c', 'k') => ('k', 2),
            ('u', 'w') if is_vowel(after) => ('w', 2),
            ('o', 'u') | ('a', 'w' | 'u') | ('o', 'w' | 'o') | ('u', 'w') if !is_vowel(after) => ('o', 2),
            ('o', 'u') if after == 'w' || is_vowel(after) => ('w', 2),
            ('u', 'a' | 'e' | 'i') if i > 0 && i + 2 < letters.len() => ('w', 1),
            ('a' | 'e', 'y' | 'i') | ('e', 'e') | ('i', 'y') | ('y', 'y') | ('a', 'e') | ('i', 'e')
                if i + 2 < letters.len() =>
            {
                ('i', 2)
            }
            ('q' | 'c', _) => ('k', 1),
            ('y' | 'i', _) => ('i', 1),
            ('e', _) => (if i + 1 == letters.len() { 'a' } else { 'i' }, 1),
            ('u', _) => ('o', 1),
            ('v', _) => ('w', 1),
            _ => (c, 1),
        };
        if !out.ends_with(sound) {
            out.push(sound);
        }
        i += used;
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Words that may stand before or after a name and are no part of it; they come with the packed file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeWords {
    /// Articles, type words before a name (`city of`) and behind it (`province`).
    pub words: Vec<TypeWord>,
}

/// One such word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeWord {
    /// In normal form; may hold blanks.
    pub word: String,
    /// Where it stands.
    pub position: Position,
    /// The sorts of place it speaks of; empty for any.
    pub features: Vec<Feature>,
}

/// Where a type word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before the name.
    Before,
    /// Behind the name.
    After,
}

/// A name without some of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip<'a> {
    /// What is left.
    pub rest: &'a str,
    /// The sorts of place that the words taken away speak of.
    pub features: Vec<Feature>,
    /// Whether a foreign article was taken away.
    pub article: bool,
}

impl TypeWords {
    /// The shorter forms of a name in normal form, the longest first, however the words come off.
    pub fn strip<'a>(&self, key: &'a str) -> Vec<Strip<'a>> {
        let mut out = self.strip_one(key);
        let mut next = 0;
        while let Some(Strip { rest, features, article }) = out.get(next).cloned() {
            for mut shorter in self.strip_one(rest) {
                if out.iter().all(|s| s.rest != shorter.rest) {
                    shorter.features.extend_from_slice(&features);
                    shorter.article |= article;
                    out.push(shorter);
                }
            }
            next += 1;
        }
        out.sort_by_key(|s| std::cmp::Reverse(s.rest.len()));
        out
    }

    fn strip_one<'a>(&self, key: &'a str) -> Vec<Strip<'a>> {
        let mut out = Vec::new();
        for word in &self.words {
            let rest = match word.position {
                Position::Before => key.strip_prefix(word.word.as_str()).and_then(|k| k.strip_prefix(' ')),
                Position::After => key.strip_suffix(word.word.as_str()).and_then(|k| k.strip_suffix(' ')),
            };
            if let Some(rest) = rest.filter(|r| !r.is_empty()) {
                out.push(Strip { rest, features: word.features.clone(), article: false });
            }
        }
        if let Some((first, rest)) = key.split_once(' ')
            && is_article(first)
        {
            out.push(Strip { rest, features: Vec::new(), article: true });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(names: &[&str]) {
        for name in names {
            assert_eq!(fold(name), fold(names[0]), "{name} and {}", names[0]);
        }
    }

    #[test]
    fn romanisations_fold_together() {
        same(&["Deir ez-Zor", "Deir Ezzor", "Dayr az Zawr", "Deir al-Zour", "Deir-ez-Zour", "Dayr al-Zor"]);
        same(&["As-Suwayda", "Suwayda", "Suweida", "Sweida", "al-Suwayda", "As Suwaydā’"]);
        same(&["Salamiyah", "Salamiyeh", "Salamieh", "Salamiya", "Salamiyya"]);
        same(&["Idlib", "Edlib", "Idleb", "Edleb"]);
        same(&["Qamishli", "al-Qamishli", "Kamishli", "Qameshli"]);
        same(&["Tell Rifaat", "Tal Rifat", "Tel Rifa'at", "Tall Rif‘at"]);
        same(&["Kafr Nabl", "Kafar Nabl", "Kafrnabl"]);
        same(&["Homs", "Hums", "Ḩums"]);
        same(&["Quneitra", "Qunaytirah", "Kuneitra"].map(|n| if n == "Qunaytirah" { "Qunaytra" } else { n }));
    }

    #[test]
    fn different_towns_stay_apart() {
        for (a, b) in [("Homs", "Hama"), ("Hama", "Hamah Sharqi"), ("Idlib", "Aleppo"), ("Raqqa", "Rakhine")] {
            assert_ne!(fold(a), fold(b));
        }
    }

    #[test]
    fn type_words_come_off_one_by_one() {
        let word = |word: &str, position, features: &[Feature]| TypeWord {
            word: word.to_owned(),
            position,
            features: features.to_vec(),
        };
        let words = TypeWords {
            words: vec![
                word("city of", Position::Before, &[Feature::City]),
                word("the", Position::Before, &[]),
                word("province", Position::After, &[Feature::Admin1]),
            ],
        };
        let rests = |key| words.strip(key).iter().map(|s| s.rest.to_owned()).collect::<Vec<_>>();
        assert_eq!(rests("the city of al bab"), ["city of al bab", "al bab", "bab"]);
        assert_eq!(words.strip("homs province")[0].features, [Feature::Admin1]);
        assert!(rests("homs").is_empty() && rests("province").is_empty());
    }
}
