//! One test for each rule of the lattice.

use crate::story::{Ledger, day};
use dateline_core::picture::Standing;
use dateline_picture::Known;

/// A ledger of one report by an outlet that nobody knows, published on 7 December.
fn one(says: &[&str]) -> Ledger {
    Ledger::default().report("r1 | Gazette | 7", says)
}

#[test]
fn an_outlet_in_its_own_voice_that_nobody_contradicts_is_enough_to_hold() {
    let control = one(&["rebels captures Talbiseh; on 6"]).control("Talbiseh", 6);
    assert_eq!(control.status.name(), "held_by");
    assert_eq!(control.standing, Standing::Single);
    assert_eq!(control.since, Some(day(6)));
    assert!(control.why.contains("one source"), "{}", control.why);
}

#[test]
fn a_party_s_own_word_is_a_claim() {
    let ledger = one(&["HTS captures Daraa; by HTS; on 6", "rebels captures Daraa; by Hassan Abdul Ghani; on 6"]);
    assert!(ledger.status("Daraa", 6).starts_with("claimed_by"));
}

#[test]
fn an_ally_s_word_is_no_more_than_one_s_own() {
    let ledger = one(&["Syrian army holds Homs; by Russian Defence Ministry; on 6"]);
    assert_eq!(ledger.status("Homs", 6), "claimed_by Syrian army");
}

#[test]
fn what_the_loser_admits_stands() {
    let control =
        one(&["rebels captures Hama; by Syrian army; on 5", "Syrian army withdraws Hama; by Syrian army; on 5"])
            .control("Hama", 5);
    assert_eq!((control.status.name(), control.standing), ("held_by", Standing::Admitted));
}

#[test]
fn what_both_sides_say_stands() {
    let control = one(&["rebels captures Hama; by HTS; on 5", "Syrian army withdraws Hama; by Syrian army; on 5"])
        .control("Hama", 5);
    assert_eq!((control.status.name(), control.standing), ("held_by", Standing::CrossAdversary));
    assert_eq!(control.supporting.len(), 2);
}

#[test]
fn two_sources_without_a_stake_corroborate() {
    let control = one(&["rebels captures Hama; on 5", "rebels captures Hama; by SOHR; on 5"]).control("Hama", 5);
    assert_eq!((control.status.name(), control.standing), ("held_by", Standing::Corroborated));
}

#[test]
fn an_unnamed_source_alone_is_not_enough() {
    let mut ledger = one(&["SDF captures Deir ez-Zor; by ?two security sources < Reuters; on 6"]);
    assert_eq!(ledger.status("Deir ez-Zor", 6), "claimed_by Syrian Democratic Forces");
    ledger = ledger.report("r2 | Courier | 7", &["government forces withdraws Deir ez-Zor; by SOHR; on 6"]);
    assert_eq!(ledger.status("Deir ez-Zor", 6), "held_by Syrian Democratic Forces");
}

#[test]
fn unnamed_sources_of_one_agency_are_one_source() {
    let ledger = one(&["SDF captures Deir ez-Zor; by ?two security sources < Reuters; on 6"])
        .report("r2 | Courier | 7", &["SDF holds Deir ez-Zor; by ?three Syrian sources < Reuters; on 6"]);
    assert_eq!(ledger.status("Deir ez-Zor", 6), "claimed_by Syrian Democratic Forces");
}

#[test]
fn hearsay_is_a_claim() {
    assert_eq!(one(&["rebels captures Inkhil; cue reportedly; on 6"]).status("Inkhil", 6), "claimed_by Syrian rebels");
    assert_eq!(one(&["rebels captures Inkhil; by ~reports; on 6"]).status("Inkhil", 6), "claimed_by Syrian rebels");
}

#[test]
fn who_leaves_does_not_say_who_comes() {
    let control = one(&["government forces withdraws Inkhil; by SOHR; on 6"]).control("Inkhil", 6);
    assert_eq!(control.status.name(), "unknown");
    assert_eq!(control.actor, None);
    assert!(control.why.contains("lost by Syrian army"), "{}", control.why);
}

#[test]
fn a_claim_confirmed_by_a_third_party_s_word_on_the_loser_is_held() {
    let ledger = one(&["rebels captures Daraa; by HTS; on 6", "Syrian government loses Daraa; by SOHR; on 6"]);
    assert!(ledger.status("Daraa", 6).starts_with("held_by"));
}

#[test]
fn a_denied_withdrawal_is_contested() {
    let ledger = one(&[
        "government forces withdraws Homs; by SOHR; on 6",
        "government forces withdraws Homs; by Syrian army; on 6; denies",
    ]);
    let control = ledger.control("Homs", 6);
    assert_eq!(control.status.name(), "contested");
    assert_eq!(control.opposing, ["r1.1.0"]);
}

#[test]
fn an_army_that_says_it_remains_contests_a_withdrawal() {
    let ledger =
        one(&["government forces withdraws Homs; by SOHR; on 6", "its forces holds Homs; by Syrian army; on 6"]);
    assert_eq!(ledger.status("Homs", 6), "contested Syrian army");
}

#[test]
fn a_denied_capture_is_contested() {
    let ledger = one(&["rebels captures Hama; by SOHR; on 5", "rebels captures Hama; by Syrian army; on 5; denies"]);
    assert!(ledger.status("Hama", 5).starts_with("contested"));
}

#[test]
fn a_later_capture_ends_an_older_hold() {
    let ledger = one(&["Syrian army holds Hama; on 3", "rebels captures Hama; on 5"]);
    assert_eq!(ledger.status("Hama", 4), "held_by Syrian army");
    assert_eq!(ledger.status("Hama", 5), "held_by Syrian rebels");
}

#[test]
fn a_capture_on_the_day_of_the_hold_is_contested() {
    let ledger = one(&["Syrian army holds Hama; on 5", "rebels captures Hama; on 5"]);
    assert!(ledger.status("Hama", 5).starts_with("contested"));
}

#[test]
fn an_army_that_admits_the_loss_ends_its_own_word_of_the_same_day() {
    let ledger = one(&[
        "Syrian army holds Hama; by Syrian army; on 5",
        "Syrian army withdraws Hama; by Syrian army; on 5",
        "rebels captures Hama; by SOHR; on 5",
    ]);
    assert_eq!(ledger.status("Hama", 5), "held_by Syrian rebels");
}

#[test]
fn an_army_s_word_does_not_end_what_a_third_party_says() {
    let ledger = one(&["rebels captures Hama; by SOHR; on 5", "Syrian army holds Hama; by Syrian army; on 6"]);
    assert!(ledger.status("Hama", 6).starts_with("contested"));
}

#[test]
fn a_newer_claim_to_have_taken_a_place_makes_it_claimed() {
    let ledger = one(&["Syrian army holds Daraa; on 4", "HTS captures Daraa; by HTS; on 6"]);
    let control = ledger.control("Daraa", 6);
    assert_eq!(control.status.name(), "claimed_by");
    assert_eq!(control.actor.expect("an actor").name, "Hayat Tahrir al-Sham");
    assert_eq!(control.opposing, ["r1.1.0"], "the older hold stays in sight");
}

#[test]
fn entering_contests_and_does_not_hold() {
    let ledger = one(&["Syrian army holds Homs; on 6", "HTS enters Homs; by HTS; on 7"]);
    assert_eq!(ledger.status("Homs", 7), "contested Syrian army");
    assert_eq!(one(&["HTS enters Homs; on 7"]).status("Homs", 7), "contested Hayat Tahrir al-Sham");
}

#[test]
fn beginning_to_take_a_place_is_not_taking_it() {
    assert!(one(&["Syrian army captures Hama; on 7; ongoing"]).status("Hama", 7).starts_with("contested"));
}

#[test]
fn nearness_never_changes_hands() {
    let ledger = one(&[
        "Syrian army holds Homs; on 5",
        "rebels advances Homs; on 6",
        "rebels besieges Homs; on 6",
        "rebels captures Homs; on 6; outskirts",
        "government forces withdraws Homs; on 6; outskirts",
        "rebels strikes Homs; on 6",
    ]);
    assert_eq!(ledger.status("Homs", 6), "held_by Syrian army");
}

#[test]
fn fighting_contests_a_place_for_two_days() {
    let ledger = one(&["Syrian army holds Homs; on 3", "rebels clashes Homs; on 5; target government forces"]);
    assert_eq!(ledger.status("Homs", 4), "held_by Syrian army");
    assert_eq!(ledger.status("Homs", 5), "contested Syrian army");
    assert_eq!(ledger.status("Homs", 6), "contested Syrian army");
    assert_eq!(ledger.status("Homs", 7), "held_by Syrian army");
}

#[test]
fn fighting_before_the_capture_does_not_contest_it() {
    let ledger = one(&["rebels clashes Hama; on 5", "rebels captures Hama; on 5"]);
    assert_eq!(ledger.status("Hama", 5), "held_by Syrian rebels");
}

#[test]
fn fighting_alone_says_nothing_of_the_holder() {
    assert_eq!(one(&["clashes Daraa; on 5"]).status("Daraa", 5), "contested");
}

#[test]
fn a_part_is_not_the_whole() {
    let mut ledger = one(&["rebels holds province Daraa; by SOHR; on 6; part"]);
    let control = ledger.control("Daraa province", 6);
    assert_eq!((control.status.name(), control.extent.name()), ("contested", "part"));
    ledger = ledger.report("r2 | Courier | 7", &["government forces loses province Daraa; by SOHR; on 7"]);
    assert_eq!(ledger.status("Daraa province", 7), "held_by Syrian rebels");
}

#[test]
fn an_army_that_is_leaving_contests_its_own_hold() {
    let ledger = one(&["Syrian army holds Homs; on 6", "Syrian army withdraws Homs; by SOHR; on 7; ongoing"]);
    assert!(ledger.status("Homs", 7).starts_with("contested"));
}

#[test]
fn an_ally_that_leaves_takes_nothing_with_it() {
    let ledger = one(&["Syrian army holds Homs; on 6", "Hezbollah withdraws Homs; on 7"]);
    assert_eq!(ledger.status("Homs", 7), "held_by Syrian army");
}

#[test]
fn two_adversaries_said_to_hold_one_place_contest_it() {
    let ledger = one(&["SDF holds Manbij; by SOHR; on 6", "Syrian National Army holds Manbij; on 6"]);
    assert!(ledger.status("Manbij", 6).starts_with("contested"));
}

#[test]
fn plans_and_guesses_do_not_count() {
    let ledger = one(&[
        "Syrian army holds Homs; on 5",
        "rebels captures Homs; hypothetical",
        "rebels captures Homs; on 6; possible",
        "Syrian army withdraws Homs; by ?rebel source; planned",
    ]);
    assert_eq!(ledger.status("Homs", 7), "held_by Syrian army");
}

#[test]
fn an_event_of_tomorrow_does_not_count_today() {
    let ledger = one(&["rebels captures Talbiseh; on 6"]);
    assert_eq!(ledger.status("Talbiseh", 5), "unknown");
}

#[test]
fn a_capture_between_two_days_counts_from_the_last() {
    let ledger = one(&["rebels captures Rastan; on 2..6"]);
    assert_eq!(ledger.status("Rastan", 5), "unknown");
    assert_eq!(ledger.status("Rastan", 6), "held_by Syrian rebels");
}

#[test]
fn a_claim_without_a_day_counts_from_its_publication() {
    let ledger = one(&["rebels captures Sweida"]);
    assert_eq!(ledger.status("Sweida", 6), "unknown");
    assert_eq!(ledger.status("Sweida", 7), "held_by Syrian rebels");
}

#[test]
fn a_later_report_counts_for_the_day_it_tells_of_unless_asked_what_was_known() {
    let ledger = one(&["rebels captures Hama; on 5"]);
    assert_eq!(ledger.status("Hama", 5), "held_by Syrian rebels");
    assert!(ledger.weigh().known(Known::published(day(6))).control(day(5)).is_empty());
}

#[test]
fn one_source_tells_a_story_in_its_order() {
    let says = ["Russian forces captures Izium; on 1..30", "Ukrainian army captures Izium; on 10"];
    let told = |says: &[&str]| one(says).status("Izium", 30);
    assert_eq!(told(&says), "held_by Ukrainian forces");
    assert_eq!(one(&says).status("Izium", 10).split(' ').next(), Some("held_by"));
    assert_eq!(
        told(&[says[1], says[0]]).split(' ').next(),
        Some("contested"),
        "told the other way round it stays open"
    );
    let two = Ledger::default().report("r1 | Gazette | 7", &says[..1]).report("r2 | Courier | 7", &says[1..]);
    assert_eq!(two.status("Izium", 30).split(' ').next(), Some("contested"), "two sources may contradict each other");
}

#[test]
fn a_state_that_ended_is_over() {
    let ledger = one(&["government holds province Aleppo; on 1..3"]);
    assert_eq!(ledger.status("Aleppo province", 3), "held_by Syrian government");
    assert_eq!(ledger.status("Aleppo province", 4), "unknown");
}

#[test]
fn a_province_and_its_capital_are_two_places() {
    let ledger = one(&["rebels captures Hama; on 5", "Syrian army captures province Hama; on 7; ongoing"]);
    assert_eq!(ledger.status("Hama", 7), "held_by Syrian rebels");
    assert!(ledger.status("Hama province", 7).starts_with("contested"));
}

#[test]
fn a_country_is_never_held_as_one() {
    let ledger = one(&["rebels holds country Syria; on 6", "clashes country Syria; on 7"]);
    assert_eq!(ledger.status("Syria", 6), "unknown");
    assert_eq!(ledger.status("Syria", 7), "contested");
}

#[test]
fn who_leaves_on_friday_was_there_on_thursday() {
    let ledger = one(&["government forces withdraws Inkhil; by SOHR; on 6"]);
    let control = ledger.control("Inkhil", 5);
    assert_eq!(ledger.status("Inkhil", 5), "held_by Syrian army");
    assert!(control.why.starts_with("implied"), "{}", control.why);
    assert_eq!(ledger.status("Inkhil", 4), "unknown");
}

#[test]
fn a_stronghold_far_from_the_fighting_was_one_the_day_before() {
    let ledger = one(&["government holds Latakia; on 7"]);
    assert_eq!(ledger.status("Latakia", 5), "held_by Syrian government");
    assert_eq!(ledger.status("Latakia", 4), "unknown");
    // Where others move, who holds a place today may have taken it today.
    let ledger = one(&["rebels holds Hama; on 5", "government forces clashes Hama; on 3"]);
    assert_eq!(ledger.status("Hama", 4), "contested");
    let ledger = one(&["rebels holds Hama; on 5", "government forces deploys Hama"]);
    assert_eq!(ledger.status("Hama", 4), "unknown");
}

#[test]
fn who_cannot_hold_a_place_does_not() {
    let ledger = one(&["SOHR captures Hama; on 5", "the residents holds Hama; on 5", "which captures Hama; on 5"]);
    assert_eq!(ledger.status("Hama", 6), "contested", "somebody unnamed took it");
    assert_eq!(ledger.status("Hama", 7), "unknown");
}

#[test]
fn a_capture_by_somebody_unnamed_unsettles_the_holder() {
    let ledger = one(&["Syrian army holds Hama; on 3", "which captures Hama; on 5"]);
    assert_eq!(ledger.status("Hama", 4), "held_by Syrian army");
    assert_eq!(ledger.status("Hama", 5), "contested Syrian army");
    // Without a day it may be an old story.
    let ledger = one(&["rebels captures Hama; on 3", "captures Hama", "captures Hama; on 1..5"]);
    assert_eq!(ledger.status("Hama", 7), "held_by Syrian rebels");
}

#[test]
fn forces_that_no_name_tells_apart_hold_nothing() {
    let ledger = one(&["the Syrian forces captures Homs", "government troops withdraws Homs; by SOHR; on 6"]);
    assert_eq!(ledger.status("Homs", 7), "unknown");
    assert_eq!(one(&["Wandering Brigade captures Homs"]).status("Homs", 7), "held_by Wandering Brigade");
}

#[test]
fn places_without_a_name_are_on_no_map() {
    let mut ledger = one(&["rebels captures Hama; on 5", "rebels captures village; on 5"]);
    for claim in &mut ledger.claims {
        let place = claim.place.as_mut().expect("a place");
        place.resolved = None;
    }
    let control = ledger.weigh().control(day(5));
    assert_eq!(control.iter().map(|c| c.place.name.as_str()).collect::<Vec<_>>(), ["Hama"]);
}

#[test]
fn nothing_is_implied_where_the_withdrawal_is_one_side_s_word_or_vague() {
    assert_eq!(one(&["Syrian army withdraws Inkhil; by HTS; on 6"]).status("Inkhil", 5), "unknown");
    assert_eq!(one(&["Syrian army withdraws Inkhil; on 4..6"]).status("Inkhil", 5), "unknown");
}

#[test]
fn a_retracted_claim_holds_nothing() {
    let ledger = one(&["rebels captures Homs; on 6"]);
    assert_eq!(ledger.status("Homs", 6), "held_by Syrian rebels");
    let corrected = ledger.revision("r1 | Gazette | 7", "2", &["rebels advances Homs; on 6"]);
    assert_eq!(corrected.status("Homs", 6), "unknown");
}

#[test]
fn a_place_that_is_only_fought_over_is_listed_as_unknown() {
    let ledger = one(&["Russian forces strikes Idlib; on 6", "kills Sarmada; 7 killed; on 6"]);
    let listed = ledger.weigh().control(day(6));
    assert_eq!(listed.iter().map(|c| c.place.name.as_str()).collect::<Vec<_>>(), ["Idlib"]);
    assert_eq!(ledger.status("Idlib", 6), "unknown");
}

#[test]
fn surrendering_soldiers_do_not_hand_over_a_town_by_that_alone() {
    let ledger = one(&["government troops surrenders Moadamiya; target rebels; on 7"]);
    assert_eq!(ledger.status("Moadamiya", 7), "contested Syrian rebels");
}

#[test]
fn the_name_shown_is_the_most_telling_that_others_use() {
    let ledger = one(&["HTS-led rebels captures Aleppo; on 3", "rebels captures Aleppo; by SOHR; on 3"]);
    assert_eq!(ledger.status("Aleppo", 3), "held_by HTS-led rebel coalition");
    // HTS says it was HTS, others that it was the rebels in the south.
    let ledger = one(&[
        "HTS captures Daraa; by HTS; on 6",
        "local factions captures Daraa; by SOHR; on 6",
        "rebels captures Daraa; on 6",
    ]);
    assert_eq!(ledger.status("Daraa", 6), "held_by Southern Operations Room");
}
