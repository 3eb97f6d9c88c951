//! What somebody only answers to: it is not what they say.

use crate::story::Story;
use dateline_core::reading::Relation;
use std::ops::Range;

/// The reports that somebody speaks of: `replied to | reports that ...`, `said of | claims that ...`.
pub(crate) fn answered(story: &Story<'_>, cue: usize) -> Option<Range<usize>> {
    let is = |i: usize, list: &str| story.rules.in_list(list, story.token(i));
    let mut below = story.dependents(cue, &[Relation::Obl, Relation::Nmod]);
    let report = below.find(|n| {
        *n > cue
            && is(*n, "report-nouns")
            && story.dependents(*n, &[Relation::Case]).any(|c| is(c, "answer-prepositions"))
    })?;
    Some(story.subtree(report))
}

/// Content without the reports that are only spoken of, and without the question before it.
pub(super) fn said(story: &Story<'_>, cue: usize, content: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let topic = answered(story, cue).map_or(usize::MAX, |t| t.start);
    let question = asked(story, cue).unwrap_or_default();
    let cut = |r: Range<usize>| {
        let start = if question.contains(&r.start) { question.end } else { r.start };
        start..if r.end > topic { r.end.min(topic) } else { r.end }
    };
    content.into_iter().map(cut).collect()
}

/// Whether a noun stands for nobody: `no group`, `nobody`.
pub(crate) fn is_nobody(story: &Story<'_>, noun: usize) -> bool {
    let negates = |i: usize| story.rules.in_list("negators", story.token(i));
    story.dependents(noun, &[Relation::Det]).any(negates) || story.rules.in_list("nobody-words", story.token(noun))
}

/// What somebody was asked before speaking: `| asked whether the town had fallen, | the governor said no`.
fn asked(story: &Story<'_>, cue: usize) -> Option<Range<usize>> {
    let clause = story.dependents(cue, &[Relation::Advcl]).find(|c| {
        *c < cue
            && story.rules.in_list("asking-verbs", story.token(*c))
            && story.dependents(*c, &[Relation::Nsubj]).next().is_none()
    })?;
    Some(story.subtree(clause))
}
