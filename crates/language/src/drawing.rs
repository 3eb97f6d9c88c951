//! Draws trees for people to look at.

use dateline_core::{Reading, Sentence};
use std::fmt::Write;

/// The trees of `reading`, drawn with lines: each word stands below its head, in the order of the sentence, with its
/// relation and tag.
///
/// ```text
/// The rebels seized Hama.
/// seized  root VERB
/// ├─ rebels  nsubj NOUN
/// │  └─ The  det DET
/// ├─ Hama  obj PROPN
/// └─ .  punct PUNCT
/// ```
pub fn draw(text: &str, reading: &Reading) -> String {
    let mut out = String::with_capacity(text.len() * 6);
    for sentence in &reading.sentences {
        let plain: Vec<&str> = sentence.span.of(text).unwrap_or("").split_whitespace().collect();
        let _ = writeln!(out, "{}", plain.join(" "));
        draw_sentence(text, reading, sentence, &mut out);
        out.push('\n');
    }
    out
}

/// A word that is still to be drawn: its token, the lines before it, and what stands before its own dependents.
struct Pending {
    token: u32,
    lead: String,
    below: String,
}

fn draw_sentence(text: &str, reading: &Reading, sentence: &Sentence, out: &mut String) {
    let mut dependents: Vec<Vec<u32>> = vec![Vec::new(); sentence.tokens.len()];
    let mut stack = Vec::new();
    for i in sentence.tokens.clone() {
        let head = reading.tokens.get(i as usize).and_then(|t| t.head?.checked_sub(sentence.tokens.start));
        match head.and_then(|head| dependents.get_mut(head as usize)) {
            Some(own) => own.push(i),
            None => stack.push(Pending { token: i, lead: String::new(), below: String::new() }),
        }
    }
    while let Some(Pending { token, lead, below }) = stack.pop() {
        let word = &reading.tokens[token as usize];
        let form = word.span.of(text).unwrap_or("_");
        let _ = writeln!(out, "{lead}{form}  {} {}", word.relation, word.tag);
        let own = &dependents[(token - sentence.tokens.start) as usize];
        for (n, dependent) in own.iter().enumerate().rev() {
            let last = n + 1 == own.len();
            let (branch, rail) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let (lead, below) = (format!("{below}{branch}"), format!("{below}{rail}"));
            stack.push(Pending { token: *dependent, lead, below });
        }
    }
}
