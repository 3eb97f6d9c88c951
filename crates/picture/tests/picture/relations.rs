//! Who backs whom, who goes where, what governments tell their people.

use crate::story::{Ledger, day};
use dateline_core::picture::Standing;

const BACKS: &str = "Rwanda other; target M23; sub supports";

#[test]
fn a_backer_is_said_by_some_and_denied_by_itself() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 5", &[&format!("{BACKS}; passing")])
        .report("r2 | Courier | 6", &[&format!("{BACKS}; by UN"), &format!("{BACKS}; by Rwanda; denies")]);
    let bonds = ledger.weigh().relations();
    assert_eq!(bonds.len(), 1, "{bonds:#?}");
    let bond = &bonds[0];
    assert_eq!((bond.one.name.as_str(), bond.sort.as_str(), bond.other.name.as_str()), ("Rwanda", "supports", "M23"));
    assert_eq!(bond.standing, Standing::Contested);
    assert_eq!(bond.said, Some((day(5), day(6))));
    assert_eq!(bond.origins, ["Gazette", "United Nations"]);
    assert_eq!(bond.denied_by, ["Rwanda"]);
    assert_eq!((bond.supporting.len(), bond.opposing.len()), (2, 1));
}

#[test]
fn an_alliance_reads_the_same_both_ways() {
    let ledger = Ledger::default().report(
        "r1 | Gazette | 5",
        &["Hezbollah other; target Iran; sub allied; passing", "Iran other; target Hezbollah; sub allied"],
    );
    assert_eq!(ledger.weigh().relations().len(), 1);
    let accusations = Ledger::default().report(
        "r1 | Gazette | 5",
        &["Hezbollah other; target Israel; sub accuses", "Israel other; target Hezbollah; sub accuses"],
    );
    assert_eq!(accusations.weigh().relations().len(), 2);
}

#[test]
fn whom_several_call_an_ally_is_no_third_party_on_its_gains() {
    let says = ["rebels captures Rastan; by Cedar Watch; on 6"];
    let plain = Ledger::default().report("r1 | Gazette | 6", &says);
    assert_eq!(plain.status("Rastan", 6), "held_by Syrian rebels");
    let ally = "Cedar Watch other; target Syrian rebels; sub allied; passing";
    let one = plain.clone().report("r2 | Courier | 5", &[ally]);
    assert_eq!(one.status("Rastan", 6), "held_by Syrian rebels", "one outlet's word is not enough");
    let two = one.report("r3 | Herald | 7", &[ally]);
    assert_eq!(two.status("Rastan", 6), "claimed_by Syrian rebels");
}

#[test]
fn an_alliance_that_comes_to_light_weighs_what_was_said_before() {
    let early = Ledger::default().report("r1 | Gazette | 6", &["rebels captures Rastan; by Cedar Watch; on 6"]);
    let ally = "Cedar Watch other; target Syrian rebels; sub allied; passing";
    let later = Ledger::default().report("r2 | Courier | 7", &[ally]).report("r3 | Herald | 8", &[ally]);
    let mut grown = early.weigh();
    grown.add(later.reports(), &later.claims);
    let mut both = early.clone();
    both.reports.extend(later.reports.iter().cloned());
    both.claims.extend(later.claims.iter().cloned());
    assert_eq!(grown.control(day(8)), both.weigh().control(day(8)));
    assert_eq!(both.status("Rastan", 8), "claimed_by Syrian rebels");
}

#[test]
fn a_movement_has_two_ends_and_a_number_with_its_bounds() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["displaces Homs; target residents; from Homs; to Latakia; on 6; 2000 displaced"])
        .report("r2 | Courier | 6", &["displaces Homs; from Homs; on 6; at least 3000 displaced"]);
    let movements = ledger.weigh().picture(None).movements;
    assert_eq!(movements.len(), 1, "{movements:#?}");
    let m = &movements[0];
    let name = |p: &Option<std::sync::Arc<dateline_core::picture::PlaceRef>>| p.as_ref().map(|p| p.name.clone());
    assert_eq!((name(&m.from), name(&m.to)), (Some("Homs".to_owned()), Some("Latakia".to_owned())));
    assert_eq!(m.number, Some((2000.0, None)), "a floor leaves the upper end open");
    assert_eq!((m.who.as_deref(), m.origins.len()), (Some("residents"), 2));
}

#[test]
fn governments_tell_their_people_to_leave_and_armies_do_not() {
    let ledger = Ledger::default().report(
        "r1 | Gazette | 6",
        &[
            "Russia evacuates country Syria; target its citizens; sub advisory; demanded; on 6",
            "Jordan other country Syria; target its citizens; sub advisory; on 6",
            "Israeli military evacuates country Lebanon; target foreigners; sub advisory; demanded; on 6",
        ],
    );
    let advisories = ledger.weigh().advisories();
    let mut found: Vec<(&str, &str)> =
        advisories.iter().filter_map(|a| Some((a.by.as_ref()?.name.as_str(), a.sort.as_str()))).collect();
    found.sort_unstable();
    assert_eq!(found, [("Jordan", "avoid"), ("Russia", "leave")]);
}

#[test]
fn an_office_means_who_holds_it_on_the_day() {
    let status = |line: &str| {
        let weighed = Ledger::default().report("r1 | Gazette | 10", &[line]).weigh();
        let control = weighed.control(day(10));
        control[0].actor.as_ref().map(|a| a.id.clone()).unwrap_or_default()
    };
    assert_eq!(status("Syrian army holds Homs; on 5"), "syria-army");
    assert_eq!(status("Syrian army holds Homs; on 10"), "syria-transition");
}

#[test]
fn a_denial_without_a_place_of_its_own_answers_what_its_report_tells_of_the_surroundings() {
    let denial = "Syrian army withdraws Damascus; by Syrian army; on 7; denies; inherited";
    let told = "Syrian army withdraws Damascus; by SOHR; on 7; ongoing";
    let found = Ledger::default().report("r1 | Gazette | 7", &[denial, told]).weigh().disputes();
    assert_eq!(found.len(), 1, "{found:#?}");
    let apart = Ledger::default().report("r1 | Gazette | 7", &[denial]).report("r2 | Courier | 7", &[told]);
    assert!(apart.weigh().disputes().is_empty(), "in another report it may be another place");
}

#[test]
fn what_opened_and_closed_is_a_history() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 3", &["Jordan closes Nasib; on 3"])
        .report("r2 | Courier | 5", &["Jordan opens Nasib; on 5", "Jordan opens Nasib; by SOHR; on 6"]);
    let history = ledger.weigh().access_history(day(9));
    let told: Vec<(i8, &str)> = history.iter().map(|(day, a)| (day.day(), a.status.as_str())).collect();
    assert_eq!(told, [(3, "closed"), (5, "open")]);
    let now = ledger.weigh().access(day(9));
    assert_eq!((now[0].since, now[0].last_word), (Some(day(5)), Some(day(6))));
    assert_eq!(now[0].origins.len(), 2);
}
