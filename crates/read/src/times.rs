//! Time expressions, resolved against the publication date or what the text told before.

mod history;
mod ranges;
pub(crate) mod value;
mod written;

pub use value::Timex;

use crate::{
    rules::pattern::{Match, MentionKind},
    story::Story,
};
use dateline_core::{
    DateRange, Granularity,
    reading::{Relation, Tag, TimeClass},
};
use jiff::civil::Date;
use std::ops::Range;
use value::Anchor;

/// The rule that stands for the language model's finding.
const HEAD: &str = "head.times";

/// A time expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Its tokens.
    pub range: Range<usize>,
    /// The type that the language model gives it.
    pub class: Option<TimeClass>,
    /// Its TIMEX3 type and value; `None` if it cannot be told.
    pub timex: Option<Timex>,
    /// When it is; `None` if it means no certain days, or needs a publication date that is not known.
    pub date: Option<DateRange>,
    /// The rule that found it, or `head.times`.
    pub rule: String,
}

/// Finds the time expressions of a story, and indexes them: those that the language model sees, and those that rules
/// find beside them.
pub fn find(story: &mut Story<'_>) {
    let published = story.report.published.as_ref().map(|p| p.date);
    let at = story.report.published.as_ref().and_then(|p| p.at);
    let mut found = spans(story, false);
    let narrative = is_narrative(story, &found, published.map(|p| p.year()));
    if narrative {
        found = spans(story, true);
    }
    let years = if narrative || published.is_none() { years(story, &found, narrative) } else { Vec::new() };
    let mut times: Vec<Time> = Vec::with_capacity(found.len());
    let day_first = found.iter().find_map(|f| value::shows_day_first(story.rules, &f.said));
    let beside: Vec<Option<Found>> = (0..found.len()).map(|i| day_beside(story, &found, i).cloned()).collect();
    // First day of what was dated last, the last single day, and the quarter that was named last.
    let (mut told, mut day, mut quarter) = (None, None, None);
    for (i, Found { range, class, rule, said }) in found.into_iter().enumerate() {
        let year = years.get(i).copied().flatten();
        let future = is_future(story, range.start);
        let past = is_past(story, range.start);
        let mut anchor =
            Anchor { published, at, beside: None, day_first, told, day, year, quarter, narrative, future, past, class };
        let single = |t: value::Timex| t.date.filter(|d| d.start == d.end).map(|d| d.start);
        let named = beside.get(i).and_then(Option::as_ref);
        anchor.beside = named.and_then(|f| value::resolve(story.rules, &f.said, anchor)).and_then(single);
        let text = said.as_str();
        let timex = value::resolve(story.rules, text, anchor);
        // What a rule found, and a number, is a time only if its words can mean one.
        let any = Anchor { published: Some(published.unwrap_or(Date::constant(2000, 1, 1))), ..anchor };
        let doubted = class.is_none() || range.clone().any(|i| story.token(i).tag == Tag::Num);
        if doubted && timex.is_none() && value::resolve(story.rules, text, any).is_none() {
            continue;
        }
        // A year-earlier quarter is only compared with.
        quarter = timex.as_ref().and_then(|t| value::quarter_of(&t.value)).max(quarter);
        let mut date = timex.as_ref().and_then(|t| t.date.clone());
        if date.is_none() {
            date = timex.as_ref().zip(published).and_then(|(t, p)| within(story, &range, t, p));
        }
        if let Some(d) = date.as_mut() {
            let dated = |t: &Timex| matches!(t.class, TimeClass::Date | TimeClass::Time) && t.value != value::PRESENT;
            if timex.as_ref().is_some_and(dated) {
                told = Some(d.start);
                day = told.filter(|_| d.granularity == Granularity::Day).or(day);
            }
            d.text = Some(story.text(range.clone()).to_owned());
            // What has happened `this week` has happened by now.
            if let Some(p) = published
                && !anchor.future
                && d.start <= p
                && p < d.end
            {
                d.end = p;
            }
            // `since Thursday`, `since around 3 May` reach to the publication.
            let sentence = story.sentence(range.start);
            // `since around 3 May`, `since the beginning of May`
            let small = |i: &usize| {
                ["bound-words", "period-edges"].iter().any(|list| story.rules.in_list(list, story.token(*i)))
            };
            let opener = (sentence.start..range.start).rev().find(|i| !small(i));
            if let Some(open) = opener
                && story.rules.in_list("since-words", story.token(open))
                && let Some(p) = published
                && d.start <= p
            {
                d.end = p;
                d.granularity = Granularity::Range;
            }
        }
        times.push(Time { range, class, timex, date, rule });
    }
    between(story, &mut times);
    story.index_mentions(MentionKind::Time, times.iter().map(|t| t.range.clone()));
    story.times = times;
}

/// The most words that part a time of the clock from its day: `at 11:30 p.m. local time (20:30 GMT) on | Thursday`.
const CLOCK_REACH: usize = 9;

/// The expression beside a time of the clock that may name its day: the next one, else the one before, with no verb
/// between them.
fn day_beside<'f>(story: &Story<'_>, found: &'f [Found], clock: usize) -> Option<&'f Found> {
    let is_clock = |f: &Found| value::is_bare_clock(story.rules, &f.said);
    let this = found.get(clock).filter(|f| is_clock(f))?;
    let sentence = story.sentence(this.range.start);
    let near = |f: &&Found| {
        let between = if f.range.start < this.range.start {
            f.range.end..this.range.start
        } else {
            this.range.end..f.range.start
        };
        sentence.contains(&f.range.start)
            && between.len() <= CLOCK_REACH
            && !between.into_iter().any(|i| story.is_verb(i))
    };
    let mut after = found[clock + 1..].iter().take(2);
    let mut before = found[..clock].iter().rev().take(2);
    after.find(|f| !is_clock(f)).filter(near).or_else(|| before.find(|f| !is_clock(f)).filter(near))
}

/// `in less than two weeks`, `within a day`: the period up to the publication.
fn within(story: &Story<'_>, range: &Range<usize>, timex: &Timex, published: Date) -> Option<DateRange> {
    let sentence = story.sentence(range.start);
    let opener = (sentence.start..range.start).rev().find(|i| !story.rules.in_list("bound-words", story.token(*i)))?;
    let opens = story.rules.in_list("within-words", story.token(opener)) && !is_future(story, range.start);
    // `one of the largest gains in two years`: the noun's period, in which nothing is said to have happened.
    let top = range.clone().find(|i| story.head(*i).is_none_or(|h| !range.contains(&h)))?;
    let of_noun = story.token(top).relation == Relation::Nmod && story.head(top).is_some_and(|h| !story.is_verb(h));
    let start = value::before(published, &timex.value).filter(|_| opens && !of_noun)?;
    Some(DateRange { start, end: published, granularity: Granularity::Range, text: None })
}

/// An expression before it is resolved.
#[derive(Debug, Clone)]
struct Found {
    range: Range<usize>,
    class: Option<TimeClass>,
    rule: String,
    /// What it says: its words, with the month or year that the date joined to it gives it.
    said: String,
}

/// The years of the dates that name none, where the text gives any (see [`history`]).
fn years(story: &Story<'_>, found: &[Found], narrative: bool) -> Vec<Option<i16>> {
    let sentences = &story.reading.sentences;
    let dates: Vec<_> = found
        .iter()
        .map(|f| {
            let sentence = story.sentence_of.get(f.range.start).and_then(|s| sentences.get(*s));
            let (year, month) = value::named(story.rules, &f.said)?;
            Some(history::Named { year, month, paragraph: sentence.map_or(0, |s| s.paragraph) })
        })
        .collect();
    // A year by itself may be any year that a report looks back to; a history goes through its years.
    let dated = dates.iter().flatten().any(|d| d.year.is_some() && d.month.is_some());
    if narrative || dated { history::years(&dates) } else { Vec::new() }
}

/// The expressions in the order of the text, each with one date. Where a rule's match overlaps one of the model's, the
/// model's words stand under the rule's name.
fn spans(story: &Story<'_>, narrative: bool) -> Vec<Found> {
    let named = |range: Range<usize>, class, rule: &str| {
        let said = story.text(range.clone()).to_owned();
        Found { range, class, rule: rule.to_owned(), said }
    };
    let mut found: Vec<Found> = story
        .reading
        .times
        .iter()
        .map(|t| named(t.tokens.start as usize..t.tokens.end as usize, Some(t.class), HEAD))
        .collect();
    let mut own: Vec<Found> = Vec::new();
    for sentence in &story.reading.sentences {
        let limit = sentence.tokens.end as usize;
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            let best = story.rules.times.longest_at(story, at, limit, |m| is_date(story, m));
            let history = || story.rules.history.longest_at(story, at, limit, |m| is_date(story, m));
            let best = if narrative { best.into_iter().chain(history()).max_by_key(|(m, _)| m.end) } else { best };
            let Some((m, rule)) = best else {
                at += 1;
                continue;
            };
            at = m.end.max(at + 1);
            let mut inner = m.captures.get("time").map_or(m.start..m.end, |(a, b)| *a..*b);
            while inner.len() > 1 && story.token(inner.start).tag == Tag::Adp {
                inner.start += 1;
            }
            let mut met = false;
            let first = found.partition_point(|f| f.range.end <= inner.start);
            for f in found[first..].iter_mut().take_while(|f| f.range.start < inner.end) {
                met = true;
                if f.rule == HEAD {
                    rule.id.clone_into(&mut f.rule);
                }
                // What the model left out: `two days` without `ago`, `Nov. 27` without `, 2024`.
                if inner.start <= f.range.start && f.range.end <= inner.end {
                    *f = named(inner.clone(), f.class, &f.rule);
                }
            }
            if !met {
                own.push(named(inner, None, &rule.id));
            }
        }
    }
    found.append(&mut own);
    // `52 years old` is no time.
    found.retain(|f| !(f.range.end..f.range.end + 2).any(|i| is_age(story, &f.range, i)));
    found.sort_by_key(|f| f.range.start);
    found.dedup_by(|b, a| b.range.start < a.range.end);
    ranges::split(story, found)
}

/// Whether a word right behind an expression, or behind its hyphen, makes an age of it.
fn is_age(story: &Story<'_>, range: &Range<usize>, i: usize) -> bool {
    story.sentence(range.start).contains(&i)
        && story.rules.in_list("age-words", story.token(i))
        && (range.end..i).all(|h| ranges::is_dash(story, h))
}

/// Whether captured months, days and years are some: `may` and `march` are months only with a capital.
fn is_date(story: &Story<'_>, m: &Match) -> bool {
    let word = |name: &str| m.captures.get(name).map(|(a, _)| story.word(*a));
    let number = |word: &str| -> Option<u16> {
        word[..word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len())].parse().ok()
    };
    word("month").is_none_or(|w| w.starts_with(char::is_uppercase))
        && word("day").is_none_or(|w| w.starts_with(char::is_uppercase))
        && word("date").is_none_or(|w| number(w).is_some_and(|n| (1..=31).contains(&n)))
        && word("year").is_none_or(|w| number(w).is_some_and(|n| (1000..=2100).contains(&n)))
}

/// Whether a text is the history of a time of its own: most years that it names lie before the year of publication.
fn is_narrative(story: &Story<'_>, found: &[Found], published: Option<i16>) -> bool {
    let years: Vec<i16> = found.iter().filter_map(|f| value::explicit_year(story.rules, &f.said)).collect();
    let past = years.iter().filter(|y| published.is_none_or(|p| **y < p - 1)).count();
    // News counts its days from the publication: `on Friday`, `yesterday`.
    let deictic = found.iter().filter(|f| value::is_deictic(story.rules, &f.said)).count();
    past >= 4 && past * 2 > years.len() && past * 6 > found.len() && deictic * 4 < past
}

/// Whether the clause of a token tells of the future.
fn is_future(story: &Story<'_>, at: usize) -> bool {
    let verb = story.clause_verb(at);
    let says = |i: usize| {
        story.rules.table("timex.future", &story.token(i).form).is_some()
            || story.is_verb(i) && story.rules.table("timex.future", &story.token(i).lemma).is_some()
    };
    // `told them to leave by Friday`
    let deadline = at > story.sentence(at).start && story.rules.in_list("deadline-words", story.token(at - 1));
    says(verb)
        || deadline && story.token(verb).xpos == "VB"
        || story.dependents(verb, &[Relation::Aux, Relation::AuxPass, Relation::Cop]).any(says)
        || story.token(verb).relation == Relation::Xcomp && story.head(verb).is_some_and(says)
}

/// Whether the verb of a token's clause is in the past, or the clause has none.
fn is_past(story: &Story<'_>, at: usize) -> bool {
    let verb = story.clause_verb(at);
    let past = |i: usize| story.token(i).xpos == "VBD";
    let perfect = |i: usize| matches!(story.token(i).relation, Relation::Aux) && story.token(i).lemma == "have";
    !story.is_verb(verb) || past(verb) || story.children[verb].iter().any(|c| past(*c) || perfect(*c))
}

/// `between 3 and 9 March`, `from Monday to Wednesday`: both name the whole period.
fn between(story: &Story<'_>, times: &mut [Time]) {
    for i in 1..times.len() {
        let (left, right) = times.split_at_mut(i);
        let (Some(a), Some(b)) = (left.last_mut(), right.first_mut()) else { continue };
        let beside = a.range.end + 1 == b.range.start && ranges::is_joint(story, a.range.end);
        let opened = a.range.start.checked_sub(1).is_some_and(|o| story.rules.in_list("range-openers", story.token(o)));
        let joined = beside && (opened || ranges::is_dash(story, a.range.end));
        if let (true, Some(x), Some(y)) = (joined, a.date.as_mut(), b.date.as_mut())
            && x.start <= y.end
        {
            x.end = y.end;
            y.start = x.start;
            x.granularity = Granularity::Range;
            y.granularity = Granularity::Range;
        }
    }
}

/// Whether a time stands in a clause that describes somebody, and keeps it from a word outside: `the group, which signed a
/// truce in 2014, condemned ...`.
pub fn describes(story: &Story<'_>, time: &Time, head: usize) -> bool {
    let of = story.clause_verb(time.range.start);
    story.token(of).relation == Relation::AclRelcl && of != head && !story.is_below(head, of)
}

/// Whether a time only ends something: `closed until Saturday` tells of no closing on Saturday.
pub fn is_end(story: &Story<'_>, time: &Time) -> bool {
    let sentence = story.sentence(time.range.start);
    (sentence.start..time.range.start)
        .rev()
        .take(4)
        .take_while(|i| !story.is_verb(*i))
        .any(|i| story.rules.in_list("until-words", story.token(i)))
}

/// Whether a time belongs to the clause of a word: it hangs from the same verb, or opens the sentence before it.
fn same_clause(story: &Story<'_>, time: &Time, head: usize) -> bool {
    let verb = story.clause_verb(head);
    let anchor = time
        .range
        .clone()
        .find(|i| story.head(*i).is_none_or(|h| !time.range.contains(&h)))
        .unwrap_or(time.range.start);
    let of = story.clause_verb(anchor);
    if of != verb && describes(story, time, head) {
        return false;
    }
    of == verb
        || of == head
        || (time.range.start < head
            && (time.range.end..head).all(|i| !story.is_verb(i) || i == verb || story.token(i).tag == Tag::Aux))
        || (time.range.start > head
            && (head + 1..time.range.start).all(|i| !story.is_verb(i) && story.token(i).form != ","))
}

/// The time expression that dates a word: in its clause and not that of the verb of speech, nearest first.
/// `said` are the times that are known to date statements.
pub fn of_clause<'s>(
    story: &'s Story<'_>,
    head: usize,
    within: Range<usize>,
    avoid: &[usize],
    said: &[usize],
) -> Option<&'s Time> {
    story
        .times_in(&within)
        .iter()
        .filter(|t| t.range.end <= within.end && t.date.is_some())
        .filter(|t| !is_end(story, t))
        .filter(|t| same_clause(story, t, head) && !said.iter().any(|s| story.times.get(*s) == Some(*t)))
        .filter(|t| {
            // A time that hangs from the cue dates the statement.
            !avoid.iter().any(|cue| {
                t.range.clone().any(|i| story.head(i) == Some(*cue))
                    || (t.range.start > *cue && t.range.start <= cue + 2)
                    || (*cue > 0 && t.range.end == *cue)
            })
        })
        .min_by_key(|t| {
            let below = t.range.clone().any(|i| story.head(i) == Some(head));
            let distance = t.range.start.abs_diff(head);
            (!below, distance)
        })
}
