//! What a reader of reports expects of the embedded gazetteer.

use dateline_core::{
    Gazetteer,
    claim::{Feature, Tier},
    gazetteer::{Place, PlaceId},
};
use std::sync::LazyLock;

static PACK: &[u8] = include_bytes!("../../../data/gazetteer.bin");
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::from_bytes(PACK).expect("the committed pack"));

/// The places of a name in one country and of one sort.
fn places(name: &str, country: &str, feature: Feature) -> Vec<PlaceId> {
    let fits = |p: &PlaceId| {
        let place = GAZETTEER.place(*p);
        place.country == Some(country) && place.feature == feature
    };
    GAZETTEER.lookup(name).places.into_iter().filter(fits).collect()
}

#[track_caller]
fn one(name: &str, country: &str, feature: Feature) -> Place<'static> {
    let found = places(name, country, feature);
    let names: Vec<Place> = found.iter().map(|p| GAZETTEER.place(*p)).collect();
    assert_eq!(found.len(), 1, "{name} in {country} as {feature}: {names:?}");
    names[0]
}

#[track_caller]
fn same_city(country: &str, names: &[&str]) {
    let first = one(names[0], country, Feature::City);
    for name in names {
        assert_eq!(one(name, country, Feature::City).geonames_id, first.geonames_id, "{name} and {}", names[0]);
    }
}

#[test]
fn spellings_of_one_town_give_one_town() {
    same_city("SY", &["Homs", "Hims", "Hums", "حمص", "Хомс", "Homs city", "the city of Homs"]);
    same_city("SY", &["Deir ez-Zor", "Deir Ezzor", "Dayr al-Zawr", "Deir al-Zour", "Deir ez-Zour", "Dayr az Zawr"]);
    same_city("SY", &["Daraa", "Deraa", "Dar'a", "Dar‘ā", "Dara"]);
    same_city("SY", &["Suwayda", "Sweida", "As-Suwayda", "Suweida", "al-Suwayda"]);
    same_city("SY", &["Talbiseh", "Talbisa", "Talbiseh town"]);
    same_city("SY", &["Rastan", "al-Rastan", "Ar-Rastan"]);
    same_city("UA", &["Kyiv", "Kiev", "Київ"]);
}

#[test]
fn a_type_word_tells_the_province_from_the_city() {
    assert_eq!(one("Homs province", "SY", Feature::Admin1).name, "Homs");
    assert!(places("Homs province", "SY", Feature::City).is_empty());
    let city = places("Homs", "SY", Feature::City)[0];
    let province = GAZETTEER.admin1_of(city).expect("Homs lies in a province");
    assert_eq!(GAZETTEER.place(province).name, "Homs");
    assert_eq!(GAZETTEER.place(city).admin1, Some("Homs"));
    assert_eq!(GAZETTEER.admin1_of(province), None);
}

#[test]
fn words_around_a_name_do_not_hide_it() {
    assert_eq!(one("rural Damascus", "SY", Feature::Admin1).name, "Rif Dimashq");
    assert_eq!(one("southern Damascus countryside", "SY", Feature::Admin1).name, "Rif Dimashq");
    assert_eq!(one("northern Aleppo", "SY", Feature::City).name, "Aleppo");
    assert_eq!(one("Qusayr area", "SY", Feature::City).name, "Al-Qusayr");
    assert_eq!(one("the United States", "US", Feature::Country).name, "United States");
    assert!(GAZETTEER.is_prefix("the city of Homs"));
    assert_eq!(GAZETTEER.lookup("Homs").tier, Tier::Exact);
    assert_eq!(GAZETTEER.lookup("Homs city").tier, Tier::Stripped);
    assert_eq!(GAZETTEER.lookup("Al Shadaddi").tier, Tier::Fold);
}

#[test]
fn the_overlay_holds_what_cities500_lacks() {
    let golan = one("Golan Heights", "SY", Feature::Region);
    assert!(golan.is_overlay && golan.precision == 5 && golan.admin1.is_none());
    for (name, country, feature) in [
        ("Nasib crossing", "SY", Feature::Crossing),
        ("Jaber border crossing", "JO", Feature::Crossing),
        ("Masnaa", "LB", Feature::Crossing),
        ("Hmeimim", "SY", Feature::Base),
        ("Khmeimim air base", "SY", Feature::Base),
        ("Deir Ezzor airport", "SY", Feature::Base),
        ("naval base at Tartus", "SY", Feature::Base),
        ("Homs-Latakia highway", "SY", Feature::Road),
        ("Umayyad Square", "SY", Feature::Site),
        ("Deir Ful", "SY", Feature::City),
        ("al-Dar al-Kabira", "SY", Feature::City),
        ("Gaza Strip", "PS", Feature::Admin1),
        ("Darfur", "SD", Feature::Region),
        ("Donbas", "UA", Feature::Region),
        ("Tigray", "ET", Feature::Admin1),
    ] {
        one(name, country, feature);
    }
    let talbiseh = one("Talbiseh", "SY", Feature::City);
    assert!(!talbiseh.is_overlay && talbiseh.geonames_id.is_some(), "the overlay only renames it");
    assert_eq!(talbiseh.name, "Talbiseh");
}

#[test]
fn points_lie_where_the_places_do() {
    let (lat, lon) = one("Homs", "SY", Feature::City).point.expect("a point");
    assert!((lat - 34.72).abs() < 0.02 && (lon - 36.73).abs() < 0.02, "{lat} {lon}");
}

#[test]
fn demonyms_and_countries() {
    assert_eq!(GAZETTEER.demonym("Syrian"), Some("SY"));
    assert_eq!(GAZETTEER.demonym("Syrians"), Some("SY"));
    assert_eq!(GAZETTEER.demonym("Israeli"), Some("IL"));
    assert_eq!(GAZETTEER.demonym("Homs"), None);
    assert_eq!(GAZETTEER.country_name("SY"), Some("Syria"));
    let syria = GAZETTEER.country("SY").expect("Syria");
    assert_eq!(GAZETTEER.lookup("Syria").places.first(), Some(&syria));
    assert_eq!(GAZETTEER.place(syria).feature, Feature::Country);
    assert_eq!(GAZETTEER.country("ZZ"), None);
}

#[test]
fn prefixes_lead_to_the_longest_name() {
    for prefix in ["Deir", "Deir ez", "Khan", "Tell", "Golan"] {
        assert!(GAZETTEER.is_prefix(prefix), "{prefix}");
    }
    assert!(!GAZETTEER.is_prefix("Hayat Tahrir al-Sham said"));
    assert!(!GAZETTEER.is_prefix(""));
}

#[test]
fn search_gives_every_place_once_and_the_surest_first() {
    let found = GAZETTEER.search("Rustan");
    let rastan = places("Rastan", "SY", Feature::City)[0];
    assert!(found.iter().any(|&(_, p)| p == rastan), "consonants lead from Rustan to Rastan");
    assert!(found.windows(2).all(|w| w[0].0 <= w[1].0));
    let mut ids: Vec<PlaceId> = found.iter().map(|f| f.1).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), found.len());
}

#[test]
fn ordinary_words_are_no_places() {
    for word in ["police", "march", "of", "said", "a", "", "...", "Monday"] {
        let found = GAZETTEER.lookup(word);
        let sure = matches!(found.tier, Tier::Exact | Tier::Stripped) && !found.places.is_empty();
        assert!(!sure, "{word}: {:?}", found.places.iter().map(|p| GAZETTEER.place(*p)).collect::<Vec<_>>());
    }
}

#[test]
fn damaged_packs_are_refused() {
    assert!(Gazetteer::from_bytes(b"").is_err());
    assert!(Gazetteer::from_bytes(b"no gazetteer").is_err());
    assert!(Gazetteer::from_bytes(&PACK[..PACK.len() / 2]).is_err());
    assert!(Gazetteer::default().lookup("Homs").places.is_empty());
}
