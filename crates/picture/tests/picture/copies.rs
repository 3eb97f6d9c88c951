//! One text printed twice is one voice.

use crate::story::Ledger;
use dateline_core::picture::Standing;

fn wire_and_reprint(runs_of_reprint: std::ops::Range<u32>, day_of_reprint: u8) -> Ledger {
    let says = ["rebels captures Hama; on 5"];
    Ledger::default()
        .report("wire | Wire | 5", &says)
        .sketch(0..100)
        .report(&format!("reprint | Gazette | {day_of_reprint}"), &says)
        .sketch(runs_of_reprint)
}

#[test]
fn a_cut_reprint_is_a_copy_and_adds_no_origin() {
    let picture = wire_and_reprint(60..105, 6).weigh().picture(None);
    assert_eq!(picture.copies.len(), 1);
    assert_eq!(picture.copies[0].reports, ["wire", "reprint"]);
    assert!(picture.copies[0].evidence[0].contains("89 %"), "{:?}", picture.copies[0].evidence);
    assert_eq!((picture.events[0].standing, picture.events[0].origins), (Standing::Single, 1));
}

#[test]
fn two_texts_with_a_quote_in_common_are_two() {
    let picture = wire_and_reprint(80..180, 6).weigh().picture(None);
    assert!(picture.copies.is_empty());
    assert_eq!(picture.events[0].origins, 2);
}

#[test]
fn the_same_words_a_week_later_are_no_copy() {
    assert!(wire_and_reprint(0..100, 12).weigh().picture(None).copies.is_empty());
}

#[test]
fn copies_of_copies_are_one_group() {
    let ledger = Ledger::default()
        .report("a | Wire | 5", &[])
        .sketch(0..100)
        .report("b | Gazette | 5", &[])
        .sketch(30..130)
        .report("c | Courier | 6", &[])
        .sketch(60..160);
    let copies = ledger.weigh().picture(None).copies;
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].reports, ["a", "b", "c"]);
    assert_eq!(copies[0].evidence.len(), 2);
}

#[test]
fn a_rewrite_shares_sources_and_figures() {
    let says = [
        "rebels captures Hama; by HTS; on 5",
        "Syrian army withdraws Homs; by SOHR; on 6",
        "rebels advances Damascus; by Hassan Abdul Ghani; on 6",
        "kills Idlib; 20 killed; by SOHR; on 6",
        "displaces Hama; 370000 displaced; by OCHA; on 6",
    ];
    let ledger = |overlap: std::ops::Range<u32>| {
        Ledger::default()
            .report("wire | Wire | 6", &says)
            .sketch(0..100)
            .report("rewrite | Gazette | 7", &says)
            .sketch(overlap)
            .weigh()
            .picture(None)
            .copies
    };
    let found = ledger(85..185);
    assert_eq!(found.len(), 1);
    assert!(found[0].evidence[0].contains("equal figures"), "{:?}", found[0].evidence);
    assert!(ledger(100..200).is_empty(), "without a word in common two desks may have read the same sources");
}
