//! Learns the lists of dictionary forms from treebanks in CoNLL-U on standard input and prints them as a JSON object.
//! The trainer packs them into the model.

use dateline_language::train::{LemmaLists, read_conllu};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let lists = LemmaLists::new(&read_conllu(&text));
    println!("{}", serde_json::json!({ "exceptions": lists.exceptions, "rules": lists.rules }));
    Ok(())
}
