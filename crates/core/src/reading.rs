//! The layers that the language stage writes and the rules match on: sentences, words, tags, a dependency tree.

use crate::{Span, kind::named_enum};
use std::ops::Range;

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
    /// Index into [`Reading::tokens`] of the head; `None` for a root.
    pub head: Option<u32>,
    /// Relation to the head ([`Relation::Root`] for a root).
    pub relation: Relation,
    /// Whether white space (or the start of the text) comes before it.
    pub space_before: bool,
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

/// All that was read off one text. Tokens of all sentences stand in one vector, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Words and punctuation.
    pub tokens: Vec<Token>,
    /// Sentences, in the order of the text; their token ranges join without gaps.
    pub sentences: Vec<Sentence>,
}

impl Reading {
    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize]
    }
}
