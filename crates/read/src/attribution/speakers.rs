//! Who speaks: the sources of a verb of speech.

use super::{Attribution, LOOK_BACK, joined_left, speaks};
use crate::{
    names::{claimant, known_actor},
    rules::{CueRule, Rule, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    ActorClass, Claimant, Stance,
    actors::name_key,
    reading::{Relation, Tag},
};

pub(super) fn sources_of_verb(
    story: &Story<'_>,
    cue: usize,
    rule: &Rule<CueRule>,
    before: &[Attribution],
) -> Option<Vec<Vec<Claimant>>> {
    // `it was reported that`, `they were told that`: by nobody named.
    if story.is_passive(cue) && story.agents(cue).is_empty() {
        return (rule.body.stance == Stance::Asserts).then(|| vec![Vec::new()]);
    }
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
            if let Some(speaker) = speaker_before(story, subject, &one, before) {
                one = speaker;
            }
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

/// Who spoke last, for a pronoun that names nobody by itself: `he said`.
fn speaker_before(story: &Story<'_>, subject: usize, found: &Claimant, before: &[Attribution]) -> Option<Claimant> {
    let token = story.token(subject);
    let kind = story.rules.table("pronouns.antecedent", &token.form).filter(|_| found.mention.entity.is_none())?;
    let here = story.sentence_of[subject];
    let last = before.iter().rev().take(LOOK_BACK).find(|a| a.sources.iter().any(|s| !s.is_empty()))?;
    let [chain] = &last.sources[..] else { return None };
    let node = chain.first()?;
    let person = matches!(node.class, ActorClass::Official | ActorClass::Witness | ActorClass::Expert);
    let fits = match kind {
        "person" => person,
        "thing" => !person,
        _ => false,
    };
    (fits && here - story.sentence_of[last.cue] <= 2).then(|| node.clone())
}

/// The subject of a verb of speech, by the tree or else by the words beside it.
pub(super) fn subject_of(story: &Story<'_>, cue: usize) -> Option<usize> {
    if let Some((_, subject)) = beside_report(story, cue) {
        return Some(subject);
    }
    let mut subject = story.agents(cue).first().copied().or_else(|| beside(story, cue))?;
    // `The observatory says more than 820 people ...`: what stands right before the verb, not what follows.
    if subject > cue
        && !story.is_passive(cue)
        && let Some(left) = beside(story, cue).filter(|b| *b < cue)
    {
        subject = left;
    }
    // People who are only counted (`300 civilians`) are nobody's source.
    let of_some = || story.prepositional(subject, "of").any(|c| story.token(c).tag == Tag::Pron || speaks(story, c));
    let counted = crate::quantities::of_phrase(story, subject).is_some() && !of_some();
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

/// What a verb of denial says of a report that stands before its subject, by the words alone, since parsers often go
/// astray here: `counted 45 dead, a figure | the government disputes`. The noun for the report, and who speaks.
pub(super) fn beside_report(story: &Story<'_>, verb: usize) -> Option<(usize, usize)> {
    let sentence = story.sentence(verb);
    let bare = |i: usize| matches!(story.token(i).tag, Tag::Adv | Tag::Aux | Tag::Part);
    let end = (sentence.start..verb).rev().find(|i| !bare(*i))? + 1;
    let opens = |i: &usize| story.token(*i).tag == Tag::Punct && story.token(*i).form != "\"" || story.is_verb(*i);
    let start = (sentence.start..end).rev().take(FARTHEST_REPORT).find(opens)? + 1;
    if story.token(start - 1).tag != Tag::Punct || !story.rules.in_list("denial-verbs", story.token(verb)) {
        return None;
    }
    let noun = (start..end).find(|i| matches!(story.token(*i).tag, Tag::Noun | Tag::Propn | Tag::Pron))?;
    let report = story.rules.in_list("report-nouns", story.token(noun))
        && (start..noun).all(|i| matches!(story.token(i).tag, Tag::Det | Tag::Adj))
        && start < noun;
    let words = noun + 1..end;
    let nominal = |i: &usize| matches!(story.token(*i).tag, Tag::Noun | Tag::Propn | Tag::Pron);
    let outside = |i: &usize| story.head(*i).is_none_or(|h| !words.contains(&h));
    let relative = |i: &usize| matches!(story.token(*i).xpos, "WDT" | "WP");
    let subject = words.clone().filter(|i| nominal(i) && !relative(i)).find(outside)?;
    // `a claim the army denied | making`: it has an object of its own.
    let object = (verb + 1..sentence.end).find(|i| !bare(*i)).is_some_and(|i| {
        matches!(story.token(i).tag, Tag::Det | Tag::Noun | Tag::Propn | Tag::Pron | Tag::Verb)
            && story.mention_index(MentionKind::Time, i).is_none()
    });
    let governed = story.dependents(subject, &[Relation::Case]).next().is_some();
    (report && !object && !governed).then_some((noun, subject))
}

/// How many words may stand between the start of such a noun and its verb.
const FARTHEST_REPORT: usize = 14;

/// The outlet that a source spoke to: `told Reuters`, `in an interview with CNN`, `quoted by AFP`. The report's own
/// outlet is no node of the chain.
pub(super) fn relay(story: &Story<'_>, cue: usize) -> Option<Claimant> {
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
        // `told a news conference`: an occasion is no outlet.
        let occasion = story.rules.in_list("occasions", story.token(i));
        let named = !occasion
            && (told
                || story.mention_index(MentionKind::Name, i).is_some()
                || known_actor(story, &candidate.mention).is_some());
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

/// The nouns next to a verb of speech, where the tree gives it no subject: `..., the army said`, `said the army`.
fn beside(story: &Story<'_>, cue: usize) -> Option<usize> {
    let sentence = story.sentence(cue);
    let nominal = |i: usize| {
        matches!(story.token(i).tag, Tag::Noun | Tag::Propn | Tag::Pron)
            && story.mention_index(MentionKind::Time, i).is_none()
    };
    // `the police chief, Hernan Ocampo, told reporters`: the name between commas.
    let comma = cue > sentence.start + 1 && story.token(cue - 1).form == ",";
    if comma
        && let Some(name) = story.mention_index(MentionKind::Name, cue - 2).and_then(|i| story.names.get(i))
        && crate::names::is_person(story, cue - 2)
    {
        return name.range.clone().find(|i| story.head(*i).is_none_or(|h| !name.range.contains(&h)));
    }
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
    // Who is told something does not say it.
    let told = story.head(at) == Some(cue) && matches!(story.token(at).relation, Relation::Obj | Relation::Iobj);
    (!told).then_some(at)
}
