//! Finding texts by their words: a full-text index of SQLite (FTS5) that is kept in memory, beside the file.

use crate::LedgerError;
use rusqlite::{Connection, params};
use std::path::Path;

/// Marks in highlighted text that no report has: they are taken out of what is indexed.
const MARKS: [char; 2] = ['\u{2}', '\u{3}'];

/// An index over texts, each with the names and the headline that belong to it.
#[derive(Debug)]
pub struct WordIndex {
    db: Connection,
}

/// One text to be found: by itself, by names, or by a headline.
#[derive(Debug, Clone, Copy)]
pub struct Indexed<'a> {
    /// The text, in which what was found can be marked.
    pub text: &'a str,
    /// Names that belong to it.
    pub names: &'a str,
    /// The headline above it.
    pub headline: &'a str,
}

impl WordIndex {
    /// Indexes the texts; they are numbered from 0 in the order given. English endings do not matter (Porter's stemmer),
    /// nor do accents and capitals.
    pub fn new<'a>(texts: impl IntoIterator<Item = Indexed<'a>>) -> Result<Self, LedgerError> {
        let build = || {
            let mut db = Connection::open_in_memory()?;
            db.execute_batch(
                "CREATE VIRTUAL TABLE words USING fts5(text, names, headline, tokenize = 'porter unicode61 remove_diacritics 2')",
            )?;
            let transaction = db.transaction()?;
            let mut insert =
                transaction.prepare("INSERT INTO words (rowid, text, names, headline) VALUES (?, ?, ?, ?)")?;
            for (number, item) in (0_i64..).zip(texts) {
                insert.execute(params![number, item.text.replace(MARKS, " "), item.names, item.headline])?;
            }
            drop(insert);
            transaction.commit()?;
            Ok(db)
        };
        build().map(|db| Self { db }).map_err(fault)
    }

    /// The numbers of the texts that have all words of the query, in order. Words in quotes stand together, `-word` must
    /// be absent, and a word may be cut short with `*`; the last one is, as long as it is being written.
    pub fn find(&self, query: &str) -> Result<Vec<u32>, LedgerError> {
        let Some(query) = expression(query) else { return Ok(Vec::new()) };
        let ask = || {
            let mut found = self.db.prepare_cached("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid")?;
            found.query_map([query], |row| row.get(0))?.collect::<rusqlite::Result<Vec<u32>>>()
        };
        ask().map_err(fault)
    }

    /// First byte and byte after each word in a text that the query found; none where its names or headline have it.
    pub fn marks(&self, query: &str, number: u32) -> Result<Vec<(usize, usize)>, LedgerError> {
        let Some(query) = expression(query) else { return Ok(Vec::new()) };
        let ask = || {
            let mut found = self.db.prepare_cached(
                "SELECT highlight(words, 0, char(2), char(3)) FROM words WHERE words MATCH ? AND rowid = ?",
            )?;
            let mut rows = found.query(params![query, number])?;
            rows.next()?.map(|row| row.get::<_, String>(0)).transpose()
        };
        Ok(positions(&ask().map_err(fault)?.unwrap_or_default()))
    }
}

/// Where the marks stand in the text without them.
fn positions(marked: &str) -> Vec<(usize, usize)> {
    let (mut out, mut start, mut marks) = (Vec::new(), 0, 0);
    for (at, c) in marked.char_indices().filter(|(_, c)| MARKS.contains(c)) {
        if c == MARKS[0] {
            start = at - marks;
        } else {
            out.push((start, at - marks));
        }
        marks += 1;
    }
    out
}

/// The query in the language of FTS5, in which nothing that a reader writes is an error; `None` if no word is wanted.
fn expression(query: &str) -> Option<String> {
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for (i, part) in query.split('"').enumerate() {
        let quoted = i % 2 == 1;
        let phrases: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
        for phrase in phrases {
            let word = phrase.trim_start_matches('-');
            if !word.contains(char::is_alphanumeric) {
                continue;
            }
            let beginning = if word.ends_with('*') { "*" } else { "" };
            let term = format!("\"{}\"{beginning}", word.trim_end_matches('*'));
            if !quoted && phrase.starts_with('-') { unwanted.push(term) } else { wanted.push(term) }
        }
    }
    let still_written = query.ends_with(char::is_alphanumeric) && query.matches('"').count().is_multiple_of(2);
    if let Some(last) = wanted.last_mut().filter(|last| still_written && !last.ends_with('*') && unwanted.is_empty()) {
        last.push('*');
    }
    if wanted.is_empty() {
        return None;
    }
    let not: String = unwanted.iter().map(|term| format!(" NOT {term}")).collect();
    Some(format!("({}){not}", wanted.join(" AND ")))
}

fn fault(e: rusqlite::Error) -> LedgerError {
    LedgerError::of_sqlite(Path::new("the index of words"), e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> WordIndex {
        let text = |text, names| Indexed { text, names, headline: "Fighting near Hama" };
        let texts =
            [text("Rebels captured the bridges of Taftanaz", "HTS"), text("The army denied it – كاذب – twice", "SANA")];
        WordIndex::new(texts).unwrap()
    }

    #[test]
    fn all_words_are_needed_whatever_their_endings_and_the_last_may_be_unfinished() {
        for (query, found) in [
            ("bridge", vec![0]),
            ("rebels brid", vec![0]),
            ("hama", vec![0, 1]),
            ("hama -rebels", vec![1]),
            ("\"captured the bridges\"", vec![0]),
            ("\"bridges captured\"", vec![]),
            ("sana", vec![1]),
            ("كاذب", vec![1]),
            ("", vec![]),
            ("-rebels", vec![]),
            ("\" OR * NEAR(", vec![]),
            ("') --", vec![]),
        ] {
            assert_eq!(index().find(query).unwrap(), found, "{query}");
        }
    }

    #[test]
    fn marks_count_the_bytes_of_the_text() {
        let text = "The army denied it – كاذب – twice";
        let marks = index().marks("twice denies", 1).unwrap();
        assert_eq!(marks.iter().map(|&(a, b)| &text[a..b]).collect::<Vec<_>>(), ["denied", "twice"]);
        assert!(index().marks("sana", 1).unwrap().is_empty());
    }
}
