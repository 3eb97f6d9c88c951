//! Reads JSON Lines of reports (`id`, `text`, `published`, `outlet`) and prints their claims; with `--rules-check`
//! runs the rules' examples instead, and with `--terms` it prints what each claim's confidence is made of. For work on rules
//! without the rest of the program.
mod world;

use dateline_core::*;
use std::io::Read;

fn main() {
    let root = world::root();
    let world = world::load(&root);
    let model = model(&root);
    let rules = match dateline_read::Rules::compile(&world) {
        Ok(r) => r,
        Err(errors) => {
            for e in errors {
                println!("{e}\n");
            }
            std::process::exit(1)
        }
    };
    if std::env::args().any(|a| a == "--rules-check") {
        let failures = dateline_read::check_examples(&rules, &world, &|t| dateline_language::read(t, &model));
        for f in &failures {
            println!("{f}");
        }
        println!("{} rules, {} examples, {} failures", rules.len(), rules.examples().len(), failures.len());
        return;
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let tree = std::env::args().any(|a| a == "--tree");
    for line in text.lines() {
        let v: serde_json::Value = serde_json::from_str(line)
            .unwrap_or_else(|_| serde_json::json!({"id":"x","text":line,"published":"2024-12-07"}));
        let s = |k: &str| v.get(k).and_then(|x| x.as_str()).map(str::to_owned);
        let published = s("published").and_then(|p| p.get(..10)?.parse().ok()).map(|date| Published {
            date,
            at: None,
            basis: report::PublishedBasis::Given,
        });
        let mut report = world::report(&s("id").unwrap(), s("text").unwrap(), published);
        report.outlet = s("outlet");
        let reading = dateline_language::read(&report.text, &model);
        if tree {
            for (i, t) in reading.tokens.iter().enumerate() {
                println!(
                    "{i}\t{}\t{}\t{}\t{}\t{}\t{}",
                    t.form,
                    t.lemma,
                    t.tag,
                    t.xpos,
                    t.head.map_or(-1, |h| h as i64),
                    t.relation
                );
            }
            let story = dateline_read::layers(&report, &reading, &rules, &world);
            for n in &story.names {
                print!("[{}] ", story.text(n.range.clone()));
            }
            println!();
            for n in &story.places {
                print!("<{} {:?}> ", story.text(n.range.clone()), n.resolved.as_ref().map(|r| r.key()));
            }
            println!();
            for a in dateline_read::attribution::find(&story) {
                println!(
                    "CUE {} {:?} {:?} {:?}",
                    story.text(a.cue_range.clone()),
                    a.sources
                        .iter()
                        .map(|c| c.iter().map(|c| c.mention.text.clone()).collect::<Vec<_>>())
                        .collect::<Vec<_>>(),
                    a.content.iter().map(|r| story.text(r.clone())).collect::<Vec<_>>(),
                    a.rule
                );
            }
            for w in &reading.event_words {
                println!("TOLD {} {} {} {}", w.token, w.kind.name(), w.likely, w.denied);
            }
            for (rule, words, why) in dateline_read::explain::untold(&story) {
                println!("NOT {rule} [{}]: {why}", words.text);
            }
        }
        let story = std::env::args().any(|a| a == "--terms");
        let story = story.then(|| dateline_read::layers(&report, &reading, &rules, &world));
        for c in dateline_read::told(&report, &reading, &rules, &world) {
            if c.passing && !tree && !std::env::args().any(|a| a == "--brief") {
                continue;
            }
            let m = |m: &Option<Mention>| m.as_ref().map(|m| m.text.clone());
            if tree || std::env::args().any(|a| a == "--brief") {
                println!(
                    "{} {} | A {:?} | T {:?} | P {:?} | {:?} {:?} {} {} {:?} {:?} {:?} | {}",
                    c.report,
                    c.kind,
                    m(&c.actor),
                    m(&c.target),
                    c.place.as_ref().map(|p| &p.text),
                    c.claimants.iter().map(|c| &c.mention.text).collect::<Vec<_>>(),
                    m(&c.cue),
                    c.stance,
                    c.modality,
                    c.quantity.as_ref().map(|q| (q.low, q.high)),
                    c.event_date.as_ref().map(|d| d.start.to_string()),
                    c.rules,
                    c.quote
                );
                continue;
            }
            let terms = story
                .as_ref()
                .map(|s| dateline_read::explain::confidence_terms(s, &c).map(|t| t.0).collect::<Vec<_>>());
            println!(
                "{}",
                serde_json::json!({"confidence": c.confidence, "terms": terms, "id": c.id, "report": c.report, "quote": c.quote, "start": c.span.start, "end": c.span.end, "kind": c.kind.name(), "stance": c.stance.name(), "modality": c.modality.name(),
                "actor": m(&c.actor), "target": m(&c.target),
                "place": c.place.as_ref().map(|p| serde_json::json!({"text": p.text, "name": p.resolved.as_ref().map(|r| &r.name), "lat": p.resolved.as_ref().and_then(|r| r.point).map(|p| p.0), "lon": p.resolved.as_ref().and_then(|r| r.point).map(|p| p.1), "inherited": p.inherited})),
                "claimants": c.claimants.iter().map(|x| serde_json::json!({"text": x.mention.text})).collect::<Vec<_>>(),
                "quantity": c.quantity.as_ref().map(|q| serde_json::json!({"low": q.low, "high": q.high, "unit": q.unit})),
                "event_date": c.event_date.as_ref().map(|d| serde_json::json!({"start": d.start.to_string(), "end": d.end.to_string()})), "stated": c.stated.as_ref().map(|s| serde_json::json!({"text": s.text, "value": s.value, "start": s.date.as_ref().map(|d| d.start.to_string())})), "about": c.about, "rules": c.rules })
            );
        }
    }
}

/// The model as it is shipped.
fn model(root: &std::path::Path) -> dateline_language::Model {
    let read = |name: &str| std::fs::read(root.join("data").join(name)).unwrap();
    let model = dateline_language::Model::from_bytes(&read("language.safetensors")).unwrap();
    model.with_news_heads(&read("language-news.safetensors")).unwrap()
}
