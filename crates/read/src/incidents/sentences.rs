//! What is known of each sentence, and of a report as a whole.

use super::{
    mentions::{Known, Lists},
    model::Feature,
};
use crate::rules::pattern::MentionKind;
use dateline_core::{Granularity, Token, reading::Tag};
use std::{collections::BTreeSet, ops::Range};

/// The first token behind dateline and bracketed headings (`[COMMUNIQUE] [TEXT]`), and the words of the headings.
pub fn heading(tokens: &[Token], sentences: &[dateline_core::Sentence]) -> (usize, Vec<String>) {
    let mut at = 0;
    let mut words = Vec::new();
    if let Some(first) = sentences.first() {
        let range = first.tokens.start as usize..first.tokens.end as usize;
        let dash = |t: &Token| !t.form.is_empty() && t.form.bytes().all(|b| b == b'-');
        if let Some(i) = range.clone().find(|i| tokens.get(*i).is_some_and(dash)) {
            at = i + 1;
        }
    }
    while tokens.get(at).is_some_and(|t| t.form == "[") {
        let Some(close) = (at..tokens.len().min(at + 60)).find(|i| tokens[*i].form == "]") else { break };
        words.extend(tokens[at + 1..close].iter().map(|t| t.form.clone()));
        at = close + 1;
    }
    (at, words)
}

/// The sentences of the body, as ranges of tokens; by their number in the reading, those before it empty.
pub fn ranges(known: &Known<'_>) -> Vec<Range<usize>> {
    let range = |s: &dateline_core::Sentence| {
        (s.tokens.start as usize).max(known.body)..(s.tokens.end as usize).max(known.body)
    };
    known.story.reading.sentences.iter().map(range).collect()
}

/// What is known of a sentence.
pub fn features(known: &Known<'_>, range: &Range<usize>, heading: &[String], lists: &mut Lists) -> Vec<Feature> {
    let story = known.story;
    let mut out: BTreeSet<String> = BTreeSet::new();
    let mut words: Vec<&str> = Vec::new();
    for i in range.clone() {
        let t = story.token(i);
        if matches!(t.tag, Tag::Noun | Tag::Propn | Tag::Verb | Tag::Adj | Tag::Adv | Tag::Num) {
            words.push(&t.lemma);
            out.insert(format!("w={}", t.lemma));
            for list in lists.of(story, i) {
                out.insert(format!("in={list}"));
            }
        }
        if t.tag == Tag::Verb || t.tag == Tag::Noun {
            let verb = t.tag == Tag::Verb;
            let past = verb && matches!(t.xpos, "VBD" | "VBN");
            if verb {
                out.insert(format!("v={}:{past}", t.lemma));
            }
            for p in story.patients(i) {
                out.insert(format!("vp={}:{}", t.lemma, story.token(p).lemma));
                for list in lists.of(story, p) {
                    out.insert(format!("vp.in={}:{list}", t.lemma));
                }
            }
            for a in story.agents(i) {
                out.insert(format!("va={}:{}", t.lemma, story.token(a).lemma));
                for list in lists.of(story, a) {
                    out.insert(format!("va.in={}:{list}", t.lemma));
                }
            }
        }
        if let Some(time) = story.mention_index(MentionKind::Time, i).and_then(|t| story.times.get(t)) {
            let published = story.report.published.as_ref().map(|p| p.date);
            let age = time.date.as_ref().zip(published).map(|(d, p)| (p - d.start).get_days());
            let sort = match age {
                Some(..=-1) => "future",
                Some(0..=2) => "fresh",
                Some(3..=62) => "recent",
                Some(_) => "old",
                None => "none",
            };
            let day = time.date.as_ref().is_some_and(|d| d.granularity == Granularity::Day);
            out.insert(format!("time={sort}:{day}"));
        }
    }
    for pair in words.windows(2) {
        out.insert(format!("ww={}:{}", pair[0], pair[1]));
    }
    let (Some(start), Some(end)) = (story.reading.tokens.get(range.start), range.end.checked_sub(1)) else {
        return Vec::new();
    };
    let span = start.span.join(story.token(end).span);
    for claim in known.claims.iter().filter(|c| span.overlaps(c.span)) {
        out.insert(format!("claim={}", claim.kind));
        out.insert(format!("claim={}:{}:{}", claim.kind, claim.modality, claim.stance));
        out.insert(format!("modality={}", claim.modality));
    }
    for word in heading {
        out.insert(format!("head={word}"));
    }
    out.insert("bias".to_owned());
    let place = range.clone().any(|i| story.mention_index(MentionKind::Place, i).is_some());
    out.insert(format!("place={place}"));
    if story.sentence_of.get(range.start).copied() == story.sentence_of.get(known.body).copied() {
        out.insert("first".to_owned());
    }
    out.into_iter().map(|f| (f, 1.0)).collect()
}
