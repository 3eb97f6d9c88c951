//! Which of GeoNames' names are worth keeping, and how names are shown.

use any_ascii::any_ascii_char;
use dateline_core::gazetteer::normalise;
use std::collections::{BTreeSet, HashSet};

/// Inhabitants from which on a place keeps a main name that is also an ordinary word.
const LARGE: u32 = 50_000;
/// Inhabitants from which on it keeps an alternate name that is also an ordinary word.
const VERY_LARGE: u32 = 100_000;

/// Ordinary words, one to a line, as the project has them.
pub const COMMON_WORDS: &str = include_str!("../../../lexicons/places/common_words.txt");

/// Drops names that would be found everywhere.
#[derive(Debug)]
pub struct Filter {
    /// In normal form.
    pub common_words: HashSet<String>,
}

impl Filter {
    /// Reads a list of ordinary words, one to a line.
    pub fn read(text: &str) -> Filter {
        let words = text.lines().filter(|l| !l.starts_with('#')).map(|l| normalise(l.trim()));
        Filter { common_words: words.collect() }
    }

    /// The names to index a place under, each normal form once.
    pub fn keep(&self, name: &str, alternates: &[String], population: u32) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        let mut add = |name: &str, smallest: u32| {
            let key = normalise(name);
            let ordinary = self.is_ordinary(&key) && population < smallest;
            if !key.is_empty() && !ordinary && seen.insert(key) {
                out.push(name.to_owned());
            }
        };
        add(name, LARGE);
        for alternate in alternates.iter().filter(|a| is_a_name(a)) {
            add(alternate, VERY_LARGE);
        }
        out
    }

    /// The names to index a first-level division under: one that is an ordinary word (`Plateau`) only with a type word.
    pub fn keep_division(&self, names: &[String], type_words: &[&str]) -> Vec<String> {
        let mut out = Vec::new();
        for name in names {
            if self.is_ordinary(&normalise(name)) {
                out.extend(type_words.iter().map(|word| format!("{name} {word}")));
            } else {
                out.push(name.clone());
            }
        }
        out
    }

    /// Whether reports are read with this key for a place of this size.
    pub fn is_read(&self, key: &str, main: bool, population: u32) -> bool {
        population >= if main { LARGE } else { VERY_LARGE } || !self.is_ordinary(key)
    }

    /// Whether a name is an ordinary word, with or without an English article.
    fn is_ordinary(&self, key: &str) -> bool {
        self.common_words.contains(key.strip_prefix("the ").unwrap_or(key))
    }
}

/// A scholarly romanisation as newspapers print it: `Ḩamāh` as `Hamah`, without the signs for ayn and hamza.
pub fn plain(name: &str) -> String {
    let letters =
        name.chars().filter(|c| !matches!(c, '‘' | '’' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '\u{0300}'..='\u{036f}'));
    let mut out = String::new();
    for c in letters {
        match c {
            '\u{00c0}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => out.push_str(any_ascii_char(c)),
            _ => out.push(c),
        }
    }
    out
}

/// Whether an alternate name is a name in a script we read, and neither a code (`QHS`) nor one of the mechanical
/// transliterations that GeoNames stores in small letters (`h xms`).
pub fn is_a_name(name: &str) -> bool {
    key_of(name).is_some()
}

/// The normal form of an alternate name that [`is_a_name`].
pub fn key_of(name: &str) -> Option<String> {
    let first = name.chars().find(|c| c.is_alphabetic())?;
    if name.chars().count() > 60 || name.chars().any(|c| c.is_numeric() || matches!(c, ',' | '/' | '(' | ';')) {
        return None;
    }
    let fewest = match first {
        '\0'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => {
            let code = name.len() <= 4 && name.chars().all(|c| c.is_ascii_uppercase());
            if code || !name.chars().any(char::is_uppercase) {
                return None;
            }
            3
        }
        // Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian, Ethiopic, Burmese.
        '\u{0370}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{1000}'..='\u{10ff}' | '\u{1200}'..='\u{139f}' => 2,
        _ => return None,
    };
    Some(normalise(name)).filter(|key| key.chars().nth(fewest - 1).is_some())
}
