//! Numbers and their scope.

use crate::story::Ledger;
use dateline_core::picture::Estimate;
use dateline_core::picture::Figure;
use dateline_picture::Parts;

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

fn estimate(ledger: &Ledger, place: &str) -> Estimate {
    let estimates = ledger.weigh().picture(None).estimates;
    estimates.iter().find(|e| e.place.name == place).unwrap_or_else(|| panic!("none in {estimates:#?}")).clone()
}

#[test]
fn low_best_and_high_by_the_rule() {
    let ledger = Ledger::default()
        .report(
            "r1 | Gazette | 6",
            &[
                "kills Idlib; 7 killed; by SOHR; on 6",
                "kills Idlib; 30 killed; by HTS; on 6",
                "kills Idlib; 9 killed; by the United Nations; on 6",
                "kills Idlib; 12 killed; by OCHA; on 6",
            ],
        )
        .report("r2 | Courier | 6", &["kills Idlib; 3 killed; by ?residents; on 6"]);
    let all = estimate(&ledger, "Idlib");
    assert_eq!((all.low, all.best, all.high), (3.0, Some(9.0), Some(30.0)), "the median of those without a stake");
    assert!(all.rule.contains("sources without a stake"), "{}", all.rule);
    let ledger = ledger.report("r3 | Herald | 6", &["kills Idlib; at least 40 killed; by SOHR; on 6"]);
    let open = estimate(&ledger, "Idlib");
    assert_eq!((open.low, open.high), (3.0, None), "`at least` leaves the top open");
}

#[test]
fn figures_of_other_days_places_or_people_are_estimated_apart() {
    let ledger = Ledger::default().report(
        "r1 | Gazette | 7",
        &[
            "kills Idlib; 7 killed; by SOHR; on 6",
            "kills Idlib; 5 killed; by OCHA; on 7",
            "kills Idlib; 3 killed; of civilians; by OCHA; on 6",
            "kills Homs; 2 killed; by OCHA; on 6",
        ],
    );
    let estimates = ledger.weigh().picture(None).estimates;
    assert_eq!(estimates.len(), 4, "{estimates:#?}");
    assert!(estimates.iter().all(|e| Some(e.low) == e.best && e.best == e.high));
}

#[test]
fn reports_that_name_no_source_give_no_best_figure() {
    let ledger = Ledger::default().report("r1 | Gazette | 6", &["kills Idlib; 7 killed; by ~reports; on 6"]);
    assert_eq!(estimate(&ledger, "Idlib").best, None);
}

#[test]
fn a_total_is_set_against_the_sum_of_its_parts() {
    let says = |total: u32| {
        let total = format!("kills province Homs; {total} killed; by SOHR; on 6");
        let rows = [
            total.as_str(),
            "kills Rastan in Homs; 12 killed; by SOHR; on 6",
            "kills Talbiseh in Homs; 9 killed; by SOHR; on 6",
            "kills Talbiseh in Homs; 50 killed; by SOHR; on 5",
            "kills Qusayr in Homs; 8 killed; by OCHA; on 6",
        ];
        estimate(&Ledger::default().report("r1 | Gazette | 7", &rows), "Homs province").sums
    };
    let sums = says(15);
    assert_eq!((sums.len(), sums[0].parts.len(), sums[0].sum, sums[0].exceeds), (1, 2, 21.0, true));
    assert!(sums[0].why.contains("more than the total of 15"), "{}", sums[0].why);
    assert!(!says(25)[0].exceeds, "parts need not be all");
}

#[test]
fn each_figure_is_in_one_scope_the_replaced_with_what_stands_for_it() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 4", &["kills country Syria; 704 killed; by SOHR; total since 1"])
        .report("r2 | Courier | 5", &["kills country Syria; 727 killed; by SOHR; total since 1"])
        .report(
            "r3 | Herald | 6",
            &["kills Homs; 17 killed; of civilians; by OCHA; on 5", "kills Homs; 3 killed; of rebels; by OCHA; on 5"],
        )
        .report("r4 | Herald | 7", &["displaces Homs; 900 displaced; by OCHA; on 6"]);
    let weighed = ledger.weigh();
    let parts = Parts::new(&weighed);
    let figures = parts.figures();
    let told: Vec<(&str, Vec<f64>)> = parts
        .scopes()
        .iter()
        .map(|scope| {
            let own: Vec<&Figure> = scope.figures.iter().map(|at| &figures[*at]).collect();
            let indicator = own[0].indicator.as_str();
            assert!(scope.estimate.is_none_or(|at| parts.estimates()[at].indicator == indicator), "{scope:?}");
            (indicator, own.iter().map(|f| f.low).collect())
        })
        .collect();
    assert_eq!(told.iter().map(|(_, lows)| lows.len()).sum::<usize>(), figures.len(), "{told:?}");
    assert!(told.contains(&("killed", vec![704.0, 727.0])), "{told:?}");
    assert!(told.contains(&("killed", vec![17.0])) && told.contains(&("killed", vec![3.0])), "{told:?}");
    let indicators: Vec<&str> = told.iter().map(|(indicator, _)| *indicator).collect();
    assert!(
        indicators.windows(2).filter(|two| two[0] != two[1]).count() <= 1,
        "each indicator stands together: {told:?}"
    );
}
