//! What happened, who did it to whom, where, and how many.

use super::{Grounds, Made, Other, Scene, counted};
use crate::{
    kinds, names,
    places::{PlaceName, rank},
    rules::Path,
    whereabouts::{self, Answer, Event},
};
use dateline_core::{Claim, Mention, PlaceMention, Relative, ResolvedPlace, Span, actors::name_key, claim::Tier};

/// So many runners-up are told of.
const MOST: usize = 5;

/// So many of the facts that spoke for a place are told.
const STRONGEST: usize = 3;

/// The rule that matched, and the others that matched some of the same words.
pub(super) fn kind(scene: &Scene<'_>, made: &Made<'_>) -> Grounds {
    let story = scene.story;
    let frame = made.frame;
    let sentence = story.sentence(frame.found.head);
    let frames = kinds::frames(story, sentence.clone());
    let mut others: Vec<Other> = Vec::new();
    let mut told: Vec<&str> = vec![&frame.rule.id];
    for (rule, found) in kinds::options(story, sentence) {
        let words = found.start..found.end;
        let apart = words.end <= made.matched.start || made.matched.end <= words.start;
        if apart || told.contains(&rule.id.as_str()) {
            continue;
        }
        told.push(&rule.id);
        let length = words.len();
        let mention = story.mention(words.clone());
        let own = frames.iter().any(|f| f.rule.id == rule.id && f.found.start == words.start);
        let over = kinds::tells_of(story, frame, rule, found.head).then_some(frame);
        let over = over.or_else(|| frames.iter().find(|f| kinds::tells_of(story, f, rule, found.head)));
        let lost = if own {
            "makes a claim of its own".to_owned()
        } else if let Err(unfit) = kinds::roles(story, rule, found) {
            unfit.to_string()
        } else if let Some(over) = over {
            let best = over.found.end - over.found.start;
            if length < best {
                format!("less specific: {} against {best} of {}", counted(length, "word"), over.rule.id)
            } else if words.start > over.found.start {
                format!("as long as {}, but later in the sentence", over.rule.id)
            } else {
                format!("as long as {}, which stands before it in the rules", over.rule.id)
            }
        } else {
            continue;
        };
        others.push(Other::new(format!("{} by {}", rule.body.kind, rule.id), Some(mention), lost));
    }
    others.truncate(MOST);
    let name = made.claim.sub_kind.clone().unwrap_or_else(|| made.claim.kind.name().to_owned());
    Grounds {
        field: "kind",
        value: Some(name),
        words: vec![story.mention(made.matched.clone())],
        by: vec![frame.rule.id.clone()],
        others,
    }
}

/// Who does it, or whom it is done to.
pub(super) fn party(scene: &Scene<'_>, made: &Made<'_>, name: &'static str) -> Option<Grounds> {
    let story = scene.story;
    let frame = made.frame;
    let (mention, chosen) = match name {
        "actor" => (&made.claim.actor, &frame.actors),
        _ => (&made.claim.target, &frame.targets),
    };
    let role = frame.rule.body.roles.iter().find(|r| r.name == name);
    let mut grounds = Grounds {
        field: name,
        value: mention.as_ref().map(|m| m.name().to_owned()),
        words: mention.iter().map(words_of).collect(),
        by: Vec::new(),
        others: Vec::new(),
    };
    let mut settled = false;
    for path in role.iter().flat_map(|r| &r.paths) {
        let reached = kinds::reach(story, &frame.found, &path.step);
        let kept = kinds::follow(story, &frame.found, path);
        let refused = reached.iter().filter(|h| !kept.contains(h) && !chosen.contains(h));
        grounds.others.extend(refused.map(|h| refusal(scene, *h, path)));
        let rest = kept.iter().filter(|h| !chosen.contains(h));
        grounds
            .others
            .extend(rest.map(|h| party_at(scene, *h, format!("`{path}` is tried after `{}`", grounds.by.join(", ")))));
        if !settled && !kept.is_empty() {
            settled = true;
            grounds.by.push(path.to_string());
        }
    }
    if !settled && !chosen.is_empty() {
        grounds.by.push("the preposition of its path, beside those who do it".to_owned());
    }
    let Some(mention) = mention else {
        return (!grounds.others.is_empty()).then_some(grounds);
    };
    grounds.others.retain(|o| o.words.as_ref().is_none_or(|w| !w.span.overlaps(mention.span)));
    explain_name(scene, made, mention, chosen, &mut grounds);
    let joined = chosen.iter().filter(|h| !story.span(story.phrase(**h).range).overlaps(mention.span));
    let pronoun = |h: usize| story.rules.table("pronouns.antecedent", &story.token(h).form).is_some();
    for head in joined.filter(|h| !pronoun(**h)) {
        grounds.others.push(party_at(scene, *head, "stands in a claim of its own"));
    }
    dedupe(&mut grounds.others);
    Some(grounds)
}

/// Where the name of a party comes from, if not from the words that its path leads to.
fn explain_name(scene: &Scene<'_>, made: &Made<'_>, mention: &Mention, chosen: &[usize], grounds: &mut Grounds) {
    let story = scene.story;
    if chosen.is_empty() {
        let speaker = made.claim.claimants.first().is_some_and(|c| c.mention.span == mention.span);
        let reason = if made.claim.subset_of.is_some() {
            "a part of the total"
        } else if speaker {
            "whoever denies it denies having done it"
        } else {
            "the words counted"
        };
        grounds.by.push(reason.to_owned());
        return;
    }
    for head in chosen {
        let token = story.token(*head);
        let Some(sort) = story.rules.table("pronouns.antecedent", &token.form) else { continue };
        let span = token.span;
        let mut options = names::antecedents(story, *head, sort);
        options.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let taken = options.iter().position(|(_, i)| mention.span.contains(story.token(*i).span));
        let Some(taken) = taken else { continue };
        let best = options.remove(taken).0;
        grounds.words.insert(0, Mention { text: story.word(*head).to_owned(), span, entity: None });
        grounds.by.push(format!("what the pronoun for a {sort} takes up"));
        grounds.others.extend(options.into_iter().take(MOST).map(|(score, i)| {
            let nearer = if score < best { "speaks less for it" } else { "stands farther back" };
            party_at(scene, i, format!("antecedent that {nearer} ({score} against {best})"))
        }));
    }
    let speaker = made.claim.claimants.first().map(|c| c.mention.name());
    if let Some(entity) = mention.entity.as_deref().filter(|e| *e != mention.text) {
        let short = story.abbreviations.iter().any(|(_, full)| full == entity);
        let reason = if short {
            "the abbreviation spelled out"
        } else if speaker == Some(entity) {
            "the speaker's own"
        } else {
            "the longer name given before"
        };
        grounds.by.push(reason.to_owned());
    }
}

fn party_at(scene: &Scene<'_>, head: usize, lost: impl Into<String>) -> Other {
    let mention = names::actor_mention(scene.story, head);
    Other::new(mention.name().to_owned(), Some(words_of(&mention)), lost)
}

fn refusal(scene: &Scene<'_>, head: usize, path: &Path) -> Other {
    let words = scene.story.mention(scene.story.phrase(head).range);
    Other::new(words.text.clone(), Some(words), format!("`{path}` leads to it, but it does not pass the test"))
}

/// Where it happened, what else the name could mean, and which other places stand in the sentence.
pub(super) fn place(scene: &Scene<'_>, made: &Made<'_>) -> Option<Grounds> {
    let story = scene.story;
    let frame = made.frame;
    let role = frame.rule.body.roles.iter().find(|r| r.name == "place");
    let paths = || role.iter().flat_map(|r| &r.paths);
    let sentence = story.sentence(frame.found.head);
    let nearby = || story.places_in(&sentence).iter();
    let place = made.claim.place.as_ref();
    if place.is_none() && nearby().next().is_none() {
        return None;
    }
    let mut grounds = Grounds {
        field: "place",
        value: place.map(|p| p.resolved.as_ref().map_or_else(|| format!("{}, unresolved", p.text), located)),
        words: place.iter().map(|p| Mention { text: p.text.clone(), span: p.span, entity: None }).collect(),
        by: Vec::new(),
        others: Vec::new(),
    };
    let Claim { stance, modality, quantity, event_date, origin, .. } = made.claim;
    let known = kinds::Known {
        counted: quantity.is_some(),
        stance: *stance,
        modality: *modality,
        date: event_date.as_ref(),
        origin,
    };
    let event = kinds::looks_around(story, frame, known);
    match place {
        _ if event.is_some() => event.iter().for_each(|e| around(scene, made, e, &mut grounds)),
        Some(p) if frame.places.len() > 1 && frame.places.iter().all(|own| own.1.span != p.span) => {
            grounds.by.push("a total over several places is not divided".to_owned());
        }
        Some(_) => grounds
            .by
            .extend(paths().find(|path| !kinds::follow(story, &frame.found, path).is_empty()).map(Path::to_string)),
        None => {}
    }
    let taken = place.map(|p| p.span);
    let name = story.places.iter().find(|p| Some(story.span(p.range.clone())) == taken);
    match (name, place.and_then(|p| p.resolved.as_ref())) {
        (Some(name), Some(resolved)) => {
            grounds.by.push(format!("gazetteer, matched {}", resolved.tier));
            grounds.by.extend(before_namesakes(scene, name));
        }
        (None, Some(resolved)) => stands_for(scene, resolved, place.map_or(0, |p| p.span.start), &mut grounds),
        _ => {}
    }
    grounds.by.extend(place.and_then(|p| p.relative.as_deref()).map(told));
    grounds.others.extend(name.into_iter().flat_map(namesakes));
    for near in nearby() {
        let mention = story.mention(near.range.clone());
        if taken.is_some_and(|t| t.overlaps(mention.span)) || grounds.others.iter().any(|o| meets(o, mention.span)) {
            continue;
        }
        let lost = if frame.places.iter().any(|p| p.1.span == mention.span) {
            "stands in a claim of its own"
        } else if reached(scene, made, near, paths()) {
            "a path that is tried earlier leads to another place"
        } else if frame.places.is_empty() {
            "neither a path of the rule nor the words around lead to it"
        } else {
            "no path of the rule leads to it"
        };
        grounds.others.push(Other::new(mention.text.clone(), Some(mention), lost));
    }
    dedupe(&mut grounds.others);
    Some(grounds)
}

/// What the words around a name say: `places.offset: "10 km north of Homs", offset from Homs, bearing 0, 10 km`.
fn told(relative: &Relative) -> String {
    let anchors: Vec<&str> = relative.anchors.iter().map(|a| a.name.as_str()).collect();
    let bearing = relative.bearing.map(|b| format!(", bearing {b}°")).unwrap_or_default();
    let km = relative.distance_km.map(|(from, to)| match to {
        Some(to) if to == from => format!(", {from:.0} km"),
        Some(to) => format!(", {from:.0} to {to:.0} km"),
        None => format!(", more than {from:.0} km"),
    });
    let (sort, text, rule) = (relative.sort, &relative.text, &relative.rule);
    format!("{rule}: \u{201c}{text}\u{201d}, {sort} of {}{bearing}{}", anchors.join(" and "), km.unwrap_or_default())
}

/// Words for a place that was named before (`the city`, `the capital`, `it`): where it was named, and what else was.
fn stands_for(scene: &Scene<'_>, resolved: &ResolvedPlace, start: u32, grounds: &mut Grounds) {
    let story = scene.story;
    let key = resolved.key();
    let is_it = |p: &PlaceName| p.resolved.as_ref().is_some_and(|r| r.key() == key);
    let before = &story.places[..story.places.partition_point(|p| story.span(p.range.clone()).end <= start)];
    let Some(named) = before.iter().rev().find(|p| is_it(p)) else {
        grounds.by.push("what the words mean in the country of the report".to_owned());
        return;
    };
    let words = story.mention(named.range.clone());
    grounds.by.push("stands for the place named before".to_owned());
    let near = before.iter().rev().take_while(|p| story.span(p.range.clone()).start > words.span.start);
    for other in near.filter(|p| !is_it(p)).take(MOST) {
        let mention = story.mention(other.range.clone());
        let lost = "named since, but it is no settlement or named less often in the report";
        grounds.others.push(Other::new(mention.text.clone(), Some(mention), lost));
    }
    grounds.words.push(words);
}

/// What speaks most for a resolution before the namesake that comes next.
fn before_namesakes(scene: &Scene<'_>, name: &PlaceName) -> Option<String> {
    let (best, next) = (*name.facts.first()?, *name.facts.get(1)?);
    let mut reasons = rank::reasons(scene.story, best, next);
    reasons.truncate(STRONGEST);
    let reasons: Vec<String> = reasons.iter().map(|(fact, weight)| format!("{fact} {weight:+.1}")).collect();
    (!reasons.is_empty()).then(|| format!("before its namesakes: {}", reasons.join("; ")))
}

/// What else the gazetteer knows by a name.
fn namesakes(name: &PlaceName) -> impl Iterator<Item = Other> + '_ {
    let resolved = name.resolved.is_some();
    let best = name.weights.first().filter(|_| resolved);
    name.candidates.iter().zip(name.weights.iter().skip(usize::from(resolved))).map(move |(place, weight)| {
        let lost = match best {
            Some(best) => {
                format!("its country, size, sort and neighbours weigh {weight:.1} against {best:.1}")
            }
            None if matches!(place.tier, Tier::Fold | Tier::Stripped) => {
                "a loose match outside the report's countries".to_owned()
            }
            None => "a smaller town, and nothing else in the report lies there".to_owned(),
        };
        Other::new(located(place), None, lost)
    })
}

fn reached<'p>(
    scene: &Scene<'_>,
    made: &Made<'_>,
    near: &PlaceName,
    mut paths: impl Iterator<Item = &'p Path>,
) -> bool {
    paths.any(|path| kinds::follow(scene.story, &made.frame.found, path).iter().any(|h| near.range.contains(h)))
}

/// A choice among the places named around: what spoke for it, and how the others weigh.
fn around(scene: &Scene<'_>, made: &Made<'_>, event: &Event<'_>, grounds: &mut Grounds) {
    let answers = whereabouts::weighed(whereabouts::answers(scene.story, event, scene.cover, made.before));
    let taken = made.claim.place.as_ref().map(|p| p.span);
    let is_taken = |a: &Answer| a.place.as_ref().map(|p| p.1.span) == taken;
    if let Some((chosen, weight)) = answers.iter().find(|(a, _)| is_taken(a)) {
        let mut terms: Vec<&(String, f32)> = chosen.terms.iter().filter(|t| t.1 > 0.0).collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1));
        let facts: Vec<&str> = terms.iter().take(STRONGEST).map(|t| t.0.as_str()).collect();
        grounds.by.push(format!("the clause names none; {weight:.2}: {}", facts.join("; ")));
    }
    let key = |p: &PlaceMention| p.resolved.as_ref().map_or_else(|| name_key(&p.text), ResolvedPlace::key);
    let mut keys: Vec<String> = made.claim.place.iter().map(key).collect();
    for (other, weight) in answers.iter().filter(|(a, _)| !is_taken(a)) {
        let lost = format!("weighs {weight:.2}");
        let Some((_, place)) = &other.place else {
            grounds.others.push(Other::new("no place", None, lost));
            continue;
        };
        if keys.contains(&key(place)) {
            continue;
        }
        keys.push(key(place));
        let words = Mention { text: place.text.clone(), span: place.span, entity: None };
        grounds.others.push(Other::new(place.text.clone(), Some(words), lost));
        if keys.len() > MOST {
            break;
        }
    }
}

/// `Homs, Homs Governorate, SY (city)`.
fn located(r: &ResolvedPlace) -> String {
    let mut parts = vec![r.name.as_str()];
    parts.extend([&r.admin1, &r.country].into_iter().flatten().map(String::as_str));
    let id = r.geonames_id.map(|id| format!(", GeoNames {id}")).unwrap_or_default();
    format!("{} ({}{id})", parts.join(", "), r.feature)
}

/// How many, and which other numbers stand in the sentence.
pub(super) fn quantity(scene: &Scene<'_>, made: &Made<'_>) -> Option<Grounds> {
    let story = scene.story;
    let sentence = story.sentence(made.frame.found.head);
    let quantity = made.claim.quantity.as_ref();
    let span = quantity.map(|q| q.mention.span);
    let number = story.numbers.iter().find(|n| Some(story.span(n.range.clone())) == span);
    let mut by: Vec<String> = number.iter().flat_map(|n| n.rules.clone()).collect();
    if quantity.is_some() && by.is_empty() {
        by.push(if number.is_some() { "the number as it stands" } else { "one, by the article" }.to_owned());
    }
    let near = story.numbers.iter().filter(|n| sentence.contains(&n.range.start));
    let others = near.filter(|n| span.is_none_or(|s| !s.overlaps(story.span(n.range.clone())))).map(|n| {
        let words = story.mention(n.range.clone());
        let total = made.claim.subset_of.is_some() && span.is_some_and(|s| words.span.end <= s.start);
        let lost =
            if total { "the total, of which this is a part" } else { "counts other words than the rule's parties" };
        Other::new(words.text.clone(), Some(words), lost)
    });
    let others: Vec<Other> = others.take(MOST).collect();
    if quantity.is_none() && others.is_empty() {
        return None;
    }
    let value = quantity.map(|q| {
        let high = q
            .high
            .map_or_else(|| " or more".to_owned(), |h| if h == q.low { String::new() } else { format!(" to {h}") });
        format!("{}{}{high} {}", if q.approx { "about " } else { "" }, q.low, q.unit)
    });
    Some(Grounds { field: "quantity", value, words: quantity.iter().map(|q| q.mention.clone()).collect(), by, others })
}

/// The words alone.
pub(super) fn words_of(mention: &Mention) -> Mention {
    Mention { entity: None, ..mention.clone() }
}

fn meets(other: &Other, span: Span) -> bool {
    other.words.as_ref().is_some_and(|w| w.span.overlaps(span))
}

/// The first reason for the same words counts.
fn dedupe(others: &mut Vec<Other>) {
    let mut seen: Vec<Span> = Vec::new();
    others.retain(|o| match &o.words {
        Some(w) if seen.contains(&w.span) => false,
        Some(w) => {
            seen.push(w.span);
            true
        }
        None => true,
    });
    others.truncate(2 * MOST);
}
