//! Phrases that name victims: with a number, by name and age, or by a pronoun.

use super::fates::{self, Fate, is};
use crate::{quantities::numerals, rules::pattern::MentionKind, story::Story};
use dateline_core::reading::{NameClass, Relation, Tag};
use std::ops::Range;

/// How a phrase names victims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `two men`, `a teenager`.
    Noun,
    /// `two`, `another`.
    Number,
    /// A person's name.
    Name,
    /// `a 17-year-old`.
    Age,
    /// `he`, `themselves`.
    Pronoun,
}

/// Victims as one phrase names them.
#[derive(Debug, Clone)]
pub struct Victims<'s> {
    /// The text it stands in.
    pub story: &'s Story<'s>,
    /// Its head.
    pub head: usize,
    /// How it names them.
    pub form: Form,
    /// What befell them.
    pub fate: Fate,
    /// How many; `None` where the words leave it open (`people`).
    pub count: Option<f64>,
    /// Whether a number says how many.
    pub counted: bool,
    /// Age in years (or months), where it is told.
    pub age: Option<u32>,
}

impl Victims<'_> {
    /// Whether the phrase takes up somebody told of before (`the man`).
    pub fn is_known(&self) -> bool {
        self.count == Some(1.0) && !self.counted && self.age.is_none() && self.has_article("known")
    }

    /// Whether they come on top of those told of before (`three others`).
    pub fn is_further(&self) -> bool {
        is(self.story, "others", self.head)
            || self.story.children[self.head].iter().any(|c| is(self.story, "others", *c))
    }

    /// Whether it names a part of a number before it (`including two children`, `three of them`).
    pub fn is_part(&self) -> bool {
        let start = self.story.sentence(self.head).start.max(self.head.saturating_sub(8));
        self.story.prepositional(self.head, "of").any(|n| is(self.story, "taken-up", n))
            || (start..self.head).any(|i| is(self.story, "parts", i))
            || self.story.children[self.head].iter().any(|c| is(self.story, "parts", *c))
    }

    /// `a third man`: 3.
    pub fn ordinal(&self) -> Option<f64> {
        let words = self.story.dependents(self.head, &[Relation::Amod, Relation::Nummod, Relation::Det]);
        words
            .filter_map(|w| self.story.rules.table("toll.ordinals", &self.story.token(w).form)?.parse().ok())
            .max_by(f64::total_cmp)
    }

    /// Whether its determiner stands in a table.
    pub fn has_article(&self, table: &str) -> bool {
        let mut articles = self.story.dependents(self.head, &[Relation::Det, Relation::NmodPoss]);
        articles.next().is_some_and(|d| is(self.story, table, d))
    }
}

impl Victims<'_> {
    /// Whether a list of them opens behind the phrase (`three victims, a man and two boys`).
    pub fn opens_list(&self) -> bool {
        let next = self.head + 1;
        next < self.story.sentence(self.head).end
            && matches!(self.story.token(next).form.as_str(), "," | ":" | "(" | "-")
    }

    /// Whether it means who did it to the others: `he` of `killed four before he was shot`.
    pub fn is_doer(&self) -> bool {
        let doer = self.story.reading.antecedent(self.head as u32).map(|a| a as usize);
        let same_sentence = doer.filter(|d| self.story.sentence(self.head).contains(d));
        same_sentence.is_some_and(|d| fates::does_harm(self.story, d))
    }
}

/// The victims that a sentence names, in the order of the text.
pub fn in_sentence<'s>(story: &'s Story<'s>, sentence: Range<usize>) -> Vec<Victims<'s>> {
    let found: Vec<Victims<'s>> = sentence.filter_map(|at| victims_at(story, at)).collect();
    // One phrase names them once: `teen girl`, `17-year-old John Smith`.
    let parts = [
        Relation::Compound,
        Relation::Flat,
        Relation::NmodPoss,
        Relation::Amod,
        Relation::Appos,
        Relation::NmodUnmarked,
        Relation::OblUnmarked,
        Relation::Dep,
    ];
    let whole = |v: &Victims<'_>| {
        let above = story.head(v.head).filter(|_| parts.contains(&story.token(v.head).relation))?;
        found.iter().position(|other| other.head == above)
    };
    let mut kept: Vec<Option<Victims<'s>>> = found.iter().cloned().map(Some).collect();
    for (i, part) in found.iter().enumerate() {
        let Some(w) = whole(part) else { continue };
        if let Some(Some(whole)) = kept.get_mut(w) {
            whole.age = whole.age.or(part.age);
        }
        if let Some(slot) = kept.get_mut(i) {
            *slot = None;
        }
    }
    kept.into_iter().flatten().collect()
}

fn victims_at<'s>(story: &'s Story<'s>, head: usize) -> Option<Victims<'s>> {
    let form = form_of(story, head)?;
    let token = story.token(head);
    let number = match form {
        Form::Number => standing(story, head),
        _ => story.children[head].iter().filter(|c| **c < head).find_map(|c| {
            let numeral = story.token(*c).relation == Relation::Nummod || story.token(*c).tag == Tag::Num;
            numeral.then(|| counting(story, *c)).flatten()
        }),
    };
    let many = matches!(token.xpos, "NNS" | "NNPS") || token.feature("Number") == Some("Plur");
    let one = !many && form != Form::Number && !is(story, "collectives", head);
    let count = number.or(one.then_some(1.0));
    let fate = fates::of_phrase(story, head)?;
    let counted = number.is_some() && matches!(form, Form::Noun | Form::Number);
    Some(Victims { story, head, form, fate, count, counted, age: age(story, head) })
}

fn form_of(story: &Story<'_>, head: usize) -> Option<Form> {
    let token = story.token(head);
    if is_person_noun(story, head) {
        return Some(Form::Noun);
    }
    if token.tag == Tag::Num && stands_alone(story, head) || is(story, "standing", head) && !modifies(story, head) {
        return Some(Form::Number);
    }
    if token.tag == Tag::Propn && is_person_name(story, head) {
        let relation = token.relation;
        let of_act = relation != Relation::Nmod
            || story.head(head).is_some_and(|h| story.rules.table("toll.acts", &story.token(h).lemma).is_some());
        return of_act.then_some(Form::Name);
    }
    if is(story, "old", head) && head >= 2 && is(story, "measures", head - 2) {
        let noun_follows = head + 1 < story.sentence(head).end && is_person_noun(story, head + 1);
        return (!noun_follows).then_some(Form::Age);
    }
    (is(story, "pronouns", head) && !matches!(token.relation, Relation::NmodPoss | Relation::Det))
        .then_some(Form::Pronoun)
}

fn is_person_noun(story: &Story<'_>, at: usize) -> bool {
    let token = story.token(at);
    let listed = |list: &str| story.rules.in_list(list, token);
    matches!(token.tag, Tag::Noun | Tag::Propn)
        && (listed("people") || listed("more-people"))
        && !listed("reporting-people")
        && story.world.gazetteer.demonym(story.word(at)).is_none_or(|_| token.xpos == "NNS" || token.xpos == "NNPS")
}

fn is_person_name(story: &Story<'_>, at: usize) -> bool {
    let name = story.reading.names.iter().find(|n| n.tokens.contains(&(at as u32)));
    let head = |n: &dateline_core::reading::Name| story.head(at).is_none_or(|h| !n.tokens.contains(&(h as u32)));
    name.is_some_and(|n| n.class == NameClass::Person && head(n))
        && !matches!(story.token(at).relation, Relation::Compound | Relation::Flat | Relation::NmodPoss)
}

fn modifies(story: &Story<'_>, at: usize) -> bool {
    matches!(story.token(at).relation, Relation::Det | Relation::Amod | Relation::Cc)
        && story.head(at).is_some_and(|h| matches!(story.token(h).tag, Tag::Noun | Tag::Propn | Tag::Num))
}

/// Whether a numeral stands for people by itself: `3 dead`, `one of the men`.
fn stands_alone(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    let token = story.token(at);
    let counts_noun = matches!(token.relation, Relation::Nummod | Relation::Compound)
        && story.head(at).is_some_and(|h| {
            let noun = matches!(story.token(h).tag, Tag::Noun | Tag::Propn | Tag::Sym | Tag::Num);
            let governed = matches!(story.token(h).relation, Relation::Obj | Relation::Obl | Relation::Nmod);
            let state =
                fates::is_state(story, h) && !governed && story.dependents(h, &[Relation::Det]).next().is_none();
            noun && !state
        });
    let inside = |i: usize| sentence.contains(&i);
    let start =
        story.mention_index(MentionKind::Number, at).and_then(|n| story.numbers.get(n)).map_or(at, |n| n.range.start);
    let before = |n: usize| start >= sentence.start + n && is(story, "no-counts", start - n);
    let numbered = before(1) || before(2) && story.token(start - 1).form == "of";
    let measured = inside(at + 1) && is(story, "measures", at + 1);
    // `Leroy Shaw, 15, and`
    let comma = |i: usize| inside(i) && story.token(i).tag == Tag::Punct;
    let told = (at + 1..(at + 4).min(sentence.end)).any(|i| fates::of_word(story, i).is_some());
    let an_age = at > sentence.start && story.token(at - 1).form == "," && comma(at + 1) && !told;
    let of_things = story.prepositional(at, "of").any(|n| {
        !is_person_noun(story, n) && !matches!(story.token(n).tag, Tag::Pron | Tag::Num) && !is_person_name(story, n)
    });
    !(counts_noun || numbered || measured || an_age || of_things)
}

fn standing(story: &Story<'_>, at: usize) -> Option<f64> {
    counting(story, at).or_else(|| story.rules.table("toll.standing", &story.token(at).form)?.parse().ok())
}

/// The number at a token, if it is a definite whole one and no part of an age.
fn counting(story: &Story<'_>, at: usize) -> Option<f64> {
    let number = story.numbers.get(story.mention_index(MentionKind::Number, at)?)?;
    let vague = number.approx && number.high.is_some_and(|h| h > number.low);
    let value = if number.low > 0.0 { number.low } else { number.high? };
    let measures = number.range.end < story.sentence(at).end && is(story, "measures", number.range.end);
    (!vague && !measures && value.fract() == 0.0).then_some(value)
}

/// `17-year-old boy`, `John Smith, 31,`.
fn age(story: &Story<'_>, head: usize) -> Option<u32> {
    let sentence = story.sentence(head);
    let number = |i: usize| {
        let value = numerals::parse(story.rules, story.word(i))?;
        (value.fract() == 0.0 && (0.0..130.0).contains(&value)).then_some(value as u32)
    };
    for old in (sentence.start.max(head.saturating_sub(5))..=head).rev() {
        if is(story, "old", old) {
            return (sentence.start.max(old.saturating_sub(6))..old).rev().find_map(number);
        }
        let token = story.token(old);
        let ends = matches!(token.tag, Tag::Verb | Tag::Aux | Tag::Adp | Tag::Pron | Tag::Cconj)
            || token.tag == Tag::Punct && token.form != "-";
        if old != head && ends {
            break;
        }
    }
    for at in head + 1..sentence.end.min(head + 5) {
        let token = story.token(at);
        if matches!(token.form.as_str(), "," | "(") && at + 1 < sentence.end {
            let digits = story.word(at + 1).bytes().all(|b| b.is_ascii_digit());
            let closed = at + 2 >= sentence.end
                || matches!(story.token(at + 2).tag, Tag::Punct | Tag::Verb | Tag::Aux)
                    && story.token(at + 2).form != "-";
            if digits && closed {
                return number(at + 1);
            }
        }
        if !matches!(token.tag, Tag::Propn | Tag::Noun | Tag::Punct) {
            break;
        }
    }
    None
}
