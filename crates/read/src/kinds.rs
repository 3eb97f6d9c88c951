//! Claims from words: rules' matches, their roles, and the record made of them.

mod checks;
mod counted;
mod denials;
mod extents;
mod paths;
pub(crate) mod relations;
mod voices;
mod ways;

use extents::extent;
pub(crate) use paths::{follow, reach};
use paths::{is_named, placed};

use crate::{
    attribution::{Attribution, Cover},
    dates,
    modality::{Operator, is_past_perfect, over},
    names::actor_mention,
    quantities,
    rules::{
        CueForm, KindRule, Path, Rule, Step,
        pattern::{Match, MentionKind},
    },
    story::Story,
    times,
    whereabouts::{self, Event},
};
use dateline_core::{
    Claim, DateRange, Granularity, Kind, Mention, Modality, PlaceMention, Quantity, ResolvedPlace, Stance, Stated,
    claim::Feature,
    kind::Family,
    reading::{EventWord, Relation, Tag},
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// All claims of a story, in the order of the text.
pub fn find(story: &Story<'_>, attributions: &[Attribution], operators: &[Operator]) -> Vec<Claim> {
    find_with(story, attributions, operators, |_, _, _| {})
}

/// The claims of a story; `made` is told what each frame made (no frame: a denial of a report), with all claims so far and
/// the number of those that were there before.
pub(crate) fn find_with(
    story: &Story<'_>,
    attributions: &[Attribution],
    operators: &[Operator],
    mut made: impl FnMut(Option<&Frame<'_>>, &[Claim], usize),
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let cover = Cover::new(story, attributions);
    for sentence in &story.reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let first = claims.len();
        let mut all = frames(story, range.clone());
        denied_frames(story, range.clone(), &cover, &mut all);
        let heads: Vec<usize> = all.iter().map(|f| f.found.head).collect();
        for frame in all {
            let before = claims.len();
            make(story, &frame, &heads, &cover, operators, &mut claims);
            made(Some(&frame), &claims, before);
        }
        let before = claims.len();
        denials::rebuttals(story, range, attributions, &cover, operators, first, &mut claims);
        made(None, &claims, before);
    }
    finish(story, &mut claims);
    claims
}

/// How likely a word must be to carry a claim, in percent.
const LIKELY: u8 = 90;

/// The kind of claim that the language model sees in a word.
pub(crate) fn told(story: &Story<'_>, token: usize) -> Option<Kind> {
    story.reading.event_word(token as u32).filter(|w| w.likely >= LIKELY).map(|w| w.kind)
}

/// The kinds and heads of all matches.
pub fn events(story: &Story<'_>) -> Vec<(Kind, usize)> {
    let sentences = story.reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    let found = sentences.flat_map(|range| frames(story, range));
    found.map(|f| (f.rule.body.kind, f.found.head)).collect()
}

/// A rule's match with its roles.
pub(crate) struct Frame<'r> {
    pub(crate) rule: &'r Rule<KindRule>,
    pub(crate) found: Match,
    pub(crate) actors: Vec<usize>,
    pub(crate) targets: Vec<usize>,
    pub(crate) places: Vec<(usize, PlaceMention)>,
    pub(crate) quantity: Option<usize>,
}

/// Why a match becomes no frame.
pub(crate) enum Unfit<'r> {
    /// It describes something in passing (`rebel-held`).
    InPassing,
    /// A path of `without` leads somewhere.
    Barred(&'r Path),
    /// A role that the rule requires is not found.
    Lacks(&'r str),
}

impl std::fmt::Display for Unfit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unfit::InPassing => f.write_str("it describes in passing and claims nothing"),
            Unfit::Barred(path) => write!(f, "it holds only where `{path}` leads nowhere"),
            Unfit::Lacks(role) => write!(f, "it needs {}, and finds none", role.replace('|', "or")),
        }
    }
}

/// All matches in a sentence, those by words first, the longest first.
pub(crate) fn options<'s>(story: &'s Story<'_>, sentence: Range<usize>) -> Vec<(&'s Rule<KindRule>, Match)> {
    let mut options: Vec<(&Rule<KindRule>, Match)> = Vec::new();
    for at in sentence.clone() {
        let told = told(story, at).into_iter().flat_map(|kind| story.rules.kinds.starting_with_told(kind));
        for rule in story.rules.kinds.starting_with(story.token(at)).into_iter().chain(told) {
            if let Some(m) = rule.pattern.match_at(story, at, sentence.end) {
                options.push((rule, m));
            }
        }
    }
    options.sort_by_key(|(rule, m)| (rule.pattern.is_told(), std::cmp::Reverse(m.end - m.start), m.start));
    options
}

/// The matches in a sentence whose required roles are there; of several on one head the longest.
pub(crate) fn frames<'s>(story: &'s Story<'_>, sentence: Range<usize>) -> Vec<Frame<'s>> {
    let mut frames: Vec<Frame<'s>> = Vec::new();
    for (rule, found) in options(story, sentence) {
        if frames.iter().any(|f| tells_of(story, f, rule, found.head))
            || rule.pattern.is_told() && frames.iter().any(|f| tells_the_same(story, f, rule.body.kind, found.head))
        {
            continue;
        }
        if let Ok(frame) = roles(story, rule, found) {
            frames.push(frame);
        }
    }
    frames.sort_by_key(|f| (f.found.head, f.found.start));
    frames
}

/// Adds the matches that are all that is denied (`denied that its men had | fled`): they need not tell who and where.
fn denied_frames<'s>(story: &'s Story<'_>, sentence: Range<usize>, cover: &Cover<'_>, frames: &mut Vec<Frame<'s>>) {
    let denies = |a: &&Attribution| a.stance == Stance::Denies && !a.back;
    if !cover.of(story, sentence.start).iter().any(denies) {
        return;
    }
    for (rule, found) in options(story, sentence) {
        let head = found.head;
        let told = |a: &&Attribution| frames.iter().any(|f| a.covers(f.found.head));
        let own = |a: &&Attribution| denies(a) && denials::is_denied_itself(story, head, a.cue) && a.covers(head);
        // `called that claim incorrect`: what is said to be untrue is no act.
        let is = |list: &str| story.rules.in_list(list, story.token(head));
        if is("report-nouns")
            || story.is_verb(head) && is("weak-verbs")
            || !cover.over(story, head).iter().any(|a| own(a) && !told(a))
        {
            continue;
        }
        let Ok(frame) = filled(story, rule, found) else { continue };
        let anybody = !(frame.actors.is_empty() && frame.targets.is_empty() && frame.places.is_empty());
        if anybody || !story.is_verb(head) {
            frames.push(frame);
        }
    }
    frames.sort_by_key(|f| (f.found.head, f.found.start));
}

/// Whether a frame tells of what another rule's match means as well. `an attack that killed nine`: a verb within the words
/// for an event of another family tells of its own.
pub(crate) fn tells_of(story: &Story<'_>, frame: &Frame<'_>, rule: &Rule<KindRule>, head: usize) -> bool {
    (frame.found.start..frame.found.end).contains(&head)
        && (frame.found.head == head
            || frame.rule.body.kind.family() == rule.body.kind.family()
            || !story.is_verb(head)
            || matches!(story.token(head).relation, Relation::Xcomp | Relation::Aux | Relation::Amod))
}

/// Whether a frame tells in the same clause of an event of the same sort: what only the language model sees there is most
/// likely the same.
fn tells_the_same(story: &Story<'_>, frame: &Frame<'_>, kind: Kind, head: usize) -> bool {
    let own = frame.rule.body.kind;
    (own == kind || own.family() == kind.family() && own.family() != Family::Harm)
        && story.clause_verb(frame.found.head) == story.clause_verb(head)
}

pub(crate) fn roles<'s>(story: &'s Story<'_>, rule: &'s Rule<KindRule>, found: Match) -> Result<Frame<'s>, Unfit<'s>> {
    let frame = filled(story, rule, found)?;
    // Whether only the other end of a movement is named.
    let elsewhere = || {
        let place = rule.body.roles.iter().find(|r| r.name == "place");
        let paths = place.into_iter().flat_map(|r| &r.paths);
        paths.into_iter().any(|path| !placed(story, &frame.found, path, false).is_empty())
    };
    let present = |name: &str| match name {
        "actor" => !frame.actors.is_empty(),
        "target" => !frame.targets.is_empty(),
        "quantity" => frame.quantity.is_some(),
        _ => !frame.places.is_empty() || elsewhere(),
    };
    let bare = denials::is_bare(story, frame.found.head);
    match rule.body.require.iter().find(|r| !bare && !r.split('|').any(|one| present(one.trim()))) {
        Some(role) => Err(Unfit::Lacks(role)),
        None => Ok(frame),
    }
}

/// A match with the roles that are found, whatever the rule requires.
fn filled<'s>(story: &'s Story<'_>, rule: &'s Rule<KindRule>, found: Match) -> Result<Frame<'s>, Unfit<'s>> {
    // `rebel-held`, `Israeli-controlled` describe a place in passing: they claim nothing.
    let attributive = found.head > 0
        && story.is_verb(found.head)
        && !story.token(found.head).space_before
        && story.token(found.head - 1).form == "-";
    if attributive || is_one_of(story, found.head) {
        return Err(Unfit::InPassing);
    }
    if let Some(path) = rule.body.without.iter().find(|path| !follow(story, &found, path).is_empty()) {
        return Err(Unfit::Barred(path));
    }
    let mut frame = Frame { rule, found, actors: Vec::new(), targets: Vec::new(), places: Vec::new(), quantity: None };
    for role in &rule.body.roles {
        if role.name == "place" {
            // A place by name, wherever it stands, before `two camps` and `residential areas`; but who left `towns near the
            // capital` has not left the capital.
            let kind = rule.body.kind;
            let is_here = |(h, _): &(usize, PlaceMention)| !whereabouts::is_other_end(story, kind, *h);
            let found = |named: bool| {
                let places = |path| {
                    let mut places = placed(story, &frame.found, path, named);
                    places.retain(is_here);
                    places
                };
                role.paths.iter().map(places).find(|f| !f.is_empty())
            };
            let by_name = if kind.family() == Family::Control { None } else { found(true) };
            frame.places = by_name.or_else(|| found(false)).unwrap_or_default();
            continue;
        }
        for path in &role.paths {
            let mut heads = follow(story, &frame.found, path);
            // `advanced on Sunday`: a day is nobody and is done nothing.
            let day = |h: usize| {
                story
                    .mention_index(MentionKind::Time, h)
                    .and_then(|t| story.times.get(t))
                    .is_some_and(|t| t.date.is_some())
            };
            heads.retain(|h| role.name == "quantity" || !day(*h));
            // `the Goma attack`: a place by name before a noun is where it was, not who did it.
            if role.name == "actor" && path.step == Step::Modifier {
                heads.retain(|h| !is_scene(story, *h, rule.body.kind));
            }
            // `the army took the palace, one of its largest gains`: what stands beside the whole clause does nothing.
            if heads.len() > 1 {
                heads.retain(|h| {
                    let beside = h.checked_sub(1).is_some_and(|c| story.token(c).form == ",");
                    !(beside && story.token(*h).tag == Tag::Num && story.prepositional(*h, "of").next().is_some())
                });
            }
            let hit = match role.name.as_str() {
                "actor" => {
                    frame.actors = heads;
                    !frame.actors.is_empty()
                }
                "target" => {
                    frame.targets = heads;
                    !frame.targets.is_empty()
                }
                _ => {
                    frame.quantity = heads.iter().find_map(|h| {
                        let number = quantities::of_phrase(story, *h)?;
                        story.mention_index(MentionKind::Number, number.range.start)
                    });
                    frame.quantity.is_some()
                }
            };
            if hit {
                break;
            }
        }
    }
    // `unclear who controls the airport`: what is asked is not told.
    if frame.actors.iter().any(|a| story.token(*a).xpos == "WP") {
        return Err(Unfit::InPassing);
    }
    given_to_takers(story, &mut frame);
    Ok(frame)
}

/// Whether an infinitive tells of one among several: `the first of 14 bases | to fall`. Not the bases have fallen, and which
/// one did is told elsewhere.
fn is_one_of(story: &Story<'_>, head: usize) -> bool {
    let token = story.token(head);
    let noun = story.head(head).filter(|_| token.xpos == "VB" && token.relation == Relation::Acl);
    noun.is_some_and(|n| {
        let one = |i: usize| story.token(i).tag == Tag::Adj && story.prepositional(i, "of").next().is_some();
        one(n) || story.head(n).is_some_and(|above| story.has_preposition(n, "of") && one(above))
    })
}

/// Whether a word is the name of a place before a noun, and neither a country, which may act (`a U.S. strike`), nor a word
/// for its people (`a Russian attack`).
fn is_scene(story: &Story<'_>, i: usize, kind: Kind) -> bool {
    let place = story.mention_index(MentionKind::Place, i).and_then(|p| story.places.get(p)).map(|p| &p.resolved);
    let country = |p: &ResolvedPlace| p.feature == Feature::Country && kind != Kind::Clashes;
    let town = place.is_some_and(|p| !p.as_ref().is_some_and(country));
    town && story.token(i).relation == Relation::Compound && story.world.gazetteer.demonym(story.word(i)).is_none()
}

/// `taken by the rebels | from the army`: whom it is done to, where the tree has it with those who do it.
fn given_to_takers(story: &Story<'_>, frame: &mut Frame<'_>) {
    if !frame.targets.is_empty() || !story.is_passive(frame.found.head) {
        return;
    }
    let target = frame.rule.body.roles.iter().find(|r| r.name == "target");
    for path in target.into_iter().flat_map(|r| &r.paths) {
        if let Step::Preposition(name) = &path.step {
            let beside = frame.actors.iter().flat_map(|a| story.prepositional(*a, name));
            let beside: Vec<usize> = beside.filter(|h| paths::passes(story, *h, path.filter.as_ref())).collect();
            if !beside.is_empty() {
                frame.targets = beside;
                return;
            }
        }
    }
}

/// Whether a claim of this kind says something of its place itself: who holds it, whether it is open.
fn rests_on_its_place(kind: Kind) -> bool {
    matches!(kind.family(), Family::Control | Family::Access)
}

/// What is known of a frame's claims before their place.
pub(crate) struct Known<'k> {
    pub(crate) counted: bool,
    pub(crate) stance: Stance,
    pub(crate) modality: Modality,
    pub(crate) date: Option<&'k DateRange>,
    pub(crate) origin: &'k str,
}

/// The event of a frame whose place is looked for around its clause: none is named in it. `residential areas` is the place
/// of a shelling as long as the words around name no better one; what is held, taken or closed is no other place than the
/// clause's own.
pub(crate) fn looks_around<'f>(story: &Story<'_>, frame: &'f Frame<'_>, known: Known<'f>) -> Option<Event<'f>> {
    let Known { counted, stance, modality, date, origin } = known;
    let Frame { rule, found, actors, targets, places, .. } = frame;
    let own = rests_on_its_place(rule.body.kind) || places.iter().any(|(h, p)| is_named(story, *h, p));
    if own && !places.is_empty() {
        return None;
    }
    // A total `since then` is one of the whole story, not of the place told of before.
    let total = counted && story.sentence(found.head).any(|i| story.rules.in_list("since-words", story.token(i)));
    Some(Event {
        head: found.head,
        kind: rule.body.kind,
        actors,
        targets,
        own: places,
        counted,
        total,
        stance,
        modality,
        date,
        origin,
    })
}

/// Makes the claims of a frame: one for each place, for each actor that acts by itself, for each source. `heads` are those
/// of all events of the sentence.
fn make(
    story: &Story<'_>,
    frame: &Frame<'_>,
    heads: &[usize],
    cover: &Cover<'_>,
    operators: &[Operator],
    out: &mut Vec<Claim>,
) {
    let head = frame.found.head;
    let rule = &frame.rule.body;
    let matched = frame.found.start..frame.found.end;
    let layers = cover.over(story, head);
    // A cue is no event of its own content.
    let other = |a: &&Attribution| !matched.contains(&a.cue) || a.form == CueForm::Figures;
    let mut layers: Vec<&Attribution> = layers.into_iter().filter(other).collect();
    let force = over(story, operators, frame);
    // `There is no truth, the governor said, in reports that ...`: who says the denying words denies.
    for words in &force.denying {
        let over = cover.over(story, words.start);
        layers.extend(
            over.into_iter()
                .filter(|a| !layers.iter().any(|l| std::ptr::eq(*l, *a)) && !matched.contains(&a.cue))
                .collect::<Vec<_>>(),
        );
    }
    let aside = crate::modality::is_aside(story, head) || denials::is_given(story, head, heads);
    let said = voices::said(story, frame, &layers, &force, aside);
    let (stance, modality) = (said.stance, said.modality);
    let mut rules = said.rules;
    let counted = counted::victims(story, frame, &mut rules);
    let time = event_date(story, frame, &layers, modality, stance, out);
    if let Some((_, Some(rule))) = &time {
        rules.push(rule.clone());
    }
    let channel = layers.iter().find_map(|a| a.channel.clone());
    let actors = split_actors(story, frame);
    let (from, to) = ways::ways(story, frame);
    let sub_kind = sub_kind(story, frame);
    let within = scope(story, head, &layers);
    let one_each = |q: &Quantity| q.high == Some(q.low) && q.low == frame.places.len() as f64;
    let joint = joint_place(story, frame, counted.iter().any(|(_, q)| q.as_ref().is_some_and(|q| !one_each(q))));
    let known = Known {
        counted: counted.iter().any(|(_, q)| q.is_some()),
        stance,
        modality,
        date: time.as_ref().map(|(d, _)| d),
        origin: &said.voices.first().map_or_else(String::new, |voice| voices::origin(story, &voice.chain)),
    };
    let around = looks_around(story, frame, known).map(|event| whereabouts::choose(story, &event, cover, out));
    let places: Vec<Option<&(usize, PlaceMention)>> = match (&joint, &around) {
        (Some(joint), _) => vec![Some(joint)],
        (None, Some(chosen)) => vec![chosen.as_ref()],
        (None, None) => frame.places.iter().map(Some).collect(),
    };
    for actor in &actors {
        for place in &places {
            let own = place.filter(|p| !p.1.inherited).map(|p| p.0);
            let span = quote(story, frame, own, &within);
            for (voice, (target, quantity)) in said.voices.iter().flat_map(|v| counted.iter().map(move |t| (v, t))) {
                let mut span = span.clone();
                if voice.stance == Stance::Denies {
                    span = denials::with_denial(story, span, &force, &layers);
                }
                let denied = rule.denied.filter(|_| voice.stance == Stance::Denies && rule.stance.is_none());
                let kind = denied.unwrap_or(rule.kind);
                let mut chain = voice.chain.clone();
                if let (true, Some(speaker), Some(actor)) = (said.speaks, chain.first_mut(), actor) {
                    // `Russia and Jordan urged ...`: each speaks for itself.
                    speaker.mention = actor.clone();
                }
                let chain = &chain;
                // `several towns, including A and B`: the number is that of the towns.
                let counts = |p: &PlaceMention, q: &Quantity| p.span.overlaps(q.mention.span);
                let quantity = quantity.clone().filter(|q| {
                    !rests_on_its_place(rule.kind)
                        || place.is_none_or(|p| counts(&p.1, q))
                        || !places.iter().flatten().any(|p| counts(&p.1, q))
                });
                let mut actor = actor.clone();
                if kind == Kind::Captures && denied.is_some() {
                    // Who holds a place that is said to have fallen is not who takes it.
                    actor = None;
                } else if actor.is_none()
                    && voice.stance == Stance::Denies
                    && matches!(kind, Kind::Withdraws | Kind::Loses | Kind::Surrenders)
                {
                    // Who denies "any withdrawal" denies its own.
                    actor = chain.first().map(|c| c.mention.clone());
                }
                // `our forces`, `its troops` are the speaker's.
                if let (Some(a), Some(speaker)) = (actor.as_mut(), chain.first())
                    && a.entity.is_none()
                    && a.text
                        .split_whitespace()
                        .next()
                        .is_some_and(|w| story.rules.list_has("own-words", &w.to_lowercase()))
                {
                    a.entity = Some(speaker.mention.name().to_owned());
                }
                out.push(Claim {
                    id: String::new(),
                    report: story.report.id.clone(),
                    revision: story.report.revision.clone(),
                    quote: story.text(span.clone()).to_owned(),
                    span: story.span(span.clone()),
                    kind,
                    sub_kind: sub_kind.clone(),
                    passing: false,
                    from: from.clone(),
                    to: to.clone(),
                    stance: voice.stance,
                    modality,
                    actor,
                    target: target.clone(),
                    place: place.map(|p| p.1.clone()),
                    extent: extent(story, frame, own),
                    claimants: chain.clone(),
                    cue: voice.cue.clone(),
                    channel: channel.clone(),
                    quantity: quantity.clone(),
                    event_date: time.as_ref().map(|(d, _)| d.clone()),
                    stated: voice.stated.and_then(|t| stated(story, t)),
                    origin: voices::origin(story, chain),
                    subset_of: None,
                    about: Vec::new(),
                    confidence: 0.0,
                    rules: rules.clone(),
                });
                if let Some(q) = &quantity {
                    counted::subsets(story, frame, q, out);
                }
            }
        }
    }
}

/// The name within the kind: the rule's, else one that its target gives it (`lexicons/en/sub-kinds.toml`).
fn sub_kind(story: &Story<'_>, frame: &Frame<'_>) -> Option<String> {
    let by_target = || {
        let table = story.rules.table("sub-kinds.targets", frame.rule.body.kind.name())?;
        let (name, list) = table.split_once(' ')?;
        frame.targets.iter().any(|t| story.rules.in_list(list, story.token(*t))).then(|| name.to_owned())
    };
    frame.rule.body.sub_kind.clone().or_else(by_target)
}

/// Where a claim's quote may lie: within the innermost attributed words, and within a quotation if the head stands in
/// one.
fn scope(story: &Story<'_>, head: usize, layers: &[&Attribution]) -> Range<usize> {
    let mut within = story.sentence(head);
    let content = layers.first().and_then(|a| a.content.iter().find(|r| r.contains(&head)));
    // Single words in quotation marks (`troops were "holding out" there`) are a part of what the sentence says.
    let quotation = story.quote_of(head).and_then(|q| story.quotes.get(q));
    let quotation = quotation.filter(|q| story.subtree(story.clause_verb(head)).len() <= q.len() + 2);
    for limit in content.into_iter().chain(quotation) {
        within = within.start.max(limit.start)..within.end.min(limit.end);
    }
    // `said | on Tuesday | 300 soldiers had left`: when it was said is not what was said.
    if let Some(time) = layers.first().and_then(|a| story.times.get(a.stated?))
        && time.range.end <= head
        && (within.start..time.range.start).all(|i| story.token(i).tag == Tag::Adp)
        && within.contains(&time.range.start)
    {
        within.start = time.range.end;
    }
    within
}

/// A total over several places cannot be divided among them: it keeps the joined words, unresolved.
fn joint_place(story: &Story<'_>, frame: &Frame<'_>, counted: bool) -> Option<(usize, PlaceMention)> {
    if !counted || !matches!(frame.rule.body.kind.family(), Family::Harm | Family::Movement | Family::Violence) {
        return None;
    }
    let (first, rest) = frame.places.split_first()?;
    let last = rest.last()?;
    let text_from = first.1.span.join(last.1.span);
    Some((
        first.0,
        PlaceMention {
            text: text_from.of(&story.report.text)?.to_owned(),
            span: text_from,
            resolved: None,
            candidates: frame.places.iter().filter_map(|p| p.1.resolved.clone()).take(5).collect(),
            inherited: false,
            relative: None,
        },
    ))
}

/// Actors that act apart (`Russia and Jordan urged ...`) are separate; joint ones stay one phrase.
fn split_actors(story: &Story<'_>, frame: &Frame<'_>) -> Vec<Option<Mention>> {
    let mut out = Vec::new();
    for actor in frame.actors.iter().take(2) {
        let joined = story.conjuncts(*actor);
        let named = joined
            .iter()
            .all(|i| story.token(*i).tag == Tag::Propn || story.mention_index(MentionKind::Name, *i).is_some());
        if joined.len() > 1 && named {
            out.extend(joined.iter().map(|i| Some(actor_mention(story, *i))));
        } else {
            out.push(Some(joined_mention(story, *actor, frame)));
        }
    }
    if out.is_empty() {
        out.push(None);
    }
    out.truncate(6);
    out
}

fn joined_mention(story: &Story<'_>, head: usize, frame: &Frame<'_>) -> Mention {
    let mut mention = actor_mention(story, head);
    let joined = story.conjuncts(head);
    // So does one before the target that hangs from it.
    let targets = frame.targets.iter().filter(|t| head < **t && story.head(**t) == Some(head));
    if let Some(case) = targets.filter_map(|t| story.dependents(*t, &[Relation::Case]).next()).min()
        && mention.span.contains(story.token(case).span)
    {
        return Mention { entity: mention.entity, ..story.mention(story.phrase(head).range.start..case) };
    }
    // A phrase that a clause with the match describes (`forces leaving Daraa`) ends before the match.
    let start = story.token(frame.found.start).span.start;
    if mention.span.start < start && start < mention.span.end && head < frame.found.start {
        let range = story.phrase(head).range.start..frame.found.start;
        mention = Mention { entity: mention.entity, ..story.mention(range) };
        return mention;
    }
    if joined.len() > 1
        && story.token(head).tag != Tag::Pron
        && let Some(last) = joined.last()
    {
        let start = story.phrase(head).range.start;
        let whole = story.mention(start..story.phrase(*last).range.end);
        if whole.text.len() < 160 {
            mention.text = whole.text;
            mention.span = whole.span;
        }
    }
    mention
}

/// One of the story's times as that of a statement.
fn stated(story: &Story<'_>, time: usize) -> Option<Stated> {
    let time = story.times.get(time)?;
    let Mention { text, span, .. } = story.mention(time.range.clone());
    Some(Stated { text, span, value: time.timex.as_ref()?.value.clone(), date: time.date.clone() })
}

/// When it happened: the time in its clause; else the day that most speaks for, which may be none. With the rule that gave
/// it.
fn event_date(
    story: &Story<'_>,
    frame: &Frame<'_>,
    layers: &[&Attribution],
    modality: Modality,
    stance: Stance,
    before: &[Claim],
) -> Option<(DateRange, Option<String>)> {
    let head = frame.found.head;
    if let Some(apart) = dates::counted::counted(story, head) {
        let date =
            dated_by(story, apart.main, layers).and_then(|t| dates::counted::moved(t.date.as_ref()?, apart.days));
        return date.map(|d| (d, Some(format!("{}counted", dates::RULE))));
    }
    if let Some(time) = dated_by(story, head, layers).filter(|_| is_real(modality)) {
        if let Some(day) = dates::counted::of_clock(story, time, before) {
            return Some((day, Some(time.rule.clone())));
        }
        // `had been in government hands since 2016` tells of a state that has ended: only its start is known.
        let over = frame.rule.body.kind == Kind::Holds && is_past_perfect(story, story.clause_verb(head));
        // `since late 2014, when rebels seized the capital`: that was then, whatever has lasted since.
        let begun = Some(time.range.end..time.range.end + 2).filter(|next| {
            head > next.start && next.clone().any(|i| story.sentence(head).contains(&i) && story.token(i).xpos == "WRB")
        });
        let date = match begun.and_then(|_| time.timex.as_ref()?.date.clone()) {
            Some(then) => Some(DateRange { text: time.date.as_ref().and_then(|d| d.text.clone()), ..then }),
            None => time.date.clone(),
        };
        return date.map(|mut d| {
            if over && d.granularity == Granularity::Range {
                d.end = d.start.last_of_month().max(d.start);
            }
            (d, Some(time.rule.clone()))
        });
    }
    if is_background(story, head) {
        return None;
    }
    let best = possible_days(story, frame, layers, modality, stance, before).into_iter().next()?;
    Some((best.date?, Some(format!("{}{}", dates::RULE, best.source.name()))))
}

/// Whether a clause tells what something else came after: `two weeks after the attack in which 26 people died`. Its day
/// is that long ago, and not that of the text.
fn is_background(story: &Story<'_>, head: usize) -> bool {
    let verb = story.clause_verb(head);
    let start = match story.token(verb).relation {
        Relation::AclRelcl => story.head(verb).map(|n| story.phrase(n).range.start),
        // `a day after the army left`
        Relation::Advcl => story.dependents(verb, &[Relation::Mark]).next().map(|m| m + 1),
        _ => None,
    };
    let opener = start.and_then(|s| s.checked_sub(1));
    opener.filter(|i| matches!(story.token(*i).tag, Tag::Adp | Tag::Sconj)).is_some_and(|o| {
        story.rules.in_list("time-conjunctions", story.token(o))
            && o > 0
            && story
                .rules
                .table("calendar-units.days", &story.token(o - 1).lemma)
                .and_then(|days| days.parse::<f32>().ok())
                .is_some_and(|days| days >= 1.0)
    })
}

/// The days that may be meant by what its own clause does not date for certain, the best first.
pub(crate) fn possible_days(
    story: &Story<'_>,
    frame: &Frame<'_>,
    layers: &[&Attribution],
    modality: Modality,
    stance: Stance,
    before: &[Claim],
) -> Vec<dates::Candidate> {
    let head = frame.found.head;
    let cues: Vec<usize> = layers.iter().map(|a| a.cue).collect();
    let time = dated_by(story, head, layers);
    let said: Vec<usize> = layers.iter().filter_map(|a| a.stated).collect();
    let event = dates::Event { head, kind: frame.rule.body.kind, modality, stance, cues: &cues, said: &said, time };
    dates::candidates(story, event, before)
}

/// Whether it is said to have happened or to go on.
pub(crate) fn is_real(modality: Modality) -> bool {
    matches!(modality, Modality::Actual | Modality::Ongoing)
}

/// The time expression that dates a word: in its clause, else in what is attributed or the sentence.
pub(crate) fn dated_by<'s>(story: &'s Story<'_>, head: usize, layers: &[&Attribution]) -> Option<&'s times::Time> {
    let cues: Vec<usize> = layers.iter().map(|a| a.cue).collect();
    let said: Vec<usize> = layers.iter().filter_map(|a| a.stated).collect();
    let of_clause = |within: Range<usize>| times::of_clause(story, head, within, &cues, &said);
    let sentence = story.sentence(head);
    let within = layers
        .first()
        .and_then(|a| a.content.iter().find(|r| r.contains(&head)).cloned())
        .unwrap_or_else(|| sentence.clone());
    let clause = story.clause(head);
    of_clause(clause.start.max(within.start)..clause.end.min(within.end)).or_else(|| of_clause(within.clone())).or_else(
        || {
            // `On Friday, X said that ...` dates the statement only.
            layers.is_empty().then(|| of_clause(sentence.clone())).flatten()
        },
    )
}

/// The shortest run of words that holds the match and its roles, widened to the clause of a verb.
fn quote(story: &Story<'_>, frame: &Frame<'_>, place: Option<usize>, within: &Range<usize>) -> Range<usize> {
    let head = frame.found.head;
    let mut range = frame.found.start..frame.found.end;
    let mut take = |r: Range<usize>| {
        let r = r.start.max(within.start)..r.end.min(within.end);
        if r.start < r.end {
            range = range.start.min(r.start)..range.end.max(r.end);
        }
    };
    for h in frame.actors.iter().chain(&frame.targets) {
        take(story.phrase(*h).range);
    }
    if let Some(p) = place {
        take(story.phrase(p).range);
    }
    if let Some(n) = frame.quantity.and_then(|i| story.numbers.get(i)) {
        take(n.range.clone());
    }
    if story.is_verb(head) {
        let clause = story.clause(head);
        if clause.len() <= 45 {
            take(clause);
        }
    }
    while range.end > range.start + 1
        && (matches!(story.token(range.end - 1).form.as_str(), "," | "." | ";" | ":" | "-" | "(" | "\"")
            || range.end > frame.found.head + 1 && story.token(range.end - 1).relation == Relation::Case)
    {
        range.end -= 1;
    }
    while range.start + 1 < range.end
        && matches!(story.token(range.start).form.as_str(), "," | "." | ";" | ":" | "-" | ")" | "that")
    {
        range.start += 1;
    }
    range
}

/// How likely a claim is one that a careful reader would make of the words: a logistic of what is known of it, with the
/// weights of `lexicons/en/confidence.toml`.
fn confidence(story: &Story<'_>, claim: &Claim) -> f32 {
    let sum: f32 = confidence_terms(story, claim).map(|(_, weight)| weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// What is known of a claim that bears on its confidence, with the weights.
pub fn confidence_terms(story: &Story<'_>, claim: &Claim) -> impl Iterator<Item = (&'static str, f32)> {
    let weight = |name: &str| -> f32 {
        story.rules.table("confidence.weights", name).and_then(|w| w.parse().ok()).unwrap_or(0.0)
    };
    let place = match &claim.place {
        None => "no place",
        Some(p) if p.resolved.is_some() => "resolved place",
        Some(_) => "unresolved place",
    };
    let voice = match claim.claimants.len() {
        0 => "own voice",
        1 => "one claimant",
        _ => "chain",
    };
    let facts = [
        (true, "bias"),
        (true, seen(story, claim)),
        (true, place),
        (true, voice),
        (true, claim.kind.family().name()),
        (claim.actor.is_some(), "actor"),
        (claim.target.is_some(), "target"),
        (claim.quantity.is_some(), "quantity"),
        (claim.stance != Stance::Asserts, "denied or questioned"),
        (!matches!(claim.modality, Modality::Actual | Modality::Ongoing), "not actual"),
        (claim.quote.split_whitespace().nth(24).is_some(), "long quote"),
        (claim.quote.split_whitespace().nth(3).is_none(), "short quote"),
        (
            claim.event_date.as_ref().is_some_and(|d| d.text.is_some())
                && !claim.rules.iter().any(|r| r.starts_with(dates::RULE)),
            "dated",
        ),
    ];
    facts.into_iter().filter(|(holds, _)| *holds).map(move |(_, name)| (name, weight(name)))
}

/// How the language model sees the words of a claim's quote: whether one of them tells of its kind, and how likely.
fn seen(story: &Story<'_>, claim: &Claim) -> &'static str {
    let (all, span) = (&story.reading.event_words, |w: &EventWord| story.token(w.token as usize).span);
    let first = all.partition_point(|w| span(w).end <= claim.span.start);
    let words = || all[first..].iter().take_while(|w| span(w).start < claim.span.end);
    let likely = |alike: bool| words().filter(|w| (w.kind == claim.kind) == alike).map(|w| w.likely).max().unwrap_or(0);
    match (likely(true), likely(false)) {
        (95.., _) => "seen surely",
        (LIKELY.., _) => "seen",
        (20.., _) => "perhaps seen",
        (_, LIKELY..) => "seen otherwise",
        _ => "not seen",
    }
}

/// Drops what is said twice, gives ids, and links parts to their totals.
fn finish(story: &Story<'_>, claims: &mut Vec<Claim>) {
    claims.retain(|c| !c.quote.is_empty());
    let mut seen = HashSet::new();
    claims.retain(|c| {
        seen.insert((
            c.span,
            c.kind,
            c.stance,
            c.place.as_ref().map(|p| p.span),
            c.actor.as_ref().map(|a| a.text.clone()),
            c.claimants.iter().map(|x| x.mention.text.clone()).collect::<Vec<_>>(),
            c.quantity.as_ref().map(|q| q.mention.span),
        ))
    });
    for claim in claims.iter_mut() {
        claim.id = id(story, claim);
        claim.confidence = confidence(story, claim);
    }
    let names = |c: &Claim| c.claimants.iter().map(|x| x.mention.text.clone()).collect::<Vec<_>>();
    let mut totals: HashMap<(u32, Vec<String>), String> = HashMap::new();
    for claim in claims.iter().filter(|c| c.subset_of.is_none()) {
        if let Some(q) = &claim.quantity {
            totals.entry((q.mention.span.start, names(claim))).or_insert_with(|| claim.id.clone());
        }
    }
    for claim in claims.iter_mut() {
        if let Some(start) = claim.subset_of.take().and_then(|s| s.parse::<u32>().ok()) {
            claim.subset_of = totals.get(&(start, names(claim))).cloned();
        }
    }
    claims.sort_by(|a, b| (a.span.start, a.span.end, a.kind, &a.id).cmp(&(b.span.start, b.span.end, b.kind, &b.id)));
    checks::attach(story, claims);
}

pub(crate) fn id(story: &Story<'_>, claim: &Claim) -> String {
    let mut hash = blake3::Hasher::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    };
    add(&story.report.id);
    add(&story.report.revision);
    add(&format!("{}-{}", claim.span.start, claim.span.end));
    add(claim.kind.name());
    if claim.passing {
        add(claim.sub_kind.as_deref().unwrap_or_default());
    }
    add(claim.stance.name());
    add(&claim.place.as_ref().map_or(String::new(), |p| p.span.start.to_string()));
    add(claim.actor.as_ref().map_or("", |a| &a.text));
    add(&claim.quantity.as_ref().map_or(String::new(), |q| q.mention.span.start.to_string()));
    for c in &claim.claimants {
        add(&c.mention.text);
    }
    format!("c-{}", &hash.finalize().to_hex()[..12])
}
