//! Whose word a claim is: the chains of sources, what they hold of it, how real they present it.

use super::Frame;
use crate::{
    attribution::{Attribution, stated},
    modality::{Force, is_aside},
    names,
    rules::CueForm,
    story::Story,
};
use dateline_core::{
    ActorClass, Claimant, Kind, Mention, Modality, Stance, actors::name_key, kind::Family, reading::Relation,
};

/// One chain of sources with what they hold of the claim.
pub(super) struct Voice {
    /// Nearest to the fact first; empty for the outlet.
    pub(super) chain: Vec<Claimant>,
    pub(super) stance: Stance,
    pub(super) cue: Option<Mention>,
    /// Which of the story's times tells when it was said.
    pub(super) stated: Option<usize>,
}

/// All that is said of an event.
pub(super) struct Said {
    pub(super) voices: Vec<Voice>,
    /// Stance of the claim itself; of the voices, only those whose report is denied differ.
    pub(super) stance: Stance,
    pub(super) modality: Modality,
    pub(super) rules: Vec<String>,
    /// Whether who does it says so by doing it.
    pub(super) speaks: bool,
}

/// Sources, stance, modality and rules from the attributions over an event and the operators beside it.
pub(super) fn said(story: &Story<'_>, frame: &Frame<'_>, layers: &[&Attribution], force: &Force, aside: bool) -> Said {
    let rule = &frame.rule.body;
    let head = frame.found.head;
    let mut denied = rule.stance == Some(Stance::Denies);
    let mut questioned = rule.stance == Some(Stance::Questions);
    let mut modality = force.modality.or(rule.modality);
    // Whether something could be checked is the outlet's own word, unless somebody is quoted.
    let checks = rule.kind.family() == Family::Verification && story.quote_of(head).is_none();
    // So is what is added in passing: `he said they had lost Homs, which rebels had taken on Friday`.
    let said = |a: &&Attribution| matches!(a.form, CueForm::Verb | CueForm::According) && a.stance == Stance::Asserts;
    let passing =
        is_aside(story, head) && story.is_verb(head) && story.quote_of(head).is_none() && layers.iter().all(said);
    let layers = if checks || passing { &[] } else { layers };
    // `no truth to news claiming that`: nobody stands behind what is said to be untrue, nor behind an aside in it.
    let nobody = |layer: &Attribution| {
        let noun = story.head(layer.cue).filter(|_| story.token(layer.cue).relation == Relation::Acl);
        let report = noun.is_some_and(|n| story.rules.in_list("report-nouns", story.token(n)));
        let denies = |c: &Claimant| force.denying.iter().any(|w| c.mention.span.contains(story.span(w.clone())));
        report && (aside || force.denying.iter().any(|words| !layer.covers(words.start)))
            || layer.sources.iter().flatten().any(denies)
    };
    // `denies backing the rebels who took the town`: what is taken for granted is not the denier's word.
    let granted = |layer: &Attribution| aside && layer.stance == Stance::Denies;
    let layers: Vec<&Attribution> = layers.iter().copied().filter(|layer| !nobody(layer) && !granted(layer)).collect();
    // Who denies reports stands behind the denial and nobody behind the reports, unless they are somebody's.
    let is_report = |i: usize, layer: &Attribution| {
        layer.form == CueForm::Noun
            && !aside
            && (layers[i + 1..].iter().any(|outer| outer.stance == Stance::Denies)
                || force.denying.iter().any(|words| !layer.covers(words.start)))
    };
    let (reports, own): (Vec<_>, Vec<_>) = layers.iter().enumerate().partition(|(i, layer)| is_report(*i, layer));
    for (_, layer) in &own {
        match layer.stance {
            Stance::Denies if aside => {}
            Stance::Denies => denied = !denied,
            Stance::Questions => questioned = true,
            Stance::Asserts => {}
        }
        modality = modality.or(layer.modality);
    }
    match force.stance {
        // `Neither side could confirm it`: the negation makes the kind.
        Some(Stance::Denies) if rule.kind == Kind::CannotVerify => {}
        Some(Stance::Denies) => denied = !denied,
        Some(Stance::Questions) => questioned = true,
        _ => {}
    }
    let stance = if denied {
        Stance::Denies
    } else if questioned {
        Stance::Questions
    } else {
        Stance::Asserts
    };
    let own: Vec<&Attribution> = own.into_iter().map(|(_, layer)| *layer).collect();
    let heard = own.iter().find(|a| !denied || a.stance == Stance::Denies).or(own.first());
    let mut cue = heard.map(|a| a.cue_range.clone());
    let mut stated = heard.and_then(|a| a.stated);
    let mut found = chains(story, &own);
    let speaker = speaks_itself(story, frame).filter(|_| layers.is_empty());
    let speaks = speaker.is_some();
    if let Some(speaker) = speaker {
        found = vec![vec![speaker]];
        cue = Some(head..head + 1);
        stated = stated::of_verb(story, head);
    } else if layers.is_empty()
        && story.is_verb(head)
        && let Some(demand) = force.demand
        && let Some(agent) = story.agents(demand).first().filter(|a| names::can_act(story, **a))
    {
        // Who orders or urges a thing says so: `the governor called on the rebels to withdraw`.
        found = vec![vec![names::claimant(story, *agent, None)]];
        cue = Some(demand..demand + 1);
        stated = stated::of_verb(story, demand);
    }
    let mention = |range: std::ops::Range<usize>| story.mention(range);
    let mut voices: Vec<Voice> =
        found.into_iter().map(|chain| Voice { chain, stance, cue: cue.clone().map(mention), stated }).collect();
    // `the ministry wrongly said that`: the outlet says that it is not so; `an earlier version of this article said` is the
    // outlet itself, which no longer does.
    if let Some(layer) = own.iter().find(|a| is_corrected(story, a))
        && stance == Stance::Asserts
    {
        let is_own = |v: &Voice| v.chain.first().is_none_or(|c| is_own_text(story, c));
        voices.retain(|v| !is_own(v));
        let cue = Some(mention(layer.cue_range.clone()));
        voices.push(Voice { chain: Vec::new(), stance: Stance::Denies, cue, stated: None });
    }
    for (_, report) in reports {
        let named = report.sources.iter().filter(|s| s.iter().any(|c| c.class != ActorClass::Anonymous));
        voices.extend(named.map(|chain| Voice {
            chain: chain.clone(),
            stance: Stance::Asserts,
            cue: Some(mention(report.cue_range.clone())),
            stated: report.stated,
        }));
    }
    let mut rules = vec![frame.rule.id.clone()];
    rules.extend(layers.iter().map(|a| a.rule.clone()));
    rules.extend(force.rules.iter().cloned());
    Said { voices, stance, modality: modality.unwrap_or(Modality::Actual), rules, speaks }
}

/// Whether the outlet takes back or corrects what is said: in its own earlier words, or as said wrongly.
pub(super) fn is_corrected(story: &Story<'_>, layer: &Attribution) -> bool {
    let wrong = |i: usize| story.rules.in_list("wrong-words", story.token(i));
    let cue = layer.cue;
    layer.stance == Stance::Asserts
        && (wrong(cue)
            || story.dependents(cue, &[Relation::Advmod]).any(wrong)
            || layer.sources.iter().any(|s| s.first().is_some_and(|c| is_own_text(story, c))))
}

/// Whether a source is what the outlet published before: `an earlier version of the story`, `this earlier report`. An `initial
/// report` may be anybody's.
fn is_own_text(story: &Story<'_>, source: &Claimant) -> bool {
    let (mut words, head) = story.words_of(source.mention.span);
    let is = |i: usize, list: &str| story.rules.in_list(list, story.token(i));
    let this =
        |i: usize| story.dependents(i, &[Relation::Det]).any(|d| story.token(d).feature("PronType") == Some("Dem"));
    head.is_some_and(|head| {
        let own = is(head, "version-nouns") && story.prepositional(head, "of").all(|i| is(i, "own-text-nouns"));
        (own || is(head, "own-text-nouns") && this(head)) && words.any(|i| is(i, "earlier-words"))
    })
}

/// The chains of sources of nested attributions, the innermost first.
fn chains(story: &Story<'_>, layers: &[&Attribution]) -> Vec<Vec<Claimant>> {
    let mut chains: Vec<Vec<Claimant>> = vec![Vec::new()];
    for layer in layers {
        let mut next = Vec::new();
        for chain in &chains {
            for source in &layer.sources {
                let mut chain = chain.clone();
                for node in source {
                    // A speaker named twice, or by a part of the words for several, is one.
                    let same = |c: &Claimant| {
                        name_key(c.mention.name()) == name_key(node.mention.name())
                            || c.mention.span.contains(node.mention.span)
                    };
                    if !chain.iter().any(same) {
                        chain.push(node.clone());
                    }
                }
                next.push(chain);
            }
        }
        next.truncate(6);
        chains = next;
    }
    // `we have seen`, in a statement of somebody's: the pronoun is who makes it.
    let is_speaker = |c: &Claimant| story.rules.list_has("speaker-words", &c.mention.text.to_lowercase());
    for chain in chains.iter_mut().filter(|c| c.len() > 1) {
        chain.retain(|c| !is_speaker(c));
    }
    chains
}

/// Who announces, claims or urges the thing itself (`X announced full control of Y`) is its source.
fn speaks_itself(story: &Story<'_>, frame: &Frame<'_>) -> Option<Claimant> {
    let head = frame.found.head;
    // Who checks is the actor of a check, not its source.
    let checks = frame.rule.body.kind.family() == Family::Verification;
    // `claimed responsibility`: the noun of a match with its verb.
    let within = frame.found.start..frame.found.end;
    let verb = if story.is_verb(head) { Some(head) } else { story.head(head).filter(|v| within.contains(v)) };
    if checks || !verb.is_some_and(|v| story.is_verb(v) && story.rules.in_list("speech-verbs", story.token(v))) {
        return None;
    }
    frame.actors.first().map(|a| crate::names::claimant(story, *a, None))
}

/// The deepest identifiable node: the nearest claimant that is a name or a known sort of body; an unnamed source
/// keeps its words, which the picture holds apart by report; the outlet where nobody is named.
pub(super) fn origin(story: &Story<'_>, chain: &[Claimant]) -> String {
    match chain.first() {
        Some(nearest) => crate::names::known_actor(story, &nearest.mention)
            .map(|a| a.name.clone())
            .unwrap_or_else(|| nearest.mention.name().to_owned()),
        None => story.report.outlet.clone().unwrap_or_else(|| story.report.id.clone()),
    }
}
