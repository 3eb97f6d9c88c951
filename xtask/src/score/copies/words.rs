//! Sentences and words as a generator needs them: rough, and the same every time.

/// The paragraphs of a text.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The sentences of a paragraph, cut behind `.`, `?` or `!` (with closing quotes) before a capital or a quote.
pub fn sentences(paragraph: &str) -> Vec<String> {
    let chars: Vec<char> = paragraph.chars().collect();
    let (mut out, mut start) = (Vec::new(), 0);
    for i in 0..chars.len() {
        if chars[i] != ' ' || i == 0 {
            continue;
        }
        let mut end = i - 1;
        while end > start && matches!(chars[end], '"' | '”' | ')') {
            end -= 1;
        }
        let next = chars.get(i + 1).is_some_and(|c| c.is_uppercase() || matches!(c, '"' | '“'));
        let abbreviated = chars[end] == '.' && end > 1 && chars[end - 2] == '.';
        if matches!(chars[end], '.' | '?' | '!') && next && !abbreviated && i - start > 20 {
            out.push(chars[start..i].iter().collect());
            start = i + 1;
        }
    }
    let rest: String = chars[start..].iter().collect();
    if !rest.trim().is_empty() {
        out.push(rest);
    }
    out
}

/// A text as words and what stands between them, in turn; joined they give the text.
pub fn pieces(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_word = None;
    for c in text.chars() {
        let word = c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
        if in_word != Some(word) {
            out.push(String::new());
            in_word = Some(word);
        }
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

/// Whether a piece is a word.
pub fn is_word(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))
}

/// With a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// With a small first letter.
pub fn small(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
