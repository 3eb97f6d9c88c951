//! Derives the picture from hand-annotated claims, so that the derivation can be scored apart from the reading.
//!
//! `cargo run --release -p dateline-picture --example gold -- GOLD_DIR OUT_DIR [DATE...]` reads `docs.jsonl`,
//! `claims.jsonl` and, where they are there, `entities.jsonl` and `corroborations.jsonl`, writes `claims.jsonl`,
//! `disputes.jsonl`, `control.jsonl` and `corroborations.jsonl` in the scorers' layouts, and tells how many sets of claims
//! that go back to one origin are counted as independent when nothing else is known.

use dateline_core::{
    ActorClass, ActorFile, Claim, Claimant, DateRange, Extent, Gazetteer, Granularity, Mention, PlaceMention,
    Published, Quantity, ResolvedPlace, Span,
    claim::{Feature, Tier},
    picture::Dispute,
    report::PublishedBasis,
};
use dateline_picture::{ReportInfo, weigh};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use std::{error::Error, fs, path::Path};

const GAZETTEER: &[u8] = include_bytes!("../../../data/gazetteer.bin");
const ACTORS: &str = include_str!("../../../rules/names/actors.toml");

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [gold, out, days @ ..] = args.as_slice() else { return Err("usage: gold GOLD_DIR OUT_DIR [DATE...]".into()) };
    let (gold, out) = (Path::new(gold), Path::new(out));
    let actors = ActorFile::parse([("rules/names/actors.toml", ACTORS)])?;
    let world = Gazetteer::from_bytes(GAZETTEER)?;
    let reports: Vec<ReportInfo> = rows(&gold.join("docs.jsonl"))?.iter().map(report).collect();
    let entities = rows(&gold.join("entities.jsonl")).unwrap_or_default();
    let sets = rows(&gold.join("corroborations.jsonl")).unwrap_or_default();
    let rows = rows(&gold.join("claims.jsonl"))?;
    let claims: Vec<Claim> = rows.iter().map(|row| claim(&world, row, &entities, &actors)).collect();
    let weighed = weigh(&reports, &claims, &actors, &[]);

    let export: Vec<Value> = rows.iter().cloned().map(with_report).collect();
    write(&out.join("claims.jsonl"), &export)?;
    let picture = weighed.picture(None);
    let layout = |d: &Dispute| {
        let sides: Vec<_> = d.sides.iter().map(|s| &s.claims).collect();
        json!({"id": d.id, "about": d.about, "why": d.why, "weight": d.weight, "sides": sides})
    };
    write(&out.join("disputes.jsonl"), &picture.disputes.iter().map(layout).collect::<Vec<_>>())?;
    write(&out.join("tensions.jsonl"), &picture.tensions.iter().map(layout).collect::<Vec<_>>())?;
    let days: Vec<Date> = if days.is_empty() {
        ["2024-12-05", "2024-12-06", "2024-12-07"].iter().filter_map(|d| d.parse().ok()).collect()
    } else {
        days.iter().map(|d| d.parse()).collect::<Result<_, _>>()?
    };
    let control = days.iter().flat_map(|day| weighed.control(*day)).map(|c| {
        json!({
            "place": c.place.name, "lat": c.place.point.map(|p| p.0), "lon": c.place.point.map(|p| p.1),
            "as_of": c.at.to_string(), "status": c.status.name(), "actor": c.actor.map(|a| a.name),
            "disputed_by": c.disputed_by.iter().map(|a| &a.name).collect::<Vec<_>>(), "standing": c.standing.name(),
            "since": c.since.map(|d| d.to_string()), "supporting": c.supporting, "opposing": c.opposing, "why": c.why,
        })
    });
    write(&out.join("control.jsonl"), &control.collect::<Vec<_>>())?;
    let corroborations = picture.corroborations.iter().map(
        |c| json!({"id": c.id, "claims": c.claims, "origins": c.origins, "independent": c.independent, "why": c.why}),
    );
    write(&out.join("corroborations.jsonl"), &corroborations.collect::<Vec<_>>())?;
    let figures = picture.figures.iter().map(|f| {
        json!({"indicator": f.indicator, "of": f.of, "place": f.place.as_ref().map(|p| &p.name), "low": f.low,
            "high": f.high, "origin": f.origin, "claim": f.claim, "superseded_by": f.superseded_by})
    });
    write(&out.join("figures.jsonl"), &figures.collect::<Vec<_>>())?;
    let events = picture.events.iter().map(|e| {
        json!({"kind": e.kind.name(), "place": e.place.as_ref().map(|p| &p.name), "actor": e.actor.as_ref().map(|a| &a.name),
            "start": e.date.as_ref().map(|d| d.start.to_string()), "standing": e.standing.name(), "origins": e.origins,
            "supporting": e.supporting, "opposing": e.opposing, "verified_by": e.verified_by,
            "could_not_verify": e.could_not_verify})
    });
    write(&out.join("events.jsonl"), &events.collect::<Vec<_>>())?;
    println!(
        "{} claims: {} events, {} disputes, {} corroborations, {} figures, {} closed or open, {} groups of copies, {} actors",
        claims.len(),
        picture.events.len(),
        picture.disputes.len(),
        picture.corroborations.len(),
        picture.figures.len(),
        picture.access.len(),
        picture.copies.len(),
        picture.actors.len(),
    );
    for marked in ["no", "unclear", "yes"] {
        let of = sets.iter().filter(|set| set["independent"] == marked);
        let counted: Vec<bool> = of.map(|set| is_independent(set, &claims, &reports, &actors)).collect();
        let independent = counted.iter().filter(|yes| **yes).count();
        println!("sets marked {marked}: {independent} of {} counted as independent", counted.len());
    }
    Ok(())
}

/// Whether the picture takes the claims of a set for independent where it knows of no others.
fn is_independent(set: &Value, claims: &[Claim], reports: &[ReportInfo], actors: &ActorFile) -> bool {
    let listed = |c: &&Claim| set["claims"].as_array().is_some_and(|ids| ids.iter().any(|id| *id == c.id));
    let picture = weigh(reports, claims.iter().filter(listed), actors, &[]).picture(None);
    picture.corroborations.iter().any(|c| c.independent == "yes")
}

fn rows(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text.lines().filter(|l| !l.trim().is_empty()).map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn write(path: &Path, rows: &[Value]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    Ok(fs::write(path, rows.iter().map(|r| format!("{r}\n")).collect::<String>())?)
}

fn with_report(mut row: Value) -> Value {
    let doc = row["doc"].clone();
    row["report"] = doc;
    row
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn report(doc: &Value) -> ReportInfo {
    ReportInfo {
        id: text(&doc["id"]).unwrap_or_default(),
        revision: "gold".to_owned(),
        captured: Timestamp::UNIX_EPOCH,
        outlet: text(&doc["publisher"]),
        title: None,
        published: doc["published"]
            .as_str()
            .and_then(|d| d.get(..10))
            .and_then(|d| d.parse().ok())
            .map(|date| Published { date, at: None, basis: PublishedBasis::Given }),
        sketch: [].into(),
        trace: [].into(),
        credits: None,
    }
}

/// The annotation's own nominals ("our forces" in one document) stand for what the reader's coreference does.
fn mention(words: &str, doc: &str, entities: &[Value]) -> Mention {
    let names = |e: &&Value| e["nominals"][doc].as_array().is_some_and(|n| n.iter().any(|n| n == words));
    let entity = entities.iter().find(names).and_then(|e| text(&e["canonical"]));
    Mention { text: words.to_owned(), span: Span::default(), entity }
}

fn class(words: &str, entities: &[Value], actors: &ActorFile) -> ActorClass {
    let known = dateline_picture::known_actor(actors, words, Some("SY"), None);
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|p| lower.contains(p));
    let person = entities
        .iter()
        .any(|e| e["kind"] == "person" && e["names"].as_array().is_some_and(|n| n.iter().any(|n| n == words)));
    match known {
        _ if has(&["video", "reports", "claims"]) => ActorClass::Other,
        Some(actor) => actor.class,
        None if has(&["source", "official", "officer"]) => ActorClass::Anonymous,
        None if has(&["resident", "witness"]) => ActorClass::Witness,
        None if person => ActorClass::Expert,
        None => ActorClass::Other,
    }
}

/// What the annotation has no field for and the reader does: how much of the place is meant.
fn extent(row: &Value) -> Extent {
    let place = row["place"].as_str().unwrap_or_default().to_lowercase();
    let quote = row["quote"].as_str().unwrap_or_default().to_lowercase();
    let has = |text: &str, parts: &[&str]| parts.iter().any(|p| text.contains(p));
    if has(&place, &["outskirts", "suburbs"]) || has(&quote, &["near the cit", "around the central"]) {
        Extent::Outskirts
    } else if has(&place, &["some areas", "areas", "much of", "towns"]) || has(&quote, &["control of areas", "90%"]) {
        Extent::Part
    } else if has(&quote, &["all areas", "all of", "entire"]) {
        Extent::Entire
    } else {
        Extent::Whole
    }
}

/// The division that a place of the annotation lies in, as the reader would find it.
fn admin1(world: &Gazetteer, row: &Value) -> Option<String> {
    let (lat, lon) = row["lat"].as_f64().zip(row["lon"].as_f64())?;
    let near = |p: &(f64, f64)| (p.0 - lat).abs() < NEAR && (p.1 - lon).abs() < NEAR;
    let found = world.search(row["place_canonical"].as_str()?).into_iter().map(|(_, id)| world.place(id));
    found.filter(|p| p.point.as_ref().is_some_and(near)).find_map(|p| p.admin1.map(str::to_owned))
}

/// The annotation gives coordinates to a tenth of a degree.
const NEAR: f64 = 0.2;

fn place(world: &Gazetteer, row: &Value) -> Option<PlaceMention> {
    let words = text(&row["place"])?;
    let resolved = text(&row["place_canonical"]).map(|name| {
        let lower = name.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|p| lower.contains(p));
        let feature = match lower.as_str() {
            "syria" => Feature::Country,
            _ if has(&["province", "countryside", "rif "]) => Feature::Admin1,
            _ if has(&["eastern", "southern", "northern", "coast", "heights"]) => Feature::Region,
            _ if has(&["crossing", "border"]) => Feature::Crossing,
            _ if has(&["base", "airport"]) => Feature::Base,
            _ if has(&["highway"]) => Feature::Road,
            _ => Feature::City,
        };
        ResolvedPlace {
            name,
            feature,
            country: text(&row["country"]),
            admin1: admin1(world, row),
            point: row["lat"].as_f64().zip(row["lon"].as_f64()),
            geonames_id: None,
            precision: if feature == Feature::City { 1 } else { 4 },
            tier: Tier::Exact,
        }
    });
    let (span, candidates) = (Span::default(), Vec::new());
    Some(PlaceMention { text: words, span, resolved, candidates, inherited: false, relative: None })
}

fn claim(world: &Gazetteer, row: &Value, entities: &[Value], actors: &ActorFile) -> Claim {
    let doc = text(&row["doc"]).unwrap_or_default();
    let quote = text(&row["quote"]).unwrap_or_default();
    let named = |field: &str| row[field].as_str().map(|words| mention(words, &doc, entities));
    let claimants: Vec<Claimant> = row["claimants"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|words| Claimant { mention: mention(words, &doc, entities), class: class(words, entities, actors) })
        .collect();
    let date = |v: &Value| v.as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok());
    let start = date(&row["event_date"]["start"]);
    let event_date = start.map(|start| {
        let end = date(&row["event_date"]["end"]).unwrap_or(start);
        let granularity = if start == end { Granularity::Day } else { Granularity::Range };
        DateRange { start, end, granularity, text: None }
    });
    let ranged = event_date.as_ref().is_some_and(|d| d.start < d.end);
    let q = &row["quantity"];
    let quantity = q["low"].as_f64().map(|low| Quantity {
        low,
        high: q["high"].as_f64(),
        approx: q["approx"].as_bool().unwrap_or(false),
        unit: text(&q["unit"]).unwrap_or_default(),
        of: text(&q["of"]),
        mention: mention("", &doc, &[]),
        cumulative: ranged,
        since: event_date.as_ref().filter(|_| ranged).map(|d| d.start),
    });
    let id = text(&row["id"]).unwrap_or_default();
    let number = id.rsplit('c').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    Claim {
        id,
        report: doc.clone(),
        revision: "gold".to_owned(),
        span: Span::new(number, number + quote.len()),
        kind: row["kind"].as_str().and_then(|k| k.parse().ok()).unwrap_or(dateline_core::Kind::Other),
        sub_kind: None,
        passing: false,
        from: None,
        to: None,
        stance: row["stance"].as_str().and_then(|k| k.parse().ok()).unwrap_or(dateline_core::Stance::Asserts),
        modality: row["modality"].as_str().and_then(|k| k.parse().ok()).unwrap_or(dateline_core::Modality::Actual),
        actor: named("actor"),
        target: named("target"),
        place: place(world, row),
        extent: extent(row),
        claimants,
        cue: named("cue"),
        channel: None,
        quantity,
        event_date,
        stated: None,
        origin: String::new(),
        subset_of: None,
        about: Vec::new(),
        confidence: 1.0,
        rules: Vec::new(),
        quote,
    }
}
