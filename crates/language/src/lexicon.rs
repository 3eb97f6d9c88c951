//! The small word lists that the tokenizer and the sentence splitter look things up in.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The word lists of `lexicons/en`, parsed once.
pub(crate) struct Lexicon {
    /// Abbreviations without their final full stop.
    abbreviations: HashMap<&'static str, Abbreviation>,
    /// Title abbreviations in capitals (`GEN`, `COL`).
    capital_titles: HashSet<String>,
    prefixes: HashSet<&'static str>,
    particles: HashSet<&'static str>,
    clitics: HashSet<&'static str>,
    /// Length in bytes of the first part, by the whole contraction in lower case.
    contractions: HashMap<String, usize>,
    whole_words: HashSet<&'static str>,
    units: HashSet<&'static str>,
    domains: HashSet<&'static str>,
    starters: HashSet<&'static str>,
    noun_pairs: HashSet<&'static str>,
    raising: HashSet<&'static str>,
    stand_ins: Vec<(&'static str, &'static str)>,
    /// The longest first.
    symbols: Vec<&'static str>,
}

/// How an abbreviation behaves at the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// A word follows, so no sentence ends here (`Gen.`).
    Title,
    /// An abbreviation only before a figure (`No. 5`).
    Number,
    /// May end a sentence (`Inc.`).
    Plain,
}

impl Lexicon {
    /// The lists, parsed on first use.
    pub(crate) fn get() -> &'static Lexicon {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Lexicon::parse)
    }

    fn parse() -> Lexicon {
        let abbreviations: HashMap<_, _> = lines(include_str!("../../../lexicons/en/abbreviations.txt"))
            .map(|line| {
                let (word, class) = line.split_once('\t').unwrap_or((line, ""));
                let class = match class {
                    "title" => Abbreviation::Title,
                    "number" => Abbreviation::Number,
                    _ => Abbreviation::Plain,
                };
                (word.strip_suffix('.').unwrap_or(word), class)
            })
            .collect();
        let capital_titles =
            abbreviations.iter().filter(|(_, c)| **c == Abbreviation::Title).map(|(w, _)| w.to_uppercase()).collect();
        let mut symbols: Vec<_> = lines(include_str!("../../../lexicons/en/symbols.txt")).collect();
        symbols.sort_by_key(|s| std::cmp::Reverse(s.len()));
        Lexicon {
            symbols,
            noun_pairs: lines(include_str!("../../../lexicons/en/noun_pairs.txt")).collect(),
            abbreviations,
            capital_titles,
            prefixes: lines(include_str!("../../../lexicons/en/prefixes.txt")).collect(),
            particles: lines(include_str!("../../../lexicons/en/name_particles.txt")).collect(),
            clitics: lines(include_str!("../../../lexicons/en/clitics.txt")).collect(),
            contractions: lines(include_str!("../../../lexicons/en/contractions.txt"))
                .filter_map(|line| line.split_once('|'))
                .map(|(first, second)| (format!("{first}{second}"), first.len()))
                .collect(),
            whole_words: lines(include_str!("../../../lexicons/en/whole_words.txt")).collect(),
            units: lines(include_str!("../../../lexicons/en/units.txt")).collect(),
            domains: lines(include_str!("../../../lexicons/en/domains.txt")).collect(),
            starters: lines(include_str!("../../../lexicons/en/sentence_starters.txt")).collect(),
            stand_ins: lines(include_str!("../../../lexicons/en/stand-ins.txt"))
                .filter_map(|line| line.split_once('\t'))
                .filter(|(name, other)| name.len() == other.len())
                .collect(),
            raising: lines(include_str!("../../../lexicons/en/raising-verbs.txt")).collect(),
        }
    }

    /// The class of `word` (without its full stop) if it is an abbreviation.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        match self.abbreviations.get(word) {
            Some(class) => Some(*class),
            None => self.capital_titles.contains(word).then_some(Abbreviation::Title),
        }
    }

    /// Whether `word` is a prefix that keeps its hyphen.
    pub(crate) fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.contains(word.to_lowercase().as_str())
    }

    /// Whether a verb, by its dictionary form, takes its subject from the verb after it (`seems to know`).
    pub(crate) fn is_raising(&self, lemma: &str) -> bool {
        self.raising.contains(lemma)
    }

    /// Names that look like other words, each with one as long that does not.
    pub(crate) fn stand_ins(&self) -> &[(&'static str, &'static str)] {
        &self.stand_ins
    }

    /// Whether `word` is a particle of romanised names.
    pub(crate) fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(word.to_lowercase().as_str())
    }

    /// Whether `plain` (lower case, straight apostrophe) is a clitic.
    pub(crate) fn is_clitic(&self, plain: &str) -> bool {
        self.clitics.contains(plain)
    }

    /// Length of the first of the two words that `plain` is made of.
    pub(crate) fn contraction(&self, plain: &str) -> Option<usize> {
        self.contractions.get(plain).copied()
    }

    /// Whether `plain` only looks as if it ended in a clitic.
    pub(crate) fn is_whole(&self, plain: &str) -> bool {
        self.whole_words.contains(plain)
    }

    /// Whether `word` is a unit that may be glued to a figure.
    pub(crate) fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    /// Whether two words, in lower case, are nouns together although the second looks like a verb.
    pub(crate) fn is_noun_pair(&self, first: &str, second: &str) -> bool {
        self.noun_pairs.contains(format!("{first} {second}").as_str())
    }

    /// The sign of several marks that `text` begins with, if no letter or digit follows it.
    pub(crate) fn symbol(&self, text: &str) -> Option<&'static str> {
        let follows = |s: &str| text[s.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        self.symbols.iter().copied().find(|s| text.starts_with(s) && follows(s))
    }

    /// Whether `word` ends internet or file names.
    pub(crate) fn is_domain(&self, word: &str) -> bool {
        self.domains.contains(word.to_lowercase().as_str())
    }

    /// Whether `word` in capitals after an abbreviation begins a sentence.
    pub(crate) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(plain(word).as_str())
    }
}

/// The entries of a list file: its lines without comments and blanks.
pub(crate) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The word in lower case with plain quotes, dashes and dots and without invisible characters.
pub(crate) fn plain(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_graphic()) {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '‘' | '’' | '‚' | 'ʼ' | '‛' | 'ʻ' | 'ʾ' | 'ʿ' | '`' | '´' | '′' => out.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '–' | '—' | '―' | '‐' | '‑' | '‒' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            c if is_invisible(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    if out.is_empty() { word.to_owned() } else { out }
}

/// Characters that take no room and belong to the word they touch.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
        || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_files_are_sorted_and_name_their_source() {
        for file in [
            include_str!("../../../lexicons/en/abbreviations.txt"),
            include_str!("../../../lexicons/en/prefixes.txt"),
            include_str!("../../../lexicons/en/name_particles.txt"),
            include_str!("../../../lexicons/en/clitics.txt"),
            include_str!("../../../lexicons/en/contractions.txt"),
            include_str!("../../../lexicons/en/whole_words.txt"),
            include_str!("../../../lexicons/en/units.txt"),
            include_str!("../../../lexicons/en/domains.txt"),
            include_str!("../../../lexicons/en/sentence_starters.txt"),
            include_str!("../../../lexicons/en/symbols.txt"),
            include_str!("../../../lexicons/en/noun_pairs.txt"),
        ] {
            assert!(file.contains("# Format:") && file.contains("# Source:"));
            let entries: Vec<_> = lines(file).collect();
            assert!(entries.is_sorted(), "{:?}", entries.windows(2).find(|w| w[0] > w[1]));
        }
    }

    #[test]
    fn plain_makes_quotes_dashes_and_case_plain() {
        assert_eq!(plain("They’ve"), "they've");
        assert_eq!(plain("“"), "\"");
        assert_eq!(plain("—"), "-");
        assert_eq!(plain("Da\u{ad}ra"), "dara");
        assert_eq!(plain("\u{200b}"), "\u{200b}");
    }
}
