//! The actor file that ships with the program holds together.

use crate::story::Ledger;
use dateline_core::{ActorFile, picture::Event};

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
fn a_name_means_nobody_of_whom_it_was_not_a_name_yet() {
    let file = crate::story::actors();
    let on = |name: &str, day: &str| {
        dateline_picture::known_actor(file, name, Some("SY"), day.parse().ok()).map(|a| a.id.as_str())
    };
    assert_eq!(on("Syrian troops", "2015-03-01"), Some("syria-army"));
    assert_eq!(on("Syrian troops", "2025-03-01"), Some("syria-transition"));
    assert_eq!(on("Ali Abdullah Saleh", "2011-03-01"), Some("yemen-government"));
    assert_eq!(on("Ali Abdullah Saleh", "2016-03-01"), Some("yemen-saleh"));
    assert_eq!(on("Syrian president", "1999-01-01"), None);
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

/// Who, and on whose side, as a report on a strike in Syria tells it.
fn striker(phrase: &str) -> (String, Option<String>) {
    striker_in("SY", phrase)
}

/// The same in another country.
fn striker_in(country: &str, phrase: &str) -> (String, Option<String>) {
    let actor = strikes_in(country, &[phrase])[0].actor.clone().expect("somebody strikes");
    (actor.id.clone(), actor.side.clone())
}

/// The events of one strike on a town, which each of these phrases is said to have made.
fn strikes_in(country: &str, phrases: &[&str]) -> Vec<Event> {
    let mut ledger = Ledger::default();
    for (i, phrase) in phrases.iter().enumerate() {
        ledger = ledger.report(&format!("r{i} | Gazette {i} | 6"), &[&format!("{phrase} strikes Hama; on 5")]);
    }
    let places = ledger.claims.iter_mut().filter_map(|c| c.place.as_mut()?.resolved.as_mut());
    places.for_each(|place| place.country = Some(country.to_owned()));
    ledger.weigh().events()
}

#[test]
fn two_that_act_together_are_both() {
    let both = |id: &str, side: &str| (id.to_owned(), Some(side.to_owned()));
    let syria_first = both("joint:syria-army+russia-forces", "syria-government");
    assert_eq!(striker("Russian and Syrian warplanes"), syria_first);
    assert_eq!(striker("Syrian and Russian warplanes"), syria_first);
    assert_eq!(
        striker("Syrian government and Russian forces"),
        both("joint:syria-government+russia-forces", "syria-government")
    );
    assert_eq!(striker("British and American warplanes").1.as_deref(), Some("us-coalition"));
    // Two allies abroad: whoever is named first, they are one party, and what they do is one event.
    let abroad = ["US and Israeli warplanes", "Israeli and US warplanes"];
    assert_eq!(striker_in("IR", abroad[0]), both("joint:israel-military+us-military", "israel"));
    assert_eq!(striker_in("IR", abroad[1]), striker_in("IR", abroad[0]));
    assert_eq!(strikes_in("IR", &abroad).len(), 1);
    // Two of one side are that side, adversaries do nothing together, and a list is none of this.
    assert_eq!(striker("the Syrian army and the government").1.as_deref(), Some("syria-government"));
    for phrase in
        ["government and rebel forces", "the army and allied militias", "Russian, Syrian and Iranian warplanes"]
    {
        assert!(!striker(phrase).0.starts_with("joint:"), "{phrase}");
    }
}

#[test]
fn what_one_of_two_does_goes_with_what_both_do() {
    for one in ["Russian forces", "the Syrian army"] {
        let ledger = Ledger::default()
            .report("r1 | Gazette | 6", &["Syrian and Russian troops captures Hama; on 5"])
            .report("r2 | Courier | 6", &[&format!("{one} captures Hama; on 5")]);
        assert_eq!(ledger.weigh().events().len(), 1, "{one}");
        assert!(ledger.weigh().disputes().is_empty(), "{one}");
        assert!(ledger.status("Hama", 6).starts_with("held_by"), "{one}: {}", ledger.status("Hama", 6));
    }
}

#[test]
fn two_that_speak_together_are_no_further_source() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["rebels captures Hama; by Russian forces; on 5"])
        .report("r2 | Courier | 6", &["rebels captures Hama; by Syrian and Russian forces; on 5"]);
    assert_eq!(ledger.weigh().events()[0].origins, 1);
}
