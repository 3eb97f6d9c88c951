//! The toll of one report: how many were killed and injured in what it tells of, whoever they are, as far as it says.
//!
//! Other than a claim, which holds what one clause says, the toll is of the whole report. It is reckoned from the phrases that
//! name victims, each with what befell them ([`fates`]) and how many they are ([`victims`]): a headline and the first sentences
//! tell the same again in other words, so figures of different sentences are alternatives, and only those of one sentence
//! are added. Words stand in `lexicons/en/toll.toml`.

mod fates;
mod victims;

use crate::story::Story;
use dateline_core::reading::Relation;
use fates::{Fate, is};
use std::collections::BTreeSet;
use victims::{Form, Victims};

/// How many were killed and injured; `None` where the report tells of none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Toll {
    /// People killed.
    pub killed: Option<f64>,
    /// People injured and not killed.
    pub injured: Option<f64>,
}

/// Sentences, from the headline on, in which a report tells what it is about. Later ones often tell of other incidents.
const LEAD: usize = 6;
/// Sentences in which the words for the whole are sought (`a fatal shooting`).
const OPENING: usize = 3;
/// Sentences that are read at all.
const READ: usize = 40;

/// The toll of a report, from the layers of its headline, if any, and its text.
pub fn toll(texts: &[&Story<'_>]) -> Toll {
    let sentences = texts.iter().flat_map(|story| {
        story.reading.sentences.iter().map(|s| (*story, s.tokens.start as usize..s.tokens.end as usize))
    });
    let sentences: Vec<_> = sentences.take(READ).collect();
    let opening: Vec<(&Story<'_>, usize)> =
        sentences.iter().take(OPENING).flat_map(|(story, range)| range.clone().map(move |i| (*story, i))).collect();
    let mut told: Vec<Vec<Victims<'_>>> =
        sentences.iter().map(|(story, range)| victims::in_sentence(story, range.clone())).collect();
    let suicide = opening.iter().any(|(story, at)| is_murder_suicide(story, *at));
    if suicide {
        // Nobody survives what is called so.
        for victims in told.iter_mut().flatten().filter(|v| v.fate == Fate::Shot) {
            victims.fate = Fate::Dead;
        }
    }
    let mut count = Count::of(told.get(..LEAD.min(told.len())).unwrap_or_default());
    if suicide {
        count.dead = count.dead.max(2.0);
    }
    if count.dead == 0.0 && opening.iter().any(|(story, at)| tells_of_death(story, *at)) {
        count.hurt = if count.hurt == 1.0 { 0.0 } else { count.hurt };
        count.dead = 1.0;
    }
    if count.dead == 0.0 && count.hurt == 0.0 {
        count = Count::of(&told);
    }
    for (story, at) in opening {
        match multiple(story, at) {
            Some((n, Fate::Dead)) => count.dead = count.dead.max(n),
            Some((n, _)) => count.hurt = count.hurt.max(n - count.dead),
            None => {}
        }
    }
    let some = |n: f64| (n > 0.0).then_some(n);
    Toll { killed: some(count.dead), injured: some(count.hurt) }
}

/// `murder-suicide`
fn is_murder_suicide(story: &Story<'_>, at: usize) -> bool {
    let start = story.sentence(at).start.max(at.saturating_sub(2));
    is(story, "suicides", at) && (start..at).any(|i| is(story, "deaths-at-large", i))
}

/// `homicide`, `a deadly shooting`, `shooting death`; not `attempted murder`.
fn tells_of_death(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    let attempted = at > sentence.start && is(story, "attempts", at - 1);
    let act = is(story, "acts", at);
    let deadly = at > sentence.start && is(story, "deadly", at - 1);
    let of_shooting = at + 1 < sentence.end && is(story, "deathly", at + 1);
    !attempted && (is(story, "deaths-at-large", at) || act && (deadly || of_shooting))
}

/// `a triple homicide`: how many, and what befell them.
fn multiple(story: &Story<'_>, at: usize) -> Option<(f64, Fate)> {
    let n = story.rules.table("toll.multiples", &story.token(at).form)?.parse().ok()?;
    let next = story.reading.tokens.get(at + 1)?;
    match story.rules.table("toll.multiplied", &next.form)? {
        "dead" => Some((n, Fate::Dead)),
        _ => Some((n, Fate::Shot)),
    }
}

/// Victims of one sentence, by fate.
#[derive(Debug, Default)]
struct Tally {
    dead: f64,
    hurt: f64,
    shot: f64,
    /// Those shot that a number above one counts: the dead among them too.
    shot_in_all: f64,
    /// Dead that were told of before.
    known_dead: f64,
    /// Dead and hurt of whom a number or an indefinite phrase tells.
    stated_dead: f64,
    stated_hurt: f64,
    further_hurt: f64,
    further_shot: f64,
}

/// Dead and hurt.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    dead: f64,
    hurt: f64,
}

/// What single phrases say beyond their sentence.
#[derive(Debug, Default)]
struct Marks {
    some_dead: bool,
    some_hurt: bool,
    /// Ages of single victims: those of different age are different people.
    ages: BTreeSet<u32>,
    dead_ages: BTreeSet<u32>,
    dead_group: bool,
    hurt_single: bool,
    hurt_group: f64,
    ordinal: f64,
}

impl Count {
    /// Reckons the victims of some sentences.
    fn of(sentences: &[Vec<Victims<'_>>]) -> Count {
        let mut marks = Marks::default();
        let tallies: Vec<Tally> = sentences.iter().map(|told| tally(told, &mut marks)).collect();
        // `2 dead, 5 wounded`: a sentence that gives both is the toll.
        let both = |t: &&Tally| t.stated_dead > 0.0 && t.stated_hurt > 0.0 && t.stated_dead.max(t.stated_hurt) > 1.0;
        if let Some(t) = tallies.iter().find(both) {
            return Count { dead: t.dead, hurt: t.hurt + t.further_shot };
        }
        let highest = |of: &dyn Fn(&Tally) -> f64| tallies.iter().map(of).fold(0.0, f64::max);
        let dead = highest(&|t| t.dead)
            .max(highest(&|t| if t.known_dead >= 2.0 && t.dead == 0.0 { t.known_dead } else { 0.0 }))
            .max(marks.dead_ages.len() as f64)
            .max(f64::from(u8::from(marks.some_dead)));
        let mut all = highest(&|t| {
            let apart = t.dead + t.hurt;
            if t.shot_in_all > 0.0 { t.shot_in_all.max(apart) } else { apart + t.shot }
        })
        .max(marks.ages.len() as f64)
        .max(marks.ordinal)
        .max(dead)
        .max(f64::from(u8::from(marks.some_hurt)));
        if dead >= 2.0 && marks.dead_group && marks.hurt_single && marks.hurt_group == 0.0 {
            all = all.max(dead + 1.0);
        }
        let further = highest(&|t| t.further_hurt) + highest(&|t| t.further_shot);
        Count { dead, hurt: (all - dead).max(marks.hurt_group).max(further) }
    }
}

fn tally(told: &[Victims<'_>], marks: &mut Marks) -> Tally {
    let mut t = Tally::default();
    let mut group = false;
    for v in told {
        let dead = v.fate == Fate::Dead;
        marks.some_dead |= dead;
        marks.some_hurt |= !dead;
        let further = v.is_further();
        if v.form == Form::Pronoun {
            if is_oneself_besides(v, told) {
                *t.slot(v.fate) += 1.0;
            }
            continue;
        }
        let Some(n) = v.count else { continue };
        let one = n == 1.0;
        let several = n > 1.0;
        let part = group && v.is_part();
        if let Some(ordinal) = v.ordinal() {
            marks.ordinal = marks.ordinal.max(ordinal);
        }
        marks.dead_group |= dead && several;
        marks.hurt_single |= one && !dead && (v.counted || v.has_article("articles"));
        if part {
            continue;
        }
        if v.counted || one && !v.has_article("known") {
            match v.fate {
                Fate::Dead => t.stated_dead += n,
                Fate::Hurt => t.stated_hurt += n,
                _ => {}
            }
        }
        if v.is_known() {
            t.known_dead += f64::from(u8::from(dead));
        } else {
            *t.slot(v.fate) += n;
        }
        group |= several;
        match v.fate {
            Fate::Hurt if further => t.further_hurt += n,
            Fate::Shot if further => t.further_shot += n,
            Fate::Shot if several => t.shot_in_all += n,
            _ => {}
        }
        if several && v.fate == Fate::Hurt {
            marks.hurt_group = marks.hurt_group.max(t.hurt);
        }
        if let (true, Some(age)) = (one, v.age) {
            marks.ages.insert(age);
            if dead {
                marks.dead_ages.insert(age);
            }
        }
    }
    t
}

impl Tally {
    fn slot(&mut self, fate: Fate) -> &mut f64 {
        match fate {
            Fate::Dead => &mut self.dead,
            Fate::Hurt => &mut self.hurt,
            Fate::Shot | Fate::Treated => &mut self.shot,
        }
    }
}

/// `shot his wife and then himself`: who does it is a victim beside the others.
fn is_oneself_besides(v: &Victims<'_>, told: &[Victims<'_>]) -> bool {
    let relations = [Relation::Obj, Relation::Conj, Relation::Nmod];
    is(v.story, "reflexives", v.head)
        && told.iter().any(|other| {
            other.form != Form::Pronoun
                && other.head < v.head
                && relations.contains(&other.story.token(other.head).relation)
                && !(other.age.is_some() && other.age == v.age)
        })
}
