//! The parts of a picture by themselves, and who holds what where many days are asked for, are what they are as a whole.

use crate::story::{Ledger, day};
use dateline_picture::{Parts, Weighed};
use jiff::ToSpan;
use proptest::prelude::*;

/// Places that are held, lost, fought for, denied, told of for days that a report only bounds, or too large to be held.
fn weighed() -> Weighed {
    Ledger::default()
        .report(
            "r1 | Gazette | 6",
            &[
                "government troops withdraws Homs; by SOHR; on 6",
                "rebels captures Hama; on 3..5",
                "SDF holds Deir ez-Zor; by ?two sources < Reuters; on 6",
                "clashes country Syria; by SOHR; on 2",
                "kills Idlib; 7 killed; by SOHR; on 6",
            ],
        )
        .report(
            "r2 | Courier | 8",
            &[
                "its forces holds Homs; by Syrian army; on 6",
                "government troops withdraws Homs; by Syrian army; on 6; denies",
                "kills Idlib; 17 killed; by HTS; on 6",
                "Jordan closes Jaber; by Jordan's interior ministry; on 6",
                "HTS enters Rastan in Homs; by HTS; on 7; ongoing",
            ],
        )
        .report(
            "r3 | Courier | 20",
            &[
                "Syrian army captures Hama; by Syrian army; on 19",
                "rebels withdraws Hama; by HTS; on 19",
                "clashes Homs; by SOHR; on 18..19",
            ],
        )
        .report(
            "r4 | Gazette | 21",
            &[
                "Iran other; target Syrian army; sub supports",
                "Russia evacuates country Syria; target its citizens; sub advisory; demanded; on 20",
                "HTS captures Daraa; by HTS; on 20",
                "Southern Operations Room captures Daraa; by SOHR; on 20",
            ],
        )
        .sketch(0..40)
        .report("r5 | Courier | 21", &["HTS captures Daraa; by HTS; on 20"])
        .sketch(0..40)
        .weigh()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_verdict_that_days_share_is_that_of_each_of_them(days in proptest::collection::vec(-3_i64..40, 1..30)) {
        let weighed = weighed();
        let parts = Parts::new(&weighed);
        let days: Vec<_> = days.into_iter().map(|n| day(1).checked_add(n.days()).unwrap()).collect();
        for at in &days {
            let held: Vec<_> = parts.held(*at).iter().map(|held| held.control()).collect();
            prop_assert_eq!(held, weighed.control(*at));
        }
        for pair in days.windows(2) {
            let changed = weighed.changed(&parts.held(pair[0]), &parts.held(pair[1]));
            prop_assert_eq!(changed, weighed.changes(pair[0], pair[1]));
        }
    }
}

#[test]
fn a_part_is_the_same_whatever_was_asked_for_before_it() {
    let asked: [fn(&Parts<&Weighed>) -> usize; 13] = [
        |p| p.actors().len(),
        |p| p.events().len(),
        |p| p.figures().len(),
        |p| p.estimates().len(),
        |p| p.scopes().len(),
        |p| p.access().len(),
        |p| p.relations().len(),
        |p| p.movements().len(),
        |p| p.advisories().len(),
        |p| p.disputes().len(),
        |p| p.tensions().len(),
        |p| p.copies().len(),
        |p| p.corroborations().len(),
    ];
    let weighed = weighed();
    let whole = Parts::new(&weighed).whole();
    let (mut forth, mut back) = (asked, asked);
    back.reverse();
    for turn in 0..asked.len() {
        for order in [forth, back] {
            let parts = Parts::new(&weighed);
            for ask in order {
                assert!(ask(&parts) > 0, "of each part there is something to compare");
            }
            assert_eq!(parts.whole(), whole, "turn {turn}");
        }
        forth.rotate_left(1);
        back.rotate_left(1);
    }
}
