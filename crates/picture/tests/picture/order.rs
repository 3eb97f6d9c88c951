//! The order of the input does not matter, and no input does harm.

use crate::{
    copies,
    story::{Ledger, day},
};
use dateline_core::{
    ActorClass, Choice, Claim, Kind,
    decision::{Correction, NamedClaim},
};
use dateline_picture::Known;
use jiff::civil::Date;
use proptest::prelude::*;

fn ledger() -> Ledger {
    Ledger::default()
        .report(
            "r1 | Gazette | 6",
            &[
                "government troops withdraws Homs; by SOHR; on 6",
                "rebels captures Hama; on 5",
                "SDF captures Deir ez-Zor; by ?two sources < Reuters; on 6",
                "kills Idlib; 7 killed; by SOHR; on 6",
            ],
        )
        .sketch(0..100)
        .report(
            "r2 | Courier | 6",
            &[
                "its forces holds Homs; by Syrian army; on 6",
                "government troops withdraws Homs; by Syrian army; on 6; denies",
                "kills Idlib; 17 killed; by HTS; on 6",
                "insurgents led by HTS captures Hama; on 4..5",
            ],
        )
        .sketch(20..120)
        .report(
            "r3 | - | 7",
            &[
                "HTS enters Homs; by HTS; on 7",
                "Jordan closes Jaber; by Jordan's interior ministry; on 6",
                "Wandering Brigade captures Hama; on 6",
                "kills country Syria; 820 killed; by SOHR; total since 1",
            ],
        )
        .revision("r3 | - | 7", "2", &["HTS advances Homs; by HTS; on 7"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_order_gives_the_same_picture(
        claims in Just(ledger().claims).prop_shuffle(),
        reports in Just(ledger().reports).prop_shuffle(),
    ) {
        let given = ledger().weigh();
        let shuffled = Ledger { reports, claims, ..Ledger::default() }.weigh();
        prop_assert_eq!(format!("{:?}", given.picture(None)), format!("{:?}", shuffled.picture(None)));
        for n in 4..9 {
            prop_assert_eq!(format!("{:?}", given.control(day(n))), format!("{:?}", shuffled.control(day(n))));
            prop_assert_eq!(format!("{:?}", given.access(day(n))), format!("{:?}", shuffled.access(day(n))));
        }
        prop_assert_eq!(given.dates(), shuffled.dates());
    }
}

/// What reports of a made-up week say; many say much the same, in much the same words.
const SAYINGS: [&str; 14] = [
    "government troops withdraws Homs; by SOHR; on 6",
    "its forces holds Homs; by Syrian army; on 6",
    "rebels captures Hama; on 5",
    "rebels captures Hama; by SOHR; on 4..6",
    "the Wandering Brigade captures Rastan in Homs; by ?residents; on 6",
    "The wandering brigade enters Rastan in Homs; on 7",
    "kills Idlib; 7 killed; by SOHR; on 6",
    "kills Idlib; 17 killed; by HTS; on 6",
    "injures Idlib; 9 injured; by SOHR; on 6",
    "displaces Idlib; 400 displaced; by SOHR; on 6",
    "clashes Homs; by SOHR; on 7",
    "Jordan closes Jaber; by Jordan's interior ministry; on 6",
    "rebels captures province Homs; by HTS; on 7",
    "SDF captures Deir ez-Zor; by ?two sources < Reuters; on 6",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn what_is_added_later_gives_the_same_picture_as_all_at_once(
        made in proptest::collection::vec((1_i8..9, 0_u32..60, proptest::collection::vec(0..SAYINGS.len(), 1..9), 0..12_u8), 2..24),
        order in Just((0..24).collect::<Vec<usize>>()).prop_shuffle(),
        first in 0_usize..24,
    ) {
        let mut whole = Ledger::default();
        for (n, (day, sketch, says, odd)) in made.iter().enumerate() {
            let says: Vec<&str> = says.iter().map(|s| SAYINGS[*s]).collect();
            let outlet = ["Gazette", "Courier", "SANA", "-"][n % 4];
            let day = if *odd == 0 { "-".to_owned() } else { day.to_string() };
            whole = whole.report(&format!("r{n} | {outlet} | {day}"), &says).sketch(*sketch..*sketch + 20);
            whole = whole.told(&copies::VERSIONS[*sketch as usize % 5].join(" "));
            if let 2..=4 = odd {
                whole = whole.crediting(["AFP", "SANA", "Courier"][usize::from(*odd) - 2]);
            }
            if *odd == 1 {
                let later = if sketch % 2 == 0 { day } else { "8".to_owned() };
                let revised = format!("r{n} | {outlet} | {later}");
                whole = whole.revision(&revised, "2", &says[1..]).sketch(*sketch + 3..*sketch + 24);
            }
        }
        let part = |range: std::ops::Range<usize>| -> Ledger {
            let ids: Vec<String> = order[range].iter().map(|n| format!("r{n}")).collect();
            let reports = whole.reports.iter().filter(|r| ids.contains(&r.id)).cloned().collect();
            let claims = whole.claims.iter().filter(|c| ids.contains(&c.report)).cloned().collect();
            Ledger { reports, claims, ..Ledger::default() }
        };
        let given = whole.weigh();
        let mut grown = part(0..first).weigh();
        for n in first..order.len() {
            let more = part(n..n + 1);
            grown.add(&more.reports, more.claims);
        }
        prop_assert_eq!(format!("{:#?}", given.picture(None)), format!("{:#?}", grown.picture(None)));
        for n in 1..10 {
            prop_assert_eq!(format!("{:?}", given.control(day(n))), format!("{:?}", grown.control(day(n))));
            prop_assert_eq!(format!("{:?}", given.access(day(n))), format!("{:?}", grown.access(day(n))));
        }
        prop_assert_eq!(given.dates(), grown.dates());
        // What was known by the end of a day is what the reports up to it tell.
        for n in [2, 5, 8] {
            let known = |d: Option<Date>| d.is_none_or(|d| d <= day(n));
            let reports: Vec<_> = whole.reports.iter().filter(|r| known(r.date())).cloned().collect();
            let listed = |c: &&Claim| reports.iter().any(|r| (&r.id, &r.revision) == (&c.report, &c.revision));
            let claims = whole.claims.iter().filter(listed).cloned().collect();
            let alone = Ledger { reports, claims, ..Ledger::default() }.weigh();
            let known = given.known(Known::published(day(n)));
            prop_assert_eq!(format!("{:#?}", alone.picture(None)), format!("{:#?}", known.picture(None)));
            for n in 1..10 {
                prop_assert_eq!(format!("{:?}", alone.control(day(n))), format!("{:?}", known.control(day(n))));
            }
            // A place looked at day after day is as it is when it is looked at once.
            for change in known.history(None, day(12)) {
                let at_once = known.control_of(&change.after.place.key, change.after.at);
                prop_assert_eq!(format!("{:?}", at_once), format!("{:?}", Some(change.after)));
            }
        }
    }
}

/// What people decide on the claims of [`ledger`]: rejections, corrections and a confirmation.
fn decided() -> Ledger {
    let ledger = ledger();
    let named = |id: &str| NamedClaim::from(ledger.claims.iter().find(|c| c.id == id).expect("a claim"));
    let choices = [
        Choice::RejectClaim { claim: named("r2.1.0") },
        Choice::CorrectClaim { claim: named("r1.1.1"), to: Correction::Kind(Kind::Enters) },
        Choice::CorrectClaim {
            claim: named("r1.1.3"),
            to: Correction::Claimant(Some(("HTS".to_owned(), ActorClass::Belligerent))),
        },
        Choice::CorrectClaim { claim: named("r3.1.0"), to: Correction::Kind(Kind::Captures) },
        Choice::CorrectClaim { claim: named("r1.1.1"), to: Correction::Kind(Kind::Loses) },
        Choice::ConfirmClaim { claim: named("r2.1.3") },
    ];
    choices.into_iter().fold(ledger.clone(), Ledger::decide)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_order_gives_the_same_picture_of_what_was_decided(
        claims in Just(decided().claims).prop_shuffle(),
        reports in Just(decided().reports).prop_shuffle(),
    ) {
        let given = decided().weigh();
        let shuffled = Ledger { reports, claims, ..decided() }.weigh();
        prop_assert_eq!(format!("{:?}", given.picture(None)), format!("{:?}", shuffled.picture(None)));
        for n in 4..9 {
            prop_assert_eq!(format!("{:?}", given.control(day(n))), format!("{:?}", shuffled.control(day(n))));
        }
        prop_assert_ne!(format!("{:?}", given.picture(None)), format!("{:?}", ledger().weigh().picture(None)));
    }
}

#[test]
fn a_revision_that_comes_later_takes_back_what_it_no_longer_says() {
    let ledger = ledger();
    let of = |id: &str, revision: &str| Ledger {
        reports: ledger.reports.iter().filter(|r| r.id == id && r.revision == revision).cloned().collect(),
        claims: ledger.claims.iter().filter(|c| c.report == id && c.revision == revision).cloned().collect(),
        ..Ledger::default()
    };
    let mut grown = of("r3", "1").weigh();
    for (id, revision) in [("r3", "2"), ("r1", "1"), ("r2", "1"), ("r1", "1")] {
        let more = of(id, revision);
        grown.add(&more.reports, more.claims);
    }
    assert_eq!(format!("{:?}", ledger.weigh().picture(None)), format!("{:?}", grown.picture(None)));
}

#[test]
fn nothing_comes_of_nothing() {
    let weighed = Ledger::default().weigh();
    assert_eq!(weighed.picture(None), Default::default());
    assert!(weighed.control(day(6)).is_empty());
    assert_eq!(weighed.dates(), None);
}

#[test]
fn claims_without_a_report_and_reports_without_a_date_do_no_harm() {
    let mut ledger = ledger();
    ledger.reports.retain(|r| r.id != "r2");
    for report in &mut ledger.reports {
        report.published = None;
    }
    let weighed = ledger.weigh();
    assert!(!weighed.picture(None).events.is_empty());
    assert_eq!(ledger.status("Hama", 5), "contested HTS-led rebel coalition".replace("contested", "held_by"));
}

#[test]
fn the_days_of_the_news_leave_history_out() {
    let ledger =
        Ledger::default().report("r1 | Gazette | 7", &["rebels captures Hama; on 5", "rebels captures Homs; on 6"]);
    assert_eq!(ledger.weigh().dates(), Some((day(5), day(7))));
}

#[test]
fn a_dispute_that_goes_on_for_weeks_is_one() {
    let mut ledger = Ledger::default();
    let says: Vec<String> = (1..=28)
        .flat_map(|d| {
            [
                format!("Ukrainian army withdraws Homs; by SOHR; on {d}"),
                format!("Ukrainian army withdraws Homs; by Ukrainian army; on {d}; denies"),
                format!("rebels captures Hama; on {d}"),
                format!("Russian forces strikes Idlib; on {d}"),
            ]
        })
        .collect();
    let says: Vec<&str> = says.iter().map(String::as_str).collect();
    for n in 0..150 {
        ledger = ledger.report(&format!("r{n} | Outlet {n} | 28"), &says);
    }
    let picture = ledger.weigh().picture(None);
    assert_eq!(picture.disputes.len(), 1, "one dispute that goes on");
    assert_eq!(ledger.claims.len(), 16_800);
}
