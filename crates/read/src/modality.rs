//! Negation, plans, conditions: what stands over a word and changes how it is meant.

use crate::{
    attribution::{Attribution, answers::answered},
    kinds::Frame,
    rules::Scope,
    story::Story,
};
use dateline_core::{
    Modality, Stance,
    reading::{Relation, Tag},
};
use std::ops::Range;

/// One match of a modality rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Its head.
    pub head: usize,
    /// All its words.
    pub range: Range<usize>,
    /// What it reaches.
    pub scope: Scope,
    /// Modality it gives.
    pub modality: Option<Modality>,
    /// Stance it gives.
    pub stance: Option<Stance>,
    /// The rule.
    pub rule: String,
}

/// What stands over a word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Force {
    /// Modality of the nearest operator.
    pub modality: Option<Modality>,
    /// Stance after all operators.
    pub stance: Option<Stance>,
    /// Their rules.
    pub rules: Vec<String>,
    /// The verb by which somebody demands it.
    pub demand: Option<usize>,
    /// The words that deny, without which a quote would say the opposite.
    pub denying: Vec<Range<usize>>,
}

/// All operators of a story.
pub fn find(story: &Story<'_>, attributions: &[Attribution]) -> Vec<Operator> {
    let mut found = Vec::new();
    // A verdict (`called it a lie`) and the words of a cue (`refused to admit`) belong to the denial that they are part of
    // and deny nothing again.
    let denials = attributions.iter().filter(|a| a.stance == Stance::Denies);
    let cues: Vec<&Range<usize>> = denials.map(|a| &a.cue_range).collect();
    let verdicts: Vec<&Range<usize>> = attributions.iter().filter_map(|a| a.verdict.as_ref()).collect();
    let within = |ranges: &[&Range<usize>], head: usize| {
        ranges.get(ranges.partition_point(|v| v.end <= head)).is_some_and(|v| v.contains(&head))
    };
    for sentence in &story.reading.sentences {
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            let best = story.rules.modality.longest_at(story, at, limit, |_| true);
            let Some((m, rule)) = best else {
                at += 1;
                continue;
            };
            let in_verdict = rule.body.scope == Scope::Subject && within(&verdicts, m.head);
            if in_verdict || (rule.body.stance == Some(Stance::Denies) && within(&cues, m.head)) {
                at = m.end;
                continue;
            }
            found.push(Operator {
                head: m.head,
                range: m.start..m.end,
                scope: rule.body.scope,
                modality: rule.body.modality,
                stance: rule.body.stance,
                rule: rule.id.clone(),
            });
            at = m.end.max(at + 1);
        }
    }
    found
}

/// What the operators make of an event.
pub(crate) fn over(story: &Story<'_>, operators: &[Operator], frame: &Frame<'_>) -> Force {
    let head = frame.found.head;
    let sentence = story.sentence(head);
    let mut force = Force::default();
    let mut nearest = usize::MAX;
    for op in within(operators, &sentence) {
        if !applies(story, op, frame) {
            continue;
        }
        if let Some(stance) = op.stance {
            if stance == Stance::Denies {
                force.denying.push(op.range.clone());
            }
            // A second denial takes the first back, but `neither ... nor` and `nobody, nobody at all` deny once.
            force.stance = Some(match (force.stance, stance) {
                (Some(Stance::Denies), Stance::Denies) if !force.rules.contains(&op.rule) => Stance::Asserts,
                (_, s) => s,
            });
        }
        if op.modality == Some(Modality::Demanded) && op.scope == Scope::Below && story.is_verb(op.head) {
            force.demand = Some(op.head);
        }
        let distance = op.head.abs_diff(head);
        if let Some(modality) = op.modality
            && distance < nearest
        {
            nearest = distance;
            force.modality = Some(modality);
        }
        force.rules.push(op.rule.clone());
    }
    // An infinitive of purpose (`forces sent to defend the city`) is a plan.
    let purpose = story.token(head).xpos == "VB"
        && matches!(story.token(head).relation, Relation::Advcl | Relation::Acl)
        && story.dependents(head, &[Relation::Mark]).any(|m| story.token(m).xpos == "TO");
    if force.modality.is_none() && purpose && !is_perfect(story, head) {
        force.modality = Some(Modality::Planned);
    }
    if force.modality.is_none() && is_progressive(story, head) {
        force.modality = Some(Modality::Ongoing);
    }
    force
}

/// The operators of a sentence, of those of a story.
pub(crate) fn within<'o>(operators: &'o [Operator], sentence: &Range<usize>) -> &'o [Operator] {
    let at = |token: usize| operators.partition_point(|o| o.range.start < token);
    operators.get(at(sentence.start)..at(sentence.end)).unwrap_or_default()
}

/// Whether an operator says something of an event: it reaches its head and is no part of what the rule matched.
pub(crate) fn applies(story: &Story<'_>, op: &Operator, frame: &Frame<'_>) -> bool {
    let matched = frame.found.start..frame.found.end;
    // What denies in the rule's own words is the rule's.
    let own = |i: usize| matched.contains(&i) && frame.rule.pattern.names(story.token(i));
    if frame.rule.body.stance == Some(Stance::Denies)
        && op.stance == frame.rule.body.stance
        && op.range.clone().any(own)
    {
        return false;
    }
    // A negation that the rule does not ask for stands in one of its gaps: `the truce had | not | been broken`.
    let foreign = || op.stance == Some(Stance::Denies) && !frame.rule.pattern.names(story.token(op.head));
    (!matched.contains(&op.head) || matches!(op.scope, Scope::Own | Scope::Sentence) || foreign())
        && reaches(story, op, frame, &matched)
}

fn reaches(story: &Story<'_>, op: &Operator, frame: &Frame<'_>, matched: &Range<usize>) -> bool {
    let head = frame.found.head;
    match op.scope {
        Scope::Sentence => true,
        Scope::Answer => false,
        Scope::Own => op.range.contains(&head),
        Scope::After => {
            head >= op.range.end
                && !is_aside(story, head)
                && story.quote_of(head) == story.quote_of(op.head)
                && !(op.range.end..head).any(|i| story.token(i).form == ";")
        }
        Scope::Subject if report_before(story, op.head).is_some_and(|words| words.contains(&head)) => true,
        Scope::Subject => match said_of(story, op.head) {
            Some(s) => s == head || story.is_below(head, s),
            // Where the tree gives a predicate no subject, it is what stands before.
            None => {
                head < op.range.start
                    && story.dependents(op.head, &[Relation::Cop]).next().is_some()
                    && story.quote_of(head) == story.quote_of(op.head)
            }
        },
        Scope::Phrase | Scope::Back => {
            // Up from the negating word to the noun, and to what that hangs from.
            let top = op.range.clone().find(|i| story.head(*i).is_none_or(|h| !op.range.contains(&h)));
            let noun = top.filter(|t| story.token(*t).tag == Tag::Pron).or_else(|| story.head(top?));
            let Some(noun) = noun else { return false };
            // `no plans to withdraw`
            let intent = story.token(head).relation == Relation::Acl
                && story.head(head) == Some(noun)
                && story.rules.in_list("intent-nouns", story.token(noun));
            if noun == head || intent || matched.contains(&noun) && !story.is_verb(noun) {
                return true;
            }
            let subject = matches!(
                story.token(noun).relation,
                Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Iobj
            );
            // `No soldier took part in the attack`: who did it is nobody, whatever verb says so.
            let nobody = frame.actors.contains(&noun)
                && !story.is_verb(head)
                && story.head(noun).is_some_and(|v| v < head && story.is_below(head, v));
            // `Nobody was killed or hurt`: joined verbs share their subject.
            let shared = |v: usize| {
                story.token(head).relation == Relation::Conj
                    && story.head(head) == Some(v)
                    && matches!(story.token(noun).relation, Relation::Nsubj | Relation::NsubjPass)
                    && story.dependents(head, &[Relation::Nsubj, Relation::NsubjPass, Relation::Aux]).next().is_none()
            };
            (subject && story.head(noun).is_some_and(|v| v == head || matched.contains(&v) || shared(v))) || nobody
        }
        Scope::Governor => story.head(op.head).is_some_and(|g| {
            g == head
                || matched.contains(&g)
                || op.modality == Some(Modality::Hypothetical) && supposed(story, g, head)
                // `did not launch an attack`: the light verb carries the negation of its noun.
                || (story.rules.in_list("light-verbs", story.token(g)) && story.head(head) == Some(g))
                // `the attack never took place`
                || (occurs(story, g) && story.head(head) == Some(g) && story.subjects(g).any(|s| s == head))
                // `may have been forced to leave`
                || (story.token(head).relation == Relation::Xcomp && story.head(head) == Some(g))
                // Verbs joined by `and` share the auxiliary that stands before the first.
                || (story.token(head).relation == Relation::Conj
                    && story.head(head) == Some(g)
                    && story.is_verb(head)
                    && story.dependents(head, &[Relation::Nsubj, Relation::Aux]).next().is_none())
        }),
        // What is begun, planned or demanded is no finished act (`has lost`) unless a clause says so (`fear that ...`).
        Scope::Below
            if op.stance.is_none() && story.token(head).relation != Relation::Ccomp && is_perfect(story, head) =>
        {
            false
        }
        Scope::Below => {
            head != op.head
                && (head > op.head || story.token(op.head).tag == Tag::Adv)
                && story.is_below(head, op.head)
                && !crosses_clause(story, head, op.head)
        }
        Scope::Clause => {
            let Some(g) = story.head(op.head) else { return false };
            let below = story.is_below(head, g);
            // `if X, then Y`: the consequence hangs above the condition and is hypothetical only by its own verb.
            below
        }
    }
}

/// Whether a word is the subject of a verb, or describes it, and nothing that is known to be: `a push reaching the capital
/// would ...`, not `the push would ...`.
fn supposed(story: &Story<'_>, verb: usize, head: usize) -> bool {
    let described = story.token(head).relation == Relation::Acl && story.token(head).xpos == "VBG";
    let noun = story.head(head).filter(|_| described).unwrap_or(head);
    let indefinite = |d: usize| story.token(d).feature("Definite") == Some("Ind");
    !story.is_verb(noun)
        && story.subjects(verb).any(|s| s == noun)
        && story.dependents(noun, &[Relation::Det]).any(indefinite)
}

/// Whether a verb says of its subject that it happens.
fn occurs(story: &Story<'_>, verb: usize) -> bool {
    !story.rules.list_at("occurrence-verbs", &story.reading.tokens, verb).is_empty()
}

/// What a predicate is said of: its subject, or the object of the verb that makes it one (`called the report a lie`).
pub fn said_of(story: &Story<'_>, predicate: usize) -> Option<usize> {
    let above = story.head(predicate).filter(|_| story.token(predicate).relation == Relation::Xcomp);
    let subject = story
        .dependents(predicate, &[Relation::Nsubj, Relation::NsubjPass, Relation::Csubj])
        .next()
        .or_else(|| above.and_then(|v| story.patients(v).into_iter().find(|p| *p != predicate)))
        .or_else(|| above.and_then(|v| story.subjects(v).next()));
    // `it was false that ...`, `called it false that ...`: the clause behind it.
    let clause = |i: usize| story.dependents(i, &[Relation::Csubj, Relation::Ccomp]).find(|c| *c > predicate);
    match subject {
        Some(s) if story.token(s).lemma == "it" => clause(predicate).or_else(|| above.and_then(clause)).or(subject),
        None => clause(predicate),
        _ => subject,
    }
}

/// The words of a report with its clause right before the copula of a predicate, whatever the tree says: `the rebels'
/// claims | that 19 soldiers had been slain | are "pure propaganda"`.
fn report_before(story: &Story<'_>, predicate: usize) -> Option<Range<usize>> {
    let sentence = story.sentence(predicate);
    let copula = story.dependents(predicate, &[Relation::Cop]).find(|c| *c < predicate)?;
    let stop = |i: &usize| matches!(story.token(*i).form.as_str(), "," | ";" | ":" | "\"");
    let start = (sentence.start..copula).rev().find(stop).map_or(sentence.start, |i| i + 1);
    let report =
        |i: &usize| story.rules.in_list("report-nouns", story.token(*i)) && story.token(i + 1).tag == Tag::Sconj;
    let noun = (start..copula.saturating_sub(1)).find(report)?;
    Some(noun + 1..copula)
}

/// Whether the way down from an operator goes through a clause that is stated beside it, not under it.
fn crosses_clause(story: &Story<'_>, head: usize, top: usize) -> bool {
    let mut at = head;
    for _ in 0..40 {
        if at == top {
            return false;
        }
        let relation = story.token(at).relation;
        if is_aside(story, at)
            || matches!(relation, Relation::Parataxis | Relation::AclRelcl)
            || (story.token(at).relation == Relation::Conj
                && story.dependents(at, &[Relation::Nsubj, Relation::NsubjPass]).next().is_some())
            || (story.token(at).relation == Relation::Nsubj)
        {
            return true;
        }
        let Some(above) = story.head(at) else { return true };
        // `declined to comment on | reports that the town had fallen`, `to answer questions about | reports ...`
        let speaks = !story.is_verb(above) || story.rules.in_list("speech-verbs", story.token(above));
        if speaks && answered(story, above).is_some_and(|topic| topic.contains(&at)) {
            return true;
        }
        at = above;
    }
    true
}

/// Whether a word heads an aside between commas (`our forces, present in all areas, have ...`): it is taken for granted
/// by the sentence around it, not said by it.
pub fn is_aside(story: &Story<'_>, i: usize) -> bool {
    let start = story.subtree(i).start;
    let adjective = story.token(i).tag == Tag::Adj && story.token(i).relation == Relation::Advmod;
    // The comma may hang from the aside or from what is around it.
    // `the claim, spread by some, that ...` is what the noun says, and no aside.
    let says = matches!(story.token(i).relation, Relation::Acl)
        && story.dependents(i, &[Relation::Mark]).any(|m| story.token(m).form == "that");
    let comma =
        story.token(start).form == "," || (start > story.sentence(i).start && story.token(start - 1).form == ",");
    !says
        && (adjective
            || matches!(story.token(i).relation, Relation::AclRelcl | Relation::Acl | Relation::Amod | Relation::Appos))
        && comma
}

fn is_perfect(story: &Story<'_>, head: usize) -> bool {
    story.dependents(head, &[Relation::Aux]).any(|a| story.token(a).lemma == "have")
}

/// Whether a verb, or what stands for one, is in the past perfect: `had said`, `had been in`.
pub(crate) fn is_past_perfect(story: &Story<'_>, verb: usize) -> bool {
    let mut below = story.dependents(verb, &[Relation::Aux, Relation::Cop]);
    below.any(|a| story.token(a).lemma == "have" && story.token(a).xpos == "VBD")
}

fn is_progressive(story: &Story<'_>, head: usize) -> bool {
    story.token(head).xpos == "VBG" && story.dependents(head, &[Relation::Aux]).any(|a| story.token(a).lemma == "be")
}
