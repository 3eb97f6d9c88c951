//! Who says it: cues, sources and the words they cover.

use crate::{
    names::{claimant, known_actor},
    rules::{CueForm, CueRule, Rule, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    ActorClass, Claimant, Mention, Modality, Span, Stance,
    actors::name_key,
    reading::{Relation, Sentence, Tag},
};
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
    /// The grammatical form.
    pub form: CueForm,
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
            if let Some(attribution) = built.next() {
                at = longest.max(at + 1);
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
        if found[before..].iter().any(|a| a.cue_range.start < cue_range.end && cue_range.start < a.cue_range.end) {
            continue;
        }
        let source = seen.source.first().map(to_range);
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
        if !clause || !speaks(story, speaker) {
            continue;
        }
        // One stretch of words for each side of the cue.
        let (first, last) = (first.start, last.end);
        let content =
            [first..cue_range.start.min(source.start).min(last), cue_range.end.max(source.end).max(first)..last];
        let content: Vec<Range<usize>> = content.into_iter().filter(|r| r.start < r.end).collect();
        // Where a rule knows who speaks, the rule is right more often.
        let known = |r: &Range<usize>| {
            found[before..].iter().any(|a| a.content.iter().any(|c| c.start < r.end && r.start < c.end))
        };
        if content.iter().any(known) {
            continue;
        }
        found.push(Attribution {
            cue,
            channel: channel(story, cue),
            cue_range,
            verdict: None,
            sources: vec![vec![claimant(story, speaker, None)]],
            content,
            stance: Stance::Asserts,
            modality: None,
            form: CueForm::Verb,
            rule: HEAD.to_owned(),
        });
    }
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
        for attribution in found {
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

    /// The attributions that cover a token, the nearest to the fact first.
    pub fn over(&self, story: &Story<'_>, token: usize) -> Vec<&'a Attribution> {
        let near = story.sentence_of.get(token).and_then(|s| self.of_sentence.get(*s));
        let mut hits: Vec<&Attribution> = near.into_iter().flatten().copied().filter(|a| a.covers(token)).collect();
        hits.sort_by_key(|a| (a.form != CueForm::Citing, a.size(), a.cue));
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
    let (sources, content) = match rule.body.form {
        CueForm::Verb => verb(story, cue, matched.clone(), rule, before)?,
        CueForm::VerbNoun => verb_noun(story, cue, matched.clone(), rule, before)?,
        CueForm::According => according(story, matched.clone(), rule)?,
        CueForm::Citing => citing(story, cue, matched.clone(), rule)?,
        CueForm::Noun => noun(story, cue, rule)?,
        CueForm::Hearsay => (vec![Vec::new()], vec![hearsay_scope(story, cue)]),
        CueForm::Label => label(story, matched.clone(), rule)?,
        CueForm::Verdict => {
            let verdict = verdict(story, cue)?;
            (sources_of_verb(story, cue, rule, before)?, iter::once(matched.end..verdict.start).collect())
        }
    };
    let content: Vec<Range<usize>> = content.into_iter().filter(|r| r.start < r.end).collect();
    if content.is_empty() || sources.is_empty() {
        return None;
    }
    Some(Attribution {
        cue,
        cue_range: matched.clone(),
        verdict: (rule.body.stance == Stance::Denies).then(|| verdict(story, cue)).flatten(),
        channel: channel(story, cue),
        sources,
        content,
        stance: rule.body.stance,
        modality: rule.body.modality,
        form: rule.body.form,
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
    if !story.is_verb(cue) && story.token(cue).tag != Tag::X {
        return None;
    }
    let sentence = story.sentence(cue);
    let sources = sources_of_verb(story, cue, rule, before)?;
    let subject = subject_of(story, cue)?;
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
    let complement = story
        .dependents(cue, &[Relation::Ccomp, Relation::Xcomp, Relation::Parataxis, Relation::Obj])
        .filter(|c| story.is_verb(*c) || story.dependents(*c, &[Relation::Cop, Relation::Nsubj]).next().is_some())
        .collect::<Vec<_>>();
    let mut content = Vec::new();
    // `..., X said`: the words before, up to the comma or quotation mark.
    let closes_left =
        left_edge > sentence.start && matches!(story.token(left_edge - 1).form.as_str(), "," | "\"" | "'" | "?" | "-");
    let quote_before = left_edge > sentence.start
        && (left_edge.saturating_sub(2)..left_edge).any(|i| i >= sentence.start && story.token(i).form == "\"");
    let verb_before = (sentence.start..left_edge).any(|i| story.is_verb(i));
    // A participle (`, adding ...`) opens what it covers.
    let participle = story.token(cue).xpos == "VBG";
    // `..., X said on Friday.`: nothing of substance follows.
    let closes_sentence = sentence.end - right_edge <= 9 && !(right_edge..sentence.end).any(|i| story.is_verb(i));
    // `..., X said, a day after ...`: between commas, whatever the tree makes of what follows.
    let between_commas = closes_left && right_edge < sentence.end && story.token(right_edge).form == ",";
    let that = (right_edge..sentence.end.min(right_edge + 5))
        .take_while(|i| story.token(*i).form != "," && !story.is_verb(*i))
        .any(|i| story.token(i).form == "that" && story.token(i).tag == Tag::Sconj);
    let after_is_clause = that || (!between_commas && complement.iter().any(|c| *c > cue));
    let opens_quote_after =
        (right_edge..sentence.end).find(|i| story.token(*i).form == "\"" && story.quote_from(i + 1).is_some());
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
    }
    if after_is_clause
        || (opens_quote_after.is_some() && (!postposed || quote_before))
        || (content.is_empty() && (!closes_left || participle))
    {
        let mut end = sentence.end;
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
        if has_words && right_edge < end {
            content.push(right_edge..end);
        }
    }
    Some((sources, content))
}

/// How far a denial reaches: not over a semicolon or colon, nor into what is added after a comma (`denied that the town
/// had fallen, quoting an officer as saying ...`).
fn denied_until(story: &Story<'_>, cue: usize, words: Range<usize>) -> usize {
    let outside = |i: &usize| story.quote_of(*i).is_none();
    let stop = words.clone().filter(outside).find(|i| matches!(story.token(*i).form.as_str(), ";" | ":"));
    let comma = |i: usize| story.token(i).form == ",";
    let added = story
        .dependents(cue, &[Relation::Advcl, Relation::Conj])
        .map(|c| story.subtree(c).start)
        .find(|start| words.contains(start) && (comma(*start) || comma(start.saturating_sub(1))));
    [stop, added].into_iter().flatten().fold(words.end, usize::min)
}

/// What follows `X said:` at the end of a paragraph: the quotation over all its paragraphs, or, without quotation marks,
/// all up to a paragraph in which somebody else speaks.
fn statement(story: &Story<'_>, cue: usize) -> Option<Range<usize>> {
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

fn sources_of_verb(
    story: &Story<'_>,
    cue: usize,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Vec<Vec<Claimant>>> {
    let outer = relay(story, cue);
    let mut sources: Vec<Vec<Claimant>> = Vec::new();
    let subject = subject_of(story, cue)?;
    // `the statement said`: the statement's author.
    if story.rules.in_list("statement-nouns", story.token(subject)) {
        let possessor =
            story.dependents(subject, &[Relation::NmodPoss]).chain(story.prepositional(subject, "by")).next();
        if let Some(p) = possessor {
            sources.push(vec![claimant(story, p, rule.body.class)]);
        } else {
            let sentence = *story.sentence_of.get(cue)?;
            let last = before.iter().rev().take(LOOK_BACK).find(|a| {
                a.sources.iter().any(|s| !s.is_empty()) && sentence.saturating_sub(story.sentence_of[a.cue]) <= 2
            });
            match last {
                Some(a) => sources.extend(a.sources.iter().filter(|s| !s.is_empty()).cloned()),
                None => sources.push(vec![claimant(story, subject, rule.body.class)]),
            }
        }
    } else {
        let start = story.phrase(subject).range.start;
        let left = joined_left(story, start, story.sentence(cue).start);
        let mut joined = story.conjuncts(subject);
        if left < start && start <= subject && subject < cue && joined.len() == 1 {
            joined.insert(0, start - 2);
        }
        let subject = joined.first().copied().unwrap_or(subject);
        let named = joined
            .iter()
            .all(|s| story.mention_index(MentionKind::Name, *s).is_some() || story.token(*s).tag == Tag::Propn);
        if joined.len() > 1 && named {
            sources.extend(joined.iter().map(|s| vec![claimant(story, *s, rule.body.class)]));
        } else {
            let mut one = claimant(story, subject, rule.body.class);
            if let Some(last) = joined.last().filter(|l| joined.len() > 1 && **l > subject) {
                // Joined unnamed sources (`residents and witnesses`) are one source, as they stand.
                let start = story.phrase(subject).range.start;
                one.mention = story.mention(start..story.phrase(*last).range.end);
            }
            sources.push(vec![one]);
        }
    }
    if let Some(outer) = outer {
        for chain in &mut sources {
            if !chain.iter().any(|c| name_key(c.mention.name()) == name_key(outer.mention.name())) {
                chain.push(outer.clone());
            }
        }
    }
    Some(sources)
}

/// The subject of a verb of speech, by the tree or else by the words beside it.
fn subject_of(story: &Story<'_>, cue: usize) -> Option<usize> {
    let mut subject = story.agents(cue).first().copied().or_else(|| beside(story, cue))?;
    // `The observatory says more than 820 people ...`: what stands right before the verb, not what follows.
    if subject > cue
        && let Some(left) = beside(story, cue).filter(|b| *b < cue)
    {
        subject = left;
    }
    // People who are only counted (`300 civilians`) are nobody's source.
    let counted = crate::quantities::of_phrase(story, subject).is_some();
    if counted && story.rules.table("sources.class", &story.token(subject).lemma).is_none() {
        return None;
    }
    // `hours after a monitor said`: a span of time says nothing.
    if story.rules.table("calendar-units.days", &story.token(subject).lemma).is_some() {
        subject = story.dependents(subject, &[Relation::Nmod, Relation::Obl]).find(|c| *c < cue)?;
    }
    // `Its spokesman, Ali Hassan, said`: the person by name.
    if story.mention_index(MentionKind::Name, subject).is_none()
        && let Some(name) = story.dependents(subject, &[Relation::Appos]).find(|a| crate::names::is_person(story, *a))
    {
        return Some(name);
    }
    // `The Observatory, a war monitor, said`: the name, not what stands beside it.
    if story.token(subject).relation == Relation::Appos
        && let Some(named) = story.head(subject).filter(|h| story.mention_index(MentionKind::Name, *h).is_some())
    {
        return Some(named);
    }
    let start = story.phrase(subject).range.start;
    if story.mention_index(MentionKind::Name, subject).is_none()
        && start >= story.sentence(cue).start + 2
        && story.token(start - 1).form == ","
        && let Some(name) = story.mention_index(MentionKind::Name, start - 2).and_then(|i| story.names.get(i))
        && story.mention_index(MentionKind::Place, start - 2).is_none()
    {
        return Some(
            name.range.clone().find(|i| story.head(*i).is_none_or(|h| !name.range.contains(&h))).unwrap_or(start - 2),
        );
    }
    Some(subject)
}

/// The outlet that a source spoke to: `told Reuters`, `in an interview with CNN`, `quoted by AFP`. The report's own
/// outlet is no node of the chain.
fn relay(story: &Story<'_>, cue: usize) -> Option<Claimant> {
    let near = story.children[cue].iter().copied().filter(|c| {
        matches!(
            story.token(*c).relation,
            Relation::Obj | Relation::Iobj | Relation::Obl | Relation::OblAgent | Relation::Nmod
        )
    });
    let mut stack: Vec<usize> = near.collect();
    let mut seen = 0;
    while let Some(i) = stack.pop() {
        seen += 1;
        if seen > 30 {
            return None;
        }
        let candidate = claimant(story, i, None);
        // `told state television`: who is told need have no name.
        let told = matches!(story.token(i).relation, Relation::Obj | Relation::Iobj) && story.head(i) == Some(cue);
        let named = told
            || story.mention_index(MentionKind::Name, i).is_some()
            || known_actor(story, &candidate.mention).is_some();
        if named && matches!(candidate.class, ActorClass::Agency | ActorClass::Outlet) {
            let own = story.report.outlet.as_deref().is_some_and(|o| {
                name_key(o) == name_key(&candidate.mention.text)
                    || known_actor(story, &candidate.mention)
                        .is_some_and(|a| a.names.iter().any(|n| name_key(n) == name_key(o)))
            });
            return (!own).then_some(candidate);
        }
        stack.extend(story.dependents(i, &[Relation::Nmod, Relation::Obl]));
    }
    None
}

fn verb_noun(
    story: &Story<'_>,
    cue: usize,
    matched: Range<usize>,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Parts> {
    if !story.is_verb(cue) {
        return None;
    }
    let sources = sources_of_verb(story, cue, rule, before)?;
    let sentence = story.sentence(cue);
    let clause = story.dependents(cue, &[Relation::Ccomp, Relation::Xcomp]).any(|c| c > cue);
    if clause {
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
    for object in story.patients(cue) {
        let below = story.subtree(object);
        if below.start > cue || story.is_passive(cue) {
            // What follows a comma goes beside the denial, not under it.
            let end = (object + 1..below.end.min(sentence.end)).find(|i| story.token(*i).form == ",");
            content.push(below.start.max(sentence.start)..end.unwrap_or(below.end.min(sentence.end)));
            // `denies the rumour, spread by rivals, that the town has fallen`
            let clauses = story.dependents(object, &[Relation::Acl, Relation::Ccomp]).map(|c| story.subtree(c));
            let beyond = clauses.filter(|c| end.is_some_and(|e| c.start > e));
            content.extend(
                beyond
                    .filter(|c| story.token(c.start).tag == Tag::Sconj)
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
    let nominal = |i: &usize| matches!(story.token(*i).tag, Tag::Noun | Tag::Propn | Tag::Pron);
    let outside = |i: &usize| story.head(*i).is_none_or(|h| !range.contains(&h));
    let head = range.clone().filter(nominal).find(outside).or_else(|| {
        // The last noun before a complement.
        let stop = range.clone().skip(1).find(|i| story.token(*i).tag == Tag::Adp).unwrap_or(range.end);
        (range.start..stop).rev().find(nominal)
    })?;
    Some((head, range))
}

/// The nouns next to a verb of speech, where the tree gives it no subject: `..., the army said`, `said the army`.
fn beside(story: &Story<'_>, cue: usize) -> Option<usize> {
    let sentence = story.sentence(cue);
    let nominal = |i: usize| {
        matches!(story.token(i).tag, Tag::Noun | Tag::Propn | Tag::Pron)
            && story.mention_index(MentionKind::Time, i).is_none()
    };
    let mut at = cue;
    while at > sentence.start {
        at -= 1;
        let skip = matches!(story.token(at).tag, Tag::Adv | Tag::Aux | Tag::Part)
            || story.mention_index(MentionKind::Time, at).is_some()
            || (story.token(at).tag == Tag::Adp && story.mention_index(MentionKind::Time, at + 1).is_some());
        if nominal(at) {
            return Some(at);
        }
        if !skip {
            break;
        }
    }
    let mut at = cue + 1;
    while at < sentence.end && matches!(story.token(at).tag, Tag::Det | Tag::Adj | Tag::Num) {
        at += 1;
    }
    if at >= sentence.end || !nominal(at) {
        return None;
    }
    while at + 1 < sentence.end && nominal(at + 1) {
        at += 1;
    }
    Some(at)
}

fn according(story: &Story<'_>, matched: Range<usize>, rule: &Rule<CueRule>) -> Option<Parts> {
    let sentence = story.sentence(matched.start);
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
    let mut chain = vec![source];
    if let Some(outer) = relay(story, head) {
        chain.push(outer);
    }
    Some((vec![chain], vec![sentence.start..matched.start, range.end..sentence.end]))
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
    if !matches!(story.token(cue).tag, Tag::Noun | Tag::X) {
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
        .next();
    let source = match author {
        Some(a) => claimant(story, a, rule.body.class),
        None => {
            let start = story.phrase(cue).range.start;
            let mut source = claimant(story, cue, rule.body.class);
            source.mention =
                Mention { text: story.text(start..cue + 1).to_owned(), span: story.span(start..cue + 1), entity: None };
            source
        }
    };
    Some((vec![vec![source]], iter::once(cue + 1..below.end.min(sentence.end)).collect()))
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

/// A sentence that is a quotation throughout and has no source of its own goes on with the source before.
fn carry_over(story: &Story<'_>, sentence: Range<usize>, found: &mut Vec<Attribution>) {
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
