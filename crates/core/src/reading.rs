//! The layers that the language stage writes and the rules match on: sentences, words, tags, a dependency tree.

use crate::{Kind, Span, kind::named_enum};
use std::{ops::Range, sync::Arc};

named_enum! {
    /// Universal part-of-speech tags.
    Tag {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN",
        Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM",
        Verb = "VERB", X = "X",
    }
}

named_enum! {
    /// Universal dependency relations; subtypes that the rules need stand as relations of their own.
    Relation {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", Advmod = "advmod", Amod = "amod", Appos = "appos",
        Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc", Ccomp = "ccomp", Clf = "clf",
        Compound = "compound", CompoundPrt = "compound:prt", Conj = "conj", Cop = "cop", Csubj = "csubj",
        CsubjPass = "csubj:pass", Dep = "dep", Det = "det", Discourse = "discourse", Dislocated = "dislocated",
        Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list",
        Mark = "mark", Nmod = "nmod", NmodPoss = "nmod:poss", NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj",
        NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj", Obl = "obl", OblAgent = "obl:agent",
        OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
        Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
    }
}

named_enum! {
    /// What a name names.
    NameClass {
        Person = "PER", Organization = "ORG", Location = "LOC",
        /// Nationalities, religious and political groups.
        People = "NORP",
        Facility = "FAC", Product = "PRODUCT", Misc = "MISC",
    }
}

named_enum! {
    /// The types of TIMEX3.
    TimeClass { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
}

/// One word or mark of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the report's text.
    pub span: Span,
    /// The word in lower case, curly quotes and dashes made plain.
    pub form: String,
    /// The dictionary form in lower case (`seized` -> `seize`, `forces` -> `force`).
    pub lemma: String,
    /// Part of speech.
    pub tag: Tag,
    /// Penn Treebank tag (`VBD`, `NNS`, ...), which tells tense, participle and number.
    pub xpos: &'static str,
    /// Universal features as in CoNLL-U (`Mood=Ind|Tense=Past|VerbForm=Fin`), `_` if there are none.
    pub features: Arc<str>,
    /// Index into [`Reading::tokens`] of the head; `None` for a root.
    pub head: Option<u32>,
    /// Relation to the head ([`Relation::Root`] for a root).
    pub relation: Relation,
    /// Whether white space (or the start of the text) comes before it.
    pub space_before: bool,
}

impl Token {
    /// The value of a feature: `Past` for `Tense`.
    pub fn feature(&self, name: &str) -> Option<&str> {
        self.features.split('|').find_map(|f| f.strip_prefix(name)?.strip_prefix('='))
    }
}

/// One sentence (or headline, or line of a list).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first to the last token.
    pub span: Span,
    /// Its tokens, as indices into [`Reading::tokens`].
    pub tokens: Range<u32>,
    /// Number of the paragraph it stands in, from 0.
    pub paragraph: u32,
}

/// A name and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<u32>,
    /// What it names.
    pub class: NameClass,
}

/// An expression of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeExpression {
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its type.
    pub class: TimeClass,
}

named_enum! {
    /// How a text tells what a name means.
    FactClass {
        /// `Hayat Tahrir al-Sham (HTS)`: the words are the short form.
        Abbreviation = "abbreviation",
        /// `the SOHR, a war monitor`: the words say what it is.
        Apposition = "apposition",
        /// `army spokesman Ali Hassan`: the words before the name say what they are.
        Role = "role",
    }
}

/// What a text says in passing of somebody or something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityFact {
    /// The name.
    pub name: Range<u32>,
    /// How it is said.
    pub class: FactClass,
    /// The words that say it.
    pub words: Range<u32>,
}

/// Words that say that somebody says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The words that tell of the saying (`said`, `according to`).
    pub cue: Range<u32>,
    /// Who says it; empty where nobody is named.
    pub source: Vec<Range<u32>>,
    /// What is said, in one or several pieces.
    pub content: Vec<Range<u32>>,
    /// The head of the nearest name or noun that the speaker goes back to: the source itself, what its pronoun takes up,
    /// or, where the words name no source, the speaker before.
    pub speaker: Option<u32>,
}

/// A word that means what a word before it means: heads of mentions, as indices into [`Reading::tokens`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The head of the later mention (`it`, `the group`).
    pub token: u32,
    /// The head of the nearest mention that it takes up.
    pub antecedent: u32,
}

/// A word that the model takes for one that tells of a kind of event: the verb, the noun or what stands for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventWord {
    /// The word, an index into [`Reading::tokens`].
    pub token: u32,
    /// The likeliest kind.
    pub kind: Kind,
    /// How likely it is, in percent.
    pub likely: u8,
    /// How likely it is that the event is denied, in percent.
    pub denied: u8,
}

/// All that was read off one text. Tokens of all sentences stand in one vector, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Words and punctuation.
    pub tokens: Vec<Token>,
    /// Sentences, in the order of the text; their token ranges join without gaps.
    pub sentences: Vec<Sentence>,
    /// Names, in the order of the text; none overlap.
    pub names: Vec<Name>,
    /// Expressions of time, in the order of the text; none overlap.
    pub times: Vec<TimeExpression>,
    /// Attributions, in the order of their cues.
    pub attributions: Vec<Attribution>,
    /// For each token, read as what tells of an event, in hundredths from -300 (it did not happen) over 0 (open) to 300
    /// (it happened); empty if the model does not judge.
    pub factuality: Vec<i16>,
    /// Words that carry claims, in the order of the text; empty if the model does not tell.
    pub event_words: Vec<EventWord>,
    /// What pronouns and other nouns take up, in the order of the text.
    pub links: Vec<Link>,
    /// What is said in passing of names, in the order of the text.
    pub facts: Vec<EntityFact>,
    /// For a text wholly in capitals: the text in ordinary case, as it was read; byte for byte as long, so all spans are
    /// those of the text as it stands.
    pub cased: Option<String>,
}

impl Reading {
    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize]
    }

    /// Where a stretch of tokens stands in the text; `None` if it has none.
    pub fn span_of(&self, tokens: &Range<u32>) -> Option<Span> {
        let tokens = self.tokens.get(tokens.start as usize..tokens.end as usize)?;
        Some(tokens.first()?.span.join(tokens.last()?.span))
    }

    /// The kind of claim that a token carries, if the model sees one.
    pub fn event_word(&self, token: u32) -> Option<&EventWord> {
        let at = self.event_words.binary_search_by_key(&token, |word| word.token).ok()?;
        self.event_words.get(at)
    }

    /// What a token takes up, if anything.
    pub fn antecedent(&self, token: u32) -> Option<u32> {
        let at = self.links.binary_search_by_key(&token, |link| link.token).ok()?;
        Some(self.links[at].antecedent)
    }
}
