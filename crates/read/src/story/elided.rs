//! Subjects that a clause leaves out.

use super::{LONGEST_ENTRY, LONGEST_HEADING, Story};
use dateline_core::reading::{Relation, Sentence, Tag};

impl Story<'_> {
    /// What an entry of a list is about, for a verb that opens a sentence and lacks its subject (`Taken by the army on
    /// 5 May. Retaken a week later.`): the name before the colon with which the paragraph begins, or the name that alone
    /// is the paragraph before.
    pub(super) fn topic(&self, verb: usize) -> Option<usize> {
        let opens = |s: &Sentence, verb: usize| {
            (s.tokens.start as usize..verb).all(|i| matches!(self.token(i).tag, Tag::Adv | Tag::Punct))
        };
        let sentences = &self.reading.sentences;
        let mut at = *self.sentence_of.get(verb)?;
        if !opens(sentences.get(at)?, verb) {
            return None;
        }
        let paragraph = sentences.get(at)?.paragraph;
        for _ in 0..LONGEST_ENTRY {
            at = at.checked_sub(1)?;
            let before = sentences.get(at)?;
            let range = before.tokens.start as usize..before.tokens.end as usize;
            let root = range.clone().find(|i| self.head(*i).is_none())?;
            let named = self.token(root).tag == Tag::Propn
                && range.clone().take_while(|i| *i != root).all(|i| self.head(i) == Some(root));
            if before.paragraph != paragraph {
                let alone = range.len() <= LONGEST_HEADING && !range.clone().any(|i| self.is_verb(i));
                return (named && alone).then_some(root);
            }
            let labelled = range.clone().skip_while(|i| *i <= root).find(|i| self.token(*i).tag == Tag::Punct);
            if named && labelled.is_some_and(|i| self.word(i) == ":" && i - range.start <= LONGEST_HEADING) {
                return Some(root);
            }
        }
        None
    }

    /// Whom somebody calls upon to do what an infinitive tells: `called on | the rebels | to withdraw`.
    pub(super) fn called_upon(&self, infinitive: usize, verb: usize) -> Option<usize> {
        let calls = self.token(infinitive).xpos == "VB" && self.rules.in_list("appeal-verbs", self.token(verb));
        let case = |o: &usize| self.dependents(*o, &[Relation::Case]).next().is_some();
        self.dependents(verb, &[Relation::Obl]).filter(|_| calls).find(|o| verb < *o && *o < infinitive && case(o))
    }
}
