//! Noun phrases and names that may fill a slot, and what is known of each.

use super::model::Feature;
use crate::{names::is_person, quantities, rules::pattern::MentionKind, story::Story};
use dateline_core::{
    Claim, Span,
    reading::{NameClass, Relation, Tag},
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// A noun phrase or a name within one.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its head.
    pub head: usize,
    /// Its tokens.
    pub range: Range<usize>,
    /// The tokens of the name that its head belongs to, if any.
    pub name: Option<Range<usize>>,
    /// What kind of name.
    pub class: Option<NameClass>,
    /// The number of its sentence.
    pub sentence: usize,
    /// What is known of it.
    pub features: Vec<Feature>,
}

/// What the stages before found, as far as mentions need it.
pub struct Known<'a> {
    /// The story.
    pub story: &'a Story<'a>,
    /// Its claims.
    pub claims: &'a [Claim],
    /// The first token of the story proper, behind dateline and bracketed headings.
    pub body: usize,
}

/// All mentions of the body, in the order of the text.
pub fn mentions(known: &Known<'_>) -> Vec<Mention> {
    let story = known.story;
    let class_of = classes(story);
    let roles = roles(story);
    let mut lists = Lists::default();
    let mut out = Vec::new();
    for i in known.body..story.reading.tokens.len() {
        let t = story.token(i);
        if !matches!(t.tag, Tag::Noun | Tag::Propn | Tag::Num | Tag::Adj) {
            continue;
        }
        let class = class_of.get(i).copied().flatten();
        let name = name_of(story, i);
        let part = matches!(
            t.relation,
            Relation::Compound
                | Relation::Flat
                | Relation::Fixed
                | Relation::Goeswith
                | Relation::Amod
                | Relation::Nummod
        );
        let heads_phrase = matches!(t.tag, Tag::Noun | Tag::Propn) && !part;
        // Names that only describe a noun are mentions of their own: `FMLN guerrillas`.
        let last_of_name = name.as_ref().is_some_and(|n| n.end == i + 1);
        if !(heads_phrase || part && last_of_name) {
            continue;
        }
        let range = if heads_phrase { story.phrase(i).range } else { name.clone().unwrap_or(i..i + 1) };
        let mut mention = Mention { head: i, range, name, class, sentence: story.sentence_of[i], features: Vec::new() };
        mention.features = features(known, &mention, &roles, &mut lists, heads_phrase);
        out.push(mention);
    }
    out
}

fn classes(story: &Story<'_>) -> Vec<Option<NameClass>> {
    let mut out = vec![None; story.reading.tokens.len()];
    for name in &story.reading.names {
        let range = name.tokens.start as usize..name.tokens.end as usize;
        out.get_mut(range).into_iter().flatten().for_each(|c| *c = Some(name.class));
    }
    out
}

/// The name that a token belongs to: as the language model sees it, else the run of capitalised words.
fn name_of(story: &Story<'_>, i: usize) -> Option<Range<usize>> {
    let by_model = story.reading.names.iter().map(|n| n.tokens.start as usize..n.tokens.end as usize);
    by_model
        .into_iter()
        .find(|r| r.contains(&i))
        .or_else(|| story.mention_index(MentionKind::Name, i).and_then(|n| story.names.get(n)).map(|n| n.range.clone()))
}

/// For each token what it does to others and what is done to it, by verbs and nouns of events.
fn roles(story: &Story<'_>) -> HashMap<usize, BTreeSet<String>> {
    let mut out: HashMap<usize, BTreeSet<String>> = HashMap::new();
    for i in 0..story.reading.tokens.len() {
        if !matches!(story.token(i).tag, Tag::Verb | Tag::Noun) {
            continue;
        }
        let verb = story.token(i).tag == Tag::Verb;
        let lemma = &story.token(i).lemma;
        let patients: Vec<usize> = story.patients(i).into_iter().flat_map(|h| story.conjuncts(h)).collect();
        let agents: Vec<usize> = story.agents(i).into_iter().flat_map(|h| story.conjuncts(h)).collect();
        for p in patients.iter().filter(|p| **p != i) {
            out.entry(*p).or_default().insert(format!("patient={lemma}"));
        }
        for a in agents.iter().filter(|a| **a != i) {
            let set = out.entry(*a).or_default();
            set.insert(format!("agent={lemma}"));
            if verb {
                for p in &patients {
                    set.insert(format!("agent={lemma}+{}", story.token(*p).lemma));
                }
            }
        }
    }
    out
}

/// Lists that a word stands in, remembered.
#[derive(Default)]
pub struct Lists(HashMap<String, Vec<String>>);

impl Lists {
    /// The word lists that have a token, in order.
    pub fn of(&mut self, story: &Story<'_>, i: usize) -> &[String] {
        let t = story.token(i);
        self.0.entry(t.lemma.clone()).or_insert_with(|| story.rules.lists_with(&[&t.lemma, &t.form]))
    }

    /// The word lists that have a dictionary form.
    fn of_word(&mut self, story: &Story<'_>, lemma: &str) -> &[String] {
        self.0.entry(lemma.to_owned()).or_insert_with(|| story.rules.lists_with(&[lemma]))
    }
}

fn features(
    known: &Known<'_>,
    m: &Mention,
    roles: &HashMap<usize, BTreeSet<String>>,
    lists: &mut Lists,
    heads_phrase: bool,
) -> Vec<Feature> {
    let story = known.story;
    let (h, t) = (m.head, story.token(m.head));
    let mut out: BTreeSet<String> = BTreeSet::new();
    let class = m.class.map_or("-", NameClass::name);
    let person = is_person(story, h);
    out.insert("bias".to_owned());
    out.insert(format!("h={}", t.lemma));
    out.insert(format!("sort={}:{class}:{}", t.tag, if heads_phrase { t.xpos } else { "part" }));
    out.insert(format!("person={person}"));
    out.insert(format!("rel={}:{class}", t.relation));
    if t.tag == Tag::Propn {
        out.insert(format!("words={}", story.text(m.name.clone().unwrap_or(h..h + 1)).to_lowercase()));
    }
    for list in lists.of(story, h) {
        out.insert(format!("in={list}"));
    }
    if let Some(actor) = story.world.actors.by_name(story.text(m.name.clone().unwrap_or(h..h + 1))) {
        out.insert(format!("actor={}", actor.class.name()));
    }
    for c in &story.children[h] {
        let c = *c;
        let word = story.token(c);
        match word.relation {
            Relation::Amod
            | Relation::Compound
            | Relation::NmodPoss
            | Relation::Flat
            | Relation::Appos
            | Relation::Acl
            | Relation::AclRelcl => {
                out.insert(format!("m={}:{}", word.relation, word.lemma));
                for list in lists.of(story, c) {
                    out.insert(format!("m.in={list}"));
                }
            }
            Relation::Det => {
                out.insert(format!("det={}", word.lemma));
            }
            Relation::Nmod => {
                let case = preposition(story, c);
                out.insert(format!("{case}={}", word.lemma));
                for list in lists.of(story, c) {
                    out.insert(format!("{case}.in={list}"));
                }
            }
            _ => {}
        }
    }
    out.insert(format!("number={}", quantities::of_phrase(story, h).is_some()));
    // What it hangs by, joined words by what the first of them hangs by.
    let mut first = h;
    for _ in 0..6 {
        match story.head(first) {
            Some(g)
                if matches!(
                    story.token(first).relation,
                    Relation::Conj | Relation::Appos | Relation::Flat | Relation::Compound
                ) =>
            {
                first = g
            }
            _ => break,
        }
    }
    if first != h {
        out.insert(format!("joined={}:{}", t.relation, story.token(first).lemma));
        for list in lists.of(story, first) {
            out.insert(format!("joined.in={list}"));
        }
    }
    if let Some(g) = story.head(first) {
        let case = preposition(story, first);
        let (relation, governor) = (story.token(first).relation, story.token(g));
        out.insert(format!("g={relation}:{case}:{}", governor.lemma));
        out.insert(format!("g~{relation}:{case}"));
        for list in lists.of(story, g) {
            out.insert(format!("g.in={relation}:{case}:{list}"));
        }
        if let Some(gg) = story.head(g) {
            out.insert(format!("gg={}:{}", governor.lemma, story.token(gg).lemma));
            out.insert(format!("gg~{case}:{}", story.token(gg).lemma));
        }
    }
    for role in [h, first].iter().filter_map(|i| roles.get(i)).flatten() {
        out.insert(role.clone());
        if let Some((kind, word)) = role.split_once('=').filter(|(_, w)| !w.contains('+')) {
            for list in lists.of_word(story, word) {
                out.insert(format!("{kind}.in={list}"));
            }
        }
    }
    for claim in known.claims {
        let over = |s: Span| s.start <= t.span.start && t.span.end <= s.end;
        if claim.actor.as_ref().is_some_and(|a| over(a.span)) {
            out.insert(format!("claim={}:actor", claim.kind));
        }
        if claim.target.as_ref().is_some_and(|a| over(a.span)) {
            out.insert(format!("claim={}:target", claim.kind));
        }
        if claim
            .quantity
            .as_ref()
            .is_some_and(|q| over(q.mention.span) || q.of.as_deref().is_some_and(|of| of.eq_ignore_ascii_case(&t.form)))
        {
            out.insert(format!("claim={}:quantity", claim.kind));
        }
        if claim.place.as_ref().is_some_and(|p| over(p.span)) {
            out.insert(format!("claim={}:place", claim.kind));
        }
        if claim.claimants.iter().any(|c| over(c.mention.span)) {
            out.insert("claimant".to_owned());
        }
    }
    let source = story.reading.attributions.iter().any(|a| a.source.iter().any(|s| s.contains(&(h as u32))));
    if source {
        out.insert("source".to_owned());
    }
    let sentence = story.sentence(h);
    for (name, at) in [
        ("-2", m.range.start.checked_sub(2)),
        ("-1", m.range.start.checked_sub(1)),
        ("+1", Some(m.range.end)),
        ("+2", Some(m.range.end + 1)),
    ] {
        if let Some(i) = at.filter(|i| sentence.contains(i)) {
            out.insert(format!("w{name}={}", story.token(i).lemma));
        }
    }
    if story.mention_index(MentionKind::Place, h).is_some() {
        out.insert("place".to_owned());
    }
    out.into_iter().map(|f| (f, 1.0)).collect()
}

/// The preposition before a phrase, or `-`.
fn preposition<'a>(story: &Story<'a>, head: usize) -> &'a str {
    story.dependents(head, &[Relation::Case]).next().map_or("-", |c| story.token(c).lemma.as_str())
}
