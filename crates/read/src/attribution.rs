//! Who says it: cues, sources and the words they cover.

pub(crate) mod answers;
mod carried;
mod speakers;
pub(crate) mod stated;

use crate::{
    names::{claimant, known_actor},
    rules::{CueForm, CueRule, Rule, pattern::MentionKind},
    story::Story,
};
use answers::said;
use carried::{carry_over, statement};
use dateline_core::{
    ActorClass, Claimant, Mention, Modality, Span, Stance,
    reading::{Relation, Tag},
};
use speakers::{relay, sources_of_verb, subject_of};
use std::{iter, ops::Range};

/// One cue with its source and the words it covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The cue's token.
    pub cue: usize,
    /// The cue's words.
    pub cue_range: Range<usize>,
    /// The sources; several named sources of one statement stand apart. Each is a chain, nearest to the fact first;
    /// an empty chain is hearsay.
    pub sources: Vec<Vec<Claimant>>,
    /// The words that pass judgement on the content (`a lie`, in a denial).
    pub verdict: Option<Range<usize>>,
    /// Token ranges that are covered.
    pub content: Vec<Range<usize>>,
    /// What the source says of the content.
    pub stance: Stance,
    /// Modality it gives to the content.
    pub modality: Option<Modality>,
    /// Telegram, X, state television.
    pub channel: Option<String>,
    /// Which of the story's times tells when it was said.
    pub stated: Option<usize>,
    /// The grammatical form.
    pub form: CueForm,
    /// Whether the content is told of in its own right and the source only speaks of it (`a charge that the army denies`):
    /// who says the content is somebody else.
    pub back: bool,
    /// The rule.
    pub rule: String,
}

impl Attribution {
    /// Whether the attribution covers a token.
    pub fn covers(&self, token: usize) -> bool {
        self.content.iter().any(|r| r.contains(&token))
    }

    fn size(&self) -> usize {
        self.content.iter().map(ExactSizeIterator::len).sum()
    }
}

/// All attributions of a story, in the order of the text.
pub fn find(story: &Story<'_>) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    // For each sentence, whether any attribution covers words of it.
    let mut covered = vec![false; story.reading.sentences.len()];
    for (i, sentence) in story.reading.sentences.iter().enumerate() {
        let before = found.len();
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let mut at = range.start;
        while at < range.end {
            let mut matches: Vec<_> = story
                .rules
                .attribution
                .starting_with(story.token(at))
                .into_iter()
                .filter_map(|rule| rule.pattern.match_at(story, at, range.end).map(|m| (m, rule)))
                .collect();
            // The longest match; of words that have several uses, the one whose parts are all there.
            matches.sort_by(|(a, ra), (b, rb)| b.end.cmp(&a.end).then(ra.id.cmp(&rb.id)));
            let longest = matches.first().map_or(at, |(m, _)| m.end);
            let mut built = matches
                .iter()
                .filter(|(m, _)| m.end == longest)
                .filter_map(|(m, rule)| build(story, rule, m.start..m.end, m.head, &found));
            if let Some(mut attribution) = built.next() {
                at = longest.max(at + 1);
                attribution.stated = stated::of_attribution(story, &attribution, &found);
                found.push(attribution);
            } else {
                at += 1;
            }
        }
        learned(story, range.clone(), &mut found);
        for reached in found[before..].iter().flat_map(|a| &a.content) {
            covered[sentences(story, reached)].fill(true);
        }
        if !covered[i] {
            carry_over(story, range, &mut found);
        }
    }
    found
}

/// The rule that stands for the language model's finding.
pub(crate) const HEAD: &str = "head.attribution";

/// More attributions than this do not stand in the sentences that another may go back to.
const LOOK_BACK: usize = 40;

/// What the language model sees beside the rules: cues that no rule knows, with their sources and contents.
fn learned(story: &Story<'_>, sentence: Range<usize>, found: &mut Vec<Attribution>) {
    let to_range = |r: &Range<u32>| r.start as usize..r.end as usize;
    let all = &story.reading.attributions;
    let first = all.partition_point(|a| (a.cue.start as usize) < sentence.start);
    // Those of this sentence, and what reaches into it.
    let before = found.len().saturating_sub(LOOK_BACK);
    for seen in all[first..].iter().take_while(|a| (a.cue.start as usize) < sentence.end) {
        let cue_range = to_range(&seen.cue);
        let same = |a: &Attribution| a.cue_range.start < cue_range.end && cue_range.start < a.cue_range.end;
        if let Some(known) = found[before..].iter_mut().find(|a| same(a)) {
            other_side(story, known, seen.content.iter().map(to_range));
            continue;
        }
        let source = source_of(story, &cue_range, seen.source.iter().map(to_range));
        let content: Vec<Range<usize>> = seen.content.iter().map(to_range).filter(|r| !r.is_empty()).collect();
        let Some(source) = source.filter(|s| !s.is_empty()) else { continue };
        let (Some(first), Some(last)) = (content.first(), content.last()) else { continue };
        let top =
            |r: &Range<usize>| r.clone().find(|i| story.head(*i).is_none_or(|h| !r.contains(&h))).unwrap_or(r.start);
        let (cue, speaker) = (top(&cue_range), top(&source));
        // Whom one condemns or calls upon is not what one says: that is a clause, or stands in quotation marks.
        let clause = content.iter().any(|r| {
            let root = top(r);
            story.is_verb(root)
                || story.quote_of(root).is_some()
                || story.dependents(root, &[Relation::Cop]).next().is_some()
        });
        // `the militia, accused of killing hundreds`: whom it is said of does not say it.
        let spoken_of = story.is_passive(cue) && story.patients(cue).contains(&speaker);
        if !clause || spoken_of || !speaks(story, speaker) || answers::is_nobody(story, speaker) {
            continue;
        }
        // One stretch of words for each side of the cue.
        let (first, last) = (first.start, last.end);
        let content =
            [first..cue_range.start.min(source.start).min(last), cue_range.end.max(source.end).max(first)..last];
        let content: Vec<Range<usize>> =
            said(story, cue, content.into()).into_iter().filter(|r| r.start < r.end).collect();
        if content.is_empty() {
            continue;
        }
        // Where a rule knows who speaks, the rule is right more often.
        let known = |r: &Range<usize>| {
            found[before..].iter().any(|a| a.content.iter().any(|c| c.start < r.end && r.start < c.end))
        };
        if content.iter().any(known) {
            continue;
        }
        let mut seen = Attribution {
            cue,
            channel: channel(story, cue),
            stated: None,
            cue_range,
            verdict: None,
            sources: vec![vec![claimant(story, speaker, None)]],
            content,
            stance: Stance::Asserts,
            modality: None,
            form: CueForm::Verb,
            back: false,
            rule: HEAD.to_owned(),
        };
        seen.stated = stated::of_attribution(story, &seen, found);
        found.push(seen);
    }
}

/// Of the words that the language model takes for the source, those in the cue's own sentence: `the UN warned. | Uganda |
/// demanded`.
fn source_of(
    story: &Story<'_>,
    cue: &Range<usize>,
    mut seen: impl Iterator<Item = Range<usize>>,
) -> Option<Range<usize>> {
    let sentence = story.sentence(cue.start);
    let first = seen.next()?;
    if sentence.contains(&first.start) {
        return Some(first);
    }
    seen.find(|s| sentence.contains(&s.start)).or(Some(first))
}

/// Adds to what a verb of speech between commas covers the words on its other side, which the language model sees to be
/// covered too: `there is no truth, the governor said, | in reports that ...`.
fn other_side(story: &Story<'_>, known: &mut Attribution, seen: impl Iterator<Item = Range<usize>>) {
    let cue = &known.cue_range;
    let sentence = story.sentence(known.cue);
    let left = known.content.iter().all(|r| r.end <= cue.start);
    if known.form != CueForm::Verb || !left || story.quote_of(known.content[0].start).is_some() {
        return;
    }
    // `X said, as troops closed in`: when it was said is not what was said.
    let opens = |r: &Range<usize>| r.clone().find(|i| story.token(*i).tag != Tag::Punct);
    let right = seen
        .map(|r| r.start.max(cue.end)..r.end.min(sentence.end))
        .filter(|r| opens(r).is_some_and(|i| !story.rules.in_list("time-conjunctions", story.token(i))));
    known.content.extend(said(story, known.cue, right.collect()).into_iter().filter(|r| r.start < r.end));
}

/// Whether a word is one that can say something: a person, a body, a known actor, a sort of source.
fn speaks(story: &Story<'_>, i: usize) -> bool {
    let token = story.token(i);
    story.rules.table("sources.class", &token.lemma).is_some()
        || ["people", "group-nouns", "person-titles", "organisation-nouns", "statement-nouns"]
            .iter()
            .any(|list| story.rules.in_list(list, token))
        || story.mention_index(MentionKind::Name, i).is_some()
        || story.rules.table("pronouns.antecedent", &token.form).is_some()
}

/// So many words for sources may begin before some words and still reach over them.
const NESTED: usize = 8;

/// Which attributions cover words of which sentence.
pub struct Cover<'a> {
    of_sentence: Vec<Vec<&'a Attribution>>,
    /// The words for those who are cited, in the order of the text.
    sources: Vec<Span>,
}

impl<'a> Cover<'a> {
    /// Looks up the sentences that each attribution reaches.
    pub fn new(story: &Story<'_>, found: &'a [Attribution]) -> Self {
        let mut of_sentence = vec![Vec::new(); story.reading.sentences.len()];
        for attribution in found.iter().filter(|a| !a.back) {
            let mut reached: Vec<usize> = attribution.content.iter().flat_map(|r| sentences(story, r)).collect();
            reached.sort_unstable();
            reached.dedup();
            for sentence in reached {
                of_sentence[sentence].push(attribution);
            }
        }
        let cited = found.iter().flat_map(|a| a.sources.iter().flatten());
        let mut sources: Vec<Span> = cited.map(|c| c.mention.span).collect();
        sources.sort_unstable();
        sources.dedup();
        Self { of_sentence, sources }
    }

    /// Whether some words stand within those for somebody who is cited.
    pub fn in_source(&self, words: Span) -> bool {
        let end = self.sources.partition_point(|s| s.start <= words.start);
        self.sources[..end].iter().rev().take(NESTED).any(|s| s.contains(words))
    }

    /// The attributions that cover words of a token's sentence.
    pub fn of(&self, story: &Story<'_>, token: usize) -> &[&'a Attribution] {
        story.sentence_of.get(token).and_then(|s| self.of_sentence.get(*s)).map_or(&[], Vec::as_slice)
    }

    /// The attributions that cover a token, the nearest to the fact first.
    pub fn over(&self, story: &Story<'_>, token: usize) -> Vec<&'a Attribution> {
        let near = self.of(story, token).iter().copied();
        let mut hits: Vec<&Attribution> = near.filter(|a| a.covers(token)).collect();
        hits.sort_by_key(|a| (a.form != CueForm::Citing, a.size(), a.cue));
        // `X said that ...; Y put the dead at 92`: what has a speaker of its own behind a semicolon is no longer X's.
        if let Some(nearest) = hits.first().map(|a| a.cue) {
            // So has what a clause of its own adds: `X said that ..., while Y said ...`.
            let start = story.subtree(nearest).start;
            let added = story.token(nearest).relation == Relation::Advcl
                && story.subjects(nearest).next().is_some()
                && [start, start.saturating_sub(1)].iter().any(|i| story.token(*i).form == ",");
            let parted = |a: &&Attribution| {
                a.cue < nearest
                    && story.quote_of(nearest).is_none()
                    && (added && a.cue < start || (a.cue..nearest).any(|i| story.token(i).form == ";"))
            };
            hits.retain(|a| !parted(a));
        }
        // `The army says it holds the town, the president has announced`: of two that cover each other the later, behind
        // its words, is the outer.
        for i in 1..hits.len() {
            let [outer, inner] = [hits[i - 1], hits[i]];
            let verbs = outer.form == CueForm::Verb && inner.form == CueForm::Verb;
            if verbs && outer.cue > inner.cue && outer.covers(inner.cue) && inner.covers(outer.cue) {
                hits.swap(i - 1, i);
            }
        }
        hits
    }
}

/// The sentences that some tokens stand in.
fn sentences(story: &Story<'_>, tokens: &Range<usize>) -> Range<usize> {
    let of = |token: usize| story.sentence_of.get(token).copied();
    match (of(tokens.start), tokens.end.checked_sub(1).and_then(of)) {
        (Some(first), Some(last)) if tokens.start < tokens.end => first..last + 1,
        _ => 0..0,
    }
}

fn build(
    story: &Story<'_>,
    rule: &Rule<CueRule>,
    matched: Range<usize>,
    cue: usize,
    before: &[Attribution],
) -> Option<Attribution> {
    let relative = spoken_of(story, cue).filter(|_| rule.body.stance == Stance::Denies);
    let (sources, content) = match (rule.body.form, relative) {
        (CueForm::VerbNoun | CueForm::Verdict, Some(noun)) => {
            if rule.body.form == CueForm::Verdict {
                verdict(story, cue)?;
            }
            let content = told_by(story, noun, cue).unwrap_or_else(|| vec![story.phrase(noun).range]);
            (sources_of_verb(story, cue, rule, before)?, content)
        }
        (CueForm::Verb, _) => verb(story, cue, matched.clone(), rule, before)?,
        (CueForm::VerbNoun, _) => verb_noun(story, cue, matched.clone(), rule, before)?,
        (CueForm::According, _) => according(story, cue, matched.clone(), rule)?,
        (CueForm::Figures, _) => figures(story, cue, matched.clone(), rule, before)?,
        (CueForm::Citing, _) => citing(story, cue, matched.clone(), rule)?,
        (CueForm::Noun, _) => noun(story, cue, rule)?,
        (CueForm::Hearsay, _) => (vec![Vec::new()], vec![hearsay_scope(story, cue)]),
        (CueForm::Label, _) => label(story, matched.clone(), rule)?,
        (CueForm::Verdict, _) => {
            let verdict = verdict(story, cue)?;
            (sources_of_verb(story, cue, rule, before)?, iter::once(matched.end..verdict.start).collect())
        }
    };
    let content = if rule.body.form == CueForm::Verb { said(story, cue, content) } else { content };
    let content: Vec<Range<usize>> = content.into_iter().filter(|r| r.start < r.end).collect();
    if content.is_empty() || sources.is_empty() {
        return None;
    }
    Some(Attribution {
        cue,
        cue_range: matched.clone(),
        verdict: (rule.body.stance == Stance::Denies).then(|| verdict(story, cue)).flatten(),
        channel: channel(story, cue),
        stated: None,
        sources,
        content,
        stance: rule.body.stance,
        modality: rule.body.modality,
        form: rule.body.form,
        back: relative.is_some_and(|noun| told_by(story, noun, cue).is_none()),
        rule: rule.id.clone(),
    })
}

type Parts = (Vec<Vec<Claimant>>, Vec<Range<usize>>);

fn verb(
    story: &Story<'_>,
    cue: usize,
    matched: Range<usize>,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Parts> {
    // `an alleged trafficker`: nobody is said to allege it.
    if !story.is_verb(cue) && story.token(cue).tag != Tag::X || story.token(cue).relation == Relation::Amod {
        return None;
    }
    let sentence = story.sentence(cue);
    let sources = sources_of_verb(story, cue, rule, before)?;
    let subject = subject_of(story, cue).or_else(|| story.subjects(cue).next()).unwrap_or(cue);
    if subject != cue && answers::is_nobody(story, subject) {
        return None;
    }
    if let Some(statement) = statement(story, cue) {
        return Some((sources, vec![statement]));
    }
    let own: Vec<Range<usize>> = story
        .conjuncts(subject)
        .into_iter()
        .filter(|s| sentence.contains(s))
        .map(|s| story.phrase(s).range)
        .filter(|r| r.end <= cue || r.start > cue)
        .collect();
    let left_edge = own.iter().filter(|r| r.start < cue).map(|r| r.start).fold(matched.start, usize::min);
    let left_edge = joined_left(story, left_edge, sentence.start);
    let right_edge =
        own.iter().filter(|r| r.start > cue && r.start <= matched.end + 2).map(|r| r.end).fold(matched.end, usize::max);
    // `..., X said`: the words before, up to the comma or quotation mark.
    let closes_left =
        left_edge > sentence.start && matches!(story.token(left_edge - 1).form.as_str(), "," | "\"" | "'" | "?" | "-");
    // What stands behind a semicolon or colon is another statement.
    let part = (right_edge..sentence.end).find(|i| matches!(story.token(*i).form.as_str(), ";" | ":"));
    let complement = story
        .dependents(cue, &[Relation::Ccomp, Relation::Xcomp, Relation::Parataxis, Relation::Obj])
        .filter(|c| part.is_none_or(|end| *c < end || !closes_left))
        .filter(|c| story.is_verb(*c) || story.dependents(*c, &[Relation::Cop, Relation::Nsubj]).next().is_some())
        .collect::<Vec<_>>();
    let mut content = Vec::new();
    let quote_before = left_edge > sentence.start
        && (left_edge.saturating_sub(2)..left_edge).any(|i| i >= sentence.start && story.token(i).form == "\"");
    let said_before = || story.dependents(cue, &[Relation::Ccomp, Relation::Parataxis]).any(|c| c < left_edge);
    let verb_before = (sentence.start..left_edge).any(|i| story.is_verb(i)) || said_before();
    // A participle (`, adding ...`) opens what it covers.
    let participle = story.token(cue).xpos == "VBG";
    // `..., X said on Friday.`: nothing of substance follows.
    let rest = right_edge..part.unwrap_or(sentence.end);
    let closes_sentence = rest.len() <= 9 && !rest.clone().any(|i| story.is_verb(i));
    // `..., X said, a day after ...`: between commas, whatever the tree makes of what follows.
    let between_commas =
        closes_left && right_edge < sentence.end && matches!(story.token(right_edge).form.as_str(), "," | ";");
    let that = (right_edge..sentence.end.min(right_edge + 5))
        .take_while(|i| story.token(*i).form != "," && !story.is_verb(*i))
        .any(|i| story.token(i).form == "that" && story.token(i).tag == Tag::Sconj);
    // `said in a statement on Friday that`: what is said begins behind `that`.
    let opened = (right_edge..sentence.end.min(right_edge + LONGEST_INTRODUCTION))
        .take_while(|i| !story.is_verb(*i) && !matches!(story.token(*i).form.as_str(), "," | "\""))
        .find(|i| story.token(*i).form == "that" && story.token(*i).tag == Tag::Sconj);
    let after_is_clause = that || (!between_commas && complement.iter().any(|c| *c > cue));
    let opens_quote_after =
        // One or two words in quotation marks are no statement: `the army responded and "neutralised" them`.
        (right_edge..sentence.end).find(|i| {
            story.token(*i).form == "\"" && story.quote_from(i + 1).is_some_and(|q| q.len() > FEWEST_QUOTED)
        });
    let postposed = closes_left
        && (verb_before || quote_before)
        && !participle
        && (!after_is_clause || quote_before)
        && (story.head(cue).is_none_or(|h| h < cue)
            || complement.iter().any(|c| *c < left_edge)
            || quote_before
            || between_commas
            || closes_sentence);
    if postposed
        && (closes_sentence
            || between_commas
            || clause_before_is_content(story, cue, left_edge, &complement, quote_before))
    {
        content.push(left_start(story, sentence.start, left_edge, cue)..left_edge);
        // `The town has not fallen, the army said: its men hold the bridge.`
        if let Some(colon) = part.filter(|i| rest.end == *i && story.token(*i).form == ":") {
            content.push(colon + 1..sentence.end);
        }
    }
    if after_is_clause
        || (opens_quote_after.is_some() && (!postposed || quote_before))
        || (content.is_empty() && (!closes_left || participle))
    {
        let mut end = sentence.end;
        // `The fighters, who say that ..., seized the town`
        if story.token(cue).relation == Relation::AclRelcl && story.head(cue).is_some_and(|noun| noun < cue) {
            end = end.min(story.subtree(cue).end);
        }
        // A second main clause with its own subject is not what the source said, nor is what tells, after a comma, when
        // or why it said so.
        for c in story.dependents(cue, &[Relation::Conj, Relation::Advcl]) {
            let own_subject = story.dependents(c, &[Relation::Nsubj, Relation::NsubjPass]).next().is_some();
            if c > cue && own_subject && !complement.contains(&c) {
                let start = story.subtree(c).start;
                let apart = story.token(c).relation == Relation::Conj
                    || (complement.iter().any(|said| *said < start) && story.token(start).form == ",");
                if start > right_edge && apart {
                    end = end.min(start);
                }
            }
        }
        if rule.body.stance == Stance::Denies {
            end = denied_until(story, cue, right_edge..end);
        }
        let has_words = (right_edge..end).any(|i| story.is_verb(i)) || opens_quote_after.is_some();
        let start = opened.map_or(right_edge, |that| that + 1);
        if has_words && start < end {
            content.push(start..end);
        }
    }
    Some((sources, content))
}

/// So many words in quotation marks are not yet a statement.
const FEWEST_QUOTED: usize = 2;

/// At most so many words stand between a verb of speech and the `that` of what is said.
const LONGEST_INTRODUCTION: usize = 14;

/// How far a denial reaches: not over a semicolon or colon, nor into what is added after a comma (`denied that the town
/// had fallen, quoting an officer as saying ...`).
fn denied_until(story: &Story<'_>, cue: usize, words: Range<usize>) -> usize {
    let outside = |i: &usize| story.quote_of(*i).is_none();
    let stop = words.clone().filter(outside).find(|i| matches!(story.token(*i).form.as_str(), ";" | ":"));
    let comma = |i: usize| story.token(i).form == ",";
    // `denies backing them and says ...`: what is joined to the denial is no part of it.
    let added = story
        .dependents(cue, &[Relation::Advcl, Relation::Conj])
        .filter(|c| *c > cue)
        .map(|c| (story.subtree(c).start, story.token(c).relation == Relation::Conj))
        .find(|(start, joined)| words.contains(start) && (*joined || comma(*start) || comma(start.saturating_sub(1))))
        .map(|(start, _)| start);
    // `denied losing the town | while admitting that its men had left`
    let sets_against = |c: usize| {
        let below = story.subtree(c);
        story.token(c).relation == Relation::Advcl && story.rules.in_list("contrast-words", story.token(below.start))
    };
    let denied = story.dependents(cue, &[Relation::Ccomp, Relation::Xcomp]).flat_map(|c| story.children[c].iter());
    let contrast = story.children[cue]
        .iter()
        .chain(denied)
        .copied()
        .filter(|c| sets_against(*c))
        .map(|c| story.subtree(c).start)
        .find(|start| words.contains(start) && *start > words.start);
    [stop, added, contrast].into_iter().flatten().fold(words.end, usize::min)
}

/// The start of a list of sources that ends before a cue: `residents and witnesses said`.
fn joined_left(story: &Story<'_>, edge: usize, from: usize) -> usize {
    if edge < from + 2 || story.token(edge - 1).tag != Tag::Cconj {
        return edge;
    }
    match story.token(edge - 2).tag {
        Tag::Noun | Tag::Propn => story.phrase(edge - 2).range.start.max(from),
        _ => edge,
    }
}

/// Whether the words before a cue that follows a comma are its content, not an introduction (`On Friday, X said`).
fn clause_before_is_content(story: &Story<'_>, cue: usize, edge: usize, complement: &[usize], quoted: bool) -> bool {
    quoted
        || complement.iter().any(|c| *c < edge)
        || story.head(cue).is_some_and(|h| {
            h < edge
                && matches!(
                    story.token(cue).relation,
                    Relation::Parataxis | Relation::Advcl | Relation::Conj | Relation::Dep
                )
        })
}

/// Where content before a cue starts: after an earlier cue's own words in the same sentence.
fn left_start(story: &Story<'_>, from: usize, edge: usize, cue: usize) -> usize {
    let root = story.dependents(cue, &[Relation::Ccomp, Relation::Parataxis]).find(|c| *c < edge);
    match root {
        Some(r) if story.subtree(r).start > from && story.quote_of(r).is_none() => story.subtree(r).start.min(edge),
        _ => from,
    }
}

/// The object of a verb behind a phrase with a preposition, where the tree has it within that phrase: `denied in a
/// statement on its page | the fall of the city`.
fn late_object(story: &Story<'_>, verb: usize) -> Option<usize> {
    let bare = |i: &usize| {
        let relation = story.token(*i).relation;
        let astray = relation == Relation::Obj && story.head(*i).is_some_and(|h| !story.is_verb(h));
        (matches!(relation, Relation::NmodUnmarked | Relation::OblUnmarked) || astray)
            && story.mention_index(MentionKind::Time, *i).is_none()
            && story.dependents(*i, &[Relation::Det]).next().is_some()
    };
    let end = story.subtree(verb).end.min(story.sentence(verb).end);
    (verb + 1..end).take_while(|i| story.token(*i).form != ";").find(bare)
}

/// The noun that the clause of a verb describes and that is the verb's object: `a charge | denied by the army`, `a truce,
/// which the minister rejects`.
pub(crate) fn spoken_of(story: &Story<'_>, verb: usize) -> Option<usize> {
    if let Some((noun, _)) = speakers::beside_report(story, verb) {
        return Some(noun);
    }
    let clause = matches!(story.token(verb).relation, Relation::Acl | Relation::AclRelcl);
    let noun = story.head(verb).filter(|h| clause && *h < verb && !story.is_verb(*h))?;
    // `a mosque that commanders have ruled out bombing`, but `a claim that they called false`
    let judged = verdict(story, verb).unwrap_or_default();
    let says = story.dependents(verb, &[Relation::Ccomp, Relation::Xcomp]).any(|c| !judged.contains(&c));
    let own = story.dependents(verb, &[Relation::Obj]).any(|o| o > verb && !judged.contains(&o));
    (!says && !own && story.patients(verb).contains(&noun)).then_some(noun)
}

/// What a noun for something said says itself, in a clause or phrase of its own beside that of the verb: `the claim | that
/// the army had left |, which Kyiv denies`.
fn told_by(story: &Story<'_>, noun: usize, verb: usize) -> Option<Vec<Range<usize>>> {
    let says = |c: &usize| {
        *c != verb
            && *c > noun
            && !story.is_below(verb, *c)
            && match story.token(*c).relation {
                Relation::Acl | Relation::Ccomp => true,
                _ => story.has_preposition(*c, "of"),
            }
    };
    let own: Vec<usize> = story.children[noun].iter().copied().filter(says).collect();
    let report = story.rules.in_list("report-nouns", story.token(noun));
    (report && !own.is_empty()).then(|| own.into_iter().map(|c| noun..story.subtree(c).end).collect())
}

/// Whether something is denied *to* somebody: `deny the militia a safe haven`.
fn withholds(story: &Story<'_>, cue: usize, rule: &Rule<CueRule>) -> bool {
    rule.body.stance == Stance::Denies && story.dependents(cue, &[Relation::Iobj]).next().is_some()
}

fn verb_noun(
    story: &Story<'_>,
    cue: usize,
    matched: Range<usize>,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Parts> {
    if !story.is_verb(cue) || withholds(story, cue, rule) {
        return None;
    }
    let sources = sources_of_verb(story, cue, rule, before)?;
    let sentence = story.sentence(cue);
    let stop = (cue..sentence.end).find(|i| matches!(story.token(*i).form.as_str(), ";" | ":")).unwrap_or(sentence.end);
    // `announced on Friday | the capture of`: a noun is no clause, whatever the tree takes it for.
    let noun = |c: &usize| {
        story.token(*c).tag == Tag::Noun && story.dependents(*c, &[Relation::Cop, Relation::Nsubj]).next().is_none()
    };
    let below = || story.dependents(cue, &[Relation::Ccomp, Relation::Xcomp]).filter(|c| cue < *c && *c < stop);
    if below().any(|c| !noun(&c)) {
        return verb(story, cue, matched, rule, before);
    }
    let mut content = Vec::new();
    // accuse X of doing: the clause hangs from the verb, and a word of the cue opens it.
    for clause in story.dependents(cue, &[Relation::Advcl]).filter(|c| *c > cue) {
        let below = story.subtree(clause);
        if matched.contains(&below.start) {
            content.push(below.start..below.end.min(sentence.end));
        }
    }
    let mut objects = story.patients(cue);
    if objects.is_empty() {
        objects.extend(below().find(noun).or_else(|| late_object(story, cue)));
    } else if !objects.iter().any(|o| story.head(*o) == Some(cue))
        && let Some(own) = late_object(story, cue)
    {
        // An object that it has from a verb beside it is none where it has one of its own.
        objects = vec![own];
    }
    for object in objects {
        let below = story.subtree(object);
        if below.start > cue || story.is_passive(cue) {
            // What follows a comma goes beside the denial, not under it.
            let end = (object + 1..below.end.min(sentence.end)).find(|i| story.token(*i).form == ",");
            content.push(below.start.max(sentence.start)..end.unwrap_or(below.end.min(sentence.end)));
            // `denies the rumour, spread by rivals, that the town has fallen`
            let clauses = story.dependents(object, &[Relation::Acl, Relation::Ccomp]).map(|c| story.subtree(c));
            let beyond = clauses.filter(|c| end.is_some_and(|e| c.start > e));
            let opens = |c: &Range<usize>| c.clone().find(|i| story.token(*i).tag != Tag::Punct);
            content.extend(
                beyond
                    .filter(|c| opens(c).is_some_and(|i| story.token(i).tag == Tag::Sconj))
                    .map(|c| c.start..denied_until(story, cue, c.start..c.end.min(sentence.end))),
            );
        }
    }
    if content.is_empty() {
        return verb(story, cue, matched, rule, before);
    }
    Some((sources, content))
}

/// The words after a cue, in its clause, for what is not so: `called it a lie`, `dismissed the figures as propaganda`.
fn verdict(story: &Story<'_>, cue: usize) -> Option<Range<usize>> {
    let tokens = &story.reading.tokens;
    let sentence = story.sentence(cue);
    (cue + 1..sentence.end.min(cue + LONGEST_VERDICT))
        .take_while(|i| story.token(*i).form != ";")
        .find_map(|i| Some(i..i + story.rules.list_at("falsehoods", tokens, i).first()?))
        .map(|words| words.start..words.end.min(sentence.end))
        // `denied that the false report was theirs`: the word belongs to a noun of the content.
        .filter(|words| story.token(words.end - 1).relation != Relation::Amod)
}

/// How many words may stand between a verb and the verdict that it gives.
const LONGEST_VERDICT: usize = 30;

/// The noun phrase that a preposition-like cue opens: up to the next comma or verb, whatever the tree says.
fn governed(story: &Story<'_>, matched: &Range<usize>) -> Option<(usize, Range<usize>)> {
    let sentence = story.sentence(matched.start);
    let mut end = matched.end;
    while end < sentence.end {
        let token = story.token(end);
        let stops = match token.tag {
            Tag::Punct => token.form != "-",
            // Not the second part of `UK-based`.
            // `two of those freed`
            Tag::Verb if token.relation == Relation::Acl && token.xpos == "VBN" => {
                story.head(end).is_none_or(|h| !(matched.end..end).contains(&h))
            }
            Tag::Verb | Tag::Aux => end > matched.end + 1 && story.token(end - 1).form != "-",
            Tag::Sconj => true,
            _ => story.mention_index(MentionKind::Time, end).is_some(),
        };
        if stops {
            break;
        }
        end += 1;
    }
    // A preposition before a time belongs to the time.
    while end > matched.end && matches!(story.token(end - 1).tag, Tag::Adp | Tag::Cconj | Tag::Adv) {
        end -= 1;
    }
    let range = matched.end..end;
    let of = |i: usize| story.prepositional(i, "of").next().is_some();
    let nominal = |i: &usize| {
        let tag = story.token(*i).tag;
        matches!(tag, Tag::Noun | Tag::Propn | Tag::Pron) || tag == Tag::Num && of(*i)
    };
    let outside = |i: &usize| story.head(*i).is_none_or(|h| !range.contains(&h));
    let head = range.clone().filter(nominal).find(outside).or_else(|| {
        // The last noun before a complement.
        let stop = range.clone().skip(1).find(|i| story.token(*i).tag == Tag::Adp).unwrap_or(range.end);
        (range.start..stop).rev().find(nominal)
    })?;
    Some((head, range))
}

fn according(story: &Story<'_>, cue: usize, matched: Range<usize>, rule: &Rule<CueRule>) -> Option<Parts> {
    let sentence = story.sentence(matched.start);
    // `by the army's count`: the cue's words hold whose it is.
    if story.token(cue).tag == Tag::Noun
        && let Some(owner) = story.dependents(cue, &[Relation::NmodPoss]).find(|p| matched.contains(p))
    {
        let source = claimant(story, owner, rule.body.class);
        return Some((vec![vec![source]], vec![sentence.start..matched.start, matched.end..sentence.end]));
    }
    let (head, range) = governed(story, &matched)?;
    let mut source = claimant(story, head, rule.body.class);
    if !range.contains(&story.phrase(head).range.start) || story.phrase(head).range.end > range.end {
        let entity = source.mention.entity.take();
        source.mention = Mention { entity, ..story.mention(range.clone()) };
    }
    if story.rules.in_list("statement-nouns", story.token(head))
        && let Some(p) = story
            .dependents(head, &[Relation::NmodPoss])
            .chain(story.prepositional(head, "by"))
            .chain(story.prepositional(head, "from"))
            .next()
    {
        source = claimant(story, p, rule.body.class);
    }
    let sources = match joined(story, head, &range, rule.body.class) {
        Joined::Apart(sources) => sources,
        Joined::One(mention) => vec![Claimant { mention, ..source }],
        Joined::Alone => vec![source],
    };
    let outer = relay(story, head);
    let chains = sources.into_iter().map(|source| iter::once(source).chain(outer.clone()).collect()).collect();
    Some((chains, vec![sentence.start..matched.start, range.end..sentence.end]))
}

/// What stands beside a source in a list of sources.
enum Joined {
    /// Nothing.
    Alone,
    /// Names, each a source of its own: `according to SANA and the Observatory`.
    Apart(Vec<Claimant>),
    /// Unnamed sources, which are one, as they stand: `according to residents and aid workers`.
    One(Mention),
}

/// The sources that are joined to one within some words.
fn joined(story: &Story<'_>, head: usize, within: &Range<usize>, class: Option<ActorClass>) -> Joined {
    let all: Vec<usize> = story.conjuncts(head).into_iter().filter(|i| within.contains(i)).collect();
    let (Some(first), Some(last)) = (all.first(), all.last().filter(|_| all.len() > 1)) else { return Joined::Alone };
    let named = |i: &usize| story.mention_index(MentionKind::Name, *i).is_some() || story.token(*i).tag == Tag::Propn;
    if all.iter().all(named) {
        return Joined::Apart(all.iter().map(|i| claimant(story, *i, class)).collect());
    }
    let words = story.phrase(*first).range.start..story.phrase(*last).range.end.min(within.end);
    Joined::One(story.mention(words))
}

/// `The ministry gives | four dead and 23 hurt`: the words behind the verb, in its clause, if they hold a number.
fn figures(
    story: &Story<'_>,
    cue: usize,
    matched: Range<usize>,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Parts> {
    let speaker = story.agents(cue).into_iter().find(|a| *a < cue && speaks(story, *a))?;
    let clause = story.dependents(cue, &[Relation::Ccomp, Relation::Xcomp]).any(|c| story.is_verb(c));
    if !story.is_verb(cue) || story.is_passive(cue) || clause || crate::quantities::of_phrase(story, speaker).is_some()
    {
        return None;
    }
    let end = story.clause(cue).end;
    let words = story.phrase(speaker).range.start
        ..(matched.end..end).find(|i| matches!(story.token(*i).form.as_str(), ";" | ":")).unwrap_or(end);
    let counts = words.clone().any(|i| story.mention_index(MentionKind::Number, i).is_some());
    counts.then_some(())?;
    Some((sources_of_verb(story, cue, rule, before)?, vec![words]))
}

fn citing(story: &Story<'_>, cue: usize, matched: Range<usize>, rule: &Rule<CueRule>) -> Option<Parts> {
    let sentence = story.sentence(cue);
    let by_tree = story.patients(cue).into_iter().find(|p| *p > cue).map(|p| (p, story.phrase(p).range));
    let (head, phrase) = by_tree.or_else(|| governed(story, &matched))?;
    let mut chain = vec![claimant(story, head, rule.body.class)];
    if let Some(agent) = story.agents(cue).first() {
        let outer = claimant(story, *agent, None);
        let speaks = story.head(*agent).is_some_and(|h| story.rules.in_list("speech-verbs", story.token(h)));
        if speaks && outer.class != ActorClass::Other {
            chain.push(outer);
        }
    }
    Some((vec![chain], vec![sentence.start..matched.start, phrase.end..sentence.end]))
}

fn noun(story: &Story<'_>, cue: usize, rule: &Rule<CueRule>) -> Option<Parts> {
    // `reacted to | claims that ...`: a noun, whatever the tagger took it for.
    let token = story.token(cue);
    let nominal = token.tag == Tag::Verb
        && matches!(token.relation, Relation::Obl | Relation::Nmod)
        && story.dependents(cue, &[Relation::Case]).next().is_some();
    // `no reports of fighting`: nobody reports it.
    if !nominal && !matches!(token.tag, Tag::Noun | Tag::X) || answers::is_nobody(story, cue) {
        return None;
    }
    let sentence = story.sentence(cue);
    let below = story.subtree(cue);
    let holds_clause = story.children[cue].iter().any(|c| {
        *c > cue
            && (matches!(story.token(*c).relation, Relation::Acl | Relation::Ccomp | Relation::AclRelcl)
                || story.has_preposition(*c, "of"))
    });
    if !holds_clause {
        return None;
    }
    let author = story
        .dependents(cue, &[Relation::NmodPoss])
        .chain(story.prepositional(cue, "by"))
        .chain(story.prepositional(cue, "from"))
        // `claims, spread by some websites, that ...`
        .chain(story.dependents(cue, &[Relation::Acl]).filter(|v| story.is_passive(*v)).flat_map(|v| story.agents(v)))
        .next();
    let source = match author {
        Some(a) => claimant(story, a, rule.body.class),
        None => {
            let start = story.phrase(cue).range.start;
            let mut source = claimant(story, cue, rule.body.class);
            source.mention =
                Mention { text: story.text(start..cue + 1).to_owned(), span: story.span(start..cue + 1), entity: None };
            source.class = rule.body.class.unwrap_or(source.class);
            source
        }
    };
    // `reports that they had left | are lies`, where the tree hangs the predicate from the noun.
    let predicate = story.children[cue].iter().copied().find(|c| {
        *c > cue
            && story.dependents(*c, &[Relation::Cop]).next().is_some()
            && story.dependents(*c, &[Relation::Mark, Relation::Nsubj]).next().is_none()
    });
    // What is said of the report is no part of it: `the claim that they had left, | which the army called false`.
    let says =
        |c: usize| matches!(story.token(c).relation, Relation::Acl | Relation::Ccomp) || story.has_preposition(c, "of");
    let spoken = story
        .dependents(cue, &[Relation::AclRelcl])
        .find(|r| story.children[cue].iter().any(|c| cue < *c && c < r && says(*c)));
    let end = [predicate, spoken].into_iter().flatten().map(|p| story.subtree(p).start).fold(below.end, usize::min);
    Some((vec![vec![source]], iter::once(cue + 1..end.min(sentence.end)).collect()))
}

fn hearsay_scope(story: &Story<'_>, cue: usize) -> Range<usize> {
    let sentence = story.sentence(cue);
    match story.head(cue) {
        Some(h) => {
            let below = story.subtree(h);
            below.start.max(sentence.start)..below.end.min(sentence.end)
        }
        None => sentence,
    }
}

fn label(story: &Story<'_>, matched: Range<usize>, rule: &Rule<CueRule>) -> Option<Parts> {
    let sentence = story.sentence(matched.start);
    if matched.start != sentence.start {
        return None;
    }
    let name = story.mention_index(MentionKind::Name, matched.start).and_then(|i| story.names.get(i))?;
    let mention = story.mention(name.range.clone());
    let class = known_actor(story, &mention).map(|a| a.class).or(rule.body.class)?;
    Some((vec![vec![Claimant { mention, class }]], iter::once(matched.end..sentence.end).collect()))
}

fn channel(story: &Story<'_>, cue: usize) -> Option<String> {
    let clause = story.sentence(cue);
    let from = clause.start.max(cue.saturating_sub(8));
    (from..clause.end.min(cue + 10)).find_map(|i| {
        story.rules.list_at("channel-openers", &story.reading.tokens, i).into_iter().find_map(|n| {
            let name = story.text(i + n..(i + n + 1).min(clause.end));
            story.rules.table("channels.names", &name.to_lowercase()).map(str::to_owned)
        })
    })
}
