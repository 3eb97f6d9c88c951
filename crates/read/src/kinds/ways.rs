//! Where a movement leads from and to.

use super::{Frame, paths::placed};
use crate::{
    rules::{Path, Step},
    story::Story,
};
use dateline_core::{Kind, PlaceMention, kind::Family};

/// The table of prepositions.
const PREPOSITIONS: &str = "whereabouts.ways";

/// Where those who move come from and where they go to, as far as the words by the event name it.
pub(super) fn ways(story: &Story<'_>, frame: &Frame<'_>) -> (Option<PlaceMention>, Option<PlaceMention>) {
    let kind = frame.rule.body.kind;
    if kind.family() != Family::Movement && kind != Kind::Withdraws {
        return (None, None);
    }
    (end(story, frame, "from"), end(story, frame, "to"))
}

fn end(story: &Story<'_>, frame: &Frame<'_>, name: &str) -> Option<PlaceMention> {
    let prepositions = story.rules.table(PREPOSITIONS, name)?.split_whitespace();
    let path = |preposition: &str| Path { step: Step::Preposition(preposition.to_owned()), filter: None };
    let places = prepositions.flat_map(|p| placed(story, &frame.found, &path(p), true));
    places.map(|(_, place)| place).find(|place| !place.inherited)
}
