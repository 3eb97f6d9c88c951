//! Denials: the words that a quote must keep, and reports that are denied in a sentence of their own.

use super::voices::{is_corrected, origin};
use crate::{
    attribution::{Attribution, Cover, answers::answered, spoken_of},
    modality::{Force, Operator, said_of, within},
    rules::{CueForm, Scope, pattern::MentionKind},
    story::Story,
};
use dateline_core::{
    ActorClass, Claim, Claimant, Kind, Mention, Modality, Stance,
    actors::name_key,
    kind::Family,
    reading::{Relation, Tag},
};
use std::ops::Range;

/// A quote widened to the words that deny: without them it would say the opposite.
pub(super) fn with_denial(
    story: &Story<'_>,
    quote: Range<usize>,
    force: &Force,
    layers: &[&Attribution],
) -> Range<usize> {
    let sentence = story.sentence(quote.start);
    let mut range = quote;
    let mut take = |r: Range<usize>| {
        if sentence.contains(&r.start) && r.end <= sentence.end {
            range = range.start.min(r.start)..range.end.max(r.end);
        }
    };
    for words in &force.denying {
        take(words.clone());
        // `There is no`, `the army did not`: from the start of the clause.
        take(story.subtree(story.clause_verb(words.start)).start.max(sentence.start)..words.end);
    }
    for layer in layers.iter().filter(|l| l.stance == Stance::Denies || is_corrected(story, l)) {
        take(layer.cue_range.clone());
        layer.verdict.clone().into_iter().for_each(&mut take);
        for claimant in layer.sources.iter().flatten() {
            let tokens = sentence.clone().filter(|i| claimant.mention.span.contains(story.token(*i).span));
            if let (Some(first), Some(last)) = (tokens.clone().next(), tokens.clone().next_back()) {
                take(first..last + 1);
            }
        }
    }
    while range.start < range.end && matches!(story.token(range.start).tag, Tag::Punct | Tag::Sconj) {
        range.start += 1;
    }
    range
}

/// Whether a noun is all that is told of what is denied: `denied any retreat`, `denied reports of a retreat`. It needs no
/// more words to be told.
pub(super) fn is_bare(story: &Story<'_>, head: usize) -> bool {
    let denies = |v: usize| story.is_verb(v) && story.rules.in_list("denial-verbs", story.token(v));
    let denied = |i: usize| {
        matches!(story.token(i).relation, Relation::Obj | Relation::NsubjPass) && story.head(i).is_some_and(denies)
    };
    let report = story.head(head).filter(|r| {
        story.has_preposition(head, "of") && story.rules.in_list("report-nouns", story.token(*r)) && denied(*r)
    });
    // `no retreat`, `without a fight`
    let none = story.token(head).tag == Tag::Noun
        && story.children[head].iter().any(|c| story.rules.in_list("negators", story.token(*c)) && *c < head);
    story.prepositional(head, "of").next().is_none() && (denied(head) || report.is_some() || none)
}

/// Whether an event is what a denial denies, and not something in it: the verb or noun of its clause or object, or of the
/// report that it denies.
pub(super) fn is_denied_itself(story: &Story<'_>, head: usize, cue: usize) -> bool {
    let clause = |i: usize| {
        matches!(
            story.token(i).relation,
            Relation::Ccomp | Relation::Xcomp | Relation::Acl | Relation::Obj | Relation::Advcl | Relation::Nmod
        )
    };
    let report = |i: usize| story.rules.in_list("report-nouns", story.token(i));
    // `denied that there had been any raid`
    let exists = |v: usize| story.dependents(v, &[Relation::Expl]).next().is_some();
    let verb = story.head(head).filter(|v| story.token(head).relation == Relation::Nsubj && exists(*v));
    let head = verb.unwrap_or(head);
    let above = story.head(head).filter(|_| clause(head));
    above.is_some_and(|a| a == cue || report(a) && story.head(a) == Some(cue) && clause(a))
}

/// Whether an event is taken for granted by what is denied around it: `denied that civilians were killed in | the air
/// strikes`, `rejected the agreement under which rebels | disarmed`. What `footage in which ...` shows is not.
pub(super) fn is_given(story: &Story<'_>, head: usize, heads: &[usize]) -> bool {
    let token = story.token(head);
    let known = story.dependents(head, &[Relation::Det]).any(|d| story.token(d).form == "the");
    let occasion = !story.is_verb(head)
        && known
        && token.relation == Relation::Obl
        && story.head(head).is_some_and(|v| heads.contains(&v));
    let verb = story.clause_verb(head);
    let describes = story.token(verb).relation == Relation::AclRelcl
        && story.head(verb).is_some_and(|noun| !story.rules.in_list("report-nouns", story.token(noun)));
    occasion || describes
}

/// A denial that tells of nothing itself but points back: `the army denied the report`, `that was wrong`, `it had not`.
struct Rebuttal<'a> {
    /// Its words, which are the claim's quote.
    range: Range<usize>,
    /// What is denied is told before this word,
    before: usize,
    /// or, of somebody accused, before this one: `the militia, accused of killing hundreds, | denies it`.
    head: usize,
    /// Who denies; one empty chain for the outlet.
    sources: Vec<Vec<Claimant>>,
    cue: Option<Mention>,
    /// Which of the story's times tells when it was said.
    stated: Option<usize>,
    channel: Option<String>,
    rule: &'a str,
    /// Whether a figure is denied.
    figure: bool,
    /// Whether it answers a question.
    answer: bool,
    /// Whether having had a part in it is denied, and so who denies it is said to have done it.
    involved: bool,
    /// The kinds of the event that it names, if it does: `denied involvement in the attack`.
    kinds: Vec<Kind>,
    /// Whether it names what it denies as something said: `the claim`, not `this`.
    report: bool,
    /// The words that tell of what is denied, where its clause hangs from them: `a ceasefire | that the army rejects`.
    told: Option<Range<usize>>,
}

/// What was said before and is denied in words of their own.
pub(super) fn rebuttals(
    story: &Story<'_>,
    sentence: Range<usize>,
    attributions: &[Attribution],
    cover: &Cover<'_>,
    operators: &[Operator],
    first: usize,
    claims: &mut Vec<Claim>,
) {
    let mut found = denied_reports(story, &sentence, attributions, &claims[first..]);
    found.extend(predicates(story, &sentence, cover, operators, &claims[first..]));
    for rebuttal in found {
        for denied in antecedents(story, &rebuttal, claims) {
            let name = |c: &Claimant| name_key(c.mention.name());
            // What was asked is denied as a fact.
            let asked = denied.stance == Stance::Questions && denied.modality == Modality::Hypothetical;
            let modality = if asked { Modality::Actual } else { denied.modality };
            for chain in &rebuttal.sources {
                let chain = &by_accused(story, rebuttal.head, chain, &denied);
                // Nobody denies what they have said themselves; a pronoun that names nobody may be the one who said it.
                let unnamed = chain.first().is_some_and(|c| {
                    c.mention.entity.is_none()
                        && story.rules.table("pronouns.antecedent", &c.mention.text.to_lowercase()).is_some()
                });
                let person = denied.claimants.first().is_some_and(|c| c.class == ActorClass::Official);
                let own =
                    unnamed && person || chain.iter().any(|c| denied.claimants.iter().any(|d| name(d) == name(c)));
                // Who answers a question did not say what was asked.
                if own && !(rebuttal.answer && denied.stance == Stance::Questions) {
                    continue;
                }
                let actor = chain.first().map(|c| c.mention.clone()).filter(|_| rebuttal.involved);
                claims.push(Claim {
                    actor: actor.or_else(|| denied.actor.clone()),
                    quote: story.text(rebuttal.range.clone()).to_owned(),
                    span: story.span(rebuttal.range.clone()),
                    stance: Stance::Denies,
                    modality,
                    claimants: chain.clone(),
                    cue: rebuttal.cue.clone(),
                    stated: rebuttal.stated.and_then(|t| super::stated(story, t)),
                    channel: rebuttal.channel.clone(),
                    origin: origin(story, chain),
                    rules: vec![rebuttal.rule.to_owned(), denied.rules.first().cloned().unwrap_or_default()],
                    ..denied.clone()
                });
            }
        }
    }
}

/// The sources of a denial: a pronoun among them is who is accused, not who accuses: `the mayor accused the militia of ...,
/// an accusation | it | rejects`.
fn by_accused(story: &Story<'_>, verb: usize, chain: &[Claimant], denied: &Claim) -> Vec<Claimant> {
    let mut chain = chain.to_vec();
    let accuses =
        |c: &Claimant| denied.claimants.iter().any(|d| name_key(d.mention.name()) == name_key(c.mention.name()));
    let mut subjects = story.subjects(verb);
    if let (Some(first), Some(actor)) = (chain.first_mut(), &denied.actor)
        && subjects.any(|s| story.token(s).tag == Tag::Pron)
        && accuses(first)
    {
        first.mention = actor.clone();
        first.class = crate::names::known_actor(story, actor).map_or(first.class, |a| a.class);
    }
    chain
}

/// Whether a word stands for something said: `this`, `the report`, `such figures`; `cue` is what is said of it.
fn points_back(story: &Story<'_>, i: usize, cue: usize) -> bool {
    let token = story.token(i);
    // `rejects the charge that it arms rebels`, `rejects charge it arms rebels`
    let opens = |next: usize| {
        let t = story.token(next);
        story.sentence(i).contains(&next)
            && next != cue
            && story.head(next) != Some(cue)
            && story.mention_index(MentionKind::Time, next).is_none()
            && (t.tag == Tag::Pron && !matches!(t.xpos, "WDT" | "WP") || t.form == "that" && t.tag == Tag::Sconj)
    };
    let own_clause = || {
        opens(i + 1)
            || story.children[i].iter().any(|c| {
                *c > i
                    && *c != cue
                    && (matches!(story.token(*c).relation, Relation::Acl | Relation::Ccomp)
                        || story.has_preposition(*c, "of"))
            })
    };
    story.rules.in_list("pointing-words", token)
        || (["report-nouns", "involvement-nouns"].iter().any(|l| story.rules.in_list(l, token)) && !own_clause())
}

/// The event, known from before, in which somebody has a part: `any role in | the attack`; with the kinds it may have.
fn event_of(story: &Story<'_>, part: usize, sentence: &Range<usize>) -> Option<(usize, Vec<Kind>)> {
    let below = story.dependents(part, &[Relation::Nmod, Relation::Obl]);
    below.filter(|i| *i > part).find_map(|i| Some((i, event_at(story, i, sentence)?)))
}

/// The kinds that a noun with a definite article may tell of: `the attack`.
fn event_at(story: &Story<'_>, noun: usize, sentence: &Range<usize>) -> Option<Vec<Kind>> {
    let definite = story.dependents(noun, &[Relation::Det]).any(|d| {
        let det = story.token(d);
        det.feature("Definite") == Some("Def") || det.feature("PronType") == Some("Dem")
    });
    let found = super::options(story, sentence.clone());
    let kinds: Vec<Kind> = found.iter().filter(|(_, m)| m.head == noun).map(|(rule, _)| rule.body.kind).collect();
    (definite && story.token(noun).tag == Tag::Noun && !kinds.is_empty()).then_some(kinds)
}

/// Whether a word names something said, and so what somebody is said to say: `the claim`.
fn names_report(story: &Story<'_>, i: usize) -> bool {
    story.rules.in_list("report-nouns", story.token(i)) && !story.rules.in_list("pointing-words", story.token(i))
}

/// `The army denied the report`, `a charge that the army denies`, `called this a lie`.
fn denied_reports<'a>(
    story: &Story<'_>,
    sentence: &Range<usize>,
    attributions: &'a [Attribution],
    here: &[Claim],
) -> Vec<Rebuttal<'a>> {
    let first = attributions.partition_point(|a| a.cue < sentence.start);
    let denials = attributions[first..]
        .iter()
        .take_while(|a| sentence.contains(&a.cue))
        .filter(|a| matches!(a.form, CueForm::VerbNoun | CueForm::Verdict) && a.stance == Stance::Denies);
    let mut out = Vec::new();
    for denial in denials {
        let mut objects = story.patients(denial.cue);
        // `poured scorn on the claim`, `took issue with this`
        objects.extend(["on", "with"].iter().flat_map(|p| story.prepositional(denial.cue, p)));
        // `disputed part of that account`
        let parts: Vec<usize> =
            objects.iter().copied().filter(|o| story.rules.in_list("part-words", story.token(*o))).collect();
        objects.extend(parts.into_iter().flat_map(|o| story.prepositional(o, "of")));
        objects.extend(spoken_of(story, denial.cue).filter(|o| denial.back && !objects.contains(o)));
        let mut object = objects.iter().copied().find(|o| points_back(story, *o, denial.cue));
        let involved = objects.iter().copied().find(|o| story.rules.in_list("involvement-nouns", story.token(*o)));
        // `denied any part in the attack`
        let event = involved.filter(|_| object.is_none()).and_then(|o| event_of(story, o, sentence));
        object = object.or(involved.filter(|_| event.is_some()));
        // `a ceasefire in Aleppo, which the minister rejects`: what is denied is told by the noun itself.
        let told = objects.iter().map(|o| story.phrase(*o).range).find(|_| denial.back && object.is_none());
        if object.is_none() && told.is_none() {
            continue;
        }
        let own = |c: &Claim| {
            c.stance == Stance::Denies && denial.content.iter().any(|r| story.span(r.clone()).overlaps(c.span))
        };
        if !denial.back && here.iter().any(own) {
            continue;
        }
        let clause = story.clause(denial.cue);
        let objects_end = objects.iter().map(|o| story.phrase(*o).range.end);
        let (start, end) = match (&told, denial.back) {
            (Some(_), _) => (clause.start, clause.end),
            (None, true) => {
                let noun = objects.iter().map(|o| story.phrase(*o).range.start).filter(|o| *o < denial.cue).min();
                (noun.unwrap_or(clause.start), clause.end)
            }
            (None, false) => {
                let event = event.as_ref().map(|(e, _)| story.phrase(*e).range.end);
                (clause.start, objects_end.chain(event).fold(denial.cue + 1, usize::max))
            }
        };
        let verdict = denial.verdict.as_ref().map_or(0, |v| v.end);
        // `a claim denied | by the army`
        let sources = denial
            .sources
            .iter()
            .flatten()
            .map(|c| c.mention.span)
            .filter(|s| story.span(sentence.clone()).contains(*s));
        let by = sources.map(|s| story.words_of(s).0.end).max().unwrap_or(0);
        out.push(Rebuttal {
            range: start.max(sentence.start)..end.max(verdict).max(by).min(sentence.end),
            before: if denial.back { denial.cue } else { start },
            head: denial.cue,
            involved: involved.is_some(),
            kinds: event.map(|(_, kinds)| kinds).unwrap_or_default(),
            sources: denial.sources.clone(),
            cue: Some(story.mention(denial.cue_range.clone())),
            stated: denial.stated,
            channel: denial.channel.clone(),
            rule: &denial.rule,
            figure: object.is_some_and(|o| story.rules.in_list("figure-nouns", story.token(o))),
            answer: false,
            report: object.is_some_and(|o| names_report(story, o)),
            told,
        });
    }
    out
}

/// `That was wrong`, `there is no truth in it`, `no such attack took place`, `the army says it has not`.
fn predicates<'a>(
    story: &Story<'_>,
    sentence: &Range<usize>,
    cover: &Cover<'_>,
    operators: &'a [Operator],
    here: &[Claim],
) -> Vec<Rebuttal<'a>> {
    let mut out = Vec::new();
    for op in within(operators, sentence).iter().filter(|o| o.stance == Some(Stance::Denies)) {
        let subject = said_of(story, op.head);
        let behind = (op.range.end..sentence.end).find(|i| story.token(*i).tag != Tag::Det);
        let event = behind.filter(|_| op.scope == Scope::After).and_then(|i| event_at(story, i, sentence));
        let points = match op.scope {
            Scope::Subject => match subject {
                Some(s) => points_back(story, s, op.head) || takes_up_reports(story, s),
                // `A lie from start to finish.`
                None => story.head(op.head).is_none() || story.token(op.head).relation == Relation::Ccomp,
            },
            Scope::Back | Scope::Answer => true,
            // `There is no truth in it.`
            Scope::After => {
                let next = (op.range.end..sentence.end).next();
                event.is_some() || next.is_some_and(|i| points_back(story, i, op.head))
            }
            Scope::Governor | Scope::Phrase => is_elliptical(story, op),
            _ => false,
        };
        let clause = story.clause(op.head);
        let clause = clause.start.max(sentence.start)..clause.end.min(sentence.end);
        let told = |c: &Claim| c.stance == Stance::Denies && story.span(clause.clone()).overlaps(c.span);
        if !points || here.iter().any(told) {
            continue;
        }
        let layers = cover.over(story, op.head);
        // `Not true, says the governor`: where somebody speaks, it is not the outlet.
        let spoken = |i: usize| story.is_verb(i) && story.rules.in_list("speech-verbs", story.token(i));
        // `The command reports none.`
        let above = std::iter::successors(story.head(op.head), |i| story.head(*i)).take(HIGHEST);
        let says = above.filter(|_| layers.is_empty()).find(|v| spoken(*v));
        let speaker = says.and_then(|v| story.agents(v).first().copied());
        if layers.is_empty() && speaker.is_none() && sentence.clone().any(|i| spoken(i) && story.quote_of(i).is_none())
        {
            continue;
        }
        let mut sources = vec![Vec::new()];
        if let Some(layer) = layers.first() {
            sources.clone_from(&layer.sources);
        } else if let Some(speaker) = speaker {
            sources = vec![vec![crate::names::claimant(story, speaker, None)]];
        }
        // `"False," the ministry replied to reports that ...`
        let told = layers.first().filter(|a| a.form == CueForm::Verb).and_then(|a| answered(story, a.cue));
        let before = told.as_ref().map_or(op.range.start, |t| t.end.min(sentence.end - 1));
        out.push(Rebuttal {
            range: clause,
            before,
            head: op.head,
            involved: event.is_some(),
            kinds: event.unwrap_or_default(),
            sources,
            cue: layers
                .first()
                .map(|a| story.mention(a.cue_range.clone()))
                .or_else(|| says.filter(|_| speaker.is_some()).map(|v| story.mention(v..v + 1))),
            stated: layers.first().and_then(|a| a.stated),
            channel: layers.iter().find_map(|a| a.channel.clone()),
            rule: &op.rule,
            figure: subject.is_some_and(|s| story.rules.in_list("figure-nouns", story.token(s))),
            answer: op.scope == Scope::Answer,
            report: subject.is_some_and(|s| names_report(story, s)),
            told,
        });
    }
    out
}

/// So many words stand at most between a short answer and the verb of speech over it.
const HIGHEST: usize = 3;

/// Whether a pronoun takes up reports named in its sentence or the one before: `asked about reports that ..., he said | they
/// | were false`.
fn takes_up_reports(story: &Story<'_>, pronoun: usize) -> bool {
    let token = story.token(pronoun);
    let plural = |i: usize| story.token(i).feature("Number") == Some("Plur");
    let here = story.sentence_of[pronoun];
    let from = story.reading.sentences.get(here.saturating_sub(1)).map_or(0, |s| s.tokens.start as usize);
    let report = |i: usize| story.rules.in_list("report-nouns", story.token(i)) && plural(i);
    token.tag == Tag::Pron && token.feature("Person") == Some("3") && plural(pronoun) && (from..pronoun).any(report)
}

/// Whether a negation hangs from an auxiliary that stands for a whole clause: `it had not`, `neither side does`.
fn is_elliptical(story: &Story<'_>, op: &Operator) -> bool {
    let above = |i: usize| story.head(i);
    let verb = match op.scope {
        Scope::Phrase => above(op.head).and_then(above),
        _ => above(op.head),
    };
    verb.is_some_and(|v| {
        story.token(v).tag == Tag::Aux
            && !matches!(story.token(v).relation, Relation::Aux | Relation::AuxPass | Relation::Cop)
            && story.children[v].iter().all(|c| {
                matches!(
                    story.token(*c).relation,
                    Relation::Nsubj
                        | Relation::NsubjPass
                        | Relation::Advmod
                        | Relation::Punct
                        | Relation::Mark
                        | Relation::Cc
                        | Relation::Conj
                )
            })
    })
}

/// What a rebuttal points to: the nearest thing told before it, in its own sentence or one of the two before; of a
/// sentence, what somebody is said to say before what the outlet says.
fn antecedents(story: &Story<'_>, rebuttal: &Rebuttal<'_>, claims: &[Claim]) -> Vec<Claim> {
    let here = story.sentence_of[rebuttal.range.start];
    let start = story.token(rebuttal.before).span.start;
    let within = rebuttal.told.clone().map(|words| story.span(words));
    let head = story.token(rebuttal.head).span.start;
    let accused = |c: &Claim| c.span.end <= head && c.cue.is_some() && c.claimants.is_empty();
    let family = |c: &Claim| rebuttal.kinds.iter().any(|k| *k == c.kind || k.family() == c.kind.family());
    let told = |c: &&Claim| {
        c.stance != Stance::Denies
            && c.kind != Kind::Other
            && c.kind.family() != Family::Verification
            && (c.span.end <= start || accused(c))
            && (rebuttal.kinds.is_empty() || family(c))
            && (!rebuttal.figure || c.quantity.is_some())
            && (!rebuttal.answer || c.stance == Stance::Questions)
            && within.is_none_or(|words| words.overlaps(c.span))
    };
    let from = story.reading.sentences.get(here.saturating_sub(2)).map_or(0, |s| s.span.start);
    let recent = claims.len() - claims.iter().rev().take_while(|c| c.span.start >= from).count();
    let claims = &claims[recent..];
    let back = (here.saturating_sub(2)..=here).rev().filter_map(|s| story.reading.sentences.get(s));
    let told: Vec<Vec<&Claim>> = back
        .map(|s| {
            // Of a sentence with several statements, the last.
            let tokens =
                s.tokens.start as usize..(s.tokens.end as usize).min(rebuttal.before.max(s.tokens.start as usize));
            let part = tokens.rev().find(|i| story.token(*i).form == ";" && story.quote_of(*i).is_none());
            let from = part.map_or(s.span.start, |i| story.token(i).span.end);
            let all: Vec<&Claim> = claims.iter().filter(|c| s.span.contains(c.span)).filter(told).collect();
            let last: Vec<&Claim> = all.iter().copied().filter(|c| c.span.start >= from).collect();
            if last.is_empty() { all } else { last }
        })
        .collect();
    let attributed = |c: &&Claim| !c.claimants.is_empty();
    let nearest = |said: bool| told.iter().find(|t| t.iter().any(|c| !said || attributed(c)));
    // `The claim` is somebody's, wherever `this` may point.
    let claimed = nearest(true).filter(|_| rebuttal.report);
    let mut near: Vec<&Claim> = claimed.or_else(|| nearest(false)).cloned().unwrap_or_default();
    if near.iter().any(attributed) {
        near.retain(attributed);
    }
    // What is told within something else (`shot by troops who had overrun the post`) is not what is denied.
    let inside = |c: &Claim| {
        // A strike that killed is denied as the killing is.
        let cause = |o: &Claim| o.kind.family() == Family::Harm && c.kind.family() == Family::Violence;
        let around = |o: &Claim| o.span != c.span && o.span.contains(c.span) && o.claimants == c.claimants && !cause(o);
        near.iter().any(|o| around(o)) && !is_stated(story, c)
    };
    near.iter().filter(|c| !inside(c) && !describes(story, c)).map(|c| (*c).clone()).collect()
}

/// Whether a claim's words are a noun with a clause that describes it (`the troops who had overrun the post`).
fn describes(story: &Story<'_>, claim: &Claim) -> bool {
    let (words, top) = story.words_of(claim.span);
    top.is_some_and(|top| {
        !story.is_verb(top) && story.dependents(top, &[Relation::AclRelcl]).any(|c| words.contains(&c))
    })
}

/// Whether a claim's words are a clause of what is stated, and not one that describes something in it.
fn is_stated(story: &Story<'_>, claim: &Claim) -> bool {
    let (_, top) = story.words_of(claim.span);
    top.is_some_and(|i| {
        story.is_verb(i)
            && !matches!(story.token(i).relation, Relation::Acl | Relation::AclRelcl | Relation::Advcl | Relation::Amod)
    })
}
