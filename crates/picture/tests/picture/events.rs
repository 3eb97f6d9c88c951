//! One occurrence, several claims; how well it stands; whether the sources are independent.

use crate::story::Ledger;
use dateline_core::picture::{Event, Standing};

fn events(ledger: &Ledger) -> Vec<Event> {
    ledger.weigh().events()
}

fn standing(ledger: &Ledger) -> (Standing, u32) {
    let found = events(ledger);
    assert_eq!(found.len(), 1, "{found:#?}");
    (found[0].standing, found[0].origins)
}

fn one(says: &[&str]) -> Ledger {
    Ledger::default().report("r1 | Gazette | 7", says)
}

#[test]
fn three_reports_of_one_source_are_one_origin() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["rebels captures Daraa; by SOHR; on 6"])
        .report("r2 | Courier | 7", &["rebels captures Daraa; by the monitoring group; on 6"])
        .report("r3 | Herald | 7", &["rebels captures Daraa; by Rami Abdulrahman < AFP; on 6"]);
    assert_eq!(standing(&ledger), (Standing::Single, 1));
    let corroborations = ledger.weigh().picture(None).corroborations;
    assert_eq!(corroborations.len(), 1);
    assert_eq!((corroborations[0].independent.as_str(), corroborations[0].claims.len()), ("no", 3));
}

#[test]
fn two_independent_sources_corroborate() {
    let ledger = one(&["rebels captures Daraa; by SOHR; on 6", "rebels captures Daraa; by Daraa24; on 6"]);
    assert_eq!(standing(&ledger), (Standing::Corroborated, 2));
    assert_eq!(ledger.weigh().picture(None).corroborations[0].independent, "yes");
}

#[test]
fn outlets_in_their_own_voice_may_rest_on_one_source() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["rebels captures Daraa; on 6"])
        .report("r2 | Courier | 7", &["rebels captures Daraa; on 6"]);
    assert_eq!(ledger.weigh().picture(None).corroborations[0].independent, "unclear");
}

#[test]
fn unnamed_sources_of_two_outlets_are_two() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["rebels captures Daraa; by ?two security sources; on 6"])
        .report("r2 | Courier | 7", &["rebels captures Daraa; by ?two security sources; on 6"]);
    assert_eq!(standing(&ledger).1, 2);
}

#[test]
fn an_admission_and_both_sides() {
    assert_eq!(standing(&one(&["Syrian army withdraws Hama; by Syrian army; on 5"])).0, Standing::Admitted);
    let both = one(&["Syrian army withdraws Hama; by Syrian army; on 5", "Syrian army withdraws Hama; by HTS; on 5"]);
    assert_eq!(standing(&both).0, Standing::CrossAdversary);
}

#[test]
fn a_denied_event_is_contested_and_one_that_is_only_denied_is_denied() {
    let contested =
        one(&["Israeli army strikes Qatana; by SOHR; on 6", "Israeli army strikes Qatana; by IDF; on 6; denies"]);
    assert_eq!(standing(&contested).0, Standing::Contested);
    assert_eq!(standing(&one(&["Israeli army strikes Qatana; by IDF; on 6; denies"])).0, Standing::Denied);
}

#[test]
fn what_a_newer_revision_no_longer_says_is_retracted() {
    let ledger = one(&["rebels captures Homs; on 6", "rebels captures Hama; on 5"]).revision(
        "r1 | Gazette | 7",
        "2",
        &["rebels captures Hama; on 5"],
    );
    let found = events(&ledger);
    let of = |place: &str| found.iter().find(|e| e.place.as_ref().is_some_and(|p| p.name == place)).expect("an event");
    assert_eq!(of("Homs").standing, Standing::Retracted);
    assert_eq!(of("Hama").standing, Standing::Single);
    assert_eq!(of("Hama").supporting, ["r1.2.0"], "the older revision's claim is not counted twice");
}

#[test]
fn other_days_places_and_sides_are_other_events() {
    let ledger = one(&[
        "Russian forces strikes Idlib; on 2",
        "Russian forces strikes Idlib; on 5",
        "Russian forces strikes Hama; on 5",
        "rebels strikes Hama; on 5",
    ]);
    assert_eq!(events(&ledger).len(), 4);
}

#[test]
fn a_capture_and_the_loss_of_the_same_place_are_one_event() {
    let ledger = one(&["rebels captures Hama; on 5", "government forces loses Hama; by SOHR; on 5"]);
    let found = events(&ledger);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].actor.as_ref().expect("an actor").name, "Syrian rebels");
    assert_eq!(found[0].reasons.len(), 3);
}

#[test]
fn verification_is_noted_beside_the_event() {
    let ledger = one(&[
        "rebels captures Daraa; by HTS; on 6",
        "Gazette cannot_verify; target the rebels' claims",
        "Syrian army withdraws Hama; by Syrian army; on 6",
    ]);
    let found = events(&ledger);
    let of = |place: &str| found.iter().find(|e| e.place.as_ref().is_some_and(|p| p.name == place)).expect("an event");
    assert_eq!(of("Daraa").could_not_verify, ["r1.1.1"]);
    assert!(of("Hama").could_not_verify.is_empty());
}

#[test]
fn plans_are_no_events() {
    assert!(events(&one(&["rebels captures Homs; planned", "rebels captures Homs; hypothetical"])).is_empty());
}

#[test]
fn a_crossing_is_closed_from_the_day_it_closed() {
    let ledger = one(&["Jordan closes Jaber; by Jordan's interior ministry; on 6"])
        .report("r2 | Courier | 9", &["Jordan opens Jaber; by Jordan's interior ministry; on 8"]);
    let status = |n| ledger.weigh().access(crate::story::day(n)).first().map(|a| a.status.clone());
    assert_eq!(status(5), None);
    assert_eq!(status(7).as_deref(), Some("closed"));
    assert_eq!(status(8).as_deref(), Some("open"));
}

#[test]
fn what_a_party_or_its_agency_publishes_is_its_own_word() {
    let ledger = Ledger::default().report("r1 | SANA | 6", &["Syrian army holds Homs; on 6"]);
    assert_eq!(ledger.status("Homs", 6), "claimed_by Syrian army");
    let ledger = Ledger::default()
        .report("r1 | Syrian Observatory for Human Rights | 6", &["rebels captures Daraa; on 6"])
        .report("r2 | Courier | 7", &["rebels captures Daraa; by SOHR; on 6"]);
    assert_eq!(standing(&ledger), (Standing::Single, 1));
}

#[test]
fn an_agency_cited_and_the_agency_itself_are_one_origin() {
    let ledger = Ledger::default()
        .report("r1 | Reuters | 6", &["rebels captures Daraa; on 6"])
        .report("r2 | Courier | 7", &["rebels captures Daraa; by Reuters; on 6"]);
    assert_eq!(standing(&ledger), (Standing::Single, 1));
}

#[test]
fn a_third_country_s_word_is_not_the_other_side_s() {
    let ledger = one(&["Israeli army strikes Qatana; by IDF; on 6", "Israeli army strikes Qatana; by SANA; on 6"]);
    assert_eq!(standing(&ledger).0, Standing::CrossAdversary);
    let ledger = one(&["rebels captures Daraa; by HTS; on 6", "rebels captures Daraa; by US officials; on 6"]);
    assert_ne!(standing(&ledger).0, Standing::CrossAdversary);
}

#[test]
fn an_unnamed_source_in_a_reprint_is_the_one_in_the_original() {
    let says = ["rebels captures Hama; by ?residents; on 5"];
    let ledger = |runs: std::ops::Range<u32>| {
        let ledger = Ledger::default().report("wire | Wire | 5", &says).sketch(0..100);
        ledger.report("other | Gazette | 6", &says).sketch(runs).weigh().picture(None).events[0].origins
    };
    assert_eq!((ledger(10..110), ledger(200..300)), (1, 2));
}
