//! Numbers and their scope.

use crate::story::Ledger;
use dateline_core::picture::Figure;

fn figures(ledger: &Ledger) -> Vec<Figure> {
    ledger.weigh().figures()
}

fn superseded(ledger: &Ledger) -> Vec<(f64, Option<String>)> {
    figures(ledger).into_iter().map(|f| (f.low, f.superseded_by)).collect()
}

#[test]
fn a_running_total_is_superseded_by_the_next() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 4", &["kills country Syria; 704 killed; by SOHR; total since 1"])
        .report("r2 | Courier | 5", &["kills country Syria; 727 killed; by SOHR; total since 1"])
        .report("r3 | Herald | 6", &["kills country Syria; 826 killed; by the Observatory; total since 2"]);
    let found = superseded(&ledger);
    let next = |id: &str| Some(id.to_owned());
    assert_eq!(found, [(704.0, next("r2.1.0")), (727.0, next("r3.1.0")), (826.0, None)]);
}

#[test]
fn what_was_said_later_supersedes_whichever_report_came_first() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 7", &["kills Homs; 17 killed; by SOHR; on 4; said 6"])
        .report("r2 | Courier | 8", &["kills Homs; 7 killed; by SOHR; on 4; said 5"]);
    let found = figures(&ledger);
    let said = |low: f64| {
        let figure = found.iter().find(|f| f.low == low).expect("a figure");
        (figure.stated.map(|day| day.day()), figure.superseded_by.as_deref())
    };
    assert_eq!([said(7.0), said(17.0)], [(Some(5), Some("r1.1.0")), (Some(6), None)]);
}

#[test]
fn another_origin_or_scope_supersedes_nothing() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 4", &["kills country Syria; 704 killed; by SOHR; total since 1"])
        .report(
            "r2 | Courier | 6",
            &[
                "kills country Syria; 900 killed; by OCHA; total since 1",
                "kills country Syria; 111 killed; of civilians; by SOHR; total since 1",
                "kills Idlib; 20 killed; by SOHR; on 5",
            ],
        );
    assert!(figures(&ledger).iter().all(|f| f.superseded_by.is_none()));
}

#[test]
fn a_later_count_of_one_occurrence_replaces_the_first() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 7", &["kills Homs; 17 killed; by SOHR; on 7"])
        .report("r2 | Courier | 8", &["kills Homs; 7 killed; by SOHR; on 7"]);
    assert_eq!(superseded(&ledger)[0], (17.0, Some("r2.1.0".to_owned())));
}

#[test]
fn a_figure_tells_what_it_counts_and_on_whose_word() {
    let ledger = Ledger::default().report(
        "r1 | Gazette | 7",
        &["kills Homs; at least 7 killed; of civilians; by ?a doctor < AFP; on 7", "advances Homs; 20 km; on 7"],
    );
    let found = figures(&ledger);
    assert_eq!(found.len(), 1, "a distance is no figure");
    assert_eq!((found[0].indicator.as_str(), found[0].of.as_deref()), ("killed", Some("civilians")));
    assert_eq!((found[0].low, found[0].high), (7.0, None));
    assert_eq!(found[0].said_by, ["a doctor", "AFP"]);
    assert_eq!(found[0].origin, "a doctor (AFP)");
}
