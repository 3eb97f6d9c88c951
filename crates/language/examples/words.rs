//! Prints the words of a text, a sentence a line: `cargo run --example words < FILE`.

use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let reading = dateline_language::read_tokens(&text);
    for sentence in &reading.sentences {
        let words: Vec<_> = reading.tokens_of(sentence).iter().filter_map(|token| token.span.of(&text)).collect();
        println!("{}\t{}", sentence.paragraph, words.join(" "));
    }
    Ok(())
}
