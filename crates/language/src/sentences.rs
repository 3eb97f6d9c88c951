//! Groups the words of a paragraph into sentences.

use crate::lexicon::{Abbreviation, Lexicon};
use crate::words::Piece;
use std::ops::Range;

/// Longer sentences are cut, so that the work on one sentence is bounded.
const LONGEST_SENTENCE: usize = 400;
/// A dateline ends within so many words.
const LONGEST_DATELINE: usize = 18;

/// How many words the dateline (`BEIRUT, Dec 6 (Reuters) -`) or photo line that begins a paragraph has; 0 if none does.
pub(crate) fn dateline(text: &str, pieces: &[Piece], lexicon: &Lexicon) -> usize {
    Line { text, pieces, lexicon }.dateline_end()
}

/// The sentences of a paragraph as ranges of `pieces`, which they cover without gaps, as far as their words tell.
///
/// A dateline is a sentence of its own. A closing quotation mark or bracket after the full stop belongs to the
/// sentence.
pub(crate) fn sentences(text: &str, pieces: &[Piece], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let line = Line { text, pieces, lexicon };
    let mut out = Vec::new();
    let mut start = line.dateline_end();
    if start > 0 {
        out.push(0..start);
    }
    let mut quotes = 0;
    let mut i = start;
    while i < pieces.len() {
        quotes += usize::from(line.word(i) == "\"");
        i += 1;
        let end = line.with_closers(i, &mut quotes);
        if end == pieces.len() || end - start >= LONGEST_SENTENCE || line.ends(start, i - 1, end) {
            // The limit holds although closing marks were added.
            let end = end.min(start + LONGEST_SENTENCE);
            out.push(start..end);
            start = end;
            i = i.max(end);
        }
    }
    out
}

/// Whether the words leave no doubt that a sentence begins at `start`: the full stop before it follows a plain word, and a
/// capital comes after a blank.
pub(crate) fn is_certain(text: &str, pieces: &[Piece], lexicon: &Lexicon, start: usize) -> bool {
    let line = Line { text, pieces, lexicon };
    let closes = |i: &usize| matches!(line.word(*i), "”" | "’" | "»" | ")" | "]" | "''" | "\"");
    let mark = (start.saturating_sub(3)..start).rev().find(|i| !closes(i));
    let first = (start..start + 3).find(|i| !line.is_opener(*i)).unwrap_or(start);
    mark.is_some_and(|mark| line.word(mark) == "." && line.is_plain_word(mark))
        && pieces.get(start).is_some_and(|p| p.space)
        && line.starts(first, char::is_uppercase)
}

struct Line<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    lexicon: &'a Lexicon,
}

impl Line<'_> {
    fn word(&self, i: usize) -> &str {
        self.pieces.get(i).map_or("", |p| &self.text[p.range.clone()])
    }

    fn starts(&self, i: usize, test: impl Fn(char) -> bool) -> bool {
        self.word(i).starts_with(test)
    }

    /// Moves past closing quotes and brackets that follow the end mark before `i`.
    fn with_closers(&self, mut i: usize, quotes: &mut usize) -> usize {
        if !is_end_mark(self.word(i - 1)) {
            return i;
        }
        while i < self.pieces.len() && !self.pieces[i].space {
            match self.word(i) {
                "”" | "’" | "»" | ")" | "]" | "''" | "’’" | "'" => {}
                "\"" if *quotes % 2 == 1 => *quotes += 1,
                _ => break,
            }
            i += 1;
        }
        i
    }

    /// Whether the sentence from `start` ends with the mark at `mark`, its closing marks reaching to `end`.
    fn ends(&self, start: usize, mark: usize, end: usize) -> bool {
        let word = self.word(mark);
        // The number of a list item is not a sentence.
        if mark - start <= 1 && self.word(start).chars().count() <= 2 && self.starts(start, char::is_alphanumeric) {
            return false;
        }
        // What stands after opening quotes and brackets tells whether a sentence begins.
        let mut next = end;
        while next < self.pieces.len() && next < end + 4 && self.is_opener(next) {
            next += 1;
        }
        let capital = self.starts(next, |c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
        let particle = self.word(next).split_once('-').is_some_and(|(p, _)| self.lexicon.is_particle(p));
        let figure = self.starts(next, |c| c.is_ascii_digit());
        let begins = capital || particle;
        let apart = self.pieces.get(end).is_some_and(|p| p.space);
        match word {
            "." => {
                let sloppy = apart && self.starts(next, char::is_lowercase) && self.is_plain_word(mark);
                begins && (apart || capital) || (apart && (figure || self.is_bullet(next))) || sloppy
            }
            w if w.starts_with(['?', '!']) => begins || (apart && figure),
            w if is_dots(w) => begins,
            w if w.ends_with('.') => {
                let stem = &w[..w.len() - 1];
                let title = self.lexicon.abbreviation(stem) == Some(Abbreviation::Title);
                let quoted = next > end && matches!(self.word(next - 1), "“" | "\"" | "‘" | "``");
                !title && capital && apart && (quoted || self.lexicon.is_starter(self.word(next)))
            }
            _ => false,
        }
    }

    /// Whether the word before `mark` is too long and too plain to be an abbreviation we do not know.
    fn is_plain_word(&self, mark: usize) -> bool {
        let Some(word) = mark.checked_sub(1).map(|i| self.word(i)) else { return false };
        word.chars().count() >= 4 && word.chars().all(char::is_lowercase)
    }

    fn is_opener(&self, i: usize) -> bool {
        match self.word(i) {
            "“" | "‘" | "«" | "(" | "[" | "``" | "„" | "\"" | "'" | "''" => true,
            "-" | "–" | "—" | "--" | "•" | "*" => self.pieces[i].space,
            _ => false,
        }
    }

    fn is_bullet(&self, i: usize) -> bool {
        self.starts(i, |c| "•*·▪●#@$£€".contains(c))
    }

    /// The number of words of the dateline or photo line that begins the paragraph, 0 if there is none.
    fn dateline_end(&self) -> usize {
        let limit = self.pieces.len().min(LONGEST_DATELINE);
        let capitals = self.word(0).chars().filter(|c| c.is_uppercase()).count();
        let place = capitals >= 3 && self.word(0).chars().all(|c| !c.is_lowercase());
        let mut agency = false;
        let mut dash = 0;
        for i in 0..limit {
            let word = self.word(i);
            agency |= word == ")";
            if word.starts_with(char::is_lowercase) && dash == 0 && !self.between_capitals(i) {
                return 0;
            }
            let apart = self.pieces[i].space && self.pieces.get(i + 1).is_some_and(|p| p.space);
            if dash == 0 && i > 0 && matches!(word, "-" | "–" | "—" | "--") && apart {
                dash = i + 1;
            }
            // A date may stand between the dash and the story: HOMS, SYRIA - DECEMBER 6: ...
            if dash > 0 && (word == ":" || word.starts_with(char::is_lowercase)) {
                let dated = (dash..i).any(|k| self.starts(k, |c| c.is_ascii_digit())) && i - dash <= 5;
                return if word == ":" && dated { i + 1 } else { self.accept(dash, place, agency) };
            }
        }
        self.accept(dash, place, agency)
    }

    /// A dateline must show a place in capitals or an agency in brackets, and something must follow it.
    fn accept(&self, dash: usize, place: bool, agency: bool) -> usize {
        if (place || agency) && dash < self.pieces.len() { dash } else { 0 }
    }

    /// Small words inside a place name (`Deir al-Balah`, `Democratic Republic of Congo`).
    fn between_capitals(&self, i: usize) -> bool {
        let small = self.word(i).contains('-') || self.word(i).len() <= 3 && self.starts(i + 1, char::is_uppercase);
        i > 0 && small && self.starts(i - 1, char::is_uppercase)
    }
}

fn is_dots(word: &str) -> bool {
    word.starts_with('…') || word.starts_with("..")
}

fn is_end_mark(word: &str) -> bool {
    word.ends_with(['.', '?', '!', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    /// Sentences are parted by ` | `, words by blanks.
    fn check(text: &str, expect: &str) {
        let lexicon = Lexicon::get();
        let pieces = words(text, 0..text.len(), lexicon);
        let found: Vec<String> = sentences(text, &pieces, lexicon)
            .into_iter()
            .map(|s| pieces[s].iter().map(|p| &text[p.range.clone()]).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found.join(" | "), expect);
    }

    #[test]
    fn full_stops_end_sentences_even_without_a_space() {
        check("They left Hama.Rebels came.", "They left Hama . | Rebels came .");
        check("It ended the war.HOMS fell.", "It ended the war . | HOMS fell .");
        check("Was it so? It was! 12 died.", "Was it so ? | It was ! | 12 died .");
        check("it was a lie. they left.", "it was a lie . they left .");
        check("it was denied. they left.", "it was denied . | they left .");
    }

    #[test]
    fn abbreviations_end_a_sentence_only_before_a_new_one() {
        check("The U.S. Army met Gen. Ali in Dec. 2024.", "The U.S. Army met Gen. Ali in Dec. 2024 .");
        check("He left the U.S. The army stayed.", "He left the U.S. | The army stayed .");
        check("It began at 5 p.m. Saturday.", "It began at 5 p.m. Saturday .");
        check("It began at 5 p.m. They left.", "It began at 5 p.m. | They left .");
        check("H.A. Hellyer and J. Smith of Acme Inc. agreed.", "H.A. Hellyer and J. Smith of Acme Inc. agreed .");
        check("At 10 a.m. (CDT) it began.", "At 10 a.m. ( CDT ) it began .");
    }

    #[test]
    fn closing_quotation_marks_belong_to_the_sentence() {
        check("“We won.” He left.", "“ We won . ” | He left .");
        check("\"We won.\" He left. \"So did I.\"", "\" We won . \" | He left . | \" So did I . \"");
        check("“Why?” he asked.", "“ Why ? ” he asked .");
        check("(He denied it.) They left.", "( He denied it . ) | They left .");
        check("“One thing. Another,” he said.", "“ One thing . | Another , ” he said .");
        check("“We ask… for the era is gone.”", "“ We ask … for the era is gone . ”");
    }

    #[test]
    fn datelines_are_sentences_of_their_own() {
        check("BEIRUT, Dec 6 (Reuters) - Rebels came.", "BEIRUT , Dec 6 ( Reuters ) - | Rebels came .");
        check("DAMASCUS — The army left.", "DAMASCUS — | The army left .");
        check("Deir al-Balah, Gaza Strip (AP) — They fled.", "Deir al-Balah , Gaza Strip ( AP ) — | They fled .");
        let congo = "GOMA, Democratic Republic of Congo (Reuters) - Rebels came.";
        check(congo, "GOMA , Democratic Republic of Congo ( Reuters ) - | Rebels came .");
        check("HOMS, SYRIA – DECEMBER 6: Rebels came.", "HOMS , SYRIA – DECEMBER 6 : | Rebels came .");
        check("The UN - which met - agreed.", "The UN - which met - agreed .");
        check("HTS said - on Telegram - it won.", "HTS said - on Telegram - it won .");
        check("BEIRUT -", "BEIRUT -");
    }

    #[test]
    fn headlines_and_lists_stay_whole() {
        check("Rebels take Hama", "Rebels take Hama");
        check("1. The first item.", "1 . The first item .");
    }

    #[test]
    fn endless_sentences_are_cut() {
        let text = "word ".repeat(1000);
        let pieces = words(&text, 0..text.len(), Lexicon::get());
        let found = sentences(&text, &pieces, Lexicon::get());
        assert_eq!(found, [0..400, 400..800, 800..1000]);
    }
}
