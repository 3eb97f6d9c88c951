//! The main displacement figure of a text: how many people or households, and what became of them.
//!
//! Made for excerpts of situation reports, whose words may be broken by extraction from pages: it goes by the words near a
//! number and not by the tree. What counts whom stands in `lexicons/en/displacement.toml`, what became of them in
//! `rules/en/displacement/`.

use crate::{
    quantities::Number,
    rules::{Rules, pattern::MentionKind},
    story::Story,
};
use dateline_core::{Reading, Report, World, reading::Tag};

/// How many were displaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The number; of a range the upper end.
    pub quantity: f64,
    /// What is counted: `People` or `Households`.
    pub unit: String,
    /// What became of them: a label of `rules/en/displacement/`.
    pub term: String,
    /// The rule that gave the term.
    pub rule: Option<String>,
}

/// How far from a number its noun may stand, in words.
const NOUN_REACH: usize = 7;
/// What a word of distance takes from the weight of a term.
const DISTANCE_COST: f32 = 0.06;

/// How far from houses a word may stand that says what became of them.
const HOUSE_REACH: usize = 4;

/// A number that may be the figure.
struct Candidate<'s> {
    number: &'s Number,
    counted: Counted,
    term: Option<Term<'s>>,
}

/// What a number counts.
enum Counted {
    /// A noun with a unit, at this token.
    Unit(String, usize),
    /// It stands alone.
    Alone,
}

/// What became of those counted.
struct Term<'s> {
    label: &'s str,
    rule: &'s str,
    score: f32,
}

/// The main figure of a text. The first number that counts people or households with a word of displacement in its sentence;
/// else the first that counts them; else the first that counts nothing else. Vague numbers (`thousands`) and those that
/// count the dead or hurt come last. `None` if there is no number of that sort.
pub fn main_figure(report: &Report, reading: &Reading, rules: &Rules, world: &World) -> Option<Figure> {
    let story = crate::layers(report, reading, rules, world);
    let terms = terms(&story);
    let candidates = story.numbers.iter().filter_map(|number| {
        let counted = counted(&story, number)?;
        let term = term(&story, number, &counted, &terms);
        Some(Candidate { number, counted, term })
    });
    let best = candidates.min_by_key(|c| std::cmp::Reverse(rank(c)))?;
    let unit = match best.counted {
        Counted::Unit(unit, _) => unit,
        Counted::Alone => story.rules.table("displacement.defaults", "unit")?.to_owned(),
    };
    let rule = best.term.as_ref().map(|t| t.rule.to_owned());
    let label = best.term.filter(|t| t.score > 0.0).map(|t| t.label);
    let term = label.or_else(|| story.rules.table("displacement.defaults", "term"))?.to_owned();
    Some(Figure { quantity: value(best.number), unit, term, rule })
}

/// The better, the higher; of equal ones the first in the text is taken.
fn rank(c: &Candidate<'_>) -> i32 {
    let vague = c.number.approx && c.number.high.is_some_and(|h| h > c.number.low);
    let named = matches!(c.counted, Counted::Unit(..));
    let known = c.term.as_ref().is_some_and(|t| t.score > 0.0);
    let harmed = c.term.as_ref().is_some_and(|t| t.score <= 0.0);
    i32::from(known) * 2 + i32::from(named) - i32::from(harmed) * 2 - i32::from(vague) * 4
}

/// What a number counts: the next noun, passing over adjectives and participles; of `500 of the 4,000 villagers` what the
/// second counts. `None` where that is no person and no house.
fn counted(story: &Story<'_>, number: &Number) -> Option<Counted> {
    let sentence = story.sentence(number.range.start);
    let end = number.range.end;
    let mut other = false;
    for i in end..sentence.end.min(end + NOUN_REACH) {
        if let Some(unit) = unit_of(story, i) {
            return Some(Counted::Unit(unit, i));
        }
        let token = story.token(i);
        let before_unit = || i + 1 < sentence.end && unit_of(story, i + 1).is_some();
        let passes = match token.tag {
            Tag::Adj | Tag::Adv | Tag::Num | Tag::Cconj => true,
            Tag::Noun | Tag::Propn => {
                other = true;
                true
            }
            Tag::Verb => matches!(token.xpos, "VBN" | "VBG") || before_unit(),
            Tag::Adp => token.form == "of" && i == end,
            Tag::Det => i == end + 1 && story.token(end).form == "of",
            Tag::Punct => matches!(token.form.as_str(), "-" | "\""),
            _ => false,
        };
        let of_more = i > end && story.token(end).form == "of" && i <= end + 2;
        let next_number = story.mention_index(MentionKind::Number, i).and_then(|n| story.numbers.get(n));
        if let Some(next) = next_number.filter(|_| of_more) {
            return counted(story, next);
        }
        if !passes || next_number.is_some() || story.mention_index(MentionKind::Time, i).is_some() {
            break;
        }
    }
    // Numbers without a noun: of years, shares and numbered things there is no telling.
    let value = value(number);
    let year = (1900.0..2100.0).contains(&value) && !story.text(number.range.clone()).contains(',');
    (!other && !year && value.fract() == 0.0 && value > 1.0).then_some(Counted::Alone)
}

/// The figure that a number gives: of a range the upper end.
fn value(number: &Number) -> f64 {
    number.high.unwrap_or(number.low)
}

/// The unit of a noun, also where it is broken by a hyphen (`fami-lies`) or has run into a neighbour (`peoplewere`,
/// `displacedpeople`).
fn unit_of(story: &Story<'_>, at: usize) -> Option<String> {
    let token = story.token(at);
    if !matches!(token.tag, Tag::Noun | Tag::Propn | Tag::Adj | Tag::X | Tag::Verb) {
        return None;
    }
    let table = |word: &str| story.rules.table("displacement.units", word).map(str::to_owned);
    let whole = table(&token.form).or_else(|| table(&token.lemma));
    let broken = || {
        let hyphen = story.reading.tokens.get(at + 1).filter(|t| t.form == "-" && !t.space_before)?;
        let rest = story.reading.tokens.get(at + 2).filter(|t| !t.space_before && hyphen.form == "-")?;
        table(&format!("{}{}", token.form, rest.form))
    };
    let run_in = || {
        let cuts = || token.form.char_indices().map(|(i, _)| i);
        let opens = cuts().rev().filter(|i| *i > 4).find_map(|cut| table(token.form.get(..cut)?));
        let closes = || cuts().filter(|i| i + 6 <= token.form.len()).find_map(|cut| table(token.form.get(cut..)?));
        opens.or_else(closes)
    };
    let person = || {
        let known = token.tag == Tag::Noun && story.rules.in_list("people", token)
            || matches!(token.xpos, "NNS" | "NNPS") && story.world.gazetteer.demonym(story.word(at)).is_some();
        known.then(|| story.rules.table("displacement.defaults", "unit").map(str::to_owned)).flatten()
    };
    whole.or_else(broken).or_else(person).or_else(run_in)
}

/// Where something is said of what became of people or houses: tokens, label, rule, weight.
type Said<'s> = (std::ops::Range<usize>, &'s str, &'s str, f32);

fn terms<'s>(story: &'s Story<'_>) -> Vec<Said<'s>> {
    let mut found = Vec::new();
    for sentence in &story.reading.sentences {
        for at in sentence.tokens.start as usize..sentence.tokens.end as usize {
            for rule in story.rules.displacement.starting_with(story.token(at)) {
                if let Some(m) = rule.pattern.match_at(story, at, sentence.tokens.end as usize) {
                    found.push((m.start..m.end, rule.body.label.as_str(), rule.id.as_str(), rule.body.weight));
                }
            }
        }
    }
    found
}

/// The weightiest term in the sentence of a number, near ones first. What became of houses stands close to them.
fn term<'s>(story: &Story<'_>, number: &Number, counted: &Counted, terms: &[Said<'s>]) -> Option<Term<'s>> {
    let sentence = story.sentence(number.range.start);
    let (end, reach) = match counted {
        Counted::Unit(_, at) => {
            let house = story.rules.in_list("houses", story.token(*at));
            (at + 1, if house { HOUSE_REACH } else { usize::MAX })
        }
        Counted::Alone => (number.range.end, usize::MAX),
    };
    let said = terms.iter().filter(|(range, ..)| sentence.contains(&range.start));
    let fitting = said.filter_map(|(range, label, rule, weight)| {
        let before = number.range.start.saturating_sub(range.end);
        let distance = if range.start >= end { range.start - end } else { before };
        let near = DISTANCE_COST * distance as f32;
        let score = if *weight > 0.0 { (weight - near).max(0.1) } else { *weight };
        (distance <= reach).then_some((weight.abs() - near, Term { label, rule, score }))
    });
    fitting.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, term)| term)
}
