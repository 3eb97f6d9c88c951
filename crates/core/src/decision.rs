//! Recorded human choices: which names are one actor, which claims are about one event, which reports go
//! back to one text.
//!
//! The ledger keeps them as entries and the picture follows them whenever it is derived, so that they hold for reports
//! that come later, and taking one back restores what was before.

use crate::actors::ActorClass;
use jiff::Timestamp;
use std::collections::HashMap;

/// An actor as a choice names it: enough to know it again where no file lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedActor {
    /// Id in the actor file, or `name:<key>`.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Sort of actor.
    pub class: ActorClass,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// All that means `from` means `into`.
    MergeActors {
        /// The actor that remains.
        into: NamedActor,
        /// The one that is the same.
        from: NamedActor,
    },
    /// A name that means an actor is somebody else's.
    SplitActor {
        /// Id of the actor that no longer bears the name.
        actor: String,
        /// The name as reports write it.
        name: String,
    },
    /// The events of two claims are one.
    MergeEvents {
        /// Id of a claim of the one.
        one: String,
        /// Id of a claim of the other.
        other: String,
    },
    /// Some claims of an event are about another one.
    SplitEvent {
        /// Id of a claim that stays.
        from: String,
        /// Ids of those that leave, together.
        claims: Vec<String>,
    },
    /// The groups of copies of two reports are one.
    MergeCopies {
        /// Id of a report of the one.
        one: String,
        /// Id of a report of the other.
        other: String,
    },
    /// Some reports of a group of copies do not go back to the same text.
    SplitCopies {
        /// Id of a report that stays.
        from: String,
        /// Ids of those that leave, together.
        reports: Vec<String>,
    },
    /// An earlier decision does not hold.
    Undo {
        /// Its number.
        number: i64,
    },
}

/// A recorded choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number, from 1, in the order of recording.
    pub number: i64,
    /// What was chosen.
    pub choice: Choice,
    /// Who chose.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the words of whoever chose.
    pub note: Option<String>,
}

/// The numbers of the decisions that do not hold, with that of the undoing. Undoing an undo restores what it took back.
pub fn undone(decisions: &[Decision]) -> HashMap<i64, i64> {
    let mut undone = HashMap::new();
    for decision in decisions.iter().rev() {
        if let Choice::Undo { number } = decision.choice
            && number < decision.number
            && !undone.contains_key(&decision.number)
        {
            undone.insert(number, decision.number);
        }
    }
    undone
}

/// The decisions that hold, oldest first, without the undoings.
pub fn in_force(decisions: &[Decision]) -> Vec<&Decision> {
    let undone = undone(decisions);
    let holds = |d: &&Decision| !undone.contains_key(&d.number) && !matches!(d.choice, Choice::Undo { .. });
    decisions.iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions(choices: Vec<Choice>) -> Vec<Decision> {
        let at = Timestamp::UNIX_EPOCH;
        let recorded = |(number, choice)| Decision { number, choice, who: "me".to_owned(), at, note: None };
        (1..).zip(choices).map(recorded).collect()
    }

    fn split() -> Choice {
        Choice::SplitActor { actor: "hts".to_owned(), name: "Nusra".to_owned() }
    }

    fn holding(choices: Vec<Choice>) -> Vec<i64> {
        in_force(&decisions(choices)).iter().map(|d| d.number).collect()
    }

    #[test]
    fn an_undone_decision_does_not_hold_until_its_undoing_is_undone() {
        let undo = |number| Choice::Undo { number };
        assert_eq!(holding(vec![split(), split()]), [1, 2]);
        assert_eq!(holding(vec![split(), split(), undo(1)]), [2]);
        assert_eq!(holding(vec![split(), split(), undo(1), undo(3)]), [1, 2]);
        assert_eq!(holding(vec![split(), undo(1), undo(1), undo(2)]), [] as [i64; 0]);
        assert_eq!(undone(&decisions(vec![split(), undo(1)])).get(&1), Some(&2));
        assert_eq!(holding(vec![undo(2), split()]), [2], "nothing is undone before it is decided");
    }
}
