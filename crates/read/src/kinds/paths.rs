//! Where the paths of a rule lead: from the head of a match to the words for a role.

use crate::{
    places, quantities,
    rules::{
        Filter, Path, Step,
        pattern::{Match, MentionKind},
    },
    story::Story,
};
use dateline_core::{
    ActorClass, PlaceMention, RelativeSort,
    reading::{Relation, Tag},
};

/// The places that a path leads to: those with a name or a known meaning (`the city`), or any.
pub(super) fn placed(story: &Story<'_>, found: &Match, path: &Path, named: bool) -> Vec<(usize, PlaceMention)> {
    let heads: Vec<usize> = follow(story, found, path).into_iter().flat_map(|h| with_members(story, h)).collect();
    let more = included(story, found, &heads);
    let heads = heads.into_iter().chain(more);
    let mut places: Vec<(usize, PlaceMention)> = heads
        .filter_map(|h| {
            // A noun that the rule asks for by its list is a place because the rule says so.
            let list = match &path.filter {
                Some(Filter::List(list)) => Some(list),
                _ => None,
            };
            // `shut the crossing, then reopened | it`
            let meant = list.and_then(|list| thing_meant(story, h, list));
            let noun = meant.unwrap_or(h);
            let place = places::mention_of(story, noun).or_else(|| list.map(|_| places::described(story, noun)))?;
            Some((h, PlaceMention { inherited: place.inherited || meant.is_some(), ..place }))
        })
        .filter(|(h, p)| !named || is_named(story, *h, p))
        .collect();
    places.dedup_by(|a, b| a.1.span == b.1.span);
    places
}

/// Whether the words for a place name it or are known to stand for one; `a bridge near Lyman` does not.
pub(super) fn is_named(story: &Story<'_>, head: usize, place: &PlaceMention) -> bool {
    // `The gate`, `Syrian towns`, `two ISIS camps` name somebody or nobody.
    let names = |i: usize| {
        story.word(i).starts_with(char::is_uppercase)
            && i != story.sentence(i).start
            && story.world.gazetteer.demonym(story.word(i)).is_none()
            && story.world.actors.by_name(story.word(i)).is_none()
    };
    // `the border with Jordan` is one line, whatever its name.
    let line = place.relative.as_ref().is_some_and(|r| matches!(r.sort, RelativeSort::Border | RelativeSort::Road));
    let known = |i: usize| story.mention_index(MentionKind::Place, i).is_some();
    place.resolved.is_some() || line || story.phrase(head).range.any(|i| known(i) || names(i))
}

/// `positions in the city, | including at the airport`: places that the clause adds behind those found.
fn included(story: &Story<'_>, found: &Match, heads: &[usize]) -> Vec<usize> {
    let Some(last) = heads.iter().max() else { return Vec::new() };
    let adds = |i: usize| {
        let mut cases = story.dependents(i, &[Relation::Case]);
        let opens = cases.next().is_some_and(|c| c > *last && story.rules.in_list("including-words", story.token(c)));
        opens && cases.any(|c| story.rules.in_list("place-prepositions", story.token(c)))
    };
    let behind = story.clause(found.head).filter(|i| i > last && !heads.contains(i));
    let hangs = |i: &usize| matches!(story.token(*i).relation, Relation::Obl | Relation::Nmod) && adds(*i);
    let members = behind.filter(hangs).flat_map(|i| story.conjuncts(i));
    members.filter(|m| story.mention_index(MentionKind::Place, *m).is_some() && !heads.contains(m)).collect()
}

/// A place phrase with what is joined to it and what it includes (`villages, including A, B and C`).
fn with_members(story: &Story<'_>, head: usize) -> Vec<usize> {
    let mut out = story.conjuncts(head);
    let mut listed = Vec::new();
    let opens = |c: usize| {
        story.children[c].iter().any(|m| {
            matches!(story.token(*m).relation, Relation::Case | Relation::Mark)
                && story.rules.in_list("including-words", story.token(*m))
        })
    };
    // `towns north of the city of Homs, including A and B`: one city includes no others, whatever the tree says.
    let one =
        |h: usize| matches!(story.token(h).xpos, "NN" | "NNP") && matches!(story.token(head).xpos, "NNS" | "NNPS");
    for h in &out {
        let below = story.sentence(*h).skip_while(|i| i <= h).filter(|i| story.is_below(*i, *h) && one(*i));
        for g in [*h].into_iter().chain(below) {
            for c in story.dependents(g, &[Relation::Nmod, Relation::Acl, Relation::Advcl, Relation::Appos]) {
                if opens(c) {
                    listed.extend(story.conjuncts(c));
                }
            }
        }
    }
    listed.dedup();
    if !listed.is_empty() {
        // `towns and villages, including A and B`: the nouns stand for one thing.
        out.truncate(1);
    }
    out.extend(listed);
    // `the towns of Izium and Kupiansk`, `the Belgorod and Kursk regions`, `the countryside of Hama and Idlib`: the places
    // that the noun is of; but a road or a border lies between them.
    if let [noun] = out[..]
        && story.rules.in_list("place-nouns", story.token(noun))
    {
        let several = matches!(story.token(noun).xpos, "NNS" | "NNPS");
        let between = ["access-nouns", "borders"].iter().any(|l| story.rules.in_list(l, story.token(noun)));
        let of = story.prepositional(noun, "of").filter(|_| several || !between);
        let beside = story.dependents(noun, &[Relation::Compound, Relation::Appos]).filter(|_| several);
        let named: Vec<usize> = of
            .chain(beside)
            .flat_map(|n| story.conjuncts(n))
            .filter(|n| story.mention_index(MentionKind::Place, *n).is_some())
            .collect();
        if named.len() > 1 {
            return named;
        }
    }
    out
}

/// The heads that a path leads to, tested by its filter.
pub(crate) fn follow(story: &Story<'_>, found: &Match, path: &Path) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for head in reach(story, found, &path.step) {
        // Two heads within one name are a slip of the parser.
        let name = story.mention_index(MentionKind::Name, head);
        let twice = name.is_some() && kept.iter().any(|k| story.mention_index(MentionKind::Name, *k) == name);
        if twice {
            continue;
        }
        if passes(story, head, path.filter.as_ref()) {
            kept.push(head);
        } else if matches!(path.filter, Some(Filter::Place)) {
            // `most of the city`, `half of its territory`.
            kept.extend(measured(story, head).into_iter().filter(|h| passes(story, *h, path.filter.as_ref())));
        }
    }
    kept
}

/// The heads that a step leads to, untested.
pub(crate) fn reach(story: &Story<'_>, found: &Match, step: &Step) -> Vec<usize> {
    let head = found.head;
    match step {
        Step::Agent => story.agents(head),
        Step::Patient => story.patients(head),
        Step::Subject => story.dependents(head, &[Relation::Nsubj, Relation::NsubjPass]).collect(),
        Step::Governor => story.head(head).into_iter().collect(),
        Step::Modifier => story
            .dependents(head, &[Relation::Compound, Relation::NmodPoss, Relation::Amod])
            .filter(|c| match story.token(*c).tag {
                Tag::Adj => is_group_adjective(story, *c),
                // `a suspected attack`
                Tag::Verb => story.token(*c).relation != Relation::Amod,
                _ => true,
            })
            .collect(),
        Step::Preposition(p) => preposition(story, found, &p.replace('_', " ")),
        Step::Capture(name) => found.captures.get(name).map(|(_, end)| end - 1).into_iter().collect(),
        Step::Clause => clause_place(story, found),
    }
}

fn is_group_adjective(story: &Story<'_>, i: usize) -> bool {
    story.world.gazetteer.demonym(story.word(i)).is_some() || story.mention_index(MentionKind::Name, i).is_some()
}

pub(super) fn passes(story: &Story<'_>, head: usize, filter: Option<&Filter>) -> bool {
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
        Some(Filter::Who) => {
            let acts = |i: usize| crate::names::can_act(story, i);
            acts(head) || measured(story, head).into_iter().any(acts)
        }
        Some(Filter::Person) => {
            (crate::names::is_person(story, head) && story.mention_index(MentionKind::Place, head).is_none())
                || story.rules.table("pronouns.antecedent", &story.token(head).form) == Some("person")
        }
        Some(Filter::List(list)) => in_list_or_below(story, head, list),
        Some(Filter::NotList(list)) => !in_list_or_below(story, head, list),
    }
}

/// The list of words for what is closed and opened.
const ACCESS: &str = "access-nouns";

/// The list of words for armed people, which takes in the names of those who fight.
const ARMED: &str = "armed";

/// Whether a phrase's head is in the list, the head only measures one that is (`dozens of rebels`), or it is a pronoun
/// for one.
fn in_list_or_below(story: &Story<'_>, head: usize, list: &str) -> bool {
    let place = story.mention_index(MentionKind::Place, head).and_then(|i| story.places.get(i));
    let mut words = place.map_or(head..head + 1, |p| p.range.clone());
    let fights = |i: usize| list == ARMED && is_belligerent(story, i);
    let listed = |i: usize| story.rules.in_list(list, story.token(i)) || fights(i);
    let thing = || thing_meant(story, head, list).is_some();
    let meant = |i: usize| listed(i) || stood_for(story, i).is_some_and(listed);
    words.any(listed) || meant(head) || measured(story, head).into_iter().any(meant) || thing()
}

/// Whether a word stands in the name of a party to a war.
fn is_belligerent(story: &Story<'_>, i: usize) -> bool {
    let Some(name) = story.mention_index(MentionKind::Name, i).and_then(|n| story.names.get(n)) else { return false };
    let known = [story.text(name.range.clone()), story.word(i)].into_iter().find_map(|n| story.world.actors.by_name(n));
    known.is_some_and(|a| a.class == ActorClass::Belligerent)
}

/// What a phrase that is a number or another measure is of, through several measures: `tens of thousands of troops`, `more
/// than half of the territory`.
fn measured(story: &Story<'_>, head: usize) -> Vec<usize> {
    let measures = |i: usize| {
        story.mention_index(MentionKind::Number, i).is_some()
            || ["measure-nouns", "partitives"].iter().any(|list| story.rules.in_list(list, story.token(i)))
    };
    let mut reached = vec![head];
    for _ in 0..3 {
        let below: Vec<usize> =
            reached.iter().filter(|i| measures(**i)).flat_map(|i| story.prepositional(*i, "of")).collect();
        if below.is_empty() {
            break;
        }
        reached = below;
    }
    reached.retain(|i| *i != head);
    reached
}

/// The noun that a personal pronoun stands for.
fn stood_for(story: &Story<'_>, pronoun: usize) -> Option<usize> {
    let token = story.token(pronoun);
    if token.tag != Tag::Pron {
        return None;
    }
    let kind = story.rules.table("pronouns.antecedent", &token.form)?;
    // Not another party of its own verb: `the militia deserted it`.
    crate::names::antecedent(story, pronoun, kind).filter(|noun| story.head(*noun) != story.head(pronoun))
}

/// The thing of a list that a pronoun stands for: the nearest subject or object of another verb in its sentence or the one
/// before. `shut the crossing and reopened | it`, `the road was cut on Monday. | It is still closed`.
fn thing_meant(story: &Story<'_>, pronoun: usize, list: &str) -> Option<usize> {
    let place = matches!(story.token(pronoun).relation, Relation::Nsubj | Relation::NsubjPass) && list == ACCESS && {
        let token = story.token(pronoun);
        token.tag == Tag::Pron && story.rules.table("pronouns.antecedent", &token.form) == Some("thing")
    };
    if !place && !places::is_pronoun(story, pronoun) {
        return None;
    }
    let here = story.sentence(pronoun).start;
    let from = story.sentence(here.saturating_sub(1)).start;
    let verb = story.head(pronoun);
    (from..pronoun).rev().find(|i| {
        let token = story.token(*i);
        matches!(token.relation, Relation::Nsubj | Relation::NsubjPass | Relation::Obj)
            && token.tag != Tag::Pron
            && !matches!(token.xpos, "NNS" | "NNPS")
            && story.head(*i) != verb
            && story.rules.in_list(list, token)
            && ["place-nouns", ACCESS].iter().any(|places| story.rules.in_list(places, token))
    })
}

/// Objects of a preposition on the head, on the words of the match, or on the head's object, to which parsers and
/// writers alike attach what belongs to the verb.
fn preposition(story: &Story<'_>, found: &Match, name: &str) -> Vec<usize> {
    let mut anchors = vec![found.head];
    anchors.extend((found.start..found.end).filter(|i| *i != found.head));
    anchors.extend(story.patients(found.head));
    let mut vague = Vec::new();
    for anchor in anchors {
        let hits: Vec<usize> = story.prepositional(anchor, name).filter(|h| *h != found.head).collect();
        // `left positions in Raqqa, in the north`: the direction only says where that is.
        if hits.iter().all(|h| is_bare_direction(story, *h)) {
            vague.extend(hits);
        } else {
            return hits;
        }
    }
    if !vague.is_empty() {
        return vague;
    }
    // The words right after the match, where the tree has gone astray.
    let sentence = story.sentence(found.head);
    let is_it = |i: usize| sentence.contains(&i) && story.token(i).form == name;
    let opens = if is_it(found.end - 1) { Some(found.end) } else { is_it(found.end).then_some(found.end + 1) };
    opens.and_then(|start| story.phrase_after(start)).into_iter().collect()
}

/// `the east`, and nothing of which it is.
fn is_bare_direction(story: &Story<'_>, head: usize) -> bool {
    let form = &story.token(head).form;
    story.rules.table("bearings.degrees", form).is_some()
        && story.mention_index(MentionKind::Place, head).is_none()
        && story.dependents(head, &[Relation::Nmod]).next().is_none()
}

/// The place nearest to the head within its clause that stands behind a preposition of place.
fn clause_place(story: &Story<'_>, found: &Match) -> Vec<usize> {
    let clause = story.clause(found.head);
    story
        .places_in(&clause)
        .iter()
        .filter(|p| p.range.end <= clause.end)
        .filter_map(|p| {
            let head = p.range.clone().find(|i| story.head(*i).is_none_or(|h| !p.range.contains(&h)))?;
            let located = story
                .dependents(head, &[Relation::Case])
                .any(|c| story.rules.in_list("place-prepositions", story.token(c)));
            // `those who stormed the town, in the north, | withdrew`: where something else was done.
            let verb = story.clause_verb(head);
            let elsewhere = story.token(verb).relation == Relation::AclRelcl && !story.is_below(found.head, verb);
            let located = located && !elsewhere;
            located.then_some(head)
        })
        .min_by_key(|h| (h.abs_diff(found.head), *h))
        .into_iter()
        .collect()
}
