//! Merges and splits that people decided.

use crate::story::{Ledger, actors};
use dateline_core::{
    ActorClass, Choice, Stance,
    decision::{Correction, NamedActor, NamedClaim},
    picture::Event,
};
use dateline_picture::Known;

fn unlisted(name: &str) -> NamedActor {
    let id = format!("name:{}", name.to_lowercase());
    NamedActor { id, name: name.to_owned(), class: ActorClass::Belligerent }
}

fn listed(name: &str) -> NamedActor {
    let actor = actors().by_name(name).expect("a known actor");
    NamedActor { id: actor.id.clone(), name: actor.name.clone(), class: actor.class }
}

fn merge(into: NamedActor, from: NamedActor) -> Choice {
    Choice::MergeActors { into, from }
}

fn split(actor: &str, name: &str) -> Choice {
    Choice::SplitActor { actor: listed(actor).id, name: name.to_owned() }
}

/// Id and spellings of the actors that act.
fn acting(ledger: &Ledger) -> Vec<(String, Vec<String>)> {
    let spelled = |spellings: &[(String, u32)]| spellings.iter().map(|s| s.0.clone()).collect();
    let all = ledger.weigh().picture(None).actors;
    all.iter().filter(|a| a.counts.0 > 0).map(|a| (a.actor.id.clone(), spelled(&a.spellings))).collect()
}

fn sweeps() -> Ledger {
    Ledger::default().report(
        "r1 | Gazette | 6",
        &["Northern Lions captures Daraa; on 6", "the Lions of the North captures Rastan; on 6"],
    )
}

#[test]
fn copies_are_joined_and_parted_and_the_voices_with_them() {
    let says = ["rebels captures Hama; on 5"];
    let reprinted = || {
        let wire = Ledger::default().report("wire | Wire | 5", &says).sketch(0..100);
        let copied = wire.report("reprint | Gazette | 6", &says).sketch(0..100);
        copied.report("other | Courier | 6", &says).sketch(500..600)
    };
    let seen = |ledger: Ledger| {
        let picture = ledger.weigh().picture(None);
        let groups: Vec<String> = picture.copies.iter().map(|g| g.reports.join(" ")).collect();
        (groups, picture.events[0].origins, picture.copies.first().map(|g| g.evidence.join("; ")).unwrap_or_default())
    };
    assert_eq!((seen(reprinted()).0, seen(reprinted()).1), (vec!["wire reprint".to_owned()], 2));
    let joined = reprinted().decide(Choice::MergeCopies { one: "other".to_owned(), other: "wire".to_owned() });
    let (groups, origins, evidence) = seen(joined);
    assert_eq!((groups, origins), (vec!["wire other reprint".to_owned()], 1));
    assert!(evidence.contains("joined by decision 1 (me, "), "{evidence}");
    let parted = Choice::SplitCopies { from: "wire".to_owned(), reports: vec!["reprint".to_owned()] };
    let (groups, origins, _) = seen(reprinted().decide(parted));
    assert_eq!((groups, origins), (Vec::<String>::new(), 3));
    let unknown = Choice::MergeCopies { one: "nobody".to_owned(), other: "wire".to_owned() };
    assert_eq!(seen(reprinted().decide(unknown)).1, 2);
}

#[test]
fn two_names_that_no_file_lists_become_one_actor_and_one_origin() {
    let of_two = merge(unlisted("Northern Lions"), unlisted("Lions of the North"));
    assert_eq!(acting(&sweeps()).len(), 2);
    let ledger = sweeps().decide(of_two.clone());
    let spelled = vec!["Northern Lions".to_owned(), "the Lions of the North".to_owned()];
    assert_eq!(acting(&ledger), [("name:northern lions".to_owned(), spelled)]);
    // It holds for reports that come later, and the two names are one voice.
    let said = |claimant: &str| format!("rebels captures Homs; by {claimant}; on 7");
    let later = ledger.report("r2 | Courier | 7", &[&said("Northern Lions"), &said("Lions of the North")]);
    let homs = later.weigh().events().into_iter().find(|e| e.place.as_ref().is_some_and(|p| p.name == "Homs"));
    assert_eq!(homs.expect("an event").origins, 1);
}

#[test]
fn a_name_merged_into_a_known_actor_has_its_side() {
    let ledger = Ledger::default().report("r1 | Gazette | 5", &["Northern Lions captures Daraa; by SOHR; on 5"]);
    let side = |ledger: &Ledger| ledger.control("Daraa", 5).actor.and_then(|a| a.side);
    assert_eq!(side(&ledger), None);
    let ledger = ledger.decide(merge(listed("HTS"), unlisted("Northern Lions")));
    assert_eq!(side(&ledger), listed_side("HTS"));
}

fn listed_side(name: &str) -> Option<String> {
    actors().by_name(name).and_then(|a| a.side.clone())
}

#[test]
fn a_name_that_is_split_off_is_another_actor() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 5", &["HTS captures Daraa; on 5", "Hayat Tahrir al-Sham captures Rastan; on 5"]);
    assert_eq!(acting(&ledger).len(), 1);
    let ledger = ledger.decide(split("HTS", "Hayat Tahrir al-Sham"));
    let ids: Vec<String> = acting(&ledger).into_iter().map(|a| a.0).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&"name:hayat tahrir al sham".to_owned()), "{ids:?}");
}

#[test]
fn a_common_noun_that_is_split_off_keeps_its_meaning_elsewhere() {
    let mut file = actors().clone();
    let meant = |file: &dateline_core::ActorFile, country| file.by_name_in("rebels", country).map(|a| a.id.clone());
    let (syria, elsewhere) = (meant(&file, "SY").expect("rebels in Syria"), meant(&file, "CD"));
    assert!(file.follow(&Choice::SplitActor { actor: syria.clone(), name: "rebels".to_owned() }));
    assert_eq!(meant(&file, "SY").as_deref(), Some("name:rebels"));
    assert_eq!(meant(&file, "CD"), elsewhere);
    assert!(
        !file.follow(&Choice::SplitActor { actor: syria, name: "rebels".to_owned() }),
        "it means somebody else now"
    );
}

#[test]
fn what_is_one_already_cannot_be_merged() {
    let mut file = actors().clone();
    let ours = merge(listed("HTS"), unlisted("Northern Lions"));
    assert!(file.follow(&ours));
    assert!(!file.follow(&ours));
    assert!(!file.follow(&merge(unlisted("Northern Lions"), listed("HTS"))));
    assert_eq!(
        file.by_name("northern lions").map(|a| a.id.as_str()),
        file.by_id("name:northern lions").map(|a| a.id.as_str())
    );
}

fn raids() -> Ledger {
    Ledger::default()
        .report("r1 | Gazette | 6", &["rebels attacks Rastan; on 6", "rebels kills Rastan; on 6; 7 killed"])
        .report("r2 | Courier | 8", &["rebels attacks Rastan; on 8"])
}

fn members(events: &[Event]) -> Vec<Vec<&str>> {
    events.iter().map(|e| e.supporting.iter().map(String::as_str).collect()).collect()
}

#[test]
fn events_are_joined_and_parted_again() {
    let joined = Choice::MergeEvents { one: "r1.1.0".to_owned(), other: "r2.1.0".to_owned() };
    let apart = raids().weigh().events();
    assert_eq!(members(&apart), [vec!["r1.1.0"], vec!["r1.1.1"], vec!["r2.1.0"]]);
    let ledger = raids().decide(joined);
    let events = ledger.weigh().events();
    assert_eq!(members(&events), [vec!["r1.1.1"], vec!["r1.1.0", "r2.1.0"]]);
    assert!(
        events[1].reasons.last().is_some_and(|r| r.contains("joined by decision 1 (me, 1970-01-01)")),
        "{events:#?}"
    );
    // A claim that comes later still finds the event, and the decision on one part does not undo the other.
    let ledger = ledger.report("r3 | Herald | 8", &["rebels attacks Rastan; on 8"]);
    assert!(members(&ledger.weigh().events()).contains(&vec!["r1.1.0", "r2.1.0", "r3.1.0"]));
    let ledger = ledger.decide(Choice::SplitEvent { from: "r1.1.0".to_owned(), claims: vec!["r3.1.0".to_owned()] });
    assert!(members(&ledger.weigh().events()).contains(&vec!["r3.1.0"]));
    // As of a day on which nothing is known of the other, the decision waits.
    assert_eq!(ledger.weigh().known(Known::published(crate::story::day(7))).events().len(), 2);
}

#[test]
fn a_rejected_claim_supports_nothing_and_a_corrected_one_what_it_should_say() {
    let ledger = || {
        Ledger::default()
            .report("r1 | Gazette | 6", &["rebels captures Homs; by SOHR; on 6"])
            .report("r2 | Courier | 6", &["government troops holds Homs; by SANA; on 6"])
    };
    let named = |n: usize| NamedClaim::from(&ledger().claims[n]);
    assert_eq!(ledger().status("Homs", 6), "contested Syrian army");
    let disputes = |l: &Ledger| l.weigh().disputes().len();
    assert_eq!(disputes(&ledger()), 1);
    let rejected = ledger().decide(Choice::RejectClaim { claim: named(1) });
    assert_eq!(rejected.status("Homs", 6), "held_by Syrian rebels");
    assert_eq!(disputes(&rejected), 0);
    let denied = Correction::Stance(Stance::Denies);
    let corrected = ledger().decide(Choice::CorrectClaim { claim: named(1), to: denied });
    assert!(corrected.control("Homs", 6).status != ledger().control("Homs", 6).status);
    let (actor, origin) = (Correction::Actor(Some("SDF".to_owned())), Correction::Claimant(None));
    let corrected = ledger()
        .decide(Choice::CorrectClaim { claim: named(0), to: actor })
        .decide(Choice::CorrectClaim { claim: named(0), to: origin })
        .decide(Choice::RejectClaim { claim: named(1) });
    let event = &corrected.weigh().events()[0];
    assert_eq!(event.actor.as_ref().map(|a| a.id.as_str()), Some(listed("SDF").id.as_str()));
}
