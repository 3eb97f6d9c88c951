//! Cuts a paragraph into words and marks of punctuation, after the conventions of the English Web Treebank.
//!
//! Two things differ from the treebank, for the sake of names: `al-Sham`, `ez-Zor` and their like (a particle of
//! `name_particles.txt`, a hyphen and a capital) stay one word, and so do names with an apostrophe inside (`Sana'a`).

use crate::lexicon::{Abbreviation, Lexicon, is_invisible, plain};
use std::ops::Range;

/// Longer runs without white space are cut, so that the work on one run is bounded.
const LONGEST_WORD: usize = 200;

/// A word or mark before it is tagged: where it stands, and whether white space comes before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    pub(crate) space: bool,
}

/// The words of `text[paragraph]`, in order; everything but white space is covered.
pub(crate) fn words(text: &str, paragraph: Range<usize>, lexicon: &Lexicon) -> Vec<Piece> {
    let mut out = Vec::with_capacity(paragraph.len() / 5 + 1);
    let mut scan = Scan { text, lexicon, chars: Vec::new(), line_end: paragraph.end };
    for run in runs(text, paragraph.clone()) {
        let space = run.start == paragraph.start || text[..run.start].ends_with(char::is_whitespace);
        scan.run(run, space, &mut out);
    }
    out
}

/// The stretches without white space, cut where they are too long.
fn runs(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let base = paragraph.start;
    let mut chars = text[paragraph.clone()].char_indices().peekable();
    std::iter::from_fn(move || {
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let (start, first) = chars.next()?;
        let (mut end, mut length) = (start + first.len_utf8(), 1);
        while length < LONGEST_WORD
            && let Some((i, c)) = chars.next_if(|(_, c)| !c.is_whitespace())
        {
            end = i + c.len_utf8();
            length += 1;
        }
        Some(base + start..base + end)
    })
}

/// The state of going over one paragraph.
struct Scan<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    /// The characters of the run in hand with their offsets into the text.
    chars: Vec<(usize, char)>,
    line_end: usize,
}

impl Scan<'_> {
    /// Cuts one run without white space.
    fn run(&mut self, run: Range<usize>, space: bool, out: &mut Vec<Piece>) {
        self.chars.clear();
        self.chars.extend(self.text[run.clone()].char_indices().map(|(i, c)| (run.start + i, c)));
        let first = out.len();
        let mut at = 0;
        while at < self.chars.len() {
            let (start, run_start) = (at, out.len() == first);
            let end = self.token_end(start, run_start).clamp(start + 1, self.chars.len());
            at = end;
            let range = self.offset(start)..self.offset(end);
            if is_word(self.chars[start].1) {
                self.split_word(range, out)
            } else {
                out.push(Piece { range, space: false })
            }
        }
        if let Some(piece) = out.get_mut(first) {
            piece.space = space;
        }
    }

    /// The byte offset of the `i`th character of the run, or of its end.
    fn offset(&self, i: usize) -> usize {
        match self.chars.get(i) {
            Some((offset, _)) => *offset,
            None => self.chars.last().map_or(0, |(offset, c)| offset + c.len_utf8()),
        }
    }

    fn char(&self, i: usize) -> Option<char> {
        self.chars.get(i).map(|(_, c)| *c)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        &self.text[self.offset(from)..self.offset(to)]
    }

    /// Where the token that begins at `i` ends.
    fn token_end(&self, i: usize, run_start: bool) -> usize {
        let Some(c) = self.char(i) else { return i + 1 };
        if let Some(end) = self.address_end(i, run_start) {
            return end;
        }
        let apart = run_start || i.checked_sub(1).and_then(|b| self.char(b)).is_some_and(|b| !is_word(b));
        if apart && let Some(symbol) = self.lexicon.symbol(self.slice(i, self.chars.len())) {
            return i + symbol.chars().count();
        }
        if is_word(c) {
            return self.word_end(i);
        }
        let next = self.char(i + 1);
        match c {
            '.' | '…' | '?' | '!' => self.while_char(i, |c| matches!(c, '.' | '…' | '?' | '!')),
            // Rules drawn of both: ----==
            '-' | '=' if matches!(next, Some('-' | '=')) => self.while_char(i, |c| c == '-' || c == '='),
            '$' | '/' | '\\' | '-' | '–' | '—' | '*' | '=' | '~' | '+' | '<' | '>' | '`' | '_' | '|' | '^' => {
                self.while_char(i, |d| d == c)
            }
            '\'' | '’' | '‘' => self.quote_end(i, c, run_start),
            '@' | '#' if run_start && next.is_some_and(char::is_alphabetic) => self.word_end(i + 1),
            _ => i + 1,
        }
    }

    fn while_char(&self, i: usize, test: impl Fn(char) -> bool) -> usize {
        (i..self.chars.len()).find(|&j| !self.char(j).is_some_and(&test)).unwrap_or(self.chars.len())
    }

    /// An apostrophe that does not stand inside a word: a decade (`'90s`), a doubled quote, an opening or closing one.
    fn quote_end(&self, i: usize, c: char, run_start: bool) -> usize {
        let digits = self.while_char(i + 1, |d| d.is_ascii_digit());
        if digits == i + 3 && c != '‘' {
            let end = if self.char(digits) == Some('s') { digits + 1 } else { digits };
            if !self.char(end).is_some_and(is_word) {
                return end;
            }
        }
        if self.char(i + 1) == Some(c) {
            return i + 2;
        }
        // A clitic on something that is no word, `(SOHR)'s`, or strayed from its word: `Assad 's`.
        let letters = self.while_char(i + 1, char::is_alphabetic);
        let clitic = (!run_start || letters == self.chars.len())
            && letters > i + 1
            && self.lexicon.is_clitic(&plain(self.slice(i, letters)));
        if clitic { letters } else { i + 1 }
    }

    /// Internet addresses, mail addresses and file names are one token.
    fn address_end(&self, i: usize, run_start: bool) -> Option<usize> {
        let start_of_word = run_start || i.checked_sub(1).and_then(|b| self.char(b)).is_some_and(|b| !is_word(b));
        if !start_of_word || !self.char(i).is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let rest = self.slice(i, self.chars.len());
        let scheme = ["http://", "https://", "www.", "mailto:", "ftp://"]
            .iter()
            .any(|p| rest.get(..p.len()).is_some_and(|s| s.eq_ignore_ascii_case(p)));
        let mail_part = |c: char| c.is_alphanumeric() || "@._-+%".contains(c);
        let end = if scheme {
            self.while_char(i, |c| !"\"<>“”»".contains(c))
        } else {
            let end = self.while_char(i, mail_part);
            self.slice(i, end).get(1..).is_some_and(|s| s.contains('@')).then_some(end)?
        };
        let trailing = |c: &char| ".,;:!?)]}'’\"…-".contains(*c);
        let trimmed = (i..end).rev().find(|&j| !self.char(j).as_ref().is_some_and(trailing))?;
        Some(trimmed + 1)
    }

    /// Where the word that begins at `start` ends, clitics still on it.
    fn word_end(&self, start: usize) -> usize {
        let mut part = start;
        let mut j = start + 1;
        while let Some(c) = self.char(j) {
            if is_word(c) {
                j += 1;
                continue;
            }
            match self.joins(start, part, j, c) {
                Some(next) => {
                    if c == '.' || is_hyphen(c) {
                        part = j + 1;
                    }
                    j = next;
                }
                None => break,
            }
        }
        // The sign of a dollar goes with its country: US$.
        let dollar = self.char(j) == Some('$') && self.char(j + 1).is_some_and(|c| c.is_ascii_digit());
        if dollar && j - start <= 3 && self.slice(start, j).chars().all(char::is_uppercase) {
            return j + 1;
        }
        // `Inc..` is an abbreviation and a full stop, `Inc...` is cut off.
        let dots = self.while_char(j, |c| c == '.' || c == '…') - j;
        let last_two = dots == 2 && j + 2 == self.chars.len();
        let stop = self.char(j) == Some('.') && (dots == 1 || last_two);
        if stop && self.keeps_stop(start, j) { j + 1 } else { j }
    }

    /// If the mark `c` at `j` joins what stands before and after into one word, the position from which to go on.
    /// `part` is where the stretch since the last joining dot or hyphen begins.
    fn joins(&self, start: usize, part: usize, j: usize, c: char) -> Option<usize> {
        let (before, after) = (self.char(j - 1)?, self.char(j + 1)?);
        let digits = before.is_ascii_digit() && after.is_ascii_digit();
        let letters = before.is_alphabetic() && after.is_alphabetic();
        let joined = match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => letters || (before.is_ascii_digit() && after == 's'),
            '.' => digits || (letters && self.dot_joins(start, part, j)),
            ',' => digits && self.while_char(j + 1, |c| c.is_ascii_digit()) == j + 4,
            ':' => digits && (j - start <= 2 || self.char(j.saturating_sub(3)) == Some(':')),
            '/' => digits,
            '&' => letters && before.is_uppercase() && after.is_uppercase(),
            '_' | '@' => is_word(after) || after == c,
            c if is_hyphen(c) => return self.hyphen_joins(start, part, j, after),
            _ => false,
        };
        joined.then_some(j + 1)
    }

    /// Whether a full stop between two letters stays inside a word: `U.S`, `p.m`, `example.com`, not `war.HOMS`.
    fn dot_joins(&self, start: usize, part: usize, j: usize) -> bool {
        let end = self.while_char(j + 1, char::is_alphanumeric);
        let (left, right) = (j - part, end - j - 1);
        if left == 1 && right == 1 {
            return true;
        }
        if self.lexicon.is_domain(self.slice(j + 1, end)) {
            let right = self.slice(j + 1, end);
            return right.chars().all(char::is_lowercase) || right.chars().all(char::is_uppercase);
        }
        let lower = self.char(j + 1).is_some_and(char::is_lowercase);
        // The name of a newsgroup: alt.animals.cat
        let stop = self.while_char(start, |c| c.is_lowercase() || c == '.');
        let whole = self.slice(start, stop);
        let mut parts = whole.split('.');
        let ends = stop == self.chars.len() || !self.char(stop).is_some_and(is_word);
        if ends && whole.matches('.').count() > 1 && parts.all(|part| part.chars().count() > 1) {
            return true;
        }
        // A name of several parts ends in a known part: news.example.com
        let tail = self.while_char(j + 1, |c| c.is_alphanumeric() || c == '.' || c == '-');
        let whole = self.slice(j + 1, tail).trim_end_matches('.');
        if lower
            && whole.rsplit('.').next().is_some_and(|last| last.len() < whole.len() && self.lexicon.is_domain(last))
        {
            return true;
        }
        let known = self.char(end) == Some('.') && self.lexicon.abbreviation(self.slice(part, end)).is_some();
        known && part < j
    }

    /// Whether a hyphen stays inside a word, and from where to go on.
    fn hyphen_joins(&self, start: usize, part: usize, j: usize, after: char) -> Option<usize> {
        let left = self.slice(part, j);
        let apostrophe = matches!(after, '\'' | '’' | '‘' | 'ʿ' | 'ʻ');
        let capital = if apostrophe { self.char(j + 2)? } else { after };
        if capital.is_uppercase() && self.lexicon.is_particle(left) {
            return Some(if apostrophe { j + 2 } else { j + 1 });
        }
        if part == start && after.is_alphanumeric() && self.lexicon.is_prefix(left) {
            return Some(j + 1);
        }
        // Dates and telephone numbers: three groups of digits or more.
        if self.slice(start, j).chars().all(|c| c.is_ascii_digit() || is_hyphen(c)) && after.is_ascii_digit() {
            let end = self.while_char(j + 1, |c| c.is_ascii_digit());
            let third = self.char(end).is_some_and(is_hyphen) && self.char(end + 1).is_some_and(|c| c.is_ascii_digit());
            let local = part == start && !third && self.is_local_number(j, end);
            if part > start || third || local {
                return Some(j + 1);
            }
        }
        None
    }

    /// Whether the figures up to the hyphen at `j` and from there to `end` are a telephone number (`555-0123`) and no range
    /// (`500-1000`, `12-2024`): four digits after up to three, neither round nor a year.
    fn is_local_number(&self, j: usize, end: usize) -> bool {
        let last = self.slice(j + 1, end);
        let round = last.ends_with('0') || last.starts_with("18") || last.starts_with("19") || last.starts_with("20");
        j <= 3 && last.len() == 4 && !round && !self.char(end).is_some_and(|c| is_word(c) || is_hyphen(c))
    }

    /// Whether the full stop at `j` belongs to the word that begins at `start`.
    fn keeps_stop(&self, start: usize, j: usize) -> bool {
        let word = self.slice(start, j);
        let after = self.char(j + 1);
        if word.contains('.') && !word.contains(|c: char| c.is_ascii_digit()) && is_initials(word) {
            return true;
        }
        let following = self.text[self.offset(j + 1)..self.line_end].trim_start();
        let next: String = following.chars().take(24).take_while(|c| !c.is_whitespace()).collect();
        let next = next.as_str();
        match self.lexicon.abbreviation(word) {
            Some(Abbreviation::Title | Abbreviation::Plain) => return true,
            Some(Abbreviation::Number) => {
                return next.starts_with(|c: char| c.is_ascii_digit() || c == ',' || c == '#');
            }
            None => {}
        }
        // An initial: one capital with a name after it.
        let mut chars = word.chars();
        let single = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
        // `said on X. Residents ...`: the platform, not an initial, which stands before or within a name.
        let before = self.text[..self.offset(start)].split_whitespace().next_back();
        let platform = word == "X" && before.is_some_and(|w| w.starts_with(char::is_lowercase));
        let name = next.starts_with(char::is_uppercase) && !self.lexicon.is_starter(next) && !platform;
        single && (name || after.is_some_and(is_hyphen))
    }

    /// Splits clitics, contractions and glued units off a word.
    fn split_word(&self, range: Range<usize>, out: &mut Vec<Piece>) {
        let word = &self.text[range.clone()];
        let mut push = |r: Range<usize>| {
            if !r.is_empty() {
                out.push(Piece { range: r, space: false });
            }
        };
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let figure = word.find(|c: char| c.is_alphabetic()).unwrap_or(word.len());
            if self.lexicon.is_unit(&word[figure..]) {
                push(range.start..range.start + figure);
                push(range.start + figure..range.end);
                return;
            }
        }
        let mut tails = [0; 2];
        let mut count = 0;
        let mut end = word.len();
        while count < tails.len()
            && let Some(cut) = self.clitic_start(&word[..end])
        {
            tails[count] = cut;
            count += 1;
            end = cut;
        }
        let head = &word[..end];
        match self.lexicon.contraction(&plain(head)) {
            Some(cut) if head.is_ascii() && cut < head.len() => {
                push(range.start..range.start + cut);
                push(range.start + cut..range.start + end);
            }
            _ => push(range.start..range.start + end),
        }
        let mut from = end;
        for i in (0..count).rev() {
            let to = if i == 0 { word.len() } else { tails[i - 1] };
            push(range.start + from..range.start + to);
            from = to;
        }
    }

    /// Where the clitic at the end of `word` begins, if it has one and something stands before it.
    fn clitic_start(&self, word: &str) -> Option<usize> {
        let at = word.rfind(['\'', '’', '‘', '`', '´', 'ʼ'])?;
        let suffix = plain(&word[at..]);
        let before = word[..at].chars().next_back()?;
        if self.lexicon.is_whole(&plain(word)) {
            return None;
        }
        if suffix == "'t" && matches!(before, 'n' | 'N') && self.lexicon.is_clitic("n't") {
            let cut = at - 1;
            return (cut > 0).then_some(cut);
        }
        // `the 60's` is a decade, `2011's` a possessive.
        let decade = before == '0' && suffix == "'s";
        (self.lexicon.is_clitic(&suffix) && !decade).then_some(at)
    }
}

/// Letters joined by full stops, one or two letters each: `U.S`, `Ph.D`, `p.m`.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic)
            && chars.next().is_none_or(|c| c.is_alphabetic() && chars.next().is_none())
    })
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Whether `c` belongs inside words.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || is_invisible(c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{94d}' | 'ʿ' | 'ʾ' | 'ʻ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let pieces = words(text, 0..text.len(), Lexicon::get());
        let found: Vec<_> = pieces.iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(found.join(" "), expect);
    }

    #[test]
    fn clitics_are_words() {
        check("Syria's army can't, won't", "Syria 's army ca n't , wo n't");
        check("they’ve won; the rebels’ gains", "they ’ve won ; the rebels ’ gains");
        check("WE'RE OUT, CAN'T", "WE 'RE OUT , CA N'T");
        check("he cannot, dont", "he can not , do nt");
        check("the (SOHR)'s tally", "the ( SOHR ) 's tally");
        check("al-Assad ‘s power", "al-Assad ‘s power");
        check("wouldn't've", "would n't 've");
    }

    #[test]
    fn names_keep_their_particles_and_apostrophes() {
        check("Tahrir al-Sham in Deir ez-Zor", "Tahrir al-Sham in Deir ez-Zor");
        check("al-Bukamal, Al-Assad's, AL-BAB", "al-Bukamal , Al-Assad 's , AL-BAB");
        check("Sana'a, Shi'ite, Ta’izz, al-‘Umar", "Sana'a , Shi'ite , Ta’izz , al-‘Umar");
        check("Umm-al-Qura", "Umm - al-Qura");
    }

    #[test]
    fn hyphens_split_compounds_but_not_prefixes() {
        check("U.K.-based, government-held", "U.K. - based , government - held");
        check("pro-Assad non-state mid-July re-entered", "pro-Assad non-state mid-July re-entered");
        check("a 7-year-old", "a 7 - year - old");
        check("on 2024-12-06, 10-20 men", "on 2024-12-06 , 10 - 20 men");
        check("500-1000 men, call 555-0123", "500 - 1000 men , call 555-0123");
    }

    #[test]
    fn figures_keep_their_marks() {
        check("370,000 of 3.5 million, 90%", "370,000 of 3.5 million , 90 %");
        check("$3bn or US$5m", "$ 3 bn or US$ 5 m");
        check("20km away at 5pm, 10:30 or 03:14:14", "20 km away at 5 pm , 10:30 or 03:14:14");
        check("on 8/12/2024, and/or", "on 8/12/2024 , and / or");
        check("the 1990s, the '90s, 2024's", "the 1990s , the '90s , 2024 's");
        check("killed 12,Homs", "killed 12 , Homs");
    }

    #[test]
    fn full_stops_are_told_from_abbreviations() {
        check("war.HOMS Hama.Rebels 2011.The", "war . HOMS Hama . Rebels 2011 . The");
        check("see example.com or news.example.org.", "see example.com or news.example.org .");
        check("the U.S. and H.A. Hellyer, Ph.D.", "the U.S. and H.A. Hellyer , Ph.D.");
        check("Gen. Ali, Dec. 6, No. 5", "Gen. Ali , Dec. 6 , No. 5");
        check("he said no. They left", "he said no . They left");
        check("he said on X. Iranian jets, Malcolm X. Hill", "he said on X . Iranian jets , Malcolm X. Hill");
        check("Wait... what…no?!", "Wait ... what … no ?!");
    }

    #[test]
    fn addresses_are_one_word() {
        check("(https://example.com/a?b=c), or", "( https://example.com/a?b=c ) , or");
        check("write to a.b@example.org.", "write to a.b@example.org .");
        check("@example and #Homs", "@example and #Homs");
        check("in alt.example.cat now", "in alt.example.cat now");
    }

    #[test]
    fn runs_without_white_space_are_cut() {
        let text = "x".repeat(1000);
        let pieces = words(&text, 0..text.len(), Lexicon::get());
        assert!(pieces.iter().all(|p| p.range.len() <= LONGEST_WORD));
        assert_eq!(pieces.iter().map(|p| p.range.len()).sum::<usize>(), 1000);
        assert_eq!(pieces.iter().filter(|p| p.space).count(), 1);
    }
}
