//! What changed between two days, when it changed, and what was known when.

use crate::story::{Ledger, day};
use dateline_core::picture::{Change, Control};
use dateline_picture::Known;
use jiff::Timestamp;

fn told(c: &Control) -> String {
    match &c.actor {
        Some(actor) => format!("{} {}", c.status, actor.name),
        None => c.status.to_string(),
    }
}

fn shown(c: &Change) -> String {
    format!("{} {}: {} > {}, {}", c.after.place.name, c.after.at, told(&c.before), told(&c.after), c.origins.join(", "))
}

/// Hama is taken and stays so, Homs is given up and taken, Idlib does not change.
fn ledger() -> Ledger {
    Ledger::default()
        .report("r1 | Gazette | 5", &["rebels holds Idlib; by SOHR; on 1", "rebels captures Hama; by SOHR; on 5"])
        .report("r2 | Courier | 9", &["rebels holds Idlib; by SOHR; on 9", "rebels captures Homs; on 8"])
        .report("r3 | Gazette | 7", &["government troops withdraws Homs; by Syrian army; on 6"])
}

#[test]
fn only_what_changed_is_shown_with_the_claims_and_on_whose_word() {
    let weighed = ledger().weigh();
    let changes = weighed.changes(day(4), day(8));
    let shown: Vec<String> = changes.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "Hama 2024-12-08: unknown > held_by Syrian rebels, Syrian Observatory for Human Rights",
            "Homs 2024-12-08: unknown > held_by Syrian rebels, Syrian army, Courier",
        ]
    );
    assert_eq!(changes[0].claims, ["r1.1.1"]);
    assert!(weighed.changes(day(8), day(20)).is_empty(), "silence changes nothing");
    assert!(weighed.changes(day(8), day(8)).is_empty());
}

#[test]
fn a_history_gives_the_day_of_each_change() {
    let weighed = ledger().weigh();
    let homs = weighed.control(day(8)).into_iter().find(|c| c.place.name == "Homs").expect("Homs is spoken of");
    let shown: Vec<String> = weighed.history(Some(&homs.place.key), day(30)).iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            // Who leaves a place was there the day before.
            "Homs 2024-12-05: unknown > held_by Syrian army, Syrian army",
            "Homs 2024-12-06: held_by Syrian army > unknown, Syrian army",
            "Homs 2024-12-08: unknown > held_by Syrian rebels, Courier",
        ]
    );
    let all = weighed.history(None, day(30));
    assert!(all.windows(2).all(|w| w[0].after.place.name <= w[1].after.place.name));
    assert!(weighed.history(None, day(1)).iter().all(|c| c.after.at <= day(1)));
}

#[test]
fn silence_shows_as_age() {
    let ledger = ledger();
    let hama = |n| ledger.control("Hama", n);
    assert_eq!((hama(5).last_word, hama(5).age_days()), (Some(day(5)), Some(0)));
    assert_eq!((told(&hama(25)), hama(25).age_days()), ("held_by Syrian rebels".to_owned(), Some(20)));
    assert_eq!(hama(4).age_days(), None, "nothing is said of it yet");
}

#[test]
fn fighting_that_fades_is_a_change_that_nobody_tells_of() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 2", &["rebels captures Hama; by SOHR; on 1", "clashes Hama; by SOHR; on 4..4"]);
    let changes = ledger.weigh().history(None, day(30));
    let last = changes.last().expect("changes");
    assert_eq!(
        (told(&last.before).as_str(), told(&last.after).as_str()),
        ("contested Syrian rebels", "held_by Syrian rebels")
    );
    assert!(last.claims.is_empty() && last.origins.is_empty(), "{last:#?}");
}

#[test]
fn what_was_known_goes_by_publication_or_by_when_it_was_read() {
    let ledger = Ledger::default()
        .report("r1 | Gazette | 5", &["rebels captures Hama; on 5"])
        .revision("r1 | Gazette | 5", "2", &["rebels enters Hama; on 5"])
        .report("r2 | Courier | 9", &["rebels captures Homs; on 5"]);
    let weighed = ledger.weigh();
    let at = |known: Known| -> Vec<String> {
        weighed.known(known).control(day(9)).iter().map(|c| format!("{} {}", c.place.name, told(c))).collect()
    };
    assert_eq!(at(Known::default()), ["Hama contested Syrian rebels", "Homs held_by Syrian rebels"]);
    assert_eq!(at(Known::published(day(8))), ["Hama contested Syrian rebels"]);
    // The first revision was read at the beginning of the epoch, the second an hour later.
    let captured = |second| Known { captured: Timestamp::from_second(second).ok(), published: None };
    assert_eq!(at(captured(10)), ["Hama held_by Syrian rebels", "Homs held_by Syrian rebels"]);
    let both = Known { published: Some(day(8)), ..captured(10) };
    assert_eq!(at(both), ["Hama held_by Syrian rebels"]);
}
