//! Patterns over words: how a rule says what it looks for.
//!
//! ```text
//! pattern   = item+
//! item      = [name "="] ["^"] atom ["/" TAG ("|" TAG)*] ["[" ["!"] relation ("|" relation)* "]"] ["?" | "*" | "+"]
//! atom      = word ("|" word)*      a word matches the dictionary form or the form as it stands, in lower case
//!           | "@" list ("|" "@" list)*   any word of lexicons/en/LIST.txt (entries may have several words)
//!           | "<" kind ">"          a mention found before: place, name, time, number, quote; or a word that the language
//!                                   model takes for one that tells of this kind of claim: `<captures>`
//!           | "_"                   any word
//!           | ".."                  up to six words of any sort, as few as possible, not across a quotation mark
//!           | "(" pattern ("|" pattern)* ")"
//! ```
//!
//! What negates (`lexicons/en/negators.txt`) may stand between the words of a match: a rule for `be under control` sees
//! `is not yet under control`, and what denies it is found by itself. A word in double quotes matches only as it stands. `^` marks the head, whose place in the tree the roles start
//! from; without one it is the first item. `name=` captures.

use dateline_core::{
    Kind, Token,
    reading::{Relation, Tag},
};
use std::{cell::Cell, collections::HashMap};

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    seq: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq)]
struct Item {
    capture: Option<String>,
    head: bool,
    atom: Atom,
    tags: Vec<Tag>,
    relations: Vec<Relation>,
    relations_negated: bool,
    min: u8,
    max: u8,
}

#[derive(Debug, Clone, PartialEq)]
enum Atom {
    Words(Vec<Word>),
    Lists(Vec<String>),
    Mention(MentionKind),
    Told(Kind),
    Any,
    Gap,
    Group(Vec<Vec<Item>>),
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Lemma(String),
    Form(String),
}

/// The sorts of mention a pattern can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// A place name.
    Place,
    /// Any capitalised name.
    Name,
    /// A time expression.
    Time,
    /// A number, in digits or words.
    Number,
    /// Words in quotation marks.
    Quote,
}

/// Whether a verb's form may be one of a word that its dictionary form misses by an `e`: the dictionary forms of verbs that
/// the language model has not met are guesses (`ruled` of `rule` or `rul`).
pub(super) fn is_form_of(token: &Token, word: &str) -> bool {
    token.tag == Tag::Verb
        && (token.form.ends_with("ed") || token.form.ends_with("ing"))
        && (word.strip_suffix('e') == Some(token.lemma.as_str()) || token.lemma.strip_suffix('e') == Some(word))
}

/// The word that the dictionary form may miss by an `e`, of which the token may be a form.
pub(super) fn other_form(token: &Token) -> Option<String> {
    if token.tag != Tag::Verb {
        return None;
    }
    let other = match token.lemma.strip_suffix('e') {
        Some(stem) => stem.to_owned(),
        None => format!("{}e", token.lemma),
    };
    is_form_of(token, &other).then_some(other)
}

/// Under which key rules are found that begin with a word of a kind that the language model sees.
fn told_key(kind: Kind) -> String {
    format!("<{kind}>")
}

impl<R> super::RuleSet<R> {
    /// The rules that begin with a word in which the language model sees this kind of claim.
    pub fn starting_with_told(&self, kind: Kind) -> impl Iterator<Item = &super::Rule<R>> {
        let found = self.by_word.get(&told_key(kind));
        found.into_iter().flatten().filter_map(|i| self.rules.get(*i))
    }
}

/// A fault in a pattern: what, and the byte offset in the pattern's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// Byte offset.
    pub at: usize,
    /// Length in bytes of the wrong part.
    pub len: usize,
}

/// What the matcher looks at besides the words themselves.
pub trait Layers {
    /// All tokens of the report.
    fn tokens(&self) -> &[Token];
    /// If a mention of this kind starts at the token: the index after its last token.
    fn mention_at(&self, kind: MentionKind, token: usize) -> Option<usize>;
    /// The kind of claim that the language model sees in the token.
    fn told_at(&self, token: usize) -> Option<Kind>;
    /// The lengths in words of this list's entries that start at the token, longest first.
    fn list_at(&self, list: &str, token: usize) -> Vec<usize>;
}

/// Where a pattern matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Match {
    /// First token.
    pub start: usize,
    /// After the last token.
    pub end: usize,
    /// The head token.
    pub head: usize,
    /// Captured ranges by name.
    pub captures: HashMap<String, (usize, usize)>,
}

impl Pattern {
    /// Parses a pattern.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let mut p = Parser { text, at: 0 };
        let mut alternatives = p.alternatives(0)?;
        p.blank();
        if p.at < text.len() {
            return Err(p.error("unexpected text", p.at, text.len() - p.at));
        }
        let seq =
            if alternatives.len() == 1 { alternatives.remove(0) } else { vec![Item::plain(Atom::Group(alternatives))] };
        if seq.is_empty() {
            return Err(p.error("a pattern needs at least one word", 0, text.len()));
        }
        Ok(Pattern { seq })
    }

    /// Whether the pattern asks for this very word; words that it only leaves room for do not count.
    pub fn names(&self, token: &Token) -> bool {
        fn walk(seq: &[Item], token: &Token) -> bool {
            seq.iter().any(|item| match &item.atom {
                Atom::Words(words) => words.iter().any(|word| match word {
                    Word::Lemma(w) => *w == token.lemma || *w == token.form,
                    Word::Form(w) => *w == token.form,
                }),
                Atom::Group(alternatives) => alternatives.iter().any(|s| walk(s, token)),
                _ => false,
            })
        }
        walk(&self.seq, token)
    }

    /// Whether it looks for what the language model sees in a word.
    pub fn is_told(&self) -> bool {
        matches!(self.seq.first(), Some(Item { atom: Atom::Told(_), .. }))
    }

    /// The lists that the pattern names, with nothing repeated.
    pub fn lists(&self) -> Vec<&str> {
        fn walk<'a>(seq: &'a [Item], out: &mut Vec<&'a str>) {
            for item in seq {
                match &item.atom {
                    Atom::Lists(names) => out.extend(names.iter().map(String::as_str)),
                    Atom::Group(alternatives) => alternatives.iter().for_each(|s| walk(s, out)),
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        walk(&self.seq, &mut out);
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The words one of which must stand at the start of any match; `None` if anything may.
    /// `first_words` gives the first words of a list.
    pub fn first_words(&self, first_words: &dyn Fn(&str) -> Vec<String>) -> Option<Vec<String>> {
        fn of_seq(seq: &[Item], lists: &dyn Fn(&str) -> Vec<String>, out: &mut Vec<String>) -> bool {
            for item in seq {
                match &item.atom {
                    Atom::Words(words) => out.extend(words.iter().map(|w| match w {
                        Word::Lemma(w) | Word::Form(w) => w.clone(),
                    })),
                    Atom::Lists(names) => names.iter().for_each(|n| out.extend(lists(n))),
                    Atom::Group(alternatives) => {
                        if !alternatives.iter().all(|s| of_seq(s, lists, out)) {
                            return false;
                        }
                    }
                    Atom::Told(kind) => out.push(told_key(*kind)),
                    Atom::Mention(_) | Atom::Any | Atom::Gap => return false,
                }
                if item.min > 0 {
                    return true;
                }
            }
            false
        }
        let mut out = Vec::new();
        of_seq(&self.seq, first_words, &mut out).then_some(out)
    }

    /// The longest match that starts at this token and ends by `limit`.
    pub fn match_at(&self, layers: &dyn Layers, start: usize, limit: usize) -> Option<Match> {
        let budget = Cell::new(4000);
        let state = State { start, head: None, captures: Vec::new() };
        let (end, state) = run(&self.seq, 0, layers, start, limit, state, &budget, &mut |end, s| Some((end, s)))?;
        Some(Match {
            start,
            end,
            head: state.head.unwrap_or(start),
            captures: state.captures.into_iter().map(|(n, a, b)| (n.to_owned(), (a, b))).collect(),
        })
    }
}

#[derive(Clone)]
struct State<'p> {
    start: usize,
    head: Option<usize>,
    captures: Vec<(&'p str, usize, usize)>,
}

type Then<'p, 'f> = &'f mut dyn FnMut(usize, State<'p>) -> Option<(usize, State<'p>)>;

/// Backtracking with continuations; the budget bounds the work on any input.
#[allow(clippy::too_many_arguments, reason = "one recursive function; a struct would only rename the arguments")]
fn run<'p>(
    seq: &'p [Item],
    repeated: u8,
    layers: &dyn Layers,
    at: usize,
    limit: usize,
    state: State<'p>,
    budget: &Cell<u32>,
    then: Then<'p, '_>,
) -> Option<(usize, State<'p>)> {
    if budget.get() == 0 {
        return None;
    }
    budget.set(budget.get() - 1);
    let Some((item, rest)) = seq.split_first() else { return then(at, state) };
    if matches!(item.atom, Atom::Gap) {
        for skip in 0..=6 {
            if at + skip > limit {
                break;
            }
            if let Some(found) = run(rest, 0, layers, at + skip, limit, state.clone(), budget, then) {
                return Some(found);
            }
            if layers.tokens().get(at + skip).is_none_or(|t| t.form == "\"" || t.form == ";") {
                break;
            }
        }
        return None;
    }
    if repeated < item.max {
        let mut ends: Vec<usize> = Vec::new();
        match &item.atom {
            Atom::Group(alternatives) => {
                for alternative in alternatives {
                    let mut again = |end: usize, mut s: State<'p>| {
                        if end == at {
                            return None;
                        }
                        item.note(&mut s, at, end);
                        run(seq, repeated + 1, layers, end, limit, s, budget, then)
                    };
                    if let Some(found) = run(alternative, 0, layers, at, limit, state.clone(), budget, &mut again) {
                        return Some(found);
                    }
                }
            }
            Atom::Lists(names) => {
                for name in names {
                    ends.extend(layers.list_at(name, at).into_iter().map(|n| at + n));
                }
                ends.sort_unstable_by(|a, b| b.cmp(a));
            }
            Atom::Mention(kind) => ends.extend(layers.mention_at(*kind, at)),
            Atom::Words(words) => {
                if at < limit
                    && let Some(token) = layers.tokens().get(at)
                    && words.iter().any(|w| match w {
                        Word::Lemma(w) => token.lemma == *w || token.form == *w || is_form_of(token, w),
                        Word::Form(w) => token.form == *w,
                    })
                {
                    ends.push(at + 1);
                }
            }
            Atom::Told(kind) => ends.extend((layers.told_at(at) == Some(*kind)).then_some(at + 1)),
            Atom::Any => ends.push(at + 1),
            Atom::Gap => {}
        }
        for end in ends {
            if end > limit || end <= at || !item.allows(&layers.tokens()[end - 1], &layers.tokens()[at]) {
                continue;
            }
            let mut s = state.clone();
            item.note(&mut s, at, end);
            if let Some(found) = run(seq, repeated + 1, layers, end, limit, s, budget, then) {
                return Some(found);
            }
        }
    }
    if repeated >= item.min {
        return run(rest, 0, layers, at, limit, state, budget, then);
    }
    let negates = repeated == 0 && state.start < at && at < limit && !layers.list_at(NEGATORS, at).is_empty();
    if negates { run(seq, 0, layers, at + 1, limit, state, budget, then) } else { None }
}

/// The list of words that deny what stands around them and are passed over by patterns.
const NEGATORS: &str = "negators";

impl Item {
    fn plain(atom: Atom) -> Item {
        Item {
            capture: None,
            head: false,
            atom,
            tags: Vec::new(),
            relations: Vec::new(),
            relations_negated: false,
            min: 1,
            max: 1,
        }
    }

    /// Whether tag and relation tests hold. Words without a tag (`X`, before tagging) pass tag tests.
    fn allows(&self, last: &Token, first: &Token) -> bool {
        let tag_ok = self.tags.is_empty()
            || self.tags.contains(&first.tag)
            || self.tags.contains(&last.tag)
            || (first.tag == Tag::X && first.xpos.is_empty());
        let relation_ok =
            self.relations.is_empty() || self.relations.contains(&last.relation) != self.relations_negated;
        tag_ok && relation_ok
    }

    fn note<'p>(&'p self, state: &mut State<'p>, at: usize, end: usize) {
        if let Some(name) = &self.capture {
            state.captures.push((name, at, end));
        }
        if self.head {
            state.head = Some(end - 1);
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn error(&self, message: impl Into<String>, at: usize, len: usize) -> PatternError {
        PatternError { message: message.into(), at, len: len.max(1) }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let hit = self.peek() == Some(c);
        if hit {
            self.at += c.len_utf8();
        }
        hit
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || "-_.:'’%$".contains(c)) {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        &self.text[start..self.at]
    }

    fn alternatives(&mut self, depth: u8) -> Result<Vec<Vec<Item>>, PatternError> {
        if depth > 8 {
            return Err(self.error("brackets nested too deep", self.at, 1));
        }
        let mut out = vec![Vec::new()];
        loop {
            self.blank();
            match self.peek() {
                None | Some(')') => return Ok(out),
                Some('|') => {
                    self.eat('|');
                    out.push(Vec::new());
                }
                Some(_) => {
                    let item = self.item(depth)?;
                    if let Some(seq) = out.last_mut() {
                        seq.push(item);
                    }
                }
            }
        }
    }

    fn item(&mut self, depth: u8) -> Result<Item, PatternError> {
        let start = self.at;
        let mut capture = None;
        let word = self.name().to_owned();
        if !word.is_empty() && self.eat('=') {
            capture = Some(word);
        } else {
            self.at = start;
        }
        let head = self.eat('^');
        let atom_at = self.at;
        let atom = match self.peek() {
            Some('(') => {
                self.eat('(');
                let alternatives = self.alternatives(depth + 1)?;
                if !self.eat(')') {
                    return Err(self.error("this bracket is not closed", atom_at, 1));
                }
                Atom::Group(alternatives)
            }
            Some('<') => {
                self.eat('<');
                let name = self.name().to_owned();
                let atom = match name.as_str() {
                    "place" => Atom::Mention(MentionKind::Place),
                    "name" => Atom::Mention(MentionKind::Name),
                    "time" => Atom::Mention(MentionKind::Time),
                    "number" => Atom::Mention(MentionKind::Number),
                    "quote" => Atom::Mention(MentionKind::Quote),
                    kind => match kind.parse() {
                        Ok(kind) => Atom::Told(kind),
                        Err(_) => {
                            let len = self.at - atom_at;
                            return Err(self.error(
                                format!(
                                    "no mention is called `{name}`; there are place, name, time, number, quote, and the kinds of claims"
                                ),
                                atom_at,
                                len,
                            ));
                        }
                    },
                };
                if !self.eat('>') {
                    return Err(self.error("`>` is missing", atom_at, self.at - atom_at));
                }
                atom
            }
            Some('@') => {
                let mut lists = Vec::new();
                while self.eat('@') {
                    lists.push(self.name().to_owned());
                    if !(self.text[self.at..].starts_with("|@") && self.eat('|')) {
                        break;
                    }
                }
                Atom::Lists(lists)
            }
            _ if self.text[self.at..].starts_with("..") => {
                self.at += 2;
                Atom::Gap
            }
            _ => {
                let mut words = Vec::new();
                loop {
                    if self.eat('"') {
                        let from = self.at;
                        let Some(len) = self.text[from..].find('"') else {
                            return Err(self.error("this quotation mark is not closed", from - 1, 1));
                        };
                        words.push(Word::Form(self.text[from..from + len].to_lowercase()));
                        self.at = from + len + 1;
                    } else {
                        let word = self.name().to_lowercase();
                        if word.is_empty() {
                            let found = self.peek().map_or(String::new(), |c| format!(", found `{c}`"));
                            return Err(self.error(format!("a word was expected{found}"), self.at, 1));
                        }
                        words.push(Word::Lemma(word));
                    }
                    // `a | b` with blanks parts whole patterns, `a|b` parts words.
                    let next = self.text[self.at..].chars().nth(1);
                    if self.peek() == Some('|') && next.is_some_and(|c| !c.is_whitespace() && c != '(') {
                        self.eat('|');
                    } else {
                        break;
                    }
                }
                if words == [Word::Lemma("_".into())] { Atom::Any } else { Atom::Words(words) }
            }
        };
        let mut item = Item { capture, head, ..Item::plain(atom) };
        if self.eat('/') {
            loop {
                let at = self.at;
                let tag = self.name().to_owned();
                item.tags.push(
                    tag.parse()
                        .map_err(|e: dateline_core::kind::UnknownName| self.error(e.to_string(), at, tag.len()))?,
                );
                if !self.eat('|') {
                    break;
                }
            }
        }
        if self.eat('[') {
            item.relations_negated = self.eat('!');
            loop {
                let at = self.at;
                let relation = self.name().to_owned();
                item.relations.push(
                    relation
                        .parse()
                        .map_err(|e: dateline_core::kind::UnknownName| self.error(e.to_string(), at, relation.len()))?,
                );
                if !self.eat('|') {
                    break;
                }
            }
            if !self.eat(']') {
                return Err(self.error("`]` is missing", self.at, 1));
            }
        }
        (item.min, item.max) = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, 8),
            Some('+') => (1, 8),
            _ => (1, 1),
        };
        if item.min != 1 || item.max != 1 {
            self.at += 1;
        }
        Ok(item)
    }
}
