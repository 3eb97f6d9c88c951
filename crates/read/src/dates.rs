//! When an event was, where its own clause does not settle it: a choice among the days that the text offers, and none, by
//! weights of `lexicons/en/dates.toml`.

pub(crate) mod counted;

use crate::{
    story::Story,
    times::{self, Time},
};
use dateline_core::{
    Claim, DateRange, Granularity, Kind, Modality, Stance,
    kind::Family,
    reading::{Relation, Tag},
};
use jiff::civil::Date;

/// Where a day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Its own clause, where that is not told as a fact (`urged them on Friday to leave`).
    Clause,
    /// From a day that its clause counts from to the publication (`have been killed since the offensive began on Monday`).
    Since,
    /// Another clause of the sentence.
    Sentence,
    /// The verb of speech.
    Statement,
    /// The dated claim before.
    Told,
    /// The first dated claim of the report.
    Lead,
    /// The first day that the report names after its headline or first sentences.
    Ahead,
    /// The publication.
    Published,
    /// Nowhere: the day stays open.
    Open,
}

impl Source {
    /// Its name in `lexicons/en/dates.toml`; behind [`RULE`] it stands among a claim's rules.
    pub fn name(self) -> &'static str {
        match self {
            Source::Clause => "clause",
            Source::Since => "since",
            Source::Sentence => "sentence",
            Source::Statement => "statement",
            Source::Told => "told",
            Source::Lead => "lead",
            Source::Ahead => "ahead",
            Source::Published => "published",
            Source::Open => "open",
        }
    }
}

/// Opens the rule of a claim whose day was chosen.
pub const RULE: &str = "dates.";

/// One of the days that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Where it comes from.
    pub source: Source,
    /// The days; `None` for [`Source::Open`].
    pub date: Option<DateRange>,
    /// How much speaks for it; 0 for [`Source::Open`].
    pub score: f32,
    /// What speaks for or against it.
    pub facts: Vec<&'static str>,
}

/// What is asked for a day.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The word for what happened.
    pub head: usize,
    /// Its kind.
    pub kind: Kind,
    /// How real it is.
    pub modality: Modality,
    /// What is said of it.
    pub stance: Stance,
    /// The verbs of speech over it.
    pub cues: &'a [usize],
    /// The story's times that tell when it was said.
    pub said: &'a [usize],
    /// The time in its own clause.
    pub time: Option<&'a Time>,
}

/// So many claims back a text may still be on the same day.
const LOOK_BACK: usize = 40;

/// The candidates, the best first.
pub fn candidates(story: &Story<'_>, event: Event<'_>, before: &[Claim]) -> Vec<Candidate> {
    let facts = facts(story, event);
    let mut out = Vec::new();
    let mut add = |source: Source, date: Option<DateRange>, more: &[&'static str]| {
        let facts: Vec<&str> = facts.iter().chain(more).copied().collect();
        let score = if date.is_some() { score(story, source, &facts) } else { 0.0 };
        out.push(Candidate { source, date, score, facts });
    };
    add(Source::Open, None, &[]);
    let published = story.report.published.as_ref().map(|p| p.date);
    add(
        Source::Published,
        published.map(|day| DateRange { start: day, end: day, granularity: Granularity::Day, text: None }),
        &[],
    );
    // `called on them to withdraw on Friday`: what is demanded has not been, and the next Friday is not named for certain.
    let asked = |t: &&Time| {
        event.modality == Modality::Demanded
            && story.token(event.head).xpos == "VB"
            && event.head < t.range.start
            && t.date.as_ref().zip(published).is_some_and(|(d, p)| d.end < p)
    };
    add(Source::Clause, event.time.filter(|t| !asked(t)).and_then(|t| t.date.clone()), &[]);
    if event.kind.family() == Family::Verification {
        return best_first(out);
    }
    let sentence = story.sentence(event.head);
    let in_sentence = story.times_in(&sentence).iter().filter(|t| t.date.is_some() && !times::is_end(story, t));
    // What is told of in a clause that describes somebody is dated by itself.
    let passing = |c: &Claim| {
        let words = c.event_date.as_ref().and_then(|d| d.text.as_deref());
        words.is_some_and(|words| {
            let same = |t: &&Time| story.text(t.range.clone()) == words;
            story.span(sentence.clone()).contains(c.span)
                && story.times_in(&sentence).iter().filter(same).any(|t| times::describes(story, t, event.head))
        })
    };
    let of_cue = |t: &Time| {
        event.cues.iter().any(|c| hangs(story, t, *c)) || event.said.iter().any(|s| story.times.get(*s) == Some(t))
    };
    if let Some(time) = in_sentence.clone().find(|t| of_cue(t)) {
        add(Source::Statement, time.date.clone(), &[]);
    }
    let others = in_sentence
        .filter(|t| !asked(t) && !of_cue(t) && !is_dateline(story, t) && !times::describes(story, t, event.head));
    if let Some(time) = others.min_by_key(|t| t.range.start.abs_diff(event.head)) {
        let verb = story.clause_verb(time.range.start);
        let above = story.is_below(event.head, verb);
        add(
            Source::Sentence,
            time.date.clone(),
            &[
                if above { "above" } else { "elsewhere" },
                if time.range.start < event.head { "time before" } else { "time after" },
            ],
        );
    }
    let here = story.sentence_of.get(event.head).copied().unwrap_or(0);
    let sentence_at = |c: &Claim| story.reading.sentences.partition_point(|s| s.span.end <= c.span.start);
    let told =
        before.iter().rev().take(LOOK_BACK).filter(|c| !passing(c)).find_map(|c| Some((c, c.event_date.clone()?)));
    add(Source::Since, published.and_then(|p| since(story, event.head, told.as_ref().map(|(_, d)| d), p)), &[]);
    if let Some((claim, date)) = told {
        let at = sentence_at(claim);
        let paragraph = |s: usize| story.reading.sentences.get(s).map(|s| s.paragraph);
        let near = if at == here {
            "same sentence"
        } else if paragraph(at) != paragraph(here) {
            "other paragraph"
        } else if at + 1 == here {
            "sentence before"
        } else {
            "same paragraph"
        };
        let long = (date.end - date.start).get_days();
        let length = match long {
            0..=2 => "a day",
            3..=31 => "a period",
            _ => "a long period",
        };
        let own = if date.text.is_some() { "its own day" } else { "an inherited day" };
        let kin = if claim.kind == event.kind { "same kind" } else { "another kind" };
        add(Source::Told, Some(date), &[near, length, own, kin]);
    }
    let lead = before.iter().take(LOOK_BACK).find(|c| c.event_date.as_ref().is_some_and(|d| d.text.is_some()));
    if let Some(claim) = lead {
        let date = claim.event_date.clone();
        let kin = before.iter().take(LOOK_BACK).any(|c| c.kind == event.kind && c.event_date == date);
        add(Source::Lead, date, &[if kin { "same kind" } else { "another kind" }]);
    }
    if !facts.contains(&"later") {
        let from = story.times.partition_point(|t| t.range.start < sentence.end);
        let limit = story.reading.sentences.get(here + 6).map_or(usize::MAX, |s| s.tokens.start as usize);
        let next = story.times[from..].iter().take_while(|t| t.range.start < limit);
        let day = next.filter(|t| !is_dateline(story, t)).find(|t| {
            t.date
                .as_ref()
                .is_some_and(|d| matches!(d.granularity, Granularity::Day) || (d.end - d.start).get_days() < 3)
        });
        if let Some(time) = day {
            let verb = story.clause_verb(time.range.start);
            let speech = story.rules.in_list("speech-verbs", story.token(verb));
            add(Source::Ahead, time.date.clone(), &[if speech { "of a statement" } else { "of an event" }]);
        }
    }
    best_first(out)
}

fn best_first(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|c| c.date.is_some() || c.source == Source::Open);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    candidates
}

/// The sum of the weights of what speaks for a day at all, and for this source of it.
fn score(story: &Story<'_>, source: Source, facts: &[&str]) -> f32 {
    let weight = |of: &str| story.rules.table("dates.weights", of).and_then(|w| w.parse::<f32>().ok()).unwrap_or(0.0);
    let name = source.name();
    let each = facts.iter().map(|f| weight(&format!("dated, {f}")) + weight(&format!("{name}, {f}")));
    weight("dated") + weight(name) + each.sum::<f32>()
}

/// From the day named in what `since` opens, or else the one told of before, to the publication.
fn since(story: &Story<'_>, head: usize, told: Option<&DateRange>, published: Date) -> Option<DateRange> {
    let verb = story.clause_verb(head);
    let opener = story.sentence(head).find(|i| story.rules.in_list("since-words", story.token(*i)))?;
    let opened = story.head(opener)?;
    let adverb = story.token(opener).relation == Relation::Advmod;
    // What happened in the clause that `since` opens is not what has happened since.
    if !story.is_below(opener, verb) || !adverb && (opened == verb || story.is_below(head, opened)) {
        return None;
    }
    let named = story.times_in(&story.subtree(opened)).iter().find_map(|t| t.date.as_ref()).filter(|_| !adverb);
    // `since` before a clause without a day may give a reason.
    let from = named.or(told.filter(|_| adverb || !story.is_verb(opened)))?;
    (from.start <= published).then(|| DateRange {
        start: from.start,
        end: published,
        granularity: Granularity::Range,
        text: from.text.clone(),
    })
}

/// Whether a time hangs from a verb of speech or stands beside it.
fn hangs(story: &Story<'_>, time: &Time, cue: usize) -> bool {
    time.range.clone().any(|i| story.head(i) == Some(cue))
        || (time.range.start > cue && time.range.start <= cue + 2)
        || time.range.end == cue
}

/// Whether a time stands in the dateline of a report: `GOMA, 5 May (Kestrel) - ...`.
fn is_dateline(story: &Story<'_>, time: &Time) -> bool {
    let sentence = story.sentence(time.range.start);
    let dash = |i: &usize| {
        matches!(story.token(*i).form.as_str(), "-" | "--" | "–" | "—" | ":") && story.token(*i).space_before
    };
    time.range.start <= sentence.start + 7 && (time.range.end..sentence.end).take(8).any(|i| dash(&i))
}

/// What is known of the event, by names.
fn facts(story: &Story<'_>, event: Event<'_>) -> Vec<&'static str> {
    let voice = if story.quote_of(event.head).is_some() {
        "quoted"
    } else if event.cues.is_empty() {
        "own voice"
    } else {
        "said"
    };
    let reality = match event.modality {
        Modality::Actual => "actual",
        Modality::Ongoing => "ongoing",
        _ => "not actual",
    };
    let state = matches!(event.kind, Kind::Holds | Kind::Besieges);
    let sort = if state { "state" } else { event.kind.family().name() };
    let sentence = story.sentence_of.get(event.head).and_then(|s| story.reading.sentences.get(*s));
    let position = match (sentence.map_or(0, |s| s.paragraph), is_headline(story)) {
        (0, true) => "headline",
        (0, false) | (1, true) => "first paragraph",
        _ => "later",
    };
    let mut out = vec![tense(story, event.head), voice, reality, sort, position];
    if event.stance != Stance::Asserts {
        out.push("denied or questioned");
    }
    out
}

/// Whether the text begins with a headline: a paragraph of its own that ends without a full stop.
fn is_headline(story: &Story<'_>) -> bool {
    let first = story.reading.sentences.iter().take_while(|s| s.paragraph == 0).last();
    let more = story.reading.sentences.last().is_some_and(|s| s.paragraph > 0);
    more && first.is_some_and(|s| {
        let last = (s.tokens.end as usize).checked_sub(1).and_then(|i| story.reading.tokens.get(i));
        last.is_some_and(|t| !matches!(t.form.as_str(), "." | "!" | ":" | ","))
    })
}

/// The tense of what tells of the event: of its verb, or of the verb that a noun hangs from.
pub(crate) fn tense(story: &Story<'_>, head: usize) -> &'static str {
    if !story.is_verb(head) {
        let verb = story.clause_verb(head);
        if verb == head || !story.is_verb(verb) {
            return "noun";
        }
        return match tense_of(story, verb, 0) {
            "past" => "noun in the past",
            "perfect" | "pluperfect" => "noun in the perfect",
            "present" => "noun in the present",
            _ => "noun",
        };
    }
    tense_of(story, head, 0)
}

fn tense_of(story: &Story<'_>, verb: usize, depth: u8) -> &'static str {
    let helpers: Vec<usize> = story.dependents(verb, &[Relation::Aux, Relation::AuxPass, Relation::Cop]).collect();
    let has = |lemma: &str, xpos: &[&str]| {
        helpers.iter().any(|h| story.token(*h).lemma == lemma && xpos.contains(&story.token(*h).xpos))
    };
    let token = story.token(verb);
    if helpers.iter().any(|h| story.token(*h).xpos == "MD") {
        "modal"
    } else if has("have", &["VBD"]) {
        "pluperfect"
    } else if has("have", &["VBZ", "VBP"]) {
        "perfect"
    } else if has("be", &["VBD"]) || token.xpos == "VBD" || has("do", &["VBD"]) {
        "past"
    } else if has("be", &["VBZ", "VBP"]) || matches!(token.xpos, "VBZ" | "VBP") || has("do", &["VBZ", "VBP"]) {
        "present"
    } else if matches!(token.relation, Relation::Conj | Relation::Xcomp)
        && let Some(above) = story.head(verb).filter(|h| depth < 4 && story.is_verb(*h))
    {
        tense_of(story, above, depth + 1)
    } else {
        match token.xpos {
            "VBG" => "participle",
            "VBN" => "past participle",
            _ if token.tag == Tag::Verb => "infinitive",
            _ => "noun",
        }
    }
}
