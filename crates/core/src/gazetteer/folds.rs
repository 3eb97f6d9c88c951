//! Looser forms of names than the fold, for candidates only: reports are not read with them, people who search are.
//!
//! What becomes of what stands in `lexicons/places/romanisation.tsv`; here is how such rules are applied.

use super::names::normalise;
use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
    sync::LazyLock,
};

/// A loose fold shorter than this says too little to be looked up.
pub const SHORTEST_LOOSE_FOLD: usize = 5;
/// A skeleton shorter than this says too little to be looked up.
pub const SHORTEST_SKELETON: usize = 3;

/// Sounds of a word before which `long` does not hold.
const LONG: usize = 4;

/// The rules.
const TABLE: &str = include_str!("../../../../lexicons/places/romanisation.tsv");

static RULES: LazyLock<[Rules; 2]> = LazyLock::new(|| [Script::Arabic, Script::Cyrillic].map(Rules::read));

/// From which script names were romanised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Arabic, and Hebrew, Persian and others that go by its rules.
    Arabic,
    /// Cyrillic.
    Cyrillic,
}

impl Script {
    /// All scripts with rules.
    pub const ALL: [Script; 2] = [Script::Arabic, Script::Cyrillic];

    /// The first letter of its loose folds.
    fn mark(self) -> char {
        match self {
            Script::Arabic => '=',
            Script::Cyrillic => '+',
        }
    }

    fn rules(self) -> &'static Rules {
        &RULES[self as usize]
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(name: &str) -> Result<Script, String> {
        match name {
            "arabic" => Ok(Script::Arabic),
            "cyrillic" => Ok(Script::Cyrillic),
            other => Err(format!("`{other}` is neither `arabic` nor `cyrillic`")),
        }
    }
}

/// The consonants of a name as romanised from Arabic, with a mark for a vowel at the start.
///
/// ```
/// use dateline_core::gazetteer::skeleton;
/// assert_eq!(skeleton("Rastan"), skeleton("Ar-Rustun"));
/// ```
pub fn skeleton(name: &str) -> String {
    skeleton_of_fold(&loose_fold(&normalise(name), Script::Arabic), Script::Arabic)
}

/// A form in which nearly all romanisations of one name are the same, by the rules of its script, and some different names
/// are: without articles and blanks, with one vowel for `a`, `e`, `i`. Forms of different scripts are never the same, nor
/// is one a skeleton.
///
/// ```
/// use dateline_core::gazetteer::folds::{Script, loose_fold};
/// let cyrillic = |name| loose_fold(name, Script::Cyrillic);
/// assert_eq!(cyrillic("petrivka"), cyrillic("petrovka"));
/// assert_eq!(cyrillic("chernihiv"), cyrillic("tschernigow"));
/// assert_eq!(loose_fold("khirbat al jawz", Script::Arabic), loose_fold("kherbet el joz", Script::Arabic));
/// ```
pub fn loose_fold(key: &str, script: Script) -> String {
    let rules = script.rules();
    let mut out = String::with_capacity(key.len() + 1);
    out.push(script.mark());
    let mut words = key.split(' ').peekable();
    let several = key.contains(' ');
    while let Some(word) = words.next() {
        let last = words.peek().is_none();
        if several && rules.articles.contains(word) {
            continue;
        }
        let word = rules.without_fused_article(word);
        match rules.words.get(word) {
            Some(same) => out.push_str(same),
            None => rules.fold_word(word, last, &mut out),
        }
    }
    out
}

/// The [`skeleton`] of a name of which the [`loose_fold`] is known.
pub fn skeleton_of_fold(fold: &str, script: Script) -> String {
    let rules = script.rules();
    let mut out = String::with_capacity(fold.len());
    if script == Script::Cyrillic {
        out.push(OF_CYRILLIC_BONES);
    }
    for (i, c) in fold.chars().skip(1).enumerate() {
        match rules.bones.get(&c) {
            Some(None) if i == 0 => out.push('a'),
            Some(None) => {}
            Some(Some(bone)) if out.ends_with(*bone) => {}
            Some(Some(bone)) => out.push(*bone),
            None if out.ends_with(c) => {}
            None => out.push(c),
        }
    }
    out
}

/// Marks skeletons of names from Cyrillic.
const OF_CYRILLIC_BONES: char = '~';

/// A number that differs whenever names are folded differently, so that keys made before are not searched in vain.
pub fn folds_version() -> u32 {
    // FNV-1a; it need not withstand anybody.
    static VERSION: LazyLock<u32> = LazyLock::new(|| {
        let start = 0x811c_9dc5u32 ^ MECHANISM;
        TABLE.bytes().fold(start, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    });
    *VERSION
}

/// To be raised with every change of what the code makes of the rules, of `fold` or of [`normalise`].
const MECHANISM: u32 = 1;

/// The rules of one script.
#[derive(Debug, Default)]
struct Rules {
    articles: HashSet<&'static str>,
    fused: Vec<&'static str>,
    words: HashMap<&'static str, &'static str>,
    /// By the first letter.
    sounds: [Vec<Sound>; 26],
    bones: HashMap<char, Option<char>>,
}

/// Letters and what they become.
#[derive(Debug)]
struct Sound {
    letters: &'static str,
    places: Vec<Place>,
    becomes: &'static str,
}

/// Where a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Inner,
    End,
    BeforeVowel,
    BeforeConsonant,
    BeforeHard,
    LastWord,
    Long,
}

impl Rules {
    fn read(script: Script) -> Rules {
        let mut out = Rules::default();
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            let (kind, of, spellings, place, becomes) = (next(), next(), next(), next(), next());
            if of.parse() != Ok(script) {
                continue;
            }
            for spelling in spellings.split('|') {
                match kind {
                    "article" => drop(out.articles.insert(spelling)),
                    "fused" => out.fused.push(spelling),
                    "word" => drop(out.words.insert(spelling, place)),
                    "bone" => drop(
                        out.bones
                            .insert(spelling.chars().next().unwrap_or('-'), place.chars().next().filter(|&c| c != '-')),
                    ),
                    _ => {
                        let places = place.split(',').filter_map(Place::read).collect();
                        let sound = Sound { letters: spelling, places, becomes };
                        if let Some(list) = spelling.bytes().next().and_then(|b| out.sounds.get_mut(letter(b))) {
                            list.push(sound);
                        }
                    }
                }
            }
        }
        out
    }

    /// `ezzor`: the article written as one with the word, seen by the doubled consonant.
    fn without_fused_article<'a>(&self, word: &'a str) -> &'a str {
        let fused = |article: &&&str| word.starts_with(**article) && word[article.len()..].starts_with(&article[1..]);
        let article = self.fused.iter().filter(|_| word.len() > LONG).find(fused);
        article.map_or(word, |article| &word[article.len()..])
    }

    fn fold_word(&self, word: &str, last: bool, out: &mut String) {
        // A final `h` behind a vowel is a way to write the vowel.
        let word = word.strip_suffix('h').filter(|w| w.ends_with(is_vowel)).unwrap_or(word);
        let start = out.len();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let at = At { before: word.len() - rest.len(), sounds: out.len() - start, last };
            let rules = self.sounds.get(letter(first as u8)).filter(|_| first.is_ascii());
            let rule = rules.into_iter().flatten().find(|rule| {
                rest.strip_prefix(rule.letters).is_some_and(|after| rule.places.iter().all(|p| p.holds(&at, after)))
            });
            let mut itself = [0; 4];
            let (becomes, used) = match rule {
                Some(rule) => (rule.becomes, rule.letters.len()),
                None => (&*first.encode_utf8(&mut itself), first.len_utf8()),
            };
            for sound in becomes.chars() {
                if !out.ends_with(sound) {
                    out.push(sound);
                }
            }
            rest = &rest[used..];
        }
    }
}

/// A position in a word.
struct At {
    /// Bytes before it.
    before: usize,
    /// Bytes of the word's fold so far.
    sounds: usize,
    /// Whether the word is the last.
    last: bool,
}

impl Place {
    fn read(name: &str) -> Option<Place> {
        Some(match name {
            "start" => Place::Start,
            "inner" => Place::Inner,
            "end" => Place::End,
            "vowel" => Place::BeforeVowel,
            "consonant" => Place::BeforeConsonant,
            "hard" => Place::BeforeHard,
            "last" => Place::LastWord,
            "long" => Place::Long,
            _ => return None,
        })
    }

    fn holds(self, at: &At, after: &str) -> bool {
        match self {
            Place::Start => at.before == 0,
            Place::Inner => at.before > 0,
            Place::End => after.is_empty(),
            Place::BeforeVowel => after.starts_with(is_vowel),
            Place::BeforeConsonant => !after.starts_with(is_vowel),
            Place::BeforeHard => after.starts_with(['a', 'o', 'u', 'r', 'l', 't']),
            Place::LastWord => at.last,
            Place::Long => at.sounds >= LONG,
        }
    }
}

fn letter(byte: u8) -> usize {
    usize::from(byte.wrapping_sub(b'a'))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(script: Script, names: &[&str]) {
        let fold = |name| loose_fold(&normalise(name), script);
        for name in names {
            assert_eq!(fold(name), fold(names[0]), "{name} and {}", names[0]);
        }
    }

    #[test]
    fn romanisations_from_arabic_fold_together() {
        let same = |names: &[&str]| same(Script::Arabic, names);
        same(&["Deir ez-Zor", "Deir Ezzor", "Dayr az Zawr", "Deir al-Zour", "Deir-ez-Zour", "Dayr al-Zor"]);
        same(&["As-Suwayda", "Suwayda", "Suweida", "Sweida", "al-Suwayda", "As Suwaydā’"]);
        same(&["Salamiyah", "Salamiyeh", "Salamieh", "Salamiya", "Salamiyya", "Salamiyé"]);
        same(&["Qamishli", "al-Qamishli", "Kamishli", "Qameshli", "Kamichli"]);
        same(&["Khirbat al-Jawz", "Kherbet el Joz", "Khirbet ej-Jauz"]);
        same(&["Hamad", "Hamid", "Hamed"]);
    }

    #[test]
    fn so_do_those_from_cyrillic() {
        let same = |names: &[&str]| same(Script::Cyrillic, names);
        same(&["Kharkiv", "Kharkov", "Kharkiw"]);
        same(&["Chernihiv", "Chernigov", "Tschernihiw", "Černihiv"]);
        same(&["Oleksandrivka", "Oleksandrovka"]);
        same(&["Hlynna", "Glinna", "Hlinna"]);
        same(&["Shevchenkove", "Shevchenkovo", "Schewtschenkowe"]);
        same(&["Druzhkivka", "Druzhkovka"]);
    }

    #[test]
    fn different_towns_stay_apart() {
        let arabic = |name| loose_fold(name, Script::Arabic);
        for (a, b) in [("homs", "hama"), ("hama", "hamah sharqi"), ("idlib", "aleppo"), ("raqqa", "rakhine")] {
            assert_ne!(arabic(a), arabic(b));
        }
        let cyrillic = |name| loose_fold(name, Script::Cyrillic);
        for (a, b) in [("kyiv", "lviv"), ("sumy", "samara"), ("bakhmut", "kharkiv"), ("petrivka", "pavlivka")] {
            assert_ne!(cyrillic(a), cyrillic(b));
        }
        assert_ne!(cyrillic("rastan"), arabic("rastan"), "each script by itself");
    }

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 5, "{line}");
            assert!(["article", "fused", "word", "sound", "bone"].contains(&fields[0]), "{line}");
            assert!(fields[1].parse::<Script>().is_ok(), "{line}");
            if fields[0] == "sound" {
                assert!(fields[3] == "any" || fields[3].split(',').all(|p| Place::read(p).is_some()), "{line}");
            }
        }
    }

    #[test]
    fn any_text_folds() {
        for text in ["", " ", "h", "حمص", "ß", "ezzür", "\u{1f600}x", "éé", "aaaa", "1st army"] {
            for script in Script::ALL {
                skeleton_of_fold(&loose_fold(&normalise(text), script), script);
                loose_fold(text, script);
            }
        }
    }
}
