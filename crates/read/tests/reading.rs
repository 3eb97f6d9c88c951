//! The rules against their own examples, and the reading of the corpus against snapshots.

use dateline_core::{
    ActorFile, Claim, Gazetteer, Kind, Published, Report, Span, Stance, World,
    report::{Credits, PublishedBasis},
    world::DataFile,
};
use dateline_language::Model;
use dateline_read::{Rules, check_examples, claims, explain};
use jiff::Timestamp;
use proptest::prelude::*;
use std::{fs, path::Path, sync::LazyLock};

static ROOT: LazyLock<std::path::PathBuf> = LazyLock::new(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
static MODEL: LazyLock<Model> = LazyLock::new(|| model(&ROOT));
static WORLD: LazyLock<World> = LazyLock::new(|| {
    let mut files = Vec::new();
    for folder in ["rules", "lexicons"] {
        list(&ROOT.join(folder), folder, &mut files);
    }
    let actors: Vec<(&str, &str)> = files
        .iter()
        .filter(|f| f.path.starts_with("rules/names/"))
        .map(|f| (f.path.as_str(), f.text.as_str()))
        .collect();
    World {
        now: Timestamp::UNIX_EPOCH,
        gazetteer: Gazetteer::from_bytes(&fs::read(ROOT.join("data/gazetteer.bin")).unwrap()).unwrap(),
        actors: ActorFile::parse(actors).unwrap(),
        files,
    }
});
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    Rules::compile(&WORLD)
        .unwrap_or_else(|errors| panic!("{}", errors.iter().map(|e| e.rendered.as_str()).collect::<String>()))
});

/// The model as it is shipped.
fn model(root: &std::path::Path) -> dateline_language::Model {
    let read = |name: &str| std::fs::read(root.join("data").join(name)).unwrap();
    let model = dateline_language::Model::from_bytes(&read("language.safetensors")).unwrap();
    model.with_news_heads(&read("language-news.safetensors")).unwrap()
}

fn list(dir: &Path, prefix: &str, out: &mut Vec<DataFile>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            list(&path, &name, out);
        } else {
            out.push(DataFile { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn report(id: &str, text: &str, published: &str, outlet: Option<&str>) -> Report {
    Report {
        id: id.to_owned(),
        revision: "1".to_owned(),
        source_hash: String::new(),
        read_from: String::new(),
        url: None,
        outlet: outlet.map(str::to_owned),
        title: None,
        published: published.parse().ok().map(|date| Published { date, at: None, basis: PublishedBasis::Given }),
        captured: Timestamp::UNIX_EPOCH,
        language: None,
        text: text.to_owned(),
        sketch: Vec::new(),
        trace: Vec::new(),
        credits: Credits::default(),
        notes: Vec::new(),
    }
}

fn read(report: &Report) -> Vec<Claim> {
    claims(report, &dateline_language::read(&report.text, &MODEL), &RULES, &WORLD)
}

/// The wire stories of the corpus.
fn wires() -> Vec<Report> {
    let text = fs::read_to_string(ROOT.join("corpus/demo/wire.jsonl")).unwrap();
    text.lines()
        .map(|line| {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let s = |k: &str| v[k].as_str().unwrap_or_default().to_owned();
            report(&s("id"), &s("text"), &s("published")[..10], Some(&s("outlet")))
        })
        .collect()
}

fn line(c: &Claim) -> String {
    let mention = |m: &Option<dateline_core::Mention>| m.as_ref().map_or("-".to_owned(), |m| m.name().to_owned());
    let place = c
        .place
        .as_ref()
        .map_or("-".to_owned(), |p| format!("{} = {}", p.text, p.resolved.as_ref().map_or("?", |r| r.name.as_str())));
    let said: Vec<&str> = c.claimants.iter().map(|x| x.mention.name()).collect();
    let quantity = c
        .quantity
        .as_ref()
        .map_or(String::new(), |q| format!(" n={}..{}", q.low, q.high.map_or("".into(), |h| h.to_string())));
    let date = c.event_date.as_ref().map_or(String::new(), |d| format!(" on {}", d.start));
    format!(
        "{} {} {} | {} > {} | {place}{quantity}{date} | by {} | {}",
        c.kind,
        c.stance,
        c.modality,
        mention(&c.actor),
        mention(&c.target),
        if said.is_empty() { "the outlet".to_owned() } else { said.join(" < ") },
        c.quote.replace('\n', " ")
    )
}

#[test]
fn every_rule_meets_its_own_examples() {
    let failures = check_examples(&RULES, &WORLD, &|text| dateline_language::read(text, &MODEL));
    assert!(RULES.examples().len() > 300, "the examples were not found");
    assert!(failures.is_empty(), "{}", failures.iter().map(|f| format!("{f}\n")).collect::<String>());
}

#[test]
fn quotes_are_the_exact_words_and_reading_is_repeatable() {
    for report in wires() {
        let first = read(&report);
        assert!(!first.is_empty(), "{}: no claim", report.id);
        for claim in &first {
            assert_eq!(claim.span.of(&report.text), Some(claim.quote.as_str()), "{}", claim.id);
            for mention in claim.claimants.iter().map(|c| &c.mention).chain(claim.cue.as_ref()) {
                assert_eq!(mention.span.of(&report.text), Some(mention.text.as_str()), "{}", claim.id);
            }
            if let Some(place) = &claim.place {
                assert_eq!(place.span.of(&report.text), Some(place.text.as_str()), "{}", claim.id);
            }
            assert!(!claim.rules.is_empty(), "{}: made by no rule", claim.id);
            assert!((0.0..=1.0).contains(&claim.confidence), "{}", claim.id);
        }
        assert_eq!(first, read(&report));
    }
}

#[test]
fn the_day_of_an_event_is_chosen_from_what_the_report_offers() {
    let text = "Nine soldiers killed in attack near Hama\n\n\
                Rebels attacked an army camp near Hama on Tuesday and killed nine soldiers. Three officers were wounded.\n\n\
                A spokesman said that two villages had been captured.";
    let days = |report: &Report| -> Vec<(String, Option<String>)> {
        let day = |c: &Claim| c.event_date.as_ref().map(|d| d.start.to_string());
        read(report).iter().map(|c| (c.kind.to_string(), day(c))).collect()
    };
    let day = |d: &str| Some(d.to_owned());
    let found = days(&report("a", text, "2024-12-05", None));
    assert_eq!(found.first(), Some(&("kills".to_owned(), day("2024-12-03"))), "the headline takes the day of the lead");
    assert!(found.contains(&("injures".to_owned(), day("2024-12-03"))), "{found:?}");
    assert!(found.contains(&("captures".to_owned(), None)), "what somebody looks back to stays open: {found:?}");

    let text = "More than 300 civilians have been killed since the rebels launched their offensive on 27 November.";
    let found = read(&report("c", text, "2024-12-05", None));
    let span = found.iter().find(|c| c.kind.to_string() == "kills").and_then(|c| c.event_date.as_ref());
    assert_eq!(
        span.map(|d| (d.start.to_string(), d.end.to_string())),
        Some(("2024-11-27".into(), "2024-12-05".into()))
    );

    let text = "The siege of the fort began on 3 March 1987. On 14 March the garrison surrendered.";
    let found = days(&report("b", text, "", None));
    assert!(found.contains(&("surrenders".to_owned(), day("1987-03-14"))), "without a day of publication: {found:?}");
}

#[test]
fn stories_are_read_as_before() {
    let mut seen = std::collections::HashMap::new();
    for report in wires() {
        let lines: Vec<String> = read(&report).iter().map(line).collect();
        // A corrected report stands in the corpus twice.
        let revision = seen.entry(report.id.clone()).and_modify(|n| *n += 1).or_insert(1);
        insta::assert_snapshot!(format!("{}-{revision}", report.id), lines.join("\n"));
    }
}

#[test]
fn every_field_is_explained_by_words_of_the_report() {
    for report in wires() {
        let reading = dateline_language::read(&report.text, &MODEL);
        for claim in claims(&report, &reading, &RULES, &WORLD) {
            let explained = explain(&report, &reading, &RULES, &WORLD, &claim).expect("the claim is read again");
            assert_eq!(explained.claim, claim, "the same words give the same claim");
            for field in &explained.fields {
                let name = field.field;
                for words in field.words.iter().chain(field.others.iter().filter_map(|o| o.words.as_ref())) {
                    assert_eq!(words.span.of(&report.text), Some(words.text.as_str()), "{}: {name}", claim.id);
                }
                assert!(field.value.is_none() || !field.by.is_empty(), "{}: nothing gave {name}", claim.id);
                assert!(field.others.iter().all(|o| !o.value.is_empty() && !o.lost.is_empty()), "{}: {name}", claim.id);
            }
            let sum: f32 = explained.confidence.iter().map(|(_, weight)| weight).sum();
            assert!((1.0 / (1.0 + (-sum).exp()) - claim.confidence).abs() < 1e-6, "{}", claim.id);
        }
    }
}

#[test]
fn what_lost_is_told_with_its_reason() {
    let text =
        "Rebels captured Hama on Friday, the Observatory said on Saturday. The army denied that it had left Homs.";
    let report = report("why", text, "2024-12-07", Some("Meridian Wire"));
    let reading = dateline_language::read(text, &MODEL);
    let all = claims(&report, &reading, &RULES, &WORLD);
    let capture = all.iter().find(|c| c.quote.contains("captured Hama")).expect("the capture is read");
    let explained = explain(&report, &reading, &RULES, &WORLD, capture).unwrap();
    let lost = |field: &str, words: &str| {
        let field = explained.fields.iter().find(|f| f.field == field).unwrap_or_else(|| panic!("no {field}"));
        let hit = field.others.iter().find(|o| o.words.as_ref().map_or(&o.value, |w| &w.text).contains(words));
        hit.unwrap_or_else(|| panic!("{words} is not among {field:#?}")).lost.clone()
    };
    assert_eq!(lost("event_date", "Saturday"), "dates the statement");
    assert!(lost("claimants", "denied").starts_with("covers other words"));
    assert!(lost("claimants", "Meridian Wire").contains("own voice"));

    // Claims of other rules: the nearest is explained, and none where the words give none.
    let renamed = Claim { id: "c-of-old".to_owned(), ..capture.clone() };
    assert_eq!(explain(&report, &reading, &RULES, &WORLD, &renamed).unwrap().claim.id, capture.id);
    let elsewhere = Claim { id: "c-of-old".to_owned(), span: Span::new(0, 1), kind: Kind::Kills, ..capture.clone() };
    assert!(explain(&report, &reading, &RULES, &WORLD, &elsewhere).is_none());
}

#[test]
fn a_faulty_rule_is_shown_with_its_line_and_a_caret() {
    let rule = "[[rule]]\nid = \"x\"\nkind = \"captures\"\nmatch = 'seize (the'\nyes = [\"a\"]\nno = [\"b\"]\n";
    let world = World {
        now: Timestamp::UNIX_EPOCH,
        gazetteer: Gazetteer::default(),
        actors: ActorFile::default(),
        files: vec![DataFile { path: "rules/en/kinds/x.toml".to_owned(), text: rule.to_owned() }],
    };
    let errors = Rules::compile(&world).unwrap_err();
    let [error] = errors.as_slice() else { panic!("one fault, {} found", errors.len()) };
    assert_eq!(error.line, 4);
    assert!(error.rendered.contains("rules/en/kinds/x.toml:4:16"), "{}", error.rendered);
    assert!(error.rendered.contains('^') && error.rendered.contains("not closed"), "{}", error.rendered);
}

#[test]
fn a_rule_without_examples_or_with_an_unknown_kind_is_refused() {
    for (rule, says) in [
        ("[[rule]]\nid = \"x\"\nkind = \"captures\"\nmatch = 'seize'\nno = [\"b\"]\n", "needs examples"),
        ("[[rule]]\nid = \"x\"\nkind = \"seizes\"\nmatch = 'seize'\nyes = [\"a\"]\nno = [\"b\"]\n", "is no kind"),
        (
            "[[rule]]\nid = \"x\"\nkind = \"captures\"\nmatch = '@nothing'\nyes = [\"a\"]\nno = [\"b\"]\n",
            "there is no list",
        ),
        (
            "[[rule]]\nid = \"x\"\nkind = \"captures\"\nmatch = 'a'\nplace = \"of:@x\"\nyes = [\"a\"]\nno = [\"b\"]\n",
            "is no test",
        ),
    ] {
        let world = World {
            now: Timestamp::UNIX_EPOCH,
            gazetteer: Gazetteer::default(),
            actors: ActorFile::default(),
            files: vec![DataFile { path: "rules/en/kinds/x.toml".to_owned(), text: rule.to_owned() }],
        };
        let errors = Rules::compile(&world).unwrap_err();
        assert!(errors[0].rendered.contains(says), "{}", errors[0].rendered);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_it_panic(text in "(([A-Z]?[a-z]{1,9}|\\PC|said|captured|Homs|\"|,|\\.|7|according to|not) ?){0,80}") {
        let report = report("random", &text, "2024-12-07", None);
        let reading = dateline_language::read(&report.text, &MODEL);
        for claim in claims(&report, &reading, &RULES, &WORLD) {
            prop_assert_eq!(claim.span.of(&report.text), Some(claim.quote.as_str()));
            prop_assert!(explain(&report, &reading, &RULES, &WORLD, &claim).is_some());
        }
    }
}

/// The quotes of the claims that a report's checks are about.
fn checked(text: &str) -> Vec<String> {
    let found = read(&report("r", text, "2024-12-07", Some("Kestrel")));
    let ids: Vec<&String> = found.iter().flat_map(|c| &c.about).collect();
    found.iter().filter(|c| ids.contains(&&c.id)).map(|c| c.quote.clone()).collect()
}

#[test]
fn a_check_is_about_what_was_told() {
    let two = "Rebels took Bara, residents said. The army said it had repelled an attack on Tawila.";
    let cases: [(String, &[&str]); 9] = [
        (
            format!("{two}\n\nReuters could not independently verify the report."),
            &["it had repelled an attack on Tawila"],
        ),
        (
            format!("{two}\n\nReuters could not verify the accounts."),
            &["Rebels took Bara", "it had repelled an attack on Tawila"],
        ),
        (
            format!("{two}\n\nShops were open. Reuters could not verify the army's claim."),
            &["it had repelled an attack on Tawila"],
        ),
        ("The army said it had taken Bara, which could not be independently verified.".into(), &["it had taken Bara"]),
        (
            "A shell killed nine people in Bara, doctors said. The toll could not be confirmed.".into(),
            &["A shell killed nine people in Bara"],
        ),
        (
            "A strike hit Bara, the mayor said. The BBC has verified footage showing the aftermath of the strike."
                .into(),
            &["A strike hit Bara"],
        ),
        (
            "Footage geolocated by Bellingcat shows troops entering the town of Tawila.".into(),
            &["troops entering the town of Tawila"],
        ),
        // Whose account that is, the words do not tell; and the weather is nobody's claim.
        ("Doctors said nine people were killed in Bara. Neither side's account could be confirmed.".into(), &[]),
        ("Rebels took Bara. The price of bread could not be confirmed.".into(), &[]),
    ];
    for (text, expect) in cases {
        let found = checked(&text);
        let all = expect.iter().all(|e| found.iter().any(|f| f.contains(e)));
        let only = found.iter().all(|f| expect.iter().any(|e| f.contains(e) || e.contains(f.as_str())));
        assert!(all && only, "{text}\n{found:?}");
    }
}

#[test]
fn what_the_outlet_takes_back_it_denies() {
    let denied = |text: &str| {
        let found = read(&report("r", text, "2024-12-07", Some("Kestrel")));
        let own = found.iter().filter(|c| c.claimants.is_empty()).map(|c| (c.kind, c.stance)).collect::<Vec<_>>();
        let others = found.iter().filter(|c| !c.claimants.is_empty()).map(|c| (c.kind, c.stance)).collect::<Vec<_>>();
        (own, others)
    };
    let captured = |stance| vec![(Kind::Captures, stance)];
    let corrected = "Correction: an earlier version of this article wrongly said that rebels had captured Hama.";
    assert_eq!(denied(corrected), (captured(Stance::Denies), vec![]));
    let earlier = "A previous version of the story said that rebels had captured Hama.";
    assert_eq!(denied(earlier), (captured(Stance::Denies), vec![]));
    let false_claim = "State television falsely reported that rebels had captured Hama.";
    assert_eq!(denied(false_claim), (captured(Stance::Denies), captured(Stance::Asserts)));
    for other in [
        "The report said that rebels had captured Hama.",
        "An initial report said that rebels had captured Hama.",
        "The first reports said that rebels had captured Hama.",
    ] {
        let (own, others) = denied(other);
        assert!(own.iter().chain(&others).all(|c| c.1 == Stance::Asserts), "{other}");
    }
}

/// First and last day of the first claim of a report published at an instant.
fn days(text: &str, at: &str) -> Option<(String, String)> {
    let mut report = report("r", text, &at[..10], Some("Kestrel"));
    if let Some(published) = report.published.as_mut() {
        published.at = at.parse().ok();
    }
    let found = read(&report).into_iter().find_map(|c| c.event_date);
    found.map(|d| (d.start.to_string(), d.end.to_string()))
}

#[test]
fn dates_in_figures_and_times_of_the_clock_have_their_day() {
    let cases = [
        ("Rebels entered Homs on 5/12/2024.", "2024-12-05", "2024-12-05"),
        ("Rebels entered Homs at 02:00 GMT on 5/12/2024.", "2024-12-05", "2024-12-05"),
        ("Rebels entered Homs on 12/5/2024.", "2024-12-05", "2024-12-05"),
        ("Rebels entered Homs on 25.11.2024.", "2024-11-25", "2024-11-25"),
        // Both readings are long past, and nothing tells which is meant.
        ("Rebels entered Homs on 3/2/2024.", "2024-02-03", "2024-03-02"),
        ("The siege began on 25/11/2023. Rebels entered Homs on 3/2/2024.", "2024-02-03", "2024-02-03"),
        ("Rebels entered Homs at 11:30 p.m. local time (20:30 GMT) on Thursday.", "2024-12-05", "2024-12-05"),
        ("On 1 December at 21:00 EST rebels entered Homs.", "2024-12-01", "2024-12-01"),
        // It was not 22:00 yet in Greenwich.
        ("At 2200 GMT rebels entered Homs.", "2024-12-06", "2024-12-06"),
        ("At 0200 GMT rebels entered Homs.", "2024-12-07", "2024-12-07"),
    ];
    for (text, start, end) in cases {
        assert_eq!(days(text, "2024-12-07T09:00:00Z"), Some((start.to_owned(), end.to_owned())), "{text}");
    }
}

#[test]
fn a_month_without_a_year_follows_the_tense() {
    let cases = [
        ("The talks are to resume in February.", "2025-02"),
        ("The talks resumed in February.", "2024-02"),
        ("A delegation plans a visit in early January.", "2025-01"),
        ("The garrison had surrendered in January.", "2024-01"),
    ];
    for (text, value) in cases {
        let report = report("months", text, "2024-12-07", None);
        let reading = dateline_language::read(text, &MODEL);
        let found = dateline_read::annotate::times(&report, &reading, &RULES, &WORLD);
        let found: Vec<&str> = found.iter().filter_map(|t| t.value.as_deref()).collect();
        assert_eq!(found, [value], "{text}");
    }
}

#[test]
fn numbers_are_read_in_digits_and_words() {
    let cases = [
        ("Some 4 500 families fled.", 4500.0, 4500.0),
        ("They counted 12.500 people in the stadium.", 12500.0, 12500.0),
        ("A dozen villagers were killed.", 12.0, 12.0),
        ("Half a million people fled.", 5e5, 5e5),
        ("A quarter of a million people fled.", 2.5e5, 2.5e5),
        ("Two and a half million people fled.", 2.5e6, 2.5e6),
        ("Between one and 1.5 million people fled.", 1e6, 1.5e6),
        ("Around 20k people fled.", 2e4, 2e4),
        ("Nine hundred and twenty-one families fled.", 921.0, 921.0),
        ("At least140,000 people fled.", 1.4e5, 1.4e5),
    ];
    for (text, low, high) in cases {
        let report = report("numbers", text, "2024-12-07", None);
        let reading = dateline_language::read(text, &MODEL);
        let story = dateline_read::layers(&report, &reading, &RULES, &WORLD);
        let found: Vec<(f64, f64)> = story.numbers.iter().map(|n| (n.low, n.high.unwrap_or(f64::INFINITY))).collect();
        assert_eq!(found, [(low, high)], "{text}");
    }
}

#[test]
fn a_report_has_one_toll_however_often_it_tells_of_its_victims() {
    let cases = [
        ("Three dead, two hurt in Elmwood shooting", "Police in Elmwood are looking for a gunman.", (3.0, 2.0)),
        ("", "A 17-year-old boy was shot and killed in Ridgeton. Another teenager was wounded.", (1.0, 1.0)),
        ("", "Five people were shot outside a bar in Ridgeton, two of them fatally.", (2.0, 3.0)),
        ("", "A Ridgeton man shot his wife and then himself in a murder-suicide on Friday.", (2.0, 0.0)),
        ("", "A teenager accidentally shot himself in the leg. The boy, 15, was taken to hospital.", (0.0, 1.0)),
        ("Drive-by shooting kills 2, injures 4", "Neighbours heard the shots.", (2.0, 4.0)),
        ("", "Shelling killed 14 civilians and wounded 30 others in Qasr, the governor said.", (14.0, 30.0)),
        ("", "Nobody was hurt when a tree fell in Ridgeton.", (0.0, 0.0)),
    ];
    for (headline, text, expected) in cases {
        let parts =
            [headline, text].map(|t| (report("toll", t, "2024-12-07", None), dateline_language::read(t, &MODEL)));
        let stories = parts.each_ref().map(|(report, reading)| dateline_read::layers(report, reading, &RULES, &WORLD));
        let toll = dateline_read::toll::toll(&stories.iter().collect::<Vec<_>>());
        assert_eq!((toll.killed.unwrap_or(0.0), toll.injured.unwrap_or(0.0)), expected, "{headline} {text}");
    }
}

/// What the names of a report were resolved to: name, country and sort, or nothing.
fn resolved(text: &str, outlet: Option<&str>, url: Option<&str>) -> Vec<Option<String>> {
    let report = Report { url: url.map(str::to_owned), ..report("places", text, "2024-12-07", outlet) };
    let reading = dateline_language::read(&report.text, &MODEL);
    let places = dateline_read::annotate::places(&report, &reading, &RULES, &WORLD);
    let shown = |p: &dateline_core::ResolvedPlace| {
        format!("{} {} {}", p.name, p.country.as_deref().unwrap_or_default(), p.feature)
    };
    places.iter().map(|p| p.resolved.as_ref().map(shown)).collect()
}

#[test]
fn a_small_town_that_nothing_speaks_for_is_not_taken() {
    let text = "JUBA - Fighting in South Sudan spread from Malakal to Nasir on Friday, the army said.";
    let places = resolved(text, None, None);
    assert_eq!(places[2..], [Some("Malakal SS city".to_owned()), None], "the gazetteer knows other towns as Nasir");
    let places = resolved("The minister said in Paris on Friday that he would go on to Berlin.", None, None);
    assert_eq!(places[0], Some("Paris FR city".to_owned()), "not the division around it");
    let text = "KHARTOUM - Fighters of the militia withdrew to the Jebel Aulia dam, south of the capital, on Friday.";
    assert!(!format!("{:?}", resolved(text, None, None)).contains("Jebel TM"), "a town in Turkmenistan");
}

#[test]
fn local_news_means_the_places_around() {
    let text = "A road near Tripoli was closed on Friday, the mayor said.";
    let tripoli = |outlet, url| resolved(text, outlet, url).remove(0).unwrap_or_default();
    assert_eq!(tripoli(None, None), "Tripoli LY city");
    assert_eq!(tripoli(None, Some("https://www.dailystar.com.lb/news/1")), "Tripoli LB city");
    assert_eq!(tripoli(Some("Beirut Observer"), None), "Tripoli LB city");
    assert_eq!(tripoli(Some("Meridian Wire"), Some("https://example.io/news")), "Tripoli LY city");
}

/// The place of the last claim of a text, and whether it was taken from the words around.
fn last_place(text: &str) -> Option<(String, bool)> {
    let report = report("whereabouts", text, "2024-12-07", None);
    let reading = dateline_language::read(&report.text, &MODEL);
    let found = claims(&report, &reading, &RULES, &WORLD);
    found.last().and_then(|c| c.place.as_ref()).map(|p| (p.text.clone(), p.inherited))
}

#[test]
fn an_event_without_a_place_of_its_own_is_where_the_text_is() {
    let at = |place: &str| Some((place.to_owned(), true));
    assert_eq!(
        last_place("Gunmen attacked a bus near Maiduguri on Monday. Nine passengers were killed."),
        at("Maiduguri")
    );
    assert_eq!(
        last_place("Shelling hit the market in Sumy on Monday, officials in Kyiv said. Nine people were killed."),
        at("Sumy")
    );
}

#[test]
fn a_place_of_its_own_is_never_replaced() {
    let text = "Gunmen attacked a bus near Maiduguri on Monday. Nine soldiers were killed in Bama.";
    assert_eq!(last_place(text), Some(("Bama".to_owned(), false)));
}

#[test]
fn a_thing_in_a_place_is_not_the_place() {
    use dateline_core::Extent::{self, Entire, Outskirts, Part, Whole};
    let cases: [(&str, Extent); 15] = [
        ("Rebels captured a police station in Homs on Friday.", Part),
        ("Rebels captured the governor's palace in the centre of Homs.", Part),
        ("Rebels seized the airport of Hama.", Part),
        ("Troops withdrew from a base in Homs on Friday.", Part),
        ("Government forces lost ground in Idlib on Friday.", Part),
        ("The army retook half of Bakhmut.", Part),
        ("Rebels control 80 percent of Idlib province.", Part),
        ("Rebels hold every district of Aleppo.", Entire),
        ("Rebels control the whole province of Idlib.", Entire),
        ("The army is present in all areas of Hama province.", Entire),
        ("Troops withdrew from their positions in Homs on Friday.", Whole),
        ("Rebels have taken control of the city of Homs.", Whole),
        ("The army drove the militia from Homs.", Whole),
        ("The fall of Hama to the rebels came on Thursday.", Whole),
        ("Rebels reached the outskirts of Hama.", Outskirts),
    ];
    for (text, expect) in cases {
        let found = read(&report("r", text, "2024-12-07", Some("Kestrel")));
        let extents: Vec<Extent> = found.iter().map(|c| c.extent).collect();
        assert!(extents.contains(&expect) && extents.iter().all(|e| *e == expect), "{text} {extents:?}");
    }
}

#[test]
fn who_speaks_is_found_in_the_sentence_of_the_cue() {
    let text = "Aid flights will stop, the UN warned. Kinshasa demanded that M23 withdraw from Sake.";
    let found = read(&report("r", text, "2025-01-28", Some("Kestrel")));
    let claim = found.iter().find(|c| c.kind == Kind::Withdraws).expect("a demand to withdraw");
    let claimants: Vec<&str> = claim.claimants.iter().map(|c| c.mention.text.as_str()).collect();
    assert_eq!((claim.actor.as_ref().map(|a| a.text.as_str()), &claimants[..]), (Some("M23"), &["Kinshasa"][..]));
}

#[test]
fn an_age_counts_nobody() {
    for text in ["Ahmed Saleh, 41, was killed in Homs on Friday.", "The shell killed Ahmed Saleh, 41, in Homs."] {
        let found = read(&report("r", text, "2024-12-07", Some("Kestrel")));
        assert!(!found.is_empty(), "{text}");
        let counts: Vec<f64> = found.iter().filter_map(|c| c.quantity.as_ref()).map(|q| q.low).collect();
        assert!(counts.iter().all(|n| *n == 1.0), "{text} {counts:?}");
    }
}

#[test]
fn when_it_was_said_stands_apart_from_when_it_was() {
    let text = "LAKE TOWN, Dec 7 (Meridian) - The army said late on Thursday that its troops had captured Hama on Tuesday. \
                It added that 20 rebels had been killed.\n\n\
                According to figures released on Wednesday, 300 people were wounded in Homs. Residents said 40 families fled Homs.";
    let found = read(&report("said", text, "2024-12-07", Some("Meridian Wire")));
    let said = |kind: &str| {
        let claim = found.iter().find(|c| c.kind.name() == kind).unwrap_or_else(|| panic!("no {kind}"));
        let days = |d: Option<&dateline_core::DateRange>| d.map_or("none".to_owned(), |d| d.start.to_string());
        let stated = claim.stated.as_ref();
        if let Some(s) = stated {
            assert_eq!(s.span.of(text), Some(s.text.as_str()));
        }
        (days(stated.and_then(|s| s.date.as_ref())), days(claim.event_date.as_ref()))
    };
    assert_eq!(said("captures"), ("2024-12-05".to_owned(), "2024-12-03".to_owned()));
    assert_eq!(said("kills").0, "2024-12-05", "what is added is of the same statement");
    assert_eq!(said("injures").0, "2024-12-04", "figures have the day of their release");
    assert_eq!(said("displaces").0, "none", "what nobody dates stays open: the publication is another thing");
}

/// What each claim of a kind says, in words: actor, place, sources, day.
fn told(text: &str, kind: &str) -> Vec<String> {
    let text = format!("A HEADLINE\n\n{text}");
    let found = read(&report("told", &text, "2024-12-07", Some("Meridian Wire")));
    let of = |m: Option<&str>| m.unwrap_or("-").to_owned();
    found
        .iter()
        .filter(|c| c.kind.name() == kind)
        .map(|c| {
            let place = c.place.as_ref().map(|p| p.resolved.as_ref().map_or("?", |r| r.name.as_str()));
            let by: Vec<&str> = c.claimants.iter().map(|x| x.mention.name()).collect();
            let day = c.event_date.as_ref().map_or("open".to_owned(), |d| d.start.to_string());
            format!("{}, {}, {}, {day}", of(c.actor.as_ref().map(|m| m.name())), of(place), by.join(" < "))
        })
        .collect()
}

#[test]
fn ordinary_wire_prose_gives_each_word_to_whom_it_belongs() {
    let one = |text: &str, kind: &str, wanted: &str| {
        let found = told(text, kind);
        assert!(found.iter().any(|f| f == wanted), "{text}\n  wanted {wanted}\n  found  {found:#?}");
    };
    // `It` is who speaks, whoever was told of before.
    one(
        "The rebels left Hama on Monday. Hezbollah said on Tuesday it had captured Homs.",
        "captures",
        "Hezbollah, Homs, Hezbollah, 2024-12-03",
    );
    // A town that the text names, not where the report was written.
    one(
        "DAMASCUS, Dec 7 (Meridian) - Rebels attacked Hama on Friday. The town was captured by noon, residents said.",
        "captures",
        "-, Hama, residents, 2024-12-06",
    );
    // A participle behind a verb of speech belongs to what was said.
    one(
        "Gunmen stormed a base in Hama on Friday, the army said, killing two soldiers.",
        "kills",
        "Gunmen, Hama, the army, 2024-12-06",
    );
    // A name that looks like a verb.
    one("IS seized Mosul in June 2014.", "captures", "IS, Mosul, , 2014-06-01");
    // What has lasted since began then.
    one("A war has raged since late 2014, when rebels seized Sanaa.", "captures", "rebels, Sanaa, , 2014-01-01");
    // What one is called is no place, and neither is where somebody spoke.
    assert!(
        told("Marines captured Juan \"Culiacan\" Perez in a raid.", "captures_people")
            .iter()
            .all(|f| !f.contains("Culiac"))
    );
    // One of several has fallen, not all of them.
    assert!(told("Lashio is the first of 14 towns to fall to the rebels.", "captures").is_empty());
    // An end is no day on which something happened.
    assert!(told("The airport of Hama was closed until Friday.", "closes").iter().all(|f| !f.contains("2024-12-06")));
    // What somebody has done in passing keeps its time.
    assert!(
        told("The group, which signed a truce in 2014, attacked Hama.", "attacks").iter().all(|f| !f.contains("2014"))
    );
}
