//! The order of the input does not matter, and no input does harm.

use crate::story::{Ledger, day};
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
                format!("government troops withdraws Homs; by SOHR; on {d}"),
                format!("government troops withdraws Homs; by Syrian army; on {d}; denies"),
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
