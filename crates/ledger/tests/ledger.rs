//! What is put into a ledger comes out of it, and nothing is ever changed.

use dateline_core::{
    ActorClass, Choice, Claim, DateRange, Extent, Granularity, Kind, Modality, ResolvedPlace, Span, Stance,
    decision::{Correction, Credibility, NamedActor, NamedClaim, NamedPlace, Number, PlacePart, Reliability, Subject},
    report::{Credits, Published, PublishedBasis, Report},
};
use dateline_ledger::{Entry, Ledger, LedgerError, NewFailure};
use jiff::Timestamp;
use std::{fs, path::Path};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn report(id: &str, revision: &str, day: Option<&str>, text: &str) -> Report {
    Report {
        id: id.to_owned(),
        revision: revision.to_owned(),
        source_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        read_from: format!("{id}.txt"),
        url: Some(format!("https://a.example/{id}")),
        outlet: None,
        title: Some("A title".to_owned()),
        published: day.map(|day| Published {
            date: day.parse().unwrap(),
            at: Some(instant(&format!("{day}T08:30:00.25Z"))),
            basis: PublishedBasis::Inferred("`Dec. 5`".to_owned()),
        }),
        captured: instant("2024-12-09T12:00:00Z"),
        language: Some("en".to_owned()),
        text: text.to_owned(),
        sketch: vec![4, 70_000, u32::MAX],
        trace: vec![9, 0, 70_001],
        credits: Credits {
            agencies: vec!["AFP".to_owned()],
            helpers: vec!["Kestrel Wire".to_owned()],
            authors: vec!["Ines Calder".to_owned()],
            town: Some("GOMA".to_owned()),
        },
        notes: vec!["“noted”".to_owned()],
    }
}

fn claim(report: &Report, id: &str, quote: &str) -> Claim {
    let start = report.text.find(quote).unwrap();
    Claim {
        id: id.to_owned(),
        report: report.id.clone(),
        revision: report.revision.clone(),
        quote: quote.to_owned(),
        span: Span::new(start, start + quote.len()),
        kind: Kind::Captures,
        sub_kind: None,
        passing: false,
        from: None,
        to: None,
        stance: Stance::Asserts,
        modality: Modality::Actual,
        actor: None,
        target: None,
        place: None,
        extent: Extent::Whole,
        claimants: Vec::new(),
        cue: None,
        channel: None,
        quantity: None,
        event_date: None,
        stated: None,
        origin: "monitor".to_owned(),
        subset_of: None,
        about: Vec::new(),
        confidence: 0.7,
        rules: vec!["r".to_owned()],
    }
}

fn entry(report: Report, claims: Vec<Claim>, reader: &str) -> Entry {
    let original = report.text.clone().into_bytes();
    Entry { report, original, media_type: "text/plain".to_owned(), claims, reader: reader.to_owned() }
}

/// Three reports: `b` in two revisions, `c` without a date.
fn entries() -> Vec<Entry> {
    let a = report("a", "1", Some("2024-12-07"), "Rebels took Ḥamāh. Rebels took Homs.");
    let b1 = report("b", "9", Some("2024-12-06"), "Seventeen died.\0");
    let mut b2 = report("b", "2", Some("2024-12-06"), "Seven died.");
    b2.captured = instant("2024-12-09T12:00:00.5Z");
    let c = report("c", "1", None, "It fell.");
    let a_claims = vec![claim(&a, "a2", "took Homs"), claim(&a, "a1", "took Ḥamāh"), claim(&a, "a0", "took Ḥamāh")];
    let (b1_claims, b2_claims) = (vec![claim(&b1, "b1", "Seventeen died.\0")], vec![claim(&b2, "b2", "Seven")]);
    let c_claims = vec![claim(&c, "c1", "fell")];
    vec![entry(a, a_claims, "v1"), entry(b1, b1_claims, "v1"), entry(b2, b2_claims, "v1"), entry(c, c_claims, "v1")]
}

fn ids(claims: &[Claim]) -> Vec<&str> {
    claims.iter().map(|c| c.id.as_str()).collect()
}

fn filled(entries: &[Entry]) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    ledger.put(entries).unwrap();
    ledger
}

fn faults(ledger: &Ledger) -> Vec<String> {
    ledger.check().unwrap().into_iter().flat_map(|c| c.faults).collect()
}

#[test]
fn reports_and_claims_come_back_as_they_were() {
    let entries = entries();
    let ledger = filled(&entries);
    for entry in &entries {
        let (id, revision) = (&entry.report.id, Some(entry.report.revision.as_str()));
        assert_eq!(ledger.report(id, revision).unwrap().as_ref(), Some(&entry.report));
        let original = ledger.original(id, revision).unwrap().unwrap();
        assert_eq!((original.bytes, original.media_type.as_str()), (entry.original.clone(), "text/plain"));
        for claim in &entry.claims {
            assert_eq!(ledger.claim(&claim.id).unwrap().as_ref(), Some(claim));
        }
    }
    assert_eq!(ledger.report("b", None).unwrap().unwrap().revision, "2", "the latest revision");
    assert_eq!(ledger.report("z", None).unwrap(), None);
    assert_eq!(ledger.report("a", Some("7")).unwrap(), None);
    assert_eq!(ledger.original("z", None).unwrap(), None);
    assert_eq!(faults(&ledger), [""; 0]);
}

#[test]
fn the_order_of_what_comes_out_does_not_depend_on_what_went_in_first() {
    let forward = filled(&entries());
    assert_eq!(ids(&forward.claims().unwrap()), ["b2", "b1", "a0", "a1", "a2", "c1"]);
    let summaries = forward.reports().unwrap();
    let order: Vec<_> = summaries.iter().map(|r| (r.id.as_str(), r.revision.as_str(), r.text.as_str())).collect();
    assert_eq!(order, [("b", "2", ""), ("b", "9", ""), ("a", "1", ""), ("c", "1", "")]);
    assert_eq!(summaries[2].sketch, [4, 70_000, u32::MAX]);
    let mut reversed = Ledger::in_memory().unwrap();
    for entry in entries().iter().rev() {
        reversed.put(std::slice::from_ref(entry)).unwrap();
    }
    assert_eq!(reversed.claims().unwrap(), forward.claims().unwrap());
    assert_eq!(reversed.reports().unwrap(), summaries);
    assert_eq!(reversed.revisions("b").unwrap(), forward.revisions("b").unwrap());
    assert_eq!(ids(&forward.claims_of("b").unwrap()), ["b2", "b1"]);
}

#[test]
fn reading_twice_changes_nothing() {
    let mut ledger = filled(&entries());
    let before = (ledger.stats().unwrap(), ledger.claims().unwrap(), ledger.reports().unwrap());
    let mut again = entries();
    for entry in &mut again {
        entry.report.captured = instant("2025-01-01T00:00:00Z");
    }
    let stored = ledger.put(&again).unwrap();
    assert_eq!((stored.new, stored.new_revisions, stored.reread, stored.unchanged), (0, 0, 0, 4));
    assert_eq!((ledger.stats().unwrap(), ledger.claims().unwrap(), ledger.reports().unwrap()), before);
}

#[test]
fn a_changed_page_is_a_new_revision() {
    let mut ledger = Ledger::in_memory().unwrap();
    let stored = ledger.put(&entries()).unwrap();
    assert_eq!((stored.new, stored.new_revisions), (3, 1));
    let revisions = ledger.revisions("b").unwrap();
    assert_eq!(revisions.iter().map(|r| r.revision.as_str()).collect::<Vec<_>>(), ["9", "2"]);
    let stats = ledger.stats().unwrap();
    assert_eq!((stats.reports, stats.revisions, stats.claims), (3, 4, 6));
}

#[test]
fn other_rules_supersede_a_reading_and_keep_it() {
    let mut ledger = filled(&entries());
    let mut a = entries().remove(0);
    a.claims.truncate(1);
    a.reader = "v2".to_owned();
    assert_eq!(ledger.put(&[a.clone()]).unwrap().reread, 1);
    assert_eq!(ids(&ledger.claims_of("a").unwrap()), ["a2"]);
    assert_eq!(ledger.claim("a1").unwrap().unwrap().quote, "took Ḥamāh", "older exports name it");
    let stats = ledger.stats().unwrap();
    assert_eq!((stats.claims, stats.superseded_claims), (4, 3));
    assert_eq!(ledger.revisions("a").unwrap()[0].readers, ["v1", "v2"]);
    a.reader = "v1".to_owned();
    assert_eq!(ledger.put(&[a]).unwrap().reread, 1, "the older rules again are another reading");
    assert_eq!(faults(&ledger), [""; 0]);
}

#[test]
fn what_came_since_a_mark_is_told_apart_from_what_changed() {
    let all = entries();
    let mut ledger = filled(&all[..2]);
    let mark = ledger.mark().unwrap();
    assert_eq!(ledger.since(mark).unwrap(), Some((Vec::new(), Vec::new())));
    ledger.put(&all[2..]).unwrap();
    let (reports, claims) = ledger.since(mark).unwrap().unwrap();
    let revisions: Vec<(&str, &str)> = reports.iter().map(|r| (r.id.as_str(), r.revision.as_str())).collect();
    assert_eq!((revisions, ids(&claims)), (vec![("b", "2"), ("c", "1")], vec!["b2", "c1"]));
    let mut a = entries().remove(0);
    a.reader = "v2".to_owned();
    ledger.put(&[a]).unwrap();
    assert_eq!(ledger.since(mark).unwrap(), None, "a known report was read anew");
    let mark = ledger.mark().unwrap();
    ledger.decide(&Choice::Undo { number: 1 }, "me", instant("2024-12-09T12:00:00Z"), None).unwrap();
    assert_eq!(ledger.since(mark).unwrap(), None, "people have decided");
}

#[test]
fn a_claim_is_found_by_the_beginning_of_its_id() {
    let ledger = filled(&entries());
    assert_eq!(ledger.claim("c").unwrap().unwrap().id, "c1");
    assert_eq!(ledger.claim("").unwrap(), None);
    assert_eq!(ledger.claim("%").unwrap(), None);
    let error = ledger.claim("a").unwrap_err();
    assert_eq!(error.to_string(), "several claims' ids begin with `a`: a0, a1, a2");
}

#[test]
fn a_claim_that_does_not_fit_its_report_is_refused_and_the_others_stored() {
    let mut all = entries();
    all[0].claims[0].quote = "took Homs!".to_owned();
    all[1].claims[0].span = Span::new(0, 999);
    all[3].claims[0].revision = "other".to_owned();
    let mut ledger = Ledger::in_memory().unwrap();
    let stored = ledger.put(&all).unwrap();
    assert_eq!(stored.new, 1);
    let refused: Vec<_> = stored.refused.iter().map(|r| (r.report.as_str(), r.read_from.as_str())).collect();
    assert_eq!(refused, [("a", "a.txt"), ("b", "b.txt"), ("c", "c.txt")]);
    assert!(stored.refused[0].reason.contains("a2"), "{}", stored.refused[0].reason);
}

/// Every sort of choice on claims and places.
fn on_claims() -> Vec<Choice> {
    let entries = entries();
    let claim = NamedClaim::from(&entries[0].claims[0]);
    let other = NamedClaim { place: None, claimants: Some("a monitor < the wire".to_owned()), ..claim.clone() };
    let place = ResolvedPlace {
        name: "Homs".to_owned(),
        feature: dateline_core::claim::Feature::City,
        country: Some("SY".to_owned()),
        admin1: None,
        point: Some((34.72682, 36.72339)),
        geonames_id: Some(169577),
        precision: 1,
        tier: dateline_core::claim::Tier::Exact,
    };
    let day = |n| jiff::civil::Date::new(2024, 12, n).unwrap();
    let date = DateRange { start: day(5), end: day(6), granularity: Granularity::Range, text: None };
    let number = Number { low: 7.0, high: None, approx: true, unit: "killed".to_owned() };
    let corrections = [
        Correction::Kind(Kind::Enters),
        Correction::Stance(Stance::Denies),
        Correction::Modality(Modality::Planned),
        Correction::Actor(Some("HTS".to_owned())),
        Correction::Target(None),
        Correction::Place(Some(place.clone())),
        Correction::Place(None),
        Correction::EventDate(Some(date)),
        Correction::Quantity(Some(number)),
        Correction::Claimant(Some(("a witness".to_owned(), ActorClass::Witness))),
        Correction::Claimant(None),
    ];
    let text = "seen".to_owned();
    let note = |about| Choice::Annotate { about, text: text.clone() };
    let mut out: Vec<Choice> =
        corrections.into_iter().map(|to| Choice::CorrectClaim { claim: claim.clone(), to }).collect();
    out.extend([
        Choice::RejectClaim { claim: claim.clone() },
        Choice::ConfirmClaim { claim: other.clone() },
        Choice::GradeSource { source: "sohr".to_owned(), name: "SOHR".to_owned(), reliability: Reliability::B },
        Choice::GradeClaim { claim: claim.clone(), credibility: Credibility::Two },
        note(Subject::Claim(claim.clone())),
        note(Subject::Event(claim.clone())),
        note(Subject::Place { key: "g1".to_owned(), name: "Homs".to_owned() }),
        note(Subject::Dispute(Box::new(claim.clone()), Box::new(other.clone()))),
    ]);
    let known = || NamedPlace::Known(place.clone());
    let unknown = |country: Option<&str>| NamedPlace::Unknown {
        name: "Tall Rifat".to_owned(),
        country: country.map(str::to_owned),
    };
    let part = |name: Option<&str>, report: Option<&str>, outlet: Option<&str>| PlacePart::Where {
        name: name.map(str::to_owned),
        report: report.map(str::to_owned),
        outlet: outlet.map(str::to_owned),
    };
    let split = |part, to| Choice::SplitPlace { place: known(), part, to };
    out.extend([
        Choice::MergePlaces { into: known(), from: unknown(Some("SY")) },
        Choice::MergePlaces { into: unknown(None), from: unknown(Some("TR")) },
        split(PlacePart::Claims(vec![claim, other]), None),
        split(part(Some("Homs"), None, Some("Gazette")), Some(place.clone())),
        split(part(None, Some("a"), None), None),
    ]);
    out
}

#[test]
fn decisions_and_failures_are_kept_in_order() {
    let mut ledger = Ledger::in_memory().unwrap();
    let at = instant("2024-12-09T12:00:00Z");
    let actor = |id: &str| NamedActor { id: id.to_owned(), name: id.to_uppercase(), class: ActorClass::Belligerent };
    let choices = [
        Choice::MergeActors { into: actor("hts"), from: actor("name:nusra") },
        Choice::SplitActor { actor: "hts".to_owned(), name: "Nusra".to_owned() },
        Choice::MergeEvents { one: "a1".to_owned(), other: "b1".to_owned() },
        Choice::SplitEvent { from: "a1".to_owned(), claims: vec!["b1".to_owned(), "c1".to_owned()] },
        Choice::Undo { number: 1 },
    ];
    let choices: Vec<Choice> = choices.into_iter().chain(on_claims()).collect();
    for (number, choice) in (1..).zip(&choices) {
        let note = (number == 2).then_some("two groups");
        assert_eq!(ledger.decide(choice, "me", at, note).unwrap(), number);
    }
    let decisions = ledger.decisions().unwrap();
    assert_eq!(decisions.iter().map(|d| d.choice.clone()).collect::<Vec<_>>(), choices);
    assert!(decisions.iter().map(|d| d.number).eq(1..=choices.len() as i64));
    assert_eq!(
        (decisions[1].note.as_deref(), decisions[1].who.as_str(), decisions[1].at),
        (Some("two groups"), "me", at)
    );
    let failure = NewFailure { input: "x.pdf".to_owned(), reason: "a PDF".to_owned(), at };
    ledger.log_failures(std::slice::from_ref(&failure)).unwrap();
    ledger.log_failures(&[]).unwrap();
    assert_eq!(ledger.failures().unwrap()[0].failure, failure);
    assert_eq!(ledger.stats().unwrap().failures, 1);
}

fn on_disk(path: &Path) -> Ledger {
    let mut ledger = Ledger::open(path).unwrap();
    ledger.put(&entries()).unwrap();
    ledger.decide(&Choice::Undo { number: 1 }, "me", Timestamp::UNIX_EPOCH, None).unwrap();
    let failure = NewFailure { input: "x".to_owned(), reason: "y".to_owned(), at: Timestamp::UNIX_EPOCH };
    ledger.log_failures(&[failure]).unwrap();
    ledger
}

#[test]
fn nothing_can_be_changed_or_deleted_from_outside_either() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.db");
    drop(on_disk(&path));
    let db = rusqlite::Connection::open(&path).unwrap();
    for table in ["revisions", "contents", "readings", "claims", "decisions", "failures"] {
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET rowid = rowid")] {
            let error = db.execute(&sql, []).unwrap_err().to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
    }
}

#[test]
fn a_ledger_is_found_again_and_read_while_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.db");
    let writer = on_disk(&path);
    let reader = Ledger::open_read_only(&path).unwrap();
    assert_eq!(reader.claims().unwrap(), writer.claims().unwrap());
    drop(writer);
    let mut again = Ledger::open(&path).unwrap();
    assert_eq!(again.put(&entries()).unwrap().unchanged, 4);
    let mut reader = Ledger::open_read_only(&path).unwrap();
    assert_eq!(reader.stats().unwrap(), again.stats().unwrap());
    let at = Timestamp::UNIX_EPOCH;
    let failure = NewFailure { input: "x".to_owned(), reason: "y".to_owned(), at };
    assert!(reader.log_failures(&[failure]).is_err(), "it was opened for reading");
}

#[test]
fn what_is_no_ledger_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("notes.txt"), "Rebels took Hama, and this is a text of more than sixteen bytes.").unwrap();
    let error = Ledger::open(&path("notes.txt")).unwrap_err();
    assert!(matches!(error, LedgerError::NotALedger { .. }), "{error}");
    assert!(fs::read(path("notes.txt")).unwrap().starts_with(b"Rebels"));
    assert!(matches!(Ledger::open_read_only(&path("notes.txt")), Err(LedgerError::NotALedger { .. })));
    rusqlite::Connection::open(path("other.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let error = Ledger::open(&path("other.db")).unwrap_err();
    assert!(error.to_string().ends_with("other.db: not a ledger but a database of another program"), "{error}");
    let error = Ledger::open_read_only(&path("none.db")).unwrap_err();
    assert!(matches!(error, LedgerError::Missing { .. }) && error.hint().is_some());
    assert!(!path("none.db").exists());
    assert!(matches!(Ledger::open(&path("no/folder/l.db")), Err(LedgerError::CannotOpen { .. })));
    assert!(matches!(Ledger::open_read_only(dir.path()), Err(LedgerError::NotALedger { .. })));
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.db");
    fs::write(&path, "").unwrap();
    assert!(matches!(Ledger::open_read_only(&path), Err(LedgerError::Older { .. })));
    assert_eq!(on_disk(&path).stats().unwrap().reports, 3);
}

#[test]
fn a_ledger_of_a_newer_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.db");
    drop(on_disk(&path));
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for error in [Ledger::open(&path).unwrap_err(), Ledger::open_read_only(&path).unwrap_err()] {
        assert!(error.to_string().contains("version 99"), "{error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn a_damaged_entry_is_reported_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.db");
    drop(on_disk(&path));
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "DROP TRIGGER claims_no_update; DROP TRIGGER contents_no_update;
         UPDATE claims SET body = '{}' WHERE id = 'c1';
         UPDATE contents SET text = 'Rebels left Homs.' WHERE text LIKE 'Seven died%';",
    )
    .unwrap();
    drop(db);
    let ledger = Ledger::open_read_only(&path).unwrap();
    let error = ledger.claims().unwrap_err().to_string();
    assert!(error.contains("claim c1 is damaged"), "{error}");
    let faults = faults(&ledger).join("\n");
    for expected in [
        "the trigger claims_no_update is gone",
        "claim c1: missing field",
        "claim b2 of report b quotes what does not stand there",
        "claim c1 of report c quotes what does not stand there",
    ] {
        assert!(faults.contains(expected), "{expected} not in\n{faults}");
    }
    assert!(!faults.contains("claim b1"), "{faults}");
}
