//! What cannot both be so, and what only looks so.

use crate::story::{Ledger, day};
use dateline_core::picture::{Dispute, Ending};

fn disputes(ledger: &Ledger) -> Vec<Dispute> {
    ledger.weigh().disputes()
}

fn one(says: &[&str]) -> Ledger {
    Ledger::default().report("r1 | Gazette | 7", says)
}

#[test]
fn a_withdrawal_and_its_denial() {
    let ledger =
        Ledger::default().report("r1 | Gazette | 6", &["government troops withdraws Homs; by SOHR; on 6"]).report(
            "r2 | Courier | 7",
            &[
                "government troops withdraws Homs; by Syrian army; on 6; denies",
                "its forces holds Homs; by Syrian army; on 6",
            ],
        );
    let found = disputes(&ledger);
    assert_eq!(found.len(), 1, "{found:#?}");
    let dispute = &found[0];
    assert_eq!(dispute.about, "Withdrawal of Syrian army from Homs");
    assert_eq!(dispute.why, "Syrian army cannot both have left and still be there");
    assert_eq!(dispute.sides[0].claims, ["r1.1.0"]);
    assert_eq!(dispute.sides[0].origins, ["Syrian Observatory for Human Rights"]);
    assert_eq!(dispute.sides[0].says, "Syrian army withdraws from Homs");
    assert_eq!(dispute.sides[1].claims, ["r2.1.0", "r2.1.1"]);
    assert_eq!(dispute.sides[1].says, "denied: Syrian army withdraws from Homs");
}

#[test]
fn strikes_denied_for_a_country_and_told_of_a_town() {
    let told = "Russian forces strikes Hama; by SANA; on 6";
    let found = disputes(&one(&["Russia strikes country Syria; denies; on 7", told]));
    let why: Vec<&str> = found.iter().map(|d| d.why.as_str()).collect();
    assert_eq!(why, ["it cannot have happened in a part of Syria and nowhere in it"]);
    // Two who deny it are one side.
    let other = "Russia strikes country Syria; denies; by SOHR; on 7";
    let both = disputes(&one(&["Russia strikes country Syria; denies; on 7", other, told]));
    assert_eq!(both.len(), 1);
    assert_eq!(both[0].sides[1].claims.len(), 2);
    // Denied of another town, nothing is contradicted.
    assert!(disputes(&one(&["Russia strikes Idlib; denies; on 7", told])).is_empty());
}

#[test]
fn a_part_that_the_other_side_has_of_what_is_held_as_a_whole() {
    let part = "rebels captures Hama; by HTS; on 5; part";
    let found = disputes(&one(&[part, "Syrian army holds Hama; by Syrian army; on 5"]));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].why.contains("a part of it"), "{}", found[0].why);
    assert!(disputes(&one(&[part, "Syrian army holds Hama; by Syrian army; on 5; part"])).is_empty());
}

#[test]
fn a_capture_and_the_army_s_word_that_it_is_still_there() {
    let found = disputes(&one(&["rebels captures Hama; by HTS; on 5", "Syrian army holds Hama; by Syrian army; on 5"]));
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].about,
        "Capture of Hama by Hayat Tahrir al-Sham".replace("Hayat Tahrir al-Sham", "Syrian rebels")
    );
}

#[test]
fn a_hold_of_the_days_before_is_no_denial() {
    assert!(disputes(&one(&["rebels captures Hama; on 5", "Syrian army holds Hama; by Syrian army; on 4"])).is_empty());
}

#[test]
fn a_hold_long_after_or_after_a_retaking_is_no_denial() {
    let ledger = one(&[
        "rebels captures Hama; on 2",
        "Syrian army captures Hama; on 3",
        "Syrian army holds Hama; by Syrian army; on 4",
    ]);
    assert!(disputes(&ledger).is_empty(), "{:#?}", disputes(&ledger));
}

#[test]
fn one_origin_that_changes_its_word_is_no_dispute() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["Syrian army holds Homs; by SOHR; on 6"])
        .report("r2 | Courier | 7", &["Syrian army withdraws Homs; by the Observatory; on 6"]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn the_parts_of_one_party_are_one_origin() {
    let ledger = one(&[
        "Syrian army withdraws Daraa; by Syrian army; on 6",
        "Syrian army withdraws Daraa; by Syrian Defence Ministry; on 6; denies",
    ]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn guesses_make_no_dispute() {
    let ledger = one(&[
        "Syrian army holds Homs; by Syrian army; on 6",
        "rebels captures Homs; by Aaron Rand; on 6; hypothetical",
        "Syrian army withdraws Homs; by Aaron Rand; on 6; possible",
    ]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn a_town_lost_does_not_contradict_the_province() {
    let ledger = one(&["rebels captures Hama; by SOHR; on 5", "Syrian army holds province Hama; by Syrian army; on 5"]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn a_town_lost_contradicts_who_holds_all_of_the_province() {
    let ledger = |extent: &str| {
        one(&[
            "rebels captures Rastan in Hama; by SOHR; on 5",
            &format!("Syrian army holds province Hama; by Syrian army; on 5{extent}"),
        ])
    };
    let found = disputes(&ledger("; entire"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].why.contains("cannot hold all of Hama province"), "{}", found[0].why);
    assert!(disputes(&ledger("")).is_empty());
}

#[test]
fn the_edge_of_a_town_does_not_contradict_the_town() {
    let ledger =
        one(&["rebels captures Homs; by SOHR; on 6; outskirts", "Syrian army holds Homs; by Syrian army; on 6"]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn a_denied_strike() {
    let ledger = one(&[
        "Israeli military strikes Qatana; by SOHR; on 6",
        "Israeli military strikes Qatana; by Israeli military; on 6; denies",
    ]);
    let found = disputes(&ledger);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].about, "Strikes by Israeli military on Qatana");
}

#[test]
fn closed_and_open_on_one_day() {
    let ledger = one(&["Jordan closes Jaber; by Jordan's interior ministry; on 6", "opens Jaber; by ?a driver; on 6"]);
    assert_eq!(disputes(&ledger).len(), 1);
    let apart = one(&["Jordan closes Jaber; by Jordan's interior ministry; on 5", "opens Jaber; by ?a driver; on 6"]);
    assert!(disputes(&apart).is_empty());
}

#[test]
fn figures_that_do_not_meet() {
    let apart = one(&[
        "kills Idlib; 7 killed; of civilians; by SOHR; on 6",
        "kills Idlib; 17 killed; of civilians; by HTS; on 6",
    ]);
    assert_eq!(disputes(&apart).len(), 1);
    assert_eq!(disputes(&apart)[0].why, "17 and 7 cannot all be right for one occurrence");
}

#[test]
fn at_least_so_many_meets_more() {
    let ledger = one(&["kills Idlib; at least 7 killed; by SOHR; on 6", "kills Idlib; 17 killed; by HTS; on 6"]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn figures_of_another_scope_are_not_compared() {
    let ledger = one(&[
        "kills Idlib; 7 killed; of civilians; by SOHR; on 6",
        "kills Idlib; 17 killed; by HTS; on 6",
        "kills Idlib; 30 killed; of civilians; by HTS; on 5",
        "kills province Idlib; 40 killed; of civilians; by HTS; on 6",
    ]);
    assert!(disputes(&ledger).is_empty());
}

#[test]
fn what_more_depends_on_stands_first() {
    let ledger = one(&[
        "Jordan closes Jaber; by Jordan's interior ministry; on 6",
        "opens Jaber; by ?a driver; on 6",
        "government troops withdraws Homs; by SOHR; on 6",
        "government troops withdraws Homs; by Syrian army; on 6; denies",
    ]);
    let found = disputes(&ledger);
    assert!(found[0].about.contains("Homs") && found[1].about.contains("Jaber"), "{found:#?}");
    assert!(found[0].weight > found[1].weight);
}

#[test]
fn sources_of_one_undated_report_contradict_each_other_but_not_other_reports() {
    let says =
        &["government troops withdraws Homs; by SOHR", "government troops withdraws Homs; by Syrian army; denies"];
    let found = disputes(&Ledger::default().report("r1 | Gazette | -", says));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].date, None);
    let apart = Ledger::default().report("r1 | Gazette | -", &says[..1]).report("r2 | Courier | -", &says[1..]);
    assert!(disputes(&apart).is_empty(), "nobody knows whether they speak of the same days");
}

/// How the only dispute of a ledger ended, and the claims that ended it.
fn ended(ledger: &Ledger) -> Option<(Ending, Vec<String>)> {
    let found = disputes(ledger);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].ended.as_ref().map(|o| (o.how, o.claims.clone()))
}

#[test]
fn a_dispute_is_open_until_somebody_ends_it() {
    let quarrel = || {
        Ledger::default().report(
            "r1 | Gazette | 6",
            &[
                "government troops withdraws Homs; by SOHR; on 6",
                "government troops withdraws Homs; by Syrian army; on 6; denies",
            ],
        )
    };
    let open = &disputes(&quarrel())[0];
    assert_eq!(open.ended, None);
    assert!(open.settled_by[0].starts_with("Syrian army saying otherwise"), "{:?}", open.settled_by);
    assert!(open.settled_by[1].ends_with("other than Syrian Observatory for Human Rights"), "{:?}", open.settled_by);
    // Who denied it says it later.
    let admitted = quarrel().report("r2 | Courier | 8", &["government troops withdraws Homs; by Syrian army; on 7"]);
    assert_eq!(ended(&admitted), Some((Ending::Admitted, vec!["r2.1.0".to_owned()])));
    // Others take the place, and nothing speaks against it.
    let taken = quarrel().report("r2 | Courier | 8", &["rebels captures Homs; by SOHR; on 8"]);
    assert_eq!(ended(&taken), Some((Ending::Superseded, vec!["r2.1.0".to_owned()])));
    // Days go by, and nobody says anything.
    let silence = quarrel().report("r2 | Courier | 20", &["rebels captures Hama; by SOHR; on 20"]);
    assert_eq!(ended(&silence), None);
    // The other side repeats its own word: that ends nothing.
    let insists = quarrel().report("r2 | Courier | 7", &["its forces holds Homs; by Syrian army; on 7"]);
    assert_eq!(ended(&insists), None);
}

#[test]
fn to_deny_what_one_said_before_admits_nothing() {
    let ledger = Ledger::default()
        .report(
            "r1 | Gazette | 6",
            &["rebels strikes Homs; by Syrian army; on 6", "rebels strikes Homs; by SOHR; on 6"],
        )
        .report("r2 | Courier | 7", &["rebels strikes Homs; by Syrian army; on 6; denies"]);
    assert_eq!(ended(&ledger), None);
    // The other way round it does.
    let ledger = Ledger::default()
        .report(
            "r1 | Gazette | 6",
            &["rebels strikes Homs; by HTS; on 6; denies", "rebels strikes Homs; by SOHR; on 6"],
        )
        .report("r2 | Courier | 7", &["rebels strikes Homs; by HTS; on 6"]);
    assert_eq!(ended(&ledger), Some((Ending::Admitted, vec!["r2.1.0".to_owned()])));
}

#[test]
fn a_check_of_one_side_ends_a_dispute_and_one_of_both_sides_does_not() {
    let quarrel = |denial: &[&str]| {
        Ledger::default()
            .report("r1 | Gazette | 6", &["rebels strikes Homs; by SOHR; on 6"])
            .report("r2 | Courier | 6", denial)
            .report("r3 | Herald | 7", &["rebels strikes Homs; by OCHA; on 6", "verifies Homs; by Reuters"])
    };
    let denies = "rebels strikes Homs; by HTS; on 6; denies";
    let one = quarrel(&[denies]);
    assert_eq!(ended(&one), Some((Ending::Verified, vec!["r3.1.1".to_owned()])));
    assert_eq!(disputes(&one)[0].ended.as_ref().map(|o| o.on), Some(day(7)));
    assert_eq!(ended(&quarrel(&[denies, "verifies Homs; by AFP"])), None);
}

#[test]
fn what_is_said_later_of_a_closed_place_ends_a_dispute_if_all_say_the_same() {
    let quarrel = || {
        Ledger::default()
            .report("r1 | Gazette | 6", &["Jordan closes Jaber; by Jordan's interior ministry; on 6"])
            .report("r2 | Courier | 6", &["Jordan opens Jaber; by SOHR; on 6"])
    };
    assert_eq!(ended(&quarrel()), None);
    let open = "Jordan opens Jaber; by SOHR; on 8";
    let opened = quarrel().report("r3 | Herald | 8", &[open]);
    assert_eq!(ended(&opened), Some((Ending::Superseded, vec!["r3.1.0".to_owned()])));
    let unclear = quarrel().report("r3 | Herald | 8", &[open, "Jordan closes Jaber; by Reuters; on 8"]);
    let earlier = |d: &&Dispute| d.date.as_ref().is_some_and(|d| d.end == day(6));
    assert_eq!(disputes(&unclear).iter().find(earlier).map(|d| d.ended.clone()), Some(None));
}

#[test]
fn a_dispute_of_figures_ends_when_a_source_replaces_its_own() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 6", &["kills Idlib; 7 killed; by SOHR; on 6"])
        .report("r2 | Courier | 7", &["kills Idlib; 17 killed; by HTS; on 6"])
        .report("r3 | Herald | 8", &["kills Idlib; 17 killed; by SOHR; on 6"]);
    let ledger_then = ledger.weigh().known(dateline_picture::Known::published(day(7)));
    let [then, now] = [ledger_then.disputes(), disputes(&ledger)];
    assert_eq!(ended(&ledger), Some((Ending::Superseded, vec!["r3.1.0".to_owned()])));
    assert_eq!(now[0].ended.as_ref().map(|o| o.on), Some(day(8)));
    // It is the dispute that was open the day before.
    assert_eq!((then[0].id.as_str(), &then[0].ended), (now[0].id.as_str(), &None));
    // A figure that is still another one keeps it open.
    let apart = ledger.report("r4 | Herald | 9", &["kills Idlib; 21 killed; by SOHR; on 6"]);
    let open: Vec<bool> = disputes(&apart).iter().map(|d| d.ended.is_none()).collect();
    assert_eq!(open.iter().filter(|o| **o).count(), 1, "{open:?}");
    assert_eq!(open.len(), 2, "the one that ended stays");
}
