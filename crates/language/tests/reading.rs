//! The whole stage with the model that is shipped: what a rule or a researcher would notice.

use dateline_core::reading::{Relation, Tag};
use dateline_core::{Reading, Token};
use dateline_language::{Model, read, read_tokens, to_conllu};
use proptest::prelude::*;
use std::sync::OnceLock;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::from_bytes(include_bytes!("../../../data/model.bin")).expect("the shipped model loads"))
}

fn read_it(text: &str) -> Reading {
    read(text, model())
}

/// The token with this form.
fn find<'a>(reading: &'a Reading, form: &str) -> &'a Token {
    reading.tokens.iter().find(|t| t.form == form).unwrap_or_else(|| panic!("no `{form}`"))
}

/// What must hold of every reading of every text.
fn check_sound(text: &str, reading: &Reading) {
    let mut last = 0;
    for token in &reading.tokens {
        let span = token.span.range();
        assert!(span.start >= last && span.end > span.start, "words overlap or are empty");
        assert!(token.span.of(text).is_some(), "a word cuts a character");
        let gap = &text[last..span.start];
        assert!(gap.chars().all(char::is_whitespace), "lost {gap:?}");
        assert_eq!(token.space_before, last == 0 || !gap.is_empty());
        assert!(!token.form.is_empty() && !token.lemma.is_empty());
        last = span.end;
    }
    assert!(text[last..].chars().all(char::is_whitespace), "lost {:?}", &text[last..]);
    let mut next = 0;
    for sentence in &reading.sentences {
        assert_eq!(sentence.tokens.start, next, "sentences do not join");
        assert!(sentence.tokens.end > next && sentence.tokens.len() <= 400);
        next = sentence.tokens.end;
    }
    assert_eq!(next as usize, reading.tokens.len());
    assert!(reading.sentences.is_sorted_by_key(|s| s.paragraph));
}

/// Every sentence is one tree.
fn check_trees(reading: &Reading) {
    for sentence in &reading.sentences {
        let roots = reading.tokens_of(sentence).iter().filter(|t| t.head.is_none()).count();
        assert_eq!(roots, 1);
        for i in sentence.tokens.clone() {
            let mut at = i;
            let mut steps = 0;
            while let Some(head) = reading.tokens[at as usize].head {
                assert!(sentence.tokens.contains(&head), "a head in another sentence");
                at = head;
                steps += 1;
                assert!(steps <= sentence.tokens.len(), "a cycle");
            }
            assert_eq!(reading.tokens[at as usize].relation, Relation::Root);
        }
    }
}

#[test]
fn says_who_did_what_to_whom() {
    let reading = read_it("The rebels seized the city of Hama on Thursday.");
    let (verb, rebels, city) = (find(&reading, "seized"), find(&reading, "rebels"), find(&reading, "city"));
    assert_eq!((verb.tag, verb.xpos, verb.relation), (Tag::Verb, "VBD", Relation::Root));
    assert_eq!((rebels.relation, rebels.head), (Relation::Nsubj, Some(2)));
    assert_eq!((city.relation, city.head), (Relation::Obj, Some(2)));
    assert_eq!(find(&reading, "hama").tag, Tag::Propn);
}

#[test]
fn passives_and_reported_speech_are_seen() {
    let reading = read_it("The army said that two soldiers were killed.");
    assert_eq!(find(&reading, "soldiers").relation, Relation::NsubjPass);
    assert_eq!(find(&reading, "killed").relation, Relation::Ccomp);
    assert_eq!(find(&reading, "said").relation, Relation::Root);
    assert_eq!(find(&reading, "two").tag, Tag::Num);
}

#[test]
fn gives_dictionary_forms() {
    let text = "Rebels seized Hama and the army's forces withdrew, then fled. They left the town, he said. \
                Two soldiers were killed and prisoners were taken while troops were fighting.";
    let reading = read_it(text);
    for (form, lemma) in [
        ("seized", "seize"),
        ("forces", "force"),
        ("withdrew", "withdraw"),
        ("fled", "flee"),
        ("left", "leave"),
        ("said", "say"),
        ("soldiers", "soldier"),
        ("killed", "kill"),
        ("taken", "take"),
        ("fighting", "fight"),
        ("'s", "'s"),
    ] {
        assert_eq!(find(&reading, form).lemma, lemma, "{form}");
    }
    assert_eq!(find(&read_it("Syria forces refugees to leave."), "forces").lemma, "force");
    assert_eq!(find(&read_it("HTS and the SOHR disagree about it."), "hts").lemma, "hts");
}

#[test]
fn headlines_in_capitals_still_have_verbs() {
    for text in ["Rebels Seize Hama After Army Withdraws", "REBELS SEIZE HAMA AFTER ARMY WITHDRAWS"] {
        let reading = read_it(text);
        assert_eq!(find(&reading, "seize").tag, Tag::Verb, "{text}");
        assert_eq!(find(&reading, "rebels").tag, Tag::Noun, "{text}");
        assert_eq!(reading.sentences.len(), 1);
    }
}

#[test]
fn paragraphs_are_numbered_by_the_lines_of_the_source() {
    let reading = read_it("Rebels take Hama\n\nThey came. They won.\nEnd");
    assert_eq!(reading.sentences.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 1, 1, 2]);
}

#[test]
fn conllu_shows_clitics_as_multi_word_tokens() {
    let text = "Rebels can't leave.";
    let expect = "\
# newpar id = p1
# sent_id = s1
# text = Rebels can't leave.
1\tRebels\trebel\tNOUN\tNNS\t_\t4\tnsubj\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
2\tca\tcan\tAUX\tMD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tleave\tleave\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

";
    assert_eq!(to_conllu(text, &read_it(text)), expect);
}

#[test]
fn damaged_models_are_refused() {
    let bytes = include_bytes!("../../../data/model.bin");
    assert!(Model::from_bytes(b"").is_err());
    assert!(Model::from_bytes(&bytes[..bytes.len() / 2]).is_err());
    let wrong = [b"something else\n", &bytes[..100]].concat();
    let error = Model::from_bytes(&wrong).expect_err("no model");
    assert!(error.to_string().contains("not a language model"), "{error}");
}

#[test]
fn megabytes_without_a_space_are_read() {
    for text in ["U.".repeat(500_000), "'a-\"".repeat(250_000), "x".repeat(1_000_000), "…".repeat(300_000)] {
        check_sound(&text, &read_tokens(&text));
    }
}

#[test]
fn readings_do_not_depend_on_what_was_read_before() {
    let text = "Rebels seized Hama. The army denied it.";
    let first = read_it(text);
    read_it("Something else entirely, read in between.");
    assert_eq!(first, read_it(text));
}

/// Texts made of the pieces that are hard to cut, and of any characters.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-z]{1,8}".prop_map(String::from),
        2 => prop::sample::select(vec![
            " ", " ", " ", "\n", "\r\n", ".", ".", ",", "'s", "n't", "’", "‘", "“", "”", "\"", "'", "-", "—", " - ", "...", "…",
            "?", "!", ":", ";", "(", ")", "[", "]", "al-", "U.S.", "Gen.", "Dec. 6", "No.", "3.5", "1,200", "$", "%", "@",
            "#", "/", "http://", "a.b@c.d", ".com", "\u{200b}", "\u{301}", "\u{ad}", "É", "ß", "İ", "ك", "漢", "🙂",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_read_whole_into_trees(text in texts()) {
        let reading = read_it(&text);
        check_sound(&text, &reading);
        check_trees(&reading);
        let conllu = to_conllu(&text, &reading);
        prop_assert!(conllu.lines().all(|l| l.is_empty() || l.starts_with('#') || l.split('\t').count() == 10));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_model_is_refused_or_read_with(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = include_bytes!("../../../data/model.bin").to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        let text = "Rebels seized Hama on Thursday, the army said.";
        if let Ok(model) = Model::from_bytes(&bytes) {
            let reading = read(text, &model);
            check_sound(text, &reading);
            check_trees(&reading);
        }
    }
}
