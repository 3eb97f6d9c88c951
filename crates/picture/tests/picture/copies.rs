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

const WIRE: &str = "Rebels stormed the garrison outside Hama before sunrise and seized 12 tanks. \
    Frightened shopkeepers lowered their shutters while convoys rumbled towards Homs. \
    \" We shall never surrender this city \" , shouted Colonel Darwish from the balcony. \
    Doctors treated 40 wounded conscripts in crowded corridors without electricity. \
    Engineers hurriedly mined the bridge across the river behind retreating columns.";
const RETOLD: &str = "Before sunrise insurgents stormed the garrison outside Hama and captured 12 tanks. \
    Shopkeepers lowered their shutters in fear while convoys rumbled towards Homs. \
    Colonel Darwish shouted \" We shall never surrender this city \" . \
    Medics treated 40 wounded conscripts in crowded hallways without power. \
    Engineers mined the bridge across the river hurriedly behind retreating columns.";
const RIVAL: &str = "Smoke hung over Hama on Thursday after fighters overran its barracks with 12 armoured vehicles inside. \
    \" We shall never surrender this city \" , Colonel Darwish told listeners of local radio. \
    Nurses counted 40 patients, most of them teenagers. \
    Nobody could say whether reinforcements from Homs were coming at all.";

/// Texts of which some are copies of others.
pub const VERSIONS: [&[&str]; 5] = [&[WIRE], &[RETOLD], &[RIVAL], &[RIVAL, WIRE], &[]];

fn copies_of(text: &str, day: u8) -> Vec<dateline_core::picture::CopyGroup> {
    let ledger = Ledger::default().report("wire | Wire | 5", &[]).told(WIRE);
    ledger.report(&format!("other | Gazette | {day}"), &[]).told(text).weigh().picture(None).copies
}

#[test]
fn a_text_told_in_other_words_is_a_copy_and_says_why() {
    let copies = copies_of(RETOLD, 6);
    assert_eq!(copies.len(), 1);
    let evidence = &copies[0].evidence[0];
    assert!(evidence.contains("pairs of neighbouring words outside quotes"), "{evidence}");
    assert!(evidence.contains("5 of 5 names and figures and a quotation"), "{evidence}");
    assert!(copies_of(RETOLD, 12).is_empty(), "a week later");
}

#[test]
fn two_papers_that_print_one_agency_are_one_origin() {
    let says = ["rebels captures Hama; on 5"];
    let two = || Ledger::default().report("a | Gazette | 5", &says);
    let origins = |ledger: Ledger| ledger.weigh().picture(None).events[0].origins;
    assert_eq!(origins(two().report("b | Courier | 5", &says)), 2);
    let credited = two().crediting("AFP").report("b | Courier | 5", &says).crediting("Agence France-Presse");
    assert_eq!(origins(credited), 1);
    let unlisted = two().crediting("Lagoon Wire").report("b | Lagoon Wire | 5", &says);
    assert_eq!(origins(unlisted), 1);
    let others = two().crediting("AFP").report("b | Courier | 5", &says).crediting("Reuters");
    assert_eq!(origins(others), 2);
    let nearer = ["rebels captures Hama; by SOHR; on 5"];
    let own = Ledger::default().report("a | Gazette | 5", &says).crediting("AFP").report("b | Courier | 5", &nearer);
    assert_eq!(origins(own.crediting("AFP")), 2, "a source that is named is nearer than the agency");
}

#[test]
fn one_copy_tells_whose_text_the_others_print() {
    let says = ["rebels captures Hama; on 5"];
    let ledger = Ledger::default().report("a | Gazette | 5", &says).told(WIRE);
    let ledger = ledger.report("b | Courier | 6", &says).told(RETOLD).crediting("AFP");
    let ledger = ledger.report("c | Herald | 6", &says).crediting("AFP");
    assert_eq!(ledger.weigh().picture(None).events[0].origins, 1);
}

#[test]
fn credits_are_evidence() {
    let evidence = |ledger: Ledger| ledger.weigh().picture(None).copies[0].evidence[0].clone();
    let wire = |outlet: &str| Ledger::default().report(&format!("wire | {outlet} | 5"), &[]).told(WIRE);
    let both = wire("Herald").crediting("AFP").report("other | Gazette | 5", &[]).told(RETOLD).crediting("AFP");
    assert!(evidence(both).ends_with("; both credit AFP"));
    let one = wire("AFP").report("other | Gazette | 5", &[]).told(RETOLD).crediting("Agence France-Presse");
    assert!(evidence(one).ends_with("; other credits Agence France-Presse, which published wire"));
    let apart = wire("Herald").datelined("GOMA").report("other | Gazette | 5", &[]).told(WIRE).datelined("SAKE");
    assert!(evidence(apart).ends_with("; though other is datelined SAKE and wire GOMA"));
}

#[test]
fn two_desks_that_heard_the_same_official_are_two() {
    assert!(copies_of(RIVAL, 5).is_empty());
}

#[test]
fn a_stock_paragraph_makes_no_copy() {
    let stock = "The conflict has driven two million people from villages along the northern highway since last winter. \
        Mediators hoped to gather both delegations in a neutral capital before harvest begins.";
    let with = |text: &str| format!("{text} {stock}");
    let ledger = Ledger::default().report("wire | Wire | 5", &[]).told(&with(WIRE));
    let picture = ledger.report("other | Gazette | 5", &[]).told(&with(RIVAL)).weigh().picture(None);
    assert!(picture.copies.is_empty(), "{:?}", picture.copies);
}

#[test]
fn bulletins_by_one_formula_are_no_copies() {
    let bulletin = |n: u32, place: &str| {
        format!(
            "Yesterday the enemy shelled our positions near {place} with {n} rounds from rocket launchers. \
             Defenders repelled {} assaults and destroyed {} armoured vehicles around {place}. \
             Aviation struck {} areas where personnel and equipment were concentrated.",
            n + 1,
            n + 2,
            n + 3
        )
    };
    let ledger = Ledger::default().report("monday | Staff | 5", &[]).told(&bulletin(20, "Hama"));
    let picture = ledger.report("tuesday | Staff | 6", &[]).told(&bulletin(50, "Homs")).weigh().picture(None);
    assert!(picture.copies.is_empty(), "{:?}", picture.copies);
}

#[test]
fn reports_of_one_incident_are_one_group_whoever_wrote_them() {
    let elsewhere =
        "Farmers near Tartus complained about locusts in 3 valleys. Agronomists recommended spraying with soap.";
    let ledger = Ledger::default()
        .report("wire | Wire | 5", &[])
        .told(WIRE)
        .report("farms | Wire | 5", &[])
        .told(elsewhere)
        .report("rival | Gazette | 6", &[])
        .told(RIVAL);
    let groups = dateline_picture::incidents(ledger.reports());
    assert_eq!(groups[0], groups[2]);
    assert_ne!(groups[0], groups[1]);
    assert_eq!(dateline_picture::incidents(&[]), [0usize; 0]);
}
