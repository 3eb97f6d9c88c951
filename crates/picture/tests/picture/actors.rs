//! The actor file that ships with the program holds together.

use crate::story::Ledger;
use dateline_core::ActorFile;

const ACTORS: &str = include_str!("../../../../rules/names/actors.toml");

#[test]
fn the_actor_file_parses_and_its_sides_and_colours_are_whole() {
    let file = ActorFile::parse([("rules/names/actors.toml", ACTORS)]).expect("the file parses");
    let sides: Vec<&str> = file.actors().iter().filter_map(|a| a.side.as_deref()).collect();
    for actor in file.actors() {
        for ally in &actor.allies {
            assert!(sides.contains(&ally.as_str()), "{}: no actor is on the side `{ally}`", actor.id);
        }
        if let Some(color) = &actor.color {
            assert!(color.len() == 7 && color.starts_with('#'), "{}: {color}", actor.id);
        }
    }
    assert_eq!(file.by_name("the Syrian Observatory").map(|a| a.id.as_str()), Some("sohr"));
    assert_eq!(file.by_name_in("the monitoring group", "SY").map(|a| a.id.as_str()), Some("sohr"));
    assert_eq!(file.by_name("Assad’s forces").map(|a| a.id.as_str()), Some("syria-army"));
    assert_eq!(file.by_name_in("rebels", "CD").map(|a| a.id.as_str()), Some("m23"));
}

/// The id of the actor that a phrase names in a report on a country.
fn check(phrase: &str, country: &str, id: Option<&str>) {
    let file = ActorFile::parse([("rules/names/actors.toml", ACTORS)]).expect("the file parses");
    let found = dateline_picture::known_actor(&file, phrase, Some(country), None);
    assert_eq!(found.map(|a| a.id.as_str()), id, "`{phrase}` in {country}");
}

#[test]
fn phrases_that_name_an_actor() {
    check("the Syrian Observatory for Human Rights (SOHR)", "SY", Some("sohr"));
    check("Lebanon’s Hezbollah", "SY", Some("hezbollah"));
    check("HTS commander Hassan Abdul Ghani", "SY", Some("hassan-abdul-ghani"));
    check("the main rebel faction HTS", "SY", Some("hts"));
    check("insurgents led by HTS", "SY", Some("syria-hts-coalition"));
    check(
        "an alliance of opposition groups led by the Islamist group Hayat Tahrir al-Sham (HTS)",
        "SY",
        Some("syria-hts-coalition"),
    );
    check("newly unified rebel factions under the Southern Operations Room", "SY", Some("syria-southern-room"));
    check("the Kurdish-led Syrian Democratic Forces", "SY", Some("syria-sdf"));
    check("A US-backed coalition led by Syrian Kurdish fighters", "SY", Some("syria-sdf"));
    check("A unit from Syrian Air Force Intelligence", "SY", Some("syria-air-force-intelligence"));
}

#[test]
fn common_nouns_mean_the_country_s_own() {
    check("the insurgents", "SY", Some("syria-rebels"));
    check("rebels", "CD", Some("m23"));
    check("the army", "SD", Some("sudan-army"));
    check("Syrian rebel fighters", "LB", Some("syria-rebels"));
    check("Bashar al-Assad's government forces", "SY", Some("syria-army"));
    check("Syrian President Bashar al-Assad’s government", "SY", Some("syria-government"));
    check("rebels on motorcycles", "SY", Some("syria-rebels"));
}

#[test]
fn phrases_that_name_no_known_actor() {
    check("the army", "FR", None);
    check("Tuareg fighters", "SY", None);
    check("anti-Assad protesters", "SY", None);
    check("residents", "SY", None);
    check("fighters from Iraq", "SY", None);
    check("a US-backed group", "SY", None);
    check("the Lebanese army", "SY", Some("lebanon-army"));
    check("the Peruvian army", "SY", None);
}

#[test]
fn a_spokesman_s_own_forces_are_those_of_his_side() {
    let ledger =
        Ledger::default().report("r1 | Gazette | 6", &["our forces captures Hama; by Hassan Abdul Ghani; on 5"]);
    assert_eq!(ledger.status("Hama", 6), "claimed_by HTS-led rebel coalition");
}
