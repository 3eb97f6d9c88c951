//! The trace of a text, by which rewrites and reports of one incident are found without the text.

use dateline_core::trace::{BREAK, Sort, word};

/// Letters of a word that count: endings differ where a text was rewritten.
const LETTERS: usize = 6;
/// Words of up to so many letters are too common to tell anything, names and figures apart.
const SMALL: usize = 3;
/// Most numbers that are kept.
const MOST: usize = 6000;

/// The trace of a text, in the form that [`dateline_core::trace`] describes. Sentences are told by their marks alone.
pub fn trace(text: &str) -> Vec<u32> {
    let mut out = Tracer::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let inside = !out.letters.is_empty() && next.is_alphanumeric();
        let joins_digits = matches!(c, ',' | '.') && inside && next.is_ascii_digit() && out.has_digit();
        match c {
            _ if c.is_alphanumeric() => out.letters.push(c),
            _ if joins_digits => {}
            '\'' | '’' if inside => out.letters.push('\''),
            _ => out.mark(c, next),
        }
        if out.words.len() >= MOST {
            break;
        }
    }
    out.word();
    out.words
}

/// The state of reading a text into its trace.
#[derive(Default)]
struct Tracer {
    words: Vec<u32>,
    letters: String,
    /// Whether a word was met since the sentence began.
    inside: bool,
    quoted: bool,
    /// Whether the last mark ends a sentence if white space follows.
    ended: bool,
    lines: usize,
}

impl Tracer {
    fn has_digit(&self) -> bool {
        self.letters.ends_with(|c: char| c.is_ascii_digit())
    }

    fn mark(&mut self, c: char, next: char) {
        self.word();
        match c {
            '.' | '?' | '!' => self.ended = true,
            '"' => self.quoted = !self.quoted,
            '“' | '«' => self.quoted = true,
            '”' | '»' => self.quoted = false,
            _ => {}
        }
        self.lines = if c == '\n' {
            self.lines + 1
        } else if c.is_whitespace() {
            self.lines
        } else {
            0
        };
        // A quotation does not reach over the end of a paragraph.
        self.quoted &= self.lines < 2;
        if c == '\n' || self.ended && (c.is_whitespace() || next.is_whitespace() && c == '"') {
            self.sentence();
        }
    }

    fn sentence(&mut self) {
        if self.words.last().is_some_and(|&last| last != BREAK) {
            self.words.push(BREAK);
        }
        self.inside = false;
        self.ended = false;
    }

    fn word(&mut self) {
        let letters = std::mem::take(&mut self.letters);
        let Some(first) = letters.chars().next() else { return };
        let small = letters.to_lowercase();
        let stem = small.strip_suffix("'s").unwrap_or(&small);
        let figure = stem.contains(|c: char| c.is_ascii_digit());
        let name = first.is_uppercase() && self.inside;
        let long = stem.chars().nth(if name { 1 } else { SMALL }).is_some();
        if figure || long {
            let sort = match () {
                () if self.quoted => Sort::Quoted,
                () if figure => Sort::Figure,
                () if name => Sort::Name,
                () => Sort::Plain,
            };
            let letters = if figure { usize::MAX } else { LETTERS };
            self.words.push(word(hash(stem.chars().take(letters)), sort));
        }
        self.inside = true;
        self.ended = false;
        self.lines = 0;
    }
}

/// FNV-1a.
fn hash(letters: impl Iterator<Item = char>) -> u32 {
    letters.fold(0x811c_9dc5, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::trace::{sentences, sort};

    fn sorts(text: &str) -> Vec<Vec<Sort>> {
        sentences(&trace(text)).map(|s| s.iter().map(|&w| sort(w)).collect()).collect()
    }

    #[test]
    fn small_words_are_left_out_and_sorts_told() {
        use Sort::{Figure, Name, Plain, Quoted};
        let text = "Rebels took Hama at 4:30. \"We hold it all,\" said Omar, one of 1,200 men.";
        assert_eq!(sorts(text), [vec![Plain, Plain, Name, Figure, Figure], vec![Quoted, Plain, Name, Figure]]);
        assert_eq!(sorts("He said 3.5 km. It fell"), [vec![Plain, Figure], vec![Plain]]);
    }

    #[test]
    fn endings_and_case_do_not_count() {
        assert_eq!(trace("Soldiers withdrew"), trace("SOLDIERS withdrew"));
        assert_eq!(trace("captured"), trace("captures"));
        assert_eq!(trace("the army’s"), trace("the army"));
        assert_ne!(trace("1,200"), trace("1,300"));
    }

    #[test]
    fn an_unclosed_quotation_ends_with_its_paragraph() {
        assert_eq!(
            sorts("“They came\n\nSoldiers left"),
            [vec![Sort::Quoted, Sort::Quoted], vec![Sort::Plain, Sort::Plain]]
        );
    }

    #[test]
    fn any_text_is_taken() {
        assert_eq!(trace(""), [0u32; 0]);
        assert_eq!(trace(" ...?! \"\n\n"), [0u32; 0]);
    }
}
