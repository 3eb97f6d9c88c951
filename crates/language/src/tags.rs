//! Penn tags, and pairs of them with universal ones.

use dateline_core::reading::Tag;

/// The Penn Treebank tags of the English Web Treebank.
pub(crate) const PENN: &[&str] = &[
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "``",
];

/// A pair of universal and Penn tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tags {
    pub(crate) tag: Tag,
    /// Index into [`PENN`].
    pub(crate) penn: u8,
}

impl Tags {
    /// The pair of `tag` and the Penn tag of that name, `XX` if there is none.
    pub(crate) fn new(tag: Tag, xpos: &str) -> Tags {
        let penn = PENN.binary_search(&xpos).or_else(|_| PENN.binary_search(&"XX")).unwrap_or(0);
        Tags { tag, penn: penn as u8 }
    }

    /// The Penn tag.
    pub(crate) fn xpos(self) -> &'static str {
        PENN.get(usize::from(self.penn)).copied().unwrap_or("XX")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn penn_tags_are_sorted() {
        assert!(PENN.is_sorted());
        assert_eq!(Tags::new(Tag::Noun, "NNS").xpos(), "NNS");
        assert_eq!(Tags::new(Tag::Noun, "?").xpos(), "XX");
    }
}
