//! The whole stage with the model that is shipped: what a rule or a researcher would notice.

use dateline_core::reading::{FactClass, NameClass, Relation, Tag};
use dateline_core::{Reading, Token};
use dateline_language::{EventLayer, Isa, Model, draw, read, read_tokens, to_conllu};
use proptest::prelude::*;
use std::sync::OnceLock;

const BYTES: &[u8] = include_bytes!("../../../data/language.safetensors");
const NEWS: &[u8] = include_bytes!("../../../data/language-news.safetensors");

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let model = Model::from_bytes(BYTES).expect("the shipped model loads");
        model.with_news_heads(NEWS).expect("the shipped heads load")
    })
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
    let text = "Soldiers can't leave.";
    let expect = "\
# newpar id = p1
# sent_id = s1
# text = Soldiers can't leave.
1\tSoldiers\tsoldier\tNOUN\tNNS\tNumber=Plur\t4\tnsubj\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
2\tca\tcan\tAUX\tMD\tVerbForm=Fin\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\tPolarity=Neg\t4\tadvmod\t_\t_
4\tleave\tleave\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

";
    assert_eq!(to_conllu(text, &read_it(text)), expect);
}

#[test]
fn conllu_cuts_names_with_particles_as_the_treebanks_do() {
    let text = "Hayat Tahrir al-Sham left the city.";
    let conllu = to_conllu(text, &read_it(text));
    let rows = conllu.lines().filter(|l| l.contains('\t')).map(|l| l.split('\t').collect::<Vec<&str>>());
    let rows: Vec<Vec<&str>> = rows.collect();
    let shown: Vec<(&str, &str, &str)> = rows.iter().take(6).map(|r| (r[1], r[6], r[7])).collect();
    let expect = [
        ("Hayat", "6", "nsubj"),
        ("Tahrir", "1", "flat"),
        ("al", "1", "flat"),
        ("-", "5", "punct"),
        ("Sham", "1", "flat"),
        ("left", "0", "root"),
    ];
    assert_eq!(shown, expect);
}

#[test]
fn trees_are_drawn_with_heads_above_their_dependents() {
    let text = "The rebels seized Hama.";
    let expect = "The rebels seized Hama.
seized  root VERB
├─ rebels  nsubj NOUN
│  └─ The  det DET
├─ Hama  obj PROPN
└─ .  punct PUNCT

";
    assert_eq!(draw(text, &read_it(text)), expect);
}

#[test]
fn tense_voice_number_and_polarity_are_told() {
    let reading = read_it("Two soldiers were killed. The army does not deny it.");
    assert_eq!(find(&reading, "killed").feature("Voice"), Some("Pass"));
    assert_eq!(find(&reading, "were").feature("Tense"), Some("Past"));
    assert_eq!(find(&reading, "soldiers").feature("Number"), Some("Plur"));
    assert_eq!(find(&reading, "not").feature("Polarity"), Some("Neg"));
    assert_eq!(find(&reading, "does").feature("Tense"), Some("Pres"));
}

/// The words of some tokens.
fn words(text: &str, reading: &Reading, tokens: &std::ops::Range<u32>) -> String {
    reading.span_of(tokens).and_then(|s| s.of(text)).unwrap_or("").to_owned()
}

const STORY: &str = "BEIRUT, Dec 6 (Reuters) - Rebels seized the city of Hama on Thursday, the Syrian Observatory for \
    Human Rights (SOHR), a war monitor, said.\n\n\"We will not leave,\" army spokesman Ali Hassan told reporters in \
    Damascus. He said that the reports were false.";

#[test]
fn names_times_and_attributions_are_found() {
    let reading = read_it(STORY);
    let names: Vec<(String, NameClass)> =
        reading.names.iter().map(|n| (words(STORY, &reading, &n.tokens), n.class)).collect();
    for (name, class) in
        [("Hama", NameClass::Location), ("Ali Hassan", NameClass::Person), ("SOHR", NameClass::Organization)]
    {
        assert!(names.contains(&(name.to_owned(), class)), "{name}: {names:?}");
    }
    let times: Vec<String> = reading.times.iter().map(|t| words(STORY, &reading, &t.tokens)).collect();
    assert!(times.contains(&"Thursday".to_owned()), "{times:?}");
    let told = reading.attributions.iter().find(|a| words(STORY, &reading, &a.cue) == "told").expect("a cue");
    let pieces = |pieces: &[std::ops::Range<u32>]| -> String {
        pieces.iter().map(|p| words(STORY, &reading, p)).collect::<Vec<_>>().join(" / ")
    };
    assert!(pieces(&told.source).contains("Ali Hassan"), "{}", pieces(&told.source));
    assert!(pieces(&told.content).contains("We will not leave"), "{}", pieces(&told.content));
    assert!(reading.attributions.iter().any(|a| words(STORY, &reading, &a.cue) == "said"));
}

#[test]
fn who_says_what_is_told_in_several_ways() {
    for (text, cue, source, content) in [
        ("The army said that rebels had left Hama.", "said", "The army", "that rebels had left Hama"),
        ("According to the monitor, rebels seized Hama.", "According to", "the monitor", "rebels seized Hama"),
        ("\"We will stay,\" the mayor told reporters.", "told", "the mayor", "We will stay"),
    ] {
        let reading = read_it(text);
        let found: Vec<_> = reading.attributions.iter().filter(|a| words(text, &reading, &a.cue) == cue).collect();
        let [one] = found[..] else { panic!("{text}: {:?}", reading.attributions) };
        let pieces =
            |all: &[std::ops::Range<u32>]| -> Vec<String> { all.iter().map(|p| words(text, &reading, p)).collect() };
        assert!(pieces(&one.source).iter().any(|s| s.contains(source)), "{text}: {:?}", pieces(&one.source));
        assert!(pieces(&one.content).iter().any(|s| s.contains(content)), "{text}: {:?}", pieces(&one.content));
    }
}

#[test]
fn pronouns_take_up_nouns_and_speech_goes_back_to_names() {
    let reading = read_it(STORY);
    let at = |form: &str| reading.tokens.iter().position(|t| t.form == form).expect("the word") as u32;
    let told_of = reading.antecedent(at("he")).map(|a| reading.tokens[a as usize].form.as_str());
    assert!(matches!(told_of, Some("ali" | "spokesman" | "hassan")), "{told_of:?}");
    let last = reading.attributions.last().expect("an attribution");
    assert_eq!(words(STORY, &reading, &last.cue), "said");
    let speaker = last.speaker.map(|s| reading.tokens[s as usize].form.as_str());
    assert!(matches!(speaker, Some("ali" | "spokesman" | "hassan")), "{speaker:?}");
}

#[test]
fn small_words_in_brackets_are_no_abbreviations_and_roles_end_with_their_sentence() {
    for text in ["He stood in court (sic).", "Rebels kill army spokesman Ali Hassan\nDamascus denies it."] {
        let reading = read_it(text);
        for fact in &reading.facts {
            assert_ne!(fact.class, FactClass::Abbreviation, "{text}");
            assert!(!words(text, &reading, &fact.name).contains("Damascus"), "{text}");
        }
    }
}

#[test]
fn appositions_abbreviations_and_roles_are_facts_of_names() {
    let reading = read_it(STORY);
    let facts: Vec<(String, FactClass, String)> = reading
        .facts
        .iter()
        .map(|f| (words(STORY, &reading, &f.name), f.class, words(STORY, &reading, &f.words)))
        .collect();
    let has = |name: &str, class, said: &str| {
        facts.iter().any(|(n, c, w)| n.contains(name) && *c == class && w.contains(said))
    };
    assert!(has("Syrian Observatory for Human Rights", FactClass::Abbreviation, "SOHR"), "{facts:?}");
    assert!(has("Ali Hassan", FactClass::Role, "army spokesman"), "{facts:?}");
    let text = "The Syrian Observatory for Human Rights, a war monitor, said so.";
    let reading = read_it(text);
    let [fact] = &reading.facts[..] else { panic!("{:?}", reading.facts) };
    assert_eq!(fact.class, FactClass::Apposition);
    assert_eq!(words(text, &reading, &fact.words), "a war monitor");
}

#[test]
fn what_did_not_happen_is_judged_less_certain_than_what_did() {
    let judge = |text: &str, form: &str| {
        let reading = read_it(text);
        let at = reading.tokens.iter().position(|t| t.form == form).expect("the word");
        reading.factuality[at]
    };
    let fact = judge("Rebels seized Hama on Thursday.", "seized");
    let denied = judge("Rebels did not seize Hama on Thursday.", "seize");
    let possible = judge("Rebels may seize Hama on Thursday.", "seize");
    assert!(fact > 200 && denied < 0 && possible < fact - 50, "{fact} {denied} {possible}");
}

#[test]
fn without_the_news_heads_there_are_trees_and_links_only() {
    let bare = Model::from_bytes(BYTES).expect("the shipped model loads");
    assert!(!bare.has_news_heads() && model().has_news_heads());
    let (reading, full) = (read(STORY, &bare), read_it(STORY));
    assert!(reading.names.is_empty() && reading.attributions.is_empty() && reading.factuality.is_empty());
    assert_eq!((&reading.tokens, &reading.links), (&full.tokens, &full.links));
}

#[test]
fn every_set_of_processor_features_reads_the_same() {
    let expect = read_it(STORY);
    for isa in Isa::available() {
        let model = model().clone().with_isa(isa).expect("it is available");
        assert_eq!(read(STORY, &model), expect, "{isa:?}");
    }
}

#[test]
fn a_text_without_a_full_stop_is_read_in_windows() {
    let text = "the army shelled the town and ".repeat(400);
    let reading = read_it(&text);
    check_sound(&text, &reading);
    check_trees(&reading);
}

#[test]
fn damaged_models_are_refused() {
    assert!(Model::from_bytes(b"").is_err());
    assert!(Model::from_bytes(&BYTES[..BYTES.len() / 2]).is_err());
    let error = Model::from_bytes(NEWS).expect_err("heads are no model");
    assert!(error.to_string().contains("`dateline news heads 1`"), "{error}");
    let error = model().clone().with_news_heads(BYTES).expect_err("a model is no heads");
    assert!(error.to_string().contains("`dateline language 1`"), "{error}");
    let mut other = NEWS.to_vec();
    let id = other.windows(6).position(|w| w == b"\"id\":\"").expect("an id") + 6;
    other[id] = if other[id] == b'0' { b'1' } else { b'0' };
    let error = model().clone().with_news_heads(&other).expect_err("heads of another model");
    assert!(error.to_string().contains("another model"), "{error}");
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
        let mut bytes = BYTES.to_vec();
        for (i, (at, byte)) in damage.into_iter().enumerate() {
            // Most of the file is weights, of which every value is one; what else there is stands at the beginning.
            let at = at.index(if i % 2 == 0 { bytes.len() } else { 1 << 20 });
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

#[test]
fn words_of_one_event_are_more_alike_than_others() {
    const LAYER: &[u8] = include_bytes!("../../../data/language-events.safetensors");
    let layer = EventLayer::from_bytes(LAYER, model()).expect("the shipped layer loads");
    let number = |text: &str, form: &str| {
        let reading = read_it(text);
        let numbers = layer.numbers(text, model());
        assert_eq!(numbers.len(), reading.tokens.len(), "one row for each word");
        let at = reading.tokens.iter().position(|t| t.form == form).unwrap_or_else(|| panic!("no `{form}`"));
        numbers[at].clone()
    };
    let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    let killed = number("Gunmen killed two guards at the Tishrin dam on Monday.", "killed");
    let death = number("The deaths of two guards at Tishrin were confirmed by the army.", "deaths");
    let storm = number("A storm sank a ferry off Tartus.", "sank");
    assert!((cosine(&killed, &killed) - 1.0).abs() < 1e-4);
    assert!(cosine(&killed, &death) > cosine(&killed, &storm));
    assert!(layer.numbers("", model()).is_empty());
    assert!(EventLayer::from_bytes(BYTES, model()).is_err(), "another kind of file");
}
