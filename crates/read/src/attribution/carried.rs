//! Words whose source is named in another sentence: statements after a colon, quotations that go on.

use super::{Attribution, LOOK_BACK, speaks};
use crate::story::Story;
use dateline_core::{
    Stance,
    reading::{Sentence, Tag},
};
use std::ops::Range;

/// What follows `X said:` at the end of a paragraph: the quotation over all its paragraphs, or, without quotation marks,
/// all up to a paragraph in which somebody else speaks.
pub(super) fn statement(story: &Story<'_>, cue: usize) -> Option<Range<usize>> {
    let sentences = &story.reading.sentences;
    let here = story.sentence_of[cue];
    let introduction = sentences.get(here)?;
    let first = sentences.get(here + 1).filter(|next| next.paragraph != introduction.paragraph)?;
    let last = story.token((introduction.tokens.end as usize).checked_sub(1)?);
    if last.form != ":" {
        return None;
    }
    let quoted = |start: u32| story.quote_from(start as usize + 1);
    let mut end = first.tokens.start as usize;
    let mut paragraph = first.paragraph;
    for sentence in sentences.iter().skip(here + 1).take(LONGEST_STATEMENT) {
        let tokens = sentence.tokens.start as usize..sentence.tokens.end as usize;
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            let goes_on = match quoted(first.tokens.start) {
                Some(_) => quoted(sentence.tokens.start).is_some(),
                None => !somebody_else_speaks(story, sentence),
            };
            if !goes_on {
                break;
            }
        }
        end = tokens.end;
    }
    (end > first.tokens.start as usize).then_some(first.tokens.start as usize..end)
}

/// More sentences than this are no statement but the rest of a page.
const LONGEST_STATEMENT: usize = 60;

/// Whether the language model sees somebody speak in the paragraph that a sentence opens who is not the speaker himself
/// (`I`, `we`), nor one of those whom he tells of (`they claim to fight for us`), nor what he has read.
fn somebody_else_speaks(story: &Story<'_>, opening: &Sentence) -> bool {
    let paragraph = |token: u32| story.reading.sentences.get(story.sentence_of[token as usize]).map(|s| s.paragraph);
    let all = &story.reading.attributions;
    let first = all.partition_point(|a| a.cue.start < opening.tokens.start);
    let inside = all[first..].iter().take_while(|a| paragraph(a.cue.start) == Some(opening.paragraph));
    let mut spoken = inside.filter(|a| story.rules.in_list("speech-verbs", story.token(a.cue.start as usize)));
    spoken.any(|a| {
        let Some(source) = a.source.first().map(|s| s.start as usize..s.end as usize) else { return false };
        let other = |i: usize| {
            let token = story.token(i);
            token.tag != Tag::Pron && !story.rules.in_list("report-nouns", token) && speaks(story, i)
        };
        source.clone().any(other) && source.clone().all(|i| !story.rules.in_list("speaker-words", story.token(i)))
    })
}

/// A sentence that is a quotation throughout and has no source of its own goes on with the source before.
pub(super) fn carry_over(story: &Story<'_>, sentence: Range<usize>, found: &mut Vec<Attribution>) {
    let words: Vec<usize> = sentence.clone().filter(|i| story.token(*i).tag != Tag::Punct).collect();
    let quoted = words.iter().filter(|i| story.quote_of(**i).is_some()).count();
    if words.is_empty() || quoted * 10 < words.len() * 9 {
        return;
    }
    let here = story.sentence_of[sentence.start];
    let Some(last) = found.iter().rev().take(LOOK_BACK).find(|a| {
        a.sources.iter().any(|s| !s.is_empty())
            && here - story.sentence_of[a.cue] <= 2
            && a.content.iter().any(|r| r.clone().any(|i| story.quote_of(i).is_some()))
    }) else {
        return;
    };
    let mut carried = last.clone();
    carried.content = vec![sentence];
    carried.stance = Stance::Asserts;
    found.push(carried);
}
