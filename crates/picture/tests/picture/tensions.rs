//! What does not fit together although both may hold.

use crate::story::Ledger;
use dateline_core::picture::Dispute;

fn tensions(says: &[&str]) -> Vec<Dispute> {
    Ledger::default().report("r1 | Gazette | 7", says).weigh().tensions()
}

/// The reasons of all tensions.
fn why(says: &[&str]) -> Vec<String> {
    tensions(says).into_iter().map(|d| d.why).collect()
}

#[test]
fn a_region_that_is_held_and_a_town_in_it_that_is_lost() {
    let found = tensions(&[
        "Syrian army withdraws province Homs; by Syrian army; on 6; denies",
        "Syrian army loses Rastan in Homs; by SOHR; on 6",
    ]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].why, "one speaks of all Homs province, the others of a part");
    assert_eq!(found[0].sides[0].claims, ["r1.1.0"]);
    assert_eq!(found[0].sides[1].claims, ["r1.1.1"]);
    assert!(found[0].id.starts_with("te-"));
}

#[test]
fn a_town_of_another_region_is_another_matter() {
    let denial = "Syrian army withdraws province Homs; by Syrian army; on 6; denies";
    assert!(why(&[denial, "Syrian army loses Salamiyah in Hama; by SOHR; on 6"]).is_empty());
    assert!(why(&[denial, "Syrian army loses Rastan in Homs; by SOHR; on 1"]).is_empty());
}

#[test]
fn troops_sent_to_a_town_that_is_said_to_be_lost() {
    let found = why(&["Syrian army deploys Daraa; by Syrian army; on 7", "rebels captures Daraa; by SOHR; on 6"]);
    assert_eq!(found, ["Syrian army: deployed where others say that it has lost the place"]);
    assert!(why(&["rebels deploys Daraa; by HTS; on 7", "rebels captures Daraa; by SOHR; on 6"]).is_empty());
}

#[test]
fn both_sides_take_one_region() {
    let army = "Syrian army captures province Hama; by Syrian army; on 7; ongoing";
    assert_eq!(
        why(&[army, "rebels captures Hama; by SOHR; on 5"]),
        ["both sides are said to be taking Hama province"],
        "the town after which the province is called lies in it"
    );
    assert!(why(&[army, "rebels captures Hama; by SOHR; on 1"]).is_empty(), "an older battle");
}

#[test]
fn two_allies_are_each_said_to_have_taken_a_town() {
    let found = why(&["HTS captures Daraa; by HTS; on 6", "Southern Operations Room captures Daraa; by SOHR; on 6"]);
    assert_eq!(found, ["it is open which of its allies took Daraa"]);
    assert!(why(&["HTS captures Daraa; by HTS; on 6", "rebels captures Daraa; by SOHR; on 6"]).is_empty());
}

#[test]
fn in_a_town_and_later_only_near_it() {
    let found = why(&["SDF captures Raqqa; by ?officials; on 5", "SDF captures Raqqa; by SOHR; on 6; outskirts"]);
    assert_eq!(found, ["Syrian Democratic Forces: said to be in Raqqa, and later only near it"]);
    let advance = ["SDF advances Raqqa; by SOHR; on 5", "SDF captures Raqqa; by ?officials; on 6"];
    assert!(why(&advance).is_empty(), "near first, then in");
}

#[test]
fn one_source_alone_makes_no_tension() {
    assert!(why(&["Syrian army deploys Daraa; by SOHR; on 7", "rebels captures Daraa; by SOHR; on 6"]).is_empty());
}

#[test]
fn closed_to_some_or_altogether() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["Jordan closes Jaber; by Jordan's interior ministry; on 6; target lorries"])
        .report("r2 | Courier | 6", &["Jordan closes Jaber; on 6"]);
    let found = ledger.weigh().tensions();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].why.contains("closed to lorries"), "{}", found[0].why);
}

#[test]
fn an_army_and_its_commander_may_differ_on_where_they_are() {
    let says = ["HTS enters Homs; by HTS; on 6", "HTS advances Homs; by Hassan Abdul Ghani; on 7"];
    assert_eq!(Ledger::default().report("r1 | Gazette | 7", &says).weigh().tensions().len(), 1);
    let says = ["HTS enters Homs; by HTS; on 6", "HTS advances Homs; by HTS; on 7"];
    assert!(Ledger::default().report("r1 | Gazette | 7", &says).weigh().tensions().is_empty(), "one speaker goes on");
}

#[test]
fn who_tells_what_its_adversary_says_and_accuses_it_disputes_it() {
    let says = ["HTS captures Homs; by HTS < Syrian army; on 6", "HTS other Homs; by Syrian army; on 6"];
    let found = Ledger::default().report("r1 | Gazette | 7", &says).weigh().tensions();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].why.contains("to dispute it"), "{}", found[0].why);
    assert!(Ledger::default().report("r1 | Gazette | 7", &says[..1]).weigh().tensions().is_empty());
}
