//! When something was said: `the army said on Friday`, `in a statement dated 5 May`, `according to figures released on
//! Monday`.

use super::{Attribution, LOOK_BACK, subject_of};
use crate::{
    modality::is_past_perfect, names::is_person, rules::CueForm, rules::pattern::MentionKind, story::Story, times::Time,
};
use dateline_core::{
    actors::name_key,
    reading::{Relation, Tag, TimeClass},
};
use std::ops::Range;

/// So many steps up the tree a time may hang below what it dates.
const DEPTH: usize = 5;
/// A later sentence goes on with a statement if no more sentences than this lie between.
const REACH: usize = 2;

/// The number, among the story's times, of the one that dates a statement: its own, else that of the statement it goes on
/// with.
pub(super) fn of_attribution(story: &Story<'_>, this: &Attribution, before: &[Attribution]) -> Option<usize> {
    // What stands before the cue and is said (`the town fell on Wednesday, X said`) is dated by itself.
    let said = |t: &Time| this.content.iter().any(|r| r.end <= this.cue_range.start && r.contains(&t.range.start));
    // `according to a statement issued on Friday`: the noun that the cue governs.
    let source = |i: usize| {
        matches!(this.form, CueForm::According | CueForm::Citing)
            && this.sources.iter().flatten().any(|c| c.mention.span.contains(story.token(i).span))
    };
    let own = nearest(story, this.cue, |t| !said(t) && dates(story, t, &this.cue_range, this.cue, &source));
    own.or_else(|| goes_on_with(story, this, before))
}

/// The same for a verb that is a statement in itself: `announced on Friday the capture of`.
pub(crate) fn of_verb(story: &Story<'_>, verb: usize) -> Option<usize> {
    nearest(story, verb, |t| dates(story, t, &(verb..verb + 1), verb, &|_| false))
}

/// The fitting time of a sentence that stands nearest to a cue.
fn nearest(story: &Story<'_>, cue: usize, fits: impl Fn(&Time) -> bool) -> Option<usize> {
    let sentence = story.sentence(cue);
    let first = story.times.partition_point(|t| t.range.end <= sentence.start);
    let here = story.times_in(&sentence).len();
    (first..first + here)
        .filter(|i| is_day(&story.times[*i]) && fits(&story.times[*i]))
        .min_by_key(|i| story.times[*i].range.start.abs_diff(cue))
}

/// Whether an expression says when, not how long or how often, and not just `now` or `recently`.
fn is_day(time: &Time) -> bool {
    let timex = time.timex.as_ref();
    timex.is_some_and(|t| matches!(t.class, TimeClass::Date | TimeClass::Time) && !t.value.ends_with("_REF"))
}

/// Whether a time dates the statement of a cue.
fn dates(story: &Story<'_>, time: &Time, cue_range: &Range<usize>, cue: usize, source: &dyn Fn(usize) -> bool) -> bool {
    let range = &time.range;
    // `announced on Friday the capture of`
    if cue_range.start < range.end && range.start < cue_range.end {
        return !range.contains(&cue);
    }
    let top = range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h))).unwrap_or(range.start);
    let between = if range.end <= cue { range.end..cue_range.start } else { cue_range.end..range.start };
    // A verb between the cue and a time has the time for itself, unless it tells how the statement was made.
    let other = |i: usize| story.is_verb(i) && !makes_statement(story, i);
    let apart = range.start > cue && between.clone().any(other);
    // `said Friday's attack`, `said Friday was quiet`
    let owner = story.token(top).relation == Relation::NmodPoss;
    let part = matches!(story.token(top).relation, Relation::Nsubj | Relation::NsubjPass | Relation::Ccomp);
    let quoted = story.quote_of(top) != story.quote_of(cue);
    if apart || part || quoted {
        return false;
    }
    let mut at = top;
    for _ in 0..DEPTH {
        let Some(above) = story.head(at) else { break };
        if above == cue || source(above) && (at != top || carries(story, above)) {
            return !owner || above != cue || at != top;
        }
        // `earlier on Friday`
        let adverb = story.token(above).tag == Tag::Adv;
        if !adverb && !carries(story, above) && !makes_statement(story, above) {
            break;
        }
        at = above;
    }
    !owner && beside(story, range, top, cue_range, between)
}

/// Whether a noun is a statement or an occasion for one: `in a letter on Friday`, `at a briefing on Friday`.
fn carries(story: &Story<'_>, i: usize) -> bool {
    ["statement-nouns", "statement-occasions", "figure-nouns", "report-nouns"]
        .iter()
        .any(|list| story.rules.in_list(list, story.token(i)))
        && !story.is_verb(i)
}

/// Whether a participle tells how a statement was made: `speaking on Friday`, `issued on Friday`.
fn makes_statement(story: &Story<'_>, i: usize) -> bool {
    matches!(story.token(i).xpos, "VBG" | "VBN" | "VBD" | "JJ")
        && matches!(
            story.token(i).relation,
            Relation::Acl | Relation::AclRelcl | Relation::Advcl | Relation::Amod | Relation::Conj | Relation::Case
        )
        && story.rules.in_list("statement-making", story.token(i))
}

/// Whether a time stands beside a cue, wherever the tree hangs it: `on Friday had said`, `told reporters in Goma late on
/// Friday that`.
fn beside(story: &Story<'_>, range: &Range<usize>, top: usize, cue: &Range<usize>, between: Range<usize>) -> bool {
    let described = story.head(top).is_some_and(|h| {
        story.is_verb(h) && matches!(story.token(h).relation, Relation::Acl | Relation::AclRelcl | Relation::Advcl)
    });
    if range.end <= cue.start {
        // `Residents who fled on Friday said`
        return !described && between.into_iter().all(|i| matches!(story.token(i).tag, Tag::Aux | Tag::Adv));
    }
    let told = |i: usize| {
        let token = story.token(i);
        match token.tag {
            Tag::Noun => {
                carries(story, i)
                    || ["reporting-people", "people", "organisation-nouns", "statement-hearers"]
                        .iter()
                        .any(|list| story.rules.in_list(list, token))
            }
            Tag::Propn => true,
            Tag::Adp | Tag::Det | Tag::Adj | Tag::Adv => true,
            Tag::Pron => token.relation == Relation::NmodPoss,
            _ => false,
        }
    };
    let closes = story.sentence(cue.start).end == range.end
        || story.token(range.end).tag == Tag::Punct
        || story.token(range.end).form == "that";
    let close = between.len() <= 1 || closes;
    close && between.len() <= 10 && between.into_iter().all(told)
}

/// The time of the statement that an attribution goes on with: `X said on Friday that ... He added that ...`.
fn goes_on_with(story: &Story<'_>, this: &Attribution, before: &[Attribution]) -> Option<usize> {
    let speaker = this.sources.iter().flatten().next()?;
    let same = |a: &&Attribution| {
        let other = a.sources.iter().flatten().next();
        other.is_some_and(|o| {
            name_key(o.mention.name()) == name_key(speaker.mention.name()) || o.mention.span == speaker.mention.span
        })
    };
    let last = before.iter().rev().take(LOOK_BACK).find(same)?;
    let far = story.sentence_of[this.cue].saturating_sub(story.sentence_of[last.cue]);
    let token = story.token(this.cue);
    let subject = subject_of(story, this.cue);
    // What had been said was said before. Whose name is given again may have spoken again; a pronoun, a person's name and `the statement` go on.
    let goes_on = story.rules.in_list("statement-continuing", token)
        || token.xpos == "VBG"
        || subject.is_some_and(|s| {
            story.token(s).tag == Tag::Pron
                || story.rules.in_list("statement-nouns", story.token(s))
                || story.mention_index(MentionKind::Name, s).is_some() && is_person(story, s)
        });
    (far <= REACH && goes_on && !is_past_perfect(story, this.cue)).then_some(last.stated).flatten()
}
