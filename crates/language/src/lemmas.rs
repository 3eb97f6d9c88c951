//! Gives each word its dictionary form: first a list of exceptions, then rules by Penn tag and ending.

use crate::lexicon::lines;
use crate::model::ModelError;
use crate::tags::Tags;
use dateline_core::reading::Tag;
use std::collections::HashMap;
use std::str::FromStr;

/// Endings of more characters than this are not looked up.
pub(crate) const LONGEST_ENDING: usize = 6;

/// Exceptions and rules of the lemmatizer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lemmas {
    /// By word and tag.
    pub(crate) exceptions: HashMap<String, Vec<(Tag, String)>>,
    /// By ending: what to take off and put on, for each Penn tag.
    pub(crate) rules: HashMap<String, Vec<(u8, Edit)>>,
}

/// A change at the end of a word: how many characters go, and what comes instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Edit {
    pub(crate) strip: u8,
    pub(crate) add: String,
}

impl Edit {
    /// The changed word, if it is long enough.
    pub(crate) fn apply(&self, word: &str) -> Option<String> {
        let mut kept = word;
        for _ in 0..self.strip {
            let last = kept.chars().next_back()?;
            kept = &kept[..kept.len() - last.len_utf8()];
        }
        (!kept.is_empty()).then(|| format!("{kept}{}", self.add))
    }
}

impl Lemmas {
    /// The dictionary form of a word given in lower case. Names keep their form.
    pub(crate) fn lemma(&self, form: &str, tags: Tags) -> String {
        let listed = self.exceptions.get(form).and_then(|all| all.iter().find(|(tag, _)| *tag == tags.tag));
        if let Some((_, lemma)) = listed {
            return lemma.clone();
        }
        if tags.tag == Tag::Propn {
            return form.to_owned();
        }
        // No past form of a regular verb ends in `s`: what was tagged so is a present (`an account Kyiv rejects`).
        let past = tags.tag == Tag::Verb && matches!(tags.xpos(), "VBD" | "VBN");
        let penn = if past && form.ends_with('s') { Tags::new(tags.tag, "VBZ").penn } else { tags.penn };
        self.by_rule(form, penn).unwrap_or_else(|| form.to_owned())
    }

    /// What the rule of the longest known ending says.
    pub(crate) fn by_rule(&self, form: &str, penn: u8) -> Option<String> {
        endings(form).find_map(|ending| {
            let (_, edit) = self.rules.get(ending)?.iter().find(|(p, _)| *p == penn)?;
            edit.apply(form)
        })
    }

    /// Reads both lists of a model; the list in `lexicons/en` comes last, so that it has the last word.
    pub(crate) fn read(exceptions: &str, rules: &str) -> Result<Lemmas, ModelError> {
        let mut lemmas = Lemmas::default();
        for line in exceptions.lines() {
            lemmas.except(line).ok_or(ModelError::damaged("the list of lemmas"))?;
        }
        for line in rules.lines() {
            lemmas.rule(line).ok_or(ModelError::damaged("a rule for lemmas"))?;
        }
        for line in lines(include_str!("../../../lexicons/en/irregular_forms.txt")) {
            lemmas.except(line);
        }
        Ok(lemmas)
    }

    /// Enters `word, tag, lemma`, parted by tabs; a later entry replaces an earlier one.
    pub(crate) fn except(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split('\t');
        let (form, tag, lemma) = (fields.next()?, Tag::from_str(fields.next()?).ok()?, fields.next()?);
        let all = self.exceptions.entry(form.to_owned()).or_default();
        all.retain(|(known, _)| *known != tag);
        all.push((tag, lemma.to_owned()));
        Some(())
    }

    /// Enters `ending, Penn tag number, characters off, characters on`, parted by tabs.
    fn rule(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split('\t');
        let (ending, penn) = (fields.next()?, fields.next()?.parse().ok()?);
        let edit = Edit { strip: fields.next()?.parse().ok()?, add: fields.next()?.to_owned() };
        self.rules.entry(ending.to_owned()).or_default().push((penn, edit));
        Some(())
    }
}

/// The endings of a word, longest first, down to the empty one; the whole word is no ending.
pub(crate) fn endings(form: &str) -> impl Iterator<Item = &str> {
    let count = form.chars().count();
    let skip = count.saturating_sub(LONGEST_ENDING).max(1);
    form.char_indices().skip(skip).map(|(i, _)| &form[i..]).chain(std::iter::once(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_shrink_and_never_are_the_whole_word() {
        assert_eq!(endings("taken").collect::<Vec<_>>(), ["aken", "ken", "en", "n", ""]);
        assert_eq!(endings("a").collect::<Vec<_>>(), [""]);
        assert_eq!(endings("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn the_list_of_irregular_forms_is_well_formed() {
        let mut lemmas = Lemmas::default();
        for line in lines(include_str!("../../../lexicons/en/irregular_forms.txt")) {
            assert!(lemmas.except(line).is_some(), "{line}");
        }
        assert!(lemmas.exceptions.len() > 100);
    }
}
