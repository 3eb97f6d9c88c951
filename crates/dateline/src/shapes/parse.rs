//! The reading of one report, as `parse` writes it.

use super::annotate::{AttributionShape, NameShape, SpanShape};
use dateline_core::{Reading, Token};
use serde::Serialize;

/// The reading of one report. Words are numbered from 0 through the whole text; offsets are bytes.
#[derive(Debug, Serialize)]
pub struct ParseRow<'a> {
    /// The report.
    pub report: &'a str,
    /// The text that the offsets refer to.
    pub text: &'a str,
    /// In the order of the text.
    pub sentences: Vec<SentenceShape>,
    /// Words and marks, in the order of the text.
    pub words: Vec<WordShape<'a>>,
    /// Names.
    pub names: Vec<NameShape>,
    /// Expressions of time.
    pub times: Vec<TypedSpanShape>,
    /// Who says what.
    pub attributions: Vec<AttributionShape>,
    /// For each attribution the word that its speaker goes back to; null where there is none.
    pub speakers: Vec<Option<u32>>,
    /// Which word takes up which earlier one.
    pub links: Vec<LinkShape>,
    /// What is said in passing of names.
    pub facts: Vec<FactShape>,
}

/// What is said in passing of a name.
#[derive(Debug, Serialize)]
pub struct FactShape {
    /// `abbreviation`, `apposition` or `role`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name.
    pub name: SpanShape,
    /// The words that say it.
    pub words: SpanShape,
}

/// A sentence.
#[derive(Debug, Serialize)]
pub struct SentenceShape {
    /// Where it stands.
    #[serde(flatten)]
    pub span: SpanShape,
    /// Its first word.
    pub first: u32,
    /// The word after its last.
    pub last: u32,
    /// The number of its paragraph, from 0.
    pub paragraph: u32,
}

/// A word or mark.
#[derive(Debug, Serialize)]
pub struct WordShape<'a> {
    /// Where it stands.
    #[serde(flatten)]
    pub span: SpanShape,
    /// As written.
    pub form: &'a str,
    /// Dictionary form.
    pub lemma: &'a str,
    /// Universal tag.
    pub upos: &'static str,
    /// Penn tag.
    pub xpos: &'static str,
    /// Universal features.
    pub feats: &'a str,
    /// The word that it depends on; null for a root.
    pub head: Option<u32>,
    /// How.
    pub relation: &'static str,
    /// The kind of claim that it carries; null where the model sees none.
    pub told: Option<ToldShape>,
    /// If it tells of an event: from -3 (it did not happen) to 3 (it happened); null where the model does not judge.
    pub factuality: Option<f32>,
}

/// A claim that the model sees in a word.
#[derive(Debug, Serialize)]
pub struct ToldShape {
    /// Its kind.
    pub kind: &'static str,
    /// How likely, from 0 to 1.
    pub likely: f32,
    /// How likely it is denied, from 0 to 1.
    pub denied: f32,
}

/// A span of some type.
#[derive(Debug, Serialize)]
pub struct TypedSpanShape {
    /// Where it stands.
    #[serde(flatten)]
    pub span: SpanShape,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A word that takes up an earlier one.
#[derive(Debug, Serialize)]
pub struct LinkShape {
    /// The later word.
    pub word: u32,
    /// The earlier one.
    pub antecedent: u32,
}

impl<'a> ParseRow<'a> {
    /// The reading of a report.
    pub fn new(report: &'a str, text: &'a str, reading: &'a Reading) -> Self {
        let sentence = |s: &dateline_core::Sentence| SentenceShape {
            span: s.span.into(),
            first: s.tokens.start,
            last: s.tokens.end,
            paragraph: s.paragraph,
        };
        let word = |(i, t): (usize, &'a Token)| WordShape {
            span: t.span.into(),
            form: t.span.of(text).unwrap_or_default(),
            lemma: &t.lemma,
            upos: t.tag.name(),
            xpos: t.xpos,
            feats: &t.features,
            head: t.head,
            relation: t.relation.name(),
            told: reading.event_word(i as u32).map(|w| ToldShape {
                kind: w.kind.name(),
                likely: f32::from(w.likely) / 100.0,
                denied: f32::from(w.denied) / 100.0,
            }),
            factuality: reading.factuality.get(i).map(|v| f32::from(*v) / 100.0),
        };
        let times = reading
            .times
            .iter()
            .filter_map(|t| Some(TypedSpanShape { span: reading.span_of(&t.tokens)?.into(), kind: t.class.name() }));
        let facts = reading.facts.iter().filter_map(|f| {
            let (name, words) = (reading.span_of(&f.name)?.into(), reading.span_of(&f.words)?.into());
            Some(FactShape { kind: f.class.name(), name, words })
        });
        let links = reading.links.iter().map(|l| LinkShape { word: l.token, antecedent: l.antecedent });
        Self {
            report,
            text,
            sentences: reading.sentences.iter().map(sentence).collect(),
            words: reading.tokens.iter().enumerate().map(word).collect(),
            names: NameShape::all(reading),
            times: times.collect(),
            attributions: AttributionShape::all(reading),
            speakers: reading.attributions.iter().map(|a| a.speaker).collect(),
            links: links.collect(),
            facts: facts.collect(),
        }
    }
}
