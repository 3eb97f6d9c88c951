//! What a check is about: which of the claims told around it somebody verified, or could not.

use crate::{
    names::{actor_mention, known_actor},
    story::Story,
};
use dateline_core::{
    ActorClass, Claim, Kind, Stance,
    actors::name_key,
    kind::Family,
    reading::{Relation, Tag},
};

/// In how many sentences before a check what it is about is looked for.
const LOOK_BACK: usize = 40;

/// Gives each check the ids of the claims that it is about; `claims` in the order of the text, with their ids.
pub(super) fn attach(story: &Story<'_>, claims: &mut [Claim]) {
    for i in 0..claims.len() {
        if claims[i].kind.family() == Family::Verification {
            claims[i].about = about(story, claims, i).unwrap_or_default();
        }
    }
}

fn about(story: &Story<'_>, claims: &[Claim], check: usize) -> Option<Vec<String>> {
    let check = claims.get(check)?;
    let top = story.words_of(check.span).1?;
    let object = check.target.as_ref().and_then(|t| story.words_of(t.span).1).map(|o| checked(story, o));
    let ids = |found: Vec<&Claim>| (!found.is_empty()).then(|| found.iter().map(|c| c.id.clone()).collect());
    // `verified that rebels had entered Homs`, `footage of rebels that enter Homs`; `footage verified by X shows ...`
    let shows = object.filter(|o| story.rules.in_list("picture-nouns", story.token(*o))).and_then(|o| {
        let verb = story.head(o).filter(|_| story.token(o).relation == Relation::Nsubj)?;
        (verb != top && story.is_verb(verb)).then_some(verb)
    });
    let here = claims_in(story, claims, story.sentence_of[top]);
    let below: Vec<&Claim> = here
        .iter()
        .filter(|c| is_told(c))
        .filter(|c| {
            story
                .words_of(c.span)
                .1
                .is_some_and(|w| hangs_from(story, w, top) || shows.is_some_and(|s| hangs_from(story, w, s)))
        })
        .collect();
    // `had taken Bara, which could not be verified`: not the town, but what was said of it.
    let of_place = |object: usize| {
        let span = story.token(object).span;
        let mut told = here.iter().filter(|c| is_told(c) && c.span.start <= check.span.start);
        told.rfind(|c| c.place.as_ref().is_some_and(|p| p.span.contains(span)))
    };
    ids(below)
        .or_else(|| ids(of_place(object?).into_iter().collect()))
        .or_else(|| ids(again(story, claims, check, object?)))
        .or_else(|| ids(before(story, claims, check, object?)))
}

/// Whether a claim can be checked as such.
fn is_told(claim: &Claim) -> bool {
    claim.kind.family() != Family::Verification && claim.kind != Kind::Other && claim.stance != Stance::Questions
}

/// The claims of a sentence.
fn claims_in<'c>(story: &Story<'_>, claims: &'c [Claim], sentence: usize) -> &'c [Claim] {
    let Some(sentence) = story.reading.sentences.get(sentence) else { return &[] };
    let at = |byte: u32| claims.partition_point(|c| c.span.start < byte);
    &claims[at(sentence.span.start)..at(sentence.span.end)]
}

/// `the authenticity of | the video`: what is checked of something is checked for its sake.
fn checked(story: &Story<'_>, object: usize) -> usize {
    let counted = story.rules.in_list("figure-nouns", story.token(object));
    let mut of = story.prepositional(object, "of").filter(|_| !counted);
    of.find(|o| story.rules.in_list("evidence-nouns", story.token(*o))).unwrap_or(object)
}

/// Whether a word hangs from another other than through a clause that is joined to it.
fn hangs_from(story: &Story<'_>, word: usize, above: usize) -> bool {
    let mut at = word;
    for _ in 0..40 {
        let Some(head) = story.head(at) else { return false };
        if head == above {
            return !matches!(story.token(at).relation, Relation::Conj | Relation::Parataxis);
        }
        at = head;
    }
    false
}

/// What a picture shows that was told before: `footage showing the aftermath of | the strike`.
fn again<'c>(story: &Story<'_>, claims: &'c [Claim], check: &Claim, object: usize) -> Vec<&'c Claim> {
    let known = |i: usize| {
        story.token(i).tag == Tag::Noun
            && story.dependents(i, &[Relation::Det]).any(|d| story.token(d).feature("Definite") != Some("Ind"))
    };
    let here = story.sentence_of[object];
    let sentences = &story.reading.sentences;
    for noun in story.subtree(object).filter(|i| *i != object && known(*i)) {
        let names = |c: &&Claim| {
            let (mut words, _) = story.words_of(c.span);
            is_told(c)
                && c.span.end <= check.span.start
                && words.any(|i| story.token(i).lemma == story.token(noun).lemma)
        };
        let near = (here.saturating_sub(LOOK_BACK)..=here)
            .rev()
            .take_while(|s| sentences[*s].paragraph + 1 >= sentences[here].paragraph);
        let found = near.map(|s| claims_in(story, claims, s).iter().filter(names).collect::<Vec<_>>());
        if let Some(found) = found.into_iter().find(|f| !f.is_empty()) {
            return found;
        }
    }
    Vec::new()
}

/// What was told before a check of `the report`, `their claims`, `the footage`, `the toll`, `this`.
fn before<'c>(story: &Story<'_>, claims: &'c [Claim], check: &Claim, object: usize) -> Vec<&'c Claim> {
    let token = story.token(object);
    let is = |list: &str| story.rules.in_list(list, token);
    let (figure, picture) = (is("figure-nouns"), is("picture-nouns"));
    if !figure && !picture && !is("report-nouns") && !is("pointing-words") && !is("evidence-nouns") {
        return Vec::new();
    }
    let owner = owner(story, object);
    let several = token.xpos == "NNS" || owner.as_ref().is_some_and(|o| matches!(o, Owner::Sides));
    let fits = |c: &Claim| {
        is_told(c)
            && c.span.end <= check.span.start
            && (!figure || c.quantity.is_some())
            && (figure || picture || !c.claimants.is_empty())
            && owner.as_ref().is_none_or(|o| o.says(story, c))
            // Nobody checks what they say themselves.
            && !c.claimants.iter().any(|x| check.actor.as_ref().is_some_and(|a| name_key(a.name()) == name_key(x.mention.name())))
    };
    let shown = |s: usize| {
        let sentence = &story.reading.sentences[s].tokens;
        (sentence.start as usize..sentence.end as usize)
            .any(|i| i != object && story.rules.in_list("picture-nouns", story.token(i)))
    };
    let sentences = &story.reading.sentences;
    let here = story.sentence_of[object];
    let paragraph = sentences[here].paragraph;
    let named = owner.as_ref().is_some_and(|o| !matches!(o, Owner::Sides));
    let mut found: Vec<&Claim> = Vec::new();
    let mut within = None;
    for s in (here.saturating_sub(LOOK_BACK)..=here).rev() {
        let of = sentences[s].paragraph;
        // Unnamed, it is what the paragraph or the one before told; several things are all those of one paragraph.
        if !named && of + 1 < paragraph || within.is_some_and(|p| p != of) {
            break;
        }
        if picture && !shown(s) {
            continue;
        }
        let hits: Vec<&Claim> = claims_in(story, claims, s).iter().filter(|c| fits(c)).collect();
        if hits.is_empty() {
            continue;
        }
        found.splice(0..0, hits);
        within = Some(of);
        if !several {
            break;
        }
    }
    found
}

/// Whose word is checked.
enum Owner {
    /// `either side's account`
    Sides,
    /// Names of one source.
    Named(Vec<String>),
}

/// `the army's claims`, `reports by the monitor`, `the ministry claim`; `None` if nobody is named.
fn owner(story: &Story<'_>, object: usize) -> Option<Owner> {
    let possessors = story.dependents(object, &[Relation::NmodPoss, Relation::Compound]);
    let by = ["by", "from", "of"].iter().flat_map(|p| story.prepositional(object, p));
    let made = story.dependents(object, &[Relation::Acl]).flat_map(|a| story.prepositional(a, "by"));
    possessors.chain(by).chain(made).find_map(|o| {
        let token = story.token(o);
        if story.rules.in_list("side-nouns", token) {
            return Some(Owner::Sides);
        }
        let mention = actor_mention(story, o);
        if token.tag == Tag::Pron && mention.entity.is_none() {
            return None;
        }
        let mut names = vec![name_key(mention.name()), name_key(&mention.text)];
        names.extend(known_actor(story, &mention).map(|a| name_key(&a.name)));
        Some(Owner::Named(names))
    })
}

impl Owner {
    fn says(&self, story: &Story<'_>, claim: &Claim) -> bool {
        claim.claimants.iter().any(|c| match self {
            Owner::Sides => matches!(c.class, ActorClass::Belligerent | ActorClass::Government | ActorClass::Official),
            Owner::Named(names) => {
                let known = known_actor(story, &c.mention).map(|a| name_key(&a.name));
                names.contains(&name_key(c.mention.name())) || known.is_some_and(|k| names.contains(&k))
            }
        })
    }
}
