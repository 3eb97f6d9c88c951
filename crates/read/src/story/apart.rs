//! What clauses behind a comma belong to.

use super::Story;
use dateline_core::reading::Relation;

/// So many words on, a place may still be that of a noun before.
const FARTHEST: usize = 6;

impl Story<'_> {
    /// What a participle behind a verb of speech between commas goes with: `gunmen stormed the camp, the army said, | killing
    /// two soldiers`. What speakers do by speaking (`the army said, blaming rebels`) is theirs.
    pub(super) fn told_before(&self, i: usize, speech: usize) -> Option<usize> {
        let is = |i: usize, list: &str| self.rules.in_list(list, self.token(i));
        let spoken = self.token(i).relation == Relation::Advcl && self.token(i).xpos == "VBG" && i > speech;
        let own = ["speech-verbs", "denial-verbs", "speakers-acts"].iter().any(|list| is(i, list));
        if !spoken || own || !is(speech, "speech-verbs") || self.word(self.subtree(i).start.saturating_sub(1)) != "," {
            return None;
        }
        self.dependents(speech, &[Relation::Ccomp, Relation::Parataxis]).find(|c| *c < speech && self.is_verb(*c))
    }

    /// What a clause behind a comma describes: `the base in Gezira state, | which the army took` is the base.
    pub(super) fn outer(&self, noun: usize) -> usize {
        let capturable =
            |n: &usize| ["military-posts", "place-types"].iter().any(|list| self.rules.in_list(list, self.token(*n)));
        let apart = self.subtree(noun).any(|i| i > noun && self.token(i).form == ",");
        let within = apart && self.has_preposition(noun, "in");
        let base = match self.token(noun).relation {
            Relation::Nmod => self.head(noun),
            // The tree may have the place from the verb: `seized | the base | in Gezira state, which ...`.
            Relation::Obl => self.head(noun).and_then(|v| self.dependents(v, &[Relation::Obj]).last()),
            _ => None,
        };
        let beside = |n: &usize| self.phrase(*n).range.end <= noun && noun - *n <= FARTHEST;
        base.filter(|n| within && capturable(n) && beside(n)).unwrap_or(noun)
    }
}
