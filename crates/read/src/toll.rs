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
use std::{collections::BTreeSet, ops::Range};
use victims::{Form, Victims};

/// How many were killed and injured; `None` where the report tells of none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Toll {
    /// People killed.
    pub killed: Option<f64>,
    /// People injured and not killed.
    pub injured: Option<f64>,
}

/// Words of a sentence that says something.
const SHORTEST: usize = 5;
/// Sentences, from the headline on, in which a report tells what it is about. Later ones often tell of other incidents.
const LEAD: usize = 6;
/// Sentences in which the words for the whole are sought (`a fatal shooting`).
const OPENING: usize = 3;
/// Sentences with victims in which a number is taken for the whole.
const STARTS: usize = 2;
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
    let whole = sentences.iter().enumerate().filter(|(_, (story, range))| is_sentence(story, range.clone()));
    let lead = whole.map(|(i, _)| i + 1).take(LEAD).last().unwrap_or(told.len());
    let mut count = Count::of(told.get(..lead).unwrap_or_default());
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
    // One victim, of whom it is said at the end that he died.
    let later = told.get(lead..).unwrap_or_default().iter().flatten();
    let died = |v: &Victims<'_>| v.fate == Fate::Dead && (v.is_known() || matches!(v.form, Form::Pronoun | Form::Name));
    if count.dead == 0.0 && count.hurt == 1.0 && later.into_iter().any(died) {
        count = Count { dead: 1.0, hurt: 0.0 };
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

/// Whether a stretch of words says something: no byline, date or place name.
fn is_sentence(story: &Story<'_>, range: Range<usize>) -> bool {
    range.len() >= SHORTEST && range.clone().any(|i| story.is_verb(i) || fates::of_word(story, i).is_some())
}

/// `murder-suicide`
fn is_murder_suicide(story: &Story<'_>, at: usize) -> bool {
    let start = story.sentence(at).start.max(at.saturating_sub(2));
    let attempted = start.checked_sub(1).is_some_and(|i| is(story, "attempts", i));
    is(story, "suicides", at) && !attempted && (start..at).any(|i| is(story, "deaths-at-large", i))
}

/// `homicide`, `a deadly shooting`, `shooting death`; not `attempted murder`.
fn tells_of_death(story: &Story<'_>, at: usize) -> bool {
    let sentence = story.sentence(at);
    let attempted = at > sentence.start && is(story, "attempts", at - 1);
    let act = is(story, "acts", at);
    let deadly = at > sentence.start && is(story, "deadly", at - 1);
    let of_shooting = at + 1 < sentence.end && is(story, "deathly", at + 1);
    let office = at + 1 < sentence.end && is(story, "offices", at + 1);
    !attempted && !office && (is(story, "deaths-at-large", at) || act && (deadly || of_shooting))
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
    /// Those hurt that a number above one counts.
    hurt_group: f64,
    /// Whether it names any victims.
    told: bool,
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
        let both = |t: &&Tally| {
            let several = t.stated_dead.max(t.stated_hurt) > 1.0 || t.further_hurt > 0.0;
            t.stated_dead > 0.0 && t.stated_hurt > 0.0 && several
        };
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
        // A number at the start is the number; single victims after it are among them.
        let first = tallies.iter().filter(|t| t.told).take(STARTS).find(|t| t.shot_in_all > 0.0 || t.hurt_group > 0.0);
        if let Some(t) = first {
            if t.hurt == 0.0 {
                return Count { dead, hurt: (t.shot - dead).max(0.0) };
            }
            if t.shot_in_all == 0.0 {
                return Count { dead, hurt: t.hurt };
            }
        }
        let further = highest(&|t| t.further_hurt) + highest(&|t| t.further_shot);
        Count { dead, hurt: (all - dead).max(marks.hurt_group).max(further) }
    }
}

fn tally(told: &[Victims<'_>], marks: &mut Marks) -> Tally {
    let mut t = Tally { told: !told.is_empty(), ..Tally::default() };
    let mut group: Option<&Victims<'_>> = None;
    for v in told {
        let dead = v.fate == Fate::Dead;
        marks.some_dead |= dead;
        marks.some_hurt |= !dead;
        let further = v.is_further();
        if v.form == Form::Pronoun {
            let doer = dead && told.iter().any(|o| o.form != Form::Pronoun && o.counted) && v.is_doer();
            if doer || is_oneself_besides(v, told) {
                *t.slot(v.fate) += 1.0;
            }
            continue;
        }
        let Some(n) = v.count else { continue };
        let one = n == 1.0;
        let several = n > 1.0;
        let listed = |g: &Victims<'_>| g.fate == v.fate && g.opens_list() && !v.counted && !further;
        let part = group.is_some_and(|g| v.is_part() || listed(g));
        if let Some(ordinal) = v.ordinal() {
            marks.ordinal = marks.ordinal.max(ordinal);
        }
        marks.dead_group |= dead && several;
        marks.hurt_single |= one && !dead && (v.counted || v.has_article("articles"));
        if part {
            t.dead += if dead && group.is_some_and(|g| g.fate != Fate::Dead) { n } else { 0.0 };
            marks.age(v);
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
        if several {
            group = Some(v);
        }
        match v.fate {
            Fate::Hurt if further => t.further_hurt += n,
            Fate::Shot if further => t.further_shot += n,
            Fate::Shot if several => t.shot_in_all += n,
            _ => {}
        }
        if several && v.fate == Fate::Hurt {
            t.hurt_group += n;
            marks.hurt_group = marks.hurt_group.max(t.hurt);
        }
        marks.age(v);
    }
    t
}

impl Marks {
    fn age(&mut self, v: &Victims<'_>) {
        let Some(age) = v.age.filter(|_| v.count == Some(1.0)) else { return };
        self.ages.insert(age);
        if v.fate == Fate::Dead {
            self.dead_ages.insert(age);
        }
    }
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
    let relations = [Relation::Obj, Relation::Conj, Relation::Nmod, Relation::NsubjPass];
    let doer = v.story.reading.antecedent(v.head as u32).map(|a| a as usize);
    is(v.story, "reflexives", v.head)
        && told.iter().any(|other| {
            let another =
                doer.map_or(other.story.token(other.head).relation != Relation::NsubjPass, |d| d != other.head);
            other.form != Form::Pronoun
                && another
                && other.head < v.head
                && relations.contains(&other.story.token(other.head).relation)
                && !(other.age.is_some() && other.age == v.age)
        })
}
