//! One report with all layers that its stages have written so far, and the ways through its trees.

mod apart;
mod elided;

use crate::{
    kinds,
    names::Name,
    places::{PlaceName, relative::Told, teams::Team},
    quantities::Number,
    rules::{
        Rules,
        pattern::{Layers, MentionKind},
    },
    times::Time,
};
use dateline_core::{
    Kind, Mention, Reading, Report, Span, Token, World,
    reading::{Relation, Tag},
};
use std::{collections::HashMap, ops::Range};

/// No aside between a subject and its verb is longer, in words.
const LONGEST_ASIDE: usize = 30;

/// So many sentences of a list's entry may lack their subject, one after the other.
const LONGEST_ENTRY: usize = 12;

/// So many words has a heading that names what an entry is about, at the most.
const LONGEST_HEADING: usize = 6;

/// A report being read. Token indices are indices into `reading.tokens`.
#[derive(Debug)]
pub struct Story<'a> {
    /// The report.
    pub report: &'a Report,
    /// Sentences, words, tags and trees.
    pub reading: &'a Reading,
    /// The rules.
    pub rules: &'a Rules,
    /// Gazetteer and actors.
    pub world: &'a World,
    /// Number of the sentence that each token stands in.
    pub sentence_of: Vec<usize>,
    /// Dependents of each token, in the order of the text.
    pub children: Vec<Vec<usize>>,
    /// Words in quotation marks, as token ranges without the marks.
    pub quotes: Vec<Range<usize>>,
    /// Capitalised names.
    pub names: Vec<Name>,
    /// For each word of a name of several words: the first such name.
    pub first_named: HashMap<&'a str, usize>,
    /// Place names.
    pub places: Vec<PlaceName>,
    /// Places told by others (`10 km north of Homs`), in the order of the text.
    pub relatives: Vec<Told>,
    /// Names of places that mean teams.
    pub teams: Vec<Team>,
    /// Heads of the words that name a party as somebody's backer, leader or ally (`Iran-backed`): no place of any event.
    pub sponsors: Vec<usize>,
    /// How often each place is named, by [`dateline_core::ResolvedPlace::key`].
    pub times_named: HashMap<String, usize>,
    /// The country of most places.
    pub country: Option<String>,
    /// Time expressions.
    pub times: Vec<Time>,
    /// Numbers.
    pub numbers: Vec<Number>,
    /// Abbreviations introduced in brackets, with what they stand for.
    pub abbreviations: HashMap<String, String>,
    /// For each sort of mention and each token: the index of the mention it belongs to.
    mention_of: [Vec<Option<usize>>; 5],
}

/// A noun phrase: its tokens and its head.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// Its tokens.
    pub range: Range<usize>,
    /// Its head.
    pub head: usize,
}

impl<'a> Story<'a> {
    /// A story with trees and quotation marks, before names, times and numbers.
    pub fn new(report: &'a Report, reading: &'a Reading, rules: &'a Rules, world: &'a World) -> Self {
        let n = reading.tokens.len();
        let mut sentence_of = vec![0; n];
        for (i, sentence) in reading.sentences.iter().enumerate() {
            for t in sentence.tokens.clone() {
                if let Some(slot) = sentence_of.get_mut(t as usize) {
                    *slot = i;
                }
            }
        }
        let mut children = vec![Vec::new(); n];
        for (i, token) in reading.tokens.iter().enumerate() {
            if let Some(list) = token.head.and_then(|h| children.get_mut(h as usize)) {
                list.push(i);
            }
        }
        let quotes = find_quotes(reading);
        Story {
            report,
            reading,
            rules,
            world,
            sentence_of,
            children,
            quotes,
            names: Vec::new(),
            first_named: HashMap::new(),
            places: Vec::new(),
            relatives: Vec::new(),
            teams: Vec::new(),
            sponsors: Vec::new(),
            times_named: HashMap::new(),
            country: None,
            times: Vec::new(),
            numbers: Vec::new(),
            abbreviations: HashMap::new(),
            mention_of: Default::default(),
        }
    }

    /// The token at an index; callers pass indices they got from this story.
    pub fn token(&self, i: usize) -> &'a Token {
        &self.reading.tokens[i]
    }

    /// A token's word as it was read: as it stands, or in ordinary case where the report is in capitals.
    pub fn word(&self, i: usize) -> &'a str {
        let text = self.reading.cased.as_deref().unwrap_or(&self.report.text);
        self.token(i).span.of(text).unwrap_or_default()
    }

    /// The tokens of the sentence that a token stands in.
    pub fn sentence(&self, token: usize) -> Range<usize> {
        self.sentence_of
            .get(token)
            .and_then(|s| self.reading.sentences.get(*s))
            .map_or(token..token, |s| s.tokens.start as usize..s.tokens.end as usize)
    }

    /// The span of some tokens; empty ranges give an empty span.
    pub fn span(&self, range: Range<usize>) -> Span {
        match (self.reading.tokens.get(range.start), range.end.checked_sub(1).and_then(|e| self.reading.tokens.get(e)))
        {
            (Some(a), Some(b)) if range.start < range.end => a.span.join(b.span),
            _ => Span::default(),
        }
    }

    /// The words of some tokens as they stand.
    pub fn text(&self, range: Range<usize>) -> &'a str {
        self.span(range).of(&self.report.text).unwrap_or_default()
    }

    /// Words and span of some tokens.
    pub fn mention(&self, range: Range<usize>) -> Mention {
        Mention { text: self.text(range.clone()).to_owned(), span: self.span(range), entity: None }
    }

    /// Records which tokens belong to which mention of a sort.
    pub fn index_mentions(&mut self, kind: MentionKind, ranges: impl IntoIterator<Item = Range<usize>>) {
        let mut of = vec![None; self.reading.tokens.len()];
        for (i, range) in ranges.into_iter().enumerate() {
            of.get_mut(range).into_iter().flatten().for_each(|slot| *slot = Some(i));
        }
        self.mention_of[kind as usize] = of;
    }

    /// The index of the mention that a token belongs to.
    pub fn mention_index(&self, kind: MentionKind, token: usize) -> Option<usize> {
        *self.mention_of[kind as usize].get(token)?
    }

    /// Whether a token stands inside quotation marks, and in which quotation.
    pub fn quote_of(&self, token: usize) -> Option<usize> {
        let at = self.quotes.partition_point(|q| q.end <= token);
        self.quotes.get(at).filter(|q| q.contains(&token)).map(|_| at)
    }

    /// The quotation whose first word (after the mark) is this token.
    pub fn quote_from(&self, token: usize) -> Option<&Range<usize>> {
        self.quotes.get(self.quotes.partition_point(|q| q.start < token)).filter(|q| q.start == token)
    }

    /// The time expressions that start within some tokens.
    pub fn times_in(&self, tokens: &Range<usize>) -> &[Time] {
        let at = |token: usize| self.times.partition_point(|t| t.range.start < token);
        self.times.get(at(tokens.start)..at(tokens.end)).unwrap_or_default()
    }

    /// The place names that start within some tokens.
    pub fn places_in(&self, tokens: &Range<usize>) -> &[PlaceName] {
        let at = |token: usize| self.places.partition_point(|p| p.range.start < token);
        self.places.get(at(tokens.start)..at(tokens.end)).unwrap_or_default()
    }

    /// The head of a token.
    pub fn head(&self, i: usize) -> Option<usize> {
        self.token(i).head.map(|h| h as usize).filter(|h| *h < self.reading.tokens.len())
    }

    /// The dependents of a token with one of these relations.
    pub fn dependents<'s>(&'s self, i: usize, relations: &'s [Relation]) -> impl Iterator<Item = usize> + 's {
        self.children[i].iter().copied().filter(move |c| relations.contains(&self.token(*c).relation))
    }

    /// First and last token below a token, itself included.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let mut range = i..i + 1;
        let mut stack = vec![i];
        let mut steps = 0;
        while let Some(t) = stack.pop() {
            steps += 1;
            if steps > 2000 {
                break;
            }
            range = range.start.min(t)..range.end.max(t + 1);
            stack.extend(&self.children[t]);
        }
        range
    }

    /// The tokens of some words, and the one that the others hang from.
    pub fn words_of(&self, span: Span) -> (Range<usize>, Option<usize>) {
        let tokens = &self.reading.tokens;
        let at = |byte: u32| tokens.partition_point(|t| t.span.start < byte);
        let words = at(span.start)..at(span.end);
        let top = words.clone().find(|i| self.head(*i).is_none_or(|h| !words.contains(&h)));
        (words, top)
    }

    /// Whether `below` hangs from `above`, directly or not.
    pub fn is_below(&self, below: usize, above: usize) -> bool {
        let mut at = below;
        for _ in 0..60 {
            if at == above {
                return true;
            }
            match self.head(at) {
                Some(h) => at = h,
                None => return false,
            }
        }
        false
    }

    /// Whether a token acts as a verb.
    pub fn is_verb(&self, i: usize) -> bool {
        matches!(self.token(i).tag, Tag::Verb | Tag::Aux)
    }

    /// Whether a verb stands in the passive.
    pub fn is_passive(&self, i: usize) -> bool {
        let helped = self.dependents(i, &[Relation::AuxPass]).next().is_some();
        let suffers = self.dependents(i, &[Relation::NsubjPass, Relation::CsubjPass]).next().is_some();
        // `Missile attacks killed nine`: what has an object and no auxiliary is active, whatever its subject is called.
        if helped || suffers && self.dependents(i, &[Relation::Obj]).next().is_none() {
            return true;
        }
        let t = self.token(i);
        // `the report that they had left` has a subject and an auxiliary of its own.
        let participle_after_noun = t.relation == Relation::Acl
            && t.xpos == "VBN"
            && self.dependents(i, &[Relation::Nsubj, Relation::Aux]).next().is_none()
            && !self.is_clipped(i);
        let bare_with_by = t.xpos == "VBN"
            && self.dependents(i, &[Relation::Nsubj, Relation::Obj, Relation::Aux]).next().is_none()
            && self.prepositional(i, "by").next().is_some();
        let conjunct_of_passive = t.relation == Relation::Conj
            && t.xpos == "VBN"
            && self.dependents(i, &[Relation::Nsubj, Relation::Aux, Relation::Obj]).next().is_none()
            && self.head(i).is_some_and(|h| h < i && self.is_passive_shallow(h));
        participle_after_noun || bare_with_by || conjunct_of_passive
    }

    /// Whether what the parser took for a participle after a noun is the verb of that noun: it has an object or a clause
    /// for one, or its
    /// noun is all there is of a main clause (`Rebels seized Hama`).
    fn is_clipped(&self, i: usize) -> bool {
        let t = self.token(i);
        let Some(h) = self.head(i).filter(|h| *h < i) else { return false };
        if t.relation != Relation::Acl || self.prepositional(i, "by").next().is_some() {
            return false;
        }
        if self.dependents(i, &[Relation::Obj, Relation::Iobj, Relation::Ccomp]).any(|o| o > i) {
            return true;
        }
        self.head(h).is_none()
            && !self.is_verb(h)
            && self.dependents(h, &[Relation::Cop, Relation::Aux, Relation::Nsubj]).next().is_none()
            && !self.children[h].iter().any(|c| *c != i && self.token(*c).xpos == "VBD")
    }

    fn is_passive_shallow(&self, i: usize) -> bool {
        self.dependents(i, &[Relation::AuxPass, Relation::NsubjPass]).next().is_some()
    }

    /// Heads of phrases that hang from a token with this preposition.
    pub fn prepositional<'s>(&'s self, i: usize, preposition: &'s str) -> impl Iterator<Item = usize> + 's {
        self.dependents(
            i,
            &[
                Relation::Obl,
                Relation::OblAgent,
                Relation::Nmod,
                Relation::Advcl,
                Relation::Acl,
                Relation::Xcomp,
                Relation::Advmod,
            ],
        )
        .filter(move |c| self.has_preposition(*c, preposition))
    }

    /// Whether a phrase is opened by this preposition.
    pub fn has_preposition(&self, head: usize, preposition: &str) -> bool {
        self.dependents(head, &[Relation::Case, Relation::Mark]).any(|c| {
            let t = self.token(c);
            t.lemma == preposition || t.form == preposition
        })
    }

    /// The phrases joined to this one by `and`, itself first.
    pub fn conjuncts(&self, head: usize) -> Vec<usize> {
        let mut out = vec![head];
        let mut i = 0;
        while let Some(&h) = out.get(i) {
            i += 1;
            if out.len() > 20 {
                break;
            }
            let verbal = self.is_verb(head);
            let more: Vec<usize> = self
                .dependents(h, &[Relation::Conj])
                .filter(|c| self.is_verb(*c) == verbal && !out.contains(c))
                .collect();
            out.extend(more);
        }
        // A list without `and` is an apposition or a slip of the parser.
        let joined = out.iter().skip(1).any(|c| self.dependents(*c, &[Relation::Cc]).next().is_some());
        if !joined {
            out.truncate(1);
        }
        out.sort_unstable();
        out
    }

    /// The noun phrase around a head: what stands left of it, names and close complements right of it; no relative
    /// clause, apposition or conjunct.
    pub fn phrase(&self, head: usize) -> Phrase {
        let mut start = head;
        let mut end = head + 1;
        let sentence = self.sentence(head);
        for c in self.children[head].iter().rev().copied().filter(|c| *c < head) {
            let t = self.token(c);
            let inside = match t.relation {
                Relation::Det
                | Relation::Amod
                | Relation::Nummod
                | Relation::Compound
                | Relation::NmodPoss
                | Relation::Flat
                | Relation::NmodUnmarked
                | Relation::Fixed
                | Relation::Goeswith
                | Relation::Clf => true,
                Relation::Advmod => t.tag == Tag::Adv,
                Relation::Nmod => self.dependents(c, &[Relation::Case]).next().is_none(),
                Relation::Punct => t.form == "-",
                _ => false,
            };
            let crosses = (self.subtree(c).end..head).any(|i| matches!(self.token(i).form.as_str(), "," | ";" | ":"));
            if inside && !crosses {
                start = start.min(self.subtree(c).start);
            }
        }
        let close = [
            Relation::Flat,
            Relation::Compound,
            Relation::Nmod,
            Relation::Nummod,
            Relation::Fixed,
            Relation::Goeswith,
            Relation::Acl,
            Relation::Amod,
            Relation::NmodUnmarked,
            Relation::Appos,
            Relation::Dep,
        ];
        for c in self.children[head].iter().copied().filter(|c| *c > head) {
            let t = self.token(c);
            if !close.contains(&t.relation) {
                continue;
            }
            let below = self.subtree(c);
            let gap_is_open = (end..below.start.max(end)).any(|i| self.token(i).tag == Tag::Punct);
            let wanted = match t.relation {
                // Brackets and commas open an aside, except in names the tagger made appositions of.
                Relation::Appos => t.tag == Tag::Propn && below.start == end,
                Relation::Acl => {
                    (t.xpos == "VBN" || t.xpos == "VBG")
                        && !self.is_clipped(c)
                        && self.dependents(c, &[Relation::Mark, Relation::Case]).next().is_none()
                }
                Relation::Nmod => {
                    !self.dependents(c, &[Relation::Case]).any(|p| self.rules.in_list("since-words", self.token(p)))
                        && below.clone().all(|i| self.mention_index(MentionKind::Time, i).is_none())
                        && (self.mention_index(MentionKind::Place, c).is_none() || self.has_preposition(c, "of"))
                }
                _ => true,
            };
            if wanted && !gap_is_open && below.start <= end {
                let stop =
                    (end..below.end).find(|i| matches!(self.token(*i).form.as_str(), "," | ";" | "(" | "\"" | ":"));
                end = end.max(stop.unwrap_or(below.end));
                if stop.is_some() {
                    break;
                }
            }
        }
        // `the commander-in-chief`: what a hyphen joins is one word.
        let glued = |i: usize| sentence.contains(&i) && !self.token(i).space_before;
        while glued(end) && glued(end + 1) && self.word(end) == "-" {
            end += 2;
        }
        // Names and place names are never cut in the middle.
        for kind in [MentionKind::Name, MentionKind::Place] {
            if let Some(i) = self.mention_index(kind, head) {
                let range = match kind {
                    MentionKind::Name => self.names.get(i).map(|n| n.range.clone()),
                    _ => self.places.get(i).map(|p| p.range.clone()),
                };
                if let Some(range) = range {
                    start = start.min(range.start);
                    end = end.max(range.end);
                }
            }
        }
        // What stands before a preposition is no part of the phrase (`hours after | a war monitor`).
        let named =
            |i: usize| [MentionKind::Name, MentionKind::Number].iter().any(|k| self.mention_index(*k, i).is_some());
        if let Some(cut) =
            (start..head).rev().find(|i| matches!(self.token(*i).tag, Tag::Adp | Tag::Sconj) && !named(*i))
        {
            start = cut + 1;
        }
        while start < head && matches!(self.token(start).tag, Tag::Punct | Tag::Adp | Tag::Cconj) {
            start += 1;
        }
        while end > head + 1 && self.token(end - 1).tag == Tag::Punct && self.word(end - 1) != ")" {
            end -= 1;
        }
        Phrase { range: start.max(sentence.start)..end.min(sentence.end.max(head + 1)), head }
    }

    /// The head of the noun phrase that starts at a token, by its words alone.
    pub fn phrase_after(&self, start: usize) -> Option<usize> {
        let end = self.sentence(start).end;
        let mut head = None;
        for i in start..end.min(start + 10) {
            match self.token(i).tag {
                Tag::Noun | Tag::Propn | Tag::Pron => head = Some(i),
                Tag::Det | Tag::Adj | Tag::Num if head.is_none() => {}
                // `government-held Aleppo`
                Tag::Punct if self.token(i).form == "-" => {}
                Tag::Verb if i > start && self.token(i - 1).form == "-" => {}
                _ => break,
            }
        }
        head
    }

    /// What a relative pronoun stands for, else the token itself.
    pub fn without_relative(&self, i: usize) -> usize {
        let t = self.token(i);
        if matches!(t.xpos, "WDT" | "WP" | "WP$") || (t.tag == Tag::Pron && t.lemma == "that") {
            let mut at = i;
            for _ in 0..6 {
                let Some(h) = self.head(at) else { break };
                if matches!(self.token(at).relation, Relation::AclRelcl | Relation::Acl) && at != i {
                    return self.outer(h);
                }
                at = h;
            }
        }
        i
    }

    /// Heads of who does what the token says; see [`crate::rules::Step::Agent`].
    pub fn agents(&self, i: usize) -> Vec<usize> {
        self.agents_within(i, 0)
    }

    fn agents_within(&self, i: usize, depth: u8) -> Vec<usize> {
        if depth > 5 {
            return Vec::new();
        }
        let t = self.token(i);
        // `civilians were killed in | shelling`: a noun, whatever the tagger took it for.
        let gerund = t.xpos == "VBG"
            && matches!(t.relation, Relation::Obl | Relation::Nmod)
            && self.dependents(i, &[Relation::Case]).next().is_some()
            && self.dependents(i, &[Relation::Obj]).next().is_none();
        if (gerund || !self.is_verb(i)) && self.dependents(i, &[Relation::Nsubj]).next().is_none() {
            let mut found: Vec<usize> = self.dependents(i, &[Relation::NmodPoss]).collect();
            if found.is_empty() {
                found.extend(self.prepositional(i, "by"));
            }
            // `took the town after | the retreat of the army`: when something is done is not what is done.
            let carried = match t.relation {
                Relation::Obj | Relation::Xcomp => true,
                Relation::Obl => {
                    let spoken = |h| self.rules.in_list("speech-verbs", self.token(h));
                    !self.head(i).is_some_and(spoken)
                        && self
                            .dependents(i, &[Relation::Case])
                            .all(|c| self.rules.in_list("light-verb-prepositions", self.token(c)))
                }
                _ => false,
            };
            if found.is_empty()
                && carried
                && let Some(h) = self.head(i)
                && self.rules.in_list("light-verbs", self.token(h))
            {
                return self.agents_within(h, depth + 1);
            }
            // `The army appeared | unable to hold it`, `left the army | unable ...`: what somebody is said to be.
            if found.is_empty()
                && t.tag == Tag::Adj
                && t.relation == Relation::Xcomp
                && let Some(h) = self.head(i).filter(|h| self.is_verb(*h))
            {
                let object: Vec<usize> = self.dependents(h, &[Relation::Obj]).collect();
                return if object.is_empty() { self.agents_within(h, depth + 1) } else { object };
            }
            return found.into_iter().map(|a| self.without_relative(a)).collect();
        }
        if self.is_passive(i) {
            let by = |a: &usize| self.dependents(*a, &[Relation::Case]).next().is_some();
            let mut found: Vec<usize> = self.dependents(i, &[Relation::OblAgent]).filter(by).collect();
            if found.is_empty() {
                found.extend(self.prepositional(i, "by"));
            }
            return found;
        }
        let subjects: Vec<usize> = self.subjects(i).map(|s| self.without_relative(s)).collect();
        // `the goal was | to seize the port`: who seizes it is not told.
        let meant = |s: &usize| self.rules.in_list("intent-nouns", self.token(*s));
        if subjects.iter().any(meant) && t.xpos == "VB" && self.dependents(i, &[Relation::Cop]).next().is_some() {
            return Vec::new();
        }
        if !subjects.is_empty() {
            return subjects;
        }
        if let Some(subject) = self.cut_off(i).or_else(|| self.enclosed(i)) {
            return vec![subject];
        }
        let Some(h) = self.head(i) else { return Vec::new() };
        match t.relation {
            Relation::Conj => {
                if self.is_passive(h) {
                    self.patients_within(h, depth + 1)
                } else if t.xpos == "VBN" && !self.is_verb(h) && self.dependents(i, &[Relation::Obj]).next().is_none() {
                    // `two are dead and nine | wounded`
                    Vec::new()
                } else {
                    self.agents_within(h, depth + 1)
                }
            }
            Relation::Ccomp if !self.raised(i, h).is_empty() => self.raised(i, h),
            Relation::Xcomp | Relation::Advcl | Relation::Ccomp | Relation::Parataxis => {
                let of_object = self
                    .dependents(i, &[Relation::Mark, Relation::Case])
                    .any(|m| self.rules.in_list("object-control-words", self.token(m)));
                let h = self.told_before(i, h).unwrap_or(h);
                if t.relation == Relation::Xcomp || of_object {
                    let mut objects: Vec<usize> = self.dependents(h, &[Relation::Obj, Relation::Iobj]).collect();
                    // `accused them of attacking the town, | a charge | they deny`
                    if objects.iter().any(|o| *o < i) {
                        objects.retain(|o| *o < i);
                    }
                    if !objects.is_empty() {
                        return objects;
                    }
                    if let Some(asked) = self.called_upon(i, h) {
                        return vec![asked];
                    }
                }
                // `stopped short of entering`
                let h = if self.token(h).tag == Tag::Adv { self.verb_above(h).unwrap_or(h) } else { h };
                if self.is_passive(h) { self.patients_within(h, depth + 1) } else { self.agents_within(h, depth + 1) }
            }
            Relation::Acl if t.xpos != "VBN" || self.is_clipped(i) => {
                // `denied the report, stressing that ...`: after a comma it goes with the verb.
                let aside = i > 0 && self.token(i - 1).form == "," && t.xpos == "VBG";
                // `has no plans to withdraw`, `no intention of withdrawing`
                let meant =
                    self.token(h).relation == Relation::Obj && self.rules.in_list("intent-nouns", self.token(h));
                if t.xpos == "VB" || aside || meant {
                    let h = if aside || meant { self.verb_above(h).unwrap_or(h) } else { h };
                    let up = self.agents_within(h, depth + 1);
                    if !up.is_empty() {
                        return up;
                    }
                }
                // `thousands of people fled`: the measure stands for the phrase.
                let measure = self.head(h).filter(|m| {
                    self.is_clipped(i)
                        && self.has_preposition(h, "of")
                        && self.mention_index(MentionKind::Number, *m).is_some()
                });
                vec![measure.unwrap_or(h)]
            }
            Relation::AclRelcl => vec![h],
            _ => Vec::new(),
        }
    }

    /// The object of a verb that stands right before the clause it says, which is that clause's subject.
    fn raised(&self, i: usize, above: usize) -> Vec<usize> {
        self.dependents(above, &[Relation::Obj]).filter(|o| above < *o && *o < i).collect()
    }

    /// The subject of a finite verb that the parser has cut off from it by an aside and given to the verb of speech before
    /// as an object: `said | our forces, present in all areas, | have withdrawn`.
    fn cut_off(&self, verb: usize) -> Option<usize> {
        let finite = matches!(self.token(verb).xpos, "VBD" | "VBZ" | "VBP");
        let auxiliary = self.dependents(verb, &[Relation::Aux, Relation::AuxPass]).find(|a| *a < verb);
        let start = auxiliary.or(finite.then_some(verb))?;
        let comma = start.checked_sub(1).filter(|c| self.token(*c).form == ",")?;
        let sentence = self.sentence(verb);
        (sentence.start..comma).rev().take(LONGEST_ASIDE).find(|o| {
            self.token(*o).relation == Relation::Obj
                && self.subtree(*o).end == comma
                && self.subtree(*o).any(|i| i > *o && self.token(i).form == ",")
                && self.head(*o).is_some_and(|v| self.rules.in_list("speech-verbs", self.token(v)))
        })
    }

    /// The nearest verb above a token.
    pub fn verb_above(&self, i: usize) -> Option<usize> {
        let mut at = i;
        for _ in 0..12 {
            at = self.head(at)?;
            if self.is_verb(at) {
                return Some(at);
            }
        }
        None
    }

    /// The verb (or noun with a subject) of the clause that a token stands in, itself included.
    pub fn clause_verb(&self, i: usize) -> usize {
        let mut at = i;
        for _ in 0..20 {
            if self.is_clause_head(at) {
                return at;
            }
            match self.head(at) {
                Some(h) => at = h,
                None => return at,
            }
        }
        at
    }

    /// Grammatical subjects, but for times that the parser took for one.
    pub fn subjects(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        self.dependents(i, &[Relation::Nsubj, Relation::NsubjPass])
            .filter(|s| self.mention_index(MentionKind::Time, *s).is_none())
    }

    /// Heads of whom or what the token is done to; see [`crate::rules::Step::Patient`].
    pub fn patients(&self, i: usize) -> Vec<usize> {
        self.patients_within(i, 0)
    }

    /// A subject that the parser took for an object: `demanded that | M23 | withdraw`. What stands between the opener of a
    /// clause and its verb is none.
    fn enclosed(&self, i: usize) -> Option<usize> {
        let opener = self.dependents(i, &[Relation::Mark]).next()?;
        let subjects = self.dependents(i, &[Relation::Nsubj, Relation::NsubjPass]).next();
        self.dependents(i, &[Relation::Obj]).find(|o| opener < *o && *o < i).filter(|_| subjects.is_none())
    }

    fn patients_within(&self, i: usize, depth: u8) -> Vec<usize> {
        if depth > 5 {
            return Vec::new();
        }
        let t = self.token(i);
        if !self.is_verb(i) {
            if self.dependents(i, &[Relation::Cop]).next().is_some() {
                return self.subjects(i).map(|s| self.without_relative(s)).collect();
            }
            return self.prepositional(i, "of").collect();
        }
        if self.is_passive(i) {
            let mut subjects: Vec<usize> = self.subjects(i).map(|s| self.without_relative(s)).collect();
            if !subjects.is_empty() {
                subjects.extend(self.gapped(i));
                return subjects;
            }
            let Some(h) = self.head(i) else { return self.topic(i).into_iter().collect() };
            return match t.relation {
                Relation::Acl => vec![h],
                Relation::AclRelcl => vec![self.outer(h)],
                // `The monitor says | 820 people | have been killed`: the parser gave the subject to the verb above.
                Relation::Ccomp => self.raised(i, h),
                Relation::Conj | Relation::Xcomp | Relation::Advcl => {
                    if self.is_passive(h) {
                        self.patients_within(h, depth + 1)
                    } else {
                        self.agents_within(h, depth + 1)
                    }
                }
                _ => Vec::new(),
            };
        }
        let enclosed = self.enclosed(i);
        let objects = self.dependents(i, &[Relation::Obj]).filter(|o| Some(*o) != enclosed);
        let mut objects: Vec<usize> = objects.map(|s| self.without_relative(s)).collect();
        if !objects.is_empty() {
            objects.extend(self.gapped(i));
            return objects;
        }
        // A bare place name right behind a verb is its object, whatever the tagger took it for.
        let bare: Vec<usize> = self.children[i]
            .iter()
            .copied()
            .filter(|c| *c > i && *c <= i + 3 && self.mention_index(MentionKind::Place, *c).is_some())
            .filter(|c| self.dependents(*c, &[Relation::Case]).next().is_none())
            .filter(|c| !matches!(self.token(*c).relation, Relation::Nsubj | Relation::NsubjPass | Relation::Conj))
            .collect();
        if !bare.is_empty() {
            return bare;
        }
        let indirect: Vec<usize> = self.dependents(i, &[Relation::Iobj]).map(|s| self.without_relative(s)).collect();
        if !indirect.is_empty() {
            return indirect;
        }
        if t.relation == Relation::AclRelcl
            && self.dependents(i, &[Relation::Nsubj]).any(|s| self.without_relative(s) == s)
            && let Some(h) = self.head(i)
        {
            return vec![self.outer(h)];
        }
        // `captured and burned the base`: an object shared with the verb joined on.
        self.dependents(i, &[Relation::Conj])
            .filter(|c| self.is_verb(*c))
            .take(1)
            .flat_map(|c| self.dependents(c, &[Relation::Obj]).collect::<Vec<_>>())
            .collect()
    }

    /// Places in clauses joined to a verb that leave it out: `captured Minova on Monday and | Sake | two days later`.
    fn gapped(&self, verb: usize) -> impl Iterator<Item = usize> + '_ {
        self.dependents(verb, &[Relation::Conj]).filter(|c| {
            !self.is_clause_head(*c)
                && self.mention_index(MentionKind::Place, *c).is_some()
                && self.dependents(*c, &[Relation::Case]).next().is_none()
        })
    }

    /// The clause around a verb or noun: what hangs from its nearest verb, without clauses joined to it.
    pub fn clause(&self, i: usize) -> Range<usize> {
        let mut verb = i;
        for _ in 0..12 {
            if self.is_clause_head(verb) {
                break;
            }
            match self.head(verb) {
                Some(h) => verb = h,
                None => break,
            }
        }
        let mut range = verb.min(i)..verb.max(i) + 1;
        let mut stack = vec![verb];
        let mut steps = 0;
        while let Some(t) = stack.pop() {
            steps += 1;
            if steps > 400 {
                break;
            }
            range = range.start.min(t)..range.end.max(t + 1);
            for &c in &self.children[t] {
                let joined = matches!(
                    self.token(c).relation,
                    Relation::Conj | Relation::Parataxis | Relation::Advcl | Relation::Ccomp | Relation::AclRelcl
                ) && self.is_clause_head(c);
                let edge = self.token(c).tag == Tag::Punct || self.token(c).relation == Relation::Cc;
                if !joined && !edge {
                    stack.push(c);
                }
            }
        }
        let sentence = self.sentence(i);
        let mut range = range.start.max(sentence.start)..range.end.min(sentence.end);
        while range.start < i
            && matches!(self.token(range.start).relation, Relation::Mark | Relation::Punct | Relation::Cc)
        {
            range.start += 1;
        }
        range
    }

    fn is_clause_head(&self, i: usize) -> bool {
        let t = self.token(i);
        if t.tag == Tag::Verb && !matches!(t.relation, Relation::Amod | Relation::Compound) {
            return true;
        }
        self.dependents(i, &[Relation::Cop, Relation::Nsubj, Relation::NsubjPass]).next().is_some()
    }
}

impl Layers for Story<'_> {
    fn tokens(&self) -> &[Token] {
        &self.reading.tokens
    }

    fn mention_at(&self, kind: MentionKind, token: usize) -> Option<usize> {
        if kind == MentionKind::Quote {
            return self.quote_from(token).map(|q| q.end);
        }
        let i = self.mention_index(kind, token)?;
        let range = match kind {
            MentionKind::Place => self.places.get(i)?.range.clone(),
            MentionKind::Name => self.names.get(i)?.range.clone(),
            MentionKind::Time => self.times.get(i)?.range.clone(),
            MentionKind::Number => self.numbers.get(i)?.range.clone(),
            MentionKind::Quote => return None,
        };
        (range.start == token).then_some(range.end)
    }

    fn told_at(&self, token: usize) -> Option<Kind> {
        kinds::told(self, token)
    }

    fn list_at(&self, list: &str, token: usize) -> Vec<usize> {
        if list.contains('.') {
            let hit = self.reading.tokens.get(token).is_some_and(|t| {
                [&t.form, &t.lemma].iter().any(|w| self.rules.table(list, w.trim_end_matches('.')).is_some())
            });
            return if hit { vec![1] } else { Vec::new() };
        }
        self.rules.list_at(list, &self.reading.tokens, token)
    }
}

/// Words in double quotation marks, opened and closed within one paragraph; an unclosed mark reaches to the end of
/// its paragraph (a quotation that goes on in the next one).
fn find_quotes(reading: &Reading) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    let mut open: Option<usize> = None;
    let mut paragraph = 0;
    for sentence in &reading.sentences {
        if sentence.paragraph != paragraph {
            if let Some(start) = open.take() {
                quotes.push(start..sentence.tokens.start as usize);
            }
            paragraph = sentence.paragraph;
        }
        for i in sentence.tokens.clone().map(|i| i as usize) {
            if reading.tokens.get(i).is_some_and(|t| t.form == "\"" || t.form == "''" || t.form == "``") {
                match open.take() {
                    Some(start) if start < i => quotes.push(start..i),
                    Some(_) => {}
                    None => open = Some(i + 1),
                }
            }
        }
    }
    if let Some(start) = open.filter(|s| *s < reading.tokens.len()) {
        quotes.push(start..reading.tokens.len());
    }
    quotes
}
