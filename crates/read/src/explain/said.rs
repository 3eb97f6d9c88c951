//! Who says it, whether they say that it is so, and how real they present it.

use super::{Grounds, Made, Other, Scene, roles::words_of};
use crate::{
    attribution::{Attribution, HEAD},
    modality::{self, Operator},
    rules::Scope,
};
use dateline_core::{ActorClass, Claim, Mention, Modality, Stance};

/// Cues in so many sentences before and after are told of.
const SENTENCES: usize = 1;

/// The sources with their cues; the cues nearby that cover other words.
pub(super) fn claimants(scene: &Scene<'_>, made: &Made<'_>) -> Grounds {
    let story = scene.story;
    let head = made.frame.found.head;
    let claim = made.claim;
    let mut words: Vec<Mention> = claim.claimants.iter().map(|c| words_of(&c.mention)).collect();
    words.extend(claim.cue.iter().map(words_of));
    let mut by: Vec<String> = made.layers.iter().map(|a| a.rule.clone()).collect();
    if made.layers.is_empty() {
        let itself = !claim.claimants.is_empty();
        by.push(
            if itself { "what it does is itself a statement" } else { "no attribution covers the words" }.to_owned(),
        );
    }
    let mut others: Vec<Other> = Vec::new();
    let here = story.sentence_of[head];
    for a in scene.attributions.iter().filter(|a| story.sentence_of[a.cue].abs_diff(here) <= SENTENCES) {
        if made.layers.iter().any(|l| std::ptr::eq(*l, a)) {
            continue;
        }
        let lost = if made.matched.contains(&a.cue) {
            "its cue is what happened, not what is said of it".to_owned()
        } else {
            let covered: Vec<String> = a.content.iter().map(|r| story.span(r.clone())).map(at).collect();
            format!("covers other words: {}", covered.join(", "))
        };
        others.push(Other::new(speakers(a), Some(story.mention(a.cue_range.clone())), lost));
    }
    others.extend(unheard(scene, made));
    let outlet = story.report.outlet.as_deref().unwrap_or("the report");
    if !claim.claimants.is_empty() {
        others.push(Other::new(outlet, None, "speaks in its own voice only where no attribution covers the words"));
    }
    let value = if claim.claimants.is_empty() {
        format!("{outlet}, in its own voice")
    } else {
        claim.claimants.iter().map(|c| c.mention.name()).collect::<Vec<_>>().join(" < ")
    };
    Grounds { field: "claimants", value: Some(value), words, by, others }
}

/// What the language model takes for an attribution over the words and the rules do not.
fn unheard<'s>(scene: &'s Scene<'_>, made: &'s Made<'_>) -> impl Iterator<Item = Other> + 's {
    let story = scene.story;
    let head = made.frame.found.head as u32;
    let seen = story.reading.attributions.iter().filter(move |a| a.content.iter().any(|r| r.contains(&head)));
    seen.filter_map(move |a| {
        let cue = a.cue.start as usize..a.cue.end as usize;
        let known = scene.attributions.iter().any(|k| k.cue_range.start < cue.end && cue.start < k.cue_range.end);
        if known || cue.is_empty() {
            return None;
        }
        let source = a.source.first().map(|s| story.text(s.start as usize..s.end as usize));
        let lost = if made.layers.is_empty() {
            format!("{HEAD} sees it, but its source is none that speaks or what it covers is no clause")
        } else {
            format!("{HEAD} sees it, but the rules know who says these words")
        };
        Some(Other::new(source.unwrap_or("nobody named"), Some(story.mention(cue)), lost))
    })
}

fn speakers(a: &Attribution) -> String {
    let chains = a.sources.iter().map(|chain| {
        let names: Vec<&str> = chain.iter().map(|c| c.mention.name()).collect();
        if names.is_empty() { "hearsay".to_owned() } else { names.join(" < ") }
    });
    chains.collect::<Vec<_>>().join(", ")
}

fn at(span: dateline_core::Span) -> String {
    format!("{}..{}", span.start, span.end)
}

/// Cues and operators that deny or question.
pub(super) fn stance(scene: &Scene<'_>, made: &Made<'_>) -> Grounds {
    let story = scene.story;
    let mut grounds = Grounds {
        field: "stance",
        value: Some(made.claim.stance.to_string()),
        words: Vec::new(),
        by: Vec::new(),
        others: Vec::new(),
    };
    if made.frame.rule.body.stance.is_some_and(|s| s != Stance::Asserts) {
        grounds.words.push(story.mention(made.matched.clone()));
        grounds.by.push(made.frame.rule.id.clone());
    }
    for a in made.layers.iter().filter(|a| a.stance != Stance::Asserts) {
        let words = story.mention(a.cue_range.clone());
        let aside = modality::is_aside(story, made.frame.found.head) && a.stance == Stance::Denies;
        if aside || is_rumour(made, a) {
            let lost =
                if aside { "an aside is taken for granted by what is denied" } else { "nobody stands behind it" };
            grounds.others.push(Other::new(a.stance.name(), Some(words), lost));
        } else {
            grounds.words.push(words);
            grounds.by.push(a.rule.clone());
        }
    }
    operators(scene, made, |op| op.stance.map(Stance::name), &mut grounds);
    if grounds.by.is_empty() {
        grounds.by.push("no cue denies or questions it".to_owned());
    } else if made.claim.stance == Stance::Asserts {
        grounds.by.push("one denial undoes the other".to_owned());
    }
    grounds
}

/// `X denies reports that ...`: the reports have no source of their own.
fn is_rumour(made: &Made<'_>, a: &Attribution) -> bool {
    a.form == crate::rules::CueForm::Noun
        && a.sources.iter().flatten().all(|c| c.class == ActorClass::Anonymous)
        && made.layers.iter().any(|outer| outer.stance == Stance::Denies && outer.cue != a.cue)
}

/// What makes it planned, possible or demanded: an operator beside the words, the rule, or the cue, in this order.
pub(super) fn modality(scene: &Scene<'_>, made: &Made<'_>) -> Grounds {
    let story = scene.story;
    let head = made.frame.found.head;
    let value = made.claim.modality;
    let mut grounds = Grounds {
        field: "modality",
        value: Some(value.to_string()),
        words: Vec::new(),
        by: Vec::new(),
        others: Vec::new(),
    };
    operators(scene, made, |op| op.modality.map(Modality::name), &mut grounds);
    // The nearest operator decides.
    let nearest = |m: &Mention| m.span.start.abs_diff(story.token(head).span.start);
    while grounds.words.len() > 1 {
        let far = (0..grounds.words.len()).max_by_key(|i| nearest(&grounds.words[*i])).unwrap_or(0);
        let (words, rule) = (grounds.words.remove(far), grounds.by.remove(far));
        grounds.others.push(Other::new(rule, Some(words), "stands farther from the words than another"));
    }
    let mut settled = !grounds.by.is_empty();
    if !settled && modality::over(story, scene.operators, made.frame).modality.is_some() {
        settled = true;
        let form = if value == Modality::Planned { "an infinitive of purpose" } else { "the progressive form" };
        grounds.words.push(story.mention(head..head + 1));
        grounds.by.push(form.to_owned());
    }
    let rule = made.frame.rule.body.modality.map(|m| (m, made.matched.clone(), made.frame.rule.id.clone()));
    let cues = made.layers.iter().filter_map(|a| Some((a.modality?, a.cue_range.clone(), a.rule.clone())));
    for (modality, words, by) in rule.into_iter().chain(cues) {
        let words = story.mention(words);
        if settled {
            let lost = "what stands nearer to the words goes before the rule, and the rule before the cue";
            grounds.others.push(Other::new(format!("{modality} by {by}"), Some(words), lost));
        } else {
            settled = true;
            grounds.words.push(words);
            grounds.by.push(by);
        }
    }
    if !settled {
        grounds.by.push("no cue makes it less than actual".to_owned());
    }
    grounds
}

/// The operators of the sentence: those over the words, with how far they reach, and those that do not reach them.
fn operators(
    scene: &Scene<'_>,
    made: &Made<'_>,
    gives: impl Fn(&Operator) -> Option<&'static str>,
    grounds: &mut Grounds,
) {
    let story = scene.story;
    let head = made.frame.found.head;
    let sentence = story.sentence(head);
    for op in modality::within(scene.operators, &sentence) {
        let Some(value) = gives(op) else { continue };
        let words = story.mention(op.range.clone());
        let reach = reach(op.scope);
        if modality::applies(story, op, made.frame) {
            grounds.words.push(words);
            grounds.by.push(format!("{} over {reach}", op.rule));
        } else {
            let value = format!("{value} by {}", op.rule);
            grounds.others.push(Other::new(value, Some(words), format!("reaches only {reach}")));
        }
    }
}

fn reach(scope: Scope) -> &'static str {
    match scope {
        Scope::Governor => "the word it stands by",
        Scope::Below => "the clauses and nouns below it",
        Scope::Clause => "the clause it opens",
        Scope::Sentence => "its sentence",
        Scope::Own => "itself",
        Scope::Phrase | Scope::Back => "what its phrase belongs to",
        Scope::Subject => "what it is said of",
        Scope::After => "the words after it",
        Scope::Answer => "what was asked before",
    }
}

/// A denial of a report told in another sentence: what was told has the grounds of that claim.
pub(super) fn denial(scene: &Scene<'_>, claim: &Claim, told: &Claim, fields: Vec<Grounds>) -> Vec<Grounds> {
    let rule = claim.rules.first().cloned();
    let cue: Vec<Mention> = claim.cue.iter().map(words_of).collect();
    let told_by: Vec<&str> = told.claimants.iter().map(|c| c.mention.name()).collect();
    let told_by =
        if told_by.is_empty() { scene.story.report.outlet.clone().unwrap_or_default() } else { told_by.join(" < ") };
    let report = Mention { text: told.quote.clone(), span: told.span, entity: None };
    fields
        .into_iter()
        .map(|field| match field.field {
            "stance" => Grounds {
                value: Some(claim.stance.to_string()),
                words: cue.clone(),
                by: rule.iter().cloned().collect(),
                others: Vec::new(),
                ..field
            },
            "claimants" => Grounds {
                value: Some(claim.claimants.iter().map(|c| c.mention.name()).collect::<Vec<_>>().join(" < ")),
                words: claim.claimants.iter().map(|c| words_of(&c.mention)).chain(cue.clone()).collect(),
                by: rule.iter().cloned().collect(),
                others: vec![Other::new(told_by.clone(), Some(report.clone()), "says what is denied")],
                ..field
            },
            _ => field,
        })
        .collect()
}
