//! Cuts a text into windows, stretches that the encoder sees at once, and reads each.

use crate::Cut;
use crate::lexicon::Lexicon;
use crate::model::{Kinds, Mark, Model, News, ROLES};
use crate::network::encoder::{MIXTURES, POSITIONS, Space};
use crate::network::heads::{Others, best};
use crate::network::kernels::WIDTH;
use crate::network::linear::Rows;
use crate::pieces::{NO_GAP, Piece, shape};
use crate::tags::Tags;
use crate::tree::{self, Scores};
use dateline_core::Token;
use dateline_core::reading::{Attribution, EventWord, Name, Relation, Tag, TimeClass, TimeExpression};
use std::ops::Range;
use std::sync::Arc;

/// A window is filled with whole sentences up to this many pieces: the length the model was trained on.
const USUAL: usize = 200;
/// A sentence that is longer by itself is cut here, so that the work on one is bounded.
const LONGEST: usize = 400;
const _: () = assert!(LONGEST < POSITIONS && crate::pieces::LONGEST_WORD <= LONGEST, "every window fits, and the root");

/// By how much a span must be likelier than none: a missed name is better than a wrong one.
const MARGIN: f32 = 0.35;

/// Words that carry a claim with a likelihood below this, in percent, are passed over.
const UNLIKELY: u8 = 15;

/// The gaps before words that the encoder tells apart, besides [`NO_GAP`].
const SPACE: u8 = 1;
const PARAGRAPH: u8 = 2;

/// The windows of a text as ranges of tokens, in order and without gaps.
pub(crate) fn windows(cut: &Cut, pieces: &Pieces) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for sentence in &cut.sentences {
        let (mut first, last) = (sentence.start, sentence.end);
        while first < last {
            let mut end = first;
            let mut size = 0;
            while end < last && (end == first || size + pieces.of(end).len() <= LONGEST) {
                size += pieces.of(end).len();
                end += 1;
            }
            match out.last_mut() {
                Some(window) if used + size <= USUAL => {
                    window.end = end;
                    used += size;
                }
                _ => {
                    out.push(first..end);
                    used = size;
                }
            }
            first = end;
        }
    }
    out
}

/// What was read off one window; tokens are numbered through the whole text.
pub(crate) struct Read {
    pub(crate) words: Vec<Word>,
    /// Where sentences end.
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) names: Vec<Name>,
    pub(crate) times: Vec<TimeExpression>,
    pub(crate) attributions: Vec<Attribution>,
    pub(crate) factuality: Vec<i16>,
    pub(crate) event_words: Vec<EventWord>,
    pub(crate) nominals: Nominals,
}

/// What a model says of one word.
pub(crate) struct Word {
    pub(crate) lemma: String,
    pub(crate) tags: Tags,
    pub(crate) features: Arc<str>,
    /// Index of the head among all tokens.
    pub(crate) head: Option<usize>,
    pub(crate) relation: Relation,
}

/// The words that can be heads of mentions, with what links need of them.
#[derive(Default)]
pub(crate) struct Nominals {
    /// Their tokens.
    pub(crate) tokens: Vec<usize>,
    /// For each a row of [`crate::network::heads::PairHead::ones`].
    pub(crate) ones: Vec<f32>,
    /// For the root, and then for each.
    pub(crate) others: Others,
}

/// What is known of a text before it is read.
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    pub(crate) cut: &'a Cut,
    pub(crate) tokens: &'a [Token],
    pub(crate) pieces: &'a Pieces,
}

/// The pieces of all tokens of a text.
#[derive(Default)]
pub(crate) struct Pieces {
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl Pieces {
    pub(crate) fn new(tokens: &[Token], text: &str, model: &Model) -> Pieces {
        let mut out = Pieces::default();
        for token in tokens {
            model.vocabulary.cut(token.span.of(text).unwrap_or(""), &mut out.ids);
            out.ends.push(out.ids.len());
        }
        out
    }

    fn of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.ids[start..self.ends[token]]
    }
}

/// Reads one window.
pub(crate) fn read(window: Range<usize>, text: &Text<'_>, model: &Model, space: &mut Space) -> Read {
    let Text { cut, tokens, .. } = *text;
    let pieces = pieces(window.clone(), text, model);
    let [tags, tree, spans, events]: [Vec<f32>; MIXTURES] =
        model.encoder.encode(model.isa, &pieces, window.len() + 1, space);
    let tags = Rows::of(model.isa, without_root(&tags), WIDTH);
    let sentences = sentences(window.clone(), cut, &tags, model);
    let mut words = tagged(window.start, &tokens[window.clone()], &tags, text.text, model);
    build_trees(&sentences, window.start, &tree, tokens, model, &mut words);
    let nominals = nominals(window.start, &words, &spans, model);
    let mut out = Read {
        words,
        sentences,
        names: Vec::new(),
        times: Vec::new(),
        attributions: Vec::new(),
        factuality: Vec::new(),
        event_words: event_words(window.start, &events, model),
        nominals,
    };
    if let Some(news) = &model.news {
        add_news(news, window.start, &spans, model, &mut out);
    }
    out
}

/// The pieces of a window, the root's first; every word has one.
pub(crate) fn pieces(window: Range<usize>, text: &Text<'_>, model: &Model) -> Vec<Piece> {
    let mut out = vec![Piece { id: model.vocabulary.root, word: 0, shape: 0, gap: NO_GAP }];
    for (i, at) in window.enumerate() {
        let token = &text.tokens[at];
        let gap = match (i == 0 || text.cut.paragraphs[at], token.space_before) {
            (true, _) => PARAGRAPH,
            (false, true) => SPACE,
            (false, false) => NO_GAP,
        };
        let shape = shape(token.span.of(text.text).unwrap_or(""));
        for (k, id) in text.pieces.of(at).iter().enumerate() {
            let gap = if k == 0 { gap } else { NO_GAP };
            out.push(Piece { id: *id, word: i as u32 + 1, shape, gap });
        }
    }
    out
}

/// Where the words of a window begin in rows that have the root first.
fn without_root(rows: &[f32]) -> &[f32] {
    &rows[WIDTH..]
}

/// The sentences of a window: they begin where they must, and where the model sees a beginning.
fn sentences(window: Range<usize>, cut: &Cut, rows: &Rows, model: &Model) -> Vec<Range<usize>> {
    let scores = model.starts.of(model.isa, rows);
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, score) in window.zip(scores.chunks_exact(2)) {
        match out.last_mut() {
            Some(last) if !cut.firm[at] && score[1] <= score[0] => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

fn tagged(first: usize, tokens: &[Token], rows: &Rows, text: &str, model: &Model) -> Vec<Word> {
    let upos = model.upos.of(model.isa, rows);
    let xpos = model.xpos.of(model.isa, rows);
    let features = model.features.0.of(model.isa, rows);
    let word = |(i, token): (usize, &Token)| {
        let of = |labels: usize| i * labels..(i + 1) * labels;
        let (upos, xpos) = (&upos[of(model.upos.columns)], &xpos[of(model.xpos.columns)]);
        let pairs = model.tags.iter().map(|(u, x, tags)| (upos[*u] + xpos[*x], *tags));
        let likeliest = pairs.reduce(|a, b| if b.0 > a.0 { b } else { a });
        // The model sees all quotation marks as straight ones.
        let tags = match token.span.of(text) {
            Some("“" | "„" | "«") => Tags::new(Tag::Punct, "``"),
            Some("”" | "»") => Tags::new(Tag::Punct, "''"),
            _ => likeliest.map_or(Tags::new(Tag::X, "XX"), |(_, tags)| tags),
        };
        let features = model.features.1[best(&features[of(model.features.1.len())])].clone();
        // `HTS` is no plural, unless all is in capitals.
        let capitals = |w: &str| w.len() > 1 && w.chars().all(|c| c.is_ascii_uppercase());
        let lower =
            |k: usize| tokens.get(k).and_then(|t| t.span.of(text)).is_some_and(|w| w.contains(char::is_lowercase));
        let short = token.span.of(text).is_some_and(capitals) && (lower(i + 1) || i > 0 && lower(i - 1));
        let lemma = if short { token.form.clone() } else { model.lemmas.lemma(&token.form, tags) };
        Word { lemma, tags, features, head: Some(first), relation: Relation::Dep }
    };
    tokens.iter().enumerate().map(word).collect()
}

/// Hangs a second verb with its object from the first, where the parser took it for a participle before a noun: `has
/// killed thousands and | displaced two million people`.
fn join_verbs(words: &mut [Word], first: usize) {
    let past = |w: &Word| w.tags.tag == Tag::Verb && matches!(w.tags.xpos(), "VBD" | "VBN");
    for i in 1..words.len() {
        let at = |head: Option<usize>| head.and_then(|h| h.checked_sub(first)).filter(|h| *h < words.len());
        let joined = words[i - 1].tags.tag == Tag::Cconj;
        let Some(noun) = at(words[i].head).filter(|n| joined && *n > i && past(&words[i])) else { continue };
        if words[i].relation != Relation::Amod || words[noun].relation != Relation::Conj {
            continue;
        }
        let Some(object) = at(words[noun].head).filter(|o| *o < i && words[*o].relation == Relation::Obj) else {
            continue;
        };
        let Some(verb) = at(words[object].head).filter(|v| *v < object && past(&words[*v])) else { continue };
        (words[i].head, words[i].relation) = (Some(first + verb), Relation::Conj);
        (words[noun].head, words[noun].relation) = (Some(first + i), Relation::Obj);
        words[i - 1].head = Some(first + i);
    }
}

fn build_trees(
    sentences: &[Range<usize>],
    first: usize,
    rows: &[f32],
    tokens: &[Token],
    model: &Model,
    words: &mut [Word],
) {
    let prepared = model.tree.prepare(model.isa, &Rows::of(model.isa, rows, WIDTH));
    // Rows are numbered from the window's beginning, the root's first.
    let row = |at: usize| at - first + 1;
    let mut pairs = Vec::with_capacity(words.len());
    for sentence in sentences {
        let scores = model.tree.arcs(model.isa, &prepared, row(sentence.start)..row(sentence.end));
        let heads = tree::best(&Scores { values: &scores, words: sentence.len() });
        for (at, head) in sentence.clone().zip(heads) {
            words[at - first].head = head.map(|h| sentence.start + h);
            pairs.push((row(at), head.map_or(0, |h| row(sentence.start + h))));
        }
    }
    let labels = model.relations.len();
    let scores = model.tree.relations(model.isa, &prepared, &pairs);
    // The root has the relation `root`, and nothing else has.
    let relation = |scores: &[f32], usable: &dyn Fn(Relation) -> bool| {
        let usable = |i: &usize| usable(model.relations[*i]);
        let choice = (0..labels).filter(usable).reduce(|a, b| if scores[b] > scores[a] { b } else { a });
        choice.map(|i| model.relations[i])
    };
    for (word, scores) in words.iter_mut().zip(scores.chunks_exact(labels)) {
        let root = word.head.is_none();
        let found = relation(scores, &|r| (r == Relation::Root) == root);
        word.relation = found.unwrap_or(if root { Relation::Root } else { Relation::Dep });
    }
    join_verbs(words, first);
    for i in perfects(words, first) {
        words[i].tags = Tags::new(Tag::Verb, "VBN");
        words[i].lemma = model.lemmas.lemma(&tokens[first + i].form, words[i].tags);
    }
    for i in nouns_taken_for_verbs(words, &tokens[first..], first) {
        let at = first + i;
        // What hangs from the first noun hangs from both.
        for word in words[..i].iter_mut().filter(|w| w.head == Some(at - 1)) {
            word.head = Some(at);
        }
        let [.., before, word] = &mut words[..=i] else { continue };
        if word.head == Some(at - 1) {
            (word.head, word.relation) = (before.head, before.relation);
        } else if is_clause(word.relation) {
            // An object stands after its verb, a subject before it.
            word.relation = if word.head < Some(at) { Relation::Obj } else { Relation::Nsubj };
        }
        (before.head, before.relation) = (Some(at), Relation::Compound);
        word.tags = Tags::new(Tag::Noun, "NN");
        word.lemma = model.lemmas.lemma(&tokens[at].form, word.tags);
    }
}

/// Verbs under a form of *have* that were taken for infinitives: `had not | carried`.
fn perfects(words: &[Word], first: usize) -> Vec<usize> {
    let have = words.iter().filter(|w| w.relation == Relation::Aux && w.lemma == "have");
    let verbs = have.filter_map(|w| w.head?.checked_sub(first));
    verbs.filter(|i| words.get(*i).is_some_and(|w| w.tags.tag == Tag::Verb && w.tags.xpos() == "VB")).collect()
}

/// Words in -ing that are nouns with the noun directly before them: where an object would stand before its verb, which
/// it never does, and pairs that are known.
fn nouns_taken_for_verbs(words: &[Word], tokens: &[Token], first: usize) -> Vec<usize> {
    let compound = |i: &usize| {
        let (before, word) = (&words[*i - 1], &words[*i]);
        let object = matches!(before.relation, Relation::Obj | Relation::Compound) && before.head == Some(first + *i);
        let known = || Lexicon::get().is_noun_pair(&tokens[*i - 1].form, &tokens[*i].form);
        let verb = word.tags.tag == Tag::Verb && word.tags.xpos() == "VBG" && before.tags.tag == Tag::Noun;
        verb && (object || known())
    };
    (1..words.len()).filter(compound).collect()
}

/// Relations of clauses.
fn is_clause(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Advcl
            | Relation::Xcomp
            | Relation::Ccomp
            | Relation::Acl
            | Relation::AclRelcl
            | Relation::Csubj
            | Relation::CsubjPass
    )
}

fn nominals(first: usize, words: &[Word], rows: &[f32], model: &Model) -> Nominals {
    let mut tokens = Vec::new();
    let mut chosen = rows[..WIDTH].to_vec();
    for (i, word) in words.iter().enumerate() {
        let part = matches!(word.relation, Relation::Compound | Relation::Flat | Relation::Fixed | Relation::Expl);
        if matches!(word.tags.tag, Tag::Noun | Tag::Propn | Tag::Pron) && !part {
            tokens.push(first + i);
            chosen.extend_from_slice(&rows[(i + 1) * WIDTH..][..WIDTH]);
        }
    }
    let ones = model.links.ones(model.isa, &Rows::of(model.isa, without_root(&chosen), WIDTH));
    let others = model.links.others(model.isa, &Rows::of(model.isa, &chosen, WIDTH));
    Nominals { tokens, ones, others }
}

/// The words that are likelier than [`UNLIKELY`] to carry a claim.
fn event_words(first: usize, rows: &[f32], model: &Model) -> Vec<EventWord> {
    let Kinds { kind: (head, kinds), denied } = &model.kinds;
    let words = Rows::of(model.isa, without_root(rows), WIDTH);
    let (scores, sides) = (head.of(model.isa, &words), denied.of(model.isa, &words));
    let rows = scores.chunks_exact(kinds.len()).zip(sides.chunks_exact(2)).enumerate();
    let found = rows.filter_map(|(i, (scores, sides))| {
        let top = (0..kinds.len())
            .filter(|k| kinds[*k].is_some())
            .reduce(|a, b| if scores[b] > scores[a] { b } else { a })?;
        let likely = share(scores, top);
        let token = (first + i) as u32;
        (likely >= UNLIKELY).then_some(EventWord { token, kind: kinds[top]?, likely, denied: share(sides, 1) })
    });
    found.collect()
}

/// How likely one of several labels is, in percent.
fn share(scores: &[f32], label: usize) -> u8 {
    let all: f32 = scores.iter().map(|s| (s - scores[label]).exp()).sum();
    (100.0 / all) as u8
}

fn add_news(news: &News, first: usize, rows: &[f32], model: &Model, out: &mut Read) {
    let isa = model.isa;
    let words = without_root(rows);
    let quantised = Rows::of(isa, words, WIDTH);
    let mut begins = vec![false; words.len() / WIDTH];
    out.sentences.iter().for_each(|s| begins[s.start - first] = true);
    let shift = |range: Range<usize>| (first + range.start) as u32..(first + range.end) as u32;
    let names = spans(&news.names.0.of(isa, &quantised), &news.names.1, &begins);
    out.names = names.into_iter().map(|(range, class)| Name { tokens: shift(range), class }).collect();
    let times = spans(&news.times.0.of(isa, &quantised), &news.times.1, &begins);
    out.times = whole_times(times, &begins, &out.words)
        .into_iter()
        .map(|(range, class)| TimeExpression { tokens: shift(range), class })
        .collect();
    let values = news.factuality.apply(isa, &quantised);
    out.factuality = values.into_iter().map(|v| (v.clamp(-3.0, 3.0) * 100.0).round_ties_even() as i16).collect();
    let marks = [Mark::Outside, Mark::First(()), Mark::Inside(())];
    let cues = spans(&news.cues.of(isa, &quantised), &marks, &begins);
    let others = if cues.is_empty() { Others::default() } else { news.roles.others(isa, &quantised) };
    for (cue, ()) in cues {
        let mean = mean(&words[cue.start * WIDTH..cue.end * WIDTH], cue.len());
        let one = news.roles.ones(isa, &Rows::of(isa, &mean, WIDTH));
        let count = words.len() / WIDTH;
        let mut roles = Vec::with_capacity(count);
        for i in 0..count {
            let mut scores = [0.0; ROLES];
            news.roles.score(isa, &one, others.get(i, ROLES), i as i64 - cue.start as i64, &mut scores);
            // A cue is neither source nor content of itself.
            roles.push(if cue.contains(&i) { 0 } else { best(&scores) });
        }
        out.attributions.push(Attribution {
            cue: shift(cue),
            source: runs(&roles, 1).into_iter().map(shift).collect(),
            content: runs(&roles, 2).into_iter().map(shift).collect(),
            speaker: None,
        });
    }
}

/// Expressions of time that touch within a sentence are one (`the end of` `1994`, `noon` `Thursday`), of the class of
/// the last; bare articles and prepositions are none.
fn whole_times(
    found: Vec<(Range<usize>, TimeClass)>,
    begins: &[bool],
    words: &[Word],
) -> Vec<(Range<usize>, TimeClass)> {
    let mut out: Vec<(Range<usize>, TimeClass)> = Vec::with_capacity(found.len());
    for (range, class) in found {
        match out.last_mut() {
            Some((last, of)) if last.end == range.start && !begins[range.start] => {
                last.end = range.end;
                // `10 p.m. Wednesday` stays a time of the day.
                *of = if *of == TimeClass::Time { *of } else { class };
            }
            _ => out.push((range, class)),
        }
    }
    let tag = |i: usize| words[i].tags.tag;
    for (range, _) in &mut out {
        while range.len() > 1
            && matches!(tag(range.end - 1), Tag::Punct | Tag::Adp | Tag::Cconj | Tag::Sconj | Tag::Aux | Tag::Verb)
        {
            range.end -= 1;
        }
        while range.len() > 1 && matches!(tag(range.start), Tag::Punct | Tag::Cconj | Tag::Sconj) {
            range.start += 1;
        }
    }
    out.retain(|(range, _)| range.clone().any(|i| !matches!(tag(i), Tag::Det | Tag::Adp | Tag::Punct | Tag::Part)));
    out
}

/// The mean of `count` rows.
fn mean(rows: &[f32], count: usize) -> Vec<f32> {
    let mut out = vec![0.0; WIDTH];
    for row in rows.chunks_exact(WIDTH) {
        out.iter_mut().zip(row).for_each(|(to, x)| *to += x / count as f32);
    }
    out
}

/// The stretches of words with one role.
fn runs(roles: &[usize], role: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, _) in roles.iter().enumerate().filter(|(_, r)| **r == role) {
        match out.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

/// The spans of the best row of marks, by Viterbi's method: a word can only be inside a span that the word before begins
/// or is inside of, and no span goes on over the beginning of a sentence.
fn spans<C: Copy + PartialEq>(scores: &[f32], marks: &[Mark<C>], begins: &[bool]) -> Vec<(Range<usize>, C)> {
    let follows = |before: Mark<C>, mark: Mark<C>| match (before, mark) {
        (_, Mark::Outside | Mark::First(_)) => true,
        (Mark::First(a) | Mark::Inside(a), Mark::Inside(b)) => a == b,
        (Mark::Outside, Mark::Inside(_)) => false,
    };
    let count = marks.len();
    let mut totals: Vec<f32> = vec![0.0; count];
    let mut from = vec![0; scores.len()];
    for (i, (row, from)) in scores.chunks_exact(count).zip(from.chunks_exact_mut(count)).enumerate() {
        let before = totals.clone();
        for (m, (total, from)) in totals.iter_mut().zip(from).enumerate() {
            let begins = begins[i] && matches!(marks[m], Mark::Inside(_));
            let possible = (0..count).filter(|b| !begins && follows(marks[*b], marks[m]));
            let margin = if marks[m] == Mark::Outside { 0.0 } else { MARGIN };
            match possible.reduce(|a, b| if before[b] > before[a] { b } else { a }) {
                Some(best) => (*total, *from) = (before[best] + row[m] - margin, best),
                None => *total = f32::NEG_INFINITY,
            }
        }
    }
    let mut path = vec![0; begins.len()];
    let mut at = best(&totals);
    for (mark, from) in path.iter_mut().zip(from.chunks_exact(count)).rev() {
        *mark = at;
        at = from[at];
    }
    let mut out: Vec<(Range<usize>, C)> = Vec::new();
    for (i, mark) in path.into_iter().enumerate() {
        match (marks[mark], out.last_mut()) {
            (Mark::Outside, _) => {}
            (Mark::Inside(_), Some((range, _))) => range.end = i + 1,
            (Mark::First(class) | Mark::Inside(class), _) => out.push((i..i + 1, class)),
        }
    }
    out
}
