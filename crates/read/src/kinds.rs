//! Claims from words: rules' matches, their roles, and the record made of them.

use crate::{
    attribution::{Attribution, covering},
    context,
    modality::{Force, Operator, over},
    names::actor_mention,
    places, quantities,
    rules::{
        CueForm, Filter, KindRule, Path, Rule, Step,
        pattern::{Match, MentionKind},
    },
    story::Story,
    times,
};
use dateline_core::{
    ActorClass, Claim, Claimant, DateRange, Extent, Granularity, Kind, Mention, Modality, PlaceMention, Quantity, Span,
    Stance,
    actors::name_key,
    kind::Family,
    reading::{Relation, Tag},
};
use std::{collections::HashSet, ops::Range};

/// All claims of a story, in the order of the text.
pub fn find(story: &Story<'_>, attributions: &[Attribution], operators: &[Operator]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for sentence in &story.reading.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let first = claims.len();
        for frame in frames(story, range.clone()) {
            make(story, &frame, attributions, operators, &mut claims);
        }
        denied_reports(story, range, attributions, first, &mut claims);
    }
    finish(story, &mut claims);
    claims
}

/// The kinds and heads of all matches.
pub fn events(story: &Story<'_>) -> Vec<(Kind, Span)> {
    let sentences = story.reading.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize);
    let found = sentences.flat_map(|range| frames(story, range));
    found.map(|f| (f.rule.body.kind, story.token(f.found.head).span)).collect()
}

/// A rule's match with its roles.
struct Frame<'r> {
    rule: &'r Rule<KindRule>,
    found: Match,
    actors: Vec<usize>,
    targets: Vec<usize>,
    places: Vec<(usize, PlaceMention)>,
    quantity: Option<usize>,
}

/// The matches in a sentence whose required roles are there; of several on one head the longest.
fn frames<'s>(story: &'s Story<'_>, sentence: Range<usize>) -> Vec<Frame<'s>> {
    let mut options: Vec<(&Rule<KindRule>, Match)> = Vec::new();
    for at in sentence.clone() {
        for rule in story.rules.kinds.starting_with(story.token(at)) {
            if let Some(m) = rule.pattern.match_at(story, at, sentence.end) {
                options.push((rule, m));
            }
        }
    }
    options.sort_by_key(|(_, m)| (std::cmp::Reverse(m.end - m.start), m.start));
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut frames: Vec<Frame<'s>> = Vec::new();
    for (rule, found) in options {
        // `an attack that killed nine`: a verb within the words for an event of another family tells of its own.
        let head = found.head;
        let inside = |f: &Frame<'_>| {
            (f.found.start..f.found.end).contains(&head)
                && (f.found.head == head
                    || f.rule.body.kind.family() == rule.body.kind.family()
                    || !story.is_verb(head)
                    || matches!(story.token(head).relation, Relation::Xcomp | Relation::Aux | Relation::Amod))
        };
        if frames.iter().any(inside) {
            continue;
        }
        if let Some(frame) = roles(story, rule, found) {
            taken.push(frame.found.start..frame.found.end);
            frames.push(frame);
        }
    }
    frames.sort_by_key(|f| (f.found.head, f.found.start));
    frames
}

fn roles<'s>(story: &'s Story<'_>, rule: &'s Rule<KindRule>, found: Match) -> Option<Frame<'s>> {
    // `rebel-held`, `Israeli-controlled` describe a place in passing: they claim nothing.
    let attributive = found.head > 0
        && story.is_verb(found.head)
        && !story.token(found.head).space_before
        && story.token(found.head - 1).form == "-";
    if attributive {
        return None;
    }
    if rule.body.without.iter().any(|path| !follow(story, &found, path).is_empty()) {
        return None;
    }
    let mut frame = Frame { rule, found, actors: Vec::new(), targets: Vec::new(), places: Vec::new(), quantity: None };
    for role in &rule.body.roles {
        if role.name == "place" {
            // A place by name, wherever it stands, before `two camps` and `residential areas`.
            let found =
                |named: bool| role.paths.iter().map(|p| placed(story, &frame.found, p, named)).find(|f| !f.is_empty());
            frame.places = found(true).or_else(|| found(false)).unwrap_or_default();
            continue;
        }
        for path in &role.paths {
            let heads = follow(story, &frame.found, path);
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
                        story.numbers.iter().position(|n| n == number)
                    });
                    frame.quantity.is_some()
                }
            };
            if hit {
                break;
            }
        }
    }
    let present = |name: &str| match name {
        "actor" => !frame.actors.is_empty(),
        "target" => !frame.targets.is_empty(),
        "quantity" => frame.quantity.is_some(),
        _ => !frame.places.is_empty(),
    };
    rule.body.require.iter().all(|r| r.split('|').any(|one| present(one.trim()))).then_some(frame)
}

/// The places that a path leads to: those with a name or a known meaning (`the city`), or any.
fn placed(story: &Story<'_>, found: &Match, path: &Path, named: bool) -> Vec<(usize, PlaceMention)> {
    let heads = follow(story, found, path).into_iter().flat_map(|h| with_members(story, h));
    let known = |p: &PlaceMention| p.resolved.is_some() || p.text.contains(char::is_uppercase);
    let mut places: Vec<(usize, PlaceMention)> =
        heads.filter_map(|h| Some((h, places::mention_of(story, h)?))).filter(|(_, p)| !named || known(p)).collect();
    places.dedup_by(|a, b| a.1.span == b.1.span);
    places
}

/// A place phrase with what is joined to it and what it includes (`villages, including A, B and C`).
fn with_members(story: &Story<'_>, head: usize) -> Vec<usize> {
    let mut out = story.conjuncts(head);
    let mut listed = Vec::new();
    for h in &out {
        for c in story.dependents(*h, &[Relation::Nmod, Relation::Acl, Relation::Advcl, Relation::Appos]) {
            let opens = story.children[c].iter().any(|m| {
                matches!(story.token(*m).relation, Relation::Case | Relation::Mark)
                    && story.rules.in_list("including-words", story.token(*m))
            });
            if opens {
                listed.extend(story.conjuncts(c));
            }
        }
    }
    out.extend(listed);
    out
}

/// The heads that a path leads to, tested by its filter.
fn follow(story: &Story<'_>, found: &Match, path: &Path) -> Vec<usize> {
    let head = found.head;
    let heads: Vec<usize> = match &path.step {
        Step::Agent => story.agents(head),
        Step::Patient => story.patients(head),
        Step::Subject => story.dependents(head, &[Relation::Nsubj, Relation::NsubjPass]).collect(),
        Step::Governor => story.head(head).into_iter().collect(),
        Step::Modifier => story
            .dependents(head, &[Relation::Compound, Relation::NmodPoss, Relation::Amod])
            .filter(|c| story.token(*c).tag != Tag::Adj || is_group_adjective(story, *c))
            .collect(),
        Step::Preposition(p) => preposition(story, found, &p.replace('_', " ")),
        Step::Capture(name) => found.captures.get(name).map(|(_, end)| end - 1).into_iter().collect(),
        Step::Clause => clause_place(story, found),
    };
    let mut kept: Vec<usize> = Vec::new();
    for head in heads {
        // Two heads within one name are a slip of the parser.
        let name = story.mention_index(MentionKind::Name, head);
        let twice = name.is_some() && kept.iter().any(|k| story.mention_index(MentionKind::Name, *k) == name);
        if !twice && passes(story, head, path.filter.as_ref()) {
            kept.push(head);
        }
    }
    kept
}

fn is_group_adjective(story: &Story<'_>, i: usize) -> bool {
    story.world.gazetteer.demonym(story.word(i)).is_some() || story.mention_index(MentionKind::Name, i).is_some()
}

fn passes(story: &Story<'_>, head: usize, filter: Option<&Filter>) -> bool {
    let is_place = || {
        story.mention_index(MentionKind::Place, head).is_some()
            || story.rules.in_list("place-nouns", story.token(head))
            || (places::is_pronoun(story, head) && places::mention_of(story, head).is_some())
    };
    match filter {
        None => true,
        Some(Filter::Place) => is_place(),
        Some(Filter::NotPlace) => !is_place(),
        Some(Filter::Number) => quantities::of_phrase(story, head).is_some(),
        Some(Filter::Who) => crate::names::can_act(story, head),
        Some(Filter::List(list)) => in_list_or_below(story, head, list),
        Some(Filter::NotList(list)) => !in_list_or_below(story, head, list),
    }
}

/// Whether a phrase's head is in the list, or the head only measures one that is (`dozens of rebels`).
fn in_list_or_below(story: &Story<'_>, head: usize, list: &str) -> bool {
    let place = story.mention_index(MentionKind::Place, head).and_then(|i| story.places.get(i));
    let words = place.map_or(head..head + 1, |p| p.range.clone());
    if words.into_iter().any(|i| story.rules.in_list(list, story.token(i))) {
        return true;
    }
    let measures = story.mention_index(MentionKind::Number, head).is_some()
        || story.rules.in_list("measure-nouns", story.token(head));
    measures && story.prepositional(head, "of").any(|c| story.rules.in_list(list, story.token(c)))
}

/// Objects of a preposition on the head, on the words of the match, or on the head's object, to which parsers and
/// writers alike attach what belongs to the verb.
fn preposition(story: &Story<'_>, found: &Match, name: &str) -> Vec<usize> {
    let mut anchors = vec![found.head];
    anchors.extend((found.start..found.end).filter(|i| *i != found.head));
    anchors.extend(story.patients(found.head));
    for anchor in anchors {
        let hits: Vec<usize> = story.prepositional(anchor, name).filter(|h| *h != found.head).collect();
        if !hits.is_empty() {
            return hits;
        }
    }
    // The words right after the match, where the tree has gone astray.
    let sentence = story.sentence(found.head);
    let is_it = |i: usize| sentence.contains(&i) && story.token(i).form == name;
    let opens = if is_it(found.end - 1) { Some(found.end) } else { is_it(found.end).then_some(found.end + 1) };
    opens.and_then(|start| story.phrase_after(start)).into_iter().collect()
}

/// The place nearest to the head within its clause that stands behind a preposition of place.
fn clause_place(story: &Story<'_>, found: &Match) -> Vec<usize> {
    let clause = story.clause(found.head);
    story
        .places
        .iter()
        .filter(|p| clause.start <= p.range.start && p.range.end <= clause.end)
        .filter_map(|p| {
            let head = p.range.clone().find(|i| story.head(*i).is_none_or(|h| !p.range.contains(&h)))?;
            let located = story
                .dependents(head, &[Relation::Case])
                .any(|c| story.rules.in_list("place-prepositions", story.token(c)));
            located.then_some(head)
        })
        .min_by_key(|h| (h.abs_diff(found.head), *h))
        .into_iter()
        .collect()
}

/// Makes the claims of a frame: one for each place, for each actor that acts by itself, for each source.
fn make(
    story: &Story<'_>,
    frame: &Frame<'_>,
    attributions: &[Attribution],
    operators: &[Operator],
    out: &mut Vec<Claim>,
) {
    let head = frame.found.head;
    let rule = &frame.rule.body;
    let matched = frame.found.start..frame.found.end;
    let layers = covering(attributions, head);
    // A cue is no event of its own content.
    let layers: Vec<&Attribution> = layers.into_iter().filter(|a| !matched.contains(&a.cue)).collect();
    let force = over(story, operators, head, &matched);
    let aside = crate::modality::is_aside(story, head);
    let (chains, stance, modality, mut rules) = said(&layers, &force, rule, aside);
    rules.insert(0, frame.rule.id.clone());
    let (chains, own_cue) = match speaks_itself(story, frame) {
        Some(speaker) if layers.is_empty() => (vec![vec![speaker]], Some(story.mention(head..head + 1))),
        _ => (chains, None),
    };
    let counted = counted(story, frame, &mut rules);
    let cumulative = counted.iter().any(|(_, q)| q.as_ref().is_some_and(|q| q.since.is_some()));
    let time = event_date(story, frame, &layers, modality, out);
    if let Some((_, Some(rule))) = &time {
        rules.push(rule.clone());
    }
    let cue = own_cue.or_else(|| layers.first().map(|a| story.mention(a.cue_range.clone())));
    let channel = layers.iter().find_map(|a| a.channel.clone());
    let actors = split_actors(story, frame);
    let within = scope(story, head, &layers);
    let joint = joint_place(story, frame, counted.iter().any(|(_, q)| q.is_some()));
    let around =
        (frame.places.is_empty() && !cumulative).then(|| context::place(story, head, rule.kind, out)).flatten();
    let places: Vec<Option<&(usize, PlaceMention)>> = if let Some(joint) = joint.as_ref().or(around.as_ref()) {
        vec![Some(joint)]
    } else if frame.places.is_empty() {
        vec![None]
    } else {
        frame.places.iter().map(Some).collect()
    };
    for actor in &actors {
        for place in &places {
            let own = place.filter(|p| !p.1.inherited).map(|p| p.0);
            let mut span = quote(story, frame, own, &within);
            if stance == Stance::Denies {
                span = with_denial(story, span, &force, &layers);
            }
            for (chain, (target, quantity)) in chains.iter().flat_map(|c| counted.iter().map(move |t| (c, t))) {
                let mut actor = actor.clone();
                if actor.is_none() && stance == Stance::Denies && rule.kind.family() == Family::Control {
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
                    kind: rule.kind,
                    sub_kind: rule.sub_kind.clone(),
                    stance,
                    modality,
                    actor,
                    target: target.clone(),
                    place: place.map(|p| p.1.clone()),
                    extent: rule.extent.unwrap_or_else(|| own.map_or(Extent::Whole, |p| extent(story, p))),
                    claimants: chain.clone(),
                    cue: cue.clone(),
                    channel: channel.clone(),
                    quantity: quantity.clone(),
                    event_date: time.as_ref().map(|(d, _)| d.clone()),
                    origin: origin(story, chain),
                    subset_of: None,
                    confidence: 0.0,
                    rules: rules.clone(),
                });
                if let Some(q) = quantity {
                    subsets(story, frame, q, out);
                }
            }
        }
    }
}

/// Whom or what it is done to, with its number. Victims with numbers of their own (`two soldiers and three civilians`)
/// stand apart; one unnamed person is one.
fn counted(story: &Story<'_>, frame: &Frame<'_>, rules: &mut Vec<String>) -> Vec<(Option<Mention>, Option<Quantity>)> {
    let rule = &frame.rule.body;
    let mut made = |index: usize, counts: Option<usize>| {
        let n = story.numbers.get(index)?;
        for rule in &n.rules {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        let of = counts.map(|h| story.text(bare(story, h)).to_owned()).filter(|s| !s.is_empty());
        let mut q = quantities::quantity(story, n, rule.unit.as_deref().unwrap_or("count"), of);
        cumulative(story, frame.found.head, &mut q);
        Some(q)
    };
    let number_of = |h: usize| {
        let number = quantities::of_phrase(story, h)?;
        story.numbers.iter().position(|n| n == number)
    };
    let first = frame.targets.first().copied();
    let whole = || first.map(|t| joined_mention(story, t, frame));
    let counts_people = rule.roles.iter().any(|r| r.name == "quantity");
    if counts_people && matches!(rule.kind.family(), Family::Harm | Family::Movement | Family::Settlement) {
        let victims: Vec<(usize, Option<usize>)> =
            first.map(|t| story.conjuncts(t)).unwrap_or_default().into_iter().map(|t| (t, number_of(t))).collect();
        let apart = victims.len() > 1
            && victims.iter().all(|(t, n)| n.is_some() || is_one(story, *t))
            && victims.iter().any(|(_, n)| n.is_some());
        if apart {
            return victims
                .into_iter()
                .map(|(t, n)| {
                    let quantity = match n {
                        Some(n) => made(n, Some(t)),
                        None => Some(one(story, t, rule)),
                    };
                    (Some(actor_mention(story, t)), quantity)
                })
                .collect();
        }
        if frame.quantity.is_none()
            && let Some(t) = first.filter(|t| victims.len() == 1 && is_one(story, *t))
        {
            return vec![(whole(), Some(one(story, t, rule)))];
        }
    }
    // How many did it, where the rule counts nothing else.
    let number =
        frame.quantity.or_else(|| if counts_people { None } else { frame.actors.iter().find_map(|a| number_of(*a)) });
    let quantity = number.and_then(|index| {
        let number = story.numbers.get(index);
        let heads = || frame.targets.iter().chain(&frame.actors);
        made(index, heads().find(|h| quantities::of_phrase(story, **h) == number).copied())
    });
    vec![(whole(), quantity)]
}

/// Whether a phrase means one person without a name: `a farmer`, `another soldier`, `the gunman`.
fn is_one(story: &Story<'_>, head: usize) -> bool {
    story.token(head).xpos == "NN"
        && story.rules.in_list("people", story.token(head))
        && !story.rules.in_list("group-nouns", story.token(head))
        && story.mention_index(MentionKind::Name, head).is_none()
        && quantities::of_phrase(story, head).is_none()
        && story.dependents(head, &[Relation::Det]).any(|d| story.rules.in_list("one-words", story.token(d)))
}

fn one(story: &Story<'_>, head: usize, rule: &KindRule) -> Quantity {
    Quantity {
        low: 1.0,
        high: Some(1.0),
        approx: false,
        unit: rule.unit.clone().unwrap_or_else(|| "count".to_owned()),
        of: Some(story.text(bare(story, head)).to_owned()),
        mention: story.mention(story.phrase(head).range),
        cumulative: false,
        since: None,
    }
}

/// A quote widened to the words that deny: without them it would say the opposite.
fn with_denial(story: &Story<'_>, quote: Range<usize>, force: &Force, layers: &[&Attribution]) -> Range<usize> {
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
    for layer in layers.iter().filter(|l| l.stance == Stance::Denies) {
        take(layer.cue_range.clone());
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

/// Who announces, claims or urges the thing itself (`X announced full control of Y`) is its source.
fn speaks_itself(story: &Story<'_>, frame: &Frame<'_>) -> Option<Claimant> {
    let head = frame.found.head;
    if !story.is_verb(head) || !story.rules.in_list("speech-verbs", story.token(head)) {
        return None;
    }
    frame.actors.first().map(|a| crate::names::claimant(story, *a, None))
}

/// Where a claim's quote may lie: within the innermost attributed words, and within a quotation if the head stands in
/// one.
fn scope(story: &Story<'_>, head: usize, layers: &[&Attribution]) -> Range<usize> {
    let mut within = story.sentence(head);
    let content = layers.first().and_then(|a| a.content.iter().find(|r| r.contains(&head)));
    let quotation = story.quote_of(head).and_then(|q| story.quotes.get(q));
    for limit in content.into_iter().chain(quotation) {
        within = within.start.max(limit.start)..within.end.min(limit.end);
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
        },
    ))
}

/// Sources, stance, modality and rules from the attributions over a word and the operators beside it.
fn said(
    layers: &[&Attribution],
    force: &Force,
    rule: &KindRule,
    aside: bool,
) -> (Vec<Vec<Claimant>>, Stance, Modality, Vec<String>) {
    let mut chains: Vec<Vec<Claimant>> = vec![Vec::new()];
    let mut rules = Vec::new();
    let mut denied = rule.stance == Some(Stance::Denies);
    let mut questioned = rule.stance == Some(Stance::Questions);
    let mut modality = force.modality.or(rule.modality);
    for (i, layer) in layers.iter().enumerate() {
        rules.push(layer.rule.clone());
        // `X denies reports that ...`: nobody stands behind the reports.
        let rumour = layer.form == CueForm::Noun
            && layer.sources.iter().flatten().all(|c| c.class == ActorClass::Anonymous)
            && layers[i + 1..].iter().any(|outer| outer.stance == Stance::Denies);
        if rumour {
            continue;
        }
        match layer.stance {
            Stance::Denies if aside => {}
            Stance::Denies => denied = !denied,
            Stance::Questions => questioned = true,
            Stance::Asserts => {}
        }
        modality = modality.or(layer.modality);
        let mut next = Vec::new();
        for chain in &chains {
            for source in &layer.sources {
                let mut chain = chain.clone();
                for node in source {
                    if !chain.iter().any(|c| name_key(c.mention.name()) == name_key(node.mention.name())) {
                        chain.push(node.clone());
                    }
                }
                next.push(chain);
            }
        }
        next.truncate(6);
        chains = next;
    }
    match force.stance {
        Some(Stance::Denies) => denied = !denied,
        Some(Stance::Questions) => questioned = true,
        _ => {}
    }
    rules.extend(force.rules.iter().cloned());
    let stance = if denied {
        Stance::Denies
    } else if questioned {
        Stance::Questions
    } else {
        Stance::Asserts
    };
    (chains, stance, modality.unwrap_or(Modality::Actual), rules)
}

/// The deepest identifiable node: the nearest claimant that is a name or a known sort of body; an unnamed source
/// keeps its words, which the picture holds apart by report; the outlet where nobody is named.
fn origin(story: &Story<'_>, chain: &[Claimant]) -> String {
    match chain.first() {
        Some(nearest) => crate::names::known_actor(story, &nearest.mention)
            .map(|a| a.name.clone())
            .unwrap_or_else(|| nearest.mention.name().to_owned()),
        None => story.report.outlet.clone().unwrap_or_else(|| story.report.id.clone()),
    }
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

/// The counted noun without number and article: `civilians`, `rebel fighters`.
fn bare(story: &Story<'_>, head: usize) -> Range<usize> {
    let head = if story.mention_index(MentionKind::Number, head).is_some() {
        story.prepositional(head, "of").next().unwrap_or(head)
    } else {
        head
    };
    if story.mention_index(MentionKind::Number, head).is_some() {
        return head..head;
    }
    let mut start = head;
    while start > 0
        && story.head(start - 1) == Some(head)
        && matches!(story.token(start - 1).relation, Relation::Amod | Relation::Compound)
        && story.mention_index(MentionKind::Number, start - 1).is_none()
    {
        start -= 1;
    }
    start..head + 1
}

/// `including 111 civilians` makes a claim of its own beside the total.
fn subsets(story: &Story<'_>, frame: &Frame<'_>, total: &Quantity, out: &mut Vec<Claim>) {
    let sentence = story.sentence(frame.found.head);
    let Some(whole) = out.last().cloned() else { return };
    let total_index = story.numbers.iter().position(|n| story.span(n.range.clone()) == total.mention.span);
    let Some(total_number) = total_index.and_then(|i| story.numbers.get(i)) else { return };
    for opener in total_number.range.end..sentence.end {
        if !story.rules.in_list("including-words", story.token(opener)) {
            continue;
        }
        if opener > total_number.range.end + 8 {
            break;
        }
        let mut at = opener + 1;
        while at < sentence.end {
            let Some(number) = story.mention_index(MentionKind::Number, at).and_then(|i| story.numbers.get(i)) else {
                break;
            };
            let noun = (number.range.end..sentence.end.min(number.range.end + 4))
                .take_while(|i| !matches!(story.token(*i).tag, Tag::Punct | Tag::Verb | Tag::Aux))
                .filter(|i| story.token(*i).tag == Tag::Noun)
                .last();
            let Some(noun) = noun.filter(|n| story.rules.in_list("people", story.token(*n))) else { break };
            let mut part = whole.clone();
            let of = story.text(bare(story, noun)).to_owned();
            part.quantity = Some(quantities::quantity(story, number, &total.unit, Some(of)));
            if let (Some(q), Some(t)) = (part.quantity.as_mut(), whole.quantity.as_ref()) {
                q.cumulative = t.cumulative;
                q.since = t.since;
            }
            part.target = Some(story.mention(story.phrase(noun).range));
            part.subset_of = Some(total.mention.span.start.to_string());
            let clause_end = story.span(opener..sentence.end).end;
            let end = whole.span.end.max(story.token(noun).span.end).min(clause_end);
            let span = Span { start: story.token(opener).span.start, end };
            part.quote = span.of(&story.report.text).unwrap_or_default().to_owned();
            part.span = span;
            part.rules.extend(number.rules.iter().cloned());
            out.push(part);
            // `, 12 of them children and 8 women`
            at = noun + 1;
            while at < sentence.end && (story.token(at).tag == Tag::Cconj || story.token(at).form == ",") {
                at += 1;
            }
        }
        break;
    }
}

fn cumulative(story: &Story<'_>, head: usize, q: &mut Quantity) {
    let sentence = story.sentence(head);
    let since = sentence.clone().find(|i| story.rules.in_list("since-words", story.token(*i)));
    let Some(since) = since else {
        let period = story.times.iter().find(|t| {
            sentence.contains(&t.range.start) && t.date.as_ref().is_some_and(|d| d.granularity == Granularity::Range)
        });
        q.cumulative = period.is_some();
        return;
    };
    q.cumulative = true;
    q.since = story
        .times
        .iter()
        .find(|t| t.range.start > since && t.range.start <= since + 8)
        .and_then(|t| t.date.as_ref())
        .map(|d| d.start);
}

/// When it happened: the time in its clause; else, for states and what is under way, the day it was said.
fn event_date(
    story: &Story<'_>,
    frame: &Frame<'_>,
    layers: &[&Attribution],
    modality: Modality,
    before: &[Claim],
) -> Option<(DateRange, Option<String>)> {
    let head = frame.found.head;
    if matches!(modality, Modality::Planned | Modality::Possible | Modality::Demanded | Modality::Hypothetical) {
        return None;
    }
    let cues: Vec<usize> = layers.iter().map(|a| a.cue).collect();
    let sentence = story.sentence(head);
    let within = layers
        .first()
        .and_then(|a| a.content.iter().find(|r| r.contains(&head)).cloned())
        .unwrap_or_else(|| sentence.clone());
    let clause = story.clause(head);
    let near = times::of_clause(story, head, clause.start.max(within.start)..clause.end.min(within.end), &cues)
        .or_else(|| times::of_clause(story, head, within.clone(), &cues))
        .or_else(|| {
            // `On Friday, X said that ...` dates the statement only.
            layers.is_empty().then(|| times::of_clause(story, head, sentence.clone(), &cues)).flatten()
        });
    if let Some(time) = near {
        // `had been in government hands since 2016` tells of a state that has ended: only its start is known.
        let over = frame.rule.body.kind == Kind::Holds
            && story.children[story.clause_verb(head)].iter().any(|c| {
                let t = story.token(*c);
                matches!(t.relation, Relation::Aux | Relation::Cop) && t.lemma == "have" && t.xpos == "VBD"
            });
        return time.date.clone().map(|mut d| {
            if over && d.granularity == Granularity::Range {
                d.end = d.start.last_of_month().max(d.start);
            }
            (d, Some(time.rule.clone()))
        });
    }
    let state =
        frame.rule.body.kind == Kind::Holds || frame.rule.body.kind == Kind::Loses && story.token(head).xpos != "VBN";
    let present = matches!(story.token(head).xpos, "VBZ" | "VBP") || modality == Modality::Ongoing || state;
    if !present {
        return context::date(story, frame.rule.body.kind, before).map(|d| (d, Some(context::RULE.to_owned())));
    }
    // The statement's day, where the cue is dated, else the publication's.
    let stated = layers.first().and_then(|a| {
        story
            .times
            .iter()
            .filter(|t| sentence.contains(&t.range.start))
            .find(|t| t.range.clone().any(|i| story.head(i) == Some(a.cue)) || t.range.start == a.cue + 1)
            .and_then(|t| t.date.clone())
            .filter(|d| d.granularity == Granularity::Day)
    });
    let date = stated.or_else(|| {
        let day = story.report.published.as_ref()?.date;
        Some(DateRange { start: day, end: day, granularity: Granularity::Day, text: None })
    })?;
    Some((date, None))
}

/// Only the edge of a place is meant after `near`, `the outskirts of`, `the gates of`.
fn extent(story: &Story<'_>, head: usize) -> Extent {
    let start = story.phrase(head).range.start;
    let from = story.sentence(head).start.max(start.saturating_sub(6));
    let mut at = start;
    while at > from {
        at -= 1;
        let token = story.token(at);
        if story.rules.in_list("edge-words", token) {
            return Extent::Outskirts;
        }
        if story.rules.in_list("part-words", token) {
            return Extent::Part;
        }
        if matches!(token.tag, Tag::Verb | Tag::Punct | Tag::Aux) {
            break;
        }
    }
    Extent::Whole
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
        && matches!(story.token(range.end - 1).form.as_str(), "," | "." | ";" | ":" | "-" | "(" | "\"")
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

/// `The army denied the report`: what the sentence before has somebody say, denied.
fn denied_reports(
    story: &Story<'_>,
    sentence: Range<usize>,
    attributions: &[Attribution],
    first: usize,
    claims: &mut Vec<Claim>,
) {
    for denial in attributions
        .iter()
        .filter(|a| a.form == CueForm::VerbNoun && a.stance == Stance::Denies && sentence.contains(&a.cue))
    {
        let objects = story.patients(denial.cue);
        let about_a_report = objects
            .iter()
            .any(|o| story.rules.in_list("report-nouns", story.token(*o)) || matches!(story.token(*o).tag, Tag::Pron));
        let has_own = claims[first..].iter().any(|c| {
            c.stance == Stance::Denies && denial.content.iter().any(|r| story.span(r.clone()).overlaps(c.span))
        });
        if !about_a_report || has_own {
            continue;
        }
        let here = story.sentence_of[denial.cue];
        let told = |c: &&Claim| {
            c.stance == Stance::Asserts && c.kind != Kind::Other && c.kind.family() != Family::Verification
        };
        let before = (here.saturating_sub(2)..here).rev().filter_map(|s| story.reading.sentences.get(s));
        let denied: Vec<Claim> = before
            .map(|s| {
                claims[..first].iter().filter(|c| s.span.contains(c.span)).filter(told).cloned().collect::<Vec<_>>()
            })
            .find(|told| !told.is_empty())
            .unwrap_or_default();
        let start = story.clause(denial.cue).start.max(sentence.start);
        let end = objects.iter().map(|o| story.phrase(*o).range.end).fold(denial.cue + 1, usize::max);
        let range = start..end.min(sentence.end);
        let origin_of = |c: &Claimant| name_key(c.mention.name());
        for (denied, chain) in denied.iter().flat_map(|d| denial.sources.iter().map(move |chain| (d, chain))) {
            if chain.iter().any(|c| denied.claimants.iter().any(|d| origin_of(d) == origin_of(c))) {
                continue;
            }
            claims.push(Claim {
                quote: story.text(range.clone()).to_owned(),
                span: story.span(range.clone()),
                stance: Stance::Denies,
                claimants: chain.clone(),
                cue: Some(story.mention(denial.cue_range.clone())),
                channel: denial.channel.clone(),
                origin: origin(story, chain),
                rules: vec![denial.rule.clone(), denied.rules.first().cloned().unwrap_or_default()],
                ..denied.clone()
            });
        }
    }
}

/// How likely a claim is one that a careful reader would make of the words: a logistic of what is known of it, with the
/// weights of `lexicons/en/confidence.toml`.
fn confidence(story: &Story<'_>, claim: &Claim) -> f32 {
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
                && !claim.rules.iter().any(|r| r == context::RULE),
            "dated",
        ),
    ];
    let sum: f32 = facts.iter().filter(|(holds, _)| *holds).map(|(_, name)| weight(name)).sum();
    1.0 / (1.0 + (-sum).exp())
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
    let totals: Vec<(u32, Vec<String>, String)> = claims
        .iter()
        .filter(|c| c.subset_of.is_none())
        .filter_map(|c| {
            let names = c.claimants.iter().map(|x| x.mention.text.clone()).collect();
            Some((c.quantity.as_ref()?.mention.span.start, names, c.id.clone()))
        })
        .collect();
    for claim in claims.iter_mut() {
        if let Some(start) = claim.subset_of.take().and_then(|s| s.parse::<u32>().ok()) {
            let names: Vec<String> = claim.claimants.iter().map(|x| x.mention.text.clone()).collect();
            claim.subset_of = totals.iter().find(|(s, n, _)| *s == start && *n == names).map(|(_, _, id)| id.clone());
        }
    }
    claims.sort_by(|a, b| (a.span.start, a.span.end, a.kind, &a.id).cmp(&(b.span.start, b.span.end, b.kind, &b.id)));
}

fn id(story: &Story<'_>, claim: &Claim) -> String {
    let mut hash = blake3::Hasher::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    };
    add(&story.report.id);
    add(&story.report.revision);
    add(&format!("{}-{}", claim.span.start, claim.span.end));
    add(claim.kind.name());
    add(claim.stance.name());
    add(&claim.place.as_ref().map_or(String::new(), |p| p.span.start.to_string()));
    add(claim.actor.as_ref().map_or("", |a| &a.text));
    add(&claim.quantity.as_ref().map_or(String::new(), |q| q.mention.span.start.to_string()));
    for c in &claim.claimants {
        add(&c.mention.text);
    }
    format!("c-{}", &hash.finalize().to_hex()[..12])
}
