//! Teams that bear the names of places: `a match against Barcelona`. The rules of `rules/en/places/` of the sort `team`
//! find them; they are no places.

use crate::{rules::places::PlaceSort, story::Story};
use std::ops::Range;

/// A name that means a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Tokens of the words that say so, the name among them.
    pub range: Range<usize>,
    /// Tokens of the names.
    pub names: Vec<Range<usize>>,
    /// Id of the rule.
    pub rule: String,
}

/// Finds them among the places of the story.
pub fn find(story: &Story<'_>) -> Vec<Team> {
    let sentences = story.reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    let with_places = sentences.filter(|words| !story.places_in(words).is_empty());
    with_places.flat_map(|words| words.clone().filter_map(move |at| team_at(story, at, words.end))).collect()
}

fn team_at(story: &Story<'_>, at: usize, limit: usize) -> Option<Team> {
    let rules = story.rules.places.starting_with(story.token(at));
    rules.into_iter().filter(|rule| rule.body.sort == PlaceSort::Team).find_map(|rule| {
        let found = rule.pattern.match_at(story, at, limit)?;
        let names = ["place", "other"].into_iter().filter_map(|name| found.captures.get(name));
        let names = names.map(|&(start, end)| start..end).collect();
        Some(Team { range: found.start..found.end, names, rule: rule.id.clone() })
    })
}
